//! The Harmonized Tariff Schedule and Schedule B: `8541.40.6020`, `heading 9903.88.15`, `chapter 98 of the HTSUS`,
//! `note 20 to subchapter III of chapter 99`.

use model::citation::CitationKind;

use super::text::Text;
use super::{Find, Finds, lists};

/// The last heading of each chapter of the Harmonized System (2022); 77 is reserved, 98 and 99 are the schedule's own.
const LAST_HEADING: [u8; 100] = [
    0, 6, 10, 9, 10, 11, 4, 14, 14, 10, 8, 9, 14, 2, 4, 22, 6, 4, 6, 5, 9, 6, 9, 9, 4, 30, 21, 16, 53, 42, 6, 6, 15, 7,
    7, 7, 6, 7, 27, 26, 17, 15, 6, 4, 21, 4, 2, 7, 23, 11, 7, 13, 12, 11, 8, 16, 9, 5, 11, 11, 6, 17, 17, 10, 6, 7, 3,
    4, 15, 14, 20, 18, 29, 26, 19, 8, 16, 0, 6, 7, 7, 13, 15, 11, 87, 49, 9, 16, 7, 8, 33, 14, 9, 7, 6, 8, 20, 6, 23,
    22,
];

/// A number of the schedule: where it ends, and its figures in their one form: `8541.40.60.20`.
fn number(text: Text<'_>, at: usize) -> Option<(usize, String)> {
    let mut end = text.number(at, 4, 4)?;
    let mut form = text.slice(at, end).to_owned();
    let chapter = two(text, at)?;
    let heading = two(text, at + 2)?;
    if heading == 0 || heading > LAST_HEADING[usize::from(chapter)] {
        return None;
    }
    for _ in 0..3 {
        if text.at(end) != b'.' {
            break;
        }
        if let Some(next) = text.number(end + 1, 2, 2) {
            form.push('.');
            form.push_str(text.slice(end + 1, next));
            end = next;
        } else if form.len() == 7
            && let Some(next) = text.number(end + 1, 4, 4)
        {
            form.push_str(&format!(".{}.{}", text.slice(end + 1, end + 3), text.slice(end + 3, next)));
            end = next;
        } else {
            break;
        }
    }
    let goes_on = !text.ends(end) || text.at(end) == b'.' && text.digit(end + 1);
    (!goes_on).then_some((end, form))
}

fn two(text: Text<'_>, at: usize) -> Option<u8> {
    text.slice(at, at + 2).parse().ok()
}

/// Figures without stops behind a word that says what they are: `8541406020`, and `85.41` as the World Customs Organization prints it.
fn loose(text: Text<'_>, at: usize) -> Option<(usize, String)> {
    let end = text.digits(at);
    let known = |heading: &str| heading.get(..2)?.parse::<usize>().ok().map(|chapter| LAST_HEADING[chapter.min(99)]);
    let fits = |heading: &str| {
        let last = known(heading)?;
        let number: u8 = heading.get(2..4)?.parse().ok()?;
        (number > 0 && number <= last).then_some(())
    };
    if end == at + 2 && text.at(end) == b'.' {
        let last = text.number(end + 1, 2, 2).filter(|last| text.ends(*last))?;
        let heading = format!("{}{}", text.slice(at, end), text.slice(end + 1, last));
        fits(&heading)?;
        return Some((last, heading));
    }
    // `5211.4210`: a stop left out.
    if end == at + 4 && text.at(end) == b'.' {
        let last = text.number(end + 1, 4, 4).filter(|last| text.ends(*last))?;
        fits(text.slice(at, end))?;
        return Some((
            last,
            format!("{}.{}.{}", text.slice(at, end), text.slice(end + 1, end + 3), text.slice(end + 3, last)),
        ));
    }
    let figures = text.slice(at, end);
    if !matches!(figures.len(), 6 | 8 | 10)
        || !text.ends(end)
        || text.at(end) == b'.' && text.digit(end + 1)
        || text.dash(end).is_some()
    {
        return None;
    }
    fits(figures)?;
    let mut form = figures[..4].to_owned();
    for from in (4..figures.len()).step_by(2) {
        form.push('.');
        form.push_str(&figures[from..from + 2]);
    }
    Some((end, form))
}

