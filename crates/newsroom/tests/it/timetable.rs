//! The timetable, with the clock turned by hand: hours through clock changes and holidays, outages, sheets.

use jiff::civil::date;
use model::Date;
use model::edition::{EditionState, Late};
use model::reader::{Email, Licence, LicenceKind, Role};
use model::title::TitleSlug;

use crate::house::{House, at, engines, listing};

const RULE: (&str, &str, &str, &str, &str) =
    ("2026-07311", "Rule", "Export Controls on Photonic Test Equipment", "industry-and-security-bureau", "2026-06-16");

/// The house begins on Friday, April 17 at 07:00, with a reader of the export title.
async fn begin(house: &House) {
    let email = Email::parse("ada@example.com").expect("an address");
    let licence = Licence {
        kind: LicenceKind::Full,
        titles: vec![TitleSlug::new("export")],
        from: at("2020-01-01T00:00:00Z"),
        until: at("2030-01-01T00:00:00Z"),
    };
    house.newsroom.add_reader(&email, "Ada", Role::Reader, Some(licence)).await.expect("added");
    round(house, "2026-04-17T11:00:00Z").await;
}

async fn write_title(house: &House, title: &model::title::Title) {
    let mut tx = house.newsroom.store.write().await.expect("write");
    tx.write_title(title).await.expect("written");
    tx.commit().await.expect("committed");
}

/// What a worker does in a round at that instant.
async fn round(house: &House, now: &str) {
    house.newsroom.clock.set(at(now));
    house.newsroom.keep_timetable().await.expect("kept");
    house.newsroom.run_ready().await.expect("worked");
}

fn subjects(house: &House) -> Vec<String> {
    let letters = wire::letters(&house.folder.path().join("outbox")).unwrap_or_default();
    let mut subjects: Vec<String> = letters.into_iter().map(|letter| letter.subject).collect();
    subjects.sort();
    subjects
}

async fn edition(house: &House, day: Date) -> Option<store::EditionRow> {
    let mut tx = house.newsroom.store.read().await.expect("read");
    tx.edition(&TitleSlug::new("export"), day).await.expect("read")
}

/// The frozen text of an edition, its lines joined.
async fn text(house: &House, day: Date) -> String {
    let mut tx = house.newsroom.store.read().await.expect("read");
    let bytes = tx.rendering(&TitleSlug::new("export"), day, "text").await.expect("read").expect("a rendering");
    String::from_utf8(bytes).expect("text").replace('\n', " ")
}

#[tokio::test]
async fn an_edition_is_out_at_its_hour_and_not_before() {
    for house in engines().await {
        begin(&house).await;
        assert!(edition(&house, date(2026, 4, 17)).await.is_none(), "the house began after that hour");
        round(&house, "2026-04-20T09:59:59Z").await;
        assert!(subjects(&house).is_empty());
        for _ in 0..2 {
            round(&house, "2026-04-20T10:00:00Z").await;
        }
        assert_eq!(subjects(&house), ["Export Daily: no article today, Apr 20"]);
        let row = edition(&house, date(2026, 4, 20)).await.expect("out");
        assert_eq!((row.state, row.number, row.late), (EditionState::Sent, Some(1), None));
        assert!(!text(&house, date(2026, 4, 20)).await.contains("Late"));
    }
}

#[tokio::test]
async fn the_hour_is_that_of_the_wall_through_clock_changes_holidays_and_weekends() {
    for house in engines().await {
        begin(&house).await;
        // Days are stepped over by the hour; each is what was sent by then.
        for (now, days) in [
            // Memorial Day, May 25, has none.
            ("2026-05-22T10:00:00Z", 1),
            ("2026-05-25T23:00:00Z", 1),
            ("2026-05-26T09:59:59Z", 1),
            ("2026-05-26T10:00:00Z", 2),
            // Independence Day is kept on Friday, July 3.
            ("2026-07-02T10:00:00Z", 3),
            ("2026-07-05T23:00:00Z", 3),
            ("2026-07-06T10:00:00Z", 4),
            // Summer time ends on November 1: 06:00 is then 11:00 in UTC.
            ("2026-10-30T10:00:00Z", 5),
            ("2026-11-02T10:59:59Z", 5),
            ("2026-11-02T11:00:00Z", 6),
            // It begins on March 14.
            ("2027-03-12T11:00:00Z", 7),
            ("2027-03-15T09:59:59Z", 7),
            ("2027-03-15T10:00:00Z", 8),
        ] {
            round(&house, now).await;
            assert_eq!(subjects(&house).len(), days, "{now}: {:?}", subjects(&house));
        }
    }
}

