//! `/outbox`: in the demo alone, the letters that would have been sent.

use axum::extract::State;
use press::views::OutboxView;

use crate::App;
use crate::pages::messages::{self, Answer, Make as _, Say};
use crate::visit::Visit;

pub(crate) async fn outbox(State(app): State<App>, visit: Visit) -> Answer {
    let Some(folder) = app.settings.outbox.clone() else { return messages::of(&visit, Say::NotFound) };
    let read = tokio::task::spawn_blocking(move || newsroom::letters(&folder)).await;
    let letters = read.unwrap_or_default();
    Answer::page(press::pages::outbox(&OutboxView { chrome: visit.chrome(None), letters: &letters }))
}
