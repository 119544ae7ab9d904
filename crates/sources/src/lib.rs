//! One file an official source: what to ask for, and what the answer says.
//!
//! Pure: bytes in, values out. Reading foreign bytes never fails and never panics; what could not be used becomes a note.

mod au;
mod ca;
pub mod catalogue;
mod ch;
mod eu;
mod formats;
mod generic;
pub mod source;
pub mod stanza;
mod uk;
mod un;
mod us;
pub mod watch;

pub use catalogue::Catalogue;
/// The reader of feeds by itself, for tests and benches that hold it against other readers.
pub use formats::feed as feeds;
pub use generic::facts;
pub use source::Source;
pub use stanza::Stanza;
pub use us::ecfr::list as code_list;
