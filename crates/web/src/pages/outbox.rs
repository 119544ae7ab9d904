//! `/outbox`: in the demo alone, the letters that would have been sent.

use axum::extract::State;
use model::reader::Role;
use press::views::{Letter, OutboxView};

use crate::App;
use crate::pages::messages::{self, Answer, Make as _, Say};
use crate::visit::Visit;

pub(crate) async fn outbox(State(app): State<App>, visit: Visit) -> Answer {
    let Some(folder) = app.settings.outbox.clone() else { return messages::of(&visit, Say::NotFound) };
    let read = tokio::task::spawn_blocking(move || newsroom::letters(&folder)).await;
    let letters: Vec<Letter> = read.unwrap_or_default().into_iter().map(|letter| as_seen_by(&visit, letter)).collect();
    Answer::page(press::pages::outbox(&OutboxView { chrome: visit.chrome(None), letters: &letters }))
}

/// A letter with a link is what a visitor of the demo looks for. An edition's letter is whole for its reader, and stands behind the
/// wall for others.
fn as_seen_by(visit: &Visit, letter: Letter) -> Letter {
    let lets_in = letter.links.iter().any(|link| link.contains("/sign-in/"));
    let own =
        visit.reader.as_ref().is_some_and(|reader| reader.role != Role::Reader || letter.to == reader.email.as_str());
    if lets_in || own {
        return letter;
    }
    let text = "This letter is shown to its reader: sign in as the reader to see it.".to_owned();
    Letter { links: Vec::new(), text, ..letter }
}
