//! `/editions`: the days on which editions appeared, newest first.

use axum::extract::{Query, State};
use model::Date;
use model::title::{TitleSlug, day_in_address};
use newsroom::Trouble;
use press::views::{ArchiveDay, ArchiveEdition, ArchiveView};

use crate::App;
use crate::pages::messages::{Answer, Make as _};
use crate::visit::Visit;

/// Days on a page of the archive: about three months of business days.
const DAYS_PER_PAGE: usize = 60;

/// From where on to list.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Before {
    before: Option<String>,
}

pub(crate) async fn archive(State(app): State<App>, visit: Visit, Query(query): Query<Before>) -> Answer {
    let before = query.before.and_then(|text| day_in_address(&text));
    match days(&app, &visit, before).await {
        Ok((days, older)) => {
            let older = older.map(|day| format!("/editions?before={day}"));
            let newer = before.map(|_| "/editions");
            let view = ArchiveView { chrome: visit.chrome(None), days: &days, older: older.as_deref(), newer };
            Answer::page(press::pages::archive(&view))
        }
        Err(trouble) => Answer::trouble(&app, trouble),
    }
}

async fn days(app: &App, visit: &Visit, before: Option<Date>) -> Result<(Vec<ArchiveDay>, Option<Date>), Trouble> {
    let mut tx = app.newsroom.store.read().await?;
    let slug: Option<&TitleSlug> = visit.own_host.as_ref().map(|title| &title.slug);
    let all = tx.edition_days(slug, 20_000).await?;
    let mut page: Vec<(Date, i64)> =
        all.into_iter().filter(|(day, _)| before.is_none_or(|before| *day < before)).take(DAYS_PER_PAGE + 1).collect();
    let more = page.len() > DAYS_PER_PAGE;
    page.truncate(DAYS_PER_PAGE);
    let mut out = Vec::with_capacity(page.len());
    for (date, articles) in page {
        let lead = tx.articles_of(slug, date).await?.into_iter().next();
        let mut editions = Vec::new();
        for row in tx.editions_on(date).await? {
            if let Some(title) = visit.titles.iter().find(|title| title.slug == row.title) {
                let path = format!("/titles/{}/editions/{date}", title.slug);
                editions.push(ArchiveEdition { title: title.name.clone(), number: row.number, path });
            }
        }
        let headline = lead.map(|article| article.head.headline);
        out.push(ArchiveDay { date, editions, headline, articles: u32::try_from(articles).unwrap_or(u32::MAX) });
    }
    let older = if more { out.last().map(|day| day.date) } else { None };
    Ok((out, older))
}
