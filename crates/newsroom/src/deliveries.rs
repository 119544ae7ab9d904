//! Steps 12 and 13: one delivery a reader, queued once, sent once, remembered; with the instant of doubt written down.

use model::delivery::{Delivery, DeliveryState};
use model::edition::{Edition, EditionState, Frozen};
use model::mail::Mail;
use model::reader::Reader;
use model::timetable::Due;
use model::title::{Title, TitleSlug};
use model::wall::{Shown, Visitor, admit};
use model::{Date, Timestamp};
use press::edition::Sheet;
use press::mail::Envelope;
use store::{EditionRow, QueuedDelivery, TaskRow, Tx};

use crate::editions::{Standing, surroundings};
use crate::inspection::PART;
use crate::task::Task;
use crate::{Newsroom, Trouble};

impl Newsroom {
    /// Sends an edition: freezes it if need be, queues one delivery for each reader with a licence for the title at its close, and does
    /// what is queued. Done twice, nobody gets it twice.
    pub async fn send(&self, title: &Title, date: Date) -> Result<Vec<Delivery>, Trouble> {
        let edition = self.freeze(title, date).await?;
        store::transact!(self.store, |tx| self.queue_letters(&mut tx, &edition).await)?;
        self.run_ready().await?;
        let mut letters = self.store.read().await?.deliveries(Some((&title.slug, date)), None).await?;
        letters.retain(|delivery| delivery.part.is_empty());
        Ok(letters)
    }

    /// Queues the letters of a frozen edition that were not queued before, with the tasks of sending them.
    pub(crate) async fn queue_letters(&self, tx: &mut Tx, edition: &Edition<Frozen>) -> Result<(), Trouble> {
        let (title, date, now) = (&edition.title, edition.date, self.clock.now());
        for reader in tx.readers().await?.iter().filter(|reader| takes(reader, title, edition.closes_at)) {
            let message_id = self.message_id(&format!("{}/{date}/{}", title.slug, reader.id));
            let (title, reader) = (title.slug.clone(), reader.id.clone());
            tx.queue_delivery(&QueuedDelivery { title, date, reader, part: "", message_id, at: now }).await?;
        }
        self.queue_sending(tx, &title.slug, date).await?;
        self.mark(tx, &title.slug, date).await
    }

    /// Queues the letters of a sheet.
    pub(crate) async fn queue_sheet_letters(&self, tx: &mut Tx, title: &Title, due: &Due) -> Result<(), Trouble> {
        for reader in tx.readers().await?.iter().filter(|reader| takes(reader, title, due.at)) {
            let message_id = self.message_id(&format!("{}/{}/{}/{PART}", title.slug, due.day, reader.id));
            let (title, reader, at) = (title.slug.clone(), reader.id.clone(), self.clock.now());
            tx.queue_delivery(&QueuedDelivery { title, date: due.day, reader, part: PART, message_id, at }).await?;
        }
        self.queue_sending(tx, &title.slug, due.day).await
    }

    async fn queue_sending(&self, tx: &mut Tx, title: &TitleSlug, date: Date) -> Result<(), Trouble> {
        for delivery in tx.deliveries(Some((title, date)), Some(DeliveryState::Queued)).await? {
            tx.queue(&Task::Deliver(delivery.message_id).to_row(self.clock.now(), self.clock.real())).await?;
        }
        Ok(())
    }

    /// Says how far the sending of an edition has come: sent, once every letter of it has an end.
    async fn mark(&self, tx: &mut Tx, title: &TitleSlug, date: Date) -> Result<(), Trouble> {
        let Some(row) = tx.edition(title, date).await?.filter(|row| row.number.is_some()) else { return Ok(()) };
        let state = match tx.has_open_delivery(title, date).await? {
            true => EditionState::Sending,
            false => EditionState::Sent,
        };
        match row.state == state {
            true => Ok(()),
            false => Ok(tx.write_edition(&EditionRow { state, ..row }).await?),
        }
    }

    /// `<…@host>` made from what is delivered: the same delivery has the same Message-ID for ever.
    pub(crate) fn message_id(&self, subject: &str) -> String {
        let host = self.publisher.url.split("://").last().unwrap_or("localhost");
        let host = host.split(['/', ':']).next().filter(|host| !host.is_empty()).unwrap_or("localhost");
        format!("<{}@{host}>", &crate::accounts::hash_hex(subject)[..32])
    }

