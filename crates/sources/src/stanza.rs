//! The facts of a source, as they stand in its TOML file: who publishes it, where, in which rhythm, under which rights.
//! A stanza is data; what an answer says is the business of the file beside it.

use std::collections::BTreeMap;

use model::TimeZone;
use model::document::Kind;
use model::request::{Manners, SourceId};

use crate::watch::Watch;

/// What a feed's documents are, for a source that needs no reader of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedFacts {
    /// Who numbers them: the first part of a document's name, as in `cbp-csms:64810233`.
    pub authority: String,
    /// What sort of document each item is.
    pub kind: Kind,
    /// Where the publisher's number stands in an item. Without it, items are named after their guid, their link or their words.
    #[serde(default)]
    pub number: Option<NumberPlace>,
    /// Agencies by the Federal Register's slugs, parents first; for those that are in it.
    #[serde(default)]
    pub agencies: Vec<String>,
    /// What the description of an item is.
    #[serde(default)]
    pub description: Description,
}

/// Where in an item the publisher's number stands: right after some words, up to a character that belongs to no number.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberPlace {
    /// In which of its fields.
    pub within: ItemField,
    /// After which words, such as `CSMS #`. An item without them is named as if there were no numbers, with a note.
    pub after: String,
}

/// A field of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemField {
    /// Its title.
    Title,
    /// The address of its page, without query and fragment; the number is all of its path after the words.
    Link,
    /// The publisher's name for it: `guid` or `id`.
    Guid,
}

/// What the description of an item is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Description {
    /// A summary.
    #[default]
    Summary,
    /// The whole text.
    Text,
}

/// The facts of one source.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stanza {
    /// The source's own name: `us-fr-documents`.
    pub slug: SourceId,
    /// Its name for people.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The publisher's country, ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// Whether it is an official publication.
    pub official: bool,
    /// Addresses, the live one first, then former ones whose captures are still read.
    pub addresses: Vec<String>,
    /// The language of its documents, ISO 639-1.
    pub language: String,
    /// The zone of its days and hours, an IANA name.
    pub zone: String,
    /// How often it is asked, in minutes.
    pub every_minutes: u32,
    /// The shortest pause between two requests to its host, in milliseconds.
    pub pace_ms: u32,
    /// Whether its host's robots.txt is asked first: `true` for pages made for people. Interfaces and bulk files that a publisher offers
    /// to programs are asked without.
    #[serde(default)]
    pub robots: bool,
    /// Whether what it asks for may not be out yet, such as the issue of a day: then a 404 says that there is nothing, and is no failure.
    #[serde(default)]
    pub may_be_absent: bool,
    /// How many documents a week are to be expected: silence is a finding too.
    pub weekly_norm: u32,
    /// Under which terms it may be used.
    pub rights: String,
    /// What it does not hold, for the page that says what is not watched.
    pub not_covered: String,
    /// Where nothing of it was ever seen as its publisher sends it: from what its reader was written. Shown as 'format not seen in a real
    /// capture'.
    #[serde(default)]
    pub unseen: Option<String>,
    /// Where it is read from recordings and never asked: why, as a sentence.
    #[serde(default)]
    pub replay_only: Option<String>,
    /// For a list: its slug.
    #[serde(default)]
    pub list: Option<String>,
    /// For a list: its name for people.
    #[serde(default)]
    pub list_name: Option<String>,
    /// The reader, where it is one that several sources share: `feed`.
    #[serde(default)]
    pub adapter: Option<String>,
    /// For the reader `feed`: what its documents are.
    #[serde(default)]
    pub feed: Option<FeedFacts>,
    /// The hours at which it is worth asking closely.
    #[serde(default)]
    pub watch: Option<Watch>,
    /// The publisher's labels mapped to our words, by field.
    #[serde(default)]
    pub lookups: BTreeMap<String, BTreeMap<String, String>>,
}

/// Why a text is no stanza: a sentence that names the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StanzaError(String);

impl std::fmt::Display for StanzaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StanzaError {}

