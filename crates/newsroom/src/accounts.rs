//! Ways in: a link by mail, a free preview of fourteen days, sessions. No passwords.
//!
//! Whether an address is known is never told: asking for a link does the same work and gives the same answer for every address, and
//! what differs happens later, when the letter is set.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::SignedDuration;
use model::article::ArticleHead;
use model::reader::{Email, Licence, LicenceKind, Reader, ReaderId, Role};
use model::reference::Ref;
use model::wall::Visitor;
use press::mail::Envelope;
use press::views::LinkPurpose;
use rand::RngCore as _;
use sha2::{Digest as _, Sha256};
use store::{Link, NewLink, TaskRow, Tx};
use subtle::ConstantTimeEq as _;

use crate::task::Task;
use crate::{Newsroom, Trouble};

/// How long a link works, in minutes.
pub const LINK_MINUTES: u32 = 60;
/// How long a free preview runs, in days.
pub const PREVIEW_DAYS: i64 = 14;
/// How long a session runs, in days.
const SESSION_DAYS: i64 = 30;
/// Links that an address may be sent in an hour.
const LINKS_PER_ADDRESS: i64 = 5;
/// Links that a network may ask for in an hour.
const LINKS_PER_NETWORK: i64 = 20;

/// What came of asking for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A letter is on its way.
    Sent,
    /// Too many were asked for in an hour.
    TooMany,
}

/// What a link that was opened stands for. Nothing has changed yet.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The article at whose wall it was asked for.
    pub article: Option<ArticleHead>,
    /// Where to go then.
    pub return_to: String,
}

/// A session that has begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// What the cookie carries.
    pub token: String,
    /// How long it lasts.
    pub seconds: i64,
    /// Where to go.
    pub return_to: String,
}

/// Thirty-two random bytes in hexadecimal.
pub fn random_hex() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of a text in hexadecimal: what is kept of a token.
pub fn hash_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

impl Newsroom {
    /// Somebody asks for a link: at the wall of an article, to sign up, or to sign in. The letter is set later by a task, so that this
    /// does the same for every address.
    pub async fn ask_for_link(
        &self,
        email: &Email,
        network: &str,
        article: Option<Ref>,
        return_to: &str,
    ) -> Result<Asked, Trouble> {
        let now = self.clock.real();
        store::transact!(self.store, |tx| {
            let (by_address, by_network) = tx.links_since(email, network, now - SignedDuration::from_hours(1)).await?;
            if by_address >= LINKS_PER_ADDRESS || by_network >= LINKS_PER_NETWORK {
                return Ok::<_, Trouble>(Asked::TooMany);
            }
            tx.forget_links(now - SignedDuration::from_hours(24)).await?;
            self.write_link(
                &mut tx,
                email,
                network,
                article,
                return_to,
                SignedDuration::from_mins(i64::from(LINK_MINUTES)),
            )
            .await?;
            Ok(Asked::Sent)
        })
    }

    async fn write_link(
        &self,
        tx: &mut Tx,
        email: &Email,
        network: &str,
        article: Option<Ref>,
        return_to: &str,
        lasts: SignedDuration,
    ) -> Result<String, Trouble> {
        let now = self.clock.real();
        let id = random_hex()[..32].to_owned();
        let link = NewLink {
            id: id.clone(),
            email: email.clone(),
            network: network.to_owned(),
            article,
            return_to: return_to.to_owned(),
            created_at: now,
            expires_at: now + lasts,
        };
        tx.write_link(&link).await?;
        if network != "console" {
            tx.queue(&Task::Letter(id.clone()).to_row(now, now)).await?;
        }
        Ok(id)
    }

    /// A link printed on the console for somebody of the house or the demo; no letter is sent. It works for seven days.
    pub async fn console_link(&self, email: &Email, return_to: &str) -> Result<String, Trouble> {
        let id = store::transact!(self.store, |tx| {
            self.write_link(&mut tx, email, "console", None, return_to, SignedDuration::from_hours(7 * 24)).await
        })?;
        let token = self.token_of(&id).await?;
        Ok(format!("{}/sign-in/{token}", self.publisher.url))
    }

    /// What a link carries: its id and a seal made with the house's secret, so that the table alone lets nobody in.
    async fn token_of(&self, id: &str) -> Result<String, Trouble> {
        let secret = secret(&mut self.store.read().await?).await?;
        Ok(format!("{id}{}", seal(&secret, id)))
    }

    /// `Task::Letter`: sets and sends the letter with a link.
    pub(crate) async fn send_letter(&self, id: &str, row: &TaskRow) -> Result<(), Trouble> {
        let mut tx = self.store.read().await?;
        let link = tx.link(id).await?;
        let article = match link.as_ref().and_then(|link| link.link.article) {
            Some(reference) => tx.article(reference).await?,
            None => None,
        };
        let known = match &link {
            Some(link) => tx.reader_by_email(&link.link.email).await?,
            None => None,
        };
        drop(tx);
        if let Some(Link { link, .. }) = link {
            let headline = article.as_ref().map(|article| article.head.headline.as_str());
            let purpose = match known {
                Some(reader) if !reader.licences.is_empty() || reader.role != Role::Reader => LinkPurpose::SignIn,
                _ => LinkPurpose::Preview(headline),
            };
            let url = format!("{}/sign-in/{}", self.publisher.url, self.token_of(id).await?);
            let letter = press::mail::Link {
                publisher: &self.publisher,
                from_name: &self.publisher.name,
                to: &link.email,
                purpose,
                url: &url,
                minutes: LINK_MINUTES,
            };
            let mail =
                press::mail::link(&letter, &Envelope { message_id: self.message_id(id), date: self.clock.real() });
            self.post.send(&mail).await.map_err(|error| {
                if error.is_permanent() {
                    Trouble::refuse(error.to_string())
                } else {
                    Trouble::Fault(store::Fault::Open(error.to_string()))
                }
            })?;
        }
        store::transact!(self.store, |tx| tx.finish_task(row).await)?;
        Ok(())
    }

