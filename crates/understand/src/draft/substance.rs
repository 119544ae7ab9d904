//! The sentence that says what a document does, and how it is quoted: exactly, with a short subject in front where its own is one.

use std::sync::LazyLock;

use model::draft::Statement;
use regex::Regex;

use super::evidence::{Passage, Telling, part_of};
use super::words;

/// Words of doing: a sentence that has one tells the news.
const DOING: &[&str] = &[
    "preliminarily find",
    "preliminarily determine",
    "determined",
    "determines",
    "finds",
    "is rescinding",
    "is revoking",
    "is amending",
    "amends",
    "is adding",
    "adds",
    "is removing",
    "removes",
    "revises",
    "is revising",
    "reopening",
    "is issuing",
    "are issuing",
    "issues",
    "imposes",
    "extends",
    "grants",
    "is delaying",
    "delays",
    "submitted a",
    "is proposing",
    "proposes",
    "establishes",
    "would",
    "is requesting",
    "are rescinding",
    "has been submitted",
    "has been requested",
    "prohibits",
    "suspends",
    "will hold",
    "is correcting",
    "corrects",
    "gives notice of",
];

/// Words of form: a sentence that has one can wait.
const FORMAL: &[&str] = &[
    "invite",
    "comments on",
    "is conducting",
    "period of review",
    "this review covers",
    "see supplementary",
    "for further",
    "paperwork reduction",
    "interested persons",
    "interested parties",
    "pursuant to the authority",
    "practice to",
    "received comments",
    "submitted pursuant",
    "background:",
    "name:",
];

static SELF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:This|The) (?:final |interim |interim final |temporary |proposed |direct final |present )?(rule|notice|document|action|correction|amendment|order|rulemaking|deviation|finding|proclamation) ([a-z].*)$",
    )
});
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"^(?:The )?[A-Z][^.;()]{2,120}?\((?:the |“|")?([A-Z][A-Za-z&.\-]{1,20}|[^()]{2,30})(?:”|")?\),? ((?:is|are|has|have|was|hereby|proposes?|issues?|amends?|announces?|publishes|preliminarily|finds?|determine[sd]?|corrects?|adds?|revises?|received|grants?|requests?|seeks?|invites?|will|intends)\b.*)$"#,
    )
});
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^The (Department|Commission|Board|Bureau|Committee|Agency|Service|Administration) ((?:is|are|has|have|was|hereby|proposes?|issues?|amends?|announces?|publishes|preliminarily|finds?|determine[sd]?|corrects?|adds?|revises?|received|grants?|requests?|seeks?|will|intends)\b.*)$",
    )
});
static HEREBY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^Notice is hereby given (that|of) (.*)$"));

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern stands in the source and is tested")
}

/// How many sentences are weighed.
const WEIGHED_MAX: usize = 60;

