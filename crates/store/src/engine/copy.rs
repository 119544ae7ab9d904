//! The copy of a SQLite store that is made beside it before it is migrated: the way back without a backup.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use sqlx::SqlitePool;

use crate::Fault;

/// How many copies stay; older ones go.
const COPIES_MAX: usize = 2;
/// What must be free beyond the copy itself, in bytes: the migration that follows needs room too.
const RESERVE_BYTES: u64 = 64 << 20;

/// Copies the store as it was committed last, under a name that says which migration came next. The caller holds the write lock, so that
/// nothing is written between the copy and the migration.
pub(super) async fn copy_before(pool: &SqlitePool, migration: &str) -> Result<(), Fault> {
    let store = pool.connect_options().get_filename().to_owned();
    let mut name = store.file_name().unwrap_or_default().to_owned();
    name.push(".before-");
    let prefix = name.to_string_lossy().into_owned();
    let copy = store.with_file_name(format!("{prefix}{migration}"));
    let new = store.with_file_name(format!("{prefix}{migration}.new"));
    let refused = |why: String| {
        Fault::Open(format!(
            "The store {} is copied before it is migrated, and the copy {} could not be made: {why}. Nothing was migrated. Make room or mend the folder, then start again; the version of tidewaiter that ran before still opens the store.",
            store.display(),
            copy.display()
        ))
    };
    let folder = store.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let needed = size_bytes(pool).await?;
    let free = free_bytes(folder).map_err(|error| refused(error.to_string()))?;
    if let Some(why) = lacking(needed, free) {
        return Err(refused(why));
    }
    begin(&new).map_err(|error| refused(error.to_string()))?;
    let written = sqlx::query("vacuum into $1").bind(new.to_string_lossy()).execute(pool).await;
    let kept = written.map(|_| ()).map_err(|error| error.to_string()).and_then(|()| {
        let synced = File::open(&new).and_then(|file| file.sync_all());
        synced.and_then(|()| std::fs::rename(&new, &copy)).map_err(|error| error.to_string())
    });
    if let Err(why) = kept {
        // The half copy only takes room; why it is half is what the operator must know.
        let _ = std::fs::remove_file(&new);
        return Err(refused(why));
    }
    tracing::warn!(copy = %copy.display(), migration, "The store is to be migrated; as it is, it lies beside itself in a copy.");
    forget_older(folder, &prefix).map_err(|error| refused(error.to_string()))
}

/// An empty file that only its owner reads, for SQLite to fill.
fn begin(new: &Path) -> io::Result<()> {
    match std::fs::remove_file(new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(new).map(|_| ())
}

async fn size_bytes(pool: &SqlitePool) -> Result<u64, Fault> {
    let (pages,): (i64,) = sqlx::query_as("select page_count * page_size from pragma_page_count(), pragma_page_size()")
        .fetch_one(pool)
        .await?;
    Ok(u64::try_from(pages).unwrap_or(0))
}

fn free_bytes(folder: &Path) -> io::Result<u64> {
    let room = rustix::fs::statvfs(folder)?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize))
}

/// Why the room will not do.
fn lacking(needed: u64, free: u64) -> Option<String> {
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000);
    let needed = needed.saturating_add(RESERVE_BYTES);
    (free < needed).then(|| format!("it needs {} MB free, and the disk has {} MB", megabytes(needed), free / 1_000_000))
}

fn forget_older(folder: &Path, prefix: &str) -> io::Result<()> {
    let mut copies: Vec<(std::time::SystemTime, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // What SQLite lays beside a copy that somebody has opened is no copy.
        let beside = ["-wal", "-shm", "-journal", ".new"].iter().any(|ending| name.ends_with(ending));
        if name.starts_with(prefix) && !beside && entry.file_type()?.is_file() {
            copies.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    copies.sort();
    let older = copies.len().saturating_sub(COPIES_MAX);
    copies.iter().take(older).try_for_each(|(_, path)| std::fs::remove_file(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    async fn made_until(folder: &Path, number: &str) -> String {
        let url = format!("sqlite://{}", folder.join("tidewaiter.db").display());
        let store = Store::connect(&url, &folder.join("captures")).await.expect("a store");
        let mut tx = store.write().await.expect("a transaction");
        tx.migrate(|name| &name[..4] <= number).await.expect("migrations");
        tx.remember("secret", "as it was").await.expect("remembered");
        tx.commit().await.expect("a commit");
        store.close().await;
        url
    }

    fn copies(folder: &Path) -> Vec<String> {
        let names = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.retain(|name| name.contains(".before-"));
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_store_is_copied_before_it_is_migrated_and_two_copies_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = made_until(folder.path(), "0007").await;
        for older in ["0003_x", "0005_x"] {
            let file =
                File::create(folder.path().join(format!("tidewaiter.db.before-{older}"))).expect("an older copy");
            let at = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(older.as_bytes()[3].into());
            file.set_modified(at).expect("its time");
        }
        let captures = folder.path().join("captures");
        Store::open(&url, &captures).await.expect("migrated").close().await;
        assert_eq!(
            copies(folder.path()),
            ["tidewaiter.db.before-0005_x", "tidewaiter.db.before-0008_fetching_remembers"]
        );
        let copy = folder.path().join("tidewaiter.db.before-0008_fetching_remembers");
        let old = Store::connect(&format!("sqlite://{}", copy.display()), &captures).await.expect("the copy");
        let mut tx = old.write().await.expect("a transaction");
        assert_eq!(tx.migrations().await.expect("names").last().map(String::as_str), Some("0007_tasks"));
        assert_eq!(tx.remember("secret", "another").await.expect("remembered"), "as it was");
        drop(tx);
        old.close().await;
        // Opened again there is nothing to migrate, and a new store is no store to copy.
        Store::open(&url, &captures).await.expect("opened").close().await;
        assert_eq!(copies(folder.path()).len(), 2);
        let fresh = tempfile::tempdir().expect("a folder");
        made_until(fresh.path(), "9999").await;
        assert!(copies(fresh.path()).is_empty());
    }

    #[tokio::test]
    async fn without_a_copy_nothing_is_migrated() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = made_until(folder.path(), "0007").await;
        std::fs::create_dir(folder.path().join("tidewaiter.db.before-0008_fetching_remembers.new"))
            .expect("a folder in the way");
        let refused = Store::open(&url, &folder.path().join("captures")).await.expect_err("refused").to_string();
        assert!(refused.contains("could not be made") && refused.contains("Nothing was migrated."), "{refused}");
        let store = Store::connect(&url, &folder.path().join("captures")).await.expect("as it was");
        let seen = store.read().await.expect("a transaction").migrations().await.expect("names");
        assert_eq!(seen.last().map(String::as_str), Some("0007_tasks"));
    }

    #[test]
    fn a_full_disk_is_told_with_what_is_needed() {
        assert_eq!(lacking(10_000_000, 1 << 30), None);
        let why = lacking(900_000_000, 500_000_000).expect("too little");
        assert_eq!(why, "it needs 968 MB free, and the disk has 500 MB");
    }
}
