//! `staff`: people of the house, with their roles.

use model::reader::{Email, Reader, Role};
use press::records;

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Editors and operators.
    List,
    /// Gives an address a role; a known one keeps its account and licences.
    Add {
        /// The address.
        email: String,
        /// editor or operator.
        #[arg(long)]
        role: String,
        /// How mail greets.
        #[arg(long, default_value = "")]
        name: String,
        /// Prints a link that signs in once, within seven days.
        #[arg(long)]
        link: bool,
    },
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let staff: Vec<Reader> = match args.verb {
        Verb::List => {
            let newsroom = context.open().await?;
            let readers = newsroom.store.read().await?.readers().await?;
            readers.into_iter().filter(|reader| reader.role != Role::Reader).collect()
        }
        Verb::Add { email, role, name, link } => {
            let email = Email::parse(&email).map_err(Ending::wrong)?;
            let role = match role.parse::<Role>() {
                Ok(role) if role != Role::Reader => role,
                _ => return Err(Ending::wrong(format!("--role is '{role}'; it is editor or operator."))),
            };
            let newsroom = context.open().await?;
            let person = newsroom.add_reader(&email, &name, role, None).await?;
            if link {
                print::text(&newsroom.console_link(&email, "/").await?)?;
            }
            vec![person]
        }
    };
    if context.json {
        return print::lines(staff.iter().map(records::reader));
    }
    let row = |person: &Reader| vec![person.id.to_string(), person.email.as_str().to_owned(), person.role.to_string()];
    print::columns(&staff.iter().map(row).collect::<Vec<_>>())
}
