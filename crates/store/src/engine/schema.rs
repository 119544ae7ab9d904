//! Which tables and columns there are, asked of the engine itself: backup and restore know no list of their own that could forget one.

use super::on;
use crate::{Fault, Tx};

/// What a column holds. The two engines name it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text in UTF-8.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// Bytes.
    Bytes,
}

impl Kind {
    /// The word of a backup.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Bytes => "bytes",
        }
    }

    fn of(declared: &str) -> Option<Self> {
        match declared.to_ascii_lowercase().as_str() {
            "text" => Some(Kind::Text),
            "integer" | "bigint" => Some(Kind::Integer),
            "blob" | "bytea" => Some(Kind::Bytes),
            _ => None,
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) kind: Kind,
}

/// A table, with its columns in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// Those of its primary key, in the order of the key.
    pub(crate) key: Vec<String>,
}

const SQLITE: &str = "select t.name, c.name, c.type, c.pk from sqlite_schema t join pragma_table_info(t.name) c
     where t.type = 'table' and substr(t.name, 1, 7) <> 'sqlite_' order by t.name, c.cid";
/// The present schema's own tables: those of an extension are not ours to copy.
const POSTGRES: &str = "select t.relname::text, c.attname::text, format_type(c.atttypid, null)::text,
     (coalesce(array_position(k.indkey::int2[], c.attnum), -1) + 1)::bigint
     from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
     left join pg_index k on k.indrelid = t.oid and k.indisprimary
     where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p')
     and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e')
     order by t.relname collate \"C\", c.attnum";

impl Tx {
    /// All tables of the store by name, that of the migrations among them.
    pub(crate) async fn tables(&mut self) -> Result<Vec<Table>, Fault> {
        let sql = if self.is_postgres() { POSTGRES } else { SQLITE };
        let rows: Vec<(String, String, String, i64)> = on!(self, |c| sqlx::query_as(sql).fetch_all(c).await)?;
        let mut tables: Vec<Table> = Vec::new();
        let mut keys: Vec<Vec<(i64, String)>> = Vec::new();
        for (table, column, declared, key) in rows {
            let kind = Kind::of(&declared)
                .ok_or_else(|| Fault::damaged(&format!("a column {table}.{column} of an unknown type"), &declared))?;
            if tables.last().is_none_or(|last| last.name != table) {
                tables.push(Table { name: table, columns: Vec::new(), key: Vec::new() });
                keys.push(Vec::new());
            }
            if let (Some(last), Some(keys)) = (tables.last_mut(), keys.last_mut()) {
                if key > 0 {
                    keys.push((key, column.clone()));
                }
                last.columns.push(Column { name: column, kind });
            }
        }
        for (table, mut key) in tables.iter_mut().zip(keys) {
            key.sort();
            table.key = key.into_iter().map(|(_, column)| column).collect();
        }
        Ok(tables)
    }

    /// The migrations that this store has seen, by name.
    pub(crate) async fn migrations(&mut self) -> Result<Vec<String>, Fault> {
        let rows: Vec<(String,)> =
            on!(self, |c| sqlx::query_as("select name from migrations order by name").fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// Whether a table holds a row. The name comes from [`Tx::tables`].
    pub(crate) async fn has_row(&mut self, table: &str) -> Result<bool, Fault> {
        let sql = format!("select 1 from \"{table}\" limit 1");
        let row: Option<(i32,)> = on!(self, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_optional(c).await)?;
        Ok(row.is_some())
    }
}
