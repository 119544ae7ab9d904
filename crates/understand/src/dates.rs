//! Dates on which a reader may act, read from a document's own words; the publisher's fields where the words give none.
//! What a word before a day means stands in one table (`words`), how a period is counted in another place (`period`).

mod clock;
mod cues;
mod day;
mod flat;
mod history;
mod moved;
mod period;
mod role;
mod scope;
mod trigger;
mod words;

use std::collections::HashSet;
use std::ops::Range;

use jiff::ToSpan as _;
use model::document::{Fields, Part};
use model::findings::{Basis, DateRole, KeyDate};
use model::{Date, TimeZone};

use crate::sentences;
use crate::span::Chars;
use day::Day;
use flat::Flat;
use moved::Moved;
use period::{Event, Period};
use role::{About, Place, Round};
use words::Sort;

/// The zone of Federal Register documents, in which their days are days (44 U.S.C. 1502; the Office of the Federal Register sits
/// in Washington).
const ZONE: &str = "America/New_York";
/// A quotation longer than this many bytes is cut down to the clause that names the day.
const QUOTE_BYTES_MAX: usize = 320;
/// How far from its day a quotation may begin or end, in bytes.
const QUOTE_REACH: usize = 1_200;

/// The key dates of a document (TRADE-GUIDE, 2): when it takes effect, applies, ends, is heard, closes for comments.
///
/// The `DATES:` paragraphs are read first; a document without them is read by its `dates_text`. Then the running text, where it
/// speaks of the document itself: entries `on or after`, savings clauses, hearings, briefs. Each date carries the words it rests on, exact, with
/// their place in characters. A period counted from publication is counted by 1 CFR 18.17 and called computed; one that runs from the reader's own
/// act has no day. The publisher's own `effective_on` and `comments_close_on` are added where the words gave no such date, or
/// another one: where two sources disagree both are shown.
pub fn key_dates(fields: &Fields) -> Vec<KeyDate> {
    let mut reader = Reader {
        fields,
        printed: printed(fields),
        about: About::of(fields),
        out: Vec::new(),
        olds: Vec::new(),
        seen: HashSet::new(),
    };
    let mut told = false;
    for (number, paragraph) in (1..).zip(&fields.paragraphs) {
        if paragraph.part == Part::Dates {
            told = true;
            reader.read(&paragraph.text, Some(number), Place::Dates);
        }
    }
    if !told && let Some(text) = &fields.dates_text {
        reader.read(text, None, Place::Dates);
    }
    for (number, paragraph) in (1..).zip(&fields.paragraphs) {
        let place = match paragraph.part {
            Part::Summary | Part::Body => Place::Text,
            Part::Instruction | Part::Amendment => Place::Amended,
            Part::Heading | Part::Dates | Part::Action | Part::Contact | Part::Addresses | Part::Footnote => continue,
        };
        reader.read(&paragraph.text, Some(number), place);
    }
    let mut out = reader.out;
    for (role, day) in [(DateRole::Effective, fields.effective_on), (DateRole::CommentsClose, fields.comments_close_on)]
    {
        let same = |date: &KeyDate| {
            (date.role == role || role == DateRole::Effective && date.role == DateRole::DelayedTo)
                && [date.on, date.last_day].contains(&day)
        };
        if let Some(day) = day
            && !out.iter().any(same)
        {
            out.push(of_field(role, day));
        }
    }
    out
}

fn of_field(role: DateRole, day: Date) -> KeyDate {
    let quote = day.to_string();
    KeyDate {
        role,
        trigger: None,
        on: Some(day),
        at: None,
        inclusive: true,
        zone: ZONE.to_owned(),
        last_day: (role == DateRole::CommentsClose).then_some(day),
        paragraph: None,
        start: 0,
        end: quote.chars().count(),
        quote,
        basis: Basis::Field,
        scope: None,
        rule: None,
        replaces: None,
    }
}

/// The day of the issue; where it is not known, that of the filing, which comes days before.
fn printed(fields: &Fields) -> Option<Date> {
    let filed = || Some(fields.filed_at?.to_zoned(TimeZone::get(ZONE).ok()?).date());
    fields.published_on.or_else(filed)
}

/// Reads a document's texts one after the other.
struct Reader<'a> {
    fields: &'a Fields,
    printed: Option<Date>,
    about: About,
    out: Vec<KeyDate>,
    /// Days that a delay or an extension has taken the place of; text that tells of them again tells history.
    olds: Vec<Date>,
    /// What is known already: role, day or rule, and the reader's act.
    seen: HashSet<(DateRole, Option<Date>, Option<String>)>,
}

/// A day or a period in a sentence.
enum What {
    Day(Day),
    Period(Period),
}

