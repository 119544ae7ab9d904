//! Official sources of the United States, one stanza and one file each.
//! Those of the Federal Register share their readers in `crate::formats`.

pub mod agencies;
pub mod bis_dpl;
pub mod cafc_opinions;
pub mod cfr_annual;
pub mod cit_slip_opinions;
pub mod cofc_opinions;
pub mod csl;
pub mod ecfr;
pub mod ecfr_corrections;
pub mod fr_agencies;
pub mod fr_documents;
pub mod fr_full_text;
pub mod fr_inspection;
pub mod govinfo_fr;
pub mod hts;
pub mod ofac_cons;
pub mod ofac_cons_advanced;
pub mod ofac_cons_xml;
pub mod ofac_sdn;
pub mod ofac_sdn_advanced;
pub mod ofac_sdn_details;
pub mod ofac_sdn_xml;
pub mod regulations_gov;

use crate::formats::address::Address;

/// Which of these files of OFAC's an address names, in its present and its former place; names are in lower case.
fn ofac_file<'n>(address: &Address<'_>, names: &[&'n str]) -> Option<&'n str> {
    let path = address.path.to_ascii_lowercase();
    let file = match address.host.as_str() {
        "treasury.gov" => path
            .strip_prefix("/ofac/downloads/consolidated/")
            .or_else(|| path.strip_prefix("/ofac/downloads/sanctions/1.0/"))
            .or_else(|| path.strip_prefix("/ofac/downloads/")),
        "sanctionslistservice.ofac.treas.gov" => {
            path.strip_prefix("/api/publicationpreview/exports/").or_else(|| path.strip_prefix("/api/download/"))
        }
        _ => None,
    }?;
    names.iter().copied().find(|name| *name == file)
}
