//! The one table of what the words before a day mean: whether that day is inside, and so which is the last lawful one.

use super::flat;

/// What a word before a day makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Something ends; the day named is the last one inside.
    Ends,
    /// Something ends; the day named is outside, the one before is the last.
    EndsBefore,
    /// Something begins, on the day named.
    Begins,
    /// Something begins, on the day after the one named.
    BeginsAfter,
    /// The day itself; whether something begins or ends there, the rest of the sentence says.
    On,
}

impl Sort {
    /// Whether the day named is inside the period.
    pub fn inclusive(self) -> bool {
        !matches!(self, Sort::EndsBefore | Sort::BeginsAfter)
    }

    /// Whether the words set a limit.
    pub fn limits(self) -> bool {
        matches!(self, Sort::Ends | Sort::EndsBefore)
    }
}

/// The words and their meaning; of several that fit the longest rules. `docs/integrate/dates.md` prints this table, and a test holds them together.
///
/// `until` is the doubtful one: courts read it as leaving the day out unless the text shows otherwise, and the earlier day is the one on
/// which nobody comes too late; the source's words stand beside it.
pub const TABLE: &[(&str, Sort)] = &[
    ("no later than", Sort::Ends),
    ("not later than", Sort::Ends),
    ("at the latest on", Sort::Ends),
    ("on or before", Sort::Ends),
    ("on or prior to", Sort::Ends),
    ("within", Sort::Ends),
    ("by", Sort::Ends),
    ("by or on", Sort::Ends),
    ("by or before", Sort::Ends),
    ("through", Sort::Ends),
    ("thru", Sort::Ends),
    ("up to and including", Sort::Ends),
    ("until and including", Sort::Ends),
    ("to and including", Sort::Ends),
    ("up through", Sort::Ends),
    ("until", Sort::EndsBefore),
    ("till", Sort::EndsBefore),
    ("up to", Sort::EndsBefore),
    ("before", Sort::EndsBefore),
    ("prior to", Sort::EndsBefore),
    ("earlier than", Sort::EndsBefore),
    ("on or after", Sort::Begins),
    ("on and after", Sort::Begins),
    ("beginning", Sort::Begins),
    ("beginning on", Sort::Begins),
    ("starting", Sort::Begins),
    ("starting on", Sort::Begins),
    ("commencing", Sort::Begins),
    ("commencing on", Sort::Begins),
    ("as of", Sort::Begins),
    ("from", Sort::Begins),
    ("from and after", Sort::Begins),
    ("since", Sort::Begins),
    ("no earlier than", Sort::Begins),
    ("not earlier than", Sort::Begins),
    ("not before", Sort::Begins),
    ("after", Sort::BeginsAfter),
    ("later than", Sort::BeginsAfter),
    ("subsequent to", Sort::BeginsAfter),
    ("following", Sort::BeginsAfter),
    ("due", Sort::Ends),
    ("due on", Sort::Ends),
    ("due by", Sort::Ends),
    ("to", Sort::Ends),
    ("on", Sort::On),
    ("for", Sort::On),
];

/// The words that stand directly before a day, as the table knows them; `before` is folded and ends where the day's own words begin.
pub(super) fn before_day(before: &str) -> Option<Sort> {
    let before = trimmed(before);
    TABLE.iter().filter(|(phrase, _)| flat::ends(before, &[phrase])).max_by_key(|(p, _)| p.len()).map(|(_, sort)| *sort)
}

/// Without what may stand between a word and its day.
pub(super) fn trimmed(before: &str) -> &str {
    let before = before.trim_end_matches([' ', ':', ',', '(', '"']);
    ["midnight", "the date of", "approximately", "about", "the"]
        .iter()
        .find_map(|filler| before.strip_suffix(filler).filter(|rest| rest.ends_with(' ')))
        .unwrap_or(before)
        .trim_end_matches([' ', ':', ',', '('])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the first table of the page: its words and whether it says that the day is inside.
    fn page() -> Vec<(Vec<&'static str>, &'static str)> {
        let page = include_str!("../../../../docs/integrate/dates.md");
        let table = page.split("| words | the day printed |").nth(1).and_then(|rest| rest.split("\n\n").next());
        let rows = table.expect("the page has its table").lines().skip(2);
        rows.map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            (cells[1].split('`').skip(1).step_by(2).collect(), cells[2])
        })
        .collect()
    }

    #[test]
    fn the_page_and_the_table_say_the_same() {
        let rows = page();
        for (words, means) in &rows {
            for word in words {
                let sort = before_day(&format!("goods exported {word} ")).expect(word);
                let told = match sort {
                    Sort::Ends => "inside",
                    Sort::EndsBefore => "outside",
                    Sort::Begins => "inside; it begins",
                    Sort::BeginsAfter => "outside; it begins the day after",
                    Sort::On => "the day itself",
                };
                assert_eq!(*means, told, "{word}");
            }
        }
        let printed = rows.iter().map(|(words, _)| words.len()).sum::<usize>();
        assert_eq!(printed, TABLE.len(), "the page prints every row");
    }

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
            assert_eq!(before_day(words).map(Sort::inclusive), inclusive, "{words}");
        }
    }
}
