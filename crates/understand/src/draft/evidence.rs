//! A document being told: its words, what it calls itself, and the places that sentences about it point at.

use model::TimeZone;
use model::citation::{Evidence, Place};
use model::document::{Document, DocumentState, Fields, Kind, Paragraph, Part};
use model::findings::{Arrival, KeyDate};

use crate::{agencies, sentences, span};

/// A document with all that its telling needs.
pub(super) struct Telling<'a> {
    pub(super) arrival: &'a Arrival,
    pub(super) document: &'a Document,
    pub(super) fields: &'a Fields,
    pub(super) zone: &'a TimeZone,
    /// The agency's short form: `BIS`.
    pub(super) short: String,
    /// The agency at first mention: `The Bureau of Industry and Security (BIS)`.
    pub(super) full: String,
}

/// A sentence of the document and where it stands: its paragraph from 1 (or a field), and its characters.
#[derive(Clone)]
pub(super) struct Passage<'a> {
    pub(super) text: &'a str,
    pub(super) place: Place,
}

impl<'a> Telling<'a> {
    pub(super) fn of(arrival: &'a Arrival, zone: &'a TimeZone) -> Self {
        let document = &arrival.document;
        let fields = &document.fields;
        Self { arrival, document, fields, zone, short: agencies::short(fields), full: agencies::full(fields) }
    }

    /// The title, white space folded by the source; the bare id where there is none.
    pub(super) fn title(&self) -> &'a str {
        self.document.title().trim()
    }

    /// The action line in lower case.
    pub(super) fn action(&self) -> String {
        self.fields.action.as_deref().unwrap_or_default().to_lowercase()
    }

    /// Evidence at a place of this document.
    pub(super) fn at(&self, place: Place) -> Evidence {
        Evidence { document: self.document.id.clone(), version: self.document.version, place }
    }

    /// Evidence in fields of the record.
    pub(super) fn fields(&self, names: &[&str]) -> Vec<Evidence> {
        names.iter().map(|name| self.at(Place::Field((*name).to_owned()))).collect()
    }

    /// Evidence of a key date: its words, or the publisher's field.
    pub(super) fn of_date(&self, date: &KeyDate) -> Evidence {
        match date.paragraph {
            Some(number) => self.at(Place::Paragraph { number, start: date.start, end: date.end }),
            None if date.basis == model::findings::Basis::Field => {
                let field = if date.role == model::findings::DateRole::CommentsClose {
                    "comments_close_on"
                } else {
                    "effective_on"
                };
                self.at(Place::Field(field.to_owned()))
            }
            None => self.at(Place::Field("dates_text".to_owned())),
        }
    }

    /// What the document calls itself: `final rule`, `notice`, `proclamation`.
    pub(super) fn word(&self) -> String {
        let action = self.action();
        if self.document.kind() == Kind::ProposedRule && action.contains("comment period") {
            let does = if action.contains("reopening") { "reopening" } else { "extending" };
            return format!("notice {does} comments on a proposed rule");
        }
        let known = [
            "interim final rule",
            "temporary final rule",
            "direct final rule",
            "temporary rule",
            "interim rule",
            "final rule",
            "advance notice of proposed rulemaking",
            "supplemental notice of proposed rulemaking",
            "proposed rule",
            "final order",
        ];
        if let Some(word) = known.iter().find(|word| action.contains(**word)) {
            return (*word).to_owned();
        }
        match self.document.kind() {
            Kind::Rule => "rule".to_owned(),
            Kind::ProposedRule => "proposed rule".to_owned(),
            Kind::Correction => "correction".to_owned(),
            Kind::Presidential => self.fields.subtype.as_deref().unwrap_or("presidential document").to_lowercase(),
            Kind::PressRelease => "press release".to_owned(),
            Kind::Notice => "notice".to_owned(),
            _ => "document".to_owned(),
        }
    }

    /// The last word of that, for later mentions: `rule`, `notice`.
    pub(super) fn noun(&self) -> String {
        let word = self.word();
        if word.starts_with("notice") || word.ends_with("rulemaking") {
            return "notice".to_owned();
        }
        if word == "proposed rule" {
            "proposal".to_owned()
        } else {
            word.rsplit(' ').next().unwrap_or("document").to_owned()
        }
    }

    /// Paragraphs of one part with their numbers from 1.
    pub(super) fn paragraphs(&self, part: Part) -> impl Iterator<Item = (u32, &'a Paragraph)> {
        self.fields
            .paragraphs
            .iter()
            .enumerate()
            .filter(move |(_, paragraph)| paragraph.part == part)
            .filter_map(|(at, paragraph)| Some((u32::try_from(at + 1).ok()?, paragraph)))
    }

    /// The sentences of the summary; without a summary paragraph those of the abstract.
    pub(super) fn summary(&self) -> Vec<Passage<'a>> {
        let mut out: Vec<Passage<'a>> = self
            .paragraphs(Part::Summary)
            .flat_map(|(number, paragraph)| passages(&paragraph.text, Some(number)))
            .collect();
        if out.is_empty()
            && let Some(text) = self.fields.abstract_text.as_deref()
        {
            out = passages(text, None);
        }
        out.retain(|passage| !is_caption(passage.text));
        out
    }

    /// The first sentences of the running text: real prose, no captions, no tables, no words on where to get copies.
    pub(super) fn prose(&self, most: usize) -> Vec<Passage<'a>> {
        let title = self.title();
        self.running()
            .filter(|(_, paragraph)| {
                is_prose(&paragraph.text) && !paragraph.text.contains(title) && !is_service(&paragraph.text)
            })
            .flat_map(|(number, paragraph)| passages(&paragraph.text, Some(number)))
            .filter(|passage| !is_caption(passage.text))
            .take(most)
            .collect()
    }

    /// The running text. Notices that are tagged carelessly go on inside their contact; what stands there behind a further heading
    /// is running text too.
    pub(super) fn running(&self) -> impl Iterator<Item = (u32, &'a Paragraph)> + use<'a> {
        let (mut contact, mut beyond) = (false, false);
        self.fields.paragraphs.iter().enumerate().filter_map(move |(at, paragraph)| {
            contact |= paragraph.part == Part::Contact;
            beyond |= contact && paragraph.part == Part::Heading;
            let runs = paragraph.part == Part::Body || (beyond && paragraph.part == Part::Contact);
            Some((u32::try_from(at + 1).ok()?, paragraph)).filter(|_| runs)
        })
    }

    /// Whether it is filed for inspection only and not yet printed.
    pub(super) fn is_filed(&self) -> bool {
        self.document.state == DocumentState::Filed
    }
}

