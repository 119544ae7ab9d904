//! Parties and acts of enforcement, in invented documents of the forms that the offices print.

use model::document::{Fields, Paragraph, Part};
use model::findings::Findings;
use model::who::{PartyRole, Words};

use super::read;

fn of(office: &str, title: &str, paragraphs: &[&str]) -> Findings {
    let paragraphs = paragraphs.iter().map(|text| Paragraph { part: Part::Body, text: (*text).to_owned() });
    let fields = Fields {
        title: Some(title.to_owned()),
        agencies: vec![office.to_owned()],
        paragraphs: paragraphs.collect(),
        ..Fields::default()
    };
    let mut findings = Findings::default();
    read(&fields, [&[], &[]], &mut findings);
    for (words, text) in words(&findings)
        .into_iter()
        .map(|w| (w, &fields.paragraphs[w.paragraph.expect("a paragraph") as usize - 1].text))
    {
        assert_eq!(crate::span::slice(text, words.start, words.end), words.quote);
    }
    findings
}

fn words(findings: &Findings) -> Vec<&Words> {
    let mut out = Vec::new();
    for party in &findings.party_records {
        out.push(&party.words);
        out.extend(party.aliases.iter().map(|alias| &alias.words));
        out.extend(&party.addresses);
    }
    if let Some(act) = &findings.enforcement {
        out.extend(&act.conduct);
        out.extend(&act.period);
        out.extend(act.penalties.iter().map(|penalty| &penalty.words));
        out.extend(act.denials.iter().map(|denial| &denial.words));
    }
    out
}

fn quotes<'a>(words: impl IntoIterator<Item = &'a Words>) -> Vec<&'a str> {
    words.into_iter().map(|words| words.quote.as_str()).collect()
}

const OFAC: &str = "foreign-assets-control-office";
const BIS: &str = "industry-and-security-bureau";

#[test]
fn an_individual_on_a_list_is_read_with_all_that_is_said() {
    let found = of(
        OFAC,
        "Notice of OFAC Sanctions Actions",
        &[
            "On January 3, 2024, OFAC blocked the following persons.",
            "1. DOE, Jan Example (a.k.a. DOE, Johnny; a.k.a. “ABU TEST”), Sampletown, Iran; DOB 05 Jan 1980; alt. DOB 1981; POB Oldtown, Iraq; \
         nationality Iran; Gender Male; Passport A1 (Iran) (individual) [SDGT] [IFSR] (Linked To: EXAMPLE GROUP).",
        ],
    );
    let [party] = found.party_records.as_slice() else { panic!("{:?}", found.party_records) };
    assert_eq!(
        (party.name.as_str(), party.role, party.kind.as_deref()),
        ("DOE, Jan Example", PartyRole::Listed, Some("individual"))
    );
    assert_eq!(quotes(party.aliases.iter().map(|alias| &alias.words)), ["DOE, Johnny", "ABU TEST"]);
    assert_eq!(quotes(&party.addresses), ["Sampletown, Iran"]);
    assert_eq!(party.programs, ["SDGT", "IFSR"]);
    assert_eq!(party.particulars["DOB"], ["05 Jan 1980", "1981"]);
    assert_eq!(party.particulars["Passport"], ["A1 (Iran)"]);
    assert_eq!(party.particulars["Linked To"], ["EXAMPLE GROUP"]);
    assert_eq!(found.parties, ["DOE, Jan Example"]);
}

#[test]
fn a_firm_keeps_the_comma_of_its_name() {
    let found = of(
        OFAC,
        "Notice of OFAC Sanctions Actions",
        &[
            "2. SAMPLE TRADING CO., LTD. (f.k.a. OLD SAMPLE LLC), 12 Test Road, Dubai, United Arab Emirates; Organization Type: Trade [NPWMD].",
            "3. OTHER SAMPLE FZE, Unit 5, Sharjah, United Arab Emirates [NPWMD].",
        ],
    );
    let names: Vec<_> = found.party_records.iter().map(|party| party.name.as_str()).collect();
    assert_eq!(names, ["SAMPLE TRADING CO., LTD.", "OTHER SAMPLE FZE"]);
    assert_eq!(found.party_records[0].aliases[0].kind, "fka");
    assert_eq!(quotes(&found.party_records[0].addresses), ["12 Test Road, Dubai, United Arab Emirates"]);
    assert_eq!(quotes(&found.party_records[1].addresses), ["Unit 5, Sharjah, United Arab Emirates"]);
}

