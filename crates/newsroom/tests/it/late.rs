//! What bears a past date: back-dated documents and reprocessed issues are told as such, in the next edition.

use jiff::civil::date;
use model::request::SourceId;
use model::title::TitleSlug;

use crate::house::{House, at, engines, listing};

const RULE: (&str, &str, &str, &str, &str) =
    ("2026-07311", "Rule", "Export Controls on Photonic Test Equipment", "industry-and-security-bureau", "2026-06-16");
const OTHER: (&str, &str, &str, &str, &str) =
    ("2026-07320", "Rule", "Additions of Entities to the Entity List", "industry-and-security-bureau", "");

/// The text of the export edition of April 27, its lines joined, and of the capture of April 24 what became of it.
async fn edition(house: &House) -> String {
    let export = house.newsroom.title("export").await.expect("a title");
    house.newsroom.clock.set(at("2026-04-27T10:00:00Z"));
    house.newsroom.freeze(&export, date(2026, 4, 27)).await.expect("frozen");
    let mut tx = house.newsroom.store.read().await.expect("read");
    let day = date(2026, 4, 27);
    let mut out = String::new();
    for format in ["text", "html"] {
        let bytes = tx.rendering(&TitleSlug::new("export"), day, format).await.expect("read").expect("a rendering");
        let words: Vec<&str> = std::str::from_utf8(&bytes).expect("text").split_whitespace().collect();
        out.push_str(&words.join(" "));
    }
    out
}

#[tokio::test]
async fn a_back_dated_document_stands_in_the_next_edition_with_both_days() {
    for house in engines().await {
        house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE])]).await;
        house.newsroom.clock.set(at("2026-04-24T09:00:00Z"));
        let export = house.newsroom.title("export").await.expect("a title");
        house.newsroom.freeze(&export, date(2026, 4, 17)).await.expect("frozen");
        house.replay(&[listing("2026-04-24T12:00:00Z", &[RULE, OTHER])]).await;
        let said = edition(&house).await;
        let words = "Came late: dated Thu Apr 16, 2026, first seen Fri Apr 24, 2026";
        assert_eq!(said.matches(words).count(), 4, "at the story and at its document, in text and HTML");
        assert!(said.contains("2604240001") && !said.contains("2604160001"), "what was told in time is not told again");
        let mut tx = house.newsroom.store.read().await.expect("read");
        let first = tx.rendering(&export.slug, date(2026, 4, 17), "text").await.expect("read").expect("a rendering");
        assert!(!String::from_utf8_lossy(&first).contains("Came late"), "in time is not late");
    }
}

#[tokio::test]
async fn a_reprocessed_issue_is_recognized_and_said() {
    for house in engines().await {
        let changed = (RULE.0, RULE.1, RULE.2, RULE.3, "2026-06-30");
        house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE])]).await;
        house.newsroom.clock.set(at("2026-04-24T09:00:00Z"));
        let export = house.newsroom.title("export").await.expect("a title");
        house.newsroom.freeze(&export, date(2026, 4, 17)).await.expect("frozen");
        let again = listing("2026-04-24T12:00:00Z", &[changed]);
        house.replay(&[again]).await;
        let said = edition(&house).await;
        let words = "Reprocessed by its publisher: dated Thu Apr 16, 2026, this version first seen Fri Apr 24, 2026";
        assert!(said.contains(words), "{said}");
        let mut tx = house.newsroom.store.read().await.expect("read");
        let became = tx.newest_results(&SourceId::new("us-fr-documents"), 1).await.expect("read");
        assert_eq!(
            became[0].2,
            "reprocessed by its publisher: 0 new, 1 new versions, 0 further tellings, 0 known already"
        );
    }
}

#[tokio::test]
async fn the_same_issue_again_with_nothing_new_is_no_news() {
    for house in engines().await {
        house
            .replay(&[listing("2026-04-16T10:05:00Z", &[RULE]), listing("2026-04-16T11:05:00Z", &[RULE, OTHER])])
            .await;
        let again = listing("2026-04-24T12:00:00Z", &[RULE]);
        house.replay(&[again]).await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let became = tx.newest_results(&SourceId::new("us-fr-documents"), 1).await.expect("read");
        assert_eq!(became[0].2, "0 new, 0 new versions, 0 further tellings, 1 known already");
    }
}
