//! `adapter = "json"`: an answer in JSON that holds a list of records, whose places the stanza names by paths.

use std::collections::BTreeSet;
use std::io::BufRead;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use model::Timestamp;
use model::capture::CaptureHead;
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use serde_json::Value;

use crate::formats::address::{charset, is_one_of};
use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::remarks::Remarks;
use crate::generic::paging;
use crate::generic::records::{self, Record, Words};
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest answer that is read, in bytes: a thousand notices of ten kilobytes are ten million.
const JSON_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// The most records that are read.
const RECORDS_MAX: usize = 100_000;

const WORDS: Words = Words { within: "answer", place: "path", adapter: "json" };

/// A list of records in JSON.
pub struct Json {
    stanza: Stanza,
}

impl Json {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for Json {
    fn claims(&self, url: &str) -> bool {
        let addresses = &self.stanza.addresses;
        let is_page = |facts| paging::is_page(url, facts, addresses);
        is_one_of(url, addresses) || self.stanza.json.as_ref().is_some_and(is_page)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        self.stanza.ask_first(JSON_BYTES_MAX)
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let mut next = None;
        let found = self.found(head, body, &mut next, &mut remarks).unwrap_or_else(Found::Failed);
        let request = |url| Request { source: self.stanza.slug.clone(), url, size_bytes_max: JSON_BYTES_MAX };
        Reading { found, requests: next.map(request).into_iter().collect(), notes: remarks.finish() }
    }
}

impl Json {
    /// What an answer holds; beside it, the address of the page behind it.
    fn found(
        &self,
        head: &CaptureHead,
        body: &mut dyn BufRead,
        next: &mut Option<String>,
        remarks: &mut Remarks,
    ) -> Result<Found, String> {
        let answer = parsed(head, body, remarks)?;
        let path = self.stanza.json.as_ref().map_or("", |facts| facts.records.as_str());
        let list = listed(&answer, path)?;
        if list.len() > RECORDS_MAX {
            let count = list.len();
            return Err(format!(
                "The answer has {count} records; {RECORDS_MAX} are the most that are read of a source."
            ));
        }
        let mut all = Vec::with_capacity(list.len());
        for (at, value) in list.iter().enumerate() {
            match value.is_object() {
                true => all.push(JsonRecord { number: at + 1, value }),
                false => remarks.add(Note::lost(
                    format!("record {}", at + 1),
                    "It is no object of named values; it could not be read.",
                )),
            }
        }
        if all.is_empty() && !list.is_empty() {
            return Err(format!("None of the {} records of the answer is an object of named values.", list.len()));
        }
        let found = records::found(&all, &self.stanza, head, WORDS, None, remarks)?;
        self.name_unknown(&all, remarks);
        if let Some(facts) = &self.stanza.json {
            *next = paging::next(&head.url, &answer, list.is_empty(), facts, &self.stanza.addresses, remarks);
        }
        Ok(found)
    }

    /// Names what records hold and the stanza does not know.
    fn name_unknown(&self, records: &[JsonRecord<'_>], remarks: &mut Remarks) {
        let (documents, entries) = (&self.stanza.documents, &self.stanza.entries);
        let used =
            documents.iter().flat_map(|facts| facts.places()).chain(entries.iter().flat_map(|facts| facts.places()));
        let ignored = documents.iter().flat_map(|facts| &facts.ignored);
        let ignored = ignored.chain(entries.iter().flat_map(|facts| &facts.ignored)).map(String::as_str);
        let known: BTreeSet<String> = used.map(|(_, place)| place).chain(ignored).map(without_indexes).collect();
        for record in records {
            leaves(record.value, &mut String::new(), &known, &mut |path| remarks.unknown_field(path));
        }
    }
}

/// A record.
struct JsonRecord<'a> {
    number: usize,
    value: &'a Value,
}

impl Record for JsonRecord<'_> {
    fn place(&self) -> String {
        format!("record {}", self.number)
    }

    fn get(&self, place: &str) -> Vec<String> {
        let mut out = Vec::new();
        gather(self.value, place, &mut out);
        out
    }
}

