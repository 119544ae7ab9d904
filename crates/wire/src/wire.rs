//! HTTP in: the door, its errors as sentences, the live side ([`HttpWire`]) and the test side ([`RecordedWire`]).
//! What a source may ask for is a [`Request`]; what comes back is an [`Answer`], whatever its status.

mod addresses;
mod fetch;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use model::Timestamp;
use model::capture::Answer;
use model::request::Request;

pub use fetch::HttpWire;

/// Where the wire gets its instants from. The newsroom's clock is handed in; nothing here asks the system for the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fetches what sources ask for.
pub trait Wire: Send + Sync {
    /// Asks once. An answer of any HTTP status is an [`Answer`] (a 404 too: the caller knows what it means for that source);
    /// an error means that no whole answer came.
    fn fetch<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Answer, FetchError>>;
}

/// A door that could not be opened: it answers every question with why. What needs no fetching works all the same.
#[derive(Debug, Clone)]
pub struct ClosedWire(pub FetchError);

impl Wire for ClosedWire {
    fn fetch<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Answer, FetchError>> {
        let error = self.0.clone();
        Box::pin(async move { Err(error) })
    }
}

/// How to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchSettings {
    /// An address or page at which a publisher can reach the operator: stands in the User-Agent.
    pub contact: String,
    /// Host names and address literals that are fetched although they are not public: a proxy of the house, a test server.
    pub allow_private_hosts: Vec<String>,
    /// The longest that one fetch may take, redirects and body included, in milliseconds.
    pub timeout_ms_max: u64,
}

/// Why no whole answer came. Each prints as a full sentence that names the address; secrets in an address are masked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address cannot be fetched at all.
    #[error("The address {url} cannot be fetched: {why}.")]
    Address {
        /// What was asked.
        url: String,
        /// Half a sentence.
        why: String,
    },
    /// The address is, or leads to, a host that is not public.
    #[error(
        "The address {url} was not fetched: {why}. Only public hosts are asked; an operator can allow \"{host}\" in the setting allow_private_hosts."
    )]
    Private {
        /// What was asked.
        url: String,
        /// The host that was refused: after a redirect not that of `url`.
        host: String,
        /// Half a sentence.
        why: String,
    },
    /// It redirects without end.
    #[error("The address {url} redirects more than {redirects_max} times, the last time to {last}.")]
    Redirects {
        /// What was asked.
        url: String,
        /// How many are followed.
        redirects_max: usize,
        /// Where the last one points.
        last: String,
    },
    /// The body is larger than is of use.
    #[error(
        "The answer of {url} is larger than the {size_bytes_max} bytes (after decompression) that its source allows; nothing of it was kept."
    )]
    TooLarge {
        /// What was asked.
        url: String,
        /// The limit.
        size_bytes_max: u64,
    },
    /// The answer took too long.
    #[error("The address {url} did not answer completely within {timeout_ms_max} ms.")]
    Timeout {
        /// What was asked.
        url: String,
        /// The limit.
        timeout_ms_max: u64,
    },
    /// No answer came.
    #[error("The address {url} could not be reached: {why}.")]
    Unreachable {
        /// What was asked.
        url: String,
        /// The chain of causes.
        why: String,
    },
    /// An answer began and did not end well.
    #[error("The answer of {url} broke off: {why}. Nothing of it was kept.")]
    BrokeOff {
        /// What was asked.
        url: String,
        /// The chain of causes.
        why: String,
    },
    /// The body is packed in a way that was not offered.
    #[error("The answer of {url} is packed as \"{encoding}\", which was not asked for and cannot be unpacked here.")]
    Encoding {
        /// What was asked.
        url: String,
        /// The value of `Content-Encoding`.
        encoding: String,
    },
    /// The fetcher itself could not be made.
    #[error(
        "The fetcher cannot be set up: {why}. Where this speaks of certificates, install the system's package ca-certificates."
    )]
    Setup {
        /// The chain of causes.
        why: String,
    },
    /// The recording has no answer for it.
    #[error("The recording has no answer for {url}.")]
    NotRecorded {
        /// What was asked.
        url: String,
    },
}

/// The test side: answers from what was laid in beforehand. Several answers of one address come in order; the last one stays.
#[derive(Default)]
pub struct RecordedWire {
    answers: HashMap<String, Vec<Result<Answer, FetchError>>>,
    asked: Mutex<Vec<String>>,
}

impl RecordedWire {
    /// Without any answer yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// From a map of address to answers in order.
    pub fn from_answers(answers: HashMap<String, Vec<Result<Answer, FetchError>>>) -> Self {
        Self { answers, asked: Mutex::default() }
    }

    /// Lays in the next answer of its own address.
    #[must_use]
    pub fn answer(mut self, answer: Answer) -> Self {
        self.answers.entry(answer.url.clone()).or_default().push(Ok(answer));
        self
    }

    /// Lays in a failure as the next thing that happens at that address.
    #[must_use]
    pub fn failure(mut self, url: impl Into<String>, error: FetchError) -> Self {
        self.answers.entry(url.into()).or_default().push(Err(error));
        self
    }

    /// The addresses that were asked, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn next(&self, url: &str) -> Result<Answer, FetchError> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = asked.iter().filter(|earlier| *earlier == url).count();
        asked.push(url.to_owned());
        match self.answers.get(url).and_then(|answers| answers.get(turn).or(answers.last())) {
            Some(answer) => answer.clone(),
            None => Err(FetchError::NotRecorded { url: url.to_owned() }),
        }
    }
}

impl Wire for RecordedWire {
    fn fetch<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Answer, FetchError>> {
        Box::pin(async move { self.next(&request.url) })
    }
}
