//! The inspection sheet: what was filed for public inspection in a morning, one line each, between two editions.

use crate::document::{DocumentId, Kind};
use crate::edition::Filing;
use crate::{Date, Timestamp};

/// The sheet of a day, of one title or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionSheet {
    /// Which day.
    pub date: Date,
    /// The hour of the sheet before: what had come by then stood in that one.
    pub opens_at: Timestamp,
    /// Its own hour.
    pub due_at: Timestamp,
    /// When it came out; `None` where it is put together for whoever asks.
    pub made_at: Option<Timestamp>,
    /// When the inspection desk was last asked with an answer, up to its hour. `None`: it could not be, and nothing is said of what was filed.
    pub checked_at: Option<Timestamp>,
    /// Its lines, withdrawals last.
    pub lines: Vec<SheetLine>,
}

/// One document of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SheetLine {
    /// Its name.
    pub document: DocumentId,
    /// The version that was filed, or withdrawn.
    pub version: u32,
    /// What sort of document.
    pub kind: Kind,
    /// What the desk says of it.
    pub filing: Filing,
    /// When we first saw it filed, or saw that it was withdrawn.
    pub seen_at: Timestamp,
    /// Whether it was taken back since the sheet before.
    pub withdrawn: bool,
}

impl InspectionSheet {
    /// The documents that were filed, in order.
    pub fn filed(&self) -> impl Iterator<Item = &SheetLine> {
        self.lines.iter().filter(|line| !line.withdrawn)
    }
    /// Those that were taken back.
    pub fn withdrawn(&self) -> impl Iterator<Item = &SheetLine> {
        self.lines.iter().filter(|line| line.withdrawn)
    }
}
