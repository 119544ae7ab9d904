//! Cases before the courts by their own numbers: `Slip Op. 24-12`, `Court No. 21-00123`, `No. 2022-1234`, `1:16-cv-00123`; and patents.

use model::citation::CitationKind;

use super::text::{Text, plain};
use super::{Find, Finds, lists};

/// Opinions of the Court of International Trade: `Slip Op. 24-12`, `Slip Opinion No. 24-12`.
pub(super) fn slip_opinions(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let name = text.word_any(start, &["slip opinions", "slip opinion", "slip ops", "slip op"])?;
    numbers(text, start, text.skip(name, "."), "Slip Op.", finds)
}

/// Actions before the Court of International Trade: `Court No. 21-00123`, `Consol. Court Nos. 21-00123 and 21-00125`.
pub(super) fn court_numbers(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let name = text.eat_any(start, &["Court", "COURT", "Ct."])?;
    let behind = text.no(name);
    if behind == name {
        return None;
    }
    numbers(text, start, name, "Court No.", finds)
}

fn numbers(text: Text<'_>, start: usize, name: usize, form: &str, finds: &mut Finds) -> Option<usize> {
    let mut at = text.blanks(text.no(name));
    let mut from = start;
    let mut last = None;
    while let Some(end) = two_part(text, at) {
        let number = plain(text.slice(at, end));
        let url = (form == "Slip Op.").then(|| format!("https://www.cit.uscourts.gov/sites/cit/files/{number}.pdf"));
        finds.push(Find::new(from..end, CitationKind::Court, format!("{form} {number}"), url));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

/// `24-12`, `21-00123`.
fn two_part(text: Text<'_>, at: usize) -> Option<usize> {
    let end = text.number(text.dash(text.number(at, 2, 2)?)?, 1, 5)?;
    (text.ends(end) && text.dash(end).is_none_or(|next| !text.digit(next))).then_some(end)
}

/// Words near a number that make it one of the Court of Appeals for the Federal Circuit, and how far they may stand from it.
const FEDERAL_CIRCUIT: &[&str] = &["Fed. Cir.", "Federal Circuit", "CAFC"];
const NEAR_BYTES: usize = 120;

/// Appeals to the Federal Circuit: `No. 2022-1234 (Fed. Cir. 2023)`, `Appeal Nos. 2022-1234, 2022-1235`. From `No.`, which begins at `start`.
pub(super) fn appeals(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let mut at = text.no(start);
    if at == start {
        return None;
    }
    let mut from = start;
    let mut last = None;
    let mut close = false;
    while let Some(end) = appeal(text, at) {
        if last.is_none() {
            close = near(text, start, end);
        }
        if !close {
            return None;
        }
        finds.push(Find::new(
            from..end,
            CitationKind::Court,
            format!("Fed. Cir. No. {}", plain(text.slice(at, end))),
            None,
        ));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

fn appeal(text: Text<'_>, at: usize) -> Option<usize> {
    let year = text.number(at, 4, 4).filter(|year| matches!(text.slice(at, *year).get(..2), Some("19" | "20")))?;
    let end = text.number(text.dash(year)?, 4, 4)?;
    (text.ends(end) && text.dash(end).is_none()).then_some(end)
}

fn near(text: Text<'_>, start: usize, end: usize) -> bool {
    let bytes = text.bytes();
    let window = bytes.get(start.saturating_sub(NEAR_BYTES)..bytes.len().min(end + NEAR_BYTES)).unwrap_or_default();
    if text.follows(start, "AD ") {
        return false;
    }
    text.follows(start, "Appeal ")
        || FEDERAL_CIRCUIT.iter().any(|words| window.windows(words.len()).any(|seen| seen == words.as_bytes()))
}

/// District courts: `1:16-cv-00123`, `16-cr-45`. The figures before the first mark begin at `start` and end at `end`.
pub(super) fn district(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    if text.dash_before(start) || matches!(text.before(start), b'/' | b'.' | b':') {
        return None;
    }
    let year = if text.at(end) == b':' && end == start + 1 { text.number(end + 1, 2, 2)? } else { end };
    if year - start > 4 || !text.digit(year - 2) {
        return None;
    }
    let sort = text.dash(year)?;
    let after = sort + 2;
    let sorts = ["cv", "cr", "mc", "mj", "md", "CV", "CR", "MC"];
    if !sorts.contains(&text.slice(sort, after)) {
        return None;
    }
    let at = text.dash(after)?;
    let last = text.number(at, 2, 6).filter(|last| text.ends(*last))?;
    let canonical = format!(
        "{}-{}-{}",
        text.slice(start, year),
        text.slice(sort, after).to_ascii_lowercase(),
        text.slice(at, last)
    );
    finds.push(Find::new(start..last, CitationKind::Court, canonical, None));
    Some(last)
}

/// `U.S. Patent No. 7,498,414`, `Patent Nos. 7,498,414 and 8,123,456`: from the words that begin at `start`.
pub(super) fn patents(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let at = text.eat_any(start, &["U.S. ", "US ", "United States "]).map_or(start, |at| text.blanks(at));
    let name = text.eat_any(at, &["Patents", "Patent", "Pat."])?;
    let mut at = text.no(name);
    if at == name {
        return None;
    }
    let mut from = start;
    let mut last = None;
    while let Some((end, number)) = patent(text, at) {
        finds.push(Find::new(from..end, CitationKind::Patent, format!("U.S. Patent {number}"), None));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

/// `7,498,414`, `7498414`, `RE43,433`, `D617,465`.
fn patent(text: Text<'_>, at: usize) -> Option<(usize, String)> {
    let figures = text.eat_any(at, &["RE", "D", "PP", "H"]).unwrap_or(at);
    let mut end = text.number(figures, 1, 8)?;
    while text.at(end) == b','
        && end <= figures + 8
        && let Some(more) = text.number(end + 1, 3, 3)
    {
        end = more;
    }
    let number = plain(text.slice(at, end));
    (number.len() >= 6 && text.ends(end)).then_some((end, number))
}
