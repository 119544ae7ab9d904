//! What the eCFR says about its own text: which sections were amended when, and which parts, sections and appendices a title has.
//! Written from real answers of 2026; both forms are asked for a title at a time.

use std::collections::BTreeMap;
use std::io::BufRead;

use model::Date;
use model::note::Note;
use serde_json::{Map, Value};

use crate::formats::json::{self, Record, short};
use crate::formats::remarks::Remarks;

/// The largest answer that is read, in bytes: the structure of title 1 has 94,000, that of the longest titles some 10 million.
pub const ANSWER_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// The day that the eCFR gives to what was amended before it kept days: not known, before 2017.
const UNKNOWN_DAY: Date = jiff::civil::date(2017, 1, 1);

/// One amendment of a section or appendix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The part that it belongs to: `744`.
    pub part: String,
    /// The section's number or the appendix's label: `744.11`, `Supplement No. 4 to Part 744`.
    pub identifier: String,
    /// Its heading as printed.
    pub name: String,
    /// When it was amended; nothing where the eCFR does not know.
    pub amended_on: Option<Date>,
    /// The issue in which the eCFR first showed it.
    pub issued_on: Date,
    /// Whether the change is one of substance; else an editor mended it.
    pub is_substantive: bool,
    /// Whether it left the Code.
    pub is_removed: bool,
}

/// The amendments that an answer tells, in the publisher's order; or a sentence where it is no such answer.
pub fn versions(body: &mut dyn BufRead, title: u16, remarks: &mut Remarks) -> Result<Vec<Version>, String> {
    let rows = listed(body, "content_versions", &["meta"], remarks)?;
    let rows = rows.into_iter().enumerate();
    Ok(rows.filter_map(|(at, row)| version(row, title, &format!("version {}", at + 1), remarks)).collect())
}

/// The records of an answer that is an object with a list of that name; or a sentence where it is none. What else stands beside the list is
/// remembered, unless it is named in `ignored`.
pub fn listed(
    body: &mut dyn BufRead,
    name: &str,
    ignored: &[&str],
    remarks: &mut Remarks,
) -> Result<Vec<Map<String, Value>>, String> {
    let Value::Object(map) = json::parse(body, ANSWER_BYTES_MAX)? else {
        return Err(format!("The answer is no object that holds '{name}'."));
    };
    let mut answer = Record::new(map, "answer".to_owned(), remarks);
    let rows = answer.value(name);
    answer.finish(ignored);
    let Some(Value::Array(rows)) = rows else {
        return Err(format!("The answer holds no list '{name}'; see whether the publisher changed the format."));
    };
    let mut out = Vec::with_capacity(rows.len());
    for (at, row) in rows.into_iter().enumerate() {
        match row {
            Value::Object(row) => out.push(row),
            _ => remarks.add(Note::lost(format!("{name} {}", at + 1), "This is no record; it could not be read.")),
        }
    }
    Ok(out)
}

fn version(map: Map<String, Value>, title: u16, place: &str, remarks: &mut Remarks) -> Option<Version> {
    let mut record = Record::new(map, place.to_owned(), remarks);
    let flag = |record: &mut Record<'_>, name: &str| match record.value(name) {
        Some(Value::Bool(flag)) => Some(flag),
        _ => {
            record.odd(format!("It does not say whether it is {name}."));
            None
        }
    };
    let (is_substantive, is_removed) = (flag(&mut record, "substantive"), flag(&mut record, "removed"));
    let (identifier, part, name) = (record.text("identifier"), record.text("part"), record.text("name"));
    let (amended_on, issued_on) = (record.date("amendment_date"), record.date("issue_date"));
    let amended_on = amended_on.or_else(|| record.date("date"));
    if let Some(other) = record.text("title").filter(|other| *other != title.to_string()) {
        record.odd(format!("It is of title {}, and title {title} was asked for.", short(&other)));
    }
    if let Some(sort) = record.text("type").filter(|sort| !matches!(sort.as_str(), "section" | "appendix")) {
        record.odd(format!("Its sort '{}' is not known; it was read as a section.", short(&sort)));
    }
    // The day is that of the amendment once more, and a part is all that is asked for.
    record.finish(&["date", "subpart"]);
    let (Some(identifier), Some(part), Some(issued_on)) = (identifier, part, issued_on) else {
        remarks.add(Note::lost(place, "This version names no section, part or issue; it could not be read."));
        return None;
    };
    Some(Version {
        part,
        name: name.unwrap_or_else(|| identifier.clone()),
        identifier,
        amended_on: amended_on.filter(|day| *day != UNKNOWN_DAY),
        issued_on,
        is_substantive: is_substantive.unwrap_or(true),
        is_removed: is_removed.unwrap_or(false),
    })
}

