//! Titles in title case become sentence case: a word loses its capital unless it is a name, and the document's own text says which are.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use model::document::{Fields, Part};

/// Paragraphs that are read for the spelling of words; the first ones hold every name that a title holds.
const PARAGRAPHS_READ_MAX: usize = 300;

/// Words that lose their capital whatever the text says: the vocabulary of notices.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "agency", "status", "drugs", "grants", "product", "options", "market", "information", "collection", "purposes",
    "gas", "benefits", "capital", "adequacy", "direct", "payable", "property", "pricing", "federal", "medical",
    "food", "foods", "drug", "special", "local", "regulation", "general", "web", "policy", "guidance", "penalty",
    "civil", "monetary", "inflation", "adjustment", "annual", "quarterly", "customs", "broker", "brokers", "permit",
    "fee", "foreign", "merchandise", "articles", "tariff", "rate", "rates", "quota", "interest", "origin",
    "antiboycott", "wildlife", "plants", "endangered", "threatened", "species", "controlled", "placement", "human",
    "animal", "continental", "vehicle", "vehicles", "motor", "a", "action", "actions", "addition", "additions",
    "administrative", "affirmative", "amendment", "amendments", "and", "antidumping", "application", "applications",
    "authority", "certain", "change", "changes", "circumstances", "clarification", "comment", "comments",
    "components", "concerning", "continuation", "controls", "correction", "corrections", "countervailing",
    "countries", "country", "critical", "days", "determination", "determinations", "duties", "duty", "entities",
    "entry", "expansion", "export", "exports", "extension", "fees", "final", "firm", "for", "fresh", "from",
    "goods", "implementation", "import", "importation", "imports", "initial", "initiation", "into", "investigation",
    "investigations", "items", "license", "licenses", "list", "modification", "name", "notice", "of", "on", "order",
    "orders", "parties", "partial", "period", "persons", "preliminary", "procedures", "process", "products",
    "production", "program", "proposed", "public", "quotas", "removal", "request", "requests", "requirements",
    "rescission", "restrictions", "results", "review", "reviews", "revision", "revisions", "rule", "rules",
    "safety", "sanctions", "schedules", "scope", "significant", "standard", "standards", "steel", "technical",
    "temporary", "the", "to", "trade", "under", "use", "with", "uses", "substances", "chemical", "aluminum",
    "software", "related", "devices", "equipment", "materials", "material", "archaeological", "ethnological",
    "imposed", "categories",
];

/// Ordinary English words as official prose uses them, one a line: those that it prints small more than twice as often as with a capital.
static ORDINARY: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("ordinary_words.txt").lines().collect());

/// Names of several words that stay as they are wherever they occur.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "Entity List", "Buy American", "Controlled Substances Act", "Centers of Excellence and Expertise",
    "Automated Commercial System", "National Register of Historic Places",
    "Aluminum Import Monitoring and Analysis System", "Steel Import Monitoring and Analysis System", "Clean Air Act",
    "Significant New Use Rule", "Significant New Use Rules", "List II", "List I",
    "Global Terrorism Sanctions Regulations", "Harmful Foreign Activities Sanctions Regulations",
    "Transactions and Sanctions Regulations", "General Licenses", "General License", "Web General Licenses",
    "Web General License", "Assets Control Regulations", "Sanctions Regulations", "Country Groups", "Unverified List",
    "Military End-User List", "Export Administration Regulations", "Commerce Control List",
    "International Traffic in Arms Regulations", "United States Munitions List", "U.S. Munitions List",
    "Foreign Trade Regulations", "Harmonized Tariff Schedule", "Free Trade Agreement",
    "Generalized System of Preferences", "Trade Act", "Tariff Act", "Trade Expansion Act", "Arms Export Control Act",
    "Foreign-Trade Zone", "Specially Designated Nationals", "Federal Register", "Wassenaar Arrangement",
    "Australia Group", "Missile Technology Control Regime", "Country Group", "License Exception",
    "License Exceptions", "Federal Acquisition Regulation", "Automated Commercial Environment",
    "Automated Export System", "European Union", "United States", "United States-Mexico-Canada Agreement",
    "Covered List", "Marine Mammal Protection Act", "World Trade Organization", "Uyghur Forced Labor Prevention Act",
    "Section 337", "Section 301", "Section 232", "Section 201", "Schedule I", "Schedule II", "Schedule III",
    "Schedule IV", "Schedule V", "Seafood Import Monitoring Program", "Middle East", "Hong Kong", "South Atlantic",
    "Gulf of Mexico", "National Security Council", "North Korea", "South Korea", "New Zealand", "Saudi Arabia",
    "United Kingdom", "United Arab Emirates", "Sri Lanka", "South Africa", "Costa Rica", "Dominican Republic",
    "New York", "New Jersey", "New Mexico", "West Virginia", "North Carolina", "South Carolina", "Puerto Rico",
    "District of Columbia", "White House",
];

