//! Real lists at two dates or more: what was added, removed and amended, against sets that were made separately from this program.

use std::collections::BTreeSet;

use model::change::{Action, Change};
use model::reading::Found;
use model::snapshot::Snapshot;
use serde_json::Value;
use understand::{compare, guard};

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
    let amended = amended_in(&changes, &fields, names) as u64;
    assert_eq!(amended, delta["amended_name_type_remarks_programs_akas"].as_u64().expect("a count"));
}

/// Two files of one list, and what changed between them.
fn pair(url: &str, before: (&str, &str), after: (&str, &str)) -> (Snapshot, Snapshot, Vec<Change>) {
    let (before, after) = (list(url, before.0, before.1), list(url, after.0, after.1));
    assert_eq!((before.incomplete.as_ref(), after.incomplete.as_ref()), (None, None));
    assert_eq!(guard::doubt(&before, &after, &[]), None, "what the years between explain is not held");
    let changes = compare::list(&before, &after);
    (before, after, changes)
}

fn as_it_is(_: &str, value: &str) -> String {
    value.to_owned()
}

#[test]
fn the_two_files_of_the_union_differ_as_expected() {
    let Some(expected) = expected() else { return };
    let delta = &expected["eu_delta"];
    let (before, after, changes) = pair(
        "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content",
        ("2019-08-27T12:00:00Z", "sanctions/eu/2019-08-27_FULL-1_1.xml.zst"),
        ("2021-03-02T12:00:00Z", "sanctions/eu/2021-03-02_FULL-1_1.xml.zst"),
    );
    assert_eq!(
        (before.entries.len() as u64, after.entries.len() as u64),
        (delta["before"].as_u64().expect("a count"), delta["after"].as_u64().expect("a count"))
    );
    assert_eq!(ids(&changes, Action::Added), strings(&delta["added_logicalIds"]));
    assert_eq!(ids(&changes, Action::Removed), strings(&delta["removed"]));
    let count = |field: &str| delta[field].as_u64().expect("a count") as usize;
    assert_eq!(amended_in(&changes, &["euReferenceNumber"], as_it_is), count("reference_changed"));
    assert_eq!(amended_in(&changes, &["programme"], as_it_is), count("programmes_changed"));
    assert_eq!(amended_in(&changes, &["nameAlias"], as_it_is), count("names_changed"));
}

#[test]
fn the_three_files_of_the_united_nations_differ_as_expected() {
    let Some(expected) = expected() else { return };
    for delta in expected["un_deltas"].as_array().expect("a list") {
        let path = |field: &str| delta[field].as_str().expect("a path").to_owned();
        let (before, after) = (path("before"), path("after"));
        let at = |path: &str| format!("{}T12:00:00Z", &path[13..23]);
        let (_, _, changes) = pair(
            "https://scsanctions.un.org/resources/xml/en/consolidated.xml",
            (&at(&before), &before),
            (&at(&after), &after),
        );
        // One was counted as gone and come, for its DATAID is another since: KPe.068 never left.
        let (mut added, mut removed) = (strings(&delta["added"]), strings(&delta["removed"]));
        let both: Vec<&str> = added.intersection(&removed).copied().collect();
        assert!(both.is_empty() || both == ["KPe.068"], "{both:?}");
        added.retain(|id| !both.contains(id));
        removed.retain(|id| !both.contains(id));
        assert_eq!(ids(&changes, Action::Added), added, "{after}");
        assert_eq!(ids(&changes, Action::Removed), removed, "{after}");
        assert_eq!(amended_in(&changes, &["NAME"], as_it_is) as u64, delta["names_changed"].as_u64().expect("a count"));
    }
}

#[test]
fn the_two_files_of_denied_persons_differ_as_expected() {
    let Some(expected) = expected() else { return };
    let delta = &expected["dpl_delta"];
    let (_, _, changes) = pair(
        "https://www.bis.doc.gov/dpl/dpl.txt",
        ("2019-07-09T12:00:00Z", "sanctions/us-bis-dpl/2019-07_dpl.txt"),
        ("2022-09-07T12:00:00Z", "sanctions/us-bis-dpl/2022-09_dpl.txt"),
    );
    assert_eq!(ids(&changes, Action::Added).len() as u64, delta["added"].as_u64().expect("a count"));
    assert_eq!(ids(&changes, Action::Removed).len() as u64, delta["removed"].as_u64().expect("a count"));
}

/// The members of a tar file: names and contents. Long names are none of this archive's.
fn members(mut tar: impl std::io::Read, mut take: impl FnMut(&str, Vec<u8>)) {
    loop {
        let mut head = [0; 512];
        tar.read_exact(&mut head).expect("a head");
        let text = |from: usize, to: usize| {
            let bytes = &head[from..to];
            let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
            String::from_utf8_lossy(&bytes[..end]).trim().to_owned()
        };
        let name = text(0, 100);
        if name.is_empty() {
            return;
        }
        let size = usize::from_str_radix(&text(124, 136), 8).expect("an octal size");
        let mut bytes = vec![0; size.next_multiple_of(512)];
        tar.read_exact(&mut bytes).expect("a member");
        bytes.truncate(size);
        if head[156] == b'0' {
            take(&name, bytes);
        }
    }
}

#[test]
fn sixteen_months_of_the_sdn_list_change_as_expected() {
    let Some(expected) = expected() else { return };
    let days = expected["ofac_sdn_csv_history"].as_array().expect("a list");
    let packed = shared::packed("sanctions/us-ofac/sdn-csv-history-2021-08_2022-12.tar.zst").expect("an archive");
    let mut tar = zstd::Decoder::new(&packed[..]).expect("a decoder");
    tar.window_log_max(27).expect("a wide window");
    let (mut before, mut first, mut seen): (Option<Snapshot>, Option<Snapshot>, usize) = (None, None, 0);
    let mut past: Vec<guard::Past> = Vec::new();
    members(tar, |name, bytes| {
        let day = &days[seen];
        seen += 1;
        let at = day["captured"].as_str().expect("an instant");
        let Found::Lists(mut lists) = shared::read("https://www.treasury.gov/ofac/downloads/sdn.csv", at, bytes).found
        else {
            panic!("{name} is no list")
        };
        let after = lists.remove(0);
        assert_eq!(Some(after.entries.len() as u64), day["entries"].as_u64(), "{name}");
        if let Some(before) = &before {
            let changes = compare::list(before, &after);
            for (field, action) in
                [("added", Action::Added), ("removed", Action::Removed), ("amended", Action::Amended)]
            {
                assert_eq!(Some(ids(&changes, action).len() as u64), day[field].as_u64(), "{field} of {name}");
            }
            assert_eq!(guard::doubt(before, &after, &past), None, "{name}");
        }
        past.push(guard::Past { at: after.at, tally: guard::tally(before.as_ref(), &after) });
        first.get_or_insert_with(|| after.clone());
        before = Some(after);
    });
    assert_eq!(seen, days.len());
    let (first, last) = (first.expect("a first state"), before.expect("a last state"));
    assert_eq!(guard::doubt(&first, &last, &past[..1]), None, "sixteen months at once");
}
