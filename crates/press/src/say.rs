//! The short lines that page, mail and text share: what a document is, when it was filed, what a date means.
//!
//! Each instant is told by its own name: filed, published, first seen by us (TRADE-GUIDE, 1).

use model::article::{ArticleHead, Byline};
use model::capture::Sha256;
use model::document::{Dating, DocumentState, Kind};
use model::edition::{EditionState, Filing, Late};
use model::findings::{Basis, DateRole, KeyDate};
use model::ledger::Manifest;
use model::title::{Publisher, Title};
use model::{Date, TimeZone, Timestamp};

use crate::dates;
use crate::views::{DocumentView, kind_name};

/// `Automatic`, or the desk or person.
pub(crate) fn byline(head: &ArticleHead) -> &str {
    match &head.byline {
        Byline::Automatic => "Automatic",
        Byline::By(name) => name,
    }
}

/// The label at the head of an automatic article: `Automatic, from the text of the rule`.
pub(crate) fn automatic(head: &ArticleHead, documents: &[DocumentView]) -> Option<String> {
    if head.byline != Byline::Automatic {
        return None;
    }
    let first = head.documents.first();
    let principal = documents.iter().find(|d| first.is_some_and(|(id, _)| d.id == *id)).or_else(|| documents.first());
    Some(match principal.map(|document| document.kind) {
        None => "Automatic, from its source".to_owned(),
        Some(Kind::List) => "Automatic, from the comparison of two states of the list".to_owned(),
        Some(kind) => format!("Automatic, from the text of the {}", kind_name(kind).to_lowercase()),
    })
}

/// The lines under a document's title and kind.
pub(crate) fn document_lines(document: &DocumentView, zone: &TimeZone) -> Vec<String> {
    let mut out = Vec::new();
    let pages = document.pages.map(|n| counted(u64::from(n), "page", "pages"));
    let paragraphs = document.paragraphs.map(|n| counted(u64::from(n), "paragraph", "paragraphs"));
    let length: Vec<String> = [paragraphs, pages].into_iter().flatten().collect();
    let length = (!length.is_empty()).then(|| length.join(", "));
    out.push([document.number.clone(), length].into_iter().flatten().collect::<Vec<_>>().join(" · "));
    if let Some(at) = document.filed_at {
        let sort = document.filing.as_ref().map(|filing| format!(", {filing}")).unwrap_or_default();
        out.push(format!("Filed {}{sort}", dates::moment_day(at, zone)));
    }
    if document.state == DocumentState::Withdrawn {
        out.push("Withdrawn by its publisher".to_owned());
    } else if let Some(day) = document.published_on {
        let verb = if document.state == DocumentState::Filed { "Scheduled for" } else { "Published" };
        out.push(format!("{verb} {}", dates::day_year(day)));
    }
    out.extend(dated(document, zone));
    out.push(seen(document, zone));
    out.retain(|line| !line.is_empty());
    out
}

/// `Came late: dated Sun May 3, first seen Tue May 12`, of what came more than a business day after its own date, or came again.
pub(crate) fn dated(document: &DocumentView, zone: &TimeZone) -> Option<String> {
    let day = match document.state {
        DocumentState::Published => document.published_on,
        DocumentState::Filed => document.filed_at.map(|at| dates::day_of(at, zone)),
        DocumentState::Withdrawn => None,
    };
    let seen = dates::day_year(dates::day_of(document.first_seen, zone));
    match model::document::dating(day, document.first_seen, document.told_before, zone)? {
        Dating::BackDated(day) => Some(format!("Came late: dated {}, first seen {seen}", dates::day_year(day))),
        Dating::Reprocessed(day) => Some(format!(
            "Reprocessed by its publisher: dated {}, this version first seen {seen}",
            dates::day_year(day)
        )),
    }
}

/// What a story says at its head of documents that came late or again: each line once.
pub(crate) fn dated_all(documents: &[DocumentView], zone: &TimeZone) -> Vec<String> {
    let mut lines: Vec<String> = documents.iter().filter_map(|document| dated(document, zone)).collect();
    lines.dedup();
    lines.into_iter().map(|line| format!("{line}.")).collect()
}

/// When it came to us, and the ends of its hash. Only a first version was first seen with it.
fn seen(document: &DocumentView, zone: &TimeZone) -> String {
    let hash = document.sha256.map(|hash| format!(" · {}", ends(hash))).unwrap_or_default();
    let at = document.first_seen;
    let same_day = document.filed_at.is_some_and(|filed| dates::day_of(filed, zone) == dates::day_of(at, zone));
    let when = if same_day {
        seconds_zone(at, zone)
    } else {
        format!("{}, {}", dates::day(dates::day_of(at, zone)), seconds_zone(at, zone))
    };
    match document.version {
        1 => format!("First seen {when}{hash}"),
        n => format!("Version {n} first seen {when}{hash}"),
    }
}

