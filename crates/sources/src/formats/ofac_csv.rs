//! OFAC's lists as CSV files: no heading, `-0-` for nothing, Ctrl-Z at the end. The primary file has twelve columns and is the list; three
//! more hold addresses, other names and the rest of long remarks, by the same numbers.
//!
//! A file that is empty, cut short or no table fails as a whole: half a list would read as a thousand delistings.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::BufRead;

use csv::ByteRecord;
use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::list_file::{FieldSet, Reader, joined};
use crate::formats::remarks::Remarks;
use crate::formats::text::{fold, kept};
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: it had 3.7 million in 2024.
pub const LIST_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The most rows that are read: the list had 14,000 in 2024.
const ROWS_MAX: usize = 500_000;

/// The columns after the id, as OFAC's data specification names them.
const COLUMNS: [&str; 11] = [
    "SDN_Name",
    "SDN_Type",
    "Program",
    "Title",
    "Call_Sign",
    "Vess_type",
    "Tonnage",
    "GRT",
    "Vess_flag",
    "Vess_owner",
    "Remarks",
];

/// How many columns make a row.
const WIDTH: usize = COLUMNS.len() + 1;

/// The control character with which the file ends.
const CTRL_Z: u8 = 0x1A;

/// What is said of a file without it.
const NOT_ENDED: &str =
    "The file does not end with the control character with which OFAC ends it; see whether rows are missing.";

/// The columns of the files of details, after the id and the number of the detail, which is OFAC's own bookkeeping.
pub const DETAILS: [(&str, usize); 3] = [("add", 6), ("alt", 5), ("comments", 2)];

/// The state that a primary file holds.
pub fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead, part: &str) -> Result<Vec<Snapshot>, String> {
    let bytes = limit::taken(body, LIST_BYTES_MAX)?;
    let entries = entries(&bytes, reader.stanza, reader.remarks)?;
    Ok(vec![reader.state(part, Role::Leading, entries, not_ended(&bytes))])
}

/// The details that a file holds: addresses (`add`), other names (`alt`) or the rest of remarks (`comments`).
pub fn read_details(reader: &mut Reader<'_>, body: &mut dyn BufRead, part: &str) -> Result<Vec<Snapshot>, String> {
    let width = DETAILS.iter().find(|(known, _)| *known == part).map_or(WIDTH, |(_, width)| *width);
    let bytes = limit::taken(body, LIST_BYTES_MAX)?;
    let rows = table(&bytes, width, reader.remarks)?;
    let mut order: Vec<String> = Vec::new();
    let mut fields: HashMap<String, (FieldSet, Vec<String>)> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let column = |at: usize| row.get(at).and_then(value);
        let Some(id) = column(0).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())) else {
            let text = format!(
                "The first column holds '{}' instead of an id; the row could not be read.",
                short(&column(0).unwrap_or_default())
            );
            reader.remarks.add(Note::lost(format!("row {}", at + 1), text));
            continue;
        };
        let (set, aliases) = fields.entry(id.clone()).or_insert_with(|| {
            order.push(id);
            Default::default()
        });
        let text = |from: usize| {
            let values: Vec<String> = (from..width).filter_map(column).collect();
            joined(values.iter().map(String::as_str), ", ")
        };
        match part {
            "add" => set.push("Addresses", Some(text(2))),
            "alt" => {
                let kind = column(2).unwrap_or_default();
                set.push("Alternate_names", Some(joined([kind.as_str(), text(3).as_str()].into_iter(), " ")));
                aliases.extend(column(3));
            }
            // What the primary file cut off goes on in the midst of a word.
            _ => set.push("Remarks_continued", Some(text(1))),
        }
    }
    let entry = |id: String| {
        let (set, aliases) = fields.remove(&id).unwrap_or_default();
        let (programs, countries, kind) = (Vec::new(), Vec::new(), String::new());
        // The names stand in the primary file.
        let name = format!("entry {id}");
        ListEntry { id, name, kind, programs, countries, aliases, fields: set.finish() }
    };
    let entries = order.into_iter().map(entry).collect();
    Ok(vec![reader.state(part, Role::Details, entries, not_ended(&bytes))])
}

