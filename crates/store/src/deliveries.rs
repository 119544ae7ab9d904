//! Deliveries: one edition for one reader over one channel, queued once, sent once, remembered.

use model::delivery::{Delivery, DeliveryState};
use model::reader::ReaderId;
use model::title::TitleSlug;
use model::{Date, Timestamp};

use crate::engine::on;
use crate::{Fault, Tx, micros, plain, word};

/// A delivery to queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedDelivery {
    /// Of which title.
    pub title: TitleSlug,
    /// Of which day.
    pub date: Date,
    /// For whom.
    pub reader: ReaderId,
    /// Which part of that day: nothing for the edition, `inspection` for the sheet.
    pub part: &'static str,
    /// Its Message-ID, derived from the four above.
    pub message_id: String,
    /// When it was queued, by the publishing clock.
    pub at: Timestamp,
}

type Row = (String, String, String, String, String, String, String, i64, i64);

fn delivery_of(row: Row) -> Result<Delivery, Fault> {
    let (title, date, reader, channel, part, state, message_id, attempts, doubtful) = row;
    Ok(Delivery {
        part,
        title: TitleSlug::new(title),
        date: crate::day(&date)?,
        reader: ReaderId::new(reader),
        channel,
        state: word(&state)?,
        message_id,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        doubtful: doubtful != 0,
    })
}

impl Tx {
    /// Queues a delivery by mail, unless it was queued before: its natural key is title, day, reader, channel and part.
    pub async fn queue_delivery(&mut self, delivery: &QueuedDelivery) -> Result<(), Fault> {
        on!(self, |c| {
            sqlx::query(
            "insert into deliveries (title, date, reader, channel, part, state, message_id, attempts, doubtful, queued_at)
             values ($1, $2, $3, 'mail', $4, 'queued', $5, 0, 0, $6) on conflict do nothing"
        )
        .bind(delivery.title.as_str())
        .bind(delivery.date.to_string())
        .bind(delivery.reader.as_str())
        .bind(delivery.part)
        .bind(&delivery.message_id)
        .bind(micros(delivery.at))
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }

    /// The delivery of a Message-ID.
    pub async fn delivery(&mut self, message_id: &str) -> Result<Option<Delivery>, Fault> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(
            "select title, date, reader, channel, part, state, message_id, attempts, doubtful from deliveries
             where message_id = $1"
        )
        .bind(message_id)
        .fetch_optional(c)
        .await)?;
        row.map(delivery_of).transpose()
    }

    /// Deliveries of an edition or of all, in a state or in any.
    pub async fn deliveries(
        &mut self,
        edition: Option<(&TitleSlug, Date)>,
        state: Option<DeliveryState>,
    ) -> Result<Vec<Delivery>, Fault> {
        let (title, date) = edition.map_or((String::new(), String::new()), |(t, d)| (t.to_string(), d.to_string()));
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(
            "select title, date, reader, channel, part, state, message_id, attempts, doubtful from deliveries
             where ($1 = '' or (title = $1 and date = $2)) and ($3 = '' or state = $3) order by date, title, reader, part"
        )
        .bind(title)
        .bind(date)
        .bind(state.map_or("", DeliveryState::as_str))
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(delivery_of).collect()
    }

    /// Whether a letter of an edition still waits for its end.
    pub async fn has_open_delivery(&mut self, title: &TitleSlug, date: Date) -> Result<bool, Fault> {
        let (count,): (i64,) = on!(self, |c| {
            sqlx::query_as(
            "select count(*) from (select message_id from deliveries where state in ('queued', 'sending') and date = $2
             and title = $1 and part = '' limit 1) as open"
        )
        .bind(title.as_str())
        .bind(date.to_string())
        .fetch_one(c)
        .await
        })?;
        Ok(count > 0)
    }

    /// Moves a delivery, and remembers the attempt: what was said is scrubbed of addresses before.
    pub async fn move_delivery(
        &mut self,
        delivery: &Delivery,
        state: DeliveryState,
        doubtful: bool,
        at: Timestamp,
        result: &str,
    ) -> Result<(), Fault> {
        let attempts = i64::from(delivery.attempts) + i64::from(state == DeliveryState::Sending);
        on!(self, |c| sqlx::query(
            "update deliveries set state = $1, attempts = $2, doubtful = $3 where message_id = $4"
        )
        .bind(state.as_str())
        .bind(attempts)
        .bind(i64::from(doubtful))
        .bind(&delivery.message_id)
        .execute(c)
        .await
        .map(|_| ()))?;
        if state != DeliveryState::Sending {
            on!(self, |c| {
                sqlx::query(
                "insert into delivery_attempts (message_id, attempt, at, result) values ($1, $2, $3, $4) on conflict do nothing"
            )
            .bind(&delivery.message_id)
            .bind(attempts)
            .bind(micros(at))
            .bind(plain(result))
            .execute(c)
            .await
            .map(|_| ())
            })?;
        }
        Ok(())
    }
}
