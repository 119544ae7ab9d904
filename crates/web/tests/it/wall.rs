//! The wall, asked by everybody on every route in every format.

use axum::http::{StatusCode, header};
use model::reader::{Email, Licence, LicenceKind, Role};
use model::title::TitleSlug;

use crate::house::{House, MARKER, at};

/// Every path of the router, filled in with what there is.
async fn concrete(house: &House) -> Vec<String> {
    let articles = [house.path("2604160001").await, house.path("2604160002").await, house.path("2604160003").await];
    let mut out = Vec::new();
    for path in web::PATHS {
        match *path {
            "/article/{year}/{month}/{day}/{slug}" => out.extend(articles.clone()),
            "/sign-in/{token}" => out.push(format!("/sign-in/{}", "0".repeat(96))),
            "/assets/{*path}" => out.push("/assets/x/base.css".to_owned()),
            other => {
                for number in ["2604160001", "2604160002", "2604160003"] {
                    for slug in ["export", "customs"] {
                        out.push(
                            other
                                .replace("{reference}", number)
                                .replace("{slug}", slug)
                                .replace("{date}", "2026-04-17"),
                        );
                    }
                }
            }
        }
    }
    out.sort();
    out.dedup();
    out
}

#[tokio::test]
async fn nobody_without_a_licence_reads_a_word_behind_the_wall() {
    let house = House::open().await;
    let stranger = house.sign_in("over@example.com", "/").await.0;
    // The stranger's preview ends with the passing of fifteen days.
    house.newsroom.clock.set(at("2026-05-02T12:00:00Z"));
    let mut shown = 0;
    for path in concrete(&house).await {
        for cookie in [None, Some(stranger.as_str())] {
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                let (status, body, _) = house.send(method, &path, cookie, None).await;
                assert!(!body.contains(MARKER), "{method} {path} tells a walled word");
                assert!(status != StatusCode::INTERNAL_SERVER_ERROR, "{method} {path} broke");
                if method == "GET" && status == StatusCode::OK {
                    shown += 1;
                }
            }
        }
    }
    assert!(shown > 20, "the routes answered: {shown}");
}

#[tokio::test]
async fn a_walled_mention_is_not_told_either() {
    let house = House::open().await;
    let (_, open, _) = house.get(&house.path("2604160001").await, None).await;
    assert!(!open.contains("2604160003"), "that a walled body refers to an article is behind its wall");
    let (_, gated, _) = house.get(&house.path("2604160003").await, None).await;
    assert!(gated.contains("Sign up for a free preview to unlock the rest of this article"));
    assert!(gated.contains("said. …"), "the teaser breaks off in an ellipsis");
    assert!(gated.contains("Export Daily is a Halyard Press publication"));
    assert!(gated.contains("Export Daily combines what is official"));
    let (_, record, _) = house.get("/api/v1/articles/2604160003", None).await;
    assert!(!record.contains("2604160001") && record.contains("limits exports"));
}

#[tokio::test]
async fn a_licence_for_any_title_of_an_article_admits() {
    let house = House::open().await;
    let email = Email::parse("ada@example.com").expect("an address");
    let licence = Licence {
        kind: LicenceKind::Full,
        titles: vec![TitleSlug::new("export")],
        from: at("2026-01-01T00:00:00Z"),
        until: at("2027-01-01T00:00:00Z"),
    };
    house.newsroom.add_reader(&email, "Ada", Role::Reader, Some(licence)).await.expect("added");
    let cookie = house.sign_in("ada@example.com", "/").await.0;
    let (_, whole, _) = house.get(&house.path("2604160003").await, Some(&cookie)).await;
    assert!(whole.contains(MARKER) && whole.contains("2604160001"), "a licence for the title admits");
    let (_, earlier, _) = house.get(&house.path("2604160001").await, Some(&cookie)).await;
    assert!(earlier.contains("2604160003"), "whoever may read it is told what refers to it");
    let (_, other, _) = house.get(&house.path("2604160002").await, Some(&cookie)).await;
    assert!(!other.contains(MARKER), "a licence for another title does not");
    let (_, feed, answer) = house.get("/feeds/latest.atom", Some(&cookie)).await;
    assert!(feed.contains(MARKER), "the feed of a reader is whole where the page is");
    assert!(answer.headers()[header::CACHE_CONTROL].to_str().expect("text").contains("private"));
}

