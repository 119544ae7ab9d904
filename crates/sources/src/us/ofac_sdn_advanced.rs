//! OFAC's list of Specially Designated Nationals, in its advanced XML form.
//! It tells the list that the other forms tell, with places as countries' codes and days of listing.

use crate::formats::address::Address;
use crate::formats::list_file::ListSource;
use crate::formats::ofac_advanced::{LIST_BYTES_MAX, read};
use crate::stanza::Stanza;

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(stanza, LIST_BYTES_MAX, claims, |reader, body| read(reader, body, "advanced"))
}

fn claims(address: &Address<'_>) -> bool {
    super::ofac_file(address, &["sdn_advanced.xml"]).is_some()
}
