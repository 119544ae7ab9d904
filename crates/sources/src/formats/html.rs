//! A web page as publishers write it, read by CSS selectors: elements, their text as paragraphs, their links as whole addresses.
//! A page that would cost any time or memory is refused before it is parsed.

mod weight;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use scraper::node::Node;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::formats::text::fold;

/// Elements that end a paragraph.
const BLOCKS: [&str; 35] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose content is not for reading.
const UNREAD: [&str; 6] = ["script", "style", "template", "noscript", "head", "svg"];

/// A page that was parsed.
pub struct Page {
    html: Html,
    /// The address to which its links relate.
    base: Option<Url>,
    /// Whether its beginning was there and its end is not.
    pub breaks_off: bool,
}

/// A place on a page: a selector, and of what it finds an attribute, or the text. `@href` alone is an attribute of the element itself.
pub struct Place {
    selector: Option<Selector>,
    attribute: Option<String>,
}

impl Place {
    /// Reads `h3`, `time@datetime` or `@href`; half a sentence where it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let (selector, attribute) = match text.rsplit_once('@') {
            Some((selector, name)) if is_name(name) => (selector.trim(), Some(name.to_ascii_lowercase())),
            _ => (text.trim(), None),
        };
        let selector = if selector.is_empty() && attribute.is_some() { None } else { Some(self::selector(selector)?) };
        Ok(Self { selector, attribute })
    }
}

/// Reads a selector; half a sentence where it is none.
pub fn selector(text: &str) -> Result<Selector, String> {
    Selector::parse(text).map_err(|error| format!("'{text}' is no CSS selector ({error})"))
}

/// The bytes of a page as text: by a byte-order mark, as UTF-8 where they are that, by the answer's header, by the page's own word, or as
/// windows-1252, as browsers do (Encoding standard). And whether any byte had to be replaced.
pub fn text(bytes: &[u8], said: Option<&str>) -> (String, bool) {
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(2_048)]).to_ascii_lowercase();
    let own = beginning.split_once("charset=").map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
    let own = own.map(|rest| {
        rest.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).next().unwrap_or_default()
    });
    let named = said.into_iter().chain(own).find_map(|label| Encoding::for_label(label.as_bytes()));
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        // What is no UTF-8 is none, whatever is said.
        None => named.filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252),
    };
    let (text, _, has_replaced) = encoding.decode(bytes);
    (text.into_owned(), has_replaced)
}

impl Page {
    /// Parses a page, or says in half a sentence why it is none that can be read. `address` is its own.
    pub fn parse(text: &str, address: &str) -> Result<Self, String> {
        let begins = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        match begins.bytes().next() {
            None => return Err("it is empty".to_owned()),
            Some(b'{' | b'[') => return Err("it is JSON; the adapter \"json\" reads that".to_owned()),
            _ if begins.starts_with("PK\u{3}") || begins.starts_with("%PDF") => {
                return Err("it is a file and no page".to_owned());
            }
            _ => {}
        }
        let beginning: String = begins.chars().take(1_000).flat_map(char::to_lowercase).collect();
        if ["<rss", "<feed", "<rdf:rdf"].iter().any(|root| beginning.contains(root)) && !beginning.contains("<html") {
            return Err("it is a feed; the adapter \"feed\" reads that".to_owned());
        }
        if !begins.contains('<') {
            return Err("it is a text without any markup".to_owned());
        }
        if let Some(why) = weight::too_heavy(text) {
            return Err(why);
        }
        let html = Html::parse_document(text);
        let own = selector("base[href]")
            .ok()
            .and_then(|base| html.select(&base).next()?.value().attr("href").map(str::to_owned));
        let address = Url::parse(address).ok();
        let base = own.and_then(|own| Url::options().base_url(address.as_ref()).parse(&own).ok()).or(address);
        let has = |tag: &str| text.to_ascii_lowercase().contains(tag);
        let breaks_off = has("<html") && !has("</html") && !has("</body");
        Ok(Self { html, base, breaks_off })
    }

    /// What fits a selector, in the order of the page.
    pub fn select<'a>(&'a self, selector: &'a Selector) -> impl Iterator<Item = ElementRef<'a>> {
        self.html.select(selector)
    }

