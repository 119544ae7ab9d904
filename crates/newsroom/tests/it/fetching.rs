//! Asking sources, on both engines: several at once, each for itself; what came is remembered over restarts and by other processes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use model::capture::Answer;
use model::request::{Question, SourceId};
use newsroom::fetching::Asked;
use newsroom::rhythm::next_run;
use store::SourceHealth;
use wire::{FetchError, Fetched, RecordedWire, Wire};

use crate::house::{House, answer, at, engines, filings, sdn};

const INSPECTION: &str = "us-fr-inspection";
const OFAC: &str = "us-ofac-sdn";

fn id(source: &str) -> SourceId {
    SourceId::new(source)
}

/// The address that a source asks first.
fn address(house: &House, source: &str) -> String {
    let now = house.newsroom.clock.real();
    let requests = house.newsroom.catalogue.ask(&id(source), &model::request::Bookmark::default(), now);
    requests.first().expect("a question").url.clone()
}

/// The same answer, at the address that is asked today, with another status and header.
fn moved(house: &House, source: &str, answer: Answer, status: u16, header: Option<(&str, &str)>) -> Answer {
    let more = header.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = answer.headers.into_iter().chain(more).collect();
    Answer { url: address(house, source), status, headers, ..answer }
}

fn page(status: u16, header: Option<(&str, &str)>, house: &House, source: &str) -> Answer {
    moved(house, source, answer("", "2026-04-17T11:00:00Z", "text/html", b"<html>no</html>".to_vec()), status, header)
}

fn list(house: &House) -> Answer {
    moved(house, OFAC, sdn("2026-04-17T11:00:00Z", &[(36, "ALPHA")]), 200, Some(("etag", "\"1\"")))
}

async fn health(house: &House, source: &str) -> SourceHealth {
    house.newsroom.store.read().await.expect("read").source_health(&id(source)).await.expect("read")
}

async fn captures(house: &House) -> usize {
    let accounts = house.newsroom.store.read().await.expect("read").capture_accounts().await.expect("read");
    usize::try_from(accounts.iter().map(|account| account.captures).sum::<i64>()).expect("a count")
}

fn set(house: &House, instant: &str) {
    house.newsroom.clock.set(at(instant));
    house.newsroom.clock.set_real(at(instant));
}

async fn ask(house: &House, source: &str) -> Result<Asked, String> {
    let rounds = house.newsroom.fetch(&[id(source)]).await.expect("asked");
    assert_eq!(rounds.len(), 1, "{rounds:?}");
    rounds[0].outcome.clone()
}

/// The sources that are asked because they are due.
async fn due(house: &House) -> Vec<String> {
    let rounds = house.newsroom.fetch(&[]).await.expect("asked");
    rounds.into_iter().map(|round| round.source.to_string()).collect()
}

#[tokio::test]
async fn the_failure_of_one_source_leaves_the_others() {
    for mut house in engines().await {
        set(&house, "2026-04-17T11:00:00Z");
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(list(&house)));
        let rounds = house.newsroom.fetch(&[]).await.expect("asked");
        let well: Vec<&str> =
            rounds.iter().filter(|round| round.outcome.is_ok()).map(|round| round.source.as_str()).collect();
        assert!(well.contains(&OFAC), "{rounds:?}");
        let missed = rounds.iter().find(|round| round.source == id(INSPECTION)).expect("asked too");
        assert!(missed.outcome.as_ref().is_err_and(|why| why.contains("has no answer for")), "{missed:?}");
        let (well, ill) = (health(&house, OFAC).await, health(&house, INSPECTION).await);
        assert_eq!((well.failures, well.succeeded_at, well.error.as_str()), (0, Some(at("2026-04-17T11:00:00Z")), ""));
        assert_eq!((ill.failures, ill.succeeded_at), (1, None));
        assert!(ill.error.contains("has no answer for"), "{ill:?}");
        assert_eq!(captures(&house).await, 1);
        // The list is asked again by its rhythm, what failed sooner.
        set(&house, "2026-04-17T11:05:00Z");
        let asked = due(&house).await;
        assert!(asked.contains(&INSPECTION.to_owned()) && !asked.contains(&OFAC.to_owned()), "{asked:?}");
    }
}