/// The sentences of a text with their places.
pub(super) fn passages(text: &str, paragraph: Option<u32>) -> Vec<Passage<'_>> {
    let mut chars = span::Chars::new(text);
    sentences::split(text)
        .into_iter()
        .map(|range| {
            let place = match paragraph {
                Some(number) => Place::Paragraph { number, start: chars.at(range.start), end: chars.at(range.end) },
                None => Place::Field("abstract".to_owned()),
            };
            Passage { text: &text[range], place }
        })
        .collect()
}

/// A part of a passage, with the place of just these words.
pub(super) fn part_of<'a>(passage: &Passage<'a>, words: &'a str) -> Passage<'a> {
    let place = match (&passage.place, span::find(passage.text, words)) {
        (Place::Paragraph { number, start, .. }, Some((from, to))) => {
            Place::Paragraph { number: *number, start: start + from, end: start + to }
        }
        (place, _) => place.clone(),
    };
    Passage { text: words, place }
}

/// `SUMMARY:`, `DATES:` and their like are the form's words, not the document's.
pub(super) fn is_caption(text: &str) -> bool {
    let text = text.trim();
    text.ends_with(':') && text.chars().count() < 45
}

/// A paragraph of sentences: ends with a full stop, has a dozen words, is no row of a table.
fn is_prose(text: &str) -> bool {
    text.trim_end().ends_with(['.', '”']) && text.split_whitespace().count() >= 12 && !text.contains(" | ")
}

/// Where copies and files can be had: of no use to a reader of this article.
fn is_service(text: &str) -> bool {
    ["web site", "website", "www.", "http", "fax-on-demand", "facsimile"]
        .iter()
        .any(|word| text.to_lowercase().contains(word))
}
