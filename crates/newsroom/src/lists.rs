//! Lists as states: each is compared with the good one before it; one that cannot be believed is held for an operator, and yesterday's
//! list stays in force. The first state ever seen is a baseline, not a thousand additions.

use model::capture::{CaptureHead, CaptureId};
use model::change::{Action, Change};
use model::document::{DocumentId, DocumentState, Fields, Kind, Rendition, RenditionKind};
use model::ledger::{Outcome, Subject};
use model::note::Note;
use model::reading::Found;
use model::snapshot::{Snapshot, Verdict};
use store::{Account, ListState, NewLine, TaskRow, Tx};

use crate::{Newsroom, Trouble};

/// A state of a list between the good ones beside it, and what the guard thinks of it.
pub(crate) struct Placed {
    neighbours: (Option<ListState>, Option<ListState>),
    before: Option<Snapshot>,
    /// The state after it, which is compared again unless this one is in doubt.
    later: Option<(ListState, Snapshot)>,
    /// Why it cannot be believed.
    pub(crate) doubt: Option<String>,
}

impl Placed {
    /// What the state changed.
    pub(crate) fn changes(&self, after: &Snapshot) -> Vec<Change> {
        match (&self.before, &self.doubt) {
            (Some(before), None) => understand::compare::list(before, after),
            _ => Vec::new(),
        }
    }
}

impl Newsroom {
    pub(crate) async fn receive_list(
        &self,
        head: &CaptureHead,
        after: Snapshot,
        notes: &[Note],
        row: &TaskRow,
    ) -> Result<(), Trouble> {
        let placed = self.place_state(&after).await?;
        store::transact!(self.store, |tx| {
            let detail = self.take_state(&mut tx, head, &after, &placed).await?;
            let reader = self.catalogue.version(&head.source);
            let account = Account { result: "documents", detail: &detail, documents: 1, reader };
            tx.account(&head.id, &account, row.as_of).await?;
            self.count_news(&mut tx, head, 1).await?;
            self.note(&mut tx, head, notes).await?;
            self.leave_understanding(&mut tx, head, row).await
        })
    }

    /// Finds the good states before and after one, read from their captures, and asks the guard.
    pub(crate) async fn place_state(&self, after: &Snapshot) -> Result<Placed, Trouble> {
        let neighbours = neighbours(&mut self.store.read().await?, after).await?;
        let before = match &neighbours.0 {
            Some(state) => self.snapshot_of(&state.capture).await?,
            None => None,
        };
        let doubt = match &before {
            Some(before) if !self.trust_lists => understand::compare::doubt(before, after),
            None if after.entries.is_empty() => Some("The list is empty.".to_owned()),
            _ => None,
        };
        let later = match &neighbours.1 {
            Some(state) if doubt.is_none() => {
                self.snapshot_of(&state.capture).await?.map(|snapshot| (state.clone(), snapshot))
            }
            _ => None,
        };
        Ok(Placed { neighbours, before, later, doubt })
    }

    /// Whether another state of the list came in beside one since it was placed.
    pub(crate) async fn has_moved(&self, tx: &mut Tx, after: &Snapshot, placed: &Placed) -> Result<bool, Trouble> {
        Ok(neighbours(tx, after).await? != placed.neighbours)
    }

    /// Writes a state that is new, unless another came between since it was placed; answers what to say of the capture.
    pub(crate) async fn take_state(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        after: &Snapshot,
        placed: &Placed,
    ) -> Result<String, Trouble> {
        if self.has_moved(tx, after, placed).await? {
            return Err(Trouble::Fault(store::Fault::Open(format!(
                "Another state of {} came in while this one was read; it is compared again in a minute.",
                after.list
            ))));
        }
        let detail = self.write_state(tx, head, after, placed).await?;
        if let Some((state, snapshot)) = &placed.later {
            self.compare_again(tx, after, state, snapshot).await?;
        }
        Ok(detail)
    }

