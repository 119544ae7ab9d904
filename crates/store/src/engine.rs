//! The two engines: opening them, transactions, migrations, and what of their errors we tell apart.

use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, Postgres};
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Transaction};

use crate::Cupboard;
use crate::weather::{Step, Weather};

mod copy;
pub(crate) mod migrate;
pub(crate) mod schema;

/// "This broke": for the operator. A sentence.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database refused, failed or is gone.
    #[error("The database could not {doing}: {}.", told(error))]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the driver says.
        error: sqlx::Error,
    },
    /// The cupboard of captures failed.
    #[error("The captures' cupboard could not {doing}: {error}.")]
    Cupboard {
        /// What was being done.
        doing: String,
        /// What the object store says.
        error: String,
    },
    /// The store cannot be opened as it was named.
    #[error("{0}")]
    Open(String),
    /// A task was taken over while its worker was away: what the worker did for it is undone.
    #[error("The task {task} was taken over by another worker meanwhile; what was done for it here is undone.")]
    TakenOver {
        /// The task's name.
        task: String,
    },
    /// A backup that cannot be written, or a file that cannot be restored.
    #[error("{0}")]
    Backup(String),
    /// A row does not say what it should.
    #[error(
        "The store holds {what} that cannot be read: '{text}'. Nothing was changed; restore a backup or report this."
    )]
    Damaged {
        /// What should stand there.
        what: String,
        /// What stands there.
        text: String,
    },
}

fn told(error: &sqlx::Error) -> String {
    error.to_string().trim_end_matches('.').to_owned()
}

impl Fault {
    pub(crate) fn damaged(what: &str, text: &str) -> Self {
        Fault::Damaged { what: what.to_owned(), text: text.to_owned() }
    }

    /// Whether another transaction was in the way, so that the same work may be tried again: SQLSTATE 40001, 40P01 and 23505 on PostgreSQL,
    /// SQLITE_BUSY (5) and its kin on SQLite.
    pub fn is_conflict(&self) -> bool {
        let Fault::Database { error: sqlx::Error::Database(error), .. } = self else { return false };
        match error.code().as_deref() {
            // A row that another transaction wrote in between can show as its unique key before it shows as a conflict.
            Some("40001" | "40P01" | "23505") => true,
            Some(code) => code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)) && code.len() <= 4,
            None => false,
        }
    }

    /// Whether another worker has the task now.
    pub fn is_taken_over(&self) -> bool {
        matches!(self, Fault::TakenOver { .. })
    }

    /// Whether the database is away for now, so that waiting may be all that is needed: no connection, one that broke, or a server that
    /// is going down or coming up (SQLSTATE classes 08 and 57P).
    pub fn is_away(&self) -> bool {
        let Fault::Database { error, .. } = self else { return false };
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Protocol(_) => true,
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P"))
            }
            _ => false,
        }
    }

    /// Whether a unique constraint refused a row.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Fault::Database { error: sqlx::Error::Database(error), .. } if error.is_unique_violation())
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Fault::Database { doing: "do what was asked", error }
    }
}

/// Which engine holds the rows.
#[derive(Debug, Clone)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite(SqlitePool),
    /// A server, shared by several processes and hosts.
    Postgres(PgPool),
}

/// The cupboard: rows in an engine, captures' bytes beside them.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) engine: Engine,
    pub(crate) cupboard: Cupboard,
    pub(crate) weather: Option<Arc<dyn Weather>>,
}

/// A transaction. Dropped without [`Tx::commit`], it never was.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one body for whichever engine the transaction is on: the body is compiled twice and written once.
macro_rules! on {
    ($tx:expr, |$connection:ident| $body:expr) => {
        match $tx {
            crate::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            crate::Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Tx {
    /// Makes it so.
    pub async fn commit(self) -> Result<(), Fault> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Postgres(tx) => tx.commit().await,
        }
        .map_err(|error| Fault::Database { doing: "commit", error })
    }

    /// Lets this transaction lie idle for as long as a slow disk or pipe makes it wait, which the server else ends after seconds.
    pub(crate) async fn be_patient(&mut self) -> Result<(), Fault> {
        if self.is_postgres() {
            on!(self, |c| sqlx::query("set local idle_in_transaction_session_timeout = 0")
                .execute(c)
                .await
                .map(|_| ()))?;
        }
        Ok(())
    }

    /// The suffix that makes a claim skip rows that another worker holds. SQLite has one writer and needs none.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Tx::Postgres(_))
    }
}

impl Store {
    /// Opens (and makes, and migrates) a store: `sqlite:///path/file.db` or `postgres://user@host/name`; captures lie in `captures`.
    pub async fn open(url: &str, captures: &Path) -> Result<Self, Fault> {
        Self::open_with(url, Cupboard::directory(captures)?).await
    }

