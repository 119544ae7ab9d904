//! Backups between all pairs of engines, of stores in which every table holds a row, older ones, and files that will not do.

use std::io::{Read as _, Write as _};
use std::path::Path;

use model::capture::{Answer, Origin};
use model::request::SourceId;
use sqlx::Executor as _;

use super::{CaptureBytes, bytes_of, value_of};
use crate::engine::schema::{Kind, Table};
use crate::engine::{migrate, on};
use crate::{Fault, Store};

/// A store of an engine, in a folder that ends with the test.
struct House {
    store: Store,
    _folder: tempfile::TempDir,
}

/// `None`, with a line, where there is no server; under CI there must be one.
async fn address(engine: &str, folder: &Path) -> Option<String> {
    if engine == "sqlite" {
        return Some(format!("sqlite://{}", folder.join("tidewaiter.db").display()));
    }
    match std::env::var("TIDEWAITER_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) {
        Some(server) => Some(crate::engine::fresh_database(&server).await.expect("a database")),
        None => {
            assert!(std::env::var("CI").is_err(), "TIDEWAITER_TEST_POSTGRES names no server; under CI it must");
            eprintln!("skipped: TIDEWAITER_TEST_POSTGRES names no PostgreSQL server");
            None
        }
    }
}

async fn unmade(engine: &str) -> Option<House> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::connect(&address(engine, folder.path()).await?, &folder.path().join("captures")).await;
    Some(House { store: store.expect("a store"), _folder: folder })
}

/// A store of which the migrations up to and including a number ran.
async fn made_until(engine: &str, number: &str) -> Option<House> {
    let house = unmade(engine).await?;
    let mut tx = house.store.write().await.expect("a transaction");
    tx.migrate(|name| &name[..4] <= number).await.expect("migrations");
    tx.commit().await.expect("a commit");
    Some(house)
}

async fn tables(store: &Store) -> Vec<Table> {
    let tables = store.read().await.expect("a transaction").tables().await.expect("tables");
    tables.into_iter().filter(|table| table.name != "migrations").collect()
}

/// Puts two rows into every table there is, with values of every kind.
async fn fill(store: &Store) {
    for table in tables(store).await {
        let mut tx = store.write().await.expect("a transaction");
        for row in 1..=2 {
            let value = |(at, column): (usize, &crate::engine::schema::Column)| match (column.kind, store.engine_name())
            {
                // No capture in this cupboard has that hash: it stands for bytes that are lost.
                (Kind::Text, _) if table.name == "captures" && column.name == "sha256" => {
                    format!("'{}'", "ab".repeat(32))
                }
                (Kind::Text, _) if table.name == "tasks" && column.name == "state" => "'running'".to_owned(),
                (Kind::Text, _) => format!("'„{}“ \\ {row}\n\t'", column.name),
                (Kind::Integer, _) => (i64::MAX - row - at as i64).to_string(),
                (Kind::Bytes, "sqlite") => format!("x'ff00{row:02}'"),
                (Kind::Bytes, _) => format!("'\\xff00{row:02}'::bytea"),
            };
            let values = table.columns.iter().enumerate().map(value).collect::<Vec<_>>().join(", ");
            let sql = format!("insert into \"{}\" values ({values})", table.name);
            on!(&mut tx, |c| c.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await.map(|_| ())).expect("a row");
        }
        tx.commit().await.expect("a commit");
    }
}

async fn back_up(store: &Store) -> Vec<u8> {
    let at = "2026-04-17T12:00:00Z".parse().expect("an instant");
    store.back_up(Vec::new(), CaptureBytes::Bytes, at).await.expect("a backup").0
}

fn lines(packed: &[u8]) -> Vec<String> {
    let mut text = Vec::new();
    zstd::stream::read::Decoder::new(packed).expect("zstd").read_to_end(&mut text).expect("whole");
    String::from_utf8(text).expect("text").lines().map(str::to_owned).collect()
}

fn pack(lines: &[String]) -> Vec<u8> {
    let mut packed = zstd::stream::write::Encoder::new(Vec::new(), 1).expect("zstd");
    lines.iter().for_each(|line| writeln!(packed, "{line}").expect("a line"));
    packed.finish().expect("whole")
}

