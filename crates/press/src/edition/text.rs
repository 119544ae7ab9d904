//! An edition as plain text of at most 74 columns: to be read in a terminal, in a mail program, on paper.
//!
//! Every article number can be followed: its short address stands whole on a line of its own under the story that names it.

use model::edition::Frozen;
use model::title::Section;
use model::wall::Shown;

use super::{Sheet, Stage};
use crate::body;
use crate::lines::{fill, hard, pad, paragraph, plain};
use crate::views::DocumentView;
use crate::{dates, say};

/// Headlines that stand at a glance.
const GLANCE_MAX: usize = 8;
/// How far the table of dates looks ahead, in days (EDITION-GUIDE, 1.1).
const AHEAD_DAYS: i64 = 14;

/// How much of a story is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// Not at all; its section says how many more stand on the web. Text, which nobody cuts, sets its headline.
    Absent,
    /// Headline and address.
    Headline,
    /// Headline, first paragraph, address.
    Teaser,
    /// All that the reader may see, with facts, dates and documents.
    Full,
}

/// An edition as text.
pub fn text<S: Stage>(sheet: &Sheet<S>) -> String {
    let edition = sheet.edition;
    let colophon = format!(
        "{}. Every sentence of an automatic article names the document and the place it rests on. Not legal advice: the \
         official text governs, and each article links to it.",
        say::belongs(sheet.publisher, Some(&edition.title))
    );
    compose(sheet, &|_| Form::Full, &(paragraph(&colophon) + &format!("{}\n", sheet.page())))
}

/// The plain-text twin of a letter: each story in the form that the HTML has, and why the reader gets it at the foot.
pub(crate) fn letter(sheet: &Sheet<Frozen>, form: &dyn Fn(Shown) -> Form, colophon: &str) -> String {
    compose(sheet, form, colophon)
}

fn compose<S: Stage>(sheet: &Sheet<S>, form: &dyn Fn(Shown) -> Form, colophon: &str) -> String {
    let sections = sheet.sections();
    let mut out = masthead(sheet);
    out.push_str(&at_a_glance(sheet));
    out.push_str(&dates_table(sheet));
    for (section, stories) in &sections {
        out.push_str(&heading(&format!("{} ({})", section.name(), stories.len())));
        for (i, shown) in stories.iter().enumerate() {
            out.push_str(if i == 0 { "\n" } else { "\n\n" });
            out.push_str(&story(sheet, *shown, form(*shown)));
        }
    }
    if sections.is_empty() {
        out.push_str("\n\nNo article in this edition.\n");
    }
    out.push_str(&inspection(sheet));
    out.push_str(&heading("The manifest"));
    out.push_str(&paragraph(&say::manifest_line(&sheet.edition.manifest)));
    out.push_str("\n--\n");
    out.push_str(colophon);
    out
}

fn heading(name: &str) -> String {
    format!("\n\n{}\n", plain(name).to_uppercase())
}

fn masthead<S: Stage>(sheet: &Sheet<S>) -> String {
    let edition = sheet.edition;
    let mut out = format!("{}\n", plain(&edition.title.name).to_uppercase());
    out.push_str(&paragraph(&say::belongs(sheet.publisher, None)));
    out.push_str(&paragraph(&format!("{}. {}", dates::long(edition.date), sheet.made_line())));
    if let Some(line) = sheet.late_line() {
        out.push('\n');
        out.push_str(&paragraph(&line));
    }
    if !edition.title.combines.is_empty() {
        out.push('\n');
        out.push_str(&paragraph(&edition.title.combines));
    }
    out
}

/// The stories that stand at a glance: the lead of each section before the second ones, at most eight.
pub(crate) fn glance<'a, S: Stage>(sheet: &Sheet<'a, S>) -> Vec<Shown<'a>> {
    let mut all: Vec<Shown> = sheet.sections().into_iter().flat_map(|(_, stories)| stories).collect();
    all.sort_by_key(|shown| (std::cmp::Reverse(shown.head().score), shown.head().reference));
    all.truncate(GLANCE_MAX);
    all
}

fn at_a_glance<S: Stage>(sheet: &Sheet<S>) -> String {
    let stories = glance(sheet);
    if stories.is_empty() {
        return String::new();
    }
    let mut out = heading("At a glance");
    for shown in stories {
        let head = shown.head();
        let number = pad(&head.reference.to_string(), 10);
        out.push_str(&fill(&head.headline, &format!("  {number}  "), "              "));
    }
    out.push_str(&format!("  Any number opens: {}/<number>\n", sheet.publisher.url));
    out
}

/// What begins or ends within fourteen days: the day, what happens, and the article's number.
pub(crate) fn dates_soon<S: Stage>(sheet: &Sheet<S>) -> Vec<(model::Date, String, model::reference::Ref)> {
    let (from, zone) = (sheet.edition.date, &sheet.edition.title.zone);
    let mut rows = Vec::new();
    for shown in sheet.sections().into_iter().flat_map(|(_, stories)| stories) {
        let head = shown.head();
        for date in head.dates.iter().filter(|date| date.role.in_calendar()) {
            let Some(day) = say::day_of(date, zone) else { continue };
            if (0..=AHEAD_DAYS).contains(&dates::days_between(from, day)) {
                rows.push((day, format!("{}: {}", say::role(date), head.headline), head.reference));
            }
        }
    }
    rows.sort();
    rows.dedup();
    rows
}

