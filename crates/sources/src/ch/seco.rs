//! Switzerland's whole list of sanctions, as XML: parties (`target`), the programs that they fall under, and places that both point at.
//! Parties that were taken off the list stay in the file, and every change keeps a copy of what it changed: only the newest act says
//! whether a party is on the list, and only what stands outside of the acts is read.

use std::collections::HashMap;
use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::json::short;
use crate::formats::list_file::{ENTRIES_MAX, Entries, FieldSet, ListSource, Reader, add_once, country_code, joined};
use crate::formats::remarks::Remarks;
use crate::formats::text::fold;
use crate::formats::tree::{Element, Tree};
use crate::formats::xml_records::Shape;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: it has some 42 million.
const LIST_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The parts of an address or a place, from the street to the country.
const PLACE: [&str; 8] = ["c-o", "address-details", "p-o-box", "zip-code", "location", "area", "country", "remarks"];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    address.host == "sesam.search.admin.ch"
        && address.path == "/sesam-search-web/pages/downloadXmlGesamtliste.xhtml"
        && address.query.split('&').any(|part| part == "lang=en")
}

/// A value whose place may be told later in the file.
struct Value {
    field: &'static str,
    text: String,
    place: Option<String>,
}

/// A party before the programs and places are known.
struct Party {
    id: String,
    name: String,
    kind: String,
    sets: Vec<String>,
    countries: Vec<String>,
    aliases: Vec<String>,
    fields: FieldSet,
    values: Vec<Value>,
}

#[derive(Default)]
struct Book {
    parties: Vec<Party>,
    /// The name of a program by each of its sets.
    programs: HashMap<String, String>,
    /// Text and country of a place.
    places: HashMap<String, (String, Option<String>)>,
    delisted: usize,
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let shape = Shape {
        records: &["target", "place", "sanctions-program"],
        bytes_max: LIST_BYTES_MAX,
        records_max: ENTRIES_MAX,
    };
    let mut book = Book::default();
    let mut take = |tree: &Tree, number: usize, remarks: &mut Remarks| {
        let Some(root) = tree.root() else { return };
        match root.name() {
            "target" => book.target(&root, number, remarks),
            "place" => book.place(&root),
            _ => book.program(&root),
        }
    };
    let (walked, incomplete) = reader.xml(body, &shape, &["swiss-sanctions-list"], &mut take)?;
    if let Some(root) = walked.around.root() {
        root.ignore(&["date"]);
        match root.attribute("list-type") {
            Some(whole) if whole == "whole-list" => {}
            other => {
                let text =
                    format!("The list is of the type '{}' and not the whole list.", short(&other.unwrap_or_default()));
                reader.remarks.add(Note::odd("list-type", text));
            }
        }
    }
    walked.around.untaken(&mut |path| reader.remarks.unknown_field(path));
    let Book { parties, programs, places, delisted } = book;
    let mut entries = Entries::default();
    for party in parties {
        let place = format!("target {}", party.id);
        entries.add(party.finish(&programs, &places), &place, reader.remarks);
    }
    if delisted > 0 {
        let text = format!("{delisted} parties that are off the list stand in the file, and were left out.");
        reader.remarks.add(Note::info("targets", text));
    }
    let entries = entries.finish("the file")?;
    Ok(vec![reader.state("xml", Role::Leading, entries, incomplete)])
}

impl Book {
    fn program(&mut self, root: &Element<'_>) {
        let english = |name: &str| {
            root.all(name).find(|told| told.raw_attribute("lang") == Some("eng")).and_then(|told| told.value())
        };
        let name = english("program-key").or_else(|| english("program-name")).unwrap_or_default();
        for id in root.all("sanctions-set").filter_map(|set| set.attribute("ssid")) {
            self.programs.insert(id, name.clone());
        }
        root.take_all();
    }

    fn place(&mut self, root: &Element<'_>) {
        if let Some(id) = root.attribute("ssid") {
            let code = root.child("country").and_then(|country| country.attribute("iso-code"));
            self.places.insert(id, (parts(root), code.as_deref().and_then(country_code)));
        }
        root.take_all();
    }

