//! Sources of an operator's own: a stanza of TOML in the data directory, asked of a publisher on this machine, without a line of code.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::service::TestService;

/// What a publisher says: by path, the content type and the body.
type Said = Arc<Mutex<BTreeMap<String, (String, Vec<u8>)>>>;

/// A publisher on this machine.
struct Publisher {
    port: u16,
    said: Said,
}

impl Publisher {
    fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let said = Said::default();
        let shared = said.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let Ok(reading) = stream.try_clone() else { continue };
                let mut lines = BufReader::new(reading).lines().map_while(Result::ok);
                let line = lines.next().unwrap_or_default();
                lines.find(String::is_empty);
                let path = line.split(' ').nth(1).unwrap_or_default();
                let found = shared.lock().expect("what is said").get(path).cloned();
                let (status, (kind, body)) =
                    found.map_or(("404 Not Found", Default::default()), |said| ("200 OK", said));
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            }
        });
        Self { port, said }
    }

    fn says(&self, path: &str, kind: &str, body: impl Into<Vec<u8>>) {
        self.said.lock().expect("what is said").insert(path.to_owned(), (kind.to_owned(), body.into()));
    }

    fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

/// A house that may ask a publisher on this machine, and an own stanza at that address.
fn house() -> TestService {
    let service = TestService::new();
    std::fs::create_dir(service.data()).expect("a data directory");
    let settings = "[fetch]\nprivate_hosts = [\"127.0.0.1\"]\n";
    std::fs::write(service.data().join("tidewaiter.toml"), settings).expect("settings");
    service
}

fn stanza(slug: &str, address: &str, rest: &str) -> String {
    format!(
        "slug = \"{slug}\"\ntitle = \"Notices\"\npublisher = \"Customs of Ruritania\"\njurisdiction = \"DE\"\nofficial = true\n\
         addresses = [\"{address}\"]\nlanguage = \"en\"\nzone = \"Europe/Berlin\"\nevery_minutes = 60\npace_ms = 10\nweekly_norm = 3\n\
         rights = \"Free.\"\nnot_covered = \"Attachments.\"\nsection = \"foreign-border\"\n{rest}"
    )
}

const FEED: &str = "adapter = \"feed\"\n[feed]\nauthority = \"rur\"\nkind = \"notice\"\nnumber = { within = \"title\", after = \"No. \" }\n";

fn rss(numbers: &[u32]) -> String {
    let item = |number: &u32| {
        format!(
            "<item><title>Notice No. {number}</title><link>https://customs.example/{number}</link>\
             <pubDate>Fri, 17 Apr 2026 09:00:00 +0200</pubDate><description>New forms.</description></item>"
        )
    };
    format!(
        "<rss version=\"2.0\"><channel><title>x</title>{}</channel></rss>",
        numbers.iter().map(item).collect::<String>()
    )
}

fn add(service: &TestService, text: &str) -> crate::service::Ran {
    let file = service.folder().join("new.toml");
    std::fs::write(&file, text).expect("a file");
    service.run(&["sources", "add", file.to_str().expect("a name")])
}

