//! The live side: one HTTP client that asks public hosts only, within limits of size, time and redirects.
//! Every limit is enforced on what arrives, never on what a header promises.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use model::capture::Answer;
use model::request::Request;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use url::Url;

use super::addresses::{Allowed, NotPublic};
use super::{Clock, FetchError, FetchSettings, Wire};
use crate::headers;

/// Publishers move a page once or twice (to https, to www, to a new path); five leaves room, and a loop ends soon.
const REDIRECTS_MAX: usize = 5;

/// Query parameters that carry a key of the operator's, such as those of regulations.gov and congress.gov.
const SECRET_PARAMETERS: [&str; 6] = ["api_key", "apikey", "key", "token", "access_token", "subscription-key"];

/// Fetches over HTTP and HTTPS.
pub struct HttpWire {
    client: Client,
    allowed: Allowed,
    timeout_ms_max: u64,
    clock: Clock,
}

impl HttpWire {
    /// Makes the client. Fails where the contact cannot stand in a header or the system has no certificates to trust.
    pub fn new(settings: FetchSettings, clock: Clock) -> Result<Self, FetchError> {
        // A second wire in the same process finds the provider installed already, which is just as well.
        rustls::crypto::ring::default_provider().install_default().ok();
        let allowed = Allowed::new(&settings.allow_private_hosts);
        let version = env!("CARGO_PKG_VERSION");
        let agent = match settings.contact.trim() {
            "" => format!("Tidewaiter/{version}"),
            contact => format!("Tidewaiter/{version} (+{contact})"),
        };
        let client = Client::builder()
            .user_agent(agent)
            .no_proxy()
            .referer(false)
            .redirect(redirects(allowed.clone()))
            .dns_resolver(Arc::new(PublicNames { allowed: allowed.clone() }))
            .build()
            .map_err(|error| FetchError::Setup { why: causes(&error) })?;
        Ok(Self { client, allowed, timeout_ms_max: settings.timeout_ms_max, clock })
    }

    async fn ask(&self, request: &Request) -> Result<Answer, FetchError> {
        let shown = shown(&request.url);
        let url = Url::parse(&request.url)
            .map_err(|error| FetchError::Address { url: shown.clone(), why: error.to_string() })?;
        check_scheme(&url).map_err(|why| FetchError::Address { url: shown.clone(), why })?;
        self.allowed.check(&url).map_err(|refused| not_public(&shown, &refused))?;
        let response = self.client.get(url).send().await.map_err(|error| explain(&shown, &error))?;
        let captured_at = (self.clock)();
        let status = response.status().as_u16();
        let mut headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), headers::text(value.as_bytes())))
            .collect();
        // The client follows what it can; a redirect that is left over points at something else than HTTP.
        if let Some(to) = headers::find(&headers, "location").filter(|_| response.status().is_redirection()) {
            let why = format!("it redirects to {}, and only http and https are fetched", self::shown(to));
            return Err(FetchError::Address { url: shown, why });
        }
        // The client takes this header out when it unpacks; what is left is a packing that it does not know.
        if let Some(encoding) =
            headers::find(&headers, "content-encoding").filter(|e| !e.eq_ignore_ascii_case("identity"))
        {
            return Err(FetchError::Encoding { url: shown, encoding: encoding.to_owned() });
        }
        headers::settle(&mut headers);
        let body = read(response, request.size_bytes_max, &shown).await?;
        Ok(Answer { url: request.url.clone(), status, headers, captured_at, body })
    }
}

impl Wire for HttpWire {
    fn fetch<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Answer, FetchError>> {
        Box::pin(async move {
            let limit = Duration::from_millis(self.timeout_ms_max);
            match tokio::time::timeout(limit, self.ask(request)).await {
                Ok(answer) => answer,
                Err(_) => Err(FetchError::Timeout { url: shown(&request.url), timeout_ms_max: self.timeout_ms_max }),
            }
        })
    }
}

