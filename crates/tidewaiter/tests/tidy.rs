//! The house itself, read as text: the arrows of the picture hold, what must stay absent is absent, and the manual is complete.
//! Needs no server and no network. A message names the file, and says what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The rooms and whom each may use: the picture of ARCHITECTURE.md as a table.
const ROOMS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("sources", &["model"]),
    ("understand", &["model"]),
    ("press", &["model"]),
    ("store", &["model"]),
    ("wire", &["model"]),
    ("newsroom", &["model", "sources", "understand", "press", "store", "wire"]),
    ("web", &["model", "press", "store", "newsroom"]),
    ("tidewaiter", &["model", "sources", "understand", "press", "store", "wire", "newsroom", "web"]),
];

/// Rooms without clock, file, socket or database.
const PURE: &[&str] = &["model", "sources", "understand", "press"];

/// Libraries that belong to one room: SQL, buckets, HTTP out, mail out, templates, and errors without a type.
const OF_ONE_ROOM: &[(&str, &str)] = &[
    ("sqlx", "store"),
    ("object_store", "store"),
    ("reqwest", "wire"),
    ("lettre", "wire"),
    ("askama", "press"),
    ("scraper", "sources"),
    ("anyhow", "tidewaiter"),
];

/// The store's bucket speaks HTTP inside its own library; the client is named in the manifest for its TLS, and no line may call it.
const FOR_TLS_ALONE: (&str, &str) = ("store", "reqwest");

/// The longest file and the longest journey, in lines.
const FILE_LINES_MAX: usize = 600;
const JOURNEY_LINES_MAX: usize = 200;

/// A file of the repository.
struct File {
    /// Its path from the root, with forward slashes.
    path: String,
    text: String,
}

impl File {
    /// The room that it belongs to.
    fn room(&self) -> &str {
        self.path.strip_prefix("crates/").and_then(|rest| rest.split('/').next()).unwrap_or_default()
    }

    /// Whether it is only ever compiled for tests or looks.
    fn is_test(&self) -> bool {
        let apart = ["/tests/", "/benches/", "/examples/"].iter().any(|folder| self.path.contains(folder));
        apart || self.path.starts_with("bench/") || self.path.ends_with("/tests.rs")
    }

    /// What the program is made of: without comments, and without the tests that stand at the end.
    fn code(&self) -> String {
        let lines: Vec<&str> = self.text.lines().collect();
        let tests = lines.iter().enumerate().position(|(at, line)| {
            let next = lines.get(at + 1).copied().unwrap_or_default();
            *line == "#[cfg(test)]" && next.starts_with("mod ") && next.ends_with('{')
        });
        let code =
            lines.into_iter().take(tests.unwrap_or(usize::MAX)).filter(|line| !line.trim_start().starts_with("//"));
        code.flat_map(|line| [line, "\n"]).collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate lies in crates/ of the root").to_owned()
}

/// All files below a folder whose names have one of these endings, in order of path; what is built or hidden is left out.
fn files(under: &str, endings: &[&str]) -> Vec<File> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match path.is_dir() {
                true if name == "target" || name == "tidewaiter-data" || name.starts_with('.') => {}
                true => walk(&path, out),
                false => out.push(path),
            }
        }
    }
    let root = root();
    let mut paths = Vec::new();
    walk(&root.join(under), &mut paths);
    paths.sort();
    let wanted = paths.into_iter().filter(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)));
    let file = |path: PathBuf| File {
        path: path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/"),
        // Some fixtures are in the encodings of their publishers.
        text: std::fs::read(&path)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
    };
    wanted.map(file).collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All of the manual, with the papers at the root, as one text.
fn manual() -> String {
    let papers = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(read).join("\n");
    let pages = files("docs", &[".md"]).into_iter().map(|file| file.text);
    pages.fold(papers, |text, page| text + "\n" + &page)
}

#[track_caller]
fn assert_none(wrong: &[String], what_to_do: &str) {
    assert!(wrong.is_empty(), "\n{}\n{what_to_do}", wrong.join("\n"));
}

/// The names under `[dependencies]` of a manifest, whichever way they are written; not those for tests and builds.
fn dependencies(manifest: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut inside = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            inside = header == "dependencies" || header.ends_with(".dependencies");
            if let Some(name) = header.strip_prefix("dependencies.") {
                out.push((name.to_owned(), line.to_owned()));
            }
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            out.push((name.to_owned(), line.to_owned()));
        }
    }
    out
}

