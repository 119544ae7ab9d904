//! The dates of feeds: by RFC 2822 and RFC 3339, as the formats demand, and by every other habit that was met.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

/// When an item was published, as exactly as it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// An instant.
    At(Timestamp),
    /// A day and an hour where the publisher is.
    Local(DateTime),
    /// A day.
    Day(Date),
}

impl Moment {
    /// The day on the calendar of the publisher's zone.
    pub fn day(self, zone: TimeZone) -> Date {
        match self {
            Moment::At(at) => at.to_zoned(zone).date(),
            Moment::Local(at) => at.date(),
            Moment::Day(day) => day,
        }
    }
}

/// Longer texts are no dates.
const DATE_BYTES_MAX: usize = 80;

/// Reads a date. `None` where it names no day: a year or a month alone is none.
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.len() > DATE_BYTES_MAX {
        return None;
    }
    if text.as_bytes().first().is_some_and(u8::is_ascii_digit) && text.as_bytes().get(4) == Some(&b'-') {
        if let Ok(at) = text.parse() {
            return Some(Moment::At(at));
        }
    } else if let Some(at) = of_mail(text) {
        return Some(Moment::At(at));
    }
    Words::of(text).moment()
}

/// `Fri, 17 Apr 2026 21:45:10 -0400`, by far the most frequent form (RFC 2822, 3.3).
fn of_mail(text: &str) -> Option<Timestamp> {
    let is_of_mail = text.as_bytes().get(3) == Some(&b',');
    is_of_mail.then(|| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()).flatten()
}

/// A word of a date.
#[derive(Debug, Clone, PartialEq)]
enum Word {
    /// A number, and with how many digits it is written.
    Number(i32, usize),
    /// Letters, in lower case.
    Name(String),
    /// Any other sign.
    Sign(char),
}

/// The words of a date; those that are understood are taken out.
#[derive(Debug)]
struct Words(Vec<Word>);

/// Names of months, by their beginnings in the languages of feeds that were met.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "janv", "ιαν"],
    &["feb", "fev", "fév", "φεβ"],
    &["mar", "mär", "maa", "mrt", "μάρ", "μαρ"],
    &["apr", "avr", "abr", "ápr", "απρ"],
    &["may", "mai", "mag", "mei", "máj", "máy", "μάι", "μαϊ", "μαι"],
    &["jun", "juin", "giu", "jún", "ιούν", "ιον"],
    &["jul", "juil", "lug", "júl", "ιούλ", "ιολ"],
    &["aug", "aoû", "aou", "ago", "αύγ", "αυγ"],
    &["sep", "set", "szept", "σεπ"],
    &["oct", "okt", "ott", "out", "οκτ"],
    &["nov", "νοέ", "νοε"],
    &["dec", "dez", "déc", "dic", "δεκ"],
];

