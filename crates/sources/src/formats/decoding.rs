//! Bytes of any encoding as a stream of UTF-8, for XML readers: from a byte-order mark, the XML declaration, or as UTF-8.
//! A byte that fits no encoding becomes the replacement character; one bad byte shall not end an issue of a thousand pages.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes are decoded at a time.
const CHUNK_BYTES: usize = 16 * 1024;

/// A reader that turns the bytes below it into UTF-8.
pub struct Utf8Reader<R> {
    below: R,
    decoder: Option<Decoder>,
    out: Vec<u8>,
    at: usize,
    end: usize,
    finished: bool,
    replaced: bool,
}

impl<R: BufRead> Utf8Reader<R> {
    /// Puts a decoder over a reader.
    pub fn new(below: R) -> Self {
        Self { below, decoder: None, out: vec![0; CHUNK_BYTES], at: 0, end: 0, finished: false, replaced: false }
    }

    /// Whether any byte had to be replaced so far.
    pub fn has_replaced(&self) -> bool {
        self.replaced
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.at == self.end && !self.finished {
            let input = match self.below.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                input => input?,
            };
            let decoder = self.decoder.get_or_insert_with(|| encoding_of(input).new_decoder());
            let last = input.is_empty();
            let (result, read, written, replaced) = decoder.decode_to_utf8(input, &mut self.out, last);
            self.below.consume(read);
            (self.at, self.end) = (0, written);
            self.replaced |= replaced;
            self.finished = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Utf8Reader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let from = self.fill_buf()?;
        let count = from.len().min(into.len());
        into[..count].copy_from_slice(&from[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Utf8Reader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.refill()?;
        Ok(&self.out[self.at..self.end])
    }
    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.end);
    }
}

/// The encoding that the beginning of an XML file speaks of (XML 1.0, appendix F). The decoder itself obeys a byte-order mark.
fn encoding_of(beginning: &[u8]) -> &'static Encoding {
    match beginning {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let beginning = &beginning[..beginning.len().min(200)];
    let text = String::from_utf8_lossy(beginning);
    let declared = text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1))
        .and_then(|label| Encoding::for_label(label.as_bytes()));
    // A declaration that could be read as single bytes cannot speak of UTF-16.
    declared.filter(|encoding| encoding.is_ascii_compatible()).unwrap_or(UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, bool) {
        let mut reader = Utf8Reader::new(bytes);
        let mut out = String::new();
        reader.read_to_string(&mut out).expect("decoded text is UTF-8");
        (out, reader.has_replaced())
    }

    #[test]
    fn every_encoding_becomes_utf_8() {
        assert_eq!(decoded(b"\xEF\xBB\xBF<a>\xC2\xA7</a>"), ("<a>§</a>".into(), false));
        assert!(decoded(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xA7</a>").0.ends_with("<a>§</a>"));
        assert_eq!(decoded(b"\xFF\xFE<\0a\0/\0>\0"), ("<a/>".into(), false));
        assert_eq!(decoded(b"<a>\xA7</a>"), ("<a>\u{FFFD}</a>".into(), true));
        assert_eq!(decoded(b""), (String::new(), false));
    }

    #[test]
    fn a_long_text_passes_in_chunks() {
        let text = "§ 744.11 ".repeat(20_000);
        assert_eq!(decoded(text.as_bytes()).0, text);
    }
}
