//! Instructions of rules, applied and refused.

use std::time::{Duration, Instant};

use model::document::{Paragraph, Part};
use proptest::prelude::*;

use super::*;

const CURRENT: &[&str] = &[
    "Before you mail:",
    "(a) Mail to Washington, DC 20226, or call.",
    "(b) Fees. (1) One.",
    "(i) Small.",
    "(ii) Large; and",
    "(2) Two, that is two.",
    "(c) End.",
    "(Approved by the Office of Management and Budget under control number 1512-0021)",
];

fn current() -> Section {
    Section { heading: "§ 1.23 Mail.".to_owned(), lines: CURRENT.iter().map(|line| (*line).to_owned()).collect() }
}

/// A rule: an instruction begins with a sign that its paragraph does not keep.
fn rule(lines: &[&str]) -> Vec<Paragraph> {
    let paragraph = |line: &&str| match line.strip_prefix('>') {
        Some(text) => Paragraph { part: Part::Instruction, text: text.to_owned() },
        None => Paragraph { part: Part::Amendment, text: (*line).to_owned() },
    };
    lines.iter().map(paragraph).collect()
}

/// What becomes of the section; or why the first instruction that is not carried out is refused.
fn amended(lines: &[&str]) -> Result<Option<Section>, String> {
    let paragraphs = rule(lines);
    let all = instructions(&paragraphs);
    let why = all.iter().find_map(|one| match &one.outcome {
        Outcome::Refused { why, .. } => Some(why.clone()),
        _ => None,
    });
    if let Some(why) = why {
        return Err(why);
    }
    let asked = by_section(&all).into_values().next().unwrap_or_default();
    let carried = carry_out(Some(&current()), &asked);
    match carried.refused.into_iter().next() {
        Some((_, why)) => Err(why),
        None => Ok(carried.after),
    }
}

/// What differs once a rule is carried out: `-` and `+` lines.
fn differs(lines: &[&str]) -> Vec<String> {
    let after = amended(lines).unwrap_or_else(|why| panic!("{lines:?}: {why}")).expect("the section stays");
    let all = |section: &Section| [vec![section.heading.clone()], section.lines.clone()].concat();
    let redline = redline(&all(&current()), &all(&after));
    let sides =
        redline.into_iter().flat_map(|(old, new)| [old.map(|old| format!("-{old}")), new.map(|new| format!("+{new}"))]);
    sides.flatten().collect()
}

fn refusal(lines: &[&str]) -> String {
    let why = amended(lines).expect_err("it is refused");
    assert!(why.ends_with('.') && why.split(' ').count() >= 5, "{why}");
    why
}

#[test]
fn words_give_way_to_words() {
    let one = ">2. Section 1.23 is amended by removing “Washington, DC 20226,” in paragraph (a) and adding in its place “Martinsburg,” and by removing “1512-0021” in the parenthetical text at the end of the section and adding in its place “1140-0009”.";
    assert_eq!(
        differs(&[one]),
        [
            "-(a) Mail to Washington, DC 20226, or call.",
            "+(a) Mail to Martinsburg, or call.",
            "-(Approved by the Office of Management and Budget under control number 1512-0021)",
            "+(Approved by the Office of Management and Budget under control number 1140-0009)",
        ]
    );
    for all in [
        ">2. Amend § 1.23 by revising all references to “two” in paragraph (b) to read “three”.",
        ">2. In § 1.23, remove the word “two” and add in its place the word “three” wherever it appears.",
        ">2. In paragraph (b)(2) of § 1.23, remove the word “two”, and add, in its place, the word “three”.",
        ">2. Section 1.23(b)(2) is amended by removing “two” and adding “three” in its place.",
        ">2. In § 1.23, change the word “two” in paragraph (b)(2) to read “three”.",
    ] {
        assert_eq!(differs(&[all]), ["-(2) Two, that is two.", "+(2) Two, that is three."], "{all}");
    }
    assert_eq!(differs(&[">2. In § 1.23, remove the words “that is ” in paragraph (b)(2)."])[1], "+(2) Two, two.");
    assert_eq!(differs(&[">2. In § 1.23, remove the words “, that is two”."])[1], "+(2) Two.");
    assert_eq!(
        differs(&[">2. In § 1.23, add “at once” after the word “call” in paragraph (a)."])[1],
        "+(a) Mail to Washington, DC 20226, or call at once."
    );
    assert_eq!(
        differs(&[">2. In § 1.23, remove “; and” from the end of paragraph (b)(1)(ii) and add a period in its place."]),
        ["-(ii) Large; and", "+(ii) Large."]
    );
}

