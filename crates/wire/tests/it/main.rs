//! The doors tried for real: recordings on disk, a web server and mail servers on loopback.
//! One binary for the crate.

mod fetch;
mod post;
mod recordings;
mod warc;
