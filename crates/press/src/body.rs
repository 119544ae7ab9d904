//! The words of an article as HTML and as plain text: sentences, tables, links, and the marks that name each sentence's source.
//!
//! One walk over the blocks; a [`Dress`] says how each piece looks in a page, a letter or a feed.

use model::citation::{Evidence, Place};
use model::document::DocumentId;
use model::draft::{Block, Run, Statement, Style};
use model::reference::{Ref, Segment, segments};

use crate::lines;
use crate::markup::{Markup, escape, safe_url};

/// The attributes of each piece of a body, each with a space before it.
#[derive(Debug, Clone, Copy)]
pub struct Dress {
    /// The element of a subheading.
    pub heading: &'static str,
    /// Its attributes.
    pub heading_is: &'static str,
    /// A paragraph's.
    pub paragraph: &'static str,
    /// A displayed quotation's.
    pub quote: &'static str,
    /// A list's.
    pub list: &'static str,
    /// A link's.
    pub link: &'static str,
    /// The link's to an article number.
    pub reference: &'static str,
    /// A table's.
    pub table: &'static str,
    /// Those of the heads of columns and rows.
    pub head: &'static str,
    /// A cell's.
    pub cell: &'static str,
    /// Whether a table stands in a frame of its own that scrolls, its cells named for narrow screens.
    pub scrolls: bool,
}

impl Dress {
    /// Classes of the base sheet, for a page whose headline is its `h1`.
    pub const PAGE: Dress = Dress {
        heading: "h2",
        heading_is: "",
        paragraph: "",
        quote: " class=\"notice\"",
        list: "",
        link: "",
        reference: " class=\"ref\"",
        table: " class=\"data stack\"",
        head: "",
        cell: "",
        scrolls: true,
    };
    /// The same for an edition in one file, where headlines are `h3`.
    pub const SHEET: Dress = Dress { heading: "h4", ..Dress::PAGE };
    /// No classes at all, for feeds and records.
    pub const BARE: Dress = Dress { quote: "", reference: "", table: "", scrolls: false, ..Dress::PAGE };
}

/// How a body is set.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The address of an article number; `None` where there is no such article: it stays a number.
    pub links: &'a dyn Fn(Ref) -> Option<String>,
    /// The documents that marks name, by their place in this list. Empty: no marks.
    pub sources: &'a [(DocumentId, u32)],
    /// What comes before a source's number in its anchor: `src`.
    pub anchor: &'a str,
    /// How each piece looks.
    pub dress: Dress,
}

/// A body as HTML for a page.
pub fn html(blocks: &[Block], links: &dyn Fn(Ref) -> Option<String>, sources: &[(DocumentId, u32)]) -> Markup {
    blocks_html(blocks, &Setting { links, sources, anchor: "src", dress: Dress::PAGE })
}

/// A body as plain text: paragraphs of filled lines with an empty line between them. Sources are named as `[1 ¶4]`.
pub fn text(blocks: &[Block], sources: &[(DocumentId, u32)]) -> String {
    let parts: Vec<String> = blocks.iter().map(|block| block_text(block, sources)).filter(|t| !t.is_empty()).collect();
    parts.join("\n")
}

/// Blocks as HTML.
pub fn blocks_html(blocks: &[Block], setting: &Setting) -> Markup {
    let mut out = String::new();
    for block in blocks {
        block_html(&mut out, block, setting);
    }
    Markup::trusted(out)
}

/// The article numbers that blocks point at: those of their sentences, and those of headings and tables.
pub(crate) fn mentioned(blocks: &[Block]) -> Vec<Ref> {
    let mut texts: Vec<String> = blocks.iter().flat_map(Block::statements).map(Statement::text).collect();
    for block in blocks {
        match block {
            Block::Heading { text } => texts.push(text.clone()),
            Block::Table { caption, head, rows, .. } => {
                texts.push(caption.clone());
                texts.extend(head.iter().chain(rows.iter().flatten()).cloned());
            }
            Block::Paragraph { .. } | Block::Quote { .. } | Block::Points { .. } => {}
        }
    }
    let mut out: Vec<Ref> = texts.iter().flat_map(|text| model::reference::mentioned(text)).collect();
    out.sort();
    out.dedup();
    out
}

/// Sentences as the inside of a paragraph.
pub fn statements_html(statements: &[Statement], setting: &Setting) -> Markup {
    let mut out = String::new();
    sentences_html(&mut out, statements, setting);
    Markup::trusted(out)
}

