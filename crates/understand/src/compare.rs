//! Two states of a list against each other: what was added, removed, amended; and when a state is too odd to be believed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::change::{Action, Change, Kind};
use model::document::FieldChange;
use model::snapshot::{ListEntry, Role, Snapshot};

/// Of the entries of the state before, at least so many of a hundred must still be there.
const KEPT_PERCENT_MIN: usize = 90;
/// Losses up to this number are not held, unless they are half of a short list.
const LOST_FREE: usize = 20;
/// A column counts as filled from this share of entries on, in percent.
const FILLED_PERCENT_MIN: usize = 5;

/// The version of the comparison: raised when the same two states would give other changes.
pub const VERSION: u32 = 1;

/// What changed from one state of a list to the next: additions, then removals, then amendments, each by number.
///
/// Entries are told apart by the publisher's id alone. An entry is amended when a column of the publisher says something else once
/// white space at the ends is put aside; what we derive from columns is not compared, or a better reader of ours would read as
/// news. Of two entries with one id the first stands. In a part of details an entry that comes or goes has gained or lost details, and is
/// amended. Memory grows with the entries, time with their size.
pub fn list(before: &Snapshot, after: &Snapshot) -> Vec<Change> {
    let (old, new) = (by_id(before), by_id(after));
    let change = |action, entry: &ListEntry, fields| Change { kind: after.kind, action, entry: entry.clone(), fields };
    let mut added = Vec::new();
    let mut amended = Vec::new();
    for (id, entry) in &new {
        match old.get(id) {
            None if !covers(before, id) => {}
            None => added.push(change(Action::Added, entry, Vec::new())),
            Some(was) => {
                let fields = differing(after.kind, &was.fields, &entry.fields);
                if !fields.is_empty() {
                    amended.push(change(Action::Amended, entry, fields));
                }
            }
        }
    }
    let mut removed: Vec<Change> = old
        .iter()
        .filter(|(id, _)| !new.contains_key(*id) && covers(after, id))
        .map(|(_, entry)| change(Action::Removed, entry, Vec::new()))
        .collect();
    if after.role == Role::Details {
        let nothing = BTreeMap::new();
        for change in added.drain(..) {
            let fields = differing(after.kind, &nothing, &change.entry.fields);
            amended.push(Change { action: Action::Amended, fields, ..change });
        }
        for change in removed.drain(..) {
            let fields = differing(after.kind, &change.entry.fields, &nothing);
            amended.push(Change { action: Action::Amended, fields, ..change });
        }
        // Every entry stands in such a file, many without a single detail.
        amended.retain(|change| !change.fields.is_empty());
    }
    for changes in [&mut added, &mut removed, &mut amended] {
        changes.sort_by(|a, b| order(&a.entry.id).cmp(&order(&b.entry.id)));
    }
    added.append(&mut removed);
    added.append(&mut amended);
    added
}

fn by_id(snapshot: &Snapshot) -> HashMap<&str, &ListEntry> {
    let mut out = HashMap::with_capacity(snapshot.entries.len());
    for entry in &snapshot.entries {
        out.entry(entry.id.as_str()).or_insert(entry);
    }
    out
}

/// Numbers by value and before everything else, the rest by its letters.
fn order(id: &str) -> (bool, u64, &str) {
    match id.parse() {
        Ok(number) => (false, number, id),
        Err(_) => (true, 0, id),
    }
}

/// Whether a file covers an id: one that begins within its list says nothing of what stands before.
fn covers(snapshot: &Snapshot, id: &str) -> bool {
    snapshot.begins_at.as_deref().is_none_or(|begin| id >= begin)
}

fn differing(kind: Kind, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<FieldChange> {
    if before == after {
        return Vec::new();
    }
    let columns: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut out = Vec::new();
    for column in columns {
        let (before, after) = (value(before, column), value(after, column));
        if !is_same(kind, before, after) {
            out.push(FieldChange { field: column.clone(), before: before.to_owned(), after: after.to_owned() });
        }
    }
    out
}

fn value<'f>(fields: &'f BTreeMap<String, String>, column: &str) -> &'f str {
    fields.get(column).map_or("", |value| value.trim())
}

