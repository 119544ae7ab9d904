//! Sources that are a stanza alone, each beside an answer in its publisher's manner and what must be read in it; and answers of every bad sort.
//! `tests/own/NAME.toml` is the stanza, `NAME.snap` what is read, the file beside them the answer. `UPDATE_SNAPSHOTS=1` writes snapshots anew.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use model::note::Weight;
use model::reading::{Found, Reading};
use proptest::prelude::*;
use sources::Catalogue;
use sources::catalogue::OwnFile;

use crate::fixtures::shown;

const AT: &str = "2026-04-17T12:00:00Z";

/// A source of an operator's own, and an answer that it reads.
pub struct Own {
    pub catalogue: Catalogue,
    pub address: String,
    /// The content type that its answers are sent with.
    pub kind: String,
    pub answer: Vec<u8>,
    pub snapshot: PathBuf,
}

impl Own {
    pub fn of(stanza: &str, name: &str) -> Self {
        let file = OwnFile { name: name.to_owned(), text: Ok(stanza.to_owned()) };
        let catalogue = Catalogue::with_own([file]);
        assert_eq!(catalogue.faults(), [] as [String; 0], "{name}");
        let (stanza, _) = catalogue.all().last().expect("a source");
        let address = stanza.addresses[0].clone();
        Self { catalogue, address, kind: String::new(), answer: Vec::new(), snapshot: PathBuf::new() }
    }

    pub fn named(name: &str) -> &'static Self {
        ALL.iter().find(|own| own.snapshot.file_stem().is_some_and(|stem| stem == name)).expect("a stanza")
    }

    pub fn read(&self, bytes: &[u8]) -> Reading {
        let mut head = crate::head(&self.catalogue, &self.address, AT, bytes.len());
        if !self.kind.is_empty() {
            head.headers.push(("content-type".to_owned(), self.kind.clone()));
        }
        self.catalogue.read(&head, &mut &bytes[..])
    }

    /// The sentence with which it refuses an answer.
    pub fn refuses(&self, bytes: &[u8]) -> String {
        match self.read(bytes).found {
            Found::Failed(sentence) => sentence,
            found => panic!("{:.80}: {found:?}", String::from_utf8_lossy(bytes)),
        }
    }

    /// Its answer with some words in the place of others.
    pub fn with(&self, from: &str, to: &str) -> Vec<u8> {
        let answer = String::from_utf8(self.answer.clone()).expect("UTF-8");
        assert!(answer.contains(from), "{from}");
        answer.replace(from, to).into_bytes()
    }
}

static ALL: LazyLock<Vec<Own>> = LazyLock::new(all);

fn folder() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/own")).to_owned()
}

/// Every stanza with its answer, in order of name.
fn all() -> Vec<Own> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let is = |path: &Path, kind: &str| path.extension().is_some_and(|extension| extension == kind);
    let stanzas = paths.iter().filter(|path| is(path, "toml"));
    let own = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a stanza");
        let beside =
            |other: &&PathBuf| other.file_stem() == path.file_stem() && !is(other, "toml") && !is(other, "snap");
        let answer = paths.iter().find(beside).expect("an answer beside the stanza");
        let own = Own::of(&text, &path.display().to_string());
        Own { answer: std::fs::read(answer).expect("an answer"), snapshot: path.with_extension("snap"), ..own }
    };
    stanzas.map(own).collect()
}

fn notes(reading: &Reading, weight: Weight) -> Vec<String> {
    let of = reading.notes.iter().filter(|note| note.weight == weight);
    of.map(|note| format!("{}: {}", note.place, note.text)).collect()
}

pub fn count(reading: &Reading) -> usize {
    match &reading.found {
        Found::Renditions(all) => all.len(),
        Found::Lists(lists) => lists.iter().map(|list| list.entries.len()).sum(),
        found => panic!("{found:?}"),
    }
}

#[test]
fn every_stanza_reads_what_its_snapshot_says() {
    let mut wrong = Vec::new();
    for own in ALL.iter() {
        let says = shown(&own.read(&own.answer));
        if std::fs::read_to_string(&own.snapshot).is_ok_and(|said| said == says) {
            continue;
        }
        match std::env::var_os("UPDATE_SNAPSHOTS") {
            Some(_) => std::fs::write(&own.snapshot, says).expect("a snapshot can be written"),
            None => wrong.push(format!("{} says otherwise:\n{says}", own.snapshot.display())),
        }
    }
    assert!(wrong.is_empty(), "{}\nRun with UPDATE_SNAPSHOTS=1, then read the difference.", wrong.join("\n"));
}

#[test]
fn an_own_source_claims_what_it_asks_for() {
    for own in ALL.iter() {
        let (stanza, source) = own.catalogue.all().last().expect("a source");
        let asked = source.ask(&Default::default(), AT.parse().expect("an instant"));
        assert_eq!(asked.len(), 1, "{}", stanza.slug);
        assert!(source.claims(&asked[0].url) && !source.claims("https://elsewhere.example/"), "{}", stanza.slug);
    }
}

