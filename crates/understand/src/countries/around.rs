//! What stands round a name and makes it something else: a person, a street, a county, an animal, a language.

use model::who::CountryForm;

/// Words before a name that make it something else: `New Mexico`, `Gulf of Mexico`, `American Samoa`.
const NOT_AFTER: &[&str] = &[
    "New",
    "Gulf of",
    "Port of",
    "East",
    "West",
    "County of",
    "University of",
    "American",
    "South-East",
    "Little",
    "Fort",
    "Lake",
    "Mount",
    "Mr.",
    "Mrs.",
    "Ms.",
    "Dr.",
    "Judge",
    "Justice",
    "Senator",
    "Representative",
    "Miss",
    "San",
    "Wild",
    "Prof.",
    "Professor",
    "Nail",
    "Shoe",
    "Furniture",
    "Sec.",
    "Hon.",
];

/// What streets are called.
#[rustfmt::skip]
const STREETS: &[&str] = &["Street", "St.", "Avenue", "Ave.", "Road", "Rd.", "Drive", "Dr.", "Lane", "Ln.", "Boulevard", "Blvd.", "Court", "Way", "Highway", "Parkway", "Village", "Place", ];

/// Words behind a name or an adjective that make it a place of America or a time.
#[rustfmt::skip]
const PLACES: &[&str] = &["Camp", "County", "Parish", "Township", "Creek", "River", "Lake", "Hill", "Hills", "Springs", "Beach", "Point", "Harbor", "Valley", "Ocean", "Sea", "Gulch", "Mountain", "Grove", "Heights", "Bay", "Columbia", "Quarter", "Era", ];

/// Animals, plants, food and wars, in any case of letters.
#[rustfmt::skip]
const KINDS: &[&str] = &["pig", "pigs", "fowl", "hen", "hens", "poult", "poults", "nut", "nuts", "rat", "maple", "goose", "geese", "lynx", "thistle", "warbler", "beetle", "beetles", "eel", "knotweed", "spruce", "wolf", "wolves", "spotted", "owl", "potato", "potatoes", "cheese", "fries", "toast", "shepherd", "remover", "pastry", "olive", "ancestry", "hamster", "thyme", "parsley", "bulldog", "mackerel", "turbot", "tortoise", "fawnsfoot", "gartersnake", "garter", "equine", "War", "Wars", "shoe", "sturgeon", "crayfish", ];

/// Words of speech: an adjective beside them is a language.
const SPEECH: &[&str] =
    &["language", "translation", "version", "speaking", "speakers", "translations", "versions", "interpreter"];

/// What `Indian` must go on with: else it speaks of the first peoples of America or of an ocean.
const INDIAN: &[&str] = &[
    "government",
    "Government",
    "company",
    "companies",
    "producer",
    "producers",
    "exporter",
    "exporters",
    "rupee",
    "rupees",
    "Rupee",
    "Rupees",
    "national",
    "nationals",
    "citizen",
    "citizens",
    "law",
    "market",
    "origin",
    "import",
    "imports",
    "export",
    "exports",
    "manufacturer",
    "manufacturers",
    "steel",
    "shrimp",
    "subsidiary",
    "entity",
    "entities",
    "industry",
    "authorities",
    "Ministry",
    "respondent",
    "respondents",
    "firm",
    "firms",
    "suppliers",
    "supplier",
    "customs",
    "Railways",
    "Navy",
    "Army",
    "airline",
    "airlines",
    "State Government",
    "subsidies",
    "parent",
];

/// Words that speak of languages, near an adjective that is one too.
const TONGUES: &[&str] = &["anguage", "Tagalog", "Arabic", "Mandarin", "Creole", "translat", "bilingual"];
/// How near, in bytes.
const TONGUES_REACH: usize = 120;

/// Names that people and firms bear too.
const PEOPLE: &[&str] = &[
    "Jordan", "Chad", "Israel", "Kenya", "India", "Ireland", "England", "German", "French", "Georgia", "Cuba", "Mali",
];

