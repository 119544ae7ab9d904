//! A whole issue of the Federal Register in XML, beside lxml: `cargo bench -p sources --bench register`.
//!
//! Both sides go from bytes to the documents of the issue, each with its number, subject, agencies, CFR heading and all its paragraphs as text,
//! and must find the same numbers. Ours take dates of effect, dockets, footnotes and tables as well. CPU time, one thread, in turns. The promise:
//! at least 5 times lxml's rate. Wants TIDEWAITER_SHARED and, in TIDEWAITER_TEST_PYTHON or as python3, a Python with lxml.

use std::hint::black_box;
use std::path::PathBuf;
use std::process::Command;

use model::reading::Found;
use sources::Catalogue;

mod measured;

use measured::{cpu_seconds, median, reading};

const ROUNDS: usize = 7;
const PROMISE: f64 = 5.0;
const ADDRESS: &str = "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml";

/// Reads the issue once more often than it counts; prints the seconds of CPU for one round, the numbers, and how many paragraphs.
const PEER: &str = "
import re, sys, time
from lxml import etree
data = open(sys.argv[1], 'rb').read()
def text(element): return ' '.join(''.join(element.itertext()).split())
def documents(data):
    root, out = etree.fromstring(data), []
    for e in root.iter('RULE', 'PRORULE', 'NOTICE', 'PRESDOCU'):
        number = next((m[1] for m in (re.search(r'FR Doc\\.? *([\\w\\u2013-]+)', text(d)) for d in e.iter('FRDOC')) if m), None)
        out.append((number, [text(s) for s in e.iter('SUBJECT')], [text(s) for s in e.iter('AGENCY', 'SUBAGY')],
                    [text(s) for s in e.iter('CFR')], [text(p) for p in e.iter('P', 'FP', 'HD', 'LI')]))
    return out
found = documents(data)
begun = time.process_time()
documents(data)
print(time.process_time() - begun)
print(' '.join(sorted((d[0] or '').replace('\\u2013', '-') for d in found)))
print(sum(len(d[4]) for d in found))
";

fn main() {
    let shared = std::env::var("TIDEWAITER_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let file = PathBuf::from(shared).join("data/federal-register/day-xml/2016-04-15.xml.zst");
    let Some(bytes) = std::fs::read(&file).ok().and_then(|packed| zstd::decode_all(&packed[..]).ok()) else {
        return println!("skipped: no capture at {}; set TIDEWAITER_SHARED", file.display());
    };
    let issue = std::env::temp_dir().join(format!("tidewaiter-bench-register-{}.xml", std::process::id()));
    std::fs::write(&issue, &bytes).expect("written");
    run(&bytes, &issue);
    std::fs::remove_file(&issue).expect("removed");
}

fn run(bytes: &[u8], issue: &PathBuf) {
    let catalogue = Catalogue::bundled();
    let python = std::env::var_os("TIDEWAITER_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let (mut ours, mut theirs, mut paragraphs) = (Vec::new(), Vec::new(), (0, String::new()));
    for _ in 0..ROUNDS {
        let mut found = Vec::new();
        ours.push(cpu_seconds(1, || found = read(&catalogue, bytes)));
        let mut numbers: Vec<&str> = found.iter().map(|(number, _)| number.as_str()).collect();
        numbers.sort_unstable();
        paragraphs.0 = found.iter().map(|(_, paragraphs)| paragraphs).sum();
        let done = Command::new(&python).args(["-c", PEER]).arg(issue).output().expect("Python runs");
        if !done.status.success() {
            return println!(
                "skipped: this Python has no lxml; ./test makes one that has, or name one in TIDEWAITER_TEST_PYTHON"
            );
        }
        let said = String::from_utf8(done.stdout).expect("text");
        let mut lines = said.lines();
        theirs.push(lines.next().expect("seconds").parse::<f64>().expect("seconds"));
        assert_eq!(lines.next().expect("numbers"), numbers.join(" "), "both find the same documents");
        paragraphs.1 = lines.next().expect("a count").to_owned();
        black_box(found);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "an issue of {} kB, {} paragraphs of ours and {} of lxml's, median of {ROUNDS}",
        bytes.len() / 1000,
        paragraphs.0,
        paragraphs.1
    );
    for (name, seconds) in [("lxml", theirs), ("tidewaiter", ours)] {
        println!(
            "  {name:<12} {:>7.1} ms of CPU {:>8.1} MB/s, ratio {:.1}",
            seconds * 1e3,
            bytes.len() as f64 / 1e6 / seconds,
            theirs / seconds
        );
    }
    println!("  promised: {PROMISE}");
}

/// The number and the count of paragraphs of each document.
fn read(catalogue: &Catalogue, bytes: &[u8]) -> Vec<(String, usize)> {
    match reading(catalogue, ADDRESS, bytes).found {
        Found::Renditions(found) => found
            .into_iter()
            .map(|one| (one.fields.document_number.unwrap_or_default(), one.fields.paragraphs.len()))
            .collect(),
        other => panic!("no issue: {other:?}"),
    }
}
