//! A source tried against its live address: asked and read as ever, and nothing is kept.

use model::capture::{CaptureHead, CaptureId, Origin, Sha256};
use model::reading::Reading;
use model::request::{Question, SourceId};
use sources::stanza::Stanza;
use wire::Fetched;

use crate::{Newsroom, Trouble};

/// One question that was tried.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The address.
    pub url: String,
    /// How long it took, pauses for the host included, in milliseconds.
    pub took_ms: u64,
    /// What came, or the sentence that says why nothing did.
    pub outcome: Result<Tried, String>,
}

/// An answer that was tried.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Its HTTP status.
    pub status: u16,
    /// The length of its body, unpacked, in bytes.
    pub size_bytes: usize,
    /// What the source reads in it.
    pub reading: Reading,
}

impl Newsroom {
    /// Asks a source what it would be asked now, and reads what comes. Nothing is stored: no capture, no check, no bookmark.
    pub async fn try_source(&self, source: &SourceId) -> Result<Vec<Trial>, Trouble> {
        let bookmark = self.store.read().await?.bookmark(source).await?;
        let manners = self.catalogue.stanza(source).map(Stanza::manners).unwrap_or_default();
        let mut out = Vec::new();
        for request in self.catalogue.ask(source, &bookmark, self.clock.real()) {
            let question = Question { manners, ..Question::plain(request) };
            let begun = std::time::Instant::now();
            let fetched = self.wire.fetch(&question).await;
            let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            let outcome = match fetched {
                Ok(Fetched::Answer(answer)) => {
                    let head = CaptureHead {
                        id: CaptureId::new("trial"),
                        source: source.clone(),
                        url: answer.url,
                        status: answer.status,
                        headers: answer.headers,
                        captured_at: answer.captured_at,
                        origin: Origin::Live,
                        sha256: Sha256([0; 32]),
                        size_bytes: answer.body.len() as u64,
                    };
                    let (status, size_bytes) = (answer.status, answer.body.len());
                    Ok(Tried { status, size_bytes, reading: self.read_bytes(&head, answer.body).await })
                }
                // It was asked without a condition, and the wire lets no such answer pass.
                Ok(Fetched::NotModified) => Err("It says that nothing changed.".to_owned()),
                Err(error) => Err(error.to_string()),
            };
            out.push(Trial { url: question.request.url, took_ms, outcome });
        }
        Ok(out)
    }

    /// Reads bytes away from the threads that serve.
    async fn read_bytes(&self, head: &CaptureHead, body: Vec<u8>) -> Reading {
        let (catalogue, head) = (self.catalogue.clone(), head.clone());
        let read = tokio::task::spawn_blocking(move || catalogue.read(&head, &mut body.as_slice())).await;
        read.unwrap_or_else(|_| Reading::failed("The reader of this source broke on these bytes; report this."))
    }
}
