//! `lists`: states of lists, and the decision on those that the guard holds.

use model::Timestamp;
use model::snapshot::Verdict;
use serde_json::json;

use crate::commands::somebody;
use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// Only states that wait for a decision.
    #[arg(long)]
    held: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// The held state is good: compare it.
    Release(Decision),
    /// The held state is wrong: the last good one stays.
    Refuse(Decision),
}

#[derive(Debug, clap::Args)]
struct Decision {
    /// The list's slug; behind a `~` the part, where several are held.
    list: String,
    /// The instant of the state, as `lists --held` prints it.
    state: Timestamp,
    /// The reason, which is kept.
    #[arg(long)]
    why: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    match args.verb {
        Some(Verb::Release(d)) => {
            newsroom.decide_list(&d.list, d.state, Verdict::Good, &d.why, &somebody()).await?;
            newsroom.run_ready().await?;
            return print::text(&format!("{} {}: released", d.list, d.state));
        }
        Some(Verb::Refuse(d)) => {
            newsroom.decide_list(&d.list, d.state, Verdict::Refused, &d.why, &somebody()).await?;
            return print::text(&format!("{} {}: refused", d.list, d.state));
        }
        None => {}
    }
    let states = newsroom.list_states(args.held.then_some(Verdict::Held)).await?;
    if context.json {
        let record = |s: &store::ListState| {
            json!({"list": s.list, "part": s.part, "state": s.at, "entries": s.entries, "verdict": s.verdict, "why": s.why,
                   "document": s.document, "capture": s.capture})
        };
        return print::lines(states.iter().map(record));
    }
    let row = |s: &store::ListState| {
        vec![
            s.list.clone(),
            s.part.clone(),
            s.at.to_string(),
            format!("{} entries", s.entries),
            s.verdict.to_string(),
            s.why.clone(),
        ]
    };
    print::columns(&states.iter().map(row).collect::<Vec<_>>())
}
