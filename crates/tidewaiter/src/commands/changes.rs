//! `changes`: what changed: list entries, regulation text, tariff lines, watched pages.

use model::{Date, change};
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
    /// Of that kind: list-entry, cfr-text, tariff-line, quota or page.
    #[arg(long)]
    kind: Option<change::Kind>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let mut changes = newsroom.list_changes(args.list.as_deref(), args.date).await?;
    changes.retain(|record| args.kind.is_none_or(|kind| record.change.kind == kind));
    if context.json {
        let receipts = newsroom.receipts(&changes).await?;
        return print::lines(changes.iter().map(|record| records::change(record, receipts.get(&record.document))));
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
