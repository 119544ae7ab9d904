//! Own reporting: a Markdown file with front matter becomes a drafted story with its number; a file that is known becomes a revision.

use std::collections::BTreeMap;

use model::article::{Access, Byline, RevisionKind};
use model::document::DocumentId;
use model::draft::{Block, Draft, Run, Statement, Style};
use model::reference::Ref;
use model::story::{Deed, Story, StoryId, StoryState};
use model::title::{Section, TitleSlug};
use model::{Date, Timestamp};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use store::{StoryRow, Tx};

use crate::{Newsroom, Trouble};

/// The longest file that is taken, in bytes: far above the longest article.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// How large own reporting is unless its file says so: above nearly everything that is written by rule.
const OWN_SCORE: u32 = 80;

/// What came of writing a story.
#[derive(Debug, Clone)]
pub enum Written {
    /// A new story with its number.
    New(StoryRow),
    /// A story that stood already has a new draft, or its article a new revision.
    Revised(StoryRow),
    /// The bytes are those it was written from before.
    Unchanged(StoryRow),
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Manuscript {
    reference: Option<Ref>,
    titles: Vec<TitleSlug>,
    sections: Vec<Section>,
    access: Access,
    byline: Byline,
    topics: Vec<String>,
    documents: Vec<DocumentId>,
    revision: RevisionKind,
    score: u32,
    draft: Draft,
}

impl Newsroom {
    /// Writes a story from the bytes of a file. `name` is the file's own name, by which it is known again.
    pub async fn write(&self, name: &str, bytes: &[u8], by: &str) -> Result<Written, Trouble> {
        let manuscript = parse(name, bytes)?;
        let hash = model::capture::Sha256(sha256(bytes));
        let now = self.clock.now();
        store::transact!(self.store, |tx| {
            let known = tx.story_file(name).await?;
            let row = match manuscript.reference {
                Some(reference) => tx.story_of_ref(reference).await?,
                None => match &known {
                    Some((story, _)) => tx.story(story).await?,
                    None => None,
                },
            };
            let documents = self.check(&mut tx, name, &manuscript).await?;
            let written = match row {
                Some(row) if known.as_ref().is_some_and(|(id, seen)| *id == row.story.id && *seen == hash) => {
                    Written::Unchanged(row)
                }
                Some(row) => Written::Revised(self.rewrite(&mut tx, row, &manuscript, documents, now).await?),
                None => Written::New(self.write_new(&mut tx, name, &manuscript, documents, now).await?),
            };
            if let Written::New(row) | Written::Revised(row) = &written {
                tx.write_story_file(name, &row.story.id, &hash).await?;
                tx.write_deed(now, by, "write", row.story.id.as_str(), name).await?;
            }
            Ok::<Written, Trouble>(written)
        })
    }

    /// Titles and documents must exist; the documents' newest versions are the ones told of.
    async fn check(&self, tx: &mut Tx, name: &str, manuscript: &Manuscript) -> Result<Vec<(DocumentId, u32)>, Trouble> {
        let titles = tx.titles().await?;
        for slug in &manuscript.titles {
            if !titles.iter().any(|title| title.slug == *slug) {
                let known: Vec<&str> = titles.iter().map(|title| title.slug.as_str()).collect();
                return Err(Trouble::refuse(format!(
                    "{name}: there is no title '{slug}'; this publisher has {}.",
                    known.join(", ")
                )));
            }
        }
        let mut out = Vec::new();
        for id in &manuscript.documents {
            match tx.newest_version(id).await? {
                0 => {
                    return Err(Trouble::refuse(format!(
                        "{name}: there is no document {id}; `tidewaiter documents` lists those there are."
                    )));
                }
                version => out.push((id.clone(), version)),
            }
        }
        Ok(out)
    }

    async fn write_new(
        &self,
        tx: &mut Tx,
        name: &str,
        manuscript: &Manuscript,
        documents: Vec<(DocumentId, u32)>,
        now: Timestamp,
    ) -> Result<StoryRow, Trouble> {
        let today = self.day_of(now);
        let mut id = StoryId::new(format!("own:{}", name.trim_end_matches(".md")));
        if tx.story(&id).await?.is_some() {
            id = StoryId::new(format!("{id}@{}", now));
        }
        let number = match manuscript.reference {
            Some(reference) => {
                refuse_wrong_day(name, reference, today)?;
                if !tx.take_number(reference, &id, now).await? {
                    return Err(Trouble::refuse(format!(
                        "{name}: the number {reference} was given before; leave `ref` out to get a free one."
                    )));
                }
                reference
            }
            None => tx.next_number(today, &id, now).await?.ok_or_else(|| {
                Trouble::refuse(format!("All 9999 numbers of {today} are given; write the story tomorrow."))
            })?,
        };
        let story = Story {
            id,
            state: StoryState::New.after(Deed::Draft(number))?,
            documents,
            draft: Some(manuscript.draft.clone()),
            sections: manuscript.sections.clone(),
            titles: manuscript.titles.clone(),
            topics: manuscript.topics.clone(),
            score: manuscript.score,
            why: Vec::new(),
            access: manuscript.access,
            byline: manuscript.byline.clone(),
            thread: None,
            opened_at: now,
            drafted_on: Some(number.day()),
        };
        let due_at = self.due_at(tx, &story, now).await?;
        let row = StoryRow { story, due_at };
        tx.write_story(&row).await?;
        Ok(row)
    }

