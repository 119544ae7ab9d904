//! What a rule sets beneath its instructions: the text of sections, with stars for what it leaves out.

use std::collections::HashSet;

use crate::amend::outline::{Outline, Path, Sort};
use crate::amend::{Place, RESERVED, Section, labels, places};

/// A line of what is set, and whether it is a footnote.
pub type SetLine<'a> = (&'a str, bool);

/// What is set of one section.
#[derive(Debug, Clone, Default)]
pub struct SetText {
    heading: Option<String>,
    lines: Vec<String>,
}

impl SetText {
    /// What a block sets of that section; a sentence where it sets nothing of it, or more than can be told apart.
    pub fn of(block: &[SetLine<'_>], section: &str) -> Result<Self, String> {
        if block.is_empty() {
            return Err(format!("The rule sets no text for § {section}."));
        }
        let has_headings = block.iter().any(|(line, _)| section_in(line).is_some());
        let mut out = Self::default();
        let mut inside = !has_headings;
        for (line, is_footnote) in block {
            if let Some(number) = section_in(line) {
                inside = number == section;
                if inside && out.heading.is_some() {
                    return Err(format!("The rule sets § {section} twice."));
                }
                if inside {
                    out.heading = Some((*line).to_owned());
                }
            } else if is_heading(line) {
                inside = !has_headings;
            } else if inside {
                if *is_footnote {
                    return Err(format!(
                        "The text that the rule sets for § {section} has footnotes, whose place is not certain."
                    ));
                }
                out.lines.push((*line).to_owned());
            }
        }
        if out.heading.is_none() && has_headings {
            return Err(format!("The rule sets no text for § {section}."));
        }
        Ok(out)
    }

    /// The numbers of all sections that a block sets.
    pub fn sections(block: &[SetLine<'_>]) -> Vec<String> {
        block.iter().filter_map(|(line, _)| section_in(line)).map(str::to_owned).collect()
    }

    /// The section as a whole.
    pub fn whole(self, section: &str) -> Result<Section, String> {
        let heading = self.heading()?;
        if self.lines.iter().any(|line| labels::leaves_out(line)) {
            return Err(format!("The text that the rule sets for § {section} leaves some of it out."));
        }
        Ok(Section { heading, lines: self.lines })
    }

    /// The section's heading, with its number.
    pub fn heading(&self) -> Result<String, String> {
        let heading = self.heading.clone().unwrap_or_default();
        let words = heading.trim_start_matches(['§', ' ', '\u{a0}', '\u{2009}']).split_whitespace().count();
        match words {
            0 | 1 => Err("The rule sets no heading of the section that could be found.".to_owned()),
            _ => Ok(heading),
        }
    }

    /// The lines of a place.
    pub fn of_place(&self, place: &Place) -> Result<Vec<String>, String> {
        match place {
            Place::Paragraph(path) => self.paragraph(path, place),
            Place::Introduction(path) => self.paragraph(path, place),
            Place::Opening => {
                let plain = |line: &&String| !labels::is_stars(line) && labels::label_at(line, 0).is_none();
                let lines: Vec<String> = self.lines.iter().take_while(plain).cloned().collect();
                complete(lines, "the introductory text of the section")
            }
            Place::Definition(term) => self.definition(term),
            Place::Parenthetical => {
                let at = places::end_matter(&self.lines);
                complete(self.lines[at..].to_vec(), "the parenthetical text at the end of the section")
            }
        }
    }

    /// The first line that is neither among those claimed, nor there for the place alone.
    pub fn unclaimed(&self, claimed: &HashSet<String>) -> Option<String> {
        let is_claimed = |line: &String| {
            let found = labels::of_line(line);
            let mut parts = found.leading.iter().chain(&found.run_in).filter_map(|found| line.get(found.offset..));
            claimed.contains(line) || parts.any(|part| claimed.contains(part))
        };
        let is_bare = |line: &str| labels::is_stars(line) || labels::leaves_out(line) || line.ends_with(RESERVED);
        self.lines.iter().find(|line| !is_bare(line) && !is_claimed(line)).cloned()
    }

    fn paragraph(&self, path: &Path, place: &Place) -> Result<Vec<String>, String> {
        let none = |why: String| format!("In what the rule sets: {}", lowered(&why));
        let span = Outline::of(&self.lines, Sort::Excerpt).span(path).map_err(none)?;
        let is_intro = matches!(place, Place::Introduction(_));
        let end = if is_intro { span.first_child.max(span.line + 1) } else { span.end };
        let mut lines = self.lines[span.line..end].to_vec();
        if let Some(first) = lines.first_mut() {
            first.replace_range(..span.offset.min(first.len()), "");
        }
        let stars = lines.iter().position(|line| labels::is_stars(line));
        let behind = stars.map_or(&[][..], |at| &lines[at..]);
        if behind.iter().any(|line| !labels::is_stars(line)) {
            return Err(format!("The text that the rule sets for paragraph {path} leaves some of it out."));
        }
        lines.truncate(stars.unwrap_or(lines.len()));
        if places::end_matter(&lines) < lines.len() {
            return Err(format!("Behind paragraph {path} the rule sets text that may be the end of the section."));
        }
        // A line that holds the paragraph beneath it too is more than an introduction.
        if is_intro && span.first_child == span.line {
            return Err(format!(
                "The introductory text of paragraph {path} is set in one line with the paragraph beneath it."
            ));
        }
        complete(lines, &format!("paragraph {path}"))
    }

    fn definition(&self, term: &str) -> Result<Vec<String>, String> {
        let lines: Vec<String> = self.lines.iter().filter(|line| !labels::is_stars(line)).cloned().collect();
        let section = Section { heading: String::new(), lines };
        let range = places::lines(&section, &Place::Definition(term.to_owned()))?;
        complete(section.lines[range].to_vec(), &format!("the definition of “{term}”"))
    }
}

fn complete(lines: Vec<String>, what: &str) -> Result<Vec<String>, String> {
    if lines.is_empty() {
        return Err(format!("The rule sets no text for {what} that could be found."));
    }
    if lines.iter().any(|line| labels::leaves_out(line)) {
        return Err(format!("The text that the rule sets for {what} leaves some of it out."));
    }
    Ok(lines)
}

/// The number of the section that a line is the heading of.
fn section_in(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('§')?.trim_start_matches([' ', '\u{a0}', '\u{2009}']);
    let number = rest.split_whitespace().next()?.trim_end_matches('.');
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}

/// Whether a line is the heading of something that holds sections, or of what is none.
fn is_heading(line: &str) -> bool {
    let first = line.split([' ', '—']).next().unwrap_or_default();
    let is_short = line.len() < 200 && !line.ends_with('.');
    let is_named = matches!(first, "PART" | "Subpart" | "Appendix" | "APPENDIX" | "Supplement");
    (is_short && is_named) || line.starts_with("Authority:")
}

/// A sentence within another.
pub fn lowered(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}
