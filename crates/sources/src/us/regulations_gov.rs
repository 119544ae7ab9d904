//! Regulations.gov (API v4): listings of what agencies posted to their dockets, single documents, dockets.
//! What bears a number of the Federal Register is a telling of that document; all else is a document of its own.

use std::collections::BTreeMap;
use std::io::BufRead;

use jiff::ToSpan as _;
use model::capture::CaptureHead;
use model::document::{DocumentId, DocumentState, Fields, Kind, Rendition, RenditionKind};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use model::{Date, Timestamp};
use serde_json::{Map, Value};

use crate::formats::address::Address;
use crate::formats::json::{self, Record, short};
use crate::formats::remarks::Remarks;
use crate::formats::{fr_api, fr_numbers};
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest answer that is read, in bytes: a page of 250 documents has about 200,000.
const ANSWER_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// How far back a first listing goes, in days.
const FIRST_LISTING_DAYS: i64 = 7;

/// The last page that the interface gives, of whatever size.
const PAGES_MAX: u64 = 20;

/// What is known and not used: counters and stamps that change when nothing else does, the places of copies, and of letters of the public
/// who wrote them.
const IGNORED: &[&str] = &[
    "address1",
    "address2",
    "allowLateComments",
    "authorDate",
    "authors",
    "category",
    "city",
    "comment",
    "commentStartDate",
    "country",
    "displayProperties",
    "docketType",
    "email",
    "exhibitLocation",
    "exhibitType",
    "fax",
    "field1",
    "field2",
    "fileFormats",
    "firstName",
    "frVolNum",
    "generic",
    "govAgency",
    "govAgencyType",
    "highlightedContent",
    "implementationDate",
    "keywords",
    "lastModifiedDate",
    "lastName",
    "legacyId",
    "media",
    "modifyDate",
    "objectId",
    "ombApproval",
    "openForComment",
    "organization",
    "originalDocumentId",
    "pageCount",
    "paperLength",
    "paperWidth",
    "petitionNbr",
    "phone",
    "postmarkDate",
    "program",
    "reasonWithdrawn",
    "receiveDate",
    "regWriterInstruction",
    "restrictReason",
    "restrictReasonType",
    "shortTitle",
    "sourceCitation",
    "startEndPage",
    "stateProvinceRegion",
    "subType",
    "subType2",
    "subject",
    "submitterRep",
    "submitterRepAddress",
    "submitterRepCityState",
    "trackingNbr",
    "zip",
];

/// What agencies posted to their dockets.
pub struct RegulationsGov {
    stanza: Stanza,
}

impl RegulationsGov {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }

    fn request(&self, url: String) -> Request {
        Request { source: self.stanza.slug.clone(), url, size_bytes_max: ANSWER_BYTES_MAX }
    }

    /// The page after this one, where the answer says that there is one.
    fn next_page(&self, url: &str, meta: &Value, remarks: &mut Remarks) -> Option<Request> {
        if meta.get("hasNextPage").and_then(Value::as_bool) != Some(true) {
            return None;
        }
        let number = meta.get("pageNumber").and_then(Value::as_u64).unwrap_or(PAGES_MAX);
        if number >= PAGES_MAX {
            let total = meta.get("totalElements").and_then(Value::as_u64).unwrap_or_default();
            remarks.add(Note::lost(
                "meta.hasNextPage",
                format!("The interface gives no page after number {PAGES_MAX}; of {total} documents those behind it were not asked for."),
            ));
            return None;
        }
        Some(self.request(with_page(url, number + 1)))
    }
}

impl Source for RegulationsGov {
    fn claims(&self, url: &str) -> bool {
        Address::parse(url).is_some_and(|address| place(&address).is_some())
    }

