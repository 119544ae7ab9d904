//! What a text says, beside eyecite with Hyperscan: `cargo bench -p understand --bench cite`.
//!
//! Every document of the captured Federal Register, as plain text; both sides go from the same text to citations, and ours then to all that
//! is found: dates, codes, countries, agencies, topics, and whether it is told. CPU time, one thread, both in turns. The promises: for
//! citations alone at least 50 times eyecite's MB per CPU second, for everything 20 times, each citation of law that it finds is found,
//! a rule of 600 pages in half a second, the difference of two states of the SDN list in a second. Wants TIDEWAITER_SHARED and, in
//! TIDEWAITER_TEST_PYTHON or as python3, a Python with eyecite and hyperscan; without them only our own rates are told.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use model::Timestamp;
use model::capture::{CaptureId, Sha256};
use model::document::{Document, DocumentId, DocumentState, Fields};
use model::findings::{Arrival, Findings};
use model::reading::Found;
use model::request::SourceId;
use sources::Catalogue;
use understand::cite;

#[path = "../../sources/benches/measured/mod.rs"]
mod measured;

use measured::{cpu_seconds, median, reading};

const ROUNDS: usize = 3;
const PASSES: u32 = 5;
const PROMISED_CITATIONS: f64 = 50.0;
const PROMISED_EVERYTHING: f64 = 20.0;
const PROMISED_RULE_SECONDS: f64 = 0.5;
const PROMISED_LIST_SECONDS: f64 = 1.0;
/// A page of the Federal Register holds about so many characters.
const PAGE_BYTES: usize = 7_200;

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

/// A document, and all its text as one.
struct Told {
    arrival: Arrival,
    text: String,
}

fn main() {
    let shared = std::env::var("TIDEWAITER_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let data = PathBuf::from(&shared).join("data");
    let mut documents = documents(&data.join("federal-register"));
    if documents.is_empty() {
        return println!("skipped: no captures in {shared}; set TIDEWAITER_SHARED");
    }
    beside_eyecite(&mut documents);
    long_rule(&documents);
    lists(&data.join("sanctions/us-ofac/xml"));
}

fn beside_eyecite(documents: &mut [Told]) {
    let texts: Vec<String> = documents.iter().map(|told| told.text.clone()).collect();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
    let (mut citations, mut everything, mut theirs, mut law) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        citations.push(cpu_seconds(PASSES, || texts.iter().for_each(|text| drop(black_box(cite::find(text))))));
        everything.push(cpu_seconds(PASSES, || documents.iter_mut().for_each(all_of)));
        if let Some((seconds, found)) = peer(&texts) {
            theirs.push(seconds);
            law = found;
        }
    }
    let found: usize = texts.iter().map(|text| cite::find(text).len()).sum();
    let dates: usize = documents.iter().map(|told| told.arrival.findings.dates.len()).sum();
    let (citations, everything) = (median(citations), median(everything));
    println!("{} documents, {:.1} MB, MB per CPU second, median of {ROUNDS}", documents.len(), bytes as f64 / 1e6);
    println!("  tidewaiter, citations  {:>8.1}, {found} citations", rate(citations));
    println!("  tidewaiter, everything {:>8.1}, {dates} dates", rate(everything));
    if theirs.is_empty() {
        return println!("  eyecite skipped: name a Python that has eyecite and hyperscan in TIDEWAITER_TEST_PYTHON");
    }
    let theirs = median(theirs);
    println!("  eyecite-hyperscan      {:>8.1}, {} citations of law", rate(theirs), law.len());
    println!("  ratio for citations {:.1}, promised {PROMISED_CITATIONS}", theirs / citations);
    println!("  ratio for everything {:.1}, promised {PROMISED_EVERYTHING}", theirs / everything);
    println!("  of its citations of law {} are not found here, promised none", missed(&texts, &law));
}

/// All that is found in a document: citations of the whole text, not of title and abstract alone; all else reads the whole text by itself.
fn all_of(told: &mut Told) {
    black_box(cite::find(&told.text));
    black_box(understand::agencies::of(&told.arrival.document.fields));
    told.arrival.findings = understand::findings(&told.arrival.document);
    black_box(understand::relevance::judge(&told.arrival));
}

