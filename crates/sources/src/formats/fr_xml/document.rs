//! One document of the Federal Register's XML, put together element by element.
//! Lines of text become paragraphs in their order; those of the preamble also become fields.

use std::collections::BTreeSet;

use model::document::{DocumentState, Fields, Kind, Paragraph, Part, Rendition, RenditionKind};
use model::note::Note;
use model::{Date, TimeZone};

use super::tag::Tag;
use crate::formats::fr_api::id_of;
use crate::formats::fr_numbers::{cfr_refs, corrected, dockets, filed, rins, topics};
use crate::formats::json::short;
use crate::formats::remarks::Remarks;
use crate::formats::text::{fold, raised, title_case};
use crate::us::agencies;

/// The most paragraphs that are kept of one document; the longest seen has 22,000.
const PARAGRAPHS_MAX: usize = 200_000;

/// How an ellipsis of unchanged text is printed.
const STARS: &str = "* * * * *";

/// What the issue says of all its documents.
pub struct Issue<'a> {
    /// Its day.
    pub day: Option<Date>,
    /// Its volume.
    pub volume: Option<u32>,
    /// The language of its documents.
    pub language: &'a str,
    /// The zone of its filing hours.
    pub zone: &'a TimeZone,
    /// Which document of the text this is, from 1.
    pub number: usize,
}

/// An element that is open.
struct Frame {
    tag: Tag,
    /// Its own text so far; an inline element writes into the line that it stands in.
    text: String,
    inline: bool,
    /// For a raised inline element: where in that line it began.
    raised_from: Option<usize>,
}

/// A document being read.
pub struct Builder {
    depth: usize,
    frames: Vec<Frame>,
    fields: Fields,
    subjects: Vec<String>,
    heading: Option<String>,
    caption: String,
    caption_subject: Option<String>,
    agencies: Vec<String>,
    has_subagency: bool,
    action: Vec<String>,
    summary: Vec<String>,
    dates: Vec<String>,
    filing_line: String,
    section: Option<String>,
    row: Vec<String>,
    pages: BTreeSet<u32>,
    first_page: Option<u32>,
    has_text: bool,
    left_out: usize,
}

impl Builder {
    /// Begins with a document element that stands that deep in its text.
    pub fn new(tag: Tag, depth: usize) -> Self {
        let frames = vec![Frame { tag, text: String::new(), inline: false, raised_from: None }];
        Self {
            depth,
            frames,
            fields: Fields::default(),
            subjects: Vec::new(),
            heading: None,
            caption: String::new(),
            caption_subject: None,
            agencies: Vec::new(),
            has_subagency: false,
            action: Vec::new(),
            summary: Vec::new(),
            dates: Vec::new(),
            filing_line: String::new(),
            section: None,
            row: Vec::new(),
            pages: BTreeSet::new(),
            first_page: None,
            has_text: false,
            left_out: 0,
        }
    }

    /// How deep its element stands.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// A printed page begins here.
    pub fn page(&mut self, page: u32) {
        if !self.has_text {
            self.first_page = Some(page);
        }
        self.pages.insert(page);
    }

    /// An element opens. `superscript` tells of raised type.
    pub fn open(&mut self, tag: Tag, superscript: bool) {
        let parent = self.line_frame();
        let parent_tag = self.frames[parent].tag;
        let inline = tag.is_inline() || (tag == Tag::Other && parent_tag.is_text());
        let mut raised_from = None;
        if inline {
            let line = &mut self.frames[parent].text;
            if tag == Tag::Li {
                line.push(' ');
            }
            if tag == Tag::Su || (tag == Tag::E && superscript) {
                raised_from = Some(line.len());
            }
        } else if !parent_tag.is_text() {
            self.flush(parent);
        }
        match tag {
            Tag::Row | Tag::BoxHd => self.row.clear(),
            Tag::PreamHd => self.caption.clear(),
            Tag::Stars => self.paragraph(Tag::Stars, STARS.to_owned()),
            _ => {}
        }
        self.fields.subtype = self.fields.subtype.take().or_else(|| tag.subtype().map(str::to_owned));
        self.frames.push(Frame { tag, text: String::new(), inline, raised_from });
    }

