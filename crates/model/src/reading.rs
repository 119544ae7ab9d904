//! What a source found in one capture.

use crate::document::Rendition;
use crate::note::Note;
use crate::request::Request;
use crate::snapshot::Snapshot;

/// What a source found in one capture. Reading never fails: what could not be used becomes a [`Note`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What the capture holds.
    pub found: Found,
    /// What to ask next: the following page, the full text.
    pub requests: Vec<Request>,
    /// What could not be used, where and why.
    pub notes: Vec<Note>,
}

/// The sorts of content of a capture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Found {
    /// It said that there is nothing: a stated zero.
    #[default]
    Empty,
    /// Tellings of numbered acts.
    Renditions(Vec<Rendition>),
    /// Tellings of all acts now on public inspection: one that is missing may have been withdrawn.
    Inspection(Vec<Rendition>),
    /// States of lists: one, or several where a file holds several lists. Never none.
    Lists(Vec<Snapshot>),
    /// Nothing of use could be read, and why: a sentence.
    Failed(String),
}

impl Reading {
    /// A reading that failed, for this reason.
    pub fn failed(sentence: impl Into<String>) -> Self {
        Self { found: Found::Failed(sentence.into()), ..Self::default() }
    }
}
