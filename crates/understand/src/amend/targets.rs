//! What an instruction acts on: `the section heading, paragraphs (a) and (b)(1) through (3), and paragraph (f) introductory text`.

use crate::amend::clauses::{Answer, Reader, Target, VERBS, by_sentence};
use crate::amend::outline::Path;
use crate::amend::tokens::Token;
use crate::amend::{Place, paths};

/// The most places of one clause.
const TARGETS_MAX: usize = 100;

impl Reader<'_> {
    /// Takes a section that stands as what a verb acts on: `revise § 21.6`.
    pub(super) fn takes_sections(&mut self) -> Answer<bool> {
        let from = self.at;
        self.takes_any(&["new"]);
        let Some(Token::Sections(sections)) = self.tokens.get(self.at) else {
            self.at = from;
            return Ok(false);
        };
        if matches!(self.tokens.get(self.at + 1), Some(Token::Path(_))) {
            self.at = from;
            return Ok(false);
        }
        self.said.sections.clone_from(sections);
        self.at += 1;
        Ok(true)
    }

    /// `of § 21.6`, behind what a verb acts on.
    pub(super) fn of_section(&mut self) -> Answer<()> {
        if matches!(self.word(), "of" | "in" | "to")
            && let Some(Token::Sections(sections)) = self.tokens.get(self.at + 1)
        {
            if !self.said.sections.is_empty() && self.said.sections != *sections {
                return Err("It names several sections at once.".to_owned());
            }
            self.said.sections.clone_from(sections);
            self.at += 2;
        }
        Ok(())
    }

    /// Whether what follows is something that a verb can act on.
    pub(super) fn starts_target(&self) -> bool {
        const SKIPPED: &[&str] =
            &["the", "a", "new", "newly", "redesignated", "designated", "added", "existing", "current", "reserved"];
        let mut ahead = 0;
        while SKIPPED.contains(&self.word_at(ahead)) {
            ahead += 1;
        }
        let starts = [
            "paragraph",
            "paragraphs",
            "introductory",
            "definition",
            "definitions",
            "heading",
            "parenthetical",
            "sentence",
            "sentences",
        ];
        match self.tokens.get(self.at + ahead) {
            Some(Token::Path(_) | Token::Sections(_)) => {
                ahead == 0 || matches!(self.tokens.get(self.at + ahead), Some(Token::Path(_)))
            }
            Some(Token::Word(word)) => {
                starts.contains(&word.as_str())
                    || (matches!(word.as_str(), "section" | "subject") && self.word_at(ahead + 1) == "heading")
                    || matches!(
                        word.as_str(),
                        "first" | "second" | "third" | "fourth" | "fifth" | "sixth" | "seventh" | "last"
                    )
            }
            _ => false,
        }
    }

    /// What a verb acts on: `the section heading, paragraphs (a) and (b)(1) through (3), and paragraph (f) introductory text`.
    pub(super) fn targets(&mut self) -> Answer<Vec<Target>> {
        let mut out = Vec::new();
        loop {
            self.target(&mut out)?;
            if out.len() > TARGETS_MAX {
                return Err("It names more places than are read.".to_owned());
            }
            let from = self.at;
            if matches!(self.tokens.get(self.at), Some(Token::Comma)) {
                self.at += 1;
            }
            self.takes_any(&["and", "or"]);
            let is_verb = VERBS.iter().any(|stem| self.verb(stem));
            // `(a) is revised, and paragraph (b) is removed`: the second is a clause of its own.
            if self.at == from
                || is_verb
                || !self.starts_target()
                || matches!(self.tokens.get(self.at), Some(Token::Sections(_)))
            {
                self.at = from;
                return Ok(out);
            }
        }
    }

    pub(super) fn target(&mut self, out: &mut Vec<Target>) -> Answer<()> {
        while self.takes_any(&[
            "the",
            "a",
            "new",
            "newly",
            "redesignated",
            "designated",
            "added",
            "existing",
            "current",
        ]) {}
        if self.takes(&["section", "heading"]) {
            out.push(Target::Heading);
            return Ok(());
        }
        if self.takes(&["heading"]) {
            let of = matches!(self.word(), "of" | "for" | "to" | "in");
            if of && !matches!(self.tokens.get(self.at + 1), Some(Token::Sections(_))) {
                return Err("It amends the heading of a paragraph, whose end is not certain.".to_owned());
            }
            out.push(Target::Heading);
            return Ok(());
        }
        if self.takes(&["introductory", "text"]) {
            if matches!(self.word(), "of" | "to" | "for" | "in")
                && !matches!(self.tokens.get(self.at + 1), Some(Token::Sections(_)))
            {
                self.at += 1;
                while self.takes_any(&["the"]) {}
                if !self.takes_any(&["paragraph", "paragraphs"]) {
                    return self.not_understood();
                }
                return self.paragraphs(out, Place::Introduction);
            }
            out.push(Target::Place(Place::Opening));
            return Ok(());
        }
        if self.takes_any(&["definition", "definitions"]) {
            if !self.takes_any(&["of", "for"]) {
                return self.not_understood();
            }
            self.skip_the_words();
            let terms = self.quotes()?;
            out.extend(terms.into_iter().map(|term| Target::Place(Place::Definition(term))));
            return Ok(());
        }
        if self.takes(&["parenthetical", "text"])
            || self.takes(&["parenthetical", "phrase"])
            || self.takes(&["parenthetical"])
        {
            if !self.takes(&["at", "the", "end", "of"]) {
                return self.not_understood();
            }
            self.takes_any(&["the"]);
            if !self.takes(&["section"]) && !self.takes_sections()? {
                return self.not_understood();
            }
            out.push(Target::Place(Place::Parenthetical));
            return Ok(());
        }
        if self.takes_any(&["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "last"]) {
            return match self.word() {
                "sentence" | "sentences" | "and" => Err(by_sentence()),
                _ => self.not_understood(),
            };
        }
        self.takes_any(&["paragraph", "paragraphs"]);
        self.paragraphs(out, Place::Paragraph)
    }

    /// `(b)(1), (2) and (3) through (5)`, each perhaps with `introductory text` behind it.
    pub(super) fn paragraphs(&mut self, out: &mut Vec<Target>, kind: fn(Path) -> Place) -> Answer<()> {
        let mut before: Option<Path> = out.iter().rev().find_map(|target| match target {
            Target::Place(Place::Paragraph(path) | Place::Introduction(path)) => Some(path.clone()),
            _ => None,
        });
        loop {
            let Some(Token::Path(written)) = self.tokens.get(self.at) else { return self.not_understood() };
            self.at += 1;
            let path = paths::resolved(before.as_ref(), written)?;
            out.push(Target::Place(kind(path.clone())));
            before = Some(path.clone());
            if self.word() == "through"
                && let Some(Token::Path(last)) = self.tokens.get(self.at + 1)
            {
                self.at += 2;
                let all = paths::through(&path, last)?;
                before = all.last().cloned();
                out.extend(all.into_iter().map(|path| Target::Place(kind(path))));
            } else if self.takes(&["introductory", "text"])
                && let Some(last) = out.last_mut()
            {
                *last = Target::Place(Place::Introduction(path));
            }
            if matches!(self.word(), "heading" | "subject" | "sentence" | "through") {
                return match self.word() {
                    "heading" | "subject" => {
                        Err("It amends the heading of a paragraph, whose end is not certain.".to_owned())
                    }
                    _ => self.not_understood(),
                };
            }
            let from = self.at;
            if matches!(self.tokens.get(self.at), Some(Token::Comma)) {
                self.at += 1;
            }
            self.takes_any(&["and"]);
            if out.len() > TARGETS_MAX || self.at == from || !matches!(self.tokens.get(self.at), Some(Token::Path(_))) {
                self.at = from;
                return Ok(());
            }
        }
    }
}
