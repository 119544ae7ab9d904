//! Text for people who read text: lines of at most 74 characters, hanging indents, plain quotation marks.
//!
//! The width keeps a reply's quotation mark within 78 columns (RFC 5322 asks for no more).

/// What a space that does not break (U+00A0) travels as while lines are filled: a letter that no text has (private use).
const HARD: char = '\u{F8FF}';

/// Characters a line.
pub(crate) const WIDTH: usize = 74;

/// Characters that an old terminal or mail program may not have become those it has; line ends and odd spaces become spaces.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '“' | '”' | '„' => out.push('"'),
            '‘' | '’' | '‚' => out.push('\''),
            '–' | '‑' | '−' => out.push('-'),
            '—' => out.push_str("--"),
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text whose spaces do not break: dates and numbers with their units.
pub(crate) fn hard(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// A paragraph, its first line after `first`, the others after `rest`, each with its line end. A word that is too long for a line,
/// such as an address, stands whole on its own.
pub(crate) fn fill(text: &str, first: &str, rest: &str) -> String {
    let text = plain(&text.replace('\u{a0}', &HARD.to_string()));
    let mut out = String::new();
    let mut line = first.to_owned();
    let mut bare = true;
    for word in text.split_whitespace() {
        if !bare && width(&line) + 1 + width(word) > WIDTH {
            out.push_str(line.trim_end());
            out.push('\n');
            rest.clone_into(&mut line);
            bare = true;
        }
        if !bare {
            line.push(' ');
        }
        line.push_str(word);
        bare = false;
    }
    if !bare {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.replace(HARD, " ")
}

/// A paragraph from the margin.
pub(crate) fn paragraph(text: &str) -> String {
    fill(text, "", "")
}

/// Columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

/// A text and spaces up to a column.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    let mut out = text.to_owned();
    out.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(text))));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_filled_and_hangs() {
        let text = fill(&"word ".repeat(40), "  * ", "    ");
        assert!(text.lines().all(|line| width(line) <= WIDTH));
        assert!(text.starts_with("  * word"));
        assert!(text.lines().skip(1).all(|line| line.starts_with("    word")));
    }

    #[test]
    fn an_address_is_never_broken() {
        let address = format!("https://a.example/{}", "x".repeat(90));
        assert_eq!(fill(&format!("See {address}"), "", "  "), format!("See\n  {address}\n"));
        assert_eq!(fill("", "  ", ""), "");
    }

    #[test]
    fn a_hard_space_does_not_break() {
        for shift in 60..80 {
            assert!(
                fill(&format!("{} {}", "x".repeat(shift), hard("Apr 17, 05:12 ET")), "", "")
                    .contains("Apr 17, 05:12 ET")
            );
        }
    }

    #[test]
    fn curly_marks_become_plain() {
        assert_eq!(plain("“It’s” 1–2\u{a0}−3\r\nBcc"), "\"It's\" 1-2 -3  Bcc");
    }
}