    fn target(&mut self, root: &Element<'_>, number: usize, remarks: &mut Remarks) {
        let Some(id) = root.attribute("ssid") else {
            root.take_all();
            remarks.add(Note::lost(format!("record {number}"), "The target has no ssid; it could not be read."));
            return;
        };
        if is_off(root) {
            root.take_all();
            self.delisted += 1;
            return;
        }
        root.ignore(&["modification"]);
        let Some(node) = root.children().find(|child| matches!(child.name(), "individual" | "entity" | "object"))
        else {
            root.take_all();
            let text = format!("The target {id} is neither individual, entity nor object; it could not be read.");
            remarks.add(Note::lost(format!("target {id}"), text));
            return;
        };
        let kind = node.attribute("object-type").unwrap_or_else(|| node.name().to_owned());
        let mut party = Party {
            id,
            name: String::new(),
            kind,
            sets: root.all("sanctions-set-id").filter_map(|set| set.value()).collect(),
            countries: Vec::new(),
            aliases: Vec::new(),
            fields: FieldSet::default(),
            values: Vec::new(),
        };
        party.sets.extend(root.attribute("sanctions-set-id"));
        party.fields.set("foreign-identifier", root.take("foreign-identifier"));
        party.fields.set("sex", node.attribute("sex"));
        for (element, field) in [
            ("justification", "justification"),
            ("other-information", "other-information"),
            ("generic-attribute", "generic-attribute"),
        ] {
            for told in node.all(element) {
                told.ignore(&["ssid", "name"]);
                party.fields.push_once(field, told.value());
            }
        }
        node.all("identity").for_each(|identity| party.identity(&identity));
        // Who is linked to whom is told by numbers of the file's own.
        node.ignore(&["relation", "ssid"]);
        root.ignore(&["valid-from", "valid-to"]);
        if party.name.is_empty() {
            root.take_all();
            let text = format!("The target {} has no name; it could not be read.", party.id);
            remarks.add(Note::lost(format!("target {}", party.id), text));
            return;
        }
        self.parties.push(party);
    }
}

/// Whether the newest act took the party off the list; of acts of one day the first in the file is the newest.
fn is_off(root: &Element<'_>) -> bool {
    let mut newest: Option<(&str, &str)> = None;
    for act in root.all("modification") {
        let day =
            act.raw_attribute("effective-date").or_else(|| act.raw_attribute("publication-date")).unwrap_or_default();
        let sort = act.raw_attribute("modification-type").unwrap_or_default();
        if newest.is_none_or(|(known, _)| day > known) {
            newest = Some((day, sort));
        }
    }
    newest.is_some_and(|(_, sort)| sort == "de-listed")
}

impl Party {
    fn identity(&mut self, identity: &Element<'_>) {
        identity.ignore(&["ssid"]);
        let is_main = identity.raw_attribute("main") == Some("true");
        for name in identity.all("name") {
            self.name(&name, is_main);
        }
        for address in identity.all("address") {
            self.at_place("address", &address, parts(&address));
        }
        for birth in identity.all("place-of-birth") {
            self.at_place("place-of-birth", &birth, parts(&birth));
        }
        for day in identity.all("day-month-year") {
            let parts = ["year", "month", "day"].map(|part| day.attribute(part).unwrap_or_default());
            let padded: Vec<String> =
                parts.iter().filter(|part| !part.is_empty()).map(|part| format!("{part:0>2}")).collect();
            let calendar = day.attribute("calendar").filter(|calendar| calendar != "Gregorian").unwrap_or_default();
            let text = joined([padded.join("-").as_str(), calendar.as_str()].into_iter(), " ");
            self.part("day-month-year", &day, text);
        }
        for nationality in identity.all("nationality") {
            let text = parts(&nationality);
            if let Some(code) = nationality.child("country").and_then(|country| country.attribute("iso-code")) {
                country_code(&code).into_iter().for_each(|code| add_once(&mut self.countries, code));
            }
            self.part("nationality", &nationality, text);
        }
        for paper in identity.all("identification-document") {
            self.paper(&paper);
        }
    }

