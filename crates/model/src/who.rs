//! Who and where a document speaks of: countries and their groups, vessels, parties, acts of enforcement, ranges of codes; each with the
//! words it rests on.

use std::collections::BTreeMap;

/// Words of a document, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Words {
    /// The words themselves, exact.
    pub quote: String,
    /// The field that they stand in (`title`, `abstract`); `None` when it is a paragraph.
    #[serde(default)]
    pub field: Option<String>,
    /// The paragraph, from 1; `None` when it is a field.
    #[serde(default)]
    pub paragraph: Option<u32>,
    /// First Unicode character within that field or paragraph.
    pub start: usize,
    /// The character after the last.
    pub end: usize,
}

crate::word_enum!(
    /// How a text names a country.
    CountryForm {
        /// By a name of today.
        Name = "name",
        /// By an adjective: `Iranian`.
        Adjective = "adjective",
        /// By a name that it had once, or that of a country that is no more.
        Historical = "historical",
        /// By a region or territory of it.
        Region = "region",
    }
);

/// A country that a text names, with the first place where it does so in these words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CountryMention {
    /// ISO 3166-1 alpha-2; for a country that is no more the code that was withdrawn (`SU`), for Kosovo `XK`.
    pub code: String,
    /// How it is named.
    pub form: CountryForm,
    /// How often in these words.
    pub times: u32,
    /// The words, where they stand first.
    #[serde(flatten)]
    pub words: Words,
}

/// A Country Group of the Export Administration Regulations (supplement no. 1 to part 740).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CountryGroup {
    /// `D:5`, `B`.
    pub group: String,
    /// What the supplement calls it; `None` for a group that it does not have.
    #[serde(default)]
    pub title: Option<String>,
    /// How often it is named.
    pub times: u32,
    /// The words, where they stand first.
    #[serde(flatten)]
    pub words: Words,
}

/// A vessel by its number of the International Maritime Organization.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Vessel {
    /// Seven figures.
    pub imo: String,
    /// Whether the last figure is the one that the six before it ask for (IMO resolution A.1117(30)).
    pub check_digit: bool,
    /// Its name, where the text gives it beside the number.
    #[serde(default)]
    pub name: Option<Words>,
    /// The number's own words.
    #[serde(flatten)]
    pub words: Words,
}

crate::word_enum!(
    /// Why a document names a party.
    PartyRole {
        /// It is the respondent of an order, a settlement or a charge.
        Respondent = "respondent",
        /// The document puts it on a list, takes it off or amends it there.
        Listed = "listed",
        /// It is debarred.
        Debarred = "debarred",
    }
);

/// Another name of a party.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Alias {
    /// `aka`, `fka`, `nka`, `dba`.
    pub kind: String,
    /// The name.
    #[serde(flatten)]
    pub words: Words,
}

/// A party that a document is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Party {
    /// Its name, as printed.
    pub name: String,
    /// Why it is named.
    pub role: PartyRole,
    /// `individual`, `entity`, `vessel`, `aircraft`, where the text says.
    #[serde(default)]
    pub kind: Option<String>,
    /// Its other names.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// Where it is.
    #[serde(default)]
    pub addresses: Vec<Words>,
    /// Tags of programmes: `SDGT`.
    #[serde(default)]
    pub programs: Vec<String>,
    /// What else is said, by the text's own label: `DOB`, `POB`, `nationality`, `Linked To`.
    #[serde(default)]
    pub particulars: BTreeMap<String, Vec<String>>,
    /// The words of the name, where they stand.
    #[serde(flatten)]
    pub words: Words,
}

/// An amount of money in an act of enforcement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Penalty {
    /// `penalty`, `settlement`, `fine`, `forfeiture`, `assessment`.
    pub kind: String,
    /// ISO 4217.
    pub currency: String,
    /// In whole units and cents: `1250000`, `20800.50`.
    pub amount: String,
    /// Whether it is suspended.
    pub suspended: bool,
    /// The sentence.
    #[serde(flatten)]
    pub words: Words,
}

/// A stretch of time that an act of enforcement imposes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Denial {
    /// How many of the unit.
    #[serde(default)]
    pub count: Option<u32>,
    /// `years`, `days`.
    #[serde(default)]
    pub unit: Option<String>,
    /// Its last day, where the text names one.
    #[serde(default)]
    pub until: Option<crate::Date>,
    /// Whether it is suspended.
    pub suspended: bool,
    /// The sentence.
    #[serde(flatten)]
    pub words: Words,
}

/// What an order, a settlement or a charge says of its respondents. Nothing stands here that the text does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Enforcement {
    /// Provisions said to be violated, in canonical form.
    pub statutes: Vec<String>,
    /// Sentences that tell what was done.
    pub conduct: Vec<Words>,
    /// When it was done.
    pub period: Option<Words>,
    /// Amounts imposed.
    pub penalties: Vec<Penalty>,
    /// Denials of privileges, and debarments.
    pub denials: Vec<Denial>,
}

/// A range of codes, kept as a range: what lies in it is asked of [`CodeRange::holds`], not of a list that would age.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CodeRange {
    /// `hts` or `eccn`.
    pub scheme: String,
    /// The first code.
    pub from: String,
    /// The last code.
    pub to: String,
    /// The words, where they stand first.
    #[serde(flatten)]
    pub words: Words,
}