fn dates_table<S: Stage>(sheet: &Sheet<S>) -> String {
    let rows = dates_soon(sheet);
    if rows.is_empty() {
        return String::new();
    }
    let mut out = heading("In force today, due within 14 days");
    for (day, line, reference) in rows {
        let first = format!("  {}  ", pad(&dates::day(day), 10));
        out.push_str(&fill(&format!("{line} ({reference})"), &first, "              "));
    }
    out
}

fn story<S: Stage>(sheet: &Sheet<S>, shown: Shown, form: Form) -> String {
    let head = shown.head();
    let zone = &sheet.edition.title.zone;
    let mut out = paragraph(&head.headline);
    if form <= Form::Headline {
        return out + &format!("{}\n", sheet.short(head.reference));
    }
    let documents = sheet.documents_of(shown);
    let by = say::automatic(head, &documents).unwrap_or_else(|| say::byline(head).to_owned());
    let when = hard(&dates::moment(head.published_at, zone));
    out.push_str(&paragraph(&format!("{}. {by}. {when}.", head.reference)));
    for line in say::dated_all(&documents, zone) {
        out.push_str(&paragraph(&line));
    }
    let whole = shown.blocks().filter(|_| form == Form::Full);
    let sources = if whole.is_some() { &head.documents[..] } else { &[] };
    let more = shown.blocks().is_none_or(|blocks| !blocks.is_empty());
    let cut = whole.is_none() && more;
    let ending = if cut { " …" } else { "" };
    out.push('\n');
    out.push_str(&fill(&format!("{}{ending}", body::statements_text(&head.teaser, sources)), "", ""));
    if let Some(blocks) = whole.filter(|blocks| !blocks.is_empty()) {
        out.push('\n');
        out.push_str(&body::text(blocks, sources));
    }
    if form == Form::Full {
        out.push_str(&apparatus(sheet, shown, &documents));
    }
    out.push_str(&addresses(sheet, shown, cut));
    out
}

/// Facts, dates and documents: all of them public.
fn apparatus<S: Stage>(sheet: &Sheet<S>, shown: Shown, documents: &[DocumentView]) -> String {
    let head = shown.head();
    let zone = &sheet.edition.title.zone;
    let mut out = String::new();
    if !head.facts.is_empty() {
        out.push('\n');
        let widest = head.facts.iter().map(|fact| fact.label.chars().count()).max().unwrap_or(0).min(24);
        let rest = " ".repeat(widest + 4);
        for fact in &head.facts {
            let label = format!("  {}  ", pad(&plain(&fact.label), widest));
            out.push_str(&fill(&fact.value, &label, &rest));
        }
    }
    let days = say::dates_of(head, zone);
    if !days.is_empty() {
        out.push_str("\nDates in those documents\n");
        for (day, line) in days {
            out.push_str(&fill(&line, &format!("  {}  ", pad(&dates::day_year(day), 16)), "                    "));
        }
    }
    if !documents.is_empty() {
        out.push_str("\nDocuments\n");
        for (i, document) in documents.iter().enumerate() {
            out.push_str(&fill(&document.title, &format!("  [{}] ", i + 1), "      "));
            let lines = say::document_lines(document, zone).join("; ").replace(" · ", ", ");
            let about = format!("{}. {lines}", document.kind_line).replace("FR Doc. ", "FR\u{a0}Doc.\u{a0}");
            out.push_str(&fill(&about, "      ", "      "));
            if let Some(url) = document.url.as_deref().and_then(crate::markup::safe_url) {
                out.push_str(&format!("      {url}\n"));
            }
        }
    }
    out
}

/// The article's own address, and under it those of the numbers that it names.
fn addresses<S: Stage>(sheet: &Sheet<S>, shown: Shown, cut: bool) -> String {
    let head = shown.head();
    let mut out = String::from("\n");
    match cut {
        true => {
            let words = say::counted(shown.words() as u64, "word", "words");
            out.push_str(&format!("Read on, {words}: {}\n", sheet.short(head.reference)));
        }
        false => out.push_str(&format!("{}\n", sheet.short(head.reference))),
    }
    let mut see = if cut { head.see_open.clone() } else { shown.see() };
    see.extend(shown.blocks().filter(|_| !cut).map(body::mentioned).unwrap_or_default());
    see.sort();
    see.dedup();
    for reference in see.into_iter().filter(|reference| (sheet.links)(*reference).is_some()) {
        out.push_str(&format!("See {}\n", sheet.short(reference)));
    }
    out
}

fn inspection<S: Stage>(sheet: &Sheet<S>) -> String {
    let filings = &sheet.edition.inspection;
    if filings.is_empty() {
        return String::new();
    }
    let mut out = heading(&format!("On public inspection, for coming issues ({})", filings.len()));
    for filing in filings {
        out.push_str(&fill(&say::filing_title(filing), "  ", "    "));
        out.push_str(&fill(&say::filing_line(filing, &sheet.edition.title.zone).replace(" · ", "; "), "    ", "    "));
    }
    if let Some(url) = sheet.sheet_page() {
        out.push_str(&fill(
            &format!("What is filed after this edition’s hour stands in the inspection sheet: {url}"),
            "  ",
            "  ",
        ));
    }
    out
}

/// The name of a section beside a story in a list over sections.
pub(crate) fn section_name(sections: &[(Section, Vec<Shown>)], shown: Shown) -> &'static str {
    let holds = |stories: &[Shown]| stories.iter().any(|other| other.head().reference == shown.head().reference);
    sections.iter().find(|(_, stories)| holds(stories)).map_or("", |(section, _)| section.name())
}
