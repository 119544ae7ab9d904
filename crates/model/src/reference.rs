//! An article's number, and how a text points at one: `(see 2604170012)`.

use std::fmt;
use std::str::FromStr;

use crate::Date;

/// A counter's value within a day, 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(u16);

impl Serial {
    /// The serial, where it is 1 to 9999.
    pub fn new(value: u16) -> Option<Self> {
        (1..=9999).contains(&value).then_some(Self(value))
    }
    /// The bare value.
    pub fn get(self) -> u16 {
        self.0
    }
}

/// An article's number: `yymmddNNNN`, the publisher's day of the first draft and a counter over all titles; or eight digits
/// (`yymmdd` and two) of an imported archive. Years are 2000 to 2099.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ref {
    /// Our own form.
    Ten {
        /// The publisher's day.
        day: Date,
        /// The counter.
        serial: Serial,
    },
    /// An old archive's form: the eight digits as a number.
    Eight(u32),
}

/// Why a text is no article number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an article number: those are ten digits, yymmdd and a counter from 0001, such as 2604170012")]
pub struct NoRef(pub String);

impl Ref {
    /// The number of that day and serial.
    pub fn ten(day: Date, serial: Serial) -> Self {
        Ref::Ten { day, serial }
    }

    /// The day in it.
    pub fn day(&self) -> Date {
        match self {
            Ref::Ten { day, .. } => *day,
            Ref::Eight(number) => day_of(&format!("{number:08}")).unwrap_or(Date::constant(2000, 1, 1)),
        }
    }
}

fn day_of(digits: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i8>().ok();
    Date::new(2000 + i16::from(number(0..2)?), number(2..4)?, number(4..6)?).ok()
}

impl FromStr for Ref {
    type Err = NoRef;
    fn from_str(text: &str) -> Result<Self, NoRef> {
        let no = || NoRef(text.to_owned());
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(no());
        }
        let day = day_of(text).ok_or_else(no)?;
        match text.len() {
            10 => {
                let serial = text[6..].parse().ok().and_then(Serial::new).ok_or_else(no)?;
                Ok(Ref::Ten { day, serial })
            }
            8 => text.parse().map(Ref::Eight).map_err(|_| no()),
            _ => Err(no()),
        }
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ref::Ten { day, serial } => {
                write!(f, "{:02}{:02}{:02}{:04}", day.year() % 100, day.month(), day.day(), serial.0)
            }
            Ref::Eight(number) => write!(f, "{number:08}"),
        }
    }
}

impl serde::Serialize for Ref {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Ref {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A stretch of a text: words, or an article number inside a `(see …)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Words as they are.
    Words(&'a str),
    /// A number that must become a link.
    See(Ref),
}

/// Cuts a text at the article numbers of its `(see A)`, `(see A and B)`, `(see A, B and C)`. The segments put together are the text.
/// A bracket that holds anything else (`(see the notice)`) is words.
pub fn segments(text: &str) -> Vec<Segment<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("(see ") {
        let inside = at + found + "(see ".len();
        let Some(close) = text[inside..].find(')') else { break };
        let numbers = numbers(&text[inside..inside + close]);
        for (offset, length, number) in &numbers {
            if inside + offset > from {
                out.push(Segment::Words(&text[from..inside + offset]));
            }
            out.push(Segment::See(*number));
            from = inside + offset + length;
        }
        at = inside + if numbers.is_empty() { 0 } else { close };
    }
    if from < text.len() {
        out.push(Segment::Words(&text[from..]));
    }
    out
}

/// The numbers in the inside of a bracket, when it holds nothing but numbers, commas and "and".
fn numbers(inside: &str) -> Vec<(usize, usize, Ref)> {
    let mut out = Vec::new();
    let mut rest = inside;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(number) = rest[..digits].parse::<Ref>() else { return Vec::new() };
        out.push((inside.len() - rest.len(), digits, number));
        rest = &rest[digits..];
        if rest.is_empty() {
            return out;
        }
        match [", and ", ", ", " and "].iter().find_map(|sep| rest.strip_prefix(sep)) {
            Some(next) => rest = next,
            None => return Vec::new(),
        }
    }
}

/// The article numbers that a text points at, in order, each once.
pub fn mentioned(text: &str) -> Vec<Ref> {
    let mut out = Vec::new();
    for segment in segments(text) {
        if let Segment::See(number) = segment
            && !out.contains(&number)
        {
            out.push(number);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_back_as_it_is_printed() {
        for text in ["2604170012", "1703270043", "9912319999", "17032704"] {
            assert_eq!(text.parse::<Ref>().map(|r| r.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn a_wrong_number_is_no_ref() {
        for text in ["2604170000", "2613170001", "260417001", "26041700121", "260417001x", "", "２６０４１７００１２"]
        {
            assert!(text.parse::<Ref>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_see_bracket_is_cut_at_its_numbers() {
        let text = "It said so (see 2604160022 and 2604150007), again (see the notice), and (see 2601140009, 2601140010 and 2601140011).";
        let joined: String = segments(text)
            .iter()
            .map(|s| match s {
                Segment::Words(words) => (*words).to_owned(),
                Segment::See(number) => number.to_string(),
            })
            .collect();
        assert_eq!(joined, text);
        assert_eq!(mentioned(text).len(), 5);
    }

    #[test]
    fn a_bracket_with_a_false_number_is_words() {
        assert!(mentioned("(see 2604160022 and so on) (see 123) (see 2613990001) (see ").is_empty());
    }
}
