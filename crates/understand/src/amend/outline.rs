//! The paragraphs of a section by their designations: which lines are `(a)(1)(ii)` with all beneath it.
//! A designation may be read at several levels; every reading that the text allows is kept, and what they disagree on is refused.

use std::fmt;

use crate::amend::{labels, places};

/// How many readings of one text are kept; a text that allows more is not certain.
const READINGS_MAX: usize = 16;

/// A paragraph of a section: `(a)(1)(ii)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<String>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|label| write!(f, "({label})"))
    }
}

impl Path {
    /// Its numbers, level by level, or a sentence where it is not numbered as sections are (1 CFR 21.11: a, 1, i, A, 1, i).
    fn numbers(&self) -> Result<Vec<u16>, String> {
        let numbers = self.0.iter().enumerate().map(|(level, label)| labels::number(label, level));
        let numbers: Option<Vec<u16>> = numbers.collect();
        numbers
            .filter(|numbers| !numbers.is_empty())
            .ok_or_else(|| format!("Paragraph {self} is not numbered as the paragraphs of sections are."))
    }
}

/// What sort of text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A section as it stands: every number follows the one before it.
    Whole,
    /// What a rule sets of a section: stars stand for what is left out.
    Excerpt,
}

/// Which lines a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The line that it begins in.
    pub line: usize,
    /// Where its designation begins in that line, in bytes: behind those of the paragraphs above it.
    pub offset: usize,
    /// The line behind its last.
    pub end: usize,
    /// The line of the first paragraph beneath it; `end` where there is none.
    pub first_child: usize,
    /// Whether lines without a designation end it that may belong to a paragraph above it, or to the section.
    pub is_loose: bool,
}

#[derive(Debug, Clone)]
struct Head {
    path: Vec<u16>,
    line: usize,
    offset: usize,
}

/// A reading while the lines are read: what is open, and the way back through the heads.
#[derive(Debug, Clone)]
struct Reading {
    open: Vec<u16>,
    last: Option<usize>,
    gap: bool,
}

/// Which lines each paragraph begins at, in every reading.
#[derive(Debug)]
pub struct Outline {
    sort: Sort,
    /// How many lines may belong to paragraphs: the parenthetical texts at the end of a section do not.
    count: usize,
    /// The line from which on no reading fits, and its designation.
    broken: Option<(usize, String)>,
    readings: Vec<Vec<Head>>,
}

impl Outline {
    /// The outline of a text's lines.
    pub fn of<S: AsRef<str>>(lines: &[S], sort: Sort) -> Self {
        let mut heads: Vec<(Option<usize>, Head)> = Vec::new();
        let mut readings = vec![Reading { open: Vec::new(), last: None, gap: sort == Sort::Excerpt }];
        let mut broken = None;
        for (at, line) in lines.iter().enumerate() {
            let line = line.as_ref();
            if sort == Sort::Excerpt && labels::is_stars(line) {
                readings.iter_mut().for_each(|reading| reading.gap = true);
                continue;
            }
            let found = labels::of_line(line);
            if found.leading.is_empty() {
                continue;
            }
            let mut next = Vec::new();
            for reading in &readings {
                extend(reading, &found, at, sort, &mut heads, &mut next);
            }
            if next.is_empty() || next.len() > READINGS_MAX {
                broken = Some((at, found.leading[0].label.clone()));
                break;
            }
            if sort == Sort::Excerpt && labels::leaves_out(line) {
                next.iter_mut().for_each(|reading| reading.gap = true);
            }
            readings = next;
        }
        let walk = |reading: &Reading| {
            let mut out = Vec::new();
            let mut at = reading.last;
            while let Some((before, head)) = at.and_then(|at| heads.get(at)) {
                out.push(head.clone());
                at = *before;
            }
            out.reverse();
            out
        };
        let count = if sort == Sort::Whole { places::end_matter(lines) } else { lines.len() };
        Self { sort, count, broken, readings: readings.iter().map(walk).collect() }
    }

    /// The lines of a paragraph with all beneath it; a sentence where it is not there, or not for certain.
    pub fn span(&self, path: &Path) -> Result<Span, String> {
        let wanted = path.numbers()?;
        self.agreed(path, |heads| {
            let at = heads.iter().position(|head| head.path == wanted)?;
            let rest = &heads[at + 1..];
            let after = rest.iter().find(|head| !head.path.starts_with(&wanted));
            let end = self.end_of(after)?.max(heads[at].line + 1);
            let within = rest.iter().take_while(|head| head.path.starts_with(&wanted));
            let first_child = within.clone().next().map_or(end, |head| head.line);
            let last = within.last().unwrap_or(&heads[at]).line;
            let is_sibling = after.is_some_and(|head| head.path.len() == wanted.len());
            let is_loose = last + 1 < end && !is_sibling;
            Some(Span { line: heads[at].line, offset: heads[at].offset, end, first_child, is_loose })
        })
    }

