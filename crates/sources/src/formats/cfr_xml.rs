//! The text of the Code of Federal Regulations as XML, in the two forms it comes in: eCFR's (`DIV5` with a type) and the annual edition's
//! (`PART`, `SECTION`). Both become entries of one shape, so that the text of a section compares with itself at another date.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, Read as _};

use model::Date;
use model::note::Note;
use model::snapshot::ListEntry;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::formats::cfr_xml::element::{Role, role};
use crate::formats::decoding::Utf8Reader;
use crate::formats::json::short;
use crate::formats::list_file::STAYS;
use crate::formats::remarks::Remarks;
use crate::formats::text::{fold, raised};

mod element;

/// The largest text that is read, in bytes: the longest parts of the Code have some 20 million.
pub const TEXT_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// How deep elements may stand in one another; the publisher's stand 12 deep.
const DEPTH_MAX: usize = 64;

/// The most entries that are read of one text; the longest part of the Code has some 2,000 sections.
const ENTRIES_MAX: usize = 200_000;

/// What was read of a text of the Code.
#[derive(Debug, Default)]
pub struct Text {
    /// Entries by the part of the Code that they belong to, in the publisher's order.
    pub parts: BTreeMap<String, Vec<ListEntry>>,
    /// The day of the edition, where the text names it.
    pub edition: Option<Date>,
    /// Why the text is not whole, as a sentence.
    pub incomplete: Option<String>,
}

/// Reads a text of that title of the Code. The answer is a sentence where nothing of it could be used.
pub fn read(body: &mut dyn BufRead, title: u16, remarks: &mut Remarks) -> Result<Text, String> {
    let mut reader = Reader::from_reader(Utf8Reader::new(body.take(TEXT_BYTES_MAX)));
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk::new(title, remarks);
    let mut buffer = Vec::new();
    let broken = loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break walk.end_of_input(),
            Ok(event) => {
                if let Err(why) = walk.event(&event) {
                    break Some(why);
                }
            }
            Err(error) => break Some(format!("it is not well-formed XML ({})", short(&error.to_string()))),
        }
    };
    let too_large = reader.buffer_position() >= TEXT_BYTES_MAX;
    if reader.get_ref().has_replaced() {
        walk.remarks
            .add(Note::odd("encoding", "Some bytes fit no encoding and were replaced; see whether words are right."));
    }
    let broken = broken.map(|why| {
        if too_large { format!("it is larger than {TEXT_BYTES_MAX} bytes, the most that is read") } else { why }
    });
    walk.finish(broken)
}

/// A section, appendix, part or subpart that is being read.
#[derive(Debug)]
struct Open {
    kind: &'static str,
    /// The publisher's number or label, where an attribute gives it.
    number: String,
    heading: String,
    authority: Vec<String>,
    source: Vec<String>,
    text: Vec<String>,
}

struct Walk<'a> {
    title: u16,
    remarks: &'a mut Remarks,
    root: Option<String>,
    /// The elements that are open, each with how long the text was at its beginning.
    stack: Vec<(Role, usize)>,
    open: Vec<Open>,
    line: String,
    row: Vec<String>,
    count: usize,
    /// How often each id came.
    seen: HashMap<String, usize>,
    out: Text,
}

impl<'a> Walk<'a> {
    fn new(title: u16, remarks: &'a mut Remarks) -> Self {
        Self {
            title,
            remarks,
            root: None,
            stack: Vec::new(),
            open: Vec::new(),
            line: String::new(),
            row: Vec::new(),
            count: 0,
            seen: HashMap::new(),
            out: Text::default(),
        }
    }

