//! A changed state of a list as a draft: counts in the headline, kinds and programs in the teaser, tables in the body.

use std::collections::BTreeMap;

use model::TimeZone;
use model::change::{Action, Change, Kind};
use model::citation::{Evidence, Place};
use model::draft::{Block, Draft, Fact, Statement};
use model::findings::Arrival;

use super::parts;
use super::words::{self, HEADLINE_CHARS_MAX, cut, listed};
use crate::compare::count;

/// The most rows of one table; a day with more says how many stand outside it.
const ROWS_MAX: usize = 60;
/// The most programs that the teaser names.
const PROGRAMS_MAX: usize = 4;
/// The most characters of a field's old or new words in a table.
const CELL_CHARS_MAX: usize = 160;

/// How a list is named: slug, agency in short and in full, the list in short and in full.
const LISTS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "ofac-sdn",
        "OFAC",
        "The Office of Foreign Assets Control (OFAC)",
        "SDN list",
        "Specially Designated Nationals and Blocked Persons (SDN) list",
    ),
    (
        "ofac-consolidated",
        "OFAC",
        "The Office of Foreign Assets Control (OFAC)",
        "consolidated non-SDN list",
        "consolidated list of parties that are not SDNs",
    ),
    ("bis-entity", "BIS", "The Bureau of Industry and Security (BIS)", "Entity List", "Entity List"),
    ("bis-unverified", "BIS", "The Bureau of Industry and Security (BIS)", "Unverified List", "Unverified List"),
    ("bis-meu", "BIS", "The Bureau of Industry and Security (BIS)", "military end-user list", "Military End-User List"),
    ("bis-dpl", "BIS", "The Bureau of Industry and Security (BIS)", "Denied Persons List", "Denied Persons List"),
    ("uflpa-entity", "DHS", "The Department of Homeland Security (DHS)", "UFLPA Entity List", "UFLPA Entity List"),
];

struct Names {
    short: String,
    full: String,
    list: String,
    list_full: String,
    /// What its entries are called: one, and several.
    noun: (&'static str, &'static str),
}

/// Writes the draft of a list's change, of one part of the list or of several that changed in one instant. Everything rests on the comparison
/// of each state with the one before it.
pub(super) fn draft(parts: &[&Arrival], zone: &TimeZone) -> Draft {
    let merged;
    let arrival = match parts {
        [only] => *only,
        _ => {
            merged = parts::merged(parts);
            &merged
        }
    };
    let names = names(arrival);
    let (added, removed, amended) =
        (of(arrival, Action::Added), of(arrival, Action::Removed), of(arrival, Action::Amended));
    let compared = |part: &&Arrival| Evidence {
        document: part.document.id.clone(),
        version: part.document.version,
        place: Place::Comparison,
    };
    let evidence: Vec<Evidence> = parts.iter().map(compared).collect();
    let mut body = Vec::new();
    for (title, changes) in [("Added", &added), ("Removed", &removed)] {
        entries(title, changes, &evidence, &mut body);
    }
    amendments(&amended, &evidence, &mut body);
    Draft {
        headline: headline(&names, added.len(), removed.len(), amended.len()),
        teaser: teaser(arrival, &names, [&added, &removed, &amended], &evidence, zone),
        facts: facts(arrival, [added.len(), removed.len(), amended.len()], &evidence, zone),
        body,
    }
}

fn of(arrival: &Arrival, action: Action) -> Vec<&Change> {
    arrival.changes.iter().filter(|change| change.action == action).collect()
}

fn names(arrival: &Arrival) -> Names {
    let slug = arrival.document.id.as_str().split('@').next().unwrap_or_default();
    let noun = match arrival.changes.first().map(|change| change.kind).unwrap_or_default() {
        Kind::ListEntry => ("entry", "entries"),
        Kind::TariffLine => ("line", "lines"),
        Kind::CfrText => ("section", "sections"),
        Kind::Quota => ("quota", "quotas"),
        Kind::Page => ("page", "pages"),
    };
    let title = arrival.document.fields.title.clone();
    if slug == "us-hts" {
        let list = title.unwrap_or_else(|| "Harmonized Tariff Schedule".to_owned());
        let full = "The United States International Trade Commission (USITC)".to_owned();
        return Names { short: "USITC".to_owned(), full, list: list.clone(), list_full: list, noun };
    }
    if let Some((_, short, full, list, list_full)) = LISTS.iter().find(|(known, ..)| *known == slug) {
        return Names {
            short: (*short).to_owned(),
            full: (*full).to_owned(),
            list: (*list).to_owned(),
            list_full: (*list_full).to_owned(),
            noun,
        };
    }
    let list = title.unwrap_or_else(|| slug.to_owned());
    let fields = &arrival.document.fields;
    Names {
        short: crate::agencies::short(fields),
        full: crate::agencies::full(fields),
        list: list.clone(),
        list_full: list,
        noun,
    }
}

