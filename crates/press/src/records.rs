//! The public records, field by field in the order of the interface: the one place where a value of the model becomes JSON for others.
//!
//! Further fields may be added after those that are fixed; none is renamed. Instants are RFC 3339 in UTC, days `YYYY-MM-DD`.

use model::Timestamp;
use model::article::RevisionKind;
use model::capture::CaptureHead;
use model::change::{self, Action, Change, ChangeRecord};
use model::citation::Citation;
use model::codes::CfrRef;
use model::delivery::Delivery;
use model::document::{Document, DocumentId, FieldChange};
use model::edition::{Edition, EditionState};
use model::findings::{DateRole, Findings, KeyDate};
use model::ledger::{LedgerLine, Subject};
use model::reader::{Licence, Reader};
use model::reference::Ref;
use model::snapshot::{Receipt, Tally, Witness};
use model::story::Story;
use model::title::Title;
use model::wall::Shown;
use serde_json::{Value, json};

use crate::body::{self, Dress, Setting};
use crate::edition::Stage;

/// A capture with what became of it.
pub fn capture(head: &CaptureHead, stored_at: Timestamp, result: &str, detail: &str, reader: Option<u32>) -> Value {
    json!({
        "capture": head.id,
        "source": head.source,
        "url": head.url,
        "status": head.status,
        "captured_at": head.captured_at,
        "stored_at": stored_at,
        "origin": head.origin,
        "sha256": head.sha256.to_string(),
        "size_bytes": head.size_bytes,
        "result": result,
        "detail": detail,
        "reader": reader,
    })
}

/// What reading a capture again did to a document or to the capture.
#[derive(Debug)]
pub struct Reread<'a> {
    /// The capture.
    pub capture: &'a CaptureHead,
    /// `refilled`, `new`, `version`, `further`, `kept`, `unreadable` or `mended`.
    pub what: &'static str,
    /// The document and its version.
    pub document: Option<(&'a DocumentId, u32)>,
    /// The fields that differ.
    pub fields: &'a [FieldChange],
    /// The published article that rests on it, and that was not changed.
    pub published: Option<Ref>,
    /// In words.
    pub why: &'a str,
}

/// One line of `capture reread`.
pub fn reread(reread: &Reread) -> Value {
    json!({
        "what": reread.what,
        "capture": reread.capture.id,
        "source": reread.capture.source,
        "captured_at": reread.capture.captured_at,
        "document": reread.document.map(|(id, _)| id),
        "version": reread.document.map(|(_, version)| version),
        "fields": reread.fields,
        "published": reread.published.map(|reference| reference.to_string()),
        "why": reread.why,
    })
}

/// A document with what was found in it. A day that the publisher's record lacks is the one that the text states.
pub fn document(document: &Document, findings: &Findings) -> Value {
    let fields = &document.fields;
    let stated = |roles: &[DateRole]| {
        findings.dates.iter().find(|date| roles.contains(&date.role) && date.on.is_some()).and_then(|date| date.on)
    };
    let cfr = if findings.cfr.is_empty() { &fields.cfr } else { &findings.cfr };
    json!({
        "id": document.id,
        "source": document.source,
        "external_id": fields.external_id,
        "version": document.version,
        "state": document.state,
        "kind": document.kind(),
        "title": document.title(),
        "abstract": fields.abstract_text,
        "url": fields.url,
        "agencies": fields.agencies,
        "published_on": fields.published_on,
        "filed_at": fields.filed_at,
        "effective_on": fields.effective_on.or_else(|| stated(&[DateRole::Effective, DateRole::DelayedTo])),
        "comments_close_on": fields.comments_close_on.or_else(|| stated(&[DateRole::CommentsClose])),
        "citation": fields.citation,
        "document_number": fields.document_number,
        "dates": findings.dates.iter().map(date).collect::<Vec<_>>(),
        "cfr": cfr.iter().map(self::cfr).collect::<Vec<_>>(),
        "docket_ids": fields.docket_ids,
        "rins": fields.rins,
        "countries": findings.countries,
        "hts": findings.hts,
        "eccns": findings.eccns,
        "usml": findings.usml,
        "parties": findings.parties,
        "topics": findings.topics,
        "country_mentions": findings.country_mentions,
        "country_groups": findings.country_groups,
        "vessels": findings.vessels,
        "party_records": findings.party_records,
        "enforcement": findings.enforcement,
        "code_ranges": findings.code_ranges,
        "language": fields.language,
        "captured_at": document.captured_at,
        "sha256": document.sha256.to_string(),
        "pages": fields.pages,
    })
}

