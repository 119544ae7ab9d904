//! What the publishers publish in a storm, as a function of the instant: filings, issues, texts and a list, in their own formats.
//! The same seed publishes the same things, whatever happens to those who ask.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use model::TimeZone;
use model::title::{business_day_after, business_day_before};

/// Words that stand in the body of each article alone, far behind its first paragraph.
pub const WALLED: &str = "keelhauling";

/// The sources that find something in this world. Others would only ask at addresses where nothing stands.
pub const SOURCES: [&str; 5] =
    ["us-fr-inspection", "us-fr-documents", "us-fr-full-text", "us-govinfo-fr", "us-ofac-sdn"];

/// One document of an issue.
#[derive(Debug, Clone)]
pub struct Document {
    /// `2026-07001`.
    pub number: String,
    /// The day of its issue.
    pub on: Date,
    /// Filed on the business day before, at 08:45, or specially at 16:15.
    pub filed_at: Timestamp,
    kind: Kind,
    serial: usize,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Controls,
    Customs,
    Food,
}

/// A state of the list: from that instant on, these entries.
#[derive(Debug, Clone)]
pub struct State {
    from: Timestamp,
    /// Id and name.
    pub entries: Vec<(u32, String)>,
}

/// Everything that is published in the days of a storm.
#[derive(Debug, Clone)]
pub struct World {
    /// In the order of their issues.
    pub documents: Vec<Document>,
    states: Vec<State>,
}

/// What stands at an address.
pub struct Page {
    pub status: u16,
    pub kind: &'static str,
    pub body: Vec<u8>,
}

fn eastern() -> TimeZone {
    TimeZone::get("America/New_York").expect("a zone")
}

/// An hour of a day in the East of the United States.
pub fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    day.at(hour, minute, 0, 0).to_zoned(eastern()).expect("an hour that is there").timestamp()
}

impl World {
    /// `days` business days from `first` on. `draw` answers a number below its argument.
    pub fn new(first: Date, days: usize, draw: &mut dyn FnMut(u64) -> u64) -> Self {
        let mut world = World { documents: Vec::new(), states: Vec::new() };
        let mut entries: Vec<(u32, String)> = (1..=24).map(|id| (id, format!("VESSEL OF THE LIST {id}"))).collect();
        world.states.push(State { from: Timestamp::MIN, entries: entries.clone() });
        let (mut day, mut next_id) = (first, 100);
        for _ in 0..days {
            for kind in [Kind::Controls, Kind::Customs, Kind::Food].into_iter().take(1 + draw(3) as usize) {
                let serial = world.documents.len();
                let before = business_day_before(day);
                let filed_at = if draw(4) == 0 { at(before, 16, 15) } else { at(before, 8, 45) };
                let number = format!("{}-{:05}", day.year(), 7001 + serial);
                world.documents.push(Document { number, on: day, filed_at, kind, serial });
            }
            if draw(2) == 0 {
                next_id += 1;
                match draw(3) {
                    0 => entries.push((next_id, format!("NEWLY LISTED {next_id}"))),
                    1 => drop(entries.remove(draw(entries.len() as u64) as usize)),
                    _ => {
                        let which = draw(entries.len() as u64) as usize;
                        entries[which].1 = format!("RENAMED {next_id}");
                    }
                }
                world.states.push(State { from: at(day, 10, 0), entries: entries.clone() });
            }
            day = business_day_after(day);
        }
        world
    }

    /// The list as it stands at an instant.
    pub fn list_at(&self, now: Timestamp) -> &State {
        self.states.iter().rev().find(|state| state.from <= now).unwrap_or(&self.states[0])
    }

    /// What an address answers at an instant.
    pub fn page(&self, url: &str, now: Timestamp) -> Page {
        if url.contains("/public-inspection-documents/") {
            return json(self.inspection(now));
        }
        if let Some(rest) = url.split("publication_date%5D%5Bgte%5D=").nth(1) {
            let since: Date = rest[..10].parse().expect("a day in the address");
            return json(self.listing(since, now));
        }
        if url.contains("/full_text/xml/") {
            let found = self.printed(now).find(|document| url.contains(&document.number));
            return found.map_or_else(missing, |document| xml(document.text()));
        }
        if let Some((_, name)) = url.split_once("/FR-") {
            let day: Date = name[..10].parse().expect("a day in the address");
            let texts: String = self.printed(now).filter(|d| d.on == day).map(Document::text).collect();
            return if texts.is_empty() { missing() } else { xml(issue(day, &texts)) };
        }
        if url.to_ascii_lowercase().ends_with("sdn.csv") {
            let row = |(id, name): &(u32, String)| {
                format!("{id},\"{name}\",-0- ,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n")
            };
            let rows: String = self.list_at(now).entries.iter().map(row).collect();
            return Page { status: 200, kind: "text/csv", body: format!("{rows}\u{1a}\r\n").into_bytes() };
        }
        missing()
    }

