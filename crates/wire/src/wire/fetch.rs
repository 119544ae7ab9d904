//! The live side: asks public hosts only, one at a time each, within limits of size, time and redirects.
//! Every limit is enforced on what arrives, never on what a header promises.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use model::Timestamp;
use model::capture::Answer;
use model::request::{Manners, Question, Validators};
use reqwest::header::{HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use reqwest::{Client, Response};
use tokio::time::Instant;
use url::Url;

use super::addresses::Allowed;
use super::client::{self, not_public, shown};
use super::hosts::Hosts;
use super::robots::Robots;
use super::unpack::{self, Packed};
use super::{Clock, FetchError, FetchSettings, Fetched, Resolver, SystemResolver, Wire, patience};
use crate::headers;

/// Publishers move a page once or twice (to https, to www, to a new path); five leaves room, and a loop ends soon.
const REDIRECTS_MAX: usize = 5;

/// The largest head that is kept, names and values together. Cookies and policies of content networks fill ten kilobytes.
const HEADER_BYTES_MAX: usize = 64 * 1024;

/// A body larger than this is unpacked away from the threads that serve.
const UNPACK_INLINE_BYTES_MAX: usize = 256 * 1024;

/// Fetches over HTTP and HTTPS.
pub struct HttpWire {
    client: Client,
    allowed: Allowed,
    names: Arc<dyn Resolver>,
    hosts: Hosts,
    robots: Robots,
    settings: FetchSettings,
    pub(super) clock: Clock,
}

/// What is asked for in one try, and within which limits.
pub(super) struct Ask<'a> {
    pub(super) url: &'a str,
    pub(super) size_bytes_max: u64,
    pub(super) manners: Manners,
    pub(super) known: &'a Validators,
}

/// An answer as it came, before anybody judges its status.
pub(super) struct Raw {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    captured_at: Timestamp,
    pub(super) body: Vec<u8>,
}

/// One step on the way to an answer.
enum Hop {
    To(Url),
    Arrived(Raw),
}

impl HttpWire {
    /// A fetcher that resolves names as the system does. Fails where the contact cannot stand in a header, the proxy is none or the
    /// system has no certificates to trust.
    pub fn new(settings: FetchSettings, clock: Clock) -> Result<Self, FetchError> {
        Self::with_names(settings, clock, Arc::new(SystemResolver))
    }

    /// A fetcher that resolves names in another way.
    pub fn with_names(settings: FetchSettings, clock: Clock, names: Arc<dyn Resolver>) -> Result<Self, FetchError> {
        let allowed = Allowed::new(&settings.allow_private_hosts);
        let client = client::make(&settings, &allowed, names.clone())?;
        Ok(Self { client, allowed, names, hosts: Hosts::default(), robots: Robots::default(), settings, clock })
    }

    async fn ask(&self, question: &Question) -> Result<Fetched, FetchError> {
        let Question { request, manners, known } = question;
        let url = &request.url;
        let ask = Ask { url, size_bytes_max: request.size_bytes_max, manners: *manners, known };
        let Raw { status, mut headers, captured_at, body } = self.retrieve(&ask).await?;
        if status == 304 {
            if known.is_empty() {
                let why = "it says \"not modified\" (304), and no earlier answer was named".to_owned();
                return Err(FetchError::NoAnswer { url: shown(url), why });
            }
            return Ok(Fetched::NotModified);
        }
        headers::settle(&mut headers);
        Ok(Fetched::Answer(Answer { url: url.clone(), status, headers, captured_at, body }))
    }

    /// Follows an address to its answer. Each step is checked and waits for its host's turn like the first.
    pub(super) async fn retrieve(&self, ask: &Ask<'_>) -> Result<Raw, FetchError> {
        let shown = shown(ask.url);
        let mut url =
            Url::parse(ask.url).map_err(|error| FetchError::Address { url: shown.clone(), why: error.to_string() })?;
        if !is_http(&url) {
            let why = format!("only http and https are fetched, and this is {}", url.scheme());
            return Err(FetchError::Address { url: shown, why });
        }
        let mut left = Duration::from_millis(self.settings.timeout_ms_max);
        for _ in 0..=REDIRECTS_MAX {
            self.check(&url, &shown).await?;
            let mut pause = Duration::from_millis(ask.manners.pace_ms.into());
            if ask.manners.robots {
                pause = pause.max(self.robots.check(self, &url, &shown, ask.manners).await?);
            }
            let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
            let mut turn = self.hosts.turn(&host, pause).await;
            let begun = Instant::now();
            let hop = tokio::time::timeout(left, self.hop(url, ask, &shown)).await;
            left = left.saturating_sub(begun.elapsed());
            match hop {
                Err(_) => {
                    let timeout_ms_max = self.settings.timeout_ms_max;
                    return Err(FetchError::Timeout { url: shown, timeout_ms_max });
                }
                Ok(Ok(Hop::To(next))) => url = next,
                Ok(Ok(Hop::Arrived(raw))) => {
                    if let Some(pause) = self.pause_asked(&raw) {
                        turn.rest(pause);
                    }
                    return Ok(raw);
                }
                Ok(Err(error)) => return Err(error),
            }
        }
        Err(FetchError::Redirects { url: shown, redirects_max: REDIRECTS_MAX, last: client::shown(url.as_str()) })
    }

