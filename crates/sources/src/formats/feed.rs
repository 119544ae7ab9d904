//! Feeds of every sort, read leniently: RSS 0.9 to 2.0, Atom, JSON Feed and the channel format before them, well-formed or not.
//! No item is lost: what has no link, date or guid comes in without. What the fields say is kept as HTML, whichever way it was packed.

mod dates;
mod encoding;
mod json;
mod tags;
mod vocabulary;
mod walk;

use std::borrow::Cow;

use model::note::Note;

pub use dates::{Moment, moment};

/// The largest feed that is read, in bytes: a hundred messages of ten kilobytes are one million.
pub const FEED_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The most items that are read; publishers list ten to a hundred, and archives some thousands.
const ITEMS_MAX: usize = 50_000;

/// What one item says. Texts are HTML, borrowed from the feed where it says them as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item<'a> {
    /// The publisher's name for it: `guid`, `id`.
    pub guid: Option<Cow<'a, str>>,
    /// Its page for people, as a whole address where one could be made of it.
    pub link: Option<Cow<'a, str>>,
    /// Its title.
    pub title: Option<Cow<'a, str>>,
    /// `description` or `summary`.
    pub summary: Option<Cow<'a, str>>,
    /// `content`, which is longer than the summary where there are both.
    pub content: Option<Cow<'a, str>>,
    /// When it was published, or else last changed, as it stands.
    pub date: Option<Cow<'a, str>>,
    /// Its categories.
    pub categories: Vec<Cow<'a, str>>,
}

/// What a feed says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Feed<'a> {
    /// Its items, in the order of the feed.
    pub items: Vec<Item<'a>>,
    /// The item in the midst of which the feed breaks off; not among the others.
    pub cut: Option<Item<'a>>,
    /// Why it could not be read to its end: half a sentence.
    pub broken: Option<String>,
    /// What was odd about it as a whole.
    pub notes: Vec<Note>,
    /// Elements of its own vocabulary, inside of items, that nobody here knows.
    pub unknown: Vec<String>,
}

/// The text of a feed.
#[derive(Debug)]
pub struct FeedText<'a> {
    text: Cow<'a, str>,
    doubt: Option<&'static str>,
    is_too_large: bool,
}

impl<'a> FeedText<'a> {
    /// Decodes the bytes of a feed; `charset` is the encoding that the answer's header names.
    pub fn of(bytes: &'a [u8], charset: Option<&str>) -> Self {
        let limit = FEED_BYTES_MAX as usize;
        let encoding::Decoded { text, doubt } = encoding::decode(&bytes[..bytes.len().min(limit)], charset);
        Self { text, doubt, is_too_large: bytes.len() > limit }
    }

    /// Reads the feed. `base` is its address, to which links relate. What is no feed is told in a sentence.
    pub fn read(&self, base: &str) -> Result<Feed<'_>, String> {
        let begins = self.text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\0'));
        let mut feed = match begins.as_bytes().first() {
            None => return Err("The feed is empty: no items, not even a stated zero.".to_owned()),
            Some(b'{' | b'[') => json::read(begins, base)?,
            Some(_) => walk::read(&self.text, base)?,
        };
        if let Some(doubt) = self.doubt {
            feed.notes.push(Note::odd("encoding", doubt));
        }
        if self.is_too_large {
            feed.broken = Some(format!("it is larger than {FEED_BYTES_MAX} bytes, the most that is read"));
        }
        Ok(feed)
    }
}

/// A link as a whole address, where it relates to another one.
fn resolved<'a>(link: Cow<'a, str>, base: &str) -> Cow<'a, str> {
    let begins = |with: &str| link.get(..with.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(with));
    if begins("https://") || begins("http://") || link.is_empty() {
        return link;
    }
    let joined = url::Url::parse(base).and_then(|base| base.join(&link));
    joined.map_or(link, |joined| Cow::Owned(joined.into()))
}

/// A text without the white space at its ends.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}
