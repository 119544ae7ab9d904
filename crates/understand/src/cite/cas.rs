//! Numbers of the Chemical Abstracts Service: `7440-57-5`, whose last figure is made from the others.

use model::citation::CitationKind;

use super::text::Text;
use super::{Find, Finds};

/// A number that begins at `start` and whose first figures end at `end`.
pub(super) fn find(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let first = text.slice(start, end);
    if !(2..=7).contains(&first.len())
        || first.starts_with('0')
        || text.dash_before(start)
        || matches!(text.before(start), b'.' | b'/' | b'_' | b'#')
    {
        return None;
    }
    let two = text.number(text.dash(end)?, 2, 2)?;
    let last = text.number(text.dash(two)?, 1, 1)?;
    let goes_on = text.dash(last).is_some_and(|next| text.at(next).is_ascii_alphanumeric())
        || text.at(last) == b'/'
        || text.at(last) == b'.' && text.digit(last + 1);
    if goes_on || !text.ends(last) {
        return None;
    }
    let middle = text.slice(two - 2, two);
    // The smallest number is formaldehyde's, 50-00-0. `2016-04-1` may be a day that passes the check by chance.
    let day =
        first.len() == 4 && (first.starts_with("19") || first.starts_with("20")) && ("01".."13").contains(&middle);
    if day || first.len() == 2 && first < "50" || !checks(first, middle, text.at(last - 1)) {
        return None;
    }
    let canonical = format!("{first}-{middle}-{}", text.slice(last - 1, last));
    let url = format!("https://commonchemistry.cas.org/detail?cas_rn={canonical}");
    finds.push(Find::new(start..last, CitationKind::Cas, canonical, Some(url)));
    Some(last)
}

/// Each figure times its place from the right, summed, ends in the check figure.
fn checks(first: &str, middle: &str, check: u8) -> bool {
    let sum: u32 = first
        .bytes()
        .chain(middle.bytes())
        .rev()
        .zip(1..)
        .map(|(figure, place)| u32::from(figure - b'0') * place)
        .sum();
    sum % 10 == u32::from(check - b'0')
}