/// Given names before a surname.
const GIVEN: &[&str] = &[
    "Michael",
    "John",
    "James",
    "Robert",
    "David",
    "William",
    "Mary",
    "Vernon",
    "Barbara",
    "Patricia",
    "Linda",
    "Susan",
    "Thomas",
    "Charles",
    "Mark",
    "Paul",
    "Steven",
    "Stephen",
    "Kevin",
    "Brian",
    "George",
    "Edward",
    "Jeff",
    "Jeffrey",
    "Scott",
    "Eric",
    "Peter",
    "Daniel",
    "Joseph",
    "Richard",
    "Karen",
    "Nancy",
    "Lisa",
    "Sarah",
    "Laura",
    "Anne",
    "Ann",
    "Elizabeth",
    "Jennifer",
    "Andrew",
    "Gary",
    "Gregory",
    "Kenneth",
    "Larry",
    "Frank",
    "Philip",
    "Julie",
    "Kathy",
    "Joan",
    "Jim",
    "Bob",
    "Tom",
    "Bill",
    "Mike",
    "Steve",
    "Dan",
    "Joe",
    "Matthew",
    "Christopher",
    "Amy",
    "Angela",
    "Melissa",
];

/// Words with which the name of a firm goes on, behind a surname.
const FIRM: &[&str] = &[
    "Inc",
    "LLC",
    "Corp",
    "Corporation",
    "Co.",
    "Company",
    "Ltd",
    "Industries",
    "Associates",
    "Brothers",
    "Bros",
    "Sons",
    "& ",
    "Farms",
    "Enterprises",
    "Partners",
    "Group",
    "Foods",
    "Hospital",
    "High School",
    "Elementary",
];

/// Words in capitals that may stand before a country's name without being part of a person's.
const FREE: &[&str] = &[
    "From",
    "In",
    "To",
    "And",
    "Or",
    "The",
    "Of",
    "Between",
    "With",
    "For",
    "Against",
    "Under",
    "Into",
    "By",
    "On",
    "At",
    "Through",
    "Within",
    "Outside",
    "Except",
    "Including",
    "Kingdom",
    "Republic",
    "State",
    "Northern",
    "Southern",
    "Both",
];

const STATES: &[&str] = &[
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "DC",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
    "Alabama",
    "Alaska",
    "Arizona",
    "Arkansas",
    "California",
    "Colorado",
    "Connecticut",
    "Delaware",
    "Florida",
    "Illinois",
    "Indiana",
    "Iowa",
    "Kansas",
    "Kentucky",
    "Louisiana",
    "Maine",
    "Maryland",
    "Massachusetts",
    "Michigan",
    "Minnesota",
    "Mississippi",
    "Missouri",
    "Montana",
    "Nebraska",
    "Nevada",
    "New Hampshire",
    "New Jersey",
    "New York",
    "North Carolina",
    "North Dakota",
    "Ohio",
    "Oklahoma",
    "Oregon",
    "Pennsylvania",
    "South Carolina",
    "South Dakota",
    "Tennessee",
    "Texas",
    "Utah",
    "Vermont",
    "Virginia",
    "Washington",
    "West Virginia",
    "Wisconsin",
    "Wyoming",
];

/// What may stand between two names of a list.
pub(super) fn joins(between: &str) -> bool {
    matches!(between, ", " | ", and " | ", or " | " and " | " or " | "; " | "; and " | "/" | ", the ")
}

/// Where the next member of a list begins behind a name, in bytes.
pub(super) fn next_of_list(behind: &str) -> Option<usize> {
    ["; and ", ", and ", ", or ", " and ", " or ", ", ", "; ", "/"]
        .iter()
        .find(|mark| behind.starts_with(**mark) && behind.len() > mark.len())
        .map(|mark| mark.len())
}

/// Whether a text begins with one of these words, whole.
fn begins(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| {
            !word.ends_with(char::is_alphanumeric) || !rest.chars().next().is_some_and(char::is_alphanumeric)
        })
    })
}

/// Whether a text ends with one of these words, whole.
fn ends(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        text.strip_suffix(word).is_some_and(|rest| !rest.chars().next_back().is_some_and(char::is_alphanumeric))
    })
}

