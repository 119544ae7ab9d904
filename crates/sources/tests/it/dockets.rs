//! Real answers of regulations.gov: single captures, and every rule and proposed rule of 1,349 days.
//! Counted against what was counted separately from this program.

use std::collections::{BTreeMap, BTreeSet};

use model::document::{Kind, RenditionKind};
use model::reading::Found;
use model::request::SourceId;
use serde_json::Value;
use sources::Catalogue;

use crate::captures::{bytes, data, json, manifest};
use crate::{head, read, renditions};

const DAILY: &str = "regulations-gov/daily-2020-2023.tar.zst";

/// The files of an archive, by name.
fn members(archive: &[u8]) -> Vec<(String, &[u8])> {
    let text = |field: &[u8]| String::from_utf8_lossy(field).trim_end_matches(['\0', ' ']).to_owned();
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(header) = archive.get(at..at + 512).filter(|header| header[0] != 0) {
        let size = usize::from_str_radix(&text(&header[124..136]), 8).expect("a size in octal digits");
        if matches!(header[156], b'0' | 0) {
            out.push((text(&header[..100]), &archive[at + 512..at + 512 + size]));
        }
        at += 512 + size.div_ceil(512) * 512;
    }
    out
}

#[test]
fn every_capture_is_read_or_refused_in_a_sentence() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let (mut documents, mut unclaimed, mut empty) = (0, 0, 0);
    for (path, address, at) in manifest(&data, "regulations-gov/") {
        if catalogue.claimant(&address).is_none() {
            assert!(address.contains("/v4/comments") || address.contains("/v4/document-comments"), "{address}");
            unclaimed += 1;
            continue;
        }
        let reading = read(&catalogue, &address, &at, &bytes(&data, &path));
        let lost = reading.notes.iter().filter(|note| note.weight == model::note::Weight::Lost);
        assert_eq!(lost.count(), 0, "{path}: {:?}", reading.notes);
        match &reading.found {
            Found::Renditions(found) => documents += found.len(),
            Found::Empty => empty += 1,
            other => panic!("{path}: {other:?}"),
        }
        let body = json(&data, &path);
        let next = body["meta"]["hasNextPage"] == Value::Bool(true);
        assert_eq!(reading.requests.len(), usize::from(next), "{path}");
        for request in &reading.requests {
            assert_eq!(catalogue.claimant(&request.url).map(SourceId::as_str), Some("us-regulations-gov"));
        }
    }
    println!("regulations.gov: {documents} tellings, {empty} answers without one, {unclaimed} not claimed");
    assert_eq!((empty, unclaimed), (12, 12));
    assert!(documents > 700, "{documents}");
}

#[test]
fn a_single_document_says_more_than_its_listing() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let of = |name: &str| {
        let path = format!("regulations-gov/regulations_dot_gov_v4_{name}.json");
        let (_, address, at) = manifest(&data, &path).remove(0);
        read(&catalogue, &address, &at, &bytes(&data, &path))
    };
    let (listed, single) = (of("basic_document-01"), of("detailed_document-01"));
    // The listing of 2020 has the number of the Federal Register in its question alone.
    assert_eq!(
        (renditions(&listed)[0].document.as_str(), renditions(&listed)[0].kind),
        ("fr:2020-22330", RenditionKind::Posting)
    );
    let [single] = renditions(&single) else { panic!("{:?}", single.found) };
    assert_eq!((single.document.as_str(), single.kind), ("fr:2020-22330", RenditionKind::Docket));
    assert_eq!(single.fields.cfr.iter().map(ToString::to_string).collect::<Vec<_>>(), ["5 CFR 1631"]);
    assert_eq!(single.fields.comments_close_on.map(|day| day.to_string()).as_deref(), Some("2020-11-23"));
    assert_eq!(single.fields.docket_ids, [] as [String; 0], "a collective docket is no matter's");
    let docket = of("dockets-01");
    assert_eq!(renditions(&docket)[0].document.as_str(), "regs:EPA-HQ-OAR-2003-0129");
}

