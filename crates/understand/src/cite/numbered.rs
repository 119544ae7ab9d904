//! A number and the name of a code or a reporter: `15 CFR`, `50 U.S.C.`, `88 FR`, `128 Stat.`, `492 F.3d`.

use model::citation::CitationKind;

use super::text::Text;
use super::{Find, Finds, cfr, lists, register, titles, usc};

/// What stands behind the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reporter {
    Cfr,
    Usc,
    Register,
    Statutes,
    /// A reporter of decisions, by its usual abbreviation.
    Cases(&'static str),
}

/// Volumes of the Federal Register that can be: one a year since 1936.
const REGISTER_VOLUMES: u32 = 120;

use Reporter::{Cases, Cfr, Register, Statutes, Usc};

/// Names by their first letter, the longer before the shorter that it begins with. A full stop or a blank in a name may be followed
/// by blanks in the text, or stand without them: `U. S. C.`, `F.Supp.2d`.
const C: &[(&str, Reporter)] = &[
    ("CFR", Cfr),
    ("C.F.R.", Cfr),
    ("C.F.R", Cfr),
    ("CIT", Cases("CIT")),
    ("C.I.T.", Cases("CIT")),
    ("Ct. Int'l Trade", Cases("CIT")),
    ("Ct. Int’l Trade", Cases("CIT")),
    ("C.C.P.A.", Cases("C.C.P.A.")),
    ("CCPA", Cases("C.C.P.A.")),
    ("Cust. Ct.", Cases("Cust. Ct.")),
    ("Ct. Cl.", Cases("Ct. Cl.")),
    ("Code of Federal Regulations", Cfr),
];
const F: &[(&str, Reporter)] = &[
    ("FR", Register),
    ("F.R.", Register),
    ("Fed. Reg.", Register),
    ("Fed Reg.", Register),
    ("Fed Reg", Register),
    ("Federal Register", Register),
    ("FEDERAL REGISTER", Register),
    ("F. Supp. 2d", Cases("F. Supp. 2d")),
    ("F. Supp. 3d", Cases("F. Supp. 3d")),
    ("F. Supp.", Cases("F. Supp.")),
    ("F.2d", Cases("F.2d")),
    ("F.3d", Cases("F.3d")),
    ("F.4th", Cases("F.4th")),
    ("F. App'x", Cases("F. App'x")),
    ("F. App’x", Cases("F. App'x")),
    ("Fed. Appx.", Cases("F. App'x")),
    ("Fed. Cl.", Cases("Fed. Cl.")),
];
const B: &[(&str, Reporter)] = &[("B.R.", Cases("B.R."))];
const L: &[(&str, Reporter)] = &[("L. Ed. 2d", Cases("L. Ed. 2d")), ("L. Ed.", Cases("L. Ed."))];
const S: &[(&str, Reporter)] =
    &[("Stat.", Statutes), ("Stat", Statutes), ("S. Ct.", Cases("S. Ct.")), ("S.T.B.", Cases("S.T.B."))];
const U: &[(&str, Reporter)] = &[
    ("U.S.C.A.", Usc),
    ("U.S.C.", Usc),
    ("U.S.C", Usc),
    ("USCA", Usc),
    ("USC", Usc),
    ("U.S. Code", Usc),
    ("US Code", Usc),
    ("United States Code", Usc),
    ("U.S. Dist. LEXIS", Cases("U.S. Dist. LEXIS")),
    ("U.S. App. LEXIS", Cases("U.S. App. LEXIS")),
    ("U.S.", Cases("U.S.")),
];
const W: &[(&str, Reporter)] = &[("WL", Cases("WL"))];

/// Past the name of a code or reporter.
pub(super) fn reporter(text: Text<'_>, at: usize) -> Option<(usize, Reporter)> {
    let names = match text.at(at) {
        b'B' => B,
        b'C' => C,
        b'F' => F,
        b'L' => L,
        b'S' => S,
        b'U' => U,
        b'W' => W,
        _ => return None,
    };
    names.iter().find_map(|(name, reporter)| Some((abbreviation(text, at, name)?, *reporter)))
}

fn abbreviation(text: Text<'_>, at: usize, name: &str) -> Option<usize> {
    let mut end = at;
    for byte in name.bytes() {
        if byte == b' ' {
            end = text.blanks(end);
        } else {
            // What goes on behind a full stop may do so behind a blank; what goes on behind a letter may not.
            if end > at && text.before(end) == b'.' {
                end = text.blanks(end);
            }
            if text.at(end) != byte {
                return None;
            }
            end += 1;
        }
    }
    text.ends(end).then_some(end)
}

