//! Drafts of invented documents: what is filed, withdrawn, computed, proposed; and texts that no publisher would print.

use model::capture::{CaptureId, Sha256};
use model::codes::CfrRef;
use model::document::{Document, DocumentId, DocumentState, Fields, Paragraph, Part};
use model::request::SourceId;

use super::*;

fn paragraph(part: Part, text: &str) -> Paragraph {
    Paragraph { part, text: text.to_owned() }
}

fn arrival(state: DocumentState, fields: Fields) -> Arrival {
    let document = Document {
        id: DocumentId::numbered("fr", "2026-07311"),
        version: 1,
        state,
        source: SourceId::new("us-fr-documents"),
        capture: CaptureId::new("0"),
        captured_at: "2026-04-16T20:15:41Z".parse().expect("instant"),
        told_before: None,
        sha256: Sha256([0; 32]),
        fields,
    };
    Arrival { findings: crate::findings(&document), document, changes: vec![] }
}

fn rule() -> Fields {
    Fields {
        kind: Some(Kind::Rule),
        title: Some("Additions of Entities to the Entity List, and Revision of Entry on the Entity List".into()),
        action: Some("Final rule.".into()),
        agencies: vec!["commerce-department".into(), "industry-and-security-bureau".into()],
        document_number: Some("2026-07311".into()),
        citation: Some("91 FR 20111".into()),
        published_on: Some(model::Date::constant(2026, 4, 17)),
        filed_at: "2026-04-16T20:15:00Z".parse().ok(),
        filing: Some("special".into()),
        cfr: vec![CfrRef::part(15, "744")],
        docket_ids: vec!["Docket No. 260410-0101".into()],
        rins: vec!["0694-AK31".into()],
        paragraphs: vec![
            paragraph(
                Part::Summary,
                "In this rule, the Bureau of Industry and Security (BIS) amends the Export Administration Regulations by adding four \
                 entities to the Entity List. These entities will be listed under the destination of Utopia.",
            ),
            paragraph(Part::Dates, "This rule is effective upon filing for public inspection."),
            paragraph(Part::Contact, "Chair, End-User Review Committee, Phone: (202) 555-0100."),
            paragraph(Part::Instruction, "1. The authority citation for part 744 continues to read as follows:"),
            paragraph(Part::Instruction, "2. Supplement No. 4 to Part 744 is amended by adding four entries."),
        ],
        ..Fields::default()
    }
}

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").expect("bundled")
}

fn one(state: DocumentState, fields: Fields) -> Draft {
    let draft = draft(&[arrival(state, fields)], &zone());
    assert!(draft.is_sourced());
    draft
}

#[test]
fn a_rule_is_told_by_what_it_does() {
    let draft = one(DocumentState::Published, rule());
    assert_eq!(draft.headline, "BIS adds entities to the Entity List, revises entry on the Entity List");
    let teaser = draft.teaser_text();
    assert!(teaser.starts_with("The Bureau of Industry and Security (BIS) published a final rule"), "{teaser}");
    assert!(teaser.contains("in the Federal Register on April 17 (91 FR 20111)"), "{teaser}");
    let facts: Vec<String> = draft.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect();
    assert_eq!(
        facts,
        [
            "In force: Thu Apr 16, 2026, computed",
            "Regulation: 15 CFR 744",
            "Docket: 260410-0101",
            "RIN: 0694-AK31",
            "Document: FR Doc. 2026-07311, 91 FR 20111",
        ]
    );
    let body: Vec<String> = draft.body.iter().flat_map(Block::statements).map(Statement::text).collect();
    assert!(
        body.iter().any(|text| text == "The rule concerns 15 CFR 744 and holds 2 amendatory instructions."),
        "{body:#?}"
    );
    assert!(body.iter().any(|text| text.contains("as a special filing at 4:15 p.m. EDT on April 16")), "{body:#?}");
}

