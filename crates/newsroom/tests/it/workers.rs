//! Several workers on one store: leases that are lost and kept, one leader, the order of instants. On both engines.

use jiff::SignedDuration;

use crate::house::{at, engines, listing, sdn};

const LEASE_OVER: SignedDuration = SignedDuration::from_secs(200);

/// One writing transaction.
async fn in_one(
    store: &store::Store,
    body: impl AsyncFnOnce(&mut store::Tx) -> Result<(), store::Fault>,
) -> Result<(), store::Fault> {
    let mut tx = store.write().await?;
    body(&mut tx).await?;
    store.commit(tx).await
}

#[tokio::test]
async fn a_worker_that_lost_its_task_cannot_end_it() {
    for house in engines().await {
        let store = &house.newsroom.store;
        house.keep(&[sdn("2026-04-16T10:00:00Z", &[(1, "ALPHA")])]).await;
        let now = house.newsroom.clock.real();
        let slow = store
            .claim_task("slow", "", now, now + SignedDuration::from_secs(60))
            .await
            .expect("claimed")
            .expect("a task");
        assert!(store.renew_task(&slow, now + SignedDuration::from_secs(90)).await.expect("renewed"), "it lives");
        let later = now + LEASE_OVER;
        let quick = store.claim_task("quick", "", later, later + LEASE_OVER).await.expect("claimed").expect("a task");
        assert_eq!((&quick.id, quick.attempts), (&slow.id, slow.attempts + 1), "the task was taken over");
        assert!(!store.renew_task(&slow, later + LEASE_OVER).await.expect("asked"), "the slow one learns it");
        let ended = in_one(store, async |tx| tx.finish_task(&slow).await).await;
        assert!(ended.expect_err("refused").is_taken_over(), "what the slow one did is undone");
        let returned = in_one(store, async |tx| tx.return_task(&slow, "late", None).await).await;
        returned.expect("it changes nothing");
        in_one(store, async |tx| tx.finish_task(&quick).await).await.expect("the new one ends it");
    }
}

#[tokio::test]
async fn what_gives_numbers_is_done_one_at_a_time_and_everything_else_beside_it() {
    for house in engines().await {
        let store = &house.newsroom.store;
        house.keep(&[sdn("2026-04-16T10:00:00Z", &[(1, "ALPHA")]), sdn("2026-04-16T11:00:00Z", &[(2, "BETA")])]).await;
        let now = house.newsroom.clock.real();
        let until = now + SignedDuration::from_secs(60);
        let first = store.claim_task("a", "", now, until).await.expect("claimed").expect("a task");
        assert_eq!(first.as_of, at("2026-04-16T10:00:00Z"), "the earliest first");
        assert_eq!(store.claim_task("b", "", now, until).await.expect("asked"), None, "the next waits for it");
        let letter = store::NewTask {
            kind: "letter".into(),
            subject: "1".into(),
            detail: String::new(),
            as_of: at("2026-04-16T12:00:00Z"),
            run_at: now,
        };
        in_one(store, async |tx| tx.queue(&letter).await).await.expect("queued");
        let beside = store.claim_task("b", "", now, until).await.expect("claimed").expect("a task");
        assert_eq!(beside.kind, "letter", "a letter need not wait");
        in_one(store, async |tx| tx.finish_task(&first).await).await.expect("ended");
        let second = store.claim_task("b", "", now, until).await.expect("claimed").expect("a task");
        assert_eq!(second.as_of, at("2026-04-16T11:00:00Z"));
    }
}

#[tokio::test]
async fn what_is_next_is_not_passed_over_while_the_session_of_a_stopped_worker_holds_it() {
    for house in engines().await {
        let store = &house.newsroom.store;
        if store.engine_name() == "sqlite" {
            // It has one writer: a claim waits for it.
            continue;
        }
        house.keep(&[sdn("2026-04-16T10:00:00Z", &[(1, "ALPHA")]), sdn("2026-04-16T11:00:00Z", &[(2, "BETA")])]).await;
        let now = house.newsroom.clock.real();
        let first = store.claim_task("a", "", now, now).await.expect("claimed").expect("a task");
        let mut stopped = store.write().await.expect("a transaction");
        stopped.finish_task(&first).await.expect("not committed yet");
        let later = now + LEASE_OVER;
        assert_eq!(
            store.claim_task("b", "", later, later).await.expect("asked"),
            None,
            "the second waits for the first"
        );
        stopped.commit().await.expect("it wakes");
        let second = store.claim_task("b", "", later, later + LEASE_OVER).await.expect("claimed").expect("a task");
        assert_eq!(second.as_of, at("2026-04-16T11:00:00Z"));
    }
}

