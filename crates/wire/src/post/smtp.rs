//! Letters to a mail server over SMTP (RFC 5321): one conversation a letter, over connections that are kept for the next.
//! Each failure knows how far the letter came: "550" to a reader is the reader's, to our sign-in is ours; silence after the dot is doubt.

use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailCommand, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use model::mail::Mail;
use model::reader::Email;
use url::{Host, Url};

use super::compose::{address, compose};
use super::{Accepted, Post, PostError};

/// A server that is there greets within seconds; one that is not should not hold up the other letters.
const CONNECT_WAIT: Duration = Duration::from_secs(30);

/// RFC 5321, 4.5.3.2: five minutes for a reply to a command.
const REPLY_WAIT: Duration = Duration::from_secs(5 * 60);

/// RFC 5321, 4.5.3.2.6: ten minutes for the reply to the final dot, so that a slow server does not get the letter twice.
const DOT_WAIT: Duration = Duration::from_secs(10 * 60);

/// How long a server may take to say goodbye.
const GOODBYE_WAIT: Duration = Duration::from_secs(5);

/// Connections kept open between letters: more than a few at once look like an attack to a mail server.
const IDLE_MAX: usize = 8;

/// A letter is written in pieces of this size.
const PIECE_BYTES: usize = 16 * 1024;

/// The most that is kept of a server's answer: the reason stands at its beginning.
const ANSWER_CHARS_MAX: usize = 300;

/// Sends letters to one mail server.
pub struct SmtpPost {
    server: Server,
    sender: Address,
    from: Email,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl fmt::Debug for SmtpPost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpPost({})", self.server.name)
    }
}

/// A mail server as the settings name it.
struct Server {
    /// `host:port`, for sentences.
    name: String,
    host: String,
    port: u16,
    security: Security,
    credentials: Option<Credentials>,
}

enum Security {
    Plain,
    Wrapped(TlsParameters),
    StartTls(TlsParameters),
}

/// How far a letter had come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Connecting,
    SignIn,
    Sender,
    Recipient,
    Content,
    /// The final dot may have gone out.
    Dot,
}

/// A failure, and the step at which it came.
struct Failure {
    step: Step,
    /// `None`: the time was over.
    error: Option<SmtpError>,
}

impl SmtpPost {
    /// To the server of an address: `smtp://host:port` (in clear, port 25), `smtps://user:password@host` (TLS, port 465) or
    /// `smtp+starttls://user:password@host` (TLS after a greeting, never without, port 587). Nothing is sent yet.
    pub fn new(url: &str, from: Email) -> Result<Self, PostError> {
        let sender = address(&from, "sender's")?;
        Ok(Self { server: Server::parse(url)?, sender, from, idle: Mutex::default() })
    }

    async fn deliver(&self, mail: &Mail) -> Result<Accepted, PostError> {
        let bytes = compose(mail, &self.from)?;
        let to = address(&mail.to, "reader's")?;
        if let Some(connection) = self.kept() {
            match self.hand_over(connection, &to, &bytes).await {
                // The server closed a connection that lay idle, or had enough of it: that is no failure of this letter.
                Err(failure) if failure.step == Step::Sender && !failure.is_permanent() => {}
                outcome => return self.told(outcome, mail),
            }
        }
        let outcome = match self.server.connect().await {
            Ok(connection) => self.hand_over(connection, &to, &bytes).await,
            Err(failure) => Err(failure),
        };
        self.told(outcome, mail)
    }

    async fn hand_over(
        &self,
        mut connection: AsyncSmtpConnection,
        to: &Address,
        bytes: &[u8],
    ) -> Result<Response, Failure> {
        let outcome = converse(&mut connection, &self.sender, to, bytes).await;
        let is_usable = match &outcome {
            Ok(_) => true,
            // The server answered: after a reset the connection is as good as new. Nothing depends on its answer but that.
            Err(Failure { error: Some(error), .. }) if error.status().is_some() => {
                within(Step::Connecting, CONNECT_WAIT, connection.command(Rset)).await.is_ok()
            }
            Err(_) => false,
        };
        if is_usable {
            self.keep(connection);
        }
        outcome
    }

