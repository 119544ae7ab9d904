//! Captures: bytes in the cupboard under their hash, a row each, and what became of them; checks and bookmarks of sources.

mod listing;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use model::capture::{Answer, CaptureHead, CaptureId, Origin, Sha256};
use model::note::Note;
use model::request::{Bookmark, CheckResult, SourceId, Validators};
use model::{Date, Timestamp};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig};
use sha2::Digest as _;

use crate::engine::on;
use crate::weather::{self, Step, Weather};
use crate::{Fault, Store, Tx, instant, json, micros, plain, to_json, word};

pub use listing::{CaptureFilter, ListedCapture, Teller};

/// The hash by which bytes are named.
pub(crate) fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// Where captures' bytes lie: a directory here, a bucket later, both behind one trait. One compressed object a hash.
#[derive(Debug, Clone)]
pub struct Cupboard {
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) weather: Option<Arc<dyn Weather>>,
    pub(crate) in_bucket: bool,
}

/// A bucket that speaks the S3 protocol: shared by all processes and hosts of a house.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    /// `s3://bucket/prefix`; the prefix may be empty.
    pub address: String,
    /// The server, where it is not Amazon's: `https://s3.example`.
    pub endpoint: Option<String>,
    /// `us-east-1`.
    pub region: String,
    /// Key and secret; `None`: what the machine itself has been given.
    pub key: Option<(String, String)>,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bucket({})", self.address)
    }
}

/// How long one question to a bucket may be repeated before the task that asks is given back.
const BUCKET_PATIENCE: Duration = Duration::from_secs(30);
/// The longest that one answer of a bucket may take: a list of 60 MB over a slow line.
const BUCKET_WAIT: Duration = Duration::from_secs(60);

