//! Dates: against three hundred expressions labelled by hand, and against the index's own fields where it fills them.
//! Role and day must agree, or the act from which a rule runs; then the last lawful day and the act are counted by themselves.

use std::collections::HashMap;
use std::path::Path;

use model::Date;
use model::document::{Fields, Part};
use model::findings::{DateRole, KeyDate};
use serde_json::Value;

use super::{Finds, Score, capture, number, reading, word};
use crate::ending::Ending;

/// One line an expression: file, document, paragraph, place in its characters; role, day, last lawful day and act. No role where it is
/// nothing for a calendar. Where a paragraph is labelled, all of it is.
const LABELS: &str = include_str!("../../../../understand/tests/labels/dates.jsonl");
/// Records of the index with its field `dates` and the fields that its staff fill from it.
const RECORDS: &[&str] = &["2020-08/document.jsonc", "2020-08/documents_search.jsonc.zst"];

/// Scores of the labels, then of the publisher's fields.
pub(super) fn scores(data: &Path) -> Result<Vec<Score>, Ending> {
    let mut scores = labelled(data)?;
    scores.extend(fields(data)?);
    Ok(scores)
}

struct Label {
    value: Value,
    role: Option<DateRole>,
}

impl Label {
    fn text(&self, name: &str) -> Option<&str> {
        self.value[name].as_str()
    }

    fn names(&self, document: &str, paragraph: u32) -> bool {
        self.text("document") == Some(document) && number(&self.value["paragraph"]) == Some(paragraph as usize)
    }

    /// Whether a record says what the label says of role and day.
    fn agrees(&self, date: &KeyDate) -> bool {
        let on = self.text("on");
        self.role == Some(date.role)
            && on == day(date.on).as_deref()
            && (on.is_some() || date.trigger.as_deref() == self.text("trigger"))
    }
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|day| day.to_string())
}

fn labels() -> Result<Vec<Label>, Ending> {
    let read = |line: &str| -> Result<Label, Ending> {
        let broken = |why: String| Ending::not_done(format!("A line of the labels of dates cannot be read: {why}."));
        let value: Value = serde_json::from_str(line).map_err(|error| broken(error.to_string()))?;
        let role = match value["role"].as_str() {
            Some(role) => Some(role.parse().map_err(|_| broken(format!("no role is called {role}")))?),
            None => None,
        };
        Ok(Label { value, role })
    };
    LABELS.lines().map(read).collect()
}

/// The labelled documents by number, with what is read in them.
fn documents(data: &Path, labels: &[Label]) -> Result<HashMap<String, (Fields, Vec<KeyDate>)>, Ending> {
    let mut files: Vec<&str> = labels.iter().filter_map(|label| label.text("file")).collect();
    files.sort_unstable();
    files.dedup();
    let mut out = HashMap::new();
    for file in files {
        for rendition in reading::full_text(data, file)? {
            let name = rendition.document.to_string();
            if labels.iter().any(|label| label.text("document") == Some(&name)) {
                let dates = understand::dates::key_dates(&rendition.fields);
                out.insert(name, (rendition.fields, dates));
            }
        }
    }
    Ok(out)
}

fn labelled(data: &Path) -> Result<Vec<Score>, Ending> {
    let labels = labels()?;
    let documents = documents(data, &labels)?;
    let mut all = Score::whole("dates", "labelled by hand", "role and day");
    let part = |sort: &str| Score::part("dates", "labelled by hand", sort);
    let (mut last, mut trigger) = (part("last day"), part("trigger"));
    for label in labels.iter().filter(|label| label.role.is_some()) {
        let name = label.text("document").unwrap_or_default();
        let dates = documents.get(name).map_or(&[][..], |(_, dates)| dates);
        let said = || format!("{name} {} {} {}", label.value["paragraph"], label.value["role"], label.value["on"]);
        all.wanted += 1;
        let Some(date) = dates.iter().find(|date| label.agrees(date)) else {
            all.wrong.push(format!("missed: {}", said()));
            continue;
        };
        all.met += 1;
        let none = |text: Option<&str>| text.unwrap_or("none").to_owned();
        last.compare(&[none(label.text("last_day"))], &[none(day(date.last_day).as_deref())], said);
        trigger.compare(&[none(label.text("trigger"))], &[none(date.trigger.as_deref())], said);
    }
    let mut finds = Finds::default();
    for (name, (fields, dates)) in &documents {
        for date in dates.iter().filter(|date| covered(fields, name, date, &labels)) {
            finds.all += 1;
            if labels.iter().any(|label| label.text("document") == Some(name) && label.agrees(date)) {
                finds.right += 1;
            } else {
                all.wrong.push(format!("not labelled: {name} {} {:?}: {}", date.role, day(date.on), date.quote));
            }
        }
    }
    all.finds = Some(finds);
    all.wrong.sort();
    Ok(vec![all, last, trigger])
}

/// Whether the labels say all that is to be said of the place of a record: words on dates are labelled wholly, other paragraphs where
/// they were read.
fn covered(fields: &Fields, document: &str, date: &KeyDate, labels: &[Label]) -> bool {
    let Some(paragraph) = date.paragraph else { return false };
    let within = |label: &Label| {
        let (start, end) = (number(&label.value["start"]), number(&label.value["end"]));
        label.names(document, paragraph)
            && start.is_some_and(|at| date.start <= at)
            && end.is_some_and(|at| at <= date.end)
    };
    fields.paragraphs.get(paragraph as usize - 1).is_some_and(|p| p.part == Part::Dates) || labels.iter().any(within)
}

/// Against `effective_on` and `comments_close_on` of the index, from the agency's own words in its field `dates`.
fn fields(data: &Path) -> Result<Vec<Score>, Ending> {
    let score = |sort: &str| Score::whole("dates", "fields of the index", sort);
    let mut scores = [score("effective_on"), score("comments_close_on")];
    let roles = [&[DateRole::Effective, DateRole::DelayedTo][..], &[DateRole::CommentsClose]];
    for file in RECORDS {
        let body = capture(data, &format!("federal-register/api-json/{file}"))?;
        let value: Value =
            serde_json::from_slice(&body).map_err(|error| Ending::wrong(format!("{file} is no JSON: {error}.")))?;
        let records = value["results"].as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for (record, mut rendition) in records.iter().zip(reading::index(body)?) {
            if record["dates"].is_null() {
                continue;
            }
            // What the publisher says must not be known to us beforehand.
            (rendition.fields.effective_on, rendition.fields.comments_close_on) = (None, None);
            let dates = understand::dates::key_dates(&rendition.fields);
            for (score, roles) in scores.iter_mut().zip(roles) {
                let ours = dates.iter().find(|date| roles.contains(&date.role) && date.on.is_some());
                let ours = ours.and_then(|date| day(date.on));
                let theirs = record[score.sort.as_str()].as_str();
                let (theirs, ours) = (Vec::from_iter(theirs), Vec::from_iter(ours.as_deref()));
                score.compare(&theirs, &ours, || word(&record["document_number"]).to_owned());
            }
        }
    }
    Ok(scores.into())
}
