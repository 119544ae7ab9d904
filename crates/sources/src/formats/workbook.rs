//! The tables of an XLSX workbook as rows of texts.
//! How much a file unpacks to is counted before it is opened: a packed file can be made to fill any memory.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use flate2::read::DeflateDecoder;

use crate::formats::list_file::{ENTRIES_MAX, STAYS};

/// The most that a workbook may unpack to, in bytes: the lists that come as workbooks unpack to 10 million.
const UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The most parts of a workbook.
const PARTS_MAX: usize = 1_000;

/// The rows of all its sheets, or the sentence that says why it cannot be read. Sheets after the first begin with a heading of their own, which
/// is left out where it is that of the first.
pub fn cells(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let broken = |why: String| format!("The workbook cannot be read: {why}. {STAYS}");
    unpacks(bytes).map_err(broken)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let mut out: Vec<Vec<String>> = Vec::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(|error| broken(error.to_string()))?;
        for row in range.rows() {
            let row: Vec<String> = row.iter().map(text).collect();
            if row.iter().all(|cell| cell.trim().is_empty()) || !out.is_empty() && out.first() == Some(&row) {
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

/// Follows the directory of a ZIP file (APPNOTE 4.3.12) and counts what its parts unpack to.
fn unpacks(bytes: &[u8]) -> Result<(), String> {
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
    for _ in 0..count {
        let (method, packed) = (number(at + 10, 2).ok_or_else(lost)?, place(at + 20, 4).ok_or_else(lost)?);
        let head = place(at + 42, 4).ok_or_else(lost)?;
        let names = [place(at + 28, 2), place(at + 30, 2), place(at + 32, 2)];
        let begin = head + 30 + place(head + 26, 2).ok_or_else(lost)? + place(head + 28, 2).ok_or_else(lost)?;
        let part = begin.checked_add(packed).and_then(|end| bytes.get(begin..end)).ok_or_else(lost)?;
        let size = match method {
            0 => part.len() as u64,
            8 => std::io::copy(&mut DeflateDecoder::new(part).take(left + 1), &mut std::io::sink())
                .map_err(|error| format!("a part of it does not unpack ({error})"))?,
            other => return Err(format!("a part of it is packed by the method {other}, which is not known")),
        };
        left = left.checked_sub(size).ok_or_else(|| format!("it unpacks to more than {UNPACKED_BYTES_MAX} bytes"))?;
        at += 46 + names.into_iter().sum::<Option<usize>>().ok_or_else(lost)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::cells;

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
        }
    }
}
