//! Dates of real documents against three hundred expressions labelled by hand, and against the index's own fields.

use std::collections::{HashMap, HashSet};

use model::document::Part;
use model::findings::{Arrival, Basis, DateRole, KeyDate};
use proptest::prelude::*;

use crate::shared;

#[path = "../../../../fuzz/bodies/dates.rs"]
mod body;

const LABELS: &str = include_str!("../labels/dates.jsonl");

/// One labelled expression: where it stands and what a careful reader takes from it; no role where it is nothing for a calendar.
struct Label {
    file: String,
    document: String,
    paragraph: u32,
    place: (usize, usize),
    role: Option<DateRole>,
    on: Option<String>,
    last_day: Option<String>,
    trigger: Option<String>,
    replaces: Option<String>,
}

fn labels() -> Vec<Label> {
    let read = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        let number = |name: &str| usize::try_from(value[name].as_u64().expect(name)).expect("small");
        Label {
            file: text("file").expect("a file"),
            document: text("document").expect("a document"),
            paragraph: u32::try_from(number("paragraph")).expect("small"),
            place: (number("start"), number("end")),
            role: text("role").map(|role| role.parse().expect("a role")),
            on: text("on"),
            last_day: text("last_day"),
            trigger: text("trigger"),
            replaces: text("replaces"),
        }
    };
    LABELS.lines().map(read).collect()
}

/// The documents of the labelled files, by file and number.
fn documents(labels: &[Label]) -> Option<HashMap<(String, String), Arrival>> {
    let files: HashSet<&str> = labels.iter().map(|label| label.file.as_str()).collect();
    let mut out = HashMap::new();
    for file in files {
        let arrivals = match file.strip_prefix("federal-register/document-xml/") {
            Some(path) => {
                let url = format!("https://www.federalregister.gov/{}", path.trim_end_matches(".zst"));
                shared::arrivals(shared::read(&url, "2016-10-04T12:00:00Z", shared::bytes(file)?))
            }
            None => shared::issue()?.to_vec(),
        };
        for arrival in arrivals {
            out.insert((file.to_owned(), arrival.document.id.to_string()), arrival);
        }
    }
    Some(out)
}

fn day(date: Option<model::Date>) -> Option<String> {
    date.map(|day| day.to_string())
}

/// Whether a record says what the label says of role and day.
fn same(label: &Label, date: &KeyDate) -> bool {
    label.role == Some(date.role)
        && match &label.on {
            Some(_) => label.on == day(date.on),
            None => date.on.is_none() && date.trigger == label.trigger,
        }
}

#[test]
fn three_hundred_labelled_expressions_are_read_as_a_reader_reads_them() {
    let labels = labels();
    let Some(documents) = documents(&labels) else { return };
    let (mut wanted, mut found, mut last, mut trigger, mut wrong) = (0, 0, 0, 0, Vec::new());
    for label in &labels {
        let arrival = &documents[&(label.file.clone(), label.document.clone())];
        let paragraph = &arrival.document.fields.paragraphs[label.paragraph as usize - 1];
        let printed = understand::span::slice(&paragraph.text, label.place.0, label.place.1);
        assert!(printed.chars().any(|c| c.is_ascii_digit()) || printed.contains("publication"), "{printed}");
        if label.role.is_none() {
            continue;
        }
        wanted += 1;
        let Some(date) = arrival.findings.dates.iter().find(|date| same(label, date)) else {
            wrong.push(format!("missed: {} {:?} {:?}: {printed}", label.document, label.role, label.on));
            continue;
        };
        found += 1;
        last += usize::from(day(date.last_day) == label.last_day);
        trigger += usize::from(date.trigger == label.trigger);
        if day(date.last_day) != label.last_day || date.trigger != label.trigger {
            wrong.push(format!(
                "{} {}: {:?} {:?}, not {:?} {:?}",
                label.document, date.role, date.last_day, date.trigger, label.last_day, label.trigger
            ));
        }
        if label.replaces.is_some() {
            assert_eq!(day(date.replaces), label.replaces);
        }
    }
    let (mut given, mut right) = (0, 0);
    for ((file, document), arrival) in &documents {
        let mine: Vec<&Label> =
            labels.iter().filter(|label| &label.file == file && &label.document == document).collect();
        for date in arrival.findings.dates.iter().filter(|date| covered(arrival, date, &mine)) {
            given += 1;
            if mine.iter().any(|label| same(label, date)) {
                right += 1;
            } else {
                wrong.push(format!(
                    "not labelled: {document} {} {:?} {:?}: {}",
                    date.role, date.on, date.trigger, date.quote
                ));
            }
        }
    }
    wrong.sort();
    println!("{}", wrong.join("\n"));
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    println!(
        "dates, {} labelled: precision {:.3} ({right}/{given}), recall {:.3} ({found}/{wanted}), last day {:.3}, trigger {:.3}",
        labels.len(),
        share(right, given),
        share(found, wanted),
        share(last, found),
        share(trigger, found)
    );
    assert!(labels.len() >= 300);
    for (part, whole) in [(right, given), (found, wanted), (last, found), (trigger, found)] {
        assert!(share(part, whole) >= 0.97, "{part} of {whole}");
    }
}

