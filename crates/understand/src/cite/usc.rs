//! The United States Code: `50 U.S.C. 1601-1651, 1701-1706`, `19 USC § 1673d(b)`, `50 U.S.C. 1701 note`, `44 U.S.C. chapter 35`; and
//! public laws.

use std::ops::Range;

use model::citation::CitationKind;

use super::text::{Text, plain};
use super::{Find, Finds, lists};

/// Reads the list behind `50 U.S.C.`, whose title began at `start`.
pub(super) fn list(text: Text<'_>, start: usize, title: u16, at: usize, finds: &mut Finds) -> Option<usize> {
    let mut at = text.blanks(text.skip(at, ","));
    let mut of = String::new();
    if let Some(end) = text.word_any(at, &["app", "appendix"]) {
        at = text.blanks(text.skip(end, "."));
        of.push_str("App. ");
    }
    if let Some(end) = text.word_any(at, &["chapters", "chapter", "chap", "ch"]) {
        return chapter(text, start, title, text.blanks(text.skip(end, ".")), finds);
    }
    if let Some((end, lists::Mark::Section, _)) = lists::mark(text, at) {
        at = end;
    }
    let (number, mut end, mut pinpoint) = section(text, at)?;
    finds.push(titled(start..end, title, &format!("{of}{number}"), &pinpoint));
    let mut number = number;
    while let Some(next) = lists::between(text, end) {
        if pinpoint.starts_with('(')
            && let Some((last, more)) = lists::next_paragraph(text, next.item, &pinpoint)
        {
            finds.push(titled(next.item..last, title, &format!("{of}{number}"), &more));
            (end, pinpoint) = (last, more);
            continue;
        }
        let Some(following) = section(text, next.item) else { break };
        if next.mark == Some(lists::Mark::Part) || lists::foreign(text, following.1) {
            break;
        }
        (number, end, pinpoint) = following;
        finds.push(titled(next.item..end, title, &format!("{of}{number}"), &pinpoint));
    }
    Some(end)
}

/// One section or range of sections with its paragraph, `note` or `et seq.`: its number, its end, and the pinpoint.
pub(super) fn section(text: Text<'_>, at: usize) -> Option<(String, usize, String)> {
    let mut end = number(text, at)?;
    let mut printed = plain(text.slice(at, end));
    if let Some(more) =
        lists::through(text, end).filter(|more| text.dash(text.blanks(end)).is_some() || *more > end + 1)
    {
        let spoken = text.dash(text.blanks(end)).is_none();
        let more = lists::mark(text, more)
            .filter(|(_, mark, _)| *mark == lists::Mark::Section)
            .map_or(more, |(end, _, _)| end);
        if let Some(last) = number(text, more).filter(|last| !(spoken && lists::foreign(text, *last))) {
            printed = format!("{printed}-{}", plain(text.slice(more, last)));
            end = last;
        }
    }
    let last = lists::paragraph(text, end);
    let mut pinpoint = lists::pinpoint(text.slice(end, last));
    end = last;
    let after = text.blanks(text.skip(end, ","));
    if let Some(last) = text.word_any(text.blanks(end), &["notes", "note", "nt"]) {
        pinpoint.push_str(if pinpoint.is_empty() { "note" } else { " note" });
        end = last;
    } else if let Some(last) = et_seq(text, after) {
        pinpoint.push_str(if pinpoint.is_empty() { "et seq." } else { " et seq." });
        end = last;
    }
    Some((printed, end, pinpoint))
}

/// `et seq.`, also `et. seq.` and without its last stop.
fn et_seq(text: Text<'_>, at: usize) -> Option<usize> {
    let at = text.gap(text.skip(text.word(at, "et")?, "."))?;
    let end = text.word_any(at, &["seq", "sequence"])?;
    Some(text.skip(end, "."))
}

/// The end of a section's number: `1701`, `78s`, `80a-1`, `2000e-5`, `1395w-4`; a range of figures with it: `1601-1651`.
fn number(text: Text<'_>, at: usize) -> Option<usize> {
    if text.at(at) == b'0' {
        return None;
    }
    let mut end = letters(text, text.number(at, 1, 6)?);
    for _ in 0..3 {
        match text.dash(end).and_then(|dash| text.number(dash, 1, 6)) {
            Some(more) => end = letters(text, more),
            None => break,
        }
    }
    text.ends(end).then_some(end)
}

/// Up to five letters that belong to a section's number.
fn letters(text: Text<'_>, end: usize) -> usize {
    let mut last = end;
    while last < end + 5 && text.at(last).is_ascii_alphabetic() {
        last += 1;
    }
    if text.ends(last) { last } else { end }
}

/// `44 U.S.C. chapter 35`.
fn chapter(text: Text<'_>, start: usize, title: u16, at: usize, finds: &mut Finds) -> Option<usize> {
    let end = letters(text, text.number(at, 1, 4)?);
    let printed = text.slice(at, end);
    let url = format!("https://uscode.house.gov/view.xhtml?path=/prelim@title{title}/chapter{printed}");
    finds.push(Find::new(start..end, CitationKind::Usc, format!("{title} U.S.C. ch. {printed}"), Some(url)));
    Some(end)
}

/// A find whose title is known.
pub(super) fn titled(range: Range<usize>, title: u16, number: &str, pinpoint: &str) -> Find {
    let first = first_section(number);
    let url = match number.strip_prefix("App. ") {
        Some(_) => None,
        None => {
            Some(format!("https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{title}-section{first}"))
        }
    };
    Find::new(range, CitationKind::Usc, format!("{title} U.S.C. {number}"), url).at(pinpoint)
}

/// `1601` of the range `1601-1651`; but `80a-1` and `2000e-5` are sections by themselves.
fn first_section(section: &str) -> &str {
    match section.split_once('-') {
        Some((first, _)) if first.bytes().all(|b| b.is_ascii_digit()) => first,
        _ => section,
    }
}

/// `Pub. L. 114-102`, `Public Laws 94-163 and 95-91`, `P.L. No. 116-6`: behind the words that begin at `start`.
pub(super) fn public_laws(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let name = match text.word_any(start, &["public laws", "public law"]) {
        Some(end) => end,
        None => {
            let names = ["Pub. L.", "Pub.L.", "Pub. L", "Pub L.", "Pub L", "PUB. L.", "P.L.", "P. L.", "PL"];
            text.eat_any(start, &names)?
        }
    };
    let mut from = start;
    let mut at = text.no(name);
    at = text.blanks(at);
    let mut last = None;
    loop {
        let Some(dash) = text.number(at, 2, 3).and_then(|congress| text.dash(text.blanks(congress))) else {
            return last;
        };
        let Some(end) = text.number(text.blanks(dash), 1, 4).filter(|end| text.ends(*end)) else { return last };
        let number = plain(text.slice(at, end));
        // The first Congress whose laws are numbered by it is the 57th.
        let congress = number.split('-').next().and_then(|congress| congress.parse::<u16>().ok());
        if congress.is_none_or(|congress| !(57..=150).contains(&congress))
            || text.dash(end).is_some_and(|end| text.digit(end))
        {
            return last;
        }
        let url = number
            .split_once('-')
            .map(|(congress, law)| format!("https://www.govinfo.gov/link/plaw/{congress}/public/{law}"));
        finds.push(Find::new(from..end, CitationKind::PubLaw, format!("Pub. L. {number}"), url));
        last = Some(end);
        let Some(next) = lists::between(text, end) else { return last };
        (from, at) = (next.item, next.item);
    }
}
