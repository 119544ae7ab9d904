//! Letters out: the door, what comes of a letter, and the two sides: a mail server ([`SmtpPost`]) and a folder ([`FolderPost`]).
//! No sentence that leaves this room holds a reader's address.

mod compose;
mod folder;
mod letters;
mod smtp;

use futures_util::future::BoxFuture;
use model::mail::Mail;

pub use compose::compose;
pub use folder::FolderPost;
pub use letters::{Letter, letters};
pub use smtp::SmtpPost;

/// Hands letters on.
pub trait Post: Send + Sync {
    /// Hands on one letter, once. Sending the same one again is up to the caller, under the same Message-ID.
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<Accepted, PostError>>;

    /// Looks whether letters could be handed on now, without handing on any: a sentence either way.
    fn probe(&self) -> BoxFuture<'_, Result<String, PostError>>;

    /// No letter follows for now: says goodbye where that is the custom. The next letter is handed on all the same.
    fn rest(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    /// What sort of post this is, for `doctor` and logs: `smtp`, `folder`.
    fn kind(&self) -> &'static str;
}

/// The other side took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What it answered, without any address.
    pub answer: String,
}

/// The other side did not take it, or we cannot know. Each prints as full sentences without any reader's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// Worth another try.
    #[error("{sentence}")]
    Temporary {
        /// What happened.
        sentence: String,
        /// Whether the final dot may have gone out: the letter may have been taken without our knowing (RFC 5321, 4.5.3.2.6, has such
        /// a letter sent again).
        in_doubt: bool,
    },
    /// Another try of the same letter to the same reader would end the same way.
    #[error("{sentence}")]
    Permanent {
        /// What happened.
        sentence: String,
    },
}

impl PostError {
    /// A failure before the final dot: nobody has the letter.
    pub fn temporary(sentence: impl Into<String>) -> Self {
        Self::Temporary { sentence: sentence.into(), in_doubt: false }
    }

    /// A failure for good.
    pub fn permanent(sentence: impl Into<String>) -> Self {
        Self::Permanent { sentence: sentence.into() }
    }

    /// Whether the letter may have been taken all the same.
    pub fn in_doubt(&self) -> bool {
        matches!(self, Self::Temporary { in_doubt: true, .. })
    }

    /// Whether another try makes no sense.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Permanent { .. })
    }
}