    /// The texts at a place within an element, empty ones left out.
    pub fn texts(&self, element: ElementRef<'_>, place: &Place) -> Vec<String> {
        let found: Vec<ElementRef<'_>> = match &place.selector {
            None => vec![element],
            Some(selector) => {
                let within: Vec<ElementRef<'_>> = element.select(selector).collect();
                // An item that is a link has its link in itself.
                if within.is_empty() && selector.matches(&element) { vec![element] } else { within }
            }
        };
        let texts = found.into_iter().filter_map(|element| {
            let Some(name) = &place.attribute else {
                // A point in time stands in an attribute for programs, and beside it as people read it.
                let machine = element.value().attr("datetime").filter(|_| element.value().name() == "time");
                return Some(machine.map_or_else(|| paragraphs(element, &[]).join(" "), fold));
            };
            let value = element.value().attr(name).map(fold)?;
            Some(if matches!(name.as_str(), "href" | "src") { self.whole(&value) } else { value })
        });
        texts.filter(|text| !text.is_empty()).collect()
    }

    fn whole(&self, link: &str) -> String {
        let joined = self.base.as_ref().and_then(|base| base.join(link).ok());
        joined.map_or_else(|| link.to_owned(), String::from)
    }
}

/// The paragraphs of an element, white space folded, none of them empty; without what fits one of some selectors.
pub fn paragraphs(element: ElementRef<'_>, dropped: &[Selector]) -> Vec<String> {
    let (mut out, mut text) = (Vec::new(), String::new());
    let flush = |text: &mut String, out: &mut Vec<String>| {
        let folded = fold(text);
        text.clear();
        if !folded.is_empty() {
            out.push(folded);
        }
    };
    let is_block = |node: &Node| matches!(node, Node::Element(element) if BLOCKS.contains(&element.name()));
    let mut at = Some(*element);
    // Walked by the tree's own threads: no depth of a page is a depth of ours.
    while let Some(node) = at {
        let is_left_out = ElementRef::wrap(node).is_some_and(|found| {
            UNREAD.contains(&found.value().name()) || dropped.iter().any(|dropped| dropped.matches(&found))
        });
        if is_block(node.value()) {
            flush(&mut text, &mut out);
        }
        if let Node::Text(words) = node.value() {
            text.push_str(words);
        }
        let mut next = node.first_child().filter(|_| !is_left_out);
        let mut up = node;
        while next.is_none() && up.id() != element.id() {
            if is_block(up.value()) {
                flush(&mut text, &mut out);
            }
            next = up.next_sibling();
            if next.is_none() {
                let Some(parent) = up.parent() else { break };
                up = parent;
            }
        }
        at = next;
    }
    flush(&mut text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page::parse(text, "https://a.example/news/").expect("a page")
    }

    #[test]
    fn an_element_is_read_as_paragraphs() {
        let page = page(
            "<main>A <b>bold</b>\n word<br>next<ul><li>one<li>two <span class=n>17 views</span></ul><script>x</script>end</main>z",
        );
        let found = |text: &str| selector(text).expect("a selector");
        let (main, views) = (found("main"), found(".n"));
        let main = page.select(&main).next().expect("main");
        assert_eq!(paragraphs(main, &[views]), ["A bold word", "next", "one", "two", "end"]);
    }

    #[test]
    fn places_are_selectors_with_attributes() {
        let page = page("<base href='/x/'><li><a href='1.html'>One</a><time datetime='2026-04-17'>Friday</time></li>");
        let item = selector("li").expect("a selector");
        let item = page.select(&item).next().expect("an item");
        let at = |place: &str| page.texts(item, &Place::parse(place).expect("a place"));
        assert_eq!(at("a"), ["One"]);
        assert_eq!(at("a@href"), ["https://a.example/x/1.html"]);
        assert_eq!(at("time"), ["2026-04-17"]);
        assert_eq!(at("li > a"), ["One"]);
        assert_eq!(at("li"), ["One 2026-04-17"].map(|_| "OneFriday"), "an item may be its own place");
        assert_eq!(at("@id"), [] as [String; 0]);
        assert!(Place::parse("a[[").is_err() && Place::parse("").is_err());
    }

    #[test]
    fn every_encoding_becomes_text() {
        assert_eq!(text("<p>ä".as_bytes(), Some("iso-8859-1")), ("<p>ä".to_owned(), false));
        assert_eq!(text(b"<meta charset=iso-8859-2><p>\xB9", None).0, "<meta charset=iso-8859-2><p>š");
        assert_eq!(text(b"<p>\xE4", None).0, "<p>ä");
        assert_eq!(text(b"<p>\xE0", Some("windows-1251")).0, "<p>а");
    }
}
