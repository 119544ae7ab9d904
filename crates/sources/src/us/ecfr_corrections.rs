//! What the Office of the Federal Register corrected in the eCFR after it had been shown wrongly: a list a title, an entry a correction.
//! A correction that is new says that a text which readers relied on was not the law.

use std::collections::BTreeMap;
use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::change::Kind;
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use model::snapshot::{ListEntry, Role, Snapshot};
use serde_json::{Map, Value};

use crate::formats::address::Address;
use crate::formats::ecfr_index::{ANSWER_BYTES_MAX, listed};
use crate::formats::json::Record;
use crate::formats::list_file::{Entries, FieldSet, STAYS};
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::Stanza;

/// Where it stands among others of its year, whether the publisher's tables show it, and when its record was last touched: no part of
/// what was corrected.
const IGNORED: &[&str] = &["position", "display_in_toc", "last_modified", "year"];

/// Corrections of the eCFR.
pub struct EcfrCorrections {
    stanza: Stanza,
}

impl EcfrCorrections {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for EcfrCorrections {
    fn claims(&self, url: &str) -> bool {
        Address::parse(url).is_some_and(|address| asked(&address).is_some())
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        let request = |url: &String| Request {
            source: self.stanza.slug.clone(),
            url: url.clone(),
            size_bytes_max: ANSWER_BYTES_MAX,
        };
        self.stanza.addresses.iter().map(request).collect()
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let Some(asked) = Address::parse(&head.url).as_ref().and_then(asked) else {
            return Reading::failed("The address asks for no corrections of the Code. The capture is kept.");
        };
        let mut remarks = Remarks::default();
        let rows = match listed(body, "ecfr_corrections", &[], &mut remarks) {
            Ok(rows) => rows,
            Err(sentence) => {
                return Reading { notes: remarks.finish(), ..Reading::failed(format!("{sentence} {STAYS}")) };
            }
        };
        if rows.is_empty() && !remarks.has_lost() {
            // A title without a correction is no list that lost its entries: what is known of earlier ones stays.
            remarks.add(Note::info(
                asked.place(),
                "It says that nothing was corrected; what is known of earlier corrections stays.",
            ));
            return Reading { notes: remarks.finish(), ..Reading::default() };
        }
        let mut titles: BTreeMap<u16, Entries> = BTreeMap::new();
        for (at, row) in rows.into_iter().enumerate() {
            let place = format!("correction {}", at + 1);
            if let Some((title, entry)) = correction(row, &place, &mut remarks) {
                titles.entry(title).or_default().add(entry, &place, &mut remarks);
            }
        }
        if titles.is_empty() {
            let sentence = format!("No correction could be read in the answer. {STAYS}");
            return Reading { notes: remarks.finish(), ..Reading::failed(sentence) };
        }
        let incomplete = remarks.has_lost().then(|| "Some of its records could not be read.".to_owned());
        let states = titles.into_iter().filter_map(|(title, entries)| {
            Some(state(title, head.captured_at, entries.finish("the answer").ok()?, incomplete.clone()))
        });
        Reading { found: Found::Lists(states.collect()), requests: Vec::new(), notes: remarks.finish() }
    }
}

fn state(title: u16, at: Timestamp, entries: Vec<ListEntry>, incomplete: Option<String>) -> Snapshot {
    Snapshot {
        kind: Kind::ListEntry,
        list: format!("ecfr-corrections-{title}"),
        list_name: format!("eCFR corrections of title {title}"),
        part: "corrections".to_owned(),
        role: Role::Leading,
        at,
        entries,
        begins_at: None,
        incomplete,
    }
}

/// Of which title corrections were asked; of all where none is named.
struct Asked(Option<u16>);

impl Asked {
    fn place(&self) -> String {
        self.0.map_or_else(|| "all titles".to_owned(), |title| format!("title {title}"))
    }
}

/// Answers to narrower questions, the corrections of a day say, are no states of a list.
fn asked(address: &Address<'_>) -> Option<Asked> {
    let path = address.path.strip_prefix("/api/admin/v1/corrections").filter(|_| address.host == "ecfr.gov")?;
    if let Some(title) = path.strip_prefix("/title/") {
        let title = title.strip_suffix(".json").unwrap_or(title).parse().ok()?;
        return address.query.is_empty().then_some(Asked(Some(title)));
    }
    if !matches!(path, "" | ".json") {
        return None;
    }
    match address.query {
        "" => Some(Asked(None)),
        query => Some(Asked(Some(query.strip_prefix("title=")?.parse().ok()?))),
    }
}

/// One correction, and the title that it is of.
fn correction(map: Map<String, Value>, place: &str, remarks: &mut Remarks) -> Option<(u16, ListEntry)> {
    let mut record = Record::new(map, place.to_owned(), remarks);
    let (id, title) = (record.text("id"), record.count("title"));
    let references = record.value("cfr_references");
    let (action, citation) = (record.text("corrective_action"), record.text("fr_citation"));
    let (occurred, corrected) = (record.date("error_occurred"), record.date("error_corrected"));
    if action.is_none() {
        record.odd("It does not say what was corrected.".to_owned());
    }
    record.finish(IGNORED);
    let sections = sections(references, place, remarks);
    let (Some(id), Some(title)) = (id, title.and_then(|title| u16::try_from(title).ok())) else {
        remarks.add(Note::lost(place, "This correction has no number or no title; it could not be read."));
        return None;
    };
    let mut name = if sections.is_empty() { format!("title {title}") } else { sections.join(", ") };
    if let Some(action) = &action {
        name.push_str(&format!(": {action}"));
    }
    if let Some(citation) = &citation {
        name.push_str(&format!(" ({citation})"));
    }
    let mut fields = FieldSet::default();
    fields.set("corrective_action", action);
    fields.set("fr_citation", citation);
    fields.set("error_occurred", occurred.map(|day| day.to_string()));
    fields.set("error_corrected", corrected.map(|day| day.to_string()));
    for section in sections {
        fields.push_once("cfr_reference", Some(section));
    }
    let entry = ListEntry {
        id,
        name,
        kind: "correction".to_owned(),
        programs: Vec::new(),
        countries: Vec::new(),
        aliases: Vec::new(),
        fields: fields.finish(),
    };
    Some((title, entry))
}

/// The sections that a correction names, as printed: `48 CFR 52.212-3`.
fn sections(references: Option<Value>, place: &str, remarks: &mut Remarks) -> Vec<String> {
    let mut out = Vec::new();
    let references = match references {
        Some(Value::Array(references)) => references,
        _ => {
            remarks.add(Note::odd(place, "It names no section that was corrected."));
            return out;
        }
    };
    for reference in references {
        let Value::Object(map) = reference else {
            remarks.add(Note::odd(place, "Something among its sections is no section; it was left out."));
            continue;
        };
        let mut record = Record::new(map, place.to_owned(), remarks);
        out.extend(record.text("cfr_reference").filter(|section| !out.contains(section)));
        // Where the section stands says the same once more, level by level.
        record.finish(&["hierarchy"]);
    }
    out
}
