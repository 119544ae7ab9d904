//! Each rule in one line: what a document says, and which rule must speak.

use super::*;
use model::capture::{CaptureId, Sha256};
use model::change::{Action, Change};
use model::codes::CfrRef;
use model::document::{DocumentId, DocumentState};
use model::findings::Findings;
use model::request::SourceId;
use model::snapshot::ListEntry;
use model::title::Section;

fn arrival(kind: Kind, agency: &str, title: &str) -> Arrival {
    Arrival {
        document: Document {
            id: DocumentId::numbered("fr", "2026-00001"),
            version: 1,
            state: DocumentState::Published,
            source: SourceId::new("us-fr-documents"),
            capture: CaptureId::new("0"),
            captured_at: model::Timestamp::UNIX_EPOCH,
            told_before: None,
            sha256: Sha256([0; 32]),
            fields: Fields {
                kind: Some(kind),
                title: Some(title.into()),
                agencies: vec![agency.into()],
                ..Fields::default()
            },
        },
        findings: Findings::default(),
        changes: vec![],
    }
}

#[track_caller]
fn check(kind: Kind, agency: &str, title: &str, rule: &str) {
    let judgement = judge(&arrival(kind, agency, title));
    assert_eq!(judgement.rule, rule, "{agency}: {title}");
    assert_eq!(judgement.selected, rule.starts_with("yes:"));
    assert_eq!(judgement.selected, !judgement.sections.is_empty());
    assert!(judgement.sentence.ends_with('.') && judgement.sentence.contains('“'), "{}", judgement.sentence);
    assert_eq!(judgement.why.first().map(|why| why.criterion.as_str()), Some(rule));
}

#[test]
fn appeals_from_the_courts_of_trade_are_selected() {
    let mut appeal = arrival(Kind::Opinion, "", "Harbor Nail Co. v. United States");
    appeal.document.fields.abstract_text = Some("On appeal from the Court of International Trade.".into());
    assert_eq!(judge(&appeal).rule, "yes:trade-appeal");
    appeal.document.fields.abstract_text = Some("On appeal from the Patent and Trademark Office.".into());
    assert!(!judge(&appeal).selected);
}

#[test]
fn trade_agencies_are_selected_by_what_they_do() {
    use Kind::{Notice, Presidential, ProposedRule, Rule};
    check(Rule, "industry-and-security-bureau", "Additions to the Entity List", "yes:export-party-list");
    check(Rule, "foreign-assets-control-office", "Hizballah Financial Sanctions Regulations", "yes:sanctions-rule");
    check(Notice, "foreign-assets-control-office", "Notice of OFAC Sanctions Actions", "yes:sanctions-notice");
    check(Rule, "state-department", "International Traffic in Arms Regulations: Corrections", "yes:defense-trade");
    check(
        Notice,
        "international-trade-administration",
        "Glycine From China: Preliminary Results of Antidumping Duty Administrative Review",
        "yes:ad-cvd-preliminary-results",
    );
    check(
        Notice,
        "international-trade-administration",
        "Glycine From India: Final Determination of Sales at Less Than Fair Value",
        "yes:ad-cvd-final",
    );
    check(
        Notice,
        "international-trade-commission",
        "Certain Widgets; Notice of Institution of Section 337 Investigation",
        "yes:section-337",
    );
    check(
        ProposedRule,
        "u-s-customs-and-border-protection",
        "Continuing Education for Licensed Customs Brokers",
        "yes:customs-procedure",
    );
    check(
        Notice,
        "trade-representative-office-of-united-states",
        "Notice of Product Exclusions: China's Acts",
        "yes:tariff-action",
    );
    check(Rule, "census-bureau", "Foreign Trade Regulations: New Filing Requirement", "yes:export-filing");
    check(
        Presidential,
        "executive-office-of-the-president",
        "Adjusting Imports of Steel Into the United States",
        "yes:presidential-tariff",
    );
}

#[test]
fn quiet_trade_rules_count() {
    use Kind::{Notice, ProposedRule, Rule};
    check(
        Rule,
        "environmental-protection-agency",
        "Significant New Use Rules on Certain Chemical Substances (21-2.5e)",
        "yes:chemical-border-rule",
    );
    check(
        Rule,
        "drug-enforcement-administration",
        "Schedules of Controlled Substances: Placement of Cenobamate in Schedule V",
        "yes:controlled-substances",
    );
    check(
        Rule,
        "national-oceanic-and-atmospheric-administration",
        "Fish and Fish Product Import Provisions of the Marine Mammal Protection Act",
        "yes:seafood-border",
    );
    check(Rule, "consumer-product-safety-commission", "Certificates of Compliance", "yes:product-certificates");
    check(
        Rule,
        "food-and-drug-administration",
        "Prior Notice of Imported Food Under the Bioterrorism Act",
        "yes:food-drug-border-rule",
    );
    check(
        Rule,
        "federal-communications-commission",
        "Covered List: Equipment Authorization Program",
        "yes:covered-equipment",
    );
    check(
        ProposedRule,
        "animal-and-plant-health-inspection-service",
        "Importation of Fresh Apple and Pear Fruit",
        "yes:goods-border-rule",
    );
    check(
        Notice,
        "national-highway-traffic-safety-administration",
        "Decision That Nonconforming Vehicles Are Eligible for Importation",
        "yes:goods-border-notice",
    );
}

