//! One page for what cannot be shown: not found, not allowed, too much, too often, broken on our side.

use askama::Template;

use super::frame::Frame;
use crate::views::Chrome;

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    frame: Frame,
    status: u16,
    heading: &'a str,
    sentences: &'a [&'a str],
}

/// Sets a message with its HTTP status, a heading and sentences that say what failed, what is safe and what to do.
pub fn message(chrome: &Chrome, status: u16, heading: &str, sentences: &[&str]) -> String {
    crate::set(&Message { frame: Frame::private(chrome, heading), status, heading, sentences })
}
