//! OFAC's consolidated list of all that is sanctioned and not on the SDN list (SSI, CAPTA, FSE, NS-MBS, NS-CMIC, PLC), as XML.
//! It has the form of the SDN list's file.

use model::snapshot::Role;

use crate::formats::address::Address;
use crate::formats::list_file::ListSource;
use crate::formats::ofac_xml::{LIST_BYTES_MAX, read};
use crate::stanza::Stanza;

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, |reader, body| read(reader, body, "xml", Role::Telling))
}

fn claims(address: &Address<'_>) -> bool {
    super::ofac_file(address, &["consolidated.xml", "cons.xml"]).is_some()
}
