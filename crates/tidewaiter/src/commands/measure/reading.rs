//! Captures of the Federal Register, read as the service reads them.
//! The address under which each lies in the folder of captures is the one at which the publisher serves it.

use std::io::Cursor;
use std::path::Path;

use model::capture::{CaptureHead, CaptureId, Origin, Sha256};
use model::document::Rendition;
use model::reading::Found;
use sources::Catalogue;

use super::capture;
use crate::ending::Ending;

/// The folder of single documents, whose paths are the publisher's.
pub(super) const SINGLE: &str = "federal-register/document-xml/";
/// A whole issue.
pub(super) const ISSUE: &str = "federal-register/day-xml/2016-04-15.xml.zst";

/// The documents that a captured file of the full text holds.
pub(super) fn full_text(data: &Path, file: &str) -> Result<Vec<Rendition>, Ending> {
    let url = match file.strip_prefix(SINGLE) {
        Some(path) => format!("https://www.federalregister.gov/{}", path.trim_end_matches(".zst")),
        None => "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml".to_owned(),
    };
    documents(&url, capture(data, file)?)
}

/// The documents in an answer of the index.
pub(super) fn index(body: Vec<u8>) -> Result<Vec<Rendition>, Ending> {
    documents("https://www.federalregister.gov/api/v1/documents.json?per_page=1000", body)
}

fn documents(url: &str, body: Vec<u8>) -> Result<Vec<Rendition>, Ending> {
    let unread = |why: String| Ending::wrong(format!("The capture of {url} could not be read: {why}."));
    let catalogue = Catalogue::bundled();
    let source = catalogue.claimant(url).ok_or_else(|| unread("no source claims the address".to_owned()))?;
    let head = CaptureHead {
        id: CaptureId::new("0"),
        source: source.clone(),
        url: url.to_owned(),
        status: 200,
        headers: Vec::new(),
        captured_at: model::Timestamp::UNIX_EPOCH,
        origin: Origin::Replayed,
        sha256: Sha256([0; 32]),
        size_bytes: body.len() as u64,
    };
    match catalogue.read(&head, &mut Cursor::new(body)).found {
        Found::Renditions(renditions) => Ok(renditions),
        other => Err(unread(format!("it holds no documents but {other:?}"))),
    }
}

/// The files of full text: the issue, then single documents.
pub(super) fn files(data: &Path) -> Result<Vec<String>, Ending> {
    let mut out = vec![ISSUE.to_owned()];
    let mut folders = vec![data.join(SINGLE)];
    while let Some(folder) = folders.pop() {
        let unread = |error: std::io::Error| Ending::wrong(format!("{} could not be read: {error}.", folder.display()));
        for entry in std::fs::read_dir(&folder).map_err(unread)? {
            let path = entry.map_err(unread)?.path();
            match path.strip_prefix(data) {
                _ if path.is_dir() => folders.push(path),
                Ok(name) => out.push(name.to_string_lossy().into_owned()),
                Err(_) => {}
            }
        }
    }
    out[1..].sort();
    Ok(out)
}
