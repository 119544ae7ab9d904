//! Tables of every bad sort, as text and as workbooks: each is refused with a sentence, or read as far as it can be believed.
//! Workbooks that are made to fill memory stay small in it.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use model::reading::Found;
use proptest::prelude::*;

use crate::own::{Own, count};

/// A ZIP file of these parts, packed.
fn zip(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(content).expect("packed");
        let packed = packed.finish().expect("packed");
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let size = |size: usize| u32::try_from(size).expect("a size").to_le_bytes();
        let at = out.len();
        // Version, flags, method, time and day, then sums and lengths (APPNOTE 4.3.7).
        let mut facts = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0x5C];
        facts.extend(crc.sum().to_le_bytes());
        facts.extend(size(packed.len()).into_iter().chain(size(content.len())));
        facts.extend(u16::try_from(name.len()).expect("a length").to_le_bytes());
        facts.extend([0, 0]);
        out.extend(b"PK\x03\x04".iter().chain(&facts).chain(name.as_bytes()).chain(&packed));
        directory.extend(b"PK\x01\x02\x14\0".iter().chain(&facts).chain(&[0; 10]));
        directory.extend(size(at).iter().chain(name.as_bytes()));
    }
    let (at, length) = (u32::try_from(out.len()).expect("a place"), u32::try_from(directory.len()).expect("a length"));
    let parts = u16::try_from(parts.len()).expect("a count").to_le_bytes();
    out.append(&mut directory);
    out.extend(b"PK\x05\x06\0\0\0\0".iter().chain(&parts).chain(&parts));
    out.extend(length.to_le_bytes().iter().chain(&at.to_le_bytes()).chain(&[0, 0]));
    out
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

/// A workbook with a sheet `Parties` of these rows in XML, and these shared texts.
fn xlsx(rows: &str, shared: &str) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inner: &str| {
        format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>").into_bytes()
    };
    let of_book =
        relation("r1", "worksheet", "worksheets/s.xml") + &relation("r2", "sharedStrings", "sharedStrings.xml");
    zip(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_vec()),
        ("_rels/.rels", relations(&relation("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", relations(&of_book)),
        (
            "xl/workbook.xml",
            format!("<workbook {MAIN} xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"Parties\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>")
                .into_bytes(),
        ),
        ("xl/sharedStrings.xml", format!("<sst {MAIN}>{shared}</sst>").into_bytes()),
        ("xl/worksheets/s.xml", format!("<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>").into_bytes()),
    ])
}

/// A spreadsheet with a sheet `Parties` of these rows in XML.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Parties\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml", content.into_bytes()),
    ])
}

const XLSX_ROWS: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Name</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>Order</t></is></c></row>\
                         <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Hentzau</t></is></c><c r=\"B2\"><v>7</v></c></row>";

