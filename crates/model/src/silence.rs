//! Whether a source that brings nothing new is silent, quiet for a reason, or could not be checked: judged by what it usually brings on
//! each weekday. Days are those of the source's own zone.

use jiff::civil::{Time, Weekday};

use crate::holidays::closed;
use crate::{Date, TimeZone, Timestamp};

/// How many weeks of a source's past are looked at.
pub const WEEKS: i64 = 8;

/// Weeks of which the same weekday was seen before the past is believed more than the norm of the stanza.
const WEEKS_MIN: usize = 4;

/// Silence is a finding once so little chance is left that nothing was to come: one in twenty.
const DOUBT_MAX: f64 = 0.05;

/// After how many questions a source that never answered is beyond its norm.
const MISSES_MAX: u32 = 3;

/// How long after the hour by which it usually has spoken a source is waited for today, in minutes.
const WAIT_MINUTES: i64 = 60;

/// What one day brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceDay {
    /// The day.
    pub day: Date,
    /// Questions that were answered, with something new or not.
    pub answered: u32,
    /// Questions without an answer.
    pub missed: u32,
    /// The last answer.
    pub answered_at: Option<Timestamp>,
    /// The last question without one.
    pub missed_at: Option<Timestamp>,
    /// Documents, versions and further tellings that came.
    pub news: u32,
    /// The first and the last of them.
    pub news_at: Option<(Timestamp, Timestamp)>,
}

/// A time in which the publishers of a jurisdiction are shut down: an operator says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shutdown {
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// Its first day.
    pub from: Date,
    /// Its last day; `None`: it goes on.
    pub until: Option<Date>,
}

impl Shutdown {
    /// Reads `US 2025-10-01..2025-11-12`, or `US 2025-10-01..` while it goes on.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "'{text}' is no shutdown; the form is US 2025-10-01..2025-11-12, or US 2025-10-01.. while it goes on"
            )
        };
        let (jurisdiction, days) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let (from, until) = days.trim().split_once("..").ok_or_else(wrong)?;
        let day = |text: &str| text.trim().parse::<Date>().map_err(|_| wrong());
        let until = if until.trim().is_empty() { None } else { Some(day(until)?) };
        let from = day(from)?;
        let plain = jurisdiction.len() == 2 && jurisdiction.bytes().all(|b| b.is_ascii_uppercase());
        if !plain || until.is_some_and(|until| until < from) {
            return Err(wrong());
        }
        Ok(Self { jurisdiction: jurisdiction.to_owned(), from, until })
    }

    fn covers(&self, jurisdiction: &str, day: Date) -> bool {
        self.jurisdiction == jurisdiction && self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// What is to be known of a source to judge its silence.
#[derive(Debug, Clone, Copy)]
pub struct Habits<'a> {
    /// The zone of its days.
    pub zone: &'a TimeZone,
    /// Where it publishes, ISO 3166-1 alpha-2: whose holidays it keeps.
    pub jurisdiction: &'a str,
    /// How many documents a week are to be expected, before its own past says more.
    pub weekly_norm: u32,
    /// How often it is asked, in minutes; `None`: only when another source names it, or (in practice) by nobody.
    pub every_minutes: Option<u32>,
    /// Shutdowns of any jurisdiction.
    pub shutdowns: &'a [Shutdown],
    /// Its days of the last [`WEEKS`] weeks, in order.
    pub days: &'a [SourceDay],
}

/// Why nothing was to be expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A holiday, or an order that closed the offices.
    Holiday(&'static str),
    /// The publishers of the jurisdiction are shut down since that day.
    Shutdown(Date),
    /// Saturday or Sunday, on which it does not publish.
    Weekend,
    /// It does not publish every day, or not by this hour.
    NotYet,
}

/// What it usually does on a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usual {
    /// On so many of so many days of that name it brought something.
    Weekday(Weekday, u32, u32),
    /// Its past is too short; so many documents a week are to be expected.
    Weekly(u32),
}

/// How a source is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voice {
    /// It is asked only when another source names it.
    OnDemand,
    /// It was never asked.
    NeverAsked,
    /// Its last question has no answer, or none was asked when one was due: nothing can be said of what it published since.
    Unchecked {
        /// The last answer.
        since: Option<Timestamp>,
        /// Whether that is longer than its rhythm explains: then an operator must look.
        beyond_norm: bool,
    },
    /// It brought something when it was to be expected.
    Speaks(Timestamp),
    /// It answered, brought nothing, and nothing was to be expected.
    Quiet(Option<Timestamp>, Reason),
    /// It answered, and brought nothing though it usually does.
    Silent {
        /// When it last brought something.
        since: Option<Timestamp>,
        /// Answers since then.
        answers: u32,
        /// What it usually does.
        usual: Usual,
    },
}

