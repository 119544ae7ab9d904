//! Codes of the states: `Cal. Civ. Code § 1916.5`, `Mass. Gen. Laws ch. 1, §§ 2-3`. They are told by the words before their section sign.

use model::citation::CitationKind;

use super::text::{Text, plain};
use super::{Find, Finds, lists};

/// How the states are abbreviated in citations (The Bluebook, table 10).
const STATES: &[&str] = &[
    "Ala.", "Alaska", "Ariz.", "Ark.", "Cal.", "Colo.", "Conn.", "Del.", "D.C.", "Fla.", "Ga.", "Haw.", "Idaho",
    "Ill.", "Ind.", "Iowa", "Kan.", "Ky.", "La.", "Me.", "Md.", "Mass.", "Mich.", "Minn.", "Miss.", "Mo.", "Mont.",
    "Neb.", "Nev.", "N.H.", "N.J.", "N.M.", "N.Y.", "N.C.", "N.D.", "Ohio", "Okla.", "Or.", "Pa.", "P.R.", "R.I.",
    "S.C.", "S.D.", "Tenn.", "Tex.", "Utah", "Vt.", "Va.", "Wash.", "W. Va.", "Wis.", "Wyo.",
];

/// How far before the section sign the state's name may begin.
const NAME_BYTES_MAX: usize = 60;

/// What a code is called before its section sign.
const CODES: &[&str] = &["Code", "Code Ann.", "Stat.", "Stat. Ann.", "Laws", "Laws Ann.", "Regs."];

/// From the section sign at `start`, behind the name of a state's code.
pub(super) fn find(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let mut end = text.gap_before(start)?;
    // `tit. 38,` and `ch. 1,` stand between the name and the sign.
    let mut place = String::new();
    if text.before(end) == b',' {
        let number = text.word_before(end - 1);
        let word = text.gap_before(number)?;
        let mark = ["tit.", "ch."].iter().find(|mark| text.follows(word, mark))?;
        place = format!(" {mark} {}", text.slice(number, end - 1));
        end = text.gap_before(word - mark.len())?;
    }
    if !CODES.iter().any(|words| text.follows(end, words)) && !of_subject(text, end) {
        return None;
    }
    let (at, _, _) = lists::mark(text, start)?;
    sections(text, end, &format!("{place} §"), at, finds)
}

/// `Md. Code Ann., Ins. § 22-102`: the subject of a part of the code.
fn of_subject(text: Text<'_>, end: usize) -> bool {
    let Some(stop) = end.checked_sub(1).filter(|stop| text.at(*stop) == b'.') else { return false };
    text.gap_before(text.word_before(stop)).is_some_and(|end| text.follows(end, "Code Ann.,"))
}

/// `S.C. Code Ann. Regs. 69-18`, which has no section sign: from `Regs`, which begins at `start` and ends at `end`.
pub(super) fn regulations(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let code = text.gap_before(start).is_some_and(|end| text.follows(end, "Code Ann."));
    let at = text.gap(text.eat(end, ".").filter(|_| code)?)?;
    sections(text, end + 1, "", at, finds)
}

/// The sections that begin at `at`, of the code whose name ends at `end`.
fn sections(text: Text<'_>, end: usize, mark: &str, at: usize, finds: &mut Finds) -> Option<usize> {
    let from = state(text, end).filter(|from| *from >= finds.free_from())?;
    let name = text.slice(from, end).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut at = at;
    let mut from = from;
    let mut last = None;
    while let Some(number) = section(text, at) {
        let paragraph = lists::paragraph(text, number);
        let find = Find::new(
            from..paragraph,
            CitationKind::StateCode,
            format!("{name}{mark} {}", plain(text.slice(at, number))),
            None,
        );
        finds.push(find.at(lists::pinpoint(text.slice(number, paragraph))));
        last = Some(paragraph);
        let Some(next) = lists::between(text, paragraph) else { break };
        (from, at) = (next.item, next.item);
        if section(text, at).is_none_or(|end| lists::foreign(text, end)) {
            break;
        }
    }
    last
}

/// Where the state's name begins, if only words of a code's name stand between it and `end`.
fn state(text: Text<'_>, end: usize) -> Option<usize> {
    let mut at = end;
    while at > 0 && at + NAME_BYTES_MAX > end {
        let byte = text.before(at);
        if !(byte.is_ascii_alphabetic() || matches!(byte, b'.' | b' ' | b'\n' | b'&' | b'\'' | b',')) {
            break;
        }
        at -= 1;
        let whole = !text.before(at).is_ascii_alphabetic();
        if whole
            && text.at(at).is_ascii_uppercase()
            && STATES.iter().any(|name| text.eat(at, name).is_some_and(|end| text.at(end) == b' '))
        {
            // `W. Va.` begins before `Va.`.
            return Some(if text.follows(at, "W. ") { at - 3 } else { at });
        }
    }
    None
}

/// `1916.5`, `28-15-11-14`, `5-3.5-102`, `23-3-119`.
fn section(text: Text<'_>, at: usize) -> Option<usize> {
    let mut end = text.token(text.number(at, 1, 6)?);
    for _ in 0..5 {
        let next = if matches!(text.at(end), b'.' | b':') { Some(end + 1) } else { text.dash(end) };
        match next.filter(|next| text.digit(*next)) {
            Some(next) => end = text.token(next),
            None => break,
        }
    }
    text.ends(end).then_some(end)
}
