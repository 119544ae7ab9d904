//! Lists and paragraphs: after `15 CFR 744.11(b)` come `, (c) and 744.16`, each a citation of its own.

use super::text::Text;

/// What stood between two items of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    /// Where the next item begins.
    pub(super) item: usize,
    /// The mark that was repeated before it: `part`, `§`.
    pub(super) mark: Option<Mark>,
}

/// A mark before a number of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Part,
    Section,
}

/// Past a comma, a semicolon, a conjunction, and a repeated mark; `None` where the list has ended.
pub(super) fn between(text: Text<'_>, from: usize) -> Option<Between> {
    let at = text.blanks(from);
    let comma = matches!(text.at(at), b',' | b';');
    let after = if comma { text.blanks(at + 1) } else { at };
    let conjunction = text.word_any(after, &["and/or", "and", "or"]).or_else(|| text.eat(after, "&"));
    if !comma && (conjunction.is_none() || at == from) {
        return None;
    }
    let at = conjunction.map_or(after, |end| text.blanks(end));
    match mark(text, at) {
        Some((item, mark, _)) => Some(Between { item, mark: Some(mark) }),
        None => Some(Between { item: at, mark: None }),
    }
}

/// Past `part`, `Sections`, `sec.`, `§§` and the blanks behind it; the mark, and whether it announces several.
pub(super) fn mark(text: Text<'_>, at: usize) -> Option<(usize, Mark, bool)> {
    if let Some(end) = text.eat(at, "§") {
        let several = text.eat(end, "§");
        return Some((text.blanks(several.unwrap_or(end)), Mark::Section, several.is_some()));
    }
    let (words, found): (&[(&str, bool)], Mark) = match text.at(at) {
        b'p' | b'P' => (&[("parts", true), ("part", false), ("pts", true), ("pt", false)], Mark::Part),
        b's' | b'S' => (
            &[("sections", true), ("section", false), ("secs", true), ("sec", false), ("sects", true), ("sect", false)],
            Mark::Section,
        ),
        _ => return None,
    };
    let (end, several) = words.iter().find_map(|(word, several)| Some((text.word(at, word)?, *several)))?;
    Some((text.blanks(text.skip(end, ".")), found, several))
}

/// Past a word in brackets that says of an item what it is: `21 CFR parts 211 (CGMPs), 212 (PET CGMPs)`; where we are if there is none.
pub(super) fn aside(text: Text<'_>, from: usize) -> usize {
    const LETTERS_MAX: usize = 30;
    let Some(open) = text.gap(from).filter(|at| text.at(*at) == b'(') else { return from };
    let mut end = open + 1;
    while end < open + LETTERS_MAX && (text.at(end).is_ascii_alphabetic() || text.at(end) == b' ') {
        end += 1;
    }
    if text.at(end) == b')' && end > open + 2 { end + 1 } else { from }
}

/// Past `through`, `thru`, `to` or a dash, where a range goes on.
pub(super) fn through(text: Text<'_>, from: usize) -> Option<usize> {
    let at = text.blanks(from);
    let end = match text.dash(at) {
        Some(end) => end,
        None if at > from => text.word_any(at, &["through", "thru", "to"])?,
        None => return None,
    };
    Some(text.blanks(end))
}

/// What a number counts when one of these stands behind it: the list ended before it.
const UNITS: &[&str] = &[
    "percent",
    "day",
    "days",
    "year",
    "years",
    "month",
    "months",
    "hour",
    "hours",
    "minute",
    "minutes",
    "page",
    "pages",
    "people",
    "persons",
    "comments",
    "entities",
    "million",
    "billion",
    "calendar",
    "business",
    "working",
    "weeks",
    "week",
    "other",
    "additional",
    "feet",
    "miles",
    "acres",
    "pounds",
    "tons",
    "copies",
    "respondents",
    "states",
    "units",
    "members",
    "countries",
    "companies",
];