fn not_ended(bytes: &[u8]) -> Option<String> {
    (!bytes.contains(&CTRL_Z)).then(|| NOT_ENDED.to_owned())
}

/// The entries of a file, or the sentence that says why it is no whole list.
fn entries(bytes: &[u8], stanza: &Stanza, remarks: &mut Remarks) -> Result<Vec<ListEntry>, String> {
    let rows = table(bytes, WIDTH, remarks)?;
    let mut seen = BTreeSet::new();
    let mut out = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        if let Some(entry) = entry(row, at + 1, stanza, remarks) {
            if seen.insert(entry.id.clone()) {
                out.push(entry);
            } else {
                remarks.add(Note::odd(
                    format!("row {}", at + 1),
                    format!("The id {} stands in an earlier row; this row was left out.", entry.id),
                ));
            }
        }
    }
    if out.is_empty() {
        return Err(
            "No row of the file could be read as an entry; the last good state of the list stays in force.".to_owned()
        );
    }
    Ok(out)
}

/// The rows of a file of that many columns, or the sentence that says why it is no whole table.
fn table(bytes: &[u8], width: usize, remarks: &mut Remarks) -> Result<Vec<ByteRecord>, String> {
    let content = whole(bytes)?;
    let rows = rows(content)?;
    let wrong = rows.iter().filter(|row| row.len() != width).count();
    if rows.is_empty() {
        return Err("The file holds no row; the last good state of the list stays in force.".to_owned());
    }
    if wrong * 2 > rows.len() {
        let (count, first) = (rows.len(), rows.first().map_or(0, ByteRecord::len));
        return Err(format!(
            "The file is not the table that is expected: {wrong} of {count} rows do not have {width} columns (the first has {first}). The \
             last good state of the list stays in force; see whether OFAC changed the format."
        ));
    }
    if breaks_off(content, &rows, width) {
        return Err(
            "The file breaks off within its last row; the last good state of the list stays in force.".to_owned()
        );
    }
    if !bytes.contains(&CTRL_Z) {
        remarks.add(Note::info("end of file", NOT_ENDED));
    }
    Ok(rows)
}

/// The content before the closing Ctrl-Z, where the bytes can be a whole list at all.
fn whole(bytes: &[u8]) -> Result<&[u8], String> {
    if bytes.len() as u64 > LIST_BYTES_MAX {
        return Err(format!("The file is larger than {LIST_BYTES_MAX} bytes, the most that is read of this source."));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let content = bytes.iter().position(|byte| *byte == CTRL_Z).map_or(bytes, |end| &bytes[..end]);
    match content.trim_ascii_start().first() {
        None => {
            Err("The file is empty, which says nothing about the list; its last good state stays in force.".to_owned())
        }
        Some(b'<') => Err(
            "The answer is a web page where a CSV file is expected; the last good state of the list stays in force."
                .to_owned(),
        ),
        // A quotation mark within a field is doubled, so that an odd number of them means a field without an end.
        Some(_) if content.iter().filter(|byte| **byte == b'"').count() % 2 == 1 => {
            Err("The file breaks off within a quoted field; the last good state of the list stays in force.".to_owned())
        }
        Some(_) => Ok(content),
    }
}

/// Whether the file ends within a row: without a line end, in a row that is too short or a last field that is neither quoted nor `-0-`.
fn breaks_off(content: &[u8], rows: &[ByteRecord], width: usize) -> bool {
    let end = content.trim_ascii_end();
    let line_end = content.ends_with(b"\n") || content.ends_with(b"\r");
    // One collector's file lacks the very last sign of its last `-0-`: that row is whole all the same.
    let field_end = end.ends_with(b"\"") || end.ends_with(b"-0-") || end.ends_with(b",-0");
    !line_end && (!field_end || rows.last().is_some_and(|row| row.len() < width))
}

fn rows(content: &[u8]) -> Result<Vec<ByteRecord>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content);
    let mut out = Vec::new();
    for row in reader.byte_records() {
        let row = row.map_err(|error| format!("The file is not well-formed CSV: {error}."))?;
        if out.len() == ROWS_MAX {
            return Err(format!("The file has more than {ROWS_MAX} rows, the most that are read of a list."));
        }
        out.push(row);
    }
    Ok(out)
}