    fn printed(&self, now: Timestamp) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(move |document| document.printed_at() <= now)
    }

    fn inspection(&self, now: Timestamp) -> String {
        let on_file = |d: &&Document| d.filed_at <= now && now < d.printed_at();
        let records: Vec<String> = self.documents.iter().filter(on_file).map(Document::filing).collect();
        format!(r#"{{"count":{},"results":[{}]}}"#, records.len(), records.join(","))
    }

    fn listing(&self, since: Date, now: Timestamp) -> String {
        let records: Vec<String> = self.printed(now).filter(|d| d.on >= since).map(Document::record).collect();
        match records.len() {
            0 => r#"{"count":0,"description":"nothing"}"#.to_owned(),
            count => format!(r#"{{"count":{count},"results":[{}]}}"#, records.join(",")),
        }
    }
}

impl Document {
    /// When its issue is online.
    pub fn printed_at(&self) -> Timestamp {
        at(self.on, 6, 0)
    }

    /// Its id in our store.
    pub fn id(&self) -> String {
        format!("fr:{}", self.number)
    }

    /// Whether a title of the storm's house carries it.
    pub fn is_in_scope(&self) -> bool {
        !matches!(self.kind, Kind::Food)
    }

    fn agency(&self) -> (&'static str, &'static str) {
        match self.kind {
            Kind::Controls => ("Industry and Security Bureau", "industry-and-security-bureau"),
            Kind::Customs => ("U.S. Customs and Border Protection", "u-s-customs-and-border-protection"),
            Kind::Food => ("Food and Drug Administration", "food-and-drug-administration"),
        }
    }

    fn cfr(&self) -> (u8, u16) {
        match self.kind {
            Kind::Controls => (15, 744),
            Kind::Customs => (19, 12),
            Kind::Food => (21, 101),
        }
    }

    fn title(&self) -> String {
        match self.kind {
            Kind::Controls => format!("Export Controls on Sounding Lines of Grade {}", self.serial),
            Kind::Customs => format!("Import Restrictions on Figureheads of Port {}", self.serial),
            Kind::Food => format!("Labeling of Ship Biscuit, Batch {}", self.serial),
        }
    }

    fn path(&self) -> String {
        format!("{}/{}", self.on.strftime("%Y/%m/%d"), self.number)
    }

    fn filing(&self) -> String {
        let (name, slug) = self.agency();
        let filed = self.filed_at.to_zoned(eastern()).strftime("%Y-%m-%dT%H:%M:%S.000%:z").to_string();
        format!(
            r#"{{"agencies":[{{"raw_name":"{name}","name":"{name}","id":1,"slug":"{slug}"}}],"agency_names":["{name}"],"docket_numbers":[],"document_number":"{}","filed_at":"{filed}","filing_type":"regular","html_url":"https://www.federalregister.gov/documents/{}/x","num_pages":2,"publication_date":"{}","title":"{}","type":"Rule"}}"#,
            self.number,
            self.path(),
            self.on,
            self.title()
        )
    }

    fn record(&self) -> String {
        let ((name, slug), (title, part)) = (self.agency(), self.cfr());
        format!(
            r#"{{"document_number":"{number}","type":"Rule","title":"{subject}","abstract":"The agency amends its rules on {subject}. It explains why.","action":"Final rule.","dates":"This rule is effective {effective}.","effective_on":"{on}","comments_close_on":null,"publication_date":"{on}","agencies":[{{"raw_name":"{name}","name":"{name}","id":1,"slug":"{slug}","parent_id":null}}],"cfr_references":[{{"title":{title},"part":"{part}"}}],"docket_ids":["Docket No. {number}"],"regulation_id_numbers":[],"html_url":"https://www.federalregister.gov/documents/{path}/x","full_text_xml_url":"https://www.federalregister.gov/documents/full_text/xml/{path}.xml","topics":[]}}"#,
            number = self.number,
            subject = self.title(),
            effective = self.on.strftime("%B %-d, %Y"),
            on = self.on,
            path = self.path(),
        )
    }

    fn text(&self) -> String {
        let ((name, _), (title, part)) = (self.agency(), self.cfr());
        let body: String = (1..=4)
            .map(|n| format!("<P>Paragraph {n}: masters must report {WALLED} of sounding lines within {n} days.</P>"))
            .collect();
        format!(
            "<RULE><PREAMB><AGENCY TYPE=\"N\">{name}</AGENCY><CFR>{title} CFR Part {part}</CFR><SUBJECT>{subject}</SUBJECT>\
             <ACT><HD SOURCE=\"HED\">ACTION:</HD><P>Final rule.</P></ACT>\
             <SUM><HD SOURCE=\"HED\">SUMMARY:</HD><P>The agency amends its rules on {subject}. It explains why.</P></SUM>\
             <EFFDATE><HD SOURCE=\"HED\">DATES:</HD><P>This rule is effective {effective}.</P></EFFDATE></PREAMB>\
             <SUPLINF><HD SOURCE=\"HED\">SUPPLEMENTARY INFORMATION:</HD>{body}</SUPLINF>\
             <FRDOC>[FR Doc. {number} Filed; 8:45 am]</FRDOC></RULE>",
            subject = self.title(),
            effective = self.on.strftime("%B %-d, %Y"),
            number = self.number,
        )
    }
}

fn issue(day: Date, texts: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><FEDREG><VOL>91</VOL><NO>1</NO><DATE>{}</DATE><UNITNAME>Rules and Regulations</UNITNAME><RULES>{texts}</RULES></FEDREG>",
        day.strftime("%A, %B %-d, %Y")
    )
}

fn json(body: String) -> Page {
    Page { status: 200, kind: "application/json", body: body.into_bytes() }
}

fn xml(body: String) -> Page {
    Page { status: 200, kind: "text/xml", body: body.into_bytes() }
}

fn missing() -> Page {
    let body = b"<!DOCTYPE html><html><body><h1>Not found</h1></body></html>".to_vec();
    Page { status: 404, kind: "text/html", body }
}

/// How long after its filing a document is surely to be asked for in fair weather.
pub const SURELY: SignedDuration = SignedDuration::from_hours(1);

impl World {
    /// Whether an entry stands in every state of the list.
    pub fn always_listed(&self, id: &str) -> bool {
        self.states.iter().all(|state| state.entries.iter().any(|(known, _)| known.to_string() == id))
    }
}
