//! Recordings: what is written is read back, what is damaged is told, and nothing in a file can make the reader panic or hoard memory.

use std::io::{BufReader, Cursor, Write};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use model::capture::Answer;
use proptest::prelude::*;
use wire::warc::{self, WarcError, WarcReader, WarcRecord, WarcWriter};

type Read = Vec<Result<WarcRecord, WarcError>>;

fn answer(url: &str, at: &str, body: &[u8]) -> Answer {
    Answer {
        url: url.into(),
        status: 200,
        headers: vec![("content-type".into(), "text/csv".into()), ("etag".into(), "\"a\"".into())],
        captured_at: at.parse().expect("instant"),
        body: body.to_vec(),
    }
}

fn written(answers: &[Answer]) -> Vec<u8> {
    let mut writer = WarcWriter::new(Vec::new(), "2026-04-17T10:00:00Z".parse().expect("instant")).expect("memory");
    for answer in answers {
        writer.write(answer).expect("memory");
    }
    writer.finish().expect("memory")
}

fn read(bytes: &[u8]) -> Read {
    match WarcReader::new("test.warc", Cursor::new(bytes.to_vec())) {
        Ok(reader) => reader.collect(),
        Err(error) => vec![Err(error)],
    }
}

fn answers(bytes: &[u8]) -> Vec<Answer> {
    read(bytes).into_iter().filter_map(|record| record.expect("record").answer().expect("answer")).collect()
}

/// What became of each record: its address or kind, or the sentence.
fn told(bytes: &[u8]) -> Vec<String> {
    let tell = |record: Result<WarcRecord, WarcError>| match record {
        Ok(record) => record.head.target_uri.unwrap_or(record.head.kind),
        Err(error) => error.to_string(),
    };
    read(bytes).into_iter().map(tell).collect()
}

/// A plain record in the format's own spelling.
fn record(kind: &str, url: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2016-04-15T12:00:00Z\r\n{fields}Content-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn response(url: &str, http: &[u8]) -> Vec<u8> {
    record("response", url, "Content-Type: application/http; msgtype=response\r\n", http)
}

fn body_of(http: &[u8]) -> Result<String, String> {
    let mut records = read(&response("http://a.example/", http));
    let answer = records.remove(0).expect("record").answer().map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&answer.expect("an answer").body).into_owned())
}

pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

#[test]
fn what_is_written_is_read_back() {
    let mut list = answer("https://a.example/list.csv?x=1", "2026-04-17T08:00:00.25Z", b"name\r\nAcme\r\n");
    list.headers.push(("x-odd".into(), "a b".into()));
    let missing = Answer { status: 404, ..answer("https://a.example/none", "2026-04-17T08:00:01Z", b"") };
    let both = [list, missing];
    assert_eq!(answers(&written(&both)), both);
    assert_eq!(written(&both), written(&both), "the same answers give the same bytes");
    let records = read(&written(&both));
    let offsets: Vec<u64> = records.iter().map(|record| record.as_ref().expect("record").head.place.offset).collect();
    assert!(offsets[0] == 0 && offsets[0] < offsets[1] && offsets[1] < offsets[2]);
}

