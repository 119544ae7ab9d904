//! The United Nations Security Council's consolidated list, as XML: persons and entities under the sanctions regimes of its committees.
//! An entry is known by its reference number (`QDi.430`); `DATAID` is a number of the file's making.

use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::list_file::{ENTRIES_MAX, Entries, FieldSet, ListSource, Reader, add_once, joined};
use crate::formats::remarks::Remarks;
use crate::formats::text::fold;
use crate::formats::tree::{Element, Tree};
use crate::formats::xml_records::Shape;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: it had 2 million in 2024.
const LIST_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What says nothing of a party: numbers of the file's making, keys for sorting, the version that is always 1, and the days of updates, which
/// come and go from one export to the next; what an update changed is seen for itself.
const BOOKKEEPING: [&str; 6] =
    ["DATAID", "VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "LAST_DAY_UPDATED", "LIST_TYPE"];

/// The elements that hold one value.
const SINGLE: [&str; 7] =
    ["UN_LIST_TYPE", "NAME_ORIGINAL_SCRIPT", "COMMENTS1", "GENDER", "SUBMITTED_BY", "SUBMITTED_ON", "NATIONALITY2"];

/// The elements that hold one or several values, each in a `VALUE`.
const SEVERAL: [&str; 3] = ["TITLE", "DESIGNATION", "NATIONALITY"];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    match address.host.as_str() {
        "scsanctions.un.org" => address.path == "/resources/xml/en/consolidated.xml",
        "un.org" => address.path == "/sc/resources/sc-sanctions.xml",
        _ => false,
    }
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let shape = Shape { records: &["INDIVIDUAL", "ENTITY"], bytes_max: LIST_BYTES_MAX, records_max: ENTRIES_MAX };
    let mut entries = Entries::default();
    let mut take = |tree: &Tree, number: usize, remarks: &mut Remarks| {
        let Some(root) = tree.root() else { return };
        let place = format!("{} {number}", root.name());
        if let Some(entry) = entry(&root, &place, remarks) {
            entries.add(entry, &place, remarks);
        }
    };
    let (walked, incomplete) = reader.xml(body, &shape, &["CONSOLIDATED_LIST"], &mut take)?;
    if let Some(root) = walked.around.root() {
        // When the file was made says nothing of the list: it changes daily.
        root.ignore(&["dateGenerated"]);
    }
    walked.around.untaken(&mut |path| reader.remarks.unknown_field(path));
    let entries = entries.finish("the file")?;
    Ok(vec![reader.state("xml", Role::Leading, entries, incomplete)])
}

fn entry(root: &Element<'_>, place: &str, remarks: &mut Remarks) -> Option<ListEntry> {
    root.ignore(&BOOKKEEPING);
    let Some(id) = root.take("REFERENCE_NUMBER") else {
        root.take_all();
        remarks.add(Note::lost(place, "The entry has no reference number; it could not be read."));
        return None;
    };
    let parts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME"]
        .map(|part| root.take(part).unwrap_or_default());
    // Stray spaces between the parts of a name come and go.
    let name = fold(&joined(parts.iter().map(String::as_str), " "));
    if name.is_empty() {
        root.take_all();
        remarks.add(Note::lost(place, format!("The entry {id} has no name; it could not be read.")));
        return None;
    }
    let kind = if root.name() == "INDIVIDUAL" { "individual" } else { "entity" };
    let mut fields = FieldSet::default();
    fields.set("NAME", Some(name.clone()));
    for column in SINGLE {
        fields.set(column, root.take(column));
    }
    // Some days carry an offset (`2001-02-23-05:00`), in some exports.
    fields.set("LISTED_ON", root.take("LISTED_ON").map(|day| day.chars().take(10).collect()));
    for column in SEVERAL {
        for value in root.within(column, "VALUE") {
            fields.push_once(column, value.value());
        }
    }
    let mut aliases = Vec::new();
    for child in root.children() {
        // `INDIVIDUAL_ALIAS`, `ENTITY_ALIAS`: the sort of party stands before what is said.
        let Some((_, what)) = child.name().split_once('_').filter(|(sort, _)| matches!(*sort, "INDIVIDUAL" | "ENTITY"))
        else {
            continue;
        };
        let text = match what {
            "ALIAS" => alias(&child, &mut aliases),
            "ADDRESS" | "PLACE_OF_BIRTH" => {
                parts_of(&child, &["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE"])
            }
            "DATE_OF_BIRTH" => birth(&child),
            "DOCUMENT" => parts_of(
                &child,
                &[
                    "TYPE_OF_DOCUMENT",
                    "TYPE_OF_DOCUMENT2",
                    "NUMBER",
                    "DATE_OF_ISSUE",
                    "CITY_OF_ISSUE",
                    "ISSUING_COUNTRY",
                    "COUNTRY_OF_ISSUE",
                    "NOTE",
                ],
            ),
            _ => continue,
        };
        fields.push_once(what, Some(text));
    }
    let programs = root.take("UN_LIST_TYPE").into_iter().collect();
    Some(ListEntry {
        id,
        name,
        kind: kind.to_owned(),
        programs,
        countries: Vec::new(),
        aliases,
        fields: fields.finish(),
    })
}

/// The values of these children, with commas between them.
fn parts_of(element: &Element<'_>, names: &[&str]) -> String {
    let parts: Vec<String> = names.iter().filter_map(|name| element.take(name)).collect();
    joined(parts.iter().map(String::as_str), ", ")
}

/// `Good: Jang Chang Ha`. Many exports hold empty aliases, which are none.
fn alias(alias: &Element<'_>, aliases: &mut Vec<String>) -> String {
    let quality = alias.take("QUALITY");
    let more = parts_of(alias, &["DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"]);
    let Some(name) = alias.take("ALIAS_NAME") else { return String::new() };
    let mut out = quality.map_or_else(|| name.clone(), |quality| format!("{quality}: {name}"));
    if !more.is_empty() {
        out = format!("{out} ({more})");
    }
    add_once(aliases, fold(&name));
    out
}

/// `EXACT 1964-07-17`, `BETWEEN 1955 to 1958`.
fn birth(birth: &Element<'_>) -> String {
    let sort = birth.take("TYPE_OF_DATE").unwrap_or_default();
    let day = match (birth.take("DATE").or_else(|| birth.take("YEAR")), birth.take("FROM_YEAR"), birth.take("TO_YEAR"))
    {
        (Some(day), ..) => day,
        (None, Some(from), Some(to)) => format!("{from} to {to}"),
        (None, from, to) => from.or(to).unwrap_or_default(),
    };
    birth.ignore(&["YEAR"]);
    let note = birth.take("NOTE").unwrap_or_default();
    if day.is_empty() && note.is_empty() {
        return String::new();
    }
    joined([sort.as_str(), day.as_str(), note.as_str()].into_iter(), " ")
}
