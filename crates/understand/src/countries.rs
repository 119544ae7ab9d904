//! Countries as trade documents name them, with their ISO 3166-1 codes; a table and the reading of it.

use std::sync::LazyLock;

use regex::Regex;

/// Code, the name that we print, and other names that documents use. The United States stands out: every document names it.
/// Names that are also common words or American places (Georgia, Jersey) are given only in an unmistakable form.
const COUNTRIES: &[(&str, &str, &[&str])] = &[
    ("AF", "Afghanistan", &[]),
    ("AL", "Albania", &[]),
    ("DZ", "Algeria", &[]),
    ("AD", "Andorra", &[]),
    ("AO", "Angola", &[]),
    ("AG", "Antigua and Barbuda", &[]),
    ("AR", "Argentina", &[]),
    ("AM", "Armenia", &[]),
    ("AW", "Aruba", &[]),
    ("AU", "Australia", &[]),
    ("AT", "Austria", &[]),
    ("AZ", "Azerbaijan", &[]),
    ("BS", "Bahamas", &["The Bahamas"]),
    ("BH", "Bahrain", &[]),
    ("BD", "Bangladesh", &[]),
    ("BB", "Barbados", &[]),
    ("BY", "Belarus", &[]),
    ("BE", "Belgium", &[]),
    ("BZ", "Belize", &[]),
    ("BJ", "Benin", &[]),
    ("BM", "Bermuda", &[]),
    ("BT", "Bhutan", &[]),
    ("BO", "Bolivia", &[]),
    ("BA", "Bosnia and Herzegovina", &["Bosnia-Herzegovina"]),
    ("BW", "Botswana", &[]),
    ("BR", "Brazil", &[]),
    ("VG", "British Virgin Islands", &[]),
    ("BN", "Brunei", &["Brunei Darussalam"]),
    ("BG", "Bulgaria", &[]),
    ("BF", "Burkina Faso", &[]),
    ("BI", "Burundi", &[]),
    ("KH", "Cambodia", &[]),
    ("CM", "Cameroon", &[]),
    ("CA", "Canada", &[]),
    ("CV", "Cabo Verde", &["Cape Verde"]),
    ("KY", "Cayman Islands", &[]),
    ("CF", "Central African Republic", &[]),
    ("TD", "Chad", &[]),
    ("CL", "Chile", &[]),
    ("CN", "China", &["People's Republic of China", "People’s Republic of China", "PRC"]),
    ("CO", "Colombia", &[]),
    ("KM", "Comoros", &[]),
    ("CD", "Democratic Republic of the Congo", &["Democratic Republic of Congo", "DRC"]),
    ("CG", "Republic of the Congo", &["Republic of Congo"]),
    ("CR", "Costa Rica", &[]),
    ("CI", "Côte d’Ivoire", &["Cote d'Ivoire", "Côte d'Ivoire", "Ivory Coast"]),
    ("HR", "Croatia", &[]),
    ("CU", "Cuba", &[]),
    ("CW", "Curaçao", &["Curacao"]),
    ("CY", "Cyprus", &[]),
    ("CZ", "Czech Republic", &["Czechia"]),
    ("DK", "Denmark", &[]),
    ("DJ", "Djibouti", &[]),
    ("DM", "Commonwealth of Dominica", &[]),
    ("DO", "Dominican Republic", &[]),
    ("EC", "Ecuador", &[]),
    ("EG", "Egypt", &[]),
    ("SV", "El Salvador", &[]),
    ("GQ", "Equatorial Guinea", &[]),
    ("ER", "Eritrea", &[]),
    ("EE", "Estonia", &[]),
    ("SZ", "Eswatini", &["Swaziland"]),
    ("ET", "Ethiopia", &[]),
    ("FJ", "Fiji", &[]),
    ("FI", "Finland", &[]),
    ("FR", "France", &[]),
    ("GA", "Gabon", &[]),
    ("GM", "Gambia", &["The Gambia"]),
    ("GE", "Republic of Georgia", &["Georgia (country)"]),
    ("DE", "Germany", &["Federal Republic of Germany"]),
    ("GH", "Ghana", &[]),
    ("GI", "Gibraltar", &[]),
    ("GR", "Greece", &[]),
    ("GD", "Grenada", &[]),
    ("GT", "Guatemala", &[]),
    ("GW", "Guinea-Bissau", &[]),
    ("GN", "Republic of Guinea", &["Guinea"]),
    ("GY", "Guyana", &[]),
    ("HT", "Haiti", &[]),
    ("HN", "Honduras", &[]),
    ("HK", "Hong Kong", &[]),
    ("HU", "Hungary", &[]),
    ("IS", "Iceland", &[]),
    ("IN", "India", &[]),
    ("ID", "Indonesia", &[]),
    ("IR", "Iran", &["Islamic Republic of Iran"]),
    ("IQ", "Iraq", &[]),
    ("IE", "Ireland", &[]),
    ("IL", "Israel", &[]),
    ("IT", "Italy", &[]),
    ("JM", "Jamaica", &[]),
    ("JP", "Japan", &[]),
    ("JO", "Jordan", &["Hashemite Kingdom of Jordan"]),
    ("KZ", "Kazakhstan", &[]),
    ("KE", "Kenya", &[]),
    ("KW", "Kuwait", &[]),
    ("KG", "Kyrgyzstan", &["Kyrgyz Republic"]),
    ("LA", "Laos", &["Lao People's Democratic Republic", "Lao PDR"]),
    ("LV", "Latvia", &[]),
    ("LB", "Lebanon", &[]),
    ("LS", "Lesotho", &[]),
    ("LR", "Liberia", &[]),
    ("LY", "Libya", &[]),
    ("LI", "Liechtenstein", &[]),
    ("LT", "Lithuania", &[]),
    ("LU", "Luxembourg", &[]),
    ("MO", "Macau", &["Macao"]),
    ("MG", "Madagascar", &[]),
    ("MW", "Malawi", &[]),
    ("MY", "Malaysia", &[]),
    ("MV", "Maldives", &[]),
    ("ML", "Mali", &[]),
    ("MT", "Malta", &[]),
    ("MH", "Marshall Islands", &[]),
    ("MR", "Mauritania", &[]),
    ("MU", "Mauritius", &[]),
    ("MX", "Mexico", &["United Mexican States"]),
    ("MD", "Moldova", &[]),
    ("MC", "Monaco", &[]),
    ("MN", "Mongolia", &[]),
    ("ME", "Montenegro", &[]),
    ("MA", "Morocco", &[]),
    ("MZ", "Mozambique", &[]),
    ("MM", "Burma", &["Myanmar"]),
    ("NA", "Namibia", &[]),
    ("NP", "Nepal", &[]),
    ("NL", "Netherlands", &["The Netherlands"]),
    ("NZ", "New Zealand", &[]),
    ("NI", "Nicaragua", &[]),
    ("NE", "Republic of Niger", &["Niger"]),
    ("NG", "Nigeria", &[]),
    ("KP", "North Korea", &["Democratic People's Republic of Korea", "DPRK"]),
    ("MK", "North Macedonia", &["Macedonia"]),
    ("NO", "Norway", &[]),
    ("OM", "Oman", &[]),
    ("PK", "Pakistan", &[]),
    ("PA", "Panama", &[]),
    ("PG", "Papua New Guinea", &[]),
    ("PY", "Paraguay", &[]),
    ("PE", "Peru", &[]),
    ("PH", "Philippines", &[]),
    ("PL", "Poland", &[]),
    ("PT", "Portugal", &[]),
    ("QA", "Qatar", &[]),
    ("RO", "Romania", &[]),
    ("RU", "Russia", &["Russian Federation"]),
    ("RW", "Rwanda", &[]),
    ("WS", "Samoa", &[]),
    ("SA", "Saudi Arabia", &["Kingdom of Saudi Arabia"]),
    ("SN", "Senegal", &[]),
    ("RS", "Serbia", &[]),
    ("SC", "Seychelles", &[]),
    ("SL", "Sierra Leone", &[]),
    ("SG", "Singapore", &[]),
    ("SK", "Slovakia", &["Slovak Republic"]),
    ("SI", "Slovenia", &[]),
    ("SO", "Somalia", &[]),
    ("ZA", "South Africa", &[]),
    ("KR", "South Korea", &["Republic of Korea", "Korea"]),
    ("SS", "South Sudan", &[]),
    ("ES", "Spain", &[]),
    ("LK", "Sri Lanka", &[]),
    ("SD", "Sudan", &[]),
    ("SR", "Suriname", &[]),
    ("SE", "Sweden", &[]),
    ("CH", "Switzerland", &[]),
    ("SY", "Syria", &["Syrian Arab Republic"]),
    ("TW", "Taiwan", &[]),
    ("TJ", "Tajikistan", &[]),
    ("TZ", "Tanzania", &[]),
    ("TH", "Thailand", &[]),
    ("TL", "Timor-Leste", &["East Timor"]),
    ("TG", "Togo", &[]),
    ("TT", "Trinidad and Tobago", &[]),
    ("TN", "Tunisia", &[]),
    ("TR", "Turkey", &["Türkiye", "Turkiye", "Republic of Turkey", "Republic of Türkiye"]),
    ("TM", "Turkmenistan", &[]),
    ("UG", "Uganda", &[]),
    ("UA", "Ukraine", &[]),
    ("AE", "United Arab Emirates", &["UAE", "U.A.E."]),
    ("GB", "United Kingdom", &["U.K.", "Great Britain"]),
    ("UY", "Uruguay", &[]),
    ("UZ", "Uzbekistan", &[]),
    ("VU", "Vanuatu", &[]),
    ("VE", "Venezuela", &[]),
    ("VN", "Vietnam", &["Socialist Republic of Vietnam", "Viet Nam"]),
    ("YE", "Yemen", &[]),
    ("ZM", "Zambia", &[]),
    ("ZW", "Zimbabwe", &[]),
];

