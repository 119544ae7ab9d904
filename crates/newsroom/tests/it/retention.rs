//! What is kept is bounded: captures without news and old checks go, with a deed; whatever anything rests on stays.

use jiff::SignedDuration;
use model::capture::{Answer, Origin};
use model::request::{CheckResult, SourceId};
use store::{CaptureFilter, Cupboard};

use crate::house::{House, answer, at, engines, listing, sdn};

const NOW: &str = "2026-08-01T12:00:00Z";

/// Keeps an answer as it came in live on its instant, and works.
async fn came(house: &House, answer: &Answer) {
    let source = house.newsroom.catalogue.claimant(&answer.url).expect("claimed").clone();
    house.newsroom.clock.set_real(answer.captured_at);
    house.newsroom.store.keep(&source, answer, Origin::Live, answer.captured_at).await.expect("kept");
    house.newsroom.run_ready().await.expect("worked");
}

async fn captures(house: &House) -> Vec<String> {
    let mut tx = house.newsroom.store.read().await.expect("read");
    let listed = tx.list_captures(&CaptureFilter::default(), None).await.expect("read");
    listed.iter().map(|c| format!("{} {}", c.head.captured_at, c.result)).collect()
}

fn stands_at(house: &House, now: &str) {
    house.newsroom.clock.set_real(at(now));
}

/// An index that names a rule, read again and again: with other bytes of no news, with the same bytes, and with nothing at all.
async fn with_captures(house: &House) {
    let chips = ("2026-07311", "Rule", "Chips", "industry-and-security-bureau", "");
    let first = listing("2026-04-16T10:00:00Z", &[chips]);
    let spaced = |when: &str| Answer { body: [&first.body[..], b"  "].concat(), ..listing(when, &[chips]) };
    came(house, &first).await;
    came(house, &spaced("2026-04-16T11:00:00Z")).await;
    came(house, &spaced("2026-04-16T12:00:00Z")).await;
    came(house, &listing("2026-04-16T13:00:00Z", &[])).await;
    came(house, &answer(&first.url, "2026-04-16T14:00:00Z", "application/json", b"<html>Down".to_vec())).await;
    came(house, &listing("2026-04-16T15:00:00Z", &[])).await;
    came(house, &listing("2026-04-16T16:00:00Z", &[])).await;
    came(house, &sdn("2026-04-16T10:30:00Z", &[(1, "A"), (2, "B")])).await;
    came(house, &sdn("2026-04-16T11:30:00Z", &[(1, "A"), (2, "B"), (3, "C")])).await;
}

#[tokio::test]
async fn captures_without_news_go_and_what_rests_on_others_stays() {
    for house in engines().await {
        with_captures(&house).await;
        let before = house.account().await;
        assert_eq!(captures(&house).await.len(), 9);
        stands_at(&house, NOW);
        let found = house.newsroom.without_news(30).await.expect("counted");
        let report = house.newsroom.thin(Some(30), "ada").await.expect("thinned");
        assert_eq!(found, report.captures, "a try tells what then goes");
        assert_eq!(
            (report.captures.captures, report.captures.bodies),
            (4, 1),
            "the empty answer's bytes are the newest one's too"
        );
        assert_eq!(
            captures(&house).await,
            [
                "2026-04-16T10:00:00Z documents",
                "2026-04-16T10:30:00Z documents",
                "2026-04-16T11:30:00Z documents",
                "2026-04-16T14:00:00Z failed",
                "2026-04-16T16:00:00Z seen",
            ]
        );
        assert_eq!(house.account().await, before, "documents, changes, ledger and stories are what they were");
        house.assert_books_agree().await;
        assert_eq!(house.newsroom.thin(Some(30), "ada").await.expect("thinned").captures.captures, 0);
    }
}

