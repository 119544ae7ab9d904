//! Real captures, read and compared with counts that were made separately from this program.
//! Without the captures these tests say so in one line and pass; where `CI` is set they fail.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use model::document::{Kind, Part, RenditionKind};
use model::reading::{Found, Reading};
use serde_json::Value;
use sources::Catalogue;

use crate::{read, renditions};

/// The folder of captures, where there is one.
pub fn data() -> Option<PathBuf> {
    let shared = std::env::var_os("TIDEWAITER_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let data = shared.join("data");
    if data.join("EXPECTED.json").is_file() {
        return Some(data);
    }
    assert!(std::env::var_os("CI").is_none(), "the real captures are absent; set TIDEWAITER_SHARED to their folder");
    println!("skipped: this test wants the real captures; set TIDEWAITER_SHARED to their folder");
    None
}

pub fn bytes(data: &std::path::Path, path: &str) -> Vec<u8> {
    let bytes = std::fs::read(data.join(path)).expect("a capture can be read");
    if path.ends_with(".zst") { zstd::decode_all(&bytes[..]).expect("a capture can be unpacked") } else { bytes }
}

pub fn json(data: &std::path::Path, path: &str) -> Value {
    serde_json::from_slice(&bytes(data, path)).expect("JSON")
}

/// Captures with an address, by the beginning of their path: path, address, instant.
pub fn manifest(data: &std::path::Path, under: &str) -> Vec<(String, String, String)> {
    let text = String::from_utf8(bytes(data, "MANIFEST.jsonl")).expect("UTF-8");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    lines
        .filter_map(|line| {
            let field = |name: &str| line[name].as_str().map(str::to_owned);
            Some((field("path")?, field("address")?, field("at")?))
        })
        .filter(|(path, ..)| path.starts_with(under) && !path.contains(".tar"))
        .collect()
}

pub fn strings(value: &Value) -> Vec<&str> {
    value.as_array().map(|list| list.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// The leading `12 CFR Parts 1024 and 1026` as pointers, counted by a way of its own: every number after the title's.
fn cfr_parts(headings: &[&str]) -> BTreeSet<(u16, String)> {
    let mut out = BTreeSet::new();
    for heading in headings.iter().filter(|heading| heading.to_lowercase().contains("part")) {
        let mut numbers = heading.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
        let title = numbers.next().and_then(|title| title.parse().ok()).unwrap_or_default();
        out.extend(numbers.map(|part| (title, part.to_owned())));
    }
    out
}

const ISSUE: &str = "federal-register/day-xml/2016-04-15.xml.zst";

#[test]
fn a_whole_issue_gives_every_document() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let (_, address, at) = manifest(&data, ISSUE).remove(0);
    let bytes = bytes(&data, ISSUE);
    let started = Instant::now();
    let reading = read(&catalogue, &address, &at, &bytes);
    println!("the issue of 2016-04-15 was read in {} ms", started.elapsed().as_millis());
    assert_eq!(reading.notes, []);
    let found = renditions(&reading);
    let expected = &json(&data, "EXPECTED.json")["federal_register_cfr"]["fr_day_xml"][ISSUE];
    let list = expected["list"].as_array().expect("a list");
    assert_eq!(found.len() as u64, expected["documents"].as_u64().expect("a count"));
    assert_eq!(found.len(), list.len());
    for (rendition, expected) in found.iter().zip(list) {
        let fields = &rendition.fields;
        let number = fields.document_number.as_deref().expect("a number");
        assert_eq!(Some(number), expected["number"].as_str());
        assert_eq!(
            (rendition.document.as_str(), rendition.kind),
            (format!("fr:{number}").as_str(), RenditionKind::Text)
        );
        let kind = match expected["tag"].as_str() {
            Some("RULE") if number == "2016-08717" => Kind::Correction,
            Some("RULE") => Kind::Rule,
            Some("PRORULE") => Kind::ProposedRule,
            Some("PRESDOCU") => Kind::Presidential,
            _ => Kind::Notice,
        };
        assert_eq!(fields.kind, Some(kind), "{number}");
        assert_eq!(fields.published_on.map(|day| day.to_string()).as_deref(), Some("2016-04-15"));
        assert!(fields.filed_at.is_some(), "{number} has an instant of filing");
        if let [subject] = strings(&expected["subject"])[..]
            && subject != "Federal Aviation Administration"
        {
            // One notice of this issue prints its agency in the place of a title, before the title.
            // The expected text has spaces around raised and lowered type.
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(fields.title.as_deref().map(bare), Some(bare(subject)));
        }
        let agencies = strings(&expected["agency"]).len() + strings(&expected["subagency"]).len();
        assert!(fields.agency_names.len() >= agencies.max(1), "{number}: {:?}", fields.agency_names);
        assert_eq!(fields.rins.len(), strings(&expected["rin"]).len(), "{number}");
        assert_eq!(strings(&expected["depdoc"]).is_empty(), fields.docket_ids.is_empty(), "{number}");
        let cfr: BTreeSet<_> = fields.cfr.iter().map(|cfr| (cfr.title, cfr.part.clone())).collect();
        assert_eq!(cfr, cfr_parts(&strings(&expected["cfr"])), "{number}");
        assert!(fields.paragraphs.len() > 1, "{number} has text");
    }
}

#[test]
fn the_longest_list_of_an_issue_keeps_all_its_lines() {
    let Some(data) = data() else { return };
    let reading = read(
        &Catalogue::bundled(),
        "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml",
        "2016-04-15T12:00:00Z",
        &bytes(&data, ISSUE),
    );
    let of = |id: &str| renditions(&reading).iter().find(|rendition| rendition.document.as_str() == id).expect(id);
    assert!(of("fr:2016-08117").fields.paragraphs.len() > 20_000);
    let rule = &of("fr:2016-08720").fields;
    println!("{:?}", rule.title);
    let proclamation = &of("fr:2016-08970").fields;
    assert_eq!(proclamation.subtype.as_deref(), Some("Proclamation"));
    assert_eq!(
        proclamation.title.as_deref(),
        Some("Establishment of the Belmont-Paul Women's Equality National Monument")
    );
    assert_eq!(proclamation.agencies, ["executive-office-of-the-president"]);
    assert_eq!(proclamation.filed_at.map(|at| at.to_string()).as_deref(), Some("2016-04-14T15:15:00Z"));
    let correction = &of("fr:2016-08717").fields;
    assert_eq!(correction.citation.as_deref(), Some("81 FR 22173"));
    assert_eq!(correction.pages, Some(2));
    assert_eq!(correction.dates_text.as_deref(), Some("The correction is effective April 15, 2016."));
    let count = |part| correction.paragraphs.iter().filter(|paragraph| paragraph.part == part).count();
    assert!(count(Part::Amendment) > 28, "{}", count(Part::Amendment));
    assert_eq!(count(Part::Instruction), 2);
    assert!(
        correction.paragraphs.iter().any(|paragraph| paragraph.text.contains("if it satisfies paragraphs (b)(2)(i)"))
    );
    assert!(correction.paragraphs.iter().any(|paragraph| {
        paragraph.text == "§ 324.403 Capital measures and capital category definitions."
            && paragraph.part == Part::Amendment
    }));
}

/// The contents of the issue give each document's pages: a second way to know citation and length.
#[test]
fn pages_are_those_of_the_contents() {
    let Some(data) = data() else { return };
    let bytes = bytes(&data, ISSUE);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let reading = read(
        &Catalogue::bundled(),
        "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml",
        "2016-04-15T12:00:00Z",
        &bytes,
    );
    // `<PGS>22271-22272</PGS><FRDOCBP D="1" …>2016-08679`: D is the number of pages after the first; a range may stand for several.
    let mut pages: BTreeMap<&str, (&str, u32)> = BTreeMap::new();
    for entry in text.split("<PGS>").skip(1) {
        let (range, rest) = entry.split_once("</PGS>").expect("closed");
        for listed in rest.split("<FRDOCBP D=\"").skip(1) {
            let (further, listed) = listed.split_once('"').expect("an attribute");
            let number = listed.split(['>', '<']).nth(1).unwrap_or_default();
            pages.insert(number, (range, further.parse().expect("a number")));
        }
    }
    let mut differ = Vec::new();
    for rendition in renditions(&reading) {
        let fields = &rendition.fields;
        let number = fields.document_number.as_deref().unwrap_or_default();
        let (range, further) = pages[number];
        let page: u32 =
            fields.citation.as_deref().and_then(|text| text.strip_prefix("81 FR ")?.parse().ok()).expect("a citation");
        let inside = range.split(',').any(|range| {
            let (first, last) = range.trim().split_once('-').unwrap_or((range.trim(), range.trim()));
            (first.parse().unwrap_or(0)..=last.parse().unwrap_or(0)).contains(&page)
        });
        if !inside || fields.pages != Some(further + 1) {
            differ.push(format!(
                "{number}: {range} and {further} more in the contents, page {page} and {:?} in the text",
                fields.pages
            ));
        }
    }
    // The map of the proclamation fills pages that no element begins.
    assert!(differ.len() <= 1 && differ.iter().all(|line| line.starts_with("2016-08970")), "{differ:#?}");
}

#[test]
fn agencies_have_the_slugs_of_the_index() {
    let Some(data) = data() else { return };
    let known: BTreeSet<String> = json(&data, "federal-register/api-json/2020-08/agencies.jsonc.zst")
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|agency| agency["slug"].as_str().map(str::to_owned))
        .collect();
    let reading = read(
        &Catalogue::bundled(),
        "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml",
        "2016-04-15T12:00:00Z",
        &bytes(&data, ISSUE),
    );
    let found: BTreeSet<&String> =
        renditions(&reading).iter().flat_map(|rendition| &rendition.fields.agencies).collect();
    let strangers: Vec<_> = found.into_iter().filter(|slug| !known.contains(*slug)).collect();
    // The commission is not in the capture of the index.
    assert!(
        strangers.iter().all(|slug| slug.as_str() == "u-s-china-economic-and-security-review-commission"),
        "{strangers:?}"
    );
}

#[test]
fn every_single_text_is_read() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let expected = json(&data, "EXPECTED.json");
    let captures = manifest(&data, "federal-register/document-xml/");
    assert_eq!(captures.len(), 39);
    for (path, address, at) in captures {
        let expected = &expected["federal_register_cfr"]["fr_doc_xml"][&path];
        let reading = read(&catalogue, &address, &at, &bytes(&data, &path));
        let [rendition] = renditions(&reading) else { panic!("{path}: {:?} {:?}", reading.found, reading.notes) };
        assert_eq!(reading.notes, [], "{path}");
        let fields = &rendition.fields;
        let line = strings(&expected["frdoc"])[0];
        let number = line.split(' ').nth(2).expect("a number");
        assert_eq!(fields.document_number.as_deref(), Some(number), "{path}");
        assert_eq!(fields.title.as_deref(), strings(&expected["subject"]).first().copied(), "{path}");
        let agencies: BTreeSet<String> = strings(&expected["agency"]).iter().map(|name| name.to_lowercase()).collect();
        let names: BTreeSet<String> = fields.agency_names.iter().map(|name| name.to_lowercase()).collect();
        assert!(agencies.is_subset(&names), "{path}: {agencies:?} {names:?}");
        let rins: BTreeSet<&str> = strings(&expected["rin"]).iter().map(|rin| rin.trim_start_matches("RIN ")).collect();
        assert_eq!(fields.rins.iter().map(String::as_str).collect::<BTreeSet<_>>(), rins, "{path}");
        let cfr: BTreeSet<_> = fields.cfr.iter().map(|cfr| (cfr.title, cfr.part.clone())).collect();
        let listed = cfr_parts(&strings(&expected["cfr"]));
        // The expected list was cut after six headings.
        assert!(cfr.is_superset(&listed), "{path}: {cfr:?} {listed:?}");
        let notes = fields.paragraphs.iter().filter(|paragraph| paragraph.part == Part::Footnote).count();
        // One footnote of all these texts is empty.
        assert!(notes as u64 + 1 >= expected["footnotes"].as_u64().unwrap_or_default(), "{path}: {notes} footnotes");
        assert!(fields.filed_at.is_some(), "{path}");
        assert_eq!(fields.published_on.is_some(), address.contains("/documents/"), "{path}");
    }
}

