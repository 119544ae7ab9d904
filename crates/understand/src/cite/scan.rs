//! The walk over a text: where a word, a run of figures or a sign begins that may begin a citation, the recognisers of it are asked.
//! What none of them takes is stepped over, so each byte is walked over once.

use super::text::Text;
use super::{
    Finds, bare, cas, cases, court, customs, docket, eccn, eu, license, numbered, orders, reference, register, states,
    tariff, usc, usml, world,
};

/// Reads all of a text.
pub(super) fn scan(text: Text<'_>, finds: &mut Finds) {
    let bytes = text.bytes();
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        i = match byte {
            b'0'..=b'9' => {
                let end = run(bytes, i, |b| b.is_ascii_digit());
                figures(text, i, end, finds).unwrap_or(end)
            }
            b'A'..=b'Z' | b'a'..=b'z' => {
                let end = run(bytes, i, |b| b.is_ascii_alphanumeric());
                // Letters behind figures are the rest of a word, unless a note's figure stuck to a long one.
                if text.before(i).is_ascii_digit() && end - i < 5 {
                    end
                } else {
                    word(text, i, end, finds).unwrap_or(end)
                }
            }
            0xC2 if text.at(i + 1) == 0xA7 => {
                states::find(text, i, finds).or_else(|| bare::find(text, i, finds)).unwrap_or(i + 2)
            }
            b'(' if matches!(text.at(i + 1), b'E' | b'C') => eu::bracketed(text, i, finds).unwrap_or(i + 1),
            _ => i + 1,
        };
    }
}

/// The end of a run of such bytes.
#[inline]
fn run(bytes: &[u8], start: usize, of: impl Fn(u8) -> bool) -> usize {
    let mut end = start + 1;
    while bytes.get(end).is_some_and(|b| of(*b)) {
        end += 1;
    }
    end
}

/// Figures that begin at `start` and end at `end`: what may begin with them depends on what stands behind.
fn figures(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    if text.before(start).is_ascii_alphabetic() {
        return None;
    }
    let length = end - start;
    match text.at(end) {
        b' ' | b'\n' | b'\t' | b'\r' | 0xC2 if length <= 4 => numbered::find(text, start, end, finds),
        b'.' if length == 4 => tariff::bare(text, start, finds),
        b'A'..=b'E' | b'Y' if length == 1 => eccn::bare(text, start, finds),
        b':' if length == 1 => court::district(text, start, end, finds),
        b'-' | 0xE2 => dashed(text, start, end, finds),
        b'A'..=b'Z' if length == 5 => eu::celex(text, start, finds),
        _ => None,
    }
}

/// Figures with a dash behind them.
fn dashed(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let next = text.at(text.dash(end)?);
    match (end - start, next) {
        (2, b'c' | b'C' | b'm' | b'M') => court::district(text, start, end, finds),
        (3, b'T') => cases::commission(text, start, end, finds),
        (4, b'A'..=b'Z') => register::rin(text, start, start, finds),
        (2..=7, b'0'..=b'9') => {
            cas::find(text, start, end, finds).or_else(|| docket::commerce(text, start, end, finds))
        }
        (8..=9, b'0'..=b'9') => docket::commerce(text, start, end, finds),
        _ => None,
    }
}

