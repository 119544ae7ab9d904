//! Three workers on one PostgreSQL with captures in a bucket, one of them killed and one stopped in the midst of a task: every task is
//! done, none twice, and everything is as if one process had done it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::Value;

use crate::bucket::BucketServer;
use crate::postgres::Database;
use crate::recording;
use crate::service::{TestService, wait_for};

/// Three workers need seconds; one that lost its connection while it was stopped gives a task back for two minutes.
const WITHIN: Duration = Duration::from_secs(240);

/// What must be the same, whoever did it.
const SHOWN: &[&[&str]] = &[&["documents"], &["changes"], &["ledger"], &["stories"], &["lists"]];

/// A process that logs what it begins.
struct Worker {
    child: Child,
}

/// What the processes say, each line with who says it.
type Said = (usize, String);

impl Worker {
    fn start(number: usize, mut command: Command, tell: &Sender<Said>) -> Self {
        let mut child = command
            .env("TIDEWAITER_WORK_LEASE_SECONDS", "4")
            .env("TIDEWAITER_LOG", "warn,newsroom=debug")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process starts");
        let logged = BufReader::new(child.stderr.take().expect("what it logs"));
        let tell = tell.clone();
        std::thread::spawn(move || {
            for line in logged.lines().map_while(Result::ok) {
                if complains(&line) {
                    println!("{number}: {line}");
                }
                // A test that has ended listens no more.
                let _ = tell.send((number, line));
            }
        });
        Self { child }
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(status.expect("kill").success(), "{name}");
    }
}

/// Sends a signal to the next of these that begins a task, while it is at it as the database sees it; gives who, and what it was at.
fn strike(
    workers: &[Worker],
    among: &[usize],
    said: &Receiver<Said>,
    database: &Database,
    name: &str,
) -> (usize, String) {
    loop {
        let (number, line) = said.recv_timeout(WITHIN).expect("a task begins");
        if !line.contains("A task begins") || !among.contains(&number) {
            continue;
        }
        let worker = &workers[number];
        worker.signal("STOP");
        let pid = worker.child.id();
        let at_it = format!("select kind from tasks where state = 'running' and worker like '%/{pid}/%'");
        let kind = database.ask(&at_it);
        if kind.is_empty() {
            // It was quicker than the signal; the next one then.
            worker.signal("CONT");
            continue;
        }
        if name != "STOP" {
            worker.signal(name);
        }
        return (number, kind);
    }
}

fn complains(line: &str) -> bool {
    line.contains("WARN") || line.contains("ERROR")
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn shown(service: &TestService, variables: &[(&str, String)]) -> BTreeMap<String, Vec<Value>> {
    let rows = |words: &&[&str]| {
        let output = service.command(&[words, &["--json"][..]].concat()).envs(variables.iter().cloned()).output();
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("a record")).collect()
    };
    SHOWN.iter().map(|words| (words.join(" "), rows(words))).collect()
}

#[test]
fn three_workers_one_killed_and_one_stopped_do_every_task_once() {
    let Some(database) = Database::make() else { return };
    let Some(bucket) = BucketServer::start() else { return };
    let alone = TestService::new();
    let mut answers = recording::sample_days();
    // Work enough that each of the three comes to it: a list that grows by one entry every two minutes.
    answers.extend((1..=90).map(|n| {
        let rows: String = (1..=n).map(|id| format!("{id},\"VESSEL {id}\"{}\r\n", ",-0- ".repeat(10))).collect();
        let at = format!("2026-04-16T{:02}:{:02}:00Z", 15 + n / 30, n % 30 * 2);
        recording::answer(&at, recording::SDN, "text/csv", format!("{rows}\u{1a}\r\n"))
    }));
    let recording = recording::write(alone.folder(), "days.warc", &answers);
    alone.done(&["--now", recording::CLOCK, "replay", &recording]);
    let whole = shown(&alone, &[]);

    let service = TestService::on(&database.url());
    // Made before three start at once; migrations by several at a time are tested elsewhere.
    let variables = bucket.variables();
    assert!(
        service
            .command(&["titles", "list"])
            .envs(variables.iter().cloned())
            .stdout(Stdio::null())
            .status()
            .expect("runs")
            .success()
    );
    // Nobody leads the rounds: a round would publish what is due by now while earlier captures are still being kept.
    database.ask("insert into leases (name, worker, until) values ('rounds', 'nobody/1/1', 9000000000000000)");
    let (tell, said) = channel();
    let command = |args: &[&str]| {
        let mut command = service.command(&[&["--now", recording::CLOCK], args].concat());
        command.envs(variables.iter().cloned());
        command
    };
    let start = |number| Worker::start(number, command(&["up", "--role", "worker"]), &tell);
    let mut workers: Vec<Worker> = (0..3).map(start).collect();
    let ready = |_| said.recv_timeout(WITHIN).expect("a worker's readiness");
    assert!((0..3).map(ready).all(|(_, line)| line.contains("works")), "each says that it works");
    // Whoever replays keeps one capture after the other, and the three begin with the first.
    workers.push(Worker::start(3, command(&["replay", &recording]), &tell));
    let (dead, killed) = strike(&workers, &[0, 1, 2], &said, &database, "KILL");
    let others: Vec<usize> = (0..3).filter(|number| *number != dead).collect();
    let (asleep, stopped) = strike(&workers, &others, &said, &database, "STOP");
    println!("killed while at: {killed}; stopped while at: {stopped}");

    let left = "select coalesce(string_agg(kind || ' ' || state || ' ' || attempts, ', '), '') from tasks where state in ('ready', 'running')";
    let mut last = String::new();
    wait_for("the end of all tasks", WITHIN, || {
        let now = database.ask(left);
        if now != last {
            println!("{} left: {now:.100}", now.split(", ").count());
            last = now;
        }
        last.is_empty().then_some(())
    });
    // What the stopped one still does for the task that it lost must be undone; it learns so when it tries to end it.
    workers[asleep].signal("CONT");
    // Where it slept within a transaction, the server has ended its session meanwhile, and it says that instead.
    let taken_over = || said.try_iter().find(|(number, line)| *number == asleep && complains(line));
    println!("the stopped one then says: {}", wait_for("that it lost its task", WITHIN, taken_over).1);
    assert!(workers[3].child.wait().expect("its end").success(), "the replay");

    assert_eq!(database.ask("select count(*) from tasks where state <> 'done'"), "0", "none was given up");
    let twice = "select count(*) from (select kind, subject from tasks group by kind, subject, as_of having count(*) > 1) as twice";
    assert_eq!(database.ask(twice), "0", "none was queued twice");
    // The closes after the last task are published by the next round; a replay that has nothing new is one.
    let again = ["--now", recording::CLOCK, "replay", &recording];
    assert!(
        service.command(&again).envs(variables.iter().cloned()).stdout(Stdio::null()).status().expect("runs").success()
    );
    let after = shown(&service, &variables);
    for (name, rows) in &whole {
        assert_eq!(rows.len(), after[name].len(), "{name}");
        for (one, other) in rows.iter().zip(&after[name]) {
            assert_eq!(one, other, "{name}");
        }
    }
}