/// Sentences as one text, with their marks.
pub(crate) fn statements_text(statements: &[Statement], sources: &[(DocumentId, u32)]) -> String {
    statements.iter().map(|statement| statement_text(statement, sources)).collect::<Vec<_>>().join(" ")
}

fn block_html(out: &mut String, block: &Block, setting: &Setting) {
    let dress = &setting.dress;
    match block {
        Block::Heading { text } => {
            out.push_str(&format!("<{0}{1}>{2}</{0}>\n", dress.heading, dress.heading_is, words_html(text, setting)));
        }
        Block::Paragraph { statements } => {
            out.push_str(&format!("<p{}>", dress.paragraph));
            sentences_html(out, statements, setting);
            out.push_str("</p>\n");
        }
        Block::Quote { statements } => {
            out.push_str(&format!("<blockquote{}><p{}>", dress.quote, dress.paragraph));
            sentences_html(out, statements, setting);
            out.push_str("</p></blockquote>\n");
        }
        Block::Points { items } => {
            out.push_str(&format!("<ul{}>", dress.list));
            for item in items {
                out.push_str("<li dir=\"auto\">");
                statement_html(out, item, setting);
                out.push_str("</li>");
            }
            out.push_str("</ul>\n");
        }
        Block::Table { caption, head, rows, evidence } => table_html(out, (caption, head, rows, evidence), setting),
    }
}

type Table<'a> = (&'a str, &'a [String], &'a [Vec<String>], &'a [Evidence]);

/// A table of text. The first cell of a row is its head. Names of parties may run from right to left, so each cell finds its own way.
fn table_html(out: &mut String, (caption, head, rows, evidence): Table, setting: &Setting) {
    let Dress { table, head: head_is, cell: cell_is, scrolls, .. } = setting.dress;
    if scrolls {
        let name = escape(caption);
        out.push_str(&format!("<div class=\"scroll\" role=\"region\" aria-label=\"{name}, table\" tabindex=\"0\">"));
    }
    out.push_str(&format!("<table{table}><caption>{}", words_html(caption, setting)));
    marks_html(out, evidence, setting);
    out.push_str("</caption><thead><tr>");
    for name in head {
        out.push_str(&format!("<th scope=\"col\"{head_is}>{}</th>", escape(name)));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            let key = head.get(i).filter(|_| scrolls).map(|key| format!(" data-k=\"{}\"", escape(key)));
            let key = key.unwrap_or_default();
            let cell = words_html(cell, setting);
            match i {
                0 => out.push_str(&format!("<th scope=\"row\" dir=\"auto\"{key}{head_is}>{cell}</th>")),
                _ => out.push_str(&format!("<td dir=\"auto\"{key}{cell_is}>{cell}</td>")),
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>");
    out.push_str(if scrolls { "</div>\n" } else { "\n" });
}

fn sentences_html(out: &mut String, statements: &[Statement], setting: &Setting) {
    for (i, statement) in statements.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        statement_html(out, statement, setting);
    }
}

fn statement_html(out: &mut String, statement: &Statement, setting: &Setting) {
    for run in &statement.runs {
        run_html(out, run, setting);
    }
    marks_html(out, &statement.evidence, setting);
}

fn run_html(out: &mut String, run: &Run, setting: &Setting) {
    let words = words_html(&run.text, setting);
    match (run.style, run.url.as_deref().and_then(safe_url)) {
        (Style::Plain | Style::Link, None) | (Style::Plain, Some(_)) => out.push_str(&words),
        (Style::Emphasis, _) => out.push_str(&format!("<em>{words}</em>")),
        (Style::Strong, _) => out.push_str(&format!("<strong>{words}</strong>")),
        // A link inside a link is no HTML: the words of a link keep their numbers as words.
        (Style::Link, Some(url)) => {
            let (link, url, words) = (setting.dress.link, escape(url), escape(&run.text));
            out.push_str(&format!("<a href=\"{url}\"{link}>{words}</a>"));
        }
    }
}

fn words_html(text: &str, setting: &Setting) -> String {
    let mut out = String::new();
    for segment in segments(text) {
        match segment {
            Segment::Words(words) => out.push_str(&escape(words)),
            Segment::See(number) => match (setting.links)(number) {
                Some(href) => {
                    let is = setting.dress.reference;
                    out.push_str(&format!(
                        "<a{is} href=\"{}\"{}>{number}</a>",
                        escape(&href),
                        link_if_bare(is, setting)
                    ));
                }
                None => out.push_str(&number.to_string()),
            },
        }
    }
    out
}

/// A number is dressed as a link where it has no dress of its own.
fn link_if_bare(reference: &str, setting: &Setting) -> &'static str {
    if reference.is_empty() { setting.dress.link } else { "" }
}

