//! Sending: once a reader, doubt written down, replays mail nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use model::delivery::DeliveryState;
use model::mail::Mail;
use model::reader::{Email, Licence, LicenceKind, Role};
use model::title::TitleSlug;

use crate::house::{House, at, engines, listing};

const RULE: (&str, &str, &str, &str, &str) =
    ("2026-07311", "Rule", "Export Controls on Photonic Test Equipment", "industry-and-security-bureau", "2026-06-16");

async fn with_reader(house: &House) {
    let email = Email::parse("ada@example.com").expect("an address");
    let licence = Licence {
        kind: LicenceKind::Full,
        titles: vec![TitleSlug::new("export")],
        from: at("2026-01-01T00:00:00Z"),
        until: at("2027-01-01T00:00:00Z"),
    };
    house.newsroom.add_reader(&email, "Ada", Role::Reader, Some(licence)).await.expect("added");
    house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE])]).await;
}

fn letters(house: &House) -> usize {
    wire::letters(&house.folder.path().join("outbox")).map(|letters| letters.len()).unwrap_or(0)
}

#[tokio::test]
async fn an_edition_is_sent_once_to_those_who_take_it() {
    for house in engines().await {
        with_reader(&house).await;
        assert_eq!(letters(&house), 0, "a replay mails nothing");
        let (export, customs) = (
            house.newsroom.title("export").await.expect("a title"),
            house.newsroom.title("customs").await.expect("a title"),
        );
        let day = jiff::civil::date(2026, 4, 17);
        for _ in 0..2 {
            let sent = house.newsroom.send(&export, day).await.expect("sent");
            assert_eq!(sent.len(), 1);
            assert_eq!((sent[0].state, sent[0].attempts, sent[0].doubtful), (DeliveryState::Sent, 1, false));
        }
        assert!(house.newsroom.send(&customs, day).await.expect("sent").is_empty());
        assert_eq!(letters(&house), 1);
        let letter = &wire::letters(&house.folder.path().join("outbox")).expect("letters")[0];
        assert!(letter.text.contains("2604160001") && letter.html.contains("2604160001"));
    }
}

#[tokio::test]
async fn a_delivery_found_in_sending_is_sent_again_and_counted_as_doubtful() {
    for mut house in engines().await {
        with_reader(&house).await;
        let export = house.newsroom.title("export").await.expect("a title");
        let day = jiff::civil::date(2026, 4, 17);
        let edition = house.newsroom.freeze(&export, day).await.expect("frozen");
        let reader = house.newsroom.store.read().await.expect("read").readers().await.expect("read").remove(0);
        let mail = house.newsroom.edition_mail(&edition, &reader).await.expect("set");
        let queued = store::QueuedDelivery {
            title: export.slug.clone(),
            date: day,
            reader: reader.id.clone(),
            part: "",
            message_id: mail.message_id.clone(),
            at: house.newsroom.clock.now(),
        };
        let mut tx = house.newsroom.store.write().await.expect("write");
        tx.queue_delivery(&queued).await.expect("queued");
        let delivery = tx.deliveries(None, None).await.expect("read").remove(0);
        tx.move_delivery(&delivery, DeliveryState::Sending, false, house.newsroom.clock.now(), "")
            .await
            .expect("moved");
        let row = store::NewTask {
            kind: "deliver".into(),
            subject: mail.message_id.clone(),
            detail: String::new(),
            as_of: house.newsroom.clock.now(),
            run_at: house.newsroom.clock.real(),
        };
        tx.queue(&row).await.expect("queued");
        tx.commit().await.expect("committed");
        house.restart().await;
        house.newsroom.run_ready().await.expect("worked");
        let after =
            house.newsroom.store.read().await.expect("read").deliveries(None, None).await.expect("read").remove(0);
        assert_eq!((after.state, after.attempts, after.doubtful), (DeliveryState::Sent, 2, true));
        assert_eq!(letters(&house), 1, "the same Message-ID is the same file");
    }
}

#[tokio::test]
async fn what_comes_after_an_edition_froze_goes_into_the_next() {
    for house in engines().await {
        with_reader(&house).await;
        let export = house.newsroom.title("export").await.expect("a title");
        house.newsroom.freeze(&export, jiff::civil::date(2026, 4, 17)).await.expect("frozen");
        let other =
            ("2026-07320", "Rule", "Additions of Entities to the Entity List", "industry-and-security-bureau", "");
        house.replay(&[listing("2026-04-16T11:05:00Z", &[RULE, other])]).await;
        house.newsroom.clock.set(at("2026-04-20T11:00:00Z"));
        let monday = house.newsroom.freeze(&export, jiff::civil::date(2026, 4, 20)).await.expect("frozen");
        assert!(monday.articles().any(|article| article.head.documents[0].0.as_str() == "fr:2026-07320"));
        assert_eq!(monday.state.number, 2);
    }
}

/// A mail server that is away for so many letters.
struct Away(AtomicU32);

impl wire::Post for Away {
    fn send<'a>(&'a self, _: &'a Mail) -> BoxFuture<'a, Result<wire::Accepted, wire::PostError>> {
        let is_away = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        Box::pin(async move {
            match is_away {
                true => Err(wire::PostError::temporary("The mail server answered 451: try again later.")),
                false => Ok(wire::Accepted { answer: "250 taken".to_owned() }),
            }
        })
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, wire::PostError>> {
        Box::pin(async { Ok("The post is away.".to_owned()) })
    }

    fn kind(&self) -> &'static str {
        "away"
    }
}

#[tokio::test]
async fn a_mail_server_may_be_away_for_a_night_and_not_for_a_week() {
    for (away, state, attempts) in [(20, DeliveryState::Sent, 21), (u32::MAX, DeliveryState::Failed, 100)] {
        for mut house in engines().await {
            with_reader(&house).await;
            house.newsroom.post = Arc::new(Away(AtomicU32::new(away)));
            let export = house.newsroom.title("export").await.expect("a title");
            let clock = house.newsroom.clock.clone();
            let mut sent = house.newsroom.send(&export, jiff::civil::date(2026, 4, 17)).await.expect("queued");
            for _ in 0..120 {
                clock.set_real(clock.real() + SignedDuration::from_mins(65));
                house.newsroom.run_ready().await.expect("worked");
                sent = house.newsroom.store.read().await.expect("read").deliveries(None, None).await.expect("read");
            }
            assert_eq!((sent[0].state, sent[0].attempts), (state, attempts));
            let left = house.newsroom.store.read().await.expect("read").unfinished_tasks().await.expect("read");
            assert_eq!(left, 0);
        }
    }
}
