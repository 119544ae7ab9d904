//! What an instruction says, clause by clause: `revising paragraph (b) and adding paragraph (d)`.
//! Every word must be understood; at the first that is not, the whole instruction is refused.

use crate::amend::outline::Path;
use crate::amend::tokens::Token;
use crate::amend::{Place, Times};

/// What a clause speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A place in the section.
    Place(Place),
    /// The section's heading.
    Heading,
    /// The section itself.
    Section,
}

/// One thing that an instruction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// These read anew.
    Revise(Vec<Target>),
    /// These are added.
    Add(Vec<Target>),
    /// These paragraphs are added and hold nothing.
    AddReserved(Vec<Target>),
    /// These go; or stay as reserved.
    Remove(Vec<Target>, bool),
    /// Designations change.
    Redesignate(Vec<(Path, Path)>),
    /// Words give way to words, each to its own, in these places.
    Words(Vec<Place>, Vec<(String, String)>, Times),
    /// Words at the end of each place give way.
    Ending(Vec<Place>, String, String),
}

/// What an instruction says of the sections that it names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The sections, where it names any.
    pub sections: Vec<String>,
    /// What it does; nothing for one that opens a list of others.
    pub steps: Vec<Step>,
}

/// Words that say nothing of their own between clauses.
const NOISE: &[&str] = &[
    "is", "are", "further", "amended", "amend", "by", "to", "read", "reads", "as", "follows", "set", "forth", "below",
    "and", "the",
];

pub(super) type Answer<T> = Result<T, String>;

/// Reads the tokens of an instruction, or says in a sentence what of it is not understood.
pub fn read(tokens: &[Token]) -> Answer<Said> {
    let mut reader = Reader { tokens, at: 0, said: Said::default(), scope: Vec::new() };
    while reader.at < tokens.len() {
        reader.clause()?;
    }
    if reader.said.steps.is_empty() && !reader.scope.is_empty() {
        return Err("It names a paragraph and does not say what becomes of it.".to_owned());
    }
    Ok(reader.said)
}

/// A reader of tokens. What it reads of phrases and of what they act on stands in files of their own.
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
    pub(super) said: Said,
    /// The places that are meant where a clause names none.
    scope: Vec<Place>,
}

fn is_verb(word: &str, stem: &str) -> bool {
    let endings: &[&str] = match stem {
        "revis" | "redesignat" | "remov" | "delet" | "reserv" | "chang" => &["e", "ed", "ing"],
        _ => &["", "ed", "ing"],
    };
    word.strip_prefix(stem).is_some_and(|end| endings.contains(&end))
}

pub(super) const VERBS: &[&str] = &["revis", "add", "insert", "remov", "delet", "redesignat", "reserv", "chang"];