impl Words {
    fn of(text: &str) -> Self {
        let mut words = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let run = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let length = if first.is_ascii_digit() {
                let length = run(|c| c.is_ascii_digit());
                words.push(Word::Number(rest[..length].parse().unwrap_or(i32::MAX), length));
                length
            } else if first.is_alphabetic() {
                let length = run(char::is_alphabetic);
                words.push(Word::Name(rest[..length].to_lowercase()));
                length
            } else {
                if !first.is_whitespace() && first != ',' {
                    words.push(Word::Sign(first));
                }
                first.len_utf8()
            };
            rest = &rest[length..];
        }
        Self(words)
    }

    fn moment(mut self) -> Option<Moment> {
        let time = self.take_time();
        let day = self.day()?;
        let Some((time, later, zone)) = time else { return Some(Moment::Day(day)) };
        let local = day.checked_add(i64::from(later).days()).ok()?.to_datetime(time);
        let Some(seconds) = zone else { return Some(Moment::Local(local)) };
        let offset = Offset::from_seconds(seconds).ok()?;
        offset.to_timestamp(local).ok().map(Moment::At)
    }

    /// Takes out the time of day: the time, how many days it is later (24:00 is the next day), and the seconds east of Greenwich.
    fn take_time(&mut self) -> Option<(Time, bool, Option<i32>)> {
        let words = &mut self.0;
        let at = words.windows(3).position(|three| {
            matches!(three, [Word::Number(0..=24, 1..=2), Word::Sign(':'), Word::Number(0..=59, 1..=2)])
        })?;
        let number = |at: usize| match words.get(at) {
            Some(Word::Number(number, _)) => Some(*number),
            _ => None,
        };
        let (mut hour, minute) = (number(at)?, number(at + 2)?);
        let (mut second, mut end) = (0, at + 3);
        if let (Some(Word::Sign(':')), Some(found)) = (words.get(end), number(end + 1)) {
            // A leap second is the last one of its minute.
            (second, end) = (found.min(59), end + 2);
            if matches!(words.get(end), Some(Word::Sign('.'))) && number(end + 1).is_some() {
                end += 2;
            }
        }
        let is_name = |at: usize, names: &[&str]| matches!(words.get(at), Some(Word::Name(name)) if names.contains(&name.as_str()));
        let afternoon = ["pm", "오후", "p"];
        let begin = match at.checked_sub(1) {
            Some(before) if is_name(before, &["오전", "오후"]) => before,
            _ => at,
        };
        let is_afternoon = is_name(begin, &afternoon) || is_name(end, &afternoon);
        let is_morning = is_name(begin, &["오전"]) || is_name(end, &["am", "a", "오전"]);
        if is_name(end, &["am", "pm", "오전", "오후"]) {
            end += 1;
        }
        match hour {
            1..12 if is_afternoon => hour += 12,
            12 if is_morning => hour = 0,
            _ => {}
        }
        let is_next_day = hour == 24;
        let time = Time::new((hour % 24) as i8, minute as i8, second as i8, 0).ok()?;
        let (zone, zone_end) = zone(words, end);
        let begin = match begin.checked_sub(1) {
            Some(before) if matches!(words.get(before), Some(Word::Name(name)) if name == "t") => before,
            _ => begin,
        };
        words.drain(begin..zone_end);
        Some((time, is_next_day, zone))
    }

    fn day(&self) -> Option<Date> {
        let numbers: Vec<(i32, usize)> = self
            .0
            .iter()
            .filter_map(|word| match word {
                Word::Number(number, digits) => Some((*number, *digits)),
                _ => None,
            })
            .collect();
        let month = self.0.iter().find_map(|word| match word {
            Word::Name(name) => month(name),
            _ => None,
        });
        let points = self.0.contains(&Word::Sign('.'));
        let slashes = self.0.contains(&Word::Sign('/'));
        let (year, month, day) = match (month, numbers.as_slice()) {
            (Some(month), [(year, 3..), (day, _), ..] | [(day, 1..=2), (year, _), ..]) => (*year, month, *day),
            (None, [(whole, 8)]) => (whole / 10_000, whole / 100 % 100, whole % 100),
            (None, [(year, 4), (of_year, 3)]) => return of_year_day(*year, *of_year),
            (None, [(whole, 7)]) => return of_year_day(whole / 1000, whole % 1000),
            (None, [(year, 4), (month, _), (day, _), ..]) => (*year, *month, *day),
            (None, [(day, _), (month, _), (year, 4), ..]) if points => (*year, *month, *day),
            // Which of the two is the month shows only where the other one cannot be.
            (None, [(day @ 13.., _), (month, _), (year, 4), ..]) if slashes => (*year, *month, *day),
            (None, [(month, _), (day @ 13.., _), (year, 4), ..]) if slashes => (*year, *month, *day),
            (None, [(year, 2), (month, 2), (day, 2), ..]) if !points && !slashes => (*year, *month, *day),
            _ => return None,
        };
        let year = match year {
            0..70 => year + 2000,
            70..100 => year + 1900,
            _ => year,
        };
        Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
    }
}

fn of_year_day(year: i32, day: i32) -> Option<Date> {
    Date::new(year.try_into().ok()?, 1, 1).ok()?.with().day_of_year(day.try_into().ok()?).build().ok()
}

fn month(name: &str) -> Option<i32> {
    let at = MONTHS.iter().position(|names| names.iter().any(|begin| name.starts_with(begin)));
    at.and_then(|at| i32::try_from(at + 1).ok())
}

