//! Acts of the President by number: `Executive Orders 12866 and 13563`, `E.O. 13224`, `Proclamation 9705`.

use model::citation::CitationKind;

use super::text::{Text, plain};
use super::{Find, Finds, lists};

/// From `Executive Order`, `E.O.`, `Proclamation`, which begin at `start`.
pub(super) fn find(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (name, kind) = name(text, start)?;
    let mut at = text.blanks(name);
    // `Executive Order (E.O.) 13563`.
    if text.at(at) == b'(' {
        let close = (at..at + 14).find(|i| text.at(*i) == b')')?;
        at = text.blanks(close + 1);
    }
    at = text.blanks(text.no(at));
    let mut from = start;
    let mut last = None;
    while let Some(end) = text.thousands(at, 5) {
        let number = plain(text.slice(at, end));
        let further = last.is_some();
        let bad = number.len() < if further { 4 } else { 3 } || number.starts_with('0') || !text.ends(end);
        // A year behind a comma is a year; what a unit follows is a count.
        if bad || further && (number.starts_with("20") && number.len() == 4 || lists::foreign(text, end)) {
            break;
        }
        // `Rev. Proc. 2019-12` is of the tax office.
        if text.dash(end).is_some_and(|next| text.digit(next)) || text.at(end) == b'.' && text.digit(end + 1) {
            break;
        }
        push(from..end, &number, kind, finds);
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        let item = text.word_any(next.item, &["executive order", "proclamation"]).map_or(next.item, |end| text.no(end));
        (from, at) = (next.item, text.blanks(item));
        if item != next.item {
            break;
        }
    }
    last
}

fn name(text: Text<'_>, start: usize) -> Option<(usize, CitationKind)> {
    if let Some(end) = text.word_any(start, &["executive orders", "executive order"]) {
        return Some((end, CitationKind::Eo));
    }
    if let Some(end) =
        text.eat_any(start, &["Exec. Orders", "Exec. Order", "Exec. Ord.", "E.O.s", "E.O.", "E. O.", "EOs", "EO"])
    {
        return Some((end, CitationKind::Eo)).filter(|_| text.ends(end) || text.before(end) == b'.');
    }
    if text.word(start, "proc").is_some() && text.follows(start, "Rev. ") {
        return None;
    }
    let end = text.word_any(start, &["proclamations", "proclamation"]).or_else(|| text.eat(start, "Proc."))?;
    Some((end, CitationKind::Proclamation))
}

fn push(range: std::ops::Range<usize>, number: &str, kind: CitationKind, finds: &mut Finds) {
    let (canonical, url) = match kind {
        CitationKind::Eo => {
            (format!("EO {number}"), Some(format!("https://www.federalregister.gov/executive-order/{number}")))
        }
        _ => (format!("Proclamation {number}"), None),
    };
    finds.push(Find::new(range, kind, canonical, url));
}
