//! What a stanza says to the readers that several sources share: where in an answer records stand, and what they are.
//! Each table of the stanza is a type here; its keys are the fields.

use encoding_rs::Encoding;
use model::document::Kind;

use crate::formats::html::{Place, selector};
use crate::stanza::Stanza;

/// The readers that need no code for a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adapter {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A list of records in JSON.
    Json,
    /// The rows of a table: CSV, or a sheet of an XLSX or ODS workbook.
    Table,
    /// A web page: an index of links, or a text that is watched.
    Page,
}

/// How a stanza names them.
pub const ADAPTERS: &str = "adapter = \"feed\", \"json\", \"page\" or \"table\"";

/// Where the records stand in an answer in JSON: `[json]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonFacts {
    /// The path of the list of records: names with points between them, as in `data.notices`. Empty: the answer itself is the list.
    #[serde(default)]
    pub records: String,
    /// The path of the next page's address, where the answer names it.
    #[serde(default)]
    pub next: Option<String>,
    /// The parameter of the address that counts pages, from 1, where the answer does not name the next one.
    #[serde(default)]
    pub page: Option<String>,
    /// The most pages that are asked for in one round, the first included.
    #[serde(default = "pages_max")]
    pub pages_max: u32,
}

/// The most pages where a stanza states none.
fn pages_max() -> u32 {
    10
}

/// The most pages that a stanza may state: a publisher is not to be read from end to end every hour.
const PAGES_MAX: u32 = 100;

/// How a table is written: `[table]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFacts {
    /// The sheet of a workbook; the first where none is named.
    #[serde(default)]
    pub sheet: Option<String>,
    /// What stands between the fields of a text; else comma, semicolon, tab and bar are tried.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// The encoding of a text that is no UTF-8, as `iso-8859-2`; else that of the answer's header, or windows-1252.
    #[serde(default)]
    pub encoding: Option<String>,
}

/// What is read of a web page, by CSS selectors: `[page]`. With `item` it is an index, and `[documents]` says what its items are; with `text`
/// it is watched, and a text that says something else is a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFacts {
    /// Each item of an index, as in `main ul.news > li`.
    #[serde(default)]
    pub item: Option<String>,
    /// What stands on an index that has no item at present; without it such a page is a failure.
    #[serde(default)]
    pub empty: Option<String>,
    /// The part of the page that is watched, as in `main article`.
    #[serde(default)]
    pub text: Option<String>,
    /// What is no part of the text that is watched: counters, dates of the day, menus.
    #[serde(default)]
    pub drop: Vec<String>,
    /// The name of the page that is watched; `h1` where nothing is said.
    #[serde(default)]
    pub heading: Option<String>,
    /// Whether its publisher never ends the page with `</html>`, so that one without an end is whole.
    #[serde(default)]
    pub ends_open: bool,
}

/// What records are that are documents: `[documents]`. The values from `number` to `topics` say where in a record each stands: a path in
/// JSON, as in `links.html`, the heading of a column in a table, a CSS selector within an item of a page (`time@datetime`).
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentFacts {
    /// Who numbers them: the first part of a document's name, as in `nz-customs:2026-14`.
    pub authority: String,
    /// What sort of document each record is.
    pub kind: Kind,
    /// Agencies by the Federal Register's slugs, parents first; for those that are in it.
    #[serde(default)]
    pub agencies: Vec<String>,
    /// The publisher's number. Without it, documents are named after their link or their words.
    #[serde(default)]
    pub number: Option<String>,
    /// Words right after which the number stands in that place, such as `/notices/`; without them it is all that stands there.
    #[serde(default)]
    pub number_after: Option<String>,
    /// The title.
    #[serde(default)]
    pub title: Option<String>,
    /// The address of its page, whole or relative to the answer's.
    #[serde(default)]
    pub link: Option<String>,
    /// The day of publication.
    #[serde(default)]
    pub date: Option<String>,
    /// Which comes first in dates such as 4/5/2026; without it they are left out with a note.
    #[serde(default)]
    pub dates: Option<DateOrder>,
    /// What it is about.
    #[serde(default)]
    pub summary: Option<String>,
    /// The whole text.
    #[serde(default)]
    pub text: Option<String>,
    /// The publisher's index terms.
    #[serde(default)]
    pub topics: Option<String>,
    /// What is of no use here: what is neither used nor named here is noted.
    #[serde(default)]
    pub ignored: Vec<String>,
}

/// Which comes first in a date of three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

/// What records are that are the entries of a list: `[entries]`. What stands in `name`, `type`, `programs`, `countries`, `aliases` and `fields` is
/// compared from one state to the next.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryFacts {
    /// What the publisher keeps when all else changes: one place, or several that are joined.
    #[serde(deserialize_with = "one_or_several")]
    pub id: Vec<String>,
    /// The name.
    pub name: String,
    /// What sort of entry it is; `[lookups.types]` maps the publisher's words to `individual`, `entity`, `vessel`, `aircraft`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// Programs, between semicolons where there are several.
    #[serde(default)]
    pub programs: Option<String>,
    /// Countries by their two letters, between semicolons where there are several; `[lookups.countries]` maps names to them.
    #[serde(default)]
    pub countries: Option<String>,
    /// Other names, between semicolons where there are several.
    #[serde(default)]
    pub aliases: Option<String>,
    /// What else is compared.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What is of no use here, or changes without anything being changed: what is neither used nor named here is noted.
    #[serde(default)]
    pub ignored: Vec<String>,
}

