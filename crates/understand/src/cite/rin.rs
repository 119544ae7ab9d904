//! Regulation identifier numbers: `RIN 0694-AJ12`, and the bare form, which nothing else has.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::Find;

static RIN: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"(?:\bRINs?:?\s{0,2}(?:Nos?\.\s{0,2})?)?\b(\d{4}[-–][A-Z]{2}\d{2,3})\b"));

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    for found in RIN.captures_iter(text) {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
        if glued(text, whole.start(), whole.end()) {
            continue;
        }
        let rin = number.as_str().replace('–', "-");
        let url = format!("https://www.federalregister.gov/regulations/{rin}");
        out.push(Find::new(whole.range(), CitationKind::Rin, rin, Some(url)));
    }
}

/// Inside a longer number of another kind (`NPS-0694-AJ12-3`) it is none.
fn glued(text: &str, start: usize, end: usize) -> bool {
    text[..start].ends_with(['-', '/', '.']) || text[end..].starts_with(['-', '/'])
}
