//! Opens the house for a command: settings, store, doors and clocks put together into a newsroom.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::reader::Email;
use model::silence::Shutdown;
use model::title::{Publisher, Section, SheetHour, Title, TitleSlug};
use model::wall::Backstage;
use model::{TimeZone, Timestamp};
use newsroom::{Clock, Newsroom, Operator};
use store::{Bucket, Cupboard, Store};
use wire::{ClosedWire, FetchSettings, FolderPost, Hook, HttpHook, HttpWire, Post, SmtpPost, Wire};

use crate::config::Config;
use crate::ending::Ending;
use crate::own_sources;

/// What every command may be told.
#[derive(Debug, Clone)]
pub struct Place {
    /// The data directory.
    pub data: PathBuf,
    /// The database, where it is not the one in the data directory.
    pub database: Option<String>,
    /// Where the publishing clock stands.
    pub now: Option<Timestamp>,
}

/// Opens the house. `key` is the one key to what is behind the wall, made in `main`.
pub async fn open(place: &Place, config: &Config, key: Backstage) -> Result<Newsroom, Ending> {
    let zone = TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC);
    open_with(place, config, key, &first_titles(&zone, jiff::civil::time(6, 0, 0, 0))).await
}

/// Opens the house; a store that begins gets these titles.
pub async fn open_with(place: &Place, config: &Config, key: Backstage, titles: &[Title]) -> Result<Newsroom, Ending> {
    let publisher = publisher(config)?;
    let from =
        Email::parse(config.get("mail.from")).map_err(|sentence| Ending::wrong(format!("mail.from: {sentence}")))?;
    let clock = place.now.map_or_else(Clock::real_time, Clock::standing_at);
    // What is wrong with the settings is told before anything is made.
    let lease = match config.get("work.lease_seconds").parse::<i64>() {
        Ok(seconds @ 1..=3600) => jiff::SignedDuration::from_secs(seconds),
        _ => {
            let said = config.get("work.lease_seconds");
            return Err(Ending::wrong(format!("work.lease_seconds is '{said}'; it is a number from 1 to 3600.")));
        }
    };
    let post = post(config, &place.data, &from)?;
    let operator = operator(config)?;
    let store = open_store(place, config).await?;
    let catalogue = own_sources::catalogue(&place.data);
    own_sources::tell_faults(&catalogue);
    let newsroom = Newsroom {
        wire: wire(config, &clock),
        post,
        store,
        catalogue: Arc::new(catalogue),
        clock,
        publisher,
        from,
        key,
        trust_lists: false,
        operator,
        lease,
    };
    newsroom.prepare(titles).await?;
    if place.now.is_some() && newsroom.store.read().await?.has_live_capture().await? {
        return Err(Ending::wrong(
            "--now is refused: this store holds live captures, and its clock is the real one. Use another --data directory for practice.",
        ));
    }
    Ok(newsroom)
}

/// Where alarms go, which publishers are shut down, and what is kept for how long.
fn operator(config: &Config) -> Result<Operator, Ending> {
    let mail = config.list("alarms.mail").iter().map(|address| Email::parse(address)).collect::<Result<_, _>>();
    let shutdowns = config.list("sources.shutdowns").iter().map(|text| Shutdown::parse(text)).collect::<Result<_, _>>();
    let hook = match config.get("alarms.webhook") {
        "" => None,
        address => {
            let hook = HttpHook::new(address).map_err(|error| Ending::wrong(format!("alarms.webhook: {error}")))?;
            Some(Arc::new(hook) as Arc<dyn Hook>)
        }
    };
    let days = config.get("captures.thin_after_days");
    let thin_after_days = match days {
        "" => None,
        days => Some(days.parse().map_err(|_| {
            Ending::wrong(format!("captures.thin_after_days is '{days}', which is no number of days; leave it empty to keep captures for ever."))
        })?),
    };
    Ok(Operator {
        thin_after_days,
        mail: mail.map_err(|sentence| Ending::wrong(format!("alarms.mail: {sentence}")))?,
        hook,
        shutdowns: shutdowns.map_err(|sentence| Ending::wrong(format!("sources.shutdowns: {sentence}.")))?,
    })
}

/// Opens the store, made and migrated where it must be.
pub(crate) async fn open_store(place: &Place, config: &Config) -> Result<Store, Ending> {
    Ok(to_be_closed(Store::open_with(&database(place)?, cupboard(place, config)?).await?))
}

/// Reaches the store as it is, or an empty one, for `restore`.
pub(crate) async fn connect_store(place: &Place, config: &Config) -> Result<Store, Ending> {
    Ok(to_be_closed(Store::connect_with(&database(place)?, cupboard(place, config)?).await?))
}

/// For how long the end of a command waits for what still uses the store.
const CLOSES_WITHIN: Duration = Duration::from_secs(5);

/// The stores that this process opened.
static OPENED: Mutex<Vec<Store>> = Mutex::new(Vec::new());

fn to_be_closed(store: Store) -> Store {
    OPENED.lock().unwrap_or_else(PoisonError::into_inner).push(store.clone());
    store
}

/// Closes what was opened, so that a command leaves no log of SQLite behind. Whatever is still at work is not waited for long: the next
/// one to open the store finds all that was committed in its log.
pub(crate) async fn close() {
    let opened = std::mem::take(&mut *OPENED.lock().unwrap_or_else(PoisonError::into_inner));
    let closing = async {
        for store in opened {
            store.close().await;
        }
    };
    if tokio::time::timeout(CLOSES_WITHIN, closing).await.is_err() {
        tracing::debug!("The store was still in use when the program ended.");
    }
}

