//! A rule on the text of the Code that is kept: what it changes, on the morning it is printed; and the Code's own text days later.

use model::capture::Answer;
use model::change::TEXT;
use model::note::{Note, Weight};

use crate::house::{House, answer, engines};

const RULE: &str = "fr:2026-07500";

/// Part 744 as the Code prints it.
fn code(at: &str, paragraph_b: &str) -> Answer {
    let day = &at[..10];
    let body = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><DIV5 N="744" TYPE="PART"><HEAD>PART 744—CONTROL OF INVENTED GOODS</HEAD>
<DIV8 N="744.1" TYPE="SECTION"><HEAD>§ 744.1 Introduction.</HEAD><P>(a) <I>Scope.</I> All of it.</P><P>(b) {paragraph_b}</P><P>(c) End.</P></DIV8>
<DIV8 N="744.2" TYPE="SECTION"><HEAD>§ 744.2 Widgets.</HEAD><P>A widget weighs 2 kg.</P></DIV8></DIV5>"#
    );
    let url = format!("https://www.ecfr.gov/api/versioner/v1/full/{day}/title-15.xml?part=744");
    answer(&url, at, "application/xml", body.into_bytes())
}

/// A rule of three instructions: one that is carried out, one for a text that is not kept, one that is refused.
fn rule() -> Answer {
    let body = r#"<RULE><PREAMB><AGENCY TYPE="N">DEPARTMENT OF COMMERCE</AGENCY><CFR>15 CFR Parts 744 and 774</CFR><SUBJECT>Invented Goods</SUBJECT>
<AGY><HD SOURCE="HED">AGENCY:</HD><P>Bureau of Industry and Security.</P></AGY><ACT><HD SOURCE="HED">ACTION:</HD><P>Final rule.</P></ACT></PREAMB>
<SUPLINF><REGTEXT PART="744" TITLE="15"><AMDPAR>2. Section 744.1 is amended by revising paragraph (b) to read as follows:</AMDPAR>
<SECTION><SECTNO>§ 744.1 </SECTNO><SUBJECT>Introduction.</SUBJECT><STARS/><P>(b) See § 744.11—now.</P><STARS/></SECTION>
<AMDPAR>3. In § 744.2, revise the first sentence to read as follows:</AMDPAR><SECTION><SECTNO>§ 744.2 </SECTNO><SUBJECT>Widgets.</SUBJECT><P>A widget weighs 3 kg.</P></SECTION></REGTEXT>
<REGTEXT PART="774" TITLE="15"><AMDPAR>4. Section 774.1 is removed.</AMDPAR></REGTEXT></SUPLINF>
<FRDOC>[FR Doc. 2026-07500 Filed 4-15-26; 8:45 am]</FRDOC></RULE>"#;
    let url = "https://www.federalregister.gov/documents/full_text/xml/2026/04/16/2026-07500.xml";
    answer(url, "2026-04-16T12:46:00Z", "application/xml", body.as_bytes().to_vec())
}

/// What is noted on the last capture of the Code.
async fn notes(house: &House, at: &str) -> Vec<Note> {
    let mut tx = house.newsroom.store.read().await.expect("read");
    let url = code(at, "").url;
    let captures = tx.captures_of_address(&url, 1).await.expect("read");
    tx.notes_of(&captures[0], 10).await.expect("read")
}

#[tokio::test]
async fn a_rule_is_set_into_the_text_that_is_kept_and_held_against_the_code() {
    for house in engines().await {
        house.replay(&[code("2026-04-13T14:00:00Z", "See § 744.11."), rule()]).await;
        let mut tx = house.newsroom.store.read().await.expect("read");
        let changes = tx.changes(Some("cfr-15-744"), None).await.expect("read");
        let [one] = &changes[..] else { panic!("one change: {changes:?}") };
        assert_eq!((one.document.as_str(), one.change.entry.id.as_str()), (RULE, "15:744.1"));
        let text = one.change.fields.iter().find(|field| field.field == TEXT).expect("the text");
        assert_eq!(text.before, "(a) Scope. All of it.\n(b) See § 744.11.\n(c) End.");
        assert_eq!(text.after, "(a) Scope. All of it.\n(b) See § 744.11—now.\n(c) End.");
        let rule = tx.captures_of_address(&rule().url, 1).await.expect("read");
        let noted = tx.notes_of(&rule[0], 10).await.expect("read");
        let [refused] = &noted[..] else { panic!("one refusal: {noted:?}") };
        assert!(refused.place.starts_with(RULE) && refused.text.contains("by sentences"), "{refused:?}");
        assert_eq!(tx.change_counts(model::Timestamp::MIN, model::Timestamp::MAX).await.expect("read"), []);
        drop(tx);
        // The Code shows it, set with another dash: nothing to note but that it agrees.
        house.replay(&[code("2026-04-17T09:00:00Z", "See § 744.11–now.")]).await;
        let noted = notes(&house, "2026-04-17T09:00:00Z").await;
        assert_eq!(noted.iter().map(|note| note.weight).collect::<Vec<_>>(), [Weight::Info], "{noted:?}");
        assert!(noted[0].text.contains(RULE));
        house.assert_books_agree().await;
    }
}

#[tokio::test]
async fn a_difference_between_our_text_and_the_code_is_noted_with_both() {
    for house in engines().await {
        let states =
            [code("2026-04-13T14:00:00Z", "See § 744.11."), rule(), code("2026-04-17T09:00:00Z", "See § 744.12.")];
        house.replay(&states).await;
        let noted = notes(&house, "2026-04-17T09:00:00Z").await;
        let [odd] = &noted[..] else { panic!("one difference: {noted:?}") };
        assert_eq!((odd.weight, odd.place.as_str()), (Weight::Odd, "15 CFR 744.1"));
        assert!(odd.text.contains("“(b) See § 744.12.” where we have “(b) See § 744.11—now.”"), "{}", odd.text);
    }
}

#[tokio::test]
async fn a_text_that_another_rule_changed_in_between_is_not_held_against_ours() {
    for house in engines().await {
        let other =
            [code("2026-04-13T14:00:00Z", "See § 744.11."), rule(), code("2026-04-16T20:00:00Z", "See § 744.10.")];
        house.replay(&other).await;
        house.replay(&[code("2026-04-17T09:00:00Z", "See § 744.9.")]).await;
        assert_eq!(notes(&house, "2026-04-17T09:00:00Z").await, []);
    }
}
