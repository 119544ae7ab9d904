//! An entry of a list, a line of a tariff, a section of a regulation or a watched page: added, removed or amended, with before and after.

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

crate::word_enum!(
    /// What sort of thing changed. All are kept as states of entries, with the same guard and the same comparison.
    #[derive(Default)]
    Kind {
        /// An entry of a list of parties or goods.
        #[default]
        ListEntry = "list-entry",
        /// A section, appendix or supplement of a regulation; its id is `15:744.11`, title and section.
        CfrText = "cfr-text",
        /// A line of a tariff; its id is the code as printed, `6109.10.00.12`.
        TariffLine = "tariff-line",
        /// A quota, by its number.
        Quota = "quota",
        /// A watched page, by its address.
        Page = "page",
    }
);

/// The field in which the whole text of a section or a page stands, and the description of a tariff line.
pub const TEXT: &str = "text";

/// One change of one entry.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// What sort of thing it is.
    #[serde(default)]
    pub kind: Kind,
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
