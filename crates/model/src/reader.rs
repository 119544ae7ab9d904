//! Readers, their licences and ways in.

use crate::Timestamp;
use crate::title::TitleSlug;

crate::text_newtype!(
    /// A reader's own name in ground tables: opaque, so that a person can be forgotten.
    ReaderId
);

/// An e-mail address: trimmed, its domain in lower case, with exactly one `@` and no control character. Prints masked in `Debug`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[masked]")
    }
}

impl Email {
    /// Parses an address, or says in a sentence what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong =
            || "This is not an e-mail address: it needs a name, an @ and a domain, such as ada@example.com.".to_owned();
        let (name, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let plain = |c: char| c.is_ascii_graphic() && !"()<>[]:;@\\,\"".contains(c);
        let labels = domain.split('.').all(|label| {
            !label.is_empty() && !label.starts_with('-') && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
        if name.is_empty() || !name.chars().all(plain) || text.len() > 254 || !labels || !domain.contains('.') {
            return Err(wrong());
        }
        Ok(Self(format!("{name}@{}", domain.to_ascii_lowercase())))
    }
    /// The address as it is written on an envelope.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The form by which two spellings are one account: all in lower case.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

crate::word_enum!(
    /// What sort of licence.
    LicenceKind {
        /// Fourteen days, once.
        Preview = "preview",
        /// Paid or granted.
        Full = "full",
    }
);

/// What a reader may read, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    /// What sort.
    pub kind: LicenceKind,
    /// For which titles.
    pub titles: Vec<TitleSlug>,
    /// From this instant of the publishing clock on.
    pub from: Timestamp,
    /// Up to, not including, this one.
    pub until: Timestamp,
}

crate::word_enum!(
    /// What a person of the house or a reader may do.
    Role {
        /// Reads.
        Reader = "reader",
        /// Edits.
        Editor = "editor",
        /// Operates.
        Operator = "operator",
    }
);

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Its opaque name.
    pub id: ReaderId,
    /// Where mail goes.
    pub email: Email,
    /// How mail greets: may be empty.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What they may read.
    pub licences: Vec<Licence>,
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn an_address_is_parsed_at_the_border() {
        assert_eq!(Email::parse(" Ada@Example.COM ").map(|e| e.as_str().to_owned()), Ok("Ada@example.com".to_owned()));
        for wrong in
            ["", "ada", "@x.org", "a@b", "a b@x.org", "a@x..org", "a@x.org\r\nBcc: b@x.org", "a@-x.org", "<a@x.org>"]
        {
            assert!(Email::parse(wrong).is_err(), "{wrong}");
        }
    }
}
