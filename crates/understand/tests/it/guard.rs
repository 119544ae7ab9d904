//! The guard before states made wrong from real lists: emptied, cut short, without a column, thousands short, a web page in their place. Each
//! is held or not read as a list at all; none is believed.

use model::reading::Found;
use model::snapshot::Snapshot;
use understand::guard;

use crate::shared;

const AT: &str = "2026-05-01T12:00:00Z";
const AN_HOUR_LATER: &str = "2026-05-01T13:00:00Z";

/// Real lists with their addresses.
const LISTS: [(&str, &str); 8] = [
    (
        "https://www.treasury.gov/ofac/downloads/sdn.csv",
        "sanctions/us-ofac/sdn-csv-daily/2024-02-02T184331Z_sdn.csv.zst",
    ),
    (
        "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.XML",
        "sanctions/us-ofac/xml/2024-05-07_sdn.xml.zst",
    ),
    ("https://www.treasury.gov/ofac/downloads/sdn.xml", "sanctions/us-ofac/xml/2021-03-10_sdn.xml.zst"),
    (
        "https://api.trade.gov/static/consolidated_screening_list/consolidated.csv",
        "sanctions/us-csl/2022-05_consolidated.csv.zst",
    ),
    ("https://www.bis.doc.gov/dpl/dpl.txt", "sanctions/us-bis-dpl/2022-09_dpl.txt"),
    (
        "https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content",
        "sanctions/eu/2021-03-02_FULL-1_1.xml.zst",
    ),
    ("https://scsanctions.un.org/resources/xml/en/consolidated.xml", "sanctions/un/2024-05-15_consolidated.xml.zst"),
    (
        "https://ofsistorage.blob.core.windows.net/publishlive/ConList.csv",
        "sanctions/uk/2018-04-13_sanctionsconlist.csv.zst",
    ),
];

fn lists(url: &str, at: &str, body: Vec<u8>) -> Vec<Snapshot> {
    match shared::read(url, at, body).found {
        Found::Lists(lists) => lists,
        _ => Vec::new(),
    }
}

/// How many of the lists in those bytes the guard holds; panics where it believes one.
#[track_caller]
fn all_held(what: &str, good: &[Snapshot], url: &str, body: Vec<u8>) -> usize {
    let bad = lists(url, AN_HOUR_LATER, body);
    for list in &bad {
        let before = good.iter().find(|good| good.list == list.list && good.part == list.part);
        let before = before.unwrap_or_else(|| panic!("{what}: a list {} that was not there", list.list));
        if *before == (Snapshot { at: before.at, ..list.clone() }) {
            continue;
        }
        let why = guard::doubt(before, list, &[]);
        assert!(why.is_some(), "{what}: {} with {} entries is believed", list.list, list.entries.len());
    }
    bad.len()
}

#[test]
fn emptied_and_cut_lists_and_web_pages_are_not_believed() {
    for (url, path) in LISTS {
        let Some(whole) = shared::bytes(path) else { return };
        let good = lists(url, AT, whole.clone());
        assert!(!good.is_empty(), "{path} is a list");
        let page =
            b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We will be back</h1>".to_vec();
        all_held(&format!("{path} as a web page"), &good, url, page);
        all_held(&format!("{path} empty"), &good, url, Vec::new());
        all_held(&format!("{path} of blank lines"), &good, url, b"\r\n\r\n".to_vec());
        let head = whole.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        all_held(&format!("{path}, its first line alone"), &good, url, whole[..head].to_vec());
        for per_mille in [1, 500, 985] {
            let mut cut = whole.clone();
            cut.truncate(whole.len() / 1000 * per_mille);
            all_held(&format!("{path} cut after {per_mille} of 1,000"), &good, url, cut);
        }
    }
}

#[test]
fn lists_thousands_short_or_without_a_column_are_held() {
    for (url, path) in LISTS {
        let Some(whole) = shared::bytes(path) else { return };
        let mut columns = 0;
        for before in lists(url, AT, whole) {
            let later = Snapshot { at: AN_HOUR_LATER.parse().expect("an instant"), ..before.clone() };
            assert_eq!(guard::doubt(&before, &later, &[]), None, "{path}: the same list");
            let all = before.entries.len();
            if all <= 100 {
                continue;
            }
            // A fifth is gone everywhere, and of a large list fifteen thousand or all but a few.
            let fifth =
                before.entries.iter().enumerate().filter(|(place, _)| place % 5 != 0).map(|(_, entry)| entry.clone());
            let short = Snapshot { entries: fifth.collect(), ..later.clone() };
            assert!(guard::doubt(&before, &short, &[]).is_some(), "{path}: {} a fifth short", before.list);
            let left = all.saturating_sub(15_000).max(7);
            let short = Snapshot { entries: before.entries[all - left..].to_vec(), ..later.clone() };
            assert!(guard::doubt(&before, &short, &[]).is_some(), "{path}: {} has {left} left", before.list);
            let counted = guard::tally(None, &before);
            for column in counted.filled.iter().filter(|(_, filled)| **filled > 20).map(|(column, _)| column) {
                let mut mute = later.clone();
                for entry in &mut mute.entries {
                    entry.fields.remove(column);
                }
                let why = guard::doubt(&before, &mute, &[]).unwrap_or_default();
                assert!(why.contains(&format!("'{column}'")), "{path}: {} without {column}: {why}", before.list);
                columns += 1;
            }
        }
        assert!(columns > 4, "{path} has {columns} columns");
    }
}
