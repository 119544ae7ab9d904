//! The instructions of a rule, one after the other: `a. Revise paragraph (h)` belongs to the section that an instruction before it named.
//! Only forms whose meaning is plain are taken; all others are refused, each with what is not understood.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use model::document::{Paragraph, Part};
use regex::Regex;

use crate::amend::clauses::{self, Said, Step, Target};
use crate::amend::excerpt::{SetLine, SetText};
use crate::amend::{Act, Amendment, Place, tokens};

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern stands in the source and is tested")
}

/// `2.`, `3b.`, `a.`, `iv.`, `(1)`.
pub(super) static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(?:(\d{1,3}[a-z]?)\.|([A-Za-z]{1,5})\.)\s*"));
/// `, as amended February 15, 2013, at 78 FR 11280,`.
pub(super) static OF_A_RULE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bas (?:further )?(?:amended|added|revised|redesignated)\b[^“”]*?\b(?:\d+ FR \d+|rule|Register|elsewhere)",
    )
});
/// `Effective July 18, 2015,`.
pub(super) static OWN_DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?i:effective)\s+[A-Z][a-z]+ \d"));
/// `Add part 1004 to read as follows:`, `Subpart C is added to read as follows:`.
pub(super) static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:add(?:ing)? (?:a )?(?:new )?(?:sub)?part [A-Z0-9]+(?: to part \d+)?|(?:new )?subpart [A-Z]+ (?:to part \d+ )?is added(?: to part \d+)?)(?:,? to read)?(?: as follows)?\s*[.:]?$",
    )
});

/// What an instruction comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It amends nothing: an authority citation that stays, a heading over the instructions that follow.
    Nothing,
    /// Amendments, to be carried out in this order.
    Amends(Vec<Amendment>),
    /// It cannot be carried out for certain: why, as a sentence; and the sections that it speaks of, where that is known.
    Refused {
        /// Why.
        why: String,
        /// Which sections it would amend.
        sections: Vec<String>,
    },
}

/// An instruction of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction<'a> {
    /// Which paragraph of the document it is, from 1.
    pub number: u32,
    /// Its words.
    pub text: &'a str,
    /// What it comes to.
    pub outcome: Outcome,
}

/// What the instructions that follow belong to, where they name nothing themselves.
enum Current {
    Nothing,
    Sections(Vec<String>),
    Refused(String, Vec<String>),
}

/// All instructions in the paragraphs of a document, in their order.
pub fn instructions(paragraphs: &[Paragraph]) -> Vec<Instruction<'_>> {
    let blocks = blocks(paragraphs);
    let mut current = Current::Nothing;
    let mut out = Vec::with_capacity(blocks.len());
    let mut beneath = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        let set = set_beneath(&blocks, at);
        beneath.push(set);
        let set = set.and_then(|at| blocks.get(at)).map(|block| block.set.as_slice());
        let outcome = read(block.text, set.unwrap_or_default(), &mut current);
        out.push(Instruction { number: block.number, text: block.text, outcome });
    }
    let mut first = 0;
    for run in beneath.chunk_by(|one, other| one == other) {
        if let Some(block) = run[0].and_then(|at| blocks.get(at))
            && let Some(run) = out.get_mut(first..first + run.len())
        {
            refuse_unclaimed(run, &block.set);
        }
        first += run.len();
    }
    out
}