    async fn rewrite(
        &self,
        tx: &mut Tx,
        mut row: StoryRow,
        manuscript: &Manuscript,
        documents: Vec<(DocumentId, u32)>,
        now: Timestamp,
    ) -> Result<StoryRow, Trouble> {
        let number = row.story.state.reference();
        if let Some(number) = number {
            row.story.state = row.story.state.after(Deed::Draft(number))?;
        }
        row.story.draft = Some(manuscript.draft.clone());
        row.story.sections.clone_from(&manuscript.sections);
        row.story.topics.clone_from(&manuscript.topics);
        row.story.access = manuscript.access;
        row.story.score = manuscript.score;
        row.story.byline = manuscript.byline.clone();
        if !documents.is_empty() {
            row.story.documents = documents;
        }
        if matches!(row.story.state, StoryState::Published(_)) {
            self.revise(tx, &row.story, manuscript.revision, now).await?;
        } else {
            row.story.titles.clone_from(&manuscript.titles);
            row.due_at = self.due_at(tx, &row.story, now).await?;
        }
        tx.write_story(&row).await?;
        Ok(row)
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

fn refuse_wrong_day(name: &str, reference: Ref, today: Date) -> Result<(), Trouble> {
    if !matches!(reference, Ref::Ten { .. }) {
        return Err(Trouble::refuse(format!(
            "{name}: {reference} is a number of an old archive; a new story has ten digits."
        )));
    }
    if reference.day() > today {
        return Err(Trouble::refuse(format!(
            "{name}: the number {reference} is of {}, which is later than today, {today}.",
            reference.day()
        )));
    }
    Ok(())
}

/// Whether a file can be written as a story, before anything is opened; else why not.
pub fn check_file(name: &str, bytes: &[u8]) -> Result<(), Trouble> {
    parse(name, bytes).map(|_| ())
}

/// Reads a file: front matter between two lines of `---`, then Markdown. The first paragraph is the teaser.
fn parse(name: &str, bytes: &[u8]) -> Result<Manuscript, Trouble> {
    let wrong = |what: &str| Trouble::refuse(format!("{name}: {what}"));
    if bytes.len() > FILE_BYTES_MAX {
        return Err(wrong(&format!("the file has {} bytes; {FILE_BYTES_MAX} are the most.", bytes.len())));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| wrong("the file is not UTF-8 text. Save it as UTF-8 and write it again."))?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let rest = text
        .strip_prefix("---\n")
        .ok_or_else(|| wrong("the file does not begin with front matter between two lines of '---'."))?;
    let (front, body) =
        rest.split_once("\n---\n").ok_or_else(|| wrong("the front matter is not closed by a line of '---'."))?;
    let mut fields = front_matter(name, front)?;
    let mut take = |key: &str| fields.remove(key).filter(|value| !value.is_empty());
    let headline = take("headline").ok_or_else(|| wrong("the front matter has no `headline`."))?;
    let titles = take("titles").map(|value| list(&value)).filter(|titles| !titles.is_empty());
    let titles = titles.ok_or_else(|| wrong("the front matter has no `titles`, such as `titles: export, customs`."))?;
    let sections = take("section")
        .ok_or_else(|| wrong("the front matter has no `section`, such as `section: export-controls`."))?;
    let sections: Result<Vec<Section>, _> = list(&sections).iter().map(|word| word.parse()).collect();
    let access = take("access").map_or(Ok(Access::Preview), |word| word.parse());
    let revision = take("revision").map_or(Ok(RevisionKind::Style), |word| word.parse());
    let score = take("score").map_or(Ok(OWN_SCORE), |text| text.parse::<u32>());
    let reference = take("ref").map(|text| text.parse::<Ref>()).transpose();
    let manuscript = Manuscript {
        reference: reference.map_err(|error| wrong(&format!("{error}.")))?,
        titles: titles.into_iter().map(TitleSlug::new).collect(),
        sections: sections.map_err(|error| wrong(&format!("section {error}.")))?,
        access: access.map_err(|error| wrong(&format!("access {error}.")))?,
        byline: Byline::By(take("byline").unwrap_or_else(|| "Staff".to_owned())),
        topics: take("topics").map(|value| list(&value)).unwrap_or_default(),
        documents: take("documents")
            .map(|value| list(&value))
            .unwrap_or_default()
            .into_iter()
            .map(DocumentId::new)
            .collect(),
        score: score.ok().filter(|score| *score <= 100).ok_or_else(|| wrong("score is a number from 0 to 100."))?,
        revision: revision.map_err(|error| wrong(&format!("revision {error}.")))?,
        draft: draft(headline, body).map_err(wrong)?,
    };
    match fields.keys().next() {
        Some(key) => Err(wrong(&format!(
            "the front matter has `{key}`, which means nothing here; it may have headline, titles, section, access, ref, byline, topics, documents, score, revision."
        ))),
        None => Ok(manuscript),
    }
}

fn front_matter(name: &str, front: &str) -> Result<BTreeMap<String, String>, Trouble> {
    let mut out = BTreeMap::new();
    for (number, line) in front.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let Some((key, value)) = line.split_once(':') else {
            return Err(Trouble::refuse(format!(
                "{name}, line {}: '{line}' is not of the form `key: value`.",
                number + 2
            )));
        };
        let value = value.trim();
        let unquoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
        if out.insert(key.trim().to_owned(), unquoted.to_owned()).is_some() {
            return Err(Trouble::refuse(format!("{name}, line {}: `{}` stands twice.", number + 2, key.trim())));
        }
    }
    Ok(out)
}

fn list(value: &str) -> Vec<String> {
    let inside = value.trim().trim_start_matches('[').trim_end_matches(']');
    inside.split(',').map(|item| item.trim().trim_matches('"').to_owned()).filter(|item| !item.is_empty()).collect()
}

/// Markdown as a draft. The first block must be a paragraph: it is the teaser, open to all, and must be what its writer took for it.
fn draft(headline: String, markdown: &str) -> Result<Draft, &'static str> {
    let mut blocks = Setter::default().set(markdown).into_iter();
    match blocks.next() {
        Some(Block::Paragraph { statements: teaser }) => {
            Ok(Draft { headline, teaser, facts: Vec::new(), body: blocks.collect() })
        }
        Some(_) => {
            Err("the text does not begin with a paragraph; the first one is the teaser, which everybody may read.")
        }
        None => Err("there is no paragraph after the front matter."),
    }
}

/// Sets Markdown as blocks, one event after the other. Raw HTML and code are taken as words, comments left out, pictures set as their
/// text; links keep only http and https; a list within a list becomes more points of it. Every word ends in the block it stands in.
#[derive(Default)]
struct Setter {
    blocks: Vec<Block>,
    runs: Vec<Run>,
    styles: Vec<(Style, Option<String>)>,
    quotes: usize,
    lists: usize,
    points: Vec<Statement>,
}

impl Setter {
    fn set(mut self, markdown: &str) -> Vec<Block> {
        for event in Parser::new_ext(markdown, Options::ENABLE_SMART_PUNCTUATION) {
            self.take(event);
        }
        self.end_paragraph();
        self.blocks
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.words(&text),
            Event::Html(text) | Event::InlineHtml(text) => self.words(&without_comments(&text)),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            Event::Start(Tag::Emphasis) => self.styles.push((Style::Emphasis, None)),
            Event::Start(Tag::Strong) => self.styles.push((Style::Strong, None)),
            Event::Start(Tag::Link { dest_url, .. }) => self.styles.push(link_style(&dest_url)),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => drop(self.styles.pop()),
            Event::Start(Tag::BlockQuote(_)) => {
                self.end_paragraph();
                self.quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.end_paragraph();
                self.quotes = self.quotes.saturating_sub(1);
            }
            Event::Start(Tag::List(_)) => {
                self.end_paragraph();
                self.lists += 1;
            }
            Event::End(TagEnd::List(_)) => {
                self.end_paragraph();
                self.lists = self.lists.saturating_sub(1);
                if self.lists == 0 && !self.points.is_empty() {
                    let items = std::mem::take(&mut self.points);
                    self.blocks.push(Block::Points { items });
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let heading = statement(&mut self.runs).map(|statement| Block::Heading { text: statement.text() });
                self.blocks.extend(heading);
            }
            Event::Start(Tag::Heading { .. } | Tag::Paragraph | Tag::HtmlBlock | Tag::CodeBlock(_) | Tag::Item)
            | Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::CodeBlock | TagEnd::Item)
            | Event::Rule => self.end_paragraph(),
            _ => {}
        }
    }

