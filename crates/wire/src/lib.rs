//! The world's doors for bytes: answers come in over HTTP or out of recordings, letters go out by SMTP or into a folder.
//!
//! Nothing here reads what the bytes say; that is the work of `sources`. Nothing here asks for the time either: instants come from the
//! caller's clock, from a recording or from the letter.

mod headers;
mod hook;
mod names;
pub mod post;
pub mod warc;
pub mod wire;

pub use hook::{Hook, HttpHook};
pub use names::Names;
pub use post::{Accepted, FolderPost, Letter, Post, PostError, SmtpPost, compose, letters};
pub use warc::{Payload, WarcError, WarcReader, WarcRecord, WarcWriter};
pub use wire::{
    Clock, ClosedWire, FetchError, FetchSettings, Fetched, HttpWire, RecordedWire, Resolver, SystemResolver, Wire,
    retry_after,
};
