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
    let probed = tokio::time::timeout(MAIL_WAIT, newsroom.post.probe()).await;
    newsroom.post.rest().await;
    match probed {
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
    let mend = "Start the service (systemctl start tidewaiter), and see that the proxy leads there (docs/operate/publisher.md).";
    let answer = match answer {
        Ok(Fetched::Answer(answer)) => answer,
        Ok(Fetched::NotModified) => return Finding::well(CHECK, format!("{url} answers.")),
        Err(error) => {
            let says = error.to_string();
            let mend = if is_about_certificates(&says) {
                "Give the proxy a certificate that readers' browsers trust, for that very name (docs/operate/publisher.md)."
            } else {
                mend
            };
            return Finding::not_well(CHECK, State::Wrong, says, mend);
        }
    };
    arrived(CHECK, &url, &answer, mend)
}

/// What an answer at our own address shows: whether it is ours, and whether the name that was asked for came through to it.
fn arrived(check: &'static str, url: &str, answer: &model::capture::Answer, mend: &'static str) -> Finding {
    let passes = "Let the proxy pass the name on: proxy_set_header Host $host; (docs/operate/publisher.md).";
    let host = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(web::ASKED_HOST));
    match (answer.status, host) {
        (200, Some((_, host))) if host == host_of(url) => Finding::well(check, format!("{url} answers.")),
        (200, Some((_, host))) => {
            let says =
                format!("{url} answers, but the proxy asks for {host}: titles' own hosts and links cannot work.");
            Finding::not_well(check, State::Wrong, says, passes)
        }
        (200, None) => {
            let says = format!("{url} answers, but it is not this service that does.");
            Finding::not_well(check, State::Wrong, says, "See which program the name and the proxy lead to.")
        }
        (421, _) => Finding::not_well(
            check,
            State::Wrong,
            format!("{url} answers with status 421: the name that arrives is none of ours."),
            passes,
        ),
        (status, _) => Finding::not_well(check, State::Wrong, format!("{url} answers with status {status}."), mend),
    }
}

fn is_about_certificates(says: &str) -> bool {
    let says = says.to_ascii_lowercase();
    ["certificate", "unknownissuer", "notvalidforname"].iter().any(|word| says.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_address_shows_which_name_arrived() {
        let url = "https://daily.example/healthz";
        let answer = |status, host: Option<&str>| model::capture::Answer {
            url: url.to_owned(),
            status,
            headers: host.map(|host| (web::ASKED_HOST.to_owned(), host.to_owned())).into_iter().collect(),
            captured_at: Timestamp::UNIX_EPOCH,
            body: Vec::new(),
        };
        let said = |status, host| arrived("own address", url, &answer(status, host), "").says;
        assert_eq!(said(200, Some("daily.example")), "https://daily.example/healthz answers.");
        assert!(said(200, Some("127.0.0.1")).contains("the proxy asks for 127.0.0.1"));
        assert!(said(200, None).contains("not this service"));
        assert!(said(421, None).contains("none of ours"));
        assert!(is_about_certificates("invalid peer certificate: UnknownIssuer"));
    }
}
