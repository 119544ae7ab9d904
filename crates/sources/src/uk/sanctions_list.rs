//! The UK Sanctions List of the Foreign, Commonwealth & Development Office: since January 28, 2026, the one list of the United Kingdom.
//! It comes as CSV, a row for every name of a party, and as XML, an element for every party; both know a party by its `Unique ID`.

use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::grouped_rows::{self, Columns};
use crate::formats::json::short;
use crate::formats::list_file::{ENTRIES_MAX, Entries, FieldSet, ListSource, Reader, add_once, joined};
use crate::formats::remarks::Remarks;
use crate::formats::rows::{self, Layout};
use crate::formats::text::fold;
use crate::formats::tree::{Element, Tree};
use crate::formats::xml_records::Shape;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: the CSV has some 50 million.
const LIST_BYTES_MAX: u64 = 192 * 1024 * 1024;

const NAME: [&str; 6] = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"];
const ADDRESS: [&str; 8] = [
    "Address Line 1",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Address Line 5",
    "Address Line 6",
    "Address Postal Code",
    "Address Country",
];
const FIELDS: [&str; 38] = [
    "OFSI Group ID",
    "UN Reference Number",
    "Alias strength",
    "Title",
    "Name non-latin script",
    "Non-latin script type",
    "Non-latin script language",
    "Designation source",
    "Sanctions Imposed",
    "Other Information",
    "UK Statement of Reasons",
    "Phone number",
    "Website",
    "Email address",
    "Date Designated",
    "D.O.B",
    "Nationality(/ies)",
    "National Identifier number",
    "National Identifier additional information",
    "Passport number",
    "Passport additional information",
    "Position",
    "Gender",
    "Town of birth",
    "Country of birth",
    "Type of entity",
    "Subsidiaries",
    "Parent company",
    "Business registration number (s)",
    "IMO number",
    "Current owner/operator (s)",
    "Previous owner/operator (s)",
    "Current believed flag of ship",
    "Previous flags",
    "Type of ship",
    "Tonnage of ship",
    "Length of ship",
    "Year Built",
];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    address.host == "sanctionslist.fcdo.gov.uk"
        && matches!(address.path, "/docs/UK-Sanctions-List.csv" | "/docs/UK-Sanctions-List.xml")
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let is_xml = Address::parse(&reader.head.url).is_some_and(|address| address.path.ends_with(".xml"));
    if is_xml { read_xml(reader, body) } else { read_csv(reader, body) }
}

fn read_csv(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let known: Vec<&str> = NAME[..5].iter().chain(&ADDRESS).chain(&FIELDS).copied().collect();
    let layout = Layout {
        delimiter: b',',
        preamble_lines: 1,
        wanted: &["Unique ID", "Name 6", "Name type", "Regime Name", "Designation Type"],
        known: &known,
        // The day of an update comes with the file; what an update changed is seen for itself.
        ignored: &["Last Updated", "Hull identification number (HIN)"],
        bytes_max: LIST_BYTES_MAX,
    };
    let table = rows::read(body, &layout, reader.remarks)?;
    let columns = Columns {
        id: |row| row.get("Unique ID"),
        name: &NAME,
        name_sort: "Name type",
        primary: &["primary"],
        kind: "Designation Type",
        program: "Regime Name",
        address: &ADDRESS,
        fields: &FIELDS,
    };
    let entries = grouped_rows::entries(&table, &columns, reader.stanza, reader.remarks)?;
    Ok(vec![reader.state("csv", Role::Leading, entries, table.incomplete)])
}

/// Elements of a designation that hold one value.
const SINGLE: [&str; 9] = [
    "DateDesignated",
    "OFSIGroupID",
    "UNReferenceNumber",
    "RegimeName",
    "IndividualEntityShip",
    "DesignationSource",
    "SanctionsImposed",
    "OtherInformation",
    "UKStatementofReasons",
];

