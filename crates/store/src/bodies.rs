//! The bytes in the cupboard, a row a body: who brought them and when, what they take, and which of them nothing rests on any more.
//!
//! A body that is discarded goes some days later, and comes back with the first capture that has the same bytes: whoever keeps a capture
//! rescues the body's row first, then puts the bytes, then writes the capture. Whoever removes a body holds its row while it does so. So
//! one waits for the other, and no capture ever points at bytes that are gone.

use model::Timestamp;
use model::capture::{CaptureHead, Sha256};
use model::request::SourceId;

use crate::engine::on;
use crate::{Fault, Store, Tx, instant, micros};

/// How many discarded bodies are removed in one call at most.
const REMOVED_MAX: i64 = 10_000;

/// How many bodies are measured in one transaction.
const MEASURED_MAX: i64 = 500;

/// A day in microseconds: sums of bodies are by days in UTC.
const DAY_MICROS: i64 = 86_400_000_000;

/// What the bodies that a source brought on a day take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodySum {
    /// Who brought them.
    pub source: SourceId,
    /// The first instant of that day, in UTC.
    pub day: Timestamp,
    /// How many.
    pub bodies: u64,
    /// Their length.
    pub size_bytes: u64,
    /// What they take in the cupboard, of those that were measured.
    pub packed_bytes: u64,
    /// How many were not measured yet: those that an older program kept.
    pub unmeasured: u64,
}

impl Store {
    /// Takes a body back that was discarded, before its bytes are put once more.
    pub(crate) async fn rescue(&self, hash: &Sha256) -> Result<(), Fault> {
        if self.read().await?.is_discarded(hash).await? {
            crate::transact!(self, |tx| tx.undiscard(hash).await)?;
        }
        Ok(())
    }

    /// Removes the bytes that were discarded before that instant and that no capture has; answers how many bodies and bytes that were.
    pub async fn remove_discarded(&self, before: Timestamp) -> Result<(u64, u64), Fault> {
        let (mut count, mut bytes) = (0, 0);
        for (hash, packed) in self.read().await?.discarded(before).await? {
            let removed = crate::transact!(self, |tx| {
                // The row first: it is held until the bytes are gone, and whoever wants them waits for it.
                let discarded = tx.drop_discarded(&hash).await?;
                if discarded {
                    self.cupboard.remove(&hash).await?;
                }
                Ok::<bool, Fault>(discarded)
            })?;
            if removed {
                count += 1;
                bytes += packed;
            }
        }
        Ok((count, bytes))
    }

    /// Looks up what bodies take that an older program kept.
    pub async fn measure_bodies(&self) -> Result<(), Fault> {
        loop {
            let hashes = self.read().await?.unmeasured().await?;
            let mut measured = Vec::with_capacity(hashes.len());
            for hash in hashes {
                // Bytes that are not there take nothing.
                measured.push((hash, self.cupboard.packed_bytes(&hash).await?.unwrap_or(0)));
            }
            if measured.is_empty() {
                return Ok(());
            }
            crate::transact!(self, |tx| {
                for (hash, packed) in &measured {
                    tx.write_packed(hash, *packed).await?;
                }
                Ok::<(), Fault>(())
            })?;
        }
    }
}

