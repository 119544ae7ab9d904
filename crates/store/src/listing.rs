//! Many documents at once, as lists show them: a day of fourteen hundred takes a dozen questions to the engine, not four thousand.

use std::collections::HashMap;

use model::capture::{CaptureId, Sha256};
use model::document::{self, Document, Fields, RenditionKind};
use model::findings::Findings;
use model::request::SourceId;

use crate::engine::on;
use crate::{Fault, ListedDocument, Tx, instant, json, word};

/// How many documents one statement asks for: below every engine's limit of parameters, and always the same text, so that it is planned once.
const ASKED_AT_ONCE: usize = 250;

/// A version as it is read for a list: document, version, state, source, capture, instant, and the capture's hash.
type Version = (String, i64, String, String, String, i64, Option<String>);
/// What a telling says but its text: document, version, kind, fields.
type Telling = (String, i64, String, String);

/// The statement for [`ASKED_AT_ONCE`] documents.
fn asking(select: &str, order: &str) -> String {
    let names: Vec<String> = (1..=ASKED_AT_ONCE).map(|place| format!("${place}")).collect();
    format!("{select} in ({}) {order}", names.join(", "))
}

/// The names of a chunk; a short one asks for its last name again and again, which the engine answers once.
fn padded(chunk: &[ListedDocument]) -> impl Iterator<Item = &str> {
    let last = chunk.last().map_or("", |listed| listed.id.as_str());
    chunk.iter().map(|listed| listed.id.as_str()).chain(std::iter::repeat(last)).take(ASKED_AT_ONCE)
}

/// Rows by the document that their first column names.
fn by_document<Row>(rows: Vec<Row>, name: impl Fn(&Row) -> &str) -> HashMap<String, Vec<Row>> {
    let mut out: HashMap<String, Vec<Row>> = HashMap::new();
    for row in rows {
        match out.get_mut(name(&row)) {
            Some(own) => own.push(row),
            None => drop(out.insert(name(&row).to_owned(), vec![row])),
        }
    }
    out
}

impl Tx {
    /// Documents without their texts, each at its listed version, in the order of the list.
    pub async fn facts_of(&mut self, listed: &[ListedDocument]) -> Result<Vec<Document>, Fault> {
        let versions = asking(
            "select v.document, v.version, v.state, v.source, v.capture, v.received_at, c.sha256
             from versions v left join captures c on c.id = v.capture where v.document",
            "order by v.document, v.version",
        );
        let tellings = asking(
            "select document, version, kind, fields from renditions where document",
            "order by document, captured_at, capture",
        );
        let mut out = Vec::with_capacity(listed.len());
        for chunk in listed.chunks(ASKED_AT_ONCE) {
            let versions: Vec<Version> = on!(self, |c| {
                let query = sqlx::query_as(sqlx::AssertSqlSafe(versions.clone()));
                padded(chunk).fold(query, |query, name| query.bind(name.to_owned())).fetch_all(c).await
            })?;
            let tellings: Vec<Telling> = on!(self, |c| {
                let query = sqlx::query_as(sqlx::AssertSqlSafe(tellings.clone()));
                padded(chunk).fold(query, |query, name| query.bind(name.to_owned())).fetch_all(c).await
            })?;
            let versions = by_document(versions, |row| &row.0);
            let tellings = by_document(tellings, |row| &row.0);
            for listed in chunk {
                let name = listed.id.as_str();
                let own = versions.get(name).map_or(&[][..], Vec::as_slice);
                let told = tellings.get(name).map_or(&[][..], Vec::as_slice);
                out.push(unfold(listed, own, told)?);
            }
        }
        Ok(out)
    }

    /// What was found in the listed versions, in the order of the list; nothing where nobody looked yet.
    pub async fn findings_of(&mut self, listed: &[ListedDocument]) -> Result<Vec<Findings>, Fault> {
        let sql = asking("select document, version, findings from findings where document", "");
        let mut out = Vec::with_capacity(listed.len());
        for chunk in listed.chunks(ASKED_AT_ONCE) {
            let rows: Vec<(String, i64, String)> = on!(self, |c| {
                let query = sqlx::query_as(sqlx::AssertSqlSafe(sql.clone()));
                padded(chunk).fold(query, |query, name| query.bind(name.to_owned())).fetch_all(c).await
            })?;
            let rows = by_document(rows, |row| &row.0);
            for listed in chunk {
                let own = rows.get(listed.id.as_str()).into_iter().flatten();
                let text = own.filter(|(_, version, _)| *version == i64::from(listed.version)).map(|row| &row.2).next();
                out.push(text.map_or_else(|| Ok(Findings::default()), |text| json(text))?);
            }
        }
        Ok(out)
    }
}

/// One document of its versions and tellings, as [`Tx::document_facts`] unfolds it.
fn unfold(listed: &ListedDocument, versions: &[Version], tellings: &[Telling]) -> Result<Document, Fault> {
    let wanted = i64::from(listed.version);
    let damaged = |what: &str| Fault::damaged(what, listed.id.as_str());
    let row = versions.iter().find(|row| row.1 == wanted).ok_or_else(|| damaged("a list with an unknown version"))?;
    let (_, _, state, source, capture, received_at, hash) = row;
    // The newest version is what all tellings say together; an earlier one is what had been told up to it.
    let newest = versions.last().is_none_or(|last| last.1 == wanted);
    let counts = |version: i64| newest || version <= wanted;
    let mut latest: Vec<(RenditionKind, Fields)> = Vec::new();
    for (at, (_, version, kind, fields)) in tellings.iter().enumerate() {
        // What a later telling of the same kind says instead need not be read.
        let overtaken = tellings[at + 1..].iter().any(|(_, later, other, _)| other == kind && counts(*later));
        if !overtaken && counts(*version) {
            latest.push((word(kind)?, json(fields)?));
        }
    }
    let hash = hash.as_deref().and_then(Sha256::from_hex);
    let earlier = versions.iter().filter(|earlier| earlier.1 < wanted && earlier.2 == *state);
    Ok(Document {
        id: listed.id.clone(),
        version: listed.version,
        state: word(state)?,
        source: SourceId::new(source.clone()),
        capture: CaptureId::new(capture.clone()),
        captured_at: instant(*received_at),
        told_before: earlier.map(|earlier| earlier.5).min().map(instant),
        sha256: hash.ok_or_else(|| damaged("a version without its capture"))?,
        fields: document::fold(&latest),
    })
}
