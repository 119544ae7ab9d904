//! A delimited text with a heading, read row by row by the names of its columns; in whatever encoding it came.
//! A column that nobody knows is named, one that vanished is said, and a file that breaks off is told from a whole one.

use std::io::BufRead;

use csv::StringRecord;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use model::note::Note;

use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::list_file::{ENTRIES_MAX, STAYS};
use crate::formats::remarks::Remarks;
use crate::formats::text::{fold, kept};

/// What is known of a table before it is read.
#[derive(Debug, Clone, Copy)]
pub struct Layout<'a> {
    /// What stands between fields.
    pub delimiter: u8,
    /// Lines before the heading, such as the day of the file.
    pub preamble_lines: usize,
    /// The columns without which the file is not this table.
    pub wanted: &'a [&'a str],
    /// The columns that are read where they are there.
    pub known: &'a [&'a str],
    /// Columns that say nothing of use here.
    pub ignored: &'a [&'a str],
    /// The largest file that is read.
    pub bytes_max: u64,
}

/// A table: its heading and rows, and a sentence where it is not whole.
#[derive(Debug)]
pub struct Rows {
    heading: Vec<String>,
    rows: Vec<StringRecord>,
    /// Why the file is not whole.
    pub incomplete: Option<String>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    heading: &'a [String],
    row: &'a StringRecord,
    /// Which row it is, the first after the heading being 1.
    pub number: usize,
}

impl Row<'_> {
    /// A column's text as it was written; nothing where the column is absent or empty.
    pub fn get(&self, column: &str) -> Option<String> {
        let place = self.heading.iter().position(|name| name == column)?;
        Some(kept(self.row.get(place)?)).filter(|text| !text.is_empty())
    }

    /// Where notes say that it stands.
    pub fn place(&self) -> String {
        format!("row {}", self.number)
    }
}

impl Rows {
    /// Its rows.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        let row = |(at, row)| Row { heading: &self.heading, row, number: at + 1 };
        self.rows.iter().enumerate().map(row)
    }
}

/// Reads a table, or says in a sentence why it is none.
pub fn read(body: &mut dyn BufRead, layout: &Layout<'_>, remarks: &mut Remarks) -> Result<Rows, String> {
    of_text(&text(body, layout.bytes_max, None, remarks)?, layout, remarks)
}

