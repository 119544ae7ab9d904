//! Citations: against 38 documents that were labelled by hand, and against what two other readers find in a day's documents.
//! The labels hold no text, only where a citation stands in a capture, its type and what it is called.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use model::citation::Citation;
use serde_json::{Value, json};

use super::page::words;
use super::{Score, capture, number, word};
use crate::ending::Ending;

/// One line a document: the capture, the document in it where it holds several, how many characters of it were read, and its citations
/// as `[start, end, type, canonical, pinpoint]`.
const LABELS: &str = include_str!("citations.jsonl");
/// A day's documents with the finds of simple patterns and of eyecite, of which neither has all.
const FLOOR: &str = "citations/fr-2016-04-15-citations.jsonl.zst";

/// Scores by type, the whole first.
pub(super) fn scores(data: &Path) -> Result<Vec<Score>, Ending> {
    let mut scores = labelled(data)?;
    scores.extend(floor(data)?);
    Ok(scores)
}

/// Scores by type, of one set.
type ByType = BTreeMap<String, Score>;

/// Against the labels: place, type, name and pinpoint must be the same.
fn labelled(data: &Path) -> Result<Vec<Score>, Ending> {
    let mut scores = ByType::new();
    let mut texts = HashMap::new();
    for line in LABELS.lines() {
        let document: Value = serde_json::from_str(line)
            .map_err(|error| Ending::not_done(format!("A line of the labels is no JSON: {error}.")))?;
        let text = text(data, &document, &mut texts)?;
        let found: Vec<Label> = understand::cite::find(&text).iter().map(label).collect();
        let labels: Vec<Label> = document["labels"].as_array().into_iter().flatten().map(labelled_as).collect();
        let sorts: BTreeSet<&str> = found.iter().chain(&labels).map(|label| label.0.as_str()).collect();
        for sort in sorts {
            let of =
                |all: &[Label]| -> Vec<String> { all.iter().filter(|l| l.0 == sort).map(|l| l.1.clone()).collect() };
            let score = scores.entry(sort.to_owned());
            let score = score.or_insert_with(|| Score::whole("citations", "labelled by hand", sort));
            let place = || format!("{} {}", word(&document["file"]), word(&document["document"]));
            score.compare(&of(&labels), &of(&found), place);
        }
    }
    Ok(with_sum(scores))
}

/// A type, and all that is labelled of a citation.
type Label = (String, String);

fn labelled_as(label: &Value) -> Label {
    (word(&label[2]).to_owned(), label.to_string())
}

/// A citation as a label.
fn label(citation: &Citation) -> Label {
    labelled_as(&json!([citation.start, citation.end, citation.kind.as_str(), citation.canonical, citation.pinpoint]))
}

/// The text of a labelled document: of a mixed capture the document's, else all of it with tags taken for blanks.
fn text(data: &Path, document: &Value, texts: &mut HashMap<String, String>) -> Result<String, Ending> {
    let file = word(&document["file"]);
    let whole = if file == FLOOR {
        if texts.is_empty() {
            texts.extend(
                documents(data)?.into_iter().map(|d| (word(&d["document"]).to_owned(), word(&d["text"]).to_owned())),
            );
        }
        texts.get(word(&document["document"])).cloned().unwrap_or_default()
    } else {
        let printed = String::from_utf8_lossy(&capture(data, file)?).into_owned();
        if file.ends_with(".txt") { printed } else { words(&printed) }
    };
    Ok(match number(&document["chars"]) {
        Some(chars) => whole.chars().take(chars).collect(),
        None => whole,
    })
}

fn documents(data: &Path) -> Result<Vec<Value>, Ending> {
    let lines = capture(data, FLOOR)?;
    let parse = |line: &[u8]| {
        serde_json::from_slice(line).map_err(|error| Ending::wrong(format!("A line of {FLOOR} is no JSON: {error}.")))
    };
    lines.split(|b| *b == b'\n').filter(|line| !line.is_empty()).map(parse).collect()
}

/// Against other readers: what they find must be found, at the same place and as the same thing. That theirs is the head of a longer
/// name (`42 CFR 417.572-417` of a range) is their way of reading.
fn floor(data: &Path) -> Result<Vec<Score>, Ending> {
    let (mut patterns, mut eyecite) = (ByType::new(), ByType::new());
    for document in documents(data)? {
        let found = understand::cite::find(word(&document["text"]));
        for hit in document["regex"].as_array().map_or(&[][..], Vec::as_slice) {
            let name = word(&hit["canonical"]);
            let agrees = |c: &Citation| {
                hit["type"] == c.kind.as_str() && (c.canonical.starts_with(name) || name.starts_with(&c.canonical))
            };
            let score = patterns.entry(word(&hit["type"]).to_owned());
            let score = score.or_insert_with(|| Score::part("citations", "patterns' finds", word(&hit["type"])));
            tally(score, hit, &found, agrees);
        }
        for hit in document["eyecite"].as_array().map_or(&[][..], Vec::as_slice) {
            let score = eyecite.entry(word(&hit["kind"]).to_owned());
            let score = score.or_insert_with(|| Score::part("citations", "eyecite's finds", word(&hit["kind"])));
            tally(score, hit, &found, |_| true);
        }
    }
    let mut scores = with_sum(patterns);
    scores.extend(with_sum(eyecite));
    Ok(scores)
}

fn tally(score: &mut Score, hit: &Value, found: &[Citation], agrees: impl Fn(&Citation) -> bool) {
    score.wanted += 1;
    let (start, end) = (number(&hit["start"]).unwrap_or(0), number(&hit["end"]).unwrap_or(0));
    if found.iter().any(|c| c.start < end && start < c.end && agrees(c)) {
        score.met += 1;
    } else {
        score.wrong.push(word(&hit["text"]).to_owned());
    }
}

/// The scores, before them their sum.
fn with_sum(scores: ByType) -> Vec<Score> {
    let scores: Vec<Score> = scores.into_values().collect();
    let Some(first) = scores.first() else { return scores };
    let mut sum = Score { sort: "all".to_owned(), wrong: Vec::new(), ..first.clone() };
    for score in &scores[1..] {
        sum.wanted += score.wanted;
        sum.met += score.met;
        if let (Some(sum), Some(finds)) = (&mut sum.finds, score.finds) {
            sum.all += finds.all;
            sum.right += finds.right;
        }
    }
    std::iter::once(sum).chain(scores).collect()
}
