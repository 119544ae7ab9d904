//! Steps 6 to 9: what a capture brought is understood, judged, joined to its story and drafted; the number is taken with the first draft.

use jiff::ToSpan as _;
use model::capture::CaptureId;
use model::document::{DocumentId, DocumentState};
use model::findings::{Arrival, Findings, Judgement, Why};
use model::ledger::{Outcome, Subject};
use model::note::Refusal;
use model::reference::Ref;
use model::snapshot::Verdict;
use model::story::{Deed, Joining, Story, StoryId, StoryState};
use model::title::{Title, TitleSlug};
use model::{Timestamp, article};
use store::{ListedDocument, NewLine, StoryRow, TaskRow, Tx};

use crate::{Newsroom, Trouble};

/// The version of the code that finds: raised when findings would differ, so that they are found again.
pub(crate) const READER: u32 = 1;

/// For how many days a story stays open to what belongs to it.
const OPEN_DAYS: i32 = 10;

impl Newsroom {
    /// `Task::Understand`: from the documents of a capture to stories. Pure work first, then one transaction.
    pub(crate) async fn understand(&self, capture: &CaptureId, row: &TaskRow) -> Result<(), Trouble> {
        let arrivals = self.arrivals_of(capture).await?;
        self.settle_all(arrivals, &format!("capture {capture}"), row).await
    }

    /// `Task::Retell`: a document that was told once more without a new version, by its full text say, is understood with all of it.
    pub(crate) async fn understand_again(&self, id: &DocumentId, row: &TaskRow) -> Result<(), Trouble> {
        let mut tx = self.store.read().await?;
        let document = tx.document(id, None).await?;
        let changes = if id.as_str().contains('@') { tx.changes_of(id).await? } else { Vec::new() };
        drop(tx);
        let arrival = document.map(|document| Arrival { document, findings: Findings::default(), changes });
        self.settle_all(arrival.into_iter().collect(), id.as_str(), row).await
    }

    async fn settle_all(&self, arrivals: Vec<Arrival>, whence: &str, row: &TaskRow) -> Result<(), Trouble> {
        let catalogue = self.catalogue.clone();
        let judged = tokio::task::spawn_blocking(move || {
            let judge = |mut arrival: Arrival| {
                arrival.findings = understand::findings(&arrival.document);
                let usual = catalogue.stanza(&arrival.document.source).and_then(|stanza| stanza.section);
                let judgement = understand::relevance::judge_of(&arrival, usual);
                (arrival, judgement)
            };
            arrivals.into_iter().map(judge).collect::<Vec<_>>()
        });
        let judged = judged.await.map_err(|_| {
            Trouble::refuse(format!("The reader of texts broke on a document of {whence}. It is kept; report this."))
        })?;
        let mut effects = Vec::with_capacity(judged.len());
        for (arrival, _) in &judged {
            effects.push(self.effect_of(&arrival.document).await?);
        }
        store::transact!(self.store, |tx| {
            let titles = tx.titles().await?;
            for ((arrival, judgement), effect) in judged.iter().zip(&effects) {
                let (id, version) = (&arrival.document.id, arrival.document.version);
                tx.write_findings(id, version, READER, &arrival.findings).await?;
                if let Some(effect) = effect {
                    self.write_effect(&mut tx, &arrival.document, effect).await?;
                }
                self.settle(&mut tx, arrival, judgement, &titles, row.as_of).await?;
            }
            Ok::<(), Trouble>(tx.finish_task(row).await?)
        })
    }

    /// The versions that a capture made and that are still the newest of their documents; held list states wait.
    async fn arrivals_of(&self, capture: &CaptureId) -> Result<Vec<Arrival>, Trouble> {
        let mut tx = self.store.read().await?;
        let held = tx.list_states(Some(Verdict::Held)).await?;
        let mut out = Vec::new();
        for ListedDocument { id, version } in tx.versions_of_capture(capture).await? {
            if held.iter().any(|state| state.document.as_ref() == Some(&id)) || tx.newest_version(&id).await? != version
            {
                continue;
            }
            if let Some(document) = tx.document(&id, None).await? {
                let changes = if id.as_str().contains('@') { tx.changes_of(&id).await? } else { Vec::new() };
                out.push(Arrival { document, findings: Findings::default(), changes });
            }
        }
        Ok(out)
    }

