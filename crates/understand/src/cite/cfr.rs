//! The Code of Federal Regulations behind its title: `15 CFR parts 730 and 774`, `15 CFR 744.11(b)(1)`, `15 CFR part 744, supplement no. 4`.

use model::citation::CitationKind;

use super::lists::{self, Mark};
use super::text::{Text, plain};
use super::{Bond, Find, Finds};

/// Titles whose parts are printed with a hyphen: `41 CFR part 102-3`.
const HYPHENED_PARTS: u16 = 41;
/// The title whose sections go on behind a paragraph: `26 CFR 1.401(k)-1`.
const TAXES: u16 = 26;

/// A part, a section or a range of either, as printed.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The number in its one form: `744.11`, `730-774`, `744 Supp. No. 4`.
    pub(super) number: String,
    /// Where in it: `(b)(1)`, `subpart B`.
    pub(super) pinpoint: String,
    /// Where it ends.
    pub(super) end: usize,
    /// Part or section.
    pub(super) sort: Mark,
}

/// Reads the list behind `15 CFR`, whose title began at `start`.
pub(super) fn list(text: Text<'_>, start: usize, title: u16, at: usize, finds: &mut Finds) -> Option<usize> {
    let mut at = text.blanks(text.skip(at, ","));
    if let Some(end) = chapter(text, start, title, at, finds) {
        return Some(end);
    }
    let (mut wanted, mut several) = (None, false);
    if let Some((end, outer)) = annex(text, at).filter(|(end, _)| text.word_any(*end, &["to", "of"]).is_some()) {
        return annexed(text, start, Some(title), end, outer, finds);
    }
    for _ in 0..2 {
        if let Some((end, mark, many)) = lists::mark(text, at) {
            (at, wanted, several) = (end, Some(mark), many);
        }
    }
    let first = item(text, at, title, wanted)?;
    Some(items(text, start, Some(title), first, several, finds))
}

/// Pushes an item and those that follow it in the list; where the list ends. Without a title the finds hang on the text's context.
pub(super) fn items(
    text: Text<'_>,
    start: usize,
    title: Option<u16>,
    first: Item,
    several: bool,
    finds: &mut Finds,
) -> usize {
    let mut item_now = first;
    let mut from = start;
    loop {
        let end = item_now.end;
        push(from..end, title, &item_now, finds);
        let aside = if several { lists::aside(text, end) } else { end };
        let Some(next) = lists::between(text, aside) else { return end };
        if item_now.pinpoint.starts_with('(')
            && let Some((end, pinpoint)) = lists::next_paragraph(text, next.item, &item_now.pinpoint)
        {
            item_now = Item { pinpoint, end, ..item_now };
            from = next.item;
            continue;
        }
        if item_now.pinpoint.starts_with("subpart")
            && let Some(end) = capitals(text, next.item, 4).filter(|end| text.ends(*end))
        {
            item_now = Item { pinpoint: format!("subpart {}", text.slice(next.item, end)), end, ..item_now };
            from = next.item;
            continue;
        }
        let sort = next.mark.unwrap_or(item_now.sort);
        let Some(following) = item(text, next.item, title.unwrap_or(0), Some(sort)).filter(|item| item.sort == sort)
        else {
            return end;
        };
        let loose = following.sort == Mark::Part && !several && next.mark.is_none();
        if next.mark.is_none() && (lists::foreign(text, following.end) || loose && counted(text, following.end)) {
            return end;
        }
        if title.is_none() && text.gap(following.end).is_some_and(|at| super::numbered::reporter(text, at).is_some()) {
            return end;
        }
        from = next.item;
        item_now = following;
    }
}

/// Whether a bare number behind a single part counts what follows: `31 CFR part 560 and 30 vessels`.
fn counted(text: Text<'_>, end: usize) -> bool {
    let at = text.blanks(end);
    text.at(at).is_ascii_lowercase() && text.token(at) >= at + 4
}

/// One part or section, with its paragraph, subpart, supplement or appendix. `wanted` says what the mark before it announced.
pub(super) fn item(text: Text<'_>, at: usize, title: u16, wanted: Option<Mark>) -> Option<Item> {
    let (end, sort) = number(text, at, title)?;
    if wanted == Some(Mark::Section) && sort == Mark::Part && title != 0 {
        // `15 CFR section 744` is no section; the part is meant.
        return Some(Item { number: plain(text.slice(at, end)), pinpoint: String::new(), end, sort });
    }
    let mut printed = plain(text.slice(at, end));
    let mut end = end;
    let mut pinpoint = String::new();
    if sort == Mark::Section {
        let mut last = lists::paragraph(text, end);
        if title == TAXES && last > end && text.at(last) == b'-' && text.digit(last + 1) {
            last = text.token(last + 1);
            printed.push_str(&plain(text.slice(end, last)));
            end = last;
            last = lists::paragraph(text, end);
        }
        pinpoint = lists::pinpoint(text.slice(end, last));
        end = last;
    }
    if let Some((last, more)) = range_end(text, end, title, sort) {
        printed = format!("{printed}-{more}");
        end = last;
        if sort == Mark::Section {
            end = lists::paragraph(text, end);
        }
    } else if sort == Mark::Part {
        (end, printed, pinpoint) = inside_part(text, end, printed);
    }
    text.ends(end).then_some(Item { number: printed, pinpoint, end, sort })
}

