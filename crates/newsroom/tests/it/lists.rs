//! Lists as states: baseline, changes, doubt, late states.

use model::Timestamp;
use model::capture::Answer;
use model::ledger::Outcome;
use model::snapshot::Verdict;

use crate::house::{answer, at, engines, sdn};

fn entries(range: std::ops::Range<u32>) -> Vec<(u32, &'static str)> {
    range.map(|id| (id, "MARROW BAY SHIPPING")).collect()
}

#[tokio::test]
async fn the_first_state_is_a_baseline_and_the_next_one_news() {
    for house in engines().await {
        house
            .replay(&[sdn("2026-04-15T14:30:00Z", &entries(1..101)), sdn("2026-04-16T14:30:00Z", &entries(2..104))])
            .await;
        let changes =
            house.newsroom.store.read().await.expect("read").changes(Some("ofac-sdn"), None).await.expect("read");
        let told: Vec<String> =
            changes.iter().map(|record| format!("{} {}", record.change.action, record.change.entry.id)).collect();
        assert_eq!(told, ["added 101", "added 102", "added 103", "removed 1"]);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn an_empty_halved_or_html_state_removes_nothing() {
    for house in engines().await {
        let html = answer(
            "https://www.treasury.gov/ofac/downloads/sdn.csv",
            "2026-04-16T16:30:00Z",
            "text/html",
            b"<html>Down for maintenance".to_vec(),
        );
        let empty =
            answer("https://www.treasury.gov/ofac/downloads/sdn.csv", "2026-04-16T15:30:00Z", "text/csv", Vec::new());
        let good = sdn("2026-04-15T14:30:00Z", &entries(1..201));
        house.replay(&[good, sdn("2026-04-16T14:30:00Z", &entries(1..100)), empty, html]).await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        assert!(tx.changes(None, None).await.expect("read").is_empty());
        let held = tx.list_states(Some(Verdict::Held)).await.expect("read");
        assert_eq!(held.len(), 1);
        let lines = tx.ledger(at("2026-04-16T00:00:00Z"), Timestamp::MAX).await.expect("read");
        assert_eq!(lines.iter().filter(|line| line.outcome == Outcome::Failed).count(), 2);
        assert_eq!(lines.iter().filter(|line| line.outcome == Outcome::Held).count(), 1);
        drop(tx);
        house.assert_books_agree().await;
        // The next good state is compared with the last good one.
        house.replay(&[sdn("2026-04-17T10:30:00Z", &entries(1..202))]).await;
        let changes = house.newsroom.store.read().await.expect("read").changes(None, None).await.expect("read");
        assert_eq!(changes.len(), 1);
    }
}

#[tokio::test]
async fn a_held_state_is_released_or_refused_by_a_person() {
    for house in engines().await {
        house
            .replay(&[sdn("2026-04-15T14:30:00Z", &entries(1..201)), sdn("2026-04-16T14:30:00Z", &entries(1..100))])
            .await;
        let state = at("2026-04-16T14:30:00Z");
        house
            .newsroom
            .decide_list("ofac-sdn", state, Verdict::Good, "the programme ended", "a test")
            .await
            .expect("released");
        house.newsroom.run_ready().await.expect("worked");
        let changes = house.newsroom.store.read().await.expect("read").changes(None, None).await.expect("read");
        assert_eq!(changes.len(), 101);
        house.assert_books_agree().await;
        let receipts = house.newsroom.receipts(&changes).await.expect("receipts");
        assert_eq!(receipts.len(), 1);
        let receipt = &receipts[&changes[0].document];
        assert_eq!(receipt.released.as_deref(), Some("good by a test: the programme ended"));
        let before = receipt.before.as_ref().expect("a state before");
        let entries_of = |witness: &model::snapshot::Witness| witness.tally.as_ref().map(|tally| tally.entries);
        assert_eq!((entries_of(before), entries_of(&receipt.after)), (Some(200), Some(99)));
        assert_eq!(receipt.after.tally.as_ref().map(|tally| tally.lost), Some(101));
        assert_ne!((before.sha256, before.at), (receipt.after.sha256, receipt.after.at));
        let record = press::records::change(&changes[0], Some(receipt));
        let before = &record["receipt"]["before"];
        assert_eq!(before["entries"], 200, "{record}");
        let rates = before["fill_rates"].as_object().expect("rates by column");
        assert!(rates.values().any(|rate| rate == 1.0), "every entry has a name: {record}");
        let again = house.newsroom.decide_list("ofac-sdn", state, Verdict::Refused, "no", "a test").await;
        assert!(again.is_err(), "a decision is made once");
    }
}

#[tokio::test]
async fn a_state_that_comes_late_derives_both_differences_again() {
    for house in engines().await {
        let (a, b, c) = (entries(1..101), entries(1..103), entries(1..105));
        house.replay(&[sdn("2026-04-14T14:30:00Z", &a), sdn("2026-04-16T14:30:00Z", &c)]).await;
        house.replay(&[sdn("2026-04-15T14:30:00Z", &b)]).await;
        let changes = house.newsroom.store.read().await.expect("read").changes(None, None).await.expect("read");
        let told: Vec<String> =
            changes.iter().map(|record| format!("{} {}", record.document, record.change.entry.id)).collect();
        let day = |n| format!("ofac-sdn@2026-04-{n}T14:30:00Z");
        assert_eq!(
            told,
            [
                format!("{} 101", day(15)),
                format!("{} 102", day(15)),
                format!("{} 103", day(16)),
                format!("{} 104", day(16))
            ]
        );
    }
}

#[tokio::test]
async fn the_same_bytes_again_are_seen() {
    for house in engines().await {
        let state = entries(1..101);
        house.replay(&[sdn("2026-04-14T14:30:00Z", &state), sdn("2026-04-15T14:30:00Z", &state)]).await;
        let accounts = house.newsroom.store.read().await.expect("read").capture_accounts().await.expect("read");
        assert!(accounts.iter().any(|account| account.result == "seen" && account.captures == 1));
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn a_state_released_late_derives_the_later_difference_again() {
    for house in engines().await {
        let (held, later) = (entries(1..100), entries(1..203));
        house.replay(&[sdn("2026-04-15T14:30:00Z", &entries(1..201)), sdn("2026-04-16T14:30:00Z", &held)]).await;
        house.replay(&[sdn("2026-04-17T10:30:00Z", &later)]).await;
        let state = at("2026-04-16T14:30:00Z");
        house.newsroom.decide_list("ofac-sdn", state, Verdict::Good, "it was so", "a test").await.expect("released");
        house.newsroom.run_ready().await.expect("worked");
        let changes = house.newsroom.store.read().await.expect("read").changes(None, None).await.expect("read");
        let of = |day: &str| changes.iter().filter(|record| record.document.as_str().contains(day)).count();
        assert_eq!(
            (of("2026-04-16"), of("2026-04-17")),
            (101, 103),
            "what the released state lacked came back after it"
        );
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn a_state_in_doubt_is_asked_for_whole_again_whatever_its_tag_says() {
    for house in engines().await {
        let tagged = |when: &str, entries: &[(u32, &str)]| {
            let mut answer = sdn(when, entries);
            answer.headers.push(("etag".to_owned(), "\"of the whole page\"".to_owned()));
            answer
        };
        let entries: Vec<(u32, String)> = (1..=40).map(|id| (id, format!("VESSEL {id}"))).collect();
        let named: Vec<(u32, &str)> = entries.iter().map(|(id, name)| (*id, name.as_str())).collect();
        let whole = tagged("2026-04-16T10:00:00Z", &named);
        let known = async |answer: &Answer| {
            let source = house.newsroom.catalogue.claimant(&answer.url).expect("claimed").clone();
            let mut tx = house.newsroom.store.read().await.expect("read");
            tx.validators(&source, &answer.url).await.expect("read").etag
        };
        house.replay(std::slice::from_ref(&whole)).await;
        assert!(known(&whole).await.is_some(), "a good state need not come twice");
        house.replay(&[tagged("2026-04-16T11:00:00Z", &named[..10])]).await;
        assert_eq!(known(&whole).await, None, "three quarters are missing: the state is held, and wanted once more");
        house.replay(&[tagged("2026-04-16T12:00:00Z", &named[..10])]).await;
        assert_eq!(known(&whole).await, None, "the same bytes are no better when they come again");
        let noise = |when: &str| Answer { body: b"noise".to_vec(), ..tagged(when, &named) };
        house.replay(&[noise("2026-04-16T13:00:00Z")]).await;
        assert_eq!(known(&whole).await, None, "what could not be read is wanted once more");
        house.replay(&[noise("2026-04-16T14:00:00Z")]).await;
        assert_eq!(known(&whole).await, None, "however often it comes");
    }
}

#[tokio::test]
async fn half_a_list_is_no_baseline() {
    for house in engines().await {
        let whole = sdn("2026-04-15T14:30:00Z", &entries(1..101));
        let rows: Vec<&[u8]> = whole.body.split_inclusive(|byte| *byte == b'\n').take(50).collect();
        let half = Answer { body: rows.concat(), ..whole.clone() };
        house.replay(&[half]).await;
        let held = house.newsroom.list_states(Some(Verdict::Held)).await.expect("read");
        assert!(matches!(held.as_slice(), [state] if state.why.contains("may not be whole")), "{held:?}");
        house
            .replay(&[sdn("2026-04-15T15:30:00Z", &entries(1..101)), sdn("2026-04-16T14:30:00Z", &entries(1..102))])
            .await;
        let changes = house.newsroom.store.read().await.expect("read").changes(None, None).await.expect("read");
        assert_eq!(changes.len(), 1, "the other half is no addition");
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn a_state_that_comes_late_between_two_equal_ones_is_told_both_ways() {
    for house in engines().await {
        let (same, other) = (entries(1..101), entries(1..102));
        house.replay(&[sdn("2026-04-14T14:30:00Z", &same), sdn("2026-04-16T14:31:00Z", &same)]).await;
        house.replay(&[sdn("2026-04-15T14:30:00Z", &other)]).await;
        let changes = house.newsroom.store.read().await.expect("read").changes(None, None).await.expect("read");
        let told: Vec<String> =
            changes.iter().map(|record| format!("{} {}", record.change.action, record.document)).collect();
        assert_eq!(told, ["added ofac-sdn@2026-04-15T14:30:00Z", "removed ofac-sdn@2026-04-16T14:31:00Z"]);
        house.assert_books_agree().await;
    }
}

/// The list as XML: entries with their numbers and names, and an alias of each.
fn sdn_xml(when: &str, entries: &[(u32, &str)]) -> Answer {
    let entry = |(id, name): &(u32, &str)| {
        format!(
            "<sdnEntry><uid>{id}</uid><lastName>{name}</lastName><sdnType>Entity</sdnType><akaList><aka><uid>1</uid><type>a.k.a.</type>\
             <category>strong</category><lastName>ALIAS OF {id}</lastName></aka></akaList></sdnEntry>"
        )
    };
    let body = format!("<sdnList>{}</sdnList>", entries.iter().map(entry).collect::<String>());
    answer("https://www.treasury.gov/ofac/downloads/sdn.xml", when, "application/xml", body.into_bytes())
}

#[tokio::test]
async fn what_one_file_of_a_list_told_the_other_does_not_tell_again() {
    for house in engines().await {
        house
            .replay(&[
                sdn("2026-04-15T14:30:00Z", &entries(1..101)),
                sdn_xml("2026-04-15T15:30:00Z", &entries(1..101)),
                // The CSV file is ahead: what it tells, the XML file tells again, with one more and an older state of another.
                sdn("2026-04-16T14:30:00Z", &entries(2..103)),
                sdn_xml("2026-04-16T13:30:00Z", &entries(1..101)),
                sdn_xml("2026-04-16T15:30:00Z", &entries(2..104)),
            ])
            .await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let changes = tx.changes(Some("ofac-sdn"), None).await.expect("read");
        let told: Vec<String> = changes
            .iter()
            .map(|record| format!("{} {} by {}", record.change.action, record.change.entry.id, record.document))
            .collect();
        let (csv, xml) = ("ofac-sdn@2026-04-16T14:30:00Z", "ofac-sdn@2026-04-16T15:30:00Z~xml");
        let wanted = [
            format!("added 101 by {csv}"),
            format!("added 102 by {csv}"),
            format!("removed 1 by {csv}"),
            format!("added 103 by {xml}"),
        ];
        assert_eq!(told, wanted);
        drop(tx);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn an_entry_without_details_is_amended_and_not_removed() {
    let addresses = |when: &str, ids: &[u32]| {
        let row = |id: &u32| format!("{id},1,\"1 Example Street\",\"Exampletown\",\"Panama\",-0- \r\n");
        let body = format!("{}\u{1A}", ids.iter().map(row).collect::<String>());
        answer("https://www.treasury.gov/ofac/downloads/add.csv", when, "text/csv", body.into_bytes())
    };
    for house in engines().await {
        house
            .replay(&[
                sdn("2026-04-15T14:30:00Z", &entries(1..5)),
                // Captured in one instant, as archives that know only the day have it.
                addresses("2026-04-15T14:30:00Z", &[1, 2, 3]),
                sdn("2026-04-16T14:30:00Z", &entries(1..6)),
                addresses("2026-04-16T14:30:00Z", &[1, 2, 4, 5]),
            ])
            .await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let changes = tx.changes(Some("ofac-sdn"), None).await.expect("read");
        let told: std::collections::BTreeSet<String> =
            changes.iter().map(|record| format!("{} {}", record.change.action, record.change.entry.id)).collect();
        // The address of 5 is part of its coming.
        assert_eq!(told, ["added 5", "amended 3", "amended 4"].map(str::to_owned).into());
        drop(tx);
        house.assert_books_agree().await;
    }
}

/// An export of two chapters of the tariff, each with two lines, at these rates.
fn tariff(when: &str, boats: &str, more: &[&str]) -> Answer {
    let mut rows = String::from(
        "\u{feff}HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,Column 2 Rate of Duty,Quota Quantity,Additional Duties\r\n",
    );
    let mut line = |code: &str, text: &str, rate: &str| {
        rows.push_str(&format!("\"{code}\",\"0\",\"{text}\",\"\",\"{rate}\",\"\",\"\",\"\",\"\"\r\n"));
    };
    line("8901", "Cruise ships", "");
    line("8901.10.00", "Ferry boats", boats);
    line("9801", "Articles exported and returned", "");
    line("9801.00.10", "Of any origin", "Free");
    for code in more {
        line(code, "Figureheads", "25%");
    }
    let url = "https://hts.usitc.gov/reststop/exportList?from=8901&to=9899&format=CSV";
    answer(url, when, "text/csv", rows.into_bytes())
}

#[tokio::test]
async fn chapters_of_one_export_are_one_story_with_one_number() {
    for house in engines().await {
        house.replay(&[tariff("2026-04-15T14:30:00Z", "Free", &[])]).await;
        house.replay(&[tariff("2026-04-16T14:30:00Z", "2.5%", &["9812.15.10", "9812.15.20"])]).await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let stories = tx.stories(&store::StoryFilter::default()).await.expect("read");
        assert_eq!(stories.len(), 1, "{stories:?}");
        let story = &stories[0].story;
        assert_eq!(story.documents.len(), 2);
        let draft = story.draft.as_ref().expect("a draft");
        assert_eq!(draft.headline, "USITC adds 2 lines to Harmonized Tariff Schedule, chapters 89 and 98, amends 1");
        assert!(draft.is_sourced());
        assert!(draft.teaser_text().contains("in heading 9812"), "{}", draft.teaser_text());
        let changes = tx.changes(Some("us-hts"), None).await.expect("read");
        assert_eq!(changes.len(), 3);
        drop(tx);
        house.assert_books_agree().await;
    }
}
