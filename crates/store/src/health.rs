//! How the asking of each source goes: its rounds, its failures in a row, until when it rests; and what it brought today.

use std::collections::BTreeMap;

use model::Timestamp;
use model::note::{Note, Recurring, Weight};
use model::request::SourceId;

use crate::engine::on;
use crate::{Fault, Tx, instant, micros, plain};

/// The most notes of a source that are looked through, the newest ones.
const NOTES_MAX: i64 = 10_000;

/// How the asking of a source goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceHealth {
    /// When its last round began.
    pub asked_at: Option<Timestamp>,
    /// When a round, or a single further question, last ended well.
    pub succeeded_at: Option<Timestamp>,
    /// When one last failed.
    pub failed_at: Option<Timestamp>,
    /// How many failed since one ended well.
    pub failures: u32,
    /// Why the last of them failed; empty after one that ended well.
    pub error: String,
    /// Until when it is not asked.
    pub rests_until: Option<Timestamp>,
    /// Its newest capture, fetched or replayed, as the index finds it.
    pub captured_at: Option<Timestamp>,
    /// When something new last came: a document, a version, a further telling, a list's change.
    pub changed_at: Option<Timestamp>,
}

/// What came of a source within a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceCaptures {
    /// Captures.
    pub captures: u32,
    /// Those of them that could not be read.
    pub failed: u32,
}

type HealthRow = (String, Option<i64>, Option<i64>, Option<i64>, i64, String, Option<i64>, Option<i64>, Option<i64>);

fn health_of(row: HealthRow) -> (SourceId, SourceHealth) {
    let (source, asked_at, succeeded_at, failed_at, failures, error, rests_until, captured_at, changed_at) = row;
    let health = SourceHealth {
        asked_at: asked_at.map(instant),
        succeeded_at: succeeded_at.map(instant),
        failed_at: failed_at.map(instant),
        failures: u32::try_from(failures).unwrap_or(u32::MAX),
        error,
        rests_until: rests_until.map(instant),
        captured_at: captured_at.map(instant),
        changed_at: changed_at.map(instant),
    };
    (SourceId::new(source), health)
}

impl Tx {
    /// What readers found odd in the answers of a source since an instant, or could not read, the newest first: each once, wherever in an
    /// answer it stood.
    pub async fn recurring_notes(&mut self, source: &SourceId, since: Timestamp) -> Result<Vec<Recurring>, Fault> {
        let rows: Vec<(String, String, String, i64)> = on!(self, |c| sqlx::query_as(
            "select n.weight, n.place, n.text, c.captured_at from notes n join captures c on c.id = n.capture
             where c.source = $1 and c.captured_at >= $2 and n.weight <> 'info'
             order by c.captured_at desc, c.id, n.position limit $3"
        )
        .bind(source.as_str())
        .bind(micros(since))
        .bind(NOTES_MAX)
        .fetch_all(c)
        .await)?;
        let mut out: Vec<Recurring> = Vec::new();
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (weight, place, text, at) in rows {
            // `record 3` in one answer is `record 4` in the next.
            let bare: String = place.chars().filter(|c| !c.is_ascii_digit()).collect();
            let at = instant(at);
            match known.get(&(bare.clone(), text.clone())).and_then(|place| out.get_mut(*place)) {
                Some(earlier) if earlier.first_at == at => {}
                Some(earlier) => {
                    earlier.answers += 1;
                    earlier.first_at = at;
                }
                None => {
                    let weight: Weight = weight.parse().map_err(|_| Fault::damaged("a weight", &weight))?;
                    known.insert((bare, text.clone()), out.len());
                    out.push(Recurring { note: Note { weight, place, text }, answers: 1, first_at: at, last_at: at });
                }
            }
        }
        Ok(out)
    }

