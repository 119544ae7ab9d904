//! `adapter = "feed"`: a source that publishes as a feed and needs no code, only a stanza that says what its documents are.

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _};

use model::capture::CaptureHead;
use model::document::{DocumentId, DocumentState, Fields, Paragraph, Part, Rendition, RenditionKind};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use model::{Date, Timestamp};
use sha2::{Digest, Sha256};

use crate::formats::address::Address;
use crate::formats::feed::{self, FEED_BYTES_MAX, FeedText, Item};
use crate::formats::json::short;
use crate::formats::markup::{line, paragraphs};
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::{Description, FeedFacts, ItemField, Stanza};

/// A number longer than this is none: whole sentences have gone into feeds' addresses.
const NUMBER_CHARS_MAX: usize = 160;

/// A feed.
pub struct Feed {
    stanza: Stanza,
}

impl Feed {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for Feed {
    fn claims(&self, url: &str) -> bool {
        let asked = Address::parse(url);
        asked.is_some() && self.stanza.addresses.iter().any(|own| Address::parse(own) == asked)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        let request = |url: &String| Request {
            source: self.stanza.slug.clone(),
            url: url.clone(),
            size_bytes_max: FEED_BYTES_MAX,
        };
        self.stanza.addresses.first().map(request).into_iter().collect()
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let Some(facts) = &self.stanza.feed else {
            return Reading::failed("The stanza of this feed does not say what its documents are.");
        };
        let mut bytes = Vec::new();
        if let Err(error) = body.take(FEED_BYTES_MAX + 1).read_to_end(&mut bytes) {
            return Reading::failed(format!("The captured bytes could not be read to their end: {error}."));
        }
        let charset = head.header("content-type").and_then(charset);
        let text = FeedText::of(&bytes, charset);
        let feed::Feed { items, cut, broken, notes, unknown } = match text.read(&head.url) {
            Ok(feed) => feed,
            Err(sentence) => return Reading::failed(sentence),
        };
        let mut remarks = Remarks::default();
        notes.into_iter().for_each(|note| remarks.add(note));
        unknown.iter().for_each(|name| remarks.unknown_field(name));
        let (count, mut seen, mut renditions) = (items.len(), BTreeMap::new(), Vec::new());
        for (at, item) in items.into_iter().enumerate() {
            let mut entry =
                Entry { facts, stanza: &self.stanza, place: format!("item {}", at + 1), remarks: &mut remarks };
            renditions.extend(entry.rendition(item, &mut seen));
        }
        let found = match (&broken, renditions.is_empty()) {
            (Some(why), true) => Found::Failed(format!("The feed cannot be read: {why}.")),
            (None, true) => Found::Empty,
            (_, false) => Found::Renditions(renditions),
        };
        if let (Some(why), Found::Renditions(_)) = (broken, &found) {
            remarks.add(Note::lost(
                format!("after item {count}"),
                format!("The feed breaks off: {why}. {}The items before were taken.", left_out(cut.as_ref())),
            ));
        }
        Reading { found, requests: Vec::new(), notes: remarks.finish() }
    }
}

/// The encoding that the header of an answer names.
fn charset(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches('"')).filter(|value| !value.is_empty())
}

/// A sentence on the item in the midst of which a feed breaks off.
fn left_out(cut: Option<&Item<'_>>) -> String {
    let Some(item) = cut else { return String::new() };
    let title = item.title.as_deref().map(line).unwrap_or_default();
    match title.is_empty() {
        true => "The item there was left out. ".to_owned(),
        false => format!("The item there, \"{}\", was left out. ", short(&title)),
    }
}

/// The names that items of this feed have so far, each with its title and its link or words.
type Seen = BTreeMap<String, (Option<String>, String)>;

/// Names for an item that its publisher has not numbered, the best first: by its guid, by its link, by its words. One out of eight feeds
/// has no guid, and some give the same guid to all.
fn own_names<'a>(item: &'a Item<'_>, link: Option<&'a str>) -> impl Iterator<Item = String> + 'a {
    let guid = item.guid.as_deref().map(str::trim).filter(|guid| !guid.is_empty());
    let by_words = std::iter::once_with(|| hashed(&words(item)));
    guid.into_iter().chain(link).map(hashed).chain(by_words)
}

