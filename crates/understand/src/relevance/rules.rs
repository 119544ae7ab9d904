//! The rules of relevance as a table: name, conditions, verdict, reason. Words are lower case; `*` leaves a word's end open.

use model::document::Kind;
use model::title::Section;

/// What a rule decides.
#[derive(Clone, Copy)]
pub(super) enum Verdict {
    /// A story, with the points that this sort of news has by itself, and its sections, the best first.
    Yes(u32, &'static [Section]),
    /// None.
    No,
}

/// One rule. Every condition that is given must hold; of the words in one condition any suffices.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) verdict: Verdict,
    /// A clause that goes on after what the rule saw.
    pub(super) reason: &'static str,
    pub(super) agencies: &'static [&'static str],
    pub(super) kinds: &'static [Kind],
    pub(super) cfr: &'static [(u16, u32, u32)],
    pub(super) action: &'static [&'static str],
    /// In title or abstract.
    pub(super) anywhere: &'static [&'static str],
    pub(super) title: &'static [&'static str],
    /// Words of title or action with which the rule is passed over.
    pub(super) unless: &'static [&'static str],
}

const RULE: Rule = Rule {
    name: "",
    verdict: Verdict::No,
    reason: "",
    agencies: &[],
    kinds: &[],
    cfr: &[],
    action: &[],
    anywhere: &[],
    title: &[],
    unless: &[],
};

const REGULATES: &[Kind] = &[Kind::Rule, Kind::ProposedRule, Kind::Correction];

const BIS: &[&str] = &["industry-and-security-bureau", "export-administration-bureau"];
const OFAC: &[&str] = &["foreign-assets-control-office"];
const CBP: &[&str] = &["u-s-customs-and-border-protection", "customs-service"];
/// Customs regulations are also issued under the Treasury’s name alone (19 CFR 0.1).
const CUSTOMS: &[&str] = &["u-s-customs-and-border-protection", "customs-service", "treasury-department"];
const ITA: &[&str] = &["international-trade-administration"];
const ITC: &[&str] = &["international-trade-commission"];
const USTR: &[&str] = &["trade-representative-office-of-united-states"];
const STATE: &[&str] = &["state-department"];
const TREASURY: &[&str] = &["treasury-department", "investment-security-office"];
const FDA: &[&str] = &["food-and-drug-administration"];
const DEA: &[&str] = &["drug-enforcement-administration"];
const ATF: &[&str] = &["alcohol-tobacco-firearms-and-explosives-bureau"];
const EPA: &[&str] = &["environmental-protection-agency"];
const FCC: &[&str] = &["federal-communications-commission"];
const CPSC: &[&str] = &["consumer-product-safety-commission"];
const NUCLEAR: &[&str] =
    &["nuclear-regulatory-commission", "national-nuclear-security-administration", "energy-department"];
const PROCUREMENT: &[&str] = &[
    "defense-acquisition-regulations-system",
    "defense-department",
    "general-services-administration",
    "national-aeronautics-and-space-administration",
];
const FISHERIES: &[&str] = &["national-oceanic-and-atmospheric-administration"];

/// Agencies whose rules on goods reach importers and exporters when they speak of the border.
const GOODS: &[&str] = &[
    "food-and-drug-administration",
    "animal-and-plant-health-inspection-service",
    "food-safety-and-inspection-service",
    "agricultural-marketing-service",
    "foreign-agricultural-service",
    "commodity-credit-corporation",
    "agriculture-department",
    "drug-enforcement-administration",
    "consumer-product-safety-commission",
    "national-oceanic-and-atmospheric-administration",
    "fish-and-wildlife-service",
    "environmental-protection-agency",
    "federal-communications-commission",
    "national-highway-traffic-safety-administration",
    "alcohol-and-tobacco-tax-and-trade-bureau",
    "alcohol-tobacco-firearms-and-explosives-bureau",
    "centers-for-disease-control-and-prevention",
    "health-and-human-services-department",
    "nuclear-regulatory-commission",
    "energy-department",
    "federal-trade-commission",
    "pipeline-and-hazardous-materials-safety-administration",
    "interior-department",
];

