//! Lists as states: each is compared with the good one before it; one that cannot be believed is held for an operator, and yesterday's
//! list stays in force. The first state ever seen is a baseline, not a thousand additions.

use model::capture::{CaptureHead, CaptureId};
use model::change::{Action, Change};
use model::document::{DocumentId, DocumentState, Fields, Kind, RenditionKind};
use model::ledger::{Outcome, Subject};
use model::note::Note;
use model::reading::Found;
use model::snapshot::{Snapshot, Verdict};
use store::{ListState, NewLine, TaskRow, Tx};

use crate::{Newsroom, Trouble};

impl Newsroom {
    pub(crate) async fn receive_list(
        &self,
        head: &CaptureHead,
        after: Snapshot,
        notes: &[Note],
        row: &TaskRow,
    ) -> Result<(), Trouble> {
        let neighbours = neighbours(&mut self.store.read().await?, &after).await?;
        let (before, later) = neighbours.clone();
        let before = match &before {
            Some(state) => self.snapshot_of(&state.capture).await?,
            None => None,
        };
        let doubt = match &before {
            Some(before) if !self.trust_lists => understand::compare::doubt(before, &after),
            None if after.entries.is_empty() => Some("The list is empty.".to_owned()),
            _ => None,
        };
        let later = match &later {
            Some(state) if doubt.is_none() => {
                self.snapshot_of(&state.capture).await?.map(|snapshot| (state.clone(), snapshot))
            }
            _ => None,
        };
        store::transact!(self.store, |tx| {
            if self::neighbours(&mut tx, &after).await? != neighbours {
                return Err(Trouble::Fault(store::Fault::Open(format!(
                    "Another state of {} came in while this one was read; it is compared again in a minute.",
                    after.list
                ))));
            }
            let detail = self.write_state(&mut tx, head, before.as_ref(), &after, doubt.as_deref()).await?;
            if let Some((state, snapshot)) = &later {
                self.compare_again(&mut tx, &after, state, snapshot).await?;
            }
            tx.account(&head.id, "documents", &detail, 1, row.as_of).await?;
            self.count_news(&mut tx, head, 1).await?;
            self.note(&mut tx, head, notes).await?;
            self.leave_understanding(&mut tx, head, row).await
        })
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
        before: Option<&Snapshot>,
        after: &Snapshot,
        doubt: Option<&str>,
    ) -> Result<String, Trouble> {
        let changes = match (before, doubt) {
            (Some(before), None) => understand::compare::list(before, after),
            _ => Vec::new(),
        };
        let unchanged = before.is_some() && doubt.is_none() && changes.is_empty();
        let id = DocumentId::state(&after.list, after.at);
        if !unchanged {
            let fields = fields_of(after, before, &changes, doubt);
            let kind = RenditionKind::State;
            tx.write_rendition(&id, kind, after.at, &head.id, 1, DocumentState::Published, &fields).await?;
            self.open_version(tx, head, &id, 1, DocumentState::Published, kind).await?;
            tx.write_changes(&id, &head.source, &after.list, self.day_of(after.at), &changes).await?;
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
        Ok(tx.write_changes(document, &version.source, &later.list, day, &changes).await?)
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
            tx.write_rendition(&document, RenditionKind::State, at, &head.id, 1, DocumentState::Published, &fields)
                .await?;
            tx.write_changes(&document, &head.source, list, self.day_of(at), &changes).await?;
            if let Some((later, snapshot)) = &later {
                self.compare_again(&mut tx, &after, later, snapshot).await?;
            }
            tx.queue(&crate::task::Task::Understand(head.id.clone()).to_row(self.clock.now(), self.clock.real()))
                .await?;
            Ok(())
        })
    }
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
