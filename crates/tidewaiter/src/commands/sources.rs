//! `sources`: the catalogue, and how each source is doing.

use model::Timestamp;
use serde_json::json;

use crate::commands::told;
use crate::ending::Ending;
use crate::{Context, print};

/// Of how many captures `show` says what became of them.
const RESULTS_SHOWN: u32 = 5;

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
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    if let Verb::Show { source } = &args.verb
        && ::sources::Catalogue::bundled().stanza(&model::request::SourceId::new(source)).is_none()
    {
        return Err(Ending::wrong(format!("There is no source '{source}'; `tidewaiter sources list` names them.")));
    }
    let newsroom = context.open().await?;
    let (since, _) = newsroom.span_of(newsroom.day_of(newsroom.clock.now()));
    let mut tx = newsroom.store.read().await?;
    let health = tx.source_health(since).await?;
    let voices = newsroom.voices(&mut tx).await?;
    let only = match &args.verb {
        Verb::List => None,
        Verb::Show { source } => Some(source.as_str()),
    };
    let mut rows = Vec::new();
    let mut records = Vec::new();
    for (stanza, _) in
        newsroom.catalogue.all().filter(|(stanza, _)| only.is_none_or(|only| stanza.slug.as_str() == only))
    {
        let known = health.iter().find(|(source, ..)| *source == stanza.slug);
        let bookmark = tx.bookmark(&stanza.slug).await?;
        let next: Option<Timestamp> = bookmark.asked_at.map(|at| stanza.next_ask(at));
        let zone = &newsroom.publisher.zone;
        let time = |at: Option<Timestamp>| at.map_or("never".to_owned(), |at| told(at, zone));
        let voice = voices.iter().find(|(source, _)| *source == stanza.slug).map(|(_, voice)| voice);
        let heard = voice.map_or(String::new(), |voice| press::health::voice(voice, zone));
        let captured = known.map(|(_, at, ..)| *at);
        let (today, failed) = known.map_or((0, 0), |(_, _, today, failed)| (*today, *failed));
        records.push(json!({
            "source": stanza.slug, "title": stanza.title, "publisher": stanza.publisher, "jurisdiction": stanza.jurisdiction,
            "official": stanza.official, "addresses": stanza.addresses, "language": stanza.language, "zone": stanza.zone,
            "every_minutes": stanza.every_minutes, "watched_at": stanza.watch.as_ref().map(|watch| &watch.at), "weekly_norm": stanza.weekly_norm, "rights": stanza.rights,
            "not_covered": stanza.not_covered, "list": stanza.list, "last_capture": captured, "last_asked": bookmark.asked_at,
            "voice": voice.map(model::silence::Voice::as_str), "heard": heard, "next": next, "captures_today": today, "failed_today": failed,
        }));
        rows.push(vec![
            stanza.slug.to_string(),
            stanza.title.clone(),
            format!("captured {}", time(captured)),
            format!("next {}", next.map_or("when first asked".to_owned(), |at| told(at, zone))),
            format!("{today} today"),
            if failed > 0 { format!("{failed} failed") } else { String::new() },
            heard,
        ]);
    }
    if context.json {
        return print::lines(records);
    }
    if only.is_some() {
        let record = records.remove(0);
        let fields = record.as_object().into_iter().flatten();
        let word = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut lines: Vec<Vec<String>> = fields.map(|(name, value)| vec![name.clone(), word(value)]).collect();
        let source = model::request::SourceId::new(only.unwrap_or_default());
        for (at, result, detail) in tx.newest_results(&source, RESULTS_SHOWN).await? {
            lines.push(vec![told(at, &newsroom.publisher.zone), format!("{result}: {detail}")]);
        }
        return print::columns(&lines);
    }
    print::columns(&rows)
}
