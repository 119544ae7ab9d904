//! Documents: versions are ground, what each telling said and what was found in it may be rebuilt.

use model::capture::CaptureId;
use model::document::{self, Document, DocumentId, DocumentState, Fields, RenditionKind};
use model::findings::Findings;
use model::request::SourceId;
use model::{Date, Timestamp};

use crate::engine::on;
use crate::{Fault, Tx, instant, json, micros, plain, to_json, word};

/// A version as the ground keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRow {
    /// From 1.
    pub version: u32,
    /// How far the document had come.
    pub state: DocumentState,
    /// Whose telling made it.
    pub source: SourceId,
    /// Which telling.
    pub rendition: RenditionKind,
    /// The capture.
    pub capture: CaptureId,
    /// When that was on the wire.
    pub received_at: Timestamp,
}

/// Which documents to list.
#[derive(Debug, Clone, Default)]
pub struct DocumentFilter {
    /// Received after, and up to and including.
    pub received: Option<(Timestamp, Timestamp)>,
    /// Of one source.
    pub source: Option<String>,
    /// Of one kind.
    pub kind: Option<String>,
}

/// A document in a list: its name and newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDocument {
    /// Its name.
    pub id: DocumentId,
    /// The version.
    pub version: u32,
}

/// One telling as it is kept.
#[derive(Debug, Clone)]
struct RenditionRow {
    kind: RenditionKind,
    fields: Fields,
    paragraph_count: u32,
}

/// What one capture told of one document, under the version that it made or belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The document.
    pub document: DocumentId,
    /// Which sort of telling.
    pub kind: RenditionKind,
    /// When it was on the wire.
    pub captured_at: Timestamp,
    /// The capture that holds it.
    pub capture: CaptureId,
    /// The version.
    pub version: u32,
    /// The state that it told.
    pub state: DocumentState,
    /// What it said.
    pub fields: Fields,
    /// The version of the source's reader that read it.
    pub reader: u32,
}

/// How much of a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Everything but its text.
    Facts,
    /// Its text too.
    Whole,
}

impl Tx {
    /// The newest version's number, 0 where the document is not known.
    pub async fn newest_version(&mut self, id: &DocumentId) -> Result<u32, Fault> {
        let row: Option<(i64,)> = on!(self, |c| sqlx::query_as(
            "select max(version) from versions where document = $1 having max(version) is not null"
        )
        .bind(id.as_str())
        .fetch_optional(c)
        .await)?;
        Ok(row.map_or(0, |(version,)| u32::try_from(version).unwrap_or(u32::MAX)))
    }

    /// The state of a document at its newest version, with that version's number.
    pub async fn document_state(&mut self, id: &DocumentId) -> Result<Option<(u32, DocumentState)>, Fault> {
        let row: Option<(i64, String)> =
            on!(self, |c| sqlx::query_as("select version, state from documents where document = $1")
                .bind(id.as_str())
                .fetch_optional(c)
                .await)?;
        row.map(|(version, state)| Ok((u32::try_from(version).unwrap_or(u32::MAX), word(&state)?))).transpose()
    }

    /// The last telling of that kind before or at that instant.
    pub async fn telling_before(
        &mut self,
        id: &DocumentId,
        kind: RenditionKind,
        at: Timestamp,
    ) -> Result<Option<Telling>, Fault> {
        let row: Option<TellingRow> = on!(self, |c| {
            sqlx::query_as(
                "select document, kind, captured_at, capture, version, state, fields, paragraphs, reader from renditions
             where document = $1 and kind = $2 and captured_at <= $3 order by captured_at desc, capture desc limit 1",
            )
            .bind(id.as_str())
            .bind(kind.as_str())
            .bind(micros(at))
            .fetch_optional(c)
            .await
        })?;
        row.map(telling_of).transpose()
    }

