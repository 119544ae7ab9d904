//! Several recordings together: in the order of dates, whatever the files' own order; answers that repeat one before have its body.

use std::path::PathBuf;

use wire::warc::{Found, Index, Recordings, WarcError};

use crate::warc::packed;

/// A record in the format's own spelling; fields end with their line's end.
fn record(kind: &str, url: &str, date: &str, fields: &str, block: &str) -> Vec<u8> {
    let length = block.len();
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n{fields}Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
    .into_bytes()
}

fn response(url: &str, date: &str, fields: &str, body: &str) -> Vec<u8> {
    let http = "Content-Type: application/http; msgtype=response\r\n";
    record("response", url, date, &format!("{http}{fields}"), &format!("HTTP/1.1 200 OK\r\n\r\n{body}"))
}

fn revisit(url: &str, date: &str, fields: &str) -> Vec<u8> {
    let profile = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n";
    let head = "HTTP/1.1 200 OK\r\nServer: again\r\nContent-Length: 99\r\n\r\n";
    record("revisit", url, date, &format!("{profile}WARC-Truncated: length\r\n{fields}"), head)
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }
}

/// What comes of the entries in their order: address and body, or the sentence.
fn told(recordings: &mut Recordings, index: &Index) -> Vec<String> {
    let tell = |found: Result<Found, WarcError>| match found {
        Ok(Found::Answer(answer)) => format!("{} {}", answer.url, String::from_utf8_lossy(&answer.body)),
        Ok(Found::NotModified { url, at }) => format!("{url} not modified at {at}"),
        Ok(Found::Repeats(repeats)) => repeats.unresolved().to_string(),
        Err(error) => error.to_string(),
    };
    index.entries.iter().map(|entry| tell(recordings.read(entry))).collect()
}

fn all(files: &[PathBuf]) -> (Index, Vec<String>) {
    let mut recordings = Recordings::open(files).expect("recordings");
    let index = recordings.index(&mut |_| true).expect("an index");
    let told = told(&mut recordings, &index);
    (index, told)
}

#[test]
fn answers_come_in_the_order_of_dates_over_all_files() {
    let folder = Folder::new();
    let one =
        |n: u32| response(&format!("http://a.example/{n}"), &format!("2016-04-15T12:00:0{n}.5Z"), "", &n.to_string());
    let files = [
        folder.file("plain.warc", [one(5), one(1), one(7)].concat()),
        folder.file("members.warc.gz", [packed(&one(6)), packed(&one(2)), packed(&one(0))].concat()),
        folder.file("one-stream.warc.gz", packed(&[one(8), one(3), one(9), one(4)].concat())),
    ];
    let (index, told) = all(&files);
    let expected: Vec<String> = (0..10).map(|n| format!("http://a.example/{n} {n}")).collect();
    assert_eq!(told, expected);
    assert!(index.entries.is_sorted_by_key(wire::warc::Entry::date) && index.unreadable.is_empty());
}

#[test]
fn what_is_no_answer_is_counted_and_what_is_not_wanted_is_not_read() {
    let folder = Folder::new();
    let date = "2016-04-15T12:00:00Z";
    let bytes = [
        record("warcinfo", "", date, "", "software: x"),
        record(
            "request",
            "http://a.example/1",
            date,
            "Content-Type: application/http; msgtype=request\r\n",
            "GET / HTTP/1.1\r\n\r\n",
        ),
        record("response", "dns:a.example", date, "Content-Type: text/dns\r\n", "20160415 a.example. IN A 192.0.2.1"),
        record("resource", "urn:pageinfo:http://a.example/1", date, "Content-Type: application/json\r\n", "{}"),
        record("metadata", "http://a.example/1", date, "", "via: x"),
        response("http://a.example/1", date, "", "one"),
        response("http://b.example/2", date, "", "two"),
    ];
    let mut recordings = Recordings::open(&[folder.file("a.warc", bytes.concat())]).expect("recordings");
    let mut asked = Vec::new();
    let index = recordings.index(&mut |url| {
        asked.push(url.to_owned());
        url.contains("b.example")
    });
    let index = index.expect("an index");
    assert_eq!(asked, ["http://a.example/1", "http://b.example/2"]);
    assert_eq!((index.entries.len(), index.passed_over), (1, 5));
    assert_eq!(told(&mut recordings, &index), ["http://b.example/2 two"]);
}