/// The end of a part's or a section's number: `744`, `744.11`, `240.19b-4`, `102-3`, `51-2.3`.
fn number(text: Text<'_>, at: usize, title: u16) -> Option<(usize, Mark)> {
    let mut end = text.number(at, 1, 5)?;
    // Two titles have a part 0: `28 CFR 0.130`.
    if text.at(at) == b'0' && end > at + 1 {
        return None;
    }
    if title == HYPHENED_PARTS
        && text.at(end) == b'-'
        && let Some(more) = text.number(end + 1, 1, 3)
    {
        end = more;
    }
    if text.at(end).is_ascii_alphabetic() && !text.at(end + 1).is_ascii_alphanumeric() {
        end += 1;
    }
    if text.at(end) != b'.' || !text.digit(end + 1) {
        return Some((end, Mark::Part));
    }
    end = text.number(end + 1, 1, 5)?;
    end = letters(text, end);
    // `240.19b-4`, `8360.0-7`, `52.204-21`; but `744.11-744.16` is a range.
    while let Some(more) = text.dash(end).and_then(|dash| text.number(dash, 1, 5)) {
        if text.at(more) == b'.' && text.digit(more + 1) {
            break;
        }
        end = letters(text, more);
    }
    Some((end, Mark::Section))
}

/// Up to four letters that belong to a section's number, if they end it.
fn letters(text: Text<'_>, end: usize) -> usize {
    let mut last = end;
    while last < end + 4 && text.at(last).is_ascii_alphabetic() {
        last += 1;
    }
    if text.ends(last) { last } else { end }
}

/// Past the second end of a range: `-774`, ` through § 744.16`.
fn range_end(text: Text<'_>, end: usize, title: u16, sort: Mark) -> Option<(usize, String)> {
    let at = lists::through(text, end)?;
    let at = lists::mark(text, at).filter(|(_, mark, _)| *mark == sort).map_or(at, |(end, _, _)| end);
    let (last, other) = number(text, at, title)?;
    let spoken = text.dash(text.blanks(end)).is_none();
    (other == sort && !(spoken && lists::foreign(text, last))).then(|| (last, plain(text.slice(at, last))))
}

/// `, subpart B`, `, supplement no. 4`, `appendix A` behind a part: its end, the number and the pinpoint.
fn inside_part(text: Text<'_>, end: usize, number: String) -> (usize, String, String) {
    let at = text.blanks(text.skip(text.blanks(end), ","));
    if at == end {
        return (end, number, String::new());
    }
    if let Some((last, name)) =
        annex(text, at).filter(|(last, _)| text.word_any(text.blanks(*last), &["to", "of"]).is_none())
    {
        return (last, format!("{number} {name}"), String::new());
    }
    match subpart(text, at) {
        Some((last, name)) => (last, number, name),
        None => (end, number, String::new()),
    }
}

/// `subpart B`, `subparts A through C`, `subpart ZZZZ`: its end and its one form.
pub(super) fn subpart(text: Text<'_>, at: usize) -> Option<(usize, String)> {
    let at = text.gap(text.word_any(at, &["subparts", "subpart", "subpt"])?)?;
    let end = capitals(text, at, 6)?;
    let mut name = format!("subpart {}", text.slice(at, end));
    if let Some((last, from)) = lists::through(text, end).and_then(|from| Some((capitals(text, from, 6)?, from))) {
        name = format!("{name}-{}", text.slice(from, last));
        return Some((last, name));
    }
    Some((end, name))
}

fn capitals(text: Text<'_>, at: usize, most: usize) -> Option<usize> {
    let end = text.token(at);
    let printed = text.slice(at, end);
    (!printed.is_empty() && printed.len() <= most && printed.bytes().all(|b| b.is_ascii_uppercase())).then_some(end)
}

