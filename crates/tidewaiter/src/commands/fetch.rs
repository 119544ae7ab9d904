//! `fetch`: the sources that are due, or those named, once; and what came goes through the house. Progress goes to standard error.

use std::io::{IsTerminal as _, Write as _};

use model::request::SourceId;
use newsroom::fetching::{Asked, Progress, Round};

use crate::ending::Ending;
use crate::{Context, own_sources};

/// How wide the bar is, in characters.
const BAR_WIDTH: usize = 24;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Sources to ask, due or not.
    sources: Vec<String>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let named: Vec<SourceId> = args.sources.iter().map(SourceId::new).collect();
    let catalogue = context.catalogue();
    named.iter().try_for_each(|source| own_sources::known(&catalogue, source))?;
    let newsroom = context.open().await?;
    if newsroom.clock.is_set() {
        return Err(Ending::wrong("fetch asks the world as it is now: leave --now out."));
    }
    let mut bar = Bar { shown: std::io::stderr().is_terminal(), done: 0, of: 0 };
    let rounds = newsroom.fetch_watched(&named, |progress| bar.advance(progress)).await?;
    if rounds.is_empty() && named.is_empty() {
        eprintln!("No source is due.");
    }
    for other in named.iter().filter(|named| !rounds.iter().any(|round| round.source == **named)) {
        eprintln!("{other}: another process is asking it just now");
    }
    match rounds.iter().filter(|round| round.outcome.is_err()).count() {
        0 => Ok(()),
        missed => Err(Ending::not_done(format!(
            "{missed} of {} sources could not be asked; they are asked again when they are due: `tidewaiter sources list`.",
            rounds.len()
        ))),
    }
}

/// One line a source as it ends; below them, on a terminal, how many are done.
struct Bar {
    shown: bool,
    done: usize,
    of: usize,
}

impl Bar {
    fn advance(&mut self, progress: Progress<'_>) {
        match progress {
            Progress::Begun(of) => self.of = of,
            Progress::Ended(round) => {
                self.done += 1;
                self.clear();
                eprintln!("{}", line(round));
            }
        }
        self.draw();
    }

    fn draw(&self) {
        if self.shown && self.done < self.of {
            let full = BAR_WIDTH * self.done / self.of.max(1);
            eprint!("\r[{}{}] {} of {}", "#".repeat(full), ".".repeat(BAR_WIDTH - full), self.done, self.of);
            // A bar that cannot be drawn is no reason to stop.
            let _ = std::io::stderr().flush();
        }
    }

    fn clear(&self) {
        if self.shown {
            eprint!("\r{}\r", " ".repeat(BAR_WIDTH + 20));
        }
    }
}

fn line(Round { source, outcome }: &Round) -> String {
    match outcome {
        Ok(Asked { kept: 0, unchanged: 0, absent: 0 }) => format!("{source}: nothing to ask for now"),
        Ok(Asked { kept, unchanged, absent }) => {
            let parts = [(kept, "kept"), (unchanged, "unchanged"), (absent, "not out yet")];
            let told: Vec<String> =
                parts.iter().filter(|(count, _)| **count > 0).map(|(count, what)| format!("{count} {what}")).collect();
            format!("{source}: {}", told.join(", "))
        }
        Err(sentence) => format!("{source}: {sentence}"),
    }
}
