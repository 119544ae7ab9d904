//! Reads a recording record by record. Memory is bounded by one record, whatever the lengths in the file claim.
//! Where the framing is lost, it is looked for again at the next line that begins a record.

use std::io::{self, BufRead};
use std::sync::Arc;

use model::Timestamp;

use super::unpack::Unpacked;
use super::{Payload, Place, RECORD_BYTES_MAX, WarcError, WarcHead, WarcRecord};
use crate::headers;

/// The most that a record's own headers may take: they are a dozen short lines; a long address makes them a few kilobytes.
const HEADER_BYTES_MAX: usize = 1024 * 1024;

/// What is looked at of a line to recognize a record by, and shown of one that is none.
const LINE_HEAD_BYTES: usize = 32;

/// The records of a recording, in the file's order.
pub struct WarcReader<R: BufRead> {
    file: Arc<str>,
    unpacked: Unpacked<R>,
    state: State,
}

enum State {
    /// At the beginning of a record, or of the empty lines before it.
    AtRecord,
    /// The framing is lost within a stream that can be read on.
    Lost,
    /// The gzip data cannot be unpacked from here on.
    Broken,
    /// Nothing more comes.
    Over,
}

/// Why a record did not come, before it is told where.
enum Trouble {
    /// The stream ended.
    Ended(String),
    /// The stream cannot be read.
    Io(io::Error),
    /// No record here.
    Framing(String),
    /// The record is passed over.
    Unusable(String),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Io(error)
    }
}

impl<R: BufRead> WarcReader<R> {
    /// Reads from anything; `file` is the name that errors give it. Fails at once where the first bytes are no WARC record's.
    pub fn new(file: impl Into<String>, inner: R) -> Result<Self, WarcError> {
        let file = file.into();
        let unreadable = |cause| WarcError::Unreadable { file: file.clone(), cause };
        let mut unpacked = Unpacked::new(inner, 0).map_err(unreadable)?;
        let is_packed = unpacked.is_packed();
        let first = match unpacked.peek(LINE_HEAD_BYTES) {
            Ok(first) => first,
            // A file cut short or damaged within its first bytes: told as such when its first record is asked for.
            Err(error) if is_packed && is_of_the_data(&error) => b"WARC/",
            Err(cause) => return Err(unreadable(cause)),
        };
        let start = first.trim_ascii_start();
        let is_record = start.starts_with(b"WARC/") || (!start.is_empty() && b"WARC/".starts_with(start));
        if !is_record {
            return Err(WarcError::NotWarc { begins: begins(first, is_packed), file });
        }
        Ok(Self { file: file.into(), unpacked, state: State::AtRecord })
    }

    /// Reads on in a file that was read through before: `inner` stands at the offset of a place that a record was found at.
    pub(super) fn at(file: Arc<str>, inner: R, place: Place) -> Result<Self, WarcError> {
        let unreadable = |cause| WarcError::Unreadable { file: file.to_string(), cause };
        let unpacked = Unpacked::new(inner, place.offset).map_err(unreadable)?;
        let mut reader = Self { file, unpacked, state: State::AtRecord };
        match reader.pass_over(place.within.unwrap_or(0)) {
            Ok(()) => Ok(reader),
            Err(trouble) => Err(reader.told(trouble, place)),
        }
    }

    /// Whether the record at that place can be come to by reading on.
    pub(super) fn is_before(&self, place: Place) -> bool {
        let here = self.unpacked.place();
        here == place || (here.offset == place.offset && here.within < place.within)
    }

    /// Goes on to a place that this reader [is before](Self::is_before).
    pub(super) fn go_on_to(&mut self, place: Place) -> Result<(), WarcError> {
        let here = self.unpacked.place();
        let between = place.within.unwrap_or(0).saturating_sub(here.within.unwrap_or(0));
        self.pass_over(between).map_err(|trouble| self.told(trouble, place))
    }

    /// The records without their blocks, which are passed over and not held.
    pub fn heads(mut self) -> impl Iterator<Item = Result<WarcHead, WarcError>> {
        std::iter::from_fn(move || Some(self.record(Self::pass_over)?.map(|(head, ())| head)))
    }

    fn record<B>(
        &mut self,
        block: fn(&mut Self, u64) -> Result<B, Trouble>,
    ) -> Option<Result<(WarcHead, B), WarcError>> {
        let found = match self.state {
            State::Over => return None,
            State::AtRecord => self.next_record(),
            State::Lost => self.seek_record(),
            State::Broken => match self.unpacked.seek_member() {
                Ok(true) => self.next_record(),
                Ok(false) => Ok(None),
                Err(error) => Err(Trouble::Io(error)),
            },
        };
        let place = match found {
            Ok(Some(place)) => place,
            Ok(None) => {
                self.state = State::Over;
                return None;
            }
            Err(trouble) => return Some(Err(self.told(trouble, self.unpacked.place()))),
        };
        self.state = State::AtRecord;
        Some(self.read(place, block).map_err(|trouble| self.told(trouble, place)))
    }

