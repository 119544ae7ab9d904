//! The Harmonized Tariff Schedule as the U.S. International Trade Commission exports it, as CSV or JSON: the whole or a range of it.
//! Each chapter is a list of its own, so that an export of one chapter is compared with the same chapter of an export of all.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::BufRead;

use model::change::{self, Kind};
use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use crate::formats::address::Address;
use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::list_file::{ListSource, Reader};
use crate::formats::markup;
use crate::formats::text::{fold, raised};
use crate::stanza::Stanza;

/// The largest export that is read, in bytes: the whole schedule as JSON had some 13 million in 2026.
const EXPORT_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// The most lines that are read: the schedule had 35,790 in 2024.
const LINES_MAX: usize = 500_000;

/// The names of the columns in a CSV export, as its first row has them.
const COLUMNS: [&str; 9] = [
    "HTS Number",
    "Indent",
    "Description",
    "Unit of Quantity",
    "General Rate of Duty",
    "Special Rate of Duty",
    "Column 2 Rate of Duty",
    "Quota Quantity",
    "Additional Duties",
];

/// The fields of a JSON export. The last is misspelt by the publisher and always null.
const KEYS: [&str; 12] = [
    "htsno",
    "indent",
    "description",
    "superior",
    "units",
    "general",
    "special",
    "other",
    "footnotes",
    "quotaQuantity",
    "additionalDuties",
    "addiitionalDuties",
];

/// Between the descriptions of a line's ancestors and its own.
const BELOW: &str = " › ";

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, EXPORT_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    address.host == "hts.usitc.gov"
        && matches!(address.path.trim_end_matches('/'), "/reststop/exportList" | "/api/exportList")
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let bytes = limit::whole(body, EXPORT_BYTES_MAX, "export", "of this source")?;
    let content = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii();
    let mut tree = Chapters::default();
    match content.first() {
        None => return Err("The export is empty; the last good state of each chapter stays in force.".to_owned()),
        Some(b'<') => return Err("The answer is a web page where an export of the tariff is expected.".to_owned()),
        Some(b'[') => json(content, reader, &mut tree)?,
        Some(_) => csv(content, reader, &mut tree)?,
    }
    let snapshots = tree.finish(reader);
    if snapshots.is_empty() {
        return Err(
            "The export holds no line with a number; the last good state of each chapter stays in force.".to_owned()
        );
    }
    Ok(snapshots)
}

/// One row of an export, in either form.
#[derive(Debug, Default)]
struct Line<'a> {
    number: Cow<'a, str>,
    indent: Option<usize>,
    description: Cow<'a, str>,
    units: String,
    /// General, special, column 2, quota quantity, additional duties.
    rates: [Cow<'a, str>; 5],
    footnotes: String,
}

/// What the five columns of a line's rates are called among its fields.
const RATES: [&str; 5] = ["general", "special", "other", "quota_quantity", "additional_duties"];

/// A text that may come as a number or be null. Anything else is read as absent.
#[derive(Debug, Default)]
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text, a number or null")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
            fn visit_bool<E>(self, value: bool) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(value.to_string())))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(value.to_string())))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(value.to_string())))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(value.to_string())))
            }
            fn visit_unit<E>(self) -> Result<Text<'de>, E> {
                Ok(Text::default())
            }
            fn visit_none<E>(self) -> Result<Text<'de>, E> {
                Ok(Text::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Text<'de>, A::Error> {
                while values.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Text<'de>, A::Error> {
                while values.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }
        }
        from.deserialize_any(Visitor)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct JsonLine<'a> {
    #[serde(borrow, default)]
    htsno: Text<'a>,
    #[serde(borrow, default)]
    indent: Text<'a>,
    #[serde(borrow, default)]
    description: Text<'a>,
    #[serde(borrow, default)]
    units: Option<Vec<Text<'a>>>,
    #[serde(borrow, default)]
    general: Text<'a>,
    #[serde(borrow, default)]
    special: Text<'a>,
    #[serde(borrow, default)]
    other: Text<'a>,
    #[serde(borrow, default)]
    quota_quantity: Text<'a>,
    #[serde(borrow, default)]
    additional_duties: Text<'a>,
    #[serde(borrow, default)]
    footnotes: Option<Vec<Footnote<'a>>>,
}

