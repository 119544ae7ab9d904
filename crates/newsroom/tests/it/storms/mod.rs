//! Storms: days of the newsroom on a fake wire, post and clock, with faults at every door and the process ended at every step. After
//! each the books must agree, nothing be missing, nothing be there twice, and the wall hold.
//!
//! A hundred seeds run under CI, twenty by hand; `TIDEWAITER_STORMS=10000` runs more, `TIDEWAITER_STORM=4711` that one alone.

mod check;
mod weather;
mod world;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use model::reader::{Email, Licence, LicenceKind, Role};
use model::title::TitleSlug;
use newsroom::{Clock, Newsroom, Trouble};

use crate::house;
use weather::{Roughness, Sky};
use world::World;

/// Longer than a lease: what an ended process had begun is free again.
const LEASE_OVER: SignedDuration = SignedDuration::from_secs(301);

/// First days of storms: an ordinary week, the two clock changes of 2026, a week with a holiday, the turn of a year.
const WEEKS: [(i16, i8, i8); 5] = [(2026, 4, 15), (2026, 3, 5), (2026, 10, 29), (2026, 11, 24), (2026, 12, 30)];

/// What one storm is made of.
#[derive(Debug, Clone)]
struct Plan {
    seed: u64,
    days: usize,
    roughness: Roughness,
    end_at: Option<u64>,
    clock_steps: bool,
}

/// What came of it.
struct Outcome {
    counts: BTreeMap<String, u64>,
    problems: Vec<String>,
    account: String,
    steps: u64,
}

impl Plan {
    /// Everything at once, as rough as the seed says.
    fn storm(seed: u64) -> Self {
        let mut draw = drawer(seed ^ 0x5eed);
        let roughness = Roughness {
            wire: draw(400),
            post: draw(300),
            store: draw(12),
            end: if draw(2) == 0 { draw(8) } else { 0 },
        };
        Self { seed, days: 3, roughness, end_at: None, clock_steps: draw(3) == 0 }
    }

    fn fair(seed: u64, days: usize) -> Self {
        Self { seed, days, roughness: Roughness::default(), end_at: None, clock_steps: false }
    }
}

/// Numbers from a seed, the same everywhere.
fn drawer(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below.max(1)
    }
}

/// One process: a newsroom in that weather.
async fn process(sky: &Arc<Sky>, folder: &tempfile::TempDir, clock: &Clock) -> Newsroom {
    let mut newsroom = house::newsroom_at(&address(folder), folder, clock.clone()).await;
    newsroom.catalogue = Arc::new(sources::Catalogue::bundled().only(&world::SOURCES));
    newsroom.wire = sky.clone();
    newsroom.post = sky.clone();
    newsroom.store = newsroom.store.in_weather(sky.clone());
    newsroom
}

/// What `up` does in a round: tasks, sources that are due, closes, editions.
async fn round(newsroom: &Newsroom) -> Result<(), Trouble> {
    newsroom.run_ready().await?;
    newsroom.fetch(&[]).await?;
    newsroom.publish_due(newsroom.clock.now()).await?;
    newsroom.keep_timetable().await?;
    newsroom.run_ready().await?;
    newsroom.watch().await
}

/// The instants at which the house looks, from the first day on: the hours at which something happens, weekends too.
fn instants(first: jiff::civil::Date, days: usize) -> Vec<Timestamp> {
    const HOURS: [(i8, i8); 9] = [(5, 50), (6, 10), (6, 45), (8, 50), (9, 30), (10, 10), (11, 20), (16, 20), (21, 0)];
    let (mut out, mut day, mut business) = (Vec::new(), first, 0);
    while business < days {
        out.extend(HOURS.iter().map(|(hour, minute)| world::at(day, *hour, *minute)));
        business += usize::from(model::title::is_business_day(day));
        day = model::title::next_day(day);
    }
    out
}

async fn run(plan: &Plan) -> Outcome {
    let mut draw = drawer(plan.seed);
    let (year, month, day) = WEEKS[draw(WEEKS.len() as u64) as usize];
    let first = date(year, month, day);
    let world = World::new(first, plan.days, &mut draw);
    let begin = world::at(model::title::day_before(first), 21, 0);
    let clock = Clock::standing_at(begin);
    clock.set_real(begin);
    let sky = Sky::new(plan.seed, world, clock.clone(), plan.roughness, plan.end_at);
    let folder = tempfile::Builder::new().tempdir_in(roomy()).expect("a folder");
    subscribe(&folder, begin).await;
    let mut newsroom = process(&sky, &folder, &clock).await;

    let storm = instants(first, plan.days);
    let calm_from = *storm.last().expect("instants");
    // Fair days up to the second edition after: time for what was given back to be tried again, and for what came late to be told.
    let calm = instants(first, plan.days + 3).into_iter().skip(storm.len()).step_by(2);
    let storm = storm.into_iter().map(|at| (at, true));
    for (at, rough) in storm.chain(calm.map(|at| (at, false))) {
        if !rough {
            sky.clear();
        }
        let jump = if rough && plan.clock_steps && draw(12) == 0 { draw(150) as i64 - 120 } else { 0 };
        let at = at + SignedDuration::from_mins(jump);
        clock.set(at);
        clock.set_real(at);
        newsroom = live_through(newsroom, &sky, &folder, &clock).await;
    }
    // Whoever looks at the books takes steps too, and no process can end at those.
    let steps = sky.steps();
    let problems = check::all(&newsroom, &sky, calm_from).await;
    let account = check::account(&newsroom).await;
    newsroom.store.close().await;
    let counts = sky.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Outcome { counts, problems, account, steps }
}

