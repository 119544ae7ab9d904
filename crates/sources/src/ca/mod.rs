//! Official sources of Canada, one stanza and one file each.

pub mod sema;
