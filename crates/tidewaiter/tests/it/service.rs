//! One instance of the program in a folder of its own: its commands run to their end, or the service running until the test ends.
//! Nothing of the caller's environment reaches it.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::http::{self, Reply};

/// What starts must answer within this, as the demo promises.
pub const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// Between two looks at something that is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a test needs and this machine may lack. A test without it is skipped with a line; under CI it fails, so that a lack is not
/// taken for a pass.
pub fn needed<T>(found: Option<T>, lacking: &str) -> Option<T> {
    if found.is_none() {
        let is_ci = std::env::var("CI").is_ok_and(|value| !value.is_empty());
        assert!(!is_ci, "{lacking}; under CI it must be there");
        eprintln!("skipped: {lacking}");
    }
    found
}

/// Where a program of this machine lies; servers' programs are not on everybody's path.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/sbin", "/usr/bin"].map(PathBuf::from));
    needed(folders.map(|folder| folder.join(name)).find(|file| file.is_file()), &format!("{name} is not installed"))
}

/// Looks again and again until there is something to see.
pub fn wait_for<T>(what: &str, within: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(begun.elapsed() < within, "{what} did not come within {within:?}");
        std::thread::sleep(LOOK_EVERY);
    }
}

/// A port of this machine that nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// An instance: a data directory, and perhaps another database.
pub struct TestService {
    folder: TempDir,
    database: Option<String>,
}

impl TestService {
    /// On SQLite inside its data directory, which is not made yet.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), database: None }
    }

    /// On another database.
    pub fn on(database: &str) -> Self {
        Self { database: Some(database.to_owned()), ..Self::new() }
    }

    /// A folder for the test's own files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// The program with these arguments, in the test's folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TIDEWAITER_")) {
            command.env_remove(name);
        }
        command.arg("--data").arg(self.data());
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command.args(args).current_dir(self.folder()).env("TMPDIR", self.folder()).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().expect("the program runs");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let status = output.status.code().unwrap_or_else(|| panic!("{args:?} ended by a signal: {}", output.status));
        Ran { status, stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// Runs a command that must succeed, and gives what it printed.
    pub fn done(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.status, 0, "{args:?} says: {}", ran.stderr);
        ran.stdout
    }

    /// The records that a command prints.
    pub fn records(&self, args: &[&str]) -> Vec<Value> {
        let printed = self.done(&[args, &["--json"]].concat());
        printed.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
    }

    /// Starts `up`, which is asked for by `args` besides, and waits until it is ready.
    pub fn up(&self, args: &[&str]) -> Running {
        let listen = format!("127.0.0.1:{}", free_port());
        let mut running = self.start(&[args, &["up", "--listen", &listen]].concat());
        running.port = listen.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        running.wait_until_ready();
        running
    }

    /// Starts the demo on a port that it finds, and waits until it is ready.
    pub fn demo(&self) -> Running {
        let mut running = self.start(&["demo", "--listen", "127.0.0.1:0"]);
        running.port = wait_for("the demo's address", STARTS_WITHIN, || {
            running.assert_runs();
            let printed = running.stdout();
            // The last line is complete only with its end.
            let whole = printed.rsplit_once('\n').map_or("", |(whole, _)| whole);
            let address = whole.lines().find_map(|line| line.split("http://127.0.0.1:").nth(1)).map(str::to_owned);
            address.and_then(|rest| rest.trim_end_matches('/').parse().ok())
        });
        running.wait_until_ready();
        running
    }

    fn start(&self, args: &[&str]) -> Running {
        let (out, err) = (self.folder().join("stdout.txt"), self.folder().join("stderr.txt"));
        let file = |path: &Path| File::create(path).expect("a file for what it prints");
        let child = self.command(args).stdout(file(&out)).stderr(file(&err)).spawn().expect("the program starts");
        Running { child, port: 0, out, err }
    }
}

/// The service while it runs; it ends with the test.
pub struct Running {
    child: Child,
    pub port: u16,
    out: PathBuf,
    err: PathBuf,
}

impl Running {
    /// What it printed so far.
    pub fn stdout(&self) -> String {
        std::fs::read_to_string(&self.out).unwrap_or_default()
    }

    /// What it logged so far.
    pub fn stderr(&self) -> String {
        std::fs::read_to_string(&self.err).unwrap_or_default()
    }

    /// A page.
    pub fn get(&self, path: &str) -> Reply {
        http::ask(self.port, "GET", path, "", "").unwrap_or_else(|error| panic!("GET {path}: {error}"))
    }

    /// Sends a signal by its name and waits for the end; gives the exit status, `None` where the signal itself ended it.
    pub fn end(&mut self, signal: &str) -> Option<i32> {
        let kill = format!("kill -{signal} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("sh").success(), "{kill}");
        let ended = || self.child.try_wait().expect("its status");
        wait_for("the program's end", Duration::from_secs(20), ended).code()
    }

    fn assert_runs(&mut self) {
        let ended = self.child.try_wait().expect("its status");
        assert!(ended.is_none(), "the program ended early with {ended:?} and says: {}", self.stderr());
    }

    fn wait_until_ready(&mut self) {
        wait_for("readiness", STARTS_WITHIN, || {
            self.assert_runs();
            http::ask(self.port, "GET", "/readyz", "", "").ok().filter(|reply| reply.status == 200)
        });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended by itself is past killing, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