#[test]
fn what_is_filed_is_not_called_published() {
    let draft = one(DocumentState::Filed, rule());
    let teaser = draft.teaser_text();
    assert!(teaser.contains("filed a final rule"), "{teaser}");
    assert!(
        teaser.contains(
            "for public inspection at 4:15 p.m. EDT on April 16, scheduled for the Federal Register of April 17"
        ),
        "{teaser}"
    );
    assert!(!teaser.contains("published"), "{teaser}");
}

#[test]
fn what_is_withdrawn_says_so() {
    let draft = one(DocumentState::Withdrawn, rule());
    assert!(draft.headline.starts_with("BIS withdraws final rule on"), "{}", draft.headline);
    assert!(draft.teaser_text().contains("withdrew a final rule"), "{}", draft.teaser_text());
}

#[test]
fn a_proposal_only_proposes() {
    let proposal = Fields { kind: Some(Kind::ProposedRule), action: Some("Proposed rule.".into()), ..rule() };
    let draft = one(DocumentState::Published, proposal);
    assert_eq!(draft.headline, "BIS proposes to add entities to the Entity List and revise entry on the Entity List");
    assert!(draft.teaser_text().contains("published a proposed rule"));
}

#[test]
fn an_exclusive_end_shows_its_last_full_day() {
    let mut fields = rule();
    fields.kind = Some(Kind::Notice);
    fields.action = Some("Notice; request for comments.".into());
    fields.title = Some("Request for Public Comments on Photonic Test Equipment".into());
    fields.paragraphs = vec![paragraph(Part::Dates, "Comments must be received before May 18, 2026.")];
    let draft = one(DocumentState::Published, fields);
    assert_eq!(draft.headline, "BIS seeks comment on photonic test equipment");
    let comments = draft.facts.iter().find(|fact| fact.label == "Comments until").expect("a deadline");
    assert_eq!(comments.value, "Sun May 17, 2026");
}

#[test]
fn further_documents_of_a_story_are_named() {
    let second = arrival(DocumentState::Published, Fields { title: Some("Conforming Changes".into()), ..rule() });
    let draft = draft(&[arrival(DocumentState::Published, rule()), second], &zone());
    assert!(draft.is_sourced());
    let last = draft.body.last().expect("points").statements();
    assert!(last[0].text().contains("“Conforming Changes”"));
    assert!(super::draft(&[], &zone()).headline.is_empty());
}

#[test]
fn rates_are_set_as_the_notice_prints_them() {
    let mut fields = rule();
    fields.kind = Some(Kind::Notice);
    for row in ["Exporter | Weighted-average margin (percent)", "Example Steel Co., Ltd. | 12.34", "All others | 9.87"]
    {
        fields.paragraphs.push(paragraph(Part::Body, row));
    }
    let draft = one(DocumentState::Published, fields);
    let rows = draft.body.iter().find_map(|block| match block {
        Block::Table { rows, .. } => Some(rows.clone()),
        _ => None,
    });
    assert_eq!(rows.expect("a table"), [["Example Steel Co., Ltd.", "12.34"], ["All others", "9.87"]]);
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_a_draft(title in "\\PC{0,60}", text in "(\\PC{0,30}|“|\\(|The Bureau \\(BIS\\) is adding |, which |\\. ){0,8}", action in "\\PC{0,20}") {
        let mut fields = rule();
        fields.title = Some(title);
        fields.action = Some(action);
        for part in [Part::Summary, Part::Dates, Part::Body, Part::Contact, Part::Amendment] {
            fields.paragraphs.push(paragraph(part, &text));
        }
        for kind in [Kind::Rule, Kind::Notice, Kind::Presidential, Kind::List] {
            fields.kind = Some(kind);
            let told = arrival(DocumentState::Published, fields.clone());
            let draft = draft(std::slice::from_ref(&told), &zone());
            proptest::prop_assert!(draft.headline.chars().count() <= 90);
            proptest::prop_assert!(draft.is_sourced());
            crate::relevance::judge(&told);
        }
    }
}
