//! The ledger: lines are only added; the highest sequence of a subject rules, and is kept beside it for the sums.

use model::Timestamp;
use model::capture::CaptureId;
use model::document::DocumentId;
use model::ledger::{LedgerLine, Manifest, Outcome, Subject};
use model::reference::Ref;
use model::request::SourceId;

use crate::engine::on;
use crate::{Fault, Tx, instant, micros, plain, word};

/// A line to add.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// What it speaks of.
    pub subject: Subject,
    /// What became of it.
    pub outcome: Outcome,
    /// The article, where it stands in one.
    pub reference: Option<Ref>,
    /// Why, in a sentence.
    pub why: String,
}

fn key(subject: &Subject) -> String {
    match subject {
        Subject::Version(document, version) => format!("{document}#{version}"),
        Subject::Capture(capture) => format!("capture:{capture}"),
    }
}

fn subject_of(key: &str) -> Result<Subject, Fault> {
    if let Some(capture) = key.strip_prefix("capture:") {
        return Ok(Subject::Capture(CaptureId::new(capture)));
    }
    let damaged = || Fault::damaged("a ledger subject", key);
    let (document, version) = key.rsplit_once('#').ok_or_else(damaged)?;
    Ok(Subject::Version(DocumentId::new(document), version.parse().map_err(|_| damaged())?))
}

type Row = (String, i64, String, String, i64, String, Option<String>, String, i64);

fn line_of(
    (subject, sequence, capture, source, received_at, outcome, reference, why, at): Row,
) -> Result<LedgerLine, Fault> {
    Ok(LedgerLine {
        subject: subject_of(&subject)?,
        capture: CaptureId::new(capture),
        source: SourceId::new(source),
        received_at: instant(received_at),
        outcome: word(&outcome)?,
        reference: reference
            .map(|text| text.parse().map_err(|_| Fault::damaged("an article number", &text)))
            .transpose()?,
        why,
        sequence: u32::try_from(sequence).unwrap_or(u32::MAX),
        at: instant(at),
    })
}

impl Tx {
    /// Opens a subject's account with its first line. Opened already, nothing changes.
    pub async fn open_account(
        &mut self,
        line: &NewLine,
        capture: &CaptureId,
        source: &SourceId,
        received_at: Timestamp,
        at: Timestamp,
    ) -> Result<(), Fault> {
        let (subject, reference) = (key(&line.subject), line.reference.map(|r| r.to_string()));
        let opened = on!(self, |c| sqlx::query(
            "insert into standing (subject, sequence, capture, source, received_at, outcome, ref, why, at)
             values ($1, 0, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
        )
        .bind(&subject)
        .bind(capture.as_str())
        .bind(source.as_str())
        .bind(micros(received_at))
        .bind(line.outcome.as_str())
        .bind(reference.as_deref())
        .bind(plain(&line.why))
        .bind(micros(at))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if opened == 1 { self.copy_line(&subject).await } else { Ok(()) }
    }

    /// Adds a line to a subject's account, which it then rules. A line that says the same as the ruling one is not added.
    pub async fn rule(&mut self, line: &NewLine, at: Timestamp) -> Result<(), Fault> {
        let (subject, reference) = (key(&line.subject), line.reference.map(|r| r.to_string()));
        let changed = on!(self, |c| sqlx::query(
            "update standing set sequence = sequence + 1, outcome = $2, ref = $3, why = $4, at = $5
             where subject = $1 and not (outcome = $2 and coalesce(ref, '') = coalesce($3, '') and why = $4)"
        )
        .bind(&subject)
        .bind(line.outcome.as_str())
        .bind(reference.as_deref())
        .bind(plain(&line.why))
        .bind(micros(at))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        if changed == 1 { self.copy_line(&subject).await } else { Ok(()) }
    }

    async fn copy_line(&mut self, subject: &str) -> Result<(), Fault> {
        on!(self, |c| {
            sqlx::query(
            "insert into ledger (subject, sequence, capture, source, received_at, outcome, ref, why, at)
             select subject, sequence, capture, source, received_at, outcome, ref, why, at from standing where subject = $1"
        )
        .bind(subject)
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }

    /// The ruling lines of what was received after `from` up to and including `to`, in order of receipt.
    pub async fn ledger(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<LedgerLine>, Fault> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(
            "select subject, sequence, capture, source, received_at, outcome, ref, why, at from standing
             where received_at > $1 and received_at <= $2 order by received_at, subject"
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(line_of).collect()
    }

    /// The ruling line of one subject.
    pub async fn standing(&mut self, subject: &Subject) -> Result<Option<LedgerLine>, Fault> {
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(
            "select subject, sequence, capture, source, received_at, outcome, ref, why, at from standing where subject = $1"
        )
        .bind(key(subject))
        .fetch_optional(c)
        .await
        })?;
        row.map(line_of).transpose()
    }

    /// Every line of one subject, oldest first.
    pub async fn history(&mut self, subject: &Subject) -> Result<Vec<LedgerLine>, Fault> {
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(
            "select subject, sequence, capture, source, received_at, outcome, ref, why, at from ledger where subject = $1
             order by sequence"
        )
        .bind(key(subject))
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(line_of).collect()
    }

    /// The sums of what was received after `from` up to and including `to`.
    pub async fn manifest(&mut self, from: Timestamp, to: Timestamp) -> Result<Manifest, Fault> {
        let rows: Vec<(String, i64)> = on!(self, |c| sqlx::query_as(
            "select outcome, count(*) from standing where received_at > $1 and received_at <= $2 group by outcome"
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_all(c)
        .await)?;
        // Received is counted apart from the outcomes: the document versions themselves, and the captures of which
        // all or a part failed, be it only at first. Were it their
        // sum, the books would agree by construction and prove nothing.
        let (versions,): (i64,) = on!(self, |c| sqlx::query_as(
            "select count(*) from versions where received_at > $1 and received_at <= $2"
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_one(c)
        .await)?;
        let (failures,): (i64,) = on!(self, |c| sqlx::query_as(
            "select count(*) from captures c join capture_results r on r.capture = c.id
             where c.captured_at > $1 and c.captured_at <= $2 and r.failed = 1"
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_one(c)
        .await)?;
        let mut manifest = Manifest::default();
        for (outcome, count) in rows {
            let outcome: Outcome = word(&outcome)?;
            for _ in 0..count {
                manifest.count(outcome);
            }
        }
        manifest.received = u64::try_from(versions + failures).unwrap_or(0);
        Ok(manifest)
    }
}
