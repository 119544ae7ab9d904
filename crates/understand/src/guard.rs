//! The guard: whether a state of a list can be believed. A false "removed" must never be published, so what neither the list's own history nor
//! the time since its last good state explains waits for an operator, and the last good state stays in force.

use std::collections::{BTreeMap, HashMap};

use jiff::SignedDuration;
use model::change::Kind;
use model::snapshot::{ListEntry, Snapshot, Tally};

use crate::compare::{self, by_id, count, covers};

/// Losses up to this number are not held, unless they are half of a short list.
const LOST_FREE: usize = 20;

/// The share of its entries that a list of which little is known may lose at once.
const BURST: f64 = 0.10;

/// The least share that a list may lose at once however quiet it was. The largest single delisting known to us took 518 of some 17,500 entries
/// off the SDN list on June 30, 2025, when the Syrian program ended: 2.96 percent.
const BURST_MIN: f64 = 0.03;

/// A known list may lose so many times the largest share that it ever lost.
const BURST_TIMES: f64 = 4.0;

/// From how many good states over how many days on a list is known.
const KNOWN_STATES: usize = 10;
const KNOWN_DAYS: f64 = 30.0;

/// The share of its entries that a list may lose in a year. The list of denied persons lost 188 of 546 between July 2019 and September 2022, the
/// UN list 218 of 1,093 between October 2018 and May 2024, the SDN list 949 of 8,832 between March 2021 and May 2024.
const LOST_A_YEAR: f64 = 0.20;

/// Nothing explains that a list lost so much.
const LOST_MAX: f64 = 0.5;

/// How many entries may be missing at the end of a file before it looks cut off.
const TAIL_MAX: usize = 9;

/// A column counts as filled from this share of entries on.
const FILLED_MIN: f64 = 0.05;

/// The share of the entries that are still there in which a column may become empty at once, and in a year.
const EMPTIED: f64 = 0.10;
const EMPTIED_A_YEAR: f64 = 0.30;

/// The share of entries that may say something else at once, and in a year. Of the EU list a quarter changed in eighteen months.
const AMENDED: f64 = 0.25;
const AMENDED_A_YEAR: f64 = 0.35;

/// Amendments and additions up to this number are never held.
const FREE: usize = 100;

/// How much a list may grow at once and in a year, as a share of what it held.
const GROWN: f64 = 0.5;

/// A good state of the past, as far as the guard needs it.
#[derive(Debug, Clone)]
pub struct Past {
    /// When it stood so.
    pub at: model::Timestamp,
    /// What was counted.
    pub tally: Tally,
}

/// Counts a state: its entries, what its columns hold, and how many entries of the good state before are not in it.
pub fn tally(before: Option<&Snapshot>, after: &Snapshot) -> Tally {
    let mut filled: BTreeMap<String, u64> = BTreeMap::new();
    for (column, value) in after.entries.iter().flat_map(|entry| &entry.fields) {
        if !value.trim().is_empty() {
            match filled.get_mut(column) {
                Some(count) => *count += 1,
                None => drop(filled.insert(column.clone(), 1)),
            }
        }
    }
    let lost = before.map_or(0, |before| compare::lost(&by_id(before), &by_id(after), after));
    Tally { entries: after.entries.len() as u64, filled, lost: lost as u64 }
}

/// Why a state of a list must wait for an operator: a sentence, or `None` when its history and the time elapsed explain everything.
///
/// `past` are good states before `before`, and that one itself, oldest first; without any the guard goes by what lists usually do. Ordinary
/// days of the SDN list lose up to 150 of 9,000 entries and pass. Time and memory grow with the entries of both states.
pub fn doubt(before: &Snapshot, after: &Snapshot, past: &[Past]) -> Option<String> {
    if before.entries.is_empty() {
        return None;
    }
    let look = Look::at(before, after);
    if after.entries.is_empty() {
        return Some(look.say(format!("came empty where {} entries stood", count(look.old.len()))));
    }
    let why = (look.cut_short())
        .or_else(|| look.lost_much(past))
        .or_else(|| look.emptied(past))
        .or_else(|| look.amended_much())
        .or_else(|| look.grown_much());
    why.map(|why| look.say(why))
}

