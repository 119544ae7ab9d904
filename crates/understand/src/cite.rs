//! Citations in running text. `scan` walks over the text once and calls a recogniser where a word or a figure begins that may
//! begin a citation; here is what they hand back, and what is settled when all of the text is known.

mod bare;
mod cas;
mod cases;
mod cfr;
mod court;
mod customs;
mod docket;
mod eccn;
mod eu;
mod license;
mod lists;
mod numbered;
mod orders;
mod reference;
mod register;
mod scan;
mod states;
mod tariff;
mod text;
mod titles;
mod usc;
mod usml;
mod words;
mod world;

use std::ops::Range;

use model::citation::{Citation, CitationKind};

use crate::span::Chars;
use text::Text;

/// What a recogniser found: a range of bytes, and what it points at.
#[derive(Debug)]
struct Find {
    range: Range<usize>,
    kind: CitationKind,
    canonical: String,
    pinpoint: Option<String>,
    url: Option<String>,
    bond: Bond,
}

/// On what a find still depends when it is found; what does not hold at the end of the text is no citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bond {
    /// On nothing.
    Sure,
    /// A bare number: the text must speak of export controls.
    ExportControls,
    /// A bare category: the text must speak of the Munitions List.
    Munitions,
    /// A part or section without its title: the text must name that part with exactly one title.
    TitleOfPart,
    /// A general license without its programme: the text must name exactly one programme.
    Programme,
}

impl Find {
    fn new(range: Range<usize>, kind: CitationKind, canonical: impl Into<String>, url: Option<String>) -> Self {
        Self { range, kind, canonical: canonical.into(), pinpoint: None, url, bond: Bond::Sure }
    }

    fn on(mut self, bond: Bond) -> Self {
        self.bond = bond;
        self
    }

    fn at(mut self, pinpoint: impl Into<String>) -> Self {
        let pinpoint = pinpoint.into();
        self.pinpoint = (!pinpoint.is_empty()).then_some(pinpoint);
        self
    }
}

/// What was found so far, in the order of the text.
#[derive(Debug, Default)]
struct Finds(Vec<Find>);

impl Finds {
    /// A find that begins inside the one before it is none: what begins first stands.
    fn push(&mut self, find: Find) {
        if find.range.start >= self.free_from() && !find.range.is_empty() {
            self.0.push(find);
        }
    }

    /// Where the last find ended: nothing may begin before.
    fn free_from(&self) -> usize {
        self.0.last().map_or(0, |find| find.range.end)
    }
}

/// The citations of a text, in order, none overlapping another; offsets in Unicode characters. One pass, linear in the text's length.
///
/// A list gives one citation a member, with the member's own words; a range of numbers is one citation. What a citation is called is
/// written down in `docs/integrate/citations.md`.
pub fn find(text: &str) -> Vec<Citation> {
    let bytes = Text::new(text);
    let mut finds = Finds::default();
    scan::scan(bytes, &mut finds);
    let mut finds = finds.0;
    bare::settle(&mut finds);
    eccn::settle(text, &mut finds);
    usml::settle(text, &mut finds);
    license::settle(&mut finds);
    world::settle(&mut finds);
    let mut chars = Chars::new(text);
    finds
        .into_iter()
        .map(|find| Citation {
            text: text[find.range.clone()].to_owned(),
            start: chars.at(find.range.start),
            end: chars.at(find.range.end),
            kind: find.kind,
            canonical: find.canonical,
            pinpoint: find.pinpoint,
            url: find.url,
        })
        .collect()
}

#[cfg(test)]
mod tests;