    /// Decides what becomes of one arrival, and writes its ledger line.
    async fn settle(
        &self,
        tx: &mut Tx,
        arrival: &Arrival,
        judgement: &Judgement,
        titles: &[Title],
        as_of: Timestamp,
    ) -> Result<(), Trouble> {
        if let Some(row) = tx.story_of_document(&arrival.document.id).await? {
            return self.continue_story(tx, row, arrival, judgement, titles, as_of).await;
        }
        if !judgement.selected {
            let why = format!("{}: {}", judgement.rule, judgement.sentence);
            return rule(tx, arrival, Outcome::NotRelevant, None, why, as_of).await;
        }
        match arrival.document.state {
            DocumentState::Filed => {
                let issue = arrival
                    .document
                    .fields
                    .published_on
                    .map_or("an issue to come".to_owned(), |day| format!("the issue of {day}"));
                let why = format!(
                    "{}: on public inspection for {issue}; it is listed, and told when it is printed",
                    judgement.rule
                );
                return rule(tx, arrival, Outcome::Held, None, why, as_of).await;
            }
            DocumentState::Withdrawn => {
                let why = format!("{}: withdrawn from public inspection before it was printed", judgement.rule);
                return rule(tx, arrival, Outcome::NotRelevant, None, why, as_of).await;
            }
            DocumentState::Published => {}
        }
        let running = running(titles, judgement);
        if running.is_empty() {
            let sections: Vec<&str> = judgement.sections.iter().map(|section| section.as_str()).collect();
            let why =
                format!("no-title: selected by {}, but no title carries {}", judgement.rule, sections.join(" or "));
            return rule(tx, arrival, Outcome::NotRelevant, None, why, as_of).await;
        }
        let since = as_of.checked_sub((i64::from(OPEN_DAYS) * 24).hours()).unwrap_or(Timestamp::MIN);
        let outlines = tx.outlines(since, as_of).await?;
        match understand::join::join(arrival, &outlines) {
            Joining::Into(story, why) => {
                let Some(row) = tx.story(&story).await? else {
                    return Err(Trouble::refuse(format!("The story {story}, which this belongs to, is gone.")));
                };
                self.add_to(tx, row, arrival, (why, judgement.score), as_of).await
            }
            Joining::Follows(story, why) => {
                let thread = match tx.story(&story).await? {
                    Some(row) => row.story.thread.unwrap_or(story),
                    None => story,
                };
                self.open_story(tx, arrival, judgement, running, Some((thread, why)), as_of).await
            }
            Joining::New => self.open_story(tx, arrival, judgement, running, None, as_of).await,
        }
    }

    async fn open_story(
        &self,
        tx: &mut Tx,
        arrival: &Arrival,
        judgement: &Judgement,
        titles: Vec<TitleSlug>,
        follows: Option<(StoryId, Why)>,
        as_of: Timestamp,
    ) -> Result<(), Trouble> {
        let document = &arrival.document;
        let id = match tx.story(&StoryId::new(document.id.as_str())).await? {
            None => StoryId::new(document.id.as_str()),
            // The document's first story was published; what is new about it is a story of its own on the same thread.
            Some(_) => StoryId::new(format!("{}#{}", document.id, document.version)),
        };
        let day = self.day_of(as_of);
        let Some(number) = tx.next_number(day, &id, as_of).await? else {
            let why = format!("{}: all 9999 numbers of {day} are given; it waits for an editor", judgement.rule);
            return rule(tx, arrival, Outcome::Held, None, why, as_of).await;
        };
        let mut why = judgement.why.clone();
        let (thread, joined) = follows.map_or((None, None), |(thread, why)| (Some(thread), Some(why)));
        why.extend(joined);
        let state = StoryState::New.after(Deed::Draft(number))?;
        let story = Story {
            id,
            state,
            documents: vec![(document.id.clone(), document.version)],
            draft: None,
            sections: judgement.sections.clone(),
            titles,
            topics: arrival.findings.topics.clone(),
            score: judgement.score,
            why,
            access: article_access(),
            byline: article::Byline::Automatic,
            thread,
            opened_at: as_of,
            drafted_on: Some(day),
        };
        self.redraft(tx, story, std::slice::from_ref(arrival), as_of).await?;
        let why = format!("waiting for the desk: {}", judgement.rule);
        rule(tx, arrival, Outcome::Held, Some(number), why, as_of).await
    }