impl Cupboard {
    /// A bucket. Nothing is asked of it yet.
    pub fn bucket(bucket: &Bucket) -> Result<Self, Fault> {
        let fault = |error: String| Fault::Cupboard { doing: format!("open {}", bucket.address), error };
        let place = bucket.address.strip_prefix("s3://").unwrap_or_default();
        let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
        if name.is_empty() {
            return Err(Fault::Open(format!(
                "'{}' names no bucket; an example is s3://captures/daily.",
                bucket.address
            )));
        }
        let retry = RetryConfig {
            max_retries: 6,
            retry_timeout: BUCKET_PATIENCE,
            backoff: BackoffConfig {
                init_backoff: Duration::from_millis(100),
                max_backoff: Duration::from_secs(5),
                base: 2.0,
            },
        };
        let is_clear = bucket.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let client = ClientOptions::new()
            .with_timeout(BUCKET_WAIT)
            .with_connect_timeout(Duration::from_secs(5))
            .with_allow_http(is_clear);
        let mut builder = if bucket.key.is_none() { AmazonS3Builder::from_env() } else { AmazonS3Builder::new() };
        builder =
            builder.with_bucket_name(name).with_region(&bucket.region).with_retry(retry).with_client_options(client);
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder.with_endpoint(endpoint).with_virtual_hosted_style_request(false);
        }
        if let Some((key, secret)) = &bucket.key {
            builder = builder.with_access_key_id(key).with_secret_access_key(secret);
        }
        let objects = builder.build().map_err(|error| fault(error.to_string()))?;
        let objects: Arc<dyn ObjectStore> = match prefix.trim_matches('/') {
            "" => Arc::new(objects),
            prefix => Arc::new(PrefixStore::new(objects, prefix)),
        };
        Ok(Self { objects, weather: None, in_bucket: true })
    }

    /// A directory, made if it is missing. Written files are synced, so that a committed row never points at lost bytes.
    pub fn directory(path: &Path) -> Result<Self, Fault> {
        let fault = |error: String| Fault::Cupboard { doing: format!("open {}", path.display()), error };
        std::fs::create_dir_all(path).map_err(|error| fault(error.to_string()))?;
        let objects =
            object_store::local::LocalFileSystem::new_with_prefix(path).map_err(|error| fault(error.to_string()))?;
        Ok(Self { objects: Arc::new(objects.with_fsync(true)), weather: None, in_bucket: false })
    }

    /// Whether the bytes lie elsewhere than on a disk of this machine.
    pub fn is_in_bucket(&self) -> bool {
        self.in_bucket
    }

    pub(crate) fn path(hash: &Sha256) -> ObjectPath {
        let hex = hash.to_string();
        ObjectPath::from(format!("{}/{}/{hex}.zst", &hex[..2], &hex[2..4]))
    }

    /// Puts bytes in, unless they lie there already. The hash is of the bytes as they were before compression.
    pub async fn put(&self, bytes: &[u8]) -> Result<Sha256, Fault> {
        let hash = sha256(bytes);
        self.put_as(&hash, bytes).await?;
        Ok(hash)
    }

    /// Puts bytes in under their hash; answers what they take there.
    pub(crate) async fn put_as(&self, hash: &Sha256, bytes: &[u8]) -> Result<u64, Fault> {
        weather::pass(self.weather.as_ref(), Step::Put).await?;
        let path = Self::path(hash);
        if let Ok(there) = self.objects.head(&path).await {
            return Ok(there.size);
        }
        let compressed = zstd::bulk::compress(bytes, 3)
            .map_err(|error| Fault::Cupboard { doing: format!("compress {hash}"), error: error.to_string() })?;
        let packed_bytes = compressed.len() as u64;
        self.objects
            .put(&path, PutPayload::from(compressed))
            .await
            .map_err(|error| Fault::Cupboard { doing: format!("keep {hash}"), error: error.to_string() })?;
        Ok(packed_bytes)
    }

    /// What some bytes take in the cupboard; nothing where they are not there.
    pub(crate) async fn packed_bytes(&self, hash: &Sha256) -> Result<Option<u64>, Fault> {
        match self.objects.head(&Self::path(hash)).await {
            Ok(there) => Ok(Some(there.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Fault::Cupboard { doing: format!("look for {hash}"), error: error.to_string() }),
        }
    }

    /// Takes bytes away for good. That they are not there any more is as good.
    pub(crate) async fn remove(&self, hash: &Sha256) -> Result<(), Fault> {
        match self.objects.delete(&Self::path(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Fault::Cupboard { doing: format!("remove {hash}"), error: error.to_string() }),
        }
    }

    /// Takes the compressed bytes out, for [`Cupboard::unpack`] on a thread that may wait.
    pub async fn take(&self, hash: &Sha256) -> Result<Vec<u8>, Fault> {
        weather::pass(self.weather.as_ref(), Step::Take).await?;
        let fault =
            |error: object_store::Error| Fault::Cupboard { doing: format!("find {hash}"), error: error.to_string() };
        let got = self.objects.get(&Self::path(hash)).await.map_err(fault)?;
        Ok(got.bytes().await.map_err(fault)?.to_vec())
    }

    /// A stream of the original bytes. Decompression happens while it is read.
    pub fn unpack(packed: &[u8]) -> Result<impl std::io::BufRead + '_, Fault> {
        zstd::stream::read::Decoder::with_buffer(packed)
            .map(|decoder| std::io::BufReader::with_capacity(64 * 1024, decoder))
            .map_err(|error| Fault::Cupboard { doing: "unpack a capture".to_owned(), error: error.to_string() })
    }
}

/// A capture after it was kept.
#[derive(Debug, Clone)]
pub struct KeptCapture {
    /// What is known of it.
    pub head: CaptureHead,
    /// Whether it is new to this store; else the same capture (address, instant, bytes) was kept before.
    pub fresh: bool,
}

/// What became of the captures of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureAccount {
    /// `documents`, `seen`, `empty`, `failed`; or `unread`.
    pub result: String,
    /// How many.
    pub captures: i64,
}

/// What became of one capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account<'a> {
    /// `documents`, `seen`, `empty` or `failed`.
    pub result: &'a str,
    /// That in words.
    pub detail: &'a str,
    /// How many documents it told of.
    pub documents: usize,
    /// The version of the source's reader that read it.
    pub reader: u32,
}

type CaptureRow = (String, String, String, i64, String, i64, String, String, i64);

fn head_of(row: CaptureRow) -> Result<CaptureHead, Fault> {
    let (id, source, url, status, headers, captured_at, origin, hash, size_bytes) = row;
    Ok(CaptureHead {
        id: CaptureId::new(id),
        source: SourceId::new(source),
        url,
        status: u16::try_from(status).unwrap_or(0),
        headers: json(&headers)?,
        captured_at: instant(captured_at),
        origin: word(&origin)?,
        sha256: Sha256::from_hex(&hash).ok_or_else(|| Fault::damaged("a hash", &hash))?,
        size_bytes: u64::try_from(size_bytes).unwrap_or(0),
    })
}

