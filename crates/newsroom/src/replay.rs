//! Recorded captures come in as if fetched at their instant from their address, in date order over all files. Twice changes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::capture::Origin;

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
    /// Addresses that no source claims, with how often each came; at most twenty are named.
    pub unclaimed: BTreeMap<String, u64>,
    /// Answers from addresses that no source claims.
    pub unclaimed_answers: u64,
    /// Records that could not be read: a sentence each.
    pub unreadable: Vec<String>,
    /// The work done on what was kept.
    pub done: Done,
}

impl Newsroom {
    /// Keeps every answer of these files that a source claims, then does the work in the order of instants, and publishes what is due.
    ///
    /// All files are opened before anything is kept: a wrong name changes nothing.
    pub async fn replay(&self, files: &[PathBuf]) -> Result<ReplayReport, Trouble> {
        for file in files {
            wire::warc::open(file).map_err(|error| Trouble::refuse(error.to_string()))?;
        }
        let mut report = ReplayReport::default();
        for file in files {
            self.keep_file(file, &mut report).await?;
        }
        report.done = self.run_ready().await?;
        self.publish_due(self.clock.now()).await?;
        Ok(report)
    }

    async fn keep_file(&self, file: &Path, report: &mut ReplayReport) -> Result<(), Trouble> {
        let records = wire::warc::open(file).map_err(|error| Trouble::refuse(error.to_string()))?;
        for record in records {
            let answer = record.and_then(|record| record.answer());
            let answer = match answer {
                Ok(Some(answer)) => answer,
                Ok(None) => continue,
                Err(error) => {
                    report.unreadable.push(error.to_string());
                    continue;
                }
            };
            report.answers += 1;
            let Some(source) = self.catalogue.claimant(&answer.url) else {
                report.unclaimed_answers += 1;
                if report.unclaimed.len() < UNCLAIMED_NAMED || report.unclaimed.contains_key(&answer.url) {
                    *report.unclaimed.entry(answer.url.clone()).or_default() += 1;
                }
                continue;
            };
            tracing::debug!(source.id = %source, url = %answer.url, "A capture is kept.");
            let kept = self.store.keep(source, &answer, Origin::Replayed, self.clock.real()).await?;
            if kept.fresh {
                report.kept += 1;
            } else {
                report.known += 1;
            }
        }
        Ok(())
    }
}
