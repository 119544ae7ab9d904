//! Real pages and feeds of courts, held against the expected parse of a program that has read them for years.
//! Where the two spell a name otherwise, the same letters are asked for.

use std::collections::BTreeMap;

use model::document::{Fields, Kind};
use model::reading::{Found, Reading};
use serde_json::Value;
use sources::Catalogue;

use crate::captures::{bytes, data, json, manifest};
use crate::{read, renditions};

fn reading(data: &std::path::Path, path: &str) -> Reading {
    let (path, address, at) = manifest(data, path).remove(0);
    read(&Catalogue::bundled(), &address, &at, &bytes(data, &path))
}

/// The expected decisions of a page, by the address of each.
fn expected(data: &std::path::Path, path: &str) -> BTreeMap<String, Value> {
    let list = json(data, path);
    let text = |value: &Value| value["download_urls"].as_str().expect("an address").to_owned();
    list.as_array().expect("a list").iter().map(|value| (text(value), value.clone())).collect()
}

/// A case's name for comparing: letters and figures, the United States by one name, without "et al".
fn bare(name: &str) -> String {
    // The other program leaves `&#039;` of the page as `&039;`.
    let name = name.to_lowercase().replace("&039;", "'").replace(" et al.", "").replace(" et al", "");
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn agree(fields: &Fields, expected: &Value, docket: &str) {
    let url = fields.url.as_deref().expect("an address");
    assert_eq!(fields.kind, Some(Kind::Opinion), "{url}");
    let name = expected["case_names"].as_str().expect("a name");
    assert_eq!(bare(fields.title.as_deref().unwrap_or_default()), bare(name), "{url}");
    assert_eq!(fields.published_on.map(|day| day.to_string()).as_deref(), expected["case_dates"].as_str(), "{url}");
    assert_eq!(fields.docket_ids.join(" "), docket, "{url}");
}

#[test]
fn slip_opinions_are_those_of_the_expected_parse() {
    let Some(data) = data() else { return };
    let expected = expected(&data, "courts/opinions/cit_example.compare.json");
    let reading = reading(&data, "courts/opinions/cit_example.html");
    assert_eq!(reading.notes, []);
    let found = renditions(&reading);
    assert_eq!((found.len(), expected.len()), (90, 90));
    for rendition in found {
        let fields = &rendition.fields;
        let expected = &expected[fields.url.as_deref().expect("an address")];
        let docket = expected["docket_numbers"].as_str().expect("a docket").trim_start_matches("Consol. ");
        agree(fields, expected, docket);
        // `2014 CIT 07` is what the other program makes of slip opinion 14-7.
        let number: u32 =
            expected["citations"].as_str().and_then(|text| text.rsplit(' ').next()?.parse().ok()).expect("a number");
        assert_eq!(rendition.document.as_str(), format!("cit:slip-14-{number}"));
        assert_eq!(fields.citation.as_deref(), Some(format!("Slip Op. 14-{number}").as_str()));
        let about = fields.abstract_text.as_deref().unwrap_or_default();
        for column in ["judges", "nature_of_suit"] {
            assert!(about.contains(expected[column].as_str().expect("a text")), "{about}");
        }
    }
}

#[test]
fn every_year_of_slip_opinions_is_whole() {
    let Some(data) = data() else { return };
    // Counted in the pages by lxml; the days are those that are written `MM/DD/YYYY`, or with a stroke too many.
    let years = [
        ("1999", 144, 144),
        ("2000", 173, 173),
        ("2001", 154, 154),
        ("2002", 154, 154),
        ("2004", 162, 161),
        ("2005", 168, 168),
        ("2007", 189, 189),
        ("2008", 146, 145),
        ("2010", 142, 142),
        ("2011", 159, 159),
    ];
    for (year, opinions, days) in years {
        let reading = reading(&data, &format!("courts/cit-yearly/cit_{year}"));
        let found = renditions(&reading);
        assert_eq!(found.len(), opinions, "{year}: {:?}", reading.notes);
        let dated: Vec<_> = found.iter().filter_map(|rendition| rendition.fields.published_on).collect();
        assert_eq!(dated.len(), days, "{year}: {:?}", reading.notes);
        let strays = dated.iter().filter(|day| day.year().to_string() != year).count();
        assert_eq!(strays, usize::from(matches!(year, "2005" | "2011")), "{year}: {:?}", reading.notes);
        assert_eq!(reading.notes.len(), opinions - days + strays, "{year}: {:?}", reading.notes);
        for rendition in found {
            let fields = &rendition.fields;
            let url = fields.url.as_deref().expect("an address");
            assert!(
                url.starts_with("http://www.cit.uscourts.gov/SlipOpinions/Slip_op")
                    && url.to_lowercase().ends_with(".pdf"),
                "{url}"
            );
            assert!(
                !fields.docket_ids.is_empty() && fields.title.as_deref().is_some_and(|title| title.len() > 8),
                "{fields:?}"
            );
            assert!(fields.title.iter().all(|title| !title.to_lowercase().contains("errat")), "{fields:?}");
            assert!(
                rendition.document.as_str().starts_with(&format!("cit:slip-{}-", &year[2..])),
                "{}",
                rendition.document
            );
        }
    }
}

#[test]
fn decisions_of_the_federal_circuit_are_those_of_the_expected_parse() {
    let Some(data) = data() else { return };
    let expected = expected(&data, "courts/opinions/cafc_example.compare.json");
    let reading = reading(&data, "courts/opinions/cafc_example.xml");
    assert_eq!(reading.notes, []);
    let found = renditions(&reading);
    assert_eq!((found.len(), expected.len()), (100, 100));
    for rendition in found {
        let fields = &rendition.fields;
        let expected = &expected[fields.url.as_deref().expect("an address")];
        agree(fields, expected, expected["docket_numbers"].as_str().expect("a docket"));
        let status = if expected["precedential_statuses"] == "Published" { "Precedential" } else { "Nonprecedential" };
        assert_eq!(fields.subtype.as_deref(), Some(status));
        assert!(fields.abstract_text.is_some() && fields.action.is_some(), "{fields:?}");
    }
    let of = |docket: &str| found.iter().filter(|rendition| rendition.fields.docket_ids == [docket.to_owned()]).count();
    assert_eq!(of("20-2067"), 2, "an opinion and an order in one docket are two documents");
}

#[test]
fn opinions_of_the_court_of_federal_claims_are_those_of_the_expected_parse() {
    let Some(data) = data() else { return };
    let pages = [
        ("uscfc_example.html", "uscfc_example.compare.json.zst", 443),
        ("uscfc_vaccine_example.html", "uscfc_vaccine_example.compare.json", 108),
    ];
    for (page, parse, count) in pages {
        let expected = expected(&data, &format!("courts/opinions/{parse}"));
        let reading = reading(&data, &format!("courts/opinions/{page}"));
        let Found::Renditions(found) = &reading.found else { panic!("{page}: {:?}", reading.found) };
        assert_eq!((found.len(), expected.len()), (count, count), "{page}: {:?}", reading.notes);
        // Four of the 447 lines name a paper that another line names in the same words.
        let repeated = reading.notes.iter().filter(|note| note.text.contains("a second time")).count();
        assert_eq!(
            (repeated, reading.notes.len()),
            (if page == "uscfc_example.html" { 4 } else { 0 }, repeated),
            "{page}"
        );
        for rendition in found {
            let fields = &rendition.fields;
            let expected = &expected[fields.url.as_deref().expect("an address")];
            // The other program takes the docket out of the address of vaccine cases, filled up with zeros and with a letter.
            let docket = expected["docket_numbers"].as_str().expect("a docket").trim_end_matches('V');
            let docket =
                docket.split_once('-').map(|(year, number)| format!("{year}-{}", number.trim_start_matches('0')));
            agree(fields, expected, &docket.expect("a docket"));
            let status = if expected["precedential_statuses"] == "Published" { "reported" } else { "unreported" };
            assert_eq!(fields.subtype.as_deref(), Some(status), "{fields:?}");
        }
    }
}
