//! The Consolidated Screening List: thirteen lists of three departments in one file, as CSV and as JSON.
//! It is a list of its own, and those of its members for which the publisher offers no better file are lists by themselves.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, Read as _};

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};
use serde_json::{Map, Value};

use crate::formats::address::Address;
use crate::formats::json::{Record, short};
use crate::formats::json_records::records;
use crate::formats::list_file::{ListSource, Reader, STAYS, add_once, country_code, joined};
use crate::formats::remarks::Remarks;
use crate::formats::rows::{self, Layout, Row};
use crate::formats::text::fold;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: the CSV had 6 million in 2022, the JSON has 34 million.
const LIST_BYTES_MAX: u64 = 192 * 1024 * 1024;

/// The members that are lists by themselves: the code in `source`, the slug, the name for people. The Treasury's lists and the Denied Persons
/// List come from their publishers' own files.
const MEMBERS: [(&str, &str, &str); 5] = [
    ("EL", "bis-entity", "Entity List"),
    ("UVL", "bis-unverified", "Unverified List"),
    ("MEU", "bis-meu", "Military End User List"),
    ("DTC", "ddtc-debarred", "list of parties debarred under the Arms Export Control Act"),
    ("ISN", "state-isn", "list of nonproliferation sanctions"),
];

/// The codes of the other members.
const OTHERS: [&str; 9] = ["SDN", "SSI", "PLC", "CAP", "FSE", "CMIC", "NS-MBS List", "MBS", "DPL"];

/// Columns with one value.
const SINGLE: [&str; 17] = [
    "source",
    "type",
    "name",
    "title",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
];

/// Columns with several values, joined by `; ` in the CSV file and lists in the JSON file.
const SEVERAL: [&str; 8] =
    ["programs", "addresses", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth", "ids"];

/// What changes without anything being changed (`_id` is a hash of the row), and addresses of pages about the list.
const IGNORED: [&str; 6] = ["_id", "id", "source_list_url", "source_information_url", "country", "score"];

/// One row of the list.
struct Item {
    /// The code of the member, such as `EL`.
    code: String,
    /// The Treasury's number; nobody else gives one.
    number: Option<String>,
    name: String,
    kind: String,
    programs: Vec<String>,
    countries: Vec<String>,
    aliases: Vec<String>,
    fields: BTreeMap<String, String>,
}

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    let file = match address.host.as_str() {
        "data.trade.gov" => address.path.strip_prefix("/downloadable_consolidated_screening_list/v1/"),
        "api.trade.gov" => address.path.strip_prefix("/static/consolidated_screening_list/"),
        _ => None,
    };
    matches!(file, Some("consolidated.csv" | "consolidated.json"))
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let is_json = Address::parse(&reader.head.url).is_some_and(|address| address.path.ends_with(".json"));
    let stanza = reader.stanza;
    let (items, incomplete) =
        if is_json { from_json(body, stanza, reader.remarks)? } else { from_csv(body, stanza, reader.remarks)? };
    if items.is_empty() {
        return Err(format!("No row could be read in the file. {STAYS}"));
    }
    unknown_members(&items, reader.remarks);
    // The CSV file is what was seen as published; the JSON file tells the same lists once more.
    let (part, role) = if is_json { ("json", Role::Telling) } else { ("csv", Role::Leading) };
    let ids = ids(&items);
    let mut out = vec![reader.state(part, role, whole(&items, &ids), incomplete.clone())];
    for (code, slug, name) in MEMBERS {
        let of_member = items.iter().zip(&ids).filter(|(item, _)| item.code == code);
        let entries: Vec<ListEntry> = of_member.map(|(item, id)| item.entry(id.clone())).collect();
        // A member without a single row is no state of it: the file has lost it, or does not yet have it.
        if !entries.is_empty() {
            let state = reader.state(part, role, entries, incomplete.clone());
            out.push(Snapshot { list: slug.to_owned(), list_name: name.to_owned(), ..state });
        }
    }
    Ok(out)
}

fn from_csv(
    body: &mut dyn BufRead,
    stanza: &Stanza,
    remarks: &mut Remarks,
) -> Result<(Vec<Item>, Option<String>), String> {
    let known: Vec<&str> = SINGLE.into_iter().chain(SEVERAL).collect();
    let layout = Layout {
        delimiter: b',',
        preamble_lines: 0,
        wanted: &["source", "name", "entity_number"],
        known: &known,
        ignored: &IGNORED,
        bytes_max: LIST_BYTES_MAX,
    };
    let table = rows::read(body, &layout, remarks)?;
    let mut items = Vec::new();
    for row in table.iter() {
        let place = row.place();
        let several = |name: &str| split(&row, name);
        items.extend(item(&|name| row.get(name), &several, stanza, &place, remarks));
    }
    Ok((items, table.incomplete))
}