/// Whether two values say the same. In a tariff white space and case come and go with the editor: `E, IL` and `E,IL` are one.
fn is_same(kind: Kind, before: &str, after: &str) -> bool {
    if before == after || kind != Kind::TariffLine {
        return before == after;
    }
    let said =
        |text: &'_ str| text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>();
    said(before) == said(after)
}

/// Why a state of a list must wait for an operator: a sentence, or `None` when nothing is odd about it.
///
/// An empty list where names stood, a list that lost a tenth of its entries, a column that emptied: each is far more often a broken
/// fetch or a changed format than news. Ordinary days of the SDN list lose up to 86 of 14,000 entries and pass.
pub fn doubt(before: &Snapshot, after: &Snapshot) -> Option<String> {
    if before.entries.is_empty() {
        return None;
    }
    if after.entries.is_empty() {
        return Some(format!(
            "The {} came empty where {} entries stood; yesterday’s list stays until someone has looked.",
            after.list_name,
            count(before.entries.len())
        ));
    }
    let new = by_id(after);
    let old = by_id(before);
    let lost = old.keys().filter(|id| !new.contains_key(*id) && covers(after, id)).count();
    if let Some(why) = after.incomplete.as_ref().filter(|_| lost > 0) {
        return Some(format!(
            "The {} lost {} of its {} entries, and its file may not be whole: {why} Yesterday’s list stays until someone has looked.",
            after.list_name,
            count(lost),
            count(old.len())
        ));
    }
    if lost > 1 && lost * 2 >= old.len() {
        return Some(format!(
            "The {} lost {} of its {} entries at once, half or more; yesterday’s list stays until someone has looked.",
            after.list_name,
            count(lost),
            count(old.len())
        ));
    }
    if lost > LOST_FREE && (old.len() - lost) * 100 < old.len() * KEPT_PERCENT_MIN {
        return Some(format!(
            "The {} lost {} of its {} entries at once, more than one in ten; yesterday’s list stays until someone has looked.",
            after.list_name,
            count(lost),
            count(old.len())
        ));
    }
    emptied(before, after)
}

/// A column that was filled and lost more than half of its fill rate.
fn emptied(before: &Snapshot, after: &Snapshot) -> Option<String> {
    let (was, is) = (filled(before), filled(after));
    for (column, was) in was {
        let is = is.get(column).copied().unwrap_or(0);
        let (old, new) = (before.entries.len(), after.entries.len());
        // Rates are compared as was/old against is/new, without division.
        if was * 100 >= old * FILLED_PERCENT_MIN && is * old * 2 < was * new {
            return Some(format!(
                "The column '{column}' of the {} was filled for {} of {} entries and now is for {} of {}; the new state waits until \
                 someone has looked.",
                after.list_name,
                count(was),
                count(old),
                count(is),
                count(new)
            ));
        }
    }
    None
}

fn filled(snapshot: &Snapshot) -> BTreeMap<&str, usize> {
    let mut out = BTreeMap::new();
    for (column, value) in snapshot.entries.iter().flat_map(|entry| &entry.fields) {
        if !value.trim().is_empty() {
            *out.entry(column.as_str()).or_insert(0) += 1;
        }
    }
    out
}

