//! A newsroom on either engine, and captures in the publishers' own formats, made on the spot.

use std::sync::Arc;

use model::capture::Answer;
use model::reader::Email;
use model::title::{Publisher, Section, SheetHour, Title, TitleSlug};
use model::wall::Backstage;
use model::{TimeZone, Timestamp};
use newsroom::{Clock, Newsroom};

pub struct House {
    pub newsroom: Newsroom,
    pub folder: tempfile::TempDir,
    url: String,
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// The engines to run on: SQLite always; PostgreSQL where the test command started one. Under CI it must be there.
pub async fn engines() -> Vec<House> {
    let mut out = vec![House::open(None).await];
    match std::env::var("TIDEWAITER_TEST_POSTGRES") {
        Ok(url) => out.push(House::open(Some(&url)).await),
        Err(_) if std::env::var("CI").is_ok() => panic!("TIDEWAITER_TEST_POSTGRES is not set, and under CI it must be"),
        Err(_) => eprintln!("skipped on PostgreSQL: TIDEWAITER_TEST_POSTGRES names no server"),
    }
    out
}

fn title(slug: &str, name: &str, sections: &[Section]) -> Title {
    Title {
        slug: TitleSlug::new(slug),
        name: name.to_owned(),
        combines: format!("{name} combines."),
        zone: TimeZone::get("America/New_York").expect("a zone"),
        closes: jiff::civil::time(6, 0, 0, 0),
        attended: false,
        sections: sections.to_vec(),
        host: None,
        sheet: Some(SheetHour::DEFAULT),
    }
}

impl House {
    async fn open(postgres: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = match postgres {
            Some(server) => store::engine::fresh_database(server).await.expect("a database"),
            None => format!("sqlite://{}", folder.path().join("t.db").display()),
        };
        let newsroom = Self::newsroom(&url, &folder).await;
        Self { newsroom, folder, url }
    }

    async fn newsroom(url: &str, folder: &tempfile::TempDir) -> Newsroom {
        newsroom_at(url, folder, Clock::standing_at(at("2026-04-17T11:00:00Z"))).await
    }

    /// The process ends and starts again.
    pub async fn restart(&mut self) {
        let clock = self.newsroom.clock.clone();
        self.newsroom.store.close().await;
        self.newsroom = Self::newsroom(&self.url, &self.folder).await;
        self.newsroom.clock = clock;
    }

    /// Keeps answers as a replay does, then works.
    pub async fn replay(&self, answers: &[Answer]) {
        self.keep(answers).await;
        self.newsroom.run_ready().await.expect("worked");
    }

    pub async fn keep(&self, answers: &[Answer]) {
        for answer in answers {
            let source = self.newsroom.catalogue.claimant(&answer.url).expect("claimed").clone();
            let real = self.newsroom.clock.real();
            self.newsroom.store.keep(&source, answer, model::capture::Origin::Replayed, real).await.expect("kept");
        }
    }

    /// Everything that two engines, or two orders of arrival, must agree on.
    pub async fn account(&self) -> String {
        let mut tx = self.newsroom.store.read().await.expect("read");
        let mut out = String::new();
        for line in tx.ledger(Timestamp::MIN, Timestamp::MAX).await.expect("read") {
            out += &format!("{:?} {} {:?} {}\n", line.subject, line.outcome, line.reference, line.why);
        }
        for record in tx.changes(None, None).await.expect("read") {
            out += &format!("{} {} {}\n", record.id, record.date, record.change.fields.len());
        }
        for row in tx.stories(&store::StoryFilter::default()).await.expect("read") {
            out += &format!("{} {:?} {:?} {:?}\n", row.story.id, row.story.state, row.story.documents, row.due_at);
        }
        out
    }

