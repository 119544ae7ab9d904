//! The tables of words that rule a day: what they make of it, words of closing, words by which a text speaks of itself.

use std::sync::LazyLock;

/// Words that rule a day, and what they make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    Effective,
    Applicable,
    Compliance,
    Expiry,
    Comments,
    Reply,
    Request,
    Filing,
    Hearing,
    WindDown,
    Suspended,
    Reinstated,
    Liquidated,
    Review,
    Span,
}

pub(super) const CUES: &[(Cue, &[&str])] = &[
    (
        Cue::Span,
        &[
            "closure period",
            "closure dates",
            "period of support",
            "period of performance",
            "project period",
            "valid from",
        ],
    ),
    (
        Cue::Effective,
        &[
            "effective",
            "take effect",
            "takes effect",
            "go into effect",
            "goes into effect",
            "enter into force",
            "enters into force",
            "come into force",
            "comes into force",
            "in effect beginning",
            "in effect from",
            "in effect on",
            "implementation date",
            "withdrawn as of",
            "corrected as of",
            "withdrawn effective",
        ],
    ),
    (
        Cue::Applicable,
        &[
            "applicable",
            "applicability",
            "applies",
            "apply to",
            "apply on",
            "shall apply",
            "will apply",
            "apply beginning",
            "apply as of",
        ],
    ),
    (
        Cue::Compliance,
        &["compliance date", "compliance is", "compliance with", "comply", "compliance deadline", "compliance"],
    ),
    (
        Cue::Expiry,
        &[
            "expire",
            "expiration",
            "terminate",
            "termination date",
            "remain in effect",
            "remains in effect",
            "remain in force",
            "in effect until",
            "in effect through",
            "sunset",
            "cease to",
            "ceases to",
            "lapse",
            "valid until",
            "valid through",
            "authorized through",
            "authorized until",
        ],
    ),
    (
        Cue::Comments,
        &[
            "closing period for their receipt",
            "comment",
            "objection",
            "written submission",
            "written statement",
            "written views",
            "views",
        ],
    ),
    (Cue::Reply, &["rebuttal", "reply", "replies", "response", "surrebuttal", "cross-comment"]),
    (
        Cue::Request,
        &[
            "request to appear",
            "requests to appear",
            "request for a hearing",
            "requests for a hearing",
            "request for a public hearing",
            "requests for a public hearing",
            "request for hearing",
            "requests for hearing",
            "request a hearing",
            "request a public hearing",
            "hearing request",
            "requests to speak",
            "request to speak",
            "requests to testify",
            "request to testify",
            "requests to participate",
            "requests for special accommodation",
            "notice of appearance",
            "entry of appearance",
            "oral presentation",
            "make their presentation",
            "plan to attend",
            "planning to attend",
            "wish to attend",
            "registration",
            "register for",
            "pre-register",
        ],
    ),
    (
        Cue::Filing,
        &[
            "deadline for filing",
            "notices of intent",
            "statements of support",
            "notify",
            "make their intent",
            "application",
            "petition",
            "nomination",
            "case brief",
            "briefs",
            "protest",
            "proposal",
            "bid",
            "notice of intent to participate",
            "notices of intent to participate",
            "substantive response",
            "submission",
            "motion to intervene",
            "motions to intervene",
            "report",
            "statement",
            "document",
            "information",
            "requests",
            "request",
        ],
    ),
    (
        Cue::Hearing,
        &[
            "hearing",
            "meeting",
            "webinar",
            "conference",
            "workshop",
            "listening session",
            "roundtable",
            "will meet",
            "will convene",
        ],
    ),
    (Cue::WindDown, &["wind down", "wind-down", "winding down"]),
    (Cue::Suspended, &["suspended", "suspends", "suspend", "stayed", "stays", "suspension"]),
    (Cue::Reinstated, &["reinstat", "resume", "restored", "lift the suspension"]),
    (Cue::Liquidated, &["will be liquidated", "shall be liquidated", "to liquidate"]),
    (Cue::Review, &["period of review", "period of investigation", "(por)", "(poi)", "por is", "por covers", "poi is"]),
];

/// Verbs and nouns of closing that make the day behind them an end, without a word of limit.
pub(super) const CLOSING: &[&str] = &[
    "due",
    "due date",
    "due date is",
    "due on",
    "close",
    "closes",
    "closes on",
    "close on",
    "end",
    "ends",
    "ends on",
    "end on",
    "deadline",
    "deadline is",
    "date is",
    "date",
    "period is",
    "receipt is",
    "closing date",
    "cutoff",
];

/// Words by which running text says that it speaks of itself.
pub(super) const SELF: &[&str] = &[
    "this rule",
    "this final rule",
    "this interim",
    "this temporary",
    "this direct final rule",
    "this notice",
    "this action",
    "this order",
    "this amendment",
    "this document",
    "this determination",
    "this proclamation",
    "this memorandum",
    "this deviation",
    "this finding",
    "this correction",
    "this regulation",
    "this license",
    "this general license",
    "this exclusion",
    "this modification",
    "this suspension",
    "this prohibition",
    "this ad ",
    "these amendments",
    "these regulations",
    "these changes",
    "these final results",
    "these requirements",
    "these exclusions",
    "these modifications",
    "these duties",
    "the regulation amendments in this",
    "amendments made by this",
    "provisions of this",
    "the general license",
    "general license no",
];

/// Running text that reports what others said or what was, not what is.
pub(super) const REPORTED: &[&str] = &[
    "commenter",
    "suggested",
    "recommended",
    "urged",
    "argued",
    "requested that",
    "would have",
    "had been scheduled",
    "was scheduled",
    "cancelled",
    "canceled",
    "less than 30 days",
    "explained",
    "explains",
    "clarif",
    "for which application",
    "for which the application",
    "application is received",
    "application for the loan",
];

/// The phrases of the table by their first letter.
static BY_LETTER: LazyLock<Vec<Vec<(usize, &'static str)>>> = LazyLock::new(|| {
    let mut out = vec![Vec::new(); 256];
    for (row, (_, phrases)) in CUES.iter().enumerate() {
        for phrase in *phrases {
            out[usize::from(phrase.as_bytes()[0])].push((row, *phrase));
        }
    }
    out
});

/// The cues of a clause, each where it stands last, the last one first. One pass over the clause for the whole table.
pub(super) fn all(clause: &str) -> Vec<(usize, Cue)> {
    let mut out = Vec::new();
    let mut seen = 0_u32;
    let bytes = clause.as_bytes();
    for at in (0..bytes.len()).rev() {
        if at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
            continue;
        }
        for (row, phrase) in &BY_LETTER[usize::from(bytes[at])] {
            if seen & (1 << row) == 0 && bytes[at..].starts_with(phrase.as_bytes()) {
                seen |= 1 << row;
                out.push((at, CUES[*row].0));
            }
        }
    }
    out
}

/// Whether a sentence may say of the document something that was: an effect or a measure of before its printing, a period under review, goods
/// under way, a delay from an earlier day.
pub(super) fn tells_of_the_past(sentence: &str) -> bool {
    const WORDS: [&str; 10] = [
        "effect",
        "in force",
        "for consumption",
        "applicable",
        "applies",
        "period of",
        "en route",
        "transit",
        "aboard",
        "extend",
    ];
    WORDS.iter().any(|word| sentence.contains(word))
}
