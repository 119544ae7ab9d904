//! Keeps captures, rows, ledger and editions, on SQLite or PostgreSQL: the one cupboard of the house, and the one room with SQL.
//!
//! SQL is written once, in what both engines understand; what must differ stands in [`engine`].

mod alarms;
mod articles;
mod backup;
mod bodies;
mod captures;
mod deliveries;
mod documents;
mod editions;
pub mod engine;
mod habits;
mod health;
mod house;
mod ledger;
mod listing;
mod lists;
mod readers;
mod retention;
mod sheets;
mod stories;
mod tasks;
mod trace;
pub mod weather;

pub use alarms::GivenUp;
pub use backup::{CaptureBytes, Restored, Sums};
pub use bodies::BodySum;
pub use captures::{Account, Bucket, CaptureAccount, CaptureFilter, Cupboard, KeptCapture, ListedCapture, Teller};
pub use deliveries::QueuedDelivery;
pub use documents::{DocumentFilter, ListedDocument, Telling, VersionRow};
pub use editions::{EditionRow, Placement};
pub use engine::{Engine, Fault, Store, Tx};
pub use health::{SourceCaptures, SourceHealth};
pub use house::DeedRow;
pub use ledger::NewLine;
pub use lists::{ListState, Verdict};
pub use readers::{Link, NewLink, Session};
pub use retention::{Place, Thinned};
pub use sheets::Filed;
pub use stories::{StoryFilter, StoryRow};
pub use tasks::{NewTask, TaskRow};
pub use trace::{CaptureFate, Gauges, OpenTask};

use model::{Date, Timestamp};

/// Instants stand in the tables as microseconds since 1970 in UTC: as text they would not sort.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The way back from [`micros`]; what is out of the calendar's range becomes its end.
pub(crate) fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// A day as it stands in the tables.
pub(crate) fn day(text: &str) -> Result<Date, Fault> {
    text.parse().map_err(|_| Fault::damaged("a day", text))
}

/// Text for a column: U+0000, which PostgreSQL cannot hold, is taken out at this border.
pub(crate) fn plain(text: &str) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() }
}

/// A word of a closed list, as it stands in the tables.
pub(crate) fn word<T: std::str::FromStr>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault::damaged("a word", text))
}

/// JSON as it stands in the tables.
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::damaged(&format!("JSON ({error})"), &text[..text.len().min(80)]))
}

/// A value as JSON for a column.
pub(crate) fn to_json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::damaged(&format!("a value to write ({error})"), ""))
}
