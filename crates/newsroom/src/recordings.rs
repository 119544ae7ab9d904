//! Captures go out as a recording that other tools read, one at a time, so that a year of them needs no more memory than one.

use std::io::{self, Write};

use model::capture::CaptureHead;
use store::{CaptureFilter, Cupboard};
use wire::WarcWriter;

use crate::{Newsroom, Trouble};

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Captures that stand in the recording.
    pub captures: u64,
    /// The bytes of their bodies.
    pub size_bytes: u64,
    /// Captures whose bytes are missing or damaged, and so do not: a sentence each.
    pub missing: Vec<String>,
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// What is written to: a full disk, a pipe that nobody reads any more.
    #[error("{0}")]
    Write(#[from] io::Error),
}

impl From<store::Fault> for ExportError {
    fn from(fault: store::Fault) -> Self {
        ExportError::Trouble(fault.into())
    }
}

impl Newsroom {
    /// Writes those captures as WARC, in the order of their instants. What is kept meanwhile may or may not come in.
    pub async fn export<W: Write + Send + 'static>(
        &self,
        filter: &CaptureFilter,
        out: W,
    ) -> Result<(ExportReport, W), ExportError> {
        let mut writer = WarcWriter::new(out, self.clock.real())?;
        let mut report = ExportReport::default();
        let mut last: Option<CaptureHead> = None;
        loop {
            // A transaction a page: one over a whole export would keep SQLite from tidying its log for an hour.
            let page = self.store.read().await?.list_captures(filter, last.as_ref()).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.head.clone());
            for listed in page {
                let (head, size_bytes) = (listed.head, report.size_bytes);
                let told = format!("The capture {} of {} ({})", head.id, head.url, head.captured_at);
                report.size_bytes = size_bytes + head.size_bytes;
                let missing = match self.store.cupboard().take(&head.sha256).await {
                    Err(fault) => Some(fault.to_string()),
                    Ok(packed) => {
                        let (back, missing) = add(writer, head, packed).await?;
                        writer = back;
                        missing
                    }
                };
                match missing {
                    None => report.captures += 1,
                    Some(why) => {
                        report.size_bytes = size_bytes;
                        report.missing.push(format!("{told} was left out: {}", why.trim_end_matches('.')) + ".");
                    }
                }
            }
        }
        Ok((report, writer.finish()?))
    }
}

/// Adds one capture on a thread that may wait for disk and processor; gives the writer back, and why the capture was left out.
async fn add<W: Write + Send + 'static>(
    mut writer: WarcWriter<W>,
    head: CaptureHead,
    packed: Vec<u8>,
) -> Result<(WarcWriter<W>, Option<String>), ExportError> {
    let written = tokio::task::spawn_blocking(move || {
        let open = || Cupboard::unpack(&packed).map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault));
        match writer.write_capture(&head, open) {
            Ok(()) => Ok((writer, None)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok((writer, Some(error.to_string()))),
            Err(error) => Err(error),
        }
    });
    Ok(written.await.map_err(io::Error::other)??)
}
