//! A JSON object out of which fields are taken one by one; what is left over at the end is noted.
//! A value of an unexpected type is noted and read as absent: one odd field shall not lose a record.

use std::io::BufRead;

use model::Date;
use model::note::Note;
use serde_json::{Map, Value};

use crate::formats::limit;
use crate::formats::remarks::Remarks;
use crate::formats::text::fold;

/// Reads a body as JSON, or says in a sentence why not. `bytes_max` is the largest body that is read.
pub fn parse(body: &mut dyn BufRead, bytes_max: u64) -> Result<Value, String> {
    let bytes = limit::whole(body, bytes_max, "answer", "of this source")?;
    let content = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).trim_ascii();
    match content.first() {
        None => Err("The answer is empty: no JSON, no documents, not even a stated zero.".to_owned()),
        Some(b'<') => Err("The answer is a web page where JSON is expected.".to_owned()),
        Some(_) => serde_json::from_slice(content)
            .map_err(|error| format!("The answer is not well-formed JSON ({error}); it may have been cut short.")),
    }
}

/// One record being read: fields are taken out, so that the rest can be named.
pub struct Record<'a> {
    map: Map<String, Value>,
    place: String,
    remarks: &'a mut Remarks,
}

impl<'a> Record<'a> {
    /// Begins with a record at that place of the answer.
    pub fn new(map: Map<String, Value>, place: String, remarks: &'a mut Remarks) -> Self {
        Self { map, place, remarks }
    }

    /// Where further notes say that they stand: the record's own number, once it is known.
    pub fn stands_at(&mut self, place: &str) {
        place.clone_into(&mut self.place);
    }

    /// Takes a note on this record.
    pub fn odd(&mut self, text: String) {
        self.remarks.add(Note::odd(self.place.clone(), text));
    }

    /// Takes a note on this record that needs no deed.
    pub fn info(&mut self, text: String) {
        self.remarks.add(Note::info(self.place.clone(), text));
    }

    /// Takes a field as it is; `null` is absent.
    pub fn value(&mut self, name: &str) -> Option<Value> {
        self.map.shift_remove(name).filter(|value| !value.is_null())
    }

    /// Takes a text, folded; an empty one is absent; a number is read as its digits.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.value(name)?;
        match plain(&value) {
            Some(text) => Some(text).filter(|text| !text.is_empty()),
            None => {
                self.odd(format!("The field {name} is not a text; it was left out."));
                None
            }
        }
    }

    /// Takes a list of texts, folded, empty ones left out, each once. A single text is a list of one.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let values = match self.value(name) {
            None => return out,
            Some(Value::Array(values)) => values,
            Some(single) => vec![single],
        };
        for value in &values {
            match plain(value) {
                Some(text) if text.is_empty() || out.contains(&text) => {}
                Some(text) => out.push(text),
                None if value.is_null() => {}
                None => {
                    self.odd(format!("The list {name} holds something that is not a text; that item was left out."))
                }
            }
        }
        out
    }

    /// Takes a day, `YYYY-MM-DD`.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        let text = self.text(name)?;
        let date = text.parse().ok();
        if date.is_none() {
            self.odd(format!("The field {name} holds '{}', which is no day; it was left out.", short(&text)));
        }
        date
    }

    /// Takes a count, given as a number or as digits.
    pub fn count(&mut self, name: &str) -> Option<u32> {
        let text = self.text(name)?;
        let count = text.parse().ok();
        if count.is_none() {
            self.odd(format!("The field {name} holds '{}', which is no count; it was left out.", short(&text)));
        }
        count
    }

    /// Ends the record: whatever is left and not named in `ignored` is remembered as unknown.
    pub fn finish(self, ignored: &[&str]) {
        for name in self.map.keys().filter(|name| !ignored.contains(&name.as_str())) {
            self.remarks.unknown_field(name);
        }
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(fold(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The beginning of a foreign text, for a note.
pub fn short(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
