//! `/outbox`: in the demo alone, the letters that would have been sent.

use axum::extract::State;
use press::views::{Letter, OutboxView};

use crate::App;
use crate::pages::messages::{self, Answer, Make as _, Say};
use crate::visit::Visit;

/// Letters shown, newest first.
const LETTERS_SHOWN: usize = 30;

pub(crate) async fn outbox(State(app): State<App>, visit: Visit) -> Answer {
    let Some(folder) = app.settings.outbox.clone() else { return messages::of(&visit, Say::NotFound) };
    let read = tokio::task::spawn_blocking(move || wire::letters(&folder)).await;
    let letters = match read {
        Ok(Ok(letters)) => letters,
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    let letter = |letter: wire::Letter| Letter {
        links: links(&letter.text),
        to: letter.to,
        subject: letter.subject,
        at: letter.date,
        text: letter.text,
    };
    let letters: Vec<Letter> = letters.into_iter().take(LETTERS_SHOWN).map(letter).collect();
    Answer::page(press::pages::outbox(&OutboxView { chrome: visit.chrome(None), letters: &letters }))
}

fn links(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| "<>().,;".contains(c));
        if (word.starts_with("http://") || word.starts_with("https://")) && !out.iter().any(|known| known == word) {
            out.push(word.to_owned());
        }
    }
    out
}
