//! The fetcher against a server that means harm: each attack ends with its sentence, within its limits of time and bytes.
//! `cargo test -p wire --test it hostile -- --nocapture` prints the table.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream;
use model::request::{Manners, Question, Request, SourceId};
use wire::{FetchError, FetchSettings, Fetched, HttpWire, Resolver, Wire};

use crate::server::{Server, Step, to, whole};

/// What a source allows in these tests.
const SIZE_BYTES_MAX: u64 = 100_000;
/// The longest that one try may take, and that a host may say nothing.
const TIMEOUT_MS: u64 = 5_000;
const SILENCE_MS: u64 = 3_000;
/// What lies on the road in buffers of this machine when an attack is cut off: the server has sent it, nobody read it.
const ON_THE_ROAD_BYTES: usize = 8_000_000;

const OK: &str = "HTTP/1.1 200 OK\r\n";

/// One attack: its name, what the server does, and what the operator reads in the end.
struct Attack {
    name: &'static str,
    steps: fn() -> Vec<Step>,
    sentence: &'static str,
}

const fn attack(name: &'static str, steps: fn() -> Vec<Step>, sentence: &'static str) -> Attack {
    Attack { name, steps, sentence }
}

const TOO_LARGE: &str = "is larger than the 100000 bytes that its source allows";
const TOO_SLOW: &str = "did not answer completely within 5000 ms";
const NO_HEAD: &str = "no whole head came within 3000 ms";
const NO_ANSWER: &str = "gave no answer that can be used";
const BROKE_OFF: &str = "broke off";

