//! What a round of fetches costs beside curl's: 2,000 addresses on 500 hosts of loopback, `cargo bench -p wire --bench round`.
//!
//! The server, each round of ours and each of curl are processes of their own; of the last two the CPU time is counted, user and system,
//! from start to end. Ours asks one question at a time a host, without pause, resolves names by a resolver of its own and keeps every
//! answer; `curl --parallel` throws them away. Rounds of the two take turns. The promise: at most 1.5 times curl's CPU a fetch. In
//! November 2026, on two cores: 76 µs beside 200 µs of curl 7.88, a ratio of 0.38; and 0.34 where the four addresses of a host follow
//! one another, so that curl may use its connections again.
//! Linux alone, since CPU times are read from /proc; without curl there is nothing to stand beside, and the bench says so.

use std::fmt::Write as _;
use std::io;
use std::io::{BufRead as _, BufReader};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};
use model::Timestamp;
use model::request::{Question, Request, SourceId};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wire::{FetchSettings, Fetched, HttpWire, Resolver, Wire as _};

const ADDRESSES: usize = 2_000;
const HOSTS: usize = 500;
/// What curl allows at once by default; a feed or page of an authority is about as large as the body.
const AT_ONCE: usize = 50;
const BODY_BYTES: usize = 20_000;
const ROUNDS: u32 = 10;
const PROMISE: f64 = 1.5;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.iter().position(|arg| arg == "serve" || arg == "ask") {
        Some(at) if args[at] == "serve" => serve(),
        Some(at) => ask(args[at + 1].parse().expect("a port")),
        None => compare(),
    }
}

/// Starts the server, lets both ask it in turns, and prints what it cost.
fn compare() {
    let mut server = Served(myself(&["serve"]).stdout(Stdio::piped()).spawn().expect("the server starts"));
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().expect("its output")).read_line(&mut line).expect("its port");
    let port: u16 = line.trim().parse().expect("a port");
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("curl.txt");
    std::fs::write(&config, curl_config(port)).expect("written");
    if Command::new("curl").arg("--version").output().is_err() {
        println!("no peer: curl is not installed here");
    }
    let (mut ours, mut theirs) = (Cost::default(), Cost::default());
    for _ in 0..ROUNDS {
        ours.add(myself(&["ask", &port.to_string()]));
        theirs.add(curl(&config));
    }
    println!("{ADDRESSES} addresses on {HOSTS} hosts, {BODY_BYTES} bytes each, {AT_ONCE} at once, {ROUNDS} rounds");
    ours.print("tidewaiter");
    theirs.print("curl --parallel");
    if theirs.rounds > 0 {
        let ratio = ours.cpu_seconds() / theirs.cpu_seconds();
        println!("ratio of CPU a fetch: {ratio:.2}, promised: at most {PROMISE}");
    }
}

/// This program again, in another part.
fn myself(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(args);
    command
}

fn curl(config: &Path) -> Command {
    let mut command = Command::new("curl");
    // No file of the user's may change what is measured.
    command.args(["--disable", "--config"]).arg(config);
    command
}

fn curl_config(port: u16) -> String {
    let mut config = format!(
        "parallel\nparallel-max = {AT_ONCE}\nno-progress-meter\nshow-error\nfail\nnoproxy = \"*\"\nconnect-to = \"::127.0.0.1:{port}\"\n"
    );
    for url in addresses(port) {
        let _ = write!(config, "url = \"{url}\"\noutput = \"/dev/null\"\n");
    }
    config
}

fn addresses(port: u16) -> impl Iterator<Item = String> {
    (0..ADDRESSES).map(move |n| format!("http://host-{}.example:{port}/feed/{n}.xml", n % HOSTS))
}

/// The server, which ends with the bench.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself, and the bench is over either way.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What some rounds cost.
#[derive(Default)]
struct Cost {
    rounds: u32,
    ticks: u64,
    wall_seconds: f64,
}

impl Cost {
    fn add(&mut self, mut command: Command) {
        let (before, begun) = (ticks_of_children(), Instant::now());
        let Ok(status) = command.status() else { return };
        assert!(status.success(), "a round ended with {status}");
        self.wall_seconds += begun.elapsed().as_secs_f64();
        self.ticks += ticks_of_children() - before;
        self.rounds += 1;
    }

    fn cpu_seconds(&self) -> f64 {
        // A hundred ticks a second, on every Linux that runs this.
        self.ticks as f64 / 100.0
    }

    fn print(&self, name: &str) {
        if self.rounds == 0 {
            return;
        }
        let fetches = f64::from(self.rounds) * ADDRESSES as f64;
        println!(
            "{name:<16} {:>8.1} µs of CPU a fetch, {:>7.0} fetches a second",
            self.cpu_seconds() / fetches * 1e6,
            fetches / self.wall_seconds
        );
    }
}

/// CPU time of the children that ended and were waited for, user and system: fields 16 and 17 of proc_pid_stat(5).
fn ticks_of_children() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("CPU times in /proc");
    let (_, fields) = stat.rsplit_once(')').expect("the program's name in brackets");
    fields.split_whitespace().skip(13).take(2).map(|ticks| ticks.parse::<u64>().expect("ticks")).sum()
}

/// Every name leads to loopback.
struct Loopback;

impl Resolver for Loopback {
    fn find<'a>(&'a self, _host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]) })
    }
}

#[tokio::main]
async fn ask(port: u16) {
    let settings = FetchSettings { allow_private_hosts: vec!["127.0.0.1".to_owned()], ..FetchSettings::default() };
    let clock = Arc::new(|| Timestamp::UNIX_EPOCH);
    let wire = Arc::new(HttpWire::with_names(settings, clock, Arc::new(Loopback)).expect("a wire"));
    let fetches = stream::iter(addresses(port)).map(|url| {
        let wire = wire.clone();
        // As in service, where each source is asked by a task of its own.
        tokio::spawn(async move {
            let request = Request { source: SourceId::new("bench"), url, size_bytes_max: 1 << 20 };
            wire.fetch(&Question::plain(request)).await
        })
    });
    let mut bytes = 0;
    let mut answers = fetches.buffer_unordered(AT_ONCE);
    while let Some(answer) = answers.next().await {
        match answer.expect("a task that ends") {
            Ok(Fetched::Answer(answer)) => bytes += answer.body.len(),
            other => panic!("an answer was expected, not {other:?}"),
        }
    }
    assert_eq!(bytes, ADDRESSES * BODY_BYTES);
}

#[tokio::main(flavor = "current_thread")]
async fn serve() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    println!("{}", listener.local_addr().expect("an address").port());
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"a\"\r\nDate: Fri, 17 Apr 2026 12:00:00 GMT\r\nContent-Length: {BODY_BYTES}\r\n\r\n"
    );
    let answer: Arc<[u8]> = [head.as_bytes(), &vec![b'x'; BODY_BYTES]].concat().into();
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer_all(stream, answer.clone()));
    }
}

/// Answers every request of one connection; requests come one after another and have no body.
async fn answer_all(mut stream: TcpStream, answer: Arc<[u8]>) {
    let (mut head, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut piece).await {
        head.extend_from_slice(&piece[..length]);
        if head.ends_with(b"\r\n\r\n") {
            head.clear();
            if stream.write_all(&answer).await.is_err() {
                return;
            }
        }
    }
}
