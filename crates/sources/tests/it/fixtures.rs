//! Every fixture beside what the catalogue must read in it. `UPDATE_SNAPSHOTS=1` writes the snapshots anew: read them before committing.
//! A snapshot begins with the address and the instant of its capture; the rest is the answer.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use model::document::Rendition;
use model::reading::{Found, Reading};
use model::snapshot::{Role, Snapshot};
use sources::Catalogue;

use crate::read;

/// A fixture: its bytes, the address and instant of its capture, and where its snapshot is.
pub struct Fixture {
    /// Its path, for messages.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The address of the capture.
    pub url: String,
    /// Its instant.
    pub at: String,
    /// What must be read, as it was written down.
    said: String,
}

impl Fixture {
    fn snapshot(&self) -> PathBuf {
        self.path.with_extension("snap")
    }
    /// The source that a fixture's folder names: `us/fr_documents` is `us-fr-documents`.
    pub fn source(&self) -> String {
        let mut folders = self.path.iter().rev().skip(1).map(|part| part.to_string_lossy().replace('_', "-"));
        let (name, country) = (folders.next().expect("a folder"), folders.next().expect("a country"));
        format!("{country}-{name}")
    }
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("an entry").path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        match path.is_dir() {
            true => files(&path, out),
            false if hidden || path.extension().is_some_and(|extension| extension == "snap") => {}
            false => out.push(path),
        }
    }
}

/// Every fixture, in order of path.
pub fn all() -> Vec<Fixture> {
    let mut paths = Vec::new();
    files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")), &mut paths);
    paths.sort();
    let fixture = |path: PathBuf| {
        let snapshot = path.with_extension("snap");
        let wanted = "a snapshot with the lines 'url: …' and 'captured_at: …' is wanted";
        let said = std::fs::read_to_string(&snapshot).unwrap_or_else(|_| panic!("{}: {wanted}", snapshot.display()));
        let line = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned).expect(wanted);
        Fixture {
            bytes: std::fs::read(&path).expect("bytes"),
            url: line("url: "),
            at: line("captured_at: "),
            path,
            said,
        }
    };
    paths.into_iter().map(fixture).collect()
}

#[test]
fn every_fixture_says_what_its_snapshot_says() {
    let catalogue = Catalogue::bundled();
    let mut wrong = Vec::new();
    for fixture in all() {
        assert_eq!(
            catalogue.claimant(&fixture.url).map(|id| id.as_str().to_owned()),
            Some(fixture.source()),
            "{}",
            fixture.url
        );
        let reading = read(&catalogue, &fixture.url, &fixture.at, &fixture.bytes);
        let says = format!("url: {}\ncaptured_at: {}\n\n{}", fixture.url, fixture.at, shown(&reading));
        if says == fixture.said {
            continue;
        }
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(fixture.snapshot(), &says).expect("a snapshot can be written");
        } else {
            wrong.push(format!("{} reads otherwise than its snapshot:\n{says}", fixture.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nRun with UPDATE_SNAPSHOTS=1, then read the difference.", wrong.join("\n"));
}

#[test]
fn every_source_has_its_four_parts() {
    let catalogue = Catalogue::bundled();
    let in_catalogue: BTreeSet<String> = catalogue.all().map(|(stanza, _)| stanza.slug.to_string()).collect();
    let with_fixture: BTreeSet<String> = all().iter().map(Fixture::source).collect();
    assert_eq!(in_catalogue, with_fixture, "sources in the catalogue, and sources with a fixture");
    let mut paths = Vec::new();
    let src = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    files(src, &mut paths);
    let slug = |path: &PathBuf| {
        let part = |path: &Path| path.file_stem().map(|part| part.to_string_lossy().replace('_', "-"));
        Some(format!("{}-{}", part(path.parent()?)?, part(path)?))
    };
    let stanzas = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let with_stanza: BTreeSet<String> = stanzas.filter_map(slug).collect();
    assert_eq!(in_catalogue, with_stanza, "sources in the catalogue, and stanzas beside the code");
    for (stanza, source) in catalogue.all() {
        let (country, name) = stanza.slug.as_str().split_once('-').expect("a country and a name");
        let reader = src.join(country).join(format!("{}.rs", name.replace('-', "_")));
        assert!(reader.is_file() || stanza.adapter.is_some(), "{} has a reader", stanza.slug);
        let claims =
            stanza.addresses.iter().filter(|address| !address.ends_with('/')).all(|address| source.claims(address));
        assert!(claims, "{} claims its own addresses", stanza.slug);
    }
}

/// A reading as text: one value a line, paragraphs and entries in their order.
pub fn shown(reading: &Reading) -> String {
    let mut out = String::new();
    match &reading.found {
        Found::Empty => out.push_str("found: empty, a stated zero\n"),
        Found::Failed(sentence) => {
            let _ = writeln!(out, "found: failed\n  {sentence}");
        }
        Found::Renditions(found) => {
            let _ = writeln!(out, "found: {} renditions", found.len());
            found.iter().for_each(|rendition| show_rendition(&mut out, rendition));
        }
        Found::Inspection(found) => {
            let _ = writeln!(out, "found: all {} documents on inspection", found.len());
            found.iter().for_each(|rendition| show_rendition(&mut out, rendition));
        }
        Found::Lists(lists) => lists.iter().for_each(|list| show_list(&mut out, list)),
    }
    for request in &reading.requests {
        let _ =
            writeln!(out, "\nrequest: {} up to {} bytes for {}", request.url, request.size_bytes_max, request.source);
    }
    for note in &reading.notes {
        let _ = writeln!(out, "\nnote: {} at {}\n  {}", note.weight, note.place, note.text);
    }
    out
}

fn show_list(out: &mut String, list: &Snapshot) {
    let _ = writeln!(out, "found: list {} ({}), part {}, at {}", list.list, list.list_name, list.part, list.at);
    if list.role != Role::Leading {
        let _ = writeln!(out, "  {}, document {}", list.role, list.document());
    }
    if let Some(why) = &list.incomplete {
        let _ = writeln!(out, "  incomplete: {why}");
    }
    for entry in &list.entries {
        let _ = writeln!(out, "\n{} {} {:?}", entry.id, entry.kind, entry.name);
        let _ = writeln!(
            out,
            "  programs {:?}, countries {:?}, aliases {:?}",
            entry.programs, entry.countries, entry.aliases
        );
        for (name, value) in &entry.fields {
            let _ = writeln!(out, "  {name}: {value}");
        }
    }
}

fn show_rendition(out: &mut String, rendition: &Rendition) {
    let _ = writeln!(out, "\n{} {} {}", rendition.document, rendition.kind, rendition.state);
    let mut fields = rendition.fields.clone();
    let paragraphs = std::mem::take(&mut fields.paragraphs);
    let value = serde_json::to_value(&fields).expect("fields are JSON");
    for (name, value) in value.as_object().expect("an object") {
        let _ = writeln!(out, "  {name}: {value}");
    }
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let _ = writeln!(out, "  ¶{} {}: {}", at + 1, paragraph.part, paragraph.text);
    }
}