    /// Text stands here; `page` is the printed page of the issue.
    pub fn text(&mut self, text: &str, page: Option<u32>) {
        let at = self.line_frame();
        // The running head of a presidential document may stand before the mark of its first page.
        let head = matches!(self.frames[at].tag, Tag::Title3 | Tag::Pres);
        if !self.has_text && !head && !text.trim().is_empty() {
            self.has_text = true;
            self.first_page = self.first_page.or(page);
        }
        self.frames[at].text.push_str(text);
    }

    /// The innermost open element closes.
    pub fn close(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        if frame.inline {
            let from = frame.raised_from;
            self.frames.pop();
            if let Some(from) = from {
                self.raise(from);
            }
            return;
        }
        let at = self.frames.len() - 1;
        self.flush(at);
        let tag = self.frames[at].tag;
        match tag {
            Tag::Row | Tag::BoxHd => self.close_row(),
            Tag::Section | Tag::Part => self.flush_section(),
            _ => {}
        }
        self.frames.pop();
    }

    /// The line that text now belongs to.
    fn line_frame(&self) -> usize {
        self.frames.iter().rposition(|frame| !frame.inline).unwrap_or(0)
    }

    fn raise(&mut self, from: usize) {
        let at = self.line_frame();
        let line = &mut self.frames[at].text;
        if let Some(text) = line.get(from..).and_then(raised) {
            line.truncate(from);
            line.push_str(&text);
        }
    }

    /// Takes the text of an element so far for what it is.
    fn flush(&mut self, at: usize) {
        let tag = self.frames[at].tag;
        let text = fold(&std::mem::take(&mut self.frames[at].text));
        if text.is_empty() && tag != Tag::Ent {
            return;
        }
        match tag {
            Tag::Agency | Tag::SubAgy => self.agency(tag, &text),
            Tag::Cfr => self.cfr(text),
            Tag::DepDoc => push_all(&mut self.fields.docket_ids, dockets(&text)),
            Tag::Rin => push_all(&mut self.fields.rins, rins(&text)),
            Tag::FrDoc | Tag::Filed => {
                self.filing_line.push(' ');
                self.filing_line.push_str(&text);
            }
            Tag::BilCod | Tag::Gid | Tag::Title3 => {}
            Tag::Pres if text == "The President" => {}
            Tag::Subject if self.parent_of(at) == Some(Tag::Preamb) => self.subjects.push(text),
            Tag::SectNo => {
                self.flush_section();
                self.section = Some(text);
            }
            Tag::Ent | Tag::Ched => self.row.push(text),
            _ => self.line(tag, text),
        }
    }

    /// A line of running text: a paragraph, and in the preamble a part of a field.
    fn line(&mut self, tag: Tag, text: String) {
        if tag == Tag::Hd {
            if self.within(Tag::PreamHd) {
                self.caption.clone_from(&text);
            }
            self.heading.get_or_insert_with(|| text.clone());
        } else {
            let field = match () {
                () if self.within(Tag::Ftnt) => None,
                () if self.within(Tag::Act) => Some(&mut self.action),
                () if self.within(Tag::Sum) => Some(&mut self.summary),
                () if self.within_dates() => Some(&mut self.dates),
                () => None,
            };
            if let Some(field) = field {
                field.push(text.clone());
            }
            if self.within(Tag::LstSub) && !self.within(Tag::Ftnt) {
                push_all(&mut self.fields.topics, topics(&text));
            }
            if self.within(Tag::PreamHd) && self.caption.trim_end_matches(':').eq_ignore_ascii_case("subject") {
                self.caption_subject.get_or_insert_with(|| text.clone());
            }
        }
        let section = self.section.take();
        match section {
            Some(number) if tag == Tag::Subject => self.paragraph(tag, format!("{number} {text}")),
            Some(number) => {
                self.paragraph(Tag::SectNo, number);
                self.paragraph(tag, text);
            }
            None => self.paragraph(tag, text),
        }
    }