    /// Writes what a state that was read again changed, under the version that it made; the version stays.
    pub(crate) async fn refill_state(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        state: &ListState,
        after: &Snapshot,
        placed: &Placed,
    ) -> Result<(), Trouble> {
        let changes = placed.changes(after);
        if let Some(document) = &state.document {
            let fields = fields_of(after, placed.before.as_ref(), &changes, None);
            tx.write_telling(&self.telling(head, &as_rendition(document, fields), 1)).await?;
            self.renew(tx, document).await?;
            let (day, reader) = (self.day_of(after.at), understand::compare::VERSION);
            tx.write_changes(document, &head.source, &after.list, day, reader, &changes).await?;
        }
        let entries = after.entries.len() as u64;
        Ok(tx.write_list_state(&ListState { entries, ..state.clone() }).await?)
    }

    /// The list that a capture holds, read again from its bytes.
    async fn snapshot_of(&self, capture: &CaptureId) -> Result<Option<Snapshot>, Trouble> {
        let Some(head) = self.store.read().await?.capture(capture).await? else { return Ok(None) };
        Ok(match self.reading_of(&head).await?.found {
            Found::List(snapshot) => Some(snapshot),
            _ => None,
        })
    }

    /// Writes a state with its document and changes; answers what to say of the capture.
    async fn write_state(
        &self,
        tx: &mut Tx,
        head: &CaptureHead,
        after: &Snapshot,
        placed: &Placed,
    ) -> Result<String, Trouble> {
        let (before, doubt) = (placed.before.as_ref(), placed.doubt.as_deref());
        let changes = placed.changes(after);
        let unchanged = before.is_some() && doubt.is_none() && changes.is_empty();
        let id = DocumentId::state(&after.list, after.at);
        if !unchanged {
            let fields = fields_of(after, before, &changes, doubt);
            let rendition = as_rendition(&id, fields);
            tx.write_telling(&self.telling(head, &rendition, 1)).await?;
            self.open_version(tx, head, &id, 1, rendition.state, rendition.kind).await?;
            let (day, reader) = (self.day_of(after.at), understand::compare::VERSION);
            tx.write_changes(&id, &head.source, &after.list, day, reader, &changes).await?;
        }
        if let Some(doubt) = doubt {
            let why =
                format!("{doubt} Decide with: tidewaiter lists release|refuse {} {} --why …", after.list, after.at);
            let line = NewLine {
                subject: Subject::Version(id.clone(), 1),
                outcome: Outcome::Held,
                reference: None,
                why: why.clone(),
            };
            tx.rule(&line, after.at).await?;
            tracing::error!(list = %after.list, capture.id = %head.id, "{why}");
        }
        let state = ListState {
            list: after.list.clone(),
            part: after.part.clone(),
            at: after.at,
            capture: head.id.clone(),
            document: (!unchanged).then(|| id.clone()),
            entries: after.entries.len() as u64,
            verdict: if doubt.is_some() { Verdict::Held } else { Verdict::Good },
            why: doubt.unwrap_or_default().to_owned(),
        };
        tx.write_list_state(&state).await?;
        Ok(match (doubt, before) {
            (Some(doubt), _) => format!("state held: {doubt}"),
            (None, None) => format!("baseline of {} entries", after.entries.len()),
            (None, Some(_)) if unchanged => "the same entries as before".to_owned(),
            (None, Some(_)) => format!("{} changes", changes.len()),
        })
    }

    /// A state that came late stands between two known ones: what the later one changed is derived again.
    async fn compare_again(
        &self,
        tx: &mut Tx,
        between: &Snapshot,
        later: &ListState,
        after: &Snapshot,
    ) -> Result<(), Trouble> {
        let Some(document) = &later.document else { return Ok(()) };
        let Some(version) = tx.versions(document).await?.into_iter().next() else { return Ok(()) };
        let changes = understand::compare::list(between, after);
        let day = self.day_of(later.at);
        let reader = understand::compare::VERSION;
        Ok(tx.write_changes(document, &version.source, &later.list, day, reader, &changes).await?)
    }

