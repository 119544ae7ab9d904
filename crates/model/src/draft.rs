//! Headline, teaser, facts and body; one sentence tied to its evidence.

use crate::citation::Evidence;
use crate::document::DocumentId;
use crate::reference::{self, Ref};

crate::word_enum!(
    /// How a run of words is set.
    Style {
        /// As running text.
        Plain = "plain",
        /// Stress.
        Emphasis = "emphasis",
        /// Strong stress.
        Strong = "strong",
        /// The name of its target; the address stands in the run.
        Link = "link",
    }
);

/// Words set in one way.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Run {
    /// The words; `(see …)` inside becomes a link in every format.
    pub text: String,
    /// How they are set.
    pub style: Style,
    /// For a link: where it leads (`https://…` only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// One sentence (or the like), with what it rests on. Empty evidence: the reporter's own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Statement {
    /// Its words.
    pub runs: Vec<Run>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

impl Statement {
    /// A plain sentence resting on that evidence.
    pub fn sourced(text: impl Into<String>, evidence: Vec<Evidence>) -> Self {
        Self { runs: vec![Run { text: text.into(), style: Style::Plain, url: None }], evidence }
    }
    /// A plain sentence of the reporter's own.
    pub fn own(text: impl Into<String>) -> Self {
        Self::sourced(text, Vec::new())
    }
    /// Its words without markup.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// A piece of an article's body.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "block", rename_all = "kebab-case")]
pub enum Block {
    /// A subheading.
    Heading {
        /// Its words.
        text: String,
    },
    /// A paragraph. Its statements are set with a space between them.
    Paragraph {
        /// Its sentences.
        statements: Vec<Statement>,
    },
    /// A displayed quotation.
    Quote {
        /// Its sentences.
        statements: Vec<Statement>,
    },
    /// A list of points.
    Points {
        /// One statement a point.
        items: Vec<Statement>,
    },
    /// A table of text.
    Table {
        /// What it shows; also its name for screen readers.
        caption: String,
        /// Heads of its columns.
        head: Vec<String>,
        /// Its rows, each as long as the head.
        rows: Vec<Vec<String>>,
        /// What it rests on.
        evidence: Vec<Evidence>,
    },
}

impl Block {
    /// The statements of this block.
    pub fn statements(&self) -> &[Statement] {
        match self {
            Block::Paragraph { statements } | Block::Quote { statements } => statements,
            Block::Points { items } => items,
            Block::Heading { .. } | Block::Table { .. } => &[],
        }
    }
}

/// A fact of the box under the headline, in the fixed order of the design: in force, last day, regulation, code, comments.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fact {
    /// `In force`, `Comments until`, `Regulation`, `Docket`, `RIN`…
    pub label: String,
    /// `Thu Apr 16, 2026`.
    pub value: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// A story as it will be told: written by rule from documents, or by hand.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    /// At most 90 characters, active, present tense.
    pub headline: String,
    /// The first paragraph: complete in itself, open to all, ends at a sentence.
    pub teaser: Vec<Statement>,
    /// The facts on the open side.
    pub facts: Vec<Fact>,
    /// What follows the teaser, behind the wall.
    pub body: Vec<Block>,
}

impl Draft {
    /// Every statement, teaser first.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.teaser.iter().chain(self.body.iter().flat_map(Block::statements))
    }
    /// Whether every sentence names its source, as automatic publication asks.
    pub fn is_sourced(&self) -> bool {
        self.statements().all(|statement| !statement.evidence.is_empty())
    }
    /// The teaser as one text.
    pub fn teaser_text(&self) -> String {
        teaser_text(&self.teaser)
    }
    /// The numbers that teaser and body point at, oldest first, each once.
    pub fn see(&self) -> Vec<Ref> {
        let mut out: Vec<Ref> =
            self.statements().flat_map(|statement| reference::mentioned(&statement.text())).collect();
        out.sort();
        out.dedup();
        out
    }
    /// The documents named by the evidence, in order of first mention.
    pub fn documents(&self) -> Vec<DocumentId> {
        let mut out: Vec<DocumentId> = Vec::new();
        for evidence in self.statements().flat_map(|s| &s.evidence).chain(self.facts.iter().flat_map(|f| &f.evidence)) {
            if !out.contains(&evidence.document) {
                out.push(evidence.document.clone());
            }
        }
        out
    }
}

/// A teaser's statements as one text.
pub fn teaser_text(teaser: &[Statement]) -> String {
    teaser.iter().map(Statement::text).collect::<Vec<_>>().join(" ")
}
