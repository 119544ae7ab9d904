//! Lists as states: which are good, which are held, and the changes between good ones.

use model::Timestamp;
use model::capture::CaptureId;
use model::change::{Action, Change, ChangeRecord};
use model::document::DocumentId;
use model::request::SourceId;

use crate::engine::on;
use crate::{Fault, Tx, instant, json, micros, plain, to_json, word};

pub use model::snapshot::Verdict;
use model::snapshot::{Receipt, Tally, Witness};

/// A state of a part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListState {
    /// The list's slug.
    pub list: String,
    /// The part.
    pub part: String,
    /// When it stood so.
    pub at: Timestamp,
    /// The capture that holds it.
    pub capture: CaptureId,
    /// Its document, where it is a changed state.
    pub document: Option<DocumentId>,
    /// How many entries it has.
    pub entries: u64,
    /// Whether it counts.
    pub verdict: Verdict,
    /// Why, where it does not; or who released it.
    pub why: String,
    /// What it is counted by; nothing where it was taken in before there were counts.
    pub tally: Option<Tally>,
}

type Row = (String, String, i64, String, Option<String>, i64, String, String, Option<i64>, Option<String>);

fn state_of(row: Row) -> Result<ListState, Fault> {
    let (list, part, at, capture, document, entries, verdict, why, lost, filled) = row;
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    let tally = match (lost, filled) {
        (Some(lost), Some(filled)) => {
            Some(Tally { entries: whole(entries), filled: json(&filled)?, lost: whole(lost) })
        }
        _ => None,
    };
    Ok(ListState {
        tally,
        list,
        part,
        at: instant(at),
        capture: CaptureId::new(capture),
        document: document.map(DocumentId::new),
        entries: whole(entries),
        verdict: word(&verdict)?,
        why,
    })
}

const COLUMNS_BEFORE: &str =
    "select list, part, at, capture, document, entries, verdict, why, lost, filled from list_states
    where list = $1 and part = $2 and at < $3 and verdict = 'good' order by at desc, capture desc limit 1";
const STATE_OF_DOCUMENT: &str = "select list, part, at, capture, document, entries, verdict, why, lost, filled
    from list_states where document = $1 order by at, capture limit 1";
const GOOD_BEFORE: &str =
    "select list, part, at, capture, document, entries, verdict, why, lost, filled from list_states
    where list = $1 and part = $2 and at < $3 and verdict = 'good' order by at desc, capture desc limit $4";
const COLUMNS_AFTER: &str =
    "select list, part, at, capture, document, entries, verdict, why, lost, filled from list_states
    where list = $1 and part = $2 and at > $3 and verdict = 'good' order by at, capture limit 1";

impl Tx {
    /// The last good state before an instant.
    pub async fn good_state_before(
        &mut self,
        list: &str,
        part: &str,
        at: Timestamp,
    ) -> Result<Option<ListState>, Fault> {
        self.good_state(COLUMNS_BEFORE, list, part, at).await
    }

    /// The first good state after an instant.
    pub async fn good_state_after(
        &mut self,
        list: &str,
        part: &str,
        at: Timestamp,
    ) -> Result<Option<ListState>, Fault> {
        self.good_state(COLUMNS_AFTER, list, part, at).await
    }

