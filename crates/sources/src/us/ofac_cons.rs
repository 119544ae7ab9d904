//! OFAC's consolidated list of all that is sanctioned and not on the SDN list, as its set of CSV files: the primary one and its companions.
//! They have the form of the SDN list's files.

use crate::formats::address::Address;
use crate::formats::list_file::ListSource;
use crate::formats::ofac_csv::{LIST_BYTES_MAX, read, read_details};
use crate::stanza::Stanza;

const FILES: [(&str, &str); 4] =
    [("cons_prim.csv", "prim"), ("cons_add.csv", "add"), ("cons_alt.csv", "alt"), ("cons_comments.csv", "comments")];

/// The source with these facts.
pub fn source(stanza: &Stanza) -> ListSource {
    ListSource::new(
        stanza,
        LIST_BYTES_MAX,
        |address| part(address).is_some(),
        |reader, body| match Address::parse(&reader.head.url).as_ref().and_then(part) {
            Some("prim") | None => read(reader, body, "prim"),
            Some(part) => read_details(reader, body, part),
        },
    )
}

fn part(address: &Address<'_>) -> Option<&'static str> {
    let file = super::ofac_file(address, &FILES.map(|(file, _)| file))?;
    FILES.iter().find(|(known, _)| *known == file).map(|(_, part)| *part)
}
