//! Citations beside eyecite with Hyperscan: `cargo bench -p understand --bench cite`.
//!
//! Every document of the captured Federal Register, as plain text; both sides go from the text to citations. CPU time, one thread, both
//! in turns. The promise: at least 50 times eyecite's MB per CPU second, and each citation of law that it finds is found. In November
//! 2026, on two busy cores: 60 times (291 MB/s beside 4.8), and all of its 977. Wants TIDEWAITER_SHARED and, in
//! TIDEWAITER_TEST_PYTHON or as python3, a Python with eyecite and hyperscan; without them only our own rate is told.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use understand::cite;

const ROUNDS: usize = 3;
const PASSES: u32 = 5;
const PROMISE: f64 = 50.0;

/// Prints the seconds of CPU for all documents, then each citation of law as document, start, end.
const PEER: &str = "
import json, sys, tempfile, time
from eyecite import get_citations
from eyecite.tokenizers import HyperscanTokenizer
documents = json.load(open(sys.argv[1]))
tokenizer = HyperscanTokenizer(cache_dir=tempfile.mkdtemp())
get_citations(documents[0], tokenizer=tokenizer)
begun = time.process_time()
found = [get_citations(text, tokenizer=tokenizer) for text in documents]
print(time.process_time() - begun)
for at, citations in enumerate(found):
    for citation in citations:
        if type(citation).__name__ == 'FullLawCitation': print(at, *citation.span())
";

fn main() {
    let shared = std::env::var("TIDEWAITER_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let documents = documents(&PathBuf::from(&shared).join("data/federal-register"));
    if documents.is_empty() {
        return println!("skipped: no captures in {shared}; set TIDEWAITER_SHARED");
    }
    let bytes: usize = documents.iter().map(String::len).sum();
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
    let (mut ours, mut theirs, mut law) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(cpu_seconds(|| documents.iter().for_each(|text| drop(black_box(cite::find(text))))));
        if let Some((seconds, found)) = peer(&documents) {
            theirs.push(seconds);
            law = found;
        }
    }
    let found: usize = documents.iter().map(|text| cite::find(text).len()).sum();
    println!("{} documents, {:.1} MB, median of {ROUNDS}", documents.len(), bytes as f64 / 1e6);
    println!("  tidewaiter        {:>8.1} MB/s, {found} citations", rate(median(&mut ours)));
    if theirs.is_empty() {
        return println!("  eyecite skipped: name a Python that has eyecite and hyperscan in TIDEWAITER_TEST_PYTHON");
    }
    println!("  eyecite-hyperscan {:>8.1} MB/s, {} citations of law", rate(median(&mut theirs)), law.len());
    println!("  ratio {:.1}, promised {PROMISE}", median(&mut theirs) / median(&mut ours));
    println!("  of its citations of law {} are not found here", missed(&documents, &law));
}

/// The text of every document of the captured issues and of the single documents: its paragraphs, one a line.
fn documents(folder: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".xml") || path.to_string_lossy().ends_with(".xml.zst") {
                files.push(path);
            }
        }
    }
    files.sort();
    for path in files {
        let bytes = std::fs::read(&path).expect("a capture");
        let packed = path.extension().is_some_and(|end| end == "zst");
        let bytes = if packed { zstd::decode_all(&bytes[..]).expect("unpacked") } else { bytes };
        let page = String::from_utf8_lossy(&bytes).into_owned();
        for kind in ["RULE", "PRORULE", "NOTICE", "PRESDOCU"] {
            for piece in page.split(&format!("<{kind}>")).skip(1) {
                let end = piece.find(&format!("</{kind}>")).unwrap_or(piece.len());
                out.push(words(&piece[..end]));
            }
        }
    }
    out
}

/// The words of a page: tags of paragraphs end a line, others are left out.
fn words(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    for piece in page.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        if tag.starts_with('/') && !matches!(tag, "/E" | "/SU") {
            out.push('\n');
        }
        if words.starts_with(char::is_whitespace) {
            out.push(' ');
        }
        out.push_str(&words.split_whitespace().collect::<Vec<_>>().join(" "));
        if words.ends_with(char::is_whitespace) {
            out.push(' ');
        }
    }
    characters(&out)
}

/// The text with numbered characters put in (`&#xA7;` is a section sign), and the three that pages must name.
fn characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, piece) in text.split("&#").enumerate() {
        let coded = piece.split_once(';').filter(|_| at > 0).and_then(|(number, rest)| {
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            Some((char::from_u32(code.ok()?)?, rest))
        });
        match coded {
            Some((character, rest)) => {
                out.push(character);
                out.push_str(rest);
            }
            None => out.push_str(piece),
        }
    }
    out.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
}

fn peer(documents: &[String]) -> Option<(f64, Vec<[usize; 3]>)> {
    let path = std::env::temp_dir().join(format!("tidewaiter-cite-{}.json", std::process::id()));
    std::fs::write(&path, serde_json::to_vec(documents).expect("JSON")).expect("written");
    let python = std::env::var_os("TIDEWAITER_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let done = Command::new(python).args(["-c", PEER]).arg(&path).output();
    std::fs::remove_file(&path).expect("removed");
    let done = done.ok().filter(|done| done.status.success())?;
    let said = String::from_utf8(done.stdout).ok()?;
    let mut lines = said.lines();
    let seconds = lines.next()?.parse().ok()?;
    let span = |line: &str| {
        let mut numbers = line.split(' ').map(|number| number.parse().expect("a number"));
        [numbers.next().expect("document"), numbers.next().expect("start"), numbers.next().expect("end")]
    };
    Some((seconds, lines.map(span).collect()))
}

/// How many of the peer's spans none of ours touches.
fn missed(documents: &[String], law: &[[usize; 3]]) -> usize {
    let ours: Vec<_> = documents.iter().map(|text| cite::find(text)).collect();
    let absent = |[at, start, end]: &&[usize; 3]| !ours[*at].iter().any(|c| c.start < *end && *start < c.end);
    let absent: Vec<_> = law.iter().filter(absent).collect();
    for [at, start, end] in &absent {
        println!("  not found: {}", understand::span::slice(&documents[*at], *start, *end));
    }
    absent.len()
}

fn median(seconds: &mut [f64]) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// What one pass costs: nanoseconds on a CPU of this process's first thread, the first field of /proc/self/schedstat.
fn cpu_seconds(mut pass: impl FnMut()) -> f64 {
    let now = || -> f64 {
        let stat = std::fs::read_to_string("/proc/self/schedstat").expect("CPU times in /proc");
        stat.split_whitespace().next().and_then(|nanos| nanos.parse().ok()).expect("nanoseconds")
    };
    let begun = now();
    (0..PASSES).for_each(|_| pass());
    (now() - begun) / 1e9 / f64::from(PASSES)
}
