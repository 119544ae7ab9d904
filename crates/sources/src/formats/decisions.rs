//! What decisions of courts have in common: names of cases, written in capitals by some courts, and days written by hand.

use model::Date;

use crate::formats::text::fold;

/// Words that stay in capitals in a name: what they abbreviate, and numerals.
const KEPT: &[&str] = &[
    "AB", "AG", "BV", "CO", "DVA", "FBI", "FDA", "GE", "HHS", "HP", "II", "III", "IV", "ITC", "LG", "LLC", "LLP", "LP",
    "MSPB", "NV", "OPM", "PLC", "PTO", "SA", "SE", "SRL", "US", "USA", "USITC", "VA",
];

/// The name of a case as it is written in running text: `KYOCERA SENCO v. US` as `Kyocera Senco v. United States`. Names that have small
/// letters already stay.
pub fn case_name(printed: &str) -> String {
    let printed = fold(printed);
    let parties: Vec<String> = printed.split(" v. ").map(party).collect();
    parties.join(" v. ")
}

fn party(printed: &str) -> String {
    if matches!(printed, "US" | "USA" | "U.S." | "UNITED STATES") {
        return "United States".to_owned();
    }
    let (begins, name) = match printed.get(..6) {
        Some(begins) if begins.eq_ignore_ascii_case("in re ") => ("In re ", &printed[6..]),
        _ => ("", printed),
    };
    let shouted = name.replace(" et al", "");
    if shouted.chars().any(char::is_lowercase) {
        return format!("{begins}{name}");
    }
    let words: Vec<String> = name.split(' ').enumerate().map(|(at, word)| cased(word, at == 0)).collect();
    format!("{begins}{}", words.join(" "))
}

fn cased(word: &str, first: bool) -> String {
    const SMALL: &[&str] = &["OF", "THE", "AND", "FOR", "IN", "ON", "TO", "A", "AN", "BY"];
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let has_inner_stop = bare.contains('.');
    if bare.chars().any(char::is_lowercase) || has_inner_stop || (KEPT.contains(&bare) && bare != "CO") {
        return word.to_owned();
    }
    if SMALL.contains(&bare) && !first {
        return word.to_lowercase();
    }
    let mut out = String::with_capacity(word.len());
    let mut begins = true;
    for c in word.chars() {
        if begins {
            out.push(c)
        } else {
            out.extend(c.to_lowercase())
        }
        begins = matches!(c, '-' | '&' | '/' | '(' | '“' | '"') || (begins && !c.is_alphanumeric());
    }
    out
}

/// A day written `MM/DD/YYYY`, with strokes too many. A day that could be read in two ways is none.
pub fn day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.trim().split('/').filter(|part| !part.is_empty()).collect();
    let [month, day, year] = parts[..] else { return None };
    let year: i16 = year.parse().ok().filter(|_| year.len() == 4)?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_names() {
        for (printed, name) in [
            ("KYOCERA SENCO INDUS. TOOLS INC v. ITC", "Kyocera Senco Indus. Tools Inc v. ITC"),
            ("In Re NETFLIX, INC.", "In re Netflix, Inc."),
            ("SANOFI-AVENTIS U.S. LLC v. MYLAN GMBH", "Sanofi-Aventis U.S. LLC v. Mylan Gmbh"),
            ("HALL et al v. USA", "Hall et al v. United States"),
            ("Papierfabrik August Koehler SE v. United States", "Papierfabrik August Koehler SE v. United States"),
            (
                "MANHATTAN HUNT A JOINT VENTURE v. SECRETARY OF THE NAVY",
                "Manhattan Hunt a Joint Venture v. Secretary of the Navy",
            ),
        ] {
            assert_eq!(case_name(printed), name);
        }
    }

    #[test]
    fn a_day_is_read_or_left() {
        assert_eq!(day("08//02/2001").map(|day| day.to_string()).as_deref(), Some("2001-08-02"));
        assert_eq!(day("1/06/1999").map(|day| day.to_string()).as_deref(), Some("1999-01-06"));
        for none in ["06/012004", "08/05/20008", "31/12/2004", "", "12/28/07"] {
            assert_eq!(day(none), None, "{none}");
        }
    }
}
