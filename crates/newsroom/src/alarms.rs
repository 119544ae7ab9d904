//! The operator's alarms: what is wrong now is held against what was raised. Each trouble is told once, remembered, and its end told too.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::alarm::{Alarm, AlarmKind, Trouble as Found};
use model::edition::EditionState;
use model::reader::Email;
use model::silence::{Shutdown, Voice};
use model::snapshot::Verdict;
use model::timetable::{Due, Product};
use model::title::Title;
use press::mail::Envelope;
use store::{TaskRow, Tx};
use wire::Hook;

use crate::task::Task;
use crate::{Newsroom, Trouble};

/// After how many minutes letters that are not handed on are the operator's business: mail servers make one wait for half an hour.
const LETTERS_MINUTES_MAX: i64 = 60;

/// From how many sources on, and from which part of all that are asked, it is one trouble that they cannot be checked: the network's.
const SOURCES_MANY: usize = 3;

/// The subject of that trouble.
const ALL_SOURCES: &str = "sources";

/// How many given-up tasks are looked at; of more, the first say enough.
const GIVEN_UP_MAX: u32 = 500;

/// What the operator set: where alarms go, and which publishers are shut down.
#[derive(Clone, Default)]
pub struct Operator {
    /// Who gets them by mail.
    pub mail: Vec<Email>,
    /// Which program gets them.
    pub hook: Option<Arc<dyn Hook>>,
    /// Times in which publishers of a jurisdiction are shut down.
    pub shutdowns: Vec<Shutdown>,
    /// After how many days captures without news are taken away; nothing: they stay for ever.
    pub thin_after_days: Option<u32>,
}

impl Newsroom {
    /// Looks for what is wrong now; raises what is new, and closes what is over. Done twice, nothing is told twice.
    pub async fn watch(&self) -> Result<(), Trouble> {
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let open = tx.open_alarms().await?;
        let found = self.troubles(&mut tx, &open).await?;
        drop(tx);
        let same =
            |found: &Found, alarm: &Alarm| found.kind == alarm.trouble.kind && found.subject == alarm.trouble.subject;
        let new: Vec<&Found> = found.iter().filter(|found| !open.iter().any(|alarm| same(found, alarm))).collect();
        let over: Vec<&Alarm> = open.iter().filter(|alarm| !found.iter().any(|found| same(found, alarm))).collect();
        if new.is_empty() && over.is_empty() {
            return Ok(());
        }
        store::transact!(self.store, |tx| {
            for trouble in &new {
                if let Some(alarm) = tx.raise_alarm(trouble, now).await? {
                    tracing::warn!(alarm.kind = %trouble.kind, alarm.subject = %trouble.subject, "{}", trouble.sentence);
                    self.tell(&mut tx, &alarm, "raised").await?;
                }
            }
            for alarm in &over {
                if tx.close_alarm(&alarm.id, now).await? {
                    self.tell(&mut tx, alarm, "over").await?;
                }
            }
            Ok::<(), Trouble>(())
        })
    }

    /// Queues the word of an alarm for everybody who is to get it.
    async fn tell(&self, tx: &mut Tx, alarm: &Alarm, state: &str) -> Result<(), Trouble> {
        let places = (0..self.operator.mail.len()).map(|place| format!("mail/{place}"));
        let hook = self.operator.hook.iter().map(|_| "webhook".to_owned());
        for place in places.chain(hook) {
            let task = Task::Alarm(format!("{}/{state}/{place}", alarm.id));
            tx.queue(&task.to_row(self.clock.now(), self.clock.real())).await?;
        }
        Ok(())
    }