/// Reads on behind a number that ends at `end` and begins at `start`.
pub(super) fn find(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let (at, reporter) = reporter(text, text.blanks(end))?;
    // `28USC 1581` is set so in dockets; a reporter of decisions never is.
    if text.gap(end).is_none() && !matches!(reporter, Cfr | Usc | Register) {
        return None;
    }
    let start = unstuck(text, start, end, reporter);
    let number = text.slice(start, end).trim_start_matches('0');
    match reporter {
        Cfr => cfr::list(text, start, titles::title(number, titles::CFR_TITLES)?, at, finds),
        Usc => usc::list(text, start, titles::title(number, titles::USC_TITLES)?, at, finds),
        Register if number.len() <= 3 => register::pages(text, start, number, at, finds),
        Statutes if number.len() <= 3 => statutes(text, start, number, at, finds),
        Cases("WL") if number.len() == 4 => case(text, start, number, "WL", at, finds),
        Cases(name) if number.len() <= 4 => case(text, start, number, name, at, finds),
        _ => None,
    }
}

/// Where the number begins, if a note's figure stuck to it when the text was set: `1347 FR 54,424` is note 13 and volume 47. Titles and
/// volumes of two figures are by far the most.
fn unstuck(text: Text<'_>, start: usize, end: usize, reporter: Reporter) -> usize {
    let last = match reporter {
        Cfr => u32::from(titles::CFR_TITLES),
        Usc => u32::from(titles::USC_TITLES),
        Register => REGISTER_VOLUMES,
        _ => return start,
    };
    let fits =
        |from: usize| text.at(from) != b'0' && text.slice(from, end).parse().is_ok_and(|number: u32| number <= last);
    if end - start <= 2 || fits(start) {
        return start;
    }
    if fits(end - 2) { end - 2 } else { end - 1 }
}

/// Pages of the Statutes at Large: `128 Stat. 5`, `110 Stat. 1321-373`.
fn statutes(text: Text<'_>, start: usize, volume: &str, at: usize, finds: &mut Finds) -> Option<usize> {
    let mut from = start;
    let mut page = text.blanks(at);
    let mut last = None;
    while let Some(mut end) = text.number(page, 1, 5) {
        if let Some(more) = text.dash(end).and_then(|dash| text.number(dash, 1, 4)) {
            end = more;
        }
        if last.is_some() && lists::foreign(text, end) || volume.is_empty() {
            break;
        }
        let printed = super::text::plain(text.slice(page, end));
        let first = printed.split('-').next().unwrap_or(&printed);
        let url = format!("https://www.govinfo.gov/link/statute/{volume}/{first}");
        finds.push(Find::new(from..end, CitationKind::Stat, format!("{volume} Stat. {printed}"), Some(url)));
        last = Some(end);
        let Some(next) = lists::between(text, end).filter(|next| text.at(end) == b',' && next.mark.is_none()) else {
            break;
        };
        // `128 Stat. 5, 12 U.S.C. 5` and `128 Stat. 5, 2014` go no further.
        let following = text.number(next.item, 1, 5);
        if following.is_none_or(|end| {
            year(text.slice(next.item, end)) || text.gap(end).is_some_and(|at| reporter(text, at).is_some())
        }) {
            break;
        }
        (from, page) = (next.item, next.item);
    }
    last
}

fn year(printed: &str) -> bool {
    printed.len() == 4 && (printed.starts_with("19") || printed.starts_with("20"))
}

/// A decision in a reporter: `492 F.3d 1308`, `28 CIT 1345`, `2019 WL 1234567`.
fn case(text: Text<'_>, start: usize, volume: &str, name: &str, at: usize, finds: &mut Finds) -> Option<usize> {
    let page = text.gap(at)?;
    let end = text.number(page, 1, 8)?;
    if volume.is_empty() || text.at(page) == b'0' || lists::foreign(text, end) {
        return None;
    }
    // `2 U.S. 2015` in a table, `CIT 12 months`: a page of a decision is followed by a mark or by its court and year.
    let next = text.blanks(end);
    let open =
        text.at(next).is_ascii_alphanumeric() && text.word_any(next, &["at", "and", "n", "cert", "aff"]).is_none();
    if name == "U.S." && (open || year(text.slice(page, end))) || name == "CIT" && open {
        return None;
    }
    finds.push(Find::new(start..end, CitationKind::Court, format!("{volume} {name} {}", text.slice(page, end)), None));
    Some(end)
}
