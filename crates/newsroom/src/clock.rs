//! The two clocks. The publishing clock rules numbers, editions and "in 3 days", and can be set for practice and the demo; the real one
//! rules sessions, links, throttles and leases. The only place where the time of day is asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use model::Timestamp;

const UNSET: i64 = i64::MIN;

/// The two clocks. Clones share what they are set to.
#[derive(Debug, Clone)]
pub struct Clock {
    publishing: Arc<AtomicI64>,
    real: Arc<AtomicI64>,
}

impl Clock {
    /// Both clocks are the machine's.
    pub fn real_time() -> Self {
        Self { publishing: Arc::new(AtomicI64::new(UNSET)), real: Arc::new(AtomicI64::new(UNSET)) }
    }
    /// The publishing clock stands at an instant.
    pub fn standing_at(at: Timestamp) -> Self {
        let clock = Self::real_time();
        clock.set(at);
        clock
    }
    /// Sets the publishing clock, which then stands.
    pub fn set(&self, at: Timestamp) {
        self.publishing.store(at.as_microsecond(), Ordering::Relaxed);
    }
    /// Sets the real clock too: for tests of what ends after an hour.
    pub fn set_real(&self, at: Timestamp) {
        self.real.store(at.as_microsecond(), Ordering::Relaxed);
    }
    /// Whether the publishing clock stands.
    pub fn is_set(&self) -> bool {
        self.publishing.load(Ordering::Relaxed) != UNSET
    }
    /// The publishing clock; where it is not set, the real one.
    pub fn now(&self) -> Timestamp {
        if self.is_set() { Self::of(&self.publishing) } else { self.real() }
    }
    /// The real clock.
    pub fn real(&self) -> Timestamp {
        Self::of(&self.real)
    }
    #[expect(clippy::disallowed_methods, reason = "the one place where the time of day is asked for")]
    fn of(set: &AtomicI64) -> Timestamp {
        match set.load(Ordering::Relaxed) {
            // Cut to the microsecond, which is what the tables hold: an instant must be equal to itself read back.
            UNSET => {
                let now = Timestamp::now();
                Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
            }
            micros => Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }
}
