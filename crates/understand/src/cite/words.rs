//! The words that may begin a citation, and who reads on from each. A new kind of citation is a row here.

use super::text::Text;
use super::{
    Finds, bare, cases, court, customs, docket, eccn, eu, license, orders, reference, register, states, tariff, usc,
    usml, world,
};

/// Reads on from a word, of which it is told where it begins and ends; answers where to go on, or that it found nothing.
type Reader = fn(Text<'_>, usize, usize, &mut Finds) -> Option<usize>;

const LETTER_A: Reader = |t, s, _, f| cases::commerce(t, s, f).or_else(|| world::symbol(t, s, f));
const ACT_OF_1921: Reader = |t, s, _, f| cases::act_of_1921(t, s, f);
const APPEALS: Reader = |t, s, _, f| court::appeals(t, s, f);
const ANNEX: Reader = |t, s, _, f| bare::annex(t, s, f);
const LETTER_C: Reader = |t, s, _, f| cases::commerce(t, s, f).or_else(|| customs::decision(t, s, f));
const DECISION: Reader = |t, s, _, f| customs::decision(t, s, f);
const COURT: Reader = |t, s, _, f| court::court_numbers(t, s, f);
const MESSAGES: Reader = |t, s, e, f| customs::messages(t, s, e, f);
const USML: Reader = |t, s, _, f| usml::find(t, s, f);
const CHAPTERS: Reader = |t, s, e, f| tariff::chapters(t, s, e, f);
const UNION: Reader = |t, s, e, f| eu::acts(t, s, e, f);
const DOCKET: Reader = |t, s, e, f| docket::labelled(t, s, e, f);
const DOCUMENTS: Reader = |t, s, _, f| register::documents(t, s, f);
const ORDERS: Reader = |t, s, _, f| orders::find(t, s, f);
const ECCN: Reader = |t, s, e, f| eccn::named(t, s, e, f);
const TRADE: Reader = |t, s, _, f| world::trade(t, s, f);
const GENERAL: Reader = |t, s, _, f| license::find(t, s, f).or_else(|| tariff::general_notes(t, s, f));
const LICENSE: Reader = |t, s, _, f| license::find(t, s, f);
const RULINGS: Reader = |t, s, _, f| customs::rulings(t, s, f);
const TARIFF: Reader = |t, s, e, f| tariff::named(t, s, e, f);
const INVESTIGATION: Reader = |t, s, _, f| cases::investigation(t, s, f);
const NOTES: Reader = |t, s, e, f| tariff::notes(t, s, e, f);
const JOURNAL: Reader = |t, s, _, f| eu::journal(t, s, f);
const LAWS: Reader = |t, s, _, f| usc::public_laws(t, s, f);
const PART: Reader = |t, s, _, f| bare::find(t, s, f);
const PATENTS: Reader = |t, s, _, f| court::patents(t, s, f);
const RINS: Reader = |t, s, _, f| register::rins(t, s, f);
const REGULATIONS: Reader = |t, s, e, f| states::regulations(t, s, e, f);
const RESOLUTIONS: Reader = |t, s, e, f| world::resolutions(t, s, e, f);
const LETTER_S: Reader = |t, s, _, f| world::symbol(t, s, f).or_else(|| world::instruments(t, s, f));
const INSTRUMENTS: Reader = |t, s, _, f| world::instruments(t, s, f);
const SLIP: Reader = |t, s, _, f| court::slip_opinions(t, s, f);
const SAFEGUARD: Reader = |t, s, _, f| cases::safeguard(t, s, f);
const TITLE: Reader = |t, s, _, f| bare::title_first(t, s, f);
const UNSCR: Reader = |t, s, e, f| world::unscr(t, s, e, f);
const ELI: Reader = |t, s, _, f| eu::eli(t, s, f);
const SEE: Reader = |t, s, _, f| reference::find(t, s, f);
const LEGISLATION: Reader = |t, s, _, f| world::legislation(t, s, f);

/// The words, in the order of their bytes.
const WORDS: &[(&str, Reader)] = &[
    ("A", LETTER_A),
    ("AA1921", ACT_OF_1921),
    ("Appeal", APPEALS),
    ("Appeals", APPEALS),
    ("Appendix", ANNEX),
    ("C", LETTER_C),
    ("CBP", DECISION),
    ("COURT", COURT),
    ("CSMS", MESSAGES),
    ("Categories", USML),
    ("Category", USML),
    ("Chapter", CHAPTERS),
    ("Chapters", CHAPTERS),
    ("Court", COURT),
    ("Ct", COURT),
    ("DECISION", UNION),
    ("DIRECTIVE", UNION),
    ("DOCKET", DOCKET),
    ("Decision", UNION),
    ("Decisions", UNION),
    ("Directive", UNION),
    ("Directives", UNION),
    ("Docket", DOCKET),
    ("Dockets", DOCKET),
    ("Document", DOCUMENTS),
    ("E", ORDERS),
    ("ECCN", ECCN),
    ("ECCNs", ECCN),
    ("EO", ORDERS),
    ("EOs", ORDERS),
    ("EXECUTIVE", ORDERS),
    ("Exec", ORDERS),
    ("Executive", ORDERS),
    ("F", DOCUMENTS),
    ("FR", DOCUMENTS),
    ("Federal", DOCUMENTS),
    ("File", DOCKET),
    ("G", TRADE),
    ("GENERAL", GENERAL),
    ("GL", LICENSE),
    ("GLs", LICENSE),
    ("General", GENERAL),
    ("HQ", RULINGS),
    ("HRL", RULINGS),
    ("HTS", TARIFF),
    ("HTSUS", TARIFF),
    ("HTSUSA", TARIFF),
    ("Heading", TARIFF),
    ("Headings", TARIFF),
    ("Headquarters", RULINGS),
    ("IP", TRADE),
    ("Inv", INVESTIGATION),
    ("Investigation", INVESTIGATION),
    ("Investigations", INVESTIGATION),
    ("JOB", TRADE),
    ("NY", RULINGS),
    ("NYRL", RULINGS),
    ("New", RULINGS),
    ("No", APPEALS),
    ("Nos", APPEALS),
    ("Note", NOTES),
    ("O", JOURNAL),
    ("OJ", JOURNAL),
    ("P", LAWS),
    ("PART", PART),
    ("PARTS", PART),
    ("PL", LAWS),
    ("PROCLAMATION", ORDERS),
    ("PUB", LAWS),
    ("PUBLIC", LAWS),
    ("Part", PART),
    ("Parts", PART),
    ("Patent", PATENTS),
    ("Patents", PATENTS),
    ("Position", UNION),
    ("Proc", ORDERS),
    ("Proclamation", ORDERS),
    ("Proclamations", ORDERS),
    ("Pub", LAWS),
    ("Public", LAWS),
    ("REGULATION", UNION),
    ("RIN", RINS),
    ("RINs", RINS),
    ("Regs", REGULATIONS),
    ("Regulation", UNION),
    ("Regulations", UNION),
    ("Resolution", RESOLUTIONS),
    ("Resolutions", RESOLUTIONS),
    ("S", LETTER_S),
    ("SCHEDULE", TARIFF),
    ("SECTION", PART),
    ("SI", INSTRUMENTS),
    ("SIs", INSTRUMENTS),
    ("SLIP", SLIP),
    ("SSI", INSTRUMENTS),
    ("SUPPLEMENT", ANNEX),
    ("Schedule", TARIFF),
    ("Sec", PART),
    ("Secs", PART),
    ("Section", PART),
    ("Sections", PART),
    ("Slip", SLIP),
    ("Subchapter", NOTES),
    ("Subheading", TARIFF),
    ("Subheadings", TARIFF),
    ("Supp", ANNEX),
    ("Supplement", ANNEX),
    ("T", DECISION),
    ("TA", SAFEGUARD),
    ("TD", DECISION),
    ("TITLE", TITLE),
    ("TN", TRADE),
    ("Title", TITLE),
    ("U", PATENTS),
    ("UNSCR", UNSCR),
    ("UNSCRs", UNSCR),
    ("US", PATENTS),
    ("USML", USML),
    ("United", PATENTS),
    ("WT", TRADE),
    ("appendix", ANNEX),
    ("chapter", CHAPTERS),
    ("chapters", CHAPTERS),
    ("docket", DOCKET),
    ("dockets", DOCKET),
    ("eli", ELI),
    ("heading", TARIFF),
    ("headings", TARIFF),
    ("note", NOTES),
    ("part", PART),
    ("parts", PART),
    ("resolution", RESOLUTIONS),
    ("resolutions", RESOLUTIONS),
    ("sec", PART),
    ("secs", PART),
    ("section", PART),
    ("sections", PART),
    ("see", SEE),
    ("subchapter", NOTES),
    ("subheading", TARIFF),
    ("subheadings", TARIFF),
    ("supplement", ANNEX),
    ("title", TITLE),
    ("uksi", LEGISLATION),
];

/// For each first byte the lengths of the words that begin with it, a bit a length.
const LENGTHS: [u32; 256] = {
    let mut lengths = [0; 256];
    let mut at = 0;
    while at < WORDS.len() {
        let word = WORDS[at].0.as_bytes();
        assert!(word.len() < 32 && (at == 0 || WORDS[at - 1].0.as_bytes()[0] <= word[0]));
        lengths[word[0] as usize] |= 1 << word.len();
        at += 1;
    }
    lengths
};

/// Where in the table the words with a first byte begin.
const BEGINS: [u16; 256] = {
    let mut begins = [0; 256];
    let mut at = WORDS.len();
    while at > 0 {
        at -= 1;
        begins[WORDS[at].0.as_bytes()[0] as usize] = at as u16;
    }
    begins
};

/// Whether some word of the table begins with that byte and is that long.
#[inline]
pub(super) fn may_begin(first: u8, length: usize) -> bool {
    length < 32 && LENGTHS[usize::from(first)] >> length & 1 == 1
}

/// Reads on from the word that begins at `start` and ends at `end`, if it is one of the table.
pub(super) fn read(text: Text<'_>, start: usize, end: usize, finds: &mut Finds) -> Option<usize> {
    let word = text.bytes().get(start..end)?;
    let first = *word.first()?;
    if !may_begin(first, word.len()) {
        return None;
    }
    let of_first = WORDS.get(usize::from(BEGINS[usize::from(first)])..)?.iter();
    let mut of_first = of_first.take_while(|(known, _)| known.as_bytes().first() == Some(&first));
    let (_, reader) = of_first.find(|(known, _)| known.as_bytes() == word)?;
    reader(text, start, end, finds)
}
