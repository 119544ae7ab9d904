//! Captures for replay, written as WARC: the real ones beside the repository, the bundled sample days, and invented ones.
//! Real captures are found by TIDEWAITER_SHARED, else in `../shared` beside the repository.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use model::capture::Answer;
use serde_json::Value;
use wire::WarcWriter;

use crate::service::needed;

// The bundled days are the program's own file, read a second time: a copy here would drift from it.
#[allow(dead_code)]
#[path = "../../src/samples.rs"]
mod samples;

pub use samples::{CLOCK, REPORTS};

/// Where the SDN list lay until 2024.
pub const SDN: &str = "https://www.treasury.gov/ofac/downloads/sdn.csv";

/// An answer as it would have been captured at an instant.
pub fn answer(at: &str, url: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    Answer {
        url: url.to_owned(),
        status: 200,
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        captured_at: at.parse().expect("an instant"),
        body: body.into(),
    }
}

/// Writes a recording and gives its path as an argument.
pub fn write(folder: &Path, name: &str, answers: &[Answer]) -> String {
    let path = folder.join(name);
    let file = BufWriter::new(File::create(&path).expect("a file"));
    let mut writer = WarcWriter::new(file, "2026-04-17T12:00:00Z".parse().expect("an instant")).expect("a recording");
    for answer in answers {
        writer.write(answer).expect("a record");
    }
    writer.finish().expect("the end of the recording");
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// The sample days that the program brings.
pub fn sample_days() -> Vec<Answer> {
    samples::CAPTURES.iter().map(|sample| answer(sample.at, sample.url, sample.content_type, sample.body)).collect()
}

/// The real captures; `None`, with a line, where they are not beside the repository.
pub struct Shared {
    data: PathBuf,
    manifest: Vec<Value>,
}

impl Shared {
    pub fn find() -> Option<Self> {
        let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
        let data = std::env::var_os("TIDEWAITER_SHARED").map_or_else(beside, PathBuf::from).join("data");
        let lacking = format!("no real captures in {}; TIDEWAITER_SHARED names their folder", data.display());
        let text = needed(std::fs::read_to_string(data.join("MANIFEST.jsonl")).ok(), &lacking)?;
        let manifest = text.lines().map(|line| serde_json::from_str(line).expect("a line of the manifest")).collect();
        Some(Self { data, manifest })
    }

    /// The folder in whose `data` they lie.
    pub fn folder(&self) -> &Path {
        self.data.parent().unwrap_or(&self.data)
    }

    /// The captures whose files lie under a path, as the manifest tells address and instant, in the order of their instants.
    pub fn answers(&self, prefix: &str) -> Vec<Answer> {
        let named = |row: &&Value| row["path"].as_str().is_some_and(|path| path.starts_with(prefix));
        let word = |row: &Value, key: &str| row[key].as_str().unwrap_or_else(|| panic!("{key} of {row}")).to_owned();
        let read = |row: &Value| {
            let path = word(row, "path");
            let packed = std::fs::read(self.data.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            let body = zstd::decode_all(&packed[..]).unwrap_or_else(|error| panic!("{path}: {error}"));
            let kind = if path.ends_with(".csv.zst") { "text/csv" } else { "application/xml" };
            answer(&word(row, "at"), &word(row, "address"), kind, body)
        };
        let mut answers: Vec<Answer> = self.manifest.iter().filter(named).map(read).collect();
        answers.sort_by_key(|answer| answer.captured_at);
        answers
    }

    /// What comparing one SDN capture with the one before must give, oldest first.
    pub fn expected_sdn_days(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.data.join("EXPECTED.json")).expect("EXPECTED.json");
        let expected: Value = serde_json::from_str(&text).expect("JSON");
        expected["sanctions"]["ofac_sdn_csv_daily"].as_array().expect("the SDN days").clone()
    }
}
