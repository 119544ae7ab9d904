//! The one table of what the words before a day mean: whether that day is inside, and so which is the last lawful one.

/// What a word before a day means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    /// Whether the day named is inside the period.
    pub inclusive: bool,
}

/// Longer phrases stand before the words that they end in. `until` is the doubtful one: courts read it as leaving the day out unless
/// the text shows otherwise, and the earlier day is the one on which nobody comes too late; the source's words stand beside it.
const TABLE: &[(&str, bool)] = &[
    ("on or before", true),
    ("on or prior to", true),
    ("no later than", true),
    ("not later than", true),
    ("up to and including", true),
    ("until and including", true),
    ("through", true),
    ("thru", true),
    ("by", true),
    ("due", true),
    ("due on", true),
    ("before", false),
    ("prior to", false),
    ("until", false),
    ("till", false),
    ("to", true),
    ("on", true),
];

/// The meaning of the words that stand directly before a day; `None` where none of the table does.
pub(super) fn before_day(before: &str) -> Option<Meaning> {
    let before = before.to_lowercase();
    let before = before.trim_end_matches([' ', '\u{a0}', ':', ',']);
    TABLE
        .iter()
        .filter(|(phrase, _)| ends_with_words(before, phrase))
        .max_by_key(|(phrase, _)| phrase.len())
        .map(|(_, inclusive)| Meaning { inclusive: *inclusive })
}

fn ends_with_words(text: &str, phrase: &str) -> bool {
    text.strip_suffix(phrase).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_differs_by_a_day() {
        for (words, inclusive) in [
            ("must be received on or before ", Some(true)),
            ("before ", Some(false)),
            ("shipments exported before", Some(false)),
            ("submitted by ", Some(true)),
            ("submitted by: ", Some(true)),
            ("in effect through ", Some(true)),
            ("no later than ", Some(true)),
            ("not later than ", Some(true)),
            ("until ", Some(false)),
            ("prior to ", Some(false)),
            ("nearby ", None),
            ("published ", None),
        ] {
            assert_eq!(before_day(words).map(|meaning| meaning.inclusive), inclusive, "{words}");
        }
    }
}
