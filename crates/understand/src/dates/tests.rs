//! Sentences of real `DATES:` paragraphs and what a calendar may take from them.

use model::document::Paragraph;

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
        &["effective 2016-05-16 computed"],
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
    check("Applications are due May 20, 2016.", &["filing-due 2016-05-20 (last 2016-05-20) stated"]);
    for text in [
        "The agency issued a proposed rule on January 20, 2016 (81 FR 3033).",
        "The rule of March 1, 2016 (81 FR 10477, March 1, 2016) stands.",
        "See the January 20, 2016, proposed rule and Executive Order 13382 of June 28, 2005.",
        "The International Emergency Economic Powers Act of December 28, 1977, is the authority.",
        "Authority: Notice of September 18, 2015, 80 FR 57281 (September 22, 2015).",
    ] {
        check(text, &[]);
    }
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

#[test]
fn a_delay_names_the_new_day_and_the_old() {
    let text = "The effective date of the interim final rule published March 1, 2016 (81 FR 10477) is delayed from April 15, 2016 to May 16, 2016.";
    check(text, &["delayed-to 2016-05-16 stated"]);
    assert_eq!(key_dates(&fields(text))[0].replaces, Some(Date::constant(2016, 4, 15)));
    check(
        "The effective date of the rule amending 15 CFR part 744, published at 81 FR 10477, is delayed until June 1, 2016.",
        &["delayed-to 2016-06-01 stated"],
    );
    let text = "The comment period for the notice published January 5, 2016 (81 FR 300), which was scheduled to close on April 18, 2016, is extended to May 18, 2016.";
    check(text, &["comments-close 2016-05-18 (last 2016-05-18) stated"]);
    assert_eq!(key_dates(&fields(text))[0].replaces, Some(Date::constant(2016, 4, 18)));
    check(
        "This document extends the comment period from May 2, 2016, to June 1, 2016.",
        &["comments-close 2016-06-01 (last 2016-06-01) stated"],
    );
}

#[test]
fn goods_under_way_keep_both_their_dates() {
    let text = "Shipments of items removed from eligibility for a License Exception as a result of this regulatory action that were on dock for loading, on lighter, laden aboard an exporting carrier, or en route aboard a carrier to a port of export, on April 15, 2016, pursuant to actual orders for export, may proceed to that destination under the previous eligibility so long as they have been exported before May 16, 2016.";
    let found = key_dates(&fields(text));
    let told: Vec<_> = found.iter().map(|date| (date.role, date.trigger.as_deref(), date.last_day)).collect();
    assert_eq!(
        told,
        [
            (DateRole::SavingsClause, Some("en route"), Some(Date::constant(2016, 4, 15))),
            (DateRole::SavingsClause, Some("exported"), Some(Date::constant(2016, 5, 15))),
        ]
    );
    assert!(
        found[0].scope.as_deref().is_some_and(|scope| scope.starts_with("Shipments of items removed")),
        "{found:?}"
    );
    let text = "Goods loaded onto a vessel at the port of loading and in transit on the final mode of transit before 12:01 a.m. eastern daylight time on April 25, 2016, and entered for consumption, or withdrawn from warehouse for consumption, before 12:01 a.m. eastern daylight time on May 27, 2016, shall not be subject to such additional duty.";
    let found = key_dates(&fields(text));
    let told: Vec<_> = found.iter().map(|date| (date.trigger.as_deref(), date.last_day, date.at)).collect();
    assert_eq!(
        told,
        [
            (Some("en route"), Some(Date::constant(2016, 4, 24)), "2016-04-25T04:01:00Z".parse().ok()),
            (
                Some("entered or withdrawn for consumption"),
                Some(Date::constant(2016, 5, 26)),
                "2016-05-27T04:01:00Z".parse().ok()
            ),
        ]
    );
}

#[test]
fn a_measure_hangs_on_entries() {
    let text = "The duty shall be effective with respect to goods entered for consumption, or withdrawn from warehouse for consumption, on or after 12:01 a.m. eastern daylight time on April 25, 2016.";
    let found = key_dates(&fields(text));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].role, found[0].trigger.as_deref()),
        (DateRole::Effective, Some("entered or withdrawn for consumption"))
    );
    assert_eq!((found[0].at, found[0].inclusive, found[0].last_day), ("2016-04-25T04:01:00Z".parse().ok(), true, None));
    check(
        "CBP will suspend liquidation of all entries of subject merchandise entered, or withdrawn from warehouse, for consumption on or after the date of publication of this notice in the Federal Register.",
        &["applicable 2016-04-15 computed"],
    );
}

