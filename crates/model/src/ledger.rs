//! What became of every document: exactly one current outcome a version, with reason and history.

use crate::Timestamp;
use crate::capture::CaptureId;
use crate::document::DocumentId;
use crate::reference::Ref;
use crate::request::SourceId;

crate::word_enum!(
    /// What became of it. Undecided is `held: waiting for the desk`, so that the sums agree at any instant.
    Outcome {
        /// It stands in an article.
        Published = "published",
        /// It is part of an article that stands, or superseded by a later version.
        Merged = "merged",
        /// It waits, and the reason says for what.
        Held = "held",
        /// An editor decided against it.
        Killed = "killed",
        /// A rule decided that it does not concern any title.
        NotRelevant = "not-relevant",
        /// A capture, or a part of one, that could not be read; it is kept.
        Failed = "failed",
    }
);

/// What a ledger line speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A version of a document.
    Version(DocumentId, u32),
    /// A capture that could not be read.
    Capture(CaptureId),
}

/// The current line of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// What it speaks of.
    pub subject: Subject,
    /// The capture that brought it.
    pub capture: CaptureId,
    /// The source.
    pub source: SourceId,
    /// When it was received: the capture's instant.
    pub received_at: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
    /// The article in which it stands.
    pub reference: Option<Ref>,
    /// Why, in a sentence that names the rule.
    pub why: String,
    /// How many lines came before this one for the same subject.
    pub sequence: u32,
    /// When this line was written, by the publishing clock's as-of instant.
    pub at: Timestamp,
}

/// The ledger's sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Manifest {
    /// Versions and failed captures received.
    pub received: u64,
    /// In an article.
    pub published: u64,
    /// In an article of another, or superseded.
    pub merged: u64,
    /// Waiting.
    pub held: u64,
    /// Decided against.
    pub killed: u64,
    /// Of no concern by rule.
    pub not_relevant: u64,
    /// Unreadable, kept.
    pub failed: u64,
}

impl Manifest {
    /// Counts a line.
    pub fn count(&mut self, outcome: Outcome) {
        self.received += 1;
        *match outcome {
            Outcome::Published => &mut self.published,
            Outcome::Merged => &mut self.merged,
            Outcome::Held => &mut self.held,
            Outcome::Killed => &mut self.killed,
            Outcome::NotRelevant => &mut self.not_relevant,
            Outcome::Failed => &mut self.failed,
        } += 1;
    }
    /// Received less all outcomes: nothing, or the books do not agree.
    pub fn unaccounted(&self) -> i128 {
        let outcomes = self.published + self.merged + self.held + self.killed + self.not_relevant + self.failed;
        i128::from(self.received) - i128::from(outcomes)
    }
}
