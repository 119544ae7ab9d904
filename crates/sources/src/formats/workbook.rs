//! The sheets of workbooks (XLSX and ODS) as rows of texts.
//! How much a file unpacks to is counted before it is opened, and cells as they come: a packed file can be made to fill any memory.

mod ods;

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use flate2::read::DeflateDecoder;

use crate::formats::list_file::{ENTRIES_MAX, STAYS};

/// The most that a workbook may unpack to, in bytes: the lists that come as workbooks unpack to 10 million.
const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The most parts of a workbook.
const PARTS_MAX: usize = 1_000;

/// The most columns of a sheet; what stands further to the right belongs to no table.
const COLUMNS_MAX: usize = 1_000;

/// The most cells of a sheet, empty ones before others counted.
const CELLS_MAX: usize = 5_000_000;

/// The most text of a sheet, in bytes: one long text can stand in every cell and be written once.
const TEXT_BYTES_MAX: usize = 256 * 1024 * 1024;

/// The rows of all sheets of an XLSX workbook, or the sentence that says why it cannot be read. Sheets after the first begin with a heading of their
/// own, which is left out where it is that of the first.
pub fn cells(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    parts(bytes).map_err(broken)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let mut out: Vec<Vec<String>> = Vec::new();
    for sheet in book.sheet_names() {
        for row in of_xlsx(&mut book, &sheet).map_err(broken)? {
            if !out.is_empty() && out.first() == Some(&row) {
                continue;
            }
            if out.len() == ENTRIES_MAX {
                return Err(broken(format!("it has more than {ENTRIES_MAX} rows")));
            }
            out.push(row);
        }
    }
    Ok(out)
}

/// The rows of one sheet of an XLSX or ODS workbook: of the one with that name, or of the first. Rows without any text are left out.
pub fn sheet(bytes: &[u8], name: Option<&str>) -> Result<Vec<Vec<String>>, String> {
    let parts = parts(bytes).map_err(broken)?;
    let is_ods = parts.iter().any(|part| part.name == b"content.xml");
    if is_ods {
        return ods::sheet(&parts, name).map_err(broken)?.map_err(|sheets| no_sheet(name, &sheets));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let sheets = book.sheet_names();
    let found = match name {
        None => sheets.first(),
        Some(name) => sheets.iter().find(|sheet| sheet.trim() == name.trim()),
    };
    let Some(found) = found.cloned() else { return Err(no_sheet(name, &sheets)) };
    of_xlsx(&mut book, &found).map_err(broken)
}

fn broken(why: String) -> String {
    format!("The workbook cannot be read: {why}. {STAYS}")
}

fn no_sheet(name: Option<&str>, sheets: &[String]) -> String {
    let name = name.unwrap_or_default();
    format!(
        "The workbook has no sheet '{name}'; it has: {}. See whether the publisher renamed it, and put the stanza's sheet right. {STAYS}",
        crate::formats::json::short(&sheets.join(", "))
    )
}

/// Rows of a sheet as they are gathered, with the limits.
#[derive(Debug, Default)]
struct Rows {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cells: usize,
    text_bytes: usize,
}

impl Rows {
    /// Puts a text into the row that is open.
    fn put(&mut self, column: usize, text: String) -> Result<(), String> {
        if column >= COLUMNS_MAX {
            return Err(format!("a row of it has more than {COLUMNS_MAX} columns"));
        }
        if column >= self.row.len() {
            self.cells += column + 1 - self.row.len();
            self.row.resize(column + 1, String::new());
        }
        self.text_bytes += text.len();
        if self.cells > CELLS_MAX {
            return Err(format!("a sheet of it has more than {CELLS_MAX} cells"));
        }
        if self.text_bytes > TEXT_BYTES_MAX {
            return Err(format!("a sheet of it has more than {TEXT_BYTES_MAX} bytes of text"));
        }
        if let Some(cell) = self.row.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }

    /// Ends the row that is open; one without any text is none.
    fn end_row(&mut self) -> Result<(), String> {
        let row = std::mem::take(&mut self.row);
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        if self.rows.len() == ENTRIES_MAX {
            return Err(format!("it has more than {ENTRIES_MAX} rows"));
        }
        self.rows.push(row);
        Ok(())
    }
}

/// Takes the cells as they come: a table that calamine makes has a place for each cell up to the last one, and that one may stand anywhere.
fn of_xlsx(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Vec<Vec<String>>, String> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
    let (mut rows, mut open) = (Rows::default(), 0);
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let (row, column) = cell.get_position();
        if row != open {
            rows.end_row()?;
            open = row;
        }
        let text = text(&Data::from(cell.get_value().clone()));
        if !text.is_empty() {
            rows.put(column as usize, text)?;
        }
    }
    rows.end_row()?;
    Ok(rows.rows)
}