/// Beneath which block the text stands that an instruction sets: what is set for `a.` and `b.` stands beneath the last of them.
fn set_beneath(blocks: &[Block<'_>], at: usize) -> Option<usize> {
    let more = (at + 1..blocks.len()).take_while(|next| !is_numbered(blocks[*next].text));
    std::iter::once(at).chain(more).find(|at| !blocks[*at].set.is_empty())
}

/// Refuses instructions beneath which the rule sets text of their section that none of them names: they may mean more than they say.
fn refuse_unclaimed(run: &mut [Instruction<'_>], set: &[SetLine<'_>]) {
    let mut claimed: BTreeMap<String, HashSet<String>> = BTreeMap::new();
    for instruction in run.iter() {
        match &instruction.outcome {
            Outcome::Nothing => {}
            // One that was refused may name what the others do not.
            Outcome::Refused { .. } => return,
            Outcome::Amends(amendments) => {
                for Amendment { section, act } in amendments {
                    let lines = act.sets();
                    claimed.entry(section.clone()).or_default().extend(lines.iter().cloned());
                }
            }
        }
    }
    for (section, claimed) in claimed.iter().filter(|(_, claimed)| !claimed.is_empty()) {
        let Some(line) = SetText::of(set, section).ok().and_then(|set| set.unclaimed(claimed)) else { continue };
        let words: String = line.chars().take(40).collect();
        let why = format!("The rule sets text for § {section} that no instruction names: “{words}”.");
        for instruction in run.iter_mut() {
            let is_of = |amendment: &Amendment| amendment.section == *section && !amendment.act.sets().is_empty();
            if matches!(&instruction.outcome, Outcome::Amends(all) if all.iter().any(is_of)) {
                instruction.outcome = refused(why.clone(), vec![section.clone()]);
            }
        }
    }
}

/// An instruction and what is set beneath it, up to the next.
struct Block<'a> {
    number: u32,
    text: &'a str,
    set: Vec<SetLine<'a>>,
}

fn blocks(paragraphs: &[Paragraph]) -> Vec<Block<'_>> {
    let mut out: Vec<Block<'_>> = Vec::new();
    for (number, paragraph) in (1..).zip(paragraphs) {
        let text = paragraph.text.as_str();
        match (paragraph.part, out.last_mut()) {
            (Part::Instruction, _) => out.push(Block { number, text, set: Vec::new() }),
            (Part::Amendment, Some(block)) => block.set.push((text, false)),
            (Part::Footnote, Some(block)) if !block.set.is_empty() => block.set.push((text, true)),
            _ => {}
        }
    }
    out
}

fn is_numbered(text: &str) -> bool {
    LABEL.captures(text).is_some_and(|label| label.get(1).is_some())
}

fn refused(why: impl Into<String>, sections: Vec<String>) -> Outcome {
    Outcome::Refused { why: why.into(), sections }
}

