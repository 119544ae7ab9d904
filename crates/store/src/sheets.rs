//! Inspection sheets as they came out, and what was filed or taken back in a window.

use model::document::{DocumentId, DocumentState};
use model::inspection::InspectionSheet;
use model::request::SourceId;
use model::title::TitleSlug;
use model::{Date, Timestamp};

use crate::engine::on;
use crate::{Fault, Tx, instant, json, micros, to_json, word};

/// A version that came in a window, with the state in which its document stood before that window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The document.
    pub document: DocumentId,
    /// The version.
    pub version: u32,
    /// Its state.
    pub state: DocumentState,
    /// When it came.
    pub received_at: Timestamp,
    /// How the document stood when the window opened; `None`: it was not known.
    pub before: Option<DocumentState>,
}

type SheetRow = (i64, i64, i64, Option<i64>, String);

impl Tx {
    /// A title's sheet of a day, if it came out or was skipped.
    pub async fn sheet(&mut self, title: &TitleSlug, date: Date) -> Result<Option<InspectionSheet>, Fault> {
        let row: Option<SheetRow> = on!(self, |c| sqlx::query_as(
            "select opens_at, due_at, made_at, checked_at, lines from sheets where title = $1 and date = $2"
        )
        .bind(title.as_str())
        .bind(date.to_string())
        .fetch_optional(c)
        .await)?;
        row.map(|(opens_at, due_at, made_at, checked_at, lines)| {
            Ok(InspectionSheet {
                date,
                opens_at: instant(opens_at),
                due_at: instant(due_at),
                made_at: Some(instant(made_at)),
                checked_at: checked_at.map(instant),
                lines: json(&lines)?,
            })
        })
        .transpose()
    }

    /// Writes down a sheet that came out, once.
    pub async fn write_sheet(
        &mut self,
        title: &TitleSlug,
        sheet: &InspectionSheet,
        made_at: Timestamp,
    ) -> Result<(), Fault> {
        let lines = to_json(&sheet.lines)?;
        on!(self, |c| sqlx::query(
            "insert into sheets (title, date, opens_at, due_at, made_at, checked_at, lines)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"
        )
        .bind(title.as_str())
        .bind(sheet.date.to_string())
        .bind(micros(sheet.opens_at))
        .bind(micros(sheet.due_at))
        .bind(micros(made_at))
        .bind(sheet.checked_at.map(micros))
        .bind(lines)
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// The versions filed or withdrawn after one instant, up to and including another, in order of documents and versions.
    pub async fn filed_between(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<Filed>, Fault> {
        let rows: Vec<(String, i64, String, i64, Option<String>)> = on!(self, |c| sqlx::query_as(
            "select v.document, v.version, v.state, v.received_at,
               (select b.state from versions b where b.document = v.document and b.received_at <= $1
                order by b.version desc limit 1)
             from versions v where v.received_at > $1 and v.received_at <= $2 and v.state in ('filed', 'withdrawn')
             order by v.document, v.version"
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_all(c)
        .await)?;
        rows.into_iter()
            .map(|(document, version, state, received_at, before)| {
                Ok(Filed {
                    document: DocumentId::new(document),
                    version: u32::try_from(version).unwrap_or(u32::MAX),
                    state: word(&state)?,
                    received_at: instant(received_at),
                    before: before.as_deref().map(word).transpose()?,
                })
            })
            .collect()
    }

    /// When a source last gave an answer after one instant, up to and including another: by a check of it, or by a capture where there
    /// are no checks, as of a recording.
    pub async fn last_answer(
        &mut self,
        source: &SourceId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<Timestamp>, Fault> {
        let (at,): (Option<i64>,) = on!(self, |c| {
            sqlx::query_as(
            "select max(at) from (
               select max(captured_at) as at from captures where source = $1 and captured_at > $2 and captured_at <= $3
               union all
               select max(at) as at from checks where source = $1 and at > $2 and at <= $3 and result not in ('missed', 'refused')
             ) as answers"
        )
        .bind(source.as_str())
        .bind(micros(from))
        .bind(micros(to))
        .fetch_one(c)
        .await
        })?;
        Ok(at.map(instant))
    }
}
