//! The inspection sheet: what was filed for public inspection since the sheet before, judged as stories are, kept as it came out.

use std::collections::BTreeMap;

use model::document::{DocumentId, DocumentState};
use model::edition::Filing;
use model::findings::Arrival;
use model::inspection::{InspectionSheet, SheetLine};
use model::reader::Reader;
use model::reference::Ref;
use model::request::SourceId;
use model::story::StoryState;
use model::timetable::{Due, Product};
use model::title::Title;
use model::{Date, mail::Mail};
use press::inspection::SheetSet;
use press::mail::Envelope;
use store::{Filed, TaskRow, Tx};

use crate::{Newsroom, Trouble};

/// The desk at which federal documents are filed for inspection.
const DESK: &str = "us-fr-inspection";

/// What stands in the part of a delivery that is a sheet.
pub(crate) const PART: &str = "inspection";

impl Newsroom {
    /// The sheet of a day over some titles: as it came out, or put together now where its hour has come and no timetable was kept, as in a
    /// replay. `None`: none of them has one that day, or its hour has not come.
    pub async fn sheet(&self, tx: &mut Tx, titles: &[Title], date: Date) -> Result<Option<InspectionSheet>, Trouble> {
        let now = self.clock.now();
        let mut whole: Option<InspectionSheet> = None;
        for title in titles {
            let due = title.due(Product::Inspection, date).filter(|due| due.at <= now);
            let sheet = match (tx.sheet(&title.slug, date).await?, due) {
                (Some(sheet), _) => sheet,
                (None, Some(due)) => self.assemble_sheet(tx, title, &due).await?,
                (None, None) => continue,
            };
            match &mut whole {
                None => whole = Some(sheet),
                Some(whole) => add(whole, sheet),
            }
        }
        Ok(whole)
    }

    async fn assemble_sheet(&self, tx: &mut Tx, title: &Title, due: &Due) -> Result<InspectionSheet, Trouble> {
        let opens_at = title.opens(due);
        let mut lines = Vec::new();
        let mut by_document: BTreeMap<DocumentId, Vec<Filed>> = BTreeMap::new();
        for filed in tx.filed_between(opens_at, due.at).await? {
            by_document.entry(filed.document.clone()).or_default().push(filed);
        }
        for versions in by_document.values() {
            if let Some((filed, withdrawn)) = told(versions)
                && let Some(line) = self.sheet_line(tx, title, filed, withdrawn).await?
            {
                lines.push(line);
            }
        }
        lines.sort_by(|a, b| order(a).cmp(&order(b)));
        let checked_at = tx.last_answer(&SourceId::new(DESK), opens_at, due.at).await?;
        Ok(InspectionSheet { date: due.day, opens_at, due_at: due.at, made_at: None, checked_at, lines })
    }

    /// The line of a document that the title carries, by the judgement that stories are chosen by.
    async fn sheet_line(
        &self,
        tx: &mut Tx,
        title: &Title,
        filed: &Filed,
        withdrawn: bool,
    ) -> Result<Option<SheetLine>, Trouble> {
        let Some((document, _)) = tx.document_facts(&filed.document, Some(filed.version)).await? else {
            return Ok(None);
        };
        let findings = tx.findings(&filed.document, filed.version).await?;
        let arrival = Arrival { document, findings, changes: Vec::new() };
        let judgement = understand::relevance::judge(&arrival);
        if !judgement.selected || title.section_of(&judgement.sections).is_none() {
            return Ok(None);
        }
        Ok(Some(SheetLine {
            document: filed.document.clone(),
            version: filed.version,
            kind: arrival.document.kind(),
            filing: filing_of(&arrival),
            seen_at: filed.received_at,
            withdrawn,
        }))
    }

    /// `Task::Sheet`: the sheet of a title at its hour. One without lines is skipped; one whose day is over is kept and not mailed, for the
    /// next edition lists what is on inspection.
    pub(crate) async fn bring_out_sheet(&self, subject: &str, row: &TaskRow) -> Result<(), Trouble> {
        let (title, day) = self.named(subject).await?;
        let now = self.clock.now();
        let Some(due) = title.due(Product::Inspection, day).filter(|due| due.at <= now) else {
            return self.leave(row).await;
        };
        if self.must_wait(&due, now).await? {
            return self.look_again(row).await;
        }
        store::transact!(self.store, |tx| {
            if tx.sheet(&title.slug, day).await?.is_none() {
                let sheet = self.assemble_sheet(&mut tx, &title, &due).await?;
                tx.write_sheet(&title.slug, &sheet, now).await?;
                let mailed = title.sheet.is_some_and(|sheet| sheet.mailed) && title.day_of(now) == day;
                if mailed && !sheet.lines.is_empty() {
                    self.queue_sheet_letters(&mut tx, &title, &due).await?;
                }
            }
            Ok::<(), Trouble>(tx.finish_task(row).await?)
        })
    }

