//! Instructions read one after the other: `a. Revise paragraph (h)` belongs to the section that an instruction before it named.
//! Only forms whose meaning is plain are taken; all others are refused, each with what is not understood.

use std::sync::LazyLock;

use regex::Regex;

use crate::amend::{Act, Amendment, Outcome, Path};

fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| panic!("a pattern of ours is wrong: {error}"))
}

const THE_WORDS: &str = r"(?:the\s+(?:words?|phrase|term|number|reference|citation|date)s?\s+)?";

static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(\d{1,3}|[A-Za-z]{1,5})\.\s*"));
static SECTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:§|[Ss]ection)\s*(\d+[a-z]?\.\d+[a-z]?(?:-\d+)?)((?:\([A-Za-z0-9]{1,5}\))*)"));
static SECTIONS: LazyLock<Regex> = LazyLock::new(|| pattern(r"§§|[Ss]ections\s+\d"));
static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern("“[^“”]*”"));
static SWAP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:remov(?:e|ing)|delet(?:e|ing))\s+{THE_WORDS}“([^“”]+)”([^“”]*?)\band\s+(?:by\s+)?add(?:ing)?,?\s+in\s+(?:its|their)\s+places?,?\s+{THE_WORDS}“([^“”]+)”"
    ))
});
static PARAGRAPH: LazyLock<Regex> = LazyLock::new(|| pattern(r"paragraphs?\s+((?:\([A-Za-z0-9]{1,5}\))+)"));
static VERB: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:revis|redesignat|remov|delet|add|insert|transfer|reserv)"));
static SET_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(revis(?:e|ing)|add(?:ing)?)\s+(?:a\s+)?(?:new\s+)?paragraphs?\s+((?:\([A-Za-z0-9]{1,5}\))+(?:(?:,\s+and\s+|,\s+|\s+and\s+)(?:\([A-Za-z0-9]{1,5}\))+)*)(?:\s+to\s+read\s+as\s+follows|\s+as\s+follows)?\s*[.:;]*(?:\s*and)?$",
    )
});
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:amend|in|further amend)?\s*,?\s*(?:is\s+)?(?:further\s+)?(?:amended)?\s*(?:as follows)?\s*[:.]?$")
});
static LEAD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:is\s+amended\s+by|,|by|to)\s*"));
static REMOVED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:is\s+)?remov(?:e|ed)(?:\s+and\s+reserved?)?\s*[.;]?$"));

/// Reads the instructions of a rule in their order.
#[derive(Debug, Default)]
pub struct Instructions {
    section: Option<String>,
}

impl Instructions {
    /// What an instruction comes to. The text is what the rule sets beneath it, paragraph by paragraph.
    pub fn read(&mut self, instruction: &str, text: &[String]) -> Outcome {
        let is_numbered =
            LABEL.captures(instruction).is_some_and(|label| label[1].starts_with(|c: char| c.is_ascii_digit()));
        let body = LABEL.replace(instruction.trim(), "");
        let masked = QUOTED.replace_all(&body, "“”");
        if masked.to_lowercase().contains("authority citation") {
            self.section = None;
            return match masked.contains("continue") {
                true => Outcome::Nothing,
                false => refused("It amends the authority citation of a part, which is no text of a section."),
            };
        }
        let named: Vec<_> = SECTION.captures_iter(&masked).collect();
        if named.len() > 1 || SECTIONS.is_match(&masked) {
            self.section = None;
            return refused("It names several sections at once.");
        }
        let outside = ["ppendix", "upplement", "ubpart", "eading", "omment"].iter().any(|word| masked.contains(word));
        let (rest, within) = match named.first() {
            Some(named) => {
                self.section = Some(named[1].to_owned());
                let whole = named.get(0).map_or(0..0, |found| found.range());
                // The section's number stands outside of quotations, so it is at the same place but for what is masked before it.
                let rest = format!("{} {}", masked[..whole.start].trim(), masked[whole.end..].trim());
                (rest, Path::leading(&named[2]).0)
            }
            None => {
                if is_numbered || outside {
                    self.section = None;
                }
                (masked.trim().to_owned(), Path(Vec::new()))
            }
        };
        let Some(section) = self.section.clone() else {
            return refused("It names no section whose text could be amended.");
        };
        let rest = rest.trim();
        if OPENING.is_match(rest) {
            return Outcome::Nothing;
        }
        if outside {
            return refused(
                "It amends a heading, an appendix, a supplement or a comment, whose places have no designations.",
            );
        }
        let amendment = |act| Amendment { section: section.clone(), act };
        if REMOVED.is_match(rest) && within.0.is_empty() {
            return Outcome::Amends(vec![amendment(Act::RemoveSection)]);
        }
        let acts = if masked.contains('“') { words(&body, &within) } else { texts(rest, text) };
        match acts {
            Ok(acts) => Outcome::Amends(acts.into_iter().map(amendment).collect()),
            Err(why) => Outcome::Refused(why),
        }
    }
}

fn refused(why: &str) -> Outcome {
    Outcome::Refused(why.to_owned())
}