/// Agencies whose business is trade, besides those that have a rule of their own for everything they do.
const TRADE: &[&str] = &[
    "u-s-customs-and-border-protection",
    "international-trade-administration",
    "state-department",
    "treasury-department",
    "census-bureau",
    "commerce-department",
    "homeland-security-department",
    "federal-maritime-commission",
    "industry-and-security-bureau",
    "financial-crimes-enforcement-network",
];

/// Words that speak of goods crossing the border.
const BORDER: &[&str] = &[
    "import",
    "importation",
    "imported",
    "importer",
    "importing",
    "exportation",
    "exports of",
    "exported",
    "exporter",
    "exporting",
    "export certificate",
    "export license",
    "export notification",
    "export requirements",
    "for export",
    "import and export",
    "prior notice of",
    "foreign supplier verification",
    "tariff-rate quota",
    "country of origin",
    "phytosanitary",
    "nonconforming vehicles",
    "eligible to export",
    "equivalence determination",
    "admissibility",
    "trade restrictive",
    "cites",
];

const fn no(name: &'static str, reason: &'static str) -> Rule {
    Rule { name, reason, ..RULE }
}

const fn yes(name: &'static str, points: u32, sections: &'static [Section], reason: &'static str) -> Rule {
    Rule { name, verdict: Verdict::Yes(points, sections), reason, ..RULE }
}

use Section as S;

