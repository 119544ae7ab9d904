//! A web server on loopback that does what a test tells it, well or ill: each request is answered by a list of steps.
//! It remembers what it was asked, over how many connections, and how many requests were open at once.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the server does next.
pub enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends nothing for a while.
    Wait(Duration),
    /// Sends the same bytes again and again, with a pause between, until the other side has enough.
    Forever(Vec<u8>, Duration),
    /// Ends the connection.
    Close,
}

/// What came in.
#[derive(Default)]
pub struct Seen {
    heads: Mutex<Vec<String>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    open_max: AtomicUsize,
    sent_bytes: AtomicUsize,
}

/// The server; it ends with the test's runtime.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Seen>,
}

impl Server {
    /// Listens on an address of the loopback network. `answer` gets the path, the whole head, and how many requests came before.
    pub async fn on(ip: &str, answer: impl Fn(&str, &str, usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((ip, 0)).await.expect("a port");
        Self::listen(listener, answer)
    }

    /// Listens on a given port, so that several addresses may share it.
    pub async fn at(
        address: SocketAddr,
        answer: impl Fn(&str, &str, usize) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        Self::listen(TcpListener::bind(address).await.expect("the port"), answer)
    }

    fn listen(listener: TcpListener, answer: impl Fn(&str, &str, usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let address = listener.local_addr().expect("an address");
        let (seen, answer) = (Arc::new(Seen::default()), Arc::new(answer));
        let shared = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, shared.clone(), answer.clone()));
            }
        });
        Self { address, seen }
    }

    /// The heads of all requests, in order.
    pub fn heads(&self) -> Vec<String> {
        self.seen.heads.lock().expect("a lock").clone()
    }

    /// The paths that were asked, in order.
    pub fn paths(&self) -> Vec<String> {
        self.heads().iter().map(|head| path_of(head)).collect()
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// The most requests that were open at once.
    pub fn open_max(&self) -> usize {
        self.seen.open_max.load(Ordering::SeqCst)
    }

    /// How much was sent, as far as the other side took it.
    pub fn sent_bytes(&self) -> usize {
        self.seen.sent_bytes.load(Ordering::SeqCst)
    }
}

fn path_of(head: &str) -> String {
    head.split(' ').nth(1).unwrap_or_default().to_owned()
}

async fn serve<F: Fn(&str, &str, usize) -> Vec<Step>>(mut stream: TcpStream, seen: Arc<Seen>, answer: Arc<F>) {
    let mut head = Vec::new();
    loop {
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(length) if length > 0 => head.extend_from_slice(&piece[..length]),
            _ => return,
        }
        if !head.ends_with(b"\r\n\r\n") {
            continue;
        }
        let asked = String::from_utf8_lossy(&std::mem::take(&mut head)).into_owned();
        let before = {
            let mut heads = seen.heads.lock().expect("a lock");
            heads.push(asked.clone());
            heads.len() - 1
        };
        let open = seen.open.fetch_add(1, Ordering::SeqCst) + 1;
        seen.open_max.fetch_max(open, Ordering::SeqCst);
        let goes_on = play(&mut stream, answer(&path_of(&asked), &asked, before), &seen).await;
        seen.open.fetch_sub(1, Ordering::SeqCst);
        if !goes_on {
            // A client that has seen enough is gone by now: that is the test's business, not the server's.
            let _ = stream.shutdown().await;
            return;
        }
    }
}

/// Whether the connection goes on.
async fn play(stream: &mut TcpStream, steps: Vec<Step>, seen: &Seen) -> bool {
    for step in steps {
        match step {
            Step::Send(bytes) => {
                if !send(stream, &bytes, seen).await {
                    return false;
                }
            }
            Step::Wait(pause) => tokio::time::sleep(pause).await,
            Step::Forever(bytes, pause) => {
                while send(stream, &bytes, seen).await {
                    tokio::time::sleep(pause).await;
                }
                return false;
            }
            Step::Close => return false,
        }
    }
    true
}

async fn send(stream: &mut TcpStream, bytes: &[u8], seen: &Seen) -> bool {
    let sent = stream.write_all(bytes).await.is_ok();
    if sent {
        seen.sent_bytes.fetch_add(bytes.len(), Ordering::SeqCst);
    }
    sent
}

/// An answer with a status, headers (each line with its end) and a body of a stated length.
pub fn whole(status: &str, headers: &str, body: &[u8]) -> Vec<Step> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    vec![Step::Send([head.as_bytes(), body].concat())]
}

/// A redirect.
pub fn to(location: &str) -> Vec<Step> {
    whole("302 Found", &format!("Location: {location}\r\n"), b"")
}
