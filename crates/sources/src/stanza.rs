//! The facts of a source, as they stand in its TOML file: who publishes it, where, in which rhythm, under which rights.
//! A stanza is data; what an answer says is the business of the file beside it.

use std::collections::BTreeMap;

use model::TimeZone;
use model::request::{Manners, Request, SourceId};
use model::title::Section;

use crate::formats::address::is_of_the_web;
use crate::generic::facts::{self, Adapter, DocumentFacts, EntryFacts, FeedFacts, JsonFacts, PageFacts, TableFacts};
use crate::watch::Watch;

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
    /// The words with which its publisher wants to be named, where the terms ask for that.
    #[serde(default)]
    pub attribution: Option<String>,
    /// The section in which its documents usually stand: those that no rule of relevance speaks of are told there. Without it they are not
    /// told.
    #[serde(default)]
    pub section: Option<Section>,
    /// What it does not hold, for the page that says what is not watched.
    pub not_covered: String,
    /// Where nothing of it was ever seen as its publisher sends it: from what its reader was written. Shown as 'format not seen in a real
    /// capture'.
    #[serde(default)]
    pub unseen: Option<String>,
    /// Whether nobody has seen one of its addresses in use. `unverified_why` says what it rests on.
    #[serde(default)]
    pub unverified: bool,
    /// For an address that nobody has seen in use: where it comes from, and what to look for, as a sentence.
    #[serde(default)]
    pub unverified_why: Option<String>,
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
    pub adapter: Option<Adapter>,
    /// For the reader `feed`: what its documents are.
    #[serde(default)]
    pub feed: Option<FeedFacts>,
    /// For the reader `json`: where its records stand. Without it the answer itself is the list.
    #[serde(default)]
    pub json: Option<JsonFacts>,
    /// For the reader `table`: how the table is written.
    #[serde(default)]
    pub table: Option<TableFacts>,
    /// For the reader `page`: what is read of the page.
    #[serde(default)]
    pub page: Option<PageFacts>,
    /// Where its records are documents: what each of them says.
    #[serde(default)]
    pub documents: Option<DocumentFacts>,
    /// Where its records are the entries of a list: what each of them says.
    #[serde(default)]
    pub entries: Option<EntryFacts>,
    /// The hours at which it is worth asking closely.
    #[serde(default)]
    pub watch: Option<Watch>,
    /// The publisher's labels mapped to our words, by field.
    #[serde(default)]
    pub lookups: BTreeMap<String, BTreeMap<String, String>>,
}

/// Why a text is no stanza: the line and key, what is wrong with it, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StanzaError {
    line: Option<usize>,
    says: String,
}

impl std::fmt::Display for StanzaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.says),
            None => f.write_str(&self.says),
        }
    }
}

impl std::error::Error for StanzaError {}

/// What may be written for the keys that every stanza has.
const EXAMPLES: [(&str, &str); 14] = [
    ("slug", "\"nz-customs-notices\""),
    ("title", "\"Customs notices\""),
    ("publisher", "\"New Zealand Customs Service\""),
    ("jurisdiction", "\"NZ\""),
    ("official", "true"),
    ("addresses", "[\"https://www.customs.example/notices.json\"]"),
    ("language", "\"en\""),
    ("zone", "\"Pacific/Auckland\""),
    ("every_minutes", "60"),
    ("pace_ms", "2000"),
    ("weekly_norm", "5"),
    ("rights", "\"Crown copyright, CC BY 4.0.\""),
    ("not_covered", "\"Attachments are not read.\""),
    ("adapter", "\"feed\""),
];

impl Stanza {
    /// Reads a stanza from TOML, or says what is missing, unknown or wrong, where, and what to write.
    pub fn parse(toml: &str) -> Result<Self, StanzaError> {
        let stanza: Self = toml::from_str(toml).map_err(|error| unread(toml, &error))?;
        match stanza.fault() {
            None => Ok(stanza),
            Some((key, says)) => Err(StanzaError { line: line_of(toml, key), says: format!("{key} {says}") }),
        }
    }

