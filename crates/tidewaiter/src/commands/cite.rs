//! `cite`: citations in plain text, with character offsets.

use std::io::Read as _;
use std::path::PathBuf;

use press::records;

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A text file, or - for standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
}

pub(crate) fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let mut bytes = Vec::new();
    let read = if args.file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(&args.file).map(|read| bytes = read)
    };
    read.map_err(|error| Ending::wrong(format!("{} could not be read: {error}.", args.file.display())))?;
    let text =
        String::from_utf8(bytes).map_err(|_| Ending::wrong(format!("{} is not UTF-8 text.", args.file.display())))?;
    let citations = understand::cite::find(&text);
    if context.json {
        return print::lines(citations.iter().map(records::citation));
    }
    let row = |c: &model::citation::Citation| {
        vec![format!("{}..{}", c.start, c.end), c.kind.to_string(), c.canonical.clone(), c.text.clone()]
    };
    print::columns(&citations.iter().map(row).collect::<Vec<_>>())
}
