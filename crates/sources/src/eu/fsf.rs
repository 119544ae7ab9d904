//! The Union's consolidated list of financial sanctions, XML 1.1: values stand in attributes, and "no value" is an empty one.
//! A party under two programmes stands twice under one `logicalId`: it is one entry with both, and losing one of them is no delisting.

use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::json::short;
use crate::formats::list_file::{ENTRIES_MAX, FieldSet, ListSource, Reader, STAYS, add_once, country_code, joined};
use crate::formats::remarks::Remarks;
use crate::formats::text::fold;
use crate::formats::tree::{Element, Tree};
use crate::formats::xml_records::Shape;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: it had 8 million in 2021 and has some 25 million since.
const LIST_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// What stands below every name, address and paper and says which act brought it; the entry's own `regulation` says which act rules it. The
/// `logicalId` of a part is the Commission's own bookkeeping.
const BOOKKEEPING: [&str; 3] = ["regulationSummary", "regulationLanguage", "logicalId"];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, read)
}

fn claims(address: &Address<'_>) -> bool {
    address.host == "webgate.ec.europa.eu"
        && address.path.strip_suffix("/content").is_some_and(|path| {
            // `europeaid/fsd` was its place before 2019.
            matches!(
                path,
                "/fsd/fsf/public/files/xmlFullSanctionsList_1_1"
                    | "/europeaid/fsd/fsf/public/files/xmlFullSanctionsList_1_1"
            )
        })
}

/// A party as it is gathered, from one record or several.
struct Party {
    id: String,
    name: String,
    kind: String,
    has_strong_name: bool,
    programs: Vec<String>,
    countries: Vec<String>,
    aliases: Vec<String>,
    fields: FieldSet,
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let shape = Shape { records: &["sanctionEntity"], bytes_max: LIST_BYTES_MAX, records_max: ENTRIES_MAX };
    let stanza = reader.stanza;
    let mut parties: Vec<Party> = Vec::new();
    let mut places = std::collections::HashMap::new();
    let mut take = |tree: &Tree, number: usize, remarks: &mut Remarks| {
        let Some(root) = tree.root() else { return };
        let place = format!("entity {number}");
        let Some(id) = root.attribute("logicalId") else {
            root.take_all();
            remarks.add(Note::lost(place, "The entity has no logicalId; it could not be read."));
            return;
        };
        let at = *places.entry(id.clone()).or_insert_with(|| {
            parties.push(Party::new(id));
            parties.len() - 1
        });
        parties[at].read(&root, stanza, &place, remarks);
    };
    let (walked, incomplete) = reader.xml(body, &shape, &["export"], &mut take)?;
    if let Some(root) = walked.around.root() {
        // When and under which number the file was made says nothing of the list.
        root.ignore(&["generationDate", "globalFileId"]);
    }
    walked.around.untaken(&mut |path| reader.remarks.unknown_field(path));
    let nameless = |party: &Party| party.name.is_empty();
    for party in parties.iter().filter(|party| nameless(party)) {
        let text = format!("The entity {} has no name; it could not be read.", party.id);
        reader.remarks.add(Note::lost(format!("entity {}", party.id), text));
    }
    parties.retain(|party| !nameless(party));
    if parties.is_empty() {
        return Err(format!("No entity could be read in the file. {STAYS}"));
    }
    let entries = parties.into_iter().map(Party::finish).collect();
    Ok(vec![reader.state("xml", Role::Leading, entries, incomplete)])
}

impl Party {
    fn new(id: String) -> Self {
        let (programs, countries, aliases) = (Vec::new(), Vec::new(), Vec::new());
        let (name, kind) = (String::new(), String::new());
        Self { id, name, kind, has_strong_name: false, programs, countries, aliases, fields: FieldSet::default() }
    }

    fn read(&mut self, root: &Element<'_>, stanza: &Stanza, place: &str, remarks: &mut Remarks) {
        for name in ["euReferenceNumber", "unitedNationId", "designationDate", "designationDetails"] {
            self.fields.push_once(name, root.attribute(name));
        }
        for child in root.children() {
            match child.name() {
                "remark" => self.fields.push_once("remark", child.value()),
                "regulation" => self.regulation(&child),
                "subjectType" => self.subject_type(&child, stanza, place, remarks),
                "nameAlias" => self.name_alias(&child),
                "birthdate" => self.birth(&child),
                "citizenship" => {
                    let text = self.place_of(&child, &["region"]);
                    self.part("citizenship", &child, text);
                }
                "address" => self.address(&child),
                "identification" => self.identification(&child),
                // What is not known here is named when the record ends.
                _ => {}
            }
        }
    }

    fn regulation(&mut self, act: &Element<'_>) {
        act.ignore(&["publicationUrl", "logicalId", "organisationType"]);
        let value = |name: &str| act.attribute(name).unwrap_or_default();
        if let Some(programme) = act.attribute("programme") {
            add_once(&mut self.programs, programme.as_str());
            self.fields.push_once("programme", Some(programme));
        }
        let mut text = value("numberTitle");
        for (name, words) in [("publicationDate", ", published "), ("entryIntoForceDate", ", in force ")] {
            if let Some(day) = act.attribute(name) {
                text.push_str(words);
                text.push_str(&day);
            }
        }
        let sort = value("regulationType");
        self.fields.push_once("regulation", Some(joined([sort.as_str(), text.as_str()].into_iter(), " ")));
    }