/// A bare number of eight or ten figures that begins at `start`. Nothing else is printed so, save days: `2009.11.30`.
pub(super) fn bare(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    if text.dash_before(start) || matches!(text.before(start), b'.' | b',' | b'/' | b'_' | b'$' | b'#' | b':') {
        return None;
    }
    let (end, form) = number(text, start)?;
    let day = form.starts_with("19") || form.starts_with("20");
    let month = form.len() == 10 && ("01".."13").contains(&&form[5..7]) && ("01".."32").contains(&&form[8..10]);
    if form.len() < 10
        || day && month
        || matches!(text.at(end), b'/' | b'%' | b'_')
        || text.dash(end).is_some_and(|next| text.digit(next)) && !ranges(text, end)
    {
        return None;
    }
    push(start..end, CitationKind::Hts, form, finds);
    Some(end)
}

/// Whether a dash joins two numbers of the schedule.
fn ranges(text: Text<'_>, end: usize) -> bool {
    text.dash(end).is_some_and(|at| number(text, at).is_some())
}

/// `heading 8541`, `subheadings 8541.40.60 and 8541.40.80`, `HTSUS 8541`, `Schedule B numbers 8541.40.6020`: from the word that begins at
/// `start` and ends at `end`.
pub(super) fn named(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let mut kind = CitationKind::Hts;
    let mut at = end;
    let word = text.slice(start, end);
    let heading = word.len() >= 7 && word[1..].contains("eading");
    if matches!(word, "Schedule" | "SCHEDULE") {
        at = text.word(text.gap(end)?, "B")?;
        kind = CitationKind::ScheduleB;
    }
    // `HTSUS subheading 8541.40`, `HTSUS numbers …`, `tariff item`.
    for _ in 0..3 {
        let next = text.blanks(text.skip(text.blanks(at), "(s)"));
        at = match text.word_any(
            next,
            &[
                "subheadings",
                "subheading",
                "headings",
                "heading",
                "codes",
                "code",
                "items",
                "item",
                "statistical reporting",
                "provision",
                "provisions",
            ],
        ) {
            Some(end) => end,
            None => text.no(text.blanks(at)),
        };
    }
    at = text.blanks(text.skip(at, ":"));
    if at <= end {
        return None;
    }
    let mut from = start;
    let mut last = None;
    loop {
        let Some((end, form)) = number(text, at).or_else(|| loose(text, at)) else { return last };
        // `HTS 2016` may be an edition; a heading is announced as one.
        let bare = form.len() == 4
            && !heading
            && last.is_none()
            && text.slice(start, at).len() < 12
            && kind == CitationKind::Hts;
        if bare && (form.starts_with("20") || form.starts_with("19")) || last.is_some() && lists::foreign(text, end) {
            return last;
        }
        let (end, form) = match lists::through(text, end).and_then(|at| number(text, at)) {
            Some((end, to)) => (end, format!("{form}-{to}")),
            None => (end, form),
        };
        push(from..end, kind, form, finds);
        last = Some(end);
        let Some(next) = lists::between(text, end) else { return last };
        let item = text
            .word_any(next.item, &["subheadings", "subheading", "headings", "heading"])
            .map_or(next.item, |end| text.blanks(end));
        (from, at) = (next.item, item);
    }
}

