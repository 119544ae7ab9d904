//! The families of real captures: what is read in each, as a table. Every capture is claimed, or stands here as one that nobody claims yet; every
//! failure is explained.

use std::collections::BTreeMap;

use model::note::Weight;
use model::reading::Found;
use serde_json::Value;
use sources::Catalogue;

use crate::captures::{bytes, data};
use crate::head;

/// Addresses that no source claims, by what stands in them, and why.
const UNCLAIMED: &[(&str, &str)] = &[
    ("ecfr.gov/api/admin/v1/agencies", "who owns which chapter of the Code: no news"),
    ("ecfr.gov/api/search/", "the eCFR's own search: no news"),
    ("federalregister.gov/api/v1/agencies/", "one agency: it is in the list of all"),
    ("federalregister.gov/api/v1/documents/facets/", "counts of a search: no news"),
    ("federalregister.gov/api/v1/suggested_searches", "the Register's own searches: no news"),
    ("api.regulations.gov/v4/comments", "letters of the public: no news"),
    ("api.regulations.gov/v4/document-comments-received-counts/", "counts of letters of the public: no news"),
];

/// Captures that fail, by what their path holds, and why that is right.
const FAILURES: &[(&str, &str)] = &[];

#[derive(Default)]
struct Sum {
    captures: usize,
    unclaimed: Vec<String>,
    empty: usize,
    documents: usize,
    lists: usize,
    entries: usize,
    notes: [usize; 3],
    failures: Vec<(String, String)>,
}

/// `federal-register/document-xml`; of sanctions the authority, `sanctions/un`.
fn family(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    parts.truncate(3);
    parts.join("/")
}

#[test]
fn every_family_is_read_and_every_failure_explained() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let text = String::from_utf8(bytes(&data, "MANIFEST.jsonl")).expect("UTF-8");
    let mut table: BTreeMap<String, Sum> = BTreeMap::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let (Some(path), Some(address), Some(at)) =
            (line["path"].as_str(), line["address"].as_str(), line["at"].as_str())
        else {
            continue;
        };
        let sum = table.entry(family(path)).or_default();
        sum.captures += 1;
        if catalogue.claimant(address).is_none() {
            sum.unclaimed.push(address.to_owned());
            continue;
        }
        let body = bytes(&data, path);
        let mut head = head(&catalogue, address, at, body.len());
        head.status = line["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
        let reading = catalogue.read(&head, &mut &body[..]);
        for note in &reading.notes {
            sum.notes[match note.weight {
                Weight::Info => 0,
                Weight::Odd => 1,
                Weight::Lost => 2,
            }] += 1;
        }
        match reading.found {
            Found::Empty => sum.empty += 1,
            Found::Renditions(found) | Found::Inspection(found) => sum.documents += found.len(),
            Found::Lists(lists) => {
                sum.lists += lists.len();
                sum.entries += lists.iter().map(|list| list.entries.len()).sum::<usize>();
            }
            Found::Failed(why) => sum.failures.push((path.to_owned(), why)),
        }
    }
    println!(
        "family | captures | unclaimed | empty | documents | list states | entries | notes: info, odd, lost | failed"
    );
    for (family, sum) in &table {
        let [info, odd, lost] = sum.notes;
        println!(
            "{family} | {} | {} | {} | {} | {} | {} | {info}, {odd}, {lost} | {}",
            sum.captures,
            sum.unclaimed.len(),
            sum.empty,
            sum.documents,
            sum.lists,
            sum.entries,
            sum.failures.len()
        );
    }
    for (path, why) in table.values().flat_map(|sum| &sum.failures) {
        let explained = FAILURES.iter().find(|(part, _)| path.contains(part));
        println!("failed: {path}: {why} {}", explained.map_or("", |(_, reason)| reason));
        assert!(explained.is_some(), "{path} failed, and nothing explains it: {why}");
    }
    for address in table.values().flat_map(|sum| &sum.unclaimed) {
        let explained = UNCLAIMED.iter().any(|(part, _)| address.contains(part));
        assert!(explained, "{address} is claimed by no source, and nothing here says why");
    }
}
