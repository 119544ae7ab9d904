//! Who is asking, from where, for which title: read once at the start of a page.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use model::Timestamp;
use model::reader::Reader;
use model::title::{Publisher, Title};
use model::wall::Visitor;
use newsroom::Trouble;
use newsroom::accounts::visitor_of;
use press::views::Chrome;

use crate::App;
use crate::door::host_of;
use crate::pages::messages::{Answer, Make as _};

/// Who is asking.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// All titles.
    pub(crate) titles: Vec<Title>,
    /// The title whose own host was asked.
    pub(crate) own_host: Option<Title>,
    /// The account, where signed in.
    pub(crate) reader: Option<Reader>,
    /// As the wall sees them.
    pub(crate) visitor: Visitor,
    /// The session's token, where there is one.
    pub(crate) token: Option<String>,
    /// The path that was asked.
    pub(crate) path: String,
    /// A /24 or /48.
    pub(crate) network: String,
    name: Option<String>,
    publisher: Publisher,
    now: Timestamp,
    demo: bool,
}

impl Visit {
    /// What stands round a page; `title` for a page of one title.
    pub(crate) fn chrome<'a>(&'a self, title: Option<&'a Title>) -> Chrome<'a> {
        let title = title.or(self.own_host.as_ref());
        let automatic = match title {
            Some(title) => !title.attended,
            None => self.titles.iter().all(|title| !title.attended),
        };
        Chrome {
            publisher: &self.publisher,
            titles: &self.titles,
            title,
            now: self.now,
            signed_in: self.name.as_deref(),
            demo: self.demo,
            path: &self.path,
            automatic,
        }
    }

    /// The same visit, as if it had asked that path.
    pub(crate) fn at(&self, path: String) -> Self {
        Self { path, ..self.clone() }
    }

    /// A visit by nobody, for pages that say what went wrong when not even the visitor could be read.
    pub(crate) fn nobody(app: &App) -> Self {
        Self {
            titles: Vec::new(),
            own_host: None,
            reader: None,
            visitor: Visitor::Anonymous,
            token: None,
            path: String::new(),
            network: String::new(),
            name: None,
            publisher: app.newsroom.publisher.clone(),
            now: app.newsroom.clock.now(),
            demo: app.settings.outbox.is_some(),
        }
    }

    /// Reads who is asking from a request's head.
    pub(crate) async fn read(
        app: &App,
        headers: &axum::http::HeaderMap,
        uri: &axum::http::Uri,
        peer: IpAddr,
    ) -> Result<Self, Trouble> {
        let titles = app.newsroom.titles().await?;
        let host = host_of(headers, uri);
        let own_host = titles.iter().find(|title| title.host.is_some() && title.host == host).cloned();
        let token = cookie(headers, cookie_name(app.settings.https));
        let reader = match &token {
            Some(token) => app.newsroom.reader_of_session(token).await?,
            None => None,
        };
        let name =
            reader.as_ref().map(|reader| if reader.name.is_empty() { masked(reader) } else { reader.name.clone() });
        Ok(Self {
            visitor: visitor_of(reader.as_ref(), &titles),
            path: uri.path().to_owned(),
            network: network_of(client(app, headers, peer)),
            titles,
            own_host,
            reader,
            token,
            name,
            ..Self::nobody(app)
        })
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Answer;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Answer> {
        let peer =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip());
        Visit::read(app, &parts.headers, &parts.uri, peer).await.map_err(|trouble| Answer::trouble(app, trouble))
    }
}

/// The cookie's name: with `__Host-` browsers keep it to https, this host and the whole site.
pub(crate) fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-tidewaiter" } else { "tidewaiter" }
}

fn cookie(headers: &axum::http::HeaderMap, name: &str) -> Option<String> {
    let pairs =
        headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let found =
        pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value);
    found.filter(|value| value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit())).map(str::to_owned)
}

/// An address of which only its owner knows the rest: `a…@example.com`.
fn masked(reader: &Reader) -> String {
    let address = reader.email.as_str();
    match address.split_once('@') {
        Some((name, domain)) => format!("{}…@{domain}", name.chars().next().unwrap_or('…')),
        None => "Signed in".to_owned(),
    }
}

/// The client's address: the last entry of `X-Forwarded-For` that no trusted proxy has, else the peer's. An entry that is no address
/// ends the search: whoever wrote what stands before it cannot be believed.
fn client(app: &App, headers: &axum::http::HeaderMap, peer: IpAddr) -> IpAddr {
    let trusted = |ip: &IpAddr| app.settings.trusted_proxies.contains(&ip.to_canonical());
    if !trusted(&peer) {
        return peer;
    }
    let values: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    for entry in values.iter().flat_map(|value| value.split(',')).map(str::trim).rev() {
        let address = entry.parse::<IpAddr>().or_else(|_| entry.parse::<SocketAddr>().map(|with_port| with_port.ip()));
        match address {
            Ok(ip) if trusted(&ip) => {}
            Ok(ip) => return ip,
            Err(_) => return peer,
        }
    }
    peer
}

/// The network that an address belongs to, for throttles: a /24 of IPv4, a /48 of IPv6, which is what one household or office is given.
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}
