//! The Federal Register's XML: one document, or a whole issue of hundreds, read as a stream.
//! This file walks the elements and keeps what is the issue's; `document` puts one document together.

mod document;
mod tag;

use std::collections::BTreeSet;
use std::io::{BufRead, Read as _};

use model::document::Rendition;
use model::note::Note;
use model::reading::{Found, Reading};
use model::{Date, TimeZone};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::formats::decoding::Utf8Reader;
use crate::formats::fr_numbers::{document_number, eastern, long_day};
use crate::formats::json::short;
use crate::formats::remarks::Remarks;
use crate::formats::text::fold;
use document::Builder;
use tag::Tag;

/// The largest text that is read, in bytes: a large issue has about 20 million.
pub const TEXT_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// The version of this reader: the second tells instructions from the text that they set.
pub const VERSION: u32 = 2;

/// How deep elements may stand in one another; the publisher's stand 13 deep.
const DEPTH_MAX: usize = 64;

/// The most documents that are read of one issue; a large one has 300.
const DOCUMENTS_MAX: usize = 5_000;

/// What is known of a text from its address.
#[derive(Debug, Clone)]
pub struct Scope {
    day: Option<Date>,
    whole_issue: bool,
    language: String,
}

impl Scope {
    /// A single document, with the day in its address.
    pub fn document(day: Option<Date>, language: &str) -> Self {
        Self { day, whole_issue: false, language: language.to_owned() }
    }
    /// A whole issue, with the day in its address.
    pub fn issue(day: Option<Date>, language: &str) -> Self {
        Self { day, whole_issue: true, language: language.to_owned() }
    }
}

/// The documents in a text. One that breaks off gives those that were complete, and a note of what was lost.
pub fn read(body: &mut dyn BufRead, scope: &Scope) -> Reading {
    let mut walk = Walk::new(scope);
    let mut reader = Reader::from_reader(Utf8Reader::new(body.take(TEXT_BYTES_MAX)));
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut buffer = Vec::new();
    let broken = loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break walk.end_of_input(),
            Ok(event) => {
                if let Err(sentence) = walk.event(&event) {
                    break Some(sentence);
                }
            }
            Err(error) => break Some(format!("it is not well-formed XML ({})", short(&error.to_string()))),
        }
    };
    let position = reader.buffer_position();
    let broken = match broken {
        Some(_) if position >= TEXT_BYTES_MAX => {
            Some(format!("it is larger than {TEXT_BYTES_MAX} bytes, the most that is read"))
        }
        broken => broken,
    };
    if reader.get_ref().has_replaced() {
        walk.remarks
            .add(Note::odd("encoding", "Some bytes fit no encoding and were replaced; see whether names are right."));
    }
    walk.finish(broken, position)
}

/// A walk through the elements of one text.
struct Walk<'a> {
    scope: &'a Scope,
    zone: TimeZone,
    remarks: Remarks,
    depth: usize,
    root: Option<Tag>,
    /// A line of the issue's own that is being read: its volume, day, or a number of its contents.
    line: Option<(Tag, usize, String)>,
    volume: Option<u32>,
    day: Option<Date>,
    page: Option<u32>,
    listed: BTreeSet<String>,
    document: Option<Builder>,
    count: usize,
    out: Vec<Rendition>,
}

impl<'a> Walk<'a> {
    fn new(scope: &'a Scope) -> Self {
        Self {
            scope,
            zone: eastern(),
            remarks: Remarks::default(),
            depth: 0,
            root: None,
            line: None,
            volume: None,
            day: scope.day,
            page: None,
            listed: BTreeSet::new(),
            document: None,
            count: 0,
            out: Vec::new(),
        }
    }