fn seconds_zone(at: Timestamp, zone: &TimeZone) -> String {
    format!("{} {}", dates::seconds(at, zone), dates::abbreviation(at, zone))
}

fn ends(hash: Sha256) -> String {
    let hash = hash.to_string();
    format!("{}…{}", &hash[..4], &hash[60..])
}

/// `1 page`, `14 pages`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", dates::grouped(number), if number == 1 { one } else { many })
}

/// The day under which a date stands: the last lawful day first, the source's words beside it.
pub(crate) fn day_of(date: &KeyDate, zone: &TimeZone) -> Option<Date> {
    date.last_day.or(date.on).or_else(|| date.at.map(|at| dates::day_of(at, zone)))
}

/// What happens on that day.
pub(crate) fn role(date: &KeyDate) -> &'static str {
    match date.role {
        DateRole::Effective => "In force",
        DateRole::Applicable => "Applies",
        DateRole::CommentsClose => "Comments close",
        DateRole::Hearing => "Hearing",
        DateRole::Expiry if date.last_day.is_some() => "Last day",
        DateRole::Expiry => "Ends",
        DateRole::Compliance => "Compliance",
        DateRole::DelayedTo => "Delayed to",
        DateRole::SuspendedUntil => "Suspended through",
        DateRole::ReinstatedOn => "Back in force",
        DateRole::SavingsClause if date.last_day.is_some() => "Savings clause, last day",
        DateRole::SavingsClause => "Savings clause",
        DateRole::WindDown => "Wind-down, last day",
        DateRole::ReplyDue => "Replies due",
        DateRole::RequestDue => "Requests due",
        DateRole::FilingDue => "Filings due",
        DateRole::Liquidation => "Liquidation",
        DateRole::ReviewPeriod => "Period of review",
        DateRole::Published => "Published",
    }
}

/// What happens on that day, for whom, and the words it rests on.
pub(crate) fn date_line(date: &KeyDate, zone: &TimeZone) -> String {
    let mut out = role(date).to_owned();
    if let Some(at) = date.at {
        out.push_str(&format!(", {}", dates::clock(at, zone)));
    }
    for more in [&date.trigger, &date.scope].into_iter().flatten() {
        out.push_str(&format!(", {more}"));
    }
    match date.basis {
        Basis::Stated if !date.quote.is_empty() => out.push_str(&format!(": “{}”", date.quote)),
        Basis::Computed => out.push_str(&format!(", counted from “{}”", date.quote)),
        Basis::Stated | Basis::Field => {}
    }
    out
}

/// An article's dates by day, without the day of printing, which stands with its document, and periods that a review looks back at. The same line is told once.
pub(crate) fn dates_of(head: &ArticleHead, zone: &TimeZone) -> Vec<(Date, String)> {
    let telling = head.dates.iter().filter(|date| date.role.in_calendar());
    let mut out: Vec<(Date, String)> = telling.filter_map(|d| Some((day_of(d, zone)?, date_line(d, zone)))).collect();
    out.sort();
    out.dedup();
    out
}

