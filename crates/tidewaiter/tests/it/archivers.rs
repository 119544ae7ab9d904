//! Recordings that other programs write replay as if we had fetched them: wget and warcio against a publisher on loopback, and files in
//! the ways of others, browsertrix among them, put together by warcio.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::python;
use crate::recording::{self, answer, sample_days};
use crate::service::{TestService, program, wait_for};

const SDN: &str = "http://www.treasury.gov/ofac/downloads/sdn.csv";
const INSPECTION: &str = "http://www.federalregister.gov/api/v1/public-inspection-documents/current.json";

/// What the publishers say: raw answers by address, as they go over the wire.
type Said = HashMap<&'static str, Vec<u8>>;

/// A proxy on loopback that plays the publishers: so that recorders note the addresses that sources claim.
struct Publisher {
    port: u16,
}

impl Publisher {
    fn saying(said: Said) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let said = Arc::new(said);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let said = said.clone();
                std::thread::spawn(move || answer_one(connection, &said));
            }
        });
        Self { port }
    }
}

fn answer_one(mut connection: TcpStream, said: &Said) {
    let (mut request, mut byte) = (Vec::new(), [0]);
    while !request.ends_with(b"\r\n\r\n") && connection.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let url = request.split(' ').nth(1).unwrap_or_default();
    let nothing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec();
    // A recorder that hangs up early has its reasons; the test sees what came of it.
    let _ = connection.write_all(said.get(url).unwrap_or(&nothing));
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let chunk = |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
    body.chunks(700).flat_map(chunk).chain(*b"0\r\n\r\n").collect()
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(body).expect("memory");
    out.finish().expect("memory")
}

/// The sample days' captures of an address's last part, oldest first.
fn samples(name: &str) -> Vec<Vec<u8>> {
    let named = |url: &str| url.to_ascii_lowercase().ends_with(name);
    sample_days().into_iter().filter(|answer| named(&answer.url)).map(|answer| answer.body).collect()
}

fn said() -> Said {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nETag: \"a\"\r\nConnection: close\r\n";
    let packed = "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n";
    let list = [head.as_bytes(), packed.as_bytes(), &chunked(&gzip(&samples("/sdn.csv")[0]))].concat();
    let filed = &samples("/current.json")[0];
    let plain = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", filed.len());
    HashMap::from([(SDN, list), (INSPECTION, [plain.as_bytes(), filed].concat())])
}

fn replayed(service: &TestService, files: &[&str]) -> Value {
    service.records(&[&["replay"], files].concat()).remove(0)
}

/// The hashes of what a source captured, in order.
fn hashes(service: &TestService, source: &str) -> Vec<String> {
    let listed = service.records(&["capture", "list", "--source", source]);
    listed.iter().map(|capture| capture["sha256"].as_str().expect("a hash").to_owned()).collect()
}

/// The same bodies, replayed from a recording of our own.
fn as_ours(bodies: &[(&str, &str, &[u8])]) -> TestService {
    let answers: Vec<_> = bodies.iter().map(|(at, url, body)| answer(at, url, "text/plain", *body)).collect();
    let service = TestService::new();
    let recording = recording::write(service.folder(), "ours.warc.gz", &answers);
    replayed(&service, &[&recording]);
    service
}

fn wget(folder: &Path, publisher: &Publisher, args: &[&str]) {
    let mut command = Command::new(program("wget").expect("wget"));
    let proxy = format!("http_proxy=http://127.0.0.1:{}/", publisher.port);
    command.current_dir(folder).args(["--quiet", "--tries=1", "-e", "use_proxy=yes", "-e", &proxy]).args(args);
    python::printed(&mut command);
}