    /// What a capture told, in the order of the documents.
    pub async fn tellings_of_capture(&mut self, capture: &CaptureId) -> Result<Vec<Telling>, Fault> {
        let rows: Vec<TellingRow> = on!(self, |c| {
            sqlx::query_as(
                "select document, kind, captured_at, capture, version, state, fields, paragraphs, reader from renditions
             where capture = $1 order by document, kind",
            )
            .bind(capture.as_str())
            .fetch_all(c)
            .await
        })?;
        rows.into_iter().map(telling_of).collect()
    }

    /// Whether a telling of that kind was captured after that instant.
    pub async fn has_later_telling(
        &mut self,
        id: &DocumentId,
        kind: RenditionKind,
        at: Timestamp,
    ) -> Result<bool, Fault> {
        let row: Option<(i64,)> = on!(self, |c| sqlx::query_as(
            "select count(*) from renditions where document = $1 and kind = $2 and captured_at > $3"
        )
        .bind(id.as_str())
        .bind(kind.as_str())
        .bind(micros(at))
        .fetch_optional(c)
        .await)?;
        Ok(row.is_some_and(|(count,)| count > 0))
    }

    /// Keeps what a telling said. Read again, its fields are refilled; the version that it belongs to and its state stay.
    pub async fn write_telling(&mut self, telling: &Telling) -> Result<(), Fault> {
        let paragraphs = to_json(&telling.fields.paragraphs)?;
        let count = i64::try_from(telling.fields.paragraphs.len()).unwrap_or(i64::MAX);
        let fields = to_json(&Fields { paragraphs: Vec::new(), ..telling.fields.clone() })?;
        on!(self, |c| {
            sqlx::query(
                "insert into renditions (document, kind, captured_at, capture, version, state, fields, paragraphs, paragraph_count,
             reader) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             on conflict (document, kind, captured_at, capture) do update set fields = excluded.fields,
             paragraphs = excluded.paragraphs, paragraph_count = excluded.paragraph_count, reader = excluded.reader",
            )
            .bind(telling.document.as_str())
            .bind(telling.kind.as_str())
            .bind(micros(telling.captured_at))
            .bind(telling.capture.as_str())
            .bind(i64::from(telling.version))
            .bind(telling.state.as_str())
            .bind(fields)
            .bind(paragraphs)
            .bind(count)
            .bind(i64::from(telling.reader))
            .execute(c)
            .await
            .map(|_| ())
        })?;
        Ok(())
    }

    /// Writes a version: ground, only added.
    pub async fn write_version(&mut self, id: &DocumentId, row: &VersionRow) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into versions (document, version, state, source, rendition, capture, received_at)
             values ($1, $2, $3, $4, $5, $6, $7)"
        )
        .bind(id.as_str())
        .bind(i64::from(row.version))
        .bind(row.state.as_str())
        .bind(row.source.as_str())
        .bind(row.rendition.as_str())
        .bind(row.capture.as_str())
        .bind(micros(row.received_at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// Renews the listed line of a document from its newest version.
    pub async fn list_document(&mut self, document: &Document) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into documents (document, version, state, kind, title, published_on, received_at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (document) do update set version = excluded.version,
             state = excluded.state, kind = excluded.kind, title = excluded.title, published_on = excluded.published_on,
             received_at = excluded.received_at"
        )
        .bind(document.id.as_str())
        .bind(i64::from(document.version))
        .bind(document.state.as_str())
        .bind(document.kind().as_str())
        .bind(plain(document.title()))
        .bind(document.fields.published_on.map(|day| day.to_string()))
        .bind(micros(document.captured_at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// The versions of a document, oldest first.
    pub async fn versions(&mut self, id: &DocumentId) -> Result<Vec<VersionRow>, Fault> {
        let rows: Vec<(i64, String, String, String, String, i64)> = on!(self, |c| {
            sqlx::query_as(
            "select version, state, source, rendition, capture, received_at from versions where document = $1 order by version"
        )
        .bind(id.as_str())
        .fetch_all(c)
        .await
        })?;
        rows.into_iter()
            .map(|(version, state, source, rendition, capture, received_at)| {
                Ok(VersionRow {
                    version: u32::try_from(version).unwrap_or(u32::MAX),
                    state: word(&state)?,
                    source: SourceId::new(source),
                    rendition: word(&rendition)?,
                    capture: CaptureId::new(capture),
                    received_at: instant(received_at),
                })
            })
            .collect()
    }

    /// The versions that a capture made, in the order of their names.
    pub async fn versions_of_capture(&mut self, capture: &CaptureId) -> Result<Vec<ListedDocument>, Fault> {
        let rows: Vec<(String, i64)> = on!(self, |c| sqlx::query_as(
            "select document, version from versions where capture = $1 order by document, version"
        )
        .bind(capture.as_str())
        .fetch_all(c)
        .await)?;
        Ok(rows
            .into_iter()
            .map(|(id, version)| ListedDocument {
                id: DocumentId::new(id),
                version: u32::try_from(version).unwrap_or(u32::MAX),
            })
            .collect())
    }

    /// A document at one version, or at its newest: fields folded from the last telling of each kind up to that version.
    pub async fn document(&mut self, id: &DocumentId, version: Option<u32>) -> Result<Option<Document>, Fault> {
        Ok(self.unfold(id, version, Depth::Whole).await?.map(|(document, _)| document))
    }

    /// A document without its text, and how many paragraphs that has: for pages that name it.
    pub async fn document_facts(
        &mut self,
        id: &DocumentId,
        version: Option<u32>,
    ) -> Result<Option<(Document, u32)>, Fault> {
        self.unfold(id, version, Depth::Facts).await
    }

    async fn unfold(
        &mut self,
        id: &DocumentId,
        version: Option<u32>,
        depth: Depth,
    ) -> Result<Option<(Document, u32)>, Fault> {
        let versions = self.versions(id).await?;
        let row = match version {
            None => versions.last(),
            Some(version) => versions.iter().find(|row| row.version == version),
        };
        let Some(row) = row else { return Ok(None) };
        let newest = versions.last().map_or(row.version, |last| last.version);
        // The newest version is what all tellings say together; an earlier one is what had been told up to it.
        let up_to = if row.version == newest { u32::MAX } else { row.version };
        let tellings = self.tellings(id, up_to, depth).await?;
        let mut latest: Vec<(RenditionKind, Fields)> = Vec::new();
        let paragraphs = tellings.iter().map(|telling| telling.paragraph_count).max().unwrap_or(0);
        for telling in tellings {
            latest.retain(|(kind, _)| *kind != telling.kind);
            latest.push((telling.kind, telling.fields));
        }
        let Some(head) = self.capture(&row.capture).await? else {
            return Err(Fault::damaged("a version without its capture", id.as_str()));
        };
        let earlier = versions.iter().filter(|earlier| earlier.version < row.version && earlier.state == row.state);
        let document = Document {
            id: id.clone(),
            version: row.version,
            state: row.state,
            source: row.source.clone(),
            capture: row.capture.clone(),
            captured_at: row.received_at,
            told_before: earlier.map(|earlier| earlier.received_at).min(),
            sha256: head.sha256,
            fields: document::fold(&latest),
        };
        Ok(Some((document, paragraphs)))
    }

    async fn tellings(&mut self, id: &DocumentId, up_to: u32, depth: Depth) -> Result<Vec<RenditionRow>, Fault> {
        let rows: Vec<(String, String, String, i64)> = on!(self, |c| {
            sqlx::query_as(
                "select kind, fields, case when $3 = 1 then paragraphs else '[]' end, paragraph_count from renditions
             where document = $1 and version <= $2 order by captured_at, capture",
            )
            .bind(id.as_str())
            .bind(i64::from(up_to))
            .bind(i64::from(depth == Depth::Whole))
            .fetch_all(c)
            .await
        })?;
        rows.into_iter()
            .map(|(kind, fields, paragraphs, count)| {
                Ok(RenditionRow {
                    kind: word(&kind)?,
                    fields: whole(&fields, &paragraphs)?,
                    paragraph_count: u32::try_from(count).unwrap_or(u32::MAX),
                })
            })
            .collect()
    }

    /// Documents by their versions received, in order of receipt. A document with two versions in the span is listed with each.
    pub async fn list_documents(&mut self, filter: &DocumentFilter) -> Result<Vec<ListedDocument>, Fault> {
        let (from, to) = filter.received.unwrap_or((Timestamp::MIN, Timestamp::MAX));
        let rows: Vec<(String, i64)> = on!(self, |c| {
            sqlx::query_as(
            "select v.document, v.version from versions v left join documents d on d.document = v.document
             where v.received_at > $1 and v.received_at <= $2 and ($3 = '' or v.source = $3) and ($4 = '' or d.kind = $4)
             order by v.received_at, v.document, v.version"
        )
        .bind(micros(from))
        .bind(micros(to))
        .bind(filter.source.as_deref().unwrap_or_default())
        .bind(filter.kind.as_deref().unwrap_or_default())
        .fetch_all(c)
        .await
        })?;
        Ok(rows
            .into_iter()
            .map(|(id, version)| ListedDocument {
                id: DocumentId::new(id),
                version: u32::try_from(version).unwrap_or(u32::MAX),
            })
            .collect())
    }

    /// Documents whose newest state is `filed` and whose planned issue is on or after that day, at their newest versions.
    pub async fn on_inspection(&mut self, from: Date) -> Result<Vec<ListedDocument>, Fault> {
        let rows: Vec<(String, i64)> = on!(self, |c| sqlx::query_as(
            "select document, version from documents where state = 'filed' and published_on >= $1 order by document"
        )
        .bind(from.to_string())
        .fetch_all(c)
        .await)?;
        Ok(rows
            .into_iter()
            .map(|(id, version)| ListedDocument {
                id: DocumentId::new(id),
                version: u32::try_from(version).unwrap_or(u32::MAX),
            })
            .collect())
    }

    /// Keeps what was found in a version; `reader` is the version of the code that found it.
    pub async fn write_findings(
        &mut self,
        id: &DocumentId,
        version: u32,
        reader: u32,
        findings: &Findings,
    ) -> Result<(), Fault> {
        let findings = to_json(findings)?;
        on!(self, |c| sqlx::query(
            "insert into findings (document, version, reader, findings) values ($1, $2, $3, $4)
             on conflict (document, version) do update set reader = excluded.reader, findings = excluded.findings"
        )
        .bind(id.as_str())
        .bind(i64::from(version))
        .bind(i64::from(reader))
        .bind(findings)
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// What was found in a version.
    pub async fn findings(&mut self, id: &DocumentId, version: u32) -> Result<Findings, Fault> {
        let row: Option<(String,)> =
            on!(self, |c| sqlx::query_as("select findings from findings where document = $1 and version = $2")
                .bind(id.as_str())
                .bind(i64::from(version))
                .fetch_optional(c)
                .await)?;
        row.map_or_else(|| Ok(Findings::default()), |(text,)| json(&text))
    }
}

type TellingRow = (String, String, i64, String, i64, String, String, String, i64);

fn telling_of(row: TellingRow) -> Result<Telling, Fault> {
    let (document, kind, captured_at, capture, version, state, fields, paragraphs, reader) = row;
    Ok(Telling {
        document: DocumentId::new(document),
        kind: word(&kind)?,
        captured_at: instant(captured_at),
        capture: CaptureId::new(capture),
        version: u32::try_from(version).unwrap_or(u32::MAX),
        state: word(&state)?,
        fields: whole(&fields, &paragraphs)?,
        reader: u32::try_from(reader).unwrap_or(u32::MAX),
    })
}

/// A telling put together from its two columns.
fn whole(fields: &str, paragraphs: &str) -> Result<Fields, Fault> {
    let mut fields: Fields = json(fields)?;
    fields.paragraphs = json(paragraphs)?;
    Ok(fields)
}
