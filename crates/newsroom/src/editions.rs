//! Step 11: one title's day is assembled, then frozen and numbered, its bytes kept; only a frozen edition is sent.

use std::collections::HashMap;

use model::document::DocumentId;
use model::edition::{Assembled, Edition, EditionState, Filing, Frozen, Late};
use model::reader::{Licence, LicenceKind, ReaderId};
use model::reference::Ref;
use model::title::{Section, Title, TitleSlug, business_day_after, business_day_before, is_business_day};
use model::wall::{Article, Shown, Visitor, Walled, admit};
use model::{Date, Timestamp};
use press::edition::{Sheet, Stage};
use press::views::DocumentView;
use store::{EditionRow, Tx};

use crate::{Newsroom, Trouble};

/// The formats that are kept with a frozen edition.
pub const FORMATS: [&str; 3] = ["text", "html", "json"];

/// An edition in whichever state it is.
#[derive(Debug, Clone)]
pub enum Standing {
    /// It may still change.
    Assembled(Edition<Assembled>),
    /// It never changes again.
    Frozen(Edition<Frozen>, EditionState),
}

/// The day of the first edition of a title that closes at or after an instant and is not frozen: what comes late goes into the next one.
pub(crate) async fn open_day(tx: &mut Tx, title: &Title, at: Timestamp) -> Result<Date, Trouble> {
    let mut day = title.edition_for(at);
    while tx.edition(&title.slug, day).await?.is_some_and(|row| row.state != EditionState::Assembled) {
        day = business_day_after(day);
    }
    Ok(day)
}

/// Somebody of the house, who may read everything: still through the wall, with a licence for all titles.
pub fn house_visitor(titles: &[Title]) -> Visitor {
    let titles = titles.iter().map(|title| title.slug.clone()).collect();
    let licence = Licence { kind: LicenceKind::Full, titles, from: Timestamp::MIN, until: Timestamp::MAX };
    Visitor::Reader { id: ReaderId::new("house"), licences: vec![licence] }
}

/// What is needed to set an edition besides itself: its documents and the addresses of the numbers it names.
pub struct Surroundings {
    documents: HashMap<(DocumentId, u32), DocumentView>,
    links: HashMap<Ref, String>,
}

impl Surroundings {
    /// A document at a version.
    pub fn document(&self, id: &DocumentId, version: u32) -> Option<DocumentView> {
        self.documents.get(&(id.clone(), version)).cloned()
    }
    /// The path of an article.
    pub fn link(&self, reference: Ref) -> Option<String> {
        self.links.get(&reference).cloned()
    }
}