/// Single names that are safe to keep: months, peoples, states.
#[rustfmt::skip]
const KEPT: &[&str] = &[
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "congress", "american", "chinese", "russian", "iranian", "cuban", "syrian", "european", "canadian",
    "mexican", "japanese", "korean", "america", "africa", "african", "asia", "asian", "atlantic", "pacific",
    "california", "texas", "florida", "oregon", "alaska", "maine", "ohio", "nevada", "idaho", "virginia",
    "washington", "internet", "hizballah", "arctic", "islamic", "baltic", "olympic", "hispanic", "republic", "huawei", "caribbean", "english", "treasury", "wassenaar",
];

/// What to think of a word of which the text says nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// A name, unless its form speaks against it.
    Judged,
    /// No name.
    Common,
}

/// What a document's running text says of the words of its title.
pub(super) struct Lexicon {
    lower: HashMap<String, u32>,
    upper: HashMap<String, u32>,
}

impl Lexicon {
    /// Reads the running text of a document for the words of one line.
    pub(super) fn of(fields: &Fields, line: &str) -> Self {
        let wanted: Vec<String> = words(line).map(|word| word.to_lowercase()).collect();
        let mut out = Self { lower: HashMap::new(), upper: HashMap::new() };
        let summary = fields.abstract_text.iter().map(String::as_str);
        let running = fields
            .paragraphs
            .iter()
            .filter(|paragraph| matches!(paragraph.part, Part::Summary | Part::Body | Part::Footnote))
            .map(|paragraph| paragraph.text.as_str())
            .take(PARAGRAPHS_READ_MAX);
        for text in summary.chain(running) {
            out.read(text, &wanted);
        }
        out
    }

    /// Counts words, and pairs of words, that stand within sentences.
    fn read(&mut self, text: &str, wanted: &[String]) {
        if is_title_like(text) {
            return;
        }
        let mut last: Option<&str> = None;
        for raw in text.split_whitespace() {
            let word = trimmed(raw);
            let opens = last.is_none_or(|last| last.ends_with(['.', ':', ';', '?', '!', '”']));
            let lower = word.to_lowercase();
            if !word.is_empty() && wanted.contains(&lower) {
                if word == lower {
                    *self.lower.entry(lower.clone()).or_insert(0) += 1;
                } else if !opens {
                    *self.upper.entry(lower.clone()).or_insert(0) += 1;
                }
                if let Some(before) = last.map(trimmed).filter(|_| !opens) {
                    let pair = format!("{} {lower}", before.to_lowercase());
                    let side = if is_capital(before) && is_capital(word) { &mut self.upper } else { &mut self.lower };
                    *side.entry(pair).or_insert(0) += 1;
                }
            }
            last = Some(raw);
        }
    }

    fn count(side: &HashMap<String, u32>, key: &str) -> u32 {
        side.get(key).copied().unwrap_or(0)
    }

    /// Whether two words next to each other are a name: the text prints them so at least twice, and more often than small.
    fn is_name_pair(&self, first: &str, second: &str) -> bool {
        let pair = format!("{} {}", first.to_lowercase(), second.to_lowercase());
        let upper = Self::count(&self.upper, &pair);
        upper >= 2 && upper > Self::count(&self.lower, &pair)
    }

    /// A line in sentence case. The first word keeps its capital only where it is a name; whoever opens a line with it capitalizes it.
    pub(super) fn sentence_case(&self, line: &str) -> String {
        self.cased(line, Unknown::Judged)
    }

    /// The same for the name of a product, in which words of which the text says nothing are common ones.
    pub(super) fn goods_case(&self, line: &str) -> String {
        self.cased(line, Unknown::Common)
    }

    fn cased(&self, line: &str, unknown: Unknown) -> String {
        let tokens: Vec<&str> = line.split(' ').collect();
        let named = named(&tokens);
        let mut out: Vec<String> = Vec::with_capacity(tokens.len());
        let mut quoted = false;
        for (at, token) in tokens.iter().enumerate() {
            quoted |= token.contains('“');
            let keep = quoted || named[at] || self.keeps(&tokens, at, unknown);
            out.push(if keep { (*token).to_owned() } else { lowered(token) });
            quoted &= !token.contains('”');
        }
        out.join(" ")
    }

    fn keeps(&self, tokens: &[&str], at: usize, unknown: Unknown) -> bool {
        let word = trimmed(tokens[at]);
        let lower = word.to_lowercase();
        if word.is_empty() || word == lower || is_acronym(word) || KEPT.contains(&lower.as_str()) {
            return true;
        }
        let first = word.split(['-', '/']).next().unwrap_or(word);
        if crate::countries::code_of(word).is_some() || crate::countries::code_of(first).is_some() {
            return true;
        }
        let before = at.checked_sub(1).and_then(|at| neighbor(tokens, at));
        let after = neighbor(tokens, at + 1);
        if before.is_some_and(|before| self.is_name_pair(before, word))
            || after.is_some_and(|after| self.is_name_pair(word, after))
        {
            return true;
        }
        if COMMON.contains(&lower.as_str()) {
            return false;
        }
        let (small, large) = (Self::count(&self.lower, &lower), Self::count(&self.upper, &lower));
        if small + large > 0 {
            return large > small * 2;
        }
        unknown == Unknown::Judged && !is_abstract(&lower) && !lower.split('-').all(|part| ORDINARY.contains(part))
    }
}

