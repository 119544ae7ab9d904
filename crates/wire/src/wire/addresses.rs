//! Which addresses of the internet a fetch may reach: public ones, whatever their spelling, and hosts that the operator allows.
//! A source's redirect must not lead the service into the operator's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// A host that may not be reached, and why: half a sentence. Travels through the HTTP client's chain of causes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub(super) struct NotPublic {
    pub(super) host: String,
    pub(super) why: String,
}

/// The hosts that the operator allows although they are not public.
#[derive(Debug, Clone)]
pub(super) struct Allowed(Vec<String>);

impl Allowed {
    pub(super) fn new(hosts: &[String]) -> Self {
        Self(hosts.iter().map(|host| plain(host)).collect())
    }

    fn holds(&self, host: &str) -> bool {
        self.0.contains(&plain(host))
    }

    /// Checks an address literal; a name is for [`Allowed::choose`], once it is resolved. The URL parser has by now reduced every
    /// spelling of an IPv4 address (decimal, octal, hexadecimal, shortened, percent-encoded, full-width) to its four bytes.
    pub(super) fn check(&self, url: &Url) -> Result<(), NotPublic> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        let host = address.to_string();
        if is_public(address) || self.holds(&host) {
            return Ok(());
        }
        let why = format!("{} is not a public address", address.to_canonical());
        Err(NotPublic { host, why })
    }

    /// Of the addresses to which a name resolves, those that may be reached.
    pub(super) fn choose(&self, host: &str, found: Vec<IpAddr>) -> Result<Vec<IpAddr>, NotPublic> {
        if self.holds(host) {
            return Ok(found);
        }
        let may_be_reached = |address: &IpAddr| is_public(*address) || self.holds(&address.to_string());
        let (public, private): (Vec<IpAddr>, Vec<IpAddr>) = found.into_iter().partition(may_be_reached);
        if !public.is_empty() {
            return Ok(public);
        }
        let why = match private.first() {
            Some(first) => format!("{host} has no public address (it resolves to {first})"),
            None => format!("{host} has no address"),
        };
        Err(NotPublic { host: plain(host), why })
    }

    /// Whether a proxy may be asked for a name. A name that this machine resolves must have a public address; one that only the proxy
    /// can resolve is left to the proxy's own rules, unless it is by its form a name of a private network.
    pub(super) fn through_proxy(&self, host: &str, found: Vec<IpAddr>) -> Result<(), NotPublic> {
        if found.is_empty() && !self.holds(host) && is_of_a_private_network(host) {
            return Err(NotPublic { host: plain(host), why: format!("{host} is a name of a private network") });
        }
        if found.is_empty() { Ok(()) } else { self.choose(host, found).map(|_| ()) }
    }
}

/// Whether a name belongs to a network of one's own: names without a dot, and those set apart by RFC 6761, 6762, 8375 and ICANN.
fn is_of_a_private_network(host: &str) -> bool {
    const ENDINGS: [&str; 7] = ["localhost", "local", "internal", "home.arpa", "lan", "intranet", "corp"];
    let host = plain(host);
    !host.contains('.') || ENDINGS.iter().any(|ending| host == *ending || host.ends_with(&format!(".{ending}")))
}

