//! A sentence as rules read it: lower case, one kind of space, plain ASCII, and the way back to the printed characters.

use std::ops::Range;

/// A text in plain ASCII: letters small, every run of white space (no-break and thin ones too) one space, dashes a hyphen, a long
/// dash a semicolon, for it parts clauses; `§` is `#`, whatever else is not ASCII `?`. Every place leads back to its place in the text.
#[derive(Debug)]
pub(super) struct Flat<'a> {
    pub text: String,
    printed: &'a str,
    /// For each byte of the folded text, and for its end, the place in the printed one; empty where all places are the same.
    at: Vec<usize>,
}

impl<'a> Flat<'a> {
    /// Folds a text. Linear.
    pub fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let as_it_is = bytes.iter().all(|b| (b' '..0x7f).contains(b)) && !bytes.windows(2).any(|two| two == b"  ");
        if as_it_is {
            return Flat { text: text.to_ascii_lowercase(), printed: text, at: Vec::new() };
        }
        let mut out =
            Flat { text: String::with_capacity(text.len()), printed: text, at: Vec::with_capacity(text.len() + 1) };
        for (at, c) in text.char_indices() {
            let plain = match c {
                c if c.is_whitespace() => ' ',
                '\u{200b}' | '\u{feff}' | '\u{ad}' => continue,
                '–' | '‐' | '‑' | '−' => '-',
                '—' => ';',
                '’' | '‘' => '\'',
                '“' | '”' => '"',
                '§' => '#',
                c if c.is_ascii() => c.to_ascii_lowercase(),
                _ => '?',
            };
            if plain == ' ' && out.text.ends_with(' ') {
                continue;
            }
            out.text.push(plain);
            out.at.push(at);
        }
        out.at.push(text.len());
        out
    }

    /// Where a place of the folded text stands in the printed one.
    fn place(&self, at: usize) -> usize {
        match self.at.last() {
            None => at.min(self.printed.len()),
            Some(end) => self.at.get(at).copied().unwrap_or(*end),
        }
    }

    /// A stretch of the folded text as byte range of the printed one.
    pub fn back(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..self.place(range.end).max(start)
    }

    /// A part of the folded text as it is printed. Only a slice of `text` is a part of it; anything else is empty.
    pub fn printed(&self, part: &str) -> &'a str {
        let start = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if start > self.text.len() || part.len() > self.text.len() - start {
            return "";
        }
        self.printed.get(self.back(&(start..start + part.len()))).unwrap_or_default()
    }

    /// Whether the character there is printed as a capital.
    pub fn is_capital(&self, at: usize) -> bool {
        at < self.text.len() && self.printed.as_bytes().get(self.place(at)).is_some_and(u8::is_ascii_uppercase)
    }
}

/// The last place where one of the phrases begins as a word of its own (its end may go on: `comment` stands in `comments`).
pub(super) fn last(text: &str, phrases: &[&str]) -> Option<usize> {
    let firsts = firsts(phrases);
    (0..text.len()).rev().find(|at| begins(text, *at) && stands(text, *at, phrases, firsts))
}

/// The first such place.
pub(super) fn first(text: &str, phrases: &[&str]) -> Option<usize> {
    let firsts = firsts(phrases);
    (0..text.len()).find(|at| begins(text, *at) && stands(text, *at, phrases, firsts))
}

/// The first bytes of phrases, a bit each: what no phrase begins with need not be compared. The folded text is ASCII.
fn firsts(phrases: &[&str]) -> u128 {
    phrases.iter().filter_map(|phrase| phrase.bytes().next()).fold(0, |all, first| all | 1 << (first & 127))
}

#[inline]
fn stands(text: &str, at: usize, phrases: &[&str], firsts: u128) -> bool {
    let rest = &text.as_bytes()[at..];
    firsts >> (rest[0] & 127) & 1 == 1 && phrases.iter().any(|phrase| rest.starts_with(phrase.as_bytes()))
}

/// Whether one of the phrases stands there.
pub(super) fn has(text: &str, phrases: &[&str]) -> bool {
    first(text, phrases).is_some()
}

/// Whether the text ends in one of the phrases, as words of their own.
pub(super) fn ends(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.ends_with(phrase) && begins(text, text.len() - phrase.len()))
}

fn begins(text: &str, at: usize) -> bool {
    at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_what_is_printed() {
        let printed = "§\u{a0}5—Effective\u{a0}\u{2009}April\u{a0}17";
        let flat = Flat::of(printed);
        assert_eq!(flat.text, "# 5;effective april 17");
        let at = flat.text.find("april").expect("it is there");
        assert_eq!(&printed[flat.back(&(at..flat.text.len()))], "April\u{a0}17");
        assert_eq!(flat.printed(&flat.text[at..at + 5]), "April");
        assert!(flat.is_capital(at) && !flat.is_capital(at + 1));
    }

    #[test]
    fn phrases_begin_as_words() {
        assert_eq!(last("the comments and a comment", &["comment"]), Some(19));
        assert_eq!(first("nearby, by may", &["by"]), Some(8));
        assert!(!ends("nearby", &["by"]) && ends("submit by", &["by"]));
    }
}
