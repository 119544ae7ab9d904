//! Editions, where articles stand in them, and the bytes of frozen ones.

use model::edition::{EditionState, Late};
use model::title::{Section, TitleSlug};
use model::{Date, Timestamp};

use crate::engine::on;
use crate::{Fault, Tx, instant, micros, word};

/// Where an article stands in one title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Which title.
    pub title: TitleSlug,
    /// Its edition of which day.
    pub edition_on: Date,
    /// In which section.
    pub section: Section,
    /// How large it is there.
    pub score: u32,
}

/// An edition as the table keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionRow {
    /// Whose.
    pub title: TitleSlug,
    /// Of which day.
    pub date: Date,
    /// How far it has come.
    pub state: EditionState,
    /// Its number, once frozen.
    pub number: Option<u32>,
    /// The close before.
    pub opens_at: Timestamp,
    /// Its own close.
    pub closes_at: Timestamp,
    /// When it was frozen.
    pub frozen_at: Option<Timestamp>,
    /// What it says of itself, where it was not out at its hour.
    pub late: Option<Late>,
}

type Row = (String, String, String, Option<i64>, i64, i64, Option<i64>, Option<String>);

fn edition_of(row: Row) -> Result<EditionRow, Fault> {
    let (title, date, state, number, opens_at, closes_at, frozen_at, late) = row;
    Ok(EditionRow {
        late: late.map(|text| crate::json(&text)).transpose()?,
        title: TitleSlug::new(title),
        date: crate::day(&date)?,
        state: word(&state)?,
        number: number.and_then(|n| u32::try_from(n).ok()),
        opens_at: instant(opens_at),
        closes_at: instant(closes_at),
        frozen_at: frozen_at.map(instant),
    })
}

impl Tx {
    /// An edition, if it was ever written down.
    pub async fn edition(&mut self, title: &TitleSlug, date: Date) -> Result<Option<EditionRow>, Fault> {
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(
                "select title, date, state, number, opens_at, closes_at, frozen_at, late from editions
             where title = $1 and date = $2",
            )
            .bind(title.as_str())
            .bind(date.to_string())
            .fetch_optional(c)
            .await
        })?;
        row.map(edition_of).transpose()
    }

    /// The editions of a day, over all titles.
    pub async fn editions_on(&mut self, date: Date) -> Result<Vec<EditionRow>, Fault> {
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(
                "select title, date, state, number, opens_at, closes_at, frozen_at, late from editions
             where date = $1 order by title",
            )
            .bind(date.to_string())
            .fetch_all(c)
            .await
        })?;
        rows.into_iter().map(edition_of).collect()
    }

    /// Writes an edition down, or how far it has come.
    pub async fn write_edition(&mut self, row: &EditionRow) -> Result<(), Fault> {
        let late = row.late.as_ref().map(crate::to_json).transpose()?;
        on!(self, |c| sqlx::query(
            "insert into editions (title, date, state, number, opens_at, closes_at, frozen_at, late)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (title, date) do update set state = excluded.state,
             number = excluded.number, frozen_at = excluded.frozen_at, late = excluded.late"
        )
        .bind(row.title.as_str())
        .bind(row.date.to_string())
        .bind(row.state.as_str())
        .bind(row.number.map(i64::from))
        .bind(micros(row.opens_at))
        .bind(micros(row.closes_at))
        .bind(row.frozen_at.map(micros))
        .bind(late)
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// The day of the newest frozen edition of a title.
    pub async fn newest_frozen(&mut self, title: &TitleSlug) -> Result<Option<Date>, Fault> {
        let (day,): (Option<String>,) =
            on!(self, |c| sqlx::query_as("select max(date) from editions where title = $1 and number is not null")
                .bind(title.as_str())
                .fetch_one(c)
                .await)?;
        day.map(|day| crate::day(&day)).transpose()
    }

    /// The number that the next frozen edition of a title gets.
    pub async fn next_edition_number(&mut self, title: &TitleSlug) -> Result<u32, Fault> {
        let (last,): (i64,) =
            on!(self, |c| sqlx::query_as("select coalesce(max(number), 0) from editions where title = $1")
                .bind(title.as_str())
                .fetch_one(c)
                .await)?;
        Ok(u32::try_from(last + 1).unwrap_or(u32::MAX))
    }

    /// Keeps the bytes of one rendering of a frozen edition: ground. `format` is `text`, `html`, `json`, or `REF/open`, `REF/whole`.
    pub async fn write_rendering(
        &mut self,
        title: &TitleSlug,
        date: Date,
        format: &str,
        bytes: &[u8],
    ) -> Result<(), Fault> {
        let hash = crate::captures::sha256(bytes).to_string();
        let packed = zstd::bulk::compress(bytes, 3)
            .map_err(|error| Fault::Cupboard { doing: "pack an edition".to_owned(), error: error.to_string() })?;
        on!(self, |c| {
            sqlx::query(
            "insert into frozen_renderings (title, date, format, sha256, bytes) values ($1, $2, $3, $4, $5) on conflict do nothing"
        )
        .bind(title.as_str())
        .bind(date.to_string())
        .bind(format)
        .bind(hash)
        .bind(packed)
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }

    /// The bytes of one rendering of a frozen edition.
    pub async fn rendering(&mut self, title: &TitleSlug, date: Date, format: &str) -> Result<Option<Vec<u8>>, Fault> {
        let row: Option<(Vec<u8>,)> = on!(self, |c| sqlx::query_as(
            "select bytes from frozen_renderings where title = $1 and date = $2 and format = $3"
        )
        .bind(title.as_str())
        .bind(date.to_string())
        .bind(format)
        .fetch_optional(c)
        .await)?;
        row.map(|(packed,)| {
            zstd::stream::decode_all(packed.as_slice())
                .map_err(|error| Fault::Cupboard { doing: "unpack an edition".to_owned(), error: error.to_string() })
        })
        .transpose()
    }
}
