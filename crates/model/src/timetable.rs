//! The timetable of a title: its products, the day of each and the instant in the title's own zone at which it is due.
//! Alerts come at any time and stand in no timetable.

use jiff::civil::Time;

use crate::title::{Title, business_day_after, business_day_before, is_business_day, next_day};
use crate::{Date, Timestamp};

/// How long after its hour a product may be out and still count as on time, in minutes: a round of work and a slow mail server fit in.
pub const GRACE_MINUTES: i64 = 10;

crate::word_enum!(
    /// What a title brings out at an hour of its business days.
    Product {
        /// The day, complete and reconciled.
        Edition = "edition",
        /// What was filed for public inspection that morning, one line each.
        Inspection = "inspection",
    }
);

/// A product of a day, and its instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What is due.
    pub product: Product,
    /// Of which day.
    pub day: Date,
    /// When.
    pub at: Timestamp,
}

impl Due {
    /// Whether it is more than [`GRACE_MINUTES`] late at an instant.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        now.as_second() - self.at.as_second() > GRACE_MINUTES * 60
    }
}

impl Title {
    /// The hour of a product; `None`: this title does not have it.
    pub fn hour_of(&self, product: Product) -> Option<Time> {
        match product {
            Product::Edition => Some(self.closes),
            Product::Inspection => self.sheet.map(|sheet| sheet.at),
        }
    }

    /// A product of a day. `None` where the title does not have it, or the day is no business day.
    ///
    /// The instant is the hour's in the title's zone. An hour that a clock change skips moves forward by what was skipped, one that occurs
    /// twice is the first (RFC 5545, 3.3.5): so each business day has exactly one, and they ascend.
    pub fn due(&self, product: Product, day: Date) -> Option<Due> {
        let hour = self.hour_of(product).filter(|_| is_business_day(day))?;
        Some(Due { product, day, at: crate::title::instant(day, hour, &self.zone) })
    }

    /// The last of a product that was due at or before an instant.
    pub fn last_due(&self, product: Product, now: Timestamp) -> Option<Due> {
        let mut day = business_day_before(next_day(next_day(self.day_of(now))));
        // Two days ahead, and one business day more than any run of days off: an hour may lie on either side of midnight.
        for _ in 0..4 {
            match self.due(product, day) {
                Some(due) if due.at <= now => return Some(due),
                _ => day = business_day_before(day),
            }
        }
        None
    }

    /// The first of a product that is due after an instant.
    pub fn next_due(&self, product: Product, now: Timestamp) -> Option<Due> {
        let before = self.last_due(product, now)?;
        self.due(product, business_day_after(before.day))
    }

    /// When the window of a product opens: the hour of the business day before, up to and including which everything stood in that one.
    pub fn opens(&self, due: &Due) -> Timestamp {
        let hour = self.hour_of(due.product).unwrap_or(self.closes);
        crate::title::instant(business_day_before(due.day), hour, &self.zone)
    }

    /// The day on which an instant falls in the title's zone.
    pub fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::TimeZone;
    use crate::title::{Section, SheetHour, TitleSlug};

