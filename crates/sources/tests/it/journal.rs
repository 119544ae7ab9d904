//! Real texts of the Official Journal, held against what another program makes of them: that no paragraph and no article is missing.
//! Three of the four were cut short by their collector; what they hold is read all the same.

use model::document::{Fields, Kind, Part};
use sources::Catalogue;

use crate::captures::{bytes, data, manifest};
use crate::{read, renditions};

const FOLDER: &str = "eu-official-journal/html/";

/// The document of a capture, and its fields.
fn text(data: &std::path::Path, name: &str) -> (String, Fields) {
    let (path, address, at) = manifest(data, &format!("{FOLDER}{name}")).remove(0);
    let reading = read(&Catalogue::bundled(), &address, &at, &bytes(data, &path));
    let [rendition] = renditions(&reading) else { panic!("{name}: {:?}", reading.found) };
    assert_eq!(reading.notes, [], "{name}");
    (rendition.document.to_string(), rendition.fields.clone())
}

/// Letters and figures alone: the other program sets spaces, signs and marks of notes otherwise.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// The paragraphs that another program found, without markup.
fn refined(data: &std::path::Path, name: &str) -> Vec<String> {
    let html = String::from_utf8(bytes(data, &format!("{FOLDER}{name}"))).expect("UTF-8");
    let body = html.split_once("<body").map_or(html.as_str(), |(_, body)| body);
    let mut out = Vec::new();
    // What stands between two tags is one run of text.
    for piece in body.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(_, text)| text) {
        let text = piece.replace("&amp;", "&").replace("&#160;", " ").replace("&nbsp;", " ");
        if !text.contains('&') {
            out.push(text);
        }
    }
    out
}

/// How many of the longer runs of text of the other program stand in ours, and how many there are.
fn shared(data: &std::path::Path, name: &str, fields: &Fields) -> (usize, usize) {
    let all: Vec<&str> =
        fields.title.iter().map(String::as_str).chain(fields.paragraphs.iter().map(|p| p.text.as_str())).collect();
    let ours = bare(&all.join(" "));
    let runs: Vec<String> = refined(data, name).iter().map(|run| bare(run)).filter(|run| run.len() > 30).collect();
    for run in runs.iter().filter(|run| !ours.contains(run.as_str())).take(5) {
        println!("{name}: not in ours: {run:.120}");
    }
    (runs.iter().filter(|run| ours.contains(run.as_str())).count(), runs.len())
}

fn count(fields: &Fields, part: Part) -> usize {
    fields.paragraphs.iter().filter(|paragraph| paragraph.part == part).count()
}

#[test]
fn a_printed_act_is_read_whole() {
    let Some(data) = data() else { return };
    let (id, fields) = text(&data, "modern_1_raw.html");
    assert_eq!(id, "celex:32013R0575");
    assert_eq!(
        fields.title.as_deref(),
        Some(
            "REGULATION (EU) No 575/2013 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL of 26 June 2013 on prudential requirements for credit \
             institutions and investment firms and amending Regulation (EU) No 648/2012 (Text with EEA relevance)"
        )
    );
    assert_eq!(fields.citation.as_deref(), Some("OJ L 176, 27.6.2013, p. 1"));
    assert_eq!(fields.published_on.map(|day| day.to_string()).as_deref(), Some("2013-06-27"));
    assert_eq!((fields.dates_text.as_deref(), fields.kind), (Some("of 26 June 2013"), Some(Kind::Legislation)));
    assert_eq!(count(&fields, Part::Footnote), 2);
    let articles: Vec<&str> = fields
        .paragraphs
        .iter()
        .filter(|p| p.part == Part::Heading && p.text.starts_with("Article "))
        .map(|p| p.text.as_str())
        .collect();
    assert_eq!(articles, ["Article 1", "Article 2", "Article 3", "Article 4", "Article 521"]);
    assert!(fields.paragraphs.iter().any(|p| p.text == "(b) forward foreign-exchange contracts;"));
    let (found, all) = shared(&data, "modern_1_refined.html", &fields);
    println!("printed: {found} of {all} runs of text, {} paragraphs", fields.paragraphs.len());
    assert_eq!(found, all);
}

