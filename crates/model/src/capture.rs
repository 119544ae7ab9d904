//! The exact bytes received, with address, headers, hash and instants; never changed.

use crate::Timestamp;
use crate::request::SourceId;

/// The SHA-256 of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// Sixty-four lower-case hexadecimal digits back into a hash.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }
    /// The first eight digits, for people: `9f3c01ab`.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

crate::text_newtype!(
    /// A capture's own name, the same on every instance: 24 hexadecimal digits made from its natural key
    /// (method, address, hash of the request's body, instant, hash of the bytes).
    CaptureId
);

crate::word_enum!(
    /// How a capture came to us.
    Origin {
        /// Fetched by this instance when it was published.
        Live = "live",
        /// Read from a recording; proves nothing about what we knew then.
        Replayed = "replayed",
    }
);

/// What is known of a capture besides its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureHead {
    /// Its name.
    pub id: CaptureId,
    /// The source that claims its address.
    pub source: SourceId,
    /// The address that was asked.
    pub url: String,
    /// The HTTP status of the answer; 200 for a recorded resource.
    pub status: u16,
    /// The answer's headers, names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// When the answer was on the wire: orders the world.
    pub captured_at: Timestamp,
    /// How it came.
    pub origin: Origin,
    /// The hash of the body after transfer and content decoding.
    pub sha256: Sha256,
    /// The length of that body.
    pub size_bytes: u64,
}

impl CaptureHead {
    /// The first header of that (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// An answer as it came off the wire or out of a recording, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The address that was asked.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// When it was on the wire.
    pub captured_at: Timestamp,
    /// The body after transfer and content decoding.
    pub body: Vec<u8>,
}
