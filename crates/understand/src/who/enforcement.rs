//! Acts of enforcement: orders denying export privileges, settlements, charges, debarments. Respondents, provisions, conduct, amounts and
//! periods, each only where the text says it in so many words.

use model::Date;
use model::citation::CitationKind;
use model::document::{Fields, Part};
use model::who::{Denial, Enforcement, Party, Penalty};

use super::parties;
use super::place::Place;
use crate::{agencies, cite, sentences};

/// A sentence of conduct; more than these of one document repeat it.
const CONDUCT_MAX: usize = 12;
/// A respondent's paragraph is no longer than this many bytes.
const RESPONDENT_BYTES_MAX: usize = 500;
/// So many respondents may stand under `In the Matter of`.
const RESPONDENTS_MAX: usize = 60;

/// Words with which a title says that it is an act of enforcement.
const TITLES: &[&str] = &[
    "export privileges",
    "order relating to",
    "settlement agreement",
    "charging letter",
    "debarment",
    "enforcement release",
    "settles potential civil liability",
    "apparent violations",
    "civil monetary penalty",
    "in the matter of",
];

/// Words of a sentence that says what was done.
const CONDUCT: &[&str] = &[
    "convicted of violating",
    "pled guilty",
    "pleaded guilty",
    "apparent violations of",
    "violated ",
    "committed ",
    "violations of ",
    "engaged in conduct",
];

/// Which lists and parties a document is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Office {
    Treasury,
    State,
    Commerce,
    Other,
}

/// The office whose document it is.
pub(super) fn office(fields: &Fields) -> Office {
    let of = |slug: &str| {
        fields.agencies.iter().any(|known| known == slug)
            || agencies::of(fields).iter().any(|agency| agency.slug == slug)
    };
    if of("foreign-assets-control-office") {
        Office::Treasury
    } else if of("industry-and-security-bureau") || of("export-administration-bureau") {
        Office::Commerce
    } else if of("state-department") {
        Office::State
    } else {
        Office::Other
    }
}

/// Whether title says that this is an act of enforcement.
pub(super) fn is_one(fields: &Fields) -> bool {
    let title = fields.title.as_deref().unwrap_or_default().to_lowercase();
    TITLES.iter().any(|words| title.contains(words))
        && !matches!(fields.kind, Some(model::document::Kind::Rule | model::document::Kind::ProposedRule))
}

/// Reads respondents and what is said of them.
pub(super) fn read(fields: &Fields, parties: &mut Vec<Party>) -> Option<Enforcement> {
    respondents(fields, parties);
    let mut out = Enforcement::default();
    for (number, paragraph) in (1..).zip(&fields.paragraphs) {
        if matches!(
            paragraph.part,
            Part::Contact | Part::Addresses | Part::Instruction | Part::Amendment | Part::Footnote
        ) {
            continue;
        }
        sentences_of(&Place::paragraph(number, &paragraph.text), &mut out);
    }
    (out != Enforcement::default()).then_some(out)
}

/// The parties under `In the Matter of:`, in its paragraph or in those behind it.
fn respondents(fields: &Fields, out: &mut Vec<Party>) {
    let mut open = 0;
    for (number, paragraph) in (1..).zip(&fields.paragraphs) {
        let text = paragraph.text.as_str();
        let place = Place::paragraph(number, text);
        let lower = text.get(..16).map(str::to_ascii_lowercase).unwrap_or_default();
        if lower.starts_with("in the matter of") {
            let rest = text[16..].trim_start_matches([':', ' ', '\u{a0}']);
            open = RESPONDENTS_MAX;
            if !rest.is_empty() && rest.len() <= RESPONDENT_BYTES_MAX {
                each(&place, text.len() - rest.len(), out);
                open = 0;
            }
            continue;
        }
        if open == 0 {
            continue;
        }
        open -= 1;
        let running = text.len() > RESPONDENT_BYTES_MAX
            || ["Pursuant", "On ", "The ", "Order", "Upon", "Background"].iter().any(|word| text.starts_with(word));
        if running || text.starts_with("Respondent") {
            open = 0;
        } else {
            each(&place, 0, out);
        }
    }
}