    /// The line before which a paragraph that is not there would stand: behind the one before it, which must be one line long where its end
    /// cannot be told from text that follows it.
    pub fn place_of(&self, path: &Path) -> Result<usize, String> {
        let wanted = path.numbers()?;
        let Some((number, above)) = wanted.split_last() else { return Err("No paragraph is named.".to_owned()) };
        let before: Vec<u16> = if *number > 1 { [above, &[number - 1]].concat() } else { above.to_vec() };
        if before.is_empty() {
            return Err(format!(
                "Paragraph {path} would be the first of its section; where it belongs is not certain."
            ));
        }
        self.agreed(path, |heads| {
            let first = heads.iter().position(|head| head.path == before)?;
            let within = heads[first..].iter().take_while(|head| head.path.starts_with(&before)).count();
            let last = &heads[first + within - 1];
            // A first paragraph beneath one that has others would stand before them; there are none before the first.
            if *number == 1 && within > 1 {
                return None;
            }
            let end = self.end_of(heads.get(first + within))?.max(last.line + 1);
            (end == last.line + 1).then_some(end)
        })
    }

    /// The line before the first paragraph: where the introductory text of the section ends.
    pub fn first(&self) -> Result<usize, String> {
        let first = self.readings.first().and_then(|heads| heads.first()).map(|head| head.line);
        first.ok_or_else(|| {
            "The section has no designated paragraphs that its introductory text could end at.".to_owned()
        })
    }

    /// Where a paragraph ends that the next head ends; nothing where the text cannot be followed so far.
    fn end_of(&self, next: Option<&Head>) -> Option<usize> {
        match (next, &self.broken) {
            (Some(head), _) => Some(head.line),
            (None, None) => Some(self.count),
            (None, Some(_)) => None,
        }
    }

    /// What all readings say; a sentence where they do not agree or none says it.
    fn agreed<T: PartialEq>(&self, path: &Path, say: impl Fn(&[Head]) -> Option<T>) -> Result<T, String> {
        // A rule says which paragraphs it sets: a reading in which one of them is not there is none.
        let is_meant = |said: &Option<T>| self.sort == Sort::Whole || said.is_some();
        let mut said = self.readings.iter().map(|heads| say(heads)).filter(is_meant);
        let first = said.next().flatten();
        if said.any(|other| other != first) {
            return Err(format!(
                "Designations of the text can be read in more than one way; where paragraph {path} is, is not certain."
            ));
        }
        first.ok_or_else(|| match &self.broken {
            Some((_, label)) => format!(
                "The paragraphs of the text are not in an order that can be followed, from ({label}) on; where paragraph {path} is, is not certain."
            ),
            None => format!("Paragraph {path} does not stand in the text, or where it ends is not certain."),
        })
    }
}

/// All ways in which a reading goes on with a line's designations.
fn extend(
    reading: &Reading,
    line: &labels::Line,
    at: usize,
    sort: Sort,
    heads: &mut Vec<(Option<usize>, Head)>,
    out: &mut Vec<Reading>,
) {
    let mut ways = vec![reading.clone()];
    let count = line.leading.len();
    for (place, found) in line.leading.iter().chain(&line.run_in).enumerate() {
        let restates = sort == Sort::Excerpt && place + 1 < count;
        let mut next = Vec::new();
        for way in &ways {
            for level in 0..=way.open.len().min(5) {
                let Some(number) = labels::number(&found.label, level) else { continue };
                let last = way.open.get(level).copied().unwrap_or(0);
                // What is run into a line stands directly beneath what the line begins with.
                let beneath = place < count || level == way.open.len();
                let fits = number == last + 1 || (way.gap && number > last) || (restates && number == last);
                if !fits || !beneath {
                    continue;
                }
                let mut open = way.open[..level].to_vec();
                open.push(found.to.as_deref().and_then(|to| labels::number(to, level)).unwrap_or(number).max(number));
                let path = [&way.open[..level], &[number]].concat();
                heads.push((way.last, Head { path, line: at, offset: found.offset }));
                let gap = sort == Sort::Excerpt && (found.stars || (restates && way.gap));
                next.push(Reading { open, last: Some(heads.len() - 1), gap });
                if next.len() > READINGS_MAX {
                    break;
                }
            }
        }
        if next.is_empty() && place < count {
            return;
        }
        if place + 1 >= count {
            out.extend(next.iter().cloned());
        }
        ways = next;
        if ways.is_empty() || out.len() > READINGS_MAX {
            return;
        }
    }
}