/// The word at a place, where it has a capital.
fn neighbor<'a>(tokens: &[&'a str], at: usize) -> Option<&'a str> {
    tokens.get(at).map(|token| trimmed(token)).filter(|word| is_capital(word))
}

/// Which tokens are part of a name of several words.
fn named(tokens: &[&str]) -> Vec<bool> {
    let mut out = vec![false; tokens.len()];
    acts(tokens, &mut out);
    for name in NAMES {
        let parts: Vec<&str> = name.split(' ').collect();
        for at in 0..tokens.len().saturating_sub(parts.len() - 1) {
            let same =
                parts.iter().zip(&tokens[at..]).all(|(part, token)| trimmed(token).trim_end_matches("’s") == *part);
            if same {
                out[at..at + parts.len()].fill(true);
            }
        }
    }
    out
}

/// `American Innovation and Manufacturing Act`: what stands with capitals before an act or agreement names it.
fn acts(tokens: &[&str], out: &mut [bool]) {
    for (at, token) in tokens.iter().enumerate() {
        if !matches!(trimmed(token), "Act" | "Agreement" | "Convention") {
            continue;
        }
        let mut from = at;
        while let Some(before) = from.checked_sub(1).filter(|before| at - before <= 6) {
            let word = tokens[before];
            let joins = matches!(word, "and" | "of") && before > 0 && is_capital(trimmed(tokens[before - 1]));
            if word.ends_with([',', ';', ':']) || !(is_capital(trimmed(word)) || joins) {
                break;
            }
            from = before;
        }
        if from < at {
            out[from..=at].fill(true);
        }
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace().map(trimmed).filter(|word| !word.is_empty())
}

fn trimmed(token: &str) -> &str {
    token.trim_matches(|c: char| {
        matches!(c, ',' | ';' | ':' | '(' | ')' | '“' | '”' | '"' | '[' | ']' | '.' | '?' | '!')
    })
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Two capitals, a figure, or a full stop inside: `FTZ`, `U.S.-Morocco`, `3B993`, `eCFR`.
fn is_acronym(word: &str) -> bool {
    let capitals = word.split(['-', '—', '/']).any(|part| part.chars().filter(|c| c.is_uppercase()).count() >= 2);
    capitals || word.chars().any(|c| c.is_ascii_digit()) || word.contains('.') || word.chars().count() == 1
}

/// Words with these ends are common nouns and adjectives.
fn is_abstract(lower: &str) -> bool {
    [
        "tion", "tions", "ment", "ments", "ing", "ity", "ness", "ance", "ence", "ies", "ed", "ive", "ical", "ic",
        "ous", "ural", "ware", "logy",
    ]
    .iter()
    .any(|end| lower.ends_with(end))
}

/// A paragraph that is itself in title case says nothing of spelling.
fn is_title_like(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(40).filter(|word| word.chars().count() > 3).collect();
    let capitals = words.iter().filter(|word| is_capital(trimmed(word))).count();
    !text.trim_end().ends_with('.') && capitals * 10 > words.len() * 6
}

/// Small letters at the start of each part: `Hot-Rolled` is `hot-rolled`.
fn lowered(token: &str) -> String {
    let mut out = String::with_capacity(token.len());
    let mut starts = true;
    for c in token.chars() {
        if starts && c.is_uppercase() {
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        starts = !c.is_alphanumeric() && c != '\'' && c != '’';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::document::Paragraph;

    fn lexicon(text: &str, title: &str) -> String {
        let fields =
            Fields { paragraphs: vec![Paragraph { part: Part::Body, text: text.to_owned() }], ..Fields::default() };
        Lexicon::of(&fields, title).sentence_case(title)
    }

    #[test]
    fn names_keep_their_capitals() {
        assert_eq!(
            lexicon(
                "We reviewed hot-rolled steel from Korea. The review of Baoding Mantong found that Baoding Mantong had no entries of glycine.",
                "Glycine and Hot-Rolled Steel From Korea; Baoding Mantong"
            ),
            "glycine and hot-rolled steel from Korea; Baoding Mantong"
        );
        assert_eq!(
            lexicon("", "Additions of Entities to the Entity List Under ECCN 3A090"),
            "additions of entities to the Entity List under ECCN 3A090"
        );
    }

    #[test]
    fn quoted_words_stay() {
        assert_eq!(
            lexicon("", "Importation for “Emperors' Treasures” Exhibition"),
            "importation for “Emperors' Treasures” exhibition"
        );
    }
}