#[test]
fn words_that_are_not_there_or_too_often_are_refused() {
    for (instruction, part) in [
        (">2. Section 1.23 is amended by removing “Nobody” and adding in its place “B”.", "“Nobody” do not stand"),
        (">2. In § 1.23, remove “e” and add in its place “B”.", "do not stand"),
        (">2. In § 1.23, remove “ail” and add in its place “B”.", "do not stand"),
        (">2. In § 1.23, remove “2022” and add in its place “1”.", "do not stand"),
        (">2. In § 1.23, remove “O” and add “B” in its place in the first sentence.", "do not stand"),
        (">2. In § 1.23, remove “Mail” and add in its place “Post”.", "in the heading too"),
        (">2. In paragraph (b) of § 1.23, remove “the” in two places and add in its place “a”.", "do not stand"),
        (">2. In § 1.23, remove “call” in paragraph (b) and add in its place “write”.", "do not stand"),
        (">2. In § 1.23, remove “a” and “b” and add in their place “c”.", "as many words"),
        (">2. In § 1.23, remove “a and add in its place “c”.", "in pairs"),
    ] {
        let why = refusal(&[instruction]);
        assert!(why.contains(part), "{instruction}: {why}");
    }
}

#[test]
fn paragraphs_are_revised_added_removed_and_redesignated() {
    let text = ["§ 1.23 Methods.", "* * * * *", "(b) * * *", "(2) Second.", "* * * * *"];
    let with = |instruction: &'static str, text: &[&'static str]| [&[instruction], text].concat();
    let revised = differs(&with(">3. Section 1.23 is amended by revising paragraph (b)(2) to read as follows:", &text));
    assert_eq!(revised, ["-(2) Two, that is two.", "+(2) Second."]);
    // A paragraph that stands in one line with the one above it.
    let revised = differs(&with(
        ">3. Amend § 1.23 by revising paragraph (b)(1) as follows:",
        &["(b) ***", "(1) First.", "(i) New.", "* * * * *"],
    ));
    assert_eq!(
        revised,
        ["-(b) Fees. (1) One.", "-(i) Small.", "-(ii) Large; and", "+(b) Fees. (1) First.", "+(i) New."]
    );
    let added = differs(&with(
        ">3. Amend § 1.23 by adding paragraphs (b)(1)(iii) and (d) to read as follows:",
        &["* * * * *", "(b) * * *", "(1) * * *", "(iii) Huge.", "* * * * *", "(d) More."],
    ));
    assert_eq!(added, ["+(iii) Huge.", "+(d) More."]);
    let moved = differs(&with(
        ">3. Amend § 1.23 by redesignating paragraphs (b) and (c) as paragraphs (c) and (d), respectively, and adding a new paragraph (b) to read as follows:",
        &["(b) New."],
    ));
    assert_eq!(moved, ["-(b) Fees. (1) One.", "+(b) New.", "+(c) Fees. (1) One.", "-(c) End.", "+(d) End."]);
    let moved =
        differs(&[">3. Amend § 1.23 by removing paragraph (b) and redesignating paragraph (c) as paragraph (b)."]);
    assert_eq!(moved.last().map(String::as_str), Some("+(b) End."));
    assert_eq!(differs(&[">3. In § 1.23, remove paragraph (c)."]), ["-(c) End."]);
    assert_eq!(
        differs(&[">3. In § 1.23, paragraph (b)(1)(ii) is removed and reserved."]),
        ["-(ii) Large; and", "+(ii) [Reserved]"]
    );
    assert_eq!(differs(&[">3. Section 1.23 is amended by adding and reserving paragraph (d)."]), ["+(d) [Reserved]"]);
}

