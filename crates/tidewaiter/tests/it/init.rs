//! From nothing to a publisher: what `init` makes and leaves alone, and what `doctor` says of it.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::service::TestService;

fn init(service: &TestService) -> crate::service::Ran {
    let args = ["init", "--name", "Halyard Press", "--zone", "America/Chicago", "--url", "https://daily.example"];
    service.run(&[&args[..], &["--operator", "op@daily.example", "--closes", "05:30"]].concat())
}

fn finding<'a>(findings: &'a [Value], check: &str) -> &'a Value {
    findings
        .iter()
        .find(|finding| finding["check"] == check)
        .unwrap_or_else(|| panic!("no check '{check}': {findings:#?}"))
}

#[test]
fn init_makes_a_publisher_once() {
    let service = TestService::new();
    let made = init(&service);
    assert_eq!(made.status, 0, "{}", made.stderr);
    assert!(made.stdout.starts_with("https://daily.example/sign-in/"), "{}", made.stdout);

    let settings = std::fs::read_to_string(service.data().join("tidewaiter.toml")).expect("a settings file");
    let titles = service.records(&["titles", "list"]);
    assert!(titles.iter().all(|title| title["zone"] == "America/Chicago"), "{titles:#?}");
    assert!(
        titles.iter().all(|title| title["closes"].as_str().is_some_and(|hour| hour.starts_with("05:30"))),
        "{titles:#?}"
    );
    let shown = service.records(&["config", "show"]);
    let url = shown.iter().find(|row| row["key"] == "publisher.url").expect("a setting");
    assert_eq!(url["value"], "https://daily.example");
    assert!(url["from"].as_str().is_some_and(|from| from.ends_with("tidewaiter.toml")), "{url}");

    let again = init(&service);
    assert_eq!(again.status, 0, "{}", again.stderr);
    assert!(again.stdout.contains("nothing was changed"), "{}", again.stdout);
    assert_eq!(std::fs::read_to_string(service.data().join("tidewaiter.toml")).expect("read"), settings);
    assert_eq!(service.records(&["staff", "list"]).len(), 1);
}

#[test]
fn init_that_is_told_something_wrong_makes_nothing() {
    let service = TestService::new();
    for (option, value) in [
        ("--zone", "Mars/Olympus"),
        ("--url", "daily.example"),
        ("--operator", "nobody"),
        ("--closes", "noon"),
        ("--proxies", "nginx"),
    ] {
        let mut args =
            vec!["init", "--name", "X", "--zone", "UTC", "--url", "https://d.example", "--operator", "o@d.example"];
        if let Some(at) = args.iter().position(|arg| *arg == option) {
            args[at + 1] = value;
        } else {
            args.extend([option, value]);
        }
        let ran = service.run(&args);
        assert_eq!(ran.status, 2, "{option}: {}", ran.stderr);
        assert!(ran.stderr.contains(option), "{}", ran.stderr);
        assert!(!service.data().join("tidewaiter.toml").exists(), "{option}");
    }
}

#[test]
fn doctor_says_what_is_missing_and_is_content_with_what_is_there() {
    let service = TestService::new();
    let nothing = service.run(&["doctor", "--offline"]);
    assert_eq!(nothing.status, 1);
    assert!(nothing.stdout.contains("tidewaiter init"), "{}", nothing.stdout);
    std::fs::create_dir(service.data()).expect("an empty directory");
    let empty = service.run(&["doctor", "--offline"]);
    assert!(empty.stdout.contains("tidewaiter init"), "{}", empty.stdout);
    assert!(
        !service.data().join("tidewaiter.db").exists(),
        "an examination makes nothing: the zone would be fixed by it"
    );
    std::fs::remove_dir(service.data()).expect("removed");

    init(&service);
    let seen = service.run(&["doctor", "--offline", "--json"]);
    let findings: Vec<Value> = seen.stdout.lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
    for well in ["data directory", "database", "public address"] {
        assert_eq!(finding(&findings, well)["state"], "well", "{findings:#?}");
    }
    let people = finding(&findings, "people");
    assert_eq!(people["state"], "lacking");
    assert!(people["mend"].as_str().is_some_and(|mend| mend.contains("readers add")));
    assert_eq!(seen.status, 0, "nothing is wrong, though something is lacking: {}", seen.stderr);
}

#[test]
fn a_store_is_its_owners_alone_and_a_command_leaves_no_log_behind() {
    let service = TestService::new();
    // The mode that a plain shell gives to new files would let others read.
    let command = service.command(&["documents"]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "umask 022; exec \"$0\" \"$@\""]).arg(command.get_program()).args(command.get_args());
    let ran = shell.current_dir(service.folder()).output().expect("the program runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let files = || {
        let listed = std::fs::read_dir(service.data()).expect("the data directory");
        let mut files: Vec<(String, u32)> = listed
            .map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("tidewaiter.db"))
            .map(|entry| {
                let mode = entry.metadata().expect("its mode").permissions().mode() & 0o777;
                (entry.file_name().to_string_lossy().into_owned(), mode)
            })
            .collect();
        files.sort();
        files
    };
    let alone = [("tidewaiter.db".to_owned(), 0o600)];
    assert_eq!(files(), alone);
    service.done(&["readers", "add", "ada@example.com", "--titles", "export", "--until", "2100-01-01"]);
    assert_eq!(service.run(&["document", "fr:none"]).status, 1);
    assert_eq!(files(), alone, "nor does one that writes, or fails");
    // While the service runs there is a log, of the same mode.
    let mut running = service.up(&["--now", "2026-04-17T11:10:00Z"]);
    assert!(files().len() > 1 && files().iter().all(|(_, mode)| *mode == 0o600), "{:?}", files());
    running.end("TERM");
    assert_eq!(files(), alone);
}
