//! The desk's verbs: hold, kill, publish; addenda; and what is published by itself when a title closes.

use std::collections::BTreeMap;

use model::Timestamp;
use model::article::{ArticleHead, RevisionKind, slug_of};
use model::draft::{Block, Draft, Statement};
use model::findings::Arrival;
use model::ledger::{Outcome, Subject};
use model::reference::{self, Ref};
use model::story::{Deed, Story, StoryId, StoryState};
use model::wall::{Article, Body};
use store::{NewLine, Placement, StoryRow, Tx};

use crate::stories::no_story;
use crate::{Newsroom, Trouble};

impl Newsroom {
    /// A story by its name or number.
    pub async fn find_story(&self, name: &str) -> Result<StoryRow, Trouble> {
        let mut tx = self.store.read().await?;
        let found = match name.parse::<Ref>() {
            Ok(number) => tx.story_of_ref(number).await?,
            Err(_) => tx.story(&StoryId::new(name)).await?,
        };
        Ok(found.ok_or_else(|| no_story(name))?)
    }

    /// Lets a story wait. It is not published by itself any more.
    pub async fn hold(&self, name: &str, why: &str, by: &str) -> Result<StoryRow, Trouble> {
        self.put_aside(name, Deed::Hold(why.to_owned()), Outcome::Held, why, by).await
    }

    /// Decides against a story. Its number stays given.
    pub async fn kill(&self, name: &str, why: &str, by: &str) -> Result<StoryRow, Trouble> {
        self.put_aside(name, Deed::Kill(why.to_owned()), Outcome::Killed, why, by).await
    }

    async fn put_aside(
        &self,
        name: &str,
        deed: Deed,
        outcome: Outcome,
        why: &str,
        by: &str,
    ) -> Result<StoryRow, Trouble> {
        let found = self.find_story(name).await?;
        let now = self.clock.now();
        store::transact!(self.store, |tx| {
            let Some(mut row) = tx.story(&found.story.id).await? else { return Err(no_story(name).into()) };
            row.story.state = row.story.state.after(deed.clone())?;
            row.due_at = None;
            tx.write_story(&row).await?;
            for (id, version) in &row.story.documents {
                let (subject, reference) = (Subject::Version(id.clone(), *version), row.story.state.reference());
                let line = NewLine { subject, outcome, reference, why: format!("{outcome} by {by}: {why}") };
                tx.rule(&line, now).await?;
            }
            tx.write_deed(now, by, outcome.as_str(), row.story.id.as_str(), why).await?;
            Ok::<StoryRow, Trouble>(row)
        })
    }

    /// Publishes a story now, by the publishing clock.
    pub async fn publish(&self, name: &str, by: &str) -> Result<Article, Trouble> {
        let found = self.find_story(name).await?;
        self.publish_at(&found.story.id, self.clock.now(), by).await
    }

    /// Publishes what is due by itself at closes before (not at) an instant: at each story's own close, in order.
    pub(crate) async fn publish_due_before(&self, at: Timestamp) -> Result<(), Trouble> {
        self.publish_read(before(at)).await.map(|_| ())
    }

    /// Publishes what is due by itself up to an instant, as far as everything that came before a close is read and understood: another
    /// worker may still be at it, and what it finds may change what is published.
    pub async fn publish_read(&self, until: Timestamp) -> Result<u64, Trouble> {
        let unread = self.store.read().await?.earliest_unread().await?;
        self.publish_due(unread.map_or(until, |unread| until.min(before(unread)))).await
    }

    /// Publishes what is due by itself at closes up to and including an instant. A story that may not be published is held, and says why.
    pub async fn publish_due(&self, until: Timestamp) -> Result<u64, Trouble> {
        let mut published = 0;
        loop {
            let due = self.store.read().await?.due_stories(until).await?;
            if due.is_empty() {
                return Ok(published);
            }
            for row in due {
                let at = row.due_at.unwrap_or(until);
                match self.publish_at(&row.story.id, at, "automatic").await {
                    Ok(_) => published += 1,
                    // Another worker was quicker.
                    Err(Trouble::Refusal(_)) if !self.is_drafted(&row.story.id).await? => {}
                    Err(Trouble::Refusal(refusal)) => {
                        self.hold(row.story.id.as_str(), &refusal.to_string(), "automatic").await?;
                    }
                    Err(fault) => return Err(fault),
                }
            }
        }
    }

