//! An article: whole for whom the wall admits, else headline, teaser, facts about public documents, and the wall.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::article::{ArticleHead, RevisionKind};
use model::reference::Ref;
use model::title::Title;
use model::wall::{Article, Shown, admit};
use newsroom::Trouble;
use press::views::{ArticleView, DocumentView, Related};
use store::Tx;

use crate::App;
use crate::pages::messages::{self, Answer, Make as _, Say};
use crate::visit::Visit;

/// How many open articles of the day are named beside a gated one.
const FREE_NAMED: i64 = 5;

/// `/article/2026/04/17/slug-2604170012`. Every other combination of date and slug leads to the one address.
pub(crate) async fn article(
    State(app): State<App>,
    visit: Visit,
    Path((_, _, _, slug)): Path<(String, String, String, String)>,
) -> Answer {
    let Some(reference) = slug.rsplit('-').next().and_then(|text| text.parse::<Ref>().ok()) else {
        return messages::of(&visit, Say::NotFound);
    };
    respond(&app, &visit, reference, None, StatusCode::OK).await
}

/// `/2604170012`
pub(crate) async fn by_reference(State(app): State<App>, visit: Visit, Path(reference): Path<String>) -> Answer {
    let Ok(reference) = reference.parse::<Ref>() else { return messages::of(&visit, Say::NotFound) };
    match open(&app, &visit, reference).await {
        Ok(Some((_, article))) => messages::redirect(StatusCode::MOVED_PERMANENTLY, &article.head.path()),
        Ok(None) => messages::of(&visit, Say::NotFound),
        Err(trouble) => Answer::trouble(&app, trouble),
    }
}

/// An article, unless it does not run in the title whose own host was asked; and the moment of the store in which it was read.
async fn open(app: &App, visit: &Visit, reference: Ref) -> Result<Option<(Tx, Article)>, Trouble> {
    let mut tx = app.newsroom.store.read().await?;
    let found = tx.article(reference).await?;
    let runs_here =
        |article: &Article| visit.own_host.as_ref().is_none_or(|title| article.head.titles.contains(&title.slug));
    Ok(found.filter(runs_here).map(|article| (tx, article)))
}

/// The page of an article; `email_error` when the form at its wall was wrong.
pub(crate) async fn respond(
    app: &App,
    visit: &Visit,
    reference: Ref,
    email_error: Option<(&str, &str)>,
    status: StatusCode,
) -> Answer {
    let (tx, article) = match open(app, visit, reference).await {
        Ok(Some(found)) => found,
        Ok(None) => return messages::of(visit, Say::NotFound),
        Err(trouble) => return Answer::trouble(app, trouble),
    };
    if email_error.is_none() && visit.path != article.head.path() {
        return messages::redirect(StatusCode::MOVED_PERMANENTLY, &article.head.path());
    }
    // The form at the wall leads back to the article, from wherever it was answered.
    let visit = &visit.at(article.head.path());
    match page(app, visit, tx, &article, email_error).await {
        Ok(html) => messages::html_page(status, html),
        Err(trouble) => Answer::trouble(app, trouble),
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    mut tx: Tx,
    article: &Article,
    email_error: Option<(&str, &str)>,
) -> Result<String, Trouble> {
    let now = app.newsroom.clock.now();
    let shown = admit(&visit.visitor, article, now);
    let (mut documents, mut credits) = (Vec::new(), Vec::new());
    for (id, version) in &article.head.documents {
        if let Some((document, paragraphs)) = tx.document_facts(id, Some(*version)).await? {
            let stanza = app.newsroom.catalogue.stanza(&document.source);
            credits.extend(stanza.and_then(|stanza| stanza.attribution.clone()).filter(|line| !credits.contains(line)));
            documents.push(DocumentView::of_facts(&document, paragraphs));
        }
    }
    let mut see = Vec::new();
    for reference in shown.see() {
        see.extend(tx.article(reference).await?.map(|article| related(&article.head)));
    }
    let links: HashMap<Ref, String> = see.iter().map(|other| (other.reference, other.path.clone())).collect();
    let referred_by = referred_by(&mut tx, visit, article, now).await?;
    let free_today = match shown {
        Shown::Whole(..) => Vec::new(),
        Shown::Preview(..) => free_today(&mut tx, article).await?,
    };
    drop(tx);
    let title = title_of(visit, article);
    let notice = notice(article);
    Ok(press::pages::article(&ArticleView {
        chrome: visit.chrome(title),
        shown,
        documents: &documents,
        credits: &credits,
        see: &see,
        referred_by: &referred_by,
        free_today: &free_today,
        links: &|reference| links.get(&reference).cloned(),
        notice,
        email_error,
    }))
}

fn related(head: &ArticleHead) -> Related {
    Related { reference: head.reference, headline: head.headline.clone(), path: head.path() }
}

/// Who refers to this article. That a walled body does so is behind its wall: told to those whom it admits, else only what a teaser says.
async fn referred_by(
    tx: &mut Tx,
    visit: &Visit,
    article: &Article,
    now: model::Timestamp,
) -> Result<Vec<Related>, Trouble> {
    let mut out = Vec::new();
    for (reference, open) in tx.referring(article.head.reference).await? {
        let Some(other) = tx.article(reference).await? else { continue };
        if open || matches!(admit(&visit.visitor, &other, now), Shown::Whole(..)) {
            out.push(related(&other.head));
        }
    }
    Ok(out)
}

async fn free_today(tx: &mut Tx, article: &Article) -> Result<Vec<Related>, Trouble> {
    let open = tx.open_articles_of(article.head.edition_on, FREE_NAMED).await?;
    Ok(open.iter().filter(|head| head.reference != article.head.reference).map(related).collect())
}

/// The title in whose name an article is shown: the host's, else the first in which it runs.
fn title_of<'a>(visit: &'a Visit, article: &Article) -> Option<&'a Title> {
    match &visit.own_host {
        Some(title) => Some(title),
        None => visit.titles.iter().find(|title| article.head.titles.contains(&title.slug)),
    }
}

fn notice(article: &Article) -> Option<&'static str> {
    match article.head.revision_kind {
        RevisionKind::Published | RevisionKind::Style => None,
        RevisionKind::Addendum => {
            Some("The document was published again with the same facts; what was added stands at the end.")
        }
        RevisionKind::Correction => Some("This article was corrected; the earlier words are kept."),
        RevisionKind::Retraction => Some("This article was retracted; its number and address stay."),
    }
}
