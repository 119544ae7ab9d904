//! The publisher, its titles, their sections and hours; the business days on which editions appear.

use jiff::ToSpan as _;
use jiff::civil::{Time, Weekday};

pub use crate::holidays::federal_holiday;
use crate::{Date, TimeZone, Timestamp};

crate::text_newtype!(
    /// A publication's slug: `export`.
    TitleSlug
);

crate::word_enum!(
    /// The sections a story can stand in. A title names those it carries, in its own order.
    Section {
        /// EAR and kin.
        ExportControls = "export-controls",
        /// ITAR and kin.
        DefenseTrade = "defense-trade",
        /// Blocked and denied parties, programmes, licences.
        Sanctions = "sanctions",
        /// Penalties and settlements.
        Enforcement = "enforcement",
        /// Controls and sanctions of other countries.
        ForeignControls = "foreign-controls",
        /// Congress, the White House, hearings.
        Policy = "policy",
        /// Opinions and dockets.
        Courts = "courts",
        /// Foreign Trade Regulations, AES.
        ExportFiling = "export-filing",
        /// Duties, sections 201, 232, 301, tariff lines.
        Tariffs = "tariffs",
        /// Customs procedure.
        Customs = "customs",
        /// Classification and rulings.
        Rulings = "rulings",
        /// Anti-dumping, countervailing, section 337.
        TradeRemedies = "trade-remedies",
        /// Import rules of product agencies.
        ProductAgencies = "product-agencies",
        /// Trade agreements and preferences.
        Agreements = "agreements",
        /// Forced labour.
        ForcedLabor = "forced-labor",
        /// Border requirements of other countries.
        ForeignBorder = "foreign-border",
    }
);

impl Section {
    /// The name that readers see.
    pub fn name(self) -> &'static str {
        match self {
            Section::ExportControls => "Export controls",
            Section::DefenseTrade => "Defense trade",
            Section::Sanctions => "Sanctions",
            Section::Enforcement => "Enforcement",
            Section::ForeignControls => "Foreign controls and sanctions",
            Section::Policy => "Policy and Congress",
            Section::Courts => "Courts",
            Section::ExportFiling => "Export filing (AES)",
            Section::Tariffs => "Tariffs and trade actions",
            Section::Customs => "Customs (CBP)",
            Section::Rulings => "Classification and rulings",
            Section::TradeRemedies => "Trade remedies",
            Section::ProductAgencies => "Product agencies",
            Section::Agreements => "Agreements",
            Section::ForcedLabor => "Forced labor",
            Section::ForeignBorder => "Foreign border requirements",
        }
    }
}

/// The house that publishes: its name stands above everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// `Halyard Press`.
    pub name: String,
    /// The zone of its numbers, of `--date` and of the front page.
    pub zone: TimeZone,
    /// The public address, without a slash at its end: `https://daily.example`.
    pub url: String,
}

/// A publication of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// `export`.
    pub slug: TitleSlug,
    /// `Export Daily`.
    pub name: String,
    /// One line on what it combines and for whom; a full sentence.
    pub combines: String,
    /// The zone of its timetable and editions.
    pub zone: TimeZone,
    /// The hour at which its edition closes.
    pub closes: Time,
    /// Whether an editor must publish; else, at its close, sourced drafts are published, labelled automatic.
    pub attended: bool,
    /// The sections it carries, in order.
    pub sections: Vec<Section>,
    /// A host name of its own, where `/` is its front.
    pub host: Option<String>,
    /// When its inspection sheet is made; `None`: it has none.
    pub sheet: Option<SheetHour>,
}

/// When a title's inspection sheet is made, and whether its readers get it as a letter of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetHour {
    /// The hour, in the title's zone.
    pub at: Time,
    /// Whether it is mailed; it stands on the web in any case.
    pub mailed: bool,
}

impl SheetHour {
    /// 09:15, half an hour after the regular filing of the Office of the Federal Register; not mailed.
    pub const DEFAULT: SheetHour = SheetHour { at: jiff::civil::time(9, 15, 0, 0), mailed: false };
}

impl Title {
    /// The first of a story's sections that this title carries; `None`: the story does not run here.
    pub fn section_of(&self, sections: &[Section]) -> Option<Section> {
        sections.iter().copied().find(|section| self.sections.contains(section))
    }

    /// When the edition of that day closes.
    pub fn close_of(&self, day: Date) -> Timestamp {
        instant(day, self.closes, &self.zone)
    }

    /// The window of the edition of that day: after the close before, up to and including its own close.
    pub fn window(&self, day: Date) -> (Timestamp, Timestamp) {
        (self.close_of(business_day_before(day)), self.close_of(day))
    }

