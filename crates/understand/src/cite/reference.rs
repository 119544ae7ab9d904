//! Articles of this publisher: the numbers inside `(see 2604160022 and 2604150007)`, as the model reads them.

use model::citation::CitationKind;
use model::reference::{Segment, segments};

use super::text::Text;
use super::{Find, Finds};

/// From `see`, which begins at `start` behind an opening bracket.
pub(super) fn find(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    if text.before(start) != b'(' || text.at(start + 3) != b' ' || !text.digit(start + 4) {
        return None;
    }
    // Nothing but numbers, commas and "and" stands in such a bracket.
    let inside = text.bytes().get(start + 4..)?;
    let length =
        inside.iter().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b' ' | b'a' | b'n' | b'd')).count();
    let close = start + 4 + length;
    if text.at(close) != b')' {
        return None;
    }
    let mut at = start - 1;
    let mut last = None;
    for segment in segments(text.slice(start - 1, close + 1)) {
        match segment {
            Segment::Words(words) => at += words.len(),
            Segment::See(number) => {
                let printed = number.to_string();
                let end = at + printed.len();
                finds.push(Find::new(at..end, CitationKind::Ref, printed, None));
                (at, last) = (end, Some(end));
            }
        }
    }
    last
}
