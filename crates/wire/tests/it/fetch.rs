//! The fetcher against a small web server on loopback: limits, redirects, encodings, and addresses that must not be reached.
//! The server answers each path as the test needs it; no name outside this machine is ever resolved.

use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use model::capture::Answer;
use model::request::{Question, Request, SourceId, Validators};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wire::{FetchError, FetchSettings, Fetched, HttpWire, RecordedWire, Wire};

const NOW: &str = "2026-04-17T10:00:00Z";

fn wire(allowed: &[&str], timeout_ms_max: u64) -> HttpWire {
    let settings = FetchSettings {
        contact: "desk@daily.example".into(),
        allow_private_hosts: allowed.iter().map(|host| (*host).to_owned()).collect(),
        timeout_ms_max,
        tries_max: 1,
        ..FetchSettings::default()
    };
    HttpWire::new(settings, Arc::new(|| NOW.parse().expect("instant"))).expect("a fetcher")
}

fn question(url: impl Into<String>) -> Question {
    Question::plain(Request { source: SourceId::new("test"), url: url.into(), size_bytes_max: 100_000 })
}

async fn answer(wire: &HttpWire, question: &Question) -> Result<Answer, FetchError> {
    match wire.fetch(question).await? {
        Fetched::Answer(answer) => Ok(answer),
        Fetched::NotModified => panic!("{} was not asked with a condition", question.request.url),
    }
}

/// Serves until the test ends; what it was asked for is echoed under `/echo`.
async fn server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = Vec::new();
                let mut piece = [0; 4096];
                while !asked.ends_with(b"\r\n\r\n") {
                    match stream.read(&mut piece).await {
                        Ok(length) if length > 0 => asked.extend_from_slice(&piece[..length]),
                        _ => return,
                    }
                }
                let asked = String::from_utf8_lossy(&asked).into_owned();
                let path = asked.split(' ').nth(1).unwrap_or_default().to_owned();
                if path == "/slow" {
                    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
                }
                // A client that has seen enough closes the connection: that is the test's business, not the server's.
                let _ = stream.write_all(&response(&path, &asked, port)).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    port
}

