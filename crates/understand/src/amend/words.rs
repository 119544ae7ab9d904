//! Words that give way to other words. They must stand there as words, as often as the instruction says.

use crate::amend::outline::{Outline, Sort};
use crate::amend::{Place, Section, Times, places};

/// The lines once words have given way to others.
pub fn replaced(
    section: &Section,
    within: &[Place],
    (old, new): (&str, &str),
    times: Times,
) -> Result<Vec<String>, String> {
    if old.is_empty() {
        return Err("The instruction names no words that go.".to_owned());
    }
    let mut lines = section.lines.clone();
    if within.is_empty() {
        if place(&section.heading, old).is_some() {
            return Err(format!(
                "The words “{old}” stand in the heading too, and the instruction does not say whether it is meant."
            ));
        }
        replace_in(&mut lines, (old, new), times)?;
        return Ok(lines);
    }
    for spot in within {
        // Lines keep their number, so that each place is found as it was.
        let (range, offset) = match spot {
            Place::Paragraph(path) | Place::Introduction(path) => {
                let span = Outline::of(&section.lines, Sort::Whole).span(path)?;
                (places::lines(section, spot)?, span.offset)
            }
            _ => (places::lines(section, spot)?, 0),
        };
        let mut some: Vec<String> = lines[range.clone()].to_vec();
        let kept = some.first().and_then(|line| line.get(..offset)).unwrap_or_default().to_owned();
        if let Some(first) = some.first_mut() {
            first.replace_range(..kept.len(), "");
        }
        replace_in(&mut some, (old, new), times)?;
        if let Some(first) = some.first_mut() {
            first.insert_str(0, &kept);
        }
        lines.splice(range, some);
    }
    Ok(lines)
}

fn replace_in(lines: &mut [String], (old, new): (&str, &str), times: Times) -> Result<(), String> {
    let number: usize = lines.iter().map(|line| count(line, old)).sum();
    match times {
        _ if number == 0 => {
            return Err(format!("The words “{old}” do not stand in the current text, where the instruction says."));
        }
        Times::Once if number > 1 => {
            return Err(format!(
                "The words “{old}” stand {number} times in the current text, and the instruction does not say which are meant."
            ));
        }
        Times::Exactly(wanted) if number != wanted => {
            return Err(format!("The words “{old}” stand {number} times in the current text, and not {wanted} times."));
        }
        Times::Once | Times::Exactly(_) | Times::All => {}
    }
    for line in lines {
        if place(line, old).is_some() {
            *line = swapped(line, old, new);
        }
    }
    Ok(())
}

/// The lines once the words at the end of a place have given way.
pub fn ending(section: &Section, within: &Place, old: &str, new: &str) -> Result<Vec<String>, String> {
    let range = places::lines(section, within)?;
    if range.len() != 1 {
        return Err("The place is more than one paragraph long; where its end is meant is not certain.".to_owned());
    }
    let mut lines = section.lines.clone();
    let line = &mut lines[range.start];
    let Some(kept) = line.strip_suffix(old) else {
        return Err(format!("The text does not end in “{old}”, where the instruction says."));
    };
    let kept = if new.is_empty() || new.starts_with([';', '.', ',']) { kept.trim_end() } else { kept };
    *line = format!("{kept}{new}");
    Ok(lines)
}

/// A line with words in the place of others. Where words go and none come, the space and the comma that they leave are one.
fn swapped(line: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(line.len() + new.len());
    let mut rest = line;
    while let Some(at) = place(rest, old) {
        out.push_str(&rest[..at]);
        out.push_str(new);
        rest = &rest[at + old.len()..];
        if new.is_empty() {
            let opens = out.is_empty() || out.ends_with([' ', '(']);
            if rest.starts_with([',', '.', ';', ')']) {
                out.truncate(out.trim_end_matches(' ').len());
            } else if opens {
                rest = rest.trim_start_matches(' ');
            }
        }
    }
    out.push_str(rest);
    out.truncate(out.trim_end().len());
    out
}

/// How often words stand in a text.
fn count(text: &str, words: &str) -> usize {
    let (mut rest, mut number) = (text, 0);
    while let Some(at) = place(rest, words) {
        number += 1;
        rest = &rest[at + words.len()..];
    }
    number
}

/// Where words stand as words: not within a longer word or number.
pub fn place(text: &str, words: &str) -> Option<usize> {
    let first = words.chars().next()?;
    let last = words.chars().next_back()?;
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(words)).map(|at| at + from) {
        let before = text[..at].chars().next_back();
        let mut behind = text[at + words.len()..].chars();
        let after = behind.next();
        let joins =
            |outer: Option<char>, inner: char| outer.is_some_and(char::is_alphanumeric) && inner.is_alphanumeric();
        // `15` does not stand in `15.5`.
        let goes_on = last.is_ascii_digit()
            && matches!(after, Some('.' | ','))
            && behind.next().is_some_and(|c| c.is_ascii_digit());
        if !joins(before, first) && !joins(after, last) && !goes_on {
            return Some(at);
        }
        from = at + first.len_utf8();
    }
    None
}
