//! The pages behind the first one of an answer in JSON: by the address that the answer names, or by a number that is counted on.
//! Never further than the stanza says, and never away from the place of the source's own addresses.

use model::note::Note;
use serde_json::Value;
use url::Url;

use crate::formats::address::{is_of_the_web, is_one_of};
use crate::formats::json::short;
use crate::formats::remarks::Remarks;
use crate::generic::facts::JsonFacts;

/// What stands in the fragment of a page's address, which no host is sent: how many pages came before it is known from nothing else.
const COUNT: &str = "page=";

/// How further pages are found.
enum Way<'a> {
    /// The answer names the next one's address at this path.
    Named(&'a str),
    /// This parameter of the address counts them, from 1.
    Counted(&'a str),
}

fn way(facts: &JsonFacts) -> Option<Way<'_>> {
    facts.next.as_deref().map(Way::Named).or(facts.page.as_deref().map(Way::Counted))
}

/// Whether an address is that of a further page of one of these.
pub fn is_page(url: &str, facts: &JsonFacts, addresses: &[String]) -> bool {
    let Some(way) = way(facts).filter(|_| is_of_the_web(url)) else { return false };
    let Ok(mut page) = Url::parse(url) else { return false };
    match way {
        Way::Named(_) => {
            page.set_query(None);
            let bare = addresses.iter().map(|address| address.split(['?', '#']).next().unwrap_or_default().to_owned());
            is_one_of(page.as_str(), &bare.collect::<Vec<_>>())
        }
        Way::Counted(name) => {
            let all: Vec<(String, String)> = page.query_pairs().into_owned().collect();
            let number = all.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse::<u32>().ok());
            if !number.is_some_and(|number| (1..=facts.pages_max).contains(&number)) {
                return false;
            }
            let own = |address: &String| {
                let rest =
                    |url: &Url| url.query_pairs().into_owned().filter(|(key, _)| key != name).collect::<Vec<_>>();
                Url::parse(address).is_ok_and(|mut own| {
                    let same = rest(&own) == rest(&page);
                    let mut page = page.clone();
                    page.set_query(None);
                    own.set_query(None);
                    same && is_one_of(page.as_str(), &[own.to_string()])
                })
            };
            addresses.iter().any(own)
        }
    }
}

/// The address of the page behind this one, or none: there is no more, the stated number of pages is read, or what is named cannot be it.
pub fn next(
    url: &str,
    answer: &Value,
    is_empty: bool,
    facts: &JsonFacts,
    addresses: &[String],
    remarks: &mut Remarks,
) -> Option<String> {
    let way = way(facts)?;
    let here = Url::parse(url).ok()?;
    let (number, page) = match way {
        Way::Named(path) => {
            let named = at(answer, path)?;
            let number = here.fragment().and_then(|text| text.strip_prefix(COUNT)?.parse().ok()).unwrap_or(1_u32);
            (number, here.join(named).map_err(|_| named))
        }
        Way::Counted(_) if is_empty => return None,
        Way::Counted(name) => {
            let number = here.query_pairs().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok());
            let number = number.unwrap_or(1_u32);
            let mut page = here.clone();
            let rest: Vec<(String, String)> = here.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
            page.query_pairs_mut().clear().extend_pairs(rest).append_pair(name, &number.saturating_add(1).to_string());
            (number, Ok(page))
        }
    };
    if number >= facts.pages_max {
        let text = format!(
            "There are more than {number} pages, the most that are read; raise pages_max in the stanza's [json] if older records are wanted."
        );
        remarks.add(Note::info("pages", text));
        return None;
    }
    let mut page = match page {
        Ok(page) if is_page(page.as_str(), facts, addresses) => page,
        Ok(page) => return refused(page.as_str(), "it lies outside the addresses of the source", remarks),
        Err(named) => return refused(named, "it is no address", remarks),
    };
    if page.as_str().split('#').next() == url.split('#').next() {
        return refused(page.as_str(), "it is the page that names it", remarks);
    }
    page.set_fragment(matches!(way, Way::Named(_)).then(|| format!("{COUNT}{}", number + 1)).as_deref());
    Some(page.into())
}