fn ids(records: &[Value]) -> Vec<&str> {
    let mut ids: Vec<&str> = records.iter().filter_map(|record| record["id"].as_str()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_feed_is_added_by_a_stanza_alone() {
    let (service, publisher) = (house(), Publisher::new());
    publisher.says("/notices.rss", "application/rss+xml", rss(&[1, 2]));
    let added = add(&service, &stanza("rur-notices", &publisher.address("/notices.rss"), FEED));
    assert_eq!(added.status, 0, "{}", added.stderr);
    assert!(added.stderr.contains("sources check rur-notices"), "{}", added.stderr);
    let checked = service.done(&["sources", "check", "rur-notices"]);
    assert!(checked.contains("2 documents, the first rur:1: Notice No. 1"), "{checked}");
    service.done(&["fetch", "rur-notices"]);
    assert_eq!(ids(&service.records(&["documents", "--source", "rur-notices"])), ["rur:1", "rur:2"]);
    let shown = service.records(&["sources", "show", "rur-notices"]);
    assert!(shown[0]["file"].as_str().is_some_and(|file| file.ends_with("sources/rur-notices.toml")), "{shown:?}");
    let stories = service.records(&["stories"]);
    assert!(
        stories.iter().any(|story| story["section"] == "foreign-border"),
        "told in its usual section: {stories:#?}"
    );
}

const JSON: &str = "adapter = \"json\"\n[json]\nrecords = \"notices\"\n[documents]\nauthority = \"rur\"\nkind = \"notice\"\nnumber = \"ref\"\n\
                    title = \"headline\"\nlink = \"href\"\ndate = \"on\"\n";

#[test]
fn a_list_in_json_is_added_by_a_stanza_alone() {
    let (service, publisher) = (house(), Publisher::new());
    let answer = "{\"notices\": [{\"ref\": \"2026/14\", \"headline\": \"New forms\", \"href\": \"/n/14\", \"on\": \"2026-04-17\"}]}";
    publisher.says("/notices.json", "application/json", answer);
    let added = add(&service, &stanza("rur-notices", &publisher.address("/notices.json"), JSON));
    assert_eq!(added.status, 0, "{}", added.stderr);
    service.done(&["fetch", "rur-notices"]);
    let documents = service.records(&["documents", "--source", "rur-notices"]);
    assert_eq!(ids(&documents), ["rur:2026-14"]);
    assert_eq!(documents[0]["url"].as_str(), Some(publisher.address("/n/14").as_str()), "{documents:#?}");
    // What the stanza does not know comes in all the same, and is said with what to do.
    let more = answer.replace("\"ref\"", "\"urgency\": 3, \"ref\"");
    publisher.says("/notices.json", "application/json", more);
    service.done(&["fetch", "rur-notices"]);
    let shown = service.records(&["sources", "show", "rur-notices"]);
    let odd = shown[0]["odd"][0].as_str().unwrap_or_default();
    assert!(odd.starts_with("urgency: ") && odd.contains("Put the stanza right in "), "{shown:#?}");
    assert!(service.done(&["sources", "list"]).contains("1 odd in 30 days, see `sources show rur-notices`"));
    // A format that changed is a failed line of the ledger, and the capture stays.
    publisher.says("/notices.json", "application/json", "{\"news\": []}");
    service.done(&["fetch", "rur-notices"]);
    let ledger = service.records(&["ledger"]);
    let failed: Vec<&Value> = ledger.iter().filter(|line| line["outcome"] == "failed").collect();
    assert!(
        failed.len() == 1 && failed[0]["why"].as_str().is_some_and(|why| why.contains("There is: news.")),
        "{ledger:#?}"
    );
    assert_eq!(service.records(&["capture", "list", "--source", "rur-notices"]).len(), 3);
}

const TABLE: &str = "list = \"rur-goods\"\nlist_name = \"list of goods\"\nadapter = \"table\"\n[entries]\nid = \"Code\"\nname = \"Goods\"\n\
                     fields = [\"Until\"]\n";

#[test]
fn a_table_is_added_by_a_stanza_alone_and_its_changes_are_told() {
    let (service, publisher) = (house(), Publisher::new());
    let rows = |rows: &str| format!("Goods under license\n\nCode;Goods;Until\n{rows}");
    publisher.says("/goods.csv", "text/csv", rows("1;Glass;2026\n2;Salt;2027\n3;Iron;2027\n"));
    let added = add(&service, &stanza("rur-goods", &publisher.address("/goods.csv"), TABLE));
    assert_eq!(added.status, 0, "{}", added.stderr);
    assert!(service.done(&["sources", "check", "rur-goods"]).contains("the list rur-goods of 3 entries"));
    service.done(&["fetch", "rur-goods"]);
    publisher.says("/goods.csv", "text/csv", rows("1;Glass;2028\n3;Iron;2027\n4;Tin;2027\n"));
    service.done(&["fetch", "rur-goods"]);
    let changes = service.records(&["changes", "--list", "rur-goods"]);
    let mut told: Vec<String> = changes
        .iter()
        .map(|change| format!("{} {}", change["action"].as_str().expect("an action"), change["subject"]))
        .collect();
    told.sort();
    assert_eq!(told.len(), 3, "{told:?} {changes:#?}");
    assert!(
        told[0].starts_with("added") && told[1].starts_with("amended") && told[2].starts_with("removed"),
        "{told:?}"
    );
    // A list that came as a web page is no state; nothing counts as removed.
    publisher.says("/goods.csv", "text/html", "<html>Maintenance</html>");
    service.done(&["fetch", "rur-goods"]);
    assert_eq!(service.records(&["changes", "--list", "rur-goods"]).len(), 3);
    let stories = service.records(&["stories"]);
    assert!(stories.iter().any(|story| story["section"] == "foreign-border"), "{stories:#?}");
}

const INDEX: &str = "adapter = \"page\"\n[page]\nitem = \"ul.news > li\"\n[documents]\nauthority = \"rur\"\nkind = \"press-release\"\n\
                     number = \"a@href\"\nnumber_after = \"/news/\"\ndate = \"time\"\n";
const WATCHED: &str = "list = \"rur-forms\"\nlist_name = \"page on forms\"\nadapter = \"page\"\n[page]\ntext = \"main\"\ndrop = [\".views\"]\n";

#[test]
fn a_page_is_added_by_a_stanza_alone_as_an_index_and_watched() {
    let (service, publisher) = (house(), Publisher::new());
    let index = "<html><ul class=news><li><a href=/news/7>New forms</a> <time>2026-04-17</time></ul></html>";
    publisher.says("/news/", "text/html", index);
    let added = add(&service, &stanza("rur-news", &publisher.address("/news/"), INDEX));
    assert_eq!(added.status, 0, "{}", added.stderr);
    service.done(&["fetch", "rur-news"]);
    assert_eq!(ids(&service.records(&["documents", "--source", "rur-news"])), ["rur:7"]);

    let page =
        |text: &str| format!("<html><main><h1>Forms</h1><p>{text}</p><p class=views>{}</p></main></html>", text.len());
    let added = add(&service, &stanza("rur-forms", &publisher.address("/forms"), WATCHED));
    assert_eq!(added.status, 0, "{}", added.stderr);
    for (text, changes) in [("Form C 12.", 0), ("Form C 13 of May 1.", 1)] {
        publisher.says("/forms", "text/html", page(text));
        service.done(&["fetch", "rur-forms"]);
        let told = service.records(&["changes", "--kind", "page"]);
        assert_eq!(told.len(), changes, "{told:#?}");
    }
    publisher.says("/forms", "text/html", "<html><p>Maintenance</p></html>");
    service.done(&["fetch", "rur-forms"]);
    assert_eq!(service.records(&["changes", "--kind", "page"]).len(), 1, "a page that lost its text says nothing");
}

#[test]
fn a_stanza_that_is_wrong_is_said_and_the_others_go_on() {
    let (service, publisher) = (house(), Publisher::new());
    publisher.says("/notices.rss", "application/rss+xml", rss(&[7]));
    let good = stanza("rur-notices", &publisher.address("/notices.rss"), FEED);
    let refused = add(&service, &good.replace("Europe/Berlin", "Berlin"));
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("line 8: zone is a zone of the IANA database"), "{}", refused.stderr);
    assert_eq!(add(&service, &good).status, 0);
    assert_eq!(add(&service, &good).status, 0, "the same again changes nothing");
    assert_eq!(add(&service, &good.replace("Free.", "Other.")).status, 1, "another one does not push it aside");
    let folder = service.data().join("sources");
    std::fs::write(folder.join("bad.toml"), "slug = \"rur-bad\"\n").expect("a file");
    std::fs::write(folder.join("notes.txt"), "no stanza").expect("a file");
    let listed = service.run(&["sources", "list"]);
    assert!(listed.stderr.contains("bad.toml: the key title is missing"), "{}", listed.stderr);
    assert!(listed.stdout.contains("rur-notices") && !listed.stdout.contains("rur-bad"));
    assert_eq!(service.run(&["fetch", "rur-notices"]).status, 0);
    let unknown = service.run(&["fetch", "rur-bad"]);
    assert_eq!(unknown.status, 2);
    assert!(
        unknown.stderr.contains("bad.toml") && unknown.stderr.contains("no source 'rur-bad'"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn a_stanza_takes_the_place_of_a_bundled_source_and_says_so() {
    let (service, publisher) = (house(), Publisher::new());
    publisher.says("/list.csv", "text/csv", "no list");
    let own = include_str!("../../../sources/src/un/sc.toml").replace("every_minutes = 240", "every_minutes = 600");
    assert_eq!(add(&service, &own).status, 0);
    let listed = service.run(&["sources", "list"]);
    assert!(listed.stderr.contains("takes the place of the bundled source 'un-sc'"), "{}", listed.stderr);
    assert_eq!(service.records(&["sources", "show", "un-sc"])[0]["every_minutes"], 600);
    let unverified = stanza(
        "rur-old",
        &publisher.address("/nowhere"),
        &format!("unverified = true\nunverified_why = \"Taken from a handbook of 2019.\"\n{FEED}"),
    );
    assert_eq!(add(&service, &unverified).status, 0);
    let checked = service.run(&["sources", "check", "rur-old"]);
    assert_eq!(checked.status, 1, "the address answers with 404");
    assert!(checked.stderr.contains("Taken from a handbook of 2019."), "{}", checked.stderr);
}
