//! An inspection sheet as text, as one HTML file, as a letter and as a record. Filings are public: there is no wall in it.

use askama::Template;
use model::document::DocumentId;
use model::inspection::{InspectionSheet, SheetLine};
use model::mail::Mail;
use model::reader::Reader;
use model::reference::Ref;
use model::title::{Publisher, Title};
use model::{TimeZone, Timestamp};
use serde_json::{Value, json};

use crate::lines::{fill, paragraph};
use crate::mail::Envelope;
use crate::markup::{one_line, safe_url};
use crate::views::kind_name;
use crate::{dates, say};

/// Lines that a letter names; the rest are counted and stand on the web: mail programs cut what is above 102,400 bytes.
const LINES_MAX: usize = 100;

/// A title's sheet with what is needed to set it.
pub struct SheetSet<'a> {
    /// The house.
    pub publisher: &'a Publisher,
    /// Whose sheet.
    pub title: &'a Title,
    /// The sheet.
    pub sheet: &'a InspectionSheet,
    /// The numbers under which its documents were told, with the paths of those articles.
    pub refs: &'a [(DocumentId, Ref, String)],
}

/// One line of a sheet, in words.
pub(crate) struct LineSet {
    pub(crate) url: Option<String>,
    pub(crate) title: String,
    pub(crate) agency: String,
    pub(crate) kind: &'static str,
    /// `2026-07398 · special, filed Thu Apr 16, 16:15 ET · for Mon Apr 20`.
    pub(crate) line: String,
    /// The article that tells it: number and address.
    pub(crate) told: Option<(String, String)>,
}

/// The words of a line. `address` makes an address from an article's number and path.
pub(crate) fn line_set(
    line: &SheetLine,
    zone: &TimeZone,
    refs: &[(DocumentId, Ref, String)],
    address: &dyn Fn(Ref, &str) -> String,
) -> LineSet {
    let filing = &line.filing;
    let mut words = say::filing_line(filing, zone);
    if line.withdrawn {
        words.push_str(&format!(" · withdrawn, seen {}", dates::moment_day(line.seen_at, zone)));
    } else if let Some(late) = say::seen_late(filing.filed_at, line.seen_at, zone) {
        words.push_str(&format!(" · {late}"));
    }
    let told = refs.iter().find(|(document, ..)| *document == line.document);
    LineSet {
        url: filing.url.as_deref().and_then(safe_url).map(str::to_owned),
        title: filing.title.clone(),
        agency: filing.agency.clone(),
        kind: kind_name(line.kind),
        line: words,
        told: told.map(|(_, reference, path)| (reference.to_string(), address(*reference, path))),
    }
}

/// What a sheet says of itself: its window, and when the desk was last asked.
pub(crate) fn window_line(sheet: &InspectionSheet, zone: &TimeZone) -> String {
    let window = format!(
        "Filed after {}, up to {}.",
        dates::moment_day(sheet.opens_at, zone),
        dates::moment_day(sheet.due_at, zone)
    );
    let checked = match sheet.checked_at {
        Some(at) => format!(" The inspection desk was last asked {}.", dates::moment_day(at, zone)),
        None => " The inspection desk could not be asked in that time: what was filed is not known here.".to_owned(),
    };
    let late =
        sheet.made_at.filter(|made| made.as_second() - sheet.due_at.as_second() > model::timetable::GRACE_MINUTES * 60);
    let late =
        late.map(|at| format!(" Late: due {}, out {}.", dates::clock(sheet.due_at, zone), dates::moment_day(at, zone)));
    format!("{window}{checked}{}", late.unwrap_or_default())
}

/// What stands where no line does.
pub(crate) fn nothing_line(sheet: &InspectionSheet, scope: &str) -> String {
    match sheet.checked_at {
        Some(_) => format!("Nothing was filed in the scope of {scope}."),
        None => "Nothing can be said of what was filed.".to_owned(),
    }
}

impl SheetSet<'_> {
    fn zone(&self) -> &TimeZone {
        &self.title.zone
    }
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.publisher.url)
    }
    fn page(&self) -> String {
        self.url(&format!("/titles/{}/editions/{}/inspection", self.title.slug, self.sheet.date))
    }
    fn lines(&self, withdrawn: bool) -> Vec<LineSet> {
        let address = |reference: Ref, _: &str| self.url(&format!("/{reference}"));
        let lines = self.sheet.lines.iter().filter(|line| line.withdrawn == withdrawn);
        lines.map(|line| line_set(line, self.zone(), self.refs, &address)).collect()
    }
}

