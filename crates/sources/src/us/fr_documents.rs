//! The Federal Register's index of published documents (API v1): listings, single records, several at once.
//! Asks on for the full text of what agencies of trade publish; volatile fields stay outside.

use std::io::BufRead;

use jiff::ToSpan as _;
use model::Timestamp;
use model::capture::CaptureHead;
use model::codes::CfrRef;
use model::document::{DocumentState, Fields, Kind, Rendition, RenditionKind};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use serde_json::{Map, Value};

use crate::formats::address::{Address, fr_api_path};
use crate::formats::fr_api::{self, ANSWER_BYTES_MAX, Answer};
use crate::formats::fr_numbers::{self, document_number};
use crate::formats::json::{self, Record};
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::Stanza;
use crate::us::{agencies, fr_full_text};

/// How far back a first listing goes, in days: a week holds every issue that an edition may still tell of.
const FIRST_LISTING_DAYS: i64 = 7;

/// The fields that a listing is asked for: those that are used, and no volatile ones.
const ASKED: &[&str] = &[
    "abstract",
    "action",
    "agencies",
    "cfr_references",
    "citation",
    "comments_close_on",
    "correction_of",
    "dates",
    "docket_ids",
    "document_number",
    "effective_on",
    "end_page",
    "full_text_xml_url",
    "html_url",
    "page_length",
    "publication_date",
    "regulation_id_numbers",
    "start_page",
    "subtype",
    "title",
    "topics",
    "type",
    "volume",
];

/// Fields that are known and not used: addresses that follow from others, counters and stamps that change daily, what the
/// document itself says better, and what other sources own.
const IGNORED: &[&str] = &[
    "abstract_html_url",
    "body_html_url",
    "comment_url",
    "corrections",
    "disposition_notes",
    "docket_id",
    "dockets",
    "end_page",
    "excerpts",
    "executive_order_notes",
    "executive_order_number",
    "explanation",
    "images",
    "images_metadata",
    "json_url",
    "mods_url",
    "not_received_for_publication",
    "page_views",
    "pdf_url",
    "presidential_document_number",
    "president",
    "proclamation_number",
    "public_inspection_pdf_url",
    "raw_text_url",
    "regulation_id_number_info",
    "regulations_dot_gov_info",
    "regulations_dot_gov_url",
    "significant",
    "signing_date",
    "start_page",
    "toc_doc",
    "toc_subject",
    "volume",
];

/// The index of published documents.
pub struct FrDocuments {
    stanza: Stanza,
}

impl FrDocuments {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }

    fn request(&self, url: String) -> Request {
        Request { source: self.stanza.slug.clone(), url, size_bytes_max: ANSWER_BYTES_MAX }
    }
}

impl Source for FrDocuments {
    fn claims(&self, url: &str) -> bool {
        let Some(address) = Address::parse(url) else { return false };
        let Some(path) = fr_api_path(&address) else { return false };
        match path.strip_prefix("documents") {
            Some("" | "/" | ".json") => !address.query.contains("format=csv") && !address.query.contains("format=rss"),
            Some(rest) => rest.strip_prefix('/').is_some_and(is_number_list),
            None => false,
        }
    }

    fn ask(&self, bookmark: &Bookmark, now: Timestamp) -> Vec<Request> {
        let today = now.to_zoned(fr_numbers::eastern()).date();
        let first = today.checked_sub(FIRST_LISTING_DAYS.days()).unwrap_or(today);
        // The last day is listed again: documents are added to an issue, and its records are mended, during the day.
        let since = bookmark.published_on.map_or(first, |day| day.min(today));
        let fields: String = ASKED.iter().map(|field| format!("&fields%5B%5D={field}")).collect();
        vec![self.request(format!(
            "{}?conditions%5Bpublication_date%5D%5Bgte%5D={since}&per_page=1000&order=newest{fields}",
            self.stanza.addresses[0]
        ))]
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let answer = json::parse(body, ANSWER_BYTES_MAX).and_then(|value| fr_api::answer(value, &mut remarks));
        let (records, next_page) = match answer {
            Err(sentence) => return Reading::failed(sentence),
            Ok(Answer::Nothing) => return Reading { notes: remarks.finish(), ..Reading::default() },
            Ok(Answer::Records { records, next_page, .. }) => (records, next_page),
        };
        let mut renditions = Vec::with_capacity(records.len());
        let mut requests = Vec::new();
        for (at, map) in records.into_iter().enumerate() {
            match document(map, at, &self.stanza, &mut remarks) {
                Some((rendition, full_text)) => {
                    requests.extend(full_text.and_then(|url| full_text_request(&rendition, url)));
                    renditions.push(rendition);
                }
                None => remarks.add(Note::lost(
                    format!("results[{at}]"),
                    "This record has no document number, neither of its own nor in its addresses; it could not be taken in.",
                )),
            }
        }
        match next_page {
            Some(url) if url == head.url => {
                remarks.add(Note::odd("next_page_url", "The next page is the page itself; it was not asked for."));
            }
            Some(url) if self.claims(&url) => requests.insert(0, self.request(url)),
            Some(url) => remarks.add(Note::lost(
                "next_page_url",
                format!("The next page has an address that is not this source's: {}.", json::short(&url)),
            )),
            None => {}
        }
        if renditions.is_empty() {
            let failed =
                Reading::failed("No record of the answer has a document number, so no document could be taken in.");
            return Reading { notes: remarks.finish(), requests, ..failed };
        }
        Reading { found: Found::Renditions(renditions), requests, notes: remarks.finish() }
    }
}

