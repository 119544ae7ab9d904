//! When a source is asked next: by its rhythm, and closely at the hours at which its publisher is known to speak, in the source's own zone.

use jiff::SignedDuration;
use jiff::civil::{Time, Weekday};
use model::holidays::closed;
use model::title::{instant, next_day};
use model::{Date, TimeZone, Timestamp};

use crate::stanza::Stanza;

/// The days that are looked ahead for an hour to watch: a week, and the runs of days off at its ends.
const DAYS_AHEAD: usize = 14;

/// The hours at which a source is watched closely: `[watch]` of its stanza.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// The hours, in the zone of the source: `["08:45", "11:15"]`.
    pub at: Vec<Time>,
    /// For how many minutes from each of them.
    pub for_minutes: u32,
    /// How often meanwhile, in minutes.
    pub every_minutes: u32,
    /// On which days of the week; Monday to Friday, where nothing is said. Holidays of its jurisdiction are none of them.
    #[serde(default = "working_days")]
    pub days: Vec<Day>,
}

/// A day of the week, as a stanza writes it: `mon`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

fn working_days() -> Vec<Day> {
    vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri]
}

impl Day {
    fn of(weekday: Weekday) -> Self {
        match weekday {
            Weekday::Monday => Day::Mon,
            Weekday::Tuesday => Day::Tue,
            Weekday::Wednesday => Day::Wed,
            Weekday::Thursday => Day::Thu,
            Weekday::Friday => Day::Fri,
            Weekday::Saturday => Day::Sat,
            Weekday::Sunday => Day::Sun,
        }
    }
}

impl Stanza {
    /// When a source that was last asked at an instant is due again: after its rhythm, or sooner at an hour that is watched.
    pub fn next_ask(&self, asked_at: Timestamp) -> Timestamp {
        let after = |minutes: u32| asked_at.checked_add(SignedDuration::from_mins(i64::from(minutes)));
        let next = after(self.every_minutes).unwrap_or(Timestamp::MAX);
        let Some(watch) = &self.watch else { return next };
        let zone = self.zone();
        let closely = after(watch.every_minutes).unwrap_or(Timestamp::MAX);
        let mut day = asked_at.to_zoned(zone.clone()).date();
        for _ in 0..DAYS_AHEAD {
            for begins in watch.hours_of(day, &self.jurisdiction, &zone) {
                let ends = begins.checked_add(SignedDuration::from_mins(i64::from(watch.for_minutes)));
                let ends = ends.unwrap_or(Timestamp::MAX);
                if begins > asked_at {
                    return next.min(begins);
                }
                if asked_at < ends && closely < ends {
                    return next.min(closely);
                }
            }
            day = next_day(day);
        }
        next
    }

    /// The zone of its days and hours; UTC where it names none that is known.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }
}

impl Watch {
    /// The instants of a day that are watched from, ascending. An hour that a clock change skips moves forward, one that comes twice is
    /// the first.
    fn hours_of(&self, day: Date, jurisdiction: &str, zone: &TimeZone) -> Vec<Timestamp> {
        if !self.days.contains(&Day::of(day.weekday())) || closed(jurisdiction, day).is_some() {
            return Vec::new();
        }
        let mut hours: Vec<Timestamp> = self.at.iter().map(|hour| instant(day, *hour, zone)).collect();
        hours.sort();
        hours
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INSPECTION: &str = include_str!("us/fr_inspection.toml");

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn next(asked_at: &str) -> String {
        Stanza::parse(INSPECTION).expect("a stanza").next_ask(at(asked_at)).to_string()
    }

    #[test]
    fn the_inspection_desk_is_watched_at_its_three_instants_and_lightly_in_between() {
        // Friday, April 17, 2026; 08:45 in New York is 12:45 in UTC.
        assert_eq!(next("2026-04-17T09:00:00Z"), "2026-04-17T09:30:00Z", "every half hour");
        assert_eq!(next("2026-04-17T12:31:00Z"), "2026-04-17T12:45:00Z", "the hour itself");
        assert_eq!(next("2026-04-17T12:45:03Z"), "2026-04-17T12:46:03Z", "closely");
        assert_eq!(next("2026-04-17T12:54:30Z"), "2026-04-17T13:24:30Z", "for ten minutes");
        assert_eq!(next("2026-04-17T14:50:00Z"), "2026-04-17T15:15:00Z");
        assert_eq!(next("2026-04-17T20:14:00Z"), "2026-04-17T20:15:00Z");
    }

    #[test]
    fn weekends_and_holidays_are_not_watched_and_the_hour_is_that_of_the_wall() {
        assert_eq!(next("2026-04-18T12:44:00Z"), "2026-04-18T13:14:00Z", "a Saturday");
        assert_eq!(next("2026-05-25T12:44:00Z"), "2026-05-25T13:14:00Z", "Memorial Day");
        assert_eq!(next("2026-11-02T12:44:00Z"), "2026-11-02T13:14:00Z", "summer time is over");
        assert_eq!(next("2026-11-02T13:44:00Z"), "2026-11-02T13:45:00Z");
    }

    #[test]
    fn days_may_be_named() {
        let sunday = INSPECTION.replace("[watch]", "[watch]\ndays = [\"sun\"]");
        let stanza = Stanza::parse(&sunday).expect("a stanza");
        assert_eq!(stanza.next_ask(at("2026-04-19T12:44:00Z")), at("2026-04-19T12:45:00Z"));
        assert_eq!(stanza.next_ask(at("2026-04-20T12:44:00Z")), at("2026-04-20T13:14:00Z"));
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        let stanza = Stanza::parse(INSPECTION).expect("a stanza");
        for end in [Timestamp::MIN, Timestamp::MAX] {
            assert!(stanza.next_ask(end) >= end);
        }
    }

    proptest! {
        #[test]
        fn a_source_is_asked_later_and_never_later_than_its_rhythm(seconds in 0i64..4_000_000_000) {
            let stanza = Stanza::parse(INSPECTION).expect("a stanza");
            let asked_at = Timestamp::from_second(seconds).expect("an instant");
            let next = stanza.next_ask(asked_at);
            prop_assert!(next > asked_at);
            prop_assert!(next.as_second() - asked_at.as_second() <= i64::from(stanza.every_minutes) * 60);
        }
    }
}
