//! What a million documents cost: `cargo bench -p tidewaiter --bench million`, with `TIDEWAITER_TEST_POSTGRES` for the second engine.
//!
//! A few real days (the bundled ones, and the issue of April 15, 2016, dated into them) are lived through, backed up, and the rows of
//! the backup multiplied over the two years before: documents with their tellings, findings, ledger lines and captures on every day,
//! articles in editions every week, and four times as many captures as brought something. Texts are cut; everything else is as large as it is. The multiplied backup fills a store on each
//! engine by `restore`, a restored one is backed up again, and then the commands run whole, from start to end of the program.

use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use measured::measured;
use model::Date;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

mod measured;
#[allow(dead_code, unused_imports)]
#[path = "../src/samples.rs"]
mod samples;

const ISSUE: &str = "federal-register/day-xml/2016-04-15.xml.zst";
const ISSUE_ADDRESS: &str = "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml";
/// The issue's instant among the bundled days.
const ISSUE_AT: &str = "2026-04-15T12:00:00Z";
/// A day in the middle of the two years.
const DAY: &str = "2025-04-15";
const DAYS: usize = 730;
/// How many bytes of a document's text are kept: it lies in a column that none of what is measured reads.
const TEXT_MAX: usize = 300;
const ROUNDS: usize = 21;

/// Tables of which every copy has its rows.
const DAILY: &[&str] = &[
    "captures",
    "capture_results",
    "notes",
    "checks",
    "versions",
    "renditions",
    "documents",
    "findings",
    "ledger",
    "standing",
    "changes",
    "list_states",
];
/// Tables of which every seventh day has its rows: the bundled days are a week.
const WEEKLY: &[&str] = &[
    "stories",
    "story_documents",
    "numbers",
    "articles",
    "current_articles",
    "placements",
    "mentions",
    "editions",
    "frozen_renderings",
    "sheets",
    "source_days",
];
/// Tables of which every copy has its rows so often: most answers bring nothing new.
const OFTEN: &[&str] = &["captures", "capture_results", "checks"];
const TIMES: usize = 4;

