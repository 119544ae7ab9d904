//! How many tasks a second four workers claim and end on PostgreSQL, each with connections of its own, none twice; and on SQLite.
//!
//! `TIDEWAITER_TEST_POSTGRES=postgres://… cargo bench -p store --bench claims`. The promise: 500 a second on PostgreSQL. In November 2026, on
//! two busy cores, a server that syncs each commit to a disk of 4 ms and our crates unoptimized: 529 and 573 (218 and 269 while a claim
//! still waited for the disk); without the sync 613 to 748.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use model::Timestamp;
use store::{NewTask, Store};

const TASKS: usize = 5_000;
const WORKERS: usize = 4;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_776_000_000 + seconds).expect("an instant")
}

async fn measure(name: &str, url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(url, &folder.path().join("captures")).await.expect("a store");
    let mut tx = store.write().await.expect("write");
    for n in 0..TASKS {
        let task = NewTask {
            kind: "letter".to_owned(),
            subject: format!("letter {n}"),
            detail: String::new(),
            as_of: at(n as i64),
            run_at: at(0),
        };
        tx.queue(&task).await.expect("queued");
    }
    store.commit(tx).await.expect("committed");

    let done = Arc::new(Mutex::new(BTreeSet::new()));
    let twice = Arc::new(Mutex::new(0));
    let begun = Instant::now();
    let mut workers = Vec::new();
    for worker in 0..WORKERS {
        // A pool of its own, as another process has.
        let store = Store::open(url, &folder.path().join("captures")).await.expect("a store");
        let (done, twice) = (done.clone(), twice.clone());
        workers.push(tokio::spawn(async move {
            let name = format!("worker-{worker}");
            let now = at(100_000);
            while let Some(row) = store.claim_task(&name, "", now, at(100_180)).await.expect("claimed") {
                store::transact!(store, |tx| tx.finish_task(&row).await)?;
                if !done.lock().expect("a set").insert(row.id) {
                    *twice.lock().expect("a count") += 1;
                }
            }
            Ok::<(), store::Fault>(())
        }));
    }
    for worker in workers {
        worker.await.expect("ended").expect("worked");
    }
    let seconds = begun.elapsed().as_secs_f64();
    let (done, twice) = (done.lock().expect("a set").len(), *twice.lock().expect("a count"));
    println!(
        "{name}: {done} tasks by {WORKERS} workers in {seconds:.2} s, {:.0} a second, {twice} twice",
        done as f64 / seconds
    );
    assert_eq!((done, twice), (TASKS, 0));
    store.close().await;
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        measure("SQLite", &format!("sqlite://{}", folder.path().join("t.db").display())).await;
        match std::env::var("TIDEWAITER_TEST_POSTGRES") {
            Ok(server) => {
                let url = store::engine::fresh_database(&server).await.expect("a database");
                measure("PostgreSQL", &url).await;
            }
            Err(_) => println!("PostgreSQL: not measured, for TIDEWAITER_TEST_POSTGRES names no server"),
        }
    });
}
