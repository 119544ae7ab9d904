//! What the replay of a month costs: `cargo bench -p tidewaiter --bench replay`. The promise: under 300 MB at most, and a month takes no
//! more than its first third.
//!
//! The month has an issue of the Federal Register on each business day (the one of April 15, 2016, under other dates and numbers) and the
//! twenty states of the list of Specially Designated Nationals from February 1 to March 15, 2024, as the shared captures have them.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;

use measured::measured;
use model::capture::Answer;
use model::{Date, Timestamp};

mod measured;

const ISSUE: &str = "federal-register/day-xml/2016-04-15.xml.zst";
const STATES: &str = "sanctions/us-ofac/sdn-csv-daily";
const LIST: &str = "https://www.treasury.gov/ofac/downloads/sdn.csv";
/// After the last of it.
const NOW: &str = "2024-03-16T12:00:00Z";
const MEMORY_MAX_MB: u64 = 300;

fn main() {
    let beside = || concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into();
    let shared = std::env::var_os("TIDEWAITER_SHARED").map_or_else(beside, PathBuf::from).join("data");
    if !shared.join(ISSUE).exists() {
        println!("not measured: the shared captures are not in {}", shared.display());
        return;
    }
    let answers = month(&shared);
    let folder = tempfile::tempdir().expect("a folder");
    let memory = ["third", "month"].map(|part| {
        let some = &answers[..if part == "third" { answers.len() / 3 } else { answers.len() }];
        let bytes: usize = some.iter().map(|answer| answer.body.len()).sum();
        let recording = folder.path().join(format!("{part}.warc"));
        let file = BufWriter::new(std::fs::File::create(&recording).expect("a file"));
        let mut warc = wire::WarcWriter::new(file, NOW.parse().expect("an instant")).expect("a recording");
        some.iter().for_each(|answer| warc.write(answer).expect("written"));
        warc.finish().expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
        command.arg("--data").arg(folder.path().join(part)).args(["--now", NOW, "replay"]).arg(&recording);
        let (took, memory) = measured(command);
        let (answers, seconds) = (some.len(), took.as_secs_f64());
        println!(
            "{part}: {answers} answers, {} MB, in {seconds:.1} s, {memory} MB resident at most",
            bytes / 1_000_000
        );
        memory
    });
    assert!(memory[1] < MEMORY_MAX_MB, "under {MEMORY_MAX_MB} MB");
    assert!(memory[1] <= memory[0] + memory[0] / 4, "memory grows with the month");
}

/// The answers of the month in the order of their instants.
fn month(shared: &Path) -> Vec<Answer> {
    let unpacked = |path: &Path| zstd::decode_all(&std::fs::read(path).expect("a file")[..]).expect("it unpacks");
    let mut answers: Vec<Answer> = std::fs::read_dir(shared.join(STATES))
        .expect("a folder")
        .map(|entry| {
            // 2024-02-01T184322Z_sdn.csv.zst
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            let at = format!("{}:{}:{}", &name[..13], &name[13..15], &name[15..18]);
            answer(&at, LIST, "text/csv", unpacked(&path))
        })
        .collect();
    let issue = String::from_utf8(unpacked(&shared.join(ISSUE))).expect("UTF-8");
    let first: Date = "2024-02-01".parse().expect("a day");
    for (n, day) in
        first.series(jiff::Span::new().days(1)).filter(|day| model::title::is_business_day(*day)).take(22).enumerate()
    {
        let url = format!("https://www.govinfo.gov/bulkdata/FR/{}/FR-{day}.xml", day.strftime("%Y/%m"));
        let body = issue.replace("2016-08", &format!("2024-{:02}", n + 10));
        answers.push(answer(&format!("{day}T12:00:00Z"), &url, "application/xml", body.into_bytes()));
    }
    answers.sort_by_key(|answer| answer.captured_at);
    answers
}

fn answer(at: &str, url: &str, content_type: &str, body: Vec<u8>) -> Answer {
    let captured_at: Timestamp = at.parse().expect("an instant");
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    Answer { url: url.to_owned(), status: 200, headers, captured_at, body }
}
