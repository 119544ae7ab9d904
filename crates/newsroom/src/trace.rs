//! "Where is it, and why?": the journey of one document, capture or article as the house remembers it, from the wire to an inbox.
//! Everything here is read from rows that the steps themselves left; nothing is guessed.

use model::capture::{CaptureHead, CaptureId};
use model::document::DocumentId;
use model::ledger::Subject;
use model::reference::Ref;
use model::story::{StoryId, StoryState};
use model::{Date, Timestamp};
use store::{OpenTask, StoryRow, Tx};

use crate::{Newsroom, Trouble};

/// The most captures of one address that are told.
const CAPTURES_MAX: u32 = 5;

/// The most notes on one capture that are told, the heaviest first.
const NOTES_MAX: u32 = 10;

/// One thing that happened on the way, or that is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When, where that is known.
    pub at: Option<Timestamp>,
    /// The step's word: `asked`, `kept`, `read`, `note`, `received`, `ledger`, `story`, `published`, `edition`, `letters`, `task`.
    pub step: &'static str,
    /// What it is about: a capture, a document's version, a story, a number, an edition.
    pub subject: String,
    /// What happened, and why, in a sentence or less.
    pub what: String,
}

/// The way of one thing through the house.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journey {
    /// Its steps in the order of the journey.
    pub steps: Vec<Step>,
    /// Where it is now, in a sentence.
    pub now: String,
}

impl Journey {
    fn add(
        &mut self,
        at: impl Into<Option<Timestamp>>,
        step: &'static str,
        subject: impl ToString,
        what: impl Into<String>,
    ) {
        self.steps.push(Step { at: at.into(), step, subject: subject.to_string(), what: what.into() });
    }
}

impl Newsroom {
    /// The journey of what is named: a document's id (or a Federal Register document number), a capture's id, an article number,
    /// a story's name, or an address that was asked. `None`: the house knows nothing of that name.
    pub async fn journey_of(&self, name: &str) -> Result<Option<Journey>, Trouble> {
        let mut tx = self.store.read().await?;
        let mut journey = Journey::default();
        if let Ok(reference) = name.parse::<Ref>()
            && let Some(row) = tx.story_of_ref(reference).await?
        {
            self.way_of_story_and_documents(&mut tx, &row, &mut journey).await?;
            return Ok(Some(journey));
        }
        for id in [name.to_owned(), format!("fr:{name}")] {
            let id = DocumentId::new(id);
            if tx.newest_version(&id).await? > 0 {
                self.way_of_document(&mut tx, &id, &mut journey).await?;
                return Ok(Some(journey));
            }
        }
        if let Some(head) = tx.capture(&CaptureId::new(name)).await? {
            self.way_of_capture(&mut tx, &head, &mut journey).await?;
            return Ok(Some(journey));
        }
        if let Some(row) = tx.story(&StoryId::new(name)).await? {
            self.way_of_story_and_documents(&mut tx, &row, &mut journey).await?;
            return Ok(Some(journey));
        }
        self.way_of_address(&mut tx, name, journey).await
    }

    /// An address: its newest captures, and how the last question to it ended.
    async fn way_of_address(&self, tx: &mut Tx, url: &str, mut journey: Journey) -> Result<Option<Journey>, Trouble> {
        let mut captures = tx.captures_of_address(url, CAPTURES_MAX).await?;
        captures.reverse();
        for id in &captures {
            if let Some(head) = tx.capture(id).await? {
                self.way_of_capture(tx, &head, &mut journey).await?;
            }
        }
        let source = self.catalogue.claimant(url).cloned();
        if let Some(source) = source
            && let Some((at, result, detail)) = tx.question_before(&source, url, Timestamp::MAX).await?
        {
            journey.now = format!("{source} last asked this address at {at}: {result}, {detail}.");
            journey.add(at, "asked", &source, format!("{result}: {detail}"));
        }
        tasks(tx, url, &mut journey).await?;
        Ok((!journey.steps.is_empty()).then_some(journey))
    }

    /// A capture: the question, the bytes, what its reader made of them.
    async fn way_of_capture(&self, tx: &mut Tx, head: &CaptureHead, journey: &mut Journey) -> Result<(), Trouble> {
        if let Some((at, result, detail)) = tx.question_before(&head.source, &head.url, head.captured_at).await?
            && result == "answered"
        {
            journey.add(at, "asked", &head.source, format!("{} answered: {detail}", head.url));
        }
        journey.add(
            head.captured_at,
            "kept",
            &head.id,
            format!(
                "{} of {}: status {}, {} bytes, SHA-256 {}, {}",
                head.url, head.source, head.status, head.size_bytes, head.sha256, head.origin
            ),
        );
        match tx.capture_fate(&head.id).await? {
            None => journey.now = "It is kept and not read yet.".to_owned(),
            Some(fate) => {
                let notes = if fate.notes > 0 {
                    format!("; {} notes: sources show {}", fate.notes, head.source)
                } else {
                    String::new()
                };
                let what = match fate.result.as_str() {
                    "documents" => format!("{} documents ({}){notes}", fate.documents, fate.detail),
                    result => format!("{result}: {}{notes}", fate.detail),
                };
                journey.now = format!("It was read: {what}.");
                journey.add(None, "read", &head.id, what);
                for note in tx.notes_of(&head.id, NOTES_MAX).await? {
                    journey.add(None, "note", note.place, format!("{}: {}", note.weight, note.text));
                }
            }
        }
        if let Some(line) = tx.standing(&Subject::Capture(head.id.clone())).await? {
            journey.now = format!("{}: {}", line.outcome, line.why);
            journey.add(line.at, "ledger", &head.id, format!("{}: {}", line.outcome, line.why));
        }
        tasks(tx, head.id.as_str(), journey).await
    }