/// A number with thousands commas: `13,905`.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(id: &str, fields: &[(&str, &str)]) -> ListEntry {
        ListEntry {
            id: id.into(),
            name: id.into(),
            kind: "entity".into(),
            programs: vec![],
            countries: vec![],
            aliases: vec![],
            fields: fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        }
    }

    fn snapshot(entries: Vec<ListEntry>) -> Snapshot {
        Snapshot {
            kind: Kind::ListEntry,
            list: "ofac-sdn".into(),
            list_name: "SDN list".into(),
            part: "sdn".into(),
            role: Role::Leading,
            at: model::Timestamp::UNIX_EPOCH,
            entries,
            begins_at: None,
            incomplete: None,
        }
    }

    fn apply(before: &Snapshot, changes: &[Change]) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut out: BTreeMap<String, BTreeMap<String, String>> =
            before.entries.iter().map(|e| (e.id.clone(), e.fields.clone())).collect();
        for change in changes {
            match change.action {
                Action::Removed => {
                    out.remove(&change.entry.id);
                }
                Action::Added => {
                    out.insert(change.entry.id.clone(), change.entry.fields.clone());
                }
                Action::Amended => {
                    let fields = out.entry(change.entry.id.clone()).or_default();
                    for field in &change.fields {
                        if field.after.is_empty() {
                            fields.remove(&field.field);
                        } else {
                            fields.insert(field.field.clone(), field.after.clone());
                        }
                    }
                }
            }
        }
        out
    }

    #[test]
    fn changes_stand_by_action_and_number() {
        let before = snapshot(vec![entry("9", &[("name", "A")]), entry("10", &[("name", "B")]), entry("700", &[])]);
        let after = snapshot(vec![
            entry("1000", &[]),
            entry("100", &[]),
            entry("10", &[("name", "B2")]),
            entry("9", &[("name", " A ")]),
        ]);
        let told: Vec<String> = list(&before, &after).iter().map(|c| format!("{} {}", c.action, c.entry.id)).collect();
        assert_eq!(told, ["added 100", "added 1000", "removed 700", "amended 10"]);
    }

    #[test]
    fn an_entry_without_details_is_not_off_the_list() {
        let details = |entries| Snapshot { role: Role::Details, ..snapshot(entries) };
        let before = details(vec![entry("9", &[("address", "A")]), entry("10", &[("address", "B")])]);
        let after = details(vec![entry("10", &[("address", "B")]), entry("11", &[("address", "C")])]);
        let told: Vec<String> = list(&before, &after)
            .iter()
            .map(|c| format!("{} {} {} → {}", c.action, c.entry.id, c.fields[0].before, c.fields[0].after))
            .collect();
        assert_eq!(told, ["amended 9 A → ", "amended 11  → C"]);
    }

    #[test]
    fn an_empty_or_halved_list_is_held() {
        let full = snapshot((0..1000).map(|n| entry(&n.to_string(), &[("remarks", "x")])).collect());
        let shrunk = |left: usize| snapshot(full.entries[..left].to_vec());
        assert!(doubt(&full, &shrunk(0)).is_some_and(|why| why.contains("came empty")));
        assert!(doubt(&full, &shrunk(899)).is_some());
        assert_eq!(doubt(&full, &shrunk(900)), None);
        assert_eq!(doubt(&shrunk(20), &shrunk(11)), None, "few entries are lost lightly");
        assert!(doubt(&shrunk(20), &shrunk(10)).is_some(), "half a short list is not");
        let cut = |count| Snapshot { incomplete: Some("Its end is missing.".to_owned()), ..shrunk(count) };
        assert!(doubt(&full, &cut(999)).is_some_and(|why| why.contains("lost 1 of its 1,000")));
        assert_eq!(doubt(&full, &cut(1000)), None, "a file without its end that lost nothing is whole");
        assert_eq!(doubt(&shrunk(0), &full), None, "a first state is a baseline");
    }

    #[test]
    fn a_list_of_other_numbers_is_held() {
        let old = snapshot((0..100).map(|n| entry(&n.to_string(), &[])).collect());
        let new = snapshot((500..600).map(|n| entry(&n.to_string(), &[])).collect());
        assert!(doubt(&old, &new).is_some_and(|why| why.contains("lost 100 of its 100")));
    }

    #[test]
    fn a_column_that_empties_is_held() {
        let of = |filled: usize| {
            snapshot(
                (0..100).map(|n| entry(&n.to_string(), if n < filled { &[("remarks", "x")] } else { &[] })).collect(),
            )
        };
        assert!(doubt(&of(80), &of(39)).is_some_and(|why| why.contains("'remarks'")));
        assert_eq!(doubt(&of(80), &of(40)), None);
        assert_eq!(doubt(&of(4), &of(0)), None);
    }

    prop_compose! {
        fn state()(entries in proptest::collection::btree_map("[0-9]{1,3}|[a-c]{1,2}",
            proptest::collection::btree_map("[a-d]", "[xyz]{1,2}", 0..4), 0..12)) -> Snapshot {
            snapshot(entries.into_iter().map(|(id, fields)| ListEntry { fields, ..entry(&id, &[]) }).collect())
        }
    }

    proptest! {
        #[test]
        fn changes_applied_to_the_state_before_give_the_state_after(before in state(), after in state()) {
            let expected: BTreeMap<_, _> = after.entries.iter().map(|e| (e.id.clone(), e.fields.clone())).collect();
            prop_assert_eq!(apply(&before, &list(&before, &after)), expected);
            prop_assert!(list(&after, &after).is_empty());
        }
    }
}
