//! Citations in running text. One file a kind; this one runs them all and settles which of two overlapping finds stands.

mod ad_cvd;
mod cfr;
mod docket;
mod eccn;
mod fr;
mod fr_doc;
mod list;
mod orders;
mod publaw;
mod reference;
mod rin;
mod usc;

use std::ops::Range;

use model::citation::{Citation, CitationKind};

use crate::span::Chars;

/// What one reader of a kind found: a range of bytes, and what it points at.
struct Find {
    range: Range<usize>,
    kind: CitationKind,
    canonical: String,
    url: Option<String>,
}

impl Find {
    fn new(range: Range<usize>, kind: CitationKind, canonical: impl Into<String>, url: Option<String>) -> Self {
        Self { range, kind, canonical: canonical.into(), url }
    }
}

/// The citations of a text, in order, none overlapping another; offsets in Unicode characters. Linear in the text's length.
///
/// Each kind is read by itself. Where two overlap, the one that starts first stands, of those the longer: `15 CFR 744.11` inside a
/// list never reads as something else.
pub fn find(text: &str) -> Vec<Citation> {
    let mut finds = Vec::new();
    for read in [
        cfr::find,
        fr::find,
        fr_doc::find,
        usc::find,
        publaw::find,
        orders::find,
        rin::find,
        eccn::find,
        ad_cvd::find,
        docket::find,
        reference::find,
    ] {
        read(text, &mut finds);
    }
    finds.sort_by_key(|find| (find.range.start, std::cmp::Reverse(find.range.end)));
    let mut chars = Chars::new(text);
    let mut out = Vec::new();
    let mut free_from = 0;
    for find in finds {
        if find.range.start < free_from || find.range.is_empty() {
            continue;
        }
        free_from = find.range.end;
        out.push(Citation {
            text: text[find.range.clone()].to_owned(),
            start: chars.at(find.range.start),
            end: chars.at(find.range.end),
            kind: find.kind,
            canonical: find.canonical,
            url: find.url,
        });
    }
    out
}

/// Compiles a pattern that stands in this crate's source.
fn pattern(source: &str) -> regex::Regex {
    regex::Regex::new(source).expect("the pattern stands in the source and is tested")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Finds as `kind canonical`, one a line.
    #[track_caller]
    pub(crate) fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = find(text).iter().map(|c| format!("{} {}", c.kind, c.canonical)).collect();
        assert_eq!(found, expected, "in {text}");
    }

    #[test]
    fn a_list_of_parts_is_a_citation_each() {
        check("see 15 CFR parts 730 and 774", &["cfr 15 CFR 730", "cfr 15 CFR 774"]);
        check("12 CFR Parts 3, 208, and 324.", &["cfr 12 CFR 3", "cfr 12 CFR 208", "cfr 12 CFR 324"]);
        check("15 CFR parts 730-774", &["cfr 15 CFR 730-774"]);
        check(
            "15 C.F.R. §§ 744.11, 744.16(b)(1) and 772.1",
            &["cfr 15 CFR 744.11", "cfr 15 CFR 744.16", "cfr 15 CFR 772.1"],
        );
        check("part 744 of title 15, Code of Federal Regulations", &["cfr 15 CFR 744"]);
        check("title 15, Code of Federal Regulations, part 744", &["cfr 15 CFR 744"]);
    }

    #[test]
    fn the_next_citation_ends_a_list() {
        check("12 CFR 324.403, 12 U.S.C. 1815(a)", &["cfr 12 CFR 324.403", "usc 12 U.S.C. 1815"]);
        check("31 CFR part 560 and 30 days", &["cfr 31 CFR 560"]);
        check("17 CFR 240.19b-4 and 43 CFR 8360.0-7", &["cfr 17 CFR 240.19b-4", "cfr 43 CFR 8360.0-7"]);
    }

    #[test]
    fn the_register_and_its_documents() {
        check("(81 FR 3033-3038)", &["fr 81 FR 3033"]);
        check("80 Fed. Reg. 56,469, 56,470; 79 FR 7610", &["fr 80 FR 56469", "fr 80 FR 56470", "fr 79 FR 7610"]);
        check("[FR Doc. 2016-08717 Filed 4-14-16; 8:45 am]", &["fr-doc FR Doc. 2016-08717"]);
        check(
            "FR Doc. C1-2019-19930 and FR Doc. E8-23178",
            &["fr-doc FR Doc. C1-2019-19930", "fr-doc FR Doc. E8-23178"],
        );
    }

    #[test]
    fn statutes() {
        check("50 U.S.C. 1601-1651, 1701-1706", &["usc 50 U.S.C. 1601-1651", "usc 50 U.S.C. 1701-1706"]);
        check("under 22 U.S.C. 6501 note and 15 U.S.C. 80a-1", &["usc 22 U.S.C. 6501", "usc 15 U.S.C. 80a-1"]);
        check("19 USC § 1673d(b)", &["usc 19 U.S.C. 1673d"]);
        check(
            "Pub. L. 114-102, Public Law 115–232 and P.L. No. 116-6",
            &["publaw Pub. L. 114-102", "publaw Pub. L. 115-232", "publaw Pub. L. 116-6"],
        );
    }

    #[test]
    fn acts_of_the_president() {
        check(
            "Executive Orders 12866 and 13563, E.O. 13224, EO 14105 of August 9, 2023",
            &["eo EO 12866", "eo EO 13563", "eo EO 13224", "eo EO 14105"],
        );
        check(
            "Proclamation 9705 and Proclamation No. 10,414",
            &["proclamation Proclamation 9705", "proclamation Proclamation 10414"],
        );
    }

    #[test]
    fn numbers_of_rules_goods_cases_and_articles() {
        check("RIN 0694-AJ12; RINs 1515-AE50 and 0648-XE498", &["rin 0694-AJ12", "rin 1515-AE50", "rin 0648-XE498"]);
        check("ECCN 3B993.f, 3A090.a.1 and 5A002", &["eccn 3B993.f", "eccn 3A090.a.1", "eccn 5A002"]);
        check("(A-570-088/C-570-089)", &["ad-cvd A-570-088", "ad-cvd C-570-089"]);
        check(
            "Nos. 701-TA-545-547 and 731-TA-1291-1297 (Final)",
            &["ad-cvd 701-TA-545-547", "ad-cvd 731-TA-1291-1297"],
        );
        check("No. 337-TA-944", &["docket 337-TA-944"]);
        check("APHIS-2015-0073 or EPA-HQ-OPP-2016-0198", &["docket APHIS-2015-0073", "docket EPA-HQ-OPP-2016-0198"]);
        check("so it was (see 2604160022 and 2604150007)", &["ref 2604160022", "ref 2604150007"]);
    }

    #[test]
    fn offsets_are_characters() {
        let text = "“§ — é” 15 CFR 744.11";
        let citation = &find(text)[0];
        assert_eq!((citation.start, citation.end), (8, 21));
        assert_eq!(crate::span::slice(text, citation.start, citation.end), citation.text);
    }

    proptest::proptest! {
        #[test]
        fn a_span_slices_to_its_text(text in "(\\PC{0,12}|15 CFR (part )?|[0-9.,() -]{1,9}|U\\.S\\.C\\. |FR |ECCN |Executive Order |§){0,12}") {
            let mut last = 0;
            for citation in find(&text) {
                proptest::prop_assert_eq!(crate::span::slice(&text, citation.start, citation.end), &citation.text);
                proptest::prop_assert!(citation.start >= last && citation.end > citation.start);
                last = citation.end;
            }
        }
    }
}
