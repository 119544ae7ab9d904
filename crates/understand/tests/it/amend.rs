//! The amendatory instructions of real rules, applied to the text of the Code before them, and against what was judged by hand.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use model::Timestamp;
use model::change::TEXT;
use model::document::Fields;
use model::reading::Found;
use serde_json::Value;
use understand::amend::{self, Outcome, Section};

use crate::shared;

/// The captures beneath a folder: path, address and instant.
fn captures(folder: &str) -> Option<Vec<(String, String, Timestamp)>> {
    let manifest = String::from_utf8(shared::bytes("MANIFEST.jsonl")?).expect("UTF-8");
    let rows = manifest.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let text = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
    let of = |row: Value| {
        let path = text(&row, "path").filter(|path| path.starts_with(folder) && path.contains(".xml"))?;
        Some((path, text(&row, "address")?, text(&row, "at")?.parse().ok()?))
    };
    Some(rows.filter_map(of).collect())
}

/// Every section of the annual editions: by title and section, the editions in their order.
fn editions() -> Option<HashMap<String, Vec<(Timestamp, Section)>>> {
    let mut out: HashMap<String, Vec<(Timestamp, Section)>> = HashMap::new();
    for (path, address, at) in captures("cfr/annual-xml/")? {
        let Found::Lists(lists) = shared::read(&address, &at.to_string(), shared::bytes(&path)?).found else {
            panic!("{path}")
        };
        for entry in lists.into_iter().flat_map(|list| list.entries).filter(|entry| entry.kind == "section") {
            let text = entry.fields.get(TEXT).map(String::as_str).unwrap_or_default();
            out.entry(entry.id).or_default().push((at, Section::new(&entry.name, text)));
        }
    }
    out.values_mut().for_each(|of| of.sort_by_key(|(at, _)| *at));
    Some(out)
}

/// All documents with instructions, the earliest first.
fn rules() -> Option<Vec<Fields>> {
    let mut out = Vec::new();
    for (path, address, at) in captures("federal-register/d")? {
        let Found::Renditions(renditions) = shared::read(&address, &at.to_string(), shared::bytes(&path)?).found else {
            panic!("{path}")
        };
        out.extend(renditions.into_iter().map(|rendition| rendition.fields));
    }
    out.sort_by_key(|fields| (fields.filed_at, fields.document_number.clone()));
    Some(out)
}

/// What became of one instruction.
struct Done {
    id: String,
    text: String,
    verdict: &'static str,
    why: String,
    redlines: Vec<(String, Vec<amend::Line>)>,
}

/// The title that a section of a rule belongs to.
fn title_of(fields: &Fields, section: &str) -> Option<u16> {
    let part = section.split('.').next()?;
    let mut titles: Vec<u16> = fields.cfr.iter().filter(|cfr| cfr.part == part).map(|cfr| cfr.title).collect();
    titles.dedup();
    (titles.len() == 1).then(|| titles[0])
}

/// The editions, and what the rules so far made of their sections.
struct Code {
    editions: HashMap<String, Vec<(Timestamp, Section)>>,
    amended: HashMap<String, (Timestamp, Option<Section>)>,
}

impl Code {
    /// The text of a section before an instant: what a rule left or a later edition says. `None` where nothing is at hand; of a part that is
    /// at hand, a section that it does not hold is a section that is not there.
    fn before(&self, key: &str, at: Timestamp) -> Option<Option<Section>> {
        let edition = self.editions.get(key).and_then(|of| of.iter().rfind(|(day, _)| *day < at));
        let known = self.amended.get(key).filter(|(day, _)| edition.is_none_or(|(edition, _)| edition < day));
        let part = format!("{}.", key.split('.').next().unwrap_or_default());
        let has_part = || self.editions.iter().any(|(key, of)| key.starts_with(&part) && of[0].0 < at);
        match (known, edition) {
            (Some((_, text)), _) => Some(text.clone()),
            (None, Some((_, text))) => Some(Some(text.clone())),
            (None, None) => has_part().then_some(None),
        }
    }
}

