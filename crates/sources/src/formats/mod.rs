//! Readers of formats that several sources share: addresses, text, JSON records, XML, and the Federal Register's own forms.
//! Nothing here knows a source by name.

pub mod address;
pub mod cfr_xml;
pub mod decisions;
pub mod decoding;
pub mod ecfr_index;
pub mod entities;
pub mod feed;
pub mod fr_api;
pub mod fr_numbers;
pub mod fr_xml;
pub mod grouped_rows;
pub mod html;
pub mod html_blocks;
pub mod html_rows;
pub mod json;
pub mod json_records;
pub mod limit;
pub mod list_file;
pub mod markup;
pub mod ofac_advanced;
pub mod ofac_csv;
pub mod ofac_xml;
pub mod remarks;
pub mod rows;
pub mod text;
pub mod tree;
pub mod workbook;
pub mod xml_records;
