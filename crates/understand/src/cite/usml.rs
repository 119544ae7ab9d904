//! Categories of the United States Munitions List (22 CFR 121.1): `Category XI(a)(5)`, `USML Categories VIII and XI`.

use memchr::memmem;
use model::citation::CitationKind;

use super::text::Text;
use super::{Bond, Find, Finds, lists};

/// Category XXI is the last.
const NUMERALS: &[&str] = &[
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
    "XVIII", "XIX", "XX", "XXI",
];

const CUES: &[&str] = &["USML", "Munitions List", "MUNITIONS LIST", "ITAR", "Traffic in Arms"];

/// Drops categories of a text that never speaks of the Munitions List.
pub(super) fn settle(text: &str, finds: &mut Vec<Find>) {
    let bare = |find: &Find| find.bond == Bond::Munitions;
    if finds.iter().any(bare) && !CUES.iter().any(|cue| memmem::find(text.as_bytes(), cue.as_bytes()).is_some()) {
        finds.retain(|find| !bare(find));
    }
}

/// From `USML`, `Category` or `Categories`, which begins at `start`.
pub(super) fn find(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (at, bond) = match text.eat(start, "USML") {
        Some(end) => (text.gap(end)?, Bond::Sure),
        None => (start, Bond::Munitions),
    };
    let at = match text.word_any(at, &["categories", "category", "cat"]) {
        Some(end) => text.blanks(text.skip(end, ".")),
        None if bond == Bond::Sure => at,
        None => return None,
    };
    let (mut end, numeral) = category(text, at)?;
    let mut numeral = numeral;
    let mut pinpoint = lists::pinpoint(text.slice(at + numeral.len(), end));
    push(start..end, numeral, &pinpoint, bond, finds);
    while let Some(next) = lists::between(text, end) {
        if pinpoint.starts_with('(')
            && let Some((last, more)) = lists::next_paragraph(text, next.item, &pinpoint)
        {
            push(next.item..last, numeral, &more, bond, finds);
            (end, pinpoint) = (last, more);
            continue;
        }
        let item = text.word(next.item, "category").map_or(next.item, |end| text.blanks(end));
        let Some((last, following)) = category(text, item) else { break };
        // `Categories I or V`, but not the pronoun.
        if following == "I" && text.at(last) == b' ' {
            break;
        }
        (end, numeral) = (last, following);
        pinpoint = lists::pinpoint(text.slice(item + numeral.len(), end));
        push(next.item..end, numeral, &pinpoint, bond, finds);
    }
    Some(end)
}

fn category(text: Text<'_>, at: usize) -> Option<(usize, &'static str)> {
    let end = text.token(at);
    let printed = text.slice(at, end);
    let numeral = NUMERALS.iter().find(|numeral| **numeral == printed)?;
    (text.ends(end) && text.dash(end).is_none()).then(|| (lists::paragraph(text, end), *numeral))
}

fn push(range: std::ops::Range<usize>, numeral: &str, pinpoint: &str, bond: Bond, finds: &mut Finds) {
    let url = "https://www.ecfr.gov/current/title-22/section-121.1".to_owned();
    finds.push(Find::new(range, CitationKind::Usml, format!("USML Category {numeral}{pinpoint}"), Some(url)).on(bond));
}
