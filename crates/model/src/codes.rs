//! Small codes that can be wrong, each with its own error: CFR references.

use std::fmt;

/// A pointer into the Code of Federal Regulations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct CfrRef {
    /// The title: 15.
    pub title: u16,
    /// The part, as printed: `744`.
    pub part: String,
    /// The section, as printed: `744.11`.
    pub section: Option<String>,
}

impl CfrRef {
    /// A whole part.
    pub fn part(title: u16, part: impl Into<String>) -> Self {
        Self { title, part: part.into(), section: None }
    }
}

impl fmt::Display for CfrRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} CFR {}", self.title, self.section.as_deref().unwrap_or(&self.part))
    }
}