    /// An operator decides on a held state. Released, it is compared as if it had never been in doubt.
    pub async fn decide_list(
        &self,
        list: &str,
        at: model::Timestamp,
        verdict: Verdict,
        why: &str,
        by: &str,
    ) -> Result<(), Trouble> {
        let held = self.store.read().await?.list_states(Some(Verdict::Held)).await?;
        let Some(state) = held.into_iter().find(|state| state.list == list && state.at == at) else {
            return Err(Trouble::refuse(format!(
                "No state {at} of {list} is held; `tidewaiter lists --held` names those that are."
            )));
        };
        let Some(document) = state.document.clone() else {
            return Err(Trouble::refuse(format!("The state {at} of {list} has no document.")));
        };
        let Some(after) = self.snapshot_of(&state.capture).await? else {
            return Err(Trouble::refuse(format!("The capture {} holds no list that can be read.", state.capture)));
        };
        let (before, later) = neighbours(&mut self.store.read().await?, &after).await?;
        let before = match before {
            Some(before) => self.snapshot_of(&before.capture).await?,
            None => None,
        };
        let later = match later {
            Some(later) => self.snapshot_of(&later.capture).await?.map(|snapshot| (later, snapshot)),
            None => None,
        };
        let changes = before.as_ref().map(|before| understand::compare::list(before, &after)).unwrap_or_default();
        store::transact!(self.store, |tx| {
            let decided = ListState { verdict, why: format!("{verdict} by {by}: {why}"), ..state.clone() };
            tx.write_list_state(&decided).await?;
            tx.write_deed(self.clock.real(), by, &format!("list-{verdict}"), document.as_str(), why).await?;
            if verdict == Verdict::Refused {
                let why = format!("refused by {by}: {why}");
                let line = NewLine {
                    subject: Subject::Version(document.clone(), 1),
                    outcome: Outcome::Killed,
                    reference: None,
                    why,
                };
                tx.rule(&line, self.clock.now()).await?;
                return Ok::<(), Trouble>(());
            }
            let Some(head) = tx.capture(&state.capture).await? else { return Ok(()) };
            let fields = fields_of(&after, before.as_ref(), &changes, None);
            tx.write_telling(&self.telling(&head, &as_rendition(&document, fields), 1)).await?;
            let (day, reader) = (self.day_of(at), understand::compare::VERSION);
            tx.write_changes(&document, &head.source, list, day, reader, &changes).await?;
            if let Some((later, snapshot)) = &later {
                self.compare_again(&mut tx, &after, later, snapshot).await?;
            }
            tx.queue(&crate::task::Task::Understand(head.id.clone()).to_row(self.clock.now(), self.clock.real()))
                .await?;
            Ok(())
        })
    }
}

/// A state of a list as the one telling of its document.
fn as_rendition(document: &DocumentId, fields: Fields) -> Rendition {
    let (kind, state) = (RenditionKind::State, DocumentState::Published);
    Rendition { document: document.clone(), kind, state, fields }
}

/// The good states before and after one, which it is compared with.
async fn neighbours(tx: &mut Tx, state: &Snapshot) -> Result<(Option<ListState>, Option<ListState>), Trouble> {
    let before = tx.good_state_before(&state.list, &state.part, state.at).await?;
    Ok((before, tx.good_state_after(&state.list, &state.part, state.at).await?))
}

fn fields_of(after: &Snapshot, before: Option<&Snapshot>, changes: &[Change], doubt: Option<&str>) -> Fields {
    let count = |action| changes.iter().filter(|change| change.action == action).count();
    let summary = match (doubt, before) {
        (Some(_), _) => format!("A state of {} entries that is held for an operator.", after.entries.len()),
        (None, None) => format!("The first state seen: {} entries.", after.entries.len()),
        (None, Some(before)) => format!(
            "{} added, {} removed, {} amended: {} entries before, {} now.",
            count(Action::Added),
            count(Action::Removed),
            count(Action::Amended),
            before.entries.len(),
            after.entries.len()
        ),
    };
    Fields {
        kind: Some(Kind::List),
        external_id: Some(format!("{}@{}", after.list, after.at)),
        title: Some(after.list_name.clone()),
        abstract_text: Some(summary),
        language: Some("en".to_owned()),
        ..Fields::default()
    }
}
