//! The tariff of the United States, 35,000 lines, parsed and compared with the one before: `cargo bench -p understand --bench tariff`.
//!
//! The export of July 2024 as it was captured, and the same with every hundredth rate changed: both read from bytes, chapter by chapter, and
//! compared. CPU time, one thread. The promise: one file parsed and compared in under 0.3 s. Wants TIDEWAITER_SHARED.

use std::path::PathBuf;

use model::Timestamp;
use model::capture::{CaptureHead, CaptureId, Origin, Sha256};
use model::reading::Found;
use model::snapshot::Snapshot;
use sources::Catalogue;

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
        let begun = cpu_seconds();
        let after = read(&catalogue, &changed);
        changes = before.iter().zip(&after).map(|(a, b)| understand::compare::list(a, b).len()).sum();
        seconds.push(cpu_seconds() - begun);
    }
    seconds.sort_by(f64::total_cmp);
    println!(
        "{lines} lines in {} chapters, {} kB, {changes} changes: {:.3} s of CPU to parse and compare, median of {ROUNDS}; promised {PROMISE_SECONDS}",
        before.len(),
        bytes.len() / 1000,
        seconds[ROUNDS / 2]
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
    let head = CaptureHead {
        id: CaptureId::new("000000000000000000000000"),
        source: catalogue.claimant(ADDRESS).expect("a source").clone(),
        url: ADDRESS.to_owned(),
        status: 200,
        headers: Vec::new(),
        captured_at: Timestamp::UNIX_EPOCH,
        origin: Origin::Live,
        sha256: Sha256([0; 32]),
        size_bytes: bytes.len() as u64,
    };
    match catalogue.read(&head, &mut &bytes[..]).found {
        Found::Lists(lists) => lists,
        other => panic!("no tariff: {other:?}"),
    }
}

/// Nanoseconds on a CPU of this process's first thread, the first field of /proc/self/schedstat.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").expect("CPU times in /proc");
    let nanos: f64 = stat.split_whitespace().next().and_then(|nanos| nanos.parse().ok()).expect("nanoseconds");
    nanos / 1e9
}