    async fn is_drafted(&self, id: &StoryId) -> Result<bool, Trouble> {
        let row = self.store.read().await?.story(id).await?;
        Ok(row.is_some_and(|row| matches!(row.story.state, StoryState::Drafted(_))))
    }

    async fn publish_at(&self, id: &StoryId, at: Timestamp, by: &str) -> Result<Article, Trouble> {
        tracing::debug!(story.id = %id, by, "A story is published.");
        store::transact!(self.store, |tx| {
            let Some(mut row) = tx.story(id).await? else { return Err(no_story(id.as_str()).into()) };
            row.story.state = row.story.state.after(Deed::Publish)?;
            let article = self.write_first_revision(&mut tx, &row.story, at, by).await?;
            row.due_at = None;
            tx.write_story(&row).await?;
            tx.write_deed(at, by, "publish", id.as_str(), &article.head.reference.to_string()).await?;
            Ok::<Article, Trouble>(article)
        })
    }

    async fn write_first_revision(
        &self,
        tx: &mut Tx,
        story: &Story,
        at: Timestamp,
        by: &str,
    ) -> Result<Article, Trouble> {
        let (Some(draft), Some(number)) = (&story.draft, story.state.reference()) else {
            return Err(Trouble::refuse("This story has no draft yet, so there is nothing to publish."));
        };
        check_mentions(tx, draft, number).await?;
        let placements = self.placements(tx, story, at).await?;
        let Some(edition_on) = placements.iter().map(|placement| placement.edition_on).min() else {
            return Err(Trouble::refuse("This story runs in no title: give it a title that carries its section."));
        };
        let mut head = self.head_of(tx, story, draft, number).await?;
        head.edition_on = edition_on;
        head.published_at = at;
        head.revised_at = at;
        let article = Article::new(head, Body::lock(draft.body.clone()));
        tx.write_article(&article, story.id.as_str(), &self.key).await?;
        tx.write_mentions(number, &draft.see(), &article.head.see_open).await?;
        for placement in &placements {
            tx.place(number, placement).await?;
        }
        for (position, (document, version)) in story.documents.iter().enumerate() {
            let outcome = if position == 0 { Outcome::Published } else { Outcome::Merged };
            let why = if by == "automatic" {
                "published at the close, automatically".to_owned()
            } else {
                format!("published by {by}")
            };
            let line = NewLine {
                subject: Subject::Version(document.clone(), *version),
                outcome,
                reference: Some(number),
                why,
            };
            tx.rule(&line, at).await?;
        }
        Ok(article)
    }

    async fn placements(&self, tx: &mut Tx, story: &Story, at: Timestamp) -> Result<Vec<Placement>, Trouble> {
        let mut out = Vec::new();
        for title in tx.titles().await? {
            if !story.titles.contains(&title.slug) {
                continue;
            }
            let Some(section) = title.section_of(&story.sections).or_else(|| title.sections.last().copied()) else {
                continue;
            };
            let edition_on = crate::editions::open_day(tx, &title, at).await?;
            out.push(Placement { title: title.slug, edition_on, section, score: story.score });
        }
        Ok(out)
    }

    /// The open part of an article, as the draft and its documents give it; instants and date are the publisher's to fill in.
    async fn head_of(&self, tx: &mut Tx, story: &Story, draft: &Draft, reference: Ref) -> Result<ArticleHead, Trouble> {
        let mut dates = Vec::new();
        for (document, version) in &story.documents {
            dates.extend(tx.findings(document, *version).await?.dates);
        }
        let see_open = draft.teaser.iter().flat_map(|statement| reference::mentioned(&statement.text())).collect();
        Ok(ArticleHead {
            reference,
            revision: 1,
            revision_kind: RevisionKind::Published,
            titles: story.titles.clone(),
            headline: draft.headline.clone(),
            slug: slug_of(&draft.headline),
            teaser: draft.teaser.clone(),
            sections: story.sections.clone(),
            topics: story.topics.clone(),
            published_at: story.opened_at,
            revised_at: story.opened_at,
            edition_on: reference.day(),
            access: story.access,
            byline: story.byline.clone(),
            score: story.score,
            documents: story.documents.clone(),
            facts: draft.facts.clone(),
            dates,
            see_open,
        })
    }

