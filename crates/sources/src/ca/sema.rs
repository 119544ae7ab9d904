//! Canada's consolidated list of autonomous sanctions, as XML. Its elements have names in English alone, or in both languages
//! (`ShipIMONumber-NumeroOMIDuNavire`): what stands before the hyphen is the name.

use std::collections::HashMap;
use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::list_file::{ENTRIES_MAX, FieldSet, ListSource, Reader, STAYS, joined};
use crate::formats::remarks::Remarks;
use crate::formats::text::fold;
use crate::formats::tree::{Element, Tree};
use crate::formats::xml_records::Shape;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: it has some 2 million.
const LIST_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Fields by the names that they have had, the present one first.
const FIELDS: [(&str, &[&str]); 11] = [
    ("Country", &["Country"]),
    ("LastName", &["LastName"]),
    ("GivenName", &["GivenName"]),
    ("EntityOrShip", &["EntityOrShip", "Entity"]),
    ("TitleOrShipType", &["TitleOrShipType", "TitleOrShip", "Title"]),
    ("Aliases", &["Aliases"]),
    ("DateOfBirthOrShipBuildDate", &["DateOfBirthOrShipBuildDate", "DateOfBirth"]),
    ("Schedule", &["Schedule"]),
    ("Item", &["Item"]),
    ("DateOfListing", &["DateOfListing"]),
    ("ShipIMONumber", &["ShipIMONumber"]),
];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    address.host == "international.gc.ca"
        && address.path.starts_with("/world-monde/assets/office_docs/")
        && address.path.ends_with("/sanctions/sema-lmes.xml")
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let shape = Shape { records: &["record"], bytes_max: LIST_BYTES_MAX, records_max: ENTRIES_MAX };
    let mut entries: Vec<ListEntry> = Vec::new();
    let mut take = |tree: &Tree, number: usize, remarks: &mut Remarks| {
        let Some(root) = tree.root() else { return };
        match entry(&root) {
            Some(entry) => entries.push(entry),
            None => {
                root.take_all();
                let text =
                    "The record has no name; it could not be read. See whether the names of its elements changed.";
                remarks.add(Note::lost(format!("record {number}"), text));
            }
        }
    };
    let (walked, incomplete) = reader.xml(body, &shape, &["data-set"], &mut take)?;
    if let Some(root) = walked.around.root() {
        root.take_all();
    }
    if entries.is_empty() {
        return Err(format!("No record of the file could be read. {STAYS}"));
    }
    number(&mut entries);
    Ok(vec![reader.state("xml", Role::Leading, entries, incomplete)])
}

fn entry(root: &Element<'_>) -> Option<ListEntry> {
    let mut fields = FieldSet::default();
    let mut value = |wanted: &str| {
        let names = FIELDS.iter().find(|(field, _)| *field == wanted).map_or(&[][..], |(_, names)| names);
        let is_it =
            |child: &Element<'_>| names.contains(&child.name().split_once('-').map_or(child.name(), |(name, _)| name));
        let value = root.children().find(is_it).and_then(|child| child.value());
        fields.set(wanted, value.clone());
        value
    };
    // `Belarus / Bélarus`, and `Belarus` before.
    let country = value("Country").map(|country| country.split('/').next().unwrap_or_default().trim().to_owned());
    let (last, given, entity) = (value("LastName"), value("GivenName"), value("EntityOrShip"));
    let (schedule, item, ship) = (value("Schedule"), value("Item"), value("ShipIMONumber"));
    let aliases = value("Aliases");
    for field in ["TitleOrShipType", "DateOfBirthOrShipBuildDate", "DateOfListing"] {
        value(field);
    }
    fields.set("Country", country.clone());
    let person = joined([given.as_deref(), last.as_deref()].into_iter().flatten(), " ");
    let kind = match (&entity, &ship) {
        (_, Some(_)) => "vessel",
        (None, None) => "individual",
        (Some(_), None) => "entity",
    };
    let name = fold(&entity.unwrap_or(person));
    if name.is_empty() {
        return None;
    }
    // The place in a schedule of the country's regulations is how Canada names an entry; it stays when an entry before it is repealed.
    let id = match (&country, &schedule, &item) {
        (Some(country), Some(schedule), Some(item)) => format!("{country} | {schedule} | {item}"),
        _ => joined([country.as_deref(), Some(name.as_str())].into_iter().flatten(), " | "),
    };
    let aliases = aliases.iter().flat_map(|names| names.split([';', ','])).map(fold).filter(|name| !name.is_empty());
    Some(ListEntry {
        id,
        name,
        kind: kind.to_owned(),
        programs: country.into_iter().collect(),
        countries: Vec::new(),
        aliases: aliases.collect(),
        fields: fields.finish(),
    })
}

/// Entries of one place, of which there are some by mistake, are told apart in order of their names: the second is `… (2)`.
fn number(entries: &mut [ListEntry]) {
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        groups.entry(entry.id.clone()).or_default().push(at);
    }
    for (id, mut group) in groups.into_iter().filter(|(_, group)| group.len() > 1) {
        group.sort_by(|a, b| entries[*a].name.cmp(&entries[*b].name).then(a.cmp(b)));
        for (place, at) in group.into_iter().enumerate().skip(1) {
            entries[at].id = format!("{id} ({})", place + 1);
        }
    }
}
