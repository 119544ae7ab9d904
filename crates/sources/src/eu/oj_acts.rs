//! Texts of acts of the European Union: pages of EUR-Lex of every generation, and Formex 4. Each is named by its CELEX number, which
//! stands in its address.

use std::io::BufRead;

use model::capture::CaptureHead;
use model::document::{DocumentId, DocumentState, Fields, Kind, Paragraph, Part, Rendition, RenditionKind};
use model::note::Note;
use model::reading::{Found, Reading};
use model::request::{Bookmark, Request};
use model::{Date, Timestamp};

use crate::formats::address::Address;
use crate::formats::html_blocks::{Block, attribute, blocks};
use crate::formats::html_rows::decoded;
use crate::formats::limit;
use crate::formats::markup::line;
use crate::formats::remarks::Remarks;
use crate::source::Source;
use crate::stanza::Stanza;

/// The largest text that is read, in bytes: the longest annexes have some 20 million.
const TEXT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Elements of HTML that begin or end a block.
const HTML: &[&str] = &[
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "tr",
    "table",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "body",
];

/// Elements of Formex that begin or end a block.
const FORMEX: &[&str] = &[
    "p",
    "ti",
    "sti",
    "title",
    "ti.art",
    "sti.art",
    "alinea",
    "txt",
    "np",
    "no.p",
    "no.parag",
    "parag",
    "item",
    "list",
    "visa",
    "consid",
    "preamble.init",
    "preamble.final",
    "gr.consid.init",
    "article",
    "division",
    "cell",
    "row",
    "note",
    "signatory",
    "final",
    "bib.instance",
    "annex",
    "contents",
    "term",
    "definition",
];

/// Texts of acts.
pub struct OjActs {
    stanza: Stanza,
}

impl OjActs {
    /// The source with these facts.
    pub fn new(stanza: &Stanza) -> Self {
        Self { stanza: stanza.clone() }
    }
}

impl Source for OjActs {
    fn claims(&self, url: &str) -> bool {
        act_of(url).is_some()
    }

    fn ask(&self, _bookmark: &Bookmark, _now: Timestamp) -> Vec<Request> {
        Vec::new()
    }

    fn read(&self, head: &CaptureHead, body: &mut dyn BufRead) -> Reading {
        let Some(act) = act_of(&head.url) else {
            return Reading::failed("The address names no act of the European Union, so the text has no number.");
        };
        let bytes = match limit::whole(body, TEXT_BYTES_MAX, "text", "of it") {
            Ok(bytes) => bytes,
            Err(sentence) => return Reading::failed(sentence),
        };
        let text = decoded(&bytes);
        if text.trim().is_empty() {
            return Reading::failed("The answer is empty, with which EUR-Lex puts programs off; ask again later.");
        }
        let mut remarks = Remarks::default();
        let told = if text.contains("<BIB.INSTANCE") { formex(&text) } else { page(&text) };
        let Some(told) = told else {
            return Reading::failed(
                "The page is of no form in which acts were seen: it has neither the classes of the Official Journal nor a text of old; the capture is kept.",
            );
        };
        if !text.to_ascii_lowercase().trim_end().ends_with('>') {
            remarks.add(Note::lost("end of the text", "The text breaks off; the paragraphs before that were taken."));
        }
        let rendition = self.rendition(&act, told, &mut remarks);
        Reading { found: Found::Renditions(vec![rendition]), requests: Vec::new(), notes: remarks.finish() }
    }
}