#[test]
fn what_wget_records_is_replayed() {
    if program("wget").is_none() {
        return;
    }
    let publisher = Publisher::saying(said());
    let service = TestService::new();
    let folder = service.folder();
    let second = || newsroom::Clock::real_time().real().as_second();
    wget(folder, &publisher, &["--warc-file=first", "--warc-cdx", "--output-document=/dev/null", SDN, INSPECTION]);
    // wget notes seconds: what it records in the next one is another capture.
    let begun = second();
    wait_for("the next second", Duration::from_secs(3), || (second() > begun).then_some(()));
    let again =
        ["--warc-file=again", "--warc-dedup=first.cdx", "--no-warc-compression", "--output-document=/dev/null", SDN];
    wget(folder, &publisher, &again);
    let plain = std::fs::read_to_string(folder.join("again.warc")).expect("a plain recording");
    assert!(plain.contains("WARC-Type: revisit"), "{plain}");

    let report = replayed(&service, &["again.warc", "first.warc.gz"]);
    assert_eq!((&report["kept"], &report["unreadable"]), (&3.into(), &0.into()), "{report}");
    let ours = as_ours(&[("2026-04-15T14:30:00Z", SDN, &samples("/sdn.csv")[0])]);
    let list = &hashes(&ours, "us-ofac-sdn")[0];
    assert_eq!(hashes(&service, "us-ofac-sdn"), [list.clone(), list.clone()], "the revisit has the first one's body");
    let results = service.records(&["capture", "list", "--source", "us-ofac-sdn"]);
    assert_eq!((&results[0]["result"], &results[1]["result"]), (&"documents".into(), &"seen".into()));
    assert_eq!(replayed(&service, &["first.warc.gz", "again.warc"])["known"], 3, "twice changes nothing");

    // wget tells only by its own names which answer it repeats: without that file the sentence says what to do.
    let ran = TestService::new().run(&["replay", folder.join("again.warc").to_str().expect("UTF-8")]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("replay it together with the file"), "{}", ran.stderr);
}