/// A date: `at` where the source gives a clock time, else `on`.
pub fn date(date: &KeyDate) -> Value {
    let (name, when) = match date.at {
        Some(at) => ("at", json!(at)),
        None => ("on", json!(date.on)),
    };
    json!({
        "role": date.role,
        "trigger": date.trigger,
        name: when,
        "inclusive": date.inclusive,
        "zone": date.zone,
        "last_day": date.last_day,
        "quote": date.quote,
        "start": date.start,
        "end": date.end,
        "basis": date.basis,
        "scope": date.scope,
        "paragraph": date.paragraph,
        "rule": date.rule,
        "replaces": date.replaces,
    })
}

fn cfr(cfr: &CfrRef) -> Value {
    json!({"title": cfr.title, "part": cfr.part, "section": cfr.section})
}

/// A change of a list entry, with where it comes from.
pub fn change(record: &ChangeRecord, receipt: Option<&Receipt>) -> Value {
    let Change { kind, action, entry, fields } = &record.change;
    let mut out = json!({
        "id": record.id,
        "kind": kind,
        "source": record.source,
        "list": record.list,
        "date": record.date,
        "subject": entry.name,
        "action": action,
        "entry": {
            "id": entry.id,
            "name": entry.name,
            "type": entry.kind,
            "programs": entry.programs,
            "countries": entry.countries,
            "aliases": entry.aliases,
        },
        "fields": fields,
        "document": record.document,
        "receipt": receipt.map(self::receipt),
    });
    if *kind == change::Kind::ListEntry {
        return out;
    }
    // What these are made of is their text: as it was, and as it is.
    let text = |before: bool| {
        let amended = fields.iter().find(|field| field.field == change::TEXT);
        let kept = || entry.fields.get(change::TEXT).cloned();
        match (action, amended, before) {
            (Action::Amended, Some(field), true) => Some(field.before.clone()),
            (Action::Amended, Some(field), false) => Some(field.after.clone()),
            (Action::Amended, None, _) | (Action::Added, _, false) | (Action::Removed, _, true) => kept(),
            (Action::Added, _, true) | (Action::Removed, _, false) => None,
        }
    };
    (out["before"], out["after"]) = (json!(text(true)), json!(text(false)));
    match kind {
        change::Kind::TariffLine | change::Kind::Quota => out["tariff"] = json!({"code": entry.id}),
        change::Kind::CfrText => out["cfr"] = cfr_of(&entry.id),
        change::Kind::ListEntry | change::Kind::Page => {}
    }
    out
}

/// Both states that a change lies between, so that anybody can find the same bytes, and who released the later one.
fn receipt(receipt: &Receipt) -> Value {
    let rates = |tally: &Tally| -> serde_json::Map<String, Value> {
        let rate = |column: &String| (tally.rate(column) * 10_000.0).round() / 10_000.0;
        tally.filled.keys().map(|column| (column.clone(), json!(rate(column)))).collect()
    };
    let state = |witness: &Witness| {
        json!({
            "captured_at": witness.at,
            "capture": witness.capture,
            "sha256": witness.sha256.to_string(),
            "size_bytes": witness.size_bytes,
            "entries": witness.tally.as_ref().map(|tally| tally.entries),
            "fill_rates": witness.tally.as_ref().map(rates),
        })
    };
    json!({"before": receipt.before.as_ref().map(state), "after": state(&receipt.after), "released": receipt.released})
}

/// `15:744.11` as a record; what has no section (a supplement, an appendix) has its name there.
fn cfr_of(id: &str) -> Value {
    let (title, section) = id.split_once(':').unwrap_or_default();
    let part = section.split(['.', ' ']).next().unwrap_or_default();
    json!({"title": title.parse::<u16>().ok(), "part": part, "section": section})
}

/// A pointer found in a text.
pub fn citation(citation: &Citation) -> Value {
    json!({
        "text": citation.text,
        "start": citation.start,
        "end": citation.end,
        "type": citation.kind,
        "canonical": citation.canonical,
        "pinpoint": citation.pinpoint,
        "url": citation.url,
    })
}

/// A story. It has a section exactly when a rule selected it or a person wrote it.
pub fn story(story: &Story) -> Value {
    json!({
        "id": story.id,
        "ref": story.state.reference(),
        "state": story.state.as_str(),
        "headline": story.draft.as_ref().map(|draft| &draft.headline),
        "documents": versions(&story.documents),
        "score": story.score,
        "selected": !story.sections.is_empty(),
        "why": story.why,
        "section": story.sections.first(),
        "thread": story.thread,
        "title_slugs": story.titles,
        "access": story.access,
    })
}

fn versions(documents: &[(DocumentId, u32)]) -> Vec<Value> {
    documents.iter().map(|(id, version)| json!({"id": id, "version": version})).collect()
}

