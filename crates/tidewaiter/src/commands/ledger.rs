//! `ledger`: what became of every document received; the sums must agree.

use model::Date;
use model::ledger::{LedgerLine, Manifest, Subject};
use press::records;

use crate::commands::{EditionName, told};
use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Received on that day of the publisher's zone.
    #[arg(long)]
    date: Option<Date>,
    /// Received in an edition's window: TITLE/DATE.
    #[arg(long, conflicts_with = "date")]
    edition: Option<EditionName>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let (from, to) = match (&args.date, &args.edition) {
        (Some(date), _) => newsroom.span_of(*date),
        (None, Some(edition)) => {
            let title = newsroom.title(&edition.title).await?;
            newsroom.window(&mut newsroom.store.read().await?, &title, edition.date).await?
        }
        (None, None) => (model::Timestamp::MIN, model::Timestamp::MAX),
    };
    let mut tx = newsroom.store.read().await?;
    let (lines, manifest) = (tx.ledger(from, to).await?, tx.manifest(from, to).await?);
    if context.json {
        print::lines(lines.iter().map(records::ledger))?;
    } else {
        let row = |line: &LedgerLine| {
            let subject = match &line.subject {
                Subject::Version(id, 1) => id.to_string(),
                Subject::Version(id, version) => format!("{id} v{version}"),
                Subject::Capture(capture) => format!("capture {capture}"),
            };
            let reference = line.reference.map_or(String::new(), |number| number.to_string());
            vec![
                subject,
                line.outcome.to_string(),
                reference,
                told(line.received_at, &newsroom.publisher.zone),
                line.why.clone(),
            ]
        };
        print::columns(&lines.iter().map(row).collect::<Vec<_>>())?;
        print::text(&sums(&manifest))?;
    }
    // Over all captures, however many: only for those who asked to hear it.
    if tracing::enabled!(tracing::Level::INFO) {
        for account in tx.capture_accounts().await? {
            tracing::info!("captures {}: {}", account.result, account.captures);
        }
    }
    match manifest.unaccounted() {
        0 => Ok(()),
        missing => Err(Ending::not_done(format!(
            "The books do not agree: {missing} of {} received are unaccounted for. Report this with the output of this command.",
            manifest.received
        ))),
    }
}

fn sums(m: &Manifest) -> String {
    format!(
        "{} received = {} published + {} merged + {} held + {} killed + {} not relevant + {} failed",
        m.received, m.published, m.merged, m.held, m.killed, m.not_relevant, m.failed
    )
}
