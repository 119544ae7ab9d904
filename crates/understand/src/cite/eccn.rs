//! Export control classification numbers: a category, a product group and three figures, perhaps with paragraphs: `3B993.f`.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::Find;

/// Supplement No. 1 to 15 CFR part 774: categories 0 to 9, product groups A to E; `0Y521` is the series of part 744.
static ECCN: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(r"\b(?:ECCNs?\s{1,2})?(\d(?:[A-E]\d{3}|Y521)(?:\.[a-z](?:\.\d{1,2}(?:\.[a-z]{1,3})?)?)?)\b")
});

/// Words with which a text shows that it speaks of export controls.
static CUE: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"ECCN|Export Control Classification|Commerce Control List|\bCCL\b|\bEAR\b|Export Administration|[Ee]xport control",
    )
});

/// In a long text without a cue a figure like `0A350` is the number of a building or a part; a short text is read as it is.
const WITHOUT_CUE_BYTES_MAX: usize = 1_000;

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    if text.len() > WITHOUT_CUE_BYTES_MAX && !CUE.is_match(text) {
        return;
    }
    for found in ECCN.captures_iter(text) {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
        let glued = text[..whole.start()].ends_with(['-', '/', '.', '_', '#', '&', '=', '%', '+'])
            || text[whole.end()..].starts_with(['-', '_', '=', '%', '&']);
        if !glued {
            out.push(Find::new(whole.range(), CitationKind::Eccn, number.as_str(), None));
        }
    }
}
