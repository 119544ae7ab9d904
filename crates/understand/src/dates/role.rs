//! What a day in a sentence is about, by the word of the sentence that rules it; or nothing for a calendar.

use model::document::{Fields, Kind};
use model::findings::DateRole;

use super::cues::{self, CLOSING, CUES, Cue, REPORTED, SELF};
use super::flat::{self, has};
use super::words::{self, Sort};

/// Where a sentence stands: the agency's own words on dates are read generously, running text only where it speaks of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `DATES:`
    Dates,
    /// Summary and running text.
    Text,
    /// Amended text of the Code.
    Amended,
}

/// What the document is about, from its title and action line, for words on dates that do not say it again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct About {
    pub comments: bool,
    pub meeting: bool,
    pub rule: bool,
}

impl About {
    pub fn of(fields: &Fields) -> Self {
        let told = [&fields.title, &fields.action].into_iter().flatten().map(|text| text.to_lowercase());
        let told: Vec<String> = told.collect();
        let says = |words: &[&str]| told.iter().any(|text| has(text, words));
        Self {
            comments: says(&["comment", "proposed rule", "proposed rulemaking"]),
            meeting: says(&[
                "meeting",
                "hearing",
                "webinar",
                "workshop",
                "conference",
                "listening session",
                "roundtable",
            ]),
            rule: matches!(fields.kind, Some(Kind::Rule | Kind::Correction)),
        }
    }
}

/// A stretch of a sentence round a day: the words before it and behind it, both within its clause.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round<'a> {
    /// The clause up to the day's own words.
    pub before: &'a str,
    /// The clause behind them.
    pub behind: &'a str,
    /// The clause's sentence, as far as it matters.
    pub sentence: &'a str,
    pub sort: Option<Sort>,
    pub place: Place,
    pub about: About,
    /// The day lies on the day of the issue or later.
    pub ahead: bool,
    /// The sentence before spoke of goods under way.
    pub in_transit: bool,
}

/// How far round a day its sentence is looked at, in characters.
const BEFORE: usize = 1_200;
const BEHIND: usize = 600;

/// The clause round a place: to the next semicolon or full stop on both sides; and the wider stretch.
pub(super) fn clause(text: &str, lead: usize, tail: usize) -> (&str, &str, &str) {
    let from = lead.saturating_sub(BEFORE);
    let to = text.len().min(tail + BEHIND);
    let before = &text[from..lead];
    let start = [";", ". (", "? ", "). "].iter().filter_map(|sign| before.rfind(sign).map(|at| at + sign.len())).max();
    let behind = &text[tail..to];
    let end = behind.find(';').unwrap_or(behind.len());
    (before[start.unwrap_or(0)..].trim_start(), &behind[..end], &text[from..to])
}

/// The role of the day, where it has one that a calendar should know.
pub(super) fn of(round: &Round<'_>) -> Option<DateRole> {
    if round.sentence.contains("incorporation by reference")
        && has(round.before, &["director of the federal register", "incorporation by reference"])
    {
        return None;
    }
    if round.place != Place::Dates && has(round.sentence, REPORTED) || has(round.sentence, &["will notify"]) {
        return None;
    }
    if let Some(role) = goods(round) {
        return Some(role);
    }
    if round.sort.is_some_and(Sort::limits) && has(round.before, &["wind down", "wind-down", "winding down"]) {
        return Some(DateRole::WindDown);
    }
    if let Some(role) = headed(round) {
        return Some(role);
    }
    let cues = cues::all(round.before);
    let ruled = cues.iter().find_map(|(at, cue)| {
        let (cue, at) = subject(*cue, *at, round);
        accept(cue, at, round)
    });
    ruled.or_else(|| fronted(round)).or_else(|| told_by_title(round))
}

