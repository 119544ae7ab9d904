//! What a stanza says to the readers that several sources share: where in an answer records stand, and what they are.
//! Each table of the stanza is a type here; its keys are the fields.

use model::document::Kind;

use crate::stanza::Stanza;

/// The readers that need no code for a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adapter {
    /// RSS, Atom or JSON Feed.
    Feed,
}

/// How a stanza names them.
pub const ADAPTERS: &str = "adapter = \"feed\"";

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

/// The first fault in what a stanza says to its reader: the key, and what is wrong with it.
pub fn fault(stanza: &Stanza) -> Option<(&'static str, String)> {
    let wrong = |key, says: &str| Some((key, says.to_owned()));
    match (stanza.adapter, &stanza.feed) {
        (Some(Adapter::Feed), None) => {
            return wrong("adapter", "is \"feed\", and a [feed] must say what its documents are.");
        }
        (None, Some(_)) => return wrong("feed", "is there, and no adapter = \"feed\" to read it."),
        _ => {}
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if stanza.feed.as_ref().is_some_and(|feed| feed.authority.is_empty() || !feed.authority.chars().all(plain)) {
        return wrong("authority", "is made of lower-case letters, digits and hyphens: authority = \"nz-customs\".");
    }
    let number = stanza.feed.as_ref().and_then(|feed| feed.number.as_ref());
    if number.is_some_and(|number| number.after.trim().is_empty()) {
        return wrong("number", "stands after some words: number = { within = \"title\", after = \"No. \" }.");
    }
    None
}
