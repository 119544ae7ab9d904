//! `stories` and `story`: what is told, own reporting, and the newsroom's verbs.

use std::path::PathBuf;

use model::Date;
use newsroom::Written;
use press::records;
use store::{StoryFilter, StoryRow};

use crate::commands::somebody;
use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Opened on that day of the publisher's zone.
    #[arg(long)]
    date: Option<Date>,
    /// In that state: new, drafted, held, killed, published.
    #[arg(long, value_parser = ["new", "drafted", "held", "killed", "published"])]
    state: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub(crate) struct One {
    /// Its name or number.
    id: Option<String>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Own reporting from a Markdown file with front matter.
    Write {
        /// The file.
        file: PathBuf,
    },
    /// Lets it wait.
    Hold(Deed),
    /// Decides against it.
    Kill(Deed),
    /// Makes it an article.
    Publish(Deed),
}

#[derive(Debug, clap::Args)]
struct Deed {
    /// Its name or number.
    id: String,
    /// The reason, which is kept.
    #[arg(long, default_value = "no reason given")]
    why: String,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let newsroom = context.open().await?;
    let filter = StoryFilter { opened: args.date.map(|date| newsroom.span_of(date)), state: args.state };
    let stories = newsroom.store.read().await?.stories(&filter).await?;
    show(context, &stories)
}

fn show(context: &Context, stories: &[StoryRow]) -> Result<(), Ending> {
    if context.json {
        return print::lines(stories.iter().map(|row| records::story(&row.story)));
    }
    let row = |row: &StoryRow| {
        let story = &row.story;
        vec![
            story.state.reference().map_or("no number".to_owned(), |number| number.to_string()),
            story.state.as_str().to_owned(),
            story.score.to_string(),
            story.sections.first().map_or("", |section| section.as_str()).to_owned(),
            story.draft.as_ref().map_or(String::new(), |draft| draft.headline.clone()),
        ]
    };
    print::columns(&stories.iter().map(row).collect::<Vec<_>>())
}

pub(crate) async fn one(context: &Context, args: One) -> Result<(), Ending> {
    let by = somebody();
    match (args.verb, args.id) {
        (Some(Verb::Write { file }), _) => write(context, &file, &by).await,
        (Some(Verb::Hold(deed)), _) => {
            let row = context.open().await?.hold(&deed.id, &deed.why, &by).await?;
            show(context, &[row])
        }
        (Some(Verb::Kill(deed)), _) => {
            let row = context.open().await?.kill(&deed.id, &deed.why, &by).await?;
            show(context, &[row])
        }
        (Some(Verb::Publish(deed)), _) => {
            let newsroom = context.open().await?;
            let article = newsroom.publish(&deed.id, &by).await?;
            if context.json {
                return show(context, &[newsroom.find_story(&article.head.reference.to_string()).await?]);
            }
            print::text(&format!(
                "{} published: {}{}",
                article.head.reference,
                newsroom.publisher.url,
                article.head.path()
            ))
        }
        (None, Some(id)) => {
            let row = context.open().await?.find_story(&id).await?;
            if context.json { show(context, &[row]) } else { print::text(&whole(&row)) }
        }
        (None, None) => Err(Ending::wrong("Name a story, or a verb: write, hold, kill, publish.")),
    }
}

async fn write(context: &Context, file: &std::path::Path, by: &str) -> Result<(), Ending> {
    let bytes = std::fs::read(file)
        .map_err(|error| Ending::wrong(format!("{} could not be read: {error}.", file.display())))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    newsroom::check_file(&name, &bytes).map_err(|refusal| Ending::wrong(refusal.to_string()))?;
    let newsroom = context.open().await?;
    let (word, row) = match newsroom.write(&name, &bytes, by).await? {
        Written::New(row) => ("drafted", row),
        Written::Revised(row) => ("revised", row),
        Written::Unchanged(row) => ("unchanged", row),
    };
    if context.json {
        return show(context, &[row]);
    }
    eprintln!("{name}: {word}");
    print::text(&row.story.state.reference().map_or(String::new(), |number| number.to_string()))
}

fn whole(row: &StoryRow) -> String {
    let story = &row.story;
    let mut out = format!("{} ({})", story.id, story.state.as_str());
    if let Some(number) = story.state.reference() {
        out += &format!(", {number}");
    }
    out += &format!(
        "\nscore {}, {}\n",
        story.score,
        story.sections.iter().map(|s| s.name()).collect::<Vec<_>>().join(", ")
    );
    for (document, version) in &story.documents {
        out += &format!("document {document} version {version}\n");
    }
    for why in &story.why {
        out += &format!("why: {} = {} ({})\n", why.criterion, why.value, why.place);
    }
    if let Some(draft) = &story.draft {
        out += &format!("\n{}\n\n{}\n", draft.headline, draft.teaser_text());
        out += &press::body::text(&draft.body, &story.documents);
    }
    out
}
