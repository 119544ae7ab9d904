//! `fetch`: the sources that are due, or those named, once; and what came goes through the house.

use model::request::SourceId;

use crate::Context;
use crate::ending::Ending;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Sources to ask, due or not.
    sources: Vec<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let named: Vec<SourceId> = args.sources.iter().map(SourceId::new).collect();
    let catalogue = ::sources::Catalogue::bundled();
    if let Some(unknown) = named.iter().find(|source| catalogue.stanza(source).is_none()) {
        return Err(Ending::wrong(format!("There is no source '{unknown}'; `tidewaiter sources list` names them.")));
    }
    let newsroom = context.open().await?;
    if newsroom.clock.is_set() {
        return Err(Ending::wrong("fetch asks the world as it is now: leave --now out."));
    }
    let report = newsroom.fetch(&named).await?;
    let mut missed = 0;
    for (source, outcome) in &report {
        match outcome {
            Ok(kept) => eprintln!("{source}: {kept} answers kept"),
            Err(sentence) => {
                missed += 1;
                eprintln!("{source}: {sentence}");
            }
        }
    }
    if report.is_empty() {
        eprintln!("No source is due.");
    }
    if missed > 0 {
        return Err(Ending::not_done(format!(
            "{missed} of {} sources could not be asked; they are asked again when they are due.",
            report.len()
        )));
    }
    Ok(())
}
