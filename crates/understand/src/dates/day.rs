//! Days as documents print them, in every written form, with what stands before and behind them: clock time, zone, a range.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use model::{TimeZone, Timestamp};
use regex::Regex;

use super::clock;
use super::flat::Flat;

/// A day in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Day {
    /// The day; of a range the first.
    pub date: Date,
    /// The last day of a range: of `June 1 through 30, 2026` the 30th.
    pub through: Option<Date>,
    /// The clock time that stands with it.
    pub time: Option<Time>,
    /// `from 7:30 a.m. until 3 p.m. on`: what begins on that day ends on it.
    pub hours: bool,
    /// `midnight`: the end of the day named where something ends, its beginning where something begins.
    pub midnight: bool,
    /// The zone that stands with that time.
    pub zone: Option<&'static str>,
    /// Where the day stands, without time and weekday.
    pub range: Range<usize>,
    /// Where the words end that rule it: before weekday and clock time.
    pub lead: usize,
    /// Where the words behind it begin: after the clock time.
    pub tail: usize,
    /// Whether the year was printed, with this day or with the other end of its range.
    pub year_printed: bool,
}

impl Day {
    /// The instant, where time and zone are given; midnight is the end of the day where something `ends`.
    pub fn instant(&self, ends: bool) -> Option<Timestamp> {
        let zone = TimeZone::get(self.zone?).ok()?;
        let day = if self.midnight && ends { self.date.checked_add(1.day()).ok()? } else { self.date };
        day.to_datetime(self.time?).to_zoned(zone).ok().map(|zoned| zoned.timestamp())
    }

    /// Twelve in the night or a minute later: nothing of that day is inside. `Midnight` in words is the other end of the day.
    pub fn at_first_minute(&self) -> bool {
        !self.midnight && self.time.is_some_and(|time| time.hour() == 0 && time.minute() <= 1)
    }
}

const MONTHS: [(&str, &str); 12] = [
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
];

/// The first and last years that a date in a document is believed to mean.
const YEARS: Range<i16> = 1900..2100;

/// Whether a printed text may hold a day: a capital month's first three letters, or digits round a slash or hyphen. No allocation.
pub(super) fn may_hold(text: &str) -> bool {
    /// Few literals are looked for all at once, sixteen bytes at a time.
    static MONTH: LazyLock<Regex> = LazyLock::new(|| {
        let capital = |short: &str| format!("{}{}", short[..1].to_ascii_uppercase(), &short[1..]);
        let forms = MONTHS.map(|(_, short)| format!("{}|{}", capital(short), short.to_ascii_uppercase()));
        Regex::new(&forms.join("|")).expect("months make a pattern")
    });
    let bytes = text.as_bytes();
    let before = |at: usize| at.checked_sub(1).map_or(b' ', |before| bytes[before]);
    memchr::memchr2_iter(b'/', b'-', bytes)
        .any(|at| before(at).is_ascii_digit() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit))
        || MONTH.find_iter(text).any(|found| !before(found.start()).is_ascii_alphabetic())
}

/// The days of a sentence, in order. A year that is not printed is that of the other end of a range, else the one that puts the day
/// nearest to `published`, at most a month before it.
pub(super) fn find(flat: &Flat<'_>, published: Option<Date>) -> Vec<Day> {
    let text = flat.text.as_str();
    let mut out: Vec<Day> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let begins = at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
        let found = if begins { bare(flat, at) } else { None };
        let Some(found) = found else {
            at += 1;
            continue;
        };
        at = found.end;
        let from = out.len();
        found.push(published, &mut out);
        for day in &mut out[from..] {
            clock::around(text, day);
        }
    }
    lend_years(&mut out, text);
    out
}

/// `June 15 through June 18, 2016`: the first day has the year of the second.
fn lend_years(days: &mut [Day], text: &str) {
    for at in (1..days.len()).rev() {
        let (head, tail) = days.split_at_mut(at);
        let (Some(first), Some(second)) = (head.last_mut(), tail.first()) else { continue };
        let between = text[first.tail.min(second.lead)..second.lead].trim_matches([' ', ',']);
        let joined = matches!(between, "through" | "to" | "and" | "until" | "-" | "thru" | "or" | "");
        if joined && second.year_printed && !first.year_printed {
            let year = second.date.year() - i16::from(first.date.month() > second.date.month());
            if let Ok(date) = Date::new(year, first.date.month(), first.date.day()) {
                (first.date, first.year_printed) = (date, true);
            }
        }
    }
}

