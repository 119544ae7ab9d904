//! Citations of any text at all, and in the documents of April 15, 2016, against the finds of two other readers: their union is the
//! floor.

use std::io::Cursor;

use proptest::prelude::*;
use understand::cite;

use crate::shared;

#[path = "../../../../fuzz/bodies/cite.rs"]
mod body;

/// Pieces out of which citations are made, and near misses, so that chance puts them together wrongly.
const PIECES: &str = "(15 CFR |part |parts |§§ |744\\.11|\\(b\\)|\\(1\\)|, | and |-|–| through |50 U\\.S\\.C\\. |1701| note| et seq\\.|88 FR \
    |17706|FR Doc\\. |2016-08720|Pub\\. L\\. |114-102|128 Stat\\. 5|Executive Orders? |13224|RIN 0694-AJ12|Docket No\\. |BIS-2024-0012|HTSUS \
    |8541\\.40\\.6020|heading |chapter 99|note 2 to |Schedule B |ECCN |3A001|\\.b|\\.1|USML |Category XI|\\(a\\)|7440-57-5|A-570-979|731-TA-|1291\
    |CBP Dec\\. 24-05|CSMS # |64810233|HQ |H304915|NY |N301245|Russia-related |General License |8K|Slip Op\\. |24-12|Court No\\. |No\\. 2022-1234\
    |Regulation |\\(EU\\) |No 833/2014|2021/821|Decision 2014/512/CFSP|32014R0833|eli/reg/2014/833/oj|OJ L 229, 31\\.7\\.2014, p\\. 1|S\\.I\\. 2019/855\
    |resolution |1718 \\(2006\\)|S/RES/|G/TBT/N/USA/|2034|\\(see |2604170012|\\)|title |, Code of Federal Regulations|of this chapter|of the EAR\
    |supplement no\\. 4 to |Cal\\. Civ\\. Code |subpart |[A-Z]|[0-9]{1,6}|[.,;/() -]|\u{a0}|\u{2009}|é|\u{1F600})";

/// So many pieces at most, in any order.
fn pieces(most: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("({PIECES}){{0,{most}}}")).expect("the pieces are a pattern")
}

/// How many texts each property tries: `PROPTEST_CASES`, else two thousand.
fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(cases.unwrap_or(2_000))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_text_is_read_and_its_spans_are_true(text in "\\PC{0,80}") {
        body::check(&text);
    }

    #[test]
    fn any_bytes_that_are_text_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        body::check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn pieces_in_any_order_are_read(text in pieces(14)) {
        body::check(&text);
    }

    #[test]
    fn a_text_cut_anywhere_is_read(text in pieces(8), at in 0usize..120) {
        let cut: String = text.chars().take(at).collect();
        body::check(&cut);
    }
}

/// Texts that look like the beginning of a citation again and again.
const TRAPS: &[&str] = &[
    "1",
    "12 ",
    "§",
    "§§ ",
    "1A1A1A",
    "3A001.a.",
    "3A001, ",
    "(a)",
    "15 CFR 744.11(a)",
    "15 CFR ",
    "part 744, ",
    "§ 744.11, ",
    "section 5, ",
    "50 U.S.C. 1, ",
    "1701-",
    "1-",
    "A-570-",
    "A-",
    "BIS-",
    "EPA-HQ-",
    "88 FR 1, ",
    "FR ",
    "Docket No. ",
    "General License ",
    "Regulation (EU) No ",
    "(EU) ",
    "(see 1",
    "resolution 1 (",
    "S/RES/",
    "G/TBT/",
    "8541.40.",
    "heading 8541, ",
    "U.S. ",
    "New York ",
    "note 1 to ",
    "Cal. ",
    "Cal. Code § ",
    "No. 2022-1234 ",
    "21-1552: ",
    "a",
    "A",
    "é",
    "\u{2013}",
    "–1",
    "1–",
    " ",
    "\n",
    "(",
    "()",
    ", ",
    "and ",
];

