//! Migrations: numbered files, the same names in both folders, run in one transaction, forward only, each recorded with its hash.

use std::time::Duration;

use sqlx::Executor as _;

use super::{Engine, POSTGRES, SQLITE, copy, on};
use crate::{Fault, Store, Tx};

const MIGRATIONS_TABLE: &str =
    "create table if not exists migrations (name text not null primary key, sha256 text not null)";

impl Store {
    /// Runs the migrations that this store has not seen. Where there is none, which is nearly always, nobody waits for a writer.
    pub(super) async fn migrate(&self) -> Result<(), Fault> {
        if self.is_migrated().await? {
            return Ok(());
        }
        for attempt in 0..8u64 {
            match self.migrate_once().await {
                Err(fault) if (fault.is_conflict() || fault.is_duplicate()) && attempt < 7 => {
                    tokio::time::sleep(Duration::from_millis(50 * (attempt + 1))).await;
                }
                done => return done,
            }
        }
        Ok(())
    }

    async fn is_migrated(&self) -> Result<bool, Fault> {
        let mut tx = self.read().await?;
        let ours = ours(&tx);
        // A new store has no such table. What else could be wrong shows again, and is told, when the migrations are run.
        let Ok(known) = tx.known().await else { return Ok(false) };
        let same = |(name, sql): &(&str, &str)| {
            let sha256 = crate::captures::sha256(sql.as_bytes()).to_string();
            known.iter().any(|(known, seen)| known == name && *seen == sha256)
        };
        Ok(known.len() == ours.len() && ours.iter().all(same))
    }

    async fn migrate_once(&self) -> Result<(), Fault> {
        let mut tx = self.write().await?;
        if let Engine::Sqlite(pool) = &self.engine
            && let Some(migration) = tx.first_unknown().await?
        {
            copy::copy_before(pool, migration).await?;
        }
        tx.migrate(|_| true).await?;
        tx.commit().await
    }
}

/// The migrations of this program for an engine: name and text, in their order.
pub(crate) fn ours(tx: &Tx) -> &'static [(&'static str, &'static str)] {
    if tx.is_postgres() { POSTGRES } else { SQLITE }
}

impl Tx {
    /// The first of our migrations that a store with rows has not seen; of a new store there is nothing to copy.
    async fn first_unknown(&mut self) -> Result<Option<&'static str>, Fault> {
        if !self.tables().await?.iter().any(|table| table.name == "migrations") {
            return Ok(None);
        }
        let known = self.migrations().await?;
        let ours = ours(self);
        // A store that is newer than this program is refused by the migration itself, and not copied first.
        let newer = known.iter().any(|known| !ours.iter().any(|(name, _)| name == known));
        let unknown = ours.iter().map(|(name, _)| *name).find(|name| !known.iter().any(|known| known == name));
        Ok(unknown.filter(|_| !known.is_empty() && !newer))
    }

    /// Runs those of the migrations that the store has not seen and that are wanted.
    pub(crate) async fn migrate(&mut self, wanted: impl Fn(&str) -> bool) -> Result<(), Fault> {
        if self.is_postgres() {
            // Two processes may start at once on an empty database; the lock (an arbitrary number of ours) lets one migrate.
            on!(self, |c| c.execute("select pg_advisory_xact_lock(7130042)").await.map(|_| ()))?;
        }
        on!(self, |c| c.execute(MIGRATIONS_TABLE).await.map(|_| ()))
            .map_err(|error| Fault::Database { doing: "make its table of migrations", error })?;
        let known = self.known().await?;
        let ours = ours(self);
        if let Some((name, _)) = known.iter().find(|(name, _)| !ours.iter().any(|(ours, _)| ours == name)) {
            return Err(Fault::Open(format!(
                "This store was written by a newer tidewaiter: it has the migration {name}, which this program does not know. Use that version, or restore a backup made by this one."
            )));
        }
        for (name, sql) in ours {
            let sha256 = crate::captures::sha256(sql.as_bytes()).to_string();
            match known.iter().find(|(known, _)| known == name) {
                Some((_, seen)) if *seen == sha256 => {}
                Some(_) => {
                    return Err(Fault::Open(format!(
                        "The migration {name} of this program is not the one that this store was made with. Use the version of tidewaiter that made it."
                    )));
                }
                None if wanted(name) => self.run_migration(name, sql, &sha256).await?,
                None => {}
            }
        }
        Ok(())
    }

    /// Name and hash of each migration that ran here.
    async fn known(&mut self) -> Result<Vec<(String, String)>, Fault> {
        Ok(on!(self, |c| sqlx::query_as("select name, sha256 from migrations order by name").fetch_all(c).await)?)
    }

    async fn run_migration(&mut self, name: &str, sql: &'static str, sha256: &str) -> Result<(), Fault> {
        on!(self, |c| c.execute(sqlx::raw_sql(sql)).await.map(|_| ()))
            .map_err(|error| Fault::Database { doing: "migrate", error })?;
        on!(self, |c| sqlx::query("insert into migrations (name, sha256) values ($1, $2)")
            .bind(name)
            .bind(sha256)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Takes the tables of an unused store down again, so that a backup can be put in its place with the tables that it was made of.
    pub(crate) async fn unmake(&mut self) -> Result<(), Fault> {
        let made = ours(self);
        for table in self.tables().await? {
            // Whatever else lies in that database is not ours to take down.
            let create = format!("create table {} (", table.name);
            if table.name == "migrations" || made.iter().any(|(_, sql)| sql.contains(&create)) {
                let sql = format!("drop table \"{}\"", table.name);
                on!(self, |c| c.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await.map(|_| ()))?;
            }
        }
        if self.is_postgres() {
            let functions = "drop function if exists ground(); drop function if exists ground_but_for_retention()";
            on!(self, |c| c.execute(sqlx::raw_sql(functions)).await.map(|_| ()))?;
        }
        Ok(())
    }
}