    fn title(zone: &str, closes: Time) -> Title {
        Title {
            slug: TitleSlug::new("export"),
            name: "Export Daily".into(),
            combines: String::new(),
            zone: TimeZone::get(zone).expect("a zone"),
            closes,
            attended: false,
            sections: vec![Section::ExportControls],
            host: None,
            sheet: Some(SheetHour::DEFAULT),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn edition(zone: &str, closes: &str, day: Date) -> String {
        let title = title(zone, closes.parse().expect("an hour"));
        title.due(Product::Edition, day).expect("a business day").at.to_string()
    }

    #[test]
    fn the_hour_of_the_wall_stays_through_a_clock_change() {
        assert_eq!(edition("America/New_York", "06:00", date(2026, 3, 6)), "2026-03-06T11:00:00Z");
        assert_eq!(edition("America/New_York", "06:00", date(2026, 3, 9)), "2026-03-09T10:00:00Z");
        assert_eq!(edition("America/New_York", "06:00", date(2026, 10, 30)), "2026-10-30T10:00:00Z");
        assert_eq!(edition("America/New_York", "06:00", date(2026, 11, 2)), "2026-11-02T11:00:00Z");
    }

    /// Clocks change on business days in some zones: Cairo's skip the first hour of a Friday.
    #[test]
    fn an_hour_that_does_not_exist_moves_forward_and_one_that_exists_twice_is_the_first() {
        // 2024-04-26, a Friday: 00:00 became 01:00.
        assert_eq!(edition("Africa/Cairo", "00:30", date(2024, 4, 26)), "2024-04-25T22:30:00Z");
        // 2024-10-31, a Thursday: 24:00 became 23:00, so that 23:30 came twice.
        assert_eq!(edition("Africa/Cairo", "23:30", date(2024, 10, 31)), "2024-10-31T20:30:00Z");
        // Samoa had no Friday December 30, 2011: its edition came a day later by the wall.
        assert_eq!(edition("Pacific/Apia", "06:00", date(2011, 12, 30)), "2011-12-30T16:00:00Z");
    }

    #[test]
    fn the_sheet_follows_the_edition_and_a_title_without_one_has_none() {
        let mut title = title("America/New_York", jiff::civil::time(6, 0, 0, 0));
        let friday = at("2026-04-17T13:20:00Z");
        let sheet = title.last_due(Product::Inspection, friday).expect("due");
        assert_eq!((sheet.day, sheet.at), (date(2026, 4, 17), at("2026-04-17T13:15:00Z")));
        assert_eq!(title.opens(&sheet), at("2026-04-16T13:15:00Z"));
        assert!(!sheet.is_overdue(friday) && sheet.is_overdue(at("2026-04-17T13:25:01Z")));
        assert_eq!(title.next_due(Product::Inspection, friday).map(|due| due.day), Some(date(2026, 4, 20)));
        title.sheet = None;
        assert_eq!(title.last_due(Product::Inspection, friday), None);
        assert_eq!(title.due(Product::Edition, date(2026, 4, 18)), None, "a Saturday");
    }

    #[test]
    fn nothing_is_due_beyond_the_ends_of_the_calendar() {
        let title = title("Pacific/Auckland", jiff::civil::time(6, 0, 0, 0));
        for end in [Timestamp::MIN, Timestamp::MAX] {
            for due in
                [title.last_due(Product::Edition, end), title.next_due(Product::Edition, end)].into_iter().flatten()
            {
                assert!(title.opens(&due) <= due.at);
            }
        }
    }

    const ZONES: [&str; 10] = [
        "America/New_York",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Europe/Brussels",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "UTC",
    ];

    /// Twelve business days: each has exactly one instant, found from either side, and they ascend.
    fn check_run(title: &Title, start: Date) {
        let mut day = business_day_after(start);
        let mut before: Option<Due> = None;
        for _ in 0..12 {
            let due = title.due(Product::Edition, day).expect("a business day");
            assert_eq!(title.last_due(Product::Edition, due.at), Some(due));
            assert_eq!(title.edition_for(due.at), due.day);
            let just_before = Timestamp::from_microsecond(due.at.as_microsecond() - 1).expect("an instant");
            assert_eq!(title.next_due(Product::Edition, just_before), Some(due));
            if let Some(before) = before {
                assert!(before.at < due.at, "{due:?}");
                assert_eq!(title.last_due(Product::Edition, just_before), Some(before));
                assert_eq!(title.opens(&due), before.at);
            }
            before = Some(due);
            day = business_day_after(day);
        }
    }

    #[test]
    fn a_day_that_a_zone_left_out_has_its_edition() {
        for hour in 0..24 {
            check_run(&title("Pacific/Apia", jiff::civil::time(hour, 0, 0, 0)), date(2011, 12, 22));
        }
    }

    proptest! {
        #[test]
        fn each_business_day_has_one_instant_and_they_ascend(
            zone in prop::sample::select(&ZONES[..]),
            minute in 0i8..60,
            hour in 0i8..24,
            year in 1990i16..2060,
            ordinal in 1i64..366,
        ) {
            let start = Date::new(year, 1, 1).expect("a day").checked_add(jiff::Span::new().days(ordinal)).expect("a day");
            check_run(&title(zone, jiff::civil::time(hour, minute, 0, 0)), start);
        }
    }
}