/// What people send in is named by the first paper of its clause: `comments on the adequacy of responses may be filed by`,
/// `objections and requests for a hearing by`; a verb between the two begins another statement.
fn subject(cue: Cue, at: usize, round: &Round<'_>) -> (Cue, usize) {
    if !matches!(cue, Cue::Reply | Cue::Request | Cue::Filing) {
        return (cue, at);
    }
    let papers = CUES.iter().filter(|(cue, _)| matches!(cue, Cue::Comments | Cue::Reply | Cue::Request));
    let firsts = papers.filter_map(|(cue, phrases)| Some((flat::first(&round.before[..at], phrases)?, *cue)));
    let verbs = ["must", "may", "should", "shall", "will", "are", "is", "due", "be", "received"];
    match firsts.min_by_key(|(first, _)| *first) {
        Some((first, found)) if at - first < 160 && !has(&round.before[first..at], &verbs) => (found, first),
        _ => (cue, at),
    }
}

/// A measure that hangs on goods: in transit, entered for consumption, exported.
fn goods(round: &Round<'_>) -> Option<DateRole> {
    let under_way = [
        "en route",
        "on dock for loading",
        "laden aboard",
        "in transit",
        "loaded onto",
        "loaded on a vessel",
        "loaded aboard",
    ];
    let spared = [
        "may proceed",
        "not be subject",
        "not subject to",
        "are exempt",
        "so long as",
        "savings clause",
        "may continue",
        "shall not apply",
        "does not apply",
    ];
    let later =
        round.in_transit && has(round.sentence, &["any such items", "such shipments", "such goods", "those shipments"]);
    if has(round.sentence, &under_way) && (has(round.sentence, &spared) || round.in_transit) || later {
        return Some(DateRole::SavingsClause);
    }
    let begins = matches!(round.sort, Some(Sort::Begins | Sort::BeginsAfter));
    let hangs = has(round.before, &["for consumption", "exported", "imported", "entered"])
        || has(round.behind, &["for consumption"]);
    let acts = has(
        round.sentence,
        &[
            "shall",
            "will",
            "instruct",
            "direct",
            "effective",
            "subject to",
            "apply",
            "applies",
            "applicable",
            "is provided",
        ],
    );
    let strictly = round.place == Place::Dates
        || has(round.before, &["for consumption"])
        || has(round.behind, &["for consumption"]);
    if begins && hangs && acts && strictly && !has(round.before, &["published", "were entered", "was entered"]) {
        // `effective with respect to goods entered … on or after` is the day of effect; the trigger says for which goods.
        let effect = has(round.before, &["effective", "take effect", "takes effect"]);
        return Some(if effect { DateRole::Effective } else { DateRole::Applicable });
    }
    None
}

