//! An edition as one HTML file that needs no server: styles inside, full addresses, no fonts to fetch.
//!
//! It is kept as bytes with a frozen edition and must read the same in twenty years.

use askama::Template;
use model::edition::Filing;
use model::reference::Ref;
use model::wall::Shown;

use super::{Sheet, Stage, glance, text};
use crate::assets;
use crate::body::{self, Dress, Setting};
use crate::markup::{Markup, safe_url};
use crate::pages::{DocumentSet, ManifestSet, documents};
use crate::{dates, say};

#[derive(Template)]
#[template(path = "edition.html")]
struct Page<'a> {
    styles: Markup,
    mark: String,
    title: &'a str,
    publisher: &'a str,
    url: &'a str,
    page: String,
    day: String,
    made: String,
    late: Option<String>,
    belongs: String,
    combines: &'a str,
    glance: Vec<Line>,
    soon: Vec<Soon>,
    sections: Vec<SectionSet>,
    filings: Vec<FilingSet>,
    sheet: Option<String>,
    manifest: ManifestSet,
}

struct Line {
    anchor: String,
    headline: String,
    section: &'static str,
    reference: String,
}

struct Soon {
    machine: String,
    day: String,
    line: String,
    reference: String,
}

struct SectionSet {
    id: &'static str,
    name: &'static str,
    stories: Vec<StorySet>,
}

struct StorySet {
    reference: String,
    url: String,
    headline: String,
    label: Option<String>,
    late: Vec<String>,
    byline: String,
    published: (String, String),
    facts: Vec<(String, String)>,
    teaser: Markup,
    ending: &'static str,
    body: Markup,
    more: Option<String>,
    documents: Vec<DocumentSet>,
    dates: Vec<(String, String, String)>,
}

struct FilingSet {
    url: Option<String>,
    title: String,
    line: String,
}

/// An edition as one HTML file.
pub fn html<S: Stage>(sheet: &Sheet<S>) -> String {
    let edition = sheet.edition;
    let sections = sheet.sections();
    let line = |shown: Shown| Line {
        anchor: format!("a{}", shown.head().reference),
        headline: shown.head().headline.clone(),
        section: text::section_name(&sections, shown),
        reference: shown.head().reference.to_string(),
    };
    let soon = |(day, line, reference): (model::Date, String, Ref)| Soon {
        machine: day.to_string(),
        day: dates::day(day),
        line,
        reference: reference.to_string(),
    };
    crate::set(&Page {
        styles: Markup::trusted(assets::styles()),
        mark: assets::mark(),
        title: &edition.title.name,
        publisher: &sheet.publisher.name,
        url: &sheet.publisher.url,
        page: sheet.page(),
        day: dates::long(edition.date),
        made: sheet.made_line(),
        late: sheet.late_line(),
        belongs: say::belongs(sheet.publisher, Some(&edition.title)),
        combines: &edition.title.combines,
        glance: glance(sheet).into_iter().map(line).collect(),
        soon: text::dates_soon(sheet).into_iter().map(soon).collect(),
        sections: sections
            .iter()
            .map(|(section, stories)| SectionSet {
                id: section.as_str(),
                name: section.name(),
                stories: stories.iter().map(|shown| story(sheet, *shown)).collect(),
            })
            .collect(),
        filings: edition.inspection.iter().map(|filing| self::filing(sheet, filing)).collect(),
        sheet: sheet.sheet_page(),
        manifest: ManifestSet::of(&edition.manifest),
    })
}

fn story<S: Stage>(sheet: &Sheet<S>, shown: Shown) -> StorySet {
    let head = shown.head();
    let zone = &sheet.edition.title.zone;
    let views = sheet.documents_of(shown);
    let links = |reference: Ref| sheet.link(reference);
    let anchor = format!("s{}-", head.reference);
    let blocks = shown.blocks();
    let sources = if blocks.is_some() { &head.documents[..] } else { &[] };
    let setting = Setting { links: &links, sources, anchor: &anchor, dress: Dress::SHEET };
    let words = say::counted(shown.words() as u64, "word", "words");
    StorySet {
        reference: head.reference.to_string(),
        url: sheet.url(&head.path()),
        headline: head.headline.clone(),
        label: say::automatic(head, &views),
        late: say::dated_all(&views, zone),
        byline: say::byline(head).to_owned(),
        published: (dates::machine(head.published_at, zone), dates::moment(head.published_at, zone)),
        facts: head.facts.iter().map(|fact| (fact.label.clone(), fact.value.clone())).collect(),
        teaser: body::statements_html(&head.teaser, &setting),
        ending: if blocks.is_none() { " …" } else { "" },
        body: blocks.map(|blocks| body::blocks_html(blocks, &setting)).unwrap_or_default(),
        more: blocks.is_none().then_some(words),
        documents: documents(head, &views, zone),
        dates: say::dates_of(head, zone).into_iter().map(|(d, line)| (d.to_string(), dates::short(d), line)).collect(),
    }
}

fn filing<S: Stage>(sheet: &Sheet<S>, filing: &Filing) -> FilingSet {
    FilingSet {
        url: filing.url.as_deref().and_then(safe_url).map(str::to_owned),
        title: say::filing_title(filing),
        line: say::filing_line(filing, &sheet.edition.title.zone),
    }
}
