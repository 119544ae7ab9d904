//! Agencies that the trade reads: slug, names as printed, the short form for headlines and the full one for first mention.

use model::document::Fields;

/// One agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agency {
    /// The Federal Register's slug.
    pub slug: &'static str,
    /// The code of regulations.gov, where it has one.
    pub code: &'static str,
    /// As headlines name it.
    pub short: &'static str,
    /// As a first mention names it, with the abbreviation where one follows.
    pub full: &'static str,
    /// As the document heads itself, in lower case without punctuation.
    pub printed: &'static str,
}

const fn agency(
    slug: &'static str,
    code: &'static str,
    short: &'static str,
    full: &'static str,
    printed: &'static str,
) -> Agency {
    Agency { slug, code, short, full, printed }
}

/// The table. Bureaus stand before departments, so that the nearest one to the text is found first.
#[rustfmt::skip]
pub const AGENCIES: &[Agency] = &[
    agency("industry-and-security-bureau", "BIS", "BIS", "The Bureau of Industry and Security (BIS)", "bureau of industry and security"),
    agency("foreign-assets-control-office", "OFAC", "OFAC", "The Office of Foreign Assets Control (OFAC)", "office of foreign assets control"),
    agency("u-s-customs-and-border-protection", "USCBP", "CBP", "U.S. Customs and Border Protection (CBP)", "us customs and border protection"),
    agency("international-trade-administration", "ITA", "Commerce", "The Commerce Department’s International Trade Administration", "international trade administration"),
    agency("international-trade-commission", "ITC", "ITC", "The International Trade Commission (ITC)", "international trade commission"),
    agency("trade-representative-office-of-united-states", "USTR", "USTR", "The Office of the U.S. Trade Representative (USTR)", "office of the united states trade representative"),
    agency("foreign-trade-zones-board", "FTZB", "FTZ Board", "The Foreign-Trade Zones Board", "foreign trade zones board"),
    agency("committee-for-the-implementation-of-textile-agreements", "CITA", "CITA", "The Committee for the Implementation of Textile Agreements (CITA)", "committee for the implementation of textile agreements"),
    agency("census-bureau", "USBC", "Census", "The Census Bureau", "bureau of the census"),
    agency("alcohol-tobacco-firearms-and-explosives-bureau", "ATF", "ATF", "The Bureau of Alcohol, Tobacco, Firearms and Explosives (ATF)", "bureau of alcohol tobacco firearms and explosives"),
    agency("alcohol-and-tobacco-tax-and-trade-bureau", "TTB", "TTB", "The Alcohol and Tobacco Tax and Trade Bureau (TTB)", "alcohol and tobacco tax and trade bureau"),
    agency("food-and-drug-administration", "FDA", "FDA", "The Food and Drug Administration (FDA)", "food and drug administration"),
    agency("animal-and-plant-health-inspection-service", "APHIS", "APHIS", "The Animal and Plant Health Inspection Service (APHIS)", "animal and plant health inspection service"),
    agency("food-safety-and-inspection-service", "FSIS", "FSIS", "The Food Safety and Inspection Service (FSIS)", "food safety and inspection service"),
    agency("agricultural-marketing-service", "AMS", "AMS", "The Agricultural Marketing Service (AMS)", "agricultural marketing service"),
    agency("foreign-agricultural-service", "FAS", "FAS", "The Foreign Agricultural Service (FAS)", "foreign agricultural service"),
    agency("commodity-credit-corporation", "CCC", "CCC", "The Commodity Credit Corporation", "commodity credit corporation"),
    agency("drug-enforcement-administration", "DEA", "DEA", "The Drug Enforcement Administration (DEA)", "drug enforcement administration"),
    agency("consumer-product-safety-commission", "CPSC", "CPSC", "The Consumer Product Safety Commission (CPSC)", "consumer product safety commission"),
    agency("national-oceanic-and-atmospheric-administration", "NOAA", "NOAA", "The National Oceanic and Atmospheric Administration (NOAA)", "national oceanic and atmospheric administration"),
    agency("fish-and-wildlife-service", "FWS", "FWS", "The Fish and Wildlife Service (FWS)", "fish and wildlife service"),
    agency("environmental-protection-agency", "EPA", "EPA", "The Environmental Protection Agency (EPA)", "environmental protection agency"),
    agency("federal-communications-commission", "FCC", "FCC", "The Federal Communications Commission (FCC)", "federal communications commission"),
    agency("national-highway-traffic-safety-administration", "NHTSA", "NHTSA", "The National Highway Traffic Safety Administration (NHTSA)", "national highway traffic safety administration"),
    agency("nuclear-regulatory-commission", "NRC", "NRC", "The Nuclear Regulatory Commission (NRC)", "nuclear regulatory commission"),
    agency("national-nuclear-security-administration", "NNSA", "NNSA", "The National Nuclear Security Administration (NNSA)", "national nuclear security administration"),
    agency("energy-efficiency-and-renewable-energy-office", "EERE", "DOE", "The Energy Department’s Office of Energy Efficiency and Renewable Energy", "office of energy efficiency and renewable energy"),
    agency("federal-energy-regulatory-commission", "FERC", "FERC", "The Federal Energy Regulatory Commission (FERC)", "federal energy regulatory commission"),
    agency("federal-maritime-commission", "FMC", "FMC", "The Federal Maritime Commission (FMC)", "federal maritime commission"),
    agency("federal-trade-commission", "FTC", "FTC", "The Federal Trade Commission (FTC)", "federal trade commission"),
    agency("financial-crimes-enforcement-network", "FINCEN", "FinCEN", "The Financial Crimes Enforcement Network (FinCEN)", "financial crimes enforcement network"),
    agency("investment-security-office", "CFIUS", "Treasury", "The Treasury Department’s Office of Investment Security", "office of investment security"),
    agency("u-s-immigration-and-customs-enforcement", "ICEB", "ICE", "U.S. Immigration and Customs Enforcement (ICE)", "us immigration and customs enforcement"),
    agency("transportation-security-administration", "TSA", "TSA", "The Transportation Security Administration (TSA)", "transportation security administration"),
    agency("coast-guard", "USCG", "Coast Guard", "The Coast Guard", "coast guard"),
    agency("federal-aviation-administration", "FAA", "FAA", "The Federal Aviation Administration (FAA)", "federal aviation administration"),
    agency("pipeline-and-hazardous-materials-safety-administration", "PHMSA", "PHMSA", "The Pipeline and Hazardous Materials Safety Administration (PHMSA)", "pipeline and hazardous materials safety administration"),
    agency("maritime-administration", "MARAD", "MARAD", "The Maritime Administration (MARAD)", "maritime administration"),
    agency("defense-acquisition-regulations-system", "DARS", "DOD", "The Defense Department’s Acquisition Regulations System", "defense acquisition regulations system"),
    agency("defense-logistics-agency", "DLA", "DLA", "The Defense Logistics Agency (DLA)", "defense logistics agency"),
    agency("defense-security-cooperation-agency", "DSCA", "DSCA", "The Defense Security Cooperation Agency (DSCA)", "defense security cooperation agency"),
    agency("centers-for-disease-control-and-prevention", "CDC", "CDC", "The Centers for Disease Control and Prevention (CDC)", "centers for disease control and prevention"),
    agency("patent-and-trademark-office", "PTO", "PTO", "The Patent and Trademark Office (PTO)", "united states patent and trademark office"),
    agency("internal-revenue-service", "IRS", "IRS", "The Internal Revenue Service (IRS)", "internal revenue service"),
    agency("export-import-bank", "EIB", "Ex-Im Bank", "The Export-Import Bank", "export import bank"),
    agency("trade-and-development-agency", "USTDA", "USTDA", "The Trade and Development Agency", "trade and development agency"),
    agency("u-s-china-economic-and-security-review-commission", "USCC", "U.S.-China commission", "The U.S.-China Economic and Security Review Commission", "us china economic and security review commission"),
    agency("economic-analysis-bureau", "BEA", "BEA", "The Bureau of Economic Analysis (BEA)", "bureau of economic analysis"),
    agency("wage-and-hour-division", "WHD", "Labor", "The Labor Department’s Wage and Hour Division", "wage and hour division"),
    agency("bureau-of-international-labor-affairs", "ILAB", "Labor", "The Labor Department’s Bureau of International Labor Affairs", "bureau of international labor affairs"),
    agency("commerce-department", "DOC", "Commerce", "The Commerce Department", "department of commerce"),
    agency("state-department", "DOS", "State", "The State Department", "department of state"),
    agency("treasury-department", "TREAS", "Treasury", "The Treasury Department", "department of the treasury"),
    agency("homeland-security-department", "DHS", "DHS", "The Department of Homeland Security (DHS)", "department of homeland security"),
    agency("energy-department", "DOE", "DOE", "The Energy Department (DOE)", "department of energy"),
    agency("justice-department", "DOJ", "Justice", "The Justice Department", "department of justice"),
    agency("defense-department", "DOD", "DOD", "The Defense Department (DOD)", "department of defense"),
    agency("labor-department", "DOL", "Labor", "The Labor Department", "department of labor"),
    agency("agriculture-department", "USDA", "USDA", "The Agriculture Department (USDA)", "department of agriculture"),
    agency("interior-department", "DOI", "Interior", "The Interior Department", "department of the interior"),
    agency("transportation-department", "DOT", "DOT", "The Transportation Department (DOT)", "department of transportation"),
    agency("health-and-human-services-department", "HHS", "HHS", "The Department of Health and Human Services (HHS)", "department of health and human services"),
    agency("education-department", "ED", "Education", "The Education Department", "department of education"),
    agency("housing-and-urban-development-department", "HUD", "HUD", "The Department of Housing and Urban Development (HUD)", "department of housing and urban development"),
    agency("securities-and-exchange-commission", "SEC", "SEC", "The Securities and Exchange Commission (SEC)", "securities and exchange commission"),
    agency("general-services-administration", "GSA", "GSA", "The General Services Administration (GSA)", "general services administration"),
    agency("national-aeronautics-and-space-administration", "NASA", "NASA", "The National Aeronautics and Space Administration (NASA)", "national aeronautics and space administration"),
    agency("executive-office-of-the-president", "EOP", "President", "The President", "executive office of the president"),
    agency("presidential-documents", "PRES", "President", "The President", "presidential documents"),
];

