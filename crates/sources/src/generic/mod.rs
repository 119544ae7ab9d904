//! Readers that several sources share, each told by a stanza alone what it reads: `feed`, `json`, `table` and `page`.
//! Nothing here knows a source by name.

pub mod facts;
pub mod feed;
pub mod items;
pub mod json;
pub mod page;
pub mod paging;
pub mod records;
pub mod table;

use crate::source::Source;
use crate::stanza::Stanza;

/// The reader that a stanza names; `None` where it names none.
pub fn source(stanza: &Stanza) -> Option<Box<dyn Source>> {
    match stanza.adapter? {
        facts::Adapter::Feed => Some(Box::new(feed::Feed::new(stanza))),
        facts::Adapter::Page => Some(Box::new(page::Page::new(stanza))),
        facts::Adapter::Table => Some(Box::new(table::Table::new(stanza))),
        facts::Adapter::Json => Some(Box::new(json::Json::new(stanza))),
    }
}
