//! The Electronic Code of Federal Regulations: the text of the parts that are watched, as it stands now or stood on a day.
//! Once a week every part is asked for, as of the day to which the index of titles says that the Code is up to date; on other days those parts
//! of which the eCFR says that something in them was amended.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read as _};

use jiff::ToSpan as _;
use model::capture::CaptureHead;
use model::change::Kind;
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use model::snapshot::{Role, Snapshot};
use model::{Date, TimeZone, Timestamp};

use crate::formats::address::Address;
use crate::formats::cfr_xml::{self, TEXT_BYTES_MAX};
use crate::formats::ecfr_index::{self, ANSWER_BYTES_MAX, Version};
use crate::formats::fr_numbers::eastern;
use crate::formats::json::short;
use crate::formats::list_file::STAYS;
use crate::formats::remarks::Remarks;
use crate::formats::text::slug;
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest index of titles that is read, in bytes: it has 8,000.
const TITLES_BYTES_MAX: u64 = 1024 * 1024;

/// A text as of a day at most so many days before its capture is the text that is in force; an older one stood so on its day.
const CURRENT_DAYS: i64 = 14;

/// How many days before the last capture amendments are asked for again: an issue may come in late.
const AGAIN_DAYS: i64 = 4;

/// The eCFR.
pub struct Ecfr {
    stanza: Stanza,
}

impl Ecfr {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }

    /// The parts that are watched: title and part.
    fn watched(&self) -> impl Iterator<Item = (u16, &str)> {
        let parts = self.stanza.lookups.get("parts").into_iter().flat_map(BTreeMap::keys);
        parts.filter_map(|part| {
            let (title, part) = part.split_once(':')?;
            Some((title.parse().ok()?, part))
        })
    }

    fn read_titles(&self, body: &mut dyn BufRead) -> Reading {
        let mut bytes = Vec::new();
        let read = body.take(TITLES_BYTES_MAX).read_to_end(&mut bytes);
        let titles: Titles = match read.ok().and_then(|_| serde_json::from_slice(&bytes).ok()) {
            Some(titles) => titles,
            None => return Reading::failed(format!("The answer is not the eCFR's index of titles. {STAYS}")),
        };
        let mut remarks = Remarks::default();
        let mut requests = Vec::new();
        let (mut dated, mut undated) = (BTreeMap::new(), BTreeSet::new());
        for (title, part) in self.watched() {
            let day = titles.titles.iter().find(|row| row.number == title).and_then(|row| row.up_to_date_as_of);
            match day {
                Some(day) => {
                    requests.push(self.request_part(title, part, day));
                    dated.insert(title, day);
                }
                None => {
                    undated.insert(title);
                }
            }
        }
        for (title, day) in dated {
            let url = format!("https://www.ecfr.gov/api/versioner/v1/structure/{day}/title-{title}.json");
            requests.push(self.request(url, ANSWER_BYTES_MAX));
        }
        for title in undated {
            let text = "The index of titles does not say how far it is up to date; its parts were not asked for.";
            remarks.add(Note::odd(format!("title {title}"), text));
        }
        Reading { found: Found::Empty, requests, notes: remarks.finish() }
    }

    fn request(&self, url: String, size_bytes_max: u64) -> Request {
        Request { source: self.stanza.slug.clone(), url, size_bytes_max }
    }

    fn request_part(&self, title: u16, part: &str, day: Date) -> Request {
        let url = format!("https://www.ecfr.gov/api/versioner/v1/full/{day}/title-{title}.xml?part={part}");
        self.request(url, TEXT_BYTES_MAX)
    }

    /// Amendments are no news of their own: the comparison of the part's text tells them, word for word. They say which text to ask for, and
    /// their days stand as notes on it.
    fn read_versions(&self, head: &CaptureHead, title: u16, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let versions = match ecfr_index::versions(body, title, &mut remarks) {
            Ok(versions) => versions,
            Err(sentence) => {
                let sentence = format!(
                    "{sentence} The capture is kept; all parts are asked for at the beginning of the next week."
                );
                return Reading { notes: remarks.finish(), ..Reading::failed(sentence) };
            }
        };
        remarks.add(Note::info(format!("title {title}"), sum_of(&versions)));
        let oldest = since(head.captured_at, CURRENT_DAYS);
        let watched: BTreeSet<&str> = self.watched().filter(|(of, _)| *of == title).map(|(_, part)| part).collect();
        let mut parts: BTreeMap<&str, Date> = BTreeMap::new();
        for version in &versions {
            if version.issued_on < oldest || !watched.contains(version.part.as_str()) {
                continue;
            }
            let day = parts.entry(&version.part).or_insert(version.issued_on);
            *day = version.issued_on.max(*day);
            remarks.add(Note::info(format!("{title} CFR {}", version.identifier), told(version)));
        }
        let requests = parts.into_iter().map(|(part, day)| self.request_part(title, part, day)).collect();
        Reading { found: Found::Empty, requests, notes: remarks.finish() }
    }

    /// How a title is built says which of its watched parts are gone, which the text alone cannot: it is then absent.
    fn read_structure(&self, title: u16, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let structure = match ecfr_index::structure(body, &mut remarks) {
            Ok(structure) => structure,
            Err(sentence) => {
                let sentence = format!("{sentence} The capture is kept; the text of the parts is read without it.");
                return Reading { notes: remarks.finish(), ..Reading::failed(sentence) };
            }
        };
        let counted = |(sort, (all, reserved)): (&&str, &(usize, usize))| match reserved {
            0 => format!("{sort}: {all}"),
            _ => format!("{sort}: {all}, {reserved} of them reserved"),
        };
        let counts: Vec<String> = structure.counts.iter().map(counted).collect();
        remarks.add(Note::info(format!("title {title}"), format!("Its headings: {}.", counts.join("; "))));
        for (_, part) in self.watched().filter(|(of, _)| *of == title) {
            let text = match structure.parts.iter().find(|heading| heading.covers(part)) {
                Some(heading) if !heading.is_reserved => continue,
                Some(heading) => format!(
                    "The part is watched, and the Code now says '{}'. Its last text stays; look where its rules went, and take it out of \
                     [lookups.parts].",
                    short(&heading.label)
                ),
                None => "The part is watched, and the title has no such part any more. Its last text stays; look where its rules went, and take \
                         it out of [lookups.parts]."
                    .to_owned(),
            };
            remarks.add(Note::odd(format!("{title} CFR part {part}"), text));
        }
        Reading { found: Found::Empty, requests: Vec::new(), notes: remarks.finish() }
    }

    fn read_text(&self, head: &CaptureHead, asked: &Asked, body: &mut dyn BufRead) -> Reading {
        let mut remarks = Remarks::default();
        let text = match cfr_xml::read(body, asked.title, &mut remarks) {
            Ok(text) => text,
            Err(sentence) => return Reading { notes: remarks.finish(), ..Reading::failed(sentence) },
        };
        let at = asked.instant(head.captured_at);
        let snapshots = text.parts.into_iter().map(|(part, entries)| {
            let (scope, role) = match &asked.scope {
                Some(scope) => (scope.clone(), Role::Telling),
                None => ("ecfr".to_owned(), Role::Leading),
            };
            state(asked.title, &part, scope, role, at, entries, text.incomplete.clone())
        });
        Reading { found: Found::Lists(snapshots.collect()), requests: Vec::new(), notes: remarks.finish() }
    }
}

