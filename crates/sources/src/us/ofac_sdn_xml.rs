//! OFAC's list of Specially Designated Nationals as XML: with aliases, addresses, papers and the whole of the remarks.
//! It tells the same list as the CSV file, so that it is a telling of that list and no list of its own.

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
    super::ofac_file(address, &["sdn.xml"]).is_some()
}
