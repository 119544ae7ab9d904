//! A recorded HTTP answer: status, headers, and the body without its transfer and content encodings (RFC 9112, RFC 9110).
//! Recorders often keep the original headers over a body that they unpacked: the bytes decide, not the header.

use std::io::Read;

use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use super::RECORD_BYTES_MAX;
use crate::headers;

/// How a zstd frame begins (RFC 8878, 3.1.1).
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The largest window of a zstd frame over HTTP: 8 MB.
const ZSTD_WINDOW_LOG_MAX: u32 = 23;

/// How much is read of a brotli body at a time.
const BROTLI_WINDOW_BYTES: usize = 64 * 1024;

/// What stands before a body.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    /// Where in the block the body begins.
    body_at: usize,
}

/// An answer, unpacked.
pub(super) struct Message {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Reads a block of `application/http`. The error is the predicate of a sentence whose subject is the answer.
pub(super) fn read(mut block: Vec<u8>) -> Result<Message, String> {
    let Head { status, mut headers, body_at } = head(&block)?;
    // The body moves to the front of the block's own memory: a large list is not held twice.
    block.drain(..body_at);
    // What an answer of 204 or 304 announces is not the length of its own body, which is none (RFC 9110, 8.6).
    if !matches!(status, 204 | 304) {
        whole(&headers, &block)?;
    }
    let body = unpack(&headers, block)?;
    headers::settle(&mut headers);
    Ok(Message { status, headers, body })
}

/// The head of the answer that counts.
pub(super) fn head(block: &[u8]) -> Result<Head, String> {
    let mut rest = block;
    loop {
        let (line, after) = headers::split_line(rest);
        let status = status(line).ok_or_else(|| {
            let shown = headers::text(&line[..line.len().min(60)]);
            format!("does not begin with an HTTP status line but with {shown:?}")
        })?;
        let (headers, body) = headers::block(after);
        // Some recorders keep the interim answers ("100 Continue") in front of the one that counts.
        if (100..200).contains(&status) && body.starts_with(b"HTTP/") {
            rest = body;
            continue;
        }
        return Ok(Head { status, headers, body_at: block.len() - body.len() });
    }
}

/// `HTTP/1.1 200 OK`, `HTTP/2 200`.
fn status(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line).ok().or_else(|| std::str::from_utf8(line.get(..12)?).ok())?;
    let mut words = line.split_ascii_whitespace();
    words.next().filter(|version| version.starts_with("HTTP/"))?;
    let code = words.next()?;
    (code.len() == 3).then(|| code.parse().ok())?.filter(|code| (100..1000).contains(code))
}

/// Takes off the encodings, the last applied first.
fn unpack(headers: &[(String, String)], body: Vec<u8>) -> Result<Vec<u8>, String> {
    let named = |name: &str| -> Vec<String> {
        let values = headers.iter().filter(|(n, _)| n == name).flat_map(|(_, value)| value.split(','));
        values.map(|word| word.trim().to_ascii_lowercase()).filter(|word| !word.is_empty()).collect()
    };
    let mut body = match named("transfer-encoding").iter().any(|word| word == "chunked") {
        true => dechunk(body)?,
        false => body,
    };
    for encoding in named("content-encoding").iter().rev() {
        body = match encoding.as_str() {
            "identity" | "none" => body,
            _ if body.is_empty() => body,
            "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => gunzip(&body)?,
            "zstd" if body.starts_with(&ZSTD_MAGIC) => unzstd(&body)?,
            "gzip" | "x-gzip" | "zstd" => body,
            "br" => unbrotli(body)?,
            "deflate" => inflate(&body)?,
            other => return Err(format!("is packed as {other:?}, which is not read (gzip, br, zstd and deflate are)")),
        };
    }
    Ok(body)
}

/// A body that is shorter than its length was announced is half a body: half a list must never look like a list from which half was
/// removed. One that is longer was recorded with the length of its packing, and of a body that was packed nothing can be said.
fn whole(headers: &[(String, String)], body: &[u8]) -> Result<(), String> {
    if ["content-encoding", "transfer-encoding"].iter().any(|name| headers::find(headers, name).is_some()) {
        return Ok(());
    }
    let announced: Option<u64> = headers::find(headers, "content-length").and_then(|length| length.parse().ok());
    match announced {
        Some(length) if (body.len() as u64) < length => {
            Err(format!("breaks off after {} of the {length} bytes that it announced", body.len()))
        }
        _ => Ok(()),
    }
}