    /// How the asking of a source goes; of one that was never asked, nothing.
    pub async fn source_health(&mut self, source: &SourceId) -> Result<SourceHealth, Fault> {
        let row: Option<HealthRow> = on!(self, |c| {
            sqlx::query_as(
                "select h.source, h.asked_at, h.succeeded_at, h.failed_at, h.failures, h.error, h.rests_until,
             (select max(c.captured_at) from captures c where c.source = h.source), h.changed_at
             from source_health h where h.source = $1",
            )
            .bind(source.as_str())
            .fetch_optional(c)
            .await
        })?;
        Ok(row.map(|row| health_of(row).1).unwrap_or_default())
    }

    /// The same of every source that was asked, or of which something was kept.
    pub async fn all_source_health(&mut self) -> Result<Vec<(SourceId, SourceHealth)>, Fault> {
        let rows: Vec<HealthRow> = on!(self, |c| {
            sqlx::query_as(
                "select h.source, h.asked_at, h.succeeded_at, h.failed_at, h.failures, h.error, h.rests_until,
             (select max(c.captured_at) from captures c where c.source = h.source), h.changed_at
             from source_health h order by h.source",
            )
            .fetch_all(c)
            .await
        })?;
        Ok(rows.into_iter().map(health_of).collect())
    }

