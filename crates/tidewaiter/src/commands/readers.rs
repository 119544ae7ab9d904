//! `readers`: accounts and their licences.

use model::Date;
use model::reader::{Email, Licence, LicenceKind, Reader, Role};
use model::title::{TitleSlug, day_bounds};
use press::records;

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// All accounts.
    List,
    /// An account, with a full licence if titles and an end are given; a known address keeps its account.
    Add {
        /// The address.
        email: String,
        /// How mail greets.
        #[arg(long, default_value = "")]
        name: String,
        /// Titles of a full licence, between commas.
        #[arg(long, value_delimiter = ',')]
        titles: Vec<String>,
        /// The last day of the licence.
        #[arg(long)]
        until: Option<Date>,
        /// Prints a link that signs in, for seven days.
        #[arg(long)]
        link: bool,
    },
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    if let Verb::Add { email, titles, until, .. } = &args.verb {
        Email::parse(email).map_err(Ending::wrong)?;
        if titles.is_empty() != until.is_none() {
            return Err(Ending::wrong("A licence takes both --titles and --until."));
        }
    }
    let newsroom = context.open().await?;
    let readers: Vec<Reader> = match args.verb {
        Verb::List => newsroom.store.read().await?.readers().await?,
        Verb::Add { email, name, titles, until, link } => {
            let email = Email::parse(&email).map_err(Ending::wrong)?;
            for slug in &titles {
                newsroom.title(slug).await?;
            }
            let licence = match (titles.is_empty(), until) {
                (false, Some(until)) => Some(Licence {
                    kind: LicenceKind::Full,
                    titles: titles.into_iter().map(TitleSlug::new).collect(),
                    from: day_bounds(newsroom.day_of(newsroom.clock.now()), &newsroom.publisher.zone).0,
                    until: day_bounds(until, &newsroom.publisher.zone).1,
                }),
                _ => None,
            };
            let reader = newsroom.add_reader(&email, &name, Role::Reader, licence).await?;
            if link {
                print::text(&newsroom.console_link(&email, "/").await?)?;
            }
            vec![reader]
        }
    };
    if context.json {
        return print::lines(readers.iter().map(records::reader));
    }
    let zone = &newsroom.publisher.zone;
    let row = |reader: &Reader| {
        let licences = reader.licences.iter().map(|licence| {
            let titles: Vec<&str> = licence.titles.iter().map(TitleSlug::as_str).collect();
            format!("{} of {} {}", licence.kind, titles.join("+"), ends(licence.until, zone))
        });
        let licences = licences.collect::<Vec<_>>().join("; ");
        vec![reader.id.to_string(), reader.email.as_str().to_owned(), reader.role.to_string(), licences]
    };
    print::columns(&readers.iter().map(row).collect::<Vec<_>>())
}

/// When a licence ends, as it was asked for: at the end of a day, `through 2027-12-31`; within one, `until 2027-12-31 15:04`.
fn ends(until: model::Timestamp, zone: &model::TimeZone) -> String {
    let until = until.to_zoned(zone.clone());
    match until.time() == jiff::civil::Time::midnight() {
        true => format!("through {}", until.date().saturating_sub(jiff::Span::new().days(1))),
        false => format!("until {}", until.strftime("%Y-%m-%d %H:%M")),
    }
}
