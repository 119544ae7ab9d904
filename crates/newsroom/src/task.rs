//! What this service does by itself, as one closed list; claiming, giving back and giving up.

use model::capture::CaptureId;
use model::document::DocumentId;
use model::request::Request;
use store::{NewTask, TaskRow};

use crate::{Newsroom, Trouble};

/// How often a task is begun before it is given up and an operator must look.
const ATTEMPTS_MAX: i64 = 8;

/// How long a claimed task belongs to its worker, in seconds: longer than the slowest reading of a 200 MB capture.
const LEASE_SECONDS: i64 = 300;

/// A piece of journey left to do, safe to do twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// From the cupboard to documents.
    Read(CaptureId),
    /// From the documents of a capture to stories.
    Understand(CaptureId),
    /// A document that was told once more, by its full text say: understood again with what was added.
    Retell(DocumentId),
    /// A further question that an answer led to.
    Fetch(Request),
    /// The letter with a link that somebody asked for; the link's id.
    Letter(String),
    /// One edition for one reader; its Message-ID.
    Deliver(String),
    /// An edition at its hour; `export/2026-04-17`.
    Edition(String),
}

impl Task {
    pub(crate) fn of(row: &TaskRow) -> Result<Self, Trouble> {
        match row.kind.as_str() {
            "read" => Ok(Task::Read(CaptureId::new(&row.subject))),
            "understand" => Ok(Task::Understand(CaptureId::new(&row.subject))),
            "retell" => Ok(Task::Retell(DocumentId::new(&row.subject))),
            "letter" => Ok(Task::Letter(row.subject.clone())),
            "deliver" => Ok(Task::Deliver(row.subject.clone())),
            "edition" => Ok(Task::Edition(row.subject.clone())),
            "fetch" => serde_json::from_str(&row.detail).map(Task::Fetch).map_err(|_| {
                Trouble::refuse("This task's request cannot be read; it was written by another version of tidewaiter.")
            }),
            other => {
                Err(Trouble::refuse(format!("This tidewaiter knows no task '{other}'; it was queued by a newer one.")))
            }
        }
    }

    pub(crate) fn to_row(&self, as_of: model::Timestamp, run_at: model::Timestamp) -> NewTask {
        let (kind, subject, detail) = match self {
            Task::Read(capture) => ("read", capture.to_string(), String::new()),
            Task::Understand(capture) => ("understand", capture.to_string(), String::new()),
            Task::Retell(document) => ("retell", document.to_string(), String::new()),
            Task::Letter(link) => ("letter", link.clone(), String::new()),
            Task::Deliver(delivery) => ("deliver", delivery.clone(), String::new()),
            Task::Edition(edition) => ("edition", edition.clone(), String::new()),
            Task::Fetch(request) => ("fetch", request.url.clone(), serde_json::to_string(request).unwrap_or_default()),
        };
        NewTask { kind: kind.to_owned(), subject, detail, as_of, run_at }
    }
}

impl Newsroom {
    /// Frees what workers of this machine had begun that are dead for sure: a restart need not wait for their leases to run out.
    pub(crate) async fn free_the_dead(&self) -> Result<(), Trouble> {
        let workers = self.store.read().await?.working(self.clock.real()).await?;
        for dead in workers.iter().filter(|worker| crate::worker::is_dead(worker)) {
            tracing::warn!(worker = %dead, "A worker of this machine is dead; what it had begun is begun again.");
            store::transact!(self.store, |tx| tx.free_tasks_of(dead, self.clock.real()).await)?;
        }
        Ok(())
    }

    pub(crate) async fn claim(&self) -> Result<Option<TaskRow>, Trouble> {
        let now = self.clock.real();
        let leased_until = now + jiff::SignedDuration::from_secs(LEASE_SECONDS);
        Ok(self.store.claim_task(crate::worker::name(), "", now, leased_until).await?)
    }

    /// A task that failed is tried again after 1, 2, 4 … minutes; after [`ATTEMPTS_MAX`] it is given up, and says so. What only
    /// reads bytes cannot become better by waiting, and is given up at once when a refusal says why.
    pub(crate) async fn give_back(&self, row: &TaskRow, trouble: &Trouble) -> Result<(), Trouble> {
        let again = match trouble {
            Trouble::Refusal(_) if !matches!(row.kind.as_str(), "fetch" | "edition") => None,
            _ if row.attempts >= ATTEMPTS_MAX => None,
            _ => Some(self.clock.real() + jiff::SignedDuration::from_mins(1 << row.attempts.clamp(0, 6))),
        };
        tracing::error!(task.kind = %row.kind, task.subject = %row.subject, attempts = row.attempts, given_up = again.is_none(), "{trouble}");
        store::transact!(self.store, |tx| tx.return_task(&row.id, &trouble.to_string(), again).await)?;
        Ok(())
    }
}
