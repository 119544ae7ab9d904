//! Steps 4 and 5: a capture is read, and what was read is received: documents, versions, ledger lines, notes and next tasks, in one
//! transaction. What cannot be read is kept, and its line says so.

use model::capture::{CaptureHead, CaptureId, Origin};
use model::document::{self, Document, DocumentId, DocumentState, Rendition, RenditionKind};
use model::ledger::{Outcome, Subject};
use model::note::{Note, Weight};
use model::reading::{Found, Reading};
use model::request::Bookmark;
use store::{Account, Fault, NewLine, TaskRow, Telling, Tx, VersionRow};

use crate::task::Task;
use crate::{Newsroom, Trouble};

/// What became of one telling.
pub(crate) enum Receipt {
    /// The act is new to us.
    New,
    /// It has a new version, of that number.
    Version(u32),
    /// It is a further telling of the same version, and may say more.
    Further,
    /// It said nothing new.
    Known,
}

impl Newsroom {
    /// `Task::Read`: from the cupboard to documents. May be repeated; cannot be skipped.
    pub(crate) async fn read(&self, id: &CaptureId, row: &TaskRow) -> Result<(), Trouble> {
        let (head, before) = {
            let mut tx = self.store.read().await?;
            let Some(head) = tx.capture(id).await? else {
                return Err(Trouble::refuse(format!("There is no capture {id} to read.")));
            };
            let before = tx.capture_before(&head).await?;
            (head, before)
        };
        if before.is_some_and(|before| before.sha256 == head.sha256 && before.status == head.status) {
            store::transact!(self.store, |tx| {
                let detail = "the bytes of the capture of that address before it";
                let reader = self.catalogue.version(&head.source);
                tx.account(id, &Account { result: "seen", detail, documents: 0, reader }, row.as_of).await?;
                self.count_news(&mut tx, &head, 0).await?;
                tx.finish_task(row).await
            })?;
            return Ok(());
        }
        if let Some(next) = self.store.read().await?.seen_after(&head).await? {
            // This one came late. The next was like the one before both, and is not like this one: it says something now.
            let task = Task::Read(next.id).to_row(next.captured_at, self.clock.real());
            store::transact!(self.store, |tx| tx.queue(&task).await)?;
        }
        let reading = self.reading_of(&head).await?;
        self.receive(&head, reading, row).await
    }

    /// Unpacks and reads a capture, away from the threads that serve.
    pub(crate) async fn reading_of(&self, head: &CaptureHead) -> Result<Reading, Fault> {
        let packed = self.store.cupboard().take(&head.sha256).await?;
        let (catalogue, head) = (self.catalogue.clone(), head.clone());
        let read = tokio::task::spawn_blocking(move || {
            let mut body = store::Cupboard::unpack(&packed)?;
            Ok::<Reading, Fault>(catalogue.read(&head, &mut body))
        });
        match read.await {
            Ok(reading) => reading,
            // A reader that panics on foreign bytes is our fault, but must not end the journey of the others.
            Err(_) => Ok(Reading::failed(
                "The reader of this source broke on these bytes. They are kept; report this with the capture's id.",
            )),
        }
    }

    async fn receive(&self, head: &CaptureHead, reading: Reading, row: &TaskRow) -> Result<(), Trouble> {
        let Reading { found, requests, notes } = reading;
        if let Found::Lists(lists) = found {
            return self.receive_lists(head, &lists, &notes, row).await;
        }
        if let Found::Renditions(renditions) | Found::Inspection(renditions) = &found {
            self.read_earlier_again(head, renditions).await?;
        }
        store::transact!(self.store, |tx| {
            let mut notes = notes.clone();
            let (result, (detail, news), documents) = match &found {
                Found::Empty => ("empty", ("it said that there is nothing".to_owned(), 0), 0),
                Found::Failed(why) => {
                    self.fail(&mut tx, head, why).await?;
                    ("failed", (why.clone(), 0), 0)
                }
                Found::Lists(_) => ("documents", (String::new(), 0), 0),
                Found::Renditions(renditions) | Found::Inspection(renditions) => {
                    let told = self.receive_renditions(&mut tx, head, renditions).await?;
                    if matches!(found, Found::Inspection(_)) {
                        self.withdraw_missing(&mut tx, head, renditions, &mut notes).await?;
                    }
                    ("documents", told, renditions.len())
                }
            };
            let detail = match &found {
                Found::Renditions(renditions) => {
                    self.reprocessed(&mut tx, head, renditions, detail, &mut notes).await?
                }
                _ => detail,
            };
            let reader = self.catalogue.version(&head.source);
            tx.account(&head.id, &Account { result, detail: &detail, documents, reader }, row.as_of).await?;
            self.count_news(&mut tx, head, news).await?;
            self.note(&mut tx, head, &notes).await?;
            if head.origin == Origin::Live {
                for request in &requests {
                    tx.queue(&Task::Fetch(request.clone()).to_row(head.captured_at, self.clock.real())).await?;
                }
            }
            if let Found::Renditions(renditions) = &found {
                let published_on = renditions.iter().filter_map(|rendition| rendition.fields.published_on).max();
                tx.move_bookmark(&head.source, &Bookmark { published_on, ..Bookmark::default() }).await?;
            }
            self.leave_understanding(&mut tx, head, row).await
        })
    }