    /// Adds words; those of one style in a row are one run, so that a `(see …)` is never cut.
    fn words(&mut self, text: &str) {
        let (style, url) = self.styles.last().cloned().unwrap_or((Style::Plain, None));
        let text = text.replace(['\n', '\r'], " ");
        match self.runs.last_mut() {
            Some(last) if last.style == style && last.url == url => last.text.push_str(&text),
            _ => self.runs.push(Run { text, style, url }),
        }
    }

    fn end_paragraph(&mut self) {
        let Some(statement) = statement(&mut self.runs) else { return };
        if self.lists > 0 {
            self.points.push(statement);
            return;
        }
        let statements = vec![statement];
        self.blocks.push(if self.quotes > 0 { Block::Quote { statements } } else { Block::Paragraph { statements } });
    }
}

/// HTML without its comments; one that is not closed hides the rest.
fn without_comments(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    out + rest
}

fn link_style(url: &str) -> (Style, Option<String>) {
    let allowed = url.starts_with("https://") || url.starts_with("http://");
    if allowed { (Style::Link, Some(url.to_owned())) } else { (Style::Plain, None) }
}

fn statement(runs: &mut Vec<Run>) -> Option<Statement> {
    let runs = std::mem::take(runs);
    let mut runs = runs;
    if let Some(first) = runs.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = runs.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
    let has_words = runs.iter().any(|run| !run.text.trim().is_empty());
    has_words.then_some(Statement { runs, evidence: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "---\nheadline: Official says so\ntitles: [export, customs]\nsection: export-controls, customs\naccess: preview\nbyline: Ada Vance\n---\nFirst paragraph, \"quoted\" (see 2604160001).\nStill the first.\n\n## Under\n\nSecond with [the notice](https://example.gov/x) and <script>alert(1)</script>.\n\n- one\n- two\n\n> A quotation.\n";

    #[test]
    fn a_file_is_a_draft_with_its_first_paragraph_as_teaser() {
        let manuscript = parse("a.md", FILE.as_bytes()).expect("a good file");
        assert_eq!(manuscript.sections, [Section::ExportControls, Section::Customs]);
        assert_eq!(manuscript.draft.teaser_text(), "First paragraph, “quoted” (see 2604160001). Still the first.");
        assert_eq!(manuscript.draft.see().len(), 1);
        assert_eq!(manuscript.draft.body.len(), 4);
    }

    #[test]
    fn the_wall_stands_where_the_writer_sees_it() {
        let front = "---\nheadline: x\ntitles: export\nsection: policy\n---\n";
        for (body, teaser, blocks) in [
            ("<!-- note --> Teaser.\n\n## Head\n\nWalled.\n", "Teaser.", 2),
            ("<script>alert(1)</script>\n\nWalled.\n", "<script>alert(1)</script>", 1),
            ("```\ncode\n```\n\nWalled.\n", "code", 1),
            ("Teaser.\n\n1. alpha\n   beta\n2. gamma\n   - inner\n   - two\n3. delta\n\nEnd.\n", "Teaser.", 2),
        ] {
            let manuscript = parse("a.md", format!("{front}{body}").as_bytes()).expect(body);
            assert_eq!(manuscript.draft.teaser_text(), teaser, "{body}");
            assert_eq!(manuscript.draft.body.len(), blocks, "{body}");
            let words: String = manuscript.draft.statements().map(|s| s.text() + " ").collect();
            for word in body.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 3) {
                let kept = words.contains(word) || matches!(word, "note" | "Head");
                assert!(kept, "'{word}' of '{body}' is lost in '{words}'");
            }
        }
        for body in ["## Head\n\nText.\n", "- point\n\nText.\n", "> quote\n\nText.\n", "<!-- only -->\n"] {
            assert!(parse("a.md", format!("{front}{body}").as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn a_wrong_file_is_refused_in_a_sentence() {
        for (file, says) in [
            ("no front matter", "front matter"),
            ("---\nheadline: x\n", "not closed"),
            ("---\nheadline: x\n---\ntext", "titles"),
            ("---\nheadline: x\ntitles: export\nsection: weather\n---\ntext", "weather"),
            ("---\nheadline: x\ntitles: export\nsection: policy\nref: 12\n---\ntext", "12"),
            ("---\nheadline: x\ntitles: export\nsection: policy\ncolor: red\n---\ntext", "color"),
            ("---\nheadline: x\ntitles: export\nsection: policy\n---\n\n", "no paragraph"),
        ] {
            let refusal = parse("a.md", file.as_bytes()).expect_err(file).to_string();
            assert!(refusal.contains(says) && refusal.ends_with('.'), "{refusal}");
        }
    }
}
