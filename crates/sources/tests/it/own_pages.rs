//! Web pages of every bad sort: each is refused with a sentence, or read as far as it can be believed.

use model::reading::Found;

use crate::own::{Own, count};

/// The text of a page that is watched.
fn watched(own: &Own, page: &[u8]) -> String {
    let Found::Lists(lists) = own.read(page).found else { panic!("{:?}", own.read(page).found) };
    assert_eq!((lists[0].kind, lists[0].entries.len()), (model::change::Kind::Page, 1));
    lists[0].entries[0].fields["text"].clone()
}

#[test]
fn what_is_no_such_page_is_said() {
    let (index, page) = (Own::named("page"), Own::named("page-watched"));
    let deep = "<div>".repeat(100_000);
    let cut = &page.answer[..page.answer.len() / 2];
    for (own, answer, says) in [
        (index, &b""[..], "it is empty"),
        (index, b"{\"a\": 1}", "it is JSON"),
        (index, b"%PDF-1.7", "a file and no page"),
        (index, b"<?xml version='1.0'?><rss><channel/></rss>", "the adapter \"feed\""),
        (index, b"Service unavailable", "without any markup"),
        (index, b"<html><body>Maintenance</body></html>", "fits the selector 'ul.news > li'"),
        (index, b"<ul class=news><li><a href=/news/1>x</a></ul>", "looks for the title"),
        (index, deep.as_bytes(), "1000 deep"),
        (index, &vec![b'x'; 8 * 1024 * 1024 + 1], "larger than"),
        (page, b"<html><body><p>Maintenance</p></body></html>", "Nothing on the page fits the selector 'main'"),
        (page, b"<html><body><main><nav>x</nav></main></body></html>", "no text in what fits"),
        (page, cut, "The page breaks off"),
    ] {
        let why = own.refuses(answer);
        assert!(why.contains(says) && why.ends_with(['.', ']']), "{says}: {why}");
    }
    assert_eq!(index.read(b"<html><p class=none>No news.</p></html>").found, Found::Empty, "a stated zero");
}

#[test]
fn a_watched_page_is_what_it_says_and_not_how_it_is_set() {
    let own = Own::named("page-watched");
    let text = watched(own, &own.answer);
    for (from, to) in
        [("1024 views", "1025 views"), ("<b>form C 12</b>", "form\n  C 12"), ("track()", "other()"), ("Up", "Down")]
    {
        assert_eq!(watched(own, &own.with(from, to)), text, "{from}");
    }
    assert_ne!(watched(own, &own.with("May 1", "June 1")), text);
    let rebuilt = own.read(&own.with("class=\"views\"", "class=\"hits\""));
    assert!(
        rebuilt.notes.iter().any(|note| note.place == ".views"),
        "what is dropped and gone is said: {:?}",
        rebuilt.notes
    );
}

#[test]
fn a_selector_that_finds_nothing_any_more_is_said() {
    let own = Own::named("page");
    let renamed = own.read(&own.with("class=\"teaser\"", "class=\"lead\""));
    assert_eq!(count(&renamed), count(&own.read(&own.answer)));
    let says = |place: &str| {
        renamed.notes.iter().any(|note| note.place == place && note.text.contains("looks for the summary"))
    };
    assert!(says("p.teaser"), "{:?}", renamed.notes);
}

#[test]
fn hostile_pages_end_soon() {
    let own = Own::named("page");
    let bold: String = (0..900).map(|at| format!("<b id={at}>")).collect();
    let pages = [
        format!("<ul class=news>{}", "<li><h3>x<p>".repeat(200_000)),
        format!("{bold}{}", "<p>x".repeat(100_000)),
        "<table><td>".repeat(900) + "x",
        "<svg><desc>".repeat(400) + "<p>x",
        "<!--".repeat(500_000),
        "<select><option>".repeat(50_000),
    ];
    for page in pages {
        let why = own.refuses(page.as_bytes());
        assert!(why.ends_with('.'), "{why}");
    }
}
