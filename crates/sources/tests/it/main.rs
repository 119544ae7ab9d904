//! Sources as the newsroom uses them: through the catalogue, on fixtures and on real captures.
//! One binary for the crate.

mod captures;
mod code;
mod courts;
mod dockets;
mod families;
mod feeds;
mod fixtures;
mod journal;
mod lists;
mod mutations;
mod own;
mod own_pages;
mod own_tables;

use model::Timestamp;
use model::capture::{CaptureHead, CaptureId, Origin, Sha256};
use model::document::Rendition;
use model::reading::{Found, Reading};
use model::request::SourceId;
use sources::Catalogue;

/// The head of a capture of that address, as the source that claims it would get it.
fn head(catalogue: &Catalogue, url: &str, at: &str, size: usize) -> CaptureHead {
    let source = catalogue.claimant(url).cloned().unwrap_or_else(|| SourceId::new("nobody"));
    CaptureHead {
        id: CaptureId::new("000000000000000000000000"),
        source,
        url: url.to_owned(),
        status: 200,
        headers: Vec::new(),
        captured_at: at.parse::<Timestamp>().expect("an instant"),
        origin: Origin::Replayed,
        sha256: Sha256([0; 32]),
        size_bytes: size as u64,
    }
}

/// What the catalogue reads in those bytes.
fn read(catalogue: &Catalogue, url: &str, at: &str, bytes: &[u8]) -> Reading {
    catalogue.read(&head(catalogue, url, at, bytes.len()), &mut &bytes[..])
}

/// The tellings of a reading, whichever sort they are.
fn renditions(reading: &Reading) -> &[Rendition] {
    match &reading.found {
        Found::Renditions(renditions) | Found::Inspection(renditions) => renditions,
        _ => &[],
    }
}