    /// Takes one event, or says in half a sentence why the text cannot be read on.
    fn event(&mut self, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.begin(start)?,
            Event::End(_) => self.end()?,
            Event::Text(text) => self.line.push_str(text),
            Event::CData(text) => self.line.push_str(text),
            Event::GeneralRef(reference) => self.reference(reference),
            // Entities of its own are no part of the publishers' formats; they can be made to fill any memory.
            Event::DocType(doctype) if doctype.contains('[') => {
                return Err("it declares entities of its own, which the publisher’s files never do".to_owned());
            }
            Event::Empty(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        let local = start.local_name();
        let name: &str = local.as_ref();
        if self.stack.len() >= DEPTH_MAX {
            return Err(format!("its elements stand more than {DEPTH_MAX} deep in one another"));
        }
        if self.root.is_none() {
            self.root = Some(name.chars().take(40).collect());
            if name.eq_ignore_ascii_case("html") {
                return Err("it is a web page".to_owned());
            }
        } else if self.stack.is_empty() {
            return Err("it has more than one root element".to_owned());
        }
        let parent = self.stack.last().map_or(Role::Group, |(role, _)| *role);
        let has_heading = self.open.last().is_some_and(|open| !open.heading.is_empty());
        let role = role(name, attribute(start, "TYPE").as_deref(), parent, has_heading).unwrap_or_else(|| {
            if parent != Role::Skip {
                self.remarks.unknown_field(name);
            }
            Role::Block
        });
        if !role.is_inline() {
            self.flush();
        }
        match role {
            Role::Entity(kind) => self.open.push(Open {
                kind,
                number: fold(&attribute(start, "N").unwrap_or_default()),
                heading: String::new(),
                authority: Vec::new(),
                source: Vec::new(),
                text: Vec::new(),
            }),
            Role::Break => self.line.push(' '),
            Role::Fraction if self.line.ends_with(|c: char| c.is_ascii_digit()) => self.line.push(' '),
            Role::Picture => {
                // A picture that is replaced by another is a change of the text.
                if let Some(address) = attribute(start, "src") {
                    self.line.push_str(&format!(" [picture {address}] "));
                }
            }
            _ => {}
        }
        self.stack.push((role, self.line.len()));
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let Some((role, from)) = self.stack.last().copied() else { return Ok(()) };
        match role {
            Role::Raised => {
                let mark = self.line.get(from..).and_then(raised);
                if let Some(mark) = mark {
                    self.line.truncate(from);
                    self.line.push_str(&mark);
                }
            }
            Role::Cell => {
                let cell = fold(&std::mem::take(&mut self.line));
                self.row.push(cell);
            }
            role if role.is_inline() => {}
            _ => self.flush(),
        }
        if role == Role::Row {
            let row = std::mem::take(&mut self.row);
            // Some tables have a head without a word in it, in one edition and not in the next.
            if row.iter().any(|cell| !cell.is_empty()) {
                self.line = row.join(" | ");
                self.flush();
            }
        }
        self.stack.pop();
        if matches!(role, Role::Entity(_))
            && let Some(open) = self.open.pop()
        {
            self.close(open)?;
        }
        Ok(())
    }

    /// Ends a line of text: it goes to the field that the elements around it name.
    fn flush(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let line = fold(&self.line);
        self.line.clear();
        if line.is_empty() {
            return;
        }
        let ends = |role: &&(Role, usize)| role.0.is_field() || matches!(role.0, Role::Entity(_));
        let field = self.stack.iter().rev().find(ends).map_or(Role::Skip, |(role, _)| *role);
        if field == Role::Edition {
            self.out.edition = line.parse().ok().or(self.out.edition);
            return;
        }
        let Some(open) = self.open.last_mut() else { return };
        match field {
            Role::Number | Role::Heading => {
                if field == Role::Number && open.number.is_empty() {
                    open.number.clone_from(&line);
                }
                if !open.heading.is_empty() {
                    open.heading.push(' ');
                }
                open.heading.push_str(&line);
            }
            Role::Authority => open.authority.push(line),
            Role::Source => open.source.push(line),
            Role::Skip => {}
            _ => open.text.push(line),
        }
    }

    /// Makes an entry of what was read, in the part of the Code it belongs to.
    fn close(&mut self, open: Open) -> Result<(), String> {
        let (section, part) = match open.kind {
            "part" => {
                let part = part_of(&open);
                (part.clone(), part)
            }
            "subpart" => {
                if open.authority.is_empty() && open.source.is_empty() && open.text.is_empty() {
                    return Ok(());
                }
                let part = self.part_around();
                (format!("{part} Subpart {}", subpart_of(&open)), part)
            }
            "appendix" => {
                let label = label_of(&open);
                let part = Some(self.part_around()).filter(|part| !part.is_empty());
                let named = || label.rsplit_once(" Part ").map(|(_, part)| part.trim().to_owned());
                let part = part.or_else(named).unwrap_or_default();
                (label, part)
            }
            _ => {
                let number = section_of(&open.number);
                let part = number.split('.').next().unwrap_or_default().to_owned();
                (number, Some(self.part_around()).filter(|part| !part.is_empty()).unwrap_or(part))
            }
        };
        let place = format!("{} {}", open.kind, self.count + 1);
        if section.is_empty() || part.is_empty() || part.len() > 12 || section.len() > 300 {
            let text = "It has no number by which it could be known; it could not be read.";
            self.remarks.add(Note::lost(place, text));
            return Ok(());
        }
        self.count += 1;
        if self.count > ENTRIES_MAX {
            return Err(format!("it holds more than {ENTRIES_MAX} sections"));
        }
        let id = format!("{}:{section}", self.title);
        self.add(entry(id, open), part, &place);
        Ok(())
    }

    /// Adds an entry. Of a section that stands twice (as it reads now, and as it will read from a day on) both are kept, the second under
    /// its own name.
    fn add(&mut self, mut entry: ListEntry, part: String, place: &str) {
        let times = self.seen.entry(entry.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            let text = format!("{} stands more than once; each text is kept, the later ones numbered.", entry.id);
            entry.id = format!("{} ({times})", entry.id);
            self.remarks.add(Note::odd(place.to_owned(), text));
        }
        self.out.parts.entry(part).or_default().push(entry);
    }

    fn part_around(&self) -> String {
        self.open.iter().find(|open| open.kind == "part").map(part_of).unwrap_or_default()
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        let name: &str = reference;
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.line.push(c),
            Ok(None) if resolve_predefined_entity(name).is_some() => {
                self.line.push_str(resolve_predefined_entity(name).unwrap_or_default());
            }
            Ok(None) | Err(_) => {
                let text = format!("The entity '{}' is not known; its name was left in the text.", short(name));
                self.remarks.add(Note::odd("entity", text));
                self.line.push_str(&format!("&{name};"));
            }
        }
    }

