//! Every source that is bundled, in the order in which addresses are offered to them, and behind them an operator's own.
//! A new bundled source is one line in `ADAPTERS`; one of an operator's is a file.

use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::reading::Reading;
use model::request::{Bookmark, Request, SourceId};

use crate::generic;
use crate::generic::feed::Feed;
use crate::source::Source;
use crate::stanza::Stanza;
use crate::{au, ca, ch, eu, uk, un, us};

/// Makes the adapter of a source from its stanza.
type Adapter = fn(&Stanza) -> Box<dyn Source>;

/// Every bundled source: its stanza and its adapter.
const ADAPTERS: &[(&str, Adapter)] = &[
    (include_str!("us/fr_documents.toml"), |stanza| Box::new(us::fr_documents::FrDocuments::new(stanza))),
    (include_str!("us/fr_inspection.toml"), |stanza| Box::new(us::fr_inspection::FrInspection::new(stanza))),
    (include_str!("us/fr_full_text.toml"), |stanza| Box::new(us::fr_full_text::FrFullText::new(stanza))),
    (include_str!("us/govinfo_fr.toml"), |stanza| Box::new(us::govinfo_fr::GovinfoFr::new(stanza))),
    (include_str!("us/ofac_sdn.toml"), |stanza| Box::new(us::ofac_sdn::source(stanza))),
    (include_str!("us/ofac_sdn_xml.toml"), |stanza| Box::new(us::ofac_sdn_xml::source(stanza))),
    (include_str!("us/ofac_cons_xml.toml"), |stanza| Box::new(us::ofac_cons_xml::source(stanza))),
    (include_str!("us/ofac_sdn_details.toml"), |stanza| Box::new(us::ofac_sdn_details::source(stanza))),
    (include_str!("us/ofac_sdn_advanced.toml"), |stanza| Box::new(us::ofac_sdn_advanced::source(stanza))),
    (include_str!("us/ofac_cons.toml"), |stanza| Box::new(us::ofac_cons::source(stanza))),
    (include_str!("us/ofac_cons_advanced.toml"), |stanza| Box::new(us::ofac_cons_advanced::source(stanza))),
    (include_str!("us/csl.toml"), |stanza| Box::new(us::csl::source(stanza))),
    (include_str!("us/bis_dpl.toml"), |stanza| Box::new(us::bis_dpl::BisDpl::new(stanza))),
    (include_str!("eu/fsf.toml"), |stanza| Box::new(eu::fsf::source(stanza))),
    (include_str!("uk/sanctions_list.toml"), |stanza| Box::new(uk::sanctions_list::source(stanza))),
    (include_str!("uk/ofsi_conlist.toml"), |stanza| Box::new(uk::ofsi_conlist::source(stanza))),
    (include_str!("ch/seco.toml"), |stanza| Box::new(ch::seco::source(stanza))),
    (include_str!("ca/sema.toml"), |stanza| Box::new(ca::sema::source(stanza))),
    (include_str!("au/dfat.toml"), |stanza| Box::new(au::dfat::source(stanza))),
    (include_str!("un/sc.toml"), |stanza| Box::new(un::sc::source(stanza))),
    (include_str!("us/hts.toml"), |stanza| Box::new(us::hts::source(stanza))),
    (include_str!("us/ecfr.toml"), |stanza| Box::new(us::ecfr::Ecfr::new(stanza))),
    (include_str!("us/ecfr_corrections.toml"), |stanza| Box::new(us::ecfr_corrections::EcfrCorrections::new(stanza))),
    (include_str!("us/cfr_annual.toml"), |stanza| Box::new(us::cfr_annual::CfrAnnual::new(stanza))),
    (include_str!("us/fr_agencies.toml"), |stanza| Box::new(us::fr_agencies::source(stanza))),
    (include_str!("eu/oj_acts.toml"), |stanza| Box::new(eu::oj_acts::OjActs::new(stanza))),
    (include_str!("us/regulations_gov.toml"), |stanza| Box::new(us::regulations_gov::RegulationsGov::new(stanza))),
    (include_str!("us/cit_slip_opinions.toml"), |stanza| Box::new(us::cit_slip_opinions::CitSlipOpinions::new(stanza))),
    (include_str!("us/cafc_opinions.toml"), |stanza| Box::new(us::cafc_opinions::CafcOpinions::new(stanza))),
    (include_str!("us/cofc_opinions.toml"), |stanza| Box::new(us::cofc_opinions::CofcOpinions::new(stanza))),
    (include_str!("us/cbp_csms.toml"), |stanza| Box::new(Feed::new(stanza))),
    (include_str!("uk/ecju_atom.toml"), |stanza| Box::new(Feed::new(stanza))),
    (include_str!("uk/ofsi_atom.toml"), |stanza| Box::new(Feed::new(stanza))),
];

