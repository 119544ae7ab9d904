//! Readers, licences, links sent by mail, sessions.

use model::Timestamp;
use model::reader::{Email, Licence, LicenceKind, Reader, ReaderId, Role};
use model::reference::Ref;
use model::title::TitleSlug;

use crate::engine::on;
use crate::{Fault, Tx, instant, json, micros, plain, to_json, word};

/// A link to write down. Its token is not kept: it is made from the house's secret and the link's id.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Random.
    pub id: String,
    /// Where it is sent.
    pub email: Email,
    /// The asker's network: a /24 or /48.
    pub network: String,
    /// The article at whose wall it was asked for.
    pub article: Option<Ref>,
    /// Where to go then: a path of ours.
    pub return_to: String,
    /// By the real clock.
    pub created_at: Timestamp,
    /// By the real clock.
    pub expires_at: Timestamp,
}

/// A link as it was written down.
#[derive(Debug, Clone)]
pub struct Link {
    /// What was written.
    pub link: NewLink,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// A running session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whose.
    pub reader: Reader,
    /// Until when, by the real clock.
    pub expires_at: Timestamp,
}

type ReaderColumns = (String, String, String, String);

impl Tx {
    async fn reader_of(&mut self, (id, email, name, role): ReaderColumns) -> Result<Reader, Fault> {
        let rows: Vec<(String, String, i64, i64)> = on!(self, |c| sqlx::query_as(
            "select kind, titles, valid_from, valid_until from licences where reader = $1 order by valid_from, id"
        )
        .bind(&id)
        .fetch_all(c)
        .await)?;
        let mut licences = Vec::with_capacity(rows.len());
        for (kind, titles, from, until) in rows {
            let titles: Vec<TitleSlug> = json(&titles)?;
            licences.push(Licence { kind: word(&kind)?, titles, from: instant(from), until: instant(until) });
        }
        let email = Email::parse(&email).map_err(|_| Fault::damaged("a reader's address", "[masked]"))?;
        Ok(Reader { id: ReaderId::new(id), email, name, role: word(&role)?, licences })
    }

    /// A reader by the opaque id.
    pub async fn reader(&mut self, id: &ReaderId) -> Result<Option<Reader>, Fault> {
        let row: Option<ReaderColumns> =
            on!(self, |c| sqlx::query_as("select id, email, name, role from readers where id = $1")
                .bind(id.as_str())
                .fetch_optional(c)
                .await)?;
        match row {
            Some(row) => Ok(Some(self.reader_of(row).await?)),
            None => Ok(None),
        }
    }

    /// A reader by address.
    pub async fn reader_by_email(&mut self, email: &Email) -> Result<Option<Reader>, Fault> {
        let row: Option<ReaderColumns> =
            on!(self, |c| sqlx::query_as("select id, email, name, role from readers where email_key = $1")
                .bind(email.key())
                .fetch_optional(c)
                .await)?;
        match row {
            Some(row) => Ok(Some(self.reader_of(row).await?)),
            None => Ok(None),
        }
    }

