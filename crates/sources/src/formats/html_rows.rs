//! The rows of tables in a page of HTML, read off its tags alone: pages of courts close neither cells nor rows reliably.
//! What a row says is the business of who reads it.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use crate::formats::markup;

/// The most rows of one page that are read.
const ROWS_MAX: usize = 20_000;

/// A cell as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'a> {
    html: &'a str,
}

impl Cell<'_> {
    /// What it says, as one line.
    pub fn line(&self) -> String {
        markup::line(self.html)
    }

    /// Where its first link leads, as it stands.
    pub fn link(&self) -> Option<String> {
        first_link(self.html)
    }
}

/// Where the first link of a piece of HTML leads, as it stands.
pub fn first_link(html: &str) -> Option<String> {
    let at = find(html, "href")?;
    let value = html[at + 4..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let link = match quote {
        Some(quote) => value[1..].split(quote).next()?,
        None => value.split(|c: char| c.is_whitespace() || c == '>').next()?,
    };
    Some(markup::line(link)).filter(|link| !link.is_empty())
}

/// The text of a page: UTF-8 where it is that, else windows-1252, which cannot fail.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// All rows of all tables, outer ones cut where an inner one begins.
pub fn rows(html: &str) -> Vec<Vec<Cell<'_>>> {
    let mut out: Vec<Vec<Cell<'_>>> = Vec::new();
    let mut row: Option<Vec<Cell<'_>>> = None;
    let mut cell: Option<usize> = None;
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let tag_at = at + found;
        let rest = &html[tag_at..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(html.len(), |end| tag_at + end + 3);
            continue;
        }
        let name_from = if rest[1..].starts_with('/') { 2 } else { 1 };
        let name_len = rest[name_from..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[name_from..name_from + name_len].to_ascii_lowercase();
        let after = rest.find('>').map_or(html.len(), |end| tag_at + end + 1);
        at = if name_len == 0 { tag_at + 1 } else { after };
        let (opens_row, opens_cell) =
            (name_from == 1 && name == "tr", name_from == 1 && (name == "td" || name == "th"));
        if !matches!(name.as_str(), "tr" | "td" | "th" | "table") {
            continue;
        }
        if let (Some(from), Some(row)) = (cell.take(), row.as_mut()) {
            row.push(Cell { html: &html[from..tag_at] });
        }
        if !(name == "td" || name == "th") {
            out.extend(row.take().filter(|row| !row.is_empty()));
            row = opens_row.then(Vec::new);
        }
        if opens_cell {
            row.get_or_insert_with(Vec::new);
            cell = Some(after);
        }
        if out.len() == ROWS_MAX {
            return out;
        }
    }
    // A page that breaks off in a row has not told that row.
    out
}

/// Where a word of ASCII stands, in whatever case.
fn find(text: &str, word: &str) -> Option<usize> {
    text.as_bytes().windows(word.len()).position(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_however_they_are_closed() {
        let html = "<table><tr><th>A<th>B</tr><!-- <tr><td>no</td></tr> --><TR><TD><a href='x y.pdf'>1</a></TD><td>2<br>3<tr><td>4<td>5</table>\
                    <tr><td>cut";
        let read: Vec<Vec<String>> = rows(html).iter().map(|row| row.iter().map(Cell::line).collect()).collect();
        assert_eq!(read, [vec!["A", "B"], vec!["1", "2 3"], vec!["4", "5"]]);
        assert_eq!(rows(html)[1][0].link().as_deref(), Some("x y.pdf"));
        assert_eq!(rows("<é<td"), Vec::<Vec<Cell<'_>>>::new());
    }
}
