//! A walk through the markup of one feed, from item to item. Elements are taken as they come, whatever they stand in: tags that were
//! forgotten, items beside their channel and markup that was not packed lose nothing.

use std::borrow::Cow;
use std::collections::BTreeSet;

use memchr::{memchr, memchr2};
use model::note::Note;

use super::tags::{Piece, Pieces, Tag};
use super::vocabulary::{Element, Name, Prefixes};
use super::{Feed, ITEMS_MAX, Item, resolved, trimmed};
use crate::formats::entities::{push_decoded, push_escaped};
use crate::formats::json::short;

/// The most unknown elements that are remembered.
const UNKNOWN_MAX: usize = 20;

/// Reads a feed in markup.
pub(super) fn read<'a>(text: &'a str, base: &str) -> Result<Feed<'a>, String> {
    let mut pieces = Pieces::new(text);
    let mut walk = Walk { base: base.to_owned(), ..Walk::default() };
    for piece in pieces.by_ref() {
        match piece {
            Piece::Open(tag) => {
                if walk.first.is_none() && tag.name.eq_ignore_ascii_case("html") {
                    return Err("The feed cannot be read: a web page came in its place.".to_owned());
                }
                walk.open(&tag);
            }
            Piece::Close(name) => walk.close(name),
            Piece::Text(text) => walk.text(text, false),
            Piece::Verbatim(text) => walk.text(text, true),
        }
        if walk.feed.items.len() >= ITEMS_MAX {
            walk.feed.broken = Some(format!("it holds more than {ITEMS_MAX} items"));
            walk.item = None;
            break;
        }
    }
    walk.finish(pieces.has_entities)
}

/// How the text of a field is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    /// As HTML in text: what is unpacked is markup.
    Html,
    /// As it is: a sign of markup in it is a sign, an element is markup.
    Plain,
}

/// A field that is being read.
#[derive(Debug)]
struct Field<'a> {
    name: Name,
    tag: &'a str,
    packing: Packing,
    /// How many elements of the same name are open inside of it.
    nested: usize,
    text: Gathered<'a>,
}

/// The text of a field, borrowed as long as it is one piece.
#[derive(Debug, Default)]
struct Gathered<'a> {
    text: Cow<'a, str>,
    /// White space came after the text: it counts where more text follows.
    has_gap: bool,
}

impl<'a> Gathered<'a> {
    fn push(&mut self, piece: &'a str) {
        if piece.trim_ascii_start().is_empty() {
            self.has_gap = true;
        } else if self.text.is_empty() {
            self.text = Cow::Borrowed(piece);
        } else {
            self.owned(piece.len()).push_str(piece);
        }
    }

    /// The text to be written on, with room for some bytes more.
    fn owned(&mut self, length: usize) -> &mut String {
        let is_gap = std::mem::take(&mut self.has_gap) && !self.text.is_empty();
        let text = self.text.to_mut();
        text.reserve(length + 1);
        if is_gap {
            text.push(' ');
        }
        text
    }
}

/// An item that is being read.
#[derive(Debug, Default)]
struct Draft<'a> {
    item: Item<'a>,
    base: String,
    updated: Option<Cow<'a, str>>,
    remark: Option<Cow<'a, str>>,
    caption: Option<Cow<'a, str>>,
    /// What stands in for a guid or a link: the name that RDF gives, the permanent link.
    about: Option<Cow<'a, str>>,
    permanent: bool,
}

