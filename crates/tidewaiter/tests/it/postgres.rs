//! A database of a test's own on the PostgreSQL that TIDEWAITER_TEST_POSTGRES names; it is dropped with the test.
//! It is made by `psql`, which comes with every server: the test crate itself speaks no SQL.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::service::{needed, program};

static MADE: AtomicU32 = AtomicU32::new(0);

pub struct Database {
    maintenance: String,
    name: String,
}

impl Database {
    /// `None`, with a line, where there is no server.
    pub fn make() -> Option<Self> {
        let maintenance = std::env::var("TIDEWAITER_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
        let maintenance = needed(maintenance, "TIDEWAITER_TEST_POSTGRES names no PostgreSQL server")?;
        program("psql")?;
        let name = format!("tidewaiter_it_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let database = Self { maintenance, name };
        database.order(&format!("create database {}", database.name)).expect("a database");
        Some(database)
    }

    /// Its address, for `--database`.
    pub fn url(&self) -> String {
        let (address, options) = self.maintenance.split_once('?').unwrap_or((&self.maintenance, ""));
        let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
        let options = if options.is_empty() { String::new() } else { format!("?{options}") };
        format!("{server}/{}{options}", self.name)
    }

    /// What the database answers to a question of one value.
    pub fn ask(&self, question: &str) -> String {
        let output =
            Command::new("psql").args(["-X", "-q", "-At", "-d", &self.url(), "-c", question]).output().expect("psql");
        assert!(output.status.success(), "{question}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn order(&self, order: &str) -> Result<(), String> {
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.maintenance, "-c", order]);
        let output = psql.output().map_err(|error| error.to_string())?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = self.order(&format!("drop database {} with (force)", self.name)) {
            eprintln!("{} stays behind: {error}", self.name);
        }
    }
}