fn one_or_several<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged, expecting = "id is a place, or several: id = \"number\" or id = [\"name\", \"day\"]")]
    enum Given {
        One(String),
        Several(Vec<String>),
    }
    Ok(match serde::Deserialize::deserialize(deserializer)? {
        Given::One(place) => vec![place],
        Given::Several(places) => places,
    })
}

impl DocumentFacts {
    /// Every place that is read, with what is read there; those without which a record is no such document come first.
    pub fn places(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let places = [
            ("number", &self.number),
            ("title", &self.title),
            ("link", &self.link),
            ("date", &self.date),
            ("summary", &self.summary),
            ("text", &self.text),
            ("topics", &self.topics),
        ];
        places.into_iter().filter_map(|(key, place)| Some((key, place.as_deref()?)))
    }
}

impl EntryFacts {
    /// Every place that is read, with what is read there; those without which a record is no entry come first.
    pub fn places(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let (id, fields) = (self.id.iter(), self.fields.iter());
        let ids = id.map(|place| ("id", place.as_str()));
        ids.chain(self.compared()).chain(fields.map(|place| ("fields", place.as_str())))
    }

    /// The places that have a meaning, besides the id.
    pub fn compared(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let places = [
            ("type", &self.kind),
            ("programs", &self.programs),
            ("countries", &self.countries),
            ("aliases", &self.aliases),
        ];
        let optional = places.into_iter().filter_map(|(key, place)| Some((key, place.as_deref()?)));
        std::iter::once(("name", self.name.as_str())).chain(optional)
    }
}

/// What a feed's documents are, for a source that needs no reader of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedFacts {
    /// Who numbers them: the first part of a document's name, as in `cbp-csms:64810233`.
    pub authority: String,
    /// What sort of document each item is.
    pub kind: Kind,
    /// Where the publisher's number stands in an item. Without it, items are named after their guid, their link or their words.
    #[serde(default)]
    pub number: Option<NumberPlace>,
    /// Agencies by the Federal Register's slugs, parents first; for those that are in it.
    #[serde(default)]
    pub agencies: Vec<String>,
    /// What the description of an item is.
    #[serde(default)]
    pub description: Description,
}

/// Where in an item the publisher's number stands: right after some words, up to a character that belongs to no number.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberPlace {
    /// In which of its fields.
    pub within: ItemField,
    /// After which words, such as `CSMS #`. An item without them is named as if there were no numbers, with a note.
    pub after: String,
}

/// A field of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemField {
    /// Its title.
    Title,
    /// The address of its page, without query and fragment; the number is all of its path after the words.
    Link,
    /// The publisher's name for it: `guid` or `id`.
    Guid,
}

/// What the description of an item is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Description {
    /// A summary.
    #[default]
    Summary,
    /// The whole text.
    Text,
}