/// Words that give way to words, each pair in its own place.
fn words(body: &str, within: &Path) -> Result<Vec<Act>, String> {
    let swaps: Vec<_> = SWAP.captures_iter(body).collect();
    let ranges: Vec<_> = swaps.iter().filter_map(|swap| swap.get(0).map(|found| found.range())).collect();
    let left = SWAP.replace_all(body, " ");
    if swaps.is_empty() || left.contains('“') || VERB.is_match(&left) {
        return Err(
            "It does more than to put words in the place of words, or says so in a way that is not understood."
                .to_owned(),
        );
    }
    let everywhere =
        ["each place", "wherever", "all places", "everywhere", "each time"].iter().any(|word| left.contains(word));
    let before = ranges.first().map_or("", |range| &body[..range.start]);
    let shared = PARAGRAPH.captures(before).map(|found| Path::leading(&found[1]).0);
    let shared = shared.or_else(|| (!within.0.is_empty()).then(|| within.clone()));
    let mut acts = Vec::new();
    for (at, swap) in swaps.iter().enumerate() {
        let end = ranges.get(at + 1).map_or(body.len(), |next| next.start);
        let after = ranges.get(at).map_or("", |range| &body[range.end..end]);
        let mentioned = [&swap[2], after].map(|text| PARAGRAPH.captures_iter(text).count());
        if mentioned.iter().sum::<usize>() > 1 || after.contains("paragraphs") || swap[2].contains("paragraphs") {
            return Err("It names several paragraphs for the same words.".to_owned());
        }
        let own = PARAGRAPH.captures(&swap[2]).or_else(|| PARAGRAPH.captures(after));
        let own = own.map(|found| Path::leading(&found[1]).0);
        let clean = |words: &str| words.trim().to_owned();
        acts.push(Act::Words {
            within: own.or_else(|| shared.clone()),
            old: clean(&swap[1]),
            new: clean(&swap[3]),
            everywhere,
        });
    }
    Ok(acts)
}

/// Paragraphs that read anew, or are added, with the text that the rule sets for them.
fn texts(rest: &str, text: &[String]) -> Result<Vec<Act>, String> {
    let rest = rest.strip_prefix("Amend").or_else(|| rest.strip_prefix("In")).unwrap_or(rest).trim_start();
    let rest = LEAD.replace(rest, "");
    let rest = LEAD.replace(&rest, "");
    let Some(found) = SET_TEXT.captures(rest.trim()) else {
        return Err("It is in a form that is not understood.".to_owned());
    };
    let mut paths: Vec<Path> = Vec::new();
    for word in found[2].split(|c: char| c == ',' || c.is_whitespace()).filter(|word| word.starts_with('(')) {
        let path = Path::leading(word).0;
        let is_relative = paths.first().is_some_and(|first| first.0.len() > path.0.len());
        if !path.0.first().is_some_and(|label| label.starts_with(|c: char| c.is_ascii_lowercase())) || is_relative {
            return Err(format!("Which paragraph {path} is cannot be told for certain."));
        }
        paths.push(path);
    }
    let is_new = found[1].to_lowercase().starts_with("add");
    paths
        .iter()
        .map(|path| {
            let lines = set_text(path, &paths, text)?;
            let path = path.clone();
            Ok(if is_new { Act::Add { path, lines } } else { Act::Revise { path, lines } })
        })
        .collect()
}

/// The lines that a rule sets for a paragraph: from its designation to the next paragraph that is set, or to the stars.
fn set_text(path: &Path, paths: &[Path], text: &[String]) -> Result<Vec<String>, String> {
    let mut around: Vec<String> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for line in text {
        let is_stars = line.trim().trim_matches(['*', ' ']).is_empty();
        let (labels, after) = Path::leading(line.trim());
        if !lines.is_empty() && is_stars {
            break;
        }
        if after.trim_start().starts_with("* * *") {
            if !lines.is_empty() {
                break;
            }
            let starts_anew = labels.0.first().is_some_and(|label| label.starts_with(|c: char| c.is_ascii_lowercase()));
            around = if starts_anew { labels.0 } else { [around, labels.0].concat() };
            continue;
        }
        let whole = Path([around.clone(), labels.0.clone()].concat());
        let stands_for = |path: &Path| !labels.0.is_empty() && (whole == *path || labels == *path);
        if stands_for(path) {
            if !lines.is_empty() {
                return Err(format!("The rule sets paragraph {path} twice."));
            }
            let last = path.0.last().map(String::as_str).unwrap_or_default();
            lines.push(format!("({last}){after}"));
        } else if !lines.is_empty() {
            if paths.iter().any(stands_for) {
                break;
            }
            lines.push(line.clone());
        }
    }
    if lines.is_empty() {
        return Err(format!("The rule sets no text for paragraph {path} that could be found."));
    }
    if lines.iter().any(|line| line.contains("* * *")) {
        return Err(format!("The text that the rule sets for paragraph {path} leaves some of it out."));
    }
    Ok(lines)
}
