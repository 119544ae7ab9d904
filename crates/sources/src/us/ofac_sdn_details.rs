//! The companions of OFAC's CSV file of Specially Designated Nationals: addresses, alternate names, and the rest of remarks longer than a
//! thousand characters. They hold details of entries and not the list: nobody leaves it by not being in them.

use crate::formats::address::Address;
use crate::formats::list_file::ListSource;
use crate::formats::ofac_csv::{LIST_BYTES_MAX, read_details};
use crate::stanza::Stanza;

const FILES: [(&str, &str); 3] = [("add.csv", "add"), ("alt.csv", "alt"), ("sdn_comments.csv", "comments")];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(
        stanza,
        LIST_BYTES_MAX,
        |address| part(address).is_some(),
        |reader, body| {
            let part = Address::parse(&reader.head.url).as_ref().and_then(part).unwrap_or("add");
            read_details(reader, body, part)
        },
    )
}

fn part(address: &Address<'_>) -> Option<&'static str> {
    let file = super::ofac_file(address, &FILES.map(|(file, _)| file))?;
    FILES.iter().find(|(known, _)| *known == file).map(|(_, part)| *part)
}
