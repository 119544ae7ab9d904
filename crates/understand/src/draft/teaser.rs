//! The first paragraph: who did what, in which kind of document, when, under which citation; 30 to 75 words, complete in itself.

use model::document::{DocumentState, Kind, Part};
use model::draft::Statement;
use model::findings::{Basis, DateRole, KeyDate};

use super::evidence::{Passage, Telling};
use super::{substance, words};

/// A teaser's least and most words.
const WORDS_MIN: usize = 30;
const WORDS_MAX: usize = 75;
/// The most words of a title that are quoted in the first sentence.
const TITLE_WORDS_MAX: usize = 28;

/// What of the document the teaser has told, so that the body goes on instead of repeating.
#[derive(Default)]
pub(super) struct Told {
    /// The sentence quoted.
    pub(super) sentence: Option<String>,
    /// Whether it was quoted to its end.
    pub(super) whole: bool,
}

impl Told {
    /// Whether the teaser has said this sentence to its end.
    pub(super) fn repeats(&self, sentence: &str) -> bool {
        self.whole && self.sentence.as_deref() == Some(sentence)
    }
}

/// Writes the teaser and says what it told.
///
/// The news is quoted whole where title and dates leave room for it; else the title is quoted by its first part, or left to the headline,
/// before the news itself is cut.
pub(super) fn write(telling: &Telling<'_>) -> (Vec<Statement>, Told) {
    let dates = dates(telling);
    let (mut out, told) = opening(telling, dates.first());
    for statement in dates {
        if length(&out) + words::count(&statement.text()) <= WORDS_MAX && out.len() < 4 {
            out.push(statement);
        }
    }
    for statement in fillers(telling) {
        if length(&out) < WORDS_MIN {
            out.push(statement);
        }
    }
    (out, told)
}

/// Who published what, and the news.
fn opening(telling: &Telling<'_>, date: Option<&Statement>) -> (Vec<Statement>, Told) {
    let mut passages: Vec<Passage<'_>> = telling.summary();
    if passages.is_empty() {
        passages = telling.prose(60);
    }
    let ranked = substance::ranked(telling, &passages);
    let reserved = date.map_or(0, |date| words::count(&date.text()));
    let firsts = firsts(telling);
    let room = |first: &Statement| WORDS_MAX.saturating_sub(words::count(&first.text()) + reserved);
    // The last of the first sentences is the one without a title.
    let usable = |passage: &Passage<'_>| {
        let bare = substance::covers(passage.text, telling.title());
        if bare { firsts.len() } else { firsts.len() - 1 }
    };
    for passage in ranked.iter().take(3) {
        let news = substance::quoted(telling, passage);
        let fits = firsts[..usable(passage)].iter().find(|first| words::count(&news.text()) <= room(first));
        if let Some(first) = fits {
            return (vec![first.clone(), news], Told { sentence: Some(passage.text.to_owned()), whole: true });
        }
    }
    for passage in ranked.iter().take(2) {
        for first in &firsts[..usable(passage)] {
            if let Some(news) = substance::quoted_within(telling, passage, room(first)) {
                return (vec![first.clone(), news], Told { sentence: Some(passage.text.to_owned()), whole: false });
            }
        }
    }
    (vec![published(telling)], Told::default())
}

/// The first sentence with all of the title, with its first part, and without it.
fn firsts(telling: &Telling<'_>) -> Vec<Statement> {
    let title = telling.title();
    let mut out = vec![published(telling)];
    let part = title.split([';', ':']).next().unwrap_or(title).trim();
    if part != title && words::count(part) >= 3 {
        out.push(first_sentence(telling, Some(part)));
    }
    out.push(first_sentence(telling, None));
    out
}

fn length(statements: &[Statement]) -> usize {
    statements.iter().map(|statement| words::count(&statement.text())).sum()
}

/// `The Office of Foreign Assets Control (OFAC) published a final rule titled “…” in the Federal Register on April 15 (81 FR 22185).`
pub(super) fn published(telling: &Telling<'_>) -> Statement {
    first_sentence(telling, Some(quoted_title(telling.title())))
}

