//! The commands, a file each; their words are those of the manual.

mod alarms;
mod backup;
mod capture;
mod changes;
mod cite;
mod config;
mod deliveries;
mod doctor;
mod documents;
mod edition;
mod fetch;
mod init;
mod ledger;
mod lists;
mod measure;
mod readers;
mod replay;
mod restore;
mod sources;
mod staff;
mod stories;
mod titles;
mod trace;
pub(crate) mod up;

use clap::Subcommand;
use model::{Date, Timestamp};

use crate::Context;
use crate::ending::Ending;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// From nothing to a publisher; run again it changes nothing.
    Init(init::Args),
    /// Runs the service: scheduler, workers, web.
    Up(up::Args),
    /// Says what is missing or wrong, in order of need, and how to mend it.
    Doctor(doctor::Args),
    /// Runs the service on bundled sample days, in a throw-away directory.
    Demo(crate::demo::Args),
    /// Asks the sources that are due, or those named, once.
    Fetch(fetch::Args),
    /// Takes recorded captures (WARC) as if fetched at their instants.
    Replay(replay::Args),
    /// The answers that were kept: listed, written out as WARC.
    Capture(capture::Args),
    /// Lists, their states, those that the guard holds.
    Lists(lists::Args),
    /// The catalogue of official sources.
    Sources(sources::Args),
    /// Documents that came in.
    Documents(documents::Args),
    /// One document, with what each version changed.
    Document(documents::One),
    /// What changed on lists.
    Changes(changes::Args),
    /// Citations in plain text, with character offsets.
    Cite(cite::Args),
    /// How well we read, on captures whose truth is known: precision and recall.
    Measure(measure::Args),
    /// Stories: the documents joined, the draft, the state.
    Stories(stories::Args),
    /// One story; own reporting; the newsroom's verbs.
    Story(stories::One),
    /// An edition, from assembled to sent.
    Edition(edition::Args),
    /// What became of every document received.
    Ledger(ledger::Args),
    /// Where a document, capture, article or address is, and why: its whole journey.
    Trace(trace::Args),
    /// What is wrong now, or was.
    Alarms(alarms::Args),
    /// Publications.
    Titles(titles::Args),
    /// Readers and their licences.
    Readers(readers::Args),
    /// People of the house, with their roles.
    Staff(staff::Args),
    /// What was sent to whom, in which state.
    Deliveries(deliveries::Args),
    /// The whole store in one file, taken while the service runs.
    Backup(backup::Args),
    /// An empty store from a backup, on either engine.
    Restore(restore::Args),
    /// The effective settings, with where each came from.
    Config(config::Args),
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Ending> {
        match self {
            Command::Init(args) => init::run(context, args).await,
            Command::Up(args) => up::run(context, args).await,
            Command::Doctor(args) => doctor::run(context, args).await,
            Command::Demo(args) => crate::demo::run(context, args).await,
            Command::Fetch(args) => fetch::run(context, args).await,
            Command::Replay(args) => replay::run(context, args).await,
            Command::Capture(args) => capture::run(context, args).await,
            Command::Lists(args) => lists::run(context, args).await,
            Command::Sources(args) => sources::run(context, args).await,
            Command::Documents(args) => documents::run(context, args).await,
            Command::Document(args) => documents::one(context, args).await,
            Command::Changes(args) => changes::run(context, args).await,
            Command::Cite(args) => cite::run(context, args),
            Command::Measure(args) => measure::run(context, args),
            Command::Stories(args) => stories::run(context, args).await,
            Command::Story(args) => stories::one(context, args).await,
            Command::Edition(args) => edition::run(context, args).await,
            Command::Ledger(args) => ledger::run(context, args).await,
            Command::Trace(args) => trace::run(context, args).await,
            Command::Alarms(args) => alarms::run(context, args).await,
            Command::Titles(args) => titles::run(context, args).await,
            Command::Readers(args) => readers::run(context, args).await,
            Command::Staff(args) => staff::run(context, args).await,
            Command::Deliveries(args) => deliveries::run(context, args).await,
            Command::Backup(args) => backup::run(context, args).await,
            Command::Restore(args) => restore::run(context, args).await,
            Command::Config(args) => config::run(context, args),
        }
    }
}

/// `TITLE/2026-04-17`, as an argument.
#[derive(Debug, Clone)]
pub(crate) struct EditionName {
    pub(crate) title: String,
    pub(crate) date: Date,
}

impl std::str::FromStr for EditionName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (title, date) = text.split_once('/').ok_or("an edition is named TITLE/DATE, such as export/2026-04-17")?;
        let date = date.parse().map_err(|_| format!("'{date}' is not a day of the form 2026-04-17"))?;
        Ok(Self { title: title.to_owned(), date })
    }
}

/// Who is doing this, for the deeds: the account of the shell.
pub(crate) fn somebody() -> String {
    std::env::var("USER").ok().filter(|user| !user.is_empty()).unwrap_or_else(|| "the console".to_owned())
}

/// An instant for people, in a zone: `2026-04-17 05:12`.
pub(crate) fn told(at: Timestamp, zone: &model::TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}
