//! `edition`: from assembled to sent. Only bare `edition send` mails.

use clap::ValueEnum;
use model::Date;
use model::edition::EditionState;
use model::reader::{Email, Reader, ReaderId};
use newsroom::Newsroom;
use newsroom::editions::Standing;

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Publishes what is due by its close, puts it together and prints it.
    Build(Which),
    /// Prints it as it stands.
    Show(Which),
    /// Numbers it and keeps its bytes; it never changes again.
    Freeze(Which),
    /// Freezes it and mails it to the readers who take its title; with --format, prints instead.
    Send(Which),
    /// Prints the inspection sheet of that day: what was filed in the title's scope, one line each.
    Sheet(Which),
}

#[derive(Debug, clap::Args)]
struct Which {
    /// The title's slug.
    #[arg(long)]
    title: String,
    /// The day.
    #[arg(long)]
    date: Date,
    /// How to print it.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// With --format eml: a reader's address or id.
    #[arg(long)]
    reader: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Html,
    Json,
    Eml,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let (Verb::Build(which) | Verb::Show(which) | Verb::Freeze(which) | Verb::Send(which) | Verb::Sheet(which)) =
        &args.verb;
    if which.format == Some(Format::Eml) && which.reader.is_none() {
        return Err(Ending::wrong(
            "--format eml prints what one reader would get: name the reader with --reader ADDRESS.",
        ));
    }
    let newsroom = context.open().await?;
    match args.verb {
        Verb::Build(which) | Verb::Show(which) => {
            let title = newsroom.title(&which.title).await?;
            let standing = newsroom.edition(&title, which.date).await?;
            show(context, &newsroom, &which, standing).await
        }
        Verb::Freeze(which) => {
            let title = newsroom.title(&which.title).await?;
            let edition = newsroom.freeze(&title, which.date).await?;
            eprintln!("{} of {} is frozen as number {}.", title.name, which.date, edition.state.number);
            match which.format {
                None if !context.json => Ok(()),
                _ => show(context, &newsroom, &which, Standing::Frozen(edition, EditionState::Frozen)).await,
            }
        }
        Verb::Sheet(which) => sheet(context, &newsroom, &which).await,
        Verb::Send(which) if which.format.is_some() => {
            let title = newsroom.title(&which.title).await?;
            let standing = newsroom.edition(&title, which.date).await?;
            show(context, &newsroom, &which, standing).await
        }
        Verb::Send(which) => {
            let title = newsroom.title(&which.title).await?;
            let deliveries = newsroom.send(&title, which.date).await?;
            if context.json {
                return print::lines(deliveries.iter().map(press::records::delivery));
            }
            let count = |word: &str| deliveries.iter().filter(|delivery| delivery.state.as_str() == word).count();
            let waiting = count("queued") + count("sending");
            print::text(&format!(
                "{} deliveries: {} sent, {waiting} queued, {} failed, {} suppressed",
                deliveries.len(),
                count("sent"),
                count("failed"),
                count("suppressed")
            ))?;
            match waiting {
                0 => Ok(()),
                waiting => Err(Ending::not_done(format!(
                    "{waiting} letters wait: the mail server did not take them. `tidewaiter up` tries again by itself; nothing is sent twice."
                ))),
            }
        }
    }
}

async fn show(context: &Context, newsroom: &Newsroom, which: &Which, standing: Standing) -> Result<(), Ending> {
    let format = which.format.unwrap_or(if context.json { Format::Json } else { Format::Text });
    if format == Format::Eml {
        return eml(newsroom, which, standing).await;
    }
    let format = match format {
        Format::Html => "html",
        Format::Json => "json",
        Format::Text | Format::Eml => "text",
    };
    // Standard output gets what a frozen edition keeps, byte for byte.
    if let Standing::Frozen(edition, _) = &standing
        && let Some(bytes) = newsroom.store.read().await?.rendering(&edition.title.slug, edition.date, format).await?
    {
        return print::text(&String::from_utf8_lossy(&bytes));
    }
    let set = match &standing {
        Standing::Assembled(edition) => newsroom.set_edition(edition, EditionState::Assembled, format).await?,
        Standing::Frozen(edition, state) => newsroom.set_edition(edition, *state, format).await?,
    };
    print::text(&set)
}

async fn sheet(context: &Context, newsroom: &Newsroom, which: &Which) -> Result<(), Ending> {
    let title = newsroom.title(&which.title).await?;
    let format = match which.format.unwrap_or(if context.json { Format::Json } else { Format::Text }) {
        Format::Eml => {
            let mail = newsroom.sheet_mail(&title, which.date, &reader(newsroom, which).await?).await?;
            let bytes = wire::compose(&mail, &newsroom.from).map_err(|error| Ending::not_done(error.to_string()))?;
            return print::text(&String::from_utf8_lossy(&bytes));
        }
        Format::Text => "text",
        Format::Html => "html",
        Format::Json => "json",
    };
    print::text(&newsroom.set_sheet(&title, which.date, format).await?)
}

/// The reader that `--reader` names, by address or id.
async fn reader(newsroom: &Newsroom, which: &Which) -> Result<Reader, Ending> {
    let name = which.reader.as_deref().unwrap_or_default();
    let mut tx = newsroom.store.read().await?;
    let reader = match Email::parse(name) {
        Ok(email) => tx.reader_by_email(&email).await?,
        Err(_) => tx.reader(&ReaderId::new(name)).await?,
    };
    reader
        .ok_or_else(|| Ending::not_done(format!("There is no reader '{name}'; `tidewaiter readers list` names them.")))
}

async fn eml(newsroom: &Newsroom, which: &Which, standing: Standing) -> Result<(), Ending> {
    let reader = reader(newsroom, which).await?;
    let edition = match standing {
        Standing::Frozen(edition, _) => edition,
        // What it would be if it were frozen now: nothing is written.
        Standing::Assembled(edition) => {
            let number = newsroom.store.read().await?.next_edition_number(&edition.title.slug).await?;
            edition.freeze(number, newsroom.clock.now(), None)
        }
    };
    let mail = newsroom.edition_mail(&edition, &reader).await?;
    let bytes = wire::compose(&mail, &newsroom.from).map_err(|error| Ending::not_done(error.to_string()))?;
    print::text(&String::from_utf8_lossy(&bytes))
}
