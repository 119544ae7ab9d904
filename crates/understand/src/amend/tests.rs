//! Instructions of rules, applied and refused.

use proptest::prelude::*;

use super::*;

const CURRENT: &str = "(a) Mail to Washington, DC 20226, or call.\n(b) See below.\n(1) One.\n(2) Two.\n(c) End.";

fn outcome(instruction: &str, text: &[&str]) -> Outcome {
    let text: Vec<String> = text.iter().map(|line| (*line).to_owned()).collect();
    Instructions::default().read(instruction, &text)
}

fn applied(instruction: &str, text: &[&str]) -> Result<String, String> {
    match outcome(instruction, text) {
        Outcome::Nothing => Ok(CURRENT.to_owned()),
        Outcome::Refused(why) => Err(why),
        Outcome::Amends(amendments) => {
            amendments.iter().try_fold(CURRENT.to_owned(), |text, amendment| apply(&text, &amendment.act))
        }
    }
}

#[test]
fn words_give_way_to_words() {
    let after = applied(
        "2. Section 447.32 is amended by removing “Washington, DC 20226,” in paragraph (a) and adding in its place “Martinsburg,” and by removing “Two” and adding in its place “2”.",
        &[],
    );
    let after = after.expect("it can be applied");
    assert_eq!(after, "(a) Mail to Martinsburg, or call.\n(b) See below.\n(1) One.\n(2) 2.\n(c) End.");
    assert_eq!(redline(CURRENT, &after).len(), 2);
    let refused = applied("2. Section 447.32 is amended by removing “Nobody” and adding in its place “B”.", &[]);
    assert_eq!(refused, Err("The words “Nobody” do not stand in the current text.".to_owned()));
    assert!(applied("2. In § 447.32, remove “e” and add in its place “B”.", &[]).is_err(), "a letter within words");
}

#[test]
fn paragraphs_are_revised_and_added() {
    let text = ["§ 1.23 Methods.", "* * * * *", "(b) * * *", "(2) Second.", "* * * * *"];
    let after = applied("3. Section 1.23 is amended by revising paragraph (b)(2) to read as follows:", &text);
    assert_eq!(after.as_deref(), Ok(&*CURRENT.replace("(2) Two.", "(2) Second.")));
    let after = applied("Amend § 1.23 by adding paragraph (b)(3) to read as follows:", &["(b) * * *", "(3) Three."]);
    assert_eq!(after.as_deref(), Ok(&*CURRENT.replace("(2) Two.", "(2) Two.\n(3) Three.")));
    for (instruction, text) in [
        ("Section 1.23 is amended by revising paragraphs (b)(1) and (2).", "(2) Second."),
        ("Section 1.23 is amended by revising paragraph (b) introductory text.", "(b) See above."),
        ("Section 1.23 is amended by revising paragraph (b).", "(b) See above.\n* * *"),
        ("Section 1.23 is amended by revising the first sentence of paragraph (c).", "(c) End."),
        ("Section 1.23 is amended by adding paragraph (c).", "(c) Anew."),
        ("Section 1.23 is amended by adding paragraph (e).", "(e) Too far."),
        ("Amend supplement no. 4 to part 744 by adding one entity.", "x"),
        ("Section 1.23 is amended by redesignating paragraph (b) as (c).", ""),
        ("Sections 1.23 and 1.24 are removed.", ""),
    ] {
        let lines: Vec<&str> = text.lines().collect();
        let why = applied(instruction, &lines).expect_err(instruction);
        assert!(why.ends_with('.') && why.len() > 20, "{why}");
    }
}

#[test]
fn an_instruction_belongs_to_the_section_that_was_named_before() {
    let mut instructions = Instructions::default();
    assert_eq!(instructions.read("7. Amend § 478.11 as follows:", &[]), Outcome::Nothing);
    let swap = instructions.read("b. Remove “A” in paragraph (a) and add in its place “B”.", &[]);
    assert!(matches!(&swap, Outcome::Amends(all) if all[0].section == "478.11"), "{swap:?}");
    assert_eq!(
        instructions.read("8. The authority citation for part 478 continues to read as follows:", &[]),
        Outcome::Nothing
    );
    assert!(matches!(instructions.read("b. Remove “A” and add in its place “B”.", &[]), Outcome::Refused(_)));
}

proptest! {
    #[test]
    fn whatever_stands_there_nothing_panics(
        instruction in "[0-9]{0,2}\\.? ?(Section|§|Amend|Revise|removing|adding paragraph|“|”|\\(a\\)|\\(1\\)|[a-z§“”(). 0-9*é]){0,20}",
        text in proptest::collection::vec("(\\(a\\)|\\(ii\\)|\\(1\\)|\\* \\* \\*|[a-z() é]){0,8}", 0..6),
        current in "(\\(a\\)|\\(1\\)|\\(i\\)|\n|[a-z() é“]){0,30}",
    ) {
        if let Outcome::Amends(all) = Instructions::default().read(&instruction, &text) {
            for amendment in all {
                if let Ok(after) = apply(&current, &amendment.act) {
                    let _ = redline(&current, &after);
                }
            }
        }
    }

    #[test]
    fn what_is_put_in_place_of_words_is_there(words in "[a-z]{3,8}", new in "[A-Z]{2,6}") {
        let current = format!("(a) Before {words} after.");
        let act = Act::Words { within: None, old: words.clone(), new: new.clone(), everywhere: true };
        let after = apply(&current, &act).expect("the words are there");
        prop_assert!(after.contains(&new));
    }
}
