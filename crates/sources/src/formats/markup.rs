//! HTML in a feed's fields as plain paragraphs: what is marked up as a block is a paragraph, and all other markup falls away.
//! No page is read here, only the few words of markup that publishers put into summaries.

use quick_xml::escape::resolve_predefined_entity;

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

/// Names of characters that stand in publishers' text, beside the five of XML.
const NAMED: [(&str, &str); 18] = [
    ("nbsp", " "),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("hellip", "…"),
    ("bull", "•"),
    ("middot", "·"),
    ("sect", "§"),
    ("para", "¶"),
    ("deg", "°"),
    ("pound", "£"),
    ("euro", "€"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
];

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
        if BLOCKS.contains(&name.as_str()) {
            flush(&mut text, &mut out);
        } else if !closes && UNREAD.contains(&name.as_str()) {
            rest = after_end_of(&name, rest);
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

/// Plain text as HTML that says the same.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn flush(text: &mut String, out: &mut Vec<String>) {
    let folded = fold(&decoded(text));
    text.clear();
    if !folded.is_empty() {
        out.push(folded);
    }
}

/// The tag at the beginning of a text: its name in lower case, whether it closes, and what comes after it. A comment is a tag without name.
fn tag(text: &str) -> Option<(String, bool, &str)> {
    if let Some(rest) = text.strip_prefix("<!--") {
        return Some((String::new(), true, rest.split_once("-->").map_or("", |(_, after)| after)));
    }
    let inner = text.strip_prefix('<')?;
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
        return None;
    }
    let (inside, after) = inner.split_once('>')?;
    let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).collect();
    Some((name.to_ascii_lowercase(), closes, after))
}

fn after_end_of<'a>(name: &str, text: &'a str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        match tag(rest) {
            Some((found, true, after)) if found == name => return after,
            _ => rest = &rest[2..],
        }
    }
    ""
}

/// Names and numbers of characters as the characters; what is none stays as it is.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        // The longest name in use is shorter than this; a sign without an end in reach is a sign.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(&rest[..end])?, end))) {
            Some((c, end)) => {
                out.push_str(&c);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(String::from);
    }
    let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    named.or_else(|| resolve_predefined_entity(name)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(line(&escaped("1 < 2 && <b>")), "1 < 2 && <b>");
        assert_eq!(line("<script>x</scrip>"), "");
    }
}
