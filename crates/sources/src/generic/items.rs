//! From an item of an answer to a document: its name, number, link and day, and notes on what it lacks.
//! Shared by all readers that a stanza alone instructs, so that an item is treated alike whatever it came in.

use std::collections::BTreeMap;

use model::Date;
use model::document::{DocumentId, DocumentState, Fields, Kind, Paragraph, Part, Rendition, RenditionKind};
use model::note::Note;
use sha2::{Digest, Sha256};

use crate::formats::address::is_of_the_web;
use crate::formats::feed;
use crate::formats::json::short;
use crate::formats::remarks::Remarks;
use crate::stanza::Stanza;

/// A number longer than this is none: whole sentences have gone into feeds' addresses.
const NUMBER_CHARS_MAX: usize = 160;

/// One item as its answer gives it.
pub struct Item<'a> {
    /// Where it stands: `item 3`.
    pub place: String,
    /// The publisher's number, as it stands.
    pub number: Option<String>,
    /// What the publisher calls it otherwise.
    pub guid: Option<&'a str>,
    /// The address of its page, whole.
    pub link: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// What it is about.
    pub summary: Option<String>,
    /// Its text.
    pub text: Vec<String>,
    /// When it was published, as it stands.
    pub date: Option<&'a str>,
    /// Its index terms.
    pub topics: Vec<String>,
    /// All that it says, for the name of an item that has no other.
    pub words: &'a dyn Fn() -> String,
}

/// What is known of all items of a source.
#[derive(Debug, Clone, Copy)]
pub struct Sort<'a> {
    /// Who numbers them.
    pub authority: &'a str,
    /// What sort of document each is.
    pub kind: Kind,
    /// Agencies by the Federal Register's slugs.
    pub agencies: &'a [String],
    /// Where the publisher's number is looked for, as words that follow "has no number": `after "CSMS #"`. `None`: there are no numbers.
    pub numbered: Option<&'a str>,
    /// Whether each is to have a link.
    pub has_links: bool,
    /// Whether each is to have a date.
    pub has_dates: bool,
    /// What they stand in: `feed`.
    pub within: &'static str,
}

/// The items of one answer on their way to documents.
pub struct Items<'a> {
    sort: Sort<'a>,
    stanza: &'a Stanza,
    remarks: &'a mut Remarks,
    /// The names that items have so far, each with its title and its link or words.
    seen: BTreeMap<String, (Option<String>, String)>,
    place: String,
}

impl<'a> Items<'a> {
    /// None so far.
    pub fn new(sort: Sort<'a>, stanza: &'a Stanza, remarks: &'a mut Remarks) -> Self {
        Self { sort, stanza, remarks, seen: BTreeMap::new(), place: String::new() }
    }

    /// The telling of one item; `None` where the same one came already, with a note.
    pub fn rendition(&mut self, item: Item<'_>) -> Option<Rendition> {
        self.place = item.place;
        let had_link = item.link.is_some();
        let link = item.link.and_then(|link| self.public(link));
        let number = item.number.as_deref().and_then(number);
        let same = (item.title.clone(), link.clone().unwrap_or_else(|| (item.words)()));
        let is_free = |name: &String| self.seen.get(name).is_none_or(|earlier| *earlier == same);
        // One out of eight feeds has no guid, and some give the same guid to all.
        let guid = item.guid.map(str::trim).filter(|guid| !guid.is_empty());
        let own = guid.into_iter().chain(link.as_deref()).map(hashed);
        let by_words = std::iter::once_with(|| hashed(&(item.words)()));
        let free = number.iter().cloned().chain(own).chain(by_words).find(is_free);
        let name = free.unwrap_or_else(|| hashed(&(item.words)()));
        self.place = number.clone().unwrap_or_else(|| format!("{} ({name})", self.place));
        if self.seen.insert(name.clone(), same).is_some() {
            self.odd(format!("It stands in the {} a second time; the first one was taken.", self.sort.within));
            return None;
        }
        self.tell_of_name(&name, number.as_deref(), item.title.as_deref());
        if item.title.is_none() {
            self.odd("It has no title.".to_owned());
        }
        if !had_link && self.sort.has_links {
            self.odd("It has no link.".to_owned());
        }
        let mut topics = item.topics;
        topics.sort();
        topics.dedup();
        let fields = Fields {
            kind: Some(self.sort.kind),
            external_id: number.filter(|number| *number == name),
            published_on: self.day(item.date),
            title: item.title,
            abstract_text: item.summary,
            url: link,
            agencies: self.sort.agencies.to_vec(),
            agency_names: vec![self.stanza.publisher.clone()],
            topics,
            language: Some(self.stanza.language.clone()),
            paragraphs: item.text.into_iter().map(|text| Paragraph { part: Part::Body, text }).collect(),
            ..Fields::default()
        };
        let document = DocumentId::numbered(self.sort.authority, &name);
        Some(Rendition { document, kind: RenditionKind::Record, state: DocumentState::Published, fields })
    }

    /// Says where the publisher's numbering does not name an item: the operator sees that it is another sort of item, or that the
    /// numbers stand elsewhere now.
    fn tell_of_name(&mut self, name: &str, number: Option<&str>, title: Option<&str>) {
        let Some(place) = self.sort.numbered else { return };
        let shown = short(title.unwrap_or("without title"));
        match number {
            None => {
                self.odd(format!("\"{shown}\" has no number {place}; it was taken under the name '{name}'."));
            }
            Some(number) if number != name => self.odd(format!(
                "\"{shown}\" has the number of another item of the {}, {number}; it was taken under the name '{name}'.",
                self.sort.within
            )),
            Some(_) => {}
        }
    }

    /// The day of publication in the source's zone.
    fn day(&mut self, date: Option<&str>) -> Option<Date> {
        match date.map(|date| (date, feed::moment(date))) {
            Some((_, Some(moment))) => return Some(moment.day(self.stanza.zone())),
            Some((date, None)) => self.odd(format!("Its date '{}' names no day; it was left out.", short(date.trim()))),
            None if self.sort.has_dates => self.odd("It has no date.".to_owned()),
            None => {}
        }
        None
    }

    /// A link that may be printed: no scheme but those of the web.
    fn public(&mut self, link: String) -> Option<String> {
        if is_of_the_web(&link) {
            return Some(link);
        }
        self.odd(format!("Its link '{}' is no http or https address; it was left out.", short(&link)));
        None
    }

    fn odd(&mut self, text: String) {
        self.remarks.add(Note::odd(self.place.clone(), text));
    }
}

/// A publisher's number as a name may hold it.
fn number(text: &str) -> Option<String> {
    let number = text.trim_matches(['-', '.', '_']);
    (!number.is_empty() && number.len() <= NUMBER_CHARS_MAX).then(|| number.to_owned())
}

/// The number at the beginning of a text: letters, digits, points, hyphens and underscores.
pub fn first_number(text: &str) -> String {
    text.trim_start().chars().take_while(|c| is_of_a_number(*c)).collect()
}

/// A whole text as a number: what belongs to none becomes a hyphen.
pub fn whole_number(text: &str) -> String {
    text.trim().trim_matches('/').chars().map(|c| if is_of_a_number(c) { c } else { '-' }).collect()
}

fn is_of_a_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

fn hashed(what: &str) -> String {
    let hash = Sha256::digest(what.as_bytes());
    hash[..8].iter().fold("item-".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}
