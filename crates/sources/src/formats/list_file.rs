//! What readers of lists share: how entries are gathered, how values of which a list gives several become one field, what is said of a file
//! that is no list or not a whole one, and the source that such a reader makes.

use std::collections::{BTreeMap, HashSet};
use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::change::Kind;
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::remarks::Remarks;
use crate::formats::tree::Tree;
use crate::formats::xml_records::{Shape, Walked, walk};
use crate::source::Source;
use crate::stanza::Stanza;

/// What every sentence on a list that could not be read ends with.
pub const STAYS: &str = "The capture is kept, and the last good state of the list stays in force.";

/// The most entries that are read of a list: the largest, the Consolidated Screening List, has some 25,000.
pub const ENTRIES_MAX: usize = 500_000;

/// What a reader of lists gets.
pub struct Reader<'a> {
    /// The facts of its source.
    pub stanza: &'a Stanza,
    /// What is known of the capture.
    pub head: &'a CaptureHead,
    /// Where it takes its notes.
    pub remarks: &'a mut Remarks,
}

/// A source whose answers are states of lists.
pub struct ListSource {
    stanza: Stanza,
    bytes_max: u64,
    claims: fn(&Address<'_>) -> bool,
    read: fn(&mut Reader<'_>, &mut dyn BufRead) -> Result<Vec<Snapshot>, String>,
}

impl ListSource {
    /// A source with these facts, its largest file, which addresses are its own, and how they are read: states, or a sentence that says
    /// why there are none.
    pub fn new(
        stanza: &Stanza,
        bytes_max: u64,
        claims: fn(&Address<'_>) -> bool,
        read: fn(&mut Reader<'_>, &mut dyn BufRead) -> Result<Vec<Snapshot>, String>,
    ) -> Self {
        Self { stanza: stanza.clone(), bytes_max, claims, read }
    }
}

impl Source for ListSource {
    fn claims(&self, url: &str) -> bool {
        Address::parse(url).is_some_and(|address| (self.claims)(&address))
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        if self.stanza.replay_only.is_some() {
            return Vec::new();
        }
        let url = self.stanza.addresses[0].clone();
        vec![Request { source: self.stanza.slug.clone(), url, size_bytes_max: self.bytes_max }]
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let read = (self.read)(&mut Reader { stanza: &self.stanza, head, remarks: &mut remarks }, body);
        match read {
            Err(sentence) => Reading { notes: remarks.finish(), ..Reading::failed(sentence) },
            Ok(snapshots) => Reading { found: Found::Lists(snapshots), requests: Vec::new(), notes: remarks.finish() },
        }
    }
}

impl Reader<'_> {
    /// The state of the stanza's own list.
    ///
    /// Where a record could not be read, the state is not whole: the entry that it holds has not left the list.
    pub fn state(&self, part: &str, role: Role, entries: Vec<ListEntry>, incomplete: Option<String>) -> Snapshot {
        let unread = || self.remarks.has_lost().then(|| "Some of its records could not be read.".to_owned());
        let incomplete = incomplete.or_else(unread);
        Snapshot {
            kind: Kind::ListEntry,
            list: self.stanza.list.clone().unwrap_or_default(),
            list_name: self.stanza.list_name.clone().unwrap_or_default(),
            part: part.to_owned(),
            role,
            at: self.head.captured_at,
            entries,
            begins_at: None,
            incomplete,
        }
    }

    /// Reads an XML file of records under one of these roots. Answers what stands around the records, and why the file is not whole;
    /// or a sentence where it is no such file.
    pub fn xml(
        &mut self,
        body: &mut dyn BufRead,
        shape: &Shape<'_>,
        roots: &[&str],
        take: &mut dyn FnMut(&Tree, usize, &mut Remarks),
    ) -> Result<(Walked, Option<String>), String> {
        let remarks = &mut *self.remarks;
        let mut number = 0;
        let walked = walk(body, shape, &mut |tree| {
            number += 1;
            take(tree, number, remarks);
            tree.untaken(&mut |path| remarks.unknown_field(path));
        });
        if walked.has_replaced {
            let text = "Some bytes fit no encoding and were replaced; see whether names are right.";
            self.remarks.add(Note::odd("encoding", text));
        }
        if let Some(entity) = &walked.entity {
            let text = format!("The entity '{entity}' is not known; its name was left in the text.");
            self.remarks.add(Note::odd("entity", text));
        }
        if !roots.contains(&walked.root()) {
            return Err(self.no_such_file(&walked, roots));
        }
        let incomplete = walked.broken.as_ref().map(|why| format!("The file could not be read to its end: {why}."));
        if let Some(why) = &incomplete {
            if walked.count == 0 {
                return Err(format!("{why} No entry came before that. {STAYS}"));
            }
            let text = format!(
                "{why} The {} entries before that place came in; nothing that is missing counts as removed.",
                walked.count
            );
            self.remarks.add(Note::lost("end of file", text));
        }
        Ok((walked, incomplete))
    }

    fn no_such_file(&self, walked: &Walked, roots: &[&str]) -> String {
        let wanted = roots.join("> or <");
        match walked.root() {
            "" => match &walked.broken {
                Some(why) => format!("The answer is not the list: {why}. {STAYS}"),
                None => format!("The answer is empty. {STAYS}"),
            },
            root if root.eq_ignore_ascii_case("html") => {
                format!("The answer is a web page where the XML of the list is expected. {STAYS}")
            }
            root => {
                let root: String = root.chars().take(40).collect();
                format!(
                    "The answer is XML, and not this list: its root is <{root}> and not <{wanted}>. See whether the publisher changed the \
                     format. {STAYS}"
                )
            }
        }
    }
}

/// Entries as they come, each id once.
#[derive(Debug, Default)]
pub struct Entries {
    all: Vec<ListEntry>,
    places: HashSet<String>,
}

impl Entries {
    /// Takes an entry. One whose id came before is left out with a note.
    pub fn add(&mut self, entry: ListEntry, place: &str, remarks: &mut Remarks) {
        if self.places.contains(&entry.id) {
            let text = format!("The id {} stands in an earlier entry as well; this one was left out.", entry.id);
            remarks.add(Note::odd(place.to_owned(), text));
        } else {
            self.places.insert(entry.id.clone());
            self.all.push(entry);
        }
    }

    /// All of them, or the sentence that says that there is none.
    pub fn finish(self, what: &str) -> Result<Vec<ListEntry>, String> {
        if self.all.is_empty() {
            return Err(format!("No entry could be read in {what}. {STAYS}"));
        }
        Ok(self.all)
    }
}

/// The fields of an entry as they are gathered; the values of those that come more than once stand in order of letters, for the order in which
/// publishers give them changes without anything being changed.
#[derive(Debug, Default)]
pub struct FieldSet {
    single: BTreeMap<String, String>,
    several: Vec<(String, Vec<String>)>,
}

impl FieldSet {
    /// A field with one value; nothing is no field.
    pub fn set(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.single.insert(name.to_owned(), value);
        }
    }

    /// One more value of a field that may have several.
    pub fn push(&mut self, name: &str, value: Option<String>) {
        let Some(value) = value.filter(|value| !value.is_empty()) else { return };
        // Values of one field mostly come one after another.
        match self.several.iter_mut().rev().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(value),
            None => self.several.push((name.to_owned(), vec![value])),
        }
    }

    /// The same for a value that may have come before: it stands once.
    pub fn push_once(&mut self, name: &str, value: Option<String>) {
        let values = self.several.iter().find(|(known, _)| known == name).map(|(_, values)| values);
        if !values.is_some_and(|values| values.iter().any(|known| Some(known) == value.as_ref())) {
            self.push(name, value);
        }
    }

    /// All fields.
    pub fn finish(self) -> BTreeMap<String, String> {
        let mut out = self.single;
        for (name, mut values) in self.several {
            values.sort_unstable();
            let value = if values.len() == 1 { values.pop().unwrap_or_default() } else { values.join("; ") };
            out.insert(name, value);
        }
        out
    }
}

/// Adds a value to a list unless it is there.
pub fn add_once(list: &mut Vec<String>, value: impl Into<String>) {
    let value = value.into();
    if !value.is_empty() && !list.contains(&value) {
        list.push(value);
    }
}

/// Texts as one, with something between them; empty ones are left out.
pub fn joined<'a>(parts: impl Iterator<Item = &'a str>, between: &str) -> String {
    let mut out = String::new();
    for part in parts.filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push_str(between);
        }
        out.push_str(part);
    }
    out
}

/// A two-letter country code, where the text is one; publishers write `00` and the like for countries that they do not know.
pub fn country_code(text: &str) -> Option<String> {
    let code = text.trim();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| code.to_ascii_uppercase())
}
