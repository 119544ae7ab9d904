//! A letter as MIME (RFC 5322, RFC 2046): plain text, then HTML, in UTF-8. Nothing in a letter's words can begin a header of its own.
//! The same letter gives the same bytes, so that one sent twice can be recognized.

use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use model::Timestamp;
use model::mail::Mail;
use model::reader::Email;
use sha2::{Digest, Sha256};

use super::PostError;

/// RFC 5322, 2.1.1: a line has at most 998 octets, its end not counted.
const LINE_BYTES_MAX: usize = 998;

/// Headers that the composer itself writes: a letter that brings one of these along is a fault of ours.
const OWN_HEADERS: [&str; 12] = [
    "from",
    "sender",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "return-path",
];

/// Sets a letter as the bytes of an `.eml`. Fails for good where a header would not be one line, or no line that mail can carry.
pub fn compose(mail: &Mail, from: &Email) -> Result<Vec<u8>, PostError> {
    let from_name = Some(one_line(&mail.from_name)).filter(|name| !name.is_empty());
    let mut builder = Message::builder()
        .from(Mailbox::new(from_name, address(from, "sender's")?))
        .to(Mailbox::new(None, address(&mail.to, "reader's")?))
        .subject(one_line(&mail.subject))
        .message_id(Some(message_id(&mail.message_id)?.to_owned()))
        .date(date(mail.date)?);
    for (name, value) in &mail.headers {
        builder = builder.raw_header(header(name, value)?);
    }
    let parts = MultiPart::alternative()
        .boundary(boundary(mail))
        .singlepart(SinglePart::plain(crlf(&mail.text)))
        .singlepart(SinglePart::html(crlf(&mail.html)));
    let message = builder.multipart(parts).map_err(|error| {
        PostError::permanent(format!("The letter {} cannot be composed: {error}.", mail.message_id))
    })?;
    let bytes = message.formatted();
    let longest = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line).len()).max();
    match longest {
        Some(length) if length > LINE_BYTES_MAX => Err(PostError::permanent(format!(
            "The letter {} has a line of {length} bytes, and mail carries at most {LINE_BYTES_MAX} (RFC 5322, 2.1.1); shorten its longest header.",
            mail.message_id
        ))),
        _ => Ok(bytes),
    }
}

/// An address as the mail library has it. Its own complaint is not repeated: it may quote the address.
pub(super) fn address(email: &Email, whose: &str) -> Result<Address, PostError> {
    email.as_str().parse().map_err(|_| {
        PostError::permanent(format!(
            "The {whose} address cannot stand on an envelope (RFC 5321, 4.1.2); correct it in the account or the settings."
        ))
    })
}

/// The part of a Message-ID before its `@`, and the part after it.
pub(super) fn message_id_parts(id: &str) -> Option<(&str, &str)> {
    let (local, host) = id.strip_prefix('<')?.strip_suffix('>')?.split_once('@')?;
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && !"<>@()[]\\,;:\"".contains(c));
    (plain(local) && plain(host)).then_some((local, host))
}

fn message_id(id: &str) -> Result<&str, PostError> {
    message_id_parts(id).map(|_| id).ok_or_else(|| {
        PostError::permanent(format!("{id:?} is no Message-ID: it must be <name@host> (RFC 5322, 3.6.4)."))
    })
}

/// Mail can date itself in the years that its library can print.
fn date(at: Timestamp) -> Result<SystemTime, PostError> {
    let seconds = u64::try_from(at.as_second()).ok().filter(|_| at.strftime("%Y").to_string().len() == 4);
    seconds
        .map(|seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .ok_or_else(|| PostError::permanent(format!("{at} cannot be the date of a letter: it lies before 1970.")))
}

fn header(name: &'static str, value: &str) -> Result<HeaderValue, PostError> {
    let wrong = |why: &str| PostError::permanent(format!("The header {name:?} cannot be part of a letter: {why}."));
    if OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(wrong("the composer writes it itself"));
    }
    if value.chars().any(char::is_control) {
        return Err(wrong("its value holds a line break or another control character"));
    }
    if !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(wrong("its name is not plain ASCII"));
    }
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|_| wrong("its name is no header's name"))?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// Words of a headline in one line: a line break in it is a space.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Line ends as mail has them; a carriage return alone ends no line and goes.
fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "").replace('\n', "\r\n")
}

/// A boundary that stands in neither part: it is made from both.
fn boundary(mail: &Mail) -> String {
    let mut hash = Sha256::new();
    for part in [&mail.message_id, &mail.text, &mail.html] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}
