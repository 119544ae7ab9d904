//! `restore`: an empty store from a backup, whichever engine that came from.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use serde_json::json;
use store::CaptureBytes;

use crate::ending::Ending;
use crate::{Context, house, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A file that `backup` wrote, or - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let (from, name): (Box<dyn Read>, String) = if args.file == Path::new("-") {
        if io::stdin().is_terminal() {
            return Err(Ending::wrong("A backup is not typed; give standard input a file or a program."));
        }
        (Box::new(io::stdin().lock()), "Standard input".to_owned())
    } else {
        let name = args.file.display().to_string();
        let file = File::open(&args.file)
            .and_then(|file| if file.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) })
            .map_err(|error| Ending::wrong(format!("The backup {name} could not be opened: {error}.")))?;
        (Box::new(file), name)
    };
    let store = house::connect_store(&context.place, &context.config).await?;
    let restored = store.restore(from, &name).await?;
    store.close().await;
    let sums = &restored.sums;
    if context.json {
        print::lines([json!({
            "tables": sums.tables, "rows": sums.rows, "captures": sums.captures, "missing": sums.missing,
            "taken_at": restored.taken_at,
        })])?;
    } else {
        print::text(&format!(
            "Restored as of {}: {} rows of {} tables, the bytes of {} captures.",
            restored.taken_at, sums.rows, sums.tables, sums.captures
        ))?;
    }
    if restored.captures == CaptureBytes::Hash {
        eprintln!(
            "This backup names captures by their hashes alone: their bytes are read from the bucket that they lay in, so the settings must name it."
        );
    }
    if sums.missing > 0 {
        eprintln!("{} captures had no sound bytes when the backup was taken, and have none now.", sums.missing);
    }
    Ok(())
}
