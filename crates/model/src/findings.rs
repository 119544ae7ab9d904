//! What we found in a document, each with the words it rests on; and a document with its findings and changes.

use crate::change::Change;
use crate::citation::Citation;
use crate::codes::CfrRef;
use crate::document::Document;
use crate::who::{CodeRange, CountryGroup, CountryMention, Enforcement, Party, Vessel};
use crate::{Date, Timestamp};

crate::word_enum!(
    /// What a date is about (TRADE-GUIDE, 2).
    DateRole {
        /// The document takes effect.
        Effective = "effective",
        /// Its terms apply: to entries, exports, transactions of that day and later.
        Applicable = "applicable",
        /// Those whom it binds have to comply.
        Compliance = "compliance",
        /// An effective date was put off, to this day.
        DelayedTo = "delayed-to",
        /// Something is suspended or stayed; it comes back on the day after its last day.
        SuspendedUntil = "suspended-until",
        /// Something that was suspended comes back.
        ReinstatedOn = "reinstated-on",
        /// What was under way by one day may be finished by another (in-transit, grandfathering).
        SavingsClause = "savings-clause",
        /// Transactions that are winding down have to be over.
        WindDown = "wind-down",
        /// A permission or measure ends.
        Expiry = "expiry",
        /// Comments close.
        CommentsClose = "comments-close",
        /// Rebuttals, replies and responses close.
        ReplyDue = "reply-due",
        /// Requests to appear, to speak, to testify or to be heard close.
        RequestDue = "request-due",
        /// Applications, petitions, briefs, reports and other filings are due.
        FilingDue = "filing-due",
        /// A hearing or meeting.
        Hearing = "hearing",
        /// Entries are liquidated.
        Liquidation = "liquidation",
        /// The period that a review or investigation looks at: from its first day to its last.
        ReviewPeriod = "review-period",
        /// It was printed.
        Published = "published",
    }
);

impl DateRole {
    /// Whether something ends on such a date, so that it has a last lawful day.
    pub fn ends(self) -> bool {
        matches!(
            self,
            DateRole::SuspendedUntil
                | DateRole::SavingsClause
                | DateRole::WindDown
                | DateRole::Expiry
                | DateRole::CommentsClose
                | DateRole::ReplyDue
                | DateRole::RequestDue
                | DateRole::FilingDue
                | DateRole::ReviewPeriod
        )
    }

    /// Whether such a date belongs into a calendar of things to do or to be ready for. The day of printing and a period under review
    /// do not.
    pub fn in_calendar(self) -> bool {
        !matches!(self, DateRole::Published | DateRole::ReviewPeriod)
    }
}

crate::word_enum!(
    /// How we know a date.
    Basis {
        /// The document says so in words.
        Stated = "stated",
        /// Counted from a stated period.
        Computed = "computed",
        /// The publisher's own field.
        Field = "field",
    }
);

/// A date that a reader may act on. A record, not a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct KeyDate {
    /// What it is about.
    pub role: DateRole,
    /// Which act of the reader it speaks of, where the text says: `exported`, `entered`.
    pub trigger: Option<String>,
    /// The day, where the source gives a day.
    pub on: Option<Date>,
    /// The instant, where the source gives a clock time.
    pub at: Option<Timestamp>,
    /// Whether the day named is inside the period.
    pub inclusive: bool,
    /// The zone of the day.
    pub zone: String,
    /// The last lawful day, where the date ends something.
    pub last_day: Option<Date>,
    /// The exact words.
    pub quote: String,
    /// The paragraph (from 1) in which the quotation stands; `None` when it comes from a field.
    pub paragraph: Option<u32>,
    /// First Unicode character of the quotation within that paragraph or field.
    pub start: usize,
    /// The character after its last.
    pub end: usize,
    /// How we know.
    pub basis: Basis,
    /// Which goods, parties or origins, where the text says.
    pub scope: Option<String>,
    /// How a day was counted and by which rule, or from which act of the reader it runs; such a date has no day of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The day that this one takes the place of: of a delay, an extension, a reopening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Date>,
}

/// What we found in one version of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Findings {
    /// Pointers in its text.
    pub citations: Vec<Citation>,
    /// Dates on which someone may act.
    pub dates: Vec<KeyDate>,
    /// CFR parts, from fields and text.
    pub cfr: Vec<CfrRef>,
    /// ISO 3166-1 alpha-2, in order of first mention in title and abstract.
    pub countries: Vec<String>,
    /// Export control classification numbers.
    pub eccns: Vec<String>,
    /// Tariff numbers.
    pub hts: Vec<String>,
    /// Munitions list categories.
    pub usml: Vec<String>,
    /// Parties that the document names.
    pub parties: Vec<String>,
    /// Our topics.
    pub topics: Vec<String>,
    /// Every country that title, abstract or text names, by the words that name it.
    pub country_mentions: Vec<CountryMention>,
    /// Country Groups of the EAR.
    pub country_groups: Vec<CountryGroup>,
    /// Vessels by their numbers.
    pub vessels: Vec<Vessel>,
    /// What is said of the parties.
    pub party_records: Vec<Party>,
    /// What an act of enforcement says of them.
    pub enforcement: Option<Enforcement>,
    /// Ranges of codes in title and abstract.
    pub code_ranges: Vec<CodeRange>,
}

/// A document with its findings and, for a list state, its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The document.
    pub document: Document,
    /// What was found in it.
    pub findings: Findings,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// A reason, as every judgement carries one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Why {
    /// The rule that spoke: `agency:industry-and-security-bureau`.
    pub criterion: String,
    /// What it saw.
    pub value: String,
    /// Where it saw it: `title`, `agencies`, `¶4`.
    #[serde(rename = "where")]
    pub place: String,
}

/// Whether a document concerns the readers of a title, and why. A `no` names its rule just as a `yes` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whether a story is to be told.
    pub selected: bool,
    /// The rule that decided: `no:airworthiness`, `yes:export-controls`.
    pub rule: String,
    /// A sentence for the ledger that names what the rule saw.
    pub sentence: String,
    /// The reasons.
    pub why: Vec<Why>,
    /// 0 to 100; how large the story is.
    pub score: u32,
    /// The sections in which it belongs, the first the best. Empty when not selected.
    pub sections: Vec<crate::title::Section>,
}