/// A word that begins at `start` and ends at `end`.
fn word(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let found = match text.slice(start, end).as_bytes() {
        b"part" | b"parts" | b"Part" | b"Parts" | b"PART" | b"PARTS" | b"section" | b"sections" | b"Section"
        | b"Sections" | b"SECTION" | b"sec" | b"Sec" | b"secs" | b"Secs" => bare::find(text, start, finds),
        b"title" | b"Title" | b"TITLE" => bare::title_first(text, start, finds),
        b"supplement" | b"Supplement" | b"SUPPLEMENT" | b"appendix" | b"Appendix" | b"Supp" => {
            bare::annex(text, start, finds)
        }
        b"heading" | b"headings" | b"Heading" | b"Headings" | b"subheading" | b"subheadings" | b"Subheading"
        | b"Subheadings" | b"HTSUS" | b"HTS" | b"HTSUSA" | b"Schedule" | b"SCHEDULE" => {
            tariff::named(text, start, end, finds)
        }
        b"chapter" | b"chapters" | b"Chapter" | b"Chapters" => tariff::chapters(text, start, end, finds),
        b"subchapter" | b"Subchapter" | b"note" | b"Note" => tariff::notes(text, start, end, finds),
        b"resolution" | b"resolutions" | b"Resolution" | b"Resolutions" => world::resolutions(text, start, end, finds),
        b"see" => reference::find(text, start, finds),
        b"eli" => eu::eli(text, start, finds),
        b"uksi" => world::legislation(text, start, finds),
        b"Docket" | b"Dockets" | b"docket" | b"dockets" | b"DOCKET" | b"File" => {
            docket::labelled(text, start, end, finds)
        }
        _ if text.at(start).is_ascii_uppercase() => capital(text, start, end, finds),
        _ => None,
    };
    found.or_else(|| {
        let capitals = text.at(start).is_ascii_uppercase() && matches!(text.at(end), b'-' | 0xE2);
        (capitals && text.dash(end).is_some()).then(|| docket::dashed(text, start, finds)).flatten()
    })
}

/// A word with a capital.
fn capital(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    match text.slice(start, end).as_bytes() {
        b"Executive" | b"EXECUTIVE" | b"Exec" | b"EO" | b"EOs" | b"Proclamation" | b"Proclamations"
        | b"PROCLAMATION" | b"Proc" => orders::find(text, start, finds),
        b"E" => orders::find(text, start, finds),
        b"Public" | b"PUBLIC" | b"Pub" | b"PUB" | b"P" | b"PL" => usc::public_laws(text, start, finds),
        b"FR" | b"Federal" | b"Document" => register::documents(text, start, finds),
        b"F" => register::documents(text, start, finds),
        b"RIN" | b"RINs" => register::rins(text, start, finds),
        b"ECCN" | b"ECCNs" => eccn::named(text, start, end, finds),
        b"USML" | b"Category" | b"Categories" => usml::find(text, start, finds),
        b"A" => cases::commerce(text, start, finds).or_else(|| world::symbol(text, start, finds)),
        b"C" => cases::commerce(text, start, finds).or_else(|| customs::decision(text, start, finds)),
        b"TA" => cases::safeguard(text, start, finds),
        b"AA1921" => cases::act_of_1921(text, start, finds),
        b"Investigation" | b"Investigations" | b"Inv" => cases::investigation(text, start, finds),
        b"CBP" | b"T" | b"TD" => customs::decision(text, start, finds),
        b"CSMS" => customs::messages(text, start, end, finds),
        b"HQ" | b"NY" | b"HRL" | b"NYRL" | b"Headquarters" | b"New" => customs::rulings(text, start, finds),
        b"General" | b"GENERAL" => {
            license::find(text, start, finds).or_else(|| tariff::general_notes(text, start, finds))
        }
        b"GL" | b"GLs" => license::find(text, start, finds),
        b"Slip" | b"SLIP" => court::slip_opinions(text, start, finds),
        b"Court" | b"COURT" | b"Ct" => court::court_numbers(text, start, finds),
        b"No" | b"Nos" => court::appeals(text, start, finds),
        b"U" | b"Patent" | b"Patents" | b"US" | b"United" => court::patents(text, start, finds),
        b"Regulation" | b"Regulations" | b"Decision" | b"Decisions" | b"Directive" | b"Directives" | b"Position" => {
            eu::acts(text, start, end, finds)
        }
        b"OJ" | b"O" => eu::journal(text, start, finds),
        b"S" => world::symbol(text, start, finds).or_else(|| world::instruments(text, start, finds)),
        b"SI" | b"SIs" | b"SSI" => world::instruments(text, start, finds),
        b"UNSCR" | b"UNSCRs" => world::unscr(text, start, end, finds),
        b"WT" | b"G" | b"IP" | b"TN" | b"JOB" => world::trade(text, start, finds),
        _ => None,
    }
}