#[test]
fn a_repeated_answer_finds_the_body_that_was_replayed_before() {
    let service = as_ours(&[("2026-04-15T14:30:00Z", SDN, &samples("/sdn.csv")[0])]);
    let revisit = format!(
        "WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: {SDN}\r\nWARC-Date: 2026-04-16T14:30:00Z\r\nWARC-Refers-To-Target-URI: {SDN}\r\nWARC-Refers-To-Date: 2026-04-15T14:30:00Z\r\nWARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    );
    std::fs::write(service.folder().join("revisit.warc"), revisit).expect("a file");
    assert_eq!(replayed(&service, &["revisit.warc"])["kept"], 1);
    let hashes = hashes(&service, "us-ofac-sdn");
    assert_eq!((hashes.len(), &hashes[0]), (2, &hashes[1]));
}

/// Records two answers of the publisher with warcio's own recorder, and prints nothing.
const RECORD: &str = r#"
import sys
from warcio.capture_http import capture_http
import http.client
port, out, urls = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
with capture_http(out, warc_version="1.1"):
    for url in urls:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", url)
        connection.getresponse().read()
        connection.close()
"#;

#[test]
fn what_warcio_records_is_replayed() {
    let Some(python) = python::with_package("warcio") else { return };
    let publisher = Publisher::saying(said());
    let service = TestService::new();
    let port = publisher.port.to_string();
    let args = ["-c", RECORD, &port, "recorded.warc.gz", SDN, INSPECTION, SDN];
    python::printed(Command::new(&python).current_dir(service.folder()).args(args));
    let report = replayed(&service, &["recorded.warc.gz"]);
    assert_eq!(
        (&report["kept"], &report["unreadable"], &report["unclaimed"]),
        (&3.into(), &0.into(), &0.into()),
        "{report}"
    );
    let listed = service.records(&["capture", "list", "--source", "us-ofac-sdn"]);
    assert_eq!((&listed[0]["result"], &listed[1]["result"]), (&"documents".into(), &"seen".into()));
    assert!(listed[0]["captured_at"].as_str().is_some_and(|at| at.contains('.')), "fractions of seconds are kept");
    let ours = as_ours(&[("2026-04-15T14:30:00Z", SDN, &samples("/sdn.csv")[0])]);
    assert_eq!(listed[0]["sha256"].as_str(), hashes(&ours, "us-ofac-sdn").first().map(String::as_str));
}

/// Writes recordings in the ways of others: given the version, whether gzip per record, the file, and the folder of bodies.
const WRITE: &str = r#"
import gzip, io, sys, zlib
from pathlib import Path
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
version, packed, out, folder = sys.argv[1], sys.argv[2] == "gzip", sys.argv[3], Path(sys.argv[4])
sdn, filed = [(folder / f"sdn{n}.csv").read_bytes() for n in range(3)], (folder / "current.json").read_bytes()
SDN = "http://www.treasury.gov/ofac/downloads/sdn.csv"
INSPECTION = "https://www.federalregister.gov/api/v1/public-inspection-documents/current.json"
frac = ".125Z" if version == "1.1" else "Z"
with open(out, "wb") as stream:
    writer = WARCWriter(stream, gzip=packed, warc_version=version)
    def add(kind, url, at, body, headers=(), extra=()):
        http = None if kind in ("resource", "metadata") else StatusAndHeaders("200 OK", list(headers), protocol="HTTP/1.1")
        more = {"WARC-Date": at, **dict(extra)}
        record = writer.create_warc_record(url, kind, payload=io.BytesIO(body), length=len(body), http_headers=http,
            warc_headers_dict=more, warc_content_type="text/csv" if kind == "resource" else None)
        writer.write_record(record)
        return record
    writer.write_record(writer.create_warcinfo_record(out, {"software": "a crawler"}))
    # A browser's recorder tells of the page beside its answers, and keeps the publisher's headers over the bytes of the wire.
    add("resource", "urn:pageinfo:" + SDN, "2026-04-15T14:29:59" + frac, b"{}")
    first = add("response", SDN, "2026-04-15T14:30:00" + frac, gzip.compress(sdn[0]),
        [("Content-Type", "text/csv"), ("Content-Encoding", "gzip"), ("Content-Length", str(len(gzip.compress(sdn[0]))))],
        {"WARC-Resource-Type": "document", "WARC-Page-ID": "x"})
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (filed[:900], filed[900:])) + b"0\r\n\r\n"
    add("response", INSPECTION, "2026-04-15T15:00:00" + frac, chunks,
        [("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")])
    again = writer.create_revisit_record(SDN, digest=first.rec_headers.get_header("WARC-Payload-Digest"), refers_to_uri=SDN,
        refers_to_date="2026-04-15T14:30:00" + frac, http_headers=StatusAndHeaders("200 OK", [("ETag", '"a"')], protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": "2026-04-15T20:00:00" + frac})
    writer.write_record(again)
    add("resource", SDN, "2026-04-16T14:30:00" + frac, sdn[1])
    add("metadata", SDN, "2026-04-16T14:30:00" + frac, b"via: x")
    add("response", SDN, "2026-04-17T09:30:00" + frac, zlib.compress(sdn[2]),
        [("Content-Type", "text/csv"), ("Content-Encoding", "deflate")])
"#;

#[test]
fn recordings_in_the_ways_of_others_give_the_same_documents() {
    let Some(python) = python::with_package("warcio") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let lists = samples("/sdn.csv");
    for (number, body) in lists.iter().enumerate() {
        std::fs::write(folder.path().join(format!("sdn{number}.csv")), body).expect("a file");
    }
    let filed = samples("/current.json").remove(0);
    std::fs::write(folder.path().join("current.json"), &filed).expect("a file");
    let shown = |service: &TestService| ["documents", "changes", "ledger"].map(|command| service.records(&[command]));
    for (version, fraction) in [("1.0", ""), ("1.1", ".125")] {
        let at = |second: &str| format!("{second}{fraction}Z");
        let inspection = INSPECTION.replace("http:", "https:");
        let ours = as_ours(&[
            (&at("2026-04-15T14:30:00"), SDN, &lists[0]),
            (&at("2026-04-15T15:00:00"), &inspection, &filed),
            (&at("2026-04-15T20:00:00"), SDN, &lists[0]),
            (&at("2026-04-16T14:30:00"), SDN, &lists[1]),
            (&at("2026-04-17T09:30:00"), SDN, &lists[2]),
        ]);
        for packing in ["gzip", "plain"] {
            let service = TestService::new();
            let file = service.folder().join("theirs.warc").to_str().expect("UTF-8").to_owned();
            let bodies = folder.path().to_str().expect("UTF-8");
            python::printed(Command::new(&python).args(["-c", WRITE, version, packing, &file, bodies]));
            let report = replayed(&service, &[&file]);
            assert_eq!(
                (&report["kept"], &report["unreadable"]),
                (&5.into(), &0.into()),
                "{version} {packing}: {report}"
            );
            let (theirs, ours) = (shown(&service), shown(&ours));
            // Captures are named by address, instant and bytes, so that even the ledger's lines are the same.
            assert_eq!(theirs, ours, "{version} {packing}");
            assert!(!theirs[1].is_empty(), "the lists differ");
        }
    }
}