#[tokio::test]
async fn young_captures_stay_and_without_a_setting_all_do() {
    for mut house in engines().await {
        with_captures(&house).await;
        stands_at(&house, "2026-04-17T12:00:00Z");
        assert_eq!(house.newsroom.thin(Some(30), "ada").await.expect("thinned").captures.captures, 0);
        stands_at(&house, NOW);
        house.newsroom.thin_daily().await.expect("thinned");
        assert_eq!(captures(&house).await.len(), 9, "nothing is set");
        house.newsroom.operator.thin_after_days = Some(30);
        house.newsroom.thin_daily().await.expect("thinned");
        assert_eq!(captures(&house).await.len(), 9, "once a day");
        stands_at(&house, "2026-08-02T12:00:00Z");
        house.newsroom.thin_daily().await.expect("thinned");
        assert_eq!(captures(&house).await.len(), 5);
    }
}

#[tokio::test]
async fn bytes_that_none_has_go_a_week_later_unless_they_come_again() {
    for house in engines().await {
        let body = |n: u32| format!("{{\"count\":0,\"results\":[],\"page\":{n}}}").into_bytes();
        let url = listing("2026-04-16T10:00:00Z", &[]).url;
        let empty = |when: &str, n: u32| answer(&url, when, "application/json", body(n));
        for (hour, n) in [(10, 1), (11, 2), (12, 3)] {
            came(&house, &empty(&format!("2026-04-16T{hour}:00:00Z"), n)).await;
        }
        let heads =
            house.newsroom.store.read().await.expect("read").list_captures(&CaptureFilter::default(), None).await;
        let hashes: Vec<_> = heads.expect("read").iter().map(|listed| listed.head.sha256).collect();
        stands_at(&house, NOW);
        let report = house.newsroom.thin(Some(30), "ada").await.expect("thinned");
        assert_eq!((report.captures.bodies, report.removed_bodies), (2, 0), "not at once");
        // One of the two comes again before its week is over.
        came(&house, &empty("2026-08-03T10:00:00Z", 2)).await;
        stands_at(&house, "2026-08-09T12:00:00Z");
        let report = house.newsroom.thin(Some(30), "ada").await.expect("thinned");
        assert_eq!(report.removed_bodies, 1);
        let cupboard = house.newsroom.store.cupboard().clone();
        assert!(cupboard.take(&hashes[0]).await.is_err(), "gone");
        for hash in &hashes[1..] {
            let packed = cupboard.take(hash).await.expect("there");
            assert!(Cupboard::unpack(&packed).is_ok());
        }
        came(&house, &empty("2026-08-10T10:00:00Z", 1)).await;
        assert!(cupboard.take(&hashes[0]).await.is_ok(), "kept anew");
        assert_eq!(house.newsroom.thin(None, "ada").await.expect("thinned").removed_bodies, 0);
    }
}

#[tokio::test]
async fn checks_go_after_ninety_days_and_the_deed_says_which() -> Result<(), store::Fault> {
    for house in engines().await {
        let source = SourceId::new("us-ofac-sdn");
        let first = at("2026-04-16T10:00:00Z");
        let store = house.newsroom.store.clone();
        store::transact!(store, |tx| {
            for hour in 0..(120 * 24) {
                let result = if hour % 24 == 0 { CheckResult::Missed } else { CheckResult::Answered };
                tx.write_check(&source, "https://a.example", first + SignedDuration::from_hours(hour), result, "")
                    .await?;
            }
            Ok::<(), store::Fault>(())
        })?;
        stands_at(&house, "2026-08-14T10:00:00Z");
        assert_eq!(house.newsroom.thin(None, "ada").await.expect("thinned").checks, 30 * 24);
        let mut tx = store.read().await.expect("read");
        let deeds = tx.deeds_of("checks").await.expect("read");
        let thinned = deeds.last().expect("a deed");
        assert_eq!((thinned.who.as_str(), thinned.verb.as_str()), ("ada", "thin"));
        assert!(thinned.detail.ends_with("us-ofac-sdn answered 690, us-ofac-sdn missed 30"), "{}", thinned.detail);
    }
    Ok(())
}
