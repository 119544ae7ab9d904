//! How the fetcher behaves: asks with a condition, comes back later where a host says so, one at a time a host, keeps to robots.txt,
//! and through a proxy.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use model::capture::Answer;
use model::request::{Manners, Question, Request, SourceId, Validators};
use wire::{FetchError, FetchSettings, Fetched, HttpWire, Resolver, Wire};

use crate::server::{Server, Step, to, whole};

const NOW: &str = "2026-04-17T10:00:00Z";

fn settings() -> FetchSettings {
    FetchSettings {
        contact: "desk@daily.example".into(),
        allow_private_hosts: vec!["127.0.0.1".into()],
        retry_ms: 1,
        ..FetchSettings::default()
    }
}

fn wire(settings: FetchSettings) -> HttpWire {
    HttpWire::with_names(settings, Arc::new(|| NOW.parse().expect("instant")), Arc::new(Loopback)).expect("a fetcher")
}

/// Every name under `.test` is this machine.
struct Loopback;

impl Resolver for Loopback {
    fn find<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let known = host.ends_with(".test");
        Box::pin(
            async move { if known { Ok(vec![[127, 0, 0, 1].into()]) } else { Err(io::Error::other("no such name")) } },
        )
    }
}

fn question(url: String) -> Question {
    Question::plain(Request { source: SourceId::new("test"), url, size_bytes_max: 100_000 })
}

fn body(fetched: Result<Fetched, FetchError>) -> String {
    match fetched.expect("an answer") {
        Fetched::Answer(Answer { status, body, .. }) => format!("{status} {}", String::from_utf8_lossy(&body)),
        Fetched::NotModified => "not modified".to_owned(),
    }
}

#[tokio::test]
async fn what_is_kept_already_is_not_sent_again() {
    let server = Server::on("127.0.0.1", |path, head, _| match path {
        "/list" if head.contains("if-none-match: \"7\"") => whole("304 Not Modified", "ETag: \"7\"\r\n", b""),
        "/moved" => to("/list"),
        "/always" => whole("304 Not Modified", "", b""),
        _ => whole("200 OK", "ETag: \"8\"\r\n", b"new"),
    })
    .await;
    let (wire, base) = (wire(settings()), format!("http://{}", server.address));
    let mut asked = question(format!("{base}/list"));
    assert_eq!(body(wire.fetch(&asked).await), "200 new");
    assert!(!server.heads()[0].contains("if-"), "{}", server.heads()[0]);
    let modified = "Fri, 17 Apr 2026 09:00:00 GMT";
    asked.known = Validators { etag: Some("\"7\"".into()), last_modified: Some(modified.into()) };
    assert_eq!(body(wire.fetch(&asked).await), "not modified");
    assert!(server.heads()[1].contains(&format!("if-modified-since: {modified}\r\n")), "{}", server.heads()[1]);
    asked.request.url = format!("{base}/moved");
    assert_eq!(body(wire.fetch(&asked).await), "not modified");
    asked.known.etag = Some("\"6\"".into());
    assert_eq!(body(wire.fetch(&asked).await), "200 new");
    // A validator that cannot stand in a header is left out; what was not asked with a condition cannot be "not modified".
    asked.known = Validators { etag: Some("\"7\"\r\nX: y".into()), last_modified: None };
    assert_eq!(body(wire.fetch(&asked).await), "200 new");
    let error = wire.fetch(&question(format!("{base}/always"))).await.expect_err("nothing was known").to_string();
    assert!(error.ends_with("it says \"not modified\" (304), and no earlier answer was named."), "{error}");
}

#[tokio::test]
async fn a_host_that_is_busy_is_asked_again() {
    let server = Server::on("127.0.0.1", |path, _, before| match (path, before) {
        ("/busy", 0) => whole("503 Service Unavailable", "", b"later"),
        ("/busy", 1) => vec![Step::Close],
        ("/down", _) => whole("502 Bad Gateway", "", b"down"),
        ("/later", _) => whole("429 Too Many Requests", "Retry-After: 3600\r\n", b"later"),
        ("/gone", _) => whole("410 Gone", "", b"gone"),
        _ => whole("200 OK", "", b"here"),
    })
    .await;
    let (wire, base) = (wire(settings()), format!("http://{}", server.address));
    assert_eq!(body(wire.fetch(&question(format!("{base}/busy"))).await), "200 here");
    assert_eq!(body(wire.fetch(&question(format!("{base}/down"))).await), "502 down");
    assert_eq!(body(wire.fetch(&question(format!("{base}/gone"))).await), "410 gone");
    let paths = server.paths();
    let asked = |path: &str| paths.iter().filter(|asked| *asked == path).count();
    assert_eq!((asked("/busy"), asked("/down"), asked("/gone")), (3, 3, 1));
}

