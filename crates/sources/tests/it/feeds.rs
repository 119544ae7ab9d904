//! Feeds of every sort and condition, and thousands of others' beside what feedparser sees in them, item by item.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use serde_json::Value;
use sources::feeds::{self, Feed, FeedText, Item, Moment};

/// A test that lacks what it needs says so in a line; under CI it fails.
fn needed<T>(found: Option<T>, want: &str) -> Option<T> {
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "wanted: {want}");
        println!("skipped: {want}");
    }
    found
}

fn captures() -> Option<PathBuf> {
    let shared = std::env::var("TIDEWAITER_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let data = Path::new(&shared).join("data");
    needed(data.join("feeds").is_dir().then_some(data), "the shared captures; TIDEWAITER_SHARED names their folder")
}

fn bytes_of(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).expect("a capture");
    let is_packed = path.extension().is_some_and(|extension| extension == "zst");
    if is_packed { zstd::stream::decode_all(&bytes[..]).expect("it unpacks") } else { bytes }
}

const BASE: &str = "https://a.example/feeds/all.xml";

/// The text of a feed that is all in memory already, and stays there.
fn text_of(text: &str) -> FeedText<'_> {
    FeedText::of(text.as_bytes(), None)
}

/// The first item of a feed, which owns its words.
fn item(text: &str) -> Item<'static> {
    let text = text_of(text);
    let feed = text.read(BASE).expect("a feed");
    owned(feed.items.first().expect("an item"))
}

