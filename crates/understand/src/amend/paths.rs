//! Lists of paragraphs as instructions write them: `(b)(1) and (2)`, `(c)(3) through (5)`.

use crate::amend::labels;
use crate::amend::outline::Path;

/// The most paragraphs that `through` may stand for.
const RANGE_MAX: u16 = 60;

/// The paragraph behind one, if there is a number for it.
pub fn next(path: &Path) -> Option<Path> {
    let (last, above) = path.0.split_last()?;
    let number = labels::number(last, above.len())?;
    let label = labels::label(number + 1, above.len())?;
    Some(Path([above, &[label]].concat()))
}

/// Whether the first stands behind the second, beneath the same paragraph.
pub fn is_later(first: &Path, second: &Path) -> bool {
    let number = |path: &Path| path.0.last().and_then(|label| labels::number(label, path.0.len() - 1));
    first.0.len() == second.0.len()
        && first.0[..first.0.len() - 1] == second.0[..second.0.len() - 1]
        && number(first) > number(second)
}

/// A paragraph in a list, whose upper designations may stand only with the one before it.
pub fn resolved(before: Option<&Path>, written: &Path) -> Result<Path, String> {
    let is_numbered =
        |path: &Path| path.0.iter().enumerate().all(|(level, label)| labels::number(label, level).is_some());
    let Some(before) = before else {
        return match is_numbered(written) {
            true => Ok(written.clone()),
            false => Err(format!("Which paragraph {written} is cannot be told for certain.")),
        };
    };
    let readings = (0..=before.0.len()).map(|depth| Path([&before.0[..depth], &written.0[..]].concat()));
    let mut readings: Vec<Path> = readings.filter(|path| is_numbered(path) && path != before).collect();
    if readings.len() > 1 {
        // `(a)(1)(i) and (ii)`: the next of its kind; `(h) and (i)` likewise.
        let follow: Vec<Path> = readings.iter().filter(|path| next(before).as_ref() == Some(path)).cloned().collect();
        if follow.len() == 1 {
            readings = follow;
        }
    }
    match readings.as_slice() {
        [only] => Ok(only.clone()),
        _ => Err(format!("Which paragraph {written} is cannot be told for certain.")),
    }
}

/// All paragraphs from one to another beneath the same paragraph, without the first.
pub fn through(from: &Path, written: &Path) -> Result<Vec<Path>, String> {
    let uncertain = || format!("Which paragraphs “{from} through {written}” are cannot be told for certain.");
    let (last, above) = from.0.split_last().ok_or_else(uncertain)?;
    let level = above.len();
    let to = written.0.last().ok_or_else(uncertain)?;
    let is_whole = written.0.len() == from.0.len() && written.0[..level] == *above;
    if written.0.len() != 1 && !is_whole {
        return Err(uncertain());
    }
    let (first, last) = (labels::number(last, level), labels::number(to, level));
    let (Some(first), Some(last)) = (first, last) else { return Err(uncertain()) };
    if last <= first || last - first > RANGE_MAX {
        return Err(uncertain());
    }
    let path = |number| labels::label(number, level).map(|label| Path([above, &[label]].concat()));
    (first + 1..=last).map(path).collect::<Option<Vec<_>>>().ok_or_else(uncertain)
}
