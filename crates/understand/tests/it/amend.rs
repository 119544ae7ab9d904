//! The amendatory instructions of real rules, applied to the text of the Code before them, and against what was judged by hand.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use model::Timestamp;
use model::change::TEXT;
use model::document::{Fields, Paragraph, Part};
use model::reading::Found;
use serde_json::Value;
use understand::amend::{self, Outcome, Section};

use crate::shared;

/// Instructions with what a careful reader of instruction, text before and text after says of each: `right`, `wrong`, or `refused` for cause.
const LABELS: &str = include_str!("../labels/amend.jsonl");

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
    /// By section, what it alone changed.
    redlines: Vec<(String, Vec<amend::Line>)>,
}

impl Done {
    /// What it changed, as lines to be read; their sum tells whether what was judged is what is done now.
    fn shown(&self) -> String {
        let mut out = String::new();
        for (section, lines) in &self.redlines {
            let _ = writeln!(out, "  § {section}");
            for (old, new) in lines {
                let side = |sign, line: &Option<String>| {
                    line.as_ref().map_or(String::new(), |line| format!("  {sign} {line}\n"))
                };
                out.push_str(&(side('-', old) + &side('+', new)));
            }
        }
        out
    }

    /// A sum of it (FNV-1a).
    fn sum(&self) -> String {
        let step = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        format!("{:016x}", self.shown().bytes().fold(0xcbf2_9ce4_8422_2325, step))
    }
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
            let mut text = before.clone();
            for asked in asked.iter().filter(|asked| asked.acts.is_some()) {
                let done = &mut out[first + asked.instruction];
                match carried.refused.iter().find(|(refused, _)| *refused == asked.instruction) {
                    Some((_, why)) => (done.verdict, done.why) = ("refused", why.clone()),
                    None if done.verdict != "refused" => {
                        let acts = asked.acts.iter().flatten();
                        let next = acts
                            .fold(text.clone(), |text, act| amend::apply(text.as_ref(), act).expect("it was applied"));
                        done.verdict = "applied";
                        done.redlines
                            .push((section.to_owned(), amend::redline(&lines(text.as_ref()), &lines(next.as_ref()))));
                        text = next;
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
        let rows = done.iter().map(|one| {
            format!("== {} {} {} {}\n{}\n{}", one.id, one.verdict, one.sum(), one.why, one.text, one.shown())
        });
        let file = std::path::Path::new(&folder).join("amend.txt");
        std::fs::write(file, rows.collect::<String>()).expect("the folder can be written");
    }
    // The files hold 767; eight of them stand in comments of their collector.
    assert_eq!(done.len(), 759);
    judged(&done);
}

/// Compares with what was judged by hand. What was judged must still be what is done.
fn judged(done: &[Done]) {
    let mut shares: BTreeMap<String, usize> = BTreeMap::new();
    for line in LABELS.lines() {
        let label: Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| label[name].as_str().expect(name).to_owned();
        let one = done.iter().find(|one| one.id == text("id")).expect("the instruction is there");
        let is_applied = text("verdict") != "refused";
        assert_eq!(is_applied, one.verdict == "applied", "{} was judged {}; judge it again", one.id, text("verdict"));
        if is_applied {
            assert_eq!(text("sum"), one.sum(), "{} reads otherwise than when it was judged:\n{}", one.id, one.shown());
        }
        *shares.entry(text("verdict")).or_default() += 1;
    }
    println!("judged by hand: {shares:?}");
    assert!(shares.values().sum::<usize>() >= 60 && !shares.contains_key("wrong"));
}

/// The paragraphs of a section that begin with the letters in their order: a way of its own to cut it, which romans may mislead.
fn lettered(section: &Section) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for line in &section.lines {
        let label = u8::try_from(out.len()).ok().map(|at| char::from(b'a' + at.min(25)));
        match label.filter(|label| line.starts_with(&format!("({label})"))) {
            Some(label) => out.push((label.to_string(), vec![line.clone()])),
            None => {
                if let Some((_, lines)) = out.last_mut() {
                    lines.push(line.clone());
                }
            }
        }
    }
    out
}

/// A rule that makes one text of the other as an agency would: by revising lettered paragraphs, and adding those behind the last.
fn rule_between(number: &str, before: &Section, after: &Section) -> Option<Vec<Paragraph>> {
    let (old, new) = (lettered(before), lettered(after));
    let opening = |section: &Section| {
        section.lines.iter().take_while(|line| !line.starts_with("(a)")).cloned().collect::<Vec<_>>()
    };
    if old.is_empty() || new.len() < old.len() || opening(before) != opening(after) || before.heading != after.heading {
        return None;
    }
    let list = |which: &[&(String, Vec<String>)]| {
        which.iter().map(|(label, _)| format!("({label})")).collect::<Vec<_>>().join(" and ")
    };
    let revised: Vec<&(String, Vec<String>)> =
        old.iter().zip(&new).filter(|(old, new)| old != new).map(|(_, new)| new).collect();
    let added: Vec<&(String, Vec<String>)> = new.iter().skip(old.len()).collect();
    let mut clauses = Vec::new();
    if !revised.is_empty() {
        clauses.push(format!("revising paragraphs {}", list(&revised)));
    }
    if !added.is_empty() {
        clauses.push(format!("adding paragraphs {}", list(&added)));
    }
    let text = format!("2. Section {number} is amended by {} to read as follows:", clauses.join(" and "));
    let mut out = vec![Paragraph { part: Part::Instruction, text }];
    let mut set = |text: String| out.push(Paragraph { part: Part::Amendment, text });
    set(after.heading.clone());
    for (_, lines) in revised.into_iter().chain(added) {
        set("* * * * *".to_owned());
        lines.iter().for_each(|line| set(line.clone()));
    }
    Some(out)
}

#[test]
fn what_an_edition_changed_comes_out_of_the_rule_that_would_say_so() {
    let Some(editions) = editions() else { return };
    let (mut same, mut refused, mut wrong) = (0, BTreeMap::<String, usize>::new(), Vec::new());
    for (key, of) in &editions {
        let number = key.split_once(':').expect("title and section").1;
        for pair in of.windows(2) {
            let [(_, before), (day, after)] = pair else { continue };
            // In one edition the heading of the next part stands in the last section.
            if before == after || after.lines.iter().any(|line| line.starts_with("PART 2")) {
                continue;
            }
            let Some(paragraphs) = rule_between(number, before, after) else { continue };
            let instructions = amend::instructions(&paragraphs);
            let asked = amend::by_section(&instructions);
            let carried = amend::carry_out(Some(before), &asked[number]);
            let why = match (&instructions[0].outcome, carried.refused.first()) {
                (Outcome::Refused { why, .. }, _) => Some(why.clone()),
                (_, refused) => refused.map(|(_, why)| why.clone()),
            };
            match why {
                Some(why) => *refused.entry(sort_of(&why)).or_default() += 1,
                None if carried.after.as_ref() == Some(after) => same += 1,
                None => {
                    let differ = amend::redline(&lines(carried.after.as_ref()), &lines(Some(after)));
                    wrong.push(format!("{key} of {day}: {differ:#?}\n{:#?}", paragraphs[0]));
                }
            }
        }
    }
    println!(
        "editions: {same} sections come out as they were printed, {} otherwise, refused: {refused:#?}",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(same > 50, "{same}");
}

#[test]
fn what_a_rule_sets_is_what_the_next_edition_prints() {
    let (Some(editions), Some(rules)) = (editions(), rules()) else { return };
    let rule =
        rules.iter().find(|fields| fields.document_number.as_deref() == Some("04-16753")).expect("the rule is there");
    let instructions = amend::instructions(&rule.paragraphs);
    let mut seen = 0;
    for (section, asked) in amend::by_section(&instructions) {
        let Some((_, printed)) = editions.get(&format!("37:{section}")).and_then(|of| of.first()) else { continue };
        let carried = amend::carry_out(Some(printed), &asked);
        assert_eq!((carried.after.as_ref(), carried.refused), (Some(printed), Vec::new()), "{section}");
        seen += 1;
    }
    assert_eq!(seen, 2, "§§ 1.23 and 1.25 of July 22, 2004, as the edition of 2005 prints them");
}
