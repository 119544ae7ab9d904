//! What a page is made of: plain values that the web hands over, with instants and days as the model has them.
//!
//! A view holds an article only as a [`Shown`]; whoever builds one has asked the wall before.

use model::capture::Sha256;
use model::document::{Document, DocumentId, DocumentState, Kind};
use model::edition::{EditionState, Filing};
use model::inspection::InspectionSheet;
use model::ledger::Manifest;
use model::reader::Reader;
use model::reference::Ref;
use model::title::{Publisher, Section, Title};
use model::wall::Shown;
use model::{Date, TimeZone, Timestamp};

/// What stands round every page.
#[derive(Debug, Clone, Copy)]
pub struct Chrome<'a> {
    /// The house.
    pub publisher: &'a Publisher,
    /// All its titles, in their order.
    pub titles: &'a [Title],
    /// The one title of a title's own page; `None` on pages over all titles.
    pub title: Option<&'a Title>,
    /// The publishing clock.
    pub now: Timestamp,
    /// The signed-in reader's name or masked address.
    pub signed_in: Option<&'a str>,
    /// Whether this is the demonstration, which has an outbox.
    pub demo: bool,
    /// The path of this page, to come back to after signing in.
    pub path: &'a str,
    /// Whether the titles of this page publish without an editor.
    pub automatic: bool,
}

impl<'a> Chrome<'a> {
    /// The zone in which this page tells time: its title's, else the publisher's.
    pub fn zone(&self) -> &'a TimeZone {
        self.title.map_or(&self.publisher.zone, |title| &title.zone)
    }
    /// The front of this page's title, or of the house.
    pub fn front_path(&self) -> String {
        self.title.map_or_else(|| "/".to_owned(), |title| format!("/titles/{}", title.slug))
    }
    /// A day's edition of this page's title, or the day over all titles.
    pub fn edition_path(&self, day: Date) -> String {
        let title = self.title.map(|title| format!("/titles/{}", title.slug)).unwrap_or_default();
        format!("{title}/editions/{day}")
    }
}

/// A document of a public authority, as it is named beside an article. All of it is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    /// Its name with us.
    pub id: DocumentId,
    /// The version that the article tells of.
    pub version: u32,
    /// What sort of document.
    pub kind: Kind,
    /// How far it has come with its publisher.
    pub state: DocumentState,
    /// The publisher's number as readers cite it: `FR Doc. 2026-07311`.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// `Final rule, Industry and Security Bureau`.
    pub kind_line: String,
    /// Its official page.
    pub url: Option<String>,
    /// The day of the issue.
    pub published_on: Option<Date>,
    /// When it was put on public inspection.
    pub filed_at: Option<Timestamp>,
    /// `regular` or `special`.
    pub filing: Option<String>,
    /// When this version was first on our wire.
    pub first_seen: Timestamp,
    /// When an earlier version of the same state was.
    pub told_before: Option<Timestamp>,
    /// The hash of the bytes in which we saw it.
    pub sha256: Option<Sha256>,
    /// Paragraphs of its text, where we have the text.
    pub paragraphs: Option<u32>,
    /// Printed pages.
    pub pages: Option<u32>,
}

impl DocumentView {
    /// What there is to say of a document that was read without its text, which has so many paragraphs.
    pub fn of_facts(document: &Document, paragraphs: u32) -> Self {
        Self { paragraphs: Some(paragraphs).filter(|count| *count > 0), ..Self::of(document) }
    }
    /// What there is to say of a document.
    pub fn of(document: &Document) -> Self {
        let fields = &document.fields;
        let number = match &fields.document_number {
            Some(number) => Some(format!("FR Doc. {number}")),
            None => fields.external_id.clone(),
        };
        Self {
            id: document.id.clone(),
            version: document.version,
            kind: document.kind(),
            state: document.state,
            number,
            title: document.title().to_owned(),
            kind_line: kind_line(document),
            url: fields.url.clone(),
            published_on: fields.published_on,
            filed_at: fields.filed_at,
            filing: fields.filing.clone(),
            first_seen: document.captured_at,
            told_before: document.told_before,
            sha256: Some(document.sha256),
            paragraphs: u32::try_from(fields.paragraphs.len()).ok().filter(|count| *count > 0),
            pages: fields.pages,
        }
    }
}

