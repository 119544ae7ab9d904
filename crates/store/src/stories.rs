//! Stories, the documents in them, the files they were written from, and the numbers they were given.

use model::capture::Sha256;
use model::document::DocumentId;
use model::reference::{Ref, Serial};
use model::story::{Outline, Story, StoryId, StoryState};
use model::{Date, Timestamp};

use crate::engine::on;
use crate::{Fault, Tx, instant, json, micros, plain, to_json, word};

/// A story with the instant at which it is published by itself, if no editor acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryRow {
    /// The story.
    pub story: Story,
    /// The close at which it is due; `None`: it waits for an editor.
    pub due_at: Option<Timestamp>,
}

/// Which stories to list.
#[derive(Debug, Clone, Default)]
pub struct StoryFilter {
    /// Opened after, and up to and including.
    pub opened: Option<(Timestamp, Timestamp)>,
    /// In that state.
    pub state: Option<String>,
}

type Columns = (
    String,
    String,
    Option<String>,
    String,
    String,
    Option<String>,
    String,
    String,
    String,
    i64,
    String,
    String,
    String,
    Option<String>,
    i64,
    Option<i64>,
);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, state, ref, state_why, documents, draft, sections, titles, topics, score, why, access, byline, thread,
             opened_at, due_at from stories ",
            $rest
        )
    };
}

fn story_of(row: Columns) -> Result<StoryRow, Fault> {
    let (
        id,
        state,
        reference,
        state_why,
        documents,
        draft,
        sections,
        titles,
        topics,
        score,
        why,
        access,
        byline,
        thread,
        opened,
        due,
    ) = row;
    let reference: Option<Ref> =
        reference.map(|text| text.parse().map_err(|_| Fault::damaged("an article number", &text))).transpose()?;
    let state = match (state.as_str(), reference) {
        ("new", None) => StoryState::New,
        ("drafted", Some(r)) => StoryState::Drafted(r),
        ("held", Some(r)) => StoryState::Held(r, state_why),
        ("killed", Some(r)) => StoryState::Killed(r, state_why),
        ("published", Some(r)) => StoryState::Published(r),
        _ => return Err(Fault::damaged("a story's state", &state)),
    };
    let drafted_on = state.reference().map(|r| r.day());
    let story = Story {
        id: StoryId::new(id),
        state,
        documents: json(&documents)?,
        draft: draft.map(|text| json(&text)).transpose()?,
        sections: json(&sections)?,
        titles: json(&titles)?,
        topics: json(&topics)?,
        score: u32::try_from(score).unwrap_or(0),
        why: json(&why)?,
        access: word(&access)?,
        byline: json(&byline)?,
        thread: thread.map(StoryId::new),
        opened_at: instant(opened),
        drafted_on,
    };
    Ok(StoryRow { story, due_at: due.map(instant) })
}

impl Tx {
    /// A story by its name.
    pub async fn story(&mut self, id: &StoryId) -> Result<Option<StoryRow>, Fault> {
        let row: Option<Columns> =
            on!(self, |c| sqlx::query_as(select!("where id = $1")).bind(id.as_str()).fetch_optional(c).await)?;
        row.map(story_of).transpose()
    }

    /// A story by its number.
    pub async fn story_of_ref(&mut self, reference: Ref) -> Result<Option<StoryRow>, Fault> {
        let row: Option<Columns> = on!(self, |c| sqlx::query_as(select!("where ref = $1"))
            .bind(reference.to_string())
            .fetch_optional(c)
            .await)?;
        row.map(story_of).transpose()
    }

    /// The story in which a document stands.
    pub async fn story_of_document(&mut self, document: &DocumentId) -> Result<Option<StoryRow>, Fault> {
        let row: Option<Columns> = on!(self, |c| sqlx::query_as(select!(
            "where id = (select story from story_documents where document = $1)"
        ))
        .bind(document.as_str())
        .fetch_optional(c)
        .await)?;
        row.map(story_of).transpose()
    }