/// The address of the database. The data directory is made.
fn database(place: &Place) -> Result<String, Ending> {
    make_private(&place.data).map_err(|error| {
        Ending::not_done(format!(
            "The data directory {} could not be made: {error}. Give another with --data.",
            place.data.display()
        ))
    })?;
    let own = format!("sqlite://{}", place.data.join("tidewaiter.db").display());
    let url = place.database.clone().unwrap_or(own);
    if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(Ending::wrong("--database takes sqlite:///path/to/file.db or postgres://user@host/database."));
    }
    Ok(url)
}

/// Where captures' bytes lie: in the data directory, or in a bucket that several hosts share.
fn cupboard(place: &Place, config: &Config) -> Result<Cupboard, Ending> {
    let address = config.get("captures.bucket");
    if address.is_empty() {
        return Ok(Cupboard::directory(&place.data.join("captures"))?);
    }
    let some = |key: &str| Some(config.get(key).to_owned()).filter(|value| !value.is_empty());
    if !address.starts_with("s3://") {
        return Err(Ending::wrong(format!("captures.bucket is '{address}'; it has the form s3://bucket/prefix.")));
    }
    let key = match (some("captures.key"), some("captures.secret")) {
        (Some(key), Some(secret)) => Some((key, secret)),
        (None, None) => None,
        _ => return Err(Ending::wrong("captures.key and captures.secret go together: set both or neither.")),
    };
    let bucket = Bucket {
        address: address.to_owned(),
        endpoint: some("captures.endpoint"),
        region: config.get("captures.region").to_owned(),
        key,
    };
    Ok(Cupboard::bucket(&bucket)?)
}

/// Makes a directory that only its owner may look into: it holds readers' addresses and the house's secret. One that is there stays as
/// the operator made it.
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    if path.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn publisher(config: &Config) -> Result<Publisher, Ending> {
    let zone = config.get("publisher.zone");
    let url = config.get("publisher.url").trim_end_matches('/').to_owned();
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(Ending::wrong(format!("publisher.url is '{url}'; it must begin with https:// or http://.")));
    }
    Ok(Publisher {
        name: config.get("publisher.name").to_owned(),
        zone: TimeZone::get(zone).map_err(|_| {
            Ending::wrong(format!("publisher.zone is '{zone}', which is no time zone; an example is America/New_York."))
        })?,
        url,
    })
}

/// The live wire. A machine without certificates can do all that needs no fetching; `fetch` then says what is missing.
fn wire(config: &Config, clock: &Clock) -> Arc<dyn Wire> {
    let settings = FetchSettings {
        contact: config.get("fetch.contact").to_owned(),
        allow_private_hosts: config.list("fetch.private_hosts"),
        proxy: Some(config.get("fetch.proxy").to_owned()).filter(|proxy| !proxy.is_empty()),
        ..FetchSettings::default()
    };
    let clock = clock.clone();
    match HttpWire::new(settings, Arc::new(move || clock.real())) {
        Ok(wire) => Arc::new(wire),
        Err(error) => Arc::new(ClosedWire(error)),
    }
}

/// Where letters lie when mail is a folder.
pub fn outbox(data: &Path) -> PathBuf {
    data.join("outbox")
}

fn post(config: &Config, data: &Path, from: &Email) -> Result<Arc<dyn Post>, Ending> {
    match config.get("mail.post") {
        "folder" => Ok(Arc::new(FolderPost::new(outbox(data)).from(from.clone()))),
        url => Ok(Arc::new(
            SmtpPost::new(url, from.clone()).map_err(|error| Ending::wrong(format!("mail.post: {error}")))?,
        )),
    }
}

/// The titles of a store that begins: `export` and `customs`, unattended, closing at that hour in that zone.
pub fn first_titles(zone: &TimeZone, closes: jiff::civil::Time) -> Vec<Title> {
    let title = |slug: &str, name: &str, combines: &str, sections: &[Section]| Title {
        slug: TitleSlug::new(slug),
        name: name.to_owned(),
        combines: combines.to_owned(),
        zone: zone.clone(),
        closes,
        attended: false,
        sections: sections.to_vec(),
        host: None,
        sheet: Some(SheetHour::DEFAULT),
    };
    vec![
        title(
            "export",
            "Export Daily",
            "Export Daily combines U.S. export-control, sanctions and defense-trade news with foreign controls and policy developments from the official sources, for people whose work it is to know what touches their operations.",
            &[
                Section::ExportControls,
                Section::DefenseTrade,
                Section::Sanctions,
                Section::Enforcement,
                Section::ForeignControls,
                Section::Policy,
                Section::Courts,
                Section::ExportFiling,
            ],
        ),
        title(
            "customs",
            "Customs Daily",
            "Customs Daily combines U.S. tariff, customs and trade-remedy actions with foreign border import regulation from the official sources, for importers, brokers and counsel who act on dates and codes.",
            &[
                Section::Tariffs,
                Section::Customs,
                Section::Rulings,
                Section::TradeRemedies,
                Section::ProductAgencies,
                Section::Agreements,
                Section::Courts,
                Section::ForcedLabor,
                Section::ForeignBorder,
            ],
        ),
    ]
}
