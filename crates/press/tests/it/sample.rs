//! An invented day: two titles, seven articles, their documents, a list that changed.
//!
//! Nothing here is real: numbers, rules and firms are made up in the publishers' manner.

use jiff::civil::{date, time};
use model::article::{Access, ArticleHead, Byline, RevisionKind, slug_of};
use model::capture::{CaptureId, Sha256};
use model::citation::{Evidence, Place};
use model::document::{Document, DocumentId, DocumentState, Fields, Kind, Paragraph, Part};
use model::draft::{Block, Fact, Run, Statement, Style};
use model::edition::{Assembled, Edition, EditionState, Filing, Frozen};
use model::findings::{Basis, DateRole, KeyDate};
use model::ledger::Manifest;
use model::reader::{Email, Licence, LicenceKind, Reader, ReaderId, Role};
use model::reference::Ref;
use model::request::SourceId;
use model::title::{Publisher, Section, SheetHour, Title, TitleSlug};
use model::wall::{Article, Body, Shown, Visitor, admit};
use model::{Date, TimeZone, Timestamp};
use press::edition::{Sheet, Stage};
use press::views::*;

/// A word that stands only behind the wall.
pub const MARKER: &str = "sesame-behind-the-wall";

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn reference(text: &str) -> Ref {
    text.parse().expect("an article number")
}

pub fn eastern() -> TimeZone {
    TimeZone::get("America/New_York").expect("a known zone")
}

pub const DAY: Date = date(2026, 4, 17);

pub fn now() -> Timestamp {
    at("2026-04-17T12:00:00Z")
}

pub struct Sample {
    pub publisher: Publisher,
    pub titles: Vec<Title>,
    pub articles: Vec<Article>,
    pub documents: Vec<DocumentView>,
    pub inspection: Vec<Filing>,
    pub manifest: Manifest,
}

pub fn sample() -> Sample {
    Sample {
        publisher: Publisher { name: "Halyard Press".into(), zone: eastern(), url: "https://daily.example".into() },
        titles: titles(),
        articles: articles(),
        documents: documents().iter().map(DocumentView::of).collect(),
        inspection: vec![
            filing("2026-07398", "Industry and Security Bureau", "Correction to Supplement No. 4"),
            filing("2026-07371", "International Trade Administration", "Lithographic Plate; Final Determination"),
        ],
        manifest: Manifest {
            received: 212,
            published: 19,
            merged: 14,
            held: 5,
            killed: 11,
            not_relevant: 161,
            failed: 2,
        },
    }
}

fn titles() -> Vec<Title> {
    let title = |slug: &str, name: &str, combines: &str, sections: Vec<Section>| Title {
        slug: TitleSlug::new(slug),
        name: name.into(),
        combines: combines.into(),
        zone: eastern(),
        closes: time(6, 0, 0, 0),
        attended: false,
        sections,
        host: None,
        sheet: Some(SheetHour::DEFAULT),
    };
    vec![
        title(
            "export",
            "Export Daily",
            "Export Daily combines U.S. export controls, sanctions and enforcement in one edition each morning, for people whose \
             work it is to know what touches their operations.",
            vec![
                Section::ExportControls,
                Section::DefenseTrade,
                Section::Sanctions,
                Section::Enforcement,
                Section::Policy,
            ],
        ),
        title(
            "customs",
            "Customs Daily",
            "Customs Daily combines tariffs, customs procedure and trade remedies in one edition each morning.",
            vec![Section::Tariffs, Section::Customs, Section::Rulings, Section::TradeRemedies],
        ),
    ]
}

