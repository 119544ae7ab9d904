//! An entry added, removed or amended, with before and after.

use crate::Date;
use crate::document::{DocumentId, FieldChange};
use crate::request::SourceId;
use crate::snapshot::ListEntry;

crate::word_enum!(
    /// What happened to it.
    Action {
        /// It was not there before.
        Added = "added",
        /// It is there no more.
        Removed = "removed",
        /// It says something else.
        Amended = "amended",
    }
);

/// One change of one list entry.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// What happened.
    pub action: Action,
    /// The entry as it stands now; as it stood, where it was removed.
    pub entry: ListEntry,
    /// For amended entries: what differs.
    pub fields: Vec<FieldChange>,
}

/// A change as it is kept: with its name, its document and its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// `document#action:entry`, the same on every instance.
    pub id: String,
    /// The list state that brought it.
    pub document: DocumentId,
    /// The source.
    pub source: SourceId,
    /// The list.
    pub list: String,
    /// The day on which that state was captured, in the publisher's zone.
    pub date: Date,
    /// The change itself.
    pub change: Change,
}