/// CPU time of this thread, where the system tells it.
fn cpu_nanos() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split_whitespace().next()?.parse().ok()
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    if cpu_nanos().is_none() {
        assert!(std::env::var_os("CI").is_none(), "this system tells no CPU time");
        return println!("skipped: this system tells no CPU time");
    }
    // The clock of a thread moves in steps of some milliseconds, so a text is read until it has moved well.
    let cost = |text: &str| {
        let (begun, mut passes) = (cpu_nanos().unwrap_or(0), 0);
        loop {
            std::hint::black_box(cite::find(text));
            passes += 1;
            let spent = cpu_nanos().unwrap_or(0) - begun;
            if spent > 30_000_000 {
                return spent / passes;
            }
        }
    };
    for trap in TRAPS {
        let (short, long) = (trap.repeat(20_000 / trap.len()), trap.repeat(320_000 / trap.len()));
        let (small, large) = (cost(&short), cost(&long));
        assert!(large < small.max(1) * 64, "sixteen times {trap:?} cost {} times as much", large / small.max(1));
    }
}

/// One document of the sample: its text and what other patterns found in it.
fn sample() -> Option<Vec<serde_json::Value>> {
    let body = shared::bytes("citations/fr-2016-04-15-citations.jsonl.zst")?;
    let lines = std::io::BufRead::lines(Cursor::new(body)).map_while(Result::ok);
    Some(lines.filter_map(|line| serde_json::from_str(&line).ok()).collect())
}

fn number(value: &serde_json::Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("small")
}

#[test]
fn what_other_readers_found_is_found() {
    let Some(sample) = sample() else { return };
    let (mut wanted, mut missed) = (0, Vec::new());
    for document in &sample {
        let text = document["text"].as_str().expect("text");
        let found = cite::find(text);
        for hit in document["regex"].as_array().expect("hits") {
            wanted += 1;
            let (start, end) = (number(&hit["start"]), number(&hit["end"]));
            let canonical = hit["canonical"].as_str().expect("a name");
            // A range of pages or sections is canonical by its own rule; the first number agrees.
            let same = |c: &model::citation::Citation| {
                c.start < end
                    && start < c.end
                    && c.kind.as_str() == hit["type"]
                    && (canonical.starts_with(&c.canonical) || c.canonical.starts_with(canonical))
            };
            if !found.iter().any(same) {
                missed.push(format!("{} {canonical}: {}", document["document"], hit["text"]));
            }
        }
        for hit in document["eyecite"].as_array().expect("hits") {
            wanted += 1;
            let (start, end) = (number(&hit["start"]), number(&hit["end"]));
            if !found.iter().any(|citation| citation.start < end && start < citation.end) {
                missed.push(format!("{} {}", document["document"], hit["text"]));
            }
        }
    }
    println!("{wanted} wanted, {} missed: {missed:#?}", missed.len());
    // A page that was set twice (`81 FR 81 FR 4007`), and an author with a year that eyecite takes for a case.
    assert!(wanted > 750 && missed.len() <= 2, "{} of {wanted} missed: {missed:?}", missed.len());
}

#[test]
fn codes_that_eyecite_reads_are_read() {
    let Some(cases) = shared::bytes("citations/eyecite-find.jsonl") else { return };
    let mut codes = 0;
    for line in String::from_utf8(cases).expect("text").lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let Some(text) = case["text"].as_str() else { continue };
        body::check(text);
        let wanted =
            case["expected"].as_array().expect("expected").iter().filter(|e| e["type"] == "law_citation").count();
        let found = cite::find(text);
        assert!(found.len() >= wanted, "{text}: {found:?}");
        codes += wanted;
    }
    assert_eq!(codes, 5);
}

#[test]
fn kinds_that_are_rare_are_not_seen_everywhere() {
    use model::citation::CitationKind as Kind;
    let Some(sample) = sample() else { return };
    for document in &sample {
        let text = document["text"].as_str().expect("text");
        body::check(text);
        for citation in cite::find(text) {
            // No document of that day speaks of these.
            let rare = [
                Kind::Eccn,
                Kind::Usml,
                Kind::Cas,
                Kind::Csms,
                Kind::Ruling,
                Kind::GeneralLicense,
                Kind::Eu,
                Kind::Uk,
                Kind::Un,
                Kind::Wto,
            ];
            assert!(!rare.contains(&citation.kind), "{} in {}", citation.text, document["document"]);
        }
    }
}