#[test]
fn the_arrows_of_the_picture_hold() {
    let names: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let crates = std::fs::read_dir(root().join("crates")).expect("crates/").flatten();
    let found: BTreeSet<String> = crates.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(found, names.iter().map(|name| (*name).to_owned()).collect(), "the nine rooms, and no other");
    let mut wrong = Vec::new();
    for (room, may_use) in ROOMS {
        for (name, line) in dependencies(&read(&format!("crates/{room}/Cargo.toml"))) {
            if names.contains(name.as_str()) && !may_use.contains(&name.as_str()) {
                wrong.push(format!("crates/{room}/Cargo.toml: {room} uses {name}; it may use {}", may_use.join(", ")));
            }
            let for_tls_alone = (*room, name.as_str()) == FOR_TLS_ALONE;
            if !for_tls_alone && OF_ONE_ROOM.iter().any(|(library, owner)| *library == name && owner != room) {
                wrong.push(format!("crates/{room}/Cargo.toml: {name} belongs to another room"));
            }
            if !line.contains("workspace = true") && !line.starts_with('[') {
                wrong.push(format!(
                    "crates/{room}/Cargo.toml: the version of {name} stands here; it belongs in the workspace"
                ));
            }
        }
    }
    assert_none(&wrong, "Arrows only go down: what two rooms need is a word of `model`, or belongs in `newsroom`.");
}

#[test]
fn pure_rooms_touch_nothing_of_the_world() {
    const WORLD: &str = "tokio|sqlx|reqwest|async |.await|std::fs|std::net|std::env|std::process|std::thread|Timestamp::now|\
                         Zoned::now|SystemTime|Instant::now";
    let mut wrong = Vec::new();
    for room in PURE {
        for file in files(&format!("crates/{room}/src"), &[".rs"]).iter().filter(|file| !file.is_test()) {
            let code = file.code();
            wrong.extend(
                WORLD.split('|').filter(|word| code.contains(*word)).map(|word| format!("{}: `{word}`", file.path)),
            );
        }
    }
    assert_none(
        &wrong,
        "These rooms take values and give values; the world comes in through wire, store and newsroom.",
    );
}

#[test]
fn sql_stands_in_the_store_alone() {
    const STATEMENTS: &[&str] =
        &["\"select ", "\"insert into ", "\"delete from ", "\"create table ", "\"alter table ", "sqlx::"];
    let mut wrong = Vec::new();
    for file in files("crates", &[".rs"]).iter().filter(|file| file.room() != "store" && !file.is_test()) {
        let code = file.code().to_lowercase();
        let update = code.lines().any(|line| line.contains("\"update ") && line.contains(" set "));
        let found = STATEMENTS.iter().find(|statement| code.contains(**statement));
        if let Some(statement) = found.copied().or(update.then_some("\"update … set")) {
            wrong.push(format!("{}: {statement}", file.path));
        }
    }
    assert_none(&wrong, "Write a function in crates/store, beside the noun it speaks of, and call that.");
}

#[test]
fn the_time_of_day_is_asked_for_at_one_place() {
    const CLOCKS: &[&str] =
        &["Timestamp::now(", "Zoned::now(", "SystemTime::now(", "current_timestamp", "strftime('now"];
    let mut wrong = Vec::new();
    for file in files("crates", &[".rs", ".sql"]).iter().filter(|file| !file.is_test()) {
        if file.path != "crates/newsroom/src/clock.rs" {
            let code = file.code();
            wrong.extend(
                CLOCKS.iter().filter(|clock| code.contains(**clock)).map(|clock| format!("{}: {clock}", file.path)),
            );
        }
    }
    assert_none(
        &wrong,
        "Take the instant as an argument, or from newsroom::Clock: a replay and a practice day stand at another one.",
    );
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for file in files("", &[".rs", ".sql", ".html", ".xml", ".toml", ".md"]) {
        let of_data =
            ["/fixtures/", "/snapshots/", "/assets/", "samples/"].iter().any(|folder| file.path.contains(folder));
        let lines = file.text.lines().count();
        if lines > FILE_LINES_MAX && !of_data {
            wrong.push(format!("{}: {lines} lines; {FILE_LINES_MAX} are the most", file.path));
        }
        if file.path.ends_with(".rs") && !file.text.starts_with("//! ") {
            wrong.push(format!("{}: does not open with a line of `//!` that says what lives there", file.path));
        }
    }
    let journey = read("crates/newsroom/src/journey.rs").lines().count();
    if journey > JOURNEY_LINES_MAX {
        wrong.push(format!(
            "crates/newsroom/src/journey.rs: {journey} lines; it tells the journey in {JOURNEY_LINES_MAX} and no more"
        ));
    }
    assert_none(&wrong, "A file that grows past a few screens holds two things: part them.");
}

