//! Getting in: the forms that ask for an address, the page after, and the page that a mailed link opens.
//!
//! The same words answer a known and an unknown address. A link changes nothing by itself (mail filters follow links): a button does.

use askama::Template;

use super::frame::Frame;
use crate::markup::encode;
use crate::views::{ConfirmView, FormView, LinkPurpose, LinkSentView};

#[derive(Template)]
#[template(path = "form.html")]
struct Form<'a> {
    frame: Frame,
    view: &'a FormView<'a>,
    heading: &'static str,
    /// A sentence above the form, where there is something to say.
    say: Option<&'static str>,
    action: &'static str,
    label: &'static str,
    button: &'static str,
    ticks: &'static [&'static str],
    other: (&'static str, String, &'static str),
}

/// Sets the form that asks for a free preview.
pub fn sign_up(view: &FormView) -> String {
    crate::set(&Form {
        frame: Frame::private(&view.chrome, "Free preview"),
        view,
        heading: "Read everything for 14 days",
        say: None,
        action: "/sign-up",
        label: "Work e-mail",
        button: "Send me the link",
        ticks: &["Ends by itself after 14 days", "One mail, no card, no call"],
        other: ("Already a reader?", other_form("/sign-in", view.return_to), "Sign in"),
    })
}

/// Sets the form that asks for a link to sign in.
pub fn sign_in(view: &FormView) -> String {
    crate::set(&Form {
        frame: Frame::private(&view.chrome, "Sign in"),
        view,
        heading: "Sign in",
        say: Some("We mail you a link. There is no password to remember."),
        action: "/sign-in",
        label: "E-mail",
        button: "Mail me a link",
        ticks: &[],
        other: ("New here?", other_form("/sign-up", view.return_to), "Free preview for 14 days"),
    })
}

/// Sets the page of a link that was used, is too old or was never given: one page, the same words for each, and a form for a new one.
pub fn link_refused(view: &FormView) -> String {
    crate::set(&Form {
        frame: Frame::private(&view.chrome, "This link does not work any more"),
        view,
        heading: "This link does not work any more",
        say: Some(
            "A link works once and for a short time. Your mail program may have cut it in two, or a newer one has come.",
        ),
        action: "/sign-in",
        label: "E-mail",
        button: "Send a new link",
        ticks: &[],
        other: ("New here?", other_form("/sign-up", view.return_to), "Free preview for 14 days"),
    })
}

fn other_form(path: &str, return_to: &str) -> String {
    if return_to.is_empty() { path.to_owned() } else { format!("{path}?return_to={}", encode(return_to)) }
}

#[derive(Template)]
#[template(path = "link_sent.html")]
struct LinkSent<'a> {
    frame: Frame,
    view: &'a LinkSentView<'a>,
}

/// Sets the page after a link was asked for: the same whether the address is known or not.
pub fn link_sent(view: &LinkSentView) -> String {
    crate::set(&LinkSent { frame: Frame::private(&view.chrome, "Check your mail"), view })
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct Confirm<'a> {
    frame: Frame,
    view: &'a ConfirmView<'a>,
    heading: &'static str,
    reading: Option<&'a str>,
    button: &'static str,
}

/// Sets the page that a mailed link opens.
pub fn confirm(view: &ConfirmView) -> String {
    let (heading, reading, button) = match view.purpose {
        LinkPurpose::Preview(Some(headline)) => ("One step to your free preview", Some(headline), "Open the article"),
        LinkPurpose::Preview(None) => ("One step to your free preview", None, "Begin the free preview"),
        LinkPurpose::SignIn => ("One step to sign in", None, "Sign in"),
    };
    crate::set(&Confirm { frame: Frame::private(&view.chrome, heading), view, heading, reading, button })
}
