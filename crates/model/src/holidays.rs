//! The days on which the offices that publish are closed, by jurisdiction: statutes as a table, and closings by order.
//! A row says by which authority; a year that no row knows has no holiday.

use jiff::civil::Weekday;

use crate::Date;
use crate::title::{day_before, next_day};

/// On which day of a year a holiday falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// A day of a month; on a Saturday it is observed on the Friday before, on a Sunday on the Monday after.
    Fixed(i8, i8),
    /// The nth weekday of a month; negative counts from its end.
    Nth(i8, i8, Weekday),
    /// January 20 of the year after each presidential election; on a Sunday the day after. A Saturday has no day in lieu.
    Inauguration,
}

/// A holiday that comes every year, or every fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Holiday {
    name: &'static str,
    rule: Rule,
    /// The first year in which it was kept.
    since: i16,
    /// Where that stands.
    authority: &'static str,
}

const fn holiday(name: &'static str, rule: Rule, since: i16, authority: &'static str) -> Holiday {
    Holiday { name, rule, since, authority }
}

const STATUTE: &str = "5 U.S.C. 6103(a); observed days by 5 U.S.C. 6103(b) and Executive Order 11582";

/// The legal public holidays of the United States, with Inauguration Day, which is one where the Office of the Federal Register works: no
/// issue appears on it (the issues of January 19 and 21, 2021 have none between them).
const UNITED_STATES: &[Holiday] = &[
    holiday("New Year’s Day", Rule::Fixed(1, 1), 1900, STATUTE),
    holiday("Inauguration Day", Rule::Inauguration, 1965, "5 U.S.C. 6103(c)"),
    holiday("Birthday of Martin Luther King, Jr.", Rule::Nth(1, 3, Weekday::Monday), 1986, "Pub. L. 98-144"),
    holiday("Washington’s Birthday", Rule::Nth(2, 3, Weekday::Monday), 1971, STATUTE),
    holiday("Memorial Day", Rule::Nth(5, -1, Weekday::Monday), 1971, STATUTE),
    holiday("Juneteenth National Independence Day", Rule::Fixed(6, 19), 2021, "Pub. L. 117-17"),
    holiday("Independence Day", Rule::Fixed(7, 4), 1900, STATUTE),
    holiday("Labor Day", Rule::Nth(9, 1, Weekday::Monday), 1900, STATUTE),
    holiday("Columbus Day", Rule::Nth(10, 2, Weekday::Monday), 1971, STATUTE),
    holiday("Veterans Day", Rule::Fixed(11, 11), 1978, STATUTE),
    holiday("Thanksgiving Day", Rule::Nth(11, 4, Weekday::Thursday), 1942, STATUTE),
    holiday("Christmas Day", Rule::Fixed(12, 25), 1900, STATUTE),
];

/// Single days on which the President closed the executive departments, and on which nothing is to be expected of them. Editions appear
/// all the same: such an order comes days before, and a day without news is still an edition. Whole days only, as far as they were looked up.
const CLOSINGS: &[(i16, i8, i8, &str)] = &[
    (2012, 12, 24, "Executive Order 13633"),
    (2018, 12, 5, "Executive Order 13852"),
    (2018, 12, 24, "Executive Order 13854"),
    (2019, 12, 24, "Executive Order 13900"),
    (2020, 12, 24, "Executive Order 13965"),
    (2025, 1, 9, "Executive Order 14133"),
    (2025, 12, 24, "Executive Order 14371"),
    (2025, 12, 26, "Executive Order 14371"),
];

impl Rule {
    /// Whether the holiday is observed on that day.
    fn falls_on(self, day: Date) -> bool {
        match self {
            // New Year's Day may be observed in the year before.
            Rule::Fixed(month, date) => [day.year(), day.year().saturating_add(1)]
                .into_iter()
                .any(|year| Date::new(year, month, date).is_ok_and(|fixed| observed(fixed) == day)),
            Rule::Nth(month, nth, weekday) => {
                day.month() == month && day.nth_weekday_of_month(nth, weekday).is_ok_and(|found| found == day)
            }
            Rule::Inauguration => {
                let sworn = day.year() % 4 == 1 && day.month() == 1;
                sworn
                    && (day.day() == 20 && day.weekday() != Weekday::Sunday
                        || day.day() == 21 && day.weekday() == Weekday::Monday)
            }
        }
    }
}

