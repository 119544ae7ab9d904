//! The page of an article: facts before prose, each sentence tied to its source, and the wall where it stands.
//!
//! Of an article behind the wall the page holds headline, teaser and public facts: what is hidden is absent.

use askama::Template;
use model::article::{Access, ArticleHead, Byline, RevisionKind};
use model::document::DocumentId;
use model::title::{Section, Title};
use model::wall::{Reason, Shown};
use model::{TimeZone, Timestamp};

use super::frame::{self, Frame, Item};
use super::front;
use crate::body::{self, Dress, Setting};
use crate::markup::{Markup, safe_url};
use crate::views::{ArticleView, DocumentView, Related};
use crate::{dates, say};

#[derive(Template)]
#[template(path = "article.html")]
struct Page<'a> {
    frame: Frame,
    crumbs: Vec<Item>,
    head: &'a ArticleHead,
    reference: String,
    label: Option<String>,
    byline: &'a str,
    published: (String, String),
    revised: Option<(&'static str, String, String)>,
    documents_count: String,
    notice: Option<(&'static str, String, String)>,
    teaser: Markup,
    /// What follows the teaser's last word: an ellipsis at the wall.
    ending: &'static str,
    body: Markup,
    wall: Option<Wall<'a>>,
    combines: Option<&'a str>,
    documents: Vec<DocumentSet>,
    credits: &'a [String],
    dates: Vec<(String, String, String)>,
    topics: Vec<String>,
    see: &'a [Related],
    referred_by: &'a [Related],
    free_today: &'a [Related],
}

/// What stands where the text stops.
struct Wall<'a> {
    heading: String,
    sentences: Vec<String>,
    form: Option<WallForm<'a>>,
    sourced: bool,
    words: String,
    sign_in: Option<String>,
    signed_in: Option<&'a str>,
}

struct WallForm<'a> {
    path: &'a str,
    email: &'a str,
    error: Option<&'a str>,
}

pub(crate) struct DocumentSet {
    pub(crate) number: usize,
    pub(crate) title: String,
    pub(crate) url: Option<String>,
    pub(crate) kind_line: String,
    pub(crate) lines: Vec<String>,
}

/// Sets the page of an article.
pub fn article(view: &ArticleView) -> String {
    let head = view.shown.head();
    let chrome = &view.chrome;
    let zone = chrome.zone();
    let title = chrome.title.or_else(|| chrome.titles.iter().find(|title| head.titles.contains(&title.slug)));
    let (marked, rest) = match view.shown {
        Shown::Whole(_, pass) if head.revision_kind != RevisionKind::Retraction => (true, pass.blocks()),
        Shown::Whole(..) => (true, &[][..]),
        Shown::Preview(..) => (false, &[][..]),
    };
    let sources: &[(DocumentId, u32)] = if marked { &head.documents } else { &[] };
    let setting = Setting { links: view.links, sources, anchor: "src", dress: Dress::PAGE };
    let wall = match view.shown {
        Shown::Preview(_, reason) if head.revision_kind != RevisionKind::Retraction => Some(self::wall(view, reason)),
        _ => None,
    };
    crate::set(&Page {
        frame: frame(view, title),
        crumbs: crumbs(view, title),
        head,
        reference: head.reference.to_string(),
        label: say::automatic(head, view.documents),
        byline: say::byline(head),
        published: instant(head.published_at, zone),
        revised: revised(head, zone),
        documents_count: match view.documents.len() {
            0 => String::new(),
            n => say::counted(n as u64, "primary document", "primary documents"),
        },
        notice: notice(head, view.notice, zone),
        teaser: body::statements_html(&head.teaser, &setting),
        ending: if wall.is_some() { " …" } else { "" },
        body: body::blocks_html(rest, &setting),
        combines: title.filter(|_| wall.is_some()).map(|t| t.combines.as_str()).filter(|combines| !combines.is_empty()),
        wall,
        documents: documents(head, view.documents, zone),
        credits: view.credits,
        dates: say::dates_of(head, zone).into_iter().map(|(d, line)| (d.to_string(), dates::short(d), line)).collect(),
        topics: head.topics.iter().map(|topic| say::capital(&topic.replace('-', " "))).collect(),
        see: view.see,
        referred_by: view.referred_by,
        free_today: view.free_today,
    })
}

fn frame(view: &ArticleView, title: Option<&Title>) -> Frame {
    let (chrome, head) = (&view.chrome, view.shown.head());
    let mut frame = Frame::public(chrome, "", &head.path());
    frame.title = format!("{} · {}", head.headline, head.reference);
    frame.description = head.teaser_text();
    frame.when = vec![say::belongs(chrome.publisher, title)];
    let edition = chrome.edition_path(head.edition_on);
    let sections = title.map_or(&head.sections[..], |title| &title.sections[..]);
    let own = sections.iter().filter(|section| head.sections.contains(section));
    frame.nav = std::iter::once(Item::new(chrome.front_path(), "Today"))
        .chain(own.map(|section| section_item(&edition, *section, title, head)))
        .chain([Item::new("/editions", "Archive")])
        .collect();
    frame
}

