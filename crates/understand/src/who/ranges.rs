//! Ranges of tariff and control numbers, kept as ranges: a tariff revised tomorrow may put a new heading between both ends, and a list
//! expanded today would not hold it.

use model::citation::{Citation, CitationKind};
use model::document::Fields;
use model::findings::Findings;
use model::who::{CodeRange, Words};

use crate::span;

/// Ranges of title and abstract.
pub(super) fn read(fields: &Fields, cited: [&[Citation]; 2], findings: &mut Findings) {
    for ((name, text), citations) in
        [("title", &fields.title), ("abstract", &fields.abstract_text)].into_iter().zip(cited)
    {
        let Some(text) = text else { continue };
        let ranges =
            citations.iter().filter_map(within).chain(citations.windows(2).filter_map(|pair| between(pair, text)));
        for (scheme, from, to, (start, end)) in ranges {
            let known = |range: &&CodeRange| range.from == from && range.to == to && range.scheme == scheme;
            if findings.code_ranges.iter().any(|range| known(&range)) {
                continue;
            }
            let quote = span::slice(text, start, end).to_owned();
            let words = Words { quote, field: Some(name.to_owned()), paragraph: None, start, end };
            findings.code_ranges.push(CodeRange { scheme: scheme.to_owned(), from, to, words });
        }
    }
}

type Range = (&'static str, String, String, (usize, usize));

/// A range that is one citation: `headings 8501 through 8504`.
fn within(citation: &Citation) -> Option<Range> {
    if citation.kind != CitationKind::Hts {
        return None;
    }
    let (from, to) = citation.canonical.split_once('-')?;
    let code = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    (code(from) && code(to)).then(|| ("hts", from.to_owned(), to.to_owned(), (citation.start, citation.end)))
}

/// Two control numbers between which the text says `through` or `to`: `3A001.a.1 through a.4`.
fn between(pair: &[Citation], text: &str) -> Option<Range> {
    let [first, last] = pair else { return None };
    let both = first.kind == CitationKind::Eccn && last.kind == CitationKind::Eccn;
    let gap = both.then(|| span::slice(text, first.end, last.start))?;
    let through = matches!(gap.trim(), "through" | "to" | "thru" | "-" | "–") || gap.trim() == "through ECCN";
    through.then(|| ("eccn", first.canonical.clone(), last.canonical.clone(), (first.start, last.end)))
}

/// Whether a code lies in a range. A longer code lies in it where its beginning does: 8502.11 lies between 8501 and 8504, and
/// 3A001.a.2.c between 3A001.a.1 and 3A001.a.4. Tariff numbers are compared by their figures, control numbers by their levels.
pub fn holds(range: &CodeRange, code: &str) -> bool {
    if range.scheme == "hts" {
        let figures = |code: &str| code.chars().filter(char::is_ascii_digit).collect::<String>();
        let (code, from, to) = (figures(code), figures(&range.from), figures(&range.to));
        let cut = |length: usize| &code[..code.len().min(length)];
        return !code.is_empty()
            && code.len() >= from.len().min(to.len())
            && cut(from.len()) >= from.as_str()
            && cut(to.len()) <= to.as_str();
    }
    let levels = |code: &str| -> Vec<(u32, String)> {
        code.split('.').map(|level| (level.parse().unwrap_or(0), level.to_ascii_lowercase())).collect()
    };
    let (code, from, to) = (levels(code), levels(&range.from), levels(&range.to));
    // Ends of different depth, or of different numbers and groups with paragraphs, order nothing that we could know.
    if from.len() != to.len()
        || code.len() < from.len()
        || from[..from.len() - 1] != to[..to.len() - 1]
        || same_group(&from[0].1) != same_group(&to[0].1)
    {
        return false;
    }
    let code = &code[..from.len()];
    from.as_slice() <= code && code <= to.as_slice() && same_group(&code[0].1) == same_group(&from[0].1)
}

/// Category and product group of a control number: `3A` of `3A001`.
fn same_group(number: &str) -> &str {
    number.get(..2).unwrap_or(number)
}
