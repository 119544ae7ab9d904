//! Pointers in a text, and the evidence on which a statement rests.

use crate::document::DocumentId;

crate::word_enum!(
    /// What a citation points at.
    CitationKind {
        /// Code of Federal Regulations: `15 CFR 744.11`.
        Cfr = "cfr",
        /// A page of the Federal Register: `81 FR 22173`.
        Fr = "fr",
        /// A Federal Register document number: `FR Doc. 2016-08717`.
        FrDoc = "fr-doc",
        /// United States Code.
        Usc = "usc",
        /// Public law.
        PubLaw = "publaw",
        /// Executive order.
        Eo = "eo",
        /// Proclamation.
        Proclamation = "proclamation",
        /// Regulation identifier number.
        Rin = "rin",
        /// A docket.
        Docket = "docket",
        /// An export control classification number.
        Eccn = "eccn",
        /// An anti-dumping or countervailing case.
        AdCvd = "ad-cvd",
        /// An article of this publisher: `(see 2604170012)`.
        Ref = "ref",
    }
);

/// A pointer in a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Citation {
    /// The words themselves.
    pub text: String,
    /// First Unicode character.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
    /// What it points at.
    pub kind: CitationKind,
    /// One form for one thing: `15 CFR 744.11`.
    pub canonical: String,
    /// An official address, where one is known.
    pub url: Option<String>,
}

/// The place in a document on which a statement rests.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Evidence {
    /// The document.
    pub document: DocumentId,
    /// Its version.
    pub version: u32,
    /// Where in it.
    pub place: Place,
}

/// A place in a document: a paragraph of its text, or a field of the publisher's record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Place {
    /// The paragraph's number from 1, and the characters of it that carry the statement (end exclusive).
    #[serde(rename = "paragraph")]
    Paragraph {
        /// From 1.
        number: u32,
        /// First Unicode character within the paragraph.
        start: usize,
        /// The character after the last.
        end: usize,
    },
    /// The name of a field: `title`, `effective_on`.
    #[serde(rename = "field")]
    Field(String),
    /// The comparison of a list state with the one before it.
    #[serde(rename = "comparison")]
    Comparison,
}

impl Place {
    /// How a reader is told: `¶4`, `field title`, `comparison`.
    pub fn label(&self) -> String {
        match self {
            Place::Paragraph { number, .. } => format!("¶{number}"),
            Place::Field(name) => name.replace('_', " "),
            Place::Comparison => "comparison".to_owned(),
        }
    }
}
