//! The agencies by which the Federal Register's index knows whose a document is: a list of their slugs, names and parents.
//! An agency that is renamed or moved changes which documents a rule of relevance sees.

use std::collections::BTreeMap;
use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::{Address, fr_api_path};
use crate::formats::json::Record;
use crate::formats::json_records::records;
use crate::formats::list_file::{Entries, FieldSet, ListSource, Reader, STAYS};
use crate::stanza::Stanza;

/// The largest answer that is read, in bytes: it had 730,000 in 2020.
const LIST_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The most agencies; there were 454 in 2020.
const AGENCIES_MAX: usize = 20_000;

/// What follows from the rest, and what is prose about an agency.
const IGNORED: &[&str] = &[
    "child_ids",
    "child_slugs",
    "description",
    "json_url",
    "logo",
    "recent_articles_url",
    "recent_articles_count",
    "url",
];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    matches!(fr_api_path(address), Some("agencies" | "agencies/" | "agencies.json"))
}

/// One agency before its parent is known by name.
struct Agency {
    slug: String,
    name: String,
    short: Option<String>,
    page: Option<String>,
    parent: Option<String>,
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let mut agencies = Vec::new();
    let mut slugs: BTreeMap<String, String> = BTreeMap::new();
    let remarks = &mut *reader.remarks;
    let mut number = 0;
    let broken = records(body, "results", &mut |map| {
        number += 1;
        let place = format!("agency {number}");
        let mut record = Record::new(map, place.clone(), remarks);
        let (slug, name, id) = (record.text("slug"), record.text("name"), record.text("id"));
        let (short, page, parent) = (record.text("short_name"), record.text("agency_url"), record.text("parent_id"));
        record.finish(IGNORED);
        match (slug, name) {
            (Some(slug), Some(name)) if agencies.len() < AGENCIES_MAX => {
                slugs.extend(id.map(|id| (id, slug.clone())));
                agencies.push(Agency { slug, name, short, page, parent });
            }
            _ => remarks.add(Note::lost(place, "This agency has no slug or no name; it could not be taken in.")),
        }
    });
    if agencies.is_empty() {
        let why = broken.unwrap_or_else(|| "it lists none".to_owned());
        return Err(format!("No agency could be read in the answer: {why}. {STAYS}"));
    }
    let mut entries = Entries::default();
    for (at, agency) in agencies.into_iter().enumerate() {
        let mut fields = FieldSet::default();
        fields.set("name", Some(agency.name.clone()));
        fields.set("short_name", agency.short.clone());
        fields.set("agency_url", agency.page);
        fields.set("parent", agency.parent.map(|id| slugs.get(&id).cloned().unwrap_or(id)));
        let entry = ListEntry {
            id: agency.slug,
            name: agency.name,
            kind: "agency".to_owned(),
            programs: Vec::new(),
            countries: Vec::new(),
            aliases: agency.short.into_iter().collect(),
            fields: fields.finish(),
        };
        entries.add(entry, &format!("agency {}", at + 1), reader.remarks);
    }
    let incomplete = broken.map(|why| format!("The answer could not be read to its end: {why}."));
    let entries = entries.finish("the answer")?;
    Ok(vec![reader.state("agencies", Role::Leading, entries, incomplete)])
}
