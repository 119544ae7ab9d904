//! Wrong calls and foreign rubbish: one sentence that says what, where and what to do, the right exit status, nothing half done.
//! What a publisher sends malformed is kept and told in the ledger, and the rest is carried on.

use std::process::Stdio;

use serde_json::Value;

use crate::recording::{self, SDN, answer, sample_days};
use crate::service::{Ran, TestService};

/// A call that must fail: the words after the program's name, the exit status, and what the sentence must name.
type Case<'a> = (&'a [&'a str], i32, &'a str);

/// One sentence of ours, or the usage of the command line; never a panic, never something on standard output.
#[track_caller]
fn assert_refused(ran: &Ran, args: &[&str], status: i32, named: &str) {
    let Ran { status: ended, stdout, stderr } = ran;
    assert_eq!(*ended, status, "{args:?} says: {stderr}");
    assert!(stdout.is_empty(), "{args:?} prints {stdout}");
    assert!(!stderr.contains("panicked") && !stderr.contains("RUST_BACKTRACE"), "{args:?} says: {stderr}");
    assert!(stderr.contains(named), "{args:?} does not name {named:?}: {stderr}");
    if stderr.starts_with("tidewaiter: ") {
        assert_eq!(stderr.lines().count(), 1, "{args:?} says more than one sentence's line: {stderr}");
        assert!(stderr.trim_end().ends_with(['.', '>']), "{args:?} says no full sentence: {stderr}");
    } else {
        assert!(stderr.starts_with("error: ") && status == 2, "{args:?} says: {stderr}");
    }
}

/// Runs calls that are refused before anything runs: there is no data directory afterwards.
fn refuse_at_once(service: &TestService, cases: &[Case]) {
    for (args, status, named) in cases {
        assert_refused(&service.run(args), args, *status, named);
        assert!(!service.data().exists(), "{args:?} made a data directory");
    }
}

fn file(service: &TestService, name: &str, bytes: &[u8]) {
    std::fs::write(service.folder().join(name), bytes).expect("a file");
}

#[test]
fn a_wrong_word_is_refused_before_anything_runs() {
    refuse_at_once(
        &TestService::new(),
        &[
            (&["--bogus"], 2, "--bogus"),
            (&["nonsense"], 2, "nonsense"),
            (&["documents", "--bogus"], 2, "--bogus"),
            (&["documents", "--date", "2026-13-01"], 2, "2026-13-01"),
            (&["documents", "--date", "2026-02-30"], 2, "2026-02-30"),
            (&["documents", "--date", "yesterday"], 2, "yesterday"),
            (&["documents", "--kind", "nonsense"], 2, "nonsense"),
            (&["stories", "--state", "nonsense"], 2, "nonsense"),
            (&["--now", "noon", "documents"], 2, "noon"),
            (&["--now", "2026-04-17", "documents"], 2, "2026-04-17"),
            (&["ledger", "--edition", "export"], 2, "TITLE/DATE"),
            (&["ledger", "--date", "2026-04-17", "--edition", "export/2026-04-17"], 2, "--edition"),
            (&["lists", "release", "ofac-sdn", "noon", "--why", "a try"], 2, "noon"),
            (&["titles", "add", "new", "--name", "New", "--sections", "nonsense"], 2, "nonsense"),
            (&["up", "--listen", "nonsense"], 2, "nonsense"),
            (&["edition", "show", "--title", "export", "--date", "2026-04-17", "--format", "papyrus"], 2, "papyrus"),
            (&["replay"], 2, "<FILE>"),
        ],
    );
}

