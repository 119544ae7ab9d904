//! What the captures take, how that grows, and for how long the disk suffices: for the command that shows it and for the examination.
//! Bodies that are not measured yet count as nothing.

use std::path::Path;

use newsroom::Newsroom;
use store::{BodySum, Fault};

/// Over how many days growth is looked at.
const GROWTH_DAYS: i64 = 30;

/// The room that captures take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    /// What the bodies take in the cupboard.
    pub(crate) packed_bytes: u64,
    /// What came in a day, on the average of the last thirty, or of as many as there were.
    pub(crate) packed_bytes_a_day: u64,
    /// For how many days of captures the disk suffices; nothing where none came in, or they lie in a bucket.
    pub(crate) full_in_days: Option<u64>,
}

impl Room {
    /// Looked up; `free` bytes are left on the disk.
    pub(crate) async fn of(newsroom: &Newsroom, free: u64) -> Result<Self, Fault> {
        let sums = newsroom.store.read().await?.body_sums().await?;
        Ok(Self::from(newsroom, &sums, Some(free)))
    }

    /// Counted from sums that were looked up.
    pub(crate) fn from(newsroom: &Newsroom, sums: &[BodySum], free: Option<u64>) -> Self {
        let day = |at: model::Timestamp| at.as_second().div_euclid(86_400);
        let today = day(newsroom.clock.real());
        let first = sums.iter().map(|sum| day(sum.day)).min().unwrap_or(today);
        let days = (today - first + 1).clamp(1, GROWTH_DAYS);
        let recent = sums.iter().filter(|sum| day(sum.day) > today - days);
        let growth = recent.map(|sum| sum.packed_bytes).sum::<u64>() / u64::try_from(days).unwrap_or(1);
        let on_disk = !newsroom.store.cupboard().is_in_bucket();
        Self {
            packed_bytes: sums.iter().map(|sum| sum.packed_bytes).sum(),
            packed_bytes_a_day: growth,
            full_in_days: free.filter(|_| on_disk && growth > 0).map(|free| free / growth),
        }
    }
}

/// How much room is left where the data directory lies, in bytes.
pub(crate) fn free_bytes(data: &Path) -> std::io::Result<u64> {
    let room = rustix::fs::statvfs(data)?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize))
}

/// Bytes for people: `3.4 MB`.
pub(crate) fn size(bytes: u64) -> String {
    let steps = [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match steps.into_iter().find(|(step, _)| bytes >= *step) {
        Some((step, unit)) => format!("{:.1} {unit}", bytes as f64 / step as f64),
        None => format!("{bytes} bytes"),
    }
}