/// Two states side by side.
struct Look<'s> {
    before: &'s Snapshot,
    after: &'s Snapshot,
    old: HashMap<&'s str, &'s ListEntry>,
    new: HashMap<&'s str, &'s ListEntry>,
    lost: usize,
    years: f64,
}

impl<'s> Look<'s> {
    fn at(before: &'s Snapshot, after: &'s Snapshot) -> Self {
        let (old, new) = (by_id(before), by_id(after));
        let lost = compare::lost(&old, &new, after);
        Self { before, after, old, new, lost, years: years(after.at.duration_since(before.at)) }
    }

    /// The sentence for the operator, and for whoever reads the ledger.
    fn say(&self, what: String) -> String {
        format!("The {} {what}; the last good state stays until someone has looked.", self.after.list_name)
    }

    fn lost_of(&self) -> String {
        format!("lost {} of its {} entries", count(self.lost), count(self.old.len()))
    }

    /// A file without its end: its reader says so, or everything that is missing stood behind the last entry that is still there.
    fn cut_short(&self) -> Option<String> {
        if let Some(why) = self.after.incomplete.as_ref().filter(|_| self.lost > 0) {
            let why = why.trim_end_matches('.');
            return Some(format!("{}, and its file may not be whole ({why})", self.lost_of()));
        }
        let is_kept = |entry: &ListEntry| self.new.contains_key(entry.id.as_str());
        let tail = self.before.entries.iter().rev().take_while(|entry| !is_kept(entry)).count();
        // A file that goes on with new entries was not cut.
        let last = self.after.entries.last();
        let ends_with_known = last.is_some_and(|entry| self.old.contains_key(entry.id.as_str()));
        (tail > TAIL_MAX && tail * 2 > self.lost && ends_with_known).then(|| {
            format!("{}, the last {} in the file among them, as if it had been cut off", self.lost_of(), count(tail))
        })
    }

    /// More entries are gone than history and time explain.
    fn lost_much(&self, past: &[Past]) -> Option<String> {
        let (all, lost) = (self.old.len(), self.lost);
        if lost > 1 && lost * 2 >= all {
            return Some(format!("{} at once, half or more", self.lost_of()));
        }
        let (burst, known) = burst(past);
        let allowed = (burst + drift(LOST_A_YEAR, self.years)).min(LOST_MAX);
        if lost <= LOST_FREE || (lost as f64) <= allowed * all as f64 {
            return None;
        }
        let usual = if known { "as far as it is known here" } else { "of a list not yet known well" };
        Some(format!(
            "{} {}, where {} percent would be the most to expect {usual}",
            self.lost_of(),
            self.since(),
            percent(allowed)
        ))
    }

    /// A column that lost what it held: of all entries, or of those that are still there.
    fn emptied(&self, past: &[Past]) -> Option<String> {
        let (was, is) = (tally(None, self.before), tally(None, self.after));
        let kept = self.kept_values();
        for (column, filled) in &was.filled {
            let rate = share(*filled, was.entries);
            let low = past.iter().map(|state| state.tally.rate(column)).fold(rate, f64::min);
            let now = is.rate(column);
            if low >= FILLED_MIN && now * 2.0 < low {
                let is = is.filled.get(column).copied().unwrap_or(0);
                return Some(format!(
                    "has its column '{column}' filled for {} of {} entries, and had it for {} of {}",
                    count(is as usize),
                    count(self.after.entries.len()),
                    count(*filled as usize),
                    count(self.before.entries.len())
                ));
            }
            let (held, gone) = kept.get(column.as_str()).copied().unwrap_or_default();
            let allowed = EMPTIED + drift(EMPTIED_A_YEAR, self.years);
            let swings = past.iter().any(|state| state.tally.rate(column) * 2.0 < rate);
            if gone > LOST_FREE && gone as f64 > allowed * held as f64 && !swings {
                return Some(format!(
                    "says nothing any more in the column '{column}' for {} of {} entries that are still there",
                    count(gone),
                    count(held)
                ));
            }
        }
        None
    }