    fn end_of_input(&self) -> Option<String> {
        if self.root.is_none() {
            return Some("it holds no XML".to_owned());
        }
        (!self.stack.is_empty()).then(|| "it breaks off before its end".to_owned())
    }

    fn finish(mut self, broken: Option<String>) -> Result<Text, String> {
        let count: usize = self.out.parts.values().map(Vec::len).sum();
        if count == 0 {
            let why = match (&self.root, &broken) {
                (Some(root), _) if root.eq_ignore_ascii_case("html") => {
                    "The answer is a web page where the text of a regulation is expected.".to_owned()
                }
                (_, Some(why)) => format!("The answer holds no section of the Code: {why}."),
                (Some(root), None) => {
                    format!("The answer is XML with the root <{root}> and holds no section of the Code.")
                }
                (None, None) => "The answer is empty.".to_owned(),
            };
            return Err(format!("{why} {STAYS}"));
        }
        if let Some(why) = broken {
            let why = format!("The file could not be read to its end: {why}.");
            let text = format!(
                "{why} The {count} sections before that place came in; nothing that is missing counts as removed."
            );
            self.remarks.add(Note::lost("end of file", text));
            self.out.incomplete = Some(why);
        } else if self.remarks.has_lost() {
            self.out.incomplete = Some("Some of its sections could not be read.".to_owned());
        }
        Ok(self.out)
    }
}

fn entry(id: String, open: Open) -> ListEntry {
    let mut fields = BTreeMap::new();
    let mut set = |name: &str, value: String| {
        if !value.is_empty() {
            fields.insert(name.to_owned(), value);
        }
    };
    set("heading", open.heading.clone());
    set(model::change::TEXT, open.text.join("\n"));
    set("authority", open.authority.join("\n"));
    set("source", open.source.join("\n"));
    ListEntry {
        name: if open.heading.is_empty() { id.clone() } else { open.heading },
        id,
        kind: open.kind.to_owned(),
        programs: Vec::new(),
        countries: Vec::new(),
        aliases: Vec::new(),
        fields,
    }
}

/// `§§ 1.60-1.62` as `1.60-1.62`.
fn section_of(printed: &str) -> String {
    let bare = printed.trim_start_matches(|c: char| c == '§' || c.is_whitespace());
    let bare = bare.replace(['–', '—', '‑'], "-");
    bare.trim_end_matches('.').split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number of a part, from its attribute or from its heading: `PART 744—CONTROL POLICY`.
fn part_of(open: &Open) -> String {
    if !open.number.is_empty() {
        return open.number.clone();
    }
    let words = open.heading.get(..5).filter(|word| word.eq_ignore_ascii_case("part ")).map(|_| &open.heading[5..]);
    let number = words.unwrap_or_default().trim_start();
    number.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn subpart_of(open: &Open) -> String {
    if !open.number.is_empty() {
        return open.number.clone();
    }
    let number = open.heading.split_once(' ').map_or("", |(_, rest)| rest);
    number.split(['—', ' ', '-']).next().unwrap_or_default().to_owned()
}

/// `Supplement No. 4 to Part 744`: what stands before the dash of an appendix's heading, where no attribute gives it.
fn label_of(open: &Open) -> String {
    if !open.number.is_empty() {
        return open.number.clone();
    }
    open.heading.split(['—', '–']).next().unwrap_or_default().trim().to_owned()
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found =
        attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
}
