//! The Denied Persons List of BIS: persons whose export privileges were denied by order, a text of columns between tabs.
//! Its publisher gives no numbers. A row is an address of a person, and is known by name, street and the day of the order.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::list_file::{Entries, ListSource, Reader, country_code, joined};
use crate::formats::rows::{self, Layout, Row};
use crate::formats::text::fold;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: it had 150,000 in 2022.
const LIST_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The columns beside those that make the id.
const COLUMNS: [&str; 9] = [
    "City",
    "State",
    "Country",
    "Postal_Code",
    "Expiration_Date",
    "Standard_Order",
    "Last_Update",
    "Action",
    "FR_Citation",
];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    match address.host.as_str() {
        "bis.doc.gov" => matches!(address.path, "/dpl/dpl.txt" | "/dpl/public/dpl.txt"),
        // The name carries a day: `dpl_04142026.csv`.
        "media.bis.gov" => {
            let name = address.path.strip_prefix("/sites/default/files/dpl").unwrap_or_default();
            name.ends_with(".csv") || name.ends_with(".txt")
        }
        _ => false,
    }
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let is_csv = Address::parse(&reader.head.url).is_some_and(|address| address.path.ends_with(".csv"));
    let layout = Layout {
        delimiter: if is_csv { b',' } else { b'\t' },
        preamble_lines: 0,
        wanted: &["Name", "Street_Address", "Effective_Date"],
        known: &COLUMNS,
        ignored: &[],
        bytes_max: LIST_BYTES_MAX,
    };
    let table = rows::read(body, &layout, reader.remarks)?;
    let mut entries = Entries::default();
    let mut parties: HashMap<String, BTreeMap<String, String>> = HashMap::new();
    for row in table.iter() {
        let Some(entry) = entry(&row) else {
            reader.remarks.add(Note::lost(row.place(), "The row has no name; it could not be read."));
            continue;
        };
        match parties.get(&entry.id) {
            // Some rows stand twice, word for word.
            Some(fields) if *fields == entry.fields => {}
            _ => {
                parties.insert(entry.id.clone(), entry.fields.clone());
                entries.add(entry, &row.place(), reader.remarks);
            }
        }
    }
    let entries = entries.finish("the file")?;
    Ok(vec![reader.state("dpl", Role::Leading, entries, table.incomplete)])
}

fn entry(row: &Row<'_>) -> Option<ListEntry> {
    let name = row.get("Name")?;
    let street = row.get("Street_Address");
    let day = row.get("Effective_Date");
    let id = [Some(name.as_str()), street.as_deref(), day.as_deref()];
    let id = joined(id.into_iter().flatten(), " | ");
    let mut fields = BTreeMap::new();
    for (column, value) in [("Name", Some(name.clone())), ("Street_Address", street), ("Effective_Date", day)] {
        value.map(|value| fields.insert(column.to_owned(), value));
    }
    for column in COLUMNS {
        row.get(column).map(|value| fields.insert(column.to_owned(), value));
    }
    // Addresses in the United States have `US`, or nothing.
    let country = fields.get("Country").map_or(Some("US".to_owned()), |country| country_code(country));
    let countries = country.into_iter().collect();
    let (kind, programs, aliases) = (String::new(), Vec::new(), Vec::new());
    Some(ListEntry { id, name: fold(&name), kind, programs, countries, aliases, fields })
}