/// The working day on which a holiday of a fixed date is kept.
fn observed(fixed: Date) -> Date {
    match fixed.weekday() {
        Weekday::Saturday => day_before(fixed),
        Weekday::Sunday => next_day(fixed),
        _ => fixed,
    }
}

/// The federal holiday of the United States observed on that day, by 5 U.S.C. 6103. Where two fall together, Inauguration Day gives way.
pub fn federal_holiday(day: Date) -> Option<&'static str> {
    let found = UNITED_STATES.iter().filter(|holiday| day.year() >= holiday.since && holiday.rule.falls_on(day));
    found.max_by_key(|holiday| holiday.rule != Rule::Inauguration).map(|holiday| holiday.name)
}

/// Why the publishers of a jurisdiction (ISO 3166-1 alpha-2) need publish nothing on that day: a holiday's name, or the order that closed
/// their offices. `None` also where no table of that jurisdiction is known.
pub fn closed(jurisdiction: &str, day: Date) -> Option<&'static str> {
    if jurisdiction != "US" {
        return None;
    }
    let order =
        |(year, month, date, _): &&(i16, i8, i8, &str)| (*year, *month, *date) == (day.year(), day.month(), day.day());
    federal_holiday(day).or_else(|| CLOSINGS.iter().find(order).map(|(.., order)| *order))
}

/// Every holiday of the table with the statute that makes it one, for the manual and its test.
pub fn authorities() -> impl Iterator<Item = (&'static str, &'static str)> {
    UNITED_STATES.iter().map(|holiday| (holiday.name, holiday.authority))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn holidays_are_observed_as_the_statute_says() {
        for (day, name) in [
            (date(2026, 7, 3), "Independence Day"),
            (date(2021, 12, 31), "New Year’s Day"),
            (date(2023, 1, 2), "New Year’s Day"),
            (date(2021, 6, 18), "Juneteenth National Independence Day"),
            (date(2026, 6, 19), "Juneteenth National Independence Day"),
            (date(2026, 11, 26), "Thanksgiving Day"),
            (date(2026, 5, 25), "Memorial Day"),
        ] {
            assert_eq!(federal_holiday(day), Some(name), "{day}");
        }
        for day in [date(2016, 4, 15), date(2020, 6, 19), date(2026, 7, 4), date(2022, 1, 1)] {
            assert_eq!(federal_holiday(day), None, "{day}");
        }
    }

    #[test]
    fn inauguration_day_moves_from_a_sunday_and_from_nothing_else() {
        assert_eq!(federal_holiday(date(2021, 1, 20)), Some("Inauguration Day"));
        assert_eq!(federal_holiday(date(2022, 1, 20)), None);
        // 1985: January 20 was a Sunday; Martin Luther King's birthday was not yet kept.
        assert_eq!(federal_holiday(date(1985, 1, 21)), Some("Inauguration Day"));
        assert_eq!(federal_holiday(date(2013, 1, 21)), Some("Birthday of Martin Luther King, Jr."));
        assert_eq!(federal_holiday(date(2025, 1, 20)), Some("Birthday of Martin Luther King, Jr."));
        // 2029: a Saturday. Neither the Friday before nor the Monday after is given for it.
        assert_eq!((federal_holiday(date(2029, 1, 19)), federal_holiday(date(2029, 1, 22))), (None, None));
    }

    #[test]
    fn a_closing_by_order_explains_silence_and_takes_no_edition() {
        let day = date(2020, 12, 24);
        assert_eq!(closed("US", day), Some("Executive Order 13965"));
        assert!(crate::title::is_business_day(day));
        assert_eq!(closed("DE", date(2026, 12, 25)), None, "no table is known, so nothing is claimed");
        assert!(CLOSINGS.iter().all(|(year, month, date, _)| Date::new(*year, *month, *date).is_ok()));
    }

    #[test]
    fn every_holiday_names_its_authority() {
        assert!(authorities().all(|(name, authority)| !name.is_empty() && authority.contains(['U', 'P'])));
    }
}