    fn ask(&self, bookmark: &Bookmark, now: Timestamp) -> Vec<Request> {
        let Some(address) = self.stanza.addresses.first() else { return Vec::new() };
        let today = now.to_zoned(fr_numbers::eastern()).date();
        let first = today.checked_sub(FIRST_LISTING_DAYS.days()).unwrap_or(today);
        // The last day is listed again: agencies post all day long.
        let since = bookmark.published_on.map_or(first, |day| day.min(today));
        let sign = if address.contains('?') { '&' } else { '?' };
        vec![self.request(format!(
            "{address}{sign}filter%5BpostedDate%5D%5Bge%5D={since}&filter%5BdocumentType%5D=Rule%2CProposed%20Rule%2CNotice\
             &sort=postedDate&page%5Bsize%5D=250&page%5Bnumber%5D=1"
        ))]
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let mut map = match json::parse(body, ANSWER_BYTES_MAX) {
            Ok(Value::Object(map)) => map,
            Ok(_) => return Reading::failed("The answer is JSON, but no answer of regulations.gov."),
            Err(sentence) => return Reading::failed(sentence),
        };
        if let Some(errors) = map.get("errors").or_else(|| map.get("error")) {
            return Reading::failed(format!("Regulations.gov answered with an error: {}.", said(errors)));
        }
        let mut remarks = Remarks::default();
        let meta = map.shift_remove("meta").unwrap_or_default();
        match map.shift_remove("data") {
            Some(Value::Array(items)) => self.listing(&head.url, items, &meta, remarks),
            Some(Value::Object(item)) => {
                let mut told = Told::default();
                item_of(item, RenditionKind::Docket, &self.stanza, &mut remarks, &mut told);
                told.reading(remarks, "The answer holds no document and no docket that could be taken in.")
            }
            _ => Reading::failed(
                "The answer has no data, which every answer of regulations.gov has; it may have been cut short.",
            ),
        }
    }
}

impl RegulationsGov {
    fn listing(&self, url: &str, items: Vec<Value>, meta: &Value, mut remarks: Remarks) -> Reading {
        let total = meta.get("totalElements").and_then(Value::as_u64);
        if items.is_empty() {
            return match total {
                Some(0) => Reading { notes: remarks.finish(), ..Reading::default() },
                Some(total) => {
                    Reading::failed(format!("The answer says that there are {total} documents, but lists none."))
                }
                None => Reading::failed(
                    "The answer lists nothing and does not say that there is nothing; it may have been cut short.",
                ),
            };
        }
        let listed = meta.get("numberOfElements").and_then(Value::as_u64);
        if listed.is_some_and(|listed| listed > items.len() as u64) {
            let listed = listed.unwrap_or_default();
            remarks.add(Note::lost(
                "data",
                format!("The answer says that it lists {listed} documents, and lists {}.", items.len()),
            ));
        }
        let mut told = Told::default();
        // Listings of 2020 had no numbers of the Federal Register, but one that was asked for by such a number repeats it.
        let asked_for = meta.pointer("/filters/frDocumentNumber/value").and_then(Value::as_str);
        for (at, item) in items.into_iter().enumerate() {
            match item {
                Value::Object(mut item) => {
                    if let (Some(number), Some(Value::Object(attributes))) = (asked_for, item.get_mut("attributes")) {
                        attributes.entry("frDocNum").or_insert_with(|| number.into());
                    }
                    item_of(item, RenditionKind::Posting, &self.stanza, &mut remarks, &mut told);
                }
                _ => remarks.add(Note::lost(format!("data[{at}]"), "This item is no record; it could not be read.")),
            }
        }
        let next = self.next_page(url, meta, &mut remarks);
        let mut reading = told.reading(remarks, "No item of the answer is a document that could be taken in.");
        reading.requests.extend(next);
        reading
    }
}

/// What was told so far, one rendition a document: one of the Federal Register may be posted to twenty dockets.
#[derive(Default)]
struct Told {
    renditions: Vec<Rendition>,
    places: BTreeMap<DocumentId, usize>,
    /// Whether an item says by itself that there is nothing to take in.
    passed: bool,
}

impl Told {
    fn add(&mut self, rendition: Rendition) {
        match self.places.get(&rendition.document) {
            Some(place) => join(&mut self.renditions[*place], rendition),
            None => {
                self.places.insert(rendition.document.clone(), self.renditions.len());
                self.renditions.push(rendition);
            }
        }
    }