#[tokio::test]
async fn keeping_a_capture_is_not_in_the_way_of_reading_the_one_before() {
    for house in engines().await {
        let store = &house.newsroom.store;
        if store.engine_name() == "sqlite" {
            // It has one writer: whoever keeps waits.
            continue;
        }
        house.keep(&[sdn("2026-04-16T10:00:00Z", &[(1, "ALPHA")])]).await;
        let source = model::request::SourceId::new("us-ofac-sdn");
        let mut reading = store.write().await.expect("a transaction");
        reading.source_health(&source).await.expect("it has begun to see");
        house.keep(&[sdn("2026-04-16T11:00:00Z", &[(2, "BETA")])]).await;
        reading.write_change_of_source(&source, at("2026-04-16T10:00:00Z")).await.expect("nothing was in the way");
        reading.commit().await.expect("committed");
        let health = store.read().await.expect("read").source_health(&source).await.expect("read");
        assert_eq!(health.captured_at, Some(at("2026-04-16T11:00:00Z")));
        assert_eq!(health.changed_at, Some(at("2026-04-16T10:00:00Z")));
    }
}

#[tokio::test]
async fn what_is_due_at_a_close_waits_until_what_came_before_is_read() {
    for house in engines().await {
        let (newsroom, store) = (&house.newsroom, &house.newsroom.store);
        let rule = |comments| {
            (
                "2026-07311",
                "Rule",
                "Export Controls on Photonic Test Equipment",
                "industry-and-security-bureau",
                comments,
            )
        };
        house.keep(&[listing("2026-04-16T10:05:00Z", &[rule("2026-06-16")])]).await;
        newsroom.run_ready().await.expect("worked");
        house.keep(&[listing("2026-04-17T09:40:00Z", &[rule("2026-06-30")])]).await;
        let now = newsroom.clock.real();
        let elsewhere = store.claim_task("b", "", now, now + LEASE_OVER).await.expect("claimed").expect("a task");
        newsroom.run_ready().await.expect("nothing to do");
        let due = at("2026-04-17T10:00:00Z");
        assert_eq!(newsroom.publish_read(due).await.expect("looked"), 0, "another worker is at it");
        in_one(store, async |tx| tx.return_task(&elsewhere, "", Some(now)).await).await.expect("given back");
        newsroom.run_ready().await.expect("worked");
        assert_eq!(newsroom.publish_read(due).await.expect("published"), 1);
        let account = house.account().await;
        assert!(account.contains("superseded by version 2"), "{account}");
    }
}

#[tokio::test]
async fn one_leads_the_rounds_and_another_takes_over_when_it_is_gone() {
    for house in engines().await {
        let store = &house.newsroom.store;
        let now = house.newsroom.clock.real();
        let until = now + SignedDuration::from_secs(180);
        assert!(store.hold_lease("rounds", "elsewhere/1/1", now, until).await.expect("asked"));
        assert!(!house.newsroom.leads().await.expect("asked"), "another host leads");
        // A clock that is a minute ahead takes nothing away.
        let ahead = now + SignedDuration::from_secs(60);
        assert!(!store.hold_lease("rounds", "third/1/1", ahead, ahead + LEASE_OVER).await.expect("asked"));
        let later = until + SignedDuration::from_secs(1);
        assert!(
            store.hold_lease("rounds", "third/1/1", later, later + LEASE_OVER).await.expect("asked"),
            "it showed no life"
        );
        store.end_lease("rounds", "third/1/1").await.expect("given up");
        assert!(house.newsroom.leads().await.expect("asked"));
        assert!(house.newsroom.leads().await.expect("asked"), "and goes on leading");
        house.newsroom.stop_leading().await.expect("given up");
        assert_eq!(store.lease("rounds").await.expect("asked"), None);
    }
}

#[tokio::test]
async fn four_workers_do_each_task_once_and_give_the_numbers_that_one_would() {
    let mut accounts = Vec::new();
    for workers in [1, 4] {
        for house in engines().await {
            let answers: Vec<_> = (0..6)
                .map(|n| {
                    let number = format!("2026-0731{n}");
                    let rule = (
                        number.as_str(),
                        "Rule",
                        "Export Controls on Photonic Test Equipment",
                        "industry-and-security-bureau",
                        "",
                    );
                    listing(&format!("2026-04-16T1{n}:05:00Z"), &[rule])
                })
                .chain([
                    sdn("2026-04-16T10:00:00Z", &[(1, "ALPHA"), (2, "BETA")]),
                    sdn("2026-04-16T13:30:00Z", &[(1, "ALPHA"), (3, "GAMMA")]),
                ])
                .collect();
            house.keep(&answers).await;
            let rooms: Vec<_> = (0..workers).map(|_| house.newsroom.clone()).collect();
            let working = rooms.into_iter().map(|newsroom| {
                tokio::spawn(async move {
                    // A worker that finds nothing to claim while another is at it looks again, as `up` does.
                    loop {
                        newsroom.run_ready().await.expect("worked");
                        if newsroom.store.read().await.expect("read").unfinished_tasks().await.expect("read") == 0 {
                            break;
                        }
                        tokio::task::yield_now().await;
                    }
                })
            });
            for worker in working.collect::<Vec<_>>() {
                worker.await.expect("ended");
            }
            house.assert_books_agree().await;
            accounts.push(house.account().await);
        }
    }
    assert!(
        accounts.iter().all(|account| *account == accounts[0]),
        "one worker and four, on either engine, tell the same"
    );
}
