//! Amendatory instructions of a rule (`Section 447.32 is amended by removing "A" and adding in its place "B"`): read into typed
//! acts, and applied to the current text of a section. What is not certain is refused with a reason: silence would be wrong.

mod clauses;
mod code;
mod differ;
mod excerpt;
mod labels;
mod outline;
mod paths;
mod phrases;
mod places;
mod read;
mod targets;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use std::collections::BTreeMap;

pub use code::{Agreement, CodePart, Effect, effect, parts, reconcile};
pub use differ::{Line, redline};
pub use outline::Path;
pub use read::{Instruction, Outcome, instructions};

use outline::{Outline, Sort, Span};

/// What stands for a paragraph that was redesignated until another takes its designation.
const HOLE: &str = "[Redesignated]";

/// What is printed for a paragraph without a text.
const RESERVED: &str = "[Reserved]";

/// The text of a section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Its number and subject: `§ 744.11 License requirements…`.
    pub heading: String,
    /// Its paragraphs, a line each; rows of tables too.
    pub lines: Vec<String>,
}

impl Section {
    /// A section by its heading and its text, paragraphs a line each.
    pub fn new(heading: &str, text: &str) -> Self {
        Self { heading: heading.to_owned(), lines: text.lines().map(str::to_owned).collect() }
    }

    fn holds_a_hole(&self) -> Option<&str> {
        self.lines.iter().find(|line| line.ends_with(HOLE)).map(String::as_str)
    }
}

/// What an instruction does to one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The section: `744.11`.
    pub section: String,
    /// What is done.
    pub act: Act,
}

/// A place in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A paragraph with all beneath it.
    Paragraph(Path),
    /// What a paragraph says before the first one beneath it.
    Introduction(Path),
    /// What the section says before its first paragraph.
    Opening,
    /// The definition of a term.
    Definition(String),
    /// The parenthetical text at the end of the section.
    Parenthetical,
}

/// How often words are replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// At their only place; there must be one.
    Once,
    /// At so many places; there must be as many.
    Exactly(usize),
    /// At all places; there must be one at least.
    All,
}

/// What is done to a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Words give way to other words; to none where they are removed.
    Words {
        /// Where they stand, each of them; anywhere in the section where no place is named.
        within: Vec<Place>,
        /// The words that go.
        old: String,
        /// The words that come.
        new: String,
        /// How often.
        times: Times,
    },
    /// Words at the end of a place give way.
    Ending {
        /// Where.
        within: Place,
        /// The words that go.
        old: String,
        /// The words that come.
        new: String,
    },
    /// A place reads anew.
    Revise {
        /// Which one.
        place: Place,
        /// Its lines.
        lines: Vec<String>,
    },
    /// A paragraph that was not there.
    Add {
        /// Which one.
        path: Path,
        /// Its lines.
        lines: Vec<String>,
    },
    /// A place goes; a paragraph may stay behind as reserved.
    Remove {
        /// Which one.
        place: Place,
        /// Whether its designation stays.
        reserve: bool,
    },
    /// Paragraphs take other designations, all at once.
    Redesignate(Vec<(Path, Path)>),
    /// The section's heading reads anew: with its number.
    Heading(String),
    /// The section reads anew, or is added.
    Section {
        /// The text.
        text: Section,
        /// Whether it was not there before.
        is_new: bool,
    },
    /// The section goes, or is reserved.
    RemoveSection,
}

/// What one instruction asks of one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Which instruction of the rule, from 0.
    pub instruction: usize,
    /// What it does, in order; `None` for one that was refused, of which it must be known that it stands there.
    pub acts: Option<Vec<&'a Act>>,
}

