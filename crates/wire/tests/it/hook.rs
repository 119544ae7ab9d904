//! Word to the operator's webhook: what is posted, what counts as taken, and that the address is never told.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use wire::{Hook as _, HttpHook};

/// A server that answers one request so; the request comes back.
fn server(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/hook/s3cret", listener.local_addr().expect("an address"));
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a caller");
        let mut request = Vec::new();
        let mut chunk = [0; 4096];
        while !request.ends_with(b"}") {
            let read = stream.read(&mut chunk).expect("a request");
            assert!(read > 0, "the whole request comes");
            request.extend_from_slice(&chunk[..read]);
        }
        stream.write_all(answer.as_bytes()).expect("answered");
        String::from_utf8(request).expect("text")
    });
    (address, thread)
}

#[tokio::test]
async fn a_webhook_gets_json_and_says_that_it_took_it() {
    let (address, thread) = server("HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n");
    let hook = HttpHook::new(&address).expect("made");
    assert_eq!(hook.call(r#"{"state":"raised"}"#).await.expect("taken").answer, "status 204");
    let request = thread.join().expect("served").to_ascii_lowercase();
    assert!(request.starts_with("post /hook/s3cret http/1.1\r\n"), "{request}");
    assert!(request.contains("content-type: application/json") && request.ends_with(r#"{"state":"raised"}"#));
}

#[tokio::test]
async fn what_is_not_taken_is_told_without_the_address() {
    for (answer, permanent) in [
        ("HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", false),
        ("HTTP/1.1 429 Later\r\ncontent-length: 0\r\n\r\n", false),
        ("HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n", true),
        ("HTTP/1.1 302 Away\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", true),
    ] {
        let (address, thread) = server(answer);
        let error = HttpHook::new(&address).expect("made").call("{}").await.expect_err("not taken");
        thread.join().expect("served");
        assert_eq!(error.is_permanent(), permanent, "{error}");
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
    let nobody =
        HttpHook::new("http://127.0.0.1:9/hook/s3cret").expect("made").call("{}").await.expect_err("no server");
    assert!(!nobody.is_permanent() && !nobody.to_string().contains("s3cret"), "{nobody}");
    for wrong in ["", "ftp://a.example/", "hook", "mailto:a@b.example"] {
        assert!(HttpHook::new(wrong).is_err(), "{wrong}");
    }
}
