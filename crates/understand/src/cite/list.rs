//! The tail of a list: after `15 CFR 744.11` come `, 744.16 and 772.1`, each a citation of its own.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// What may stand between two items of a list: at most one comma or semicolon, a conjunction, and a repeated mark.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"^\s{0,3}(?:(?:,|;)\s{0,3}(?:and|or|&)?|and|or|&)\s{0,3}(?:(?:[Pp]arts?|[Ss]ections?|[Ss]ecs?\.|§{1,2})\s{0,3})?",
    )
});

/// A number that begins another citation, or counts something: the list ended before it.
static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r"^\s{0,3}(?:C\.?F\.?R|U\.?\s?S\.?\s?C|F\.?R\.?\s|Fed\.|F\.\s?(?:2d|3d|4th|Supp)|Stat\.|U\.S\.\s|S\.\s?Ct|percent|days?\b|years?\b|months?\b|hours?\b|minutes?\b|pages?\b|[a-z]{4,}|%|CIT\b)",
    )
});

/// The further items of a list that goes on at `from`, as byte ranges. `item` is anchored at the start and matches one item.
pub(super) fn tail(text: &str, from: usize, item: &Regex) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = from;
    while let Some(gap) = BETWEEN.find(&text[at..]) {
        let start = at + gap.end();
        let Some(found) = item.find(&text[start..]) else { break };
        let end = start + found.end();
        if FOREIGN.is_match(&text[end..]) || glued(&text[end..]) {
            break;
        }
        out.push(start..end);
        at = end;
    }
    out
}

/// Whether a word goes on directly behind an item, so that the item is only its beginning.
fn glued(rest: &str) -> bool {
    rest.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '/')
}

/// Digits alone, thousands commas taken out.
pub(super) fn plain_number(printed: &str) -> String {
    printed.chars().filter(char::is_ascii_digit).collect()
}

/// A printed range with a plain hyphen: `1601–1651` is `1601-1651`.
pub(super) fn plain_range(printed: &str) -> String {
    printed.chars().filter(|c| !c.is_whitespace()).map(|c| if matches!(c, '–' | '—' | '‑') { '-' } else { c }).collect()
}
