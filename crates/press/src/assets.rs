//! The style sheets, fonts and marks that pages link, as bytes in the binary.
//!
//! Pages link them below one hash over all of them, so that each may be kept forever and a change is seen at once.

use std::sync::LazyLock;

use sha2::Digest as _;

/// A file that pages link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its bytes.
    pub bytes: &'static [u8],
    /// Its media type, with the character set where it is text.
    pub content_type: &'static str,
    /// A strong entity tag with its quotes.
    pub etag: &'static str,
    /// Whether it was asked for below the present hash, so that it may be kept forever.
    pub immutable: bool,
}

const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const WOFF2: &str = "font/woff2";

macro_rules! file {
    ($name:literal, $kind:expr) => {
        ($name, $kind, include_bytes!(concat!("../assets/", $name)).as_slice())
    };
}

const FILES: &[(&str, &str, &[u8])] = &[
    file!("tokens.css", CSS),
    file!("base.css", CSS),
    file!("favicon.svg", SVG),
    file!("logo.svg", SVG),
    file!("fonts/tw-sans.woff2", WOFF2),
    file!("fonts/tw-sans-ext.woff2", WOFF2),
    file!("fonts/tw-serif.woff2", WOFF2),
    file!("fonts/tw-serif-ext.woff2", WOFF2),
    file!("fonts/tw-serif-italic.woff2", WOFF2),
    file!("fonts/OFL.txt", "text/plain; charset=utf-8"),
];

/// Eight hexadecimal digits over the names and bytes of all files.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hash = sha2::Sha256::new();
    for (name, _, bytes) in FILES {
        hash.update(name.as_bytes());
        hash.update(bytes);
    }
    hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
});

static ETAG: LazyLock<String> = LazyLock::new(|| format!("\"{}\"", *HASH));

/// Where pages find the assets: `/assets/9f3c01ab`, without a slash at its end.
pub fn base() -> String {
    format!("/assets/{}", *HASH)
}

/// The file at a path below `/assets/`: `9f3c01ab/base.css`. Below an old hash the present file is given, but not for keeps: a page
/// that was open over an update finds its styles.
pub fn asset(path: &str) -> Option<Asset> {
    let (hash, name) = match path.split_once('/') {
        Some((hash, name)) if hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => (hash, name),
        _ => ("", path),
    };
    let (_, content_type, bytes) = FILES.iter().find(|(known, ..)| *known == name)?;
    Some(Asset { bytes, content_type, etag: &ETAG, immutable: hash == *HASH })
}

/// The two style sheets as one text for a page that must stand alone, without the fonts: their files would not be there.
pub(crate) fn styles() -> String {
    let tokens = include_str!("../assets/tokens.css");
    let own: String =
        tokens.lines().filter(|line| !line.starts_with("@font-face")).flat_map(|line| [line, "\n"]).collect();
    own + include_str!("../assets/base.css")
}

/// The mark, as an address that needs no server.
pub(crate) fn mark() -> String {
    format!("data:image/svg+xml,{}", crate::markup::encode(include_str!("../assets/favicon.svg")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_below_the_hash_and_kept_only_there() {
        for (name, ..) in FILES {
            let below = format!("{}/{name}", *HASH);
            assert!(asset(&below).is_some_and(|a| a.immutable && !a.bytes.is_empty()), "{name}");
            assert!(asset(&format!("00000000/{name}")).is_some_and(|a| !a.immutable), "{name}");
        }
        assert_eq!(asset("../Cargo.toml"), None);
        assert_eq!(asset(""), None);
    }

    #[test]
    fn every_font_that_the_sheet_names_is_here() {
        for part in include_str!("../assets/tokens.css").split("url(").skip(1) {
            let name = part.split(')').next().unwrap_or_default();
            assert!(asset(name).is_some(), "{name}");
        }
        assert!(!styles().contains("url("));
    }

    #[test]
    fn the_sheets_stay_within_their_budget() {
        let size = |name: &str| asset(name).map_or(0, |a| a.bytes.len());
        assert!(size("tokens.css") + size("base.css") <= 44 * 1024);
    }
}
