//! What was published under a number, in revisions that are only added. The body stands in [`crate::wall`].

use crate::document::DocumentId;
use crate::draft::{Fact, Statement, teaser_text};
use crate::findings::KeyDate;
use crate::reference::Ref;
use crate::title::{Section, TitleSlug};
use crate::{Date, Timestamp};

crate::word_enum!(
    /// Who may read the whole of an article.
    Access {
        /// Everybody.
        Open = "open",
        /// Holders of a preview or a licence.
        Preview = "preview",
        /// Holders of a licence.
        Licence = "licence",
    }
);

crate::word_enum!(
    /// Why a revision was added.
    RevisionKind {
        /// The first.
        Published = "published",
        /// A later document, the same facts.
        Addendum = "addendum",
        /// A wrong fact mended.
        Correction = "correction",
        /// Wording.
        Style = "style",
        /// Taken back; number and address stay.
        Retraction = "retraction",
    }
);

/// Who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Byline {
    /// Set by rule from documents, no editor in between: labelled so.
    #[serde(rename = "automatic")]
    Automatic,
    /// A desk or a person.
    #[serde(rename = "by")]
    By(String),
}

/// All of an article but its body: what is open to everybody.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ArticleHead {
    /// Its number.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// From 1.
    pub revision: u32,
    /// Why this revision.
    pub revision_kind: RevisionKind,
    /// The titles in which it runs.
    pub titles: Vec<TitleSlug>,
    /// The headline.
    pub headline: String,
    /// The words of its address.
    pub slug: String,
    /// The first paragraph, open to all.
    pub teaser: Vec<Statement>,
    /// Where it stands; each title takes the first that it carries.
    pub sections: Vec<Section>,
    /// Our topics.
    pub topics: Vec<String>,
    /// When its first revision was published, by the publishing clock.
    pub published_at: Timestamp,
    /// When this revision was.
    pub revised_at: Timestamp,
    /// The date in its address: of the first edition whose window holds its publication, fixed then.
    pub edition_on: Date,
    /// Who may read the whole.
    pub access: Access,
    /// Who wrote it.
    pub byline: Byline,
    /// 0 to 100, how large.
    pub score: u32,
    /// Its documents, each at the version it tells of.
    pub documents: Vec<(DocumentId, u32)>,
    /// Facts about its public documents, open to all.
    pub facts: Vec<Fact>,
    /// Dates in those documents, open to all.
    pub dates: Vec<KeyDate>,
    /// Numbers that the teaser points at. Those of the body are behind the wall.
    pub see_open: Vec<Ref>,
}

impl ArticleHead {
    /// `/article/2026/04/17/slug-2604170012`.
    pub fn path(&self) -> String {
        let d = self.edition_on;
        format!("/article/{:04}/{:02}/{:02}/{}-{}", d.year(), d.month(), d.day(), self.slug, self.reference)
    }
    /// The teaser as one text.
    pub fn teaser_text(&self) -> String {
        teaser_text(&self.teaser)
    }
}

/// The words of an address: lower case, hyphens kept, figures readable, at most 80 characters, never empty.
pub fn slug_of(headline: &str) -> String {
    let mut out = String::new();
    for c in headline.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            '\'' | '’' | '‘' | '"' | '“' | '”' | '.' | ',' => {}
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
        if out.len() >= 80 {
            break;
        }
    }
    let out = out.trim_matches('-');
    if out.is_empty() { "article".to_owned() } else { out.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn a_slug_is_readable() {
        assert_eq!(slug_of("CBP’s $1.9 million: June 1-7, 8541.43 — “new”"), "cbps-19-million-june-1-7-854143-new");
        assert_eq!(slug_of("日本"), "article");
        assert!(slug_of(&"long word ".repeat(40)).len() <= 80);
    }
}
