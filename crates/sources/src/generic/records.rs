//! Records of any sort as documents or as the entries of a list, as `[documents]` or `[entries]` of a stanza says.
//! A place that no record has any more is said, and so is one that the stanza does not know.

use std::collections::BTreeMap;

use model::Timestamp;
use model::capture::CaptureHead;
use model::note::Note;
use model::reading::Found;
use model::snapshot::{ListEntry, Role};
use url::Url;

use crate::formats::address::is_of_the_web;
use crate::formats::json::short;
use crate::formats::list_file::{Entries, FieldSet, Reader, STAYS, add_once, country_code, joined};
use crate::formats::markup;
use crate::formats::remarks::Remarks;
use crate::formats::text::{fold, kept};
use crate::generic::facts::{DateOrder, DocumentFacts, EntryFacts};
use crate::generic::items::{Item, Items, Sort, first_number, whole_number};
use crate::stanza::Stanza;

/// One record of an answer.
pub trait Record {
    /// Where it stands: `record 3`.
    fn place(&self) -> String;

    /// The texts that stand at a place of it, empty ones left out.
    fn get(&self, place: &str) -> Vec<String>;

    /// A text of it as a line.
    fn line(&self, text: &str) -> String {
        if is_plain(text) { fold(text) } else { markup::line(text) }
    }

    /// A text of it as paragraphs; a plain one has them between empty lines.
    fn paragraphs(&self, text: &str) -> Vec<String> {
        if text.contains('<') && !is_plain(text) {
            return markup::paragraphs(text);
        }
        text.split("\n\n").map(|text| self.line(text)).filter(|text| !text.is_empty()).collect()
    }
}

/// Whether a text with angle brackets has no markup, as in `De Gautet <Exports>`. Publishers put markup into fields, and that falls away.
fn is_plain(text: &str) -> bool {
    let has_tags = || {
        let text = text.to_ascii_lowercase();
        ["</", "/>", "<br", "<p>", "<li>"].iter().any(|tag| text.contains(tag))
    };
    text.contains('<') && !has_tags()
}

/// What records stand in, for messages.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// `answer`.
    pub within: &'static str,
    /// What a place of a record is called: `key`.
    pub place: &'static str,
    /// The adapter's name.
    pub adapter: &'static str,
}

/// What records hold, as the stanza says: documents, or a state of a list. A sentence where nothing of it can be believed.
///
/// `incomplete`: why the answer may not be whole.
pub fn found(
    records: &[impl Record],
    stanza: &Stanza,
    head: &CaptureHead,
    words: Words,
    incomplete: Option<String>,
    remarks: &mut Remarks,
) -> Result<Found, String> {
    match (&stanza.documents, &stanza.entries) {
        (Some(facts), _) => documents(records, facts, stanza, head, words, remarks),
        (None, Some(facts)) => entries(records, facts, stanza, head, words, incomplete, remarks),
        (None, None) => Err("The stanza of this source does not say what its records are.".to_owned()),
    }
}

