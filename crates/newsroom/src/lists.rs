//! Lists as states: each is compared with the good one before it; one that cannot be believed is held for an operator, and yesterday's
//! list stays in force. The first state ever seen is a baseline, not a thousand additions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::SignedDuration;
use model::Date;
use model::capture::{CaptureHead, CaptureId};
use model::change::{self, Action, Change, ChangeRecord};
use model::document::{DocumentId, DocumentState, Fields, Kind, Rendition, RenditionKind};
use model::ledger::{Outcome, Subject};
use model::note::Note;
use model::reading::Found;
use model::snapshot::{Receipt, Role, Snapshot, Tally, Verdict, part_of};
use store::{Account, ListState, NewLine, TaskRow, Tx};
use understand::guard;

use crate::{Newsroom, Trouble};

/// A state of a list between the good ones beside it, and what the guard thinks of it.
pub(crate) struct Placed {
    neighbours: (Option<ListState>, Option<ListState>),
    before: Option<Snapshot>,
    /// The state after it, which is compared again unless this one is in doubt.
    later: Option<(ListState, Snapshot)>,
    /// Why it cannot be believed.
    pub(crate) doubt: Option<String>,
    /// What it is counted by.
    tally: Tally,
}

/// How many good states of the past the guard looks at.
const PAST_MAX: u32 = 60;

/// How far apart two files of one list may be and still tell one round of changes, in days: some are made a few days after others.
const ROUND_DAYS: i64 = 7;

/// Lists read again from their captures, each capture once: a file may hold several lists.
type Read = HashMap<CaptureId, Vec<Snapshot>>;

impl Newsroom {
    pub(crate) async fn receive_lists(
        &self,
        head: &CaptureHead,
        lists: &[Snapshot],
        notes: &[Note],
        row: &TaskRow,
    ) -> Result<(), Trouble> {
        let placed = self.place_states(lists).await?;
        store::transact!(self.store, |tx| {
            let mut details = Vec::with_capacity(lists.len());
            let mut notes = notes.to_vec();
            for (after, placed) in lists.iter().zip(&placed) {
                let detail = self.take_state(&mut tx, head, after, placed).await?;
                self.reconcile(&mut tx, after, &mut notes).await?;
                details.push(if lists.len() > 1 { format!("{}: {detail}", after.list) } else { detail });
            }
            let detail = details.join("; ");
            let reader = self.catalogue.version(&head.source);
            let account = Account { result: "documents", detail: &detail, documents: lists.len(), reader };
            tx.account(&head.id, &account, row.as_of).await?;
            self.count_news(&mut tx, head, u32::try_from(lists.len()).unwrap_or(u32::MAX)).await?;
            self.note(&mut tx, head, &notes).await?;
            self.leave_understanding(&mut tx, head, row).await
        })
    }

    /// Places the states that one capture holds.
    pub(crate) async fn place_states(&self, lists: &[Snapshot]) -> Result<Vec<Placed>, Trouble> {
        let mut read = Read::new();
        let mut out = Vec::with_capacity(lists.len());
        for after in lists {
            out.push(self.place_state(after, &mut read).await?);
        }
        Ok(out)
    }

    /// Finds the good states before and after one, read from their captures, and asks the guard.
    async fn place_state(&self, after: &Snapshot, read: &mut Read) -> Result<Placed, Trouble> {
        let neighbours = neighbours(&mut self.store.read().await?, after).await?;
        let before = match &neighbours.0 {
            Some(state) => self.snapshot_of(state, read).await?,
            None => None,
        };
        let doubt = match &before {
            Some(before) if !self.trust_lists => guard::doubt(before, after, &self.past_of(after).await?),
            None => first_doubt(after).filter(|_| !self.trust_lists || after.entries.is_empty()),
            Some(_) => None,
        };
        let later = match &neighbours.1 {
            Some(state) if doubt.is_none() => {
                self.snapshot_of(state, read).await?.map(|snapshot| (state.clone(), snapshot))
            }
            _ => None,
        };
        let tally = guard::tally(before.as_ref(), after);
        Ok(Placed { neighbours, before, later, doubt, tally })
    }

    /// The good states before one, as the guard counts them.
    async fn past_of(&self, state: &Snapshot) -> Result<Vec<guard::Past>, Trouble> {
        let states = self.store.read().await?.good_states_before(&state.list, &state.part, state.at, PAST_MAX).await?;
        let past = |state: ListState| state.tally.map(|tally| guard::Past { at: state.at, tally });
        Ok(states.into_iter().filter_map(past).collect())
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
        let (changes, _) = self.changes(tx, placed, after).await?;
        if let Some(document) = &state.document {
            let fields = fields_of(after, placed.before.as_ref(), &changes, None);
            tx.write_telling(&self.telling(head, &as_rendition(document, fields), 1)).await?;
            self.renew(tx, document).await?;
            let (day, reader) = (self.day_of(after.at), understand::compare::VERSION);
            tx.write_changes(document, &head.source, &after.list, day, reader, &changes).await?;
        }
        let (entries, tally) = (placed.tally.entries, Some(placed.tally.clone()));
        Ok(tx.write_list_state(&ListState { entries, tally, ..state.clone() }).await?)
    }

