//! The parts of an address by which a source knows its own: host and path, in whatever spelling it was captured.
//! Only http and https addresses have parts here.

use model::capture::CaptureHead;

/// An http or https address, cut into its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address<'a> {
    /// The host in lower case, without `www.`, a port or a dot at its end.
    pub host: String,
    /// The path as it stands, from its first slash on.
    pub path: &'a str,
    /// The query without its question mark; empty where there is none.
    pub query: &'a str,
}

impl<'a> Address<'a> {
    /// Cuts an address. `None` for other schemes, a user name in the address, or an unusual port: no publisher of ours has those.
    pub fn parse(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        if host.is_empty() || host.contains('@') || !matches!(port, "443" | "80") {
            return None;
        }
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let host = host.strip_prefix("www.").map(str::to_owned).unwrap_or(host);
        Some(Self { host, path, query })
    }
}

/// Whether an address may be printed as a link: http or https, with a host and without a user name. Any port will do.
pub fn is_of_the_web(url: &str) -> bool {
    place(url).is_some()
}

/// Whether an address is one of some, in whatever spelling of scheme and host.
pub fn is_one_of(url: &str, addresses: &[String]) -> bool {
    let asked = place(url);
    asked.is_some() && addresses.iter().any(|own| place(own) == asked)
}

/// Host, port, and what stands behind: all that tells two addresses apart, http and https being one.
fn place(url: &str) -> Option<(String, u16, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    let (authority, behind) = rest.find(['/', '?']).map_or((rest, "/"), |at| rest.split_at(at));
    // An address of version 6 stands in brackets, with colons of its own.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, 443),
    };
    if host.is_empty() || host.contains(['@', ' ', '<', '>', '"', '\\']) {
        return None;
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let host = host.strip_prefix("www.").map(str::to_owned).unwrap_or(host);
    Some((host, if port == 80 { 443 } else { port }, behind))
}

/// The encoding that the header of an answer names.
pub fn charset(head: &CaptureHead) -> Option<&str> {
    let content_type = head.header("content-type")?;
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches('"')).filter(|value| !value.is_empty())
}

/// The part of the Federal Register's API path after its version, on its present and its former host: `documents.json`.
pub fn fr_api_path<'a>(address: &Address<'a>) -> Option<&'a str> {
    match address.host.as_str() {
        "federalregister.gov" => address.path.strip_prefix("/api/v1/"),
        "api.federalregister.gov" => {
            address.path.strip_prefix("/v1/").or_else(|| address.path.strip_prefix("/api/v1/"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, is_of_the_web, is_one_of};

    #[test]
    fn an_address_of_a_stanza_may_have_any_port() {
        let own = ["http://127.0.0.1:8099/notices.json?new=1".to_owned(), "https://Customs.example/".to_owned()];
        for url in
            ["http://127.0.0.1:8099/notices.json?new=1", "http://www.customs.example", "https://customs.example:443/"]
        {
            assert!(is_one_of(url, &own), "{url}");
        }
        for url in ["http://127.0.0.1/notices.json?new=1", "https://customs.example/x", "ftp://customs.example/", ""] {
            assert!(!is_one_of(url, &own), "{url}");
        }
        assert!(is_of_the_web("http://[::1]:8080/a") && is_of_the_web("https://a.example?x"));
        for url in ["javascript:alert(1)", "https://a@b.example/", "https://", "https://a:b/", "//a.example"] {
            assert!(!is_of_the_web(url), "{url}");
        }
    }

    #[test]
    fn an_address_is_known_in_every_spelling() {
        for url in ["http://www.treasury.gov/ofac/a.csv", "HTTPS://Treasury.GOV.:443/ofac/a.csv?x=1#y"] {
            let address = Address::parse(url).expect("address");
            assert_eq!((address.host.as_str(), address.path), ("treasury.gov", "/ofac/a.csv"), "{url}");
        }
        for url in
            ["ftp://treasury.gov/a", "treasury.gov/a", "https://treasury.gov@evil.example/a", "https://x:8080/", ""]
        {
            assert_eq!(Address::parse(url), None, "{url}");
        }
    }
}
