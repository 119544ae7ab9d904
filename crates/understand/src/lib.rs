//! From a document to findings, relevance, changes, joins and a draft whose every sentence points at its source.
//!
//! Pure: values in, values out; no clock, file, socket or database, and no panic on whatever text a publisher prints.

pub mod agencies;
pub mod amend;
pub mod cite;
pub mod compare;
pub mod countries;
pub mod dates;
pub mod draft;
mod findings;
pub mod guard;
pub mod join;
pub mod relevance;
pub mod sentences;
pub mod span;
pub mod who;

pub use findings::findings;
