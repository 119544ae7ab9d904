//! One record of an XML file as a small tree out of which values are taken; what nobody took can be named at the end.
//! The tree is filled and emptied again for every record of a file, so that a record costs no allocation of its own.

use std::cell::Cell;

use crate::formats::text::kept;

/// No node.
const NONE: u32 = u32::MAX;

/// A place in the tree's text.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    from: u32,
    to: u32,
}

#[derive(Debug)]
struct Node {
    name: Span,
    value: Span,
    parent: u32,
    first: u32,
    last: u32,
    next: u32,
    is_attribute: bool,
    taken: Cell<bool>,
}

/// One record: elements and attributes, their text, and which of them were taken.
#[derive(Debug, Default)]
pub struct Tree {
    text: String,
    nodes: Vec<Node>,
    open: u32,
}

impl Tree {
    /// Empties the tree for the next record; its memory stays.
    pub fn clear(&mut self) {
        self.text.clear();
        self.nodes.clear();
        self.open = NONE;
    }

    /// How many bytes of text it holds: a limit for a record that never ends.
    pub fn size_bytes(&self) -> usize {
        self.text.len() + self.nodes.len() * size_of::<Node>()
    }

    /// Begins an element under the one that is open.
    pub fn begin(&mut self, name: &str) {
        self.open = self.add(name, false);
    }

    /// Adds an attribute to the element that is open.
    pub fn attribute(&mut self, name: &str, value: &str) {
        let at = self.add(name, true);
        self.set(at, value);
    }

    /// Adds text to the element that is open. White space beside elements is none of the record's text.
    pub fn push(&mut self, text: &str) {
        if self.open != NONE && !self.nodes.is_empty() && !text.trim_ascii().is_empty() {
            self.set(self.open, text);
        } else if let Some(node) = self.nodes.get(self.open as usize)
            && node.value.to > node.value.from
        {
            self.set(self.open, text);
        }
    }

    /// Ends the element that is open; answers whether the record is complete.
    pub fn end(&mut self) -> bool {
        self.open = self.nodes.get(self.open as usize).map_or(NONE, |node| node.parent);
        self.open == NONE
    }

    /// The record's own element.
    pub fn root(&self) -> Option<Element<'_>> {
        (!self.nodes.is_empty()).then_some(Element { tree: self, at: 0 })
    }

    /// Tells the path of every text that nobody took: `akaList/aka/uid`, attributes as `nameAlias@title`.
    pub fn untaken(&self, tell: &mut dyn FnMut(&str)) {
        for (at, node) in self.nodes.iter().enumerate() {
            if !node.taken.get() && node.value.to > node.value.from && !self.slice(node.value).trim().is_empty() {
                tell(&self.path(at));
            }
        }
    }

    fn path(&self, at: usize) -> String {
        let mut names = Vec::new();
        let mut at = at;
        while let Some(node) = self.nodes.get(at)
            && node.parent != NONE
        {
            names.push(if node.is_attribute {
                format!("@{}", self.slice(node.name))
            } else {
                self.slice(node.name).to_owned()
            });
            at = node.parent as usize;
        }
        if names.is_empty() {
            return self.nodes.first().map_or_else(String::new, |node| self.slice(node.name).to_owned());
        }
        names.reverse();
        names.join("/").replace("/@", "@")
    }

    fn add(&mut self, name: &str, is_attribute: bool) -> u32 {
        let at = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        let parent = if self.nodes.is_empty() { NONE } else { self.open };
        let name = self.store(name);
        if let Some(above) = self.nodes.get_mut(parent as usize) {
            let last = std::mem::replace(&mut above.last, at);
            match self.nodes.get_mut(last as usize) {
                Some(before) => before.next = at,
                None => self.nodes[parent as usize].first = at,
            }
        }
        let (value, taken) = (Span::default(), Cell::new(false));
        self.nodes.push(Node { name, value, parent, first: NONE, last: NONE, next: NONE, is_attribute, taken });
        at
    }

    fn set(&mut self, at: u32, text: &str) {
        let Some(old) = self.nodes.get(at as usize).map(|node| node.value) else { return };
        let value = if old.from == old.to {
            self.store(text)
        } else if old.to as usize == self.text.len() {
            Span { from: old.from, to: self.store(text).to }
        } else {
            // Elements stand between the pieces: the first piece is set once more, beside the second.
            let first = self.slice(old).to_owned();
            let from = self.store(&first).from;
            Span { from, to: self.store(text).to }
        };
        self.nodes[at as usize].value = value;
    }

    /// The limit of a record's size keeps places within 32 bits.
    fn store(&mut self, text: &str) -> Span {
        let from = u32::try_from(self.text.len()).unwrap_or(NONE);
        self.text.push_str(text);
        Span { from, to: u32::try_from(self.text.len()).unwrap_or(NONE) }
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.from as usize..span.to as usize).unwrap_or_default()
    }
}