/// The most sources of an operator's own.
const OWN_MAX: usize = 1_000;

/// The sources that this program knows.
#[derive(Default)]
pub struct Catalogue {
    entries: Vec<Entry>,
    faults: Vec<String>,
    remarks: Vec<String>,
}

/// One source.
struct Entry {
    stanza: Stanza,
    source: Box<dyn Source>,
    /// The file that an operator wrote it in.
    file: Option<String>,
}

/// A file of an operator's that holds a stanza.
#[derive(Debug, Clone)]
pub struct OwnFile {
    /// Its name, for messages.
    pub name: String,
    /// What it holds, or why it could not be read: half a sentence.
    pub text: Result<String, String>,
}

impl Catalogue {
    /// The bundled sources.
    ///
    /// # Panics
    /// When a bundled stanza is wrong, which a test of this crate would have told before: those bytes are ours and not foreign.
    pub fn bundled() -> Self {
        let entry = |(toml, adapter): &(&str, Adapter)| {
            let stanza = Stanza::parse(toml).unwrap_or_else(|error| panic!("a bundled stanza is wrong: {error}"));
            let source = adapter(&stanza);
            Entry { stanza, source, file: None }
        };
        Self { entries: ADAPTERS.iter().map(entry).collect(), ..Self::default() }
    }

    /// The bundled sources, and those of an operator, one a file, in the order of the files.
    ///
    /// A file that is wrong is left out with a sentence in [`faults`](Self::faults), and the others go on. One with the slug of a bundled source
    /// takes its place.
    pub fn with_own(files: impl IntoIterator<Item = OwnFile>) -> Self {
        let mut out = Self::bundled();
        for file in files {
            if let Err(fault) = out.take(&file) {
                out.faults.push(format!("{}: {fault} This source is left out until the file is mended.", file.name));
            }
        }
        out
    }

    /// A catalogue of these sources: readers under test.
    pub fn of(entries: Vec<(Stanza, Box<dyn Source>)>) -> Self {
        let entry = |(stanza, source)| Entry { stanza, source, file: None };
        Self { entries: entries.into_iter().map(entry).collect(), ..Self::default() }
    }

