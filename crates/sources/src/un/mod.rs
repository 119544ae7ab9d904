//! Official sources of the United Nations, one stanza and one file each.

pub mod sc;