    /// `Task::Deliver`: one edition for one reader.
    ///
    /// `sending` is committed before the first byte. Between the server's "250" and our commit nobody can know: found in `sending`
    /// after a crash it is sent again under the same Message-ID and counted as doubtful, so that nobody is left out and a mailbox can
    /// fold the two.
    pub(crate) async fn deliver(&self, message_id: &str, row: &TaskRow) -> Result<(), Trouble> {
        let mut tx = self.store.read().await?;
        let Some(delivery) = tx.delivery(message_id).await? else {
            return Err(Trouble::refuse(format!("There is no delivery {message_id}.")));
        };
        let reader = tx.reader(&delivery.reader).await?;
        drop(tx);
        if !matches!(delivery.state, DeliveryState::Queued | DeliveryState::Sending) {
            store::transact!(self.store, |tx| tx.finish_task(row).await)?;
            return Ok(());
        }
        let Some(reader) = reader else {
            return self.end(&delivery, row, DeliveryState::Suppressed, "the reader is gone").await;
        };
        let mail = self.letter_of(&delivery, &reader).await?;
        let doubtful = delivery.doubtful || delivery.state == DeliveryState::Sending;
        store::transact!(self.store, |tx| {
            tx.move_delivery(&delivery, DeliveryState::Sending, doubtful, self.clock.now(), "").await
        })?;
        let delivery = Delivery { attempts: delivery.attempts + 1, doubtful, ..delivery };
        match self.post.send(&mail).await {
            Ok(accepted) => self.end(&delivery, row, DeliveryState::Sent, &accepted.answer).await,
            Err(error) if error.is_permanent() => {
                self.end(&delivery, row, DeliveryState::Failed, &error.to_string()).await
            }
            Err(error) if row.attempts >= crate::task::LETTER_ATTEMPTS_MAX => {
                let why = format!("given up after {} attempts: {error}", row.attempts);
                self.end(&delivery, row, DeliveryState::Failed, &why).await
            }
            Err(error) => {
                let doubtful = doubtful || error.in_doubt();
                store::transact!(self.store, |tx| {
                    tx.move_delivery(&delivery, DeliveryState::Queued, doubtful, self.clock.now(), &error.to_string())
                        .await
                })?;
                Err(Trouble::Fault(store::Fault::Open(error.to_string())))
            }
        }
    }

    /// The letter of a delivery, set now: of a sheet or of a frozen edition.
    async fn letter_of(&self, delivery: &Delivery, reader: &Reader) -> Result<Mail, Trouble> {
        let title = self.title(delivery.title.as_str()).await?;
        if delivery.part == PART {
            return self.sheet_mail(&title, delivery.date, reader).await;
        }
        match self.edition(&title, delivery.date).await? {
            Standing::Frozen(edition, _) => self.edition_mail(&edition, reader).await,
            Standing::Assembled(_) => Err(Trouble::refuse(format!(
                "The edition {}/{} is not frozen, so it is not sent.",
                title.slug, delivery.date
            ))),
        }
    }

    async fn end(&self, delivery: &Delivery, row: &TaskRow, state: DeliveryState, answer: &str) -> Result<(), Trouble> {
        store::transact!(self.store, |tx| {
            tx.move_delivery(delivery, state, delivery.doubtful, self.clock.now(), answer).await?;
            if delivery.part.is_empty() {
                self.mark(&mut tx, &delivery.title, delivery.date).await?;
            }
            Ok::<(), Trouble>(tx.finish_task(row).await?)
        })
    }

    /// The letter that a reader gets: their own wall decides what is whole in it.
    pub async fn edition_mail(&self, edition: &Edition<Frozen>, reader: &Reader) -> Result<Mail, Trouble> {
        let visitor = Visitor::Reader { id: reader.id.clone(), licences: reader.licences.clone() };
        let shown: Vec<Shown<'_>> =
            edition.articles().map(|article| admit(&visitor, article, edition.state.frozen_at)).collect();
        let around = surroundings(&mut self.store.read().await?, &shown).await?;
        let sheet = Sheet {
            edition,
            shown,
            publisher: &self.publisher,
            documents: &|id, version| around.document(id, version),
            links: &|reference| around.link(reference),
            state: EditionState::Frozen,
        };
        let message_id = self.message_id(&format!("{}/{}/{}", edition.title.slug, edition.date, reader.id));
        Ok(press::mail::edition(&sheet, reader, &Envelope { message_id, date: edition.state.frozen_at }))
    }
}

/// Whether a reader's licence for that title, of whatever kind, runs at an instant.
fn takes(reader: &Reader, title: &Title, at: Timestamp) -> bool {
    reader
        .licences
        .iter()
        .any(|licence| licence.from <= at && at < licence.until && licence.titles.contains(&title.slug))
}

/// Letters that the demo shows, newest first.
const LETTERS_SHOWN: usize = 30;

/// The letters in a folder, newest first, as the demo shows them. A folder that cannot be read holds none.
pub fn letters(folder: &std::path::Path) -> Vec<press::views::Letter> {
    let letter = |letter: wire::Letter| press::views::Letter {
        links: links(&letter.text),
        to: letter.to,
        subject: letter.subject,
        at: letter.date,
        text: letter.text,
    };
    wire::letters(folder).unwrap_or_default().into_iter().take(LETTERS_SHOWN).map(letter).collect()
}

fn links(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| "<>().,;".contains(c));
        if (word.starts_with("http://") || word.starts_with("https://")) && !out.iter().any(|known| known == word) {
            out.push(word.to_owned());
        }
    }
    out
}
