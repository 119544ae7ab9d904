//! Official sources of the United States, one stanza and one file each.
//! Those of the Federal Register share their readers in `crate::formats`.

pub mod agencies;
pub mod fr_documents;
pub mod fr_full_text;
pub mod fr_inspection;
pub mod govinfo_fr;
pub mod ofac_sdn;