#[test]
fn a_wrong_file_is_refused_before_anything_runs() {
    let service = TestService::new();
    file(&service, "letter.warc", b"Dear Sir or Madam,\n");
    file(&service, "empty.warc", b"");
    file(&service, "latin.md", b"---\nheadline: Caf\xe9\n---\n\nText.\n");
    file(&service, "plain.md", b"# A headline\n\nAnd text.\n");
    file(&service, "open.md", b"---\nheadline: A headline\n\nAnd text.\n");
    file(&service, "unknown.toml", b"[publisher]\ncolor = \"teal\"\n");
    file(&service, "broken.toml", b"[publisher]\nname = Halyard\n");
    file(&service, "bare.toml", b"name = \"Halyard\"\n");
    let good = recording::write(service.folder(), "good.warc", &sample_days()[..1]);
    let folder = service.folder().to_str().expect("a path in UTF-8").to_owned();
    refuse_at_once(
        &service,
        &[
            (&["replay", "missing.warc"], 2, "missing.warc"),
            (&["replay", "letter.warc"], 2, "not a WARC file"),
            (&["replay", "empty.warc"], 2, "empty.warc"),
            (&["replay", &folder], 2, "directory"),
            // Not one capture is taken from the good file where another cannot be read.
            (&["replay", &good, "missing.warc"], 2, "missing.warc"),
            (&["story", "write", "missing.md"], 2, "missing.md"),
            (&["story", "write", "latin.md"], 2, "UTF-8"),
            (&["story", "write", "plain.md"], 2, "front matter"),
            (&["story", "write", "open.md"], 2, "front matter"),
            (&["cite", "missing.txt"], 2, "missing.txt"),
            (&["cite", "latin.md"], 2, "UTF-8"),
            (&["--config", "missing.toml", "documents"], 2, "missing.toml"),
            (&["--config", "unknown.toml", "documents"], 2, "'publisher.color'"),
            (&["--config", "broken.toml", "documents"], 2, "line 2"),
            (&["--config", "bare.toml", "documents"], 2, "'name'"),
        ],
    );
}

#[test]
fn a_wrong_setting_is_refused() {
    for (variable, value, named) in [
        ("TIDEWAITER_PUBLISHER_ZONE", "Mars/Olympus", "publisher.zone"),
        ("TIDEWAITER_PUBLISHER_URL", "daily.example", "publisher.url"),
        ("TIDEWAITER_MAIL_FROM", "nobody", "mail.from"),
        ("TIDEWAITER_MAIL_POST", "pigeon", "mail.post"),
    ] {
        let service = TestService::new();
        let output = service.command(&["documents"]).env(variable, value).output().expect("the program runs");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let ran = Ran { status: output.status.code().unwrap_or(-1), stdout: String::new(), stderr };
        assert_refused(&ran, &[variable, value], 2, named);
    }
}

#[test]
fn a_database_that_cannot_be_had_is_told() {
    let service = TestService::new();
    file(&service, "letter.db", b"Dear Sir or Madam, this is a letter and no database, however long it may become.\n");
    let at = |name: &str| format!("sqlite://{}", service.folder().join(name).display());
    let (missing, letter, folder) = (at("no/such/folder/house.db"), at("letter.db"), at(""));
    let cases: &[Case] = &[
        (&["--database", "mysql://127.0.0.1/house", "documents"], 2, "postgres://"),
        (&["--database", "house.db", "documents"], 2, "sqlite://"),
        (&["--database", &missing, "documents"], 1, "no/such/folder/house.db"),
        (&["--database", "sqlite:///proc/tidewaiter.db", "documents"], 1, "/proc/tidewaiter.db"),
        (&["--database", &letter, "documents"], 1, "letter.db"),
        (&["--database", &folder, "documents"], 1, "could not be opened"),
        (&["--data", "letter.db/house", "documents"], 1, "letter.db/house"),
        (&["--data", "/proc/tidewaiter", "documents"], 1, "/proc/tidewaiter"),
        (&["--database", "postgres://ada:geheim@127.0.0.1:1/house", "documents"], 1, "127.0.0.1"),
    ];
    for (args, status, named) in cases {
        // `--data` may stand once: here the case itself says where.
        let ran = match args[0] {
            "--data" => run_at(&service, args),
            _ => service.run(args),
        };
        assert_refused(&ran, args, *status, named);
        assert!(!ran.stderr.contains("geheim"), "a password is told: {}", ran.stderr);
    }
    let letter = std::fs::read(service.folder().join("letter.db")).expect("the letter");
    assert!(letter.starts_with(b"Dear"), "a file that is no database is left as it is");
}