#[test]
fn introductions_headings_and_whole_sections_are_set_anew() {
    let intro = [
        ">3. In § 1.23, revise the section heading, the introductory text, and paragraph (b)(1) introductory text to read as follows:",
        "§ 1.23 Post.",
        "After you mail:",
        "* * * * *",
        "(b) * * *",
        "(1) Once:",
        "* * * * *",
    ];
    assert_eq!(
        differs(&intro),
        [
            "-§ 1.23 Mail.",
            "+§ 1.23 Post.",
            "-Before you mail:",
            "+After you mail:",
            "-(b) Fees. (1) One.",
            "+(b) Fees. (1) Once:"
        ]
    );
    let whole = amended(&[">3. Section 1.23 is revised to read as follows:", "§ 1.23 Post.", "All new."]);
    assert_eq!(whole, Ok(Some(Section { heading: "§ 1.23 Post.".to_owned(), lines: vec!["All new.".to_owned()] })));
    assert_eq!(amended(&[">3. Section 1.23 is removed and reserved."]), Ok(None));
    assert!(refusal(&[">3. Add § 1.23 to read as follows:", "§ 1.23 Post.", "All new."]).contains("there already"));
    let paragraphs = rule(&[
        ">1. Add part 9 to read as follows:",
        "PART 9—POST",
        "Authority: 5 U.S.C. 1.",
        "Subpart A—General",
        "§ 9.1 One.",
        "Text.",
        "Subpart B—Rest",
        "§ 9.2 Two.",
        "More.",
    ]);
    let Outcome::Amends(all) = &instructions(&paragraphs)[0].outcome else { panic!("it is read") };
    let sections: Vec<&str> = all.iter().map(|one| one.section.as_str()).collect();
    assert_eq!(sections, ["9.1", "9.2"]);
    let Act::Section { text, is_new: true } = &all[0].act else { panic!("it is added") };
    assert_eq!(text.lines, ["Text."]);
}

#[test]
fn what_is_not_certain_is_refused() {
    for lines in [
        &[">3. Section 1.23 is amended by revising paragraph (b)(2).", "(2) Second."][..],
        &[">3. Section 1.23 is amended by revising paragraph (b)(2).", "(b) * * *", "(2) Second. * * *"],
        &[">3. Section 1.23 is amended by revising paragraph (b).", "(b) See above.", "* * * * *", "(2) Third."],
        &[">3. Section 1.23 is amended by revising the first sentence of paragraph (c).", "(c) End. * * *"],
        &[">3. Section 1.23 is amended by adding paragraph (c).", "(c) Anew."],
        &[">3. Section 1.23 is amended by adding paragraph (e).", "(e) Too far."],
        &[">3. Section 1.23 is amended by revising paragraph (q).", "(q) Nowhere."],
        &[">3. Section 1.23 is amended by revising paragraph (b) heading.", "(b) Costs. * * *"],
        &[">3. Section 1.23 is amended by redesignating paragraph (b) as paragraph (c)."],
        &[">3. Section 1.23 is amended by redesignating paragraph (b) as paragraph (a)(1)."],
        &[">3. In § 1.23, remove paragraph (a)."],
        &[">3. In § 1.23, remove paragraph (b)(1)."],
        &[">3. Section 1.23, as amended February 15, 2013, at 78 FR 11280, is amended by removing paragraph (c)."],
        &[">3. Effective July 18, 2015, § 1.23 is amended by removing paragraph (c)."],
        &[">3. Amend supplement no. 4 to part 744 by adding one entity."],
        &[">3. Amend § 1.23 by revising § 1.24."],
        &[">3. Amend § 1.23 by bettering paragraph (b)."],
        &[">3. Amend § 1.23 in paragraph (b)."],
        &[">3. Remove paragraph (c)."],
        &[">3. Section 1.23 is revised to read as follows:", "§ 1.23 Post.", "(a) New.", "* * * * *"],
        &[">3. Section 1.23 is revised to read as follows:", "§ 1.24 Post.", "(a) New."],
        &[">3. Section 1.23 is revised to read as follows:"],
        // The rule sets more than its instruction says.
        &[">3. Section 1.23 is amended by revising paragraph (a).", "(a) Anew.", "* * * * *", "(c) Anew too."],
    ] {
        refusal(lines);
    }
}