fn accept(cue: Cue, at: usize, round: &Round<'_>) -> Option<DateRole> {
    let between = &round.before[at..];
    let speaks = round.place == Place::Dates || speaks_of_itself(round, at);
    match cue {
        Cue::Effective => effective(between, round)
            .filter(|role| speaks && (round.place != Place::Amended || *role == DateRole::Expiry)),
        Cue::Applicable => {
            let ended = round.sort.is_some_and(Sort::limits);
            if ended && (round.place != Place::Dates || between.contains("not")) {
                return None;
            }
            let role = if ended { DateRole::Expiry } else { DateRole::Applicable };
            (speaks && !round.sentence.contains("not applicable")).then_some(role)
        }
        Cue::Compliance => {
            let bound = round.sort.is_some()
                || flat::ends(words::trimmed(between), &["is", "are"])
                || between.trim_end().ends_with(':')
                || ends_in(round.before, CLOSING);
            let own = has(
                round.sentence,
                &["compliance date", "must comply", "mandatory compliance", "compliance with this"],
            );
            let said = round.place == Place::Dates || round.place == Place::Text && round.ahead && own;
            (bound && said && !supposes(round)).then_some(DateRole::Compliance)
        }
        Cue::Expiry => {
            let subject = has(
                round.before,
                &["license", "authorization", "exemption", "exception", "exclusion", "waiver", "order", "suspension"],
            );
            let paper = has(round.sentence, &["omb control", "omb approval", "information collection", "clearance"]);
            let by_itself = round.place == Place::Dates || round.ahead && (speaks || subject) && !supposes(round);
            let ends = round.sort.is_some_and(|sort| !matches!(sort, Sort::Begins | Sort::BeginsAfter));
            let bare = between.trim_end().ends_with(':')
                || flat::ends(words::trimmed(between), &["expires", "expire", "terminates", "expiring", "date"]);
            (by_itself && !paper && (ends || bare)).then_some(DateRole::Expiry)
        }
        Cue::Comments => {
            // `Comment 35(b)-1` is a paragraph of an official interpretation.
            let numbered =
                between.strip_prefix("comment ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if numbered && round.place != Place::Dates {
                return None;
            }
            let replies = flat::ends(round.before[..at].trim_end(), &["rebuttal", "reply", "responsive"]);
            due(if replies { DateRole::ReplyDue } else { DateRole::CommentsClose }, between, round)
        }
        Cue::Reply => due(DateRole::ReplyDue, between, round),
        Cue::Request => due(DateRole::RequestDue, between, round),
        Cue::Filing => due(DateRole::FilingDue, between, round).filter(|_| !about_papers_of_others(round)),
        Cue::Hearing => hearing(round).then_some(DateRole::Hearing),
        Cue::WindDown => round.sort.is_some_and(Sort::limits).then_some(DateRole::WindDown),
        Cue::Suspended => {
            let until = round.sort.is_some_and(Sort::limits) && !has(round.before, &["suspension of liquidation"]);
            (until && (speaks || round.ahead)).then_some(DateRole::SuspendedUntil)
        }
        Cue::Reinstated => {
            let bound = !round.sort.is_some_and(Sort::limits) && round.sort.is_some();
            (bound && round.ahead && (speaks || has(round.before, &["will", "shall"])))
                .then_some(DateRole::ReinstatedOn)
        }
        Cue::Liquidated => (round.ahead && round.sort.is_some()).then_some(DateRole::Liquidation),
        Cue::Review => (between.len() < 160).then_some(DateRole::ReviewPeriod),
        Cue::Span if round.place != Place::Dates => None,
        Cue::Span if round.sort.is_some_and(Sort::limits) => Some(DateRole::Expiry),
        Cue::Span => Some(DateRole::Effective),
    }
}

/// Taking effect, or the end of what took effect: `effective from April 30 until June 11`, `effective through June 11`.
fn effective(between: &str, round: &Round<'_>) -> Option<DateRole> {
    if matches!(round.sort, Some(Sort::Ends | Sort::EndsBefore)) {
        let printed = words::trimmed(round.before);
        let within = flat::ends(
            printed,
            &["through", "thru", "until", "till", "to", "up to and including", "until and including"],
        );
        let begun = between.bytes().filter(u8::is_ascii_digit).count() >= 3
            || flat::ends(printed, &["effective until", "effective through", "in effect through", "in effect until"]);
        if within {
            let stays = has(round.before, &["suspension", "suspended", "stay", "stayed"])
                && !has(round.before, &["suspension of liquidation"]);
            let end = if stays { DateRole::SuspendedUntil } else { DateRole::Expiry };
            return Some(end).filter(|_| begun || between.len() < 60);
        }
    }
    // The word stands far off and the day belongs to another statement.
    let other = has(between, &["comment", "objection", "hearing", "meeting", "received", "unless"]);
    (!other).then_some(DateRole::Effective)
}

/// Running text that speaks of the document itself: the document is the subject of the word that rules the day.
fn speaks_of_itself(round: &Round<'_>, at: usize) -> bool {
    let caption = at < 3 && round.ahead && round.sentence.len() < 120;
    let subject = flat::last(&round.before[..at], SELF).is_some_and(|own| {
        at - own < 90 && !has(&round.before[own..at], &["which", "that", "because", "until", "before"])
    });
    (caption || subject || has(&round.before[at..], SELF)) && !supposes(round)
}

