//! Captures in the order of their instants, a page at a time: what is listed and exported never stands in memory as a whole.

use model::Timestamp;
use model::capture::{CaptureHead, CaptureId};
use model::document::{DocumentId, RenditionKind};
use model::request::SourceId;

use super::head_of;
use crate::engine::on;
use crate::{Fault, Tx, instant, micros};

/// How many captures are listed at a time.
const PAGE_ROWS: i64 = 500;

/// Sorts behind every capture's name, which is hexadecimal.
const AFTER_ALL: &str = "~";

/// Which captures are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaptureFilter {
    /// Captured after the first and up to and including the second instant.
    pub captured: Option<(Timestamp, Timestamp)>,
    /// Of that source.
    pub source: Option<SourceId>,
}

/// A capture with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCapture {
    /// What is known of it.
    pub head: CaptureHead,
    /// When it was kept.
    pub stored_at: Timestamp,
    /// `documents`, `seen`, `empty`, `failed`; or `unread`.
    pub result: String,
    /// That result in words.
    pub detail: String,
    /// The version of its source's reader that read it; nothing where it is unread.
    pub reader: Option<u32>,
}

/// Who told something of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teller {
    /// The capture.
    pub head: CaptureHead,
    /// The version of its source's reader that read it.
    pub reader: u32,
}

type Row = (String, String, String, i64, String, i64, String, String, i64, i64, String, String, Option<i64>);

fn listed_of(row: Row) -> Result<ListedCapture, Fault> {
    let (id, source, url, status, headers, at, origin, hash, size, stored_at, result, detail, reader) = row;
    let head = head_of((id, source, url, status, headers, at, origin, hash, size))?;
    let reader = reader.map(|reader| u32::try_from(reader).unwrap_or(u32::MAX));
    Ok(ListedCapture { head, stored_at: instant(stored_at), result, detail, reader })
}

impl Tx {
    /// The next page of captures in the order of their instants, after that one; an empty page is the end.
    pub async fn list_captures(
        &mut self,
        filter: &CaptureFilter,
        after: Option<&CaptureHead>,
    ) -> Result<Vec<ListedCapture>, Fault> {
        let (from, to) = filter.captured.unwrap_or((Timestamp::MIN, Timestamp::MAX));
        let (after_at, after_id) = after.map_or((from, AFTER_ALL), |head| (head.captured_at, head.id.as_str()));
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(
            "select c.id, c.source, c.url, c.status, c.headers, c.captured_at, c.origin, c.sha256, c.size_bytes, c.stored_at,
             coalesce(r.result, 'unread'), coalesce(r.detail, ''), r.reader
             from captures c left join capture_results r on r.capture = c.id
             where c.captured_at >= $1 and (c.captured_at > $1 or c.id > $2) and c.captured_at <= $3
             and ($4 = '' or c.source = $4) order by c.captured_at, c.id limit $5"
        )
        .bind(micros(after_at))
        .bind(after_id)
        .bind(micros(to))
        .bind(filter.source.as_ref().map(SourceId::as_str).unwrap_or_default())
        .bind(PAGE_ROWS)
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(listed_of).collect()
    }

    /// One capture with what became of it.
    pub async fn listed_capture(&mut self, id: &CaptureId) -> Result<Option<ListedCapture>, Fault> {
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(
            "select c.id, c.source, c.url, c.status, c.headers, c.captured_at, c.origin, c.sha256, c.size_bytes, c.stored_at,
             coalesce(r.result, 'unread'), coalesce(r.detail, ''), r.reader
             from captures c left join capture_results r on r.capture = c.id where c.id = $1"
        )
        .bind(id.as_str())
        .fetch_optional(c)
        .await
        })?;
        row.map(listed_of).transpose()
    }

    /// The capture that holds the last telling of that kind before or at an instant.
    pub async fn teller_before(
        &mut self,
        document: &DocumentId,
        kind: RenditionKind,
        at: Timestamp,
    ) -> Result<Option<Teller>, Fault> {
        let row: Option<(String, i64)> = on!(self, |c| {
            sqlx::query_as(
                "select capture, reader from renditions where document = $1 and kind = $2 and captured_at <= $3
             order by captured_at desc, capture desc limit 1",
            )
            .bind(document.as_str())
            .bind(kind.as_str())
            .bind(micros(at))
            .fetch_optional(c)
            .await
        })?;
        let Some((capture, reader)) = row else { return Ok(None) };
        let head = self.capture(&CaptureId::new(capture)).await?;
        Ok(head.map(|head| Teller { head, reader: u32::try_from(reader).unwrap_or(u32::MAX) }))
    }
}