#[test]
fn what_is_no_list_of_records_is_said() {
    let own = Own::named("json");
    for (answer, says) in [
        (&b""[..], "The answer is empty"),
        (b" \n", "The answer is empty"),
        (b"<!DOCTYPE html><html><body>Maintenance</body></html>", "a web page, or XML"),
        (b"{\"data\": {\"notices\": [{\"ref\": \"1\", \"headline\": \"A", "breaks off"),
        (b"{\"data\": {\"notices\": [}}", "not well-formed"),
        (b"{\"data\": {\"news\": []}}", "no 'data.notices': 'notices' is not in it. There is: news."),
        (b"{\"data\": {\"notices\": {\"a\": 1}}}", "is no list. There is: a."),
        (b"[1, 2]", "no 'data.notices'"),
        (b"{\"data\": {\"notices\": [1, 2]}}", "None of the 2 records"),
        (b"{\"data\": {\"notices\": [{\"ref\": \"1\", \"title\": \"A\"}]}}", "anything at the path 'headline'"),
        (b"{\"data\": {\"notices\": [{\"number\": \"1\", \"headline\": \"A\"}]}}", "looks for the number"),
        ("[".repeat(200_000).as_bytes(), "not well-formed"),
        (format!("[{}{{}}]", "{},".repeat(100_000)).as_bytes(), "no 'data.notices'"),
        (&[b' '; 32 * 1024 * 1024 + 1], "larger than"),
    ] {
        let sentence = own.refuses(answer);
        assert!(sentence.contains(says) && sentence.ends_with('.'), "{says}: {sentence}");
    }
    let none = own.read(b"{\"data\": {\"notices\": []}}");
    assert_eq!((none.found, none.notes), (Found::Empty, vec![]), "a stated zero");
}

#[test]
fn a_page_leads_to_the_next_and_pages_are_no_list() {
    let stanza = include_str!("../own/json.toml").replace("[json]", "[json]\nnext = \"links.next\"\npages_max = 2");
    let own = Own::of(&stanza, "pages.toml");
    let answer = |next: &str| format!("{{\"data\": {{\"notices\": []}}, \"links\": {{\"next\": {next}}}}}");
    let reading = own.read(answer("\"?after=7\"").as_bytes());
    let asked: Vec<&str> = reading.requests.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(asked, ["https://customs.rr.example/api/notices.json?after=7#page=2"]);
    assert_eq!(own.catalogue.claimant(asked[0]).map(|id| id.as_str()), Some("rr-customs-notices"));
    assert!(own.read(answer("null").as_bytes()).requests.is_empty());
    let fault = |stanza: &str| {
        let file = OwnFile { name: "pages.toml".to_owned(), text: Ok(stanza.to_owned()) };
        Catalogue::with_own([file]).faults().join(" ")
    };
    let listed = format!("{}\n[json]\npage = \"page\"\n", include_str!("../own/json-list.toml"));
    assert!(fault(&listed).contains("cannot come in pages"), "{}", fault(&listed));
    assert!(fault(&stanza.replace("pages_max = 2", "pages_max = 0")).contains("pages_max is a number of pages"));
    assert!(fault(&stanza.replace("pages_max = 2", "page = \"p\"")).contains("has next and page"));
}

#[test]
fn a_path_that_leads_nowhere_any_more_is_said() {
    let own = Own::named("json");
    let renamed = own.read(&own.with("\"teaser\"", "\"summary\""));
    assert_eq!(count(&renamed), count(&own.read(&own.answer)));
    let odd = notes(&renamed, Weight::Odd);
    assert!(odd.iter().any(|note| note.starts_with("teaser: No record has anything there any more")), "{odd:#?}");
    assert!(odd.iter().any(|note| note.contains("summary")), "the new name is told: {odd:#?}");
}

#[test]
fn json_in_another_encoding_is_read_and_said() {
    let answer = "{\"data\": {\"notices\": [{\"ref\": \"1\", \"headline\": \"Zölle\"}]}}";
    let title = |own: &Own, bytes: &[u8]| {
        let reading = own.read(bytes);
        let Found::Renditions(found) = &reading.found else { panic!("{:?}", reading.found) };
        (found[0].fields.title.clone().expect("a title"), reading.notes.iter().any(|note| note.place == "encoding"))
    };
    let mut own = Own::of(include_str!("../own/json.toml"), "json");
    assert_eq!(title(&own, answer.as_bytes()), ("Zölle".to_owned(), false));
    let latin: Vec<u8> = answer.chars().map(|c| u8::try_from(u32::from(c)).expect("latin")).collect();
    assert_eq!(title(&own, &latin), ("Zölle".to_owned(), true));
    let wide: Vec<u8> = format!("\u{FEFF}{answer}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(title(&own, &wide), ("Zölle".to_owned(), true));
    own.kind = "application/json; charset=iso-8859-2".to_owned();
    let east: Vec<u8> = answer.replace('ö', "\u{1}").bytes().map(|b| if b == 1 { 0xF5 } else { b }).collect();
    assert_eq!(title(&own, &east), ("Zőlle".to_owned(), true));
}

#[test]
fn a_list_that_cannot_be_believed_is_no_state() {
    let own = Own::named("json-list");
    for (answer, says) in [
        (&b"[]"[..], "No entry could be read"),
        (b"[{\"code\": 1, \"title\": \"x\"}]", "looks for the name"),
        (b"[{\"name\": \"x\"}]", "looks for the id"),
    ] {
        let sentence = own.refuses(answer);
        assert!(sentence.contains(says) && sentence.contains("last good state"), "{sentence}");
    }
    let Found::Lists(lists) = own.read(&own.answer).found else { panic!("a list") };
    assert!(lists[0].incomplete.is_some(), "an entry that could not be read has not left the list");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_panics(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        cut in any::<bool>(),
        with in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let own = &ALL[which.index(ALL.len())];
        let mut bytes = own.answer.clone();
        let at = at.index(bytes.len());
        let end = if cut { bytes.len() } else { (at + with.len()).min(bytes.len()) };
        bytes.splice(at..end, with);
        if let Found::Renditions(found) = own.read(&bytes).found {
            prop_assert!(!found.is_empty());
        }
    }
}