    /// Leaves the task of understanding what a capture brought, and ends that of reading it.
    pub(crate) async fn leave_understanding(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        row: &TaskRow,
    ) -> Result<(), Trouble> {
        if !tx.versions_of_capture(&head.id).await?.is_empty() {
            tx.queue(&Task::Understand(head.id.clone()).to_row(row.as_of, self.clock.real())).await?;
        }
        Ok(tx.finish_task(row).await?)
    }

    /// A capture that could not be read: a ledger line, and the bytes stay.
    pub(crate) async fn fail(&self, tx: &mut Tx, head: &CaptureHead, why: &str) -> Result<(), Trouble> {
        tracing::warn!(source.id = %head.source, capture.id = %head.id, "{why}");
        let line = NewLine {
            subject: Subject::Capture(head.id.clone()),
            outcome: Outcome::Failed,
            reference: None,
            why: why.to_owned(),
        };
        Ok(tx.open_account(&line, &head.id, &head.source, head.captured_at, head.captured_at).await?)
    }

    /// Keeps what a reader could not use. Where something was lost, the part of the capture that could not be read has a ledger line of
    /// its own: what came in is no proof that everything did.
    pub(crate) async fn note(&self, tx: &mut Tx, head: &CaptureHead, notes: &[Note]) -> Result<(), Trouble> {
        tx.write_notes(&head.id, notes).await?;
        let mut lost = notes.iter().filter(|note| note.weight == Weight::Lost);
        let Some(first) = lost.next() else { return Ok(()) };
        let more = match lost.count() {
            0 => String::new(),
            more => format!(" ({more} more)"),
        };
        tx.mark_failed(&head.id).await?;
        self.fail(tx, head, &format!("A part could not be read, at {}: {}{more}", first.place, first.text)).await
    }

    /// Takes in what a capture tells; answers what to say of it, and how many of its tellings were news.
    async fn receive_renditions(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        renditions: &[Rendition],
    ) -> Result<(String, u32), Trouble> {
        let (mut new, mut versions, mut further, mut known) = (0, 0, 0, 0);
        for rendition in renditions {
            match self.receive_rendition(tx, head, rendition).await? {
                Receipt::New => new += 1,
                Receipt::Version(_) => versions += 1,
                Receipt::Further => {
                    further += 1;
                    let task = Task::Retell(rendition.document.clone());
                    tx.queue(&task.to_row(head.captured_at, self.clock.real())).await?;
                }
                Receipt::Known => known += 1,
            }
        }
        let detail = format!("{new} new, {versions} new versions, {further} further tellings, {known} known already");
        Ok((detail, new + versions + further))
    }

    /// Says of a past issue that came again with other bytes, and told something new, that it was reprocessed.
    async fn reprocessed(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        renditions: &[Rendition],
        detail: String,
        notes: &mut Vec<Note>,
    ) -> Result<String, Trouble> {
        let issue = renditions.iter().filter_map(|rendition| rendition.fields.published_on).max();
        let past = model::document::dating(issue, head.captured_at, None, &self.publisher.zone).is_some();
        let (Some(issue), true, Some(before)) = (issue, past, tx.capture_before(head).await?) else {
            return Ok(detail);
        };
        if tx.versions_of_capture(&head.id).await?.is_empty() {
            return Ok(detail);
        }
        let detail = format!("reprocessed by its publisher: {detail}");
        let seen = self.day_of(before.captured_at);
        notes.push(Note::info(
            "issue",
            format!("What is dated {issue} came before, on {seen}, and came again changed; {detail}."),
        ));
        Ok(detail)
    }

    /// One telling of one act. A version is made when the act is new, its state changed, or *the same* telling changed in a field that
    /// is not volatile; a further telling is no version. A telling older than one we have of its kind changes nothing that is newer.
    pub(crate) async fn receive_rendition(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        rendition: &Rendition,
    ) -> Result<Receipt, Trouble> {
        let (id, kind, at) = (&rendition.document, rendition.kind, head.captured_at);
        let current = tx.document_state(id).await?;
        let before = tx.telling_before(id, kind, at).await?;
        let late = tx.has_later_telling(id, kind, at).await?;
        let (version, state, receipt) = match current {
            None => (1, rendition.state, Receipt::New),
            Some((version, state)) => {
                let advanced = further(state, rendition.state);
                let changed = match &before {
                    Some(before) => {
                        let differs = before.fields != rendition.fields || before.state != rendition.state;
                        if !differs {
                            return Ok(Receipt::Known);
                        }
                        !late
                    }
                    None => false,
                };
                if changed || advanced != state {
                    (version + 1, advanced, Receipt::Version(version + 1))
                } else {
                    (version, state, Receipt::Further)
                }
            }
        };
        tx.write_telling(&self.telling(head, rendition, version)).await?;
        match receipt {
            Receipt::Further | Receipt::Known => self.renew(tx, id).await?,
            Receipt::New | Receipt::Version(_) => self.open_version(tx, head, id, version, state, kind).await?,
        }
        Ok(receipt)
    }

