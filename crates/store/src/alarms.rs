//! Alarms: one open a trouble, remembered when they are over.

use model::Timestamp;
use model::alarm::{Alarm, Trouble};

use crate::engine::on;
use crate::{Fault, Tx, instant, micros, plain, word};

type AlarmRow = (String, String, String, String, i64, Option<i64>);

fn alarm_of((id, kind, subject, sentence, raised_at, closed_at): AlarmRow) -> Result<Alarm, Fault> {
    Ok(Alarm {
        id,
        trouble: Trouble { kind: word(&kind)?, subject, sentence },
        raised_at: instant(raised_at),
        closed_at: closed_at.map(instant),
    })
}

/// Tasks of one kind that were given up and not done since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// The variant's word.
    pub kind: String,
    /// When the last attempt was due.
    pub at: Timestamp,
    /// Why.
    pub error: String,
}

impl Tx {
    /// Raises an alarm, unless one is open for the same trouble; answers the one that was raised.
    pub async fn raise_alarm(&mut self, trouble: &Trouble, at: Timestamp) -> Result<Option<Alarm>, Fault> {
        let key = format!("{}\n{}\n{}", trouble.kind, trouble.subject, micros(at));
        let id = crate::captures::sha256(key.as_bytes()).to_string()[..16].to_owned();
        let raised = on!(self, |c| {
            sqlx::query(
            "insert into alarms (id, kind, subject, sentence, raised_at) values ($1, $2, $3, $4, $5) on conflict do nothing"
        )
        .bind(&id)
        .bind(trouble.kind.as_str())
        .bind(plain(&trouble.subject))
        .bind(plain(&trouble.sentence))
        .bind(micros(at))
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        Ok((raised == 1).then(|| Alarm { id, trouble: trouble.clone(), raised_at: at, closed_at: None }))
    }

    /// Closes an alarm. `false`: it was closed before.
    pub async fn close_alarm(&mut self, id: &str, at: Timestamp) -> Result<bool, Fault> {
        let closed =
            on!(self, |c| sqlx::query("update alarms set closed_at = $1 where id = $2 and closed_at is null")
                .bind(micros(at))
                .bind(id)
                .execute(c)
                .await
                .map(|done| done.rows_affected()))?;
        Ok(closed == 1)
    }

    /// An alarm by its name.
    pub async fn alarm(&mut self, id: &str) -> Result<Option<Alarm>, Fault> {
        let row: Option<AlarmRow> = on!(self, |c| sqlx::query_as(
            "select id, kind, subject, sentence, raised_at, closed_at from alarms where id = $1"
        )
        .bind(id)
        .fetch_optional(c)
        .await)?;
        row.map(alarm_of).transpose()
    }

    /// The alarms that are open, oldest first.
    pub async fn open_alarms(&mut self) -> Result<Vec<Alarm>, Fault> {
        let rows: Vec<AlarmRow> = on!(self, |c| sqlx::query_as(
            "select id, kind, subject, sentence, raised_at, closed_at from alarms where closed_at is null
             order by raised_at, id"
        )
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(alarm_of).collect()
    }

    /// The newest alarms, open or over, newest first.
    pub async fn newest_alarms(&mut self, count: u32) -> Result<Vec<Alarm>, Fault> {
        let rows: Vec<AlarmRow> = on!(self, |c| {
            sqlx::query_as(
            "select id, kind, subject, sentence, raised_at, closed_at from alarms order by raised_at desc, id limit $1"
        )
        .bind(i64::from(count))
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(alarm_of).collect()
    }

    /// Tasks that were given up and not done since, oldest first; those that tell of alarms are left out, for they would raise another.
    pub async fn given_up(&mut self, count: u32) -> Result<Vec<GivenUp>, Fault> {
        let rows: Vec<(String, i64, Option<String>)> = on!(self, |c| {
            sqlx::query_as(
            "select kind, run_at, error from tasks where state = 'failed' and kind <> $1 order by as_of, id limit $2"
        )
        .bind(TELLING)
        .bind(i64::from(count))
        .fetch_all(c)
        .await
        })?;
        Ok(rows
            .into_iter()
            .map(|(kind, at, error)| GivenUp { kind, at: instant(at), error: error.unwrap_or_default() })
            .collect())
    }
}

/// The kind of the tasks that tell of alarms.
const TELLING: &str = "alarm";

#[cfg(test)]
mod tests {
    use model::alarm::AlarmKind;

    use super::*;

    #[test]
    fn every_kind_reads_back() {
        for kind in AlarmKind::ALL {
            let row = ("a".to_owned(), kind.as_str().to_owned(), "b".to_owned(), "c".to_owned(), 0, None);
            assert_eq!(alarm_of(row).expect("read").trouble.kind, *kind);
        }
        let row = ("a".to_owned(), "fire".to_owned(), "b".to_owned(), "c".to_owned(), 0, None);
        assert!(alarm_of(row).is_err());
    }
}
