//! The timetable, with the clock turned by hand: hours through clock changes and holidays, outages, sheets.

use jiff::civil::date;
use model::Date;
use model::edition::{EditionState, Late};
use model::reader::{Email, Licence, LicenceKind, Role};
use model::title::TitleSlug;

use crate::house::{House, at, engines, filings, listing};

const RULE: (&str, &str, &str, &str, &str) =
    ("2026-07311", "Rule", "Export Controls on Photonic Test Equipment", "industry-and-security-bureau", "2026-06-16");

/// The house begins on Friday, April 17 at 07:00, with a reader of the export title.
async fn begin(house: &House) {
    begin_at(house, "2026-04-17T11:00:00Z").await;
}

async fn begin_at(house: &House, now: &str) {
    let email = Email::parse("ada@example.com").expect("an address");
    let licence = Licence {
        kind: LicenceKind::Full,
        titles: vec![TitleSlug::new("export")],
        from: at("2020-01-01T00:00:00Z"),
        until: at("2030-01-01T00:00:00Z"),
    };
    house.newsroom.add_reader(&email, "Ada", Role::Reader, Some(licence)).await.expect("added");
    round(house, now).await;
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
    /// From an instant on: at each of these, so many editions were mailed.
    const RUNS: [(&str, &[(&str, usize)]); 4] = [
        // Memorial Day, May 25, has none.
        (
            "2026-05-21T12:00:00Z",
            &[
                ("2026-05-22T10:00:00Z", 1),
                ("2026-05-25T23:00:00Z", 1),
                ("2026-05-26T09:59:59Z", 1),
                ("2026-05-26T10:00:00Z", 2),
            ],
        ),
        // Independence Day is kept on Friday, July 3.
        (
            "2026-07-01T12:00:00Z",
            &[("2026-07-02T10:00:00Z", 1), ("2026-07-05T23:00:00Z", 1), ("2026-07-06T10:00:00Z", 2)],
        ),
        // Summer time ends on November 1: 06:00 is then 11:00 in UTC.
        (
            "2026-10-29T12:00:00Z",
            &[("2026-10-30T10:00:00Z", 1), ("2026-11-02T10:59:59Z", 1), ("2026-11-02T11:00:00Z", 2)],
        ),
        // It begins on March 14.
        (
            "2027-03-11T12:00:00Z",
            &[("2027-03-12T11:00:00Z", 1), ("2027-03-15T09:59:59Z", 1), ("2027-03-15T10:00:00Z", 2)],
        ),
    ];
    for (from, steps) in RUNS {
        for house in engines().await {
            begin_at(&house, from).await;
            for (now, mailed) in steps {
                round(&house, now).await;
                assert_eq!(subjects(&house).len(), *mailed, "{now}: {:?}", subjects(&house));
            }
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

const CONTROLS: (&str, &str, &str, &str, &str, &str) = (
    "2026-07500",
    "Export Controls on Photonic Test Equipment",
    "industry-and-security-bureau",
    "2026-04-20T08:45:00.000-04:00",
    "regular",
    "2026-04-21",
);
const SPECIAL: (&str, &str, &str, &str, &str, &str) = (
    "2026-07501",
    "Additions of Entities to the Entity List",
    "industry-and-security-bureau",
    "2026-04-17T16:15:00.000-04:00",
    "special",
    "2026-04-21",
);
const NOISE: (&str, &str, &str, &str, &str, &str) = (
    "2026-07502",
    "Airworthiness Directives; Airplanes",
    "federal-aviation-administration",
    "2026-04-20T08:45:00.000-04:00",
    "regular",
    "2026-04-21",
);

/// The export title's sheet is mailed.
async fn mail_sheets(house: &House) {
    let export = house.newsroom.title("export").await.expect("a title");
    let sheet = export.sheet.map(|sheet| model::title::SheetHour { mailed: true, ..sheet });
    write_title(house, &model::title::Title { sheet, ..export }).await;
}

async fn sheet_text(house: &House, day: Date) -> String {
    let export = house.newsroom.title("export").await.expect("a title");
    house.newsroom.set_sheet(&export, day, "text").await.expect("set").replace('\n', " ")
}

#[tokio::test]
async fn a_sheet_lists_what_was_filed_since_the_sheet_before() {
    for house in engines().await {
        begin(&house).await;
        mail_sheets(&house).await;
        round(&house, "2026-04-17T13:15:00Z").await;
        assert!(subjects(&house).is_empty(), "nothing was filed, so the sheet is skipped");
        house.replay(&[filings("2026-04-17T20:15:30Z", &[SPECIAL])]).await;
        round(&house, "2026-04-20T10:00:00Z").await;
        house.replay(&[filings("2026-04-20T12:46:00Z", &[SPECIAL, CONTROLS, NOISE])]).await;
        round(&house, "2026-04-20T13:14:59Z").await;
        assert_eq!(subjects(&house).len(), 1, "the edition alone");
        for _ in 0..2 {
            round(&house, "2026-04-20T13:15:00Z").await;
        }
        let sent = ["Export Daily: 2 filed for public inspection, Apr 20", "Export Daily: no article today, Apr 20"];
        assert_eq!(subjects(&house), sent);
        let text = sheet_text(&house, date(2026, 4, 20)).await;
        for words in [
            "Filed after Fri Apr 17, 09:15 ET, up to Mon Apr 20, 09:15 ET. The inspection desk was last asked Mon Apr 20, 08:46 ET.",
            "ON PUBLIC INSPECTION (2)",
            "X: Additions of Entities to the Entity List",
            "Rule; 2026-07501; special, filed Fri Apr 17, 16:15 ET; for Tue Apr 21",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(!text.contains("Airworthiness"), "out of scope");
        // The import title has none of these: its sheet is skipped, and says so to whoever asks.
        let customs = house.newsroom.title("customs").await.expect("a title");
        let none = house.newsroom.set_sheet(&customs, date(2026, 4, 20), "text").await.expect("set");
        assert!(none.contains("Nothing was filed in the scope of Customs Daily."), "{none}");
    }
}

#[tokio::test]
async fn a_withdrawal_is_told_and_what_came_and_went_between_two_sheets_is_not() {
    for house in engines().await {
        begin(&house).await;
        house.replay(&[filings("2026-04-17T12:46:00Z", &[SPECIAL])]).await;
        round(&house, "2026-04-17T13:15:00Z").await;
        let brief = ("2026-07503", "Revisions to the Entity List", SPECIAL.2, SPECIAL.3, "special", SPECIAL.5);
        house.replay(&[filings("2026-04-17T20:15:30Z", &[SPECIAL, brief])]).await;
        house.replay(&[filings("2026-04-20T12:46:00Z", &[CONTROLS])]).await;
        round(&house, "2026-04-20T13:15:00Z").await;
        let text = sheet_text(&house, date(2026, 4, 20)).await;
        assert!(
            text.contains("WITHDRAWN SINCE THE SHEET BEFORE (1)")
                && text.contains("withdrawn, seen Mon Apr 20, 08:46 ET"),
            "{text}"
        );
        assert!(!text.contains("Revisions to the Entity List"), "{text}");
    }
}

#[tokio::test]
async fn a_sheet_that_could_not_be_checked_says_so_and_claims_nothing() {
    for house in engines().await {
        begin(&house).await;
        round(&house, "2026-04-20T13:15:00Z").await;
        let text = sheet_text(&house, date(2026, 4, 20)).await;
        assert!(text.contains("The inspection desk could not be asked in that time"), "{text}");
        assert!(
            text.contains("Nothing can be said of what was filed.") && !text.contains("Nothing was filed"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_sheet_whose_day_is_over_is_kept_and_not_mailed() {
    for house in engines().await {
        begin(&house).await;
        mail_sheets(&house).await;
        house.replay(&[filings("2026-04-20T12:46:00Z", &[CONTROLS])]).await;
        round(&house, "2026-04-21T09:00:00Z").await;
        assert_eq!(subjects(&house), ["Export Daily: no article today, Apr 20"]);
        assert!(sheet_text(&house, date(2026, 4, 20)).await.contains("Late: due 09:15 ET, out Tue Apr 21, 05:00 ET."));
        let missing = house.newsroom.title("export").await.expect("a title");
        let refusal = house.newsroom.set_sheet(&missing, date(2026, 4, 18), "text").await.expect_err("a Saturday");
        assert!(refusal.to_string().contains("federal business days"));
    }
}