impl What {
    fn lead(&self) -> usize {
        match self {
            What::Day(day) => day.lead,
            What::Period(period) => period.lead,
        }
    }
    fn tail(&self) -> usize {
        match self {
            What::Day(day) => day.tail,
            What::Period(period) => period.range.end,
        }
    }
    fn range(&self) -> Range<usize> {
        match self {
            What::Day(day) => day.range.clone(),
            What::Period(period) => period.range.clone(),
        }
    }
}

/// The day or rule of a mention, resolved.
struct Resolved {
    day: Option<Day>,
    date: Option<Date>,
    basis: Basis,
    rule: Option<String>,
    own: Option<&'static str>,
}

impl Reader<'_> {
    /// Reads one text. One pass; only sentences that may hold a day or a period are looked at closely.
    fn read(&mut self, text: &str, paragraph: Option<u32>, place: Place) {
        if !(day::may_hold(text) || period::may_hold(text)) {
            return;
        }
        let (mut starts, mut ends) = (Chars::new(text), Chars::new(text));
        let mut in_transit = false;
        for range in sentences::split(text) {
            let sentence = &text[range.clone()];
            let (days, periods) = (day::may_hold(sentence), period::may_hold(sentence));
            if !(days || periods) {
                continue;
            }
            let flat = Flat::of(sentence);
            let mut found = Vec::new();
            if days {
                found.extend(day::find(&flat, self.printed).into_iter().map(What::Day));
            }
            if periods {
                found.extend(period::find(&flat).into_iter().map(What::Period));
            }
            found.sort_by_key(What::lead);
            let before = self.out.len();
            let quotes = self.sentence(&flat, &found, place, in_transit);
            for (date, mention) in self.out[before..].iter_mut().zip(quotes) {
                let quote = quoted(sentence, &flat.back(&mention));
                let (start, end) = (range.start + quote.start, range.start + quote.end);
                text[start..end].clone_into(&mut date.quote);
                (date.paragraph, date.start, date.end) = (paragraph, starts.at(start), ends.at(end));
            }
            in_transit = self.out[before..].iter().any(|date| date.role == DateRole::SavingsClause);
        }
    }

    /// The dates of one sentence, without their quotations; for each the stretch that it rests on.
    fn sentence(&mut self, flat: &Flat<'_>, found: &[What], place: Place, in_transit: bool) -> Vec<Range<usize>> {
        let from = self.out.len();
        let mut quotes = Vec::new();
        let mut old = None;
        // A day that is past counts in running text only for what a document may say of the past.
        let past = place == Place::Dates || in_transit || cues::tells_of_the_past(&flat.text);
        for what in found {
            let text = flat.text.as_str();
            let cited = match what {
                What::Day(day) => history::cites(text, day),
                What::Period(period) => period.is_bound(text),
            };
            if cited {
                continue;
            }
            let Some(resolved) = self.resolve(what, place) else { continue };
            if !past && resolved.own.is_none() && !self.ahead(resolved.date) {
                continue;
            }
            // `upon publication of this notice April 15, 2016`: the day is stated.
            let stated = |other: &What| matches!(other, What::Day(day) if Some(day.date) == resolved.date);
            if matches!(what, What::Period(_)) && found.iter().any(stated) {
                continue;
            }
            let (before, behind, sentence) = role::clause(text, what.lead(), what.tail());
            let round = Round {
                before,
                behind,
                sentence,
                sort: sort(before, behind),
                place,
                about: self.about,
                ahead: self.ahead(resolved.date),
                in_transit: in_transit || self.out[from..].iter().any(|date| date.role == DateRole::SavingsClause),
            };
            let role = match moved::of(&round) {
                Some(Moved::Old) => {
                    old = old.or(resolved.date);
                    continue;
                }
                Some(Moved::New(role)) => Some(role),
                None if resolved.own.is_some() => own(&round, resolved.own),
                None => role::of(&round).or_else(|| self.again(&round, from)),
            };
            let Some(role) = role else { continue };
            let mention = what.lead()..what.range().end;
            for date in self.records(role, &resolved, &round, from, flat) {
                if place != Place::Dates && date.on.is_some_and(|on| self.olds.contains(&on)) {
                    continue;
                }
                let key = (date.role, date.on, date.on.map_or(date.rule.clone(), |_| date.trigger.clone()));
                if self.known(&key, place) {
                    continue;
                }
                self.seen.insert(key);
                self.out.push(date);
                quotes.push(mention.clone());
            }
        }
        if let Some(old) = old {
            self.olds.push(old);
            for date in &mut self.out[from..] {
                date.replaces = date.replaces.or(Some(old)).filter(|old| date.on != Some(*old));
            }
        }
        quotes
    }

    /// `Wednesday, May 4; and 8 a.m. to noon on Friday, May 6`: a further day of the meeting named before.
    fn again(&self, round: &Round<'_>, from: usize) -> Option<DateRole> {
        let bare = matches!(words::trimmed(round.before).trim(), "" | "and" | "and on" | "or");
        let before = self.out[from..].last().filter(|date| date.role == DateRole::Hearing)?;
        bare.then_some(before.role)
    }

    /// Whether the same was read before; running text that repeats a day adds nothing, whatever act it names.
    fn known(&self, key: &(DateRole, Option<Date>, Option<String>), place: Place) -> bool {
        self.seen.contains(key)
            || place != Place::Dates
                && key.1.is_some()
                && self.out.iter().take(64).any(|date| date.role == key.0 && date.on == key.1)
    }

    /// Whether a day lies on the day of the issue or later, as far as that is known.
    fn ahead(&self, day: Option<Date>) -> bool {
        day.zip(self.printed).is_none_or(|(day, printed)| day >= printed)
    }

    fn resolve(&self, what: &What, place: Place) -> Option<Resolved> {
        match what {
            What::Day(day) if day.year_printed => Some(Resolved {
                date: Some(day.date),
                day: Some(day.clone()),
                basis: Basis::Stated,
                rule: None,
                own: None,
            }),
            // In running text a day without a year is as often last year's.
            What::Day(_) if place != Place::Dates => None,
            What::Day(day) => {
                let published = self.printed?;
                let rule = Some(format!("no year is printed; counted from publication on {published}"));
                Some(Resolved { date: Some(day.date), day: Some(day.clone()), basis: Basis::Computed, rule, own: None })
            }
            What::Period(period) => {
                if let Event::Own(act) = period.event {
                    let rule = Some(format!("{}: runs from the reader’s own act", period.words));
                    return Some(Resolved { day: None, date: None, basis: Basis::Stated, rule, own: Some(act) });
                }
                let from = match period.event {
                    Event::Publication => self.fields.published_on?,
                    Event::Filing => self.fields.filed_at?.to_zoned(TimeZone::get(ZONE).ok()?).date(),
                    Event::Effect => self.effect().filter(|_| place != Place::Amended)?,
                    Event::Own(_) => return None,
                };
                let (date, rule) = period.counted(from)?;
                Some(Resolved { day: None, date: Some(date), basis: Basis::Computed, rule: Some(rule), own: None })
            }
        }
    }

    /// When this document takes effect, as far as it is known.
    fn effect(&self) -> Option<Date> {
        let stated = self.out.iter().find(|date| matches!(date.role, DateRole::Effective | DateRole::DelayedTo));
        stated.and_then(|date| date.on).or(self.fields.effective_on)
    }

    /// The record or records that one mention makes: a range that begins and ends makes two.
    fn records(
        &mut self,
        role: DateRole,
        resolved: &Resolved,
        round: &Round<'_>,
        from: usize,
        flat: &Flat<'_>,
    ) -> Vec<KeyDate> {
        if role == DateRole::ReviewPeriod && round.sort.is_some_and(Sort::limits) {
            // `from January 1 through December 31`: the second day closes the period that the first opened.
            if let Some(open) = self.out[from..].iter_mut().rfind(|d| d.role == role && d.last_day.is_none()) {
                open.last_day = resolved.date;
            }
            return Vec::new();
        }
        let through = resolved.day.as_ref().and_then(|day| day.through);
        let scope = scope::of(role, round).map(|scope| flat.printed(scope).to_owned());
        let first = KeyDate { scope, ..record(role, resolved, round) };
        match (through, role) {
            (Some(last), DateRole::ReviewPeriod) => vec![KeyDate { last_day: Some(last), ..first }],
            (Some(last), role) if role.ends() => vec![KeyDate { on: Some(last), last_day: Some(last), ..first }],
            (None, DateRole::Effective) if resolved.day.as_ref().is_some_and(|day| day.hours) => {
                let end = KeyDate { role: DateRole::Expiry, at: None, last_day: first.on, ..first.clone() };
                vec![first, end]
            }
            (Some(last), DateRole::Effective | DateRole::Applicable) => {
                let end = KeyDate { role: DateRole::Expiry, on: Some(last), last_day: Some(last), ..first.clone() };
                vec![first, end]
            }
            _ => vec![first],
        }
    }
}

