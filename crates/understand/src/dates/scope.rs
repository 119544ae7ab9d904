//! For which goods, parties or provisions a date is said: what the clause names instead of the whole document.

use model::findings::DateRole;

use super::flat;
use super::role::Round;

/// A scope is a phrase; a longer one is the sentence, which stands beside it anyway.
const LENGTH_MAX: usize = 160;

/// What the clause limits its date to; `None` where it speaks of the whole document.
pub(super) fn of<'a>(role: DateRole, round: &Round<'a>) -> Option<&'a str> {
    match role {
        DateRole::Effective | DateRole::Applicable | DateRole::Compliance | DateRole::DelayedTo | DateRole::Expiry => {
            subject(round.before).or_else(|| exception(round.behind))
        }
        DateRole::SavingsClause => goods(round.sentence),
        _ => None,
    }
}

/// `the amendments to §§ 744.11 and 744.16 are effective`, `except for the addition of § 1026.35(e), which will be effective`.
fn subject(before: &str) -> Option<&str> {
    let verb = flat::last(
        before,
        &[
            "is effective",
            "are effective",
            "will be effective",
            "becomes effective",
            "become effective",
            "takes effect",
            "take effect",
            "which is",
            "which are",
            "which will be",
        ],
    )?;
    let clause = &before[..verb];
    let start = ["except for ", "except that ", "except "]
        .iter()
        .filter_map(|word| clause.rfind(word).map(|at| at + word.len()))
        .max()
        .or_else(|| {
            let clause = clause.trim_start();
            let names = [
                "the amendment",
                "amendment",
                "amendatory",
                "#",
                "section",
                "paragraph",
                "the addition",
                "instruction",
                "the revision",
                "the requirements",
                "the provisions in",
            ];
            names.iter().any(|word| clause.starts_with(word)).then_some(before[..verb].len() - clause.len())
        })?;
    phrase(&clause[start..]).filter(|subject| !flat::has(subject, &["this rule", "this final rule", "this document"]))
}

/// `effective May 1, 2026, except for § 5`, `effective August 26, 2020 to all persons except …`.
fn exception(behind: &str) -> Option<&str> {
    let behind = behind.trim_start_matches([',', ' ']);
    if behind.starts_with("for the reasons") || behind.starts_with("for purposes") {
        return None;
    }
    let opens =
        ["except ", "for ", "with respect to ", "as to ", "to all persons", "with the exception of ", "other than "];
    opens.iter().any(|word| behind.starts_with(word)).then(|| phrase(behind)).flatten()
}

/// The goods of a savings clause: what its sentence begins with.
fn goods(sentence: &str) -> Option<&str> {
    let from = flat::first(
        sentence,
        &["shipments of", "shipment of", "goods", "items", "articles", "such items", "any such"],
    )?;
    let end = flat::first(
        &sentence[from..],
        &[
            "that were",
            "that are",
            "which were",
            "were on dock",
            "loaded",
            "not actually",
            "on dock",
            "may proceed",
            "aboard",
            "that",
        ],
    )?;
    phrase(&sentence[from..from + end])
}

fn phrase(text: &str) -> Option<&str> {
    let text = text.trim_end().trim_end_matches(", which").trim_matches([' ', ',', '(', ')', '.']);
    let text = match text.char_indices().nth(LENGTH_MAX) {
        Some((cut, _)) => &text[..text[..cut].rfind([',', ' ']).unwrap_or(cut)],
        None => text,
    };
    (!text.is_empty()).then_some(text)
}
