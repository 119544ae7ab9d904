//! What follows the teaser: the summary on, the words on dates, what is amended, rates where a table has them, whom to ask.

use model::citation::Place;
use model::document::{DocumentState, Kind, Paragraph, Part};
use model::draft::{Block, Statement};

use super::evidence::{Passage, Telling, is_caption, passages};
use super::teaser::Told;
use super::{facts, words};

/// The summary goes on for at most so many words.
const SUMMARY_WORDS_MAX: usize = 180;
/// A body shorter than this is filled from the running text.
const BODY_WORDS_MIN: usize = 110;
/// The running text is quoted for at most so many words.
const PROSE_WORDS_MAX: usize = 200;
/// The most instructions that are quoted one by one, and the longest.
const INSTRUCTIONS_MAX: usize = 6;
const INSTRUCTION_WORDS_MAX: usize = 60;
/// The most headings of sections.
const SECTIONS_MAX: usize = 12;
/// The most rows of a table of rates.
const ROWS_MAX: usize = 40;

/// Writes the body of a document.
pub(super) fn write(telling: &Telling<'_>, told: &Told) -> Vec<Block> {
    let mut out = Vec::new();
    summary(telling, told, &mut out);
    dates(telling, &mut out);
    amended(telling, &mut out);
    rates(telling, &mut out);
    if words_of(&out) < BODY_WORDS_MIN {
        prose(telling, told, &mut out);
    }
    contact(telling, &mut out);
    standing(telling, &mut out);
    out
}

fn words_of(blocks: &[Block]) -> usize {
    blocks.iter().flat_map(Block::statements).map(|statement| words::count(&statement.text())).sum()
}

fn verbatim(telling: &Telling<'_>, passage: &Passage<'_>) -> Statement {
    Statement::sourced(passage.text, vec![telling.at(passage.place.clone())])
}

/// Sentences as a displayed quotation, up to a number of words.
fn quotation(telling: &Telling<'_>, passages: &[Passage<'_>], most: usize) -> Option<Block> {
    let mut statements = Vec::new();
    let mut total = 0;
    for passage in passages {
        total += words::count(passage.text);
        if total > most && !statements.is_empty() {
            break;
        }
        statements.push(verbatim(telling, passage));
    }
    (!statements.is_empty()).then_some(Block::Quote { statements })
}

/// The rest of the summary. A sentence that the teaser cut short is given whole.
fn summary(telling: &Telling<'_>, told: &Told, out: &mut Vec<Block>) {
    let mut rest = telling.summary();
    rest.retain(|passage| !told.repeats(passage.text));
    if let Some(block) = quotation(telling, &rest, SUMMARY_WORDS_MAX) {
        out.push(Block::Heading { text: format!("What the {} says", telling.noun()) });
        out.push(block);
    }
}

/// The source's words on dates, quoted, each paragraph once.
fn dates(telling: &Telling<'_>, out: &mut Vec<Block>) {
    let mut told: Vec<Passage<'_>> = telling
        .paragraphs(Part::Dates)
        .flat_map(|(number, paragraph)| passages(&paragraph.text, Some(number)))
        .filter(|passage| !is_caption(passage.text))
        .collect();
    if told.is_empty()
        && let Some(text) = telling.fields.dates_text.as_deref()
    {
        told = passages(text, None);
        for passage in &mut told {
            passage.place = Place::Field("dates_text".to_owned());
        }
    }
    if let Some(block) = quotation(telling, &told, 120) {
        out.push(Block::Heading { text: "Dates, in the document’s words".to_owned() });
        out.push(block);
    }
}

/// The parts of the Code and the instructions that change them.
fn amended(telling: &Telling<'_>, out: &mut Vec<Block>) {
    if !matches!(telling.document.kind(), Kind::Rule | Kind::ProposedRule | Kind::Correction) {
        return;
    }
    let instructions: Vec<(u32, &Paragraph)> = telling.paragraphs(Part::Instruction).collect();
    let regulation = facts::regulation(telling);
    if regulation.is_empty() && instructions.is_empty() {
        return;
    }
    out.push(Block::Heading { text: "What it amends".to_owned() });
    let mut evidence = Vec::new();
    let mut text = format!("The {}", telling.noun());
    if !regulation.is_empty() {
        text.push_str(&format!(" concerns {regulation}"));
        evidence.extend(telling.fields(&["cfr"]));
    }
    if let Some((number, first)) = instructions.first() {
        let noun = if instructions.len() == 1 { "instruction" } else { "instructions" };
        let joint = if regulation.is_empty() { " holds" } else { " and holds" };
        text.push_str(&format!("{joint} {} amendatory {noun}", instructions.len()));
        let end = first.text.chars().count();
        evidence.push(telling.at(Place::Paragraph { number: *number, start: 0, end }));
    }
    out.push(Block::Paragraph { statements: vec![Statement::sourced(format!("{text}."), evidence)] });
    let items: Vec<Statement> = instructions
        .iter()
        .filter(|(_, paragraph)| words::count(&paragraph.text) <= INSTRUCTION_WORDS_MAX)
        .take(INSTRUCTIONS_MAX)
        .map(|(number, paragraph)| {
            let place = Place::Paragraph { number: *number, start: 0, end: paragraph.text.chars().count() };
            Statement::sourced(format!("“{}”", paragraph.text), vec![telling.at(place)])
        })
        .collect();
    if !items.is_empty() {
        out.push(Block::Points { items });
    } else if instructions.is_empty() {
        sections(telling, out);
    }
}