    /// Takes a source out of a file, or says in a sentence what is wrong with it.
    fn take(&mut self, file: &OwnFile) -> Result<(), String> {
        let text = file.text.as_ref().map_err(|why| format!("it could not be read: {why}."))?;
        let stanza = Stanza::parse(text).map_err(|error| error.to_string())?;
        let slug = &stanza.slug;
        let place = self.entries.iter().position(|entry| entry.stanza.slug == *slug);
        let earlier = place.and_then(|place| self.entries[place].file.as_ref());
        if let Some(earlier) = earlier {
            return Err(format!(
                "the slug '{slug}' stands in {earlier} as well; write another, or take one of the files away."
            ));
        }
        let bundled = ADAPTERS.iter().zip(&self.entries).find(|(_, entry)| entry.stanza.slug == *slug);
        let source = match (generic::source(&stanza), bundled) {
            (Some(source), _) => source,
            // The facts are the operator's, the reader is the one that the bundled source has.
            (None, Some(((_, adapter), _))) => adapter(&stanza),
            (None, None) => return Err(format!("no adapter is named; write one: {}.", generic::facts::ADAPTERS)),
        };
        if let Some(list) = &stanza.list
            && let Some(other) =
                self.entries.iter().find(|other| other.stanza.list == stanza.list && other.stanza.slug != *slug)
            && generic::source(&stanza).is_some()
        {
            return Err(format!(
                "the list '{list}' is that of the source '{}'; write another slug for list.",
                other.stanza.slug
            ));
        }
        if self.entries.iter().filter(|entry| entry.file.is_some()).count() == OWN_MAX {
            return Err(format!("there are {OWN_MAX} files before it, the most that are read."));
        }
        let others = self.entries.iter().filter(|other| other.stanza.slug != *slug);
        for (address, other) in
            stanza.addresses.iter().flat_map(|address| others.clone().map(move |other| (address, other)))
        {
            if other.source.claims(address) {
                self.remarks.push(format!(
                    "{}: the address {address} is read by the source '{}' too; recordings of it go to whichever stands first in \
                     `tidewaiter sources list`.",
                    file.name, other.stanza.slug
                ));
            }
        }
        let entry = Entry { source, file: Some(file.name.clone()), stanza };
        match place {
            Some(place) => {
                self.remarks
                    .push(format!("{}: it takes the place of the bundled source '{}'.", file.name, entry.stanza.slug));
                self.entries[place] = entry;
            }
            None => self.entries.push(entry),
        }
        Ok(())
    }

    /// What is wrong with files of the operator's, a sentence each: file, line or key, and what to write.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// What is to be known of files of the operator's, a sentence each: which bundled sources they replace, say.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The operator's file in which a source stands; `None` for one that is bundled.
    pub fn file(&self, id: &SourceId) -> Option<&str> {
        self.find(id)?.file.as_deref()
    }

    /// These sources alone, for a house that follows few; what none is called is passed over.
    pub fn only(mut self, slugs: &[&str]) -> Self {
        self.entries.retain(|entry| slugs.contains(&entry.stanza.slug.as_str()));
        self
    }

    /// Every source with its facts, in catalogue order.
    pub fn all(&self) -> impl Iterator<Item = (&Stanza, &dyn Source)> {
        self.entries.iter().map(|entry| (&entry.stanza, entry.source.as_ref()))
    }

    /// The facts of that source.
    pub fn stanza(&self, id: &SourceId) -> Option<&Stanza> {
        self.find(id).map(|entry| &entry.stanza)
    }

    /// Which source claims that address: the first in catalogue order.
    pub fn claimant(&self, url: &str) -> Option<&SourceId> {
        self.entries.iter().find(|entry| entry.source.claims(url)).map(|entry| &entry.stanza.slug)
    }

    /// What that source wants fetched now; nothing where the source is not known.
    pub fn ask(&self, id: &SourceId, bookmark: &Bookmark, now: Timestamp) -> Vec<Request> {
        self.find(id).map(|entry| entry.source.ask(bookmark, now)).unwrap_or_default()
    }

    /// The version of that source's reader; 0 where the source is not known.
    pub fn version(&self, id: &SourceId) -> u32 {
        self.find(id).map_or(0, |entry| entry.source.version())
    }

