//! Periods: `30 days after publication`, `upon filing for public inspection`, `within ten business days from the date of blocking`.
//! Those that run from an act of the publisher are counted; those that run from the reader's own act stay rules without a day.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use model::title::{business_day_after, is_business_day};
use regex::Regex;

use super::flat::{self, Flat};

/// From what a period is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// The day of the issue.
    Publication,
    /// The day on which it was put on public inspection.
    Filing,
    /// The day on which this document takes effect.
    Effect,
    /// An act of the reader: the word of the record for it.
    Own(&'static str),
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Days,
    BusinessDays,
    Weeks,
    Months,
    Years,
    /// The first day of the nth month that follows.
    FirstOfMonth,
}

/// A period in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub count: i32,
    pub unit: Unit,
    pub event: Event,
    /// Where it stands, from its number on.
    pub range: Range<usize>,
    /// Where the words end that rule it: before the number.
    pub lead: usize,
    /// As printed, for the rule.
    pub words: String,
}

/// How many characters behind a period may name its event.
const EVENT: usize = 160;

const NUMBER: &str = r"(?:\d{1,4}|one hundred eighty|one hundred and eighty|one hundred twenty|twenty-one|thirty-five|forty-five|seventy-five|ninety|sixty|fifty|forty|thirty|twenty|fifteen|fourteen|twelve|eleven|ten|nine|eight|seven|six|five|four|three|two|one|a|an)";

static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?P<n>{NUMBER})(?: ?\(\d{{1,4}}\)|st|nd|rd|th)?[ -](?P<sort>calendar |business |working |federal business |government business )?(?P<unit>days?|weeks?|months?|years?)(?:' time)?,? (?:after|from|following|of) ",
    ))
});
static UPON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?P<word>upon|on|after|as of|from|following|until|before|by|through) (?P<act>(?:the )?(?:date of |day of )?(?:its |this |the )?(?:publication|filing|date (?:it|this (?:notice|rule|document|final rule)) is published)(?: date)?(?: of this (?:notice|rule|document|final rule|action|determination))?(?: in the federal register| for public inspection| with the office of the federal register)?)",
    )
});
static FIRST_OF_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bthe first day of the (?P<n>first |second |third |next )?(?:calendar )?month (?:that begins |beginning |which begins )?(?:following|after) (?:the )?(?:month of |month in which |date of )?(?:its |this |the )?",
    )
});

fn pattern(source: &str) -> Regex {
    Regex::new(&format!("(?-u){source}")).expect("the pattern stands in the source and is tested")
}

/// Whether a printed text may hold a period. Cheap; asked of every paragraph.
pub(super) fn may_hold(text: &str) -> bool {
    /// Few literals are looked for all at once, sixteen bytes at a time.
    static WORDS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("publication|days|months|filing for public|years").expect("a constant pattern"));
    WORDS.is_match(text)
}

/// The periods of a sentence that run from an event we know.
pub(super) fn find(sentence: &Flat<'_>) -> Vec<Period> {
    let text = sentence.text.as_str();
    let mut out = Vec::new();
    if text.contains("day") || text.contains("month") || text.contains("week") || text.contains("year") {
        out.extend(COUNTED.captures_iter(text).filter_map(|found| {
            let count = count(found.name("n")?.as_str())?;
            let sort = found.name("sort").map_or("", |sort| sort.as_str().trim());
            let unit = unit(found.name("unit")?.as_str(), sort);
            let (event, range) = named(text, found.get(0)?.range())?;
            Some(Period { count, unit, event, lead: range.start, words: text[range.clone()].to_owned(), range })
        }));
        out.extend(FIRST_OF_MONTH.captures_iter(text).filter_map(|found| {
            let count = match found.name("n").map_or("", |n| n.as_str().trim()) {
                "second" => 2,
                "third" => 3,
                _ => 1,
            };
            let (event, range) = named(text, found.get(0)?.range())?;
            let words = text[range.clone()].to_owned();
            Some(Period { count, unit: Unit::FirstOfMonth, event, lead: range.start, words, range })
        }));
    }
    if text.contains("publication") || text.contains("filing") || text.contains("published") {
        let counted = out.len();
        for found in UPON.captures_iter(text) {
            let (Some(whole), Some(word), Some(act)) = (found.get(0), found.name("word"), found.name("act")) else {
                continue;
            };
            // `upon publication` is the whole of it; of `on or after the date of publication` the words before the day rule it.
            let own = matches!(word.as_str(), "upon" | "on");
            let range = if own { whole.range() } else { act.range() };
            let filing = act.as_str().contains("filing");
            let named = act.as_str().contains("inspection") || act.as_str().contains("federal register");
            let inside =
                out[..counted].iter().any(|known| known.range.start < range.end && range.start < known.range.end);
            if inside || filing && !named || of_another(&text[range.end..]) {
                continue;
            }
            out.push(Period {
                count: 0,
                unit: Unit::Days,
                event: if filing { Event::Filing } else { Event::Publication },
                lead: range.start,
                words: text[range.clone()].to_owned(),
                range,
            });
        }
    }
    out.sort_by_key(|period| period.range.start);
    out
}