fn hashed(what: &str) -> String {
    let hash = Sha256::digest(what.as_bytes());
    hash[..8].iter().fold("item-".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

/// All that an item says.
fn words(item: &Item<'_>) -> String {
    let texts = [&item.title, &item.summary, &item.content];
    texts.into_iter().flatten().map(|text| line(text)).collect::<Vec<_>>().join("\n")
}

/// One item on its way to a document.
struct Entry<'a> {
    facts: &'a FeedFacts,
    stanza: &'a Stanza,
    place: String,
    remarks: &'a mut Remarks,
}

impl Entry<'_> {
    /// The telling of one item; `None` where the same one stands in the feed already, with a note.
    fn rendition(&mut self, item: Item<'_>, seen: &mut Seen) -> Option<Rendition> {
        let title = item.title.as_deref().map(line).filter(|title| !title.is_empty());
        let link = item.link.as_deref().map(line).and_then(|link| self.public(link));
        let number = self.number(title.as_deref(), link.as_deref(), item.guid.as_deref());
        let same = (title.clone(), link.clone().unwrap_or_else(|| words(&item)));
        let is_free = |name: &String| seen.get(name).is_none_or(|earlier| *earlier == same);
        let free = number.iter().cloned().chain(own_names(&item, link.as_deref())).find(is_free);
        let name = free.unwrap_or_else(|| hashed(&words(&item)));
        self.place = number.clone().unwrap_or_else(|| format!("{} ({name})", self.place));
        if seen.insert(name.clone(), same).is_some() {
            self.odd("It stands in the feed a second time; the first one was taken.".to_owned());
            return None;
        }
        self.tell_of_name(&name, number.as_deref(), title.as_deref());
        if title.is_none() {
            self.odd("It has no title.".to_owned());
        }
        if item.link.is_none() {
            self.odd("It has no link.".to_owned());
        }
        let (abstract_text, text) = match self.facts.description {
            Description::Summary => (
                item.summary.as_deref().or(item.content.as_deref()).map(line).filter(|text| !text.is_empty()),
                Vec::new(),
            ),
            Description::Text => {
                (None, item.content.as_deref().or(item.summary.as_deref()).map(paragraphs).unwrap_or_default())
            }
        };
        let mut topics: Vec<String> =
            item.categories.iter().map(|topic| line(topic)).filter(|topic| !topic.is_empty()).collect();
        topics.sort();
        topics.dedup();
        let fields = Fields {
            kind: Some(self.facts.kind),
            external_id: number.filter(|number| *number == name),
            published_on: self.day(item.date.as_deref()),
            title,
            abstract_text,
            url: link,
            agencies: self.facts.agencies.clone(),
            agency_names: vec![self.stanza.publisher.clone()],
            topics,
            language: Some(self.stanza.language.clone()),
            paragraphs: text.into_iter().map(|text| Paragraph { part: Part::Body, text }).collect(),
            ..Fields::default()
        };
        let document = DocumentId::numbered(&self.facts.authority, &name);
        Some(Rendition { document, kind: RenditionKind::Record, state: DocumentState::Published, fields })
    }

    /// Says where the publisher's numbering does not name an item: the operator sees that it is another sort of item, or that the
    /// numbers stand elsewhere now.
    fn tell_of_name(&mut self, name: &str, number: Option<&str>, title: Option<&str>) {
        let Some(place) = &self.facts.number else { return };
        let shown = short(title.unwrap_or("without title"));
        match number {
            None => {
                let after = &place.after;
                self.odd(format!(
                    "\"{shown}\" has no number after \"{after}\"; it was taken under the name '{name}'."
                ));
            }
            Some(number) if number != name => self.odd(format!(
                "\"{shown}\" has the number of another item of the feed, {number}; it was taken under the name '{name}'."
            )),
            Some(_) => {}
        }
    }

    /// The publisher's number, made of letters, digits, points, hyphens and underscores.
    fn number(&self, title: Option<&str>, link: Option<&str>, guid: Option<&str>) -> Option<String> {
        let place = self.facts.number.as_ref()?;
        let (text, whole_path) = match place.within {
            ItemField::Title => (title?, false),
            ItemField::Link => (link?.split(['?', '#']).next()?, true),
            ItemField::Guid => (guid?, false),
        };
        let (_, after) = text.split_once(place.after.as_str())?;
        let is_of_a_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        let number: String = match whole_path {
            true => after.trim_matches('/').chars().map(|c| if is_of_a_number(c) { c } else { '-' }).collect(),
            false => after.trim_start().chars().take_while(|c| is_of_a_number(*c)).collect(),
        };
        let number = number.trim_matches(['-', '.', '_']);
        (!number.is_empty() && number.len() <= NUMBER_CHARS_MAX).then(|| number.to_owned())
    }

    /// The day of publication in the source's zone.
    fn day(&mut self, date: Option<&str>) -> Option<Date> {
        match date.map(|date| (date, feed::moment(date))) {
            Some((_, Some(moment))) => return Some(moment.day(self.stanza.zone())),
            Some((date, None)) => self.odd(format!("Its date '{}' names no day; it was left out.", short(date.trim()))),
            None => self.odd("It has no date.".to_owned()),
        }
        None
    }

    /// A link that may be printed: no scheme but those of the web.
    fn public(&mut self, link: String) -> Option<String> {
        if Address::parse(&link).is_some() {
            return Some(link);
        }
        self.odd(format!("Its link '{}' is no http or https address; it was left out.", short(&link)));
        None
    }

    fn odd(&mut self, text: String) {
        self.remarks.add(Note::odd(self.place.clone(), text));
    }
}
