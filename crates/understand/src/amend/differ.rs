//! The paragraphs in which two texts of a section differ.

use std::collections::HashMap;

/// A paragraph that differs: as it stood and as it stands; one of them is `None` where it was added or removed.
pub type Line = (Option<String>, Option<String>);

/// The paragraphs in which two texts differ, in order. Paragraphs that stand once in both, in the same order, are taken for the same; between
/// them, as many as gave way to as many are paired.
pub fn redline<S: AsRef<str>>(before: &[S], after: &[S]) -> Vec<Line> {
    let before: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
    let after: Vec<&str> = after.iter().map(AsRef::as_ref).collect();
    let head = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
    let tail = before[head..].iter().rev().zip(after[head..].iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);
    let mut out = Vec::new();
    let mut from = (0, 0);
    for (at, to) in anchors(old, new).into_iter().chain([(old.len(), new.len())]) {
        between(&old[from.0..at], &new[from.1..to], &mut out);
        from = ((at + 1).min(old.len()), (to + 1).min(new.len()));
    }
    out
}

/// Lines that stand once in both texts, by their places, the longest row of them that rises in both.
fn anchors(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let mut places: HashMap<&str, (usize, usize, usize, usize)> = HashMap::new();
    for (at, line) in old.iter().enumerate() {
        let place = places.entry(line).or_default();
        (place.0, place.1) = (place.0 + 1, at);
    }
    for (at, line) in new.iter().enumerate() {
        let place = places.entry(line).or_default();
        (place.2, place.3) = (place.2 + 1, at);
    }
    let mut pairs: Vec<(usize, usize)> =
        places.values().filter(|place| place.0 == 1 && place.2 == 1).map(|place| (place.1, place.3)).collect();
    pairs.sort_unstable();
    // The longest rising row, by patience: of each length, the pair that ends it lowest, and the pair before each.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), vec![None; pairs.len()]);
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < pair.1);
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut row = Vec::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        row.push(pairs[place]);
        at = before[place];
    }
    row.reverse();
    row
}

fn between(old: &[&str], new: &[&str], out: &mut Vec<Line>) {
    let owned = |line: &&str| Some((*line).to_owned());
    if old.len() == new.len() {
        out.extend(old.iter().zip(new).filter(|(old, new)| old != new).map(|(old, new)| (owned(old), owned(new))));
        return;
    }
    out.extend(old.iter().map(|line| (owned(line), None)));
    out.extend(new.iter().map(|line| (None, owned(line))));
}
