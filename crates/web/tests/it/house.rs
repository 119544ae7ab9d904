//! A newsroom of two titles with three articles, and a visitor who keeps a cookie.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use model::reader::Email;
use model::title::{Publisher, Section, SheetHour, Title, TitleSlug};
use model::wall::Backstage;
use model::{TimeZone, Timestamp};
use newsroom::{Clock, Newsroom};
use tokio::sync::Notify;
use tower::ServiceExt as _;

/// Words that stand behind the wall and nowhere else.
pub const MARKER: &str = "quicksilverheron";
/// Words of a walled mention, whose number must not be told either.
pub const WALLED: &str = "---\nheadline: Agency limits probe exports, Official Says\ntitles: export\nsection: export-controls\naccess: preview\nref: 2604160003\n---\nThe agency limits exports of probes, an official said.\n\nBehind the wall stands quicksilverheron (see 2604160001).\n\n## Heading quicksilverheron\n\n- point quicksilverheron\n\n> quote quicksilverheron\n";
const EARLIER: &str = "---\nheadline: Makers warn of reach\ntitles: export, customs\nsection: export-controls, customs\naccess: open\nref: 2604160001\n---\nMakers warned of the reach.\n\nAll of this is open.\n";
const LICENCE: &str = "---\nheadline: Customs asks for codes\ntitles: customs\nsection: customs\naccess: licence\nref: 2604160002\n---\nCustoms asks for codes.\n\nOnly for subscribers: quicksilverheron.\n";

/// What `/metrics` of this house asks for.
pub const METRICS_TOKEN: &str = "a token of the monitoring";

pub struct House {
    pub newsroom: Newsroom,
    pub router: Router,
    pub folder: tempfile::TempDir,
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn title(slug: &str, name: &str, sections: &[Section]) -> Title {
    Title {
        slug: TitleSlug::new(slug),
        name: name.to_owned(),
        combines: format!("{name} combines what is official, for those who act on it."),
        zone: TimeZone::get("America/New_York").expect("a zone"),
        closes: jiff::civil::time(6, 0, 0, 0),
        attended: false,
        sections: sections.to_vec(),
        host: (slug == "customs").then(|| "customs.example".to_owned()),
        sheet: Some(SheetHour::DEFAULT),
    }
}

impl House {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("t.db").display());
        let from = Email::parse("editions@halyard.example").expect("an address");
        let clock = Clock::standing_at(at("2026-04-16T15:00:00Z"));
        clock.set_real(at("2026-11-24T08:00:00Z"));
        let newsroom = Newsroom {
            store: store::Store::open(&url, &folder.path().join("captures")).await.expect("a store"),
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
            title("export", "Export Daily", &[Section::ExportControls, Section::Policy]),
            title("customs", "Customs Daily", &[Section::Customs, Section::Tariffs]),
        ];
        newsroom.prepare(&titles).await.expect("prepared");
        for (name, text) in [("earlier.md", EARLIER), ("licence.md", LICENCE), ("walled.md", WALLED)] {
            newsroom.write(name, text.as_bytes(), "a test").await.expect("written");
        }
        for number in ["2604160001", "2604160002", "2604160003"] {
            newsroom.publish(number, "a test").await.expect("published");
        }
        newsroom.clock.set(at("2026-04-17T11:00:00Z"));
        let app = web::App {
            newsroom: newsroom.clone(),
            settings: Arc::new(web::Settings {
                hosts: vec!["daily.example".to_owned()],
                trusted_proxies: Vec::new(),
                https: false,
                outbox: None,
                metrics_token: Some(METRICS_TOKEN.to_owned()),
            }),
            wake: Arc::new(Notify::new()),
            served: Arc::default(),
        };
        Self { newsroom, router: web::router(app), folder }
    }

    /// The path of an article.
    pub async fn path(&self, number: &str) -> String {
        let mut tx = self.newsroom.store.read().await.expect("read");
        tx.article(number.parse().expect("a number")).await.expect("read").expect("an article").head.path()
    }

    pub async fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("answered")
    }

    pub async fn get(&self, path: &str, cookie: Option<&str>) -> (StatusCode, String, Response<()>) {
        self.send("GET", path, cookie, None).await
    }

    pub async fn post(&self, path: &str, cookie: Option<&str>, form: &str) -> (StatusCode, String, Response<()>) {
        self.send("POST", path, cookie, Some(form)).await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        cookie: Option<&str>,
        form: Option<&str>,
    ) -> (StatusCode, String, Response<()>) {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "daily.example");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = Body::from(form.unwrap_or_default().to_owned());
        let answer = self.ask(request.body(body).expect("a request")).await;
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, 4_000_000).await.expect("a body");
        (parts.status, String::from_utf8_lossy(&bytes).into_owned(), Response::from_parts(parts, ()))
    }

    /// The path of the link in the newest letter, the tasks done before.
    pub async fn newest_link(&self) -> String {
        self.newsroom.run_ready().await.expect("worked");
        let folder: PathBuf = self.folder.path().join("outbox");
        let letters = wire::letters(&folder).expect("letters");
        let text = &letters.first().expect("a letter").text;
        let start = text.find("http://daily.example/sign-in/").expect("a link");
        let link: String = text[start..].split_whitespace().next().expect("a word").to_owned();
        link.trim_start_matches("http://daily.example").to_owned()
    }

    /// Signs in by letter from the wall of that path; answers the cookie.
    pub async fn sign_in(&self, email: &str, return_to: &str) -> (String, String) {
        // A minute passes between letters, as it does in life: the newest is known by its date.
        self.newsroom.clock.set_real(self.newsroom.clock.real() + jiff::SignedDuration::from_mins(1));
        let (status, ..) = self.post("/sign-up", None, &format!("email={email}&return_to={return_to}")).await;
        assert_eq!(status, StatusCode::OK);
        let link = self.newest_link().await;
        let (status, _, answer) = self.post(&link, None, "").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let cookie =
            answer.headers()[header::SET_COOKIE].to_str().expect("text").split(';').next().expect("a pair").to_owned();
        (cookie, answer.headers()[header::LOCATION].to_str().expect("text").to_owned())
    }
}
