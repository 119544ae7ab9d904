//! Nothing that is behind the wall leaves the press for those who may not read it, in whatever format.
//!
//! A marker is planted in every body; the same renderings for a subscriber hold it, so the test sees what it looks for.

use model::reader::LicenceKind;
use model::wall::{Article, Shown, Visitor, admit};
use press::mail::Envelope;

use crate::sample::*;

/// Everything that shows articles, for a visitor.
fn everything(sample: &Sample, visitor: &Visitor, signed_in: Option<&str>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (i, article) in sample.articles.iter().enumerate() {
        out.push((format!("article page {i}"), sample.article_page(i, visitor, signed_in)));
        let shown = admit(visitor, article, now());
        out.push((format!("article record {i}"), press::records::article(shown, &|_| None).to_string()));
    }
    for title in [None, sample.titles.first(), sample.titles.last()] {
        out.push(("front".into(), sample.front_page(title, visitor, signed_in)));
    }
    let shown: Vec<(Shown, String)> = sample
        .articles
        .iter()
        .map(|a| (admit(visitor, a, now()), format!("https://daily.example{}", a.head.path())))
        .collect();
    out.push(("feed".into(), press::feed::latest(&sample.publisher, &shown, &|r| sample.link(r), now())));
    let edition = sample.edition();
    let envelope = Envelope { message_id: "<e1@daily.example>".into(), date: now() };
    with_sheet(sample, &edition, visitor, |sheet| {
        out.push(("edition text".into(), press::edition::text(sheet)));
        out.push(("edition html".into(), press::edition::html(sheet)));
        out.push(("edition json".into(), press::edition::json(sheet).to_string()));
        let mail = press::mail::edition(sheet, &reader(vec![]), &envelope);
        out.push(("mail text".into(), mail.text));
        out.push(("mail html".into(), mail.html));
    });
    out
}

/// A day on which every article is behind the wall.
fn walled() -> Sample {
    let mut sample = sample();
    for article in &mut sample.articles {
        article.head.access = model::article::Access::Preview;
    }
    sample
}

#[test]
fn a_preview_never_holds_a_word_of_the_body() {
    let sample = walled();
    let ended = Visitor::Reader {
        id: model::reader::ReaderId::new("r2"),
        licences: vec![licence(LicenceKind::Preview, "2026-04-01T00:00:00Z")],
    };
    let none = Visitor::Reader { id: model::reader::ReaderId::new("r3"), licences: vec![] };
    for (visitor, name) in [(Visitor::Anonymous, None), (ended, Some("Ada")), (none, Some("Ada"))] {
        for (what, page) in everything(&sample, &visitor, name) {
            assert!(!page.contains(MARKER), "{what} shows what is behind the wall");
            assert!(!page.contains("already moving"), "{what} shows what is behind the wall");
            assert!(!page.contains("2604150007"), "{what} names a number of the body");
        }
    }
}

#[test]
fn the_same_renderings_hold_the_body_for_a_subscriber() {
    let sample = walled();
    for (what, page) in everything(&sample, &subscriber(), Some("Ada Vance")) {
        assert!(what == "front" || page.contains(MARKER), "{what} lacks the body");
    }
}

#[test]
fn each_reason_is_told_for_what_it_is() {
    let sample = sample();
    let page = |index: usize, licences: Vec<model::reader::Licence>| {
        let visitor = Visitor::Reader { id: model::reader::ReaderId::new("r2"), licences };
        sample.article_page(index, &visitor, Some("Ada Vance"))
    };
    let preview_ended = page(0, vec![licence(LicenceKind::Preview, "2026-04-02T16:00:00Z")]);
    assert!(preview_ended.contains("Your free preview ended on April 2, 2026."));
    let licence_ended = page(0, vec![licence(LicenceKind::Full, "2026-04-02T16:00:00Z")]);
    assert!(licence_ended.contains("Your license ended on April 2, 2026."));
    let none = page(0, vec![]);
    assert!(none.contains("you hold no license for Export Daily."));
    let licence_only = page(4, vec![licence(LicenceKind::Preview, "2026-05-01T16:00:00Z")]);
    assert!(licence_only.contains("it asks for a full license"));
    for page in [preview_ended, licence_ended, none, licence_only] {
        assert!(!page.contains("name=\"email\""), "no form to sign up for one who is signed in");
        assert!(page.contains("action=\"/sign-out\""));
    }
}

#[test]
fn the_teaser_breaks_off_after_a_sentence_and_the_form_follows() {
    let page = sample().article_page(0, &Visitor::Anonymous, None);
    assert!(page.contains("took effect on filing. …</p>"));
    assert!(page.contains("Sign up for a free preview to unlock the rest of this article"));
    assert!(page.contains("Export Daily combines U.S. export controls"));
    assert!(page.contains("Export Daily is a Halyard Press publication"));
    assert!(page.contains("Dates in those documents"));
    let only = sample().article_page(4, &Visitor::Anonymous, None);
    assert!(!only.contains("Sign up for a free preview"), "a preview would not open it");
}

#[test]
fn a_retracted_article_keeps_its_number_and_loses_its_body() {
    let mut sample = sample();
    let Article { head, .. } = &mut sample.articles[0];
    head.revision_kind = model::article::RevisionKind::Retraction;
    let page = sample.article_page(0, &subscriber(), Some("Ada Vance"));
    assert!(page.contains("Retraction, April 17, 05:12 ET"));
    assert!(!page.contains(MARKER));
}

#[test]
fn every_number_can_be_followed_in_every_format() {
    let sample = sample();
    let edition = sample.edition();
    let envelope = Envelope { message_id: "<e1@daily.example>".into(), date: now() };
    let path = sample.link(reference("2604160022")).expect("an article");
    assert!(sample.article_page(0, &subscriber(), None).contains(&format!("href=\"{path}\">2604160022</a>")));
    with_sheet(&sample, &edition, &subscriber(), |sheet| {
        assert!(press::edition::text(sheet).contains("See https://daily.example/2604160022\n"));
        assert!(press::edition::html(sheet).contains(&format!("href=\"https://daily.example{path}\">2604160022</a>")));
        assert!(press::edition::json(sheet).to_string().contains(&format!("https://daily.example{path}")));
        let mail = press::mail::edition(sheet, &reader(vec![]), &envelope);
        assert!(mail.text.contains("See https://daily.example/2604160022\n"));
        assert!(mail.html.contains("href=\"https://daily.example/2604160022\""));
    });
}
