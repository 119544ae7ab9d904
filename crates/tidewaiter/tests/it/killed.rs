//! `kill -9` at random moments of a replay and of the sending after it: begun again, it ends with the same documents, changes, ledger,
//! numbers and letters as if nothing had been. On both engines; `TIDEWAITER_KILLS=50` kills so often on each.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::postgres::Database;
use crate::recording;
use crate::service::TestService;

/// The steps of the journey of which each must be struck at least once.
const JOURNEY: [&str; 7] = ["keep", "read", "understand", "retell", "publish", "freeze", "deliver"];
/// The edition that is sent: the day on which the bundled clock stands.
const DAY: &str = "2026-04-17";

/// What is compared.
const SHOWN: &[&[&str]] = &[&["documents"], &["changes"], &["ledger"], &["stories"], &["lists"]];

/// One line of what the program logs, and to which step of the journey it belongs.
struct Moment {
    command: usize,
    line: usize,
    label: &'static str,
}

/// The commands of one run, in order.
fn commands(recording: &str) -> Vec<Vec<String>> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut replay = words("replay");
    replay.push(recording.to_owned());
    vec![replay, words(&format!("edition send --title export --date {DAY}"))]
}

fn start(service: &TestService, words: &[String]) -> std::process::Command {
    let mut args = vec!["--now", recording::CLOCK];
    args.extend(words.iter().map(String::as_str));
    let mut command = service.command(&args);
    command.env("TIDEWAITER_LOG", "warn,newsroom=debug,store=trace").stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// The step of the journey that a line opens; `None`: it goes on with the one before.
fn label(line: &str) -> Option<&'static str> {
    if line.contains("A capture is kept") {
        return Some("keep");
    }
    if line.contains("A story is published") {
        return Some("publish");
    }
    if line.contains("An edition is frozen") {
        return Some("freeze");
    }
    let kind = line.split("task.kind=").nth(1)?.split(' ').next()?;
    JOURNEY.into_iter().find(|step| *step == kind)
}

/// Runs everything without disturbance; gives each moment at which it could have been struck.
fn undisturbed(service: &TestService, commands: &[Vec<String>]) -> Vec<Moment> {
    let mut moments = Vec::new();
    for (number, words) in commands.iter().enumerate() {
        let output = start(service, words).output().expect("the program runs");
        let logged = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {logged}");
        let mut current = "begin";
        for (line, text) in logged.lines().enumerate() {
            current = label(text).unwrap_or(current);
            moments.push(Moment { command: number, line, label: current });
        }
    }
    moments
}

/// Runs the commands; the one of the moment is killed at its line. Answers what it was doing.
fn struck(service: &TestService, commands: &[Vec<String>], moment: &Moment) -> String {
    for words in &commands[..moment.command] {
        let status = start(service, words).stderr(Stdio::null()).status().expect("the program runs");
        assert!(status.success(), "{words:?}");
    }
    let mut child = start(service, &commands[moment.command]).spawn().expect("the program starts");
    let logged = BufReader::new(child.stderr.take().expect("what it logs"));
    let (mut doing, mut at) = ("begin", String::new());
    for (line, text) in logged.lines().map_while(Result::ok).enumerate() {
        doing = label(&text).unwrap_or(doing);
        if let Some(step) = text.split("step=").nth(1) {
            at = format!(", {step}");
        }
        if line == moment.line {
            child.kill().expect("SIGKILL");
            break;
        }
    }
    child.wait().expect("its end");
    format!("{doing}{at}")
}

fn shown(service: &TestService) -> BTreeMap<String, Vec<Value>> {
    let mut out: BTreeMap<String, Vec<Value>> =
        SHOWN.iter().map(|words| (words.join(" "), service.records(words))).collect();
    let mut sent: Vec<Value> = service
        .records(&["deliveries"])
        .into_iter()
        .map(|row| serde_json::json!({"edition": row["edition"], "state": row["state"]}))
        .collect();
    sent.sort_by_key(Value::to_string);
    out.insert("deliveries".to_owned(), sent);
    out
}

/// The number of a story says when it was drafted; killed drafts may leave gaps, and everything else must be the same.
fn assert_same(before: &BTreeMap<String, Vec<Value>>, after: &BTreeMap<String, Vec<Value>>, when: &str) {
    for (name, rows) in before {
        assert_eq!(rows.len(), after[name].len(), "{name} after a kill at: {when}");
        for (one, other) in rows.iter().zip(&after[name]) {
            assert_eq!(one, other, "{name} after a kill at: {when}");
        }
    }
}

fn prepared(database: Option<&Database>) -> TestService {
    let service = database.map_or_else(TestService::new, |database| TestService::on(&database.url()));
    for name in ["ada", "bert"] {
        let email = format!("{name}@reader.example");
        let now = ["--now", recording::CLOCK, "readers", "add", &email];
        service.done(&[&now[..], &["--titles", "export", "--until", "2027-01-01"]].concat());
    }
    service
}

fn kill_on(engine: &str, make: impl Fn() -> Option<Option<Database>>) {
    let kills: usize = std::env::var("TIDEWAITER_KILLS").map_or(7, |text| text.parse().expect("a number"));
    let Some(database) = make() else { return };
    let service = prepared(database.as_ref());
    let recording = recording::write(service.folder(), "days.warc", &recording::sample_days());
    let commands = commands(&recording);
    let moments = undisturbed(&service, &commands);
    let whole = shown(&service);
    assert!(!whole["deliveries"].is_empty(), "an edition was sent");
    let missing: Vec<&str> =
        JOURNEY.into_iter().filter(|step| !moments.iter().any(|moment| moment.label == *step)).collect();
    assert!(missing.is_empty(), "the run never came to {missing:?}");

    let mut state = u64::from(std::process::id()) | 1;
    let mut table: BTreeMap<String, usize> = BTreeMap::new();
    let mut steps = BTreeSet::new();
    for kill in 0..kills {
        // Each step of the journey in turn, at a moment of it that is drawn.
        let of_step: Vec<&Moment> =
            moments.iter().filter(|moment| moment.label == JOURNEY[kill % JOURNEY.len()]).collect();
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = of_step[(state >> 33) as usize % of_step.len()];
        let database = make().expect("a database");
        let service = prepared(database.as_ref());
        let recording = recording::write(service.folder(), "days.warc", &recording::sample_days());
        let commands = self::commands(&recording);
        let when = struck(&service, &commands, moment);
        undisturbed(&service, &commands);
        assert_same(&whole, &shown(&service), &when);
        steps.insert(moment.label);
        *table.entry(when).or_default() += 1;
    }
    println!("{kills} kills on {engine}, and where they struck:");
    for (when, times) in table {
        println!("{times:>4}  {when}");
    }
    if kills >= JOURNEY.len() {
        assert_eq!(steps.len(), JOURNEY.len(), "each step of the journey is struck: {steps:?}");
    }
}

#[test]
fn killed_at_any_moment_on_sqlite_nothing_is_lost() {
    kill_on("SQLite", || Some(None));
}

#[test]
fn killed_at_any_moment_on_postgresql_nothing_is_lost() {
    kill_on("PostgreSQL", || Database::make().map(Some));
}
