//! `replay`: recorded captures, as if fetched at their instants.

use std::path::PathBuf;

use serde_json::json;

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// WARC files, plain or gzip.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Takes list states without the guard: for archives known to be good.
    #[arg(long)]
    trust: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    for file in &args.files {
        wire::warc::open(file).map_err(|error| Ending::wrong(error.to_string()))?;
    }
    let mut newsroom = context.open().await?;
    newsroom.trust_lists = args.trust;
    let report = newsroom.replay(&args.files).await?;
    if report.unclaimed_answers > 0 {
        eprintln!("{} answers come from addresses that no source claims:", report.unclaimed_answers);
        for (url, count) in &report.unclaimed {
            eprintln!("  {count} × {url}");
        }
        let named: u64 = report.unclaimed.values().sum();
        if named < report.unclaimed_answers {
            eprintln!("  and {} more", report.unclaimed_answers - named);
        }
    }
    if context.json {
        print::lines([json!({
            "answers": report.answers, "kept": report.kept, "known": report.known, "unchanged": report.unchanged,
            "unclaimed": report.unclaimed_answers, "passed_over": report.passed_over,
            "unreadable": report.unreadable.len(), "tasks": report.done.tasks, "failed_tasks": report.done.failed,
        })])?;
    } else {
        print::text(&format!(
            "{} answers: {} kept, {} known already, {} unchanged, {} unclaimed; {} records unreadable",
            report.answers,
            report.kept,
            report.known,
            report.unchanged,
            report.unclaimed_answers,
            report.unreadable.len()
        ))?;
    }
    // A recording whose last record is cut short still gave what it held; one that gave nothing could not be replayed.
    for sentence in &report.unreadable {
        eprintln!("tidewaiter: {sentence}");
    }
    if report.answers == 0 && !report.unreadable.is_empty() {
        return Err(Ending::not_done("Nothing in these files could be read; nothing was kept."));
    }
    if report.done.failed > 0 {
        return Err(Ending::not_done(format!(
            "{} pieces of work failed; the log above says which. Nothing is lost: the captures are kept.",
            report.done.failed
        )));
    }
    Ok(())
}
