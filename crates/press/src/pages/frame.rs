//! What stands round every page: utility bar, masthead, sections, foot.
//!
//! The publisher's name stands above everything; a title's own page carries the title's name as its brand.

use crate::markup::encode;
use crate::views::Chrome;
use crate::{assets, dates, say};

/// The name of the service, where no single title stands in the masthead.
pub(crate) const SERVICE: &str = "Tidewaiter";

/// A link of a bar.
pub(crate) struct Item {
    pub(crate) href: String,
    pub(crate) text: String,
    pub(crate) current: bool,
}

impl Item {
    pub(crate) fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into(), current: false }
    }
}

/// The values of `base.html`.
pub(crate) struct Frame {
    pub(crate) assets: String,
    pub(crate) title: String,
    pub(crate) description: String,
    /// Whether search engines may keep the page.
    pub(crate) indexed: bool,
    pub(crate) canonical: Option<String>,
    pub(crate) publisher: String,
    pub(crate) house: String,
    pub(crate) tabs: Vec<Item>,
    pub(crate) account: Vec<Item>,
    /// Whether the masthead is the large one of a front page.
    pub(crate) front: bool,
    pub(crate) brand: String,
    pub(crate) home: String,
    pub(crate) day: String,
    pub(crate) when: Vec<String>,
    pub(crate) nav: Vec<Item>,
    pub(crate) sums: Option<String>,
    pub(crate) belongs: String,
    pub(crate) demo: bool,
    pub(crate) clock: String,
}

impl Frame {
    /// The frame of a plain page with that name, kept from search engines: forms, account, messages.
    pub(crate) fn private(chrome: &Chrome, name: &str) -> Self {
        let today = dates::day_of(chrome.now, chrome.zone());
        let brand = chrome.title.map_or(SERVICE, |title| title.name.as_str());
        let belongs = say::belongs(chrome.publisher, chrome.title);
        Self {
            assets: assets::base(),
            title: format!("{name} · {brand}"),
            description: description(chrome),
            indexed: false,
            canonical: None,
            publisher: chrome.publisher.name.clone(),
            house: house(chrome),
            tabs: tabs(chrome),
            account: account(chrome),
            front: false,
            brand: brand.to_owned(),
            home: chrome.front_path(),
            day: dates::long(today),
            when: vec![belongs.clone()],
            nav: vec![Item::new(chrome.front_path(), "Today"), Item::new("/editions", "Archive")],
            sums: None,
            belongs,
            demo: chrome.demo,
            clock: dates::moment_day(chrome.now, chrome.zone()),
        }
    }

    /// The frame of a page that search engines may keep, at its one address.
    pub(crate) fn public(chrome: &Chrome, name: &str, path: &str) -> Self {
        let canonical = Some(format!("{}{path}", chrome.publisher.url));
        let mut frame = Self { indexed: true, canonical, ..Self::private(chrome, name) };
        if let Some(all) = frame.tabs.first_mut() {
            all.current = chrome.title.is_none();
        }
        frame
    }
}

fn description(chrome: &Chrome) -> String {
    match chrome.title {
        Some(title) if !title.combines.is_empty() => title.combines.clone(),
        _ => format!(
            "{SERVICE}, the daily information service for people who move goods, technology and money across borders."
        ),
    }
}

/// The front over all titles: on a title's own host, `/` is the title's.
fn house(chrome: &Chrome) -> String {
    match chrome.title {
        Some(title) if title.host.is_some() => format!("{}/", chrome.publisher.url),
        _ => "/".to_owned(),
    }
}

fn tabs(chrome: &Chrome) -> Vec<Item> {
    let all = Item::new(house(chrome), "All titles");
    let tab = |title: &model::title::Title| Item {
        current: chrome.title.is_some_and(|current| current.slug == title.slug),
        ..Item::new(format!("/titles/{}", title.slug), title.name.clone())
    };
    std::iter::once(all).chain(chrome.titles.iter().map(tab)).collect()
}

fn account(chrome: &Chrome) -> Vec<Item> {
    let item = |href: String, text: &str| Item { current: chrome.path == href, ..Item::new(href, text) };
    let mut out = Vec::new();
    if chrome.demo {
        out.push(item("/outbox".to_owned(), "Outbox"));
    }
    match chrome.signed_in {
        Some(name) => out.push(item("/account".to_owned(), name)),
        None => {
            out.push(Item::new(sign_in_path(chrome), "Sign in"));
            out.push(Item::new(with_return("/sign-up", chrome), "Free preview"));
        }
    }
    out
}

/// The sign-in form, told where to come back to.
pub(crate) fn sign_in_path(chrome: &Chrome) -> String {
    with_return("/sign-in", chrome)
}

/// The forms themselves and the front are no places to come back to.
fn with_return(form: &str, chrome: &Chrome) -> String {
    if matches!(chrome.path, "" | "/") || chrome.path.starts_with("/sign-") || !chrome.path.starts_with('/') {
        return form.to_owned();
    }
    format!("{form}?return_to={}", encode(chrome.path))
}
