//! Country Groups of the Export Administration Regulations: `Country Groups A:1, A:5 and E:2`, `group D:1 or D:4`.
//!
//! The supplement's headings stand here. Its members do not: no capture of the supplement is at hand to hold them against, and a table
//! of members that nobody checks would be worse than none.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use model::who::CountryGroup;

use super::place::Place;

/// The groups with the headings of supplement no. 1 to part 740 (15 CFR), as they stood in 2025.
const GROUPS: &[(&str, &str)] = &[
    ("A", "Country Group A"),
    ("A:1", "Wassenaar Participating States"),
    ("A:2", "Missile Technology Control Regime"),
    ("A:3", "Australia Group"),
    ("A:4", "Nuclear Suppliers Group"),
    ("A:5", "Country Group A:5"),
    ("A:6", "Country Group A:6"),
    ("B", "Country Group B"),
    ("D", "Country Group D"),
    ("D:1", "National Security"),
    ("D:2", "Nuclear"),
    ("D:3", "Chemical & Biological"),
    ("D:4", "Missile Technology"),
    ("D:5", "U.S. Arms Embargoed Countries"),
    ("E", "Country Group E"),
    ("E:1", "Terrorist Supporting Countries"),
    ("E:2", "Unilateral Embargo"),
];

/// What may stand between two groups of a list.
const BETWEEN: &[&str] = &[", and ", ", or ", ", and/or ", " and/or ", " and ", " or ", ", ", "/", "; "];
/// What may be said again before a later group.
const AGAIN: &[&str] = &["Country Groups ", "Country Group ", "in ", "Groups ", "Group "];

/// Most paragraphs are short: what is looked for is made ready once.
static ROUP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"roup"));

pub(super) fn read(place: &Place<'_>, out: &mut Vec<CountryGroup>) {
    let text = place.text;
    let mut from = 0;
    let mut chars = place.chars();
    while let Some(found) = ROUP.find(&text.as_bytes()[from..]) {
        let word = from + found;
        from = word + 4;
        let Some(list) = opens(text, word) else { continue };
        let mut at = list;
        while let Some(end) = code(text, at) {
            push(place, &mut chars, at..end, out);
            from = end;
            let Some(mark) = BETWEEN.iter().find(|mark| text[end..].starts_with(**mark)) else { break };
            at = end + mark.len();
            at += AGAIN.iter().find(|words| text[at..].starts_with(**words)).map_or(0, |words| words.len());
        }
    }
}

/// Where the first group of a list begins, behind `Group` whose `roup` stands at a byte; a group of one letter needs `Country` before.
fn opens(text: &str, word: usize) -> Option<usize> {
    let before = text.as_bytes().get(word.checked_sub(1)?)?;
    let behind = text[word + 4..].strip_prefix('s').unwrap_or(&text[word + 4..]);
    let rest = behind.strip_prefix([' ', '\u{a0}'])?;
    let at = text.len() - rest.len();
    let country = ends_with(text[..word - 1].trim_end(), "country");
    let coded = rest.as_bytes().get(1) == Some(&b':');
    (matches!(before, b'G' | b'g') && (country || coded)).then_some(at)
}

/// Whether a text ends with a word in any case of letters.
fn ends_with(text: &str, word: &str) -> bool {
    text.len()
        .checked_sub(word.len())
        .and_then(|from| text.get(from..))
        .is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// The end of a group that begins at a byte: a letter, perhaps a colon and a figure, and no more of a word.
fn code(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(at)?, b'A'..=b'E') {
        return None;
    }
    let numbered = bytes.get(at + 1) == Some(&b':') && bytes.get(at + 2).is_some_and(u8::is_ascii_digit);
    let end = if numbered { at + 3 } else { at + 1 };
    let ends = !bytes.get(end).is_some_and(|byte| {
        byte.is_ascii_alphanumeric() || *byte >= 0x80 && !text[end..].starts_with(['—', '–', '’', '”', '\u{a0}'])
    });
    ends.then_some(end)
}

fn push(place: &Place<'_>, chars: &mut crate::span::Chars<'_>, range: Range<usize>, out: &mut Vec<CountryGroup>) {
    let group = &place.text[range.clone()];
    match out.iter_mut().find(|known| known.group == group) {
        Some(known) => known.times += 1,
        None => out.push(CountryGroup {
            group: group.to_owned(),
            title: GROUPS.iter().find(|(name, _)| *name == group).map(|(_, title)| (*title).to_owned()),
            times: 1,
            words: place.words(chars, range),
        }),
    }
}
