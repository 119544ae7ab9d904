//! Real captures through the whole house: a Federal Register issue and twenty days of OFAC's list, on SQLite and on PostgreSQL.
//! What must come out stands beside the captures, counted by other programs than this one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use model::capture::Answer;
use serde_json::Value;

use crate::postgres::Database;
use crate::recording::{self, SDN, Shared, answer};
use crate::service::TestService;

const ISSUE: &str = "federal-register/day-xml/2016-04-15";
const SDN_DAYS: &str = "sanctions/us-ofac/sdn-csv-daily/";
/// Documents of the issue of April 15, 2016, and how many of them may be news.
const DOCUMENTS: usize = 146;
const SELECTED_MAX: usize = 20;

/// Everything that a replay leaves behind, as the commands print it. The issue came in at 08:00 on a Friday, after the close, and
/// stands in Monday's editions.
const SHOWN: &[&[&str]] = &[
    &["documents", "--json"],
    &["changes", "--json"],
    &["ledger", "--json"],
    &["ledger"],
    &["stories", "--json"],
    &["lists", "--json"],
    &["edition", "build", "--title", "export", "--date", "2016-04-18", "--format", "json"],
    &["edition", "build", "--title", "customs", "--date", "2016-04-18", "--format", "text"],
];

/// What each of [`SHOWN`] printed, by its words.
type Shown = BTreeMap<String, String>;

fn shown(service: &TestService) -> Shown {
    SHOWN.iter().map(|command| (command.join(" "), service.done(command))).collect()
}

#[track_caller]
fn assert_same(one: &Shown, other: &Shown, when: &str) {
    for (command, text) in one {
        let mut lines = text.lines().zip(other[command].lines());
        // Two megabytes of difference help nobody: the first line does.
        if let Some((one, other)) = lines.find(|(one, other)| one != other) {
            panic!("`{command}` differs {when}:\n{one}\n{other}");
        }
        assert!(*text == other[command], "`{command}` differs {when} in its length or its line ends");
    }
}

fn records(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
}

/// Replays everything, a second time too, and gives what is then shown.
fn replayed(service: &TestService, shared: &Shared) -> Shown {
    let issue = recording::write(service.folder(), "issue.warc", &shared.answers(ISSUE));
    let days = recording::write(service.folder(), "sdn.warc", &shared.answers(SDN_DAYS));
    let report = &service.records(&["replay", &days, &issue])[0];
    assert_eq!(report["kept"], 21, "{report}");
    assert_eq!((&report["unreadable"], &report["failed_tasks"]), (&Value::from(0), &Value::from(0)), "{report}");
    let once = shown(service);
    let report = &service.records(&["replay", &issue, &days])[0];
    assert_eq!((&report["kept"], &report["known"]), (&Value::from(0), &Value::from(21)), "{report}");
    assert_same(&once, &shown(service), "after a second replay");
    once
}

/// The replay on SQLite, which two tests look at.
fn on_sqlite(shared: &Shared) -> &'static Shown {
    static SHOWN: OnceLock<Shown> = OnceLock::new();
    SHOWN.get_or_init(|| replayed(&TestService::new(), shared))
}

#[test]
fn both_engines_tell_the_same() {
    let Some(shared) = Shared::find() else { return };
    let Some(database) = Database::make() else { return };
    let service = TestService::on(&database.url());
    let postgres = replayed(&service, &shared);
    assert!(!service.data().join("tidewaiter.db").exists(), "nothing is kept in SQLite beside it");
    assert_same(on_sqlite(&shared), &postgres, "on PostgreSQL from SQLite");
}

#[test]
fn the_real_captures_come_out_as_counted() {
    let Some(shared) = Shared::find() else { return };
    let shown = on_sqlite(&shared);
    assert_issue(shown);
    assert_changes(&shared.expected_sdn_days(), &records(&shown["changes --json"]));
    assert_sums(&shown["ledger"], &records(&shown["ledger --json"]));
}

