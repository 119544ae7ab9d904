//! Recordings in and out: WARC 1.0 and 1.1 (ISO 28500), plain or gzip, one record at a time.
//! A record that cannot be used is one error sentence; the records around it are read all the same.

mod http;
mod read;
mod recordings;
mod unpack;
mod write;

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use model::Timestamp;
use model::capture::Answer;

use crate::headers;
pub use read::WarcReader;
pub use recordings::{Entry, Found, Index, Recordings, Repeats};
pub use write::WarcWriter;

/// The largest record, and the largest unpacked body, that is read into memory: the largest list we watch is a tenth of it.
pub const RECORD_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Opens a recording, plain or gzip: its first bytes say which, not its name.
pub fn open(path: &Path) -> Result<WarcReader<Box<dyn BufRead + Send>>, WarcError> {
    let name = path.display().to_string();
    let unreadable = |cause| WarcError::Unreadable { file: name.clone(), cause };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(WarcError::Unreadable { file: name, cause: io::ErrorKind::IsADirectory.into() });
    }
    WarcReader::new(name, Box::new(BufReader::new(file)) as Box<dyn BufRead + Send>)
}

/// What went wrong with a recording or one of its records. Each prints as a full sentence that names the file and the place in it.
#[derive(Debug, thiserror::Error)]
pub enum WarcError {
    /// The file cannot be read: nothing more comes.
    #[error("{file} cannot be read: {cause}.")]
    Unreadable {
        /// Its name.
        file: String,
        /// What the system says.
        cause: io::Error,
    },
    /// It is something else: nothing comes.
    #[error("{file} is not a WARC file: {begins}; give a .warc or .warc.gz.")]
    NotWarc {
        /// Its name.
        file: String,
        /// How it begins.
        begins: String,
    },
    /// It ends within a record: those before came, nothing more comes.
    #[error(
        "{file} is cut short: the record {place} {ends}. The records before it were read; the rest needs the whole file."
    )]
    CutShort {
        /// Its name.
        file: String,
        /// Where the record begins.
        place: Place,
        /// Where it ends too early.
        ends: String,
    },
    /// What comes here is no record, or is damaged: reading goes on at the next record that can be found.
    #[error("{file} is damaged: {what} {place} ({why}). Reading goes on with the next record that can be recognized.")]
    Damaged {
        /// Its name.
        file: String,
        /// What is damaged: a record, or the gzip data around it.
        what: &'static str,
        /// Where.
        place: Place,
        /// How.
        why: String,
    },
    /// One record cannot be used. Reading goes on with the next.
    #[error("{file}: the record {place} cannot be used: {why}.")]
    Record {
        /// The file's name.
        file: String,
        /// Where it begins.
        place: Place,
        /// Half a sentence.
        why: String,
    },
}

/// A place in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Offset in the file, in bytes from 0; in a packed file that of the gzip member.
    pub offset: u64,
    /// Offset within the unpacked member, where the file is packed.
    pub within: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.within {
            None | Some(0) => write!(f, "at byte {}", self.offset),
            Some(within) => {
                write!(f, "in the gzip member at byte {}, {within} bytes into what it unpacks to,", self.offset)
            }
        }
    }
}

/// The bytes of a record's block.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload(pub(crate) Vec<u8>);

impl Payload {
    /// The bytes as recorded: of a response, HTTP head and body.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} bytes)", self.0.len())
    }
}

/// What a record says of itself, without its block.
#[derive(Debug, Clone)]
pub struct WarcHead {
    /// `response`, `resource`, `warcinfo`, `request`, `metadata`, `revisit`, `conversion`, `continuation`.
    pub kind: String,
    /// When it was recorded: the `WARC-Date`.
    pub date: Timestamp,
    /// The address, without the angle brackets that some writers put around it.
    pub target_uri: Option<String>,
    /// Where it begins.
    pub place: Place,
    /// The record's own headers, names in lower case, in order.
    pub headers: Vec<(String, String)>,
    file: Arc<str>,
}

impl WarcHead {
    /// The first header of that (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        headers::find(&self.headers, name)
    }

    /// Whether the record tells of a web address, as far as its head says. Other protocols (DNS, what a crawler writes of itself) are passed
    /// over.
    fn is_of_the_web(&self) -> bool {
        let kind = self.header("content-type").unwrap_or_default();
        let is_http_message = kind.is_empty() || kind.to_ascii_lowercase().starts_with("application/http");
        self.target_uri.as_deref().is_some_and(is_http) && (self.kind != "response" || is_http_message)
    }

    fn unusable(&self, why: String) -> WarcError {
        WarcError::Record { file: self.file.to_string(), place: self.place, why }
    }
}

/// One record of a recording.
#[derive(Debug, Clone)]
pub struct WarcRecord {
    /// What it says of itself.
    pub head: WarcHead,
    /// Its block.
    pub payload: Payload,
}

impl WarcRecord {
    /// The answer that was recorded: of a `response` over HTTP, or of a `resource`, which counts as status 200. `None` for other records,
    /// and for other protocols. A record that says it is truncated or one part of several is an error: half a list must never look like
    /// a list from which half was removed.
    pub fn answer(self) -> Result<Option<Answer>, WarcError> {
        let Self { head, payload } = self;
        let is_response = match head.kind.as_str() {
            "response" => true,
            "resource" => false,
            _ => return Ok(None),
        };
        let Some(url) = head.target_uri.clone().filter(|_| head.is_of_the_web()) else { return Ok(None) };
        if let Some(reason) = head.header("warc-truncated") {
            return Err(head.unusable(format!("the recorder cut {url} off (WARC-Truncated: {reason})")));
        }
        if head.header("warc-segment-number").is_some() {
            return Err(head.unusable(format!("{url} is spread over several records (WARC-Segment-Number)")));
        }
        let message = if is_response {
            http::read(payload.0).map_err(|why| head.unusable(format!("the answer of {url} {why}")))?
        } else {
            let (name, value) = headers::OF_A_RESOURCE;
            let kind = head.header("content-type").map(|kind| ("content-type", kind));
            let headers = kind.into_iter().chain([(name, value)]);
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            http::Message { status: 200, headers, body: payload.0 }
        };
        let http::Message { status, headers, body } = message;
        Ok(Some(Answer { url, status, headers, captured_at: head.date, body }))
    }
}

fn is_http(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}
