//! What must hold of the dates of any text; run by the fuzz target `dates` and by the tests of `understand`.

use model::document::{Fields, Kind, Paragraph, Part};
use model::findings::{Basis, DateRole};

/// Reads a text as a document: its first line as words on dates, the second as an amendment, the others as running text. Panics where the
/// reader breaks its word: a quotation is what stands at its place, what is computed names its rule, a last day lies not behind its day, and the
/// same document gives the same dates.
pub fn check(text: &str) {
    let part = |number| match number {
        0 => Part::Dates,
        1 => Part::Amendment,
        _ => Part::Body,
    };
    let paragraphs =
        text.lines().enumerate().map(|(number, line)| Paragraph { part: part(number), text: line.to_owned() });
    let fields = Fields {
        kind: Some(Kind::Rule),
        published_on: "2016-04-15".parse().ok(),
        paragraphs: paragraphs.collect(),
        ..Fields::default()
    };
    let found = understand::dates::key_dates(&fields);
    for date in &found {
        let number = date.paragraph.expect("a document without fields has its dates from its text") as usize;
        let printed = &fields.paragraphs[number - 1].text;
        assert_eq!(understand::span::slice(printed, date.start, date.end), date.quote, "{date:?}");
        assert!(!date.quote.is_empty(), "{date:?}");
        assert!(date.basis != Basis::Computed || date.rule.is_some(), "{date:?}");
        assert!(date.on.is_some() || date.rule.is_some(), "{date:?}");
        assert!(date.role == DateRole::ReviewPeriod || date.last_day <= date.on, "{date:?}");
    }
    assert_eq!(found, understand::dates::key_dates(&fields), "the same document, other dates");
}
