//! Cases before the courts by their own numbers: `Slip Op. 24-12`, `Court No. 21-00123`, `No. 2022-1234`, `1:16-cv-00123`; and patents.

use memchr::memmem;
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
const FEDERAL_CIRCUIT: &[&str] = &["Fed. Cir.", "Federal Circuit", "CAFC", "cafc"];
const NEAR_BYTES: usize = 300;

/// Appeals to the Federal Circuit: `No. 2022-1234 (Fed. Cir. 2023)`, `Appeal Nos. 2022-1234, 2022-1235`. From `No.` or `Appeal`, which
/// begins at `start`.
pub(super) fn appeals(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let said = text.word_any(start, &["appeals", "appeal"]).map(|end| text.blanks(end));
    let number = said.unwrap_or(start);
    let mut at = text.no(number);
    if at == number {
        return None;
    }
    let mut from = start;
    let mut last = None;
    while let Some((end, form)) = appeal(text, at, said.is_some()) {
        if last.is_none() && !(near(text, start, end) || said.is_some() && form.starts_with(text.slice(at, at + 4))) {
            return None;
        }
        finds.push(Find::new(from..end, CitationKind::Court, format!("Fed. Cir. No. {form}"), None));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

/// `2022-1234`, behind `Appeal No.` also `22-1234`: its end and the form with the whole year.
fn appeal(text: Text<'_>, at: usize, short: bool) -> Option<(usize, String)> {
    let year = text.number(at, 2, 4)?;
    let end = text.number(text.dash(year)?, 4, 4).filter(|end| text.ends(*end) && text.dash(*end).is_none())?;
    let form = plain(text.slice(at, end));
    match year - at {
        4 if form.starts_with("19") || form.starts_with("20") => Some((end, form)),
        2 if short => Some((end, format!("{}{form}", if form.as_str() < "50" { "20" } else { "19" }))),
        _ => None,
    }
}

/// The Federal Circuit's feed calls its opinions so: `21-1552: FILLER v. US`.
pub(super) fn titled(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    const TITLE_BYTES_MAX: usize = 100;
    let (end, form) = appeal(text, start, true)?;
    let title = text.bytes().get(text.eat(end, ": ")?..)?;
    let versus = title.windows(4).take(TITLE_BYTES_MAX).any(|seen| seen == b" v. ");
    if text.dash_before(start) || text.before(start) == b'/' || !versus || !near(text, start, end) {
        return None;
    }
    finds.push(Find::new(start..end, CitationKind::Court, format!("Fed. Cir. No. {form}"), None));
    Some(end)
}

fn near(text: Text<'_>, start: usize, end: usize) -> bool {
    let bytes = text.bytes();
    let window = bytes.get(start.saturating_sub(NEAR_BYTES)..bytes.len().min(end + NEAR_BYTES)).unwrap_or_default();
    let says = |words: &&str| memmem::find(window, words.as_bytes()).is_some();
    !text.follows(start, "AD ") && FEDERAL_CIRCUIT.iter().any(says)
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
