//! The journey of a document, told as code: fetch, keep, read, receive, understand, join, draft, publish, assemble, freeze, deliver.
//!
//! Each step is a function that may be called alone and twice. What is left over is a row of tasks; [`Newsroom::run_ready`] does what is
//! ready, in the order of the instants that tasks are done as of, so that a replay and a live day give the same numbers.

use crate::task::Task;
use crate::{Newsroom, Trouble};

/// What a round of work did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Tasks that ended well.
    pub tasks: u64,
    /// Tasks that were given back or given up.
    pub failed: u64,
}

impl Newsroom {
    /// Does all tasks that are ready, in the order of their instants. Before each, the closes that lie before its instant.
    pub async fn run_ready(&self) -> Result<Done, Trouble> {
        self.work_off("").await
    }

    /// The same without the questions to hosts, which [`Newsroom::fetch_ready`] asks beside it: a slow host holds nothing up.
    pub async fn run_ready_inside(&self) -> Result<Done, Trouble> {
        self.work_off("-fetch").await
    }

    async fn work_off(&self, kind: &str) -> Result<Done, Trouble> {
        let mut done = Done::default();
        self.free_the_dead().await?;
        while let Some(row) = self.claim(kind).await? {
            self.publish_due_before(row.as_of).await?;
            match self.carry_out(row).await? {
                true => done.tasks += 1,
                false => done.failed += 1,
            }
        }
        self.post.rest().await;
        Ok(done)
    }

    /// Does a claimed task, or gives it back. Whether it ended well.
    pub(crate) async fn carry_out(&self, row: store::TaskRow) -> Result<bool, Trouble> {
        match self.run_leased(&row).await {
            Ok(()) => Ok(true),
            Err(Trouble::Fault(fault)) if fault.is_taken_over() => {
                tracing::warn!("{fault}");
                Ok(false)
            }
            Err(trouble) => {
                self.give_back(&row, &trouble).await?;
                Ok(false)
            }
        }
    }

    pub(crate) async fn run(&self, row: &store::TaskRow) -> Result<(), Trouble> {
        tracing::debug!(task.kind = %row.kind, task.subject = %row.subject, task.attempts = row.attempts, "A task begins.");
        match Task::of(row)? {
            Task::Read(capture) => self.read(&capture, row).await,
            Task::Understand(capture) => self.understand(&capture, row).await,
            Task::Retell(document) => self.understand_again(&document, row).await,
            Task::Fetch(request) => self.fetch_further(&request, row).await,
            Task::Letter(link) => self.send_letter(&link, row).await,
            Task::Deliver(delivery) => self.deliver(&delivery, row).await,
            Task::Edition(edition) => self.bring_out(&edition, row).await,
            Task::Sheet(sheet) => self.bring_out_sheet(&sheet, row).await,
            Task::Alarm(word) => self.send_alarm(&word, row).await,
        }
    }
}