#[test]
fn nothing_is_left_lying_about() {
    const LEFT: &[&str] = &["todo!(", "unimplemented!(", "dbg!("];
    const NAMES: &[&str] = &["core", "common", "util", "utils", "helper", "helpers", "manager", "misc"];
    let commented_out = |line: &str| {
        let rest = line.trim_start().strip_prefix("// ").unwrap_or_default();
        let begins =
            ["pub mod ", "mod ", "use ", "pub use ", "let ", "pub fn "].iter().any(|start| rest.starts_with(start));
        begins && rest.ends_with([';', '{'])
    };
    let mut wrong = Vec::new();
    for file in files("crates", &[".rs"]).iter().filter(|file| !file.path.ends_with("tests/tidy.rs")) {
        let code = file.code();
        wrong.extend(LEFT.iter().filter(|word| code.contains(**word)).map(|word| format!("{}: {word}", file.path)));
        let marked = |line: &&str| commented_out(line) || line.contains("TODO") || line.contains("FIXME");
        wrong.extend(file.text.lines().filter(marked).map(|line| format!("{}: {}", file.path, line.trim())));
        let mut parts = file.path.trim_end_matches(".rs").split('/');
        if parts.any(|part| NAMES.contains(&part)) {
            wrong.push(format!("{}: a name that says nothing", file.path));
        }
    }
    assert_none(&wrong, "Finish it, or take it out; git remembers. Name a module by the noun that lives in it.");
}

/// The statements of a migration, without comments.
fn statements(sql: &str) -> Vec<String> {
    let code: String =
        sql.lines().filter(|line| !line.trim_start().starts_with("--")).flat_map(|line| [line, "\n"]).collect();
    code.split(";\n").map(|statement| statement.trim().to_owned()).filter(|statement| !statement.is_empty()).collect()
}

/// What must be the same for both engines, word by word.
const COMPARED: [&str; 4] = ["create index ", "create unique index ", "update ", "insert into "];

/// Tables and indexes as text that is the same for both engines, and the tables that are ground.
fn schema(folder: &str, wrong: &mut Vec<String>) -> (BTreeMap<String, Vec<String>>, BTreeSet<String>) {
    let (mut schema, mut triggers) = (BTreeMap::new(), BTreeMap::<String, (String, usize)>::new());
    for file in files(&format!("crates/store/migrations/{folder}"), &[".sql"]) {
        let name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
        let mut kept = Vec::new();
        for statement in statements(&file.text) {
            if let Some(rest) = statement.strip_prefix("create trigger ") {
                let trigger = rest.split(' ').next().unwrap_or_default().to_owned();
                let table = rest.split(" on ").nth(1).and_then(|rest| rest.split_ascii_whitespace().next());
                let guarded = if rest.contains("update or delete") { 2 } else { 1 };
                triggers.insert(trigger, (table.unwrap_or_default().to_owned(), guarded));
            } else if let Some(rest) = statement.strip_prefix("drop trigger ") {
                triggers.remove(rest.split(' ').next().unwrap_or_default());
            } else if statement.starts_with("create table ") || statement.starts_with("alter table ") {
                let text_columns = statement.lines().filter(|line| line.contains(" text")).count();
                if folder == "postgres" && text_columns != statement.matches(" text collate \"C\"").count() {
                    wrong.push(format!("{}: a text column without collate \"C\" in {statement}", file.path));
                }
                let plain =
                    statement.replace(" collate \"C\"", "").replace(" bigint", " integer").replace(" bytea", " blob");
                kept.push(plain.trim_end_matches(" strict").to_owned());
            } else if COMPARED.iter().any(|start| statement.starts_with(start)) {
                kept.push(statement);
            } else if !statement.starts_with("create function ground") {
                wrong.push(format!("{}: this test does not know how to compare: {statement}", file.path));
            }
        }
        schema.insert(name, kept);
    }
    let mut ground = BTreeMap::<String, usize>::new();
    for (table, guarded) in triggers.into_values() {
        *ground.entry(table).or_default() += guarded;
    }
    let half = ground.iter().filter(|(_, guarded)| **guarded != 2);
    wrong.extend(half.map(|(table, _)| format!("migrations/{folder}: {table} refuses only one of update and delete")));
    (schema, ground.into_keys().collect())
}