/// The respondents of a paragraph, between semicolons, from a byte.
fn each(place: &Place<'_>, from: usize, out: &mut Vec<Party>) {
    let mut start = from;
    for piece in place.text[from..].split("; ") {
        let lead = piece.strip_prefix("and ").map_or(0, |_| 4);
        parties::respondent(place, start + lead..start + piece.len(), out);
        start += piece.len() + 2;
    }
}

fn sentences_of(place: &Place<'_>, out: &mut Enforcement) {
    let mut chars = place.chars();
    for range in sentences::split(place.text) {
        let sentence = &place.text[range.clone()];
        let conduct = sentence.starts_with("Specifically, ")
            || CONDUCT.iter().any(|words| sentence.contains(words)) && !sentence.contains("any person");
        let money = sentence.contains('$');
        let denial = sentence.contains("period of") || sentence.contains("until ");
        if !(conduct || money || denial) {
            continue;
        }
        if conduct && out.conduct.len() < CONDUCT_MAX {
            let words = place.words(&mut chars, range.clone());
            for citation in cite::find(sentence) {
                let law = matches!(citation.kind, CitationKind::Usc | CitationKind::Cfr | CitationKind::Eo);
                if law && !out.statutes.contains(&citation.canonical) {
                    out.statutes.push(citation.canonical);
                }
            }
            if out.period.is_none() {
                out.period = period(sentence)
                    .map(|part| place.words(&mut place.chars(), range.start + part.start..range.start + part.end));
            }
            out.conduct.push(words);
        }
        if money {
            for (kind, amount, suspended) in amounts(sentence) {
                let known = out
                    .penalties
                    .iter()
                    .any(|known| known.kind == kind && known.amount == amount && known.suspended == suspended);
                if !known {
                    let words = place.words(&mut place.chars(), range.clone());
                    out.penalties.push(Penalty {
                        kind: kind.to_owned(),
                        currency: "USD".to_owned(),
                        amount,
                        suspended,
                        words,
                    });
                }
            }
        }
        if denial && let Some((count, unit, until)) = denied(sentence) {
            let suspended = sentence.contains("suspended");
            let known = out
                .denials
                .iter()
                .any(|known| known.count == count && known.until == until && known.suspended == suspended);
            if !known {
                let unit = unit.map(str::to_owned);
                let words = place.words(&mut place.chars(), range.clone());
                out.denials.push(Denial { count, unit, until, suspended, words });
            }
        }
    }
}

/// When it was done: `between May 2014 and June 2015`, `from on or about March 1, 2010 through on or about April 2, 2011`.
fn period(sentence: &str) -> Option<std::ops::Range<usize>> {
    for (opens, mids) in [("etween ", &[" and "][..]), ("rom ", &[" through ", " to ", " until "][..])] {
        for (at, _) in sentence.match_indices(opens) {
            let start = at - 1;
            let rest = &sentence[at + opens.len()..];
            let plain = ["on or about ", "in or about ", "in or around ", "around ", "approximately ", "about "]
                .iter()
                .find_map(|words| rest.strip_prefix(words))
                .unwrap_or(rest);
            let dated = MONTHS.iter().any(|month| plain.starts_with(month))
                || plain.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
            let Some(mid) = mids.iter().filter_map(|mid| rest.find(mid)).min().filter(|mid| dated && *mid < 60) else {
                continue;
            };
            let year = rest[mid..]
                .bytes()
                .take(60)
                .collect::<Vec<_>>()
                .windows(4)
                .position(|four| four.iter().all(u8::is_ascii_digit));
            if let Some(year) = year.filter(|_| sentence.is_char_boundary(start)) {
                return Some(start..at + opens.len() + mid + year + 4);
            }
        }
    }
    None
}

/// Amounts of a sentence that imposes them: kind, amount, whether suspended.
fn amounts(sentence: &str) -> Vec<(&'static str, String, bool)> {
    let mut out = Vec::new();
    let parts: Vec<(usize, &str)> = sentence.match_indices('$').collect();
    for (nth, (at, _)) in parts.iter().enumerate() {
        let next = parts.get(nth + 1).map_or(sentence.len(), |(next, _)| *next);
        let before = &sentence[nth.checked_sub(1).map_or(0, |last| parts[last].0)..*at];
        let behind = &sentence[at + 1..next];
        let measured =
            ["valued at", "worth", "value of", "maximum", "up to", "exceed", "base penalty", "totaling", "proceeds"];
        let Some(amount) = amount(behind).filter(|_| !measured.iter().any(|word| before.contains(word))) else {
            continue;
        };
        let Some(kind) = kind(before, behind) else { continue };
        let suspended =
            behind.contains("suspended") || before.ends_with("suspend ") || before.contains("suspended portion");
        out.push((kind, amount, suspended));
    }
    out
}

