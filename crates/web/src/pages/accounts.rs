//! Ways in: the free preview at the wall, sign-in by a mailed link, the account, sign-out.
//!
//! Whether an address is known is never told: both forms do the same and answer with the same page.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use model::reader::Email;
use model::reference::Ref;
use newsroom::Trouble;
use newsroom::accounts::{Asked, LINK_MINUTES};
use press::views::{AccountView, ConfirmView, FormView, LinkPurpose, LinkSentView};

use crate::App;
use crate::pages::article;
use crate::pages::messages::{self, Answer, Make as _, Say};
use crate::visit::{Visit, cookie_name};

/// Where to come back to.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Return {
    #[serde(default)]
    return_to: String,
}

/// The form that asks for a link.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Ask {
    #[serde(default)]
    email: String,
    #[serde(default)]
    return_to: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    In,
}

pub(crate) async fn sign_up(visit: Visit, Query(query): Query<Return>) -> Answer {
    form(&visit, Way::Up, "", None, &safe_path(&query.return_to), StatusCode::OK)
}

pub(crate) async fn sign_in(visit: Visit, Query(query): Query<Return>) -> Answer {
    form(&visit, Way::In, "", None, &safe_path(&query.return_to), StatusCode::OK)
}

pub(crate) async fn ask_to_sign_up(
    State(app): State<App>,
    visit: Visit,
    ask: Result<Form<Ask>, FormRejection>,
) -> Answer {
    ask_for_link(&app, &visit, Way::Up, ask).await
}

pub(crate) async fn ask_to_sign_in(
    State(app): State<App>,
    visit: Visit,
    ask: Result<Form<Ask>, FormRejection>,
) -> Answer {
    ask_for_link(&app, &visit, Way::In, ask).await
}

fn form(visit: &Visit, way: Way, email: &str, error: Option<&str>, return_to: &str, status: StatusCode) -> Answer {
    let view = FormView { chrome: visit.chrome(None), email, error, return_to, reading: None };
    let html = match way {
        Way::Up => press::pages::sign_up(&view),
        Way::In => press::pages::sign_in(&view),
    };
    messages::html_page(status, html)
}

async fn ask_for_link(app: &App, visit: &Visit, way: Way, ask: Result<Form<Ask>, FormRejection>) -> Answer {
    let ask = match ask {
        Ok(Form(ask)) => ask,
        Err(rejection) => return messages::of(visit, rejected(&rejection)),
    };
    let return_to = safe_path(&ask.return_to);
    let walled = article_of(&return_to);
    let email = match Email::parse(&ask.email) {
        Ok(email) => email,
        Err(sentence) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return match (way, walled) {
                // The form at a wall comes back at that wall, with what was typed.
                (Way::Up, Some(reference)) => {
                    article::respond(app, visit, reference, Some((&ask.email, &sentence)), status).await
                }
                _ => form(visit, way, &ask.email, Some(&sentence), &return_to, status),
            };
        }
    };
    match app.newsroom.ask_for_link(&email, &visit.network, walled, &return_to).await {
        Ok(Asked::Sent) => {
            app.wake.notify_one();
            let form_path = if way == Way::Up { "/sign-up" } else { "/sign-in" };
            let view =
                LinkSentView { chrome: visit.chrome(None), email: email.as_str(), minutes: LINK_MINUTES, form_path };
            unkept(Answer::page(press::pages::link_sent(&view)))
        }
        Ok(Asked::TooMany) => messages::of(visit, Say::TooMany),
        Err(trouble) => Answer::trouble(app, trouble),
    }
}

