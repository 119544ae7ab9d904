//! The examination behind `doctor`: each check answers with what it saw and, where that is not well, what to do.
//! Nothing is changed by it, and no letter is sent.

mod outside;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use model::reader::Role;
use model::snapshot::Verdict;
use newsroom::Newsroom;

use crate::Context;
use crate::room::{Room, free_bytes, size};

/// Less free space than this, and the next list may not fit with its compression and the database's log.
const FREE_BYTES_MIN: u64 = 1 << 30;
/// Less than this is a matter of weeks: a year of all sources is some tens of gigabytes.
const FREE_BYTES_FEW: u64 = 10 << 30;
/// Growth that fills the disk within so many days wants a decision now.
const FULL_DAYS_FEW: u64 = 60;

/// How something stands. In order of need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// The service cannot do its work with it.
    Wrong,
    /// It works, and something is missing.
    Lacking,
    /// It could not be looked at.
    Unknown,
    /// It is well.
    Well,
}

impl State {
    /// The word in the first column.
    pub(crate) fn word(self) -> &'static str {
        match self {
            State::Wrong => "wrong",
            State::Lacking => "lacking",
            State::Unknown => "unknown",
            State::Well => "well",
        }
    }
}

/// What a check saw.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) check: &'static str,
    pub(crate) state: State,
    /// A sentence.
    pub(crate) says: String,
    /// What to do, as a sentence; nothing where all is well.
    pub(crate) mend: Option<String>,
}

impl Finding {
    fn well(check: &'static str, says: impl Into<String>) -> Self {
        Self { check, state: State::Well, says: says.into(), mend: None }
    }
    fn not_well(check: &'static str, state: State, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, state, says: says.into(), mend: Some(mend.into()) }
    }
}

/// Looks at everything, in order of need. `offline`: nobody outside this machine is asked.
pub(crate) async fn examine(context: &Context, offline: bool) -> Vec<Finding> {
    let data = &context.place.data;
    let mut out = vec![data_directory(data)];
    if out[0].state == State::Wrong {
        return out;
    }
    // Opening a store that is not there would make it, and fix the zone before anybody was asked for it.
    if context.place.database.is_none() && !data.join("tidewaiter.db").exists() {
        let mend = "Make a publisher with tidewaiter init.";
        out.push(Finding::not_well("publisher", State::Wrong, "There is no publisher in this directory yet.", mend));
        return out;
    }
    let newsroom = match context.open().await {
        Ok(newsroom) => newsroom,
        Err(ending) => {
            let mend = "Put right what the sentence names, then run tidewaiter doctor again.";
            out.push(Finding::not_well("database and settings", State::Wrong, ending.to_string(), mend));
            return out;
        }
    };
    out.push(Finding::well("database", format!("The {} store opens and is up to date.", newsroom.store.engine_name())));
    out.push(disk(data, &newsroom).await);
    out.push(own_sources(data, &newsroom));
    out.extend(settings(context));
    out.push(people(&newsroom).await);
    if offline {
        out.push(Finding::not_well(
            "mail, names, sources, clock",
            State::Unknown,
            "They were not looked at, for --offline asks nobody.",
            "Run tidewaiter doctor without it.",
        ));
    } else {
        outside::examine(context, &newsroom, &mut out).await;
    }
    out.push(work(&newsroom).await);
    out.push(alarms(&newsroom).await);
    out
}

fn data_directory(data: &Path) -> Finding {
    const CHECK: &str = "data directory";
    let shown = data.display();
    let Ok(meta) = std::fs::metadata(data) else {
        let mend = "Make a publisher with tidewaiter init, or name its directory with --data.";
        return Finding::not_well(CHECK, State::Wrong, format!("There is no {shown}."), mend);
    };
    let probe = data.join(".doctor");
    if let Err(error) = std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)) {
        let mend = format!("Give it to the account that runs the service: chown -R tidewaiter {shown}");
        return Finding::not_well(CHECK, State::Wrong, format!("Nothing can be written into {shown}: {error}."), mend);
    }
    if meta.permissions().mode() & 0o077 != 0 {
        let mend = format!("Close it to others: chmod 700 {shown}");
        return Finding::not_well(
            CHECK,
            State::Lacking,
            format!("Others may look into {shown}, which holds readers' addresses."),
            mend,
        );
    }
    Finding::well(CHECK, format!("{shown} is there, and its owner's alone."))
}

async fn disk(data: &Path, newsroom: &Newsroom) -> Finding {
    const CHECK: &str = "disk";
    let free = match free_bytes(data) {
        Ok(free) => free,
        Err(error) => {
            let says = format!("The free space under {} could not be read: {error}.", data.display());
            return Finding::not_well(CHECK, State::Unknown, says, "Look with: df -h");
        }
    };
    let room = match Room::of(newsroom, free).await {
        Ok(room) => room,
        Err(fault) => {
            return Finding::not_well(CHECK, State::Unknown, fault.to_string(), "See what the database says.");
        }
    };
    let mut says = format!(
        "{:.1} GB are free where the data directory lies; captures take {} and {} more a day",
        free as f64 / 1e9,
        size(room.packed_bytes),
        size(room.packed_bytes_a_day)
    );
    match room.full_in_days {
        Some(days) => says += &format!(", for which that is enough for {days} days."),
        None => says += ".",
    }
    let mend = "Make room, or move the data directory to a larger disk; captures.thin_after_days bounds what is kept. What the captures take: tidewaiter capture usage";
    let is_soon = room.full_in_days.is_some_and(|days| days < FULL_DAYS_FEW);
    match free {
        _ if free < FREE_BYTES_MIN => Finding::not_well(CHECK, State::Wrong, says, mend),
        _ if free < FREE_BYTES_FEW || is_soon => Finding::not_well(CHECK, State::Lacking, says, mend),
        _ => Finding::well(CHECK, says),
    }
}

