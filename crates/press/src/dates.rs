//! Days and instants as readers see them: US style, always with the zone where a clock is shown.
//!
//! An instant becomes words only with a zone in hand; nothing here knows what time it is.

use jiff::fmt::strtime;
use model::{Date, TimeZone, Timestamp};

/// `Friday, April 17, 2026`.
pub fn long(day: Date) -> String {
    day.strftime("%A, %B %-d, %Y").to_string()
}

/// `Friday, April 17`.
pub fn weekday(day: Date) -> String {
    day.strftime("%A, %B %-d").to_string()
}

/// `May 1, 2026`.
pub fn full(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

/// `Apr 17`.
pub fn short(day: Date) -> String {
    day.strftime("%b %-d").to_string()
}

/// `Fri Apr 17`.
pub fn day(day: Date) -> String {
    day.strftime("%a %b %-d").to_string()
}

/// `Fri Apr 17, 2026`.
pub fn day_year(day: Date) -> String {
    day.strftime("%a %b %-d, %Y").to_string()
}

/// `April 2026`.
pub fn month(day: Date) -> String {
    day.strftime("%B %Y").to_string()
}

/// The day on which an instant falls in a zone.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// `05:12 ET`.
pub fn clock(at: Timestamp, zone: &TimeZone) -> String {
    format!("{} {}", of(at, zone, "%H:%M"), abbreviation(at, zone))
}

/// `16:15:41`, to be followed by the zone.
pub fn seconds(at: Timestamp, zone: &TimeZone) -> String {
    of(at, zone, "%H:%M:%S")
}

/// `Apr 17, 05:12 ET`.
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    format!("{} {}", of(at, zone, "%b %-d, %H:%M"), abbreviation(at, zone))
}

/// `Thu Apr 16, 16:15 ET`.
pub fn moment_day(at: Timestamp, zone: &TimeZone) -> String {
    format!("{} {}", of(at, zone, "%a %b %-d, %H:%M"), abbreviation(at, zone))
}

/// `April 17, 09:40 ET`.
pub fn moment_long(at: Timestamp, zone: &TimeZone) -> String {
    format!("{} {}", of(at, zone, "%B %-d, %H:%M"), abbreviation(at, zone))
}

/// `2026-04-17T05:12-04:00`, for the `datetime` of a `time` element.
pub fn machine(at: Timestamp, zone: &TimeZone) -> String {
    of(at, zone, "%Y-%m-%dT%H:%M%:z")
}

/// The zone's letters. In the Americas `EDT` and `EST` are both `ET`: readers keep one clock, and nobody there says which half of
/// the year it is. A zone without letters of its own prints its offset.
pub fn abbreviation(at: Timestamp, zone: &TimeZone) -> String {
    let letters = of(at, zone, "%Z");
    let american = zone.iana_name().is_some_and(|name| name.starts_with("America/") || name.starts_with("US/"));
    match letters.as_str() {
        "EDT" | "EST" if american => "ET".to_owned(),
        "CDT" | "CST" if american => "CT".to_owned(),
        "MDT" | "MST" if american => "MT".to_owned(),
        "PDT" | "PST" if american => "PT".to_owned(),
        other if other.starts_with(['+', '-']) => format!("UTC{other}"),
        other => other.to_owned(),
    }
}

/// `New York time`; `UTC` where the zone names no place.
pub fn place(zone: &TimeZone) -> String {
    match zone.iana_name().and_then(|name| name.rsplit_once('/')) {
        Some((_, city)) => format!("{} time", city.replace('_', " ")),
        None => zone.iana_name().unwrap_or("UTC").to_owned(),
    }
}

/// How far a day lies ahead, as it stands beside a date: `today`, `in 3 days`, `in 2 weeks`, `in 2 months`.
pub fn ahead(from: Date, to: Date) -> String {
    match days_between(from, to) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days @ 2..=13 => format!("in {days} days"),
        days @ 14..=59 => format!("in {} weeks", (days + 3) / 7),
        days if days > 0 => format!("in {} months", (days + 15) / 30),
        _ => "past".to_owned(),
    }
}

/// Whole days from one day to another, negative into the past.
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).map(|span| span.get_days()).unwrap_or(0))
}

/// `1,284`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn of(at: Timestamp, zone: &TimeZone, format: &str) -> String {
    strtime::format(format, &at.to_zoned(zone.clone())).unwrap_or_else(|_| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn eastern() -> TimeZone {
        TimeZone::get("America/New_York").expect("a known zone")
    }

    #[test]
    fn a_day_and_an_instant_are_told_as_the_design_shows() {
        let at: Timestamp = "2026-04-17T09:12:41Z".parse().expect("instant");
        assert_eq!(long(date(2026, 4, 17)), "Friday, April 17, 2026");
        assert_eq!(moment(at, &eastern()), "Apr 17, 05:12 ET");
        assert_eq!(moment_day(at, &eastern()), "Fri Apr 17, 05:12 ET");
        assert_eq!(machine(at, &eastern()), "2026-04-17T05:12-04:00");
        assert_eq!(seconds(at, &eastern()), "05:12:41");
        assert_eq!(place(&eastern()), "New York time");
    }

    #[test]
    fn winter_and_summer_are_one_clock_in_the_americas_only() {
        let winter: Timestamp = "2026-01-17T09:12:41Z".parse().expect("instant");
        assert_eq!(clock(winter, &eastern()), "04:12 ET");
        assert_eq!(clock(winter, &TimeZone::get("Asia/Shanghai").expect("zone")), "17:12 CST");
        assert_eq!(clock(winter, &TimeZone::UTC), "09:12 UTC");
    }

    #[test]
    fn a_day_ahead_is_told_in_the_unit_that_one_would_use() {
        let from = date(2026, 4, 17);
        for (to, words) in [
            (date(2026, 4, 17), "today"),
            (date(2026, 4, 18), "tomorrow"),
            (date(2026, 4, 20), "in 3 days"),
            (date(2026, 5, 1), "in 2 weeks"),
            (date(2026, 6, 1), "in 6 weeks"),
            (date(2026, 6, 16), "in 2 months"),
            (date(2026, 4, 1), "past"),
        ] {
            assert_eq!(ahead(from, to), words);
        }
    }

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1284), "1,284");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
