//! One title's one day: assembled, then frozen and numbered.

use crate::ledger::Manifest;
use crate::title::{Section, Title};
use crate::wall::Article;
use crate::{Date, Timestamp};

crate::word_enum!(
    /// How far an edition has come.
    EditionState {
        /// Put together; may still change.
        Assembled = "assembled",
        /// Numbered, its bytes kept; never changes again.
        Frozen = "frozen",
        /// Its mails are being sent.
        Sending = "sending",
        /// Every mail of it has an end.
        Sent = "sent",
    }
);

/// The mark of an edition that may still change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assembled;

/// The mark of an edition that will never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The edition's number within its title, from 1.
    pub number: u32,
    /// When it was frozen, by the publishing clock.
    pub frozen_at: Timestamp,
    /// What it says of itself, where it was not out at its hour.
    pub late: Option<Late>,
}

/// An edition that was not out at its hour: after an outage each business day that was missed has its own, and only the last is mailed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Late {
    /// Whether a later edition was due by the time this one was made: then it is kept and not mailed.
    pub passed_over: bool,
    /// The days before it whose editions were passed over in the same outage, oldest first.
    pub stands_for: Vec<Date>,
}

/// A document that is on public inspection at the edition's close and not yet printed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Filing {
    /// Its title.
    pub title: String,
    /// Its agencies, for people.
    pub agency: String,
    /// Its number.
    pub number: String,
    /// Its official page.
    pub url: Option<String>,
    /// When it was filed.
    pub filed_at: Option<Timestamp>,
    /// `regular` or `special`.
    pub filing: Option<String>,
    /// The issue it is planned for.
    pub published_on: Option<Date>,
}

/// One title's one day. `S` is [`Assembled`] or [`Frozen`]: only a frozen edition can be mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition<S> {
    /// Whose.
    pub title: Title,
    /// Which day.
    pub date: Date,
    /// The close before.
    pub opens_at: Timestamp,
    /// Its own close.
    pub closes_at: Timestamp,
    /// The sections in the title's order, each with its articles, largest first. Empty sections are left out.
    pub sections: Vec<(Section, Vec<Article>)>,
    /// Filed and not yet printed at its close, in this title's scope.
    pub inspection: Vec<Filing>,
    /// The ledger's sums of its window.
    pub manifest: Manifest,
    /// How far it has come.
    pub state: S,
}

impl<S> Edition<S> {
    /// Its articles, in order.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.sections.iter().flat_map(|(_, articles)| articles)
    }
    /// The largest story: the lead.
    pub fn lead(&self) -> Option<&Article> {
        self.articles().max_by_key(|article| (article.head.score, std::cmp::Reverse(article.head.reference)))
    }
}

impl Edition<Assembled> {
    /// Freezes it under that number. `late` where it was not out at its hour.
    pub fn freeze(self, number: u32, frozen_at: Timestamp, late: Option<Late>) -> Edition<Frozen> {
        let Edition { title, date, opens_at, closes_at, sections, inspection, manifest, state: Assembled } = self;
        let state = Frozen { number, frozen_at, late };
        Edition { title, date, opens_at, closes_at, sections, inspection, manifest, state }
    }
}
