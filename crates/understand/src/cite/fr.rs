//! Pages of the Federal Register: `81 FR 22173`, also `80 Fed. Reg. 56,469, 56,470`.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::{Find, list};

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(r"\b(\d{1,3})\s{1,2}(?:FR|F\.\s?R\.|Fed\.\s?Reg\.|Federal Register)\s{1,2}(?:at\s{1,2})?")
});
static PAGE: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"^(\d{1,3},\d{3}|\d{1,6})(?:\s?[-–]\s?(?:\d{1,3},\d{3}\b|\d{1,6}\b))?"));
/// A further page of a list has four digits at least, or `81 FR 22173, 12 CFR` would read as two pages.
static FURTHER: LazyLock<Regex> =
    LazyLock::new(|| super::pattern(r"^(\d{1,3},\d{3}|\d{4,6})(?:\s?[-–]\s?(?:\d{1,3},\d{3}\b|\d{1,6}\b))?"));

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    for head in HEAD.captures_iter(text) {
        let (Some(whole), Some(volume)) = (head.get(0), head.get(1)) else { continue };
        let Some(first) = PAGE.find(&text[whole.end()..]) else { continue };
        let end = whole.end() + first.end();
        push(text, volume.as_str(), whole.start()..end, whole.end(), out);
        for range in list::tail(text, end, &FURTHER) {
            // A year behind a comma is the year of the notice: `81 FR 3033, 2016`.
            let page = list::plain_number(&text[range.clone()]);
            if page.len() == 4 && (page.starts_with("19") || page.starts_with("20")) {
                break;
            }
            push(text, volume.as_str(), range.clone(), range.start, out);
        }
    }
}

fn push(text: &str, volume: &str, range: std::ops::Range<usize>, page_from: usize, out: &mut Vec<Find>) {
    let printed = &text[page_from..range.end];
    let first = list::plain_number(printed.split(['-', '–']).next().unwrap_or(printed));
    let volume = volume.trim_start_matches('0');
    if volume.is_empty() || first.is_empty() {
        return;
    }
    let url = format!("https://www.federalregister.gov/citation/{volume}-FR-{first}");
    out.push(Find::new(range, CitationKind::Fr, format!("{volume} FR {first}"), Some(url)));
}