    fn subject_type(&mut self, subject: &Element<'_>, stanza: &Stanza, place: &str, remarks: &mut Remarks) {
        subject.ignore(&["classificationCode"]);
        let Some(said) = subject.attribute("code") else { return };
        self.kind = stanza.lookup("types", &said).map(str::to_owned).unwrap_or_else(|| {
            let text =
                format!("The type '{}' of entity {} is not known; it was taken as it is.", short(&said), self.id);
            remarks.add(Note::odd(place, text));
            said.clone()
        });
        self.fields.push_once("subjectType", Some(said));
    }

    /// A name. The first strong one is the entry's own; the language of a name and its pieces say nothing that the whole name does not.
    fn name_alias(&mut self, alias: &Element<'_>) {
        alias.ignore(&BOOKKEEPING);
        alias.ignore(&["firstName", "middleName", "lastName", "nameLanguage"]);
        let is_strong = alias.raw_attribute("strong") != Some("false");
        for name in ["function", "title", "gender"] {
            self.fields.push_once(name, alias.attribute(name));
        }
        self.remark_of(alias);
        let Some(name) = alias.attribute("wholeName") else { return };
        self.fields.push_once("nameAlias", Some(name.clone()));
        let name = fold(&name);
        if !is_strong {
            self.fields.push_once("weakName", Some(name.clone()));
        }
        if self.name.is_empty() || is_strong && !self.has_strong_name {
            let former = std::mem::replace(&mut self.name, name);
            add_once(&mut self.aliases, former);
            self.has_strong_name = is_strong;
        } else if name != self.name {
            add_once(&mut self.aliases, name);
        }
    }

    fn birth(&mut self, birth: &Element<'_>) {
        let value = |name: &str| birth.raw_attribute(name);
        let mut day = match (value("birthdate"), value("year"), value("yearRangeFrom"), value("yearRangeTo")) {
            (Some(day), ..) => day.to_owned(),
            (None, Some(year), ..) => year.to_owned(),
            (None, None, Some(from), Some(to)) => format!("{from} to {to}"),
            (None, None, from, to) => from.or(to).unwrap_or_default().to_owned(),
        };
        birth.ignore(&["birthdate", "year", "dayOfMonth", "yearRangeFrom", "yearRangeTo"]);
        if let Some(month) = value("monthOfYear").filter(|_| !day.contains('-')) {
            day = format!("{day}-{month:0>2}");
        }
        if value("circa") == Some("true") {
            day = format!("circa {day}");
        }
        if let Some(calendar) = value("calendarType").filter(|calendar| *calendar != "GREGORIAN") {
            day = format!("{day} ({calendar})");
        }
        let place = self.place_of(birth, &["place", "city", "zipCode", "region"]);
        let text = joined([day.trim(), place.as_str()].into_iter(), ", ");
        self.part("birthdate", birth, text);
    }

    fn address(&mut self, address: &Element<'_>) {
        // Whether it was so when the party was listed is said of every address, and is false nearly always.
        address.ignore(&["asAtListingTime"]);
        let mut text = self.place_of(address, &["street", "poBox", "zipCode", "city", "place", "region"]);
        for contact in address.all("contactInfo") {
            let said = [contact.attribute("key"), contact.attribute("value")].map(Option::unwrap_or_default);
            text = joined([text.as_str(), joined(said.iter().map(String::as_str), " ").as_str()].into_iter(), ", ");
        }
        self.part("address", address, text);
    }

    fn identification(&mut self, paper: &Element<'_>) {
        paper.ignore(&["identificationTypeDescription", "latinNumber"]);
        let mut text = joined(
            [paper.attribute("identificationTypeCode"), paper.attribute("number")]
                .map(Option::unwrap_or_default)
                .iter()
                .map(String::as_str),
            " ",
        );
        for (name, words) in [
            ("issuedBy", ", issued by "),
            ("issueDate", ", issued "),
            ("validFrom", ", valid from "),
            ("validTo", ", valid to "),
            ("nameOnDocument", ", name "),
        ] {
            if let Some(value) = paper.attribute(name) {
                text.push_str(words);
                text.push_str(&value);
            }
        }
        for name in ["diplomatic", "knownExpired", "knownFalse", "reportedLost", "revokedByIssuer"] {
            if paper.raw_attribute(name) == Some("true") {
                text.push_str(", ");
                text.push_str(name);
            }
        }
        let place = self.place_of(paper, &["region"]);
        let text = joined([text.as_str(), place.as_str()].into_iter(), ", ");
        self.part("identification", paper, text);
    }

    /// These values and the country, as one text. The code `00` is a country that is not known.
    fn place_of(&mut self, element: &Element<'_>, names: &[&str]) -> String {
        let mut out = String::new();
        for value in names.iter().filter_map(|name| element.attribute(name)) {
            out = joined([out.as_str(), value.as_str()].into_iter(), ", ");
        }
        let code = element.raw_attribute("countryIso2Code").and_then(country_code);
        let country = element.attribute("countryDescription").filter(|_| code.is_some()).unwrap_or_default();
        if let Some(code) = code {
            add_once(&mut self.countries, code);
        }
        joined([out.as_str(), country.as_str()].into_iter(), ", ")
    }

    /// Keeps a part of the entity as one value of a field, with the remark that stands below it.
    fn part(&mut self, field: &str, element: &Element<'_>, text: String) {
        element.ignore(&BOOKKEEPING);
        self.remark_of(element);
        self.fields.push_once(field, Some(text));
    }

    fn remark_of(&mut self, element: &Element<'_>) {
        for remark in element.all("remark") {
            self.fields.push_once("remark", remark.value());
        }
    }

    fn finish(self) -> ListEntry {
        let Self { id, name, kind, programs, countries, aliases, fields, .. } = self;
        ListEntry { id, name, kind, programs, countries, aliases, fields: fields.finish() }
    }
}
