//! The inspection sheet of a day, over all titles or of one.

use axum::extract::{Path, State};
use model::timetable::Product;
use model::title::{Title, day_in_address};
use model::{Date, Timestamp};
use newsroom::Trouble;
use press::views::{InspectionView, SheetStanding};

use crate::App;
use crate::pages::front::find;
use crate::pages::messages::{self, Answer, Make as _, Say};
use crate::visit::Visit;

/// `/editions/2026-04-17/inspection`
pub(crate) async fn day(State(app): State<App>, visit: Visit, Path(date): Path<String>) -> Answer {
    let title = visit.own_host.clone();
    respond(&app, &visit, title, day_in_address(&date)).await
}

/// `/titles/export/editions/2026-04-17/inspection`
pub(crate) async fn title_day(
    State(app): State<App>,
    visit: Visit,
    Path((slug, date)): Path<(String, String)>,
) -> Answer {
    match find(&visit, &slug) {
        Some(title) => respond(&app, &visit, Some(title), day_in_address(&date)).await,
        None => messages::of(&visit, Say::NotFound),
    }
}

async fn respond(app: &App, visit: &Visit, title: Option<Title>, date: Option<Date>) -> Answer {
    let Some(date) = date else { return messages::of(visit, Say::NotFound) };
    match page(app, visit, title.as_ref(), date).await {
        Ok(Some(html)) => Answer::page(html),
        Ok(None) => messages::of(visit, Say::NotFound),
        Err(trouble) => Answer::trouble(app, trouble),
    }
}

async fn page(app: &App, visit: &Visit, title: Option<&Title>, date: Date) -> Result<Option<String>, Trouble> {
    let titles = title.map_or_else(|| visit.titles.clone(), |title| vec![title.clone()]);
    let mut tx = app.newsroom.store.read().await?;
    let sheet = app.newsroom.sheet(&mut tx, &titles, date).await?;
    let refs = match &sheet {
        Some(sheet) => app.newsroom.sheet_refs(&mut tx, sheet).await?,
        None => Vec::new(),
    };
    let standing = match sheet {
        Some(sheet) => SheetStanding::Out(sheet),
        None => match coming(&titles, date, app.newsroom.clock.now()) {
            Some(at) => SheetStanding::Coming(at),
            None => return Ok(None),
        },
    };
    Ok(Some(press::inspection_page(&InspectionView { chrome: visit.chrome(title), date, standing, refs: &refs })))
}

/// The hour of the day's sheet, where it is the next one to come: a page further ahead would promise what nobody knows.
fn coming(titles: &[Title], date: Date, now: Timestamp) -> Option<Timestamp> {
    let next = |title: &Title| title.next_due(Product::Inspection, now).filter(|due| due.day == date);
    titles.iter().filter_map(next).map(|due| due.at).min()
}
