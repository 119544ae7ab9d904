//! The Electronic Code of Federal Regulations: the text of the parts that are watched, as it stands now or stood on a day.
//! The index of titles says how far the Code is up to date; each part is then asked for as of that day.

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
use crate::formats::fr_numbers::eastern;
use crate::formats::list_file::STAYS;
use crate::formats::remarks::Remarks;
use crate::formats::text::slug;
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest index of titles that is read, in bytes: it has 8,000.
const TITLES_BYTES_MAX: u64 = 1024 * 1024;

/// A text as of a day at most so many days before its capture is the text that is in force; an older one stood so on its day.
const CURRENT_DAYS: i64 = 14;

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
        let mut undated = BTreeSet::new();
        for (title, part) in self.watched() {
            let day = titles.titles.iter().find(|row| row.number == title).and_then(|row| row.up_to_date_as_of);
            match day {
                Some(day) => requests.push(Request {
                    source: self.stanza.slug.clone(),
                    url: format!("https://www.ecfr.gov/api/versioner/v1/full/{day}/title-{title}.xml?part={part}"),
                    size_bytes_max: TEXT_BYTES_MAX,
                }),
                None => {
                    undated.insert(title);
                }
            }
        }
        for title in undated {
            let text = "The index of titles does not say how far it is up to date; its parts were not asked for.";
            remarks.add(Note::odd(format!("title {title}"), text));
        }
        Reading { found: Found::Empty, requests, notes: remarks.finish() }
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
        Address::parse(url).is_some_and(|address| is_titles(&address) || Asked::of(&address).is_some())
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        let url = self.stanza.addresses[0].clone();
        vec![Request { source: self.stanza.slug.clone(), url, size_bytes_max: TITLES_BYTES_MAX }]
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let address = Address::parse(&head.url);
        match address.as_ref().and_then(Asked::of) {
            Some(asked) => self.read_text(head, &asked, body),
            None if address.as_ref().is_some_and(is_titles) => self.read_titles(body),
            None => Reading::failed("The address names no text of the Code. The capture is kept.".to_owned()),
        }
    }
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

fn is_titles(address: &Address<'_>) -> bool {
    address.host == "ecfr.gov" && matches!(address.path, "/api/versioner/v1/titles.json" | "/api/versioner/v1/titles")
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
        let today = captured_at.to_zoned(zone.clone()).date();
        let oldest = today.checked_sub(CURRENT_DAYS.days()).unwrap_or(today);
        if day >= oldest {
            return captured_at;
        }
        day.to_zoned(zone).map_or(captured_at, |instant| instant.timestamp())
    }
}
