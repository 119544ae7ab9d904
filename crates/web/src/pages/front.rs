//! The front: the publisher's day over all titles, or one title's day.

use std::collections::HashMap;

use axum::extract::{Path, State};
use model::edition::EditionState;
use model::reference::Ref;
use model::timetable::Product;
use model::title::{Section, Title, TitleSlug, day_in_address, is_business_day};
use model::wall::{Article, admit};
use model::{Date, Timestamp};
use newsroom::Trouble;
use newsroom::editions::{ListSum, by_section};
use press::views::{EditionFacts, FrontView, ListCounts, ListLine, Story};
use store::{EditionRow, Tx};

use crate::App;
use crate::pages::messages::{self, Answer, Make as _, Say};
use crate::visit::Visit;

/// `/`: the newest day that has come; on a title's own host, that title's.
pub(crate) async fn today(State(app): State<App>, visit: Visit) -> Answer {
    let title = visit.own_host.clone();
    respond(&app, &visit, title, None).await
}

/// `/editions/2026-04-17`
pub(crate) async fn day(State(app): State<App>, visit: Visit, Path(date): Path<String>) -> Answer {
    let Some(date) = day_in_address(&date) else { return messages::of(&visit, Say::NotFound) };
    let title = visit.own_host.clone();
    respond(&app, &visit, title, Some(date)).await
}

