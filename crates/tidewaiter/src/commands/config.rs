//! `config show`: the effective settings, with where each came from; secrets masked.

use serde_json::json;

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Prints every setting.
    Show,
}

pub(crate) fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let Verb::Show = args.verb;
    let shown = context.config.shown();
    if context.json {
        let record = |(setting, value, origin): (&crate::config::Setting, String, String)| json!({"key": setting.key, "value": value, "from": origin, "variable": crate::config::variable(setting.key), "about": setting.about});
        return print::lines(shown.map(record));
    }
    let row = |(setting, value, origin): (&crate::config::Setting, String, String)| {
        vec![setting.key.to_owned(), value, format!("from {origin}"), setting.about.to_owned()]
    };
    print::columns(&shown.map(row).collect::<Vec<_>>())
}