const ATTACKS: &[Attack] = &[
    attack("redirect loop", || to("/"), "redirects more than 5 times"),
    attack(
        "redirect to cloud metadata",
        || to("http://169.254.169.254/latest/"),
        "169.254.169.254 is not a public address",
    ),
    attack("redirect to loopback in hex", || to("http://0x7f000009/"), "127.0.0.9 is not a public address"),
    attack("redirect to loopback in decimal", || to("//2130706441/"), "127.0.0.9 is not a public address"),
    attack("redirect to mapped IPv6", || to("http://[::ffff:10.0.0.1]/"), "10.0.0.1 is not a public address"),
    attack("redirect to NAT64 of private", || to("http://[64:ff9b::a00:1]/"), "is not a public address"),
    attack("redirect to 6to4", || to("http://[2002:a00:1::]/"), "is not a public address"),
    attack(
        "redirect to a private name",
        || to("http://inside.test/"),
        "inside.test has no public address (it resolves to 10.0.0.7)",
    ),
    attack("redirect to a file", || to("file:///etc/passwd"), "only http and https are fetched"),
    attack("redirect to gopher", || to("gopher://a.test:25/_HELO"), "only http and https are fetched"),
    attack("redirect to nonsense", || to("http://[::1/"), "which is no address"),
    attack(
        "redirect with an endless body",
        || send("HTTP/1.1 302 Found\r\nLocation: file:///\r\n\r\n", forever("x", 0)),
        "only http and https",
    ),
    attack("silence", || vec![Step::Wait(Duration::from_secs(60))], NO_HEAD),
    attack("connection closed at once", || vec![Step::Close], NO_ANSWER),
    attack("header drip", || send(OK, forever("X-Drip: 1\r\n", 50)), NO_HEAD),
    attack("header drip by the letter", || send("HTTP/1.1 200 OK\r\nX-Drip: ", forever("a", 20)), NO_HEAD),
    attack("body drip", || body("Content-Length: 100000\r\n", forever("x", 50)), TOO_SLOW),
    attack("body drip in chunks", || body("Transfer-Encoding: chunked\r\n", forever("1\r\nx\r\n", 50)), TOO_SLOW),
    attack(
        "silence in the body",
        || body("Content-Length: 9\r\n", vec![Step::Wait(Duration::from_secs(60))]),
        "the host sent nothing for 3000 ms",
    ),
    attack("endless headers", || send(OK, forever(&flood(100), 0)), "message head is too large"),
    attack(
        "header flood",
        || send(&format!("{OK}{}", flood(101)), send("\r\n", vec![Step::Close])),
        "message head is too large",
    ),
    attack(
        "one long header",
        || send(&format!("{OK}X-Long: {}\r\n\r\n", "a".repeat(100_000)), vec![Step::Close]),
        "larger than the 65536 bytes",
    ),
    attack(
        "one endless header",
        || send(&format!("{OK}X-Long: "), forever(&"a".repeat(10_000), 0)),
        "message head is too large",
    ),
    attack("endless interim answers", || forever("HTTP/1.1 103 Early Hints\r\n\r\n", 0), NO_HEAD),
    attack("HTTP/0.9", || send("<html>hello</html>\n", vec![Step::Close]), "invalid HTTP version"),
    attack("another protocol", || send("SSH-2.0-OpenSSH_9.2\r\n", vec![Step::Close]), "invalid HTTP version"),
    attack("zeros", || vec![Step::Send(vec![0; 5000]), Step::Close], NO_ANSWER),
    attack("half a head", || send("HTTP/1.1 200 OK\r\nContent-Len", vec![Step::Close]), NO_ANSWER),
    attack("a name with spaces", || send("HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n", vec![Step::Close]), NO_ANSWER),
    attack("endless body", || body("", forever(&"x".repeat(10_000), 0)), TOO_LARGE),
    attack(
        "endless chunks",
        || body("Transfer-Encoding: chunked\r\n", forever(&format!("400\r\n{}\r\n", "x".repeat(1024)), 0)),
        TOO_LARGE,
    ),
    attack(
        "endless chunk extension",
        || body("Transfer-Encoding: chunked\r\n", send("1;", forever(&"a".repeat(1000), 0))),
        BROKE_OFF,
    ),
    attack(
        "endless trailers",
        || body("Transfer-Encoding: chunked\r\n", send("1\r\nx\r\n0\r\n", forever(&flood(50), 0))),
        BROKE_OFF,
    ),
    attack("length promised, not sent", || body("Content-Length: 10\r\n", send("only", vec![Step::Close])), BROKE_OFF),
    attack("length beyond all measure", || body("Content-Length: 9000000000\r\n", vec![]), TOO_LARGE),
    attack("length that is no number", || body("Content-Length: ten\r\n", send("x", vec![Step::Close])), NO_ANSWER),
    attack("negative length", || body("Content-Length: -1\r\n", send("x", vec![Step::Close])), NO_ANSWER),
    attack(
        "two lengths",
        || body("Content-Length: 1\r\nContent-Length: 2\r\n", send("xy", vec![Step::Close])),
        NO_ANSWER,
    ),
    attack(
        "chunk size nonsense",
        || body("Transfer-Encoding: chunked\r\n", send("zz\r\nx\r\n", vec![Step::Close])),
        BROKE_OFF,
    ),
    attack(
        "chunk size overflow",
        || body("Transfer-Encoding: chunked\r\n", send("ffffffffffffffffff\r\nx", vec![Step::Close])),
        BROKE_OFF,
    ),
    attack("chunk cut short", || body("Transfer-Encoding: chunked\r\n", send("ff\r\nx", vec![Step::Close])), BROKE_OFF),
    attack(
        "no last chunk",
        || body("Transfer-Encoding: chunked\r\n", send("1\r\nx\r\n", vec![Step::Close])),
        BROKE_OFF,
    ),
    attack("gzip bomb", || packed("gzip", &gzip(&zeros(20_000_000))), TOO_LARGE),
    attack("gzip bomb in members", || packed("gzip", &gzip(&zeros(60_000)).repeat(9)), TOO_LARGE),
    attack("gzip larger than allowed as sent", || packed("gzip", &vec![b'x'; 100_001]), TOO_LARGE),
    attack("gzip cut short", || packed("gzip", &gzip(b"hello")[..20]), "its gzip data is damaged"),
    attack("gzip that is none", || packed("gzip", b"\x1f\x8b\x08\x00nonsense"), "its gzip data is damaged"),
    attack("zstd bomb", || packed("zstd", &zstd(&zeros(50_000_000))), TOO_LARGE),
    attack(
        "zstd with a window of 128 MB",
        || packed("zstd", b"\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00"),
        "its zstd data is damaged",
    ),
    attack("zstd cut short", || packed("zstd", &zstd(b"hello")[..9]), "its zstd data is damaged"),
    attack("gzip in gzip", || packed("gzip, gzip", &gzip(&gzip(&zeros(9_000_000)))), "is packed as \"gzip, gzip\""),
    attack(
        "zstd in gzip, in two headers",
        || packed("gzip\r\nContent-Encoding: zstd", &zstd(&gzip(b"x"))),
        "is packed as \"gzip, zstd\"",
    ),
    attack("an encoding not offered", || packed("br", b"x"), "is packed as \"br\", which was not asked for"),
    attack("not modified, unasked", || whole("304 Not Modified", "", b""), "no earlier answer was named"),
];

