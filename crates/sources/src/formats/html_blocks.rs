//! A page of HTML, or a text in Formex, as its blocks in order: what each is called, of which class it is, and what it says.
//! Pages close their blocks unreliably, so a block ends where the next begins.

use crate::formats::markup;

/// The most blocks of one page that are read: the longest acts have some twenty thousand.
const BLOCKS_MAX: usize = 200_000;

/// Elements whose content is not for reading.
const UNREAD: [&str; 3] = ["script", "style", "head"];

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The element that opened it, in lower case.
    pub element: String,
    /// Its class.
    pub class: String,
    /// What it says, white space folded, never empty.
    pub text: String,
}

/// All blocks of a text; `is_block` says, of an element's name in lower case, whether it begins or ends one.
pub fn blocks(text: &str, is_block: &dyn Fn(&str) -> bool) -> Vec<Block> {
    let mut out = Vec::new();
    let (mut element, mut class) = (String::new(), String::new());
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find('<') {
        let tag_at = at + found;
        let rest = &text[tag_at..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(text.len(), |end| tag_at + end + 3);
            continue;
        }
        let closes = rest[1..].starts_with('/');
        let name_from = if closes { 2 } else { 1 };
        let name_length = rest[name_from..]
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'.' || *byte == b'_')
            .count();
        if name_length == 0 {
            at = tag_at + 1;
            continue;
        }
        let name = rest[name_from..name_from + name_length].to_ascii_lowercase();
        let length = rest.find('>').map_or(rest.len(), |end| end + 1);
        let tag = &rest[..length];
        at = tag_at + length;
        let is_unread = UNREAD.contains(&name.as_str());
        if !is_unread && !is_block(&name) {
            continue;
        }
        push(&mut out, &element, &class, &text[from..tag_at]);
        if out.len() >= BLOCKS_MAX {
            return out;
        }
        if closes {
            (element, class) = (String::new(), String::new());
        } else {
            (element, class) = (name.clone(), attribute(tag, "class").unwrap_or_default());
            if is_unread && !tag.ends_with("/>") {
                at = end_of(&name, text, at);
            }
        }
        from = at;
    }
    let rest = &text[from.min(text.len())..];
    // A tag in whose midst the text breaks off says nothing.
    let is_cut = |at: &usize| {
        let tag = &rest[*at + 1..];
        !tag.contains('>') && tag.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic())
    };
    let end = rest.rfind('<').filter(is_cut).unwrap_or(rest.len());
    push(&mut out, &element, &class, &rest[..end]);
    out
}

/// The value of an attribute in the text of a tag, as it stands.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some(found) = rest.find(name) {
        let before = rest[..found].chars().next_back();
        rest = &rest[found + name.len()..];
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else { continue };
        if !before.is_some_and(char::is_whitespace) {
            continue;
        }
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
            _ => value.split(|c: char| c.is_whitespace() || c == '>').next(),
        };
        return value.map(markup::line);
    }
    None
}

fn push(out: &mut Vec<Block>, element: &str, class: &str, html: &str) {
    // Most of what stands between blocks is white space.
    if html.trim().is_empty() {
        return;
    }
    let text = markup::line(html);
    if !text.is_empty() {
        out.push(Block { element: element.to_owned(), class: class.to_owned(), text });
    }
}

/// Where the content of an unread element ends.
fn end_of(name: &str, text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(found) = text[at..].find("</") {
        let closes = at + found + 2;
        let matches = text.get(closes..closes + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        if matches {
            return text[closes..].find('>').map_or(text.len(), |end| closes + end + 1);
        }
        at = closes;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_with_their_class() {
        let html = "<html><head><title>no</title></head><body><P class=\"doc-ti\">A <b>bold</b>\n word<p class='x y'>B<br>C</p> D <script>no</script></body";
        let read: Vec<(String, String)> = blocks(html, &|name| matches!(name, "p" | "td"))
            .into_iter()
            .map(|block| (block.class, block.text))
            .collect();
        let is = |class: &str, text: &str| (class.to_owned(), text.to_owned());
        assert_eq!(read, [is("doc-ti", "A bold word"), is("x y", "B C"), is("", "D")]);
        assert_eq!(blocks("<p>a", &|_| true).len(), 1);
        assert_eq!(attribute("<DATE ISO=\"20130626\">", "ISO").as_deref(), Some("20130626"));
    }
}
