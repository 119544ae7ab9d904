//! The issue of April 15, 2016: 146 documents, of which an editor of a trade daily would tell a dozen.

use model::document::Kind;
use understand::relevance;

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
    for arrival in &arrivals {
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
