//! OFAC's lists in their advanced XML form: parties, places, papers and listings in parts of the file of their own, which point at each other,
//! and tables of the words for all of it at its head. A party's `FixedRef` is the `uid` of the other forms.

use std::collections::HashMap;
use std::io::BufRead;

use model::note::Note;
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::list_file::{ENTRIES_MAX, Entries, FieldSet, Reader, add_once, country_code, joined};
use crate::formats::remarks::Remarks;
use crate::formats::text::fold;
use crate::formats::tree::{Element, Tree};
use crate::formats::xml_records::Shape;

/// The largest file that is read, in bytes: the SDN list's had 127 million in 2026.
pub const LIST_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// The parts of the file that are read record by record.
const RECORDS: [&str; 6] =
    ["ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "ProfileRelationship", "SanctionsEntry"];

/// The words of the tables at the head of the file, by the table's item and its number: `AliasType 1400` is `A.K.A.`.
#[derive(Default)]
struct Words {
    words: HashMap<(String, String), String>,
    /// Two-letter codes of countries, by the number of the country.
    codes: HashMap<String, String>,
}

/// What was read so far.
#[derive(Default)]
struct Book {
    words: Words,
    places: HashMap<String, (String, Option<String>)>,
    papers: HashMap<String, Vec<String>>,
    parties: Vec<(String, ListEntryDraft)>,
    profiles: HashMap<String, usize>,
}

/// A party before its listings are known.
#[derive(Default)]
struct ListEntryDraft {
    name: String,
    kind: String,
    programs: Vec<String>,
    countries: Vec<String>,
    aliases: Vec<String>,
    fields: FieldSet,
}

/// The state that a file holds.
pub fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead, part: &str) -> Result<Vec<Snapshot>, String> {
    let shape = Shape { records: &RECORDS, bytes_max: LIST_BYTES_MAX, records_max: ENTRIES_MAX * 8 };
    let mut book = Book::default();
    let mut take = |tree: &Tree, number: usize, remarks: &mut Remarks| {
        let Some(root) = tree.root() else { return };
        book.take(&root, number, remarks);
    };
    let (walked, incomplete) = reader.xml(body, &shape, &["Sanctions"], &mut take)?;
    if let Some(root) = walked.around.root() {
        root.take_all();
    }
    let mut entries = Entries::default();
    for (id, draft) in book.parties {
        let ListEntryDraft { name, kind, programs, countries, mut aliases, fields } = draft;
        if name.is_empty() {
            let text = format!("The party {id} has no name; it could not be read.");
            reader.remarks.add(Note::lost(format!("party {id}"), text));
            continue;
        }
        let label = reader.stanza.lookup("types", &kind).map(str::to_owned);
        let kind = label.unwrap_or_else(|| kind.to_lowercase());
        aliases.retain(|alias| *alias != name);
        let place = format!("party {id}");
        let entry = ListEntry { id, name, kind, programs, countries, aliases, fields: fields.finish() };
        entries.add(entry, &place, reader.remarks);
    }
    let entries = entries.finish("the file")?;
    Ok(vec![reader.state(part, Role::Telling, entries, incomplete)])
}

impl Words {
    fn of(&self, item: &str, number: Option<&str>) -> String {
        let Some(number) = number else { return String::new() };
        self.words.get(&(item.to_owned(), number.to_owned())).cloned().unwrap_or_default()
    }

    fn read(&mut self, root: &Element<'_>) {
        for item in root.children().flat_map(|table| table.children()) {
            if let (Some(number), Some(word)) = (item.attribute("ID"), item.value()) {
                if let Some(code) = item.raw_attribute("ISO2").and_then(country_code) {
                    self.codes.insert(number.clone(), code);
                }
                self.words.insert((item.name().to_owned(), number), word);
            }
        }
        root.take_all();
    }
}

