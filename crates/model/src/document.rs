//! One official act or statement, numbered by its publisher, versioned by us; and one source's telling of it.

use crate::capture::{CaptureId, Sha256};
use crate::codes::CfrRef;
use crate::request::SourceId;
use crate::title::business_day_before;
use crate::{Date, TimeZone, Timestamp};

crate::text_newtype!(
    /// `authority:number`, as the publisher numbers it (`fr:2016-08717`), or a list's state: `slug@instant`. The same on
    /// every instance and engine.
    DocumentId
);

impl DocumentId {
    /// `fr` and `2016-08717`.
    pub fn numbered(authority: &str, number: &str) -> Self {
        Self::new(format!("{authority}:{number}"))
    }
    /// `ofac-sdn` and an instant: each changed state of a list is a document of its own.
    pub fn state(list: &str, at: Timestamp) -> Self {
        Self::new(format!("{list}@{at}"))
    }
}

crate::word_enum!(
    /// What sort of act or statement a document is.
    Kind {
        /// A final or interim final rule.
        Rule = "rule",
        /// A proposed rule.
        ProposedRule = "proposed-rule",
        /// A notice.
        Notice = "notice",
        /// A proclamation, executive order or other act of the President.
        Presidential = "presidential",
        /// A correction of an earlier document.
        Correction = "correction",
        /// A state of a list.
        List = "list",
        /// A press release.
        PressRelease = "press-release",
        /// A customs ruling.
        Ruling = "ruling",
        /// An agency's message to filers.
        Message = "message",
        /// A notification to an international body.
        Notification = "notification",
        /// A court's opinion.
        Opinion = "opinion",
        /// A tariff schedule.
        Tariff = "tariff",
        /// A bill or statute.
        Legislation = "legislation",
        /// A watched page.
        Page = "page",
    }
);

crate::word_enum!(
    /// How far a document has come with its publisher.
    DocumentState {
        /// On public inspection, not yet printed.
        Filed = "filed",
        /// Printed or posted.
        Published = "published",
        /// Taken back before it was printed.
        Withdrawn = "withdrawn",
    }
);

crate::word_enum!(
    /// Which telling of an act a rendition is. Later in this order rules over earlier where both have a field:
    /// the printed text comes before any index of it, and what a docket system says of a printed act comes last.
    RenditionKind {
        /// A line in the listing of a docket system.
        Posting = "posting",
        /// The record of a docket system.
        Docket = "docket",
        /// The record of the public-inspection desk.
        Inspection = "inspection",
        /// The publisher's index record.
        Record = "record",
        /// The printed full text.
        Text = "text",
        /// A state of a list.
        State = "state",
    }
);

/// A paragraph or heading of a document's text, in order.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Paragraph {
    /// The part of the document it stands in.
    pub part: Part,
    /// White space folded, no markup.
    pub text: String,
}

crate::word_enum!(
    /// The parts of a Federal Register document that readers and rules tell apart.
    Part {
        /// A heading.
        Heading = "heading",
        /// `SUMMARY:`
        Summary = "summary",
        /// `DATES:` or `EFFECTIVE DATE:`
        Dates = "dates",
        /// `ACTION:`
        Action = "action",
        /// `FOR FURTHER INFORMATION CONTACT:`
        Contact = "contact",
        /// `ADDRESSES:`
        Addresses = "addresses",
        /// Supplementary information and all other running text.
        Body = "body",
        /// An amendatory instruction: `Section 447.32 is amended by…`
        Instruction = "instruction",
        /// Amended text, as the instructions set it.
        Amendment = "amendment",
        /// A footnote.
        Footnote = "footnote",
    }
);

/// What one telling says of an act. Nothing volatile stands here: counters, run stamps and query parts that change daily are left
/// out by the source, so that two values differ only when the publisher changed something.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Fields {
    /// What sort of document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The publisher's own number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// A Federal Register document number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// The title, white space folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The publisher's own summary.
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub abstract_text: Option<String>,
    /// The action line: `Final rule; request for comments.`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The agency's own words on dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates_text: Option<String>,
    /// The official page for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Agencies by the Federal Register's slugs, parents first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<String>,
    /// Agencies as the document names them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agency_names: Vec<String>,
    /// The day of the issue, in the publisher's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// When it was put on public inspection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filed_at: Option<Timestamp>,
    /// `regular` or `special` filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing: Option<String>,
    /// The publisher's own field, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
    /// The publisher's own field, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments_close_on: Option<Date>,
    /// `81 FR 22173`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// CFR parts that the document says it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cfr: Vec<CfrRef>,
    /// Dockets and case numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub docket_ids: Vec<String>,
    /// Regulation identifier numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rins: Vec<String>,
    /// The publisher's index terms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// ISO 639-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Printed pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// The document that this one corrects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrects: Option<DocumentId>,
    /// For presidential documents: `Executive Order`, `Proclamation`…; for decisions of courts, whether they are precedents, in the court's
    /// words: `Nonprecedential`, `reported`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// The full text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paragraphs: Vec<Paragraph>,
}

/// One source's telling of one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Which act.
    pub document: DocumentId,
    /// Which telling.
    pub kind: RenditionKind,
    /// How far the act has come, by this telling.
    pub state: DocumentState,
    /// What it says.
    pub fields: Fields,
}

/// One version of a document, its fields folded from its renditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name.
    pub id: DocumentId,
    /// From 1.
    pub version: u32,
    /// How far it has come.
    pub state: DocumentState,
    /// The source of the rendition that made this version.
    pub source: SourceId,
    /// The capture of that rendition.
    pub capture: CaptureId,
    /// When that capture was on the wire.
    pub captured_at: Timestamp,
    /// When an earlier version of the same state was; `None`: this is the first.
    pub told_before: Option<Timestamp>,
    /// The hash of that capture.
    pub sha256: Sha256,
    /// What all its renditions say, by precedence.
    pub fields: Fields,
}