    /// All readers, oldest first.
    pub async fn readers(&mut self) -> Result<Vec<Reader>, Fault> {
        let rows: Vec<ReaderColumns> =
            on!(self, |c| sqlx::query_as("select id, email, name, role from readers order by created_at, id")
                .fetch_all(c)
                .await)?;
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            out.push(self.reader_of(row).await?);
        }
        Ok(out)
    }

    /// Writes a new reader.
    pub async fn write_reader(
        &mut self,
        id: &ReaderId,
        email: &Email,
        name: &str,
        role: Role,
        at: Timestamp,
    ) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into readers (id, email, email_key, name, role, created_at) values ($1, $2, $3, $4, $5, $6)"
        )
        .bind(id.as_str())
        .bind(email.as_str())
        .bind(email.key())
        .bind(plain(name))
        .bind(role.as_str())
        .bind(micros(at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// Grants a licence. Its id is made of what it grants, so that granting twice is once.
    pub async fn grant(&mut self, reader: &ReaderId, licence: &Licence) -> Result<(), Fault> {
        let titles = to_json(&licence.titles)?;
        let once = if licence.kind == LicenceKind::Preview {
            String::new()
        } else {
            format!("{titles}\n{}", micros(licence.from))
        };
        let id = crate::captures::sha256(format!("{reader}\n{}\n{once}", licence.kind).as_bytes()).to_string();
        on!(self, |c| sqlx::query(
            "insert into licences (id, reader, kind, titles, valid_from, valid_until) values ($1, $2, $3, $4, $5, $6)
             on conflict do nothing"
        )
        .bind(&id[..24])
        .bind(reader.as_str())
        .bind(licence.kind.as_str())
        .bind(titles)
        .bind(micros(licence.from))
        .bind(micros(licence.until))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// Writes a link down.
    pub async fn write_link(&mut self, link: &NewLink) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into links (id, email, email_key, network, article, return_to, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(&link.id)
        .bind(link.email.as_str())
        .bind(link.email.key())
        .bind(&link.network)
        .bind(link.article.map(|r| r.to_string()))
        .bind(plain(&link.return_to))
        .bind(micros(link.created_at))
        .bind(micros(link.expires_at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// How many links were asked for since an instant: for an address, and from a network.
    pub async fn links_since(&mut self, email: &Email, network: &str, since: Timestamp) -> Result<(i64, i64), Fault> {
        let (by_address,): (i64,) = on!(self, |c| sqlx::query_as(
            "select count(*) from links where email_key = $1 and created_at > $2 and network <> 'console'"
        )
        .bind(email.key())
        .bind(micros(since))
        .fetch_one(c)
        .await)?;
        let (by_network,): (i64,) =
            on!(self, |c| sqlx::query_as("select count(*) from links where network = $1 and created_at > $2")
                .bind(network)
                .bind(micros(since))
                .fetch_one(c)
                .await)?;
        Ok((by_address, by_network))
    }

    /// Forgets links that ended before an instant.
    pub async fn forget_links(&mut self, before: Timestamp) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("delete from links where expires_at < $1")
            .bind(micros(before))
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// A link by its id.
    pub async fn link(&mut self, id: &str) -> Result<Option<Link>, Fault> {
        type Row = (String, String, String, Option<String>, String, i64, i64, Option<i64>);
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(
            "select id, email, network, article, return_to, created_at, expires_at, used_at from links where id = $1"
        )
        .bind(id)
        .fetch_optional(c)
        .await
        })?;
        let Some((id, email, network, article, return_to, created_at, expires_at, used_at)) = row else {
            return Ok(None);
        };
        let email = Email::parse(&email).map_err(|_| Fault::damaged("a link's address", "[masked]"))?;
        let link = NewLink {
            id,
            email,
            network,
            article: article.and_then(|text| text.parse().ok()),
            return_to,
            created_at: instant(created_at),
            expires_at: instant(expires_at),
        };
        Ok(Some(Link { link, used_at: used_at.map(instant) }))
    }

    /// Uses a link up. `false`: it was used before.
    pub async fn use_link(&mut self, id: &str, at: Timestamp) -> Result<bool, Fault> {
        let used = on!(self, |c| sqlx::query("update links set used_at = $1 where id = $2 and used_at is null")
            .bind(micros(at))
            .bind(id)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(used == 1)
    }

    /// Begins a session; only the hash of its token is kept.
    pub async fn write_session(
        &mut self,
        token_hash: &str,
        reader: &ReaderId,
        created_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), Fault> {
        on!(self, |c| sqlx::query(
            "insert into sessions (token_hash, reader, created_at, expires_at) values ($1, $2, $3, $4)"
        )
        .bind(token_hash)
        .bind(reader.as_str())
        .bind(micros(created_at))
        .bind(micros(expires_at))
        .execute(c)
        .await
        .map(|_| ()))?;
        Ok(())
    }

    /// A session that runs at that instant.
    pub async fn session(&mut self, token_hash: &str, now: Timestamp) -> Result<Option<Session>, Fault> {
        let row: Option<(String, i64)> = on!(self, |c| sqlx::query_as(
            "select reader, expires_at from sessions where token_hash = $1 and expires_at > $2 and ended_at is null"
        )
        .bind(token_hash)
        .bind(micros(now))
        .fetch_optional(c)
        .await)?;
        let Some((reader, expires_at)) = row else { return Ok(None) };
        let reader = self.reader(&ReaderId::new(reader)).await?;
        Ok(reader.map(|reader| Session { reader, expires_at: instant(expires_at) }))
    }

    /// Ends a session.
    pub async fn end_session(&mut self, token_hash: &str, now: Timestamp) -> Result<(), Fault> {
        on!(self, |c| sqlx::query("update sessions set ended_at = $1 where token_hash = $2 and ended_at is null")
            .bind(micros(now))
            .bind(token_hash)
            .execute(c)
            .await
            .map(|_| ()))?;
        Ok(())
    }
}
