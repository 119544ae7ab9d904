//! What is left to do: rows that are queued in the transaction that causes them, claimed by one worker at a time.

use model::Timestamp;

use crate::engine::on;
use crate::{Fault, Store, Tx, instant, micros, plain};

/// A task to queue. Unfinished ones are unique by kind and subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// The variant's word.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// What else it needs, as JSON or nothing.
    pub detail: String,
    /// The instant it is done as of: orders effects.
    pub as_of: Timestamp,
    /// Not before this instant of the real clock.
    pub run_at: Timestamp,
}

/// A claimed task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its own name.
    pub id: String,
    /// The variant's word.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// What else it needs.
    pub detail: String,
    /// The instant it is done as of.
    pub as_of: Timestamp,
    /// How often it was begun, this time included.
    pub attempts: i64,
    /// Who claimed it. With the attempts it tells this claim from every other of the same task.
    pub worker: String,
}

// Reading and understanding give versions and numbers, which hang on the order of instants: one of them at a time over all workers,
// the earliest first. Everything else goes on beside it. One whose lease has run out is the next, even where the session of its stopped
// worker still holds the row, so that `skip locked` passes over it: then nothing that hangs on order is claimed until the server has
// ended that session.
macro_rules! claim {
    ($lock:literal) => {
        concat!(
            "update tasks set state = 'running', worker = $1, leased_until = $2, attempts = attempts + 1 where id = (",
            "select t.id from tasks t where t.state in ('ready', 'running') and t.run_at <= $3 and ($4 = '' or t.kind = $4 or ($5 <> '' and t.kind <> $5))",
            " and (t.state = 'ready' or (t.leased_until < $3",
            " and not exists (select 1 from leases l where l.name = t.id and l.until >= $3)))",
            " and (t.kind not in ('read', 'understand', 'retell') or not exists (select 1 from tasks o",
            " where o.state = 'running' and o.id <> t.id and o.kind in ('read', 'understand', 'retell') and (o.leased_until >= $3",
            " or o.as_of < t.as_of or (o.as_of = t.as_of and o.id < t.id)",
            " or exists (select 1 from leases l where l.name = o.id and l.until >= $3))))",
            " order by t.as_of, t.id limit 1",
            $lock,
            ") returning id, kind, subject, detail, as_of, attempts"
        )
    };
}

const CLAIM_SQLITE: &str = claim!("");
const CLAIM_POSTGRES: &str = claim!(" for update skip locked");

impl Store {
    /// Claims the next task in the order of instants, until `leased_until`: a worker that is killed loses it then. `kind` empty: any;
    /// with a hyphen before it: any but that one.
    pub async fn claim_task(
        &self,
        worker: &str,
        kind: &str,
        now: Timestamp,
        leased_until: Timestamp,
    ) -> Result<Option<TaskRow>, Fault> {
        let mut tx = self.claim().await?;
        let sql = if tx.is_postgres() { CLAIM_POSTGRES } else { CLAIM_SQLITE };
        let row: Option<(String, String, String, String, i64, i64)> = on!(&mut tx, |c| sqlx::query_as(sql)
            .bind(worker)
            .bind(micros(leased_until))
            .bind(micros(now))
            .bind(kind)
            .bind(kind.strip_prefix('-').unwrap_or_default())
            .fetch_optional(c)
            .await)?;
        self.commit(tx).await?;
        Ok(row.map(|(id, kind, subject, detail, as_of, attempts)| TaskRow {
            id,
            kind,
            subject,
            detail,
            as_of: instant(as_of),
            attempts,
            worker: worker.to_owned(),
        }))
    }