    fn reading(self, remarks: Remarks, nothing: &str) -> Reading {
        let found = match (self.renditions.is_empty(), self.passed) {
            (false, _) => Found::Renditions(self.renditions),
            (true, true) => Found::Empty,
            (true, false) => Found::Failed(nothing.to_owned()),
        };
        Reading { found, requests: Vec::new(), notes: remarks.finish() }
    }
}

/// Joins a further posting of the same document: the one with the first number speaks, dockets and agencies of all are named. So the order
/// in which an answer lists them, which is not fixed, says nothing.
fn join(told: &mut Rendition, mut other: Rendition) {
    if other.fields.external_id < told.fields.external_id {
        std::mem::swap(told, &mut other);
    }
    let (into, from) = (&mut told.fields, other.fields);
    for (into, from) in [
        (&mut into.docket_ids, from.docket_ids),
        (&mut into.agencies, from.agencies),
        (&mut into.agency_names, from.agency_names),
        (&mut into.rins, from.rins),
    ] {
        into.extend(from);
        into.sort();
        into.dedup();
    }
    into.comments_close_on = into.comments_close_on.max(from.comments_close_on);
    into.published_on = match (into.published_on, from.published_on) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
}

/// Reads one item of an answer: a document or a docket.
fn item_of(
    mut item: Map<String, Value>,
    telling: RenditionKind,
    stanza: &Stanza,
    remarks: &mut Remarks,
    told: &mut Told,
) {
    let text = |item: &Map<String, Value>, name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    let sort = text(&item, "type").unwrap_or_default();
    let id = text(&item, "id").filter(|id| is_id(id));
    let (Some(id), Some(Value::Object(attributes))) = (id, item.shift_remove("attributes")) else {
        remarks.add(Note::lost("data", "An item has no number or no attributes; it could not be taken in."));
        return;
    };
    let record = Record::new(attributes, id.clone(), remarks);
    match sort.as_str() {
        "documents" => document(&id, record, telling, stanza).into_iter().for_each(|rendition| told.add(rendition)),
        "dockets" => match docket(&id, record, stanza) {
            Some(rendition) => told.add(rendition),
            None => told.passed = true,
        },
        _ => remarks.add(Note::odd(
            id,
            format!("An item of the sort '{}' is neither document nor docket; it was left out.", short(&sort)),
        )),
    }
}

/// The tellings of one posting: one, or one of each document of the Federal Register that it names.
fn document(id: &str, mut record: Record<'_>, telling: RenditionKind, stanza: &Stanza) -> Vec<Rendition> {
    let printed = printed_numbers(&mut record);
    let posted_on = day(&mut record, "postedDate");
    let withdrawn = record.value("withdrawn") == Some(Value::Bool(true));
    let (agencies, agency_names) = agency(&mut record, stanza);
    let cfr = record.text("cfrPart").map(|text| fr_numbers::cfr_refs(&text)).unwrap_or_default();
    let fields = Fields {
        kind: fr_kind(&mut record, stanza),
        external_id: Some(id.to_owned()),
        title: record.text("title"),
        abstract_text: record.text("docAbstract"),
        // What the system calls a subtype is what the printed document calls its action: `Extension of Comment Period`.
        action: record.text("subtype"),
        url: Some(format!("https://www.regulations.gov/document/{id}")),
        agencies,
        agency_names,
        published_on: posted_on,
        effective_on: day(&mut record, "effectiveDate"),
        comments_close_on: day(&mut record, "commentEndDate"),
        cfr,
        docket_ids: record.text("docketId").filter(|docket| !is_collective(docket)).into_iter().collect(),
        rins: record.texts("additionalRins").iter().flat_map(|text| rins(text)).collect(),
        topics: record.texts("topics"),
        language: Some(stanza.language.clone()),
        ..Fields::default()
    };
    record.finish(IGNORED);
    if printed.is_empty() {
        let state = if withdrawn { DocumentState::Withdrawn } else { DocumentState::Published };
        return vec![Rendition { document: DocumentId::numbered("regs", id), kind: telling, state, fields }];
    }
    let of = |number: String| {
        let mut fields = fields.clone();
        let corrects = fr_numbers::corrected(&number).map(fr_api::id_of);
        fields.kind = if corrects.is_some() { Some(Kind::Correction) } else { fields.kind };
        fields.corrects = corrects;
        // Documents of twenty years ago are posted to new dockets: that is no day of theirs.
        fields.published_on = posted_on.filter(|day| is_of_its_time(&number, *day));
        let document = fr_api::id_of(&number);
        fields.document_number = Some(number);
        // That a posting was taken back does not take back what is printed.
        Rendition { document, kind: telling, state: DocumentState::Published, fields }
    };
    printed.into_iter().map(of).collect()
}

