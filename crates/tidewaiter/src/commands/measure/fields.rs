//! What heads of documents name (agencies, parts of the CFR, dockets, RINs) against the publisher's own fields and marks.
//! The index is captured with those fields for few documents; it fills them from the marks of the printed head, which are held against here.

use std::path::Path;

use model::citation::CitationKind;
use serde_json::{Value, json};

use super::{Score, capture, page, reading, word};
use crate::ending::Ending;

/// Answers of the index whose agencies have both the printed name and the slug.
const RECORDS: &[&str] =
    &["2020-08/document.jsonc", "2020-08/documents_search.jsonc.zst", "2020-08/public_documents_current.jsonc"];
/// All agencies of the index.
const AGENCIES: &str = "federal-register/api-json/2020-08/agencies.jsonc.zst";
/// Scores of agencies, then of numbers.
pub(super) fn scores(data: &Path) -> Result<Vec<Score>, Ending> {
    let mut scores = vec![by_printed_name(data)?];
    scores.extend(heads(data)?);
    Ok(scores)
}

fn json(data: &Path, file: &str) -> Result<Value, Ending> {
    serde_json::from_slice(&capture(data, file)?).map_err(|error| Ending::wrong(format!("{file} is no JSON: {error}.")))
}

/// Records of the index of which nothing is left of an agency but how the document prints it.
fn by_printed_name(data: &Path) -> Result<Score, Ending> {
    let mut score = Score::whole("agencies", "records of the index", "slug");
    for file in RECORDS {
        let value = json(data, &format!("federal-register/api-json/{file}"))?;
        let records = value["results"].as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for record in records {
            let agencies = record["agencies"].as_array().map_or(&[][..], Vec::as_slice);
            let wanted: Vec<String> = agencies.iter().map(|agency| word(&agency["slug"]).to_owned()).collect();
            let printed: Vec<Value> = agencies.iter().map(|agency| json!({ "raw_name": agency["raw_name"] })).collect();
            let bare = json!({
                "document_number": record["document_number"],
                "type": record["type"],
                "title": record["title"],
                "publication_date": record["publication_date"],
                "html_url": record["html_url"],
                "agencies": printed,
            });
            for rendition in reading::index(bare.to_string().into_bytes())? {
                score.compare(&wanted, &rendition.fields.agencies, || {
                    printed.iter().map(|p| word(&p["raw_name"])).collect::<Vec<_>>().join(", ")
                });
            }
        }
    }
    Ok(score)
}

/// The heads of captured documents: each agency must be one that the index knows, and the running text must name what the marks name.
fn heads(data: &Path) -> Result<Vec<Score>, Ending> {
    let known = json(data, AGENCIES)?;
    let known: Vec<&str> = known.as_array().into_iter().flatten().map(|agency| word(&agency["slug"])).collect();
    let mut listed = Score::part("agencies", "heads of documents", "slug is listed");
    let of_head = |sort: CitationKind| Score::whole("numbers", "heads of documents", sort.as_str());
    let mut numbers = [CitationKind::Cfr, CitationKind::Docket, CitationKind::Rin].map(|sort| (sort, of_head(sort)));
    for file in reading::files(data)? {
        for rendition in reading::full_text(data, &file)? {
            for slug in &rendition.fields.agencies {
                listed.compare(&[slug.as_str()], &known, || rendition.document.to_string());
            }
        }
        let printed = String::from_utf8_lossy(&capture(data, &file)?).into_owned();
        for head in printed.split("<PREAMB>").skip(1) {
            let head = head.split("</PREAMB>").next().unwrap_or_default();
            let head = head.split("<SUBJECT>").next().unwrap_or_default();
            let text = page::words(head);
            let found = understand::cite::find(&text);
            for (sort, score) in &mut numbers {
                let mut found: Vec<&str> =
                    found.iter().filter(|c| c.kind == *sort).map(|c| c.canonical.as_str()).collect();
                found.sort_unstable();
                found.dedup();
                let wanted = marked(head, *sort);
                let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
                score.compare(&wanted, &found, || text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
    Ok(std::iter::once(listed).chain(numbers.map(|(_, score)| score)).collect())
}

/// What the publisher's marks in a head name, in our form, each once.
fn marked(head: &str, sort: CitationKind) -> Vec<String> {
    let (tag, read): (&str, fn(&str, &mut Vec<String>)) = match sort {
        CitationKind::Cfr => ("CFR", parts),
        CitationKind::Rin => ("RIN", rins),
        _ => ("DEPDOC", dockets),
    };
    let mut out = Vec::new();
    for marked in head.split(&format!("<{tag}>")).skip(1) {
        read(&page::words(marked.split("</").next().unwrap_or_default()), &mut out);
    }
    out.sort();
    out.dedup();
    out
}

/// `12 CFR Parts 208 and 225`, `34 CFR Chapter II`.
fn parts(marked: &str, out: &mut Vec<String>) {
    let mut title = "";
    let words: Vec<&str> = marked.split([' ', ',', ';', '\n']).filter(|word| !word.is_empty()).collect();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        if words.get(at + 1) == Some(&"CFR") {
            title = word;
        } else if before.eq_ignore_ascii_case("chapter") {
            out.push(format!("{title} CFR Ch. {word}"));
        } else if word.starts_with(|c: char| c.is_ascii_digit()) && !title.is_empty() {
            out.push(format!("{title} CFR {word}"));
        }
    }
}

fn rins(marked: &str, out: &mut Vec<String>) {
    let words = marked.split([' ', ',', ';', '\n']).filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    out.extend(words.map(str::to_owned));
}

/// What is called a docket, a file or an investigation, and what has a docket's form: an agency, a year, a number.
fn dockets(marked: &str, out: &mut Vec<String>) {
    const CALLED: &[&str] = &["Docket No", "Docket ID", "File No", "Investigation No"];
    let pieces = marked.split([';', '[', ']']).flat_map(|piece| piece.split(" FRL")).map(str::trim);
    for piece in pieces {
        let called = CALLED.iter().find_map(|called| piece.strip_prefix(called));
        let name = called.unwrap_or(piece).trim_start_matches(['.', ':', ' ']).replace('—', "-").replace("- ", "-");
        if name.contains("s. 701-TA") {
            continue;
        }
        if called.is_some() || has_form(&name) {
            // `ATF 2013R-9F` is called `ATF-2013R-9F` on regulations.gov.
            let (agency, rest) = name.split_once(' ').unwrap_or_default();
            out.push(if rest.starts_with("20") { format!("{agency}-{rest}") } else { name });
        }
    }
}

fn has_form(name: &str) -> bool {
    let (agency, rest) = name.split_once('-').unwrap_or_default();
    let capitals = !agency.is_empty() && agency.chars().all(|c| c.is_ascii_uppercase());
    let number = |piece: &&str| piece.len() > 1 && piece.trim_start_matches('N').chars().all(|c| c.is_ascii_digit());
    let numbers: Vec<&str> = rest.split('-').filter(number).collect();
    capitals && numbers.len() > 1 && numbers.iter().any(|piece| piece.len() == 4 && piece.starts_with("20"))
}
