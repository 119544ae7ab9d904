//! The front: a day over all titles, or one title's day.
//!
//! What changed, the lead with its facts, dates, sections, public inspection, manifest; in this order on a phone too.

use std::collections::BTreeMap;

use askama::Template;
use model::edition::Filing;
use model::title::Section;
use model::{Date, TimeZone};

use super::frame::{Frame, Item};
use crate::body::{Dress, Setting, statements_html};
use crate::markup::{Markup, safe_url};
use crate::views::{FrontView, ListCounts, ListLine, Story};
use crate::{dates, say};

/// Days of the strip of dates.
const DAYS_MAX: usize = 7;
/// Filings that are named; the rest are counted. A page stays within 60 kB.
const FILINGS_MAX: usize = 40;

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    frame: Frame,
    heading: String,
    changes: Vec<Cell>,
    lead: Option<Lead>,
    received: String,
    days: Vec<Day>,
    sections: Vec<SectionSet>,
    filings: Vec<FilingSet>,
    filings_more: usize,
    sheet: Option<Item>,
    manifest: ManifestSet,
    before: Option<Item>,
    after: Option<Item>,
}

/// One count of what changed on lists.
struct Cell {
    name: String,
    path: Option<String>,
    added: String,
    removed: String,
    amended: String,
    small: String,
}

