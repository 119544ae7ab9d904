//! The clock time, zone and weekday that stand with a day, before or behind it.

use std::sync::LazyLock;

use jiff::civil::Time;
use regex::{Captures, Regex};

use super::day::Day;

/// How many characters before a day can be its weekday and clock time.
const WINDOW: usize = 110;

const TIME: &str = r"(?:\d{1,2}(?::\d{2}){0,2} ?(?:a\.?m\b\.?|p\.?m\b\.?)|12(?::00)? ?(?:noon|midnight)|noon|midnight)";
const ZONE: &str = r"(?:,? ?\(?(?:(?:u\.?s\.? )?(?:eastern|central|mountain|pacific|alaska|hawaii)(?:(?: standard| daylight)?(?: savings?)? time)?(?: zone)?|local time|e\.?[sd]?\.?t\b\.?|c[sd]?t\b|m[sd]?t\b|p[sd]?t\b|utc|gmt)\)?(?: ?\([a-z]{2,4}\))?)";

/// Words before a day: `5:00 p.m. Eastern Daylight Time (EDT) on Friday, `, `from 9 a.m. to 5 p.m. on `, `close of business on `.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:(?:from |between |at |the )?(?:(?P<time>{TIME})(?P<zone>{ZONE})?(?P<hours> ?(?:to|until|through|and|-) ?(?:approximately |about )?{TIME}{ZONE}?)?|close of (?:the )?business(?: \(?(?P<cob>{TIME})?(?P<cobzone>{ZONE})?\)?)?|cob|(?:the )?end of (?:the )?(?:business )?day),? ?(?:on |of |prevailing local time on )?)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?$",
    ))
});
/// Words behind a day: `, at 5:00 p.m. Eastern`, `, from 9 a.m. to 4 p.m. EST`, ` (5 p.m. EDT)`.
static TRAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^,? ?(?:\((?:mon|tues|wednes|thurs|fri|satur|sun)day\),? ?)?\(?(?:(?:starting |beginning |commencing )?at |by |no later than |not later than |from |between |starting |beginning )?(?P<time>{TIME})(?P<zone>{ZONE})?(?: ?(?:to|until|through|and|-|\?) ?{TIME}(?P<after>{ZONE})?)?\)?",
    ))
});

fn pattern(source: &str) -> Regex {
    Regex::new(&format!("(?-u){source}")).expect("the pattern stands in the source and is tested")
}

/// Gives a day the time and zone that stand round it.
pub(super) fn around(text: &str, day: &mut Day) {
    let window = day.range.start.saturating_sub(WINDOW);
    if let Some(lead) = LEAD.captures(&text[window..day.range.start]) {
        let whole = lead.get(0).map_or(day.range.start, |whole| window + whole.start());
        day.lead = whole;
        day.hours = lead.name("hours").is_some();
        take(&lead, ["time", "cob"], ["zone", "cobzone"], day);
    }
    if let Some(trail) = TRAIL.captures(&text[day.range.end..]) {
        let had = day.time.is_some();
        if !had {
            take(&trail, ["time", "time"], ["zone", "after"], day);
            day.tail = day.range.end + trail.get(0).map_or(0, |whole| whole.end());
        }
    }
}

fn take(found: &Captures<'_>, times: [&str; 2], zones: [&str; 2], day: &mut Day) {
    let Some(printed) = times.iter().find_map(|name| found.name(name)) else { return };
    day.midnight = printed.as_str().contains("midnight");
    day.time = clock(printed.as_str());
    day.zone = zones.iter().find_map(|name| found.name(name)).and_then(|zone| zone_of(zone.as_str()));
}

/// `5:00 p.m.`, `12 noon`, `midnight`.
fn clock(printed: &str) -> Option<Time> {
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

/// The zone that is meant. `Eastern standard time` in summer means the clock on the wall there: agencies print it the year round.
fn zone_of(printed: &str) -> Option<&'static str> {
    let letters: String = printed.chars().filter(|c| *c != '.').collect();
    let has = |words: &[&str]| letters.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word));
    let table: [(&[&str], &str); 7] = [
        (&["eastern", "et", "est", "edt"], "America/New_York"),
        (&["central", "ct", "cst", "cdt"], "America/Chicago"),
        (&["mountain", "mt", "mst", "mdt"], "America/Denver"),
        (&["pacific", "pt", "pst", "pdt"], "America/Los_Angeles"),
        (&["alaska"], "America/Anchorage"),
        (&["hawaii"], "Pacific/Honolulu"),
        (&["utc", "gmt"], "UTC"),
    ];
    table.iter().find(|(words, _)| has(words)).map(|(_, zone)| *zone)
}
