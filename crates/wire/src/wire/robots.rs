//! The robots.txt of hosts (RFC 9309): asked once a day a host, through the same guarded fetcher as all else, and kept in memory.
//! The parser is `texting_robots`; no other file knows it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use model::Timestamp;
use model::request::{Manners, Validators};
use texting_robots::Robot;
use url::Url;

use super::FetchError;
use super::client::shown;
use super::fetch::{Ask, HttpWire};

/// The name by which a robots.txt speaks to us: the product token of our User-Agent.
const NAME: &str = "Tidewaiter";

/// RFC 9309, 2.5, asks to read at least 500 KiB.
const SIZE_BYTES_MAX: u64 = 1024 * 1024;

/// RFC 9309, 2.4: a copy older than a day should not be used …
const FRESH_SECONDS: i64 = 24 * 3600;

/// … unless the file cannot be reached; after thirty days (2.3.1.4) the host may be taken to have none.
const STALE_SECONDS_MAX: i64 = 30 * 24 * 3600;

/// How long a robots.txt that could not be reached is not asked for again.
const UNREACHABLE_SECONDS: i64 = 600;

/// The longest `Crawl-delay` that is kept; a wish for more would stop a source altogether.
const DELAY_SECONDS_MAX: f32 = 60.0;

/// What is known of a host.
#[derive(Clone)]
struct Known {
    rules: Rules,
    /// When it was last told, or last could not be.
    asked_at: Timestamp,
    /// When the rules came, or the first instant at which they could not be had.
    since: Timestamp,
}

#[derive(Clone)]
enum Rules {
    /// It has a robots.txt.
    Told(Arc<Robot>),
    /// It has none, and so forbids nothing.
    None,
    /// It cannot be reached, so that nothing may be asked (RFC 9309, 2.3.1.4): half a sentence says why.
    Unreachable(String),
}

/// What is known of one host, held while it is asked, so that it is asked once.
type Entry = Arc<tokio::sync::Mutex<Option<Known>>>;

/// The rules of all hosts that were asked for.
#[derive(Default)]
pub(super) struct Robots {
    hosts: Mutex<HashMap<String, Entry>>,
}

impl Robots {
    /// Whether a page may be asked for, and the pause that the host wants after it. `shown` is the address that stands in the sentence,
    /// which before a redirect was another one.
    pub(super) fn check<'a>(
        &'a self,
        wire: &'a HttpWire,
        url: &'a Url,
        shown: &'a str,
        manners: Manners,
    ) -> BoxFuture<'a, Result<Duration, FetchError>> {
        // Boxed, for the fetcher calls this, and this calls the fetcher.
        Box::pin(async move {
            let entry = self.entry(url);
            let mut entry = entry.lock().await;
            let now = (wire.clock)();
            let known = match entry.take() {
                Some(known) if known.is_fresh(now) => known,
                known => renewed(known, ask(wire, url, manners).await, now),
            };
            let rules = entry.insert(known).rules.clone();
            let host = url.host_str().unwrap_or_default();
            let why = match rules {
                Rules::None => return Ok(Duration::ZERO),
                Rules::Told(robot) if robot.allowed(url.as_str()) => return Ok(delay(&robot)),
                Rules::Told(_) => format!("the robots.txt of {host} asks {NAME} to leave this page alone"),
                Rules::Unreachable(why) => format!(
                    "the robots.txt of {host} could not be read, and until it can no page of that host is asked for. {why}"
                ),
            };
            Err(FetchError::Robots { url: shown.to_owned(), why: why.trim_end_matches('.').to_owned() })
        })
    }

    fn entry(&self, url: &Url) -> Entry {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(url.origin().ascii_serialization()).or_default().clone()
    }
}

/// The `Crawl-delay`, which is no part of RFC 9309 and is kept all the same.
fn delay(robot: &Robot) -> Duration {
    let seconds = robot.delay.filter(|delay| delay.is_finite()).unwrap_or_default();
    Duration::from_secs_f32(seconds.clamp(0.0, DELAY_SECONDS_MAX))
}

