//! What the guard holds and what it lets pass, on lists made for it.

use model::Timestamp;
use model::snapshot::Role;
use proptest::prelude::*;

use super::*;

fn entry(id: usize, fields: &[(&str, &str)]) -> ListEntry {
    ListEntry {
        id: id.to_string(),
        name: id.to_string(),
        kind: "entity".into(),
        programs: vec![],
        countries: vec![],
        aliases: vec![],
        fields: fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    }
}

/// A state on that day of the years from 2020 on.
fn state(day: i64, entries: Vec<ListEntry>) -> Snapshot {
    Snapshot {
        kind: Kind::ListEntry,
        list: "ofac-sdn".into(),
        list_name: "SDN list".into(),
        part: "sdn".into(),
        role: Role::Leading,
        at: "2020-01-01T12:00:00Z".parse::<Timestamp>().expect("an instant") + SignedDuration::from_hours(24 * day),
        entries,
        begins_at: None,
        incomplete: None,
    }
}

fn numbered(ids: impl IntoIterator<Item = usize>) -> Vec<ListEntry> {
    ids.into_iter().map(|id| entry(id, &[("remarks", "x")])).collect()
}

/// A thousand entries without every `n`th.
fn without_every(n: usize, offset: usize) -> Vec<ListEntry> {
    numbered((0..1000).filter(|id| id % n != offset))
}

/// Weeks of history in which each state lost that many of a thousand entries.
fn history(lost: &[u64]) -> Vec<Past> {
    let filled = [("remarks".to_owned(), 1000)].into();
    let past = |(week, lost): (usize, &u64)| Past {
        at: state(week as i64 * 7, vec![]).at,
        tally: Tally { entries: 1000, filled: BTreeMap::clone(&filled), lost: *lost },
    };
    lost.iter().enumerate().map(past).collect()
}

#[track_caller]
fn held(before: &Snapshot, after: &Snapshot, past: &[Past], words: &str) {
    let why = doubt(before, after, past).unwrap_or_default();
    assert!(why.contains(words), "'{why}' should say: {words}");
}

#[test]
fn an_empty_or_halved_list_is_held() {
    let full = state(0, numbered(0..1000));
    let shrunk = |left: usize| state(1, full.entries[1000 - left..].to_vec());
    held(&full, &shrunk(0), &[], "came empty where 1,000 entries stood; the last good state stays");
    held(&full, &shrunk(500), &[], "lost 500 of its 1,000 entries at once, half or more");
    held(&full, &shrunk(899), &[], "lost 101 of its 1,000 entries within a day, where 10.1 percent would be the most");
    assert_eq!(doubt(&full, &shrunk(900), &[]), None);
    assert_eq!(doubt(&shrunk(20), &shrunk(11), &[]), None, "few entries are lost lightly");
    held(&shrunk(20), &shrunk(10), &[], "half or more");
    assert_eq!(doubt(&shrunk(0), &full, &[]), None, "a first state is a baseline");
}

#[test]
fn a_file_that_ends_early_is_held_though_little_is_missing() {
    let full = state(0, numbered(0..1000));
    held(&full, &state(1, numbered(0..990)), &[], "lost 10 of its 1,000 entries, the last 10 in the file among them");
    assert_eq!(doubt(&full, &state(1, numbered(0..991)), &[]), None, "a few may be the newest, taken back");
    let goes_on = state(1, numbered((0..990).chain(1000..1003)));
    assert_eq!(doubt(&full, &goes_on, &[]), None, "new entries stand behind the gap");
    let cut = |count| Snapshot {
        incomplete: Some("Its end is missing.".to_owned()),
        ..state(1, full.entries[..count].to_vec())
    };
    held(&full, &cut(999), &[], "lost 1 of its 1,000 entries, and its file may not be whole (Its end is missing);");
    assert_eq!(doubt(&full, &cut(1000), &[]), None, "a file without its end that lost nothing is whole");
}

#[test]
fn a_quiet_history_explains_less() {
    let before = state(70, numbered(0..1000));
    let lost = |n| state(71, without_every(n, 0));
    assert_eq!(doubt(&before, &lost(20), &[]), None, "five percent of a list that is not known");
    assert_eq!(doubt(&before, &lost(20), &history(&[0; 5])), None, "nor after five weeks");
    held(&before, &lost(20), &history(&[0; 11]), "where 3.1 percent would be the most to expect as far as it is known");
    let lively = history(&[0, 0, 18, 0, 0, 0, 2, 0, 0, 0, 3]);
    assert_eq!(doubt(&before, &lost(20), &lively), None, "it lost 18 of 1,000 in a week once");
}