#[test]
fn an_instruction_belongs_to_the_section_that_was_named_before() {
    let paragraphs = rule(&[
        ">7. Amend § 478.11 as follows:",
        ">a. Remove “A” in paragraph (a) and add in its place “B”; and",
        ">b. Revise paragraph (c) to read as follows:",
        "§ 478.11 Meaning.",
        "* * * * *",
        "(c) New.",
        ">8. The authority citation for part 478 continues to read as follows:",
        "Authority: 5 U.S.C. 1.",
        ">b. Remove “A” and add in its place “B”.",
        ">9. In Supplement I to part 478:",
        ">a. Under Section 478.11—Meaning, paragraph 1 is revised.",
    ]);
    let all = instructions(&paragraphs);
    assert_eq!(all.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3, 7, 9, 10, 11]);
    let of = |at: usize| match &all[at].outcome {
        Outcome::Nothing => "nothing".to_owned(),
        Outcome::Amends(amendments) => amendments.iter().map(|one| one.section.as_str()).collect::<Vec<_>>().join(" "),
        Outcome::Refused { .. } => "refused".to_owned(),
    };
    let outcomes: Vec<String> = (0..all.len()).map(of).collect();
    assert_eq!(outcomes, ["nothing", "478.11", "478.11", "nothing", "refused", "refused", "refused"]);
}

#[test]
fn what_follows_a_move_that_was_refused_is_refused_too() {
    let late = Act::Remove { place: Place::Paragraph(Path(vec!["c".to_owned()])), reserve: false };
    let late = Asked { instruction: 1, acts: Some(vec![&late]) };
    let carried = carry_out(Some(&current()), &[Asked { instruction: 0, acts: None }, late.clone()]);
    assert_eq!((carried.after, carried.refused.len()), (Some(current()), 1));
    let carried = carry_out(None, &[late]);
    assert!(carried.refused[0].1.contains("does not stand"));
}

#[test]
fn designations_with_two_readings_are_certain_where_what_follows_decides() {
    let span = |lines: &[&str], path: &[&str]| {
        let path = Path(path.iter().map(|label| (*label).to_owned()).collect());
        Outline::of(lines, Sort::Whole).span(&path).map(|span| (span.line, span.end))
    };
    let letters = ["(a) A", "(b) B", "(c) C", "(d) D", "(e) E", "(f) F", "(g) G", "(h) H", "(1) One", "(i) I", "(j) J"];
    assert_eq!(span(&letters, &["i"]), Ok((9, 10)));
    assert_eq!(span(&letters, &["h"]), Ok((7, 9)));
    let romans = [
        "(a) A", "(b) B", "(c) C", "(d) D", "(e) E", "(f) F", "(g) G", "(h) H", "(1) One", "(i) I", "(ii) II", "(i) I",
    ];
    assert_eq!(span(&romans, &["h", "1", "ii"]), Ok((10, 11)));
    // Nothing follows that would say which it is.
    assert!(span(&letters[..10], &["h"]).is_err());
    assert_eq!(span(&letters[..10], &["g"]), Ok((6, 7)));
    // A number is missing: what stands behind cannot be placed, what stands before can.
    let broken = ["(a) A", "(1) One", "(b) B", "(d) D"];
    assert_eq!(span(&broken, &["a"]), Ok((0, 2)));
    assert!(span(&broken, &["b"]).is_err() && span(&broken, &["d"]).is_err());
    assert_eq!(span(&["(a) A", "(b)-(d) [Reserved]", "(e) E"], &["e"]), Ok((2, 3)));
}

