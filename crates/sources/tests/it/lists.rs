//! Real files of lists: how many entries each has, counted separately from this program, and that nothing in them is unknown here.
//! Without the captures these tests say so in one line and pass; where `CI` is set they fail.

use std::collections::BTreeMap;

use model::note::Weight;
use model::reading::{Found, Reading};
use model::snapshot::{Role, Snapshot};
use serde_json::Value;
use sources::Catalogue;

use crate::captures::{bytes, data, json, manifest};
use crate::read;

fn lists(reading: Reading, path: &str) -> Vec<Snapshot> {
    let worst = reading.notes.iter().find(|note| note.weight != Weight::Info);
    assert_eq!(worst, None, "{path}");
    let Found::Lists(lists) = reading.found else { panic!("{path}: {:?}", reading.found) };
    assert!(lists.iter().all(|list| list.incomplete.is_none()), "{path}");
    lists
}

/// Every capture below a folder, read.
fn captured(under: &str) -> Option<(Value, BTreeMap<String, Reading>)> {
    let data = data()?;
    let catalogue = Catalogue::bundled();
    let captures = manifest(&data, under);
    assert!(!captures.is_empty(), "{under} holds captures");
    let read = |(path, address, at): (String, String, String)| {
        let bytes = bytes(&data, &path);
        let reading = read(&catalogue, &address, &at, &bytes);
        (path, reading)
    };
    Some((json(&data, "EXPECTED.json")["sanctions"].clone(), captures.into_iter().map(read).collect()))
}

fn count(value: &Value) -> usize {
    value.as_u64().expect("a count") as usize
}

fn of_kind(list: &Snapshot, kind: &str) -> usize {
    list.entries.iter().filter(|entry| entry.kind == kind).count()
}

#[test]
fn both_sdn_files_in_xml_are_whole() {
    let Some((expected, captures)) = captured("sanctions/us-ofac/xml/") else { return };
    for (path, reading) in captures {
        let expected = &expected["ofac_xml"][&path];
        let list = lists(reading, &path).remove(0);
        assert_eq!((list.list.as_str(), list.role), ("ofac-sdn", Role::Telling));
        assert_eq!(list.entries.len(), count(&expected["entries"]));
        for (kind, number) in expected["types"].as_object().expect("counts") {
            assert_eq!(of_kind(&list, &kind.to_lowercase()), count(number), "{path} {kind}");
        }
        for (element, field) in [
            ("akaList", "akaList"),
            ("addressList", "addressList"),
            ("idList", "idList"),
            ("remarks", "remarks"),
            ("title", "title"),
        ] {
            let filled = list.entries.iter().filter(|entry| entry.fields.contains_key(field)).count();
            assert_eq!(filled, count(&expected["child_elements"][element]), "{path} {element}");
        }
    }
}

#[test]
fn the_files_of_the_union_hold_every_party_once() {
    let Some((expected, captures)) = captured("sanctions/eu/") else { return };
    for (path, reading) in captures {
        let expected = &expected["eu_xml"][&path];
        let list = lists(reading, &path).remove(0);
        assert_eq!(list.entries.len(), count(&expected["distinct_logicalId"]), "{path}");
        let two = expected["logicalIds_twice"].as_array().expect("a list");
        assert!(two.iter().all(|id| list.entries.iter().any(|entry| Some(entry.id.as_str()) == id.as_str())));
        assert_eq!(of_kind(&list, "individual") + of_kind(&list, "entity"), list.entries.len());
    }
}

#[test]
fn the_files_of_the_united_nations_are_whole() {
    let Some((expected, captures)) = captured("sanctions/un/") else { return };
    for (path, reading) in captures {
        let expected = &expected["un_xml"][&path];
        let list = lists(reading, &path).remove(0);
        assert_eq!(of_kind(&list, "individual"), count(&expected["individuals"]), "{path}");
        assert_eq!(of_kind(&list, "entity"), count(&expected["entities"]), "{path}");
        for (program, number) in expected["lists"].as_object().expect("counts") {
            let found = list.entries.iter().filter(|entry| entry.programs == [program.as_str()]).count();
            assert_eq!(found, count(number), "{path} {program}");
        }
    }
}

#[test]
fn the_consolidated_screening_list_gives_its_members() {
    let Some((expected, captures)) = captured("sanctions/us-csl/") else { return };
    for (path, reading) in captures {
        let expected = &expected["csl_csv"][&path];
        let lists = lists(reading, &path);
        let sources = expected["sources"].as_object().expect("counts");
        for (slug, code) in [
            ("bis-entity", "(EL)"),
            ("bis-unverified", "(UVL)"),
            ("bis-meu", "(MEU)"),
            ("ddtc-debarred", "(DTC)"),
            ("state-isn", "(ISN)"),
        ] {
            let list = lists.iter().find(|list| list.list == slug).expect("a member");
            let (_, number) = sources.iter().find(|(source, _)| source.contains(code)).expect("a source");
            assert_eq!(list.entries.len(), count(number), "{slug}");
        }
        let whole = &lists[0];
        assert_eq!(whole.list, "us-csl");
        let twice = count(&expected["rows"]) - whole.entries.len();
        println!(
            "{path}: {} rows, of which {twice} are parties of the Treasury's that stand twice",
            count(&expected["rows"])
        );
        assert!(twice < 150, "{twice}");
    }
}