    /// As far as a letter would go before it names its reader.
    async fn greet(&self) -> Result<(), Failure> {
        let mut connection = self.server.connect().await?;
        let sender = MailCommand::new(Some(self.sender.clone()), vec![]);
        within(Step::Sender, CONNECT_WAIT, connection.command(sender)).await?;
        within(Step::Sender, CONNECT_WAIT, connection.command(Rset)).await?;
        self.keep(connection);
        Ok(())
    }

    fn kept(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MAX {
            idle.push(connection);
        }
    }

    fn told(&self, outcome: Result<Response, Failure>, mail: &Mail) -> Result<Accepted, PostError> {
        match outcome {
            Ok(response) => {
                let text = response.message().collect::<Vec<_>>().join(" ");
                Ok(Accepted { answer: scrub(&format!("{} {text}", response.code()), mail.to.as_str()) })
            }
            Err(failure) => Err(failure.told(&self.server.name, mail)),
        }
    }
}

impl Post for SmtpPost {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<Accepted, PostError>> {
        Box::pin(self.deliver(mail))
    }

    fn probe(&self) -> BoxFuture<'_, Result<String, PostError>> {
        Box::pin(async move {
            let server = &self.server.name;
            self.greet().await.map_err(|failure| failure.told_of_probe(server))?;
            Ok(format!("The mail server {server} takes letters from {}.", self.from.as_str()))
        })
    }

    fn rest(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while let Some(mut connection) = self.kept() {
                // A server that does not answer to QUIT has everything that matters.
                let _ = tokio::time::timeout(GOODBYE_WAIT, connection.quit()).await;
            }
        })
    }

    fn kind(&self) -> &'static str {
        "smtp"
    }
}

/// One letter over one connection (RFC 5321, 3.3). What is composed is ASCII throughout, so that no extension is needed.
async fn converse(
    connection: &mut AsyncSmtpConnection,
    from: &Address,
    to: &Address,
    bytes: &[u8],
) -> Result<Response, Failure> {
    within(Step::Sender, REPLY_WAIT, connection.command(MailCommand::new(Some(from.clone()), vec![]))).await?;
    within(Step::Recipient, REPLY_WAIT, connection.command(Rcpt::new(to.clone(), vec![]))).await?;
    within(Step::Content, REPLY_WAIT, connection.command(Data)).await?;
    // The library asks for the piece after the last one right before it writes the dot: that is the instant of doubt.
    let is_dot = AtomicBool::new(false);
    let end = std::iter::from_fn(|| {
        is_dot.store(true, Ordering::Relaxed);
        None
    });
    let pieces = bytes.chunks(PIECE_BYTES).chain(end);
    within(Step::Content, DOT_WAIT, connection.message_iter(pieces)).await.map_err(|failure| {
        let is_answered = failure.error.as_ref().is_some_and(|error| error.status().is_some());
        let step = if is_dot.load(Ordering::Relaxed) && !is_answered { Step::Dot } else { Step::Content };
        Failure { step, ..failure }
    })
}

async fn within<T>(step: Step, wait: Duration, work: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Failure> {
    match tokio::time::timeout(wait, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Failure { step, error: Some(error) }),
        Err(_) => Err(Failure { step, error: None }),
    }
}

impl Failure {
    fn is_permanent(&self) -> bool {
        self.error.as_ref().is_some_and(SmtpError::is_permanent)
    }

