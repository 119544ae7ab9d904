//! The feed is Atom that a strict reader takes, whatever the headlines hold.
//!
//! RFC 4287, 4.1.1 and 4.1.2: what a feed and an entry must have.

use model::wall::{Shown, Visitor, admit};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::sample::*;

/// The local names of the elements, in order; panics where the text is not well formed.
fn elements(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut out = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.expect("a well-formed attribute");
                }
                out.push(tag.local_name().as_ref().to_owned());
            }
            Event::Eof => return out,
            _ => {}
        }
    }
}

fn feed(sample: &Sample, visitor: &Visitor) -> String {
    let entries: Vec<(Shown, String)> = sample
        .articles
        .iter()
        .map(|a| (admit(visitor, a, now()), format!("https://daily.example{}", a.head.path())))
        .collect();
    press::feed::latest(&sample.publisher, &entries, &|reference| sample.link(reference), now())
}

#[test]
fn a_feed_has_what_the_standard_asks() {
    let sample = sample();
    let names = elements(&feed(&sample, &Visitor::Anonymous));
    assert_eq!(names.first().map(String::as_str), Some("feed"));
    let count = |name: &str| names.iter().filter(|other| *other == name).count();
    let entries = sample.articles.len();
    assert_eq!(count("entry"), entries);
    assert_eq!((count("id"), count("title"), count("updated")), (entries + 1, entries + 1, entries + 1));
    assert_eq!((count("author"), count("summary"), count("link")), (entries, entries, entries + 2));
    assert_eq!(count("content"), 1, "only the open article is whole for everybody");
    assert_eq!(elements(&feed(&sample, &subscriber())).iter().filter(|name| *name == "content").count(), entries);
}

#[test]
fn a_headline_with_markup_or_control_characters_breaks_nothing() {
    let mut sample = sample();
    sample.articles[0].head.headline = "A & B <\u{0}\u{8}> \u{ffff}]]> 日本 \"q\"".into();
    sample.publisher.name = "Press & <Sons>".into();
    let xml = feed(&sample, &subscriber());
    elements(&xml);
    assert!(xml.contains("A &#38; B &#60;&#62; ]]&#62; 日本"), "{}", &xml[..900]);
}

#[test]
fn an_empty_feed_is_a_feed() {
    let sample = sample();
    let xml = press::feed::latest(&sample.publisher, &[], &|_| None, now());
    assert_eq!(elements(&xml), ["feed", "title", "id", "link", "link", "updated"]);
}