/// What would be, if something else were.
fn supposes(round: &Round<'_>) -> bool {
    has(round.sentence, &["would", "if finalized", "if adopted", "proposed effective", "proposes"])
}

/// Something that people send in is due: a word of limit before the day, a word of closing, or a caption.
fn due(role: DateRole, between: &str, round: &Round<'_>) -> Option<DateRole> {
    let printed = words::trimmed(round.before);
    let limit = match round.sort {
        Some(Sort::Ends) => {
            !flat::ends(printed, &["to"]) || flat::ends(printed, &["period to"]) || has(between, &["open", "accept"])
        }
        Some(Sort::EndsBefore) => true,
        Some(Sort::On) => {
            flat::ends(printed, &["due on", "close on", "closes on", "end on", "ends on", "closing on", "ending on"])
        }
        _ => false,
    };
    let caption = round.place == Place::Dates && between.trim_end().ends_with(':') && between.len() < 90;
    // `The closing date for receipt of applications under this announcement is`.
    let stated =
        flat::ends(printed, &["is", "are", "of"]) && has(round.before, &["closing date", "deadline", "due date"]);
    if !(limit || caption || stated || flat::ends(printed, CLOSING)) {
        return None;
    }
    // What an agency will post or hold before a day is no duty of the reader.
    let asks = [
        "must",
        "should",
        "shall",
        "may",
        "will be accepted",
        "will accept",
        "are due",
        "is due",
        "due",
        "invite",
        "submit",
        "send",
        "received",
        "closing",
        "close",
        "deadline",
        "accepted",
        "considered",
        "extended",
        "will consider",
        "requested",
        "please",
        "no later than",
        "postmarked",
        "encouraged",
        "no later",
    ];
    let headed = between.len() < 40 && between.trim_end().ends_with(':');
    let asked = round.place == Place::Dates
        || round.ahead && headed
        || round.ahead && between.len() < 320 && has(round.sentence, &asks) && !supposes(round);
    (asked && round.place != Place::Amended).then_some(role)
}

/// Filings that running text mentions without asking readers for them.
fn about_papers_of_others(round: &Round<'_>) -> bool {
    let strong = [
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
        "notice of intent to participate",
        "notices of intent to participate",
        "substantive response",
        "motion",
        "proposal",
        "request",
    ];
    let asks = [
        "unless",
        "will not be considered",
        "will not be accepted",
        "must",
        "due",
        "deadline",
        "may file",
        "may submit",
        "may petition",
        "may protest",
        "should be submitted",
        "will be accepted",
        "are invited",
        "closing date",
        "no later than",
    ];
    !(has(round.before, &strong) && has(round.sentence, &asks))
}

fn hearing(round: &Round<'_>) -> bool {
    let verbs = [
        "will be held",
        "will hold",
        "will convene",
        "will meet",
        "be held",
        "being held",
        "takes place",
        "take place",
        "will begin",
        "will start",
        "scheduled",
        "will conduct",
        "is to be held",
        "will host",
        "rescheduled",
    ];
    let named = flat::ends(
        words::trimmed(round.before),
        &["date and time", "dates and times", "meeting date", "meeting dates", "hearing date"],
    );
    let caption = (round.place == Place::Dates || round.about.meeting && named)
        && words::trimmed(round.before).len() < 60
        && (round.before.trim_end().ends_with(':') || round.before.trim_end().ends_with("date"));
    let limited = matches!(round.sort, Some(Sort::EndsBefore | Sort::BeginsAfter))
        || flat::ends(words::trimmed(round.before), &["by", "no later than", "on or before", "not later than"]);
    (has(round.before, &verbs) || caption) && !limited && (round.place == Place::Dates || round.ahead)
}