impl OjActs {
    fn rendition(&self, act: &Act, told: Told, remarks: &mut Remarks) -> Rendition {
        let mut odd = |text: String| remarks.add(Note::odd(act.celex.clone(), text));
        if told.title.is_empty() {
            odd("No title was found in the text.".to_owned());
        }
        let said = told.language.as_deref().filter(|said| is_language(said)).map(str::to_ascii_uppercase);
        if let (Some(asked), Some(said)) = (&act.language, &said)
            && asked != said
        {
            odd(format!("The address asks for the language {asked}, and the text says that it is in {said}."));
        }
        let language = act.language.clone().or(said).unwrap_or_else(|| "EN".to_owned());
        let letters: String = act.celex.chars().skip(5).take_while(char::is_ascii_uppercase).collect();
        let kind = self.stanza.lookup("types", &letters).and_then(|word| word.parse().ok());
        if kind.is_none() {
            odd(format!("The letters '{letters}' of its number are not in the table of {}.", self.stanza.slug));
        }
        let fields = Fields {
            kind: kind.or(Some(Kind::Legislation)),
            external_id: Some(act.celex.clone()),
            title: Some(told.title.join(" ")).filter(|title| !title.is_empty()),
            dates_text: told.dated,
            url: Some(format!("https://eur-lex.europa.eu/legal-content/{language}/TXT/?uri=CELEX:{}", act.celex)),
            agency_names: vec![self.stanza.publisher.clone()],
            published_on: told.published_on,
            effective_on: told.effective_on,
            citation: told.journal,
            topics: told.topics,
            language: Some(language.to_ascii_lowercase()),
            paragraphs: told.paragraphs,
            ..Fields::default()
        };
        // Another language is another text: the same act in English shall not change with it.
        let number = match language.as_str() {
            "EN" => act.celex.clone(),
            other => format!("{}-{}", act.celex, other.to_ascii_lowercase()),
        };
        let document = DocumentId::numbered("celex", &number);
        Rendition { document, kind: RenditionKind::Text, state: DocumentState::Published, fields }
    }
}

/// What an address names.
struct Act {
    /// `32013R0575`, or `02009L0065-20130620` for a consolidated text.
    celex: String,
    /// In capitals: `EN`. An address without a language is answered in the one that was asked for beside it.
    language: Option<String>,
}

fn act_of(url: &str) -> Option<Act> {
    let address = Address::parse(url)?;
    let (celex, language) = match address.host.as_str() {
        "eur-lex.europa.eu" => {
            let (language, rest) = address.path.strip_prefix("/legal-content/")?.split_once('/')?;
            if !matches!(rest.trim_end_matches('/'), "TXT" | "TXT/HTML") {
                return None;
            }
            let uri = address.query.split('&').find_map(|part| part.strip_prefix("uri="))?;
            let celex = uri.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("celex:")).map(|_| &uri[6..]);
            (celex.or_else(|| uri.strip_prefix("CELEX%3A")).or_else(|| uri.strip_prefix("celex%3A"))?, Some(language))
        }
        "publications.europa.eu" => (address.path.strip_prefix("/resource/celex/")?, None),
        _ => return None,
    };
    let (begins, rest) = celex.split_at_checked(5)?;
    let digits = begins.bytes().all(|byte| byte.is_ascii_digit());
    let plain = rest.starts_with(|c: char| c.is_ascii_uppercase())
        && rest.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '(' | ')'));
    let spoken = language.is_none_or(is_language);
    (digits && plain && spoken && celex.len() <= 40)
        .then(|| Act { celex: celex.to_owned(), language: language.map(str::to_ascii_uppercase) })
}

