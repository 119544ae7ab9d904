//! A JSON file that holds a list of records under one name, read record by record: no file is in memory as a whole.
//! One that breaks off gives the records before that place.

use std::io::BufRead;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::formats::decoding::Utf8Reader;

/// What becomes of each record.
type Take<'t> = &'t mut dyn FnMut(Map<String, Value>);

/// Hands over each record in the list of that name (or in the file itself, where that is a list). Answers half a sentence where the file could
/// not be read to its end.
pub fn records(body: &mut dyn BufRead, name: &str, take: Take<'_>) -> Option<String> {
    let mut reader = serde_json::Deserializer::from_reader(Utf8Reader::new(body));
    let read = File { name, take }.deserialize(&mut reader).and_then(|()| reader.end());
    read.err().map(|error| match error.classify() {
        serde_json::error::Category::Eof => "it breaks off before its end".to_owned(),
        _ => format!("it is not well-formed JSON ({error})"),
    })
}

struct File<'n, 't> {
    name: &'n str,
    take: Take<'t>,
}

impl<'de> DeserializeSeed<'de> for File<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for File<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "an object with a list named '{}'", self.name)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == self.name {
                map.next_value_seed(List(self.take))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        List(self.take).visit_seq(list)
    }
}

struct List<'t>(Take<'t>);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of records")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(record) = list.next_element::<Map<String, Value>>()? {
            (self.0)(record);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::records;

    fn read(text: &str) -> (usize, Option<String>) {
        let mut count = 0;
        let broken = records(&mut text.as_bytes(), "results", &mut |_| count += 1);
        (count, broken)
    }

    #[test]
    fn records_come_one_by_one() {
        assert_eq!(read("{\"total\": 2, \"results\": [{\"a\": [1]}, {}], \"x\": {}}"), (2, None));
        assert_eq!(read("[{}, {}]"), (2, None));
        let (count, broken) = read("{\"results\": [{}, {\"a\": ");
        assert_eq!((count, broken.as_deref()), (1, Some("it breaks off before its end")));
        for wrong in ["", "<html>", "{\"results\": 7}", "[1]", "nul", "{\"results\": [{}]} x"] {
            assert!(read(wrong).1.is_some(), "{wrong}");
        }
        assert!(read(&"[".repeat(100_000)).1.is_some(), "no depth ends the program");
    }
}
