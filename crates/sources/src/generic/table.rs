//! `adapter = "table"`: rows under a heading, as CSV or as a sheet of an XLSX or ODS workbook, whose columns the stanza names.

use std::io::BufRead;

use encoding_rs::Encoding;
use model::Timestamp;
use model::capture::CaptureHead;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};

use crate::formats::address::{charset, is_one_of};
use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::list_file::STAYS;
use crate::formats::remarks::Remarks;
use crate::formats::rows::{self, Layout, Row, Rows};
use crate::formats::text::fold;
use crate::formats::workbook;
use crate::generic::records::{self, Record, Words};
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes.
const TABLE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Among so many lines or rows from the top the heading is looked for: offices write titles and dates above it.
const HEADING_LINES_MAX: usize = 50;

/// What may stand between the fields of a text.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

const WORDS: Words = Words { within: "table", place: "column", adapter: "table" };

/// A table.
pub struct Table {
    stanza: Stanza,
}

impl Table {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for Table {
    fn claims(&self, url: &str) -> bool {
        is_one_of(url, &self.stanza.addresses)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        self.stanza.ask_first(TABLE_BYTES_MAX)
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let found = self.found(head, body, &mut remarks).unwrap_or_else(|why| {
            // Readers of lists speak of the state that stays; rows that are documents have none.
            Found::Failed(if self.stanza.entries.is_some() { why } else { why.replace(STAYS, "The capture is kept.") })
        });
        Reading { found, requests: Vec::new(), notes: remarks.finish() }
    }
}

impl Table {
    fn found(&self, head: &CaptureHead, body: &mut dyn BufRead, remarks: &mut Remarks) -> Result<Found, String> {
        let bytes =
            limit::whole(body, TABLE_BYTES_MAX, "file", "of a table").map_err(|why| format!("{why} {STAYS}"))?;
        let (documents, entries) = (&self.stanza.documents, &self.stanza.entries);
        let used: Vec<(&str, &str)> = documents
            .iter()
            .flat_map(|facts| facts.places())
            .chain(entries.iter().flat_map(|facts| facts.places()))
            .collect();
        let is_wanted = |key: &str| matches!(key, "number" | "title" | "id" | "name");
        let wanted: Vec<&str> = used.iter().filter(|(key, _)| is_wanted(key)).map(|(_, column)| *column).collect();
        let ignored =
            documents.iter().flat_map(|facts| &facts.ignored).chain(entries.iter().flat_map(|facts| &facts.ignored));
        let known: Vec<&str> = used.iter().map(|(_, column)| *column).chain(ignored.map(String::as_str)).collect();
        let layout = Layout {
            delimiter: b',',
            preamble_lines: 0,
            wanted: &wanted,
            known: &[],
            ignored: &known,
            bytes_max: TABLE_BYTES_MAX,
        };
        let rows = match bytes.as_slice() {
            [b'P', b'K', ..] => self.of_workbook(&bytes, &layout, remarks)?,
            // The sign of compound files, MS-CFB 2.2.
            [0xD0, 0xCF, 0x11, 0xE0, ..] => {
                return Err(format!("The file is a workbook of the old binary sort (XLS), which is not read. {STAYS}"));
            }
            bytes => self.of_text(head, bytes, &layout, remarks)?,
        };
        let all: Vec<Row<'_>> = rows.iter().collect();
        records::found(&all, &self.stanza, head, WORDS, rows.incomplete.clone(), remarks)
    }

    fn of_workbook(&self, bytes: &[u8], layout: &Layout<'_>, remarks: &mut Remarks) -> Result<Rows, String> {
        let sheet = self.stanza.table.as_ref().and_then(|facts| facts.sheet.as_deref());
        let mut cells = workbook::sheet(bytes, sheet)?;
        let found = cells
            .iter()
            .take(HEADING_LINES_MAX)
            .position(|row| is_heading(row.iter().map(String::as_str), layout.wanted));
        let first = cells.first().map(|row| row.join(", ")).unwrap_or_default();
        let at = found.ok_or_else(|| no_heading("rows", &first, layout.wanted))?;
        rows::from_cells(cells.split_off(at), layout, remarks)
    }

    fn of_text(
        &self,
        head: &CaptureHead,
        bytes: &[u8],
        layout: &Layout<'_>,
        remarks: &mut Remarks,
    ) -> Result<Rows, String> {
        let facts = self.stanza.table.as_ref();
        let label = facts.and_then(|facts| facts.encoding.as_deref()).or_else(|| charset(head));
        let said = label.and_then(|label| Encoding::for_label(label.as_bytes()));
        let text = rows::text(&mut &bytes[..], TABLE_BYTES_MAX, said, remarks)?;
        let own = facts.and_then(|facts| facts.delimiter).and_then(|delimiter| u8::try_from(delimiter).ok());
        let delimiters = own.map_or(DELIMITERS.to_vec(), |own| vec![own]);
        let mut rest = text.as_str();
        for preamble_lines in 0..HEADING_LINES_MAX {
            let heads = |delimiter: &u8| is_heading_of_text(rest, *delimiter, layout.wanted);
            if let Some(delimiter) = delimiters.iter().find(|delimiter| heads(delimiter)) {
                return rows::of_text(&text, &Layout { delimiter: *delimiter, preamble_lines, ..*layout }, remarks);
            }
            match rest.split_once('\n') {
                Some((_, after)) => rest = after,
                None => break,
            }
        }
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        Err(no_heading("lines", first, layout.wanted))
    }
}

impl Record for Row<'_> {
    fn place(&self) -> String {
        Row::place(self)
    }

    fn get(&self, place: &str) -> Vec<String> {
        Row::get(self, place).into_iter().collect()
    }
}

fn is_heading<'a>(cells: impl Iterator<Item = &'a str>, wanted: &[&str]) -> bool {
    let names: Vec<String> = cells.map(fold).collect();
    wanted.iter().all(|wanted| names.iter().any(|name| name == wanted))
}

/// Whether a text begins with a heading that has these columns.
fn is_heading_of_text(text: &str, delimiter: u8, wanted: &[&str]) -> bool {
    // A heading may have line ends within quotes, and none is longer than this.
    const HEADING_BYTES_MAX: usize = 64 * 1024;
    let end = text.floor_char_boundary(HEADING_BYTES_MAX);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(&text.as_bytes()[..end]);
    let first = reader.records().next();
    first.is_some_and(|first| first.is_ok_and(|first| is_heading(first.iter(), wanted)))
}

fn no_heading(what: &str, first: &str, wanted: &[&str]) -> String {
    format!(
        "None of the first {HEADING_LINES_MAX} {what} is a heading with the columns '{}'; the first is '{}'. See whether the publisher renamed \
         a column, and put the stanza right. {STAYS}",
        wanted.join("', '"),
        short(&fold(first))
    )
}
