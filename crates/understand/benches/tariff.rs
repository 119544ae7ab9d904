//! The tariff of the United States, 35,000 lines, parsed and compared with the one before: `cargo bench -p understand --bench tariff`.
//!
//! The export of July 2024 as it was captured, and the same with every hundredth rate changed: both read from bytes, chapter by chapter, and
//! compared. CPU time, one thread. The promise: one file parsed and compared in under 0.3 s. Wants TIDEWAITER_SHARED.

use std::path::PathBuf;

use model::reading::Found;
use model::snapshot::Snapshot;
use sources::Catalogue;

#[path = "../../sources/benches/measured/mod.rs"]
mod measured;

use measured::{cpu_seconds, median, reading};

const ROUNDS: usize = 7;
const PROMISE_SECONDS: f64 = 0.3;
const ADDRESS: &str = "https://hts.usitc.gov/reststop/exportList?from=0101&to=9999.99&format=CSV";

fn main() {
    let shared = std::env::var("TIDEWAITER_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let file = PathBuf::from(shared).join("data/tariff/us-hts/2024-07_htsdata.csv.zst");
    let Some(bytes) = std::fs::read(&file).ok().and_then(|packed| zstd::decode_all(&packed[..]).ok()) else {
        return println!("skipped: no capture at {}; set TIDEWAITER_SHARED", file.display());
    };
    let catalogue = Catalogue::bundled();
    let changed = revised(&bytes);
    let before = read(&catalogue, &bytes);
    let lines: usize = before.iter().map(|chapter| chapter.entries.len()).sum();
    let (mut seconds, mut changes) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        seconds.push(cpu_seconds(1, || {
            let after = read(&catalogue, &changed);
            changes = before.iter().zip(&after).map(|(a, b)| understand::compare::list(a, b).len()).sum();
        }));
    }
    println!(
        "{lines} lines in {} chapters, {} kB, {changes} changes: {:.3} s of CPU to parse and compare, median of {ROUNDS}; promised {PROMISE_SECONDS}",
        before.len(),
        bytes.len() / 1000,
        median(seconds)
    );
}

/// The same export in which every hundredth free line is dutiable.
fn revised(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut free = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let is_free = line.contains(",Free,") || line.contains(",\"Free\",");
        free += usize::from(is_free);
        if is_free && free % 100 == 0 { line.replacen("Free", "3.7%", 1) } else { line.to_owned() }
    });
    lines.collect::<String>().into_bytes()
}

fn read(catalogue: &Catalogue, bytes: &[u8]) -> Vec<Snapshot> {
    match reading(catalogue, ADDRESS, bytes).found {
        Found::Lists(lists) => lists,
        other => panic!("no tariff: {other:?}"),
    }
}
