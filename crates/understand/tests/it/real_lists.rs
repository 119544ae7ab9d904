//! Real lists at two dates or more: what was added, removed and amended, against sets that were made separately from this program.

use std::collections::BTreeSet;

use model::change::{Action, Change};
use model::reading::Found;
use model::snapshot::Snapshot;
use serde_json::Value;
use understand::compare;

use crate::shared;

/// What is expected of lists.
fn expected() -> Option<Value> {
    let expected: Value = serde_json::from_slice(&shared::bytes("EXPECTED.json")?).expect("JSON");
    Some(expected["sanctions"].clone())
}

/// The one list in a capture.
fn list(url: &str, at: &str, path: &str) -> Snapshot {
    let Found::Lists(mut lists) = shared::read(url, at, shared::bytes(path).expect("a capture")).found else {
        panic!("{path} is no list")
    };
    assert_eq!(lists.len(), 1, "{path}");
    lists.remove(0)
}

fn ids(changes: &[Change], action: Action) -> BTreeSet<&str> {
    changes.iter().filter(|change| change.action == action).map(|change| change.entry.id.as_str()).collect()
}

fn strings(value: &Value) -> BTreeSet<&str> {
    value.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

/// How many entries are amended in one of these fields, once a value is seen as it was counted.
fn amended_in(changes: &[Change], fields: &[&str], seen: fn(&str, &str) -> String) -> usize {
    let told = |change: &&Change| {
        let mut told = change.fields.iter().filter(|field| fields.contains(&field.field.as_str()));
        told.any(|field| seen(&field.field, &field.before) != seen(&field.field, &field.after))
    };
    changes.iter().filter(|change| change.action == Action::Amended).filter(told).count()
}

/// Names among aliases without their sort and strength, in order: so they were counted.
fn names(field: &str, value: &str) -> String {
    if field != "akaList" && field != "programList" {
        return value.to_owned();
    }
    let bare = |name: &str| {
        let sorts = ["a.k.a. ", "f.k.a. ", "n.k.a. "];
        let name = sorts.iter().find_map(|sort| name.strip_prefix(sort)).unwrap_or(name);
        name.trim_end_matches(" (weak)").to_owned()
    };
    let mut names: Vec<String> = value.split("; ").map(bare).collect();
    names.sort();
    names.join("; ")
}

#[test]
fn the_two_sdn_files_in_xml_differ_as_expected() {
    let Some(expected) = expected() else { return };
    let delta = &expected["ofac_xml_delta"];
    let before = list(
        "https://www.treasury.gov/ofac/downloads/sdn.xml",
        "2021-03-10T12:00:00Z",
        "sanctions/us-ofac/xml/2021-03-10_sdn.xml.zst",
    );
    let after = list(
        "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.XML",
        "2024-05-07T12:00:00Z",
        "sanctions/us-ofac/xml/2024-05-07_sdn.xml.zst",
    );
    assert_eq!((before.incomplete.as_ref(), after.incomplete.as_ref()), (None, None));
    let changes = compare::list(&before, &after);
    let (added, removed) = (ids(&changes, Action::Added), ids(&changes, Action::Removed));
    assert_eq!(
        (added.len() as u64, removed.len() as u64),
        (delta["added"].as_u64().expect("a count"), delta["removed"].as_u64().expect("a count"))
    );
    assert_eq!((before.entries.len() - removed.len()) as u64, delta["kept"].as_u64().expect("a count"));
    assert!(strings(&delta["added_uids_sample"]).is_subset(&added));
    assert!(strings(&delta["removed_uids_sample"]).is_subset(&removed));
    let fields = ["firstName", "lastName", "sdnType", "remarks", "programList", "akaList"];
    // Three that were counted change nothing that is printed: 10330 and 12402 have in one element what stood in two ('OSMAN, Mohamed'), and
    // 22403 has lost a second space.
    let nothing_new = 3;
    let amended = amended_in(&changes, &fields, names) as u64 + nothing_new;
    assert_eq!(amended, delta["amended_name_type_remarks_programs_akas"].as_u64().expect("a count"));
}
