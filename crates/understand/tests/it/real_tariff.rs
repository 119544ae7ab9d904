//! The tariff of the United States at two dates: what really changed, against sets that were made separately from this program.
//! A comparison of the bytes reports 266 changes in chapter 61, where nothing changed.

use std::collections::{BTreeMap, BTreeSet};

use model::change::{Action, Change, Kind};
use model::reading::Found;
use model::snapshot::Snapshot;
use serde_json::Value;
use understand::compare;

use crate::shared;

const WHOLE: (&str, &str, &str) = (
    "https://hts.usitc.gov/reststop/exportList?from=0101&to=9999.99&format=CSV",
    "2024-07-25T12:00:00Z",
    "tariff/us-hts/2024-07_htsdata.csv.zst",
);
const SECTION: (&str, &str, &str) = (
    "https://hts.usitc.gov/reststop/exportList?from=0101&to=0511&format=CSV",
    "2025-06-15T12:00:00Z",
    "tariff/us-hts/2025-06_htsdata_section1.csv",
);
const CHAPTER_61: (&str, &str, &str) = (
    "https://hts.usitc.gov/reststop/exportList?from=6101&to=6117&format=JSON",
    "2026-04-02T12:00:00Z",
    "tariff/us-hts/2026-04_chapter_61.json.zst",
);
const CHAPTER_99: (&str, &str, &str) = (
    "https://hts.usitc.gov/reststop/exportList?from=9901&to=9922&format=JSON",
    "2026-04-02T12:00:00Z",
    "tariff/us-hts/2026-04_chapter_99.json.zst",
);

/// The chapters of an export; footnotes, which one form of it alone has, are left out.
fn chapters((url, at, path): (&str, &str, &str)) -> BTreeMap<String, Snapshot> {
    let reading = shared::read(url, at, shared::bytes(path).expect("a capture"));
    let Found::Lists(lists) = reading.found else { panic!("{path} is no tariff") };
    assert!(lists.iter().all(|list| list.kind == Kind::TariffLine && list.incomplete.is_none()), "{:?}", reading.notes);
    lists.into_iter().filter(|list| !list.part.starts_with("footnotes")).map(|list| (list.part.clone(), list)).collect()
}

/// What changed in the chapters that both exports have.
fn changes(before: &BTreeMap<String, Snapshot>, after: &BTreeMap<String, Snapshot>) -> Vec<Change> {
    after.iter().flat_map(|(part, after)| compare::list(&before[part], after)).collect()
}

fn ids(changes: &[Change], action: Action) -> BTreeSet<&str> {
    changes.iter().filter(|change| change.action == action).map(|change| change.entry.id.as_str()).collect()
}

fn strings(value: &Value) -> BTreeSet<&str> {
    value.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

#[track_caller]
fn assert_as_expected(expected: &Value, changes: &[Change]) {
    assert_eq!(ids(changes, Action::Added), strings(&expected["added"]), "added");
    assert_eq!(ids(changes, Action::Removed), strings(&expected["removed"]), "removed");
    let amended = changes.iter().filter(|change| change.action == Action::Amended);
    let told: BTreeMap<&str, BTreeSet<&str>> = amended
        .map(|change| {
            // The text of a line is its description, as it was counted.
            let fields = change.fields.iter().map(|field| match field.field.as_str() {
                model::change::TEXT => "description",
                name => name,
            });
            (change.entry.id.as_str(), fields.collect())
        })
        .collect();
    let counted = expected["changed"].as_object().expect("by number");
    let counted: BTreeMap<&str, BTreeSet<&str>> =
        counted.iter().map(|(id, fields)| (id.as_str(), strings(fields))).collect();
    assert_eq!(told, counted, "amended");
}

#[test]
fn exports_of_all_and_of_a_part_differ_as_expected() {
    let Some(bytes) = shared::bytes("EXPECTED.json") else { return };
    let expected: Value = serde_json::from_slice(&bytes).expect("JSON");
    let deltas = expected["tariff_substantive_deltas"].as_object().expect("deltas");
    let delta = |begin: &str| deltas.iter().find(|(name, _)| name.starts_with(begin)).expect("a delta").1;
    let whole = chapters(WHOLE);
    let lines: usize = whole.values().map(|chapter| chapter.entries.len()).sum();
    let counted = &expected["other"]["hts_csv_2024-07"];
    assert_eq!(lines as u64, counted["distinct_numbers"].as_u64().expect("a count"));
    assert_eq!(whole.len() as u64, counted["chapters"].as_u64().expect("a count"));
    for (chapter, count) in counted["chapter_counts"].as_object().expect("by chapter") {
        assert_eq!(whole[chapter].entries.len() as u64, count.as_u64().expect("a count"), "chapter {chapter}");
    }
    assert_as_expected(delta("section1"), &changes(&whole, &chapters(SECTION)));
    assert_as_expected(delta("chapter 61"), &changes(&whole, &chapters(CHAPTER_61)));
    assert_as_expected(delta("chapter 99"), &changes(&whole, &chapters(CHAPTER_99)));
}