/// `2016-08717.json`, `2016-08717,C1-2019-19930.json`, or without an extension. Facets and the like are no numbers.
pub fn is_number_list(segment: &str) -> bool {
    let numbers = segment.strip_suffix(".json").unwrap_or(segment);
    !numbers.is_empty() && numbers.replace("%2C", ",").split(',').all(|number| document_number(number).is_some())
}

/// The full text of what agencies of trade publish is asked for at once.
fn full_text_request(rendition: &Rendition, url: String) -> Option<Request> {
    let ours = rendition.fields.agencies.iter().any(|slug| agencies::TRADE.contains(&slug.as_str()));
    (ours && fr_full_text::is_full_text(&url)).then(|| fr_full_text::request(url))
}

/// One record, and the address of its full text.
fn document(
    map: Map<String, Value>,
    at: usize,
    stanza: &Stanza,
    remarks: &mut Remarks,
) -> Option<(Rendition, Option<String>)> {
    let addresses = ["html_url", "full_text_xml_url", "json_url", "pdf_url"]
        .map(|name| map.get(name).and_then(Value::as_str).map(str::to_owned));
    let [html_url, full_text, ..] = addresses.clone();
    let mut record = Record::new(map, format!("results[{at}]"), remarks);
    let number = fr_api::number_of(&mut record, &addresses)?;
    record.stands_at(&number);
    let corrects = record.text("correction_of").and_then(|url| fr_api::number_in(&url));
    let corrects = corrects.or_else(|| fr_numbers::corrected(&number).map(str::to_owned));
    let kind = fr_api::kind_of(&mut record, stanza);
    let known = fr_api::agencies(&mut record);
    let fields = Fields {
        kind: if corrects.is_some() { Some(Kind::Correction) } else { kind },
        title: record.text("title"),
        abstract_text: record.text("abstract"),
        action: record.text("action"),
        dates_text: record.text("dates"),
        url: html_url,
        agencies: known.slugs,
        agency_names: known.names,
        published_on: record.date("publication_date"),
        effective_on: record.date("effective_on"),
        comments_close_on: record.date("comments_close_on"),
        pages: pages(&mut record),
        citation: citation(&mut record),
        cfr: cfr(&mut record),
        docket_ids: docket_ids(&mut record),
        rins: record.texts("regulation_id_numbers"),
        topics: record.texts("topics"),
        language: Some(stanza.language.clone()),
        corrects: corrects.as_deref().map(fr_api::id_of),
        subtype: record.text("subtype"),
        external_id: Some(number.clone()),
        document_number: Some(number.clone()),
        ..Fields::default()
    };
    for taken in ["html_url", "full_text_xml_url"] {
        record.value(taken);
    }
    record.finish(IGNORED);
    let document = fr_api::id_of(&number);
    Some((Rendition { document, kind: RenditionKind::Record, state: DocumentState::Published, fields }, full_text))
}

fn docket_ids(record: &mut Record<'_>) -> Vec<String> {
    let list = record.texts("docket_ids");
    if list.is_empty() { record.texts("docket_id") } else { list }
}

fn pages(record: &mut Record<'_>) -> Option<u32> {
    record.count("page_length")
}

/// The citation as given; else from volume and first page.
fn citation(record: &mut Record<'_>) -> Option<String> {
    let given = record.text("citation");
    let (volume, page) = (record.count("volume"), record.count("start_page"));
    given.or_else(|| Some(format!("{} FR {}", volume?, page?)))
}

/// CFR references; title and part were numbers in 2020 and are a number and a text in 2026.
fn cfr(record: &mut Record<'_>) -> Vec<CfrRef> {
    let mut out: Vec<CfrRef> = Vec::new();
    let values = match record.value("cfr_references") {
        None => return out,
        Some(Value::Array(values)) => values,
        Some(_) => {
            record.odd("The field cfr_references is not a list; it was left out.".to_owned());
            return out;
        }
    };
    for value in &values {
        let text = |name: &str| match value.get(name) {
            Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let title = text("title").and_then(|title| title.parse().ok());
        match (title, text("part")) {
            (Some(title), Some(part)) => {
                let cfr = CfrRef::part(title, part);
                if !out.contains(&cfr) {
                    out.push(cfr);
                }
            }
            // A whole chapter is named without a part; there is no part to point at.
            (Some(_), None) => {}
            (None, _) => record.odd("A CFR reference of this record has no title number; it was left out.".to_owned()),
        }
    }
    out
}
