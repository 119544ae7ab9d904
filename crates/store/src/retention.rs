//! Retention: the one place at which ground is taken away. Captures without news go after a time that the operator set, checks after
//! ninety days; each time a deed says what went. A capture that anything rests on never goes.

use model::Timestamp;
use model::capture::Sha256;

use crate::engine::on;
use crate::{Fault, Tx, micros};

/// How many captures, or checks, go in one transaction: a service that works meanwhile waits for no more than that.
const BATCH_ROWS: i64 = 500;

/// What was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thinned {
    /// Captures.
    pub captures: u64,
    /// Bodies that no capture has any more.
    pub bodies: u64,
    /// What those bodies take.
    pub packed_bytes: u64,
}

/// How far captures were gone through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    captured_at: i64,
    id: String,
}

/// Captures without news: `seen`, `empty`, or a telling of what was known; read whole; not the newest of their address, which the next
/// answer is compared with; and nothing rests on them: no version, no telling, no state of a list, no line of the ledger, no task.
const WITHOUT_NEWS: &str = "select c.id, c.sha256, c.captured_at from captures c join capture_results r on r.capture = c.id
     where c.stored_at < $1 and (c.captured_at > $3 or (c.captured_at = $3 and c.id > $4)) and r.failed = 0 and r.result in ('seen', 'empty', 'documents')
     and exists (select 1 from captures n where n.url = c.url and n.source = c.source and n.captured_at > c.captured_at)
     and not exists (select 1 from versions v where v.capture = c.id)
     and not exists (select 1 from renditions t where t.capture = c.id)
     and not exists (select 1 from list_states s where s.capture = c.id)
     and not exists (select 1 from standing l where l.subject = 'capture:' || c.id)
     and not exists (select 1 from tasks k where k.kind in ('read', 'understand') and k.subject = c.id
       and k.state <> 'done' and k.state <> 'failed')
     order by c.captured_at, c.id limit $2";

impl Tx {
    /// How many captures without news were kept before that instant, and what they alone take in the cupboard.
    pub async fn count_without_news(&mut self, before: Timestamp) -> Result<Thinned, Fault> {
        let rows = self.without_news(before, i64::MAX, None).await?;
        let mut hashes: Vec<&str> = rows.iter().map(|(_, hash, _)| hash.as_str()).collect();
        hashes.sort_unstable();
        let mut thinned = Thinned { captures: rows.len() as u64, ..Thinned::default() };
        for same in hashes.chunk_by(|one, other| one == other) {
            let (all, packed): (i64, i64) = on!(self, |c| sqlx::query_as(
                "select (select count(*) from captures where sha256 = $1),
                 coalesce((select packed_bytes from bodies where sha256 = $1), 0)"
            )
            .bind(same[0])
            .fetch_one(c)
            .await)?;
            if all == same.len() as i64 {
                thinned.bodies += 1;
                thinned.packed_bytes += u64::try_from(packed).unwrap_or(0);
            }
        }
        Ok(thinned)
    }

    async fn without_news(
        &mut self,
        before: Timestamp,
        limit: i64,
        after: Option<&Place>,
    ) -> Result<Vec<(String, String, i64)>, Fault> {
        let (at, id) = after.map_or((i64::MIN, ""), |place| (place.captured_at, place.id.as_str()));
        let rows = on!(self, |c| sqlx::query_as(WITHOUT_NEWS)
            .bind(micros(before))
            .bind(limit)
            .bind(at)
            .bind(id)
            .fetch_all(c)
            .await)?;
        Ok(rows)
    }