fn send(text: &str, mut then: Vec<Step>) -> Vec<Step> {
    then.insert(0, Step::Send(text.as_bytes().to_vec()));
    then
}

fn body(headers: &str, mut then: Vec<Step>) -> Vec<Step> {
    let head = format!("{OK}{headers}\r\n").into_bytes();
    // In one piece with what comes next, as a server sends it.
    match then.first_mut() {
        Some(Step::Send(bytes)) => bytes.splice(0..0, head).for_each(drop),
        _ => then.insert(0, Step::Send(head)),
    }
    then
}

fn forever(text: &str, pause_ms: u64) -> Vec<Step> {
    vec![Step::Forever(text.as_bytes().to_vec(), Duration::from_millis(pause_ms))]
}

fn flood(headers: usize) -> String {
    (0..headers).map(|n| format!("X-Flood-{n}: {n}\r\n")).collect()
}

fn packed(encoding: &str, bytes: &[u8]) -> Vec<Step> {
    whole("200 OK", &format!("Content-Encoding: {encoding}\r\n"), bytes)
}

fn zeros(length: usize) -> Vec<u8> {
    vec![0; length]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use io::Write as _;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 3).expect("memory")
}

/// Names as an attacker sets them. `flip.test` is another address each time it is asked for.
#[derive(Default)]
struct Hostile {
    asked: AtomicUsize,
}

impl Resolver for Hostile {
    fn find<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        let found: IpAddr = match host {
            "inside.test" => [10, 0, 0, 7].into(),
            "flip.test" if turn > 0 => [127, 0, 0, 3].into(),
            _ => [127, 0, 0, 2].into(),
        };
        Box::pin(async move { Ok(vec![found]) })
    }
}

/// 127.0.0.2 stands for the public internet; all else of this machine is private.
fn wire(names: Arc<Hostile>) -> HttpWire {
    let settings = FetchSettings {
        allow_private_hosts: vec!["127.0.0.2".into()],
        timeout_ms_max: TIMEOUT_MS,
        silence_ms_max: SILENCE_MS,
        tries_max: 1,
        ..FetchSettings::default()
    };
    HttpWire::with_names(settings, Arc::new(|| "2026-04-17T10:00:00Z".parse().expect("instant")), names)
        .expect("a fetcher")
}