#[tokio::test]
async fn a_host_says_how_long_to_wait() {
    let server = Server::on("127.0.0.1", |path, _, before| match (path, before) {
        (_, 0) => whole("429 Too Many Requests", "Retry-After: 1\r\n", b"later"),
        ("/later", _) => whole("503 Service Unavailable", "Retry-After: Fri, 17 Apr 2026 12:00:00 GMT\r\n", b"later"),
        _ => whole("200 OK", "", b"here"),
    })
    .await;
    let (wire, base) = (wire(settings()), format!("http://{}", server.address));
    let begun = Instant::now();
    assert_eq!(body(wire.fetch(&question(format!("{base}/list"))).await), "200 here");
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
    // Two hours are not waited for: the answer is told with what it says.
    let Ok(Fetched::Answer(answer)) = wire.fetch(&question(format!("{base}/later"))).await else { panic!("an answer") };
    let wait = wire::retry_after(&answer, NOW.parse().expect("an instant"));
    assert_eq!((answer.status, wait), (503, Some(Duration::from_secs(7200))));
    assert_eq!(server.paths().iter().filter(|path| *path == "/later").count(), 1);
}

#[tokio::test]
async fn one_host_is_asked_over_one_connection_one_at_a_time_and_with_pauses() {
    let server = Server::on("127.0.0.1", |_, _, _| whole("200 OK", "", b"here")).await;
    let wire = Arc::new(wire(FetchSettings { allow_private_hosts: vec!["127.0.0.1".into()], ..settings() }));
    let port = server.address.port();
    let ask = |host: &str, pace_ms: u32| {
        let (wire, url) = (wire.clone(), format!("http://{host}:{port}/"));
        let question = Question { manners: Manners { pace_ms, robots: false }, ..question(url) };
        tokio::spawn(async move { body(wire.fetch(&question).await) })
    };
    let begun = Instant::now();
    let asked: Vec<_> = (0..5).map(|_| ask("a.test", 50)).collect();
    for asked in asked {
        assert_eq!(asked.await.expect("asked"), "200 here");
    }
    assert!(begun.elapsed() >= Duration::from_millis(200), "{:?}", begun.elapsed());
    assert_eq!((server.connections(), server.open_max()), (1, 1));
}

#[tokio::test]
async fn different_hosts_do_not_wait_for_one_another() {
    let pause = Duration::from_millis(300);
    let server = Server::on("127.0.0.1", move |_, _, _| {
        let mut steps = vec![Step::Wait(pause)];
        steps.extend(whole("200 OK", "", b"here"));
        steps
    })
    .await;
    let (wire, port) = (Arc::new(wire(settings())), server.address.port());
    let asked: Vec<_> = (0..20)
        .map(|n| {
            let (wire, question) = (wire.clone(), question(format!("http://h{n}.test:{port}/")));
            tokio::spawn(async move { body(wire.fetch(&question).await) })
        })
        .collect();
    for asked in asked {
        assert_eq!(asked.await.expect("asked"), "200 here");
    }
    assert_eq!(server.open_max(), 20);
}