#[tokio::test]
async fn what_did_not_change_is_a_check_and_no_capture() {
    for mut house in engines().await {
        set(&house, "2026-04-17T11:00:00Z");
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(list(&house)));
        assert_eq!(ask(&house, OFAC).await, Ok(Asked { kept: 1, ..Asked::default() }));
        set(&house, "2026-04-17T12:00:00Z");
        assert_eq!(ask(&house, OFAC).await, Ok(Asked { unchanged: 1, ..Asked::default() }));
        assert_eq!(captures(&house).await, 1);
        let health = health(&house, OFAC).await;
        assert_eq!(health.succeeded_at, Some(at("2026-04-17T12:00:00Z")));
        assert_eq!(health.captured_at, Some(at("2026-04-17T11:00:00Z")));
        assert_eq!(health.changed_at, Some(at("2026-04-17T11:00:00Z")));
        // Only the question asked with a condition can be answered so: what could not be read is wanted once more.
        let unreadable = moved(&house, OFAC, sdn("2026-04-17T13:00:00Z", &[]), 200, Some(("etag", "\"2\"")));
        let unreadable = Answer { body: b"<html></html>".to_vec(), ..unreadable };
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(unreadable));
        for instant in ["2026-04-17T13:00:00Z", "2026-04-17T14:00:00Z"] {
            set(&house, instant);
            assert_eq!(ask(&house, OFAC).await, Ok(Asked { kept: 1, ..Asked::default() }));
        }
    }
}

#[tokio::test]
async fn a_source_that_fails_rests_longer_each_time_over_restarts_and_for_every_process() {
    for mut house in engines().await {
        let wire = Arc::new(RecordedWire::new());
        house.newsroom.wire = wire.clone();
        let mut instants = vec![];
        set(&house, "2026-04-17T11:00:00Z");
        for _ in 0..7 {
            assert!(ask(&house, OFAC).await.is_err());
            let next =
                next_run(house.newsroom.catalogue.stanza(&id(OFAC)).expect("a stanza"), &health(&house, OFAC).await)
                    .expect("an instant");
            instants.push((next.as_second() - house.newsroom.clock.real().as_second()) / 60);
            house.newsroom.clock.set_real(next);
        }
        assert_eq!(instants, [5, 10, 30, 30, 60, 120, 240]);
        house.newsroom.clock.set_real(at("2026-04-17T18:00:00Z"));
        assert!(ask(&house, OFAC).await.is_err());
        let rests_until = health(&house, OFAC).await.rests_until.expect("it rests");
        assert_eq!(rests_until, at("2026-04-18T02:00:00Z"));
        house.restart().await;
        house.newsroom.wire = wire.clone();
        house.newsroom.clock.set_real(rests_until - SignedDuration::from_secs(1));
        assert!(!due(&house).await.contains(&OFAC.to_owned()), "it still rests");
        house.newsroom.clock.set_real(rests_until);
        assert!(due(&house).await.contains(&OFAC.to_owned()), "its rest is over");
        // An operator asks it all the same, and one good answer forgets it all.
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(list(&house)));
        assert!(ask(&house, OFAC).await.is_ok());
        let health = health(&house, OFAC).await;
        assert_eq!((health.failures, health.rests_until, health.error.as_str()), (0, None, ""));
    }
}

#[tokio::test]
async fn a_page_that_says_no_is_a_failed_check_and_kept() {
    for mut house in engines().await {
        set(&house, "2026-04-17T11:00:00Z");
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(page(403, None, &house, OFAC)));
        let why = ask(&house, OFAC).await.expect_err("refused");
        assert!(why.ends_with("answered with HTTP status 403; the answer is kept."), "{why}");
        assert_eq!((health(&house, OFAC).await.failures, captures(&house).await), (1, 1));
        let mut tx = house.newsroom.store.read().await.expect("read");
        let (_, missed) = tx.last_miss(&id(OFAC)).await.expect("read").expect("a check");
        assert_eq!(missed, "status 403, 15 bytes");
        drop(tx);
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn a_host_that_wants_to_be_left_alone_is() {
    for mut house in engines().await {
        set(&house, "2026-04-17T11:00:00Z");
        let busy = page(503, Some(("retry-after", "7200")), &house, OFAC);
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(busy));
        assert!(ask(&house, OFAC).await.is_err());
        let health = health(&house, OFAC).await;
        assert_eq!((health.failures, health.rests_until), (1, Some(at("2026-04-17T13:00:00Z"))));
        set(&house, "2026-04-17T12:59:59Z");
        assert!(!due(&house).await.contains(&OFAC.to_owned()));
        set(&house, "2026-04-17T13:00:00Z");
        assert!(due(&house).await.contains(&OFAC.to_owned()));
    }
}

#[tokio::test]
async fn an_issue_that_is_not_out_yet_is_no_failure() {
    for mut house in engines().await {
        set(&house, "2026-04-17T09:00:00Z");
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(page(404, None, &house, "us-govinfo-fr")));
        assert_eq!(ask(&house, "us-govinfo-fr").await, Ok(Asked { absent: 1, ..Asked::default() }));
        assert_eq!((health(&house, "us-govinfo-fr").await.failures, captures(&house).await), (0, 0));
    }
}

