//! Alarms: raised once, told to each place, remembered, and closed with a word when it is over.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use jiff::civil::date;
use jiff::{SignedDuration, ToSpan as _};
use model::alarm::{Alarm, AlarmKind};
use model::reader::Email;
use model::request::SourceId;
use model::silence::{Shutdown, SourceDay, Voice};
use model::snapshot::Verdict;
use model::title::is_business_day;
use model::{Date, Timestamp};
use newsroom::{Clock, Operator};
use wire::{Accepted, Hook, PostError};

use crate::house::{House, at, engines, sdn};

/// A webhook that remembers what it was told.
#[derive(Default)]
struct Told(Mutex<Vec<serde_json::Value>>);

impl Hook for Told {
    fn call<'a>(&'a self, body: &'a str) -> Pin<Box<dyn Future<Output = Result<Accepted, PostError>> + Send + 'a>> {
        self.0.lock().expect("a lock").push(serde_json::from_str(body).expect("JSON"));
        Box::pin(std::future::ready(Ok(Accepted { answer: "status 204".to_owned() })))
    }
}

impl Told {
    /// State, kind and subject of each word, in order.
    fn words(&self) -> Vec<String> {
        let word = |value: &serde_json::Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let told = self.0.lock().expect("a lock");
        told.iter().map(|value| ["state", "kind", "subject"].map(|name| word(value, name)).join(" ")).collect()
    }
}

/// The house's operator wants alarms by mail and webhook.
fn listen(house: &mut House) -> Arc<Told> {
    let told = Arc::new(Told::default());
    house.newsroom.operator = Operator {
        mail: vec![Email::parse("ops@halyard.example").expect("an address")],
        hook: Some(told.clone()),
        ..Operator::default()
    };
    told
}

async fn watch(house: &House) {
    house.newsroom.watch().await.expect("watched");
    house.newsroom.run_ready().await.expect("worked");
}

async fn open(house: &House) -> Vec<Alarm> {
    house.newsroom.store.read().await.expect("read").open_alarms().await.expect("read")
}

fn subjects(house: &House) -> Vec<String> {
    let letters = wire::letters(&house.folder.path().join("outbox")).unwrap_or_default();
    let mut subjects: Vec<String> = letters.into_iter().map(|letter| letter.subject).collect();
    subjects.sort();
    subjects
}

#[tokio::test]
async fn an_edition_that_is_not_out_ten_minutes_after_its_hour_is_told_once_and_its_end_too() {
    for mut house in engines().await {
        let told = listen(&mut house);
        house.newsroom.keep_timetable().await.expect("kept");
        house.newsroom.clock.set(at("2026-04-20T10:10:00Z"));
        watch(&house).await;
        assert!(told.words().is_empty(), "ten minutes are its grace");
        house.newsroom.clock.set(at("2026-04-20T10:10:01Z"));
        for _ in 0..3 {
            watch(&house).await;
        }
        let raised = ["raised edition-late customs/2026-04-20", "raised edition-late export/2026-04-20"];
        let mut words = told.words();
        words.sort();
        assert_eq!(words, raised, "once each");
        assert!(subjects(&house).contains(&"Tidewaiter: edition not out, export/2026-04-20".to_owned()));
        house.newsroom.clock.set(at("2026-04-20T10:20:00Z"));
        house.newsroom.keep_timetable().await.expect("kept");
        house.newsroom.run_ready().await.expect("worked");
        for _ in 0..2 {
            watch(&house).await;
        }
        let mut words = told.words().split_off(2);
        words.sort();
        assert_eq!(words, ["over edition-late customs/2026-04-20", "over edition-late export/2026-04-20"]);
        assert!(subjects(&house).contains(&"Tidewaiter: Over: edition not out, export/2026-04-20".to_owned()));
        assert!(open(&house).await.is_empty());
        let kept = house.newsroom.store.read().await.expect("read").newest_alarms(9).await.expect("read");
        assert_eq!(kept.len(), 2);
        assert!(kept.iter().all(|alarm| alarm.closed_at == Some(at("2026-04-20T10:20:00Z"))), "remembered");
    }
}