fn document(number: &str, title: &str, action: &str, pages: u32, paragraphs: usize) -> Document {
    let kind = if action.starts_with("Notice") { Kind::Notice } else { Kind::Rule };
    Document {
        id: DocumentId::numbered("fr", number),
        version: 1,
        state: DocumentState::Published,
        source: SourceId::new("us-fr-documents"),
        capture: CaptureId::new("0123456789abcdef01234567"),
        captured_at: at("2026-04-16T20:15:41Z"),
        told_before: None,
        sha256: Sha256([0xb7; 32]),
        fields: Fields {
            kind: Some(kind),
            external_id: Some(number.into()),
            document_number: Some(number.into()),
            title: Some(title.into()),
            action: Some(action.into()),
            url: Some(format!("https://www.federalregister.gov/d/{number}")),
            agencies: vec!["industry-and-security-bureau".into()],
            agency_names: vec!["Commerce Department".into(), "Industry and Security Bureau".into()],
            published_on: Some(DAY),
            filed_at: Some(at("2026-04-16T20:15:00Z")),
            filing: Some("special".into()),
            pages: Some(pages),
            paragraphs: vec![Paragraph { part: Part::Body, text: "Text.".into() }; paragraphs],
            ..Fields::default()
        },
    }
}

pub fn documents() -> Vec<Document> {
    let mut list = document("unused", "Specially Designated Nationals list", "", 0, 0);
    list.id = DocumentId::state("ofac-sdn", at("2026-04-16T18:00:00Z"));
    list.fields = Fields {
        kind: Some(Kind::List),
        title: Some("Specially Designated Nationals list".into()),
        agency_names: vec!["Foreign Assets Control Office".into()],
        url: Some("https://sanctionslist.example/sdn.csv".into()),
        ..Fields::default()
    };
    vec![
        document(
            "2026-07311",
            "Export Controls on Photonic Test Equipment",
            "Interim final rule; request for comments.",
            14,
            41,
        ),
        document("2026-07312", "Additions of Entities to the Entity List", "Final rule.", 11, 30),
        list,
        document("2026-07320", "Certain Extruded Rails: Results of Review", "Notice.", 3, 12),
    ]
}

pub fn paragraph(document: &str, number: u32) -> Evidence {
    let place = Place::Paragraph { number, start: 0, end: 10 };
    Evidence { document: DocumentId::numbered("fr", document), version: 1, place }
}

pub fn statement(text: &str, number: u32) -> Statement {
    Statement::sourced(text, vec![paragraph("2026-07311", number)])
}

fn fact(label: &str, value: &str) -> Fact {
    Fact { label: label.into(), value: value.into(), evidence: vec![] }
}

pub fn key_date(role: DateRole, on: Date, last_day: Option<Date>, quote: &str) -> KeyDate {
    KeyDate {
        role,
        trigger: None,
        on: Some(on),
        at: None,
        inclusive: last_day.is_none(),
        zone: "America/New_York".into(),
        last_day,
        quote: quote.into(),
        paragraph: Some(31),
        start: 0,
        end: quote.chars().count(),
        basis: Basis::Stated,
        scope: None,
        rule: None,
        replaces: None,
    }
}

pub fn head(number: &str, headline: &str, section: Section, score: u32, teaser: Vec<Statement>) -> ArticleHead {
    let title = if [Section::Customs, Section::Tariffs, Section::TradeRemedies].contains(&section) {
        "customs"
    } else {
        "export"
    };
    ArticleHead {
        reference: reference(number),
        revision: 1,
        revision_kind: RevisionKind::Published,
        titles: vec![TitleSlug::new(title)],
        headline: headline.into(),
        slug: slug_of(headline),
        teaser,
        sections: vec![section],
        topics: vec!["entity-list".into()],
        published_at: at("2026-04-17T09:12:00Z"),
        revised_at: at("2026-04-17T09:12:00Z"),
        edition_on: DAY,
        access: Access::Preview,
        byline: Byline::Automatic,
        score,
        documents: vec![],
        facts: vec![],
        dates: vec![],
        see_open: vec![],
    }
}

