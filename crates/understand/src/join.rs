//! Where a document belongs: a story of its own, one that is still open, or the thread of one that was published.

use jiff::SignedDuration;
use model::document::{Document, DocumentId, Kind};
use model::findings::{Arrival, Why};
use model::story::{Joining, Outline};

/// Documents of one event come within three days of each other; later ones are news of their own.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(72);

/// How two documents are known to be of one event, the surest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Same,
    Corrects,
    Rin,
    Docket,
}

/// Decides where an arrival belongs among stories that are open or were published lately.
///
/// A correction belongs to what it corrects. A shared rule number or docket joins only where an agency is shared too, and only
/// when it is no collective number: a docket under which an agency files all its meetings says nothing. Trade-remedy cases, which live for
/// decades, join only when the whole set of cases is the same. A state of a list joins the open story of its other parts at the same instant,
/// such as the chapters of one export of a tariff, and nothing else. The answer is the same in whatever order the outlines stand.
pub fn join(arrival: &Arrival, open: &[Outline]) -> Joining {
    let document = &arrival.document;
    if document.kind() == Kind::List {
        return with_its_parts(document, open);
    }
    let mut best: Option<(Key, bool, &Outline, Why)> = None;
    for outline in open {
        let Some((key, why)) = shared(document, outline) else { continue };
        let follows = outline.published;
        if !follows && key > Key::Corrects && !near(document, outline) {
            continue;
        }
        let rank = |key: Key, follows: bool, outline: &Outline| (key, follows, outline.opened_at, outline.id.clone());
        if best.as_ref().is_none_or(|(k, f, o, _)| rank(key, follows, outline) < rank(*k, *f, o)) {
            best = Some((key, follows, outline, why));
        }
    }
    match best {
        None => Joining::New,
        Some((_, true, outline, why)) => Joining::Follows(outline.id.clone(), why),
        Some((_, false, outline, why)) => Joining::Into(outline.id.clone(), why),
    }
}

/// Parts of one list that were captured in one instant changed in one event.
fn with_its_parts(document: &Document, open: &[Outline]) -> Joining {
    let state = state_of(&document.id);
    let is_it = |outline: &&Outline| !outline.published && outline.documents.iter().any(|id| state_of(id) == state);
    match open.iter().filter(is_it).min_by_key(|outline| (outline.opened_at, outline.id.clone())) {
        Some(outline) => {
            let criterion = "join:same-state".to_owned();
            let why = Why { criterion, value: state.to_owned(), place: "document".to_owned() };
            Joining::Into(outline.id.clone(), why)
        }
        None => Joining::New,
    }
}

/// `us-hts@2026-04-17T12:00:00Z`, whichever part of the list a document is the state of.
fn state_of(id: &DocumentId) -> &str {
    id.as_str().split('~').next().unwrap_or_default()
}

fn near(document: &Document, outline: &Outline) -> bool {
    document.captured_at.duration_since(outline.opened_at).abs() <= OPEN_FOR
}

/// The surest key that document and story share.
fn shared(document: &Document, outline: &Outline) -> Option<(Key, Why)> {
    let why = |criterion: &str, value: &str, place: &str| Why {
        criterion: criterion.to_owned(),
        value: value.to_owned(),
        place: place.to_owned(),
    };
    let fields = &document.fields;
    if outline.documents.contains(&document.id) {
        return Some((Key::Same, why("join:same-document", document.id.as_str(), "document number")));
    }
    if let Some(corrected) = &fields.corrects
        && outline.documents.contains(corrected)
    {
        return Some((Key::Corrects, why("join:corrects", corrected.as_str(), "corrects")));
    }
    if !fields.agencies.iter().any(|agency| outline.agencies.contains(agency)) {
        return None;
    }
    if let Some(rin) = fields.rins.iter().find(|rin| is_rin(rin) && outline.rins.contains(rin)) {
        return Some((Key::Rin, why("join:same-rin", rin, "rins")));
    }
    let docket = fields.docket_ids.iter().find(|docket| joins(docket) && outline.docket_ids.contains(docket))?;
    if is_case(docket) && !same_set(&fields.docket_ids, &outline.docket_ids) {
        return None;
    }
    Some((Key::Docket, why("join:same-docket", docket, "docket ids")))
}

/// A rule number: four figures, a hyphen, two letters, two figures.
fn is_rin(rin: &str) -> bool {
    rin.len() >= 9 && rin.as_bytes().get(4) == Some(&b'-') && rin.bytes().take(4).all(|b| b.is_ascii_digit())
}

/// Whether a docket is one matter's: it has a figure, is long enough to be a number, and is no collective docket such as
/// `FDA-2016-N-0001` (all meetings of a year) or `DOS_FRDOC_0001` (no docket of its own).
fn joins(docket: &str) -> bool {
    docket.len() >= 5
        && docket.bytes().any(|b| b.is_ascii_digit())
        && !docket.contains("FRDOC")
        && !(docket.starts_with("FDA-") && docket.ends_with("-N-0001"))
}

/// `A-570-088`, `C-570-089`, `731-TA-1291`.
fn is_case(docket: &str) -> bool {
    let commerce = docket.len() == 9 && (docket.starts_with("A-") || docket.starts_with("C-"));
    commerce || docket.contains("-TA-")
}