    /// What the server or the network says, without addresses.
    fn reason(&self, to: &str) -> String {
        let Some(error) = &self.error else { return "it did not answer in time".to_owned() };
        let mut out: Vec<String> = error.status().map(|code| code.to_string()).into_iter().collect();
        let separator = if out.is_empty() { ": " } else { " " };
        let mut cause = error.source();
        if cause.is_none() && out.is_empty() {
            out.push(error.to_string());
        }
        while let Some(error) = cause {
            let text = error.to_string();
            if out.last().is_none_or(|last| !last.contains(&text)) {
                out.push(text);
            }
            cause = error.source();
        }
        scrub(&out.join(separator), to)
    }

    fn told_of_probe(&self, server: &str) -> PostError {
        let reason = self.reason("");
        PostError::temporary(match self.step {
            Step::SignIn => format!("The mail server {server} did not let us sign in ({reason})."),
            Step::Sender => format!("The mail server {server} refused our own address as a sender ({reason})."),
            _ => format!("The mail server {server} could not be reached ({reason})."),
        })
    }

    fn told(&self, server: &str, mail: &Mail) -> PostError {
        let reason = self.reason(mail.to.as_str());
        let id = &mail.message_id;
        let answered = self.error.as_ref().is_some_and(|error| error.status().is_some());
        match self.step {
            Step::Connecting => PostError::temporary(format!(
                "The mail server {server} could not be reached ({reason}); the letter {id} was not sent."
            )),
            Step::SignIn => PostError::temporary(format!(
                "The mail server {server} did not let us sign in ({reason}); the letter {id} was not sent. Check user and password in the mail server's address."
            )),
            Step::Sender if answered => PostError::temporary(format!(
                "The mail server {server} refused our own address as the sender of {id} ({reason}); it was not sent. Check the sender's address and what the server lets it send."
            )),
            // Enhanced codes x.7.x are about policy and sign-in (RFC 3463, 3.8): a relay that does not know us says so at each recipient.
            Step::Recipient if self.is_permanent() && !is_policy(&reason) => PostError::permanent(format!(
                "The mail server {server} refused the recipient of the letter {id} ({reason})."
            )),
            Step::Content if self.is_permanent() => {
                PostError::permanent(format!("The mail server {server} refused the letter {id} ({reason})."))
            }
            Step::Sender | Step::Recipient | Step::Content => {
                PostError::temporary(format!("The mail server {server} did not take the letter {id} now ({reason})."))
            }
            Step::Dot => PostError::Temporary {
                sentence: format!(
                    "The mail server {server} did not say whether it took the letter {id} ({reason}). It may have; sent again, it keeps its Message-ID."
                ),
                in_doubt: true,
            },
        }
    }
}

/// `554 5.7.1 Relay access denied`, `530 5.7.0 Must issue a STARTTLS command first`, `530 Authentication required`.
fn is_policy(reason: &str) -> bool {
    reason.starts_with("530") || reason.split(' ').nth(1).is_some_and(|code| code.starts_with("5.7."))
}

impl Server {
    fn parse(text: &str) -> Result<Self, PostError> {
        let wrong = |why: &str| {
            PostError::permanent(format!(
                "The address of the mail server is not usable: {why}. It is smtp://host:25, smtps://user:password@host or smtp+starttls://user:password@host."
            ))
        };
        let url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
        let host = match url.host().ok_or_else(|| wrong("it names no host"))? {
            Host::Domain(name) if !name.is_empty() => name.to_owned(),
            Host::Domain(_) => return Err(wrong("it names no host")),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("nothing may follow the host and port"));
        }
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, Some(password)) => Some(Credentials::new(percent_decode(user), percent_decode(password))),
            (_, None) => return Err(wrong("it names a user and no password")),
        };
        let tls = || TlsParameters::new(host.clone()).map_err(|error| wrong(&error.to_string()));
        let (security, port) = match url.scheme() {
            "smtp" if credentials.is_some() => {
                return Err(wrong(
                    "over smtp:// the password would travel in clear; take smtps:// or smtp+starttls://",
                ));
            }
            "smtp" => (Security::Plain, 25),
            "smtps" => (Security::Wrapped(tls()?), 465),
            "smtp+starttls" => (Security::StartTls(tls()?), 587),
            other => return Err(wrong(&format!("{other}:// is no mail server's scheme"))),
        };
        let port = url.port().unwrap_or(port);
        Ok(Self { name: format!("{host}:{port}"), host, port, security, credentials })
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let hello = ClientId::default();
        let wrapped = match &self.security {
            Security::Wrapped(tls) => Some(tls.clone()),
            Security::Plain | Security::StartTls(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT_WAIT), &hello, wrapped, None);
        let mut connection = within(Step::Connecting, CONNECT_WAIT, connecting).await?;
        if let Security::StartTls(tls) = &self.security {
            within(Step::Connecting, CONNECT_WAIT, connection.starttls(tls.clone(), &hello)).await?;
        }
        if let Some(credentials) = &self.credentials {
            within(Step::SignIn, REPLY_WAIT, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(connection)
    }
}