fn own_sources(data: &Path, newsroom: &Newsroom) -> Finding {
    const CHECK: &str = "own sources";
    let catalogue = &newsroom.catalogue;
    let own = catalogue.all().filter(|(stanza, _)| catalogue.file(&stanza.slug).is_some()).count();
    let folder = crate::own_sources::folder(data);
    if let [first, more @ ..] = catalogue.faults() {
        let says = format!("{} of the files in {} cannot be used. {first}", more.len() + 1, folder.display());
        return Finding::not_well(
            CHECK,
            State::Lacking,
            says,
            "Mend them; tidewaiter sources list says what is wrong with each.",
        );
    }
    let mut says = format!("{own} sources of your own are in {}.", folder.display());
    catalogue.remarks().iter().for_each(|remark| says += &format!(" {remark}"));
    Finding::well(CHECK, says)
}

fn settings(context: &Context) -> Vec<Finding> {
    let config = &context.config;
    let file = context.place.data.join("tidewaiter.toml");
    let mut out = Vec::new();
    let url = config.get("publisher.url");
    if config.is_default("publisher.url") || is_loopback(host_of(url)) {
        out.push(Finding::not_well(
            "public address",
            State::Lacking,
            format!("publisher.url is {url}: links in letters lead nobody here."),
            format!(
                "Set publisher.url in {} to the address of the front page, such as https://daily.example.",
                file.display()
            ),
        ));
    } else if !url.starts_with("https://") {
        let mend = "Put a proxy with a certificate in front (docs/operate/publisher.md) and let publisher.url begin with https://.";
        out.push(Finding::not_well(
            "public address",
            State::Wrong,
            format!("publisher.url is {url}: sign-in links and sessions would go in clear."),
            mend,
        ));
    } else {
        out.push(Finding::well("public address", format!("{url} stands in links and letters.")));
    }
    if config.is_default("fetch.contact") {
        let mend = format!(
            "Set fetch.contact in {} to a mail address or page at which a publisher can reach you.",
            file.display()
        );
        out.push(Finding::not_well(
            "contact",
            State::Lacking,
            "Official hosts are asked without a contact, and may block what nobody answers for.",
            mend,
        ));
    }
    if config.is_default("publisher.name") {
        let mend = format!("Set publisher.name in {}.", file.display());
        out.push(Finding::not_well(
            "name",
            State::Lacking,
            "The house still bears the name of nobody in particular.",
            mend,
        ));
    }
    out
}

async fn people(newsroom: &Newsroom) -> Finding {
    const CHECK: &str = "people";
    let readers = match newsroom.store.read().await {
        Ok(mut tx) => tx.readers().await,
        Err(fault) => Err(fault),
    };
    match readers {
        Err(fault) => Finding::not_well(CHECK, State::Unknown, fault.to_string(), "See what the database says."),
        Ok(readers) => {
            let operators = readers.iter().filter(|reader| reader.role == Role::Operator).count();
            let takers = readers.iter().filter(|reader| !reader.licences.is_empty()).count();
            if operators == 0 {
                let mend = "Add one: tidewaiter staff add MAIL --role operator --link";
                return Finding::not_well(CHECK, State::Lacking, "There is no operator.", mend);
            }
            if takers == 0 {
                let mend = "Add readers: tidewaiter readers add MAIL --titles export,customs --until 2027-12-31";
                return Finding::not_well(
                    CHECK,
                    State::Lacking,
                    "No reader has a license, so no edition is mailed to anybody.",
                    mend,
                );
            }
            Finding::well(CHECK, format!("Operators: {operators}. Readers with a license or a preview: {takers}."))
        }
    }
}

/// What waits for a person.
async fn work(newsroom: &Newsroom) -> Finding {
    const CHECK: &str = "work";
    let seen = async {
        let mut tx = newsroom.store.read().await?;
        Ok::<_, store::Fault>((tx.list_states(Some(Verdict::Held)).await?.len(), tx.unfinished_tasks().await?))
    };
    match seen.await {
        Err(fault) => Finding::not_well(CHECK, State::Unknown, fault.to_string(), "See what the database says."),
        Ok((0, tasks)) => Finding::well(CHECK, format!("No list is held; {tasks} tasks are under way.")),
        Ok((held, _)) => {
            let mend = "Look at them and decide: tidewaiter lists --held";
            Finding::not_well(CHECK, State::Lacking, format!("{held} list states are held for a person."), mend)
        }
    }
}

/// Whether anybody hears of what goes wrong, and what is wrong now.
async fn alarms(newsroom: &Newsroom) -> Finding {
    const CHECK: &str = "alarms";
    let open = async { newsroom.store.read().await?.open_alarms().await };
    let open = match open.await {
        Err(fault) => {
            return Finding::not_well(CHECK, State::Unknown, fault.to_string(), "See what the database says.");
        }
        Ok(open) => open,
    };
    if let Some(first) = open.first() {
        let says = format!("{} open; the oldest: {}", open.len(), first.trouble.sentence);
        return Finding::not_well(CHECK, State::Lacking, says, "See them all: tidewaiter alarms");
    }
    if newsroom.operator.mail.is_empty() && newsroom.operator.hook.is_none() {
        let mend = "Say who is told: mail or webhook under [alarms] in the settings file";
        return Finding::not_well(CHECK, State::Lacking, "None is open, and of the next one nobody is told.", mend);
    }
    Finding::well(CHECK, "None is open, and of the next one somebody is told.")
}

/// The host of an address, without its port.
pub(crate) fn host_of(url: &str) -> &str {
    let host = url.split("://").last().unwrap_or_default().split('/').next().unwrap_or_default();
    match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
