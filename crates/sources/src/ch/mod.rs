//! Official sources of Switzerland, one stanza and one file each.

pub mod seco;