/// Takes escapes out of a user or password; what is no escape stays as it is.
fn percent_decode(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                rest = &after[2..];
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A server's answer in one line without addresses: persons can be forgotten, and answers are kept. The name before the `@` goes too where
/// it stands alone, as in "user ada unknown".
fn scrub(answer: &str, to: &str) -> String {
    let name = to.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let mut out = String::new();
    let mut word = String::new();
    let is_of_word = |c: char| c.is_alphanumeric() || "@.!#$%&'*+/=?^_`{|}~-".contains(c);
    for c in answer.chars().chain([' ']) {
        if is_of_word(c) {
            word.push(c);
            continue;
        }
        let bare = word.trim_matches(['.', '\'', '!', '?']).to_ascii_lowercase();
        let is_address = word.contains('@') || (name.len() > 2 && bare == name);
        out.push_str(if is_address { "[address]" } else { &word });
        out.push(if c.is_control() { ' ' } else { c });
        word.clear();
    }
    out.trim().chars().take(ANSWER_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_scrubbed_of_addresses() {
        assert_eq!(
            scrub("550 5.1.1 <Ada@example.com>: user 'ada' unknown;\r\nsee x+y@z.example", "ada@example.com"),
            "550 5.1.1 <[address]>: user [address] unknown;  see [address]"
        );
        assert_eq!(scrub("250 2.0.0 Ok: queued as 4F1A2", "ada@example.com"), "250 2.0.0 Ok: queued as 4F1A2");
    }

    #[test]
    fn a_server_address_is_parsed_or_told() {
        let check = |url: &str| Server::parse(url).map(|server| server.name).map_err(|error| error.to_string());
        assert_eq!(check("smtp://127.0.0.1:2525").as_deref(), Ok("127.0.0.1:2525"));
        assert_eq!(check("smtps://ada%40x:p%3Aw@mail.example").as_deref(), Ok("mail.example:465"));
        assert_eq!(check("smtp+starttls://a:b@mail.example/").as_deref(), Ok("mail.example:587"));
        assert_eq!(check("smtp://[::1]").as_deref(), Ok("::1:25"));
        for url in [
            "mail.example",
            "smtp://",
            "http://mail.example",
            "smtp://a:secret@mail.example",
            "smtps://a@mail.example",
            "smtps://a:secret@mail.example/x",
        ] {
            let error = check(url).expect_err(url);
            assert!(!error.contains("secret"), "{error}");
        }
        let server = Server::parse("smtps://ada%40x:p%3Aw@mail.example").ok().and_then(|server| server.credentials);
        assert_eq!(server, Some(Credentials::new("ada@x".into(), "p:w".into())));
    }

    #[test]
    fn policy_is_not_the_readers_fault() {
        assert!(is_policy("554 5.7.1 Relay access denied"));
        assert!(is_policy("530 Authentication required"));
        assert!(!is_policy("550 5.1.1 No such user"));
    }
}
