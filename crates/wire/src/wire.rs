//! HTTP in: the door, the live side ([`HttpWire`]) and the test side ([`RecordedWire`]).
//! What a source may ask for is a [`Question`]; what comes back is an [`Answer`] of any status, or the word that nothing changed.

mod addresses;
mod client;
mod error;
mod fetch;
mod hosts;
mod patience;
mod recorded;
mod robots;
mod unpack;

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use model::Timestamp;
use model::capture::Answer;
use model::request::Question;

pub use error::FetchError;
pub use fetch::HttpWire;
pub use patience::retry_after;
pub use recorded::RecordedWire;

/// Where the wire gets its instants from. The newsroom's clock is handed in; nothing here asks the system for the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// An answer of whatever HTTP status: the caller knows what a 404 means for that source.
    Answer(Answer),
    /// What is kept already still holds (304, RFC 9110, 15.4.5): the address was checked, and there is nothing to keep.
    NotModified,
}

/// Fetches what sources ask for.
pub trait Wire: Send + Sync {
    /// Asks, and asks again where that may help. An error means that no whole answer came.
    fn fetch<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Result<Fetched, FetchError>>;
}

/// A door that could not be opened: it answers every question with why. What needs no fetching works all the same.
#[derive(Debug, Clone)]
pub struct ClosedWire(pub FetchError);

impl Wire for ClosedWire {
    fn fetch<'a>(&'a self, _question: &'a Question) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let error = self.0.clone();
        Box::pin(async move { Err(error) })
    }
}

/// Resolves host names.
pub trait Resolver: Send + Sync {
    /// The addresses of a host, public or not: what may be reached is decided by the wire.
    fn find<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
}

/// The machine's own way of resolving names.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn find<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|found| found.ip()).collect()) })
    }
}

/// How to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchSettings {
    /// An address or page at which a publisher can reach the operator: stands in the User-Agent.
    pub contact: String,
    /// Host names and addresses that are fetched although they are not public: a mirror of the house, a test server. An address
    /// admits every name that leads to it.
    pub allow_private_hosts: Vec<String>,
    /// The proxy through which everything is asked: `http://host:port`, `https://user:password@host:port`.
    pub proxy: Option<String>,
    /// The longest that one try may take from its first byte to its last, redirects included, in milliseconds. Waiting for the host's
    /// turn does not count.
    pub timeout_ms_max: u64,
    /// The longest that connecting to a host may take, in milliseconds.
    pub connect_ms_max: u64,
    /// The longest that a host may take to send the head of its answer, and then send nothing of the body, in milliseconds.
    pub silence_ms_max: u64,
    /// How often one question is asked before its failure is told.
    pub tries_max: u32,
    /// The pause before the second try, in milliseconds; each further one is twice as long, all of them give or take a half.
    pub retry_ms: u64,
}

impl Default for FetchSettings {
    /// Two minutes a try, since slow official hosts send lists of 60 MB; three tries, two and four seconds apart.
    fn default() -> Self {
        Self {
            contact: String::new(),
            allow_private_hosts: Vec::new(),
            proxy: None,
            timeout_ms_max: 120_000,
            connect_ms_max: 15_000,
            silence_ms_max: 45_000,
            tries_max: 3,
            retry_ms: 2_000,
        }
    }
}