/// The same from its text.
pub fn of_text(text: &str, layout: &Layout<'_>, remarks: &mut Remarks) -> Result<Rows, String> {
    let content = text.trim_end_matches('\u{1A}');
    let mut rest = content;
    for _ in 0..layout.preamble_lines {
        rest = rest.split_once('\n').map_or("", |(_, after)| after);
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(layout.delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(rest.as_bytes());
    let mut records = reader.records();
    let heading = match records.next() {
        Some(Ok(heading)) => heading.iter().map(fold).collect::<Vec<_>>(),
        Some(Err(error)) => return Err(format!("The heading of the table cannot be read: {error}. {STAYS}")),
        None => return Err(format!("The file holds no table. {STAYS}")),
    };
    check_heading(&heading, layout, remarks)?;
    let mut rows = Vec::new();
    for row in records {
        let row = row.map_err(|error| format!("The file is not well-formed: {error}. {STAYS}"))?;
        if rows.len() == ENTRIES_MAX {
            return Err(format!(
                "The file has more than {ENTRIES_MAX} rows, the most that are read of a list. {STAYS}"
            ));
        }
        if row.iter().any(|field| !field.trim().is_empty()) {
            rows.push(row);
        }
    }
    let incomplete = breaks_off(rest, &heading, &rows);
    if let Some(why) = &incomplete {
        remarks.add(Note::lost("end of file", why.clone()));
        rows.pop();
    }
    odd_widths(&heading, &rows, remarks);
    unknown_columns(&heading, layout, remarks);
    Ok(Rows { heading, rows, incomplete })
}

/// The same from rows of texts, the first of which is the heading.
pub fn from_cells(cells: Vec<Vec<String>>, layout: &Layout<'_>, remarks: &mut Remarks) -> Result<Rows, String> {
    let mut cells = cells.into_iter();
    let heading: Vec<String> = cells.next().unwrap_or_default().iter().map(|cell| fold(cell)).collect();
    if heading.is_empty() {
        return Err(format!("The file holds no table. {STAYS}"));
    }
    check_heading(&heading, layout, remarks)?;
    unknown_columns(&heading, layout, remarks);
    let rows = cells.map(StringRecord::from).collect();
    Ok(Rows { heading, rows, incomplete: None })
}

fn odd_widths(heading: &[String], rows: &[StringRecord], remarks: &mut Remarks) {
    let Some(first) = rows.iter().position(|row| row.len() != heading.len()) else { return };
    let count = rows.iter().filter(|row| row.len() != heading.len()).count();
    let text = format!(
        "{count} rows do not have the {} columns of the heading (the first has {}); they were read as far as they go.",
        heading.len(),
        rows[first].len()
    );
    remarks.add(Note::odd(format!("row {}", first + 1), text));
}

fn unknown_columns(heading: &[String], layout: &Layout<'_>, remarks: &mut Remarks) {
    let lists = [layout.wanted, layout.known, layout.ignored];
    let is_unknown = |name: &&String| !name.is_empty() && !lists.iter().any(|names| names.contains(&name.as_str()));
    heading.iter().filter(is_unknown).for_each(|name| remarks.unknown_field(name));
}

fn check_heading(heading: &[String], layout: &Layout<'_>, remarks: &mut Remarks) -> Result<(), String> {
    let has = |name: &&&str| heading.iter().any(|known| known == **name);
    if let Some(missing) = layout.wanted.iter().find(|name| !has(name)) {
        let names: Vec<&str> = heading.iter().map(String::as_str).collect();
        return Err(format!(
            "The table has no column '{missing}'; its heading is '{}'. See whether the publisher changed the format. {STAYS}",
            short(&names.join(", "))
        ));
    }
    let missing: Vec<&str> = layout.known.iter().filter(|name| !has(name)).copied().collect();
    if !missing.is_empty() {
        let text = "The table does not have these columns, which it had; see whether the publisher renamed them.";
        remarks.add(Note::odd(missing.join(", "), text));
    }
    Ok(())
}

/// Whether the file ends within a row: within quotation marks, or without a line end in a row that is too short.
fn breaks_off(content: &str, heading: &[String], rows: &[StringRecord]) -> Option<String> {
    let sentence =
        |where_: &str| format!("The file breaks off within {where_}; nothing that is missing counts as removed.");
    if content.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        return Some(sentence("a quoted field"));
    }
    let is_short = rows.last().is_some_and(|row| row.len() < heading.len());
    (is_short && !content.ends_with(['\n', '\r'])).then(|| sentence("its last row"))
}

/// The bytes as text: by a byte-order mark, else as UTF-8 where they are that, else in the encoding that is said to be theirs, else as
/// windows-1252, as Western offices write.
pub fn text(
    body: &mut dyn BufRead,
    bytes_max: u64,
    said: Option<&'static Encoding>,
    remarks: &mut Remarks,
) -> Result<String, String> {
    let bytes = limit::whole(body, bytes_max, "file", "of this source").map_err(|why| format!("{why} {STAYS}"))?;
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(&bytes).is_ok() => UTF_8,
        None => said.filter(|said| *said != UTF_8).unwrap_or(WINDOWS_1252),
    };
    let (text, _, has_replaced) = encoding.decode(&bytes);
    if has_replaced {
        let text = "Some bytes fit no encoding and were replaced; see whether names are right.";
        remarks.add(Note::odd("encoding", text));
    }
    match text.trim_start().chars().next() {
        None => Err(format!("The file is empty, and says nothing. {STAYS}")),
        Some('<') => Err(format!("The answer is a web page where a table is expected. {STAYS}")),
        Some('{' | '[') if !text.contains('\t') && text.trim_end().ends_with(['}', ']']) => {
            Err(format!("The answer is JSON where a table is expected. {STAYS}"))
        }
        Some(_) => Ok(text.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout<'static> = Layout {
        delimiter: b',',
        preamble_lines: 0,
        wanted: &["name"],
        known: &["city"],
        ignored: &["url"],
        bytes_max: 1_000,
    };

    fn names(bytes: &[u8]) -> Result<(Vec<String>, bool, usize), String> {
        let mut remarks = Remarks::default();
        let rows = read(&mut &bytes[..], &LAYOUT, &mut remarks)?;
        Ok((rows.iter().filter_map(|row| row.get("name")).collect(), rows.incomplete.is_some(), remarks.finish().len()))
    }

    #[test]
    fn a_table_is_read_by_its_heading_in_any_encoding() {
        let whole = Ok((vec!["Müller".to_owned(), "B".to_owned()], false, 0));
        assert_eq!(names("name,city,url\nMüller,x,\nB,y,z\n".as_bytes()), whole);
        assert_eq!(names("\u{FEFF}city,name\r\nx, Müller\r\n\r\ny,B".as_bytes()), whole);
        assert_eq!(names(b"name,city\nM\xFCller,x\nB,y\n\x1A"), whole);
        let wide: Vec<u8> = "\u{FEFF}name,city\nMüller,x\nB,y\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(names(&wide), whole);
    }

    #[test]
    fn what_is_no_whole_table_is_said() {
        assert_eq!(names(b"name,city\nA,x\nB"), Ok((vec!["A".to_owned()], true, 1)));
        assert_eq!(names(b"name,city\nA,x\n\"B"), Ok((vec!["A".to_owned()], true, 1)));
        assert_eq!(names(b"name,color\nA,x\n"), Ok((vec!["A".to_owned()], false, 2)));
        for (bytes, says) in [
            (&b""[..], "empty"),
            (b" \x0d\n", "empty"),
            (b"<html>", "web page"),
            (b"{\"a\":1}", "JSON"),
            (b"title,city\n", "no column 'name'"),
            (&[b'a'; 1_001], "larger than 1000"),
        ] {
            assert!(names(bytes).is_err_and(|why| why.contains(says)), "{says}");
        }
    }
}