    fn flush_section(&mut self) {
        if let Some(number) = self.section.take() {
            self.paragraph(Tag::SectNo, number);
        }
    }

    fn close_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if row.iter().any(|cell| !cell.is_empty()) {
            self.paragraph(Tag::Row, row.join(" | ").trim_end().to_owned());
        }
    }

    fn agency(&mut self, tag: Tag, text: &str) {
        self.has_subagency |= tag == Tag::SubAgy;
        push_all(&mut self.agencies, vec![title_case(text)]);
    }

    fn cfr(&mut self, text: String) {
        push_all(&mut self.fields.cfr, cfr_refs(&text));
        if self.within(Tag::LstSub) {
            self.paragraph(Tag::Cfr, text);
        }
    }

    fn paragraph(&mut self, tag: Tag, text: String) {
        if self.fields.paragraphs.len() == PARAGRAPHS_MAX {
            self.left_out += 1;
            return;
        }
        let part = self.part_of(tag);
        self.fields.paragraphs.push(Paragraph { part, text });
    }

    /// The part of the document in which a line stands, from the elements around it.
    fn part_of(&self, tag: Tag) -> Part {
        let around = |tag: Tag| self.within(tag);
        // Notices cite authorities too; only in a rule do they stand for the Code's own text.
        let rules = matches!(self.frames[0].tag, Tag::Rule | Tag::ProRule);
        let authority = rules && around(Tag::Auth) && !around(Tag::Preamb);
        let amended = [Tag::RegText, Tag::Section, Tag::Part].into_iter().any(around) || authority;
        if around(Tag::Ftnt) {
            Part::Footnote
        } else if around(Tag::AmdPar) {
            Part::Instruction
        } else if amended {
            Part::Amendment
        } else if matches!(tag, Tag::Hd | Tag::Subject | Tag::Proc | Tag::Pres | Tag::ExecOrdR | Tag::TTitle) {
            Part::Heading
        } else if around(Tag::Sum) {
            Part::Summary
        } else if self.within_dates() {
            Part::Dates
        } else if around(Tag::Act) {
            Part::Action
        } else if around(Tag::FurInf) {
            Part::Contact
        } else if around(Tag::Add) {
            Part::Addresses
        } else {
            Part::Body
        }
    }

    fn within(&self, tag: Tag) -> bool {
        self.frames.iter().any(|frame| frame.tag == tag)
    }

    /// Inside `DATES:`, or in the line of a meeting notice whose caption speaks of the day.
    fn within_dates(&self) -> bool {
        let caption = || self.caption.to_ascii_uppercase();
        self.within(Tag::Dates)
            || self.within(Tag::EffDate)
            || (self.within(Tag::PreamHd) && caption().contains("DATE"))
    }

    fn parent_of(&self, at: usize) -> Option<Tag> {
        self.frames.get(at.checked_sub(1)?).map(|frame| frame.tag)
    }

    /// Ends the document. `None` where it has no number: it could never be found again.
    pub fn finish(mut self, issue: &Issue<'_>, remarks: &mut Remarks) -> Option<Rendition> {
        self.flush(0);
        self.flush_section();
        let line = filed(&self.filing_line, issue.zone);
        let title = self.title();
        let Some(number) = line.number else {
            let text = format!(
                "The document '{}' has no number in its filing line ('{}'); it could not be taken in.",
                short(title.as_deref().unwrap_or("without a title")),
                short(self.filing_line.trim())
            );
            remarks.add(Note::lost(format!("document {}", issue.number), text));
            return None;
        };
        if title.is_none() {
            remarks.add(Note::odd(number.clone(), "The document has no title; it came in without one."));
        }
        if self.left_out > 0 {
            let text = format!("{} paragraphs beyond the first {PARAGRAPHS_MAX} were left out.", self.left_out);
            remarks.add(Note::lost(number.clone(), text));
        }
        let kind = self.kind(&number, remarks);
        self.name_agencies(kind);
        let first = self.start_page();
        let fields = Fields {
            kind: Some(kind),
            title,
            external_id: Some(number.clone()),
            document_number: Some(number.clone()),
            abstract_text: joined(&self.summary),
            action: joined(&self.action),
            dates_text: joined(&self.dates),
            url: Some(format!("https://www.federalregister.gov/d/{number}")),
            published_on: issue.day,
            filed_at: line.at,
            citation: issue.volume.zip(first).map(|(volume, page)| format!("{volume} FR {page}")),
            language: Some(issue.language.to_owned()),
            pages: self.page_count(first),
            corrects: corrected(&number).map(id_of),
            ..self.fields
        };
        let document = id_of(&number);
        Some(Rendition { document, kind: RenditionKind::Text, state: DocumentState::Published, fields })
    }

    /// The subject; where a line of the wrong kind stands among several, the others; else the caption `SUBJECT:`, else a heading.
    fn title(&mut self) -> Option<String> {
        if self.subjects.len() > 1 && !self.has_subagency && agencies::is_known(&self.subjects[0]) {
            let name = self.subjects.remove(0);
            push_all(&mut self.agencies, vec![name]);
        }
        match self.subjects.is_empty() {
            false => Some(self.subjects.join("; ")),
            true => self.caption_subject.take().or_else(|| self.heading.take()),
        }
    }

    /// A rule that says that it corrects is a correction, and so is every document numbered as one.
    fn kind(&self, number: &str, remarks: &mut Remarks) -> Kind {
        let says = self.action.iter().any(|action| {
            let mut words = action.split(|c: char| !c.is_alphabetic());
            words.any(|word| matches!(word.to_ascii_lowercase().as_str(), "correction" | "corrections" | "correcting"))
        });
        if corrected(number).is_some() {
            return Kind::Correction;
        }
        match self.frames[0].tag {
            Tag::Rule | Tag::ProRule if says => Kind::Correction,
            Tag::Rule => Kind::Rule,
            Tag::ProRule => Kind::ProposedRule,
            Tag::PresDocu => {
                if self.fields.subtype.is_none() {
                    remarks.add(Note::odd(
                        number,
                        "The sort of this presidential document is not known; it came in without one.",
                    ));
                }
                Kind::Presidential
            }
            _ => Kind::Notice,
        }
    }

    /// Names and slugs. The index puts the President's documents under the Executive Office.
    fn name_agencies(&mut self, kind: Kind) {
        if self.agencies.is_empty() && kind == Kind::Presidential {
            self.agencies.push("Executive Office of the President".to_owned());
        }
        for name in &self.agencies {
            push_all(&mut self.fields.agencies, agencies::slug_of(name).into_iter().collect());
        }
        self.fields.agency_names = std::mem::take(&mut self.agencies);
    }

    /// The page on which the document begins: known, or the one before the first page that begins inside it.
    fn start_page(&self) -> Option<u32> {
        self.first_page.or_else(|| self.pages.first().and_then(|page| page.checked_sub(1)))
    }

    /// The printed pages that the document touches. Unknown where no page is known at all.
    fn page_count(&self, first: Option<u32>) -> Option<u32> {
        let first = first?;
        let further = self.pages.iter().filter(|page| **page != first).count();
        u32::try_from(further + 1).ok()
    }
}

fn joined(lines: &[String]) -> Option<String> {
    (!lines.is_empty()).then(|| lines.join(" "))
}

fn push_all<T: PartialEq>(list: &mut Vec<T>, items: Vec<T>) {
    for item in items {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}
