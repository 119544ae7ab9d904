//! Old captures read again by a better reader: ids, numbers, versions and published articles stay, and what was missed comes in.

use std::io::BufRead;
use std::sync::Arc;

use jiff::SignedDuration;
use model::Timestamp;
use model::capture::{CaptureHead, Origin};
use model::document::DocumentId;
use model::ledger::{Outcome, Subject};
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request, SourceId};
use newsroom::{Reread, Rereading, What};
use sources::Catalogue;
use sources::source::Source;

use crate::house::{House, answer, at, engines, listing, sdn};

/// A reader that does to each reading of the bundled one what its second version is to do.
struct Second {
    bundled: Arc<Catalogue>,
    slug: SourceId,
    change: fn(&CaptureHead, &mut Reading),
}

impl Source for Second {
    fn claims(&self, url: &str) -> bool {
        self.bundled.claimant(url) == Some(&self.slug)
    }

    fn ask(&self, bookmark: &Bookmark, now: Timestamp) -> Vec<Request> {
        self.bundled.ask(&self.slug, bookmark, now)
    }

    fn version(&self) -> u32 {
        2
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let mut reading = self.bundled.read(head, body);
        (self.change)(head, &mut reading);
        reading
    }
}

/// The house with second versions of all its readers.
fn upgrade(house: &mut House, change: fn(&CaptureHead, &mut Reading)) {
    let bundled = Arc::new(Catalogue::bundled());
    let second = |slug: &SourceId| Second { bundled: bundled.clone(), slug: slug.clone(), change };
    let entries = bundled.all().map(|(stanza, _)| (stanza.clone(), Box::new(second(&stanza.slug)) as Box<dyn Source>));
    house.newsroom.catalogue = Arc::new(Catalogue::of(entries.collect()));
}

async fn reread(house: &House, order: &Rereading) -> Vec<Reread> {
    let mut told = Vec::new();
    house.newsroom.reread(order, &mut |reread| told.push(reread.clone())).await.expect("read again");
    told
}

fn words(told: &[Reread]) -> Vec<String> {
    let document =
        |reread: &Reread| reread.document.as_ref().map_or("-".to_owned(), |(id, version)| format!("{id} v{version}"));
    told.iter().map(|reread| format!("{} {}", reread.what.as_str(), document(reread))).collect()
}

/// A title that the first reader did not read to its end.
fn whole_titles(_: &CaptureHead, reading: &mut Reading) {
    if let Found::Renditions(renditions) = &mut reading.found {
        for rendition in renditions {
            let title = rendition.fields.title.clone().unwrap_or_default();
            rendition.fields.title = Some(format!("{title}; Correction"));
        }
    }
}

/// When what came in on that morning is drafted and not published.
const BEFORE_THE_CLOSE: &str = "2026-04-16T12:00:00Z";
const CHIPS: (&str, &str, &str, &str, &str) = ("2026-07311", "Rule", "Chips", "industry-and-security-bureau", "");
const STEEL: (&str, &str, &str, &str, &str) = ("2026-07312", "Rule", "Steel", "industry-and-security-bureau", "");

async fn versions(house: &House, id: &str) -> usize {
    let mut tx = house.newsroom.store.read().await.expect("read");
    tx.versions(&DocumentId::new(id)).await.expect("read").len()
}

async fn title(house: &House, id: &str) -> String {
    let mut tx = house.newsroom.store.read().await.expect("read");
    let document = tx.document(&DocumentId::new(id), None).await.expect("read").expect("a document");
    document.title().to_owned()
}

/// Ids, outcomes and numbers: what must not change. The words of a ledger line may.
async fn numbers(house: &House) -> Vec<String> {
    let mut tx = house.newsroom.store.read().await.expect("read");
    let lines = tx.ledger(Timestamp::MIN, Timestamp::MAX).await.expect("read");
    lines.iter().map(|line| format!("{:?} {} {:?}", line.subject, line.outcome, line.reference)).collect()
}

#[tokio::test]
async fn a_better_reader_refills_versions_and_keeps_ids_and_numbers() {
    for mut house in engines().await {
        house.newsroom.clock.set(at(BEFORE_THE_CLOSE));
        house.replay(&[listing("2026-04-16T10:30:00Z", &[CHIPS, STEEL])]).await;
        let before = numbers(&house).await;
        assert!(before.iter().any(|line| line.contains("Some(")), "numbers were given: {before:?}");
        upgrade(&mut house, whole_titles);
        let stale = Rereading { only_stale: true, by: "ada".to_owned(), ..Rereading::default() };

        let attempt = reread(&house, &Rereading { only_try: true, ..stale.clone() }).await;
        assert_eq!(words(&attempt), ["refilled fr:2026-07311 v1", "refilled fr:2026-07312 v1"]);
        assert_eq!(title(&house, "fr:2026-07311").await, "Chips", "a try writes nothing");

        let told = reread(&house, &stale).await;
        assert_eq!(told, attempt, "and tells what then comes");
        let field = &told[0].fields[0];
        let change = (field.field.as_str(), field.before.as_str(), field.after.as_str());
        assert_eq!(change, ("title", "Chips", "Chips; Correction"));
        assert_eq!(title(&house, "fr:2026-07311").await, "Chips; Correction");
        assert_eq!((versions(&house, "fr:2026-07311").await, numbers(&house).await), (1, before));
        house.assert_books_agree().await;

        assert!(reread(&house, &stale).await.is_empty(), "nothing is stale any more");
        assert!(reread(&house, &Rereading::default()).await.is_empty(), "and read once more, nothing changes");
    }
}