    /// A document: each version with its capture and its account, then the story in which it stands.
    async fn way_of_document(&self, tx: &mut Tx, id: &DocumentId, journey: &mut Journey) -> Result<(), Trouble> {
        self.versions_of(tx, id, journey).await?;
        match tx.story_of_document(id).await? {
            Some(row) => self.way_of_story(tx, &row, journey).await,
            None => Ok(()),
        }
    }

    async fn versions_of(&self, tx: &mut Tx, id: &DocumentId, journey: &mut Journey) -> Result<(), Trouble> {
        for version in tx.versions(id).await? {
            if let Some(head) = tx.capture(&version.capture).await? {
                self.way_of_capture(tx, &head, journey).await?;
            }
            let name = format!("{id} v{}", version.version);
            journey.add(
                version.received_at,
                "received",
                &name,
                format!("{}, from the {} of {}", version.state, version.rendition, version.source),
            );
            for line in tx.history(&Subject::Version(id.clone(), version.version)).await? {
                let reference = line.reference.map(|reference| format!(" as {reference}")).unwrap_or_default();
                let what = format!("{}{reference}: {}", line.outcome, line.why);
                journey.now = format!("{name} is {what}");
                journey.add(line.at, "ledger", &name, what);
            }
        }
        tasks(tx, id.as_str(), journey).await
    }

    async fn way_of_story_and_documents(
        &self,
        tx: &mut Tx,
        row: &StoryRow,
        journey: &mut Journey,
    ) -> Result<(), Trouble> {
        for (id, _) in &row.story.documents {
            self.versions_of(tx, id, journey).await?;
        }
        self.way_of_story(tx, row, journey).await
    }

    /// A story: what it is made of and where it stands; its article, the editions that hold it, their letters.
    async fn way_of_story(&self, tx: &mut Tx, row: &StoryRow, journey: &mut Journey) -> Result<(), Trouble> {
        let story = &row.story;
        let reference = story.state.reference();
        let number = reference.map(|reference| format!(" {reference}")).unwrap_or_default();
        let why = story.why.iter().map(|why| why.criterion.as_str()).collect::<Vec<_>>().join(", ");
        journey.add(
            story.opened_at,
            "story",
            &story.id,
            format!(
                "{}{number}, {} documents, score {} ({why})",
                story.state.as_str(),
                story.documents.len(),
                story.score
            ),
        );
        match &story.state {
            StoryState::Drafted(reference) => {
                let due = row.due_at.map_or("waits for the desk".to_owned(), |at| format!("is published at {at}"));
                journey.now = format!("{reference} is drafted and {due}.");
                journey.add(row.due_at, "due", reference, due);
            }
            StoryState::Held(reference, why) => journey.now = format!("{reference} is held: {why}"),
            StoryState::Killed(reference, why) => journey.now = format!("{reference} is killed: {why}"),
            StoryState::New | StoryState::Published(_) => {}
        }
        let Some(reference) = reference else { return Ok(()) };
        if let Some(article) = tx.article(reference).await? {
            let head = &article.head;
            let what = format!("revision {}: {}", head.revision, head.headline);
            journey.now = format!("{reference} is published, revision {}.", head.revision);
            journey.add(head.published_at, "published", reference, what);
        }
        for (title, date) in tx.placements_of(reference).await? {
            self.way_of_edition(tx, &title, date, journey).await?;
        }
        Ok(())
    }

    async fn way_of_edition(
        &self,
        tx: &mut Tx,
        title: &model::title::TitleSlug,
        date: Date,
        journey: &mut Journey,
    ) -> Result<(), Trouble> {
        let name = format!("{title}/{date}");
        match tx.edition(title, date).await? {
            Some(row) => {
                let number = row.number.map(|number| format!(", number {number}")).unwrap_or_default();
                journey.add(row.frozen_at, "edition", &name, format!("{}{number}", row.state));
            }
            None => journey.add(None, "edition", &name, "assembled, not out yet"),
        }
        let letters = tx.letters_of(title, date).await?;
        if !letters.is_empty() {
            let told = letters.iter().map(|(state, count)| format!("{count} {state}")).collect::<Vec<_>>().join(", ");
            journey.add(None, "letters", &name, told);
        }
        tasks(tx, &name, journey).await
    }
}

/// What is still to be done about a subject, or was given up.
async fn tasks(tx: &mut Tx, subject: &str, journey: &mut Journey) -> Result<(), Trouble> {
    for task in tx.open_tasks_of(subject).await? {
        let OpenTask { kind, state, attempts, run_at, error, .. } = &task;
        let error = if error.is_empty() { String::new() } else { format!(": {error}") };
        let what = match state.as_str() {
            "failed" => format!("{kind} was given up after {attempts} tries{error}"),
            "running" => format!("{kind} is being done, try {attempts}{error}"),
            _ => format!("{kind} waits, tried {attempts} times{error}"),
        };
        journey.now = format!("The task {what}.");
        journey.add(*run_at, "task", subject, what);
    }
    Ok(())
}