impl Document {
    /// The document's kind, `Page` where no telling says.
    pub fn kind(&self) -> Kind {
        self.fields.kind.unwrap_or(Kind::Page)
    }
    /// The title, or the bare id.
    pub fn title(&self) -> &str {
        self.fields.title.as_deref().unwrap_or(self.id.as_str())
    }
}

/// A version that came later than its own date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dating {
    /// The act is new to us, and bears a day that is past: dated May 3, first seen May 12.
    BackDated(Date),
    /// We had it already, and its publisher issued it anew under its old day.
    Reprocessed(Date),
}

/// Whether what was seen at an instant bears a day that lies further back than the business day before: then it came late, or again.
///
/// `day` is that of the issue, or of its filing for what is not printed; `told_before`, when an earlier version of the same state was seen.
pub fn dating(
    day: Option<Date>,
    seen_at: Timestamp,
    told_before: Option<Timestamp>,
    zone: &TimeZone,
) -> Option<Dating> {
    let day = day?;
    if day >= business_day_before(seen_at.to_zoned(zone.clone()).date()) {
        return None;
    }
    Some(if told_before.is_some() { Dating::Reprocessed(day) } else { Dating::BackDated(day) })
}

/// Folds tellings of one act into one value: for each field the value of the highest [`RenditionKind`] that has it.
///
/// Two exceptions, each for a reason: agencies come from the index where it has them, for it knows slugs and parents and the printed
/// text only names in capitals; and filing instant and sort come from the inspection desk, the only one that knows the minute.
pub fn fold(renditions: &[(RenditionKind, Fields)]) -> Fields {
    let mut sorted: Vec<&(RenditionKind, Fields)> = renditions.iter().collect();
    sorted.sort_by_key(|(kind, _)| *kind);
    let mut out = Fields::default();
    // A docket system knows one agency of an act that several issued together: any other telling rules over it.
    let mut of_dockets = false;
    for (kind, from) in sorted {
        macro_rules! take {
            ($($field:ident),+) => { $(if from.$field.is_some() { out.$field.clone_from(&from.$field); })+ };
        }
        macro_rules! take_list {
            ($($field:ident),+) => { $(if !from.$field.is_empty() { out.$field.clone_from(&from.$field); })+ };
        }
        take!(kind, external_id, document_number, title, abstract_text, action, dates_text, url, published_on);
        take!(effective_on, comments_close_on, citation, language, pages, corrects, subtype);
        take_list!(cfr, docket_ids, rins, topics, paragraphs);
        let names_agencies =
            !from.agencies.is_empty() || (out.agency_names.is_empty() && !from.agency_names.is_empty());
        if names_agencies && (out.agencies.is_empty() || of_dockets || *kind == RenditionKind::Record) {
            out.agencies.clone_from(&from.agencies);
            out.agency_names.clone_from(&from.agency_names);
            of_dockets = *kind <= RenditionKind::Docket;
        }
        if from.filed_at.is_some() && out.filed_at.is_none() {
            out.filed_at = from.filed_at;
        }
        if from.filing.is_some() && out.filing.is_none() {
            out.filing.clone_from(&from.filing);
        }
    }
    out
}

/// A field before and after, as text for people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// Empty where there was nothing.
    pub before: String,
    /// Empty where there is nothing now.
    pub after: String,
}

/// The fields in which two tellings differ, in the order of the record.
pub fn differences(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let value = |fields: &Fields| match serde_json::to_value(fields) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let (before, after) = (value(before), value(after));
    let shown = |value: Option<&serde_json::Value>| match value {
        None => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let mut names: Vec<&String> = before.keys().collect();
    names.extend(after.keys().filter(|name| !before.contains_key(*name)));
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| FieldChange { field: name.clone(), before: shown(before.get(name)), after: shown(after.get(name)) })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_agencies_of_a_docket_give_way_to_those_of_the_act() {
        let of = |agencies: &[&str]| Fields {
            agencies: agencies.iter().map(|slug| (*slug).to_owned()).collect(),
            ..Fields::default()
        };
        let posting = (RenditionKind::Posting, of(&["industry-and-security-bureau"]));
        let printed = (RenditionKind::Text, of(&["industry-and-security-bureau", "state-department"]));
        assert_eq!(fold(&[printed.clone(), posting.clone()]).agencies, printed.1.agencies);
        assert_eq!(fold(&[posting.clone(), (RenditionKind::Text, of(&[]))]).agencies, posting.1.agencies);
    }

    #[test]
    fn what_comes_more_than_a_business_day_after_its_date_is_late() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        let seen = |text: &str, before: Option<Timestamp>| {
            let at = text.parse().expect("an instant");
            dating(Some(date(2026, 4, 17)), at, before, &zone)
        };
        // Friday's issue, read on Friday, over the weekend and on Monday, is on time.
        for on_time in ["2026-04-17T10:05:00Z", "2026-04-18T12:00:00Z", "2026-04-21T03:59:00Z"] {
            assert_eq!(seen(on_time, None), None, "{on_time}");
        }
        assert_eq!(seen("2026-04-21T04:00:00Z", None), Some(Dating::BackDated(date(2026, 4, 17))));
        let before = Some("2026-04-17T10:05:00Z".parse().expect("an instant"));
        assert_eq!(seen("2026-05-12T12:00:00Z", before), Some(Dating::Reprocessed(date(2026, 4, 17))));
        assert_eq!(dating(None, Timestamp::MAX, None, &zone), None, "a state of a list bears no day");
    }
}
