//! When a source is asked: by its stanza's rhythm, sooner after a failure, later while it rests. Pure.
//! After three failures in a row a source rests, twice as long after each further one, up to a day.

use jiff::SignedDuration;
use model::Timestamp;
use sources::stanza::Stanza;
use store::SourceHealth;

/// So many failures in a row are weather; after as many more often something has moved, and asking every few minutes helps nobody.
const FAILURES_MAX: u32 = 3;

/// How soon a source is asked again after its first failure, in minutes, where its rhythm is slower than that.
const AGAIN_MINUTES: i64 = 5;

/// The first rest, in minutes.
const REST_MINUTES: i64 = 15;

/// The longest rest, in minutes: a source is tried once a day, whatever happened to it.
const REST_MINUTES_MAX: i64 = 24 * 60;

/// When a source is to be asked next; `None`: at once, for it never was.
pub fn next_run(stanza: &Stanza, health: &SourceHealth) -> Option<Timestamp> {
    let by_rhythm = health.asked_at.map(|asked_at| {
        let after = |minutes: i64| asked_at + SignedDuration::from_mins(minutes);
        match health.failures {
            0 => stanza.next_ask(asked_at),
            failures if failures < FAILURES_MAX => {
                stanza.next_ask(asked_at).min(after(AGAIN_MINUTES * i64::from(failures)))
            }
            failures => stanza.next_ask(asked_at).max(after(rest_minutes(failures))),
        }
    });
    by_rhythm.max(health.rests_until)
}

/// Whether a source is to be asked now.
pub fn is_due(stanza: &Stanza, health: &SourceHealth, now: Timestamp) -> bool {
    next_run(stanza, health).is_none_or(|next| next <= now)
}

/// Until when a source rests that failed so often in a row. `asked`: how long its host asked to be left alone, if it did.
pub(crate) fn rest_after(failures: u32, asked: Option<SignedDuration>, now: Timestamp) -> Option<Timestamp> {
    let limit = SignedDuration::from_mins(REST_MINUTES_MAX);
    let own = (failures >= FAILURES_MAX).then(|| SignedDuration::from_mins(rest_minutes(failures)));
    own.max(asked).map(|rest| now + rest.min(limit))
}

fn rest_minutes(failures: u32) -> i64 {
    let doublings = failures.saturating_sub(FAILURES_MAX).min(10);
    (REST_MINUTES << doublings).min(REST_MINUTES_MAX)
}

/// By how many minutes a source is behind its rhythm, counted from its last success; `None` where there was none.
pub fn lag_minutes(stanza: &Stanza, health: &SourceHealth, now: Timestamp) -> Option<i64> {
    let due_at = stanza.next_ask(health.succeeded_at?);
    Some(((now.as_second() - due_at.as_second()) / 60).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn stanza(every_minutes: u32) -> Stanza {
        let catalogue = sources::Catalogue::bundled();
        let (stanza, _) = catalogue.all().next().expect("a source");
        Stanza { every_minutes, watch: None, ..stanza.clone() }
    }

    /// Asked at ten, with so many failures: the minutes until it is asked again.
    fn pause(every_minutes: u32, failures: u32) -> i64 {
        let asked_at = at("2026-04-17T10:00:00Z");
        let health = SourceHealth { asked_at: Some(asked_at), failures, ..SourceHealth::default() };
        let next = next_run(&stanza(every_minutes), &health).expect("an instant");
        (next.as_second() - asked_at.as_second()) / 60
    }

    #[test]
    fn a_source_is_asked_in_its_rhythm() {
        let (never, hourly) = (SourceHealth::default(), stanza(60));
        assert!(is_due(&hourly, &never, at("2026-04-17T10:00:00Z")));
        let asked = SourceHealth { asked_at: Some(at("2026-04-17T10:00:00Z")), ..never };
        assert!(!is_due(&hourly, &asked, at("2026-04-17T10:59:59Z")));
        assert!(is_due(&hourly, &asked, at("2026-04-17T11:00:00Z")));
    }

    #[test]
    fn a_failure_is_looked_after_soon_and_many_give_a_rest() {
        let pauses = |every| [0, 1, 2, 3, 4, 5, 9, 10, 99].map(|failures| pause(every, failures));
        assert_eq!(pauses(15), [15, 5, 10, 15, 30, 60, 960, 1440, 1440]);
        assert_eq!(pauses(1440), [1440, 5, 10, 1440, 1440, 1440, 1440, 1440, 1440]);
    }

    #[test]
    fn a_rest_is_kept_whoever_asked_for_it() {
        let now = at("2026-04-17T10:00:00Z");
        let hours = |hours| Some(SignedDuration::from_hours(hours));
        assert_eq!(rest_after(1, None, now), None);
        assert_eq!(rest_after(1, hours(2), now), Some(at("2026-04-17T12:00:00Z")));
        assert_eq!(rest_after(3, None, now), Some(at("2026-04-17T10:15:00Z")));
        assert_eq!(rest_after(5, hours(2), now), Some(at("2026-04-17T12:00:00Z")));
        assert_eq!(rest_after(5, hours(900), now), Some(at("2026-04-18T10:00:00Z")));
        let rests_until = rest_after(1, hours(2), now);
        let resting = SourceHealth { asked_at: Some(now), failures: 1, rests_until, ..SourceHealth::default() };
        assert_eq!(next_run(&stanza(15), &resting), rests_until);
    }

    #[test]
    fn a_source_lags_by_what_its_rhythm_does_not_allow() {
        let succeeded_at = Some(at("2026-04-17T10:00:00Z"));
        let health = SourceHealth { succeeded_at, ..SourceHealth::default() };
        assert_eq!(lag_minutes(&stanza(60), &health, at("2026-04-17T10:59:00Z")), Some(0));
        assert_eq!(lag_minutes(&stanza(60), &health, at("2026-04-17T13:30:00Z")), Some(150));
        assert_eq!(lag_minutes(&stanza(60), &SourceHealth::default(), at("2026-04-17T13:30:00Z")), None);
    }
}
