//! Small parts of speech: days, numbers, lists of names, and the cutting of a line at a word.

use model::{Date, TimeZone, Timestamp};

/// The most characters of a headline.
pub(super) const HEADLINE_CHARS_MAX: usize = 90;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `April 15`, with its year where that is not the year of the telling.
pub(super) fn day(date: Date, told: Option<Date>) -> String {
    let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0).min(11)];
    match told {
        Some(told) if told.year() == date.year() => format!("{month} {}", date.day()),
        _ => format!("{month} {}, {}", date.day(), date.year()),
    }
}

/// `Fri Apr 15, 2016`, as the box of facts prints it.
pub(super) fn boxed_day(date: Date) -> String {
    date.strftime("%a %b %-d, %Y").to_string()
}

/// `8:45 a.m. EDT`, and the day.
pub(super) fn clock(at: Timestamp, zone: &TimeZone) -> (String, Date) {
    let zoned = at.to_zoned(zone.clone());
    let half = if zoned.hour() < 12 { "a.m." } else { "p.m." };
    let hour = match zoned.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    (format!("{hour}:{:02} {half} {}", zoned.minute(), zoned.strftime("%Z")), zoned.date())
}

/// Words of a text.
pub(super) fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// `a notice`, `an interim final rule`.
pub(super) fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !noun.starts_with("uni");
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// `A`, `A and B`, `A, B and C`.
pub(super) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// Words with which no line may end.
const WEAK: &[&str] = &[
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "certain",
    "concerning",
    "during",
    "for",
    "from",
    "in",
    "including",
    "into",
    "its",
    "new",
    "of",
    "on",
    "or",
    "other",
    "regarding",
    "that",
    "the",
    "their",
    "through",
    "to",
    "under",
    "upon",
    "with",
    "within",
    "which",
    "related",
    "proposed",
    "between",
    "among",
    "against",
];

/// Words before which a line may end without losing a phrase in the middle.
const JOINTS: &[&str] = &[
    "into",
    "from",
    "under",
    "for",
    "in",
    "with",
    "through",
    "by",
    "of",
    "on",
    "during",
    "concerning",
    "regarding",
    "to",
    "at",
    "against",
    "among",
    "between",
    "upon",
    "within",
    "that",
    "which",
    "and",
    "or",
];

/// A line of at most `most` characters: cut at a word, never inside a bracket or quotation, never behind a preposition.
pub(super) fn cut(line: &str, most: usize) -> String {
    let line = line.trim();
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let mut out: Vec<&str> = Vec::new();
    let mut length = 0;
    for word in line.split_whitespace() {
        let more = word.chars().count() + usize::from(!out.is_empty());
        if length + more > most {
            break;
        }
        length += more;
        out.push(word);
    }
    let mut kept = whole_phrase(line, &out, most);
    for (open, close) in [('(', ')'), ('“', '”'), ('[', ']')] {
        if kept.matches(open).count() > kept.matches(close).count()
            && let Some(at) = kept.rfind(open)
        {
            kept.truncate(at);
        }
    }
    loop {
        let trimmed = kept.trim_end_matches([' ', ',', ';', ':', '-', '—', '–']).to_owned();
        let last = trimmed.rsplit(' ').next().unwrap_or_default();
        if !WEAK.contains(&last.to_lowercase().as_str()) || !trimmed.contains(' ') {
            return if trimmed.is_empty() { line.chars().take(most).collect() } else { trimmed };
        }
        kept = trimmed[..trimmed.len() - last.len()].to_owned();
    }
}

/// The words kept, without a phrase that the cut went through, unless that would leave little.
fn whole_phrase(line: &str, kept: &[&str], most: usize) -> String {
    let all = kept.join(" ");
    let next = line.split_whitespace().nth(kept.len()).unwrap_or_default();
    // Two or three words behind the last comma are the beginning of something else.
    if let Some(at) = kept.iter().rposition(|word| word.ends_with([',', ';', ':'])).filter(|at| kept.len() - at <= 4)
        && kept[..=at].join(" ").chars().count() * 100 >= most * 45
    {
        return kept[..=at].join(" ");
    }
    if JOINTS.contains(&next.to_lowercase().as_str()) || all.ends_with([',', ';', ':']) {
        return all;
    }
    let joint =
        kept.iter().rposition(|word| JOINTS.contains(&word.to_lowercase().as_str()) || word.ends_with([',', ';']));
    if let Some(at) = joint {
        let end = if kept[at].ends_with([',', ';']) { at + 1 } else { at };
        let shorter = kept[..end].join(" ");
        if shorter.chars().count() * 100 >= most * 55 {
            return shorter;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_a_word_outside_brackets() {
        assert_eq!(cut("BIS amends the rule on things (with a bracket) and more", 36), "BIS amends the rule on things");
        assert_eq!(cut("BIS amends the rule on the export of things", 34), "BIS amends the rule on the export");
        assert_eq!(
            cut("BIS reopens comments on the export of fresh fruit into the continental United States", 70),
            "BIS reopens comments on the export of fresh fruit"
        );
        assert_eq!(cut("short", 90), "short");
        assert_eq!(cut("Unbreakablelongword", 5), "Unbre");
    }

    #[test]
    fn days_are_printed_for_people() {
        let date = Date::constant(2016, 5, 5);
        assert_eq!(day(date, Some(Date::constant(2016, 4, 15))), "May 5");
        assert_eq!(day(date, Some(Date::constant(2015, 4, 15))), "May 5, 2016");
        assert_eq!(boxed_day(date), "Thu May 5, 2016");
        let zone = TimeZone::get("America/New_York").expect("bundled");
        let (time, day) = clock("2016-04-14T12:45:00Z".parse().expect("instant"), &zone);
        assert_eq!((time.as_str(), day), ("8:45 a.m. EDT", Date::constant(2016, 4, 14)));
    }

    proptest::proptest! {
        #[test]
        fn a_cut_line_keeps_its_length(line in "\\PC{0,120}", most in 1_usize..90) {
            proptest::prop_assert!(cut(&line, most).chars().count() <= most);
        }
    }
}