fn owned(item: &Item<'_>) -> Item<'static> {
    let own = |text: &Option<Cow<'_, str>>| text.as_deref().map(|text| Cow::Owned(text.to_owned()));
    Item {
        guid: own(&item.guid),
        link: own(&item.link),
        title: own(&item.title),
        summary: own(&item.summary),
        content: own(&item.content),
        date: own(&item.date),
        categories: Vec::new(),
    }
}

/// All items, the one that was cut too.
fn all<'f, 'a>(feed: &'f Feed<'a>) -> Vec<&'f Item<'a>> {
    feed.items.iter().chain(&feed.cut).collect()
}

#[test]
fn real_feeds_have_all_their_items() {
    let Some(data) = captures() else { return };
    let expected: Value =
        serde_json::from_slice(&std::fs::read(data.join("EXPECTED.json")).expect("expectations")).expect("JSON");
    let real = expected["other"]["feeds"]["real_world"].as_object().expect("real feeds");
    let mut items = 0;
    for (name, says) in real {
        let count = says["entries"].as_u64().expect("a number") as usize;
        let bytes = bytes_of(&data.join(name));
        match FeedText::of(&bytes, None).read("") {
            Ok(feed) => {
                assert_eq!(all(&feed).len(), count, "{name}");
                items += count;
            }
            Err(why) => assert!(says["format"].is_null() && count == 0, "{name}: {why}"),
        }
    }
    println!("{} real feeds, {items} items", real.len());
}

/// What feedparser sees in files: a line of JSON each.
const PEER: &str = "
import sys, json, io, feedparser
for path in sys.stdin.read().split('\\n'):
    feed = feedparser.parse(io.BytesIO(open(path, 'rb').read()))
    items = [{'title': e.get('title'), 'link': e.get('link'), 'id': e.get('id'), 'text': e.get('summary') or '',
              'at': list(e.get('published_parsed') or e.get('updated_parsed') or [])[:6]} for e in feed.entries]
    print(json.dumps({'accepted': bool(feed.get('version')) or bool(items), 'items': items}))
";

/// What feedparser makes of some files, in their order; `None`, with a line, without a Python that has it.
fn feedparser(paths: &[PathBuf]) -> Option<Vec<Value>> {
    let python = std::env::var_os("TIDEWAITER_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let has = Command::new(&python).args(["-c", "import feedparser"]).output();
    needed(
        has.ok().filter(|done| done.status.success()),
        "a Python with feedparser; ./test makes one, and TIDEWAITER_TEST_PYTHON names it",
    )?;
    let list = tempfile::NamedTempFile::new().expect("a file");
    let names: Vec<&str> = paths.iter().map(|path| path.to_str().expect("a name")).collect();
    std::fs::write(list.path(), names.join("\n")).expect("written");
    let done = Command::new(python)
        .args(["-W", "ignore", "-c", PEER])
        .stdin(list.reopen().expect("the list"))
        .output()
        .expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(done.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files(&path, out),
            // JSON is a feed to feedparser only where a header says so; most of it here is what other readers are expected to give.
            false if path.extension().is_some_and(|extension| extension == "json" || extension == "zst") => {}
            false => out.push(path),
        }
    }
}

/// Files in which we see something else on purpose.
const OTHERWISE: [(&str, &str); 3] = [
    (
        "atom/entry_published_parsed_date_overwriting.xml",
        "two dates of publication: the first one is taken, not the last",
    ),
    ("atom/entry_updated_multiple_values.xml", "two dates of change: the first one is taken, not the last"),
    ("atom/entry_id_xml_base.xml", "an id is a name, and relates to no address"),
];

#[test]
fn everything_that_feedparser_sees_is_seen() {
    let Some(data) = captures() else { return };
    let mut paths = Vec::new();
    files(&data.join("feeds"), &mut paths);
    paths.sort();
    let Some(theirs) = feedparser(&paths) else { return };
    assert_eq!(theirs.len(), paths.len());
    let (mut wrong, mut feeds_count, mut items_count) = (BTreeMap::new(), 0, 0);
    for (path, theirs) in paths.iter().zip(&theirs) {
        let name = path.to_string_lossy().into_owned();
        let accepted = theirs["accepted"].as_bool().expect("yes or no");
        let items = theirs["items"].as_array().expect("items");
        feeds_count += usize::from(accepted);
        items_count += items.len();
        if let Some(why) = missing(&bytes_of(path), accepted, items)
            && !OTHERWISE.iter().any(|(other, _)| name.ends_with(other))
        {
            wrong.insert(name, why);
        }
    }
    println!("{} files, {feeds_count} of them feeds to feedparser, with {items_count} items", paths.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What we do not see of what feedparser sees.
fn missing(bytes: &[u8], accepted: bool, theirs: &[Value]) -> Option<String> {
    let text = FeedText::of(bytes, None);
    let feed = match text.read("") {
        Ok(feed) => feed,
        Err(why) => return accepted.then_some(why),
    };
    let ours = all(&feed);
    if ours.len() != theirs.len() {
        return Some(format!("{} items instead of {}", ours.len(), theirs.len()));
    }
    ours.iter().zip(theirs).find_map(|(ours, theirs)| {
        let says = |name: &str| theirs[name].as_str().is_some_and(|text| !text.trim().is_empty());
        // Where there is no link, feedparser gives whatever name the item has.
        let links = theirs["link"].as_str().is_some_and(|link| link.starts_with("http"));
        let lacks = |there: bool, what: &str| there.then(|| format!("an item lacks its {what}: {theirs}"));
        lacks(says("title") && ours.title.is_none(), "title")
            .or_else(|| lacks(links && ours.link.is_none(), "link"))
            .or_else(|| lacks(says("id") && ours.guid.is_none() && ours.link.is_none(), "name"))
            .or_else(|| lacks(says("text") && ours.summary.is_none() && ours.content.is_none(), "text"))
            .or_else(|| wrong_date(ours, &theirs["at"]))
    })
}

fn wrong_date(ours: &Item<'_>, theirs: &Value) -> Option<String> {
    let parts: Vec<i64> = theirs.as_array()?.iter().filter_map(Value::as_i64).collect();
    let [year, month, day, hour, minute, second] = parts[..] else { return None };
    let theirs = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    let ours = match ours.date.as_deref().and_then(feeds::moment) {
        Some(Moment::At(at)) => at.to_string(),
        // Without a zone feedparser assumes Greenwich.
        Some(Moment::Local(at)) => at.to_string(),
        Some(Moment::Day(day)) => format!("{day}T00:00:00"),
        None => "no date".to_owned(),
    };
    (!ours.starts_with(&theirs)).then(|| format!("{ours} instead of {theirs}"))
}

#[test]
fn formats_of_every_age_are_read() {
    for text in [
        "<rss version='0.91'><channel><item><title>A</title></item></channel></rss>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel/><item><title>A</title></item></rdf:RDF>",
        "<r:rss xmlns:r='http://backend.userland.com/rss2'><r:channel><r:item><r:title>A</r:title></r:item></r:channel></r:rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title></entry></feed>",
        "<atom:feed><atom:entry><atom:title>A</atom:title></atom:entry></atom:feed>",
        "<RSS><CHANNEL></CHANNEL><ITEM><TITLE>A</TITLE></ITEM></RSS>",
        "<item><title>A</title></item>",
        "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{\"id\": 7, \"title\": \"A\"}]}",
    ] {
        assert_eq!(item(text).title.as_deref(), Some("A"), "{text}");
    }
    for text in [
        "",
        " \n",
        "<html><item/></html>",
        "<!DOCTYPE html><html></html>",
        "a page",
        "<catalog/>",
        "[]",
        "{}",
        "{\"items\":",
    ] {
        assert!(text_of(text).read("").is_err(), "{text}");
    }
    assert_eq!(text_of("<rss><channel><title>Nothing today</title></channel></rss>").read(""), Ok(Feed::default()));
}

#[test]
fn tag_soup_loses_nothing() {
    let soup = "<?xml version=1.0?><!-- never closed <rss><channel>\
        <item><title>1 < 2 & <b>bold</b><link>/one<guid isPermaLink=false>a<pubDate>2026-04-17\
        <item><title>AT&T &nbsp;&eacute;&#150;&unknown;</title><dc:date>2026-04-18</dc:date><description><p>x <a href='b'>y</a></description>\
        <media:title>not this</media:title></item>\
        <item><title><![CDATA[<i>three</i>]]> more</title><source><title>not this</title></source></item></channel>";
    let soup = soup.replace("<!-- never closed <rss>", "<!-- never closed ><rss>");
    let soup = text_of(&soup);
    let feed = soup.read(BASE).expect("a feed");
    let items = all(&feed);
    let title = |at: usize| items[at].title.as_deref().expect("a title");
    assert_eq!(items.len(), 3);
    assert_eq!(title(0), "1 < 2 & <b>bold</b>");
    assert_eq!(items[0].link.as_deref(), Some("https://a.example/one"));
    assert_eq!((items[0].guid.as_deref(), items[0].date.as_deref()), (Some("a"), Some("2026-04-17")));
    assert_eq!(title(1), "AT&T \u{a0}é–&unknown;");
    assert_eq!(items[1].summary.as_deref(), Some("<p>x <a>y</a>"));
    assert_eq!(items[1].date.as_deref(), Some("2026-04-18"));
    assert_eq!(title(2), "<i>three</i> more");
    assert!(feed.broken.is_some(), "the end is missing");
}

#[test]
fn links_relate_to_their_base() {
    let atom = |attributes: &str, link: &str| {
        item(&format!(
            "<feed xml:base='/x/'><entry xml:base='{attributes}'><link rel='self' href='z'/>{link}</entry></feed>"
        ))
    };
    assert_eq!(atom("y/", "<link href='a'/>").link.as_deref(), Some("https://a.example/x/y/a"));
    assert_eq!(atom("y/", "<link href='//b.example/a'/>").link.as_deref(), Some("https://b.example/a"));
    assert_eq!(
        atom("http://c.example/", "<link xml:base='q/' href='a'/>").link.as_deref(),
        Some("http://c.example/q/a")
    );
    assert_eq!(atom("y/", "<id>http://c.example/1</id>").link.as_deref(), Some("http://c.example/1"));
    assert_eq!(atom("y/", "<id>tag:c.example,2026:1</id>").link, None);
    assert_eq!(item("<item><guid isPermaLink='false'>http://c.example/1</guid></item>").link, None);
}

#[test]
fn what_is_packed_as_text_is_no_markup() {
    let atom = |content: &str| item(&format!("<feed><entry>{content}</entry></feed>"));
    assert_eq!(atom("<title>a &lt;b&gt; &amp;amp;</title>").title.as_deref(), Some("a &lt;b> &amp;amp;"));
    assert_eq!(atom("<title type='html'>a &lt;b&gt; &amp;amp;</title>").title.as_deref(), Some("a <b> &amp;"));
    assert_eq!(
        atom("<content type='xhtml'><div><p>1 &lt; 2<br/></p></div></content>").content.as_deref(),
        Some("<div><p>1 &lt; 2<br></br></p></div>")
    );
}

#[test]
fn a_feed_that_breaks_off_gives_its_whole_items() {
    let text = text_of("<rss><channel><item><title>A</title></item><item><title>B</title><guid>b");
    let feed = text.read(BASE).expect("a feed");
    assert_eq!(feed.items.len(), 1);
    assert_eq!(feed.cut.expect("the item at the end").title.as_deref(), Some("B"));
    let text = text_of("{\"items\": [{\"title\": \"A\"}, {\"title\": \"B\"}, {\"tit");
    let feed = text.read(BASE).expect("a feed");
    assert_eq!((feed.items.len(), feed.broken.is_some()), (2, true));
}

#[test]
fn hostile_feeds_end_soon() {
    let nested = format!("<rss><item><description>{}", "<div>".repeat(200_000));
    assert!(text_of(&nested).read(BASE).is_ok_and(|feed| feed.cut.is_some()));
    for piece in [
        "<![CDATA[",
        "<!--",
        "<!DOCTYPE a [",
        "<a b='",
        "<item><title>",
        "</",
        "&#",
        "<?a",
        "<item xmlns:a='x'",
        "{\"items\":[",
    ] {
        // Whatever comes of it: it comes in time that grows with the length alone.
        let _ = text_of(&piece.repeat(100_000)).read("");
    }
    let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><rss><item><title>&b;</title></item></rss>";
    let text = text_of(bomb);
    let feed = text.read(BASE).expect("a feed");
    assert_eq!(feed.items[0].title.as_deref(), Some("&b;"));
    assert!(feed.notes.iter().any(|note| note.text.contains("entities")));
}

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec![
        "<rss>",
        "<channel>",
        "<item>",
        "</item>",
        "<item/>",
        "<title>",
        "</title>",
        "<link>",
        "<link href='a'/>",
        "<guid>",
        "</guid>",
        "<description>",
        "</description>",
        "<content:encoded>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&lt;",
        "&nbsp;",
        "&#x",
        ";",
        "<",
        ">",
        "'",
        "\"",
        "=",
        "/",
        "<feed xml:base='b'>",
        "<entry>",
        "</entry>",
        "<source>",
        "</source>",
        "2026-04-17",
        "é",
        "\u{FEFF}",
        "{",
        "[",
        "\"items\":",
        "}",
        "]",
        ",",
        "<?xml version='1.0' encoding='shift_jis'?>",
        "<!DOCTYPE a [",
        "]>",
        "<pubDate>",
        "text",
        " ",
    ];
    let piece = prop_oneof![
        8 => prop::sample::select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in soup(), base in "(https?://[a-z/]{0,9})?", charset in "[a-z0-9-]{0,9}") {
        if let Ok(feed) = FeedText::of(&bytes, Some(&charset)).read(&base) {
            for item in all(&feed) {
                let _ = item.date.as_deref().and_then(feeds::moment);
            }
        }
    }

    #[test]
    fn any_text_is_a_date_or_none(text in "\\PC{0,30}|[0-9 :/.,+TZ-]{0,30}|([A-Za-z]{3},? ?[0-9]{1,4}[ :-]?){0,5}") {
        let _ = feeds::moment(&text);
    }

    #[test]
    fn a_shorter_feed_has_no_other_items(titles in prop::collection::vec("[a-z<&\\]]{0,9}", 1..6), cut in any::<prop::sample::Index>()) {
        let items: Vec<String> = titles
            .iter()
            .map(|title| format!("<item>\n<title><![CDATA[{title}]]></title>\n<guid>{}</guid></item>", title.len()))
            .collect();
        let text = format!("<rss><channel>{}</channel></rss>", items.concat());
        let whole_text = text_of(&text);
        let whole = whole_text.read(BASE).expect("a feed");
        prop_assert_eq!(whole.items.len(), titles.len());
        let part = text_of(&text[..cut.index(text.len())]);
        if let Ok(part) = part.read(BASE) {
            prop_assert!(whole.items.starts_with(&part.items));
            prop_assert!(part.broken.is_some());
        }
    }
}
