//! Letters: an edition for a reader, and the link that lets one in. Always HTML with a plain-text twin.
//!
//! 600 pixels, nested tables, inline styles; no picture, script, form or remote font. A link in a letter changes nothing by itself.

use askama::Template;
use model::Timestamp;
use model::edition::Frozen;
use model::mail::Mail;
use model::reader::{Email, Reader};
use model::reference::Ref;
use model::title::{Publisher, Title};
use model::wall::Shown;

use crate::body::{self, Dress, Setting};
use crate::edition::{self, Form, Sheet, glance};
use crate::lines::{fill, paragraph};
use crate::markup::{Markup, one_line, safe_url};
use crate::views::LinkPurpose;
use crate::{dates, say};

/// The largest HTML of a letter, in bytes: mail programs cut what is above 102,400 (DESIGN, 7).
pub const HTML_BYTES_MAX: usize = 100_000;

/// Rows of the table of dates, and filings, that a letter holds; the rest are counted and stand on the web.
const ROWS_MAX: usize = 20;

/// What a letter needs besides its contents.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// `<…@host>`, derived from what is delivered.
    pub message_id: String,
    /// The instant in its `Date:`.
    pub date: Timestamp,
}

const LINK: &str = " class=\"lk\" style=\"color:#0a5877;text-decoration:underline\"";

/// A body in a letter.
const DRESS: Dress = Dress {
    heading: "h4",
    heading_is: " class=\"ink\" style=\"margin:14px 0 0;font:bold 16px/22px Georgia,'Times New Roman',serif;color:#10202a\"",
    paragraph: " class=\"ink\" style=\"margin:10px 0 0;font:16px/24px Georgia,'Times New Roman',serif;color:#10202a\"",
    quote: " class=\"ln\" style=\"margin:10px 0 0;border-left:4px solid #75848b;padding:0 0 0 14px\"",
    list: " class=\"ink\" style=\"margin:10px 0 0;padding:0 0 0 20px;font:16px/24px Georgia,'Times New Roman',serif;color:#10202a\"",
    link: LINK,
    reference: " class=\"lk\" style=\"color:#0a5877;text-decoration:underline;white-space:nowrap\"",
    table: " width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" class=\"ink\" style=\"margin:12px 0 0;font:14px/20px 'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#10202a;text-align:left\"",
    head: " class=\"ink ln\" style=\"text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid #d3dbdd\"",
    cell: " class=\"ink ln\" style=\"text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid #d3dbdd\"",
    scrolls: false,
};

#[derive(Template)]
#[template(path = "mail/edition.html")]
struct Letter<'a> {
    subject: &'a str,
    preheader: String,
    title: &'a str,
    day: String,
    made: String,
    late: Option<String>,
    belongs: String,
    page: String,
    glance: Vec<Line>,
    count: usize,
    soon: Vec<(String, String, Line)>,
    sections: Vec<SectionSet>,
    soon_more: usize,
    filings: Vec<(Option<String>, String, String)>,
    filings_more: usize,
    sheet: Option<String>,
    manifest: String,
    why: String,
    account: String,
}

struct Line {
    url: String,
    headline: String,
    reference: String,
}

struct SectionSet {
    name: &'static str,
    count: usize,
    stories: Vec<Markup>,
    /// Stories of it that the letter has no room for.
    absent: usize,
}

#[derive(Template)]
#[template(path = "mail/story.html")]
struct StorySet<'a> {
    first: bool,
    url: String,
    reference: String,
    headline: &'a str,
    label: Option<String>,
    late: Vec<String>,
    byline: &'a str,
    facts: Vec<(&'a str, &'a str)>,
    /// First paragraph and, in the full form, what follows; empty in the shortest.
    text: Markup,
    /// Words to read on, where more stands on the web.
    more: Option<String>,
    documents: Vec<(String, String)>,
}

/// Nobody wrote this letter by hand, and no holiday notice shall answer it (RFC 3834, 5).
pub(crate) fn automatic() -> Vec<(&'static str, String)> {
    vec![("Auto-Submitted", "auto-generated".to_owned())]
}

/// What mail programs sort a title's letters by: its list's name (RFC 2919), within the publisher's own name space.
pub(crate) fn of_title(title: &Title, publisher: &Publisher) -> Vec<(&'static str, String)> {
    let host = publisher.url.split("://").last().unwrap_or_default();
    let host = host.split(['/', ':']).next().filter(|host| !host.is_empty()).unwrap_or("localhost");
    let mut headers = automatic();
    headers.push(("List-Id", format!("<{}.{host}>", title.slug)));
    headers
}