    /// A document joins a story that is not published.
    async fn add_to(
        &self,
        tx: &mut Tx,
        row: StoryRow,
        arrival: &Arrival,
        (why, score): (Why, u32),
        as_of: Timestamp,
    ) -> Result<(), Trouble> {
        let mut story = row.story;
        story.score = story.score.max(score);
        let number = story.state.reference();
        story.documents.push((arrival.document.id.clone(), arrival.document.version));
        let sentence = format!("waiting for the desk: joined by {}, {}", why.criterion, why.value);
        story.why.push(why);
        let arrivals = self.arrivals_of_story(tx, &story, arrival).await?;
        self.redraft(tx, story, &arrivals, as_of).await?;
        rule(tx, arrival, Outcome::Held, number, sentence, as_of).await
    }

    /// A new version of a document that stands in a story already.
    async fn continue_story(
        &self,
        tx: &mut Tx,
        row: StoryRow,
        arrival: &Arrival,
        judgement: &Judgement,
        titles: &[Title],
        as_of: Timestamp,
    ) -> Result<(), Trouble> {
        let number = row.story.state.reference();
        let told = row
            .story
            .documents
            .iter()
            .any(|(id, version)| *id == arrival.document.id && *version == arrival.document.version);
        match row.story.state.clone() {
            // A further telling of the version that the article tells: what it adds is kept, and no news.
            StoryState::Published(_) if told => Ok(()),
            StoryState::Killed(..) => {
                rule(tx, arrival, Outcome::Killed, number, "its story was killed by an editor".to_owned(), as_of).await
            }
            StoryState::Published(number) => self.follow_up(tx, &row, number, arrival, judgement, titles, as_of).await,
            StoryState::New | StoryState::Drafted(_) | StoryState::Held(..) => {
                let mut story = row.story;
                for (id, version) in &mut story.documents {
                    if *id == arrival.document.id {
                        *version = arrival.document.version;
                    }
                }
                let arrivals = self.arrivals_of_story(tx, &story, arrival).await?;
                self.redraft(tx, story, &arrivals, as_of).await?;
                let what = if told { "its document was told again" } else { "a new version of its document" };
                rule(tx, arrival, Outcome::Held, number, format!("waiting for the desk: {what}"), as_of).await
            }
        }
    }

    /// A document that comes again after its story was published: the same facts give a dated addendum, a changed date, rate, party or
    /// scope a new story with its own number on the same thread.
    #[expect(clippy::too_many_arguments, reason = "the newsroom's whole situation at one instant")]
    async fn follow_up(
        &self,
        tx: &mut Tx,
        row: &StoryRow,
        number: Ref,
        arrival: &Arrival,
        judgement: &Judgement,
        titles: &[Title],
        as_of: Timestamp,
    ) -> Result<(), Trouble> {
        let document = &arrival.document;
        let told = row.story.documents.iter().find(|(id, _)| *id == document.id).map_or(1, |(_, version)| *version);
        let before = tx.document(&document.id, Some(told)).await?;
        let before_dates = tx.findings(&document.id, told).await?.dates;
        let same = before.as_ref().is_some_and(|before| {
            before.fields.effective_on == document.fields.effective_on
                && before.fields.comments_close_on == document.fields.comments_close_on
                && before.fields.title == document.fields.title
                && before.fields.action == document.fields.action
        }) && before_dates == arrival.findings.dates;
        if same || !judgement.selected {
            self.add_addendum(tx, number, arrival, as_of).await?;
            let why = format!("the same facts, told again after {number} was published");
            return rule(tx, arrival, Outcome::Merged, Some(number), why, as_of).await;
        }
        let running = running(titles, judgement);
        let thread = row.story.thread.clone().unwrap_or_else(|| row.story.id.clone());
        let why = Why {
            criterion: "thread".to_owned(),
            value: format!("{number} was published on an earlier version"),
            place: "versions".to_owned(),
        };
        self.open_story(tx, arrival, judgement, running, Some((thread, why)), as_of).await
    }

