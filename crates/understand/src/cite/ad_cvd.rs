//! Anti-dumping and countervailing cases: Commerce's `A-570-088/C-570-089`, the Commission's `701-TA-545-547`.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::{Find, list};

static COMMERCE: LazyLock<Regex> = LazyLock::new(|| super::pattern(r"\b([AC][-–]\d{3}[-–]\d{3})\b"));
static COMMISSION: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"\b((?:303|701|731|751|753)[-–]TA[-–]\d{1,4}(?:\s?[-–]\s?\d{1,4})?)\b"));

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    for cases in [&COMMERCE, &COMMISSION] {
        for found in cases.find_iter(text) {
            if text[..found.start()].ends_with(['-', '–']) || text[found.end()..].starts_with(['-', '–']) {
                continue;
            }
            out.push(Find::new(found.range(), CitationKind::AdCvd, list::plain_range(found.as_str()), None));
        }
    }
}
