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

/// How a host wants to be asked, by the stanza of the source that asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Manners {
    /// The shortest pause between two requests to the host, in milliseconds.
    pub pace_ms: u32,
    /// Whether the host's robots.txt is asked first (RFC 9309): for pages made for people, not for interfaces and bulk files that the
    /// publisher offers to programs.
    pub robots: bool,
}

/// What a kept answer said of its own state. Sent back, it lets the publisher say "not modified" (304) instead of the same bytes once
/// more (RFC 9110, 13.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag`, as it came, quotation marks included.
    pub etag: Option<String>,
    /// The `Last-Modified`, as it came.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Those among an answer's headers, whose names are in lower case.
    pub fn of(headers: &[(String, String)]) -> Self {
        let first = |name: &str| {
            let value = headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim());
            value.filter(|value| !value.is_empty()).map(str::to_owned)
        };
        Self { etag: first("etag"), last_modified: first("last-modified") }
    }

    /// Whether there is nothing to send back.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// A request as it goes to the wire: what to fetch, how its host wants to be asked, and what is known of the answer already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What to fetch.
    pub request: Request,
    /// How.
    pub manners: Manners,
    /// Of the newest good answer that is kept of this address; empty where there is none.
    pub known: Validators,
}

impl Question {
    /// A request without further manners, of whose answer nothing is known.
    pub fn plain(request: Request) -> Self {
        Self { request, manners: Manners::default(), known: Validators::default() }
    }
}

crate::word_enum!(
    /// What came of one question to a source, as its check remembers it.
    CheckResult {
        /// It was answered; the answer is kept.
        Answered = "answered",
        /// Nothing changed since the answer that is kept.
        Unchanged = "unchanged",
        /// What was asked for is not out yet, which the stanza says may be.
        Absent = "absent",
        /// The host refused, or broke over the question: a status of 400 or more.
        Refused = "refused",
        /// No whole answer came.
        Missed = "missed",
    }
);

impl CheckResult {
    /// Whether the publisher was heard.
    pub fn is_answer(self) -> bool {
        !matches!(self, Self::Refused | Self::Missed)
    }
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
