//! The paragraphs of a section by their designations: which lines are `(a)(1)(ii)` with all beneath it.
//! A designation that could stand at two levels, or at none, makes the outline uncertain, and what rests on it is refused.

use std::fmt;
use std::ops::Range;

/// A paragraph of a section: `(a)(1)(ii)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(pub Vec<String>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|label| write!(f, "({label})"))
    }
}

impl Path {
    /// Reads `(a)(1)(ii)` at the beginning of a text; what comes after it is handed back.
    pub fn leading(text: &str) -> (Self, &str) {
        let (mut labels, mut rest) = (Vec::new(), text);
        while let Some(inner) = rest.strip_prefix('(')
            && let Some((label, after)) = inner.split_once(')')
            && is_label(label)
        {
            labels.push(label.to_owned());
            rest = after;
            // `(d) (1)` is set with a space now and then.
            let trimmed = rest.trim_start();
            if trimmed.starts_with('(') && Self::leading(trimmed).0.0.len() == 1 && rest.len() - trimmed.len() <= 1 {
                rest = trimmed;
            }
        }
        (Self(labels), rest)
    }
}

fn is_label(text: &str) -> bool {
    let short = (1..=5).contains(&text.len());
    short
        && (text.bytes().all(|byte| byte.is_ascii_digit())
            || text.bytes().all(|byte| byte.is_ascii_uppercase())
            || (text.bytes().all(|byte| byte.is_ascii_lowercase()) && (text.len() <= 2 || is_roman(text))))
}

fn is_roman(text: &str) -> bool {
    text.bytes().all(|byte| b"ivxl".contains(&byte))
}

/// The number of a designation at a level: 0 for `(a)`, 1 for `(1)`, 2 for `(i)`, 3 for `(A)`, then digits and romans again.
fn ordinal(label: &str, level: usize) -> Option<usize> {
    match level {
        0 => letters(label, b'a'),
        1 | 4 => label.parse().ok().filter(|number| *number < 1000),
        2 | 5 => roman(label),
        3 => letters(label, b'A'),
        _ => None,
    }
}

fn letters(label: &str, first: u8) -> Option<usize> {
    let bytes = label.as_bytes();
    let number = |byte: u8| (first..first + 26).contains(&byte).then(|| usize::from(byte - first) + 1);
    match bytes {
        [one] => number(*one),
        [one, two] if one == two => number(*one).map(|number| number + 26),
        _ => None,
    }
}

fn roman(label: &str) -> Option<usize> {
    if !is_roman(label) {
        return None;
    }
    let value = |c| match c {
        'i' => 1,
        'v' => 5,
        'x' => 10,
        _ => 50,
    };
    let values: Vec<i64> = label.chars().map(value).collect();
    let mut sum = 0;
    for (at, value) in values.iter().enumerate() {
        let next = values.get(at + 1).copied().unwrap_or(0);
        sum += if *value < next { -value } else { *value };
    }
    usize::try_from(sum).ok().filter(|number| *number > 0)
}

/// Which lines each paragraph begins at.
#[derive(Debug)]
pub struct Outline {
    count: usize,
    /// Paths in order, as ordinals, each with the line it begins at.
    heads: Vec<(Vec<usize>, usize)>,
}

impl Outline {
    /// The outline of a section's lines, or a sentence that says why it is not certain.
    pub fn of(lines: &[&str]) -> Result<Self, String> {
        let mut heads: Vec<(Vec<usize>, usize)> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            for label in Path::leading(line).0.0 {
                let next = |level: usize| {
                    let number = ordinal(&label, level)?;
                    let wanted = open.get(level).map_or(1, |last| last + 1);
                    (level <= open.len() && number == wanted).then_some(level)
                };
                let fits: Vec<usize> = (0..6).filter_map(next).collect();
                let [level] = fits[..] else {
                    return Err(format!(
                        "The paragraphs of the current text are not in an order that can be followed, at ({label})."
                    ));
                };
                let number = ordinal(&label, level).unwrap_or(1);
                open.truncate(level);
                open.push(number);
                heads.push((open.clone(), at));
            }
        }
        Ok(Self { count: lines.len(), heads })
    }

    fn ordinals(path: &Path) -> Result<Vec<usize>, String> {
        let number = |(level, label): (usize, &String)| ordinal(label, level);
        path.0
            .iter()
            .enumerate()
            .map(number)
            .collect::<Option<Vec<_>>>()
            .filter(|path| !path.is_empty())
            .ok_or_else(|| format!("Paragraph {path} is not numbered as sections are."))
    }

    /// The lines of a paragraph with all beneath it. One that begins within a line, behind another's designation, has no lines of its own.
    pub fn range(&self, path: &Path) -> Result<Range<usize>, String> {
        let wanted = Self::ordinals(path)?;
        let Some(at) = self.heads.iter().position(|(head, _)| *head == wanted) else {
            return Err(format!("Paragraph {path} does not stand in the current text."));
        };
        let begin = self.heads[at].1;
        let end =
            self.heads[at + 1..].iter().find(|(head, _)| !head.starts_with(&wanted)).map_or(self.count, |head| head.1);
        if (at > 0 && self.heads[at - 1].1 == begin) || end == begin {
            return Err(format!("Paragraph {path} begins within a line of another paragraph."));
        }
        Ok(begin..end)
    }

    /// Where a paragraph that is not there would begin: behind the one before it.
    pub fn place_of(&self, path: &Path) -> Result<usize, String> {
        let wanted = Self::ordinals(path)?;
        let last = self.heads.iter().rposition(|(head, _)| *head < wanted);
        let before = match wanted.split_last() {
            Some((number, above)) if *number > 1 => [above, &[number - 1]].concat(),
            Some((_, above)) => above.to_vec(),
            None => Vec::new(),
        };
        match last {
            Some(at) if self.heads[at].0.starts_with(&before) && !before.is_empty() => {
                let later = self.heads[at + 1..].iter().map(|head| head.1).next().unwrap_or(self.count);
                if self.heads.get(at + 1).is_none() && self.count > self.heads[at].1 + 1 {
                    return Err(format!(
                        "The current text goes on behind the paragraph before {path}; where it ends is not certain."
                    ));
                }
                Ok(later)
            }
            _ => Err(format!("The paragraph before {path} does not stand in the current text.")),
        }
    }
}
