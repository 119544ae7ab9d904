//! Putting a backup into an unused store: schema, rows and the end of leases in one transaction, which a damaged file never ends.

use std::io::{self, BufRead, BufReader, Read};

use model::capture::Sha256;
use serde_json::Value;
use sha2::Digest as _;

use super::{CaptureBytes, CaptureLine, FORMAT, Header, LINE_BYTES_MAX, LastLine, NAME, Sums, TableLine, bytes_of};
use crate::engine::schema::{Kind, Table};
use crate::engine::{migrate, on};
use crate::{Fault, Store, Tx};

/// How many values one statement takes: enough that the way to a server does not count.
const VALUES_MAX_POSTGRES: usize = 4000;
/// There is no way to SQLite, and it looks for each parameter's name among all of the statement.
const VALUES_MAX_SQLITE: usize = 200;
/// How many bytes of rows stand in memory before they are written.
const BATCH_BYTES_MAX: usize = 1 << 20;
/// What an unused store holds: the schema's own record, and what the first opening writes.
const WRITTEN_FIRST: [&str; 3] = ["house", "migrations", "titles"];
/// With which bytes every zstd frame begins (RFC 8878, 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup held.
    pub sums: Sums,
    /// When it was taken, as it says.
    pub taken_at: String,
    /// Whether the captures' bytes were in it.
    pub captures: CaptureBytes,
}

impl Store {
    /// Fills an unused store, reached by [`Store::connect`], from a backup. `name` is what the sentences call it.
    ///
    /// The tables are made as they were where the backup was taken, filled, and then migrated. Nothing is committed before the last
    /// line has proved the whole. Captures' bytes are put into the cupboard on the way, under their hashes: of a restore that failed
    /// they stay, without a row that names them. In memory stand a batch of rows, or one compressed capture.
    pub async fn restore(&self, from: impl Read, name: &str) -> Result<Restored, Fault> {
        let mut tx = self.write().await?;
        tx.be_patient().await?;
        let result = self.fill(&mut tx, from, name).await;
        match result {
            Ok(restored) => self.commit(tx).await.map(|()| restored),
            Err(fault) => Err(fault),
        }
    }

    async fn fill(&self, tx: &mut Tx, from: impl Read, name: &str) -> Result<Restored, Fault> {
        tx.assert_unused().await?;
        let mut lines = Lines::begin(from, name)?;
        let header = header(&mut lines, migrate::ours(tx))?;
        tx.unmake().await?;
        tx.migrate(|migration| header.migrations.iter().any(|theirs| theirs == migration)).await?;
        let schema = tx.tables().await?;
        let values_max = if tx.is_postgres() { VALUES_MAX_POSTGRES } else { VALUES_MAX_SQLITE };
        let (mut sums, mut filled) = (Sums::default(), Vec::new());
        let mut batch: Option<Batch> = None;
        let last = loop {
            match lines.next()? {
                Line::Row(row) => {
                    let batch = batch.as_mut().ok_or_else(|| lines.damaged("a row before its table"))?;
                    batch.push(row).map_err(|what| lines.damaged(&what))?;
                    sums.rows += 1;
                    if batch.is_full() {
                        tx.insert(batch).await?;
                    }
                }
                Line::Table(line) => {
                    if let Some(mut batch) = batch.take() {
                        tx.insert(&mut batch).await?;
                    }
                    batch = Some(Batch::of(&line, &schema, values_max).map_err(|what| lines.damaged(&what))?);
                    filled.push(line.table);
                    sums.tables += 1;
                }
                Line::Capture(line) => {
                    let packed = lines.bytes(line.size_bytes)?;
                    let hash = Sha256::from_hex(&line.capture).ok_or_else(|| lines.damaged("a hash that is none"))?;
                    self.cupboard.put_packed(&hash, packed).await?;
                    sums.captures += 1;
                }
                Line::Last(line) => break line,
            }
        };
        if let Some(mut batch) = batch.take() {
            tx.insert(&mut batch).await?;
        }
        lines.assert_whole(&sums, &last)?;
        if let Some(table) = schema.iter().find(|table| table.name != "migrations" && !filled.contains(&table.name)) {
            return Err(lines.damaged(&format!("no table {}", table.name)));
        }
        tx.migrate(|_| true).await?;
        tx.end_leases().await?;
        Ok(Restored { sums: last.end, taken_at: header.taken_at, captures: header.captures })
    }
}

