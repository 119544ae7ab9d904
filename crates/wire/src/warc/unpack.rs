//! A recording's bytes after unpacking: plain, one gzip stream, or one gzip member a record (ISO 28500, annex D).
//! Knows for each byte where in the file it comes from, and finds the next member after a damaged one.

use std::io::{self, BufRead, Cursor, Read};

use flate2::bufread::GzDecoder;

use super::Place;

/// How much is unpacked at a time.
const WINDOW_BYTES: usize = 64 * 1024;

/// A reader that counts what it gives and takes bytes back.
struct Counting<R> {
    held: Cursor<Vec<u8>>,
    inner: R,
    offset: u64,
}

impl<R: BufRead> Counting<R> {
    /// Puts bytes that were just consumed in front again.
    fn give_back(&mut self, mut bytes: Vec<u8>) {
        self.offset -= bytes.len() as u64;
        bytes.extend_from_slice(&self.held.get_ref()[self.held.position() as usize..]);
        self.held = Cursor::new(bytes);
    }
}

impl<R: BufRead> Read for Counting<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(out.len());
        out[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counting<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.held.position() < self.held.get_ref().len() as u64 {
            self.held.fill_buf()
        } else {
            self.inner.fill_buf()
        }
    }

    fn consume(&mut self, length: usize) {
        self.offset += length as u64;
        if self.held.position() < self.held.get_ref().len() as u64 {
            self.held.consume(length);
        } else {
            self.inner.consume(length);
        }
    }
}

enum Packing<R> {
    Plain(Counting<R>),
    Member(Box<GzDecoder<Counting<R>>>),
    /// Only while one member gives way to the next, and at the end.
    Over,
}

/// The unpacked bytes.
pub(super) struct Unpacked<R> {
    packing: Packing<R>,
    window: Vec<u8>,
    start: usize,
    end: usize,
    member_offset: u64,
    /// Where in the file this reader began.
    base: u64,
    /// Bytes unpacked of this member up to the end of the window; of a plain file, bytes of the file.
    given: u64,
}

impl<R: BufRead> Unpacked<R> {
    /// Looks at the first two bytes: `1f 8b` is gzip (RFC 1952), all else is plain. `base` is where in the file they stand.
    pub(super) fn new(mut inner: R, base: u64) -> io::Result<Self> {
        let mut first = Vec::new();
        inner.by_ref().take(2).read_to_end(&mut first)?;
        let is_gzip = first == [0x1f, 0x8b];
        let counting = Counting { held: Cursor::new(first), inner, offset: base };
        let packing = match is_gzip {
            true => Packing::Member(Box::new(GzDecoder::new(counting))),
            false => Packing::Plain(counting),
        };
        Ok(Self { packing, window: vec![0; WINDOW_BYTES], start: 0, end: 0, member_offset: base, base, given: 0 })
    }

    pub(super) fn is_packed(&self) -> bool {
        !matches!(self.packing, Packing::Plain(_))
    }

    /// Where the next byte comes from.
    pub(super) fn place(&self) -> Place {
        let here = self.given - (self.end - self.start) as u64;
        match self.packing {
            Packing::Plain(_) => Place { offset: self.base + here, within: None },
            Packing::Member(_) | Packing::Over => Place { offset: self.member_offset, within: Some(here) },
        }
    }

    /// Bytes of the present member that are ready; none: the member has ended well, its checksum included.
    pub(super) fn fill_member(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.unpack_more()?;
        }
        Ok(&self.window[self.start..self.end])
    }

    /// Bytes that are ready, of this member or those after it; none: the end of the file.
    pub(super) fn fill(&mut self) -> io::Result<&[u8]> {
        while self.fill_member()?.is_empty() {
            if !self.next_member()? {
                break;
            }
        }
        Ok(&self.window[self.start..self.end])
    }

    /// Like [`Unpacked::fill`], but at least that many bytes where the member has them.
    pub(super) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        self.fill()?;
        if self.end - self.start < wanted {
            self.window.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            while self.end < wanted && self.unpack_more()? {}
        }
        Ok(&self.window[self.start..self.end])
    }

    /// Fills up the window; false at the member's end.
    fn unpack_more(&mut self) -> io::Result<bool> {
        loop {
            let room = &mut self.window[self.end..];
            let read = match &mut self.packing {
                Packing::Plain(plain) => plain.read(room),
                Packing::Member(member) => member.read(room),
                Packing::Over => Ok(0),
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(length) => {
                    self.end += length;
                    self.given += length as u64;
                    return Ok(length > 0);
                }
            }
        }
    }

    pub(super) fn consume(&mut self, length: usize) {
        self.start = (self.start + length).min(self.end);
    }

    /// Goes to the member after one that has ended; false at the end of the file. Zeros between members are padding.
    fn next_member(&mut self) -> io::Result<bool> {
        let Some(mut counting) = self.leave_member() else { return Ok(false) };
        loop {
            let available = counting.fill_buf()?;
            let Some(first) = available.first().copied() else { return Ok(false) };
            let zeros = available.iter().take_while(|byte| **byte == 0).count();
            if first == 0 {
                counting.consume(zeros);
                continue;
            }
            self.enter_member(counting);
            return match first {
                0x1f => Ok(true),
                _ => Err(io::Error::new(io::ErrorKind::InvalidData, "what follows here is not gzip data")),
            };
        }
    }

    /// After damage: goes to the next bytes that look like the beginning of a member; false where none comes. Three fixed bytes and three
    /// fixed bits are met by chance once in 128 MiB; such a false start is damage in its turn, and the search goes on after it.
    pub(super) fn seek_member(&mut self) -> io::Result<bool> {
        let Some(mut counting) = self.leave_member() else { return Ok(false) };
        let mut last = [0_u8; 4];
        loop {
            let Some(byte) = counting.fill_buf()?.first().copied() else { return Ok(false) };
            counting.consume(1);
            last = [last[1], last[2], last[3], byte];
            if last[..3] == [0x1f, 0x8b, 8] && last[3] & 0xe0 == 0 {
                counting.give_back(last.to_vec());
                self.enter_member(counting);
                return Ok(true);
            }
        }
    }

    fn leave_member(&mut self) -> Option<Counting<R>> {
        if !self.is_packed() {
            return None;
        }
        match std::mem::replace(&mut self.packing, Packing::Over) {
            Packing::Member(member) => Some(member.into_inner()),
            Packing::Plain(_) | Packing::Over => None,
        }
    }

    fn enter_member(&mut self, counting: Counting<R>) {
        self.member_offset = counting.offset;
        (self.start, self.end, self.given) = (0, 0, 0);
        self.packing = Packing::Member(Box::new(GzDecoder::new(counting)));
    }
}
