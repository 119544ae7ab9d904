//! `alarms`: what is wrong now, or was.

use model::alarm::Alarm;

use crate::commands::told;
use crate::ending::Ending;
use crate::{Context, print};

/// How many alarms `--all` lists.
const SHOWN_MAX: u32 = 200;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Those that are over too, newest first.
    #[arg(long)]
    all: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let mut tx = newsroom.store.read().await?;
    let alarms = if args.all { tx.newest_alarms(SHOWN_MAX).await? } else { tx.open_alarms().await? };
    if context.json {
        return print::lines(alarms.iter().map(|alarm| press::alarm::json(alarm, &newsroom.publisher)));
    }
    let zone = &newsroom.publisher.zone;
    let row = |alarm: &Alarm| {
        let over = alarm.closed_at.map_or("open".to_owned(), |at| format!("over {}", told(at, zone)));
        vec![
            format!("raised {}", told(alarm.raised_at, zone)),
            over,
            alarm.trouble.kind.to_string(),
            alarm.trouble.subject.clone(),
            alarm.trouble.sentence.clone(),
        ]
    };
    print::columns(&alarms.iter().map(row).collect::<Vec<_>>())
}
