//! `demo` and `up` from start to end: they answer in time, say where, and go without a trace when they are told to.

use std::time::Instant;

use crate::service::{STARTS_WITHIN, TestService};

#[test]
fn the_demo_answers_in_time_and_prints_the_ways_in() {
    let service = TestService::new();
    let begun = Instant::now();
    let demo = service.demo();
    assert_eq!(demo.get("/").status, 200);
    assert!(begun.elapsed() < STARTS_WITHIN, "the front page came after {:?}", begun.elapsed());
    let printed = demo.stdout();
    let here = format!("http://127.0.0.1:{}", demo.port);
    assert!(printed.contains(&format!("{here}/\n")), "{printed}");
    let links: Vec<(&str, &str)> = printed.lines().filter_map(|line| line.split_once("/sign-in/")).collect();
    for (role, (said, token)) in ["reader", "editor", "operator"].iter().zip(&links) {
        assert!(said.contains(role) && said.ends_with(&here), "{said}");
        // Opening a link does nothing yet, as mail filters open every link: it asks once more.
        let page = demo.get(&format!("/sign-in/{token}"));
        assert_eq!(page.status, 200, "{role}");
        assert!(page.body.contains("<button"), "{role}");
    }
    assert_eq!(links.len(), 3, "{printed}");
    assert!(!service.data().exists(), "the demo leaves the data directory alone");
}

#[test]
fn the_demo_ends_when_told_and_leaves_nothing() {
    for signal in ["TERM", "INT"] {
        let service = TestService::new();
        let mut demo = service.demo();
        let folders = || {
            let entries = std::fs::read_dir(service.folder()).expect("the folder").flatten();
            let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
            names.filter(|name| name.starts_with("tidewaiter-demo")).count()
        };
        assert_eq!(folders(), 1, "it lives in a folder of its own");
        assert_eq!(demo.end(signal), Some(0), "SIG{signal}: {}", demo.stderr());
        assert_eq!(folders(), 0, "SIG{signal}: the folder is gone");
        assert!(!demo.stderr().contains("panicked"), "{}", demo.stderr());
    }
}

#[test]
fn the_service_starts_from_nothing_and_ends_when_told() {
    let service = TestService::new();
    // The clock stands, so that it asks no publisher.
    let mut running = service.up(&["--now", "2026-04-17T11:10:00Z"]);
    assert!(service.data().join("tidewaiter.db").is_file(), "the data directory is made by the first command");
    let front = running.get("/");
    assert_eq!(front.status, 200);
    assert!(front.body.contains("Tidewaiter Press"), "the publisher's name stands above the page");
    assert_eq!(running.get("/no-such-page").status, 404);
    assert_eq!(running.get("/healthz").status, 200);
    assert_eq!(running.get("/outbox").status, 404, "letters are shown by the demo alone");
    assert_eq!(running.end("TERM"), Some(0), "{}", running.stderr());
}
