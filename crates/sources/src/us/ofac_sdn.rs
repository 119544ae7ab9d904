//! OFAC's list of Specially Designated Nationals, as its CSV file: the list as it is watched.
//! Its aliases, addresses and long remarks stand in other files, and all of it together in the XML file.

use crate::formats::address::Address;
use crate::formats::list_file::ListSource;
use crate::formats::ofac_csv::{LIST_BYTES_MAX, read};
use crate::stanza::Stanza;

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, |reader, body| read(reader, body, "sdn"))
}

fn claims(address: &Address<'_>) -> bool {
    super::ofac_file(address, &["sdn.csv"]).is_some()
}
