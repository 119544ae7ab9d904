//! `demo`: the service on the bundled sample days, in a throw-away directory, through the whole pipeline.

use std::net::SocketAddr;
use std::sync::Arc;

use model::capture::{Answer, Origin};
use model::reader::{Email, Licence, LicenceKind, Role};
use model::title::{business_day_before, next_day};
use model::{Date, Timestamp};
use newsroom::Newsroom;
use tokio::sync::Notify;

use crate::commands::up;
use crate::ending::Ending;
use crate::samples::{CAPTURES, CLOCK, REPORTS, SampleReport};
use crate::{Context, house, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where the web listens.
    #[arg(long, default_value = "127.0.0.1:8642")]
    listen: SocketAddr,
}

/// A thing that happened on the sample days.
enum Event {
    Capture(Answer),
    Written(&'static SampleReport),
    Published(&'static SampleReport),
    Closed(Date),
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    if !args.listen.ip().is_loopback() {
        return Err(Ending::wrong(
            "The demo shows everybody's letters in its outbox, so it listens on a loopback address only, such as 127.0.0.1:8642.",
        ));
    }
    let listener = up::bind(args.listen).await?;
    let address = listener.local_addr()?;
    // A name that nobody can have taken before.
    let folder = std::env::temp_dir().join(format!("tidewaiter-demo-{}", &newsroom::accounts::random_hex()[..16]));
    let outcome = show(context, listener, address, &folder).await;
    if let Err(error) = std::fs::remove_dir_all(&folder) {
        tracing::warn!("The demo's folder {} could not be removed: {error}.", folder.display());
    }
    outcome
}

async fn show(
    context: &Context,
    listener: tokio::net::TcpListener,
    address: SocketAddr,
    folder: &std::path::Path,
) -> Result<(), Ending> {
    let mut config = context.config.clone();
    config.set("publisher.name", "Halyard Press".to_owned());
    config.set("publisher.url", format!("http://{address}"));
    config.set("mail.post", "folder".to_owned());
    let clock: Timestamp = instant(CLOCK)?;
    let place = house::Place { data: folder.to_owned(), database: None, now: Some(clock) };
    let demo = Context { place, config, json: context.json, key: context.key.clone() };
    let newsroom = demo.open().await?;
    add_people(&newsroom).await?;
    live_through(&newsroom, clock).await?;
    let mut settings = up::settings(&demo)?;
    settings.outbox = Some(house::outbox(folder));
    greet(&newsroom).await?;
    let (wake, stopped) = (Arc::new(Notify::new()), up::stop_on_signal());
    let worker = tokio::spawn(up::work(newsroom.clone(), wake.clone(), stopped.clone()));
    up::serve(newsroom.clone(), settings, wake, listener, stopped).await?;
    worker.await.map_err(|error| Ending::not_done(format!("The worker ended badly: {error}.")))?;
    newsroom.store.close().await;
    Ok(())
}

fn instant(text: &str) -> Result<Timestamp, Ending> {
    text.parse().map_err(|_| {
        Ending::not_done(format!("The bundled sample days have the instant '{text}', which is none; report this."))
    })
}

/// Everything of the sample days in the order in which it happened, each step by the clock of its moment.
async fn live_through(newsroom: &Newsroom, until: Timestamp) -> Result<(), Ending> {
    for (at, event) in events(newsroom, until).await? {
        newsroom.clock.set(at);
        match event {
            Event::Capture(answer) => {
                let Some(source) = newsroom.catalogue.claimant(&answer.url) else {
                    return Err(Ending::not_done(format!(
                        "No source claims the sample capture {}; report this.",
                        answer.url
                    )));
                };
                newsroom.store.keep(source, &answer, Origin::Replayed, newsroom.clock.real()).await?;
            }
            Event::Written(report) => {
                newsroom.run_ready().await?;
                newsroom.write(report.name, report.text.as_bytes(), "the newsroom").await?;
            }
            Event::Published(report) => {
                let (story, _) = newsroom.store.read().await?.story_file(report.name).await?.ok_or_else(|| {
                    Ending::not_done(format!("The sample report {} was not written; report this.", report.name))
                })?;
                newsroom.publish(story.as_str(), "the newsroom").await?;
            }
            Event::Closed(date) => {
                newsroom.run_ready().await?;
                for title in newsroom.titles().await? {
                    newsroom.send(&title, date).await?;
                }
            }
        }
    }
    newsroom.clock.set(until);
    newsroom.run_ready().await?;
    Ok(())
}

async fn events(newsroom: &Newsroom, until: Timestamp) -> Result<Vec<(Timestamp, Event)>, Ending> {
    let mut out = Vec::new();
    for sample in CAPTURES {
        let at = instant(sample.at)?;
        let headers = vec![("content-type".to_owned(), sample.content_type.to_owned())];
        out.push((
            at,
            Event::Capture(Answer {
                url: sample.url.to_owned(),
                status: 200,
                headers,
                captured_at: at,
                body: sample.body.to_vec(),
            }),
        ));
    }
    for report in REPORTS {
        out.push((instant(report.written_at)?, Event::Written(report)));
        out.push((instant(report.published_at)?, Event::Published(report)));
    }
    let first = out.iter().map(|(at, _)| *at).min().unwrap_or(until);
    if let Some(title) = newsroom.titles().await?.first() {
        let mut day = business_day_before(next_day(newsroom.day_of(until)));
        while title.close_of(day) > first {
            if title.close_of(day) <= until {
                out.push((title.close_of(day), Event::Closed(day)));
            }
            day = business_day_before(day);
        }
    }
    // Stable: what is published at an instant was written at it before.
    out.sort_by_key(|(at, _)| *at);
    Ok(out)
}

const PEOPLE: [(&str, &str, Role); 3] = [
    ("reader@halden.example", "Ada Vance", Role::Reader),
    ("editor@halyard.example", "Export desk", Role::Editor),
    ("operator@halyard.example", "Operator", Role::Operator),
];

async fn add_people(newsroom: &Newsroom) -> Result<(), Ending> {
    let titles = newsroom.titles().await?.into_iter().map(|title| title.slug).collect::<Vec<_>>();
    for (address, name, role) in PEOPLE {
        let email = Email::parse(address).map_err(Ending::not_done)?;
        let licence =
            Licence { kind: LicenceKind::Full, titles: titles.clone(), from: Timestamp::MIN, until: Timestamp::MAX };
        newsroom.add_reader(&email, name, role, (role == Role::Reader).then_some(licence)).await?;
    }
    Ok(())
}

async fn greet(newsroom: &Newsroom) -> Result<(), Ending> {
    print::text(&format!("Tidewaiter's sample days stand at {}/", newsroom.publisher.url))?;
    for (address, _, role) in PEOPLE {
        let email = Email::parse(address).map_err(Ending::not_done)?;
        print::text(&format!("Sign in as {:<10}{}", format!("{role}:"), newsroom.console_link(&email, "/").await?))?;
    }
    print::text(&format!(
        "Letters lie in {}/outbox; ctrl-C ends the demo and removes what it kept.",
        newsroom.publisher.url
    ))
}
