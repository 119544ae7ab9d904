//! What hangs on hours: the page of the inspection sheet, whether an edition that is due is out, and the numbers for monitoring.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use model::capture::{Answer, Origin};

use crate::house::{House, METRICS_TOKEN, at};

const FILED: &str = r#"{"count":1,"results":[{"document_number":"2026-07500","type":"Rule","title":"Export Controls on <Photonic> Test Equipment","filed_at":"2026-04-17T08:45:00.000-04:00","filing_type":"special","publication_date":"2026-04-20","agencies":[{"raw_name":"Industry and Security Bureau","name":"Industry and Security Bureau","id":241,"slug":"industry-and-security-bureau","parent_id":null}],"docket_numbers":[],"html_url":"https://www.federalregister.gov/d/2026-07500","num_pages":3}]}"#;

async fn file(house: &House) {
    let answer = Answer {
        url: "https://www.federalregister.gov/api/v1/public-inspection-documents/current.json".to_owned(),
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        captured_at: at("2026-04-17T12:46:00Z"),
        body: FILED.as_bytes().to_vec(),
    };
    let source = house.newsroom.catalogue.claimant(&answer.url).expect("claimed").clone();
    let real = house.newsroom.clock.real();
    house.newsroom.store.keep(&source, &answer, Origin::Replayed, real).await.expect("kept");
    house.newsroom.run_ready().await.expect("worked");
}

#[tokio::test]
async fn the_sheet_comes_at_its_hour_and_only_on_business_days() {
    let house = House::open().await;
    file(&house).await;
    let (status, page, _) = house.get("/editions/2026-04-17/inspection", None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("It comes at 09:15 ET") && !page.contains("Photonic"), "no word of it before its hour");
    for none in ["2026-04-18", "2026-04-20", "2026-05-25", "2026-13-01", "2026-04-17T00:00"] {
        assert_eq!(house.get(&format!("/editions/{none}/inspection"), None).await.0, StatusCode::NOT_FOUND, "{none}");
    }
    house.newsroom.clock.set(at("2026-04-17T13:15:00Z"));
    for path in ["/editions/2026-04-17/inspection", "/titles/export/editions/2026-04-17/inspection"] {
        let (status, page, _) = house.get(path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        for words in [
            "Export Controls on &#60;Photonic&#62; Test Equipment</a>",
            "https://www.federalregister.gov/d/2026-07500",
            "Industry and Security Bureau",
            "special, filed Fri Apr 17, 08:45 ET",
            "none yet",
        ] {
            assert!(page.contains(words), "{path}: {words}");
        }
    }
    let (_, page, _) = house.get("/titles/customs/editions/2026-04-17/inspection", None).await;
    assert!(page.contains("Nothing filed in scope") && !page.contains("Photonic"));
    let (_, front, _) = house.get("/editions/2026-04-17", None).await;
    assert!(front.contains("href=\"/editions/2026-04-17/inspection\""), "the day leads to its sheet");
}

#[tokio::test]
async fn a_dead_mans_switch_is_told_of_an_edition_that_is_not_out() {
    let house = House::open().await;
    let ask = async || house.get("/readyz?edition=today", None).await;
    let (status, said, _) = ask().await;
    assert_eq!((status, said.as_str()), (StatusCode::OK, "ready; no edition is overdue\n"), "no timetable is kept yet");
    house.newsroom.clock.set(at("2026-04-16T20:00:00Z"));
    house.newsroom.keep_timetable().await.expect("kept");
    for (now, status) in [
        ("2026-04-17T10:00:00Z", StatusCode::OK),
        ("2026-04-17T10:10:00Z", StatusCode::OK),
        ("2026-04-17T10:10:01Z", StatusCode::SERVICE_UNAVAILABLE),
        ("2026-04-18T15:00:00Z", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        house.newsroom.clock.set(at(now));
        assert_eq!(ask().await.0, status, "{now}");
    }
    let sentence = "The edition of 2026-04-17 of Export Daily was due Fri Apr 17, 06:00 ET and is not out.\n";
    assert!(ask().await.1.contains(sentence));
    assert_eq!(house.get("/readyz", None).await.0, StatusCode::OK, "the store answers all the same");
    house.newsroom.keep_timetable().await.expect("kept");
    house.newsroom.run_ready().await.expect("worked");
    assert_eq!(ask().await.0, StatusCode::OK);
    let (status, _, answer) = house.get("/readyz?edition=today&x=1", None).await;
    assert_eq!(status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(answer.headers()["location"], "/readyz?edition=today");
    assert_eq!(house.get("/readyz?edition=tomorrow", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_monitoring_reads_numbers_and_nobody_else_does() {
    let house = House::open().await;
    file(&house).await;
    let ask = async |token: Option<&str>| {
        let mut request = Request::builder().uri("/metrics").header(header::HOST, "daily.example");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let answer = house.ask(request.body(Body::empty()).expect("a request")).await;
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (status, String::from_utf8(body.to_vec()).expect("text"))
    };
    for stranger in [None, Some("another")] {
        let (status, page) = ask(stranger).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!page.contains("tidewaiter_source"), "{page}");
    }
    let (status, page) = ask(Some(METRICS_TOKEN)).await;
    assert_eq!(status, StatusCode::OK);
    for line in [
        "# TYPE tidewaiter_source_failures gauge",
        "tidewaiter_source_failures{source=\"us-fr-inspection\"} 0",
        "tidewaiter_documents_today{outcome=\"held\"} 1",
        "tidewaiter_editions_overdue 0",
        "tidewaiter_http_answers_total{class=\"4xx\"} 2",
        "tidewaiter_http_answer_seconds_bucket{le=\"+Inf\"} 2",
        "tidewaiter_http_answer_seconds_count 2",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\nin\n{page}");
    }
}