fn first_sentence(telling: &Telling<'_>, title: Option<&str>) -> Statement {
    let what = words::with_article(&telling.word());
    let mut places = vec!["agencies", if telling.fields.action.is_some() { "action" } else { "kind" }];
    places.extend(title.map(|_| "title"));
    let title = title.map(|title| format!(" titled “{title}”")).unwrap_or_default();

    let when = match telling.document.state {
        DocumentState::Withdrawn => withdrawn(telling),
        _ if telling.is_filed() => filed(telling, &mut places),
        _ => printed(telling, &mut places),
    };
    let verb = if telling.document.state == DocumentState::Withdrawn {
        "withdrew"
    } else if telling.is_filed() {
        "filed"
    } else {
        "published"
    };
    let text = format!("{} {verb} {what}{title} {when}", telling.full);
    Statement::sourced(format!("{}.", text.trim_end()), telling.fields(&places))
}

fn printed(telling: &Telling<'_>, places: &mut Vec<&'static str>) -> String {
    let fields = telling.fields;
    let mut out = String::new();
    let register = fields.document_number.is_some() || fields.citation.is_some();
    if register {
        out.push_str("in the Federal Register");
    }
    if let Some(day) = fields.published_on {
        out.push_str(&format!(" on {}", words::day(day, fields.published_on)));
        places.push("published_on");
    }
    if let Some(citation) = &fields.citation {
        out.push_str(&format!(" ({citation})"));
        places.push("citation");
    }
    out
}

fn filed(telling: &Telling<'_>, places: &mut Vec<&'static str>) -> String {
    let fields = telling.fields;
    let mut out = "for public inspection".to_owned();
    if let Some(at) = fields.filed_at {
        let (time, day) = words::clock(at, telling.zone);
        out.push_str(&format!(" at {time} on {}", words::day(day, fields.published_on.or(Some(day)))));
        places.push("filed_at");
    }
    if let Some(day) = fields.published_on {
        out.push_str(&format!(", scheduled for the Federal Register of {}", words::day(day, Some(day))));
        places.push("published_on");
    }
    out
}

fn withdrawn(telling: &Telling<'_>) -> String {
    let planned =
        telling.fields.published_on.map(|day| format!(" that was scheduled for {}", words::day(day, Some(day))));
    format!("from public inspection{}", planned.unwrap_or_default())
}

/// The title's own words: all, or as many of its parts as fit. A name in quotation marks keeps them, turned into single ones by nobody.
fn quoted_title(title: &str) -> &str {
    if words::count(title) <= TITLE_WORDS_MAX {
        return title;
    }
    let mut end = 0;
    for (at, _) in title.match_indices([';', ':']) {
        if words::count(&title[..at]) > TITLE_WORDS_MAX {
            break;
        }
        end = at;
    }
    if end > 0 {
        return title[..end].trim_end();
    }
    // A title without parts is cut at a word; what is quoted are its first words.
    let mut seen = 0;
    let cut = title.char_indices().filter(|(_, c)| c.is_whitespace()).find(|_| {
        seen += 1;
        seen == TITLE_WORDS_MAX
    });
    cut.map_or(title, |(at, _)| title[..at].trim_end_matches([',', ';', ':']))
}

/// What is said of the dates, the most pressing first: an effect, an end.
fn dates(telling: &Telling<'_>) -> Vec<Statement> {
    let mut out = Vec::new();
    for role in [
        DateRole::Effective,
        DateRole::DelayedTo,
        DateRole::CommentsClose,
        DateRole::SuspendedUntil,
        DateRole::Expiry,
        DateRole::WindDown,
        DateRole::SavingsClause,
        DateRole::Hearing,
        DateRole::Applicable,
        DateRole::Compliance,
        DateRole::ReplyDue,
        DateRole::ReinstatedOn,
    ] {
        let told = |date: &&KeyDate| date.role == role && date.on.is_some();
        let Some(date) = telling.arrival.findings.dates.iter().find(told) else { continue };
        if let Some(text) = said(telling, date) {
            out.push(Statement::sourced(text, vec![telling.of_date(date)]));
        }
    }
    out
}

