//! Runs the journey of a document, from the wire to an inbox: the one place where sources, understand, press, store and wire meet.
//!
//! Read [`journey`] first. Whoever changes anything calls a verb of [`Newsroom`]; whoever only shows something may ask the store.

pub mod accounts;
mod alarms;
mod amendments;
pub mod clock;
mod deliveries;
mod desk;
pub mod editions;
pub mod fetching;
mod health;
pub mod inspection;
mod intake;
pub mod journey;
mod lists;
pub mod measures;
mod recordings;
mod replay;
mod reporting;
mod reread;
mod retention;
pub mod rhythm;
mod stories;
pub mod task;
mod timetable;
pub mod trace;
pub mod trial;
mod worker;

use std::sync::Arc;

use model::note::Refusal;
use model::reader::Email;
use model::title::{Publisher, Title};
use model::wall::Backstage;
use sources::catalogue::Catalogue;
use store::{Fault, Store};
use wire::{Post, Wire};

pub use alarms::Operator;
pub use clock::Clock;
pub use deliveries::letters;
pub use intake::document_history;
pub use recordings::{ExportError, ExportReport};
pub use replay::ReplayReport;
pub use reporting::{Written, check_file};
pub use reread::{Reread, RereadReport, Rereading, What};
pub use retention::{CHECKS_DAYS, DISCARDED_DAYS, ThinReport};
pub use timetable::PATIENCE_MINUTES;

/// Why a verb was not done: a wish that cannot be met, or something that broke.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// "No, and here is why": for the person who asked.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// "This broke": for the operator.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Trouble {
    /// A refusal in these words.
    pub fn refuse(sentence: impl Into<String>) -> Self {
        Trouble::Refusal(Refusal::new(sentence))
    }
    /// Whether the database is away for now.
    pub fn is_away(&self) -> bool {
        matches!(self, Trouble::Fault(fault) if fault.is_away())
    }
    /// Whether another transaction was in the way.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Trouble::Fault(fault) if fault.is_conflict())
    }
}

/// What the newsroom works with. Cheap to clone; nothing that matters lives in it.
#[derive(Clone)]
pub struct Newsroom {
    /// Rows and captures.
    pub store: Store,
    /// The official sources.
    pub catalogue: Arc<Catalogue>,
    /// HTTP, live or recorded.
    pub wire: Arc<dyn Wire>,
    /// SMTP or a folder.
    pub post: Arc<dyn Post>,
    /// The two clocks.
    pub clock: Clock,
    /// The house.
    pub publisher: Publisher,
    /// The sender of all letters.
    pub from: Email,
    /// The key to what is behind the wall.
    pub key: Backstage,
    /// Whether list states are taken without the guard (`replay --trust`).
    pub trust_lists: bool,
    /// Where alarms go, and which publishers are shut down.
    pub operator: Operator,
    /// How long a claimed task, and the lead, belong to this worker without a sign of life.
    pub lease: jiff::SignedDuration,
}

impl std::fmt::Debug for Newsroom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Newsroom({})", self.publisher.name)
    }
}

impl Newsroom {
    /// Prepares an empty store: the publisher's zone is fixed, the house's secret made, the first titles written. Done before,
    /// it changes nothing; a zone other than the fixed one is refused, for numbers and days hang on it.
    pub async fn prepare(&self, first_titles: &[Title]) -> Result<(), Trouble> {
        let zone = self.publisher.zone.iana_name().unwrap_or("UTC").to_owned();
        let fixed = match self.prepared().await? {
            Some(fixed) => fixed,
            None => store::transact!(self.store, |tx| {
                let fixed = tx.remember("publisher.zone", &zone).await?;
                tx.remember("secret", &accounts::random_hex()).await?;
                tx.remember("first_write", &self.clock.now().to_string()).await?;
                if tx.titles().await?.is_empty() {
                    for title in first_titles {
                        tx.write_title(title).await?;
                    }
                }
                Ok::<_, Trouble>(fixed)
            })?,
        };
        if fixed != zone {
            return Err(Trouble::refuse(format!(
                "The publisher's zone is {zone} in the settings, but this store was begun in {fixed}: article numbers and days hang on it. Set publisher.zone = \"{fixed}\"."
            )));
        }
        Ok(())
    }

    /// The zone of a store that was prepared before: a look that takes no write lock, so that a command that only shows waits for nobody.
    async fn prepared(&self) -> Result<Option<String>, Trouble> {
        let mut tx = self.store.read().await?;
        // `first_write` is written last and committed with all the others.
        if tx.remembered("first_write").await?.is_none() || tx.titles().await?.is_empty() {
            return Ok(None);
        }
        Ok(tx.remembered("publisher.zone").await?)
    }

    /// The publisher's day on which an instant falls.
    pub fn day_of(&self, at: model::Timestamp) -> model::Date {
        at.to_zoned(self.publisher.zone.clone()).date()
    }

    /// The instants after which, and up to and including which, things belong to a day of the publisher's zone.
    pub fn span_of(&self, day: model::Date) -> (model::Timestamp, model::Timestamp) {
        let (from, to) = model::title::day_bounds(day, &self.publisher.zone);
        let just_before =
            |at: model::Timestamp| model::Timestamp::from_microsecond(at.as_microsecond() - 1).unwrap_or(at);
        (just_before(from), just_before(to))
    }

    /// The titles, in their order.
    pub async fn titles(&self) -> Result<Vec<Title>, Fault> {
        self.store.read().await?.titles().await
    }
}