fn assert_issue(shown: &Shown) {
    let is_of_issue = |record: &&Value, key: &str| record[key].as_str().is_some_and(|id| id.starts_with("fr:2016-"));
    let documents = records(&shown["documents --json"]);
    let ids: BTreeSet<&str> =
        documents.iter().filter(|document| is_of_issue(document, "id")).filter_map(|d| d["id"].as_str()).collect();
    assert_eq!(ids.len(), DOCUMENTS);
    let stories = records(&shown["stories --json"]);
    let of_issue = |story: &&Value| {
        let documents = story["documents"].as_array().into_iter().flatten();
        story["selected"] == true && documents.into_iter().any(|document| is_of_issue(&document, "id"))
    };
    let selected = stories.iter().filter(of_issue).count();
    assert!((1..=SELECTED_MAX).contains(&selected), "{selected} stories of the issue are selected");
    let ledger = records(&shown["ledger --json"]);
    let lines: Vec<&Value> = ledger.iter().filter(|line| is_of_issue(line, "document")).collect();
    assert_eq!(lines.len(), DOCUMENTS, "a line a document");
    for line in lines {
        let why = line["why"].as_str().unwrap_or_default();
        assert!(line["outcome"] != "not-relevant" || why.starts_with("no:"), "a 'no' names its rule: {line}");
        assert!(line["outcome"] == "not-relevant" || !line["ref"].is_null(), "a 'yes' has its number: {line}");
    }
    let edition = &shown["edition build --title customs --date 2016-04-18 --format text"];
    let numbers = stories.iter().filter(of_issue).filter(|story| story["title_slugs"][0] == "customs");
    for number in numbers.filter_map(|story| story["ref"].as_str()) {
        assert!(edition.contains(number), "{number} stands in Monday's edition:\n{edition}");
    }
}

/// Each day's added, removed and amended entries are those that another program counted.
fn assert_changes(days: &[Value], changes: &[Value]) {
    // By state of the list: the instant in its document's id, as the file's name has it without colons.
    let mut found: BTreeMap<String, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for change in changes {
        let state = change["document"].as_str().and_then(|document| document.split_once('@')).expect("a state").1;
        let action = change["action"].as_str().expect("an action");
        let entry = change["entry"]["id"].as_str().expect("an entry's id");
        let fresh = found.entry(state.replace(':', "")).or_default().entry(action).or_default().insert(entry);
        assert!(fresh, "{change} is there twice");
    }
    assert_eq!(days.len(), 20);
    for day in days {
        let file = day["file"].as_str().and_then(|path| path.rsplit('/').next()).expect("a file");
        let state = found.remove(file.split('_').next().expect("an instant")).unwrap_or_default();
        for action in ["added", "removed", "amended"] {
            let ids = state.get(action).cloned().unwrap_or_default();
            // Of the first capture nothing is expected: it is what the others are compared with.
            let count = day[action].as_u64().unwrap_or(0);
            assert_eq!(ids.len() as u64, count, "{action} in {file}");
            let expected = day[format!("{action}_uids")].as_array().into_iter().flatten();
            let expected: BTreeSet<&str> = expected.filter_map(Value::as_str).collect();
            // Very long lists of expected ids are cut: then the count above is all there is to go by.
            assert!(ids == expected || (expected.len() as u64) < count, "{action} in {file}");
        }
    }
    assert!(found.is_empty(), "changes in states that nobody expects: {:?}", found.keys());
}

/// The last line of `ledger`, `3 received = 2 published + … + 1 failed`, agrees with itself and with the lines above it.
#[track_caller]
fn assert_sums(printed: &str, lines: &[Value]) {
    let last = printed.lines().last().expect("the sums");
    let (received, parts) = last.split_once(" received = ").unwrap_or_else(|| panic!("no sums in {last}"));
    let mut sum = 0;
    for part in parts.split(" + ") {
        let (count, outcome) = part.split_once(' ').unwrap_or_else(|| panic!("no count in {part}"));
        let outcome = outcome.replace(' ', "-");
        let count: usize = count.parse().expect("a count");
        assert_eq!(lines.iter().filter(|line| line["outcome"] == outcome.as_str()).count(), count, "{outcome}");
        sum += count;
    }
    assert_eq!(received.parse::<usize>().expect("a count"), sum, "{last}");
    assert_eq!(lines.len(), sum, "{last}");
}