/// Runs a call that names its data directory itself.
fn run_at(service: &TestService, args: &[&str]) -> Ran {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
    let output = command.args(args).current_dir(service.folder()).output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { status: output.status.code().unwrap_or(-1), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

#[test]
fn what_is_not_there_is_named() {
    let service = TestService::new();
    // The data directory is made on first write; these find it, and nothing in it.
    service.done(&["titles", "list"]);
    let cases: &[Case] = &[
        (&["document", "fr:2026-99999"], 1, "fr:2026-99999"),
        (&["story", "2604179999"], 1, "2604179999"),
        (&["story", "publish", "2604179999"], 1, "2604179999"),
        (&["story", "kill", "2604179999", "--why", "a try"], 1, "2604179999"),
        (&["edition", "show", "--title", "nosuch", "--date", "2026-04-17"], 1, "export, customs"),
        (&["ledger", "--edition", "nosuch/2026-04-17"], 1, "export, customs"),
        (&["titles", "set", "nosuch", "--name", "New"], 1, "export, customs"),
        (&["readers", "add", "ada@halden.example", "--titles", "nosuch", "--until", "2030-12-31"], 1, "nosuch"),
        (&["readers", "add", "ada@halden.example", "--titles", "export"], 2, "--until"),
        (&["readers", "add", "nobody"], 2, "e-mail address"),
        (&["sources", "show", "nosuch"], 2, "nosuch"),
        (&["fetch", "nosuch"], 2, "nosuch"),
        (&["lists", "release", "ofac-sdn", "2026-04-17T00:00:00Z", "--why", "a try"], 1, "lists --held"),
        // A Saturday, and Independence Day as observed.
        (&["edition", "build", "--title", "export", "--date", "2026-04-18"], 1, "2026-04-20"),
        (&["edition", "freeze", "--title", "export", "--date", "2026-07-03"], 1, "2026-07-06"),
        (&["edition", "send", "--title", "export", "--date", "2026-04-18"], 1, "2026-04-20"),
        (&["edition", "send", "--title", "export", "--date", "2026-04-17", "--format", "eml"], 2, "--reader"),
    ];
    for (args, status, named) in cases {
        assert_refused(&service.run(args), args, *status, named);
    }
    assert!(service.records(&["readers", "list"]).is_empty(), "no account is half made");
    assert_eq!(service.records(&["titles", "list"]).len(), 2, "no title is half made");
}

#[test]
fn a_taken_address_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let service = TestService::new();
    for args in [&["--now", "2026-04-17T11:10:00Z", "up", "--listen", &address][..], &["demo", "--listen", &address]] {
        assert_refused(&service.run(args), args, 1, &address);
    }
}

#[test]
fn a_pipe_that_closes_early_is_no_error() {
    let service = TestService::new();
    for args in [&["config", "show"][..], &["sources", "list", "--json"], &["--help"]] {
        let mut child = service.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{args:?}: {} {said}", output.status);
    }
}

#[test]
fn a_recording_cut_short_gives_what_it_holds_and_says_so() {
    let service = TestService::new();
    let days = sample_days();
    recording::write(service.folder(), "whole.warc", &days[..3]);
    let whole = std::fs::read(service.folder().join("whole.warc")).expect("the recording");
    file(&service, "cut.warc", &whole[..whole.len() - 500]);
    let ran = service.run(&["replay", "cut.warc", "--json"]);
    assert!(ran.stderr.starts_with("tidewaiter: ") && ran.stderr.contains("cut.warc is cut short"), "{}", ran.stderr);
    assert_eq!(ran.status, 0, "what it holds came in");
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).expect("a report");
    assert_eq!((&report["kept"], &report["unreadable"]), (&2.into(), &1.into()), "{report}");
    // The whole file afterwards brings the rest, and only that.
    let report = &service.records(&["replay", "whole.warc"])[0];
    assert_eq!((&report["kept"], &report["known"]), (&1.into(), &2.into()), "{report}");
}

const INSPECTION: &str = "https://www.federalregister.gov/api/v1/public-inspection-documents/current.json";
const ISSUE: &str = "https://www.govinfo.gov/bulkdata/FR/2026/04/FR-2026-04-17.xml";