/// One round, begun again by a new process as often as it ends, and tried again after a fault as `up` does.
async fn live_through(mut newsroom: Newsroom, sky: &Arc<Sky>, folder: &tempfile::TempDir, clock: &Clock) -> Newsroom {
    for _ in 0..6 {
        let outcome = tokio::select! {
            biased;
            () = sky.end() => None,
            outcome = round(&newsroom) => Some(outcome),
        };
        match outcome {
            Some(Ok(())) => break,
            Some(Err(_)) => clock.set_real(clock.real() + SignedDuration::from_secs(1)),
            None => {
                newsroom.store.close().await;
                clock.set_real(clock.real() + LEASE_OVER);
                sky.begin();
                newsroom = process(sky, folder, clock).await;
            }
        }
    }
    newsroom
}

/// Three readers: one of both titles, one of one, one whose licence is over.
async fn subscribe(folder: &tempfile::TempDir, begin: Timestamp) {
    let newsroom = house::newsroom_at(&address(folder), folder, Clock::standing_at(begin)).await;
    let readers =
        [("ada", vec!["export", "customs"], 900), ("bert", vec!["customs"], 900), ("cora", vec!["export"], -1)];
    for (name, titles, days) in readers {
        let licence = Licence {
            kind: LicenceKind::Full,
            titles: titles.into_iter().map(TitleSlug::new).collect(),
            from: begin - SignedDuration::from_hours(2400),
            until: begin + SignedDuration::from_hours(days * 24),
        };
        let email = Email::parse(&format!("{name}@reader.example")).expect("an address");
        newsroom.add_reader(&email, name, Role::Reader, Some(licence)).await.expect("added");
    }
    newsroom.store.close().await;
}

fn address(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}", folder.path().join("t.db").display())
}

/// A folder in memory where there is one: a storm is thousands of synced commits.
fn roomy() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

/// Runs plans on all processors; each on a thread and runtime of its own, so that it is repeatable.
fn run_all(plans: Vec<Plan>) -> Vec<(Plan, Outcome)> {
    let (plans, outcomes) = (Mutex::new(plans.into_iter()), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = plans.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(plan) = next else { break };
                    let runtime =
                        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                    let outcome = runtime.block_on(run(&plan));
                    outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((plan, outcome));
                }
            });
        }
    });
    outcomes.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// How much is usual under CI, and how much by hand, where somebody waits for the end.
fn usual(ci: u64, hand: u64) -> u64 {
    if std::env::var("CI").is_ok_and(|value| !value.is_empty()) { ci } else { hand }
}

fn wanted(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
}

#[test]
fn after_a_storm_nothing_is_missing_and_nothing_is_there_twice() {
    let plans: Vec<Plan> = match wanted("TIDEWAITER_STORM") {
        Some(seed) => vec![Plan::storm(seed)],
        None => (1..=wanted("TIDEWAITER_STORMS").unwrap_or(usual(100, 20))).map(Plan::storm).collect(),
    };
    let storms = plans.len();
    let outcomes = run_all(plans);
    let mut table: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut wrecked = 0;
    for (plan, outcome) in &outcomes {
        for (what, times) in &outcome.counts {
            let line = table.entry(what.clone()).or_default();
            *line = (line.0 + times, line.1 + 1);
        }
        if !outcome.problems.is_empty() {
            wrecked += 1;
            if wrecked <= 12 {
                let seed = plan.seed;
                println!(
                    "storm {seed}: {}\n  again: TIDEWAITER_STORM={seed} cargo test -p newsroom --test it storms::after -- --nocapture",
                    outcome.problems.join("\n  ")
                );
            }
        }
    }
    println!("{storms} storms, {} steps", outcomes.iter().map(|(_, outcome)| outcome.steps).sum::<u64>());
    for (what, (times, storms)) in table {
        println!("{times:>8} times in {storms:>6} storms  {what}");
    }
    assert_eq!(
        wrecked, 0,
        "of {storms} storms {wrecked} left damage; each is told above with the command that repeats it"
    );
}

#[test]
fn the_process_may_end_at_every_step_and_the_books_are_the_same() {
    let days = 2;
    let fair = run_all(vec![Plan::fair(7, days)]).remove(0).1;
    assert_eq!(fair.problems, Vec::<String>::new(), "the fair days themselves");
    let every = if wanted("TIDEWAITER_STORMS").is_some() { 1 } else { (fair.steps / usual(40, 12)).max(1) };
    let plans = (0..fair.steps).step_by(every as usize).map(|step| Plan { end_at: Some(step), ..Plan::fair(7, days) });
    let outcomes = run_all(plans.collect());
    let mut struck: BTreeMap<String, u64> = BTreeMap::new();
    for (plan, outcome) in &outcomes {
        let step = plan.end_at.unwrap_or_default();
        assert_eq!(outcome.problems, Vec::<String>::new(), "ended at step {step}: {:?}", outcome.counts);
        assert_eq!(outcome.account, fair.account, "ended at step {step}: {:?}", outcome.counts);
        for what in outcome.counts.keys() {
            *struck.entry(what.clone()).or_default() += 1;
        }
    }
    println!("{} of {} steps: {struck:#?}", outcomes.len(), fair.steps);
}
