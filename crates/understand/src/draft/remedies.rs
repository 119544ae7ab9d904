//! Titles of trade-remedy notices have a grammar: product, countries, stage. Read by it, they make headlines.

use crate::countries;

use super::casing::Lexicon;
use super::words::{HEADLINE_CHARS_MAX, cut};

/// A trade-remedy title taken apart.
struct Case<'a> {
    product: &'a str,
    /// Countries as a headline names them.
    countries: Vec<String>,
    /// The stage in lower case, with what follows the countries.
    stage: String,
}

/// What Commerce does, by words of the stage; the first that fits. `{}` is the duty.
const COMMERCE: &[(&[&str], &str)] = &[
    (&["not in harmony"], "updates {} rates after court ruling on"),
    (&["court decision"], "updates {} rates after court ruling on"),
    (&["amended final results"], "amends final results of {} review on"),
    (&["final results", "changed circumstances"], "ends changed-circumstances review on"),
    (&["final results", "new shipper"], "issues final results of new-shipper review on"),
    (&["final results", "sunset"], "finds in {} sunset review on"),
    (&["final results"], "issues final results of {} review on"),
    (
        &["preliminary results", "changed circumstances"],
        "issues preliminary results of changed-circumstances review on",
    ),
    (&["preliminary results", "new shipper"], "issues preliminary results of new-shipper review on"),
    (&["preliminary results"], "issues preliminary results of {} review on"),
    (&["rescission", "partial"], "rescinds part of {} review on"),
    (&["rescission"], "rescinds {} review on"),
    (&["final affirmative", "circumvention"], "finds circumvention of {} order on"),
    (&["circumvention"], "acts on circumvention of {} order on"),
    (&["amended final determination"], "amends final {} determination on"),
    (&["postponement"], "postpones {} determination on"),
    (&["extension"], "extends time for {} case on"),
    (&["final", "determination"], "makes final {} determination on"),
    (&["preliminary", "determination"], "makes preliminary {} determination on"),
    (&["initiation", "review"], "opens {} review on"),
    (&["initiation"], "opens {} investigation on"),
    (&["continuation"], "continues {} order on"),
    (&["revocation"], "revokes {} order on"),
    (&["scope"], "acts on scope of {} order on"),
    (&["order"], "issues {} order on"),
];

/// What the Commission does.
const COMMISSION: &[(&[&str], &str)] = &[
    (&["scheduling", "final phase"], "schedules final injury phase on"),
    (&["scheduling", "five-year"], "schedules five-year reviews on"),
    (&["scheduling", "expedited"], "schedules expedited reviews on"),
    (&["scheduling"], "schedules injury cases on"),
    (&["institution", "five-year"], "opens five-year reviews on"),
    (&["institution"], "opens injury cases on"),
    (&["revised schedule"], "revises schedule of cases on"),
    (&["termination"], "ends cases on"),
    (&["determination"], "makes injury determinations on"),
];

/// What the Commission does in a case of unfair imports under section 337.
const SECTION_337: &[(&[&str], &str)] = &[
    (&["not to review"], "decides not to review initial decision in Section 337 case on"),
    (&["review in part"], "decides to review in part Section 337 finding on"),
    (&["review in-part"], "decides to review in part Section 337 finding on"),
    (&["to review"], "decides to review initial decision in Section 337 case on"),
    (&["exclusion order"], "issues exclusion order in Section 337 case on"),
    (&["institution"], "opens Section 337 investigation on"),
    (&["receipt of complaint"], "receives Section 337 complaint on"),
    (&["terminat"], "ends Section 337 investigation on"),
    (&["rescission"], "rescinds order in Section 337 case on"),
    (&["modification"], "modifies order in Section 337 case on"),
];

/// The headline of a trade-remedy notice of the Commerce Department; `None` where its title does not follow the grammar.
pub(super) fn commerce(title: &str, lexicon: &Lexicon) -> Option<String> {
    let case = read(title)?;
    let verb = stage(COMMERCE, &case.stage)?;
    let both = case.stage.contains("antidumping") && case.stage.contains("countervailing");
    let duty = match () {
        () if both => "AD/CVD",
        () if case.stage.contains("countervailing") => "countervailing duty",
        () => "antidumping duty",
    };
    let short = duty.trim_end_matches(" duty");
    let wide = format!("Commerce {}", verb.replace("{}", duty));
    Some(composed(&[&wide, &format!("Commerce {}", verb.replace("{}", short))], &case, lexicon))
}

/// The headline of a notice of the International Trade Commission.
pub(super) fn commission(title: &str, lexicon: &Lexicon) -> Option<String> {
    let lower = title.to_lowercase();
    if let Some(product) =
        title.strip_prefix("Certain ").filter(|_| !lower.contains("antidumping") && !lower.contains(" from "))
    {
        let product = product.split(';').next().unwrap_or(product).trim_end_matches(" (I)");
        let verb = stage(SECTION_337, &lower)?;
        let product = lexicon.goods_case(product);
        let short = product.split([',', '(']).next().unwrap_or(&product);
        return Some(fitted(&format!("ITC {verb}"), &[&product, short]));
    }
    let case = read(title)?;
    let verb = stage(COMMISSION, &case.stage)?;
    Some(composed(&[&format!("ITC {verb}")], &case, lexicon))
}

