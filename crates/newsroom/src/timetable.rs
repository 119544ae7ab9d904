//! What is due by the titles' timetables and not out: queued as tasks, brought out in the order of their days, late ones saying so.
//!
//! After an outage each business day that was missed gets its edition, and only the last of them is mailed.

use jiff::{SignedDuration, ToSpan as _};
use model::edition::{EditionState, Late};
use model::timetable::{Due, Product};
use model::title::{Title, TitleSlug, business_day_after, business_day_before};
use model::{Date, Timestamp};
use store::{TaskRow, Tx};

use crate::task::Task;
use crate::{Newsroom, Trouble};

/// How long a product waits, from its hour, for what came before its hour to be read, in minutes. A capture that cannot be read is tried
/// for hours, and must not hold a day back.
pub const PATIENCE_MINUTES: i64 = 5;

/// After how long a product that waits looks again, in seconds.
const LOOK_AGAIN_SECONDS: i64 = 2;

/// Under which key the house remembers from when on a title's timetable is kept.
fn since_key(title: &Title) -> String {
    format!("timetable.since/{}", title.slug)
}

/// An instant that the house remembers.
fn instant(text: Option<String>) -> Option<Timestamp> {
    text.and_then(|text| text.parse().ok())
}

/// A product of a title's day, as tasks and alarms name it: `export/2026-04-17`.
pub(crate) fn name(title: &TitleSlug, day: Date) -> String {
    format!("{title}/{day}")
}

impl Newsroom {
    /// Queues what is due now and not out. Done twice, nothing is queued twice.
    pub async fn keep_timetable(&self) -> Result<(), Trouble> {
        let now = self.clock.now();
        store::transact!(self.store, |tx| {
            for title in tx.titles().await? {
                let since = self.since(&mut tx, &title, now).await?;
                if let Some(due) = self.missing_edition(&mut tx, &title, since, now).await? {
                    let task = Task::Edition(name(&title.slug, due.day));
                    tx.queue(&task.to_row(due.at, self.clock.real())).await?;
                }
                // Of sheets only the last is made: one that was missed is put together for whoever asks for its page.
                if let Some(due) = title.last_due(Product::Inspection, now).filter(|due| due.at > since)
                    && tx.sheet(&title.slug, due.day).await?.is_none()
                {
                    let task = Task::Sheet(name(&title.slug, due.day));
                    tx.queue(&task.to_row(due.at, self.clock.real())).await?;
                }
            }
            Ok::<(), Trouble>(())
        })
    }

    /// From when on a title's timetable is kept: the hours before it were nobody's. A house that was begun within the last day begins with
    /// its first instant; a title that is added to it, when it is first seen here.
    async fn since(&self, tx: &mut Tx, title: &Title, now: Timestamp) -> Result<Timestamp, Trouble> {
        if let Some(since) = self.kept_since(tx, title).await? {
            return Ok(since);
        }
        let yesterday = now.checked_sub(24.hours()).unwrap_or(now);
        let begun = instant(tx.remembered("first_write").await?).unwrap_or(now);
        let since = if instant(tx.remembered("timetable.since").await?).is_some_and(|first| first < now) {
            now
        } else if begun > yesterday {
            begun
        } else if tx.has_live_capture().await? {
            yesterday
        } else {
            now
        };
        tx.remember("timetable.since", &now.to_string()).await?;
        Ok(instant(Some(tx.remember(&since_key(title), &since.to_string()).await?)).unwrap_or(since))
    }

    /// From when on a title's timetable is kept; `None`: it is not kept here, as in practice.
    pub(crate) async fn kept_since(&self, tx: &mut Tx, title: &Title) -> Result<Option<Timestamp>, Trouble> {
        Ok(instant(tx.remembered(&since_key(title)).await?))
    }

