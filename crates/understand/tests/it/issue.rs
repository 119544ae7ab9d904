//! The issue of April 15, 2016: 146 documents, of which an editor of a trade daily would tell a dozen.

use model::citation::{Evidence, Place};
use model::document::Kind;
use model::draft::Block;
use model::findings::Arrival;
use understand::{draft, relevance};

use crate::shared;

#[test]
fn the_issue_of_april_15_2016_yields_a_dozen_stories() {
    let Some(arrivals) = shared::issue() else { return };
    assert_eq!(arrivals.len(), 146);
    let judged: Vec<_> = arrivals.iter().map(|arrival| (arrival, relevance::judge(arrival))).collect();
    for (arrival, judgement) in &judged {
        println!(
            "{} {:>3} {} | {:?} | {} | {}",
            if judgement.selected { "+" } else { "-" },
            judgement.score,
            judgement.rule,
            arrival.document.fields.agencies.last(),
            arrival.document.title(),
            judgement.sentence
        );
    }
    let selected = judged.iter().filter(|(_, judgement)| judgement.selected).count();
    assert!((10..=20).contains(&selected), "{selected} selected");
    let of = |title: &str| {
        &judged.iter().find(|(arrival, _)| arrival.document.title().contains(title)).expect("it is in the issue").1
    };
    let largest = judged.iter().max_by_key(|(_, judgement)| judgement.score).expect("a largest");
    assert_eq!(largest.0.document.title(), "Hizballah Financial Sanctions Regulations");
    assert_eq!(of("Silicomanganese From Ukraine").rule, "yes:ad-cvd-routine");
    assert_eq!(of("Certain Network Devices").rule, "yes:section-337");
    assert_eq!(of("Fresh Apple and Pear Fruit").rule, "yes:goods-border-rule");
    assert_eq!(of("Export and Inter-Array Cables").rule, "no:marine-mammal-permit");
    assert_eq!(of("Mylan Technologies").rule, "no:single-firm-registration");
}

#[test]
fn key_dates_of_the_issue_stand_in_their_paragraphs() {
    let Some(arrivals) = shared::issue() else { return };
    let mut found = 0;
    for arrival in arrivals {
        for date in &arrival.findings.dates {
            let Some(number) = date.paragraph else { continue };
            let paragraph = &arrival.document.fields.paragraphs[number as usize - 1];
            assert_eq!(understand::span::slice(&paragraph.text, date.start, date.end), date.quote);
            println!("{} {} {:?} {:?} | {}", arrival.document.id, date.role, date.on, date.last_day, date.quote);
            found += 1;
        }
    }
    assert!(found >= 80, "{found} dates");
    let rules = arrivals.iter().filter(|arrival| arrival.document.kind() == Kind::Rule);
    assert!(rules.filter(|arrival| !arrival.findings.dates.is_empty()).count() >= 6);
}

/// The words of a statement's evidence, where it is a place in the text.
fn evidence_words<'a>(arrival: &'a Arrival, evidence: &Evidence) -> Option<&'a str> {
    let Place::Paragraph { number, start, end } = evidence.place else { return None };
    assert_eq!(evidence.document, arrival.document.id);
    let paragraph = &arrival.document.fields.paragraphs[number as usize - 1];
    let words = understand::span::slice(&paragraph.text, start, end);
    assert_eq!(words.chars().count(), end - start, "the place lies within the paragraph");
    Some(words)
}

#[test]
fn every_draft_of_the_issue_is_sourced_and_quotes_exactly() {
    let Some(arrivals) = shared::issue() else { return };
    let zone = model::TimeZone::get("America/New_York").expect("bundled");
    for arrival in arrivals {
        let draft = draft::draft(std::slice::from_ref(arrival), &zone);
        let id = &arrival.document.id;
        assert!(draft.is_sourced(), "{id}");
        assert!(draft.facts.iter().all(|fact| !fact.evidence.is_empty()), "{id}");
        let length = draft.headline.chars().count();
        assert!((15..=90).contains(&length), "{id}: {length} characters: {}", draft.headline);
        for statement in draft.statements() {
            let text = statement.text();
            for words in statement.evidence.iter().filter_map(|evidence| evidence_words(arrival, evidence)) {
                let composed = !text.contains('“') || text.starts_with("The rule") || text.starts_with("It sets out");
                assert!(composed || text.contains(words), "{id}: “{words}” is not in: {text}");
            }
        }
    }
}

#[test]
fn selected_stories_have_teasers_and_bodies_of_their_length() {
    let Some(arrivals) = shared::issue() else { return };
    let zone = model::TimeZone::get("America/New_York").expect("bundled");
    let words = |text: &str| text.split_whitespace().count();
    for arrival in arrivals.iter().filter(|arrival| relevance::judge(arrival).selected) {
        let draft = draft::draft(std::slice::from_ref(arrival), &zone);
        let teaser = words(&draft.teaser_text());
        assert!((30..=75).contains(&teaser), "{}: {teaser} words: {}", arrival.document.id, draft.teaser_text());
        let body: usize = draft.body.iter().flat_map(Block::statements).map(|statement| words(&statement.text())).sum();
        assert!((80..=420).contains(&body), "{}: {body} words", arrival.document.id);
        let orders = [" must ", " need to ", " likely ", " will "];
        for statement in draft.statements().filter(|statement| !statement.text().contains('“')) {
            let quoted =
                statement.evidence.iter().any(|e| evidence_words(arrival, e) == Some(statement.text().as_str()));
            let said = orders.iter().find(|order| !quoted && statement.text().contains(*order));
            assert_eq!(said, None, "{}: {}", arrival.document.id, statement.text());
        }
    }
}
