//! Vessels by their IMO numbers, with the check digit, and with the name where the text gives it beside the number.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use model::who::{Vessel, Words};

use super::place::Place;
use crate::span::Chars;

/// What may stand between `IMO` and the figures.
const BETWEEN: &[&str] =
    &["Number", "number", "Numbers", "numbers", "Nos.", "No.", "No", "no.", "#", ":", " ", "\u{a0}"];
/// What stands before a vessel's name in running text.
const BEFORE: &[&str] = &["vessel ", "tanker ", "M/V ", "MV ", "M/T ", "MT ", "ship ", "carrier ", "F/V "];
/// A name is no longer than this many bytes.
const NAME_BYTES_MAX: usize = 80;

/// Most paragraphs are short: what is looked for is made ready once.
static IMO: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"IMO"));

pub(super) fn read(place: &Place<'_>, out: &mut Vec<Vessel>) {
    let text = place.text;
    let bytes = text.as_bytes();
    let mut chars = place.chars();
    let mut from = 0;
    while let Some(found) = IMO.find(&bytes[from..]) {
        let start = from + found;
        from = start + 3;
        if start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
            continue;
        }
        let mut at = from;
        while let Some(mark) = BETWEEN.iter().find(|mark| text[at..].starts_with(**mark)) {
            at += mark.len();
        }
        let figures = bytes[at..].iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
        let end = at + figures;
        if figures != 7 || at == from || bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            continue;
        }
        from = end;
        let imo = &text[at..end];
        if out.iter().any(|known| known.imo == imo) {
            continue;
        }
        let name = name(text, start).map(|range| place.words(&mut Chars::new(text), range));
        let words: Words = place.words(&mut chars, start..end);
        out.push(Vessel { imo: imo.to_owned(), check_digit: checks(imo), name, words });
    }
}

/// Whether the seventh figure is the last of the sum of the six before it, times seven down to two.
fn checks(imo: &str) -> bool {
    let figures: Vec<u32> = imo.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = figures.iter().zip((2..=7).rev()).map(|(figure, weight)| figure * weight).sum();
    figures.get(6) == Some(&(sum % 10))
}

/// The name of the vessel whose `IMO` begins at a byte.
fn name(text: &str, imo: usize) -> Option<Range<usize>> {
    let before = &text[..imo];
    // The Treasury's form: the entry begins with the name, its call sign or other names in brackets.
    if let Some(entry) = before
        .strip_suffix("Vessel Registration Identification ")
        .or_else(|| before.strip_suffix("Vessel Registration Identification: "))
    {
        let from = entry.rfind("]. ").map_or(0, |at| at + 3);
        let from = from + numbering(&entry[from..]);
        let end = entry[from..].find([',', ';', '(']).map_or(entry.len(), |at| from + at);
        return named(text, from..end);
    }
    // `the tanker ADALINE (IMO 9187629)`.
    let near = before.trim_end_matches(['(', ',', ' ', '[']);
    let from = BEFORE.iter().filter_map(|word| Some(near.rfind(word)? + word.len())).max();
    let spoken = from.filter(|from| near.len() - from <= NAME_BYTES_MAX).and_then(|from| named(text, from..near.len()));
    spoken
        .filter(|range| {
            text[range.clone()]
                .split(' ')
                .all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
        })
        .filter(|range| !text[range.clone()].contains([';', ',', '.', '(']))
}

/// Past `12. ` or `(3) ` at the beginning of an entry.
fn numbering(entry: &str) -> usize {
    let rest = entry.trim_start().trim_start_matches('(').trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") ")) {
        Some(rest) => entry.len() - rest.len(),
        None => 0,
    }
}

/// The range without blanks at its ends, where it may be a name.
fn named(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = text.get(range.clone())?;
    let start = range.start + (words.len() - words.trim_start().len());
    let end = range.end - (words.len() - words.trim_end().len());
    let name = text.get(start..end)?;
    (!name.is_empty()
        && name.len() <= NAME_BYTES_MAX
        && name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
    .then_some(start..end)
}
