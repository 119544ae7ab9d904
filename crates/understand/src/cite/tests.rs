//! One table a type of citation: words, and what is found in them as `type canonical`.

use super::find;

/// Finds as `kind canonical`, one a line; the pinpoint behind a bar.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found: Vec<String> = find(text)
        .iter()
        .map(|c| match &c.pinpoint {
            Some(pinpoint) => format!("{} {} | {pinpoint}", c.kind, c.canonical),
            None => format!("{} {}", c.kind, c.canonical),
        })
        .collect();
    assert_eq!(found, expected, "in {text}");
}
#[test]
fn a_list_of_parts_is_a_citation_each() {
    check("see 15 CFR parts 730 and 774", &["cfr 15 CFR 730", "cfr 15 CFR 774"]);
    check("12 CFR Parts 3, 208, and 324.", &["cfr 12 CFR 3", "cfr 12 CFR 208", "cfr 12 CFR 324"]);
    check("15 CFR parts 730-774", &["cfr 15 CFR 730-774"]);
    check(
        "15 C.F.R. §§ 744.11, 744.16(b)(1) and 772.1",
        &["cfr 15 CFR 744.11", "cfr 15 CFR 744.16 | (b)(1)", "cfr 15 CFR 772.1"],
    );
    check("part 744 of title 15, Code of Federal Regulations", &["cfr 15 CFR 744"]);
    check("title 15, Code of Federal Regulations, part 744", &["cfr 15 CFR 744"]);
}

#[test]
fn the_next_citation_ends_a_list() {
    check("12 CFR 324.403, 12 U.S.C. 1815(a)", &["cfr 12 CFR 324.403", "usc 12 U.S.C. 1815 | (a)"]);
    check("31 CFR part 560 and 30 days", &["cfr 31 CFR 560"]);
    check("17 CFR 240.19b-4 and 43 CFR 8360.0-7", &["cfr 17 CFR 240.19b-4", "cfr 43 CFR 8360.0-7"]);
}

#[test]
fn the_register_and_its_documents() {
    check("(81 FR 3033-3038)", &["fr 81 FR 3033"]);
    check("80 Fed. Reg. 56,469, 56,470; 79 FR 7610", &["fr 80 FR 56469", "fr 80 FR 56470", "fr 79 FR 7610"]);
    check("[FR Doc. 2016-08717 Filed 4-14-16; 8:45 am]", &["fr-doc FR Doc. 2016-08717"]);
    check("FR Doc. C1-2019-19930 and FR Doc. E8-23178", &["fr-doc FR Doc. C1-2019-19930", "fr-doc FR Doc. E8-23178"]);
}