#[test]
fn a_denial_order_is_read() {
    let found = of(
        BIS,
        "In the Matter of: Jan Doe; Order Denying Export Privileges",
        &[
            "In the Matter of: Jan Doe, a/k/a Johnny Doe, Inmate Number: 1, P.O. Box 1, Sampletown, TX 77777.",
            "On June 9, 2015, in the U.S. District Court, Jan Doe (“Doe”) was convicted of violating Section 38 of the Arms Export Control Act \
         (22 U.S.C. 2778). Specifically, Doe sold parts between March 2012 and May 2013. Doe was sentenced to 60 months in prison and a $100 assessment.",
            "Accordingly, the export privileges of Doe are denied for a period of ten (10) years from the date of conviction, until June 9, 2025.",
        ],
    );
    assert_eq!(found.parties, ["Jan Doe"]);
    assert_eq!(quotes(found.party_records[0].aliases.iter().map(|alias| &alias.words)), ["Johnny Doe"]);
    let act = found.enforcement.expect("an act");
    assert_eq!(act.statutes, ["22 U.S.C. 2778"]);
    assert_eq!(act.conduct.len(), 2);
    assert_eq!(act.period.expect("a period").quote, "between March 2012 and May 2013");
    assert_eq!((act.penalties[0].kind.as_str(), act.penalties[0].amount.as_str()), ("assessment", "100"));
    assert_eq!((act.denials[0].count, act.denials[0].unit.as_deref()), (Some(10), Some("years")));
    assert_eq!(act.denials[0].until, Some(model::Date::constant(2025, 6, 9)));
}

#[test]
fn a_penalty_tells_what_of_it_is_suspended() {
    let found = of(
        BIS,
        "Order Relating to Sample Corp.",
        &[
            "In the Matter of:",
            "Sample Corp., 1 Test Street, Sampletown, CA 90001",
            "Respondent.",
            "Sample Corp. shall be assessed a civil penalty in the amount of $1,500,000, of which $500,000 shall be suspended for two years.",
            "The goods were valued at $3.2 million.",
        ],
    );
    assert_eq!(found.parties, ["Sample Corp."]);
    assert_eq!(quotes(&found.party_records[0].addresses), ["1 Test Street, Sampletown, CA 90001"]);
    let told = found.enforcement.expect("an act").penalties;
    let told: Vec<_> = told.iter().map(|p| (p.amount.as_str(), p.suspended)).collect();
    assert_eq!(told, [("1500000", false), ("500000", true)]);
}

#[test]
fn debarred_persons_are_read() {
    let found = of(
        "state-department",
        "Statutory Debarment Under the Arms Export Control Act",
        &[
            "(1) Doe, Jan Example (a.k.a. Johnny Doe); March 3, 2020; U.S. District Court; Case No. 1.",
            "Section 38(g)(4); this paragraph names nobody.",
        ],
    );
    assert_eq!(found.parties, ["Doe, Jan Example"]);
    assert_eq!(found.party_records[0].role, PartyRole::Debarred);
    assert_eq!(quotes(found.party_records[0].aliases.iter().map(|alias| &alias.words)), ["Johnny Doe"]);
}

#[test]
fn other_offices_and_rules_name_no_parties() {
    let entry = "1. DOE, Jan; DOB 1980 (individual) [SDGT].";
    assert!(of("food-and-drug-administration", "Notice", &[entry]).parties.is_empty());
    assert!(
        of(BIS, "Revisions to the Export Administration Regulations", &["In the Matter of: Jan Doe, Texas."])
            .parties
            .is_empty()
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(
        texts in proptest::collection::vec(
            proptest::string::string_regex("(In the Matter of:? ?|, |; |\\(a\\.k\\.a\\. |\\)|\\(individual\\)|\\[SDGT\\]|1\\. |a/k/a |Ltd\\.|\\$1,0|\\$5\\.5 million| penalty|                 period of |ten \\(|until June 9, 2025|between March | and 2013|convicted of violating |export privileges |é|[A-Z][a-z]| |\u{a0}){0,12}").expect("a pattern"), 0..4),
        office in proptest::sample::select(vec![OFAC, BIS, "state-department"]),
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        of(office, "Order Denying Export Privileges; Debarment", &texts);
    }
}
