//! Parties of lists: entries of the Treasury's notices (`NAME (a.k.a. …), address; DOB …; (individual) [SDGT] (Linked To: …).`) and persons
//! whom the State Department debars. Only documents of these offices are read, and only paragraphs of their form.

use std::ops::Range;

use memchr::memchr;
use model::who::{Alias, Party, PartyRole};

use super::place::Place;
use crate::span::Chars;

/// Particulars that are kept, by the label with which the text begins them.
const LABELS: &[(&str, &str)] = &[
    ("alt. DOB ", "DOB"),
    ("DOB ", "DOB"),
    ("alt. POB ", "POB"),
    ("POB ", "POB"),
    ("nationality ", "nationality"),
    ("alt. nationality ", "nationality"),
    ("citizen ", "citizen"),
    ("Gender ", "Gender"),
    ("Passport ", "Passport"),
];

/// What another name begins with.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("a.k.a. ", "aka"),
    ("f.k.a. ", "fka"),
    ("n.k.a. ", "nka"),
    ("d.b.a. ", "dba"),
    ("a/k/a ", "aka"),
    ("f/k/a ", "fka"),
    ("n/k/a ", "nka"),
    ("d/b/a ", "dba"),
];

/// Words that belong to a firm's name behind a comma.
const FIRM: &[&str] = &[
    "LTD", "Ltd", "INC", "Inc", "LLC", "L.L.C", "S.A", "S.R.L", "S.L", "CO.", "Co.", "CORP", "Corp", "GMBH", "GmbH",
    "LP", "L.P", "LLP", "PLC", "Limited", "LIMITED", "B.V", "N.V", "JSC", "OOO", "FZE", "FZCO", "FZ", "C.A", "S.A.L",
    "Jr", "JR", "Sr", "II", "III",
];

/// Kinds of parties as the Treasury marks them.
const KINDS: &[&str] = &["individual", "entity", "vessel", "aircraft"];

/// A name is no longer than this many bytes.
const NAME_BYTES_MAX: usize = 160;

/// An entry of a list: it ends with the tags of its programmes.
pub(super) fn listed(place: &Place<'_>, out: &mut Vec<Party>) {
    let text = place.text;
    let programs = tags(text);
    let Some((first, _)) = programs.first() else { return };
    let entry = numbering(text)..*first;
    let Some(body) = text.get(entry.clone()) else { return };
    let kind = KINDS.iter().find(|kind| body.trim_end().ends_with(&format!("({kind})")));
    let head_end = entry.start + outside(body, b';').unwrap_or(body.len());
    let individual = kind == Some(&"individual") || body.contains("; DOB ");
    let Some(name) = name(text, entry.start..head_end, individual) else { return };
    let mut party = party(place, name.clone(), PartyRole::Listed);
    party.kind = kind.map(|kind| (*kind).to_owned());
    party.programs = programs.iter().map(|(_, tag)| (*tag).to_owned()).collect();
    rest(place, name.end..head_end, &mut party);
    for piece in pieces(&text[head_end..entry.end]) {
        if let Some((label, value)) =
            LABELS.iter().find_map(|(words, label)| Some((*label, piece.strip_prefix(words)?)))
        {
            let value = KINDS.iter().find_map(|kind| value.strip_suffix(&format!("({kind})"))).unwrap_or(value);
            party.particulars.entry(label.to_owned()).or_default().push(value.trim().to_owned());
        }
    }
    for linked in text[entry.end..].split("(Linked To: ").skip(1) {
        let end = linked.find(')').unwrap_or(linked.len());
        let value = linked[..end].to_owned();
        party.particulars.entry("Linked To".to_owned()).or_default().push(value);
    }
    out.push(party);
}

/// A person whom a notice debars: `(1) Surname, Given name (a.k.a. …); day; court; …`.
pub(super) fn debarred(place: &Place<'_>, out: &mut Vec<Party>) {
    let text = place.text;
    let start = numbering(text);
    let Some(end) = outside(&text[start..], b';').filter(|_| start > 0).map(|end| start + end) else { return };
    let name_end = text[start..end].find(" (").map_or(end, |at| start + at);
    if name_end - start > NAME_BYTES_MAX || !text[start..].starts_with(char::is_uppercase) {
        return;
    }
    let mut party = party(place, start..name_end, PartyRole::Debarred);
    aliases(place, name_end..end, &mut party);
    out.push(party);
}

/// A respondent: `Name, a/k/a Other Name, address`.
pub(super) fn respondent(place: &Place<'_>, range: Range<usize>, out: &mut Vec<Party>) {
    let Some(name) = name(place.text, range.clone(), false) else { return };
    let mut party = party(place, name.clone(), PartyRole::Respondent);
    rest(place, name.end..range.end, &mut party);
    if !out.iter().any(|known| known.name == party.name) {
        out.push(party);
    }
}

fn party(place: &Place<'_>, name: Range<usize>, role: PartyRole) -> Party {
    let words = place.words(&mut place.chars(), name);
    Party {
        name: words.quote.clone(),
        role,
        kind: None,
        aliases: Vec::new(),
        addresses: Vec::new(),
        programs: Vec::new(),
        particulars: std::collections::BTreeMap::new(),
        words,
    }
}