    /// Takes captures without news away that were kept before an instant, as many as go in one transaction, beginning after a place; and
    /// marks the bytes that none has any more. Answers the place to go on after; nothing where this was the end.
    pub async fn thin_captures(
        &mut self,
        before: Timestamp,
        after: Option<&Place>,
        now: Timestamp,
    ) -> Result<(Thinned, Option<Place>), Fault> {
        let rows = self.without_news(before, BATCH_ROWS, after).await?;
        let mut thinned = Thinned { captures: rows.len() as u64, ..Thinned::default() };
        let Some((id, _, captured_at)) = rows.last() else { return Ok((thinned, None)) };
        let place = Place { captured_at: *captured_at, id: id.clone() };
        self.begin_retention(now).await?;
        for (id, ..) in &rows {
            for sql in [
                "delete from capture_results where capture = $1",
                "delete from notes where capture = $1",
                "delete from captures where id = $1",
            ] {
                on!(self, |c| sqlx::query(sql).bind(id).execute(c).await.map(|_| ()))?;
            }
        }
        self.end_retention().await?;
        for (_, hash, _) in &rows {
            let hash = Sha256::from_hex(hash).ok_or_else(|| Fault::damaged("a hash", hash))?;
            if self.discard(&hash, now).await? {
                thinned.bodies += 1;
                thinned.packed_bytes += self.packed_of(&hash).await?;
            }
        }
        Ok((thinned, Some(place)))
    }

    async fn packed_of(&mut self, hash: &Sha256) -> Result<u64, Fault> {
        let (packed,): (i64,) =
            on!(self, |c| sqlx::query_as("select coalesce(packed_bytes, 0) from bodies where sha256 = $1")
                .bind(hash.to_string())
                .fetch_one(c)
                .await)?;
        Ok(u64::try_from(packed).unwrap_or(0))
    }

    /// Takes the oldest checks from before that instant away, as many as go in one transaction; answers how many of each source and result
    /// they were. Their sums by day stay in `source_days`.
    pub async fn thin_checks(
        &mut self,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(String, String, u64)>, Fault> {
        self.begin_retention(now).await?;
        let rows: Vec<(String, String)> = on!(self, |c| sqlx::query_as(
            "delete from checks where id in (select id from checks where at < $1 order by at limit $2)
             returning source, result"
        )
        .bind(micros(before))
        .bind(BATCH_ROWS * 10)
        .fetch_all(c)
        .await)?;
        self.end_retention().await?;
        let mut rows = rows;
        rows.sort_unstable();
        Ok(rows
            .chunk_by(|one, other| one == other)
            .map(|same| (same[0].0.clone(), same[0].1.clone(), same.len() as u64))
            .collect())
    }

    /// The triggers of captures and checks step aside while the house remembers that retention is at work: within this transaction alone,
    /// for no other sees it.
    async fn begin_retention(&mut self, at: Timestamp) -> Result<(), Fault> {
        self.remember("retention", &at.to_string()).await.map(|_| ())
    }

    async fn end_retention(&mut self) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("delete from house where key = 'retention'").execute(c).await.map(|_| ()))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::request::{CheckResult, SourceId};

    use crate::Store;
    use crate::engine::fresh_database;

    #[tokio::test]
    async fn captures_and_checks_go_by_no_other_way() -> Result<(), Fault> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut addresses = vec![format!("sqlite://{}", folder.path().join("t.db").display())];
        if let Ok(server) = std::env::var("TIDEWAITER_TEST_POSTGRES") {
            addresses.push(fresh_database(&server).await.expect("a database"));
        }
        for address in addresses {
            let store = Store::open(&address, &folder.path().join("captures")).await.expect("a store");
            let source = SourceId::new("us-ofac-sdn");
            let now = Timestamp::UNIX_EPOCH;
            let url = "https://a.example";
            crate::transact!(store, |tx| tx.write_check(&source, url, now, CheckResult::Answered, "").await)?;
            let mut tx = store.write().await.expect("begun");
            let refused = on!(&mut tx, |c| sqlx::query("delete from checks").execute(c).await.map(|_| ()));
            let why = refused.expect_err("refused").to_string();
            assert!(why.contains("checks is ground"), "{why}");
            drop(tx);
            let later = Timestamp::MAX;
            let thinned = crate::transact!(store, |tx| tx.thin_checks(later, now).await)?;
            assert_eq!(thinned, [("us-ofac-sdn".to_owned(), "answered".to_owned(), 1)]);
            let mut tx = store.read().await.expect("begun");
            assert_eq!(tx.remembered("retention").await.expect("read"), None, "and ground is ground again");
        }
        Ok(())
    }
}