/// Malformed answers of each source, in the minutes before the last close of the sample days.
fn malformed() -> Vec<model::capture::Answer> {
    let days = sample_days();
    let of = |part: &str| days.iter().rfind(|answer| answer.url.contains(part)).expect("a sample").clone();
    let (listing, full_text) = (of("/documents.json"), of("/full_text/xml/"));
    let rubbish: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let cut = |body: &[u8]| body[..body.len() / 2].to_vec();
    let deep = "[".repeat(100_000);
    let bodies: Vec<(&str, &str, Vec<u8>)> = vec![
        (&listing.url, "application/json", cut(&listing.body)),
        (&listing.url, "application/json", Vec::new()),
        (INSPECTION, "application/json", br#"{"weather": [1, 2, 3]}"#.to_vec()),
        (INSPECTION, "application/json", br#"{"count": 1, "results": [{"document_number": 7}]}"#.to_vec()),
        (INSPECTION, "application/json", deep.into_bytes()),
        (INSPECTION, "application/json", rubbish.clone()),
        (INSPECTION, "text/html", b"<!DOCTYPE html><html><body>Request access</body></html>".to_vec()),
        (&full_text.url, "application/xml", cut(&full_text.body)),
        (&full_text.url, "application/xml", rubbish.clone()),
        (ISSUE, "application/xml", b"<FEDREG><VOL>91</VOL><NO>74</NO>".to_vec()),
        (ISSUE, "application/xml", Vec::new()),
        (SDN, "text/csv", rubbish),
        (SDN, "text/csv", Vec::new()),
    ];
    let at = |second: usize| format!("2026-04-17T09:50:{second:02}Z");
    let mut answers: Vec<_> =
        bodies.into_iter().enumerate().map(|(n, (url, kind, body))| answer(&at(n), url, kind, body)).collect();
    let mut fault = answer(&at(answers.len()), INSPECTION, "text/html", "<h1>Internal Server Error</h1>");
    fault.status = 500;
    answers.push(fault);
    answers
}

#[test]
fn malformed_captures_are_kept_and_told_and_the_rest_carried_on() {
    let (clean, soiled) = (TestService::new(), TestService::new());
    let good = recording::write(clean.folder(), "good.warc", &sample_days());
    clean.done(&["replay", &good]);
    let bad = malformed();
    let all = recording::write(soiled.folder(), "all.warc", &[sample_days(), bad.clone()].concat());
    let report = &soiled.records(&["replay", &all])[0];
    assert_eq!(report["kept"], sample_days().len() + bad.len(), "every answer is kept: {report}");
    assert_eq!((&report["unreadable"], &report["failed_tasks"]), (&0.into(), &0.into()), "{report}");

    assert!(!clean.records(&["stories"]).is_empty(), "the sample days make stories");
    let is_capture = |line: &Value| line["document"].is_null();
    let (failed, carried): (Vec<Value>, Vec<Value>) = soiled.records(&["ledger"]).into_iter().partition(is_capture);
    let told = |line: &Value| format!("{} {} {}", line["received_at"], line["outcome"], line["why"]);
    let list = failed.iter().map(told).collect::<Vec<_>>().join("\n");
    for answer in &bad {
        let line = failed.iter().find(|line| line["received_at"] == answer.captured_at.to_string().as_str());
        let line = line.unwrap_or_else(|| panic!("no line of {} at {}:\n{list}", answer.url, answer.captured_at));
        assert_eq!(line["outcome"], "failed", "{line}");
        let why = line["why"].as_str().unwrap_or_default();
        assert!(why.contains(' ') && why.ends_with('.'), "no sentence: {why}");
    }
    assert_eq!(failed.len(), bad.len(), "{list}");

    assert_eq!(carried, clean.records(&["ledger"]), "what became of the documents is the same without the rubbish");
    for command in ["documents", "changes", "stories"] {
        assert_eq!(soiled.done(&[command, "--json"]), clean.done(&[command, "--json"]), "{command}");
    }
    assert!(soiled.done(&["ledger"]).ends_with(&format!("+ {} failed\n", bad.len())));
}