/// A line that a day heads: `March 24, 2025: Submit written comments by this date.`
fn headed(round: &Round<'_>) -> Option<DateRole> {
    if round.place != Place::Dates || !words::trimmed(round.before).is_empty() {
        return None;
    }
    let line = round.behind.trim_start().strip_prefix(':')?;
    let at = |phrases: &[&str]| flat::first(line, phrases).unwrap_or(usize::MAX);
    let roles = [
        (at(&["rebuttal", "post-hearing", "reply comment"]), DateRole::ReplyDue),
        (at(&["comment"]), DateRole::CommentsClose),
        (
            at(&["request to appear", "requests to appear", "hearing request", "request to testify"]),
            DateRole::RequestDue,
        ),
        (at(&["will convene", "public hearing will", "hearing will", "will hold", "will be held"]), DateRole::Hearing),
        (at(&["submit", "due date", "deadline"]).saturating_add(400), DateRole::FilingDue),
    ];
    roles.into_iter().min_by_key(|(at, _)| *at).filter(|(at, _)| *at < usize::MAX).map(|(_, role)| role)
}

/// The day stands first: `By May 16, submit comments`; `On July 22, 2012, compliance is mandatory`; `May 1, 2026, is the effective date`.
fn fronted(round: &Round<'_>) -> Option<DateRole> {
    let front = words::trimmed(round.before);
    if round.ahead && round.behind.trim_start_matches([' ', ',']).starts_with("as the deadline") {
        let comments = has(round.behind, &["comment"]);
        return Some(if comments { DateRole::CommentsClose } else { DateRole::FilingDue });
    }
    if front.len() > 60 {
        return None;
    }
    let behind = &round.behind[..round.behind.len().min(240)];
    let said = |phrases: &[&str]| has(behind, phrases);
    let limit = round.sort.is_some_and(Sort::limits);
    if limit && (round.place == Place::Dates || round.ahead) {
        let asks = said(&["must", "should", "shall", "submit", "send", "may file"]);
        let role = if said(&["rebuttal", "reply comments"]) {
            DateRole::ReplyDue
        } else if said(&["comment", "objection"]) {
            DateRole::CommentsClose
        } else if said(&["application", "petition", "brief", "nomination", "must notify"]) {
            DateRole::FilingDue
        } else if said(&["comply"]) {
            DateRole::Compliance
        } else {
            return None;
        };
        return asks.then_some(role);
    }
    if round.place != Place::Dates {
        return None;
    }
    if said(&["is withdrawn", "is corrected", "are withdrawn", "are corrected"]) && round.sort == Some(Sort::Begins) {
        return Some(DateRole::Effective);
    }
    if said(&["is the effective date", "is effective", "this rule takes effect"]) {
        return Some(DateRole::Effective);
    }
    (said(&["compliance", "must comply"]) && round.sort.is_some()).then_some(DateRole::Compliance)
}

/// Words on dates that leave out what the title says: `Wednesday, May 11, 2016, 6 p.m.` of a meeting.
fn told_by_title(round: &Round<'_>) -> Option<DateRole> {
    let printed = words::trimmed(round.before);
    let named = ["time and date", "date and time", "dates and times", "location, date and time"];
    if round.place != Place::Dates && !(round.about.meeting && round.ahead && flat::ends(printed, &named)) {
        return None;
    }
    let bare = round.place != Place::Dates
        || printed.is_empty()
        || matches!(
            printed,
            "dates" | "date" | "on" | "date and time" | "dates and times" | "time and date" | "date/time"
        );
    if round.about.meeting && bare {
        return Some(DateRole::Hearing);
    }
    if round.about.comments
        && round.sort.is_some_and(Sort::limits)
        && has(round.before, &["received", "submitted", "postmarked", "submit", "respond"])
    {
        return Some(DateRole::CommentsClose);
    }
    (round.about.rule && bare).then_some(DateRole::Effective)
}

fn ends_in(before: &str, phrases: &[&str]) -> bool {
    flat::ends(words::trimmed(before), phrases)
}