    /// A round began then; it has ended, one way or the other.
    pub async fn write_round(&mut self, source: &SourceId, asked_at: Timestamp) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into source_health (source, asked_at, failures, error) values ($1, $2, 0, '')
             on conflict (source) do update set asked_at = excluded.asked_at"
        )
        .bind(source.as_str())
        .bind(micros(asked_at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// A round or a question ended well: failures are forgotten, and nothing rests.
    pub async fn write_success(&mut self, source: &SourceId, at: Timestamp) -> Result<(), Fault> {
        on!(self, |c| {
            sqlx::query(
            "insert into source_health (source, succeeded_at, failures, error) values ($1, $2, 0, '')
             on conflict (source) do update set succeeded_at = excluded.succeeded_at, failures = 0, error = '', rests_until = null"
        )
        .bind(source.as_str())
        .bind(micros(at))
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }

    /// A round or a question failed, the `failures`th in a row; the source rests until then, where it does.
    pub async fn write_failure(
        &mut self,
        source: &SourceId,
        at: Timestamp,
        failures: u32,
        error: &str,
        rests_until: Option<Timestamp>,
    ) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into source_health (source, failed_at, failures, error, rests_until) values ($1, $2, $3, $4, $5)
             on conflict (source) do update set failed_at = excluded.failed_at, failures = excluded.failures,
             error = excluded.error, rests_until = excluded.rests_until"
        )
        .bind(source.as_str())
        .bind(micros(at))
        .bind(i64::from(failures))
        .bind(plain(error))
        .bind(rests_until.map(micros))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// A capture of the source was kept: it has a row from now on. One that is there is left alone, for it would be in the way of those who
    /// read what was kept before.
    pub(crate) async fn begin_health(&mut self, source: &SourceId) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into source_health (source, failures, error) values ($1, 0, '') on conflict do nothing"
        )
        .bind(source.as_str())
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// The source brought something new.
    pub async fn write_change_of_source(&mut self, source: &SourceId, at: Timestamp) -> Result<(), Fault> {
        on!(self, |c| {
            sqlx::query(
                "insert into source_health as h (source, failures, error, changed_at) values ($1, 0, '', $2)
             on conflict (source) do update set changed_at = excluded.changed_at
             where h.changed_at is null or h.changed_at < excluded.changed_at",
            )
            .bind(source.as_str())
            .bind(micros(at))
            .execute(c)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// What each source brought since an instant; those that brought nothing are left out. Every source of which something was kept has
    /// its row of health, and from there the index leads to its newest captures: those of earlier days are not looked at.
    pub async fn captures_since(&mut self, since: Timestamp) -> Result<Vec<(SourceId, SourceCaptures)>, Fault> {
        let rows: Vec<(String, i64, i64)> = on!(self, |c| {
            sqlx::query_as(
                "select c.source, count(*), count(case when r.result = 'failed' then 1 end)
             from source_health h cross join captures c left join capture_results r on r.capture = c.id
             where c.source = h.source and c.captured_at >= $1 group by c.source order by c.source",
            )
            .bind(micros(since))
            .fetch_all(c)
            .await
        })?;
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(rows
            .into_iter()
            .map(|(source, n, failed)| {
                (SourceId::new(source), SourceCaptures { captures: count(n), failed: count(failed) })
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use model::request::{Bookmark, CheckResult};

    /// A store from before this table was made knows from its checks and bookmarks how the asking went.
    #[tokio::test]
    async fn an_older_store_begins_with_what_it_knows() {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, captures) = (format!("sqlite://{}/t.db", folder.path().display()), folder.path().join("captures"));
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let source = SourceId::new("us-ofac-sdn");
        let store = Store::connect(&url, &captures).await.expect("a store");
        let mut tx = store.write().await.expect("a transaction");
        tx.migrate(|name| &name[..4] <= "0007").await.expect("migrations");
        let (asked_at, answered_at) = (at("2026-04-17T11:00:00Z"), at("2026-04-17T10:00:00Z"));
        let to = Bookmark { asked_at: Some(asked_at), ..Bookmark::default() };
        tx.move_bookmark(&source, &to).await.expect("moved");
        let url_of_source = "http://a.example/";
        tx.write_check(&source, url_of_source, answered_at, CheckResult::Answered, "").await.expect("written");
        tx.write_check(&source, url_of_source, asked_at, CheckResult::Missed, "").await.expect("written");
        tx.commit().await.expect("a commit");
        store.close().await;
        let store = Store::open(&url, &captures).await.expect("migrated");
        let health = store.read().await.expect("read").source_health(&source).await.expect("read");
        let succeeded_at = Some(answered_at);
        assert_eq!(health, SourceHealth { asked_at: Some(asked_at), succeeded_at, ..SourceHealth::default() });
    }

    /// One oddity is told once, with the answers that left it, on both engines.
    #[tokio::test]
    async fn notes_that_come_again_are_counted() -> Result<(), Fault> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut addresses = vec![format!("sqlite://{}", folder.path().join("t.db").display())];
        if let Ok(server) = std::env::var("TIDEWAITER_TEST_POSTGRES") {
            addresses.push(crate::engine::fresh_database(&server).await.expect("a database"));
        }
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let (first, last) = (at("2026-04-16T10:00:00Z"), at("2026-04-17T10:00:00Z"));
        for address in addresses {
            let store = Store::open(&address, &folder.path().join("captures")).await.expect("a store");
            let source = SourceId::new("us-ofac-sdn");
            for (captured_at, row) in [(at("2026-01-01T10:00:00Z"), 1), (first, 7), (last, 8)] {
                let (url, body) = ("https://a.example/".to_owned(), vec![row]);
                let answer = model::capture::Answer { url, status: 200, headers: Vec::new(), captured_at, body };
                let kept = store.keep(&source, &answer, model::capture::Origin::Live, last).await.expect("kept");
                let place = format!("record {row}");
                let notes = [
                    Note::odd(&place, "The label 'x' is not known."),
                    Note::odd("record 9", "The label 'x' is not known."),
                    Note::info(&place, "All is well."),
                    Note::lost("end of file", format!("{row} bytes are missing.")),
                ];
                crate::transact!(store, |tx| tx.write_notes(&kept.head.id, &notes).await)?;
            }
            let since = at("2026-04-01T00:00:00Z");
            let seen = store.read().await.expect("read").recurring_notes(&source, since).await.expect("read");
            let told: Vec<_> = seen.iter().map(|seen| (seen.note.text.as_str(), seen.answers, seen.first_at)).collect();
            let label = "The label 'x' is not known.";
            assert_eq!(
                told,
                [(label, 2, first), ("8 bytes are missing.", 1, last), ("7 bytes are missing.", 1, first)]
            );
            assert!(seen[0].last_at == last && seen[0].note.place == "record 8");
        }
        Ok(())
    }
}
