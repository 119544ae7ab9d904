//! `sources`: the catalogue, how the asking of each source goes, and a try of one that stores nothing.

use std::path::{Path, PathBuf};

use model::note::Weight;
use model::reading::{Found, Reading};
use model::request::SourceId;
use model::snapshot::Snapshot;
use newsroom::rhythm;
use newsroom::trial::{Trial, Tried};
use serde_json::{Value, json};
use sources::Stanza;

use crate::commands::told;
use crate::ending::Ending;
use crate::{Context, own_sources, print};

/// Of how many captures `show` says what became of them.
const RESULTS_SHOWN: u32 = 5;

/// For how many days back `show` and `list` tell what was odd in answers.
const ODD_DAYS: i64 = 30;

/// How many notes of one answer are printed for people; with `--json` all of them.
const NOTES_MAX: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Every source with its health.
    List,
    /// One source, all that is known of it.
    Show {
        /// Its slug.
        source: String,
    },
    /// Asks a source now, says what it reads, and stores nothing.
    Check {
        /// Its slug.
        source: String,
    },
    /// Takes a source of your own, a stanza of TOML, into the data directory.
    Add {
        /// The stanza.
        file: PathBuf,
    },
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    if let Verb::Show { source } | Verb::Check { source } = &args.verb {
        own_sources::known(&context.catalogue(), &SourceId::new(source))?;
    }
    match &args.verb {
        Verb::List => list(context, None).await,
        Verb::Show { source } => list(context, Some(source)).await,
        Verb::Check { source } => check(context, &SourceId::new(source)).await,
        Verb::Add { file } => add(context, file),
    }
}

fn add(context: &Context, file: &Path) -> Result<(), Ending> {
    let (into, catalogue, slug) = own_sources::add(&context.place.data, file)?;
    let place = into.display().to_string();
    catalogue.remarks().iter().filter(|remark| remark.starts_with(&place)).for_each(|remark| eprintln!("{remark}"));
    if context.json {
        return print::lines([json!({"source": slug, "file": place})]);
    }
    println!("{slug} is added as {place}.");
    eprintln!(
        "Try it with `tidewaiter sources check {slug}`. A service that is running knows it once it is started again."
    );
    Ok(())
}

