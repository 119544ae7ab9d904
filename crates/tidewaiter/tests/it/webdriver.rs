//! A real browser, driven over WebDriver (W3C) and its window on DevTools: Chromium by chromedriver, both of this machine.
//! The protocol is JSON over HTTP to one port; the dozen commands that the journeys need stand here.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http;
use crate::service::{STARTS_WITHIN, program, wait_for};

/// The name under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What a visitor's browser is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// A browser with one window; it closes with the test.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    // Dropped last: the browser still writes into it while it closes.
    _folder: TempDir,
}

impl Browser {
    /// `None`, with a line, where Chromium or its driver is not installed.
    pub fn start(scripts: Scripts) -> Option<Self> {
        let (driver, chromium) = (program("chromedriver")?, program("chromium")?);
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("driver.txt");
        let out = File::create(&log).expect("a file for what it prints");
        let mut command = Command::new(driver);
        command.arg("--port=0").stdout(out).stderr(Stdio::null()).stdin(Stdio::null());
        let driver = command.spawn().expect("chromedriver starts");
        let mut browser = Self { driver, port: 0, session: String::new(), _folder: folder };
        browser.port = wait_for("chromedriver's port", STARTS_WITHIN, || {
            let printed = std::fs::read_to_string(&log).ok()?;
            printed.split(" started successfully on port ").nth(1)?.split_once('.')?.0.parse().ok()
        });
        let capabilities = capabilities(&chromium, browser._folder.path(), scripts);
        let answer = browser.ask("POST", "/session", &json!({"capabilities": {"alwaysMatch": capabilities}}));
        browser.session = format!("/session/{}", answer["sessionId"].as_str().expect("a session"));
        Some(browser)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_to_ask(method, path, body).unwrap_or_else(|refusal| panic!("{method} {path} {body}: {refusal}"))
    }

    /// The error is what the driver says instead.
    fn try_to_ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, Value> {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let reply = http::ask(self.port, method, path, "application/json", &body);
        let reply = reply.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let mut answer: Value = serde_json::from_str(&reply.body).unwrap_or_default();
        if reply.status == 200 { Ok(answer["value"].take()) } else { Err(answer) }
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", &format!("{}{path}", self.session), body)
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", &format!("{}{path}", self.session), &Value::Null)
    }

    pub fn open(&self, url: &str) {
        self.post("/url", &json!({"url": url}));
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        self.get("/url").as_str().expect("an address").to_owned()
    }

    /// The words of the page, as they are seen.
    pub fn words(&self) -> String {
        let body = self.find("css selector", "body");
        self.get(&format!("/element/{body}/text")).as_str().expect("text").to_owned()
    }

    /// The one element by a CSS selector, or a link by its whole text.
    fn find(&self, using: &str, what: &str) -> String {
        let found = self.post("/element", &json!({"using": using, "value": what}));
        found[ELEMENT].as_str().unwrap_or_else(|| panic!("no {what} on {}", self.address())).to_owned()
    }

    /// Clicks on what leads to another page, and waits until that is there.
    pub fn click(&self, selector: &str) {
        self.go_by("css selector", selector);
    }

    /// Follows a link by its text.
    pub fn follow(&self, link: &str) {
        self.go_by("link text", link);
    }

    fn go_by(&self, using: &str, what: &str) {
        let (page, element) = (self.find("css selector", "html"), self.find(using, what));
        self.post(&format!("/element/{element}/click"), &json!({}));
        // A form's answer may take its time: until it is there, the driver speaks of the page before it.
        let root = format!("{}/element/{page}/name", self.session);
        wait_for(what, STARTS_WITHIN, || self.try_to_ask("GET", &root, &Value::Null).err());
    }

    pub fn type_into(&self, selector: &str, text: &str) {
        let element = self.find("css selector", selector);
        self.post(&format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// A DevTools command.
    fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Makes the window as wide as that, light or dark, until the next call.
    pub fn look(&self, width: u32, scheme: &str) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600});
        self.devtools("Emulation.setDeviceMetricsOverride", size);
        let scheme = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", scheme);
    }

    /// How wide the page's content is, in CSS pixels.
    pub fn content_width(&self) -> f64 {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({}));
        metrics["cssContentSize"]["width"].as_f64().expect("a width")
    }

    /// A picture of the whole page, PNG.
    pub fn picture(&self) -> Vec<u8> {
        let picture = self.devtools("Page.captureScreenshot", json!({"captureBeyondViewport": true}));
        base64(picture["data"].as_str().expect("a picture"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // The driver closes the browser with its session; killed first, it would leave the browser running.
            let _ = http::ask(self.port, "DELETE", &self.session, "", "");
        }
        // One that has ended by itself is past killing, which is as good.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn capabilities(chromium: &Path, folder: &Path, scripts: Scripts) -> Value {
    let profile = format!("user-data-dir={}", folder.join("profile").display());
    // What a browser does besides showing pages, such as asking its maker for updates, has no place in a test.
    let arguments = [
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-dev-shm-usage",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        // A scroll bar would take its width from the page.
        "hide-scrollbars",
        "window-size=1280,900",
        &profile,
    ];
    let mut options = json!({"binary": chromium, "args": arguments});
    if scripts == Scripts::Off {
        options["prefs"] = json!({"profile.managed_default_content_settings.javascript": 2});
    }
    json!({"browserName": "chrome", "goog:chromeOptions": options})
}

/// RFC 4648, 4, as DevTools sends it: one line, padded.
fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::with_capacity(text.len() / 4 * 3), 0u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = ALPHABET.iter().position(|known| *known == letter).expect("base64");
        held = (held << 6 | value as u32) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}
