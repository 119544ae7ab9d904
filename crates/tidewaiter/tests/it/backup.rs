//! Backups as an operator takes them: while the service works, to the other engine and back, and of files that were cut on the way.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::time::Duration;

use crate::postgres::Database;
use crate::recording;
use crate::service::{TestService, wait_for};

/// The edition that is sent: the day on which the bundled clock stands.
const EDITION: [&str; 4] = ["--title", "export", "--date", "2026-04-17"];

/// All that the commands tell of a store.
const SHOWN: &[&str] = &[
    "documents --json",
    "changes --json",
    "ledger --json",
    "ledger",
    "stories --json",
    "lists --json",
    "readers list --json",
    "staff list --json",
    "titles list --json",
    "deliveries --json",
    "edition show --title export --date 2026-04-17 --format html",
    "edition show --title export --date 2026-04-17 --format json",
    "edition show --title customs --date 2026-04-17 --format text",
];

fn shown(service: &TestService) -> BTreeMap<&'static str, String> {
    let words = |text: &'static str| ["--now", recording::CLOCK].into_iter().chain(text.split(' ')).collect::<Vec<_>>();
    SHOWN.iter().map(|text| (*text, service.done(&words(text)))).collect()
}

#[track_caller]
fn assert_same(one: &TestService, other: &TestService, when: &str) {
    let after = shown(other);
    for (command, text) in shown(one) {
        if let Some((one, other)) = text.lines().zip(after[command].lines()).find(|(one, other)| one != other) {
            panic!("`{command}` differs {when}:\n{one}\n{other}");
        }
        assert!(text == after[command], "`{command}` differs {when} in its length");
    }
}

fn at_work(service: &TestService, words: &[&str]) -> String {
    service.done(&[&["--now", recording::CLOCK], words].concat())
}

/// A house of people before its first day.
fn staffed(service: &TestService) {
    for name in ["ada", "bert"] {
        let email = format!("{name}@reader.example");
        at_work(service, &["readers", "add", &email, "--titles", "export", "--until", "2027-01-01"]);
    }
    at_work(service, &["staff", "add", "eve@press.example", "--role", "editor"]);
}

/// An instance that lived through the sample days and sent an edition.
fn lived(service: &TestService) {
    staffed(service);
    let recording = recording::write(service.folder(), "days.warc", &recording::sample_days());
    at_work(service, &["replay", &recording]);
    at_work(service, &[&["edition", "send"], &EDITION[..]].concat());
}

/// Both engines, where this machine has both, as functions that make an empty instance of each.
fn engines() -> Vec<(&'static str, Option<Database>)> {
    let postgres = Database::make().map(|database| ("postgres", Some(database)));
    [("sqlite", None)].into_iter().chain(postgres).collect()
}

fn instance(database: Option<&Database>) -> TestService {
    database.map_or_else(TestService::new, |database| TestService::on(&database.url()))
}

fn letters(service: &TestService) -> usize {
    std::fs::read_dir(service.data().join("outbox")).map_or(0, Iterator::count)
}

#[test]
fn a_store_moves_between_the_engines_and_stays_the_same() {
    for (from, database) in engines() {
        let old = instance(database.as_ref());
        lived(&old);
        assert_eq!(letters(&old), 2, "a letter for each reader");
        let file = old.folder().join("whole.backup");
        std::fs::write(&file, "the backup of yesterday").expect("a file");
        let path = file.to_str().expect("a path");
        let told = old.done(&["backup", path]);
        assert!(told.contains(" tables and the bytes of ") && told.ends_with("whole.backup.\n"), "{told}");
        let mode = std::fs::metadata(&file).expect("the backup").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "readers' addresses are nobody's business");
        assert!(!old.folder().join("whole.backup.new").exists());
        for (to, database) in engines() {
            let new = instance(database.as_ref());
            let told = new.done(&["restore", path]);
            assert!(told.starts_with("Restored as of "), "{told}");
            assert_same(&old, &new, &format!("from {from} to {to}"));
            // What was sent stays sent, and the pipeline goes on: a replay of the same days finds nothing new.
            at_work(&new, &[&["edition", "send"], &EDITION[..]].concat());
            let recording = recording::write(new.folder(), "days.warc", &recording::sample_days());
            at_work(&new, &["replay", &recording]);
            assert_eq!(letters(&new), 0, "nothing is sent twice, from {from} to {to}");
            assert_same(&old, &new, &format!("a replay after the way from {from} to {to}"));
            let again = new.run(&["restore", path]);
            assert_eq!(again.status, 1);
            assert!(again.stderr.contains("This store is in use: its table "), "{}", again.stderr);
        }
    }
}