/// The passages that tell the news, the best first: doing before form, words of the title, then order. Only those of some weight.
pub(super) fn ranked<'a>(telling: &Telling<'_>, passages: &[Passage<'a>]) -> Vec<Passage<'a>> {
    let stems = stems(telling.title());
    let mut weighed: Vec<(i32, usize, &Passage<'a>)> = passages
        .iter()
        .take(WEIGHED_MAX)
        .enumerate()
        .map(|(at, passage)| (weight(&passage.text.to_lowercase(), at, &stems), at, passage))
        .filter(|(points, _, _)| *points > 0)
        .collect();
    weighed.sort_by_key(|(points, at, _)| (-*points, *at));
    weighed.into_iter().map(|(_, _, passage)| passage.clone()).collect()
}

fn weight(lower: &str, at: usize, stems: &[String]) -> i32 {
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let of_title = stems.iter().filter(|stem| lower.contains(stem.as_str())).count().min(4);
    // History begins with its day: `On October 19, 2015, we received …`; citations are no sentences.
    let history =
        lower.starts_with("on ") || lower.starts_with("see ") || lower.starts_with(|c: char| c.is_ascii_digit());
    let late = i32::try_from(at / 12).unwrap_or(0);
    4 * i32::from(has(DOING)) - 4 * i32::from(has(FORMAL)) - 4 * i32::from(history)
        + i32::try_from(of_title).unwrap_or(0)
        + 2 * i32::from(at == 0)
        - late
}

/// The beginnings of the long words of a title, by which a sentence shows that it speaks of the same.
fn stems(title: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 6) {
        let stem: String = word.to_lowercase().chars().take(6).collect();
        if !out.contains(&stem) {
            out.push(stem);
        }
    }
    out
}

/// A sentence of the document, quoted with a short subject: `OFAC “is adding new part 566 …”`, `The rule “amends …”`,
/// `APHIS says: “We are reopening …”`.
pub(super) fn quoted(telling: &Telling<'_>, passage: &Passage<'_>) -> Statement {
    let (subject, words) = split(telling, passage.text);
    let part = part_of(passage, words);
    Statement::sourced(format!("{subject} “{}”", part.text), vec![telling.at(part.place)])
}

/// The same, of at most so many words: a long sentence is quoted up to a comma, without its full stop.
pub(super) fn quoted_within(telling: &Telling<'_>, passage: &Passage<'_>, most: usize) -> Option<Statement> {
    let (subject, words) = split(telling, passage.text);
    let room = most.checked_sub(words::count(&subject))?;
    if words::count(words) <= room {
        return Some(quoted(telling, passage));
    }
    let cut = clause_ends(words).map(|end| &words[..end]).take_while(|piece| words::count(piece) <= room).last();
    let part = part_of(passage, cut?);
    Some(Statement::sourced(format!("{subject} “{}”.", part.text), vec![telling.at(part.place)]))
}

/// Where a sentence may be cut: before a comma that a new clause follows, or before the naming of a law. Not inside a bracket or
/// quotation, and not before a dozen words.
fn clause_ends(words: &str) -> impl Iterator<Item = usize> {
    const CLAUSES: &[&str] = &[
        "which",
        "that",
        "who",
        "in",
        "as",
        "and",
        "or",
        "with",
        "to",
        "including",
        "on",
        "provided",
        "under",
        "while",
        "pursuant",
        "finding",
        "because",
        "if",
        "unless",
        "except",
        "subject",
    ];
    let commas = words.match_indices([',', ';']).filter(|(at, _)| {
        let next = words[at + 1..].split_whitespace().next().unwrap_or_default();
        CLAUSES.contains(&next)
    });
    let laws = words.match_indices(" pursuant to ");
    let mut ends: Vec<usize> = commas.chain(laws).map(|(at, _)| at).collect();
    ends.sort_unstable();
    ends.into_iter().filter(|end| {
        let piece = &words[..*end];
        let balanced = |open, close| piece.matches(open).count() == piece.matches(close).count();
        words::count(piece) >= 10 && balanced('(', ')') && balanced('“', '”')
    })
}

/// Whether a passage says what the title's first part says, so that the title can be left to the headline.
pub(super) fn covers(passage: &str, title: &str) -> bool {
    let stems = stems(title.split([';', ':']).next().unwrap_or(title));
    let lower = passage.to_lowercase();
    let found = stems.iter().filter(|stem| lower.contains(stem.as_str())).count();
    found * 3 >= stems.len()
}

/// The subject to print in front, and the words to quote.
fn split<'a>(telling: &Telling<'_>, sentence: &'a str) -> (String, &'a str) {
    let noun = telling.noun();
    if let Some(found) = SELF.captures(sentence)
        && let (Some(itself), Some(rest)) = (found.get(1), found.get(2))
    {
        return (format!("The {}", itself.as_str()), rest.as_str());
    }
    if let Some(found) = HEREBY.captures(sentence)
        && let (Some(that), Some(rest)) = (found.get(1), found.get(2))
    {
        let says = if that.as_str() == "that" { "says that" } else { "tells of" };
        return (format!("The {noun} {says}"), rest.as_str());
    }
    if let Some(found) = BRACKETED.captures(sentence)
        && let (Some(name), Some(rest)) = (found.get(1), found.get(2))
        && is_agency(telling, sentence, name.as_str())
    {
        return (subject(telling), rest.as_str());
    }
    if let Some(found) = OFFICE.captures(sentence)
        && let Some(rest) = found.get(2)
    {
        return (subject(telling), rest.as_str());
    }
    let first_person = ["We ", "Our ", "we "].iter().any(|we| sentence.starts_with(we)) || sentence.contains(" we ");
    if first_person {
        return (format!("{} says:", subject(telling)), sentence);
    }
    (format!("The {noun} says:"), sentence)
}

/// The agency as a subject: `OFAC`, `The FTZ Board`, `Commerce`.
fn subject(telling: &Telling<'_>) -> String {
    match telling.short.as_str() {
        short @ ("FTZ Board" | "U.S.-China commission" | "President" | "Coast Guard") => format!("The {short}"),
        short if short.contains(' ') => format!("The {short}"),
        short => short.to_owned(),
    }
}

/// Whether a sentence's subject is the document's agency: by its short form in the bracket or by its name in front of it.
fn is_agency(telling: &Telling<'_>, sentence: &str, bracket: &str) -> bool {
    let bracket =
        bracket.split(" or ").next().unwrap_or(bracket).trim_start_matches("the ").trim_matches(['“', '”', '"']);
    let head = sentence.split('(').next().unwrap_or_default().to_lowercase().replace(['.', '\'', '’'], "");
    let known = crate::agencies::of(telling.fields);
    bracket == telling.short
        || telling.full.contains(&format!("({bracket})"))
        || known.iter().any(|agency| head.contains(agency.printed) && head.trim_end().ends_with(agency.printed))
}
