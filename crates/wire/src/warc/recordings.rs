//! Several recordings together: what they hold in the order of dates, and each answer by its place. The files are read through once for
//! their heads, and no answer is in memory but the one that is asked for.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufRead, BufReader, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use model::Timestamp;
use model::capture::Answer;

use super::read::instant;
use super::{Place, WarcError, WarcHead, WarcReader, WarcRecord, http};
use crate::headers;

/// Where a record lies: in which file, and where in it.
type Spot = (u32, Place);

/// Recordings that are replayed together.
pub struct Recordings {
    files: Vec<OneFile>,
    /// The answers that others repeat, by each of the ways in which they may be referred to.
    originals: HashMap<u64, Spot>,
}

struct OneFile {
    path: PathBuf,
    name: Arc<str>,
    /// Kept between two answers, for the next one may lie behind the last in the same packed stream.
    reader: Option<WarcReader<BufReader<File>>>,
}

/// What recordings hold.
#[derive(Debug, Default)]
pub struct Index {
    /// The answers, in the order of their dates.
    pub entries: Vec<Entry>,
    /// How many records are no answers: what the recorder says of itself and of the requests, and what came by other protocols.
    pub passed_over: u64,
    /// What could not be read.
    pub unreadable: Vec<WarcError>,
}

/// An answer in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    date: Timestamp,
    spot: (u32, u64, Option<u64>),
}

impl Entry {
    /// When it was recorded.
    pub fn date(&self) -> Timestamp {
        self.date
    }
}

/// What an entry turns out to be.
#[derive(Debug)]
pub enum Found {
    /// An answer, whole.
    Answer(Answer),
    /// The publisher said that nothing had changed: a check.
    NotModified {
        /// The address that was asked.
        url: String,
        /// When.
        at: Timestamp,
    },
    /// An answer whose body stands in another recording, which is not among these.
    Repeats(Repeats),
}

/// An answer without its body.
#[derive(Debug)]
pub struct Repeats {
    /// The answer; its body is empty.
    pub answer: Answer,
    /// The address at which the body came first, where it is told.
    pub first_url: Option<String>,
    /// When that was, where it is told.
    pub first_at: Option<Timestamp>,
    head: WarcHead,
}

impl Repeats {
    /// What to say where the body is found nowhere.
    pub fn unresolved(&self) -> WarcError {
        let url = self.first_url.as_deref().unwrap_or(&self.answer.url);
        let when = self.first_at.map_or(String::new(), |at| format!(" at {at}"));
        self.head.unusable(format!(
            "it repeats the answer of {url}{when}, which is in none of these files and was not replayed before; replay it together with the file that holds that answer"
        ))
    }
}

impl Recordings {
    /// Opens files, plain or gzip. All are opened before anything is read of one.
    pub fn open(paths: &[PathBuf]) -> Result<Self, WarcError> {
        let open = |path: &PathBuf| {
            super::open(path)?;
            Ok(OneFile { path: path.clone(), name: path.display().to_string().into(), reader: None })
        };
        let files = paths.iter().map(open).collect::<Result<_, WarcError>>()?;
        Ok(Self { files, originals: HashMap::new() })
    }

    /// Reads the heads of all records. `wanted` is told the address of each answer, and says whether it is of use.
    pub fn index(&mut self, wanted: &mut dyn FnMut(&str) -> bool) -> Result<Index, WarcError> {
        let mut index = Index::default();
        let mut referred: HashSet<u64> = HashSet::new();
        for (number, file) in (0..).zip(&self.files) {
            for head in super::open(&file.path)?.heads() {
                let head = match head {
                    Ok(head) => head,
                    Err(error) => {
                        index.unreadable.push(error);
                        continue;
                    }
                };
                let url = head.target_uri.as_deref().filter(|_| is_answer(&head));
                match url {
                    None => index.passed_over += 1,
                    Some(url) if !wanted(url) => {}
                    Some(_) => {
                        if head.kind == "revisit" {
                            referred.extend(references(&head));
                        }
                        let spot = (number, head.place.offset, head.place.within);
                        index.entries.push(Entry { date: head.date, spot });
                    }
                }
            }
        }
        index.entries.sort_unstable();
        if !referred.is_empty() {
            self.find_originals(&referred)?;
        }
        Ok(index)
    }

