//! `capture`: the answers that were kept: listed, written out as WARC, read again, and bounded.

mod reread;
mod room;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use model::Date;
use model::request::SourceId;
use newsroom::{ExportError, ExportReport, Newsroom};
use press::records;
use serde_json::json;
use store::CaptureFilter;

use crate::commands::told;
use crate::ending::Ending;
use crate::{Context, own_sources, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// The captures with what became of each.
    List(Which),
    /// Writes captures as WARC 1.1, gzip per record.
    Export {
        #[command(flatten)]
        which: Which,
        /// Where to; `-` is standard output.
        #[arg(long, value_name = "FILE", default_value = "-")]
        out: PathBuf,
    },
    /// Reads old captures with the present readers; lists what that changed.
    Reread(reread::Args),
    /// What the captures take: by source and month, how it grows, what is free.
    Usage,
    /// Takes away captures without news, and checks of more than ninety days.
    Thin(room::Thin),
}

#[derive(Debug, clap::Args)]
struct Which {
    /// Captured on that day of the publisher's zone.
    #[arg(long)]
    date: Option<Date>,
    /// Of that source.
    #[arg(long)]
    source: Option<String>,
}

impl Which {
    /// Opens the house, unless no such source is known.
    async fn open(&self, context: &Context) -> Result<(Newsroom, CaptureFilter), Ending> {
        let source = self.source.as_ref().map(SourceId::new);
        source.iter().try_for_each(|source| own_sources::known(&context.catalogue(), source))?;
        let newsroom = context.open().await?;
        let captured = self.date.map(|date| newsroom.span_of(date));
        Ok((newsroom, CaptureFilter { captured, source }))
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    match args.verb {
        Verb::List(which) => list(context, &which).await,
        Verb::Export { which, out } => export(context, &which, &out).await,
        Verb::Reread(args) => reread::run(context, args).await,
        Verb::Usage => room::usage(context).await,
        Verb::Thin(args) => room::thin(context, args).await,
    }
}

async fn list(context: &Context, which: &Which) -> Result<(), Ending> {
    let (newsroom, filter) = which.open(context).await?;
    let mut last = None;
    loop {
        let page = newsroom.store.read().await?.list_captures(&filter, last.as_ref()).await?;
        let Some(end) = page.last() else { return Ok(()) };
        last = Some(end.head.clone());
        if context.json {
            print::lines(page.iter().map(|c| records::capture(&c.head, c.stored_at, &c.result, &c.detail, c.reader)))?;
            continue;
        }
        let row = |listed: &store::ListedCapture| {
            let head = &listed.head;
            let at = told(head.captured_at, &newsroom.publisher.zone);
            let what = if listed.detail.is_empty() { String::new() } else { format!(": {}", listed.detail) };
            let cells = [at, head.source.to_string(), head.sha256.short(), head.size_bytes.to_string()];
            cells.into_iter().chain([format!("{}{what}", listed.result)]).collect()
        };
        print::columns(&page.iter().map(row).collect::<Vec<_>>())?;
    }
}

async fn export(context: &Context, which: &Which, out: &Path) -> Result<(), Ending> {
    let to_stdout = out == Path::new("-");
    if to_stdout && io::stdout().is_terminal() {
        return Err(Ending::wrong(
            "A recording is no text for a terminal; give a file with --out, such as day.warc.gz.",
        ));
    }
    let (newsroom, filter) = which.open(context).await?;
    let report = match to_stdout {
        true => newsroom.export(&filter, BufWriter::new(io::stdout())).await.map_err(ending)?.0,
        false => into_file(&newsroom, &filter, out).await?,
    };
    let ExportReport { captures, size_bytes, missing } = report;
    match (context.json, to_stdout) {
        (true, false) => print::lines([json!({
            "file": out, "captures": captures, "size_bytes": size_bytes, "missing": missing.len(),
        })])?,
        _ => eprintln!("{captures} captures of {size_bytes} bytes written to {}", out.display()),
    }
    missing.iter().for_each(|sentence| eprintln!("tidewaiter: {sentence}"));
    match missing.len() {
        0 => Ok(()),
        count => Err(Ending::not_done(format!(
            "{count} captures could not be written, for their bytes are not what was kept; the others stand in the recording. Take those captures from a backup."
        ))),
    }
}

/// Writes beside the file and puts it in place when it is whole: a half recording never has its name.
async fn into_file(newsroom: &Newsroom, filter: &CaptureFilter, out: &Path) -> Result<ExportReport, Ending> {
    let mut beside = out.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let unwritable = |error: io::Error| Ending::not_done(format!("{} could not be written: {error}.", out.display()));
    let file = BufWriter::new(File::create(&beside).map_err(unwritable)?);
    let written = newsroom.export(filter, file).await.and_then(|(report, mut file)| {
        file.flush()?;
        file.get_ref().sync_all()?;
        std::fs::rename(&beside, out)?;
        Ok(report)
    });
    written.map_err(|error| {
        // What could not be finished is of no use; that it cannot be taken away either changes nothing.
        let _ = std::fs::remove_file(&beside);
        match error {
            ExportError::Write(error) => unwritable(error),
            other => ending(other),
        }
    })
}

fn ending(error: ExportError) -> Ending {
    match error {
        ExportError::Trouble(trouble) => trouble.into(),
        ExportError::Write(error) => error.into(),
    }
}