/// A cell as a reader would see it; days as `2026-04-17`, and whole numbers without a fraction.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        // `_x000D_` is how a workbook writes the end of a line.
        other => other.to_string().replace("_x000D_", " "),
    }
}

/// A part of a ZIP file.
struct Part<'a> {
    name: &'a [u8],
    is_packed: bool,
    bytes: &'a [u8],
}

impl Part<'_> {
    /// Its content. That it stays within limits was counted.
    fn unpacked(&self) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        match self.is_packed {
            true => {
                DeflateDecoder::new(self.bytes).take(UNPACKED_BYTES_MAX).read_to_end(&mut out).map_err(unpacked_not)?
            }
            false => self.bytes.take(UNPACKED_BYTES_MAX).read_to_end(&mut out).map_err(unpacked_not)?,
        };
        Ok(out)
    }
}

fn unpacked_not(error: std::io::Error) -> String {
    format!("a part of it does not unpack ({error})")
}

/// Follows the directory of a ZIP file (APPNOTE 4.3.12) and counts what its parts unpack to.
fn parts(bytes: &[u8]) -> Result<Vec<Part<'_>>, String> {
    let number = |at: usize, size: usize| -> Option<u64> {
        let bytes = bytes.get(at..at.checked_add(size)?)?;
        Some(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let place = |at: usize, size: usize| number(at, size).and_then(|number| usize::try_from(number).ok());
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").ok_or("its end is missing")?;
    let lost = || "its directory is broken".to_owned();
    let mut at = place(end + 16, 4).ok_or_else(lost)?;
    let count = place(end + 10, 2).ok_or_else(lost)?;
    if count > PARTS_MAX {
        return Err(format!("it has more than {PARTS_MAX} parts"));
    }
    let mut left = UNPACKED_BYTES_MAX;
    let mut out = Vec::with_capacity(count);
    for _ in 0..count {
        let (method, packed) = (number(at + 10, 2).ok_or_else(lost)?, place(at + 20, 4).ok_or_else(lost)?);
        let head = place(at + 42, 4).ok_or_else(lost)?;
        let name_length = place(at + 28, 2).ok_or_else(lost)?;
        let name = bytes.get(at + 46..at + 46 + name_length).ok_or_else(lost)?;
        let more = [place(at + 30, 2), place(at + 32, 2)];
        let begin = head + 30 + place(head + 26, 2).ok_or_else(lost)? + place(head + 28, 2).ok_or_else(lost)?;
        let part = begin.checked_add(packed).and_then(|end| bytes.get(begin..end)).ok_or_else(lost)?;
        let size = match method {
            0 => part.len() as u64,
            8 => std::io::copy(&mut DeflateDecoder::new(part).take(left + 1), &mut std::io::sink())
                .map_err(unpacked_not)?,
            other => return Err(format!("a part of it is packed by the method {other}, which is not known")),
        };
        left = left.checked_sub(size).ok_or_else(|| format!("it unpacks to more than {UNPACKED_BYTES_MAX} bytes"))?;
        out.push(Part { name, is_packed: method == 8, bytes: part });
        at += 46 + name_length + more.into_iter().sum::<Option<usize>>().ok_or_else(lost)?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{cells, sheet};

    #[test]
    fn what_is_no_workbook_is_said() {
        for bytes in [
            &b"PK"[..],
            b"PK\x03\x04",
            b"PK\x05\x06",
            &[b'P'; 60],
            b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\0\0",
        ] {
            assert!(cells(bytes).is_err_and(|why| why.starts_with("The workbook cannot be read")));
            assert!(sheet(bytes, None).is_err_and(|why| why.starts_with("The workbook cannot be read")));
        }
    }
}
