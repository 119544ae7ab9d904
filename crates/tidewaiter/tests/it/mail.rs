//! Editions by mail: to a real server, and into a folder. Each reader gets each edition once, with a text twin.
//! The server is Postfix's smtp-sink, which takes letters and keeps them as files.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::recording::{self, CLOCK, sample_days};
use crate::service::{STARTS_WITHIN, TestService, free_port, program, wait_for};

const READER: &str = "ada@halden.example";
const EDITION: &[&str] = &["--title", "export", "--date", "2026-04-17"];

/// A mail server while the test runs.
struct Sink {
    server: Child,
    folder: TempDir,
    port: u16,
}

impl Sink {
    /// `None`, with a line, where it is not installed.
    fn start(port: u16) -> Option<Self> {
        let program = program("smtp-sink")?;
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(program);
        // As root it wants another user to become, and that user must be able to keep the letters.
        let id = Command::new("id").arg("-u").output().expect("id").stdout;
        if id.trim_ascii() == b"0" {
            let open = std::fs::Permissions::from_mode(0o777);
            std::fs::set_permissions(folder.path(), open).expect("an open folder");
            command.args(["-u", "nobody"]);
        }
        command.arg("-d").arg(folder.path().join("letter.")).args([&format!("127.0.0.1:{port}"), "10"]);
        let server = command.stdout(Stdio::null()).spawn().expect("smtp-sink starts");
        let sink = Self { server, folder, port };
        wait_for("smtp-sink", STARTS_WITHIN, || std::net::TcpStream::connect(("127.0.0.1", port)).ok());
        Some(sink)
    }

    fn letters(&self) -> Vec<String> {
        letters(self.folder.path())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // One that has ended by itself is past killing, which is as good.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The letters that lie in a folder.
fn letters(folder: &Path) -> Vec<String> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| String::from_utf8_lossy(&std::fs::read(path).expect("a letter")).into_owned()).collect()
}

/// A house with the sample days and one reader, with `mail.post` in its settings file.
fn house(post: &str) -> TestService {
    let service = TestService::new();
    std::fs::create_dir(service.data()).expect("the data directory");
    let settings = format!("[mail]\npost = \"{post}\"\nfrom = \"editions@halyard.example\"\n");
    std::fs::write(service.data().join("tidewaiter.toml"), settings).expect("the settings file");
    let days = recording::write(service.folder(), "days.warc", &sample_days());
    practice(&service, &["replay", &days]);
    practice(&service, &["readers", "add", READER, "--name", "Ada", "--titles", "export", "--until", "2030-12-31"]);
    // An account without a licence gets no edition.
    practice(&service, &["readers", "add", "guest@halden.example"]);
    service
}

/// A command by the clock of the sample days.
fn practice(service: &TestService, args: &[&str]) -> String {
    service.done(&[&["--now", CLOCK], args].concat())
}

fn send(service: &TestService) -> String {
    practice(service, &[&["edition", "send"], EDITION].concat())
}

fn deliveries(service: &TestService) -> Vec<Value> {
    service.records(&["--now", CLOCK, "deliveries", "--edition", "export/2026-04-17"])
}

/// The letter is the edition, as HTML and as text, for this reader.
#[track_caller]
fn assert_edition(letter: &str) {
    let letter = letter.replace("\r\n", "\n");
    let (head, body) = letter.split_once("\n\n").expect("a head and a body");
    for named in ["Subject: ", "Message-ID: ", READER, "editions@halyard.example"] {
        assert!(head.contains(named), "no {named} in:\n{head}");
    }
    for kind in ["multipart/alternative", "text/plain", "text/html"] {
        assert!(letter.contains(kind), "no {kind} in:\n{letter}");
    }
    let plain = body.find("text/plain").expect("a text part");
    assert!(plain < body.find("text/html").expect("an HTML part"), "the text comes first (RFC 2046, 5.1.4)");
    assert!(body.contains("Export Daily"), "{body}");
}

#[test]
fn an_edition_is_mailed_once_to_a_real_server() {
    let Some(sink) = Sink::start(free_port()) else { return };
    let service = house(&format!("smtp://127.0.0.1:{}", sink.port));
    assert!(sink.letters().is_empty(), "nothing is mailed before `edition send`");
    send(&service);
    let letters = wait_for("the letter", STARTS_WITHIN, || Some(sink.letters()).filter(|letters| !letters.is_empty()));
    assert_eq!(letters.len(), 1, "one reader, one letter");
    assert_edition(&letters[0]);
    assert!(letters[0].contains(&format!("X-Rcpt-Args: <{READER}>")), "{}", letters[0]);

    send(&service);
    assert_eq!(sink.letters().len(), 1, "none goes out twice");
    let sent = deliveries(&service);
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!((&sent[0]["state"], &sent[0]["attempts"]), (&"sent".into(), &1.into()), "{sent:?}");
    let id = sent[0]["message_id"].as_str().expect("a Message-ID").trim_matches(['<', '>']);
    assert!(letters[0].contains(id), "the letter bears the Message-ID of its delivery");
}

#[test]
fn an_edition_lies_in_the_folder_once() {
    let service = house("folder");
    let outbox = service.data().join("outbox");
    // What a reader would get is printed before anything is sent, and does not send it.
    let shown = practice(&service, &[&["edition", "send"], EDITION, &["--format", "eml", "--reader", READER]].concat());
    assert_edition(&shown);
    assert!(deliveries(&service).is_empty() && letters(&outbox).is_empty());
    for _ in 0..2 {
        send(&service);
        let letters = letters(&outbox);
        assert_eq!(letters.len(), 1, "one reader, one letter");
        assert_edition(&letters[0]);
    }
    let sent = deliveries(&service);
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!((&sent[0]["state"], &sent[0]["attempts"]), (&"sent".into(), &1.into()), "{sent:?}");
}

#[test]
fn a_letter_waits_while_the_server_is_away() {
    let service = house(&format!("smtp://127.0.0.1:{}", free_port()));
    for _ in 0..2 {
        let ran = service.run(&[&["--now", CLOCK, "edition", "send"], EDITION].concat());
        assert_eq!(ran.status, 1, "{}", ran.stderr);
        assert!(ran.stderr.contains("1 letters wait"), "{}", ran.stderr);
        let waiting = deliveries(&service);
        assert_eq!(waiting.len(), 1, "{waiting:?}");
        assert_eq!(waiting[0]["state"], "queued", "{waiting:?}");
    }
    assert!(letters(&service.data().join("outbox")).is_empty(), "nor does it lie in a folder that nobody asked for");
}
