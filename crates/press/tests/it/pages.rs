//! What holds of every page: its size, its links, its classes; and the pages written out to be looked at.
//!
//! A page links only what is built, and wears only classes that the base sheet has.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::date;
use model::reader::LicenceKind;
use model::wall::Visitor;
use press::mail::Envelope;
use press::views::*;

use crate::sample::*;

/// Every page by the name of a file.
#[expect(clippy::too_many_lines, reason = "every page, one after the other")]
fn all() -> Vec<(&'static str, String)> {
    let sample = sample();
    let anonymous = Visitor::Anonymous;
    let form = |error: Option<&'static str>| FormView {
        chrome: sample.chrome("/sign-up"),
        email: if error.is_some() { "ada@" } else { "" },
        error,
        return_to: "/article/2026/04/17/x-2604160021",
        reading: Some("BIS controls photonic test gear, adds 23 buyers to Entity List"),
    };
    let account = |licences| {
        let reader = reader(licences);
        let chrome = Chrome { signed_in: Some("Ada Vance"), demo: true, ..sample.chrome("/account") };
        press::account(&AccountView { chrome, reader: &reader })
    };
    let wrong = "This is not an e-mail address: it needs a name, an @ and a domain, such as ada@example.com.";
    let demo = Chrome { demo: true, ..sample.chrome("/outbox") };
    let ended = Visitor::Reader {
        id: model::reader::ReaderId::new("r2"),
        licences: vec![licence(LicenceKind::Preview, "2026-04-01T16:00:00Z")],
    };
    vec![
        ("front", sample.front_page(None, &anonymous, None)),
        ("front-title", sample.front_page(Some(&sample.titles[0]), &subscriber(), Some("Ada Vance"))),
        ("front-customs", sample.front_page(Some(&sample.titles[1]), &anonymous, None)),
        ("front-empty", empty(&sample)),
        ("article", sample.article_page(0, &subscriber(), Some("Ada Vance"))),
        ("article-gated", sample.article_page(0, &anonymous, None)),
        ("article-error", gated_error(&sample, wrong)),
        ("article-ended", sample.article_page(0, &ended, Some("a…@halden-optics.example"))),
        ("article-list", sample.article_page(2, &anonymous, None)),
        ("archive", archive(&sample)),
        ("sign-up", press::sign_up(&form(None))),
        ("sign-up-error", press::sign_up(&form(Some(wrong)))),
        ("sign-in", press::sign_in(&FormView { reading: None, ..form(None) })),
        ("link-refused", press::link_refused(&FormView { reading: None, ..form(None) })),
        (
            "link-sent",
            press::link_sent(&LinkSentView {
                chrome: demo,
                email: "ada@example.com",
                minutes: 30,
                form_path: "/sign-in",
            }),
        ),
        (
            "confirm",
            press::confirm(&ConfirmView {
                chrome: sample.chrome("/sign-in"),
                purpose: LinkPurpose::Preview(Some("BIS controls photonic test gear")),
                action: "/sign-in",
                token: "3f9c",
                return_to: "/",
            }),
        ),
        ("account", account(vec![licence(LicenceKind::Preview, "2026-05-01T12:00:00Z")])),
        (
            "account-ended",
            account(vec![
                licence(LicenceKind::Preview, "2026-04-01T12:00:00Z"),
                licence(LicenceKind::Full, "2027-01-01T05:00:00Z"),
            ]),
        ),
        ("outbox", outbox(demo)),
        (
            "message",
            press::message(
                &sample.chrome("/x"),
                404,
                "There is nothing here",
                &["The address is wrong, or it is not yours."],
            ),
        ),
    ]
}

fn empty(sample: &Sample) -> String {
    press::front(&FrontView {
        chrome: sample.chrome("/"),
        date: DAY,
        editions: vec![],
        lead: None,
        sections: vec![],
        changes: ListCounts::default(),
        inspection: &[],
        sheet_at: Some(at("2026-04-17T13:15:00Z")),
        manifest: model::ledger::Manifest::default(),
        other_days: (None, None),
        links: &|_| None,
    })
}

fn gated_error(sample: &Sample, wrong: &str) -> String {
    let article = &sample.articles[0];
    let path = article.head.path();
    press::article(&ArticleView {
        chrome: sample.chrome(&path),
        shown: model::wall::admit(&Visitor::Anonymous, article, now()),
        documents: &sample.documents_of(article),
        credits: &["© Ruritania, customs.rr.example".to_owned()],
        see: &[],
        referred_by: &[],
        free_today: &[],
        links: &|_| None,
        notice: None,
        email_error: Some(("ada@", wrong)),
    })
}

fn archive(sample: &Sample) -> String {
    let day = |date: model::Date, number| ArchiveDay {
        date,
        editions: vec![ArchiveEdition {
            title: "Export Daily".into(),
            number: Some(number),
            path: format!("/titles/export/editions/{date}"),
        }],
        headline: Some("BIS controls photonic test gear, adds 23 buyers to Entity List".into()),
        articles: 7,
    };
    let days = [day(DAY, 1284), day(date(2026, 4, 16), 1283), day(date(2026, 3, 31), 1271)];
    press::archive(&ArchiveView { chrome: sample.chrome("/editions"), days: &days, older: None, newer: None })
}