#[test]
fn statutes() {
    check("50 U.S.C. 1601-1651, 1701-1706", &["usc 50 U.S.C. 1601-1651", "usc 50 U.S.C. 1701-1706"]);
    check("under 22 U.S.C. 6501 note and 15 U.S.C. 80a-1", &["usc 22 U.S.C. 6501 | note", "usc 15 U.S.C. 80a-1"]);
    check("19 USC § 1673d(b)", &["usc 19 U.S.C. 1673d | (b)"]);
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
    check("Nos. 701-TA-545-547 and 731-TA-1291-1297 (Final)", &["ad-cvd 701-TA-545-547", "ad-cvd 731-TA-1291-1297"]);
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

#[test]
fn codified_rules() {
    check("15 CFR 744.11(b)(1)", &["cfr 15 CFR 744.11 | (b)(1)"]);
    check(
        "15 CFR 744.11(a)(2), (b), and (c)",
        &["cfr 15 CFR 744.11 | (a)(2)", "cfr 15 CFR 744.11 | (b)", "cfr 15 CFR 744.11 | (c)"],
    );
    check("15 CFR 744.11(a) through (c)", &["cfr 15 CFR 744.11 | (a)-(c)"]);
    check("40 CFR 93.102(b)(1)(i) and (ii)", &["cfr 40 CFR 93.102 | (b)(1)(i)", "cfr 40 CFR 93.102 | (b)(1)(ii)"]);
    check("complies with 15 CFR 744.11(a) and (2) pays", &["cfr 15 CFR 744.11 | (a)"]);
    check("15 CFR parts 730 through 774", &["cfr 15 CFR 730-774"]);
    check("42 CFR 417.572-417.576", &["cfr 42 CFR 417.572-417.576"]);
    check("41 CFR part 102-3 and 41 CFR 51-2.3", &["cfr 41 CFR 102-3", "cfr 41 CFR 51-2.3"]);
    check("26 CFR 1.401(k)-1(b)", &["cfr 26 CFR 1.401(k)-1 | (b)"]);
    check(
        "40 CFR part 63, subpart ZZZZ, and 15 CFR Chapter VII",
        &["cfr 40 CFR 63 | subpart ZZZZ", "cfr 15 CFR Ch. VII"],
    );
    check(
        "supplement no. 4 to part 744 of the EAR; Supplement No. 1 to 15 CFR part 774; 15 CFR part 740, supplement no. 1",
        &["cfr 15 CFR 744 Supp. No. 4", "cfr 15 CFR 774 Supp. No. 1", "cfr 15 CFR 740 Supp. No. 1"],
    );
    check("appendix A to 40 CFR part 60", &["cfr 40 CFR 60 App. A"]);
    check("title 15 CFR part 744; 15 C. F. R. § 744.11", &["cfr 15 CFR 744", "cfr 15 CFR 744.11"]);
    check("Title 15, part 744, of the Code of Federal Regulations", &["cfr 15 CFR 744"]);
}

#[test]
fn a_section_without_its_title_takes_the_one_that_the_text_gives_its_part() {
    check("§§ 744.11 and 744.16 of the EAR", &["cfr 15 CFR 744.11", "cfr 15 CFR 744.16"]);
    check("§ 120.3 of the ITAR, part 744 of the EAR", &["cfr 22 CFR 120.3", "cfr 15 CFR 744"]);
    check("§ 52.3 of the EAR", &[]);
    check(
        "15 CFR part 744. In § 744.11, amend part 744 of this chapter",
        &["cfr 15 CFR 744", "cfr 15 CFR 744.11", "cfr 15 CFR 744"],
    );
    check("15 CFR part 3 and 31 CFR part 3. See § 3.1.", &["cfr 15 CFR 3", "cfr 31 CFR 3"]);
    check("See § 744.11 and part 2 of the form.", &[]);
    check("section 337 of the Tariff Act of 1930; section 3.2 below", &[]);
    check("section 1701 of title 50, United States Code", &["usc 50 U.S.C. 1701"]);
}

#[test]
fn statutes_with_notes_lists_and_chapters() {
    check(
        "50 U.S.C. 1701 et seq. and 28 U.S.C. 2461 note",
        &["usc 50 U.S.C. 1701 | et seq.", "usc 28 U.S.C. 2461 | note"],
    );
    check("15 U.S.C. 78f(b)(4) and (5)", &["usc 15 U.S.C. 78f | (b)(4)", "usc 15 U.S.C. 78f | (b)(5)"]);
    check(
        "47 U.S.C. 154(i), 154(j), 303(r)",
        &["usc 47 U.S.C. 154 | (i)", "usc 47 U.S.C. 154 | (j)", "usc 47 U.S.C. 303 | (r)"],
    );
    check("50 U.S.C. 4801 through 4852; 50 U.S.C. App. 2401", &["usc 50 U.S.C. 4801-4852", "usc 50 U.S.C. App. 2401"]);
    check("44 U.S.C. chapter 35; 18 U. S. C. § 4241", &["usc 44 U.S.C. ch. 35", "usc 18 U.S.C. 4241"]);
    check(
        "Public Laws 94-163 and 95-91, 104 Stat. 890, 110 Stat. 1321-373",
        &["publaw Pub. L. 94-163", "publaw Pub. L. 95-91", "stat 104 Stat. 890", "stat 110 Stat. 1321-373"],
    );
}

#[test]
fn dockets_in_every_style() {
    check(
        "BIS-2024-0012, USTR-2024-0001 and FDA–2015–N–1234",
        &["docket BIS-2024-0012", "docket USTR-2024-0001", "docket FDA-2015-N-1234"],
    );
    check("EPA-HQ-OPPT-2016-0198-0034", &["docket EPA-HQ-OPPT-2016-0198 | document 0034"]);
    check(
        "EERE-2011-BT-STD-0029; AMS-SC-16-0015; FWS-R8-ES-2015-0165; FWS-R4-ES-2016-N063; EPA-R05-OW-2016-N",
        &[
            "docket EERE-2011-BT-STD-0029",
            "docket AMS-SC-16-0015",
            "docket FWS-R8-ES-2015-0165",
            "docket FWS-R4-ES-2016-N063",
        ],
    );
    check("[Docket No. 160405325-6325-01]", &["docket 160405325-6325-01"]);
    check("Docket Nos. CP16-121-000, ER16-1404-000", &["docket CP16-121-000", "docket ER16-1404-000"]);
    check(
        "MB Docket No. 15-216; Docket No. FD 36005; Docket No. OSHA 2013-0017",
        &["docket MB Docket No. 15-216", "docket FD 36005", "docket OSHA-2013-0017"],
    );
    check("[B-21-2016] File No. SR-NYSEArca-2016-52", &["docket B-21-2016", "docket SR-NYSEArca-2016-52"]);
    check("the docket number for this action; Docket 2", &[]);
}

#[test]
fn goods() {
    check("8541.40.6020, 8541.40.60.25 and 9903.88.15", &["hts 8541.40.60.20", "hts 8541.40.60.25", "hts 9903.88.15"]);
    check("headings 7304, 7305, and 7306; subheading 8541.40", &["hts 7304", "hts 7305", "hts 7306", "hts 8541.40"]);
    check("HTSUS 8541.40.60 and chapter 98 of the HTSUS", &["hts 8541.40.60", "hts chapter 98"]);
    check("U.S. note 20(r) to subchapter III of chapter 99", &["hts chapter 99, subchapter III, U.S. note 20(r)"]);
    check("General Note 29 of the HTSUS", &["hts General Note 29"]);
    check(
        "Schedule B numbers 8541.40.6020 and 8541.40.6030",
        &["schedule-b 8541.40.60.20", "schedule-b 8541.40.60.30"],
    );
    check("2009.11.30, 7777.10.20, $8541.40.60 and 1234.56", &[]);
    check("ECCNs 3A001.b.1, .b.2 and .c", &["eccn 3A001.b.1", "eccn 3A001.b.2", "eccn 3A001.c"]);
    check(
        "USML Category XI(a)(5) and (b); Categories VIII and IX of the USML",
        &[
            "usml USML Category XI(a)(5)",
            "usml USML Category XI(b)",
            "usml USML Category VIII",
            "usml USML Category IX",
        ],
    );
    check("a Category II approach", &[]);
    check("CAS 7440-57-5, 50-00-0 and 7440-57-6", &["cas 7440-57-5", "cas 50-00-0"]);
}

#[test]
fn trade_cases_and_customs() {
    check("A-570-979 and C–570–980", &["ad-cvd A-570-979", "ad-cvd C-570-980"]);
    check(
        "Nos. 731-TA-1291, 1292, and 1294 (Final)",
        &["ad-cvd 731-TA-1291", "ad-cvd 731-TA-1292", "ad-cvd 731-TA-1294"],
    );
    check(
        "Inv. No. 337-TA-1234; TA-201-75; Investigation No. 332-591",
        &["docket 337-TA-1234", "docket TA-201-75", "docket 332-591"],
    );
    check("CBP Dec. 24-05; T.D. 84-12; T.D. 9787", &["ruling CBP Dec. 24-05", "ruling T.D. 84-12", "ruling T.D. 9787"]);
    check("CSMS # 69302472 and CSMS #18-000378", &["csms CSMS 69302472", "csms CSMS 18-000378"]);
    assert_eq!(
        find("CSMS # 69302472")[0].url.as_deref(),
        Some("https://content.govdelivery.com/accounts/USDHSCBP/bulletins/42178c8")
    );
    check(
        "HQ H304915; NY N301245 and N301246; HQ 963234",
        &["ruling HQ H304915", "ruling NY N301245", "ruling NY N301246", "ruling HQ 963234"],
    );
    check("New York, NY 10001-1234; Albany NY 12207", &[]);
    check(
        "Russia-related General License 8K; General License 13",
        &["general-license Russia-related General License 8K", "general-license Russia-related General License 13"],
    );
    check(
        "Venezuela General License 5T and Iran General License D-2; General License 6",
        &["general-license Venezuela-related General License 5T", "general-license Iran-related General License D-2"],
    );
}

#[test]
fn courts_and_patents() {
    check(
        "Slip Op. 24-12; Consol. Court Nos. 21-00123 and 21-00125",
        &["court Slip Op. 24-12", "court Court No. 21-00123", "court Court No. 21-00125"],
    );
    check("No. 2022-1234 (Fed. Cir. 2023)", &["court Fed. Cir. No. 2022-1234"]);
    check("No. 2022-1234 of the series, AD No. 2016-0712; 28USC § 1581(i)(4)", &["usc 28 U.S.C. 1581 | (i)(4)"]);
    check(
        "Appeal No. 2022-1234; Appeal Number: 20-2143 (cafc.uscourts.gov)",
        &["court Fed. Cir. No. 2022-1234", "court Fed. Cir. No. 2020-2143"],
    );
    check("Appeal No. 20-2143 to the board", &[]);
    check("Case No. 1:16-cv-00123-ABC", &["court 1:16-cv-00123"]);
    check(
        "492 F.3d 1308, 28 CIT 1345, 135 S. Ct. 2072, 560 U.S. 330 (2010), 2019 WL 1234567",
        &[
            "court 492 F.3d 1308",
            "court 28 CIT 1345",
            "court 135 S. Ct. 2072",
            "court 560 U.S. 330",
            "court 2019 WL 1234567",
        ],
    );
    check("U.S. Patent Nos. 7,498,414 and RE43,433", &["patent U.S. Patent 7498414", "patent U.S. Patent RE43433"]);
}

#[test]
fn the_world() {
    check("Council Regulation (EU) No 833/2014 and Regulation (EU) 2021/821", &["eu 32014R0833", "eu 32021R0821"]);
    check(
        "Council Decision 2014/512/CFSP; Directive 2009/43/EC; Decision (CFSP) 2022/264",
        &["eu 32014D0512", "eu 32009L0043", "eu 32022D0264"],
    );
    check(
        "Regulation (EEC) No 2658/87; Decision No 70/2008/EC; (EU) 2023/1215",
        &["eu 31987R2658", "eu 32008D0070", "eu 32023R1215"],
    );
    check("Regulations (EU) No 833/2014 and (EU) No 692/2014", &["eu 32014R0833", "eu 32014R0692"]);
    check(
        "CELEX 32014R0833, 02014R0833-20230625, http://data.europa.eu/eli/reg/2014/833/oj",
        &["eu 32014R0833", "eu 32014R0833 | 20230625", "eu 32014R0833"],
    );
    check(
        "OJ L 229, 31.7.2014, p. 1; OJ L, 2023/2411, 27.10.2023",
        &["eu OJ L 229, 31.7.2014, p. 1", "eu OJ L, 2023/2411"],
    );
    check(
        "S.I. 2019/855; SI 2019 No. 855; S.I.s 2019/855 and 2019/856",
        &["uk S.I. 2019/855", "uk S.I. 2019/855", "uk S.I. 2019/855", "uk S.I. 2019/856"],
    );
    check(
        "resolutions 1267 (1999), 1989 (2011) and 2253 (2015); S/RES/2231 (2015); UNSCR 1267",
        &[
            "un S/RES/1267 (1999)",
            "un S/RES/1989 (2011)",
            "un S/RES/2253 (2015)",
            "un S/RES/2231 (2015)",
            "un S/RES/1267 (1999)",
        ],
    );
    check("G/TBT/N/USA/2034/Add.1, WT/DS543/R", &["wto G/TBT/N/USA/2034/Add.1", "wto WT/DS543/R"]);
}

#[test]
fn telephones_dates_prices_and_parts_are_none() {
    for text in [
        "Call (202) 482-1234 or 1-800-555-1212, fax 202.482.1234, 202-482-1234.",
        "On 04-15-2016, 2016-04-15, 15/04/2016, 4/15/16 and 2016.04.15 at 8:45 am",
        "$1,234.56, 1.5 percent, 12.25%, EUR 8541.40, 99-99-9",
        "Part number 12-3456-78, P/N 5A-123-B, model F-35, A-10, C-130, A320-200 and Boeing 737-800",
        "ISBN 978-3-16-148410-0, SSN 123-45-6789, ZIP 20230-0001, OMB 0694-0088",
        "12 FR ladders, 3 US citizens, 5 Stat units, 2 U.S. 2015 dollars",
        "chapter 11 bankruptcy, heading north, section 5 of the Act, title 7, note 3, resolution 5",
    ] {
        check(text, &[]);
    }
}

#[test]
fn codes_of_the_states() {
    check(
        "See, e.g.,Cal. Civ. Code § 1916.5 (2004); Mass. Gen. Laws ch. 1, §§ 2-3; Ark. Code Ann. § 23-3-119(a)(2)",
        &[
            "state-code Cal. Civ. Code § 1916.5",
            "state-code Mass. Gen. Laws ch. 1 § 2-3",
            "state-code Ark. Code Ann. § 23-3-119 | (a)(2)",
        ],
    );
}

#[test]
fn a_number_to_which_a_note_stuck_is_cut() {
    check("1347 FR 54,424; 1115 U.S.C. 78f", &["fr 47 FR 54424", "usc 15 U.S.C. 78f"]);
}

#[test]
fn what_real_documents_taught() {
    check(
        "part 201, subparts A and B (19 CFR part 201)",
        &["cfr 19 CFR 201 | subpart A", "cfr 19 CFR 201 | subpart B", "cfr 19 CFR 201"],
    );
    check("124 Stat. 2751, and Sections 4(i), 4(j)", &["stat 124 Stat. 2751"]);
    check("See 81 FR 81 FR 4007 (January 25, 2016)", &["fr 81 FR 4007"]);
    check(
        "21 CFR parts 210 and 211 (CGMPs), 212 (PET CGMPs), and 21 CFR part 11",
        &["cfr 21 CFR 210", "cfr 21 CFR 211", "cfr 21 CFR 212", "cfr 21 CFR 11"],
    );
    check("subheading 5210.49 and 5211.4210 of the HTSUS", &["hts 5210.49", "hts 5211.42.10"]);
    check("section 5 U.S.C. 5703; 36 CFR part 9A", &["usc 5 U.S.C. 5703", "cfr 36 CFR 9A"]);
    check(
        "Md. Code Ann., Ins. § 22-102; S.C. Code Ann. Regs. 69-18(2)",
        &["state-code Md. Code Ann., Ins. § 22-102", "state-code S.C. Code Ann. Regs. 69-18 | (2)"],
    );
    check("12 CFR part 205. Fannie Mae Servicing Guide § 205.08 (2012)", &["cfr 12 CFR 205"]);
    check("Docket No. CFPB-2011-0026 or RIN 3170-AA06", &["docket CFPB-2011-0026", "rin 3170-AA06"]);
    check("Conn. Gen. Stat. § 38a-423", &["state-code Conn. Gen. Stat. § 38a-423"]);
    check("28 CFR 0.130(a); Supplement I to 12 CFR part 226", &["cfr 28 CFR 0.130 | (a)", "cfr 12 CFR 226 Supp. I"]);
    check("https://cafc.uscourts.gov 21-1552: FILLER v. US [OPINION]", &["court Fed. Cir. No. 2021-1552"]);
    check("44 U.S.C. chapter 3501 et seq.", &["usc 44 U.S.C. ch. 3501"]);
}