/// How a title is built.
#[derive(Debug, Default)]
pub struct Structure {
    /// Its parts in order: number (`744`, or a range, `23-49`), heading, and whether only the number is kept.
    pub parts: Vec<Heading>,
    /// By sort of heading: how many there are, and how many of them are reserved.
    pub counts: BTreeMap<&'static str, (usize, usize)>,
}

/// One heading of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its number.
    pub identifier: String,
    /// Its whole heading: `Part 744—Control Policy: End-User and End-Use Based`.
    pub label: String,
    /// Whether only the number is kept, for a later text.
    pub is_reserved: bool,
}

impl Heading {
    /// Whether that part stands under this heading: `30` stands under `23-49`.
    pub fn covers(&self, part: &str) -> bool {
        if self.identifier == part {
            return true;
        }
        let (Some((from, to)), Ok(part)) = (self.identifier.split_once('-'), part.parse::<u32>()) else { return false };
        matches!((from.parse::<u32>(), to.parse::<u32>()), (Ok(from), Ok(to)) if (from..=to).contains(&part))
    }
}

/// The sorts of headings that a title is built of.
const SORTS: [&str; 9] =
    ["title", "subtitle", "chapter", "subchapter", "part", "subpart", "subject_group", "section", "appendix"];

/// What each heading has besides: places in the printed edition, sizes, and when the publisher's machine took it in.
const IGNORED: &[&str] =
    &["label_level", "label_description", "volumes", "received_on", "size", "descendant_range", "generated_id"];

/// Reads how a title is built; or says in a sentence that the answer does not tell it.
pub fn structure(body: &mut dyn BufRead, remarks: &mut Remarks) -> Result<Structure, String> {
    let mut waiting = vec![json::parse(body, ANSWER_BYTES_MAX)?];
    let mut out = Structure::default();
    while let Some(node) = waiting.pop() {
        let Value::Object(map) = node else {
            remarks.add(Note::odd("structure", "Something in it is no heading; it was left out."));
            continue;
        };
        let mut record = Record::new(map, "structure".to_owned(), remarks);
        let (identifier, label, sort) = (record.text("identifier"), record.text("label"), record.text("type"));
        let is_reserved = matches!(record.value("reserved"), Some(Value::Bool(true)));
        let children = record.value("children");
        let known = sort.as_ref().and_then(|sort| SORTS.iter().find(|known| *known == sort)).copied();
        let Some(sort) = known else {
            record.odd(format!(
                "The sort '{}' of a heading is not known; what it is was left out.",
                short(&sort.unwrap_or_default())
            ));
            record.finish(IGNORED);
            if let Some(Value::Array(children)) = children {
                waiting.extend(children.into_iter().rev());
            }
            continue;
        };
        record.finish(IGNORED);
        let count = out.counts.entry(sort).or_default();
        *count = (count.0 + 1, count.1 + usize::from(is_reserved));
        if sort == "part" {
            let identifier = identifier.unwrap_or_default();
            out.parts.push(Heading {
                label: label.unwrap_or_else(|| format!("Part {identifier}")),
                identifier,
                is_reserved,
            });
        }
        // The last one is taken first: so they come in the publisher's order.
        if let Some(Value::Array(children)) = children {
            waiting.extend(children.into_iter().rev());
        }
    }
    match out.counts.get("title") {
        Some(_) => Ok(out),
        None => Err("The answer does not tell how a title of the Code is built.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_stands_under_its_number_or_a_range() {
        let heading =
            |identifier: &str| Heading { identifier: identifier.to_owned(), label: String::new(), is_reserved: true };
        assert!(heading("744").covers("744") && heading("23-49").covers("30") && heading("60-1").covers("60-1"));
        assert!(!heading("23-49").covers("50") && !heading("7").covers("744") && !heading("").covers("1"));
    }

    #[test]
    fn the_day_of_what_was_amended_before_days_were_kept_is_unknown() {
        let row = r#"{"content_versions":[{"amendment_date":"2017-01-01","issue_date":"2017-01-03","identifier":"744.1",
            "name":"§ 744.1","part":"744","substantive":true,"removed":false,"title":"15","type":"section"}]}"#;
        let mut remarks = Remarks::default();
        let read = versions(&mut row.as_bytes(), 15, &mut remarks).expect("versions");
        assert_eq!((read.len(), read[0].amended_on, remarks.finish().len()), (1, None, 0));
    }
}
