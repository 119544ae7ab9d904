//! What an operator is alarmed of: raised once, remembered, closed with a word when it is over.

use crate::Timestamp;

crate::word_enum!(
    /// What sort of trouble.
    AlarmKind {
        /// A source answers and brings nothing, though it usually does. The subject is the source.
        SourceSilent = "source-silent",
        /// A source could not be checked for longer than its rhythm explains. The subject is the source.
        SourceUnreachable = "source-unreachable",
        /// The guard holds a state of a list. The subject is `list@instant`.
        ListHeld = "list-held",
        /// Tasks of one kind were given up on one day. The subject is `kind/day`.
        TasksGivenUp = "tasks-given-up",
        /// An edition is not out ten minutes after its hour. The subject is `title/day`.
        EditionLate = "edition-late",
        /// Letters of an edition are not handed on an hour after its hour. The subject is `title/day`.
        LettersWaiting = "letters-waiting",
    }
);

/// A trouble that is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What sort.
    pub kind: AlarmKind,
    /// Of what.
    pub subject: String,
    /// What failed, what was kept, what to do.
    pub sentence: String,
}

/// An alarm as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its own name.
    pub id: String,
    /// What it was raised for, in the words of that moment.
    pub trouble: Trouble,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When it was over.
    pub closed_at: Option<Timestamp>,
}
