//! `deliveries`: what was sent to whom, in which state.

use model::delivery::{Delivery, DeliveryState};
use press::records;

use crate::commands::EditionName;
use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of an edition: TITLE/DATE.
    #[arg(long)]
    edition: Option<EditionName>,
    /// In that state.
    #[arg(long)]
    state: Option<DeliveryState>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let edition = match &args.edition {
        Some(name) => Some((newsroom.title(&name.title).await?.slug, name.date)),
        None => None,
    };
    let which = edition.as_ref().map(|(title, date)| (title, *date));
    let deliveries = newsroom.store.read().await?.deliveries(which, args.state).await?;
    if context.json {
        return print::lines(deliveries.iter().map(records::delivery));
    }
    let row = |d: &Delivery| {
        let doubt = if d.doubtful { "doubtful" } else { "" };
        vec![
            format!("{}/{}", d.title, d.date),
            if d.part.is_empty() { "edition".to_owned() } else { d.part.clone() },
            d.reader.to_string(),
            d.channel.clone(),
            d.state.to_string(),
            format!("{} attempts", d.attempts),
            doubt.to_owned(),
        ]
    };
    print::columns(&deliveries.iter().map(row).collect::<Vec<_>>())
}