/// What the words before a day make of it. What comes `after` a day and `will not be considered` had to come on it at the latest.
fn sort(before: &str, behind: &str) -> Option<Sort> {
    let late = ["will not be considered", "will not be accepted", "need not be considered", "may not be considered"];
    match words::before_day(before) {
        Some(Sort::BeginsAfter) if flat::has(behind, &late) => Some(Sort::Ends),
        sort => sort,
    }
}

/// A rule that runs from the reader's own act: something to file, or to do.
fn own(round: &Round<'_>, act: Option<&str>) -> Option<DateRole> {
    // Preambles tell at length who has to answer whom in how many days; only acts on goods and money are the trade's there.
    let papers = act.is_some_and(|act| matches!(act, "received" | "discovered" | "paid"));
    if !period::obliges(round.sentence)
        || round.place == Place::Text && papers
        || flat::has(round.sentence, &["commenter"])
    {
        return None;
    }
    let files = flat::has(round.sentence, &["report", "file", "filed", "submit", "protest", "request", "notify"]);
    Some(if files { DateRole::FilingDue } else { DateRole::Compliance })
}

fn record(role: DateRole, resolved: &Resolved, round: &Round<'_>) -> KeyDate {
    let day = resolved.day.as_ref();
    let limited = round.sort.is_some_and(Sort::limits);
    let ends = role.ends()
        && (role != DateRole::SavingsClause || !matches!(round.sort, Some(Sort::Begins | Sort::BeginsAfter)))
        || role == DateRole::Compliance && limited && !flat::has(round.before, &["optional"]);
    let excluded = match day.filter(|day| day.time.is_some()) {
        // `expires at 12:01 a.m., May 29`: the last full day is May 28. At any later hour the day itself is partly lawful. `Midnight` in
        // words closes the day that it names, unless something has to be done *before* it.
        Some(day) => {
            day.at_first_minute() || day.midnight && flat::ends(words::trimmed(round.before), &["before", "prior to"])
        }
        None => round.sort.is_some_and(|sort| sort.limits() && !sort.inclusive()),
    };
    let last_day = resolved
        .date
        .filter(|_| ends)
        .map(|date| if excluded { date.checked_sub(1.day()).unwrap_or(date) } else { date });
    let inclusive = if ends { !excluded } else { round.sort != Some(Sort::BeginsAfter) };
    KeyDate {
        role,
        trigger: act(role, resolved, round).map(str::to_owned),
        on: resolved.date,
        at: day.and_then(|day| day.instant(ends)),
        inclusive,
        zone: day.and_then(|day| day.zone).unwrap_or(ZONE).to_owned(),
        last_day: last_day.filter(|_| role != DateRole::ReviewPeriod),
        quote: String::new(),
        paragraph: None,
        start: 0,
        end: 0,
        basis: resolved.basis,
        scope: None,
        rule: resolved.rule.clone(),
        replaces: None,
    }
}

