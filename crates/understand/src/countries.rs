//! Countries as trade documents name them, with their ISO 3166-1 codes: the reading of the tables in `names`.
//! A word that may be a person, a place of the United States, a street or an animal counts only where what stands round it lets it.

mod around;
mod names;

use std::sync::LazyLock;

use model::who::CountryForm;
use names::{ADJECTIVES, COUNTRIES, HISTORICAL, REGIONS};

/// A name that a text may hold.
#[derive(Debug, Clone, Copy)]
struct Name {
    text: &'static str,
    code: &'static str,
    form: CountryForm,
}

/// All names, by their first two bytes, the longer ones first.
struct Names {
    /// For each pair of first bytes, where its names begin in `all` and where they end.
    ranges: [(u16, u16); PAIRS],
    all: Vec<Name>,
}

/// Twenty-six capitals, and the second byte by its lowest six bits.
const PAIRS: usize = 26 * 64;

/// Names that are not read in capitals: in capitals they are surnames, states of the United States or abbreviations as often as not.
const NOT_IN_CAPITALS: &[&str] =
    &["Jordan", "Chad", "Israel", "Turkey", "Guinea", "Macedonia", "Gaza", "Niger", "England"];

fn pair(first: u8, second: u8) -> usize {
    usize::from(first.wrapping_sub(b'A')) * 64 + usize::from(second & 63)
}

/// The tables in one.
fn all_names() -> Vec<Name> {
    let of_today = |(code, name, others): &'static (&'static str, &'static str, &'static [&'static str])| {
        std::iter::once(*name).chain(others.iter().copied()).map(move |text| Name {
            text,
            code,
            form: CountryForm::Name,
        })
    };
    let in_form = |form| move |&(code, text): &'static (&'static str, &'static str)| Name { text, code, form };
    let mut all: Vec<Name> = COUNTRIES.iter().flat_map(of_today).collect();
    // Tables and headings of older documents stand in capitals.
    let capitals = all.iter().filter(|name| !NOT_IN_CAPITALS.contains(&name.text)).filter_map(|name| {
        let upper = name.text.to_uppercase();
        (upper != name.text).then(|| Name { text: Box::leak(upper.into_boxed_str()), ..*name })
    });
    let capitals: Vec<Name> = capitals.collect();
    all.extend(capitals);
    all.extend(ADJECTIVES.iter().map(in_form(CountryForm::Adjective)));
    all.extend(HISTORICAL.iter().map(in_form(CountryForm::Historical)));
    all.extend(REGIONS.iter().map(in_form(CountryForm::Region)));
    // Where it stands unmistakably; `around` knows where.
    all.push(Name { text: "Georgia", code: "GE", form: CountryForm::Name });
    all
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let pair_of = |name: &Name| pair(name.text.as_bytes()[0], name.text.as_bytes()[1]);
    let mut all = all_names();
    all.sort_by_key(|name| (pair_of(name), std::cmp::Reverse(name.text.len())));
    let mut ranges = [(0, 0); PAIRS];
    for (at, name) in (0_u16..).zip(&all) {
        let range: &mut (u16, u16) = &mut ranges[pair_of(name)];
        *range = (if range.1 == 0 { at } else { range.0 }, at + 1);
    }
    Names { ranges, all }
});

impl Names {
    /// The longest name that begins at a capital of a text and ends where a word ends.
    fn at(&self, text: &str, at: usize) -> Option<&Name> {
        let bytes = text.as_bytes();
        let (from, to) = self.ranges[pair(*bytes.get(at)?, *bytes.get(at + 1)?)];
        if from == to {
            return None;
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let of_pair = &self.all[usize::from(from)..usize::from(to)];
        let begins = |name: &&Name| bytes[at..].starts_with(name.text.as_bytes());
        let ends = |name: &&Name| {
            let behind = text[at + name.text.len()..].chars().next();
            !name.text.ends_with(is_word) || !behind.is_some_and(is_word)
        };
        let found = of_pair.iter().find(|name| begins(name) && ends(name))?;
        (!text[..at].chars().next_back().is_some_and(is_word)).then_some(found)
    }
}

/// A country in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// ISO 3166-1 alpha-2, as in [`model::who::CountryMention`].
    pub code: &'static str,
    /// How it is named.
    pub form: CountryForm,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// The countries that a text names, each time that it does, in order. Not the United States. Linear in the text's length.
pub fn mentions(text: &str, mut with: impl FnMut(Mention)) {
    let names = &*NAMES;
    let bytes = text.as_bytes();
    // The end of the last name: `Georgia` behind `Armenia, ` is a country.
    let mut last = None;
    let mut at = 0;
    while let Some(capital) = bytes[at..].iter().position(u8::is_ascii_uppercase) {
        at += capital;
        let Some(name) = names.at(text, at) else {
            at += 1;
            continue;
        };
        let (start, end) = (at, at + name.text.len());
        at = end;
        let enumerated = || {
            last.is_some_and(|last| around::joins(&text[last..start]))
                || around::next_of_list(&text[end..]).is_some_and(|next| {
                    let at = end + next;
                    bytes[at].is_ascii_uppercase() && names.at(text, at).is_some_and(|next| next.text != "Georgia")
                })
        };
        if around::speaks_of_the_country(name.text, name.form, text, start, end, enumerated) {
            last = Some(end);
            with(Mention { code: name.code, form: name.form, start, end });
        }
    }
}

/// The code of a country by one of its names, exactly as written.
pub fn code_of(name: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(_, main, others)| *main == name || others.contains(&name)).map(|(code, _, _)| *code)
}

/// The name that we print for a code; the code itself where we know no name.
pub fn name_of(code: &str) -> &str {
    COUNTRIES.iter().find(|(known, _, _)| *known == code).map_or(code, |(_, name, _)| short(name))
}

/// Names that the table holds in a careful form, as a headline says them.
fn short(name: &'static str) -> &'static str {
    match name {
        "Republic of Georgia" => "Georgia",
        "Republic of Guinea" => "Guinea",
        "Republic of Niger" => "Niger",
        "Commonwealth of Dominica" => "Dominica",
        "Bailiwick of Jersey" => "Jersey",
        "Democratic Republic of the Congo" => "DR Congo",
        other => other,
    }
}

/// The codes of the countries of today that a text names, in order of first mention, each once. Not the United States. A country
/// that is no more is none of today, and one that England alone is named of is told by the mention, not here.
pub fn mentioned(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    mentions(text, |mention| {
        let known = out.iter().any(|known| known == mention.code);
        if !known && COUNTRIES.iter().any(|(code, _, _)| *code == mention.code) {
            out.push(mention.code.to_owned());
        }
    });
    out
}

#[cfg(test)]
mod tests;