/// The action line up to its first semicolon, or the kind; then the agency, which stands after its parents.
fn kind_line(document: &Document) -> String {
    let fields = &document.fields;
    let action = fields.action.as_deref().and_then(|action| action.split(';').next());
    let action =
        action.map(|action| action.trim().trim_end_matches('.').to_owned()).filter(|action| !action.is_empty());
    let kind = action.or_else(|| fields.subtype.clone()).unwrap_or_else(|| kind_name(document.kind()).to_owned());
    match fields.agency_names.last() {
        Some(agency) => format!("{kind}, {}", unshout(agency)),
        None => kind,
    }
}

/// The kind as readers read it.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Rule => "Rule",
        Kind::ProposedRule => "Proposed rule",
        Kind::Notice => "Notice",
        Kind::Presidential => "Presidential document",
        Kind::Correction => "Correction",
        Kind::List => "State of a list",
        Kind::PressRelease => "Press release",
        Kind::Ruling => "Ruling",
        Kind::Message => "Message",
        Kind::Notification => "Notification",
        Kind::Opinion => "Opinion",
        Kind::Tariff => "Tariff schedule",
        Kind::Legislation => "Legislation",
        Kind::Page => "Web page",
    }
}

/// A name in capitals (the printed text sets agencies so) with capitals at its words only.
fn unshout(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || !name.contains(' ') {
        return name.to_owned();
    }
    let word = |(i, word): (usize, &str)| match word.to_lowercase() {
        small if i > 0 && ["of", "and", "the", "for", "on", "in"].contains(&small.as_str()) => small,
        other => {
            let mut letters = other.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    };
    name.split_whitespace().enumerate().map(word).collect::<Vec<String>>().join(" ")
}

/// An article that another one points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Its number.
    pub reference: Ref,
    /// Its headline.
    pub headline: String,
    /// Its address on this site.
    pub path: String,
}

/// An article on a front page.
#[derive(Debug, Clone)]
pub struct Story<'a> {
    /// The article, as the visitor may see it.
    pub shown: Shown<'a>,
    /// Its address on this site.
    pub path: String,
}

/// A page of one article.
pub struct ArticleView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// The article, as the visitor may see it.
    pub shown: Shown<'a>,
    /// Its documents, in the order of its head.
    pub documents: &'a [DocumentView],
    /// The words with which publishers of its documents want to be named, each once.
    pub credits: &'a [String],
    /// The articles it refers to, as far as the visitor may know.
    pub see: &'a [Related],
    /// The articles that refer to it, as far as the visitor may know.
    pub referred_by: &'a [Related],
    /// Articles of the day that are open to everybody.
    pub free_today: &'a [Related],
    /// The path of an article number; `None` where there is no such article.
    pub links: &'a dyn Fn(Ref) -> Option<String>,
    /// The sentence that goes with a correction, an addendum or a retraction.
    pub notice: Option<&'a str>,
    /// For the wall's form: the address as it was typed and what is wrong with it.
    pub email_error: Option<(&'a str, &'a str)>,
}

/// What the front tells of one title's edition.
#[derive(Debug, Clone, Copy)]
pub struct EditionFacts<'a> {
    /// Whose.
    pub title: &'a Title,
    /// Its number, once frozen.
    pub number: Option<u32>,
    /// When it closed or will close.
    pub closed_at: Timestamp,
    /// How far it has come.
    pub state: EditionState,
    /// When it came out, where that was not at its hour.
    pub late_at: Option<Timestamp>,
}

/// How many entries changed on one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// The list's name for people.
    pub name: String,
    /// Entries added.
    pub added: u32,
    /// Entries removed.
    pub removed: u32,
    /// Entries amended.
    pub amended: u32,
    /// The article that tells it.
    pub path: Option<String>,
}

/// How many entries changed on the lists; the sums are over all lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListCounts {
    /// Entries added.
    pub added: u32,
    /// Entries removed.
    pub removed: u32,
    /// Entries amended.
    pub amended: u32,
    /// One line a list that changed.
    pub lines: Vec<ListLine>,
}