/// What is printed: month and day, perhaps a second day of the month, perhaps a year.
struct Bare {
    start: usize,
    end: usize,
    month: i8,
    day: i8,
    /// `9-11` or `2 and 3`: the second number, and whether all days between are meant.
    second: Option<(i8, bool)>,
    year: Option<i16>,
}

impl Bare {
    fn push(&self, published: Option<Date>, out: &mut Vec<Day>) {
        let Some(first) = self.on(self.day, published) else { return };
        let second = self.second.and_then(|(day, whole)| Some((self.on(day, published)?, whole)));
        let plain = |date: Date| Day {
            date,
            through: None,
            time: None,
            hours: false,
            midnight: false,
            zone: None,
            range: self.start..self.end,
            lead: self.start,
            tail: self.end,
            year_printed: self.year.is_some(),
        };
        match second {
            Some((last, true)) if last > first => out.push(Day { through: Some(last), ..plain(first) }),
            Some((last, false)) if last > first => out.extend([plain(first), plain(last)]),
            _ => out.push(plain(first)),
        }
    }

    fn on(&self, day: i8, published: Option<Date>) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, day).ok();
        }
        let published = published?;
        let this = Date::new(published.year(), self.month, day).ok()?;
        let next = Date::new(published.year() + 1, self.month, day).ok()?;
        let earliest = published.checked_sub(31.days()).ok()?;
        Some(if this >= earliest { this } else { next })
    }
}

fn bare(flat: &Flat<'_>, at: usize) -> Option<Bare> {
    let first = *flat.text.as_bytes().get(at)?;
    if first.is_ascii_digit() {
        return numeric(&flat.text, at).or_else(|| day_first(flat, at));
    }
    if flat.is_capital(at) { month_first(&flat.text, at) } else { None }
}

/// `April 17, 2026`, `Apr. 17`, `May 9-11, 2016`, `June 2 and 3, 2016`, `June 1 through 30, 2026`.
fn month_first(text: &str, at: usize) -> Option<Bare> {
    let (month, mut end) = month(text, at)?;
    end = skip(text, end, " ");
    let (day, after) = number(text, end, 2)?;
    end = ordinal(text, after);
    let mut second = None;
    for (words, whole) in [
        ("-", true),
        (" - ", true),
        (" through ", true),
        (" thru ", true),
        (" to ", true),
        (" and ", false),
        (" & ", false),
    ] {
        if let Some(rest) = text[end..].strip_prefix(words)
            && let Some((number, behind)) = number(text, text.len() - rest.len(), 2)
            && (1..=31).contains(&number)
        {
            second = Some((i8::try_from(number).ok()?, whole));
            end = ordinal(text, behind);
            break;
        }
    }
    let (year, end) = year(text, end);
    // `May 2016` has no day; `March 14744` is no date.
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    Some(Bare { start: at, end, month, day, second, year })
}

/// `17 April 2026`, `17th day of April, 2026`.
fn day_first(flat: &Flat<'_>, at: usize) -> Option<Bare> {
    let text = flat.text.as_str();
    let (day, after) = number(text, at, 2)?;
    let mut end = ordinal(text, after);
    let wordy = text[end..].starts_with(" day of ");
    end = if wordy { end + " day of ".len() } else { skip(text, end, " ") };
    if end == after || !flat.is_capital(end) {
        return None;
    }
    let (month, end) = month(text, end)?;
    let (year, end) = year(text, end);
    // Without a year `5 May` is too little: `section 5 May`.
    year.filter(|_| (1..=31).contains(&day))?;
    Some(Bare { start: at, end, month, day: i8::try_from(day).ok()?, second: None, year })
}