    /// By column: for how many entries that are in both states it was filled, and for how many of those it is empty now.
    fn kept_values(&self) -> BTreeMap<&'s str, (usize, usize)> {
        let mut out: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (id, was) in &self.old {
            let Some(is) = self.new.get(id) else { continue };
            for (column, _) in was.fields.iter().filter(|(_, value)| !value.trim().is_empty()) {
                let is_empty = is.fields.get(column).is_none_or(|value| value.trim().is_empty());
                let sums = out.entry(column).or_default();
                *sums = (sums.0 + 1, sums.1 + usize::from(is_empty));
            }
        }
        out
    }

    /// So many entries say something else that the publisher's format has more likely changed than the entries.
    fn amended_much(&self) -> Option<String> {
        if self.after.kind != Kind::ListEntry {
            return None;
        }
        let (mut amended, mut columns) = (0, HashMap::<String, usize>::new());
        for (id, was) in &self.old {
            let Some(is) = self.new.get(id) else { continue };
            let fields = compare::differing(self.after.kind, &was.fields, &is.fields);
            amended += usize::from(!fields.is_empty());
            for change in fields {
                *columns.entry(change.field).or_default() += 1;
            }
        }
        let allowed = AMENDED + drift(AMENDED_A_YEAR, self.years);
        if amended <= FREE || amended as f64 <= allowed * self.old.len() as f64 {
            return None;
        }
        let most = columns.into_iter().max_by_key(|(name, times)| (*times, std::cmp::Reverse(name.clone())))?;
        Some(format!(
            "says something else of {} of its {} entries {}, of {} in the column '{}': its format may have changed",
            count(amended),
            count(self.old.len()),
            self.since(),
            count(most.1),
            most.0
        ))
    }

    /// So many new entries that other ids, or another list, are more likely.
    fn grown_much(&self) -> Option<String> {
        let added = self.new.keys().filter(|id| !self.old.contains_key(*id) && covers(self.before, id)).count();
        let allowed = GROWN + self.years.max(0.0);
        (added > FREE && added as f64 > allowed * self.old.len() as f64).then(|| {
            format!("came with {} new entries {} where {} stood", count(added), self.since(), count(self.old.len()))
        })
    }

    fn since(&self) -> String {
        let days = (self.years * 365.25).round() as i64;
        match days {
            ..=1 => "within a day".to_owned(),
            days => format!("within {} days", count(usize::try_from(days).unwrap_or(0))),
        }
    }
}

impl Past {
    /// The share of the state before that each state lost, without what the time between explains.
    fn shares(past: &[Self]) -> impl Iterator<Item = f64> {
        past.windows(2).map(|pair| {
            let share = share(pair[1].tally.lost, pair[0].tally.entries);
            share - drift(LOST_A_YEAR, years(pair[1].at.duration_since(pair[0].at)))
        })
    }
}

/// The share that a list may lose at once, and whether that is known from its own history.
fn burst(past: &[Past]) -> (f64, bool) {
    let (Some(first), Some(last)) = (past.first(), past.last()) else { return (BURST, false) };
    let known = past.len() >= KNOWN_STATES && years(last.at.duration_since(first.at)) * 365.25 >= KNOWN_DAYS;
    if !known {
        return (BURST, false);
    }
    let most = Past::shares(past).fold(0.0, f64::max);
    ((most * BURST_TIMES).clamp(BURST_MIN, BURST), true)
}

/// What a yearly share comes to over some years: what is left after each year loses the same share again.
fn drift(a_year: f64, years: f64) -> f64 {
    1.0 - (1.0 - a_year).powf(years.max(0.0))
}

fn years(elapsed: SignedDuration) -> f64 {
    elapsed.as_secs_f64() / (365.25 * 86_400.0)
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round() as i64;
    if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests;
