//! Turns requests into newsroom verbs and store views into pages.
//!
//! [`routes`] is the list of addresses; each page is one file under `pages`. What may be shown is decided by the wall, never here.

mod api;
mod door;
mod feeds;
mod pages;
mod routes;
mod served;
mod visit;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use newsroom::Newsroom;
use tokio::sync::Notify;

pub use routes::{PATHS, router};
pub use served::Served;

/// The header in which `/healthz` says under which name it was asked.
pub const ASKED_HOST: &str = "tidewaiter-host";

/// How this instance is reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The host names that are answered, without ports, in lower case: the public address's and loopback names. Titles' own hosts come
    /// from the titles.
    pub hosts: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether the public address is https, so that cookies are for https alone.
    pub https: bool,
    /// In the demo: the folder in which the letters lie.
    pub outbox: Option<PathBuf>,
    /// What `/metrics` asks for, from whichever machine; without it, it answers this machine alone.
    pub metrics_token: Option<String>,
}

/// What every handler works with.
#[derive(Clone)]
pub struct App {
    /// The verbs.
    pub newsroom: Newsroom,
    /// How this instance is reached.
    pub settings: Arc<Settings>,
    /// Wakes this process's workers when a request left something to do.
    pub wake: Arc<Notify>,
    /// What this process has answered.
    pub served: Arc<Served>,
}