fn documents(
    records: &[impl Record],
    facts: &DocumentFacts,
    stanza: &Stanza,
    head: &CaptureHead,
    words: Words,
    remarks: &mut Remarks,
) -> Result<Found, String> {
    vanished(records, facts.places(), &["number", "title"], words, remarks)?;
    let numbered = facts.number.as_ref().map(|place| match &facts.number_after {
        Some(after) => format!("after \"{after}\" in '{place}'"),
        None => format!("in '{place}'"),
    });
    let sort = Sort {
        authority: &facts.authority,
        kind: facts.kind,
        agencies: &facts.agencies,
        numbered: numbered.as_deref(),
        has_links: facts.link.is_some(),
        has_dates: facts.date.is_some(),
        within: words.within,
    };
    let mut items = Items::new(sort, stanza, remarks);
    let mut out = Vec::new();
    for record in records {
        let one = |place: &Option<String>| record.get(place.as_deref()?).into_iter().next();
        let title = facts.title.as_deref().map(|place| record.line(&record.get(place).join(" ")));
        let title = title.filter(|title| !title.is_empty());
        let all = |place: &Option<String>| place.as_deref().map(|place| record.get(place)).unwrap_or_default();
        let summary = record.line(&all(&facts.summary).join(" "));
        let text: Vec<String> = all(&facts.text).iter().flat_map(|text| record.paragraphs(text)).collect();
        let date = one(&facts.date).map(|date| dated(&date, facts.dates));
        let said = || joined([title.as_deref().unwrap_or_default(), &summary, &text.join("\n")].into_iter(), "\n");
        out.extend(items.rendition(Item {
            place: record.place(),
            number: one(&facts.number).and_then(|number| numbered_in(&number, facts.number_after.as_deref())),
            guid: None,
            link: one(&facts.link).map(|link| whole(&fold(&link), &head.url)),
            title: title.clone(),
            summary: Some(summary.clone()).filter(|summary| !summary.is_empty()),
            text: text.clone(),
            date: date.as_deref(),
            topics:
                all(&facts.topics).iter().map(|topic| record.line(topic)).filter(|topic| !topic.is_empty()).collect(),
            words: &said,
        }));
    }
    Ok(if out.is_empty() { Found::Empty } else { Found::Renditions(out) })
}

/// The publisher's number in a text: all of it, or what stands after some words. In an address it is the rest of its path.
fn numbered_in(text: &str, after: Option<&str>) -> Option<String> {
    let Some(after) = after else { return Some(whole_number(text)) };
    let is_address = text.contains('/') && !text.contains(' ');
    let text = if is_address { text.split(['?', '#']).next()? } else { text };
    let (_, number) = text.split_once(after)?;
    Some(if is_address { whole_number(number) } else { first_number(number) })
}

/// A link as a whole address.
pub fn whole(link: &str, base: &str) -> String {
    if is_of_the_web(link) {
        return link.to_owned();
    }
    let joined = Url::parse(base).and_then(|base| base.join(link));
    joined.map_or_else(|_| link.to_owned(), String::from)
}

/// A date in a form that is read: where three numbers stand in the order that the stanza names, as `2026-12-31`; seconds or milliseconds since
/// 1970, which programs write, as an instant.
fn dated(text: &str, order: Option<DateOrder>) -> String {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>()
        && matches!(text.len(), 10 | 13)
        && let Ok(at) =
            if text.len() == 10 { Timestamp::from_second(number) } else { Timestamp::from_millisecond(number) }
    {
        return at.to_string();
    }
    let numbers: Vec<&str> = text.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).take(3).collect();
    let (Some(order), [first, second, year]) = (order, numbers.as_slice()) else { return text.to_owned() };
    let is_number = |part: &&str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(first) || !is_number(second) || year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    match order {
        DateOrder::DayFirst => format!("{year}-{second:0>2}-{first:0>2}"),
        DateOrder::MonthFirst => format!("{year}-{first:0>2}-{second:0>2}"),
    }
}

fn entries(
    records: &[impl Record],
    facts: &EntryFacts,
    stanza: &Stanza,
    head: &CaptureHead,
    words: Words,
    incomplete: Option<String>,
    remarks: &mut Remarks,
) -> Result<Found, String> {
    vanished(records, facts.places(), &["id", "name"], words, remarks).map_err(|why| format!("{why} {STAYS}"))?;
    let mut all = Entries::default();
    for record in records {
        match entry(record, facts, stanza) {
            Some(entry) => all.add(entry, &record.place(), remarks),
            None => {
                let text = "It has no id, or no name; it could not be read.";
                remarks.add(Note::lost(record.place(), text));
            }
        }
    }
    let entries = all.finish(&format!("the {}", words.within))?;
    let state = Reader { stanza, head, remarks }.state(stanza.slug.as_str(), Role::Leading, entries, incomplete);
    Ok(Found::Lists(vec![state]))
}