/// `/sign-in/TOKEN`, opened: nothing changes, for mail filters open links too.
pub(crate) async fn open_link(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Answer {
    match app.newsroom.open_link(&token).await {
        Ok(opened) => {
            let headline = opened.article.as_ref().map(|head| head.headline.as_str());
            let purpose = if opened.article.is_some() { LinkPurpose::Preview(headline) } else { LinkPurpose::SignIn };
            let action = format!("/sign-in/{token}");
            let view = ConfirmView {
                chrome: visit.chrome(None),
                purpose,
                action: &action,
                token: &token,
                return_to: &opened.return_to,
            };
            unkept(Answer::page(press::pages::confirm(&view)))
        }
        Err(trouble) => refused(&app, &visit, trouble),
    }
}

/// `/sign-in/TOKEN`, its button pressed: the link is used up, a session begins, and the article opens.
pub(crate) async fn use_link(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Answer {
    match app.newsroom.use_link(&token).await {
        Ok(begun) => {
            let mut answer = messages::redirect(StatusCode::SEE_OTHER, &safe_path(&begun.return_to));
            set_cookie(&mut answer, &app, &begun.token, begun.seconds);
            answer
        }
        Err(trouble) => refused(&app, &visit, trouble),
    }
}

fn refused(app: &App, visit: &Visit, trouble: Trouble) -> Answer {
    match trouble {
        Trouble::Refusal(_) => {
            let view = FormView { chrome: visit.chrome(None), email: "", error: None, return_to: "", reading: None };
            unkept(messages::html_page(StatusCode::GONE, press::pages::link_refused(&view)))
        }
        fault @ Trouble::Fault(_) => Answer::trouble(app, fault),
    }
}

/// `/sign-out`, read: nothing to see here but the front.
pub(crate) async fn signed_out() -> Answer {
    messages::redirect(StatusCode::SEE_OTHER, "/")
}

pub(crate) async fn sign_out(State(app): State<App>, visit: Visit) -> Answer {
    if let Some(token) = &visit.token
        && let Err(trouble) = app.newsroom.sign_out(token).await
    {
        return Answer::trouble(&app, trouble);
    }
    let mut answer = messages::redirect(StatusCode::SEE_OTHER, "/");
    set_cookie(&mut answer, &app, "", 0);
    answer
}

pub(crate) async fn account(visit: Visit) -> Answer {
    match &visit.reader {
        Some(reader) => {
            unkept(Answer::page(press::pages::account(&AccountView { chrome: visit.chrome(None), reader })))
        }
        None => messages::redirect(StatusCode::SEE_OTHER, "/sign-in?return_to=%2Faccount"),
    }
}

fn set_cookie(answer: &mut Answer, app: &App, token: &str, seconds: i64) {
    let secure = if app.settings.https { "; Secure" } else { "" };
    let cookie = format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        cookie_name(app.settings.https)
    );
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(SET_COOKIE, value);
    }
}

/// A page that no cache may keep, and whose address is told to nobody: it may carry a secret.
fn unkept(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer
}

fn rejected(rejection: &FormRejection) -> Say {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { Say::TooLarge } else { Say::Unreadable }
}

/// A path on this site, or the front: never another host, nothing that a header could not carry.
fn safe_path(path: &str) -> String {
    let plain = path.starts_with('/') && !path.starts_with("//") && path.len() <= 300;
    let plain = plain && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\' && b != b'?' && b != b'#');
    // Back to a form, or to somebody's link, is no way back.
    let plain = plain && !path.starts_with("/sign-");
    if plain { path.to_owned() } else { "/".to_owned() }
}

/// The article whose page a path is.
fn article_of(path: &str) -> Option<Ref> {
    path.strip_prefix("/article/")?.rsplit('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{article_of, safe_path};

    #[test]
    fn a_return_never_leaves_the_site() {
        for hostile in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "/a\r\nSet-Cookie: x",
            "/x?y",
            "/sign-in/0123",
        ] {
            assert_eq!(safe_path(hostile), "/", "{hostile}");
        }
        assert_eq!(safe_path("/article/2026/04/17/a-2604170001"), "/article/2026/04/17/a-2604170001");
        assert!(article_of("/article/2026/04/17/a-2604170001").is_some());
        assert!(article_of("/editions/2026-04-17").is_none());
    }
}
