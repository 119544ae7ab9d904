//! The demonstration's outbox: the letters that would have gone out, with the links in them.

use askama::Template;

use super::frame::Frame;
use crate::dates;
use crate::markup::safe_url;
use crate::views::{Letter, OutboxView};

#[derive(Template)]
#[template(path = "outbox.html")]
struct Outbox<'a> {
    frame: Frame,
    letters: Vec<LetterSet<'a>>,
}

struct LetterSet<'a> {
    id: String,
    letter: &'a Letter,
    when: String,
    links: Vec<&'a str>,
}

/// Sets the outbox.
pub fn outbox(view: &OutboxView) -> String {
    let zone = view.chrome.zone();
    let letters = view.letters.iter().enumerate().map(|(i, letter)| LetterSet {
        id: format!("l{}", i + 1),
        letter,
        when: dates::moment_day(letter.at, zone),
        links: links(letter),
    });
    let letters = letters.collect();
    crate::set(&Outbox { frame: Frame::private(&view.chrome, "Outbox"), letters })
}

/// Addresses of the web, and paths of this site.
fn links(letter: &Letter) -> Vec<&str> {
    let own = |link: &str| link.starts_with('/') && !link.starts_with("//") && !link.contains(['\\', '\n', '\r', '\t']);
    letter.links.iter().map(String::as_str).filter(|link| safe_url(link).is_some() || own(link)).collect()
}