fn question(url: String) -> Question {
    Question::plain(Request { source: SourceId::new("test"), url, size_bytes_max: SIZE_BYTES_MAX })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_attack_ends_with_its_sentence_within_its_limits() {
    // Most of an attack's time is waiting for its limit: eight at a time.
    let rows: Vec<String> = stream::iter(ATTACKS).map(withstand).buffered(8).collect().await;
    println!("{}", rows.join("\n"));
}

/// Lets one attack happen, checks how it ended, and tells it as a row of the table.
async fn withstand(Attack { name, steps, sentence }: &'static Attack) -> String {
    let server = Server::on("127.0.0.2", move |_, _, _| steps()).await;
    let (wire, begun) = (wire(Arc::default()), Instant::now());
    let outcome = wire.fetch(&question(format!("http://{}/", server.address))).await;
    let took = begun.elapsed();
    let told = outcome.expect_err(name).to_string();
    assert!(told.contains(sentence), "{name}: {told}");
    assert!(told.ends_with('.') && !told.contains('\n'), "{name}: {told}");
    // Some seconds more than the limit, for a machine that is busy.
    assert!(took < Duration::from_millis(TIMEOUT_MS + 5_000), "{name}: {took:?}");
    assert!(server.sent_bytes() < ON_THE_ROAD_BYTES, "{name}: {} bytes", server.sent_bytes());
    format!("{name:<36} {:>5} ms {:>9} bytes  {told}", took.as_millis(), server.sent_bytes())
}

#[tokio::test]
async fn a_name_that_changes_is_checked_where_it_is_connected_to() {
    let public = Server::on("127.0.0.2", |_, _, _| whole("200 OK", "Connection: close\r\n", b"public")).await;
    let inside = std::net::SocketAddr::from(([127, 0, 0, 3], public.address.port()));
    let inside = Server::at(inside, |_, _, _| whole("200 OK", "", b"secret")).await;
    let names = Arc::new(Hostile::default());
    let wire = wire(names.clone());
    let asked = question(format!("http://flip.test:{}/", public.address.port()));
    assert!(matches!(wire.fetch(&asked).await, Ok(Fetched::Answer(answer)) if answer.body == b"public"));
    // One question to the resolver a connection: there is no second answer that could be another one than was checked.
    assert_eq!(names.asked.load(Ordering::SeqCst), 1);
    let error = wire.fetch(&asked).await.expect_err("it now leads inside").to_string();
    assert!(error.contains("flip.test has no public address (it resolves to 127.0.0.3)"), "{error}");
    assert_eq!((public.connections(), inside.connections()), (1, 0));
}

#[tokio::test]
async fn a_chain_of_hosts_ends_at_the_first_private_one() {
    let server = Server::on("127.0.0.2", |path, head, _| {
        let port = head.lines().find_map(|line| line.strip_prefix("host: ")).and_then(|host| host.rsplit(':').next());
        let port = port.expect("a port");
        match path {
            "/1" => to(&format!("http://b.test:{port}/2")),
            "/2" => to(&format!("http://c.test:{port}/3")),
            "/3" => to(&format!("http://inside.test:{port}/4")),
            _ => whole("200 OK", "", b"reached"),
        }
    })
    .await;
    let outcome = wire(Arc::default()).fetch(&question(format!("http://a.test:{}/1", server.address.port()))).await;
    match outcome.expect_err("it leads inside") {
        FetchError::Private { url, host, .. } => {
            assert_eq!(host, "inside.test");
            assert!(url.ends_with("/1"), "{url}");
        }
        other => panic!("{other}"),
    }
    assert_eq!(server.paths(), ["/1", "/2", "/3"]);
}

/// What follows an answer on its connection must not be taken for the answer to the next question: in the pause between two questions
/// the connection is found to hold more than it should, and is thrown away.
#[tokio::test]
async fn more_than_the_promised_length_poisons_nothing() {
    let server = Server::on("127.0.0.2", |path, _, _| match path {
        "/first" => {
            body("Content-Length: 5\r\n", send("helloHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", vec![]))
        }
        _ => whole("200 OK", "", b"second"),
    })
    .await;
    let wire = wire(Arc::default());
    for _ in 0..20 {
        for (path, body) in [("/first", &b"hello"[..]), ("/second", b"second")] {
            let manners = Manners { pace_ms: 20, robots: false };
            let asked = Question { manners, ..question(format!("http://{}{path}", server.address)) };
            match wire.fetch(&asked).await {
                Ok(Fetched::Answer(answer)) => assert_eq!(answer.body, body, "{path}"),
                Ok(Fetched::NotModified) => panic!("{path}: nothing was known"),
                Err(error) => assert!(matches!(error, FetchError::NoAnswer { .. }), "{path}: {error}"),
            }
        }
    }
}

/// A robots.txt is under the limits of every other answer.
#[tokio::test]
async fn a_hostile_robots_txt_opens_nothing() {
    for steps in [
        (|| body("", forever(&"x".repeat(10_000), 0))) as fn() -> Vec<Step>,
        || packed("gzip", &gzip(&zeros(20_000_000))),
        || to("http://169.254.169.254/robots.txt"),
        || vec![Step::Wait(Duration::from_secs(60))],
    ] {
        let server = Server::on("127.0.0.2", move |path, _, _| match path {
            "/robots.txt" => steps(),
            _ => whole("200 OK", "", b"page"),
        })
        .await;
        let manners = Manners { pace_ms: 0, robots: true };
        let page = Question { manners, ..question(format!("http://{}/page", server.address)) };
        let error = wire(Arc::default()).fetch(&page).await.expect_err("nothing is known of it");
        assert!(matches!(error, FetchError::Robots { .. }), "{error}");
        assert_eq!(server.paths(), ["/robots.txt"]);
    }
}
