//! A text of a document with its place, and the making of words that know where they stand.

use std::ops::Range;

use model::who::Words;

use crate::span::Chars;

/// A field or a paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    field: Option<&'static str>,
    paragraph: Option<u32>,
    pub(super) text: &'a str,
}

impl<'a> Place<'a> {
    pub(super) fn field(name: &'static str, text: &'a str) -> Self {
        Self { field: Some(name), paragraph: None, text }
    }

    pub(super) fn paragraph(number: u32, text: &'a str) -> Self {
        Self { field: None, paragraph: Some(number), text }
    }

    pub(super) fn chars(&self) -> Chars<'a> {
        Chars::new(self.text)
    }

    /// The words between two bytes. Asked in ascending order, all of a place cost one pass over it.
    pub(super) fn words(&self, chars: &mut Chars<'_>, range: Range<usize>) -> Words {
        Words {
            quote: self.text[range.clone()].to_owned(),
            field: self.field.map(str::to_owned),
            paragraph: self.paragraph,
            start: chars.at(range.start),
            end: chars.at(range.end),
        }
    }
}