impl Voice {
    /// Its word, for records.
    pub fn as_str(&self) -> &'static str {
        match self {
            Voice::OnDemand => "on-demand",
            Voice::NeverAsked => "never-asked",
            Voice::Unchecked { .. } => "unchecked",
            Voice::Speaks(_) => "speaks",
            Voice::Quiet(..) => "quiet",
            Voice::Silent { .. } => "silent",
        }
    }
}

/// Judges how a source is heard at an instant.
pub fn judge(habits: &Habits, now: Timestamp) -> Voice {
    let answered_at = habits.days.iter().filter_map(|day| day.answered_at).max();
    let missed_at = habits.days.iter().filter_map(|day| day.missed_at).max();
    if answered_at.is_none() && missed_at.is_none() {
        return if habits.every_minutes.is_none() { Voice::OnDemand } else { Voice::NeverAsked };
    }
    if let Some(every_minutes) = habits.every_minutes {
        let missed: u32 = habits.days.iter().map(|day| day.missed).sum();
        let beyond_norm = match answered_at {
            Some(at) => minutes(at, now) > patience(every_minutes),
            None => missed >= MISSES_MAX,
        };
        if beyond_norm || missed_at > answered_at {
            return Voice::Unchecked { since: answered_at, beyond_norm };
        }
    }
    silence(habits, now)
}

/// After how many minutes without an answer a source is beyond its norm: three of its rounds, and an hour at least, for hosts go away for
/// minutes.
fn patience(every_minutes: u32) -> i64 {
    (i64::from(every_minutes) * 3).max(60)
}

fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_second() - from.as_second()) / 60
}

/// What the days since it last spoke say, when each is held against what its weekday usually brings.
fn silence(habits: &Habits, now: Timestamp) -> Voice {
    let here = now.to_zoned(habits.zone.clone());
    let (today, time) = (here.date(), here.time());
    let last = habits.days.iter().rev().find_map(|day| day.news_at.map(|(_, last)| (day.day, last)));
    let (mut doubt, mut answers, mut telling) = (1.0, 0, None);
    let since_then = |known: &&SourceDay| last.is_none_or(|(day, _)| known.day > day) && known.day <= today;
    for known in habits.days.iter().filter(since_then) {
        answers += known.answered;
        if known.answered == 0 || excuse(habits, known.day).is_some() {
            continue;
        }
        let (chance, usual, by) = usual(habits, known.day);
        let over = known.day < today || by.is_some_and(|by| time_passed(by, time));
        if over && chance > 0.0 {
            doubt *= 1.0 - chance;
            telling = Some(usual);
        }
    }
    let since = last.map(|(_, at)| at);
    match (telling, since) {
        (Some(usual), _) if doubt <= DOUBT_MAX => Voice::Silent { since, answers, usual },
        (None, Some(at)) if last.is_some_and(|(day, _)| day == today) => Voice::Speaks(at),
        _ => match (excuse(habits, today), since) {
            (Some(reason), _) => Voice::Quiet(since, reason),
            (None, _) if matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday) => {
                Voice::Quiet(since, Reason::Weekend)
            }
            (None, Some(at)) if telling.is_none() => Voice::Speaks(at),
            _ => Voice::Quiet(since, Reason::NotYet),
        },
    }
}

fn time_passed(by: Time, time: Time) -> bool {
    let minutes = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
    minutes(time) >= minutes(by) + WAIT_MINUTES
}

/// Why nothing is to be expected of a day, whatever its weekday.
fn excuse(habits: &Habits, day: Date) -> Option<Reason> {
    if let Some(shutdown) = habits.shutdowns.iter().find(|shutdown| shutdown.covers(habits.jurisdiction, day)) {
        return Some(Reason::Shutdown(shutdown.from));
    }
    closed(habits.jurisdiction, day).map(Reason::Holiday)
}