#[derive(Debug, Deserialize)]
struct Footnote<'a> {
    #[serde(borrow, default)]
    columns: Option<Vec<Text<'a>>>,
    #[serde(borrow, default)]
    value: Text<'a>,
}

fn json(content: &[u8], reader: &mut Reader<'_>, tree: &mut Chapters) -> Result<(), String> {
    let wrong = |error: serde_json::Error| {
        format!("The export is not the JSON that is expected ({error}); it may have been cut short.")
    };
    let mut first =
        serde_json::Deserializer::from_slice(&content[1..]).into_iter::<serde_json::Map<String, serde_json::Value>>();
    if let Some(Ok(keys)) = first.next() {
        keys.keys().filter(|key| !KEYS.contains(&key.as_str())).for_each(|key| reader.remarks.unknown_field(key));
    }
    let lines: Vec<JsonLine<'_>> = serde_json::from_slice(content).map_err(wrong)?;
    for (at, line) in lines.into_iter().enumerate() {
        let units: Vec<String> = line.units.iter().flatten().map(|unit| untagged(&unit.0)).collect();
        let footnotes: Vec<String> = line.footnotes.iter().flatten().map(footnote).collect();
        tree.add(
            Line {
                number: line.htsno.0,
                indent: line.indent.0.trim().parse().ok(),
                description: line.description.0,
                units: joined(&units),
                rates: [line.general, line.special, line.other, line.quota_quantity, line.additional_duties]
                    .map(|text| text.0),
                footnotes: joined(&footnotes),
            },
            at + 1,
            reader,
        )?;
    }
    Ok(())
}

/// `general: See 9903.88.15.`
fn footnote(note: &Footnote<'_>) -> String {
    let columns: Vec<&str> = note.columns.iter().flatten().map(|column| column.0.as_ref()).collect();
    match columns.is_empty() {
        true => untagged(&note.value.0),
        false => format!("{}: {}", columns.join(", "), untagged(&note.value.0)),
    }
}

fn csv(content: &[u8], reader: &mut Reader<'_>, tree: &mut Chapters) -> Result<(), String> {
    // A quotation mark within a cell is doubled, so that an odd number of them means a cell without an end.
    if content.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
        return Err(
            "The export breaks off within a cell; the last good state of each chapter stays in force.".to_owned()
        );
    }
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(content);
    let wrong = |error: csv::Error| format!("The export is not well-formed CSV: {error}.");
    let header = rows.byte_headers().map_err(wrong)?.clone();
    let header: Vec<String> = header.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
    let place = |name: &str| header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let places = COLUMNS.map(place);
    if places[0].is_none() || places[2].is_none() {
        return Err(format!(
            "The export is not the table that is expected: its first row has no column '{}' or '{}', but '{}'.",
            COLUMNS[0],
            COLUMNS[2],
            short(&header.join(", "))
        ));
    }
    for (column, _) in COLUMNS.iter().zip(&places).filter(|(_, place)| place.is_none()) {
        reader
            .remarks
            .add(Note::odd("heading", format!("The column '{column}' is gone; its values are read as absent.")));
    }
    header
        .iter()
        .filter(|cell| !COLUMNS.iter().any(|name| cell.eq_ignore_ascii_case(name)))
        .for_each(|cell| reader.remarks.unknown_field(cell));
    let mut row = csv::ByteRecord::new();
    let mut at = 1;
    while rows.read_byte_record(&mut row).map_err(wrong)? {
        at += 1;
        tree.is_cut = row.len() < header.len();
        if row.len() != header.len() {
            let text = format!(
                "The row has {} columns instead of {}; it was read as far as it goes.",
                row.len(),
                header.len()
            );
            reader.remarks.add(Note::odd(format!("row {at}"), text));
        }
        let cell = |column: usize| {
            places[column].and_then(|place| row.get(place)).map_or(Cow::Borrowed(""), String::from_utf8_lossy)
        };
        let units: Vec<String> = serde_json::from_str::<Vec<String>>(&cell(3))
            .map_or_else(|_| vec![untagged(&cell(3))], |units| units.iter().map(|unit| untagged(unit)).collect());
        let line = Line {
            number: cell(0),
            indent: cell(1).trim().parse().ok(),
            description: cell(2),
            units: joined(&units),
            rates: [cell(4), cell(5), cell(6), cell(7), cell(8)],
            footnotes: String::new(),
        };
        tree.add(line, at, reader)?;
    }
    Ok(())
}

