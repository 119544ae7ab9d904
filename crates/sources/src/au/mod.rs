//! Official sources of Australia, one stanza and one file each.

pub mod dfat;