    /// Opens a store whose captures lie in that cupboard.
    pub async fn open_with(url: &str, cupboard: Cupboard) -> Result<Self, Fault> {
        let store = Self::connect_with(url, cupboard).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Reaches a store, or makes an empty one without tables, as [`Store::restore`] fills it.
    pub async fn connect(url: &str, captures: &Path) -> Result<Self, Fault> {
        Self::connect_with(url, Cupboard::directory(captures)?).await
    }

    /// [`Store::connect`], with the captures in that cupboard.
    pub async fn connect_with(url: &str, cupboard: Cupboard) -> Result<Self, Fault> {
        let engine = if url.starts_with("sqlite:") {
            Engine::Sqlite(open_sqlite(url).await?)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Engine::Postgres(open_postgres(url).await?)
        } else {
            let scheme = url.split(':').next().unwrap_or_default();
            return Err(Fault::Open(format!(
                "The database address begins with '{scheme}:', which is no engine of ours; give sqlite:///path/to/file.db or postgres://user@host/database."
            )));
        };
        Ok(Self { engine, cupboard, weather: None })
    }

    /// The captures' bytes.
    pub fn cupboard(&self) -> &Cupboard {
        &self.cupboard
    }

    /// `sqlite` or `postgres`.
    pub fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// A transaction that reads: it sees one moment.
    pub async fn read(&self) -> Result<Tx, Fault> {
        self.pass(Step::BeginRead).await?;
        let begun = match &self.engine {
            Engine::Sqlite(pool) => pool.begin().await.map(Tx::Sqlite),
            Engine::Postgres(pool) => {
                pool.begin_with("begin isolation level repeatable read read only").await.map(Tx::Postgres)
            }
        };
        begun.map_err(|error| Fault::Database { doing: "begin to read", error })
    }

    /// A transaction that writes. Serializable on both engines: SQLite takes its one write lock at once (a deferred one fails under
    /// load when it turns from reading to writing), PostgreSQL reports a conflict, which [`transact!`](crate::transact) tries again.
    pub async fn write(&self) -> Result<Tx, Fault> {
        self.pass(Step::BeginWrite).await?;
        let begun = match &self.engine {
            Engine::Sqlite(pool) => pool.begin_with("begin immediate").await.map(Tx::Sqlite),
            Engine::Postgres(pool) => pool.begin_with("begin isolation level serializable").await.map(Tx::Postgres),
        };
        begun.map_err(|error| Fault::Database { doing: "begin to write", error })
    }

    /// A transaction for claiming work: on PostgreSQL read-committed, so that `skip locked` skips instead of conflicting. What another claim
    /// has not committed yet cannot be seen, and the rule of order must see it: claims go one by one. None waits for the disk: a claim that a
    /// power cut takes back was not begun, and whatever is committed after it brings it to the disk first.
    pub(crate) async fn claim(&self) -> Result<Tx, Fault> {
        self.begin_claim("begin; select pg_advisory_xact_lock(7130043); set local synchronous_commit = off").await
    }

    /// The same for prolonging a claim, which waits for no other.
    pub(crate) async fn prolong(&self) -> Result<Tx, Fault> {
        self.begin_claim("begin").await
    }

    async fn begin_claim(&self, begin: &'static str) -> Result<Tx, Fault> {
        self.pass(Step::Claim).await?;
        match &self.engine {
            Engine::Sqlite(_) => self.write().await,
            Engine::Postgres(pool) => pool
                .begin_with(begin)
                .await
                .map(Tx::Postgres)
                .map_err(|error| Fault::Database { doing: "begin to claim", error }),
        }
    }

    /// Commits a transaction of this store: what [`transact!`](crate::transact) ends with.
    pub async fn commit(&self, tx: Tx) -> Result<(), Fault> {
        self.pass(Step::Commit).await?;
        tx.commit().await?;
        self.pass(Step::Committed).await
    }

    /// Closes the pools: what was committed is on disk.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(pool) => pool.close().await,
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

macro_rules! migrations {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../migrations/", $folder, "/", $name, ".sql")))),+]
    };
}

const SQLITE: &[(&str, &str)] = migrations!("sqlite": "0001_house", "0002_captures", "0003_documents", "0004_stories",
    "0005_editions", "0006_readers", "0007_tasks", "0008_fetching_remembers", "0009_leases", "0010_timetable", "0011_readings", "0015_alarms", "0016_retention",
    "0018_newest_captures", "0019_tallies");
const POSTGRES: &[(&str, &str)] = migrations!("postgres": "0001_house", "0002_captures", "0003_documents", "0004_stories",
    "0005_editions", "0006_readers", "0007_tasks", "0008_fetching_remembers", "0009_leases", "0010_timetable", "0011_readings", "0015_alarms", "0016_retention",
    "0018_newest_captures", "0019_tallies");

/// What the rows take on disk.
pub(crate) fn database_bytes(tx: &Tx) -> &'static str {
    match tx {
        Tx::Sqlite(_) => "select page_count * page_size from pragma_page_count(), pragma_page_size()",
        Tx::Postgres(_) => "select pg_database_size(current_database())",
    }
}

