//! A visitor's way in a real browser, from the front page through the wall to the whole article and what it refers to.
//! With TIDEWAITER_PICTURES naming a folder, the pages are pictured on the way: wide and narrow, light and dark.

use std::path::PathBuf;

use crate::recording::REPORTS;
use crate::service::{Running, TestService};
use crate::webdriver::{Browser, Scripts};

/// The lead of the last sample day, and a report of an earlier one that it refers to.
const LEAD: &str = "build-sheets-not-brochures.md";
const EARLIER: &str = "prober-makers-warn.md";

/// Widths of a desk's and of a telephone's window, in CSS pixels.
const WIDTHS: [u32; 2] = [1280, 390];

/// The headline, as the report's front matter has it.
fn headline(name: &str) -> &'static str {
    let report = REPORTS.iter().find(|report| report.name == name).expect("a bundled report");
    report.text.lines().find_map(|line| line.strip_prefix("headline: ")).expect("a headline")
}

/// A few words that stand behind the wall: from the middle of the last paragraph.
fn walled_words(name: &str) -> String {
    let report = REPORTS.iter().find(|report| report.name == name).expect("a bundled report");
    let last = report.text.trim_end().lines().last().expect("a paragraph");
    let words: Vec<&str> = last.split(' ').collect();
    words[words.len() / 2..].iter().take(6).copied().collect::<Vec<_>>().join(" ")
}

/// Looks at a page in each width, light and dark: nothing sticks out sideways. Keeps the pictures where they are wanted.
fn look_at(browser: &Browser, page: &str) {
    let pictures = std::env::var_os("TIDEWAITER_PICTURES").map(PathBuf::from);
    for width in WIDTHS {
        for scheme in ["light", "dark"] {
            browser.look(width, scheme);
            let content = browser.content_width();
            assert!(content <= f64::from(width), "{page} is {content} px wide in a window of {width} px");
            if let Some(folder) = &pictures {
                std::fs::create_dir_all(folder).expect("the folder of TIDEWAITER_PICTURES");
                std::fs::write(folder.join(format!("{page}-{width}-{scheme}.png")), browser.picture())
                    .expect("a picture");
            }
        }
    }
    browser.look(WIDTHS[0], "light");
}

/// Front page, wall, address, letter, button, article, and the earlier article that it refers to.
fn go_the_way_in(browser: &Browser, demo: &Running, address: &str, look_at: &dyn Fn(&str)) {
    let walled = walled_words(LEAD);
    browser.open(&format!("http://127.0.0.1:{}/", demo.port));
    assert!(browser.words().contains("Halyard Press"), "the publisher's name stands above the page");
    look_at("front");

    browser.follow(headline(LEAD));
    let (article, words) = (browser.address(), browser.words());
    assert!(words.contains("Sign up for a free preview to unlock the rest of this article"), "{words}");
    assert!(words.contains('…') && !words.contains(&walled), "{words}");
    look_at("gated");

    browser.type_into("#em", address);
    browser.click(".wall button");
    let words = browser.words();
    assert!(words.contains(address) && words.contains("outbox"), "the page says where the letter lies: {words}");
    browser.follow("outbox");
    assert!(browser.words().contains(address), "{}", browser.words());
    // The newest letter stands first; it is the one that was asked for.
    browser.click("main section a[href*='/sign-in/']");
    assert!(!browser.words().contains(&walled), "opening the link does nothing yet");
    browser.click("main form button");
    let words = browser.words();
    assert_eq!(
        browser.address().split(['?', '#']).next(),
        Some(article.as_str()),
        "back where the visitor was: {words}"
    );
    assert!(words.contains(&walled), "the whole article: {words}");
    assert!(!words.contains("Sign up for a free preview"), "{words}");
    look_at("whole");

    let earlier = headline(EARLIER);
    // The margin names what the article refers to by its headline, the text by its number: both lead to the same place.
    browser.follow(earlier);
    let there = browser.address();
    let number = there.rsplit('-').next().expect("a number");
    browser.open(&article);
    browser.click(&format!(".prose a[href*='{number}']"));
    assert!(browser.words().contains(earlier), "the number in the text leads to the earlier article");
    assert_eq!(browser.address(), there);
    assert!(browser.words().contains(&walled_words(EARLIER)), "the preview opens that one too");
}

#[test]
fn a_visitor_passes_the_wall_by_a_free_preview() {
    let Some(browser) = Browser::start(Scripts::On) else { return };
    let service = TestService::new();
    let demo = service.demo();
    go_the_way_in(&browser, &demo, "vera@quayside.example", &|page| look_at(&browser, page));
}

#[test]
fn the_same_way_without_scripts() {
    let Some(browser) = Browser::start(Scripts::Off) else { return };
    let service = TestService::new();
    let demo = service.demo();
    go_the_way_in(&browser, &demo, "nils@quayside.example", &|_| {});
}
