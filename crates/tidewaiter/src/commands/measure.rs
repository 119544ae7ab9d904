//! `measure`: how well we read, on captures whose truth is known: labelled by hand, or found by other readers.
//! One file a subject in `measure/`; what each hands back is a table of scores.

mod citations;
mod dates;
mod fields;
mod page;
mod reading;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder that holds the captures, in its folder `data`.
    #[arg(long, value_name = "DIR", env = "TIDEWAITER_SHARED", default_value = "../shared")]
    captures: PathBuf,
    /// Name each thing that was missed or wrongly found.
    #[arg(long)]
    wrong: bool,
}

/// How one sort of finds fared on one set of documents.
#[derive(Debug, Default, Clone)]
struct Score {
    /// What was looked for: `citations`.
    what: &'static str,
    /// The set of documents and who says what is right there.
    set: &'static str,
    /// The sort: a type, or `all`.
    sort: String,
    /// How many there are.
    wanted: usize,
    /// How many of them were found.
    met: usize,
    /// What was found in all; `None` where the set does not hold all that is there, so that a further find need not be wrong.
    finds: Option<Finds>,
    /// What was missed or wrongly found, a line each.
    wrong: Vec<String>,
}

/// What was found, and how much of it is right.
#[derive(Debug, Default, Clone, Copy)]
struct Finds {
    all: usize,
    right: usize,
}

impl Score {
    /// Of a set that holds all that is there.
    fn whole(what: &'static str, set: &'static str, sort: impl Into<String>) -> Self {
        Self { finds: Some(Finds::default()), ..Self::part(what, set, sort) }
    }

    /// Of a set that holds a part of what is there.
    fn part(what: &'static str, set: &'static str, sort: impl Into<String>) -> Self {
        Self { what, set, sort: sort.into(), ..Self::default() }
    }

    /// What one place holds beside what was found there; `place` is told of where they differ.
    fn compare<T: AsRef<str> + PartialEq>(&mut self, wanted: &[T], found: &[T], place: impl Fn() -> String) {
        let without = |all: &[T], others: &[T]| -> Vec<String> {
            all.iter().filter(|one| !others.contains(one)).map(|one| one.as_ref().to_owned()).collect()
        };
        let (missed, over) = (without(wanted, found), without(found, wanted));
        self.wanted += wanted.len();
        self.met += wanted.len() - missed.len();
        if let Some(finds) = &mut self.finds {
            finds.all += found.len();
            finds.right += found.len() - over.len();
        }
        if !missed.is_empty() || self.finds.is_some() && !over.is_empty() {
            let said = |what: Vec<String>| if what.is_empty() { "nothing".to_owned() } else { what.join("; ") };
            self.wrong.push(format!("missed {}, found instead {}: {}", said(missed), said(over), place()));
        }
    }

    /// The share of what was found that is right.
    fn precision(&self) -> Option<f64> {
        self.finds.map(|finds| share(finds.right, finds.all))
    }

    /// The share of what is there that was found.
    fn recall(&self) -> f64 {
        share(self.met, self.wanted)
    }

    fn record(&self) -> Value {
        json!({
            "what": self.what,
            "set": self.set,
            "sort": self.sort,
            "wanted": self.wanted,
            "met": self.met,
            "found": self.finds.map(|finds| finds.all),
            "right": self.finds.map(|finds| finds.right),
            "precision": self.precision(),
            "recall": self.recall(),
            "wrong": self.wrong,
        })
    }

    fn row(&self) -> Vec<String> {
        let printed = |share: f64| format!("{share:.4}");
        let count = |of: fn(Finds) -> usize| self.finds.map_or_else(|| "-".to_owned(), |finds| of(finds).to_string());
        vec![
            self.what.to_owned(),
            self.set.to_owned(),
            self.sort.clone(),
            self.wanted.to_string(),
            self.met.to_string(),
            count(|finds| finds.all),
            count(|finds| finds.right),
            self.precision().map_or_else(|| "-".to_owned(), printed),
            printed(self.recall()),
        ]
    }

    fn complaints(&self) -> impl Iterator<Item = String> {
        self.wrong.iter().map(|wrong| format!("{}, {}, {}: {wrong}\n", self.what, self.set, self.sort))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of finds are small")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

pub(crate) fn run(context: &Context, args: Args) -> Result<(), Ending> {
    let data = args.captures.join("data");
    if !data.is_dir() {
        return Err(Ending::wrong(format!(
            "There are no captures in {}; name the folder that holds them with --captures.",
            data.display()
        )));
    }
    let mut scores = citations::scores(&data)?;
    scores.extend(dates::scores(&data)?);
    scores.extend(fields::scores(&data)?);
    if !args.wrong {
        scores.iter_mut().for_each(|score| score.wrong.clear());
    }
    if context.json {
        return print::lines(scores.iter().map(Score::record));
    }
    let heads = ["what", "set", "sort", "wanted", "met", "found", "right", "precision", "recall"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(scores.iter().map(Score::row));
    print::columns(&rows)?;
    scores.iter().flat_map(Score::complaints).try_for_each(|line| print::text(&line))
}

/// The bytes of a capture, unpacked.
fn capture(data: &Path, name: &str) -> Result<Vec<u8>, Ending> {
    let path = data.join(name);
    let wrong = |error: std::io::Error| Ending::wrong(format!("{} could not be read: {error}.", path.display()));
    let packed = std::fs::read(&path).map_err(wrong)?;
    if name.ends_with(".zst") { zstd::decode_all(&packed[..]).map_err(wrong) } else { Ok(packed) }
}

fn number(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