fn main() {
    let wanted: usize = std::env::var("TIDEWAITER_DOCUMENTS").map_or(1_000_000, |text| text.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let seed = seed(folder.path());
    let file = folder.path().join("million.backup");
    let documents = multiply(&seed, &file, wanted);
    println!("{documents} documents over {DAYS} days; the backup has {} MB", size_mb(&file));
    let postgres = std::env::var("TIDEWAITER_TEST_POSTGRES").ok().map(|server| Database::make(&server));
    let engines = [("SQLite", None), ("PostgreSQL", postgres.as_ref().map(|database| database.url.clone()))];
    for (engine, database) in engines {
        if engine == "PostgreSQL" && database.is_none() {
            println!("PostgreSQL skipped: TIDEWAITER_TEST_POSTGRES names no server");
            continue;
        }
        println!("\n{engine}");
        let house = House { data: folder.path().join(engine), database };
        let (took, memory) = measured(house.command(&["restore", text(&file)]));
        // The copies' captures are the seed's, under the same hashes.
        let captures = [folder.path().join("seed/captures"), house.data.clone()];
        assert!(Command::new("cp").arg("-r").args(captures).status().expect("cp runs").success());
        println!("{:<58} {:>9.1} s   {memory} MB resident at most", "restore", took.as_secs_f64());
        house.settle();
        let again = folder.path().join("again.backup");
        let (took, memory) = measured(house.command(&["backup", text(&again)]));
        println!("{:<58} {:>9.1} s   {memory} MB resident at most", "backup", took.as_secs_f64());
        std::fs::remove_file(&again).expect("removed");
        println!("the whole program, from its start to its end:");
        house.commands();
        println!("the running service, over HTTP:");
        house.front();
        println!("the store, opened before:");
        tokio::runtime::Runtime::new().expect("threads").block_on(house.asked());
        // The two stores need not both have room.
        std::fs::remove_dir_all(&house.data).expect("removed");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn size_mb(file: &Path) -> u64 {
    std::fs::metadata(file).expect("a file").len() / 1_000_000
}

/// A store, on the real clock but for what the days need.
struct House {
    data: PathBuf,
    database: Option<String>,
}

impl House {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
        command.args(["--data", text(&self.data), "--now", samples::CLOCK]).env("TIDEWAITER_LOG", "error");
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command.args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Vec<u8> {
        let done = self.command(args).output().expect("the program runs");
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }

    /// What a server does by itself in the hour after so many rows came in.
    fn settle(&self) {
        if let Some(database) = &self.database {
            Database::order(database, "vacuum analyze");
        }
    }

    fn commands(&self) {
        for words in [
            "titles list".to_owned(),
            "sources list".to_owned(),
            format!("documents --date {DAY}"),
            format!("documents --date {DAY} --json"),
            format!("ledger --date {DAY}"),
            format!("ledger --date {DAY} --json"),
        ] {
            let args: Vec<&str> = words.split(' ').collect();
            let lines = self.run(&args).split(|byte| *byte == b'\n').count() - 1;
            row(&format!("{words} ({lines} lines)"), || drop(self.run(&args)));
        }
    }

    /// What the commands ask of the store, without the start of the program and without printing.
    async fn asked(&self) {
        let own = format!("sqlite://{}", self.data.join("tidewaiter.db").display());
        let url = self.database.as_deref().unwrap_or(&own);
        let store = store::Store::open(url, &self.data.join("captures")).await.expect("the store");
        let day: Date = DAY.parse().expect("a day");
        let zone = jiff::tz::TimeZone::get("America/New_York").expect("a zone");
        let (from, to) = model::title::day_bounds(day, &zone);
        let filter = store::DocumentFilter { received: Some((from, to)), ..store::DocumentFilter::default() };
        // The sources are asked for today, and how they are heard for the weeks before it.
        let now: model::Timestamp = samples::CLOCK.parse().expect("an instant");
        let today = now.to_zoned(zone.clone()).date();
        let (since, _) = model::title::day_bounds(today, &zone);
        let weeks = today - jiff::Span::new().weeks(model::silence::WEEKS);
        let mut times: [Vec<Duration>; 4] = Default::default();
        for _ in 0..ROUNDS {
            let mut tx = store.read().await.expect("a transaction");
            let mut begun = Instant::now();
            let mut lap = |place: usize| times[place].push(std::mem::replace(&mut begun, Instant::now()).elapsed());
            let listed = tx.list_documents(&filter).await.expect("a list");
            tx.facts_of(&listed).await.expect("documents");
            lap(0);
            tx.findings_of(&listed).await.expect("findings");
            lap(1);
            tx.ledger(from, to).await.expect("lines");
            tx.manifest(from, to).await.expect("sums");
            lap(2);
            tx.all_source_health().await.expect("health");
            tx.captures_since(since).await.expect("captures");
            tx.source_days(weeks).await.expect("days");
            lap(3);
        }
        for (what, times) in ["documents of a day", "their findings", "ledger of a day", "sources"].iter().zip(times) {
            told(what, times);
        }
        store.close().await;
    }

    fn front(&self) {
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let listen = format!("127.0.0.1:{port}");
        let mut up =
            self.command(&["up", "--role", "web", "--listen", &listen]).stderr(Stdio::null()).spawn().expect("starts");
        let from = Instant::now();
        while ask(port, "/readyz").is_none() {
            assert!(from.elapsed() < Duration::from_secs(30), "the service answers");
            std::thread::sleep(Duration::from_millis(20));
        }
        for path in ["/".to_owned(), format!("/editions/{DAY}"), "/editions".to_owned()] {
            let length = ask(port, &path).expect("a page").len();
            row(&format!("GET {path} ({length} bytes)"), || drop(ask(port, &path).expect("a page")));
        }
        // The service is of no more use, however it ends.
        let _ = up.kill();
        let _ = up.wait();
    }
}

fn row(what: &str, mut once: impl FnMut()) {
    let before = processor_ms();
    let times = (0..ROUNDS)
        .map(|_| {
            let from = Instant::now();
            once();
            from.elapsed()
        })
        .collect();
    told(what, times);
    // Of the programs that ended; a service that runs on is not in it.
    let each = (processor_ms() - before) / ROUNDS as u64;
    if each > 0 {
        println!("{:<58} {each:>9} ms  of processor time", "");
    }
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let (best, median, worst) = (ms(times[0]), ms(times[ROUNDS / 2]), ms(times[ROUNDS - 1]));
    println!("{what:<58} {median:>9.1} ms  median of {ROUNDS}, best {best:.1}, worst {worst:.1}; under 50 ms");
}

/// The processor time of all programs that this one waited for (proc_pid_stat(5), fields 16 and 17), in steps of 10 ms: unlike the time on
/// the wall it says the same on a machine that does other things beside. Nothing where there is no /proc.
fn processor_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    after.split_whitespace().skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10
}

fn ask(port: u16, path: &str) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    answer.starts_with(b"HTTP/1.1 200").then_some(answer)
}

/// The backup of a store that lived through the days, as lines.
fn seed(folder: &Path) -> Vec<String> {
    let house = House { data: folder.join("seed"), database: None };
    let mut answers: Vec<model::capture::Answer> = samples::CAPTURES
        .iter()
        .map(|sample| answer(sample.at, sample.url, sample.content_type, sample.body.to_vec()))
        .collect();
    let beside = || concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into();
    let shared = std::env::var_os("TIDEWAITER_SHARED").map_or_else(beside, PathBuf::from);
    match std::fs::read(shared.join("data").join(ISSUE)) {
        Ok(packed) => {
            let xml = zstd::decode_all(&packed[..]).expect("the issue unpacks");
            answers.push(answer(ISSUE_AT, ISSUE_ADDRESS, "application/xml", xml));
        }
        Err(_) => println!("without the issue of 2016-04-15, which is not in {}", shared.display()),
    }
    let recording = folder.join("days.warc");
    let file = BufWriter::new(std::fs::File::create(&recording).expect("a file"));
    let mut warc = wire::WarcWriter::new(file, ISSUE_AT.parse().expect("an instant")).expect("a recording");
    answers.iter().for_each(|answer| warc.write(answer).expect("written"));
    warc.finish().expect("written");
    house.run(&["replay", text(&recording)]);
    let backup = house.run(&["backup", "-"]);
    let mut lines = BufReader::new(zstd::stream::read::Decoder::new(&backup[..]).expect("a backup"));
    let mut out = Vec::new();
    loop {
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line).expect("a line");
        // Captures' bytes come behind the rows; the copies go by hash alone.
        if line.is_empty() || line.starts_with(b"{\"capture\"") || line.starts_with(b"{\"end\"") {
            return out;
        }
        out.push(String::from_utf8(line).expect("text").trim_end().to_owned());
    }
}

