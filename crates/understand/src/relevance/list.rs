//! States of lists: told when something changed, sized by how much.

use model::change::{Action, Change, Kind};
use model::findings::{Arrival, Judgement, Why};
use model::title::Section;

use super::refused;
use crate::compare::count;

/// Judges a state of a list by its changes.
///
/// The first state ever seen is a baseline, and a state without changes says nothing new.
pub(super) fn judge(arrival: &Arrival, usual: Option<Section>) -> Judgement {
    let list = slug(arrival);
    if is_baseline(arrival) {
        return refused("no:baseline", list, "document", "the first state of a list is a baseline and no news");
    }
    if arrival.changes.is_empty() {
        return refused("no:no-change", list, "comparison", "no entry was added, removed or amended");
    }
    if list == "us-csl" {
        // The Consolidated Screening List repeats lists that are told by themselves.
        return refused(
            "no:told-by-members",
            list,
            "document",
            "its members are lists of their own, which tell the same changes",
        );
    }
    let of = |action| arrival.changes.iter().filter(|change| change.action == action).count();
    let (added, removed, amended) = (of(Action::Added), of(Action::Removed), of(Action::Amended));
    let (score, mut why) = score(added, removed, amended);
    let told = format!("+{} −{} ~{}", count(added), count(removed), count(amended));
    why.insert(0, Why { criterion: "yes:list-change".into(), value: told.clone(), place: "comparison".into() });
    Judgement {
        selected: true,
        rule: "yes:list-change".into(),
        sentence: format!("The comparison of {list} with its state before shows {told} {}.", what(&arrival.changes)),
        why,
        score,
        sections: sections(list, &arrival.changes, usual),
    }
}

/// Whether the document says that it is the first state: by its action, or by the newsroom's summary of states
/// (`The first state seen: 13,905 entries.`).
fn is_baseline(arrival: &Arrival) -> bool {
    let fields = &arrival.document.fields;
    fields.action.as_deref().is_some_and(|action| action.eq_ignore_ascii_case("baseline"))
        || fields.abstract_text.as_deref().is_some_and(|summary| summary.starts_with("The first state"))
}

fn slug(arrival: &Arrival) -> &str {
    arrival.document.id.as_str().split('@').next().unwrap_or_default()
}

/// Additions weigh most: someone must screen again. 1 added is 40, 10 are 60, 100 are 80, 500 nearly 95; removals weigh half, amendments a little.
fn score(added: usize, removed: usize, amended: usize) -> (u32, Vec<Why>) {
    // Twenty points a factor of ten, without floating point: digits and the leading digit stand for the logarithm.
    let points = |number: usize, each: u32| -> u32 {
        if number == 0 {
            return 0;
        }
        let decades = number.ilog10();
        let leading = u32::try_from(number / 10_usize.pow(decades)).unwrap_or(9);
        decades * each + leading * each / 10
    };
    let mut total = 0;
    let mut why = Vec::new();
    for (name, number, base, each) in
        [("added", added, 38, 20), ("removed", removed, 20, 12), ("amended", amended, 12, 6)]
    {
        if number > 0 {
            // The largest base counts once; what comes on top adds its own growth.
            let gained = if total == 0 { base } else { 2 } + points(number, each);
            total += gained;
            why.push(Why {
                criterion: format!("score:{name}"),
                value: format!("+{gained} for {}", count(number)),
                place: "comparison".into(),
            });
        }
    }
    (total.min(100), why)
}

/// What changed, and why that is told.
fn what(changes: &[Change]) -> &'static str {
    match changes.first().map(|change| change.kind).unwrap_or_default() {
        Kind::Page => "pages: what the publisher says there is not what it said",
        _ => "entries: readers screen against them",
    }
}

/// Sanctions lists stand in sanctions; the lists of export control and forced labor in their own sections; a list that is not known here
/// where its source usually stands.
fn sections(list: &str, changes: &[Change], usual: Option<Section>) -> Vec<Section> {
    let mut out = match list {
        "uflpa-entity" => vec![Section::ForcedLabor],
        "ddtc-debarred" => vec![Section::DefenseTrade, Section::Enforcement],
        "bis-dpl" => vec![Section::Enforcement, Section::ExportControls],
        list if list.starts_with("bis-") || list == "us-csl" => vec![Section::ExportControls],
        list if list.starts_with("ofac-") => vec![Section::Sanctions],
        _ => usual.map_or(vec![Section::ForeignControls, Section::Sanctions], |section| vec![section]),
    };
    // Ships and planes carry goods into ports: the customs side looks at those too.
    let carriers = changes.iter().any(|change| matches!(change.entry.kind.as_str(), "vessel" | "aircraft"));
    if carriers && list.starts_with("ofac-") {
        out.push(Section::Customs);
    }
    out
}