async fn list(context: &Context, only: Option<&str>) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let (since, _) = newsroom.span_of(newsroom.day_of(newsroom.clock.now()));
    let (now, zone) = (newsroom.clock.real(), &newsroom.publisher.zone);
    let mut tx = newsroom.store.read().await?;
    let (health, today) = (tx.all_source_health().await?, tx.captures_since(since).await?);
    let voices = newsroom.voices(&mut tx).await?;
    let (mut rows, mut records) = (Vec::new(), Vec::new());
    for (stanza, _) in newsroom.catalogue.all() {
        if only.is_some_and(|only| stanza.slug.as_str() != only) {
            continue;
        }
        let found = health.iter().find(|(source, _)| *source == stanza.slug);
        let health = found.map(|(_, health)| health.clone()).unwrap_or_default();
        let today =
            today.iter().find(|(source, _)| *source == stanza.slug).map(|(_, today)| *today).unwrap_or_default();
        let voice = voices.iter().find(|(source, _)| *source == stanza.slug).map(|(_, voice)| voice);
        let heard = voice.map_or(String::new(), |voice| press::health::voice(voice, zone));
        let next = rhythm::next_run(stanza, &health);
        let lag = rhythm::lag_minutes(stanza, &health, now);
        let time = |at: Option<model::Timestamp>| at.map_or("never".to_owned(), |at| told(at, zone));
        let file = newsroom.catalogue.file(&stanza.slug);
        let since = newsroom.clock.now() - jiff::SignedDuration::from_hours(24 * ODD_DAYS);
        let odd = tx.recurring_notes(&stanza.slug, since).await?;
        let odd: Vec<String> = odd.iter().map(|odd| press::health::remark(odd, file, zone)).collect();
        rows.push(vec![
            stanza.slug.to_string(),
            stanza.title.clone(),
            format!("asked well {}", time(health.succeeded_at)),
            format!("changed {}", time(health.changed_at)),
            lag.map_or("never asked well".to_owned(), |lag| {
                if lag > 0 { format!("{lag} min late") } else { "on time".to_owned() }
            }),
            failures(health.failures),
            asked_next(stanza, next.map(|at| told(at, zone))),
            match today.failed {
                0 => format!("{} today", today.captures),
                failed => format!("{} today, {failed} unreadable", today.captures),
            },
            remarks(stanza, file, &heard, &health.error, odd.len()),
        ]);
        records.push(json!({
            "source": stanza.slug, "title": stanza.title, "publisher": stanza.publisher, "jurisdiction": stanza.jurisdiction,
            "official": stanza.official, "addresses": stanza.addresses, "language": stanza.language, "zone": stanza.zone,
            "every_minutes": stanza.every_minutes, "pace_ms": stanza.pace_ms, "robots": stanza.robots,
            "watched_at": stanza.watch.as_ref().map(|watch| &watch.at),
            "weekly_norm": stanza.weekly_norm, "rights": stanza.rights, "not_covered": stanza.not_covered, "list": stanza.list,
            "attribution": stanza.attribution, "section": stanza.section,
            "format": format_of(stanza), "unverified": stanza.unverified_why, "file": file,
            "replay_only": stanza.replay_only,
            "last_asked": health.asked_at, "last_success": health.succeeded_at, "last_capture": health.captured_at,
            "last_change": health.changed_at, "lag_minutes": lag, "error_streak": health.failures,
            "last_failure": health.failed_at, "error": health.error, "rests_until": health.rests_until, "next": next,
            "captures_today": today.captures, "failed_today": today.failed,
            "voice": voice.map(model::silence::Voice::as_str), "heard": heard,
            "odd": odd,
        }));
    }
    if context.json {
        return print::lines(records);
    }
    if let Some(only) = only {
        let results = tx.newest_results(&SourceId::new(only), RESULTS_SHOWN).await?;
        return print::columns(&one(&records, results, zone));
    }
    newsroom.catalogue.remarks().iter().for_each(|remark| eprintln!("{remark}"));
    print::columns(&rows)
}

/// One source: its facts, what was odd in its answers, and what became of the newest of them.
fn one(
    records: &[Value],
    results: Vec<(model::Timestamp, String, String)>,
    zone: &model::TimeZone,
) -> Vec<Vec<String>> {
    let fields = records.iter().filter_map(Value::as_object).flatten().filter(|(name, _)| *name != "odd");
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut lines: Vec<Vec<String>> = fields.map(|(name, value)| vec![name.clone(), word(value)]).collect();
    let odd = records.iter().filter_map(|record| record["odd"].as_array()).flatten();
    lines.extend(odd.take(NOTES_MAX).map(|odd| vec!["odd".to_owned(), word(odd)]));
    let results = results.into_iter();
    lines.extend(results.map(|(at, result, detail)| vec![told(at, zone), format!("{result}: {detail}")]));
    lines
}

/// Failures in a row, in words.
fn failures(count: u32) -> String {
    match count {
        0 => "no failure".to_owned(),
        1 => "1 failure".to_owned(),
        count => format!("{count} failures"),
    }
}

/// When a source is asked next.
fn asked_next(stanza: &Stanza, at: Option<String>) -> String {
    match stanza.replay_only {
        Some(_) => "from recordings alone".to_owned(),
        None => format!("next {}", at.unwrap_or_else(|| "at once".to_owned())),
    }
}

/// How a source is heard, what its last failure said, how much was odd in its answers, whether its format and its address were ever seen, and whether it is the operator's.
fn remarks(stanza: &Stanza, file: Option<&str>, heard: &str, error: &str, odd: usize) -> String {
    let odd = match odd {
        0 => String::new(),
        odd => format!("{odd} odd in {ODD_DAYS} days, see `sources show {}`", stanza.slug),
    };
    let unseen = if stanza.unseen.is_some() { UNSEEN } else { "" };
    let unverified = if stanza.unverified { "address unverified" } else { "" };
    let own = if file.is_some() { "your own" } else { "" };
    let said: Vec<&str> =
        [heard, error, &odd, unseen, unverified, own].into_iter().filter(|text| !text.is_empty()).collect();
    said.join("; ")
}