#[test]
fn a_rule_of_the_reader_s_own_has_no_day() {
    let found = key_dates(&fields(
        "Reports must be filed within 10 business days from the date of blocking. A claim shall be filed within 180 days of the date of export.",
    ));
    let told: Vec<_> = found.iter().map(|date| (date.role, date.trigger.as_deref(), date.on, date.last_day)).collect();
    assert_eq!(
        told,
        [(DateRole::FilingDue, Some("blocked"), None, None), (DateRole::FilingDue, Some("exported"), None, None)]
    );
    assert!(
        found[0].rule.as_deref().is_some_and(|rule| rule.starts_with("10 business days from the date of blocking"))
    );
}

#[test]
fn captions_and_titles_say_what_a_day_is() {
    check(
        "Effective date:This interim final rule is effective April 28, 2016. Comment date:Written comments must be postmarked and electronic comments must be submitted on or before June 25, 2016.",
        &["effective 2016-04-28 stated", "comments-close 2016-06-25 (last 2016-06-25) stated"],
    );
    let mut meeting = fields("Wednesday, May 11, 2016, 6:00 p.m.");
    meeting.title = Some("Environmental Management Site-Specific Advisory Board; Meeting".into());
    let found = key_dates(&meeting);
    assert_eq!((found[0].role, found[0].on), (DateRole::Hearing, Some(Date::constant(2016, 5, 11))));
    check(
        "Mandatory compliance date:Compliance with § 1004.4 of this interim final rule is optional until July 22, 2016. Comments: May 16, 2016.",
        &["compliance 2016-07-22 stated", "comments-close 2016-05-16 (last 2016-05-16) stated"],
    );
    check("By May 16, 2016, submit your comments.", &["comments-close 2016-05-16 (last 2016-05-16) stated"]);
    check(
        "Requests to appear at the hearing must be received by May 2, 2016.",
        &["request-due 2016-05-02 (last 2016-05-02) stated"],
    );
    check("Rebuttal comments are due no later than May 9, 2016.", &["reply-due 2016-05-09 (last 2016-05-09) stated"]);
    check(
        "All wind down transactions must be completed before May 9, 2016.",
        &["wind-down 2016-05-09 (last 2016-05-08) stated"],
    );
    check(
        "The rule is suspended from April 15, 2016, through November 9, 2016.",
        &["suspended-until 2016-11-09 (last 2016-11-09) stated"],
    );
}

#[test]
fn lines_of_other_offices_are_read() {
    check(
        "March 24, 2016: To be assured of consideration, submit requests to appear at the hearing by this date. May 6, 2016: The Committee will convene a public hearing.",
        &["request-due 2016-03-24 (last 2016-03-24) stated", "hearing 2016-05-06 stated"],
    );
    check(
        "The closing period for their receipt is June 6, 2016. Rebuttal comments may be submitted during the subsequent 15-day period to June 20, 2016.",
        &["comments-close 2016-06-06 (last 2016-06-06) stated", "reply-due 2016-06-20 (last 2016-06-20) stated"],
    );
    check(
        "As of January 21, 2016, the effective date of the final rule published at 89 FR 106234, December 30, 2015, is delayed to a new effective date of May 21, 2016.",
        &["delayed-to 2016-05-21 stated"],
    );
    check(
        "This rule is effective May 17, 2016, without further notice, unless EPA receives adverse comment by April 25, 2016.",
        &["effective 2016-05-17 stated", "comments-close 2016-04-25 (last 2016-04-25) stated"],
    );
    check(
        "All transactions ordinarily incident to winding down are authorized through 12:01 a.m. eastern daylight time, May 12, 2016.",
        &["wind-down 2016-05-12 (last 2016-05-11) stated"],
    );
    check(
        "Comments on the adequacy of responses may be filed by June 13, 2016. Applications received after May 5, 2016, will not be considered.",
        &["comments-close 2016-06-13 (last 2016-06-13) stated", "filing-due 2016-05-05 (last 2016-05-05) stated"],
    );
    check(
        "The suspension is effective May 10, 2016, through November 9, 2016.",
        &["effective 2016-05-10 stated", "suspended-until 2016-11-09 (last 2016-11-09) stated"],
    );
    check(
        "The proposed rule published on January 9, 2016, at 81 FR 653, is withdrawn as of April 15, 2016.",
        &["effective 2016-04-15 stated"],
    );
}

