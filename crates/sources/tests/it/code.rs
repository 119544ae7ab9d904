//! Real texts of the Code of Federal Regulations, eCFR and annual editions, counted and compared.
//! The counts, and what changed between eight editions of 37 CFR 1, were made separately from this program.

use std::collections::{BTreeMap, BTreeSet};

use model::reading::Found;
use model::snapshot::{ListEntry, Snapshot};
use serde_json::Value;
use sources::Catalogue;

use crate::captures::{bytes, data, json, manifest, strings};
use crate::read;

fn snapshot(catalogue: &Catalogue, address: &str, at: &str, bytes: &[u8], path: &str) -> Snapshot {
    let reading = read(catalogue, address, at, bytes);
    assert!(reading.notes.is_empty(), "{path}: {:?}", reading.notes);
    let Found::Lists(mut lists) = reading.found else { panic!("{path}: {:?}", reading.found) };
    assert_eq!(lists.len(), 1, "{path} is of one part");
    let list = lists.remove(0);
    assert_eq!((list.kind, list.incomplete.as_deref()), (model::change::Kind::CfrText, None), "{path}");
    list
}

fn count(list: &Snapshot, kind: &str) -> u64 {
    list.entries.iter().filter(|entry| entry.kind == kind).count() as u64
}

#[test]
fn annual_editions_give_every_section_and_appendix() {
    let Some(data) = data() else { return };
    let (catalogue, expected) = (Catalogue::bundled(), json(&data, "EXPECTED.json"));
    let expected = expected["federal_register_cfr"]["cfr_annual"].as_object().expect("counts").clone();
    let mut seen = 0;
    for (path, address, at) in manifest(&data, "cfr/annual-xml/") {
        let list = snapshot(&catalogue, &address, &at, &bytes(&data, &path), &path);
        let wanted = &expected[&path];
        assert_eq!(Some(count(&list, "section")), wanted["sections"].as_u64(), "{path}");
        assert_eq!(Some(count(&list, "appendix")), wanted["appendices"].as_u64(), "{path}");
        let first = list.entries.iter().filter(|entry| entry.kind == "section").take(2);
        let first: Vec<&str> = first.filter_map(|entry| Some(entry.id.split_once(':')?.1)).collect();
        assert_eq!(first, strings(&wanted["first"]), "{path}");
        assert!(
            list.entries.iter().any(|entry| entry.kind == "part" && entry.fields.contains_key("authority")),
            "{path}"
        );
        seen += 1;
    }
    assert_eq!(seen, expected.len());
}

/// Sections by number, each with all that is said in it, however it is cut into paragraphs and cells.
fn sections(list: &Snapshot) -> BTreeMap<String, Vec<(String, String)>> {
    let number = |entry: &ListEntry| entry.id.split_once(':').map_or(String::new(), |(_, number)| number.to_owned());
    let fields = |entry: &ListEntry| {
        entry.fields.iter().map(|(name, text)| (name.clone(), text.replace('\n', " ").replace(" |", ""))).collect()
    };
    let only = list.entries.iter().filter(|entry| entry.kind == "section");
    only.map(|entry| (number(entry), fields(entry))).collect()
}

