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
        /// A page of the Statutes at Large: `128 Stat. 5`.
        Stat = "stat",
        /// A code of one of the states: `Cal. Civ. Code § 1916.5`.
        StateCode = "state-code",
        /// Executive order.
        Eo = "eo",
        /// Proclamation.
        Proclamation = "proclamation",
        /// Regulation identifier number.
        Rin = "rin",
        /// A docket of an agency, or an investigation of the International Trade Commission that is no anti-dumping case.
        Docket = "docket",
        /// A heading, subheading, chapter or note of the Harmonized Tariff Schedule.
        Hts = "hts",
        /// A number of Schedule B, by which exports are counted.
        ScheduleB = "schedule-b",
        /// An export control classification number.
        Eccn = "eccn",
        /// A category of the United States Munitions List.
        Usml = "usml",
        /// A substance by its number in the registry of the Chemical Abstracts Service.
        Cas = "cas",
        /// An anti-dumping or countervailing case.
        AdCvd = "ad-cvd",
        /// A message of the Cargo Systems Messaging Service.
        Csms = "csms",
        /// A ruling or decision of customs.
        Ruling = "ruling",
        /// A general license of a sanctions programme.
        GeneralLicense = "general-license",
        /// A case before a court, its opinion, or its page in a reporter.
        Court = "court",
        /// A patent of the United States.
        Patent = "patent",
        /// An act of the European Union, or its place in the Official Journal.
        Eu = "eu",
        /// A statutory instrument of the United Kingdom.
        Uk = "uk",
        /// A resolution of the United Nations.
        Un = "un",
        /// A document of the World Trade Organization, by its symbol.
        Wto = "wto",
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
    /// Where in that thing, as far as the words say: `(b)(1)`, `subpart B`, `note`, `et seq.`.
    #[serde(default)]
    pub pinpoint: Option<String>,
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