fn same_set(left: &[String], right: &[String]) -> bool {
    left.iter().all(|docket| right.contains(docket)) && right.iter().all(|docket| left.contains(docket))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::document::{DocumentState, Fields};
    use model::findings::Findings;
    use model::story::StoryId;

    fn arrival(fields: Fields) -> Arrival {
        Arrival {
            document: Document {
                id: DocumentId::numbered("fr", "2016-00002"),
                version: 1,
                state: DocumentState::Published,
                source: model::request::SourceId::new("us-fr-documents"),
                capture: model::capture::CaptureId::new("0"),
                captured_at: "2016-04-15T12:00:00Z".parse().expect("instant"),
                told_before: None,
                sha256: model::capture::Sha256([0; 32]),
                fields,
            },
            findings: Findings::default(),
            changes: vec![],
        }
    }

    fn outline(id: &str, docket: &str, rin: &str, published: bool) -> Outline {
        Outline {
            id: StoryId::new(id),
            documents: vec![DocumentId::numbered("fr", id)],
            agencies: vec!["commerce-department".into(), "industry-and-security-bureau".into()],
            docket_ids: vec![docket.to_owned()],
            rins: vec![rin.to_owned()],
            opened_at: "2016-04-14T12:00:00Z".parse().expect("instant"),
            published,
        }
    }

    fn fields(docket: &str, rin: &str) -> Fields {
        Fields {
            agencies: vec!["industry-and-security-bureau".into()],
            docket_ids: vec![docket.to_owned()],
            rins: vec![rin.to_owned()],
            ..Fields::default()
        }
    }

    #[track_caller]
    fn into(joining: &Joining) -> (&str, &str) {
        match joining {
            Joining::Into(id, why) => (id.as_str(), why.criterion.as_str()),
            Joining::Follows(id, why) => panic!("follows {id} by {}", why.criterion),
            Joining::New => panic!("new"),
        }
    }

    #[test]
    fn a_shared_rule_number_joins_and_beats_a_docket() {
        let open = [outline("a", "BIS-2016-0011", "", false), outline("b", "", "0694-AJ12", false)];
        let joining = join(&arrival(fields("BIS-2016-0011", "0694-AJ12")), &open);
        assert_eq!(into(&joining), ("b", "join:same-rin"));
        let turned: Vec<Outline> = open.iter().rev().cloned().collect();
        assert_eq!(join(&arrival(fields("BIS-2016-0011", "0694-AJ12")), &turned), joining);
    }

    #[test]
    fn empty_and_collective_numbers_never_join() {
        for docket in ["", "1", "FDA-2016-N-0001", "DOS_FRDOC_0001", "Notice"] {
            assert_eq!(
                join(&arrival(fields(docket, "")), &[outline("a", docket, "", false)]),
                Joining::New,
                "{docket}"
            );
        }
    }

    #[test]
    fn no_agency_in_common_no_join() {
        let mut other = outline("a", "BIS-2016-0011", "0694-AJ12", false);
        other.agencies = vec!["state-department".into()];
        assert_eq!(join(&arrival(fields("BIS-2016-0011", "0694-AJ12")), &[other]), Joining::New);
    }

    #[test]
    fn what_was_published_is_followed() {
        let joining = join(&arrival(fields("", "0694-AJ12")), &[outline("a", "", "0694-AJ12", true)]);
        assert!(matches!(joining, Joining::Follows(id, _) if id.as_str() == "a"));
    }

    #[test]
    fn an_old_open_story_is_left_alone_but_for_its_correction() {
        let mut old = outline("2016-00001", "", "0694-AJ12", false);
        old.opened_at = "2016-04-01T12:00:00Z".parse().expect("instant");
        assert_eq!(join(&arrival(fields("", "0694-AJ12")), std::slice::from_ref(&old)), Joining::New);
        let correction = Fields { corrects: Some(DocumentId::numbered("fr", "2016-00001")), ..Fields::default() };
        assert_eq!(into(&join(&arrival(correction), &[old])), ("2016-00001", "join:corrects"));
    }

    #[test]
    fn trade_remedy_cases_join_as_a_whole_set_only() {
        let mut both = outline("a", "A-570-088", "", false);
        both.docket_ids.push("C-570-089".into());
        assert_eq!(join(&arrival(fields("A-570-088", "")), std::slice::from_ref(&both)), Joining::New);
        let mut pair = fields("A-570-088", "");
        pair.docket_ids.push("C-570-089".into());
        assert_eq!(into(&join(&arrival(pair), &[both])).1, "join:same-docket");
    }

    fn state(id: &str) -> Arrival {
        let mut arrival = arrival(Fields { kind: Some(Kind::List), ..fields("BIS-2016-0011", "0694-AJ12") });
        arrival.document.id = DocumentId::new(id);
        arrival
    }

    #[test]
    fn states_of_lists_join_no_documents_and_no_other_state() {
        let mut open = [outline("a", "BIS-2016-0011", "0694-AJ12", false)];
        assert_eq!(join(&state("us-hts@2026-04-17T12:00:00Z~61"), &open), Joining::New);
        open[0].documents = vec![DocumentId::new("us-hts@2026-04-16T12:00:00Z~61")];
        assert_eq!(join(&state("us-hts@2026-04-17T12:00:00Z~61"), &open), Joining::New);
    }

    #[test]
    fn parts_of_one_list_in_one_instant_are_one_event() {
        let mut open = [outline("a", "", "", false)];
        open[0].documents = vec![DocumentId::new("us-hts@2026-04-17T12:00:00Z~61")];
        let chapter = state("us-hts@2026-04-17T12:00:00Z~99");
        assert_eq!(into(&join(&chapter, &open)), ("a", "join:same-state"));
        open[0].published = true;
        assert_eq!(join(&chapter, &open), Joining::New, "what was published stands");
    }
}