    /// Whether this address may be asked. Names are checked where they are resolved, unless a proxy does the connecting: then it is
    /// the proxy that resolves them, and all that can be refused here is what this machine knows to be private.
    async fn check(&self, url: &Url, shown: &str) -> Result<(), FetchError> {
        self.allowed.check(url).map_err(|refused| not_public(shown, &refused))?;
        if self.settings.proxy.is_some()
            && let Some(host) = url.domain()
        {
            let limit = Duration::from_millis(self.settings.connect_ms_max);
            let found = tokio::time::timeout(limit, self.names.find(host)).await;
            let found = found.ok().and_then(Result::ok).unwrap_or_default();
            self.allowed.through_proxy(host, found).map_err(|refused| not_public(shown, &refused))?;
        }
        Ok(())
    }

    async fn hop(&self, url: Url, ask: &Ask<'_>, shown: &str) -> Result<Hop, FetchError> {
        let mut request = self.client.get(url.clone());
        // A validator that came with bytes which no header may hold is not sent back.
        for (name, value) in [(IF_NONE_MATCH, &ask.known.etag), (IF_MODIFIED_SINCE, &ask.known.last_modified)] {
            if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.map_err(|error| client::explain(shown, &error, &self.settings))?;
        let captured_at = (self.clock)();
        let status = response.status().as_u16();
        let headers = head_of(&response, shown)?;
        if matches!(status, 301 | 302 | 303 | 307 | 308)
            && let Some(to) = headers::find(&headers, "location")
        {
            return follow(&url, to, shown).map(Hop::To);
        }
        let encoding = encoding_of(&headers);
        if let Some(encoding) = encoding.as_deref().filter(|encoding| !unpack::is_known(encoding)) {
            return Err(FetchError::Encoding { url: shown.to_owned(), encoding: encoding.to_owned() });
        }
        let packed = self.read(response, ask.size_bytes_max, shown).await?;
        let body = match encoding {
            Some(encoding) => unpacked(encoding, packed, ask.size_bytes_max, shown).await?,
            None => packed,
        };
        Ok(Hop::Arrived(Raw { status, headers, captured_at, body }))
    }

    /// Reads the body as it comes, counting: a header says nothing about that.
    async fn read(&self, mut response: Response, size_bytes_max: u64, shown: &str) -> Result<Vec<u8>, FetchError> {
        let too_large = || FetchError::TooLarge { url: shown.to_owned(), size_bytes_max };
        let promised = response.content_length().unwrap_or_default();
        if promised > size_bytes_max {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| client::broke_off(shown, &error, &self.settings))?
        {
            if (body.len() + chunk.len()) as u64 > size_bytes_max {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// How long the host of a refusing answer asks us to stay away; what is longer than a fetch waits is for the newsroom to keep.
    fn pause_asked(&self, raw: &Raw) -> Option<Duration> {
        let is_refusal = matches!(raw.status, 429 | 503);
        let asked = is_refusal.then(|| patience::asked(&raw.headers, (self.clock)())).flatten()?;
        Some(asked.min(patience::WAIT_MAX))
    }
}

impl Wire for HttpWire {
    fn fetch<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(async move {
            let mut tries = 1;
            loop {
                let outcome = self.ask(question).await;
                let now = (self.clock)();
                match patience::pause(&outcome, tries, &self.settings, now, rand::random()) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return outcome,
                }
                tries += 1;
            }
        })
    }
}

/// The header fields, names in lower case, in order.
fn head_of(response: &Response, shown: &str) -> Result<Vec<(String, String)>, FetchError> {
    let fields = response.headers();
    let size: usize = fields.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > HEADER_BYTES_MAX {
        let why = format!("its head is larger than the {HEADER_BYTES_MAX} bytes that are read");
        return Err(FetchError::NoAnswer { url: shown.to_owned(), why });
    }
    Ok(fields.iter().map(|(name, value)| (name.as_str().to_owned(), headers::text(value.as_bytes()))).collect())
}

/// Where a redirect leads (RFC 9110, 10.2.2).
fn follow(from: &Url, to: &str, shown: &str) -> Result<Url, FetchError> {
    let wrong = |why: String| FetchError::Address { url: shown.to_owned(), why };
    let next = from
        .join(to)
        .map_err(|error| wrong(format!("it redirects to {}, which is no address ({error})", client::shown(to))))?;
    if is_http(&next) {
        return Ok(next);
    }
    Err(wrong(format!("it redirects to {}, and only http and https are fetched", client::shown(next.as_str()))))
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// The content encodings, as one value; `None` where the body is as it is.
fn encoding_of(headers: &[(String, String)]) -> Option<String> {
    let values = headers.iter().filter(|(name, _)| name == "content-encoding").flat_map(|(_, value)| value.split(','));
    let named: Vec<&str> =
        values.map(str::trim).filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("identity")).collect();
    (!named.is_empty()).then(|| named.join(", "))
}

async fn unpacked(encoding: String, packed: Vec<u8>, size_bytes_max: u64, shown: &str) -> Result<Vec<u8>, FetchError> {
    let url = shown.to_owned();
    let unpacked = if packed.len() > UNPACK_INLINE_BYTES_MAX {
        let name = encoding.clone();
        let work = tokio::task::spawn_blocking(move || unpack::unpack(&name, &packed, size_bytes_max));
        work.await.unwrap_or_else(|_| Err(Packed::Broken("unpacking it was ended".to_owned())))
    } else {
        unpack::unpack(&encoding, &packed, size_bytes_max)
    };
    unpacked.map_err(|packed| match packed {
        Packed::Unknown => FetchError::Encoding { url, encoding },
        Packed::TooLarge => FetchError::TooLarge { url, size_bytes_max },
        Packed::Broken(why) => FetchError::BrokeOff { url, why },
    })
}
