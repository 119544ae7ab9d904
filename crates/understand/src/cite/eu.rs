//! Acts of the European Union in all their forms, called by their CELEX number: `Council Regulation (EU) No 833/2014`,
//! `Regulation (EU) 2021/821`, `Decision 2014/512/CFSP`, `32014R0833`, an ELI; and pages of the Official Journal.

use model::citation::CitationKind;

use super::text::Text;
use super::{Find, Finds, lists};

/// Where an act belongs, as printed in brackets or behind the number.
const REALMS: &[&str] = &["EU, Euratom", "EC, Euratom", "EU", "EC", "EEC", "CFSP", "Euratom", "ECSC", "JHA"];

/// Words that may stand before `Regulation`, the last first.
const BEFORE: &[&str] = &["Implementing", "Delegated", "Framework", "Council", "Commission", "Joint"];

/// From `Regulation`, `Decisions`, `Directive`, `Common Position`, which begins at `start` and ends at `end`.
pub(super) fn acts(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let letter = match text.at(start).to_ascii_uppercase() {
        b'R' => 'R',
        b'P' => 'E',
        _ if text.at(start + 1).eq_ignore_ascii_case(&b'e') => 'D',
        _ => 'L',
    };
    let mut from = start;
    for _ in 0..3 {
        let Some(gap) = text.gap_before(from) else { break };
        let word = text.word_before(gap);
        if word < finds.free_from()
            || !(BEFORE.iter().any(|before| text.slice(word, gap).eq_ignore_ascii_case(before))
                || letter == 'E' && text.slice(word, gap) == "Common")
        {
            break;
        }
        from = word;
    }
    let mut at = text.gap(end)?;
    let mut last = None;
    while let Some((end, celex)) = act(text, at, letter, last.is_some()) {
        push(from..end, celex, finds);
        last = Some(end);
        let Some(next) = lists::between(text, end).filter(|_| text.at(end) != b';') else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

/// A bare `(EU) 2021/821`, whose bracket begins at `start`: a regulation, since decisions say so.
pub(super) fn bracketed(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (end, celex) = act(text, start, 'R', false)?;
    push(start..end, celex, finds);
    Some(end)
}

/// `(EU) No 833/2014`, `(CFSP) 2022/264`, `2014/512/CFSP`, `No 70/2008/EC`: its end and its CELEX number.
fn act(text: Text<'_>, at: usize, letter: char, further: bool) -> Option<(usize, String)> {
    let mut i = at;
    let mut realm = None;
    if text.at(i) == b'(' {
        let end = text.eat_any(i + 1, REALMS)?;
        realm = Some(text.slice(i + 1, end));
        i = text.gap(text.eat(end, ")")?)?;
    }
    let no = text.eat_any(i, &["No. ", "No ", "Nos. ", "Nos ", "N° ", "No.\u{a0}", "No\u{a0}"]).map(|i| text.blanks(i));
    i = no.unwrap_or(i);
    let middle = text.number(i, 1, 4)?;
    let second = text.eat(middle, "/")?;
    let mut end = text.number(second, 1, 4)?;
    let (one, two) = (text.slice(i, middle), text.slice(second, end));
    let mut suffix = false;
    if let Some(after) = text.eat(end, "/").and_then(|at| text.eat_any(at, REALMS)) {
        end = after;
        suffix = true;
    }
    if !text.ends(end) || text.at(end) == b'/' || realm.is_none() && !suffix && !further {
        return None;
    }
    // Old regulations print number and year, all else and everything since 2015 year and number (OJ 2014/C 422, rules of numbering).
    let year_last = no.is_some() || letter == 'R' && year(one).is_none_or(|year| year < 2015);
    let (year_of, number) = if year_last { (two, one) } else { (one, two) };
    let year = year(year_of)?;
    Some((end, format!("3{year}{letter}{number:0>4}")))
}

/// `2014`, or `87` of the last century.
fn year(printed: &str) -> Option<u16> {
    let year = printed.parse::<u16>().ok()?;
    match printed.len() {
        4 => (1952..2100).contains(&year).then_some(year),
        2 => (year >= 52).then_some(1900 + year),
        _ => None,
    }
}

/// `32014R0833`, `02014R0833-20230625`: figures that begin at `start`; the year's last stands before a letter.
pub(super) fn celex(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let end = text.token(start);
    let printed = text.slice(start, end);
    if text.digits(start) != start + 5 || !(10..=11).contains(&printed.len()) {
        return None;
    }
    let sector = printed.as_bytes()[0];
    let letters = printed[5..].trim_end_matches(|c: char| c.is_ascii_digit());
    let right = match sector {
        b'3' | b'0' => matches!(letters, "R" | "L" | "D" | "E" | "H" | "Q" | "X"),
        b'5' => matches!(letters, "PC" | "DC" | "JC" | "SC"),
        b'6' => matches!(letters, "CJ" | "TJ" | "CC" | "CO" | "TO" | "CN" | "TN"),
        _ => false,
    };
    if !right || year(&printed[1..5]).is_none() || printed.len() != 9 + letters.len() {
        return None;
    }
    let mut last = end;
    if sector == b'0' && text.at(end) == b'-' {
        last = text.number(end + 1, 8, 8).unwrap_or(end);
    }
    // A consolidated text is the act, as it stood on a day.
    let act = if sector == b'0' { format!("3{}", &printed[1..]) } else { printed.to_owned() };
    let day = text.slice(end, last).trim_start_matches('-').to_owned();
    let url = format!("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{}", text.slice(start, last));
    finds.push(Find::new(start..last, CitationKind::Eu, act, Some(url)).at(day));
    Some(last)
}

/// `data.europa.eu/eli/reg/2014/833/oj`, `eli/dec/2014/512(1)`: from `eli`, which begins at `start`.
pub(super) fn eli(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let sort = text.eat(start, "eli/")?;
    let named = text.token(sort);
    let letter = match text.slice(sort, named) {
        "reg" => 'R',
        "dec" => 'D',
        "dir" => 'L',
        _ => return None,
    };
    let at = text.eat_any(named, &["_impl/", "_del/", "/"])?;
    let year_end = text.number(at, 4, 4)?;
    let year = year(text.slice(at, year_end))?;
    let number = text.eat(year_end, "/")?;
    let mut end = text.number(number, 1, 4)?;
    let printed = text.slice(number, end);
    end = text.skip(end, "/oj");
    let from = ["http://data.europa.eu/", "https://data.europa.eu/", "data.europa.eu/"]
        .iter()
        .find(|base| text.follows(start, base));
    let from = from.map_or(start, |base| start - base.len());
    push(from.max(finds.free_from())..end, format!("3{year}{letter}{printed:0>4}"), finds);
    Some(end)
}

fn push(range: std::ops::Range<usize>, celex: String, finds: &mut Finds) {
    let url = format!("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{celex}");
    finds.push(Find::new(range, CitationKind::Eu, celex, Some(url)));
}

/// `OJ L 229, 31.7.2014, p. 1`, `OJ L, 2023/2411, 27.10.2023`: from `OJ`, which begins at `start`.
pub(super) fn journal(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let at = text.gap(text.eat_any(start, &["OJ", "O.J."])?)?;
    let series_end = text.token(at);
    let series = text.slice(at, series_end);
    if !matches!(series, "L" | "C" | "LI" | "CI") {
        return None;
    }
    // Since October 2023 each act is an issue of its own.
    if let Some(at) = text.eat(series_end, ",").and_then(|at| text.gap(at)) {
        let year_end = text.number(at, 4, 4)?;
        let end = text.number(text.eat(year_end, "/")?, 1, 5)?;
        let number = text.slice(at, end);
        let last =
            text.eat(end, ",").map(|at| text.blanks(at)).and_then(|at| day(text, at)).map_or(end, |(end, _, _)| end);
        let url = format!("https://eur-lex.europa.eu/eli/{series}/{number}/oj");
        let url = series.len().eq(&1).then_some(url);
        finds.push(Find::new(start..last, CitationKind::Eu, format!("OJ {series}, {number}"), url));
        return Some(last);
    }
    let at = text.gap(series_end)?;
    let issue_end = text.number(at, 1, 3)?;
    let issue = text.slice(at, issue_end);
    let (day_end, printed, year) = day(text, text.blanks(text.eat(issue_end, ",")?))?;
    let mut end = day_end;
    let mut canonical = format!("OJ {series} {issue}, {printed}");
    let mut url = None;
    let behind = text.blanks(text.skip(end, ","));
    if let Some(page) = text.eat_any(behind, &["pp. ", "p. ", "p.", "p.\u{a0}"]).map(|at| text.blanks(at))
        && let Some(last) = text.number(page, 1, 4)
    {
        let number: u32 = text.slice(page, last).parse().ok()?;
        canonical.push_str(&format!(", p. {number}"));
        url = Some(format!(
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=uriserv:OJ.{series:_<2}.{year}.{issue:0>3}.01.{number:0>4}.01.ENG"
        ));
        end = last;
    }
    finds.push(Find::new(start..end, CitationKind::Eu, canonical, url));
    Some(end)
}

/// `31.7.2014`: its end, its words and its year.
fn day(text: Text<'_>, at: usize) -> Option<(usize, String, String)> {
    let month = text.eat(text.number(at, 1, 2)?, ".")?;
    let year = text.eat(text.number(month, 1, 2)?, ".")?;
    let end = text.number(year, 4, 4)?;
    Some((end, text.slice(at, end).to_owned(), text.slice(year, end).to_owned()))
}
