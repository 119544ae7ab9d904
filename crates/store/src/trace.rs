//! What is asked when somebody wants to know where a document is and why: its capture's fate, its tasks, its place, its letters.

use model::capture::CaptureId;
use model::note::Note;
use model::reference::Ref;
use model::request::SourceId;
use model::title::TitleSlug;
use model::{Date, Timestamp};

use crate::engine::on;
use crate::{Fault, Tx, instant, micros, plain, word};

/// What became of a capture when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureFate {
    /// `documents`, `seen`, `empty` or `failed`.
    pub result: String,
    /// The sentence beside it.
    pub detail: String,
    /// How many tellings of documents it held.
    pub documents: i64,
    /// What its reader could not use.
    pub notes: i64,
}

/// A task that is not done: it waits, is being done, or was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTask {
    /// The task's word, such as `read`.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// `ready`, `running` or `failed`.
    pub state: String,
    /// How often it was begun.
    pub attempts: i64,
    /// Not before this instant of the real clock.
    pub run_at: Timestamp,
    /// Why it was given back or given up the last time.
    pub error: String,
}

/// Sums of what the house keeps and has to do, for its monitoring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Tasks that are not done by kind and state, with the instant since which the oldest of them may run.
    pub tasks: Vec<(String, String, i64, Timestamp)>,
    /// Deliveries by title and state, of the days since an instant.
    pub deliveries: Vec<(String, String, i64)>,
    /// Documents received since an instant, by outcome.
    pub ledger: Vec<(String, i64)>,
    /// Alarms that are open, by kind.
    pub alarms: Vec<(String, i64)>,
}

impl Tx {
    /// What became of a capture. `None`: it is not read yet.
    pub async fn capture_fate(&mut self, id: &CaptureId) -> Result<Option<CaptureFate>, Fault> {
        let row: Option<(String, String, i64, i64)> = on!(self, |c| sqlx::query_as(
            "select r.result, r.detail, r.documents, (select count(*) from notes n where n.capture = r.capture)
             from capture_results r where r.capture = $1"
        )
        .bind(id.as_str())
        .fetch_optional(c)
        .await)?;
        Ok(row.map(|(result, detail, documents, notes)| CaptureFate { result, detail, documents, notes }))
    }

    /// The notes on a capture, those of most weight first.
    pub async fn notes_of(&mut self, id: &CaptureId, count_max: u32) -> Result<Vec<Note>, Fault> {
        let rows: Vec<(String, String, String)> = on!(self, |c| sqlx::query_as(
            "select weight, place, text from notes where capture = $1
             order by case weight when 'lost' then 0 when 'odd' then 1 else 2 end, position limit $2"
        )
        .bind(id.as_str())
        .bind(i64::from(count_max))
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(|(weight, place, text)| Ok(Note { weight: word(&weight)?, place, text })).collect()
    }

    /// The tasks about one subject that are not done.
    pub async fn open_tasks_of(&mut self, subject: &str) -> Result<Vec<OpenTask>, Fault> {
        let rows: Vec<(String, String, String, i64, i64, Option<String>)> = on!(self, |c| sqlx::query_as(
            "select kind, subject, state, attempts, run_at, error from tasks
             where state in ('ready', 'running', 'failed') and subject = $1 order by as_of, id"
        )
        .bind(subject)
        .fetch_all(c)
        .await)?;
        let task = |(kind, subject, state, attempts, run_at, error): (_, _, _, _, _, Option<String>)| OpenTask {
            kind,
            subject,
            state,
            attempts,
            run_at: instant(run_at),
            error: error.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(task).collect())
    }

    /// The editions in which an article stands.
    pub async fn placements_of(&mut self, reference: Ref) -> Result<Vec<(TitleSlug, Date)>, Fault> {
        let rows: Vec<(String, String)> = on!(self, |c| sqlx::query_as(
            "select title, edition_on from placements where ref = $1 order by edition_on, title"
        )
        .bind(reference.to_string())
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(|(title, day)| Ok((TitleSlug::new(title), crate::day(&day)?))).collect()
    }

    /// How many letters of an edition are in which state.
    pub async fn letters_of(&mut self, title: &TitleSlug, date: Date) -> Result<Vec<(String, i64)>, Fault> {
        Ok(on!(self, |c| {
            sqlx::query_as(
            "select state, count(*) from deliveries where title = $1 and date = $2 and part = '' group by state order by state"
        )
        .bind(title.as_str())
        .bind(date.to_string())
        .fetch_all(c)
        .await
        })?)
    }

    /// The newest question to an address at or before an instant: when, how it ended, and the sentence beside it.
    pub async fn question_before(
        &mut self,
        source: &SourceId,
        url: &str,
        at: Timestamp,
    ) -> Result<Option<(Timestamp, String, String)>, Fault> {
        let row: Option<(i64, String, String)> = on!(self, |c| sqlx::query_as(
            "select at, result, detail from checks where source = $1 and url = $2 and at <= $3
             order by at desc, id limit 1"
        )
        .bind(source.as_str())
        .bind(plain(url))
        .bind(micros(at))
        .fetch_optional(c)
        .await)?;
        Ok(row.map(|(at, result, detail)| (instant(at), result, detail)))
    }

    /// The newest captures of an address, newest first.
    pub async fn captures_of_address(&mut self, url: &str, count: u32) -> Result<Vec<CaptureId>, Fault> {
        let rows: Vec<(String,)> = on!(self, |c| sqlx::query_as(
            "select id from captures where url = $1 order by captured_at desc, id limit $2"
        )
        .bind(plain(url))
        .bind(i64::from(count))
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(id,)| CaptureId::new(id)).collect())
    }

    /// The sums for monitoring; the ledger's and the deliveries' of what came since an instant.
    pub async fn gauges(&mut self, since: Timestamp, since_day: Date) -> Result<Gauges, Fault> {
        let tasks: Vec<(String, String, i64, i64)> = on!(self, |c| sqlx::query_as(
            "select kind, state, count(*), min(run_at) from tasks where state in ('ready', 'running', 'failed')
             group by kind, state order by kind, state"
        )
        .fetch_all(c)
        .await)?;
        let deliveries = on!(self, |c| {
            sqlx::query_as(
            "select title, state, count(*) from deliveries where date >= $1 group by title, state order by title, state"
        )
        .bind(since_day.to_string())
        .fetch_all(c)
        .await
        })?;
        let ledger = on!(self, |c| sqlx::query_as(
            "select outcome, count(*) from standing where received_at > $1 group by outcome order by outcome"
        )
        .bind(micros(since))
        .fetch_all(c)
        .await)?;
        let alarms = on!(self, |c| sqlx::query_as(
            "select kind, count(*) from alarms where closed_at is null group by kind order by kind"
        )
        .fetch_all(c)
        .await)?;
        let tasks = tasks.into_iter().map(|(kind, state, count, at)| (kind, state, count, instant(at))).collect();
        Ok(Gauges { tasks, deliveries, ledger, alarms })
    }
}
