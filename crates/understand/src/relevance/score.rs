//! How large a story is (TRADE-GUIDE, 6): points on top of a rule's own, each with its reason, 100 at most.

use jiff::civil::Weekday;
use model::document::{Fields, Kind, Part};
use model::findings::{Arrival, Basis, DateRole, Why};

/// The score of a selected document and the reasons for each point beyond the first.
pub(super) fn of(arrival: &Arrival, base: u32) -> (u32, Vec<Why>) {
    let mut points = Points { total: base, why: vec![reason("rule", base, "rule")] };
    let fields = &arrival.document.fields;
    by_kind(arrival, &mut points);
    by_grace(arrival, &mut points);
    by_breadth(arrival, &mut points);
    by_filing(fields, &mut points);
    // Titles lie: a correction or conforming change counts by its amendatory text.
    let amends = |part| matches!(part, Part::Instruction | Part::Amendment);
    let amendments = fields.paragraphs.iter().filter(|paragraph| amends(paragraph.part)).count();
    points.add_if(amendments >= 200, "amends-much", 8, "amendments");
    points.add_if((20..200).contains(&amendments), "amends", 4, "amendments");
    points.add_if(fields.pages.is_some_and(|pages| pages >= 30), "long", 4, "pages");
    (points.total.min(100), points.why)
}

struct Points {
    total: u32,
    why: Vec<Why>,
}

impl Points {
    fn add(&mut self, name: &str, points: u32, place: &str) {
        self.total += points;
        self.why.push(reason(name, points, place));
    }
    fn add_if(&mut self, holds: bool, name: &str, points: u32, place: &str) {
        if holds {
            self.add(name, points, place);
        }
    }
}

fn reason(name: &str, points: u32, place: &str) -> Why {
    Why { criterion: format!("score:{name}"), value: format!("+{points}"), place: place.to_owned() }
}

/// What must change at a desk tomorrow: an act of the President or a final rule more than a proposal, a proposal more than a notice.
fn by_kind(arrival: &Arrival, points: &mut Points) {
    let action = arrival.document.fields.action.as_deref().unwrap_or_default().to_lowercase();
    match arrival.document.kind() {
        Kind::Presidential => points.add("presidential", 20, "kind"),
        Kind::Rule if action.contains("availability") || action.contains("guidance") => {
            points.add("guidance", 4, "action")
        }
        Kind::Rule => points.add("final-rule", 15, "kind"),
        Kind::ProposedRule if action.contains("reopening") || action.contains("extension") => {
            points.add("comment-period", 2, "action")
        }
        Kind::ProposedRule => points.add("proposed-rule", 8, "kind"),
        _ => {}
    }
}

/// No grace: in effect on or before the day it was printed.
fn by_grace(arrival: &Arrival, points: &mut Points) {
    let fields = &arrival.document.fields;
    if !matches!(arrival.document.kind(), Kind::Rule | Kind::Presidential) {
        return;
    }
    let on = arrival
        .findings
        .dates
        .iter()
        .filter(|date| date.role == DateRole::Effective && date.basis != Basis::Field)
        .find_map(|date| date.on)
        .or(fields.effective_on);
    if let (Some(on), Some(published)) = (on, fields.published_on) {
        points.add_if(on <= published, "no-grace", 10, "dates");
    }
}

/// Several parts of the Code, several countries.
fn by_breadth(arrival: &Arrival, points: &mut Points) {
    let parts = u32::try_from(arrival.findings.cfr.iter().filter(|cfr| cfr.section.is_none()).count()).unwrap_or(9);
    points.add_if(parts > 1, "several-parts", (parts.saturating_sub(1) * 2).min(8), "cfr");
    let countries = u32::try_from(arrival.findings.countries.len()).unwrap_or(9);
    points.add_if(countries > 1, "several-countries", (countries.saturating_sub(1) * 2).min(10), "title");
    points.add_if(!arrival.findings.eccns.is_empty(), "control-numbers", 5, "abstract");
}

/// Filed out of turn, or late on a Friday.
fn by_filing(fields: &Fields, points: &mut Points) {
    points.add_if(fields.filing.as_deref() == Some("special"), "special-filing", 8, "filing");
    let evening = fields.filed_at.and_then(|at| {
        let zone = model::TimeZone::get("America/New_York").ok()?;
        let at = at.to_zoned(zone);
        Some(at.weekday() == Weekday::Friday && at.hour() >= 16)
    });
    points.add_if(evening == Some(true), "friday-evening", 5, "filed at");
}