    /// Passes over the empty lines between records. `None`: the file ends here, as it should.
    fn next_record(&mut self) -> Result<Option<Place>, Trouble> {
        loop {
            let available = self.unpacked.fill()?;
            if available.is_empty() {
                return Ok(None);
            }
            let blank = available.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let is_all = blank == available.len();
            self.unpacked.consume(blank);
            if !is_all {
                return Ok(Some(self.unpacked.place()));
            }
        }
    }

    /// Passes over lines until one begins a record; that line stays to be read.
    fn seek_record(&mut self) -> Result<Option<Place>, Trouble> {
        let mut is_line_start = true;
        loop {
            let available = self.unpacked.peek(LINE_HEAD_BYTES)?;
            if available.is_empty() {
                return Ok(None);
            }
            if is_line_start && (available.starts_with(b"WARC/1.") || available.starts_with(b"WARC/0.1")) {
                return Ok(Some(self.unpacked.place()));
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            is_line_start = end.is_some();
            let passed = end.map_or(available.len(), |end| end + 1);
            self.unpacked.consume(passed);
        }
    }

    /// Reads the record there; `block` takes its block, of the length that it is given.
    fn read<B>(
        &mut self,
        place: Place,
        block: fn(&mut Self, u64) -> Result<B, Trouble>,
    ) -> Result<(WarcHead, B), Trouble> {
        let mut room = HEADER_BYTES_MAX;
        let version = self.line(&mut room)?;
        if !matches!(version.trim_ascii_end(), b"WARC/1.0" | b"WARC/1.1" | b"WARC/0.17" | b"WARC/0.18") {
            let shown = headers::text(&version[..version.len().min(LINE_HEAD_BYTES)]);
            return Err(Trouble::Framing(format!(
                "a record begins with WARC/1.0 or WARC/1.1, and here stands {shown:?}"
            )));
        }
        let mut fields = Vec::new();
        loop {
            let line = self.line(&mut room)?;
            if line.is_empty() {
                break;
            }
            headers::push_line(&mut fields, &line);
        }
        let length = headers::find(&fields, "content-length").unwrap_or_default();
        let length: u64 = length
            .parse()
            .map_err(|_| Trouble::Framing(format!("its Content-Length is no number of bytes but {length:?}")))?;
        if length > RECORD_BYTES_MAX {
            self.pass_over(length)?;
            self.settle()?;
            return Err(Trouble::Unusable(format!(
                "it has {length} bytes, and records of up to {RECORD_BYTES_MAX} are read"
            )));
        }
        let block = block(self, length)?;
        self.settle()?;
        Ok((self.assemble(place, fields).map_err(Trouble::Unusable)?, block))
    }

    /// A line without its end.
    fn line(&mut self, room: &mut usize) -> Result<Vec<u8>, Trouble> {
        let mut line = Vec::new();
        loop {
            let available = self.unpacked.fill()?;
            if available.is_empty() {
                return Err(Trouble::Ended("ends within its headers".to_owned()));
            }
            let end = available.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(available.len(), |end| end + 1);
            if taken > *room {
                return Err(Trouble::Framing(format!("its headers are longer than {HEADER_BYTES_MAX} bytes")));
            }
            *room -= taken;
            line.extend_from_slice(&available[..taken]);
            self.unpacked.consume(taken);
            if end.is_some() {
                let trimmed = line.len() - 1 - usize::from(line.ends_with(b"\r\n"));
                line.truncate(trimmed);
                return Ok(line);
            }
        }
    }

    /// The block. Its length is not believed: memory grows with what is there.
    fn block(&mut self, length: u64) -> Result<Vec<u8>, Trouble> {
        let mut block = Vec::new();
        while (block.len() as u64) < length {
            let available = self.unpacked.fill()?;
            let wanted = length - block.len() as u64;
            let taken = available.len().min(usize::try_from(wanted).unwrap_or(usize::MAX));
            if taken == 0 {
                return Err(Trouble::Ended(format!("ends after {} of its {length} bytes", block.len())));
            }
            block.extend_from_slice(&available[..taken]);
            self.unpacked.consume(taken);
        }
        Ok(block)
    }

    fn pass_over(&mut self, length: u64) -> Result<(), Trouble> {
        let mut left = length;
        while left > 0 {
            let available = self.unpacked.fill()?.len();
            if available == 0 {
                return Err(Trouble::Ended(format!("ends after {} of its {length} bytes", length - left)));
            }
            let taken = available.min(usize::try_from(left).unwrap_or(usize::MAX));
            self.unpacked.consume(taken);
            left -= taken as u64;
        }
        Ok(())
    }

    /// Passes over the empty lines after a record, within its gzip member: so the member's checksum is verified before the record is given.
    fn settle(&mut self) -> Result<(), Trouble> {
        loop {
            let available = self.unpacked.fill_member()?;
            let blank = available.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let is_over = blank == 0;
            self.unpacked.consume(blank);
            if is_over {
                return Ok(());
            }
        }
    }

    fn assemble(&self, place: Place, headers: Vec<(String, String)>) -> Result<WarcHead, String> {
        let date = headers::find(&headers, "warc-date").unwrap_or_default();
        let date = instant(date).ok_or_else(|| format!("its WARC-Date is no instant but {date:?}"))?;
        let kind = headers::find(&headers, "warc-type").ok_or("it has no WARC-Type")?.to_ascii_lowercase();
        let target_uri = headers::find(&headers, "warc-target-uri")
            .map(|uri| uri.strip_prefix('<').and_then(|uri| uri.strip_suffix('>')).unwrap_or(uri).to_owned());
        Ok(WarcHead { kind, date, target_uri, place, headers, file: self.file.clone() })
    }

    /// Decides how reading goes on, and makes the sentence.
    fn told(&mut self, trouble: Trouble, place: Place) -> WarcError {
        let file = self.file.to_string();
        match trouble {
            Trouble::Ended(ends) => {
                self.state = State::Over;
                WarcError::CutShort { file, place, ends }
            }
            Trouble::Io(error) if self.unpacked.is_packed() && error.kind() == io::ErrorKind::UnexpectedEof => {
                self.state = State::Over;
                WarcError::CutShort { file, place, ends: "ends within its gzip data".to_owned() }
            }
            Trouble::Io(error) if self.unpacked.is_packed() && is_of_the_data(&error) => {
                self.state = State::Broken;
                WarcError::Damaged { file, what: "the gzip data of the record", place, why: error.to_string() }
            }
            Trouble::Io(cause) => {
                self.state = State::Over;
                WarcError::Unreadable { file, cause }
            }
            Trouble::Framing(why) => {
                self.state = State::Lost;
                WarcError::Damaged { file, what: "the record", place, why }
            }
            Trouble::Unusable(why) => WarcError::Record { file, place, why },
        }
    }
}

impl<R: BufRead> Iterator for WarcReader<R> {
    type Item = Result<WarcRecord, WarcError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.record(Self::block)?;
        Some(record.map(|(head, block)| WarcRecord { head, payload: Payload(block) }))
    }
}