    pub async fn assert_books_agree(&self) {
        let manifest = self
            .newsroom
            .store
            .read()
            .await
            .expect("read")
            .manifest(Timestamp::MIN, Timestamp::MAX)
            .await
            .expect("read");
        assert_eq!(manifest.unaccounted(), 0, "{manifest:?}");
    }
}

/// A newsroom of two titles on a store, its clock standing.
pub async fn newsroom_at(url: &str, folder: &tempfile::TempDir, clock: Clock) -> Newsroom {
    let from = Email::parse("editions@halyard.example").expect("an address");
    let newsroom = Newsroom {
        store: store::Store::open(url, &folder.path().join("captures")).await.expect("a store"),
        catalogue: Arc::new(sources::Catalogue::bundled()),
        wire: Arc::new(wire::RecordedWire::new()),
        post: Arc::new(wire::FolderPost::new(folder.path().join("outbox")).from(from.clone())),
        clock,
        publisher: Publisher {
            name: "Halyard Press".to_owned(),
            zone: TimeZone::get("America/New_York").expect("a zone"),
            url: "http://daily.example".to_owned(),
        },
        from,
        key: Backstage::key(),
        trust_lists: false,
        operator: newsroom::Operator::default(),
        lease: newsroom::task::LEASE_USUAL,
    };
    let titles = [
        title(
            "export",
            "Export Daily",
            &[Section::ExportControls, Section::Sanctions, Section::DefenseTrade, Section::Policy],
        ),
        title(
            "customs",
            "Customs Daily",
            &[Section::Customs, Section::Tariffs, Section::TradeRemedies, Section::ProductAgencies],
        ),
    ];
    newsroom.prepare(&titles).await.expect("prepared");
    newsroom
}

/// An answer of the Federal Register's index: (number, type, title, agency's slug, comments close).
pub fn listing(when: &str, documents: &[(&str, &str, &str, &str, &str)]) -> Answer {
    let result = |(number, kind, title, agency, comments): &(&str, &str, &str, &str, &str)| {
        let comments = if comments.is_empty() { "null".to_owned() } else { format!("\"{comments}\"") };
        format!(
            r#"{{"document_number":"{number}","type":"{kind}","title":"{title}","abstract":"The agency amends its rules on {title}. It explains why.","action":"Final rule.","dates":"This rule is effective April 16, 2026.","effective_on":"2026-04-16","comments_close_on":{comments},"publication_date":"2026-04-16","agencies":[{{"raw_name":"X","name":"X","id":1,"slug":"{agency}","parent_id":null}}],"cfr_references":[{{"title":15,"part":"744"}}],"docket_ids":["Docket No. {number}"],"regulation_id_numbers":[],"html_url":"https://www.federalregister.gov/d/{number}","topics":[]}}"#
        )
    };
    let results: Vec<String> = documents.iter().map(result).collect();
    answer(
        "https://www.federalregister.gov/api/v1/documents.json?per_page=1000",
        when,
        "application/json",
        format!(r#"{{"count":{},"results":[{}]}}"#, results.len(), results.join(",")).into_bytes(),
    )
}

/// The public inspection desk's current list: (number, title, agency's slug, filed at, sort of filing, day of the issue).
pub fn filings(when: &str, documents: &[(&str, &str, &str, &str, &str, &str)]) -> Answer {
    let result = |(number, title, agency, filed_at, filing, issue): &(&str, &str, &str, &str, &str, &str)| {
        format!(
            r#"{{"document_number":"{number}","type":"Rule","title":"{title}","filed_at":"{filed_at}","filing_type":"{filing}","publication_date":"{issue}","agencies":[{{"raw_name":"X","name":"X","id":1,"slug":"{agency}","parent_id":null}}],"agency_names":["X"],"docket_numbers":[],"html_url":"https://www.federalregister.gov/d/{number}","num_pages":3}}"#
        )
    };
    let results: Vec<String> = documents.iter().map(result).collect();
    answer(
        "https://www.federalregister.gov/api/v1/public-inspection-documents/current.json",
        when,
        "application/json",
        format!(r#"{{"count":{},"results":[{}]}}"#, results.len(), results.join(",")).into_bytes(),
    )
}

/// A state of the SDN list: names by id.
pub fn sdn(when: &str, entries: &[(u32, &str)]) -> Answer {
    let rows: String = entries
        .iter()
        .map(|(id, name)| format!("{id},\"{name}\",-0- ,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"))
        .collect();
    answer(
        "https://www.treasury.gov/ofac/downloads/sdn.csv",
        when,
        "text/csv",
        format!("{rows}\u{1a}\r\n").into_bytes(),
    )
}

pub fn answer(url: &str, when: &str, kind: &str, body: Vec<u8>) -> Answer {
    let headers = vec![("content-type".to_owned(), kind.to_owned())];
    Answer { url: url.to_owned(), status: 200, headers, captured_at: at(when), body }
}
