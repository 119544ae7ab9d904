//! The United States Code: `50 U.S.C. 1601-1651, 1701-1706`, `19 USC § 1673d(b)`, `15 U.S.C. 80a-1`.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::{Find, list};

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"\b(\d{1,2})\s{1,2}(?:U\.\s?S\.\s?C\.?\s?(?:A\.)?|USC)\s{0,2}(?:App\.?\s{1,2})?(?:(?:[Ss]ections?|[Ss]ecs?\.|§{1,2})\s{0,3})?",
    )
});
/// A section with its letters and hyphened figures, or a range of sections; subsections in brackets belong to the words only.
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"^(\d{1,6}[a-z]{0,3}(?:\s?[-–]\s?\d{1,6}[a-z]{0,2}(?:-\d{1,3})?)?)(?:\((?:[a-zA-Z]{1,5}|\d{1,3})\)){0,8}(?:[-–]\((?:[a-zA-Z]{1,5}|\d{1,3})\))?",
    )
});

pub(super) fn find(text: &str, out: &mut Vec<Find>) {
    for head in HEAD.captures_iter(text) {
        let (Some(whole), Some(title)) = (head.get(0), head.get(1)) else { continue };
        let Some(first) = ITEM.find(&text[whole.end()..]) else { continue };
        let end = whole.end() + first.end();
        push(title.as_str(), whole.start()..end, first.as_str(), out);
        for range in list::tail(text, end, &ITEM) {
            let printed = text[range.clone()].to_owned();
            push(title.as_str(), range, &printed, out);
        }
    }
}

fn push(title: &str, range: std::ops::Range<usize>, printed: &str, out: &mut Vec<Find>) {
    let section = list::plain_range(printed.split('(').next().unwrap_or(printed));
    let title = title.trim_start_matches('0');
    let first = first_section(&section);
    let url = format!("https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{title}-section{first}");
    out.push(Find::new(range, CitationKind::Usc, format!("{title} U.S.C. {section}"), Some(url)));
}

/// `1601` of the range `1601-1651`; but `80a-1` and `2000e-5` are sections by themselves.
fn first_section(section: &str) -> &str {
    match section.split_once('-') {
        Some((first, _)) if first.bytes().all(|b| b.is_ascii_digit()) => first,
        _ => section,
    }
}
