//! The text as bytes, and the small steps that every recogniser takes: blanks, dashes, figures, words.
//! Every step looks at a bounded stretch, so that what is tried and fails costs the same however long the text is.

/// Blanks that may stand between two words of one citation: a broken line with its indentation, not a page.
const BLANKS_MAX: usize = 12;
/// Figures in one number: more are no number of anything that is cited.
const DIGITS_MAX: usize = 12;

/// A text to be read. Positions are bytes, and always stand on a character's start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    text: &'a str,
    bytes: &'a [u8],
}

impl<'a> Text<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes() }
    }

    pub(super) fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The words between two positions; empty where they are none.
    pub(super) fn slice(self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The byte at a position; 0 past the end.
    #[inline]
    pub(super) fn at(self, i: usize) -> u8 {
        self.bytes.get(i).copied().unwrap_or(0)
    }

    /// The byte before a position; 0 before the start.
    #[inline]
    pub(super) fn before(self, i: usize) -> u8 {
        i.checked_sub(1).map_or(0, |i| self.at(i))
    }

    #[inline]
    pub(super) fn digit(self, i: usize) -> bool {
        self.at(i).is_ascii_digit()
    }

    /// The end of the figures that begin here, twelve at most; the position itself where none do.
    pub(super) fn digits(self, i: usize) -> usize {
        let mut end = i;
        while end < i + DIGITS_MAX && self.digit(end) {
            end += 1;
        }
        end
    }

    /// The end of a whole number of so many figures: no further figure follows.
    pub(super) fn number(self, i: usize, least: usize, most: usize) -> Option<usize> {
        let end = self.digits(i);
        (end >= i + least && end <= i + most && !self.digit(end)).then_some(end)
    }

    /// The end of a number that may carry a comma before its thousands: `56,469`, `13224`.
    pub(super) fn thousands(self, i: usize, most: usize) -> Option<usize> {
        let end = self.number(i, 1, most)?;
        if end <= i + 3 && self.at(end) == b',' && self.number(end + 1, 3, 3).is_some() {
            return Some(end + 4);
        }
        Some(end)
    }

    /// One blank: its end.
    #[inline]
    fn blank(self, i: usize) -> Option<usize> {
        match self.at(i) {
            b' ' | b'\n' | b'\t' | b'\r' => Some(i + 1),
            // No-break space; the thin and narrow ones with which printers set off a section sign.
            0xC2 if self.at(i + 1) == 0xA0 => Some(i + 2),
            0xE2 if self.at(i + 1) == 0x80 && matches!(self.at(i + 2), 0x80..=0x8B | 0xAF) => Some(i + 3),
            _ => None,
        }
    }

    /// Past the blanks that stand here, if any.
    pub(super) fn blanks(self, i: usize) -> usize {
        let mut end = i;
        for _ in 0..BLANKS_MAX {
            match self.blank(end) {
                Some(next) => end = next,
                None => break,
            }
        }
        end
    }

    /// Past the blanks that must stand here.
    pub(super) fn gap(self, i: usize) -> Option<usize> {
        let end = self.blanks(i);
        (end > i).then_some(end)
    }

    /// Past a hyphen or a dash that stands for one.
    pub(super) fn dash(self, i: usize) -> Option<usize> {
        match self.at(i) {
            b'-' => Some(i + 1),
            // Hyphen, no-break hyphen, figure dash, en dash, em dash; minus.
            0xE2 if self.at(i + 1) == 0x80 && matches!(self.at(i + 2), 0x90..=0x94) => Some(i + 3),
            0xE2 if self.at(i + 1) == 0x88 && self.at(i + 2) == 0x92 => Some(i + 3),
            _ => None,
        }
    }

    /// Whether a dash of any kind ends just before a position.
    pub(super) fn dash_before(self, i: usize) -> bool {
        self.before(i) == b'-' || (i >= 3 && self.dash(i - 3) == Some(i))
    }

    /// Past these very words.
    #[inline]
    pub(super) fn eat(self, i: usize, words: &str) -> Option<usize> {
        self.bytes.get(i..)?.starts_with(words.as_bytes()).then_some(i + words.len())
    }

    /// Past the first of these that stands here.
    pub(super) fn eat_any(self, i: usize, choices: &[&str]) -> Option<usize> {
        choices.iter().find_map(|words| self.eat(i, words))
    }

    /// Past the words where they stand, else where we are.
    pub(super) fn skip(self, i: usize, words: &str) -> usize {
        self.eat(i, words).unwrap_or(i)
    }

    /// Past these words in any case of letters, if no further letter goes on; a blank in them is any run of blanks.
    pub(super) fn word(self, i: usize, words: &str) -> Option<usize> {
        let mut end = i;
        for wanted in words.bytes() {
            if wanted == b' ' {
                end = self.gap(end)?;
            } else if self.at(end).eq_ignore_ascii_case(&wanted) {
                end += 1;
            } else {
                return None;
            }
        }
        self.ends(end).then_some(end)
    }

    /// Past the first of these words (in any case of letters) that stands here.
    pub(super) fn word_any(self, i: usize, choices: &[&str]) -> Option<usize> {
        choices.iter().find_map(|words| self.word(i, words))
    }

    /// Whether a word ends here: no letter or figure goes on.
    pub(super) fn ends(self, i: usize) -> bool {
        match self.at(i) {
            byte if byte.is_ascii() => !byte.is_ascii_alphanumeric(),
            _ => !self.text.get(i..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric),
        }
    }

    /// The end of the letters and figures that begin here, forty at most.
    pub(super) fn token(self, i: usize) -> usize {
        let mut end = i;
        while end < i + 40 && self.at(end).is_ascii_alphanumeric() {
            end += 1;
        }
        end
    }

    /// Past `No.`, `Nos.`, `Number`, `#` and a colon, with the blanks around them; where we are if there is none.
    pub(super) fn no(self, i: usize) -> usize {
        let at = self.blanks(i);
        let marks = [
            "Nos.", "No.", "Numbers", "Number", "numbers", "number", "nos.", "no.", "NOS.", "NO.", "Nos", "No", "#",
            "№",
        ];
        let end = match self.eat_any(at, &marks) {
            Some(end) => self.skip(end, ":"),
            None => self.skip(at, ":"),
        };
        if end == at { i } else { self.blanks(end) }
    }

    /// Whether the words end just before a position.
    pub(super) fn follows(self, i: usize, words: &str) -> bool {
        self.bytes.get(..i).is_some_and(|before| before.ends_with(words.as_bytes()))
    }

    /// The start of the word (ASCII letters, hyphens, slashes) that ends at a position, forty bytes back at most.
    pub(super) fn word_before(self, end: usize) -> usize {
        let mut start = end;
        while start > 0
            && start + 40 > end
            && (self.before(start).is_ascii_alphanumeric() || matches!(self.before(start), b'-' | b'/'))
        {
            start -= 1;
        }
        start
    }

    /// Back over one blank; `None` where none stands before.
    pub(super) fn gap_before(self, i: usize) -> Option<usize> {
        match self.before(i) {
            b' ' | b'\n' | b'\t' => Some(i - 1),
            0xA0 if i >= 2 && self.at(i - 2) == 0xC2 => Some(i - 2),
            _ => None,
        }
    }
}

/// The words with plain hyphens, and without blanks and thousands commas.
pub(super) fn plain(printed: &str) -> String {
    if printed.bytes().all(|b| b.is_ascii_graphic() && b != b',') {
        return printed.to_owned();
    }
    let mut out = String::with_capacity(printed.len());
    for c in printed.chars() {
        match c {
            '‐' | '‑' | '‒' | '–' | '—' | '−' => out.push('-'),
            c if c.is_whitespace() || c == ',' || ('\u{2000}'..='\u{200B}').contains(&c) => {}
            c => out.push(c),
        }
    }
    out
}