fn lead() -> Article {
    let teaser = vec![
        statement(
            "The Bureau of Industry and Security on Thursday put wafer-level photonic test equipment under a license requirement \
             for every destination outside Country Group A:5 and named 23 companies.",
            4,
        ),
        Statement::sourced("The two rules, filed together, took effect on filing.", vec![paragraph("2026-07312", 2)]),
    ];
    let mut head = head(
        "2604160021",
        "BIS controls photonic test gear, adds 23 buyers to Entity List",
        Section::ExportControls,
        92,
        teaser,
    );
    head.documents = vec![(DocumentId::numbered("fr", "2026-07311"), 1), (DocumentId::numbered("fr", "2026-07312"), 1)];
    head.facts = vec![
        fact("In force", "Thu Apr 16, on filing"),
        fact("Savings clause through", "Sun May 17, 2026"),
        fact("Regulation", "15 CFR 744, 774"),
        fact("ECCN", "3B993.f, 3D993, 3E993"),
        fact("Comments", "until Tue Jun 16"),
    ];
    head.dates = vec![
        key_date(DateRole::Effective, date(2026, 4, 16), None, "effective on April 16, 2026"),
        key_date(DateRole::Expiry, date(2026, 5, 18), Some(date(2026, 5, 17)), "exported before May 18, 2026"),
        key_date(DateRole::CommentsClose, date(2026, 6, 16), None, "no later than June 16, 2026"),
    ];
    Article::new(head, Body::lock(lead_body()))
}

fn lead_body() -> Vec<Block> {
    let run = |text: &str, style, url: Option<&str>| Run { text: text.into(), style, url: url.map(str::to_owned) };
    let linked = Statement {
        runs: vec![
            run("BIS explains it in ", Style::Plain, None),
            run("the rule", Style::Link, Some("https://www.federalregister.gov/d/2026-07311")),
            run(", and calls it ", Style::Plain, None),
            run("narrow", Style::Emphasis, None),
            run(".", Style::Plain, None),
        ],
        evidence: vec![paragraph("2026-07311", 12)],
    };
    let row = |cells: [&str; 3]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    vec![
        Block::Paragraph {
            statements: vec![
                Statement::sourced(
                    "Exporters have through Sunday, May 17, for shipments that were already moving, a window that “does not \
                     extend to software or technology” (see 2604160022).",
                    vec![paragraph("2026-07311", 31), paragraph("2026-07311", 32)],
                ),
                statement(&format!("The password is {MARKER}."), 33),
                linked,
            ],
        },
        Block::Heading { text: "Cargo in motion, software in the field".into() },
        Block::Points {
            items: vec![
                statement(
                    "License Exception TMP stays available for demonstration units that come back within 90 days.",
                    24,
                ),
                statement(
                    "RPL, for one-for-one replacement parts, “is not available” (see 2604160022 and 2604150007).",
                    25,
                ),
            ],
        },
        Block::Quote { statements: vec![statement("Items on dock may proceed under the earlier terms.", 31)] },
        Block::Table {
            caption: "What changed".into(),
            head: row(["Provision", "Before", "From April 16"]),
            rows: vec![
                row([
                    "ECCN 3B993",
                    ".a to .e; probers not named",
                    ".f added: RS, AT; license except to Country Group A:5",
                ]),
                row(["15 CFR 772.1", "“Alignment accuracy” not defined", "Defined, with a test method"]),
            ],
            evidence: vec![paragraph("2026-07312", 9)],
        },
    ]
}

fn short(number: &str, headline: &str, section: Section, score: u32, teaser: &str) -> Article {
    let mut head = head(number, headline, section, score, vec![statement(teaser, 3)]);
    head.documents = vec![(DocumentId::numbered("fr", "2026-07311"), 1)];
    let more = vec![Block::Paragraph { statements: vec![statement(&format!("More follows here, {MARKER}."), 5)] }];
    Article::new(head, Body::lock(more))
}