fn read_xml(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let shape = Shape { records: &["Designation"], bytes_max: LIST_BYTES_MAX, records_max: ENTRIES_MAX };
    let stanza = reader.stanza;
    let mut entries = Entries::default();
    let mut take = |tree: &Tree, number: usize, remarks: &mut Remarks| {
        let Some(root) = tree.root() else { return };
        let place = format!("designation {number}");
        if let Some(entry) = designation(&root, stanza, &place, remarks) {
            entries.add(entry, &place, remarks);
        }
    };
    let (walked, incomplete) = reader.xml(body, &shape, &["Designations"], &mut take)?;
    if let Some(root) = walked.around.root() {
        root.ignore(&["DateGenerated"]);
    }
    walked.around.untaken(&mut |path| reader.remarks.unknown_field(path));
    let entries = entries.finish("the file")?;
    Ok(vec![reader.state("xml", Role::Telling, entries, incomplete)])
}

fn designation(root: &Element<'_>, stanza: &Stanza, place: &str, remarks: &mut Remarks) -> Option<ListEntry> {
    root.ignore(&["LastUpdated"]);
    let Some(id) = root.take("UniqueID") else {
        root.take_all();
        remarks.add(Note::lost(place, "The designation has no UniqueID; it could not be read."));
        return None;
    };
    let mut fields = FieldSet::default();
    let (mut name, mut aliases): (Option<String>, Vec<String>) = (None, Vec::new());
    for told in root.within("Names", "Name") {
        let parts =
            ["Name1", "Name2", "Name3", "Name4", "Name5", "Name6"].map(|part| told.take(part).unwrap_or_default());
        let whole = fold(&joined(parts.iter().map(String::as_str), " "));
        let sort = told.take("NameType").unwrap_or_default();
        let strength = told.take("AliasStrength").unwrap_or_default();
        if whole.is_empty() {
            continue;
        }
        let text = joined([whole.as_str(), sort.as_str(), strength.as_str()].into_iter(), ", ");
        fields.push_once("Name", Some(text));
        if name.is_none() && sort.to_lowercase().starts_with("primary") {
            name = Some(whole);
        } else {
            add_once(&mut aliases, whole);
        }
    }
    let Some(name) = name.or_else(|| aliases.first().cloned()) else {
        root.take_all();
        remarks.add(Note::lost(place, format!("The designation {id} has no name; it could not be read.")));
        return None;
    };
    aliases.retain(|alias| *alias != name);
    for column in SINGLE {
        fields.set(column, root.take(column));
    }
    let said = root.peek("IndividualEntityShip").unwrap_or_default();
    let kind = stanza.lookup("types", &said.to_lowercase()).map(str::to_owned).unwrap_or_else(|| {
        remarks
            .add(Note::odd(place, format!("The type '{}' of {id} is not known; it was taken as it is.", short(said))));
        said.to_lowercase()
    });
    for child in root.children() {
        match child.name() {
            "Names" | "UniqueID" | "LastUpdated" => {}
            // Which measures are meant says `SanctionsImposed` in words.
            "SanctionsImposedIndicators" => child.take_all(),
            "Addresses" => {
                for address in child.children() {
                    fields.push_once("Address", Some(leaves(&address, ", ")));
                }
            }
            column if SINGLE.contains(&column) => {}
            // `IndividualDetails/Individual/DOBs/DOB`: what holds values names them.
            _ => details(&child, &mut fields, 0),
        }
    }
    let programs = root.take("RegimeName").into_iter().collect();
    Some(ListEntry { id, name, kind, programs, countries: Vec::new(), aliases, fields: fields.finish() })
}

/// Values below an element, each under its own name; what belongs together, such as a passport and its remark, as one value.
fn details(element: &Element<'_>, fields: &mut FieldSet, depth: usize) {
    let mut children = element.children().peekable();
    if children.peek().is_none() {
        fields.push_once(element.name(), element.value());
        return;
    }
    let are_leaves = element.children().all(|child| child.children().next().is_none());
    let mut names = element.children().map(|child| child.name());
    let first = names.next();
    let is_list = names.all(|name| Some(name) == first);
    if are_leaves && !is_list {
        fields.push_once(element.name(), Some(leaves(element, ", ")));
    } else if depth < 8 {
        children.for_each(|child| details(&child, fields, depth + 1));
    }
}

/// All texts directly below an element as one.
fn leaves(element: &Element<'_>, between: &str) -> String {
    let values: Vec<String> = element.children().filter_map(|child| child.value()).collect();
    joined(values.iter().map(String::as_str), between)
}
