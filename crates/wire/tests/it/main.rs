//! The doors tried for real: recordings on disk, web servers (kind and hostile ones) and mail servers on loopback.
//! One binary for the crate.

mod fetch;
mod hook;
mod hostile;
mod manners;
mod post;
mod recordings;
mod server;
mod warc;
