//! What must hold of the citations of any text; run by the fuzz target `cite` and by the tests of `understand`.

/// Panics where the finder breaks its word: a span slices to its text, finds lie in order and apart, each has a name, and the same text
/// gives the same finds.
pub fn check(text: &str) {
    let found = understand::cite::find(text);
    let mut last = 0;
    for citation in &found {
        assert!(citation.start >= last && citation.start < citation.end, "{citation:?} overlaps or is empty");
        assert_eq!(understand::span::slice(text, citation.start, citation.end), citation.text);
        assert!(!citation.canonical.trim().is_empty(), "{citation:?} has no name");
        assert!(citation.pinpoint.as_ref().is_none_or(|place| !place.is_empty()), "{citation:?}");
        assert!(citation.url.as_ref().is_none_or(|url| url.starts_with("https://")), "{citation:?}");
        last = citation.end;
    }
    assert_eq!(found, understand::cite::find(text), "the same text, other finds");
}
