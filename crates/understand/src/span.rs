//! Offsets: regular expressions speak of bytes, records of Unicode characters. The one place where the two meet.

/// Turns byte offsets of a text into character offsets. Offsets asked in ascending order cost one pass over the text in all.
#[derive(Debug)]
pub struct Chars<'a> {
    text: &'a str,
    byte: usize,
    chars: usize,
}

impl<'a> Chars<'a> {
    /// Starts at the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, byte: 0, chars: 0 }
    }

    /// The number of characters before that byte. A byte inside a character counts as the character's start; one past the end as the
    /// end.
    pub fn at(&mut self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        if byte < self.byte {
            (self.byte, self.chars) = (0, 0);
        }
        self.chars += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.chars
    }
}

/// The characters `start..end` of a text; cut short where the text ends.
pub fn slice(text: &str, start: usize, end: usize) -> &str {
    let byte_of = |nth: usize| text.char_indices().nth(nth).map_or(text.len(), |(byte, _)| byte);
    let (from, to) = (byte_of(start), byte_of(end));
    if from <= to { &text[from..to] } else { "" }
}

/// Where a needle stands in a text, in characters.
pub fn find(text: &str, needle: &str) -> Option<(usize, usize)> {
    if needle.is_empty() {
        return None;
    }
    let byte = text.find(needle)?;
    let start = text[..byte].chars().count();
    Some((start, start + needle.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_characters() {
        let text = "§ 744.11—the “list”";
        let (start, end) = find(text, "“list”").expect("it is there");
        assert_eq!(slice(text, start, end), "“list”");
        let mut chars = Chars::new(text);
        assert_eq!(chars.at(text.len()), text.chars().count());
        assert_eq!(chars.at(0), 0);
        assert_eq!(chars.at(1), 0, "inside the section sign");
    }
}