fn sentence(fault: Fault) -> String {
    let sentence = fault.to_string();
    assert!(matches!(fault, Fault::Backup(_)), "{sentence}");
    sentence
}

#[tokio::test]
async fn a_backup_holds_every_table_and_restores_on_every_engine() {
    for (from, to) in [("sqlite", "sqlite"), ("sqlite", "postgres"), ("postgres", "sqlite"), ("postgres", "postgres")] {
        let (Some(old), Some(new)) = (made_until(from, "9999").await, unmade(to).await) else { continue };
        fill(&old.store).await;
        let packed = back_up(&old.store).await;
        let written = lines(&packed);
        for table in tables(&old.store).await {
            let opening = format!("{{\"table\":\"{}\",", table.name);
            let at = written.iter().position(|line| line.starts_with(&opening)).unwrap_or_else(|| panic!("{opening}"));
            assert!(written[at + 2].starts_with('['), "two rows of {} from {from}", table.name);
        }
        let restored = new.store.restore(&packed[..], "It").await.expect("restored");
        assert_eq!(restored.sums.tables as usize, tables(&new.store).await.len(), "from {from} to {to}");
        assert_eq!((restored.sums.missing, restored.sums.captures), (1, 0));
        // The leases of running tasks have ended; everything else is the same, line by line.
        let again = lines(&back_up(&new.store).await);
        let count = written.len();
        assert_eq!(again.len(), count);
        for (before, after) in written[1..count - 1].iter().zip(&again[1..count - 1]) {
            if before.contains("\"running\"") {
                assert!(after.contains("\"ready\",null,null,"), "{after}");
            } else {
                assert_eq!(before, after, "from {from} to {to}");
            }
        }
    }
}

#[tokio::test]
async fn a_capture_goes_along_and_comes_out_the_same() {
    let (old, new) = (made_until("sqlite", "9999").await.expect("a store"), unmade("sqlite").await.expect("a store"));
    let at = "2026-04-17T12:00:00Z".parse().expect("an instant");
    let body: Vec<u8> = (0..200_000u32).flat_map(|n| (n ^ (n >> 3)).to_le_bytes()).collect();
    let answer = Answer { url: "https://a.example/".into(), status: 200, headers: vec![], captured_at: at, body };
    let kept = old.store.keep(&SourceId::new("s"), &answer, Origin::Live, at).await.expect("kept");
    let mut tx = old.store.write().await.expect("a transaction");
    tx.remember("secret", "of the first opening").await.expect("remembered");
    tx.commit().await.expect("a commit");
    let restored = new.store.restore(&back_up(&old.store).await[..], "It").await.expect("restored");
    assert_eq!(restored.sums.captures, 1);
    let packed = new.store.cupboard().take(&kept.head.sha256).await.expect("bytes");
    assert_eq!(zstd::decode_all(&packed[..]).expect("zstd"), answer.body);
}

#[tokio::test]
async fn an_older_backup_is_migrated_after_it_is_filled() {
    for engine in ["sqlite", "postgres"] {
        let Some(old) = made_until(engine, "0007").await else { continue };
        let Some(new) = unmade(engine).await else { continue };
        fill(&old.store).await;
        new.store.restore(&back_up(&old.store).await[..], "It").await.expect("restored");
        let mut tx = new.store.read().await.expect("a transaction");
        assert_eq!(tx.migrations().await.expect("names").len(), migrate::ours(&tx).len(), "{engine}");
        assert!(tx.has_row("titles").await.expect("a look"), "{engine}");
        assert!(!tx.has_row("sheets").await.expect("a look"), "a table that the older one had not");
    }
}

#[tokio::test]
async fn a_store_that_was_only_opened_takes_a_backup_and_one_in_use_does_not() {
    for engine in ["sqlite", "postgres"] {
        let (Some(old), Some(new)) = (made_until(engine, "0007").await, made_until(engine, "9999").await) else {
            continue;
        };
        fill(&old.store).await;
        let packed = back_up(&old.store).await;
        let mut tx = new.store.write().await.expect("a transaction");
        tx.remember("secret", "of the first opening").await.expect("remembered");
        tx.commit().await.expect("a commit");
        new.store.restore(&packed[..], "It").await.expect("restored");
        let refused = sentence(new.store.restore(&packed[..], "It").await.expect_err("in use"));
        assert!(refused.starts_with("This store is in use: its table articles holds rows."), "{refused}");
    }
}