impl Book {
    fn take(&mut self, root: &Element<'_>, number: usize, remarks: &mut Remarks) {
        match root.name() {
            "ReferenceValueSets" => self.words.read(root),
            "Location" => self.place(root),
            "IDRegDocument" => self.paper(root),
            "DistinctParty" => self.party(root, number, remarks),
            "SanctionsEntry" => self.listing(root),
            // Who is linked to whom stands in the remarks of the other forms as well, and is not read here.
            _ => root.take_all(),
        }
    }

    fn place(&mut self, root: &Element<'_>) {
        let Some(id) = root.attribute("ID") else { return root.take_all() };
        let mut parts: Vec<String> = root
            .all("LocationPart")
            .flat_map(|part| part.children())
            .filter(|value| value.name() == "LocationPartValue")
            .filter_map(|value| value.take("Value"))
            .collect();
        let country = root.child("LocationCountry").and_then(|country| country.attribute("CountryID"));
        let code = country.as_ref().and_then(|country| self.words.codes.get(country).cloned());
        parts.push(self.words.of("Country", country.as_deref()));
        if parts.iter().all(String::is_empty) {
            let area = root.child("LocationAreaCode").and_then(|area| area.attribute("AreaCodeID"));
            parts.push(self.words.of("AreaCode", area.as_deref()));
        }
        root.take_all();
        self.places.insert(id, (joined(parts.iter().map(String::as_str), ", "), code));
    }

    fn paper(&mut self, root: &Element<'_>) {
        let sort = self.words.of("IDRegDocType", root.raw_attribute("IDRegDocTypeID"));
        let number = root.take("IDRegistrationNo").unwrap_or_default();
        let country = self.words.of("Country", root.raw_attribute("IssuedBy-CountryID"));
        let mut text = joined([sort.as_str(), number.as_str()].into_iter(), " ");
        text = joined([text.as_str(), country.as_str()].into_iter(), ", ");
        for date in root.all("DocumentDate") {
            let sort = self.words.of("IDRegDocDateType", date.raw_attribute("IDRegDocDateTypeID"));
            let day = date.child("DatePeriod").map(|period| days(&period)).unwrap_or_default();
            let dated = joined([sort.as_str(), day.as_str()].into_iter(), " ");
            text = joined([text.as_str(), dated.as_str()].into_iter(), ", ");
        }
        if let Some(identity) = root.attribute("IdentityID") {
            self.papers.entry(identity).or_default().push(text);
        }
        root.take_all();
    }

    fn party(&mut self, root: &Element<'_>, number: usize, remarks: &mut Remarks) {
        let Some(id) = root.attribute("FixedRef") else {
            root.take_all();
            remarks.add(Note::lost(format!("record {number}"), "The party has no FixedRef; it could not be read."));
            return;
        };
        let mut draft = ListEntryDraft::default();
        draft.fields.set("Comment", root.take("Comment"));
        for profile in root.all("Profile") {
            if let Some(profile) = profile.attribute("ID") {
                self.profiles.insert(profile, self.parties.len());
            }
            draft.kind = self.kind(&profile);
            profile.all("Identity").for_each(|identity| self.identity(&identity, &mut draft));
            profile.all("Feature").for_each(|feature| self.feature(&feature, &mut draft));
        }
        draft.fields.set("PartyType", Some(draft.kind.clone()));
        // What is left are OFAC's own numbers and how its names are put together.
        root.take_all();
        self.parties.push((id, draft));
    }

    /// `Vessel` or `Aircraft` by the sub-type, else `Individual` or `Entity`, which have none.
    fn kind(&self, profile: &Element<'_>) -> String {
        let sub_type = profile.raw_attribute("PartySubTypeID");
        let word = self.words.of("PartySubType", sub_type);
        if !word.is_empty() && word != "Unknown" {
            return word;
        }
        // OFAC's numbers of the two sub-types that its tables call unknown.
        match sub_type {
            Some("3") => "Entity".to_owned(),
            Some("4") => "Individual".to_owned(),
            _ => word,
        }
    }