#[test]
fn a_repeated_answer_has_the_body_of_the_one_that_it_repeats() {
    let folder = Folder::new();
    let url = "http://a.example/list.csv";
    let first = [
        response(
            url,
            "2016-04-15T12:00:00Z",
            "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Payload-Digest: sha1:AAA\r\n",
            "name",
        ),
        response("http://a.example/other", "2016-04-15T12:00:01Z", "WARC-Payload-Digest: sha1:BBB\r\n", "other"),
    ];
    let later = [
        revisit(
            url,
            "2016-04-16T12:00:00Z",
            "WARC-Refers-To-Target-URI: http://a.example/list.csv\r\nWARC-Refers-To-Date: 2016-04-15T12:00:00Z\r\n",
        ),
        revisit(url, "2016-04-17T12:00:00Z", "WARC-Refers-To: <urn:uuid:1>\r\n"),
        revisit(url, "2016-04-18T12:00:00Z", "WARC-Payload-Digest: SHA1:AAA\r\n"),
        revisit("http://a.example/new", "2016-04-19T12:00:00Z", "WARC-Payload-Digest: sha1:BBB\r\n"),
        record("revisit", url, "2016-04-20T12:00:00Z", "WARC-Payload-Digest: sha1:AAA\r\n", ""),
    ];
    // The later file is named first: the order of files is not that of the world.
    let files =
        [folder.file("later.warc", later.concat()), folder.file("first.warc.gz", first.map(|r| packed(&r)).concat())];
    let (_, told) = all(&files);
    let list = format!("{url} name");
    assert_eq!(told, [&list, "http://a.example/other other", &list, &list, &list, "http://a.example/new other", &list]);
    let mut recordings = Recordings::open(&files).expect("recordings");
    let index = recordings.index(&mut |_| true).expect("an index");
    let Ok(Found::Answer(again)) = recordings.read(&index.entries[2]) else { panic!("an answer") };
    assert_eq!(again.headers, [("server".to_owned(), "again".to_owned())], "the head is its own");
}

#[test]
fn a_repeated_answer_whose_body_is_nowhere_says_which_is_wanted() {
    let folder = Folder::new();
    let refers = "WARC-Refers-To-Target-URI: http://a.example/first\r\nWARC-Refers-To-Date: 2016-04-15T12:00:00Z\r\n";
    let (_, told) = all(&[folder.file("a.warc", revisit("http://a.example/again", "2016-04-16T12:00:00Z", refers))]);
    assert!(told[0].contains("repeats the answer of http://a.example/first at 2016-04-15T12:00:00Z"), "{}", told[0]);
}

#[test]
fn not_modified_is_no_answer() {
    let folder = Folder::new();
    let url = "http://a.example/list.csv";
    let profile = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/server-not-modified\r\n";
    let head = "HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n";
    let bytes = [
        record("revisit", url, "2016-04-16T12:00:00Z", profile, head),
        record("revisit", url, "2016-04-17T12:00:00Z", profile, ""),
        record("response", url, "2016-04-18T12:00:00Z", "Content-Type: application/http\r\n", head),
    ];
    let (_, told) = all(&[folder.file("a.warc", bytes.concat())]);
    let days = ["16", "17", "18"].map(|day| format!("{url} not modified at 2016-04-{day}T12:00:00Z"));
    assert_eq!(told, days);
}

#[test]
fn a_last_record_cut_short_leaves_those_before_it() {
    let folder = Folder::new();
    let two = [
        packed(&response("http://a.example/1", "2016-04-15T12:00:00Z", "", "one")),
        packed(&response("http://a.example/2", "2016-04-15T12:00:01Z", "", "two")),
    ]
    .concat();
    let (index, told) = all(&[folder.file("cut.warc.gz", &two[..two.len() - 5])]);
    assert_eq!(told, ["http://a.example/1 one"]);
    assert!(index.unreadable[0].to_string().contains("is cut short"), "{}", index.unreadable[0]);
}

#[test]
fn several_bodies_of_one_address_all_come() {
    let folder = Folder::new();
    let (url, date) = ("http://a.example/1", "2016-04-15T12:00:00Z");
    let bytes = [response(url, date, "", "one"), response(url, date, "", "two")].concat();
    assert_eq!(all(&[folder.file("a.warc", bytes)]).1, [format!("{url} one"), format!("{url} two")]);
}