#[test]
fn a_correction_names_the_corrected_document() {
    let Some(data) = data() else { return };
    let path = "federal-register/document-xml/articles/xml/C12/013/-16/962.xml";
    let reading = read(
        &Catalogue::bundled(),
        "https://www.federalregister.gov/articles/xml/C12/013/-16/962.xml",
        "2015-08-11T12:00:00Z",
        &bytes(&data, path),
    );
    let [rendition] = renditions(&reading) else { panic!("{:?}", reading.found) };
    assert_eq!(rendition.fields.kind, Some(Kind::Correction));
    assert_eq!(rendition.fields.corrects.as_ref().map(|id| id.as_str()), Some("fr:2013-16962"));
}

#[test]
fn answers_of_the_index_are_read() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let mut seen = BTreeMap::new();
    for (path, address, at) in manifest(&data, "federal-register/api-json/") {
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        let Some(source) = catalogue.claimant(&address) else {
            seen.insert(name, "unclaimed".to_owned());
            continue;
        };
        let reading = read(&catalogue, &address, &at, &bytes(&data, &path));
        println!("{name}: {source} {:?}", reading.notes);
        let what = match &reading.found {
            Found::Renditions(found) => format!("{} renditions", found.len()),
            Found::Inspection(found) => format!("{} on inspection", found.len()),
            Found::Lists(lists) => format!("{} entries", lists.iter().map(|list| list.entries.len()).sum::<usize>()),
            other => format!("{other:?}"),
        };
        let odd = reading.notes.iter().filter(|note| note.weight != model::note::Weight::Info).count();
        seen.insert(name, format!("{what}, {odd} notes, {} requests", reading.requests.len()));
    }
    let expected = [
        ("agencies.jsonc.zst", "454 entries, 0 notes, 0 requests"),
        ("agency.jsonc", "unclaimed"),
        ("document.jsonc", "1 renditions, 0 notes, 0 requests"),
        ("documents_facet.jsonc.zst", "unclaimed"),
        ("documents_search.jsonc.zst", "962 renditions, 0 notes, 962 requests"),
        ("fr_documents_40_261.json", "21 renditions, 0 notes, 0 requests"),
        ("open_phmsa_round6.json", "3 renditions, 0 notes, 0 requests"),
        ("public_document.jsonc", "1 renditions, 0 notes, 0 requests"),
        ("public_documents.jsonc", "2 renditions, 0 notes, 0 requests"),
        ("public_documents_current.jsonc", "100 on inspection, 0 notes, 0 requests"),
        ("suggested_searches.jsonc", "unclaimed"),
        ("suggested_searches_ids.jsonc", "unclaimed"),
    ];
    assert_eq!(seen, expected.map(|(name, what)| (name.to_owned(), what.to_owned())).into());
}