async fn open_sqlite(url: &str) -> Result<SqlitePool, Fault> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Fault::Open(format!("The database address {url} cannot be read: {error}.")))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL, not NORMAL: the ledger and deliveries must survive a power cut, not only a killed process.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-8000");
    if !options.get_filename().to_string_lossy().starts_with("file:") {
        make_private(options.get_filename());
    }
    SqlitePoolOptions::new().max_connections(4).min_connections(0).connect_with(options).await.map_err(|error| {
        Fault::Open(format!(
            "The database file {} could not be opened: {error}. Check that the folder exists, that it can be written, and that the file is a SQLite database.",
            url.trim_start_matches("sqlite://")
        ))
    })
}

/// Makes the file of a store that begins, for nobody but its owner: it holds readers' addresses. SQLite gives its log the same mode.
/// What hinders it hinders SQLite too, which says so.
fn make_private(file: &Path) {
    use std::os::unix::fs::OpenOptionsExt as _;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    drop(made);
}

async fn open_postgres(url: &str) -> Result<PgPool, Fault> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| {
            Fault::Open(format!(
                "The database address cannot be read: {error}. It has the form postgres://user@host/database."
            ))
        })?
        .application_name("tidewaiter")
        // A process that is stopped in the midst of a transaction would hold its locks for as long as it is: the server ends it. No
        // transaction of ours lies idle between two statements for so long.
        .options([("timezone", "UTC"), ("idle_in_transaction_session_timeout", "15s")]);
    let place = options.get_database().unwrap_or("the default database").to_owned();
    let place = format!("{place} on {}", options.get_host());
    let unreachable = |error: sqlx::Error| -> Fault {
        Fault::Open(format!(
            "PostgreSQL ({place}) could not be reached: {}. Check that the server runs and that the address, user, password and database are right.",
            reason(&error)
        ))
    };
    // One connection first: the pool would try for ten seconds and then say only that it waited.
    let first = options.connect().await.map_err(unreachable)?;
    first.close().await.map_err(unreachable)?;
    PgPoolOptions::new()
        .max_connections(8)
        // A reader waits no longer than this for a page that says that the database is away.
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await
        .map_err(unreachable)
}

/// What a server or socket said: a server's own message without the place in its source.
fn reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}

/// Runs a body in a writing transaction and commits it; when another transaction was in the way, runs it again, up to eight times.
///
/// `transact!(store, |tx| { …; Ok(value) })`. The body's error must be `From<Fault>` and answer `is_conflict`.
#[macro_export]
macro_rules! transact {
    ($store:expr, |$tx:ident| $body:expr) => {{
        let mut attempt = 0u64;
        loop {
            let mut $tx = $store.write().await?;
            let outcome = async { $body }.await;
            let outcome = match outcome {
                Ok(value) => $store.commit($tx).await.map(|()| value).map_err(From::from),
                Err(error) => {
                    drop($tx);
                    Err(error)
                }
            };
            match outcome {
                Err(error) if error.is_conflict() && attempt < 8 => {
                    attempt += 1;
                    ::tokio::time::sleep(::std::time::Duration::from_millis(5 * attempt * attempt)).await;
                }
                other => break other,
            }
        }
    }};
}

/// Makes an empty database on a server and answers its address: each test has its own. `server` names a database to connect to first.
pub async fn fresh_database(server: &str) -> Result<String, Fault> {
    let pool = open_postgres(server).await?;
    let (name,): (String,) =
        sqlx::query_as("select 'tw_' || replace(gen_random_uuid()::text, '-', '')").fetch_one(&pool).await?;
    // A name of letters and digits that the server made itself; a statement that makes databases takes no parameters.
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&pool).await?;
    pool.close().await;
    let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
    Ok(format!("{base}/{name}"))
}

impl Store {
    /// Tries to erase a table's rows, for the test that ground refuses it; answers how many went.
    #[doc(hidden)]
    pub async fn try_to_erase(&self, table: &str) -> Result<u64, Fault> {
        let sql = format!("delete from {}", table.replace(|c: char| !c.is_ascii_lowercase() && c != '_', ""));
        let mut tx = self.write().await?;
        Ok(on!(&mut tx, |c| sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(c).await.map(|done| done.rows_affected()))?)
    }
}