/// A frozen edition as a letter to a reader. Whole stories come first; once the HTML would pass [`HTML_BYTES_MAX`], later ones are
/// set as headline and first paragraph, or as headline alone, each with its link; what has no room even so is counted. The text twin
/// has the same forms.
pub fn edition(sheet: &Sheet<Frozen>, to: &Reader, envelope: &Envelope) -> Mail {
    let edition = sheet.edition;
    let lead = edition.lead().map(|article| article.head.headline.as_str()).unwrap_or("no article today");
    let subject = one_line(&format!("{}: {lead}, {}", edition.title.name, dates::short(edition.date)));
    let stories: Vec<Shown> = sheet.sections().into_iter().flat_map(|(_, stories)| stories).collect();
    let forms = forms(sheet, to, &subject, &stories);
    let form = |shown: Shown| {
        let place = stories.iter().position(|other| other.head().reference == shown.head().reference);
        place.and_then(|place| forms.get(place).copied()).unwrap_or(Form::Absent)
    };
    let colophon = colophon(sheet, to);
    Mail {
        from_name: one_line(&edition.title.name),
        to: to.email.clone(),
        html: letter(sheet, to, &subject, &form),
        text: edition::letter(sheet, &form, &colophon),
        subject,
        message_id: envelope.message_id.clone(),
        date: envelope.date,
        headers: of_title(&edition.title, sheet.publisher),
    }
}

/// The form of each story. In order, headlines are granted while they fit, then first paragraphs, then whole texts, up to the first
/// that does not.
fn forms(sheet: &Sheet<Frozen>, to: &Reader, subject: &str, stories: &[Shown]) -> Vec<Form> {
    let size = |shown: Shown, first: bool, form: Form| story(sheet, shown, first, form).as_str().len();
    let firsts: Vec<Ref> = sheet
        .sections()
        .iter()
        .filter_map(|(_, stories)| stories.first())
        .map(|shown| shown.head().reference)
        .collect();
    let mut forms = vec![Form::Absent; stories.len()];
    let mut total = letter(sheet, to, subject, &|_| Form::Absent).len();
    for better in [Form::Headline, Form::Teaser, Form::Full] {
        for (shown, form) in stories.iter().zip(&mut forms) {
            let first = firsts.contains(&shown.head().reference);
            let grown = total + size(*shown, first, better) - size(*shown, first, *form);
            if grown > HTML_BYTES_MAX {
                return forms;
            }
            total = grown;
            *form = better;
        }
    }
    forms
}

fn letter(sheet: &Sheet<Frozen>, to: &Reader, subject: &str, form: &dyn Fn(Shown) -> Form) -> String {
    let edition = sheet.edition;
    let line = |reference: Ref, headline: &str| Line {
        url: sheet.short(reference),
        headline: headline.to_owned(),
        reference: reference.to_string(),
    };
    let sections: Vec<SectionSet> = sheet
        .sections()
        .into_iter()
        .map(|(section, stories)| SectionSet {
            name: section.name(),
            count: stories.len(),
            absent: stories.iter().filter(|shown| form(**shown) == Form::Absent).count(),
            stories: stories.iter().enumerate().map(|(i, s)| story(sheet, *s, i == 0, form(*s))).collect(),
        })
        .collect();
    let count = sections.iter().map(|section| section.count).sum();
    let soon = edition::dates_soon(sheet);
    let zone = &edition.title.zone;
    crate::set(&Letter {
        subject,
        preheader: preheader(sheet, count),
        title: &edition.title.name,
        day: dates::long(edition.date),
        made: sheet.made_line(),
        late: sheet.late_line(),
        belongs: say::belongs(sheet.publisher, Some(&edition.title)),
        page: sheet.page(),
        glance: glance(sheet).iter().map(|shown| line(shown.head().reference, &shown.head().headline)).collect(),
        count,
        soon_more: soon.len().saturating_sub(ROWS_MAX),
        soon: soon
            .into_iter()
            .take(ROWS_MAX)
            .map(|(day, what, reference)| (dates::day(day), what, line(reference, "")))
            .collect(),
        sections,
        filings: edition
            .inspection
            .iter()
            .take(ROWS_MAX)
            .map(|f| {
                (
                    f.url.as_deref().and_then(safe_url).map(str::to_owned),
                    say::filing_title(f),
                    say::filing_line(f, zone),
                )
            })
            .collect(),
        filings_more: edition.inspection.len().saturating_sub(ROWS_MAX),
        sheet: sheet.sheet_page(),
        manifest: say::manifest_line(&edition.manifest),
        why: why(sheet, to),
        account: sheet.url("/account"),
    })
}

/// What the subject lacks: how much there is, and how many documents were looked at.
fn preheader(sheet: &Sheet<Frozen>, count: usize) -> String {
    let articles = say::counted(count as u64, "article", "articles");
    let documents = say::counted(sheet.edition.manifest.received, "document", "documents");
    format!("{articles} from {documents}, {} unaccounted for.", sheet.edition.manifest.unaccounted())
}