#[test]
fn a_listing_of_presidential_documents_keeps_their_sorts() {
    let Some(data) = data() else { return };
    let reading = listing(&data);
    let mut sorts: BTreeMap<&str, usize> = BTreeMap::new();
    for rendition in renditions(&reading) {
        *sorts.entry(rendition.fields.subtype.as_deref().unwrap_or("none")).or_default() += 1;
    }
    let expected = [
        ("Determination", 56),
        ("Executive Order", 180),
        ("Memorandum", 126),
        ("Notice", 103),
        ("Presidential Order", 2),
        ("Proclamation", 491),
        ("none", 4),
    ];
    assert_eq!(sorts, expected.into());
    let corrections = renditions(&reading).iter().filter(|rendition| rendition.fields.kind == Some(Kind::Correction));
    assert!(corrections.clone().count() > 0);
    assert!(corrections.clone().all(|rendition| rendition.fields.corrects.is_some()));
}

fn listing(data: &std::path::Path) -> Reading {
    let (path, address, at) = manifest(data, "federal-register/api-json/2020-08/documents_search").remove(0);
    read(&Catalogue::bundled(), &address, &at, &bytes(data, &path))
}

#[test]
fn pages_of_2026_point_at_the_next_one() {
    let Some(data) = data() else { return };
    let answers = json(&data, "federal-register/api-json/2026/sdk23_recovery_published15.json");
    let mut next = 0;
    for answer in answers.as_array().expect("a list") {
        let body = answer["response"].to_string();
        let reading = read(
            &Catalogue::bundled(),
            "https://www.federalregister.gov/api/v1/documents.json?x=1",
            "2026-10-10T12:00:00Z",
            body.as_bytes(),
        );
        assert!(!renditions(&reading).is_empty(), "{:?}", reading.found);
        assert!(renditions(&reading).iter().any(|rendition| !rendition.fields.cfr.is_empty()));
        next += reading.requests.iter().filter(|request| request.url.contains("search_after_cursor")).count();
    }
    assert!(next > 0);
}

