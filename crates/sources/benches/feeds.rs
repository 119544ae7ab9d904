//! Feeds beside fastfeedparser, the fastest reader of feeds in Python: `cargo bench -p sources --bench feeds`.
//!
//! Two sets: the real feeds among the shared captures, as many of them as both accept, and one feed of 2,000 items that the shared
//! generator makes. Both sides go from bytes to items with title, link, texts and date; ours with the dates as instants. CPU time, one
//! thread, both in turns; and as a third line what the whole way to documents costs, which fastfeedparser does not go. The promise: at
//! least 5 times its rate. In November 2026, on two cores: 6.4 times on the real feeds, 5.8 times on the made one. Wants
//! TIDEWAITER_SHARED and, in TIDEWAITER_TEST_PYTHON or as python3, a Python with fastfeedparser.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use sources::Catalogue;
use sources::feeds::{self, FeedText};

mod measured;

use measured::{cpu_seconds, median, reading};

const ROUNDS: usize = 5;
const PASSES: u32 = 20;
const PROMISE: f64 = 5.0;
const ADDRESS: &str = "https://content.govdelivery.com/accounts/USDHSCBP/widgets/USDHSCBP_WIDGET_2.rss";

/// Prints, for each file that can be read, its name and the number of its items; then the seconds of CPU for all of them.
const PEER: &str = "
import sys, time, fastfeedparser
feeds = []
for path in sys.argv[2:]:
    data = open(path, 'rb').read()
    try:
        print(path, len(fastfeedparser.parse(data).entries)); feeds.append(data)
    except Exception:
        pass
begun = time.process_time()
for _ in range(int(sys.argv[1])):
    for data in feeds: fastfeedparser.parse(data)
print(time.process_time() - begun)
";

fn main() {
    let shared = std::env::var("TIDEWAITER_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let (shared, folder) = (PathBuf::from(shared), tempfile::tempdir().expect("a folder"));
    let real = real_feeds(&shared.join("data"), folder.path());
    if real.is_empty() {
        return println!("skipped: no captures in {}; set TIDEWAITER_SHARED", shared.display());
    }
    compare("real feeds", &real);
    match generated(&shared.join("bench/common/gen.py"), folder.path()) {
        Some(path) => compare("a made feed of 2,000 items", &[path]),
        None => println!("skipped: the generator of the shared benches does not run here"),
    }
}

/// The real feeds of the captures, unpacked.
fn real_feeds(data: &Path, folder: &Path) -> Vec<PathBuf> {
    let Ok(expected) = std::fs::read(data.join("EXPECTED.json")) else { return Vec::new() };
    let expected: serde_json::Value = serde_json::from_slice(&expected).expect("JSON");
    let real = expected["other"]["feeds"]["real_world"].as_object().expect("real feeds");
    let unpack = |(at, name): (usize, &String)| {
        let bytes = std::fs::read(data.join(name)).expect("a capture");
        let bytes =
            if name.ends_with(".zst") { zstd::stream::decode_all(&bytes[..]).expect("unpacked") } else { bytes };
        let path = folder.join(format!("{at}.xml"));
        std::fs::write(&path, bytes).expect("written");
        path
    };
    real.keys().enumerate().map(unpack).collect()
}

fn python() -> Command {
    Command::new(std::env::var_os("TIDEWAITER_TEST_PYTHON").unwrap_or_else(|| "python3".into()))
}

fn generated(generator: &Path, folder: &Path) -> Option<PathBuf> {
    let path = folder.join("made.xml");
    let done = python().arg(generator).args(["feed", "2000"]).arg(&path).output().ok()?;
    // One version of it writes the file, another prints it.
    if !path.exists() {
        std::fs::write(&path, done.stdout).ok()?;
    }
    done.status.success().then_some(path)
}

fn compare(what: &str, paths: &[PathBuf]) {
    let mut theirs = Vec::new();
    let (mut ours, mut whole) = (Vec::new(), Vec::new());
    let (mut accepted, mut items) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        let done = python().args(["-c", PEER, "20"]).args(paths).output().expect("Python runs");
        if !done.status.success() {
            return println!(
                "skipped: this Python has no fastfeedparser; ./test makes one that has, or name one in TIDEWAITER_TEST_PYTHON"
            );
        }
        let said = String::from_utf8(done.stdout).expect("text");
        let mut lines: Vec<&str> = said.lines().collect();
        theirs.push(lines.pop().expect("seconds").parse::<f64>().expect("seconds") / 20.0);
        if round == 0 {
            for line in lines {
                let (path, count) = line.rsplit_once(' ').expect("a path and a number");
                let bytes = std::fs::read(path).expect("a feed");
                let count: usize = count.parse().expect("a number");
                let text = FeedText::of(&bytes, None);
                let feed = text.read(ADDRESS).expect("what they accept, we accept");
                assert!(feed.items.len() + feed.cut.iter().count() >= count, "no item is lost: {path}");
                items += count;
                accepted.push(bytes);
            }
        }
        ours.push(cpu_seconds(PASSES, || accepted.iter().for_each(|bytes| items_and_dates(bytes))));
        let catalogue = Catalogue::bundled();
        whole.push(cpu_seconds(PASSES, || {
            accepted.iter().for_each(|bytes| drop(black_box(reading(&catalogue, ADDRESS, bytes))))
        }));
    }
    let bytes: usize = accepted.iter().map(Vec::len).sum();
    println!("{what}: {} files, {} kB, {items} items, median of {ROUNDS}", accepted.len(), bytes / 1000);
    let theirs = median(theirs);
    for (name, seconds) in [("fastfeedparser", theirs), ("tidewaiter", median(ours)), ("  to documents", median(whole))]
    {
        println!(
            "  {name:<16} {:>8.1} MB/s {:>10.0} items/s, ratio {:.1}",
            bytes as f64 / 1e6 / seconds,
            items as f64 / seconds,
            theirs / seconds
        );
    }
    println!("  promised: {PROMISE}");
}

fn items_and_dates(bytes: &[u8]) {
    let text = FeedText::of(bytes, None);
    let Ok(feed) = text.read(ADDRESS) else { return };
    for item in &feed.items {
        black_box(item.date.as_deref().and_then(feeds::moment));
    }
    black_box(feed);
}