/// Gathers what is needed to set these articles as they are shown.
pub async fn surroundings(tx: &mut Tx, shown: &[Shown<'_>]) -> Result<Surroundings, Trouble> {
    let mut found = Surroundings { documents: HashMap::new(), links: HashMap::new() };
    for one in shown {
        for (id, version) in &one.head().documents {
            if let Some((document, paragraphs)) = tx.document_facts(id, Some(*version)).await? {
                found.documents.insert((id.clone(), *version), DocumentView::of_facts(&document, paragraphs));
            }
        }
        found.links.insert(one.head().reference, one.head().path());
        for reference in one.see() {
            if let std::collections::hash_map::Entry::Vacant(entry) = found.links.entry(reference)
                && let Some(article) = tx.article(reference).await?
            {
                entry.insert(article.head.path());
            }
        }
    }
    Ok(found)
}

impl Newsroom {
    /// The title of that slug, or a refusal that names those there are.
    pub async fn title(&self, slug: &str) -> Result<Title, Trouble> {
        let titles = self.titles().await?;
        let known: Vec<&str> = titles.iter().map(|title| title.slug.as_str()).collect();
        let refusal = format!("There is no title '{slug}'; this publisher has {}.", known.join(", "));
        titles.iter().find(|title| title.slug.as_str() == slug).cloned().ok_or_else(|| Trouble::refuse(refusal))
    }

    /// An edition as it stands now: what is due by its close, if that is past, is published first.
    pub async fn edition(&self, title: &Title, date: Date) -> Result<Standing, Trouble> {
        if !is_business_day(date) {
            return Err(Trouble::refuse(format!(
                "{} has no edition of {date}: editions appear on federal business days. What came in on that day stands in the edition of {}.",
                title.name,
                title.edition_for(title.close_of(date))
            )));
        }
        self.publish_due(title.close_of(date).min(self.clock.now())).await?;
        let mut tx = self.store.read().await?;
        let row = tx.edition(&title.slug, date).await?;
        let assembled = self.assemble(&mut tx, title, date).await?;
        Ok(match row {
            Some(EditionRow { state, number: Some(number), frozen_at: Some(frozen_at), late, .. }) => {
                Standing::Frozen(assembled.freeze(number, frozen_at, late), state)
            }
            _ => Standing::Assembled(assembled),
        })
    }

    /// The window of an edition: a frozen one keeps its own, another opens where the one before it closed, though the title's hour may
    /// have been changed since.
    pub async fn window(&self, tx: &mut Tx, title: &Title, date: Date) -> Result<(Timestamp, Timestamp), Trouble> {
        let frozen = |row: &EditionRow| row.state != EditionState::Assembled;
        if let Some(row) = tx.edition(&title.slug, date).await?.filter(frozen) {
            return Ok((row.opens_at, row.closes_at));
        }
        let (opens_at, closes_at) = title.window(date);
        let before = tx.edition(&title.slug, business_day_before(date)).await?.filter(frozen);
        Ok((before.map_or(opens_at, |row| row.closes_at), closes_at))
    }

    /// Puts an edition together from what is placed in it.
    pub async fn assemble(&self, tx: &mut Tx, title: &Title, date: Date) -> Result<Edition<Assembled>, Trouble> {
        let (opens_at, closes_at) = self.window(tx, title, date).await?;
        let articles = tx.articles_of(Some(&title.slug), date).await?;
        let manifest = tx.manifest(opens_at, closes_at).await?;
        let inspection = self.filings(tx, std::slice::from_ref(title), closes_at).await?;
        Ok(Edition {
            title: title.clone(),
            date,
            opens_at,
            closes_at,
            sections: by_section(title, articles),
            inspection,
            manifest,
            state: Assembled,
        })
    }

    /// What is filed and not yet printed at an instant, of documents that a title carries.
    pub async fn filings(&self, tx: &mut Tx, titles: &[Title], at: Timestamp) -> Result<Vec<Filing>, Trouble> {
        let mut out = Vec::new();
        let filed = tx.on_inspection(model::title::next_day(self.day_of(at))).await?;
        let documents = tx.facts_of(&filed).await?;
        for (document, findings) in documents.into_iter().zip(tx.findings_of(&filed).await?) {
            if document.captured_at > at {
                continue;
            }
            let arrival = model::findings::Arrival { document, findings, changes: Vec::new() };
            let judgement = understand::relevance::judge(&arrival);
            if !judgement.selected || !titles.iter().any(|title| title.section_of(&judgement.sections).is_some()) {
                continue;
            }
            out.push(crate::inspection::filing_of(&arrival));
        }
        out.sort_by(|a, b| (a.published_on, &a.number).cmp(&(b.published_on, &b.number)));
        Ok(out)
    }

    /// Sets an edition in a format, for somebody of the house.
    pub async fn set_edition<S: Stage>(
        &self,
        edition: &Edition<S>,
        state: EditionState,
        format: &str,
    ) -> Result<String, Trouble> {
        let mut tx = self.store.read().await?;
        let visitor = house_visitor(&tx.titles().await?);
        let shown: Vec<Shown<'_>> =
            edition.articles().map(|article| admit(&visitor, article, edition.closes_at)).collect();
        let around = surroundings(&mut tx, &shown).await?;
        let sheet = Sheet {
            edition,
            shown,
            publisher: &self.publisher,
            documents: &|id, version| around.document(id, version),
            links: &|reference| around.link(reference),
            state,
        };
        match format {
            "text" => Ok(press::edition::text(&sheet)),
            "html" => Ok(press::edition::html(&sheet)),
            "json" => Ok(press::edition::json(&sheet).to_string()),
            other => {
                Err(Trouble::refuse(format!("An edition cannot be set as '{other}'; it can be text, html or json.")))
            }
        }
    }

    /// Freezes an edition: it gets its number, its bytes are kept, and it never changes again. Frozen before, it is as it was.
    ///
    /// One that is not out at its hour says so; in practice, where the clock is set by hand, no hour was missed.
    pub async fn freeze(&self, title: &Title, date: Date) -> Result<Edition<Frozen>, Trouble> {
        let late = match self.clock.is_set() {
            true => None,
            false => self.lateness(title, date).await?,
        };
        self.freeze_saying(title, date, late).await
    }

    pub(crate) async fn freeze_saying(
        &self,
        title: &Title,
        date: Date,
        late: Option<Late>,
    ) -> Result<Edition<Frozen>, Trouble> {
        let assembled = match self.edition(title, date).await? {
            Standing::Frozen(edition, _) => return Ok(edition),
            Standing::Assembled(edition) => edition,
        };
        tracing::debug!(title.slug = %title.slug, edition.date = %date, "An edition is frozen.");
        let now = self.clock.now();
        if now < assembled.closes_at {
            return Err(Trouble::refuse(format!(
                "The edition of {date} of {} closes at {}; it cannot be frozen before.",
                title.name, assembled.closes_at
            )));
        }
        if assembled.manifest.unaccounted() != 0 {
            return Err(Trouble::refuse(format!(
                "The ledger of this edition does not agree: {} of {} received are unaccounted for. `tidewaiter ledger --edition {}/{date}` shows them.",
                assembled.manifest.unaccounted(),
                assembled.manifest.received,
                title.slug
            )));
        }
        let number = self.store.read().await?.next_edition_number(&title.slug).await?;
        let frozen = assembled.freeze(number, now, late);
        let renderings = self.renderings(&frozen).await?;
        store::transact!(self.store, |tx| {
            if tx.next_edition_number(&title.slug).await? != number {
                return Err(Trouble::refuse(
                    "Another edition of this title was frozen at the same moment; freeze this one again.",
                ));
            }
            tx.write_edition(&EditionRow {
                title: title.slug.clone(),
                date,
                state: EditionState::Frozen,
                number: Some(number),
                opens_at: frozen.opens_at,
                closes_at: frozen.closes_at,
                frozen_at: Some(now),
                late: frozen.state.late.clone(),
            })
            .await?;
            for (format, bytes) in &renderings {
                tx.write_rendering(&title.slug, date, format, bytes.backstage(&self.key)).await?;
            }
            tx.write_deed(now, "newsroom", "freeze", &format!("{}/{date}", title.slug), &number.to_string()).await?;
            Ok::<(), Trouble>(())
        })?;
        Ok(frozen)
    }

    /// The bytes that are kept: the edition in each format, and of each article what is open and the whole.
    async fn renderings(&self, edition: &Edition<Frozen>) -> Result<Vec<(String, Walled<Vec<u8>>)>, Trouble> {
        let mut out = Vec::new();
        for format in FORMATS {
            let bytes = self.set_edition(edition, EditionState::Frozen, format).await?.into_bytes();
            out.push((format.to_owned(), Walled::lock(bytes)));
        }
        let mut tx = self.store.read().await?;
        let house = house_visitor(&tx.titles().await?);
        for article in edition.articles() {
            for (name, visitor) in [("open", &Visitor::Anonymous), ("whole", &house)] {
                let shown = admit(visitor, article, edition.closes_at);
                let around = surroundings(&mut tx, &[shown]).await?;
                let record = press::records::article(shown, &|reference| around.link(reference)).to_string();
                out.push((format!("{}/{name}", article.head.reference), Walled::lock(record.into_bytes())));
            }
        }
        Ok(out)
    }
}

/// Articles in the title's order of sections, each section largest first. What the title has no section for stands under its own at the
/// end: nothing that was placed is left out.
pub fn by_section(title: &Title, articles: Vec<Article>) -> Vec<(Section, Vec<Article>)> {
    let mut sections: Vec<(Section, Vec<Article>)> =
        title.sections.iter().map(|section| (*section, Vec::new())).collect();
    for article in articles {
        let section = title.section_of(&article.head.sections).or(article.head.sections.first().copied());
        let section = section.unwrap_or(Section::Policy);
        match sections.iter_mut().find(|(name, _)| *name == section) {
            Some((_, articles)) => articles.push(article),
            None => sections.push((section, vec![article])),
        }
    }
    sections.retain(|(_, articles)| !articles.is_empty());
    sections
}

/// The slugs of some titles.
pub(crate) fn slugs(titles: &[Title]) -> Vec<TitleSlug> {
    titles.iter().map(|title| title.slug.clone()).collect()
}

/// What changed on one list within a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSum {
    /// The list's slug.
    pub list: String,
    /// Its name for people.
    pub name: String,
    /// Entries added, removed, amended.
    pub counts: [u32; 3],
}

impl Newsroom {
    /// What changed on the lists in states captured after `from` up to and including `to`.
    pub async fn list_sums(&self, tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<ListSum>, Trouble> {
        let mut out: Vec<ListSum> = Vec::new();
        for (list, action, count) in tx.change_counts(from, to).await? {
            let place = ["added", "removed", "amended"].iter().position(|word| *word == action).unwrap_or(2);
            let position = match out.iter().position(|sum| sum.list == list) {
                Some(position) => position,
                None => {
                    let stanza =
                        self.catalogue.all().map(|(stanza, _)| stanza).find(|s| s.list.as_deref() == Some(&list));
                    let name = stanza.and_then(|stanza| stanza.list_name.clone()).unwrap_or_else(|| list.clone());
                    out.push(ListSum { list, name, counts: [0; 3] });
                    out.len() - 1
                }
            };
            out[position].counts[place] += u32::try_from(count).unwrap_or(u32::MAX);
        }
        Ok(out)
    }
}