    /// The first edition of a title that is due and not out. Frozen by hand and not sent counts as not out, where it is the last one due.
    async fn missing_edition(
        &self,
        tx: &mut Tx,
        title: &Title,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Due>, Trouble> {
        let Some(last) = title.last_due(Product::Edition, now).filter(|due| due.at > since) else { return Ok(None) };
        let next = match tx.newest_frozen(&title.slug).await? {
            Some(newest) if newest >= last.day => {
                let row = tx.edition(&title.slug, last.day).await?;
                let passed_over = |row: &store::EditionRow| row.late.as_ref().is_some_and(|late| late.passed_over);
                let unsent = row.is_some_and(|row| row.state == EditionState::Frozen && !passed_over(&row));
                return Ok(unsent.then_some(last));
            }
            Some(newest) => title.due(Product::Edition, business_day_after(newest)),
            None => title.next_due(Product::Edition, since),
        };
        Ok(next.map(|next| if next.at > since { next } else { last }))
    }

    /// `Task::Edition`: freezes an edition at its hour, late or not, queues its letters, and the next one that is due.
    pub(crate) async fn bring_out(&self, subject: &str, row: &TaskRow) -> Result<(), Trouble> {
        let (title, day) = self.named(subject).await?;
        let now = self.clock.now();
        let Some(due) = title.due(Product::Edition, day).filter(|due| due.at <= now) else {
            return self.leave(row).await;
        };
        if self.must_wait(&due, now).await? {
            return self.look_again(row).await;
        }
        let late = self.lateness(&title, day).await?;
        let edition = self.freeze_saying(&title, day, late).await?;
        let passed_over = edition.state.late.as_ref().is_some_and(|late| late.passed_over);
        store::transact!(self.store, |tx| {
            if !passed_over {
                self.queue_letters(&mut tx, &edition).await?;
            }
            let since = self.since(&mut tx, &title, now).await?;
            tx.finish_task(row).await?;
            if let Some(next) = self.missing_edition(&mut tx, &title, since, now).await? {
                let task = Task::Edition(name(&title.slug, next.day));
                tx.queue(&task.to_row(next.at, self.clock.real())).await?;
            }
            Ok::<(), Trouble>(())
        })
    }

    /// Ends the task of a product whose hour was moved since it was queued: it is queued again when that comes.
    pub(crate) async fn leave(&self, row: &TaskRow) -> Result<(), Trouble> {
        Ok(store::transact!(self.store, |tx| tx.finish_task(row).await)?)
    }

    /// Gives a product back that must wait.
    pub(crate) async fn look_again(&self, row: &TaskRow) -> Result<(), Trouble> {
        let again = self.clock.real() + SignedDuration::from_secs(LOOK_AGAIN_SECONDS);
        let why = "waits for what came before its hour to be read";
        Ok(store::transact!(self.store, |tx| tx.return_task(row, why, Some(again)).await)?)
    }

    /// Whether something that came before its hour is still to be read, within its patience.
    pub(crate) async fn must_wait(&self, due: &Due, now: Timestamp) -> Result<bool, Trouble> {
        let patient = now.as_second() - due.at.as_second() < PATIENCE_MINUTES * 60;
        Ok(patient && self.store.read().await?.has_unread_before(due.at).await?)
    }

    /// What an edition that is made now says of itself, where that is not at its hour.
    pub(crate) async fn lateness(&self, title: &Title, day: Date) -> Result<Option<Late>, Trouble> {
        let now = self.clock.now();
        let Some(due) = title.due(Product::Edition, day).filter(|due| due.is_overdue(now)) else { return Ok(None) };
        let last = title.last_due(Product::Edition, now).unwrap_or(due);
        let mut late = Late { passed_over: last.day > day, stands_for: Vec::new() };
        let mut tx = self.store.read().await?;
        let mut before = business_day_before(day);
        while !late.passed_over
            && let Some(row) = tx.edition(&title.slug, before).await?
            && row.late.is_some_and(|late| late.passed_over)
        {
            late.stands_for.insert(0, before);
            before = business_day_before(before);
        }
        Ok(Some(late))
    }

    /// The title and day that a task names.
    pub(crate) async fn named(&self, subject: &str) -> Result<(Title, Date), Trouble> {
        let (title, day) = subject.split_once('/').unwrap_or_default();
        let day = day
            .parse()
            .map_err(|_| Trouble::refuse(format!("'{subject}' names no edition, such as export/2026-04-17.")))?;
        Ok((self.title(title).await?, day))
    }
}
