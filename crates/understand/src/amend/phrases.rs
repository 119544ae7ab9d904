//! Phrases of instructions: quotations, `and adding in its place`, `in the second sentence of paragraph (b)`, `wherever it appears`.

use crate::amend::clauses::{Answer, Reader, place};
use crate::amend::tokens::Token;
use crate::amend::{Place, Times};

impl Reader<'_> {
    /// `the words`, before a quotation; answers whether one follows.
    pub(super) fn skip_the_words(&mut self) -> bool {
        const NAMES: &[&str] = &[
            "word",
            "words",
            "phrase",
            "phrases",
            "term",
            "terms",
            "number",
            "numbers",
            "reference",
            "references",
            "citation",
            "citations",
            "date",
            "acronym",
            "abbreviation",
            "caption",
            "text",
            "entry",
            "figure",
            "amount",
            "language",
            "url",
        ];
        let from = self.at;
        self.takes_any(&["the"]);
        if self.takes_any(NAMES) {
            self.takes_any(&["to"]);
        }
        let is_quote = matches!(self.tokens.get(self.at), Some(Token::Quote(_)));
        if !is_quote {
            self.at = from;
        }
        is_quote
    }

    /// `the period`, `a semicolon`.
    pub(super) fn mark(&mut self) -> Option<&'static str> {
        let from = self.at;
        self.takes_any(&["the", "a"]);
        let mark = match self.word() {
            "period" => ".",
            "comma" => ",",
            "semicolon" => ";",
            "colon" => ":",
            _ => {
                self.at = from;
                return None;
            }
        };
        self.at += 1;
        Some(mark)
    }

    /// `“A”, “B”, and “C”`.
    pub(super) fn quotes(&mut self) -> Answer<Vec<String>> {
        let mut out = Vec::new();
        while let Some(Token::Quote(quote)) = self.tokens.get(self.at) {
            out.push(quote.clone());
            self.at += 1;
            let from = self.at;
            if matches!(self.tokens.get(self.at), Some(Token::Comma)) {
                self.at += 1;
            }
            self.takes_any(&["and"]);
            if !matches!(self.tokens.get(self.at), Some(Token::Quote(_))) {
                self.at = from;
                break;
            }
        }
        if out.is_empty() { self.not_understood() } else { Ok(out) }
    }

    /// `and adding in its place`, `, and add`.
    pub(super) fn replaces(&mut self) -> bool {
        let from = self.at;
        while matches!(self.tokens.get(self.at), Some(Token::Comma | Token::Stop)) {
            self.at += 1;
        }
        let joined = self.takes_any(&["and"]);
        self.takes_any(&["by"]);
        let adds =
            self.takes_verb("add") || self.takes_verb("insert") || self.takes_any(&["substituting", "substitute"]);
        if joined && adds {
            if matches!(self.tokens.get(self.at), Some(Token::Comma)) {
                self.at += 1;
            }
            let placed = ["its", "their"]
                .iter()
                .any(|whose| self.takes(&["in", whose, "place"]) || self.takes(&["in", whose, "places"]));
            if matches!(self.tokens.get(self.at), Some(Token::Comma)) {
                self.at += 1;
            }
            // Without `in its place` before the words it must stand behind them.
            let ahead = self.tokens[self.at..].iter().take(8).collect::<Vec<_>>();
            let behind = ahead.windows(3).any(|three| {
                matches!(three, [Token::Word(r#in), Token::Word(whose), Token::Word(place)]
                    if r#in == "in" && matches!(whose.as_str(), "its" | "their") && place.starts_with("place"))
            });
            if placed || behind {
                return true;
            }
        }
        self.at = from;
        false
    }

    /// `in paragraph (a)`, `in the second sentence of paragraph (b)`: the places, where any are named.
    pub(super) fn within(&mut self) -> Answer<Vec<Place>> {
        let mut out = Vec::new();
        loop {
            let from = self.at;
            if !self.takes_any(&["in", "from", "of", "to"]) {
                break;
            }
            let is_narrow = self.narrower();
            if is_narrow && matches!(self.tokens.get(self.at), Some(Token::Sections(_))) {
                break;
            }
            if is_narrow && !self.starts_target() && !matches!(self.tokens.get(self.at), Some(Token::Path(_))) {
                self.takes_any(&["of", "in"]);
                if !self.starts_target() {
                    continue;
                }
            }
            if !self.starts_target() {
                self.at = from;
                break;
            }
            let targets = self.targets()?;
            self.of_section()?;
            out.extend(targets.into_iter().map(place).collect::<Answer<Vec<_>>>()?);
        }
        Ok(out)
    }

    /// What only narrows the place: where the words stand once anyway, it adds nothing.
    pub(super) fn narrower(&mut self) -> bool {
        let from = self.at;
        self.takes_any(&["the"]);
        if self.takes(&["associated", "table"]) || self.takes(&["table"]) {
            return true;
        }
        if self.takes_any(&["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "last"])
            && self.takes(&["sentence"])
        {
            return true;
        }
        self.at = from;
        false
    }

    /// `wherever it appears`, `in each place it appears`, `in two places`.
    pub(super) fn times(&mut self) -> Answer<Times> {
        let from = self.at;
        if matches!(self.tokens.get(self.at), Some(Token::Comma)) {
            self.at += 1;
        }
        self.takes_any(&["in", "at"]);
        if self.takes(&["both", "places"]) || self.takes(&["two", "places"]) {
            self.appears();
            return Ok(Times::Exactly(2));
        }
        if self.takes(&["three", "places"]) {
            self.appears();
            return Ok(Times::Exactly(3));
        }
        let all = self.takes_any(&["wherever", "everywhere", "throughout"])
            || self.takes(&["each", "place"])
            || self.takes(&["every", "place"])
            || self.takes(&["all", "places"])
            || self.takes(&["each", "instance"])
            || self.takes(&["each", "time"])
            || self.takes(&["each", "occurrence"]);
        if all {
            self.appears();
            return Ok(Times::All);
        }
        self.at = from;
        Ok(Times::Once)
    }

    pub(super) fn appears(&mut self) {
        while self.takes_any(&[
            "where", "in", "which", "that", "it", "they", "the", "phrase", "term", "word", "words", "appears",
            "appear", "occurs",
        ]) {}
    }
}