#[tokio::test]
async fn a_source_is_asked_by_one_process_at_a_time() {
    for mut house in engines().await {
        set(&house, "2026-04-17T11:00:00Z");
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(list(&house)));
        let (now, store) = (house.newsroom.clock.real(), house.newsroom.store.clone());
        let lease = SignedDuration::from_mins(10);
        assert!(store.hold_lease("ask/us-ofac-sdn", "elsewhere/1/1", now, now + lease).await.expect("held"));
        assert!(house.newsroom.fetch(&[id(OFAC)]).await.expect("asked").is_empty());
        assert!(!due(&house).await.contains(&OFAC.to_owned()));
        // Gone for good, that process loses it.
        set(&house, "2026-04-17T11:10:01Z");
        assert!(due(&house).await.contains(&OFAC.to_owned()));
        assert_eq!(store.lease("ask/us-ofac-sdn").await.expect("read"), None, "given back");
    }
}

/// A wire whose answers come only when several questions are out at once.
struct Together {
    out: AtomicUsize,
    most: AtomicUsize,
}

impl Wire for Together {
    fn fetch<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(async move {
            let out = self.out.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(out, Ordering::SeqCst);
            tokio::time::timeout(Duration::from_secs(20), async {
                while self.most.load(Ordering::SeqCst) < 2 {
                    tokio::task::yield_now().await;
                }
            })
            .await
            .expect("a second question while the first is out");
            self.out.fetch_sub(1, Ordering::SeqCst);
            Err(FetchError::Unreachable { url: question.request.url.clone(), why: "refused".to_owned() })
        })
    }
}

#[tokio::test]
async fn a_slow_host_does_not_hold_up_another() {
    for mut house in engines().await {
        let wire = Arc::new(Together { out: AtomicUsize::new(0), most: AtomicUsize::new(0) });
        house.newsroom.wire = wire.clone();
        assert!(due(&house).await.len() > 2);
        assert!(wire.most.load(Ordering::SeqCst) >= 2);
    }
}

#[tokio::test]
async fn a_further_question_waits_while_its_source_rests() {
    for mut house in engines().await {
        set(&house, "2026-04-17T11:00:00Z");
        let wire = Arc::new(RecordedWire::new());
        house.newsroom.wire = wire.clone();
        let text = "https://www.federalregister.gov/documents/full_text/xml/2026/04/16/2026-07411.xml";
        let source = id("us-fr-full-text");
        let request = model::request::Request { source: source.clone(), url: text.to_owned(), size_bytes_max: 1_000 };
        let mut tx = house.newsroom.store.write().await.expect("write");
        let rests_until = Some(at("2026-04-17T12:00:00Z"));
        let now = house.newsroom.clock.real();
        tx.write_failure(&source, now, 4, "The host is away.", rests_until).await.expect("written");
        let task = store::NewTask {
            kind: "fetch".to_owned(),
            subject: text.to_owned(),
            detail: serde_json::to_string(&request).expect("JSON"),
            as_of: now,
            run_at: now,
        };
        tx.queue(&task).await.expect("queued");
        tx.commit().await.expect("committed");
        house.newsroom.fetch_ready().await.expect("worked");
        assert!(wire.asked().is_empty());
        set(&house, "2026-04-17T12:00:00Z");
        house.newsroom.run_ready_inside().await.expect("worked");
        assert!(wire.asked().is_empty(), "questions to hosts are asked beside the other tasks");
        house.newsroom.fetch_ready().await.expect("worked");
        assert_eq!(wire.asked(), [text]);
        assert_eq!(health(&house, "us-fr-full-text").await.failures, 5);
    }
}

#[tokio::test]
async fn a_trial_reads_and_keeps_nothing() {
    for mut house in engines().await {
        set(&house, "2026-04-17T11:00:00Z");
        let filed = filings(
            "2026-04-17T11:00:00Z",
            &[("2026-07500", "Tea", "commerce-department", "2026-04-17T08:45:00-04:00", "regular", "2026-04-20")],
        );
        let filed = moved(&house, INSPECTION, filed, 200, None);
        house.newsroom.wire = Arc::new(RecordedWire::new().answer(filed));
        let trials = house.newsroom.try_source(&id(INSPECTION)).await.expect("tried");
        let tried = trials[0].outcome.as_ref().expect("an answer");
        assert!(matches!(&tried.reading.found, model::reading::Found::Inspection(all) if all.len() == 1), "{tried:?}");
        let trials = house.newsroom.try_source(&id(OFAC)).await.expect("tried");
        assert!(trials[0].outcome.is_err());
        assert_eq!(captures(&house).await, 0);
        assert_eq!(health(&house, INSPECTION).await, SourceHealth::default());
        assert_eq!(health(&house, OFAC).await, SourceHealth::default());
    }
}