/// `OFAC adds 12 entries to SDN list, removes 3, amends 6`.
fn headline(names: &Names, added: usize, removed: usize, amended: usize) -> String {
    let mut parts = Vec::new();
    for (number, verb, preposition) in [(added, "adds", "to"), (removed, "removes", "from"), (amended, "amends", "on")]
    {
        if number == 0 {
            continue;
        }
        if parts.is_empty() {
            let noun = if number == 1 { names.noun.0 } else { names.noun.1 };
            parts.push(format!("{verb} {} {noun} {preposition} {}", count(number), names.list));
        } else {
            parts.push(format!("{verb} {}", count(number)));
        }
    }
    if parts.is_empty() {
        return cut(&format!("{} leaves {} as it was", names.short, names.list), HEADLINE_CHARS_MAX);
    }
    cut(&format!("{} {}", names.short, parts.join(", ")), HEADLINE_CHARS_MAX)
}

fn teaser(
    arrival: &Arrival,
    names: &Names,
    changes: [&Vec<&Change>; 3],
    evidence: &[Evidence],
    zone: &TimeZone,
) -> Vec<Statement> {
    let [added, removed, amended] = changes;
    let (time, day) = words::clock(arrival.document.captured_at, zone);
    let mut did = Vec::new();
    for (number, verb, preposition) in
        [(added.len(), "added", "to"), (removed.len(), "removed", "from"), (amended.len(), "amended", "on")]
    {
        if number > 0 {
            let noun = if number == 1 { names.noun.0 } else { names.noun.1 };
            let object =
                if did.is_empty() { format!("{noun} {preposition} its {}", names.list_full) } else { String::new() };
            did.push(format!("{verb} {} {object}", count(number)).trim_end().to_owned());
        }
    }
    if did.is_empty() {
        did.push(format!("changed no entry of its {}", names.list_full));
    }
    let mut out = vec![
        Statement::sourced(format!("{} {}.", names.full, listed(&did)), evidence.to_vec()),
        Statement::sourced(
            format!(
                "The changes stand in the list as captured at {time} on {}, compared with the state before it.",
                words::day(day, None)
            ),
            evidence.to_vec(),
        ),
    ];
    for (one, many, group) in [
        ("The addition is", "The additions are", added),
        ("The removal is", "The removals are", removed),
        ("The amended entry is", "The amended entries are", amended),
    ] {
        let length: usize = out.iter().map(|statement| words::count(&statement.text())).sum();
        if group.is_empty() || length > 55 {
            continue;
        }
        let text = match group.as_slice() {
            [only] if words::count(&only.entry.name) <= 12 => named(one, only),
            _ => numbered(many, group),
        };
        out.push(Statement::sourced(text, evidence.to_vec()));
    }
    if out.iter().map(|statement| words::count(&statement.text())).sum::<usize>() < 30 {
        let total = added.len() + removed.len() + amended.len();
        let noun = if total == 1 { "entry that differs stands" } else { "entries that differ stand" };
        out.push(Statement::sourced(
            format!("The {noun} below with identifiers, as the list prints them."),
            evidence.to_vec(),
        ));
    }
    out
}

/// `The addition is EXAMPLE TRADING LLC, an entity listed under SDGT.`
fn named(head: &str, change: &Change) -> String {
    let entry = &change.entry;
    let kind = if entry.kind.is_empty() { "entry" } else { entry.kind.as_str() };
    let under =
        if entry.programs.is_empty() { String::new() } else { format!(" listed under {}", listed(&entry.programs)) };
    format!("{head} {}, {}{under}.", entry.name, words::with_article(kind))
}

/// `The additions are 5 entities and 5 individuals, listed under IFSR (10) and IRGC (6).`
fn numbered(head: &str, group: &[&Change]) -> String {
    let under = programs(group);
    let under = match (under.is_empty(), parts::headings(group)) {
        (false, _) => format!(", listed under {under}"),
        (true, Some(headings)) => format!(", in {headings}"),
        (true, None) => String::new(),
    };
    format!("{head} {}{under}.", kinds(group))
}

/// `498 entities, 57 individuals and 13 vessels`.
fn kinds(changes: &[&Change]) -> String {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for change in changes {
        *numbers.entry(change.entry.kind.as_str()).or_insert(0) += 1;
    }
    let mut sorted: Vec<(&str, usize)> = numbers.into_iter().collect();
    sorted.sort_by_key(|(kind, number)| (std::cmp::Reverse(*number), *kind));
    let told: Vec<String> = sorted
        .into_iter()
        .map(|(kind, number)| {
            let noun = match (kind, number) {
                ("entity", 1) => "entity",
                ("entity", _) => "entities",
                ("individual", 1) => "individual",
                ("individual", _) => "individuals",
                ("vessel", 1) => "vessel",
                ("vessel", _) => "vessels",
                ("aircraft", _) => "aircraft",
                ("heading" | "subheading" | "rate line" | "statistical line", 1) => kind,
                ("heading", _) => "headings",
                ("subheading", _) => "subheadings",
                ("rate line", _) => "rate lines",
                ("statistical line", _) => "statistical lines",
                (_, 1) => "other entry",
                _ => "other entries",
            };
            format!("{} {noun}", count(number))
        })
        .collect();
    listed(&told)
}