/// Whether a text is a code of two letters.
fn is_language(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// What a text says of itself.
#[derive(Default)]
struct Told {
    title: Vec<String>,
    /// The line of the title that has the day of the act: `of 26 June 2013`.
    dated: Option<String>,
    /// Where it is printed.
    journal: Option<String>,
    published_on: Option<Date>,
    effective_on: Option<Date>,
    language: Option<String>,
    topics: Vec<String>,
    paragraphs: Vec<Paragraph>,
}

/// Reads a page of EUR-Lex, of whichever generation; `None` where it is of none.
fn page(html: &str) -> Option<Told> {
    let all = blocks(html, &|name| HTML.contains(&name));
    let class = |block: &Block, one: &[&str]| one.iter().any(|name| bare(&block.class).starts_with(name));
    let has = |one: &[&str]| all.iter().any(|block| class(block, one));
    let mut told = match () {
        () if has(&["title-doc-first"]) => consolidated(&all),
        () if has(&["doc-ti"]) => printed(&all),
        () if html.contains("id=\"TexteOnly\"") || html.contains("id='TexteOnly'") => old(html),
        () if has(&["Typedudocument", "Titreobjet"]) => proposal(&all),
        () => return None,
    };
    told.paragraphs = set(std::mem::take(&mut told.paragraphs));
    Some(told)
}

/// A class without the prefix that those of the Official Journal have had since 2023.
fn bare(class: &str) -> &str {
    let first = class.trim_start_matches("li ");
    first.strip_prefix("oj-").unwrap_or(first)
}

/// The Official Journal since 2013: classes `doc-ti`, `ti-art`, `hd-oj`.
fn printed(all: &[Block]) -> Told {
    let mut told = Told::default();
    let (mut number, mut in_title) = (None, true);
    for block in all {
        match bare(&block.class) {
            "hd-date" => told.published_on = told.published_on.or_else(|| day(&block.text)),
            "hd-lg" => told.language = told.language.take().or_else(|| Some(block.text.clone())),
            "hd-oj" => number = number.or_else(|| Some(block.text.clone())),
            "hd-ti" => {}
            "doc-ti" if in_title => told.title.push(block.text.clone()),
            name => {
                in_title = in_title && told.title.is_empty();
                told.paragraphs.push(Paragraph { part: part(name), text: block.text.clone() });
            }
        }
    }
    told.dated = told.title.iter().find(|text| is_day_of_act(text)).cloned();
    told.journal = number.map(|number| journal(&number, told.published_on));
    told
}

/// A consolidated text: classes `title-doc-first`, `title-article-norm`, signs of amendment. What it amends stands before its title is
/// given a second time.
fn consolidated(all: &[Block]) -> Told {
    let mut told = Told::default();
    let mut ended = false;
    for block in all {
        match block.class.as_str() {
            "title-doc-first" | "title-doc-last" if !ended => {
                told.title.push(block.text.clone());
                ended = block.class == "title-doc-last";
            }
            "title-doc-first" | "title-doc-last" | "disclaimer" | "arrow" => {}
            "reference" => told.language = block.text.split('—').nth(1).map(|language| language.trim().to_owned()),
            "title-doc-oj-reference" => {
                let text = block.text.trim_matches(['(', ')']).to_owned();
                told.published_on = text.split(',').find_map(day);
                told.journal = Some(text);
            }
            name => told.paragraphs.push(Paragraph { part: part(name), text: block.text.clone() }),
        }
    }
    told.dated = told.title.iter().find(|text| is_day_of_act(text)).cloned();
    told
}

/// Texts before 2004 and some time after: paragraphs without classes, what is known of them in the head of the page.
fn old(html: &str) -> Told {
    let mut told = Told::default();
    for tag in html.split("<meta").skip(1).filter_map(|rest| rest.split('>').next()) {
        let (Some(name), Some(content)) = (attribute(tag, "name"), attribute(tag, "content")) else { continue };
        match name.as_str() {
            "DC.description" => told.title = vec![content],
            "DC.language" => told.language = Some(content),
            "DC.subject" => {
                told.topics =
                    content.split(',').map(|topic| topic.trim().to_owned()).filter(|topic| !topic.is_empty()).collect()
            }
            "DC.source" => {
                let source = content.trim_end_matches([';', ' ']).to_owned();
                told.published_on = source.split_whitespace().find_map(day);
                told.journal = Some(source);
            }
            _ => {}
        }
    }
    told.topics.sort();
    told.topics.dedup();
    // The banner and what the head says once more stand before the text.
    let from = html.find("TexteOnly").unwrap_or_default();
    let text = blocks(&html[from..], &|name| HTML.contains(&name));
    let text = text.iter().skip_while(|block| block.element.is_empty());
    told.paragraphs = text.map(|block| Paragraph { part: Part::Body, text: block.text.clone() }).collect();
    told.dated =
        told.paragraphs.iter().take(6).map(|paragraph| &paragraph.text).find(|text| is_day_of_act(text)).cloned();
    told
}

/// A proposal of the Commission.
fn proposal(all: &[Block]) -> Told {
    let mut told = Told::default();
    let mut on_cover = true;
    for block in all {
        let name = bare(&block.class);
        on_cover = on_cover && !["Normal", "Exposdesmotifs", "Manual"].iter().any(|begins| name.starts_with(begins));
        let begins = |one: &str| name.starts_with(one);
        match () {
            () if begins("Emission") && told.dated.is_none() => {
                told.published_on = block.text.split_whitespace().find_map(day);
                told.dated = Some(block.text.clone());
            }
            () if begins("Rfrenceinstitutionnelle") && told.journal.is_none() => {
                told.journal = Some(block.text.clone())
            }
            // The title stands on the cover, and again before the text of the act.
            () if on_cover && (begins("Statut") || begins("Typedudocument") || begins("Titreobjet")) => {
                told.title.push(block.text.clone());
            }
            () => told.paragraphs.push(Paragraph { part: part(name), text: block.text.clone() }),
        }
    }
    told
}

/// Formex 4, in one piece or as parts under one root.
fn formex(xml: &str) -> Option<Told> {
    let head = xml.split_once("<BIB.INSTANCE")?.1.split("</BIB.INSTANCE>").next()?;
    let of = |name: &str| {
        let inner = head.split_once(&format!("<{name}>"))?.1.split_once("</")?.0;
        Some(line(inner)).filter(|text| !text.is_empty())
    };
    let mut told = Told { language: of("LG.DOC"), ..Told::default() };
    if let (Some(series), Some(number), Some(year)) = (of("COLL"), of("NO.OJ"), of("YEAR")) {
        let page = of("PAGE.FIRST").map(|page| format!(", p. {page}")).unwrap_or_default();
        told.journal = Some(format!("OJ {series} {number}, {year}{page}"));
    }
    // A consolidated text says from when on it holds: `START.DATE="20200202"`.
    let start = xml.split_once("<INFO.CONSLEG").and_then(|(_, rest)| attribute(rest.split('>').next()?, "START.DATE"));
    told.effective_on = start.as_deref().and_then(|text| text.parse::<Date>().ok());
    let after = xml.split_once("</BIB.INSTANCE>")?.1;
    let title = after.split_once("<TITLE").and_then(|(_, rest)| rest.split_once('>')?.1.split_once("</TITLE>"));
    let (title, rest) = title.unwrap_or(("", after));
    told.title = blocks(title, &|name| FORMEX.contains(&name)).into_iter().map(|block| block.text).collect();
    told.dated = told.title.iter().find(|text| is_day_of_act(text)).cloned();
    let (text, notes) = without_notes(rest);
    let paragraph = |block: Block| Paragraph { part: part(&block.element), text: block.text };
    let text =
        blocks(&text, &|name| FORMEX.contains(&name)).into_iter().filter(|block| block.element != "bib.instance");
    told.paragraphs = set(text.map(paragraph).collect());
    told.paragraphs.extend(notes.into_iter().map(|text| Paragraph { part: Part::Footnote, text }));
    Some(told)
}

/// A text without its footnotes, which stand in the midst of its sentences, and the footnotes.
fn without_notes(xml: &str) -> (String, Vec<String>) {
    let (mut out, mut notes, mut rest) = (String::with_capacity(xml.len()), Vec::new(), xml);
    while let Some((before, after)) = rest.split_once("<NOTE") {
        out.push_str(before);
        let (note, behind) = after.split_once("</NOTE>").unwrap_or((after, ""));
        let text = line(note.split_once('>').map_or("", |(_, text)| text));
        notes.extend(Some(text).filter(|text| !text.is_empty()));
        rest = behind;
    }
    out.push_str(rest);
    (out, notes)
}

/// The part that a class, or an element of Formex, says a paragraph to be.
fn part(name: &str) -> Part {
    const HEADINGS: &[&str] = &[
        "ti",
        "sti",
        "doc-ti",
        "title-",
        "Titrearticle",
        "SectionTitle",
        "ManualHeading",
        "Annexetitre",
        "Exposdesmotifstitre",
        "h1",
        "h2",
        "h3",
        "h4",
    ];
    match name {
        _ if name.starts_with("note") || name.starts_with("footnote") || name.starts_with("Footnote") => Part::Footnote,
        _ if HEADINGS.iter().any(|begins| name.starts_with(begins)) => Part::Heading,
        _ => Part::Body,
    }
}

/// Paragraphs as they are read: `(1)`, which stands in a cell of its own, before the text that it numbers.
fn set(paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::with_capacity(paragraphs.len());
    let mut marker: Option<Paragraph> = None;
    for paragraph in paragraphs {
        match marker.take() {
            Some(mark) if paragraph.part == mark.part && !is_marker(&paragraph.text) => {
                out.push(Paragraph { part: paragraph.part, text: format!("{} {}", mark.text, paragraph.text) });
            }
            before => {
                out.extend(before);
                match is_marker(&paragraph.text) && paragraph.part == Part::Body {
                    true => marker = Some(paragraph),
                    false => out.push(paragraph),
                }
            }
        }
    }
    out.extend(marker);
    out
}

/// `(1)`, `2.`, `(a)`, `iii)`, `—`.
fn is_marker(text: &str) -> bool {
    let inner = text.trim_matches(['(', ')', '.', '—', '–', '-', '·', '•', ' ']);
    let short = inner.chars().count() <= 4 && inner.chars().all(char::is_alphanumeric);
    short && inner.len() < text.len() && text.chars().count() <= 8
}

/// Whether a line of a title has the day of the act, and little else: `of 26 June 2013`, `vom 13. Juni 2002`.
fn is_day_of_act(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let year = words.last().is_some_and(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()));
    year && (3..=5).contains(&words.len()) && words.iter().any(|word| word.trim_end_matches('.').parse::<u8>().is_ok())
}

