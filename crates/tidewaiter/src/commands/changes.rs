//! `changes`: what changed on lists.

use model::Date;
use press::records;

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of that list, such as ofac-sdn.
    #[arg(long)]
    list: Option<String>,
    /// Seen on that day of the publisher's zone.
    #[arg(long)]
    date: Option<Date>,
    /// Of that kind: list-entry.
    #[arg(long)]
    kind: Option<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let mut changes = newsroom.store.read().await?.changes(args.list.as_deref(), args.date).await?;
    if args.kind.as_deref().is_some_and(|kind| kind != "list-entry") {
        changes.clear();
    }
    if context.json {
        return print::lines(changes.iter().map(records::change));
    }
    let row = |record: &model::change::ChangeRecord| {
        let entry = &record.change.entry;
        let fields: Vec<&str> = record.change.fields.iter().map(|field| field.field.as_str()).collect();
        vec![
            record.date.to_string(),
            record.list.clone(),
            record.change.action.to_string(),
            entry.id.clone(),
            entry.name.clone(),
            fields.join(", "),
        ]
    };
    print::columns(&changes.iter().map(row).collect::<Vec<_>>())
}
