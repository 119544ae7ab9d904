//! Every address that is answered, in one list.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate as _, SizeAbove};
use tower_http::timeout::TimeoutLayer;

use crate::pages::{accounts, archive, article, assets, front, inspection, messages, metrics, outbox};
use crate::{App, api, door, feeds};

/// The largest body of a request, in bytes: an address and a path fit many times over.
const BODY_BYTES_MAX: usize = 16 * 1024;

/// The longest that an answer may take, its request's body included: a form that drips in is cut off.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(20);

/// The paths of the router, as they are declared; for tests that ask every one of them.
pub const PATHS: &[&str] = &[
    "/",
    "/editions",
    "/editions/{date}",
    "/editions/{date}/inspection",
    "/titles/{slug}",
    "/titles/{slug}/editions/{date}",
    "/titles/{slug}/editions/{date}/inspection",
    "/article/{year}/{month}/{day}/{slug}",
    "/{reference}",
    "/feeds/latest.atom",
    "/sign-up",
    "/sign-in",
    "/sign-in/{token}",
    "/sign-out",
    "/account",
    "/outbox",
    "/api/v1/articles/{reference}",
    "/assets/{*path}",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// The router with its doors: host names, queries, cross-site posts, limits, headers.
pub fn router(app: App) -> Router {
    let compressed = SizeAbove::new(1024).and(NotForContentType::const_new("font/"));
    let router = Router::new()
        .route("/", get(front::today))
        .route("/editions", get(archive::archive))
        .route("/editions/{date}", get(front::day))
        .route("/editions/{date}/inspection", get(inspection::day))
        .route("/titles/{slug}", get(front::title_today))
        .route("/titles/{slug}/editions/{date}", get(front::title_day))
        .route("/titles/{slug}/editions/{date}/inspection", get(inspection::title_day))
        .route("/article/{year}/{month}/{day}/{slug}", get(article::article))
        .route("/{reference}", get(article::by_reference))
        .route("/feeds/latest.atom", get(feeds::latest))
        .route("/sign-up", get(accounts::sign_up).post(accounts::ask_to_sign_up))
        .route("/sign-in", get(accounts::sign_in).post(accounts::ask_to_sign_in))
        .route("/sign-in/{token}", get(accounts::open_link).post(accounts::use_link))
        .route("/sign-out", get(accounts::signed_out).post(accounts::sign_out))
        .route("/account", get(accounts::account))
        .route("/outbox", get(outbox::outbox))
        .route("/api/v1/articles/{reference}", get(api::article))
        .route("/assets/{*path}", get(assets::asset))
        .route("/healthz", get(messages::alive))
        .route("/readyz", get(messages::ready))
        .route("/metrics", get(metrics::metrics));
    router
        .fallback(messages::not_found)
        .method_not_allowed_fallback(messages::not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ANSWER_TIME_MAX))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(from_fn_with_state(app.clone(), door::same_site))
        .layer(from_fn_with_state(app.clone(), door::known_query))
        .layer(from_fn_with_state(app.clone(), door::known_host))
        .layer(from_fn_with_state(app.clone(), door::headers_and_faults))
        .with_state(app)
}
