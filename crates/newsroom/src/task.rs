//! What this service does by itself, as one closed list; claiming, giving back and giving up.

use jiff::SignedDuration;
use model::capture::CaptureId;
use model::document::DocumentId;
use model::request::Request;
use store::{NewTask, TaskRow};

use crate::{Newsroom, Trouble};

/// How often a task is begun before it is given up and an operator must look.
const ATTEMPTS_MAX: i64 = 8;

/// How often a reader's letter is handed on before it is given up: after the first six at every hour, for some four days, as RFC 5321 (4.5.4.1)
/// wants it of whoever sends mail. A mail server may well be away for a night.
pub(crate) const LETTER_ATTEMPTS_MAX: i64 = 100;

/// How long a claimed task belongs to its worker without a sign of life, where the settings say nothing else. The clocks of two hosts
/// may differ by a minute and more: a lease that was just prolonged must not look over to the fastest of them.
pub const LEASE_USUAL: SignedDuration = SignedDuration::from_secs(180);

/// A worker that is at a task prolongs its lease so often before it runs out: a slow one keeps it, a stopped or killed one loses it.
const PROLONGED_TIMES: u32 = 6;

/// The lease of whoever asks sources and looks at the clock.
const ROUNDS: &str = "rounds";

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
    /// An inspection sheet at its hour; `export/2026-04-17`.
    Sheet(String),
    /// Word of an alarm for one place: `id/raised/mail/0`, `id/over/webhook`.
    Alarm(String),
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
            "sheet" => Ok(Task::Sheet(row.subject.clone())),
            "alarm" => Ok(Task::Alarm(row.subject.clone())),
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
            Task::Sheet(sheet) => ("sheet", sheet.clone(), String::new()),
            Task::Alarm(word) => ("alarm", word.clone(), String::new()),
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

    /// Whether this process leads the rounds now: one does at a time, whichever comes first when the one before is gone. A leader that
    /// shows no sign of life loses it after three minutes, one of this machine that is dead at once.
    pub async fn leads(&self) -> Result<bool, Trouble> {
        self.hold_lease(ROUNDS, self.lease).await
    }

    /// Takes, or keeps, what one process may have at a time. `false`: another one that may be alive has it.
    pub(crate) async fn hold_lease(&self, name: &str, lease: SignedDuration) -> Result<bool, Trouble> {
        let (me, now) = (crate::worker::name(), self.clock.real());
        if self.store.hold_lease(name, me, now, now + lease).await? {
            return Ok(true);
        }
        match self.store.lease(name).await? {
            Some((holder, _)) if crate::worker::is_dead(&holder) => {
                self.store.end_lease(name, &holder).await?;
                Ok(self.store.hold_lease(name, me, now, now + lease).await?)
            }
            _ => Ok(false),
        }
    }

    /// Gives up the lead and what else this process holds, so that another one need not wait.
    pub async fn stop_leading(&self) -> Result<(), Trouble> {
        Ok(self.store.end_leases_of(crate::worker::name()).await?)
    }

    pub(crate) async fn claim(&self, kind: &str) -> Result<Option<TaskRow>, Trouble> {
        let now = self.clock.real();
        Ok(self.store.claim_task(crate::worker::name(), kind, now, now + self.lease).await?)
    }

    /// Does a claimed task and prolongs its lease meanwhile. Whoever has lost the lease stops: nothing of what was begun is committed,
    /// for the end of a task stands in the transaction of its effects.
    pub(crate) async fn run_leased(&self, row: &TaskRow) -> Result<(), Trouble> {
        let prolong_every = self.lease.unsigned_abs() / PROLONGED_TIMES;
        let mut is_prolonged = false;
        let mut work = std::pin::pin!(self.run(row));
        loop {
            tokio::select! {
                biased;
                done = &mut work => {
                    if is_prolonged && let Err(fault) = self.store.end_lease(&row.id, &row.worker).await {
                        tracing::warn!("A lease that is over stays in its table: {fault}");
                    }
                    return done;
                }
                () = tokio::time::sleep(prolong_every) => match self.store.renew_task(row, self.clock.real() + self.lease).await {
                    Ok(true) => is_prolonged = true,
                    Ok(false) => return Err(Trouble::Fault(store::Fault::TakenOver { task: row.id.clone() })),
                    Err(fault) => tracing::warn!(task.kind = %row.kind, task.subject = %row.subject, "A lease could not be prolonged: {fault}"),
                },
            }
        }
    }

    /// A task that failed is tried again after 2, 4, 8 … minutes, and at once where only others were in the way; after [`ATTEMPTS_MAX`] it
    /// is given up, a letter after [`LETTER_ATTEMPTS_MAX`], and says so. What only reads bytes cannot become better by waiting, and is given up at once when a refusal says why.
    pub(crate) async fn give_back(&self, row: &TaskRow, trouble: &Trouble) -> Result<(), Trouble> {
        let attempts_max = if row.kind == "deliver" { LETTER_ATTEMPTS_MAX } else { ATTEMPTS_MAX };
        let again = match trouble {
            Trouble::Refusal(_) if !matches!(row.kind.as_str(), "fetch" | "edition" | "sheet") => None,
            _ if row.attempts >= attempts_max => None,
            // Nothing broke: another transaction was in the way, again and again. What comes behind must not overtake it.
            _ if trouble.is_conflict() => Some(self.clock.real()),
            _ => Some(self.clock.real() + jiff::SignedDuration::from_mins(1 << row.attempts.clamp(0, 6))),
        };
        tracing::error!(task.kind = %row.kind, task.subject = %row.subject, attempts = row.attempts, given_up = again.is_none(), "{trouble}");
        store::transact!(self.store, |tx| tx.return_task(row, &trouble.to_string(), again).await)?;
        Ok(())
    }
}