fn story(sheet: &Sheet<Frozen>, shown: Shown, first: bool, form: Form) -> Markup {
    if form == Form::Absent {
        return Markup::default();
    }
    let head = shown.head();
    let links = |reference: Ref| sheet.link(reference).map(|_| sheet.short(reference));
    let setting = Setting { links: &links, sources: &[], anchor: "", dress: DRESS };
    let blocks = shown.blocks().filter(|_| form == Form::Full);
    let more = blocks.is_none() && shown.blocks().is_none_or(|blocks| !blocks.is_empty());
    let documents = if form == Form::Headline { Vec::new() } else { sheet.documents_of(shown) };
    let facts_max = if form == Form::Headline { 0 } else { 4 };
    let mut text = String::new();
    if form != Form::Headline {
        let ending = if more { " …" } else { "" };
        let teaser = body::statements_html(&head.teaser, &setting);
        text.push_str(&format!("<p{}>{teaser}{ending}</p>\n", DRESS.paragraph));
    }
    if let Some(blocks) = blocks {
        text.push_str(body::blocks_html(blocks, &setting).as_str());
    }
    let set = StorySet {
        first,
        url: sheet.short(head.reference),
        reference: head.reference.to_string(),
        headline: &head.headline,
        label: say::automatic(head, &documents).filter(|_| form != Form::Headline),
        late: say::dated_all(&documents, &sheet.edition.title.zone),
        byline: say::byline(head),
        facts: head.facts.iter().take(facts_max).map(|fact| (fact.label.as_str(), fact.value.as_str())).collect(),
        text: Markup::trusted(text),
        more: more.then(|| say::counted(shown.words() as u64, "word", "words")),
        documents: documents
            .iter()
            .filter_map(|document| Some((safe_url(document.url.as_deref()?)?.to_owned(), document)))
            .map(|(url, document)| (url, document.number.clone().unwrap_or_else(|| document.title.clone())))
            .collect(),
    };
    Markup::trusted(crate::set(&set))
}

fn why(sheet: &Sheet<Frozen>, to: &Reader) -> String {
    let title = &sheet.edition.title;
    let name = if to.name.trim().is_empty() { to.email.as_str().to_owned() } else { one_line(&to.name) };
    let hour = title.closes.strftime("%H:%M");
    format!("You get this because {name} takes {}, which closes at {hour}, {}.", title.name, dates::place(&title.zone))
}

fn colophon(sheet: &Sheet<Frozen>, to: &Reader) -> String {
    let belongs = say::belongs(sheet.publisher, Some(&sheet.edition.title));
    let mut out = paragraph(&why(sheet, to));
    out.push_str(&format!("Your account:    {}\n", sheet.url("/account")));
    out.push_str(&format!("Read on the web: {}\n", sheet.page()));
    out.push_str(&paragraph(&format!(
        "{belongs}. Not legal advice: the official text governs, and each article links to it."
    )));
    out
}

/// A letter with the link that lets a person in.
pub struct Link<'a> {
    /// The house.
    pub publisher: &'a Publisher,
    /// The sender's name for people: a title's or the house's.
    pub from_name: &'a str,
    /// Where it goes.
    pub to: &'a Email,
    /// What the link is for.
    pub purpose: LinkPurpose<'a>,
    /// The full address of the page that it opens.
    pub url: &'a str,
    /// For how many minutes it works.
    pub minutes: u32,
}

#[derive(Template)]
#[template(path = "mail/link.html")]
struct LinkLetter<'a> {
    subject: &'a str,
    from_name: &'a str,
    first: String,
    button: &'static str,
    url: &'a str,
    limits: String,
    otherwise: &'static str,
    publisher: &'a str,
}

/// Sets the letter with a link to sign in, or to begin a free preview.
pub fn link(link: &Link, envelope: &Envelope) -> Mail {
    let subject = "Tidewaiter: your link".to_owned();
    let (first, button) = match link.purpose {
        LinkPurpose::Preview(Some(headline)) => (
            format!("You asked to read the rest of “{}”, and the whole daily edition for 14 days.", one_line(headline)),
            "Open the article",
        ),
        LinkPurpose::Preview(None) => {
            ("You asked to read the whole daily edition for 14 days.".to_owned(), "Begin the free preview")
        }
        LinkPurpose::SignIn => ("You asked for a link to sign in.".to_owned(), "Sign in"),
    };
    let limits = format!(
        "The link works once, for {} minutes, in any browser. It opens a page with one button: nothing happens before you press it.",
        link.minutes
    );
    let otherwise = "You did not ask? Then do nothing: without the link nobody gets in.";
    let text = [
        paragraph(&first),
        fill(&format!("{button}:"), "", "") + link.url + "\n",
        paragraph(&limits),
        paragraph(otherwise),
        format!("--\n{}", paragraph(&format!("{}, {}", link.publisher.name, link.publisher.url))),
    ];
    let html = crate::set(&LinkLetter {
        subject: &subject,
        from_name: link.from_name,
        first,
        button,
        url: link.url,
        limits,
        otherwise,
        publisher: &link.publisher.name,
    });
    Mail {
        from_name: one_line(link.from_name),
        to: link.to.clone(),
        subject,
        text: text.join("\n"),
        html,
        message_id: envelope.message_id.clone(),
        date: envelope.date,
        headers: automatic(),
    }
}