/// Reads the first line and says why it will not do.
fn header(lines: &mut Lines<impl Read>, ours: &[(&str, &str)]) -> Result<Header, Fault> {
    let name = lines.name.clone();
    let foreign = || {
        Fault::Backup(format!(
            "{name} is no backup of tidewaiter: it does not begin as one. Nothing was restored. Name a file that `tidewaiter backup` wrote."
        ))
    };
    let first = lines.line()?;
    let value: Value = serde_json::from_slice(&first).map_err(|_| foreign())?;
    if value["tidewaiter"] != NAME {
        return Err(foreign());
    }
    let program = value["program"].as_str().unwrap_or("a newer one").to_owned();
    let newer = |what: &str| {
        Fault::Backup(format!(
            "{name} was written by a newer tidewaiter ({program}): {what}. Nothing was restored. Use version {program} or later."
        ))
    };
    if value["format"].as_u64().is_none_or(|format| format > u64::from(FORMAT)) {
        return Err(newer(&format!("its format is {}, and this program reads up to {FORMAT}", value["format"])));
    }
    let header: Header = serde_json::from_value(value)
        .map_err(|error| lines.damaged(&format!("a first line that lacks what it should say ({error})")))?;
    match header.migrations.iter().find(|theirs| !ours.iter().any(|(name, _)| name == theirs)) {
        Some(migration) => Err(newer(&format!("it has the migration {migration}, which this program does not know"))),
        None => Ok(header),
    }
}

impl Tx {
    /// A restore fills; it never mixes two stores.
    async fn assert_unused(&mut self) -> Result<(), Fault> {
        let tables = self.tables().await?;
        if !tables.iter().any(|table| table.name == "migrations") {
            return Ok(());
        }
        for table in tables.iter().filter(|table| !WRITTEN_FIRST.contains(&table.name.as_str())) {
            if self.has_row(&table.name).await? {
                return Err(Fault::Backup(format!(
                    "This store is in use: its table {} holds rows. A backup is restored into an empty data directory or database only; nothing was changed. Name another with --data or --database.",
                    table.name
                )));
            }
        }
        Ok(())
    }

    /// Nobody works on the tasks of a store that was just put there.
    async fn end_leases(&mut self) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "update tasks set state = 'ready', worker = null, leased_until = null where state = 'running'"
        )
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    async fn insert(&mut self, batch: &mut Batch) -> Result<(), Fault> {
        if batch.rows.is_empty() {
            return Ok(());
        }
        let sql = batch.sql();
        let rows = std::mem::take(&mut batch.rows);
        batch.size_bytes = 0;
        on!(self, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for cell in rows.into_iter().flatten() {
                query = match cell {
                    Cell::Text(text) => query.bind(text),
                    Cell::Integer(integer) => query.bind(integer),
                    Cell::Bytes(bytes) => query.bind(bytes),
                };
            }
            query.execute(c).await.map(|_| ())
        })
        .map_err(|error| Fault::Database { doing: "take the rows of the backup", error })
    }
}

