//! The Federal Register's small forms, as they are printed: document numbers, filing lines, CFR headings, dockets, RINs, index terms.
//! Each reader takes text and gives what it is sure of; nothing is guessed.

use jiff::civil::{DateTime, Time};
use model::codes::CfrRef;
use model::{Date, TimeZone, Timestamp};

use crate::formats::text::fold;

/// The zone of the Office of the Federal Register: its issue days and filing hours.
pub const ZONE: &str = "America/New_York";

/// Eastern time. Where the platform has no zone database, the rule in force since 2007 (15 U.S.C. 260a) stands in.
pub fn eastern() -> TimeZone {
    TimeZone::get(ZONE).or_else(|_| TimeZone::posix("EST5EDT,M3.2.0,M11.1.0")).unwrap_or(TimeZone::UTC)
}

/// A document number, where the text is one: `2016-08717`, `E8-23178`, `04-16753`, `C1-2019-19930`. An en dash is read as a hyphen.
pub fn document_number(text: &str) -> Option<String> {
    let number = text.trim().replace(['–', '‑'], "-");
    let plain = number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let inner = !number.starts_with('-') && !number.ends_with('-');
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (plain && inner && digits >= 3 && (5..=24).contains(&number.len()) && number.contains('-')).then_some(number)
}

/// The number of the document that a `C1-…` or `R1-…` number speaks of: a correction, or a republication for want of a right print.
pub fn corrected(number: &str) -> Option<&str> {
    let rest = number.strip_prefix(['C', 'R'])?;
    let (count, of) = rest.split_once('-')?;
    let counted = !count.is_empty() && count.chars().all(|c| c.is_ascii_digit());
    (counted && of.contains('-') && of.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(of)
}

/// What the filing line says: `[FR Doc. 2016-08717 Filed 4-14-16; 8:45 am]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filed {
    /// The document's number.
    pub number: Option<String>,
    /// When it was filed, where the line gives day and hour.
    pub at: Option<Timestamp>,
}

/// Reads a filing line; it may break off after the number.
pub fn filed(line: &str, zone: &TimeZone) -> Filed {
    let line = fold(line);
    let (before, after_filed) = line.split_once("Filed").unwrap_or((&line, ""));
    let after_doc = before.split_once("Doc").map_or("", |(_, rest)| rest);
    let number = after_doc
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | ':' | ';' | ',' | ']' | '['))
        .take(6)
        .find_map(document_number);
    Filed { number, at: filed_at(after_filed, zone) }
}

fn filed_at(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let mut words = text.split([' ', ';', ',', ']', '[']).filter(|word| !word.is_empty());
    let day = words.find_map(short_day)?;
    let time = words.find_map(|word| Some((word, word.split_once(':')?)));
    let (word, (hour, minute)) = time?;
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<i8>().ok();
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    let half: String =
        text[text.find(word)? + word.len()..].chars().filter(char::is_ascii_alphabetic).take(2).collect();
    let half = if word.to_ascii_lowercase().ends_with(['m', '.']) { word.to_owned() } else { half };
    let hour = match (hour, half.to_ascii_lowercase().contains('p')) {
        (12, false) => 0,
        (1..=11, true) => hour + 12,
        _ => hour,
    };
    let time = Time::new(hour, minute, 0, 0).ok()?;
    DateTime::from_parts(day, time).to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
}

