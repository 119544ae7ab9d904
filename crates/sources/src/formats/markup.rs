//! HTML in a feed's fields as plain paragraphs: what is marked up as a block is a paragraph, and all other markup falls away.
//! No page is read here, only the few words of markup that publishers put into summaries.

use crate::formats::entities::push_decoded;
use crate::formats::text::fold;

/// Elements that end a paragraph.
const BLOCKS: [&str; 20] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "section",
];

/// Elements whose content is not for reading.
const UNREAD: [&str; 3] = ["script", "style", "head"];

/// The paragraphs of a piece of HTML, white space folded, none of them empty.
pub fn paragraphs(html: &str) -> Vec<String> {
    let mut out = Vec::new();
    let (mut text, mut rest) = (String::new(), html);
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((name, closes, after)) = tag(rest) else {
            // A sign that begins no tag is a sign.
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = after;
        if BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name)) {
            flush(&mut text, &mut out);
        } else if !closes && UNREAD.iter().any(|unread| unread.eq_ignore_ascii_case(name)) {
            rest = after_end_of(name, rest);
        }
    }
    text.push_str(rest);
    flush(&mut text, &mut out);
    out
}

/// The same as one line.
pub fn line(html: &str) -> String {
    paragraphs(html).join(" ")
}

fn flush(text: &mut String, out: &mut Vec<String>) {
    let folded = if text.contains('&') {
        let mut decoded = String::with_capacity(text.len());
        push_decoded(text, &mut decoded);
        fold(&decoded)
    } else {
        fold(text)
    };
    text.clear();
    if !folded.is_empty() {
        out.push(folded);
    }
}

/// The tag at the beginning of a text: its name, whether it closes, and what comes after it. A comment is a tag without name.
fn tag(text: &str) -> Option<(&str, bool, &str)> {
    if let Some(rest) = text.strip_prefix("<!--") {
        return Some(("", true, rest.split_once("-->").map_or("", |(_, after)| after)));
    }
    let inner = text.strip_prefix('<')?;
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
        return None;
    }
    let (inside, after) = inner.split_once('>')?;
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    Some((&inside[..end], closes, after))
}

fn after_end_of<'a>(name: &str, text: &'a str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        match tag(rest) {
            Some((found, true, after)) if found.eq_ignore_ascii_case(name) => return after,
            _ => rest = &rest[2..],
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::entities::push_escaped;

    #[test]
    fn blocks_become_paragraphs() {
        assert_eq!(
            paragraphs(
                "<div><p>Filers&nbsp;of <b>entry</b> summaries<br/>wait.</p>\n<ul><li>One<LI>Two</ul></div>Three"
            ),
            ["Filers of entry summaries", "wait.", "One", "Two", "Three"]
        );
        assert_eq!(line("<style>p {color: red}</style><!-- no > note --><p>A</p><p></p><p>B</p>"), "A B");
    }

    #[test]
    fn signs_that_are_no_markup_stay() {
        assert_eq!(line("a < b & c > d, AT&T; &unknown; &#x110000; <"), "a < b & c > d, AT&T; &unknown; &#x110000; <");
        assert_eq!(line("&lt;b&gt; &#167;&#x2009;744.11 &rsquo;"), "<b> § 744.11 ’");
        let mut escaped = String::new();
        push_escaped("1 < 2 && <b>", &mut escaped);
        assert_eq!(line(&escaped), "1 < 2 && <b>");
        assert_eq!(line("<script>x</scrip>"), "");
    }
}
