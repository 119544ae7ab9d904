//! Recorded captures come in as if fetched at their instant from their address, in date order over all files. Twice changes nothing.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use model::Timestamp;
use model::capture::{Answer, Origin};
use model::request::CheckResult;
use store::Cupboard;
use wire::warc::{Entry, Found, Index, Recordings, Repeats, WarcError};

use crate::journey::Done;
use crate::{Newsroom, Trouble};

/// How many addresses that no source claims are named; the rest is counted.
const UNCLAIMED_NAMED: usize = 20;

/// What a replay did.
#[derive(Debug, Clone, Default)]
pub struct ReplayReport {
    /// Answers in the files.
    pub answers: u64,
    /// Those kept for the first time.
    pub kept: u64,
    /// Those kept before.
    pub known: u64,
    /// Answers that said that nothing had changed (304): checks, not captures.
    pub unchanged: u64,
    /// Addresses that no source claims, with how often each came; at most twenty are named.
    pub unclaimed: BTreeMap<String, u64>,
    /// Answers from addresses that no source claims.
    pub unclaimed_answers: u64,
    /// Records that are no answers: requests, what the recorder says of itself, other protocols.
    pub passed_over: u64,
    /// Records that could not be read: a sentence each.
    pub unreadable: Vec<String>,
    /// The work done on what was kept.
    pub done: Done,
}

impl ReplayReport {
    /// Counts an answer that no source claims.
    fn unclaimed(&mut self, url: &str) {
        self.answers += 1;
        self.unclaimed_answers += 1;
        if self.unclaimed.len() < UNCLAIMED_NAMED || self.unclaimed.contains_key(url) {
            *self.unclaimed.entry(url.to_owned()).or_default() += 1;
        }
    }
}

impl Newsroom {
    /// Keeps every answer of these files that a source claims, then does the work in the order of instants, and publishes what is due.
    ///
    /// All files are opened before anything is kept: a wrong name changes nothing. They are read through for what they hold, then answer by
    /// answer in the order of dates: no more than one is in memory, and a service that works meanwhile sees them in their order too.
    pub async fn replay(&self, files: &[PathBuf]) -> Result<ReplayReport, Trouble> {
        let refuse = |error: WarcError| Trouble::refuse(error.to_string());
        let mut recordings = Recordings::open(files).map_err(refuse)?;
        let mut report = ReplayReport::default();
        let catalogue = self.catalogue.clone();
        let read = tokio::task::spawn_blocking(move || {
            let index = recordings.index(&mut |url| {
                let is_claimed = catalogue.claimant(url).is_some();
                if !is_claimed {
                    report.unclaimed(url);
                }
                is_claimed
            });
            (index, recordings, report)
        });
        let (index, mut recordings, mut report) = read.await.map_err(broken)?;
        let Index { entries, passed_over, unreadable } = index.map_err(refuse)?;
        report.passed_over = passed_over;
        report.unreadable = unreadable.iter().map(WarcError::to_string).collect();
        for entry in entries {
            recordings = self.take(recordings, entry, &mut report).await?;
        }
        report.done = self.run_ready().await?;
        // A service that runs beside may still be at what was kept here: its next round publishes the rest.
        self.publish_read(self.clock.now()).await?;
        Ok(report)
    }

    /// Takes one answer in; the recordings are read on a thread that may wait, and given back.
    async fn take(
        &self,
        mut recordings: Recordings,
        entry: Entry,
        report: &mut ReplayReport,
    ) -> Result<Recordings, Trouble> {
        let read = tokio::task::spawn_blocking(move || (recordings.read(&entry), recordings));
        let (found, recordings) = read.await.map_err(broken)?;
        match found {
            Ok(Found::Answer(answer)) => self.keep_replayed(&answer, report).await?,
            Ok(Found::NotModified { url, at }) => self.note_unchanged(&url, at, report).await?,
            Ok(Found::Repeats(repeats)) => match self.kept_before(&repeats).await? {
                Some(body) => self.keep_replayed(&Answer { body, ..repeats.answer }, report).await?,
                None => report.unreadable.push(repeats.unresolved().to_string()),
            },
            Err(error) => report.unreadable.push(error.to_string()),
        }
        Ok(recordings)
    }

    async fn keep_replayed(&self, answer: &Answer, report: &mut ReplayReport) -> Result<(), Trouble> {
        report.answers += 1;
        let Some(source) = self.catalogue.claimant(&answer.url) else { return Ok(()) };
        tracing::debug!(source.id = %source, url = %answer.url, "A capture is kept.");
        let kept = self.store.keep(source, answer, Origin::Replayed, self.clock.real()).await?;
        match kept.fresh {
            true => report.kept += 1,
            false => report.known += 1,
        }
        Ok(())
    }

    /// "Not modified" is a check and no capture, recorded as it would have been when it was live.
    async fn note_unchanged(&self, url: &str, at: Timestamp, report: &mut ReplayReport) -> Result<(), Trouble> {
        report.answers += 1;
        report.unchanged += 1;
        let Some(source) = self.catalogue.claimant(url) else { return Ok(()) };
        store::transact!(self.store, |tx| tx.write_check(source, url, at, CheckResult::Unchanged, "status 304").await)?;
        Ok(())
    }

    /// The body of an answer that a recording repeats without it, where it came in by an earlier replay.
    async fn kept_before(&self, repeats: &Repeats) -> Result<Option<Vec<u8>>, Trouble> {
        let Some(at) = repeats.first_at else { return Ok(None) };
        let url = repeats.first_url.as_deref().unwrap_or(&repeats.answer.url);
        let Some(head) = self.store.read().await?.capture_at(url, at).await? else { return Ok(None) };
        let packed = self.store.cupboard().take(&head.sha256).await?;
        let mut body = Vec::new();
        let unpacked = Cupboard::unpack(&packed)?.read_to_end(&mut body);
        Ok(unpacked.is_ok().then_some(body))
    }
}

fn broken(_: tokio::task::JoinError) -> Trouble {
    Trouble::refuse("The reader of recordings broke on these files. What was kept of them is kept; report this.")
}
