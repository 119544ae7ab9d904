//! A list as it stood at an instant.

use std::collections::BTreeMap;

use crate::Timestamp;

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
    /// When it stood so.
    pub at: Timestamp,
    /// Its entries, in the publisher's order.
    pub entries: Vec<ListEntry>,
    /// Why its reader cannot be sure that the file is whole, as a sentence: the mark with which the publisher ends it is missing, say.
    /// Such a state is believed in what it adds, and in nothing that it leaves out.
    pub incomplete: Option<String>,
}

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
