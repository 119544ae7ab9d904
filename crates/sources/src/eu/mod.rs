//! Official sources of the European Union, one stanza and one file each.

pub mod fsf;
pub mod oj_acts;