fn refused(named: &str, why: &str, remarks: &mut Remarks) -> Option<String> {
    let text =
        format!("The next page was not asked for: '{}' is named, and {why}. See [json] in the stanza.", short(named));
    remarks.add(Note::odd("pages", text));
    None
}

/// The text at a path; nothing where there is none, which is how publishers say that this page is the last.
fn at<'a>(answer: &'a Value, path: &str) -> Option<&'a str> {
    let mut value = answer;
    for name in path.split('.') {
        value = match value {
            Value::Object(map) => map.get(name)?,
            Value::Array(list) => list.get(name.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    value.as_str().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FIRST: &str = "https://customs.example/notices?sort=new";

    fn facts(next: Option<&str>, page: Option<&str>) -> JsonFacts {
        let own = |text: &str| text.to_owned();
        JsonFacts { next: next.map(own), page: page.map(own), pages_max: 3, ..JsonFacts::default() }
    }

    /// The addresses that are asked one after another, when each page names what `named` answers; and the notes on the last.
    fn walk(facts: &JsonFacts, named: impl Fn(usize) -> Value) -> (Vec<String>, Vec<String>) {
        let (addresses, mut url, mut all) = ([FIRST.to_owned()], FIRST.to_owned(), Vec::new());
        loop {
            let mut remarks = Remarks::default();
            let answer = json!({"links": {"next": named(all.len() + 1)}});
            match next(&url, &answer, all.len() >= 50, facts, &addresses, &mut remarks) {
                Some(page) => {
                    assert!(is_page(&page, facts, &addresses), "{page}");
                    all.push(page.clone());
                    url = page;
                }
                None => return (all, remarks.finish().into_iter().map(|note| note.text).collect()),
            }
        }
    }

    #[test]
    fn pages_are_followed_as_far_as_is_stated() {
        let named = facts(Some("links.next"), None);
        let (pages, notes) = walk(&named, |page| json!(format!("/notices?after={page}")));
        let wanted =
            ["https://customs.example/notices?after=1#page=2", "https://customs.example/notices?after=2#page=3"];
        assert_eq!(pages, wanted);
        assert!(notes[0].starts_with("There are more than 3 pages"), "{notes:?}");
        assert_eq!(walk(&named, |_| Value::Null), (vec![], vec![]), "the last page");
        let (pages, notes) = walk(&facts(None, Some("p")), |_| Value::Null);
        let wanted = ["https://customs.example/notices?sort=new&p=2", "https://customs.example/notices?sort=new&p=3"];
        assert_eq!((pages.as_slice(), notes.len()), (wanted.map(str::to_owned).as_slice(), 1));
    }

    #[test]
    fn a_loop_ends_and_no_page_leads_elsewhere() {
        let named = facts(Some("links.next"), None);
        let (pages, notes) = walk(&named, |_| json!(FIRST));
        assert!(pages.is_empty() && notes[0].contains("it is the page that names it"), "{notes:?}");
        let (pages, _) = walk(&named, |page| json!(if page % 2 == 1 { "?b" } else { "?a" }));
        assert_eq!(pages.len(), 2, "two pages that name each other are left after the stated number: {pages:?}");
        for elsewhere in [
            "https://evil.example/notices",
            "/other",
            "javascript:alert(1)",
            "http://[",
            "ftp://customs.example/notices",
        ] {
            let (pages, notes) = walk(&named, |_| json!(elsewhere));
            assert!(pages.is_empty() && notes.len() == 1, "{elsewhere}: {pages:?} {notes:?}");
        }
    }

    #[test]
    fn only_pages_of_the_source_are_claimed() {
        let (own, counted) = ([FIRST.to_owned()], facts(None, Some("p")));
        for url in ["https://customs.example/notices?sort=new&p=2", "http://www.customs.example/notices?p=3&sort=new"] {
            assert!(is_page(url, &counted, &own), "{url}");
        }
        for url in [
            "https://customs.example/notices?sort=new&p=4",
            "https://customs.example/notices?sort=old&p=2",
            "https://customs.example/else?sort=new&p=2",
            "https://customs.example/notices?sort=new&p=x",
        ] {
            assert!(!is_page(url, &counted, &own), "{url}");
        }
        assert!(!is_page("https://customs.example/notices?p=2", &facts(None, None), &own));
    }
}
