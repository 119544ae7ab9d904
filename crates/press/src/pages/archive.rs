//! The archive: every day that has an edition, newest first, by month.

use askama::Template;

use super::frame::{Frame, Item};
use crate::views::{ArchiveDay, ArchiveView};
use crate::{dates, say};

#[derive(Template)]
#[template(path = "archive.html")]
struct Archive<'a> {
    frame: Frame,
    heading: String,
    months: Vec<Month>,
    older: Option<&'a str>,
    newer: Option<&'a str>,
}

struct Month {
    id: String,
    name: String,
    count: usize,
    days: Vec<DaySet>,
}

struct DaySet {
    machine: String,
    name: String,
    path: String,
    headline: String,
    articles: String,
    editions: Vec<Item>,
}

/// Sets the archive.
pub fn archive(view: &ArchiveView) -> String {
    let chrome = &view.chrome;
    let mut frame = Frame::public(chrome, "Editions", "/editions");
    if let Some(last) = frame.nav.last_mut() {
        last.current = true;
    }
    let mut months: Vec<Month> = Vec::new();
    for day in view.days {
        let (name, id) = (dates::month(day.date), day.date.strftime("m-%Y-%m").to_string());
        if months.last().is_none_or(|month| month.id != id) {
            months.push(Month { id, name, count: 0, days: Vec::new() });
        }
        if let Some(month) = months.last_mut() {
            month.count += 1;
            month.days.push(day_set(day, chrome.edition_path(day.date)));
        }
    }
    let heading = chrome.title.map_or_else(|| "Editions".to_owned(), |title| format!("Editions of {}", title.name));
    crate::set(&Archive { frame, heading, months, older: view.older, newer: view.newer })
}

fn day_set(day: &ArchiveDay, path: String) -> DaySet {
    let number = |number: Option<u32>| number.map(|n| format!(" {}", dates::grouped(n.into()))).unwrap_or_default();
    DaySet {
        machine: day.date.to_string(),
        name: dates::day(day.date),
        path,
        headline: day.headline.clone().unwrap_or_else(|| "No article".to_owned()),
        articles: say::counted(day.articles.into(), "article", "articles"),
        editions: day
            .editions
            .iter()
            .map(|edition| Item::new(edition.path.clone(), format!("{}{}", edition.title, number(edition.number))))
            .collect(),
    }
}