#[test]
fn noise_is_refused_by_name() {
    use Kind::{Notice, Presidential, Rule};
    check(Rule, "federal-aviation-administration", "Airworthiness Directives; Airbus Airplanes", "no:airworthiness");
    check(Rule, "coast-guard", "Safety Zones; Fireworks, Detroit River", "no:safety-zone");
    check(Rule, "environmental-protection-agency", "Air Plan Approval; Ohio", "no:air-plan");
    check(
        Notice,
        "u-s-customs-and-border-protection",
        "Agency Information Collection Activities: Entry Summary",
        "no:information-collection",
    );
    check(Notice, "international-trade-commission", "Sunshine Act Meeting", "no:sunshine-act");
    check(Notice, "commerce-department", "National Advisory Committee", "no:advisory-meeting");
    check(
        Notice,
        "drug-enforcement-administration",
        "Importer of Controlled Substances Registration: Example, Inc.",
        "no:single-firm-registration",
    );
    check(
        Notice,
        "labor-department",
        "Example Motors; Eligibility To Apply for Worker Adjustment Assistance",
        "no:trade-adjustment-assistance",
    );
    check(Notice, "securities-and-exchange-commission", "Consolidated Tape Association", "no:agency-outside-trade");
    check(Rule, "food-and-drug-administration", "Food Additives; Folic Acid", "no:product-rule-without-border");
    check(Rule, "state-department", "Visas: Procedures for Issuing Visas", "no:trade-agency-routine");
    check(
        Presidential,
        "executive-office-of-the-president",
        "Establishment of a National Monument",
        "no:presidential-outside-trade",
    );
}

#[test]
fn titles_lie() {
    check(
        Kind::Notice,
        "national-oceanic-and-atmospheric-administration",
        "Takes of Marine Mammals; Wind Farm Export and Inter-Array Cables",
        "no:marine-mammal-permit",
    );
    let mut rule = arrival(Kind::Rule, "alcohol-tobacco-firearms-and-explosives-bureau", "Technical Amendments");
    rule.document.fields.cfr.push(CfrRef::part(27, "447"));
    let judgement = judge(&rule);
    assert_eq!(judgement.rule, "yes:import-control-atf");
    assert_eq!(judgement.sections, [Section::DefenseTrade, Section::ProductAgencies]);
}

#[test]
fn an_effective_date_without_grace_weighs() {
    let mut rule = arrival(Kind::Rule, "foreign-assets-control-office", "Example Sanctions Regulations");
    rule.document.fields.published_on = Some(model::Date::constant(2016, 4, 15));
    let before = judge(&rule).score;
    rule.document.fields.effective_on = rule.document.fields.published_on;
    let after = judge(&rule);
    assert_eq!(after.score, before + 10);
    assert!(after.why.iter().any(|why| why.criterion == "score:no-grace"));
}

fn state(changes: usize) -> Arrival {
    let mut state = arrival(Kind::List, "foreign-assets-control-office", "SDN list");
    state.document.id = DocumentId::new("ofac-sdn@2024-02-23T18:43:23Z");
    let entry = |n: usize| ListEntry {
        id: n.to_string(),
        name: "EXAMPLE".into(),
        kind: "vessel".into(),
        programs: vec![],
        countries: vec![],
        aliases: vec![],
        fields: Default::default(),
    };
    state.changes = (0..changes)
        .map(|n| Change {
            kind: model::change::Kind::ListEntry,
            action: Action::Added,
            entry: entry(n),
            fields: vec![],
        })
        .collect();
    state
}

#[test]
fn what_no_rule_knows_is_told_where_its_source_is_watched_for() {
    let notice = arrival(Kind::Notice, "some-foreign-office", "New forms for declarations");
    assert_eq!(judge(&notice).rule, "no:agency-outside-trade");
    let told = judge_of(&notice, Some(Section::ForeignBorder));
    assert!(told.selected && told.score > 0 && told.sections == [Section::ForeignBorder], "{told:?}");
    assert_eq!(told.rule, "yes:usual-section");
    let noise = arrival(Kind::Notice, "some-foreign-office", "Sunshine Act Meetings");
    assert_eq!(judge_of(&noise, Some(Section::ForeignBorder)).rule, "no:sunshine-act");
    let known = arrival(Kind::Notice, "foreign-assets-control-office", "Notice of OFAC sanctions actions");
    assert_eq!(judge_of(&known, Some(Section::Customs)).sections, [Section::Sanctions], "a rule rules");
    let mut list = state(3);
    list.document.id = DocumentId::new("nz-goods@2024-02-23T18:43:23Z");
    assert_eq!(judge_of(&list, Some(Section::Customs)).sections, [Section::Customs]);
}

#[test]
fn a_list_is_told_when_it_changed() {
    assert_eq!(judge(&state(0)).rule, "no:no-change");
    let small = judge(&state(1));
    let large = judge(&state(553));
    assert!(
        small.selected && large.selected && small.score < large.score && large.score >= 85,
        "{} {}",
        small.score,
        large.score
    );
    assert_eq!(large.sections, [Section::Sanctions, Section::Customs]);
    let mut first = state(3);
    first.document.fields.action = Some("baseline".into());
    assert_eq!(judge(&first).rule, "no:baseline");
    let mut told = state(0);
    told.document.fields.abstract_text = Some("The first state seen: 13905 entries.".into());
    assert_eq!(judge(&told).rule, "no:baseline");
}
