//! `measure`: how well we read, on captures whose truth is known: labelled by hand, or found by other readers.
//! One file a subject in `measure/`; what each hands back is a table of scores.

mod citations;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::ending::Ending;
use crate::{Context, print};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder that holds the captures, in its folder `data`.
    #[arg(long, value_name = "DIR", env = "TIDEWAITER_SHARED", default_value = "../shared")]
    captures: PathBuf,
}

/// How one sort of finds fared on one set of documents.
#[derive(Debug)]
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
    right: usize,
    /// How many were found in all; `None` where the set does not hold all that is there, so that a further find need not be wrong.
    found: Option<usize>,
}

impl Score {
    /// The share of what was found that is right.
    fn precision(&self) -> Option<f64> {
        self.found.map(|found| share(self.right, found))
    }

    /// The share of what is there that was found.
    fn recall(&self) -> f64 {
        share(self.right, self.wanted)
    }

    fn record(&self) -> Value {
        json!({
            "what": self.what,
            "set": self.set,
            "sort": self.sort,
            "wanted": self.wanted,
            "right": self.right,
            "found": self.found,
            "precision": self.precision(),
            "recall": self.recall(),
        })
    }

    fn row(&self) -> Vec<String> {
        let number = |share: f64| format!("{share:.4}");
        vec![
            self.what.to_owned(),
            self.set.to_owned(),
            self.sort.clone(),
            self.wanted.to_string(),
            self.found.map_or_else(|| "-".to_owned(), |found| found.to_string()),
            self.right.to_string(),
            self.precision().map_or_else(|| "-".to_owned(), number),
            number(self.recall()),
        ]
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
    let scores = citations::scores(&data)?;
    if context.json {
        return print::lines(scores.iter().map(Score::record));
    }
    let heads = ["what", "set", "sort", "wanted", "found", "right", "precision", "recall"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(scores.iter().map(Score::row));
    print::columns(&rows)
}

/// The bytes of a capture, unpacked.
fn capture(data: &Path, name: &str) -> Result<Vec<u8>, Ending> {
    let path = data.join(name);
    let wrong = |error: std::io::Error| Ending::wrong(format!("{} could not be read: {error}.", path.display()));
    let packed = std::fs::read(&path).map_err(wrong)?;
    if name.ends_with(".zst") { zstd::decode_all(&packed[..]).map_err(wrong) } else { Ok(packed) }
}