/// A day over all titles, or one title's day.
pub struct FrontView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// The day.
    pub date: Date,
    /// The editions of that day that this page shows.
    pub editions: Vec<EditionFacts<'a>>,
    /// The largest story.
    pub lead: Option<Story<'a>>,
    /// All stories by section, largest first; the lead stands among them too and is not set twice. An empty section says so.
    pub sections: Vec<(Section, Vec<Story<'a>>)>,
    /// What changed on the lists.
    pub changes: ListCounts,
    /// Filed and not yet printed.
    pub inspection: &'a [Filing],
    /// The hour of that day's inspection sheet, where it has come.
    pub sheet_at: Option<Timestamp>,
    /// The ledger's sums.
    pub manifest: Manifest,
    /// The days of the edition before and after, where there are any.
    pub other_days: (Option<Date>, Option<Date>),
    /// The path of an article number; `None` where there is no such article.
    pub links: &'a dyn Fn(Ref) -> Option<String>,
}

/// How the inspection sheet of a day stands.
#[derive(Debug, Clone)]
pub enum SheetStanding {
    /// Its hour has not come.
    Coming(Timestamp),
    /// It is out.
    Out(InspectionSheet),
}

/// The inspection sheet of a day.
pub struct InspectionView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// The day.
    pub date: Date,
    /// The sheet.
    pub standing: SheetStanding,
    /// The numbers under which its documents were told, with the paths of those articles.
    pub refs: &'a [(DocumentId, Ref, String)],
}

/// One day of the archive.
#[derive(Debug, Clone)]
pub struct ArchiveDay {
    /// The day.
    pub date: Date,
    /// Each title's name, its edition's number (once frozen) and address.
    pub editions: Vec<ArchiveEdition>,
    /// The headline of its lead.
    pub headline: Option<String>,
    /// How many articles it holds.
    pub articles: u32,
}

/// One title's edition in the archive.
#[derive(Debug, Clone)]
pub struct ArchiveEdition {
    /// The title's name.
    pub title: String,
    /// Its number, once frozen.
    pub number: Option<u32>,
    /// Its address on this site.
    pub path: String,
}

/// The list of editions, newest first.
pub struct ArchiveView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// The days, newest first.
    pub days: &'a [ArchiveDay],
    /// The page of older days, where there is one.
    pub older: Option<&'a str>,
    /// The page of newer days, where there is one.
    pub newer: Option<&'a str>,
}

/// A form that asks for an address, to sign in or to sign up.
pub struct FormView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// The address as it was typed; empty at first.
    pub email: &'a str,
    /// What is wrong with it: a sentence.
    pub error: Option<&'a str>,
    /// Where to go afterwards, a path on this site; empty for the front.
    pub return_to: &'a str,
    /// The headline of the article that was being read.
    pub reading: Option<&'a str>,
}

/// The page after a link was asked for.
pub struct LinkSentView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// The address as it was typed.
    pub email: &'a str,
    /// For how many minutes a link works.
    pub minutes: u32,
    /// Back to the form, to use another address.
    pub form_path: &'a str,
}

/// What a mailed link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose<'a> {
    /// It begins a free preview; the headline of the article that was being read.
    Preview(Option<&'a str>),
    /// It signs in.
    SignIn,
}

/// The page that a mailed link opens. Nothing has happened yet: the button does it.
pub struct ConfirmView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// What the link is for.
    pub purpose: LinkPurpose<'a>,
    /// Where the button posts.
    pub action: &'a str,
    /// The link's secret, posted as `token`.
    pub token: &'a str,
    /// Where to go afterwards; empty for the front.
    pub return_to: &'a str,
}

/// A reader's own page.
pub struct AccountView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// The reader.
    pub reader: &'a Reader,
}

/// A letter in the demonstration's outbox.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Where it goes.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its date.
    pub at: Timestamp,
    /// The links in it.
    pub links: Vec<String>,
    /// Its plain-text twin.
    pub text: String,
}

/// The demonstration's outbox, newest first.
pub struct OutboxView<'a> {
    /// What stands round it.
    pub chrome: Chrome<'a>,
    /// The letters, newest first.
    pub letters: &'a [Letter],
}

#[cfg(test)]
mod tests {
    use super::unshout;

    #[test]
    fn capitals_of_the_printed_text_are_softened() {
        assert_eq!(unshout("DEPARTMENT OF THE TREASURY"), "Department of the Treasury");
        assert_eq!(unshout("Industry and Security Bureau"), "Industry and Security Bureau");
        assert_eq!(unshout("NASA"), "NASA");
    }
}