/// The first fault in what a stanza says to its reader: the key, and what is wrong with it.
pub fn fault(stanza: &Stanza) -> Option<(&'static str, String)> {
    let wrong = |key, says: &str| Some((key, says.to_owned()));
    let adapter = stanza.adapter;
    match (adapter, &stanza.feed) {
        (Some(Adapter::Feed), None) => {
            return wrong("adapter", "is \"feed\", and a [feed] must say what its documents are.");
        }
        (Some(Adapter::Feed), _) | (_, None) => {}
        (_, Some(_)) => return wrong("feed", "is there, and no adapter = \"feed\" to read it."),
    }
    if stanza.json.is_some() && adapter != Some(Adapter::Json) {
        return wrong("json", "is there, and no adapter = \"json\" to read it.");
    }
    if let Some(json) = &stanza.json {
        if json.next.is_some() && json.page.is_some() {
            return wrong("json", "has next and page: write the one by which the publisher tells its pages.");
        }
        if !(1..=PAGES_MAX).contains(&json.pages_max) {
            return wrong("pages_max", "is a number of pages from 1 to 100: pages_max = 10.");
        }
        if (json.next.is_some() || json.page.is_some()) && stanza.entries.is_some() {
            return wrong("json", "has pages, and [entries]: a list is compared as a whole and cannot come in pages.");
        }
    }
    if stanza.table.is_some() && adapter != Some(Adapter::Table) {
        return wrong("table", "is there, and no adapter = \"table\" to read it.");
    }
    if let Some(fault) = stanza.table.as_ref().and_then(of_table) {
        return Some(fault);
    }
    if stanza.page.is_some() != (adapter == Some(Adapter::Page)) {
        return wrong("page", "and adapter = \"page\" go together: [page] says by CSS selectors what is read.");
    }
    if let Some(fault) = stanza.page.as_ref().and_then(|page| of_page(page, stanza)) {
        return Some(fault);
    }
    let is_index = stanza.page.as_ref().is_some_and(|page| page.item.is_some());
    let holds_records = is_index || matches!(adapter, Some(Adapter::Json | Adapter::Table));
    match (holds_records, &stanza.documents, &stanza.entries) {
        (true, Some(_), None) | (true, None, Some(_)) | (false, None, None) => {}
        (true, ..) => {
            return wrong(
                "adapter",
                "reads records, and one table must say what they are: [documents], or [entries] where they are the entries of a list.",
            );
        }
        (false, Some(_), _) => return wrong("documents", "is there, and no adapter that reads records."),
        (false, None, Some(_)) => return wrong("entries", "is there, and no adapter that reads records."),
    }
    if holds_records && stanza.entries.is_some() != stanza.list.is_some() {
        return wrong(
            "entries",
            "and list go together: list = \"nz-goods\" and list_name = \"list of goods\" name the list whose entries these are.",
        );
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let of_feed = stanza.feed.as_ref().map(|feed| &feed.authority);
    let mut authorities = of_feed.into_iter().chain(stanza.documents.as_ref().map(|facts| &facts.authority));
    if authorities.any(|authority| authority.is_empty() || !authority.chars().all(plain)) {
        return wrong("authority", "is made of lower-case letters, digits and hyphens: authority = \"nz-customs\".");
    }
    let number = stanza.feed.as_ref().and_then(|feed| feed.number.as_ref());
    if number.is_some_and(|number| number.after.trim().is_empty()) {
        return wrong("number", "stands after some words: number = { within = \"title\", after = \"No. \" }.");
    }
    let title_is_optional = adapter == Some(Adapter::Page);
    let of_documents = |facts| of_documents(facts).filter(|(key, _)| *key != "documents" || !title_is_optional);
    stanza.documents.as_ref().and_then(of_documents).or_else(|| stanza.entries.as_ref().and_then(of_entries))
}

fn of_page(facts: &PageFacts, stanza: &Stanza) -> Option<(&'static str, String)> {
    match (&facts.item, &facts.text) {
        (Some(_), None) if stanza.documents.is_some() => {}
        (Some(_), None) => {
            return Some(("item", "makes the page an index, and [documents] must say what its items are.".to_owned()));
        }
        (None, Some(_)) if stanza.list.is_some() => {}
        (None, Some(_)) => {
            let says = "makes the page a watched one, and list and list_name must name it: list = \"nz-forms-page\", list_name = \"page on forms\".";
            return Some(("text", says.to_owned()));
        }
        _ => {
            return Some((
                "page",
                "names either item (an index of links) or text (a page that is watched).".to_owned(),
            ));
        }
    }
    let single = [("item", &facts.item), ("empty", &facts.empty), ("text", &facts.text), ("heading", &facts.heading)];
    let single = single.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?)));
    let all = single.chain(facts.drop.iter().map(|text| ("drop", text)));
    let faults =
        all.filter_map(|(key, text)| Some((key, format!("names no place on a page: {}.", selector(text).err()?))));
    let places = stanza.documents.iter().flat_map(|facts| facts.places());
    let of_places = places
        .filter_map(|(key, text)| Some((key, format!("names no place in an item: {}.", Place::parse(text).err()?))));
    faults.chain(of_places).next()
}

fn of_table(facts: &TableFacts) -> Option<(&'static str, String)> {
    if facts.encoding.as_ref().is_some_and(|label| Encoding::for_label(label.as_bytes()).is_none()) {
        return Some(("encoding", "is one that browsers know: encoding = \"iso-8859-2\".".to_owned()));
    }
    let is_plain = |delimiter: char| delimiter.is_ascii() && !matches!(delimiter, '"' | '\n' | '\r');
    if facts.delimiter.is_some_and(|delimiter| !is_plain(delimiter)) {
        return Some(("delimiter", "is a single plain sign: delimiter = \";\".".to_owned()));
    }
    None
}

fn of_documents(facts: &DocumentFacts) -> Option<(&'static str, String)> {
    if facts.title.is_none() {
        return Some((
            "documents",
            "lacks the key title, the place where a record has its title: title = \"headline\".".to_owned(),
        ));
    }
    if facts.number_after.is_some() && facts.number.is_none() {
        return Some(("number_after", "stands by itself; number says in which place it is looked for.".to_owned()));
    }
    let empty = facts.places().find(|(_, place)| place.trim().is_empty());
    empty.map(|(key, _)| (key, "names no place; leave the key out where records have none.".to_owned()))
}

fn of_entries(facts: &EntryFacts) -> Option<(&'static str, String)> {
    let empty = facts.places().find(|(_, place)| place.trim().is_empty());
    let none = facts.id.is_empty().then_some("id");
    none.or(empty.map(|(key, _)| key)).map(|key| (key, "names no place of a record.".to_owned()))
}
