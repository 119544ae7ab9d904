//! Headlines, names of parties, titles of documents and addresses come from outside: they stay words.
//!
//! Each hostile value is planted in every place that takes foreign text, and every format is looked through.

use model::document::DocumentId;
use model::draft::{Block, Fact, Run, Statement, Style};
use model::title::Section;
use model::wall::{Article, Body, Visitor, admit};
use press::mail::Envelope;
use press::views::*;

use crate::sample::*;

const SCRIPT: &str = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(2)>";
const BREAKOUT: &str = "\" onmouseover=\"alert(3)\" x='";

fn hostile() -> Sample {
    let mut sample = sample();
    let bad = |text: &str| format!("{SCRIPT}{BREAKOUT}{text}");
    let link = Run { text: bad("link"), style: Style::Link, url: Some("javascript:alert(4)".into()) };
    let data =
        Run { text: bad("data"), style: Style::Link, url: Some("data:text/html,<script>alert(5)</script>".into()) };
    let blocks = vec![
        Block::Heading { text: bad("heading") },
        Block::Points { items: vec![Statement { runs: vec![link, data], evidence: vec![] }] },
        Block::Table { caption: bad("c"), head: vec![bad("h")], rows: vec![vec![bad("مرو")]], evidence: vec![] },
    ];
    let mut head = head("2604170001", &bad("headline"), Section::Sanctions, 99, vec![Statement::own(bad("teaser"))]);
    head.topics = vec![bad("topic")];
    head.facts = vec![Fact { label: bad("label"), value: bad("value"), evidence: vec![] }];
    head.documents = vec![(DocumentId::new("fr:bad"), 1)];
    head.access = model::article::Access::Open;
    sample.articles.insert(0, Article::new(head, Body::lock(blocks)));
    let mut view = sample.documents[0].clone();
    view.id = DocumentId::new("fr:bad");
    view.title = bad("title");
    view.kind_line = bad("kind");
    view.number = Some(bad("number"));
    view.url = Some("javascript:alert(6)".into());
    sample.documents.push(view);
    sample.inspection[0].title = bad("filing");
    sample.inspection[0].url = Some("JavaScript:alert(7)".into());
    sample.publisher.name = bad("publisher");
    sample
}

fn harmless(what: &str, page: &str) {
    let lower = page.to_lowercase();
    assert!(!lower.contains("<script"), "{what} holds a script");
    assert!(!lower.contains("<img src=x"), "{what} holds an image");
    assert!(!lower.contains("\" onmouseover"), "{what} lets an attribute out");
    for scheme in ["href=\"javascript:", "href=\"data:", "src=\"javascript:"] {
        assert!(!lower.contains(scheme), "{what} links {scheme}");
    }
}

#[test]
fn foreign_words_stay_words_in_every_format() {
    let sample = hostile();
    let visitor = Visitor::Anonymous;
    harmless("front", &sample.front_page(None, &visitor, Some(SCRIPT)));
    harmless("article", &sample.article_page(0, &visitor, Some(BREAKOUT)));
    let edition = sample.edition();
    let envelope = Envelope { message_id: "<e1@daily.example>".into(), date: now() };
    let mut reader = reader(vec![]);
    reader.name = format!("{SCRIPT}\r\nBcc: all@daily.example");
    with_sheet(&sample, &edition, &visitor, |sheet| {
        harmless("edition", &press::edition::html(sheet));
        let mail = press::mail::edition(sheet, &reader, &envelope);
        harmless("mail", &mail.html);
        assert!(!mail.subject.contains(['\r', '\n']) && !mail.from_name.contains(['\r', '\n']));
        assert!(!mail.text.contains("\nBcc:"));
    });
    let shown = [(admit(&visitor, &sample.articles[0], now()), format!("https://daily.example/{BREAKOUT}"))];
    harmless("feed", &press::feed::latest(&sample.publisher, &shown, &|_| None, now()));
    let mut reader = crate::sample::reader(vec![]);
    reader.name = SCRIPT.to_owned() + BREAKOUT;
    harmless("account", &press::account(&AccountView { chrome: sample.chrome("/account"), reader: &reader }));
}

#[test]
fn what_a_visitor_typed_stays_in_its_field() {
    let sample = sample();
    let typed = format!("{SCRIPT}{BREAKOUT}");
    let form = |chrome| FormView {
        chrome,
        email: &typed,
        error: Some("This is not an e-mail address."),
        return_to: &typed,
        reading: Some(&typed),
    };
    let pages = [
        press::sign_in(&form(sample.chrome(&typed))),
        press::sign_up(&form(sample.chrome("/sign-up"))),
        press::link_sent(&LinkSentView {
            chrome: sample.chrome("/sign-in"),
            email: &typed,
            minutes: 30,
            form_path: "/sign-in",
        }),
        press::confirm(&ConfirmView {
            chrome: sample.chrome("/sign-in"),
            purpose: LinkPurpose::Preview(Some(&typed)),
            action: "/sign-in",
            token: &typed,
            return_to: &typed,
        }),
        press::message(&sample.chrome(&typed), 404, &typed, &[&typed]),
    ];
    for page in pages {
        harmless("form", &page);
    }
    let letter = Letter {
        to: typed.clone(),
        subject: typed.clone(),
        at: now(),
        links: vec![
            "javascript:alert(1)".into(),
            "//evil.example".into(),
            "https://daily.example/x".into(),
            "/sign-in".into(),
        ],
        text: typed.clone(),
    };
    let page = press::outbox(&OutboxView { chrome: sample.chrome("/outbox"), letters: &[letter] });
    harmless("outbox", &page);
    assert!(!page.contains("evil.example"));
    assert!(page.contains("href=\"https://daily.example/x\"") && page.contains("href=\"/sign-in\""));
}
