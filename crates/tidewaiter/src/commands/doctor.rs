//! `doctor`: what is missing or wrong, in order of need, and how to mend it.

use serde_json::json;

use crate::doctor::{Finding, State, examine};
use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Asks nobody outside this machine: no mail server, no name server, no source.
    #[arg(long)]
    offline: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let mut findings = examine(context, args.offline).await;
    // A stable sort: within one state the order is that of need.
    findings.sort_by_key(|finding| finding.state);
    if context.json {
        let record = |finding: &Finding| json!({"check": finding.check, "state": finding.state.word(), "says": finding.says, "mend": finding.mend});
        print::lines(findings.iter().map(record))?;
    } else {
        for finding in &findings {
            let mend = finding.mend.as_ref().map_or_else(String::new, |mend| format!("\n          {mend}"));
            print::text(&format!("{:<8}  {}: {}{mend}", finding.state.word(), finding.check, finding.says))?;
        }
    }
    match findings.iter().filter(|finding| finding.state == State::Wrong).count() {
        0 => Ok(()),
        1 => Err(Ending::not_done("One thing is wrong; it stands above, with what to do.")),
        wrong => Err(Ending::not_done(format!("{wrong} things are wrong; they stand above, with what to do."))),
    }
}
