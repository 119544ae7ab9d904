//! Foreign bytes of every sort: nothing may panic, whatever stands where a source looks for its own.
//! Fixtures are cut, spliced and overwritten; bare noise comes too.

use model::reading::Found;
use model::request::{Bookmark, SourceId};
use proptest::prelude::*;
use sources::Catalogue;

use crate::{fixtures, head};

/// Reads bytes as every source would, whoever claims them.
fn read_as_all(catalogue: &Catalogue, url: &str, bytes: &[u8]) {
    let ids: Vec<SourceId> = catalogue.all().map(|(stanza, _)| stanza.slug.clone()).collect();
    for id in ids {
        let mut head = head(catalogue, url, "2026-04-17T12:00:00Z", bytes.len());
        head.source = id;
        let reading = catalogue.read(&head, &mut &bytes[..]);
        if let Found::Renditions(found) | Found::Inspection(found) = &reading.found {
            assert!(!found.is_empty(), "renditions are told only where there are some");
        }
    }
}

/// A change of a fixture's bytes.
#[derive(Debug, Clone)]
enum Change {
    Cut(prop::sample::Index),
    Remove(prop::sample::Index, u8),
    Overwrite(prop::sample::Index, Vec<u8>),
    Insert(prop::sample::Index, Vec<u8>),
    Repeat(prop::sample::Index, u8),
}

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let telling: Vec<&[u8]> = vec![
        b"<",
        b">",
        b"</",
        b"/>",
        b"<!--",
        b"]]>",
        b"<![CDATA[",
        b"&",
        b"&#x0;",
        b"&#xD800;",
        b"&lt;",
        b"\"",
        b"\"\"",
        b",",
        b"\r\n",
        b"\x1a",
        b"<P>",
        b"</P>",
        b"<RULE>",
        b"</RULE>",
        b"<ROW>",
        b"<SU>",
        b"</E>",
        b"<FRDOC>",
        b"{",
        b"}",
        b"[",
        b"]",
        b"null",
        b"\\u0000",
        b"\xff",
        b"\xef\xbb\xbf",
        b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "§\u{2009}é\u{0301}".as_bytes(),
        b"-0- ",
        b"Filed 4-14-16; 8:45",
        b"\0",
    ];
    prop_oneof![prop::sample::select(telling).prop_map(<[u8]>::to_vec), prop::collection::vec(any::<u8>(), 0..8)]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Change::Cut),
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, count)| Change::Remove(at, count)),
        (any::<prop::sample::Index>(), pieces()).prop_map(|(at, bytes)| Change::Overwrite(at, bytes)),
        (any::<prop::sample::Index>(), pieces()).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, count)| Change::Repeat(at, count)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: &prop::sample::Index, bytes: &[u8]| at.index(bytes.len() + 1);
        match change {
            Change::Cut(at) => bytes.truncate(place(at, &bytes)),
            Change::Remove(at, count) => {
                let from = place(at, &bytes);
                let to = (from + usize::from(*count)).min(bytes.len());
                bytes.drain(from..to);
            }
            Change::Overwrite(at, with) => {
                let from = place(at, &bytes);
                let to = (from + with.len()).min(bytes.len());
                bytes.splice(from..to, with.iter().copied());
            }
            Change::Insert(at, with) => {
                let from = place(at, &bytes);
                bytes.splice(from..from, with.iter().copied());
            }
            Change::Repeat(at, count) => {
                let from = place(at, &bytes);
                let to = (from + usize::from(*count)).min(bytes.len());
                let piece = bytes[from..to].to_vec();
                bytes.splice(from..from, piece);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_fixture_never_panics(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let catalogue = Catalogue::bundled();
        let fixtures = fixtures::all();
        let fixture = &fixtures[which.index(fixtures.len())];
        read_as_all(&catalogue, &fixture.url, &changed(fixture.bytes.clone(), &changes));
    }

    #[test]
    fn noise_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_as_all(&Catalogue::bundled(), "https://www.govinfo.gov/bulkdata/FR/2016/04/FR-2016-04-15.xml", &bytes);
    }

    #[test]
    fn no_address_panics(url in "\\PC{0,60}|https?://[a-z.]{0,20}(/[a-zA-Z0-9.%,-]{0,12}){0,6}(\\?\\PC{0,10})?") {
        let _ = Catalogue::bundled().claimant(&url);
    }

    #[test]
    fn asking_never_panics(asked in any::<i64>(), day in any::<i16>()) {
        let catalogue = Catalogue::bundled();
        let Ok(now) = model::Timestamp::from_second(asked) else { return Ok(()) };
        let published_on = model::Date::new(day, 1, 1).ok();
        let bookmark = Bookmark { published_on, ..Bookmark::default() };
        for (stanza, source) in catalogue.all() {
            for request in catalogue.ask(&stanza.slug, &bookmark, now) {
                prop_assert!(source.claims(&request.url), "{} claims what it asks for: {}", stanza.slug, request.url);
                prop_assert_eq!(&request.source, &stanza.slug);
            }
        }
    }
}

#[test]
fn elements_too_deep_and_entities_are_refused() {
    let catalogue = Catalogue::bundled();
    let url = "https://www.federalregister.gov/documents/full_text/xml/2026/04/17/2026-07411.xml";
    let deep = format!("<RULE>{}x{}</RULE>", "<P>".repeat(10_000), "</P>".repeat(10_000));
    let bomb = "<!DOCTYPE RULE [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><RULE><P>&b;</P></RULE>";
    for (text, says) in
        [(deep.as_str(), "deep"), (bomb, "entities"), ("", "no XML"), ("<html/>", "no text of the Federal Register")]
    {
        let reading = crate::read(&catalogue, url, "2026-04-17T12:00:00Z", text.as_bytes());
        let Found::Failed(sentence) = &reading.found else { panic!("{text:.40}: {:?}", reading.found) };
        assert!(sentence.contains(says), "{sentence}");
    }
}

#[test]
fn an_answer_that_is_no_success_says_nothing() {
    let catalogue = Catalogue::bundled();
    let mut head = head(&catalogue, "https://www.treasury.gov/ofac/downloads/sdn.csv", "2026-04-17T12:00:00Z", 9);
    head.status = 503;
    assert!(
        matches!(catalogue.read(&head, &mut &b"1,2,3"[..]).found, Found::Failed(sentence) if sentence.contains("503"))
    );
    head.status = 200;
    head.source = SourceId::new("nobody");
    assert!(matches!(catalogue.read(&head, &mut &b"1,2,3"[..]).found, Found::Failed(_)));
}