/// All rules, in the order in which they are asked.
#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // Noise, whoever makes it.
    Rule { title: &["airworthiness directive", "special conditions:", "class e airspace", "class d airspace", "vor federal airways", "standard instrument approach", "area navigation"],
        ..no("no:airworthiness", "aviation safety is outside trade") },
    Rule { title: &["safety zone", "security zone", "special local regulation", "regulated navigation area", "anchorage"],
        ..no("no:safety-zone", "local waters are outside trade") },
    Rule { title: &["drawbridge*"], ..no("no:drawbridge", "bridge hours are outside trade") },
    Rule { title: &["air plan", "air quality implementation", "air quality state implementation", "approval and promulgation", "state implementation plan", "motor vehicle emissions budget", "attainment", "state plan for"],
        ..no("no:air-plan", "a state’s air plan is outside trade") },
    Rule { title: &["sunshine act"], ..no("no:sunshine-act", "a meeting announced under the Sunshine Act is no trade news") },
    Rule { title: &["information collection", "proposed collection", "ecollection", "collection of information", "paperwork reduction", "submission for omb review", "request for omb review"],
        ..no("no:information-collection", "a routine information collection changes no duty") },
    Rule { action: &["information collection", "collection of information"], ..no("no:information-collection", "a routine information collection changes no duty") },
    Rule { title: &["privacy act", "system of records", "systems of records", "computer matching", "freedom of information", "semiannual agenda", "regulatory agenda", "organization, functions, and delegations"],
        ..no("no:internal-procedure", "an agency’s own records and procedures are outside trade") },
    Rule { title: &["request for nominations", "requesting nominations", "solicitation of nominations", "advisory board", "advisory committee", "advisory council", "advisory commission", "national advisory"],
        ..no("no:advisory-meeting", "an advisory body’s meetings and members are no trade news") },
    Rule { action: &["nominations", "apply for membership", "federal advisory committee"],
        ..no("no:advisory-meeting", "an advisory body’s meetings and members are no trade news") },
    Rule { title: &["worker adjustment assistance", "trade adjustment assistance"],
        ..no("no:trade-adjustment-assistance", "aid to workers of a firm changes nothing at the border") },
    Rule { title: &["culturally significant objects"],
        ..no("no:museum-loan", "a museum’s loan is protected from seizure; no other importer is touched") },
    Rule { title: &["self-regulatory organizations"], ..no("no:exchange-rule", "rules of stock exchanges are outside trade") },
    Rule { title: &["incidental take", "incidental harassment", "taking marine mammals", "takes of marine mammals"],
        ..no("no:marine-mammal-permit", "an incidental-take permit is outside trade, whatever its title says of export cables") },
    Rule { title: &["environmental impact statement", "environmental assessment", "plats of survey", "habitat conservation plan", "recovery permit"],
        ..no("no:environmental-review", "an environmental review is outside trade") },

    // Civil penalties of the agencies that fine traders, whichever rule would take their other acts.
    Rule { agencies: &["commerce-department", "state-department", "treasury-department", "homeland-security-department", "federal-maritime-commission", "foreign-assets-control-office", "industry-and-security-bureau", "u-s-customs-and-border-protection"], title: &["penalty inflation", "penalty adjustment", "monetary penalt*", "civil monetary penalty"],
        ..yes("yes:civil-penalties", 10, &[S::Enforcement, S::Customs], "the largest fines that traders face change") },

    // Export controls and sanctions.
    Rule { agencies: &["commerce-department", "industry-and-security-bureau"], title: &["entity list", "unverified list", "military end-user list", "military end user"],
        ..yes("yes:export-party-list", 45, &[S::ExportControls], "parties to screen change") },
    Rule { agencies: BIS, anywhere: &["denying export privileges", "denial order", "temporarily denying", "denying export"],
        ..yes("yes:denial-order", 40, &[S::Enforcement, S::ExportControls], "a party may not take part in exports") },
    Rule { agencies: BIS, title: &["section 232", "steel", "aluminum", "tariff", "adjusting imports", "inclusion"],
        ..yes("yes:section-232-bis", 40, &[S::Tariffs, S::ExportControls], "duties under section 232 are touched") },
    Rule { agencies: BIS, kinds: REGULATES, ..yes("yes:export-controls", 40, &[S::ExportControls], "the Export Administration Regulations or their kin change") },
    Rule { agencies: BIS, title: &["technical advisory", "meeting"], ..no("no:advisory-meeting", "an advisory body’s meetings and members are no trade news") },
    Rule { agencies: BIS, ..yes("yes:export-notice", 22, &[S::ExportControls], "the bureau that administers export controls speaks") },
    Rule { agencies: OFAC, kinds: REGULATES, ..yes("yes:sanctions-rule", 45, &[S::Sanctions], "sanctions regulations change") },
    Rule { agencies: OFAC, ..yes("yes:sanctions-notice", 40, &[S::Sanctions], "sanctioned parties or licenses change") },
    Rule { kinds: &[Kind::Opinion], anywhere: &["court of international trade", "international trade commission"],
        ..yes("yes:trade-appeal", 24, &[S::Courts], "a decision on duties or imports was reviewed") },
    Rule { cfr: &[(22, 120, 130)], ..yes("yes:defense-trade-rule", 45, &[S::DefenseTrade, S::ExportControls], "the International Traffic in Arms Regulations change") },
    Rule { agencies: STATE, title: &["international traffic", "itar", "munitions list", "arms export control act", "defense trade", "debarment", "statutory debarment", "munitions export"],
        ..yes("yes:defense-trade", 42, &[S::DefenseTrade, S::ExportControls], "arms exports are touched") },
    Rule { agencies: STATE, title: &["nonproliferation", "missile technology", "chemical and biological weapons", "sanctions", "state sponsor*", "iran", "north korea", "syria", "cuba restricted"], unless: &["visa", "exchange visitor"],
        ..yes("yes:state-sanctions", 38, &[S::Sanctions, S::DefenseTrade], "the State Department imposes or lifts measures") },
    Rule { agencies: STATE, title: &["terrorist organization", "specially designated global terrorist", "designation of"], unless: &["visa"],
        ..yes("yes:state-designation", 32, &[S::Sanctions], "designated parties change") },
    Rule { agencies: &["defense-department", "defense-security-cooperation-agency"], title: &["arms sales notification", "arms sales", "36(b)"],
        ..yes("yes:arms-sale", 18, &[S::DefenseTrade], "a sale of arms abroad was notified to Congress") },
    Rule { agencies: &["defense-department"], title: &["chinese military compan*", "section 1260h"],
        ..yes("yes:military-companies", 42, &[S::Sanctions, S::ExportControls], "parties to screen change") },
    Rule { agencies: &["financial-crimes-enforcement-network"], title: &["special measure", "primary money laundering concern"],
        ..yes("yes:special-measure", 28, &[S::Sanctions], "a bank or country is cut off under section 311") },
    Rule { agencies: TREASURY, title: &["international boycott", "boycott"], ..yes("yes:boycott-list", 22, &[S::ExportControls], "the list of boycotting countries is renewed") },
    Rule { agencies: TREASURY, title: &["outbound", "investments in certain national security", "countries of concern"], ..yes("yes:outbound-investment", 40, &[S::ExportControls, S::Policy], "investment abroad is controlled") },
    Rule { agencies: TREASURY, title: &["investments in the united states by foreign persons", "foreign investment in the united states", "transactions by foreign persons", "excepted real estate foreign states", "excepted foreign states"], unless: &["privacy"],
        ..yes("yes:foreign-investment", 26, &[S::Policy], "rules on foreign investment change") },
    Rule { title: &["information and communications technology and services", "prohibited transactions", "significant malicious cyber-enabled"], unless: &["employee benefit", "pension"], kinds: &[Kind::Rule, Kind::ProposedRule, Kind::Correction, Kind::Notice], ..yes("yes:ict-supply-chain", 34, &[S::ExportControls, S::Policy], "transactions in foreign technology are restricted") },
    Rule { cfr: &[(10, 110, 110), (10, 810, 810)], ..yes("yes:nuclear-trade-rule", 34, &[S::ExportControls], "export and import of nuclear goods are regulated") },
    Rule { agencies: NUCLEAR, title: &["export license", "import license", "export and import of nuclear", "export of nuclear", "application to export", "license to export nuclear", "part 810"], unless: &["natural gas", "electric energy", "lng"],
        ..yes("yes:nuclear-trade", 16, &[S::ExportControls], "a license for nuclear trade is asked or given") },
    Rule { agencies: NUCLEAR, title: &["export electric energy", "export natural gas", "natural gas", "liquefied natural gas"],
        ..no("no:energy-authorization", "an authorization for one seller of energy is outside the customs and control regimes we follow") },
    Rule { agencies: &["census-bureau"], anywhere: &["foreign trade regulations", "electronic export information", "automated export system"],
        ..yes("yes:export-filing", 34, &[S::ExportFiling, S::Customs], "what exporters file changes") },
    Rule { agencies: &["census-bureau"], cfr: &[(15, 30, 30)], ..yes("yes:export-filing", 34, &[S::ExportFiling, S::Customs], "what exporters file changes") },

    // Trade remedies.
    Rule { agencies: ITA, title: &["trade mission", "export trade certificate", "travel and tourism", "environmental technologies", "civil nuclear trade", "renewable energy and energy efficiency", "supply chain competitiveness"],
        ..no("no:trade-promotion", "promotion of trade changes no duty") },
    Rule { agencies: ITA, title: &["final determination", "final affirmative", "final negative", "antidumping duty order", "countervailing duty order", "antidumping and countervailing duty order"],
        unless: &["review", "continuation", "scope", "circumvention", "postponement", "preliminary", "revocation"],
        ..yes("yes:ad-cvd-final", 32, &[S::TradeRemedies], "a duty order comes or fails") },
    Rule { agencies: ITA, title: &["circumvention", "scope ruling", "scope inquiry", "scope inquiries"], ..yes("yes:ad-cvd-scope", 28, &[S::TradeRemedies], "what a duty order covers is in question") },
    Rule { agencies: ITA, title: &["revocation", "continuation of"], ..yes("yes:ad-cvd-order-fate", 24, &[S::TradeRemedies], "a duty order goes on or ends") },
    Rule { agencies: ITA, title: &["preliminary determination", "preliminary affirmative", "preliminary negative", "critical circumstances"],
        ..yes("yes:ad-cvd-preliminary", 26, &[S::TradeRemedies], "deposits may be due from this determination on") },
    Rule { agencies: ITA, title: &["initiation of"], unless: &["review"], ..yes("yes:ad-cvd-initiation", 26, &[S::TradeRemedies], "a new case is opened") },
    Rule { agencies: ITA, title: &["final results", "amended final", "final court decision", "timken", "not in harmony"], ..yes("yes:ad-cvd-final-results", 20, &[S::TradeRemedies], "assessment and deposit rates are set") },
    Rule { agencies: ITA, title: &["preliminary results", "preliminary intent"], ..yes("yes:ad-cvd-preliminary-results", 14, &[S::TradeRemedies], "rates of a review are proposed") },
    Rule { agencies: ITA, kinds: REGULATES, ..yes("yes:trade-remedy-rule", 32, &[S::TradeRemedies], "the rules of trade remedies or import monitoring change") },
    Rule { agencies: ITA, title: &["antidumping", "countervailing", "less than fair value", "less-than-fair-value", "suspension agreement", "sunset review", "new shipper"],
        ..yes("yes:ad-cvd-routine", 9, &[S::TradeRemedies], "a step in a trade-remedy case") },
    Rule { agencies: ITA, title: &["duty-free entry", "steel import", "aluminum import", "import monitoring", "scientific instruments"],
        ..yes("yes:import-program", 8, &[S::TradeRemedies, S::Customs], "an import program of the Commerce Department moves") },
    Rule { agencies: ITC, anywhere: &["section 337", "337-ta"], ..yes("yes:section-337", 20, &[S::TradeRemedies], "an exclusion order is at stake") },
    Rule { agencies: ITC, title: &["certain"], action: &["notice"], unless: &["antidumping", "countervailing"], ..yes("yes:section-337", 18, &[S::TradeRemedies], "an exclusion order is at stake") },
    Rule { agencies: ITC, title: &["determination"], ..yes("yes:injury-determination", 24, &[S::TradeRemedies], "injury is found or not") },
    Rule { agencies: ITC, title: &["safeguard", "section 201", "global safeguard"], ..yes("yes:safeguard", 30, &[S::Tariffs, S::TradeRemedies], "a safeguard is at stake") },
    Rule { agencies: ITC, title: &["scheduling", "institution", "investigation", "review", "antidumping", "countervailing", "probable economic effect"],
        ..yes("yes:itc-step", 14, &[S::TradeRemedies], "a case before the Commission moves") },
    Rule { agencies: ITC, kinds: REGULATES, ..yes("yes:itc-rule", 24, &[S::TradeRemedies, S::Agreements], "the Commission’s rules change") },
    Rule { agencies: ITC, title: &["harmonized tariff"], ..yes("yes:tariff-schedule", 26, &[S::Tariffs], "the tariff schedule moves") },

    // Tariffs, customs, agreements, zones.
    Rule { agencies: USTR, title: &["section 301", "generalized system of preferences", "tariff", "duty", "exclusion"], ..yes("yes:tariff-action", 42, &[S::Tariffs], "duties or their exclusions move") },
    Rule { agencies: USTR, ..yes("yes:trade-policy", 24, &[S::Agreements, S::Policy], "the Trade Representative acts") },
    Rule { agencies: &["committee-for-the-implementation-of-textile-agreements"], ..yes("yes:textile-agreement", 12, &[S::Agreements], "rules of origin for textiles are at stake") },
    Rule { agencies: &["foreign-trade-zones-board"], title: &["authorization of production", "approval", "order", "rules"], ..yes("yes:foreign-trade-zone", 8, &[S::Customs], "a zone’s authority changes") },
    Rule { agencies: &["foreign-trade-zones-board"], ..yes("yes:foreign-trade-zone", 6, &[S::Customs], "a zone asks for authority") },
    Rule { anywhere: &["forced labor", "uflpa", "uyghur", "withhold release"], agencies: &["homeland-security-department", "u-s-customs-and-border-protection", "labor-department", "bureau-of-international-labor-affairs", "international-labor-affairs-bureau"],
        ..yes("yes:forced-labor", 42, &[S::ForcedLabor, S::Customs], "goods or parties are barred for forced labor") },
    Rule { title: &["archaeological", "ethnological", "ecclesiastical ethnological", "cultural property"], agencies: &["u-s-customs-and-border-protection", "treasury-department", "state-department", "homeland-security-department"],
        ..yes("yes:cultural-property", 20, &[S::Customs], "imports of cultural property are restricted") },
    Rule { agencies: CBP, title: &["travel restrictions", "electronic system for travel", "passenger", "visa", "global entry", "biometric", "arrival and departure", "arrival restrictions", "admission and extension", "trusted traveler", "immigrant", "alien", "preclearance"],
        ..no("no:travelers", "rules for travelers are outside trade") },
    Rule { agencies: CBP, cfr: &[(19, 0, 199)], ..yes("yes:customs-rule", 30, &[S::Customs], "customs regulations change") },
    Rule { agencies: CUSTOMS, title: &["tariff-rate quota", "duty", "duties", "tariff", "quota"], ..yes("yes:customs-duty", 26, &[S::Tariffs, S::Customs], "duties or quotas are touched") },
    Rule { agencies: CBP, title: &["country of origin", "final determination concerning", "revocation of", "modification of", "ruling letter", "customs bulletin"],
        ..yes("yes:customs-ruling", 18, &[S::Rulings, S::Customs], "how goods are classed or where they come from is decided") },
    Rule { agencies: CUSTOMS, title: &["customs broker", "rules of origin", "marking rules", "vessel", "express mail", "mail shipment", "advance electronic", "drawback", "entry summar*", "entry of merchandise", "entry filing", "entry process*", "informal entry", "entries", "merchandise", "cargo", "origin", "usmca", "united states-mexico-canada", "automated commercial environment", "manifest", "bonded", "port of", "textile", "gauger", "laboratory", "trademark", "copyright", "intellectual property", "user fee", "interest rates", "customs", "export", "import", "importation", "imported", "de minimis", "low-value", "test", "free trade agreement", "trade partnership", "country-of-origin"],
        ..yes("yes:customs-procedure", 14, &[S::Customs], "what is filed or paid at the border is touched") },
    Rule { agencies: &["federal-maritime-commission"], kinds: REGULATES, unless: &["commission organization", "user fee", "delegations", "federal register publication", "sent to the federal register"], ..yes("yes:ocean-shipping", 16, &[S::Customs], "rules for ocean carriers and their customers change") },
    Rule { agencies: &["u-s-china-economic-and-security-review-commission"], title: &["hearing"], ..yes("yes:trade-hearing", 10, &[S::Policy], "Congress’s commission on China trade hears witnesses") },
    Rule { cfr: &[(27, 447, 447)], ..yes("yes:import-control-atf", 34, &[S::DefenseTrade, S::ProductAgencies], "permanent imports of arms are controlled") },
    Rule { cfr: &[(15, 730, 774)], ..yes("yes:export-regulation", 34, &[S::ExportControls], "the Export Administration Regulations change") },
    Rule { cfr: &[(31, 500, 599)], ..yes("yes:sanctions-regulation", 38, &[S::Sanctions], "sanctions regulations change") },
    Rule { cfr: &[(19, 0, 399), (15, 400, 400), (15, 2000, 2099)], unless: &["privacy"],
        ..yes("yes:customs-regulation", 26, &[S::Customs], "a part of the Code that governs customs and trade changes") },

    // Acts of the President.
    Rule { kinds: &[Kind::Presidential], title: &["adjusting imports", "tariff", "duties", "duty", "generalized system of preferences", "trade act", "harmonized tariff", "competition from imports", "reciprocal", "free trade agreement", "trade agreement", "african growth", "import", "safeguard", "steel", "aluminum", "de minimis"],
        ..yes("yes:presidential-tariff", 50, &[S::Tariffs, S::Policy], "duties or preferences move by act of the President") },
    Rule { kinds: &[Kind::Presidential], title: &["blocking property", "blocking the property", "national emergency with respect to", "sanctions", "export control", "export", "proliferat*", "persons undermining", "foreign adversar*", "prohibiting", "arms", "defense articles", "iran", "russia", "russian", "north korea", "syria", "cuba", "venezuela", "burma", "significant malicious cyber-enabled", "supply chain", "outbound", "countries of concern"],
        ..yes("yes:presidential-sanctions", 48, &[S::Sanctions, S::ExportControls, S::Policy], "measures against countries or parties move by act of the President") },
    Rule { kinds: &[Kind::Presidential], ..no("no:presidential-outside-trade", "this act of the President is outside trade") },

    // Goods that other agencies govern.
    Rule { agencies: ATF, kinds: REGULATES, anywhere: &["import", "importation", "imported", "importer", "arms, ammunition", "export", "munitions import list"],
        ..yes("yes:import-control-atf", 30, &[S::DefenseTrade, S::ProductAgencies], "imports of arms are touched") },
    Rule { agencies: ATF, kinds: REGULATES, title: &["firearm", "frame or receiver", "ammunition", "silencer", "machineguns", "bump-stock*"],
        ..yes("yes:firearms-rule", 18, &[S::ProductAgencies], "what counts as a firearm, and so what may be imported, changes") },
    Rule { agencies: DEA, title: &["importer of controlled substances", "exporter of controlled substances", "bulk manufacturer"],
        ..no("no:single-firm-registration", "one firm’s registration touches no other trader") },
    Rule { agencies: DEA, title: &["placement of", "temporary placement", "schedules of controlled substances", "aggregate production quota*", "assessment of annual needs", "list i chemical", "listed chemical", "removal of"], unless: &["fees"],
        ..yes("yes:controlled-substances", 12, &[S::ProductAgencies], "what may be imported or exported only by permit changes") },
    Rule { agencies: EPA, title: &["significant new use", "chemical import", "hydrofluorocarbon*", "ozone-depleting", "import tolerance"], unless: &["state"],
        ..yes("yes:chemical-border-rule", 14, &[S::ProductAgencies], "import certification or export notice follows") },
    Rule { agencies: FCC, title: &["covered list", "covered equipment", "equipment authorization", "national security threats to the communications supply chain", "communications supply chain"],
        ..yes("yes:covered-equipment", 24, &[S::ProductAgencies, S::ExportControls], "equipment may lose its authorization to be imported") },
    Rule { agencies: CPSC, kinds: REGULATES, title: &["certificate", "certification", "third party testing", "conformity assessment", "testing and labeling", "efiling", "ban of", "banned"],
        ..yes("yes:product-certificates", 16, &[S::ProductAgencies], "what importers must certify changes") },
    Rule { agencies: FDA, kinds: REGULATES, title: &["prior notice", "foreign supplier", "imported", "importation", "import", "importer", "accredited third-party", "unique facility identifier", "traceability"],
        ..yes("yes:food-drug-border-rule", 24, &[S::ProductAgencies], "what is filed or shown for goods at the border changes") },
    Rule { agencies: FDA, title: &["import alert", "importation of", "prior notice", "foreign supplier verification", "export certificate", "voluntary qualified importer"],
        ..yes("yes:food-drug-border", 14, &[S::ProductAgencies], "goods under the agency’s eye at the border are touched") },
    Rule { agencies: PROCUREMENT, title: &["buy american", "trade agreements", "foreign acquisition", "foreign source", "export-controlled", "specialty metals", "covered telecommunications", "forced labor", "xinjiang", "foreign adversar*", "kaspersky", "section 889", "semiconductor"],
        ..yes("yes:procurement-trade", 12, &[S::Policy, S::Agreements], "what the government may buy from abroad changes") },
    Rule { agencies: FISHERIES, title: &["seafood import", "import provisions", "imports", "import", "importation", "certification of admissibility", "trade monitoring", "international trade"],
        ..yes("yes:seafood-border", 22, &[S::ProductAgencies], "fish at the border is touched") },
    Rule { agencies: FISHERIES, title: &["fisher*", "fishing", "fishery management council", "marine", "sanctuar*", "salmon", "atlantic", "pacific"],
        ..no("no:fishery-without-trade", "fisheries management without a word on imports is outside trade") },
    Rule { agencies: GOODS, kinds: REGULATES, title: BORDER, ..yes("yes:goods-border-rule", 16, &[S::ProductAgencies], "a rule on goods speaks of the border") },
    Rule { agencies: GOODS, title: BORDER, unless: &["export cable", "export and inter-array"], ..yes("yes:goods-border-notice", 8, &[S::ProductAgencies], "a notice on goods speaks of the border") },
    Rule { agencies: &["animal-and-plant-health-inspection-service", "food-safety-and-inspection-service"], kinds: REGULATES, anywhere: &["importation", "imported", "importing", "exported"],
        ..yes("yes:goods-border-rule", 12, &[S::ProductAgencies], "a rule on goods speaks of the border") },

    // What is left.
    Rule { agencies: TRADE, ..no("no:trade-agency-routine", "this agency’s document touches no duty, control, party or filing") },
    Rule { agencies: GOODS, ..no("no:product-rule-without-border", "neither title nor rule speaks of import or export") },
];