fn response(path: &str, asked: &str, port: u16) -> Vec<u8> {
    let ok = |headers: &str, body: &[u8]| {
        [format!("HTTP/1.1 200 OK\r\n{headers}Connection: close\r\n\r\n").as_bytes(), body].concat()
    };
    let to = |location: &str| {
        format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n").into_bytes()
    };
    match path {
        "/echo" => ok("Content-Type: text/plain\r\nX-Latin: caf\u{e9}\r\n", asked.as_bytes()),
        "/gzip" => ok("Content-Encoding: gzip\r\nETag: \"1\"\r\n", &gzip(b"hello")),
        "/chunked" => ok("Transfer-Encoding: chunked\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
        "/bomb" => ok("Content-Encoding: gzip\r\n", &gzip(&vec![0; 20_000_000])),
        "/exact" => ok("Content-Length: 100000\r\n", &[b'x'; 100_000]),
        "/large" => ok("", &[b'x'; 100_001]),
        "/promised" => ok("Content-Length: 9000000000\r\n", b"x"),
        "/short" => ok("Content-Length: 10\r\n", b"only"),
        "/damaged" => ok("Content-Encoding: gzip\r\n", b"\x1f\x8b\x08\x00nonsense"),
        "/deflate" => ok("Content-Encoding: deflate\r\n", &deflate(b"hello")),
        "/missing" => b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone".to_vec(),
        "/loop" => to("/loop"),
        "/metadata" => to("http://169.254.169.254/latest/meta-data/"),
        "/mapped" => to("http://[::ffff:10.0.0.1]/"),
        "/hex" => to("http://0x7f000002/"),
        "/named" => to(&format!("http://localhost:{port}/echo")),
        "/file" => to("file:///etc/passwd"),
        hops if hops.starts_with("/hops/") => match hops["/hops/".len()..].parse::<u32>() {
            Ok(0) | Err(_) => ok("", b"arrived"),
            Ok(left) => to(&format!("/hops/{}", left - 1)),
        },
        _ => ok("", b""),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

async fn fetch(path: &str) -> Result<Answer, FetchError> {
    let port = server().await;
    answer(&wire(&["127.0.0.1"], 20_000), &question(format!("http://127.0.0.1:{port}{path}"))).await
}

#[tokio::test]
async fn an_answer_comes_as_it_was_given() {
    let answer = fetch("/echo").await.expect("an answer");
    let asked = String::from_utf8(answer.body).expect("text");
    assert!(
        asked.contains(&format!("user-agent: Tidewaiter/{} (+desk@daily.example)\r\n", env!("CARGO_PKG_VERSION"))),
        "{asked}"
    );
    assert!(asked.contains("gzip") && asked.contains("zstd"), "{asked}");
    assert_eq!((answer.status, answer.captured_at.to_string().as_str()), (200, NOW));
    assert!(answer.url.ends_with("/echo"));
    assert!(answer.headers.contains(&("content-type".to_owned(), "text/plain".to_owned())));
}

#[tokio::test]
async fn a_body_is_kept_unpacked_and_its_headers_agree() {
    let answer = fetch("/gzip").await.expect("an answer");
    assert_eq!(answer.body, b"hello");
    let mut names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["connection", "etag"]);
    let answer = fetch("/chunked").await.expect("an answer");
    assert_eq!((answer.body.as_slice(), answer.headers.len()), (b"abc".as_slice(), 1));
}

#[tokio::test]
async fn every_status_is_an_answer() {
    let answer = fetch("/missing").await.expect("an answer");
    assert_eq!((answer.status, answer.body.as_slice()), (404, b"none".as_slice()));
}

#[tokio::test]
async fn the_limit_counts_what_is_unpacked() {
    assert_eq!(fetch("/exact").await.expect("just fits").body.len(), 100_000);
    for path in ["/bomb", "/large", "/promised"] {
        let error = fetch(path).await.expect_err(path);
        assert!(matches!(error, FetchError::TooLarge { size_bytes_max: 100_000, .. }), "{path}: {error}");
        assert!(error.to_string().contains(&format!("{path} is larger than the 100000 bytes")), "{error}");
    }
}

#[tokio::test]
async fn a_broken_answer_is_none() {
    for path in ["/short", "/damaged"] {
        let error = fetch(path).await.expect_err(path);
        assert!(matches!(error, FetchError::BrokeOff { .. }), "{path}: {error}");
    }
    let error = fetch("/deflate").await.expect_err("not offered");
    assert!(matches!(error, FetchError::Encoding { .. }), "{error}");
}

#[tokio::test]
async fn redirects_are_followed_up_to_five() {
    let answer = fetch("/hops/5").await.expect("an answer");
    assert_eq!(answer.body, b"arrived");
    assert!(answer.url.ends_with("/hops/5"), "the address is the one that was asked");
    for path in ["/hops/6", "/loop"] {
        let error = fetch(path).await.expect_err(path);
        assert!(matches!(error, FetchError::Redirects { redirects_max: 5, .. }), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_does_not_lead_inside() {
    for (path, host) in [("/metadata", "169.254.169.254"), ("/mapped", "::ffff:10.0.0.1"), ("/hex", "127.0.0.2")] {
        match fetch(path).await.expect_err(path) {
            FetchError::Private { url, host: refused, .. } => {
                assert!(url.ends_with(path), "{url}");
                assert_eq!(refused, host);
            }
            other => panic!("{path}: {other}"),
        }
    }
    let error = fetch("/file").await.expect_err("no file");
    assert!(error.to_string().contains("file:///etc/passwd"), "{error}");
}

#[tokio::test]
async fn a_private_address_is_refused_in_every_spelling() {
    let port = server().await;
    let wire = wire(&[], 20_000);
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
        "LOCALHOST",
        "%6cocalhost",
        "0.0.0.0",
        "[::]",
        "user:pw@127.0.0.1",
        "１２７.0.0.1",
    ] {
        let error = wire.fetch(&question(format!("http://{host}:{port}/echo"))).await.expect_err(host);
        assert!(matches!(error, FetchError::Private { .. }), "{host}: {error}");
        assert!(!error.to_string().contains("pw@"), "{error}");
    }
    // Not every system's resolver knows this spelling; none may reach the server by it.
    assert!(wire.fetch(&question(format!("http://localhost.:{port}/echo"))).await.is_err());
    let error = wire.fetch(&question(format!("http://localhost:{port}/"))).await.expect_err("loopback");
    assert!(error.to_string().contains("localhost has no public address (it resolves to "), "{error}");
}

#[tokio::test]
async fn an_allowed_name_is_resolved_like_any_other() {
    let port = server().await;
    let asked = question(format!("http://localhost:{port}/hops/0"));
    assert_eq!(answer(&wire(&["LocalHost"], 20_000), &asked).await.expect("an answer").body, b"arrived");
}

#[tokio::test]
async fn time_is_limited() {
    let port = server().await;
    let error = wire(&["127.0.0.1"], 200)
        .fetch(&question(format!("http://127.0.0.1:{port}/slow")))
        .await
        .expect_err("too slow");
    assert!(matches!(error, FetchError::Timeout { timeout_ms_max: 200, .. }), "{error}");
}

#[tokio::test]
async fn a_closed_port_is_told_with_its_cause() {
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
    let url = format!("http://127.0.0.1:{port}/list?api_key=s3cret");
    let error = wire(&["127.0.0.1"], 20_000).fetch(&question(url)).await.expect_err("closed").to_string();
    assert!(error.contains("refused") && error.contains("api_key=[masked]") && !error.contains("s3cret"), "{error}");
}

#[tokio::test]
async fn only_http_is_fetched() {
    for url in ["ftp://a.example/", "file:///etc/passwd", "data:,x", "no address", "http://", ""] {
        let error = wire(&[], 1000).fetch(&question(url)).await.expect_err(url);
        assert!(matches!(error, FetchError::Address { .. }), "{url}: {error}");
    }
}

#[test]
fn a_contact_that_breaks_the_header_is_told() {
    let settings = FetchSettings { contact: "a\r\nX: y".into(), ..FetchSettings::default() };
    let error = HttpWire::new(settings, Arc::new(|| NOW.parse().expect("instant"))).err().expect("refused");
    assert!(matches!(error, FetchError::Setup { .. }), "{error}");
}

#[tokio::test]
async fn a_recording_answers_in_order() {
    let answer = |body: &[u8]| Answer {
        url: "http://a.example/".into(),
        status: 200,
        headers: vec![("etag".to_owned(), "\"1\"".to_owned())],
        captured_at: NOW.parse().expect("instant"),
        body: body.to_vec(),
    };
    let down = FetchError::Timeout { url: "http://a.example/".into(), timeout_ms_max: 1 };
    let wire =
        RecordedWire::new().answer(answer(b"one")).failure("http://a.example/", down.clone()).answer(answer(b"two"));
    let mut asked = question("http://a.example/");
    assert_eq!(wire.fetch(&asked).await, Ok(Fetched::Answer(answer(b"one"))));
    assert_eq!(wire.fetch(&asked).await, Err(down));
    assert_eq!(wire.fetch(&asked).await, Ok(Fetched::Answer(answer(b"two"))));
    assert_eq!(wire.fetch(&asked).await, Ok(Fetched::Answer(answer(b"two"))));
    asked.known = Validators { etag: Some("\"1\"".into()), last_modified: None };
    assert_eq!(wire.fetch(&asked).await, Ok(Fetched::NotModified));
    let none = question("http://b.example/");
    assert_eq!(wire.fetch(&none).await, Err(FetchError::NotRecorded { url: "http://b.example/".into() }));
    assert_eq!(wire.asked().len(), 6);
}