fn outbox(chrome: Chrome) -> String {
    let letter = Letter {
        to: "ada.vance@halden-optics.example".into(),
        subject: "Tidewaiter: your link".into(),
        at: now(),
        links: vec!["/sign-in/3f9c".into()],
        text: "You asked for a link to sign in.\n\nSign in:\nhttps://daily.example/sign-in/3f9c\n".into(),
    };
    press::outbox(&OutboxView { chrome, letters: &[letter] })
}

fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    page.split(&opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_publisher_that_wants_to_be_named_is_named_under_the_documents() {
    let page = gated_error(&sample(), "Not an address.");
    let (documents, credit) = (page.find("id=\"sources\""), page.find("© Ruritania, customs.rr.example"));
    assert!(documents.is_some() && documents < credit, "behind the wall too");
}

#[test]
fn a_page_wears_only_classes_of_the_base_sheet() {
    let sheet = include_str!("../../assets/base.css");
    let known: BTreeSet<&str> = sheet
        .split('.')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next())
        .collect();
    for (name, page) in all() {
        for class in values(&page, "class").iter().flat_map(|value| value.split_whitespace()) {
            assert!(known.contains(class), "{name} wears {class}");
        }
        assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains("<script"), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name} has one h1");
    }
}

#[test]
fn a_page_links_only_what_is_built() {
    let built = |path: &str| {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        ["/", "/editions", "/sign-up", "/sign-in", "/sign-out", "/account", "/outbox", "/feeds/latest.atom"]
            .contains(&path)
            || ["/editions/2", "/titles/", "/article/", "/assets/", "/sign-in/"]
                .iter()
                .any(|start| path.starts_with(start))
    };
    for (name, page) in all() {
        let ids: BTreeSet<&str> = values(&page, "id").into_iter().collect();
        assert_eq!(ids.len(), values(&page, "id").len(), "{name} has an id twice");
        for href in values(&page, "href").into_iter().chain(values(&page, "action")) {
            match href.strip_prefix('#') {
                Some(anchor) => assert!(ids.contains(anchor), "{name} has no {href}"),
                None => assert!(href.starts_with("https://") || built(href), "{name} links {href}"),
            }
        }
    }
}

/// The sample's stories over and over, each with a number of its own, until there are so many.
fn grown(count: usize) -> Sample {
    let mut sample = sample();
    let originals = sample.articles.clone();
    for i in sample.articles.len()..count {
        let mut article = originals[i % originals.len()].clone();
        article.head.reference = reference(&format!("260417{:04}", 1000 + i));
        sample.articles.push(article);
    }
    sample
}

#[test]
fn a_front_of_twenty_stories_stays_within_its_budget() {
    let page = grown(20).front_page(None, &Visitor::Anonymous, None);
    assert!(page.len() <= 60 * 1024, "{} bytes", page.len());
}

#[test]
fn a_letter_stays_below_what_mail_programs_cut() {
    let envelope = Envelope { message_id: "<e1@daily.example>".into(), date: now() };
    for (count, all) in [(7, true), (40, true), (90, true), (700, false)] {
        let sample = grown(count);
        let edition = sample.edition();
        let mail = with_sheet(&sample, &edition, &subscriber(), |sheet| {
            press::mail::edition(sheet, &reader(vec![]), &envelope)
        });
        assert!(mail.html.len() <= 100_000, "{count} stories make {} bytes", mail.html.len());
        let articles = edition.articles().count();
        for article in edition.articles() {
            assert!(!all || mail.html.contains(&article.head.reference.to_string()), "{articles}");
            assert!(mail.text.contains(&format!("https://daily.example/{}", article.head.reference)));
        }
    }
}

#[test]
fn pages_are_written_out_where_somebody_wants_to_look() {
    let Some(folder) = std::env::var_os("TIDEWAITER_PROOFS") else { return };
    let folder = Path::new(&folder);
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a proof is written");
    std::fs::create_dir_all(folder.join("fonts")).expect("the folder is made");
    for page in all() {
        write(&format!("{}.html", page.0), &page.1.replace(&format!("{}/", press::assets::base()), ""));
    }
    for name in ["tokens.css", "base.css", "favicon.svg"].into_iter().chain(FONTS.iter().copied()) {
        let asset = press::asset(name).expect("an asset");
        std::fs::write(folder.join(name), asset.bytes).expect("an asset is written");
    }
    let sample = sample();
    let edition = sample.edition();
    let envelope = Envelope { message_id: "<e1@daily.example>".into(), date: now() };
    with_sheet(&sample, &edition, &subscriber(), |sheet| {
        write("edition.html", &press::edition::html(sheet));
        write("edition.txt", &press::edition::text(sheet));
        write("mail.html", &press::mail::edition(sheet, &reader(vec![]), &envelope).html);
    });
    write("link.html", &press::mail::link(&crate::snapshots::link(&sample, &reader(vec![]).email), &envelope).html);
}

const FONTS: &[&str] = &[
    "fonts/tw-sans.woff2",
    "fonts/tw-sans-ext.woff2",
    "fonts/tw-serif.woff2",
    "fonts/tw-serif-ext.woff2",
    "fonts/tw-serif-italic.woff2",
];
