//! Agencies as documents print them, and the slugs by which the Federal Register's index knows them.
//! The table holds those of interest to trade and those whose slug the general rule does not give; checked against the index in 2020.

use crate::formats::text::slug;

/// Agencies whose full text is asked for as soon as the index names them: those that regulate trade, and those whose rules on goods
/// reach importers and exporters. All other documents are known by the index record alone.
pub const TRADE: &[&str] = &[
    "commerce-department",
    "industry-and-security-bureau",
    "international-trade-administration",
    "foreign-trade-zones-board",
    "census-bureau",
    "treasury-department",
    "foreign-assets-control-office",
    "alcohol-and-tobacco-tax-and-trade-bureau",
    "financial-crimes-enforcement-network",
    "investment-security-office",
    "homeland-security-department",
    "u-s-customs-and-border-protection",
    "state-department",
    "international-trade-commission",
    "trade-representative-office-of-united-states",
    "alcohol-tobacco-firearms-and-explosives-bureau",
    "drug-enforcement-administration",
    "nuclear-regulatory-commission",
    "national-nuclear-security-administration",
    "food-and-drug-administration",
    "animal-and-plant-health-inspection-service",
    "agricultural-marketing-service",
    "food-safety-and-inspection-service",
    "foreign-agricultural-service",
    "fish-and-wildlife-service",
    "national-oceanic-and-atmospheric-administration",
    "environmental-protection-agency",
    "consumer-product-safety-commission",
    "defense-department",
    "executive-office-of-the-president",
    "federal-maritime-commission",
    "committee-for-the-implementation-of-textile-agreements",
];

/// Printed names whose slug does not follow from the name; compared without case, articles and `U.S.`.
const PRINTED: &[(&str, &str)] = &[
    ("bureau of industry and security", "industry-and-security-bureau"),
    ("bureau of export administration", "export-administration-bureau"),
    ("bureau of the census", "census-bureau"),
    ("bureau of alcohol, tobacco, firearms, and explosives", "alcohol-tobacco-firearms-and-explosives-bureau"),
    ("bureau of alcohol, tobacco, firearms and explosives", "alcohol-tobacco-firearms-and-explosives-bureau"),
    ("bureau of consumer financial protection", "consumer-financial-protection-bureau"),
    ("bureau of the fiscal service", "bureau-of-the-fiscal-service"),
    ("office of foreign assets control", "foreign-assets-control-office"),
    ("office of the united states trade representative", "trade-representative-office-of-united-states"),
    ("office of united states trade representative", "trade-representative-office-of-united-states"),
    ("united states trade representative", "trade-representative-office-of-united-states"),
    ("trade representative", "trade-representative-office-of-united-states"),
    ("office of the comptroller of the currency", "comptroller-of-the-currency"),
    ("office of government ethics", "government-ethics-office"),
    ("office of personnel management", "personnel-management-office"),
    ("office of management and budget", "management-and-budget-office"),
    ("office of investment security", "investment-security-office"),
    ("customs and border protection", "u-s-customs-and-border-protection"),
    ("bureau of customs and border protection", "u-s-customs-and-border-protection"),
    ("immigration and customs enforcement", "u-s-immigration-and-customs-enforcement"),
    ("citizenship and immigration services", "u-s-citizenship-and-immigration-services"),
    ("united states customs service", "customs-service"),
    ("international trade commission", "international-trade-commission"),
    ("united states international trade commission", "international-trade-commission"),
    ("international development finance corporation", "u-s-international-development-finance-corporation"),
    ("united states patent and trademark office", "patent-and-trademark-office"),
    ("united states fish and wildlife service", "fish-and-wildlife-service"),
    ("administration for children and families", "children-and-families-administration"),
    ("administration for community living", "community-living-administration"),
    ("board of governors of the federal reserve system", "federal-reserve-system"),
    ("export-import bank of the united states", "export-import-bank"),
    ("united states coast guard", "coast-guard"),
    ("china economic and security review commission", "u-s-china-economic-and-security-review-commission"),
    ("defense acquisition regulations system", "defense-acquisition-regulations-system"),
    (
        "committee for purchase from people who are blind or severely disabled",
        "committee-for-purchase-from-people-who-are-blind-or-severely-disabled",
    ),
    ("executive office of the president", "executive-office-of-the-president"),
    ("presidential documents", "executive-office-of-the-president"),
    ("agency for international development", "agency-for-international-development"),
];

/// Offices inside a department that the index does not know as agencies of their own.
const UNKNOWN_TO_INDEX: &[&str] =
    &["office of the secretary", "office of the attorney general", "office of inspector general"];

/// The index's slug for an agency as a document prints it, in capitals or not. Those not in the table follow the index's own habit:
/// `Department of the Interior` is `interior-department`. `None` for an office that the index does not list.
pub fn slug_of(printed: &str) -> Option<String> {
    let name = printed.trim().trim_end_matches('.').to_lowercase();
    let name = name.strip_prefix("the ").unwrap_or(&name);
    if name.is_empty() || UNKNOWN_TO_INDEX.contains(&name) {
        return None;
    }
    let bare = name.strip_prefix("u.s.").map(|rest| rest.trim_start_matches(['-', ' '])).unwrap_or(name);
    if let Some((_, slug)) = PRINTED.iter().find(|(known, _)| *known == name || *known == bare) {
        return Some((*slug).to_owned());
    }
    for kind in ["department", "bureau", "office"] {
        let rest = name.strip_prefix(kind).and_then(|rest| rest.strip_prefix(" of "));
        if let Some(rest) = rest {
            return Some(format!("{}-{kind}", slug(rest.strip_prefix("the ").unwrap_or(rest))));
        }
    }
    Some(slug(name)).filter(|slug| !slug.is_empty())
}

/// Whether a printed line is the name of an agency of the table: agencies stand, by mistake, in the place of titles too.
pub fn is_known(printed: &str) -> bool {
    let slug = slug_of(printed).unwrap_or_default();
    TRADE.contains(&slug.as_str())
        || PRINTED.iter().any(|(_, known)| *known == slug)
        || (slug.starts_with("federal-") && slug.ends_with("-administration"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_agency_has_the_slug_of_the_index() {
        for (printed, slug) in [
            ("DEPARTMENT OF THE TREASURY", "treasury-department"),
            ("Office of Foreign Assets Control", "foreign-assets-control-office"),
            ("Bureau of Industry and Security", "industry-and-security-bureau"),
            ("U.S. Customs and Border Protection", "u-s-customs-and-border-protection"),
            ("OFFICE OF THE UNITED STATES TRADE REPRESENTATIVE", "trade-representative-office-of-united-states"),
            ("Department of the Navy", "navy-department"),
            ("INTERNATIONAL TRADE COMMISSION", "international-trade-commission"),
            ("Bureau of Land Management", "land-management-bureau"),
            ("Foreign-Trade Zones Board", "foreign-trade-zones-board"),
        ] {
            assert_eq!(slug_of(printed).as_deref(), Some(slug), "{printed}");
        }
        assert_eq!(slug_of("Office of the Secretary"), None);
        assert!(
            is_known("Federal Aviation Administration") && !is_known("Notice of Request To Release Airport Property")
        );
    }
}
