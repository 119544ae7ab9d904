//! The headline: agency by its short form, active verb in the present tense, the matter in sentence case, ninety characters at most.

use model::document::{DocumentState, Kind};

use super::casing::Lexicon;
use super::evidence::Telling;
use super::words::{HEADLINE_CHARS_MAX, cut};
use super::{nominal, remedies};
use crate::agencies;

/// Writes the headline of a document.
pub(super) fn write(telling: &Telling<'_>) -> String {
    let title = telling.title();
    let lexicon = Lexicon::of(telling.fields, title);
    let line = withdrawn(telling, &lexicon)
        .or_else(|| of_cases(telling, &lexicon))
        .or_else(|| of_zones(telling, &lexicon))
        .or_else(|| of_origin(telling))
        .or_else(|| of_hearing(telling))
        .or_else(|| of_comments(telling, &lexicon))
        .or_else(|| of_correction(telling, &lexicon))
        .or_else(|| of_regulations(telling, &lexicon))
        .or_else(|| of_verb(telling, &lexicon))
        .unwrap_or_else(|| plain(telling, &lexicon));
    cut(&line, HEADLINE_CHARS_MAX)
}

fn withdrawn(telling: &Telling<'_>, lexicon: &Lexicon) -> Option<String> {
    let gone = telling.document.state == DocumentState::Withdrawn;
    gone.then(|| format!("{} withdraws {} on {}", telling.short, telling.word(), topic(telling.title(), lexicon)))
}

fn of_cases(telling: &Telling<'_>, lexicon: &Lexicon) -> Option<String> {
    let title = telling.title();
    if agencies::includes(telling.fields, "international-trade-administration") {
        return remedies::commerce(title, lexicon);
    }
    if agencies::includes(telling.fields, "international-trade-commission") {
        return remedies::commission(title, lexicon);
    }
    None
}

/// `Foreign-Trade Zone 186—Waterville, Maine; Notification of Proposed Production Activity; Firm (Goods); Place`.
fn of_zones(telling: &Telling<'_>, lexicon: &Lexicon) -> Option<String> {
    if !agencies::includes(telling.fields, "foreign-trade-zones-board") {
        return None;
    }
    let mut parts = telling.title().split(';').map(str::trim);
    let (zone, stage) = (parts.next()?, parts.next()?);
    let zone =
        zone.replace("Foreign-Trade Zone (FTZ)", "FTZ").replace("Foreign-Trade Zone", "FTZ").replace('—', " in ");
    let zone = zone.trim_end_matches(", Notification of Proposed Production Activity").to_owned();
    let lower = stage.to_lowercase();
    if lower.contains("production activity") {
        let verb = if lower.contains("authorization") { "authorizes" } else { "weighs" };
        let (firm, goods) = parts.next().map_or(("", ""), |firm| firm.split_once('(').unwrap_or((firm, "")));
        let goods = lexicon.goods_case(goods.trim_end_matches(')').trim());
        let object = if goods.is_empty() { "production".to_owned() } else { format!("production of {goods}") };
        return Some(format!("FTZ Board {verb} {object} by {} in {}", firm.trim(), short_zone(&zone)));
    }
    let does = match () {
        () if lower.starts_with("application for reorganization and expansion") => "applies to reorganize and expand",
        () if lower.starts_with("application for reorganization") => "applies to reorganize",
        () if lower.starts_with("application for expansion") => "applies to expand",
        () if lower.starts_with("application for subzone") => "applies for subzone",
        () if lower.starts_with("application") => "applies for change",
        () => return Some(format!("FTZ Board acts on {zone}: {}", lexicon.sentence_case(stage))),
    };
    let comma = if zone.contains(" in ") { "," } else { "" };
    Some(format!("{zone}{comma} {does}"))
}

/// `FTZ 186`, without its place.
fn short_zone(zone: &str) -> &str {
    zone.split(" in ").next().unwrap_or(zone).trim()
}

/// Rules of origin under a trade agreement: what the action line says of the goods.
fn of_origin(telling: &Telling<'_>) -> Option<String> {
    let action = telling.fields.action.as_deref()?;
    let goods = action.split_once("rules of origin for ")?.1;
    let goods = goods.split(" made from ").next().unwrap_or(goods).trim_end_matches('.');
    let goods = goods.strip_prefix("certain ").unwrap_or(goods);
    let verb = if action.to_lowercase().contains("comment") { "seeks comment on" } else { "acts on" };
    let partner =
        telling.title().split_once("Under the ").map(|(_, agreement)| agreement.replace("Free Trade Agreement", "FTA"));
    let under = partner.map(|agreement| format!(" under {agreement}")).unwrap_or_default();
    let long = format!("{} {verb} origin rules for {goods}{under}", telling.short);
    Some(if long.chars().count() <= HEADLINE_CHARS_MAX {
        long
    } else {
        format!("{} {verb} origin rules for {goods}", telling.short)
    })
}

/// A hearing or meeting, by what its summary puts in quotation marks.
fn of_hearing(telling: &Telling<'_>) -> Option<String> {
    let title = telling.title().to_lowercase();
    let event = if title.contains("hearing") {
        "hearing"
    } else if title.contains("meeting") {
        "meeting"
    } else {
        return None;
    };
    let summary = telling.fields.abstract_text.as_deref().unwrap_or_default();
    let topics = crate::sentences::texts(summary).into_iter().filter(|sentence| sentence.contains(event));
    let topic = topics
        .filter_map(|sentence| sentence.split_once(" on “")?.1.split_once('”'))
        .map(|(topic, _)| topic)
        .find(|topic| topic.chars().count() <= 60);
    match topic {
        Some(topic) => Some(format!("{} sets {event} on {}", telling.short, topic.trim_end_matches(['.', ',']))),
        None if title.contains(';') => None,
        None if title.ends_with(event) || title.ends_with(&format!("{event}s")) => {
            let lexicon = Lexicon::of(telling.fields, telling.title());
            Some(format!("{} sets {}", telling.short, lexicon.goods_case(stripped(telling.title()))))
        }
        None => None,
    }
}

