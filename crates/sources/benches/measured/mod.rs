//! What the benches of readers share: a capture as the service reads it, and what a pass costs in time of the CPU.

use model::Timestamp;
use model::capture::{CaptureHead, CaptureId, Origin, Sha256};
use model::reading::Reading;
use sources::Catalogue;

/// What the service reads in these bytes of that address.
pub fn reading(catalogue: &Catalogue, url: &str, bytes: &[u8]) -> Reading {
    let head = CaptureHead {
        id: CaptureId::new("000000000000000000000000"),
        source: catalogue.claimant(url).expect("a source").clone(),
        url: url.to_owned(),
        status: 200,
        headers: Vec::new(),
        captured_at: Timestamp::UNIX_EPOCH,
        origin: Origin::Live,
        sha256: Sha256([0; 32]),
        size_bytes: bytes.len() as u64,
    };
    catalogue.read(&head, &mut &bytes[..])
}

/// The middle one, the upper of two.
pub fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// What one pass costs: nanoseconds on a CPU of this process's first thread, the first field of /proc/self/schedstat.
pub fn cpu_seconds(passes: u32, mut pass: impl FnMut()) -> f64 {
    let now = || -> f64 {
        let stat = std::fs::read_to_string("/proc/self/schedstat").expect("CPU times in /proc");
        stat.split_whitespace().next().and_then(|nanos| nanos.parse().ok()).expect("nanoseconds")
    };
    let begun = now();
    (0..passes).for_each(|_| pass());
    (now() - begun) / 1e9 / f64::from(passes)
}