impl Reader<'_> {
    pub(super) fn word(&self) -> &str {
        self.word_at(0)
    }

    pub(super) fn word_at(&self, ahead: usize) -> &str {
        match self.tokens.get(self.at + ahead) {
            Some(Token::Word(word)) => word,
            _ => "",
        }
    }

    pub(super) fn takes(&mut self, words: &[&str]) -> bool {
        let all = words.iter().enumerate().all(|(ahead, word)| self.word_at(ahead) == *word);
        if all {
            self.at += words.len();
        }
        all
    }

    pub(super) fn takes_any(&mut self, words: &[&str]) -> bool {
        let any = words.contains(&self.word());
        self.at += usize::from(any);
        any
    }

    pub(super) fn verb(&self, stem: &str) -> bool {
        is_verb(self.word(), stem)
    }

    pub(super) fn takes_verb(&mut self, stem: &str) -> bool {
        let is = self.verb(stem);
        self.at += usize::from(is);
        is
    }

    pub(super) fn not_understood<T>(&self) -> Answer<T> {
        Err(match self.tokens.get(self.at) {
            Some(Token::Word(word)) if matches!(word.as_str(), "sentence" | "sentences") => by_sentence(),
            Some(Token::Word(word)) => format!("It is not understood at “{word}”."),
            Some(Token::Quote(quote)) => format!("It is not understood at the words “{quote}”."),
            Some(Token::Path(path)) => format!("It is not understood at paragraph {path}."),
            Some(_) | None => "It ends before it says what is done.".to_owned(),
        })
    }

    fn clause(&mut self) -> Answer<()> {
        match &self.tokens[self.at] {
            Token::Comma | Token::Stop => self.at += 1,
            Token::Sections(sections) => {
                if !self.said.sections.is_empty() && self.said.sections != *sections {
                    return Err("It names several sections at once.".to_owned());
                }
                self.said.sections.clone_from(sections);
                self.at += 1;
                self.about()?;
            }
            Token::Word(_) => self.worded()?,
            Token::Path(_) => self.about()?,
            Token::Quote(_) => return self.not_understood(),
        }
        Ok(())
    }

    /// A clause that begins with a word.
    fn worded(&mut self) -> Answer<()> {
        if self.takes_verb("revis") {
            self.revise()
        } else if self.takes_verb("add") || self.takes_verb("insert") {
            self.add()
        } else if self.takes_verb("remov") || self.takes_verb("delet") {
            self.remove()
        } else if self.takes_verb("redesignat") {
            self.redesignate()
        } else if self.takes_verb("chang") {
            self.change()
        } else if self.starts_target() {
            self.about()
        } else if self.takes_any(&["in"]) {
            let is_section = matches!(self.tokens.get(self.at), Some(Token::Sections(_)));
            if !is_section && self.starts_target() { self.about() } else { Ok(()) }
        } else if self.takes_any(NOISE) {
            Ok(())
        } else {
            self.not_understood()
        }
    }

    /// A clause that begins with what it speaks of: `paragraph (b) is revised`, `in paragraph (a)`.
    fn about(&mut self) -> Answer<()> {
        let is_section = matches!(self.tokens.get(self.at.wrapping_sub(1)), Some(Token::Sections(_)));
        let starts = matches!(self.tokens.get(self.at), Some(Token::Path(_))) || (!is_section && self.starts_target());
        let targets = if starts { self.targets()? } else { vec![Target::Section] };
        self.of_section()?;
        let from = self.at;
        while self.takes_any(&["is", "are", "further"]) {}
        let is_passive = self.at > from;
        let done = |this: &mut Self, step| {
            this.said.steps.push(step);
            Ok(())
        };
        if is_passive && self.takes_verb("revis") {
            return done(self, Step::Revise(targets));
        }
        if is_passive && self.takes_verb("add") {
            let reserves = self.takes(&["and", "reserved"]);
            return done(self, if reserves { Step::AddReserved(targets) } else { Step::Add(targets) });
        }
        if is_passive && (self.takes_verb("remov") || self.takes_verb("delet")) {
            let reserves = self.takes(&["and", "reserved"]);
            return done(self, Step::Remove(targets, reserves));
        }
        if is_passive && self.takes_verb("redesignat") {
            return self.redesignated(&targets);
        }
        if is_passive && !matches!(self.word(), "amended") {
            return self.not_understood();
        }
        self.scope =
            targets.into_iter().filter(|target| *target != Target::Section).map(place).collect::<Answer<_>>()?;
        Ok(())
    }

    fn revise(&mut self) -> Answer<()> {
        if self.takes(&["all", "references", "to"]) || self.takes(&["the", "references", "to"]) {
            let old = self.quotes()?;
            let within = self.within()?;
            if !self.takes(&["to", "read"]) {
                return self.not_understood();
            }
            let new = self.quotes()?;
            return self.words(within, &old, &new, Times::All);
        }
        if self.takes_sections()? {
            self.said.steps.push(Step::Revise(vec![Target::Section]));
            return Ok(());
        }
        let targets = self.targets()?;
        self.of_section()?;
        self.said.steps.push(Step::Revise(targets));
        Ok(())
    }

    fn add(&mut self) -> Answer<()> {
        let reserves = self.takes(&["and", "reserving"]) || self.takes(&["and", "reserve"]);
        if !reserves && self.skip_the_words() {
            return self.insert();
        }
        if self.takes_sections()? {
            self.said.steps.push(Step::Add(vec![Target::Section]));
            return Ok(());
        }
        let targets = self.targets()?;
        self.of_section()?;
        self.said.steps.push(if reserves { Step::AddReserved(targets) } else { Step::Add(targets) });
        Ok(())
    }

    /// `adding “X” after “Y” in paragraph (a)`.
    fn insert(&mut self) -> Answer<()> {
        let [new] = &self.quotes()?[..] else { return self.not_understood() };
        let new = new.clone();
        let mut within = self.within()?;
        let is_after = self.takes_any(&["after", "following"]);
        if !is_after && !self.takes_any(&["before", "preceding"]) {
            return self.not_understood();
        }
        if !self.skip_the_words() {
            return self.not_understood();
        }
        let [anchor] = &self.quotes()?[..] else { return self.not_understood() };
        let joint = |first: &str, second: &str| match second.starts_with([',', ';', '.', ':']) {
            true => format!("{first}{second}"),
            false => format!("{first} {second}"),
        };
        let whole = if is_after { joint(anchor, &new) } else { joint(&new, anchor) };
        let anchor = anchor.clone();
        within.extend(self.within()?);
        let times = self.times()?;
        self.words(within, &[anchor], &[whole], times)
    }

    fn remove(&mut self) -> Answer<()> {
        let reserves = self.takes(&["and", "reserving"]) || self.takes(&["and", "reserve"]);
        let mark = self.mark();
        if mark.is_none() && !self.skip_the_words() {
            if self.takes_sections()? {
                self.said.steps.push(Step::Remove(vec![Target::Section], reserves));
                return Ok(());
            }
            let targets = self.targets()?;
            self.of_section()?;
            if self.replaces() {
                return self.replaced_whole(targets);
            }
            self.said.steps.push(Step::Remove(targets, reserves));
            return Ok(());
        }
        if reserves {
            return self.not_understood();
        }
        let old = match mark {
            Some(mark) => vec![mark.to_owned()],
            None => self.quotes()?,
        };
        let mut ending = self.takes(&["from", "the", "end", "of"]) || self.takes(&["at", "the", "end", "of"]);
        let mut within =
            if ending { self.targets()?.into_iter().map(place).collect::<Answer<_>>()? } else { self.within()? };
        let mut times = self.times()?;
        let new = if self.replaces() {
            match self.mark() {
                Some(mark) => vec![mark.to_owned()],
                None if self.skip_the_words() => self.quotes()?,
                None => return self.not_understood(),
            }
        } else {
            vec![String::new(); old.len()]
        };
        while self.takes(&["in", "its", "place"]) || self.takes(&["in", "their", "place"]) {}
        if within.is_empty() && (self.takes(&["at", "the", "end", "of"]) || self.takes(&["from", "the", "end", "of"])) {
            ending = true;
            within = self.targets()?.into_iter().map(place).collect::<Answer<_>>()?;
        }
        let more = self.within()?;
        if !more.is_empty() && !within.is_empty() {
            return Err("It names two places for the same words.".to_owned());
        }
        within.extend(more);
        if times == Times::Once {
            times = self.times()?;
        }
        if matches!(self.tokens.get(self.at), Some(Token::Comma)) && self.word_at(1) == "respectively" {
            self.at += 2;
        }
        self.takes_any(&["respectively"]);
        if ending || mark.is_some() {
            let ([old], [new]) = (&old[..], &new[..]) else { return self.not_understood() };
            if within.is_empty() || !ending {
                return Err("It does not say at the end of which paragraph.".to_owned());
            }
            self.said.steps.push(Step::Ending(within, old.clone(), new.clone()));
            return Ok(());
        }
        self.words(within, &old, &new, times)
    }

    /// What is removed as a whole gives way to words that are quoted: only the parenthetical text at the end can.
    fn replaced_whole(&mut self, targets: Vec<Target>) -> Answer<()> {
        if targets != [Target::Place(Place::Parenthetical)] || !self.skip_the_words() {
            return self.not_understood();
        }
        let [new] = &self.quotes()?[..] else { return self.not_understood() };
        let new = new.clone();
        // The whole line: what stands there is looked up when it is applied.
        self.said.steps.push(Step::Ending(vec![Place::Parenthetical], String::new(), new));
        Ok(())
    }

    /// `change “X” to “Y”`.
    fn change(&mut self) -> Answer<()> {
        if !self.skip_the_words() {
            return self.not_understood();
        }
        let old = self.quotes()?;
        let mut within = self.within()?;
        if !self.takes(&["to", "read"]) && !self.takes(&["to"]) {
            return self.not_understood();
        }
        self.skip_the_words();
        let new = self.quotes()?;
        within.extend(self.within()?);
        let times = self.times()?;
        self.words(within, &old, &new, times)
    }

    fn words(&mut self, mut within: Vec<Place>, old: &[String], new: &[String], times: Times) -> Answer<()> {
        if old.len() != new.len() {
            return Err("It does not name as many words to come as to go.".to_owned());
        }
        if within.is_empty() {
            within.clone_from(&self.scope);
        }
        let pairs = old.iter().cloned().zip(new.iter().cloned()).collect();
        self.said.steps.push(Step::Words(within, pairs, times));
        Ok(())
    }

    fn redesignate(&mut self) -> Answer<()> {
        let from = self.targets()?;
        self.redesignated(&from)
    }

    fn redesignated(&mut self, from: &[Target]) -> Answer<()> {
        if !self.takes(&["as"]) {
            return self.not_understood();
        }
        let to = self.targets()?;
        if matches!(self.tokens.get(self.at), Some(Token::Comma)) && self.word_at(1) == "respectively" {
            self.at += 1;
        }
        self.takes_any(&["respectively"]);
        let path = |target: &Target| match target {
            Target::Place(Place::Paragraph(path)) => Ok(path.clone()),
            _ => Err("It redesignates what is no paragraph.".to_owned()),
        };
        if from.len() != to.len() {
            return Err("It does not name as many new designations as old ones.".to_owned());
        }
        let pairs = from.iter().zip(&to).map(|(from, to)| Ok((path(from)?, path(to)?))).collect::<Answer<_>>()?;
        self.said.steps.push(Step::Redesignate(pairs));
        Ok(())
    }
}

pub(super) fn by_sentence() -> String {
    "It amends by sentences, and where a sentence ends is not certain.".to_owned()
}

pub(super) fn place(target: Target) -> Answer<Place> {
    match target {
        Target::Place(place) => Ok(place),
        Target::Heading | Target::Section => Err("It names a heading where words are meant to stand.".to_owned()),
    }
}
