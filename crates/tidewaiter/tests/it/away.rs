//! The database goes away while the service runs, and comes back: pages say so meanwhile, and nothing needs a restart.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::http;
use crate::postgres::Database;
use crate::service::{TestService, wait_for};

const WITHIN: Duration = Duration::from_secs(60);

/// A door before a server that can be shut: what stands in it is cut, and nobody new comes in.
struct Gate {
    port: u16,
    is_open: Arc<AtomicBool>,
    through: Arc<Mutex<Vec<TcpStream>>>,
}

impl Gate {
    fn before(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let gate = Self { port, is_open: Arc::new(AtomicBool::new(true)), through: Arc::default() };
        let (is_open, through) = (gate.is_open.clone(), gate.through.clone());
        std::thread::spawn(move || {
            for outside in listener.incoming().map_while(Result::ok) {
                if !is_open.load(Ordering::SeqCst) {
                    continue;
                }
                let inside = TcpStream::connect(&server).expect("the server");
                for (from, to) in [(&outside, &inside), (&inside, &outside)] {
                    let (from, to) = (from.try_clone().expect("a socket"), to.try_clone().expect("a socket"));
                    std::thread::spawn(move || pass(from, to));
                }
                through.lock().expect("a list").extend([outside, inside]);
            }
        });
        gate
    }

    fn shut(&self) {
        self.is_open.store(false, Ordering::SeqCst);
        for stream in self.through.lock().expect("a list").drain(..) {
            // One that is closed already is as good as cut.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[test]
fn a_database_that_goes_away_and_comes_back_needs_no_restart() {
    let Some(database) = Database::make() else { return };
    let url = database.url();
    let (user, rest) = url.split_once('@').expect("user@host");
    let (server, name) = rest.split_once('/').expect("host/name");
    let gate = Gate::before(if server.contains(':') { server.to_owned() } else { format!("{server}:5432") });
    let service = TestService::on(&format!("{user}@127.0.0.1:{}/{name}", gate.port));
    let running = service.up(&["--now", "2026-04-17T11:10:00Z"]);
    assert_eq!(running.get("/").status, 200);

    gate.shut();
    let begun = Instant::now();
    let page = running.get("/");
    assert_eq!(page.status, 503);
    assert!(page.body.contains("please try again in half a minute"), "{}", page.body);
    assert!(begun.elapsed() < Duration::from_secs(15), "a reader waits {:?}", begun.elapsed());
    assert_eq!(running.get("/readyz").status, 503);
    assert_eq!(running.get("/healthz").status, 200, "the process lives, and must not be restarted for it");

    gate.open();
    wait_for("readiness", WITHIN, || (running.get("/readyz").status == 200).then_some(()));
    assert_eq!(running.get("/").status, 200);
    let form = "application/x-www-form-urlencoded";
    let asked = http::ask(running.port, "POST", "/sign-in", form, "email=ada%40example.com").expect("an answer");
    assert!(asked.status < 400, "{}", asked.body);
    // The worker goes on by itself: the letter that was asked for is written.
    let outbox = service.data().join("outbox");
    wait_for("the letter", WITHIN, || std::fs::read_dir(&outbox).ok()?.flatten().next());
}