    /// What is needed to set a sheet besides itself: the numbers under which its documents were told.
    pub async fn sheet_refs(
        &self,
        tx: &mut Tx,
        sheet: &InspectionSheet,
    ) -> Result<Vec<(DocumentId, Ref, String)>, Trouble> {
        let mut out = Vec::new();
        for line in &sheet.lines {
            let story = tx.story_of_document(&line.document).await?.map(|row| row.story.state);
            if let Some(StoryState::Published(reference)) = story
                && let Some(article) = tx.article(reference).await?
            {
                out.push((line.document.clone(), reference, article.head.path()));
            }
        }
        Ok(out)
    }

    /// The letter with a sheet for a reader of its title.
    pub async fn sheet_mail(&self, title: &Title, date: Date, reader: &Reader) -> Result<Mail, Trouble> {
        let mut tx = self.store.read().await?;
        let Some(sheet) = self.sheet(&mut tx, std::slice::from_ref(title), date).await? else {
            return Err(no_sheet(title, date));
        };
        let refs = self.sheet_refs(&mut tx, &sheet).await?;
        let set = SheetSet { publisher: &self.publisher, title, sheet: &sheet, refs: &refs };
        let message_id = self.message_id(&format!("{}/{date}/{}/{PART}", title.slug, reader.id));
        let date = sheet.made_at.unwrap_or_else(|| self.clock.now());
        Ok(press::inspection::letter(&set, reader, &Envelope { message_id, date }))
    }

    /// Sets a title's sheet as `text`, `html` or `json`.
    pub async fn set_sheet(&self, title: &Title, date: Date, format: &str) -> Result<String, Trouble> {
        let mut tx = self.store.read().await?;
        let Some(sheet) = self.sheet(&mut tx, std::slice::from_ref(title), date).await? else {
            return Err(no_sheet(title, date));
        };
        let refs = self.sheet_refs(&mut tx, &sheet).await?;
        let set = SheetSet { publisher: &self.publisher, title, sheet: &sheet, refs: &refs };
        Ok(match format {
            "html" => press::inspection::html(&set),
            "json" => press::inspection::json(&set).to_string(),
            _ => press::inspection::text(&set),
        })
    }
}

/// What the desk says of a document.
pub(crate) fn filing_of(arrival: &Arrival) -> Filing {
    let fields = &arrival.document.fields;
    Filing {
        title: arrival.document.title().to_owned(),
        agency: fields.agency_names.last().cloned().unwrap_or_default(),
        number: fields.document_number.clone().unwrap_or_default(),
        url: fields.url.clone(),
        filed_at: fields.filed_at,
        filing: fields.filing.clone(),
        published_on: fields.published_on,
    }
}

/// What a window's versions of one document amount to: filed (in its newest telling), or withdrawn. `None`: nothing to tell, as of one
/// that was filed and taken back between two sheets.
fn told(versions: &[Filed]) -> Option<(&Filed, bool)> {
    let (first, last) = (versions.first()?, versions.last()?);
    match (first.before, last.state) {
        (Some(DocumentState::Filed), DocumentState::Withdrawn) => Some((last, true)),
        (None | Some(DocumentState::Withdrawn), DocumentState::Filed) => Some((last, false)),
        _ => None,
    }
}

/// Withdrawals last; by agency, then by title.
fn order(line: &SheetLine) -> (bool, &str, &str, &DocumentId) {
    (line.withdrawn, &line.filing.agency, &line.filing.title, &line.document)
}

/// Adds another title's sheet of the same day: each document once.
fn add(whole: &mut InspectionSheet, other: InspectionSheet) {
    whole.opens_at = whole.opens_at.min(other.opens_at);
    whole.due_at = whole.due_at.max(other.due_at);
    whole.made_at = whole.made_at.max(other.made_at);
    whole.checked_at = whole.checked_at.max(other.checked_at);
    for line in other.lines {
        if !whole.lines.iter().any(|known| known.document == line.document && known.withdrawn == line.withdrawn) {
            whole.lines.push(line);
        }
    }
    whole.lines.sort_by(|a, b| order(a).cmp(&order(b)));
}

fn no_sheet(title: &Title, date: Date) -> Trouble {
    match title.due(Product::Inspection, date) {
        Some(due) => Trouble::refuse(format!("The inspection sheet of {date} of {} comes at {}.", title.name, due.at)),
        None if title.sheet.is_none() => Trouble::refuse(format!(
            "{} has no inspection sheet; `tidewaiter titles set {} --sheet 09:15` gives it one.",
            title.name, title.slug
        )),
        None => Trouble::refuse(format!("There is no inspection sheet of {date}: it comes on federal business days.")),
    }
}
