//! Letters composed, written into a folder, and sent to mail servers on loopback: a scripted one, which fails where it is told to,
//! and Debian's smtp-sink, which is a real one.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::mail::Mail;
use model::reader::Email;
use proptest::prelude::*;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use wire::{FolderPost, Post, PostError, SmtpPost, compose, letters};

const SMTP_SINK: &str = "/usr/sbin/smtp-sink";

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

fn mail() -> Mail {
    Mail {
        from_name: "Export Daily".into(),
        to: email("ada@reader.example"),
        subject: "BIS adds 14 parties under § 744.11 — “new”, and a headline that goes on for longer than one line of a letter does".into(),
        text: "Parties added: 14\n\n. a dot begins this line\n§ 744.11\nFrom here = there\n".into(),
        html: format!("<p>Parties “added”</p>{}\n<p>end</p>", "<td>long</td>".repeat(500)),
        message_id: "<export.2026-04-17.r1@daily.example>".into(),
        date: "2026-04-17T10:00:00Z".parse().expect("instant"),
        headers: vec![
            ("Auto-Submitted", "auto-generated".into()),
            ("List-Unsubscribe", format!("<https://daily.example/unsubscribe?token={}>", "t".repeat(120))),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()),
            ("List-Id", "Export Daily <export.daily.example>".into()),
        ],
    }
}

fn composed(mail: &Mail) -> String {
    String::from_utf8(compose(mail, &email("editions@daily.example")).expect("a letter")).expect("ASCII")
}

#[test]
fn a_letter_is_well_formed() {
    let text = composed(&mail());
    assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 998));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "every line ends as mail's lines do");
    let (head, body) = text.split_once("\r\n\r\n").expect("head and body");
    for line in [
        "From: \"Export Daily\" <editions@daily.example>",
        "To: ada@reader.example",
        "Message-ID: <export.2026-04-17.r1@daily.example>",
        "Date: Fri, 17 Apr 2026 10:00:00 +0000",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ] {
        assert!(head.lines().any(|l| l == line), "{line} is missing in\n{head}");
    }
    assert!(head.contains("Content-Type: multipart/alternative"), "{head}");
    let (plain, html) = (body.find("text/plain").expect("text"), body.find("text/html").expect("HTML"));
    assert!(plain < html, "the plain text comes first, the richest form last (RFC 2046, 5.1.4)");
    assert_eq!(composed(&mail()), text, "the same letter gives the same bytes");
}

#[test]
fn no_word_of_a_letter_begins_a_header() {
    let evil = Mail {
        from_name: "Daily\r\nBcc: x@evil.example".into(),
        subject: "News\r\nBcc: x@evil.example\r\n\r\nbody".into(),
        ..mail()
    };
    let text = composed(&evil);
    let (head, _) = text.split_once("\r\n\r\n").expect("head and body");
    assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
    assert!(head.contains("Message-ID: <export."), "{head}");
    let wrong: [Mail; 7] = [
        Mail { message_id: "<a@b>\r\nBcc: x@evil.example".into(), ..mail() },
        Mail { message_id: "no id".into(), ..mail() },
        Mail { headers: vec![("List-Id", "a\r\nBcc: x@evil.example".into())], ..mail() },
        Mail { headers: vec![("Bcc", "x@evil.example".into())], ..mail() },
        Mail { headers: vec![("List-Id\r\nBcc", "x".into())], ..mail() },
        Mail { headers: vec![("List-Help", "x".repeat(1200))], ..mail() },
        Mail { date: "1969-12-31T00:00:00Z".parse().expect("instant"), ..mail() },
    ];
    for mail in wrong {
        let error = compose(&mail, &email("editions@daily.example")).expect_err("refused");
        assert!(error.is_permanent() && !error.to_string().contains("ada@"), "{error}");
    }
}

proptest! {
    #[test]
    fn any_words_make_a_letter_that_reads_back(subject in "\\PC{0,120}", text in "(\\PC|\n){0,300}", name in "[a-zA-Zé<>\",@ ]{0,20}") {
        let dir = tempfile::tempdir().expect("a folder");
        let letter = Mail { subject: subject.clone(), text: text.clone(), from_name: name, ..mail() };
        let bytes = compose(&letter, &email("editions@daily.example")).expect("a letter");
        prop_assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 999));
        std::fs::write(dir.path().join("one.eml"), bytes).expect("a file");
        let read = letters(dir.path()).expect("letters").remove(0);
        prop_assert_eq!(read.text, text);
        prop_assert_eq!(read.html, letter.html);
        prop_assert_eq!(read.subject, subject.split_whitespace().collect::<Vec<_>>().join(" "));
        prop_assert_eq!(read.to, "ada@reader.example");
    }

    #[test]
    fn no_file_makes_the_outbox_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let dir = tempfile::tempdir().expect("a folder");
        let head = b"Date: Fri, 17 Apr 2026 10:00:00 +0000\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\nSubject: =?utf-8?b?";
        std::fs::write(dir.path().join("a.eml"), [head.as_slice(), &bytes].concat()).expect("a file");
        std::fs::write(dir.path().join("b.eml"), &bytes).expect("a file");
        letters(dir.path()).expect("letters");
    }
}