#[tokio::test]
async fn what_will_not_do_is_told_in_a_sentence_and_restores_nothing() {
    let old = made_until("sqlite", "9999").await.expect("a store");
    fill(&old.store).await;
    let whole = back_up(&old.store).await;
    let lines = lines(&whole);
    let (first, last) = (lines.first().expect("a header").clone(), lines.last().expect("an end").clone());
    let changed = |at: usize, line: String| {
        let mut lines = lines.clone();
        lines[at] = line;
        pack(&lines)
    };
    let end = lines.len() - 1;
    let flipped = {
        let mut bytes = whole.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        bytes
    };
    let table = lines.iter().position(|line| line.starts_with("{\"table\":\"titles\"")).expect("titles");
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "is empty"),
        (b"WARC/1.1\r\n".to_vec(), "is no backup of tidewaiter"),
        (pack(&["{\"name\":\"Ada\"}".to_owned()]), "is no backup of tidewaiter"),
        (pack(&[]), "is cut short in its first line"),
        (whole[..whole.len() / 2].to_vec(), "is cut short in its first line"),
        (whole[..whole.len() - 1].to_vec(), "is cut short behind line"),
        (pack(&lines[..end]), "is cut short behind line"),
        (flipped, "is damaged"),
        ([&whole[..], b"more"].concat(), "is damaged"),
        (pack(&[&lines[..], &lines[..1]].concat()), "an end, and more follows"),
        (changed(0, first.replace("\"format\":1", "\"format\":2")), "was written by a newer tidewaiter"),
        (changed(0, first.replace("\"0007_tasks\"", "\"0999_tasks\"")), "it has the migration 0999_tasks"),
        (changed(table + 1, lines[table + 1].replace("„slug“", "other")), "a SHA-256 that is not that of the lines"),
        (changed(table + 1, "[1]".to_owned()), "a row of titles with 1 values"),
        (changed(table + 1, lines[table + 1].replacen("\"„slug“", "7, \"", 1)), "values"),
        (changed(table, lines[table].replace("\"zone\"", "\"x\\\" y\"")), "other columns of titles"),
        (changed(table, lines[table].replace("\"titles\"", "\"sqlite_schema\"")), "the table sqlite_schema"),
        (changed(end, last.replace("\"rows\":", "\"rows\":1")), "sums that do not agree"),
        (changed(2, "{\"odd\":1}".to_owned()), "what is no line of a backup"),
    ];
    let new = unmade("sqlite").await.expect("a store");
    for (bytes, expected) in cases {
        let told = sentence(new.store.restore(&bytes[..], "It").await.expect_err(expected));
        assert!(told.starts_with("It ") && told.contains(expected), "{told}");
        assert!(told.contains("Nothing was restored."), "{told}");
        assert_eq!(tables(&new.store).await, [], "{expected}");
    }
    new.store.restore(&whole[..], "It").await.expect("the whole one restores after all of them");
}

#[tokio::test]
async fn an_empty_store_has_nothing_to_back_up() {
    let house = made_until("sqlite", "9999").await.expect("a store");
    let at = "2026-04-17T12:00:00Z".parse().expect("an instant");
    let fault = house.store.back_up(Vec::new(), CaptureBytes::Bytes, at).await.expect_err("nothing");
    assert!(sentence(fault).starts_with("This store holds nothing yet"));
}

#[test]
fn bytes_are_text_where_they_can_be() {
    assert_eq!(value_of(b"<p>\n").to_string(), r#"{"utf8":"<p>\n"}"#);
    assert_eq!(value_of(&[0xff, 0x0a]).to_string(), r#"{"hex":"ff0a"}"#);
    for bytes in [&b"plain"[..], &[0x80, 0, 255], &[]] {
        assert_eq!(bytes_of(&value_of(bytes)).as_deref(), Some(bytes));
    }
    assert_eq!(bytes_of(&serde_json::json!({"hex": "abc"})), None);
}