impl Store {
    /// Keeps an answer before anybody reads it: bytes first, then the row and the task of reading it, in one commit.
    ///
    /// The capture's natural key is method, address, request body, instant and hash; kept twice, it is one capture and not fresh.
    pub async fn keep(
        &self,
        source: &SourceId,
        answer: &Answer,
        origin: Origin,
        stored_at: Timestamp,
    ) -> Result<KeptCapture, Fault> {
        let hash = sha256(&answer.body);
        self.rescue(&hash).await?;
        let packed_bytes = self.cupboard.put_as(&hash, &answer.body).await?;
        let key = format!("GET\n{}\n\n{}\n{hash}", answer.url, micros(answer.captured_at));
        let head = CaptureHead {
            id: CaptureId::new(&sha256(key.as_bytes()).to_string()[..24]),
            source: source.clone(),
            url: plain(&answer.url),
            status: answer.status,
            headers: answer.headers.clone(),
            captured_at: answer.captured_at,
            origin,
            sha256: hash,
            size_bytes: answer.body.len() as u64,
        };
        let fresh = crate::transact!(self, |tx| {
            tx.keep_body(&head, packed_bytes, stored_at).await?;
            tx.insert_capture(&head, stored_at).await
        })?;
        Ok(KeptCapture { head, fresh })
    }
}

impl Tx {
    /// The row of a capture, and the task of reading it. `false`: it was kept before.
    async fn insert_capture(&mut self, head: &CaptureHead, stored_at: Timestamp) -> Result<bool, Fault> {
        let headers = to_json(&head.headers)?;
        let inserted = on!(self, |c| {
            sqlx::query(
            "insert into captures (id, source, url, status, headers, captured_at, stored_at, origin, sha256, size_bytes)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing"
        )
        .bind(head.id.as_str())
        .bind(head.source.as_str())
        .bind(&head.url)
        .bind(i64::from(head.status))
        .bind(plain(&headers))
        .bind(micros(head.captured_at))
        .bind(micros(stored_at))
        .bind(head.origin.as_str())
        .bind(head.sha256.to_string())
        .bind(i64::try_from(head.size_bytes).unwrap_or(i64::MAX))
        .execute(c)
        .await
        .map(|done| done.rows_affected())
        })?;
        if inserted == 1 {
            self.begin_health(&head.source).await?;
            self.queue(&crate::NewTask {
                kind: "read".into(),
                subject: head.id.to_string(),
                detail: String::new(),
                as_of: head.captured_at,
                run_at: stored_at,
            })
            .await?;
        }
        Ok(inserted == 1)
    }

    /// What is known of a capture.
    pub async fn capture(&mut self, id: &CaptureId) -> Result<Option<CaptureHead>, Fault> {
        let row: Option<CaptureRow> = on!(self, |c| {
            sqlx::query_as(
            "select id, source, url, status, headers, captured_at, origin, sha256, size_bytes from captures where id = $1"
        )
        .bind(id.as_str())
        .fetch_optional(c)
        .await
        })?;
        row.map(head_of).transpose()
    }

    /// The capture of that address at that instant; of several, the first by name.
    pub async fn capture_at(&mut self, url: &str, at: Timestamp) -> Result<Option<CaptureHead>, Fault> {
        let row: Option<CaptureRow> = on!(self, |c| sqlx::query_as(
            "select id, source, url, status, headers, captured_at, origin, sha256, size_bytes from captures
             where url = $1 and captured_at = $2 order by id limit 1"
        )
        .bind(plain(url))
        .bind(micros(at))
        .fetch_optional(c)
        .await)?;
        row.map(head_of).transpose()
    }

    /// The capture of that address that precedes this one in time, with a good answer.
    pub async fn capture_before(&mut self, head: &CaptureHead) -> Result<Option<CaptureHead>, Fault> {
        let row: Option<CaptureRow> = on!(self, |c| sqlx::query_as(
            "select id, source, url, status, headers, captured_at, origin, sha256, size_bytes from captures
             where url = $1 and captured_at < $2 and source = $3 order by captured_at desc, id desc limit 1"
        )
        .bind(&head.url)
        .bind(micros(head.captured_at))
        .bind(head.source.as_str())
        .fetch_optional(c)
        .await)?;
        row.map(head_of).transpose()
    }

