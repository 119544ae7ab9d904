//! The Federal Register: its pages (`88 FR 17706`), its documents (`FR Doc. 2016-08720`) and the numbers of rules (`RIN 0694-AJ12`).

use model::citation::CitationKind;

use super::text::{Text, plain};
use super::{Find, Finds, lists};

/// Pages of a volume: `81 FR 3033-3038`, `80 Fed. Reg. 56,469, 56,470`.
pub(super) fn pages(text: Text<'_>, start: usize, volume: &str, at: usize, finds: &mut Finds) -> Option<usize> {
    let at = text.blanks(text.skip(at, ","));
    let at = text.word_any(at, &["at", "p", "pp"]).map_or(at, |end| text.blanks(text.skip(end, ".")));
    let mut from = start;
    let mut page = at;
    let mut last = None;
    while let Some(end) = text.thousands(page, 6) {
        let first = plain(text.slice(page, end));
        if last.is_some() && (first.len() < 4 || year(&first) || lists::foreign(text, end) || counts(text, end)) {
            break;
        }
        if first.starts_with('0') || volume.is_empty() || !text.ends(end) && text.at(end) != b'n' {
            break;
        }
        // `81 FR 81 FR 4007`: what was set twice is no page.
        if text.gap(end).is_some_and(|at| text.eat(at, "FR ").is_some()) {
            break;
        }
        let end = through(text, end);
        let url = format!("https://www.federalregister.gov/citation/{volume}-FR-{first}");
        finds.push(Find::new(from..end, CitationKind::Fr, format!("{volume} FR {first}"), Some(url)));
        last = Some(end);
        let Some(next) = lists::between(text, end).filter(|next| next.mark.is_none()) else { break };
        (from, page) = (next.item, next.item);
    }
    last
}

/// The end of a range of pages.
fn through(text: Text<'_>, end: usize) -> usize {
    let Some(at) = text.dash(text.blanks(end)).map(|at| text.blanks(at)) else { return end };
    text.thousands(at, 6).filter(|end| text.ends(*end)).unwrap_or(end)
}

/// A year behind a comma is the year of the notice: `81 FR 3033, 2016`.
fn year(page: &str) -> bool {
    page.len() == 4 && (page.starts_with("19") || page.starts_with("20"))
}

/// A number before a noun counts it.
fn counts(text: Text<'_>, end: usize) -> bool {
    let at = text.blanks(end);
    text.at(at).is_ascii_lowercase() && text.token(at) >= at + 4
}

/// `FR Doc. 2016-08717`, `FR Doc. Nos. E8-23178 and 04-16753`, `Federal Register Document 2016-08720`: from the words that begin at `start`.
pub(super) fn documents(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let name = text
        .eat_any(
            start,
            &["FR Docs.", "FR Docs", "FR Doc.", "FR Doc", "F.R. Docs.", "F.R. Doc.", "F.R. Doc", "FR. Doc."],
        )
        .or_else(|| {
            text.word_any(
                start,
                &[
                    "federal register document",
                    "federal register documents",
                    "federal register doc",
                    "fr document",
                    "document number",
                    "document no",
                ],
            )
        })?;
    let mut at = text.no(text.skip(name, "."));
    at = text.blanks(at);
    let mut from = start;
    let mut last = None;
    while let Some(end) = document(text, at) {
        let number = plain(text.slice(at, end));
        let url = format!("https://www.federalregister.gov/d/{number}");
        finds.push(Find::new(from..end, CitationKind::FrDoc, format!("FR Doc. {number}"), Some(url)));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

/// A document's number: `2016-08717`, `C1-2019-19930`, `E8-23178`, `04-16753`, `X10-11204`.
fn document(text: Text<'_>, at: usize) -> Option<usize> {
    let mut end = text.token(at);
    let mut head = text.slice(at, end);
    // A correction or a reprint names the document that it mends.
    if head.len() == 2 && head.starts_with(['C', 'R', 'Z']) && text.digit(at + 1) {
        let behind = text.dash(end)?;
        let further = text.token(behind);
        if text.dash(further).is_some() {
            end = further;
            head = text.slice(behind, end);
        }
    }
    let figures = head.bytes().filter(u8::is_ascii_digit).count();
    let old = head.len() <= 3 && head.starts_with(['E', 'Z', 'X', 'C', 'R']) && figures + 1 == head.len();
    if !(old || figures == head.len() && matches!(figures, 2 | 4)) {
        return None;
    }
    let last = text.number(text.dash(end)?, 3, 6)?;
    (text.ends(last) && text.dash(last).is_none_or(|next| !text.digit(next))).then_some(last)
}

/// `RIN 0694-AJ12`, `RINs 1515-AE50 and 0648-XE498`: from the words that begin at `start`.
pub(super) fn rins(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let name = text.eat_any(start, &["RINs", "RIN"])?;
    let at = text.blanks(text.no(text.skip(name, ":")));
    rin(text, start, at, finds)
}

/// A number of a rule that begins at `at`, as the words that begin at `from`. The bare form has nothing else.
pub(super) fn rin(text: Text<'_>, from: usize, at: usize, finds: &mut Finds) -> Option<usize> {
    let end = text.dash(text.number(at, 4, 4)?)?;
    let letters = text.at(end).is_ascii_uppercase() && text.at(end + 1).is_ascii_uppercase();
    let last = text.number(end + 2, 2, 3).filter(|last| letters && text.ends(*last))?;
    // Inside a longer number of another kind (`NPS-0694-AJ12-3`) it is none.
    let inside = text.dash_before(at) || matches!(text.before(at), b'/' | b'.' | b'_');
    if inside || text.dash(last).is_some() || matches!(text.at(last), b'/' | b'_') {
        return None;
    }
    let rin = plain(text.slice(at, last));
    let url = format!("https://www.federalregister.gov/regulations/{rin}");
    finds.push(Find::new(from..last, CitationKind::Rin, rin, Some(url)));
    Some(last)
}
