//! A rule on the text of the Code as it stands: what its instructions change, by part; and whether the Code's own next text says the same.

use std::collections::{BTreeMap, BTreeSet};

use model::change::{Change, TEXT};
use model::document::{Fields, Kind};
use model::snapshot::{ListEntry, Snapshot};

use crate::amend::{Instruction, Line, Outcome, Section, by_section, carry_out, instructions, redline};
use crate::compare;

/// A part of the Code: title and part, `15` and `744`.
pub type CodePart = (u16, String);

/// What a rule does to the text of the Code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// What changes, by the list that the part's text is kept as.
    pub changes: BTreeMap<String, Vec<Change>>,
    /// Instructions that could not be carried out: which paragraph of the document each is, and why, as a sentence.
    pub refused: Vec<(u32, String)>,
}

/// Which parts of the Code the instructions of a rule speak of. Only what is in force, or will be, changes the Code: a proposed rule does not.
pub fn parts(fields: &Fields) -> BTreeSet<CodePart> {
    if !matches!(fields.kind, Some(Kind::Rule | Kind::Correction)) {
        return BTreeSet::new();
    }
    let read = instructions(&fields.paragraphs);
    let named = read.iter().flat_map(sections);
    named.filter_map(|section| part_of(fields, section)).collect()
}

/// What the instructions of a rule make of these texts of the Code. Sections of other parts are left out.
pub fn effect(fields: &Fields, code: &BTreeMap<CodePart, Snapshot>) -> Effect {
    let read = instructions(&fields.paragraphs);
    let mut out = Effect::default();
    let mut touched: BTreeMap<&CodePart, Vec<(String, Option<Section>)>> = BTreeMap::new();
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    for (section, asked) in by_section(&read) {
        let Some((part, text)) = part_of(fields, section).and_then(|part| code.get_key_value(&part)) else { continue };
        let id = format!("{}:{section}", part.0);
        let before = text.entries.iter().find(|entry| entry.id == id && entry.kind == "section").map(section_of);
        let carried = carry_out(before.as_ref(), &asked);
        refused.extend(carried.refused);
        let earlier = asked.iter().filter(|asked| asked.acts.is_none()).map(|asked| asked.instruction);
        refused.extend(earlier.filter_map(|number| Some((number, why(read.get(number)?)?))));
        touched.entry(part).or_default().push((id, carried.after));
    }
    for (part, sections) in touched {
        let Some(before) = code.get(part) else { continue };
        let changes = compare::list(&only(before, &sections), &amended(before, &sections));
        if !changes.is_empty() {
            out.changes.insert(before.list.clone(), changes);
        }
    }
    out.refused = refused.into_iter().filter_map(|(number, why)| Some((read.get(number)?.number, why))).collect();
    out
}

/// How what we made of a section stands to what the Code then printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// They say the same.
    Same,
    /// They differ in these paragraphs, ours first.
    Differs(Vec<Line>),
    /// The text that ours was made of is not the one that the Code changed: another rule came between.
    OtherGround,
}

/// Compares a change that a rule's instructions made with the change of the same section in the Code. Spaces, and signs that are set in more
/// than one way, make no difference.
pub fn reconcile(ours: &Change, theirs: &Change) -> Agreement {
    let side = |change: &Change, is_before: bool| {
        let told = change.fields.iter().find(|field| field.field == TEXT);
        let whole = || change.entry.fields.get(TEXT).cloned().unwrap_or_default();
        match (told, change.action) {
            (Some(told), _) => {
                if is_before {
                    told.before.clone()
                } else {
                    told.after.clone()
                }
            }
            (None, model::change::Action::Added) if is_before => String::new(),
            (None, model::change::Action::Removed) if !is_before => String::new(),
            (None, _) => whole(),
        }
    };
    let bare = |text: &str| -> Vec<String> { text.lines().map(bared).filter(|line| !line.is_empty()).collect() };
    if bare(&side(ours, true)) != bare(&side(theirs, true)) {
        return Agreement::OtherGround;
    }
    let (made, printed) = (side(ours, false), side(theirs, false));
    if bare(&made).concat() == bare(&printed).concat() {
        return Agreement::Same;
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let differ = redline(&lines(&made), &lines(&printed));
    let is_of_type = |(old, new): &Line| matches!((old, new), (Some(old), Some(new)) if bared(old) == bared(new));
    Agreement::Differs(differ.into_iter().filter(|line| !is_of_type(line)).collect())
}

/// A line without spaces, the bars between cells, and with one dash, hyphen and quotation mark for all.
fn bared(line: &str) -> String {
    let sign = |c: char| match c {
        '–' | '—' | '‑' | '−' => '-',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        c => c,
    };
    line.chars().filter(|c| !c.is_whitespace() && *c != '|').map(sign).collect()
}

/// The part of the Code that a section of a rule belongs to, where the rule's heading says of which title it is.
fn part_of(fields: &Fields, section: &str) -> Option<CodePart> {
    let part = section.split('.').next()?;
    let titles: BTreeSet<u16> = fields.cfr.iter().filter(|cfr| cfr.part == part).map(|cfr| cfr.title).collect();
    match titles.len() {
        1 => titles.into_iter().next().map(|title| (title, part.to_owned())),
        _ => None,
    }
}

fn sections<'a>(instruction: &'a Instruction<'_>) -> Vec<&'a str> {
    match &instruction.outcome {
        Outcome::Nothing => Vec::new(),
        Outcome::Refused { sections, .. } => sections.iter().map(String::as_str).collect(),
        Outcome::Amends(amendments) => amendments.iter().map(|amendment| amendment.section.as_str()).collect(),
    }
}

fn why(instruction: &Instruction<'_>) -> Option<String> {
    match &instruction.outcome {
        Outcome::Refused { why, .. } => Some(why.clone()),
        _ => None,
    }
}

fn section_of(entry: &ListEntry) -> Section {
    Section::new(&entry.name, entry.fields.get(TEXT).map(String::as_str).unwrap_or_default())
}

/// The state with only these sections.
fn only(state: &Snapshot, sections: &[(String, Option<Section>)]) -> Snapshot {
    let entries = sections.iter().filter_map(|(id, _)| state.entries.iter().find(|entry| entry.id == *id)).cloned();
    Snapshot { entries: entries.collect(), ..without_entries(state) }
}

/// The state with only these sections, as they are once amended.
fn amended(state: &Snapshot, sections: &[(String, Option<Section>)]) -> Snapshot {
    let entry = |(id, after): &(String, Option<Section>)| {
        let after = after.as_ref()?;
        let before = state.entries.iter().find(|entry| entry.id == *id);
        let mut fields = before.map(|entry| entry.fields.clone()).unwrap_or_default();
        fields.insert("heading".to_owned(), after.heading.clone());
        fields.insert(TEXT.to_owned(), after.lines.join("\n"));
        fields.retain(|_, value| !value.is_empty());
        Some(ListEntry {
            id: id.clone(),
            name: after.heading.clone(),
            kind: "section".to_owned(),
            programs: Vec::new(),
            countries: Vec::new(),
            aliases: Vec::new(),
            fields,
        })
    };
    Snapshot { entries: sections.iter().filter_map(entry).collect(), ..without_entries(state) }
}

fn without_entries(state: &Snapshot) -> Snapshot {
    Snapshot {
        kind: state.kind,
        list: state.list.clone(),
        list_name: state.list_name.clone(),
        part: state.part.clone(),
        role: state.role,
        at: state.at,
        entries: Vec::new(),
        begins_at: None,
        incomplete: None,
    }
}