    /// Stories in the order in which they were opened.
    pub async fn stories(&mut self, filter: &StoryFilter) -> Result<Vec<StoryRow>, Fault> {
        let (from, to) = filter.opened.unwrap_or((Timestamp::MIN, Timestamp::MAX));
        let rows: Vec<Columns> = on!(self, |c| sqlx::query_as(select!(
            "where opened_at > $1 and opened_at <= $2 and ($3 = '' or state = $3) order by opened_at, ref, id"
        ))
        .bind(micros(from))
        .bind(micros(to))
        .bind(filter.state.as_deref().unwrap_or_default())
        .fetch_all(c)
        .await)?;
        rows.into_iter().map(story_of).collect()
    }

    /// Drafted stories whose close has come, in the order of their closes and numbers.
    pub async fn due_stories(&mut self, until: Timestamp) -> Result<Vec<StoryRow>, Fault> {
        let rows: Vec<Columns> =
            on!(self, |c| sqlx::query_as(select!("where state = 'drafted' and due_at <= $1 order by due_at, ref"))
                .bind(micros(until))
                .fetch_all(c)
                .await)?;
        rows.into_iter().map(story_of).collect()
    }

    /// What joining needs of the stories opened since an instant, oldest first.
    pub async fn outlines(&mut self, since: Timestamp, until: Timestamp) -> Result<Vec<Outline>, Fault> {
        let filter = StoryFilter { opened: Some((since, until)), state: None };
        let mut out = Vec::new();
        for row in self.stories(&filter).await? {
            if matches!(row.story.state, StoryState::Killed(..)) || row.story.documents.is_empty() {
                continue;
            }
            let mut outline = Outline {
                id: row.story.id.clone(),
                documents: row.story.documents.iter().map(|(id, _)| id.clone()).collect(),
                agencies: Vec::new(),
                docket_ids: Vec::new(),
                rins: Vec::new(),
                opened_at: row.story.opened_at,
                published: matches!(row.story.state, StoryState::Published(_)),
            };
            for (id, _) in &row.story.documents {
                let Some(keys) = self.joining_keys(id).await? else { continue };
                outline.agencies.extend(keys.agencies);
                outline.docket_ids.extend(keys.docket_ids);
                outline.rins.extend(keys.rins);
            }
            out.push(outline);
        }
        Ok(out)
    }

    /// The fields by which a document is joined; list states are never joined.
    async fn joining_keys(&mut self, id: &DocumentId) -> Result<Option<model::document::Fields>, Fault> {
        if id.as_str().contains('@') {
            return Ok(None);
        }
        Ok(self.document_facts(id, None).await?.map(|(document, _)| document.fields))
    }

    /// Writes a story, in place of what stood under its name; its documents then stand in it.
    pub async fn write_story(&mut self, row: &StoryRow) -> Result<(), Fault> {
        let story = &row.story;
        let state_why = match &story.state {
            StoryState::Held(_, why) | StoryState::Killed(_, why) => why.as_str(),
            _ => "",
        };
        let headline = story.draft.as_ref().map_or("", |draft| draft.headline.as_str());
        let (documents, sections, titles) =
            (to_json(&story.documents)?, to_json(&story.sections)?, to_json(&story.titles)?);
        let (topics, why, byline) = (to_json(&story.topics)?, to_json(&story.why)?, to_json(&story.byline)?);
        let draft = story.draft.as_ref().map(to_json).transpose()?;
        on!(self, |c| {
            sqlx::query(
            "insert into stories (id, state, ref, state_why, headline, documents, draft, sections, titles, topics, score, why,
             access, byline, thread, opened_at, drafted_on, due_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
             on conflict (id) do update set state = excluded.state, ref = excluded.ref, state_why = excluded.state_why,
             headline = excluded.headline, documents = excluded.documents, draft = excluded.draft, sections = excluded.sections,
             titles = excluded.titles, topics = excluded.topics, score = excluded.score, why = excluded.why,
             access = excluded.access, byline = excluded.byline, thread = excluded.thread, drafted_on = excluded.drafted_on,
             due_at = excluded.due_at"
        )
        .bind(story.id.as_str())
        .bind(story.state.as_str())
        .bind(story.state.reference().map(|r| r.to_string()))
        .bind(plain(state_why))
        .bind(plain(headline))
        .bind(documents)
        .bind(draft)
        .bind(sections)
        .bind(titles)
        .bind(topics)
        .bind(i64::from(story.score))
        .bind(why)
        .bind(story.access.as_str())
        .bind(byline)
        .bind(story.thread.as_ref().map(StoryId::as_str))
        .bind(micros(story.opened_at))
        .bind(story.drafted_on.map(|day| day.to_string()))
        .bind(row.due_at.map(micros))
        .execute(c)
        .await
        .map(|_| ())
        })?;
        for (document, _) in &story.documents {
            on!(self, |c| sqlx::query(
                "insert into story_documents (document, story) values ($1, $2)
                 on conflict (document) do update set story = excluded.story"
            )
            .bind(document.as_str())
            .bind(story.id.as_str())
            .execute(c)
            .await
            .map(|_| ()))?;
        }
        Ok(())
    }