fn format_of(stanza: &Stanza) -> String {
    match &stanza.unseen {
        Some(from) => format!("{UNSEEN}; its reader was written from {from}"),
        None => "seen in real captures".to_owned(),
    }
}

/// What is said of a source of which no answer was ever seen as its publisher sends it.
const UNSEEN: &str = "format not seen in a real capture";

async fn check(context: &Context, source: &SourceId) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    if let Some(why) = newsroom.catalogue.stanza(source).and_then(|stanza| stanza.unverified_why.as_ref()) {
        eprintln!("{source} has an address that nobody has seen in use: {why}");
    }
    if newsroom.clock.is_set() {
        return Err(Ending::wrong("sources check asks the world as it is now: leave --now out."));
    }
    let trials = newsroom.try_source(source).await?;
    if trials.is_empty() {
        eprintln!("{source} asks for nothing by itself now; what other sources name is asked for then.");
    }
    if context.json {
        print::lines(trials.iter().map(record))?;
    } else {
        for trial in &trials {
            print::columns(&shown(trial))?;
        }
    }
    match trials.iter().filter(|trial| !is_good(trial)).count() {
        0 => Ok(()),
        bad => Err(Ending::not_done(format!(
            "{bad} of {} addresses of {source} gave nothing that can be read. Nothing was stored.",
            trials.len()
        ))),
    }
}

fn is_good(trial: &Trial) -> bool {
    trial.outcome.as_ref().is_ok_and(|tried| !matches!(tried.reading.found, Found::Failed(_)))
}

fn shown(Trial { url, took_ms, outcome }: &Trial) -> Vec<Vec<String>> {
    let row = |name: &str, value: String| vec![name.to_owned(), value];
    let mut rows = vec![row("address", url.clone()), row("time", format!("{took_ms} ms"))];
    let Tried { status, size_bytes, reading } = match outcome {
        Ok(tried) => tried,
        Err(sentence) => {
            rows.push(row("failed", sentence.clone()));
            return rows;
        }
    };
    rows.push(row("status", status.to_string()));
    rows.push(row("size", format!("{size_bytes} bytes")));
    rows.push(row("reads", reads(reading)));
    if !reading.requests.is_empty() {
        rows.push(row("would ask", format!("{} further addresses", reading.requests.len())));
    }
    let notes = reading.notes.iter().take(NOTES_MAX);
    rows.extend(notes.map(|note| row(note.weight.as_str(), format!("{}: {}", note.place, note.text))));
    if reading.notes.len() > NOTES_MAX {
        rows.push(row("notes", format!("{} more; --json prints them all", reading.notes.len() - NOTES_MAX)));
    }
    rows
}

/// What a reading found, in words.
fn reads(reading: &Reading) -> String {
    match &reading.found {
        Found::Empty => "a stated nothing".to_owned(),
        Found::Renditions(all) | Found::Inspection(all) => match all.first() {
            Some(first) => {
                let title = first.fields.title.as_deref().unwrap_or("without a title");
                format!("{} documents, the first {}: {title}", all.len(), first.document)
            }
            None => "no document".to_owned(),
        },
        Found::Lists(lists) => {
            let one = |list: &Snapshot| format!("the list {} of {} entries", list.list, list.entries.len());
            lists.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        Found::Failed(why) => format!("nothing: {why}"),
    }
}

fn record(Trial { url, took_ms, outcome }: &Trial) -> Value {
    match outcome {
        Err(sentence) => json!({"url": url, "took_ms": took_ms, "error": sentence}),
        Ok(Tried { status, size_bytes, reading }) => {
            let count = |weight: Weight| reading.notes.iter().filter(|note| note.weight == weight).count();
            json!({
                "url": url, "took_ms": took_ms, "status": status, "size_bytes": size_bytes, "reads": reads(reading),
                "is_good": !matches!(reading.found, Found::Failed(_)), "requests": reading.requests.len(),
                "odd": count(Weight::Odd), "lost": count(Weight::Lost), "notes": reading.notes,
            })
        }
    }
}
