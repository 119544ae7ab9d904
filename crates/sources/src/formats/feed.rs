//! RSS 2.0 and Atom 1.0 (RFC 4287), read strictly: the items of a well-formed feed. Elements of other vocabularies are passed over.
//! What the fields say is kept as HTML, whichever way the feed packed it.

use std::io::{BufRead, Read as _};

use model::Timestamp;
use model::note::Note;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::formats::decoding::Utf8Reader;
use crate::formats::json::short;
use crate::formats::markup::{escaped, line};
use crate::formats::remarks::Remarks;

/// The largest feed that is read, in bytes: a hundred messages of ten kilobytes are one million.
pub const FEED_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The most items that are read; publishers list ten to a hundred.
const ITEMS_MAX: usize = 1_000;

/// How deep elements may stand in one another: text as XHTML is nested, and no sensible one so deep.
const DEPTH_MAX: usize = 64;

/// Elements of an item that say nothing of use here.
const IGNORED: [&str; 9] =
    ["author", "comments", "enclosure", "source", "contributor", "rights", "generator", "updated", "content"];

/// What one item says. Texts are HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// The publisher's name for it: `guid`, `id`.
    pub guid: Option<String>,
    /// Its page for people.
    pub link: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// `description`, `summary`, or else the `content`.
    pub summary: Option<String>,
    /// When it was published, or else last changed, as it stands.
    pub date: Option<String>,
    /// Its categories.
    pub categories: Vec<String>,
}

/// A feed's items, and half a sentence where it breaks off after them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// In the order of the feed.
    pub items: Vec<Item>,
    /// Why it could not be read to its end.
    pub broken: Option<String>,
}

/// The instant of an item: of RSS by RFC 2822, of Atom by RFC 3339.
pub fn instant(date: &str) -> Option<Timestamp> {
    let date = date.trim();
    date.parse().ok().or_else(|| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).ok())
}

/// Reads a feed. What is no feed at all is told in a sentence.
pub fn read(body: &mut dyn BufRead, remarks: &mut Remarks) -> Result<Feed, String> {
    let mut walk = Walk {
        remarks,
        form: None,
        depth: 0,
        item: None,
        field: None,
        updated: None,
        content: None,
        items: Vec::new(),
    };
    let mut reader = Reader::from_reader(Utf8Reader::new(body.take(FEED_BYTES_MAX)));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let broken = loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) if walk.depth > 0 => break Some("it ends before its last element is closed".to_owned()),
            Ok(Event::Eof) => break None,
            Ok(event) => {
                if let Err(sentence) = walk.event(&event) {
                    break Some(sentence);
                }
            }
            Err(error) => break Some(format!("it is not well-formed XML ({})", short(&error.to_string()))),
        }
    };
    let broken = match broken {
        Some(_) if reader.buffer_position() >= FEED_BYTES_MAX => {
            Some(format!("it is larger than {FEED_BYTES_MAX} bytes, the most that is read"))
        }
        broken => broken,
    };
    let (form, items) = (walk.form, walk.items);
    if reader.get_ref().has_replaced() {
        remarks
            .add(Note::odd("encoding", "Some bytes fit no encoding and were replaced; see whether names are right."));
    }
    match (form, &broken) {
        (None, Some(why)) => Err(format!("The feed cannot be read: {why}.")),
        (None, None) => Err("The feed cannot be read: it holds no element.".to_owned()),
        (Some(_), _) => Ok(Feed { items, broken }),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Rss,
    Atom,
}

