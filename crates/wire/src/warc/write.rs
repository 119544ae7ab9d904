//! Writes answers as a recording that other tools read: WARC 1.1, one gzip member a record.
//! The same answers give the same bytes: record names are made from what the records hold.

use std::fmt::Write as _;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use model::Timestamp;
use model::capture::{Answer, CaptureHead};
use sha2::{Digest, Sha256};

use crate::headers;

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
        let info_id = record_id(&["warcinfo", &written_at.to_string(), &block]);
        let mut writer = Self { out, info_id: info_id.clone() };
        let fields = [
            ("WARC-Type", "warcinfo".to_owned()),
            ("WARC-Record-ID", info_id),
            ("WARC-Date", written_at.to_string()),
            ("Content-Type", "application/warc-fields".to_owned()),
        ];
        writer.record(&fields, block.len() as u64, &mut block.as_bytes())?;
        Ok(writer)
    }

    /// Writes an answer as it stands in memory: a `response` record, or a `resource` where there was no HTTP head.
    pub fn write(&mut self, answer: &Answer) -> io::Result<()> {
        let outline = Outline {
            url: &answer.url,
            status: answer.status,
            headers: &answer.headers,
            captured_at: answer.captured_at,
            payload: Sha256::digest(&answer.body).into(),
            size_bytes: answer.body.len() as u64,
        };
        self.response(&outline, || Ok(answer.body.as_slice()))
    }

    /// Writes a kept capture. `open` gives its body from the beginning, twice: once to verify it, before anything is written, and once to
    /// write it. Nothing of it is held in memory. The error is of kind `InvalidData` where the bytes are not those that were kept.
    pub fn write_capture<R: Read>(
        &mut self,
        head: &CaptureHead,
        open: impl FnMut() -> io::Result<R>,
    ) -> io::Result<()> {
        let outline = Outline {
            url: &head.url,
            status: head.status,
            headers: &head.headers,
            captured_at: head.captured_at,
            payload: head.sha256.0,
            size_bytes: head.size_bytes,
        };
        self.response(&outline, open)
    }

    /// The body stands there unpacked, with the length that it has.
    fn response<R: Read>(&mut self, outline: &Outline, mut open: impl FnMut() -> io::Result<R>) -> io::Result<()> {
        let is_resource = headers::is_resource(outline.headers);
        let head = if is_resource { String::new() } else { head(outline) };
        let block_digest = verified(outline, &head, open()?)?;
        let uri = one_line(outline.url).replace(' ', "%20");
        let date = outline.captured_at.to_string();
        let payload_digest = format!("sha256:{}", hex(&outline.payload));
        let id = record_id(&[&uri, &date, &head, &payload_digest]);
        let (kind, content_type) = match is_resource {
            true => ("resource", headers::find(outline.headers, "content-type").map(one_line)),
            false => ("response", Some("application/http; msgtype=response".to_owned())),
        };
        let mut fields = vec![
            ("WARC-Type", kind.to_owned()),
            ("WARC-Record-ID", id),
            ("WARC-Warcinfo-ID", self.info_id.clone()),
            ("WARC-Target-URI", uri),
            ("WARC-Date", date),
            ("WARC-Payload-Digest", payload_digest),
            ("WARC-Block-Digest", block_digest),
        ];
        fields.extend(content_type.map(|kind| ("Content-Type", kind)));
        let length = head.len() as u64 + outline.size_bytes;
        self.record(&fields, length, &mut head.as_bytes().chain(open()?))
    }

    /// Ends the recording and gives the writer below back, flushed.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn record(&mut self, fields: &[(&str, String)], length: u64, block: &mut impl Read) -> io::Result<()> {
        let mut member = GzEncoder::new(&mut self.out, Compression::default());
        write!(member, "WARC/1.1\r\n")?;
        for (name, value) in fields {
            write!(member, "{name}: {value}\r\n")?;
        }
        write!(member, "Content-Length: {length}\r\n\r\n")?;
        let written = io::copy(block, &mut member)?;
        if written != length {
            return Err(io::Error::other("the bytes of a capture changed while they were written"));
        }
        member.write_all(b"\r\n\r\n")?;
        member.finish()?;
        Ok(())
    }
}

/// What is written of an answer besides its body.
struct Outline<'a> {
    url: &'a str,
    status: u16,
    headers: &'a [(String, String)],
    captured_at: Timestamp,
    /// The SHA-256 of the body.
    payload: [u8; 32],
    size_bytes: u64,
}

/// Reads a body through: the digest of its block, where the bytes are those that the outline tells of.
fn verified(outline: &Outline, head: &str, mut body: impl Read) -> io::Result<String> {
    let (mut block, mut payload, mut length) = (Sha256::new(), Sha256::new(), 0_u64);
    block.update(head);
    let mut window = vec![0; 64 * 1024];
    loop {
        let read = match body.read(&mut window) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // What does not unpack is as little what was kept as other bytes are.
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        };
        block.update(&window[..read]);
        payload.update(&window[..read]);
        length += read as u64;
    }
    if length != outline.size_bytes || payload.finalize()[..] != outline.payload {
        let why = format!("{length} bytes are there, and they are not the {} that were kept", outline.size_bytes);
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    Ok(format!("sha256:{}", hex(&block.finalize())))
}

/// The HTTP head of an answer, with the length of the body as it stands here.
fn head(outline: &Outline) -> String {
    let reason = reqwest::StatusCode::from_u16(outline.status).ok().and_then(|status| status.canonical_reason());
    let mut head = format!("HTTP/1.1 {} {}\r\n", outline.status, reason.unwrap_or("Status"));
    let mut headers = outline.headers.to_vec();
    headers::settle(&mut headers);
    for (name, value) in &headers {
        // Writing to a String cannot fail.
        let _ = write!(head, "{}: {}\r\n", one_line(name), one_line(value));
    }
    let _ = write!(head, "content-length: {}\r\n\r\n", outline.size_bytes);
    head
}

/// No header may begin a second one.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

/// A name for a record that the same record gets again: a UUID of version 8 (RFC 9562, 5.8) made from a hash of what it holds.
fn record_id(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update(b"\n");
    }
    let mut bytes: Vec<u8> = hash.finalize()[..16].to_vec();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = hex(&bytes);
    format!("<urn:uuid:{}-{}-{}-{}-{}>", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