/// Words before or behind a name that make it something else: `New Mexico`, `Gulf of Mexico`, `Lebanon, NH`.
const NOT_AFTER: &[&str] =
    &["New ", "Gulf of ", "Gulf of\u{a0}", "Port of ", "East ", "West ", "County of ", "University of "];

/// All names with their codes, by their first two bytes, the longer ones first.
struct Names {
    /// For each pair of first bytes, where its names begin in `all` and where they end.
    ranges: [(u16, u16); PAIRS],
    all: Vec<(&'static str, &'static str)>,
}

/// Twenty-six capitals, and the second byte by its lowest six bits.
const PAIRS: usize = 26 * 64;

fn pair(first: u8, second: u8) -> usize {
    usize::from(first.wrapping_sub(b'A')) * 64 + usize::from(second & 63)
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let pair_of = |name: &str| pair(name.as_bytes()[0], name.as_bytes()[1]);
    let named = |(code, name, others): &(&'static str, &'static str, &'static [&'static str])| {
        let code = *code;
        std::iter::once(*name).chain(others.iter().copied()).map(move |name| (name, code)).collect::<Vec<_>>()
    };
    let mut all: Vec<_> = COUNTRIES.iter().flat_map(named).collect();
    all.sort_by_key(|(name, _)| (pair_of(name), std::cmp::Reverse(name.len())));
    let mut ranges = [(0, 0); PAIRS];
    for (at, (name, _)) in (0_u16..).zip(&all) {
        let range: &mut (u16, u16) = &mut ranges[pair_of(name)];
        *range = (if range.1 == 0 { at } else { range.0 }, at + 1);
    }
    Names { ranges, all }
});