/// `27.6.2013` or `18/07/2002`, the day first.
fn day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.trim().split(['.', '/']).collect();
    let [day, month, year] = parts[..] else { return None };
    Date::new(year.parse().ok().filter(|_| year.len() == 4)?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `L 176/1` of a day as `OJ L 176, 27.6.2013, p. 1`.
fn journal(number: &str, day: Option<Date>) -> String {
    let (issue, page) = number.split_once('/').map_or((number, None), |(issue, page)| (issue, Some(page)));
    let day = day.map(|day| format!(", {}.{}.{}", day.day(), day.month(), day.year())).unwrap_or_default();
    let page = page.map(|page| format!(", p. {page}")).unwrap_or_default();
    format!("OJ {issue}{day}{page}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_named_by_its_address() {
        let celex = |url: &str| act_of(url).map(|act| format!("{} {}", act.celex, act.language.unwrap_or_default()));
        for (url, says) in [
            ("https://eur-lex.europa.eu/legal-content/EN/TXT/HTML/?uri=CELEX:32021R0821", Some("32021R0821 EN")),
            (
                "https://eur-lex.europa.eu/legal-content/de/TXT/?uri=celex:02009L0065-20130620&from=EN",
                Some("02009L0065-20130620 DE"),
            ),
            ("https://publications.europa.eu/resource/celex/32021R0821", Some("32021R0821 ")),
            ("https://eur-lex.europa.eu/legal-content/EN/TXT/PDF/?uri=CELEX:32021R0821", None),
            ("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=OJ:L_202400001", None),
            ("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:3202", None),
        ] {
            assert_eq!(celex(url).as_deref(), says, "{url}");
        }
    }

    #[test]
    fn marks_join_what_they_number() {
        for mark in ["(1)", "2.", "(a)", "(iii)", "—", "iv)"] {
            assert!(is_marker(mark), "{mark}");
        }
        for text in ["Scope", "(Text with EEA relevance)", "", "2013"] {
            assert!(!is_marker(text), "{text}");
        }
        assert!(
            is_day_of_act("of 26 June 2013")
                && is_day_of_act("vom 13. Juni 2002")
                && !is_day_of_act("on the year 2013")
        );
    }
}
