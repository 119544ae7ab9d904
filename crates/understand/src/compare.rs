//! Two states of a list against each other: what was added, removed, amended. Whether a state can be believed is the guard's business.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::change::{Action, Change, Kind};
use model::document::FieldChange;
use model::snapshot::{ListEntry, Role, Snapshot};

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

pub(crate) fn by_id(snapshot: &Snapshot) -> HashMap<&str, &ListEntry> {
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

/// How many entries of a state are missing in the next, as far as its file covers them.
pub(crate) fn lost(old: &HashMap<&str, &ListEntry>, new: &HashMap<&str, &ListEntry>, after: &Snapshot) -> usize {
    old.keys().filter(|id| !new.contains_key(*id) && covers(after, id)).count()
}

/// Whether a file covers an id: one that begins within its list says nothing of what stands before.
pub(crate) fn covers(snapshot: &Snapshot, id: &str) -> bool {
    snapshot.begins_at.as_deref().is_none_or(|begin| id >= begin)
}

/// The columns that say something else.
pub(crate) fn differing(
    kind: Kind,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<FieldChange> {
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
