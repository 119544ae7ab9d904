//! When a question is worth another try, and after which pause: twice as long each time, give or take, or as long as the host says.
//! What would end the same way again (a private address, a body too large, a page that is not there) is not tried again.

use std::time::Duration;

use model::Timestamp;
use model::capture::Answer;

use super::{FetchError, FetchSettings, Fetched};
use crate::headers;

/// A host that wants a longer pause than this is not waited for: its answer is told, and the source rests until then.
pub(super) const WAIT_MAX: Duration = Duration::from_secs(30);

/// The pause before the next try; `None` where another try does not help or enough were made. `tries` counts those made; `dice` is a
/// random number from 0 to 1, which keeps many workers from coming back in step.
pub(super) fn pause(
    outcome: &Result<Fetched, FetchError>,
    tries: u32,
    settings: &FetchSettings,
    now: Timestamp,
    dice: f64,
) -> Option<Duration> {
    if tries >= settings.tries_max {
        return None;
    }
    let asked = match outcome {
        Ok(Fetched::Answer(answer)) if is_passing(answer.status) => retry_after(answer, now),
        Ok(_) => return None,
        Err(FetchError::Unreachable { .. } | FetchError::NoAnswer { .. } | FetchError::BrokeOff { .. }) => None,
        Err(_) => return None,
    };
    let own = settings.retry_ms.saturating_mul(1 << tries.saturating_sub(1).min(16));
    let own = Duration::from_millis(own).min(WAIT_MAX).mul_f64(0.5 + dice.clamp(0.0, 1.0));
    match asked {
        Some(asked) if asked > WAIT_MAX => None,
        Some(asked) => Some(asked.max(own)),
        None => Some(own),
    }
}

/// Whether a status speaks of a state that may pass by itself: too many requests (RFC 6585, 4), and errors of the server or of what
/// stands before it. 501 and 505 do not pass.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524)
}

/// How long a host asks us to stay away: its `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3).
pub fn retry_after(answer: &Answer, now: Timestamp) -> Option<Duration> {
    asked(&answer.headers, now)
}

pub(super) fn asked(headers: &[(String, String)], now: Timestamp) -> Option<Duration> {
    let value = headers::find(headers, "retry-after")?.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(Duration::from_secs((date.as_second() - now.as_second()).try_into().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn answer(status: u16, retry_after: Option<&str>) -> Result<Fetched, FetchError> {
        let headers = retry_after.map(|value| ("retry-after".to_owned(), value.to_owned()));
        Ok(Fetched::Answer(Answer {
            url: "http://a.example/".into(),
            status,
            headers: headers.into_iter().collect(),
            captured_at: at("2026-04-17T10:00:00Z"),
            body: vec![],
        }))
    }

    /// In milliseconds, with the dice in the middle.
    fn pause_ms(outcome: &Result<Fetched, FetchError>, tries: u32) -> Option<u128> {
        let settings = FetchSettings { tries_max: 4, retry_ms: 1_000, ..FetchSettings::default() };
        pause(outcome, tries, &settings, at("2026-04-17T10:00:00Z"), 0.5).map(|pause| pause.as_millis())
    }

    #[test]
    fn pauses_double_and_end() {
        let pauses: Vec<_> = (1..=4).map(|tries| pause_ms(&answer(503, None), tries)).collect();
        assert_eq!(pauses, [Some(1_000), Some(2_000), Some(4_000), None]);
        let settings = FetchSettings { retry_ms: 1_000, ..FetchSettings::default() };
        let now = at("2026-04-17T10:00:00Z");
        let (least, most) =
            (pause(&answer(503, None), 1, &settings, now, 0.0), pause(&answer(503, None), 1, &settings, now, 1.0));
        assert_eq!((least, most), (Some(Duration::from_millis(500)), Some(Duration::from_millis(1_500))));
    }

    #[test]
    fn a_host_says_how_long() {
        assert_eq!(pause_ms(&answer(429, Some("7")), 1), Some(7_000));
        assert_eq!(pause_ms(&answer(503, Some("Fri, 17 Apr 2026 10:00:20 GMT")), 1), Some(20_000));
        assert_eq!(pause_ms(&answer(503, Some("Fri, 17 Apr 2026 09:00:00 GMT")), 1), Some(1_000));
        assert_eq!(pause_ms(&answer(503, Some("soon")), 1), Some(1_000));
        // Longer than a fetch waits: the source rests instead.
        assert_eq!(pause_ms(&answer(503, Some("3600")), 1), None);
    }

    #[test]
    fn what_does_not_pass_is_not_tried_again() {
        for status in [200, 304, 400, 403, 404, 410, 501] {
            assert_eq!(pause_ms(&answer(status, Some("5")), 1), None, "{status}");
        }
        assert_eq!(pause_ms(&Ok(Fetched::NotModified), 1), None);
        let url = "http://a.example/".to_owned();
        assert_eq!(pause_ms(&Err(FetchError::TooLarge { url: url.clone(), size_bytes_max: 1 }), 1), None);
        assert_eq!(pause_ms(&Err(FetchError::Timeout { url: url.clone(), timeout_ms_max: 1 }), 1), None);
        assert_eq!(pause_ms(&Err(FetchError::Unreachable { url, why: "refused".into() }), 1), Some(1_000));
    }
}