impl Known {
    fn is_fresh(&self, now: Timestamp) -> bool {
        let limit = match self.rules {
            Rules::Unreachable(_) => UNREACHABLE_SECONDS,
            Rules::Told(_) | Rules::None => FRESH_SECONDS,
        };
        now.as_second() - self.asked_at.as_second() < limit
    }
}

/// Asks for the file. A status of 400 to 499 means that there is none, but "too many requests" says nothing about it; more redirects than
/// are followed count as none too (RFC 9309, 2.3.1).
async fn ask(wire: &HttpWire, url: &Url, manners: Manners) -> Rules {
    let mut address = url.clone();
    address.set_path("/robots.txt");
    address.set_query(None);
    address.set_fragment(None);
    let known = Validators::default();
    let manners = Manners { robots: false, ..manners };
    let ask = Ask { url: address.as_str(), size_bytes_max: SIZE_BYTES_MAX, manners, known: &known };
    match wire.retrieve(&ask).await {
        Ok(raw) => match raw.status {
            200..=299 => rules(&raw.body),
            429 | 500.. => Rules::Unreachable(format!("{} answered with status {}", shown(ask.url), raw.status)),
            _ => Rules::None,
        },
        Err(FetchError::Redirects { .. }) => Rules::None,
        Err(error) => Rules::Unreachable(error.to_string()),
    }
}

/// A web page instead of a robots.txt holds no line that is one, and so forbids nothing.
fn rules(body: &[u8]) -> Rules {
    match Robot::new(NAME, body) {
        Ok(robot) => Rules::Told(Arc::new(robot)),
        Err(error) => Rules::Unreachable(format!("It cannot be understood ({error})")),
    }
}

/// What is known after it was asked for once more: a host that cannot be reached keeps the rules it had, and after thirty days has none.
fn renewed(before: Option<Known>, told: Rules, now: Timestamp) -> Known {
    let age = |since: Timestamp| now.as_second() - since.as_second();
    match (before, told) {
        (Some(before), Rules::Unreachable(why)) => {
            let since = before.since;
            let rules = match before.rules {
                _ if age(since) > STALE_SECONDS_MAX => Rules::None,
                Rules::Unreachable(_) => Rules::Unreachable(why),
                rules => rules,
            };
            // Asked again soon, whatever the rules are meanwhile.
            let asked_at = match &rules {
                Rules::Unreachable(_) => now,
                Rules::Told(_) | Rules::None => {
                    now - jiff::SignedDuration::from_secs(FRESH_SECONDS - UNREACHABLE_SECONDS)
                }
            };
            Known { rules, asked_at, since }
        }
        (_, rules) => Known { rules, asked_at: now, since: now },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn word(known: &Known) -> &'static str {
        match known.rules {
            Rules::Told(_) => "told",
            Rules::None => "none",
            Rules::Unreachable(_) => "unreachable",
        }
    }

    #[test]
    fn a_host_that_cannot_be_reached_keeps_its_rules_for_thirty_days() {
        let down = || Rules::Unreachable("down".to_owned());
        let told = renewed(None, rules(b"User-agent: *\nDisallow: /private\n"), at("2026-04-01T00:00:00Z"));
        assert!(told.is_fresh(at("2026-04-01T23:59:59Z")) && !told.is_fresh(at("2026-04-02T00:00:00Z")));
        let kept = renewed(Some(told.clone()), down(), at("2026-04-02T00:00:00Z"));
        assert_eq!(word(&kept), "told");
        assert!(kept.is_fresh(at("2026-04-02T00:09:59Z")) && !kept.is_fresh(at("2026-04-02T00:10:00Z")));
        assert_eq!(word(&renewed(Some(kept), down(), at("2026-05-02T00:00:00Z"))), "none");
        let never = renewed(None, down(), at("2026-04-01T00:00:00Z"));
        assert_eq!(word(&never), "unreachable");
        assert_eq!(word(&renewed(Some(never.clone()), down(), at("2026-04-30T00:00:00Z"))), "unreachable");
        assert_eq!(word(&renewed(Some(never.clone()), down(), at("2026-05-02T00:00:00Z"))), "none");
        assert_eq!(word(&renewed(Some(never), rules(b""), at("2026-04-01T00:10:00Z"))), "told");
    }
}