/// Carries out the instructions of all rules, each on the text that the rules before it left or on a later edition.
fn carried() -> Option<Vec<Done>> {
    let mut code = Code { editions: editions()?, amended: HashMap::new() };
    let mut out = Vec::new();
    for fields in &rules()? {
        let (Some(number), Some(at)) = (&fields.document_number, fields.filed_at) else { continue };
        let instructions = amend::instructions(&fields.paragraphs);
        let first = out.len();
        for instruction in &instructions {
            let (verdict, why) = match &instruction.outcome {
                Outcome::Nothing => ("nothing", String::new()),
                Outcome::Refused { why, .. } => ("refused", why.clone()),
                Outcome::Amends(_) => ("no before-text", String::new()),
            };
            let (id, text) = (format!("{number}#{}", instruction.number), instruction.text.to_owned());
            out.push(Done { id, text, verdict, why, redlines: Vec::new() });
        }
        for (section, asked) in amend::by_section(&instructions) {
            let Some(title) = title_of(fields, section) else { continue };
            let key = format!("{title}:{section}");
            let Some(before) = code.before(&key, at) else { continue };
            let carried = amend::carry_out(before.as_ref(), &asked);
            let redline = amend::redline(&lines(before.as_ref()), &lines(carried.after.as_ref()));
            for asked in asked.iter().filter(|asked| asked.acts.is_some()) {
                let done = &mut out[first + asked.instruction];
                match carried.refused.iter().find(|(refused, _)| *refused == asked.instruction) {
                    Some((_, why)) => (done.verdict, done.why) = ("refused", why.clone()),
                    None if done.verdict != "refused" => {
                        done.verdict = "applied";
                        done.redlines.push((section.to_owned(), redline.clone()));
                    }
                    None => {}
                }
            }
            code.amended.insert(key, (at, carried.after));
        }
    }
    Some(out)
}

fn lines(section: Option<&Section>) -> Vec<String> {
    section.map_or_else(Vec::new, |section| [vec![section.heading.clone()], section.lines.clone()].concat())
}

/// A reason without the words and designations of its case.
fn sort_of(why: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for c in why.chars() {
        match c {
            '“' => {
                depth += 1;
                out.push('“')
            }
            '”' => {
                depth -= 1;
                out.push('”')
            }
            _ if depth > 0 => {}
            _ => out.push(c),
        }
    }
    let words = out
        .split(' ')
        .map(|word| if word.starts_with('(') || word.starts_with(|c: char| c.is_ascii_digit()) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn every_instruction_is_applied_or_refused_with_a_reason() {
    let Some(done) = carried() else { return };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for one in &done {
        *counts.entry(one.verdict).or_default() += 1;
        if one.verdict == "refused" {
            assert!(one.why.ends_with('.') && one.why.len() > 20, "{}: {}", one.id, one.why);
            *reasons.entry(sort_of(&one.why)).or_default() += 1;
        }
    }
    println!("{} instructions: {counts:?}", done.len());
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (why, count) in reasons {
        println!("{count:5} refused: {why}");
    }
    if let Ok(folder) = std::env::var("TIDEWAITER_PROOFS") {
        let mut out = String::new();
        for one in &done {
            let _ = writeln!(out, "== {} {} {}\n{}", one.id, one.verdict, one.why, one.text);
            for (section, lines) in &one.redlines {
                let _ = writeln!(out, "  § {section}");
                for (old, new) in lines {
                    let _ =
                        writeln!(out, "  - {}\n  + {}", old.as_deref().unwrap_or("∅"), new.as_deref().unwrap_or("∅"));
                }
            }
        }
        std::fs::write(std::path::Path::new(&folder).join("amend.txt"), out).expect("the folder can be written");
    }
    // The files hold 767; eight of them stand in comments of their collector.
    assert_eq!(done.len(), 759);
}
