//! Export control classification numbers: a category, a product group and three figures, perhaps with paragraphs: `3A001.b.1`.

use memchr::memmem;
use model::citation::CitationKind;

use super::text::Text;
use super::{Bond, Find, Finds, lists};

/// In a long text without a cue a figure like `0A350` is the number of a building or a part; a short text is read as it is.
const WITHOUT_CUE_BYTES_MAX: usize = 1_000;

/// Words with which a text shows that it speaks of export controls.
const CUES: &[&str] = &[
    "ECCN",
    "Export Control Classification",
    "Commerce Control List",
    "CCL",
    "Export Administration",
    "xport control",
];

/// Drops bare numbers of a long text that never speaks of export controls.
pub(super) fn settle(text: &str, finds: &mut Vec<Find>) {
    let bare = |find: &Find| find.bond == Bond::ExportControls;
    if text.len() > WITHOUT_CUE_BYTES_MAX
        && finds.iter().any(bare)
        && !CUES.iter().any(|cue| memmem::find(text.as_bytes(), cue.as_bytes()).is_some())
    {
        finds.retain(|find| !bare(find));
    }
}

/// From `ECCN` or `ECCNs`, which begins at `start` and ends at `end`.
pub(super) fn named(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let mut at = text.blanks(text.no(end));
    at = text.blanks(text.skip(at, "("));
    list(text, start, at, Bond::Sure, finds)
}

/// A bare number that begins at `start`.
pub(super) fn bare(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let glued =
        text.dash_before(start) || matches!(text.before(start), b'/' | b'.' | b'_' | b'#' | b'&' | b'=' | b'%' | b'+');
    if glued && !(text.before(start) == b'/' && start >= 6 && number(text, start - 6).is_some()) {
        return None;
    }
    list(text, start, start, Bond::ExportControls, finds)
}

fn list(text: Text<'_>, start: usize, at: usize, bond: Bond, finds: &mut Finds) -> Option<usize> {
    let mut end = number(text, at)?;
    let base = text.slice(at, end);
    if matches!(text.at(end), b'_' | b'=' | b'%' | b'&')
        || text.dash(end).is_some_and(|next| text.at(next).is_ascii_alphanumeric())
    {
        return None;
    }
    let mut levels = paragraph(text, end);
    push(start..levels, base, text.slice(end, levels), bond, finds);
    // `3A001.b.1, .b.2 and .c` goes on with paragraphs of the same number.
    loop {
        end = levels;
        let Some(next) = lists::between(text, end).or_else(|| {
            let item = lists::through(text, end)?;
            Some(lists::Between { item, mark: None })
        }) else {
            return Some(end);
        };
        let bare = text.at(next.item) != b'.';
        let from = if bare { next.item } else { next.item + 1 };
        let figure = text.at(from).is_ascii_lowercase() && text.at(from + 1) == b'.' && text.digit(from + 2);
        let letter = !bare && text.at(from).is_ascii_lowercase() && text.ends(from + 1);
        if !(figure || letter) {
            return Some(end);
        }
        levels = paragraph_from(text, from);
        push(next.item..levels, base, &format!(".{}", text.slice(from, levels)), bond, finds);
    }
}

fn push(range: std::ops::Range<usize>, base: &str, paragraph: &str, bond: Bond, finds: &mut Finds) {
    finds.push(Find::new(range, CitationKind::Eccn, format!("{base}{paragraph}"), None).on(bond));
}

/// Supplement No. 1 to 15 CFR part 774: categories 0 to 9, product groups A to E, and the third figure tells the reason for control
/// (15 CFR 738.2); `0Y521` is the series of part 744.
fn number(text: Text<'_>, at: usize) -> Option<usize> {
    let end = text.token(at);
    let known = match text.slice(at, end).as_bytes() {
        [category, b'Y', b'5', b'2', b'1'] => category.is_ascii_digit(),
        [category, b'A'..=b'E', b'0'..=b'3' | b'5' | b'6' | b'9', tens, ones] => {
            category.is_ascii_digit() && tens.is_ascii_digit() && ones.is_ascii_digit()
        }
        _ => false,
    };
    (known && text.ends(end)).then_some(end)
}

/// The end of `.b.1.a` behind a number: letters and figures by turns.
fn paragraph(text: Text<'_>, at: usize) -> usize {
    if text.at(at) == b'.' { paragraph_from(text, at + 1).max(at) } else { at }
}

/// The same from the first letter; one before it where there is none.
fn paragraph_from(text: Text<'_>, from: usize) -> usize {
    let mut end = from.saturating_sub(1);
    let mut at = from;
    for depth in 0..6 {
        let last = text.token(at);
        let level = text.slice(at, last);
        let letters = level.bytes().all(|b| b.is_ascii_lowercase()) && level.len() <= 2;
        let figures = level.bytes().all(|b| b.is_ascii_digit()) && level.len() <= 3;
        let right = if depth % 2 == 0 { letters } else { figures };
        if level.is_empty() || !right || !text.ends(last) {
            break;
        }
        end = last;
        if text.at(end) != b'.' {
            break;
        }
        at = end + 1;
    }
    end
}
