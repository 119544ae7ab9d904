//! Numbers of Federal Register documents: `FR Doc. 2016-08717`, corrections `C1-2019-19930`, old ones `E8-23178` and `04-16753`.

use std::sync::LazyLock;

use model::citation::CitationKind;
use regex::Regex;

use super::{Find, list};

static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"\bF\.?R\.? Docs?\.?\s{0,2}(?:Nos?\.?\s{0,2}:?\s{0,2})?((?:[A-Z]\d?-)?(?:[A-Z]\d|\d{2,4})[-–]\d{3,6})\b",
    )
});
static ITEM: LazyLock<Regex> = LazyLock::new(|| super::pattern(r"^((?:[A-Z]\d?-)?(?:[A-Z]\d|\d{2,4})[-–]\d{3,6})\b"));

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
    let url = format!("https://www.federalregister.gov/d/{number}");
    out.push(Find::new(range, CitationKind::FrDoc, format!("FR Doc. {number}"), Some(url)));
}
