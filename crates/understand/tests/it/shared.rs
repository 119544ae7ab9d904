//! Where the real captures are, and how they are read: through the sources that will read them in service.

use std::io::{BufReader, Cursor};
use std::path::PathBuf;
use std::sync::OnceLock;

use model::capture::{CaptureHead, CaptureId, Origin, Sha256};
use model::document::{Document, DocumentState};
use model::findings::Arrival;
use model::reading::{Found, Reading};
use sources::Catalogue;

/// The bytes of a capture, unpacked; `None` where the captures are absent.
pub fn bytes(path: &str) -> Option<Vec<u8>> {
    let packed = packed(path)?;
    if path.ends_with(".zst") { zstd::decode_all(Cursor::new(packed)).ok() } else { Some(packed) }
}

/// The bytes of a file as it lies there; `None` where the captures are absent.
pub fn packed(path: &str) -> Option<Vec<u8>> {
    let root = std::env::var("TIDEWAITER_SHARED")
        .map_or_else(|_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let file = root.join("data").join(path);
    let Ok(packed) = std::fs::read(&file) else {
        assert!(std::env::var_os("CI").is_none(), "{} is absent under CI", file.display());
        println!("skipped: {} is absent (set TIDEWAITER_SHARED)", file.display());
        return None;
    };
    Some(packed)
}

/// What the claimant of that address reads in those bytes.
pub fn read(url: &str, at: &str, body: Vec<u8>) -> Reading {
    let catalogue = Catalogue::bundled();
    let source = catalogue.claimant(url).expect("a source claims the address").clone();
    let head = CaptureHead {
        id: CaptureId::new("0"),
        source,
        url: url.to_owned(),
        status: 200,
        headers: vec![],
        captured_at: at.parse().expect("instant"),
        origin: Origin::Replayed,
        sha256: Sha256([0; 32]),
        size_bytes: body.len() as u64,
    };
    catalogue.read(&head, &mut BufReader::new(Cursor::new(body)))
}

/// The documents of a reading, understood.
pub fn arrivals(reading: Reading) -> Vec<Arrival> {
    let Found::Renditions(renditions) = reading.found else { panic!("no documents: {:?}", reading.notes) };
    renditions
        .into_iter()
        .map(|rendition| {
            let document = Document {
                id: rendition.document,
                version: 1,
                state: DocumentState::Published,
                source: model::request::SourceId::new("us-govinfo-fr"),
                capture: CaptureId::new("0"),
                captured_at: "2016-04-15T12:00:00Z".parse().expect("instant"),
                told_before: None,
                sha256: Sha256([0; 32]),
                fields: rendition.fields,
            };
            Arrival { findings: understand::findings(&document), document, changes: vec![] }
        })
        .collect()
}

/// The issue of April 15, 2016, read once for all tests.
pub fn issue() -> Option<&'static [Arrival]> {
    static ISSUE: OnceLock<Option<Vec<Arrival>>> = OnceLock::new();
    ISSUE.get_or_init(read_issue).as_deref()
}

fn read_issue() -> Option<Vec<Arrival>> {
    let body = bytes("federal-register/day-xml/2016-04-15.xml.zst")?;
    Some(arrivals(read("https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml", "2016-04-15T12:00:00Z", body)))
}
