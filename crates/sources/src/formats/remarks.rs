//! What a reader has to remark while it reads: notes with a limit, and fields that it does not know, told once.
//! A file with a thousand equal faults shall not leave a thousand notes.

use std::collections::BTreeSet;

use model::note::{Note, Weight};

/// The most notes that one capture may leave: an operator reads no more, and the first ones tell what is wrong.
const NOTES_MAX: usize = 100;

/// Notes taken while reading one capture.
#[derive(Debug, Default)]
pub struct Remarks {
    notes: Vec<Note>,
    left_out: usize,
    lost: usize,
    unknown: BTreeSet<String>,
}

impl Remarks {
    /// Takes a note. Beyond the limit only their number is kept.
    pub fn add(&mut self, note: Note) {
        self.lost += usize::from(note.weight == Weight::Lost);
        if self.notes.len() < NOTES_MAX {
            self.notes.push(note);
        } else {
            self.left_out += 1;
        }
    }

    /// Remembers a field that nobody here knows.
    pub fn unknown_field(&mut self, name: &str) {
        if !self.unknown.contains(name) && self.unknown.len() < NOTES_MAX {
            self.unknown.insert(name.chars().take(80).collect());
        }
    }

    /// Whether anything was lost so far.
    pub fn has_lost(&self) -> bool {
        self.lost > 0
    }

    /// The notes, with one about unknown fields and one about the notes beyond the limit.
    pub fn finish(self) -> Vec<Note> {
        let mut notes = self.notes;
        if !self.unknown.is_empty() {
            let names: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
            let text =
                "The records hold fields that this reader does not know, and did not use; see whether they matter.";
            notes.push(Note::odd(names.join(", "), text));
        }
        if self.left_out > 0 {
            notes.push(Note::odd("notes", format!("There were {} more notes on this capture.", self.left_out)));
        }
        notes
    }
}