/// Whether the labels say all that is to be said of the place of a record: words on dates wholly, other paragraphs where they were read.
fn covered(arrival: &Arrival, date: &KeyDate, labels: &[&Label]) -> bool {
    let Some(number) = date.paragraph else { return false };
    let dates = arrival.document.fields.paragraphs[number as usize - 1].part == Part::Dates;
    dates
        || labels
            .iter()
            .any(|label| label.paragraph == number && date.start <= label.place.0 && label.place.1 <= date.end)
}

#[test]
fn the_index_s_own_fields_agree() {
    let mut counts = [[0usize; 3]; 2];
    for file in ["2020-08/document.jsonc", "2020-08/documents_search.jsonc.zst"] {
        let Some(body) = shared::bytes(&format!("federal-register/api-json/{file}")) else { return };
        let value: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let list = value["results"].as_array().cloned().unwrap_or_else(|| vec![value]);
        for record in list {
            let Some(text) = record["dates"].as_str() else { continue };
            let fields = model::document::Fields {
                dates_text: Some(text.to_owned()),
                published_on: record["publication_date"].as_str().and_then(|day| day.parse().ok()),
                kind: (record["type"] == "Rule").then_some(model::document::Kind::Rule),
                title: record["title"].as_str().map(str::to_owned),
                action: record["action"].as_str().map(str::to_owned),
                ..Default::default()
            };
            let found = understand::dates::key_dates(&fields);
            for (at, (field, roles)) in [
                ("effective_on", [DateRole::Effective, DateRole::DelayedTo].as_slice()),
                ("comments_close_on", [DateRole::CommentsClose].as_slice()),
            ]
            .into_iter()
            .enumerate()
            {
                let ours = found
                    .iter()
                    .find(|date| roles.contains(&date.role) && date.on.is_some())
                    .and_then(|date| day(date.on));
                let theirs = record[field].as_str().map(str::to_owned);
                counts[at][0] += usize::from(theirs.is_some());
                counts[at][1] += usize::from(ours.is_some());
                counts[at][2] += usize::from(theirs.is_some() && ours == theirs);
                assert_eq!(ours, theirs, "{field} of {text}");
            }
        }
    }
    println!("effective_on: {} in the index, {} read, {} the same", counts[0][0], counts[0][1], counts[0][2]);
    println!("comments_close_on: {} in the index, {} read, {} the same", counts[1][0], counts[1][1], counts[1][2]);
    assert!(counts[0][2] >= 1);
}

#[test]
fn every_record_quotes_its_words_and_says_how_it_is_known() {
    let labels = labels();
    let Some(documents) = documents(&labels) else { return };
    for arrival in documents.values() {
        for date in &arrival.findings.dates {
            let Some(number) = date.paragraph else { continue };
            let text = &arrival.document.fields.paragraphs[number as usize - 1].text;
            assert_eq!(understand::span::slice(text, date.start, date.end), date.quote);
            assert!(date.basis != Basis::Computed || date.rule.is_some(), "{date:?}");
            assert!(date.on.is_some() || date.rule.is_some(), "{date:?}");
            assert!(
                date.last_day.is_none() || date.last_day <= date.on || date.role == DateRole::ReviewPeriod,
                "{date:?}"
            );
        }
    }
}

#[test]
fn a_rule_of_six_hundred_pages_is_read_in_a_moment() {
    let labels = labels();
    let Some(documents) = documents(&labels) else { return };
    let mut whole = model::document::Fields::default();
    let mut bytes = 0;
    let mut arrivals: Vec<_> = documents.iter().collect();
    arrivals.sort_by_key(|(name, _)| (*name).clone());
    for paragraph in arrivals.iter().flat_map(|(_, arrival)| &arrival.document.fields.paragraphs) {
        // A printed page holds about 7,200 characters.
        if bytes < 600 * 7_200 {
            bytes += paragraph.text.len();
            whole.paragraphs.push(paragraph.clone());
        }
    }
    let began = std::time::Instant::now();
    let found = understand::dates::key_dates(&whole);
    println!("{} dates in {:.1} MB: {:?}", found.len(), bytes as f64 / 1e6, began.elapsed());
    assert!(bytes > 600 * 7_000 && found.len() > 50);
    // The promise of half a second is for the optimized program; a test is built without.
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

/// Pieces out of which sentences on dates are made, and near misses, so that chance puts them together wrongly.
const PIECES: &str = "(This rule is effective |Comments must be received |on or before |no later than |by |before |until |through |after |from |between \
    |January 1|May 18, 2016|June 31|February 29, 2015|12/31/16|2016-05-29|1-1-1|May 1-3, 2016|Dec\\. 25|12:01 a\\.m\\. |midnight |Eastern |at |on \
    |, | and |\\. |; |—|–|-|within |30 days |ten \\(10\\) working days |2 months |of publication|after the date of publication in the Federal Register\
    |after receipt|upon filing for public inspection|delayed until |extended to |is hearing |will expire |goods laden aboard |en route |report \
    |the effective date |\n|§|\u{a0}|\u{2009}|\u{ad}|é|[0-9]{1,5}|[A-Z]|[.,;:()/ -])";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000)))]

    #[test]
    fn dates_of_any_text_are_what_stands_there(text in "\\PC{0,120}") {
        body::check(&text);
    }

    #[test]
    fn dates_of_pieces_in_any_order_are_what_stands_there(
        text in proptest::string::string_regex(&format!("({PIECES}){{0,16}}")).expect("the pieces are a pattern")
    ) {
        body::check(&text);
    }
}