/// What the instructions of a rule ask of each section, in their order.
pub fn by_section<'a>(instructions: &'a [Instruction<'_>]) -> BTreeMap<&'a str, Vec<Asked<'a>>> {
    let mut out: BTreeMap<&str, Vec<Asked<'a>>> = BTreeMap::new();
    for (number, instruction) in instructions.iter().enumerate() {
        match &instruction.outcome {
            Outcome::Nothing => {}
            Outcome::Refused { sections, .. } => {
                for section in sections {
                    out.entry(section).or_default().push(Asked { instruction: number, acts: None });
                }
            }
            Outcome::Amends(amendments) => {
                for amendment in amendments {
                    let asked = out.entry(&amendment.section).or_default();
                    match asked.last_mut().filter(|last| last.instruction == number).and_then(|last| last.acts.as_mut())
                    {
                        Some(acts) => acts.push(&amendment.act),
                        None => asked.push(Asked { instruction: number, acts: Some(vec![&amendment.act]) }),
                    }
                }
            }
        }
    }
    out
}

/// What became of the instructions on one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The section as it then stands; `None` where it is removed.
    pub after: Option<Section>,
    /// Those that could not be carried out, by their number in the rule, with a sentence that says why.
    pub refused: Vec<(usize, String)>,
}

/// Carries out what is asked of one section, each instruction wholly or not at all.
pub fn carry_out(before: Option<&Section>, asked: &[Asked<'_>]) -> Carried {
    let mut now = before.cloned();
    let mut refused = Vec::new();
    let mut is_open = false;
    for Asked { instruction, acts } in asked {
        let Some(acts) = acts else {
            is_open = true;
            continue;
        };
        if is_open && acts.iter().any(|act| act.rests_on_designations()) {
            let why = "An instruction before it on the same section could not be carried out; where paragraphs stand is not certain.";
            refused.push((*instruction, why.to_owned()));
            continue;
        }
        match acts.iter().try_fold(now.clone(), |now, act| apply(now.as_ref(), act)) {
            Ok(after) => now = after,
            Err(why) => {
                is_open |= acts.iter().any(|act| act.moves_paragraphs());
                refused.push((*instruction, why));
            }
        }
    }
    if let Some(hole) = now.as_ref().and_then(Section::holds_a_hole) {
        let hole = hole.trim_end_matches(HOLE).trim();
        let why = format!("The instructions leave nothing at paragraph {hole}, and do not reserve it.");
        let all = asked.iter().filter(|asked| asked.acts.is_some());
        return Carried {
            after: before.cloned(),
            refused: all.map(|asked| (asked.instruction, why.clone())).collect(),
        };
    }
    Carried { after: now, refused }
}

impl Act {
    /// The lines of the rule's text that it puts into the section.
    fn sets(&self) -> &[String] {
        match self {
            Act::Revise { lines, .. } | Act::Add { lines, .. } | Act::Section { text: Section { lines, .. }, .. } => {
                lines
            }
            _ => &[],
        }
    }

    /// Whether other paragraphs may stand elsewhere once it is carried out.
    fn moves_paragraphs(&self) -> bool {
        matches!(self, Act::Redesignate(_) | Act::Remove { .. } | Act::Add { .. })
    }

    /// Whether what it does depends on designations that an instruction before it may have changed.
    fn rests_on_designations(&self) -> bool {
        let is_paragraph = |place: &Place| matches!(place, Place::Paragraph(_) | Place::Introduction(_));
        match self {
            Act::Words { within, .. } => within.iter().any(is_paragraph),
            Act::Ending { within: place, .. } | Act::Revise { place, .. } | Act::Remove { place, .. } => {
                is_paragraph(place)
            }
            Act::Add { .. } | Act::Redesignate(_) => true,
            Act::Heading(_) | Act::Section { .. } | Act::RemoveSection => false,
        }
    }
}

/// The section once amended, `None` where it is no more; or a sentence that says why that is not certain.
pub fn apply(current: Option<&Section>, act: &Act) -> Result<Option<Section>, String> {
    let Some(now) = current else {
        return match act {
            Act::Section { text, is_new: true } => Ok(Some(text.clone())),
            _ => Err("The section does not stand in the current text.".to_owned()),
        };
    };
    let lines = match act {
        Act::RemoveSection => return Ok(None),
        Act::Section { is_new: true, .. } if !is_reserved(now) => {
            return Err("The section is there already.".to_owned());
        }
        Act::Section { text, .. } => return Ok(Some(text.clone())),
        Act::Heading(heading) => return Ok(Some(Section { heading: heading.clone(), lines: now.lines.clone() })),
        Act::Words { within, old, new, times } => words::replaced(now, within, (old, new), *times)?,
        Act::Ending { within, old, new } => words::ending(now, within, old, new)?,
        Act::Revise { place, lines } => revised(now, place, lines)?,
        Act::Add { path, lines } => added(now, path, lines)?,
        Act::Remove { place, reserve } => removed(now, place, *reserve)?,
        Act::Redesignate(pairs) => redesignated(now, pairs)?,
    };
    Ok(Some(Section { heading: now.heading.clone(), lines }))
}

fn is_reserved(section: &Section) -> bool {
    section.lines.is_empty() && section.heading.to_lowercase().contains("reserved")
}

/// The span of a paragraph that gives way, which must end for certain.
fn firm(now: &Section, path: &Path) -> Result<Span, String> {
    let span = Outline::of(&now.lines, Sort::Whole).span(path)?;
    if span.is_loose {
        return Err(format!(
            "Text without a designation follows paragraph {path}; whether it belongs to it is not certain."
        ));
    }
    Ok(span)
}

/// Lines as a span.
fn span_of(range: std::ops::Range<usize>) -> Span {
    Span { line: range.start, offset: 0, end: range.end, first_child: range.end, is_loose: false }
}

fn revised(now: &Section, place: &Place, with: &[String]) -> Result<Vec<String>, String> {
    match place {
        Place::Paragraph(path) => {
            let span = firm(now, path)?;
            checked(spliced(now, span, with), path, with)
        }
        Place::Introduction(path) => {
            let span = Outline::of(&now.lines, Sort::Whole).span(path)?;
            if span.first_child == span.end {
                return Err(format!("Paragraph {path} has none beneath it that its introductory text could end at."));
            }
            if span.first_child == span.line {
                return Err(format!(
                    "The introductory text of paragraph {path} stands in one line with the paragraph beneath it."
                ));
            }
            let after = spliced(now, Span { end: span.first_child, ..span }, with);
            let is = Outline::of(&after, Sort::Whole).span(path)?;
            let added = with.len() + span.end - span.first_child;
            if is.end - is.line != added {
                return Err(does_not_fit(path));
            }
            Ok(after)
        }
        Place::Opening | Place::Definition(_) | Place::Parenthetical => {
            Ok(spliced(now, span_of(places::lines(now, place)?), with))
        }
    }
}

fn added(now: &Section, path: &Path, with: &[String]) -> Result<Vec<String>, String> {
    let outline = Outline::of(&now.lines, Sort::Whole);
    if let Ok(span) = outline.span(path) {
        let text = now.lines[span.line].get(span.offset..).unwrap_or_default();
        let is_free = span.end == span.line + 1 && (text.ends_with(HOLE) || text.ends_with(RESERVED));
        if !is_free || text.len() > 40 {
            return Err(format!("Paragraph {path} is there already."));
        }
        return checked(spliced(now, span, with), path, with);
    }
    let line = outline.place_of(path)?;
    checked(spliced(now, span_of(line..line), with), path, with)
}

fn removed(now: &Section, place: &Place, reserve: bool) -> Result<Vec<String>, String> {
    let Place::Paragraph(path) = place else {
        if reserve {
            return Err("Only a paragraph can be reserved.".to_owned());
        }
        return Ok(spliced(now, span_of(places::lines(now, place)?), &[]));
    };
    let outline = Outline::of(&now.lines, Sort::Whole);
    let span = firm(now, path)?;
    let label = path.0.last().map(String::as_str).unwrap_or_default();
    let stays = |what: &str| vec![format!("({label}) {what}")];
    if reserve {
        return Ok(spliced(now, span, &stays(RESERVED)));
    }
    if span.offset > 0 {
        return Err(format!("Paragraph {path} begins within the line of the paragraph above it."));
    }
    let next = paths::next(path).is_some_and(|next| outline.span(&next).is_ok());
    Ok(spliced(now, span, &if next { stays(HOLE) } else { Vec::new() }))
}

fn redesignated(now: &Section, pairs: &[(Path, Path)]) -> Result<Vec<String>, String> {
    let outline = Outline::of(&now.lines, Sort::Whole);
    let mut lines = now.lines.clone();
    let mut dropped = Vec::new();
    for (from, to) in pairs {
        if from.0.len() != to.0.len() || from.0[..from.0.len() - 1] != to.0[..to.0.len() - 1] {
            return Err(format!(
                "Paragraph {from} would move beneath another as {to}; its own paragraphs would be numbered otherwise."
            ));
        }
        let span = outline.span(from)?;
        let label = to.0.last().map(String::as_str).unwrap_or_default();
        let line = &now.lines[span.line];
        let behind = labels::label_at(line, span.offset).map_or(line.len(), |(_, end)| end);
        lines[span.line] = format!("{}({label}){}", &line[..span.offset], &line[behind..]);
        // What has the new designation must take another one, or be free.
        if !pairs.iter().any(|(from, _)| from == to)
            && let Ok(taken) = outline.span(to)
        {
            let text = now.lines[taken.line].get(taken.offset..).unwrap_or_default();
            if taken.offset > 0 || taken.end != taken.line + 1 || !(text.ends_with(HOLE) || text.ends_with(RESERVED)) {
                return Err(format!("Paragraph {to} is there already."));
            }
            dropped.push(taken.line);
        }
    }
    let mut holes = Vec::new();
    for (from, _) in pairs.iter().filter(|(from, _)| !pairs.iter().any(|(_, to)| to == from)) {
        let span = outline.span(from)?;
        if span.offset > 0 {
            return Err(format!("Paragraph {from} begins within the line of the paragraph above it."));
        }
        let is_followed = pairs.iter().any(|(_, to)| paths::is_later(to, from));
        let followed = is_followed || paths::next(from).is_some_and(|next| outline.span(&next).is_ok());
        if followed {
            let label = from.0.last().map(String::as_str).unwrap_or_default();
            holes.push((span.line, format!("({label}) {HOLE}")));
        }
    }
    let mut out = Vec::with_capacity(lines.len() + holes.len());
    for (at, line) in lines.into_iter().enumerate() {
        out.extend(holes.iter().filter(|(place, _)| *place == at).map(|(_, hole)| hole.clone()));
        if !dropped.contains(&at) {
            out.push(line);
        }
    }
    for (_, to) in pairs {
        Outline::of(&out, Sort::Whole).span(to)?;
    }
    Ok(out)
}

fn does_not_fit(path: &Path) -> String {
    format!("The text that the rule sets for paragraph {path} does not fit into the current text.")
}

/// The lines, unless what was put in is not that paragraph and nothing else.
fn checked(after: Vec<String>, path: &Path, with: &[String]) -> Result<Vec<String>, String> {
    let span = Outline::of(&after, Sort::Whole).span(path)?;
    if span.end - span.line != with.len() { Err(does_not_fit(path)) } else { Ok(after) }
}

/// The lines with others in the place of a span; what stands before the span in its first line stays.
fn spliced(now: &Section, span: Span, with: &[String]) -> Vec<String> {
    let mut out: Vec<String> = now.lines[..span.line].to_vec();
    let kept = now.lines.get(span.line).and_then(|line| line.get(..span.offset)).unwrap_or_default();
    for (at, line) in with.iter().enumerate() {
        out.push(if at == 0 { format!("{kept}{line}") } else { line.clone() });
    }
    out.extend_from_slice(&now.lines[span.end..]);
    out
}