#[tokio::test]
async fn a_folder_gets_each_letter_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let outbox = dir.path().join("mail/out");
    assert!(letters(&outbox).expect("no folder is no letters").is_empty());
    let post = FolderPost::new(&outbox);
    assert_eq!(post.kind(), "folder");
    let later = Mail {
        message_id: "<alert/1@daily.example>".into(),
        date: "2026-04-17T11:00:00Z".parse().expect("instant"),
        ..mail()
    };
    for letter in [&mail(), &later, &mail()] {
        post.send(letter).await.expect("written");
    }
    let mut files: Vec<String> = std::fs::read_dir(&outbox)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("text"))
        .collect();
    files.sort();
    assert_eq!(files, ["alert%2F1.eml", "export.2026-04-17.r1.eml"]);
    let read = letters(&outbox).expect("letters");
    assert_eq!(
        read.iter().map(|letter| letter.name.as_str()).collect::<Vec<_>>(),
        ["alert%2F1", "export.2026-04-17.r1"]
    );
    assert_eq!((&read[1].subject, &read[1].text, &read[1].html), (&mail().subject, &mail().text, &mail().html));
    assert_eq!((read[1].date, read[1].message_id.as_str()), (mail().date, "<export.2026-04-17.r1@daily.example>"));
    assert!(read[1].from.contains("editions@daily.example"), "{}", read[1].from);
    assert!(!format!("{read:?}").contains("ada@"));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("taken"), b"").expect("a file");
    let error = FolderPost::new(dir.path().join("taken")).send(&mail()).await.expect_err("no folder");
    assert!(
        !error.is_permanent() && !error.in_doubt() && error.to_string().contains("could not be written"),
        "{error}"
    );
}

/// What the scripted server does at a command.
#[derive(Clone, Copy)]
enum Trick {
    Say(&'static str),
    HangUp,
}

/// A mail server that does as RFC 5321 says, but for the tricks; `.` is the end of the content. Returns its port, and what it was told.
async fn scripted(tricks: &'static [(&'static str, Trick)]) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let log = heard.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let log = log.clone();
            tokio::spawn(async move { talk(stream, tricks, &log).await });
        }
    });
    (port, heard)
}

async fn talk(stream: TcpStream, tricks: &[(&str, Trick)], log: &Mutex<Vec<String>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut is_content = false;
    write.write_all(b"220 mx.example ready\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        log.lock().expect("log").push(line.clone());
        if is_content && line != "." {
            continue;
        }
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        is_content = verb == "DATA";
        match tricks.iter().find(|(at, _)| *at == verb) {
            Some((_, Trick::HangUp)) => return None,
            Some((_, Trick::Say(answer))) => {
                is_content = false;
                write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
            }
            None => {
                let answer = match verb.as_str() {
                    "EHLO" => "250-mx.example\r\n250 PIPELINING",
                    "DATA" => "354 go on",
                    "." => "250 2.0.0 Ok: queued for <Ada@reader.example> as 4F1A2",
                    _ => "250 Ok",
                };
                write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
            }
        }
    }
    Some(())
}

fn smtp(port: u16) -> SmtpPost {
    SmtpPost::new(&format!("smtp://127.0.0.1:{port}"), email("editions@daily.example")).expect("a post")
}

#[tokio::test]
async fn letters_share_a_connection_and_answers_hold_no_address() {
    let (port, heard) = scripted(&[]).await;
    let post = smtp(port);
    for _ in 0..3 {
        assert_eq!(post.send(&mail()).await.expect("taken").answer, "250 2.0.0 Ok: queued for <[address]> as 4F1A2");
    }
    let heard = heard.lock().expect("log").clone();
    let count = |start: &str| heard.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!(
        (count("EHLO"), count("MAIL FROM:<editions@daily.example>"), count("RCPT TO:<ada@reader.example>")),
        (1, 3, 3)
    );
    assert!(
        heard.iter().any(|line| line == ".. a dot begins this line"),
        "a dot at the beginning of a line is doubled"
    );
    assert!(!format!("{post:?}").contains('@'));
}

