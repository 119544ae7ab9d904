//! Writes answers as a recording that other tools read: WARC 1.1, one gzip member a record.
//! The same answers give the same bytes: record names are made from what the records hold.

use std::fmt::Write as _;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use model::Timestamp;
use model::capture::Answer;
use sha2::{Digest, Sha256};

/// A recording that is being written.
pub struct WarcWriter<W: Write> {
    out: W,
    info_id: String,
}

impl<W: Write> WarcWriter<W> {
    /// Begins with a `warcinfo` record that says which program wrote it, and when.
    pub fn new(out: W, written_at: Timestamp) -> io::Result<Self> {
        let software = format!("Tidewaiter/{}", env!("CARGO_PKG_VERSION"));
        let block = format!(
            "software: {software}\r\nformat: WARC File Format 1.1\r\nconformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        );
        let info_id = record_id(&["warcinfo", &written_at.to_string()], block.as_bytes());
        let mut writer = Self { out, info_id: info_id.clone() };
        let fields = [
            ("WARC-Type", "warcinfo".to_owned()),
            ("WARC-Record-ID", info_id),
            ("WARC-Date", written_at.to_string()),
            ("Content-Type", "application/warc-fields".to_owned()),
        ];
        writer.record(&fields, &[block.as_bytes()])?;
        Ok(writer)
    }

    /// Writes an answer as a `response` record. Its body stands there unpacked, with the length that it has.
    pub fn write(&mut self, answer: &Answer) -> io::Result<()> {
        let head = head(answer);
        let uri = one_line(&answer.url).replace(' ', "%20");
        let date = answer.captured_at.to_string();
        let fields = [
            ("WARC-Type", "response".to_owned()),
            ("WARC-Record-ID", record_id(&[&uri, &date, &head], &answer.body)),
            ("WARC-Warcinfo-ID", self.info_id.clone()),
            ("WARC-Target-URI", uri),
            ("WARC-Date", date),
            ("WARC-Payload-Digest", digest(&[&answer.body])),
            ("WARC-Block-Digest", digest(&[head.as_bytes(), &answer.body])),
            ("Content-Type", "application/http; msgtype=response".to_owned()),
        ];
        self.record(&fields, &[head.as_bytes(), &answer.body])
    }

    /// Ends the recording and gives the writer below back, flushed.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn record(&mut self, fields: &[(&str, String)], block: &[&[u8]]) -> io::Result<()> {
        let mut member = GzEncoder::new(&mut self.out, Compression::default());
        let length: usize = block.iter().map(|part| part.len()).sum();
        write!(member, "WARC/1.1\r\n")?;
        for (name, value) in fields {
            write!(member, "{name}: {value}\r\n")?;
        }
        write!(member, "Content-Length: {length}\r\n\r\n")?;
        for part in block {
            member.write_all(part)?;
        }
        member.write_all(b"\r\n\r\n")?;
        member.finish()?;
        Ok(())
    }
}

/// The HTTP head of an answer, with the length of the body as it stands here.
fn head(answer: &Answer) -> String {
    let reason = reqwest::StatusCode::from_u16(answer.status).ok().and_then(|status| status.canonical_reason());
    let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, reason.unwrap_or("Status"));
    let mut headers = answer.headers.clone();
    crate::headers::settle(&mut headers);
    for (name, value) in &headers {
        // Writing to a String cannot fail.
        let _ = write!(head, "{}: {}\r\n", one_line(name), one_line(value));
    }
    let _ = write!(head, "content-length: {}\r\n\r\n", answer.body.len());
    head
}

/// No header may begin a second one.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    format!("sha256:{}", hex(&hash.finalize()))
}

/// A name for a record that the same record gets again: a UUID of version 8 (RFC 9562, 5.8) made from a hash of what it holds.
fn record_id(parts: &[&str], body: &[u8]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update(b"\n");
    }
    hash.update(body);
    let mut bytes: Vec<u8> = hash.finalize()[..16].to_vec();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = hex(&bytes);
    format!("<urn:uuid:{}-{}-{}-{}-{}>", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