/// `supplement no. 4`, `Supp. No. 1`, `appendix A`: its end and its one form, `Supp. No. 4`, `App. A`.
pub(super) fn annex(text: Text<'_>, at: usize) -> Option<(usize, String)> {
    if let Some(end) = text.word_any(at, &["supplement", "supp", "suppl"]) {
        let at = text.no(text.skip(end, "."));
        let roman = text.gap(end).filter(|at| text.at(*at) == b'I' || text.at(*at) == b'V');
        if let Some((at, end)) = roman.and_then(|at| Some((at, capitals(text, at, 3)?))) {
            return Some((end, format!("Supp. {}", text.slice(at, end))));
        }
        let end = text.number(at, 1, 2)?;
        return Some((end, format!("Supp. No. {}", text.slice(at, end))));
    }
    let end = text.word_any(at, &["appendix", "app", "appendices"])?;
    let at = text.gap(text.skip(end, "."))?;
    let end = text.token(at);
    let printed = text.slice(at, end);
    let short = printed.len() <= 3 && !printed.is_empty();
    let plain = printed.bytes().all(|b| b.is_ascii_uppercase()) || printed.bytes().all(|b| b.is_ascii_digit());
    (short && plain && printed != "TO").then(|| (end, format!("App. {printed}")))
}

/// `supplement no. 4 to part 744 [of the EAR]`, `appendix A to 40 CFR part 60`: reads on behind the annex's name.
pub(super) fn annexed(
    text: Text<'_>,
    start: usize,
    title: Option<u16>,
    end: usize,
    name: String,
    finds: &mut Finds,
) -> Option<usize> {
    let mut at = text.gap(text.word_any(text.gap(end)?, &["to", "of"])?)?;
    if let Some((last, _)) = subpart(text, at) {
        at = text.gap(text.word_any(text.gap(last)?, &["of", "to"])?)?;
    }
    let mut title = title;
    if title.is_none()
        && let Some(last) = text.number(at, 1, 2)
        && let Some((last, super::numbered::Reporter::Cfr)) = super::numbered::reporter(text, text.blanks(last))
    {
        title = super::titles::title(text.slice(at, text.digits(at)), super::titles::CFR_TITLES);
        at = text.blanks(last);
    }
    if let Some((last, _, _)) = lists::mark(text, at) {
        at = last;
    } else if title.is_none() {
        return None;
    }
    let (last, sort) = number(text, at, title.unwrap_or(0))?;
    if sort != Mark::Part || !text.ends(last) {
        return None;
    }
    let item = Item { number: format!("{} {name}", text.slice(at, last)), pinpoint: String::new(), end: last, sort };
    push(start..last, title, &item, finds);
    Some(last)
}

/// `15 CFR Chapter VII`, `48 CFR chapter 1`.
fn chapter(text: Text<'_>, start: usize, title: u16, at: usize, finds: &mut Finds) -> Option<usize> {
    let word = text.word_any(at, &["chapters", "chapter", "ch"])?;
    let at = text.blanks(text.skip(word, "."));
    let end = text.token(at);
    let printed = text.slice(at, end);
    let roman = printed.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L'));
    if printed.is_empty() || printed.len() > 7 || !(roman || printed.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let url = format!("https://www.ecfr.gov/current/title-{title}/chapter-{printed}");
    finds.push(Find::new(start..end, CitationKind::Cfr, format!("{title} CFR Ch. {printed}"), Some(url)));
    Some(end)
}

fn push(range: std::ops::Range<usize>, title: Option<u16>, item: &Item, finds: &mut Finds) {
    let find = match title {
        Some(title) => titled(range, title, &item.number, &item.pinpoint),
        None => Find::new(range, CitationKind::Cfr, item.number.clone(), None)
            .at(item.pinpoint.clone())
            .on(Bond::TitleOfPart),
    };
    finds.push(find);
}

/// A find whose title is known.
pub(super) fn titled(range: std::ops::Range<usize>, title: u16, number: &str, pinpoint: &str) -> Find {
    let url = address(title, number, pinpoint);
    Find::new(range, CitationKind::Cfr, format!("{title} CFR {number}"), url).at(pinpoint)
}

/// The eCFR's page of a part, section, supplement or appendix. A range has none.
fn address(title: u16, number: &str, pinpoint: &str) -> Option<String> {
    let base = format!("https://www.ecfr.gov/current/title-{title}");
    if let Some((part, name)) = number.split_once(' ') {
        let name = name
            .replace("Supp. No. ", "Supplement%20No.%20")
            .replace("Supp. ", "Supplement%20")
            .replace("App. ", "Appendix%20");
        return Some(format!("{base}/part-{part}/appendix-{name}%20to%20Part%20{part}"));
    }
    let range = number
        .split_once('-')
        .is_some_and(|(_, last)| number.contains('.') == last.contains('.') && title != HYPHENED_PARTS);
    match number {
        _ if range => None,
        section if section.contains('.') && pinpoint.starts_with('(') && !pinpoint.contains('-') => {
            Some(format!("{base}/section-{section}#p-{section}{pinpoint}"))
        }
        section if section.contains('.') => Some(format!("{base}/section-{section}")),
        part => Some(format!("{base}/part-{part}")),
    }
}
