//! `documents` and `document`: what came in, and what each version changed.

use model::document::DocumentId;
use model::{Date, document};
use press::records;
use serde_json::json;
use store::DocumentFilter;

use crate::ending::Ending;
use crate::{Context, print};

/// How many documents are read between two looks at the output.
const SHOWN_AT_ONCE: usize = 1000;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Received on that day of the publisher's zone.
    #[arg(long)]
    date: Option<Date>,
    /// Of that source.
    #[arg(long)]
    source: Option<String>,
    /// Of that kind.
    #[arg(long)]
    kind: Option<document::Kind>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct One {
    /// Its id, such as fr:2016-08717.
    id: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let filter = DocumentFilter {
        received: args.date.map(|date| newsroom.span_of(date)),
        source: args.source,
        kind: args.kind.map(|kind| kind.to_string()),
    };
    let mut tx = newsroom.store.read().await?;
    let listed = tx.list_documents(&filter).await?;
    let mut rows = Vec::new();
    let mut out = print::Lines::begin();
    // A long list is printed as it is read, and never stands in memory as a whole.
    for part in listed.chunks(SHOWN_AT_ONCE) {
        let documents = tx.facts_of(part).await?;
        if context.json {
            for (document, findings) in documents.iter().zip(tx.findings_of(part).await?) {
                out.record(&records::document(document, &findings))?;
            }
            continue;
        }
        rows.extend(documents.iter().map(|document| {
            let id = match document.version {
                1 => document.id.to_string(),
                version => format!("{} v{version}", document.id),
            };
            vec![id, document.state.to_string(), document.kind().to_string(), document.title().to_owned()]
        }));
    }
    if context.json { out.end() } else { print::columns(&rows) }
}

pub(crate) async fn one(context: &Context, args: One) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let id = DocumentId::new(&args.id);
    let mut tx = newsroom.store.read().await?;
    let history = newsroom::document_history(&mut tx, &id).await?;
    if history.is_empty() {
        return Err(Ending::not_done(format!(
            "There is no document '{}'; `tidewaiter documents` lists those there are.",
            args.id
        )));
    }
    let mut found = Vec::new();
    let mut told = String::new();
    for (document, changes) in &history {
        let findings = tx.findings(&id, document.version).await?;
        let mut record = records::document(document, &findings);
        record["changed"] = json!(changes);
        told += &format!(
            "{} version {} ({}), captured {} from {}\n",
            id, document.version, document.state, document.captured_at, document.source
        );
        match document.version {
            1 => told += &whole(&document.fields),
            _ => changes.iter().for_each(|change| {
                told += &format!("  {}: {} → {}\n", change.field, short(&change.before), short(&change.after))
            }),
        }
        found.push(record);
    }
    if context.json { print::lines(found) } else { print::text(&told) }
}

fn whole(fields: &document::Fields) -> String {
    let empty = document::Fields::default();
    document::differences(&empty, fields)
        .iter()
        .map(|field| format!("  {}: {}\n", field.field, short(&field.after)))
        .collect()
}

/// A value for people: cut where it is long.
pub(super) fn short(value: &str) -> String {
    if value.is_empty() {
        return "nothing".to_owned();
    }
    let cut: String = value.chars().take(300).collect();
    if cut.len() < value.len() { format!("{cut}…") } else { cut }
}