struct Lead {
    section: Option<(String, &'static str)>,
    /// The anchor of its section, where the section has no other story.
    id: Option<String>,
    story: StorySet,
    facts: Vec<(String, String)>,
    documents: String,
    words: Option<String>,
    time: (String, String),
}

struct SectionSet {
    id: String,
    name: &'static str,
    count: usize,
    stories: Vec<StorySet>,
}

struct StorySet {
    path: String,
    reference: String,
    headline: String,
    teaser: Markup,
    byline: String,
    meta: Vec<(String, String)>,
}

/// A day of the strip.
struct Day {
    machine: String,
    name: String,
    ahead: String,
    near: bool,
    items: Vec<Item>,
}

struct FilingSet {
    url: Option<String>,
    title: String,
    line: String,
}

/// The ledger's sums, as `_manifest.html` sets them.
pub(crate) struct ManifestSet {
    pub(crate) received: String,
    pub(crate) terms: [(String, &'static str); 6],
    pub(crate) unaccounted: i128,
}

impl ManifestSet {
    pub(crate) fn of(manifest: &model::ledger::Manifest) -> Self {
        Self {
            received: dates::grouped(manifest.received),
            terms: say::manifest_terms(manifest),
            unaccounted: manifest.unaccounted(),
        }
    }
}

/// Sets the front of a day.
pub fn front(view: &FrontView) -> String {
    let chrome = &view.chrome;
    let today = view.date == dates::day_of(chrome.now, chrome.zone());
    let lead_ref = view.lead.as_ref().map(|story| story.shown.head().reference);
    let sections: Vec<SectionSet> = view.sections.iter().filter_map(|s| section(view, s, lead_ref)).collect();
    let set: Vec<&str> = sections.iter().map(|section| section.id.as_str()).collect();
    let lead = view.lead.as_ref().map(|story| lead(view, story, &set));
    let item = |day: Date| Item::new(chrome.edition_path(day), dates::day(day));
    let filings = view.inspection.iter().take(FILINGS_MAX).map(|filing| self::filing(filing, chrome.zone()));
    crate::set(&Front {
        frame: frame(view, today),
        heading: match chrome.title {
            Some(title) => format!("{}, edition of {}", title.name, dates::long(view.date)),
            None => format!("Edition of {}", dates::long(view.date)),
        },
        changes: cells(&view.changes),
        days: days(view, chrome.zone()),
        lead,
        received: match view.manifest.received {
            0 => "No document came in.".to_owned(),
            n => format!(
                "{} came in, and none of them stands in an article here. The manifest says what became of each.",
                say::counted(n, "document", "documents")
            ),
        },
        sections,
        filings: filings.collect(),
        filings_more: view.inspection.len().saturating_sub(FILINGS_MAX),
        sheet: view.sheet_at.map(|at| {
            let path = format!("{}/inspection", chrome.edition_path(view.date));
            Item::new(path, format!("The inspection sheet of {}", dates::clock(at, chrome.zone())))
        }),
        manifest: ManifestSet::of(&view.manifest),
        before: view.other_days.0.map(item),
        after: view.other_days.1.map(item),
    })
}

fn frame(view: &FrontView, today: bool) -> Frame {
    let chrome = &view.chrome;
    let path = if today { chrome.front_path() } else { chrome.edition_path(view.date) };
    let mut frame = Frame::public(chrome, &dates::long(view.date), &path);
    frame.front = true;
    frame.day = dates::long(view.date);
    let mut when: Vec<String> =
        view.editions.iter().map(|edition| edition_line(edition, chrome.title.is_some())).collect();
    if chrome.automatic && !when.is_empty() {
        when.push("Automatic: set by rule from official text".to_owned());
    }
    when.append(&mut frame.when);
    frame.when = when;
    let mut first = Item::new(chrome.front_path(), "Today");
    first.current = today;
    frame.nav = std::iter::once(first)
        .chain(view.sections.iter().map(|(section, _)| Item::new(format!("#{}", id(*section)), section.name())))
        .chain([Item::new("/editions", "Archive")])
        .collect();
    let received = say::counted(view.manifest.received, "document", "documents");
    frame.sums = Some(format!("{received} met, {} unaccounted for", view.manifest.unaccounted()));
    frame
}

/// `Edition 1,284 · closed 05:30 ET` on a title's own page, else with the title's name.
fn edition_line(edition: &crate::views::EditionFacts, own: bool) -> String {
    let zone = &edition.title.zone;
    let late = edition.late_at.map(|at| say::out_line((edition.closed_at, at), zone)).unwrap_or_default();
    let close = format!("{}{late}", say::close_line(edition.state, edition.closed_at, zone));
    let number = edition.number.map(|number| dates::grouped(u64::from(number)));
    match (own, number) {
        (true, Some(number)) => format!("Edition {number} · {close}"),
        (true, None) => say::capital(&close),
        (false, Some(number)) => format!("{} {number} · {close}", edition.title.name),
        (false, None) => format!("{} · {close}", edition.title.name),
    }
}

/// The anchor of a section.
pub(crate) fn id(section: Section) -> String {
    format!("section-{}", section.as_str())
}

/// A cell a list up to four, else one cell over all; each leads to the article that tells it, where there is one.
fn cells(counts: &ListCounts) -> Vec<Cell> {
    let sign = |sign: &str, n: u32| if n == 0 { String::new() } else { format!("{sign}{}", dates::grouped(n.into())) };
    let small = |line: &ListLine| {
        let parts = [(line.added, "in"), (line.removed, "out"), (line.amended, "amended")];
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect::<Vec<_>>().join(", ")
    };
    let cell = |line: &ListLine, small: String| Cell {
        name: line.name.clone(),
        path: line.path.clone(),
        added: sign("+", line.added),
        removed: sign("−", line.removed),
        amended: sign("~", line.amended),
        small,
    };
    if counts.lines.len() <= 4 {
        return counts.lines.iter().map(|line| cell(line, small(line))).collect();
    }
    let ListCounts { added, removed, amended, .. } = *counts;
    let all = ListLine { name: "List entries".to_owned(), added, removed, amended, path: None };
    let each: Vec<String> = counts.lines.iter().map(|line| format!("{} {}", line.name, small(line))).collect();
    vec![cell(&all, each.join(" · "))]
}

fn lead(view: &FrontView, story: &Story, set: &[&str]) -> Lead {
    let head = story.shown.head();
    let zone = view.chrome.zone();
    let here = |(section, stories): &(Section, Vec<Story>)| {
        stories.iter().any(|other| other.shown.head().reference == head.reference).then_some(*section)
    };
    let section = view.sections.iter().find_map(here).map(|section| (id(section), section.name()));
    let more = match story.shown {
        model::wall::Shown::Whole(article, _) | model::wall::Shown::Preview(article, _) => article.has_more(),
    };
    let words = u64::try_from(story.shown.words()).unwrap_or(0);
    Lead {
        id: section.as_ref().filter(|(id, _)| !set.contains(&id.as_str())).map(|(id, _)| id.clone()),
        section,
        story: story_set(view, story),
        facts: head.facts.iter().map(|fact| (fact.label.clone(), fact.value.clone())).collect(),
        documents: match head.documents.len() {
            0 => String::new(),
            n => say::counted(n as u64, "primary document", "primary documents"),
        },
        words: more.then(|| say::counted(words, "word", "words")),
        time: (dates::machine(head.published_at, zone), dates::moment(head.published_at, zone)),
    }
}

/// A section without the lead, which stands above; `None` where nothing else is in it.
fn section(
    view: &FrontView,
    (section, stories): &(Section, Vec<Story>),
    lead: Option<model::reference::Ref>,
) -> Option<SectionSet> {
    let rest: Vec<StorySet> = stories
        .iter()
        .filter(|story| Some(story.shown.head().reference) != lead)
        .map(|story| story_set(view, story))
        .collect();
    if rest.is_empty() && !stories.is_empty() {
        return None;
    }
    Some(SectionSet { id: id(*section), name: section.name(), count: stories.len(), stories: rest })
}

fn story_set(view: &FrontView, story: &Story) -> StorySet {
    let head = story.shown.head();
    let setting = Setting { links: view.links, sources: &[], anchor: "", dress: Dress::PAGE };
    let short = |fact: &&model::draft::Fact| fact.value.chars().count() <= 40;
    StorySet {
        path: story.path.clone(),
        reference: head.reference.to_string(),
        headline: head.headline.clone(),
        teaser: statements_html(&head.teaser, &setting),
        byline: say::byline(head).to_owned(),
        meta: head.facts.iter().filter(short).take(2).map(|f| (f.label.clone(), f.value.clone())).collect(),
    }
}

/// The dates to come in this day's stories, nearest first. The day of printing is no date to act on.
fn days(view: &FrontView, zone: &TimeZone) -> Vec<Day> {
    let mut by_day: BTreeMap<Date, Vec<Item>> = BTreeMap::new();
    for story in view.sections.iter().flat_map(|(_, stories)| stories) {
        let head = story.shown.head();
        for date in head.dates.iter().filter(|date| date.role.in_calendar()) {
            let Some(day) = say::day_of(date, zone).filter(|day| *day >= view.date) else { continue };
            let item = Item::new(story.path.clone(), format!("{}: {}", say::role(date), head.headline));
            let items = by_day.entry(day).or_default();
            if !items.iter().any(|other| other.text == item.text) {
                items.push(item);
            }
        }
    }
    let set = |(day, items): (Date, Vec<Item>)| Day {
        machine: day.to_string(),
        name: dates::day(day),
        ahead: dates::ahead(view.date, day),
        near: dates::days_between(view.date, day) <= 3,
        items,
    };
    by_day.into_iter().take(DAYS_MAX).map(set).collect()
}

fn filing(filing: &Filing, zone: &TimeZone) -> FilingSet {
    FilingSet {
        url: filing.url.as_deref().and_then(safe_url).map(str::to_owned),
        title: say::filing_title(filing),
        line: say::filing_line(filing, zone),
    }
}
