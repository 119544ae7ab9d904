//! Letters into a folder, one `.eml` each: for the demo, for practice and for a look before mail is set up.
//! The file is named by the Message-ID, so that a letter sent again replaces itself.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::BoxFuture;
use model::mail::Mail;
use model::reader::Email;
use sha2::{Digest, Sha256};

use super::compose::{compose, message_id_parts};
use super::{Accepted, Post, PostError};

/// File systems take names of 255 bytes; this leaves room for the ending and for the name while writing.
const NAME_BYTES_MAX: usize = 180;

/// Counts the files being written by this process, so that two letters never share one.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Writes letters into a folder.
#[derive(Debug, Clone)]
pub struct FolderPost {
    dir: PathBuf,
    from: Option<Email>,
}

impl FolderPost {
    /// Into this folder, which is made with the first letter. The sender is `editions@` the host of the Message-ID.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), from: None }
    }

    /// With this sender instead.
    #[must_use]
    pub fn from(mut self, from: Email) -> Self {
        self.from = Some(from);
        self
    }

    fn sender(&self, mail: &Mail) -> Result<Email, PostError> {
        if let Some(from) = &self.from {
            return Ok(from.clone());
        }
        let host = message_id_parts(&mail.message_id).map_or("", |(_, host)| host);
        // A host without a dot, such as localhost, makes no address; RFC 2606 keeps .invalid free for such.
        Email::parse(&format!("editions@{host}"))
            .or_else(|_| Email::parse("editions@tidewaiter.invalid"))
            .map_err(PostError::permanent)
    }

    fn deliver(&self, mail: &Mail) -> Result<(PathBuf, Vec<u8>), PostError> {
        let bytes = compose(mail, &self.sender(mail)?)?;
        let (local, _) = message_id_parts(&mail.message_id).unwrap_or((&mail.message_id, ""));
        Ok((self.dir.join(file_name(local)), bytes))
    }
}

impl Post for FolderPost {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<Accepted, PostError>> {
        Box::pin(async move {
            let (path, bytes) = self.deliver(mail)?;
            let answer = Accepted { answer: format!("written as {}", path.display()) };
            let failed = |why: String| {
                let folder = self.dir.display();
                PostError::temporary(format!(
                    "The letter {} could not be written into {folder}: {why}.",
                    mail.message_id
                ))
            };
            match tokio::task::spawn_blocking(move || write(&path, &bytes)).await {
                Ok(Ok(())) => Ok(answer),
                Ok(Err(error)) => Err(failed(error.to_string())),
                Err(_) => Err(failed("the service is stopping".to_owned())),
            }
        })
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, PostError>> {
        Box::pin(async move { Ok(format!("Letters are written into {}, and reach nobody.", self.dir.display())) })
    }

    fn kind(&self) -> &'static str {
        "folder"
    }
}

/// Writes a file so that it is there whole or not at all, also after a power cut: its bytes reach the disk before its name does.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    let turn = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let scratch = dir.join(format!(".writing-{}-{turn}", std::process::id()));
    let written = File::create(&scratch)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&scratch, path));
    if written.is_err() {
        // What is left of it is of no use; that it could not be removed either is not the error to tell.
        fs::remove_file(&scratch).ok();
    }
    written?;
    File::open(dir)?.sync_all()
}

/// A file name for a Message-ID's local part: two of them never share one.
fn file_name(local: &str) -> String {
    let mut name = String::new();
    for byte in local.bytes() {
        match byte {
            b'.' if name.is_empty() => name.push_str("%2E"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'+' | b'=' => name.push(byte.into()),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    if name.len() > NAME_BYTES_MAX {
        let hash: String = Sha256::digest(local).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        name.truncate(NAME_BYTES_MAX - 33);
        name = format!("{name}-{hash}");
    }
    name + ".eml"
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_message_id_names_its_file() {
        assert_eq!(file_name("export.2026-04-17.r1"), "export.2026-04-17.r1.eml");
        assert_eq!(file_name("../etc/passwd"), "%2E.%2Fetc%2Fpasswd.eml");
        let (one, two) = (file_name(&"a".repeat(400)), file_name(&"a".repeat(401)));
        assert!(one.len() < 200 && one != two);
    }
}
