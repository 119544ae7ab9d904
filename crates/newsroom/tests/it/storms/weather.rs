//! The weather of a storm: what goes wrong at each door, drawn from the seed, and counted. Each draw hangs on the seed and on how often
//! that door was used, so that a seed repeats its storm.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use model::capture::Answer;
use model::mail::Mail;
use model::request::{Question, Request, Validators};
use newsroom::Clock;
use store::Fault;
use store::weather::{Happening, Step, Weather};
use tokio::sync::Notify;
use wire::{Accepted, FetchError, Fetched, Post, PostError, Wire};

use super::world::World;

/// How rough it is: each is the share, in thousandths, of the times that a door is used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Roughness {
    /// No answer, a broken one, a wrong one, an old one.
    pub wire: u64,
    /// A refusal or a doubt.
    pub post: u64,
    /// A full disk, a database that fails.
    pub store: u64,
    /// The process ends.
    pub end: u64,
}

/// A letter that the other side took, and how often.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// How often it was taken.
    pub times: u32,
    /// How often taken without our being told.
    pub in_doubt: u32,
    /// The words of the last one.
    pub text: String,
    /// Where it went.
    pub to: String,
}

/// The sky over one storm. Shared by the wire, the post and the store of every process that lives in it.
pub struct Sky {
    seed: u64,
    world: World,
    clock: Clock,
    roughness: Mutex<Roughness>,
    turns: Mutex<HashMap<String, u64>>,
    /// The process ends at this step of the store or door, whatever else happens.
    end_at: Option<u64>,
    steps: AtomicU64,
    /// How often a publisher said "not modified".
    pub unchanged: AtomicU64,
    ending: AtomicBool,
    ended: Notify,
    /// What happened, by kind.
    pub counts: Mutex<BTreeMap<String, u64>>,
    /// What the other side has, by Message-ID.
    pub mailbox: Mutex<BTreeMap<String, Taken>>,
}

impl std::fmt::Debug for Sky {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sky({})", self.seed)
    }
}

fn hash(seed: u64, text: &str) -> u64 {
    // FNV-1a, then a finalizer: it need not be strong, it must be the same everywhere.
    let mut h =
        text.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

impl Sky {
    pub fn new(seed: u64, world: World, clock: Clock, roughness: Roughness, end_at: Option<u64>) -> Arc<Self> {
        Arc::new(Self {
            seed,
            world,
            clock,
            roughness: Mutex::new(roughness),
            turns: Mutex::default(),
            end_at,
            steps: AtomicU64::new(0),
            unchanged: AtomicU64::new(0),
            ending: AtomicBool::new(false),
            ended: Notify::new(),
            counts: Mutex::default(),
            mailbox: Mutex::default(),
        })
    }

    /// From here on nothing goes wrong.
    pub fn clear(&self) {
        *self.roughness.lock().unwrap_or_else(PoisonError::into_inner) = Roughness::default();
    }

    /// Whether nothing ever went wrong.
    pub fn is_fair(&self) -> bool {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// How many steps were taken so far, over all processes.
    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    /// Comes when the process is to end.
    pub async fn end(&self) {
        self.ended.notified().await;
    }

    /// A new process begins.
    pub fn begin(&self) {
        self.ending.store(false, Ordering::Relaxed);
    }

    fn roughness(&self) -> Roughness {
        *self.roughness.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that hangs on the seed, the door and how often it was used.
    fn draw(&self, door: &str) -> u64 {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = turns.entry(door.to_owned()).or_default();
        *turn += 1;
        hash(self.seed, &format!("{door}#{turn}"))
    }

    /// Counts what is no fault: how often a publisher said "not modified".
    fn count_quietly(&self) {
        self.unchanged.fetch_add(1, Ordering::Relaxed);
    }

    fn count(&self, what: impl Into<String>) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(what.into()).or_default() += 1;
    }

    /// Every step passes here: the process may end at it, and then the step never returns.
    async fn step(&self, name: &str) {
        let number = self.steps.fetch_add(1, Ordering::Relaxed);
        let drawn = self.draw(&format!("end {name}")) % 1000 < self.roughness().end;
        if self.ending.load(Ordering::Relaxed) || drawn || self.end_at == Some(number) {
            if !self.ending.swap(true, Ordering::Relaxed) {
                self.count(format!("process ended at {name}"));
                self.ended.notify_one();
            }
            std::future::pending::<()>().await;
        }
    }
}

impl Weather for Sky {
    fn at(&self, step: Step) -> Happening<'_> {
        Box::pin(async move {
            let name = format!("{step:?}");
            self.step(&name).await;
            let drawn = self.draw(&name);
            if drawn % 1000 >= self.roughness().store {
                return Ok(());
            }
            let (what, sentence) = match step {
                Step::Put => ("store: disk full", "No space left on device (os error 28)"),
                Step::Take => ("store: bytes unreadable for now", "Input/output error (os error 5)"),
                Step::Committed => {
                    ("store: answer to a commit lost", "the connection was closed while a commit was answered")
                }
                Step::Commit => ("store: commit refused", "database or disk is full"),
                Step::BeginRead | Step::BeginWrite | Step::Claim => {
                    ("store: database away", "the database is not there")
                }
            };
            self.count(what);
            Err(Fault::Open(format!("The database could not do what was asked: {sentence}.")))
        })
    }
}

impl Wire for Sky {
    fn fetch<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(async move {
            let answer = self.answer(&question.request).await?;
            // A publisher that has seen our question's validators says so, whatever became of the bytes on the way.
            if answer.status == 200
                && question.known.etag.is_some()
                && question.known == Validators::of(&answer.headers)
            {
                self.count_quietly();
                return Ok(Fetched::NotModified);
            }
            Ok(Fetched::Answer(answer))
        })
    }
}

