//! A backup: one file in a format of our own, the same for both engines, written and read as a stream.
//!
//! The file is one zstd frame of lines. The first is the [`Header`]; then table by table a line that names the table and its columns and
//! an array a row, in the order of the primary key; then, unless captures go by hash alone, a line a capture's bytes with the compressed
//! bytes behind it; the last line holds the sums and the SHA-256 of all lines before it, so that a file that was cut or changed is
//! noticed. Instants, days and JSON stand in it as they stand in the tables.

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use filling::Restored;

mod filling;
mod packed;
mod taking;
#[cfg(test)]
mod tests;

/// The version of the format that this program writes, and the highest that it reads.
const FORMAT: u32 = 1;
/// What the first line calls itself.
const NAME: &str = "backup";
/// The longest line and the largest capture that are read: neither engine keeps a value of that length, so a longer one is damage.
const LINE_BYTES_MAX: u64 = 2 << 30;

/// Whether a backup holds the bytes of captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaptureBytes {
    /// Each capture's bytes, once.
    Bytes,
    /// Only their hashes, in the rows: the bytes lie in a bucket that has its own safety.
    Hash,
}

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Header {
    /// Always `backup`: by this word the file is known.
    tidewaiter: String,
    /// [`FORMAT`].
    format: u32,
    /// The version of the program that wrote it.
    program: String,
    /// The engine that it came from.
    engine: String,
    /// When it was begun.
    taken_at: String,
    /// The migrations that its tables were made by.
    migrations: Vec<String>,
    /// Whether the captures' bytes are in it.
    captures: CaptureBytes,
}

/// A line that opens a table: its name, and each column with what it holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct TableLine {
    table: String,
    columns: Vec<(String, String)>,
}

/// A line before a capture's bytes: their hash before compression, and how many follow as they lie in the cupboard.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct CaptureLine {
    capture: String,
    size_bytes: u64,
}

/// What is in a backup: its last line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Tables.
    pub tables: u64,
    /// Rows of all tables.
    pub rows: u64,
    /// Captures whose bytes are in it; those with the same bytes count once.
    pub captures: u64,
    /// Hashes of captures whose bytes were not in the cupboard, or were damaged there, when the backup was taken.
    pub missing: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct LastLine {
    end: Sums,
    sha256: String,
}

/// A value as it stands in a row's line. Bytes are an object: as text where they are UTF-8, else in hexadecimal digits.
fn bytes_of(value: &Value) -> Option<Vec<u8>> {
    if let Some(text) = value.get("utf8") {
        return text.as_str().map(|text| text.as_bytes().to_vec());
    }
    let digits = value.get("hex")?.as_str()?.as_bytes();
    let pairs = digits.chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok())
        .collect()
}

/// The way there.
fn value_of(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => serde_json::json!({ "utf8": text }),
        Err(_) => {
            let digits = bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut digits, byte| {
                digits.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
                digits.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
                digits
            });
            serde_json::json!({ "hex": digits })
        }
    }
}
