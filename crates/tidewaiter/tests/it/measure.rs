//! How well we read: what `measure` finds on the real captures may not become worse, and a folder without captures is told.

use serde_json::Value;

use crate::recording::Shared;
use crate::service::TestService;

/// Dockets of courts that do not say which court they are of are left out, and labelled.
const RECALL_OF_COURTS: f64 = 0.94;

fn share(score: &Value, key: &str) -> f64 {
    score[key].as_f64().unwrap_or_else(|| panic!("{key} of {score}"))
}

#[test]
fn what_is_read_is_what_labels_and_publishers_say() {
    let Some(shared) = Shared::find() else { return };
    let service = TestService::new();
    let folder = shared.folder().to_string_lossy().into_owned();
    let scores = service.records(&["measure", "--captures", &folder]);
    let of = |what: &str, set: &str| -> Vec<&Value> {
        scores.iter().filter(|score| score["what"] == what && score["set"] == set).collect()
    };
    let labelled = of("citations", "labelled by hand");
    assert!(labelled.len() > 10 && labelled[0]["wanted"] == 858, "{scores:?}");
    for score in labelled {
        let least = if score["sort"] == "court" { RECALL_OF_COURTS } else { 0.99 };
        assert!(share(score, "precision") >= 0.99 && share(score, "recall") >= least, "{score}");
    }
    for set in ["patterns' finds", "eyecite's finds"] {
        let whole = of("citations", set)[0];
        assert!(share(whole, "recall") >= 0.99 && whole["precision"].is_null(), "{whole}");
    }
    let dates = of("dates", "labelled by hand");
    assert!(dates[0]["wanted"].as_u64() > Some(200) && share(dates[0], "precision") >= 0.97, "{}", dates[0]);
    assert!(dates.iter().all(|score| share(score, "recall") >= 0.97), "{dates:?}");
    for set in ["heads of documents", "records of the index", "fields of the index"] {
        let structured = ["numbers", "agencies", "dates"].map(|what| of(what, set)).concat();
        assert!(!structured.is_empty(), "{set}");
        for score in structured {
            assert!(share(score, "recall") >= 0.99, "{score}");
            assert!(score["precision"].as_f64().is_none_or(|precision| precision >= 0.99), "{score}");
        }
    }
    assert!(scores.iter().all(|score| score["wrong"] == serde_json::json!([])), "differences that nobody asked for");
    let table = service.done(&["measure", "--wrong", "--captures", &folder]);
    assert!(table.lines().any(|line| line.contains("labelled by hand") && line.contains("858")), "{table}");
    assert!(table.contains("dates, labelled by hand, role and day: missed: fr:"), "{table}");
}

#[test]
fn a_folder_without_captures_is_told() {
    let service = TestService::new();
    let ran = service.run(&["measure", "--captures", "nowhere"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("nowhere/data") && ran.stderr.contains("--captures"), "{}", ran.stderr);
}
