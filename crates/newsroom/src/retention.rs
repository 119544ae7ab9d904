//! What is kept is bounded by what the operator set: captures without news go after some days, checks after ninety. Each time a deed says
//! what went; what anything rests on stays for ever.

use jiff::ToSpan as _;
use model::Timestamp;
use store::Thinned;

use crate::{Newsroom, Trouble};

/// For how many days each check is a row of its own; after that its day's sum remains.
pub const CHECKS_DAYS: u32 = 90;

/// For how many days discarded bytes still lie there: for as long a backup of the rows alone can be restored.
pub const DISCARDED_DAYS: u32 = 7;

/// Until which day it was done, in the house's memory.
const DONE_ON: &str = "retention.done_on";

/// What retention took away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThinReport {
    /// Captures without news, and the bytes that none has any more.
    pub captures: Thinned,
    /// Checks.
    pub checks: u64,
    /// Bodies whose bytes were discarded before and are gone now.
    pub removed_bodies: u64,
    /// What those took.
    pub removed_bytes: u64,
}

impl Newsroom {
    /// How many captures without news were kept longer ago than those days, and what they alone take.
    pub async fn without_news(&self, days: u32) -> Result<Thinned, Trouble> {
        Ok(self.store.read().await?.count_without_news(self.days_ago(days)).await?)
    }

    /// Takes away: captures without news that were kept longer ago than those days, where some are named; checks of more than ninety days;
    /// and the bytes that were discarded a week ago.
    pub async fn thin(&self, days: Option<u32>, by: &str) -> Result<ThinReport, Trouble> {
        let mut report = ThinReport::default();
        if let Some(days) = days {
            report.captures = self.thin_captures(days, by).await?;
        }
        report.checks = self.thin_checks(by).await?;
        let discarded = self.store.remove_discarded(self.days_ago(DISCARDED_DAYS)).await?;
        (report.removed_bodies, report.removed_bytes) = discarded;
        Ok(report)
    }

    /// The same as the operator set it, once a day.
    pub async fn thin_daily(&self) -> Result<(), Trouble> {
        let today = self.day_of(self.clock.real()).to_string();
        if self.store.read().await?.remembered(DONE_ON).await?.as_deref() == Some(today.as_str()) {
            return Ok(());
        }
        // What an older program kept is measured by the way, so that growth can be told.
        self.store.measure_bodies().await?;
        let report = self.thin(self.operator.thin_after_days, "the daily round").await?;
        tracing::info!(
            captures = report.captures.captures,
            checks = report.checks,
            removed_bodies = report.removed_bodies,
            size_bytes = report.removed_bytes,
            "What is kept was thinned as it is set."
        );
        store::transact!(self.store, |tx| tx.remember_now(DONE_ON, &today).await)?;
        Ok(())
    }

    fn days_ago(&self, days: u32) -> Timestamp {
        let now = self.clock.real();
        now.checked_sub((i64::from(days) * 24).hours()).unwrap_or(Timestamp::MIN)
    }

    async fn thin_captures(&self, days: u32, by: &str) -> Result<Thinned, Trouble> {
        let (before, now) = (self.days_ago(days), self.clock.real());
        let (mut sum, mut after) = (Thinned::default(), None);
        loop {
            let (thinned, place) = store::transact!(self.store, |tx| {
                let (thinned, place) = tx.thin_captures(before, after.as_ref(), now).await?;
                if thinned.captures > 0 {
                    let detail = format!(
                        "{} captures without news, kept before {before}, and {} bodies of {} bytes that none has any more",
                        thinned.captures, thinned.bodies, thinned.packed_bytes
                    );
                    tx.write_deed(now, by, "thin", "captures", &detail).await?;
                }
                Ok::<_, Trouble>((thinned, place))
            })?;
            sum.captures += thinned.captures;
            sum.bodies += thinned.bodies;
            sum.packed_bytes += thinned.packed_bytes;
            match place {
                Some(place) => after = Some(place),
                None => return Ok(sum),
            }
        }
    }

    async fn thin_checks(&self, by: &str) -> Result<u64, Trouble> {
        let (before, now) = (self.days_ago(CHECKS_DAYS), self.clock.real());
        let mut sum = 0;
        loop {
            let thinned = store::transact!(self.store, |tx| {
                let thinned = tx.thin_checks(before, now).await?;
                if !thinned.is_empty() {
                    let told: Vec<String> =
                        thinned.iter().map(|(source, result, count)| format!("{source} {result} {count}")).collect();
                    let detail = format!("checks before {before}: {}", told.join(", "));
                    tx.write_deed(now, by, "thin", "checks", &detail).await?;
                }
                Ok::<_, Trouble>(thinned)
            })?;
            let count: u64 = thinned.iter().map(|(.., count)| count).sum();
            if count == 0 {
                return Ok(sum);
            }
            sum += count;
        }
    }
}