/// One entry. A row of another width is read as far as it goes, for an entry left out would read as delisted.
fn entry(row: &ByteRecord, number: usize, stanza: &Stanza, remarks: &mut Remarks) -> Option<ListEntry> {
    let place = format!("row {number}");
    let column = |at: usize| row.get(at).and_then(value);
    let Some(id) = column(0).filter(|id| id.chars().all(|c| c.is_ascii_digit())) else {
        let said = short(&column(0).unwrap_or_default());
        remarks.add(Note::lost(
            place,
            format!("The first column holds '{said}' instead of an id; the row could not be read."),
        ));
        return None;
    };
    let Some(name) = column(1).map(|name| fold(&name)) else {
        remarks.add(Note::lost(place, format!("The entry {id} has no name; the row could not be read.")));
        return None;
    };
    if row.len() != WIDTH {
        let text = format!(
            "The row of entry {id} has {} columns instead of {WIDTH}; it was read as far as it goes.",
            row.len()
        );
        remarks.add(Note::odd(place.clone(), text));
    }
    let label = column(2).map(|label| label.to_lowercase());
    let kind = match &label {
        None => "entity".to_owned(),
        Some(label) => stanza.lookup("types", label).map(str::to_owned).unwrap_or_else(|| {
            remarks.add(Note::odd(
                place.clone(),
                format!("The type '{}' of entry {id} is not known; it was taken as it is.", short(label)),
            ));
            label.clone()
        }),
    };
    let fields: BTreeMap<String, String> =
        COLUMNS.iter().enumerate().filter_map(|(at, name)| Some(((*name).to_owned(), column(at + 1)?))).collect();
    let programs = fields.get("Program").map(|text| programs(text)).unwrap_or_default();
    let aliases = fields.get("Remarks").map(|text| aliases(text)).unwrap_or_default();
    Some(ListEntry { id, name, kind, programs, countries: Vec::new(), aliases, fields })
}

/// A column's value; `-0-` and nothing are `None`. Bytes that are not UTF-8 are read as windows-1252, as the Treasury wrote before.
fn value(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    Some(kept(&text)).filter(|text| !matches!(text.as_str(), "" | "-0-" | "-0"))
}

/// Several programmes are one text joined by `] [`, without the outer brackets.
fn programs(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('[').trim_end_matches(']');
    text.split("] [").map(str::trim).filter(|program| !program.is_empty()).map(str::to_owned).collect()
}

/// Weak aliases stand in the remarks: `a.k.a. 'BNC'`. The strong ones have a file of their own.
fn aliases(remarks: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for fact in remarks.split("; ") {
        let name = ["a.k.a. ", "f.k.a. ", "n.k.a. ", "alt. a.k.a. "].iter().find_map(|mark| fact.strip_prefix(mark));
        let name = name.map(quoted);
        if let Some(name) = name.filter(|name| !name.is_empty())
            && !out.iter().any(|known| known == name)
        {
            out.push(name.to_owned());
        }
    }
    out
}

/// What stands between quotation marks; without them, all but the closing full stop.
fn quoted(text: &str) -> &str {
    let mark = text.chars().next().filter(|mark| matches!(mark, '\'' | '"'));
    match mark.and_then(|mark| text[1..].rsplit_once(mark)) {
        Some((inside, _)) => inside.trim(),
        None => text.trim_end_matches('.').trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_weak_aliases_are_cut() {
        assert_eq!(programs("IRAN] [SDGT] [IRGC] [IFSR"), ["IRAN", "SDGT", "IRGC", "IFSR"]);
        assert_eq!(aliases("DOB 1938; a.k.a. 'BNC'; a.k.a. 'B.N.C.'."), ["BNC", "B.N.C."]);
        assert_eq!(value(b"-0- "), None);
        assert_eq!(value(b" 318,000 ").as_deref(), Some("318,000"));
    }
}
