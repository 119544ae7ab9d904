//! Citations: against 38 documents that were labelled by hand, and against what two other readers find in a day's documents.
//! The labels hold no text, only where a citation stands in a capture, its type and what it is called.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use model::citation::Citation;
use serde_json::Value;

use super::{Score, capture};
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

/// Wanted, found, right of one type.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    wanted: usize,
    found: usize,
    right: usize,
}

/// Against the labels: place, type, name and pinpoint must be the same.
fn labelled(data: &Path) -> Result<Vec<Score>, Ending> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut texts = HashMap::new();
    for line in LABELS.lines() {
        let document: Value = serde_json::from_str(line)
            .map_err(|error| Ending::not_done(format!("A line of the labels is no JSON: {error}.")))?;
        let text = text(data, &document, &mut texts)?;
        let found = understand::cite::find(&text);
        let labels = document["labels"].as_array().map_or(&[][..], Vec::as_slice);
        for citation in &found {
            let count = counts.entry(citation.kind.to_string()).or_default();
            count.found += 1;
            if labels.iter().any(|label| same(label, citation)) {
                count.right += 1;
            }
        }
        for label in labels {
            counts.entry(word(&label[2]).to_owned()).or_default().wanted += 1;
        }
    }
    Ok(table("labelled by hand", &counts, true))
}

fn same(label: &Value, citation: &Citation) -> bool {
    number(&label[0]) == Some(citation.start)
        && number(&label[1]) == Some(citation.end)
        && label[2] == citation.kind.as_str()
        && label[3] == citation.canonical.as_str()
        && label[4].as_str() == citation.pinpoint.as_deref()
}

fn number(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
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

/// The words of a page: each tag is a blank, named and numbered characters are put in.
fn words(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(if rest.starts_with('<') { '>' } else { ';' });
        let (put, taken) = match end {
            Some(end) if rest.starts_with('<') => (Some(' '), end + 1),
            Some(end) if end < 12 => (character(&rest[1..end]), end + 1),
            _ => (None, 1),
        };
        match put {
            Some(c) => out.push(c),
            None => out.push_str(&rest[..taken]),
        }
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "sect" => Some('§'),
        _ => None,
    }
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
    let (mut patterns, mut eyecite) = (BTreeMap::new(), BTreeMap::new());
    for document in documents(data)? {
        let found = understand::cite::find(word(&document["text"]));
        for hit in document["regex"].as_array().map_or(&[][..], Vec::as_slice) {
            let name = word(&hit["canonical"]);
            let agrees = |c: &&Citation| {
                hit["type"] == c.kind.as_str() && (c.canonical.starts_with(name) || name.starts_with(&c.canonical))
            };
            tally(&mut patterns, word(&hit["type"]), hit, &found, agrees);
        }
        for hit in document["eyecite"].as_array().map_or(&[][..], Vec::as_slice) {
            tally(&mut eyecite, word(&hit["kind"]), hit, &found, |_| true);
        }
    }
    let mut scores = table("patterns' finds", &patterns, false);
    scores.extend(table("eyecite's finds", &eyecite, false));
    Ok(scores)
}

fn tally(
    counts: &mut BTreeMap<String, Count>,
    sort: &str,
    hit: &Value,
    found: &[Citation],
    agrees: impl Fn(&&Citation) -> bool,
) {
    let count = counts.entry(sort.to_owned()).or_default();
    count.wanted += 1;
    let (start, end) = (number(&hit["start"]).unwrap_or(0), number(&hit["end"]).unwrap_or(0));
    if found.iter().filter(|c| c.start < end && start < c.end).any(|c| agrees(&c)) {
        count.right += 1;
    }
}

fn table(set: &'static str, counts: &BTreeMap<String, Count>, complete: bool) -> Vec<Score> {
    let sum = counts.values().fold(Count::default(), |sum, count| Count {
        wanted: sum.wanted + count.wanted,
        found: sum.found + count.found,
        right: sum.right + count.right,
    });
    let score = |sort: &str, count: Count| Score {
        what: "citations",
        set,
        sort: sort.to_owned(),
        wanted: count.wanted,
        right: count.right,
        found: complete.then_some(count.found),
    };
    std::iter::once(score("all", sum)).chain(counts.iter().map(|(sort, count)| score(sort, *count))).collect()
}
