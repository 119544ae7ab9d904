//! `capture reread`: old captures through the present readers, and what that changed.

use model::Date;
use model::document::FieldChange;
use newsroom::{Reread, Rereading};
use press::records;

use super::Which;
use crate::commands::somebody;
use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    which: Which,
    /// Captured on that day of the publisher's zone, or later.
    #[arg(long, conflicts_with = "date")]
    since: Option<Date>,
    /// Only those that an older reader read.
    #[arg(long)]
    stale: bool,
    /// Shows what would change, each capture by itself, and writes nothing.
    #[arg(long)]
    r#try: bool,
}

pub(super) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let (newsroom, mut filter) = args.which.open(context).await?;
    if let Some(since) = args.since {
        filter.captured = Some((newsroom.span_of(since).0, model::Timestamp::MAX));
    }
    let order = Rereading { filter, only_stale: args.stale, only_try: args.r#try, by: somebody() };
    let mut failed = Ok(());
    let report = newsroom
        .reread(&order, &mut |reread| {
            let printed = match context.json {
                true => print::lines([records::reread(&told(reread))]),
                false => print::text(&line(reread)),
            };
            if failed.is_ok() {
                failed = printed;
            }
        })
        .await?;
    failed?;
    let would = if args.r#try { "would change" } else { "changed" };
    eprintln!("{} captures read again, {} things {would}", report.captures, report.changes);
    match report.work.failed {
        0 => Ok(()),
        count => Err(Ending::not_done(format!(
            "{count} pieces of the work that followed failed; the log above says which. What was read again is kept."
        ))),
    }
}

fn told(reread: &Reread) -> records::Reread<'_> {
    records::Reread {
        capture: &reread.capture,
        what: reread.what.as_str(),
        document: reread.document.as_ref().map(|(id, version)| (id, *version)),
        fields: &reread.fields,
        published: reread.published,
        why: &reread.why,
    }
}

/// A change for people: what, of what, the fields before and after.
fn line(reread: &Reread) -> String {
    let document = match &reread.document {
        Some((id, version)) => format!("{id} version {version}"),
        None => format!("capture {} of {}", reread.capture.id, reread.capture.url),
    };
    let mut line = format!("{}  {document}", reread.what.as_str());
    if !reread.why.is_empty() {
        line += &format!(": {}", reread.why);
    }
    if let Some(reference) = reread.published {
        line += &format!("\n  {reference} rests on it and is not changed; look at it: tidewaiter story {reference}");
    }
    for FieldChange { field, before, after } in &reread.fields {
        let (before, after) = (crate::commands::documents::short(before), crate::commands::documents::short(after));
        line += &format!("\n  {field}: {before} → {after}");
    }
    line
}
