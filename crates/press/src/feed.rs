//! The newest articles as an Atom feed (RFC 4287): the whole text where the visitor may read it, else the first paragraph.
//!
//! An entry's id is the article's short address, which never changes.

use askama::Template;
use model::Timestamp;
use model::reference::Ref;
use model::title::Publisher;
use model::wall::Shown;

use crate::body::{self, Dress, Setting};
use crate::markup::xml;
use crate::say;

#[derive(Template)]
#[template(path = "atom.xml")]
struct Feed {
    title: String,
    url: String,
    updated: Timestamp,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    url: String,
    title: String,
    author: String,
    published: Timestamp,
    updated: Timestamp,
    categories: Vec<String>,
    summary: String,
    content: Option<String>,
}

/// Sets the feed of the newest articles. Each entry comes with its full address; `links` gives the path of an article number on the
/// publisher's site, `None` where there is no such article. `updated` is that of the newest revision.
pub fn latest(
    publisher: &Publisher,
    entries: &[(Shown, String)],
    links: &dyn Fn(Ref) -> Option<String>,
    updated: Timestamp,
) -> String {
    let entries = entries.iter().map(|(shown, url)| entry(publisher, *shown, url, links)).collect();
    let title = xml(&format!("{}: newest articles", publisher.name));
    crate::set(&Feed { title, url: xml(&publisher.url), updated, entries })
}

fn entry(publisher: &Publisher, shown: Shown, url: &str, links: &dyn Fn(Ref) -> Option<String>) -> Entry {
    let head = shown.head();
    let full = |reference: Ref| links(reference).map(|path| format!("{}{path}", publisher.url));
    let setting = Setting { links: &full, sources: &[], anchor: "", dress: Dress::BARE };
    let label = say::automatic(head, &[]).map(|_| "<p>Automatic, from official text.</p>\n").unwrap_or_default();
    let whole = |blocks| {
        let teaser = body::statements_html(&head.teaser, &setting);
        xml(&format!("{label}<p>{teaser}</p>\n{}", body::blocks_html(blocks, &setting)))
    };
    let content = shown.blocks().map(whole);
    let ending = if content.is_none() { " …" } else { "" };
    Entry {
        id: xml(&format!("{}/{}", publisher.url, head.reference)),
        url: xml(url),
        title: xml(&head.headline),
        author: xml(&format!("{}, {}", say::byline(head), publisher.name)),
        published: head.published_at,
        updated: head.revised_at,
        categories: head.sections.iter().map(|section| section.name().to_owned()).collect(),
        summary: xml(&format!("{}{ending}", head.teaser_text())),
        content,
    }
}
