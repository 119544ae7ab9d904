//! The words of the feed formats: what an element says, by its name and the vocabulary that its prefix stands for.
//! Names are known in any case, and prefixes by custom where they are not declared.

/// A vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// The feed's own: RSS of every version, Atom, the channel format.
    Own,
    /// Dublin Core, elements and terms.
    Dublin,
    /// RSS's module for content.
    Content,
    /// Media RSS and podcasts, which repeat what an item says, or say what it does not.
    Media,
    /// XHTML.
    Page,
    /// Any other.
    Foreign,
}

/// What an element is to a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// The feed or its channel.
    Feed,
    /// RDF, which may hold a feed or anything else.
    Rdf,
    /// An item.
    Item,
    /// A field of an item.
    Field(Name),
    /// Something inside of an item that has fields of its own.
    Whole,
    /// Something of the feed's own vocabulary that says nothing of use here.
    Unused,
    /// Something of the feed's own vocabulary that nobody here knows.
    Unknown,
    /// Something of another vocabulary.
    Other,
}

/// The fields of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Guid,
    Link,
    Title,
    Summary,
    Content,
    /// A text, and a title, that stand in where there is no other.
    Remark,
    Caption,
    Published,
    Updated,
    Category,
}

impl Name {
    /// Whether it is one line, in which no element of a feed can stand.
    pub(super) fn is_short(self) -> bool {
        !matches!(self, Name::Summary | Name::Content | Name::Remark)
    }
}

/// The prefixes in use.
#[derive(Debug, Default)]
pub(super) struct Prefixes<'a> {
    declared: Vec<(&'a str, Vocabulary)>,
}

/// The most prefixes of one feed: whole dictionaries of them have no other purpose than to be slow.
const PREFIXES_MAX: usize = 64;

impl<'a> Prefixes<'a> {
    /// Whether an address names a feed's own vocabulary.
    pub(super) fn is_own(address: &str) -> bool {
        by_address(address) == Some(Vocabulary::Own)
    }

    /// Learns a prefix from an attribute of the form `xmlns:dc="…"`.
    pub(super) fn learn(&mut self, attribute: &'a str, address: &str) {
        let prefix = attribute.get(..6).filter(|begins| begins.eq_ignore_ascii_case("xmlns:")).map(|_| &attribute[6..]);
        let (Some(prefix), Some(vocabulary)) = (prefix, by_address(address)) else { return };
        self.declared.retain(|(known, _)| *known != prefix);
        if self.declared.len() < PREFIXES_MAX {
            self.declared.push((prefix, vocabulary));
        }
    }

    /// What an element of this name, with its prefix, is.
    pub(super) fn element(&self, name: &str) -> Element {
        let (vocabulary, local) = match name.split_once(':') {
            None => (Vocabulary::Own, name),
            Some((prefix, local)) => (self.vocabulary(prefix), local),
        };
        let mut lower = [0; 16];
        let Some(lower) = lower.get_mut(..local.len()) else {
            return if vocabulary == Vocabulary::Own { Element::Unknown } else { Element::Other };
        };
        lower.copy_from_slice(local.as_bytes());
        lower.make_ascii_lowercase();
        match vocabulary {
            Vocabulary::Own => own(lower),
            Vocabulary::Dublin => dublin(lower),
            Vocabulary::Content if lower == b"encoded" => Element::Field(Name::Content),
            Vocabulary::Page if lower == b"body" => Element::Field(Name::Content),
            Vocabulary::Media if matches!(&*lower, b"description" | b"summary" | b"subtitle") => {
                Element::Field(Name::Remark)
            }
            Vocabulary::Media if lower == b"title" => Element::Field(Name::Caption),
            Vocabulary::Foreign if lower == b"rdf" => Element::Rdf,
            _ => Element::Other,
        }
    }

    fn vocabulary(&self, prefix: &str) -> Vocabulary {
        let declared = self.declared.iter().find(|(known, _)| *known == prefix);
        declared.map_or_else(|| by_custom(prefix), |(_, vocabulary)| *vocabulary)
    }
}

fn by_address(address: &str) -> Option<Vocabulary> {
    let address = address.trim().to_ascii_lowercase();
    let begins = |with: &[&str]| with.iter().any(|beginning| address.starts_with(beginning));
    const OWN: [&str; 11] = [
        "http://www.w3.org/2005/atom",
        "http://purl.org/atom/ns",
        "http://purl.org/atom-blog/ns",
        "http://example.com/newformat",
        "http://purl.org/rss/1.0/",
        "http://purl.org/net/rss1.1",
        "http://my.netscape.com/",
        "http://channel.netscape.com/",
        "http://backend.userland.com/",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://www.rssboard.org/",
    ];
    if begins(&["http://purl.org/rss/1.0/modules/content"]) {
        Some(Vocabulary::Content)
    } else if begins(&["http://purl.org/rss/1.0/modules/"]) {
        Some(Vocabulary::Foreign)
    } else if begins(&OWN) {
        Some(Vocabulary::Own)
    } else if begins(&["http://purl.org/dc/"]) {
        Some(Vocabulary::Dublin)
    } else if begins(&[
        "http://search.yahoo.com/mrss",
        "http://www.itunes.com/dtds/podcast",
        "http://example.com/dtds/podcast",
    ]) {
        Some(Vocabulary::Media)
    } else if begins(&["http://www.w3.org/1999/xhtml"]) {
        Some(Vocabulary::Page)
    } else {
        None
    }
}

/// Prefixes that everybody uses for the same.
fn by_custom(prefix: &str) -> Vocabulary {
    match prefix {
        "atom" | "atom10" | "atom03" | "rss" => Vocabulary::Own,
        "dc" | "dcterms" => Vocabulary::Dublin,
        "content" => Vocabulary::Content,
        "media" | "itunes" => Vocabulary::Media,
        "xhtml" => Vocabulary::Page,
        _ => Vocabulary::Foreign,
    }
}

fn own(name: &[u8]) -> Element {
    match name {
        // The most frequent ones first: they are tried in this order.
        b"title" => Element::Field(Name::Title),
        b"link" => Element::Field(Name::Link),
        b"item" | b"entry" => Element::Item,
        b"guid" | b"id" => Element::Field(Name::Guid),
        b"description" | b"summary" | b"abstract" => Element::Field(Name::Summary),
        b"content" | b"body" | b"fullitem" => Element::Field(Name::Content),
        b"pubdate" | b"published" | b"issued" | b"created" | b"date" => Element::Field(Name::Published),
        b"updated" | b"modified" | b"lastmod" | b"lastbuilddate" => Element::Field(Name::Updated),
        b"category" | b"keywords" => Element::Field(Name::Category),
        b"rss" | b"feed" | b"channel" => Element::Feed,
        b"rdf" => Element::Rdf,
        b"source" | b"image" | b"textinput" | b"author" | b"contributor" => Element::Whole,
        b"comments" | b"enclosure" | b"rights" | b"copyright" | b"generator" | b"language" | b"name" | b"email"
        | b"uri" | b"url" | b"managingeditor" | b"webmaster" | b"expirationdate" | b"a" | b"log" => Element::Unused,
        _ => Element::Unknown,
    }
}

fn dublin(name: &[u8]) -> Element {
    match name {
        b"title" => Element::Field(Name::Title),
        b"description" | b"abstract" => Element::Field(Name::Summary),
        b"date" | b"issued" | b"created" => Element::Field(Name::Published),
        b"modified" => Element::Field(Name::Updated),
        b"subject" => Element::Field(Name::Category),
        _ => Element::Other,
    }
}