impl Form {
    /// The name of an item's element, and how deep it stands.
    fn item(self) -> (&'static str, usize) {
        match self {
            Form::Rss => ("item", 3),
            Form::Atom => ("entry", 2),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Guid,
    Link,
    Title,
    Summary,
    Content,
    Date,
    Updated,
    Category,
}

/// A field that is being read.
struct Field {
    name: Name,
    depth: usize,
    /// Whether it is plain text, in which a sign of markup is a sign.
    is_plain: bool,
    text: String,
}

/// A walk through the elements of one feed.
struct Walk<'a> {
    remarks: &'a mut Remarks,
    form: Option<Form>,
    depth: usize,
    item: Option<Item>,
    field: Option<Field>,
    /// Of the item that is being read: what stands in where it has no date of publication, or no summary.
    updated: Option<String>,
    content: Option<String>,
    items: Vec<Item>,
}

impl Walk<'_> {
    /// Takes one event, or says in half a sentence why the feed cannot be read on.
    fn event(&mut self, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.open(start)?,
            Event::End(end) => self.close(end.local_name().as_ref()),
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(reference) => {
                let name: &str = reference;
                match (reference.resolve_char_ref(), resolve_predefined_entity(name)) {
                    (Ok(Some(c)), _) => self.text(c.encode_utf8(&mut [0; 4])),
                    (_, Some(text)) => self.text(text),
                    // A name of HTML's; XML does not know it, and whoever reads the text does.
                    _ => self.text(&format!("&{name};")),
                }
            }
            // Entities of its own are no part of either format; they can be made to fill any memory.
            Event::DocType(doctype) if doctype.contains('[') => {
                return Err("it declares entities of its own, which no feed does".to_owned());
            }
            Event::Empty(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let name = start.name().as_ref().to_owned();
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("its elements stand more than {DEPTH_MAX} deep in one another"));
        }
        let Some(form) = self.form else {
            self.form = Some(root(&name, start)?);
            return Ok(());
        };
        let (item, item_depth) = form.item();
        if let Some(field) = &mut self.field {
            // Markup that is not packed as text (XHTML) is kept as markup.
            field.text.push_str(&format!("<{}>", name.rsplit(':').next().unwrap_or_default()));
        } else if self.item.is_none() && self.depth == item_depth && name == item {
            if self.items.len() >= ITEMS_MAX {
                return Err(format!("it holds more than {ITEMS_MAX} items"));
            }
            self.item = Some(Item::default());
        } else if self.item.is_some() && self.depth == item_depth + 1 {
            self.open_field(form, &name, start);
        }
        Ok(())
    }

    fn open_field(&mut self, form: Form, name: &str, start: &BytesStart<'_>) {
        let field = match (form, name) {
            (Form::Rss, "guid") | (Form::Atom, "id") => Name::Guid,
            (_, "title") => Name::Title,
            (Form::Rss, "description") | (Form::Atom, "summary") => Name::Summary,
            (Form::Rss, "pubDate") | (Form::Atom, "published") => Name::Date,
            (Form::Rss, "link") => Name::Link,
            (Form::Rss, "category") => Name::Category,
            (Form::Atom, "updated") => Name::Updated,
            (Form::Atom, "content") => Name::Content,
            (Form::Atom, "link" | "category") => return self.take_attribute(name, start),
            // Other vocabularies (media, Dublin Core, threads) add to an item what its own elements say already.
            (_, other) if other.contains(':') || IGNORED.contains(&other) => return,
            (_, other) => return self.remarks.unknown_field(other),
        };
        let is_html = match form {
            Form::Rss => true,
            Form::Atom => matches!(attribute(start, "type").as_deref(), Some("html" | "xhtml")),
        };
        self.field = Some(Field { name: field, depth: self.depth, is_plain: !is_html, text: String::new() });
    }

    /// Atom says links and categories in attributes. The link without a relation, or the alternate one, is the page for people.
    fn take_attribute(&mut self, name: &str, start: &BytesStart<'_>) {
        let Some(item) = &mut self.item else { return };
        if name == "category" {
            item.categories.extend(attribute(start, "label").or_else(|| attribute(start, "term")));
        } else if item.link.is_none() && matches!(attribute(start, "rel").as_deref(), None | Some("alternate")) {
            item.link = attribute(start, "href");
        }
    }

    fn close(&mut self, name: &str) {
        if self.field.as_ref().is_some_and(|field| field.depth == self.depth) {
            if let (Some(field), Some(item)) = (self.field.take(), &mut self.item) {
                let place = match field.name {
                    Name::Guid => &mut item.guid,
                    Name::Link => &mut item.link,
                    Name::Title => &mut item.title,
                    Name::Summary => &mut item.summary,
                    Name::Date => &mut item.date,
                    Name::Updated => &mut self.updated,
                    Name::Content => &mut self.content,
                    Name::Category => {
                        item.categories.push(field.text);
                        self.depth -= 1;
                        return;
                    }
                };
                // The first of several rules; neither format allows a second.
                if place.is_none() && !field.text.trim().is_empty() {
                    *place = Some(field.text);
                }
            }
        } else if let Some(field) = &mut self.field {
            field.text.push_str(&format!("</{name}>"));
        } else if self.item.is_some() && self.form.is_some_and(|form| form.item().1 == self.depth) {
            let (updated, content) = (self.updated.take(), self.content.take());
            if let Some(item) = self.item.take() {
                let (date, summary) = (item.date.clone().or(updated), item.summary.clone().or(content));
                self.items.push(Item { date, summary, ..item });
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn text(&mut self, text: &str) {
        if let Some(field) = &mut self.field {
            match field.is_plain {
                true => field.text.push_str(&escaped(text)),
                false => field.text.push_str(text),
            }
        }
    }
}

/// Which of the two it is, by its root element.
fn root(name: &str, start: &BytesStart<'_>) -> Result<Form, String> {
    match name {
        "rss" => match attribute(start, "version") {
            Some(version) if version.starts_with("2.") => Ok(Form::Rss),
            version => Err(format!(
                "it is RSS of version {}, and 2.0 is read here",
                short(&version.unwrap_or("none".to_owned()))
            )),
        },
        "feed" if attribute(start, "xmlns").as_deref() == Some("http://www.w3.org/2005/Atom") => Ok(Form::Atom),
        other => Err(format!("it is neither RSS nor Atom, its first element is <{}>", short(other))),
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok().flatten()?;
    Some(line(&attribute.value)).filter(|value| !value.is_empty())
}
