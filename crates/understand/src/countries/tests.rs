//! Countries by their names, and what only looks like one: one line a rule.

use super::*;

#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let mut found = Vec::new();
    mentions(text, |mention| found.push((mention.code, text[mention.start..mention.end].to_owned())));
    let found: Vec<_> = found.iter().map(|(code, words)| (*code, words.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn countries_come_in_order_of_mention() {
    let title =
        "Hot-Rolled Steel From Australia, Brazil, Korea, the Netherlands, Turkey, and the People's Republic of China";
    assert_eq!(mentioned(title), ["AU", "BR", "KR", "NL", "TR", "CN"]);
}

#[test]
fn each_name_is_found_by_itself_and_within_no_word() {
    for (code, name, others) in COUNTRIES {
        for name in std::iter::once(name).chain(*others) {
            assert!(name.as_bytes()[0].is_ascii_uppercase(), "{name} would not be looked for");
            assert_eq!(mentioned(&format!("to {name} and")), [*code], "{name}");
            // The second word of a name may be a name too.
            assert!(name.contains(' ') || mentioned(&format!("é{name}")).is_empty(), "{name}");
        }
    }
    assert!(mentioned("Chinatown, Iranians, Omanhene").is_empty());
}

#[test]
fn american_places_are_no_countries() {
    assert!(mentioned("Gulf of Mexico; New Mexico; Lebanon, NH; Peru, Indiana; Atlanta, Georgia").is_empty());
    assert!(
        mentioned("Florida, Georgia, and Alabama; Panama City, Florida; American Samoa; Cuba, Missouri").is_empty()
    );
    assert!(
        mentioned("Turkey Point; Jordan Creek Road; 1200 Chile Avenue; Dutch Harbor; the South China Sea").is_empty()
    );
    assert_eq!(mentioned("Papua New Guinea and the Republic of Georgia"), ["PG", "GE"]);
}

#[test]
fn the_two_koreas_and_congos_differ() {
    assert_eq!(mentioned("Democratic People's Republic of Korea; Republic of Korea"), ["KP", "KR"]);
    assert_eq!(mentioned("North Korean vessels and Korean steel"), ["KP", "KR"]);
    assert_eq!(name_of("CD"), "DR Congo");
}

#[test]
fn people_and_firms_are_no_countries() {
    assert!(
        mentioned("Michael Jordan; B. Jordan; Mr. Jordan; Barbara Jordan, Esq.; Chad Smith; Chad M. Low").is_empty()
    );
    assert!(mentioned("Jordan Industries; Israel M. Ruiz; Jordan, Inc.; Kevin England").is_empty());
    assert_eq!(mentioned("exports to Jordan, Chad, and Israel"), ["JO", "TD", "IL"]);
    assert_eq!(mentioned("the Government of Israel; Imports From Jordan"), ["IL", "JO"]);
}

#[test]
fn georgia_is_a_country_among_countries() {
    check("Armenia, Georgia, and Moldova", &[("AM", "Armenia"), ("GE", "Georgia"), ("MD", "Moldova")]);
    check("Georgia and Ukraine", &[("GE", "Georgia"), ("UA", "Ukraine")]);
    check("in Tbilisi, Georgia", &[("GE", "Georgia")]);
    check("Savannah, Georgia", &[]);
}

#[test]
fn adjectives_are_read_and_languages_are_not() {
    check("Chinese and Iranian banks", &[("CN", "Chinese"), ("IR", "Iranian")]);
    check("available in Spanish, a Chinese-language version, Vietnamese Americans", &[]);
    check("Indian tribes; the Indian Ocean; Indian exporters", &[("IN", "Indian")]);
    check(
        "Japanese beetle; Guinea pigs; Canada geese; Nail Polish; Irish Potatoes; Spanish mackerel; Vietnam-Era; Harrisburg-Lebanon; the Australia Group",
        &[],
    );
}

#[test]
fn a_hyphen_joins_two_countries() {
    check("U.S.-Morocco and Iran-Iraq", &[("MA", "Morocco"), ("IR", "Iran"), ("IQ", "Iraq")]);
}

#[test]
fn languages_are_no_countries() {
    check("languages spoken in the U.S., such as Chinese, Korean, Russian, and Vietnamese", &[]);
    check("pages in Tagalog, Russian, and Haitian Creole", &[]);
}

#[test]
fn what_was_once_keeps_its_code() {
    check("the former Soviet Union, Burma, and Zaire", &[("SU", "Soviet Union"), ("MM", "Burma"), ("CD", "Zaire")]);
    assert!(mentioned("the Soviet Union").is_empty(), "no country of today");
}

#[test]
fn regions_are_filed_under_a_country() {
    check("the Crimea region of Ukraine", &[("UA", "Crimea"), ("UA", "Ukraine")]);
    check("Hong Kong, Macau and Xinjiang", &[("HK", "Hong Kong"), ("MO", "Macau"), ("CN", "Xinjiang")]);
}

#[test]
fn tags_are_no_countries() {
    check("(individual) [IRAN] [IRAN-EO13902]; CHINA, PEOPLE'S REPUBLIC OF", &[("CN", "CHINA")]);
}
