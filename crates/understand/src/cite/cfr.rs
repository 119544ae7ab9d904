//! The Code of Federal Regulations: `15 CFR parts 730 and 774`, `15 CFR 744.11(b)`, `title 15, Code of Federal Regulations, part 744`.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::{Find, list};

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"\b(\d{1,2})\s{1,2}(?:CFR|C\.\s?F\.\s?R\.)\s{0,2}(?:(?:[Pp]arts?|PARTS?|[Ss]ections?|[Ss]ecs?\.|§{1,2})\s{0,3}){0,2}",
    )
});
/// A section: digits, a full stop, digits, letters and hyphened figures; its paragraphs belong to the words, not to the form.
static SECTION: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(r"^(\d{1,4}[a-z]?\.\d{1,5}[a-z]{0,3}(?:[-–]\d{1,4}[a-z]?)?)(?:\((?:[a-zA-Z]{1,5}|\d{1,3})\)){0,8}")
});
static PART: LazyLock<Regex> = LazyLock::new(|| super::pattern(r"^(\d{1,5}[a-z]?(?:\s?[-–]\s?\d{1,5})?)"));
static OF_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"\b(?:[Pp]art|[Ss]ection|§)\s{1,2}(\d{1,4}(?:\.\d{1,5})?)\s{1,2}of\s{1,2}[Tt]itle\s{1,2}(\d{1,2}),?\s{1,2}(?:of\s{1,2}the\s{1,2})?(?:U\.S\.\s)?Code\s{1,2}of\s{1,2}Federal\s{1,2}Regulations",
    )
});
static TITLE_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"\b[Tt]itle\s{1,2}(\d{1,2}),?\s{1,2}(?:of\s{1,2}the\s{1,2})?Code\s{1,2}of\s{1,2}Federal\s{1,2}Regulations,?\s{1,2}\(?(?:[Pp]art|[Ss]ection|§)\s{1,2}(\d{1,4}(?:\.\d{1,5})?)",
    )
});

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    for head in HEAD.captures_iter(text) {
        let (Some(whole), Some(title)) = (head.get(0), head.get(1)) else { continue };
        let title = title.as_str();
        let rest = &text[whole.end()..];
        // The items of one list are of one sort: `324.403, 12` is a section and something else.
        let item: &Regex = if SECTION.is_match(rest) { &SECTION } else { &PART };
        let Some(first) = item.find(rest) else { continue };
        let end = whole.end() + first.end();
        push(title, whole.start()..end, first.as_str(), out);
        for range in list::tail(text, end, item) {
            let printed = text[range.clone()].to_owned();
            push(title, range, &printed, out);
        }
    }
    for found in OF_TITLE.captures_iter(text) {
        push_whole(&found, 2, 1, out);
    }
    for found in TITLE_FIRST.captures_iter(text) {
        push_whole(&found, 1, 2, out);
    }
}

fn push_whole(found: &regex::Captures<'_>, title: usize, number: usize, out: &mut Vec<Find>) {
    let (Some(whole), Some(title), Some(number)) = (found.get(0), found.get(title), found.get(number)) else { return };
    push(title.as_str(), whole.range(), number.as_str(), out);
}

fn push(title: &str, range: std::ops::Range<usize>, printed: &str, out: &mut Vec<Find>) {
    let number = list::plain_range(printed.split('(').next().unwrap_or(printed));
    let title = title.trim_start_matches('0');
    let url = address(title, &number);
    out.push(Find::new(range, CitationKind::Cfr, format!("{title} CFR {number}"), url));
}

/// The eCFR's page of a part or a section. A range of parts has none.
fn address(title: &str, number: &str) -> Option<String> {
    let base = format!("https://www.ecfr.gov/current/title-{title}");
    match number {
        section if section.contains('.') => Some(format!("{base}/section-{section}")),
        range if range.contains('-') => None,
        part => Some(format!("{base}/part-{part}")),
    }
}
