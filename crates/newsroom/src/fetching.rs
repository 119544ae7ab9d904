//! Steps 1 to 3 of the journey: sources that are due are asked, several at once; their answers are kept before anybody reads them; how it
//! went is remembered. One source's failure leaves the others alone.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::SignedDuration;
use model::Timestamp;
use model::capture::{Answer, Origin};
use model::request::{Bookmark, CheckResult, Question, Request, SourceId};
use sources::stanza::Stanza;
use store::{TaskRow, Tx};
use wire::{FetchError, Fetched};

use crate::rhythm::{is_due, rest_after};
use crate::{Newsroom, Trouble};

/// How many sources are asked at once. Each host is asked one question at a time in any case; this bounds what lies in memory.
const SOURCES_AT_ONCE: usize = 32;

/// How many further questions are asked at once.
const QUESTIONS_AT_ONCE: usize = 8;

/// For how long a source belongs to the process that asks it, from its last answer on: longer than all tries of one question.
const ASKING_LEASE: SignedDuration = SignedDuration::from_mins(15);

/// One source asked once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Which.
    pub source: SourceId,
    /// What came, or the sentence of the last failure.
    pub outcome: Result<Asked, String>,
}

/// What came of a round that ended well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Answers kept.
    pub kept: usize,
    /// Addresses at which nothing changed.
    pub unchanged: usize,
    /// Addresses at which nothing is out yet.
    pub absent: usize,
}

/// How a run of asking goes on, for whoever watches.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// So many sources are asked.
    Begun(usize),
    /// One of them is done.
    Ended(&'a Round),
}

/// Why a question failed, and how long its host asked to be left alone.
struct Miss {
    sentence: String,
    wait: Option<SignedDuration>,
    /// Whether it speaks of the host, and not of this address alone.
    is_of_the_host: bool,
}

/// A source that is to be asked.
struct Wanted {
    source: SourceId,
    /// When it was last asked, as the choice of it saw it.
    asked_at: Option<Timestamp>,
}

/// A source that is being asked.
struct Open {
    begun_at: Timestamp,
    questions: VecDeque<Question>,
    asked: Asked,
    miss: Option<Miss>,
}

impl Newsroom {
    /// Asks the sources that are due, or those named, once; keeps what they answer; carries it through the house.
    pub async fn fetch(&self, named: &[SourceId]) -> Result<Vec<Round>, Trouble> {
        self.fetch_watched(named, |_| {}).await
    }