#[tokio::test]
async fn each_failure_is_told_apart() {
    async fn check(tricks: &'static [(&'static str, Trick)], is_permanent: bool, in_doubt: bool, part: &str) {
        let (port, _) = scripted(tricks).await;
        let error = smtp(port).send(&mail()).await.expect_err("refused");
        assert_eq!((error.is_permanent(), error.in_doubt()), (is_permanent, in_doubt), "{error}");
        let text = error.to_string();
        assert!(text.contains(part) && text.ends_with('.') && !text.to_lowercase().contains("ada"), "{text}");
    }
    use Trick::{HangUp, Say};
    check(&[("EHLO", Say("554 5.7.1 go away"))], false, false, "could not be reached (554 5.7.1 go away)").await;
    check(&[("MAIL", Say("550 5.1.8 who is that"))], false, false, "refused our own address").await;
    check(
        &[("RCPT", Say("550 5.1.1 <ada@reader.example>: Ada unknown"))],
        true,
        false,
        "(550 5.1.1 <[address]>: [address] unknown)",
    )
    .await;
    check(&[("RCPT", Say("450 4.2.0 greylisted"))], false, false, "450 4.2.0 greylisted").await;
    check(&[("RCPT", Say("554 5.7.1 Relay access denied"))], false, false, "Relay access denied").await;
    check(&[("DATA", Say("451 4.3.0 later"))], false, false, "451 4.3.0 later").await;
    check(&[("DATA", HangUp)], false, false, "did not take the letter").await;
    check(&[(".", Say("554 5.6.0 not such content"))], true, false, "refused the letter").await;
    check(&[(".", Say("452 4.3.1 disk full"))], false, false, "452 4.3.1 disk full").await;
    check(&[(".", HangUp)], false, true, "did not say whether it took the letter").await;
}

#[tokio::test]
async fn a_refused_reader_does_not_cost_the_connection() {
    let (port, heard) = scripted(&[("RCPT", Trick::Say("550 5.1.1 unknown"))]).await;
    let post = smtp(port);
    for _ in 0..2 {
        assert!(post.send(&mail()).await.expect_err("refused").is_permanent());
    }
    let heard = heard.lock().expect("log").clone();
    assert_eq!(heard.iter().filter(|line| line.starts_with("EHLO")).count(), 1);
    assert_eq!(heard.iter().filter(|line| line.starts_with("RSET")).count(), 2);
}

#[tokio::test]
async fn nobody_at_the_port_is_temporary() {
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
    let error = smtp(port).send(&mail()).await.expect_err("nobody");
    assert!(
        matches!(&error, PostError::Temporary { in_doubt: false, sentence } if sentence.contains("refused")),
        "{error}"
    );
}

#[tokio::test]
async fn tls_is_never_left_out() {
    let (port, heard) = scripted(&[]).await;
    let url = format!("smtp+starttls://me:secret@127.0.0.1:{port}");
    let post = SmtpPost::new(&url, email("editions@daily.example")).expect("a post");
    let error = post.send(&mail()).await.expect_err("no TLS");
    assert!(error.to_string().contains("STARTTLS") && !error.is_permanent(), "{error}");
    assert!(!heard.lock().expect("log").iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
}

/// A real server; killed when the test ends.
struct Sink(Child);

impl Drop for Sink {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Starts smtp-sink, which dumps each letter into a file; `None`, with a line, where it is not installed.
async fn sink(dir: &Path, options: &[&str]) -> Option<(Sink, u16)> {
    if !Path::new(SMTP_SINK).exists() {
        assert!(std::env::var_os("CI").is_none(), "{SMTP_SINK} is missing: install Debian's postfix");
        eprintln!("skipped: {SMTP_SINK} is not there (Debian's package postfix has it)");
        return None;
    }
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
    let child = Command::new(SMTP_SINK)
        .args(as_nobody(dir))
        .args(options)
        .args(["-d", "letter.%M.", &format!("127.0.0.1:{port}"), "10"])
        .current_dir(dir)
        .stdin(Stdio::null())
        .spawn()
        .expect("smtp-sink starts");
    let sink = Sink(child);
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Some((sink, port));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("smtp-sink does not listen on port {port}");
}

/// As root, smtp-sink wants another user to become, and that user must be able to write the letters.
fn as_nobody(dir: &Path) -> &'static [&'static str] {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    if id.stdout.trim_ascii() != b"0" {
        return &[];
    }
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o777)).expect("a folder of ours");
    &["-u", "nobody"]
}

#[tokio::test]
async fn a_real_server_takes_letters() {
    let dir = tempfile::tempdir().expect("a folder");
    let Some((_sink, port)) = sink(dir.path(), &[]).await else { return };
    let post = smtp(port);
    for n in 0..20 {
        let letter = Mail { message_id: format!("<export.r{n}@daily.example>"), ..mail() };
        assert!(post.send(&letter).await.expect("taken").answer.starts_with("250 "));
    }
    let dumped: String = std::fs::read_dir(dir.path())
        .expect("a folder")
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("text"))
        .collect();
    for n in 0..20 {
        assert_eq!(dumped.matches(&format!("Message-ID: <export.r{n}@daily.example>")).count(), 1, "letter {n}");
    }
    assert!(dumped.contains(". a dot begins this line") && dumped.contains("ada@reader.example"));
}

#[tokio::test]
async fn a_real_server_refuses_letters() {
    for (options, is_permanent, in_doubt) in [
        (["-f", "rcpt"], true, false),
        (["-r", "rcpt"], false, false),
        (["-q", "data"], false, false),
        (["-q", "."], false, true),
    ] {
        let dir = tempfile::tempdir().expect("a folder");
        let Some((_sink, port)) = sink(dir.path(), &options).await else { return };
        let error = smtp(port).send(&mail()).await.expect_err("refused");
        assert_eq!((error.is_permanent(), error.in_doubt()), (is_permanent, in_doubt), "{options:?}: {error}");
    }
}
