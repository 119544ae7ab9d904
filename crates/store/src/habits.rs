//! What each source brought on each of its days, summed as it came: its habits are read from here.

use model::request::SourceId;
use model::silence::SourceDay;
use model::{Date, Timestamp};

use crate::engine::on;
use crate::{Fault, Tx, instant, micros};

type DayRow = (String, String, i64, i64, Option<i64>, Option<i64>, i64, Option<i64>, Option<i64>);

fn day_of(row: DayRow) -> Result<(SourceId, SourceDay), Fault> {
    let (source, day, answered, missed, answered_at, missed_at, news, first, last) = row;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let day = SourceDay {
        day: crate::day(&day)?,
        answered: count(answered),
        missed: count(missed),
        answered_at: answered_at.map(instant),
        missed_at: missed_at.map(instant),
        news: count(news),
        news_at: first.zip(last).map(|(first, last)| (instant(first), instant(last))),
    };
    Ok((SourceId::new(source), day))
}

impl Tx {
    /// Adds to what a day brought: `more` holds what came now, on its day.
    pub async fn add_to_source_day(&mut self, source: &SourceId, more: &SourceDay) -> Result<(), Fault> {
        on!(self, |c| {
            sqlx::query(
            "insert into source_days as d (source, day, answered, missed, answered_at, missed_at, news, first_news_at, last_news_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (source, day) do update set
             answered = d.answered + excluded.answered, missed = d.missed + excluded.missed, news = d.news + excluded.news,
             answered_at = case when d.answered_at is null or excluded.answered_at > d.answered_at
               then excluded.answered_at else d.answered_at end,
             missed_at = case when d.missed_at is null or excluded.missed_at > d.missed_at
               then excluded.missed_at else d.missed_at end,
             first_news_at = case when d.first_news_at is null or excluded.first_news_at < d.first_news_at
               then excluded.first_news_at else d.first_news_at end,
             last_news_at = case when d.last_news_at is null or excluded.last_news_at > d.last_news_at
               then excluded.last_news_at else d.last_news_at end"
        )
        .bind(source.as_str())
        .bind(more.day.to_string())
        .bind(i64::from(more.answered))
        .bind(i64::from(more.missed))
        .bind(more.answered_at.map(micros))
        .bind(more.missed_at.map(micros))
        .bind(i64::from(more.news))
        .bind(more.news_at.map(|(first, _)| micros(first)))
        .bind(more.news_at.map(|(_, last)| micros(last)))
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }

    /// The days of every source from one on, in the order of sources and days.
    pub async fn source_days(&mut self, from: Date) -> Result<Vec<(SourceId, SourceDay)>, Fault> {
        let rows: Vec<DayRow> = on!(self, |c| {
            sqlx::query_as(
            "select source, day, answered, missed, answered_at, missed_at, news, first_news_at, last_news_at from source_days
             where day >= $1 order by source, day"
        )
        .bind(from.to_string())
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(day_of).collect()
    }

    /// The newest question to a source that has no answer, or one that refused: when, and why.
    pub async fn last_miss(&mut self, source: &SourceId) -> Result<Option<(Timestamp, String)>, Fault> {
        let row: Option<(i64, String)> = on!(self, |c| {
            sqlx::query_as(
            "select at, detail from checks where source = $1 and result in ('missed', 'refused') order by at desc limit 1"
        )
        .bind(source.as_str())
        .fetch_optional(c)
        .await
        })?;
        Ok(row.map(|(at, detail)| (instant(at), detail)))
    }
}
