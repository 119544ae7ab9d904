//! Captures in the order of their instants, a page at a time: what is listed and exported never stands in memory as a whole.

use model::Timestamp;
use model::capture::CaptureHead;
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
        type Row = (String, String, String, i64, String, i64, String, String, i64, i64, String, String);
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(
            "select c.id, c.source, c.url, c.status, c.headers, c.captured_at, c.origin, c.sha256, c.size_bytes, c.stored_at,
             coalesce(r.result, 'unread'), coalesce(r.detail, '')
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
        rows.into_iter()
            .map(|(id, source, url, status, headers, at, origin, hash, size, stored_at, result, detail)| {
                let head = head_of((id, source, url, status, headers, at, origin, hash, size))?;
                Ok(ListedCapture { head, stored_at: instant(stored_at), result, detail })
            })
            .collect()
    }
}
