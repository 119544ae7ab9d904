//! The doors that every request passes: host names, query parameters, cross-site posts, headers, panics.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION, ORIGIN, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::App;
use crate::pages::messages::{self, Say};

/// No inline script or style, nothing from elsewhere, no frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The host of a request, without its port, in lower case.
pub(crate) fn host_of(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let host = uri.authority().map(|a| a.as_str()).or_else(|| headers.get(HOST)?.to_str().ok())?;
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host
            .rsplit_once(':')
            .map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host }),
    };
    Some(name.to_ascii_lowercase())
}

/// A host name that is not configured gets 421, a trailing-dot one too.
pub(crate) async fn known_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let host = host_of(request.headers(), request.uri());
    let known = match &host {
        Some(host) if app.settings.hosts.contains(host) => true,
        Some(host) => match app.newsroom.titles().await {
            Ok(titles) => titles.iter().any(|title| title.host.as_deref() == Some(host)),
            Err(_) => false,
        },
        None => false,
    };
    if known {
        next.run(request).await
    } else {
        messages::bare(StatusCode::MISDIRECTED_REQUEST, "This host name is not served here.")
    }
}

/// The query parameters that an address understands.
fn understood(path: &str) -> &'static [&'static str] {
    match path {
        "/sign-in" | "/sign-up" => &["return_to"],
        "/editions" => &["before"],
        "/readyz" => &["edition"],
        _ => &[],
    }
}

/// Unknown query parameters are stripped by a redirect: one page has one address.
pub(crate) async fn known_query(State(_): State<App>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let Some(query) = uri.query() else { return next.run(request).await };
    let names = understood(uri.path());
    let name_of = |pair: &&str| names.contains(&pair.split('=').next().unwrap_or_default());
    let kept: Vec<&str> = query.split('&').filter(name_of).collect();
    if kept.len() == query.split('&').count() || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    messages::redirect(StatusCode::PERMANENT_REDIRECT, &format!("{}{query}", uri.path()))
}

/// Cross-site posts are refused, by `Sec-Fetch-Site` where a browser sends it and by `Origin` else (the scheme of Go 1.25's
/// `CrossOriginProtection`). Programs send neither and pass: they carry no cookie by themselves.
pub(crate) async fn same_site(State(app): State<App>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let headers = request.headers();
    let allowed = match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        Some(site) => matches!(site, b"same-origin" | b"none"),
        None => match headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or("null")) {
            None => true,
            Some(origin) => {
                let authority = origin.split_once("://").map(|(_, authority)| authority);
                let asked = request.uri().authority().map(|asked| asked.as_str());
                let asked = asked.or_else(|| headers.get(HOST).and_then(|host| host.to_str().ok()));
                authority.is_some() && authority == asked
            }
        },
    };
    if allowed { next.run(request).await } else { messages::page(&app, request.headers(), Say::CrossSite).await }
}

/// Headers of every answer; what breaks inside becomes a page in the house's look and a line in the log.
pub(crate) async fn headers_and_faults(State(app): State<App>, request: Request, next: Next) -> Response {
    let (request_headers, path) = (request.headers().clone(), loggable(request.uri().path()));
    let method = request.method().clone();
    let begun = std::time::Instant::now();
    let mut response = match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(http.path = %path, "A page broke: {error}. The reader was shown an apology; report this.");
            messages::page(&app, &request_headers, Say::Broken).await
        }
    };
    if is_plain_refusal(&response) {
        response = messages::page(&app, &request_headers, Say::Unreadable).await;
    }
    app.served.count(response.status().as_u16(), begun.elapsed());
    tracing::debug!(http.method = %method, http.path = %path, http.status = response.status().as_u16(), "answered");
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    if app.settings.https {
        set("strict-transport-security", "max-age=31536000");
    }
    if !headers.contains_key(CACHE_CONTROL) && !headers.contains_key(LOCATION) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VARY, HeaderValue::from_static("cookie, accept-encoding"));
    }
    response.into_response()
}

/// A refusal in the framework's own words (an address or query that cannot be decoded): those name our fields.
fn is_plain_refusal(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    response.status() == StatusCode::BAD_REQUEST && kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// A path for the log: what a link carries is a secret.
fn loggable(path: &str) -> String {
    match path.strip_prefix("/sign-in/") {
        Some(_) => "/sign-in/[masked]".to_owned(),
        None => path.to_owned(),
    }
}