#[test]
fn an_error_of_the_interface_is_a_sentence() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let url = "https://api.regulations.gov/v4/documents/0900006484925e7e";
    for (name, says) in [("03", "400, Invalid ID"), ("04", "500, INTERNAL_SERVER_ERROR")] {
        let body = bytes(&data, &format!("regulations-gov/regulations_dot_gov_v4_detailed_document-{name}.json"));
        let reading = read(&catalogue, url, "2021-03-04T23:21:32Z", &body);
        assert!(matches!(&reading.found, Found::Failed(sentence) if sentence.contains(says)), "{:?}", reading.found);
        let mut head = head(&catalogue, url, "2021-03-04T23:21:32Z", body.len());
        head.status = 500;
        assert!(
            matches!(catalogue.read(&head, &mut &body[..]).found, Found::Failed(sentence) if sentence.contains("500"))
        );
    }
}

#[test]
fn every_day_of_four_years_is_whole() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    let expected = &json(&data, "EXPECTED.json")["regulations_gov_daily_2020_2023"];
    let archive = bytes(&data, DAILY);
    let days = members(&archive);
    assert_eq!(days.len() as u64, expected["files"].as_u64().expect("a count"));
    let (mut empty, mut posted, mut kinds) = (0_u64, 0, BTreeMap::<Kind, u64>::new());
    let (mut printed, mut own, mut notes) = (BTreeSet::new(), BTreeSet::new(), 0);
    for (name, bytes) in days {
        let day = name.trim_end_matches(".json").replace('_', "-");
        let pages: Vec<Value> = serde_json::from_slice(bytes).expect("JSON");
        for page in &pages {
            let url = format!(
                "https://api.regulations.gov/v4/documents?filter%5BpostedDate%5D={day}&filter%5BdocumentType%5D=Rule%2CProposed%20Rule\
                 &page%5Bnumber%5D=1&page%5Bsize%5D=250"
            );
            let reading = read(&catalogue, &url, &format!("{day}T20:00:00Z"), page.to_string().as_bytes());
            assert!(
                reading.notes.iter().all(|note| note.weight == model::note::Weight::Info),
                "{day}: {:?}",
                reading.notes
            );
            notes += reading.notes.len();
            match &reading.found {
                Found::Empty => empty += 1,
                Found::Renditions(_) => {}
                other => panic!("{day}: {other:?}"),
            }
            let items = page["data"].as_array().expect("a list");
            posted += items.len() as u64;
            let numbers = items.iter().filter_map(|item| item["attributes"]["frDocNum"].as_str());
            let numbers: BTreeSet<String> =
                numbers.map(|number| number.replace('–', "-").replace("FR Doc. ", "")).collect();
            let told = renditions(&reading);
            assert!(told.len() >= numbers.len(), "{day}: {} tellings, {} numbers", told.len(), numbers.len());
            let distinct: BTreeSet<&str> = told.iter().map(|rendition| rendition.document.as_str()).collect();
            assert_eq!(distinct.len(), told.len(), "{day}: one telling a document");
            for rendition in told {
                let fields = &rendition.fields;
                let id = rendition.document.to_string();
                assert!(fields.title.is_some() && !fields.agency_names.is_empty(), "{id}");
                *kinds.entry(fields.kind.expect("a kind")).or_default() += 1;
                if let Some(published_on) = fields.published_on {
                    assert_eq!(published_on.to_string(), day, "{id}");
                }
                if id.starts_with("fr:") {
                    printed.insert(id)
                } else {
                    own.insert(id)
                };
            }
        }
    }
    println!(
        "regulations.gov, 1,349 days: {posted} postings, {} documents of the Federal Register, {} others, {notes} notes, {kinds:?}",
        printed.len(),
        own.len()
    );
    assert_eq!(Some(posted), expected["documents"].as_u64());
    assert_eq!(Some(empty), expected["days_without_documents"].as_u64());
    // Besides those without a number, postings whose number is none or was cut off are told under their own.
    let without = expected["without_fr_doc_num"].as_u64().expect("a count");
    assert!((without..without + 60).contains(&(own.len() as u64)), "{}", own.len());
    let numbers = expected["distinct_fr_doc_nums"].as_u64().expect("a count");
    assert!((numbers - 40..numbers + 60).contains(&(printed.len() as u64)), "{}", printed.len());
}