#[test]
fn every_day_of_the_sanctions_list_is_whole() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let expected = json(&data, "EXPECTED.json");
    let days = expected["sanctions"]["ofac_sdn_csv_daily"].as_array().expect("a list").clone();
    let instants: BTreeMap<String, String> =
        manifest(&data, "sanctions/us-ofac/sdn-csv-daily/").into_iter().map(|(path, _, at)| (path, at)).collect();
    assert_eq!(days.len(), 20);
    for day in &days {
        let path = day["file"].as_str().expect("a path");
        let reading =
            read(&catalogue, "https://www.treasury.gov/ofac/downloads/sdn.csv", &instants[path], &bytes(&data, path));
        assert_eq!(reading.notes, [], "{path}");
        let Found::Lists(lists) = &reading.found else { panic!("{path}: {:?}", reading.found) };
        let [snapshot] = &lists[..] else { panic!("{path}: {} lists", lists.len()) };
        assert_eq!((snapshot.list.as_str(), snapshot.part.as_str()), ("ofac-sdn", "sdn"));
        assert_eq!(snapshot.at.to_string(), instants[path]);
        assert_eq!(snapshot.entries.len() as u64, day["entries"].as_u64().expect("a count"), "{path}");
        for (kind, count) in day["types"].as_object().expect("counts") {
            let kind = if kind == "-0-" { "entity" } else { kind };
            let found = snapshot.entries.iter().filter(|entry| entry.kind == kind).count();
            assert_eq!(found as u64, count.as_u64().expect("a count"), "{path} {kind}");
        }
    }
}

#[test]
fn a_list_without_ctrl_z_is_whole_too() {
    let Some(data) = data() else { return };
    for (set, entries, notes) in [("2019-01", 7379, 1), ("2021-07", 8976, 0)] {
        let bytes = bytes(&data, &format!("sanctions/us-ofac/csv-sets/{set}/sdn.csv.zst"));
        let reading = read(
            &Catalogue::bundled(),
            "https://www.treasury.gov/ofac/downloads/sdn.csv",
            "2021-07-15T12:00:00Z",
            &bytes,
        );
        let Found::Lists(lists) = &reading.found else { panic!("{set}: {:?}", reading.found) };
        let [snapshot] = &lists[..] else { panic!("{set}: {} lists", lists.len()) };
        assert_eq!((snapshot.entries.len(), reading.notes.len()), (entries, notes), "{set}: {:?}", reading.notes);
    }
}
