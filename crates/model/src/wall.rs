//! The wall, as a type: an article's body is private to this file, and [`admit`] is the one road to it.
//!
//! Whatever renders (page, mail, feed, record) takes a [`Shown`]. A [`Body`] has no `Display` and no `Serialize`. The store and the
//! desk, which must write and rewrite bodies, hold a [`Backstage`] key that is made once, in `main`.

use crate::Timestamp;
use crate::article::{Access, ArticleHead, RevisionKind};
use crate::draft::{Block, Statement};
use crate::reader::{Licence, LicenceKind, ReaderId};
use crate::reference::{self, Ref};
use crate::title::TitleSlug;

/// The part of an article that is behind the wall.
#[derive(Clone, PartialEq, Eq)]
pub struct Body(Vec<Block>);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[walled]")
    }
}

impl Body {
    /// Puts blocks behind the wall. Anybody may lock; nobody may unlock without proof.
    pub fn lock(blocks: Vec<Block>) -> Self {
        Self(blocks)
    }
    /// The blocks, for the store, the desk and the indexer.
    pub fn backstage(&self, _key: &Backstage) -> &[Block] {
        &self.0
    }
}

/// Bytes rendered from a walled body, kept with a frozen edition. Only the store reads them, with the key.
#[derive(Clone, PartialEq, Eq)]
pub struct Walled<T>(T);

impl<T> std::fmt::Debug for Walled<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[walled]")
    }
}

impl<T> Walled<T> {
    /// Puts a value behind the wall.
    pub fn lock(value: T) -> Self {
        Self(value)
    }
    /// The value, for the store.
    pub fn backstage(&self, _key: &Backstage) -> &T {
        &self.0
    }
}

/// The key to what is behind the wall, for those who write it: made once in `main` and handed down. A test of the house counts its uses.
#[derive(Debug, Clone)]
pub struct Backstage(());

impl Backstage {
    /// Makes the key.
    pub fn key() -> Self {
        Self(())
    }
}

/// A published article: its open head, and its body behind the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// What is open.
    pub head: ArticleHead,
    body: Body,
}

impl Article {
    /// Puts an article together.
    pub fn new(head: ArticleHead, body: Body) -> Self {
        Self { head, body }
    }
    /// The body, still locked.
    pub fn body(&self, _key: &Backstage) -> &Body {
        &self.body
    }
    /// Words in teaser and body: a measure of length, open to all.
    pub fn words(&self) -> usize {
        let of = |statement: &Statement| statement.text().split_whitespace().count();
        self.head.teaser.iter().map(of).sum::<usize>()
            + self.body.0.iter().flat_map(Block::statements).map(of).sum::<usize>()
    }
    /// Whether anything stands behind the wall at all.
    pub fn has_more(&self) -> bool {
        !self.body.0.is_empty()
    }
}

/// Whoever is asking now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visitor {
    /// Not signed in.
    Anonymous,
    /// Signed in.
    Reader {
        /// Who.
        id: ReaderId,
        /// What they may read, past licences included (so that an end can be said).
        licences: Vec<Licence>,
    },
}

/// Why only the preview is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Not signed in: a free preview is offered.
    SignUp,
    /// Signed in, never had a licence for a title in which it runs.
    NoLicence,
    /// The free preview for it ended then.
    PreviewEnded(Timestamp),
    /// The licence for it ended then.
    LicenceEnded(Timestamp),
    /// A preview runs, but this article asks for a full licence.
    LicenceOnly,
}

/// An article as it may be shown to a visitor. The only thing that renderers take.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    /// All of it.
    Whole(&'a Article, Pass<'a>),
    /// Headline, teaser and facts about public documents, and why no more.
    Preview(&'a Article, Reason),
}

/// The proof of access that comes with a whole article: it opens the body. Cannot be made outside this file.
#[derive(Debug, Clone, Copy)]
pub struct Pass<'a>(&'a Body);

impl<'a> Pass<'a> {
    /// The body's blocks.
    pub fn blocks(self) -> &'a [Block] {
        &self.0.0
    }
}

impl<'a> Shown<'a> {
    /// The open part, whichever it is.
    pub fn head(self) -> &'a ArticleHead {
        match self {
            Shown::Whole(article, _) | Shown::Preview(article, _) => &article.head,
        }
    }
    /// The blocks behind the wall, where this visitor may see them; of a retracted article nobody sees any.
    pub fn blocks(self) -> Option<&'a [Block]> {
        match self {
            Shown::Whole(article, _) if article.head.revision_kind == RevisionKind::Retraction => Some(&[]),
            Shown::Whole(_, pass) => Some(pass.blocks()),
            Shown::Preview(..) => None,
        }
    }
    /// The numbers this article points at, as far as this visitor may know.
    pub fn see(self) -> Vec<Ref> {
        let mut out = self.head().see_open.clone();
        for statement in self.blocks().into_iter().flatten().flat_map(Block::statements) {
            out.extend(reference::mentioned(&statement.text()));
        }
        out.sort();
        out.dedup();
        out
    }
    /// Words in teaser and body.
    pub fn words(self) -> usize {
        match self {
            Shown::Whole(article, _) | Shown::Preview(article, _) => article.words(),
        }
    }
}

/// Decides what a visitor may see of an article. The one place where it is decided, for page, feed, mail and record alike.
///
/// `now` is the publishing clock's. A licence for any title in which the article runs admits; its last instant is exclusive.
/// An article without a body is whole for everybody.
pub fn admit<'a>(visitor: &Visitor, article: &'a Article, now: Timestamp) -> Shown<'a> {
    let whole = Shown::Whole(article, Pass(&article.body));
    if article.head.access == Access::Open || !article.has_more() {
        return whole;
    }
    let Visitor::Reader { licences, .. } = visitor else {
        return Shown::Preview(article, Reason::SignUp);
    };
    let mut reason = Reason::NoLicence;
    for licence in licences.iter().filter(|licence| covers(licence, &article.head.titles)) {
        if now < licence.from {
            continue;
        }
        if now >= licence.until {
            reason = ended(reason, licence);
        } else if licence.kind == LicenceKind::Preview && article.head.access == Access::Licence {
            reason = Reason::LicenceOnly;
        } else {
            return whole;
        }
    }
    Shown::Preview(article, reason)
}

fn covers(licence: &Licence, titles: &[TitleSlug]) -> bool {
    licence.titles.iter().any(|title| titles.contains(title))
}

/// The end that is told: of several the latest; a running preview that does not suffice is told before any end.
fn ended(so_far: Reason, licence: &Licence) -> Reason {
    let earlier = match so_far {
        Reason::LicenceOnly => return so_far,
        Reason::PreviewEnded(at) | Reason::LicenceEnded(at) => Some(at),
        Reason::SignUp | Reason::NoLicence => None,
    };
    if earlier.is_some_and(|at| at >= licence.until) {
        return so_far;
    }
    match licence.kind {
        LicenceKind::Preview => Reason::PreviewEnded(licence.until),
        LicenceKind::Full => Reason::LicenceEnded(licence.until),
    }
}