/// The paragraphs of as many documents as fill 600 pages, as one rule.
fn long_rule(documents: &[Told]) {
    let mut fields = Fields { paragraphs: Vec::new(), ..documents[0].arrival.document.fields.clone() };
    let mut bytes = 0;
    for paragraph in documents.iter().flat_map(|told| &told.arrival.document.fields.paragraphs) {
        if bytes < 600 * PAGE_BYTES {
            bytes += paragraph.text.len();
            fields.paragraphs.push(paragraph.clone());
        }
    }
    let mut rule = told(documents[0].arrival.document.id.clone(), fields);
    let seconds = cpu_seconds(1, || all_of(&mut rule));
    println!("a rule of 600 pages, {:.1} MB: {seconds:.3} s, promised {PROMISED_RULE_SECONDS}", bytes as f64 / 1e6);
}

fn lists(folder: &Path) {
    let files = ["2021-03-10_sdn.xml.zst", "2024-05-07_sdn.xml.zst"];
    let states = files.map(|name| match read("https://www.treasury.gov/ofac/downloads/sdn.xml", &folder.join(name)) {
        Found::Lists(mut lists) => lists.remove(0),
        other => panic!("no list: {other:?}"),
    });
    let changes = understand::compare::list(&states[0], &states[1]).len();
    let seconds = cpu_seconds(PASSES, || drop(black_box(understand::compare::list(&states[0], &states[1]))));
    let entries = states.map(|state| state.entries.len());
    println!("two SDN lists, {entries:?} entries, {changes} changes: {seconds:.3} s, promised {PROMISED_LIST_SECONDS}");
}

/// Every document of the captured issue and of the single documents, as the service reads them.
fn documents(folder: &Path) -> Vec<Told> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().trim_end_matches(".zst").ends_with(".xml") {
                files.push(path);
            }
        }
    }
    files.sort();
    for path in files {
        let name = path.to_string_lossy().into_owned();
        let url = match name.split_once("/document-xml/") {
            Some((_, path)) => format!("https://www.federalregister.gov/{}", path.trim_end_matches(".zst")),
            None => "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml".to_owned(),
        };
        let Found::Renditions(renditions) = read(&url, &path) else { panic!("{name} holds no documents") };
        out.extend(renditions.into_iter().map(|rendition| told(rendition.document, rendition.fields)));
    }
    out
}

fn told(id: DocumentId, fields: Fields) -> Told {
    let heads = [&fields.title, &fields.abstract_text].into_iter().flatten().map(String::as_str);
    let text = heads.chain(fields.paragraphs.iter().map(|p| p.text.as_str())).collect::<Vec<_>>().join("\n");
    let document = Document {
        id,
        version: 1,
        state: DocumentState::Published,
        source: SourceId::new("us-govinfo-fr"),
        capture: CaptureId::new("000000000000000000000000"),
        captured_at: Timestamp::UNIX_EPOCH,
        told_before: None,
        sha256: Sha256([0; 32]),
        fields,
    };
    Told { arrival: Arrival { document, findings: Findings::default(), changes: Vec::new() }, text }
}

/// What the service reads in a capture.
fn read(url: &str, path: &Path) -> Found {
    let bytes = std::fs::read(path).expect("a capture");
    let packed = path.extension().is_some_and(|end| end == "zst");
    let bytes = if packed { zstd::decode_all(&bytes[..]).expect("unpacked") } else { bytes };
    reading(&Catalogue::bundled(), url, &bytes).found
}

fn peer(texts: &[String]) -> Option<(f64, Vec<[usize; 3]>)> {
    let path = std::env::temp_dir().join(format!("tidewaiter-cite-{}.json", std::process::id()));
    std::fs::write(&path, serde_json::to_vec(texts).expect("JSON")).expect("written");
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
fn missed(texts: &[String], law: &[[usize; 3]]) -> usize {
    let ours: Vec<_> = texts.iter().map(|text| cite::find(text)).collect();
    let absent = |[at, start, end]: &&[usize; 3]| !ours[*at].iter().any(|c| c.start < *end && *start < c.end);
    let absent: Vec<_> = law.iter().filter(absent).collect();
    for [at, start, end] in &absent {
        println!("  not found: {}", understand::span::slice(&texts[*at], *start, *end));
    }
    absent.len()
}
