//! The nouns of the trade, their rules and their states.
//!
//! Pure: values in, values out; no clock, file, socket or database. Every other room of the house speaks these words,
//! and no other word for the same thing.

pub mod alarm;
pub mod article;
pub mod capture;
pub mod change;
pub mod citation;
pub mod codes;
pub mod delivery;
pub mod document;
pub mod draft;
pub mod edition;
pub mod findings;
pub mod holidays;
pub mod inspection;
pub mod ledger;
pub mod mail;
pub mod note;
pub mod reader;
pub mod reading;
pub mod reference;
pub mod request;
pub mod silence;
pub mod snapshot;
pub mod story;
pub mod timetable;
pub mod title;
pub mod wall;
pub mod who;

/// An instant, in UTC.
pub use jiff::Timestamp;
/// A day on a calendar. Never becomes a [`Timestamp`] without a zone in hand.
pub use jiff::civil::Date;
/// A time zone of the IANA database.
pub use jiff::tz::TimeZone;

/// Makes a newtype over text that prints as itself. The meaning is in its doc comment.
macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);
        impl $name {
            /// Takes the text as it is; parse at the border, trust inside.
            pub fn new(text: impl Into<String>) -> Self { Self(text.into()) }
            /// The text itself.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
    };
}
pub(crate) use text_newtype;

/// Makes a closed enum whose variants are words in records, tables and logs.
macro_rules! word_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The word that stands for it in records, tables and addresses.
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $word),+ } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl std::str::FromStr for $name {
            type Err = crate::UnknownWord;
            fn from_str(word: &str) -> Result<Self, crate::UnknownWord> {
                match word {
                    $($word => Ok($name::$variant),)+
                    _ => Err(crate::UnknownWord {
                        word: word.to_owned(),
                        known: vec![$($word),+],
                    }),
                }
            }
        }
    };
}
pub(crate) use word_enum;

/// A word that is none of those allowed in its place.
#[derive(Debug, Clone, thiserror::Error)]
#[error("'{word}' is not known here; it can be {}", known.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// What could have been given.
    pub known: Vec<&'static str>,
}
