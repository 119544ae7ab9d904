//! Which act of the reader a date speaks of: exported, laden aboard, entered for consumption, received, filed.

use super::flat;

/// Acts as documents word them, and the word of the record. The longest wording of an act comes first.
const ACTS: &[(&str, &str)] = &[
    ("laden aboard", "laden aboard"),
    ("loaded on", "laden aboard"),
    ("loaded onto", "laden aboard"),
    ("loaded aboard", "laden aboard"),
    ("on dock for loading", "laden aboard"),
    ("en route", "en route"),
    ("in transit", "en route"),
    ("for consumption", "entered or withdrawn for consumption"),
    ("entered into the united states", "entered or withdrawn for consumption"),
    ("entries", "entered or withdrawn for consumption"),
    ("entered", "entered or withdrawn for consumption"),
    ("reexport", "reexported"),
    ("re-export", "reexported"),
    ("transferred (in-country)", "transferred"),
    ("export", "exported"),
    ("import", "imported"),
    ("shipment", "shipped"),
    ("shipped", "shipped"),
    ("manufactured", "manufactured"),
    ("liquidat", "liquidated"),
    ("postmarked", "postmarked"),
    ("received", "received"),
    ("receive", "received"),
    ("receipt", "received"),
    ("arrive", "received"),
    ("paid", "paid"),
    ("payment", "paid"),
    ("filed", "filed"),
    ("filing", "filed"),
    ("file", "filed"),
    ("submit", "submitted"),
    ("submission", "submitted"),
];

/// Acts of goods and their papers: the ones a measure can hang on. The rest are acts of writing to an office.
const GOODS: usize = 20;

/// The act of writing that stands nearest before the day, else nearest behind it. `received or postmarked by`: the stricter, received.
pub(super) fn of_papers(before: &str, behind: &str) -> Option<&'static str> {
    let papers = &ACTS[GOODS..];
    // `requests for a hearing must be submitted`: a request is what is sent in, not how.
    let found = nearest(papers, before).or_else(|| foremost(papers, behind))?;
    let both = |text: &str| flat::has(text, &["postmarked"]) && flat::has(text, &["received"]);
    Some(if found == "postmarked" && both(before) { "received" } else { found })
}

/// The act on goods that stands nearest before the day, else nearest behind it.
pub(super) fn of_goods(before: &str, behind: &str) -> Option<&'static str> {
    let goods = &ACTS[..GOODS];
    // `exports, reexports and transfers (in-country)` are named by the first of them.
    if flat::has(before, &["exports", "exported", "export"]) && flat::has(before, &["reexport", "re-export"]) {
        return Some("exported");
    }
    // Behind the day only the words of the same clause count: `on or after May 1, 2026, are entered`.
    nearest(goods, before).or_else(|| foremost(goods, behind))
}

fn nearest(acts: &[(&str, &'static str)], text: &str) -> Option<&'static str> {
    acts.iter()
        .filter_map(|(word, act)| Some((flat::last(text, &[word])?, *act)))
        .max_by_key(|(at, _)| *at)
        .map(|(_, act)| act)
}

fn foremost(acts: &[(&str, &'static str)], text: &str) -> Option<&'static str> {
    acts.iter()
        .filter_map(|(word, act)| Some((flat::first(text, &[word])?, *act)))
        .min_by_key(|(at, _)| *at)
        .map(|(_, act)| act)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_act_is_meant() {
        assert_eq!(
            of_goods("goods entered, or withdrawn from warehouse, for consumption, on or after ", ""),
            Some("entered or withdrawn for consumption")
        );
        assert_eq!(of_goods("items laden aboard a carrier and exported before ", ""), Some("exported"));
        assert_eq!(of_goods("on or after ", " are imported"), Some("imported"));
        assert_eq!(of_papers("comments received or postmarked by ", ""), Some("received"));
        assert_eq!(of_papers("comments postmarked by ", ""), Some("postmarked"));
    }

    #[test]
    fn the_table_is_cut_between_goods_and_papers() {
        assert_eq!(ACTS[GOODS - 1].0, "liquidat");
    }
}