    /// The day of the first edition whose close is at or after that instant.
    pub fn edition_for(&self, at: Timestamp) -> Date {
        // From the day before: the hour of a day that a zone left out lies on the day after it.
        let from = day_before(self.day_of(at));
        let open = |day: &Date| is_business_day(*day) && self.close_of(*day) >= at;
        days(from, next_day).find(open).unwrap_or(from)
    }
}

/// An hour of a day in a zone. An hour that a clock change skips moves forward; one that occurs twice means the first (RFC 5545's way).
/// A day so far off that it has no instant is at that end of time.
pub fn instant(day: Date, time: Time, zone: &TimeZone) -> Timestamp {
    let end = if day.year() < 1970 { Timestamp::MIN } else { Timestamp::MAX };
    day.to_datetime(time).to_zoned(zone.clone()).map_or(end, |zoned| zoned.timestamp())
}

/// The first instant of a day in a zone, and of the day after it.
pub fn day_bounds(day: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
    (instant(day, Time::midnight(), zone), instant(next_day(day), Time::midnight(), zone))
}

/// The day after; at the calendar's end the same day.
pub fn next_day(day: Date) -> Date {
    day.checked_add(1.day()).unwrap_or(day)
}

/// The day before; at the calendar's start the same day.
pub fn day_before(day: Date) -> Date {
    day.checked_sub(1.day()).unwrap_or(day)
}

/// Whether editions appear on that day: Monday to Friday and no federal holiday.
pub fn is_business_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && federal_holiday(day).is_none()
}

/// The last business day before that one.
pub fn business_day_before(day: Date) -> Date {
    let before = day_before(day);
    days(before, day_before).find(|day| is_business_day(*day)).unwrap_or(before)
}

/// The first business day after that one.
pub fn business_day_after(day: Date) -> Date {
    let after = next_day(day);
    days(after, next_day).find(|day| is_business_day(*day)).unwrap_or(after)
}

/// A day and those that follow it, step by step: as many as any run of days without an edition could have, and no more. At the
/// calendar's ends days stand still, and a search must end all the same.
fn days(from: Date, step: fn(Date) -> Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), move |day| Some(step(*day))).take(14)
}

/// A day as it stands in an address, and in no other spelling: `2026-04-17`, in the centuries that article numbers know.
pub fn day_in_address(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    ((2000..2100).contains(&day.year()) && day.to_string() == text).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn export() -> Title {
        Title {
            slug: TitleSlug::new("export"),
            name: "Export Daily".into(),
            combines: String::new(),
            zone: TimeZone::get("America/New_York").expect("bundled"),
            closes: time(6, 0, 0, 0),
            attended: false,
            sections: vec![Section::ExportControls, Section::Sanctions],
            host: None,
            sheet: Some(SheetHour::DEFAULT),
        }
    }

    #[test]
    fn an_issue_of_friday_morning_stands_in_mondays_edition() {
        let at: Timestamp = "2016-04-15T12:00:00Z".parse().expect("instant");
        assert_eq!(export().edition_for(at), date(2016, 4, 18));
    }

    #[test]
    fn the_close_itself_belongs_to_its_edition() {
        let title = export();
        let (open, close) = title.window(date(2026, 4, 20));
        assert_eq!(open.to_string(), "2026-04-17T10:00:00Z");
        assert_eq!(close.to_string(), "2026-04-20T10:00:00Z");
        assert_eq!(title.edition_for(close), date(2026, 4, 20));
        assert_eq!(title.edition_for(open), date(2026, 4, 17));
    }

    #[test]
    fn a_day_at_the_end_of_the_calendar_ends_every_search() {
        for day in [Date::MIN, Date::MAX] {
            let (open, close) = export().window(day);
            assert!(open <= close);
            let _ = (business_day_before(day), business_day_after(day));
        }
        let _ = (export().edition_for(Timestamp::MAX), export().edition_for(Timestamp::MIN));
        for wrong in ["-009999-01-01", "20260417", "2026-04-17T10:00", "+002026-04-17", "1000-01-03", "2026-4-17"] {
            assert_eq!(day_in_address(wrong), None, "{wrong}");
        }
        assert_eq!(day_in_address("2026-04-17"), Some(date(2026, 4, 17)));
    }

    #[test]
    fn a_weekend_and_a_holiday_lie_between_two_business_days() {
        assert_eq!(business_day_before(date(2026, 1, 2)), date(2025, 12, 31));
        assert_eq!(business_day_after(date(2026, 7, 2)), date(2026, 7, 6));
    }
}
