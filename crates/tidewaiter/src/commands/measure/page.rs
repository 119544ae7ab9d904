//! The words of a captured page, for those who read running text.
//! Simple on purpose: what is measured may not lean on the readers of the service.

/// The words of a page: each tag is a blank, named and numbered characters are put in.
pub(super) fn words(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(if rest.starts_with('<') { '>' } else { ';' });
        let (put, taken) = match end {
            Some(end) if rest.starts_with('<') => (Some(' '), end + 1),
            Some(end) if end < 12 => (character(&rest[1..end]), end + 1),
            _ => (None, 1),
        };
        match put {
            Some(c) => out.push(c),
            None => out.push_str(&rest[..taken]),
        }
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "sect" => Some('§'),
        _ => None,
    }
}
