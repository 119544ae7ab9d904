//! Old captures read again by a reader that has become better. Ids, numbers and versions stay: what a version says is refilled, what was
//! missed comes in, and nothing that was read before is dropped. A published article is not touched; it is named.

use std::future::Future;
use std::pin::Pin;

use model::capture::{CaptureHead, CaptureId};
use model::document::{self, DocumentId, DocumentState, FieldChange, Rendition};
use model::ledger::{Outcome, Subject};
use model::note::Weight;
use model::reading::{Found, Reading};
use model::reference::Ref;
use model::snapshot::{Snapshot, Verdict};
use model::story::StoryState;
use store::{Account, CaptureFilter, ListState, ListedCapture, NewLine, Telling, Tx};

use crate::intake::Receipt;
use crate::lists::Placed;
use crate::task::Task;
use crate::{Newsroom, Trouble};

/// Which captures are read again, and what for.
#[derive(Debug, Clone, Default)]
pub struct Rereading {
    /// Those captures.
    pub filter: CaptureFilter,
    /// Only those that an older reader read than the present one.
    pub only_stale: bool,
    /// Nothing is written: what would change is told, each capture by itself.
    pub only_try: bool,
    /// Who wants it.
    pub by: String,
}

/// What reading again did to a document or capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A version says more or other things than before.
    Refilled,
    /// A document came in that was not read before.
    New,
    /// What was taken for the same text is a new version of it.
    Version,
    /// A further telling of a known version came in.
    Further,
    /// The present reader does not find what was read before; it stays.
    Kept,
    /// The present reader cannot read the capture, or does not believe its list; what was read before stays.
    Unreadable,
    /// What had failed was read.
    Mended,
}

impl What {
    /// Its word in records and deeds.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Refilled => "refilled",
            What::New => "new",
            What::Version => "version",
            What::Further => "further",
            What::Kept => "kept",
            What::Unreadable => "unreadable",
            What::Mended => "mended",
        }
    }
}

/// One thing that reading again did, or did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reread {
    /// The capture that was read again.
    pub capture: CaptureHead,
    /// What reading again did.
    pub what: What,
    /// The document and its version, where it is about one.
    pub document: Option<(DocumentId, u32)>,
    /// The fields that differ, before and after; the text as its number of paragraphs.
    pub fields: Vec<FieldChange>,
    /// The published article that rests on it, and that was not changed.
    pub published: Option<Ref>,
    /// In words, where there is more to say.
    pub why: String,
}

/// What a rereading did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RereadReport {
    /// Captures that were read.
    pub captures: u64,
    /// Things that changed.
    pub changes: u64,
    /// The work that followed.
    pub work: crate::journey::Done,
}

type Boxed<'a> = Pin<Box<dyn Future<Output = Result<(), Trouble>> + Send + 'a>>;

