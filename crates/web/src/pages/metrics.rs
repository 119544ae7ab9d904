//! `/metrics`: the house's numbers for Prometheus. For this machine alone, or for who has the token: they tell which sources fail.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use model::Timestamp;
use newsroom::measures::Measures;
use press::metrics::{MEDIA_TYPE, Page};

use crate::App;
use crate::pages::messages::{self, Answer, Say};
use crate::served::Served;

/// Headers by which a proxy says that it asks for somebody else.
const FOR_ANOTHER: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// `/metrics`. Whoever may not see it learns no more than that there is no such page.
pub(crate) async fn metrics(State(app): State<App>, request: Request) -> Answer {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if !may_see(app.settings.metrics_token.as_deref(), request.headers(), peer) {
        return messages::page(&app, request.headers(), Say::NotFound).await;
    }
    match app.newsroom.measures().await {
        Ok(measures) => {
            let text = page(&measures, &app.served, app.newsroom.store.engine_name());
            ([(CONTENT_TYPE, MEDIA_TYPE), (CACHE_CONTROL, "no-store")], text).into_response()
        }
        Err(_) => messages::bare(StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}

/// With a token: who brings it. Without: who asks from this machine and for himself.
fn may_see(token: Option<&str>, headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
    match token {
        Some(token) => {
            let brought = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
            brought.is_some_and(|brought| newsroom::accounts::is_same_secret(brought, token.as_bytes()))
        }
        None => {
            peer.is_some_and(|peer| peer.to_canonical().is_loopback())
                && FOR_ANOTHER.iter().all(|name| !headers.contains_key(*name))
        }
    }
}

fn page(measures: &Measures, served: &Served, engine: &str) -> String {
    let mut page = Page::default();
    page.gauge("tidewaiter_info", "The program and its engine.")
        .sample(&[("version", env!("CARGO_PKG_VERSION")), ("engine", engine)], 1);
    sources(&mut page, measures);
    work(&mut page, measures);
    answers(&mut page, served);
    page.text()
}

fn sources(page: &mut Page, measures: &Measures) {
    let seconds = |at: Option<Timestamp>| at.map(Timestamp::as_second);
    let sources = &measures.sources;
    let mut family =
        page.gauge("tidewaiter_source_last_success_timestamp_seconds", "When a source was last asked well.");
    for (source, health, _) in sources {
        if let Some(at) = seconds(health.succeeded_at) {
            family.sample(&[("source", source.as_str())], at);
        }
    }
    let mut family =
        page.gauge("tidewaiter_source_last_change_timestamp_seconds", "When a source last brought something new.");
    for (source, health, _) in sources {
        if let Some(at) = seconds(health.changed_at) {
            family.sample(&[("source", source.as_str())], at);
        }
    }
    let mut family = page.gauge("tidewaiter_source_failures", "Failures in a row since a source was last asked well.");
    for (source, health, _) in sources {
        family.sample(&[("source", source.as_str())], health.failures);
    }
    let mut family = page.gauge("tidewaiter_source_resting", "1 while a source is left alone after failures.");
    for (source, health, _) in sources {
        let rests = health.rests_until.is_some_and(|until| until > measures.taken_at);
        family.sample(&[("source", source.as_str())], u8::from(rests));
    }
    let mut family = page.gauge("tidewaiter_source_captures_today", "Answers kept today.");
    for (source, _, today) in sources {
        family.sample(&[("source", source.as_str())], today.captures);
    }
    let mut family = page.gauge("tidewaiter_source_unreadable_today", "Answers kept today that could not be read.");
    for (source, _, today) in sources {
        family.sample(&[("source", source.as_str())], today.failed);
    }
}

fn work(page: &mut Page, measures: &Measures) {
    let gauges = &measures.gauges;
    let mut family =
        page.gauge("tidewaiter_tasks", "Tasks that are not done, by kind and state; failed ones were given up.");
    for (kind, state, count, _) in &gauges.tasks {
        family.sample(&[("kind", kind), ("state", state)], count);
    }
    let mut family =
        page.gauge("tidewaiter_task_oldest_wait_seconds", "How long the oldest task that may run has waited.");
    for (kind, state, _, since) in &gauges.tasks {
        if state == "ready" {
            family.sample(&[("kind", kind)], (measures.taken_at.as_second() - since.as_second()).max(0));
        }
    }
    let mut family = page.gauge("tidewaiter_documents_today", "Documents received today, by what became of them.");
    for (outcome, count) in &gauges.ledger {
        family.sample(&[("outcome", outcome)], count);
    }
    let mut family = page.gauge("tidewaiter_letters_today", "Letters of today's editions, by title and state.");
    for (title, state, count) in &gauges.deliveries {
        family.sample(&[("title", title), ("state", state)], count);
    }
    let mut family = page.gauge("tidewaiter_alarms_open", "Alarms that are open, by kind.");
    for (kind, count) in &gauges.alarms {
        family.sample(&[("kind", kind)], count);
    }
    page.gauge("tidewaiter_editions_overdue", "Editions that are not out ten minutes after their hour.")
        .sample(&[], measures.overdue);
}

fn answers(page: &mut Page, served: &Served) {
    let mut family = page.counter("tidewaiter_http_answers_total", "Answers of this process, by class of status.");
    for (class, count) in served.by_class() {
        family.sample(&[("class", &format!("{class}xx"))], count);
    }
    let (ends, all, sum) = served.by_time();
    let mut histogram = page.histogram("tidewaiter_http_answer_seconds", "How long this process took for its answers.");
    for (end, count) in ends {
        histogram.bucket(&end.to_string(), count);
    }
    histogram.bucket("+Inf", all).end(sum, all);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_for_this_machine_or_for_the_token() {
        let (here, there) = (Some(IpAddr::from([127, 0, 0, 1])), Some(IpAddr::from([192, 0, 2, 7])));
        let none = HeaderMap::new();
        assert!(may_see(None, &none, here));
        assert!(!may_see(None, &none, there));
        assert!(!may_see(None, &none, None));
        let mut by_proxy = HeaderMap::new();
        by_proxy.insert("x-forwarded-for", "192.0.2.7".parse().expect("a value"));
        assert!(!may_see(None, &by_proxy, here), "a proxy of this machine asks for somebody else");
        let mut with_token = HeaderMap::new();
        with_token.insert(AUTHORIZATION, "Bearer k3y".parse().expect("a value"));
        assert!(may_see(Some("k3y"), &with_token, there));
        assert!(!may_see(Some("k3yy"), &with_token, here));
        assert!(!may_see(Some("k3y"), &none, here), "where a token is set, it is asked of everybody");
    }
}