    /// The capture of that address that follows this one in time, where it was put aside as the same as the one before it, which this is not.
    pub async fn seen_after(&mut self, head: &CaptureHead) -> Result<Option<CaptureHead>, Fault> {
        let row: Option<CaptureRow> = on!(self, |c| sqlx::query_as(
            "select id, source, url, status, headers, captured_at, origin, sha256, size_bytes from captures
             where url = $1 and captured_at > $2 and source = $3 order by captured_at, id limit 1"
        )
        .bind(&head.url)
        .bind(micros(head.captured_at))
        .bind(head.source.as_str())
        .fetch_optional(c)
        .await)?;
        let Some(next) = row.map(head_of).transpose()? else { return Ok(None) };
        let (count,): (i64,) = on!(self, |c| sqlx::query_as(
            "select count(*) from capture_results where capture = $1 and result = 'seen'"
        )
        .bind(next.id.as_str())
        .fetch_one(c)
        .await)?;
        Ok((count > 0 && next.sha256 != head.sha256).then_some(next))
    }

    /// What the newest good answer of an address said of its own state, to be sent back. Nothing where its bytes could not be read whole, or
    /// where their list is in doubt, now or when they came first: a publisher's tag is that of his page, also where half of it arrived, and
    /// then the bytes are wanted once more.
    pub async fn validators(&mut self, source: &SourceId, url: &str) -> Result<Validators, Fault> {
        let row: Option<(String,)> = on!(self, |c| sqlx::query_as(
            "select headers from (
               select headers, sha256, url from captures where url = $1 and source = $2 and status between 200 and 299
               order by captured_at desc, id desc limit 1) as newest
             where not exists (select 1 from captures c where c.sha256 = newest.sha256 and c.url = newest.url
               and (exists (select 1 from capture_results r where r.capture = c.id and r.result = 'failed')
                 or exists (select 1 from notes n where n.capture = c.id and n.weight = 'lost')
                 or exists (select 1 from list_states s where s.capture = c.id and s.verdict <> 'good')))"
        )
        .bind(plain(url))
        .bind(source.as_str())
        .fetch_optional(c)
        .await)?;
        let Some((headers,)) = row else { return Ok(Validators::default()) };
        Ok(Validators::of(&json::<Vec<(String, String)>>(&headers)?))
    }

    /// Says what became of a capture. Read again, the line is replaced; that it failed once stays known, for the ledger has a line of it.
    pub async fn account(&mut self, id: &CaptureId, account: &Account<'_>, at: Timestamp) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into capture_results (capture, result, detail, documents, at, reader, failed)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (capture) do update set result = excluded.result, detail = excluded.detail,
             documents = excluded.documents, at = excluded.at, reader = excluded.reader,
             failed = case when capture_results.failed = 1 then 1 else excluded.failed end"
        )
        .bind(id.as_str())
        .bind(account.result)
        .bind(plain(account.detail))
        .bind(i64::try_from(account.documents).unwrap_or(i64::MAX))
        .bind(micros(at))
        .bind(i64::from(account.reader))
        .bind(i64::from(account.result == "failed"))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// Remembers that a part of an accounted capture could not be read.
    pub async fn mark_failed(&mut self, id: &CaptureId) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("update capture_results set failed = 1 where capture = $1")
            .bind(id.as_str())
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// What became of the newest captures of a source: instant, result, detail; newest first.
    pub async fn newest_results(
        &mut self,
        source: &SourceId,
        count: u32,
    ) -> Result<Vec<(Timestamp, String, String)>, Fault> {
        let rows: Vec<(i64, String, String)> = on!(self, |c| sqlx::query_as(
            "select c.captured_at, coalesce(r.result, 'unread'), coalesce(r.detail, '') from captures c
             left join capture_results r on r.capture = c.id where c.source = $1
             order by c.captured_at desc, c.id limit $2"
        )
        .bind(source.as_str())
        .bind(i64::from(count))
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(at, result, detail)| (instant(at), result, detail)).collect())
    }

    /// How many captures ended in which way. What is not read yet is `unread`.
    pub async fn capture_accounts(&mut self) -> Result<Vec<CaptureAccount>, Fault> {
        let rows: Vec<(String, i64)> = on!(self, |c| sqlx::query_as(
            "select coalesce(r.result, 'unread'), count(*) from captures c
             left join capture_results r on r.capture = c.id group by 1 order by 1"
        )
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(result, captures)| CaptureAccount { result, captures }).collect())
    }

    /// The notes of a capture, replacing those of an earlier reading.
    pub async fn write_notes(&mut self, id: &CaptureId, notes: &[Note]) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("delete from notes where capture = $1")
            .bind(id.as_str())
            .execute(c)
            .await
            .map(|_| ()))?;
        for (position, note) in notes.iter().enumerate() {
            on!(self, |c| sqlx::query(
                "insert into notes (capture, position, weight, place, text) values ($1, $2, $3, $4, $5)"
            )
            .bind(id.as_str())
            .bind(i64::try_from(position).unwrap_or(i64::MAX))
            .bind(note.weight.as_str())
            .bind(plain(&note.place))
            .bind(plain(&note.text))
            .execute(c)
            .await
            .map(|_| ()))?;
        }
        Ok(())
    }

    /// Writes notes on one thing in a capture, whose places begin with it, in place of those that were on it before.
    pub async fn renew_notes(&mut self, id: &CaptureId, about: &str, notes: &[Note]) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "delete from notes where capture = $1 and substr(place, 1, length($2) + 1) = $2 || ' '"
        )
        .bind(id.as_str())
        .bind(plain(about))
        .execute(c)
        .await
        .map(|_| ()))?;
        for note in notes {
            on!(self, |c| sqlx::query(
                "insert into notes (capture, position, weight, place, text)
                 select $1, coalesce(max(position), -1) + 1, $2, $3, $4 from notes where capture = $1"
            )
            .bind(id.as_str())
            .bind(note.weight.as_str())
            .bind(plain(&note.place))
            .bind(plain(&note.text))
            .execute(c)
            .await
            .map(|_| ()))?;
        }
        Ok(())
    }

    /// Whether a live capture was ever kept: then the clock may not be set.
    pub async fn has_live_capture(&mut self) -> Result<bool, Fault> {
        let found: Option<(i64,)> =
            on!(self, |c| sqlx::query_as("select 1 from captures where origin = 'live' limit 1")
                .fetch_optional(c)
                .await
                .map(|row: Option<(i32,)>| row.map(|(n,)| (i64::from(n),))))?;
        Ok(found.is_some())
    }

    /// Records that a source was asked, whatever came.
    pub async fn write_check(
        &mut self,
        source: &SourceId,
        url: &str,
        at: Timestamp,
        result: CheckResult,
        detail: &str,
    ) -> Result<(), Fault> {
        let id = sha256(format!("{source}\n{url}\n{}", micros(at)).as_bytes()).to_string();
        on!(self, |c| {
            sqlx::query(
            "insert into checks (id, source, url, at, result, detail) values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
        )
        .bind(&id[..24])
        .bind(source.as_str())
        .bind(plain(url))
        .bind(micros(at))
        .bind(result.as_str())
        .bind(plain(detail))
        .execute(c)
        .await
        .map(|_| ())
        })?;
        Ok(())
    }

    /// Where a source stopped last time.
    pub async fn bookmark(&mut self, source: &SourceId) -> Result<Bookmark, Fault> {
        let row: Option<(Option<i64>, Option<i64>, Option<String>)> = on!(self, |c| sqlx::query_as(
            "select asked_at, captured_at, published_on from bookmarks where source = $1"
        )
        .bind(source.as_str())
        .fetch_optional(c)
        .await)?;
        let Some((asked_at, captured_at, published_on)) = row else { return Ok(Bookmark::default()) };
        let published_on: Option<Date> = published_on.map(|text| crate::day(&text)).transpose()?;
        Ok(Bookmark { asked_at: asked_at.map(instant), captured_at: captured_at.map(instant), published_on })
    }

    /// Moves a source's bookmark: each part only forward.
    pub async fn move_bookmark(&mut self, source: &SourceId, to: &Bookmark) -> Result<(), Fault> {
        let from = self.bookmark(source).await?;
        let asked_at = from.asked_at.max(to.asked_at).map(micros);
        let captured_at = from.captured_at.max(to.captured_at).map(micros);
        let published_on = from.published_on.max(to.published_on).map(|day| day.to_string());
        on!(self, |c| sqlx::query(
            "insert into bookmarks (source, asked_at, captured_at, published_on) values ($1, $2, $3, $4)
             on conflict (source) do update set asked_at = excluded.asked_at, captured_at = excluded.captured_at,
             published_on = excluded.published_on"
        )
        .bind(source.as_str())
        .bind(asked_at)
        .bind(captured_at)
        .bind(published_on)
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }
}