fn split(row: &Row<'_>, name: &str) -> Vec<String> {
    let text = row.get(name).unwrap_or_default();
    // `A; and B`: the word before the last of several names is none of it.
    let bare = |value: &'_ str| value.trim().strip_prefix("and ").unwrap_or(value.trim()).to_owned();
    text.split(';').map(bare).filter(|value| !value.is_empty()).collect()
}

fn from_json(
    body: &mut dyn BufRead,
    stanza: &Stanza,
    remarks: &mut Remarks,
) -> Result<(Vec<Item>, Option<String>), String> {
    let mut items = Vec::new();
    let mut number = 0;
    let mut take = |map: Map<String, Value>| {
        number += 1;
        let place = format!("result {number}");
        let (single, several) = taken(map, &place, remarks);
        let several = |name: &str| several.get(name).cloned().unwrap_or_default();
        items.extend(item(&|name| single.get(name).cloned(), &several, stanza, &place, remarks));
    };
    let Some(why) = records(&mut body.take(LIST_BYTES_MAX), "results", &mut take) else { return Ok((items, None)) };
    let sentence = format!("The file could not be read to its end: {why}.");
    if items.is_empty() {
        return Err(format!("{sentence} {STAYS}"));
    }
    remarks.add(Note::lost("end of file", format!("{sentence} Nothing that is missing counts as removed.")));
    Ok((items, Some(sentence)))
}

/// The values of a record, by column, as the CSV file would give them.
fn taken(
    map: Map<String, Value>,
    place: &str,
    remarks: &mut Remarks,
) -> (BTreeMap<&'static str, String>, BTreeMap<&'static str, Vec<String>>) {
    let mut record = Record::new(map, place.to_owned(), remarks);
    let (mut single, mut several) = (BTreeMap::new(), BTreeMap::new());
    for name in SINGLE.into_iter().chain(["entity_number"]) {
        if let Some(value) = record.text(name) {
            single.insert(name, value);
        }
    }
    for name in SEVERAL {
        let order: &[&str] = match name {
            "addresses" => &["address", "city", "state", "postal_code", "country"],
            "ids" => &["country", "issue_date", "expiration_date", "number", "type"],
            _ => {
                several.insert(name, record.texts(name));
                continue;
            }
        };
        let values = match record.value(name) {
            Some(Value::Array(values)) => values,
            Some(single) => vec![single],
            None => Vec::new(),
        };
        several.insert(name, values.iter().map(|value| flat(value, order)).filter(|text| !text.is_empty()).collect());
    }
    record.finish(&IGNORED);
    (single, several)
}

/// An object as one text, its values in this order; a text as it is.
fn flat(value: &Value, order: &[&str]) -> String {
    match value {
        Value::Object(map) => {
            let parts: Vec<String> = order.iter().filter_map(|name| map.get(*name)?.as_str()).map(fold).collect();
            joined(parts.iter().map(String::as_str), ", ")
        }
        Value::String(text) => fold(text),
        _ => String::new(),
    }
}

/// One row, or a note of why it is none.
fn item(
    single: &dyn Fn(&str) -> Option<String>,
    several: &dyn Fn(&str) -> Vec<String>,
    stanza: &Stanza,
    place: &str,
    remarks: &mut Remarks,
) -> Option<Item> {
    let (Some(name), Some(source)) = (single("name"), single("source")) else {
        remarks.add(Note::lost(place, "The row has no name, or names no list; it could not be read."));
        return None;
    };
    let code =
        source.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or(source.as_str(), |(code, _)| code);
    let label = single("type");
    let kind = match label.as_deref() {
        // The lists of BIS and the State Department say of nobody what they are.
        None => String::new(),
        Some(label) => stanza.lookup("types", label).map(str::to_owned).unwrap_or_else(|| {
            let text = format!("The type '{}' is not known; it was taken as it is.", short(label));
            remarks.add(Note::odd(place, text));
            label.to_lowercase()
        }),
    };
    let mut fields: BTreeMap<String, String> =
        SINGLE.iter().filter_map(|name| Some(((*name).to_owned(), single(name)?))).collect();
    let (mut programs, mut countries, mut aliases) = (Vec::new(), Vec::new(), Vec::new());
    for column in SEVERAL {
        let mut values = several(column);
        match column {
            "programs" => programs.clone_from(&values),
            "alt_names" => aliases.clone_from(&values),
            "addresses" => {
                values.iter().filter_map(|address| country_of(address)).for_each(|code| add_once(&mut countries, code))
            }
            // The pieces of a paper stand in an order that was another each year.
            "ids" => values.iter_mut().for_each(|paper| *paper = in_order(paper, ", ")),
            "nationalities" | "citizenships" => {
                values.iter().filter_map(|value| country_code(value)).for_each(|code| add_once(&mut countries, code));
            }
            _ => {}
        }
        values.sort_unstable();
        values.dedup();
        if !values.is_empty() {
            fields.insert(column.to_owned(), values.join("; "));
        }
    }
    let (number, code) = (single("entity_number"), code.trim().to_owned());
    Some(Item { code, number, name, kind, programs, countries, aliases, fields })
}

