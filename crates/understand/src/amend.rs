//! Amendatory instructions of a rule (`Section 447.32 is amended by removing "A" and adding in its place "B"`): read into typed
//! amendments, and applied to the current text of a section. What is not certain is refused with a reason: silence would be wrong.

mod outline;
mod read;
#[cfg(test)]
mod tests;

pub use outline::Path;
pub use read::Instructions;

use outline::Outline;

/// What an instruction does to one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The section: `744.11`.
    pub section: String,
    /// What is done.
    pub act: Act,
}

/// What is done to a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Words give way to other words; to none where they are removed.
    Words {
        /// The paragraph that they stand in, where the instruction names one.
        within: Option<Path>,
        /// The words that go.
        old: String,
        /// The words that come.
        new: String,
        /// Whether all places are meant; else there must be one.
        everywhere: bool,
    },
    /// A paragraph with all beneath it reads anew.
    Revise {
        /// Which one.
        path: Path,
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
    /// The section goes, or is reserved.
    RemoveSection,
}

/// What an instruction comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It amends nothing: an authority citation that stays, a heading over the instructions that follow.
    Nothing,
    /// Amendments, to be applied in this order.
    Amends(Vec<Amendment>),
    /// It cannot be carried out for certain: why, as a sentence.
    Refused(String),
}

/// A paragraph that differs: as it stood and as it stands; one of them is `None` where it was added or removed.
pub type Line = (Option<String>, Option<String>);

/// The text of a section once amended, paragraphs a line each; or a sentence that says why that is not certain.
pub fn apply(current: &str, act: &Act) -> Result<String, String> {
    let lines: Vec<&str> = current.lines().collect();
    match act {
        Act::RemoveSection => Ok(String::new()),
        Act::Words { within, old, new, everywhere } => {
            let range = match within {
                Some(path) => Outline::of(&lines)?.range(path)?,
                None => 0..lines.len(),
            };
            words(&lines, range, old, new, *everywhere)
        }
        Act::Revise { path, lines: with } => {
            let range = Outline::of(&lines)?.range(path)?;
            checked(spliced(&lines, range, with), path, with)
        }
        Act::Add { path, lines: with } => {
            let outline = Outline::of(&lines)?;
            if outline.range(path).is_ok() {
                return Err(format!("Paragraph {path} is there already."));
            }
            let place = outline.place_of(path)?;
            checked(spliced(&lines, place..place, with), path, with)
        }
    }
}

/// The text, unless what was put in is not that paragraph and nothing else.
fn checked(after: String, path: &Path, with: &[String]) -> Result<String, String> {
    let lines: Vec<&str> = after.lines().collect();
    let range = Outline::of(&lines)?.range(path)?;
    if range.len() != with.len() {
        return Err(format!("The text that the rule sets for paragraph {path} does not fit into the current text."));
    }
    Ok(after)
}

/// The paragraphs in which two texts differ, in order: what is the same at both ends is left out.
pub fn redline(before: &str, after: &str) -> Vec<Line> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let line = |lines: &[&str], at: usize| lines.get(at).map(|line| (*line).to_owned());
    if old.len() == new.len() {
        let both = (0..old.len()).filter(|at| old[*at] != new[*at]);
        return both.map(|at| (line(old, at), line(new, at))).collect();
    }
    let gone = (0..old.len()).map(|at| (line(old, at), None));
    gone.chain((0..new.len()).map(|at| (None, line(new, at)))).collect()
}

fn spliced(lines: &[&str], range: std::ops::Range<usize>, with: &[String]) -> String {
    let with = with.iter().map(String::as_str);
    let all = lines[..range.start].iter().copied().chain(with).chain(lines[range.end..].iter().copied());
    all.collect::<Vec<_>>().join("\n")
}

fn words(
    lines: &[&str],
    range: std::ops::Range<usize>,
    old: &str,
    new: &str,
    everywhere: bool,
) -> Result<String, String> {
    let inside = lines[range.clone()].join("\n");
    match count(&inside, old) {
        0 => Err(format!("The words “{old}” do not stand in the current text.")),
        number if number > 1 && !everywhere => Err(format!(
            "The words “{old}” stand {number} times in the current text, and the instruction does not say which."
        )),
        _ => {
            let mut out = String::with_capacity(inside.len());
            let mut rest = inside.as_str();
            while let Some(at) = place(rest, old) {
                out.push_str(&rest[..at]);
                out.push_str(new);
                rest = &rest[at + old.len()..];
            }
            out.push_str(rest);
            let tidy = if new.is_empty() { out.replace("  ", " ").replace(" ,", ",").replace(" .", ".") } else { out };
            let with: Vec<String> = tidy.lines().map(str::to_owned).collect();
            Ok(spliced(lines, range, &with))
        }
    }
}

fn count(text: &str, words: &str) -> usize {
    let (mut rest, mut number) = (text, 0);
    while let Some(at) = place(rest, words) {
        number += 1;
        rest = &rest[at + words.len()..];
    }
    number
}

/// Where words stand as words: not within a longer word or number.
fn place(text: &str, words: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(words)).map(|at| at + from) {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        let joins = |outer: Option<char>, inner: Option<char>| {
            outer.is_some_and(char::is_alphanumeric) && inner.is_some_and(char::is_alphanumeric)
        };
        if !joins(before, words.chars().next()) && !joins(after, words.chars().next_back()) {
            return Some(at);
        }
        from = at + words.chars().next()?.len_utf8();
    }
    None
}