/// The values at a place, each once; semicolons part several in one text.
fn several(record: &impl Record, place: &Option<String>) -> Vec<String> {
    let texts = place.as_deref().map(|place| record.get(place)).unwrap_or_default();
    let mut out = Vec::new();
    for text in texts {
        record.line(&text).split(';').for_each(|value| add_once(&mut out, value.trim()));
    }
    out
}

fn entry(record: &impl Record, facts: &EntryFacts, stanza: &Stanza) -> Option<ListEntry> {
    let ids: Vec<String> = facts.id.iter().map(|place| fold(&record.get(place).join(" "))).collect();
    let id = joined(ids.iter().map(String::as_str), " | ");
    let name = record.line(&record.get(&facts.name).join(" "));
    if id.is_empty() || name.is_empty() {
        return None;
    }
    let label = several(record, &facts.kind).into_iter().next().unwrap_or_default();
    let kind = stanza.lookup("types", &label).map_or_else(|| label.to_lowercase(), str::to_owned);
    let mut countries = Vec::new();
    for country in several(record, &facts.countries) {
        let code = stanza.lookup("countries", &country).map(str::to_owned).or_else(|| country_code(&country));
        code.into_iter().for_each(|code| add_once(&mut countries, code));
    }
    let mut fields = FieldSet::default();
    for (_, place) in facts.compared().chain(facts.fields.iter().map(|place| ("fields", place.as_str()))) {
        match record.get(place).as_slice() {
            [] => {}
            [one] => fields.set(place, Some(kept(one))),
            more => more.iter().for_each(|value| fields.push_once(place, Some(kept(value)))),
        }
    }
    let (programs, aliases) = (several(record, &facts.programs), several(record, &facts.aliases));
    Some(ListEntry { id, name, kind, programs, countries, aliases, fields: fields.finish() })
}

/// Says which places no record has any more. Where it is one of `wanted`, the records are other ones than the stanza knows: a sentence.
fn vanished<'a>(
    records: &[impl Record],
    places: impl Iterator<Item = (&'static str, &'a str)>,
    wanted: &[&str],
    Words { within, place: what, adapter }: Words,
    remarks: &mut Remarks,
) -> Result<(), String> {
    if records.is_empty() {
        return Ok(());
    }
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, place) in places {
        if records.iter().any(|record| !record.get(place).is_empty()) {
            continue;
        }
        if wanted.contains(&key) {
            return Err(format!(
                "None of the {} records of the {within} has anything at the {what} '{}', where the stanza looks for the {key}. See whether the \
                 publisher changed the {within}, and put the {what} right in the stanza (adapter \"{adapter}\").",
                records.len(),
                short(place)
            ));
        }
        missing.entry(key).or_default().push(place);
    }
    for (key, places) in missing {
        let text = format!(
            "No record has anything there any more, where the stanza looks for the {key}; see whether the publisher renamed it."
        );
        remarks.add(Note::odd(places.join(", "), text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_where_the_stanza_says() {
        for (text, after, number) in [
            ("No. 2026/14 ", None, Some("No.-2026-14")),
            ("https://x.example/notices/2026/14/?lang=en", Some("/notices/"), Some("2026-14")),
            ("Circular No. 14: forms", Some("No. "), Some("14")),
            ("Circular 14", Some("No. "), None),
        ] {
            assert_eq!(numbered_in(text, after).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn dates_of_three_numbers_are_read_in_the_order_of_the_stanza() {
        let day = Some(DateOrder::DayFirst);
        assert_eq!(dated("4/5/2026", day), "2026-05-04");
        assert_eq!(dated("04.05.2026 12:00", day), "2026-05-04");
        assert_eq!(dated("4/5/2026", Some(DateOrder::MonthFirst)), "2026-04-05");
        assert_eq!(dated("2026-05-04", day), "2026-05-04");
        assert_eq!(dated("4 May 2026", day), "4 May 2026");
        assert_eq!(dated("1776412800", None), "2026-04-17T08:00:00Z");
        assert_eq!(dated("1776412800000", None), "2026-04-17T08:00:00Z");
    }
}
