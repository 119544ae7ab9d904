//! `adapter = "page"`: a web page by CSS selectors, as an index whose items are documents, or watched for what its text says.

use std::collections::BTreeMap;
use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::change::{self, TEXT};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use model::snapshot::{ListEntry, Role, Snapshot};
use scraper::{ElementRef, Selector};

use crate::formats::address::{charset, is_one_of};
use crate::formats::html::{self, Page as Html, Place, paragraphs, selector};
use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::list_file::{Reader, STAYS};
use crate::formats::remarks::Remarks;
use crate::formats::text::fold;
use crate::generic::facts::PageFacts;
use crate::generic::records::{self, Record, Words};
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest page that is read, in bytes.
const PAGE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// The most items of an index.
const ITEMS_MAX: usize = 10_000;

const WORDS: Words = Words { within: "page", place: "selector", adapter: "page" };

/// A page.
pub struct Page {
    stanza: Stanza,
}

impl Page {
    /// The source with these facts. What an index does not say of its items is in their first link: its address and its words.
    pub fn new(stanza: &Stanza) -> Self {
        let mut stanza = stanza.clone();
        if let Some(facts) = &mut stanza.documents {
            let link = facts.link.get_or_insert_with(|| "a".to_owned());
            facts.title.get_or_insert_with(|| "a".to_owned());
            if !link.contains('@') {
                link.push_str("@href");
            }
        }
        Self { stanza }
    }
}

impl Source for Page {
    fn claims(&self, url: &str) -> bool {
        is_one_of(url, &self.stanza.addresses)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        self.stanza.ask_first(PAGE_BYTES_MAX)
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let found = self.found(head, body, &mut remarks).unwrap_or_else(Found::Failed);
        Reading { found, requests: Vec::new(), notes: remarks.finish() }
    }
}

impl Page {
    fn found(&self, head: &CaptureHead, body: &mut dyn BufRead, remarks: &mut Remarks) -> Result<Found, String> {
        let facts = self.stanza.page.as_ref().ok_or("The stanza of this page does not say what is read of it.")?;
        let bytes = limit::whole(body, PAGE_BYTES_MAX, "page", "of one")?;
        let (text, has_replaced) = html::text(&bytes, charset(head));
        if has_replaced {
            let text = "Some bytes fit no encoding and were replaced; see whether names are right.";
            remarks.add(Note::odd("encoding", text));
        }
        let page =
            Html::parse(&text, &head.url).map_err(|why| format!("The answer cannot be read as a web page: {why}."))?;
        match (&facts.item, &facts.text) {
            (Some(item), _) => self.index(&page, facts, item, head, remarks),
            (None, Some(text)) => self.watched(&page, facts, text, head, remarks),
            (None, None) => Err("The stanza of this page names neither items nor a text.".to_owned()),
        }
    }

    fn index(
        &self,
        page: &Html,
        facts: &PageFacts,
        item: &str,
        head: &CaptureHead,
        remarks: &mut Remarks,
    ) -> Result<Found, String> {
        let of_items = selector(item)?;
        let items: Vec<ElementRef<'_>> = page.select(&of_items).take(ITEMS_MAX + 1).collect();
        if items.len() > ITEMS_MAX {
            return Err(format!("The page has more than {ITEMS_MAX} items, the most that are read of one."));
        }
        if items.is_empty() {
            let none = facts.empty.as_deref().map(selector).transpose()?;
            if none.is_some_and(|none| page.select(&none).next().is_some()) {
                return Ok(Found::Empty);
            }
            return Err(format!(
                "Nothing on the page fits the selector '{}', by which its items are found. See whether the publisher rebuilt the page, and put \
                 item right in the stanza's [page].",
                short(item)
            ));
        }
        if page.breaks_off {
            remarks
                .add(Note::odd("end of page", "The page has no end; items that it lost come in with the next asking."));
        }
        let used = self.stanza.documents.iter().flat_map(|facts| facts.places());
        let places: BTreeMap<String, Place> =
            used.map(|(_, place)| Ok((place.to_owned(), Place::parse(place)?))).collect::<Result<_, String>>()?;
        let record = |(at, element)| PageItem { number: at + 1, page, element, places: &places };
        let records: Vec<PageItem<'_>> = items.into_iter().enumerate().map(record).collect();
        records::found(&records, &self.stanza, head, WORDS, None, remarks)
    }

    fn watched(
        &self,
        page: &Html,
        facts: &PageFacts,
        text: &str,
        head: &CaptureHead,
        remarks: &mut Remarks,
    ) -> Result<Found, String> {
        if page.breaks_off && !facts.ends_open {
            return Err(format!(
                "The page breaks off: it has no end. {STAYS} Where its publisher always writes it so, put ends_open = true into the stanza's [page]."
            ));
        }
        let of_text = selector(text)?;
        let dropped: Vec<Selector> = facts.drop.iter().map(|drop| selector(drop)).collect::<Result<_, _>>()?;
        for (drop, selector) in facts.drop.iter().zip(&dropped) {
            if page.select(selector).next().is_none() {
                let text = "Nothing on the page fits it any more; see whether what it dropped is now part of the text.";
                remarks.add(Note::odd(drop.clone(), text));
            }
        }
        let found: Vec<ElementRef<'_>> = page.select(&of_text).collect();
        // One that lies in another was read with it.
        let outer = found.iter().filter(|element| {
            !element.ancestors().any(|ancestor| found.iter().any(|found| found.id() == ancestor.id()))
        });
        let text_of: Vec<String> = outer.flat_map(|element| paragraphs(*element, &dropped)).collect();
        if text_of.is_empty() {
            let what = if found.is_empty() { "Nothing on the page fits" } else { "There is no text in what fits" };
            return Err(format!(
                "{what} the selector '{}', which is watched. See whether the publisher rebuilt the page, and put text right in the stanza's \
                 [page]. {STAYS}",
                short(text)
            ));
        }
        let of_heading = selector(facts.heading.as_deref().unwrap_or("h1"))?;
        let heading = page.select(&of_heading).map(|heading| fold(&paragraphs(heading, &dropped).join(" ")));
        let name = heading.into_iter().find(|heading| !heading.is_empty()).unwrap_or_else(|| self.stanza.title.clone());
        let entry = ListEntry {
            id: self.stanza.addresses.first().cloned().unwrap_or_default(),
            name,
            kind: "page".to_owned(),
            programs: Vec::new(),
            countries: Vec::new(),
            aliases: Vec::new(),
            fields: BTreeMap::from([(TEXT.to_owned(), text_of.join("\n"))]),
        };
        let reader = Reader { stanza: &self.stanza, head, remarks };
        let state = reader.state(self.stanza.slug.as_str(), Role::Leading, vec![entry], None);
        Ok(Found::Lists(vec![Snapshot { kind: change::Kind::Page, ..state }]))
    }
}

/// An item of an index.
struct PageItem<'a> {
    number: usize,
    page: &'a Html,
    element: ElementRef<'a>,
    places: &'a BTreeMap<String, Place>,
}

impl Record for PageItem<'_> {
    fn place(&self) -> String {
        format!("item {}", self.number)
    }

    fn get(&self, place: &str) -> Vec<String> {
        self.places.get(place).map(|place| self.page.texts(self.element, place)).unwrap_or_default()
    }

    fn line(&self, text: &str) -> String {
        fold(text)
    }

    fn paragraphs(&self, text: &str) -> Vec<String> {
        vec![fold(text)]
    }
}