/// One mark: a source and a stretch of places in it.
#[derive(Debug, PartialEq, Eq)]
struct Mark {
    source: usize,
    label: String,
    title: String,
}

/// The marks of some evidence, each once, neighbouring paragraphs drawn together. Evidence in a document that is not among the
/// sources has no mark: its number would lead nowhere.
fn marks(evidence: &[Evidence], sources: &[(DocumentId, u32)]) -> Vec<Mark> {
    let number = |e: &Evidence| sources.iter().position(|(id, _)| *id == e.document).map(|i| i + 1);
    let found: Vec<(usize, &Place)> = evidence.iter().filter_map(|e| Some((number(e)?, &e.place))).collect();
    let mut out: Vec<Mark> = Vec::new();
    let mut i = 0;
    while i < found.len() {
        let (source, place) = found[i];
        let (label, title) = match place {
            Place::Paragraph { number: first, .. } => {
                let mut last = *first;
                while let Some((next, Place::Paragraph { number, .. })) = found.get(i + 1) {
                    if *next != source || (*number != last && *number != last + 1) {
                        break;
                    }
                    last = *number;
                    i += 1;
                }
                if last == *first {
                    (format!("¶{first}"), format!("paragraph {first}"))
                } else {
                    (format!("¶{first}–{last}"), format!("paragraphs {first} to {last}"))
                }
            }
            // Fields of the publisher's record stand side by side there: one mark for those in a row.
            Place::Field(_) => {
                let mut names = vec![place.label()];
                while let Some((next, place @ Place::Field(_))) = found.get(i + 1) {
                    if *next != source {
                        break;
                    }
                    names.push(place.label());
                    i += 1;
                }
                match names.as_slice() {
                    [name] => (name.clone(), format!("the publisher’s field “{name}”")),
                    names => ("record".to_owned(), format!("the publisher’s fields {}", names.join(", "))),
                }
            }
            Place::Comparison => (place.label(), "compared with the state before it".to_owned()),
        };
        let mark = Mark { source, label, title };
        if !out.contains(&mark) {
            out.push(mark);
        }
        i += 1;
    }
    out
}

fn marks_html(out: &mut String, evidence: &[Evidence], setting: &Setting) {
    for Mark { source, label, title } in marks(evidence, setting.sources) {
        let (anchor, label, title) = (setting.anchor, escape(&label), escape(&title));
        out.push_str(&format!(
            "<a class=\"src\" href=\"#{anchor}{source}\" title=\"Source {source}, {title}\">{source} {label}</a>"
        ));
    }
}

fn statement_text(statement: &Statement, sources: &[(DocumentId, u32)]) -> String {
    let mut out = String::new();
    for run in &statement.runs {
        out.push_str(&run.text);
        if let (Style::Link, Some(url)) = (run.style, run.url.as_deref().and_then(safe_url)) {
            out.push_str(&format!(" ({url})"));
        }
    }
    for Mark { source, label, .. } in marks(&statement.evidence, sources) {
        out.push_str(&format!(" [{source}\u{a0}{label}]"));
    }
    out
}

fn block_text(block: &Block, sources: &[(DocumentId, u32)]) -> String {
    match block {
        Block::Heading { text } => lines::paragraph(text),
        Block::Paragraph { statements } => lines::fill(&statements_text(statements, sources), "", ""),
        Block::Quote { statements } => lines::fill(&statements_text(statements, sources), "    ", "    "),
        Block::Points { items } => {
            items.iter().map(|item| lines::fill(&statement_text(item, sources), "  * ", "    ")).collect()
        }
        Block::Table { caption, head, rows, .. } => table_text(caption, head, rows),
    }
}