/// The event that the words behind a period name, and the place of period and event together.
fn named(text: &str, period: Range<usize>) -> Option<(Event, Range<usize>)> {
    let behind = &text[period.end..text.len().min(period.end + EVENT)];
    let behind = &behind[..behind.find([';', '.']).unwrap_or(behind.len())];
    let (event, length) = event(behind)?;
    Some((event, period.start..period.end + length))
}

fn count(printed: &str) -> Option<i32> {
    const WORDS: &[(&str, i32)] = &[
        ("one hundred eighty", 180),
        ("one hundred and eighty", 180),
        ("one hundred twenty", 120),
        ("twenty-one", 21),
        ("thirty-five", 35),
        ("forty-five", 45),
        ("seventy-five", 75),
        ("ninety", 90),
        ("sixty", 60),
        ("fifty", 50),
        ("forty", 40),
        ("thirty", 30),
        ("twenty", 20),
        ("fifteen", 15),
        ("fourteen", 14),
        ("twelve", 12),
        ("eleven", 11),
        ("ten", 10),
        ("nine", 9),
        ("eight", 8),
        ("seven", 7),
        ("six", 6),
        ("five", 5),
        ("four", 4),
        ("three", 3),
        ("two", 2),
        ("one", 1),
        ("a", 1),
        ("an", 1),
    ];
    WORDS.iter().find(|(word, _)| *word == printed).map(|(_, n)| *n).or_else(|| printed.parse().ok())
}

fn unit(printed: &str, sort: &str) -> Unit {
    match printed.trim_end_matches('s') {
        "week" => Unit::Weeks,
        "month" => Unit::Months,
        "year" => Unit::Years,
        _ if sort.contains("business") || sort == "working" => Unit::BusinessDays,
        _ => Unit::Days,
    }
}

/// Acts of the reader from which a period may run.
const OWN: &[(&[&str], &str)] = &[
    (&["exportation", "export", "the export"], "exported"),
    (&["reexportation", "reexport"], "reexported"),
    (&["importation", "import", "arrival"], "imported"),
    (&["entry summary", "entry", "release", "withdrawal"], "entered or withdrawn for consumption"),
    (&["liquidation", "reliquidation"], "liquidated"),
    (&["shipment"], "shipped"),
    (&["blocking", "property becoming blocked", "property is blocked", "the property becomes blocked"], "blocked"),
    (&["receipt", "receiving", "service", "notification", "being notified"], "received"),
    (&["discovery", "discovering", "learning", "becoming aware"], "discovered"),
    (&["payment"], "paid"),
    (&["closure", "closing"], "closed"),
];

/// What the words behind `after` name, and how many characters they are.
fn event(words: &str) -> Option<(Event, usize)> {
    let mut rest = words;
    for filler in [
        "the ",
        "date ",
        "day ",
        "of ",
        "on which ",
        "that ",
        "its ",
        "their ",
        "this ",
        "each ",
        "a ",
        "an ",
        "any ",
        "such ",
    ] {
        rest = rest.strip_prefix(filler).unwrap_or(rest);
        rest = if filler == "date " { rest.strip_prefix("of ").unwrap_or(rest) } else { rest };
    }
    for filler in ["the ", "this ", "its ", "such "] {
        rest = rest.strip_prefix(filler).unwrap_or(rest);
    }
    let skipped = words.len() - rest.len();
    let publication = [
        "publication",
        "notice is published",
        "rule is published",
        "document is published",
        "final rule is published",
        "published",
        "federal register publication",
    ];
    if let Some(found) = publication.iter().find(|word| rest.starts_with(**word)) {
        // `publication of the final results` is another document's.
        let behind = &rest[found.len()..];
        let other = of_another(behind);
        let tail = [
            " of this notice in the federal register",
            " of this final rule in the federal register",
            " of this rule in the federal register",
            " of this document in the federal register",
            " in the federal register",
            " of this notice",
            " of this final rule",
            " of this rule",
            " of this document",
        ];
        let length = tail.iter().find(|tail| behind.starts_with(**tail)).map_or(0, |tail| tail.len());
        return (!other).then_some((Event::Publication, skipped + found.len() + length));
    }
    if rest.starts_with("filing for public inspection") {
        return Some((Event::Filing, skipped + "filing for public inspection".len()));
    }
    let effect = ["effective date of this", "effective date of the rule", "effective date of the final rule"];
    if effect.iter().any(|word| rest.starts_with(word)) {
        let end = rest.find([',', ';']).unwrap_or(rest.len()).min(48);
        return Some((Event::Effect, skipped + end));
    }
    let (phrases, act) = OWN.iter().find(|(phrases, _)| phrases.iter().any(|phrase| starts(rest, phrase)))?;
    let length = phrases.iter().filter(|phrase| starts(rest, phrase)).map(|phrase| phrase.len()).max()?;
    Some((Event::Own(act), skipped + length))
}

