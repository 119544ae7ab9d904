//! The numbers of titles, and of the parts that one body of rules fills: what a text means by `part 744 of the EAR`.

/// Titles of the Code of Federal Regulations (1 CFR 8.1).
pub(super) const CFR_TITLES: u16 = 50;
/// Titles of the United States Code.
pub(super) const USC_TITLES: u16 = 54;

/// A body of rules that texts call by its short name, the title it stands in, and its first and last part.
pub(super) struct Rules {
    pub(super) names: &'static [&'static str],
    pub(super) title: u16,
    pub(super) parts: std::ops::RangeInclusive<u32>,
}

/// 15 CFR 730.1, 22 CFR 120.1, 15 CFR 30.1.
pub(super) const RULES: &[Rules] = &[
    Rules { names: &["EAR", "Export Administration Regulations"], title: 15, parts: 730..=774 },
    Rules { names: &["ITAR", "International Traffic in Arms Regulations"], title: 22, parts: 120..=130 },
    Rules { names: &["FTR", "Foreign Trade Regulations"], title: 15, parts: 30..=30 },
];

/// A title's number without leading noughts, where there is such a title.
pub(super) fn title(printed: &str, last: u16) -> Option<u16> {
    printed.parse().ok().filter(|title| (1..=last).contains(title))
}