fn joined(values: &[String]) -> String {
    let values: Vec<&str> = values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
    values.join("; ")
}

/// The lines so far, by chapter, under their headings.
#[derive(Debug, Default)]
struct Chapters {
    /// The descriptions above the next line, with their indents.
    above: Vec<(usize, String)>,
    lines: usize,
    /// Whether the file ends within a row.
    is_cut: bool,
    /// In the order of the file.
    chapters: Vec<Chapter>,
}

#[derive(Debug, Default)]
struct Chapter {
    number: String,
    /// The first number, where the file begins within a heading: what stands before it is not in the file.
    begins_at: Option<String>,
    entries: Vec<ListEntry>,
    footnotes: Vec<ListEntry>,
}

impl Chapters {
    fn add(&mut self, line: Line<'_>, at: usize, reader: &mut Reader<'_>) -> Result<(), String> {
        self.lines += 1;
        if self.lines > LINES_MAX {
            return Err(format!("The export has more than {LINES_MAX} lines, the most that are read."));
        }
        let description = untagged(&line.description);
        let is_first = self.lines == 1;
        let indent = line.indent.unwrap_or_else(|| {
            let text = "The line has no indent that is a number; it was taken for one of its neighbours.";
            reader.remarks.add(Note::odd(format!("line {at}"), text));
            self.above.last().map_or(0, |(indent, _)| *indent)
        });
        self.above.retain(|(above, _)| *above < indent);
        let number = line.number.trim();
        if !number.is_empty() {
            if !is_number(number) {
                let text = format!("'{}' is no number of the tariff; the line was left out.", short(number));
                reader.remarks.add(Note::lost(format!("line {at}"), text));
                return Ok(());
            }
            self.enter(number, is_first && indent > 0, reader);
            let path: Vec<&str> =
                self.above.iter().map(|(_, text)| text.as_str()).chain([description.as_str()]).collect();
            let name = path.iter().map(|text| text.trim_end_matches(':')).collect::<Vec<_>>().join(BELOW);
            if let Some(chapter) = self.chapters.last_mut() {
                chapter.add(number, name, &description, &line, at, reader);
            }
        }
        self.above.push((indent, description));
        Ok(())
    }

    /// Goes on to the chapter of a number.
    fn enter(&mut self, number: &str, is_within: bool, reader: &mut Reader<'_>) {
        let chapter = &number[..2];
        if self.chapters.last().is_some_and(|last| last.number == chapter) {
            return;
        }
        if let Some(known) = self.chapters.iter().position(|known| known.number == chapter) {
            // Out of order: the chapter is taken up again at the end, where further lines of it are looked for.
            let known = self.chapters.remove(known);
            self.chapters.push(known);
            return;
        }
        let begins_at = is_within.then(|| number.to_owned());
        if begins_at.is_some() {
            let text = format!(
                "The file begins within a heading: lines before {number} are not in it, and are not read as deleted."
            );
            reader.remarks.add(Note::odd("line 1", text));
        }
        self.chapters.push(Chapter { number: chapter.to_owned(), begins_at, ..Chapter::default() });
    }