    /// `Task::Alarm`: one word of one alarm to one place. A place that the settings no longer name gets none.
    pub(crate) async fn send_alarm(&self, subject: &str, row: &TaskRow) -> Result<(), Trouble> {
        let mut parts = subject.split('/');
        let (id, state) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let Some(mut alarm) = self.store.read().await?.alarm(id).await? else {
            return Err(Trouble::refuse(format!("There is no alarm {id} to tell.")));
        };
        if state == "raised" {
            // It may be over by now; that is told by itself.
            alarm.closed_at = None;
        }
        match (parts.next(), parts.next().and_then(|place| place.parse::<usize>().ok())) {
            (Some("mail"), Some(place)) => {
                if let Some(to) = self.operator.mail.get(place) {
                    let message_id = self.message_id(&format!("alarm/{subject}"));
                    let date = alarm.closed_at.unwrap_or(alarm.raised_at);
                    let mail = press::alarm::letter(&alarm, &self.publisher, to, &Envelope { message_id, date });
                    self.post.send(&mail).await.map_err(not_told)?;
                }
            }
            _ => {
                if let Some(hook) = &self.operator.hook {
                    let body = press::alarm::json(&alarm, &self.publisher).to_string();
                    hook.call(&body).await.map_err(not_told)?;
                }
            }
        }
        store::transact!(self.store, |tx| tx.finish_task(row).await)?;
        Ok(())
    }

    /// Everything that is wrong now.
    async fn troubles(&self, tx: &mut Tx, open: &[Alarm]) -> Result<Vec<Found>, Trouble> {
        let (found, asked) = self.troubles_of_sources(tx).await?;
        let mut out = gather(found, asked, open);
        for state in tx.list_states(Some(Verdict::Held)).await? {
            let document = state.document.as_ref().map_or(state.list.clone(), ToString::to_string);
            let sentence = format!(
                "A state of {} is held: {} The state before it stays in force. Look at it, then `tidewaiter lists release {} {} --why …` or refuse it.",
                state.list, state.why, state.list, state.at
            );
            out.push(Found { kind: AlarmKind::ListHeld, subject: document, sentence });
        }
        out.extend(self.tasks_given_up(tx).await?);
        for (title, due) in self.overdue_in(tx).await? {
            let hour = press::dates::moment_day(due.at, &title.zone);
            let sentence = format!(
                "The edition of {} of {} was due {hour} and is not out. What stands in its way is in the log of the worker; `tidewaiter edition freeze --title {} --date {}` says it too.",
                due.day, title.name, title.slug, due.day
            );
            out.push(Found {
                kind: AlarmKind::EditionLate,
                subject: crate::timetable::name(&title.slug, due.day),
                sentence,
            });
        }
        out.extend(self.letters_waiting(tx).await?);
        Ok(out)
    }

    /// What is wrong with single sources, and how many are asked at all.
    async fn troubles_of_sources(&self, tx: &mut Tx) -> Result<(Vec<Found>, usize), Trouble> {
        let (mut out, mut asked) = (Vec::new(), 0);
        for (source, voice) in self.voices(tx).await? {
            asked += usize::from(!matches!(voice, Voice::OnDemand | Voice::NeverAsked));
            let Some(stanza) = self.catalogue.stanza(&source) else { continue };
            let told = press::health::voice(&voice, &self.publisher.zone);
            let (kind, sentence) = match voice {
                Voice::Silent { .. } => (
                    AlarmKind::SourceSilent,
                    format!(
                        "{source} ({}) is {told}. Look at it by hand: {}. It may publish elsewhere now, or nothing.",
                        stanza.title,
                        stanza.addresses.first().map_or("", String::as_str)
                    ),
                ),
                Voice::Unchecked { beyond_norm: true, .. } => {
                    let why = tx.last_miss(&source).await?.map_or("it was not asked".to_owned(), |(_, why)| why);
                    let why = why.trim_end_matches('.');
                    let sentence = format!(
                        "{source} ({}) {told}: {why}. What it published since is not known here; it is asked again by itself.",
                        stanza.title
                    );
                    (AlarmKind::SourceUnreachable, sentence)
                }
                _ => continue,
            };
            out.push(Found { kind, subject: source.to_string(), sentence });
        }
        Ok((out, asked))
    }