    /// What a capture tells, as it is kept under a version.
    pub(crate) fn telling(&self, head: &CaptureHead, rendition: &Rendition, version: u32) -> Telling {
        Telling {
            document: rendition.document.clone(),
            kind: rendition.kind,
            captured_at: head.captured_at,
            capture: head.id.clone(),
            version,
            state: rendition.state,
            fields: rendition.fields.clone(),
            reader: self.catalogue.version(&head.source),
        }
    }

    /// Writes a version with its ledger line; one before it that is undecided is superseded.
    pub(crate) async fn open_version(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        id: &DocumentId,
        version: u32,
        state: DocumentState,
        rendition: RenditionKind,
    ) -> Result<(), Trouble> {
        let row = VersionRow {
            version,
            state,
            source: head.source.clone(),
            rendition,
            capture: head.id.clone(),
            received_at: head.captured_at,
        };
        tx.write_version(id, &row).await?;
        let line = NewLine {
            subject: Subject::Version(id.clone(), version),
            outcome: Outcome::Held,
            reference: None,
            why: "waiting to be understood".to_owned(),
        };
        tx.open_account(&line, &head.id, &head.source, head.captured_at, head.captured_at).await?;
        if version > 1 {
            let before = Subject::Version(id.clone(), version - 1);
            if let Some(ruling) = tx.standing(&before).await?
                && ruling.outcome == Outcome::Held
            {
                let why = format!("superseded by version {version}");
                let line = NewLine { subject: before, outcome: Outcome::Merged, reference: ruling.reference, why };
                tx.rule(&line, head.captured_at).await?;
            }
        }
        self.renew(tx, id).await
    }

    pub(crate) async fn renew(&self, tx: &mut Tx, id: &DocumentId) -> Result<(), Trouble> {
        if let Some((document, _)) = tx.document_facts(id, None).await? {
            tx.list_document(&document).await?;
        }
        Ok(())
    }

    /// A complete list of what is on public inspection that no longer names a filing before its day of issue: withdrawn, unless so much
    /// is missing that the list itself is in doubt.
    async fn withdraw_missing(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        listed: &[Rendition],
        notes: &mut Vec<Note>,
    ) -> Result<(), Trouble> {
        let tomorrow = model::title::next_day(self.day_of(head.captured_at));
        let known = tx.on_inspection(tomorrow).await?;
        let known: Vec<DocumentId> = known.into_iter().map(|filed| filed.id).collect();
        let missing: Vec<&DocumentId> = known.iter().filter(|id| !listed.iter().any(|r| r.document == **id)).collect();
        if missing.len() > 5.max(known.len() / 5) {
            notes.push(Note::odd(
                "list",
                format!(
                    "{} of {} filings that should be listed are not: too many to believe, so none is taken as withdrawn. Look at the list.",
                    missing.len(),
                    known.len()
                ),
            ));
            return Ok(());
        }
        for id in missing {
            let Some((document, _)) = tx.document_facts(id, None).await? else { continue };
            if document.captured_at >= head.captured_at {
                continue;
            }
            let version = document.version + 1;
            let (kind, state) = (RenditionKind::Inspection, DocumentState::Withdrawn);
            let Some(filed) = tx.telling_before(id, kind, head.captured_at).await? else { continue };
            let gone = Rendition { document: id.clone(), kind, state, fields: filed.fields };
            tx.write_telling(&self.telling(head, &gone, version)).await?;
            self.open_version(tx, head, id, version, state, kind).await?;
        }
        Ok(())
    }
}

/// The further of two states. What was withdrawn comes back by being printed, not by being listed once more out of order.
fn further(now: DocumentState, told: DocumentState) -> DocumentState {
    match (now, told) {
        (DocumentState::Published, _) | (_, DocumentState::Published) => DocumentState::Published,
        (DocumentState::Withdrawn, DocumentState::Filed) => DocumentState::Filed,
        (_, told) => told,
    }
}

/// A document as a story's ledger line and headline see it, with what it said before: for `document ID`.
pub async fn document_history(
    tx: &mut Tx,
    id: &DocumentId,
) -> Result<Vec<(Document, Vec<document::FieldChange>)>, Fault> {
    let mut out: Vec<(Document, Vec<document::FieldChange>)> = Vec::new();
    for row in tx.versions(id).await? {
        let Some(document) = tx.document(id, Some(row.version)).await? else { continue };
        let mut changes = match out.last() {
            Some((before, _)) => document::differences(&before.fields, &document.fields),
            None => Vec::new(),
        };
        if let Some((before, _)) = out.last()
            && before.state != document.state
        {
            let (from, to) = (before.state.to_string(), document.state.to_string());
            changes.insert(0, document::FieldChange { field: "state".to_owned(), before: from, after: to });
        }
        out.push((document, changes));
    }
    Ok(out)
}
