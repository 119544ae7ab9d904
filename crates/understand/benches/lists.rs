//! Two real SDN files in XML, parsed and compared, beside lxml: `cargo bench -p understand --bench lists`.
//!
//! Both sides go from bytes to entries with names, programs, aliases, addresses and remarks, and to the sets of those added, removed and
//! amended, which must be equal; ours take papers, days and places of birth and ships as well, and say every value that differs. CPU time, one
//! thread, in turns. The promise: at least 4 times lxml's rate, in less than 200 MB. In November 2026, on two busy cores: 4.3 times,
//! 126 MB. Wants TIDEWAITER_SHARED and, in TIDEWAITER_TEST_PYTHON or
//! as python3, a Python with lxml.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use model::change::{Action, Change};
use model::reading::Found;
use model::snapshot::Snapshot;
use sources::Catalogue;

#[path = "../../sources/benches/measured/mod.rs"]
mod measured;

use measured::{cpu_seconds, median, reading};

const ROUNDS: usize = 5;
const PROMISE: f64 = 4.0;
const MEMORY_MB_MAX: u64 = 200;
const ADDRESS: &str = "https://www.treasury.gov/ofac/downloads/sdn.xml";
const FILES: [&str; 2] = ["2021-03-10_sdn.xml.zst", "2024-05-07_sdn.xml.zst"];

/// The fields of ours that the peer reads too.
const FIELDS: [&str; 6] = ["firstName", "lastName", "programList", "akaList", "addressList", "remarks"];

/// Reads both files once more often than it counts; prints the three sets, and the seconds of CPU for one round.
const PEER: &str = "
import sys, time
from lxml import etree
files = [open(path, 'rb').read() for path in sys.argv[1:3]]
def entries(data):
    root = etree.fromstring(data); ns = '{' + etree.QName(root).namespace + '}'; out = {}
    for e in root.iter(ns + 'sdnEntry'):
        text = lambda element, name: (element.findtext(ns + name) or '').strip()
        names = sorted((text(a, 'type'), text(a, 'category'), text(a, 'firstName'), text(a, 'lastName')) for a in e.iter(ns + 'aka'))
        places = sorted(tuple(text(a, n) for n in ('address1', 'address2', 'address3', 'city', 'stateOrProvince', 'postalCode', 'country')) for a in e.iter(ns + 'address'))
        out[e.findtext(ns + 'uid')] = (text(e, 'firstName'), text(e, 'lastName'), tuple(sorted(p.text for p in e.iter(ns + 'program'))), tuple(names), tuple(places), text(e, 'remarks'))
    return out
def compare():
    a, b = (entries(data) for data in files)
    return [k for k in b if k not in a], [k for k in a if k not in b], [k for k in b if k in a and a[k] != b[k]]
sets = compare()
begun = time.process_time()
compare()
print(time.process_time() - begun)
for one in sets: print(' '.join(sorted(one)))
";

fn main() {
    let shared = std::env::var("TIDEWAITER_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let folder = PathBuf::from(shared).join("data/sanctions/us-ofac/xml");
    let Some(files) = FILES.map(|name| unpacked(&folder.join(name))).into_iter().collect::<Option<Vec<_>>>() else {
        return println!("skipped: no captures in {}; set TIDEWAITER_SHARED", folder.display());
    };
    let scratch = std::env::temp_dir().join(format!("tidewaiter-bench-lists-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("a folder");
    let paths: Vec<PathBuf> = FILES.iter().map(|name| scratch.join(name)).collect();
    paths.iter().zip(&files).for_each(|(path, bytes)| std::fs::write(path, bytes).expect("written"));
    run(&files, &paths);
    std::fs::remove_dir_all(&scratch).expect("removed");
}

fn run(files: &[Vec<u8>], paths: &[PathBuf]) {
    let catalogue = Catalogue::bundled();
    let (mut ours, mut theirs, mut sets) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut changes = Vec::new();
        ours.push(cpu_seconds(1, || changes = compared(&catalogue, files)));
        sets = of(&changes);
        black_box(changes);
    }
    let resident_mb = resident_mb();
    let python = std::env::var_os("TIDEWAITER_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    for _ in 0..ROUNDS {
        let done = Command::new(&python).args(["-c", PEER]).args(paths).output().expect("Python runs");
        if !done.status.success() {
            return println!(
                "skipped: this Python has no lxml; ./test makes one that has, or name one in TIDEWAITER_TEST_PYTHON"
            );
        }
        let said = String::from_utf8(done.stdout).expect("text");
        let mut lines = said.lines();
        theirs.push(lines.next().expect("seconds").parse::<f64>().expect("seconds"));
        let told: Vec<Vec<String>> = lines.map(|line| line.split(' ').map(str::to_owned).collect()).collect();
        assert_eq!(told, sets, "both find the same entries added, removed and amended");
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let bytes: usize = files.iter().map(Vec::len).sum();
    println!(
        "two SDN files, {} kB, {} added, {} removed, {} amended, median of {ROUNDS}",
        bytes / 1000,
        sets[0].len(),
        sets[1].len(),
        sets[2].len()
    );
    for (name, seconds) in [("lxml", theirs), ("tidewaiter", ours)] {
        println!(
            "  {name:<12} {seconds:>6.3} s of CPU {:>8.1} MB/s, ratio {:.1}",
            bytes as f64 / 1e6 / seconds,
            theirs / seconds
        );
    }
    println!(
        "  promised: {PROMISE}; most resident {resident_mb} MB with both files in memory, promised {MEMORY_MB_MAX}"
    );
}

fn compared(catalogue: &Catalogue, files: &[Vec<u8>]) -> Vec<Change> {
    let states: Vec<Snapshot> = files.iter().map(|bytes| state(catalogue, bytes)).collect();
    understand::compare::list(&states[0], &states[1])
}

fn state(catalogue: &Catalogue, bytes: &[u8]) -> Snapshot {
    match reading(catalogue, ADDRESS, bytes).found {
        Found::Lists(mut lists) => lists.remove(0),
        other => panic!("no list: {other:?}"),
    }
}

/// The ids added, removed and amended in what the peer reads too.
fn of(changes: &[Change]) -> Vec<Vec<String>> {
    let is_read = |change: &&Change| {
        change.action != Action::Amended || change.fields.iter().any(|field| FIELDS.contains(&field.field.as_str()))
    };
    let ids = |action| {
        let mut ids: Vec<String> = changes
            .iter()
            .filter(|change| change.action == action)
            .filter(is_read)
            .map(|change| change.entry.id.clone())
            .collect();
        ids.sort();
        ids
    };
    vec![ids(Action::Added), ids(Action::Removed), ids(Action::Amended)]
}

fn unpacked(path: &Path) -> Option<Vec<u8>> {
    zstd::decode_all(&std::fs::read(path).ok()?[..]).ok()
}

/// The most memory that the process has held so far.
fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("memory in /proc");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).expect("a number") / 1024
}