/// The agencies of a document that the table knows, the nearest to the text first: a bureau before its department.
pub fn of(fields: &Fields) -> Vec<&'static Agency> {
    let names: Vec<Name> = fields.agencies.iter().chain(&fields.agency_names).map(|name| Name::of(name)).collect();
    let mut out: Vec<&'static Agency> =
        AGENCIES.iter().filter(|agency| names.iter().any(|name| name.is_of(agency))).collect();
    out.dedup_by_key(|agency| agency.slug);
    out
}

/// Whether a document comes from that agency.
pub fn includes(fields: &Fields, slug: &str) -> bool {
    fields.agencies.iter().any(|agency| agency == slug) || of(fields).iter().any(|agency| agency.slug == slug)
}

/// The agency by its slug, its code or its printed name.
pub fn named(name: &str) -> Option<&'static Agency> {
    let name = Name::of(name);
    AGENCIES.iter().find(|agency| name.is_of(agency))
}

/// A name as it was given, and in plain words: made once for the whole table.
struct Name<'a> {
    given: &'a str,
    plain: String,
}

impl<'a> Name<'a> {
    fn of(given: &'a str) -> Self {
        Self { given, plain: plain(given) }
    }

    fn is_of(&self, agency: &Agency) -> bool {
        self.given == agency.slug || self.given == agency.code || self.plain == agency.printed
    }
}

