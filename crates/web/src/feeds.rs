//! `/feeds/latest.atom`: the newest articles, each as the wall shows it to whoever asks.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use model::wall::{Shown, admit};
use newsroom::Trouble;
use newsroom::editions::surroundings;

use crate::App;
use crate::pages::messages::{Answer, Make as _};
use crate::visit::Visit;

/// Articles in the feed.
const ENTRIES: i64 = 50;

pub(crate) async fn latest(State(app): State<App>, visit: Visit) -> Answer {
    match feed(&app, &visit).await {
        Ok(xml) => ([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response(),
        Err(trouble) => Answer::trouble(&app, trouble),
    }
}

async fn feed(app: &App, visit: &Visit) -> Result<String, Trouble> {
    let newsroom = &app.newsroom;
    let now = newsroom.clock.now();
    let mut tx = newsroom.store.read().await?;
    let mut articles = tx.newest_articles(ENTRIES).await?;
    if let Some(title) = &visit.own_host {
        articles.retain(|article| article.head.titles.contains(&title.slug));
    }
    let shown: Vec<Shown<'_>> = articles.iter().map(|article| admit(&visit.visitor, article, now)).collect();
    let around = surroundings(&mut tx, &shown).await?;
    let updated = articles.iter().map(|article| article.head.revised_at).max().unwrap_or(now);
    let entries: Vec<(Shown<'_>, String)> =
        shown.iter().map(|one| (*one, format!("{}{}", newsroom.publisher.url, one.head().path()))).collect();
    Ok(press::feed::latest(&newsroom.publisher, &entries, &|reference| around.link(reference), updated))
}