/// What stands in the sections of an edition once all tags are cut away, counted by a way of its own.
fn bare(xml: &[u8]) -> BTreeMap<String, String> {
    let xml = String::from_utf8_lossy(xml);
    let text = |part: &str| {
        let words: String =
            part.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let section = |part: &str| {
        let part = part.split("</SECTION>").next().unwrap_or_default();
        let number = part
            .split_once("<SECTNO>")
            .and_then(|(_, rest)| rest.split_once("</SECTNO>"))
            .map(|(number, _)| text(number));
        let number = number.unwrap_or_default().trim_start_matches(['§', ' ']).to_owned();
        (number, text(part))
    };
    xml.split("<SECTION>").skip(1).map(section).collect()
}

#[test]
fn editions_of_one_part_give_the_changes_that_were_counted() {
    let Some(data) = data() else { return };
    let (catalogue, expected) = (Catalogue::bundled(), json(&data, "EXPECTED.json"));
    let captures = manifest(&data, "cfr/annual-xml/CFR-20");
    let edition = |path: &Value| {
        let path = path.as_str().expect("a path");
        let (_, address, at) = captures.iter().find(|(known, ..)| known == path).expect("a capture");
        let bytes = bytes(&data, path);
        (sections(&snapshot(&catalogue, address, at, &bytes, path)), bare(&bytes))
    };
    let pairs = expected["federal_register_cfr"]["cfr_37_1_changes"].as_array().expect("pairs").clone();
    let (mut changes, mut of_type) = (0, 0);
    for pair in &pairs {
        let ((before, before_bare), (after, after_bare)) = (edition(&pair["before"]), edition(&pair["after"]));
        let set = |field: &str| strings(&pair[field]).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        let numbers = |of: &BTreeMap<String, _>| of.keys().cloned().collect::<BTreeSet<_>>();
        let (old, new) = (numbers(&before), numbers(&after));
        assert_eq!(new.difference(&old).cloned().collect::<BTreeSet<_>>(), set("added"), "{}", pair["after"]);
        assert_eq!(old.difference(&new).cloned().collect::<BTreeSet<_>>(), set("removed"), "{}", pair["after"]);
        let changed: BTreeSet<String> =
            old.intersection(&new).filter(|number| before[*number] != after[*number]).cloned().collect();
        let more: Vec<&String> = changed.iter().filter(|number| !set("changed").contains(*number)).collect();
        assert!(more.is_empty(), "{} changes in {more:?}, and did not", pair["after"]);
        for number in set("changed").difference(&changed) {
            // What was counted puts a space wherever type changes, so that a word set in italics counted as a change of the text.
            assert_eq!(before_bare[number], after_bare[number], "{number} says something else in {}", pair["after"]);
            of_type += 1;
        }
        changes += changed.len();
    }
    println!("{} pairs of editions: {changes} sections changed, and {of_type} only in their type", pairs.len());
    assert_eq!(pairs.len(), 8);
    assert!(changes > 300 && of_type < 40);
}

#[test]
fn every_text_of_the_ecfr_gives_its_sections_and_appendices() {
    let Some(data) = data() else { return };
    let (catalogue, expected) = (Catalogue::bundled(), json(&data, "EXPECTED.json"));
    let expected = &expected["federal_register_cfr"]["ecfr_xml"];
    let mut seen = 0;
    for (path, address, at) in manifest(&data, "cfr/ecfr-2026").into_iter().filter(|(path, ..)| path.ends_with(".xml"))
    {
        let list = snapshot(&catalogue, &address, &at, &bytes(&data, &path), &path);
        let divs = &expected[&path]["divs"];
        assert!(divs.is_object(), "{path} is counted");
        assert_eq!(count(&list, "section"), divs["DIV8:SECTION"].as_u64().unwrap_or(0), "{path}");
        assert_eq!(count(&list, "appendix"), divs["DIV9:APPENDIX"].as_u64().unwrap_or(0), "{path}");
        assert_eq!(count(&list, "part"), divs["DIV5:PART"].as_u64().unwrap_or(0), "{path}");
        seen += 1;
    }
    assert_eq!(seen, 15);
}

#[test]
fn one_section_at_two_dates_is_two_states_of_it() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let mut states: Vec<Snapshot> = manifest(&data, "cfr/ecfr-2026-10/section508")
        .into_iter()
        .map(|(path, address, at)| snapshot(&catalogue, &address, &at, &bytes(&data, &path), &path))
        .collect();
    let (after, before) = (states.pop().expect("a state"), states.pop().expect("a state"));
    assert_eq!((before.list.as_str(), &before.list, &before.part), ("cfr-36-1194", &after.list, &after.part));
    assert!(before.at < after.at && before.document() != after.document());
    assert_eq!(before.entries[0].id, "36:1194.1");
    let text = |state: &Snapshot| state.entries[0].fields.get(model::change::TEXT).cloned().expect("text");
    assert_ne!(text(&before), text(&after));
}

#[test]
fn what_the_ecfr_says_of_its_own_text_is_counted_as_it_was_counted() {
    let Some(data) = data() else { return };
    let (catalogue, expected) = (Catalogue::bundled(), json(&data, "EXPECTED.json"));
    let expected = &expected["federal_register_cfr"]["ecfr_json"];
    let mut seen = 0;
    for (path, address, at) in manifest(&data, "cfr/ecfr-2026") {
        let (counts, bytes) = (&expected[&path], bytes(&data, &path));
        let reading = read(&catalogue, &address, &at, &bytes);
        let says = |text: &str| reading.notes.iter().any(|note| note.text.contains(text));
        match (counts["content_versions"].as_u64(), counts["ecfr_corrections"].as_u64(), path.contains("structure")) {
            (Some(all), ..) => {
                assert!(reading.found == Found::Empty && says(&format!("It tells {all} amendments of ")), "{path}");
            }
            (_, Some(0), _) => assert!(reading.found == Found::Empty && says("nothing was corrected"), "{path}"),
            (_, Some(all), _) => {
                let Found::Lists(lists) = &reading.found else { panic!("{path}: {:?}", reading.found) };
                assert_eq!((lists.len(), lists[0].list.as_str()), (1, "ecfr-corrections-48"), "{path}");
                assert_eq!((lists[0].entries.len() as u64, lists[0].incomplete.as_deref()), (all, None), "{path}");
            }
            (.., true) => {
                for count in ["part: 36, 8 of them reserved", "section: 288, 17 of them reserved", "subpart: 23, 1"] {
                    assert!(says(count), "{path}: {count}: {:?}", reading.notes);
                }
            }
            _ => continue,
        }
        let odd: Vec<_> = reading.notes.iter().filter(|note| note.weight != model::note::Weight::Info).collect();
        // Whoever kept the corrections added two names of his own.
        assert!(
            odd.iter().all(|note| note.place == "source, retrieved_on" || note.place == "retrieved_on, source"),
            "{path}: {odd:?}"
        );
        seen += 1;
    }
    assert_eq!(seen, 6);
}