impl Stanza {
    /// Reads a stanza from TOML, or says in a sentence what is missing or unknown.
    pub fn parse(toml: &str) -> Result<Self, StanzaError> {
        let stanza: Self = toml::from_str(toml).map_err(|error| StanzaError(error.to_string()))?;
        let wrong =
            |what: &str| Err(StanzaError(format!("The stanza '{}' {what}. Mend it in its TOML file.", stanza.slug)));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if stanza.slug.as_str().is_empty() || !stanza.slug.as_str().chars().all(plain) {
            return wrong("has a slug that is not made of lower-case letters, digits and hyphens");
        }
        if stanza.jurisdiction.len() != 2 || !stanza.jurisdiction.chars().all(|c| c.is_ascii_uppercase()) {
            return wrong("names a jurisdiction that is no ISO 3166-1 alpha-2 code");
        }
        if stanza.addresses.is_empty() || stanza.addresses.iter().any(|address| !address.starts_with("http")) {
            return wrong("names no http or https address");
        }
        if stanza.every_minutes == 0 {
            return wrong("is asked every 0 minutes");
        }
        if TimeZone::get(&stanza.zone).is_err() {
            return wrong("names a zone that is none of the IANA database");
        }
        if stanza.watch.as_ref().is_some_and(|watch| watch.every_minutes == 0 || watch.at.is_empty()) {
            return wrong("watches at no hour, or every 0 minutes");
        }
        match (stanza.adapter.as_deref(), &stanza.feed) {
            (None, None) | (Some("feed"), Some(_)) => {}
            (Some("feed"), None) => {
                return wrong("is read as a feed and has no [feed] that says what its documents are");
            }
            (None, Some(_)) => return wrong("has a [feed], and its adapter is not \"feed\""),
            (Some(_), _) => return wrong("names an adapter that is not known; \"feed\" is"),
        }
        let is_plain = |feed: &FeedFacts| !feed.authority.is_empty() && feed.authority.chars().all(plain);
        let no_words = |feed: &FeedFacts| feed.number.as_ref().is_some_and(|number| number.after.trim().is_empty());
        if stanza.feed.as_ref().is_some_and(|feed| !is_plain(feed) || no_words(feed)) {
            return wrong(
                "has a [feed] whose authority is not made of lower-case letters, digits and hyphens, or whose number stands after nothing",
            );
        }
        if stanza.list.is_some() != stanza.list_name.is_some() {
            return wrong("has one of list and list_name but not the other");
        }
        Ok(stanza)
    }

    /// How its host wants to be asked.
    pub fn manners(&self) -> Manners {
        Manners { pace_ms: self.pace_ms, robots: self.robots }
    }

    /// Our word for a label of the publisher's, where the stanza knows it.
    pub fn lookup(&self, field: &str, label: &str) -> Option<&str> {
        self.lookups.get(field)?.get(label).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Stanza;

    #[test]
    fn a_wrong_stanza_is_told_in_a_sentence() {
        let good = include_str!("us/ofac_sdn.toml");
        assert!(Stanza::parse(good).is_ok());
        for (from, to) in [
            ("slug = \"us-", "slug = \"US "),
            ("every_minutes = ", "every_minutes = 0 # "),
            ("jurisdiction = \"US\"", "jurisdiction = \"USA\""),
            ("list_name = ", "# "),
            ("language = \"en\"", "language = \"en\"\nadapter = \"feed\""),
            ("language = \"en\"", "language = \"en\"\nadapter = \"page\""),
            (
                "[lookups.types]",
                "[feed]\nauthority = \"x\"\nkind = \"notice\"\nnumber = {within = \"title\", after = \"#\"}\n[lookups.types]",
            ),
            ("official = ", "offical = "),
            ("zone = \"America/New_York\"", "zone = \"New York\""),
            ("# The type column", "[watch]\nat = []\nfor_minutes = 5\nevery_minutes = 1\n# The type column"),
            ("# The type column", "[watch]\nat = [\"25:00\"]\nfor_minutes = 5\nevery_minutes = 1\n# The type column"),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(bad, good, "{from}");
            assert!(Stanza::parse(&bad).is_err(), "{from} → {to}");
        }
    }
}