/// A date as a sentence that stays true whenever it is read.
fn said(telling: &Telling<'_>, date: &KeyDate) -> Option<String> {
    let told = telling.fields.published_on;
    let on = date.on?;
    let day = words::day(on, told);
    Some(match date.role {
        DateRole::Effective if date.basis == Basis::Computed => {
            format!("Its effective date, counted from the words “{}”, is {day}.", short_quote(date))
        }
        DateRole::Effective => format!("Its effective date is {day}."),
        DateRole::Applicable => format!("It applies from {day}."),
        DateRole::CommentsClose => match date.last_day {
            Some(last) if last != on => {
                format!("It takes comments until {day}, which leaves {} as the last full day.", words::day(last, told))
            }
            _ => format!("Comments are due by {day}."),
        },
        DateRole::Expiry => format!("It runs through {}.", words::day(date.last_day.unwrap_or(on), told)),
        DateRole::Hearing => format!("A hearing or meeting is set for {day}."),
        DateRole::DelayedTo => match date.replaces {
            Some(old) => format!("It moves an effective date from {} to {day}.", words::day(old, told)),
            None => format!("It moves an effective date to {day}."),
        },
        DateRole::Compliance => format!("Its compliance date is {day}."),
        DateRole::SuspendedUntil => {
            format!("Its suspension runs through {}.", words::day(date.last_day.unwrap_or(on), told))
        }
        DateRole::ReinstatedOn => format!("What was suspended comes back on {day}."),
        DateRole::WindDown => {
            format!("Its wind-down period runs through {}.", words::day(date.last_day.unwrap_or(on), told))
        }
        DateRole::SavingsClause => {
            format!("Its savings clause names {} as a last day.", words::day(date.last_day?, told))
        }
        DateRole::ReplyDue => format!("Replies are due by {day}."),
        DateRole::RequestDue
        | DateRole::FilingDue
        | DateRole::Liquidation
        | DateRole::ReviewPeriod
        | DateRole::Published => return None,
    })
}

/// The quotation without its closing full stop, for use inside a sentence.
fn short_quote(date: &KeyDate) -> &str {
    date.quote.trim_end_matches('.')
}

/// Short facts for a teaser that would be too short: the regulation, the docket, the number.
fn fillers(telling: &Telling<'_>) -> Vec<Statement> {
    let fields = telling.fields;
    let mut out = Vec::new();
    if !fields.cfr.is_empty() {
        let parts: Vec<String> = fields.cfr.iter().take(4).map(ToString::to_string).collect();
        let verb = if matches!(telling.document.kind(), Kind::Rule | Kind::ProposedRule) {
            "It concerns"
        } else {
            "It refers to"
        };
        out.push(Statement::sourced(format!("{verb} {}.", words::listed(&parts)), telling.fields(&["cfr"])));
    }
    if let Some(docket) = fields.docket_ids.first() {
        out.push(Statement::sourced(
            format!("Its docket is {}.", super::facts::bare(docket)),
            telling.fields(&["docket_ids"]),
        ));
    }
    if let Some(number) = &fields.document_number {
        out.push(Statement::sourced(
            format!("The document is FR Doc. {number}."),
            telling.fields(&["document_number"]),
        ));
    }
    if let Some((_, paragraph)) = telling.paragraphs(Part::Action).next()
        && words::count(&paragraph.text) <= 12
        && !super::evidence::is_caption(&paragraph.text)
    {
        let text = format!("Its action line reads “{}”", paragraph.text.trim());
        out.push(Statement::sourced(text, telling.fields(&["action"])));
    }
    if let Some(pages) = fields.pages {
        let noun = if pages == 1 { "page" } else { "pages" };
        out.push(Statement::sourced(format!("It fills {pages} printed {noun}."), telling.fields(&["pages"])));
    }
    out
}
