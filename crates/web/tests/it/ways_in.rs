//! The free preview, sign-in by letter, limits, and what is never told.

use axum::http::{StatusCode, header};
use jiff::SignedDuration;

use crate::house::{House, MARKER, at};

#[tokio::test]
async fn an_address_at_the_wall_unlocks_that_article_there_and_then() {
    let house = House::open().await;
    let path = house.path("2604160003").await;
    let (cookie, led_to) = house.sign_in("ada@example.com", &path).await;
    assert_eq!(led_to, path, "the link leads back to the article");
    let (_, page, _) = house.get(&path, Some(&cookie)).await;
    assert!(page.contains(MARKER));
    let (_, account, _) = house.get("/account", Some(&cookie)).await;
    assert!(account.contains("May 1, 2026"), "the account says until when");
    house.newsroom.clock.set(at("2026-05-01T10:59:59Z"));
    assert!(house.get(&path, Some(&cookie)).await.1.contains(MARKER), "the last second is inside");
    house.newsroom.clock.set(at("2026-05-01T11:00:00Z"));
    let (_, page, _) = house.get(&path, Some(&cookie)).await;
    assert!(!page.contains(MARKER));
    assert!(page.contains("Your free preview ended on"), "the end is said in a sentence");
}

#[tokio::test]
async fn a_preview_is_given_once() {
    let house = House::open().await;
    let path = house.path("2604160003").await;
    house.sign_in("ada@example.com", &path).await;
    house.newsroom.clock.set(at("2026-06-01T11:00:00Z"));
    let (cookie, _) = house.sign_in("ADA@Example.com", &path).await;
    assert!(!house.get(&path, Some(&cookie)).await.1.contains(MARKER));
}

#[tokio::test]
async fn a_link_opened_by_a_mail_filter_is_not_used_up() {
    let house = House::open().await;
    let path = house.path("2604160003").await;
    house.post("/sign-up", None, &format!("email=ada@example.com&return_to={path}")).await;
    let link = house.newest_link().await;
    for _ in 0..3 {
        let (status, page, answer) = house.get(&link, None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Open the article") && !page.contains(MARKER));
        assert!(answer.headers().get(header::SET_COOKIE).is_none());
        house.send("HEAD", &link, None, None).await;
    }
    let (status, ..) = house.post(&link, None, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "it still works for the reader");
    let (status, page, _) = house.post(&link, None, "").await;
    assert_eq!(status, StatusCode::GONE, "but once");
    assert!(page.contains("does not work any more"));
}

#[tokio::test]
async fn a_link_ends_and_cannot_be_forged() {
    let house = House::open().await;
    house.post("/sign-in", None, "email=ada@example.com").await;
    let link = house.newest_link().await;
    let mut forged = link.clone();
    let last = if forged.ends_with('0') { '1' } else { '0' };
    forged.pop();
    forged.push(last);
    assert_eq!(house.post(&forged, None, "").await.0, StatusCode::GONE);
    for wrong in ["/sign-in/x", "/sign-in/%F0%9F%94%91", &format!("/sign-in/{}", "é".repeat(48))] {
        let encoded = wrong.replace('é', "%C3%A9");
        assert_eq!(house.get(&encoded, None).await.0, StatusCode::GONE, "{wrong}");
    }
    house.newsroom.clock.set_real(house.newsroom.clock.real() + SignedDuration::from_mins(61));
    assert_eq!(house.post(&link, None, "").await.0, StatusCode::GONE);
}

#[tokio::test]
async fn a_known_and_an_unknown_address_get_the_same_bytes() {
    let house = House::open().await;
    house.sign_in("known@example.com", "/").await;
    for form in ["/sign-in", "/sign-up"] {
        let known = house.post(form, None, "email=known@example.com").await;
        let unknown = house.post(form, None, "email=wrong@example.com").await;
        assert_eq!(known.0, unknown.0);
        assert_eq!(known.1.replace("known@", "wrong@"), unknown.1);
        assert_eq!(known.2.headers().len(), unknown.2.headers().len());
    }
}

#[tokio::test]
async fn five_links_an_address_and_twenty_a_network_in_an_hour() {
    let house = House::open().await;
    for _ in 0..5 {
        assert_eq!(house.post("/sign-in", None, "email=ada@example.com").await.0, StatusCode::OK);
    }
    let (status, page, answer) = house.post("/sign-in", None, "email=ada@example.com").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.contains("Too many links") && answer.headers().contains_key(header::RETRY_AFTER));
    for n in 0..15 {
        assert_eq!(house.post("/sign-in", None, &format!("email=r{n}@example.com")).await.0, StatusCode::OK, "{n}");
    }
    assert_eq!(house.post("/sign-in", None, "email=one.more@example.com").await.0, StatusCode::TOO_MANY_REQUESTS);
    house.newsroom.clock.set_real(house.newsroom.clock.real() + SignedDuration::from_mins(61));
    assert_eq!(
        house.post("/sign-in", None, "email=ada@example.com").await.0,
        StatusCode::OK,
        "an hour later it goes on"
    );
}

#[tokio::test]
async fn a_wrong_address_comes_back_with_what_was_typed() {
    let house = House::open().await;
    let path = house.path("2604160003").await;
    let (status, page, _) = house.post("/sign-up", None, &format!("email=ada%40nowhere&return_to={path}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("ada@nowhere") && page.contains("not an e-mail address") && !page.contains(MARKER));
    assert!(page.contains(&format!("name=\"return_to\" value=\"{path}\"")), "the mended form still opens the article");
    let (status, page, _) = house.post("/sign-in", None, "email=%3Cscript%3E").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.contains("<script>"));
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let house = House::open().await;
    let path = house.path("2604160003").await;
    let (cookie, _) = house.sign_in("ada@example.com", &path).await;
    let (status, ..) = house.post("/sign-out", Some(&cookie), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(!house.get(&path, Some(&cookie)).await.1.contains(MARKER), "the old cookie opens nothing");
}
