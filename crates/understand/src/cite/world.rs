//! Statutory instruments of the United Kingdom, resolutions of the United Nations, symbols of the World Trade Organization.

use model::citation::CitationKind;

use super::text::Text;
use super::{Find, Finds, lists};

/// `S.I. 2019/855`, `SI 2019 No. 855`, `S.I.s 2019/855 and 2019/856`: from the words that begin at `start`.
pub(super) fn instruments(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (name, form, path) = [
        ("S.I.s", "S.I.", "uksi"),
        ("S.I.", "S.I.", "uksi"),
        ("SIs", "S.I.", "uksi"),
        ("SI", "S.I.", "uksi"),
        ("S.S.I.", "S.S.I.", "ssi"),
        ("SSI", "S.S.I.", "ssi"),
        ("S.R.", "S.R.", "nisr"),
    ]
    .iter()
    .find_map(|(words, form, path)| Some((text.eat(start, words)?, *form, *path)))?;
    let mut at = text.gap(name)?;
    let mut from = start;
    let mut last = None;
    while let Some((end, year, number)) = instrument(text, at) {
        let url = format!("https://www.legislation.gov.uk/{path}/{year}/{number}");
        finds.push(Find::new(from..end, CitationKind::Uk, format!("{form} {year}/{number}"), Some(url)));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

/// `2019/855`, `2019 No. 855`.
fn instrument(text: Text<'_>, at: usize) -> Option<(usize, &str, &str)> {
    let year_end = text.number(at, 4, 4)?;
    let year = text.slice(at, year_end);
    if !(year.starts_with("19") || year.starts_with("20")) {
        return None;
    }
    let number = match text.eat(year_end, "/") {
        Some(at) => at,
        None => text.blanks(text.eat_any(text.gap(year_end)?, &["No.", "No", "no."])?),
    };
    let end = text.number(number, 1, 4).filter(|end| text.ends(*end))?;
    Some((end, year, text.slice(number, end)))
}

/// `legislation.gov.uk/uksi/2019/855`: from `uksi`, which begins at `start`.
pub(super) fn legislation(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (end, year, number) = instrument(text, text.eat(start, "uksi/")?)?;
    let url = format!("https://www.legislation.gov.uk/uksi/{year}/{number}");
    finds.push(Find::new(start..end, CitationKind::Uk, format!("S.I. {year}/{number}"), Some(url)));
    Some(end)
}

/// `resolution 1718 (2006)`, `resolutions 1267 (1999), 1989 (2011) and 2253 (2015)`: behind the word that begins at `start` and ends at `end`.
pub(super) fn resolutions(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let mut at = text.gap(end)?;
    let mut from = start;
    let mut last = None;
    while let Some((end, number, year)) = resolution(text, at) {
        finds.push(resolved(from..end, number, Some(year)));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

/// `1718 (2006)`: the Security Council numbers its resolutions through and puts their year behind.
fn resolution(text: Text<'_>, at: usize) -> Option<(usize, &str, &str)> {
    let end = text.number(at, 1, 4)?;
    let year = text.eat(text.blanks(end), "(")?;
    let year_end = text.number(year, 4, 4)?;
    let last = text.eat(year_end, ")")?;
    let year = text.slice(year, year_end);
    ("1946".."2100").contains(&year).then_some((last, text.slice(at, end), year))
}

/// `UNSCR 1718`, `UNSCRs 1718 (2006) and 1874`: behind the word that begins at `start` and ends at `end`.
pub(super) fn unscr(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let mut at = text.blanks(end);
    let mut from = start;
    let mut last = None;
    loop {
        let (end, number, year) = match resolution(text, at) {
            Some((end, number, year)) => (end, number, Some(year)),
            None => match text
                .number(at, 1, 4)
                .filter(|end| text.ends(*end) && !(last.is_some() && lists::foreign(text, *end)))
            {
                Some(end) => (end, text.slice(at, end), None),
                None => return last,
            },
        };
        finds.push(resolved(from..end, number, year));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { return last };
        (from, at) = (next.item, next.item);
    }
}

fn resolved(range: std::ops::Range<usize>, number: &str, year: Option<&str>) -> Find {
    let canonical = match year {
        Some(year) => format!("S/RES/{number} ({year})"),
        None => format!("S/RES/{number}"),
    };
    Find::new(range, CitationKind::Un, canonical, Some(format!("https://docs.un.org/S/RES/{number}")))
}

/// Gives a resolution without its year the one that the same text prints elsewhere, so that one resolution is called by one name.
pub(super) fn settle(finds: &mut [Find]) {
    let open = |find: &Find| {
        find.kind == CitationKind::Un && find.canonical.starts_with("S/RES/") && !find.canonical.ends_with(')')
    };
    if !finds.iter().any(open) {
        return;
    }
    let known: std::collections::HashMap<String, String> = finds
        .iter()
        .filter(|find| find.kind == CitationKind::Un)
        .filter_map(|find| find.canonical.split_once(" (").map(|(bare, _)| (bare.to_owned(), find.canonical.clone())))
        .collect();
    for find in finds.iter_mut().filter(|find| open(find)) {
        if let Some(whole) = known.get(&find.canonical) {
            find.canonical.clone_from(whole);
        }
    }
}

/// `S/RES/2231 (2015)`, `A/RES/77/1`: from the letter that begins at `start`.
pub(super) fn symbol(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    if let Some(at) = text.eat(start, "S/RES/") {
        if let Some((end, number, year)) = resolution(text, at) {
            finds.push(resolved(start..end, number, Some(year)));
            return Some(end);
        }
        let end = text.number(at, 1, 4).filter(|end| text.ends(*end))?;
        finds.push(resolved(start..end, text.slice(at, end), None));
        return Some(end);
    }
    let session = text.eat(start, "A/RES/")?;
    let at = text.eat(text.number(session, 1, 2)?, "/")?;
    let end = text.number(at, 1, 3).filter(|end| text.ends(*end))?;
    let canonical = text.slice(start, end);
    finds.push(Find::new(start..end, CitationKind::Un, canonical, Some(format!("https://docs.un.org/{canonical}"))));
    Some(end)
}

/// `G/TBT/N/USA/2034`, `WT/DS543/R/Add.1`: from the letters that begin at `start`.
pub(super) fn trade(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    if matches!(text.before(start), b'/' | b'.' | b'-' | b'_') {
        return None;
    }
    let first = text.eat_any(start, &["WT/", "G/", "IP/", "TN/", "JOB/"])?;
    let mut end = first;
    let mut parts = 0;
    let mut figures = false;
    let mut at = first;
    while parts < 8 {
        let mut last = at;
        while last < at + 12 && (text.at(last).is_ascii_alphanumeric()) {
            last += 1;
        }
        let part = text.slice(at, last);
        let known = part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let supplement = ["Add", "Corr", "Rev", "Suppl"].contains(&part);
        if part.is_empty()
            || !(known || supplement)
            || parts == 0 && !part.starts_with(|c: char| c.is_ascii_uppercase())
        {
            break;
        }
        figures |= part.bytes().any(|b| b.is_ascii_digit());
        end = last;
        if supplement {
            end = text.eat(last, ".").and_then(|at| text.number(at, 1, 2)).unwrap_or(last);
        } else if let Some(close) =
            text.eat(last, "(").and_then(|at| text.number(at, 1, 2)).and_then(|at| text.eat(at, ")"))
        {
            end = close;
        }
        parts += 1;
        match text.eat(end, "/") {
            Some(next) => at = next,
            None => break,
        }
    }
    let one = parts == 1 && text.eat(start, "WT/DS").is_some();
    if !(figures && (parts >= 2 || one)) || !text.ends(end) {
        return None;
    }
    let canonical = text.slice(start, end);
    let url = format!("https://docs.wto.org/dol2fe/Pages/FE_Search/FE_S_S006.aspx?Query=%40Symbol%3D%22{canonical}%22");
    finds.push(Find::new(start..end, CitationKind::Wto, canonical, Some(url)));
    Some(end)
}