    /// The same, telling how it goes on.
    pub async fn fetch_watched(
        &self,
        named: &[SourceId],
        watch: impl FnMut(Progress<'_>),
    ) -> Result<Vec<Round>, Trouble> {
        let rounds = self.ask_sources(named, watch).await?;
        self.run_ready().await?;
        Ok(rounds)
    }

    /// Asks the sources that are due, or those named, once, and keeps what they answer; reading it is left to tasks.
    pub async fn ask_sources(
        &self,
        named: &[SourceId],
        mut watch: impl FnMut(Progress<'_>),
    ) -> Result<Vec<Round>, Trouble> {
        let mut waiting = self.wanted(named).await?;
        watch(Progress::Begun(waiting.len()));
        // Of each source one question is out; the next one follows when it is answered.
        let (mut ready, mut asked) = (VecDeque::new(), FuturesUnordered::new());
        let (mut open, mut rounds): (BTreeMap<SourceId, Open>, _) = (BTreeMap::new(), Vec::new());
        loop {
            while asked.len() < SOURCES_AT_ONCE {
                if let Some(source) = ready.pop_front() {
                    let Some(mut going) = open.remove(&source) else { continue };
                    if let Some(question) = going.questions.pop_front() {
                        asked.push(self.ask(question));
                        open.insert(source, going);
                    } else {
                        rounds.push(self.end_round(source, going).await?);
                        rounds.last().into_iter().for_each(|round| watch(Progress::Ended(round)));
                    }
                } else if let Some(next) = waiting.pop_front() {
                    if let Some(begun) = self.begin_round(&next).await? {
                        open.insert(next.source.clone(), begun);
                        ready.push_back(next.source);
                    }
                } else {
                    break;
                }
            }
            let Some((question, asked_at, fetched)) = asked.next().await else { return Ok(rounds) };
            let kept = self.keep(&question, asked_at, fetched).await?;
            let source = question.request.source;
            if let Some(going) = open.get_mut(&source) {
                going.note(kept);
                if !going.questions.is_empty() {
                    self.hold_lease(&lease_of(&source), ASKING_LEASE).await?;
                }
            }
            ready.push_back(source);
        }
    }

    /// The sources named, or those that are due, in catalogue order.
    async fn wanted(&self, named: &[SourceId]) -> Result<VecDeque<Wanted>, Trouble> {
        let health: BTreeMap<_, _> = self.store.read().await?.all_source_health().await?.into_iter().collect();
        let (now, unknown) = (self.clock.real(), store::SourceHealth::default());
        let mut out = VecDeque::new();
        for (stanza, _) in self.catalogue.all() {
            let health = health.get(&stanza.slug).unwrap_or(&unknown);
            let is_wanted = match named.is_empty() {
                true => is_due(stanza, health, now),
                false => named.contains(&stanza.slug),
            };
            if is_wanted {
                out.push_back(Wanted { source: stanza.slug.clone(), asked_at: health.asked_at });
            }
        }
        Ok(out)
    }

    /// Takes a source to ask it. `None`: another process is at it, or was just now.
    async fn begin_round(&self, wanted: &Wanted) -> Result<Option<Open>, Trouble> {
        let Wanted { source, asked_at } = wanted;
        if !self.hold_lease(&lease_of(source), ASKING_LEASE).await? {
            return Ok(None);
        }
        if self.store.read().await?.source_health(source).await?.asked_at != *asked_at {
            self.store.end_lease(&lease_of(source), crate::worker::name()).await?;
            return Ok(None);
        }
        let begun_at = self.clock.real();
        let questions = self.questions(source, begun_at).await?;
        Ok(Some(Open { begun_at, questions, asked: Asked::default(), miss: None }))
    }

    /// What a source wants to be asked now.
    async fn questions(&self, source: &SourceId, now: Timestamp) -> Result<VecDeque<Question>, Trouble> {
        let mut tx = self.store.read().await?;
        let bookmark = tx.bookmark(source).await?;
        let mut out = VecDeque::new();
        for request in self.catalogue.ask(source, &bookmark, now) {
            out.push_back(self.question(&mut tx, request).await?);
        }
        Ok(out)
    }

    async fn question(&self, tx: &mut Tx, request: Request) -> Result<Question, Trouble> {
        let manners = self.catalogue.stanza(&request.source).map(Stanza::manners).unwrap_or_default();
        let known = tx.validators(&request.source, &request.url).await?;
        Ok(Question { request, manners, known })
    }

    async fn ask(&self, question: Question) -> (Question, Timestamp, Result<Fetched, FetchError>) {
        let asked_at = self.clock.real();
        let fetched = self.wire.fetch(&question).await;
        (question, asked_at, fetched)
    }

    /// From the wire to the cupboard. The answer is kept before anybody reads it; a question without an answer is remembered too.
    async fn keep(
        &self,
        question: &Question,
        asked_at: Timestamp,
        fetched: Result<Fetched, FetchError>,
    ) -> Result<Result<CheckResult, Miss>, Trouble> {
        let Question { request: Request { source, url, .. }, .. } = question;
        let may_be_absent = self.catalogue.stanza(source).is_some_and(|stanza| stanza.may_be_absent);
        let (result, detail) = told(&fetched, may_be_absent);
        let mut captured_at = None;
        if let (Ok(Fetched::Answer(answer)), CheckResult::Answered | CheckResult::Refused) = (&fetched, result) {
            self.store.keep(source, answer, Origin::Live, self.clock.real()).await?;
            captured_at = Some(answer.captured_at);
        }
        store::transact!(self.store, |tx| {
            tx.write_check(source, url, asked_at, result, &detail).await?;
            self.count_question(&mut tx, source, result.is_answer(), asked_at).await?;
            tx.move_bookmark(source, &Bookmark { asked_at: Some(asked_at), captured_at, published_on: None }).await
        })?;
        if result.is_answer() {
            return Ok(Ok(result));
        }
        let now = self.clock.real();
        Ok(Err(match fetched {
            Ok(Fetched::Answer(answer)) => Miss {
                sentence: format!("{url} answered with HTTP status {}; the answer is kept.", answer.status),
                wait: wire::retry_after(&answer, now).and_then(signed),
                is_of_the_host: speaks_of_the_host(&answer),
            },
            _ => Miss { sentence: detail, wait: None, is_of_the_host: true },
        }))
    }

    /// Closes a source's round, and remembers how it went.
    async fn end_round(&self, source: SourceId, open: Open) -> Result<Round, Trouble> {
        let Open { begun_at, asked, miss, .. } = open;
        store::transact!(self.store, |tx| {
            tx.write_round(&source, begun_at).await?;
            self.remember(&mut tx, &source, miss.as_ref()).await
        })?;
        self.store.end_lease(&lease_of(&source), crate::worker::name()).await?;
        Ok(Round { source, outcome: miss.map_or(Ok(asked), |miss| Err(miss.sentence)) })
    }

    /// A round, or a further question, ended well or failed.
    async fn remember(&self, tx: &mut Tx, source: &SourceId, miss: Option<&Miss>) -> Result<(), Trouble> {
        let now = self.clock.real();
        let Some(miss) = miss else { return Ok(tx.write_success(source, now).await?) };
        let failures = tx.source_health(source).await?.failures.saturating_add(1);
        let rests_until = rest_after(failures, miss.wait, now);
        match rests_until {
            Some(until) => {
                tracing::warn!(source.id = %source, source.failures = failures, "{} It rests until {until}.", miss.sentence);
            }
            None => tracing::info!(source.id = %source, source.failures = failures, "{}", miss.sentence),
        }
        Ok(tx.write_failure(source, now, failures, &miss.sentence, rests_until).await?)
    }

    /// `Task::Fetch`: a further question that an answer led to. While its source rests, it waits.
    pub(crate) async fn fetch_further(&self, request: &Request, row: &TaskRow) -> Result<(), Trouble> {
        let source = &request.source;
        let (health, question) = {
            let mut tx = self.store.read().await?;
            (tx.source_health(source).await?, self.question(&mut tx, request.clone()).await?)
        };
        if let Some(until) = health.rests_until.filter(|until| *until > self.clock.real()) {
            let why = format!("waits until its source is asked again: {}", health.error);
            return Ok(store::transact!(self.store, |tx| tx.return_task(row, &why, Some(until)).await)?);
        }
        let (question, asked_at, fetched) = self.ask(question).await;
        let miss = self.keep(&question, asked_at, fetched).await?.err();
        let again = miss.as_ref().is_some_and(|miss| miss.is_of_the_host);
        store::transact!(self.store, |tx| {
            // That one address of many is gone says nothing of the source.
            if again || miss.is_none() {
                self.remember(&mut tx, source, miss.as_ref()).await?;
            }
            if !again {
                tx.finish_task(row).await?;
            }
            Ok::<(), Trouble>(())
        })?;
        match miss {
            Some(miss) if again => Err(Trouble::refuse(miss.sentence)),
            _ => Ok(()),
        }
    }

    /// Asks the further questions that are ready, several at once: beside the other tasks, so that a slow host holds nothing up.
    pub async fn fetch_ready(&self) -> Result<(), Trouble> {
        let mut asked = FuturesUnordered::new();
        loop {
            while asked.len() < QUESTIONS_AT_ONCE
                && let Some(row) = self.claim("fetch").await?
            {
                asked.push(self.carry_out(row));
            }
            match asked.next().await {
                Some(outcome) => outcome?,
                None => return Ok(()),
            };
        }
    }
}

impl Open {
    fn note(&mut self, kept: Result<CheckResult, Miss>) {
        match kept {
            Ok(CheckResult::Unchanged) => self.asked.unchanged += 1,
            Ok(CheckResult::Absent) => self.asked.absent += 1,
            Ok(_) => self.asked.kept += 1,
            Err(miss) => {
                let wait = self.miss.as_ref().and_then(|before| before.wait).max(miss.wait);
                self.miss = Some(Miss { wait, ..miss });
            }
        }
    }
}

/// What a check remembers of an outcome.
fn told(fetched: &Result<Fetched, FetchError>, may_be_absent: bool) -> (CheckResult, String) {
    match fetched {
        Ok(Fetched::NotModified) => (CheckResult::Unchanged, "status 304".to_owned()),
        Ok(Fetched::Answer(answer)) => {
            let result = match answer.status {
                404 | 410 if may_be_absent => CheckResult::Absent,
                400.. => CheckResult::Refused,
                _ => CheckResult::Answered,
            };
            (result, format!("status {}, {} bytes", answer.status, answer.body.len()))
        }
        Err(error) => (CheckResult::Missed, error.to_string()),
    }
}

/// Whether a refusal is about the host and not about one address: it wants to be left alone, or is broken, or lets nobody in.
fn speaks_of_the_host(answer: &Answer) -> bool {
    matches!(answer.status, 401 | 403 | 407 | 408 | 425 | 429 | 500..)
}

fn signed(wait: Duration) -> Option<SignedDuration> {
    SignedDuration::try_from(wait).ok()
}

/// What a process holds while it asks a source.
fn lease_of(source: &SourceId) -> String {
    format!("ask/{source}")
}