/// Whether an error comes from unpacking, not from the disk.
fn is_of_the_data(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

/// How a file begins that is no recording, for a person.
fn begins(first: &[u8], is_packed: bool) -> String {
    let unpacked = if is_packed { "unpacked, " } else { "" };
    if first.is_empty() {
        return format!("{unpacked}it is empty");
    }
    let shown = &first[..first.len().min(LINE_HEAD_BYTES)];
    match std::str::from_utf8(shown) {
        Ok(text) => format!("{unpacked}it begins with {text:?}"),
        Err(_) => {
            let bytes: Vec<String> = shown.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            format!("{unpacked}it begins with the bytes {}", bytes.join(" "))
        }
    }
}

/// A `WARC-Date`: seconds in WARC 1.0, fractions too in 1.1, which also allows a year, a month or a day alone (W3CDTF): its first instant.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let rest = match text.len() {
        4 => "-01-01T00:00:00Z",
        7 => "-01T00:00:00Z",
        10 => "T00:00:00Z",
        _ => "",
    };
    format!("{text}{rest}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn dates_of_both_versions_are_instants() {
        let check = |text: &str, expected: &str| {
            assert_eq!(instant(text).map(|at| at.to_string()).as_deref(), Some(expected), "{text}");
        };
        check("2016-04-15T12:00:00Z", "2016-04-15T12:00:00Z");
        check("2016-04-15T12:00:00.123456Z", "2016-04-15T12:00:00.123456Z");
        check("2016-04-15", "2016-04-15T00:00:00Z");
        check("2016", "2016-01-01T00:00:00Z");
        assert_eq!(instant("20160415120000"), None);
        assert_eq!(instant("2016-04-15T12:00:00"), None, "an instant needs its zone");
    }
}