impl Newsroom {
    /// Reads captures again, in the order of their instants, and does the work that follows. `tell` is told of each change.
    pub async fn reread(
        &self,
        order: &Rereading,
        tell: &mut (dyn FnMut(&Reread) + Send),
    ) -> Result<RereadReport, Trouble> {
        let mut report = RereadReport::default();
        let mut last: Option<CaptureHead> = None;
        loop {
            let page = self.store.read().await?.list_captures(&order.filter, last.as_ref()).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.head.clone());
            for listed in page.iter().filter(|listed| self.is_wanted(listed, order)) {
                report.captures += 1;
                for change in self.reread_one(listed, order.only_try, &order.by).await? {
                    report.changes += 1;
                    tell(&change);
                }
            }
        }
        if !order.only_try {
            report.work = self.run_ready().await?;
        }
        Ok(report)
    }

    /// What was not read yet will be by its task; what was seen has the bytes of another that is read.
    fn is_wanted(&self, listed: &ListedCapture, order: &Rereading) -> bool {
        let stale = listed.reader.is_some_and(|reader| reader < self.catalogue.version(&listed.head.source));
        !matches!(listed.result.as_str(), "unread" | "seen") && (stale || !order.only_stale)
    }

    /// Before a capture is received: what was told before it by an older reader is read again, so that what only the reader sees
    /// differently is no new version.
    pub(crate) fn read_earlier_again<'a>(&'a self, head: &'a CaptureHead, renditions: &'a [Rendition]) -> Boxed<'a> {
        Box::pin(async move {
            // Every reader begins with version 1: before one is raised there is nothing to look for.
            if self.catalogue.all().all(|(_, source)| source.version() <= 1) {
                return Ok(());
            }
            let mut stale: Vec<(model::Timestamp, CaptureId)> = Vec::new();
            let mut tx = self.store.read().await?;
            for rendition in renditions {
                let before = tx.teller_before(&rendition.document, rendition.kind, head.captured_at).await?;
                let Some(teller) = before.filter(|teller| teller.head.id != head.id) else { continue };
                if teller.reader < self.catalogue.version(&teller.head.source) {
                    stale.push((teller.head.captured_at, teller.head.id));
                }
            }
            drop(tx);
            stale.sort();
            stale.dedup();
            for (_, id) in stale {
                let Some(listed) = self.store.read().await?.listed_capture(&id).await? else { continue };
                self.reread_one(&listed, false, "a newer reader").await?;
            }
            Ok(())
        })
    }

    /// Reads one capture again and writes what follows in one transaction, with its deed; or, as a try, nothing. A service that works
    /// meanwhile may bring a state of the same list, or write the same rows: then it is placed and compared once more.
    async fn reread_one(&self, listed: &ListedCapture, only_try: bool, by: &str) -> Result<Vec<Reread>, Trouble> {
        let head = &listed.head;
        let reading = match self.reading_of(head).await {
            Err(fault @ store::Fault::Cupboard { .. }) => {
                return Ok(vec![Reread { why: fault.to_string(), ..of(head, What::Unreadable) }]);
            }
            reading => reading?,
        };
        if let Found::Renditions(renditions) | Found::Inspection(renditions) = &reading.found
            && !only_try
        {
            self.read_earlier_again(head, renditions).await?;
        }
        for _ in 0..PLACED_MAX {
            let placed = match &reading.found {
                Found::Lists(lists) => self.place_states(lists).await?,
                _ => Vec::new(),
            };
            let done = match only_try {
                true => self.try_placed(listed, &reading, &placed).await,
                false => self.reread_placed(listed, &reading, &placed, by).await,
            };
            match done {
                Ok(Some(changes)) => return Ok(changes),
                Ok(None) => {}
                Err(trouble) if trouble.is_conflict() => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Err(Trouble::refuse(format!(
            "Capture {} was not read again, for the service wrote the same rows each time; what was read before it is kept. Run the command again.",
            head.id
        )))
    }

    /// What a capture would change. Dropped without a commit, the transaction never was.
    async fn try_placed(
        &self,
        listed: &ListedCapture,
        reading: &Reading,
        placed: &[Placed],
    ) -> Result<Option<Vec<Reread>>, Trouble> {
        let mut tx = self.store.write().await?;
        self.reread_in(&mut tx, listed, reading, placed).await
    }

    async fn reread_placed(
        &self,
        listed: &ListedCapture,
        reading: &Reading,
        placed: &[Placed],
        by: &str,
    ) -> Result<Option<Vec<Reread>>, Trouble> {
        let head = &listed.head;
        let changes = store::transact!(self.store, |tx| {
            let changes = self.reread_in(&mut tx, listed, reading, placed).await?;
            if let Some(changes) = changes.as_ref().filter(|changes| !changes.is_empty()) {
                let detail = deed(changes, self.catalogue.version(&head.source));
                tx.write_deed(self.clock.real(), by, "reread", head.id.as_str(), &detail).await?;
            }
            Ok::<_, Trouble>(changes)
        })?;
        for change in changes.iter().flatten().filter(|change| change.published.is_some()) {
            let (document, reference) = (change.document.as_ref().map(|(id, _)| id.as_str()), change.published);
            let reference = reference.map(|reference| reference.to_string()).unwrap_or_default();
            tracing::warn!(capture.id = %head.id, document.id = document, article.r#ref = reference, "A document was read otherwise than before, and the article that rests on it was not changed. Look at both.");
        }
        Ok(changes)
    }

    /// What one capture changes; nothing where it cannot be said, for another state of its list came in since it was placed.
    async fn reread_in(
        &self,
        tx: &mut Tx,
        listed: &ListedCapture,
        reading: &Reading,
        placed: &[Placed],
    ) -> Result<Option<Vec<Reread>>, Trouble> {
        let head = &listed.head;
        let mut changes = Vec::new();
        if tx.capture(&head.id).await?.is_none() {
            // Retention took it away since it was listed.
            return Ok(Some(changes));
        }
        let lists: &[Snapshot] = if let Found::Lists(lists) = &reading.found { lists } else { &[] };
        for (after, placed) in lists.iter().zip(placed) {
            if self.has_moved(tx, after, placed).await? {
                return Ok(None);
            }
        }
        let result = match &reading.found {
            Found::Failed(why) => {
                if listed.result != "failed" {
                    changes.push(Reread { why: why.clone(), ..of(head, What::Unreadable) });
                }
                return Ok(Some(changes));
            }
            Found::Empty => {
                self.keep_missing(tx, head, &[], &mut changes).await?;
                if changes.is_empty() { "empty" } else { "documents" }
            }
            Found::Renditions(renditions) | Found::Inspection(renditions) => {
                self.refill(tx, head, renditions, &mut changes).await?;
                self.keep_missing(tx, head, renditions, &mut changes).await?;
                "documents"
            }
            Found::Lists(_) => {
                for (after, placed) in lists.iter().zip(placed) {
                    self.refill_list(tx, head, after, placed, &mut changes).await?;
                }
                "documents"
            }
        };
        let was_failed = tx.standing(&Subject::Capture(head.id.clone())).await?;
        let was_failed = was_failed.is_some_and(|line| line.outcome == Outcome::Failed);
        let is_whole = reading.notes.iter().all(|note| note.weight != Weight::Lost);
        if was_failed && is_whole {
            changes.push(self.close_failure(tx, head, result, &changes).await?);
        }
        let detail = match changes.len() {
            0 => listed.detail.clone(),
            count => format!("read again: {count} {}", if count == 1 { "change" } else { "changes" }),
        };
        let documents = tx.tellings_of_capture(&head.id).await?.len();
        let reader = self.catalogue.version(&head.source);
        tx.account(&head.id, &Account { result, detail: &detail, documents, reader }, self.clock.now()).await?;
        self.note(tx, head, &reading.notes).await?;
        Ok(Some(changes))
    }

    /// Refills what was told, and takes in what was not read before.
    async fn refill(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        renditions: &[Rendition],
        changes: &mut Vec<Reread>,
    ) -> Result<(), Trouble> {
        let told = tx.tellings_of_capture(&head.id).await?;
        let mut arrived = false;
        for rendition in renditions {
            let before = told.iter().find(|telling| is_same(telling, rendition));
            let (what, version) = match before {
                Some(before) if before.fields == rendition.fields => {
                    tx.write_telling(&self.telling(head, rendition, before.version)).await?;
                    continue;
                }
                Some(before) => {
                    let telling = self.telling(head, rendition, before.version);
                    tx.write_telling(&telling).await?;
                    let change = self.refilled(tx, head, before, &telling).await?;
                    changes.push(change);
                    continue;
                }
                None => match self.receive_rendition(tx, head, rendition).await? {
                    Receipt::Known => continue,
                    Receipt::New => (What::New, 1),
                    Receipt::Version(version) => (What::Version, version),
                    Receipt::Further => (What::Further, tx.newest_version(&rendition.document).await?),
                },
            };
            match what {
                What::Further => self.tell_again(tx, &rendition.document).await?,
                _ => arrived = true,
            }
            changes.push(Reread { document: Some((rendition.document.clone(), version)), ..of(head, what) });
        }
        if arrived {
            self.understand_soon(tx, head).await?;
        }
        Ok(())
    }

    /// A version that says something else now: listed anew and understood again. Its story follows, unless it is published.
    async fn refilled(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        before: &Telling,
        after: &Telling,
    ) -> Result<Reread, Trouble> {
        let id = &after.document;
        self.renew(tx, id).await?;
        if tx.newest_version(id).await? == after.version {
            self.tell_again(tx, id).await?;
        } else if let Some(document) = tx.document(id, Some(after.version)).await? {
            let found = tokio::task::spawn_blocking(move || understand::findings(&document)).await;
            let found =
                found.map_err(|_| Trouble::refuse(format!("The reader of texts broke on {id}; report this.")))?;
            tx.write_findings(id, after.version, crate::stories::READER, &found).await?;
        }
        let published = self.published(tx, id).await?;
        let document = Some((id.clone(), after.version));
        let fields = differing(before, after);
        Ok(Reread { document, fields, published, ..of(head, What::Refilled) })
    }

    async fn tell_again(&self, tx: &mut Tx, id: &DocumentId) -> Result<(), Trouble> {
        let task = Task::Retell(id.clone());
        Ok(tx.queue(&task.to_row(self.clock.now(), self.clock.real())).await?)
    }

    /// The published article that tells a document.
    async fn published(&self, tx: &mut Tx, id: &DocumentId) -> Result<Option<Ref>, Trouble> {
        Ok(match tx.story_of_document(id).await?.map(|row| row.story.state) {
            Some(StoryState::Published(reference)) => Some(reference),
            _ => None,
        })
    }

    /// Names what was read before and is not found now. A withdrawal was told by silence, and is not looked for.
    async fn keep_missing(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        renditions: &[Rendition],
        changes: &mut Vec<Reread>,
    ) -> Result<(), Trouble> {
        for telling in tx.tellings_of_capture(&head.id).await? {
            let found = renditions.iter().any(|rendition| is_same(&telling, rendition));
            if !found && telling.state != DocumentState::Withdrawn {
                let why = "the present reader does not find it in this capture; it stays as it was read".to_owned();
                let document = Some((telling.document, telling.version));
                changes.push(Reread { document, why, ..of(head, What::Kept) });
            }
        }
        Ok(())
    }

    async fn refill_list(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        after: &Snapshot,
        placed: &Placed,
        changes: &mut Vec<Reread>,
    ) -> Result<(), Trouble> {
        let states = tx.states_of_capture(&head.id).await?;
        let Some(state) = states.into_iter().find(|state| state.list == after.list && state.part == after.part) else {
            let why = self.take_state(tx, head, after, placed).await?;
            let document = tx.versions_of_capture(&head.id).await?.pop().map(|listed| (listed.id, listed.version));
            self.understand_soon(tx, head).await?;
            changes.push(Reread { document, why, ..of(head, What::New) });
            return Ok(());
        };
        if state.verdict != Verdict::Good {
            return Ok(());
        }
        if let Some(doubt) = &placed.doubt {
            let why = format!("{doubt} The state stays as it was read.");
            changes.push(Reread { document: state.document.map(|id| (id, 1)), why, ..of(head, What::Unreadable) });
            return Ok(());
        }
        self.compare_anew(tx, head, state, after, placed, changes).await
    }

    /// What a good state changed is found again, by the present reader of both states.
    async fn compare_anew(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        state: ListState,
        after: &Snapshot,
        placed: &Placed,
        changes: &mut Vec<Reread>,
    ) -> Result<(), Trouble> {
        let (now, _) = self.changes(tx, placed, after).await?;
        let before = match &state.document {
            Some(document) => tx.changes_of(document).await?,
            None => Vec::new(),
        };
        if now == before {
            return self.refill_state(tx, head, &state, after, placed).await;
        }
        let Some(document) = state.document.clone() else {
            let why = self.take_state(tx, head, after, placed).await?;
            let document = Some((after.document(), 1));
            self.understand_soon(tx, head).await?;
            changes.push(Reread { document, why, ..of(head, What::New) });
            return Ok(());
        };
        self.refill_state(tx, head, &state, after, placed).await?;
        self.tell_again(tx, &document).await?;
        let published = self.published(tx, &document).await?;
        let why = format!("{} changes before, {} now", before.len(), now.len());
        changes.push(Reread { document: Some((document, 1)), published, why, ..of(head, What::Refilled) });
        Ok(())
    }

    async fn understand_soon(&self, tx: &mut Tx, head: &CaptureHead) -> Result<(), Trouble> {
        let task = Task::Understand(head.id.clone());
        Ok(tx.queue(&task.to_row(self.clock.now(), self.clock.real())).await?)
    }

    /// The ledger's line of what had failed is closed by one that names what was read.
    async fn close_failure(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        result: &str,
        changes: &[Reread],
    ) -> Result<Reread, Trouble> {
        let read: Vec<&str> =
            changes.iter().filter_map(|change| change.document.as_ref()).map(|(id, _)| id.as_str()).collect();
        let why = match (result, read.len()) {
            ("empty", _) => "read again: it says that there is nothing".to_owned(),
            (_, 0) => "read again: it tells nothing that was not known".to_owned(),
            (_, 1..=NAMED_MAX) => format!("read again: {}", read.join(", ")),
            (_, count) => format!("read again: {} and {} more", read[..NAMED_MAX].join(", "), count - NAMED_MAX),
        };
        let subject = Subject::Capture(head.id.clone());
        let line = NewLine { subject, outcome: Outcome::Merged, reference: None, why: why.clone() };
        tx.rule(&line, self.clock.now()).await?;
        Ok(Reread { why, ..of(head, What::Mended) })
    }
}

/// In the order in which a deed counts them.
const WHATS: [What; 7] =
    [What::Refilled, What::New, What::Version, What::Further, What::Kept, What::Unreadable, What::Mended];

/// How often a capture is put between the states of its list, where others come in meanwhile.
const PLACED_MAX: usize = 8;

/// How many documents a sentence names.
const NAMED_MAX: usize = 5;

fn of(head: &CaptureHead, what: What) -> Reread {
    Reread { capture: head.clone(), what, document: None, fields: Vec::new(), published: None, why: String::new() }
}

fn is_same(telling: &Telling, rendition: &Rendition) -> bool {
    telling.document == rendition.document && telling.kind == rendition.kind
}

/// The fields that differ, and the state, which stays; of the text only how long it is.
fn differing(before: &Telling, after: &Telling) -> Vec<FieldChange> {
    let mut fields = document::differences(&before.fields, &after.fields);
    for field in fields.iter_mut().filter(|field| field.field == "paragraphs") {
        field.before = format!("{} paragraphs", before.fields.paragraphs.len());
        field.after = format!("{} paragraphs", after.fields.paragraphs.len());
    }
    if before.state != after.state {
        let (told, read) = (before.state.to_string(), format!("{} (the version keeps its state)", after.state));
        fields.push(FieldChange { field: "state".to_owned(), before: told, after: read });
    }
    fields
}

/// What a deed says of the changes of one capture.
fn deed(changes: &[Reread], version: u32) -> String {
    let counts = WHATS.iter().filter_map(|what| {
        let count = changes.iter().filter(|change| change.what == *what).count();
        (count > 0).then(|| format!("{count} {}", what.as_str()))
    });
    let mut told = format!("by version {version} of the reader: {}", counts.collect::<Vec<_>>().join(", "));
    let articles: Vec<String> = changes.iter().filter_map(|change| change.published).map(|r| r.to_string()).collect();
    if !articles.is_empty() {
        told += &format!("; not changed, although they rest on it: {}", articles.join(", "));
    }
    told
}
