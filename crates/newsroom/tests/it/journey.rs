//! From a capture to an article, on both engines.

use model::document::DocumentId;
use model::edition::EditionState;
use model::ledger::{Outcome, Subject};

use crate::house::{House, answer, at, engines, listing};

const RULE: (&str, &str, &str, &str, &str) =
    ("2026-07311", "Rule", "Export Controls on Photonic Test Equipment", "industry-and-security-bureau", "2026-06-16");
const NOISE: (&str, &str, &str, &str, &str) =
    ("2026-07312", "Rule", "Airworthiness Directives; Airplanes", "federal-aviation-administration", "");

#[tokio::test]
async fn both_engines_tell_the_same_and_a_second_replay_changes_nothing() {
    let mut accounts = Vec::new();
    for house in engines().await {
        let captures = [listing("2026-04-16T10:05:00Z", &[RULE, NOISE])];
        house.replay(&captures).await;
        let first = house.account().await;
        house.replay(&captures).await;
        assert_eq!(house.account().await, first);
        house.assert_books_agree().await;
        assert!(first.contains("not-relevant None no:"), "{first}");
        accounts.push(first);
    }
    assert!(accounts.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn at_its_close_an_unattended_title_publishes_sourced_drafts() {
    for house in engines().await {
        house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE, NOISE])]).await;
        let title = house.newsroom.title("export").await.expect("a title");
        house.newsroom.publish_due(house.newsroom.clock.now()).await.expect("published");
        let edition = house.newsroom.freeze(&title, jiff::civil::date(2026, 4, 17)).await.expect("frozen");
        let article = edition.articles().next().expect("an article");
        assert_eq!(article.head.reference.to_string(), "2604160001", "the number is of the day of the first draft");
        assert_eq!(article.head.published_at, at("2026-04-17T10:00:00Z"), "published at the close");
        assert!(article.head.path().starts_with("/article/2026/04/17/"));
        assert_eq!((edition.state.number, edition.manifest.published, edition.manifest.not_relevant), (1, 1, 1));
        let text = house.newsroom.set_edition(&edition, EditionState::Frozen, "text").await.expect("set");
        let kept = house
            .newsroom
            .store
            .read()
            .await
            .expect("read")
            .rendering(&title.slug, edition.date, "text")
            .await
            .expect("read");
        assert_eq!(kept.as_deref(), Some(text.as_bytes()), "a frozen edition keeps its bytes");
    }
}

