//! Every source that is bundled, in the order in which addresses are offered to them.
//! A new source is one line in `ADAPTERS`.

use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::reading::Reading;
use model::request::{Bookmark, Request, SourceId};

use crate::feed::Feed;
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
    (include_str!("us/cfr_annual.toml"), |stanza| Box::new(us::cfr_annual::CfrAnnual::new(stanza))),
    (include_str!("us/cbp_csms.toml"), |stanza| Box::new(Feed::new(stanza))),
    (include_str!("uk/ecju_atom.toml"), |stanza| Box::new(Feed::new(stanza))),
    (include_str!("uk/ofsi_atom.toml"), |stanza| Box::new(Feed::new(stanza))),
];

/// The sources that this program knows.
pub struct Catalogue {
    entries: Vec<(Stanza, Box<dyn Source>)>,
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
            (stanza, source)
        };
        Self { entries: ADAPTERS.iter().map(entry).collect() }
    }

    /// A catalogue of these sources: stanzas of an operator's own, or readers under test.
    pub fn of(entries: Vec<(Stanza, Box<dyn Source>)>) -> Self {
        Self { entries }
    }

    /// These sources alone, for a house that follows few; what none is called is passed over.
    pub fn only(mut self, slugs: &[&str]) -> Self {
        self.entries.retain(|(stanza, _)| slugs.contains(&stanza.slug.as_str()));
        self
    }

    /// Every source with its facts, in catalogue order.
    pub fn all(&self) -> impl Iterator<Item = (&Stanza, &dyn Source)> {
        self.entries.iter().map(|(stanza, source)| (stanza, source.as_ref()))
    }

    /// The facts of that source.
    pub fn stanza(&self, id: &SourceId) -> Option<&Stanza> {
        self.find(id).map(|(stanza, _)| stanza)
    }

    /// Which source claims that address: the first in catalogue order.
    pub fn claimant(&self, url: &str) -> Option<&SourceId> {
        self.entries.iter().find(|(_, source)| source.claims(url)).map(|(stanza, _)| &stanza.slug)
    }

    /// What that source wants fetched now; nothing where the source is not known.
    pub fn ask(&self, id: &SourceId, bookmark: &Bookmark, now: Timestamp) -> Vec<Request> {
        self.find(id).map(|(_, source)| source.ask(bookmark, now)).unwrap_or_default()
    }

    /// The version of that source's reader; 0 where the source is not known.
    pub fn version(&self, id: &SourceId) -> u32 {
        self.find(id).map_or(0, |(_, source)| source.version())
    }

    /// What a capture says, as the source named in its head reads it. An answer that is no success is not handed to the source:
    /// what a server says beside an error is not what the publisher says.
    pub fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let Some((_, source)) = self.find(&head.source) else {
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
        source.read(head, body)
    }

    fn find(&self, id: &SourceId) -> Option<&(Stanza, Box<dyn Source>)> {
        self.entries.iter().find(|(stanza, _)| stanza.slug == *id)
    }
}