fn answer(at: &str, url: &str, content_type: &str, body: Vec<u8>) -> model::capture::Answer {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    model::capture::Answer {
        url: url.to_owned(),
        status: 200,
        headers,
        captured_at: at.parse().expect("an instant"),
        body,
    }
}

/// Writes the rows of the seed so often that there are as many documents as are wanted; answers how many there are.
fn multiply(seed: &[String], file: &Path, wanted: usize) -> usize {
    let named = |line: &&String| line.starts_with("{\"table\":\"documents\"");
    let table = seed.iter().position(|line| named(&line)).expect("documents");
    let each = seed[table + 1..].iter().take_while(|line| line.starts_with('[')).count();
    let copies = wanted.div_ceil(each);
    let mut out = Out::begin(file);
    out.line(&seed[0].replace("\"captures\":\"bytes\"", "\"captures\":\"hash\""));
    let (mut tables, mut rows, mut at) = (0, 0, 1);
    while at < seed.len() {
        let opening: Value = serde_json::from_str(&seed[at]).expect("a table");
        let name = opening["table"].as_str().expect("its name");
        let columns: Vec<&str> =
            opening["columns"].as_array().expect("columns").iter().filter_map(|c| c[0].as_str()).collect();
        out.line(&seed[at]);
        at += 1;
        tables += 1;
        let from = at;
        at += seed[at..].iter().take_while(|line| line.starts_with('[')).count();
        let mut seeds: Vec<Vec<Value>> =
            seed[from..at].iter().map(|line| serde_json::from_str(line).expect("a row")).collect();
        if name == "renditions" {
            seeds.iter_mut().for_each(|row| cut(row, &columns));
        }
        let times = if OFTEN.contains(&name) { TIMES } else { 1 };
        for copy in 0..copies * times {
            let day = copy % DAYS;
            let taken =
                DAILY.contains(&name) || (WEEKLY.contains(&name) && copy < DAYS && day.is_multiple_of(7)) || copy == 0;
            for row in seeds.iter().filter(|_| taken) {
                let copied: Vec<Value> =
                    row.iter().zip(&columns).map(|(value, column)| copied(name, column, value, copy)).collect();
                out.line(&serde_json::to_string(&copied).expect("JSON"));
                rows += 1;
            }
        }
    }
    out.end(tables, rows);
    copies * each
}