    /// The first fault of a stanza that has all its keys: the key, and what is wrong with it.
    fn fault(&self) -> Option<(&'static str, String)> {
        let wrong = |key, says: &str| Some((key, says.to_owned()));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.slug.as_str().is_empty() || !self.slug.as_str().chars().all(plain) {
            return wrong("slug", "is made of lower-case letters, digits and hyphens: slug = \"nz-customs-notices\".");
        }
        if self.jurisdiction.len() != 2 || !self.jurisdiction.chars().all(|c| c.is_ascii_uppercase()) {
            return wrong(
                "jurisdiction",
                "is an ISO 3166-1 alpha-2 code in capitals: jurisdiction = \"NZ\"; of the European Union it is \"EU\".",
            );
        }
        if self.addresses.is_empty() || !self.addresses.iter().all(|address| is_of_the_web(address)) {
            return wrong(
                "addresses",
                "are http or https addresses: addresses = [\"https://www.customs.example/notices.json\"].",
            );
        }
        if self.every_minutes == 0 {
            return wrong("every_minutes", "is at least 1: every_minutes = 60.");
        }
        if TimeZone::get(&self.zone).is_err() {
            return wrong("zone", "is a zone of the IANA database: zone = \"Europe/Vienna\".");
        }
        if self.watch.as_ref().is_some_and(|watch| watch.every_minutes == 0 || watch.at.is_empty()) {
            return wrong("watch", "names hours and a rhythm: at = [\"08:45\"], every_minutes = 1.");
        }
        if self.unverified != self.unverified_why.is_some() {
            return wrong(
                "unverified",
                "says that nobody has seen an address in use, and unverified_why says why: write both, or neither.",
            );
        }
        if self.list.is_some() != self.list_name.is_some() {
            return wrong("list", "and list_name go together: the slug of the list, and its name for people.");
        }
        facts::fault(self)
    }

    /// Its first address, as what it asks for; nothing where it is read from recordings alone.
    pub(crate) fn ask_first(&self, size_bytes_max: u64) -> Vec<Request> {
        let url = self.addresses.first().filter(|_| self.replay_only.is_none());
        url.map(|url| Request { source: self.slug.clone(), url: url.clone(), size_bytes_max }).into_iter().collect()
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

/// What TOML says of a text that is no stanza, in a sentence.
fn unread(toml: &str, error: &toml::de::Error) -> StanzaError {
    let says = error.message().replace('`', "'");
    let missing = says.strip_prefix("missing field '").and_then(|rest| rest.strip_suffix('\''));
    if let Some(key) = missing {
        let example = EXAMPLES.iter().find(|(known, _)| *known == key);
        let write = example.map_or(String::new(), |(key, value)| format!(", such as {key} = {value}"));
        return StanzaError { line: None, says: format!("the key {key} is missing; write it{write}.") };
    }
    let line = error.span().map(|span| line_at(toml, span.start));
    StanzaError { line, says: format!("{}.", says.trim_end_matches('.').replace('\n', "; ")) }
}

/// The line of a place in a text, from 1.
fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The first line that sets a key or opens a table of that name.
fn line_of(toml: &str, key: &str) -> Option<usize> {
    let begins = |line: &str| {
        let line = line.trim_start();
        let bare = line.strip_prefix('[').unwrap_or(line);
        bare.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', ']']))
    };
    toml.lines().position(begins).map(|at| at + 1)
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
            ("language = \"en\"", "language = \"en\"\nadapter = \"sheet\""),
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

    #[test]
    fn a_wrong_line_is_named_with_what_to_write() {
        let good = include_str!("us/ofac_sdn.toml");
        let said = |from: &str, to: &str| match Stanza::parse(&good.replace(from, to)) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{from} → {to}"),
        };
        let zone = said("zone = \"America/New_York\"", "zone = \"New York\"");
        assert!(zone.starts_with("line ") && zone.ends_with("IANA database: zone = \"Europe/Vienna\"."), "{zone}");
        let missing = said("zone = ", "# zone = ");
        assert_eq!(missing, "the key zone is missing; write it, such as zone = \"Pacific/Auckland\".");
        let unknown = said("zone = ", "zones = ");
        assert!(unknown.starts_with("line ") && unknown.contains("unknown field 'zones'"), "{unknown}");
        let unverified = said("zone = ", "unverified = true\nzone = ");
        assert!(unverified.contains("unverified_why says why"), "{unverified}");
    }
}
