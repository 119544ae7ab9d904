//! `titles`: the publications.

use clap::ValueEnum;
use jiff::civil::Time;
use model::TimeZone;
use model::title::{Section, SheetHour, Title, TitleSlug};
use newsroom::Trouble;
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
    /// The titles, in their order.
    List,
    /// A new title.
    Add(Facts),
    /// What shall be different about a title.
    Set(Facts),
}

#[derive(Debug, clap::Args)]
struct Facts {
    /// Its slug: small letters and hyphens.
    slug: String,
    /// Its name.
    #[arg(long)]
    name: Option<String>,
    /// One sentence on what it combines and for whom.
    #[arg(long)]
    combines: Option<String>,
    /// The zone of its hours.
    #[arg(long)]
    zone: Option<String>,
    /// The hour of its close, such as 06:00.
    #[arg(long)]
    closes: Option<Time>,
    /// Its sections in order, between commas.
    #[arg(long, value_delimiter = ',')]
    sections: Vec<Section>,
    /// A host name of its own; empty takes it away.
    #[arg(long)]
    host: Option<String>,
    /// An editor must publish.
    #[arg(long, conflicts_with = "unattended")]
    attended: bool,
    /// Sourced drafts are published at its close.
    #[arg(long)]
    unattended: bool,
    /// The hour of its inspection sheet, such as 09:15; `off`: it has none.
    #[arg(long, value_parser = sheet_hour)]
    sheet: Option<Sheet>,
    /// Whether its readers get the sheet as a letter of its own.
    #[arg(long)]
    sheet_mail: Option<Switch>,
}

/// What `--sheet` takes.
#[derive(Debug, Clone, Copy)]
enum Sheet {
    Off,
    At(Time),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

fn sheet_hour(text: &str) -> Result<Sheet, String> {
    match text {
        "off" => Ok(Sheet::Off),
        _ => text.parse().map(Sheet::At).map_err(|_| "give an hour such as 09:15, or off".to_owned()),
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    if let Verb::Add(facts) | Verb::Set(facts) = &args.verb {
        check(facts, matches!(args.verb, Verb::Add(_)))?;
    }
    let newsroom = context.open().await?;
    let titles = newsroom.titles().await?;
    let changed = match args.verb {
        Verb::List => None,
        Verb::Add(facts) => {
            if titles.iter().any(|title| title.slug.as_str() == facts.slug) {
                return Err(Ending::wrong(format!(
                    "There is a title '{}' already; change it with `titles set`.",
                    facts.slug
                )));
            }
            let blank = Title {
                slug: TitleSlug::new(&facts.slug),
                name: String::new(),
                combines: String::new(),
                zone: newsroom.publisher.zone.clone(),
                closes: jiff::civil::time(6, 0, 0, 0),
                attended: false,
                sections: Vec::new(),
                host: None,
                sheet: Some(SheetHour::DEFAULT),
            };
            Some(with(blank, facts)?)
        }
        Verb::Set(facts) => Some(with(newsroom.title(&facts.slug).await?, facts)?),
    };
    if let Some(title) = &changed {
        store::transact!(newsroom.store, |tx| tx.write_title(title).await)
            .map_err(|fault: store::Fault| Trouble::from(fault))?;
    }
    let titles = match changed {
        Some(title) => vec![title],
        None => titles,
    };
    if context.json {
        return print::lines(titles.iter().map(records::title));
    }
    let row = |title: &Title| {
        let attended = if title.attended { "attended" } else { "unattended" };
        let sections: Vec<&str> = title.sections.iter().map(|section| section.as_str()).collect();
        let closes = format!("closes {} {}", title.closes.strftime("%H:%M"), title.zone.iana_name().unwrap_or("UTC"));
        let sheet = match title.sheet {
            None => "no sheet".to_owned(),
            Some(sheet) if sheet.mailed => format!("sheet {}, mailed", sheet.at.strftime("%H:%M")),
            Some(sheet) => format!("sheet {}", sheet.at.strftime("%H:%M")),
        };
        vec![title.slug.to_string(), title.name.clone(), closes, sheet, attended.to_owned(), sections.join(",")]
    };
    print::columns(&titles.iter().map(row).collect::<Vec<_>>())
}

/// What is wrong with a call is told before anything is opened.
fn check(facts: &Facts, new: bool) -> Result<(), Ending> {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let named = !facts.slug.is_empty() && facts.slug.bytes().all(plain);
    if new && (!named || facts.name.is_none() || facts.sections.is_empty()) {
        return Err(Ending::wrong("A new title takes a slug of small letters and hyphens, --name and --sections."));
    }
    match facts.zone.as_deref().map(|zone| (zone, TimeZone::get(zone))) {
        Some((zone, Err(_))) => {
            Err(Ending::wrong(format!("'{zone}' is no time zone; an example is America/New_York.")))
        }
        _ => Ok(()),
    }
}

fn with(mut title: Title, facts: Facts) -> Result<Title, Ending> {
    if let Some(name) = facts.name {
        title.name = name;
    }
    if let Some(combines) = facts.combines {
        title.combines = combines;
    }
    if let Some(zone) = facts.zone {
        title.zone = TimeZone::get(&zone)
            .map_err(|_| Ending::wrong(format!("'{zone}' is no time zone; an example is America/New_York.")))?;
    }
    if let Some(closes) = facts.closes {
        title.closes = closes;
    }
    if !facts.sections.is_empty() {
        title.sections = facts.sections;
    }
    if let Some(host) = facts.host {
        title.host = (!host.is_empty()).then(|| host.to_ascii_lowercase());
    }
    title.sheet = sheet(title.sheet, facts.sheet, facts.sheet_mail)?;
    title.attended = (title.attended || facts.attended) && !facts.unattended;
    Ok(title)
}

fn sheet(now: Option<SheetHour>, hour: Option<Sheet>, mail: Option<Switch>) -> Result<Option<SheetHour>, Ending> {
    let sheet = match hour {
        Some(Sheet::Off) => None,
        Some(Sheet::At(at)) => Some(SheetHour { at, ..now.unwrap_or(SheetHour::DEFAULT) }),
        None => now,
    };
    match (sheet, mail) {
        (None, Some(Switch::On)) => {
            Err(Ending::wrong("--sheet-mail needs a sheet to mail: give its hour too, with --sheet 09:15."))
        }
        (sheet, None) => Ok(sheet),
        (sheet, Some(mail)) => Ok(sheet.map(|sheet| SheetHour { mailed: mail == Switch::On, ..sheet })),
    }
}