#[tokio::test]
async fn a_changed_republication_is_a_new_version() {
    for house in engines().await {
        let later = (RULE.0, RULE.1, RULE.2, RULE.3, "2026-06-30");
        house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE]), listing("2026-04-16T12:05:00Z", &[later])]).await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let id = DocumentId::numbered("fr", RULE.0);
        let history = newsroom::document_history(&mut tx, &id).await.expect("read");
        assert_eq!(history.len(), 2);
        let change = &history[1].1[0];
        assert_eq!(
            (change.field.as_str(), change.before.as_str(), change.after.as_str()),
            ("comments_close_on", "2026-06-16", "2026-06-30")
        );
        let first = tx.standing(&Subject::Version(id, 1)).await.expect("read").expect("a line");
        assert_eq!((first.outcome, first.why.as_str()), (Outcome::Merged, "superseded by version 2"));
        drop(tx);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn a_version_after_publication_is_an_addendum_or_a_story_of_its_own() {
    for house in engines().await {
        let moved = (RULE.0, RULE.1, RULE.2, RULE.3, "2026-06-30");
        house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE]), listing("2026-04-17T12:05:00Z", &[moved])]).await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let stories = tx.stories(&store::StoryFilter::default()).await.expect("read");
        assert_eq!(stories.len(), 2, "a moved date is news");
        assert_eq!(stories[1].story.thread.as_ref(), Some(&stories[0].story.id));
        assert_ne!(stories[0].story.state.reference(), stories[1].story.state.reference());
        drop(tx);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_counted() {
    for house in engines().await {
        let url = "https://www.federalregister.gov/api/v1/documents.json?per_page=1000";
        let broken = answer(url, "2026-04-16T10:00:00Z", "application/json", b"{\"count\":2,\"results\":[{".to_vec());
        house.replay(&[broken, listing("2026-04-16T10:05:00Z", &[RULE])]).await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let lines = tx.ledger(at("2026-04-16T09:00:00Z"), at("2026-04-16T10:00:00Z")).await.expect("read");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].outcome, Outcome::Failed);
        assert!(lines[0].why.ends_with('.'), "a sentence: {}", lines[0].why);
        assert!(
            house
                .newsroom
                .store
                .cupboard()
                .take(&tx.capture(&lines[0].capture).await.expect("read").expect("kept").sha256)
                .await
                .is_ok()
        );
        drop(tx);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn work_that_was_interrupted_goes_on_after_a_restart() {
    for mut house in engines().await {
        let captures = [listing("2026-04-16T10:05:00Z", &[RULE, NOISE])];
        house.keep(&captures).await;
        let claimed = house
            .newsroom
            .store
            .claim_task("a worker that dies", "", house.newsroom.clock.real(), house.newsroom.clock.real())
            .await;
        assert!(claimed.expect("claimed").is_some());
        house.restart().await;
        house.newsroom.run_ready().await.expect("worked");
        assert!(house.account().await.contains("2026-07311"), "a lease that ended is taken up");
        assert_eq!(house.newsroom.store.read().await.expect("read").unfinished_tasks().await.expect("read"), 0);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn a_number_that_does_not_exist_refuses_publication() {
    for house in engines().await {
        let file = "---\nheadline: One\ntitles: export\nsection: policy\n---\nFirst (see 2604150099).\n\nMore.\n";
        house.newsroom.write("one.md", file.as_bytes(), "a test").await.expect("written");
        let refusal = house.newsroom.publish("2604170001", "a test").await.expect_err("refused").to_string();
        assert!(refusal.contains("2604150099 is no published article"), "{refusal}");
        let mended = file.replace(" (see 2604150099)", "");
        house.newsroom.write("one.md", mended.as_bytes(), "a test").await.expect("written");
        let article = house.newsroom.publish("2604170001", "a test").await.expect("published");
        assert_eq!(article.head.revision, 1);
        let again = mended.replace("More.", "More and more.");
        house.newsroom.write("one.md", again.as_bytes(), "a test").await.expect("revised");
        house.newsroom.write("one.md", again.as_bytes(), "a test").await.expect("unchanged");
        let mut tx = house.newsroom.store.read().await.expect("read");
        assert_eq!(tx.article(article.head.reference).await.expect("read").expect("an article").head.revision, 2);
    }
}

#[tokio::test]
async fn ground_is_only_added_to() {
    for house in engines().await {
        house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE])]).await;
        for table in [
            "captures",
            "versions",
            "ledger",
            "numbers",
            "deeds",
            "checks",
            "articles",
            "placements",
            "frozen_renderings",
            "delivery_attempts",
        ] {
            let refused = house.newsroom.store.try_to_erase(table).await;
            assert!(matches!(refused, Ok(0) | Err(_)), "{table} let its rows go");
            if matches!(table, "captures" | "versions" | "ledger" | "numbers") {
                assert!(refused.is_err(), "{table} let its rows go");
            }
        }
    }
}