fn articles() -> Vec<Article> {
    let mut form = short(
        "2604160016",
        "DDTC would fold five temporary-import forms into one",
        Section::DefenseTrade,
        60,
        "The proposed rule keeps the four-year term but asks for serial numbers at entry, not at exit. Brokers would file once.",
    );
    form.head.facts = vec![fact("Comments until", "Jun 16"), fact("Regulation", "22 CFR 123")];
    let mut list = short(
        "2604160019",
        "OFAC adds 16 entries to SDN list, removes 1",
        Section::Sanctions,
        75,
        "The Office of Foreign Assets Control on Thursday added 16 entries to the Specially Designated Nationals list and removed one.",
    );
    list.head.documents = vec![(DocumentId::state("ofac-sdn", at("2026-04-16T18:00:00Z")), 1)];
    list.head.dates =
        vec![key_date(DateRole::Expiry, date(2026, 4, 29), Some(date(2026, 4, 28)), "12:01 a.m. April 29")];
    let mut open = short(
        "2604170008",
        "Forwarder pays $1.9 million over undeclared transshipment",
        Section::Enforcement,
        40,
        "A freight forwarder agreed to pay $1.9 million to settle 31 alleged violations.",
    );
    open.head.access = Access::Open;
    let mut own = short(
        "2604160024",
        "House panel funds 40 more export-control officers abroad",
        Section::Policy,
        35,
        "The markup adds end-use check posts in six cities and ties a third of the money to a license-backlog report.",
    );
    own.head.byline = Byline::By("Export desk".into());
    own.head.access = Access::Licence;
    let mut steel = short(
        "2604160020",
        "CBP rejects steel entries without melt-and-pour code from May 1",
        Section::Customs,
        55,
        "The warning message becomes a fatal error on May 1. CBP asks filers to correct open entries.",
    );
    steel.head.dates = vec![key_date(DateRole::Applicable, date(2026, 5, 1), None, "beginning May 1, 2026")];
    let faq = short(
        "2604160022",
        "A firmware patch is 3D993 “software” when it unlocks a range, BIS says",
        Section::ExportControls,
        50,
        "A patch that raises accuracy past the threshold is an export of 3D993 software on the day it is sent.",
    );
    vec![lead(), form, list, open, own, steel, faq]
}

fn filing(number: &str, agency: &str, title: &str) -> Filing {
    Filing {
        title: title.into(),
        agency: agency.into(),
        number: number.into(),
        url: Some(format!("https://www.federalregister.gov/public-inspection/{number}")),
        filed_at: Some(at("2026-04-16T20:15:00Z")),
        filing: Some("special".into()),
        published_on: Some(date(2026, 4, 20)),
    }
}

pub fn licence(kind: LicenceKind, until: &str) -> Licence {
    let titles = vec![TitleSlug::new("export"), TitleSlug::new("customs")];
    Licence { kind, titles, from: at("2026-01-01T00:00:00Z"), until: at(until) }
}

pub fn reader(licences: Vec<Licence>) -> Reader {
    Reader {
        id: ReaderId::new("r1"),
        email: Email::parse("ada.vance@halden-optics.example").expect("an address"),
        name: "Ada Vance".into(),
        role: Role::Reader,
        licences,
    }
}

pub fn subscriber() -> Visitor {
    Visitor::Reader { id: ReaderId::new("r1"), licences: vec![licence(LicenceKind::Full, "2027-01-01T00:00:00Z")] }
}

impl Sample {
    pub fn chrome<'a>(&'a self, path: &'a str) -> Chrome<'a> {
        Chrome {
            publisher: &self.publisher,
            titles: &self.titles,
            title: None,
            now: now(),
            signed_in: None,
            demo: false,
            path,
            automatic: true,
        }
    }

    pub fn link(&self, reference: Ref) -> Option<String> {
        self.articles.iter().find(|article| article.head.reference == reference).map(|article| article.head.path())
    }

    pub fn documents_of(&self, article: &Article) -> Vec<DocumentView> {
        let named = |view: &&DocumentView| article.head.documents.iter().any(|(id, _)| *id == view.id);
        self.documents.iter().filter(named).cloned().collect()
    }