#[test]
fn a_backup_goes_through_a_pipe() {
    let (old, new) = (TestService::new(), TestService::new());
    lived(&old);
    let mut taking = old.command(&["backup", "-"]).stdout(Stdio::piped()).spawn().expect("the program starts");
    let pipe = taking.stdout.take().expect("its standard output");
    let filled = new.command(&["restore", "-"]).stdin(pipe).status().expect("the program runs");
    assert!(filled.success() && taking.wait().expect("its end").success());
    assert_same(&old, &new, "through a pipe");
}

#[test]
fn a_backup_taken_during_a_replay_is_one_moment_from_which_the_work_goes_on() {
    for (engine, database) in engines() {
        let service = instance(database.as_ref());
        staffed(&service);
        let recording = recording::write(service.folder(), "days.warc", &recording::sample_days());
        let mut replay = service.command(&["--now", recording::CLOCK, "replay", &recording]);
        let mut replay = replay.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut files = Vec::new();
        let status = wait_for("the end of the replay", Duration::from_secs(120), || {
            let file = format!("{}/{}.backup", service.folder().display(), files.len());
            service.done(&["backup", &file]);
            files.push(file);
            replay.try_wait().expect("its status")
        });
        assert!(status.success(), "the replay ends as if nobody had looked");
        println!("{} backups during a replay on {engine}", files.len());
        for file in files.iter().step_by(files.len().div_ceil(4)) {
            let restored = TestService::new();
            restored.done(&["restore", file]);
            let books = restored.run(&["--now", recording::CLOCK, "ledger"]);
            assert_eq!(books.status, 0, "the books of {file} agree: {}", books.stderr);
            at_work(&restored, &["replay", &recording]);
            assert_same(&service, &restored, &format!("after {file} was carried on"));
        }
    }
}

#[test]
fn a_file_that_will_not_do_is_refused_in_a_sentence() {
    let (old, new) = (TestService::new(), TestService::new());
    lived(&old);
    let path = |name: &str| old.folder().join(name).to_str().expect("a path").to_owned();
    old.done(&["backup", &path("whole.backup")]);
    let whole = std::fs::read(path("whole.backup")).expect("the backup");
    let refused = |bytes: &[u8], status: i32, sentence: &str| {
        std::fs::write(path("bad.backup"), bytes).expect("a file");
        let ran = new.run(&["restore", &path("bad.backup")]);
        assert_eq!(ran.status, status, "{}", ran.stderr);
        assert!(ran.stderr.contains(sentence), "{}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    };
    refused(b"", 1, "bad.backup is empty. Nothing was restored.");
    refused(b"WARC/1.0\r\n", 1, "bad.backup is no backup of tidewaiter");
    for part in 1..12 {
        refused(&whole[..whole.len() * part / 12], 1, "is cut short");
        let mut flipped = whole.clone();
        flipped[whole.len() * part / 12] ^= 0x20;
        refused(&flipped, 1, "Nothing was restored.");
    }
    let missing = new.run(&["restore", "nowhere.backup"]);
    assert_eq!((missing.status, missing.stderr.contains("could not be opened")), (2, true), "{}", missing.stderr);
    new.done(&["restore", &path("whole.backup")]);
    assert_same(&old, &new, "after all the refusals");
    let nothing = TestService::new().run(&["backup", "x.backup"]);
    assert_eq!(nothing.status, 1);
    assert!(nothing.stderr.contains("There is no store in "), "{}", nothing.stderr);
    let nowhere = old.run(&["backup", "no/such/folder/x.backup"]);
    assert_eq!((nowhere.status, nowhere.stderr.contains("could not be written")), (1, true), "{}", nowhere.stderr);
}

#[test]
fn captures_whose_bytes_are_lost_are_counted_and_do_not_end_the_backup() {
    let old = TestService::new();
    lived(&old);
    let captures = old.data().join("captures");
    let first = |folder: std::path::PathBuf| {
        std::fs::read_dir(folder).expect("a folder").next().expect("an entry").expect("an entry").path()
    };
    std::fs::remove_file(first(first(first(captures)))).expect("one capture is lost");
    let ran = old.run(&["backup", "whole.backup", "--json"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("\"missing\":1"), "{}", ran.stdout);
    assert!(ran.stderr.contains("Everything else is in the backup."), "{}", ran.stderr);
}
