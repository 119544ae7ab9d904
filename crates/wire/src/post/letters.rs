//! Reads a folder of `.eml` back, for the demo's outbox: whom it went to, what it says, newest first.
//! Reads what [`super::compose`] writes (RFC 2045 to 2047) and passes over what it cannot read.

use std::path::Path;
use std::{fmt, fs, io};

use model::Timestamp;

use crate::headers;

/// The largest letter that is read back. Ours are a few hundred kilobytes at most.
const LETTER_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// A letter in a folder.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The file's name without its ending: one word for links.
    pub name: String,
    /// The address it went to.
    pub to: String,
    /// The sender as written: name and address.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The instant in its `Date:`.
    pub date: Timestamp,
    /// Its Message-ID.
    pub message_id: String,
    /// The plain-text part, with bare line feeds.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({}, to [masked])", self.message_id)
    }
}

/// The letters of a folder, newest first, of one instant by name. A folder that is not there yet holds none.
pub fn letters(dir: &Path) -> io::Result<Vec<Letter>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut out = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".eml"))
        else {
            continue;
        };
        let bytes = match fs::metadata(&path) {
            Ok(about) if about.is_file() && about.len() <= LETTER_BYTES_MAX => fs::read(&path)?,
            _ => continue,
        };
        match letter(name, &bytes) {
            Some(letter) => out.push(letter),
            None => tracing::warn!(
                file.name = name,
                "a file in the folder of letters is no letter of ours and is not shown"
            ),
        }
    }
    out.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.name.cmp(&b.name)));
    Ok(out)
}

fn letter(name: &str, bytes: &[u8]) -> Option<Letter> {
    let (fields, body) = headers::block(bytes);
    let field = |name: &str| headers::find(&fields, name).map(decode_words).unwrap_or_default();
    let date = jiff::fmt::rfc2822::parse(headers::find(&fields, "date")?).ok()?.timestamp();
    let mut letter = Letter {
        name: name.to_owned(),
        to: field("to").trim_matches(['<', '>']).to_owned(),
        from: field("from"),
        subject: field("subject"),
        date,
        message_id: field("message-id"),
        text: String::new(),
        html: String::new(),
    };
    let kind = headers::find(&fields, "content-type")?;
    match boundary(kind) {
        None => letter.text = decode_part(&fields, body),
        Some(boundary) => {
            for part in parts(body, &boundary) {
                let (fields, body) = headers::block(part);
                let kind = headers::find(&fields, "content-type").unwrap_or_default().to_ascii_lowercase();
                match () {
                    () if kind.starts_with("text/html") => letter.html = decode_part(&fields, body),
                    () if kind.starts_with("text/plain") => letter.text = decode_part(&fields, body),
                    () => {}
                }
            }
        }
    }
    Some(letter)
}

/// The boundary of a multipart type.
fn boundary(kind: &str) -> Option<String> {
    let at = kind.to_ascii_lowercase().find("boundary=")? + "boundary=".len();
    let value = kind.get(at..)?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().map(str::to_owned),
        None => value.split(';').next().map(|value| value.trim().to_owned()),
    }
}

/// What stands between the lines of a boundary.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let (between, last) = (format!("--{boundary}"), format!("--{boundary}--"));
    let mut out = Vec::new();
    let mut start: Option<usize> = None;
    let mut rest = body;
    while !rest.is_empty() {
        let at = body.len() - rest.len();
        let (line, after) = headers::split_line(rest);
        rest = after;
        let line = line.trim_ascii_end();
        let is_last = line == last.as_bytes();
        if is_last || line == between.as_bytes() {
            // The line end before a boundary belongs to the boundary.
            if let Some(start) = start {
                let part = &body[start..at.max(start)];
                let part = part.strip_suffix(b"\n").unwrap_or(part);
                out.push(part.strip_suffix(b"\r").unwrap_or(part));
            }
            start = Some(body.len() - rest.len());
        }
        if is_last {
            break;
        }
    }
    out
}

fn decode_part(fields: &[(String, String)], body: &[u8]) -> String {
    let encoding = headers::find(fields, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    let bytes = match encoding.as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ => body.to_vec(),
    };
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
}

/// RFC 2045, 6.7. What is no escape stays as it is.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'=' {
            out.push(*first);
        } else if let Some(after) = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")) {
            rest = after;
        } else if let Some(byte) = rest.get(..2).and_then(hex) {
            out.push(byte);
            rest = &rest[2..];
        } else {
            out.push(b'=');
        }
    }
    out
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// RFC 2045, 6.8. Characters outside the alphabet are passed over; padding ends it.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
            bits &= (1 << held) - 1;
        }
    }
    out
}

/// Encoded words of a header (RFC 2047) as text; the space between two of them does not count.
fn decode_words(value: &str) -> String {
    let mut out: Vec<u8> = Vec::new();
    let mut rest = value;
    let mut was_encoded = false;
    while let Some(start) = rest.find("=?") {
        let (before, word) = rest.split_at(start);
        let Some((bytes, after)) = encoded_word(word) else {
            out.extend_from_slice(before.as_bytes());
            out.extend_from_slice(b"=?");
            (rest, was_encoded) = (&word[2..], false);
            continue;
        };
        if !(was_encoded && before.trim().is_empty()) {
            out.extend_from_slice(before.as_bytes());
        }
        out.extend_from_slice(&bytes);
        (rest, was_encoded) = (after, true);
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// `=?utf-8?b?…?=`: its bytes, and what follows it.
fn encoded_word(word: &str) -> Option<(Vec<u8>, &str)> {
    let (charset, rest) = word.strip_prefix("=?")?.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (text, after) = rest.split_once("?=")?;
    if !charset.eq_ignore_ascii_case("utf-8") || text.contains(' ') {
        return None;
    }
    let bytes = match encoding {
        "b" | "B" => base64(text.as_bytes()),
        "q" | "Q" => quoted_printable(text.replace('_', " ").as_bytes()),
        _ => return None,
    };
    Some((bytes, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_read() {
        assert_eq!(decode_words("plain =? no word"), "plain =? no word");
        assert_eq!(decode_words("=?utf-8?b?wqc=?= 744.11 =?utf-8?b?4oCT?= =?UTF-8?Q?a_=C3=A9?="), "§ 744.11 –a é");
    }

    #[test]
    fn the_decoders_take_anything() {
        assert_eq!(quoted_printable(b"a=3Db=\r\nc=\xff="), b"a=bc=\xff=");
        assert_eq!(base64(b"QUJD\r\nREU=trailing"), b"ABCDE");
        assert!(parts(b"--x\n--x\n--x--", "x").iter().all(|part| part.is_empty()));
    }
}