/// Takes chunked framing off (RFC 9112, 7.1). A body that does not begin with a chunk was recorded without its framing.
fn dechunk(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let mut rest = bytes.as_slice();
    loop {
        let (line, after) = headers::split_line(rest);
        let Some(size) = chunk_size(line) else {
            return match (body.is_empty(), rest.is_empty()) {
                (true, _) => Ok(bytes),
                (false, true) => Err(format!("breaks off after {} bytes, before its last chunk", body.len())),
                (false, false) => Err(format!("has something else than a chunk after {} bytes", body.len())),
            };
        };
        if size == 0 {
            return Ok(body);
        }
        let Some(chunk) = after.get(..size) else {
            return Err(format!("breaks off within a chunk after {} bytes", body.len() + after.len()));
        };
        body.extend_from_slice(chunk);
        rest = &after[size..];
        rest = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// The hexadecimal size before any extension. More than eight digits are no size but the first line of a body without framing.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let size = line.split(|byte| *byte == b';').next()?.trim_ascii();
    let size = std::str::from_utf8(size).ok().filter(|size| size.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    if size.trim_start_matches('0').len() > 8 { None } else { usize::from_str_radix(size, 16).ok() }
}

fn too_large() -> String {
    format!("unpacks to more than {RECORD_BYTES_MAX} bytes")
}

/// All members of a gzip body; what follows them is padding, as browsers have it.
fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let mut rest = bytes;
    while rest.starts_with(&[0x1f, 0x8b]) {
        let mut member = GzDecoder::new(rest);
        let room = (RECORD_BYTES_MAX + 1).saturating_sub(body.len() as u64);
        member
            .by_ref()
            .take(room)
            .read_to_end(&mut body)
            .map_err(|error| format!("has damaged gzip data ({error})"))?;
        if body.len() as u64 > RECORD_BYTES_MAX {
            return Err(too_large());
        }
        rest = member.into_inner();
    }
    Ok(body)
}

/// The frames of a zstd body, within the window that RFC 9659 allows for this encoding: a frame may ask for gigabytes.
fn unzstd(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let damaged = |error: std::io::Error| format!("has damaged zstd data ({error})");
    let mut frames = zstd::stream::read::Decoder::with_buffer(bytes).map_err(damaged)?;
    frames.window_log_max(ZSTD_WINDOW_LOG_MAX).map_err(damaged)?;
    let mut body = Vec::new();
    frames.take(RECORD_BYTES_MAX + 1).read_to_end(&mut body).map_err(damaged)?;
    if body.len() as u64 > RECORD_BYTES_MAX { Err(too_large()) } else { Ok(body) }
}

/// A brotli body (RFC 7932), which begins with nothing to know it by. One that is no brotli but text was recorded unpacked.
fn unbrotli(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let stream = brotli_decompressor::Decompressor::new(bytes.as_slice(), BROTLI_WINDOW_BYTES);
    match stream.take(RECORD_BYTES_MAX + 1).read_to_end(&mut body) {
        Ok(_) if body.len() as u64 > RECORD_BYTES_MAX => Err(too_large()),
        Ok(_) => Ok(body),
        Err(_) if std::str::from_utf8(&bytes).is_ok() => Ok(bytes),
        Err(error) => Err(format!("has damaged brotli data ({error})")),
    }
}

/// A deflate body: in its zlib wrapping, as RFC 9110 has it, or bare, as some servers send it. One that is neither was recorded unpacked.
fn inflate(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let is_zlib =
        bytes.len() > 1 && bytes[0] & 0x0f == 8 && u16::from_be_bytes([bytes[0], bytes[1]]).is_multiple_of(31);
    let mut state = Decompress::new(is_zlib);
    let mut body: Vec<u8> = Vec::new();
    loop {
        body.reserve(64 * 1024);
        let rest = bytes.get(usize::try_from(state.total_in()).unwrap_or(usize::MAX)..).unwrap_or_default();
        let before = (state.total_in(), state.total_out());
        match state.decompress_vec(rest, &mut body, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return Ok(body),
            Ok(_) if body.len() as u64 > RECORD_BYTES_MAX => return Err(too_large()),
            Ok(_) if before == (state.total_in(), state.total_out()) => {
                return Err(format!("has deflate data that breaks off after {} bytes", body.len()));
            }
            Ok(_) => {}
            Err(_) if body.is_empty() && !is_zlib => return Ok(bytes.to_vec()),
            Err(error) => return Err(format!("has damaged deflate data ({error})")),
        }
    }
}