fn read(text: &str, set: &[SetLine<'_>], current: &mut Current) -> Outcome {
    let body = LABEL.replace(text.trim(), "");
    let lower = body.to_lowercase();
    if lower.contains("authority citation") {
        *current = Current::Nothing;
        return match lower.contains("continue") {
            true => Outcome::Nothing,
            false => refused("It amends the authority citation of a part, which is no text of a section.", Vec::new()),
        };
    }
    if is_numbered(text) {
        *current = Current::Nothing;
    }
    if let Current::Refused(why, sections) = current {
        return refused(why.clone(), sections.clone());
    }
    if WHOLE.is_match(&body) {
        *current = Current::Nothing;
        return whole(set);
    }
    let outside = ["appendix", "appendices", "supplement ", "comment ", "comments ", "subpart", "model form"];
    if let Some(word) = outside.iter().find(|word| lower.contains(*word) && !lower.contains("“")) {
        let why = format!("It amends what is no section ({}), whose places have no designations.", word.trim());
        *current = Current::Refused(why.clone(), Vec::new());
        return refused(why, Vec::new());
    }
    let said = said(&body);
    let named = tokens::of(&body).unwrap_or_default().into_iter().find_map(|token| match token {
        tokens::Token::Sections(sections) => Some(sections),
        _ => None,
    });
    let said = match said {
        Ok(said) => said,
        Err(why) => {
            let sections = named.clone().unwrap_or_else(|| match current {
                Current::Sections(sections) => sections.clone(),
                _ => Vec::new(),
            });
            // What opens a list and is not understood leaves the list without a meaning.
            if named.is_some() || sections.is_empty() {
                *current = Current::Refused(
                    "It belongs to an instruction that could not be read.".to_owned(),
                    sections.clone(),
                );
            }
            return refused(why, sections);
        }
    };
    if !said.sections.is_empty() {
        *current = Current::Sections(said.sections.clone());
    }
    let sections = match current {
        Current::Sections(sections) => sections.clone(),
        _ => return refused("It names no section whose text could be amended.", Vec::new()),
    };
    if said.steps.is_empty() {
        return Outcome::Nothing;
    }
    match acts(&said.steps, &sections, set) {
        Ok(amendments) => Outcome::Amends(amendments),
        Err(why) => refused(why, sections),
    }
}

/// What an instruction says; a sentence where that is not plain.
fn said(body: &str) -> Result<Said, String> {
    if OF_A_RULE.is_match(body) {
        return Err("It amends a text that another rule has set, which the current text may not hold yet.".to_owned());
    }
    if OWN_DAY.is_match(body) {
        return Err("It takes effect on a day of its own.".to_owned());
    }
    if body.contains("[label:") {
        return Err("It is not the publisher’s text.".to_owned());
    }
    clauses::read(&tokens::of(body)?)
}

/// A part or subpart that is added: all sections that are set.
fn whole(set: &[SetLine<'_>]) -> Outcome {
    let sections = SetText::sections(set);
    if sections.is_empty() {
        return refused("The rule sets no section beneath it.", Vec::new());
    }
    if set.iter().any(|(line, _)| ["Appendix", "APPENDIX", "Supplement"].iter().any(|word| line.starts_with(word))) {
        return refused("It adds appendices, which are no sections.", sections);
    }
    match acts(&[Step::Add(vec![Target::Section])], &sections, set) {
        Ok(amendments) => Outcome::Amends(amendments),
        Err(why) => refused(why, sections),
    }
}

fn acts(steps: &[Step], sections: &[String], set: &[SetLine<'_>]) -> Result<Vec<Amendment>, String> {
    let mut out = Vec::new();
    for section in sections {
        for step in steps {
            let acts = of_step(step, section, set)?;
            out.extend(acts.into_iter().map(|act| Amendment { section: section.clone(), act }));
        }
    }
    Ok(out)
}

fn of_step(step: &Step, section: &str, set: &[SetLine<'_>]) -> Result<Vec<Act>, String> {
    match step {
        Step::Revise(targets) | Step::Add(targets) => {
            let is_new = matches!(step, Step::Add(_));
            targets.iter().map(|target| set_act(target, is_new, &SetText::of(set, section)?, section)).collect()
        }
        Step::AddReserved(targets) => targets.iter().map(reserved).collect(),
        Step::Remove(targets, reserve) => targets.iter().map(|target| removal(target, *reserve)).collect(),
        Step::Redesignate(pairs) => Ok(vec![Act::Redesignate(pairs.clone())]),
        Step::Words(within, pairs, times) => {
            let act = |(old, new): &(String, String)| Act::Words {
                within: within.clone(),
                old: old.clone(),
                new: new.clone(),
                times: *times,
            };
            Ok(pairs.iter().map(act).collect())
        }
        Step::Ending(within, old, new) => {
            let act = |place: &Place| match (place, old.is_empty()) {
                (Place::Parenthetical, true) => Act::Revise { place: place.clone(), lines: vec![new.clone()] },
                _ => Act::Ending { within: place.clone(), old: old.clone(), new: new.clone() },
            };
            Ok(within.iter().map(act).collect())
        }
    }
}

fn set_act(target: &Target, is_new: bool, set: &SetText, section: &str) -> Result<Act, String> {
    Ok(match (target, is_new) {
        (Target::Section, is_new) => Act::Section { text: set.clone().whole(section)?, is_new },
        (Target::Heading, false) => Act::Heading(set.heading()?),
        (Target::Place(place @ Place::Paragraph(path)), true) => {
            Act::Add { path: path.clone(), lines: set.of_place(place)? }
        }
        (Target::Place(place), false) => Act::Revise { place: place.clone(), lines: set.of_place(place)? },
        (Target::Heading | Target::Place(_), true) => {
            return Err("It adds what has no designation, and does not say for certain where.".to_owned());
        }
    })
}

fn reserved(target: &Target) -> Result<Act, String> {
    match target {
        Target::Place(Place::Paragraph(path)) => {
            let label = path.0.last().map(String::as_str).unwrap_or_default();
            Ok(Act::Add { path: path.clone(), lines: vec![format!("({label}) {}", super::RESERVED)] })
        }
        _ => Err("It reserves what is no paragraph.".to_owned()),
    }
}

fn removal(target: &Target, reserve: bool) -> Result<Act, String> {
    match target {
        Target::Section => Ok(Act::RemoveSection),
        Target::Heading => Err("It removes a heading.".to_owned()),
        Target::Place(Place::Introduction(_) | Place::Opening) => Err("It removes an introductory text.".to_owned()),
        Target::Place(place) => Ok(Act::Remove { place: place.clone(), reserve }),
    }
}
