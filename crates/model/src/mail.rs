//! A letter as the press sets it, before the wire puts it on an envelope.

use crate::reader::Email;

/// A letter: always HTML with a plain-text twin.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The sender's name for people: `Export Daily`.
    pub from_name: String,
    /// Where it goes.
    pub to: Email,
    /// The subject.
    pub subject: String,
    /// The plain-text twin, lines of at most 78 characters.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// `<…@host>`, derived from what is delivered, so that a letter sent twice can be folded into one.
    pub message_id: String,
    /// The instant in its `Date:`.
    pub date: crate::Timestamp,
    /// Further headers, such as `List-Unsubscribe`.
    pub headers: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({}, to [masked])", self.message_id)
    }
}
