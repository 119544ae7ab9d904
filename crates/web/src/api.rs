//! `/api/v1/…`: the public records over HTTP, behind the same wall.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse as _;
use model::reference::Ref;
use model::wall::admit;
use newsroom::Trouble;
use newsroom::editions::surroundings;

use crate::App;
use crate::pages::messages::Answer;
use crate::visit::Visit;

/// `/api/v1/articles/2604170012`: the article's record; without a licence, without its body.
pub(crate) async fn article(State(app): State<App>, visit: Visit, Path(reference): Path<String>) -> Answer {
    match record(&app, &visit, &reference).await {
        Ok(Some(text)) => json(StatusCode::OK, text),
        Ok(None) => json(StatusCode::NOT_FOUND, r#"{"error":"There is no such article."}"#.to_owned()),
        Err(trouble) if trouble.is_away() => json(
            StatusCode::SERVICE_UNAVAILABLE,
            r#"{"error":"The database is away for a moment; please try again in half a minute."}"#.to_owned(),
        ),
        Err(trouble) => {
            tracing::error!("A record could not be made: {trouble}");
            json(
                StatusCode::INTERNAL_SERVER_ERROR,
                r#"{"error":"Something of ours broke; please try again in a minute."}"#.to_owned(),
            )
        }
    }
}

fn json(status: StatusCode, text: String) -> Answer {
    (status, [(CONTENT_TYPE, "application/json")], text).into_response()
}

async fn record(app: &App, visit: &Visit, reference: &str) -> Result<Option<String>, Trouble> {
    let Ok(reference) = reference.parse::<Ref>() else { return Ok(None) };
    let mut tx = app.newsroom.store.read().await?;
    let Some(article) = tx.article(reference).await? else { return Ok(None) };
    if visit.own_host.as_ref().is_some_and(|title| !article.head.titles.contains(&title.slug)) {
        return Ok(None);
    }
    let shown = admit(&visit.visitor, &article, app.newsroom.clock.now());
    let around = surroundings(&mut tx, &[shown]).await?;
    let full = |reference| around.link(reference).map(|path| format!("{}{path}", app.newsroom.publisher.url));
    Ok(Some(press::records::article(shown, &full).to_string()))
}
