//! An XML file of equal records, read as a stream: each record comes as a tree, and all that stands around them as another.
//! Entities that a file declares of its own are refused, and what a file nests or repeats without end has limits.

use std::borrow::Cow;
use std::io::{BufRead, Read as _};

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Config;

use crate::formats::decoding::Utf8Reader;
use crate::formats::json::short;
use crate::formats::tree::Tree;

/// How deep elements may stand in one another; the deepest of these files stand 14 deep.
const DEPTH_MAX: usize = 64;

/// The largest record, and the most that may stand around records, in bytes: the longest entry of a list has some 100,000, and the tables at
/// the head of the largest file 3 million.
const TREE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// What is looked for in a file.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    /// Local names of the elements that are records.
    pub records: &'a [&'a str],
    /// The largest file that is read.
    pub bytes_max: u64,
    /// The most records that are read of it.
    pub records_max: usize,
}

/// How the reading of a file went.
#[derive(Debug, Default)]
pub struct Walked {
    /// All that stands around the records, from the root element on.
    pub around: Tree,
    /// How many records there were.
    pub count: usize,
    /// Half a sentence that says why the file could not be read to its end.
    pub broken: Option<String>,
    /// Whether bytes fitted no encoding and were replaced.
    pub has_replaced: bool,
    /// Names of entities that nobody knows, the first of them.
    pub entity: Option<String>,
}

impl Walked {
    /// The name of the root element; empty where there is none.
    pub fn root(&self) -> &str {
        self.around.root().map_or("", |root| root.name())
    }
}

/// Files up to this size are read whole, in bytes, so that events point into them and nothing is copied twice; larger ones as a stream.
const WHOLE_BYTES_MAX: u64 = 48 * 1024 * 1024;

/// Reads a file and hands over each record that is complete.
pub fn walk(body: &mut dyn BufRead, shape: &Shape<'_>, take: &mut dyn FnMut(&Tree)) -> Walked {
    let mut begin = Vec::new();
    if let Err(error) = body.take(WHOLE_BYTES_MAX.min(shape.bytes_max)).read_to_end(&mut begin) {
        let broken = Some(format!("the captured bytes could not be read to their end ({error})"));
        return Walked { broken, ..Walked::default() };
    }
    let is_whole = (begin.len() as u64) < WHOLE_BYTES_MAX.min(shape.bytes_max);
    match std::str::from_utf8(&begin) {
        Ok(text) if is_whole && is_utf8(text) => whole(text, shape, take),
        _ => stream(&mut begin.as_slice().chain(body), shape, take),
    }
}

/// Whether a text that is UTF-8 says of itself that it is.
fn is_utf8(text: &str) -> bool {
    let head = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map_or("", |(head, _)| head);
    !head.contains("encoding") || head.to_ascii_lowercase().contains("utf-8")
}

fn whole(text: &str, shape: &Shape<'_>, take: &mut dyn FnMut(&Tree)) -> Walked {
    let mut reader = Reader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    configure(reader.config_mut());
    let mut walk = Walk::new(shape);
    walk.done.broken = loop {
        match reader.read_event() {
            Ok(Event::Eof) => break walk.end_of_input(),
            Ok(event) => {
                if let Err(why) = walk.event(&event, take) {
                    break Some(why);
                }
            }
            Err(error) => break Some(malformed(&error)),
        }
    };
    walk.done
}

fn stream(body: &mut dyn BufRead, shape: &Shape<'_>, take: &mut dyn FnMut(&Tree)) -> Walked {
    let mut reader = Reader::from_reader(Utf8Reader::new(body.take(shape.bytes_max)));
    configure(reader.config_mut());
    let mut walk = Walk::new(shape);
    let mut buffer = Vec::new();
    walk.done.broken = loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break walk.end_of_input(),
            Ok(event) => {
                if let Err(why) = walk.event(&event, take) {
                    break Some(why);
                }
            }
            Err(error) => break Some(malformed(&error)),
        }
    };
    if walk.done.broken.is_some() && reader.buffer_position() >= shape.bytes_max {
        walk.done.broken = Some(format!("it is larger than {} bytes, the most that is read", shape.bytes_max));
    }
    walk.done.has_replaced = reader.get_ref().has_replaced();
    walk.done
}

