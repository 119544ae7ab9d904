//! Taking a backup: one reading transaction, which sees one moment however long it takes; the service goes on meanwhile.

use std::io::{self, Write};

use futures_util::TryStreamExt as _;
use model::Timestamp;
use model::capture::Sha256;
use sha2::Digest as _;
use sqlx::Row as _;

use super::{CaptureBytes, CaptureLine, FORMAT, Header, LastLine, NAME, Sums, TableLine, value_of};
use crate::engine::on;
use crate::engine::schema::{Kind, Table};
use crate::{Cupboard, Fault, Store, Tx};

/// The strength of compression: that of the cupboard. The captures inside are compressed already, and zstd passes over them.
const LEVEL: i32 = 3;

impl Store {
    /// Writes a backup of this moment. In memory stands one row, or one compressed capture, at a time.
    ///
    /// A capture whose bytes are not in the cupboard, or are damaged there, does not end the backup: it is counted and logged.
    pub async fn back_up<W: Write>(
        &self,
        to: W,
        captures: CaptureBytes,
        taken_at: Timestamp,
    ) -> Result<(W, Sums), Fault> {
        let mut tx = self.read().await?;
        tx.be_patient().await?;
        if !tx.has_row("house").await? {
            return Err(Fault::Backup(
                "This store holds nothing yet, so there is nothing to back up. Check --data and --database.".to_owned(),
            ));
        }
        let header = Header {
            tidewaiter: NAME.to_owned(),
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: self.engine_name().to_owned(),
            taken_at: taken_at.to_string(),
            migrations: tx.migrations().await?,
            captures,
        };
        let mut lines = Lines::begin(to).map_err(unwritten)?;
        lines.write(&header).map_err(unwritten)?;
        let mut sums = Sums::default();
        for table in tx.tables().await? {
            if table.name != "migrations" {
                sums.tables += 1;
                sums.rows += tx.write_rows(&table, &mut lines).await?;
                tracing::info!(table = table.name, rows = sums.rows, "A table is in the backup.");
            }
        }
        if captures == CaptureBytes::Bytes {
            tx.write_captures(&self.cupboard, &mut lines, &mut sums).await?;
        }
        let to = lines.end(&sums).map_err(unwritten)?;
        Ok((to, sums))
    }
}

fn unwritten(error: io::Error) -> Fault {
    Fault::Backup(format!("The backup could not be written: {error}. Nothing in the store was touched."))
}

impl Tx {
    async fn write_rows(&mut self, table: &Table, lines: &mut Lines<impl Write>) -> Result<u64, Fault> {
        let columns = table.columns.iter().map(|column| (column.name.clone(), column.kind.as_str().to_owned()));
        lines.write(&TableLine { table: table.name.clone(), columns: columns.collect() }).map_err(unwritten)?;
        let sql = select(table);
        let kinds: Vec<Kind> = table.columns.iter().map(|column| column.kind).collect();
        let mut count = 0;
        on!(self, |c| {
            let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(c);
            while let Some(row) = rows.try_next().await? {
                lines.begin_row();
                for (at, kind) in kinds.iter().enumerate() {
                    match kind {
                        Kind::Text => lines.text(row.try_get(at)?),
                        Kind::Integer => lines.integer(row.try_get(at)?),
                        Kind::Bytes => lines.bytes(row.try_get(at)?),
                    }
                }
                lines.end_row().map_err(unwritten)?;
                count += 1;
            }
        });
        Ok(count)
    }

    async fn write_captures(
        &mut self,
        cupboard: &Cupboard,
        lines: &mut Lines<impl Write>,
        sums: &mut Sums,
    ) -> Result<(), Fault> {
        on!(self, |c| {
            let mut hashes = sqlx::query_as("select distinct sha256 from captures order by sha256").fetch(c);
            while let Some((hash,)) = hashes.try_next().await? {
                let hash: String = hash;
                let named = Sha256::from_hex(&hash).ok_or_else(|| Fault::damaged("a hash", &hash))?;
                match cupboard.take_whole(&named).await {
                    Ok(packed) => {
                        lines.capture(hash, &packed).map_err(unwritten)?;
                        sums.captures += 1;
                    }
                    Err(fault) => {
                        tracing::warn!(capture.sha256 = hash, "A capture's bytes are not in the backup. {fault}");
                        sums.missing += 1;
                    }
                }
            }
        });
        Ok(())
    }
}

/// All rows in the order of the primary key, so that the same rows are the same lines on both engines.
fn select(table: &Table) -> String {
    let quoted = |names: &mut dyn Iterator<Item = &String>| {
        names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    };
    let columns = quoted(&mut table.columns.iter().map(|column| &column.name));
    let order = if table.key.is_empty() { columns.clone() } else { quoted(&mut table.key.iter()) };
    format!("select {columns} from \"{}\" order by {order}", table.name)
}

/// The lines on their way: hashed, compressed, written.
struct Lines<W: Write> {
    to: zstd::stream::write::Encoder<'static, W>,
    hash: sha2::Sha256,
    row: Vec<u8>,
}

impl<W: Write> Lines<W> {
    fn begin(to: W) -> io::Result<Self> {
        let mut to = zstd::stream::write::Encoder::new(to, LEVEL)?;
        to.include_checksum(true)?;
        Ok(Self { to, hash: sha2::Sha256::new(), row: Vec::new() })
    }

    fn write(&mut self, line: &impl serde::Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(line)?;
        line.push(b'\n');
        self.raw(&line)
    }

    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.to.write_all(bytes)
    }

    fn begin_row(&mut self) {
        self.row.clear();
        self.row.push(b'[');
    }

    fn text(&mut self, text: Option<&str>) {
        self.value(&text);
    }

    fn integer(&mut self, integer: Option<i64>) {
        self.value(&integer);
    }

    fn bytes(&mut self, bytes: Option<&[u8]>) {
        self.value(&bytes.map(value_of));
    }

    fn value(&mut self, value: &impl serde::Serialize) {
        if self.row.len() > 1 {
            self.row.push(b',');
        }
        // Text, numbers and values of JSON always go into a vector: there is nothing that could fail.
        let _ = serde_json::to_writer(&mut self.row, value);
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.row.extend_from_slice(b"]\n");
        self.hash.update(&self.row);
        self.to.write_all(&self.row)
    }

    fn capture(&mut self, capture: String, packed: &[u8]) -> io::Result<()> {
        self.write(&CaptureLine { capture, size_bytes: packed.len() as u64 })?;
        self.raw(packed)?;
        self.raw(b"\n")
    }

    fn end(mut self, sums: &Sums) -> io::Result<W> {
        let sha256 = Sha256(self.hash.clone().finalize().into()).to_string();
        self.write(&LastLine { end: sums.clone(), sha256 })?;
        self.to.finish()
    }
}
