//! What a day in a sentence is about: taking effect, applying, closing for comments, being heard, ending; or nothing for a calendar.

use model::findings::DateRole;

use super::day::Day;
use super::words;

/// Words before a day that say it is history: `published on January 20, 2016`, `delayed from April 15, 2016`.
const PAST: &[&str] = &[
    "published",
    "published on",
    "published in the federal register on",
    "published in the federal register of",
    "issued",
    "issued on",
    "dated",
    "delayed from",
    "extended from",
    "postponed from",
    "of the federal register of",
    "signed",
    "signed on",
    "act of",
    "enacted on",
    "since",
];

/// The role of one day of a sentence.
pub(super) fn of(sentence: &str, day: &Day) -> Option<DateRole> {
    let before = sentence[..day.lead].to_lowercase();
    let before = before.trim_end_matches([' ', '\u{a0}', ':', ',', '(']);
    if PAST.iter().any(|words| before.ends_with(words)) {
        return None;
    }
    let whole = sentence.to_lowercase();
    // The register's own approval of incorporated texts is no date of the rule.
    if before.contains("incorporation by reference") || before.contains("director of the federal register") {
        return None;
    }
    let clause = clause(before);
    if let Some(role) = effect(clause, &whole) {
        return Some(role);
    }
    if comments(clause, &whole) && closes(clause, &sentence[..day.lead]) {
        return Some(DateRole::CommentsClose);
    }
    hearing(clause, &whole).then_some(DateRole::Hearing)
}

/// The stretch of a lower-case sentence that rules its end: behind its last semicolon.
fn clause(before: &str) -> &str {
    let start = before.rfind(';').map_or(0, |at| at + 1);
    before[start..].trim_start()
}

/// Taking effect, applying, ending.
fn effect(clause: &str, whole: &str) -> Option<DateRole> {
    let last = |words: &[&str]| words.iter().filter_map(|word| clause.rfind(word)).max();
    let effective = last(&["effective", "takes effect", "take effect", "go into effect", "goes into effect"]);
    let applicable = last(&["applicable", "applicability date", "applies to", "compliance date"]);
    let ends = last(&["expires", "expire", "terminates", "remain in effect", "remains in effect", "expiration date"]);
    // `effective from April 30 until June 11`, `effective April 30 through June 11`: the second day ends it.
    let period = effective.is_some_and(|at| ended(&clause[at..]));
    // An effective date that hangs on comments not yet made is still the stated one; a notice's own meeting day is not.
    if ends.is_some() && ends >= effective || period {
        return Some(DateRole::Expiry);
    }
    if let Some(at) = effective
        && effective >= applicable
        && !talks_of_other(&clause[at..])
    {
        return Some(DateRole::Effective);
    }
    if applicable.is_some() && !whole.contains("not applicable") {
        return Some(DateRole::Applicable);
    }
    None
}

/// Behind the word `effective` a first day was named already, and a word of ending stands last.
fn ended(behind: &str) -> bool {
    let named =
        behind.chars().filter(char::is_ascii_digit).count() >= 5 || behind.contains("a.m") || behind.contains("p.m");
    let delayed = behind.contains("delayed") || behind.contains("postponed") || behind.contains("extended");
    let word = ["until", "through", "thru", "to"].iter().any(|word| behind.ends_with(&format!(" {word}")));
    named && word && !delayed
}

/// The word `effective` stands far off and the day belongs to another statement: `effective immediately. Comments …`.
fn talks_of_other(behind: &str) -> bool {
    behind.contains("comment")
        || behind.contains("objection")
        || behind.contains("hearing")
        || behind.contains("meeting")
}

fn comments(clause: &str, whole: &str) -> bool {
    let said = |text: &str| {
        ["comment", "objection", "written submission", "protest", "rebuttal", "written statement"]
            .iter()
            .any(|word| text.contains(word))
    };
    said(clause) || (said(whole) && clause.contains("received"))
}

/// Whether the words make the day an end: a limit word directly before it, or a clause of closing.
fn closes(clause: &str, printed: &str) -> bool {
    let ending = [
        "due",
        "due date",
        "close",
        "closes",
        "closes on",
        "end",
        "ends",
        "ends on",
        "end on",
        "extended to",
        "deadline",
        "deadline is",
    ];
    words::before_day(printed).is_some_and(|_| limit(clause)) || ending.iter().any(|word| clause.ends_with(word))
}

/// `on` and `to` alone are no limits; with a verb of closing they are.
fn limit(clause: &str) -> bool {
    let weak = clause.ends_with(" on") || clause.ends_with(" to");
    let strong = clause.ends_with("due on")
        || ["close", "end", "extend", "due", "deadline"].iter().any(|verb| clause.contains(verb));
    !weak || strong
}

fn hearing(clause: &str, whole: &str) -> bool {
    let event = ["hearing", "meeting", "webinar", "conference"].iter().any(|word| whole.contains(word));
    let verb = [
        "will be held",
        "will hold",
        "will convene",
        "will meet",
        "be held",
        "takes place",
        "will take place",
        "will begin",
        "scheduled",
    ]
    .iter()
    .any(|word| clause.contains(word));
    event && verb
}

/// The role of a period counted from publication.
pub(super) fn of_period(sentence: &str) -> Option<DateRole> {
    let whole = sentence.to_lowercase();
    if whole.contains("comment") && !whole.contains("effective") {
        return Some(DateRole::CommentsClose);
    }
    let effect = ["effective", "take effect", "takes effect"].iter().any(|word| whole.contains(word));
    if effect {
        return Some(DateRole::Effective);
    }
    whole.contains("applicable").then_some(DateRole::Applicable)
}
