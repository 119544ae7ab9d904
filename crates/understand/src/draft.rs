//! A draft written by rule: every sentence is composed from a document's fields or quoted from its text, and points at its place.

mod body;
mod casing;
mod evidence;
mod facts;
mod headline;
mod list;
mod nominal;
mod parts;
mod remedies;
mod substance;
mod teaser;
mod words;

use model::TimeZone;
use model::document::Kind;
use model::draft::{Block, Draft, Statement};
use model::findings::Arrival;

use evidence::Telling;

/// Writes the draft of a story from its documents, the principal one first.
///
/// The headline names the agency by its short form, is active and in the present tense, and has at most 90 characters. The teaser says who
/// did what, in which kind of document, when and under which citation. The body quotes the summary on, then the words on dates, what is
/// amended and whom to ask. Nothing is concluded from silence and nothing is told to the reader to do (TRADE-GUIDE, 5). `zone` is the
/// zone in which clock times are printed. Without documents the draft is empty.
pub fn draft(arrivals: &[Arrival], zone: &TimeZone) -> Draft {
    let Some(principal) = arrivals.first() else {
        return Draft { headline: String::new(), teaser: Vec::new(), facts: Vec::new(), body: Vec::new() };
    };
    let is_list = |arrival: &&Arrival| arrival.document.kind() == Kind::List;
    let mut draft = if is_list(&principal) {
        let parts: Vec<&Arrival> = arrivals.iter().filter(is_list).collect();
        list::draft(&parts, zone)
    } else {
        let telling = Telling::of(principal, zone);
        let (teaser, told) = teaser::write(&telling);
        Draft {
            headline: headline::write(&telling),
            teaser,
            facts: facts::write(&telling),
            body: body::write(&telling, &told),
        }
    };
    let others: Vec<Statement> = arrivals[1..]
        .iter()
        .filter(|other| !is_list(other))
        .map(|other| teaser::published(&Telling::of(other, zone)))
        .collect();
    if !others.is_empty() {
        draft.body.push(Block::Heading { text: "Also in this story".to_owned() });
        draft.body.push(Block::Points { items: others });
    }
    draft
}

#[cfg(test)]
mod tests;
