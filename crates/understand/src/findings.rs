//! What stands in one version of a document: citations, dates, CFR parts, countries, control numbers, topics.

use model::citation::{Citation, CitationKind};
use model::codes::CfrRef;
use model::document::{Document, Fields};
use model::findings::Findings;

use crate::{cite, countries, dates, who};

/// What we find in a document.
///
/// Citations are read from title, abstract and words on dates; their offsets count characters of the text they come from. Parties
/// are left empty: a name is a party's only where a list or a table says so.
pub fn findings(document: &Document) -> Findings {
    let fields = &document.fields;
    let title = fields.title.as_deref().unwrap_or_default();
    let summary = fields.abstract_text.as_deref().unwrap_or_default();
    let of_title = cite::find(title);
    let of_summary = cite::find(summary);
    let mut citations = of_title.clone();
    citations.extend(of_summary.clone());
    citations.extend(cite::find(fields.dates_text.as_deref().unwrap_or_default()));
    let told: Vec<&Citation> = of_title.iter().chain(&of_summary).collect();
    let mut out = Findings {
        dates: dates::key_dates(fields),
        cfr: cfr(fields, &told),
        countries: countries::mentioned(&format!("{title}\n{summary}")),
        eccns: eccns(&told),
        topics: topics(fields),
        citations,
        ..Findings::default()
    };
    who::read(fields, [&of_title, &of_summary], &mut out);
    out
}

/// The parts that the document's record names, then those of title and abstract, each once.
fn cfr(fields: &Fields, told: &[&Citation]) -> Vec<CfrRef> {
    let mut out: Vec<CfrRef> = Vec::new();
    let told = told.iter().filter(|citation| citation.kind == CitationKind::Cfr).filter_map(|c| cfr_ref(&c.canonical));
    for reference in fields.cfr.iter().cloned().chain(told) {
        let known = out.iter().any(|known| {
            known.title == reference.title
                && known.part == reference.part
                && (known.section == reference.section || reference.section.is_none())
        });
        if !known {
            out.push(reference);
        }
    }
    out
}

/// `15 CFR 744.11` as title, part and section; a supplement or appendix is of its part. A range of parts and a chapter are none.
fn cfr_ref(canonical: &str) -> Option<CfrRef> {
    let (title, number) = canonical.split_once(" CFR ")?;
    let title = title.parse().ok()?;
    let number = number.split(' ').next().filter(|number| number.starts_with(|c: char| c.is_ascii_digit()))?;
    match number.split_once('.') {
        Some((part, _)) => Some(CfrRef { title, part: part.to_owned(), section: Some(number.to_owned()) }),
        None if number.contains('-') => None,
        None => Some(CfrRef::part(title, number)),
    }
}

fn eccns(told: &[&Citation]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for citation in told.iter().filter(|citation| citation.kind == CitationKind::Eccn) {
        if !out.contains(&citation.canonical) {
            out.push(citation.canonical.clone());
        }
    }
    out
}

/// Our topics, by words of title and abstract. A topic is a page of the service, so the list is short and fixed.
const TOPICS: &[(&str, &[&str])] = &[
    ("entity-list", &["entity list", "unverified list", "military end-user", "military end user"]),
    (
        "export-controls",
        &["export administration regulations", "commerce control list", "export control", "license exception"],
    ),
    (
        "defense-trade",
        &["international traffic in arms", "munitions list", "defense trade", "defense articles", "arms sales"],
    ),
    (
        "sanctions",
        &["sanctions", "blocking property", "blocked", "specially designated", "national emergency with respect to"],
    ),
    ("antiboycott", &["antiboycott", "boycott"]),
    ("forced-labor", &["forced labor", "uflpa", "uyghur", "withhold release"]),
    ("antidumping", &["antidumping", "less than fair value", "less-than-fair-value"]),
    ("countervailing", &["countervailing"]),
    ("section-337", &["section 337"]),
    ("section-232", &["section 232", "adjusting imports"]),
    ("section-301", &["section 301"]),
    ("safeguards", &["section 201", "safeguard"]),
    ("tariffs", &["harmonized tariff", "tariff-rate quota", "rate of duty", "duty-free"]),
    ("rules-of-origin", &["rules of origin", "country of origin", "commercial availability"]),
    (
        "trade-agreements",
        &["free trade agreement", "usmca", "generalized system of preferences", "nafta", "trade promotion agreement"],
    ),
    ("foreign-trade-zones", &["foreign-trade zone"]),
    (
        "customs",
        &["customs broker", "entry summary", "customs and border protection", "drawback", "duties paid", "liquidation"],
    ),
    ("export-filing", &["foreign trade regulations", "automated export system", "electronic export information"]),
    ("firearms", &["firearm", "ammunition"]),
    ("cultural-property", &["archaeological", "ethnological"]),
    ("imports", &["importation of", "imports of", "imported", "importer"]),
    ("exports", &["exportation of", "exports of", "exported", "exporter"]),
];

fn topics(fields: &Fields) -> Vec<String> {
    let text = format!(
        "{}\n{}",
        fields.title.as_deref().unwrap_or_default(),
        fields.abstract_text.as_deref().unwrap_or_default()
    )
    .to_lowercase();
    let has = |words: &&(&str, &[&str])| words.1.iter().any(|word| text.contains(word));
    TOPICS.iter().filter(has).map(|(topic, _)| (*topic).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::capture::{CaptureId, Sha256};
    use model::document::{DocumentId, DocumentState};
    use model::request::SourceId;

    fn document(title: &str, summary: &str) -> Document {
        Document {
            id: DocumentId::numbered("fr", "2026-00001"),
            version: 1,
            state: DocumentState::Published,
            source: SourceId::new("us-fr-documents"),
            capture: CaptureId::new("0"),
            captured_at: model::Timestamp::UNIX_EPOCH,
            told_before: None,
            sha256: Sha256([0; 32]),
            fields: Fields {
                title: Some(title.into()),
                abstract_text: Some(summary.into()),
                cfr: vec![CfrRef::part(15, "744")],
                ..Fields::default()
            },
        }
    }

    #[test]
    fn every_topic_stands_in_the_manual() {
        let manual = include_str!("../../../docs/read/topics.md");
        for (topic, _) in TOPICS {
            assert!(manual.contains(&format!("`{topic}`")), "docs/read/topics.md does not say what {topic} covers");
        }
    }

    #[test]
    fn a_rule_shows_its_codes_and_countries() {
        let found = findings(&document(
            "Additions of Entities to the Entity List",
            "BIS amends 15 CFR 744.11 and ECCNs 3B993 and 3B993.f for China and the United Arab Emirates.",
        ));
        assert_eq!(found.cfr.iter().map(ToString::to_string).collect::<Vec<_>>(), ["15 CFR 744", "15 CFR 744.11"]);
        assert_eq!(found.countries, ["CN", "AE"]);
        assert_eq!(found.eccns, ["3B993", "3B993.f"]);
        assert_eq!(found.topics, ["entity-list"]);
    }
}
