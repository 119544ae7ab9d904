//! What `doctor` asks of the world: the mail server, the name servers, an official host (and its clock), our own public address.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use model::request::{Question, Request, SourceId};
use newsroom::Newsroom;
use wire::{FetchSettings, Fetched, HttpWire, Names, Wire as _};

use super::{Finding, State, host_of, is_loopback};
use crate::Context;

/// A small page of the host that the first source stands on; every answer carries the host's clock.
const OFFICIAL: &str = "https://www.federalregister.gov/robots.txt";
/// A clock that is off by more prints wrong instants.
const DRIFT_SECONDS_MAX: i64 = 5;
/// A clock that is off by more closes editions at the wrong minute.
const DRIFT_SECONDS_WRONG: i64 = 60;
/// The longest that a mail server is waited for.
const MAIL_WAIT: Duration = Duration::from_secs(20);
const FETCH_MS_MAX: u64 = 15_000;

pub(super) async fn examine(context: &Context, newsroom: &Newsroom, out: &mut Vec<Finding>) {
    let public = !is_loopback(host_of(context.config.get("publisher.url")));
    out.push(mail(context, newsroom, public).await);
    out.extend(sources_and_clock(newsroom).await);
    if public {
        out.extend(names(context).await);
        out.push(own_address(context, newsroom).await);
    }
}

async fn mail(context: &Context, newsroom: &Newsroom, public: bool) -> Finding {
    const CHECK: &str = "mail";
    if newsroom.post.kind() == "folder" {
        let state = if public { State::Wrong } else { State::Lacking };
        let mend = "Set mail.post to your mail server, such as smtp+starttls://user:password@mail.example:587, and mail.from (docs/operate/mail.md).";
        return Finding::not_well(CHECK, state, "Letters are written into a folder and reach nobody.", mend);
    }
    if context.config.is_default("mail.from") {
        let says = "mail.from is not set: letters would come from nobody.";
        return Finding::not_well(
            CHECK,
            State::Wrong,
            says,
            "Set mail.from to an address of yours, such as editions@daily.example.",
        );
    }
    match tokio::time::timeout(MAIL_WAIT, newsroom.post.probe()).await {
        Ok(Ok(sentence)) => Finding::well(CHECK, sentence),
        Ok(Err(error)) => Finding::not_well(
            CHECK,
            State::Wrong,
            error.to_string(),
            "Put right mail.post or mail.from, or the mail server (docs/operate/mail.md).",
        ),
        Err(_) => Finding::not_well(
            CHECK,
            State::Wrong,
            "The mail server did not answer within 20 seconds.",
            "See that it runs and that no firewall stands before it.",
        ),
    }
}

/// One question to an official host: whether sources can be reached at all, and what time it is there.
async fn sources_and_clock(newsroom: &Newsroom) -> Vec<Finding> {
    let request = Request { source: SourceId::new("doctor"), url: OFFICIAL.to_owned(), size_bytes_max: 1 << 20 };
    let question = Question::plain(request);
    let limit = Duration::from_millis(FETCH_MS_MAX);
    let answer = match tokio::time::timeout(limit, newsroom.wire.fetch(&question)).await {
        Ok(Ok(Fetched::Answer(answer))) => answer,
        Ok(Ok(Fetched::NotModified)) => return vec![clock_unknown()],
        Ok(Err(error)) => return vec![unreachable(error.to_string()), clock_unknown()],
        Err(_) => return vec![unreachable(format!("{OFFICIAL} did not answer.")), clock_unknown()],
    };
    let reached = Finding::well("sources", format!("{} answers with status {}.", host_of(OFFICIAL), answer.status));
    let date =
        answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("date")).map(|(_, value)| value.clone());
    let there = date.and_then(|date| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(&date).ok());
    vec![reached, there.map_or_else(clock_unknown, |there| clock(answer.captured_at, there))]
}

fn unreachable(says: String) -> Finding {
    let mend =
        "See that this machine may reach https hosts outside (firewall, name servers, ca-certificates, fetch.proxy).";
    Finding::not_well("sources", State::Wrong, says, mend)
}

fn clock_unknown() -> Finding {
    let mend = "See that the machine keeps time: timedatectl";
    Finding::not_well("clock", State::Unknown, "No host outside told the time.", mend)
}

