//! Official sources of the United Kingdom, one stanza and one file each; feeds have a stanza alone.

pub mod ofsi_conlist;
pub mod sanctions_list;