    /// The story that a file wrote, and the hash of the bytes it had.
    pub async fn story_file(&mut self, name: &str) -> Result<Option<(StoryId, Sha256)>, Fault> {
        let row: Option<(String, String)> =
            on!(self, |c| sqlx::query_as("select story, sha256 from story_files where name = $1")
                .bind(plain(name))
                .fetch_optional(c)
                .await)?;
        row.map(|(story, hash)| {
            Ok((StoryId::new(story), Sha256::from_hex(&hash).ok_or_else(|| Fault::damaged("a hash", &hash))?))
        })
        .transpose()
    }

    /// Remembers which file wrote a story.
    pub async fn write_story_file(&mut self, name: &str, story: &StoryId, hash: &Sha256) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into story_files (name, story, sha256) values ($1, $2, $3)
             on conflict (name) do update set story = excluded.story, sha256 = excluded.sha256"
        )
        .bind(plain(name))
        .bind(story.as_str())
        .bind(hash.to_string())
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// Gives the day's next number to a story. `None`: the day's 9999 numbers are given.
    ///
    /// Claimed in the transaction that writes the first draft; a number once given is never given again.
    pub async fn next_number(&mut self, day: Date, story: &StoryId, at: Timestamp) -> Result<Option<Ref>, Fault> {
        let (last,): (i64,) =
            on!(self, |c| sqlx::query_as("select coalesce(max(serial), 0) from numbers where day = $1")
                .bind(day.to_string())
                .fetch_one(c)
                .await)?;
        let Some(serial) = u16::try_from(last + 1).ok().and_then(Serial::new) else { return Ok(None) };
        self.write_number(day, serial, story, at).await?;
        Ok(Some(Ref::ten(day, serial)))
    }

    /// Gives a chosen number to a story. `false`: it was given before.
    pub async fn take_number(&mut self, reference: Ref, story: &StoryId, at: Timestamp) -> Result<bool, Fault> {
        let Ref::Ten { day, serial } = reference else { return Ok(false) };
        let taken: Option<(String,)> =
            on!(self, |c| sqlx::query_as("select story from numbers where day = $1 and serial = $2")
                .bind(day.to_string())
                .bind(i64::from(serial.get()))
                .fetch_optional(c)
                .await)?;
        if taken.is_some() {
            return Ok(false);
        }
        self.write_number(day, serial, story, at).await?;
        Ok(true)
    }

    async fn write_number(&mut self, day: Date, serial: Serial, story: &StoryId, at: Timestamp) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into numbers (day, serial, story, origin, at) values ($1, $2, $3, 'ours', $4)"
        )
        .bind(day.to_string())
        .bind(i64::from(serial.get()))
        .bind(story.as_str())
        .bind(micros(at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }
}
