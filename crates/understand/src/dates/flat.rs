//! A sentence as rules read it: lower case, one kind of space, plain ASCII, and the way back to the printed characters.

use std::ops::Range;

/// A text in plain ASCII: letters small, every run of white space (no-break and thin ones too) one space, dashes a hyphen, a long
/// dash a semicolon, for it parts clauses; `§` is `#`, whatever else is not ASCII `?`. Every place leads back to its place in the text.
#[derive(Debug)]
pub(super) struct Flat<'a> {
    pub text: String,
    printed: &'a str,
    at: Vec<usize>,
    capital: Vec<bool>,
}

impl<'a> Flat<'a> {
    /// Folds a text. Linear.
    pub fn of(text: &'a str) -> Self {
        let mut out = Flat {
            text: String::with_capacity(text.len()),
            printed: text,
            at: Vec::with_capacity(text.len() + 1),
            capital: Vec::with_capacity(text.len()),
        };
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
            out.capital.push(c.is_ascii_uppercase());
        }
        out.at.push(text.len());
        out
    }

    /// A stretch of the folded text as byte range of the printed one.
    pub fn back(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| self.at.get(at).or(self.at.last()).copied().unwrap_or(0);
        place(range.start)..place(range.end).max(place(range.start))
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
        self.capital.get(at).copied().unwrap_or(false)
    }
}

/// The last place where one of the phrases begins as a word of its own (its end may go on: `comment` stands in `comments`).
pub(super) fn last(text: &str, phrases: &[&str]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| text.rmatch_indices(phrase).map(|(at, _)| at).find(|at| begins(text, *at))).max()
}

/// The first such place.
pub(super) fn first(text: &str, phrases: &[&str]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| text.match_indices(phrase).map(|(at, _)| at).find(|at| begins(text, *at))).min()
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