    /// A name of several parts, each of which may be spelled in several ways. Spellings follow behind the name.
    fn name(&mut self, name: &Element<'_>, is_main: bool) {
        name.ignore(&["ssid", "lang"]);
        let mut told: Vec<(u32, String)> = Vec::new();
        let mut spellings: Vec<String> = Vec::new();
        for part in name.all("name-part") {
            part.ignore(&["ssid", "name-part-type"]);
            let order = part.raw_attribute("order").and_then(|order| order.parse().ok()).unwrap_or(u32::MAX);
            told.extend(part.take("value").map(|value| (order, value)));
            for spelling in part.all("spelling-variant") {
                spelling.ignore(&["ssid", "lang", "script"]);
                spellings.extend(spelling.value());
            }
        }
        told.sort();
        let whole = fold(&joined(told.iter().map(|(_, value)| value.as_str()), " "));
        let sort = name.attribute("name-type").unwrap_or_default();
        let quality = name.attribute("quality").unwrap_or_default();
        if whole.is_empty() {
            return;
        }
        self.fields
            .push_once("name", Some(joined([whole.as_str(), sort.as_str(), quality.as_str()].into_iter(), ", ")));
        for spelling in spellings {
            self.fields.push_once("spelling-variant", Some(spelling));
        }
        if self.name.is_empty() || is_main && sort == "primary-name" && !self.aliases.contains(&whole) {
            let former = std::mem::replace(&mut self.name, whole);
            add_once(&mut self.aliases, former);
        } else if whole != self.name {
            add_once(&mut self.aliases, whole);
        }
    }

    fn paper(&mut self, paper: &Element<'_>) {
        let sort = paper.attribute("document-type").unwrap_or_default();
        let issuer = paper.child("issuer");
        issuer.iter().for_each(|issuer| issuer.ignore(&["code"]));
        let told = ["number", "issuer", "date-of-issue", "expiry-date", "remark"]
            .map(|part| paper.take(part).unwrap_or_default());
        let told = joined(told.iter().map(String::as_str), ", ");
        let text = joined([sort.as_str(), told.as_str()].into_iter(), " ");
        let at = paper.child("place-of-issue").unwrap_or(*paper);
        self.at_place("identification-document", &at, text);
        paper.ignore(&["ssid", "main", "quality", "place-of-issue"]);
    }

    fn at_place(&mut self, field: &'static str, element: &Element<'_>, text: String) {
        element.ignore(&["ssid", "main", "quality"]);
        self.values.push(Value { field, text, place: element.attribute("place-id") });
    }

    fn part(&mut self, field: &'static str, element: &Element<'_>, text: String) {
        element.ignore(&["ssid", "main", "quality"]);
        self.fields.push_once(field, Some(text));
    }

    fn finish(
        mut self,
        programs: &HashMap<String, String>,
        places: &HashMap<String, (String, Option<String>)>,
    ) -> ListEntry {
        for Value { field, text, place } in std::mem::take(&mut self.values) {
            let (place, code) = place.and_then(|place| places.get(&place).cloned()).unwrap_or_default();
            code.into_iter().for_each(|code| add_once(&mut self.countries, code));
            self.fields.push_once(field, Some(joined([text.as_str(), place.as_str()].into_iter(), ", ")));
        }
        let mut under = Vec::new();
        for set in &self.sets {
            add_once(&mut under, programs.get(set).map_or(set.as_str(), String::as_str));
        }
        for program in &under {
            self.fields.push_once("sanctions-program", Some(program.clone()));
        }
        let Self { id, name, kind, countries, mut aliases, fields, .. } = self;
        aliases.retain(|alias| *alias != name);
        ListEntry { id, name, kind, programs: under, countries, aliases, fields: fields.finish() }
    }
}

/// The parts of an address or place as one text.
fn parts(element: &Element<'_>) -> String {
    let told: Vec<String> = PLACE.iter().filter_map(|part| element.take(part)).collect();
    joined(told.iter().map(String::as_str), ", ")
}
