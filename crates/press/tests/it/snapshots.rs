//! Every format of the invented day beside what it must be, byte by byte.
//!
//! The hash of the assets stands for itself, so that a change of a style changes no page here.

use std::path::PathBuf;

use model::inspection::{InspectionSheet, SheetLine};
use model::reader::LicenceKind;
use model::wall::Visitor;
use press::inspection::SheetSet;
use press::mail::Envelope;
use press::views::*;

use crate::sample::*;

fn check(name: &str, page: &str) {
    let page = page.replace(&press::assets::base(), "/assets/HASH");
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots")).join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &page).expect("the snapshot is written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = kept.lines().zip(page.lines()).position(|(a, b)| a != b).unwrap_or(kept.lines().count());
    assert!(
        kept == page,
        "{name} differs from its snapshot at line {}; look at it, then run with UPDATE_SNAPSHOTS=1",
        differs + 1
    );
}

/// Styles stand inside the one-file edition; the sheets have their own test.
fn without_styles(page: &str) -> String {
    match (page.find("<style>"), page.find("</style>")) {
        (Some(from), Some(to)) => format!("{}{}", &page[..from], &page[to..]),
        _ => page.to_owned(),
    }
}

#[test]
fn the_front_and_an_article_on_either_side_of_the_wall() {
    let sample = sample();
    check("front.html", &sample.front_page(None, &Visitor::Anonymous, None));
    check("front-title.html", &sample.front_page(Some(&sample.titles[0]), &subscriber(), Some("Ada Vance")));
    check("article-whole.html", &sample.article_page(0, &subscriber(), Some("Ada Vance")));
    check("article-gated.html", &sample.article_page(0, &Visitor::Anonymous, None));
}

#[test]
fn an_edition_in_each_of_its_formats() {
    let sample = sample();
    let edition = sample.edition();
    for (name, visitor) in [("whole", subscriber()), ("open", Visitor::Anonymous)] {
        with_sheet(&sample, &edition, &visitor, |sheet| {
            check(&format!("edition-{name}.txt"), &press::edition::text(sheet));
            check(&format!("edition-{name}.html"), &without_styles(&press::edition::html(sheet)));
            let json = serde_json::to_string_pretty(&press::edition::json(sheet)).expect("JSON");
            check(&format!("edition-{name}.json"), &json);
        });
    }
}

#[test]
fn letters() {
    let sample = sample();
    let edition = sample.edition();
    let envelope = Envelope { message_id: "<e1@daily.example>".into(), date: at("2026-04-17T10:01:00Z") };
    let reader = reader(vec![licence(LicenceKind::Full, "2027-01-01T00:00:00Z")]);
    with_sheet(&sample, &edition, &subscriber(), |sheet| {
        let mail = press::mail::edition(sheet, &reader, &envelope);
        assert_eq!(
            mail.subject,
            "Export Daily: BIS controls photonic test gear, adds 23 buyers to Entity List, Apr 17"
        );
        check("mail.txt", &mail.text);
        check("mail.html", &mail.html);
    });
    let mail = press::mail::link(&link(&sample, &reader.email), &envelope);
    check("link.txt", &mail.text);
    check("link.html", &mail.html);
}

/// A sheet with a special filing, one that was seen late and was told since, and a withdrawal.
pub fn sheet() -> InspectionSheet {
    let line = |number: &str, title: &str, filed_at: &str, filing: &str, withdrawn: bool| SheetLine {
        document: model::document::DocumentId::numbered("fr", number),
        version: 1,
        kind: model::document::Kind::Rule,
        filing: model::edition::Filing {
            title: title.to_owned(),
            agency: "Industry and Security Bureau".to_owned(),
            number: number.to_owned(),
            url: Some(format!("https://www.federalregister.gov/public-inspection/{number}")),
            filed_at: Some(at(filed_at)),
            filing: Some(filing.to_owned()),
            published_on: Some(DAY),
        },
        seen_at: at("2026-04-17T12:45:41Z"),
        withdrawn,
    };
    InspectionSheet {
        date: DAY,
        opens_at: at("2026-04-16T13:15:00Z"),
        due_at: at("2026-04-17T13:15:00Z"),
        made_at: Some(at("2026-04-17T13:15:04Z")),
        checked_at: Some(at("2026-04-17T13:05:00Z")),
        lines: vec![
            line("2026-07500", "Controls on <Photonic> Test Gear", "2026-04-16T20:15:00Z", "special", false),
            line("2026-07501", "Revisions to the Unverified List", "2026-04-13T12:45:00Z", "regular", false),
            line("2026-07499", "Corrections to Supplement No. 4", "2026-04-15T12:45:00Z", "regular", true),
        ],
    }
}

#[test]
fn an_inspection_sheet_in_each_of_its_formats() {
    let (sample, sheet) = (sample(), sheet());
    let told = &sample.articles[0].head;
    let refs = [(sheet.lines[1].document.clone(), told.reference, told.path())];
    let set = SheetSet { publisher: &sample.publisher, title: &sample.titles[0], sheet: &sheet, refs: &refs };
    check("sheet.txt", &press::inspection::text(&set));
    check("sheet.json", &serde_json::to_string_pretty(&press::inspection::json(&set)).expect("JSON"));
    let envelope = Envelope { message_id: "<s1@daily.example>".into(), date: at("2026-04-17T13:15:05Z") };
    let reader = reader(vec![licence(LicenceKind::Full, "2027-01-01T00:00:00Z")]);
    let mail = press::inspection::letter(&set, &reader, &envelope);
    assert_eq!(mail.subject, "Export Daily: 2 filed for public inspection, Apr 17");
    check("sheet-mail.txt", &mail.text);
    check("sheet-mail.html", &mail.html);
    assert!(!press::inspection::html(&set).contains("You get this"), "the file is nobody's letter");
    for line in mail.text.lines().filter(|line| line.chars().count() > 78) {
        assert!(line.split_whitespace().count() == 1 && line.contains("https://"), "{line}");
    }
    let standing = SheetStanding::Out(sheet.clone());
    let view = InspectionView { chrome: sample.chrome("/"), date: DAY, standing, refs: &refs };
    check("sheet.html", &press::inspection_page(&view));
}

pub fn link<'a>(sample: &'a Sample, to: &'a model::reader::Email) -> press::mail::Link<'a> {
    press::mail::Link {
        publisher: &sample.publisher,
        from_name: "Export Daily",
        to,
        purpose: LinkPurpose::Preview(Some("BIS controls photonic test gear")),
        url: "https://daily.example/sign-in/3f9c",
        minutes: 30,
    }
}

#[test]
fn records_keep_their_fields_and_order() {
    let document = &documents()[0];
    let findings = model::findings::Findings::default();
    let record = serde_json::to_string_pretty(&press::records::document(document, &findings)).expect("JSON");
    check("document.json", &record);
}

#[test]
fn every_line_of_text_fits_unless_it_is_an_address() {
    let sample = sample();
    let edition = sample.edition();
    let text = with_sheet(&sample, &edition, &subscriber(), press::edition::text);
    for line in text.lines().filter(|line| line.chars().count() > 78) {
        assert_eq!(line.split_whitespace().count(), 1, "{line}");
        assert!(line.contains("https://"), "{line}");
    }
}
