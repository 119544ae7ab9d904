//! The journey of a document, told as code: fetch, keep, read, receive, understand, join, draft, publish, assemble, freeze, deliver.
//!
//! Each step is a function that may be called alone and twice. What is left over is a row of tasks; [`Newsroom::run_ready`] does what is
//! ready, in the order of the instants that tasks are done as of, so that a replay and a live day give the same numbers.

use model::Timestamp;
use model::capture::Origin;
use model::request::{Bookmark, Question, Request, SourceId};
use sources::stanza::Stanza;
use store::Fault;
use wire::Fetched;

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
    /// Asks the sources that are due, or those named, once; keeps what they answer; carries it through the house.
    pub async fn fetch(&self, named: &[SourceId]) -> Result<Vec<(SourceId, Result<usize, String>)>, Trouble> {
        let now = self.clock.real();
        let mut report = Vec::new();
        for (stanza, _) in self.catalogue.all() {
            let bookmark = self.store.read().await?.bookmark(&stanza.slug).await?;
            let wanted = if named.is_empty() {
                bookmark.asked_at.is_none_or(|asked_at| stanza.next_ask(asked_at) <= now)
            } else {
                named.contains(&stanza.slug)
            };
            if wanted {
                let outcome = self.ask(&stanza.slug, &bookmark, now).await?;
                report.push((stanza.slug.clone(), outcome));
            }
        }
        self.run_ready().await?;
        Ok(report)
    }

    async fn ask(
        &self,
        source: &SourceId,
        bookmark: &Bookmark,
        now: Timestamp,
    ) -> Result<Result<usize, String>, Trouble> {
        let mut kept = 0;
        let mut missed = None;
        for request in self.catalogue.ask(source, bookmark, now) {
            match self.fetch_one(&request).await? {
                Ok(()) => kept += 1,
                Err(sentence) => missed = Some(sentence),
            }
        }
        Ok(missed.map_or(Ok(kept), Err))
    }

    /// From the wire to the cupboard. The answer is kept before anybody reads it; a question without an answer is remembered too.
    pub async fn fetch_one(&self, request: &Request) -> Result<Result<(), String>, Fault> {
        let asked_at = self.clock.real();
        let question = Question {
            request: request.clone(),
            manners: self.catalogue.stanza(&request.source).map(Stanza::manners).unwrap_or_default(),
            known: self.store.read().await?.validators(&request.source, &request.url).await?,
        };
        let fetched = self.wire.fetch(&question).await;
        let (result, detail) = match &fetched {
            Ok(Fetched::Answer(answer)) => {
                ("answered", format!("status {}, {} bytes", answer.status, answer.body.len()))
            }
            Ok(Fetched::NotModified) => ("unchanged", "status 304".to_owned()),
            Err(error) => ("missed", error.to_string()),
        };
        let mut captured_at = None;
        if let Ok(Fetched::Answer(answer)) = &fetched {
            self.store.keep(&request.source, answer, Origin::Live, self.clock.real()).await?;
            captured_at = Some(answer.captured_at);
        }
        store::transact!(self.store, |tx| {
            tx.write_check(&request.source, &request.url, asked_at, result, &detail).await?;
            self.count_question(&mut tx, &request.source, result != "missed", asked_at).await?;
            tx.move_bookmark(&request.source, &Bookmark { asked_at: Some(asked_at), captured_at, published_on: None })
                .await
        })?;
        Ok(fetched.map(|_| ()).map_err(|error| error.to_string()))
    }

    /// Does all tasks that are ready, in the order of their instants. Before each, the closes that lie before its instant.
    pub async fn run_ready(&self) -> Result<Done, Trouble> {
        let mut done = Done::default();
        self.free_the_dead().await?;
        while let Some(row) = self.claim().await? {
            self.publish_due_before(row.as_of).await?;
            match self.run_leased(&row).await {
                Ok(()) => done.tasks += 1,
                Err(Trouble::Fault(fault)) if fault.is_taken_over() => tracing::warn!("{fault}"),
                Err(trouble) => {
                    done.failed += 1;
                    self.give_back(&row, &trouble).await?;
                }
            }
        }
        Ok(done)
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

    async fn fetch_further(&self, request: &Request, row: &store::TaskRow) -> Result<(), Trouble> {
        self.fetch_one(request).await?.map_err(Trouble::refuse)?;
        store::transact!(self.store, |tx| tx.finish_task(row).await)?;
        Ok(())
    }
}
