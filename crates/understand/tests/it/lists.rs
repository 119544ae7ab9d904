//! Twenty days of the SDN list: the changes that a careful reader found by other means, and drafts of them.

use std::sync::OnceLock;

use model::capture::{CaptureId, Sha256};
use model::change::{Action, Change};
use model::document::{Document, DocumentId, DocumentState, Fields, Kind};
use model::draft::Block;
use model::findings::{Arrival, Findings};
use model::reading::Found;
use model::snapshot::Snapshot;
use understand::{compare, draft, guard, relevance};

use crate::shared;

const URL: &str = "https://www.treasury.gov/ofac/downloads/sdn.csv";

/// The days with what is expected of each, in order; read once for all tests.
fn days() -> Option<&'static [(serde_json::Value, Snapshot)]> {
    static DAYS: OnceLock<Option<Vec<(serde_json::Value, Snapshot)>>> = OnceLock::new();
    DAYS.get_or_init(read_days).as_deref()
}

fn read_days() -> Option<Vec<(serde_json::Value, Snapshot)>> {
    let expected: serde_json::Value = serde_json::from_slice(&shared::bytes("EXPECTED.json")?).expect("JSON");
    let days = expected["sanctions"]["ofac_sdn_csv_daily"].as_array().expect("days").clone();
    let mut out = Vec::new();
    for day in days {
        let path = day["file"].as_str().expect("a path");
        let name = path.rsplit('/').next().expect("a name");
        let at = format!("{}T{}:{}:{}Z", &name[..10], &name[11..13], &name[13..15], &name[15..17]);
        let Found::Lists(mut lists) = shared::read(URL, &at, shared::bytes(path)?).found else {
            panic!("{path} is no list")
        };
        out.push((day, lists.remove(0)));
    }
    Some(out)
}

fn ids(changes: &[Change], action: Action) -> Vec<&str> {
    changes.iter().filter(|change| change.action == action).map(|change| change.entry.id.as_str()).collect()
}

fn arrival(at: &Snapshot, changes: Vec<Change>) -> Arrival {
    Arrival {
        document: Document {
            id: DocumentId::state(&at.list, at.at),
            version: 1,
            state: DocumentState::Published,
            source: model::request::SourceId::new("us-ofac-sdn"),
            capture: CaptureId::new("0"),
            captured_at: at.at,
            told_before: None,
            sha256: Sha256([0; 32]),
            fields: Fields {
                kind: Some(Kind::List),
                title: Some(at.list_name.clone()),
                agencies: vec!["treasury-department".into(), "foreign-assets-control-office".into()],
                ..Fields::default()
            },
        },
        findings: Findings::default(),
        changes,
    }
}

#[test]
fn the_days_of_the_sdn_list_change_as_expected_and_none_is_doubted() {
    let Some(days) = days() else { return };
    for pair in days.windows(2) {
        let [(_, before), (expected, after)] = pair else { continue };
        let changes = compare::list(before, after);
        for (field, action) in
            [("added_uids", Action::Added), ("removed_uids", Action::Removed), ("amended_uids", Action::Amended)]
        {
            let mut wanted: Vec<&str> =
                expected[field].as_array().expect(field).iter().filter_map(|id| id.as_str()).collect();
            wanted.sort_by_key(|id| id.parse::<u64>().unwrap_or(u64::MAX));
            assert_eq!(ids(&changes, action), wanted, "{field} of {}", expected["file"]);
        }
        assert_eq!(guard::doubt(before, after, &[]), None, "{}", expected["file"]);
    }
}

#[test]
fn a_changed_list_is_told_with_counts_and_tables() {
    let Some(days) = days() else { return };
    let zone = model::TimeZone::get("America/New_York").expect("bundled");
    let mut headlines = Vec::new();
    for pair in days.windows(2) {
        let arrival = arrival(&pair[1].1, compare::list(&pair[0].1, &pair[1].1));
        assert!(relevance::judge(&arrival).selected);
        let draft = draft::draft(std::slice::from_ref(&arrival), &zone);
        assert!(draft.is_sourced());
        assert!(draft.headline.chars().count() <= 90);
        let words = draft.teaser_text().split_whitespace().count();
        assert!((30..=75).contains(&words), "{words}: {}", draft.teaser_text());
        println!("{} | {}", draft.headline, draft.teaser_text());
        for block in &draft.body {
            if let Block::Table { head, rows, .. } = block {
                assert!(rows.len() <= 60 && rows.iter().all(|row| row.len() == head.len()));
            }
        }
        headlines.push(draft.headline);
    }
    assert!(headlines.contains(&"OFAC adds 553 entries to SDN list, amends 8".to_owned()), "{headlines:?}");
    assert!(headlines.contains(&"OFAC adds 2 entries to SDN list, removes 86, amends 12".to_owned()), "{headlines:?}");
}