/// `4-14-16` or `4/14/2016`, month first. Two-digit years from 50 on are of the last century.
fn short_day(word: &str) -> Option<Date> {
    let parts: Vec<&str> = word.split(['-', '/', '–']).collect();
    let [month, day, year] = parts[..] else { return None };
    let year: i16 = year.parse().ok()?;
    let year = match year {
        0..=49 => 2000 + year,
        50..=99 => 1900 + year,
        _ => year,
    };
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The day in an issue's heading: `Friday, April 15, 2016`.
pub fn long_day(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let text = fold(text);
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let month = words.find_map(|word| MONTHS.iter().position(|month| month.eq_ignore_ascii_case(word)))?;
    let day = words.next()?.parse().ok()?;
    let year = words.next()?.trim_end_matches('.').parse().ok()?;
    Date::new(year, i8::try_from(month + 1).ok()?, day).ok()
}

/// The parts that a CFR heading names: all of `12 CFR Parts 1002, 1024, and 1026`. Chapters and subparts are no parts.
pub fn cfr_refs(text: &str) -> Vec<CfrRef> {
    let text = fold(text).replace(['–', '‑'], "-");
    let words: Vec<&str> = text.split([' ', ',', ';', '(', ')', '[', ']']).filter(|word| !word.is_empty()).collect();
    let mut out: Vec<CfrRef> = Vec::new();
    let mut title: Option<u16> = None;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let next_is_cfr = words.get(at).is_some_and(|next| next.eq_ignore_ascii_case("CFR"));
        if next_is_cfr && let Ok(number) = word.parse::<u16>() {
            title = Some(number).filter(|number| (1..=50).contains(number));
            at += 1;
        } else if is_other_level(word) {
            at += 1;
        } else if let (Some(title), Some(found)) = (title, part_or_section(word)) {
            let cfr = CfrRef { title, part: found.0, section: found.1 };
            if !out.contains(&cfr) {
                out.push(cfr);
            }
        }
    }
    out
}

/// Words after which a number or letter is not a part's: `Chapter II`, `Subpart A`.
fn is_other_level(word: &str) -> bool {
    const LEVELS: &[&str] =
        &["chapter", "chapters", "ch.", "subchapter", "subtitle", "subpart", "subparts", "appendix", "supplement"];
    LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word))
}

/// `744` as a part, `744.11` as a section of its part. Parts like `102-38` and `60-1` exist in title 41.
fn part_or_section(word: &str) -> Option<(String, Option<String>)> {
    let word = word.trim_start_matches('§').trim_end_matches(['.', ':']);
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if !plain || word.len() > 16 || !word.starts_with(|c: char| c.is_ascii_digit()) || word.ends_with('-') {
        return None;
    }
    match word.split_once('.') {
        None => Some((word.to_owned(), None)),
        Some((part, _)) => Some((part.to_owned(), Some(word.to_owned()))),
    }
}

/// The regulation identifier numbers in a text: `RIN 3064-AE12`.
pub fn rins(text: &str) -> Vec<String> {
    let text = fold(text).replace(['–', '‑'], "-").to_ascii_uppercase();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let mut out: Vec<String> = Vec::new();
    for word in words.filter(|word| is_rin(word)) {
        if !out.iter().any(|rin| rin == word) {
            out.push(word.to_owned());
        }
    }
    out
}

/// Four digits, a hyphen, two letters, two or (for fisheries) three digits.
fn is_rin(word: &str) -> bool {
    let bytes = word.as_bytes();
    matches!(bytes.len(), 9 | 10)
        && bytes[4] == b'-'
        && bytes[..4].iter().chain(&bytes[7..]).all(u8::is_ascii_digit)
        && bytes[5..7].iter().all(u8::is_ascii_uppercase)
}

/// Dockets as printed, without their brackets, one an item: `[Docket No. ATF-25I; AG Order No. 3423-2014]` gives two, as the
/// publisher's own index cuts them.
pub fn dockets(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for piece in fold(text).split([';', '[', ']']).map(str::trim) {
        if !piece.is_empty() && piece.chars().any(char::is_alphanumeric) && !out.iter().any(|known| known == piece) {
            out.push(piece.to_owned());
        }
    }
    out
}