/// `2026-07398 · special, filed Thu Apr 16, 16:15 ET · for Mon Apr 20`.
pub(crate) fn filing_line(filing: &Filing, zone: &TimeZone) -> String {
    let filed = filing.filed_at.map(|at| format!("filed {}", dates::moment_day(at, zone)));
    let filed = [filing.filing.clone(), filed].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let planned = filing.published_on.map(|day| format!("for {}", dates::day(day))).unwrap_or_default();
    [filing.number.clone(), filed, planned].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// `first seen Fri May 12, 08:47 ET`, of what was filed more than a business day before we saw it.
pub(crate) fn seen_late(filed_at: Option<Timestamp>, seen_at: Timestamp, zone: &TimeZone) -> Option<String> {
    let filed = dates::day_of(filed_at?, zone);
    let late = filed < model::title::business_day_before(dates::day_of(seen_at, zone));
    late.then(|| format!("first seen {}", dates::moment_day(seen_at, zone)))
}

/// `Industry and Security Bureau: Corrections to Supplement No. 4`.
pub(crate) fn filing_title(filing: &Filing) -> String {
    if filing.agency.is_empty() { filing.title.clone() } else { format!("{}: {}", filing.agency, filing.title) }
}

/// The manifest's terms after the sum received: each a number and its word.
pub(crate) fn manifest_terms(manifest: &Manifest) -> [(String, &'static str); 6] {
    [
        (dates::grouped(manifest.published), "published"),
        (dates::grouped(manifest.merged), "merged"),
        (dates::grouped(manifest.held), "held"),
        (dates::grouped(manifest.killed), "killed"),
        (dates::grouped(manifest.not_relevant), "not relevant"),
        (dates::grouped(manifest.failed), "failed, kept"),
    ]
}

/// The manifest as a sentence.
pub(crate) fn manifest_line(manifest: &Manifest) -> String {
    let terms: Vec<String> = manifest_terms(manifest).iter().map(|(number, word)| format!("{number} {word}")).collect();
    let received = dates::grouped(manifest.received);
    format!("{received} received = {}. {} unaccounted for.", terms.join(" + "), manifest.unaccounted())
}

/// `closed 05:30 ET`; `closes 05:30 ET` while it may still change.
pub(crate) fn close_line(state: EditionState, at: Timestamp, zone: &TimeZone) -> String {
    let verb = if state == EditionState::Assembled { "closes" } else { "closed" };
    format!("{verb} {}", dates::clock(at, zone))
}

/// What an edition says that was due at the first instant and came out at the second.
pub(crate) fn late(late: &Late, (due, out): (Timestamp, Timestamp), zone: &TimeZone) -> String {
    let (due, made) = (dates::moment_day(due, zone), dates::moment_day(out, zone));
    if late.passed_over {
        return format!(
            "This edition stands for a day that was missed: due {due}, made {made}, and not mailed. What came in after its hour stands in the next one."
        );
    }
    let mut line = format!("Late: due {due}, out {made}. What came in after its hour stands in the next edition.");
    let days: Vec<String> = late.stands_for.iter().map(|day| dates::day(*day)).collect();
    match days.split_last() {
        None => {}
        Some((day, [])) => {
            line.push_str(&format!(" The edition of {day} was missed too; it stands on the web and was not mailed."));
        }
        Some((last, days)) => line.push_str(&format!(
            " The editions of {} and {last} were missed too; each stands on the web and was not mailed.",
            days.join(", ")
        )),
    }
    line
}

/// `, out 07:12 ET` behind the hour of an edition that was late, with the day where that is another one.
pub(crate) fn out_line((due, out): (Timestamp, Timestamp), zone: &TimeZone) -> String {
    if dates::day_of(due, zone) == dates::day_of(out, zone) {
        format!(", out {}", dates::clock(out, zone))
    } else {
        format!(", out {}", dates::moment_day(out, zone))
    }
}

/// `Export Daily is a Halyard Press publication`; on a page over all titles, `A Halyard Press publication`.
pub(crate) fn belongs(publisher: &Publisher, title: Option<&Title>) -> String {
    match title {
        Some(title) => format!("{} is {} publication", title.name, with_article(&publisher.name)),
        None => capital(&format!("{} publication", with_article(&publisher.name))),
    }
}

fn with_article(name: &str) -> String {
    let vowel = name.chars().next().is_some_and(|c| "AEIOUaeiou".contains(c));
    format!("{} {name}", if vowel { "an" } else { "a" })
}

/// A text with a capital at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_edition_names_its_hour_and_the_days_it_stands_for() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let hours = (at("2026-04-17T10:00:00Z"), at("2026-04-17T11:12:00Z"));
        let day = |day| jiff::civil::date(2026, 4, day);
        let said = |late: Late| super::late(&late, hours, &zone);
        let first = "Late: due Fri Apr 17, 06:00 ET, out Fri Apr 17, 07:12 ET. What came in after its hour stands in the next edition.";
        assert_eq!(said(Late::default()), first);
        assert_eq!(
            said(Late { stands_for: vec![day(16)], ..Late::default() }),
            format!("{first} The edition of Thu Apr 16 was missed too; it stands on the web and was not mailed.")
        );
        assert!(
            said(Late { stands_for: vec![day(14), day(15), day(16)], ..Late::default() })
                .ends_with("The editions of Tue Apr 14, Wed Apr 15 and Thu Apr 16 were missed too; each stands on the web and was not mailed.")
        );
        assert!(said(Late { passed_over: true, ..Late::default() }).contains("a day that was missed"));
        assert_eq!(out_line(hours, &zone), ", out 07:12 ET");
        assert_eq!(out_line((hours.0, at("2026-04-18T11:12:00Z")), &zone), ", out Sat Apr 18, 07:12 ET");
    }

    #[test]
    fn the_six_sums_are_told() {
        let manifest =
            Manifest { received: 1212, published: 19, merged: 14, held: 5, killed: 11, not_relevant: 1161, failed: 2 };
        assert_eq!(
            manifest_line(&manifest),
            "1,212 received = 19 published + 14 merged + 5 held + 11 killed + 1,161 not relevant + 2 failed, kept. \
             0 unaccounted for."
        );
    }
}
