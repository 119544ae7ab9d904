//! Slip opinions of the Court of International Trade: a page for each year, with a table whose columns grew from four to six since 1999.
//! Each row is an opinion, named by its slip number.

use std::collections::BTreeSet;
use std::io::BufRead;

use model::Timestamp;
use model::capture::CaptureHead;
use model::document::{DocumentId, DocumentState, Fields, Kind, Rendition, RenditionKind};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use url::Url;

use crate::formats::address::Address;
use crate::formats::decisions::{case_name, day};
use crate::formats::fr_numbers;
use crate::formats::html_rows::{Cell, decoded, rows};
use crate::formats::json::short;
use crate::formats::limit;
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest page that is read, in bytes: that of a year has 150,000.
const PAGE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Words with which a remark of the court begins that stands behind the name of a case.
const REMARKS: [&str; 3] = ["public version", "errat", "amended"];

/// Slip opinions, a page a year.
pub struct CitSlipOpinions {
    stanza: Stanza,
}

impl CitSlipOpinions {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for CitSlipOpinions {
    fn claims(&self, url: &str) -> bool {
        let Some(address) = Address::parse(url).filter(|address| address.host == "cit.uscourts.gov") else {
            return false;
        };
        let path = address.path.trim_end_matches('/').to_ascii_lowercase();
        let year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        path == "/slipopinions/index.html"
            || path.strip_prefix("/content/slip-opinions-").is_some_and(year)
            || path.strip_prefix("/slipopinions/slipops-").and_then(|rest| rest.strip_suffix(".html")).is_some_and(year)
    }