#[test]
fn the_lists_of_denied_persons_are_whole() {
    let Some((expected, captures)) = captured("sanctions/us-bis-dpl/") else { return };
    for (path, reading) in captures {
        // Rows that stand twice under one name, street and day are one entry.
        let Found::Lists(lists) = reading.found else { panic!("{path}: {:?}", reading.found) };
        let rows = count(&expected["dpl"][&path]["rows"]);
        assert!(lists[0].incomplete.is_none() && (rows - 5..=rows).contains(&lists[0].entries.len()), "{path}");
    }
}

#[test]
fn the_former_british_list_is_whole() {
    let Some((expected, captures)) = captured("sanctions/uk/") else { return };
    for (path, reading) in captures {
        let expected = &expected["uk_csv"][&path];
        let list = lists(reading, &path).remove(0);
        assert_eq!((list.list.as_str(), list.entries.len()), ("uk-ofsi", count(&expected["groups"])));
        assert_eq!(of_kind(&list, "individual") + of_kind(&list, "entity"), list.entries.len());
        let regimes = expected["regimes"].as_object().expect("counts");
        let known = |program: &String| regimes.keys().any(|regime| regime.trim() == program);
        assert!(list.entries.iter().flat_map(|entry| &entry.programs).all(known));
        assert!(list.entries.iter().all(|entry| entry.fields.values().all(|value| !value.contains('\u{FFFD}'))));
    }
}

#[test]
fn the_sets_of_csv_files_are_whole() {
    let Some((expected, captures)) = captured("sanctions/us-ofac/csv-sets/") else { return };
    for (path, reading) in captures {
        // The files of 2019 were saved by their collector without the mark at their end.
        let Found::Lists(mut lists) = reading.found else { panic!("{path}: {:?}", reading.found) };
        let list = lists.remove(0);
        assert_eq!(list.incomplete.is_some(), path.contains("2019"), "{path}");
        assert_eq!(list.entries.len(), count(&expected["ofac_csv_sets"][&path]["distinct_entry_ids"]), "{path}");
        let is_primary = path.contains("sdn.csv") || path.contains("cons_prim");
        assert_eq!(list.role, if is_primary { Role::Leading } else { Role::Details }, "{path}");
    }
}

/// Whatever comes instead of a list, or of half of it, nothing reads as a whole list with fewer entries.
#[test]
fn what_is_no_whole_list_is_said() {
    let catalogue = Catalogue::bundled();
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    for fixture in crate::fixtures::all() {
        let whole = read(&catalogue, &fixture.url, &fixture.at, &fixture.bytes);
        let Found::Lists(states) = &whole.found else { continue };
        let state = |bytes: &[u8]| read(&catalogue, &fixture.url, &fixture.at, bytes).found;
        let mut pages: Vec<Vec<u8>> = vec![
            Vec::new(),
            b" \r\n ".to_vec(),
            b"<!DOCTYPE html><html><head><title>Down</title></head><body>We will be back.<br></body></html>".to_vec(),
            b"{\"error\": \"not found\"}".to_vec(),
            vec![0; 5_000],
            b"PK\x03\x04".to_vec(),
        ];
        if fixture.bytes.starts_with(b"<") {
            let text = String::from_utf8_lossy(&fixture.bytes);
            let begin = text.find("?>").map_or(0, |end| end + 2);
            pages.push(format!("{}{bomb}{}", &text[..begin], &text[begin..]).into_bytes());
            pages.push(format!("{}{}", "<a>".repeat(100_000), &text[begin..]).into_bytes());
        }
        for page in pages {
            let found = state(&page);
            assert!(
                matches!(&found, Found::Failed(why) if why.ends_with('.')),
                "{}: {found:?}",
                fixture.path.display()
            );
        }
        for cut in 1..8 {
            let cut = fixture.bytes.len() * cut / 8;
            if fixture.bytes[cut] == b'\n' {
                // Nobody can tell from a table that rows are missing after a whole one.
                continue;
            }
            match state(&fixture.bytes[..cut]) {
                Found::Failed(_) => {}
                Found::Lists(cut) => {
                    let is_marked = |(cut, whole): (&Snapshot, &Snapshot)| {
                        cut.incomplete.is_some() || cut.entries.len() >= whole.entries.len()
                    };
                    assert!(cut.iter().zip(states).all(is_marked), "{}: cut", fixture.path.display());
                }
                other => panic!("{}: {other:?}", fixture.path.display()),
            }
        }
    }
}

#[test]
fn every_agency_of_the_register_is_known() {
    let Some(data) = data() else { return };
    let path = "federal-register/api-json/2020-08/agencies.jsonc.zst";
    let (_, address, at) = manifest(&data, path).remove(0);
    let list = lists(read(&Catalogue::bundled(), &address, &at, &bytes(&data, path)), path).remove(0);
    let published = json(&data, path);
    assert_eq!((list.list.as_str(), list.entries.len()), ("fr-agencies", 454));
    for (entry, published) in list.entries.iter().zip(published.as_array().expect("a list")) {
        assert_eq!((Some(entry.id.as_str()), entry.kind.as_str()), (published["slug"].as_str(), "agency"));
        assert_eq!(entry.fields.contains_key("parent"), !published["parent_id"].is_null(), "{}", entry.id);
    }
    let of = |slug: &str| list.entries.iter().find(|entry| entry.id == slug).expect("an agency");
    assert_eq!(of("industry-and-security-bureau").fields["parent"], "commerce-department");
}