/// Lower case, letters and single spaces only.
fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '.' | ',' | '\'' | '’' => {}
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ if !out.ends_with(' ') && !out.is_empty() => out.push(' '),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The short form for headlines; for an agency we do not know, its own name in words.
pub fn short(fields: &Fields) -> String {
    if let Some(agency) = of(fields).first() {
        return agency.short.to_owned();
    }
    unknown(fields).unwrap_or_else(|| "Agency".to_owned())
}

/// The form for first mention, capitalized as at a sentence’s start.
pub fn full(fields: &Fields) -> String {
    if let Some(agency) = of(fields).first() {
        return agency.full.to_owned();
    }
    match unknown(fields) {
        Some(name) if name.starts_with("The ") => name,
        Some(name) => format!("The {name}"),
        None => "The agency".to_owned(),
    }
}

/// The last (nearest) printed name in title case, else the last slug in words.
fn unknown(fields: &Fields) -> Option<String> {
    let printed = fields.agency_names.last().cloned();
    let name = printed.or_else(|| fields.agencies.last().map(|slug| slug.replace('-', " ")))?;
    let upper = !name.chars().any(char::is_lowercase);
    let lower = !name.chars().any(char::is_uppercase);
    if !(upper || lower) {
        return Some(name);
    }
    let small = ["of", "the", "and", "for", "to", "in", "on"];
    let words = name.split(' ').enumerate().map(|(at, word)| {
        let word = word.to_lowercase();
        if at > 0 && small.contains(&word.as_str()) {
            return word;
        }
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
    });
    Some(words.collect::<Vec<String>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bureau_speaks_before_its_department() {
        let fields = Fields {
            agencies: vec!["commerce-department".into(), "industry-and-security-bureau".into()],
            ..Fields::default()
        };
        assert_eq!(short(&fields), "BIS");
        assert_eq!(full(&fields), "The Bureau of Industry and Security (BIS)");
    }

    #[test]
    fn printed_names_and_codes_are_known_too() {
        assert_eq!(named("U.S. CUSTOMS AND BORDER PROTECTION").map(|a| a.short), Some("CBP"));
        assert_eq!(named("Foreign-Trade Zones Board").map(|a| a.short), Some("FTZ Board"));
        assert_eq!(named("DOS").map(|a| a.short), Some("State"));
    }

    #[test]
    fn an_unknown_agency_keeps_its_name() {
        let fields = Fields { agency_names: vec!["RAILROAD RETIREMENT BOARD".into()], ..Fields::default() };
        assert_eq!(
            (short(&fields), full(&fields)),
            ("Railroad Retirement Board".into(), "The Railroad Retirement Board".into())
        );
        assert_eq!(short(&Fields::default()), "Agency");
    }
}