    fn ask(&self, _bookmark: &Bookmark, now: Timestamp) -> Vec<Request> {
        let today = now.to_zoned(fr_numbers::eastern()).date();
        // Opinions of the last days of a year are posted in January.
        let last = (today.month() == 1).then(|| today.year() - 1);
        let years = std::iter::once(today.year()).chain(last).filter(|year| (1000..10_000).contains(year));
        let request = |year: i16| Request {
            source: self.stanza.slug.clone(),
            url: format!("https://www.cit.uscourts.gov/content/slip-opinions-{year}"),
            size_bytes_max: PAGE_BYTES_MAX,
        };
        years.map(request).collect()
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let bytes = match limit::whole(body, PAGE_BYTES_MAX, "page", "of it") {
            Ok(bytes) => bytes,
            Err(sentence) => return Reading::failed(sentence),
        };
        let html = decoded(&bytes);
        let mut remarks = Remarks::default();
        let mut opinions = Opinions {
            stanza: &self.stanza,
            base: Url::parse(&head.url).ok(),
            seen: BTreeSet::new(),
            remarks: &mut remarks,
        };
        let mut columns: Option<Columns> = None;
        let mut renditions = Vec::new();
        for row in rows(&html) {
            if let Some(found) = Columns::of(&row, opinions.remarks) {
                columns = Some(found);
            } else if let Some(columns) = &columns {
                renditions.extend(opinions.rendition(columns, &row));
            }
        }
        if columns.is_none() {
            return Reading::failed(
                "The page has no table with a column Caption, so it is none of slip opinions; see whether the court has moved them.",
            );
        }
        if !html.to_ascii_lowercase().contains("</html") {
            remarks.add(Note::lost("page", "The page breaks off; the rows before that were taken."));
        }
        let found = match renditions.is_empty() {
            false => Found::Renditions(renditions),
            true if remarks.has_lost() => {
                Found::Failed("No row of the table is an opinion that could be taken in.".to_owned())
            }
            // In the first days of a year there is none.
            true => Found::Empty,
        };
        Reading { found, requests: Vec::new(), notes: remarks.finish() }
    }
}

/// Which column says what.
struct Columns {
    number: usize,
    caption: usize,
    date: Option<usize>,
    docket: Option<usize>,
    judge: Option<usize>,
    jurisdiction: Option<usize>,
}

impl Columns {
    /// The columns, where a row is the heading of a table of opinions.
    fn of(row: &[Cell<'_>], remarks: &mut Remarks) -> Option<Self> {
        if row.len() < 2 || row.len() > 20 {
            return None;
        }
        let names: Vec<String> = row.iter().map(|cell| cell.line().to_lowercase()).collect();
        let caption = names.iter().position(|name| name == "caption")?;
        let of = |begins: &[&str]| names.iter().position(|name| begins.iter().any(|begin| name.starts_with(begin)));
        let out = Self {
            number: of(&["number", "slip", "opinion"])?,
            caption,
            date: of(&["date"]),
            docket: of(&["court no", "docket", "case no"]),
            judge: of(&["judge"]),
            jurisdiction: of(&["jurisdiction"]),
        };
        let known = [Some(out.number), Some(caption), out.date, out.docket, out.judge, out.jurisdiction];
        for (at, name) in names.iter().enumerate() {
            if !known.contains(&Some(at)) {
                remarks.unknown_field(name);
            }
        }
        Some(out)
    }
}

/// The opinions of one page.
struct Opinions<'a> {
    stanza: &'a Stanza,
    base: Option<Url>,
    seen: BTreeSet<String>,
    remarks: &'a mut Remarks,
}

impl Opinions<'_> {
    fn rendition(&mut self, columns: &Columns, row: &[Cell<'_>]) -> Option<Rendition> {
        let line = |at: Option<usize>| at.and_then(|at| row.get(at)).map(Cell::line).filter(|text| !text.is_empty());
        let printed = line(Some(columns.number))?;
        let Some(number) = slip_number(&printed) else {
            // A row of one cell is a frame of the page, and no opinion.
            if row.len() > columns.caption.max(columns.number) + 1 {
                let text =
                    format!("The row begins with '{}', which is no slip number; it was left out.", short(&printed));
                self.remarks.add(Note::lost("row", text));
            }
            return None;
        };
        if !self.seen.insert(number.clone()) {
            self.odd(&number, "It stands on the page a second time; the first one was taken.".to_owned());
            return None;
        }
        let (title, remark) = caption(row.get(columns.caption)?);
        if title.is_none() {
            self.odd(&number, "It has no caption.".to_owned());
        }
        let date = line(columns.date);
        let published_on = date.as_deref().and_then(day);
        if published_on.is_none() {
            self.odd(
                &number,
                format!("Its date '{}' names no day; it was left out.", short(&date.unwrap_or_default())),
            );
        }
        // Slip opinion 05-63 is dated June 7, 2007.
        if let Some(day) = published_on
            && !number.starts_with(&format!("{:02}-", day.year().rem_euclid(100)))
        {
            self.odd(
                &number,
                format!("Its date, {day}, lies in another year than its number; see which of them is wrong."),
            );
        }
        let said = |name: &str, text: Option<String>| text.map(|text| format!("{name}: {text}."));
        let judge = said("Judge", line(columns.judge));
        let jurisdiction = said("Jurisdiction", line(columns.jurisdiction));
        let about: Vec<String> = [judge, jurisdiction, remark].into_iter().flatten().collect();
        let fields = Fields {
            kind: Some(Kind::Opinion),
            external_id: Some(format!("Slip Op. {printed}")),
            title,
            abstract_text: Some(about.join(" ")).filter(|text| !text.is_empty()),
            url: self.link(row, columns),
            agency_names: vec![self.stanza.publisher.clone()],
            published_on,
            citation: Some(format!("Slip Op. {number}")),
            docket_ids: dockets(&line(columns.docket).unwrap_or_default()),
            language: Some(self.stanza.language.clone()),
            ..Fields::default()
        };
        let document = DocumentId::numbered("cit", &format!("slip-{number}"));
        Some(Rendition { document, kind: RenditionKind::Record, state: DocumentState::Published, fields })
    }

    /// Where the opinion lies. The court wrote addresses with backslashes in 2010.
    fn link(&self, row: &[Cell<'_>], columns: &Columns) -> Option<String> {
        let link = row.get(columns.number)?.link()?.replace('\\', "/");
        let joined = self.base.as_ref()?.join(&link).ok()?;
        matches!(joined.scheme(), "http" | "https").then(|| joined.into())
    }

    fn odd(&mut self, number: &str, text: String) {
        self.remarks.add(Note::odd(format!("Slip Op. {number}"), text));
    }
}

/// `14-01` as `14-1`: years differ in whether they fill the number up.
fn slip_number(printed: &str) -> Option<String> {
    let text = printed.trim_start_matches(|c: char| !c.is_ascii_digit());
    let (year, rest) = text.split_once('-')?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().ok().filter(|number| *number > 0)?;
    (year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("{year}-{number}"))
}

/// The name of a case, and what the court remarks behind it, as a sentence: `Public version posted 08/04/2014.`
fn caption(cell: &Cell<'_>) -> (Option<String>, Option<String>) {
    let text = cell.line();
    let lower = text.to_ascii_lowercase();
    let at = REMARKS.iter().filter_map(|begins| lower.find(&format!(" {begins}"))).min();
    let (name, remark) = at.map_or((text.as_str(), ""), |at| text.split_at(at));
    let remark = remark.trim().trim_end_matches('.');
    let mut chars = remark.chars();
    let sentence = chars.next().map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str()));
    (Some(case_name(name)).filter(|name| !name.is_empty()), sentence)
}

/// The numbers of cases: `Consol. 12-00133` is one, `10-00275 11-00335` are two.
fn dockets(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '&'));
    let numbers = words.map(|word| word.trim_start_matches("Consol").trim_start_matches('.'));
    let looks = |word: &&str| word.contains('-') && word.starts_with(|c: char| c.is_ascii_digit());
    let mut out: Vec<String> = numbers.filter(looks).map(str::to_owned).collect();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dockets_are_read_as_the_court_writes_them() {
        assert_eq!(slip_number("14-01").as_deref(), Some("14-1"));
        assert_eq!(slip_number("Slip Op. 24-101").as_deref(), Some("24-101"));
        assert_eq!(slip_number("Number"), None);
        assert_eq!(dockets("Consol.07-00454"), ["07-00454"]);
        assert_eq!(dockets("93-03-00161 and 98-12-03190"), ["93-03-00161", "98-12-03190"]);
    }
}
