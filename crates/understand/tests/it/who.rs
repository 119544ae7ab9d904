//! Who and where the issue of April 15, 2016 speaks of.

use model::findings::Arrival;
use model::who::{CountryMention, Words};
use understand::span;

use crate::shared;

/// The text in which words stand.
fn text_of<'a>(arrival: &'a Arrival, words: &Words) -> &'a str {
    let fields = &arrival.document.fields;
    match (words.paragraph, words.field.as_deref()) {
        (Some(number), _) => &fields.paragraphs[number as usize - 1].text,
        (None, Some("title")) => fields.title.as_deref().expect("a title"),
        (None, _) => fields.abstract_text.as_deref().expect("an abstract"),
    }
}

/// What stands round words, for people who check.
fn round<'a>(arrival: &'a Arrival, words: &Words) -> &'a str {
    span::slice(text_of(arrival, words), words.start.saturating_sub(40), words.end + 40)
}

/// The documents that were captured one by one; empty where the captures are absent.
fn singles() -> Vec<Arrival> {
    let Some(manifest) = shared::bytes("MANIFEST.jsonl") else { return Vec::new() };
    let manifest = String::from_utf8(manifest).expect("text");
    let entries = manifest.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let paths = entries.filter_map(|entry| Some(entry["path"].as_str()?.to_owned()));
    let wanted =
        paths.filter(|path| path.contains("/document-xml/") && path.trim_end_matches(".zst").ends_with(".xml"));
    let arrivals = wanted.flat_map(|path| {
        let body = shared::bytes(&path).expect("a capture");
        let name = path.split_once("/document-xml/").expect("it holds the folder").1.trim_end_matches(".zst");
        let url = format!("https://www.federalregister.gov/{name}");
        shared::arrivals(shared::read(&url, "2016-04-15T12:00:00Z", body))
    });
    arrivals.collect()
}

#[test]
fn countries_of_the_issue_stand_where_they_are_said_to() {
    let Some(arrivals) = shared::issue() else { return };
    let mut kinds = 0;
    let singles = singles();
    for arrival in arrivals.iter().chain(&singles) {
        for mention in &arrival.findings.country_mentions {
            let CountryMention { code, form, times, words } = mention;
            assert_eq!(span::slice(text_of(arrival, words), words.start, words.end), words.quote);
            println!("{} {code} {form} {times} | {}", arrival.document.id, round(arrival, words).replace('\n', " "));
            kinds += 1;
        }
    }
    assert!(kinds > 30, "{kinds} countries by their words");
    let of = |title: &str| {
        let found =
            arrivals.iter().find(|arrival| arrival.document.title().contains(title)).expect("it is in the issue");
        &found.findings
    };
    assert_eq!(of("Silicomanganese From Ukraine").countries, ["UA"]);
}
