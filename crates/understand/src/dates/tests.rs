//! Sentences of real `DATES:` paragraphs and what a calendar may take from them.

use super::*;

fn fields(text: &str) -> Fields {
    Fields {
        published_on: Some(Date::constant(2016, 4, 15)),
        filed_at: "2016-04-14T12:45:00Z".parse().ok(),
        paragraphs: vec![Paragraph { part: Part::Dates, text: text.to_owned() }],
        ..Fields::default()
    }
}

/// Dates as `role day (last lawful day) basis`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = key_dates(&fields(text))
        .iter()
        .map(|date| {
            assert_eq!(crate::span::slice(text, date.start, date.end), date.quote);
            let on = date.on.map(|day| day.to_string()).unwrap_or_default();
            let last = date.last_day.map(|day| format!(" (last {day})")).unwrap_or_default();
            format!("{} {on}{last} {}", date.role, date.basis)
        })
        .collect();
    assert_eq!(found, expected, "in {text}");
}

#[test]
fn rules_take_effect() {
    for text in [
        "This rule is effective May 16, 2016.",
        "Effective Date: May 16, 2016.",
        "DATES: Effective: May 16, 2016.",
        "This finding is effective on May 16, 2016.",
        "The final rule becomes effective as of May 16, 2016.",
        "The effective date of the interim final rule published March 1, 2016 (81 FR 10477) is delayed from April 15, 2016 to May 16, 2016.",
    ] {
        check(text, &["effective 2016-05-16 stated"]);
    }
}

#[test]
fn periods_are_counted_from_publication() {
    check(
        "This action shall become effective immediately upon publication in the Federal Register.",
        &["effective 2016-04-15 computed"],
    );
    check(
        "This rule is effective 30 days after publication in the Federal Register.",
        &["effective 2016-05-15 computed"],
    );
    check("This rule is effective upon filing for public inspection.", &["effective 2016-04-14 computed"]);
    check(
        "Comments are due 60 days after the date of publication of this notice.",
        &["comments-close 2016-06-14 (last 2016-06-14) computed"],
    );
}

#[test]
fn comments_close_on_the_last_lawful_day() {
    for words in ["on or before", "by", "no later than", "through"] {
        check(
            &format!("Comments must be received {words} May 16, 2016."),
            &["comments-close 2016-05-16 (last 2016-05-16) stated"],
        );
    }
    check("Comments must be received before May 16, 2016.", &["comments-close 2016-05-16 (last 2016-05-15) stated"]);
    check("DOE will accept comments until May 16, 2016.", &["comments-close 2016-05-16 (last 2016-05-15) stated"]);
    check(
        "Comments must be received on or before: 5/15/2016.",
        &["comments-close 2016-05-15 (last 2016-05-15) stated"],
    );
    check("Comments Due Date: May 16, 2016.", &["comments-close 2016-05-16 (last 2016-05-16) stated"]);
}

#[test]
fn history_is_no_deadline() {
    check(
        "The comment period for the proposed rule published on January 20, 2016 (81 FR 3033-3038) is reopened. We will consider all comments that we receive on or before May 5, 2016.",
        &["comments-close 2016-05-05 (last 2016-05-05) stated"],
    );
    check(
        "The Director of the Federal Register approves the incorporation by reference of certain publications as of April 15, 2016.",
        &[],
    );
    check("Submit either electronic or written comments on FDA guidances at any time.", &[]);
    check("Applications are due May 20, 2016.", &[]);
}

#[test]
fn one_text_may_hold_several() {
    check(
        "This rule is effective April 15, 2016. Submit either electronic or written objections and requests for a hearing by May 16, 2016.",
        &["effective 2016-04-15 stated", "comments-close 2016-05-16 (last 2016-05-16) stated"],
    );
    check(
        "The public hearings will be held May 9-11, 2016. Written public comments must be received on or before 5 p.m. EST on Friday, May 6, 2016.",
        &["hearing 2016-05-09 stated", "comments-close 2016-05-06 (last 2016-05-06) stated"],
    );
}

#[test]
fn what_runs_from_a_day_to_a_day_ends() {
    check(
        "This deviation is effective from 5 a.m. on April 30, 2016 to 5 a.m. on June 11, 2016.",
        &["effective 2016-04-30 stated", "expiry 2016-06-11 (last 2016-06-11) stated"],
    );
    check(
        "The license expires at 12:01 a.m. Eastern on May 29, 2026.",
        &["expiry 2026-05-29 (last 2026-05-28) stated"],
    );
}

#[test]
fn a_clock_time_with_a_zone_is_an_instant() {
    let found = key_dates(&fields(
        "Comments must be received by 5:00 p.m. Eastern Daylight Time (EDT) on Friday, May 6, 2016.",
    ));
    assert_eq!(found[0].at.map(|at| at.to_string()).as_deref(), Some("2016-05-06T21:00:00Z"));
    assert_eq!(found[0].trigger.as_deref(), Some("received"));
}

#[test]
fn the_publisher_s_fields_fill_what_the_words_leave_open() {
    let mut silent = fields("See below.");
    silent.effective_on = Some(Date::constant(2016, 5, 1));
    let found = key_dates(&silent);
    assert_eq!((found[0].basis, found[0].quote.as_str(), found[0].paragraph), (Basis::Field, "2016-05-01", None));
    let mut agreed = fields("Effective May 1, 2016.");
    agreed.effective_on = Some(Date::constant(2016, 5, 1));
    assert_eq!(key_dates(&agreed).len(), 1);
    agreed.effective_on = Some(Date::constant(2016, 5, 3));
    assert_eq!(key_dates(&agreed).len(), 2, "two sources that disagree are both shown");
}

#[test]
fn a_document_without_paragraphs_is_read_by_its_field() {
    let only = Fields { dates_text: Some("Effective May 1, 2016.".into()), ..Fields::default() };
    let found = key_dates(&only);
    assert_eq!((found[0].paragraph, found[0].start, found[0].end), (None, 0, 22));
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in "(\\PC{0,10}|effective |May 16, 2016|comments |until |5/15/2016| 5 p\\.m\\. ){0,10}") {
        for date in key_dates(&fields(&text)) {
            proptest::prop_assert_eq!(crate::span::slice(&text, date.start, date.end), &date.quote);
        }
    }
}