/// `2026-04-17`, `04/17/2026` (the American order), `4-17-26` is left: it is a docket as often as a date.
fn numeric(text: &str, at: usize) -> Option<Bare> {
    let (first, after) = number(text, at, 4)?;
    let sign = text[after..].chars().next().filter(|c| matches!(c, '/' | '-'))?;
    let (second, behind) = number(text, after + 1, 2)?;
    let rest = text[behind..].strip_prefix(sign)?;
    let (third, end) = number(text, text.len() - rest.len(), 4)?;
    if text.as_bytes().get(end).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/')) {
        return None;
    }
    let (year, month, day) = match (sign, after - at, end - behind - 1) {
        ('-', 4, 2) => (first, second, third),
        ('/', 1 | 2, 4) => (third, first, second),
        ('/', 1 | 2, 2) => (2000 + third, first, second),
        _ => return None,
    };
    let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok()?;
    Some(Bare { start: at, end, month, day, second: None, year: Some(year) })
}

fn month(text: &str, at: usize) -> Option<(i8, usize)> {
    let rest = &text[at..];
    let index = MONTHS.iter().position(|(_, short)| rest.starts_with(short))?;
    let (long, short) = MONTHS[index];
    let length = if rest.starts_with(long) {
        long.len()
    } else if rest.starts_with("sept") {
        4
    } else {
        short.len()
    };
    let mut end = at + length;
    if text[end..].starts_with('.') {
        end += 1;
    }
    if text.as_bytes().get(end).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    Some((i8::try_from(index + 1).ok()?, end))
}

/// A number of at most so many digits that no further digit follows.
fn number(text: &str, at: usize, digits: usize) -> Option<(i32, usize)> {
    let length = text[at.min(text.len())..].bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || length > digits {
        return None;
    }
    Some((text[at..at + length].parse().ok()?, at + length))
}

fn ordinal(text: &str, at: usize) -> usize {
    let is = ["st", "nd", "rd", "th"].iter().any(|suffix| text[at..].starts_with(suffix));
    if is && !text.as_bytes().get(at + 2).is_some_and(u8::is_ascii_alphanumeric) { at + 2 } else { at }
}

fn skip(text: &str, at: usize, what: &str) -> usize {
    if text[at..].starts_with(what) { at + what.len() } else { at }
}

/// `, 2026`, ` 2026`, `,2026`; the print sometimes loses the comma or the space.
fn year(text: &str, at: usize) -> (Option<i16>, usize) {
    let behind = skip(text, skip(text, at, ","), " ");
    match number(text, behind, 4) {
        Some((year, end)) if behind > at && end - behind == 4 => match i16::try_from(year) {
            Ok(year) if YEARS.contains(&year) => (Some(year), end),
            _ => (None, at),
        },
        _ => (None, at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let days = find(&Flat::of(text), Some(Date::constant(2026, 4, 17)));
        let told: Vec<String> = days
            .iter()
            .map(|day| match day.through {
                Some(last) => format!("{}..{last}", day.date),
                None => format!("{}{}", day.date, if day.year_printed { "" } else { "?" }),
            })
            .collect();
        assert_eq!(told.join(" "), expected, "in {text}");
        if !expected.is_empty() {
            assert!(may_hold(text), "{text}");
        }
    }

    #[test]
    fn every_written_form_is_read() {
        for text in [
            "April 17, 2026",
            "APRIL 17, 2026",
            "Apr. 17, 2026",
            "April\u{a0}17,\u{a0}2026",
            "April 17th, 2026",
            "April 17 2026",
            "17 April 2026",
            "the 17th day of April, 2026",
            "04/17/2026",
            "4/17/26",
            "2026-04-17",
        ] {
            check(text, "2026-04-17");
        }
        check("Sept. 1, 2026 and Sep 2, 2026", "2026-09-01 2026-09-02");
    }

    #[test]
    fn ranges_and_lists_share_month_and_year() {
        check("May 9-11, 2026", "2026-05-09..2026-05-11");
        check("June 1 through 30, 2026", "2026-06-01..2026-06-30");
        check("June 2 and 3, 2026", "2026-06-02 2026-06-03");
        check("June 15 through June 18, 2026", "2026-06-15 2026-06-18");
        check("December 15 through January 5, 2027", "2026-12-15 2027-01-05");
    }

    #[test]
    fn a_missing_year_is_that_of_the_coming_day() {
        check("on May 3", "2026-05-03?");
        check("on January 3", "2027-01-03?");
        check("on April 2", "2026-04-02?");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "May 2016",
            "you may 16",
            "section 5 May",
            "81-3-2016-1",
            "February 30, 2026",
            "13/45/2026",
            "337-TA-1234",
            "BIS-2026-04-1799",
        ] {
            check(text, "");
        }
    }
}