/// A text that is set out whole, without instructions: the headings of its sections.
fn sections(telling: &Telling<'_>, out: &mut Vec<Block>) {
    let headings: Vec<(u32, &Paragraph)> = telling
        .paragraphs(Part::Amendment)
        .filter(|(_, paragraph)| paragraph.text.starts_with('§') && words::count(&paragraph.text) <= 30)
        .collect();
    let items: Vec<Statement> = headings
        .iter()
        .take(SECTIONS_MAX)
        .map(|(number, paragraph)| {
            let place = Place::Paragraph { number: *number, start: 0, end: paragraph.text.chars().count() };
            Statement::sourced(paragraph.text.clone(), vec![telling.at(place)])
        })
        .collect();
    let (Some(first), true) = (items.first(), items.len() >= 2) else { return };
    let text = if headings.len() > SECTIONS_MAX {
        format!("It sets out {} sections, of which these are the first {SECTIONS_MAX}:", headings.len())
    } else {
        format!("It sets out these {} sections:", headings.len())
    };
    out.push(Block::Paragraph { statements: vec![Statement::sourced(text, first.evidence.clone())] });
    out.push(Block::Points { items });
}

/// The first table of the running text whose head speaks of rates.
fn rates(telling: &Telling<'_>, out: &mut Vec<Block>) {
    let body: Vec<(u32, &Paragraph)> = telling.running().collect();
    let is_row = |text: &str| text.contains(" | ");
    let Some(first) = body.iter().position(|(_, paragraph)| {
        let lower = paragraph.text.to_lowercase();
        is_row(&paragraph.text) && ["margin", "rate", "percent", "subsidy"].iter().any(|word| lower.contains(word))
    }) else {
        return;
    };
    let cells = |text: &str| -> Vec<String> { text.split(" | ").map(|cell| cell.trim().to_owned()).collect() };
    let head = cells(&body[first].1.text);
    let mut rows = Vec::new();
    let mut last = body[first];
    for row in body[first + 1..].iter().take_while(|(_, paragraph)| is_row(&paragraph.text)).take(ROWS_MAX) {
        let mut row_cells = cells(&row.1.text);
        row_cells.resize(head.len(), String::new());
        rows.push(row_cells);
        last = *row;
    }
    if rows.is_empty() {
        return;
    }
    let at = |(number, paragraph): (u32, &Paragraph)| {
        telling.at(Place::Paragraph { number, start: 0, end: paragraph.text.chars().count() })
    };
    out.push(Block::Heading { text: "Rates, as printed".to_owned() });
    out.push(Block::Table {
        caption: "Rates in the notice".to_owned(),
        head,
        rows,
        evidence: vec![at(body[first]), at(last)],
    });
}

/// The first sentences of the running text, for a document whose summary is short or missing.
fn prose(telling: &Telling<'_>, told: &Told, out: &mut Vec<Block>) {
    let mut sentences = telling.prose(20);
    sentences.retain(|passage| !told.repeats(passage.text));
    if let Some(block) = quotation(telling, &sentences, PROSE_WORDS_MAX) {
        out.push(Block::Heading { text: "From the text".to_owned() });
        out.push(block);
    }
}

/// Whom the document names for questions.
fn contact(telling: &Telling<'_>, out: &mut Vec<Block>) {
    let Some((number, paragraph)) =
        telling.paragraphs(Part::Contact).find(|(_, paragraph)| !is_caption(&paragraph.text))
    else {
        return;
    };
    let text = paragraph.text.as_str();
    let words = whole_or_clause(text, 320);
    let place = Place::Paragraph { number, start: 0, end: words.chars().count() };
    let stop = if words.ends_with('.') { "" } else { "." };
    out.push(Block::Heading { text: "Contact".to_owned() });
    let line = format!("As its contact the {} lists “{words}”{stop}", telling.noun());
    out.push(Block::Paragraph { statements: vec![Statement::sourced(line, vec![telling.at(place)])] });
}

/// A text, or of a long one its beginning up to a mark.
fn whole_or_clause(text: &str, bytes_max: usize) -> &str {
    if text.len() <= bytes_max {
        return text;
    }
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= bytes_max).last().unwrap_or(0);
    let cut = text[..end].rfind([';', ',', '.']).filter(|at| *at > bytes_max / 3);
    text[..cut.unwrap_or(end)].trim_end()
}

/// Number, filing and state: where the document stands with its publisher.
fn standing(telling: &Telling<'_>, out: &mut Vec<Block>) {
    let fields = telling.fields;
    let Some(number) = &fields.document_number else { return };
    let mut text = format!("The {} is FR Doc. {number}", telling.noun());
    let mut places = vec!["document_number"];
    if let Some(at) = fields.filed_at {
        let (time, day) = words::clock(at, telling.zone);
        let sort = fields.filing.as_deref().map(|sort| format!(" as a {sort} filing")).unwrap_or_default();
        text.push_str(&format!(
            "; it was filed for public inspection{sort} at {time} on {}",
            words::day(day, fields.published_on)
        ));
        places.push("filed_at");
    }
    if let (Some(day), DocumentState::Published) = (fields.published_on, telling.document.state) {
        text.push_str(&format!(" and printed on {}", words::day(day, None)));
        places.push("published_on");
    }
    out.push(Block::Paragraph { statements: vec![Statement::sourced(format!("{text}."), telling.fields(&places))] });
}
