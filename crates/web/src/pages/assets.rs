//! Style sheets, fonts and marks, kept by browsers for ever below their hash.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;

use crate::pages::messages::{self, Answer, Say};
use crate::visit::Visit;

pub(crate) async fn asset(Path(path): Path<String>, headers: HeaderMap, visit: Visit) -> Answer {
    let Some(asset) = press::asset(&path) else { return messages::of(&visit, Say::NotFound) };
    let kept = if asset.immutable { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    if headers.get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, asset.etag), (CACHE_CONTROL, kept)]).into_response();
    }
    ([(CONTENT_TYPE, asset.content_type), (ETAG, asset.etag), (CACHE_CONTROL, kept)], asset.bytes).into_response()
}
