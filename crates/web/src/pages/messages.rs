//! Answers: pages, redirects, and pages that say what is the matter, in the house's look, with no detail that helps an attacker.

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use newsroom::Trouble;

use crate::App;
use crate::visit::Visit;

/// What a page without contents says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Say {
    /// There is none, or it is not yours: the same words.
    NotFound,
    /// Not by this method.
    NotAllowed,
    /// A post from another site.
    CrossSite,
    /// A body or form that cannot be taken.
    Unreadable,
    /// A body above the limit.
    TooLarge,
    /// Too many links in an hour.
    TooMany,
    /// Something of ours broke.
    Broken,
    /// The database is away for now.
    Away,
}

impl Say {
    fn status(self) -> StatusCode {
        match self {
            Say::NotFound => StatusCode::NOT_FOUND,
            Say::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Say::CrossSite => StatusCode::FORBIDDEN,
            Say::Unreadable => StatusCode::BAD_REQUEST,
            Say::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Say::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Say::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Say::Away => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
    fn words(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Say::NotFound => (
                "There is no such page",
                &[
                    "It may have another address, or it may not be yours to see.",
                    "An article opens by its number alone: the ten digits behind the host name.",
                ],
            ),
            Say::NotAllowed => ("This page cannot be asked that way", &["It can be read; nothing can be sent to it."]),
            Say::CrossSite => (
                "This form came from another site",
                &["For your safety nothing was done. Open the page here and send it again."],
            ),
            Say::Unreadable => (
                "This could not be read",
                &[
                    "The form came in pieces or in a form that we do not know. Nothing was done. Go back and send it again.",
                ],
            ),
            Say::TooLarge => {
                ("This is too large", &["A form here takes an e-mail address and little more. Nothing was done."])
            }
            Say::TooMany => (
                "Too many links were asked for",
                &[
                    "An address gets five links an hour, a network twenty. Use the newest letter, or ask again in an hour.",
                ],
            ),
            Say::Away => (
                "The archive is away for a moment",
                &["Nothing is lost. It comes back by itself; please try again in half a minute."],
            ),
            Say::Broken => (
                "Something of ours broke",
                &["Nothing you sent is lost or half done. It stands in our log; please try again in a minute."],
            ),
        }
    }
}

/// What a handler answers.
pub(crate) type Answer = Response;

/// Ways to make an answer.
pub(crate) trait Make {
    /// A page.
    fn page(html: String) -> Answer;
    /// What the newsroom refused or broke on, as a page.
    fn trouble(app: &App, trouble: Trouble) -> Answer;
}

impl Make for Answer {
    fn page(html: String) -> Answer {
        html_page(StatusCode::OK, html)
    }
    fn trouble(app: &App, trouble: Trouble) -> Answer {
        let say = match &trouble {
            Trouble::Refusal(_) => Say::NotFound,
            Trouble::Fault(fault) if fault.is_away() => Say::Away,
            Trouble::Fault(_) => Say::Broken,
        };
        tracing::error!("A page could not be made: {trouble}");
        of(&Visit::nobody(app), say)
    }
}

/// A page with a status.
pub(crate) fn html_page(status: StatusCode, html: String) -> Answer {
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

/// The page that says it.
pub(crate) fn of(visit: &Visit, say: Say) -> Answer {
    let (heading, sentences) = say.words();
    let html = press::pages::message(&visit.chrome(None), say.status().as_u16(), heading, sentences);
    let mut answer = html_page(say.status(), html);
    if say == Say::TooMany {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("3600"));
    }
    if say == Say::Away {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("30"));
    }
    answer
}

/// The page that says it, for whoever sent these headers.
pub(crate) async fn page(app: &App, headers: &HeaderMap, say: Say) -> Answer {
    let visit = Visit::read(app, headers, &Uri::from_static("/"), IpAddr::from([127, 0, 0, 1])).await;
    of(&visit.unwrap_or_else(|_| Visit::nobody(app)), say)
}

/// A sentence without a page, where no page can be trusted to be ours.
pub(crate) fn bare(status: StatusCode, sentence: &'static str) -> Answer {
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")], sentence).into_response()
}

/// Leads elsewhere on this site.
pub(crate) fn redirect(status: StatusCode, path: &str) -> Answer {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    // A path that begins with two slashes would lead to another host.
    let path = format!("/{}", path.trim_start_matches(['/', '\\']));
    match HeaderValue::from_str(&path) {
        Ok(value) => drop(answer.headers_mut().insert(LOCATION, value)),
        Err(_) => drop(answer.headers_mut().insert(LOCATION, HeaderValue::from_static("/"))),
    }
    answer
}

pub(crate) async fn not_found(visit: Visit) -> Answer {
    of(&visit, Say::NotFound)
}

pub(crate) async fn not_allowed(method: Method, visit: Visit) -> Answer {
    if method == Method::OPTIONS { StatusCode::NO_CONTENT.into_response() } else { of(&visit, Say::NotAllowed) }
}

/// `/healthz`: the process lives; and the name under which it was asked, so that `doctor` sees what a proxy makes of it.
pub(crate) async fn alive(headers: HeaderMap, uri: Uri) -> Answer {
    let mut answer = bare(StatusCode::OK, "alive\n");
    let host = crate::door::host_of(&headers, &uri).unwrap_or_default();
    if let Ok(host) = HeaderValue::from_str(&host) {
        answer.headers_mut().insert(crate::ASKED_HOST, host);
    }
    answer
}

/// What `/readyz` may be asked besides.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Readiness {
    edition: Option<String>,
}

/// `/readyz`: the store answers. `/readyz?edition=today`: and no edition is overdue; what a dead-man's switch asks from outside.
pub(crate) async fn ready(State(app): State<App>, Query(asked): Query<Readiness>) -> Answer {
    let plain = |status: StatusCode, sentence: String| {
        (status, [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")], sentence).into_response()
    };
    match asked.edition.as_deref() {
        None => match app.newsroom.titles().await {
            Ok(_) => bare(StatusCode::OK, "ready\n"),
            Err(_) => bare(StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
        },
        Some("today") => match app.newsroom.overdue().await {
            Ok(overdue) if overdue.is_empty() => bare(StatusCode::OK, "ready; no edition is overdue\n"),
            Ok(overdue) => {
                let line = |(title, due): &(model::title::Title, model::timetable::Due)| {
                    let hour = press::dates::moment_day(due.at, &title.zone);
                    format!("The edition of {} of {} was due {hour} and is not out.\n", due.day, title.name)
                };
                plain(StatusCode::SERVICE_UNAVAILABLE, overdue.iter().map(line).collect())
            }
            Err(_) => bare(StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
        },
        Some(_) => bare(StatusCode::NOT_FOUND, "edition takes today\n"),
    }
}