fn stage(table: &[(&[&str], &'static str)], stage: &str) -> Option<&'static str> {
    table.iter().find(|(words, _)| words.iter().all(|words| says(stage, words))).map(|(_, verb)| *verb)
}

/// Whether a stage holds these words, the first from its own beginning: a determination is no termination.
fn says(stage: &str, words: &str) -> bool {
    stage.match_indices(words).any(|(at, _)| !stage[..at].ends_with(char::is_alphanumeric))
}

/// `Product From A, B, and the C: Stage; Period`.
fn read(title: &str) -> Option<Case<'_>> {
    let from = title.find(" From ").or_else(|| title.find(" from "))?;
    let (product, rest) = (&title[..from], &title[from + " From ".len()..]);
    let end = rest.find([':', ';']).unwrap_or(rest.len());
    let named = rest[..end].replace(", and ", ", ").replace(" and ", ", ").replace(" And ", ", ");
    let countries: Vec<String> = named
        .split(", ")
        .map(|name| name.trim().trim_start_matches("the ").trim_start_matches("The ").trim())
        .filter(|name| !name.is_empty())
        .map(|name| {
            countries::code_of(name).map_or_else(|| name.to_owned(), |code| countries::name_of(code).to_owned())
        })
        .collect();
    let known = countries.iter().all(|name| countries::code_of(name).is_some() || name == "Georgia");
    if !known || countries.is_empty() || product.is_empty() {
        return None;
    }
    let stage = rest[end..].trim_start_matches([':', ';', ' ']).to_lowercase();
    let product = product.strip_prefix("Certain ").unwrap_or(product);
    Some(Case { product, countries, stage })
}

/// Verb, product and countries in ninety characters: first all of it, then fewer words for the duty, then a number for the countries.
fn composed(verbs: &[&str], case: &Case<'_>, lexicon: &Lexicon) -> String {
    let product = lexicon.goods_case(case.product);
    let head = product.split(',').next().unwrap_or(&product);
    let all = case.countries.join(", ");
    let number = format!("{} countries", case.countries.len());
    let places: &[&str] = if case.countries.len() > 2 { &[&all, &number] } else { &[&all] };
    for place in places {
        for verb in verbs {
            for product in [product.as_str(), head] {
                let line = format!("{verb} {product} from {place}");
                if line.chars().count() <= HEADLINE_CHARS_MAX {
                    return line;
                }
            }
        }
    }
    let verb = verbs.last().copied().unwrap_or_default();
    let place = places.last().copied().unwrap_or_default();
    let tail = format!(" from {place}");
    let room = HEADLINE_CHARS_MAX.saturating_sub(verb.chars().count() + 1 + tail.chars().count());
    format!("{verb} {}{tail}", cut(head, room))
}

/// The first of the objects that fits behind a verb; else the last, cut.
fn fitted(verb: &str, objects: &[&str]) -> String {
    for object in objects {
        let line = format!("{verb} {object}");
        if line.chars().count() <= HEADLINE_CHARS_MAX {
            return line;
        }
    }
    cut(&format!("{verb} {}", objects.last().copied().unwrap_or_default()), HEADLINE_CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::document::Fields;

    #[track_caller]
    fn check(title: &str, expected: &str) {
        let lexicon = Lexicon::of(&Fields::default(), title);
        let told = commerce(title, &lexicon).or_else(|| commission(title, &lexicon));
        assert_eq!(told.as_deref(), Some(expected));
    }

    #[test]
    fn commerce_s_stages_are_verbs() {
        check(
            "Certain Steel Nails From the Republic of Korea: Final Results of Antidumping Duty Administrative Review; 2014-2015",
            "Commerce issues final results of antidumping duty review on steel nails from South Korea",
        );
        check(
            "Certain Plates From India and Turkey: Initiation of Countervailing Duty Investigations",
            "Commerce opens countervailing duty investigation on plates from India, Turkey",
        );
    }

    #[test]
    fn a_determination_is_no_termination() {
        let lexicon = |title| Lexicon::of(&Fields::default(), title);
        let title = "Glass Fermentation Vessels From Poland; Determination";
        let line = commission(title, &lexicon(title)).expect("a headline");
        assert_eq!(line, "ITC makes injury determinations on glass fermentation vessels from Poland");
        let title = "Certain Data Loggers; Notice of Final Determination of Violation";
        assert_eq!(commission(title, &lexicon(title)), None);
    }

    #[test]
    fn many_countries_become_a_number() {
        let title = "Hot-Rolled Steel Flat Products From Australia, Brazil, Japan, Korea, Netherlands, Turkey, and the United Kingdom; Scheduling of the Final Phase of Countervailing Duty and Antidumping Duty Investigations";
        let line = commission(title, &Lexicon::of(&Fields::default(), title)).expect("the grammar holds");
        assert!(
            line.starts_with("ITC schedules final injury phase on") && line.ends_with("from 7 countries"),
            "{line}"
        );
        assert!(line.chars().count() <= HEADLINE_CHARS_MAX);
    }

    #[test]
    fn other_titles_are_left_alone() {
        let lexicon = Lexicon::of(&Fields::default(), "");
        assert_eq!(commerce("Notice of Petition for Waiver From Superior Boiler Works, Inc.", &lexicon), None);
    }
}