    /// Prolongs a lease, while it is still this claim's. `false`: somebody else has the task.
    ///
    /// It is prolonged in a row of its own: written into the task's, it would be in the way of the transaction that ends the task, again
    /// and again where that takes longer than the pause between two prolongings.
    pub async fn renew_task(&self, row: &TaskRow, leased_until: Timestamp) -> Result<bool, Fault> {
        let mut tx = self.prolong().await?;
        let renewed = on!(&mut tx, |c| sqlx::query(
            "insert into leases (name, worker, until)
             select id, worker, $1 from tasks where id = $2 and state = 'running' and worker = $3 and attempts = $4
             on conflict (name) do update set worker = excluded.worker, until = excluded.until"
        )
        .bind(micros(leased_until))
        .bind(&row.id)
        .bind(&row.worker)
        .bind(row.attempts)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        self.commit(tx).await?;
        Ok(renewed == 1)
    }

    /// Takes (or keeps) what only one worker may have at a time, until an instant. `false`: another one has it.
    pub async fn hold_lease(&self, name: &str, worker: &str, now: Timestamp, until: Timestamp) -> Result<bool, Fault> {
        crate::transact!(self, |tx| {
            let held = on!(&mut tx, |c| sqlx::query(
                "insert into leases (name, worker, until) values ($1, $2, $3) on conflict (name) do update
                 set worker = excluded.worker, until = excluded.until
                 where leases.worker = excluded.worker or leases.until < $4"
            )
            .bind(name)
            .bind(worker)
            .bind(micros(until))
            .bind(micros(now))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
            Ok::<bool, Fault>(held == 1)
        })
    }

    /// Gives such a lease up, in the name of whoever holds it.
    pub async fn end_lease(&self, name: &str, worker: &str) -> Result<(), Fault> {
        crate::transact!(self, |tx| {
            on!(&mut tx, |c| sqlx::query("delete from leases where name = $1 and worker = $2")
                .bind(name)
                .bind(worker)
                .execute(c)
                .await
                .map(|_| ()))?;
            Ok::<(), Fault>(())
        })
    }

    /// Gives all such leases of a worker up.
    pub async fn end_leases_of(&self, worker: &str) -> Result<(), Fault> {
        crate::transact!(self, |tx| {
            on!(&mut tx, |c| sqlx::query("delete from leases where worker = $1")
                .bind(worker)
                .execute(c)
                .await
                .map(|_| ()))?;
            Ok::<(), Fault>(())
        })
    }

    /// Who holds such a lease, and until when.
    pub async fn lease(&self, name: &str) -> Result<Option<(String, Timestamp)>, Fault> {
        let mut tx = self.read().await?;
        let row: Option<(String, i64)> =
            on!(&mut tx, |c| sqlx::query_as("select worker, until from leases where name = $1")
                .bind(name)
                .fetch_optional(c)
                .await)?;
        Ok(row.map(|(worker, until)| (worker, instant(until))))
    }
}

impl Tx {
    /// Queues a task, unless the same is unfinished.
    pub async fn queue(&mut self, task: &NewTask) -> Result<(), Fault> {
        // The id carries the instant and the subject, so that tasks of one instant are done in the same order on both engines.
        let key =
            crate::captures::sha256(format!("{}\n{}\n{}", task.kind, task.subject, task.detail).as_bytes()).to_string();
        let id = format!("{}-{}-{}", task.kind, micros(task.run_at), &key[..20]);
        on!(self, |c| sqlx::query(
            "insert into tasks (id, kind, subject, detail, as_of, run_at, state, attempts)
             values ($1, $2, $3, $4, $5, $6, 'ready', 0) on conflict do nothing"
        )
        .bind(id)
        .bind(&task.kind)
        .bind(plain(&task.subject))
        .bind(plain(&task.detail))
        .bind(micros(task.as_of))
        .bind(micros(task.run_at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// The workers that hold leases which run beyond that instant.
    pub async fn working(&mut self, now: Timestamp) -> Result<Vec<String>, Fault> {
        let rows: Vec<(String,)> = on!(self, |c| sqlx::query_as(
            "select distinct worker from tasks where state = 'running' and leased_until >= $1 order by worker"
        )
        .bind(micros(now))
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(worker,)| worker).collect())
    }

    /// Ends the leases of a worker that is gone.
    pub async fn free_tasks_of(&mut self, worker: &str, now: Timestamp) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "update tasks set leased_until = $1 where state = 'running' and worker = $2 and leased_until > $1"
        )
        .bind(micros(now) - 1)
        .bind(worker)
        .execute(c)
        .await
        .map(|_| ()))?;
        on!(self, |c| sqlx::query("delete from leases where worker = $1").bind(worker).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Ends a task: in the transaction of its effects. Where another worker has taken the task over, the transaction must not be
    /// committed: the error says so.
    pub async fn finish_task(&mut self, row: &TaskRow) -> Result<(), Fault> {
        let ended = on!(self, |c| sqlx::query(
            "update tasks set state = 'done', error = null
             where id = $1 and state = 'running' and worker = $2 and attempts = $3"
        )
        .bind(&row.id)
        .bind(&row.worker)
        .bind(row.attempts)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if ended != 1 {
            return Err(Fault::TakenOver { task: row.id.clone() });
        }
        // An earlier task of the same that was given up is done with it.
        on!(self, |c| sqlx::query(
            "update tasks set state = 'done' where state = 'failed' and kind = $1 and subject = $2"
        )
        .bind(&row.kind)
        .bind(&row.subject)
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// Gives a task back, to be tried again at that instant; without one it is given up.
    /// One that somebody else has taken over stays theirs.
    pub async fn return_task(&mut self, row: &TaskRow, error: &str, again_at: Option<Timestamp>) -> Result<(), Fault> {
        let (state, run_at) = match again_at {
            Some(at) => ("ready", Some(micros(at))),
            None => ("failed", None),
        };
        on!(self, |c| sqlx::query(
            "update tasks set state = $1, error = $2, run_at = coalesce($3, run_at)
             where id = $4 and state = 'running' and worker = $5 and attempts = $6"
        )
        .bind(state)
        .bind(plain(error))
        .bind(run_at)
        .bind(&row.id)
        .bind(&row.worker)
        .bind(row.attempts)
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// Whether a task is ready at that instant of the real clock: a look that takes no write lock.
    pub async fn has_ready_task(&mut self, now: Timestamp) -> Result<bool, Fault> {
        let (count,): (i64,) = on!(self, |c| sqlx::query_as(
            "select count(*) from (select id from tasks where state in ('ready', 'running') and run_at <= $1
             and (state = 'ready' or leased_until < $1) limit 1) as ready"
        )
        .bind(micros(now))
        .fetch_one(c)
        .await)?;
        Ok(count > 0)
    }

    /// Whether something that came at or before an instant is still to be read or understood.
    pub async fn has_unread_before(&mut self, at: Timestamp) -> Result<bool, Fault> {
        let (count,): (i64,) = on!(self, |c| sqlx::query_as(
            "select count(*) from (select id from tasks where state in ('ready', 'running') and as_of <= $1
             and kind in ('read', 'understand', 'retell') limit 1) as unread"
        )
        .bind(micros(at))
        .fetch_one(c)
        .await)?;
        Ok(count > 0)
    }

    /// The instant of the earliest capture that is still to be read or understood.
    pub async fn earliest_unread(&mut self) -> Result<Option<Timestamp>, Fault> {
        let row: Option<(i64,)> = on!(self, |c| {
            sqlx::query_as(
            "select as_of from tasks where state in ('ready', 'running') and kind in ('read', 'understand', 'retell')
             order by as_of limit 1"
        )
        .fetch_optional(c)
        .await
        })?;
        Ok(row.map(|(as_of,)| instant(as_of)))
    }

    /// How many tasks are not finished.
    pub async fn unfinished_tasks(&mut self) -> Result<i64, Fault> {
        let (count,): (i64,) =
            on!(self, |c| sqlx::query_as("select count(*) from tasks where state in ('ready', 'running')")
                .fetch_one(c)
                .await)?;
        Ok(count)
    }
}
