//! The box of facts under the headline, in its fixed order: in force, last day, regulation, code, docket, RIN, document.

use model::citation::Evidence;
use model::document::Kind;
use model::draft::Fact;
use model::findings::{Basis, DateRole, KeyDate};

use super::evidence::Telling;
use super::words::boxed_day;

/// The most dockets that the box names one by one.
const DOCKETS_MAX: usize = 4;

/// The facts of a document. All of them are public anyway, so the box stands on the open side.
pub(super) fn write(telling: &Telling<'_>) -> Vec<Fact> {
    let mut out = Vec::new();
    let regulates = matches!(telling.document.kind(), Kind::Rule | Kind::Presidential | Kind::Correction);
    date(telling, DateRole::Effective, if regulates { "In force" } else { "Effective" }, &mut out);
    date(telling, DateRole::DelayedTo, "Delayed to", &mut out);
    date(telling, DateRole::Applicable, "Applies from", &mut out);
    date(telling, DateRole::Compliance, "Compliance", &mut out);
    date(telling, DateRole::SuspendedUntil, "Suspended through", &mut out);
    date(telling, DateRole::ReinstatedOn, "Back from", &mut out);
    date(telling, DateRole::SavingsClause, "Savings clause through", &mut out);
    date(telling, DateRole::WindDown, "Wind-down through", &mut out);
    date(telling, DateRole::Expiry, "Last day", &mut out);
    date(telling, DateRole::CommentsClose, "Comments until", &mut out);
    date(telling, DateRole::ReplyDue, "Replies until", &mut out);
    date(telling, DateRole::RequestDue, "Requests until", &mut out);
    date(telling, DateRole::Hearing, "Hearing", &mut out);
    let fields = telling.fields;
    let mut fact = |label: &str, value: String, names: &[&str]| {
        if !value.is_empty() {
            out.push(Fact { label: label.to_owned(), value, evidence: telling.fields(names) });
        }
    };
    fact("Regulation", regulation(telling), &["cfr"]);
    fact("Code", telling.arrival.findings.eccns.join(", "), &["title", "abstract"]);
    fact("Docket", some(&fields.docket_ids), &["docket_ids"]);
    fact("RIN", some(&fields.rins), &["rins"]);
    let number = fields.document_number.as_ref().map(|number| format!("FR Doc. {number}"));
    let document = [number, fields.citation.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
    fact("Document", document, &["document_number", "citation"]);
    out
}

/// One role's date: the last lawful day of what ends, the day of what begins. Where the publisher's own field differs both stand.
fn date(telling: &Telling<'_>, role: DateRole, label: &str, out: &mut Vec<Fact>) {
    let mut dates = telling.arrival.findings.dates.iter().filter(|date| date.role == role && date.on.is_some());
    let Some(first) = dates.next() else { return };
    let Some(shown) = shown(first) else { return };
    let mut value = boxed_day(shown);
    let mut evidence: Vec<Evidence> = vec![telling.of_date(first)];
    if first.basis == Basis::Computed {
        value.push_str(", computed");
    }
    if let Some(other) = dates.find(|date| date.basis == Basis::Field)
        && let Some(day) = other.on
    {
        value.push_str(&format!(" (publisher’s index: {})", boxed_day(day)));
        evidence.push(telling.of_date(other));
    }
    out.push(Fact { label: label.to_owned(), value, evidence });
}

fn shown(date: &KeyDate) -> Option<model::Date> {
    date.last_day.or(date.on)
}

/// `15 CFR 744, 774; 22 CFR 121`.
pub(super) fn regulation(telling: &Telling<'_>) -> String {
    let mut titles: Vec<(u16, Vec<String>)> = Vec::new();
    for cfr in &telling.fields.cfr {
        let number = cfr.section.clone().unwrap_or_else(|| cfr.part.clone());
        match titles.iter_mut().find(|(title, _)| *title == cfr.title) {
            Some((_, numbers)) if !numbers.contains(&number) => numbers.push(number),
            Some(_) => {}
            None => titles.push((cfr.title, vec![number])),
        }
    }
    let told: Vec<String> =
        titles.iter().map(|(title, numbers)| format!("{title} CFR {}", numbers.join(", "))).collect();
    told.join("; ")
}

fn some(items: &[String]) -> String {
    let shown: Vec<&str> = items.iter().take(DOCKETS_MAX).map(|item| bare(item)).collect();
    let more = items.len().saturating_sub(shown.len());
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// A docket without the words that say that it is one.
pub(super) fn bare(docket: &str) -> &str {
    let heads = [
        "Docket Nos. ",
        "Docket Nos.: ",
        "Docket No. ",
        "Docket No: ",
        "Docket No.: ",
        "Docket ID ",
        "Docket ID: ",
        "Investigation Nos. ",
        "Investigation No. ",
    ];
    heads.iter().find_map(|head| docket.strip_prefix(head)).unwrap_or(docket)
}
