//! What customs decides and says: `CBP Dec. 24-05`, `T.D. 84-12`, `CSMS # 64810233`, rulings such as `HQ H304915` and `NY N301245`.

use model::citation::CitationKind;

use super::text::{Text, plain};
use super::{Find, Finds, lists};

/// `CBP Dec. 24-05`, `T.D. 84-12`, `C.S.D. 82-15`: from the words that begin at `start`.
pub(super) fn decision(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (name, printed) = [
        ("CBP Decisions", "CBP Dec."),
        ("CBP Decision", "CBP Dec."),
        ("CBP Decs.", "CBP Dec."),
        ("CBP Dec.", "CBP Dec."),
        ("CBP Dec", "CBP Dec."),
        ("T.D.", "T.D."),
        ("T. D.", "T.D."),
        ("TD", "T.D."),
        ("C.S.D.", "C.S.D."),
    ]
    .iter()
    .find_map(|(words, form)| Some((text.eat(start, words)?, *form)))?;
    let mut at = text.no(name);
    at = if at == name { text.gap(name)? } else { text.blanks(at) };
    let mut from = start;
    let mut last = None;
    while let Some(end) = decided(text, at, printed, last.is_some()) {
        let number = plain(text.slice(at, end));
        finds.push(Find::new(from..end, CitationKind::Ruling, format!("{printed} {number}"), None));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

/// `24-05`; the tax office numbers its Treasury Decisions through: `T.D. 9787`.
fn decided(text: Text<'_>, at: usize, name: &str, further: bool) -> Option<usize> {
    let year = text.number(at, 2, 5)?;
    let end = match text.dash(year).filter(|_| year <= at + 4) {
        Some(dash) => text.number(dash, 1, 3)?,
        None if name == "T.D." && !further && year >= at + 4 => year,
        None => return None,
    };
    (text.ends(end) && text.dash(end).is_none_or(|next| !text.digit(next))).then_some(end)
}

/// `CSMS # 64810233`, `CSMS #18-000378`: behind the word that begins at `start` and ends at `end`.
pub(super) fn messages(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let mut at = text.blanks(text.word_any(text.blanks(end), &["messages", "message"]).unwrap_or(end));
    at = text.blanks(text.no(at));
    let mut from = start;
    let mut last = None;
    loop {
        at = text.blanks(text.skip(at, "#"));
        let Some(first) = text.number(at, 2, 9) else { return last };
        let (end, url) = match text.dash(first).filter(|_| first == at + 2).and_then(|dash| text.number(dash, 5, 6)) {
            Some(end) => (end, None),
            None if first >= at + 7 => (first, address(text.slice(at, first))),
            None => return last,
        };
        if !text.ends(end) {
            return last;
        }
        finds.push(Find::new(from..end, CitationKind::Csms, format!("CSMS {}", plain(text.slice(at, end))), url));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { return last };
        (from, at) = (next.item, next.item);
    }
}

/// A message's bulletin is addressed by its number in hexadecimal.
fn address(number: &str) -> Option<String> {
    let number: u64 = number.parse().ok()?;
    Some(format!("https://content.govdelivery.com/accounts/USDHSCBP/bulletins/{number:x}"))
}

/// Rulings of CROSS, of headquarters and of New York, by the words that texts put before their numbers.
const OFFICES: &[(&str, &str)] = &[
    ("Headquarters Ruling Letter (HQ)", "HQ"),
    ("Headquarters Ruling Letter (HRL)", "HQ"),
    ("Headquarters Ruling Letters", "HQ"),
    ("Headquarters Ruling Letter", "HQ"),
    ("Headquarters Ruling", "HQ"),
    ("HQ Ruling Letter", "HQ"),
    ("HQ Ruling", "HQ"),
    ("HQ", "HQ"),
    ("HRL", "HQ"),
    ("New York Ruling Letter (NY)", "NY"),
    ("New York Ruling Letter (NYRL)", "NY"),
    ("New York Ruling Letters", "NY"),
    ("New York Ruling Letter", "NY"),
    ("New York Ruling", "NY"),
    ("NY Ruling Letter", "NY"),
    ("NY Ruling", "NY"),
    ("NYRL", "NY"),
    ("NY", "NY"),
];

/// `HQ H304915`, `NY N301245 and N301246`: from the words that begin at `start`.
pub(super) fn rulings(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (name, office) = OFFICES.iter().find_map(|(words, office)| Some((text.eat(start, words)?, *office)))?;
    if !text.ends(name) && text.before(name) != b')' {
        return None;
    }
    let behind = text.skip(name, ",");
    let mut at = text.no(behind);
    at = if at == behind { text.gap(behind)? } else { text.blanks(at) };
    let mut from = start;
    let mut last = None;
    while let Some(end) = ruling(text, at) {
        let number = text.slice(at, end);
        let url = format!("https://rulings.cbp.gov/ruling/{number}");
        finds.push(Find::new(from..end, CitationKind::Ruling, format!("{office} {number}"), Some(url)));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        if OFFICES.iter().any(|(words, _)| text.eat(next.item, words).is_some()) {
            break;
        }
        (from, at) = (next.item, next.item);
    }
    last
}

/// A letter and five or six figures, or six figures: never five, which behind `NY` are a postal code.
fn ruling(text: Text<'_>, at: usize) -> Option<usize> {
    let end = text.token(at);
    let figures = text.slice(at, end).strip_prefix(|c: char| c.is_ascii_uppercase());
    let right = match figures {
        Some(figures) => matches!(figures.len(), 5 | 6) && figures.bytes().all(|b| b.is_ascii_digit()),
        None => end == at + 6 && text.digits(at) == end,
    };
    (right && text.ends(end) && text.dash(end).is_none_or(|next| !text.digit(next))).then_some(end)
}
