//! One title's one day in the formats that are kept with it: plain text, one HTML file, the record.
//!
//! Each takes a [`Sheet`], which holds the articles as a reader may see them; an article without its `Shown` is left out.

mod html;
mod text;

use model::document::DocumentId;
use model::edition::{Assembled, Edition, EditionState, Frozen};
use model::reference::Ref;
use model::title::{Publisher, Section};
use model::wall::Shown;
use serde_json::Value;

use crate::views::DocumentView;

pub use html::html;
pub use text::text;
pub(crate) use text::{Form, dates_soon, glance, letter};

/// How far an edition has come, as its type says.
pub trait Stage {
    /// Its number and instant, once it is frozen.
    fn frozen(&self) -> Option<&Frozen>;

    /// Its number, once it has one.
    fn number(&self) -> Option<u32> {
        self.frozen().map(|frozen| frozen.number)
    }
}

impl Stage for Assembled {
    fn frozen(&self) -> Option<&Frozen> {
        None
    }
}

impl Stage for Frozen {
    fn frozen(&self) -> Option<&Frozen> {
        Some(self)
    }
}

/// An edition with what is needed to set it.
pub struct Sheet<'a, S> {
    /// The edition.
    pub edition: &'a Edition<S>,
    /// Its articles in order, as the reader may see them.
    pub shown: Vec<Shown<'a>>,
    /// The house.
    pub publisher: &'a Publisher,
    /// A document at a version, where it is known.
    pub documents: &'a dyn Fn(&DocumentId, u32) -> Option<DocumentView>,
    /// The path of an article number on the publisher's site; `None` where there is no such article.
    pub links: &'a dyn Fn(Ref) -> Option<String>,
    /// How far it has come; of a frozen one only the store knows whether it was sent.
    pub state: EditionState,
}

impl<'a, S: Stage> Sheet<'a, S> {
    /// Its number, once frozen.
    pub fn number(&self) -> Option<u32> {
        self.edition.state.number()
    }

    /// Its sections with the articles that are shown.
    pub(crate) fn sections(&self) -> Vec<(Section, Vec<Shown<'a>>)> {
        let find = |reference: Ref| self.shown.iter().find(|shown| shown.head().reference == reference).copied();
        let section = |(section, articles): &'a (Section, Vec<model::wall::Article>)| {
            let shown: Vec<Shown> = articles.iter().filter_map(|article| find(article.head.reference)).collect();
            (!shown.is_empty()).then_some((*section, shown))
        };
        self.edition.sections.iter().filter_map(section).collect()
    }

    /// An article's documents, in the order of its head.
    pub(crate) fn documents_of(&self, shown: Shown) -> Vec<DocumentView> {
        shown.head().documents.iter().filter_map(|(id, version)| (self.documents)(id, *version)).collect()
    }

    /// A full address on the publisher's site.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.publisher.url)
    }

    /// The short address of an article: `https://daily.example/2604170012`.
    pub(crate) fn short(&self, reference: Ref) -> String {
        format!("{}/{reference}", self.publisher.url)
    }

    /// The full address of an article number, where there is such an article.
    pub(crate) fn link(&self, reference: Ref) -> Option<String> {
        (self.links)(reference).map(|path| self.url(&path))
    }

    /// The page of this edition.
    pub(crate) fn page(&self) -> String {
        self.url(&format!("/titles/{}/editions/{}", self.edition.title.slug, self.edition.date))
    }

    /// Where what is filed after its hour will stand, where the title has an inspection sheet.
    pub(crate) fn sheet_page(&self) -> Option<String> {
        self.edition.title.sheet.map(|_| format!("{}/inspection", self.page()))
    }

    /// Whether any article in it was set by rule.
    pub(crate) fn made(&self) -> &'static str {
        if self.edition.title.attended { "edited" } else { "automatic" }
    }

    /// `Edition 1,284. Automatic, closed 06:00 ET.`
    pub(crate) fn made_line(&self) -> String {
        let zone = &self.edition.title.zone;
        let number =
            self.number().map(|n| format!("Edition {}. ", crate::dates::grouped(n.into()))).unwrap_or_default();
        let close = crate::say::close_line(self.state, self.edition.closes_at, zone);
        format!("{number}{}, {close}.", crate::say::capital(self.made()))
    }

    /// What it says of itself where it was not out at its hour.
    pub(crate) fn late_line(&self) -> Option<String> {
        late_line(self.edition)
    }
}

/// What an edition says of itself that was not out at its hour.
fn late_line<S: Stage>(edition: &Edition<S>) -> Option<String> {
    let frozen = edition.state.frozen()?;
    let late = frozen.late.as_ref()?;
    Some(crate::say::late(late, (edition.closes_at, frozen.frozen_at), &edition.title.zone))
}

/// The edition's record with the records of its articles under `articles`.
pub fn json<S: Stage>(sheet: &Sheet<S>) -> Value {
    let mut record = crate::records::edition(sheet.edition, sheet.state);
    let link = |reference: Ref| sheet.link(reference);
    let articles = sheet.shown.iter().map(|shown| crate::records::article(*shown, &link)).collect();
    if let Value::Object(fields) = &mut record {
        fields.insert("articles".to_owned(), Value::Array(articles));
    }
    record
}
