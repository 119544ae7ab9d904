//! The inspection sheet of a day: of one title, or over all of them. Filings are public: there is no wall on it.

use askama::Template;

use super::frame::{Frame, Item};
use crate::dates;
use crate::inspection::{LineSet, hour, line_set, nothing_line, window_line};
use crate::views::{InspectionView, SheetStanding};

#[derive(Template)]
#[template(path = "inspection.html")]
struct Page {
    frame: Frame,
    heading: String,
    window: String,
    nothing: Option<(&'static str, String)>,
    blocks: Vec<Block>,
    edition: Item,
}

struct Block {
    id: &'static str,
    name: &'static str,
    lines: Vec<LineSet>,
}

/// Sets the sheet of a day.
pub fn inspection(view: &InspectionView) -> String {
    let chrome = &view.chrome;
    let zone = chrome.zone();
    let day = dates::long(view.date);
    let edition_path = chrome.edition_path(view.date);
    let mut frame = Frame::public(chrome, &format!("Inspection sheet, {day}"), &format!("{edition_path}/inspection"));
    frame.day = day.clone();
    let scope = chrome.title.map_or("our titles", |title| title.name.as_str());
    let (window, nothing, blocks) = match &view.standing {
        SheetStanding::Coming(at) => {
            let line = format!("It comes at {}: what is filed by then, one line each.", hour(*at, zone));
            (String::new(), Some(("Not yet out", line)), Vec::new())
        }
        SheetStanding::Out(sheet) => {
            let set = |withdrawn: bool| {
                let lines = sheet.lines.iter().filter(move |line| line.withdrawn == withdrawn);
                lines.map(|line| line_set(line, zone, view.refs, &|_, path| path.to_owned())).collect::<Vec<_>>()
            };
            let (filed, withdrawn) = (set(false), set(true));
            let nothing = filed.is_empty().then(|| {
                let head = if sheet.checked_at.is_some() { "Nothing filed in scope" } else { "Could not be checked" };
                (head, nothing_line(sheet, scope))
            });
            let blocks = [
                Block { id: "filed", name: "On public inspection", lines: filed },
                Block { id: "withdrawn", name: "Withdrawn since the sheet before", lines: withdrawn },
            ];
            let blocks = blocks.into_iter().filter(|block| !block.lines.is_empty()).collect();
            (window_line(sheet, zone), nothing, blocks)
        }
    };
    crate::set(&Page {
        frame,
        heading: format!("Inspection sheet, {day}"),
        window,
        nothing,
        blocks,
        edition: Item::new(edition_path, format!("The edition of {}", dates::day(view.date))),
    })
}
