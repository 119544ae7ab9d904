//! What the first promises cost: `cargo bench -p tidewaiter --bench thread`.
//!
//! Prints a table: start of the program, a whole Federal Register issue through parse, store and ledger, idle memory, an article page.
//! Peer for the issue: lxml, which parses it and walks every text, where `python3 -c 'import lxml'` works.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ISSUE: &str = "federal-register/day-xml/2016-04-15.xml.zst";
const ADDRESS: &str = "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml";
const PAGES: u32 = 3000;

fn main() {
    let shared = std::env::var("TIDEWAITER_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let issue = Path::new(&shared).join("data").join(ISSUE);
    let folder = tempfile::tempdir().expect("a folder");
    row("tidewaiter --help, median of 21", &median(21, || run(&["--help"])), "under 20 ms");
    let Ok(packed) = std::fs::read(&issue) else {
        println!("skipped the rest: {} is not there; set TIDEWAITER_SHARED", issue.display());
        return;
    };
    let xml = zstd::stream::decode_all(packed.as_slice()).expect("the issue unpacks");
    let warc = recording(folder.path(), &xml);
    let data = folder.path().join("data");
    let ours = median(5, || {
        let _ = std::fs::remove_dir_all(&data);
        run(&["--data", text(&data), "replay", text(&warc)])
    });
    row("issue of 2016-04-15 (146 documents), replay into SQLite, median of 5", &ours, "under 1.5 s");
    match lxml(folder.path(), &xml) {
        Some(theirs) => {
            row("  lxml parses it and walks every text, median of 5", &theirs, "");
            println!("  ratio, whole replay / lxml's parse alone: {:.2}", ours.as_secs_f64() / theirs.as_secs_f64());
        }
        None => println!("  no peer: python3 has no lxml here"),
    }
    serve(&data);
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn row(what: &str, took: &Duration, promise: &str) {
    println!("{what:<76} {:>9.1} ms  {promise}", took.as_secs_f64() * 1000.0);
}

fn median(rounds: usize, mut once: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let from = Instant::now();
            once();
            from.elapsed()
        })
        .collect();
    times.sort();
    times[rounds / 2]
}

fn run(args: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_tidewaiter")).args(args).output().expect("the program runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn recording(folder: &Path, xml: &[u8]) -> PathBuf {
    let path = folder.join("issue.warc");
    let file = std::fs::File::create(&path).expect("a file");
    let at = "2016-04-15T12:00:00Z".parse().expect("an instant");
    let mut warc = wire::WarcWriter::new(file, at).expect("a recording");
    let headers = vec![("content-type".to_owned(), "application/xml".to_owned())];
    let answer =
        model::capture::Answer { url: ADDRESS.to_owned(), status: 200, headers, captured_at: at, body: xml.to_vec() };
    warc.write(&answer).expect("written");
    warc.finish().expect("written");
    path
}

fn lxml(folder: &Path, xml: &[u8]) -> Option<Duration> {
    let file = folder.join("issue.xml");
    std::fs::write(&file, xml).ok()?;
    let script = "import sys,time\nfrom lxml import etree\nt=[]\nfor _ in range(5):\n a=time.perf_counter(); n=sum(len(x) for x in etree.parse(sys.argv[1]).getroot().itertext()); t.append(time.perf_counter()-a)\nprint(sorted(t)[2])";
    let done = Command::new("python3").args(["-c", script, text(&file)]).stderr(Stdio::null()).output().ok()?;
    let seconds: f64 = String::from_utf8_lossy(&done.stdout).trim().parse().ok()?;
    Some(Duration::from_secs_f64(seconds))
}

/// The service on that data: its memory when idle, and the processor time of an article page over one connection.
fn serve(data: &Path) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(["--data", text(data), "--now", "2016-04-18T12:00:00Z", "up", "--listen", "127.0.0.1:18642"])
        .stderr(Stdio::null())
        .spawn()
        .expect("the service starts");
    let from = Instant::now();
    while TcpStream::connect("127.0.0.1:18642").is_err() && from.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(2));
    }
    row("start to listening", &from.elapsed(), "");
    std::thread::sleep(Duration::from_secs(3));
    println!("{:<76} {:>9.1} MB  under 80 MB", "idle `up`, resident", resident_mb(&child));
    let paths: Vec<String> = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .args(["--data", text(data), "--json", "stories", "--state", "published"])
        .output()
        .map(|done| {
            String::from_utf8_lossy(&done.stdout)
                .lines()
                .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
                .filter_map(|story| story["ref"].as_str().map(|r| format!("/{r}")))
                .collect()
        })
        .unwrap_or_default();
    let article = paths.first().map(|path| address(path)).unwrap_or_else(|| "/".to_owned());
    ask(&article, 200);
    let before = cpu_ms(&child);
    ask(&article, PAGES);
    let each = (cpu_ms(&child) - before) / f64::from(PAGES);
    println!(
        "{:<76} {each:>9.3} ms  under 1 ms",
        format!("an article page, processor time, {PAGES} over one connection")
    );
    println!("{:<76} {:>9.1} MB", "resident after that", resident_mb(&child));
    let _ = child.kill();
    let _ = child.wait();
}

/// Where a number's redirect leads.
fn address(path: &str) -> String {
    let mut stream = TcpStream::connect("127.0.0.1:18642").expect("connected");
    write!(stream, "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n").expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or("/").trim().to_owned()
}

fn ask(path: &str, times: u32) {
    let stream = TcpStream::connect("127.0.0.1:18642").expect("connected");
    stream.set_nodelay(true).expect("set");
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    let mut reader = BufReader::new(stream.try_clone().expect("one connection"));
    let mut writer = stream;
    for _ in 0..times {
        writer.write_all(request.as_bytes()).expect("asked");
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            reader.read_line(&mut line).expect("answered");
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().expect("a number");
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        assert!(body.len() > 1000, "a page");
    }
}

fn resident_mb(child: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let kb = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse::<f64>().ok());
    kb.unwrap_or(f64::NAN) / 1024.0
}

/// User and system time of the process so far; Linux counts in hundredths of a second.
fn cpu_ms(child: &Child) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (ticks(11) + ticks(12)) * 10.0
}