    /// A published story told anew: a revision, under the same number and address.
    pub(crate) async fn revise(
        &self,
        tx: &mut Tx,
        story: &Story,
        kind: RevisionKind,
        at: Timestamp,
    ) -> Result<Article, Trouble> {
        let (Some(draft), Some(number)) = (&story.draft, story.state.reference()) else {
            return Err(Trouble::refuse("This story has no draft, so there is nothing to revise."));
        };
        let Some(before) = tx.article(number).await? else {
            return Err(Trouble::refuse(format!("There is no article {number} to revise.")));
        };
        check_mentions(tx, draft, number).await?;
        let mut head = self.head_of(tx, story, draft, number).await?;
        head.revision = before.head.revision + 1;
        head.revision_kind = kind;
        head.slug = before.head.slug.clone();
        head.edition_on = before.head.edition_on;
        head.published_at = before.head.published_at;
        head.revised_at = at;
        let article = Article::new(head, Body::lock(draft.body.clone()));
        tx.write_article(&article, story.id.as_str(), &self.key).await?;
        tx.write_mentions(number, &draft.see(), &article.head.see_open).await?;
        Ok(article)
    }

    /// A dated addendum: the document came again with the same facts.
    pub(crate) async fn add_addendum(
        &self,
        tx: &mut Tx,
        number: Ref,
        arrival: &Arrival,
        at: Timestamp,
    ) -> Result<(), Trouble> {
        let Some(row) = tx.story_of_ref(number).await? else { return Ok(()) };
        let mut story = row.story.clone();
        let Some(draft) = &mut story.draft else { return Ok(()) };
        let document = &arrival.document;
        for (id, version) in &mut story.documents {
            if *id == document.id {
                *version = document.version;
            }
        }
        draft.body.push(Block::Paragraph { statements: vec![addendum(document, at, &self.publisher.zone)] });
        self.revise(tx, &story, RevisionKind::Addendum, at).await?;
        tx.write_story(&StoryRow { story, due_at: None }).await?;
        Ok(())
    }
}

/// Says that the document came again, by its own fields.
fn addendum(document: &model::document::Document, at: Timestamp, zone: &model::TimeZone) -> Statement {
    let day = at.to_zoned(zone.clone()).strftime("%B %-d, %Y").to_string();
    let place = match (&document.fields.citation, document.fields.published_on) {
        (Some(citation), Some(on)) => format!("was published on {} ({citation})", on.strftime("%B %-d, %Y")),
        (None, Some(on)) => format!("was published on {}", on.strftime("%B %-d, %Y")),
        _ => "came again".to_owned(),
    };
    let evidence = model::citation::Evidence {
        document: document.id.clone(),
        version: document.version,
        place: model::citation::Place::Field("published_on".to_owned()),
    };
    Statement::sourced(format!("Added {day}: the document {place}, with the same dates and title."), vec![evidence])
}

/// A number that does not exist refuses publication; so does an article that points at itself.
async fn check_mentions(tx: &mut Tx, draft: &Draft, number: Ref) -> Result<(), Trouble> {
    let mut missing: BTreeMap<Ref, &str> = BTreeMap::new();
    for mentioned in draft.see() {
        if mentioned == number {
            missing.insert(mentioned, "is this article itself");
        } else if tx.newest_revision(mentioned).await? == 0 {
            missing.insert(mentioned, "is no published article");
        }
    }
    let Some((first, what)) = missing.first_key_value() else { return Ok(()) };
    Err(Trouble::refuse(format!(
        "The story {number} cannot be published: it says (see {first}), and {first} {what}. Mend the number, or publish that article first."
    )))
}

/// The last instant before this one.
fn before(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond() - 1).unwrap_or(at)
}