    /// One trouble for each kind of task and day on which some were given up: a broken source gives up hundreds.
    async fn tasks_given_up(&self, tx: &mut Tx) -> Result<Vec<Found>, Trouble> {
        let mut by_kind: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for task in tx.given_up(GIVEN_UP_MAX).await? {
            let (count, error) = by_kind.entry(format!("{}/{}", task.kind, self.day_of(task.at))).or_default();
            *count += 1;
            *error = task.error;
        }
        let trouble = |(subject, (count, error)): (String, (usize, String))| {
            let sentence = format!(
                "{count} given up of the tasks {subject}. The last says: {error} What they were about is kept; the ledger names what could not be read."
            );
            Found { kind: AlarmKind::TasksGivenUp, subject, sentence }
        };
        Ok(by_kind.into_iter().map(trouble).collect())
    }

    async fn letters_waiting(&self, tx: &mut Tx) -> Result<Vec<Found>, Trouble> {
        let now = self.clock.now();
        let mut out = Vec::new();
        for title in tx.titles().await? {
            let Some(due) = title.last_due(Product::Edition, now) else { continue };
            let sending = tx.edition(&title.slug, due.day).await?.is_some_and(|row| row.state == EditionState::Sending);
            let waited = (now.as_second() - due.at.as_second()) / 60;
            if sending && waited > LETTERS_MINUTES_MAX {
                let sentence = format!(
                    "Letters of the edition of {} of {} are not handed on {waited} minutes after its hour. `tidewaiter deliveries --edition {}/{} --state queued` names them; `tidewaiter doctor` looks at the mail server.",
                    due.day, title.name, title.slug, due.day
                );
                let subject = crate::timetable::name(&title.slug, due.day);
                out.push(Found { kind: AlarmKind::LettersWaiting, subject, sentence });
            }
        }
        Ok(out)
    }

    /// The editions that are due and not out ten minutes after their hour, in the order of the titles.
    pub async fn overdue(&self) -> Result<Vec<(Title, Due)>, Trouble> {
        self.overdue_in(&mut self.store.read().await?).await
    }

    async fn overdue_in(&self, tx: &mut Tx) -> Result<Vec<(Title, Due)>, Trouble> {
        let now = self.clock.now();
        let mut out = Vec::new();
        for title in tx.titles().await? {
            let Some(due) = title.last_due(Product::Edition, now).filter(|due| due.is_overdue(now)) else { continue };
            let kept = self.kept_since(tx, &title).await?.is_some_and(|since| due.at > since);
            if kept && tx.edition(&title.slug, due.day).await?.is_none_or(|row| row.number.is_none()) {
                out.push((title, due));
            }
        }
        Ok(out)
    }
}

/// Where half of the sources cannot be checked, that is one trouble. Those of them that were told before stay told.
fn gather(found: Vec<Found>, asked: usize, open: &[Alarm]) -> Vec<Found> {
    let away = |found: &&Found| found.kind == AlarmKind::SourceUnreachable;
    let many = found.iter().filter(away).count();
    let Some(first) = found.iter().find(away).filter(|_| many >= SOURCES_MANY.max(asked.div_ceil(2))) else {
        return found;
    };
    let sentence = format!(
        "{many} of {asked} sources could not be checked. Look at this machine's network first. One of them: {}",
        first.sentence
    );
    let all = Found { kind: AlarmKind::SourceUnreachable, subject: ALL_SOURCES.to_owned(), sentence };
    let told = |found: &Found| open.iter().any(|alarm| alarm.trouble.subject == found.subject);
    let mut out: Vec<Found> = found.into_iter().filter(|found| !away(&found) || told(found)).collect();
    out.push(all);
    out
}

fn not_told(error: wire::PostError) -> Trouble {
    match error.is_permanent() {
        true => Trouble::refuse(error.to_string()),
        false => Trouble::Fault(store::Fault::Open(error.to_string())),
    }
}