fn clock(here: Timestamp, there: Timestamp) -> Finding {
    let off = here.as_second() - there.as_second();
    let says = format!(
        "This machine's clock is {} s {} that of {}.",
        off.abs(),
        if off < 0 { "behind" } else { "ahead of" },
        host_of(OFFICIAL)
    );
    let mend = "Let the machine keep time: timedatectl set-ntp true";
    match off.abs() {
        off if off > DRIFT_SECONDS_WRONG => Finding::not_well("clock", State::Wrong, says, mend),
        off if off > DRIFT_SECONDS_MAX => Finding::not_well("clock", State::Lacking, says, mend),
        _ => Finding::well("clock", says),
    }
}

/// Whether the public name leads anywhere, and whether mailboxes will believe our sender (RFC 7208 SPF, RFC 7489 DMARC).
async fn names(context: &Context) -> Vec<Finding> {
    let host = host_of(context.config.get("publisher.url")).to_owned();
    let names = match Names::of_this_machine() {
        Ok(names) => names,
        Err(why) => {
            let says = format!("No name server could be asked: {why}.");
            return vec![Finding::not_well("names", State::Unknown, says, "See /etc/resolv.conf.")];
        }
    };
    let mut out = vec![match names.addresses(&host).await {
        Err(why) => Finding::not_well(
            "name of the house",
            State::Unknown,
            format!("{host} could not be looked up: {why}."),
            "See /etc/resolv.conf, then run this again.",
        ),
        Ok(found) if found.is_empty() => Finding::not_well(
            "name of the house",
            State::Wrong,
            format!("{host} has no address."),
            "Give it an A (and AAAA) record that leads to your proxy.",
        ),
        Ok(found) => Finding::well(
            "name of the house",
            format!("{host} is at {}.", found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        ),
    }];
    let Some((_, domain)) = context.config.get("mail.from").rsplit_once('@') else { return out };
    for (check, name, mark, mend) in [
        (
            "SPF",
            domain.to_owned(),
            "v=spf1",
            format!(
                "Publish a TXT record of {domain} that names the servers which may send for it, such as: v=spf1 mx -all"
            ),
        ),
        (
            "DMARC",
            format!("_dmarc.{domain}"),
            "v=DMARC1",
            format!(
                "Publish a TXT record of _dmarc.{domain}, such as: v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}"
            ),
        ),
    ] {
        out.push(match names.texts(&name).await {
            Err(why) => Finding::not_well(
                check,
                State::Unknown,
                format!("{name} could not be looked up: {why}."),
                "See /etc/resolv.conf, then run this again.",
            ),
            Ok(texts) if texts.iter().any(|text| text.starts_with(mark)) => {
                Finding::well(check, format!("{name} says who may send for it."))
            }
            Ok(_) => Finding::not_well(
                check,
                State::Lacking,
                format!("{name} has no {check} record: letters of {domain} will look forged."),
                mend,
            ),
        });
    }
    out
}

/// Whether this service answers at its own public address, through whatever stands in front of it.
async fn own_address(context: &Context, newsroom: &Newsroom) -> Finding {
    const CHECK: &str = "own address";
    let url = format!("{}/healthz", context.config.get("publisher.url").trim_end_matches('/'));
    let settings = FetchSettings {
        contact: String::new(),
        allow_private_hosts: vec![host_of(&url).to_owned()],
        timeout_ms_max: FETCH_MS_MAX,
        tries_max: 1,
        ..FetchSettings::default()
    };
    let clock = newsroom.clock.clone();
    let request = Request { source: SourceId::new("doctor"), url: url.clone(), size_bytes_max: 1 << 16 };
    let answer = match HttpWire::new(settings, Arc::new(move || clock.real())) {
        Ok(wire) => wire.fetch(&Question::plain(request)).await,
        Err(error) => Err(error),
    };
    let mend = "Start the service (systemctl start tidewaiter), and see that the proxy passes that name on with its Host header (docs/operate/publisher.md).";
    match answer {
        Ok(Fetched::Answer(answer)) if answer.status == 200 => Finding::well(CHECK, format!("{url} answers.")),
        Ok(Fetched::NotModified) => Finding::well(CHECK, format!("{url} answers.")),
        Ok(Fetched::Answer(answer)) => {
            Finding::not_well(CHECK, State::Wrong, format!("{url} answers with status {}.", answer.status), mend)
        }
        Err(error) => Finding::not_well(CHECK, State::Wrong, error.to_string(), mend),
    }
}