#[tokio::test]
async fn a_full_text_that_comes_later_enriches_the_draft_without_a_new_version() {
    for house in engines().await {
        house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE])]).await;
        let text = "<RULE><PREAMB><AGENCY TYPE=\"F\">DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY><CFR>15 CFR Part 744</CFR><SUBJECT>Export Controls on Photonic Test Equipment</SUBJECT><ACT><HD SOURCE=\"HED\">ACTION:</HD><P>Final rule.</P></ACT><SUM><HD SOURCE=\"HED\">SUMMARY:</HD><P>The agency controls probers of a new kind.</P></SUM><EFFDATE><HD SOURCE=\"HED\">DATES:</HD><P>This rule is effective April 16, 2026.</P></EFFDATE></PREAMB><SUPLINF><P>Forty-one makers are known.</P></SUPLINF><FRDOC>[FR Doc. 2026-07311 Filed 4-15-26; 8:45 am]</FRDOC></RULE>";
        let url = "https://www.federalregister.gov/documents/full_text/xml/2026/04/16/2026-07311.xml";
        house.replay(&[answer(url, "2026-04-16T11:05:00Z", "application/xml", text.as_bytes().to_vec())]).await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let id = DocumentId::numbered("fr", RULE.0);
        assert_eq!(tx.newest_version(&id).await.expect("read"), 1, "a further rendition is no version");
        let document = tx.document(&id, None).await.expect("read").expect("a document");
        assert!(!document.fields.paragraphs.is_empty());
        let stories = tx.stories(&store::StoryFilter::default()).await.expect("read");
        assert_eq!(stories.len(), 1);
        let draft = stories[0].story.draft.clone().expect("a draft");
        assert!(
            draft
                .statements()
                .any(|s| s.evidence.iter().any(|e| matches!(e.place, model::citation::Place::Paragraph { .. }))),
            "the draft rests on the text now"
        );
        drop(tx);
        assert_lists_tell_what_pages_tell(&house).await;
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn two_workers_share_the_work_and_nothing_is_done_twice() {
    for house in engines().await {
        let captures: Vec<_> = (0..12)
            .map(|n| {
                let number = format!("2026-08{n:03}");
                listing(&format!("2026-04-16T10:{n:02}:00Z"), &[(&number, RULE.1, RULE.2, RULE.3, RULE.4), NOISE])
            })
            .collect();
        house.keep(&captures).await;
        let (one, two) = (house.newsroom.clone(), house.newsroom.clone());
        let (one, two) = tokio::join!(
            tokio::spawn(async move { one.run_ready().await }),
            tokio::spawn(async move { two.run_ready().await })
        );
        let (one, two) = (one.expect("joined").expect("worked"), two.expect("joined").expect("worked"));
        assert_eq!((one.failed, two.failed), (0, 0));
        let mut tx = house.newsroom.store.read().await.expect("read");
        assert_eq!(tx.unfinished_tasks().await.expect("read"), 0);
        assert_eq!(tx.list_documents(&store::DocumentFilter::default()).await.expect("read").len(), 13);
        drop(tx);
        assert_lists_tell_what_pages_tell(&house).await;
        house.assert_books_agree().await;
    }
}

/// Documents read many at once are those that are read one by one.
async fn assert_lists_tell_what_pages_tell(house: &House) {
    let mut tx = house.newsroom.store.read().await.expect("read");
    let listed = tx.list_documents(&store::DocumentFilter::default()).await.expect("read");
    let (documents, findings) = (tx.facts_of(&listed).await, tx.findings_of(&listed).await);
    let together = documents.expect("read").into_iter().zip(findings.expect("read"));
    for (listed, (document, findings)) in listed.iter().zip(together) {
        let alone = tx.document_facts(&listed.id, Some(listed.version)).await.expect("read").expect("listed").0;
        assert_eq!(document, alone);
        assert_eq!(findings, tx.findings(&listed.id, listed.version).await.expect("read"));
    }
}

#[tokio::test]
async fn one_question_tells_where_a_document_is_and_why() {
    for house in engines().await {
        house.keep(&[listing("2026-04-16T10:05:00Z", &[RULE, NOISE])]).await;
        let steps = async |name: &str| {
            let journey = house.newsroom.journey_of(name).await.expect("read").expect("known");
            (journey.steps.iter().map(|step| step.step).collect::<Vec<_>>(), journey)
        };
        assert_eq!(house.newsroom.journey_of("2026-07311").await.expect("read"), None, "not read yet");
        let url = "https://www.federalregister.gov/api/v1/documents.json?per_page=1000";
        let capture =
            house.newsroom.store.read().await.expect("read").capture_at(url, at("2026-04-16T10:05:00Z")).await;
        let capture = capture.expect("read").expect("kept").id;
        let (way, journey) = steps(capture.as_str()).await;
        assert_eq!((way, journey.now.as_str()), (vec!["kept", "task"], "The task read waits, tried 0 times."));
        house.newsroom.run_ready().await.expect("worked");
        let (way, journey) = steps(NOISE.0).await;
        assert!(way.ends_with(&["kept", "read", "received", "ledger", "ledger"]), "{way:?}");
        assert!(journey.now.starts_with("fr:2026-07312 v1 is not-relevant: "), "{}", journey.now);
        let (way, journey) = steps("fr:2026-07311").await;
        assert!(way.ends_with(&["story", "due"]), "{way:?}");
        assert_eq!(journey.now, "2604160001 is drafted and is published at 2026-04-17T10:00:00Z.");
        let title = house.newsroom.title("export").await.expect("a title");
        house.newsroom.publish_due(at("2026-04-17T10:00:00Z")).await.expect("published");
        house.newsroom.freeze(&title, jiff::civil::date(2026, 4, 17)).await.expect("frozen");
        let (way, journey) = steps("2604160001").await;
        assert_eq!(way.iter().filter(|step| ["published", "edition"].contains(step)).count(), 2, "{way:?}");
        assert_eq!(journey.now, "2604160001 is published, revision 1.");
    }
}