#[test]
fn a_body_larger_than_any_buffer_is_read_back() {
    let body: Vec<u8> = (0..3_000_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let one = [answer("https://a.example/big", "2026-04-17T08:00:00Z", &body)];
    assert_eq!(answers(&written(&one)), one);
}

#[test]
fn no_header_begins_another_record() {
    let mut evil = answer("https://a.example/\r\nWARC-Type: x", "2026-04-17T08:00:00Z", b"x");
    evil.headers = vec![("a".into(), "b\r\n\r\nHTTP/1.1 500 No".into())];
    let read = answers(&written(&[evil]));
    assert_eq!(read[0].url, "https://a.example/%20%20WARC-Type:%20x");
    assert_eq!((read[0].status, read[0].body.as_slice()), (200, b"x".as_slice()));
}

#[test]
fn one_gzip_stream_over_all_records_is_read_too() {
    let plain = [
        response("http://a.example/1", b"HTTP/1.0 200 OK\r\n\r\none"),
        response("<http://a.example/2>", b"HTTP/2 200\r\n\r\ntwo"),
    ]
    .concat();
    for bytes in [plain.clone(), packed(&plain)] {
        let bodies: Vec<(String, Vec<u8>)> =
            answers(&bytes).into_iter().map(|answer| (answer.url, answer.body)).collect();
        assert_eq!(
            bodies,
            [("http://a.example/1".into(), b"one".to_vec()), ("http://a.example/2".into(), b"two".to_vec())]
        );
    }
}

#[test]
fn records_may_spread_over_members_and_zeros_may_follow() {
    let plain = response("http://a.example/1", b"HTTP/1.0 200 OK\r\n\r\none");
    let mut bytes: Vec<u8> = plain.chunks(20).flat_map(packed).collect();
    bytes.extend_from_slice(&[0; 512]);
    assert_eq!(told(&bytes), ["http://a.example/1"]);
}

#[test]
fn other_records_hold_no_answer() {
    let http = b"HTTP/1.1 200 OK\r\n\r\nx";
    for kind in ["warcinfo", "request", "metadata", "revisit", "conversion"] {
        assert!(answers(&record(kind, "http://a.example/", "", http)).is_empty(), "{kind}");
    }
    assert!(answers(&record("response", "dns:a.example", "Content-Type: text/dns\r\n", b"x")).is_empty());
    assert!(answers(&record("resource", "file:///a", "", b"x")).is_empty());
}

#[test]
fn a_resource_is_an_answer_of_status_200() {
    let read = answers(&record("resource", "http://a.example/r", "Content-Type: text/xml\r\n", b"<x/>"));
    assert_eq!((read[0].status, read[0].body.as_slice()), (200, b"<x/>".as_slice()));
    let headers = [("content-type", "text/xml"), ("warc-type", "resource")];
    assert_eq!(read[0].headers, headers.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(answers(&written(&read)), read, "and a resource again when it is written");
    let http = b"HTTP/1.1 200 OK\r\nWARC-Type: resource\r\n\r\nx";
    assert!(answers(&response("http://a.example/", http))[0].headers.is_empty(), "no server can say so of itself");
}

#[test]
fn what_the_recorder_cut_off_is_no_answer() {
    for field in ["WARC-Truncated: length\r\n", "WARC-Segment-Number: 1\r\n"] {
        let bytes = record("response", "http://a.example/", field, b"HTTP/1.1 200 OK\r\n\r\nx");
        assert!(read(&bytes).remove(0).expect("record").answer().is_err(), "{field}");
    }
}

#[test]
fn loose_spellings_are_read() {
    let folded = b"HTTP/1.1 200 OK\nContent-Type: text/html;\n charset=utf-8\nX-Bad line\nContent-Length: 4\n\nbody";
    let loose = format!(
        "\r\n\nWARC/1.1\nwarc-type: response\nWARC-TARGET-URI: <http://a.example/>\nWARC-Date: 2016-04-15T12:00:00.5Z\nContent-Type:\n application/http\nContent-Length: {}\n\n{}",
        folded.len(),
        String::from_utf8_lossy(folded)
    );
    let read = answers(loose.as_bytes());
    assert_eq!(read[0].headers, [("content-type".to_owned(), "text/html; charset=utf-8".to_owned())]);
    assert_eq!(
        (read[0].body.as_slice(), read[0].captured_at.to_string().as_str()),
        (b"body".as_slice(), "2016-04-15T12:00:00.5Z")
    );
}

#[test]
fn transfer_and_content_encodings_are_taken_off() {
    let check = |headers: &str, body: &[u8], expected: Result<&str, &str>| {
        let http = [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat();
        match (body_of(&http), expected) {
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (read, expected) => assert_eq!(read.as_deref().map_err(String::as_str), expected, "{headers}"),
        }
    };
    let chunked = "Transfer-Encoding: chunked\r\n";
    check(chunked, b"3\r\nabc\r\n5;ext=1\r\ndefgh\r\n0\r\nTrailer: x\r\n\r\n", Ok("abcdefgh"));
    check(chunked, b"abc, but never chunked", Ok("abc, but never chunked"));
    check(chunked, b"3\r\nabc\r\n5\r\nde", Err("breaks off within a chunk"));
    check(chunked, b"3\r\nabc\r\n", Err("before its last chunk"));
    check(chunked, b"3\r\nabc\r\nzz\r\n", Err("something else than a chunk"));
    check(chunked, b"ffffffffffffffff\r\nabc", Ok("ffffffffffffffff\r\nabc"));
    let gzip = "Content-Encoding: gzip\r\n";
    check(gzip, &packed(b"hello"), Ok("hello"));
    check(gzip, b"unpacked by the recorder", Ok("unpacked by the recorder"));
    check(gzip, &packed(b"hello")[..14], Err("damaged gzip data"));
    check(gzip, b"", Ok(""));
    let both = [format!("{:x}\r\n", packed(b"hello").len()).as_bytes(), &packed(b"hello"), b"\r\n0\r\n\r\n"].concat();
    check("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", &both, Ok("hello"));
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(b"hello").expect("memory");
    let zlib = zlib.finish().expect("memory");
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    bare.write_all(b"hello").expect("memory");
    let bare = bare.finish().expect("memory");
    let deflate = "Content-Encoding: deflate\r\n";
    check(deflate, &zlib, Ok("hello"));
    check(deflate, &bare, Ok("hello"));
    check(deflate, &zlib[..6], Err("breaks off"));
    // "hello" as `brotli` and `zstd` pack it.
    let brotli = b"\x0b\x02\x80hello\x03";
    check("Content-Encoding: br\r\n", brotli, Ok("hello"));
    check("Content-Encoding: br\r\n", b"unpacked by the recorder", Ok("unpacked by the recorder"));
    check("Content-Encoding: br\r\n", &[brotli.as_slice(), b"\xff"].concat()[2..], Err("damaged brotli data"));
    let zstd = zstd::bulk::compress(b"hello", 3).expect("memory");
    check("Content-Encoding: zstd\r\n", &zstd, Ok("hello"));
    check("Content-Encoding: zstd\r\n", &zstd[..zstd.len() - 2], Err("damaged zstd data"));
    check(
        "Content-Encoding: gzip, zstd\r\n",
        &zstd::bulk::compress(&packed(b"hello"), 3).expect("memory"),
        Ok("hello"),
    );
    check("Content-Encoding: compress\r\n", b"x", Err("packed as \"compress\""));
    check("Content-Encoding: identity\r\n", b"x", Ok("x"));
    check("Content-Length: 1\r\n", b"longer", Ok("longer"));
    check("Content-Length: 9\r\n", b"shorter", Err("breaks off after 7 of the 9 bytes"));
    check("Content-Length: 9\r\n", b"", Err("breaks off after 0 of the 9 bytes"));
    check("Content-Length: 99\r\nContent-Encoding: gzip\r\n", b"unpacked", Ok("unpacked"));
}

#[test]
fn an_interim_answer_does_not_count() {
    assert_eq!(body_of(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx"), Ok("x".to_owned()));
    assert!(body_of(b"no status line").expect_err("no answer").contains("does not begin with an HTTP status line"));
}

#[test]
fn a_bomb_in_a_body_stops_at_the_limit() {
    let mebibyte = 1024 * 1024;
    let bomb = packed(&vec![0; mebibyte]).repeat(warc::RECORD_BYTES_MAX as usize / mebibyte + 1);
    assert!(bomb.len() < 1_000_000);
    let http = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &bomb].concat();
    assert!(body_of(&http).expect_err("too large").contains("unpacks to more than"));
}

#[test]
fn a_file_cut_short_gives_what_came_before_and_one_sentence() {
    let plain = [
        response("http://a.example/1", b"HTTP/1.0 200 OK\r\n\r\none"),
        response("http://a.example/2", b"HTTP/1.0 200 OK\r\n\r\ntwo"),
    ]
    .concat();
    let second = plain.len() / 2;
    // From within the second record's first line to just before the end of its block.
    for cut in second + 1..plain.len() - 4 {
        let told = told(&plain[..cut]);
        assert_eq!(told.len(), 2, "cut at {cut}: {told:?}");
        assert!(told[1].contains("cut short") && told[1].contains(&format!("at byte {second}")), "{}", told[1]);
    }
    let members = [packed(&plain[..second]), packed(&plain[second..])];
    for cut in 1..members[1].len() {
        let bytes = [&members[0], &members[1][..cut]].concat();
        let told = told(&bytes);
        assert_eq!(told.len(), 2, "cut at {cut}: {told:?}");
        assert!(
            told[1].contains("cut short") && told[1].contains(&format!("at byte {}", members[0].len())),
            "{}",
            told[1]
        );
    }
    let whole = packed(&plain);
    assert!(told(&whole[..whole.len() - 9]).last().is_some_and(|last| last.contains("cut short")));
}

#[test]
fn the_records_around_a_damaged_one_are_read() {
    let one =
        |n: u32| response(&format!("http://a.example/{n}"), format!("HTTP/1.0 200 OK\r\n\r\nbody of {n}").as_bytes());
    let mut damaged = packed(&one(2));
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x55;
    let told_packed = told(&[packed(&one(1)), damaged, packed(&one(3))].concat());
    assert_eq!((told_packed.len(), told_packed[2].as_str()), (3, "http://a.example/3"), "{told_packed:?}");
    assert!(told_packed[1].contains("is damaged"), "{}", told_packed[1]);

    let short = String::from_utf8(one(2)).expect("text").replace("Content-Length: 28", "Content-Length: 9");
    let told_plain = told(&[one(1), short.into_bytes(), one(3)].concat());
    assert_eq!(told_plain.first().map(String::as_str), Some("http://a.example/1"));
    assert_eq!(told_plain.last().map(String::as_str), Some("http://a.example/3"), "{told_plain:?}");

    for (wrong, why) in
        [("Content-Length: x", "Content-Length"), ("WARC-Date: never", "WARC-Date"), ("WARC-Kind: y", "WARC-Type")]
    {
        let field = wrong.split(':').next().expect("name").replace("WARC-Kind", "WARC-Type");
        let text = String::from_utf8(one(2)).expect("text");
        let line = text.lines().find(|line| line.starts_with(&field)).expect("field").to_owned();
        let told = told(&[one(1), text.replace(&line, wrong).into_bytes(), one(3)].concat());
        assert_eq!((told.len(), told[2].as_str()), (3, "http://a.example/3"), "{told:?}");
        assert!(told[1].contains(why), "{}", told[1]);
    }
}

#[test]
fn hostile_lengths_cost_nothing() {
    for length in ["18446744073709551615", "9223372036854775807", "268435457", "99999999999999999999999"] {
        let bytes = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2016-04-15T12:00:00Z\r\nContent-Length: {length}\r\n\r\nabc"
        );
        let told = told(bytes.as_bytes());
        assert_eq!(told.len(), 1, "{told:?}");
    }
    let almost = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2016-04-15T12:00:00Z\r\nContent-Length: {}\r\n\r\nabc",
        warc::RECORD_BYTES_MAX
    );
    assert!(told(almost.as_bytes())[0].contains("ends after 3 of its"));
    let endless = [
        b"WARC/1.0\r\n".as_slice(),
        &vec![b'a'; 3_000_000],
        b"\r\n\r\n",
        &response("http://a.example/", b"HTTP/1.0 200 OK\r\n\r\nx"),
    ]
    .concat();
    let told = told(&endless);
    assert!(told[0].contains("headers are longer"), "{}", told[0]);
    assert_eq!(told[1], "http://a.example/");
}

#[test]
fn a_record_too_large_is_passed_over() {
    let size = warc::RECORD_BYTES_MAX as usize + 1;
    let head =
        format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2016-04-15T12:00:00Z\r\nContent-Length: {size}\r\n\r\n");
    let next = response("http://a.example/next", b"HTTP/1.0 200 OK\r\n\r\nx");
    let huge = std::io::Read::take(std::io::repeat(b'x'), size as u64);
    let bytes = std::io::Read::chain(
        std::io::Read::chain(Cursor::new(head), huge),
        Cursor::new([b"\r\n\r\n".to_vec(), next].concat()),
    );
    let records: Read = WarcReader::new("huge.warc", BufReader::new(bytes)).expect("a recording").collect();
    assert!(records[0].as_ref().expect_err("too large").to_string().contains("records of up to"));
    assert_eq!(records[1].as_ref().expect("the next").head.target_uri.as_deref(), Some("http://a.example/next"));
}

#[test]
fn what_is_no_recording_is_told_at_once() {
    let check = |bytes: &[u8], part: &str| {
        let error = WarcReader::new("list.csv", Cursor::new(bytes.to_vec())).err().expect("no recording").to_string();
        assert!(error.starts_with("list.csv is not a WARC file: ") && error.contains(part), "{error}");
        assert!(error.ends_with("give a .warc or .warc.gz."), "{error}");
    };
    check(b"name,country\nAcme,CN\n", "it begins with \"name,country\\nAcme,CN\\n\"");
    check(b"PK\x03\x04\xff\xfe", "it begins with the bytes 50 4b 03 04 ff fe");
    check(b"", "it is empty");
    check(&packed(b"<html>"), "unpacked, it begins with \"<html>\"");
    check(&packed(b""), "unpacked, it is empty");
}

#[test]
fn files_are_opened_by_their_bytes() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("misnamed.txt");
    std::fs::write(&path, written(&[answer("https://a.example/", "2026-04-17T08:00:00Z", b"x")])).expect("a file");
    assert_eq!(warc::open(&path).expect("a recording").count(), 2);
    for wrong in [dir.path().join("none.warc"), dir.path().to_owned()] {
        let error = warc::open(&wrong).err().expect("an error").to_string();
        assert!(error.contains("cannot be read"), "{error}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for start in [b"".as_slice(), b"WARC/1.0\r\n", b"\x1f\x8b\x08\x00", b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\n"] {
            for record in read(&[start, &bytes].concat()).into_iter().flatten() {
                let _ = record.answer();
            }
        }
    }

    #[test]
    fn no_http_makes_the_reader_panic(bytes in "(HTTP/1.1 200 OK\r\n)?(Transfer-Encoding: chunked\r\n)?(Content-Encoding: (gzip|deflate)\r\n)?\r\n([0-9a-f]{1,3}\r\n)?\\PC{0,60}") {
        let _ = body_of(bytes.as_bytes());
    }

    #[test]
    fn no_damage_makes_the_reader_panic_or_run_forever(at in 0_usize..1000, byte in any::<u8>(), cut in 0_usize..1000) {
        let list: Vec<Answer> = (0..3).map(|n| answer(&format!("https://a.example/{n}"), "2026-04-17T08:00:00Z", b"some body")).collect();
        let mut bytes = written(&list);
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(length - cut % (length / 2));
        prop_assert!(read(&bytes).len() < 20);
    }

    #[test]
    fn any_body_comes_back(body in proptest::collection::vec(any::<u8>(), 0..2000), status in 200_u16..600) {
        let one = [Answer { status, ..answer("https://a.example/", "2026-04-17T08:00:00Z", &body) }];
        prop_assert_eq!(answers(&written(&one)), one);
    }
}
