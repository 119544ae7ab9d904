//! Feeds of every sort, read leniently: RSS 0.9 to 2.0, Atom, JSON Feed and the channel format before them, well-formed or not.
//! No item is lost: what has no link, date or guid comes in without. What the fields say is kept as HTML, whichever way it was packed.

mod dates;
mod encoding;
mod json;
mod tags;
mod vocabulary;
mod walk;

use model::note::Note;

pub use dates::{Moment, moment};

/// The largest feed that is read, in bytes: a hundred messages of ten kilobytes are one million.
pub const FEED_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The most items that are read; publishers list ten to a hundred, and archives some thousands.
const ITEMS_MAX: usize = 50_000;

/// What one item says. Texts are HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// The publisher's name for it: `guid`, `id`.
    pub guid: Option<String>,
    /// Its page for people, as a whole address where one could be made of it.
    pub link: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// `description` or `summary`.
    pub summary: Option<String>,
    /// `content`, which is longer than the summary where there are both.
    pub content: Option<String>,
    /// When it was published, or else last changed, as it stands.
    pub date: Option<String>,
    /// Its categories.
    pub categories: Vec<String>,
}

/// What a feed says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its items, in the order of the feed.
    pub items: Vec<Item>,
    /// The item in the midst of which the feed breaks off; not among the others.
    pub cut: Option<Item>,
    /// Why it could not be read to its end: half a sentence.
    pub broken: Option<String>,
    /// What was odd about it as a whole.
    pub notes: Vec<Note>,
    /// Elements of its own vocabulary, inside of items, that nobody here knows.
    pub unknown: Vec<String>,
}

/// Reads a feed. `base` is its address, to which links relate; `charset` the encoding that the answer's header names. What is no feed is
/// told in a sentence.
pub fn read(bytes: &[u8], base: &str, charset: Option<&str>) -> Result<Feed, String> {
    let limit = FEED_BYTES_MAX as usize;
    let encoding::Decoded { text, doubt } = encoding::decode(&bytes[..bytes.len().min(limit)], charset);
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\0'));
    let mut feed = match begins.chars().next() {
        None => return Err("The feed is empty: no items, not even a stated zero.".to_owned()),
        Some('{' | '[') => json::read(begins, base)?,
        Some(_) => walk::read(&text, base)?,
    };
    if let Some(doubt) = doubt {
        feed.notes.push(Note::odd("encoding", doubt));
    }
    if bytes.len() > limit {
        feed.broken = Some(format!("it is larger than {FEED_BYTES_MAX} bytes, the most that is read"));
    }
    Ok(feed)
}

/// A link as a whole address, where it relates to another one.
fn resolved(link: &str, base: &str) -> String {
    let link = link.trim();
    let begins = |with: &str| link.get(..with.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(with));
    let is_whole = begins("https://") || begins("http://");
    if is_whole || link.is_empty() {
        return link.to_owned();
    }
    let joined = url::Url::parse(base).and_then(|base| base.join(link));
    joined.map_or_else(|_| link.to_owned(), String::from)
}