#[derive(Debug, Default)]
struct Walk<'a> {
    feed: Feed<'a>,
    prefixes: Prefixes<'a>,
    base: String,
    /// The first element; whether any element says that this is a feed; whether the first element was closed again.
    first: Option<&'a str>,
    is_feed: bool,
    is_closed: bool,
    is_atom: bool,
    /// Whether an item was not closed by its own tag: then one that the end of the feed leaves open may be whole too.
    forgets_ends: bool,
    item: Option<Draft<'a>>,
    field: Option<Field<'a>>,
    /// An element of the item with fields of its own, which are none of the item's; and how many of its name are open inside of it.
    whole: Option<(&'a str, usize)>,
    unknown: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn open(&mut self, tag: &Tag<'a>) {
        if self.field.is_some() {
            if !self.ends_field(tag) {
                return self.markup(tag);
            }
            self.end_field();
        }
        if let Some((name, nested)) = &mut self.whole {
            if self.prefixes.element(tag.name) != Element::Item {
                *nested += usize::from(tag.name == *name && !tag.is_empty);
                return;
            }
            self.whole = None;
        }
        for (name, value) in tag.attributes() {
            self.prefixes.learn(name, value);
        }
        self.first.get_or_insert(tag.name);
        match self.prefixes.element(tag.name) {
            Element::Item => self.begin(tag),
            Element::Feed => {
                self.is_feed = true;
                self.is_atom |= tag.name.ends_with("feed");
                self.rebase(tag);
            }
            Element::Rdf => {
                self.is_feed |= tag.attribute("xmlns").is_some_and(|address| Prefixes::is_own(&address));
                self.rebase(tag);
            }
            Element::Field(name) if self.item.is_some() => self.begin_field(name, tag),
            Element::Whole if self.item.is_some() && !tag.is_empty => self.whole = Some((tag.name, 0)),
            Element::Whole if !tag.is_empty && self.is_feed => self.whole = Some((tag.name, 0)),
            Element::Unused => self.take_href(tag),
            Element::Unknown if self.item.is_some() && self.unknown.len() < UNKNOWN_MAX => {
                self.unknown.insert(tag.name.chars().take(80).collect());
            }
            _ => {}
        }
    }

    /// The channel format puts the link of an item into an element of its own.
    fn take_href(&mut self, tag: &Tag<'a>) {
        if let Some(draft) = &mut self.item
            && tag.name.eq_ignore_ascii_case("a")
            && draft.item.link.is_none()
        {
            draft.item.link = tag.attribute("href").map(|href| resolved(href, &draft.base));
        }
    }

    fn rebase(&mut self, tag: &Tag<'a>) {
        if let Some(base) = tag.attribute("xml:base") {
            self.base = resolved(base, &self.base).into_owned();
        }
    }

    fn begin(&mut self, tag: &Tag<'a>) {
        self.forgets_ends |= self.item.is_some();
        self.end_item();
        self.is_atom |= tag.name.ends_with("entry");
        let own = tag.attribute("xml:base");
        let base = own.map_or_else(|| self.base.clone(), |own| resolved(own, &self.base).into_owned());
        let mut draft = Draft { base, ..Draft::default() };
        draft.about = tag.attribute("rdf:about");
        draft.item.link = tag.attribute("href").map(|href| resolved(href, &draft.base));
        draft.updated = tag.attribute("lastmod");
        self.item = Some(draft);
        if tag.is_empty {
            self.end_item();
        }
    }

    /// Whether an element that opens inside of a field shows that the end of the field was forgotten.
    fn ends_field(&self, tag: &Tag<'a>) -> bool {
        let Some(field) = &self.field else { return true };
        match self.prefixes.element(tag.name) {
            Element::Item => true,
            Element::Feed => false,
            Element::Field(name) if field.name.is_short() => name != field.name || field.name == Name::Category,
            // HTML has a title, a link, a summary and a body; none of these.
            Element::Field(Name::Guid | Name::Published | Name::Updated | Name::Category) => {
                !tag.name.contains(':') && !tag.name.eq_ignore_ascii_case("id")
            }
            _ => false,
        }
    }

    fn begin_field(&mut self, name: Name, tag: &Tag<'a>) {
        let (Some(draft), is_atom) = (&mut self.item, self.is_atom) else { return };
        match name {
            Name::Link if tag.attribute("href").is_some() => return Self::take_link(draft, tag),
            Name::Category => {
                let said = tag.attribute("label").or_else(|| tag.attribute("term"));
                if let Some(said) = said.filter(|said| !said.is_empty()) {
                    draft.item.categories.push(said);
                    return;
                }
            }
            Name::Updated | Name::Published => {
                // The channel format says an instant in an attribute.
                if let Some(at) = tag.attribute("value") {
                    place(draft, name).unwrap_or(&mut None).get_or_insert(at);
                    return;
                }
            }
            Name::Guid => {
                let says = tag.attribute("ispermalink");
                draft.permanent = says.is_none_or(|says| says.eq_ignore_ascii_case("true"));
            }
            _ => {}
        }
        if tag.is_empty {
            return;
        }
        let says = tag.attribute("type").unwrap_or_default();
        let is_escaped = tag.attribute("mode").is_some_and(|mode| mode.eq_ignore_ascii_case("escaped"));
        let is_plain = match (is_atom, &*says) {
            (false, says) => says == "text/plain" || says == "xhtml",
            (true, "html" | "text/html" | "HTML") => false,
            (true, "xhtml" | "application/xhtml+xml" | "text" | "text/plain") => true,
            (true, _) => !is_escaped && !tag.name.contains(':'),
        };
        let packing = if is_plain { Packing::Plain } else { Packing::Html };
        self.field = Some(Field { name, tag: tag.name, packing, nested: 0, text: Gathered::default() });
    }

    /// Atom says links in attributes. The link without a relation, or the alternate one, is the page for people.
    fn take_link(draft: &mut Draft<'a>, tag: &Tag<'a>) {
        let rel = tag.attribute("rel");
        let is_page = rel.is_none_or(|rel| rel.is_empty() || rel.eq_ignore_ascii_case("alternate"));
        if let (true, None, Some(href)) = (is_page, &draft.item.link, tag.attribute("href")) {
            let own = tag.attribute("xml:base").map(|own| resolved(own, &draft.base));
            draft.item.link =
                Some(resolved(href, own.as_deref().unwrap_or(&draft.base))).filter(|link| !link.is_empty());
        }
    }

    /// Markup that is not packed as text is kept as markup.
    fn markup(&mut self, tag: &Tag<'a>) {
        let Some(field) = &mut self.field else { return };
        let local = tag.name.rsplit(':').next().unwrap_or_default();
        let text = field.text.owned(local.len() * 2 + 5);
        ["<", local, ">"].iter().for_each(|part| text.push_str(part));
        if tag.is_empty {
            ["</", local, ">"].iter().for_each(|part| text.push_str(part));
        } else if tag.name == field.tag {
            field.nested += 1;
        }
    }

    fn close(&mut self, name: &'a str) {
        if let Some(field) = &mut self.field
            && field.tag.eq_ignore_ascii_case(name)
        {
            if field.nested == 0 {
                return self.end_field();
            }
            field.nested -= 1;
        }
        if let Some((whole, nested)) = &mut self.whole
            && whole.eq_ignore_ascii_case(name)
        {
            match nested {
                0 => self.whole = None,
                _ => *nested -= 1,
            }
            return;
        }
        if self.first.is_some_and(|first| first.eq_ignore_ascii_case(name)) {
            self.is_closed = true;
        }
        match self.prefixes.element(name) {
            Element::Item | Element::Feed | Element::Rdf => self.end_item(),
            _ => {
                if let Some(field) = &mut self.field {
                    let text = field.text.owned(name.len() + 3);
                    let local = name.rsplit(':').next().unwrap_or_default();
                    ["</", local, ">"].iter().for_each(|part| text.push_str(part));
                }
            }
        }
    }

    fn text(&mut self, text: &'a str, is_verbatim: bool) {
        let Some(field) = &mut self.field else { return };
        match (field.packing, is_verbatim) {
            (Packing::Html, false) if memchr(b'&', text.as_bytes()).is_some() => {
                push_decoded(text, field.text.owned(text.len()))
            }
            (Packing::Html, _) => field.text.push(text),
            // Text that is no CDATA holds no sign of markup.
            (Packing::Plain, _) if memchr2(b'&', b'<', text.as_bytes()).is_none() => field.text.push(text),
            (Packing::Plain, true) => push_escaped(text, field.text.owned(text.len())),
            (Packing::Plain, false) => {
                let mut decoded = String::with_capacity(text.len());
                push_decoded(text, &mut decoded);
                push_escaped(&decoded, field.text.owned(decoded.len()));
            }
        }
    }

    fn end_field(&mut self) {
        let (Some(field), Some(draft)) = (self.field.take(), &mut self.item) else { return };
        let text = field.text.text;
        if text.trim_start().is_empty() {
            return;
        }
        match place(draft, field.name) {
            // The first of several rules; no format allows a second.
            Some(place) => {
                place.get_or_insert(text);
            }
            None => draft.item.categories.push(text),
        }
    }

    fn end_item(&mut self) {
        self.end_field();
        self.whole = None;
        if let Some(draft) = self.item.take() {
            self.feed.items.push(draft.settled());
        }
    }

    fn finish(mut self, has_entities: bool) -> Result<Feed<'a>, String> {
        let is_whole = self.forgets_ends && self.field.is_none() && self.whole.is_none();
        if self.item.is_some() {
            self.end_item();
            self.feed.cut = if is_whole { None } else { self.feed.items.pop() };
        }
        let Some(first) = self.first else {
            return Err("The feed cannot be read: it holds no element.".to_owned());
        };
        if !self.is_feed && self.feed.items.is_empty() && self.feed.cut.is_none() {
            let first = short(first);
            return Err(format!(
                "The feed cannot be read: it is neither RSS nor Atom, its first element is <{first}>."
            ));
        }
        if self.feed.broken.is_none() && !self.is_closed {
            self.feed.broken = Some("it ends before its first element is closed".to_owned());
        }
        if has_entities {
            let text = "It declares entities of its own, which no feed does; they were not followed.";
            self.feed.notes.push(Note::odd("document type", text));
        }
        self.feed.unknown = self.unknown.into_iter().collect();
        Ok(self.feed)
    }
}

