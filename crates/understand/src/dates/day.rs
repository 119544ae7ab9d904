//! Days as documents print them: `May 16, 2016`, `5/15/2016`, with the clock time and zone beside them, and periods from publication.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use model::{TimeZone, Timestamp};
use regex::{Captures, Regex};

/// A day in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Day {
    /// The day.
    pub date: Date,
    /// The clock time that stands with it.
    pub time: Option<Time>,
    /// The zone that stands with that time.
    pub zone: Option<&'static str>,
    /// Where the day stands, without time and weekday.
    pub range: Range<usize>,
    /// Where the words end that rule it: before weekday and clock time.
    pub lead: usize,
}

impl Day {
    /// A day without a clock time.
    pub(super) fn plain(date: Date, range: Range<usize>) -> Self {
        Self { date, time: None, zone: None, lead: range.start, range }
    }

    /// The instant, where time and zone are given.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        let zone = TimeZone::get(self.zone?).ok()?;
        self.date.to_datetime(self.time?).to_zoned(zone).ok().map(|zoned| zoned.timestamp())
    }

    /// Midnight or one minute after: nothing of that day is inside.
    pub(super) fn at_first_minute(&self) -> bool {
        self.time.is_some_and(|time| time.hour() == 0 && time.minute() <= 1)
    }
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)\s{1,3}(\d{1,2})(?:(?:\s?[-–]\s?|\s{1,2}(?:and|through|to)\s{1,2})\d{1,2})?,?\s{1,3}(\d{4})\b",
    )
});
static SLASHED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b"));
/// Weekday and clock time before a day: `5:00 p.m. Eastern Daylight Time (EDT) on Friday, `.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:(?P<time>\b(?:\d{1,2}(?::\d{2}){0,2}\s{0,2}(?:a\.?m\.?|p\.?m\.?)|12(?::00)?\s{0,2}noon|noon|midnight))(?P<zone>[ ,]{1,2}[a-z. ]{0,24}?(?:\([A-Z]{2,4}\)|time|\beastern\b|\bcentral\b|\bpacific\b|\bmountain\b|\be[sd]?t\b|\bc[sd]?t\b|\bp[sd]?t\b))?,?\s{0,2}(?:on\s{1,2})?)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s{1,2})?$",
    )
});
/// Clock time behind a day: `May 6, 2016, at 5:00 p.m. Eastern`.
static TRAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^,?\s{1,2}(?:at|by|beginning at)?\s{0,2}(?P<time>\d{1,2}(?::\d{2}){0,2}\s{0,2}(?:a\.?m\.?|p\.?m\.?))(?P<zone>[ ,]{1,2}(?:eastern|central|mountain|pacific|e[sd]?t\b|c[sd]?t\b|p[sd]?t\b))?",
    )
});

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern stands in the source and is tested")
}

/// The days of a sentence, in order.
pub(super) fn find(sentence: &str) -> Vec<Day> {
    let mut out: Vec<Day> = DAY
        .captures_iter(sentence)
        .filter_map(|found| {
            let month = month(found.get(1)?.as_str())?;
            at(sentence, &found, month, 2)
        })
        .chain(SLASHED.captures_iter(sentence).filter_map(|found| {
            let month = found.get(1)?.as_str().parse().ok()?;
            at(sentence, &found, month, 2)
        }))
        .collect();
    out.sort_by_key(|day| day.range.start);
    out
}

fn month(name: &str) -> Option<i8> {
    let name = name.to_lowercase();
    let at = MONTHS.iter().position(|month| name.starts_with(month))?;
    i8::try_from(at + 1).ok()
}

fn at(sentence: &str, found: &Captures<'_>, month: i8, day: usize) -> Option<Day> {
    let date = Date::new(found.get(3)?.as_str().parse().ok()?, month, found.get(day)?.as_str().parse().ok()?).ok()?;
    let range = found.get(0)?.range();
    let mut out = Day::plain(date, range.clone());
    // Only a short stretch before the day can be its weekday and clock time.
    let mut window = range.start.saturating_sub(90);
    while !sentence.is_char_boundary(window) {
        window += 1;
    }
    if let Some(lead) = LEAD.captures(&sentence[window..range.start]) {
        out.lead = window + lead.get(0).map_or(range.start - window, |whole| whole.start());
        out.time = lead.name("time").and_then(|time| clock(time.as_str()));
        out.zone = lead.name("zone").and_then(|zone| zone_of(zone.as_str()));
    }
    if out.time.is_none()
        && let Some(trail) = TRAIL.captures(&sentence[range.end..])
    {
        out.time = trail.name("time").and_then(|time| clock(time.as_str()));
        out.zone = trail.name("zone").and_then(|zone| zone_of(zone.as_str()));
    }
    Some(out)
}

/// `5:00 p.m.`, `12 noon`, `midnight`.
fn clock(printed: &str) -> Option<Time> {
    let printed = printed.to_lowercase();
    if printed.contains("noon") {
        return Time::new(12, 0, 0, 0).ok();
    }
    if printed.contains("midnight") {
        return Time::new(0, 0, 0, 0).ok();
    }
    let mut numbers = printed.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let hour: i8 = numbers.next()?.parse().ok()?;
    let minute: i8 = numbers.next().map_or(Some(0), |minute| minute.parse().ok())?;
    let hour = match (printed.contains('p'), hour) {
        (false, 12) => 0,
        (true, 1..=11) => hour + 12,
        _ => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn zone_of(printed: &str) -> Option<&'static str> {
    let printed = printed.to_lowercase();
    let has = |words: &[&str]| printed.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word));
    if has(&["eastern", "et", "est", "edt"]) {
        Some("America/New_York")
    } else if has(&["central", "ct", "cst", "cdt"]) {
        Some("America/Chicago")
    } else if has(&["mountain", "mt", "mst", "mdt"]) {
        Some("America/Denver")
    } else if has(&["pacific", "pt", "pst", "pdt"]) {
        Some("America/Los_Angeles")
    } else {
        None
    }
}

/// From what a period is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// The day of the issue.
    Publication,
    /// The day on which it was put on public inspection.
    Filing,
}

/// A period counted from an act of the publisher.
pub(super) struct Period {
    pub days: i32,
    pub from: From,
    pub range: Range<usize>,
}

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?P<days>\d{1,3}|thirty|sixty|ninety|forty-five|fifteen)\s?(?:\(\d{1,3}\)\s)?(?:calendar\s)?days\s(?:after|from|following)\s(?:the\s)?(?:date\sof\s)?(?:its\s|the\s)?(?P<a>publication|filing)|(?:immediately\s)?(?:up)?on\s(?:the\s)?(?:date\sof\s)?(?:its\s)?(?P<b>publication|filing))(?:\s(?:of\sthis\s(?:notice|rule|document|final rule)\s)?(?:in\sthe\sFederal\sRegister|for\spublic\sinspection))?",
    )
});

/// The period that a sentence names, if it names one.
pub(super) fn period(sentence: &str) -> Option<Period> {
    let found = PERIOD.captures(sentence)?;
    let act = found.name("a").or_else(|| found.name("b"))?.as_str().to_lowercase();
    let from = if act == "filing" { From::Filing } else { From::Publication };
    let days = match found.name("days").map(|days| days.as_str().to_lowercase()).as_deref() {
        None => 0,
        Some("fifteen") => 15,
        Some("thirty") => 30,
        Some("forty-five") => 45,
        Some("sixty") => 60,
        Some("ninety") => 90,
        Some(digits) => digits.parse().ok()?,
    };
    Some(Period { days, from, range: found.get(0)?.range() })
}
