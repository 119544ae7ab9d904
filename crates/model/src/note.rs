//! What a reader of foreign bytes could not use, where and why.

crate::word_enum!(
    /// How much a note weighs.
    Weight {
        /// Worth knowing; nothing is missing.
        Info = "info",
        /// Unknown label or value: the document still came in, an operator should look.
        Odd = "odd",
        /// Something that should have been read could not be.
        Lost = "lost",
    }
);

/// One remark of a source on what it read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// How much it weighs.
    pub weight: Weight,
    /// Where: a row, a field, an element.
    pub place: String,
    /// A sentence for the operator.
    pub text: String,
}

impl Note {
    /// A note of weight `Info`.
    pub fn info(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { weight: Weight::Info, place: place.into(), text: text.into() }
    }
    /// A note of weight `Odd`.
    pub fn odd(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { weight: Weight::Odd, place: place.into(), text: text.into() }
    }
    /// A note of weight `Lost`.
    pub fn lost(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { weight: Weight::Lost, place: place.into(), text: text.into() }
    }
}

/// A note that one or several answers of a source left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// The note, with the place where it stood last.
    pub note: Note,
    /// How many answers left it.
    pub answers: usize,
    /// The first of them.
    pub first_at: crate::Timestamp,
    /// The last.
    pub last_at: crate::Timestamp,
}

/// "No, and here is why": the answer to a person whose wish cannot be met. A sentence with its full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

impl Refusal {
    /// A refusal in these words.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}