#[test]
fn a_consolidated_text_is_read_whole() {
    let Some(data) = data() else { return };
    let (id, fields) = text(&data, "moderncons_1_raw.html");
    assert_eq!(id, "celex:02009L0065-20130620");
    assert!(
        fields.title.as_deref().is_some_and(
            |title| title.starts_with("DIRECTIVE 2009/65/EC") && title.ends_with("(Text with EEA relevance)")
        )
    );
    assert_eq!(fields.citation.as_deref(), Some("OJ L 302, 17.11.2009, p.32"));
    assert_eq!(fields.published_on.map(|day| day.to_string()).as_deref(), Some("2009-11-17"));
    assert_eq!(fields.dates_text.as_deref(), Some("of 13 July 2009"));
    let (found, all) = shared(&data, "moderncons_1_refined.html", &fields);
    println!("consolidated: {found} of {all} runs of text, {} paragraphs", fields.paragraphs.len());
    assert_eq!(found, all);
}

#[test]
fn a_text_of_old_is_read_whole() {
    let Some(data) = data() else { return };
    let (id, fields) = text(&data, "EUHb_de_raw.html");
    assert_eq!(id, "celex:32002F0584-de");
    assert!(
        fields
            .title
            .as_deref()
            .is_some_and(|title| title.starts_with("2002/584/JI: Rahmenbeschluss des Rates vom 13. Juni 2002"))
    );
    assert_eq!(fields.citation.as_deref(), Some("Amtsblatt Nr. L 190 vom 18/07/2002 S. 0001 - 0020"));
    assert_eq!(fields.published_on.map(|day| day.to_string()).as_deref(), Some("2002-07-18"));
    assert_eq!(fields.dates_text.as_deref(), Some("vom 13. Juni 2002"));
    assert!(fields.topics.iter().any(|topic| topic == "Auslieferung"));
    let (found, all) = shared(&data, "EUHb_de_refined.html", &fields);
    println!("of old: {found} of {all} runs of text, {} paragraphs", fields.paragraphs.len());
    assert_eq!(found, all);
}

#[test]
fn a_proposal_is_read_whole() {
    let Some(data) = data() else { return };
    let (id, fields) = text(&data, "proposal_raw.html");
    assert_eq!((id.as_str(), fields.kind), ("celex:52021PC0206-de", Some(Kind::ProposedRule)));
    assert!(
        fields
            .title
            .as_deref()
            .is_some_and(|title| title.starts_with("Vorschlag für eine VERORDNUNG DES EUROPÄISCHEN PARLAMENTS"))
    );
    assert_eq!(fields.citation.as_deref(), Some("COM(2021) 206 final"));
    assert_eq!(fields.published_on.map(|day| day.to_string()).as_deref(), Some("2021-04-21"));
    let (found, all) = shared(&data, "proposal_refined.html.zst", &fields);
    println!("proposal: {found} of {all} runs of text, {} paragraphs", fields.paragraphs.len());
    assert!(found * 100 >= all * 97, "{found} of {all}");
}

#[test]
fn formex_is_read_from_parts_put_together() {
    let Some(data) = data() else { return };
    let catalogue = Catalogue::bundled();
    // The publisher serves the parts by themselves, in an archive; the address is the one of the act.
    for (name, celex, document, journal, dated) in [
        ("crr.xml", "32013R0575", "celex:32013R0575-de", Some("OJ L 176, 2013, p. 1"), "vom 26. Juni 2013"),
        ("document_1.xml", "32016R0679", "celex:32016R0679", Some("OJ L 119, 2016, p. 1"), "of 27 April 2016"),
        // A consolidated text is printed nowhere.
        ("visakodex.xml.zst", "02009R0810-20200202", "celex:02009R0810-20200202-de", None, "vom 13. Juli 2009"),
    ] {
        let bytes = bytes(&data, &format!("eu-official-journal/formex/{name}"));
        let reading = read(
            &catalogue,
            &format!("https://publications.europa.eu/resource/celex/{celex}"),
            "2020-07-01T12:00:00Z",
            &bytes,
        );
        let [rendition] = renditions(&reading) else { panic!("{name}: {:?}", reading.found) };
        let fields = &rendition.fields;
        println!(
            "{name}: {:?} {:?} {:?} {} paragraphs, {} footnotes",
            fields.title,
            fields.citation,
            fields.dates_text,
            fields.paragraphs.len(),
            count(fields, Part::Footnote)
        );
        assert_eq!(rendition.document.as_str(), document);
        assert_eq!((fields.citation.as_deref(), fields.dates_text.as_deref()), (journal, Some(dated)), "{name}");
        assert_eq!(fields.effective_on.is_some(), journal.is_none(), "{name}");
        assert!(fields.title.as_deref().is_some_and(|title| title.starts_with(if name == "document_1.xml" {
            "Regulation (EU)"
        } else {
            "Verordnung (E"
        })));
        assert!(count(fields, Part::Heading) > 3, "{name}");
    }
}