fn ods_row(attributes: &str, cells: &[&str]) -> String {
    let cells: String =
        cells.iter().map(|text| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>")).collect();
    format!("<table:table-row {attributes}>{cells}</table:table-row>")
}

#[test]
fn what_is_no_table_is_said() {
    let own = Own::named("table");
    let quiet = "x\n".repeat(60);
    for (answer, says) in [
        (&b""[..], "empty"),
        (b"<!DOCTYPE html><html>", "a web page where a table is expected"),
        (b"{\"rows\": []}", "JSON where a table is expected"),
        (b"%PDF-1.7\n1 0 obj\n", "the first is '%PDF-1.7'"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "(XLS), which is not read"),
        (b"No.;Date;Title\nC 1;2026-04-17;x\n", "columns 'No.', 'Subject'"),
        (format!("{quiet}No.;Subject\n1;x\n").as_bytes(), "None of the first 50 lines"),
        (b"No.;Subject\n;\n", "The table"),
        (b"No.;Subject\n;x\n", "looks for the number"),
        (b"PK\x03\x04 and no more", "its end is missing"),
        (&vec![b'x'; 64 * 1024 * 1024 + 1], "larger than"),
    ] {
        match own.read(answer).found {
            Found::Failed(why) => {
                assert!(why.contains(says) && why.ends_with('.') && !why.contains("good state"), "{says}: {why}");
            }
            found => assert_eq!((found, says), (Found::Empty, "The table"), "a heading alone is a stated zero"),
        }
    }
}

#[test]
fn a_table_is_found_under_its_titles_between_any_signs() {
    let own = Own::named("table");
    for sign in [",", ";", "\t", "|"] {
        let text = format!("Circulars of the year\n\nNo.{sign}Subject{sign}Date\nC 1{sign}Glass{sign}2026-04-17\n");
        assert_eq!(count(&own.read(text.as_bytes())), 1, "{sign}");
    }
    let cut = own.read(b"No.;Subject;Date\nC 1;Glass;2026-04-17\nC 2;Salt");
    assert_eq!(count(&cut), 1, "a row that breaks off is none");
    assert!(cut.notes.iter().any(|note| note.place == "end of file"), "{:?}", cut.notes);
}

#[test]
fn workbooks_that_are_made_to_fill_memory_are_refused() {
    let (of_xlsx, of_ods) = (Own::named("table-list-xlsx"), Own::named("table-list-ods"));
    let far = |place: &str, row: u32| format!("{XLSX_ROWS}<row r=\"{row}\"><c r=\"{place}\"><v>1</v></c></row>");
    let heading = ods_row("", &["Name", "Order"]);
    let repeated = "<table:table-row><table:table-cell table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let long = format!("<si><t>{}</t></si>", "x".repeat(1024 * 1024));
    let refers: String =
        (2..400).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let wide: String = (2..6000).map(|row| format!("<row r=\"{row}\"><c r=\"ALL{row}\"><v>0</v></c></row>")).collect();
    for (own, bytes, says) in [
        (of_xlsx, xlsx(&far("XFD1048576", 1_048_576), ""), "more than 1000 columns"),
        (of_xlsx, xlsx(&refers, &long), "bytes of text"),
        (of_xlsx, xlsx(&wide, ""), "more than 5000000 cells"),
        (of_ods, ods(&(heading.clone() + repeated)), "more than 1000 columns"),
        (
            of_ods,
            ods(&(heading + &ods_row("table:number-rows-repeated=\"1048576\"", &["Hentzau", "O-1"]))),
            "more than 500000 rows",
        ),
        (of_ods, zip(&[("content.xml", vec![b' '; 257 * 1024 * 1024])]), "unpacks to more than"),
        (of_ods, ods("<table:table-row>"), "not well-formed XML"),
        (of_ods, zip(&[("content.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>".to_vec())]), "no sheet 'Parties'"),
    ] {
        let why = own.refuses(&bytes);
        assert!(why.contains(says) && why.ends_with("stays in force."), "{says}: {why}");
    }
    assert_eq!(count(&of_xlsx.read(&xlsx(&far("A1048576", 1_048_576), ""))), 2, "a far row is no table of a million");
}

#[test]
fn a_sheet_that_was_renamed_is_said() {
    let own = Own::named("table-list-xlsx");
    let renamed = xlsx("", "");
    assert!(own.refuses(&renamed).contains("None of the first 50 rows is a heading"), "{}", own.refuses(&renamed));
    let other = String::from_utf8_lossy(include_bytes!("../own/table-list-xlsx.toml"))
        .replace("sheet = \"Parties\"", "sheet = \"List\"");
    let why = Own::of(&other, "other").refuses(&own.answer);
    assert!(why.contains("no sheet 'List'; it has: Read me, Parties."), "{why}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sheet_panics(
        is_ods in any::<bool>(),
        at in any::<prop::sample::Index>(),
        with in "[<>/a-z0-9 =\"&;:]{0,14}|<c r=\"(ZZZ|A0|-1|)\" t=\"(s|d|e|b|)\"><v>(9{1,20}|-|x)</v></c>|table:number-(rows|columns)-repeated=\"(-1|9{1,22})\"",
        length in 0usize..12,
    ) {
        let own = Own::named(if is_ods { "table-list-ods" } else { "table-list-xlsx" });
        let mut rows = if is_ods {
            ods_row("table:number-rows-repeated=\"1\"", &["Name", "Order"]) + &ods_row("", &["Hentzau", "O-1"])
        } else {
            XLSX_ROWS.to_owned()
        };
        let at = at.index(rows.len());
        rows.replace_range(at..(at + length).min(rows.len()), &with);
        let bytes = if is_ods { ods(&rows) } else { xlsx(&rows, "<si><t>x</t></si>") };
        let _ = own.read(&bytes);
    }
}
