//! HTML that is already safe, as a type, and the few ways by which foreign text becomes part of it.
//!
//! Templates escape everything but a [`Markup`]; so what is not made here cannot reach a page unescaped.

use std::fmt::{self, Write as _};

/// HTML whose foreign parts have been escaped. Templates set it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Takes HTML that the caller built from constants and [`escape`]d text.
    pub(crate) fn trusted(html: String) -> Self {
        Self(html)
    }
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The HTML, as a string of its own.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// Foreign text for HTML text and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The address, where a reader may safely follow it: `http` or `https`, without spaces and control characters. Everything else
/// (`javascript:`, `data:`, a bare path) is no link.
pub fn safe_url(url: &str) -> Option<&str> {
    let scheme = |name: &str| url.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    let clean = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    (clean && (scheme("https://") || scheme("http://"))).then_some(url)
}

/// A value for the query of an address: everything but RFC 3986's unreserved characters and `/` in per cent form.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Text without the characters that XML 1.0 forbids (section 2.2), which would make a feed unreadable as a whole.
pub fn xml(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..))
        .collect()
}

/// Text on one line, for a header or a title: control characters become spaces, runs of space one.
pub fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(safe_url("HTTPS://a.example/x"), Some("HTTPS://a.example/x"));
        for bad in
            ["javascript:alert(1)", " https://a", "https://a b", "data:text/html,x", "//a.example", "https:/", ""]
        {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_query_value_is_written_in_per_cent_form() {
        assert_eq!(encode("/a b?c&d=é"), "/a%20b%3Fc%26d%3D%C3%A9");
    }

    #[test]
    fn characters_that_break_a_feed_are_left_out() {
        assert_eq!(xml("a\u{0}b\u{b}c\u{ffff}d\ne"), "abcd\ne");
        assert_eq!(one_line("a\r\nBcc: x\u{0}  y"), "a Bcc: x y");
    }
}