/// `chapter 99 of the HTSUS`, `chapters 1 through 97, HTSUS`: from the word that begins at `start` and ends at `end`.
pub(super) fn chapters(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let mut from = start;
    let mut at = text.gap(end)?;
    let mut members = Vec::new();
    let mut end = end;
    while let Some(number) = text.number(at, 1, 2).filter(|number| text.ends(*number)) {
        let mut form = text.slice(at, number).trim_start_matches('0').to_owned();
        end = number;
        if let Some((last, from)) = lists::through(text, number).and_then(|from| Some((text.number(from, 1, 2)?, from)))
        {
            form = format!("{form}-{}", text.slice(from, last).trim_start_matches('0'));
            end = last;
        }
        members.push((from..end, form));
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    if members.is_empty() || !of_schedule(text, end) {
        return None;
    }
    for (range, form) in members {
        push(range, CitationKind::Hts, format!("chapter {form}"), finds);
    }
    Some(end)
}

/// Whether `of the HTSUS`, `, HTSUS` or the schedule's full name follows.
fn of_schedule(text: Text<'_>, end: usize) -> bool {
    let at = text.blanks(text.skip(end, ","));
    let at = text.word_any(at, &["of the", "to the", "of", "in the"]).map_or(at, |end| text.blanks(end));
    text.word_any(at, &["htsus", "hts", "htsusa", "harmonized tariff", "hs", "tariff schedule"]).is_some()
}

/// `subchapter III of chapter 99`; `note 20(r) to subchapter III of chapter 99`; `note 2 to chapter 39`.
/// From the word that begins at `start` and ends at `end`.
pub(super) fn notes(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let mut from = start;
    let mut note = String::new();
    let mut at = start;
    if matches!(text.at(start), b'n' | b'N') {
        let number = text.gap(end)?;
        let last = lists::paragraph(text, text.number(number, 1, 2)?);
        let ours =
            ["U.S. ", "u.s. ", "US "].iter().find(|words| text.follows(start, words)).map(|words| start - words.len());
        from = ours.filter(|at| *at >= finds.free_from()).unwrap_or(start);
        note = format!(
            ", {}note {}",
            if ours.is_some() { "U.S. " } else { "" },
            lists::pinpoint(text.slice(number, last))
        );
        at = text.gap(text.word_any(text.blanks(last), &["to", "of", "in"])?)?;
    }
    let mut subchapter = String::new();
    if let Some(name) = text.word(at, "subchapter") {
        let numeral = text.gap(name)?;
        let last = text.token(numeral);
        let printed = text.slice(numeral, last);
        if printed.is_empty() || !printed.bytes().all(|b| matches!(b, b'I' | b'V' | b'X')) {
            return None;
        }
        subchapter = format!(", subchapter {printed}");
        at = text.gap(
            text.word_any(text.blanks(text.skip(last, ",")), &["of", "to", "in"])
                .unwrap_or_else(|| text.skip(last, ",")),
        )?;
    }
    let number = text.gap(text.word(at, "chapter")?)?;
    let last = text.number(number, 1, 2)?;
    let chapter = text.slice(number, last);
    let known = matches!(chapter, "98" | "99") || of_schedule(text, last);
    if !known || !text.ends(last) || note.is_empty() && subchapter.is_empty() {
        return None;
    }
    push(from..last, CitationKind::Hts, format!("chapter {chapter}{subchapter}{note}"), finds);
    Some(last)
}

/// `General Note 29(a), HTSUS`: from the words that begin at `start`.
pub(super) fn general_notes(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let at = text.gap(text.word_any(start, &["general notes", "general note"])?)?;
    let number = text.number(at, 1, 2)?;
    let end = lists::paragraph(text, number);
    if !of_schedule(text, end) {
        return None;
    }
    push(start..end, CitationKind::Hts, format!("General Note {}", lists::pinpoint(text.slice(at, end))), finds);
    Some(end)
}

fn push(range: std::ops::Range<usize>, kind: CitationKind, form: String, finds: &mut Finds) {
    let first = form.split('-').next().unwrap_or(&form);
    let url = (kind == CitationKind::Hts && first.as_bytes()[0].is_ascii_digit())
        .then(|| format!("https://hts.usitc.gov/search?query={first}"));
    finds.push(Find::new(range, kind, form, url));
}
