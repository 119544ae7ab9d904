//! A list as it stood at an instant.

use std::collections::BTreeMap;

use crate::Timestamp;
use crate::capture::{CaptureId, Sha256};
use crate::document::DocumentId;

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ListEntry {
    /// What the publisher keeps when all else changes, bare: `36`.
    pub id: String,
    /// The name as printed.
    pub name: String,
    /// `individual`, `entity`, `vessel`, `aircraft`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Programmes, in the publisher's order.
    pub programs: Vec<String>,
    /// ISO 3166-1 alpha-2, where the list says so.
    pub countries: Vec<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Every column of the publisher besides the id, trimmed, nulls left out: the comparison rests on these.
    pub fields: BTreeMap<String, String>,
}

/// A list, or one part of it, as it stood at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// What its entries are.
    pub kind: crate::change::Kind,
    /// The list's slug: `ofac-sdn`.
    pub list: String,
    /// The list's name for people: `Specially Designated Nationals list`.
    pub list_name: String,
    /// Which part of the list these bytes hold; each part is compared with its own last good state.
    pub part: String,
    /// What that part is to the list.
    pub role: Role,
    /// When it stood so.
    pub at: Timestamp,
    /// Its entries, in the publisher's order.
    pub entries: Vec<ListEntry>,
    /// The id at which the file begins, where its beginning is missing and ids have an order: what stands before it is not in the file, and
    /// is neither read as deleted now nor as new later.
    pub begins_at: Option<String>,
    /// Why its reader cannot be sure that the file is whole, as a sentence: the mark with which the publisher ends it is missing, say.
    /// Such a state is believed in what it adds, and in nothing that it leaves out.
    pub incomplete: Option<String>,
}

/// What a state of a list is counted by. Kept with it: as history for the guard, and as the receipt of what it changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// How many entries it has.
    pub entries: u64,
    /// By column: for how many of them it says something. Columns that are empty throughout are left out.
    pub filled: BTreeMap<String, u64>,
    /// How many entries of the good state before it are not in it.
    pub lost: u64,
}

impl Tally {
    /// The share of entries for which a column says something, between 0 and 1.
    pub fn rate(&self, column: &str) -> f64 {
        let filled = self.filled.get(column).copied().unwrap_or(0);
        if self.entries == 0 { 0.0 } else { filled as f64 / self.entries as f64 }
    }
}

/// Where a change of a list comes from: the two states, and who let the later one pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The good state before; none for the first one ever seen.
    pub before: Option<Witness>,
    /// The state that brought the change.
    pub after: Witness,
    /// Who released it and why, where the guard had held it: `good by ada: …`.
    pub released: Option<String>,
}

/// One state of a list, so that anybody can find the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// When it stood so.
    pub at: Timestamp,
    /// The capture that holds it.
    pub capture: CaptureId,
    /// The hash of its bytes.
    pub sha256: Sha256,
    /// How many bytes.
    pub size_bytes: u64,
    /// What was counted in it; nothing where it was taken in before there were counts.
    pub tally: Option<Tally>,
}

impl Snapshot {
    /// The name of this state as a document: `ofac-sdn@2024-02-01T18:43:22Z`. Of parts that do not lead, the part's name stands behind it
    /// (`…~xml`, `…~details.alt`), for several files may have been captured in one instant.
    pub fn document(&self) -> DocumentId {
        match self.role {
            Role::Leading => DocumentId::state(&self.list, self.at),
            Role::Telling => DocumentId::new(format!("{}@{}~{}", self.list, self.at, self.part)),
            Role::Details => DocumentId::new(format!("{}@{}~{DETAILS}{}", self.list, self.at, self.part)),
        }
    }
}

/// What stands before the name of a part of details.
const DETAILS: &str = "details.";

/// Of a state's document: which part it is of, nothing for the one that leads; and what that part is to its list.
pub fn part_of(document: &DocumentId) -> (Option<&str>, Role) {
    match document.as_str().split_once('~').map(|(_, part)| (part, part.strip_prefix(DETAILS))) {
        None => (None, Role::Leading),
        Some((_, Some(part))) => (Some(part), Role::Details),
        Some((part, None)) => (Some(part), Role::Telling),
    }
}

crate::word_enum!(
    /// What a part is to its list. Each part is compared with its own last good state, so that two files of one list that were made at different
    /// hours cannot contradict each other.
    Role {
        /// The list as it is watched: its states are the documents `slug@instant`.
        Leading = "leading",
        /// The whole list once more, in another form or from another publisher. What it says and another part has said already is not told again.
        Telling = "telling",
        /// Details of entries, such as their addresses: an entry that is not in it has no details there, and is on the list all the same.
        Details = "details",
    }
);

crate::word_enum!(
    /// What the guard or an operator thinks of a list's state.
    Verdict {
        /// It is compared.
        Good = "good",
        /// It waits for an operator; the last good one stays.
        Held = "held",
        /// An operator decided that it is wrong.
        Refused = "refused",
    }
);