/// A value for a column.
enum Cell {
    Text(Option<String>),
    Integer(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

/// Rows of one table on their way into it.
struct Batch {
    table: String,
    columns: Vec<(String, Kind)>,
    rows: Vec<Vec<Cell>>,
    size_bytes: usize,
    values_max: usize,
}

impl Batch {
    /// The table must be one that the migrations made, with just these columns: no name of the file goes into SQL otherwise.
    fn of(line: &TableLine, schema: &[Table], values_max: usize) -> Result<Self, String> {
        let table = schema.iter().find(|table| table.name == line.table && table.name != "migrations");
        let table = table.ok_or_else(|| format!("the table {}, which its migrations do not make", line.table))?;
        let known = |(name, kind): &(String, String)| {
            let column = table.columns.iter().find(|column| column.name == *name && column.kind.as_str() == kind)?;
            Some((column.name.clone(), column.kind))
        };
        let columns: Option<Vec<_>> = line.columns.iter().map(known).collect();
        let mut names: Vec<&String> = line.columns.iter().map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        match columns {
            Some(columns) if names.len() == table.columns.len() && columns.len() == names.len() => {
                Ok(Self { table: table.name.clone(), columns, rows: Vec::new(), size_bytes: 0, values_max })
            }
            _ => Err(format!("other columns of {} than its migrations make", line.table)),
        }
    }

    fn push(&mut self, (row, size_bytes): (Vec<Value>, usize)) -> Result<(), String> {
        if row.len() != self.columns.len() {
            return Err(format!("a row of {} with {} values", self.table, row.len()));
        }
        let cells = row.into_iter().zip(&self.columns).map(|(value, (name, kind))| {
            let cell = match (kind, value) {
                (Kind::Text, Value::Null) => Some(Cell::Text(None)),
                (Kind::Text, Value::String(text)) => Some(Cell::Text(Some(text))),
                (Kind::Integer, Value::Null) => Some(Cell::Integer(None)),
                (Kind::Integer, Value::Number(number)) => number.as_i64().map(|number| Cell::Integer(Some(number))),
                (Kind::Bytes, Value::Null) => Some(Cell::Bytes(None)),
                (Kind::Bytes, value) => bytes_of(&value).map(|bytes| Cell::Bytes(Some(bytes))),
                _ => None,
            };
            cell.ok_or_else(|| format!("a value of {}.{name} that is not {}", self.table, kind.as_str()))
        });
        self.rows.push(cells.collect::<Result<_, _>>()?);
        self.size_bytes += size_bytes;
        Ok(())
    }

    fn is_full(&self) -> bool {
        (self.rows.len() + 1) * self.columns.len() > self.values_max || self.size_bytes > BATCH_BYTES_MAX
    }

    fn sql(&self) -> String {
        let names = self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let width = self.columns.len();
        let row = |at: usize| {
            let values = (at * width + 1..=(at + 1) * width).map(|value| format!("${value}")).collect::<Vec<_>>();
            format!("({})", values.join(", "))
        };
        let rows = (0..self.rows.len()).map(row).collect::<Vec<_>>().join(", ");
        format!("insert into \"{}\" ({names}) values {rows}", self.table)
    }
}

/// What a line says.
enum Line {
    Table(TableLine),
    /// A row's values, and how long its line is.
    Row((Vec<Value>, usize)),
    Capture(CaptureLine),
    Last(LastLine),
}

/// The lines as they come: unpacked, hashed, counted.
struct Lines<R: Read> {
    from: BufReader<zstd::stream::read::Decoder<'static, BufReader<R>>>,
    name: String,
    hash: sha2::Sha256,
    /// The hash of what came before the present line.
    before: [u8; 32],
    lines: u64,
}

impl<R: Read> Lines<R> {
    fn begin(from: R, name: &str) -> Result<Self, Fault> {
        let mut from = BufReader::with_capacity(128 * 1024, from);
        let unread =
            |error: io::Error| Fault::Backup(format!("{name} could not be read: {error}. Nothing was restored."));
        let head = from.fill_buf().map_err(unread)?;
        if head.is_empty() {
            return Err(Fault::Backup(format!("{name} is empty. Nothing was restored.")));
        }
        if !head.starts_with(&ZSTD) {
            return Err(Fault::Backup(format!(
                "{name} is no backup of tidewaiter: it does not begin as one. Nothing was restored. Name a file that `tidewaiter backup` wrote."
            )));
        }
        let from = zstd::stream::read::Decoder::with_buffer(from).map_err(unread)?;
        Ok(Self {
            from: BufReader::with_capacity(128 * 1024, from),
            name: name.to_owned(),
            hash: sha2::Sha256::new(),
            before: [0; 32],
            lines: 0,
        })
    }

    fn damaged(&self, what: &str) -> Fault {
        Fault::Backup(format!(
            "{} is damaged: line {} holds {what}. Nothing was restored. Take another copy of the backup.",
            self.name, self.lines
        ))
    }

    fn broken(&self, error: &io::Error) -> Fault {
        let (name, lines) = (&self.name, self.lines);
        let place = if lines == 0 { "in its first line".to_owned() } else { format!("behind line {lines}") };
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => format!("is cut short {place}"),
            _ => format!("is damaged or could not be read {place} ({error})"),
        };
        Fault::Backup(format!("{name} {what}. Nothing was restored. Take another copy of the backup."))
    }

    fn line(&mut self) -> Result<Vec<u8>, Fault> {
        let mut line = Vec::new();
        let read = (&mut self.from).take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        read.map_err(|error| self.broken(&error))?;
        if line.last() != Some(&b'\n') {
            return Err(self.broken(&io::ErrorKind::UnexpectedEof.into()));
        }
        self.before = self.hash.clone().finalize().into();
        self.hash.update(&line);
        self.lines += 1;
        Ok(line)
    }

    fn next(&mut self) -> Result<Line, Fault> {
        let line = self.line()?;
        let said = |error: serde_json::Error| self.damaged(&format!("what is no line of a backup ({error})"));
        if line.starts_with(b"[") {
            return Ok(Line::Row((serde_json::from_slice(&line).map_err(said)?, line.len())));
        }
        let value: Value = serde_json::from_slice(&line).map_err(said)?;
        if value.get("table").is_some() {
            serde_json::from_value(value).map(Line::Table).map_err(said)
        } else if value.get("capture").is_some() {
            serde_json::from_value(value).map(Line::Capture).map_err(said)
        } else {
            serde_json::from_value(value).map(Line::Last).map_err(said)
        }
    }

    /// The bytes of a capture, and the end of their line.
    fn bytes(&mut self, size_bytes: u64) -> Result<Vec<u8>, Fault> {
        if size_bytes > LINE_BYTES_MAX {
            return Err(self.damaged("a capture of more bytes than a store keeps"));
        }
        let mut bytes = Vec::new();
        (&mut self.from).take(size_bytes + 1).read_to_end(&mut bytes).map_err(|error| self.broken(&error))?;
        self.hash.update(&bytes);
        if bytes.len() as u64 != size_bytes + 1 {
            return Err(self.broken(&io::ErrorKind::UnexpectedEof.into()));
        }
        match bytes.pop() {
            Some(b'\n') => Ok(bytes),
            _ => Err(self.damaged("a capture that is longer than it says")),
        }
    }

    /// The sums and the hash agree, and nothing follows.
    fn assert_whole(&mut self, counted: &Sums, last: &LastLine) -> Result<(), Fault> {
        let counted = Sums { missing: last.end.missing, ..counted.clone() };
        if counted != last.end {
            return Err(self.damaged(&format!(
                "sums that do not agree: {} rows of {} tables and {} captures came, {} of {} and {} it says",
                counted.rows, counted.tables, counted.captures, last.end.rows, last.end.tables, last.end.captures
            )));
        }
        if Sha256(self.before).to_string() != last.sha256 {
            return Err(self.damaged("a SHA-256 that is not that of the lines before it"));
        }
        let mut more = [0];
        match self.from.read(&mut more) {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.damaged("an end, and more follows")),
            Err(error) => Err(self.broken(&error)),
        }
    }
}
