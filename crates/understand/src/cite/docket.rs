//! Dockets in the styles of the agencies: `BIS-2024-0012`, `EPA-HQ-OPPT-2016-0198`, `Docket No. CP16-121-000`, `[B-21-2016]`,
//! `160405325-6325-01`, `SR-NYSEArca-2016-52`.

use model::citation::CitationKind;

use super::text::{Text, plain};
use super::{Find, Finds, lists};

/// Segments of one number at most.
const SEGMENTS_MAX: usize = 8;

/// The segments between the dashes of a number: where each begins and ends.
fn segments(text: Text<'_>, start: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::with_capacity(SEGMENTS_MAX);
    let mut at = start;
    while out.len() < SEGMENTS_MAX {
        let end = text.token(at);
        if end == at {
            break;
        }
        out.push((at, end));
        match text.dash(end) {
            Some(next) => at = next,
            None => break,
        }
    }
    out
}

fn digits(printed: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&printed.len()) && printed.bytes().all(|b| b.is_ascii_digit())
}

fn capitals(printed: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&printed.len()) && printed.bytes().all(|b| b.is_ascii_uppercase())
}

fn year(printed: &str) -> bool {
    digits(printed, 4, 4) && (printed.starts_with("19") || printed.starts_with("20"))
}

/// A docket of regulations.gov: an agency, perhaps its offices, a year, perhaps letters, a number; behind it perhaps the number of one
/// document. Its end, its number's end.
fn regulations(text: Text<'_>, start: usize) -> Option<(usize, usize)> {
    let segments = segments(text, start);
    let printed = |i: usize| segments.get(i).map_or("", |(from, to)| text.slice(*from, *to));
    if !capitals(printed(0), 2, 8) {
        return None;
    }
    // Agricultural Marketing numbers by office and a short year: `AMS-SC-16-0015`.
    if printed(0) == "AMS" && capitals(printed(1), 2, 4) && digits(printed(2), 2, 2) && digits(printed(3), 4, 4) {
        let end = segments.get(3)?.1;
        return Some((end, end));
    }
    let of_year = (1..segments.len()).take(4).find(|i| year(printed(*i)))?;
    let offices = (1..of_year)
        .all(|i| printed(i).len() <= 6 && printed(i).bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    // The Fish and Wildlife Service counts its notices apart: `FWS-R4-ES-2016-N063`.
    let notice = |i: usize| i == of_year + 1 && printed(i).strip_prefix('N').is_some_and(|number| digits(number, 3, 4));
    let number = (of_year + 1..segments.len()).take(3).find(|i| digits(printed(*i), 2, 6) || notice(*i))?;
    let letters = (of_year + 1..number).all(|i| capitals(printed(i), 1, 6));
    if !offices || !letters || printed(number).len() < 3 && of_year + 1 == number {
        return None;
    }
    let end = segments.get(number)?.1;
    match segments.get(number + 1) {
        None => Some((end, end)),
        Some((from, to)) if digits(text.slice(*from, *to), 4, 5) && segments.len() == number + 2 => Some((*to, end)),
        Some(_) => None,
    }
}

fn glued(text: Text<'_>, start: usize) -> bool {
    text.dash_before(start)
        || matches!(text.before(start), b'/' | b'_' | b'.')
            && text.before(start - 1).is_ascii_alphanumeric()
            && text.before(start) != b'/'
}

/// A number that a word of capitals with a dash behind it begins at `start`.
pub(super) fn dashed(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    if glued(text, start) {
        return None;
    }
    if let Some((end, number)) = regulations(text, start).filter(|(end, _)| text.ends(*end)) {
        let docket = plain(text.slice(start, number));
        let document = plain(text.slice(number, end)).trim_start_matches('-').to_owned();
        let on_the_site =
            docket.rsplit('-').next().is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()));
        let url = on_the_site.then(|| format!("https://www.regulations.gov/docket/{docket}"));
        let find = Find::new(start..end, CitationKind::Docket, docket, url);
        finds.push(find.at(if document.is_empty() { document } else { format!("document {document}") }));
        return Some(end);
    }
    let end = zone(text, start).or_else(|| exchange(text, start))?;
    finds.push(Find::new(start..end, CitationKind::Docket, plain(text.slice(start, end)), None));
    Some(end)
}

/// The Foreign-Trade Zones Board: `B-21-2016`, `S-45-2016`.
fn zone(text: Text<'_>, start: usize) -> Option<usize> {
    if !matches!(text.at(start), b'B' | b'S') {
        return None;
    }
    let number = text.number(text.dash(start + 1)?, 1, 3)?;
    let at = text.dash(number)?;
    let end = text.number(at, 4, 4).filter(|end| year(text.slice(at, *end)))?;
    (text.ends(end) && text.dash(end).is_none()).then_some(end)
}