    /// Takes one event, or says in half a sentence why the text cannot be read on.
    fn event(&mut self, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.open(start)?,
            Event::End(_) => self.close(),
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(reference) => self.reference(reference),
            // Entities of its own are no part of the publisher's format; they can be made to fill any memory.
            Event::DocType(doctype) if doctype.contains('[') => {
                return Err("it declares entities of its own, which the publisher's files never do".to_owned());
            }
            Event::Empty(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let tag = Tag::of(start.local_name().as_ref());
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("its elements stand more than {DEPTH_MAX} deep in one another"));
        }
        if self.depth == 1 {
            if self.root.is_some() {
                return Err("it has more than one root element".to_owned());
            }
            self.root = Some(tag);
        }
        if tag == Tag::PrtPage {
            let page = attribute(start, "P").and_then(|page| page.parse().ok());
            self.page = page.or(self.page);
            if let (Some(document), Some(page)) = (&mut self.document, page) {
                document.page(page);
            }
        }
        match &mut self.document {
            Some(document) => document.open(tag, attribute(start, "T").as_deref() == Some("51")),
            None if tag.is_document() => {
                self.count += 1;
                if self.count > DOCUMENTS_MAX {
                    return Err(format!("it holds more than {DOCUMENTS_MAX} documents"));
                }
                self.document = Some(Builder::new(tag, self.depth));
            }
            None if matches!(tag, Tag::Vol | Tag::Date | Tag::FrDocBp) => {
                self.line = Some((tag, self.depth, String::new()))
            }
            None => {}
        }
        Ok(())
    }

    fn close(&mut self) {
        if let Some(document) = &mut self.document {
            if document.depth() < self.depth {
                document.close();
            } else {
                self.close_document();
            }
        } else if let Some((tag, depth, text)) = self.line.take() {
            if depth == self.depth {
                self.close_line(tag, &text);
            } else {
                self.line = Some((tag, depth, text));
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn close_line(&mut self, tag: Tag, text: &str) {
        match tag {
            Tag::Vol => self.volume = fold(text).parse().ok().or(self.volume),
            Tag::Date => self.day = long_day(text).or(self.day),
            _ => self.listed.extend(document_number(text)),
        }
    }

    fn close_document(&mut self) {
        let Some(builder) = self.document.take() else { return };
        let issue = document::Issue {
            day: self.day,
            volume: self.volume.filter(|_| self.scope.whole_issue),
            language: &self.scope.language,
            zone: &self.zone,
            number: self.count,
        };
        self.out.extend(builder.finish(&issue, &mut self.remarks));
        if let Some(document) = self.out.last().and_then(|rendition| rendition.fields.document_number.as_ref()) {
            self.listed.remove(document);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(document) = &mut self.document {
            document.text(text, self.page);
        } else if let Some((_, _, line)) = &mut self.line {
            line.push_str(text);
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        let name: &str = reference;
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.text(c.encode_utf8(&mut [0; 4])),
            Ok(None) if resolve_predefined_entity(name).is_some() => {
                self.text(resolve_predefined_entity(name).unwrap_or_default());
            }
            Ok(None) | Err(_) => {
                self.remarks.add(Note::odd(
                    "entity",
                    format!("The entity '{}' is not known; its name was left in the text.", short(name)),
                ));
                self.text(&format!("&{name};"));
            }
        }
    }

    /// What is wrong with the end of the input, if anything.
    fn end_of_input(&self) -> Option<String> {
        match self.root {
            None => Some("it holds no XML".to_owned()),
            Some(_) if self.depth > 0 => Some("it breaks off before its end".to_owned()),
            Some(_) => None,
        }
    }

    fn finish(mut self, broken: Option<String>, position: u64) -> Reading {
        if self.out.is_empty() {
            let why = broken.unwrap_or_else(|| match self.root {
                Some(Tag::FedReg) => "no document of it could be read".to_owned(),
                Some(root) if root.is_document() => "its document could not be read".to_owned(),
                _ => "it is no text of the Federal Register".to_owned(),
            });
            let failed = Reading::failed(format!("The text gave no document: {why}. The capture is kept."));
            return Reading { notes: self.remarks.finish(), ..failed };
        }
        let missing: Vec<&str> = self.listed.iter().map(String::as_str).collect();
        if let Some(why) = broken {
            let text = format!(
                "The text could not be read on: {why}. Complete documents before this place came in ({}); what follows is missing.",
                self.out.len()
            );
            self.remarks.add(Note::lost(format!("byte {position}"), text));
        }
        if !missing.is_empty() {
            let text = format!(
                "The contents list documents that the text does not hold ({}): {}.",
                missing.len(),
                short_list(&missing)
            );
            self.remarks.add(Note::lost("contents", text));
        }
        Reading { found: Found::Renditions(self.out), requests: Vec::new(), notes: self.remarks.finish() }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok().flatten()?;
    Some(attribute.value.trim().to_owned())
}

fn short_list(names: &[&str]) -> String {
    let shown = names.iter().take(20).copied().collect::<Vec<_>>().join(", ");
    if names.len() > 20 { format!("{shown} and {} more", names.len() - 20) } else { shown }
}