#[tokio::test]
async fn an_article_has_one_address_and_its_number_leads_there() {
    let house = House::open().await;
    let path = house.path("2604160003").await;
    assert_eq!(path, "/article/2026/04/17/agency-limits-probe-exports-official-says-2604160003");
    for other in ["/2604160003", "/article/2026/04/18/stale-words-2604160003", "/article/x/y/z/2604160003"] {
        let (status, _, answer) = house.get(other, None).await;
        assert_eq!(status, StatusCode::MOVED_PERMANENTLY, "{other}");
        assert_eq!(answer.headers()[header::LOCATION].to_str().ok(), Some(path.as_str()));
    }
    let (status, ..) = house.get("/2604169999", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_titles_own_host_shows_that_title_alone() {
    let house = House::open().await;
    let path = house.path("2604160003").await;
    let ask = |path: String, host: &'static str| {
        let request = axum::http::Request::builder().uri(path).header(header::HOST, host);
        house.ask(request.body(axum::body::Body::empty()).expect("a request"))
    };
    assert_eq!(ask(path, "customs.example").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(ask("/".to_owned(), "customs.example").await.status(), StatusCode::OK);
    assert_eq!(ask("/titles/export".to_owned(), "customs.example").await.status(), StatusCode::NOT_FOUND);
    for stranger in ["evil.example", "daily.example.", "daily.example.evil.example"] {
        assert_eq!(ask("/".to_owned(), stranger).await.status(), StatusCode::MISDIRECTED_REQUEST, "{stranger}");
    }
}

#[tokio::test]
async fn doors_keep_out_what_does_not_belong() {
    let house = House::open().await;
    let (status, _, answer) = house.get("/?utm_source=x", None).await;
    assert_eq!((status, answer.headers()[header::LOCATION].to_str().ok()), (StatusCode::PERMANENT_REDIRECT, Some("/")));
    let (status, page, _) = house.get("/no/such/page", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("There is no such page") && page.contains("Halyard Press"));
    let (status, page, _) = house.post("/editions", None, "x=1").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(page.contains("cannot be asked that way"));
    let (status, page, _) = house.post("/sign-in", None, &format!("email={}", "a".repeat(20_000))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.contains("too large"));
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request =
            axum::http::Request::builder().method("POST").uri("/sign-out").header(header::HOST, "daily.example");
        let request = request.header(name, value).body(axum::body::Body::empty()).expect("a request");
        assert_eq!(house.ask(request).await.status(), StatusCode::FORBIDDEN, "{name}");
    }
    let (_, _, answer) = house.get("/", None).await;
    assert!(answer.headers()["content-security-policy"].to_str().expect("text").contains("default-src 'none'"));
}

#[tokio::test]
async fn a_retracted_body_is_shown_to_nobody_in_any_format() {
    let house = House::open().await;
    let open = "---\nheadline: Makers warn of reach\ntitles: export, customs\nsection: export-controls, customs\naccess: open\nref: 2604160001\nrevision: retraction\n---\nMakers warned of the reach.\n\nWrong words quicksilverheron.\n";
    house.newsroom.write("earlier.md", open.as_bytes(), "a test").await.expect("revised");
    let path = house.path("2604160001").await;
    for path in [path.as_str(), "/api/v1/articles/2604160001", "/feeds/latest.atom"] {
        let (status, body, _) = house.get(path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!body.contains(MARKER), "{path}");
    }
}

#[tokio::test]
async fn days_that_are_no_days_of_ours_are_not_found() {
    let house = House::open().await;
    for wrong in
        ["-009999-01-01", "9999-12-31", "20260417", "2026-04-17T10:00", "+002026-04-17", "1000-01-03", "x", "%ff"]
    {
        for path in [format!("/editions/{wrong}"), format!("/titles/export/editions/{wrong}")] {
            let (status, page, _) = house.get(&path, None).await;
            assert!(status.is_client_error(), "{path} answers {status}");
            assert!(page.contains("Halyard Press"), "{path} is a page of the house");
        }
    }
    for path in ["/%ff", "/editions?before=1&before=2", "/sign-in?return_to=a&return_to=b"] {
        let (status, page, _) = house.get(path, None).await;
        assert!(status.is_client_error() && page.contains("Halyard Press"), "{path} {status}");
    }
}

#[tokio::test]
async fn no_link_and_no_form_leads_to_a_page_that_is_not_there() {
    let house = House::open().await;
    let cookie = house.sign_in("ada@example.com", "/").await.0;
    for cookie in [None, Some(cookie.as_str())] {
        let mut waiting = vec!["/".to_owned(), "/editions/2026-04-17".to_owned(), "/no/such/page".to_owned()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(path) = waiting.pop() {
            if seen.contains(&path) {
                continue;
            }
            seen.push(path.clone());
            let (status, page, answer) = house.get(&path, cookie).await;
            let fine = status.is_success() || status.is_redirection() || path == "/no/such/page";
            assert!(fine, "{path} answers {status}");
            let html = answer
                .headers()
                .get(header::CONTENT_TYPE)
                .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
            if !html {
                continue;
            }
            assert!(!page.contains("href=\"#\"") && !page.contains("<script") && !page.contains(" style=\""), "{path}");
            for attribute in ["href=\"", "action=\"", "src=\""] {
                for found in page.split(attribute).skip(1) {
                    let target =
                        found.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
                    let target = target
                        .split('#')
                        .next()
                        .unwrap_or_default()
                        .trim_start_matches("http://daily.example")
                        .to_owned();
                    if target.starts_with('/') {
                        waiting.push(target);
                    }
                }
            }
        }
        assert!(seen.len() > 15, "{seen:?}");
    }
}