/// The Securities and Exchange Commission: `SR-NYSEArca-2016-52`, `S7-06-16`.
fn exchange(text: Text<'_>, start: usize) -> Option<usize> {
    if let Some(at) = text.eat(start, "S7").and_then(|end| text.dash(end)) {
        let end = text.number(text.dash(text.number(at, 2, 2)?)?, 2, 2)?;
        return (text.ends(end) && text.dash(end).is_none()).then_some(end);
    }
    let segments = segments(text, start);
    let printed = |i: usize| segments.get(i).map_or("", |(from, to)| text.slice(*from, *to));
    let right = printed(0) == "SR" && segments.len() >= 4 && printed(1).bytes().all(|b| b.is_ascii_alphabetic());
    (right && year(printed(2)) && digits(printed(3), 2, 3)).then(|| segments[3].1)
}

/// Commerce numbers its rules by the day on which they were begun: `160405325-6325-01`.
pub(super) fn commerce(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    if !(6..=9).contains(&(end - start)) || text.dash_before(start) || matches!(text.before(start), b'/' | b'_') {
        return None;
    }
    let middle = text.dash(end)?;
    let after = text.token(middle);
    let right =
        after == middle + 4 && text.slice(middle, after).bytes().all(|b| b.is_ascii_digit() || b == b'x' || b == b'X');
    let last = text
        .number(text.dash(after).filter(|_| right)?, 2, 2)
        .filter(|last| text.ends(*last) && text.dash(*last).is_none())?;
    finds.push(Find::new(start..last, CitationKind::Docket, plain(text.slice(start, last)), None));
    Some(last)
}

/// Bureaus of the Federal Communications Commission: a docket's number is one of its bureau's.
const BUREAUS: &[&str] =
    &["AU", "CC", "CG", "CS", "EB", "ET", "GN", "IB", "MB", "MD", "MM", "OEA", "PS", "RM", "SB", "WC", "WT"];

/// `Docket No. …`, `File Nos. …` and the list behind: from the word that begins at `start` and ends at `end`.
pub(super) fn labelled(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let is_file = matches!(text.at(start), b'F' | b'f');
    let mut at = text.blanks(end);
    let mut label = text.word_any(at, &["ids", "id"]).map(|end| text.blanks(end));
    let no = text.no(label.unwrap_or(at));
    if no != label.unwrap_or(at) {
        label = Some(no);
    }
    at = text.blanks(label?);
    if is_file {
        // Files are of many offices; only those of the exchanges are dockets by their form.
        return dashed(text, at, finds);
    }
    let bureau = text.gap_before(start).map(|end| (text.word_before(end), end));
    let bureau = bureau.filter(|(from, end)| *from >= finds.free_from() && BUREAUS.contains(&text.slice(*from, *end)));
    let mut last = None;
    loop {
        if let Some(end) = dashed(text, at, finds) {
            last = Some(end);
        } else if let Some((end, number)) = number(text, at, last.is_some()) {
            let find = match bureau.filter(|_| text.digit(at)) {
                Some((from, to)) => {
                    let from = if last.is_none() { from } else { at };
                    let bureau = text.slice(bureau.map_or(from, |(from, _)| from), to);
                    Find::new(from..end, CitationKind::Docket, format!("{bureau} Docket No. {number}"), None)
                }
                None => Find::new(at..end, CitationKind::Docket, number, None),
            };
            finds.push(find);
            last = Some(end);
        } else {
            return last;
        }
        let Some(next) = last.and_then(|end| lists::between(text, end)) else { return last };
        at = next.item;
    }
}

/// A number behind `Docket No.`: figures, dashes and letters, with a figure among them. `FD 36005` and `OSHA 2013-0017` have a blank.
fn number(text: Text<'_>, at: usize, further: bool) -> Option<(usize, String)> {
    let first = text.token(at);
    let head = text.slice(at, first);
    if !head.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()) {
        return None;
    }
    let mut from = at;
    let mut prefix = String::new();
    // What has a number of another kind does not make a docket of it: `or RIN 3170-AA06`, `FCC 15-156`.
    if capitals(head, 2, 5) && !["FCC", "FRL", "OMB", "RIN"].contains(&head) {
        let behind = text.dash(first).map_or(text.blanks(first), |dash| text.blanks(dash));
        if behind > first && text.digit(behind) {
            let joined = text.dash(first).is_some() || year(text.slice(behind, text.digits(behind)));
            prefix = format!("{head}{}", if joined { "-" } else { " " });
            from = behind;
        }
    }
    let segments = segments(text, from);
    let end = segments.last()?.1;
    let printed = plain(text.slice(from, end));
    let figures = printed.bytes().filter(u8::is_ascii_digit).count();
    let short = figures < 2
        || printed.len() > 30
        || further && segments.len() == 1 && prefix.is_empty() && head.bytes().all(|b| b.is_ascii_digit());
    (!short && text.ends(end)).then(|| (end, format!("{prefix}{printed}")))
}
