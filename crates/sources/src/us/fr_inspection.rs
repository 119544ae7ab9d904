//! The Federal Register's public inspection desk (API v1): documents filed and not yet printed.
//! The complete current list is told as such: a document that is missing from it may have been withdrawn.

use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::document::{DocumentState, Fields, Kind, Rendition, RenditionKind};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use serde_json::{Map, Value};

use crate::formats::address::{Address, fr_api_path};
use crate::formats::fr_api::{self, ANSWER_BYTES_MAX, Answer};
use crate::formats::fr_numbers;
use crate::formats::json::{self, Record, short};
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::Stanza;
use crate::us::fr_documents::is_number_list;

/// Fields that are known and not used: parts of the title, stamps of the copy, addresses that follow from the number.
const IGNORED: &[&str] = &[
    "excerpts",
    "json_url",
    "last_public_inspection_issue",
    "page_views",
    "pdf_file_name",
    "pdf_file_size",
    "pdf_updated_at",
    "pdf_url",
    "raw_text_url",
    "subject_1",
    "subject_2",
    "subject_3",
    "toc_doc",
    "toc_subject",
];

/// The public inspection desk.
pub struct FrInspection {
    stanza: Stanza,
}

impl FrInspection {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for FrInspection {
    fn claims(&self, url: &str) -> bool {
        part_of(url).is_some()
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        let url = self.stanza.addresses[0].clone();
        vec![Request { source: self.stanza.slug.clone(), url, size_bytes_max: ANSWER_BYTES_MAX }]
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let answer = json::parse(body, ANSWER_BYTES_MAX).and_then(|value| fr_api::answer(value, &mut remarks));
        let (records, count, next_page) = match answer {
            Err(sentence) => return Reading::failed(sentence),
            Ok(Answer::Nothing) => return Reading { notes: remarks.finish(), ..Reading::default() },
            Ok(Answer::Records { records, count, next_page }) => (records, count, next_page),
        };
        let mut renditions = Vec::with_capacity(records.len());
        for (at, map) in records.into_iter().enumerate() {
            match document(map, at, &self.stanza, &mut remarks) {
                Some(rendition) => renditions.push(rendition),
                None => remarks.add(Note::lost(
                    format!("results[{at}]"),
                    "This record has no document number; it could not be taken in.",
                )),
            }
        }
        let listed = renditions.len() as u64;
        let whole = count.is_none_or(|count| count == listed) && next_page.is_none() && !remarks.has_lost();
        let current = part_of(&head.url) == Some(Part::Current);
        if current && !whole {
            remarks.add(Note::odd(
                "results",
                format!(
                    "The list was read only in part ({listed} of {} records), so no absence from it is counted as a withdrawal.",
                    count.unwrap_or(listed)
                ),
            ));
        }
        let requests = next_page.filter(|url| *url != head.url && self.claims(url)).map(|url| Request {
            source: self.stanza.slug.clone(),
            url,
            size_bytes_max: ANSWER_BYTES_MAX,
        });
        let found = match (renditions.is_empty(), current && whole) {
            (true, _) => {
                Found::Failed("No record of the answer has a document number, so nothing could be taken in.".to_owned())
            }
            (false, true) => Found::Inspection(renditions),
            (false, false) => Found::Renditions(renditions),
        };
        Reading { found, requests: requests.into_iter().collect(), notes: remarks.finish() }
    }
}

/// Which part of the desk an address asks for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// All that is on inspection now.
    Current,
    /// A search, a day, one or several documents.
    Some,
}

fn part_of(url: &str) -> Option<Part> {
    let address = Address::parse(url)?;
    let rest = fr_api_path(&address)?.strip_prefix("public-inspection-documents")?;
    match rest {
        "/current.json" | "/current" => {
            // A condition or a page in the query would make the list a part of itself.
            let narrowed = address.query.contains("conditions") || address.query.contains("page");
            Some(if narrowed { Part::Some } else { Part::Current })
        }
        "" | "/" | ".json" => Some(Part::Some),
        rest => rest.strip_prefix('/').filter(|rest| is_number_list(rest)).map(|_| Part::Some),
    }
}

fn document(map: Map<String, Value>, at: usize, stanza: &Stanza, remarks: &mut Remarks) -> Option<Rendition> {
    let addresses = ["html_url", "json_url"].map(|name| map.get(name).and_then(Value::as_str).map(str::to_owned));
    let mut record = Record::new(map, format!("results[{at}]"), remarks);
    let number = fr_api::number_of(&mut record, &addresses)?;
    record.stands_at(&number);
    let known = fr_api::agencies(&mut record);
    let kind = fr_api::kind_of(&mut record, stanza);
    let corrects = fr_numbers::corrected(&number);
    if let Some(said) = record.text("editorial_note") {
        record.info(format!("The Office of the Federal Register says of this document: {said}"));
    }
    let fields = Fields {
        kind: if corrects.is_some() { Some(Kind::Correction) } else { kind },
        title: title(&mut record),
        url: record.text("html_url"),
        agencies: known.slugs,
        agency_names: known.names,
        published_on: record.date("publication_date"),
        filed_at: filed_at(&mut record),
        filing: filing(&mut record),
        docket_ids: record.texts("docket_numbers"),
        pages: record.count("num_pages"),
        language: Some(stanza.language.clone()),
        corrects: corrects.map(fr_api::id_of),
        external_id: Some(number.clone()),
        document_number: Some(number.clone()),
        ..Fields::default()
    };
    record.finish(IGNORED);
    let document = fr_api::id_of(&number);
    Some(Rendition { document, kind: RenditionKind::Inspection, state: DocumentState::Filed, fields })
}

/// The title; where a record has none, the lines of which the publisher makes it.
fn title(record: &mut Record<'_>) -> Option<String> {
    let lines: Vec<String> =
        ["subject_1", "subject_2", "subject_3"].iter().filter_map(|name| record.text(name)).collect();
    record.text("title").or_else(|| (!lines.is_empty()).then(|| lines.join(" ")))
}

/// The instant of filing; given with its offset.
fn filed_at(record: &mut Record<'_>) -> Option<Timestamp> {
    let text = record.text("filed_at")?;
    let at = text.parse().ok();
    if at.is_none() {
        record.odd(format!(
            "The field filed_at holds '{}', which is no instant with an offset; it was left out.",
            short(&text)
        ));
    }
    at
}

fn filing(record: &mut Record<'_>) -> Option<String> {
    let word = record.text("filing_type")?;
    if !matches!(word.as_str(), "regular" | "special") {
        record
            .odd(format!("The filing type '{}' is neither regular nor special; it was taken as it is.", short(&word)));
    }
    Some(word)
}