impl Sky {
    async fn answer(&self, request: &Request) -> Result<Answer, FetchError> {
        self.step("fetch").await;
        let now = self.clock.real();
        let door = format!("wire {}", request.url);
        let (drawn, rough) = (self.draw(&door), self.roughness().wire);
        let url = request.url.clone();
        let answer = |at, status: Option<u16>| {
            let page = self.world.page(&request.url, at);
            // The tag is that of the whole page, also where only half of it arrives: a validator proves nothing about our bytes.
            let etag = format!("\"{:x}\"", hash(0, &String::from_utf8_lossy(&page.body)));
            let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            Answer {
                url: request.url.clone(),
                status: status.unwrap_or(page.status),
                headers: vec![header("content-type", page.kind), header("etag", &etag)],
                captured_at: now,
                body: page.body,
            }
        };
        if drawn % 1000 >= rough {
            return Ok(answer(now, None));
        }
        let fate = drawn / 1000;
        let kinds = [
            "time-out",
            "unreachable",
            "broke off",
            "half a body",
            "web page instead",
            "empty",
            "503",
            "403",
            "old answer",
            "bytes of noise",
        ];
        let kind = kinds[(fate % kinds.len() as u64) as usize];
        self.count(format!("wire: {kind}"));
        let whole = answer(now, None);
        let page = |status, body: &[u8]| Answer {
            status,
            body: body.to_vec(),
            headers: vec![("content-type".to_owned(), "text/html".to_owned())],
            ..whole.clone()
        };
        match kind {
            "time-out" => Err(FetchError::Timeout { url, timeout_ms_max: 120_000 }),
            "unreachable" => Err(FetchError::Unreachable { url, why: "connection refused".to_owned() }),
            "broke off" => Err(FetchError::BrokeOff { url, why: "connection reset".to_owned() }),
            "half a body" => {
                let cut = (fate / 16 % (whole.body.len() as u64 + 1)) as usize;
                Ok(Answer { body: whole.body[..cut].to_vec(), ..whole })
            }
            "web page instead" => Ok(page(200, b"<!DOCTYPE html><html><body>Scheduled maintenance</body></html>")),
            "empty" => Ok(page(200, b"")),
            "503" => Ok(page(503, b"<html><body>Service Unavailable</body></html>")),
            "403" => Ok(page(403, b"<html><body>Access Denied</body></html>")),
            "old answer" => Ok(answer(now - jiff::SignedDuration::from_hours((fate / 16 % 30) as i64), None)),
            _ => Ok(Answer { body: whole.body.iter().map(|b| b.rotate_left((b % 7).into())).collect(), ..whole }),
        }
    }
}

impl Post for Sky {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<Accepted, PostError>> {
        Box::pin(async move {
            self.step("post, before").await;
            let drawn = self.draw("post");
            let rough = drawn % 1000 < self.roughness().post;
            let kind = if rough { (drawn / 1000) % 3 + 1 } else { 0 };
            if kind == 1 {
                self.count("post: refused for now");
                return Err(PostError::temporary("The mail server answered 451: try again later."));
            }
            if kind != 2 {
                let mut mailbox = self.mailbox.lock().unwrap_or_else(PoisonError::into_inner);
                let taken = mailbox.entry(mail.message_id.clone()).or_default();
                taken.times += 1;
                taken.in_doubt += u32::from(kind == 3);
                taken.text = format!("{}\n{}", mail.text, mail.html);
                taken.to = mail.to.as_str().to_owned();
            }
            self.step("post, after").await;
            if kind == 0 {
                return Ok(Accepted { answer: "250 taken".to_owned() });
            }
            self.count(if kind == 2 { "post: lost at the dot" } else { "post: taken, answer lost" });
            Err(PostError::Temporary {
                sentence: "The mail server went away after the final dot.".to_owned(),
                in_doubt: true,
            })
        })
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, PostError>> {
        Box::pin(async { Ok("The post is in a storm.".to_owned()) })
    }

    fn kind(&self) -> &'static str {
        "storm"
    }
}
