//! Several parts of one list that changed in one instant, told as one event: the chapters of an export of a tariff.

use std::collections::BTreeMap;

use model::change::{Action, Change, Kind};
use model::findings::Arrival;

use super::words::listed;
use crate::compare::count;

/// The most headings of a tariff that a sentence names.
const HEADINGS_MAX: usize = 4;

/// The changes of all parts as those of the first. What two parts say of one entry, such as a line of a tariff and its footnotes, is one
/// change; an entry that came or left needs no word of its details.
pub(super) fn merged(parts: &[&Arrival]) -> Arrival {
    let mut changes: Vec<Change> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for change in parts.iter().flat_map(|part| &part.changes) {
        match places.get(&change.entry.id) {
            Some(place) => join(&mut changes[*place], change),
            None => {
                places.insert(change.entry.id.clone(), changes.len());
                changes.push(change.clone());
            }
        }
    }
    let mut merged = parts[0].clone();
    merged.document.fields.title = title(parts);
    merged.changes = changes;
    merged
}

fn join(known: &mut Change, more: &Change) {
    match (known.action, more.action) {
        (Action::Amended, Action::Amended) => known.fields.extend(more.fields.iter().cloned()),
        (Action::Amended, _) => *known = more.clone(),
        _ => {}
    }
}

/// `Harmonized Tariff Schedule, chapters 61 and 99`; of lists without chapters the first title.
fn title(parts: &[&Arrival]) -> Option<String> {
    let first = parts[0].document.fields.title.as_deref()?;
    let mut chapters: Vec<&str> = Vec::new();
    let mut list = first;
    for part in parts {
        let title = part.document.fields.title.as_deref().unwrap_or_default();
        let Some((name, chapter)) = title.split_once(", chapter ") else { return Some(first.to_owned()) };
        list = name;
        if !chapters.contains(&chapter) {
            chapters.push(chapter);
        }
    }
    chapters.sort_unstable();
    match chapters.as_slice() {
        [one] => Some(format!("{list}, chapter {one}")),
        many if many.len() <= HEADINGS_MAX => {
            let many: Vec<String> = many.iter().map(|chapter| (*chapter).to_owned()).collect();
            Some(format!("{list}, chapters {}", listed(&many)))
        }
        many => Some(format!("{list}, {} chapters", count(many.len()))),
    }
}

/// `heading 9912 (40 lines)`: where lines of a tariff stand, by number, then heading. A block of new lines under one heading is one event.
pub(super) fn headings(changes: &[&Change]) -> Option<String> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for change in changes {
        let heading = change.entry.id.get(..4).filter(|heading| heading.bytes().all(|byte| byte.is_ascii_digit()));
        *numbers.entry(heading.filter(|_| change.kind == Kind::TariffLine)?).or_default() += 1;
    }
    let mut sorted: Vec<(&str, usize)> = numbers.into_iter().collect();
    sorted.sort_by_key(|(heading, number)| (std::cmp::Reverse(*number), *heading));
    let more = sorted.len().saturating_sub(HEADINGS_MAX);
    let mut told: Vec<String> = match sorted.as_slice() {
        [(only, _)] => return Some(format!("heading {only}")),
        many => {
            many.iter().take(HEADINGS_MAX).map(|(heading, number)| format!("{heading} ({})", count(*number))).collect()
        }
    };
    if more > 0 {
        told.push(format!("{} other{}", count(more), if more == 1 { "" } else { "s" }));
    }
    Some(format!("headings {}", listed(&told)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::document::FieldChange;
    use model::snapshot::ListEntry;

    fn change(action: Action, id: &str, field: &str) -> Change {
        let entry = ListEntry {
            id: id.to_owned(),
            name: id.to_owned(),
            kind: "rate line".to_owned(),
            programs: vec![],
            countries: vec![],
            aliases: vec![],
            fields: BTreeMap::new(),
        };
        let differs = FieldChange { field: field.to_owned(), before: "Free".to_owned(), after: "5%".to_owned() };
        let fields = if action == Action::Amended { vec![differs] } else { vec![] };
        Change { kind: Kind::TariffLine, action, entry, fields }
    }

    #[test]
    fn a_line_and_its_footnotes_are_one_change() {
        let mut line = change(Action::Amended, "6109.10.00.12", "general");
        join(&mut line, &change(Action::Amended, "6109.10.00.12", "footnotes"));
        let fields: Vec<&str> = line.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["general", "footnotes"]);
        join(&mut line, &change(Action::Added, "6109.10.00.12", ""));
        assert_eq!((line.action, line.fields.len()), (Action::Added, 0));
    }

    #[test]
    fn a_block_of_lines_is_told_by_its_heading() {
        let block: Vec<Change> = (1..=40).map(|n| change(Action::Added, &format!("9912.15.{n:02}"), "")).collect();
        let block: Vec<&Change> = block.iter().collect();
        assert_eq!(headings(&block).as_deref(), Some("heading 9912"));
        let more = change(Action::Added, "9903.01.25", "");
        let both: Vec<&Change> = block.into_iter().chain([&more]).collect();
        assert_eq!(headings(&both).as_deref(), Some("headings 9912 (40) and 9903 (1)"));
        let party = Change { kind: Kind::ListEntry, ..change(Action::Added, "1234", "") };
        assert_eq!(headings(&[&party]), None, "a number of a list is no heading");
    }
}
