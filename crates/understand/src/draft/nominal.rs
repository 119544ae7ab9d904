//! Titles are made of nouns, headlines of verbs: `Addition of Entities` is what an agency adds.

/// A noun phrase at a title's start and its verb: third person and plain form.
const VERBS: &[(&str, &str, &str)] = &[
    ("additions of", "adds", "add"),
    ("addition of", "adds", "add"),
    ("additions to", "adds to", "add to"),
    ("addition to", "adds to", "add to"),
    ("removals of", "removes", "remove"),
    ("removal of", "removes", "remove"),
    ("removal from", "removes from", "remove from"),
    ("revisions to", "revises", "revise"),
    ("revision to", "revises", "revise"),
    ("revisions of", "revises", "revise"),
    ("revision of", "revises", "revise"),
    ("amendments to", "amends", "amend"),
    ("amendment to", "amends", "amend"),
    ("amendment of", "amends", "amend"),
    ("modifications to", "modifies", "modify"),
    ("modification of", "modifies", "modify"),
    ("modification to", "modifies", "modify"),
    ("corrections to", "corrects", "correct"),
    ("correction to", "corrects", "correct"),
    ("clarifications to", "clarifies", "clarify"),
    ("clarification of", "clarifies", "clarify"),
    ("imposition of", "imposes", "impose"),
    ("extension of", "extends", "extend"),
    ("expansion of", "expands", "expand"),
    ("establishment of", "establishes", "establish"),
    ("implementation of", "implements", "implement"),
    ("revocation of", "revokes", "revoke"),
    ("termination of", "ends", "end"),
    ("suspension of", "suspends", "suspend"),
    ("designation of", "designates", "designate"),
    ("withdrawal of", "withdraws", "withdraw"),
    ("rescission of", "rescinds", "rescind"),
    ("elimination of", "eliminates", "eliminate"),
    ("adoption of", "adopts", "adopt"),
    ("reinstatement of", "reinstates", "reinstate"),
    ("renewal of", "renews", "renew"),
    ("continuation of", "continues", "continue"),
    ("publication of", "publishes", "publish"),
    ("issuance of", "issues", "issue"),
    ("initiation of", "opens", "open"),
    ("delay of", "delays", "delay"),
    ("waiver of", "waives", "waive"),
    ("increase in", "raises", "raise"),
    ("decrease in", "lowers", "lower"),
    ("placement of", "places", "place"),
    ("temporary placement of", "temporarily places", "temporarily place"),
    ("modernization of", "modernizes", "modernize"),
    ("reorganization of", "reorganizes", "reorganize"),
    ("restructuring of", "restructures", "restructure"),
    ("transfer of", "transfers", "transfer"),
    ("repeal of", "repeals", "repeal"),
    ("denial of", "denies", "deny"),
    ("approval of", "approves", "approve"),
    ("adjusting", "adjusts", "adjust"),
    ("blocking", "blocks", "block"),
    ("imposing", "imposes", "impose"),
    ("amending", "amends", "amend"),
    ("modifying", "modifies", "modify"),
    ("extending", "extends", "extend"),
    ("suspending", "suspends", "suspend"),
    ("terminating", "ends", "end"),
    ("revoking", "revokes", "revoke"),
    ("prohibiting", "prohibits", "prohibit"),
    ("continuing", "continues", "continue"),
    ("implementing", "implements", "implement"),
    ("establishing", "establishes", "establish"),
    ("securing", "secures", "secure"),
    ("protecting", "protects", "protect"),
    ("strengthening", "strengthens", "strengthen"),
    ("addressing", "addresses", "address"),
    ("regulating", "regulates", "regulate"),
    ("ensuring", "ensures", "ensure"),
    ("taking additional steps", "takes additional steps", "take additional steps"),
    ("request for public comments on", "seeks comment on", "seek comment on"),
    ("request for public comment on", "seeks comment on", "seek comment on"),
    ("request for comments on", "seeks comment on", "seek comment on"),
    ("request for comments concerning", "seeks comment on", "seek comment on"),
    ("request for public comments concerning", "seeks comment on", "seek comment on"),
    ("request for comments regarding", "seeks comment on", "seek comment on"),
    ("request for information concerning", "seeks information on", "seek information on"),
    ("request for information on", "seeks information on", "seek information on"),
    ("decision to authorize the importation of", "authorizes import of", "authorize import of"),
    ("decision to authorize importation of", "authorizes import of", "authorize import of"),
    ("increasing", "increases", "increase"),
    ("updates to", "updates", "update"),
    ("import restrictions imposed on", "imposes import restrictions on", "impose import restrictions on"),
    (
        "emergency import restrictions imposed on",
        "imposes emergency import restrictions on",
        "impose emergency import restrictions on",
    ),
];

/// The verb of a title in third person and plain form, and what follows it. `None` where the title starts with no such noun.
pub(super) fn verb(title: &str) -> Option<(&'static str, &'static str, &str)> {
    let (noun, third, plain) =
        VERBS.iter().filter(|(noun, _, _)| starts(title, noun)).max_by_key(|(noun, _, _)| noun.len())?;
    let rest = title.get(noun.len()..)?.trim_start();
    // `Amendment to Confirm …` is no amendment of a thing.
    let purposes =
        ["Confirm ", "Clarify ", "Include ", "Remove ", "Add ", "Allow ", "Reflect ", "Implement ", "Update "];
    if noun.ends_with(" to") && purposes.iter().any(|purpose| rest.starts_with(purpose)) {
        return None;
    }
    (!rest.is_empty()).then_some((*third, *plain, rest))
}

/// Whether a title starts with these words, in whatever case.
fn starts(title: &str, words: &str) -> bool {
    title.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words))
        && title[words.len()..].starts_with(' ')
}

/// A title's object, and a second deed named after it: `Entities to the Entity List, and Revision of Entry on the Entity List`.
pub(super) fn second(object: &str) -> Option<(&str, &'static str, &'static str, &str)> {
    let joints = [", and ", " and ", "; and ", ", ", "; "];
    let mut found: Vec<(usize, usize)> =
        joints.iter().flat_map(|joint| object.match_indices(joint).map(|(at, joint)| (at, at + joint.len()))).collect();
    found.sort_unstable_by_key(|(at, end)| (*at, std::cmp::Reverse(*end)));
    found.into_iter().find_map(|(at, end)| {
        let (third, plain, rest) = verb(&object[end..])?;
        Some((object[..at].trim(), third, plain, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_become_verbs() {
        assert_eq!(
            verb("Additions of Entities to the Entity List"),
            Some(("adds", "add", "Entities to the Entity List"))
        );
        assert_eq!(verb("Temporary Placement of Brorphine in Schedule I").map(|v| v.0), Some("temporarily places"));
        assert_eq!(verb("Extension"), None);
        assert_eq!(verb("Cuban Assets Control Regulations"), None);
    }
}