/// `publication of the final results`: of another document, which is not yet printed.
fn of_another(behind: &str) -> bool {
    [
        " of the final",
        " of a final",
        " of an order",
        " of any",
        " of its",
        " of our",
        " of the notice of",
        " of a notice",
        " of that",
    ]
    .iter()
    .any(|words| behind.starts_with(words))
}

fn starts(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

impl Period {
    /// `less than 30 days after publication`: a measure, not a day.
    pub fn is_bound(&self, text: &str) -> bool {
        flat::ends(
            text[..self.lead].trim_end(),
            &["less than", "fewer than", "more than", "at least", "not less than", "sooner than"],
        )
    }

    /// The day, counted from that of the event, and the rule in words.
    ///
    /// By 1 CFR 18.17 the day after publication is the first; a last day on a Saturday, Sunday or federal holiday gives way to the next
    /// business day; a month later is the same day of that month, or its last.
    pub fn counted(&self, from: Date) -> Option<(Date, String)> {
        let raw = match self.unit {
            Unit::Days => from.checked_add(self.count.days()).ok()?,
            Unit::Weeks => from.checked_add(self.count.weeks()).ok()?,
            Unit::Months => from.checked_add(self.count.months()).ok()?,
            Unit::Years => from.checked_add(Span::new().try_years(self.count).ok()?).ok()?,
            Unit::FirstOfMonth => from.checked_add(self.count.months()).ok()?.first_of_month(),
            Unit::BusinessDays => {
                // More business days than a man works in ten years are no period of a notice.
                let count = usize::try_from(self.count).ok().filter(|count| *count <= 2_500)?;
                (0..count).fold(from, |day, _| business_day_after(day))
            }
        };
        let name = match self.event {
            Event::Publication => "publication",
            Event::Filing => "filing for public inspection",
            Event::Effect => "the effective date",
            Event::Own(_) => return None,
        };
        // What takes effect on publication or filing waits for no business day.
        let moves = self.count > 0 && self.unit != Unit::FirstOfMonth && !is_business_day(raw);
        let day = if moves { business_day_after(raw) } else { raw };
        let rule = match (self.count, moves) {
            (0, _) => format!("on the day of {name}, {from}"),
            (_, true) => format!("{}, from {name} on {from}; {raw} is no business day (1 CFR 18.17)", self.words),
            (_, false) => format!("{}, from {name} on {from} (1 CFR 18.17)", self.words),
        };
        Some((day, rule))
    }
}

/// Whether the words say that somebody has to do something: else a period from the reader's act is only talked of.
pub(super) fn obliges(text: &str) -> bool {
    flat::has(
        text,
        &[
            "must",
            "shall",
            "required to",
            "is due",
            "are due",
            "no later than",
            "not later than",
            "has to",
            "have to",
            "may be filed",
            "may file",
            "may protest",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let day = find(&Flat::of(text)).first().and_then(|period| period.counted(Date::constant(2016, 4, 15)));
        assert_eq!(day.map(|(day, _)| day.to_string()).as_deref(), expected, "in {text}");
    }

    #[test]
    fn periods_are_counted_by_1_cfr_18_17() {
        // Sunday May 15: the next business day.
        check("30 days after publication in the Federal Register", Some("2016-05-16"));
        // Memorial Day.
        check("45 days after the date of publication of this notice", Some("2016-05-31"));
        check("sixty (60) days from the date of publication", Some("2016-06-14"));
        check("within 30 calendar days of publication", Some("2016-05-16"));
        check("ten business days after publication", Some("2016-04-29"));
        check("10 working days following publication", Some("2016-04-29"));
        check("three months after publication", Some("2016-07-15"));
        check("one year from the date of publication", Some("2017-04-17"));
        check("two weeks after publication", Some("2016-04-29"));
        check("effective upon publication in the Federal Register", Some("2016-04-15"));
        check("the first day of the month following publication", Some("2016-05-01"));
        check("the first day of the second month after the date of publication", Some("2016-06-01"));
    }

    #[test]
    fn a_reader_s_own_act_has_no_day() {
        for (text, act) in [
            ("within 180 days of the date of export", "exported"),
            ("within 180 days after liquidation", "liquidated"),
            ("within 10 business days from the date of blocking", "blocked"),
            ("within 30 days after the date of entry", "entered or withdrawn for consumption"),
        ] {
            let found = find(&Flat::of(text));
            assert_eq!(found.first().map(|period| &period.event), Some(&Event::Own(act)), "in {text}");
            check(text, None);
        }
    }

    #[test]
    fn what_runs_from_other_documents_is_left() {
        assert!(find(&Flat::of("120 days after publication of the final results")).is_empty());
        assert!(find(&Flat::of("5 days after the hearing")).is_empty());
    }
}
