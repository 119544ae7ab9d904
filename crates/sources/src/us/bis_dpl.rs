//! The Denied Persons List of BIS: persons whose export privileges were denied by order, a text of columns between tabs.
//! Its publisher gives no numbers. A row is an address of a person, and is known by name, street and the day of the order.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, Read as _};

use model::Timestamp;
use model::capture::CaptureHead;
use model::note::Note;
use model::reading::Reading;
use model::request::{Bookmark, Request};
use model::snapshot::{ListEntry, Role, Snapshot};

use crate::formats::address::Address;
use crate::formats::list_file::{Entries, ListSource, Reader, country_code, joined};
use crate::formats::rows::{self, Layout, Row};
use crate::formats::text::fold;
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest file that is read, in bytes: it had 150,000 in 2022.
const LIST_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The columns beside those that make the id.
const COLUMNS: [&str; 9] = [
    "City",
    "State",
    "Country",
    "Postal_Code",
    "Expiration_Date",
    "Standard_Order",
    "Last_Update",
    "Action",
    "FR_Citation",
];

/// The page that names the file of the day.
const PAGE: &str = "/licensing/end-user-guidance/denied-persons-list-dpl";

/// The largest page that is read, in bytes.
const PAGE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The Denied Persons List: its page is asked for, and then the file that the page names.
pub struct BisDpl {
    list: ListSource,
    stanza: Stanza,
}

impl BisDpl {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { list: ListSource::new(stanza, LIST_BYTES_MAX, claims, read), stanza: stanza.clone() }
    }

    fn request(&self, url: &str, size_bytes_max: u64) -> Request {
        Request { source: self.stanza.slug.clone(), url: url.to_owned(), size_bytes_max }
    }
}

impl Source for BisDpl {
    fn claims(&self, url: &str) -> bool {
        is_page(url) || self.list.claims(url)
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        vec![self.request(&self.stanza.addresses[0], PAGE_BYTES_MAX)]
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        if !is_page(&head.url) {
            return self.list.read(head, body);
        }
        let mut bytes = Vec::new();
        if let Err(error) = body.take(PAGE_BYTES_MAX).read_to_end(&mut bytes) {
            return Reading::failed(format!("The captured bytes could not be read to their end: {error}."));
        }
        let page = String::from_utf8_lossy(&bytes);
        let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"').map(|(link, _)| link));
        match links.into_iter().find(|link| self.list.claims(link)) {
            // The page itself holds no entry.
            Some(link) => Reading { requests: vec![self.request(link, LIST_BYTES_MAX)], ..Reading::default() },
            None => Reading::failed(
                "The page of the Denied Persons List names no file of it; see where BIS has put the file. The last good state of the list \
                 stays in force.",
            ),
        }
    }
}

fn is_page(url: &str) -> bool {
    Address::parse(url).is_some_and(|address| address.host == "bis.gov" && address.path.trim_end_matches('/') == PAGE)
}

fn claims(address: &Address<'_>) -> bool {
    match address.host.as_str() {
        "bis.doc.gov" => matches!(address.path, "/dpl/dpl.txt" | "/dpl/public/dpl.txt"),
        // The name carries a day: `dpl_04142026.csv`.
        "media.bis.gov" => {
            let name = address.path.strip_prefix("/sites/default/files/dpl").unwrap_or_default();
            name.ends_with(".csv") || name.ends_with(".txt")
        }
        _ => false,
    }
}

fn read(reader: &mut Reader<'_>, body: &mut dyn BufRead) -> Result<Vec<Snapshot>, String> {
    let is_csv = Address::parse(&reader.head.url).is_some_and(|address| address.path.ends_with(".csv"));
    let layout = Layout {
        delimiter: if is_csv { b',' } else { b'\t' },
        preamble_lines: 0,
        wanted: &["Name", "Street_Address", "Effective_Date"],
        known: &COLUMNS,
        ignored: &[],
        bytes_max: LIST_BYTES_MAX,
    };
    let table = rows::read(body, &layout, reader.remarks)?;
    let mut entries = Entries::default();
    let mut parties: HashMap<String, BTreeMap<String, String>> = HashMap::new();
    for row in table.iter() {
        let Some(entry) = entry(&row) else {
            reader.remarks.add(Note::lost(row.place(), "The row has no name; it could not be read."));
            continue;
        };
        match parties.get(&entry.id) {
            // Some rows stand twice, word for word.
            Some(fields) if *fields == entry.fields => {}
            _ => {
                parties.insert(entry.id.clone(), entry.fields.clone());
                entries.add(entry, &row.place(), reader.remarks);
            }
        }
    }
    let entries = entries.finish("the file")?;
    Ok(vec![reader.state("dpl", Role::Leading, entries, table.incomplete)])
}

fn entry(row: &Row<'_>) -> Option<ListEntry> {
    let name = row.get("Name")?;
    let street = row.get("Street_Address");
    let day = row.get("Effective_Date");
    let id = [Some(name.as_str()), street.as_deref(), day.as_deref()];
    let id = joined(id.into_iter().flatten(), " | ");
    let mut fields = BTreeMap::new();
    for (column, value) in [("Name", Some(name.clone())), ("Street_Address", street), ("Effective_Date", day)] {
        value.map(|value| fields.insert(column.to_owned(), value));
    }
    for column in COLUMNS {
        row.get(column).map(|value| fields.insert(column.to_owned(), value));
    }
    // Addresses in the United States have `US`, or nothing.
    let country = fields.get("Country").map_or(Some("US".to_owned()), |country| country_code(country));
    let countries = country.into_iter().collect();
    let (kind, programs, aliases) = (String::new(), Vec::new(), Vec::new());
    Some(ListEntry { id, name: fold(&name), kind, programs, countries, aliases, fields })
}
