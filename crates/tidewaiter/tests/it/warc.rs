//! Recordings out and in: what is exported is the same when replayed, and other programs read it.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::python;
use crate::recording::{self, SDN, answer, sample_days};
use crate::service::{TestService, wait_for};

/// What a replay leaves behind, as the commands print it.
const SHOWN: &[&[&str]] = &[&["documents"], &["changes"], &["ledger"], &["lists"], &["stories"]];

fn shown(service: &TestService) -> Vec<Vec<Value>> {
    SHOWN.iter().map(|command| service.records(command)).collect()
}

fn argument(path: &std::path::Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// An instance that has replayed the sample days, and with them an answer that is no success, and a list that came as a `resource`.
fn with_samples() -> TestService {
    let service = TestService::new();
    let mut answers = sample_days();
    let mut missing = answer("2026-04-17T10:00:00.25Z", SDN, "text/html", "<p>Not found</p>");
    missing.status = 404;
    missing.headers.push(("x-served-by".to_owned(), "cache 7".to_owned()));
    answers.push(missing);
    let mut resource = answer("2026-04-17T10:30:00Z", SDN, "text/csv", "");
    resource.headers.push(("warc-type".to_owned(), "resource".to_owned()));
    answers.push(resource);
    let recording = recording::write(service.folder(), "samples.warc.gz", &answers);
    service.done(&["replay", &recording]);
    service
}

#[test]
fn what_is_exported_and_replayed_is_the_same() {
    let service = with_samples();
    let listed = service.records(&["capture", "list"]);
    let out = argument(&service.folder().join("all.warc.gz"));
    let report = service.records(&["capture", "export", "--out", &out]).remove(0);
    assert_eq!(report["captures"], listed.len(), "{report}");

    let second = TestService::new();
    let replayed = second.records(&["replay", &out]).remove(0);
    assert_eq!((&replayed["kept"], &replayed["unreadable"]), (&listed.len().into(), &0.into()), "{replayed}");
    assert_eq!(shown(&service), shown(&second));
    let again = argument(&second.folder().join("again.warc.gz"));
    second.done(&["capture", "export", "--out", &again]);
    let records = |path: &str| -> Vec<(String, Vec<u8>)> {
        let records = wire::warc::open(path.as_ref()).expect("a recording").map(|record| record.expect("a record"));
        let told = |record: wire::WarcRecord| (record.head.kind, record.payload.bytes().to_vec());
        records.map(told).collect()
    };
    assert_eq!(records(&out), records(&again), "exported once more, each record is the same");
    assert!(records(&out).iter().any(|(kind, block)| kind == "resource" && block.is_empty()));
}

#[test]
fn a_day_or_a_source_is_exported_alone() {
    let service = with_samples();
    let all = service.records(&["capture", "list"]);
    let one = service.records(&["capture", "list", "--source", "us-ofac-sdn", "--date", "2026-04-17"]);
    assert!(!one.is_empty() && one.len() < all.len(), "{} of {}", one.len(), all.len());
    assert!(one.iter().all(|capture| capture["source"] == "us-ofac-sdn"));
    let export = ["capture", "export", "--source", "us-ofac-sdn", "--date", "2026-04-17"];
    let out = service.command(&export).output().expect("the program runs");
    assert!(out.status.success());
    let file = service.folder().join("day.warc.gz");
    std::fs::write(&file, out.stdout).expect("a file");
    let second = TestService::new();
    assert_eq!(second.records(&["replay", &argument(&file)])[0]["kept"], one.len());
}

#[test]
fn a_capture_whose_bytes_are_damaged_is_named_and_the_rest_is_exported() {
    let service = with_samples();
    let listed = service.records(&["capture", "list"]);
    let victim = listed.iter().find(|capture| capture["status"] == 404).expect("the answer that was no success");
    let hash = victim["sha256"].as_str().expect("a hash");
    let file = service.data().join("captures").join(&hash[..2]).join(&hash[2..4]).join(format!("{hash}.zst"));
    std::fs::write(&file, b"rot").expect("damage");
    let out = argument(&service.folder().join("all.warc.gz"));
    let ran = service.run(&["capture", "export", "--out", &out, "--json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains(victim["capture"].as_str().expect("its name")), "{}", ran.stderr);
    let second = TestService::new();
    assert_eq!(second.records(&["replay", &out])[0]["kept"], listed.len() - 1);
}

#[test]
fn warcio_and_its_validator_read_what_is_exported() {
    let Some(python) = python::with_package("warcio") else { return };
    let service = with_samples();
    let out = argument(&service.folder().join("all.warc.gz"));
    service.done(&["capture", "export", "--out", &out]);
    let check = python::printed(Command::new(&python).args(["-m", "warcio.cli", "check", "-v", &out]));
    let listed = service.records(&["capture", "list"]);
    assert_eq!(check.matches("digest pass").count(), listed.len(), "{check}");
    let index = python::printed(Command::new(&python).args([
        "-m",
        "warcio.cli",
        "index",
        "-f",
        "warc-type,warc-target-uri,warc-date,http:status,http:content-type",
        &out,
    ]));
    let read: Vec<Value> = index.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(read[0]["warc-type"], "warcinfo");
    let told = |capture: &Value, keys: [&str; 3]| keys.map(|key| capture[key].as_str().unwrap_or_default().to_owned());
    for (capture, record) in listed.iter().zip(&read[1..]) {
        let (mine, theirs) =
            (told(capture, ["url", "captured_at", ""]), told(record, ["warc-target-uri", "warc-date", ""]));
        assert_eq!(mine, theirs);
        if record["warc-type"] == "response" {
            assert_eq!(capture["status"].to_string(), record["http:status"].as_str().unwrap_or_default());
        }
    }
}

#[test]
fn what_is_read_again_by_the_same_readers_stays_the_same() {
    let service = with_samples();
    let before = shown(&service);
    for extra in [vec!["--try"], vec![], vec!["--source", "us-ofac-sdn", "--since", "2026-04-16"]] {
        let ran = service.run(&[&["capture", "reread", "--json"], extra.as_slice()].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(" captures read again, 0 things "), "{}", ran.stderr);
    }
    assert_eq!(shown(&service), before);
    let ran = service.run(&["capture", "reread", "--stale"]);
    assert!(ran.stderr.starts_with("0 captures read again"), "{}", ran.stderr);
}

/// The samples, and one of their answers twice more: the first of these two is no news and not the newest.
fn with_samples_said_again() -> TestService {
    let service = with_samples();
    let said = sample_days().pop().expect("an answer");
    let again = |at: &str| model::capture::Answer { captured_at: at.parse().expect("an instant"), ..said.clone() };
    let answers = [again("2026-04-18T10:00:00Z"), again("2026-04-18T11:00:00Z")];
    let recording = recording::write(service.folder(), "again.warc.gz", &answers);
    service.done(&["replay", &recording]);
    service
}

#[test]
fn the_room_that_captures_take_is_shown_and_bounded() {
    let service = with_samples_said_again();
    let hashes = |service: &TestService| -> BTreeSet<String> {
        let listed = service.records(&["capture", "list"]);
        listed.iter().map(|capture| capture["sha256"].as_str().expect("a hash").to_owned()).collect()
    };
    let usage = service.records(&["capture", "usage"]);
    let (all, rows) = usage.split_last().expect("sums");
    assert_eq!(all["bodies"], hashes(&service).len());
    for key in ["bodies", "size_bytes", "packed_bytes"] {
        assert_eq!(all[key].as_u64(), rows.iter().map(|row| row[key].as_u64()).sum::<Option<u64>>(), "{key}");
    }
    assert!(all["packed_bytes"].as_u64() < all["size_bytes"].as_u64() && all["free_bytes"].is_u64(), "{all}");

    assert_eq!(service.run(&["capture", "thin", "--try"]).status, 2, "nobody said how old");
    let (before, listed) = (shown(&service), service.records(&["capture", "list"]).len());
    let found = service.records(&["capture", "thin", "--days", "0", "--try"]).remove(0);
    assert_ne!(found["captures"], 0);
    let thinned = service.records(&["capture", "thin", "--days", "0"]).remove(0);
    assert_eq!((&found["captures"], &found["bodies"]), (&thinned["captures"], &thinned["bodies"]));
    let left = service.records(&["capture", "list"]).len();
    assert_eq!(Some((listed - left) as u64), thinned["captures"].as_u64());
    assert_eq!(shown(&service), before, "documents, changes, ledger, lists and stories are what they were");
}

#[test]
fn a_running_service_bounds_what_is_kept_by_itself() {
    let service = with_samples_said_again();
    let listed = service.records(&["capture", "list"]).len();
    let would = service.records(&["capture", "thin", "--days", "0", "--try"]).remove(0);
    assert_ne!(would["captures"], 0, "{would}");
    std::fs::write(service.data().join("tidewaiter.toml"), "[captures]\nthin_after_days = 0\n").expect("settings");
    let _running = service.up(&[]);
    wait_for("the daily round", Duration::from_secs(60), || {
        // What came in since then is no capture of the samples.
        let of_samples = |c: &Value| c["captured_at"].as_str().is_some_and(|at| at < "2026-05");
        let left = service.records(&["capture", "list"]).iter().filter(|c| of_samples(c)).count();
        (Some((listed - left) as u64) == would["captures"].as_u64()).then_some(())
    });
}

#[test]
fn in_practice_lists_know_nothing_of_what_is_captured_later() {
    let service = with_samples();
    let at = |now: &str, what: &str| service.records(&["--now", now, what]);
    let states = service.records(&["lists"]);
    let instants: BTreeSet<&str> = states.iter().map(|state| state["state"].as_str().expect("an instant")).collect();
    let first = instants.first().expect("a state");
    assert!(instants.len() > 1 && !service.records(&["changes"]).is_empty(), "{instants:?}");
    assert!(at(first, "lists").iter().all(|state| state["state"] == **first));
    assert!(!at(first, "lists").is_empty() && at(first, "changes").is_empty(), "a baseline changed nothing");
    let last = instants.last().expect("a state");
    assert_eq!(at(last, "lists"), states);
    assert_eq!(at(last, "changes"), service.records(&["changes"]));
}

/// The most memory that a process had so far, in mebibytes, where the system tells.
fn peak_mib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

#[test]
fn a_recording_of_any_size_needs_the_memory_of_a_few_answers() {
    let service = TestService::new();
    // Thirty pages of 12 MiB where a list should be: each is kept, and fails at its first line.
    let padding = "x".repeat(12 * 1024 * 1024);
    let pages = (0..30).map(|n| answer(&format!("2024-02-01T{:02}:{:02}:00Z", n / 2, n % 2), SDN, "text/html", ""));
    let path = service.folder().join("large.warc.gz");
    let file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    let written_at = "2026-04-17T12:00:00Z".parse().expect("an instant");
    let mut writer = wire::WarcWriter::new(file, written_at).expect("a recording");
    for (number, mut page) in pages.enumerate() {
        page.body = format!("<!DOCTYPE html>{number}{padding}").into_bytes();
        writer.write(&page).expect("a record");
    }
    drop(writer.finish().expect("the end of the recording"));
    let mut replay = service.command(&["replay", &argument(&path)]);
    let mut child =
        replay.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().expect("it runs");
    let mut peak = 0;
    while child.try_wait().expect("its status").is_none() {
        peak = peak.max(peak_mib(child.id()).unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let told = std::io::read_to_string(child.stdout.take().expect("what it prints")).expect("UTF-8");
    assert!(told.starts_with("30 answers: 30 kept"), "{told}");
    assert!(peak < 200, "{peak} MiB for a recording of 360");
}
