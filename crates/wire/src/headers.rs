//! An answer's headers as they are kept: the same ones whether it came over the wire or out of a recording.
//! Reading them off raw lines, too, for recordings and for letters.

/// Headers that speak of the body as it was on the wire. A kept body is unpacked and knows its own length, so that these would be false.
const OF_THE_WIRE: [&str; 3] = ["content-encoding", "content-length", "transfer-encoding"];

/// What a recording's `resource` record is kept with: it had no HTTP head, so its headers are the record's own, and this one says so.
/// Written out again, it is a `resource` again.
pub(crate) const OF_A_RESOURCE: (&str, &str) = ("warc-type", "resource");

/// Whether these headers are those of a `resource` record.
pub(crate) fn is_resource(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, value)| (name.as_str(), value.as_str()) == OF_A_RESOURCE)
}

/// Takes out the headers of an HTTP answer that no longer hold once the body is unpacked, and one that would make a `resource` of it.
pub(crate) fn settle(headers: &mut Vec<(String, String)>) {
    headers.retain(|(name, _)| !OF_THE_WIRE.contains(&name.as_str()) && name != OF_A_RESOURCE.0);
}

/// The first header of that (lower-case) name.
pub(crate) fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// Text of a header: UTF-8 where it is that, else each byte as its Latin-1 character (RFC 9110, 5.5, keeps such bytes opaque).
pub(crate) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Splits off the first line; the line comes without its line feed and the carriage return before it.
pub(crate) fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[][..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// Adds one line of a header block: a field, or the continuation of the one before it (RFC 9112, 5.2). Lines without a colon are passed over.
pub(crate) fn push_line(headers: &mut Vec<(String, String)>, line: &[u8]) {
    if line.starts_with(b" ") || line.starts_with(b"\t") {
        if let Some((_, value)) = headers.last_mut() {
            let more = text(line.trim_ascii());
            if !value.is_empty() && !more.is_empty() {
                value.push(' ');
            }
            value.push_str(&more);
        }
    } else if let Some(colon) = line.iter().position(|byte| *byte == b':') {
        let name = text(line[..colon].trim_ascii()).to_ascii_lowercase();
        headers.push((name, text(line[colon + 1..].trim_ascii())));
    }
}

/// The headers up to the empty line, and what comes after it.
pub(crate) fn block(mut bytes: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers = Vec::new();
    while !bytes.is_empty() {
        let (line, rest) = split_line(bytes);
        bytes = rest;
        if line.is_empty() {
            break;
        }
        push_line(&mut headers, line);
    }
    (headers, bytes)
}