/// One form for one host: lower case, without brackets and without the dot of a full name.
fn plain(host: &str) -> String {
    let host = host.trim().trim_start_matches('[').trim_end_matches(']');
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// Whether an address belongs to the public internet, by IANA's registries of special-purpose addresses (RFC 6890 and its updates).
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b, c) {
        // This network; private use (RFC 1918); loopback; link-local, where clouds keep their metadata; multicast, reserved, broadcast.
        (0 | 10 | 127 | 224.., ..) | (169, 254, _) | (172, 16..=31, _) | (192, 168, _) => true,
        // Shared address space behind carriers (RFC 6598).
        (100, 64..=127, _) => true,
        // Protocol assignments, documentation, the former 6to4 relays, benchmarks.
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => true,
        _ => false,
    };
    // One cloud answers its machines' metadata from this public-looking address.
    !special && address != Ipv4Addr::new(168, 63, 129, 16)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, high, low] = address.segments();
    // ISATAP (RFC 5214) leads to the IPv4 address in its last half.
    if matches!((e, f), (0 | 0x0200, 0x5efe)) {
        return false;
    }
    // NAT64 (RFC 6052) is as public as the IPv4 address inside it.
    if [a, b, c, d, e, f] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let ([w, x], [y, z]) = (high.to_be_bytes(), low.to_be_bytes());
        return is_public_v4(Ipv4Addr::new(w, x, y, z));
    }
    match (a, b) {
        // Protocol assignments with Teredo and ORCHID; documentation; 6to4, which hides an IPv4 address; documentation (RFC 9637).
        (0x2001, 0..=0x01ff) | (0x2001, 0x0db8) | (0x2002, _) | (0x3fff, 0..=0x0fff) => false,
        // Global unicast is 2000::/3 (RFC 4291); loopback, unique local, link-local, site-local and multicast lie outside it.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2606:4700::5efe:7f00:1",
            "2606:4700::200:5efe:a00:1",
            "::ffff:0:127.0.0.1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().expect("address")), "{text}");
        }
    }

    #[test]
    fn ordinary_addresses_are_public() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "223.255.255.1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "2001:4860:4860::8888",
        ] {
            assert!(is_public(text.parse().expect("address")), "{text}");
        }
    }

    #[test]
    fn every_spelling_of_an_address_is_the_same_address() {
        let allowed = Allowed::new(&[]);
        for text in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://１２７.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://0/",
            "http://user@127.0.0.1/",
            "http://127.0x0.1/",
            "http://017700000001/",
            "http://0x7f000001/",
            "http://[0:0:0:0:0:ffff:7f00:0001]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::127.0.0.1]/",
            "http://[64:ff9b::10.0.0.1]/",
            "http://[2002:7f00:1::]/",
            "http://[fe80::1]/",
            "http://169.254.169.254/",
            "http://0xa9fea9fe/",
            "http://2852039166/",
            "http://①②⑦.⓪.⓪.①/",
            "http://127。0。0。1/",
            "http:127.0.0.1/",
            "http:/\\127.0.0.1/",
        ] {
            assert!(allowed.check(&Url::parse(text).expect("address")).is_err(), "{text}");
        }
        assert!(allowed.check(&Url::parse("http://8.8.8.8/").expect("address")).is_ok());
        // What is no address at all is refused before anybody asks whether it is public.
        for text in ["http://[::ffff:0x7f.1]/", "http://[fe80::1%25eth0]/", "http://256.0.0.1/", "http://0x1ffffffff/"]
        {
            assert!(Url::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_operator_can_allow_a_host() {
        let allowed = Allowed::new(&["[::1]".into(), "Proxy.Internal.".into(), "127.0.0.1".into()]);
        assert!(allowed.check(&Url::parse("http://[::1]:80/").expect("address")).is_ok());
        assert!(allowed.check(&Url::parse("http://0x7f.1/").expect("address")).is_ok());
        assert!(allowed.check(&Url::parse("http://127.0.0.2/").expect("address")).is_err());
        let ten = IpAddr::from([10, 0, 0, 1]);
        let eight = IpAddr::from([8, 8, 8, 8]);
        assert_eq!(allowed.choose("proxy.internal", vec![ten]), Ok(vec![ten]));
        assert_eq!(allowed.choose("two.example", vec![ten, eight]), Ok(vec![eight]));
        assert!(allowed.choose("one.example", vec![ten]).is_err());
        assert!(allowed.choose("none.example", vec![]).is_err());
        // An address admits every name that leads to it.
        let loopback = IpAddr::from([127, 0, 0, 1]);
        assert_eq!(allowed.choose("mirror.example", vec![ten, loopback]), Ok(vec![loopback]));
    }

    #[test]
    fn a_proxy_is_not_asked_for_what_is_known_to_be_private() {
        let allowed = Allowed::new(&["mirror.lan".into()]);
        let (ten, eight) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([8, 8, 8, 8]));
        assert!(allowed.through_proxy("a.example", vec![eight]).is_ok());
        assert!(allowed.through_proxy("a.example", vec![ten]).is_err());
        assert!(allowed.through_proxy("a.example", vec![]).is_ok());
        assert!(allowed.through_proxy("mirror.lan", vec![]).is_ok());
        for name in ["localhost", "intranet", "metadata.google.internal", "printer.local.", "db.LAN"] {
            assert!(allowed.through_proxy(name, vec![]).is_err(), "{name}");
        }
    }
}