impl Tx {
    /// The row of the body that a capture has.
    pub(crate) async fn keep_body(
        &mut self,
        head: &CaptureHead,
        packed_bytes: u64,
        at: Timestamp,
    ) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into bodies (sha256, source, size_bytes, packed_bytes, kept_at) values ($1, $2, $3, $4, $5)
             on conflict (sha256) do nothing"
        )
        .bind(head.sha256.to_string())
        .bind(head.source.as_str())
        .bind(i64::try_from(head.size_bytes).unwrap_or(i64::MAX))
        .bind(i64::try_from(packed_bytes).unwrap_or(i64::MAX))
        .bind(micros(at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    async fn is_discarded(&mut self, hash: &Sha256) -> Result<bool, Fault> {
        let row: Option<(i64,)> = on!(self, |c| sqlx::query_as(
            "select discarded_at from bodies where sha256 = $1 and discarded_at is not null"
        )
        .bind(hash.to_string())
        .fetch_optional(c)
        .await)?;
        Ok(row.is_some())
    }

    async fn undiscard(&mut self, hash: &Sha256) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("update bodies set discarded_at = null where sha256 = $1")
            .bind(hash.to_string())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    async fn discarded(&mut self, before: Timestamp) -> Result<Vec<(Sha256, u64)>, Fault> {
        let rows: Vec<(String, i64)> = on!(self, |c| {
            sqlx::query_as(
            "select sha256, coalesce(packed_bytes, 0) from bodies where discarded_at is not null and discarded_at < $1
             order by discarded_at, sha256 limit $2"
        )
        .bind(micros(before))
        .bind(REMOVED_MAX)
        .fetch_all(c)
        .await
        })?;
        let hash = |text: &str| Sha256::from_hex(text).ok_or_else(|| Fault::damaged("a hash", text));
        rows.into_iter().map(|(text, packed)| Ok((hash(&text)?, u64::try_from(packed).unwrap_or(0)))).collect()
    }

    /// Takes the row of a discarded body away, unless a capture has its bytes after all.
    async fn drop_discarded(&mut self, hash: &Sha256) -> Result<bool, Fault> {
        let dropped = on!(self, |c| sqlx::query(
            "delete from bodies where sha256 = $1 and discarded_at is not null
             and not exists (select 1 from captures where captures.sha256 = $1)"
        )
        .bind(hash.to_string())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if dropped == 0 {
            self.undiscard(hash).await?;
        }
        Ok(dropped == 1)
    }

    /// Marks bytes that no capture has any more; answers whether they are such.
    pub(crate) async fn discard(&mut self, hash: &Sha256, at: Timestamp) -> Result<bool, Fault> {
        let marked = on!(self, |c| sqlx::query(
            "update bodies set discarded_at = $2 where sha256 = $1 and discarded_at is null
             and not exists (select 1 from captures where captures.sha256 = $1)"
        )
        .bind(hash.to_string())
        .bind(micros(at))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        Ok(marked == 1)
    }

    async fn unmeasured(&mut self) -> Result<Vec<Sha256>, Fault> {
        let rows: Vec<(String,)> = on!(self, |c| sqlx::query_as(
            "select sha256 from bodies where packed_bytes is null order by sha256 limit $1"
        )
        .bind(MEASURED_MAX)
        .fetch_all(c)
        .await)?;
        rows.iter().map(|(text,)| Sha256::from_hex(text).ok_or_else(|| Fault::damaged("a hash", text))).collect()
    }

    async fn write_packed(&mut self, hash: &Sha256, packed_bytes: u64) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("update bodies set packed_bytes = $2 where sha256 = $1")
            .bind(hash.to_string())
            .bind(i64::try_from(packed_bytes).unwrap_or(i64::MAX))
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// What the bodies take, by the source and the day that brought them.
    pub async fn body_sums(&mut self) -> Result<Vec<BodySum>, Fault> {
        type Row = (String, i64, i64, i64, i64, i64);
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(
            "select source, kept_at / 86400000000, count(*), cast(sum(size_bytes) as bigint),
             cast(sum(coalesce(packed_bytes, 0)) as bigint), count(case when packed_bytes is null then 1 end)
             from bodies group by 1, 2 order by 1, 2"
        )
        .fetch_all(c)
        .await)?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let sum = |(source, day, bodies, size, packed, unmeasured): Row| BodySum {
            source: SourceId::new(source),
            day: instant(day.saturating_mul(DAY_MICROS)),
            bodies: count(bodies),
            size_bytes: count(size),
            packed_bytes: count(packed),
            unmeasured: count(unmeasured),
        };
        Ok(rows.into_iter().map(sum).collect())
    }

    /// What the rows take on disk, in bytes, indexes included.
    pub async fn database_bytes(&mut self) -> Result<u64, Fault> {
        let sql = crate::engine::database_bytes(self);
        let (bytes,): (i64,) = on!(self, |c| sqlx::query_as(sql).fetch_one(c).await)?;
        Ok(u64::try_from(bytes).unwrap_or(0))
    }
}
