//! Takes a body's content encoding off, counting what comes out: a few kilobytes can unpack to gigabytes.
//! One encoding is taken off, of those that were offered; a body that is packed twice was not asked for.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;

/// What is offered to a host, best first.
pub(super) const OFFERED: &str = "zstd, gzip";

/// The largest window of a zstd frame: 8 MB, which RFC 9659 fixes for this encoding. A frame may ask for gigabytes.
const ZSTD_WINDOW_LOG_MAX: u32 = 23;

/// Why a body cannot be unpacked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// An encoding that was not offered, or several.
    Unknown,
    /// More comes out than is of use.
    TooLarge,
    /// It is damaged or ends too early: half a sentence.
    Broken(String),
}

/// Whether an encoding can be taken off.
pub(super) fn is_known(encoding: &str) -> bool {
    ["gzip", "x-gzip", "zstd"].iter().any(|known| encoding.eq_ignore_ascii_case(known))
}

/// The original bytes, at most `size_bytes_max` of them.
pub(super) fn unpack(encoding: &str, packed: &[u8], size_bytes_max: u64) -> Result<Vec<u8>, Packed> {
    if !is_known(encoding) {
        return Err(Packed::Unknown);
    }
    let mut out = Vec::new();
    if packed.is_empty() {
        return Ok(out);
    }
    let broken = |error: io::Error| Packed::Broken(format!("its {encoding} data is damaged ({error})"));
    if encoding.eq_ignore_ascii_case("zstd") {
        let mut decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(broken)?;
        decoder.window_log_max(ZSTD_WINDOW_LOG_MAX).map_err(broken)?;
        take(&mut decoder, &mut out, size_bytes_max, broken)?;
        return Ok(out);
    }
    let mut rest = packed;
    // A gzip body may be several members in a row (RFC 1952, 2.2); what else follows them is padding that every reader ignores.
    loop {
        let mut member = GzDecoder::new(rest);
        take(&mut member, &mut out, size_bytes_max, broken)?;
        rest = member.into_inner();
        if !rest.starts_with(&[0x1f, 0x8b]) {
            return Ok(out);
        }
    }
}

fn take(
    reader: &mut impl Read,
    out: &mut Vec<u8>,
    size_bytes_max: u64,
    broken: impl Fn(io::Error) -> Packed,
) -> Result<(), Packed> {
    let room = size_bytes_max.saturating_sub(out.len() as u64);
    reader.take(room.saturating_add(1)).read_to_end(out).map_err(broken)?;
    if out.len() as u64 > size_bytes_max { Err(Packed::TooLarge) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    #[test]
    fn what_was_packed_comes_out() {
        assert_eq!(unpack("gzip", &gzip(b"hello"), 5), Ok(b"hello".to_vec()));
        assert_eq!(
            unpack("x-GZIP", &[gzip(b"he"), gzip(b""), gzip(b"llo"), vec![0; 9]].concat(), 5),
            Ok(b"hello".to_vec())
        );
        assert_eq!(unpack("zstd", &zstd::bulk::compress(b"hello", 3).expect("memory"), 5), Ok(b"hello".to_vec()));
        assert_eq!(unpack("gzip", b"", 5), Ok(Vec::new()));
    }

    #[test]
    fn what_is_too_large_damaged_or_unknown_is_told() {
        assert_eq!(unpack("gzip", &gzip(&[0; 1_000_000]), 999_999), Err(Packed::TooLarge));
        assert_eq!(unpack("gzip", &[gzip(b"he"), gzip(b"llo")].concat(), 4), Err(Packed::TooLarge));
        let zeros = zstd::bulk::compress(&[0; 1_000_000], 3).expect("memory");
        assert_eq!(unpack("zstd", &zeros, 999_999), Err(Packed::TooLarge));
        assert!(matches!(unpack("zstd", &zeros[..zeros.len() - 1], 1_000_000), Err(Packed::Broken(_))));
        let whole = gzip(b"hello");
        assert!(matches!(unpack("gzip", &whole[..whole.len() - 1], 5), Err(Packed::Broken(_))));
        assert!(matches!(unpack("gzip", b"hello", 5), Err(Packed::Broken(_))));
        assert_eq!(unpack("br", b"x", 5), Err(Packed::Unknown));
        assert_eq!(unpack("gzip, gzip", &gzip(&whole), 5), Err(Packed::Unknown));
    }

    #[test]
    fn a_frame_may_not_ask_for_a_huge_window() {
        // A frame header (RFC 8878, 3.1.1.1) without content size, whose window descriptor says 2^27 bytes; then an empty last block.
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88, 0x01, 0x00, 0x00];
        assert!(matches!(unpack("zstd", &frame, 5), Err(Packed::Broken(_))));
    }
}