/// A docket as a document: what its matter is called, and under which number of the regulatory agenda it stands. `None` for the collective
/// docket of an agency, which is no matter's.
fn docket(id: &str, mut record: Record<'_>, stanza: &Stanza) -> Option<Rendition> {
    if is_collective(id) {
        record.info(
            "This is the collective docket of its agency and no matter of its own; no document was made of it."
                .to_owned(),
        );
        return None;
    }
    let (agencies, agency_names) = agency(&mut record, stanza);
    let fields = Fields {
        kind: Some(Kind::Page),
        external_id: Some(id.to_owned()),
        title: record.text("title"),
        abstract_text: record.text("dkAbstract"),
        url: Some(format!("https://www.regulations.gov/docket/{id}")),
        agencies,
        agency_names,
        effective_on: day(&mut record, "effectiveDate"),
        docket_ids: vec![id.to_owned()],
        rins: record.text("rin").map(|text| rins(&text)).unwrap_or_default(),
        language: Some(stanza.language.clone()),
        ..Fields::default()
    };
    record.finish(IGNORED);
    let document = DocumentId::numbered("regs", id);
    Some(Rendition { document, kind: RenditionKind::Docket, state: DocumentState::Published, fields })
}

/// The kind, by the stanza's table.
fn fr_kind(record: &mut Record<'_>, stanza: &Stanza) -> Option<Kind> {
    let label = record.text("documentType")?;
    let kind = stanza.lookup("types", &label).and_then(|word| word.parse().ok());
    if kind.is_none() {
        let slug = &stanza.slug;
        record.odd(format!(
            "The type '{}' is not in the table of {slug}; the document came in without a kind.",
            short(&label)
        ));
    }
    kind
}

/// Agencies by slug and by name: the system knows short codes.
fn agency(record: &mut Record<'_>, stanza: &Stanza) -> (Vec<String>, Vec<String>) {
    let Some(code) = record.text("agencyId") else { return (Vec::new(), Vec::new()) };
    let slugs = stanza.lookup("agencies", &code).unwrap_or_default();
    (slugs.split_whitespace().map(str::to_owned).collect(), vec![code])
}

/// The day, in the publisher's zone, of an instant: `2020-11-24T04:59:59Z` is the end of November 23.
fn day(record: &mut Record<'_>, name: &str) -> Option<Date> {
    let text = record.text(name)?;
    let instant: Option<Timestamp> = text.parse().ok();
    if instant.is_none() {
        record.odd(format!("The field {name} holds '{}', which is no instant; it was left out.", short(&text)));
    }
    instant.map(|instant| instant.to_zoned(fr_numbers::eastern()).date())
}

/// The numbers of the Federal Register that a posting names. They are typed by hand: two in one field, with dashes of every length, cut
/// off, or the number of a page. What is no whole number names no document.
fn printed_numbers(record: &mut Record<'_>) -> Vec<String> {
    let Some(text) = record.text("frDocNum") else { return Vec::new() };
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/'));
    let mut numbers: Vec<String> =
        words.filter_map(fr_numbers::document_number).filter(|number| is_whole(number)).collect();
    numbers.dedup();
    if numbers.is_empty() {
        record.info(format!(
            "'{}' is no whole number of the Federal Register; the posting is told under its own number.",
            short(&text)
        ));
    }
    numbers
}

/// Whether a number was not cut off: since 2012 the part behind the year has five digits (`C1-2021-17` is some correction of 2021).
fn is_whole(number: &str) -> bool {
    let Some((before, last)) = number.rsplit_once('-') else { return false };
    let year = before.rsplit('-').next().and_then(|year| year.parse::<u16>().ok());
    !year.is_some_and(|year| (2012..2100).contains(&year)) || last.len() == 5
}