/// `RUSSIA-EO14024 (540), SDGT (12) and two other programs`: by number, then name.
fn programs(changes: &[&Change]) -> String {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for program in changes.iter().flat_map(|change| &change.entry.programs) {
        *numbers.entry(program.as_str()).or_insert(0) += 1;
    }
    let mut sorted: Vec<(&str, usize)> = numbers.into_iter().collect();
    sorted.sort_by_key(|(program, number)| (std::cmp::Reverse(*number), *program));
    let more = sorted.len().saturating_sub(PROGRAMS_MAX);
    let mut told: Vec<String> =
        sorted.iter().take(PROGRAMS_MAX).map(|(program, number)| format!("{program} ({})", count(*number))).collect();
    if more > 0 {
        told.push(format!("{} other program{}", count(more), if more == 1 { "" } else { "s" }));
    }
    listed(&told)
}

fn facts(arrival: &Arrival, numbers: [usize; 3], evidence: &[Evidence], zone: &TimeZone) -> Vec<Fact> {
    let (time, day) = words::clock(arrival.document.captured_at, zone);
    let mut out = Vec::new();
    for (label, number) in [("Added", numbers[0]), ("Removed", numbers[1]), ("Amended", numbers[2])] {
        if number > 0 {
            out.push(Fact { label: label.to_owned(), value: count(number), evidence: evidence.to_vec() });
        }
    }
    out.push(Fact {
        label: "State captured".to_owned(),
        value: format!("{}, {time}", words::boxed_day(day)),
        evidence: evidence.to_vec(),
    });
    out
}

/// Added or removed entries as a table.
fn entries(title: &str, changes: &[&Change], evidence: &[Evidence], out: &mut Vec<Block>) {
    if changes.is_empty() {
        return;
    }
    out.push(Block::Heading { text: title.to_owned() });
    let head = ["Name", "Type", "Programs", "Countries", "Id"].map(str::to_owned).to_vec();
    let rows = changes
        .iter()
        .take(ROWS_MAX)
        .map(|change| {
            let entry = &change.entry;
            let countries: Vec<&str> = entry.countries.iter().map(|code| crate::countries::name_of(code)).collect();
            vec![
                entry.name.clone(),
                entry.kind.clone(),
                entry.programs.join(", "),
                countries.join(", "),
                entry.id.clone(),
            ]
        })
        .collect();
    out.push(Block::Table { caption: format!("{title} entries"), head, rows, evidence: evidence.to_vec() });
    capped(changes.len(), &title.to_lowercase(), evidence, out);
}

/// Amended entries, one row a field.
fn amendments(changes: &[&Change], evidence: &[Evidence], out: &mut Vec<Block>) {
    if changes.is_empty() {
        return;
    }
    out.push(Block::Heading { text: "Amended".to_owned() });
    let head = ["Name", "Id", "Field", "Before", "After"].map(str::to_owned).to_vec();
    let all = changes.iter().flat_map(|change| change.fields.iter().map(move |field| (change, field)));
    let number = all.clone().count();
    let rows = all
        .take(ROWS_MAX)
        .map(|(change, field)| {
            let (before, after) = excerpts(&field.before, &field.after);
            vec![change.entry.name.clone(), change.entry.id.clone(), field.field.replace('_', " "), before, after]
        })
        .collect();
    out.push(Block::Table {
        caption: "Amended entries, field by field".to_owned(),
        head,
        rows,
        evidence: evidence.to_vec(),
    });
    capped(number, "amended", evidence, out);
}

fn capped(number: usize, what: &str, evidence: &[Evidence], out: &mut Vec<Block>) {
    if number > ROWS_MAX {
        let text = format!(
            "The table shows the first {ROWS_MAX} of {} {what} rows; {} more are in the record of this list’s changes.",
            count(number),
            count(number - ROWS_MAX)
        );
        out.push(Block::Paragraph { statements: vec![Statement::sourced(text, evidence.to_vec())] });
    }
}

/// Where two long texts differ, with a little of what is the same around it; `…` stands for the rest.
fn excerpts(before: &str, after: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    if old.len().max(new.len()) <= CELL_CHARS_MAX {
        return (before.to_owned(), after.to_owned());
    }
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let shown = |text: &[char]| {
        let from = head.saturating_sub(30);
        let to = (text.len() - tail + 20).min(text.len()).min(from + CELL_CHARS_MAX).max(from);
        let (open, close) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
        format!("{open}{}{close}", text[from..to].iter().collect::<String>())
    };
    (shown(&old), shown(&new))
}
