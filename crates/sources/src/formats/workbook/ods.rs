//! A sheet of an OpenDocument spreadsheet (ODF 1.3, part 3, section 9), read row by row.
//! By our own hand, for calamine makes a cell of every repetition before any limit is looked at: a few bytes can ask for any memory.

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::{COLUMNS_MAX, Part, Rows};
use crate::formats::json::short;
use crate::formats::list_file::ENTRIES_MAX;

/// The rows of the sheet with that name, or of the first; or the names of the sheets that there are.
pub(super) fn sheet(parts: &[Part<'_>], name: Option<&str>) -> Result<Result<Vec<Vec<String>>, Vec<String>>, String> {
    let part = parts.iter().find(|part| part.name == b"content.xml").ok_or("it has no content")?;
    let bytes = part.unpacked()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk { wanted: name, ..Walk::default() };
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(start)) => walk.begin(&start)?,
            Ok(Event::End(end)) => {
                if walk.end(end.name().as_ref())? {
                    return Ok(Ok(walk.rows.rows));
                }
            }
            Ok(Event::Text(text)) => walk.say(&text),
            Ok(Event::CData(text)) => walk.say(&text),
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(c)) => walk.say(c.encode_utf8(&mut [0; 4])),
                _ => walk.say(resolve_predefined_entity(&reference).unwrap_or_default()),
            },
            Ok(_) => {}
            Err(error) => return Err(format!("it is not well-formed XML ({})", short(&error.to_string()))),
        }
    }
    if walk.within {
        return Err("it breaks off before its end".to_owned());
    }
    Ok(Err(walk.sheets))
}

#[derive(Default)]
struct Walk<'a> {
    wanted: Option<&'a str>,
    sheets: Vec<String>,
    /// Whether the wanted sheet is open.
    within: bool,
    /// How many tables are open; one within a cell of another is no part of it.
    tables: usize,
    rows: Rows,
    row_repeats: usize,
    column: usize,
    cell: Option<Cell>,
    /// How many notes to a cell are open: what they say is not what the cell says.
    notes: usize,
}

/// A cell that is open.
struct Cell {
    repeats: usize,
    /// The value that stands in an attribute: a number or a day as a program wants it.
    value: Option<String>,
    text: String,
}

impl Walk<'_> {
    fn begin(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let attribute = |name: &str| attribute(start, name);
        let repeats = |name: &str| attribute(name).and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
        match start.name().as_ref() {
            "table:table" => {
                self.tables += 1;
                if self.tables == 1 {
                    let name = attribute("table:name").unwrap_or_default();
                    self.within = self.wanted.is_none_or(|wanted| wanted.trim() == name.trim());
                    if self.sheets.len() < COLUMNS_MAX {
                        self.sheets.push(name);
                    }
                }
            }
            _ if !self.within || self.tables != 1 => {}
            "table:table-row" => {
                self.row_repeats = repeats("table:number-rows-repeated");
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let value = match attribute("office:value-type").as_deref() {
                    Some("float" | "percentage" | "currency") => attribute("office:value"),
                    // A day with an hour is cut to the day, as in other workbooks.
                    Some("date") => attribute("office:date-value").map(|day| day.chars().take(10).collect()),
                    Some("boolean") => attribute("office:boolean-value"),
                    Some("time") => attribute("office:time-value"),
                    _ => attribute("office:string-value"),
                };
                let repeats = repeats("table:number-columns-repeated");
                self.cell = Some(Cell { repeats, value, text: String::new() });
            }
            "office:annotation" => self.notes += 1,
            "text:p" | "text:s" | "text:tab" | "text:line-break" => self.say(" "),
            _ => {}
        }
        Ok(())
    }

    /// Ends an element; answers whether it was the wanted sheet.
    fn end(&mut self, name: &str) -> Result<bool, String> {
        match name {
            "table:table" => {
                self.tables = self.tables.saturating_sub(1);
                return Ok(self.within && self.tables == 0);
            }
            _ if !self.within || self.tables != 1 => {}
            "office:annotation" => self.notes = self.notes.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => self.end_cell()?,
            "table:table-row" => self.end_row()?,
            _ => {}
        }
        Ok(false)
    }

    fn end_cell(&mut self) -> Result<(), String> {
        let Some(Cell { repeats, value, text }) = self.cell.take() else { return Ok(()) };
        let text = value.unwrap_or(text);
        let text = text.trim();
        if !text.is_empty() {
            for column in self.column..self.column.saturating_add(repeats.min(COLUMNS_MAX + 1)) {
                self.rows.put(column, text.to_owned())?;
            }
        }
        self.column = self.column.saturating_add(repeats);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), String> {
        let row = self.rows.row.clone();
        self.rows.end_row()?;
        let is_empty = row.iter().all(|cell| cell.trim().is_empty());
        // Programs end a sheet with an empty row that is repeated a million times.
        for _ in 1..if is_empty { 1 } else { self.row_repeats.min(ENTRIES_MAX + 1) } {
            for (column, cell) in row.iter().enumerate() {
                self.rows.put(column, cell.clone())?;
            }
            self.rows.end_row()?;
        }
        Ok(())
    }

    fn say(&mut self, text: &str) {
        if self.notes == 0
            && self.tables == 1
            && let Some(cell) = &mut self.cell
        {
            cell.text.push_str(text);
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found = attributes.with_checks(false).flatten().find(|attribute| {
        let key: &str = attribute.key.as_ref();
        key == name
    })?;
    Some(unescape(&found.value).map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
}
