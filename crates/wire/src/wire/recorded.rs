//! The test side of the wire: answers that were laid in beforehand, in the order in which they are asked for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures_util::future::BoxFuture;
use model::capture::Answer;
use model::request::{Question, Validators};

use super::{FetchError, Fetched, Wire};

/// The test side: answers from what was laid in beforehand. Several answers of one address come in order; the last one stays.
#[derive(Default)]
pub struct RecordedWire {
    answers: HashMap<String, Vec<Result<Answer, FetchError>>>,
    asked: Mutex<Vec<String>>,
}

impl RecordedWire {
    /// Without any answer yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// From a map of address to answers in order.
    pub fn from_answers(answers: HashMap<String, Vec<Result<Answer, FetchError>>>) -> Self {
        Self { answers, asked: Mutex::default() }
    }

    /// Lays in the next answer of its own address.
    #[must_use]
    pub fn answer(mut self, answer: Answer) -> Self {
        self.answers.entry(answer.url.clone()).or_default().push(Ok(answer));
        self
    }

    /// Lays in a failure as the next thing that happens at that address.
    #[must_use]
    pub fn failure(mut self, url: impl Into<String>, error: FetchError) -> Self {
        self.answers.entry(url.into()).or_default().push(Err(error));
        self
    }

    /// The addresses that were asked, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn next(&self, url: &str) -> Result<Answer, FetchError> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = asked.iter().filter(|earlier| *earlier == url).count();
        asked.push(url.to_owned());
        match self.answers.get(url).and_then(|answers| answers.get(turn).or(answers.last())) {
            Some(answer) => answer.clone(),
            None => Err(FetchError::NotRecorded { url: url.to_owned() }),
        }
    }
}

impl Wire for RecordedWire {
    /// As a publisher's server does, an answer whose validators are known already is told as not modified.
    fn fetch<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(async move {
            let answer = self.next(&question.request.url)?;
            if !question.known.is_empty() && Validators::of(&answer.headers) == question.known {
                return Ok(Fetched::NotModified);
            }
            Ok(Fetched::Answer(answer))
        })
    }
}