    /// Everything a story's draft is written from, its new arrival included.
    async fn arrivals_of_story(&self, tx: &mut Tx, story: &Story, new: &Arrival) -> Result<Vec<Arrival>, Trouble> {
        let mut out = Vec::new();
        for (id, version) in &story.documents {
            if *id == new.document.id {
                out.push(new.clone());
            } else if let Some(arrival) = arrival_at(tx, id, *version).await? {
                out.push(arrival);
            }
        }
        Ok(out)
    }

    /// Writes the draft anew, unless a hand wrote it, and the close at which it is due.
    async fn redraft(
        &self,
        tx: &mut Tx,
        mut story: Story,
        arrivals: &[Arrival],
        as_of: Timestamp,
    ) -> Result<(), Trouble> {
        if story.byline == article::Byline::Automatic {
            story.draft = Some(understand::draft::draft(arrivals, &self.publisher.zone));
        }
        let due_at = self.due_at(tx, &story, as_of).await?;
        Ok(tx.write_story(&StoryRow { story, due_at }).await?)
    }

    /// When a story is published by itself: at the first close of its titles, when all of them are unattended and every sentence of the
    /// draft has a source. A story that also runs in an attended title waits for the editor.
    pub(crate) async fn due_at(
        &self,
        tx: &mut Tx,
        story: &Story,
        as_of: Timestamp,
    ) -> Result<Option<Timestamp>, Trouble> {
        let sourced = story.draft.as_ref().is_some_and(model::draft::Draft::is_sourced);
        let titles: Vec<Title> =
            tx.titles().await?.into_iter().filter(|title| story.titles.contains(&title.slug)).collect();
        if !sourced || titles.is_empty() || titles.iter().any(|title| title.attended) {
            return Ok(None);
        }
        let mut due = None;
        for title in &titles {
            let day = crate::editions::open_day(tx, title, as_of).await?;
            let close = title.close_of(day);
            due = Some(due.map_or(close, |due: Timestamp| due.min(close)));
        }
        Ok(due)
    }
}

/// The titles that carry a section of what was judged.
fn running(titles: &[Title], judgement: &Judgement) -> Vec<TitleSlug> {
    let carries = |title: &&Title| title.section_of(&judgement.sections).is_some();
    titles.iter().filter(carries).map(|title| title.slug.clone()).collect()
}

fn article_access() -> article::Access {
    article::Access::Preview
}

/// A document at a version, with what was found in it and what it changed.
pub(crate) async fn arrival_at(tx: &mut Tx, id: &DocumentId, version: u32) -> Result<Option<Arrival>, Trouble> {
    let Some(document) = tx.document(id, Some(version)).await? else { return Ok(None) };
    let findings = tx.findings(id, version).await?;
    let changes = if id.as_str().contains('@') { tx.changes_of(id).await? } else { Vec::new() };
    Ok(Some(Arrival { document, findings, changes }))
}

async fn rule(
    tx: &mut Tx,
    arrival: &Arrival,
    outcome: Outcome,
    reference: Option<Ref>,
    why: String,
    at: Timestamp,
) -> Result<(), Trouble> {
    let subject = Subject::Version(arrival.document.id.clone(), arrival.document.version);
    Ok(tx.rule(&NewLine { subject, outcome, reference, why }, at).await?)
}

/// A refusal for a name that stands for no story.
pub(crate) fn no_story(name: &str) -> Refusal {
    Refusal::new(format!("There is no story '{name}'; `tidewaiter stories` lists them with their numbers."))
}