/// `/titles/export`
pub(crate) async fn title_today(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> Answer {
    match find(&visit, &slug) {
        Some(title) => respond(&app, &visit, Some(title), None).await,
        None => messages::of(&visit, Say::NotFound),
    }
}

/// `/titles/export/editions/2026-04-17`
pub(crate) async fn title_day(
    State(app): State<App>,
    visit: Visit,
    Path((slug, date)): Path<(String, String)>,
) -> Answer {
    match (find(&visit, &slug), day_in_address(&date)) {
        (Some(title), Some(date)) => respond(&app, &visit, Some(title), Some(date)).await,
        _ => messages::of(&visit, Say::NotFound),
    }
}

/// The title of a slug, unless it is another one's host that was asked.
pub(crate) fn find(visit: &Visit, slug: &str) -> Option<Title> {
    let title = visit.titles.iter().find(|title| title.slug.as_str() == slug)?;
    let elsewhere = visit.own_host.as_ref().is_some_and(|own| own.slug != title.slug);
    (!elsewhere).then(|| title.clone())
}

async fn respond(app: &App, visit: &Visit, title: Option<Title>, date: Option<Date>) -> Answer {
    match front(app, visit, title.as_ref(), date).await {
        Ok(Some(html)) => Answer::page(html),
        Ok(None) => messages::of(visit, Say::NotFound),
        Err(trouble) => Answer::trouble(app, trouble),
    }
}

/// Everything that a front shows, before it is set.
struct Day {
    articles: Vec<Article>,
    editions: Vec<Option<EditionRow>>,
    sums: Vec<ListSum>,
    inspection: Vec<model::edition::Filing>,
    manifest: model::ledger::Manifest,
    other_days: (Option<Date>, Option<Date>),
    links: HashMap<Ref, String>,
}

async fn front(app: &App, visit: &Visit, title: Option<&Title>, date: Option<Date>) -> Result<Option<String>, Trouble> {
    let newsroom = &app.newsroom;
    let (now, slug) = (newsroom.clock.now(), title.map(|title| &title.slug));
    let mut tx = newsroom.store.read().await?;
    let today = newsroom.day_of(now);
    let date = match date {
        Some(date) => date,
        None => match tx.newest_edition_day(slug, today).await? {
            Some(day) => day,
            // Nothing was ever published: the edition that is being put together.
            None => title.or(visit.titles.first()).map_or(today, |title| title.edition_for(now)),
        },
    };
    let shown_titles: Vec<&Title> = match title {
        Some(title) => vec![title],
        None => visit.titles.iter().collect(),
    };
    // A day without an edition, or one whose window has not begun, is no page.
    let begun = |title: &&Title| is_business_day(date) && title.window(date).0 < now;
    let day = gather(app, &mut tx, &shown_titles, slug, date).await?;
    if day.articles.is_empty() && !shown_titles.iter().any(begun) {
        return Ok(None);
    }
    drop(tx);
    Ok(Some(set(visit, title, &shown_titles, date, &day, now)))
}

async fn gather(
    app: &App,
    tx: &mut Tx,
    titles: &[&Title],
    slug: Option<&TitleSlug>,
    date: Date,
) -> Result<Day, Trouble> {
    let newsroom = &app.newsroom;
    let mut windows: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(titles.len());
    for title in titles {
        windows.push(newsroom.window(tx, title, date).await?);
    }
    let opens = windows.iter().map(|window| window.0).min().unwrap_or(Timestamp::MIN);
    let closes = windows.iter().map(|window| window.1).max().unwrap_or(Timestamp::MIN);
    let articles = tx.articles_of(slug, date).await?;
    let mut editions = Vec::with_capacity(titles.len());
    for title in titles {
        editions.push(tx.edition(&title.slug, date).await?);
    }
    let mut links: HashMap<Ref, String> =
        articles.iter().map(|article| (article.head.reference, article.head.path())).collect();
    for reference in articles.iter().flat_map(|article| article.head.see_open.clone()) {
        if let std::collections::hash_map::Entry::Vacant(entry) = links.entry(reference)
            && let Some(article) = tx.article(reference).await?
        {
            entry.insert(article.head.path());
        }
    }
    let owned: Vec<Title> = titles.iter().map(|title| (*title).clone()).collect();
    Ok(Day {
        sums: newsroom.list_sums(tx, opens, closes).await?,
        inspection: newsroom.filings(tx, &owned, closes).await?,
        manifest: tx.manifest(opens, closes).await?,
        other_days: neighbours(tx, slug, date).await?,
        articles,
        editions,
        links,
    })
}

async fn neighbours(
    tx: &mut Tx,
    slug: Option<&TitleSlug>,
    date: Date,
) -> Result<(Option<Date>, Option<Date>), Trouble> {
    let days = tx.edition_days(slug, 400).await?;
    let before = days.iter().map(|(day, _)| *day).filter(|day| *day < date).max();
    let after = days.iter().map(|(day, _)| *day).filter(|day| *day > date).min();
    Ok((before, after))
}

fn set(visit: &Visit, title: Option<&Title>, titles: &[&Title], date: Date, day: &Day, now: Timestamp) -> String {
    let story = |article| {
        let shown = admit(&visit.visitor, article, now);
        Story { shown, path: shown.head().path() }
    };
    let sections = sections(title, &day.articles);
    let sections =
        sections.into_iter().map(|(section, articles)| (section, articles.into_iter().map(story).collect())).collect();
    let lead =
        day.articles.iter().max_by_key(|article| (article.head.score, std::cmp::Reverse(article.head.reference)));
    let editions = titles.iter().zip(&day.editions).map(|(title, row)| EditionFacts {
        title,
        number: row.as_ref().and_then(|row| row.number),
        closed_at: title.close_of(date),
        late_at: row.as_ref().and_then(|row| row.late.as_ref().and(row.frozen_at)),
        state: row.as_ref().map_or(EditionState::Assembled, |row| row.state),
    });
    press::pages::front(&FrontView {
        chrome: visit.chrome(title),
        date,
        editions: editions.collect(),
        lead: lead.map(story),
        sections,
        changes: changes(&day.sums, &day.articles),
        inspection: &day.inspection,
        sheet_at: sheet_at(titles, date, now),
        manifest: day.manifest,
        other_days: day.other_days,
        links: &|reference| day.links.get(&reference).cloned(),
    })
}

/// The hour of the day's inspection sheet, where it has come.
fn sheet_at(titles: &[&Title], date: Date, now: Timestamp) -> Option<Timestamp> {
    let due = titles.iter().filter_map(|title| title.due(Product::Inspection, date));
    due.map(|due| due.at).filter(|at| *at <= now).max()
}

/// A title's own sections; over all titles, each story under its first.
fn sections<'a>(title: Option<&Title>, articles: &'a [Article]) -> Vec<(Section, Vec<&'a Article>)> {
    let find = |reference: Ref| articles.iter().find(|article| article.head.reference == reference);
    match title {
        Some(title) => by_section(title, articles.to_vec())
            .into_iter()
            .map(|(section, set)| (section, set.iter().filter_map(|article| find(article.head.reference)).collect()))
            .collect(),
        None => Section::ALL
            .iter()
            .map(|section| {
                (*section, articles.iter().filter(|a| a.head.sections.first() == Some(section)).collect::<Vec<_>>())
            })
            .filter(|(_, set)| !set.is_empty())
            .collect(),
    }
}

fn changes(sums: &[ListSum], articles: &[Article]) -> ListCounts {
    let total = |place: usize| sums.iter().map(|sum| sum.counts[place]).sum();
    let line = |sum: &ListSum| {
        let tells = |article: &&Article| {
            article.head.documents.iter().any(|(id, _)| id.as_str().starts_with(&format!("{}@", sum.list)))
        };
        let [added, removed, amended] = sum.counts;
        let path = articles.iter().find(tells).map(|article| article.head.path());
        ListLine { name: sum.name.clone(), added, removed, amended, path }
    };
    ListCounts { added: total(0), removed: total(1), amended: total(2), lines: sums.iter().map(line).collect() }
}