/// An element of a record.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    tree: &'a Tree,
    at: u32,
}

impl<'a> Element<'a> {
    fn node(&self) -> &'a Node {
        &self.tree.nodes[self.at as usize]
    }

    /// Its name without a prefix.
    pub fn name(&self) -> &'a str {
        self.tree.slice(self.node().name)
    }

    /// Its own text, as it stands; taken.
    pub fn text(&self) -> &'a str {
        self.node().taken.set(true);
        self.tree.slice(self.node().value)
    }

    /// Its own text as it was written; nothing where it is empty. Taken.
    pub fn value(&self) -> Option<String> {
        written(self.text())
    }

    /// Its children that are elements, in order.
    pub fn children(&self) -> Children<'a> {
        Children { tree: self.tree, next: self.node().first, attributes: false }
    }

    /// The children of that name.
    pub fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = Element<'a>> + use<'a, 'n> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<Element<'a>> {
        self.children().find(|child| child.name() == name)
    }

    /// The children of a list among the children: `programList/program`.
    pub fn within<'n>(&self, list: &'n str, name: &'n str) -> impl Iterator<Item = Element<'a>> + use<'a, 'n> {
        let lists = self.children().filter(move |child| child.name() == list);
        lists.flat_map(move |list| list.children().filter(move |child| child.name() == name))
    }

    /// The text of the first child of that name; taken.
    pub fn take(&self, name: &str) -> Option<String> {
        self.child(name)?.value()
    }

    /// The text of the first child of that name as it stands, without white space at its ends; taken.
    pub fn peek(&self, name: &str) -> Option<&'a str> {
        Some(self.child(name)?.text().trim()).filter(|text| !text.is_empty())
    }

    /// The value of an attribute; taken.
    pub fn attribute(&self, name: &str) -> Option<String> {
        written(self.raw_attribute(name)?)
    }

    /// The value of an attribute as it stands, nothing where it is empty; taken.
    pub fn raw_attribute(&self, name: &str) -> Option<&'a str> {
        let mut attributes = Children { tree: self.tree, next: self.node().first, attributes: true };
        Some(attributes.find(|attribute| attribute.name() == name)?.text().trim()).filter(|text| !text.is_empty())
    }

    /// Puts aside what is volatile or said elsewhere: the children and attributes of these names, with all below them.
    pub fn ignore(&self, names: &[&str]) {
        let mut next = self.node().first;
        while let Some(node) = self.tree.nodes.get(next as usize) {
            if names.contains(&self.tree.slice(node.name)) {
                Element { tree: self.tree, at: next }.take_all();
            }
            next = node.next;
        }
    }

    /// Takes it with all below it.
    pub fn take_all(&self) {
        let node = self.node();
        node.taken.set(true);
        let mut next = node.first;
        while let Some(node) = self.tree.nodes.get(next as usize) {
            Element { tree: self.tree, at: next }.take_all();
            next = node.next;
        }
    }
}

fn written(text: &str) -> Option<String> {
    Some(kept(text)).filter(|text| !text.is_empty())
}

/// The elements, or the attributes, of an element.
#[derive(Debug, Clone)]
pub struct Children<'a> {
    tree: &'a Tree,
    next: u32,
    attributes: bool,
}

impl<'a> Iterator for Children<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        loop {
            let at = self.next;
            let node = self.tree.nodes.get(at as usize)?;
            self.next = node.next;
            if node.is_attribute == self.attributes {
                return Some(Element { tree: self.tree, at });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn what_nobody_took_is_named() {
        let mut tree = Tree::default();
        for _ in 0..2 {
            tree.clear();
            tree.begin("entry");
            tree.attribute("id", "7");
            tree.begin("name");
            tree.push(" A ");
            tree.push("& ");
            tree.push(" B");
            assert!(!tree.end());
            tree.begin("akas");
            tree.begin("aka");
            tree.attribute("kind", "weak");
            tree.push("Alias");
            tree.end();
            tree.end();
            tree.push("\n");
            assert!(tree.end(), "the record is complete");
            let root = tree.root().expect("a root");
            assert_eq!(root.take("name").as_deref(), Some("A &  B"));
            assert_eq!(root.raw_attribute("id"), Some("7"));
            assert_eq!(root.within("akas", "aka").count(), 1);
            let mut left = Vec::new();
            tree.untaken(&mut |path| left.push(path.to_owned()));
            assert_eq!(left, ["akas/aka", "akas/aka@kind"]);
            root.ignore(&["akas"]);
            tree.untaken(&mut |path| panic!("{path} was put aside"));
        }
    }

    #[test]
    fn text_around_elements_is_one_text() {
        let mut tree = Tree::default();
        tree.clear();
        tree.begin("p");
        tree.push("one ");
        tree.begin("b");
        tree.push("x");
        tree.end();
        tree.push("two");
        tree.end();
        assert_eq!(tree.root().and_then(|root| root.value()).as_deref(), Some("one two"));
    }
}