    /// The last good states before an instant, at most so many, oldest first.
    pub async fn good_states_before(
        &mut self,
        list: &str,
        part: &str,
        at: Timestamp,
        count_max: u32,
    ) -> Result<Vec<ListState>, Fault> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(GOOD_BEFORE)
            .bind(list)
            .bind(part)
            .bind(micros(at))
            .bind(i64::from(count_max))
            .fetch_all(c)
            .await)?;
        rows.into_iter().rev().map(state_of).collect()
    }

    /// Where the changes of a list's state come from; nothing where the document is no state of a list.
    pub async fn receipt(&mut self, document: &DocumentId) -> Result<Option<Receipt>, Fault> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(STATE_OF_DOCUMENT).bind(document.as_str()).fetch_optional(c).await)?;
        let Some(state) = row.map(state_of).transpose()? else { return Ok(None) };
        let before = self.good_state_before(&state.list, &state.part, state.at).await?;
        let before = match before {
            Some(before) => self.witness(before).await?,
            None => None,
        };
        let released = (state.verdict == Verdict::Good && !state.why.is_empty()).then(|| state.why.clone());
        Ok(self.witness(state).await?.map(|after| Receipt { before, after, released }))
    }

    async fn witness(&mut self, state: ListState) -> Result<Option<Witness>, Fault> {
        let Some(head) = self.capture(&state.capture).await? else { return Ok(None) };
        let (sha256, size_bytes) = (head.sha256, head.size_bytes);
        Ok(Some(Witness { at: state.at, capture: state.capture, sha256, size_bytes, tally: state.tally }))
    }

    async fn good_state(
        &mut self,
        sql: &'static str,
        list: &str,
        part: &str,
        at: Timestamp,
    ) -> Result<Option<ListState>, Fault> {
        let row: Option<Row> =
            on!(self, |c| sqlx::query_as(sql).bind(list).bind(part).bind(micros(at)).fetch_optional(c).await)?;
        row.map(state_of).transpose()
    }

    /// Writes a state, or renews its verdict.
    pub async fn write_list_state(&mut self, state: &ListState) -> Result<(), Fault> {
        let lost = state.tally.as_ref().map(|tally| i64::try_from(tally.lost).unwrap_or(i64::MAX));
        let filled = state.tally.as_ref().map(|tally| to_json(&tally.filled)).transpose()?;
        on!(self, |c| sqlx::query(
            "insert into list_states (list, part, at, capture, document, entries, verdict, why, lost, filled)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (list, part, at, capture) do update set
             document = excluded.document, entries = excluded.entries, verdict = excluded.verdict, why = excluded.why,
             lost = excluded.lost, filled = excluded.filled"
        )
        .bind(&state.list)
        .bind(&state.part)
        .bind(micros(state.at))
        .bind(state.capture.as_str())
        .bind(state.document.as_ref().map(DocumentId::as_str))
        .bind(i64::try_from(state.entries).unwrap_or(i64::MAX))
        .bind(state.verdict.as_str())
        .bind(plain(&state.why))
        .bind(lost)
        .bind(filled.as_deref())
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// The states that a capture holds.
    pub async fn states_of_capture(&mut self, capture: &CaptureId) -> Result<Vec<ListState>, Fault> {
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(
            "select list, part, at, capture, document, entries, verdict, why, lost, filled from list_states where capture = $1
             order by list, part, at"
        )
        .bind(capture.as_str())
        .fetch_all(c)
        .await
        })?;
        rows.into_iter().map(state_of).collect()
    }

    /// All states, or those of one verdict, newest last.
    pub async fn list_states(&mut self, verdict: Option<Verdict>) -> Result<Vec<ListState>, Fault> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(
            "select list, part, at, capture, document, entries, verdict, why, lost, filled from list_states
             where ($1 = '' or verdict = $1) order by list, part, at"
        )
        .bind(verdict.map_or("", Verdict::as_str))
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(state_of).collect()
    }

    /// Writes the changes that a list state brought, in place of those it brought by an earlier comparison. `reader` is the version of the
    /// comparison.
    pub async fn write_changes(
        &mut self,
        document: &DocumentId,
        source: &SourceId,
        list: &str,
        date: model::Date,
        reader: u32,
        changes: &[Change],
    ) -> Result<(), Fault> {
        self.clear_changes(document).await?;
        self.add_changes(document, source, list, date, reader, changes).await
    }

    /// Takes away the changes that a document brought.
    pub async fn clear_changes(&mut self, document: &DocumentId) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("delete from changes where document = $1")
            .bind(document.as_str())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Writes changes that a document brought to one list, beside those that it brought to others.
    pub async fn add_changes(
        &mut self,
        document: &DocumentId,
        source: &SourceId,
        list: &str,
        date: model::Date,
        reader: u32,
        changes: &[Change],
    ) -> Result<(), Fault> {
        for (position, change) in changes.iter().enumerate() {
            let (entry, text) = (&change.entry.id, to_json(change)?);
            on!(self, |c| {
                sqlx::query(
                "insert into changes (id, document, source, list, date, position, action, entry, change, replaced, reader)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)"
            )
            .bind(format!("{document}#{}:{entry}", change.action))
            .bind(document.as_str())
            .bind(source.as_str())
            .bind(list)
            .bind(date.to_string())
            .bind(i64::try_from(position).unwrap_or(i64::MAX))
            .bind(change.action.as_str())
            .bind(plain(entry))
            .bind(text)
            .bind(i64::from(reader))
            .execute(c)
            .await
            .map(|_| ())
            })?;
        }
        Ok(())
    }

    /// The changes that one list state brought.
    pub async fn changes_of(&mut self, document: &DocumentId) -> Result<Vec<Change>, Fault> {
        let rows: Vec<(String,)> =
            on!(self, |c| sqlx::query_as("select change from changes where document = $1 order by position")
                .bind(document.as_str())
                .fetch_all(c)
                .await)?;
        rows.into_iter().map(|(text,)| json(&text)).collect()
    }

    /// What was told of a list's entries in these days, both included: document, entry and what happened to it.
    pub async fn told_changes(
        &mut self,
        list: &str,
        from: model::Date,
        to: model::Date,
    ) -> Result<Vec<(DocumentId, String, Action)>, Fault> {
        let rows: Vec<(String, String, String)> = on!(self, |c| {
            sqlx::query_as(
            "select document, entry, action from changes where date >= $1 and date <= $2 and list = $3 and replaced = 0
             order by date, document, position"
        )
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(list)
        .fetch_all(c)
        .await
        })?;
        rows.into_iter()
            .map(|(document, entry, action)| Ok((DocumentId::new(document), entry, word(&action)?)))
            .collect()
    }

    /// Changes of a list, or of all; of a day, or of all.
    pub async fn changes(&mut self, list: Option<&str>, date: Option<model::Date>) -> Result<Vec<ChangeRecord>, Fault> {
        let rows: Vec<(String, String, String, String, String, String)> = on!(self, |c| sqlx::query_as(
            "select id, document, source, list, date, change from changes
             where ($1 = '' or list = $1) and ($2 = '' or date = $2) order by date, list, document, position"
        )
        .bind(list.unwrap_or_default())
        .bind(date.map(|day| day.to_string()).unwrap_or_default())
        .fetch_all(c)
        .await)?;
        rows.into_iter()
            .map(|(id, document, source, list, date, change)| {
                Ok(ChangeRecord {
                    id,
                    document: DocumentId::new(document),
                    source: SourceId::new(source),
                    list,
                    date: crate::day(&date)?,
                    change: json(&change)?,
                })
            })
            .collect()
    }

    /// Counts of changes by list and action in list states captured within a span.
    pub async fn change_counts(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<(String, String, i64)>, Fault> {
        let rows: Vec<(String, String, i64)> = on!(self, |c| {
            sqlx::query_as(
            "select c.list, c.action, count(*) from changes c join versions v on v.document = c.document and v.version = 1
             where v.received_at > $1 and v.received_at <= $2 and c.document like '%@%' group by c.list, c.action order by c.list, c.action"
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_all(c)
        .await
        })?;
        Ok(rows)
    }
}
