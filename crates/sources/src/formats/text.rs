//! White space and raised characters of printed text, set as plain text.
//! Foreign text leaves this room folded, so that two captures differ only where words differ.

/// The text with every run of white space (no-break, thin and narrow spaces too) as one space, none at its ends, and without soft
/// hyphens, zero-width marks and control characters.
pub fn fold(text: &str) -> String {
    if is_folded(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut gap) = (text, false);
    while let Some(first) = rest.chars().next() {
        // Most text is words of plain letters and signs; they are taken whole.
        let plain = rest.bytes().position(|byte| !byte.is_ascii_graphic()).unwrap_or(rest.len());
        let length = plain.max(first.len_utf8());
        if plain == 0 && first.is_whitespace() {
            gap = true;
        } else if plain > 0 || !is_invisible(first) {
            if std::mem::take(&mut gap) && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    out
}

/// The same for a text that may be kept as it is.
pub fn folded(text: String) -> String {
    if is_folded(&text) { text } else { fold(&text) }
}

/// A field of a record as its publisher wrote it, without white space at its ends and without characters that cannot be seen. Several spaces in a
/// row stay several, for what differs in a field is an amendment of the record; line ends and tabs are a matter of how the file is laid out,
/// and become a space.
pub fn kept(text: &str) -> String {
    let text = text.trim();
    if text.bytes().all(|byte| (b' '..=0x7E).contains(&byte)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if matches!(c, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            gap = true;
        } else if !(c.is_control() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')) {
            if std::mem::take(&mut gap) && !out.ends_with(' ') && c != ' ' {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a text is plain ASCII that folding would leave as it is: the common case, told without looking at characters.
fn is_folded(text: &str) -> bool {
    let mut space = true;
    for byte in text.bytes() {
        match byte {
            b' ' if space => return false,
            b' ' => space = true,
            0x21..=0x7E => space = false,
            _ => return false,
        }
    }
    !space || text.is_empty()
}

fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{00AD}' | '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Digits and signs as raised characters: `3` as `³`. `None` where the text holds anything else.
///
/// A footnote mark is glued to the word before it in print; set as a plain digit it would change what it follows, and
/// '80 FR 41409' with its mark 3 would read as page 414093.
pub fn raised(text: &str) -> Option<String> {
    text.chars()
        .map(|c| match c {
            '0' => Some('⁰'),
            '1' => Some('¹'),
            '2' => Some('²'),
            '3' => Some('³'),
            '4' => Some('⁴'),
            '5' => Some('⁵'),
            '6' => Some('⁶'),
            '7' => Some('⁷'),
            '8' => Some('⁸'),
            '9' => Some('⁹'),
            '+' => Some('⁺'),
            '-' | '−' | '–' => Some('⁻'),
            '(' => Some('⁽'),
            ')' => Some('⁾'),
            _ if c.is_whitespace() => Some(c),
            _ => None,
        })
        .collect()
}

/// A name in capitals as it is written in running text; a name that has small letters already is only folded.
pub fn title_case(name: &str) -> String {
    let name = fold(name);
    if name.chars().any(char::is_lowercase) {
        return name;
    }
    let mut out = String::with_capacity(name.len());
    let mut word = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() || matches!(c, '.' | '\'' | '’') {
            word.push(c);
        } else {
            push_word(&mut out, &word);
            word.clear();
            out.push(c);
        }
    }
    push_word(&mut out, &word);
    out
}

fn push_word(out: &mut String, word: &str) {
    const SMALL: &[&str] =
        &["OF", "THE", "AND", "FOR", "IN", "ON", "TO", "FROM", "WHO", "ARE", "OR", "A", "AN", "BY", "WITH"];
    if word.contains('.') {
        out.push_str(word);
    } else if SMALL.contains(&word) && !out.is_empty() {
        out.push_str(&word.to_lowercase());
    } else {
        let mut chars = word.chars();
        out.extend(chars.next());
        out.extend(chars.flat_map(char::to_lowercase));
    }
}

/// The words of a name as an address part: `Foreign-Trade Zones Board` as `foreign-trade-zones-board`.
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            '\'' | '’' => {}
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_of_every_kind_becomes_one_space() {
        assert_eq!(
            fold(" §§\u{2009}744.11\u{00a0}and \n\t744.12\u{202f} co\u{00ad}operation\u{0}"),
            "§§ 744.11 and 744.12 cooperation"
        );
    }

    #[test]
    fn a_field_keeps_its_spaces_and_not_its_layout() {
        assert_eq!(kept(" S.A.  'X'\r\n\t  and Y\u{200B}\u{0} "), "S.A.  'X'  and Y");
        assert_eq!(kept("\n one\n two\u{a0}three \n"), "one two\u{a0}three");
    }

    #[test]
    fn capitals_become_a_name() {
        assert_eq!(title_case("DEPARTMENT OF THE TREASURY "), "Department of the Treasury");
        assert_eq!(
            title_case("U.S.-CHINA ECONOMIC AND SECURITY REVIEW COMMISSION"),
            "U.S.-China Economic and Security Review Commission"
        );
        assert_eq!(title_case("Centers for Medicare & Medicaid Services"), "Centers for Medicare & Medicaid Services");
        assert_eq!(slug("Centers for Medicare & Medicaid Services"), "centers-for-medicare-medicaid-services");
    }
}