/// Whether a number that ended here belongs to something else: a word goes on, a unit follows, or another citation begins with it.
pub(super) fn foreign(text: Text<'_>, end: usize) -> bool {
    if !text.ends(end) || matches!(text.at(end), b'/' | b'%') {
        return true;
    }
    let at = text.blanks(end);
    match text.at(at) {
        b'a'..=b'z' => text.word_any(at, UNITS).is_some(),
        b'A'..=b'Z' => super::numbered::reporter(text, at).is_some(),
        b'%' => true,
        _ => false,
    }
}

/// A level of a paragraph: its brackets' inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Figure,
    Small,
    Capital,
}

/// The levels behind a section at most.
const LEVELS_MAX: usize = 8;

/// Past one bracket that numbers a paragraph: `(b)`, `(14)`, `(iii)`, `(AA)`.
fn level(text: Text<'_>, at: usize) -> Option<(usize, Level)> {
    if text.at(at) != b'(' {
        return None;
    }
    let end = text.token(at + 1);
    let inside = text.slice(at + 1, end);
    if text.at(end) != b')' || inside.is_empty() || inside.len() > 6 {
        return None;
    }
    let all = |of: fn(&u8) -> bool| inside.as_bytes().iter().all(of);
    let level = if all(u8::is_ascii_digit) && inside.len() <= 3 {
        Level::Figure
    } else if all(u8::is_ascii_lowercase) && (inside.len() <= 2 || repeated(inside) || roman(inside)) {
        Level::Small
    } else if all(u8::is_ascii_uppercase) && (inside.len() <= 2 || roman(&inside.to_ascii_lowercase())) {
        Level::Capital
    } else {
        return None;
    };
    Some((end + 1, level))
}

fn repeated(letters: &str) -> bool {
    letters.bytes().all(|b| b == letters.as_bytes()[0])
}

/// Letters of Roman numerals alone.
fn roman(letters: &str) -> bool {
    letters.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'l' | b'c'))
}

/// The end of the brackets that name a paragraph, from where they begin; the same place where there are none.
pub(super) fn paragraph(text: Text<'_>, from: usize) -> usize {
    let mut end = from;
    for _ in 0..LEVELS_MAX {
        match level(text, end) {
            Some((next, _)) => end = next,
            None => break,
        }
    }
    // `(a)-(c)` and `(a) through (c)` are one range of paragraphs.
    if end > from
        && let Some(at) = through(text, end)
        && let Some((mut last, _)) = level(text, at)
    {
        while let Some((next, _)) = level(text, last) {
            last = next;
            if last > at + 40 {
                break;
            }
        }
        return last;
    }
    end
}

/// A paragraph's one form: `(a) through (c)` is `(a)-(c)`.
pub(super) fn pinpoint(printed: &str) -> String {
    let mut out = super::text::plain(printed);
    if out.len() == printed.len() {
        return out;
    }
    for word in ["through", "thru", "to"] {
        out = out.replace(&format!("){word}("), ")-(");
    }
    out
}

/// The next paragraph of a list: `(b)(4) and (5)` goes on with `(b)(5)`. `last` is the paragraph before, as printed.
/// `None` where the bracket is of a kind that the paragraph before has not: it enumerates something else.
pub(super) fn next_paragraph(text: Text<'_>, at: usize, last: &str) -> Option<(usize, String)> {
    let (_, first) = level(text, at)?;
    let end = paragraph(text, at);
    let printed = text.slice(at, end);
    let before = Text::new(last);
    let mut levels: Vec<(usize, Level)> = Vec::new();
    let mut i = 0;
    while let Some((next, kind)) = level(before, i) {
        levels.push((i, kind));
        i = next;
        if levels.len() > LEVELS_MAX {
            break;
        }
    }
    let same: Vec<usize> = levels.iter().filter(|(_, kind)| *kind == first).map(|(at, _)| *at).collect();
    let inside = printed.get(1..printed.find(')')?)?;
    // `(i)` goes on with `(ii)`, while `(b)` behind `(a)(1)(i)` stands at the first level again.
    let place = if roman(&inside.to_ascii_lowercase()) { *same.last()? } else { *same.first()? };
    Some((end, format!("{}{}", last.get(..place)?, pinpoint(printed))))
}
