//! The full text of single Federal Register documents, as XML from the Register's own site, under its present and former addresses.
//! Asks for nothing by itself: the index of documents says which texts are wanted.

use std::io::BufRead;

use model::capture::CaptureHead;
use model::reading::Reading;
use model::request::{Bookmark, Request, SourceId};
use model::{Date, Timestamp};

use crate::formats::address::Address;
use crate::formats::fr_xml::{self, Scope, TEXT_BYTES_MAX};
use crate::source::Source;
use crate::stanza::Stanza;

/// The name of this source, which others write on their requests for a text.
const SLUG: &str = "us-fr-full-text";

/// Full texts of single documents.
pub struct FrFullText {
    language: String,
}

impl FrFullText {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { language: stanza.language.clone() }
    }
}

impl Source for FrFullText {
    fn claims(&self, url: &str) -> bool {
        is_full_text(url)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        Vec::new()
    }

    fn version(&self) -> u32 {
        fr_xml::VERSION
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let day = Address::parse(&head.url).and_then(|address| day_in(address.path));
        fr_xml::read(body, &Scope::document(day, &self.language))
    }
}

/// The question for one text.
pub fn request(url: String) -> Request {
    Request { source: SourceId::new(SLUG), url, size_bytes_max: TEXT_BYTES_MAX }
}

/// Whether an address is that of a document's full text in XML.
pub fn is_full_text(url: &str) -> bool {
    const FOLDERS: &[&str] = &["/documents/full_text/xml/", "/articles/full_text/xml/", "/articles/xml/"];
    Address::parse(url).is_some_and(|address| {
        let inside = FOLDERS.iter().find_map(|folder| address.path.strip_prefix(folder));
        address.host == "federalregister.gov"
            && inside.and_then(|rest| rest.strip_suffix(".xml")).is_some_and(|stem| !stem.is_empty())
    })
}

/// The issue day in the path of a present address; the former ones have none.
fn day_in(path: &str) -> Option<Date> {
    let mut segments = path.strip_prefix("/documents/full_text/xml/")?.split('/');
    let (year, month, day) = (segments.next()?, segments.next()?, segments.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