/// Eight weeks in which a source was asked every hour and spoke each business day at 06:05.
async fn past(house: &House, source: &str, until: Date) {
    let mut tx = house.newsroom.store.write().await.expect("write");
    let mut day = until.checked_sub(56.days()).expect("a day");
    while day < until {
        let hour = |hour| model::title::instant(day, jiff::civil::time(hour, 5, 0, 0), &house.newsroom.publisher.zone);
        let news = is_business_day(day).then(|| (hour(6), hour(6)));
        let asked = SourceDay {
            day,
            answered: 24,
            missed: 0,
            answered_at: Some(hour(23)),
            missed_at: None,
            news: u32::from(news.is_some()),
            news_at: news,
        };
        tx.add_to_source_day(&SourceId::new(source), &asked).await.expect("added");
        day = model::title::next_day(day);
    }
    tx.commit().await.expect("committed");
}

async fn ask(house: &House, source: &str, when: Timestamp, answered: bool, news: bool) {
    let day = house.newsroom.day_of(when);
    let more = SourceDay {
        day,
        answered: u32::from(answered),
        missed: u32::from(!answered),
        answered_at: answered.then_some(when),
        missed_at: (!answered).then_some(when),
        news: u32::from(news),
        news_at: news.then_some((when, when)),
    };
    let mut tx = house.newsroom.store.write().await.expect("write");
    tx.add_to_source_day(&SourceId::new(source), &more).await.expect("added");
    tx.commit().await.expect("committed");
}

const INDEX: &str = "us-fr-documents";

#[tokio::test]
async fn a_silent_source_is_told_against_what_it_usually_brings() {
    for mut house in engines().await {
        let told = listen(&mut house);
        past(&house, INDEX, date(2026, 4, 21)).await;
        ask(&house, INDEX, at("2026-04-21T11:00:00Z"), true, false).await;
        house.newsroom.clock.set(at("2026-04-21T11:04:00Z"));
        watch(&house).await;
        assert!(told.words().is_empty(), "its usual hour and an hour more have not passed");
        house.newsroom.clock.set(at("2026-04-21T11:05:00Z"));
        watch(&house).await;
        assert_eq!(told.words(), [format!("raised source-silent {INDEX}")]);
        let sentence = open(&house).await.remove(0).trouble.sentence;
        for words in
            ["is silent: nothing new since Mon Apr 20, 06:05 ET", "8 of 8 Tuesdays", "https://www.federalregister.gov"]
        {
            assert!(sentence.contains(words), "{sentence}");
        }
        ask(&house, INDEX, at("2026-04-21T12:00:00Z"), true, true).await;
        house.newsroom.clock.set(at("2026-04-21T12:01:00Z"));
        watch(&house).await;
        assert_eq!(told.words()[1..], [format!("over source-silent {INDEX}")]);
        // The same silence in a shutdown that the operator names is none.
        house.newsroom.operator.shutdowns = vec![Shutdown::parse("US 2026-04-22..").expect("a shutdown")];
        ask(&house, INDEX, at("2026-04-22T20:00:00Z"), true, false).await;
        house.newsroom.clock.set(at("2026-04-22T20:00:00Z"));
        watch(&house).await;
        assert_eq!(told.words().len(), 2);
    }
}

#[tokio::test]
async fn a_source_that_cannot_be_checked_is_no_silent_one() {
    for mut house in engines().await {
        let told = listen(&mut house);
        house.newsroom.clock = Clock::real_time();
        past(&house, INDEX, date(2026, 4, 21)).await;
        let last = at("2026-04-21T10:00:00Z");
        ask(&house, INDEX, last, true, true).await;
        ask(&house, INDEX, at("2026-04-21T13:00:00Z"), false, false).await;
        house.newsroom.clock.set_real(last + SignedDuration::from_mins(180));
        watch(&house).await;
        assert!(told.words().is_empty(), "three of its rounds are its norm");
        let voices = house.newsroom.voices(&mut house.newsroom.store.read().await.expect("read")).await.expect("heard");
        let voice = &voices.iter().find(|(source, _)| source.as_str() == INDEX).expect("heard").1;
        assert_eq!(*voice, Voice::Unchecked { since: Some(last), beyond_norm: false });
        house.newsroom.clock.set_real(last + SignedDuration::from_mins(181));
        watch(&house).await;
        assert_eq!(told.words(), [format!("raised source-unreachable {INDEX}")]);
        assert!(open(&house).await[0].trouble.sentence.contains("could not be checked since Tue Apr 21, 06:00 ET"));
        ask(&house, INDEX, last + SignedDuration::from_mins(190), true, false).await;
        house.newsroom.clock.set_real(last + SignedDuration::from_mins(191));
        watch(&house).await;
        assert_eq!(told.words()[1..], [format!("over source-unreachable {INDEX}")]);
    }
}

