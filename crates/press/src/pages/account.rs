//! The reader's own page: who, what they may read and until when, and the way out.

use askama::Template;
use model::Timestamp;
use model::reader::{Licence, LicenceKind, Reader};
use model::title::Title;

use super::frame::Frame;
use crate::dates;
use crate::views::{AccountView, Chrome};

#[derive(Template)]
#[template(path = "account.html")]
struct Account<'a> {
    frame: Frame,
    reader: &'a Reader,
    licences: Vec<LicenceSet>,
}

struct LicenceSet {
    name: &'static str,
    titles: String,
    class: &'static str,
    heading: String,
    more: &'static str,
}

/// Sets the account page.
pub fn account(view: &AccountView) -> String {
    let chrome = &view.chrome;
    let mut licences: Vec<&Licence> = view.reader.licences.iter().collect();
    licences.sort_by_key(|licence| std::cmp::Reverse(licence.until));
    let licences = licences.into_iter().map(|licence| licence_set(chrome, licence)).collect();
    crate::set(&Account { frame: Frame::private(chrome, "Account"), reader: view.reader, licences })
}

/// `until` is exclusive: a licence to midnight of May 2 runs through May 1, one to noon of May 2 until May 2.
fn licence_set(chrome: &Chrome, licence: &Licence) -> LicenceSet {
    let long = |at: Timestamp| dates::long(dates::day_of(at, &chrome.publisher.zone));
    let full = |at: Timestamp| dates::full(dates::day_of(at, &chrome.publisher.zone));
    let (name, noun) = match licence.kind {
        LicenceKind::Preview => ("Free preview", "free preview"),
        LicenceKind::Full => ("License", "license"),
    };
    let last = licence.until.checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(licence.until);
    let (class, heading, more) = if chrome.now >= licence.until {
        let stays = "Headlines, dates, public documents and the first paragraph stay open.";
        ("info", format!("Your {noun} ended on {}.", full(licence.until)), stays)
    } else if chrome.now < licence.from {
        ("info", format!("Your {noun} begins on {}.", long(licence.from)), "")
    } else {
        let open = match licence.kind {
            LicenceKind::Preview => "It ends by itself.",
            LicenceKind::Full => "",
        };
        ("ok", format!("Your {noun} runs until {}.", long(last)), open)
    };
    LicenceSet { name, titles: names(chrome.titles, licence), class, heading, more }
}

fn names(titles: &[Title], licence: &Licence) -> String {
    let name = |slug: &model::title::TitleSlug| {
        titles.iter().find(|title| title.slug == *slug).map_or_else(|| slug.to_string(), |title| title.name.clone())
    };
    licence.titles.iter().map(name).collect::<Vec<_>>().join(", ")
}