/// Whether a number was given about the day of a posting: in its year, or at the end of the year before.
fn is_of_its_time(number: &str, posted_on: Date) -> bool {
    let of = fr_numbers::corrected(number).unwrap_or(number);
    let year = of.split_once('-').map(|(year, _)| year).unwrap_or_default();
    let year: Option<i16> = year.parse().ok();
    year == Some(posted_on.year()) || (posted_on.month() == 1 && year == Some(posted_on.year() - 1))
}

/// The regulation identifier numbers in a field, which may say `Not Assigned`.
fn rins(text: &str) -> Vec<String> {
    let looks = |word: &&str| {
        let bytes = word.as_bytes();
        bytes.len() == 9 && bytes[4] == b'-' && bytes[..4].iter().all(u8::is_ascii_digit)
    };
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(looks).map(str::to_owned).collect()
}

/// Whether a docket is the collective one of its agency: `DOS_FRDOC_0001` holds whatever has no docket of its own.
fn is_collective(docket: &str) -> bool {
    docket.contains("_FRDOC_")
}

/// Whether a text may be an id of the system's: it becomes part of addresses.
fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (3..=80).contains(&text.len()) && text.chars().all(plain)
}

/// What an answer says of its error, in one line.
fn said(errors: &Value) -> String {
    let text = |value: &Value, name: &str| match value.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let first = errors.get(0).unwrap_or(errors);
    let parts: Vec<String> =
        ["status", "code", "title", "message", "detail"].iter().filter_map(|name| text(first, name)).collect();
    short(&if parts.is_empty() { errors.to_string() } else { parts.join(", ") }).trim_end_matches('.').to_owned()
}

/// What an address of the system's names; `None` where its answer is not read.
fn place<'a>(address: &Address<'a>) -> Option<&'a str> {
    if address.host != "api.regulations.gov" {
        return None;
    }
    let path = address.path.strip_prefix("/v4/")?.trim_end_matches('/');
    match path.split_once('/') {
        None if path == "documents" => Some(""),
        Some(("documents" | "dockets", id)) if is_id(id) => Some(id),
        _ => None,
    }
}

/// The same address with another number of a page.
fn with_page(url: &str, number: u64) -> String {
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let of_page =
        |part: &&str| !part.starts_with("page%5Bnumber%5D=") && !part.starts_with("page[number]=") && !part.is_empty();
    let mut parts: Vec<String> = query.split('&').filter(of_page).map(str::to_owned).collect();
    parts.push(format!("page%5Bnumber%5D={number}"));
    format!("{before}?{}", parts.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_has_the_same_question() {
        assert_eq!(
            with_page("https://api.regulations.gov/v4/documents?a=1&page%5Bnumber%5D=1&page%5Bsize%5D=250", 2),
            "https://api.regulations.gov/v4/documents?a=1&page%5Bsize%5D=250&page%5Bnumber%5D=2"
        );
        assert_eq!(with_page("https://x.example/", 3), "https://x.example/?page%5Bnumber%5D=3");
    }

    #[test]
    fn numbers_typed_by_hand_are_read_or_left() {
        let numbers = |text: &str| {
            let mut remarks = Remarks::default();
            let map = Map::from_iter([("frDocNum".to_owned(), Value::from(text))]);
            printed_numbers(&mut Record::new(map, "x".into(), &mut remarks))
        };
        assert_eq!(numbers("01-29455, 01-29454"), ["01-29455", "01-29454"]);
        assert_eq!(numbers("FR Doc. 2020–28747"), ["2020-28747"]);
        assert_eq!(numbers("C1-2020-28153"), ["C1-2020-28153"]);
        for none in ["194", "6968 - 6996", "FR Vol. 86, No. 92", "C1-2021-17", "28408", ""] {
            assert!(numbers(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn an_old_document_is_not_dated_by_its_new_docket() {
        let day = |text: &str| text.parse().expect("a day");
        assert!(is_of_its_time("2019-28290", day("2020-01-03")) && is_of_its_time("C1-2020-28153", day("2020-12-29")));
        assert!(!is_of_its_time("2019-28290", day("2020-03-03")) && !is_of_its_time("02-3546", day("2020-03-03")));
    }
}