    fn finish(self, reader: &Reader<'_>) -> Vec<Snapshot> {
        let stanza = reader.stanza;
        let incomplete = match (self.is_cut, reader.remarks.has_lost()) {
            (true, _) => Some("Its last row breaks off.".to_owned()),
            (false, true) => Some("Some of its lines could not be read.".to_owned()),
            (false, false) => None,
        };
        let of = |chapter: &Chapter, role, part: String, entries| Snapshot {
            kind: Kind::TariffLine,
            list: stanza.list.clone().unwrap_or_default(),
            list_name: format!("{}, chapter {}", stanza.list_name.as_deref().unwrap_or("tariff"), chapter.number),
            part,
            role,
            at: reader.head.captured_at,
            entries,
            begins_at: chapter.begins_at.clone(),
            incomplete: incomplete.clone(),
        };
        let mut out = Vec::with_capacity(self.chapters.len());
        for mut chapter in self.chapters {
            let (entries, footnotes) = (std::mem::take(&mut chapter.entries), std::mem::take(&mut chapter.footnotes));
            let part = chapter.number.clone();
            if !footnotes.is_empty() {
                out.push(of(&chapter, Role::Details, format!("footnotes-{part}"), footnotes));
            }
            out.push(of(&chapter, Role::Telling, part, entries));
        }
        out
    }
}

impl Chapter {
    fn add(
        &mut self,
        number: &str,
        name: String,
        description: &str,
        line: &Line<'_>,
        at: usize,
        reader: &mut Reader<'_>,
    ) {
        if self.entries.iter().rev().take(64).any(|entry| entry.id == number) {
            let text = format!("The number {number} stands in an earlier line; this line was left out.");
            reader.remarks.add(Note::odd(format!("line {at}"), text));
            return;
        }
        let mut fields = BTreeMap::new();
        let mut put = |name: &str, value: String| {
            if !value.is_empty() {
                fields.insert(name.to_owned(), value);
            }
        };
        put(change::TEXT, description.to_owned());
        put("units", line.units.clone());
        RATES.iter().zip(&line.rates).for_each(|(name, rate)| put(name, untagged(rate)));
        let entry = |fields| ListEntry {
            id: number.to_owned(),
            name: name.clone(),
            kind: kind(number).to_owned(),
            programs: Vec::new(),
            countries: Vec::new(),
            aliases: Vec::new(),
            fields,
        };
        if !line.footnotes.is_empty() {
            self.footnotes.push(entry(BTreeMap::from([("footnotes".to_owned(), line.footnotes.clone())])));
        }
        self.entries.push(entry(fields));
    }
}

/// A text without the markup that leaks into exports (`m<sup>2</sup>`, `<il>doz.</il>`), folded; raised digits stay raised.
fn untagged(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return fold(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<sup") {
        let Some((inside, after)) = after.split_once('>').and_then(|(_, after)| after.split_once("</sup>")) else {
            break;
        };
        plain.push_str(before);
        plain.push_str(&raised(inside.trim()).unwrap_or_else(|| inside.to_owned()));
        rest = after;
    }
    plain.push_str(rest);
    markup::line(&plain)
}

/// Four to ten digits in twos, with dots after the fourth, sixth and eighth: `0101.21.00.10`.
fn is_number(text: &str) -> bool {
    let mut parts = text.split('.');
    let first = parts.next().is_some_and(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let rest: Vec<&str> = parts.collect();
    first && rest.len() <= 3 && rest.iter().all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
}

/// What a line of so many digits is: rates stand on the tariff rate line of eight digits, units on the last one.
fn kind(number: &str) -> &'static str {
    match number.len() {
        4 => "heading",
        7 => "subheading",
        10 => "rate line",
        _ => "statistical line",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_tariff_are_told_from_other_words() {
        for number in ["0101", "0101.21", "0101.21.00", "0101.21.00.10", "9903.88.15"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["", "101", "01012", "0101.2", "0101.21.00.10.10", "0101.21.0a", "chapter"] {
            assert!(!is_number(other), "{other}");
        }
        assert_eq!(kind("0101.21.00"), "rate line");
        for (leaked, plain) in [
            ("m<sup>2</sup>", "m²"),
            ("<il>doz. prs.</il>", "doz. prs."),
            ("5.3% <u></u>", "5.3%"),
            ("<sup style=\"x\">1/</sup>a", "1/a"),
            ("a <sup", "a <sup"),
        ] {
            assert_eq!(untagged(leaked), plain, "{leaked}");
        }
    }
}