/// The country at the end of an address: `…, Dubai, AE`, or only `SY`.
fn country_of(address: &str) -> Option<String> {
    country_code(address.rsplit(',').next()?)
}

fn in_order(text: &str, between: &str) -> String {
    let mut parts: Vec<&str> = text.split(',').map(str::trim).collect();
    parts.sort_unstable();
    parts.join(between)
}

/// An id for every row. The Treasury numbers its parties. The others are known by name and country, and where a list has several rows of one
/// name and country, the second is `… (2)`, in order of day and address: so a row that comes or goes is one addition or removal.
fn ids(items: &[Item]) -> Vec<String> {
    let mut groups: HashMap<(&str, String), Vec<usize>> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        if item.number.is_none() {
            let mut countries = item.countries.clone();
            countries.sort_unstable();
            let id = joined([item.name.as_str()].into_iter().chain(countries.iter().map(String::as_str)), ", ");
            groups.entry((item.code.as_str(), id)).or_default().push(at);
        }
    }
    let mut out: Vec<String> = items.iter().map(|item| item.number.clone().unwrap_or_default()).collect();
    for ((_, id), mut group) in groups {
        let said =
            |at: &usize| ["start_date", "addresses", "federal_register_notice"].map(|name| items[*at].fields.get(name));
        group.sort_by(|a, b| said(a).cmp(&said(b)).then(a.cmp(b)));
        for (place, at) in group.into_iter().enumerate() {
            out[at] = if place == 0 { id.clone() } else { format!("{id} ({})", place + 1) };
        }
    }
    out
}

/// All rows as one list. A party of the Treasury's that is on two of its lists is one entry with both; of the others' rows the list stands
/// before the name, for one name may be on several.
fn whole(items: &[Item], ids: &[String]) -> Vec<ListEntry> {
    let mut out: Vec<ListEntry> = Vec::with_capacity(items.len());
    let mut places: HashMap<String, usize> = HashMap::with_capacity(items.len());
    for (item, id) in items.iter().zip(ids) {
        let id = if item.number.is_some() { id.clone() } else { format!("{}: {id}", item.code) };
        match places.get(&id).and_then(|place| out.get_mut(*place)) {
            None => {
                places.insert(id.clone(), out.len());
                out.push(item.entry(id));
            }
            Some(entry) => {
                item.programs.iter().for_each(|program| add_once(&mut entry.programs, program.as_str()));
                item.countries.iter().for_each(|country| add_once(&mut entry.countries, country.as_str()));
                item.aliases.iter().for_each(|alias| add_once(&mut entry.aliases, alias.as_str()));
                for (name, value) in &item.fields {
                    unite(entry.fields.entry(name.clone()).or_default(), value);
                }
            }
        }
    }
    out
}

/// Puts the values of a field together, each once and in order.
fn unite(field: &mut String, more: &str) {
    let mut values: Vec<&str> = field.split("; ").chain(more.split("; ")).filter(|value| !value.is_empty()).collect();
    values.sort_unstable();
    values.dedup();
    *field = values.join("; ");
}

impl Item {
    fn entry(&self, id: String) -> ListEntry {
        ListEntry {
            id,
            name: fold(&self.name),
            kind: self.kind.clone(),
            programs: self.programs.clone(),
            countries: self.countries.clone(),
            aliases: self.aliases.clone(),
            fields: self.fields.clone(),
        }
    }
}

fn unknown_members(items: &[Item], remarks: &mut Remarks) {
    let mut told: Vec<&str> = Vec::new();
    for code in items.iter().map(|item| item.code.as_str()) {
        let is_known = MEMBERS.iter().any(|(known, ..)| *known == code) || OTHERS.contains(&code);
        if !is_known && !told.contains(&code) {
            told.push(code);
            let text = format!(
                "The file holds a list '{}' that is not known here; its rows are in the whole list, and no list by themselves.",
                short(code)
            );
            remarks.add(Note::odd("source", text));
        }
    }
}
