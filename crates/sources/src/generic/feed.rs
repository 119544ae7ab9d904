//! `adapter = "feed"`: a source that publishes as a feed and needs no code, only a stanza that says what its documents are.

use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};

use crate::formats::address::{charset, is_one_of};
use crate::formats::feed::{self, FEED_BYTES_MAX, FeedText, Item};
use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::markup::{line, paragraphs};
use crate::formats::remarks::Remarks;
use crate::generic::facts::{Description, FeedFacts, ItemField};
use crate::generic::items::{self, Items, Sort, first_number, whole_number};
use crate::source::Source;
use crate::stanza::Stanza;

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
        is_one_of(url, &self.stanza.addresses)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        self.stanza.ask_first(FEED_BYTES_MAX)
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let Some(facts) = &self.stanza.feed else {
            return Reading::failed("The stanza of this feed does not say what its documents are.");
        };
        let bytes = match limit::taken(body, FEED_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(sentence) => return Reading::failed(sentence),
        };
        let text = FeedText::of(&bytes, charset(head));
        let feed::Feed { items, cut, broken, notes, unknown } = match text.read(&head.url) {
            Ok(feed) => feed,
            Err(sentence) => return Reading::failed(sentence),
        };
        let mut remarks = Remarks::default();
        notes.into_iter().for_each(|note| remarks.add(note));
        unknown.iter().for_each(|name| remarks.unknown_field(name));
        let count = items.len();
        let after = facts.number.as_ref().map(|place| format!("after \"{}\"", place.after));
        let sort = Sort {
            authority: &facts.authority,
            kind: facts.kind,
            agencies: &facts.agencies,
            numbered: after.as_deref(),
            has_links: true,
            has_dates: true,
            within: "feed",
        };
        let mut taken = Items::new(sort, &self.stanza, &mut remarks);
        let renditions: Vec<_> = items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| taken.rendition(told(facts, at, item, &|| words(item))))
            .collect();
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

/// A sentence on the item in the midst of which a feed breaks off.
fn left_out(cut: Option<&Item<'_>>) -> String {
    let Some(item) = cut else { return String::new() };
    let title = item.title.as_deref().map(line).unwrap_or_default();
    match title.is_empty() {
        true => "The item there was left out. ".to_owned(),
        false => format!("The item there, \"{}\", was left out. ", short(&title)),
    }
}

/// What an item says, as the facts have it read.
fn told<'a>(facts: &FeedFacts, at: usize, item: &'a Item<'_>, words: &'a dyn Fn() -> String) -> items::Item<'a> {
    let title = item.title.as_deref().map(line).filter(|title| !title.is_empty());
    let link = item.link.as_deref().map(line);
    let (summary, text) = match facts.description {
        Description::Summary => {
            (item.summary.as_deref().or(item.content.as_deref()).map(line).filter(|text| !text.is_empty()), Vec::new())
        }
        Description::Text => {
            (None, item.content.as_deref().or(item.summary.as_deref()).map(paragraphs).unwrap_or_default())
        }
    };
    items::Item {
        place: format!("item {}", at + 1),
        number: number(facts, title.as_deref(), link.as_deref(), item.guid.as_deref()),
        guid: item.guid.as_deref(),
        link,
        title,
        summary,
        text,
        date: item.date.as_deref(),
        topics: item.categories.iter().map(|topic| line(topic)).filter(|topic| !topic.is_empty()).collect(),
        words,
    }
}

/// All that an item says.
fn words(item: &Item<'_>) -> String {
    let texts = [&item.title, &item.summary, &item.content];
    texts.into_iter().flatten().map(|text| line(text)).collect::<Vec<_>>().join("\n")
}

/// The publisher's number, made of letters, digits, points, hyphens and underscores.
fn number(facts: &FeedFacts, title: Option<&str>, link: Option<&str>, guid: Option<&str>) -> Option<String> {
    let place = facts.number.as_ref()?;
    let after = |text: &str| text.split_once(place.after.as_str()).map(|(_, after)| after.to_owned());
    match place.within {
        ItemField::Title => after(title?).map(|after| first_number(&after)),
        ItemField::Link => after(link?.split(['?', '#']).next()?).map(|after| whole_number(&after)),
        ItemField::Guid => after(guid?).map(|after| first_number(&after)),
    }
}
