//! Cuts running text into sentences, knowing the abbreviations of law and trade.

use std::ops::Range;

/// Abbreviations after which a sentence never ends: something always follows them.
const NEVER_LAST: &[&str] = &[
    "No", "Nos", "Doc", "Docs", "Dr", "Mr", "Mrs", "Ms", "Messrs", "Prof", "Hon", "Gen", "Sen", "Rep", "St", "Mt",
    "Ft", "v", "vs", "Pub", "Fed", "Reg", "Stat", "Sec", "sec", "Secs", "secs", "Supp", "Art", "art", "Ch", "ch",
    "Cir", "e.g", "i.e", "cf", "Cf", "viz", "approx", "Vol", "vol", "Fig", "fig", "Par", "par", "p", "pp", "Exec",
    "Ord", "Proc", "Treas", "Dec", "T.D", "E.O", "P.L", "H.R", "S.J", "H.J", "Rev", "Cong", "Sess", "Ct", "Dist",
    "Att", "Attn", "Tel", "tel", "Ext", "ext", "Rm", "Bldg", "alt", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug",
    "Sep", "Sept", "Oct", "Nov", "C.F.R", "F.R", "Subpt", "pt", "Pt", "Am", "Op", "Univ", "Dept", "Ass'n", "a.k.a",
    "f.k.a",
];

/// Abbreviations that may stand last: a sentence ends there when the next word is one that opens sentences.
const MAYBE_LAST: &[&str] = &[
    "U.S", "U.K", "U.N", "E.U", "D.C", "U.S.C", "Inc", "Co", "Corp", "Ltd", "Bros", "LLC", "L.L.C", "L.P", "N.V",
    "S.A", "B.V", "A.G", "S.p.A", "a.m", "p.m", "et al", "al", "seq", "etc", "Jr", "Sr", "Ave", "Blvd", "Rd", "NW",
    "N.W", "Ph.D", "Esq", "S.p", "GmbH", "Pty", "Pte", "Sdn", "Bhd", "App", "Div", "Int'l", "Ex",
];

/// The longest of them.
const ABBREVIATION_BYTES_MAX: usize = 6;

/// Words that open sentences in official prose.
const OPENERS: &[&str] = &[
    "The",
    "This",
    "These",
    "That",
    "Those",
    "In",
    "On",
    "At",
    "For",
    "From",
    "To",
    "We",
    "It",
    "Its",
    "If",
    "As",
    "An",
    "A",
    "All",
    "Any",
    "Each",
    "Such",
    "Under",
    "Pursuant",
    "Comments",
    "Interested",
    "No",
    "Not",
    "When",
    "Where",
    "While",
    "After",
    "Before",
    "By",
    "With",
    "Upon",
    "Therefore",
    "However",
    "Accordingly",
    "Furthermore",
    "Moreover",
    "Additionally",
    "Because",
    "There",
    "They",
    "He",
    "She",
    "Our",
    "Your",
    "You",
    "Please",
    "Also",
    "Notice",
    "Section",
    "Persons",
    "Based",
    "Both",
    "Since",
    "During",
    "Although",
    "Consistent",
    "Specifically",
    "Finally",
    "Commerce",
    "Submit",
    "See",
    "Written",
];

/// The sentences of a text as byte ranges, in order, without the white space between them. Together with that white space they are
/// the text. Linear in its length.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    let bytes = text.as_bytes();
    // The three marks are ASCII: a search for bytes finds them, at many times the speed of a look at each character.
    for at in memchr::memchr3_iter(b'.', b'?', b'!', bytes) {
        if at < from {
            continue;
        }
        let mut end = at + 1;
        while let Some(closing) = text[end..]
            .chars()
            .next()
            .filter(|c| matches!(c, '”' | '"' | '’' | ')' | ']' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹'))
        {
            end += closing.len_utf8();
        }
        if bytes.get(end).is_some_and(|b| !b.is_ascii_whitespace()) {
            continue;
        }
        if bytes[at] != b'.' || ends_here(&text[from..at], &text[end..]) {
            push(text, from..end, &mut out);
            from = end;
        }
    }
    push(text, from..text.len(), &mut out);
    out
}

/// The sentences as texts.
pub fn texts(text: &str) -> Vec<&str> {
    split(text).into_iter().map(|range| &text[range]).collect()
}

fn push(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = range.end - (piece.len() - piece.trim_end().len());
    if start < end {
        out.push(start..end);
    }
}

/// Whether the full stop between these two ends a sentence.
fn ends_here(before: &str, after: &str) -> bool {
    let next = after.trim_start();
    let Some(first) = next.chars().next() else { return true };
    if !(first.is_uppercase()
        || first.is_ascii_digit()
        || matches!(first, '“' | '"' | '‘' | '(' | '[' | '§' | '•' | '—'))
    {
        return false;
    }
    let word = before.rsplit([' ', '\u{a0}', '\n', '\t', '(', '[', '“', '"', '—', '-']).next().unwrap_or("");
    let opener = || {
        let mut words = next.trim_start_matches(['“', '"', '(', '[']).split(|c: char| !c.is_alphabetic());
        words.next().is_some_and(|word| OPENERS.contains(&word))
    };
    let short = word.len() <= ABBREVIATION_BYTES_MAX;
    if short && NEVER_LAST.contains(&word) {
        // `Dec.` is a month and a customs decision; `No.` is a number unless it stands at a sentence's end, which it does not.
        return false;
    }
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if short && MAYBE_LAST.contains(&word) || initial || is_dotted(word) {
        return opener();
    }
    true
}

/// Letters with full stops between them: `U.S.C`, `N.W`.
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(texts(text), expected);
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        check(
            "See FR Doc. 2016-08717 and 15 CFR 744.11, in the U.S. Code. Mylan Inc. of Washington, D.C. filed it. No. 4 follows.",
            &[
                "See FR Doc. 2016-08717 and 15 CFR 744.11, in the U.S. Code.",
                "Mylan Inc. of Washington, D.C. filed it.",
                "No. 4 follows.",
            ],
        );
    }

    #[test]
    fn no_abbreviation_is_longer_than_said() {
        let longest = NEVER_LAST.iter().chain(MAYBE_LAST).map(|word| word.len()).max();
        assert_eq!(longest, Some(ABBREVIATION_BYTES_MAX));
    }

    #[test]
    fn an_abbreviation_may_stand_last() {
        check("Made by Mylan, Inc. The agency agrees.", &["Made by Mylan, Inc.", "The agency agrees."]);
        check("It is in the U.S. The rest is not.", &["It is in the U.S.", "The rest is not."]);
    }

    #[test]
    fn closing_marks_belong_to_the_sentence() {
        check("A guide entitled “Records.” The guide says so.", &["A guide entitled “Records.”", "The guide says so."]);
    }

    #[test]
    fn a_decimal_point_is_none() {
        check("It is 8541.43. It costs $1.9 million.", &["It is 8541.43.", "It costs $1.9 million."]);
    }

    proptest::proptest! {
        #[test]
        fn sentences_lie_in_order_within_the_text(text in "\\PC{0,80}") {
            let mut last = 0;
            for range in split(&text) {
                proptest::prop_assert!(range.start >= last && !text[range.clone()].is_empty());
                proptest::prop_assert!(text[last..range.start].trim().is_empty());
                last = range.end;
            }
        }
    }
}
