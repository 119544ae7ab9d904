//! Articles of this publisher: the numbers inside `(see 2604160022 and 2604150007)`, as the model reads them.

use model::citation::CitationKind;
use model::reference::{Segment, segments};

use super::Find;

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    let mut at = 0;
    for segment in segments(text) {
        match segment {
            Segment::Words(words) => at += words.len(),
            Segment::See(number) => {
                let printed = number.to_string();
                out.push(Find::new(at..at + printed.len(), CitationKind::Ref, printed.clone(), None));
                at += printed.len();
            }
        }
    }
}
