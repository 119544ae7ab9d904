//! Delays, extensions and reopenings: which day is the new one, and which is the one that it takes the place of.

use model::findings::DateRole;

use super::flat::{self, has};
use super::role::{Place, Round};
use super::words::{self, Sort};

/// What a sentence of moving says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moved {
    /// The day that was: no date of its own.
    Old,
    /// The day that is now.
    New(DateRole),
}

const VERBS: &[&str] = &[
    "delay",
    "postpon",
    "defer",
    "extend",
    "extension",
    "reopen",
    "re-open",
    "reschedul",
    "changes the",
    "changed from",
    "advanc",
    "stayed from",
];
/// Words before a day that say it was so.
const OLD: &[&str] = &[
    "from",
    "scheduled for",
    "scheduled to close on",
    "scheduled to end on",
    "scheduled to expire on",
    "scheduled to take effect on",
    "set to expire on",
    "set to close on",
    "due to expire on",
    "due to close on",
    "originally",
    "original deadline of",
    "which closed on",
    "closed on",
    "ended on",
    "expired on",
    "which ended on",
    "that ended on",
    "that closed on",
    "which was to close on",
    "was to close on",
    "was due",
    "was due on",
    "were due",
    "were due on",
    "were due by",
    "was to end on",
    "would have ended on",
    "would have closed on",
    "was scheduled to close on",
    "was scheduled to end on",
    "currently scheduled to close on",
    "closes on",
    "ends on",
];

/// What a moving sentence makes of the day; `None` where the sentence moves nothing or the day is no part of it.
pub(super) fn of(round: &Round<'_>) -> Option<Moved> {
    if round.place == Place::Amended || !has(round.sentence, VERBS) {
        return None;
    }
    let printed = words::trimmed(round.before);
    let verb_before = has(round.before, VERBS);
    // `closes on July 5, is extended to …`: old only where the moving stands behind it.
    let old = flat::ends(printed, OLD)
        && (verb_before && flat::ends(printed, &["from"])
            || has(round.behind, VERBS)
            || !flat::ends(printed, &["closes on", "ends on", "from"]));
    // `the due date of May 1, 2025, is extended to May 15`.
    let behind = round.behind.trim_start_matches([' ', ',', ')']);
    let passed =
        ["is extended", "is delayed", "is postponed", "has been extended", "is being extended", "is hereby extended"];
    let old = old || passed.iter().any(|words| behind.starts_with(words));
    if old {
        return Some(Moved::Old);
    }
    let new = matches!(round.sort, Some(Sort::Ends | Sort::EndsBefore))
        || flat::ends(
            printed,
            &[
                "is now",
                "new effective date",
                "new effective date of",
                "effective date of",
                "new date of",
                "now",
                "extended deadline is",
                "for",
                "extended until:",
                "to be",
            ],
        );
    if !(new && verb_before) {
        return None;
    }
    role(round).map(Moved::New)
}

fn role(round: &Round<'_>) -> Option<DateRole> {
    let verb = flat::last(round.before, VERBS)?;
    // Running text tells of many delays that were; this one has to be the document's own, and lie ahead.
    let own = has(
        round.sentence,
        &[
            "this rule",
            "this final rule",
            "this document",
            "this action",
            "this notice",
            "we are",
            "is extending",
            "are extending",
            "is delaying",
            "are delaying",
            "hereby",
        ],
    );
    let speaks = round.place == Place::Dates
        || round.ahead && own && !has(round.sentence, &["commenter", "suggested", "later delayed"]);
    let behind_verb = &round.before[verb..];
    // A day far behind the verb with a cue of its own is another statement.
    if behind_verb.len() > 320 || !speaks {
        return None;
    }
    let from = round.before[..verb].rfind(" and to ").map_or(0, |at| at + 8).max(verb.saturating_sub(240));
    let subject = &round.before[from..];
    let told = |words: &[&str]| has(subject, words);
    let delayed = has(behind_verb, &["delay", "postpon", "defer"]);
    Some(if told(&["rebuttal", "reply comment", "reply period"]) {
        DateRole::ReplyDue
    } else if told(&[
        "comment period",
        "comments",
        "comment deadline",
        "comment date",
        "comment due",
        "period for comment",
        "period for public comment",
        "period for submi",
    ]) {
        DateRole::CommentsClose
    } else if told(&["compliance date", "compliance deadline", "compliance"]) {
        DateRole::Compliance
    } else if told(&["hearing", "meeting"]) && !told(&["effective"]) {
        DateRole::Hearing
    } else if told(&["effective", "effectiveness", "effect"]) {
        if delayed { DateRole::DelayedTo } else { DateRole::Effective }
    } else if told(&["application", "nomination", "petition", "deadline", "due date", "time limit"]) {
        DateRole::FilingDue
    } else if told(&["suspension", "stay"]) {
        DateRole::SuspendedUntil
    } else if told(&[
        "license",
        "exclusion",
        "authorization",
        "restriction",
        "expir",
        "waiver",
        "exemption",
        "exception",
        "this rule",
    ]) {
        if delayed { DateRole::DelayedTo } else { DateRole::Expiry }
    } else {
        return None;
    })
}