/// Tags in square brackets and capitals, each with its first byte.
fn tags(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(open) = memchr(b'[', &text.as_bytes()[from..]).map(|at| from + at) {
        let Some(length) = memchr(b']', &text.as_bytes()[open..]) else { break };
        let tag = &text[open + 1..open + length];
        let good = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        if tag.len() >= 3 && tag.bytes().all(good) && tag.starts_with(|c: char| c.is_ascii_uppercase()) {
            out.push((open, tag));
        }
        from = open + length;
    }
    out
}

/// Past `12. ` or `(3) ` at the beginning of an entry.
fn numbering(text: &str) -> usize {
    let rest = text.trim_start().trim_start_matches('(');
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let marked = behind.strip_prefix(". ").or_else(|| behind.strip_prefix(") "));
    marked.filter(|_| behind.len() < rest.len()).map_or(0, |behind| text.len() - behind.trim_start().len())
}

/// The first such byte that no round brackets hold.
fn outside(text: &str, byte: u8) -> Option<usize> {
    let mut depth = 0_i32;
    text.bytes().position(|b| {
        depth += i32::from(b == b'(') - i32::from(b == b')');
        b == byte && depth <= 0
    })
}

/// The name at the head of an entry: up to a bracket, another name or a comma that begins an address. An individual's name has one comma.
fn name(text: &str, head: Range<usize>, individual: bool) -> Option<Range<usize>> {
    let words = text.get(head.clone())?;
    let stops = [" (", ", a/k/a", ", f/k/a", ", d/b/a", ", n/k/a", " a/k/a ", " d/b/a ", ", and ", ", Inmate"];
    let stop = stops.iter().filter_map(|stop| words.find(stop)).min().unwrap_or(words.len());
    let mut commas = words[..stop]
        .match_indices(", ")
        .map(|(at, _)| at)
        .filter(|at| !is_firm(&words[at + 2..]))
        .skip(usize::from(individual));
    let end = commas.next().unwrap_or(stop);
    let name = words[..end].trim_end_matches([',', ' ', '.']);
    // A full stop at the end belongs to `Ltd.`.
    let length = if words[name.len()..end].starts_with('.') { name.len() + 1 } else { name.len() };
    let good =
        length > 0 && length <= NAME_BYTES_MAX && words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    good.then(|| head.start..head.start + length)
}

fn is_firm(words: &str) -> bool {
    FIRM.iter()
        .any(|firm| words.strip_prefix(firm).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())))
}

/// Other names and the address behind a name.
fn rest(place: &Place<'_>, range: Range<usize>, party: &mut Party) {
    let end = aliases(place, range.clone(), party);
    let text = &place.text[end..range.end];
    let text = text.trim_end_matches(['.', ' ', ',']);
    let text = text.strip_suffix("(individual)").unwrap_or(text).trim_end();
    let lead = text.len() - text.trim_start_matches([',', ' ', ')', '.']).len();
    let address = &text[lead..];
    let plain =
        !address.starts_with('(') && !address.starts_with("Inmate") && address.contains(|c: char| c.is_alphabetic());
    if plain && address.len() <= 400 && place.text[..end + lead].ends_with(", ") {
        let start = end + lead;
        party.addresses.push(place.words(&mut place.chars(), start..start + address.len()));
    }
}

/// Reads other names; where they end.
fn aliases(place: &Place<'_>, range: Range<usize>, party: &mut Party) -> usize {
    let text = &place.text[..range.end];
    let mut at = range.start;
    let mut ended = range.start;
    let mut chars = Chars::new(place.text);
    while let Some((found, mark, kind)) = OTHER_NAMES
        .iter()
        .filter_map(|(mark, kind)| Some((at + text[at..].find(mark)?, *mark, *kind)))
        .min_by_key(|(found, _, _)| *found)
    {
        let start = found + mark.len();
        let stops = [";", ")", ", ", " a/k/a ", " and a/k/a"];
        let end = stops.iter().filter_map(|stop| text[start..].find(stop)).min().map_or(text.len(), |end| start + end);
        // `SURNAME, Given name` has a comma inside where a bracket holds the names.
        let end = if mark.contains('.') { text[start..].find([';', ')']).map_or(end, |end| start + end) } else { end };
        let trimmed = text[start..end].trim_matches(['“', '”', '"', '\'', '‘', '’', ' ', '.']);
        if !trimmed.is_empty() {
            let from = start + text[start..end].find(trimmed).unwrap_or(0);
            party
                .aliases
                .push(Alias { kind: kind.to_owned(), words: place.words(&mut chars, from..from + trimmed.len()) });
        }
        at = end;
        ended = end;
    }
    // Past the bracket that held them.
    if ended > range.start && text[ended..].starts_with(')') { ended + 1 } else { ended }
}

/// Pieces between semicolons outside brackets.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = outside(rest, b';') {
        out.push(rest[..at].trim());
        rest = &rest[at + 1..];
    }
    out.push(rest.trim());
    out
}
