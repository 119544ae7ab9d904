//! From nothing to a publisher: what `init` makes and leaves alone, and what `doctor` says of it.

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
