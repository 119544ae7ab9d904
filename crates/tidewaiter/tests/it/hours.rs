//! The timetable and the alarms as an operator has them at the console, and an edition that a running service brings out at its hour.

use std::time::Duration;

use crate::recording::{self, sample_days};
use crate::service::{TestService, wait_for};

/// The sample days stand there; the sheet of Thursday, April 16 is out.
const NOW: &str = "2026-04-17T11:10:00Z";

#[test]
fn a_title_has_a_sheet_at_its_hour_unless_it_is_turned_off() {
    let service = TestService::new();
    let export = || service.records(&["titles", "list"]).remove(0);
    assert_eq!((&export()["sheet"], &export()["sheet_mailed"]), (&"09:15".into(), &false.into()));
    service.done(&["titles", "set", "export", "--sheet", "09:30", "--sheet-mail", "on"]);
    assert_eq!((&export()["sheet"], &export()["sheet_mailed"]), (&"09:30".into(), &true.into()));
    service.done(&["titles", "set", "export", "--name", "Export News"]);
    assert_eq!((&export()["sheet"], &export()["sheet_mailed"]), (&"09:30".into(), &true.into()), "nothing else moves");
    service.done(&["titles", "set", "export", "--sheet", "off"]);
    assert!(export()["sheet"].is_null());
    for (args, named) in [
        (&["titles", "set", "export", "--sheet-mail", "on"][..], "--sheet 09:15"),
        (&["titles", "set", "export", "--sheet", "soon"][..], "an hour such as 09:15, or off"),
        (&["titles", "set", "export", "--sheet-mail", "perhaps"][..], "perhaps"),
    ] {
        let ran = service.run(args);
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.stderr.contains(named), "{args:?} says: {}", ran.stderr);
    }
}

#[test]
fn the_sheet_of_a_sample_day_is_printed_in_each_format() {
    let service = TestService::new();
    let days = recording::write(service.folder(), "days.warc", &sample_days());
    service.done(&["--now", NOW, "replay", &days]);
    let sheet = |more: &[&str]| {
        let call = ["--now", NOW, "edition", "sheet", "--title", "export", "--date", "2026-04-16"];
        service.done(&[&call[..], more].concat())
    };
    let text = sheet(&[]);
    assert!(text.contains("Inspection sheet. Thursday, April 16, 2026.") && text.contains("special, filed"), "{text}");
    let record: serde_json::Value = serde_json::from_str(&sheet(&["--format", "json"])).expect("JSON");
    let lines = record["lines"].as_array().expect("lines");
    assert!(lines.len() > 2 && lines.iter().all(|line| line["url"].is_string()), "{record}");
    let titles = lines.iter().filter_map(|line| line["title"].as_str());
    assert!(titles.clone().all(|title| !title.contains("Airworthiness")), "what is out of scope is left out");
    service.done(&["--now", NOW, "readers", "add", "ada@example.com", "--titles", "export", "--until", "2027-01-01"]);
    let letter = sheet(&["--format", "eml", "--reader", "ada@example.com"]);
    assert!(letter.contains("filed for public inspection, Apr 16") && !letter.contains("Bcc:"));
    assert!(sheet(&["--format", "html"]).starts_with("<!doctype html>"));
    let none = service.run(&["--now", NOW, "edition", "sheet", "--title", "export", "--date", "2026-04-18"]);
    assert_eq!(none.status, 1);
    assert!(none.stderr.contains("federal business days"), "{}", none.stderr);
}

#[test]
fn wrong_settings_of_alarms_are_told_before_anything_runs() {
    for (variable, value, named) in [
        ("TIDEWAITER_ALARMS_MAIL", "nobody", "alarms.mail"),
        ("TIDEWAITER_ALARMS_WEBHOOK", "ftp://hooks.example/", "alarms.webhook"),
        ("TIDEWAITER_SOURCES_SHUTDOWNS", "US since October", "US 2025-10-01..2025-11-12"),
    ] {
        let service = TestService::new();
        let ran = service.command(&["alarms"]).env(variable, value).output().expect("run");
        let stderr = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(named), "{stderr}");
        assert!(!service.data().exists(), "{variable} made a data directory");
    }
    let service = TestService::new();
    let mut show = service.command(&["config", "show"]);
    let shown = show.env("TIDEWAITER_ALARMS_WEBHOOK", "https://hooks.example/s3cret").output().expect("run");
    let shown = String::from_utf8(shown.stdout).expect("text");
    assert!(shown.contains("https://hooks.example/[masked]") && !shown.contains("s3cret"), "{shown}");
}

/// By the real clock: the title's hour is moved behind the start of the service, to the next whole second.
#[test]
fn a_running_service_brings_out_an_edition_at_its_hour() {
    let service = TestService::new();
    let now = newsroom::Clock::real_time().real().to_zoned(jiff::tz::TimeZone::UTC);
    if !model::title::is_business_day(now.date()) || now.hour() == 23 && now.minute() > 55 {
        eprintln!("skipped: no edition is due today, or the day ends within the test");
        return;
    }
    let hour = (&now + Duration::from_secs(5)).strftime("%H:%M:%S").to_string();
    service.done(&["titles", "set", "export", "--zone", "UTC", "--closes", &hour, "--sheet", "off"]);
    service.done(&["readers", "add", "ada@example.com", "--titles", "export", "--until", "2100-01-01"]);
    let running = service.up(&[]);
    let sent = wait_for("the edition's letter", Duration::from_secs(60), || {
        let deliveries = service.records(&["deliveries"]);
        deliveries.into_iter().find(|delivery| delivery["state"] == "sent")
    });
    let name = format!("export/{}", now.date());
    assert_eq!(sent["edition"], name.as_str());
    assert_eq!(running.get("/readyz?edition=today").status, 200);
    assert!(service.records(&["alarms"]).is_empty(), "nothing is wrong");
}