/// Comment periods that are reopened or extended, dates that are put off.
fn of_comments(telling: &Telling<'_>, lexicon: &Lexicon) -> Option<String> {
    let action = telling.action();
    let title = telling.title().to_lowercase();
    let says = |words: &str| action.contains(words) || title.contains(words);
    let verb = if says("reopening of") && says("comment") {
        "reopens comments on"
    } else if says("extension of") && says("comment") {
        "extends comments on"
    } else if says("delay of effective date") || says("effective date delay") || says("delay of compliance") {
        "delays rule on"
    } else if action.contains("withdrawal") {
        "withdraws rule on"
    } else {
        return None;
    };
    Some(format!("{} {verb} {}", telling.short, topic(telling.title(), lexicon)))
}

fn of_correction(telling: &Telling<'_>, lexicon: &Lexicon) -> Option<String> {
    let corrects = telling.document.kind() == Kind::Correction || telling.action().contains("correct");
    corrects.then(|| format!("{} corrects {}", telling.short, topic(telling.title(), lexicon)))
}

/// A title that is the name of a set of regulations: those are issued or amended.
fn of_regulations(telling: &Telling<'_>, _lexicon: &Lexicon) -> Option<String> {
    let title = telling.title();
    let names = title.ends_with(" Regulations") && !title.contains([';', ':']) && nominal::verb(title).is_none();
    if !names || !matches!(telling.document.kind(), Kind::Rule | Kind::ProposedRule) {
        return None;
    }
    let summary = telling.fields.abstract_text.as_deref().unwrap_or_default().to_lowercase();
    let new = ["adding new part", "adding a new part", "adding part", "issuing regulations", "is issuing", "new part"];
    let new = new.iter().any(|words| summary.contains(words));
    let verb = match (telling.document.kind(), new) {
        (Kind::ProposedRule, _) => "proposes changes to",
        (_, true) => "issues",
        (_, false) => "amends",
    };
    Some(format!("{} {verb} {title}", telling.short))
}

/// A title whose noun is a verb: `Additions of Entities to the Entity List`.
fn of_verb(telling: &Telling<'_>, lexicon: &Lexicon) -> Option<String> {
    let title = telling.title();
    let title = stripped(title);
    let specific =
        title.split_once(": ").map(|(_, specific)| specific).filter(|specific| nominal::verb(specific).is_some());
    let (third, plain, rest) = nominal::verb(specific.unwrap_or(title))?;
    let proposes = telling.document.kind() == Kind::ProposedRule;
    let head =
        if proposes { format!("{} proposes to {plain}", telling.short) } else { format!("{} {third}", telling.short) };
    if let Some((first, third, plain, rest)) = nominal::second(rest) {
        let joint = if proposes { format!(" and {plain}") } else { format!(", {third}") };
        let line =
            format!("{head} {}{joint} {}", lexicon.sentence_case(first), lexicon.sentence_case(first_part(rest)));
        if line.chars().count() <= HEADLINE_CHARS_MAX {
            return Some(line);
        }
        return Some(format!("{head} {}", lexicon.sentence_case(first)));
    }
    Some(format!("{head} {}", lexicon.sentence_case(first_part(rest))))
}

/// Agency, verb by kind, title in sentence case.
fn plain(telling: &Telling<'_>, lexicon: &Lexicon) -> String {
    let action = telling.action();
    let verb = match telling.document.kind() {
        Kind::Rule if action.contains("availability") => "issues guidance on",
        Kind::Rule if action.contains("interim") => "issues interim rule on",
        Kind::Rule if action.contains("temporary") => "issues temporary rule on",
        Kind::Rule if action.contains("final") => "issues final rule on",
        Kind::Rule => "issues rule on",
        Kind::ProposedRule if action.contains("advance notice") => "weighs rule on",
        Kind::ProposedRule => "proposes rule on",
        Kind::Presidential => "issues",
        _ if action.contains("comment") || action.contains("request for information") => "seeks comment on",
        _ if action.contains("hearing") => "sets hearing on",
        _ if action.contains("meeting") => "sets meeting on",
        _ if action.contains("availability") => "makes available",
        _ => "publishes notice on",
    };
    let topic = topic(telling.title(), lexicon);
    if telling.document.kind() == Kind::Presidential {
        let word = telling.word();
        // A proclamation's title says what it is to do.
        if let Some(purpose) = topic.strip_prefix("To ").or_else(|| topic.strip_prefix("to ")) {
            return format!("President issues {word} to {purpose}");
        }
        return format!("President issues {word} on {topic}");
    }
    format!("{} {verb} {topic}", telling.short)
}

/// What a title is about: without `Notice of` in front and without the step at its end, in sentence case.
fn topic(title: &str, lexicon: &Lexicon) -> String {
    lexicon.sentence_case(first_part(stripped(title)))
}

fn stripped(title: &str) -> &str {
    let mut title = title.trim();
    for head in ["Notice of ", "Announcement of ", "Announcing the ", "Notification of ", "Notice: ", "Publication: "] {
        title = title.strip_prefix(head).unwrap_or(title);
    }
    title
}

/// The first part of a title that has several; a first part of one or two words takes the next one with it.
fn first_part(title: &str) -> &str {
    let mut end = title.len();
    for (at, _) in title.match_indices(';') {
        if title[..at].split_whitespace().count() >= 3 {
            end = at;
            break;
        }
    }
    title[..end].trim()
}
