//! `backup`: the whole store in one file, taken while the service runs; the file takes its name only when it is whole.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::json;
use store::{CaptureBytes, Store, Sums};

use crate::ending::Ending;
use crate::{Context, house, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file to write, or - for standard output.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Takes the captures' bytes along also where they lie in a bucket.
    #[arg(long)]
    with_captures: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let own = context.place.data.join("tidewaiter.db");
    if context.place.database.is_none() && !own.is_file() {
        return Err(Ending::not_done(format!(
            "There is no store in {}, so there is nothing to back up. Check --data and --database.",
            context.place.data.display()
        )));
    }
    let to_stdout = args.file == Path::new("-");
    if to_stdout && io::stdout().is_terminal() {
        return Err(Ending::wrong("A backup is not for a terminal; send standard output to a file or a program."));
    }
    let store = house::open_store(&context.place, &context.config).await?;
    let captures = match args.with_captures || store.cupboard().lies_here() {
        true => CaptureBytes::Bytes,
        false => CaptureBytes::Hash,
    };
    let sums = if to_stdout {
        let (_, sums) = take(&store, BufWriter::new(io::stdout().lock()), captures).await?;
        eprintln!("{}", told(&sums, captures, "standard output"));
        sums
    } else {
        let sums = write(&store, &args.file, captures).await?;
        let name = args.file.display().to_string();
        match context.json {
            true => print::lines([json!({
                "file": name, "tables": sums.tables, "rows": sums.rows, "captures": sums.captures, "missing": sums.missing,
            })])?,
            false => print::text(&told(&sums, captures, &name))?,
        }
        sums
    };
    if sums.missing > 0 {
        eprintln!(
            "tidewaiter: {} captures have rows, but their bytes are not in the cupboard or are damaged there; the log above says which. Everything else is in the backup.",
            sums.missing
        );
    }
    Ok(())
}

fn told(sums: &Sums, captures: CaptureBytes, name: &str) -> String {
    let captures = match captures {
        CaptureBytes::Bytes => format!("the bytes of {} captures are", sums.captures),
        CaptureBytes::Hash => "captures by their hashes are".to_owned(),
    };
    format!("{} rows of {} tables and {captures} in {name}.", sums.rows, sums.tables)
}

async fn take<W: Write>(store: &Store, to: W, captures: CaptureBytes) -> Result<(W, Sums), Ending> {
    let (mut to, sums) = store.back_up(to, captures, newsroom::Clock::real_time().real()).await?;
    to.flush().map_err(|error| Ending::not_done(format!("The backup could not be written: {error}.")))?;
    Ok((to, sums))
}

/// Writes `FILE.new`, syncs it and gives it its name: a file of that name is always a whole backup.
async fn write(store: &Store, file: &Path, captures: CaptureBytes) -> Result<Sums, Ending> {
    let mut new = file.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let unwritten = |error: io::Error| {
        Ending::not_done(format!(
            "The backup {} could not be written: {error}. Nothing stands under that name that did not stand there before.",
            file.display()
        ))
    };
    // What an interrupted backup left may have been opened by others; the new one is private from its first byte.
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unwritten(error)),
        _ => {}
    }
    let to = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new).map_err(unwritten)?;
    let taken = take(store, BufWriter::with_capacity(1 << 20, to), captures).await;
    let kept = taken.and_then(|(to, sums)| {
        let to = to.into_inner().map_err(|error| unwritten(error.into_error()))?;
        to.sync_all().and_then(|()| std::fs::rename(&new, file)).map_err(unwritten)?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // The name is on disk when the folder is; one that cannot be opened, as on some network file systems, syncs by itself.
        if let Ok(folder) = File::open(folder) {
            folder.sync_all().map_err(unwritten)?;
        }
        Ok(sums)
    });
    if kept.is_err() {
        // A second error here would hide the first, which is the one to mend.
        let _ = std::fs::remove_file(&new);
    }
    kept
}
