//! Parts of the annual edition of the Code of Federal Regulations, as XML from the Government Publishing Office.
//! An edition states the Code as of a day; editions of one part compare with each other, and not with the eCFR, which is set otherwise.

use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use model::snapshot::Role;

use crate::formats::address::Address;
use crate::formats::cfr_xml;
use crate::formats::fr_numbers::eastern;
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::Stanza;
use crate::us::ecfr::state;

/// Parts of the annual edition.
pub struct CfrAnnual;

impl CfrAnnual {
    /// The source; it needs none of its facts to read.
    pub fn new(_stanza: &Stanza) -> Self {
        Self
    }
}

impl Source for CfrAnnual {
    fn claims(&self, url: &str) -> bool {
        title_of(url).is_some()
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        Vec::new()
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let Some(title) = title_of(&head.url) else {
            return Reading::failed("The address names no part of the annual edition. The capture is kept.".to_owned());
        };
        let mut remarks = Remarks::default();
        let text = match cfr_xml::read(body, title, &mut remarks) {
            Ok(text) => text,
            Err(sentence) => return Reading { notes: remarks.finish(), ..Reading::failed(sentence) },
        };
        let edition = text.edition.and_then(|day| day.to_zoned(eastern()).ok()).map(|instant| instant.timestamp());
        let at = edition.unwrap_or(head.captured_at);
        let snapshots = text.parts.into_iter().map(|(part, entries)| {
            state(title, &part, "annual".to_owned(), Role::Telling, at, entries, text.incomplete.clone())
        });
        Reading { found: Found::Lists(snapshots.collect()), requests: Vec::new(), notes: remarks.finish() }
    }
}

/// The title in the address of a part: `…/CFR-2013-title37-vol1-part1.xml`.
fn title_of(url: &str) -> Option<u16> {
    let address = Address::parse(url)?;
    let path = match address.host.as_str() {
        "govinfo.gov" => address.path.strip_prefix("/content/pkg/")?,
        "gpo.gov" => address.path.strip_prefix("/fdsys/pkg/")?,
        _ => return None,
    };
    let file = path.rsplit('/').next()?.strip_prefix("CFR-")?.strip_suffix(".xml")?;
    let (_, rest) = file.split_once("-title")?;
    let (title, rest) = rest.split_once('-')?;
    rest.contains("part").then_some(())?;
    title.parse().ok()
}