/// The word that ends a text.
fn last_word(text: &str) -> &str {
    text.rsplit([' ', '\u{a0}', '\n', '(', '“', '"', '—', '/']).next().unwrap_or_default()
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Whether the name between two bytes of a text speaks of the country. `enumerated` says whether it stands in a list of countries.
pub(super) fn speaks_of_the_country(
    name: &str,
    form: CountryForm,
    text: &str,
    start: usize,
    end: usize,
    enumerated: impl Fn() -> bool,
) -> bool {
    let (before, behind) = (&text[..start], &text[end..]);
    let near = before.strip_suffix([' ', '\u{a0}']);
    // `[IRAN-EO13902]` is a tag of a programme, `.uk` an address, `PRC-12` a number.
    if before.ends_with(['[', '@', '.'])
        || behind.starts_with(['@', '_'])
        || (form == CountryForm::Name && tagged(name, behind))
    {
        return false;
    }
    if near.is_some_and(|near| ends(near, NOT_AFTER)) && !(name.starts_with("Timor") || name == "Bank") {
        return false;
    }
    let next = behind.strip_prefix([' ', '\u{a0}', '-', '–']).unwrap_or_default();
    let street = form != CountryForm::Adjective && begins(next, STREETS);
    if street || begins(next, PLACES) || in_a_state(behind) || is_kind(next) || compounded(before, name) {
        return false;
    }
    match (name, form) {
        ("Georgia", _) => {
            (enumerated() || near.is_some_and(|near| ends(near, &["Tbilisi,", "Batumi,", "Poti,"])))
                && !in_a_state(behind)
        }
        // A regime of control, and a town of Florida as often as a capital.
        ("Australia", _) if begins(next, &["Group"]) => false,
        ("Panama", _) if begins(next, &["City"]) => false,
        ("Indian", _) => begins(next, INDIAN),
        (_, CountryForm::Adjective) => {
            !of_speech(near, behind, next) && !among_tongues(text, start, end) && !is_person(name, near, behind, next)
        }
        _ => !is_person(name, near, behind, next),
    }
}

/// An abbreviation or a name in capitals that a dash and a figure or a bracket makes a tag.
fn tagged(name: &str, behind: &str) -> bool {
    !name.contains(char::is_lowercase)
        && (behind.starts_with(']')
            || behind.starts_with('-')
                && behind[1..].starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()))
}

/// Whether the next word is an animal, a plant, food or a war.
fn is_kind(next: &str) -> bool {
    let word = next.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    KINDS.iter().any(|kind| word.eq_ignore_ascii_case(kind))
}

/// `Harrisburg-Lebanon`: a word of its own, joined by a hyphen, that is none of the United States or of a country.
fn compounded(before: &str, name: &str) -> bool {
    let Some(joined) = before.strip_suffix('-').filter(|_| !name.starts_with("Timor")) else { return false };
    let word = last_word(joined);
    let countries = super::NAMES.all.iter().any(|name| name.text == word);
    is_capital(word)
        && word.chars().all(char::is_alphabetic)
        && !countries
        && !matches!(word, "Non" | "US" | "Sino" | "Anti" | "Pro")
}

/// `, NH`, `, Indiana`, ` City, Florida`.
fn in_a_state(behind: &str) -> bool {
    behind
        .strip_prefix(" City")
        .unwrap_or(behind)
        .strip_prefix(", ")
        .is_some_and(|rest| begins(rest, STATES) && !(rest.starts_with("DE ") || rest.starts_with("Georgia")))
}

/// Whether an adjective names a language: `in Spanish`, `a Chinese-language version`; or people of America: `Chinese Americans`.
fn of_speech(near: Option<&str>, behind: &str, next: &str) -> bool {
    let closes = behind.starts_with([',', '.', ';', ')']) || behind.starts_with(" and ") || behind.starts_with(" or ");
    begins(next, SPEECH)
        || begins(next, &["American", "Americans"])
        || (near.is_some_and(|near| ends(near, &["in", "into", "English and", "English or", "speaks", "English,"]))
            && (closes || behind.is_empty()))
}

/// Whether languages are spoken of near an adjective.
fn among_tongues(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let near = &bytes[start.saturating_sub(TONGUES_REACH)..bytes.len().min(end + TONGUES_REACH)];
    TONGUES.iter().any(|word| memchr::memmem::find(near, word.as_bytes()).is_some())
}

/// Whether a name that people and firms bear is one of theirs here.
fn is_person(name: &str, near: Option<&str>, behind: &str, next: &str) -> bool {
    if !PEOPLE.contains(&name) {
        return false;
    }
    if begins(next, FIRM) || behind.starts_with(", Inc") || behind.starts_with(", LLC") || behind.starts_with(", Esq") {
        return true;
    }
    // `Chad Smith`, `Israel M.`: a given name goes on with an initial or, where no word of a list precedes, with a surname.
    let initial = |word: &str| word.len() == 2 && word.ends_with('.') && is_capital(word);
    let following = next.split([' ', ',', ';', ')']).next().unwrap_or_default();
    if initial(following) {
        return true;
    }
    let Some(near) = near else { return name == "Chad" && is_capital(following) };
    let word = last_word(near);
    if initial(word) || GIVEN.contains(&word) {
        return true;
    }
    match name {
        "Chad" => is_capital(following) || is_capital(word) && !FREE.contains(&word) && !near.ends_with(','),
        "Jordan" => is_capital(word) && word.chars().all(char::is_alphabetic) && !FREE.contains(&word),
        _ => false,
    }
}