/// An article, as far as it may be shown: behind the wall `body_html` is null. `links` gives the full address of an article number.
pub fn article(shown: Shown, links: &dyn Fn(Ref) -> Option<String>) -> Value {
    let head = shown.head();
    let setting = Setting { links, sources: &[], anchor: "", dress: Dress::BARE };
    let body = shown.blocks().map(|blocks| body::blocks_html(blocks, &setting).into_string());
    let corrections = match head.revision_kind {
        RevisionKind::Correction => vec![json!({"revision": head.revision, "at": head.revised_at})],
        _ => Vec::new(),
    };
    json!({
        "ref": head.reference,
        "revision": head.revision,
        "title_slugs": head.titles,
        "headline": head.headline,
        "teaser": head.teaser_text(),
        "body_html": body,
        "section": head.sections.first(),
        "topics": head.topics,
        "published_at": head.published_at,
        "access": head.access,
        "documents": versions(&head.documents),
        "see": shown.see(),
        "corrections": corrections,
        "revised_at": head.revised_at,
        "byline": head.byline,
        "score": head.score,
        "facts": head.facts.iter().map(|fact| json!({"label": fact.label, "value": fact.value})).collect::<Vec<_>>(),
        "dates": head.dates.iter().map(date).collect::<Vec<_>>(),
        "path": head.path(),
        "words": shown.words(),
        "whole": shown.blocks().is_some(),
    })
}

/// An edition. `state` is given, for of a frozen one only the store knows whether it was sent.
pub fn edition<S: Stage>(edition: &Edition<S>, state: EditionState) -> Value {
    let sections: Vec<Value> = edition
        .sections
        .iter()
        .map(|(section, articles)| {
            let references: Vec<Ref> = articles.iter().map(|article| article.head.reference).collect();
            json!({"name": section.name(), "articles": references, "section": section})
        })
        .collect();
    json!({
        "title": edition.title.slug,
        "date": edition.date,
        "number": edition.state.number(),
        "state": state,
        "sections": sections,
        "opens_at": edition.opens_at,
        "closes_at": edition.closes_at,
        "frozen_at": edition.state.frozen().map(|frozen| frozen.frozen_at),
        "late": edition.state.frozen().and_then(|frozen| frozen.late.as_ref()).map(|late| {
            json!({"passed_over": late.passed_over, "stands_for": late.stands_for})
        }),
        "manifest": edition.manifest,
    })
}

/// A line of the ledger; of a capture that could not be read, `document` and `version` are null.
pub fn ledger(line: &LedgerLine) -> Value {
    let (document, version) = match &line.subject {
        Subject::Version(document, version) => (Some(document), Some(version)),
        Subject::Capture(_) => (None, None),
    };
    json!({
        "document": document,
        "version": version,
        "capture": line.capture,
        "source": line.source,
        "received_at": line.received_at,
        "outcome": line.outcome,
        "ref": line.reference,
        "why": line.why,
        "sequence": line.sequence,
        "at": line.at,
    })
}

/// A delivery; `edition` is `title/date`. The letter of an edition has no part, that of its sheet the part `inspection`.
pub fn delivery(delivery: &Delivery) -> Value {
    json!({
        "edition": format!("{}/{}", delivery.title, delivery.date),
        "part": (!delivery.part.is_empty()).then_some(&delivery.part),
        "reader": delivery.reader,
        "channel": delivery.channel,
        "state": delivery.state,
        "message_id": delivery.message_id,
        "attempts": delivery.attempts,
        "doubtful": delivery.doubtful,
    })
}

/// A reader, for those who run the house.
pub fn reader(reader: &Reader) -> Value {
    json!({
        "id": reader.id,
        "email": reader.email.as_str(),
        "name": reader.name,
        "role": reader.role,
        "licences": reader.licences.iter().map(licence).collect::<Vec<_>>(),
    })
}

/// What a reader may read, and until when (exclusive).
pub fn licence(licence: &Licence) -> Value {
    json!({"kind": licence.kind, "titles": licence.titles, "from": licence.from, "until": licence.until})
}

/// A title with its timetable.
pub fn title(title: &Title) -> Value {
    json!({
        "slug": title.slug,
        "name": title.name,
        "combines": title.combines,
        "zone": title.zone.iana_name().unwrap_or("UTC"),
        "closes": title.closes.strftime("%H:%M").to_string(),
        "attended": title.attended,
        "sections": title.sections,
        "host": title.host,
        "sheet": title.sheet.map(|sheet| sheet.at.strftime("%H:%M").to_string()),
        "sheet_mailed": title.sheet.is_some_and(|sheet| sheet.mailed),
    })
}
