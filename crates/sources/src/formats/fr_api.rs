//! What the answers of the Federal Register's API have in common: listings and single records, agencies, kinds of document.
//! Field types are those seen in its answers of 2020 and 2026, which differ.

use model::document::{DocumentId, Kind};
use model::note::Note;
use serde_json::{Map, Value};

use crate::formats::fr_numbers::document_number;
use crate::formats::json::{Record, short};
use crate::formats::remarks::Remarks;
use crate::formats::text::{fold, slug, title_case};
use crate::stanza::Stanza;
use crate::us::agencies;

/// The largest API answer that is read, in bytes: a listing of a thousand documents with all fields has about 4 million.
pub const ANSWER_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The most records that one answer may hold: the API gives a thousand a page.
const RECORDS_MAX: usize = 20_000;

/// An answer of the API, before its records are read.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// Records, with what the answer says about itself.
    Records {
        /// The records.
        records: Vec<Map<String, Value>>,
        /// How many documents there are in all, where the answer says so.
        count: Option<u64>,
        /// Where the next page is.
        next_page: Option<String>,
    },
    /// The answer says that there is no document.
    Nothing,
}

/// Sorts an answer: a listing, several documents, or one. The error is a sentence.
pub fn answer(value: Value, remarks: &mut Remarks) -> Result<Answer, String> {
    let Value::Object(mut map) = value else {
        return Err("The answer is JSON, but neither a listing nor a document.".to_owned());
    };
    let count = map.get("count").and_then(Value::as_u64);
    let next_page = map.get("next_page_url").and_then(Value::as_str).map(str::to_owned);
    match map.shift_remove("results") {
        Some(Value::Array(results)) if results.len() > RECORDS_MAX => Err(format!(
            "The answer lists {} documents, more than the {RECORDS_MAX} that are read at once.",
            results.len()
        )),
        Some(Value::Array(results)) if !results.is_empty() => {
            let mut records = Vec::with_capacity(results.len());
            for (at, result) in results.into_iter().enumerate() {
                match result {
                    Value::Object(record) => records.push(record),
                    _ => remarks.add(Note::lost(
                        format!("results[{at}]"),
                        "This result is not a record; it could not be read.",
                    )),
                }
            }
            Ok(Answer::Records { records, count, next_page })
        }
        Some(Value::Array(_)) | None if count == Some(0) => Ok(Answer::Nothing),
        Some(Value::Array(_)) if count.is_none() => Ok(Answer::Nothing),
        Some(_) => Err(match count {
            Some(count) => format!("The answer says that there are {count} documents, but lists none."),
            None => "The answer's results are not a list.".to_owned(),
        }),
        None if map.contains_key("document_number") || map.contains_key("html_url") => {
            Ok(Answer::Records { records: vec![map], count: Some(1), next_page: None })
        }
        None => {
            let said = map.get("errors").or_else(|| map.get("message")).or_else(|| map.get("error"));
            let said = said.map(|said| format!(" It says: {}.", short(&said.to_string()))).unwrap_or_default();
            Err(format!("The answer is JSON, but neither a listing nor a document.{said}"))
        }
    }
}

/// The number of a record: its own field, else the one in its addresses, which limited listings have instead.
pub fn number_of(record: &mut Record<'_>, map_addresses: &[Option<String>]) -> Option<String> {
    let own = record.text("document_number").and_then(|text| document_number(&text));
    own.or_else(|| map_addresses.iter().flatten().find_map(|url| number_in(url)))
}

/// The document number in an address of the publisher's: `…/documents/2025/09/11/2025-17524/hazardous-waste…`,
/// `…/api/v1/documents/2019-19930?…`, `…/2016/04/15/2016-08717.xml`.
pub fn number_in(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let segments: Vec<&str> = path.split('/').collect();
    let at = segments.iter().rposition(|segment| segment.len() == 2 && segment.parse::<u8>().is_ok());
    let candidate = match at {
        Some(day) => segments.get(day + 1)?,
        None => segments.last()?,
    };
    let candidate = candidate.rsplit_once('.').map_or(*candidate, |(stem, _)| stem);
    document_number(candidate)
}

/// The document's name on every instance.
pub fn id_of(number: &str) -> DocumentId {
    DocumentId::numbered("fr", number)
}

/// The kind that the publisher's `type` says, by the stanza's table.
pub fn kind_of(record: &mut Record<'_>, stanza: &Stanza) -> Option<Kind> {
    let label = record.text("type")?;
    let kind = stanza.lookup("types", &label).and_then(|word| word.parse().ok());
    if kind.is_none() {
        let slug = &stanza.slug;
        record.odd(format!(
            "The type '{}' is not in the table of {slug}; the document came in without a kind.",
            short(&label)
        ));
    }
    kind
}