/// Cuts a text to its first paragraphs.
fn cut(row: &mut [Value], columns: &[&str]) {
    let place = columns.iter().position(|column| *column == "paragraphs").expect("paragraphs");
    let paragraphs: Vec<Value> = serde_json::from_str(row[place].as_str().expect("text")).expect("JSON");
    let mut length = 0;
    let kept: Vec<Value> = paragraphs
        .into_iter()
        .take_while(|paragraph| {
            length += paragraph.to_string().len();
            length < TEXT_MAX
        })
        .collect();
    row[place] = Value::String(serde_json::to_string(&kept).expect("JSON"));
}

/// A value in a copy: names get the copy's number, instants and days lie so many days earlier.
fn copied(table: &str, column: &str, value: &Value, copy: usize) -> Value {
    if copy == 0 {
        return value.clone();
    }
    let back = (copy % DAYS) as i64;
    let named = |text: &str| Value::String(format!("{text}x{copy}"));
    match (table, column, value) {
        ("editions", "number", Value::Number(number)) => (number.as_i64().expect("a number") + copy as i64 * 10).into(),
        (_, "document" | "capture" | "id" | "story", Value::String(text)) => named(text),
        (_, "subject", Value::String(text)) => match text.rsplit_once('#') {
            Some((document, version)) => Value::String(format!("{document}x{copy}#{version}")),
            None => named(text),
        },
        // On the days before, what was filed has been printed.
        ("documents", "state", Value::String(text)) if text == "filed" && back > 3 => "published".into(),
        (_, "at" | "as_of", Value::Number(_)) => earlier(value, back, copy),
        (_, column, Value::Number(_)) if column.ends_with("_at") => earlier(value, back, copy),
        (_, "date" | "published_on" | "edition_on" | "drafted_on" | "day", Value::String(text)) => {
            let day: Date = text.parse().expect("a day");
            Value::String((day - jiff::Span::new().days(back)).to_string())
        }
        (_, "ref" | "mentioned", Value::String(text)) => Value::String(renumbered(text, back)),
        ("frozen_renderings", "format", Value::String(text)) if text.len() > 10 => {
            Value::String(renumbered(text, back))
        }
        ("articles", "head", Value::String(text)) => {
            let mut head: Value = serde_json::from_str(text).expect("JSON");
            let number = head["ref"].as_str().expect("a number").to_owned();
            head["ref"] = renumbered(&number, back).into();
            Value::String(head.to_string())
        }
        _ => value.clone(),
    }
}

/// Copies of one day lie a millisecond apart.
fn earlier(value: &Value, days: i64, copy: usize) -> Value {
    (value.as_i64().expect("an instant") - days * 86_400_000_000 + (copy / DAYS) as i64 * 1000).into()
}

/// An article number of so many days before.
fn renumbered(text: &str, back: i64) -> String {
    let day: Date = format!("20{}-{}-{}", &text[..2], &text[2..4], &text[4..6]).parse().expect("a day");
    let day = day - jiff::Span::new().days(back);
    format!("{}{}", day.strftime("%y%m%d"), &text[6..])
}

/// A backup that is written from lines: sums and hash as `backup` writes them.
struct Out {
    to: zstd::stream::write::Encoder<'static, BufWriter<std::fs::File>>,
    hash: Sha256,
}

impl Out {
    fn begin(file: &Path) -> Self {
        let file = BufWriter::new(std::fs::File::create(file).expect("a file"));
        Self { to: zstd::stream::write::Encoder::new(file, 1).expect("zstd"), hash: Sha256::new() }
    }

    fn line(&mut self, line: &str) {
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
        writeln!(self.to, "{line}").expect("written");
    }

    fn end(mut self, tables: u64, rows: u64) {
        let sha256: String = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let end = format!(
            "{{\"end\":{{\"tables\":{tables},\"rows\":{rows},\"captures\":0,\"missing\":0}},\"sha256\":\"{sha256}\"}}"
        );
        writeln!(self.to, "{end}").expect("written");
        self.to.finish().expect("whole").flush().expect("written");
    }
}

/// A database of the bench's own, made by `psql`.
struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    fn make(server: &str) -> Self {
        let name = format!("tidewaiter_million_{}", std::process::id());
        Self::order(server, &format!("create database {name}"));
        let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
        Self { server: server.to_owned(), url: format!("{base}/{name}"), name }
    }

    fn order(server: &str, order: &str) {
        let done = Command::new("psql").args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", server, "-c", order]).status();
        assert!(done.expect("psql runs").success(), "{order}");
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        Self::order(&self.server, &format!("drop database {} with (force)", self.name));
    }
}