/// The answer as JSON, in whatever encoding it came, or a sentence.
fn parsed(head: &CaptureHead, body: &mut dyn BufRead, remarks: &mut Remarks) -> Result<Value, String> {
    let bytes = limit::whole(body, JSON_BYTES_MAX, "answer", "of this source")?;
    let named = charset(head).and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(&bytes).is_ok() => UTF_8,
        // JSON is UTF-8 (RFC 8259, 8.1); what is none was written by an office that does not know.
        None => named.filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252),
    };
    let (text, _, has_replaced) = encoding.decode(&bytes);
    if encoding != UTF_8 || has_replaced {
        let text = format!(
            "It is no UTF-8, as JSON is to be, and was read as {}; see whether names are right.",
            encoding.name()
        );
        remarks.add(Note::odd("encoding", text));
    }
    match text.trim_start().chars().next() {
        None => Err("The answer is empty: no JSON, no records, not even a stated zero.".to_owned()),
        Some('<') => Err("The answer is a web page, or XML, where JSON is expected.".to_owned()),
        Some(_) => serde_json::from_str(&text).map_err(|error| match error.classify() {
            serde_json::error::Category::Eof => "The answer breaks off before its end.".to_owned(),
            _ => format!("The answer is not well-formed JSON ({error})."),
        }),
    }
}

/// The list of records at a path.
fn listed<'a>(answer: &'a Value, path: &str) -> Result<&'a Vec<Value>, String> {
    let mut value = answer;
    for name in path.split('.').filter(|name| !name.is_empty()) {
        let next = match value {
            Value::Object(map) => map.get(name),
            Value::Array(list) => name.parse().ok().and_then(|at: usize| list.get(at)),
            _ => None,
        };
        value =
            next.ok_or_else(|| format!("The answer has no '{path}': '{name}' is not in it. {}", there_is(value)))?;
    }
    let place = if path.is_empty() { "The answer itself".to_owned() } else { format!("What stands at '{path}'") };
    value.as_array().ok_or_else(|| format!("{place} is no list. {}", there_is(value)))
}

/// What stands in the place of what was looked for, and what to do.
fn there_is(value: &Value) -> String {
    let holds = match value {
        Value::Object(map) => {
            let names: Vec<&str> = map.keys().map(String::as_str).collect();
            format!("There is: {}.", short(&names.join(", ")))
        }
        Value::Array(list) => format!("There is a list of {}.", list.len()),
        _ => "There is a single value.".to_owned(),
    };
    format!("{holds} See whether the publisher changed the answer, and put records right in the stanza's [json].")
}

/// Gathers the texts at a path: of all members of a list, unless a number picks one.
fn gather(value: &Value, path: &str, out: &mut Vec<String>) {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    match value {
        Value::Array(list) => match name.parse::<usize>() {
            Ok(at) => list.get(at).into_iter().for_each(|value| gather(value, rest, out)),
            Err(_) => list.iter().for_each(|value| gather(value, path, out)),
        },
        Value::Object(map) if !name.is_empty() => map.get(name).into_iter().for_each(|value| gather(value, rest, out)),
        Value::String(text) if path.is_empty() && !text.trim().is_empty() => out.push(text.clone()),
        Value::Number(number) if path.is_empty() => out.push(number.to_string()),
        Value::Bool(value) if path.is_empty() => out.push(value.to_string()),
        _ => {}
    }
}

/// A path without the numbers that pick from lists.
fn without_indexes(path: &str) -> String {
    let names: Vec<&str> = path.split('.').filter(|name| name.parse::<usize>().is_err()).collect();
    names.join(".")
}

/// Tells the path of every value that is under none of the known ones.
fn leaves(value: &Value, path: &mut String, known: &BTreeSet<String>, tell: &mut dyn FnMut(&str)) {
    if known.contains(path.as_str()) {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|value| leaves(value, path, known, tell)),
        Value::Object(map) => {
            for (name, value) in map {
                let end = path.len();
                if end > 0 {
                    path.push('.');
                }
                path.push_str(name);
                leaves(value, path, known, tell);
                path.truncate(end);
            }
        }
        Value::Null => {}
        _ => tell(path),
    }
}