/// What an amount is by the words beside it.
fn kind(before: &str, behind: &str) -> Option<&'static str> {
    let near = behind.get(..60).unwrap_or(behind);
    let of = |text: &str| {
        [
            ("assessment", "assessment"),
            ("forfeit", "forfeiture"),
            ("fine", "fine"),
            ("penalty", "penalty"),
            ("settle", "settlement"),
        ]
        .into_iter()
        .find(|(word, _)| text.contains(word))
        .map(|(_, kind)| kind)
    };
    of(near).or_else(|| of(before)).or_else(|| behind.contains("suspended").then_some("penalty"))
}

/// `1,250,000`, `20,800.50`, `1.5 million` as a plain number.
fn amount(behind: &str) -> Option<String> {
    let length = behind.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let figures = behind[..length].trim_end_matches([',', '.']).replace(',', "");
    let (whole, cents) = figures.split_once('.').unwrap_or((&figures, ""));
    if whole.is_empty() || whole.len() > 15 || cents.contains('.') {
        return None;
    }
    let rest = behind[figures_length(behind, length)..].trim_start();
    let zeros = if rest.starts_with("million") {
        6
    } else if rest.starts_with("billion") {
        9
    } else {
        0
    };
    if zeros == 0 {
        return Some(if cents.is_empty() || cents.bytes().all(|b| b == b'0') {
            whole.to_owned()
        } else {
            format!("{whole}.{cents}")
        });
    }
    (cents.len() <= zeros).then(|| format!("{whole}{cents:0<zeros$}").trim_start_matches('0').to_owned())
}

fn figures_length(behind: &str, length: usize) -> usize {
    behind[..length].trim_end_matches([',', '.']).len()
}

/// How long something is denied: count, unit, last day.
fn denied(sentence: &str) -> Option<(Option<u32>, Option<&'static str>, Option<Date>)> {
    let lower = sentence.to_lowercase();
    let speaks = lower.contains("export privileges")
        || lower.contains("debar")
        || lower.contains("participate in any transaction")
        || lower.contains("denied person") && lower.contains("may not");
    let until = sentence.match_indices("ntil ").find_map(|(at, words)| day(&sentence[at + words.len()..]));
    let length = sentence.match_indices("period of ").find_map(|(at, words)| counted(&sentence[at + words.len()..]));
    if !speaks || until.is_none() && length.is_none() {
        return None;
    }
    Some((length.map(|(count, _)| count), length.map(|(_, unit)| unit), until))
}

/// `ten (10) years`, `180 days`, `three years`.
fn counted(text: &str) -> Option<(u32, &'static str)> {
    const WORDS: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let head = text.get(..60).unwrap_or(text);
    let mut words = head.split([' ', '-', '\u{a0}']).filter(|word| !word.is_empty());
    let first = words.next()?;
    let spelled =
        || WORDS.iter().position(|word| first.eq_ignore_ascii_case(word)).and_then(|at| u32::try_from(at + 1).ok());
    let mut count = first.parse().ok().or_else(spelled);
    for word in words.take(3) {
        if let Some(figures) = word.strip_prefix('(').and_then(|word| word.strip_suffix(')')) {
            count = figures.parse().ok().or(count);
        } else {
            let unit = ["years", "year", "days", "months", "month"].into_iter().find(|unit| word.starts_with(unit))?;
            let unit = match unit {
                "year" => "years",
                "month" => "months",
                unit => unit,
            };
            return Some((count?, unit));
        }
    }
    None
}

const MONTHS: &[&str] = &[
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

/// `June 9, 2025`.
fn day(text: &str) -> Option<Date> {
    let month = MONTHS.iter().position(|month| text.starts_with(month))?;
    let rest = text[MONTHS[month].len()..].trim_start();
    let (number, rest) = rest.split_once(',')?;
    let year = rest.trim_start().get(..4)?;
    let (number, year): (i8, i16) = (number.trim().parse().ok()?, year.parse().ok()?);
    let month = i8::try_from(month + 1).ok()?;
    Date::new(year, month, number).ok()
}
