//! The parts of an address by which a source knows its own: host and path, in whatever spelling it was captured.
//! Only http and https addresses have parts here.

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
    use super::Address;

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