#[test]
fn lists_of_paragraphs_are_read_as_they_are_written() {
    let path = |text: &str| Path(text.trim_matches(['(', ')']).split(")(").map(str::to_owned).collect());
    for (before, written, wanted) in [
        ("(b)(1)", "(2)", Some("(b)(2)")),
        ("(a)(1)(i)", "(ii)", Some("(a)(1)(ii)")),
        ("(h)", "(i)", Some("(i)")),
        ("(f)(4)(iii)", "(i)(2)", Some("(i)(2)")),
        ("(e)(4)(ii)", "(e)(4)(iii)", Some("(e)(4)(iii)")),
        ("(b)(1)(i)", "(v)", None),
    ] {
        let found = paths::resolved(Some(&path(before)), &path(written));
        assert_eq!(found.ok(), wanted.map(path), "{before} and {written}");
    }
    let all = paths::through(&path("(c)(3)"), &path("(5)")).expect("it is certain");
    assert_eq!(all, [path("(c)(4)"), path("(c)(5)")]);
    assert!(paths::through(&path("(c)(3)"), &path("(2)")).is_err());
    assert!(paths::through(&path("(a)"), &path("(zz)(1)")).is_err());
}

#[test]
fn every_pattern_stands() {
    assert!(read::LABEL.is_match("12a. Revise") && !read::LABEL.is_match("Revise"));
    assert!(read::OF_A_RULE.is_match(", as amended at 78 FR 6964 (Jan. 31, 2013),"));
    assert!(read::OWN_DAY.is_match("Effective July 18, 2015, in"));
    assert!(read::WHOLE.is_match("Subpart C is added to read as follows:"));
}

#[test]
fn a_long_section_takes_no_more_than_its_length() {
    let lines = |count: usize| -> Vec<String> {
        (1..=count).map(|number| format!("({number}) Text of (i) and so on.")).collect()
    };
    let time = |count: usize| {
        let section = Section { heading: String::new(), lines: [vec!["(a) A".to_owned()], lines(count)].concat() };
        let path = Path(vec!["a".to_owned(), "7".to_owned()]);
        let begin = Instant::now();
        for _ in 0..20 {
            let after = apply(Some(&section), &Act::Remove { place: Place::Paragraph(path.clone()), reserve: true });
            assert!(after.is_ok());
        }
        begin.elapsed()
    };
    let (short, long) = (time(90), time(900));
    assert!(long < short * 40 + Duration::from_millis(50), "ten times as long: {short:?} and {long:?}");
}

