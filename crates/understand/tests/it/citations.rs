//! Citations in the documents of April 15, 2016, against the finds of two other readers: their union is the floor.

use std::io::Cursor;

use understand::cite;

use crate::shared;

/// One document of the sample: its text and what other patterns found in it.
fn sample() -> Option<Vec<serde_json::Value>> {
    let body = shared::bytes("citations/fr-2016-04-15-citations.jsonl.zst")?;
    let lines = std::io::BufRead::lines(Cursor::new(body)).map_while(Result::ok);
    Some(lines.filter_map(|line| serde_json::from_str(&line).ok()).collect())
}

#[test]
fn what_other_readers_found_is_found() {
    let Some(sample) = sample() else { return };
    let (mut wanted, mut missed) = (0, Vec::new());
    for document in &sample {
        let text = document["text"].as_str().expect("text");
        let found = cite::find(text);
        for hit in document["regex"].as_array().expect("hits") {
            wanted += 1;
            let start = usize::try_from(hit["start"].as_u64().unwrap_or(0)).expect("small");
            let canonical = hit["canonical"].as_str().unwrap_or_default();
            let same =
                |c: &&model::citation::Citation| c.start <= start && start < c.end && c.kind.as_str() == hit["type"];
            match found.iter().find(same) {
                // A range of pages or sections is canonical by its own rule; the first number agrees.
                Some(citation)
                    if canonical.starts_with(&citation.canonical) || citation.canonical.starts_with(canonical) => {}
                Some(citation) => missed.push(format!("{canonical} read as {}", citation.canonical)),
                None => missed.push(format!("{} {canonical}: {}", document["document"], hit["text"])),
            }
        }
        for hit in document["eyecite"].as_array().expect("hits") {
            let printed = hit["text"].as_str().unwrap_or_default();
            let ours = printed.contains(" FR ") || printed.starts_with("Pub") || printed.contains("U.S.C.");
            let start = usize::try_from(hit["start"].as_u64().unwrap_or(0)).expect("small");
            if ours {
                wanted += 1;
                if !found.iter().any(|citation| citation.start <= start && start < citation.end) {
                    missed.push(format!("{} {printed}", document["document"]));
                }
            }
        }
    }
    println!("{wanted} wanted, {} missed: {missed:#?}", missed.len());
    assert!(wanted > 700 && missed.len() * 100 <= wanted, "{} of {wanted} missed: {missed:?}", missed.len());
}

#[test]
fn kinds_that_are_rare_are_not_seen_everywhere() {
    let Some(sample) = sample() else { return };
    for document in &sample {
        let text = document["text"].as_str().expect("text");
        for citation in cite::find(text) {
            assert_eq!(understand::span::slice(text, citation.start, citation.end), citation.text);
            // No document of that day speaks of export control numbers.
            assert_ne!(
                citation.kind,
                model::citation::CitationKind::Eccn,
                "{} in {}",
                citation.text,
                document["document"]
            );
        }
    }
}