/// Index terms of a list of subjects. A term may hold a comma ('Banks, banking'): what goes on in small letters belongs to it.
pub fn topics(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for piece in fold(text).trim_end_matches('.').split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
        let piece = piece.strip_prefix("and ").filter(|rest| rest.starts_with(char::is_uppercase)).unwrap_or(piece);
        match out.last_mut() {
            Some(last) if piece.starts_with(char::is_lowercase) => {
                last.push_str(", ");
                last.push_str(piece);
            }
            _ => out.push(piece.to_owned()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_filed(line: &str, number: Option<&str>, at: Option<&str>) {
        let read = filed(line, &eastern());
        assert_eq!((read.number.as_deref(), read.at.map(|at| at.to_string()).as_deref()), (number, at), "{line}");
    }

    #[test]
    fn a_filing_line_gives_number_and_instant() {
        check_filed("[FR Doc. 2016-08717 Filed 4-14-16; 8:45 am]", Some("2016-08717"), Some("2016-04-14T12:45:00Z"));
        check_filed("[FR Doc. E8-23178 Filed 10-1-08; 8:45 am]", Some("E8-23178"), Some("2008-10-01T12:45:00Z"));
        check_filed("[FR Doc. 2013-01503 Filed 2-1-13; 4:15 pm]", Some("2013-01503"), Some("2013-02-01T21:15:00Z"));
        check_filed("[FR Doc. 2016-08970 Filed 4-14-16; 11:15 a.m.]", Some("2016-08970"), Some("2016-04-14T15:15:00Z"));
        check_filed(
            "[FR Doc. C1-2013-16962 Filed 7-29-13; 12:05 p.m.]",
            Some("C1-2013-16962"),
            Some("2013-07-29T16:05:00Z"),
        );
        check_filed("[FR Doc. 2016–08717 Filed 4–14–16; 8:45 am]", Some("2016-08717"), Some("2016-04-14T12:45:00Z"));
    }

    #[test]
    fn a_filing_line_may_break_off() {
        check_filed("[FR Doc. 2016-08970", Some("2016-08970"), None);
        check_filed("[FR Doc. 2016-08970 Filed 4-14-16]", Some("2016-08970"), None);
        check_filed("[FR Doc. Filed 13-44-16; 8:99 am]", None, None);
        check_filed("", None, None);
    }

    #[test]
    fn a_cfr_heading_gives_all_its_parts() {
        let shown = |text| cfr_refs(text).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        assert_eq!(shown("12 CFR Parts 1002, 1024, and 1026"), "12 CFR 1002; 12 CFR 1024; 12 CFR 1026");
        assert_eq!(shown("15 CFR Parts 730 and 774, 22 CFR Part 121"), "15 CFR 730; 15 CFR 774; 22 CFR 121");
        assert_eq!(shown("34 CFR Chapter II"), "");
        assert_eq!(shown("41 CFR Part 102–38"), "41 CFR 102-38");
        assert_eq!(shown("31 CFR Subtitle B, Chapter V, Part 566, Subpart A"), "31 CFR 566");
        assert_eq!(shown("15 CFR 744.11"), "15 CFR 744.11");
    }

    #[test]
    fn a_correction_names_what_it_corrects() {
        assert_eq!(corrected("C1-2019-19930"), Some("2019-19930"));
        assert_eq!(corrected("R1-2017-02032"), Some("2017-02032"));
        assert_eq!(corrected("C8-23178"), None);
        assert_eq!(corrected("2016-08717"), None);
    }

    #[test]
    fn dockets_rins_and_topics_are_cut() {
        assert_eq!(
            dockets("[Docket No. ATF-25I; AG Order No. 3423-2014]"),
            ["Docket No. ATF-25I", "AG Order No. 3423-2014"]
        );
        assert_eq!(dockets("[A-823-805] [C-570-161]"), ["A-823-805", "C-570-161"]);
        assert_eq!(rins("RINs 0648-XE570 and 3064–AE12"), ["0648-XE570", "3064-AE12"]);
        assert_eq!(topics("Banks, banking, Exports, and Imports."), ["Banks, banking", "Exports", "Imports"]);
        assert_eq!(long_day("Friday, April 15, 2016").map(|d| d.to_string()).as_deref(), Some("2016-04-15"));
    }
}