impl<'a> Draft<'a> {
    /// The item, with what stands in for what it does not say.
    fn settled(self) -> Item<'a> {
        let Draft { mut item, base, updated, remark, caption, about, permanent } = self;
        let is_address =
            |text: &&Cow<'a, str>| text.trim_start().get(..4).is_some_and(|begins| begins.eq_ignore_ascii_case("http"));
        item.link = item.link.map(|link| {
            let link = if link.contains('&') && link.contains("&amp;") {
                Cow::Owned(link.replace("&amp;", "&"))
            } else {
                link
            };
            resolved(trimmed(link), &base)
        });
        let names = [item.guid.as_ref().filter(|_| permanent), about.as_ref()];
        let named = names.into_iter().flatten().find(is_address).cloned();
        item.link = item.link.or_else(|| named.map(trimmed));
        item.guid = item.guid.or(about);
        item.title = item.title.or(caption);
        item.date = item.date.or(updated);
        item.content = item.content.or(remark.filter(|_| item.summary.is_none()));
        item
    }
}

/// Where a field's text goes; `None` for categories, of which there may be many.
fn place<'d, 'a>(draft: &'d mut Draft<'a>, name: Name) -> Option<&'d mut Option<Cow<'a, str>>> {
    Some(match name {
        Name::Guid => &mut draft.item.guid,
        Name::Link => &mut draft.item.link,
        Name::Title => &mut draft.item.title,
        Name::Summary => &mut draft.item.summary,
        Name::Content => &mut draft.item.content,
        Name::Remark => &mut draft.remark,
        Name::Caption => &mut draft.caption,
        Name::Published => &mut draft.item.date,
        Name::Updated => &mut draft.updated,
        Name::Category => return None,
    })
}