#[tokio::test]
async fn after_an_hour_the_edition_goes_out_late_and_says_so() {
    for house in engines().await {
        begin(&house).await;
        house.replay(&[listing("2026-04-16T10:05:00Z", &[RULE])]).await;
        round(&house, "2026-04-20T11:12:00Z").await;
        let row = edition(&house, date(2026, 4, 20)).await.expect("out");
        assert_eq!(row.late, Some(Late::default()));
        let said = "Late: due Mon Apr 20, 06:00 ET, out Mon Apr 20, 07:12 ET.";
        assert!(text(&house, date(2026, 4, 20)).await.contains(said));
        let letters = wire::letters(&house.folder.path().join("outbox")).expect("letters");
        assert!(letters[0].text.replace('\n', " ").contains(said) && letters[0].html.contains(said));
        let mut tx = house.newsroom.store.read().await.expect("read");
        for (format, words) in [("html", said), ("json", r#""late":{"passed_over":false,"stands_for":[]}"#)] {
            let bytes = tx.rendering(&TitleSlug::new("export"), date(2026, 4, 20), format).await.expect("read");
            assert!(String::from_utf8_lossy(&bytes.expect("a rendering")).contains(words), "{format}");
        }
    }
}

#[tokio::test]
async fn after_a_day_there_is_one_edition_that_says_so() {
    for house in engines().await {
        begin(&house).await;
        round(&house, "2026-04-20T10:00:00Z").await;
        // From Tuesday 05:00 to Wednesday 05:00 nothing ran.
        round(&house, "2026-04-22T09:00:00Z").await;
        assert_eq!(
            subjects(&house),
            ["Export Daily: no article today, Apr 20", "Export Daily: no article today, Apr 21"]
        );
        let said = "Late: due Tue Apr 21, 06:00 ET, out Wed Apr 22, 05:00 ET.";
        assert!(text(&house, date(2026, 4, 21)).await.contains(said));
        round(&house, "2026-04-22T10:00:00Z").await;
        assert_eq!(edition(&house, date(2026, 4, 22)).await.and_then(|row| row.late), None);
    }
}

#[tokio::test]
async fn after_a_week_each_missed_day_has_its_edition_and_only_the_last_is_mailed() {
    for house in engines().await {
        begin(&house).await;
        // Came in before the outage, after Friday's hour: it stands in Monday's edition.
        house.replay(&[listing("2026-04-17T11:05:00Z", &[RULE])]).await;
        round(&house, "2026-04-24T12:00:00Z").await;
        assert_eq!(subjects(&house), ["Export Daily: no article today, Apr 24"]);
        for (number, day) in (1..).zip([20, 21, 22, 23]) {
            let row = edition(&house, date(2026, 4, day)).await.expect("made");
            assert_eq!((row.state, row.number), (EditionState::Frozen, Some(number)));
            assert!(row.late.expect("late").passed_over);
            assert!(text(&house, date(2026, 4, day)).await.contains("This edition stands for a day that was missed"));
        }
        assert!(text(&house, date(2026, 4, 20)).await.contains("2604170001"));
        let last = text(&house, date(2026, 4, 24)).await;
        let said = "The editions of Mon Apr 20, Tue Apr 21, Wed Apr 22 and Thu Apr 23 were missed too; each stands on the web and was not mailed.";
        assert!(last.contains(said), "{last}");
        // The next day is an ordinary one.
        round(&house, "2026-04-27T10:00:00Z").await;
        assert_eq!(subjects(&house).len(), 2);
        assert_eq!(edition(&house, date(2026, 4, 27)).await.and_then(|row| row.late), None);
    }
}

#[tokio::test]
async fn an_outage_over_the_weekend_misses_nothing() {
    for house in engines().await {
        begin(&house).await;
        round(&house, "2026-04-24T10:00:00Z").await;
        round(&house, "2026-04-26T20:00:00Z").await;
        assert_eq!(subjects(&house).len(), 1);
    }
}

#[tokio::test]
async fn a_title_that_is_added_begins_with_its_next_hour() {
    for house in engines().await {
        begin(&house).await;
        round(&house, "2026-04-20T10:00:00Z").await;
        let export = house.newsroom.title("export").await.expect("a title");
        let late = model::title::Title { slug: TitleSlug::new("late"), ..export };
        write_title(&house, &late).await;
        round(&house, "2026-04-21T15:00:00Z").await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        assert_eq!(tx.newest_frozen(&late.slug).await.expect("read"), None);
        drop(tx);
        round(&house, "2026-04-22T10:00:00Z").await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        assert_eq!(tx.newest_frozen(&late.slug).await.expect("read"), Some(date(2026, 4, 22)));
    }
}

#[tokio::test]
async fn an_hour_that_is_moved_loses_no_document_between_two_windows() {
    for house in engines().await {
        begin(&house).await;
        round(&house, "2026-04-20T10:00:00Z").await;
        // After the edition of 06:00 the hour becomes 07:00; what came in at 06:30 belongs to the next one all the same.
        let export = house.newsroom.title("export").await.expect("a title");
        let moved = model::title::Title { closes: jiff::civil::time(7, 0, 0, 0), ..export };
        write_title(&house, &moved).await;
        house.replay(&[listing("2026-04-20T10:30:00Z", &[RULE])]).await;
        round(&house, "2026-04-20T12:00:00Z").await;
        round(&house, "2026-04-21T11:00:00Z").await;
        let row = edition(&house, date(2026, 4, 21)).await.expect("out");
        assert_eq!((row.opens_at, row.closes_at), (at("2026-04-20T10:00:00Z"), at("2026-04-21T11:00:00Z")));
        assert!(text(&house, date(2026, 4, 21)).await.contains("1 received = 1 published"));
    }
}
