//! Cases of trade remedies: Commerce's `A-570-979` and `C-570-980`, the Commission's `701-TA-545-547`, `731-TA-1291`, `337-TA-1234`,
//! `TA-201-75` and `Inv. No. 332-591`.

use model::citation::CitationKind;

use super::text::{Text, plain};
use super::{Find, Finds, lists};

/// `A-570-979`: a letter, a country's three figures, a case's three, perhaps a company's three.
pub(super) fn commerce(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    if text.dash_before(start) || !matches!(text.at(start), b'A' | b'C') {
        return None;
    }
    let country = text.number(text.dash(start + 1)?, 3, 3)?;
    let mut end = text.number(text.dash(country)?, 3, 3)?;
    if let Some(company) = text.dash(end).and_then(|dash| text.number(dash, 3, 3)) {
        end = company;
    }
    if !text.ends(end) || text.dash(end).is_some_and(|next| text.at(next).is_ascii_alphanumeric()) {
        return None;
    }
    finds.push(Find::new(start..end, CitationKind::AdCvd, plain(text.slice(start, end)), None));
    Some(end)
}

/// What the number before `TA` says of a case of the Commission.
fn kind(statute: &str) -> Option<CitationKind> {
    match statute {
        "303" | "701" | "731" | "751" | "753" => Some(CitationKind::AdCvd),
        "104" | "332" | "337" | "406" | "421" => Some(CitationKind::Docket),
        _ => None,
    }
}

/// `731-TA-1291-1297` and the numbers that follow it alone: `, 1299, and 1300`.
pub(super) fn commission(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let statute = text.slice(start, end);
    let kind = kind(statute)?;
    if text.dash_before(start) {
        return None;
    }
    let at = text.dash(text.eat(text.dash(end)?, "TA")?)?;
    let mut last = number(text, at)?;
    let prefix = format!("{statute}-TA");
    push(start..last, &prefix, text.slice(at, last), kind, finds);
    while let Some(next) = following(text, last) {
        let Some(end) = number(text, next).filter(|end| !lists::foreign(text, *end)) else { break };
        let printed = text.slice(next, end);
        // `and 731-TA-1291` begins a list of its own; a year and a smaller count are none of this one.
        let count = text.digits(next) - next;
        let year = printed.len() == 4 && printed.starts_with("20");
        if text.dash(end).is_some()
            || !(3..=4).contains(&count)
            || year
            || text.gap(end).is_some_and(|at| text.at(at) == b'(' && text.digit(at + 1))
        {
            break;
        }
        push(next..end, &prefix, printed, kind, finds);
        last = end;
    }
    Some(last)
}

/// The next number of a list of cases, also behind a bare slash.
fn following(text: Text<'_>, last: usize) -> Option<usize> {
    if text.at(last) == b'/' && text.digit(last + 1) {
        return Some(last + 1);
    }
    lists::between(text, last).map(|next| next.item)
}

/// A case's number or a range of them.
fn number(text: Text<'_>, at: usize) -> Option<usize> {
    let end = text.number(at, 1, 4)?;
    let behind = text.blanks(end);
    let spaced = text.dash(behind).map(|dash| text.blanks(dash)).or_else(|| lists::through(text, end));
    let last =
        spaced.and_then(|at| text.number(at, 1, 4)).filter(|last| text.ends(*last) && text.dash(*last).is_none());
    if last.is_some() {
        return last;
    }
    text.ends(end).then_some(end)
}

fn push(range: std::ops::Range<usize>, prefix: &str, printed: &str, kind: CitationKind, finds: &mut Finds) {
    let number = plain(printed).replace("through", "-").replace("to", "-");
    finds.push(Find::new(range, kind, format!("{prefix}-{number}"), None));
}

/// `TA-201-75`: safeguards and the like.
pub(super) fn safeguard(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    if text.dash_before(start) {
        return None;
    }
    let statute = text.number(text.dash(text.eat(start, "TA")?)?, 3, 3)?;
    let end = text.number(text.dash(statute)?, 1, 3).filter(|end| text.ends(*end))?;
    finds.push(Find::new(start..end, CitationKind::Docket, plain(text.slice(start, end)), None));
    Some(end)
}

/// `Investigation No. 332-591`, `Inv. Nos. 701-TA-545 …`: only the Commission's fact findings stand without `TA`.
pub(super) fn investigation(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let name = text.word_any(start, &["investigations", "investigation", "inv"])?;
    let behind = text.skip(name, ".");
    let at = text.no(behind);
    if at == behind {
        return None;
    }
    let statute = text.number(at, 3, 4)?;
    if !matches!(text.slice(at, statute), "332" | "1205" | "103" | "131" | "422" | "603") {
        return None;
    }
    let end = text.number(text.dash(statute)?, 1, 3).filter(|end| text.ends(*end))?;
    finds.push(Find::new(at..end, CitationKind::Docket, plain(text.slice(at, end)), None));
    Some(end)
}

/// `AA1921-129`: findings under the Antidumping Act, 1921, that are still orders.
pub(super) fn act_of_1921(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let end = text.number(text.dash(text.eat(start, "AA1921")?)?, 1, 3).filter(|end| text.ends(*end))?;
    finds.push(Find::new(start..end, CitationKind::AdCvd, plain(text.slice(start, end)), None));
    Some(end)
}
