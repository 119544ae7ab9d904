//! OFAC's lists in their legacy XML form, `sdnList`: the SDN list and the consolidated list of all others, in either namespace.
//! A `uid` is the `ent_num` of the CSV files; the uids of names, addresses and papers within an entry are OFAC's own bookkeeping.

use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::json::short;
use crate::formats::list_file::{ENTRIES_MAX, Entries, FieldSet, Reader, add_once, joined};
use crate::formats::remarks::Remarks;
use crate::formats::text::folded;
use crate::formats::tree::{Element, Tree};
use crate::formats::xml_records::{Shape, Walked};

/// The largest file that is read, in bytes: the SDN list had 21 million in 2024 and 29 million in 2026.
pub const LIST_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// The elements of an entry that hold one value.
const SINGLE: [&str; 5] = ["firstName", "lastName", "title", "sdnType", "remarks"];

/// What a ship or an airplane is described by.
const VESSEL: [&str; 6] = ["callSign", "vesselType", "vesselFlag", "vesselOwner", "tonnage", "grossRegisteredTonnage"];

/// Lists of an entry whose items say one thing, with the element that says it.
const LISTS: [(&str, &str, &str); 4] = [
    ("nationalityList", "nationality", "country"),
    ("citizenshipList", "citizenship", "country"),
    ("dateOfBirthList", "dateOfBirthItem", "dateOfBirth"),
    ("placeOfBirthList", "placeOfBirthItem", "placeOfBirth"),
];

/// The state that a file holds.
pub fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead, part: &str, role: Role) -> Result<Vec<Snapshot>, String> {
    let shape = Shape { records: &["sdnEntry"], bytes_max: LIST_BYTES_MAX, records_max: ENTRIES_MAX };
    let mut entries = Entries::default();
    let stanza = reader.stanza;
    let mut take = |tree: &Tree, number: usize, remarks: &mut Remarks| {
        let Some(root) = tree.root() else { return };
        let place = format!("entry {number}");
        let label = |label: &str| stanza.lookup("types", label).map(str::to_owned);
        if let Some(entry) = entry(&root, &place, &label, remarks) {
            entries.add(entry, &place, remarks);
        }
    };
    let (walked, mut incomplete) = reader.xml(body, &shape, &["sdnList"], &mut take)?;
    if let Some(why) = miscounted(&walked) {
        reader.remarks.add(Note::odd("Record_Count", why.clone()));
        incomplete = incomplete.or(Some(why));
    }
    walked.around.untaken(&mut |path| reader.remarks.unknown_field(path));
    let entries = entries.finish("the file")?;
    Ok(vec![reader.state(part, role, entries, incomplete)])
}

/// What the head of the file says of its length, where that is not so.
fn miscounted(walked: &Walked) -> Option<String> {
    let head = walked.around.root()?.child("publshInformation")?;
    head.ignore(&["Publish_Date"]);
    let said = head.take("Record_Count")?;
    let count: usize = said.replace(',', "").parse().ok()?;
    let found = walked.count;
    (count > found).then(|| format!("The file says that it holds {count} entries, and there are {found} in it."))
}

/// One entry, or a note of why it is none.
fn entry(
    root: &Element<'_>,
    place: &str,
    label: &dyn Fn(&str) -> Option<String>,
    remarks: &mut Remarks,
) -> Option<ListEntry> {
    let Some(id) = root.take("uid").filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())) else {
        root.take_all();
        remarks.add(Note::lost(place, "The entry has no uid that is a number; it could not be read."));
        return None;
    };
    let Some(name) = name_of(root).map(folded) else {
        root.take_all();
        remarks.add(Note::lost(place, format!("The entry {id} has no name; it could not be read.")));
        return None;
    };
    let said = root.peek("sdnType").unwrap_or_default();
    let kind = label(said).unwrap_or_else(|| {
        let text = format!("The type '{}' of entry {id} is not known; it was taken as it is.", short(said));
        remarks.add(Note::odd(place, text));
        said.to_lowercase()
    });
    let mut fields = FieldSet::default();
    for column in SINGLE {
        fields.set(column, root.take(column));
    }
    let mut programs = Vec::new();
    for program in root.within("programList", "program").filter_map(|program| program.value()) {
        fields.push("programList", Some(program.clone()));
        add_once(&mut programs, program);
    }
    let aliases = aliases(root, &mut fields);
    for address in root.within("addressList", "address") {
        fields.push("addressList", Some(address_of(&address)));
    }
    for paper in root.within("idList", "id") {
        fields.push("idList", Some(paper_of(&paper)));
    }
    for (list, item, value) in LISTS {
        for item in root.within(list, item) {
            item.ignore(&["uid", "mainEntry"]);
            fields.push(list, item.take(value));
        }
    }
    if let Some(vessel) = root.child("vesselInfo") {
        for column in VESSEL {
            fields.set(column, vessel.take(column));
        }
    }
    Some(ListEntry { id, name, kind, programs, countries: Vec::new(), aliases, fields: fields.finish() })
}

/// `LAST, First Middle`, as the CSV file prints it; an entity has its whole name in the element for the last one.
fn name_of(element: &Element<'_>) -> Option<String> {
    match (element.take("lastName"), element.peek("firstName")) {
        (Some(last), Some(_)) => Some(format!("{last}, {}", element.take("firstName")?)),
        (Some(last), None) => Some(last),
        (None, _) => element.take("firstName"),
    }
}

/// Other names. In the field the first name stands before the last, so that a name that moves from two elements into one is seen to move.
fn aliases(root: &Element<'_>, fields: &mut FieldSet) -> Vec<String> {
    let mut out = Vec::new();
    for aka in root.within("akaList", "aka") {
        aka.ignore(&["uid"]);
        let Some(name) = name_of(&aka) else { continue };
        let mut text = String::with_capacity(64);
        text.push_str(aka.peek("type").unwrap_or("a.k.a."));
        for part in [aka.take("firstName"), aka.take("lastName")].into_iter().flatten() {
            text.push(' ');
            text.push_str(&part);
        }
        if let Some(category) = aka.peek("category").filter(|category| *category != "strong") {
            text.push_str(" (");
            text.push_str(category);
            text.push(')');
        }
        fields.push("akaList", Some(text));
        add_once(&mut out, folded(name));
    }
    out
}

fn address_of(address: &Element<'_>) -> String {
    address.ignore(&["uid"]);
    const PARTS: [&str; 8] =
        ["address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "region", "country"];
    let parts = PARTS.map(|part| address.take(part).unwrap_or_default());
    joined(parts.iter().map(String::as_str), ", ")
}

/// `Passport A123 (Iran), issued 1 Jan 2001, expires 1 Jan 2011`; sorts such as `Gender` and `Website` stand here as well.
fn paper_of(paper: &Element<'_>) -> String {
    paper.ignore(&["uid"]);
    let mut out = paper.take("idType").unwrap_or_default();
    for (name, before, after) in [
        ("idNumber", " ", ""),
        ("idCountry", " (", ")"),
        ("issueDate", ", issued ", ""),
        ("expirationDate", ", expires ", ""),
    ] {
        if let Some(value) = paper.take(name) {
            out.push_str(before);
            out.push_str(&value);
            out.push_str(after);
        }
    }
    out
}