impl Source for Ecfr {
    fn claims(&self, url: &str) -> bool {
        Address::parse(url).is_some_and(|address| Wanted::of(&address).is_some())
    }

    fn ask(&self, bookmark: &Bookmark, now: Timestamp) -> Vec<Request> {
        let week = |at: Timestamp| at.to_zoned(eastern()).date().iso_week_date();
        let week = |at| (week(at).year(), week(at).week());
        match bookmark.captured_at {
            Some(at) if week(at) == week(now) => {
                let from = since(at, AGAIN_DAYS);
                let titles: BTreeSet<u16> = self.watched().map(|(title, _)| title).collect();
                let url = |title| {
                    format!(
                        "https://www.ecfr.gov/api/versioner/v1/versions/title-{title}.json?issue_date%5Bgte%5D={from}"
                    )
                };
                titles.into_iter().map(|title| self.request(url(title), ANSWER_BYTES_MAX)).collect()
            }
            _ => vec![self.request(self.stanza.addresses[0].clone(), TITLES_BYTES_MAX)],
        }
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        match Address::parse(&head.url).as_ref().and_then(Wanted::of) {
            Some(Wanted::Titles) => self.read_titles(body),
            Some(Wanted::Versions(title)) => self.read_versions(head, title, body),
            Some(Wanted::Structure(title)) => self.read_structure(title, body),
            Some(Wanted::Text(asked)) => self.read_text(head, &asked, body),
            None => Reading::failed("The address names no text of the Code. The capture is kept.".to_owned()),
        }
    }
}

/// The day in Washington so many days before an instant.
fn since(at: Timestamp, days: i64) -> Date {
    let today = at.to_zoned(eastern()).date();
    today.checked_sub(days.days()).unwrap_or(today)
}

/// What an answer tells of amendments, in a sentence.
fn sum_of(versions: &[Version]) -> String {
    let sections: BTreeSet<&str> = versions.iter().map(|version| version.identifier.as_str()).collect();
    let removed = versions.iter().filter(|version| version.is_removed).count();
    let issues = versions.iter().map(|version| version.issued_on);
    match (issues.clone().min(), issues.max()) {
        (Some(first), Some(last)) => format!(
            "It tells {} amendments of {} sections, {removed} of them removals, in issues from {first} to {last}.",
            versions.len(),
            sections.len()
        ),
        _ => "It tells no amendment.".to_owned(),
    }
}

