//! How well we read: what `measure` finds on the real captures may not become worse, and a folder without captures is told.

use crate::recording::Shared;
use crate::service::TestService;

/// Dockets of courts that do not say which court they are of are left out, and labelled.
const RECALL_OF_COURTS: f64 = 0.94;

#[test]
fn citations_are_read_as_the_labels_say() {
    let Some(shared) = Shared::find() else { return };
    let service = TestService::new();
    let folder = shared.folder().to_string_lossy().into_owned();
    let scores = service.records(&["measure", "--captures", &folder]);
    let share =
        |score: &serde_json::Value, key: &str| score[key].as_f64().unwrap_or_else(|| panic!("{key} of {score}"));
    let labelled: Vec<_> =
        scores.iter().filter(|s| s["what"] == "citations" && s["set"] == "labelled by hand").collect();
    assert!(labelled.len() > 10, "{scores:?}");
    for score in &labelled {
        let least = if score["sort"] == "court" { RECALL_OF_COURTS } else { 0.99 };
        assert!(share(score, "precision") >= 0.99 && share(score, "recall") >= least, "{score}");
    }
    for score in
        scores.iter().filter(|s| s["set"] != "labelled by hand" && s["what"] == "citations" && s["sort"] == "all")
    {
        assert!(share(score, "recall") >= 0.99 && score["precision"].is_null(), "{score}");
    }
    let table = service.done(&["measure", "--captures", &folder]);
    assert!(table.lines().any(|line| line.contains("labelled by hand") && line.contains("858")), "{table}");
}

#[test]
fn a_folder_without_captures_is_told() {
    let service = TestService::new();
    let ran = service.run(&["measure", "--captures", "nowhere"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("nowhere/data") && ran.stderr.contains("--captures"), "{}", ran.stderr);
}
