//! Acts of the President by number: `Executive Orders 12866 and 13563`, `E.O. 13224`, `Proclamation 9705`.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::{Find, list};

static EO: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"\b(?:Executive\s{1,2}Orders?|Exec\.\s?Orders?|E\.\s?O\.|EOs?)\s{0,2}(?:\([^()]{1,12}\)\s{1,2})?(?:Nos?\.\s{0,2})?(\d{1,2},\d{3}|\d{3,5})\b",
    )
});
static PROCLAMATION: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"\b(?:Presidential\s{1,2})?(?:Proclamations?|Proc\.)\s{0,2}(?:Nos?\.\s{0,2})?(\d{1,2},\d{3}|\d{3,5})\b",
    )
});
static ITEM: LazyLock<Regex> = LazyLock::new(|| super::pattern(r"^(\d{1,2},\d{3}|\d{4,5})\b"));

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    for (head, kind) in [(&EO, CitationKind::Eo), (&PROCLAMATION, CitationKind::Proclamation)] {
        for found in head.captures_iter(text) {
            let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
            push(whole.range(), number.as_str(), kind, out);
            for range in list::tail(text, whole.end(), &ITEM) {
                let printed = text[range.clone()].to_owned();
                push(range, &printed, kind, out);
            }
        }
    }
}

fn push(range: std::ops::Range<usize>, printed: &str, kind: CitationKind, out: &mut Vec<Find>) {
    let number = list::plain_number(printed);
    let (canonical, url) = match kind {
        CitationKind::Eo => {
            (format!("EO {number}"), Some(format!("https://www.federalregister.gov/executive-order/{number}")))
        }
        _ => (format!("Proclamation {number}"), None),
    };
    out.push(Find::new(range, kind, canonical, url));
}