/// What the eCFR says of one amendment, in a sentence.
fn told(version: &Version) -> String {
    let what = match (version.is_removed, version.is_substantive) {
        (true, _) => "removed",
        (false, true) => "amended",
        (false, false) => "mended by an editor",
    };
    let day =
        version.amended_on.map_or_else(|| "on a day that the eCFR does not know".to_owned(), |day| format!("on {day}"));
    format!("{}: {what} {day}, shown since {}; the part was asked for.", short(&version.name), version.issued_on)
}

/// A state of one part of the Code, which is a list of its own: `15 CFR part 744`.
pub fn state(
    title: u16,
    cfr_part: &str,
    part: String,
    role: Role,
    at: Timestamp,
    entries: Vec<model::snapshot::ListEntry>,
    incomplete: Option<String>,
) -> Snapshot {
    Snapshot {
        kind: Kind::CfrText,
        list: list(title, cfr_part),
        list_name: format!("{title} CFR part {cfr_part}"),
        part,
        role,
        at,
        entries,
        incomplete,
        begins_at: None,
    }
}

/// The list as which the text of a part is kept: `cfr-15-744`.
pub fn list(title: u16, cfr_part: &str) -> String {
    format!("cfr-{title}-{}", slug(cfr_part))
}

#[derive(serde::Deserialize)]
struct Titles {
    titles: Vec<TitleRow>,
}

#[derive(serde::Deserialize)]
struct TitleRow {
    number: u16,
    #[serde(default)]
    up_to_date_as_of: Option<Date>,
}

/// What an address of the eCFR asks for.
enum Wanted {
    /// How far each title is up to date.
    Titles,
    /// When what of a title was amended.
    Versions(u16),
    /// How a title is built.
    Structure(u16),
    /// The text itself.
    Text(Asked),
}

impl Wanted {
    fn of(address: &Address<'_>) -> Option<Self> {
        let path = address.path.strip_prefix("/api/versioner/v1/").filter(|_| address.host == "ecfr.gov")?;
        let title = |file: &str| {
            let file = file.strip_suffix(".json").unwrap_or(file);
            file.strip_prefix("title-")?.parse().ok()
        };
        match path.split_once('/') {
            None if matches!(path, "titles.json" | "titles") => Some(Self::Titles),
            Some(("versions", file)) => title(file).map(Self::Versions),
            Some(("structure", rest)) => title(rest.split_once('/')?.1).map(Self::Structure),
            Some(("full", _)) => Asked::of(address).map(Self::Text),
            _ => None,
        }
    }
}

/// What a text's address asks for.
struct Asked {
    title: u16,
    day: Option<Date>,
    /// What within a part, where not all of it: `section-744-11`. Such texts compare with each other and not with whole parts.
    scope: Option<String>,
}

impl Asked {
    fn of(address: &Address<'_>) -> Option<Self> {
        let rest = address.path.strip_prefix("/api/versioner/v1/full/")?;
        let (day, file) = rest.split_once('/')?;
        let title = file.strip_prefix("title-")?.strip_suffix(".xml")?.parse().ok()?;
        if address.host != "ecfr.gov" {
            return None;
        }
        let mut narrowed = Vec::new();
        for (name, value) in url::form_urlencoded::parse(address.query.as_bytes()) {
            if matches!(name.as_ref(), "subpart" | "subject_group" | "section" | "appendix") {
                narrowed.push(format!("{}-{}", slug(&name), slug(&value)));
            }
        }
        narrowed.sort_unstable();
        let scope = Some(narrowed.join("-")).filter(|scope| !scope.is_empty());
        // `current` stands in some addresses, which the publisher no longer answers.
        Some(Self { title, day: day.parse().ok(), scope })
    }

    /// When the text stood so.
    fn instant(&self, captured_at: Timestamp) -> Timestamp {
        let Some(day) = self.day else { return captured_at };
        let zone: TimeZone = eastern();
        if day >= since(captured_at, CURRENT_DAYS) {
            return captured_at;
        }
        day.to_zoned(zone).map_or(captured_at, |instant| instant.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_asked_for_once_a_week_and_else_what_was_amended() {
        let source = Ecfr::new(&Stanza::parse(include_str!("ecfr.toml")).expect("a stanza"));
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let asked = |captured: Option<&str>, now: &str| {
            let bookmark = Bookmark { captured_at: captured.map(at), ..Bookmark::default() };
            source.ask(&bookmark, at(now)).into_iter().map(|request| request.url).collect::<Vec<_>>()
        };
        let all = "https://www.ecfr.gov/api/versioner/v1/titles.json";
        assert_eq!(asked(None, "2026-10-07T12:00:00Z"), [all]);
        assert_eq!(asked(Some("2026-10-04T12:00:00Z"), "2026-10-05T12:00:00Z"), [all], "from Sunday to Monday");
        let within = asked(Some("2026-10-05T12:00:00Z"), "2026-10-06T12:00:00Z");
        assert_eq!(within.len(), 6, "{within:?}");
        let first = "https://www.ecfr.gov/api/versioner/v1/versions/title-10.json?issue_date%5Bgte%5D=2026-10-01";
        assert_eq!(within[0], first);
        assert!(within.iter().all(|url| source.claims(url)));
    }
}