#[test]
fn both_engines_have_the_same_tables() {
    let mut wrong = Vec::new();
    let (sqlite, sqlite_ground) = schema("sqlite", &mut wrong);
    let (postgres, postgres_ground) = schema("postgres", &mut wrong);
    assert_none(&wrong, "Mend the migration before it is released; afterwards only a new one can.");
    let names = |schema: &BTreeMap<String, Vec<String>>| schema.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres), "the same migrations in both folders");
    for (name, ours) in &sqlite {
        assert_eq!(Some(ours), postgres.get(name), "the tables and indexes of {name}");
        let stem = name.trim_end_matches(".sql");
        assert_eq!(
            read("crates/store/src/engine.rs").matches(&format!("\"{stem}\"")).count(),
            2,
            "{stem} is run on both engines"
        );
    }
    assert_eq!(sqlite_ground, postgres_ground, "the tables that are only added to");
}

#[test]
fn every_source_has_its_four_parts_and_stands_in_the_manual() {
    let catalogue = read("crates/sources/src/catalogue.rs");
    let manual = manual();
    let mut wrong = Vec::new();
    for stanza in files("crates/sources/src", &[".toml"]) {
        let place = stanza.path.trim_start_matches("crates/sources/src/").trim_end_matches(".toml");
        if !stanza.text.contains("\nadapter = ") && !root().join(stanza.path.replace(".toml", ".rs")).is_file() {
            wrong.push(format!("{}: no file {place}.rs beside it", stanza.path));
        }
        if !catalogue.contains(&format!("\"{place}.toml\"")) {
            wrong.push(format!("{}: no line in catalogue.rs", stanza.path));
        }
        let all = files(&format!("crates/sources/fixtures/{place}"), &[""]);
        let (snapshots, captures): (Vec<&File>, Vec<&File>) = all.iter().partition(|file| file.path.ends_with(".snap"));
        if captures.is_empty() {
            wrong.push(format!("{}: no fixture in fixtures/{place}", stanza.path));
        }
        for capture in captures {
            let stem = capture.path.rsplit_once('.').map_or(capture.path.as_str(), |(stem, _)| stem);
            if !snapshots.iter().any(|snapshot| snapshot.path == format!("{stem}.snap")) {
                wrong.push(format!("{}: no snapshot beside it", capture.path));
            }
        }
        let slug = place.replace(['/', '_'], "-");
        if !stanza.text.contains(&format!("slug = \"{slug}\"")) {
            wrong.push(format!("{}: the slug is not {slug}, as the file's place says", stanza.path));
        }
        if !manual.contains(&format!("`{slug}`")) {
            wrong.push(format!("{}: `{slug}` stands nowhere in docs/", stanza.path));
        }
    }
    assert_none(&wrong, "CONTRIBUTING.md tells the four parts of a source one by one.");
}

#[test]
fn the_key_to_the_wall_is_made_once() {
    let made = |file: &File| file.code().matches("Backstage::key()").count();
    let places: Vec<String> = files("crates", &[".rs"])
        .iter()
        .filter(|file| !file.is_test() && made(file) > 0)
        .map(|file| format!("{}: {}", file.path, made(file)))
        .collect();
    let one = matches!(&places[..], [place] if place.starts_with("crates/tidewaiter/src/") && place.ends_with(": 1"));
    assert!(one, "The key is made once, where the program begins, and handed down; here it is made at {places:?}.");
    let wall = files("crates/model/src", &["wall.rs"]).iter().map(File::code).collect::<String>();
    assert!(
        !wall.contains("Serialize"),
        "What is behind the wall must not be written out by itself: no Serialize in wall.rs."
    );
}