#[tokio::test]
async fn a_draft_follows_and_a_published_article_is_named_and_not_touched() {
    for mut house in engines().await {
        house.newsroom.clock.set(at(BEFORE_THE_CLOSE));
        house.replay(&[listing("2026-04-16T10:30:00Z", &[CHIPS])]).await;
        let newsroom = house.newsroom.clone();
        let stories =
            newsroom.store.read().await.expect("read").stories(&store::StoryFilter::default()).await.expect("read");
        let story = stories[0].story.id.clone();
        let draft = |row: &store::StoryRow| row.story.draft.as_ref().expect("a draft").headline.clone();
        let (first, reference) = (draft(&stories[0]), stories[0].story.state.reference().expect("a number"));
        upgrade(&mut house, whole_titles);
        reread(&house, &Rereading::default()).await;
        let row = newsroom.store.read().await.expect("read").story(&story).await.expect("read").expect("the story");
        assert_eq!(row.story.state.reference(), Some(reference));
        assert_ne!(draft(&row), first, "the draft is written from what is read now");

        newsroom.publish(story.as_str(), "ada").await.expect("published");
        let article = async || {
            let mut tx = newsroom.store.read().await.expect("read");
            let article = tx.article(reference).await.expect("read").expect("an article");
            format!("{} {article:?}", tx.newest_revision(reference).await.expect("read"))
        };
        let before = article().await;
        upgrade(&mut house, |head, reading| {
            whole_titles(head, reading);
            whole_titles(head, reading);
        });
        let told = reread(&house, &Rereading { by: "ada".to_owned(), ..Rereading::default() }).await;
        assert_eq!(told[0].published, Some(reference));
        assert_eq!(article().await, before);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn what_had_failed_comes_in_and_its_line_is_closed() {
    for mut house in engines().await {
        let page = answer(
            "https://www.federalregister.gov/api/v1/documents.json?per_page=1000",
            "2026-04-16T10:00:00Z",
            "application/json",
            b"<html>Down".to_vec(),
        );
        house.replay(&[page]).await;
        assert_eq!(numbers(&house).await.len(), 1);
        house.assert_books_agree().await;
        upgrade(&mut house, |head, reading| {
            let good = listing("2026-04-16T10:00:00Z", &[CHIPS]);
            *reading = Catalogue::bundled().read(head, &mut good.body.as_slice());
        });
        let told = reread(&house, &Rereading::default()).await;
        assert_eq!(words(&told), ["new fr:2026-07311 v1", "mended -"]);
        let mut tx = house.newsroom.store.read().await.expect("read");
        let lines = tx.ledger(Timestamp::MIN, Timestamp::MAX).await.expect("read");
        let closed = lines.iter().find(|line| matches!(line.subject, Subject::Capture(_))).expect("the line");
        assert_eq!((closed.outcome, closed.why.as_str()), (Outcome::Merged, "read again: fr:2026-07311"));
        assert_eq!(lines.len(), 2);
        drop(tx);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn a_reader_that_finds_less_takes_nothing_away() {
    for mut house in engines().await {
        house.replay(&[listing("2026-04-16T10:00:00Z", &[CHIPS, STEEL])]).await;
        let before = house.account().await;
        upgrade(&mut house, |_, reading| {
            if let Found::Renditions(renditions) = &mut reading.found {
                renditions.pop();
            }
        });
        assert_eq!(words(&reread(&house, &Rereading::default()).await), ["kept fr:2026-07312 v1"]);
        upgrade(&mut house, |_, reading| *reading = Reading::failed("The columns are strange."));
        let told = reread(&house, &Rereading::default()).await;
        assert_eq!((told[0].what, told[0].why.as_str()), (What::Unreadable, "The columns are strange."));
        assert_eq!(house.account().await, before);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn what_only_the_reader_sees_differently_is_no_new_version() {
    for mut house in engines().await {
        house.replay(&[listing("2026-04-16T10:00:00Z", &[CHIPS])]).await;
        upgrade(&mut house, whole_titles);
        // The same text comes again beside another, read by the new reader: nobody read the old capture again by hand.
        house.replay(&[listing("2026-04-16T11:00:00Z", &[CHIPS, STEEL])]).await;
        assert_eq!(versions(&house, "fr:2026-07311").await, 1);
        assert_eq!(title(&house, "fr:2026-07311").await, "Chips; Correction", "and what it said is refilled");
        // A text that did change is one.
        let comments = ("2026-07311", "Rule", "Chips", "industry-and-security-bureau", "2026-06-01");
        house.replay(&[listing("2026-04-16T12:00:00Z", &[comments])]).await;
        assert_eq!(versions(&house, "fr:2026-07311").await, 2);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn the_changes_of_a_list_are_found_again() {
    for mut house in engines().await {
        let entries = |range: std::ops::Range<u32>| range.map(|id| (id, "MARROW BAY SHIPPING")).collect::<Vec<_>>();
        let states = [sdn("2026-04-15T14:30:00Z", &entries(1..101)), sdn("2026-04-16T14:30:00Z", &entries(2..104))];
        house.newsroom.clock.set(at("2026-04-16T15:00:00Z"));
        house.replay(&states).await;
        let changes = async |house: &House| {
            let mut tx = house.newsroom.store.read().await.expect("read");
            let records = tx.changes(None, None).await.expect("read");
            records
                .iter()
                .map(|r| format!("{} {} {}", r.document, r.change.action, r.change.entry.id))
                .collect::<Vec<_>>()
        };
        let added = |n: u32| format!("ofac-sdn@2026-04-16T14:30:00Z added {n}");
        let removed = "ofac-sdn@2026-04-16T14:30:00Z removed 1".to_owned();
        assert_eq!(changes(&house).await, [added(101), added(102), added(103), removed.clone()]);
        let before = numbers(&house).await;
        // The second reader knows that the last row of each file is no entry.
        upgrade(&mut house, |_, reading| {
            if let Found::Lists(lists) = &mut reading.found
                && let Some(snapshot) = lists.first_mut()
            {
                snapshot.entries.pop();
            }
        });
        let told = reread(&house, &Rereading::default()).await;
        assert_eq!(words(&told), ["refilled ofac-sdn@2026-04-16T14:30:00Z v1"]);
        assert_eq!(told[0].why, "4 changes before, 4 now");
        assert_eq!(changes(&house).await, [added(100), added(101), added(102), removed]);
        assert_eq!(numbers(&house).await, before);
        let mut tx = house.newsroom.store.read().await.expect("read");
        assert_eq!(tx.list_states(None).await.expect("read").iter().map(|s| s.entries).collect::<Vec<_>>(), [99, 101]);
        assert!(tx.good_state_before("ofac-sdn", "sdn", at("2026-04-16T14:30:00Z")).await.expect("read").is_some());
        drop(tx);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn two_rereadings_while_the_service_works_do_what_one_does() {
    for mut house in engines().await {
        let entries = |range: std::ops::Range<u32>| range.map(|id| (id, "MARROW BAY SHIPPING")).collect::<Vec<_>>();
        house.newsroom.clock.set(at(BEFORE_THE_CLOSE));
        house
            .replay(&[sdn("2026-04-15T10:00:00Z", &entries(1..101)), sdn("2026-04-16T10:00:00Z", &entries(1..103))])
            .await;
        house.replay(&[listing("2026-04-16T10:30:00Z", &[CHIPS, STEEL])]).await;
        let before = numbers(&house).await;
        upgrade(&mut house, |head, reading| {
            whole_titles(head, reading);
            if let Found::Lists(lists) = &mut reading.found
                && let Some(snapshot) = lists.first_mut()
            {
                snapshot.entries.pop();
            }
        });
        // They wait for the service while both begin: one between the two states, one with the same texts.
        for answer in [sdn("2026-04-16T08:00:00Z", &entries(1..102)), listing("2026-04-16T11:00:00Z", &[STEEL, CHIPS])]
        {
            let source = house.newsroom.catalogue.claimant(&answer.url).expect("claimed").clone();
            let now = answer.captured_at;
            house.newsroom.store.keep(&source, &answer, Origin::Replayed, now).await.expect("kept");
        }
        let order = Rereading { by: "ada".to_owned(), ..Rereading::default() };
        let work = async { house.newsroom.run_ready().await.expect("worked") };
        let (mut one, mut other, _) = tokio::join!(reread(&house, &order), reread(&house, &order), work);
        one.append(&mut other);
        // A state beside which another was refilled meanwhile is compared again in a minute.
        let clock = &house.newsroom.clock;
        clock.set_real(clock.real() + SignedDuration::from_mins(2));
        house.newsroom.run_ready().await.expect("worked");
        for id in ["fr:2026-07311", "fr:2026-07312"] {
            assert_eq!(versions(&house, id).await, 1, "{id}");
            assert!(title(&house, id).await.ends_with("; Correction"), "{id}");
        }
        let after = numbers(&house).await;
        assert!(before.iter().all(|line| after.contains(line)), "{before:?} {after:?}");
        let added = after.iter().filter(|line| !before.contains(line)).collect::<Vec<_>>();
        assert!(matches!(&added[..], [line] if line.contains("ofac-sdn@2026-04-16T08:00:00Z")), "{added:?}");
        assert!(reread(&house, &order).await.is_empty(), "and nothing is left to find: {one:?}");
        let mut tx = house.newsroom.store.read().await.expect("read");
        let changes = tx.changes(None, None).await.expect("read");
        let told: Vec<&str> = changes.iter().map(|record| record.change.entry.id.as_str()).collect();
        assert_eq!(told, ["100", "101"], "each came in once");
        drop(tx);
        house.assert_books_agree().await;
    }
}