/// Reads the body, counting what comes out of decompression: a header says nothing about that, and a few kilobytes can unpack to gigabytes.
async fn read(mut response: Response, size_bytes_max: u64, shown: &str) -> Result<Vec<u8>, FetchError> {
    let too_large = || FetchError::TooLarge { url: shown.to_owned(), size_bytes_max };
    let broke_off = |error: reqwest::Error| FetchError::BrokeOff { url: shown.to_owned(), why: causes(&error) };
    if response.content_length().is_some_and(|length| length > size_bytes_max) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broke_off)? {
        if (body.len() + chunk.len()) as u64 > size_bytes_max {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn check_scheme(url: &Url) -> Result<(), String> {
    match url.scheme() {
        "http" | "https" => Ok(()),
        other => Err(format!("only http and https are fetched, and this is {other}")),
    }
}

/// A redirect after too many others.
#[derive(Debug, thiserror::Error)]
#[error("a redirect to {to} was not followed")]
struct TooMany {
    to: String,
}

/// Each redirect is checked like the first address: the resolver sees names only, never address literals.
fn redirects(allowed: Allowed) -> Policy {
    Policy::custom(move |attempt| {
        // The address asked first is the first of those before.
        if attempt.previous().len() > REDIRECTS_MAX {
            let to = shown(attempt.url().as_str());
            return attempt.error(TooMany { to });
        }
        match allowed.check(attempt.url()) {
            Ok(()) => attempt.follow(),
            Err(refused) => attempt.error(refused),
        }
    })
}

/// Resolves names as the system does, and hands on the public addresses alone: what was checked is what is connected to.
struct PublicNames {
    allowed: Allowed,
}

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.clone();
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found: Vec<IpAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.map(|found| found.ip()).collect();
            let public = allowed.choose(&host, found)?;
            let addresses: Addrs = Box::new(public.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// Finds our own reasons in the client's chain of causes; any other is told as it is.
fn explain(shown: &str, error: &reqwest::Error) -> FetchError {
    let url = shown.to_owned();
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<NotPublic>() {
            return not_public(shown, refused);
        }
        if let Some(TooMany { to }) = error.downcast_ref::<TooMany>() {
            return FetchError::Redirects { url, redirects_max: REDIRECTS_MAX, last: to.clone() };
        }
        cause = error.source();
    }
    FetchError::Unreachable { url, why: causes(error) }
}

fn not_public(shown: &str, refused: &NotPublic) -> FetchError {
    FetchError::Private { url: shown.to_owned(), host: refused.host.clone(), why: refused.why.clone() }
}

/// An error and what caused it, outermost first. The client's own first line ("error sending request for url (…)") says nothing that the
/// sentence around it does not say, and repeats the address with its secrets: it is left out where a cause follows it.
fn causes(error: &reqwest::Error) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if out.last().is_none_or(|last| !last.contains(&text)) {
            out.push(text);
        }
        cause = error.source();
    }
    if out.is_empty() {
        // Only errors without a cause, such as "builder error", get here; their address stands in our own sentence.
        return "the HTTP client gives no reason".to_owned();
    }
    out.join(": ")
}

/// An address for messages and logs: without a password, with the values of keys masked.
fn shown(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else {
        // What is no address may be anything: its first words are enough to find it by.
        return url.chars().take(200).collect::<String>().replace(char::is_control, " ");
    };
    if !url.username().is_empty() || url.password().is_some() {
        // Both fail only for addresses that cannot have either.
        url.set_username("").ok();
        url.set_password(None).ok();
    }
    let Some(query) = url.query() else { return url.into() };
    let masked: Vec<String> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) => {
                format!("{name}=[masked]")
            }
            _ => pair.to_owned(),
        })
        .collect();
    let (masked, fragmentless) = (masked.join("&"), url.as_str().split('?').next().unwrap_or_default());
    format!("{fragmentless}?{masked}")
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn secrets_in_an_address_are_masked() {
        assert_eq!(
            shown("https://me:pw@api.example/v4/documents?api_key=s3cret&page=2"),
            "https://api.example/v4/documents?api_key=[masked]&page=2"
        );
        assert_eq!(shown("https://api.example/a"), "https://api.example/a");
        assert_eq!(shown("no address\n"), "no address ");
    }
}