#[tokio::test]
async fn pages_are_asked_for_as_robots_txt_says() {
    let server = Server::on("127.0.0.1", |path, head, _| match path {
        "/robots.txt" if head.contains("down.test") => whole("500 Internal Server Error", "", b""),
        "/robots.txt" if head.contains("none.test") => whole("404 Not Found", "", b"none"),
        "/robots.txt" if head.contains("moved.test") => to("/robots-of-the-house.txt"),
        "/robots.txt" | "/robots-of-the-house.txt" => {
            whole("200 OK", "", b"User-agent: *\nDisallow: /search\n\nUser-agent: tidewaiter\nDisallow: /drafts\n")
        }
        "/leads" => to("/drafts/1"),
        _ => whole("200 OK", "", b"page"),
    })
    .await;
    let wire = wire(FetchSettings { tries_max: 1, ..settings() });
    let port = server.address.port();
    let page = |host: &str, path: &str| Question {
        manners: Manners { pace_ms: 0, robots: true },
        ..question(format!("http://{host}:{port}{path}"))
    };
    for (host, path) in [("a.test", "/news"), ("a.test", "/search"), ("none.test", "/drafts"), ("moved.test", "/news")]
    {
        assert_eq!(body(wire.fetch(&page(host, path)).await), "200 page", "{host}{path}");
    }
    for (host, path) in
        [("a.test", "/drafts"), ("a.test", "/leads"), ("moved.test", "/drafts/1"), ("down.test", "/news")]
    {
        let error = wire.fetch(&page(host, path)).await.expect_err(path);
        assert!(matches!(error, FetchError::Robots { .. }), "{host}{path}: {error}");
    }
    let error = wire.fetch(&page("down.test", "/")).await.expect_err("unreachable").to_string();
    assert!(error.contains("could not be read, and until it can no page of that host is asked for"), "{error}");
    // An interface is asked without; and each host's file once.
    assert_eq!(body(wire.fetch(&question(format!("http://a.test:{port}/drafts"))).await), "200 page");
    let asked = server.heads().iter().filter(|head| head.starts_with("GET /robots.txt ")).count();
    assert_eq!(asked, 4, "{:?}", server.paths());
}

/// What a forward proxy was asked: it answers everything itself.
#[tokio::test]
async fn a_proxy_carries_what_may_be_asked() {
    let proxy = Server::on("127.0.0.1", |_, _, _| whole("200 OK", "", b"by proxy")).await;
    let names = Arc::new(Table(Mutex::new(HashMap::from([
        ("public.example".to_owned(), vec![[8, 8, 8, 8].into()]),
        ("inside.example".to_owned(), vec![[10, 0, 0, 1].into()]),
        ("proxy.house".to_owned(), vec![[127, 0, 0, 1].into()]),
    ]))));
    let settings = FetchSettings {
        proxy: Some(format!("http://ada:secret@proxy.house:{}", proxy.address.port())),
        allow_private_hosts: vec![],
        tries_max: 1,
        ..settings()
    };
    let clock = Arc::new(|| NOW.parse().expect("instant"));
    let wire = HttpWire::with_names(settings, clock, names).expect("a fetcher");
    for url in ["http://public.example/list", "http://only-the-proxy-knows.example/list"] {
        assert_eq!(body(wire.fetch(&question(url.to_owned())).await), "200 by proxy", "{url}");
    }
    assert!(proxy.heads()[0].starts_with("GET http://public.example/list HTTP/1.1\r\n"), "{}", proxy.heads()[0]);
    assert!(proxy.heads()[0].contains("proxy-authorization: Basic YWRhOnNlY3JldA=="), "{}", proxy.heads()[0]);
    for url in [
        "http://inside.example/",
        "http://localhost/",
        "http://printer/",
        "http://169.254.169.254/",
        "http://[::1]/",
        "http://proxy.house/",
        "http://metadata.google.internal/",
    ] {
        let error = wire.fetch(&question(url.to_owned())).await.expect_err(url);
        assert!(matches!(error, FetchError::Private { .. }), "{url}: {error}");
    }
    assert_eq!(proxy.heads().len(), 2);
}

#[test]
fn a_proxy_that_is_none_is_told() {
    for proxy in ["proxy.house:3128", "socks5://proxy.house", "http://"] {
        let settings = FetchSettings { proxy: Some(proxy.into()), ..settings() };
        let clock = Arc::new(|| NOW.parse().expect("instant"));
        let error = HttpWire::new(settings, clock).err().expect(proxy).to_string();
        assert!(error.contains("the setting fetch.proxy"), "{proxy}: {error}");
    }
}

/// Names and their addresses, which a test may change under way.
struct Table(Mutex<HashMap<String, Vec<IpAddr>>>);

impl Resolver for Table {
    fn find<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let found = self.0.lock().expect("a lock").get(host).cloned();
        Box::pin(async move { found.ok_or_else(|| io::Error::other("no such name")) })
    }
}
