//! Dockets: those of regulations.gov (`APHIS-2015-0073`, `EPA-HQ-OPP-2016-0198`) and the Commission's section 337 cases.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::{Find, list};

static DOCKET: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(r"\b([A-Z]{2,8}(?:[-–][A-Z0-9]{1,5}){0,3}?[-–](?:19|20)\d{2}(?:[-–][A-Z]{1,4})?[-–]\d{3,5})\b")
});
static SECTION_337: LazyLock<Regex> = LazyLock::new(|| super::pattern(r"\b337[-–]TA[-–]\d{1,4}\b"));

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    for found in DOCKET.find_iter(text) {
        let docket = list::plain_range(found.as_str());
        // A document's number is no docket, nor is what follows a hyphen inside a longer number.
        if text[..found.start()].ends_with(['-', '–']) || text[found.end()..].starts_with(['-', '–']) {
            continue;
        }
        let url = format!("https://www.regulations.gov/docket/{docket}");
        out.push(Find::new(found.range(), CitationKind::Docket, docket, Some(url)));
    }
    for found in SECTION_337.find_iter(text) {
        out.push(Find::new(found.range(), CitationKind::Docket, list::plain_range(found.as_str()), None));
    }
}