/// The sheet's record.
pub fn json(set: &SheetSet) -> Value {
    let line = |line: &SheetLine| {
        let filing = &line.filing;
        let told = set.refs.iter().find(|(document, ..)| *document == line.document);
        json!({
            "document": line.document,
            "version": line.version,
            "kind": line.kind,
            "title": filing.title,
            "agency": filing.agency,
            "document_number": filing.number,
            "url": filing.url,
            "filed_at": filing.filed_at,
            "filing": filing.filing,
            "published_on": filing.published_on,
            "seen_at": line.seen_at,
            "withdrawn": line.withdrawn,
            "ref": told.map(|(_, reference, _)| reference),
        })
    };
    json!({
        "title": set.title.slug,
        "date": set.sheet.date,
        "opens_at": set.sheet.opens_at,
        "due_at": set.sheet.due_at,
        "made_at": set.sheet.made_at,
        "checked_at": set.sheet.checked_at,
        "lines": set.sheet.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

/// The sheet as plain text.
pub fn text(set: &SheetSet) -> String {
    let foot =
        format!("{}. Not legal advice: the official text governs.", say::belongs(set.publisher, Some(set.title)));
    compose(set, &(paragraph(&foot) + &set.page() + "\n"))
}

fn compose(set: &SheetSet, foot: &str) -> String {
    let mut out = format!("{}\n", set.title.name.to_uppercase());
    out.push_str(&paragraph(&format!("Inspection sheet. {}.", dates::long(set.sheet.date))));
    out.push_str(&paragraph(&window_line(set.sheet, set.zone())));
    let filed = set.lines(false);
    if filed.is_empty() {
        out.push('\n');
        out.push_str(&paragraph(&nothing_line(set.sheet, &set.title.name)));
    }
    out.push_str(&block("On public inspection", &filed));
    out.push_str(&block("Withdrawn since the sheet before", &set.lines(true)));
    out.push_str("\n--\n");
    out.push_str(foot);
    out
}

fn block(name: &str, lines: &[LineSet]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{} ({})\n\n", name.to_uppercase(), lines.len());
    for line in lines {
        let agency = if line.agency.is_empty() { String::new() } else { format!("{}: ", line.agency) };
        out.push_str(&fill(&format!("{agency}{}", line.title), "  ", "    "));
        out.push_str(&fill(&format!("{}; {}", line.kind, line.line).replace(" · ", "; "), "    ", "    "));
        if let Some((_, url)) = &line.told {
            out.push_str(&format!("    Told in {url}\n"));
        }
        if let Some(url) = &line.url {
            out.push_str(&format!("    {url}\n"));
        }
    }
    out
}

#[derive(Template)]
#[template(path = "mail/inspection.html")]
struct Letter<'a> {
    subject: String,
    preheader: String,
    title: &'a str,
    day: String,
    window: String,
    nothing: Option<String>,
    blocks: Vec<(&'static str, usize, Vec<LineSet>)>,
    more: usize,
    page: String,
    why: Option<String>,
    account: String,
    belongs: String,
}

/// The sheet as one HTML file that needs no server: its letter, to nobody.
pub fn html(set: &SheetSet) -> String {
    letter_html(set, None)
}

fn letter_html(set: &SheetSet, why: Option<String>) -> String {
    let (mut filed, withdrawn) = (set.lines(false), set.lines(true));
    let (count, taken_back) = (filed.len(), withdrawn.len());
    filed.truncate(LINES_MAX.saturating_sub(taken_back));
    let more = count - filed.len();
    let blocks = [("On public inspection", count, filed), ("Withdrawn since the sheet before", taken_back, withdrawn)];
    crate::set(&Letter {
        subject: subject(set),
        preheader: window_line(set.sheet, set.zone()),
        title: &set.title.name,
        day: dates::long(set.sheet.date),
        window: window_line(set.sheet, set.zone()),
        nothing: (count == 0).then(|| nothing_line(set.sheet, &set.title.name)),
        blocks: blocks.into_iter().filter(|(_, count, _)| *count > 0).collect(),
        more,
        page: set.page(),
        why,
        account: set.url("/account"),
        belongs: say::belongs(set.publisher, Some(set.title)),
    })
}

/// `Export Daily: 3 filed for public inspection, Apr 17`.
fn subject(set: &SheetSet) -> String {
    let day = dates::short(set.sheet.date);
    let count = set.sheet.filed().count();
    let what = match set.sheet.filed().next() {
        Some(only) if count == 1 => format!("filed: {}", only.filing.title),
        _ => format!("{count} filed for public inspection"),
    };
    one_line(&format!("{}: {what}, {day}", set.title.name))
}

/// The sheet as a letter to a reader of its title.
pub fn letter(set: &SheetSet, to: &Reader, envelope: &Envelope) -> Mail {
    let name = if to.name.trim().is_empty() { to.email.as_str().to_owned() } else { one_line(&to.name) };
    let hour = set.title.sheet.map(|sheet| sheet.at.strftime("%H:%M").to_string()).unwrap_or_default();
    let place = dates::place(set.zone());
    let why = format!(
        "You get this because {name} takes {}, whose inspection sheet comes at {hour}, {place}, when something in its scope was filed.",
        set.title.name
    );
    let foot = [
        paragraph(&why),
        format!("Your account: {}\nRead on the web:\n{}\n", set.url("/account"), set.page()),
        paragraph(&format!(
            "{}. Not legal advice: the official text governs.",
            say::belongs(set.publisher, Some(set.title))
        )),
    ];
    Mail {
        from_name: one_line(&set.title.name),
        to: to.email.clone(),
        subject: subject(set),
        text: compose(set, &foot.concat()),
        html: letter_html(set, Some(why)),
        message_id: envelope.message_id.clone(),
        date: envelope.date,
        headers: crate::mail::of_title(set.title, set.publisher),
    }
}

/// `09:15 ET`: when the sheet of a day comes.
pub(crate) fn hour(at: Timestamp, zone: &TimeZone) -> String {
    dates::clock(at, zone)
}
