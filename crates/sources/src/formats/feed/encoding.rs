//! The bytes of a feed as text: from a byte-order mark, the header of the answer, the XML declaration, or what the bytes themselves say.
//! Declarations lie often enough that none is believed against the bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text, and whether bytes had to be replaced or read otherwise than as declared.
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// Half a sentence where the bytes were not what they were said to be.
    pub(super) doubt: Option<&'static str>,
}

/// Decodes all of a feed. `charset` is what the answer's header said.
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Decoded<'a> {
    if let Some(decoded) = by_mark(bytes) {
        return decoded;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // Text of another encoding is never UTF-8 by accident, save the escapes of ISO-2022 and text of the two-byte encodings of Asia.
        let said = declared(bytes, charset).find(|said| !said.is_single_byte() && *said != UTF_8);
        let other = said.and_then(|said| said.decode_without_bom_handling_and_without_replacement(bytes));
        let is_other = said.is_some_and(|said| !said.is_ascii_compatible()) || !text.is_ascii();
        return match other {
            Some(other) if is_other => Decoded { text: other, doubt: None },
            _ => Decoded { text: Cow::Borrowed(text), doubt: None },
        };
    }
    let mut two_bytes = None;
    for said in declared(bytes, charset).filter(|said| *said != UTF_8) {
        if let Some(text) = said.decode_without_bom_handling_and_without_replacement(bytes) {
            return Decoded { text, doubt: None };
        }
        two_bytes = two_bytes.or((!said.is_single_byte()).then_some(said));
    }
    match two_bytes {
        Some(said) => Decoded {
            text: said.decode_without_bom_handling(bytes).0,
            doubt: Some(
                "Some bytes do not fit the encoding that it names, and were replaced; see whether names are right.",
            ),
        },
        None => Decoded {
            text: Cow::Owned(mixed(bytes)),
            doubt: Some("Some bytes are no UTF-8, and were read as Windows-1252; see whether names are right."),
        },
    }
}

/// By a byte-order mark, or by the zeros around the first sign of markup (XML 1.0, appendix F).
fn by_mark(bytes: &[u8]) -> Option<Decoded<'_>> {
    let (text, replaced) = match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => wide(rest, u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, rest @ ..] => wide(rest, u32::from_be_bytes),
        [b'<' | b'{', 0, 0, 0, ..] => wide(bytes, u32::from_le_bytes),
        [0, 0, 0, b'<' | b'{', ..] => wide(bytes, u32::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => match std::str::from_utf8(rest) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(_) => (Cow::Owned(mixed(rest)), true),
        },
        [0xFF, 0xFE, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest),
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest),
        [b'<' | b'{', 0, ..] => UTF_16LE.decode_without_bom_handling(bytes),
        [0, b'<' | b'{', ..] => UTF_16BE.decode_without_bom_handling(bytes),
        _ => return None,
    };
    let doubt = "Some bytes do not fit the encoding of its byte-order mark; see whether names are right.";
    Some(Decoded { text, doubt: replaced.then_some(doubt) })
}

/// UTF-32, which the encodings of the web leave out.
fn wide(bytes: &[u8], code: fn([u8; 4]) -> u32) -> (Cow<'_, str>, bool) {
    let mut replaced = !bytes.len().is_multiple_of(4);
    let (units, _) = bytes.as_chunks::<4>();
    let character = |unit: &[u8; 4]| {
        char::from_u32(code(*unit)).unwrap_or_else(|| {
            replaced = true;
            char::REPLACEMENT_CHARACTER
        })
    };
    let text: String = units.iter().map(character).collect();
    (Cow::Owned(text), replaced)
}

/// UTF-8 in which stray bytes stand for what they are in Windows-1252: text put together from two systems, or declared wrongly.
fn mixed(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    out
}

/// The encodings that the header and the XML declaration name, in this order (RFC 7303, 3).
fn declared(bytes: &[u8], charset: Option<&str>) -> impl Iterator<Item = &'static Encoding> {
    let beginning = &bytes[..bytes.len().min(200)];
    let declaration = beginning.strip_prefix(b"<?xml").and_then(|rest| {
        let end = rest.iter().position(|byte| *byte == b'>')?;
        let text = str::from_utf8(&rest[..end]).ok()?;
        let (_, value) = text.split_once("encoding")?;
        value.split(['"', '\'']).nth(1)
    });
    let named = |label: &str| Encoding::for_label(label.trim().as_bytes());
    // A declaration that could be read as single bytes cannot speak of UTF-16.
    let is_possible = |said: &&'static Encoding| *said != UTF_16LE && *said != UTF_16BE;
    [charset, declaration].into_iter().flatten().filter_map(named).filter(is_possible).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], charset: Option<&str>) -> (String, bool) {
        let decoded = decode(bytes, charset);
        (decoded.text.into_owned(), decoded.doubt.is_some())
    }

    #[test]
    fn every_encoding_becomes_text() {
        let wide = |le: bool| -> Vec<u8> {
            "<a>é</a>"
                .chars()
                .flat_map(|c| if le { (c as u32).to_le_bytes() } else { (c as u32).to_be_bytes() })
                .collect()
        };
        assert_eq!(text(&wide(true), None), ("<a>é</a>".into(), false));
        assert_eq!(text(&wide(false), None), ("<a>é</a>".into(), false));
        assert_eq!(text(&[&[0xFF, 0xFE, 0, 0][..], &wide(true)].concat(), None).0, "<a>é</a>");
        assert_eq!(text(b"\xFF\xFE<\0\xE9\0", None), ("<é".into(), false));
        assert_eq!(text(b"\0<\0\xE9", None), ("<é".into(), false));
        assert_eq!(text(b"\xEF\xBB\xBF<\xC3\xA9", None), ("<é".into(), false));
        assert_eq!(text(b"<\xE9", Some("iso-8859-1")), ("<é".into(), false));
        assert!(text(b"<?xml version='1.0' encoding='koi8-r'?>\xC1", None).0.ends_with('а'));
        assert!(text(b"<?xml version='1.0' encoding='gb2312'?>\xC4\xE3", None).0.ends_with('你'));
        assert_eq!(text(b"", None), (String::new(), false));
    }

    #[test]
    fn declarations_that_lie_are_not_believed() {
        assert!(text("<?xml version='1.0' encoding='iso-8859-1'?>€".as_bytes(), None).0.ends_with("?>€"));
        assert!(text("<?xml version='1.0' encoding='utf-16'?>€".as_bytes(), Some("us-ascii")).0.ends_with("?>€"));
        let (said, doubt) = text(b"<?xml version='1.0' encoding='utf-8'?>\xE9\x80 \xC3\xA9", None);
        assert!(said.ends_with("?>é€ é") && doubt, "{said}");
        assert!(text(b"<?xml version='1.0' encoding='no-such'?>\xE9", None).0.ends_with("?>é"));
        assert!(text(b"<?xml version='1.0' encoding='euc-jp'?>\xB9\xD7\xFF", None).1);
    }
}