#[test]
fn further_lines_are_read() {
    check(
        "The comment due date of May 1, 2016, is extended to May 15, 2016.",
        &["comments-close 2016-05-15 (last 2016-05-15) stated"],
    );
    check(
        "Comments are due by the 45th day after publication.",
        &["comments-close 2016-05-31 (last 2016-05-31) computed"],
    );
    check("The public hearing is being held on August 4, 2016.", &["hearing 2016-08-04 stated"]);
    check("These regulations apply on May 1, 2016.", &["applicable 2016-05-01 stated"]);
}

#[test]
fn a_year_that_is_not_printed_is_said_to_be_computed() {
    let found = key_dates(&fields("Comments are due by June 3."));
    assert_eq!((found[0].on, found[0].basis), (Some(Date::constant(2016, 6, 3)), Basis::Computed));
    assert!(found[0].rule.as_deref().is_some_and(|rule| rule.contains("no year is printed")));
}

#[test]
fn midnight_closes_the_day_it_names_and_the_minute_after_leaves_it_out() {
    for (words, last) in [
        ("by midnight Eastern time on May 16, 2016", "2016-05-16"),
        ("no later than 11:59 p.m. EDT on May 16, 2016", "2016-05-16"),
        ("before 12:01 a.m. Eastern standard time on May 16, 2016", "2016-05-15"),
        ("before midnight on May 16, 2016", "2016-05-15"),
        ("not later than close of business May 16, 2016", "2016-05-16"),
    ] {
        check(
            &format!("Comments must be received {words}."),
            &[&format!("comments-close 2016-05-16 (last {last}) stated")],
        );
    }
}

#[test]
fn running_text_is_read_only_where_it_speaks_of_itself() {
    let body = |text: &str| {
        let mut document = fields("");
        document.paragraphs = vec![Paragraph { part: Part::Body, text: text.to_owned() }];
        key_dates(&document)
            .iter()
            .map(|date| format!("{} {:?}", date.role, date.on.map(|on| on.to_string())))
            .collect::<Vec<_>>()
    };
    assert_eq!(body("The 2013 TILA Rule takes effect May 10, 2016."), Vec::<String>::new());
    assert_eq!(body("On March 1, 2016, the company received comments."), Vec::<String>::new());
    assert_eq!(body("This rule would take effect May 10, 2016."), Vec::<String>::new());
    assert_eq!(body("This order shall be effective on May 10, 2016."), ["effective Some(\"2016-05-10\")"]);
    assert_eq!(
        body("Requests for a hearing must be submitted within 30 days after the date of publication of this notice."),
        ["request-due Some(\"2016-05-16\")"]
    );
}

#[test]
fn a_text_of_any_length_is_read_in_time_that_grows_with_it() {
    let once = "Comments must be received by May 16, 2016, and goods entered on or after April 25, 2016, ";
    let long = once.repeat(4_000);
    let found = key_dates(&fields(&long));
    assert!(!found.is_empty() && found.len() < 20, "{}", found.len());
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in "(\\PC{0,10}|effective |May 16, 2016|comments |until |5/15/2016| 5 p\\.m\\. |en route |before |—|; |\u{a0}|30 days after |publication|June 1 through 30, 2026|delayed from |to |on or after |entered for consumption |must |\\. ){0,12}") {
        let found = key_dates(&fields(&text));
        proptest::prop_assert_eq!(&found, &key_dates(&fields(&text)));
        for date in &found {
            proptest::prop_assert_eq!(crate::span::slice(&text, date.start, date.end), &date.quote);
            if let (Some(on), Some(last)) = (date.on, date.last_day) {
                proptest::prop_assert!(last == on || last == on.yesterday().unwrap_or(on) || date.role == DateRole::ReviewPeriod);
            }
        }
    }
}