fn configure(config: &mut Config) {
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
}

fn malformed(error: &quick_xml::Error) -> String {
    format!("it is not well-formed XML ({})", short(&error.to_string()))
}

struct Walk<'a> {
    shape: &'a Shape<'a>,
    depth: usize,
    /// Whether a record is open.
    within: bool,
    record: Tree,
    done: Walked,
}

impl<'a> Walk<'a> {
    fn new(shape: &'a Shape<'a>) -> Self {
        let mut walk = Self { shape, depth: 0, within: false, record: Tree::default(), done: Walked::default() };
        walk.record.clear();
        walk.done.around.clear();
        walk
    }

    /// Takes one event, or says in half a sentence why the file cannot be read on.
    fn event(&mut self, event: &Event<'_>, take: &mut dyn FnMut(&Tree)) -> Result<(), String> {
        match event {
            Event::Start(start) => self.begin(start)?,
            Event::End(_) => self.end(take),
            Event::Text(text) => self.tree().push(text),
            Event::CData(text) => self.tree().push(text),
            Event::GeneralRef(reference) => self.reference(reference),
            // Entities of its own are no part of any publisher's format; they can be made to fill any memory.
            Event::DocType(doctype) if doctype.contains('[') => {
                return Err("it declares entities of its own, which the publisher’s files never do".to_owned());
            }
            Event::Empty(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn tree(&mut self) -> &mut Tree {
        if self.within { &mut self.record } else { &mut self.done.around }
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let local = start.local_name();
        let name: &str = local.as_ref();
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(format!("its elements stand more than {DEPTH_MAX} deep in one another"));
        }
        if self.depth == 1 && self.done.around.root().is_some() {
            return Err("it has more than one root element".to_owned());
        }
        if !self.within && self.depth > 1 && self.shape.records.contains(&name) {
            if self.done.count == self.shape.records_max {
                return Err(format!("it holds more than {} records", self.shape.records_max));
            }
            self.within = true;
            self.record.clear();
        }
        let tree = if self.within { &mut self.record } else { &mut self.done.around };
        tree.begin(name);
        if !start.attributes_raw().is_empty() {
            attributes(start, tree)?;
        }
        if tree.size_bytes() > TREE_BYTES_MAX {
            return Err(format!(
                "one record, or what stands around the records, is larger than {TREE_BYTES_MAX} bytes"
            ));
        }
        Ok(())
    }

    fn end(&mut self, take: &mut dyn FnMut(&Tree)) {
        self.depth = self.depth.saturating_sub(1);
        if self.tree().end() && self.within {
            self.within = false;
            self.done.count += 1;
            take(&self.record);
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        let name: &str = reference;
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.tree().push(c.encode_utf8(&mut [0; 4])),
            Ok(None) if resolve_predefined_entity(name).is_some() => {
                self.tree().push(resolve_predefined_entity(name).unwrap_or_default());
            }
            Ok(None) | Err(_) => {
                let text = format!("&{name};");
                self.tree().push(&text);
                self.done.entity.get_or_insert_with(|| short(name));
            }
        }
    }

    fn end_of_input(&self) -> Option<String> {
        if self.done.around.root().is_none() {
            return Some("it holds no XML".to_owned());
        }
        (self.depth > 0).then(|| "it breaks off before its end".to_owned())
    }
}

fn attributes(start: &BytesStart<'_>, tree: &mut Tree) -> Result<(), String> {
    let mut attributes = start.attributes();
    for attribute in attributes.with_checks(false) {
        let attribute =
            attribute.map_err(|error| format!("it is not well-formed XML ({})", short(&error.to_string())))?;
        let key: &str = attribute.key.as_ref();
        if key == "xmlns" || key.starts_with("xmlns:") || key.starts_with("xsi:") {
            continue;
        }
        let local = attribute.key.local_name();
        let value = if attribute.value.contains('&') {
            // An entity that nobody knows stays as it is written.
            unescape(&attribute.value).map_or(attribute.value.clone(), |value| Cow::Owned(value.into_owned()))
        } else {
            attribute.value
        };
        tree.attribute(local.as_ref(), &value);
    }
    Ok(())
}
