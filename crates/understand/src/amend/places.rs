//! Places in a section that have no designation: its opening, a definition, the parenthetical text at its end.

use std::ops::Range;

use crate::amend::labels;
use crate::amend::outline::{Outline, Sort};
use crate::amend::{Place, Section};

/// The lines of a place, or a sentence that says why they are not certain. Of a paragraph, from the line it begins in.
pub fn lines(section: &Section, place: &Place) -> Result<Range<usize>, String> {
    match place {
        Place::Paragraph(path) => {
            let span = Outline::of(&section.lines, Sort::Whole).span(path)?;
            Ok(span.line..span.end)
        }
        Place::Introduction(path) => {
            let span = Outline::of(&section.lines, Sort::Whole).span(path)?;
            Ok(span.line..span.first_child.max(span.line + 1))
        }
        Place::Opening => match Outline::of(&section.lines, Sort::Whole).first()? {
            0 => Err("The section has no introductory text.".to_owned()),
            first => Ok(0..first),
        },
        Place::Definition(term) => definition(&section.lines, term),
        Place::Parenthetical => match end_matter(&section.lines) {
            at if at + 1 == section.lines.len() => Ok(at..at + 1),
            at if at == section.lines.len() => {
                Err("There is no parenthetical text at the end of the section.".to_owned())
            }
            _ => Err("There is more than one parenthetical text at the end of the section.".to_owned()),
        },
    }
}

/// The lines of a definition: to the next line that is one.
fn definition(lines: &[String], term: &str) -> Result<Range<usize>, String> {
    let mut found = lines.iter().enumerate().filter(|(_, line)| defines(line, term)).map(|(at, _)| at);
    let (Some(begin), None) = (found.next(), found.next()) else {
        return Err(format!("A single definition of “{term}” does not stand in the current text."));
    };
    let rest = &lines[begin + 1..];
    let end = rest.iter().position(|line| defined(line).is_some()).unwrap_or(rest.len());
    // The last definition may be followed by text that belongs to the section.
    let end = begin + 1 + end;
    let matter = end_matter(lines);
    if end == lines.len() && matter > begin + 1 {
        return Err(format!("Where the definition of “{term}” ends is not certain."));
    }
    Ok(begin..end.min(matter.max(begin + 1)))
}

fn defines(line: &str, term: &str) -> bool {
    defined(line).is_some_and(|defined| defined.eq_ignore_ascii_case(term.trim_end_matches('.')))
}

/// The term that a line defines: what stands before the period or the verb with which definitions begin.
fn defined(line: &str) -> Option<&str> {
    let start = line.strip_prefix('“').unwrap_or(line);
    if !start.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
        return None;
    }
    let ends = [". ", "” means", " means", " mean ", " includes", " include ", " has the ", " have the ", "—", ": "];
    let end = ends.iter().filter_map(|end| start.find(end)).min()?;
    let term = start.get(..end)?.trim_end_matches(['.', '”', ',']);
    (!term.is_empty() && term.split_whitespace().count() <= 12).then_some(term)
}

/// The line from which on nothing stands but parenthetical texts and notes; the number of lines where there is none.
pub fn end_matter<S: AsRef<str>>(lines: &[S]) -> usize {
    let is_matter = |line: &S| {
        let line = line.as_ref();
        let is_parenthetical = line.starts_with('(')
            && line.trim_end_matches('.').ends_with([')', ']'])
            && labels::label_at(line, 0).is_none();
        is_parenthetical || (line.starts_with('[') && line.ends_with(']'))
    };
    let count = lines.iter().rev().take_while(|line| is_matter(line)).count();
    lines.len() - count
}
