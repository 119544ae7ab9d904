//! Markup cut into tags and text, whatever its condition: every text gives some sequence of them, and none is refused.
//! Where markup is broken, what cannot be a tag is text, and a tag that is not closed ends before the next one begins.

use std::borrow::Cow;

use crate::formats::entities::push_decoded;

/// A piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A tag that opens an element.
    Open(Tag<'a>),
    /// A tag that closes an element of that name.
    Close(&'a str),
    /// Text in which references stand for characters.
    Text(&'a str),
    /// Text of a CDATA section, in which nothing stands for anything else.
    Verbatim(&'a str),
}

/// A tag that opens an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name, with its prefix, as it is written.
    pub(super) name: &'a str,
    attributes: &'a str,
    /// Whether it closes its element too.
    pub(super) is_empty: bool,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, its references as characters, white space at its ends left out.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| decoded(value.trim()))
    }

    /// All attributes: names and values as they are written.
    pub(super) fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }
}

fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    push_decoded(text, &mut out);
    Cow::Owned(out)
}

/// Where a CDATA section ends. Looking for one byte is several times as fast as looking for three.
fn end_of_section(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b']', bytes).find(|at| bytes[*at..].starts_with(b"]]>"))
}

/// The attributes of a tag, with or without quotes, with white space anywhere.
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\''));
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let Some(value) = after.trim_start().strip_prefix('=') else {
                self.rest = after;
                continue;
            };
            let value = value.trim_start();
            let quoted = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, after) = match quoted {
                Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            self.rest = after;
            return Some((name, value));
        }
    }
}

/// The pieces of a text, one after another.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// Whether no comment, CDATA section or list of declarations ends behind this place: that need not be searched for again.
    endless_comments: bool,
    endless_sections: bool,
    endless_subsets: bool,
    /// Whether it declares entities of its own. They are not followed: they can be made to fill any memory.
    pub(super) has_entities: bool,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            endless_comments: false,
            endless_sections: false,
            endless_subsets: false,
            has_entities: false,
        }
    }

    /// Takes so many bytes from here; they end at a sign of markup or at the end, so between two characters.
    fn take(&mut self, length: usize) -> &'a str {
        let piece = &self.text[self.at..][..length];
        self.at += length;
        piece
    }

    /// What begins with `<!` or `<?`: a CDATA section, or something to be passed over.
    fn declaration(&mut self) -> Option<Piece<'a>> {
        let rest = &self.text[self.at..];
        if let Some(section) = rest.strip_prefix("<![CDATA[") {
            return Some(self.section(section));
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = if self.endless_comments { None } else { comment.find("-->") };
            self.endless_comments |= end.is_none();
            // A comment that never ends would take the rest of the feed with it.
            let length = end.map(|end| end + 7).or_else(|| rest.find('>').map(|end| end + 1)).unwrap_or(rest.len());
            self.take(length);
            return None;
        }
        let end = self.end_of_subset(rest).or_else(|| rest.find('>'));
        let declaration = self.take(end.map_or(rest.len(), |end| end + 1));
        self.has_entities |= declaration.contains("<!ENTITY");
        None
    }

    /// Where a document type that declares something of its own, in brackets, ends.
    fn end_of_subset(&mut self, rest: &str) -> Option<usize> {
        let opens =
            rest.bytes().position(|byte| matches!(byte, b'[' | b'>')).filter(|at| rest.as_bytes()[*at] == b'[')?;
        let closes = if self.endless_subsets { None } else { rest[opens..].find("]>") };
        self.endless_subsets |= closes.is_none();
        Some(opens + closes? + 1)
    }

    fn section(&mut self, section: &'a str) -> Piece<'a> {
        let end = if self.endless_sections { None } else { end_of_section(section) };
        self.endless_sections |= end.is_none();
        match end {
            Some(end) => {
                self.at += end + 12;
                Piece::Verbatim(&section[..end])
            }
            None => {
                self.at = self.text.len();
                Piece::Verbatim(section)
            }
        }
    }

    fn close(&mut self) -> Option<Piece<'a>> {
        let rest = &self.text[self.at + 2..];
        let Some(end) = rest.bytes().position(|byte| matches!(byte, b'>' | b'<')) else {
            self.at = self.text.len();
            return None;
        };
        let has_end = rest.as_bytes()[end] == b'>';
        self.at += 2 + end + usize::from(has_end);
        Some(Piece::Close(rest[..end].trim()))
    }

    fn open(&mut self) -> Option<Piece<'a>> {
        let rest = &self.text[self.at + 1..];
        let bytes = rest.as_bytes();
        let ends_name =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'<' | b'/' | b'"' | b'\'' | b'=');
        let name_end = bytes.iter().position(ends_name).unwrap_or(bytes.len());
        let (mut end, mut quote, mut before) = (name_end, None, b' ');
        loop {
            let Some(byte) = bytes.get(end) else {
                self.at = self.text.len();
                return None;
            };
            match (byte, quote) {
                // No attribute may hold this sign (XML 1.0, 3.1): a quote was forgotten.
                (b'<', _) => break,
                (b'>', None) => break,
                (b'"' | b'\'', None) if before == b'=' => quote = Some(*byte),
                (byte, Some(open)) if *byte == open => quote = None,
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                before = *byte;
            }
            end += 1;
        }
        let (name, attributes) = (&rest[..name_end], &rest[name_end..end]);
        self.at += 1 + end + usize::from(bytes[end] == b'>');
        Some(Piece::Open(Tag { name, attributes, is_empty: attributes.trim_end().ends_with('/') }))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let piece = match rest.as_bytes() {
                [b'<', b'!' | b'?', ..] => self.declaration(),
                [b'<', b'/', ..] => self.close(),
                [b'<', first, ..] if first.is_ascii_alphabetic() || *first == b'_' => self.open(),
                [b'<', ..] => Some(Piece::Text(self.take(1))),
                _ => Some(Piece::Text(self.take(memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len())))),
            };
            if piece.is_some() {
                return piece;
            }
        }
        None
    }
}