    /// What a link stands for. Opening it changes nothing: mail filters follow links.
    pub async fn open_link(&self, token: &str) -> Result<Opened, Trouble> {
        let mut tx = self.store.read().await?;
        let link = self.valid_link(&mut tx, token).await?;
        let article = match link.article {
            Some(reference) => tx.article(reference).await?.map(|article| article.head),
            None => None,
        };
        Ok(Opened { article, return_to: link.return_to })
    }

    async fn valid_link(&self, tx: &mut Tx, token: &str) -> Result<NewLink, Trouble> {
        let no = || {
            Trouble::refuse("This link does not work any more: it was used, or its time is over. Ask for a new one.")
        };
        let hex = token.bytes().all(|b| b.is_ascii_hexdigit());
        let (Some(id), Some(sealed), true) = (token.get(..32), token.get(32..), hex) else { return Err(no()) };
        let secret = secret(tx).await?;
        let right: bool = seal(&secret, id).as_bytes().ct_eq(sealed.as_bytes()).into();
        let found = tx.link(id).await?;
        match found {
            Some(Link { link, used_at: None }) if right && self.clock.real() < link.expires_at => Ok(link),
            _ => Err(no()),
        }
    }

    /// Uses a link up: an account, a free preview if there was never a licence, and a session.
    pub async fn use_link(&self, token: &str) -> Result<Begun, Trouble> {
        let now = self.clock.real();
        store::transact!(self.store, |tx| {
            let link = self.valid_link(&mut tx, token).await?;
            if !tx.use_link(&link.id, now).await? {
                return Err(Trouble::refuse("This link was used a moment ago. Ask for a new one."));
            }
            let reader = self.reader_for(&mut tx, &link.email, "", Role::Reader).await?;
            if reader.role == Role::Reader && reader.licences.is_empty() {
                self.begin_preview(&mut tx, &reader.id).await?;
            }
            let token = random_hex();
            let lasts = SignedDuration::from_hours(24 * SESSION_DAYS);
            tx.write_session(&hash_hex(&token), &reader.id, now, now + lasts).await?;
            Ok(Begun { token, seconds: lasts.as_secs(), return_to: link.return_to })
        })
    }

    /// Fourteen days by the publishing clock, for all titles, once a reader.
    async fn begin_preview(&self, tx: &mut Tx, reader: &ReaderId) -> Result<(), Trouble> {
        let from = self.clock.now();
        let titles = crate::editions::slugs(&tx.titles().await?);
        let until = from + SignedDuration::from_hours(24 * PREVIEW_DAYS);
        Ok(tx.grant(reader, &Licence { kind: LicenceKind::Preview, titles, from, until }).await?)
    }

    /// The account of an address, made if there is none.
    async fn reader_for(&self, tx: &mut Tx, email: &Email, name: &str, role: Role) -> Result<Reader, Trouble> {
        if let Some(reader) = tx.reader_by_email(email).await? {
            return Ok(reader);
        }
        let id = ReaderId::new(&random_hex()[..16]);
        tx.write_reader(&id, email, name, role, self.clock.real()).await?;
        let reader = tx.reader(&id).await?;
        reader.ok_or_else(|| Trouble::refuse("The account could not be made."))
    }

    /// Makes an account (or finds it) and grants a full licence for some titles.
    pub async fn add_reader(
        &self,
        email: &Email,
        name: &str,
        role: Role,
        licence: Option<Licence>,
    ) -> Result<Reader, Trouble> {
        store::transact!(self.store, |tx| {
            let reader = self.reader_for(&mut tx, email, name, role).await?;
            if let Some(licence) = &licence {
                tx.grant(&reader.id, licence).await?;
            }
            Ok::<_, Trouble>(tx.reader(&reader.id).await?.unwrap_or(reader))
        })
    }

    /// Who a session's token stands for.
    pub async fn reader_of_session(&self, token: &str) -> Result<Option<Reader>, Trouble> {
        let session = self.store.read().await?.session(&hash_hex(token), self.clock.real()).await?;
        Ok(session.map(|session| session.reader))
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), Trouble> {
        let now = self.clock.real();
        store::transact!(self.store, |tx| tx.end_session(&hash_hex(token), now).await)?;
        Ok(())
    }
}

/// A reader as the wall sees them. People of the house read everything: an editor or operator is a visitor with a licence for all titles.
pub fn visitor_of(reader: Option<&Reader>, titles: &[model::title::Title]) -> Visitor {
    match reader {
        None => Visitor::Anonymous,
        Some(reader) if reader.role != Role::Reader => crate::editions::house_visitor(titles),
        Some(reader) => Visitor::Reader { id: reader.id.clone(), licences: reader.licences.clone() },
    }
}

/// The house's secret. A store without one lets nobody in, rather than everybody.
async fn secret(tx: &mut Tx) -> Result<String, Trouble> {
    let secret = tx.remembered("secret").await?.filter(|secret| !secret.is_empty());
    secret.ok_or_else(|| {
        Trouble::Fault(store::Fault::Open(
            "The store has lost the house's secret, so no link can be made or checked. Restore a backup.".to_owned(),
        ))
    })
}

fn seal(secret: &str, id: &str) -> String {
    // HMAC takes a key of any length (RFC 2104), so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(b"link\n");
    mac.update(id.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Whether two secrets are the same, in a time that tells nothing of where they differ.
pub fn is_same_secret(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}
