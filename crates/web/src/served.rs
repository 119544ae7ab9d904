//! What this process has answered since it began: counted for the monitoring, without a lock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper ends of the classes of time, in milliseconds.
const TIMES_MS: [u64; 8] = [5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// Answers by the class of their status, and by how long they took.
#[derive(Debug, Default)]
pub struct Served {
    classes: [AtomicU64; 5],
    times: [AtomicU64; TIMES_MS.len()],
    slower: AtomicU64,
    total_micros: AtomicU64,
}

impl Served {
    /// Counts an answer.
    pub(crate) fn count(&self, status: u16, took: Duration) {
        if let Some(class) = self.classes.get(usize::from(status / 100).wrapping_sub(1)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let place = TIMES_MS.iter().position(|end| micros <= end * 1_000);
        place.map_or(&self.slower, |place| &self.times[place]).fetch_add(1, Ordering::Relaxed);
        self.total_micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// Answers by class: 1 to 5, and how many.
    pub(crate) fn by_class(&self) -> impl Iterator<Item = (usize, u64)> {
        self.classes.iter().enumerate().map(|(at, count)| (at + 1, count.load(Ordering::Relaxed)))
    }

    /// The histogram: for each upper end in seconds how many took no longer, then how many there were, then their sum in seconds.
    pub(crate) fn by_time(&self) -> (Vec<(f64, u64)>, u64, f64) {
        let mut so_far = 0;
        let mut ends = Vec::with_capacity(TIMES_MS.len());
        for (end, count) in TIMES_MS.iter().zip(&self.times) {
            so_far += count.load(Ordering::Relaxed);
            ends.push((Duration::from_millis(*end).as_secs_f64(), so_far));
        }
        let all = so_far + self.slower.load(Ordering::Relaxed);
        (ends, all, Duration::from_micros(self.total_micros.load(Ordering::Relaxed)).as_secs_f64())
    }
}
