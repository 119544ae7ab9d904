//! Opinions and orders of the Court of Appeals for the Federal Circuit: a feed whose titles and texts have the docket number, the parties,
//! what was issued, whether it is precedential, and from where the case comes.

use std::collections::BTreeSet;
use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::document::{DocumentId, DocumentState, Fields, Kind, Rendition, RenditionKind};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use url::Url;

use crate::formats::address::{charset, is_one_of};
use crate::formats::decisions::case_name;
use crate::formats::feed::{FEED_BYTES_MAX, FeedText, Item, moment};
use crate::formats::html_rows::first_link;
use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::markup::{line, paragraphs};
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::Stanza;

/// Opinions and orders.
pub struct CafcOpinions {
    stanza: Stanza,
}

impl CafcOpinions {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for CafcOpinions {
    fn claims(&self, url: &str) -> bool {
        is_one_of(url, &self.stanza.addresses)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        self.stanza.ask_first(FEED_BYTES_MAX)
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let bytes = match limit::taken(body, FEED_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(sentence) => return Reading::failed(sentence),
        };
        let text = FeedText::of(&bytes, charset(head));
        let feed = match text.read(&head.url) {
            Ok(feed) => feed,
            Err(sentence) => return Reading::failed(sentence),
        };
        let mut remarks = Remarks::default();
        feed.notes.into_iter().for_each(|note| remarks.add(note));
        feed.unknown.iter().for_each(|name| remarks.unknown_field(name));
        let base = Url::parse(&head.url).ok();
        let mut seen = BTreeSet::new();
        let mut renditions = Vec::with_capacity(feed.items.len());
        for (at, item) in feed.items.iter().enumerate() {
            let place = format!("item {}", at + 1);
            let Some(rendition) = decision(item, &place, &self.stanza, base.as_ref(), &mut remarks) else { continue };
            match seen.insert(rendition.document.clone()) {
                true => renditions.push(rendition),
                false => remarks.add(Note::odd(
                    rendition.document.as_str(),
                    "It stands in the feed a second time; the first one was taken.",
                )),
            }
        }
        let found = match (&feed.broken, renditions.is_empty()) {
            (Some(why), true) => Found::Failed(format!("The feed cannot be read: {why}.")),
            (None, true) if feed.items.is_empty() => Found::Empty,
            (None, true) => Found::Failed("No item of the feed is a decision that could be taken in.".to_owned()),
            (_, false) => Found::Renditions(renditions),
        };
        if let (Some(why), Found::Renditions(_)) = (&feed.broken, &found) {
            let place = format!("after item {}", feed.items.len());
            remarks.add(Note::lost(place, format!("The feed breaks off: {why}. The items before were taken.")));
        }
        Reading { found, requests: Vec::new(), notes: remarks.finish() }
    }
}

/// What a title says: `20-1046: KYOCERA SENCO v. ITC [OPINION], Precedential`.
struct Heading<'a> {
    docket: &'a str,
    name: &'a str,
    sort: Option<&'a str>,
    status: Option<&'a str>,
}

impl<'a> Heading<'a> {
    fn of(title: &'a str) -> Option<Self> {
        let (docket, rest) = title.split_once(':')?;
        let docket = docket.trim();
        let (year, number) = docket.split_once('-')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year) || !digits(number) || docket.len() > 12 {
            return None;
        }
        let (name, sort, behind) =
            match rest.rsplit_once('[').and_then(|(name, rest)| Some((name, rest.split_once(']')?))) {
                Some((name, (sort, behind))) => (name, Some(sort.trim()), behind),
                None => (rest, None, ""),
            };
        let status = Some(behind.trim_start_matches(',').trim()).filter(|status| !status.is_empty());
        Some(Self { docket, name: name.trim(), sort, status })
    }
}

fn decision(
    item: &Item<'_>,
    place: &str,
    stanza: &Stanza,
    base: Option<&Url>,
    remarks: &mut Remarks,
) -> Option<Rendition> {
    let title = item.title.as_deref().map(line).unwrap_or_default();
    let Some(heading) = Heading::of(&title) else {
        let text = format!(
            "\"{}\" does not begin with a docket number, so it is no decision that could be taken in.",
            short(&title)
        );
        remarks.add(Note::lost(place, text));
        return None;
    };
    let html = item.content.as_deref().or(item.summary.as_deref()).unwrap_or_default();
    // The first link of the text leads to the decision, the link of the item to a page of the site about it.
    let pdf = first_link(html)
        .and_then(|link| Some(String::from(base?.join(&link).ok()?)))
        .filter(|url| url.ends_with(".pdf"));
    let mut odd = |text: String| remarks.add(Note::odd(heading.docket, text));
    if pdf.is_none() {
        odd("It has no link to a decision in PDF; its name was made of docket and day.".to_owned());
    }
    let published_on = item.date.as_deref().and_then(moment).map(|moment| moment.day(stanza.zone()));
    if published_on.is_none() {
        odd("It has no date that names a day.".to_owned());
    }
    let said = paragraphs(html);
    let after = |word: &str| said.iter().find_map(|line| line.strip_prefix(word)).map(|rest| rest.trim().to_owned());
    let origin = after("Origin:");
    let from = origin.as_deref().and_then(|code| stanza.lookup("origins", code));
    if let (Some(origin), None) = (&origin, from) {
        odd(format!("The origin '{}' is not in the table of {}.", short(origin), stanza.slug));
    }
    let status =
        heading.status.map(str::to_owned).or_else(|| said.iter().find(|line| line.ends_with("recedential")).cloned());
    // A docket has an opinion, its errata and orders: the name of the court's file tells them apart.
    let name = match pdf.as_deref().and_then(|url| url.rsplit('/').next()?.strip_suffix(".pdf")) {
        Some(file) => file.to_owned(),
        None => format!("{}.{}", heading.docket, published_on.map(|day| day.to_string()).unwrap_or_default()),
    };
    let fields = Fields {
        kind: Some(Kind::Opinion),
        external_id: Some(heading.docket.to_owned()),
        title: Some(case_name(heading.name)).filter(|name| !name.is_empty()),
        abstract_text: from.map(|from| format!("On appeal from {from}.")),
        action: heading.sort.map(str::to_owned),
        url: pdf.or_else(|| item.link.as_deref().map(line)),
        agency_names: vec![stanza.publisher.clone()],
        published_on,
        docket_ids: vec![heading.docket.to_owned()],
        topics: origin.into_iter().collect(),
        language: Some(stanza.language.clone()),
        subtype: status,
        ..Fields::default()
    };
    let document = DocumentId::numbered("cafc", &name);
    Some(Rendition { document, kind: RenditionKind::Record, state: DocumentState::Published, fields })
}