    /// Reads the heads once more: only now is it known which of them others refer to.
    fn find_originals(&mut self, referred: &HashSet<u64>) -> Result<(), WarcError> {
        for (number, file) in (0..).zip(&self.files) {
            // What cannot be read was told the first time.
            for head in super::open(&file.path)?.heads().filter_map(Result::ok) {
                if head.kind != "revisit" && is_answer(&head) {
                    for name in names(&head).into_iter().filter(|name| referred.contains(name)) {
                        self.originals.entry(name).or_insert((number, head.place));
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads one answer.
    pub fn read(&mut self, entry: &Entry) -> Result<Found, WarcError> {
        let (number, offset, within) = entry.spot;
        let record = self.record((number, Place { offset, within }))?;
        if record.head.date != entry.date {
            return Err(record.head.unusable("the file changed while it was read".to_owned()));
        }
        if record.head.kind == "revisit" {
            return self.repeated(record);
        }
        let head = record.head.clone();
        match record.answer()? {
            Some(answer) if answer.status == 304 => Ok(Found::NotModified { url: answer.url, at: answer.captured_at }),
            Some(answer) => Ok(Found::Answer(answer)),
            None => Err(head.unusable("it holds no answer".to_owned())),
        }
    }

    /// An answer that was recorded without its body (ISO 28500, 6.7): the same as one before, or none because nothing had changed.
    fn repeated(&mut self, record: WarcRecord) -> Result<Found, WarcError> {
        let WarcRecord { head, payload } = record;
        let url = head.target_uri.clone().unwrap_or_default();
        let told = match payload.0.is_empty() {
            true => None,
            false => Some(
                http::head(&payload.0).map_err(|why| head.unusable(format!("the repeated answer of {url} {why}")))?,
            ),
        };
        let profile = head.header("warc-profile").unwrap_or_default().to_ascii_lowercase();
        let is_not_modified = told.as_ref().is_some_and(|head| head.status == 304);
        if is_not_modified || profile.ends_with("server-not-modified") {
            return Ok(Found::NotModified { url, at: head.date });
        }
        let original = references(&head).into_iter().find_map(|name| self.originals.get(&name).copied());
        let original = match original {
            Some(spot) => self.record(spot)?.answer()?,
            None => None,
        };
        let (status, mut headers) = match (told, &original) {
            (Some(head), _) => (head.status, head.headers),
            (None, Some(original)) => (original.status, original.headers.clone()),
            (None, None) => (200, Vec::new()),
        };
        headers::settle(&mut headers);
        let answer = Answer { url, status, headers, captured_at: head.date, body: Vec::new() };
        Ok(match original {
            Some(original) => Found::Answer(Answer { body: original.body, ..answer }),
            None => Found::Repeats(Repeats {
                answer,
                first_url: head.header("warc-refers-to-target-uri").map(|uri| bare(uri).to_owned()),
                first_at: head.header("warc-refers-to-date").and_then(instant),
                head,
            }),
        })
    }

    fn record(&mut self, (number, place): Spot) -> Result<WarcRecord, WarcError> {
        let file = &mut self.files[number as usize];
        let unreadable = |cause| WarcError::Unreadable { file: file.name.to_string(), cause };
        let mut reader = match file.reader.take() {
            Some(mut reader) if reader.is_before(place) => {
                reader.go_on_to(place)?;
                reader
            }
            _ => {
                let mut opened = File::open(&file.path).map_err(unreadable)?;
                opened.seek(SeekFrom::Start(place.offset)).map_err(unreadable)?;
                WarcReader::at(file.name.clone(), BufReader::new(opened), place)?
            }
        };
        let record = next(&mut reader, &file.name, place)?;
        file.reader = Some(reader);
        Ok(record)
    }
}

fn next<R: BufRead>(reader: &mut WarcReader<R>, file: &str, place: Place) -> Result<WarcRecord, WarcError> {
    let gone = || WarcError::CutShort { file: file.to_owned(), place, ends: "is gone since it was found".to_owned() };
    reader.next().unwrap_or_else(|| Err(gone()))
}

fn is_answer(head: &WarcHead) -> bool {
    matches!(head.kind.as_str(), "response" | "resource" | "revisit") && head.is_of_the_web()
}

/// By what an answer may be referred to.
fn names(head: &WarcHead) -> Vec<u64> {
    let url = head.target_uri.as_deref().unwrap_or_default();
    let digest = head.header("warc-payload-digest").map(|digest| ("digest", digest.to_ascii_lowercase()));
    let id = head.header("warc-record-id").map(|id| ("id", bare(id).to_owned()));
    let of_url = digest.clone().map(|(_, digest)| ("url and digest", format!("{url} {digest}")));
    let at = ("url and date", format!("{url} {}", head.date));
    [Some(at), id, of_url, digest].into_iter().flatten().map(hashed).collect()
}

/// By what a repeated answer refers to the one that it repeats: the surest first.
fn references(head: &WarcHead) -> Vec<u64> {
    let url = head.target_uri.as_deref().unwrap_or_default();
    let first_url = head.header("warc-refers-to-target-uri").map_or(url, bare);
    let at = head.header("warc-refers-to-date").and_then(instant);
    let at = at.map(|at| ("url and date", format!("{first_url} {at}")));
    let id = head.header("warc-refers-to").map(|id| ("id", bare(id).to_owned()));
    let digest = head.header("warc-payload-digest").map(|digest| ("digest", digest.to_ascii_lowercase()));
    let of_url = digest.clone().map(|(_, digest)| ("url and digest", format!("{first_url} {digest}")));
    [at, id, of_url, digest].into_iter().flatten().map(hashed).collect()
}

fn hashed(name: (&str, String)) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Without the angle brackets that some writers put around addresses and names.
fn bare(text: &str) -> &str {
    text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text)
}