impl Names {
    /// The longest name that begins at a capital of a text and ends where a word ends.
    fn at(&self, text: &str, at: usize) -> Option<(&'static str, &'static str)> {
        let bytes = text.as_bytes();
        let (from, to) = self.ranges[pair(*bytes.get(at)?, *bytes.get(at + 1)?)];
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let of_pair = &self.all[usize::from(from)..usize::from(to)];
        let begins = |(name, _): &&(&str, &str)| bytes[at..].starts_with(name.as_bytes());
        let ends = |(name, _): &&(&str, &str)| {
            let behind = text[at + name.len()..].chars().next();
            !name.ends_with(is_word) || !behind.is_some_and(is_word)
        };
        if of_pair.is_empty() || text[..at].chars().next_back().is_some_and(is_word) {
            return None;
        }
        of_pair.iter().find(|name| begins(name) && ends(name)).copied()
    }
}

static STATE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^, (?:[A-Z]{2}\b|Ohio|Indiana|Illinois|Pennsylvania|Tennessee|Kentucky|Maine|Missouri|New York|New Hampshire)")
        .expect("a constant pattern")
});

/// The code of a country by one of its names, exactly as written.
pub fn code_of(name: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(_, main, others)| *main == name || others.contains(&name)).map(|(code, _, _)| *code)
}

/// The name that we print for a code; the code itself where we know no name.
pub fn name_of(code: &str) -> &str {
    COUNTRIES.iter().find(|(known, _, _)| *known == code).map_or(code, |(_, name, _)| short(name))
}

/// Names that the table holds in a careful form, as a headline says them.
fn short(name: &'static str) -> &'static str {
    match name {
        "Republic of Georgia" => "Georgia",
        "Republic of Guinea" => "Guinea",
        "Republic of Niger" => "Niger",
        "Commonwealth of Dominica" => "Dominica",
        "Democratic Republic of the Congo" => "DR Congo",
        other => other,
    }
}

/// The codes of the countries that a text names, in order of first mention, each once. Not the United States.
pub fn mentioned(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let names = &*NAMES;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let Some((name, code)) = byte.is_ascii_uppercase().then(|| names.at(text, at)).flatten() else {
            at += 1;
            continue;
        };
        let (before, behind) = (&text[..at], &text[at + name.len()..]);
        at += name.len();
        let american = name != "Timor" && NOT_AFTER.iter().any(|word| before.ends_with(word));
        if !american && !out.iter().any(|known| known == code) && !STATE_BEHIND.is_match(behind) {
            out.push(code.to_owned());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_come_in_order_of_mention() {
        let title = "Hot-Rolled Steel From Australia, Brazil, Korea, the Netherlands, Turkey, and the People's Republic of China";
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
        assert_eq!(mentioned("Papua New Guinea and the Republic of Georgia"), ["PG", "GE"]);
    }

    #[test]
    fn the_two_koreas_and_congos_differ() {
        assert_eq!(mentioned("Democratic People's Republic of Korea; Republic of Korea"), ["KP", "KR"]);
        assert_eq!(name_of("CD"), "DR Congo");
    }
}
