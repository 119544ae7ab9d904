//! One event in the world: its documents, its draft, its state; and the moves it may make.

use crate::article::{Access, Byline};
use crate::document::DocumentId;
use crate::draft::Draft;
use crate::findings::Why;
use crate::note::Refusal;
use crate::reference::Ref;
use crate::title::{Section, TitleSlug};
use crate::{Date, Timestamp};

crate::text_newtype!(
    /// A story's own name: of its first document, or of the file it was written in.
    StoryId
);

/// Where a story stands.
///
/// | from \ deed | draft | hold | kill | publish |
/// |---|---|---|---|---|
/// | New | Drafted | Refusal | Refusal | Refusal |
/// | Drafted | Drafted | Held | Killed | Published |
/// | Held | Held | Held | Killed | Published |
/// | Killed | Refusal | Refusal | Refusal | Refusal |
/// | Published | Published | Refusal | Refusal | Refusal |
///
/// A number is taken with the first draft and never given back; a killed draft leaves a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoryState {
    /// Documents without a draft.
    New,
    /// Drafted, waiting for the desk or the close.
    Drafted(Ref),
    /// An editor wants it to wait.
    Held(Ref, String),
    /// An editor decided against it.
    Killed(Ref, String),
    /// It is an article.
    Published(Ref),
}

/// What can be done to a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A (new) draft is written, under this number if it has none.
    Draft(Ref),
    /// It shall wait, and why.
    Hold(String),
    /// It is not told, and why.
    Kill(String),
    /// It becomes an article.
    Publish,
}

impl StoryState {
    /// The number, once a draft was written.
    pub fn reference(&self) -> Option<Ref> {
        match self {
            StoryState::New => None,
            StoryState::Drafted(r) | StoryState::Held(r, _) | StoryState::Killed(r, _) | StoryState::Published(r) => {
                Some(*r)
            }
        }
    }

    /// The word for it in records and tables.
    pub fn as_str(&self) -> &'static str {
        match self {
            StoryState::New => "new",
            StoryState::Drafted(_) => "drafted",
            StoryState::Held(..) => "held",
            StoryState::Killed(..) => "killed",
            StoryState::Published(_) => "published",
        }
    }

    /// The state after that deed, or why it cannot be done. The table above, as code.
    pub fn after(&self, deed: Deed) -> Result<StoryState, Refusal> {
        use StoryState as S;
        let refuse = |what: &str| Err(Refusal::new(format!("This story cannot be {what}: it is {}.", self.as_str())));
        match (self.clone(), deed) {
            (S::New, Deed::Draft(number)) => Ok(S::Drafted(number)),
            (S::Drafted(number), Deed::Draft(_)) => Ok(S::Drafted(number)),
            (S::Held(number, why), Deed::Draft(_)) => Ok(S::Held(number, why)),
            (S::Published(number), Deed::Draft(_)) => Ok(S::Published(number)),
            (S::Drafted(number) | S::Held(number, _), Deed::Hold(why)) => Ok(S::Held(number, why)),
            (S::Drafted(number) | S::Held(number, _), Deed::Kill(why)) => Ok(S::Killed(number, why)),
            (S::Drafted(number) | S::Held(number, _), Deed::Publish) => Ok(S::Published(number)),
            (S::New | S::Killed(..) | S::Published(_), Deed::Hold(_)) => refuse("held"),
            (S::New | S::Killed(..) | S::Published(_), Deed::Kill(_)) => refuse("killed"),
            (S::New | S::Killed(..) | S::Published(_), Deed::Publish) => refuse("published"),
            (S::Killed(..), Deed::Draft(_)) => refuse("drafted again"),
        }
    }
}

/// One event in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Its name.
    pub id: StoryId,
    /// Where it stands.
    pub state: StoryState,
    /// Its documents at the versions it tells of, the principal one first. Empty for own reporting without documents.
    pub documents: Vec<(DocumentId, u32)>,
    /// The draft, once there is one.
    pub draft: Option<Draft>,
    /// Where it belongs.
    pub sections: Vec<Section>,
    /// The titles in which it runs.
    pub titles: Vec<TitleSlug>,
    /// Topics.
    pub topics: Vec<String>,
    /// 0 to 100.
    pub score: u32,
    /// Why it was selected, joined and ranked.
    pub why: Vec<Why>,
    /// Who may read the whole.
    pub access: Access,
    /// Who wrote it.
    pub byline: Byline,
    /// The stories that follow one another share this; the first story's name.
    pub thread: Option<StoryId>,
    /// When its first document or draft came.
    pub opened_at: Timestamp,
    /// The publisher's day of its first draft.
    pub drafted_on: Option<Date>,
}

/// What joining needs to know of a story that is still open, or was published lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its name.
    pub id: StoryId,
    /// Its documents.
    pub documents: Vec<DocumentId>,
    /// Agencies, dockets, RINs and CFR parts of its documents, as joining keys.
    pub agencies: Vec<String>,
    /// Dockets.
    pub docket_ids: Vec<String>,
    /// Regulation identifier numbers.
    pub rins: Vec<String>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Whether it is an article already.
    pub published: bool,
}

/// Where an arrival belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joining {
    /// It begins a story.
    New,
    /// It belongs to that one, and why.
    Into(StoryId, Why),
    /// It follows that one, on the same thread, and why.
    Follows(StoryId, Why),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_moves_is_what_the_code_does() {
        let r: Ref = "2604170001".parse().expect("ref");
        let drafted = StoryState::New.after(Deed::Draft(r)).expect("a new story can be drafted");
        let killed = drafted.after(Deed::Kill("no news".into())).expect("a draft can be killed");
        assert_eq!(killed.reference(), Some(r));
        for deed in [Deed::Publish, Deed::Hold(String::new()), Deed::Draft(r), Deed::Kill(String::new())] {
            assert!(killed.after(deed).is_err());
        }
        let published = drafted.after(Deed::Publish).expect("a draft can be published");
        assert!(published.after(Deed::Kill(String::new())).is_err());
        assert!(StoryState::New.after(Deed::Publish).is_err());
        let held = drafted.after(Deed::Hold("a call".into())).expect("a draft can be held");
        assert_eq!(held.after(Deed::Draft(r)), Ok(held.clone()));
        assert!(held.after(Deed::Publish).is_ok());
    }
}