/// Agencies: slugs, parents first, and names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Agencies {
    /// The publisher's slugs.
    pub slugs: Vec<String>,
    /// The names.
    pub names: Vec<String>,
}

/// One agency of a record. An agency that the site does not know has only its printed name.
struct Agency {
    id: Option<u64>,
    parent: Option<u64>,
    name: Option<String>,
    slug: Option<String>,
}

/// Takes the agencies of a record; from `agency_names` where it has no more.
pub fn agencies(record: &mut Record<'_>) -> Agencies {
    let names = record.texts("agency_names");
    let mut known = Vec::new();
    match record.value("agencies") {
        None => {}
        Some(Value::Array(values)) => {
            for value in values {
                match agency(&value) {
                    Some(agency) => known.push(agency),
                    None => record
                        .odd("An agency of this record has neither a name nor a slug; it was left out.".to_owned()),
                }
            }
        }
        Some(_) => record.odd("The field agencies is not a list; it was left out.".to_owned()),
    }
    if known.is_empty() {
        return Agencies {
            slugs: names.iter().map(|name| slug(name)).filter(|slug| !slug.is_empty()).collect(),
            names,
        };
    }
    let mut out = Agencies::default();
    for agency in parents_first(known) {
        push_once(&mut out.slugs, agency.slug);
        push_once(&mut out.names, agency.name);
    }
    out
}

fn agency(value: &Value) -> Option<Agency> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(fold).filter(|text| !text.is_empty());
    let number = |name: &str| value.get(name).and_then(Value::as_u64);
    let name = text("name").or_else(|| text("raw_name").map(|name| title_case(&name)));
    let slug = text("slug").or_else(|| name.as_deref().and_then(agencies::slug_of));
    (name.is_some() || slug.is_some()).then(|| Agency { id: number("id"), parent: number("parent_id"), name, slug })
}

/// The publisher's order, but a department before its bureau.
fn parents_first(mut rest: Vec<Agency>) -> Vec<Agency> {
    let mut out = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let waits = |agency: &Agency| {
            agency.parent.is_some() && rest.iter().any(|other| other.id == agency.parent && other.id != agency.id)
        };
        // A circle of parents, which only a wrong answer can hold, is broken at its first member.
        let at = rest.iter().position(|agency| !waits(agency)).unwrap_or(0);
        out.push(rest.remove(at));
    }
    out
}

fn push_once(list: &mut Vec<String>, item: Option<String>) {
    if let Some(item) = item
        && !list.contains(&item)
    {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_every_address() {
        for url in [
            "https://www.federalregister.gov/documents/2025/09/11/2025-17524/hazardous-waste-2020-08",
            "https://www.federalregister.gov/api/v1/documents/2025-17524?publication_date=2025-09-11",
            "https://www.federalregister.gov/documents/full_text/xml/2025/09/11/2025-17524.xml",
            "https://www.federalregister.gov/api/v1/documents/2025-17524.json",
        ] {
            assert_eq!(number_in(url).as_deref(), Some("2025-17524"), "{url}");
        }
        assert_eq!(number_in("https://www.federalregister.gov/"), None);
    }

    #[test]
    fn an_answer_is_sorted() {
        let sorted = |text: &str| answer(serde_json::from_str(text).expect("JSON"), &mut Remarks::default());
        assert_eq!(sorted(r#"{"count":0,"description":"x"}"#), Ok(Answer::Nothing));
        assert_eq!(sorted(r#"{"count":0,"results":[]}"#), Ok(Answer::Nothing));
        assert!(sorted(r#"{"count":3,"results":[]}"#).is_err());
        assert!(sorted(r#"{"errors":{"id":"bad"}}"#).is_err());
        assert!(sorted("[]").is_err());
    }

    #[test]
    fn a_department_comes_before_its_bureau() {
        let mut remarks = Remarks::default();
        let map = serde_json::json!({"agencies": [
            {"raw_name": "OFFICE X"}, {"name": "B", "id": 2, "parent_id": 1, "slug": "b"}, {"name": "A", "id": 1, "slug": "a"}, {}]});
        let Value::Object(map) = map else { panic!("object") };
        let mut record = Record::new(map, "x".into(), &mut remarks);
        assert_eq!(agencies(&mut record).slugs, ["office-x", "a", "b"]);
    }
}
