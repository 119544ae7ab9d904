//! Days that only cite: when a law was passed, a page was printed, an earlier order was issued. None of them is for a calendar.

use super::day::Day;
use super::flat;

/// Words directly before a day that say it is history: `published on January 20, 2016`.
const BEFORE: &[&str] = &[
    "published",
    "published on",
    "published in",
    "published at",
    "printed on",
    "issued",
    "issued on",
    "reissued on",
    "issued as of",
    "dated",
    "dated as of",
    "adopted",
    "adopted on",
    "approved",
    "approved on",
    "promulgated on",
    "finalized on",
    "proposed on",
    "signed",
    "signed on",
    "enacted",
    "enacted on",
    "executed on",
    "released",
    "released on",
    "announced on",
    "filed on",
    "received on",
    "submitted on",
    "docketed on",
    "amended on",
    "revised",
    "revised on",
    "as amended",
    "initiated on",
    "completed on",
    "register on",
    "register of",
    "register dated",
    "act of",
    "law of",
    "order of",
    "notice of",
    "memorandum of",
    "proclamation of",
    "letter of",
    "determination of",
    "decision of",
    "judgment of",
    "opinion of",
    "edition of",
    "in its",
    "in our",
];

/// What stands directly behind a day that names a document by it: `the January 20, 2016, proposed rule`.
const BEHIND: &[&str] = &[
    "final",
    "interim",
    "proposed",
    "direct",
    "supplemental",
    "advance",
    "temporary",
    "rule",
    "notice",
    "order",
    "memorandum",
    "letter",
    "nprm",
    "anprm",
    "proposal",
    "federal register",
    "submission",
    "petition",
    "decision",
    "determination",
    "initiation",
    "preliminary",
    "edition",
    "version",
    "report",
    "amendments",
    "rulemaking",
    "guidance",
    "press release",
    "public notice",
    "issue of",
    "meeting minutes",
];

/// Whether a day is only a citation: by the words at its sides, or by a Federal Register page that stands with it.
pub(super) fn cites(text: &str, day: &Day) -> bool {
    let before = text[..day.lead].trim_end_matches([' ', ':', ',', '(']);
    if flat::ends(before, BEFORE) || page_before(&text[..day.lead]) {
        return true;
    }
    // `Executive Order 12988 (Feb. 5, 1996)`.
    let enclosed = text[..day.range.start].ends_with('(') && text[day.range.end..].starts_with(')');
    if enclosed && !flat::ends(before, &["date", "deadline", "effective", "period", "day"]) {
        return true;
    }
    let behind = text[day.tail..].trim_start_matches([' ', ',']);
    let names = BEHIND.iter().any(|word| behind.strip_prefix(word).is_some_and(|rest| !rest.starts_with("ly")));
    let bound = flat::ends(before, &["the", "its", "our", "a", "that", "those"]);
    page_behind(&text[day.range.end..]) || (names && bound)
}

/// `(81 FR 10477, March 1, 2016)`, `79 FR 1234 (March 1, 2016)`.
fn page_before(before: &str) -> bool {
    let before = before.trim_end_matches([' ', ',', ';', '(']);
    let before = before.strip_suffix(" on").unwrap_or(before).trim_end_matches([' ', ',']);
    let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == ',' || c == ' ');
    digits.len() < before.len()
        && flat::ends(digits, &["fr", "fed. reg.", "f.r.", "stat.", "comp.", "cong. rec.", "f.3d"])
}

/// `March 1, 2016 (81 FR 10477)`, `March 1, 2016, at 81 FR 10477`, `July 22, 2012; 77 FR 1`.
fn page_behind(behind: &str) -> bool {
    let behind = behind.trim_start_matches([' ', ',', ';', '(', '"']);
    let behind =
        ["see ", "at ", "in ", "ed. "].iter().fold(behind, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    let number = behind.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&number)
        && [" fr ", " fed. reg. ", " f.r. ", " stat. "].iter().any(|word| behind[number..].starts_with(word))
}
