//! Whole issues of the Federal Register, as XML from the Government Publishing Office: the printed text of a day.
//! Shares its reader with the single texts of the Register's own site.

use std::io::BufRead;

use jiff::ToSpan as _;
use model::capture::CaptureHead;
use model::reading::Reading;
use model::request::{Bookmark, Request, SourceId};
use model::title::{business_day_before, is_business_day, next_day};
use model::{Date, Timestamp};

use crate::formats::address::Address;
use crate::formats::fr_numbers;
use crate::formats::fr_xml::{self, Scope, TEXT_BYTES_MAX};
use crate::source::Source;
use crate::stanza::Stanza;

/// The most issues that are asked for at once: a week's, so that an outage is made good without a flood.
const ISSUES_MAX: usize = 5;

/// How far back a missed issue is still asked for, in days.
const MISSED_DAYS: i64 = 7;

/// Whole issues.
pub struct GovinfoFr {
    slug: SourceId,
    language: String,
}

impl GovinfoFr {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { slug: stanza.slug.clone(), language: stanza.language.clone() }
    }
}

impl Source for GovinfoFr {
    fn claims(&self, url: &str) -> bool {
        issue_day(url).is_some()
    }

    fn ask(&self, bookmark: &Bookmark, now: Timestamp) -> Vec<Request> {
        wanted(bookmark.published_on, now.to_zoned(fr_numbers::eastern()).date())
            .into_iter()
            .map(|day| Request { source: self.slug.clone(), url: address_of(day), size_bytes_max: TEXT_BYTES_MAX })
            .collect()
    }

    fn version(&self) -> u32 {
        fr_xml::VERSION
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        fr_xml::read(body, &Scope::issue(issue_day(&head.url), &self.language))
    }
}

/// The business days after the last issue seen; the newest issue again where none is missing, because issues are mended.
fn wanted(last: Option<Date>, today: Date) -> Vec<Date> {
    let newest = if is_business_day(today) { today } else { business_day_before(today) };
    let oldest = today.checked_sub(MISSED_DAYS.days()).unwrap_or(today);
    let mut day = last.map_or(newest, |last| next_day(last).max(oldest));
    let mut out = Vec::new();
    while day <= newest && out.len() < ISSUES_MAX {
        if is_business_day(day) {
            out.push(day);
        }
        day = next_day(day);
    }
    if out.is_empty() {
        out.push(newest);
    }
    out
}

fn address_of(day: Date) -> String {
    format!("https://www.govinfo.gov/bulkdata/FR/{:04}/{:02}/FR-{day}.xml", day.year(), day.month())
}

/// The day of the issue whose XML an address names, in bulk data or as a package, at the present or the former host.
fn issue_day(url: &str) -> Option<Date> {
    let address = Address::parse(url)?;
    if !matches!(address.host.as_str(), "govinfo.gov" | "gpo.gov") {
        return None;
    }
    let inside = ["/bulkdata/", "/content/pkg/", "/fdsys/bulkdata/", "/fdsys/pkg/"];
    if !inside.iter().any(|folder| address.path.starts_with(folder)) {
        return None;
    }
    let name = address.path.rsplit('/').next()?;
    name.strip_prefix("FR-")?.strip_suffix(".xml")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn missed_issues_are_asked_for() {
        let friday = date(2026, 4, 17);
        assert_eq!(wanted(None, friday), [friday]);
        assert_eq!(wanted(Some(friday), date(2026, 4, 18)), [friday]);
        assert_eq!(wanted(Some(date(2026, 4, 14)), friday), [date(2026, 4, 15), date(2026, 4, 16), friday]);
        assert_eq!(wanted(Some(date(2020, 1, 1)), friday).len(), 5);
        assert_eq!(wanted(Some(date(2099, 1, 1)), friday), [friday]);
        assert_eq!(wanted(Some(Date::MAX), friday), [friday]);
    }

    #[test]
    fn an_issue_is_known_under_all_its_addresses() {
        for url in [
            "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml",
            "http://www.gpo.gov/fdsys/bulkdata/FR/2016/04/FR-2016-04-15.xml",
            "https://www.govinfo.gov/content/pkg/FR-2016-04-15/xml/FR-2016-04-15.xml",
        ] {
            assert_eq!(issue_day(url), Some(date(2016, 4, 15)), "{url}");
        }
        assert_eq!(issue_day("https://www.govinfo.gov/bulkdata/CFR/2016/title-15/CFR-2016-title15.xml"), None);
        assert_eq!(issue_day("https://www.govinfo.gov/metadata/granule/FR-2016-04-15/2016-08717/mods.xml"), None);
    }
}