/// A table in columns where it fits a line, else a record a row.
fn table_text(caption: &str, head: &[String], rows: &[Vec<String>]) -> String {
    let caption = lines::paragraph(caption);
    let cells = |row: &[String]| row.iter().map(|cell| lines::plain(cell).trim().to_owned()).collect::<Vec<_>>();
    let (head, rows) = (cells(head), rows.iter().map(|row| cells(row)).collect::<Vec<_>>());
    let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let widest = |i: usize| rows.iter().chain([&head]).filter_map(|row| row.get(i)).map(|c| lines::width(c)).max();
    let widths: Vec<usize> = (0..columns).map(|i| widest(i).unwrap_or(0)).collect();
    if widths.iter().sum::<usize>() + 2 * columns <= lines::WIDTH {
        let line = |row: &[String]| {
            let padded = row.iter().zip(&widths).map(|(cell, width)| lines::pad(cell, *width)).collect::<Vec<_>>();
            format!("  {}\n", padded.join("  ").trim_end())
        };
        let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        return caption + &line(&head) + &line(&rule) + &rows.iter().map(|row| line(row)).collect::<String>();
    }
    let record = |row: &Vec<String>| {
        let mut out = lines::fill(row.first().map_or("", String::as_str), "  ", "    ");
        for (name, cell) in head.iter().zip(row).skip(1).filter(|(_, cell)| !cell.is_empty()) {
            out.push_str(&lines::fill(&format!("{name}: {cell}"), "    ", "      "));
        }
        out
    };
    caption + &rows.iter().map(record).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(document: &str, number: u32) -> Evidence {
        let place = Place::Paragraph { number, start: 0, end: 1 };
        Evidence { document: DocumentId::new(document), version: 1, place }
    }

    fn sources() -> Vec<(DocumentId, u32)> {
        vec![(DocumentId::new("fr:1"), 1), (DocumentId::new("fr:2"), 1)]
    }

    #[test]
    fn neighbouring_paragraphs_share_a_mark() {
        let evidence = [at("fr:1", 31), at("fr:1", 32), at("fr:2", 2), at("fr:2", 4), at("fr:9", 1), at("fr:2", 4)];
        let labels: Vec<_> =
            marks(&evidence, &sources()).into_iter().map(|m| format!("{} {}", m.source, m.label)).collect();
        assert_eq!(labels, ["1 ¶31–32", "2 ¶2", "2 ¶4"]);
    }

    #[test]
    fn a_number_is_a_link_where_there_is_such_an_article() {
        let known: Ref = "2604160022".parse().expect("ref");
        let links = |number: Ref| (number == known).then(|| "/2604160022".to_owned());
        let blocks =
            [Block::Paragraph { statements: vec![Statement::own("So it is (see 2604160022 and 2604160023).")] }];
        assert_eq!(
            html(&blocks, &links, &[]).as_str(),
            "<p>So it is (see <a class=\"ref\" href=\"/2604160022\">2604160022</a> and 2604160023).</p>\n"
        );
    }

    #[test]
    fn hostile_words_and_addresses_stay_words() {
        let run = |text: &str, url: &str| Run { text: text.into(), style: Style::Link, url: Some(url.into()) };
        let runs = vec![run("<script>", "javascript:alert(1)"), run("a", "https://a.example/?\"><b>")];
        let blocks = [
            Block::Points { items: vec![Statement { runs, evidence: vec![] }] },
            Block::Table {
                caption: "\" onload=\"x".into(),
                head: vec!["<b>".into()],
                rows: vec![vec!["</table><script>".into()]],
                evidence: vec![],
            },
        ];
        let html = html(&blocks, &|_| None, &[]);
        assert!(!html.as_str().contains("<script"), "{html}");
        assert!(!html.as_str().contains("javascript:"), "{html}");
        assert!(!html.as_str().contains("\" onload"), "{html}");
        assert!(html.as_str().contains("https://a.example/?&quot;&gt;&lt;b&gt;"), "{html}");
    }

    #[test]
    fn a_mark_in_text_is_not_broken_over_lines() {
        let statement = Statement::sourced("word ".repeat(40).trim().to_owned() + ".", vec![at("fr:1", 4)]);
        for shift in 0..12 {
            let lead = Statement::own("x".repeat(shift + 1));
            let text = text(&[Block::Paragraph { statements: vec![lead, statement.clone()] }], &sources());
            assert!(text.contains("[1 ¶4]"), "{text}");
        }
    }

    #[test]
    fn a_wide_table_becomes_records() {
        let wide = "long words ".repeat(9);
        let table = |cell: &str| Block::Table {
            caption: "Rates".into(),
            head: vec!["Firm".into(), "Rate".into()],
            rows: vec![vec!["Acme".into(), cell.into()]],
            evidence: vec![],
        };
        assert_eq!(text(&[table("1.5")], &[]), "Rates\n  Firm  Rate\n  ----  ----\n  Acme  1.5\n");
        let records = text(&[table(&wide)], &[]);
        assert!(records.starts_with("Rates\n  Acme\n    Rate: long words"), "{records}");
        assert!(records.lines().all(|line| lines::width(line) <= lines::WIDTH));
    }
}