    fn identity(&self, identity: &Element<'_>, draft: &mut ListEntryDraft) {
        for alias in identity.all("Alias") {
            let is_primary = alias.raw_attribute("Primary") == Some("true");
            let is_weak = alias.raw_attribute("LowQuality") == Some("true");
            let sort = self.words.of("AliasType", alias.raw_attribute("AliasTypeID"));
            for documented in alias.all("DocumentedName") {
                let parts: Vec<String> =
                    documented.all("DocumentedNamePart").filter_map(|part| part.take("NamePartValue")).collect();
                let name = fold(&joined(parts.iter().map(String::as_str), ", "));
                let weak = if is_weak { " (weak)" } else { "" };
                draft.fields.push_once("Alias", Some(format!("{sort} {name}{weak}").trim().to_owned()));
                if is_primary && draft.name.is_empty() {
                    draft.name = name;
                } else {
                    add_once(&mut draft.aliases, name);
                }
            }
        }
        for paper in identity.raw_attribute("ID").and_then(|id| self.papers.get(id)).into_iter().flatten() {
            draft.fields.push_once("IDRegDocument", Some(paper.clone()));
        }
    }

    fn feature(&self, feature: &Element<'_>, draft: &mut ListEntryDraft) {
        let sort = self.words.of("FeatureType", feature.raw_attribute("FeatureTypeID"));
        let sort = if sort.is_empty() { "Feature".to_owned() } else { sort };
        for version in feature.all("FeatureVersion") {
            let mut parts: Vec<String> =
                version.children().filter(|child| child.name() == "DatePeriod").map(|period| days(&period)).collect();
            for detail in version.all("VersionDetail") {
                let word = self.words.of("DetailReference", detail.raw_attribute("DetailReferenceID"));
                parts.push(detail.value().unwrap_or(word));
            }
            for location in version.all("VersionLocation") {
                if let Some((text, code)) = location.raw_attribute("LocationID").and_then(|id| self.places.get(id)) {
                    parts.push(text.clone());
                    code.iter().for_each(|code| add_once(&mut draft.countries, code.as_str()));
                }
            }
            parts.extend(version.take("Comment"));
            draft.fields.push_once(&sort, Some(joined(parts.iter().map(String::as_str), ", ")));
        }
    }

    /// A listing: since when, and under which programs. A party under two lists has two.
    fn listing(&mut self, root: &Element<'_>) {
        let place = root.raw_attribute("ProfileID").and_then(|id| self.profiles.get(id)).copied();
        let list = self.words.of("List", root.raw_attribute("ListID"));
        if let Some((_, draft)) = place.and_then(|place| self.parties.get_mut(place)) {
            draft.fields.push_once("List", Some(list));
            for event in root.all("EntryEvent") {
                let basis = self.words.of("LegalBasis", event.raw_attribute("LegalBasisID"));
                let day = event.child("Date").map(|date| day(&date)).unwrap_or_default();
                draft.fields.push_once("EntryEvent", Some(joined([day.as_str(), basis.as_str()].into_iter(), ", ")));
            }
            for measure in root.all("SanctionsMeasure") {
                let sort = self.words.of("SanctionsType", measure.raw_attribute("SanctionsTypeID"));
                let comment = measure.take("Comment");
                if sort == "Program" {
                    comment.iter().for_each(|program| add_once(&mut draft.programs, program.as_str()));
                }
                let text = joined([sort.as_str(), comment.as_deref().unwrap_or_default()].into_iter(), " ");
                draft.fields.push_once("SanctionsMeasure", Some(text));
            }
        }
        root.take_all();
    }
}

/// `1960-04-10`, or as much of it as is given.
fn day(date: &Element<'_>) -> String {
    let parts = ["Year", "Month", "Day"].map(|part| date.take(part).unwrap_or_default());
    let padded: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(|part| format!("{part:0>2}")).collect();
    padded.join("-")
}

/// The first and the last day of a period, once where they are one.
fn days(period: &Element<'_>) -> String {
    let edge = |edge: &str, side: &str| {
        period.child(edge).and_then(|edge| edge.child(side)).map(|date| day(&date)).unwrap_or_default()
    };
    let (first, last) = (edge("Start", "From"), edge("End", "To"));
    if first == last || last.is_empty() { first } else { format!("{first} to {last}") }
}