/// How likely something comes on a day, what that rests on, and by which hour it usually has come. Days of the past on which it could not be
/// checked, or that have an excuse, teach nothing.
fn usual(habits: &Habits, day: Date) -> (f64, Usual, Option<Time>) {
    let teaches = |known: &&SourceDay| {
        known.day < day
            && known.day.weekday() == day.weekday()
            && (known.answered > 0 || known.news > 0)
            && excuse(habits, known.day).is_none()
    };
    let past: Vec<&SourceDay> = habits.days.iter().filter(teaches).collect();
    let spoke = past.iter().filter(|known| known.news > 0).count();
    let first = |known: &&SourceDay| known.news_at.map(|(first, _)| first.to_zoned(habits.zone.clone()).time());
    let by = past.iter().filter_map(first).max();
    if past.len() >= WEEKS_MIN {
        // Never certain: a publisher may change its ways.
        let chance = (spoke as f64 / past.len() as f64).min(0.98);
        let counted = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        return (chance, Usual::Weekday(day.weekday(), counted(spoke), counted(past.len())), by);
    }
    let works = !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let chance = if works { 1.0 - (-f64::from(habits.weekly_norm) / 5.0).exp() } else { 0.0 };
    (chance.min(0.98), Usual::Weekly(habits.weekly_norm), None)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::{SignedDuration, ToSpan as _};

    use super::*;
    use crate::title::{is_business_day, next_day};

    fn zone() -> TimeZone {
        TimeZone::get("America/New_York").expect("a zone")
    }

    fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
        crate::title::instant(day, jiff::civil::time(hour, minute, 0, 0), &zone())
    }

    /// Eight weeks before that day, each asked hourly until 23:00; news at 06:05 where `speaks` says so.
    fn past(until: Date, speaks: impl Fn(Date) -> bool) -> Vec<SourceDay> {
        let mut days = Vec::new();
        let mut day = until.checked_sub((WEEKS * 7).days()).expect("a day");
        while day < until {
            days.push(asked(day, 24, speaks(day).then(|| at(day, 6, 5))));
            day = next_day(day);
        }
        days
    }

    fn asked(day: Date, answered: u32, news: Option<Timestamp>) -> SourceDay {
        let answered_at = (answered > 0).then(|| at(day, 23, 0));
        SourceDay {
            day,
            answered,
            missed: 0,
            answered_at,
            missed_at: None,
            news: u32::from(news.is_some()),
            news_at: news.map(|at| (at, at)),
        }
    }

    fn voice(days: &[SourceDay], now: Timestamp) -> Voice {
        heard(days, now, 500, &[])
    }

    fn heard(days: &[SourceDay], now: Timestamp, weekly_norm: u32, shutdowns: &[Shutdown]) -> Voice {
        let zone = zone();
        let habits = Habits { zone: &zone, jurisdiction: "US", weekly_norm, every_minutes: Some(60), shutdowns, days };
        // Asked just before, whatever the day: silence is judged here, not reachability.
        let mut days = days.to_vec();
        if let Some(last) = days.last_mut().filter(|last| last.missed_at.is_none() && last.answered > 0) {
            last.answered_at = Some(now - SignedDuration::from_mins(5));
        }
        judge(&Habits { days: &days, ..habits }, now)
    }

    #[test]
    fn a_daily_source_is_silent_once_its_usual_hour_has_passed() {
        let tuesday = date(2026, 4, 21);
        let mut days = past(tuesday, is_business_day);
        days.push(asked(tuesday, 7, None));
        assert_eq!(voice(&days, at(tuesday, 7, 4)), Voice::Speaks(at(date(2026, 4, 20), 6, 5)), "it may come yet");
        let silent = Voice::Silent {
            since: Some(at(date(2026, 4, 20), 6, 5)),
            answers: 7,
            usual: Usual::Weekday(Weekday::Tuesday, 8, 8),
        };
        assert_eq!(voice(&days, at(tuesday, 7, 5)), silent);
        let mut spoke = past(tuesday, is_business_day);
        spoke.push(asked(tuesday, 7, Some(at(tuesday, 6, 20))));
        assert_eq!(voice(&spoke, at(tuesday, 12, 0)), Voice::Speaks(at(tuesday, 6, 20)));
    }

    #[test]
    fn holidays_weekends_and_shutdowns_explain_silence() {
        let memorial = date(2026, 5, 25);
        let mut days = past(memorial, is_business_day);
        days.push(asked(memorial, 20, None));
        let friday = Some(at(date(2026, 5, 22), 6, 5));
        assert_eq!(voice(&days, at(memorial, 20, 0)), Voice::Quiet(friday, Reason::Holiday("Memorial Day")));
        let sunday = date(2026, 5, 24);
        assert_eq!(voice(&past(sunday, is_business_day), at(sunday, 0, 5)), Voice::Quiet(friday, Reason::Weekend));
        let begun = date(2026, 4, 6);
        let shut = [Shutdown { jurisdiction: "US".into(), from: begun, until: None }];
        let friday = date(2026, 4, 17);
        let days = past(next_day(friday), |day| is_business_day(day) && day < begun);
        let last = Some(at(date(2026, 4, 3), 6, 5));
        assert_eq!(heard(&days, at(friday, 22, 0), 500, &shut), Voice::Quiet(last, Reason::Shutdown(begun)));
        assert!(matches!(heard(&days, at(friday, 22, 0), 500, &[]), Voice::Silent { answers: 336, .. }));
    }

    #[test]
    fn a_source_that_speaks_now_and_then_is_given_time() {
        // Something on every other Friday and Tuesday: half of those days.
        let now_and_then =
            |day: Date| day.weekday() == Weekday::Friday || day.weekday() == Weekday::Tuesday && day.day() % 2 == 0;
        let thursday = date(2026, 4, 23);
        let days = past(thursday, now_and_then);
        assert!(matches!(voice(&days, at(thursday, 12, 0)), Voice::Quiet(..) | Voice::Speaks(_)));
        let days = past(thursday, |day| now_and_then(day) && day < date(2026, 4, 10));
        assert!(matches!(voice(&days, at(thursday, 12, 0)), Voice::Silent { .. }));
    }

    #[test]
    fn before_it_has_a_past_the_norm_of_its_stanza_rules() {
        let (thursday, friday) = (date(2026, 4, 16), date(2026, 4, 17));
        let days = [asked(thursday, 10, None), asked(friday, 3, None)];
        let usual = Usual::Weekly(500);
        let silent = Voice::Silent { since: None, answers: 13, usual };
        assert_eq!(heard(&days, at(friday, 3, 0), 500, &[]), silent);
        assert_eq!(heard(&days, at(friday, 3, 0), 3, &[]), Voice::Quiet(None, Reason::NotYet));
        assert_eq!(heard(&days[1..], at(friday, 3, 0), 500, &[]), Voice::Quiet(None, Reason::NotYet), "its first day");
    }

    #[test]
    fn what_could_not_be_checked_is_not_called_silent() {
        let tuesday = date(2026, 4, 21);
        let mut days = past(tuesday, is_business_day);
        let last = at(date(2026, 4, 20), 23, 0);
        days.push(SourceDay { missed: 3, missed_at: Some(at(tuesday, 2, 0)), ..asked(tuesday, 0, None) });
        let unchecked = |beyond_norm| Voice::Unchecked { since: Some(last), beyond_norm };
        assert_eq!(voice(&days, at(tuesday, 2, 0)), unchecked(false), "three rounds are its norm");
        assert_eq!(voice(&days, at(tuesday, 2, 1)), unchecked(true));
        // Nobody asked at all.
        let zone = zone();
        let gone = past(tuesday, is_business_day);
        let habits = Habits {
            zone: &zone,
            jurisdiction: "US",
            weekly_norm: 500,
            every_minutes: Some(60),
            shutdowns: &[],
            days: &gone,
        };
        assert_eq!(judge(&habits, at(tuesday, 12, 0)), unchecked(true));
        for (missed, beyond_norm) in [(2, false), (3, true)] {
            let never = [SourceDay { missed, missed_at: Some(at(tuesday, 2, 0)), ..asked(tuesday, 0, None) }];
            let heard = judge(&Habits { days: &never, ..habits }, at(tuesday, 3, 0));
            assert_eq!(heard, Voice::Unchecked { since: None, beyond_norm });
        }
        assert_eq!(judge(&Habits { days: &[], ..habits }, at(tuesday, 12, 0)), Voice::NeverAsked);
        assert_eq!(judge(&Habits { days: &[], every_minutes: None, ..habits }, at(tuesday, 12, 0)), Voice::OnDemand);
    }

    #[test]
    fn days_that_were_not_checked_teach_and_prove_nothing() {
        let wednesday = date(2026, 4, 22);
        let mut days = past(date(2026, 4, 21), is_business_day);
        days.push(asked(date(2026, 4, 21), 0, None));
        days.push(asked(wednesday, 2, None));
        assert_eq!(voice(&days, at(wednesday, 2, 0)), Voice::Speaks(at(date(2026, 4, 20), 6, 5)));
    }

    #[test]
    fn a_shutdown_is_read_or_told_how_to_write() {
        let read = Shutdown::parse("US 2025-10-01..2025-11-12").expect("read");
        assert!(read.covers("US", date(2025, 11, 12)) && !read.covers("US", date(2025, 11, 13)));
        assert!(Shutdown::parse("US 2025-10-01..").expect("read").until.is_none());
        for wrong in ["", "US", "US 2025-10-01", "us 2025-10-01..", "US 2025-11-12..2025-10-01", "US x..y"] {
            assert!(Shutdown::parse(wrong).expect_err(wrong).contains("US 2025-10-01..2025-11-12"));
        }
    }

    #[test]
    fn the_ends_of_the_calendar_end_it() {
        let days = [asked(date(2026, 4, 17), 1, None)];
        for end in [Timestamp::MIN, Timestamp::MAX] {
            let zone = zone();
            let habits = Habits {
                zone: &zone,
                jurisdiction: "US",
                weekly_norm: 1,
                every_minutes: None,
                shutdowns: &[],
                days: &days,
            };
            let _ = judge(&habits, end);
        }
    }
}