#[tokio::test]
async fn a_held_list_state_is_told_until_it_is_decided() {
    for mut house in engines().await {
        let told = listen(&mut house);
        let names: Vec<(u32, String)> = (1..=40).map(|id| (id, format!("NAME {id}"))).collect();
        let entries: Vec<(u32, &str)> = names.iter().map(|(id, name)| (*id, name.as_str())).collect();
        house.replay(&[sdn("2026-04-16T12:00:00Z", &entries), sdn("2026-04-17T10:00:00Z", &entries[..20])]).await;
        for _ in 0..2 {
            watch(&house).await;
        }
        assert_eq!(told.words().len(), 1, "{:?}", told.words());
        let alarm = open(&house).await.remove(0);
        assert_eq!(alarm.trouble.kind, AlarmKind::ListHeld);
        assert!(alarm.trouble.sentence.contains("`tidewaiter lists release ofac-sdn 2026-04-17T10:00:00Z --why …`"));
        let state = at("2026-04-17T10:00:00Z");
        house.newsroom.decide_list("ofac-sdn", state, Verdict::Good, "looked at", "a test").await.expect("released");
        watch(&house).await;
        assert!(told.words()[1].starts_with("over list-held"));
    }
}

#[tokio::test]
async fn tasks_that_were_given_up_are_told_by_kind_and_day_and_closed_when_they_are_done_after_all() {
    for mut house in engines().await {
        let told = listen(&mut house);
        let queue = |subject: &str| store::NewTask {
            kind: "read".to_owned(),
            subject: subject.to_owned(),
            detail: String::new(),
            as_of: at("2026-04-17T10:00:00Z"),
            run_at: house.newsroom.clock.real(),
        };
        let mut tx = house.newsroom.store.write().await.expect("write");
        for subject in ["capture-1", "capture-2"] {
            tx.queue(&queue(subject)).await.expect("queued");
        }
        tx.commit().await.expect("committed");
        house.newsroom.run_ready().await.expect("worked");
        for _ in 0..2 {
            watch(&house).await;
        }
        assert_eq!(told.words().len(), 1, "one word for both");
        assert!(open(&house).await[0].trouble.sentence.starts_with("2 given up of the tasks read/"));
        for subject in ["capture-1", "capture-2"] {
            let mut tx = house.newsroom.store.write().await.expect("write");
            let again = store::NewTask { run_at: house.newsroom.clock.real(), ..queue(subject) };
            tx.queue(&again).await.expect("queued");
            tx.commit().await.expect("committed");
            let now = house.newsroom.clock.real();
            let until = now + SignedDuration::from_mins(1);
            let claimed = house.newsroom.store.claim_task("a test", "", now, until).await.expect("claimed");
            let mut tx = house.newsroom.store.write().await.expect("write");
            tx.finish_task(&claimed.expect("a task")).await.expect("finished");
            tx.commit().await.expect("committed");
        }
        watch(&house).await;
        assert_eq!(told.words().len(), 2);
        assert!(open(&house).await.is_empty());
    }
}

#[tokio::test]
async fn a_network_that_is_away_is_one_alarm() {
    for mut house in engines().await {
        let told = listen(&mut house);
        house.newsroom.clock = Clock::real_time();
        let last = at("2026-04-21T10:00:00Z");
        let sources = [INDEX, "us-fr-inspection", "us-govinfo-fr", "us-ofac-sdn"];
        for source in sources {
            ask(&house, source, last, true, true).await;
        }
        // The one that was told before stays told.
        ask(&house, "us-ofac-sdn", last + SignedDuration::from_mins(400), false, false).await;
        for source in &sources[..3] {
            ask(&house, source, last + SignedDuration::from_mins(300), true, true).await;
        }
        house.newsroom.clock.set_real(last + SignedDuration::from_mins(310));
        watch(&house).await;
        assert_eq!(told.words(), ["raised source-unreachable us-ofac-sdn"]);
        house.newsroom.clock.set_real(last + SignedDuration::from_mins(2000));
        for _ in 0..2 {
            watch(&house).await;
        }
        assert_eq!(told.words()[1..], ["raised source-unreachable sources"]);
        assert!(open(&house).await[1].trouble.sentence.starts_with("4 of 4 sources could not be checked."));
        for source in sources {
            ask(&house, source, last + SignedDuration::from_mins(2010), true, true).await;
        }
        house.newsroom.clock.set_real(last + SignedDuration::from_mins(2011));
        watch(&house).await;
        let mut over = told.words().split_off(2);
        over.sort();
        assert_eq!(over, ["over source-unreachable sources", "over source-unreachable us-ofac-sdn"]);
    }
}
