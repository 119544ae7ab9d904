//! Dates on which a reader may act, read from a document's own words; the publisher's fields where the words give none.

mod day;
mod role;
mod words;

use jiff::ToSpan as _;
use model::Date;
use model::document::{Fields, Paragraph, Part};
use model::findings::{Basis, DateRole, KeyDate};

use crate::sentences;
use crate::span::Chars;
use day::Day;

/// The zone of Federal Register documents, in which their days are days (44 U.S.C. 1502; the Office of the Federal Register sits
/// in Washington).
const ZONE: &str = "America/New_York";
/// A quotation longer than this many bytes is cut down to the clause that names the day.
const QUOTE_BYTES_MAX: usize = 320;

/// The key dates of a document (TRADE-GUIDE, 2): when it takes effect, applies, ends, is heard, closes for comments.
///
/// The `DATES:` paragraphs are read first; a document without them is read by its `dates_text`. Each date carries the sentence it rests on,
/// exact, with its place in characters. A period counted from publication is counted from the day of the issue (1 CFR 18.17) and called
/// computed. The publisher's own `effective_on` and `comments_close_on` are added where the words gave no such date, or another one:
/// where two sources disagree both are shown.
pub fn key_dates(fields: &Fields) -> Vec<KeyDate> {
    let mut out = Vec::new();
    let stated: Vec<(usize, &Paragraph)> =
        fields.paragraphs.iter().enumerate().filter(|(_, paragraph)| paragraph.part == Part::Dates).collect();
    for (at, paragraph) in &stated {
        read(&paragraph.text, u32::try_from(at + 1).ok(), fields, &mut out);
    }
    if stated.is_empty()
        && let Some(text) = &fields.dates_text
    {
        read(text, None, fields, &mut out);
    }
    for (role, day) in [(DateRole::Effective, fields.effective_on), (DateRole::CommentsClose, fields.comments_close_on)]
    {
        if let Some(day) = day
            && !out.iter().any(|date| date.role == role && (date.on == Some(day) || date.last_day == Some(day)))
        {
            out.push(of_field(role, day));
        }
    }
    out.dedup_by(|b, a| a.role == b.role && a.on == b.on && a.paragraph == b.paragraph && a.basis == b.basis);
    out
}

fn of_field(role: DateRole, day: Date) -> KeyDate {
    let quote = day.to_string();
    KeyDate {
        role,
        trigger: None,
        on: Some(day),
        at: None,
        inclusive: true,
        zone: ZONE.to_owned(),
        last_day: (role == DateRole::CommentsClose).then_some(day),
        paragraph: None,
        start: 0,
        end: quote.chars().count(),
        quote,
        basis: Basis::Field,
        scope: None,
    }
}

/// Reads one text, sentence by sentence.
fn read(text: &str, paragraph: Option<u32>, fields: &Fields, out: &mut Vec<KeyDate>) {
    let mut chars = Chars::new(text);
    for range in sentences::split(text) {
        let sentence = &text[range.clone()];
        for found in in_sentence(sentence, fields) {
            let quote = quoted(sentence, &found.range);
            let (start, end) = (range.start + quote.start, range.start + quote.end);
            out.push(KeyDate {
                role: found.role,
                trigger: trigger(sentence, found.role),
                on: Some(found.day.date),
                at: found.day.instant(),
                inclusive: found.inclusive,
                zone: found.day.zone.unwrap_or(ZONE).to_owned(),
                last_day: found.last_day,
                quote: text[start..end].to_owned(),
                paragraph,
                start: chars.at(start),
                end: chars.at(end),
                basis: found.basis,
                scope: None,
            });
        }
    }
}

/// What a sentence says of one day.
struct Found {
    role: DateRole,
    day: Day,
    inclusive: bool,
    last_day: Option<Date>,
    basis: Basis,
    range: std::ops::Range<usize>,
}

fn in_sentence(sentence: &str, fields: &Fields) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for day in day::find(sentence) {
        let Some(role) = role::of(sentence, &day) else { continue };
        // A day given twice for one thing in one sentence is one date.
        if out.iter().any(|known| known.role == role && known.day.date == day.date) {
            continue;
        }
        let meaning = words::before_day(&sentence[..day.lead]);
        let ends = matches!(role, DateRole::CommentsClose | DateRole::Expiry);
        let inclusive = !ends || meaning.is_none_or(|meaning| meaning.inclusive) && !day.at_first_minute();
        let last_day = ends.then(|| last_day(day.date, meaning, &day));
        let range = day.lead..day.range.end;
        out.push(Found { role, day, inclusive, last_day, basis: Basis::Stated, range });
    }
    if out.is_empty()
        && let Some(found) = computed(sentence, fields)
    {
        out.push(found);
    }
    out
}

/// The last lawful day of something that ends on `date`, by the word before it and the clock time beside it.
fn last_day(date: Date, meaning: Option<words::Meaning>, day: &Day) -> Date {
    let excluded = match day.time {
        // `expires at 12:01 a.m., May 29`: the last full day is May 28. At any later hour the day itself is partly lawful.
        Some(_) => day.at_first_minute(),
        None => meaning.is_some_and(|meaning| !meaning.inclusive),
    };
    if excluded { date.checked_sub(1.day()).unwrap_or(date) } else { date }
}

/// `effective upon publication`, `30 days after publication in the Federal Register`, `effective on filing`.
fn computed(sentence: &str, fields: &Fields) -> Option<Found> {
    let period = day::period(sentence)?;
    let from = match period.from {
        day::From::Publication => fields.published_on?,
        day::From::Filing => {
            let zone = model::TimeZone::get(ZONE).ok()?;
            fields.filed_at?.to_zoned(zone).date()
        }
    };
    let date = from.checked_add(period.days.days()).ok()?;
    let role = role::of_period(sentence)?;
    let ends = role == DateRole::CommentsClose;
    Some(Found {
        role,
        day: Day::plain(date, period.range.clone()),
        inclusive: true,
        last_day: ends.then_some(date),
        basis: Basis::Computed,
        range: period.range,
    })
}

/// Which act of the reader the sentence speaks of.
fn trigger(sentence: &str, role: DateRole) -> Option<String> {
    let table: &[(&str, &str)] = match role {
        DateRole::CommentsClose => {
            &[("received", "received"), ("postmarked", "postmarked"), ("submit", "submitted"), ("filed", "filed")]
        }
        DateRole::Hearing | DateRole::Published => &[],
        DateRole::Effective | DateRole::Applicable | DateRole::Expiry => &[
            ("laden aboard", "laden aboard"),
            ("en route", "en route"),
            ("withdrawn from warehouse", "entered or withdrawn for consumption"),
            ("entered", "entered"),
            ("exported", "exported"),
            ("imported", "imported"),
        ],
    };
    let lower = sentence.to_lowercase();
    table.iter().find(|(word, _)| lower.contains(word)).map(|(_, act)| (*act).to_owned())
}

/// The words to quote: the whole sentence, or of a long one the clause round the day.
fn quoted(sentence: &str, day: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    if sentence.len() <= QUOTE_BYTES_MAX {
        return 0..sentence.len();
    }
    let before = &sentence[..day.start];
    let start = before.rfind(['.', ';', ':']).map_or(0, |at| at + 1);
    let start = start + (sentence[start..].len() - sentence[start..].trim_start().len());
    let end = sentence[day.end..].find([';', ',', '.']).map_or(sentence.len(), |at| day.end + at);
    start..end.max(day.end)
}

#[cfg(test)]
mod tests;
