//! What a source is: an official place that says what it wants fetched and what an answer holds.
//! The three questions are answered without clock, file or socket.

use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::reading::Reading;
use model::request::{Bookmark, Request};

/// An official place: is this mine, what shall we fetch, what does it say?
pub trait Source: Send + Sync {
    /// Whether this address is one of the source's, in its present or a former form, over http or https. Only addresses whose answers
    /// can be read are claimed, so that all others are counted as unclaimed and not as failures.
    fn claims(&self, url: &str) -> bool;

    /// What to fetch now, given where we stopped last time. `now` is the instant of the asking.
    fn ask(&self, bookmark: &Bookmark, now: Timestamp) -> Vec<Request>;

    /// The version of this reader: raised when it reads more or other things out of the same bytes than before. What was read by an
    /// earlier one is then read again before it is compared with anything, so that a better reader makes no new version of an old text.
    fn version(&self) -> u32 {
        1
    }

    /// What one capture says. Never fails and never panics, whatever the bytes: a record that cannot be used becomes a note and the
    /// rest come in; a capture of which nothing can be used becomes `Found::Failed` with a sentence for the operator.
    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading;
}
