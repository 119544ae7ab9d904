//! Australia's consolidated list of sanctions, a workbook (XLSX) or the same table as CSV: a row for every name of a party.
//! A row's reference is that of its party with a letter behind it: `101`, `101a`, `101b`.

use std::io::BufRead;

use model::snapshot::{Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::grouped_rows::{Columns, entries};
use crate::formats::limit;
use crate::formats::list_file::{ListSource, Reader, STAYS};
use crate::formats::rows::{self, Layout, Row};
use crate::formats::workbook;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: the workbook has less than 2 million.
const LIST_BYTES_MAX: u64 = 32 * 1024 * 1024;

const NAME: &str = "Name of Individual or Entity";

/// Columns that are read where they are there.
const FIELDS: [&str; 14] = [
    "Alias Strength",
    "Date of Birth",
    "Place of Birth",
    "Citizenship",
    "Additional Information",
    "Listing Information",
    "IMO Number",
    "Control Date",
    "Instrument of Designation",
    "Targeted Financial Sanction",
    "Travel Ban",
    "Arms Embargo",
    "Maritime Restriction",
    "Address",
];

/// Of them, those that the list has had from the beginning.
const KNOWN: [&str; 8] = [
    "Name Type",
    "Date of Birth",
    "Place of Birth",
    "Citizenship",
    "Address",
    "Additional Information",
    "Listing Information",
    "Control Date",
];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    address.host == "dfat.gov.au"
        && address.path.strip_prefix("/sites/default/files/").is_some_and(|file| {
            matches!(
                file,
                "Australian_Sanctions_Consolidated_List.xlsx"
                    | "Australian_Sanctions_Consolidated_List.csv"
                    | "regulation8_consolidated.xlsx"
                    | "regulation8_consolidated.csv"
            )
        })
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let bytes = limit::taken(body, LIST_BYTES_MAX).map_err(|why| format!("{why} {STAYS}"))?;
    let layout = Layout {
        delimiter: b',',
        preamble_lines: 0,
        wanted: &["Reference", NAME, "Type", "Committees"],
        known: &KNOWN,
        ignored: &FIELDS,
        bytes_max: LIST_BYTES_MAX,
    };
    let table = if bytes.starts_with(b"PK") {
        rows::from_cells(workbook::cells(&bytes)?, &layout, reader.remarks)?
    } else {
        rows::read(&mut &bytes[..], &layout, reader.remarks)?
    };
    let columns = Columns {
        id: reference,
        name: &[NAME],
        name_sort: "Name Type",
        primary: &["primary"],
        kind: "Type",
        program: "Committees",
        address: &["Address"],
        fields: &FIELDS[..13],
    };
    let entries = entries(&table, &columns, reader.stanza, reader.remarks)?;
    Ok(vec![reader.state("table", Role::Leading, entries, table.incomplete)])
}

/// The reference of a row's party: without the letters behind the number.
fn reference(row: &Row<'_>) -> Option<String> {
    let reference = row.get("Reference")?;
    let number = reference.trim_end_matches(|c: char| c.is_ascii_lowercase() || c.is_whitespace());
    Some(number.to_owned()).filter(|number| !number.is_empty())
}