/// Which act of the reader the date speaks of.
fn act(role: DateRole, resolved: &Resolved, round: &Round<'_>) -> Option<&'static str> {
    if resolved.own.is_some() {
        return resolved.own;
    }
    let behind = round.behind.split(". ").next().unwrap_or_default();
    match role {
        DateRole::CommentsClose | DateRole::ReplyDue | DateRole::RequestDue | DateRole::FilingDue => {
            trigger::of_papers(round.before, behind)
        }
        DateRole::SavingsClause
            if !round.sort.is_some_and(Sort::limits) && !flat::has(round.before, &["for consumption"]) =>
        {
            let carried = ["en route", "in transit"];
            Some(if flat::has(round.before, &carried) { "en route" } else { "laden aboard" })
        }
        DateRole::WindDown => Some("wound down"),
        DateRole::SavingsClause
        | DateRole::Effective
        | DateRole::Applicable
        | DateRole::Expiry
        | DateRole::Compliance => {
            let goods = || trigger::of_goods(round.before, behind);
            let papers = || trigger::of_papers(round.before, behind).filter(|_| role == DateRole::Applicable);
            round.sort.filter(|sort| *sort != Sort::On).and_then(|_| goods().or_else(papers))
        }
        _ => None,
    }
}

/// The words to quote: the whole sentence, or of a long one the clause round the day.
fn quoted(sentence: &str, day: &Range<usize>) -> Range<usize> {
    if sentence.len() <= QUOTE_BYTES_MAX {
        return 0..sentence.len();
    }
    let (mut from, mut to) = (day.start.saturating_sub(QUOTE_REACH), sentence.len().min(day.end + QUOTE_REACH));
    while !sentence.is_char_boundary(from) {
        from += 1;
    }
    while !sentence.is_char_boundary(to) {
        to -= 1;
    }
    let start = sentence[from..day.start].rfind(['.', ';', ':']).map_or(from, |at| from + at + 1);
    let start = start + (sentence[start..].len() - sentence[start..].trim_start().len());
    let end = sentence[day.end..to].find([';', ',', '.']).map_or(to, |at| day.end + at);
    start.min(day.start)..end.max(day.end)
}

#[cfg(test)]
mod tests;
