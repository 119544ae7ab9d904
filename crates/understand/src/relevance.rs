//! Whom a document concerns: one table of rules, read from the top; the first that fits decides, and says what it saw.
//!
//! Noise that no agency makes worth telling comes first, then what each agency does that trade must know, then the refusals.

mod list;
mod rules;
mod score;

use model::document::{Document, Fields, Kind};
use model::findings::{Arrival, Judgement, Why};
use model::title::Section;

use crate::agencies;
use rules::{RULES, Rule, Verdict};

/// The rule of what is told because its source is watched for a section.
const USUAL: &str = "yes:usual-section";

/// Its points: less than any rule that knows what it saw.
const USUAL_POINTS: u32 = 6;

/// Judges an arrival: whether a story is to be told, why, how large, and in which sections.
///
/// Reads kind, agencies, title, abstract, action and CFR parts; a state of a list is judged by its changes alone. A refusal
/// names its rule and what the rule saw just as a selection does, so that the ledger can say why each of a day's documents is where it is.
pub fn judge(arrival: &Arrival) -> Judgement {
    judge_of(arrival, None)
}

/// The same for a document of a source that names the section in which its documents usually stand: one that no rule speaks of is told
/// there, for an operator who watches a source for a section wants to hear of it. Noise stays noise.
pub fn judge_of(arrival: &Arrival, usual: Option<Section>) -> Judgement {
    if arrival.document.kind() == Kind::List {
        return list::judge(arrival, usual);
    }
    let text = Text::of(&arrival.document);
    for rule in RULES {
        if let Some(saw) = rule.sees(&text) {
            return decided(arrival, rule, saw);
        }
    }
    let names = agencies::short(&arrival.document.fields);
    if let Some(section) = usual {
        let (score, mut why) = score::of(arrival, USUAL_POINTS);
        let first = Why { criterion: USUAL.to_owned(), value: section.as_str().to_owned(), place: "source".to_owned() };
        why.insert(0, first);
        let sentence = format!("The source is watched for the section “{}”.", section.name());
        return Judgement { selected: true, rule: USUAL.to_owned(), sentence, why, score, sections: vec![section] };
    }
    refused("no:agency-outside-trade", &names, "agencies", "no rule of trade speaks of this agency’s document")
}

fn decided(arrival: &Arrival, rule: &Rule, saw: Saw) -> Judgement {
    match rule.verdict {
        Verdict::No => refused(rule.name, &saw.value, saw.place, rule.reason),
        Verdict::Yes(points, sections) => {
            let first = Why { criterion: rule.name.to_owned(), value: saw.value.clone(), place: saw.place.to_owned() };
            let (score, mut why) = score::of(arrival, points);
            why.insert(0, first);
            Judgement {
                selected: true,
                rule: rule.name.to_owned(),
                sentence: format!("The {} says “{}”: {}.", place_words(saw.place), saw.value, rule.reason),
                why,
                score,
                sections: sections.to_vec(),
            }
        }
    }
}

fn refused(rule: &str, value: &str, place: &'static str, reason: &str) -> Judgement {
    Judgement {
        selected: false,
        rule: rule.to_owned(),
        sentence: format!("The {} says “{value}”: {reason}.", place_words(place)),
        why: vec![Why { criterion: rule.to_owned(), value: value.to_owned(), place: place.to_owned() }],
        score: 0,
        sections: Vec::new(),
    }
}

fn place_words(place: &str) -> &str {
    match place {
        "agencies" => "record’s agency",
        "cfr" => "record’s CFR part",
        "action" => "action line",
        other => other,
    }
}

/// What a rule saw, and where.
struct Saw {
    value: String,
    place: &'static str,
}

/// A document's words in lower case, and what else rules look at.
struct Text<'a> {
    kind: Kind,
    agencies: Vec<&'a str>,
    title: String,
    summary: String,
    action: String,
    fields: &'a Fields,
}

impl<'a> Text<'a> {
    fn of(document: &'a Document) -> Self {
        let fields = &document.fields;
        let lower = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase().replace('’', "'");
        let mut named: Vec<&str> = fields.agencies.iter().map(String::as_str).collect();
        named.extend(agencies::of(fields).iter().map(|agency| agency.slug));
        Self {
            kind: document.kind(),
            agencies: named,
            title: lower(&fields.title),
            summary: lower(&fields.abstract_text),
            action: lower(&fields.action),
            fields,
        }
    }
}

impl Rule {
    /// What this rule saw in a text, when all its conditions hold. The last condition that names words is the one that is told.
    fn sees(&self, text: &Text<'_>) -> Option<Saw> {
        let mut saw = None;
        if !self.kinds.is_empty() && !self.kinds.contains(&text.kind) {
            return None;
        }
        if !self.kinds.is_empty() {
            saw = Some(Saw { value: text.kind.as_str().to_owned(), place: "kind" });
        }
        if !self.agencies.is_empty() {
            let slug = self.agencies.iter().find(|slug| text.agencies.contains(slug))?;
            let name = agencies::named(slug).map_or(*slug, |agency| agency.short);
            saw = Some(Saw { value: name.to_owned(), place: "agencies" });
        }
        if self.unless.iter().any(|words| has(&text.title, words) || has(&text.action, words)) {
            return None;
        }
        if !self.cfr.is_empty() {
            let found = text.fields.cfr.iter().find(|cfr| {
                let part: u32 =
                    cfr.part.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
                self.cfr.iter().any(|(title, from, to)| cfr.title == *title && (*from..=*to).contains(&part))
            })?;
            saw = Some(Saw { value: found.to_string(), place: "cfr" });
        }
        for (words, places) in [
            (self.action, &[(&text.action, "action")][..]),
            (self.anywhere, &[(&text.title, "title"), (&text.summary, "abstract")][..]),
            (self.title, &[(&text.title, "title")][..]),
        ] {
            if words.is_empty() {
                continue;
            }
            saw = Some(first(words, places)?);
        }
        saw
    }
}

/// The first of the words that stands in one of the places.
fn first(words: &[&str], places: &[(&String, &'static str)]) -> Option<Saw> {
    places.iter().find_map(|(text, place)| {
        words.iter().find(|word| has(text, word)).map(|word| Saw { value: word.trim().to_owned(), place })
    })
}

/// Whether a text has these words, beginning and ending at a word's edge (a trailing `*` leaves the end open).
fn has(text: &str, words: &str) -> bool {
    let (words, open) = words.strip_suffix('*').map_or((words, false), |words| (words, true));
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(words).any(|(at, found)| {
        let after = text[at + found.len()..].chars().next();
        // A plural is the same word.
        let plural = after == Some('s') && edge(text[at + found.len() + 1..].chars().next());
        edge(text[..at].chars().next_back()) && (open || plural || edge(after))
    })
}

#[cfg(test)]
mod tests;
