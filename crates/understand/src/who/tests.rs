//! Who and where, one line a rule; and that words stand where they are said to, in any text.

use model::document::{Paragraph, Part};
use model::who::Words;

use super::*;

fn fields(paragraphs: &[&str]) -> Fields {
    let paragraphs = paragraphs.iter().map(|text| Paragraph { part: Part::Body, text: (*text).to_owned() });
    Fields { paragraphs: paragraphs.collect(), ..Fields::default() }
}

fn found(text: &str) -> Findings {
    let mut findings = Findings::default();
    read(&fields(&[text]), [&[], &[]], &mut findings);
    findings
}

#[track_caller]
fn groups(text: &str, expected: &[&str]) {
    let found = found(text);
    assert_eq!(found.country_groups.iter().map(|group| group.group.as_str()).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn country_groups_are_read_as_lists() {
    groups("a destination in Country Group D:5 (see supplement no. 1 to part 740)", &["D:5"]);
    groups("Country Groups A:1, A:5 and E:2", &["A:1", "A:5", "E:2"]);
    groups("in groups D:1 or D:4, and Country Groups B, D, or E", &["D:1", "D:4", "B", "D", "E"]);
    groups("Country Group D:1, Country Group E:1", &["D:1", "E:1"]);
    groups("the Working Group A; a group A of tests; group at 9; Group E:10", &[]);
    groups("Country Group Committee; Country Group Éa", &[]);
}

#[test]
fn a_group_that_the_supplement_lacks_has_no_title() {
    let found = found("Country Groups D:5 and D:9");
    let titles: Vec<_> = found.country_groups.iter().map(|group| group.title.as_deref()).collect();
    assert_eq!(titles, [Some("U.S. Arms Embargoed Countries"), None]);
}

#[track_caller]
fn vessel(text: &str, imo: &str, check_digit: bool, name: Option<&str>) {
    let found = found(text);
    let [vessel] = found.vessels.as_slice() else { panic!("{text}: {:?}", found.vessels) };
    assert_eq!((vessel.imo.as_str(), vessel.check_digit), (imo, check_digit), "{text}");
    assert_eq!(vessel.name.as_ref().map(|name| name.quote.as_str()), name, "{text}");
}

#[test]
fn vessels_are_read_with_their_check_digit() {
    vessel("the number IMO 9187629 is", "9187629", true, None);
    vessel("IMO No. 9187628", "9187628", false, None);
    vessel("IMO number: 9074729.", "9074729", true, None);
}

#[test]
fn a_vessel_is_named_where_the_text_names_it() {
    vessel(
        "12. OCEAN PEARL (5IM316) Crude Oil Tanker Panama flag; Vessel Registration Identification IMO 9187629 (vessel) [IRAN].",
        "9187629",
        true,
        Some("OCEAN PEARL"),
    );
    vessel(
        "BLUE STAR, Vessel Type Tanker; Vessel Registration Identification IMO 9187629",
        "9187629",
        true,
        Some("BLUE STAR"),
    );
    vessel("the tanker Ocean Pearl (IMO 9187629) sailed", "9187629", true, Some("Ocean Pearl"));
    vessel("the vessel that was seen (IMO 9187629)", "9187629", true, None);
}

#[test]
fn other_numbers_are_no_vessels() {
    for text in ["IMO resolution A.1117(30)", "IMO 918762", "IMO 91876290", "SIMO 9187629", "IMO 9187629A"] {
        assert!(found(text).vessels.is_empty(), "{text}");
    }
}

#[test]
fn ranges_stay_ranges_and_hold_what_lies_between() {
    let of = |title: &str| {
        let mut findings = Findings::default();
        let fields = Fields { title: Some(title.to_owned()), ..Fields::default() };
        read(&fields, [&crate::cite::find(title), &[]], &mut findings);
        findings.code_ranges
    };
    let headings = of("Goods of headings 8501 through 8504, HTSUS");
    assert_eq!((headings[0].from.as_str(), headings[0].to.as_str()), ("8501", "8504"));
    assert!(holds(&headings[0], "8502.11.0000") && holds(&headings[0], "8504.40") && holds(&headings[0], "8501"));
    assert!(!holds(&headings[0], "8505.11") && !holds(&headings[0], "85") && !holds(&headings[0], ""));
    let numbers = of("Controls of ECCNs 3A001 to 3A003");
    assert!(holds(&numbers[0], "3A002.c") && !holds(&numbers[0], "3A004") && !holds(&numbers[0], "3B001"));
    let paragraphs = of("Controls of ECCN 3A001.a.1 through 3A001.a.4");
    assert!(
        holds(&paragraphs[0], "3A001.a.2.c")
            && !holds(&paragraphs[0], "3A001.a.10")
            && !holds(&paragraphs[0], "3A001.b.2")
    );
}

/// Every quotation of the findings with its place.
fn quotes(findings: &Findings) -> Vec<&Words> {
    let mut out: Vec<&Words> = findings.country_mentions.iter().map(|mention| &mention.words).collect();
    out.extend(findings.country_groups.iter().map(|group| &group.words));
    for vessel in &findings.vessels {
        out.push(&vessel.words);
        out.extend(&vessel.name);
    }
    out
}

const PIECES: &str = "(Country Groups? |group |D:5|E:|A|B|, | and |IMO |No\\. |9187629|9187628|Vessel Registration Identification \
    |the tanker |OCEAN|Iran|Chinese|Georgia|Jordan|Chad |, Inc|\\. |\\(|\\)|;|\\[SDGT\\]|[A-Z]|[a-z]|[0-9]{1,7}|é|\u{a0}|\u{1F600})";

proptest::proptest! {
    #[test]
    fn words_stand_where_they_are_said_to(
        text in proptest::string::string_regex(&format!("({PIECES}){{0,14}}")).expect("the pieces are a pattern"),
        free in "\\PC{0,60}",
    ) {
        for text in [text, free] {
            let first = found(&text);
            for words in quotes(&first) {
                proptest::prop_assert_eq!(crate::span::slice(&text, words.start, words.end), words.quote.as_str());
                proptest::prop_assert!(!words.quote.is_empty() && words.paragraph == Some(1));
            }
            proptest::prop_assert_eq!(first, found(&text), "the same text gives the same");
        }
    }
}
