//! HM Treasury's former consolidated list of financial sanctions targets, a CSV file: one row for every name of a party.
//! It was retired on January 28, 2026, in favor of the UK Sanctions List, and is read from recordings alone.

use std::io::BufRead;

use model::snapshot::{Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::grouped_rows::{Columns, entries};
use crate::formats::list_file::{ListSource, Reader};
use crate::formats::rows::{self, Layout};
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: it had 4 million in 2018.
const LIST_BYTES_MAX: u64 = 128 * 1024 * 1024;

const NAME: [&str; 6] = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"];
const ADDRESS: [&str; 8] =
    ["Address 1", "Address 2", "Address 3", "Address 4", "Address 5", "Address 6", "Post/Zip Code", "Country"];

/// Columns that were there from the beginning.
const FIELDS: [&str; 10] = [
    "Title",
    "DOB",
    "Town of Birth",
    "Country of Birth",
    "Nationality",
    "Passport Details",
    "Position",
    "Other Information",
    "Listed On",
    "NI Number",
];

/// Columns that only the form of 2022 has.
const LATER: [&str; 8] = [
    "Passport Number",
    "National Identification Number",
    "National Identification Details",
    "Name Non-Latin Script",
    "Non-Latin Script Type",
    "Non-Latin Script Language",
    "Alias Quality",
    "UK Sanctions List Date Designated",
];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    let path = address.path.to_ascii_lowercase();
    match address.host.as_str() {
        "ofsistorage.blob.core.windows.net" => {
            matches!(path.as_str(), "/publishlive/conlist.csv" | "/publishlive/2022format/conlist.csv")
        }
        "hmt-sanctions.s3.amazonaws.com" => matches!(path.as_str(), "/sanctionsconlist.csv"),
        _ => false,
    }
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let wanted = ["Name 6", "Group Type", "Alias Type", "Regime", "Group ID"];
    let known: Vec<&str> = NAME[..5].iter().chain(&ADDRESS).chain(&FIELDS[..9]).copied().collect();
    // The day of a row's last update comes and goes with the file; what an update changed is seen for itself.
    let ignored: Vec<&str> = LATER.into_iter().chain(["NI Number", "Last Updated"]).collect();
    let layout = Layout {
        delimiter: b',',
        preamble_lines: 1,
        wanted: &wanted,
        known: &known,
        ignored: &ignored,
        bytes_max: LIST_BYTES_MAX,
    };
    let table = rows::read(body, &layout, reader.remarks)?;
    let fields: Vec<&str> = FIELDS.into_iter().chain(LATER).collect();
    let columns = Columns {
        id: |row| row.get("Group ID"),
        name: &NAME,
        name_sort: "Alias Type",
        primary: &["prime", "primary"],
        kind: "Group Type",
        program: "Regime",
        address: &ADDRESS,
        fields: &fields,
    };
    let entries = entries(&table, &columns, reader.stanza, reader.remarks)?;
    Ok(vec![reader.state("csv", Role::Leading, entries, table.incomplete)])
}