    /// What a capture says, as the source named in its head reads it. An answer that is no success is not handed to the source:
    /// what a server says beside an error is not what the publisher says.
    pub fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let Some(entry) = self.find(&head.source) else {
            return Reading::failed(format!(
                "No source named '{}' is in the catalogue; the capture is kept.",
                head.source
            ));
        };
        if !(200..300).contains(&head.status) {
            return Reading::failed(format!(
                "{} answered with HTTP status {}, so it says nothing about the source; the answer is kept.",
                head.url, head.status
            ));
        }
        entry.source.read(head, body)
    }

    fn find(&self, id: &SourceId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.stanza.slug == *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = r#"
slug = "nz-customs-notices"
title = "Customs notices"
publisher = "New Zealand Customs Service"
jurisdiction = "NZ"
official = true
addresses = ["https://customs.example/notices.rss"]
language = "en"
zone = "Pacific/Auckland"
every_minutes = 60
pace_ms = 1000
weekly_norm = 3
rights = "Crown copyright."
not_covered = "Attachments."
adapter = "feed"

[feed]
authority = "nz-customs"
kind = "notice"
"#;

    fn catalogue(files: &[(&str, &str)]) -> Catalogue {
        let file = |(name, text): &(&str, &str)| OwnFile { name: (*name).to_owned(), text: Ok((*text).to_owned()) };
        Catalogue::with_own(files.iter().map(file))
    }

    #[test]
    fn a_wrong_file_is_said_and_the_others_go_on() {
        let without_adapter = OWN
            .replace("nz-", "au-")
            .replace("adapter = \"feed\"", "")
            .split("[feed]")
            .next()
            .expect("text")
            .to_owned();
        let twice = OWN.replace("Customs notices", "The same again");
        let files = [
            ("a.toml", "slug = "),
            ("b.toml", OWN),
            ("c.toml", &twice),
            ("d.toml", &without_adapter),
            ("e.toml", &OWN.replace("nz-customs-notices", "nz-two")),
        ];
        let known = catalogue(&files);
        assert_eq!(known.file(&SourceId::new("nz-customs-notices")), Some("b.toml"));
        assert_eq!(known.file(&SourceId::new("nz-two")), Some("e.toml"));
        assert_eq!(
            known.claimant("https://customs.example/notices.rss").map(SourceId::as_str),
            Some("nz-customs-notices")
        );
        let faults = known.faults();
        assert_eq!(faults.len(), 3, "{faults:#?}");
        assert!(faults[0].starts_with("a.toml: line 1: ") && faults[1].contains("in b.toml as well"), "{faults:#?}");
        assert!(faults[2].contains("no adapter is named; write one: adapter = \"feed\""), "{faults:#?}");
        assert!(known.remarks()[0].contains("is read by the source 'nz-customs-notices' too"), "{:?}", known.remarks());
        let unreadable = OwnFile { name: "f.toml".to_owned(), text: Err("permission denied".to_owned()) };
        assert!(
            Catalogue::with_own([unreadable]).faults()[0]
                .starts_with("f.toml: it could not be read: permission denied.")
        );
    }

    #[test]
    fn a_file_takes_the_place_of_a_bundled_source() {
        let slower = include_str!("us/ofac_sdn.toml").replace("every_minutes = 30", "every_minutes = 240");
        let feed = OWN.replace("nz-customs-notices", "uk-ecju-atom");
        let (bundled, known) = (Catalogue::bundled(), catalogue(&[("sdn.toml", &slower), ("ecju.toml", &feed)]));
        assert_eq!(known.faults(), [] as [String; 0]);
        assert_eq!(known.all().count(), bundled.all().count());
        let sdn = SourceId::new("us-ofac-sdn");
        assert_eq!(known.stanza(&sdn).map(|stanza| stanza.every_minutes), Some(240));
        assert_eq!(
            known.claimant("https://www.treasury.gov/ofac/downloads/sdn.csv"),
            Some(&sdn),
            "the reader is the bundled one"
        );
        assert!(
            known
                .remarks()
                .iter()
                .any(|remark| remark == "ecju.toml: it takes the place of the bundled source 'uk-ecju-atom'.")
        );
    }

    #[test]
    fn no_list_of_another_source_is_touched() {
        let own = OWN.replace("[feed]", "list = \"ofac-sdn\"\nlist_name = \"x\"\n[feed]");
        assert_eq!(catalogue(&[("x.toml", &own)]).faults().len(), 1);
    }
}
