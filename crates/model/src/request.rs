//! What to ask an official source for, and where we stopped last time.

use crate::{Date, Timestamp};

crate::text_newtype!(
    /// The slug of an official place that we watch: `us-fr-documents`, `us-ofac-sdn`.
    SourceId
);

/// One question to an official source: always a GET in this house so far.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Request {
    /// Who wants it.
    pub source: SourceId,
    /// The full address.
    pub url: String,
    /// The largest body that is of use, in bytes after decompression.
    pub size_bytes_max: u64,
}

/// Where a source stopped last time.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bookmark {
    /// When it was last asked, on whatever address.
    pub asked_at: Option<Timestamp>,
    /// When the newest capture of it was made.
    pub captured_at: Option<Timestamp>,
    /// The newest day of publication that was seen in it.
    pub published_on: Option<Date>,
}
