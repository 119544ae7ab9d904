//! Recent opinions of the Court of Federal Claims, and decisions of its special masters: a page that holds its list as JSON in a script.
//! Each record is a decision, named by the court's number of the paper.

use std::collections::BTreeMap;
use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::document::{DocumentId, DocumentState, Fields, Kind, Rendition, RenditionKind};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use serde_json::{Map, Value};

use crate::formats::address::{is_of_the_web, is_one_of};
use crate::formats::decisions::{case_name, day};
use crate::formats::html_rows::decoded;
use crate::formats::json::{Record, short};
use crate::formats::limit;
use crate::formats::markup::line;
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest page that is read, in bytes: a year of opinions has 340,000.
const PAGE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// How the list begins.
const LIST: &str = "recent_opinions =";

/// Recent opinions.
pub struct CofcOpinions {
    stanza: Stanza,
}

impl CofcOpinions {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for CofcOpinions {
    fn claims(&self, url: &str) -> bool {
        is_one_of(url, &self.stanza.addresses)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        self.stanza.ask_first(PAGE_BYTES_MAX)
    }

    fn read(&self, _head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let bytes = match limit::whole(body, PAGE_BYTES_MAX, "page", "of it") {
            Ok(bytes) => bytes,
            Err(sentence) => return Reading::failed(sentence),
        };
        let html = decoded(&bytes);
        let Some((_, list)) = html.split_once(LIST) else {
            return Reading::failed(
                "The page holds no list of recent opinions, so it is another page or was cut short; see whether the court has changed it.",
            );
        };
        let mut remarks = Remarks::default();
        let records = records(list, &mut remarks);
        let mut seen: BTreeMap<DocumentId, Fields> = BTreeMap::new();
        let mut renditions = Vec::with_capacity(records.len());
        for (at, map) in records.into_iter().enumerate() {
            let Some(rendition) = decision(map, at, &self.stanza, &mut remarks) else { continue };
            let place = rendition.document.as_str();
            match seen.get(&rendition.document) {
                Some(earlier) if *earlier == rendition.fields => {
                    remarks.add(Note::info(place, "It stands in the list a second time, in the same words."));
                }
                Some(_) => remarks.add(Note::odd(
                    place,
                    "It stands in the list a second time in other words; the first ones were taken.",
                )),
                None => {
                    seen.insert(rendition.document.clone(), rendition.fields.clone());
                    renditions.push(rendition);
                }
            }
        }
        let found = match renditions.is_empty() {
            false => Found::Renditions(renditions),
            true if remarks.has_lost() => {
                Found::Failed("No record of the list is a decision that could be taken in.".to_owned())
            }
            true => Found::Empty,
        };
        Reading { found, requests: Vec::new(), notes: remarks.finish() }
    }
}

/// The records of the list, one by one, so that a page that breaks off gives those before.
fn records(list: &str, remarks: &mut Remarks) -> Vec<Map<String, Value>> {
    let mut out = Vec::new();
    let Some(mut rest) = list.trim_start().strip_prefix('[') else {
        remarks
            .add(Note::lost("recent_opinions", "What the page calls its list is none; nothing of it could be read."));
        return out;
    };
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.starts_with(']') {
            return out;
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match values.next() {
            Some(Ok(Value::Object(map))) => out.push(map),
            Some(Ok(_)) => {
                remarks.add(Note::lost(format!("record {}", out.len() + 1), "This is no record; it was left out."))
            }
            Some(Err(_)) | None => {
                let text = "The list cannot be read further; the records before were taken.";
                remarks.add(Note::lost(format!("after record {}", out.len()), text));
                return out;
            }
        }
        rest = &rest[values.byte_offset()..];
    }
}

fn decision(map: Map<String, Value>, at: usize, stanza: &Stanza, remarks: &mut Remarks) -> Option<Rendition> {
    let mut record = Record::new(map, format!("record {}", at + 1), remarks);
    let link = record.text("link").map(|link| line(&link)).filter(|link| is_of_the_web(link));
    let title = record.text("title").map(|title| line(&title)).unwrap_or_default();
    let (docket, name) =
        title.split_once('•').map_or(("", title.as_str()), |(docket, name)| (docket.trim(), name.trim()));
    let date = record.text("date");
    let published_on = date.as_deref().and_then(day);
    // The number of the paper in its docket: `2024cv0103-10-0`.
    let paper = link.as_deref().and_then(|link| link.rsplit_once('?')).map(|(_, paper)| paper.to_owned());
    let plain = |text: &String| {
        !text.is_empty() && text.len() <= 60 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let Some(paper) = paper.filter(plain) else {
        let text = format!("\"{}\" has no link that names its paper; it could not be taken in.", short(&title));
        remarks.add(Note::lost(format!("record {}", at + 1), text));
        return None;
    };
    record.stands_at(&paper);
    if published_on.is_none() {
        record.odd(format!("Its date '{}' names no day; it was left out.", short(&date.unwrap_or_default())));
    }
    if docket.is_empty() {
        record.odd(format!("Its title '{}' has no docket number before the name of the case.", short(&title)));
    }
    let text = record.text("text").map(|text| line(&text));
    let status = record.text("criteria");
    let fields = Fields {
        kind: Some(Kind::Opinion),
        external_id: Some(paper.clone()),
        title: Some(case_name(name)).filter(|name| !name.is_empty()),
        abstract_text: text,
        url: link,
        agency_names: vec![stanza.publisher.clone()],
        published_on,
        docket_ids: Some(docket.to_owned()).filter(|docket| !docket.is_empty()).into_iter().collect(),
        language: Some(stanza.language.clone()),
        subtype: status,
        ..Fields::default()
    };
    // The judge stands at the end of the text, by name and not by a short word.
    record.finish(&["judge"]);
    let document = DocumentId::numbered("cofc", &paper);
    Some(Rendition { document, kind: RenditionKind::Record, state: DocumentState::Published, fields })
}