/// Two good states of the list, and around them what must never be believed.
fn states_to_guard_against(shared: &Shared) -> Vec<Answer> {
    let good: Vec<Answer> = shared.answers(SDN_DAYS).into_iter().take(2).collect();
    let lines = good[1].body.split_inclusive(|byte| *byte == b'\n');
    let half: Vec<u8> = lines.take(7000).flatten().copied().collect();
    let page = "<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We will be back soon.</body></html>";
    let odd = [
        answer("2024-02-01T20:00:00Z", SDN, "text/csv", ""),
        answer("2024-02-01T21:00:00Z", SDN, "text/html", page),
        // Some servers send their error page under the file's own type.
        answer("2024-02-02T20:00:00Z", SDN, "text/csv", page),
        answer("2024-02-03T18:00:00Z", SDN, "text/csv", half),
    ];
    good.into_iter().chain(odd).collect()
}

#[test]
fn a_list_that_lost_much_is_held_until_someone_decides() {
    let Some(shared) = Shared::find() else { return };
    let service = TestService::new();
    let recording = recording::write(service.folder(), "guard.warc", &states_to_guard_against(&shared));
    assert_eq!(service.records(&["replay", &recording])[0]["kept"], 6);

    let changes = service.records(&["changes"]);
    let days = shared.expected_sdn_days();
    let expected = days[1]["added"].as_u64().expect("a count") + days[1]["amended"].as_u64().expect("a count");
    assert_eq!(changes.len() as u64, expected, "the second good state was compared with the first");
    assert!(changes.iter().all(|change| change["action"] != "removed"), "nothing is removed");

    let ledger = service.records(&["ledger"]);
    assert_sums(&service.done(&["ledger"]), &ledger);
    let of = |outcome: &str| ledger.iter().filter(|line| line["outcome"] == outcome).collect::<Vec<_>>();
    assert_eq!((of("failed").len(), of("held").len()), (3, 1), "{ledger:?}");
    for line in of("failed").into_iter().chain(of("held")) {
        let why = line["why"].as_str().expect("a sentence");
        assert!(why.contains("list") && why.contains(' ') && why.ends_with(['.', '…']), "{why}");
    }

    let held = service.records(&["lists", "--held"]);
    assert_eq!(held.len(), 1, "{held:?}");
    assert_eq!((&held[0]["list"], &held[0]["entries"]), (&"ofac-sdn".into(), &7000.into()));
    let state = held[0]["state"].as_str().expect("an instant");
    assert!(service.done(&["lists", "--held"]).contains(state), "people are told the same");

    let unknown = service.run(&["lists", "release", "ofac-sdn", "2024-02-02T00:00:00Z", "--why", "a try"]);
    assert_eq!((unknown.status, service.records(&["lists", "--held"]).len()), (1, 1), "{}", unknown.stderr);
    service.done(&["lists", "release", "ofac-sdn", state, "--why", "the agency confirmed it"]);
    assert!(service.records(&["lists", "--held"]).is_empty());
    let removed = service.records(&["changes"]).iter().filter(|change| change["action"] == "removed").count();
    let before = days[1]["entries"].as_u64().expect("a count");
    assert_eq!(removed as u64, before - 7000, "now they are compared");
    assert_sums(&service.done(&["ledger"]), &service.records(&["ledger"]));
}

#[test]
fn an_issue_cut_short_takes_nothing_away() {
    let Some(shared) = Shared::find() else { return };
    let whole = shared.answers(ISSUE).remove(0);
    let again = |instant: &str, bytes: usize| answer(instant, &whole.url, "application/xml", &whole.body[..bytes]);
    let (cut, rest) = (again("2016-04-15T11:00:00Z", 400_000), again("2016-04-15T13:00:00Z", 900_000));
    let service = TestService::new();
    let recording = recording::write(service.folder(), "cut.warc", &[cut]);
    service.done(&["replay", &recording]);
    let before = service.records(&["documents"]);
    assert!((1..DOCUMENTS).contains(&before.len()), "what is complete before the cut comes in: {}", before.len());
    let recording = recording::write(service.folder(), "whole.warc", &[whole, rest]);
    service.done(&["replay", &recording]);
    let after = service.records(&["documents"]);
    let published = after.iter().filter(|document| document["state"] == "published" && document["version"] == 1);
    assert_eq!((published.count(), after.len()), (DOCUMENTS, DOCUMENTS), "each once, and none withdrawn");
    assert_sums(&service.done(&["ledger"]), &service.records(&["ledger"]));
}