/// The text between two marks, each time it occurs.
fn between<'a>(text: &'a str, from: &str, to: char) -> Vec<&'a str> {
    text.split(from).skip(1).filter_map(|rest| rest.split(to).next()).collect()
}

#[test]
fn every_route_stands_in_the_manual() {
    let manual = manual();
    let code: String = files("crates/web/src", &[".rs"]).iter().map(File::code).collect();
    let routes = between(&code, ".route(\"", '"');
    assert!(routes.len() > 10, "this test finds the routes as .route(\"…\") in crates/web/src; it found {routes:?}");
    let missing: Vec<String> = routes
        .iter()
        .filter(|route| !manual.contains(&format!("`{route}`")))
        .map(|route| format!("the route {route}"))
        .collect();
    assert_none(&missing, "Write it into docs/integrate/routes.md as it is declared, with what it answers.");
}

/// Every command of the program with its subcommands (`edition freeze`), and every option, as `--help` tells them.
fn commands_and_options(program: &str) -> (Vec<String>, BTreeSet<String>) {
    let (mut commands, mut options) = (Vec::new(), BTreeSet::new());
    let mut open = vec![String::new()];
    while let Some(command) = open.pop() {
        let called = std::process::Command::new(program).args(command.split_whitespace()).arg("--help").output();
        let help = String::from_utf8(called.expect("the program runs").stdout).expect("UTF-8");
        let block = help.split("\nCommands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
        for line in block.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let name = line.split_whitespace().next().unwrap_or_default();
            if name != "help" {
                open.push(format!("{command} {name}").trim().to_owned());
                commands.push(format!("{command} {name}").trim().to_owned());
            }
        }
        for line in help.lines().map(str::trim_start).filter(|line| line.starts_with('-')) {
            let option = line.split([' ', ',', '[', '=']).find(|word| word.starts_with("--")).unwrap_or_default();
            if !["", "--help", "--version"].contains(&option) {
                options.insert(option.to_owned());
            }
        }
    }
    (commands, options)
}

#[test]
fn every_command_and_option_stands_in_the_manual() {
    let manual = manual();
    let mut wrong = Vec::new();
    let folder = "crates/tidewaiter/src/commands";
    // A folder within holds the parts of one command.
    let is_command =
        |path: &str| path.rsplit_once('/').is_some_and(|(parent, name)| parent == folder && name != "mod.rs");
    for file in files(folder, &[".rs"]).iter().filter(|file| is_command(&file.path)) {
        let name = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs").replace('_', "-");
        if !manual.contains(&format!("`tidewaiter {name}")) {
            wrong.push(format!("{}: `tidewaiter {name}`", file.path));
        }
    }
    if let Some(program) = option_env!("CARGO_BIN_EXE_tidewaiter") {
        let (commands, options) = commands_and_options(program);
        assert!(commands.len() > 10, "this test reads the commands from --help; it found {commands:?}");
        let unknown = commands.iter().filter(|command| !manual.contains(&format!("`tidewaiter {command}")));
        wrong.extend(unknown.map(|command| format!("`tidewaiter {command}`")));
        wrong.extend(
            options
                .iter()
                .filter(|option| !manual.contains(option.as_str()))
                .map(|option| format!("the option {option}")),
        );
    }
    assert_none(&wrong, "Write it into docs/operate/commands.md.");
}