    /// The state that a capture holds of a list, read again from its bytes.
    pub(crate) async fn snapshot_of(&self, state: &ListState, read: &mut Read) -> Result<Option<Snapshot>, Trouble> {
        if !read.contains_key(&state.capture) {
            let Some(head) = self.store.read().await?.capture(&state.capture).await? else { return Ok(None) };
            let lists = match self.reading_of(&head).await?.found {
                Found::Lists(lists) => lists,
                _ => Vec::new(),
            };
            read.insert(state.capture.clone(), lists);
        }
        let Some(lists) = read.get_mut(&state.capture) else { return Ok(None) };
        let place = lists.iter().position(|held| held.list == state.list && held.part == state.part);
        Ok(place.map(|place| lists.swap_remove(place)))
    }

    /// What a state changed, and how many of its changes another file of the list has told.
    pub(crate) async fn changes(
        &self,
        tx: &mut Tx,
        placed: &Placed,
        after: &Snapshot,
    ) -> Result<(Vec<Change>, usize), Trouble> {
        match (&placed.before, &placed.doubt) {
            (Some(before), None) => self.changes_between(tx, before, after).await,
            _ => Ok((Vec::new(), 0)),
        }
    }

    /// What changed from one state of a part to the next, without what another file of the list has told in the same round: an addition
    /// that stands in the CSV file at noon and in the XML file at two is one addition.
    async fn changes_between(
        &self,
        tx: &mut Tx,
        before: &Snapshot,
        after: &Snapshot,
    ) -> Result<(Vec<Change>, usize), Trouble> {
        let mut changes = understand::compare::list(before, after);
        let round = SignedDuration::from_hours(24 * ROUND_DAYS);
        let is_told_once = after.kind != change::Kind::ListEntry;
        if changes.is_empty() || is_told_once || after.at.duration_since(before.at) > round {
            return Ok((changes, 0));
        }
        let (from, to) = (self.day_of(after.at - round), self.day_of(after.at + round));
        let mut told: HashMap<String, Vec<(Action, Role)>> = HashMap::new();
        let own = after.document();
        for (document, entry, action) in tx.told_changes(&after.list, from, to).await? {
            let (part, role) = part_of(&document);
            if part != part_of(&own).0 {
                told.entry(entry).or_default().push((action, role));
            }
        }
        let all = changes.len();
        changes.retain(|change| {
            let told = told.get(&change.entry.id).map(Vec::as_slice).unwrap_or_default();
            !told.iter().any(|(action, role)| is_the_same(change.action, after.role, *action, *role))
        });
        let left_out = all - changes.len();
        Ok((changes, left_out))
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
        let (changes, told) = self.changes(tx, placed, after).await?;
        let unchanged = before.is_some() && doubt.is_none() && changes.is_empty();
        let id = after.document();
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
                format!("{doubt} Decide with: tidewaiter lists release|refuse {} {} --why …", named(after), after.at);
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
            entries: placed.tally.entries,
            tally: Some(placed.tally.clone()),
            verdict: if doubt.is_some() { Verdict::Held } else { Verdict::Good },
            why: doubt.unwrap_or_default().to_owned(),
        };
        tx.write_list_state(&state).await?;
        Ok(match (doubt, before) {
            (Some(doubt), _) => format!("state held: {doubt}"),
            (None, None) => format!("baseline of {} entries", after.entries.len()),
            (None, Some(_)) if told > 0 && unchanged => {
                format!("{told} changes, which another file of the list has told already")
            }
            (None, Some(_)) if told > 0 => {
                format!("{} changes, and {told} which another file of the list has told already", changes.len())
            }
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
        let (changes, _) = self.changes_between(tx, between, after).await?;
        let Some(head) = tx.capture(&later.capture).await? else { return Ok(()) };
        let document = match &later.document {
            Some(document) => document.clone(),
            None if changes.is_empty() => return Ok(()),
            // It was the same as the state before it, and is not the same as the one that came between.
            None => {
                let id = after.document();
                let rendition = as_rendition(&id, fields_of(after, Some(between), &changes, None));
                tx.write_telling(&self.telling(&head, &rendition, 1)).await?;
                self.open_version(tx, &head, &id, 1, rendition.state, rendition.kind).await?;
                tx.write_list_state(&ListState { document: Some(id.clone()), ..later.clone() }).await?;
                tx.queue(&crate::task::Task::Understand(head.id.clone()).to_row(self.clock.now(), self.clock.real()))
                    .await?;
                id
            }
        };
        let (day, reader) = (self.day_of(later.at), understand::compare::VERSION);
        Ok(tx.write_changes(&document, &head.source, &later.list, day, reader, &changes).await?)
    }

    /// The held state that an operator names: by its list, the part behind a `~` where there are several, and its instant.
    async fn held_state(&self, list: &str, at: model::Timestamp) -> Result<ListState, Trouble> {
        let (slug, part) = list.split_once('~').map_or((list, None), |(slug, part)| (slug, Some(part)));
        let mut held = self.store.read().await?.list_states(Some(Verdict::Held)).await?;
        held.retain(|state| state.list == slug && state.at == at && part.is_none_or(|part| state.part == part));
        match held.len() {
            1 => Ok(held.swap_remove(0)),
            0 => Err(Trouble::refuse(format!(
                "No state {at} of {list} is held; `tidewaiter lists --held` names those that are."
            ))),
            _ => {
                let names: Vec<String> = held.iter().map(|state| format!("{slug}~{}", state.part)).collect();
                Err(Trouble::refuse(format!(
                    "Several files of {slug} are held at {at}: name one of {}.",
                    names.join(", ")
                )))
            }
        }
    }

    /// The states of lists, or those of one verdict, newest last. Where the publishing clock stands, what was captured after it is not yet.
    pub async fn list_states(&self, verdict: Option<Verdict>) -> Result<Vec<ListState>, Trouble> {
        let mut states = self.store.read().await?.list_states(verdict).await?;
        let now = self.clock.now();
        states.retain(|state| !self.clock.is_set() || state.at <= now);
        Ok(states)
    }

    /// What changed on lists, of one list, on one day. Where the publishing clock stands, what was captured after it is not yet.
    pub async fn list_changes(&self, list: Option<&str>, date: Option<Date>) -> Result<Vec<ChangeRecord>, Trouble> {
        let mut tx = self.store.read().await?;
        let mut changes = tx.changes(list, date).await?;
        if self.clock.is_set() {
            let now = self.clock.now();
            let later = tx.list_states(None).await?.into_iter().filter(|state| state.at > now);
            let later: BTreeSet<DocumentId> = later.filter_map(|state| state.document).collect();
            changes.retain(|record| !later.contains(&record.document));
        }
        Ok(changes)
    }

    /// Where changes come from, by the document that brought them: both states, with hash, size and counts, and who released the later one.
    pub async fn receipts(&self, changes: &[ChangeRecord]) -> Result<BTreeMap<DocumentId, Receipt>, Trouble> {
        let mut tx = self.store.read().await?;
        let documents: BTreeSet<&DocumentId> = changes.iter().map(|record| &record.document).collect();
        let mut out = BTreeMap::new();
        for document in documents {
            if let Some(receipt) = tx.receipt(document).await? {
                out.insert(document.clone(), receipt);
            }
        }
        Ok(out)
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
        let state = self.held_state(list, at).await?;
        let Some(document) = state.document.clone() else {
            return Err(Trouble::refuse(format!("The state {at} of {list} has no document.")));
        };
        let mut read = Read::new();
        let Some(after) = self.snapshot_of(&state, &mut read).await? else {
            return Err(Trouble::refuse(format!("The capture {} holds no list that can be read.", state.capture)));
        };
        let (before, later) = neighbours(&mut self.store.read().await?, &after).await?;
        let before = match before {
            Some(before) => self.snapshot_of(&before, &mut read).await?,
            None => None,
        };
        let later = match later {
            Some(later) => self.snapshot_of(&later, &mut read).await?.map(|snapshot| (later, snapshot)),
            None => None,
        };
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
            let changes = match &before {
                Some(before) => self.changes_between(&mut tx, before, &after).await?.0,
                None => Vec::new(),
            };
            let fields = fields_of(&after, before.as_ref(), &changes, None);
            tx.write_telling(&self.telling(&head, &as_rendition(&document, fields), 1)).await?;
            let (day, reader) = (self.day_of(at), understand::compare::VERSION);
            tx.write_changes(&document, &head.source, &state.list, day, reader, &changes).await?;
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

/// Whether a change of an entry says what another part has said of that entry. A part of details says other things than all parts but those
/// that tell the whole list; only of an entry that came or left there is nothing more to say.
fn is_the_same(action: Action, role: Role, told: Action, by: Role) -> bool {
    match (action, told) {
        (Action::Amended, Action::Amended) => match (role, by) {
            (Role::Details, by) => by == Role::Telling,
            (role, Role::Details) => role == Role::Telling,
            _ => true,
        },
        (Action::Amended, Action::Added | Action::Removed) => true,
        (action, told) => action == told,
    }
}

/// How an operator names a part of a list: the list's slug, and behind a `~` the part where it is not the one that leads.
fn named(state: &Snapshot) -> String {
    match state.role {
        Role::Leading => state.list.clone(),
        Role::Telling | Role::Details => format!("{}~{}", state.list, state.part),
    }
}

/// Why the first state of a list cannot be what others are compared with: half a list would make the other half additions.
fn first_doubt(state: &Snapshot) -> Option<String> {
    if state.entries.is_empty() {
        return Some("The list is empty.".to_owned());
    }
    let why = state.incomplete.as_deref()?.trim_end_matches('.');
    Some(format!(
        "The first state of the {} has {} entries, and its file may not be whole ({why}); the next whole one is taken, or this one when someone has looked.",
        state.list_name,
        state.entries.len()
    ))
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
