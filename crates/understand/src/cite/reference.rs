//! Articles of this publisher: the numbers inside `(see 2604160022 and 2604150007)`, as the model reads them.

use model::citation::CitationKind;
use model::reference::{Segment, segments};

use super::text::Text;
use super::{Find, Finds};

/// The bracket that holds a list of articles at most; what is longer is words.
const BRACKET_BYTES_MAX: usize = 2_000;

/// From `see`, which begins at `start` behind an opening bracket.
pub(super) fn find(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    if text.before(start) != b'(' || text.at(start + 3) != b' ' || !text.digit(start + 4) {
        return None;
    }
    let close = text.bytes().get(start..)?.iter().take(BRACKET_BYTES_MAX).position(|b| *b == b')')? + start;
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