/// The zone that stands at a place, in seconds east of Greenwich, and where it ends.
fn zone(words: &[Word], at: usize) -> (Option<i32>, usize) {
    const NAMED: [(&str, i32); 24] = [
        ("z", 0),
        ("ut", 0),
        ("utc", 0),
        ("gmt", 0),
        ("wet", 0),
        ("bst", 1),
        ("cet", 1),
        ("mez", 1),
        ("cest", 2),
        ("mesz", 2),
        ("eet", 2),
        ("msk", 3),
        ("jst", 9),
        ("kst", 9),
        ("ast", -4),
        ("adt", -3),
        ("est", -5),
        ("edt", -4),
        ("et", -5),
        ("cst", -6),
        ("cdt", -5),
        ("mst", -7),
        ("mdt", -6),
        ("pst", -8),
    ];
    let (mut hours, mut end) = (None, at);
    if let Some(Word::Name(name)) = words.get(at) {
        let named = NAMED.iter().find(|(known, _)| known == name).map(|(_, hours)| *hours);
        hours = named.or((name == "pdt").then_some(-7));
        end += 1;
    }
    // "GMT+0200" is two hours east of Greenwich.
    let sign = match words.get(end) {
        Some(Word::Sign('+')) => 1,
        Some(Word::Sign('-' | '−')) => -1,
        _ => return (hours.map(|hours| hours * 3600), end),
    };
    match (words.get(end + 1), words.get(end + 2), words.get(end + 3)) {
        (Some(Word::Number(hours, 1..=2)), Some(Word::Sign(':')), Some(Word::Number(minutes, 2))) => {
            (Some(sign * (hours * 3600 + minutes * 60)), end + 4)
        }
        (Some(Word::Number(both, 3..=4)), ..) => (Some(sign * (both / 100 * 3600 + both % 100 * 60)), end + 2),
        (Some(Word::Number(hours, 1..=2)), ..) => (Some(sign * hours * 3600), end + 2),
        _ => (hours.map(|hours| hours * 3600), end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match moment(text) {
            Some(Moment::At(at)) => at.to_string(),
            Some(Moment::Local(at)) => at.to_string(),
            Some(Moment::Day(day)) => day.to_string(),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn dates_of_every_habit_are_read() {
        for (text, is) in [
            ("Fri, 17 Apr 2026 21:45:10 -0400", "2026-04-18T01:45:10Z"),
            ("Fri, 17 Apr 2026 21:50:00 EDT", "2026-04-18T01:50:00Z"),
            ("17 April 2026 9:05 pm GMT+0200", "2026-04-17T19:05:00Z"),
            ("Thu Jan  1 19:48:21 2004", "2004-01-01T19:48:21"),
            ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"),
            ("26 Jan 04 24:00 UT", "2004-01-27T00:00:00Z"),
            ("2026-04-17T21:45:10.25-04:00", "2026-04-18T01:45:10.25Z"),
            ("2026-04-17 21:45", "2026-04-17T21:45:00"),
            ("2026-04-17", "2026-04-17"),
            ("20260417", "2026-04-17"),
            ("2026-107", "2026-04-17"),
            ("2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"),
            ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"),
            ("2004년 05월 28일  오후 01:31:15", "2004-05-28T13:31:15"),
            ("2004-05-25 오후 11:23:17", "2004-05-25T23:23:17"),
            ("17.04.2026 10:00", "2026-04-17T10:00:00"),
            ("4/17/2026", "2026-04-17"),
            ("17/4/2026", "2026-04-17"),
            ("April 17, 2026", "2026-04-17"),
            ("4/5/2026", "none"),
            ("2026", "none"),
            ("2026-04", "none"),
            ("last Tuesday", "none"),
            ("31 Feb 2026", "none"),
            ("99999999999-1-1 99:99", "none"),
            ("", "none"),
        ] {
            assert_eq!(said(text), is, "{text}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_publisher() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        let day = |text: &str| moment(text).expect("a date").day(zone.clone()).to_string();
        assert_eq!(day("Sat, 18 Apr 2026 03:00:00 GMT"), "2026-04-17");
        assert_eq!(day("2026-04-18"), "2026-04-18");
    }
}
