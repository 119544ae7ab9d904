//! `trace`: where a document is and why, from the question that brought it to the letters that carried it.

use newsroom::trace::Step;
use serde_json::json;

use crate::commands::told;
use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A document's id or Federal Register number, a capture's id, an article number, a story's name, or an address.
    name: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let Some(journey) = newsroom.journey_of(args.name.trim()).await? else {
        return Err(Ending::not_done(format!(
            "Nothing of the name '{}' ever came in. `tidewaiter sources check SOURCE` shows what its source says now; \
             `tidewaiter documents --date D` and `tidewaiter capture list --date D` list what came.",
            args.name
        )));
    };
    if context.json {
        let record =
            |step: &Step| json!({"at": step.at, "step": step.step, "subject": step.subject, "what": step.what});
        let now = json!({"at": null, "step": "now", "subject": args.name, "what": journey.now});
        return print::lines(journey.steps.iter().map(record).chain([now]));
    }
    let zone = &newsroom.publisher.zone;
    let row = |step: &Step| {
        let at = step.at.map(|at| told(at, zone)).unwrap_or_default();
        vec![at, step.step.to_owned(), step.subject.clone(), step.what.clone()]
    };
    print::columns(&journey.steps.iter().map(row).collect::<Vec<_>>())?;
    if journey.now.is_empty() { Ok(()) } else { print::text(&format!("Now: {}", journey.now)) }
}