fn section_item(edition: &str, section: Section, title: Option<&Title>, head: &ArticleHead) -> Item {
    let here = section_of(title, head) == Some(section);
    Item { current: here, ..Item::new(format!("{edition}#{}", front::id(section)), section.name()) }
}

fn section_of(title: Option<&Title>, head: &ArticleHead) -> Option<Section> {
    title.and_then(|title| title.section_of(&head.sections)).or_else(|| head.sections.first().copied())
}

fn crumbs(view: &ArticleView, title: Option<&Title>) -> Vec<Item> {
    let head = view.shown.head();
    let edition = view.chrome.edition_path(head.edition_on);
    let section = section_of(title, head).map(|s| Item::new(format!("{edition}#{}", front::id(s)), s.name()));
    std::iter::once(Item::new(edition.clone(), dates::weekday(head.edition_on))).chain(section).collect()
}

fn instant(at: Timestamp, zone: &TimeZone) -> (String, String) {
    (dates::machine(at, zone), dates::moment(at, zone))
}

/// When the present revision was made, where it is not the first. Wording is not announced (EDITION-GUIDE, 1.8).
fn revised(head: &ArticleHead, zone: &TimeZone) -> Option<(&'static str, String, String)> {
    let word = match head.revision_kind {
        RevisionKind::Published | RevisionKind::Style => return None,
        RevisionKind::Addendum => "Added to",
        RevisionKind::Correction => "Corrected",
        RevisionKind::Retraction => "Retracted",
    };
    let (machine, told) = instant(head.revised_at, zone);
    Some((word, machine, told))
}

/// The notice at the head: its class, its name with the instant, its sentence.
fn notice(head: &ArticleHead, sentence: Option<&str>, zone: &TimeZone) -> Option<(&'static str, String, String)> {
    let (class, name, own) = match head.revision_kind {
        RevisionKind::Correction => ("warn", "Correction", "An earlier version of this article was wrong."),
        RevisionKind::Addendum => {
            ("info", "Addition", "A later document says the same; it stands among the documents.")
        }
        RevisionKind::Retraction => {
            ("err", "Retraction", "This article has been taken back. Its number and address stay.")
        }
        RevisionKind::Published | RevisionKind::Style => {
            return sentence.map(|sentence| ("info", "Note".to_owned(), sentence.to_owned()));
        }
    };
    let when = dates::moment_long(head.revised_at, zone);
    Some((class, format!("{name}, {when}"), sentence.unwrap_or(own).to_owned()))
}

fn wall<'a>(view: &ArticleView<'a>, reason: Reason) -> Wall<'a> {
    let (chrome, head) = (&view.chrome, view.shown.head());
    let day = |at: Timestamp| dates::full(dates::day_of(at, &chrome.publisher.zone));
    let names: Vec<&str> = chrome
        .titles
        .iter()
        .filter(|title| head.titles.contains(&title.slug))
        .map(|title| title.name.as_str())
        .collect();
    let names = if names.is_empty() { "the titles in which it runs".to_owned() } else { names.join(" or ") };
    let offered = reason == Reason::SignUp && head.access == Access::Preview;
    let first = match reason {
        Reason::SignUp if offered => {
            "Give a work e-mail address. The link that we send opens this article at once, and the whole \
             daily edition is yours for 14 days. No card, no call."
                .to_owned()
        }
        Reason::SignUp => "A free preview does not open this one.".to_owned(),
        Reason::NoLicence => format!("You are signed in, and you hold no license for {names}."),
        Reason::PreviewEnded(at) => format!("Your free preview ended on {}.", day(at)),
        Reason::LicenceEnded(at) => format!("Your license ended on {}.", day(at)),
        Reason::LicenceOnly => "Your free preview does not open this article: it asks for a full license.".to_owned(),
    };
    let open = "Headlines, dates, public documents and the first paragraph stay open.".to_owned();
    Wall {
        heading: match offered {
            true => "Sign up for a free preview to unlock the rest of this article".to_owned(),
            false => "The rest of this article is for holders of a license".to_owned(),
        },
        sentences: if offered { vec![first] } else { vec![first, open] },
        form: offered.then(|| WallForm {
            path: chrome.path,
            email: view.email_error.map(|(value, _)| value).unwrap_or_default(),
            error: view.email_error.map(|(_, error)| error),
        }),
        sourced: head.byline == Byline::Automatic,
        words: say::counted(view.shown.words() as u64, "word", "words"),
        sign_in: chrome.signed_in.is_none().then(|| frame::sign_in_path(chrome)),
        signed_in: chrome.signed_in,
    }
}

/// The documents, numbered by their place in the head, as the marks in the text are.
pub(crate) fn documents(head: &ArticleHead, views: &[DocumentView], zone: &TimeZone) -> Vec<DocumentSet> {
    let place = |view: &DocumentView| head.documents.iter().position(|(id, _)| *id == view.id);
    let mut out: Vec<DocumentSet> = views
        .iter()
        .enumerate()
        .map(|(i, view)| DocumentSet {
            number: place(view).unwrap_or(head.documents.len() + i) + 1,
            title: view.title.clone(),
            url: view.url.as_deref().and_then(safe_url).map(str::to_owned),
            kind_line: view.kind_line.clone(),
            lines: say::document_lines(view, zone),
        })
        .collect();
    out.sort_by_key(|document| document.number);
    out
}