proptest! {
    #[test]
    fn whatever_stands_there_nothing_panics(
        lines in proptest::collection::vec("(>[0-9a-z]{0,2}\\. ?)?(Section 1\\.23|§ 1\\.23|Amend|[Rr]evis(e|ing)|remov(e|ing)|and|add(ing)?|redesignat(e|ing)|as|paragraph|paragraphs|introductory text|in its place|“[a-z(]{0,5}”|“|”|\\([a-z0-9]{1,2}\\)|through|,|the| |\\* \\* \\*|[a-z§(). 0-9*é]){0,14}", 0..8),
        current in "(\\([a-z0-9]{1,3}\\)|\\(1\\)|\\(i\\)|\n|\\[Reserved\\]|[a-z() é“.]){0,40}",
    ) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let paragraphs = rule(&lines);
        let section = Section::new("§ 1.23 É.", &current);
        let all = instructions(&paragraphs);
        prop_assert_eq!(all.len(), paragraphs.iter().filter(|one| one.part == Part::Instruction).count());
        for asked in by_section(&all).into_values() {
            let carried = carry_out(Some(&section), &asked);
            prop_assert!(carried.refused.iter().all(|(_, why)| why.ends_with('.')));
            if carried.refused.len() == asked.iter().filter(|asked| asked.acts.is_some()).count() {
                prop_assert_eq!(carried.after, Some(section.clone()));
            }
        }
    }

    #[test]
    fn a_paragraph_set_anew_is_there_and_nothing_else_differs(which in 0usize..12, words in "[A-Z][a-z ]{0,20}\\.") {
        let lines: Vec<String> = (0..12u8).map(|at| format!("({}) Old {at}.", char::from(b'a' + at))).collect();
        let label = char::from(b'a' + u8::try_from(which).expect("small"));
        let section = Section { heading: String::new(), lines: lines.clone() };
        let set = vec![format!("({label}) {words}")];
        let act = Act::Revise { place: Place::Paragraph(Path(vec![label.to_string()])), lines: set.clone() };
        let after = apply(Some(&section), &act).expect("it is there").expect("it stays");
        prop_assert_eq!(&after.lines[which], &set[0]);
        let rest = after.lines.iter().zip(&lines).enumerate().filter(|(at, (new, old))| *at != which && new != old).count();
        prop_assert_eq!(rest, 0);
    }

    #[test]
    fn a_redline_leads_from_one_text_to_the_other(
        before in proptest::collection::vec("[abc]{1,2}", 0..12),
        after in proptest::collection::vec("[abc]{1,2}", 0..12),
    ) {
        let redline = redline(&before, &after);
        let count = |side: fn(&Line) -> bool| redline.iter().filter(|line| side(line)).count();
        let (gone, come) = (count(|line| line.0.is_some()), count(|line| line.1.is_some()));
        prop_assert_eq!(before.len() + come, after.len() + gone);
        prop_assert_eq!(redline.is_empty(), before == after);
    }

    #[test]
    fn numbers_of_designations_read_back(number in 1u16..52, level in 0usize..6) {
        let label = labels::label(number, level).expect("it has one");
        prop_assert_eq!(labels::number(&label, level), Some(number));
    }
}

#[test]
fn what_was_made_of_a_section_is_held_against_what_is_printed() {
    use model::change::{Action, Change, Kind, TEXT};
    use model::document::FieldChange;
    use model::snapshot::ListEntry;
    let change = |before: &str, after: &str| Change {
        kind: Kind::CfrText,
        action: Action::Amended,
        entry: ListEntry {
            id: "15:744.1".to_owned(),
            name: "§ 744.1 One.".to_owned(),
            kind: "section".to_owned(),
            programs: Vec::new(),
            countries: Vec::new(),
            aliases: Vec::new(),
            fields: BTreeMap::from([(TEXT.to_owned(), after.to_owned())]),
        },
        fields: vec![FieldChange { field: TEXT.to_owned(), before: before.to_owned(), after: after.to_owned() }],
    };
    let ours = change("(a) A.\n(b) B.", "(a) A.\n(b) “New”—B.");
    assert_eq!(reconcile(&ours, &change("(a) A.\n(b) B.", "(a)A.\n(b) \"New\"–B.")), Agreement::Same);
    let Agreement::Differs(lines) = reconcile(&ours, &change("(a) A.\n(b) B.", "(a)A.\n(b) Other.")) else {
        panic!("they differ")
    };
    assert_eq!(lines, [(Some("(b) “New”—B.".to_owned()), Some("(b) Other.".to_owned()))]);
    assert_eq!(reconcile(&ours, &change("(a) A.\n(b) Z.", "(a) A.\n(b) “New”—B.")), Agreement::OtherGround);
}