    pub fn article_page(&self, index: usize, visitor: &Visitor, signed_in: Option<&str>) -> String {
        let article = &self.articles[index];
        let path = article.head.path();
        let documents = self.documents_of(article);
        let related = |index: usize| {
            let head = &self.articles[index].head;
            Related { reference: head.reference, headline: head.headline.clone(), path: head.path() }
        };
        let whole = admit(visitor, article, now()).blocks().is_some();
        let see = if whole && index == 0 { vec![related(6)] } else { vec![] };
        press::article(&ArticleView {
            chrome: Chrome { signed_in, ..self.chrome(&path) },
            shown: admit(visitor, article, now()),
            documents: &documents,
            credits: &[],
            see: &see,
            referred_by: &[],
            free_today: &[related(3)],
            links: &|reference| self.link(reference),
            notice: None,
            email_error: None,
        })
    }

    pub fn front_page(&self, title: Option<&Title>, visitor: &Visitor, signed_in: Option<&str>) -> String {
        let story = |article| {
            let shown: Shown = admit(visitor, article, now());
            Story { path: shown.head().path(), shown }
        };
        let sections: Vec<(Section, Vec<Story>)> = self
            .titles
            .iter()
            .filter(|own| title.is_none_or(|title| title.slug == own.slug))
            .flat_map(|title| &title.sections)
            .map(|section| {
                let here = self.articles.iter().filter(|article| article.head.sections.contains(section));
                (*section, here.map(story).collect::<Vec<_>>())
            })
            .filter(|(section, stories)| !stories.is_empty() || *section == Section::TradeRemedies)
            .collect();
        let facts = |(i, title)| EditionFacts {
            title,
            number: Some(1284 - 300 * i as u32),
            closed_at: at("2026-04-17T10:00:00Z"),
            state: EditionState::Frozen,
            late_at: None,
        };
        let line = |name: &str, added, removed, path: Option<String>| ListLine {
            name: name.into(),
            added,
            removed,
            amended: 0,
            path,
        };
        press::front(&FrontView {
            chrome: Chrome { title, signed_in, ..self.chrome("/") },
            date: DAY,
            editions: self
                .titles
                .iter()
                .enumerate()
                .filter(|(_, t)| title.is_none_or(|own| own.slug == t.slug))
                .map(facts)
                .collect(),
            lead: self
                .articles
                .first()
                .map(story)
                .filter(|_| title.is_none_or(|title| title.slug.as_str() == "export")),
            sections,
            changes: ListCounts {
                added: 39,
                removed: 2,
                amended: 0,
                lines: vec![
                    line("Entity List", 23, 1, None),
                    line("SDN list", 16, 1, Some(self.articles[2].head.path())),
                ],
            },
            inspection: &self.inspection,
            sheet_at: None,
            manifest: self.manifest,
            other_days: (Some(date(2026, 4, 16)), None),
            links: &|reference| self.link(reference),
        })
    }

    pub fn edition(&self) -> Edition<Frozen> {
        let title = self.titles[0].clone();
        let sections = title.sections.iter().filter_map(|section| {
            let mut here: Vec<Article> =
                self.articles.iter().filter(|article| article.head.sections.contains(section)).cloned().collect();
            here.sort_by_key(|article| std::cmp::Reverse(article.head.score));
            (!here.is_empty()).then_some((*section, here))
        });
        Edition {
            date: DAY,
            opens_at: at("2026-04-16T10:00:00Z"),
            closes_at: at("2026-04-17T10:00:00Z"),
            sections: sections.collect(),
            inspection: self.inspection.clone(),
            manifest: self.manifest,
            state: Assembled,
            title,
        }
        .freeze(1284, at("2026-04-17T10:00:05Z"), None)
    }
}

/// Sets something of an edition for a visitor.
pub fn with_sheet<S: Stage, T>(
    sample: &Sample,
    edition: &Edition<S>,
    visitor: &Visitor,
    set: impl FnOnce(&Sheet<S>) -> T,
) -> T {
    let document = |id: &DocumentId, version: u32| {
        sample.documents.iter().find(|view| view.id == *id && view.version == version).cloned()
    };
    set(&Sheet {
        edition,
        shown: edition.articles().map(|article| admit(visitor, article, now())).collect(),
        publisher: &sample.publisher,
        documents: &document,
        links: &|reference| sample.link(reference),
        state: EditionState::Frozen,
    })
}