#[test]
fn every_setting_and_variable_stands_in_the_manual() {
    let (manual, page) = (manual(), read("docs/operate/settings.md"));
    let config = files("crates/tidewaiter/src", &["config.rs"]).iter().map(File::code).collect::<String>();
    let keys = between(&config, "key: \"", '"');
    assert!(keys.len() > 5, "this test finds the settings as `key: \"…\"` in config.rs; it found {keys:?}");
    let mut wrong = Vec::new();
    for key in keys {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{key}` ")));
        let after = config.split(&format!("key: \"{key}\"")).nth(1).unwrap_or_default();
        let default = between(after, "default: \"", '"').first().copied().unwrap_or_default();
        match row {
            None => wrong.push(format!("the setting {key}")),
            Some(row) if !row.contains(default) => wrong.push(format!("the setting {key}: its default is {default:?}")),
            Some(_) => {}
        }
        let variable = format!("`TIDEWAITER_{}`", key.replace('.', "_").to_uppercase());
        if !page.contains(&variable) {
            wrong.push(format!("the variable {variable}"));
        }
    }
    let mut named = files("crates", &[".rs"]);
    named.extend(["test", ".ci/run"].map(|path| File { path: path.to_owned(), text: read(path) }));
    for file in named.iter().filter(|file| !file.path.ends_with("tests/tidy.rs")) {
        for rest in file.text.split("TIDEWAITER_").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
            if !name.is_empty() && !name.ends_with('_') && !manual.contains(&format!("TIDEWAITER_{name}")) {
                wrong.push(format!("{}: the variable TIDEWAITER_{name}", file.path));
            }
        }
    }
    assert_none(&wrong, "Settings stand in docs/operate/settings.md, variables of tests in CONTRIBUTING.md.");
}

#[test]
fn the_papers_know_every_table_task_and_key_of_a_report() {
    let (architecture, stories) = (read("ARCHITECTURE.md"), read("docs/edit/stories.md"));
    let mut wrong = Vec::new();
    for file in files("crates/store/migrations/sqlite", &[".sql"]) {
        let unknown = between(&file.text, "create table ", ' ')
            .into_iter()
            .filter(|table| !architecture.contains(&format!("`{table}`")));
        wrong.extend(unknown.map(|table| format!("ARCHITECTURE.md: the table `{table}`")));
    }
    let task = read("crates/newsroom/src/task.rs");
    let variants = between(&task, "pub enum Task {", '}').concat();
    let variants = variants.lines().map(str::trim).filter(|line| line.starts_with(char::is_uppercase));
    let names = variants.map(|line| line.split(['(', ',', ' ']).next().unwrap_or_default());
    wrong.extend(
        names
            .filter(|name| !architecture.contains(&format!("`{name}`")))
            .map(|name| format!("ARCHITECTURE.md: `Task::{name}`")),
    );
    let keys = read("crates/newsroom/src/reporting.rs");
    let keys = between(&keys, "take(\"", '"');
    assert!(
        keys.len() > 5,
        "this test finds the keys of front matter as take(\"…\") in reporting.rs; it found {keys:?}"
    );
    let unknown = keys.into_iter().filter(|key| !stories.contains(&format!("| `{key}` |")));
    wrong.extend(unknown.map(|key| format!("docs/edit/stories.md: the key `{key}`")));
    assert_none(&wrong, "Say what it is for, in the words of the others.");
}

/// Backquoted words of a paper that are paths of this repository, and the targets of its links.
fn paths_named(file: &File) -> Vec<(String, PathBuf)> {
    let root = root();
    let folder = root.join(&file.path).parent().expect("a folder").to_owned();
    let mut out = Vec::new();
    for target in between(&file.text, "](", ')') {
        let target = target.split('#').next().unwrap_or_default();
        if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
            out.push((target.to_owned(), folder.join(target)));
        }
    }
    for word in file.text.split('`').skip(1).step_by(2) {
        let ours = ["crates/", "docs/", "samples/", "bench/", ".ci/"].iter().any(|start| word.starts_with(start));
        if ours && !word.contains([' ', '\n', '<', '*', '{', '…']) && !word.contains("NAME") {
            out.push((word.to_owned(), root.join(word.split(':').next().unwrap_or_default())));
        }
    }
    out
}

#[test]
fn every_path_that_the_papers_name_is_there() {
    let mut papers = files("docs", &[".md"]);
    papers.extend(
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
            .map(|path| File { path: path.to_owned(), text: read(path) }),
    );
    let mut wrong = Vec::new();
    for paper in &papers {
        let missing = paths_named(paper).into_iter().filter(|(_, path)| !path.exists());
        wrong.extend(missing.map(|(name, _)| format!("{}: {name} is not there", paper.path)));
    }
    assert_none(&wrong, "A paper that names what is gone leads newcomers astray: mend the paper.");
}

#[test]
fn the_two_commands_of_the_readme_are_there() {
    let readme = read("README.md");
    for command in ["cargo run --release -- demo", "./test"] {
        assert!(readme.contains(command), "README.md names {command}");
    }
    assert!(read(".ci/run").contains("./test"), ".ci/run calls the one test command");
    #[cfg(unix)]
    for script in ["test", ".ci/run"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(root().join(script)).expect(script).permissions().mode();
        assert!(mode & 0o111 != 0, "{script} can be run: chmod +x {script}");
    }
}
