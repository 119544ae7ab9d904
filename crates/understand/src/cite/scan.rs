//! The walk over a text: where a word, a run of figures or a sign begins that may begin a citation, the recognisers of it are asked.
//! What none of them takes is stepped over, so each byte is walked over once.

use super::text::Text;
use super::{Finds, bare, cas, cases, court, docket, eccn, eu, numbered, register, states, tariff, words};

/// What a byte is to the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Nothing,
    Figure,
    Letter,
    /// The first byte of a section sign, or an opening bracket.
    Sign,
}

/// The sorts of all bytes, for one look instead of many comparisons.
const SORTS: [Sort; 256] = {
    let mut sorts = [Sort::Nothing; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        sorts[byte] = match byte as u8 {
            b'0'..=b'9' => Sort::Figure,
            b'A'..=b'Z' | b'a'..=b'z' => Sort::Letter,
            0xC2 | b'(' => Sort::Sign,
            _ => Sort::Nothing,
        };
        byte += 1;
    }
    sorts
};

#[inline]
fn sort(byte: u8) -> Sort {
    SORTS[usize::from(byte)]
}

/// Reads all of a text.
pub(super) fn scan(text: Text<'_>, finds: &mut Finds) {
    let bytes = text.bytes();
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        i = match sort(byte) {
            Sort::Nothing => i + 1,
            Sort::Letter => {
                let end = word_end(bytes, i + 1);
                if words::may_begin(byte, end - i) || dash_follows(bytes, end) {
                    word(text, i, end, finds).unwrap_or(end)
                } else {
                    end
                }
            }
            Sort::Figure => {
                let end = figures_end(bytes, i + 1);
                figures(text, i, end, finds).unwrap_or(end)
            }
            Sort::Sign => sign(text, i, finds).unwrap_or(i + 1),
        };
    }
}

/// The end of the figures that go on at a position.
#[inline]
fn figures_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while bytes.get(end).is_some_and(u8::is_ascii_digit) {
        end += 1;
    }
    end
}

/// The end of the letters and figures that go on at a position. Eight bytes are looked at as one number: where words end cannot be
/// foreseen, and a loop that leaves at each word's end costs more than all else of the walk.
#[inline]
fn word_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while let Some(eight) = bytes.get(end..end + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
        let others = others(u64::from_le_bytes(eight));
        if others != 0 {
            return end + others.trailing_zeros() as usize / 8;
        }
        end += 8;
    }
    while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        end += 1;
    }
    end
}

/// The high bit of each of eight bytes that is neither an ASCII letter nor a figure.
#[inline]
fn others(eight: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    // In bytes without their high bit, adding 0x80 less a bound sets the high bit from that bound on and never carries over.
    let from = |bytes: u64, bound: u8| bytes + u64::from(0x80 - bound) * EACH;
    let low = eight & !HIGH;
    let small = low | (0x20 * EACH);
    let letters = from(small, b'a') & !from(small, b'z' + 1);
    let figures = from(low, b'0') & !from(low, b'9' + 1);
    (!(letters | figures) & HIGH) | (eight & HIGH)
}

/// Whether the byte at a position may begin a dash.
#[inline]
fn dash_follows(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'-' | 0xE2))
}

/// A section sign, or a bracket that may name the Union.
fn sign(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    match (text.at(start), text.at(start + 1)) {
        (0xC2, 0xA7) => states::find(text, start, finds).or_else(|| bare::signed(text, start, finds)),
        (b'(', b'E' | b'C') => eu::bracketed(text, start, finds),
        _ => None,
    }
}

/// A word that begins at `start` and ends at `end`. Letters behind figures are the rest of a word, unless a note's figure stuck to a
/// long one.
fn word(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    if text.before(start).is_ascii_digit() && end - start < 5 {
        return None;
    }
    words::read(text, start, end, finds).or_else(|| {
        let capital = text.at(start).is_ascii_uppercase();
        (capital && text.dash(end).is_some()).then(|| docket::dashed(text, start, finds)).flatten()
    })
}

/// Figures that begin at `start` and end at `end`: what may begin with them depends on what stands behind.
fn figures(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    if text.before(start).is_ascii_alphabetic() {
        return None;
    }
    let length = end - start;
    match text.at(end) {
        b' ' | b'\n' | b'\t' | b'\r' | 0xC2 if length <= 5 => numbered::find(text, start, end, finds),
        b'A'..=b'E' | b'Y' if length == 1 && text.digit(end + 1) => eccn::bare(text, start, finds),
        b'U' | b'C' | b'F' if length <= 2 => numbered::find(text, start, end, finds),
        b'.' if length == 4 => tariff::bare(text, start, finds),
        b':' if length == 1 => court::district(text, start, end, finds),
        b'-' | 0xE2 => dashed(text, start, end, finds),
        b'A'..=b'Z' if length == 5 => eu::celex(text, start, finds),
        _ => None,
    }
}

/// Figures with a dash behind them.
fn dashed(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let next = text.at(text.dash(end)?);
    match (end - start, next) {
        (2, b'c' | b'C' | b'm' | b'M') => court::district(text, start, end, finds),
        (3, b'T') => cases::commission(text, start, end, finds),
        (4, b'A'..=b'Z') => register::rin(text, start, start, finds),
        (2..=7, b'0'..=b'9') => cas::find(text, start, end, finds)
            .or_else(|| docket::commerce(text, start, end, finds))
            .or_else(|| court::titled(text, start, finds)),
        (8..=9, b'0'..=b'9') => docket::commerce(text, start, end, finds),
        _ => None,
    }
}
