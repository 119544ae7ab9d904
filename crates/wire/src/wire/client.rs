//! The HTTP client under the fetcher: whom it may connect to, through which proxy, within which limits, and its errors as sentences.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy};
use url::{Host, Url};

use super::addresses::{Allowed, NotPublic};
use super::{FetchError, FetchSettings, Resolver, unpack};

/// The most header fields of one answer that are read; official hosts send twenty to forty.
pub(super) const HEADERS_MAX: usize = 100;

/// How long an unused connection is kept: the next question to the host is usually a second away, or else a quarter of an hour.
const IDLE_SECONDS_MAX: u64 = 20;

/// Query parameters that carry a key of the operator's, such as those of regulations.gov and congress.gov.
const SECRET_PARAMETERS: [&str; 6] = ["api_key", "apikey", "key", "token", "access_token", "subscription-key"];

/// Of a longer query only its beginning stands in a sentence; the check beside it names the address in full.
const QUERY_BYTES_SHOWN: usize = 80;

/// Makes the client. It follows no redirect by itself and unpacks nothing: both are done, and counted, in `fetch.rs`.
pub(super) fn make(
    settings: &FetchSettings,
    allowed: &Allowed,
    names: Arc<dyn Resolver>,
) -> Result<Client, FetchError> {
    // A second wire in the same process finds the provider installed already, which is just as well.
    rustls::crypto::ring::default_provider().install_default().ok();
    let version = env!("CARGO_PKG_VERSION");
    let agent = match settings.contact.trim() {
        "" => format!("Tidewaiter/{version}"),
        contact => format!("Tidewaiter/{version} (+{contact})"),
    };
    let proxy = settings.proxy.as_deref().map(proxy).transpose()?;
    let resolver =
        PublicNames { allowed: allowed.clone(), proxy: proxy.as_ref().and_then(|(_, host)| host.clone()), names };
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(unpack::OFFERED));
    let builder = Client::builder()
        .user_agent(agent)
        .default_headers(headers)
        .no_proxy()
        .referer(false)
        .redirect(Policy::none())
        .http1_only()
        .http1_max_headers(HEADERS_MAX)
        .connect_timeout(Duration::from_millis(settings.connect_ms_max))
        .read_timeout(Duration::from_millis(settings.silence_ms_max))
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(IDLE_SECONDS_MAX))
        .dns_resolver(Arc::new(resolver));
    let builder = match proxy {
        Some((proxy, _)) => builder.proxy(proxy),
        None => builder,
    };
    builder.build().map_err(|error| FetchError::Setup { why: causes(&error) })
}

/// The proxy, and its host where that is a name: the one name that may be private without being listed.
fn proxy(address: &str) -> Result<(Proxy, Option<String>), FetchError> {
    let wrong = |why: &str| FetchError::Setup {
        why: format!(
            "the setting fetch.proxy {why}; it has the form http://host:port or http://user:password@host:port"
        ),
    };
    let url = Url::parse(address).map_err(|_| wrong("is no address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("names no HTTP proxy"));
    }
    let host = match url.host() {
        Some(Host::Domain(name)) => Some(name.to_owned()),
        Some(_) => None,
        None => return Err(wrong("names no host")),
    };
    let proxy = Proxy::all(url).map_err(|error| FetchError::Setup { why: causes(&error) })?;
    Ok((proxy, host))
}

/// Hands on the public addresses of a name alone: what was checked is what is connected to, so that a name which changes its answer
/// between two questions changes nothing.
struct PublicNames {
    allowed: Allowed,
    proxy: Option<String>,
    names: Arc<dyn Resolver>,
}

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, names, host) = (self.allowed.clone(), self.names.clone(), name.as_str().to_owned());
        let is_proxy = self.proxy.as_deref() == Some(name.as_str());
        Box::pin(async move {
            let found = names.find(&host).await?;
            let public = if is_proxy { found } else { allowed.choose(&host, found)? };
            let addresses: Addrs = Box::new(public.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// Finds our own reason in the client's chain of causes; any other is told as it is.
pub(super) fn explain(shown: &str, error: &reqwest::Error, settings: &FetchSettings) -> FetchError {
    let url = shown.to_owned();
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<NotPublic>() {
            return not_public(shown, refused);
        }
        cause = error.source();
    }
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => {
            FetchError::Unreachable { url, why: format!("no connection within {} ms", settings.connect_ms_max) }
        }
        (true, false) => FetchError::Unreachable { url, why: causes(error) },
        (false, true) => {
            FetchError::NoAnswer { url, why: format!("no whole head came within {} ms", settings.silence_ms_max) }
        }
        (false, false) => FetchError::NoAnswer { url, why: causes(error) },
    }
}

/// An error while a body was read.
pub(super) fn broke_off(shown: &str, error: &reqwest::Error, settings: &FetchSettings) -> FetchError {
    let why = match error.is_timeout() {
        true => format!("the host sent nothing for {} ms", settings.silence_ms_max),
        false => causes(error),
    };
    FetchError::BrokeOff { url: shown.to_owned(), why }
}

pub(super) fn not_public(shown: &str, refused: &NotPublic) -> FetchError {
    FetchError::Private { url: shown.to_owned(), host: refused.host.clone(), why: refused.why.clone() }
}

/// What the client says of where in itself an error arose. The sentence around it says as much, in words that an operator knows.
const OWN_WORDS: [&str; 6] = [
    "client error (Connect)",
    "client error (SendRequest)",
    "dns error",
    "error resolving DNS",
    "request or response body error",
    "error reading a body from connection",
];

/// An error and what caused it, outermost first. The client's own first line ("error sending request for url (…)") says nothing that the
/// sentence around it does not say, and repeats the address with its secrets: it is left out where a cause follows it.
fn causes(error: &reqwest::Error) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        cause = error.source();
        let is_told = out.last().is_some_and(|last| last.contains(&text));
        let is_of_the_client = cause.is_some() && OWN_WORDS.contains(&text.as_str());
        if !is_told && !is_of_the_client {
            out.push(text);
        }
    }
    if out.is_empty() {
        // Only errors without a cause, such as "builder error", get here; their address stands in our own sentence.
        return "the HTTP client gives no reason".to_owned();
    }
    out.join(": ")
}

/// An address for messages and logs: without a password, with the values of keys masked.
pub(super) fn shown(url: &str) -> String {
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
    let (mut masked, fragmentless) = (masked.join("&"), url.as_str().split('?').next().unwrap_or_default());
    // An address is ASCII, so that any place is one to cut at.
    if masked.len() > QUERY_BYTES_SHOWN {
        masked.truncate(QUERY_BYTES_SHOWN);
        masked.push('…');
    }
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
        assert_eq!(shown(&format!("https://a.example/?{}", "x".repeat(99))).chars().count(), 18 + 1 + 80 + 1);
        assert!(shown("https://a.example/?q=ü").ends_with("q=%C3%BC"));
        assert_eq!(shown("no address\n"), "no address ");
    }
}