#[test]
fn time_explains_more() {
    let (before, third) = (state(0, numbered(0..1000)), without_every(3, 0));
    held(&before, &state(30, third.clone()), &[], "lost 334 of its 1,000 entries within 30 days");
    assert_eq!(doubt(&before, &state(730, third.clone()), &[]), None, "two years");
    let known = history(&[0; 60]);
    assert_eq!(doubt(&before, &state(1000, third), &known), None, "however quiet it was");
    held(&before, &state(3650, numbered(500..1000)), &[], "half or more");
}

#[test]
fn a_list_of_other_numbers_is_held() {
    held(&state(0, numbered(0..100)), &state(1, numbered(500..600)), &[], "lost 100 of its 100");
    held(&state(0, numbered(0..300)), &state(1, numbered(0..600)), &[], "came with 300 new entries within a day");
    assert_eq!(doubt(&state(0, numbered(0..300)), &state(365, numbered(0..600)), &[]), None, "a year");
}

#[test]
fn a_column_that_empties_is_held() {
    let of = |day, filled: usize| {
        let fields = |n| if n < filled { &[("remarks", "x")][..] } else { &[] };
        state(day, (0..100).map(|n| entry(n, fields(n))).collect())
    };
    held(
        &of(0, 80),
        &of(1, 39),
        &[],
        "has its column 'remarks' filled for 39 of 100 entries, and had it for 80 of 100",
    );
    held(&of(0, 80), &of(1, 59), &[], "says nothing any more in the column 'remarks' for 21 of 80 entries");
    assert_eq!(doubt(&of(0, 80), &of(1, 60), &[]), None, "twenty are emptied lightly");
    assert_eq!(doubt(&of(0, 4), &of(1, 0), &[]), None);
    let thin = Past { at: of(0, 0).at, tally: tally(None, &of(0, 30)) };
    assert_eq!(doubt(&of(7, 80), &of(8, 39), &[thin]), None, "it was as thin before");
}

#[test]
fn a_changed_format_is_no_amendment_of_everything() {
    let of = |day, changed: usize| {
        let remarks = |n| if n < changed { "X." } else { "x" };
        state(day, (0..1000).map(|n| entry(n, &[("remarks", remarks(n))])).collect())
    };
    held(&of(0, 0), &of(1, 252), &[], "says something else of 252 of its 1,000 entries within a day, of 252 in the");
    assert_eq!(doubt(&of(0, 0), &of(1, 250), &[]), None);
    assert_eq!(doubt(&of(0, 0), &of(365, 500), &[]), None, "a year");
    let rates = |snapshot| Snapshot { kind: Kind::TariffLine, ..snapshot };
    assert_eq!(doubt(&rates(of(0, 0)), &rates(of(1, 1000)), &[]), None, "a proclamation may change every rate");
}

#[test]
fn a_tally_counts_what_is_said_and_what_is_lost() {
    let before = state(0, numbered(0..5));
    let after = state(1, vec![entry(1, &[("remarks", " "), ("title", "y")]), entry(7, &[("title", "z")])]);
    let counted = tally(Some(&before), &after);
    assert_eq!((counted.entries, counted.lost), (2, 4));
    assert_eq!(counted.filled, BTreeMap::from([("title".to_owned(), 2)]));
    let begins = Snapshot { begins_at: Some("3".to_owned()), ..after };
    assert_eq!(tally(Some(&before), &begins).lost, 2, "what stands before the beginning of the file is not lost");
}

proptest! {
    #[test]
    fn every_two_states_are_judged(ids in proptest::collection::vec(0_usize..60, 0..80), more in 0_usize..60, day in -400_i64..4000,
                                   losses in proptest::collection::vec(0_u64..2000, 0..15)) {
        let (before, after) = (state(0, numbered(ids)), state(day, numbered(0..more)));
        let why = doubt(&before, &after, &history(&losses));
        prop_assert_eq!(doubt(&before, &after, &history(&losses)), why);
        prop_assert_eq!(doubt(&before, &Snapshot { at: after.at, ..before.clone() }, &[]), None, "the same entries");
    }
}
