//! Public laws: `Pub. L. 114-102`, `Public Law 115–232`, `P.L. No. 116-6`.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::{Find, list};

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"\b(?:Pub\.?\s?L\.?|Public Laws?|P\.\s?L\.|PL)\s{0,2}(?:Nos?\.?:?\s{0,2})?(\d{2,3}\s?[-–]\s?\d{1,4})\b",
    )
});
static ITEM: LazyLock<Regex> = LazyLock::new(|| super::pattern(r"^(\d{2,3}[-–]\d{1,4})\b"));

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    for head in HEAD.captures_iter(text) {
        let (Some(whole), Some(number)) = (head.get(0), head.get(1)) else { continue };
        push(whole.range(), number.as_str(), out);
        for range in list::tail(text, whole.end(), &ITEM) {
            let printed = text[range.clone()].to_owned();
            push(range, &printed, out);
        }
    }
}

fn push(range: std::ops::Range<usize>, printed: &str, out: &mut Vec<Find>) {
    let number = list::plain_range(printed);
    let url = number
        .split_once('-')
        .map(|(congress, law)| format!("https://www.govinfo.gov/link/plaw/{congress}/public/{law}"));
    out.push(Find::new(range, CitationKind::PubLaw, format!("Pub. L. {number}"), url));
}
