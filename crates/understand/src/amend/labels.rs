//! Designations at the beginning of a line: `(a)`, `(a)(1)`, `(a) General. (1)`, `(c)-(e) [Reserved]`; and their numbers.

/// A designation in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What stands in the parentheses.
    pub label: String,
    /// Where it begins, in bytes.
    pub offset: usize,
    /// Of several reserved at once, the last.
    pub to: Option<String>,
    /// Whether stars stand behind it: what it says is left out.
    pub stars: bool,
}

/// The designations of a line.
#[derive(Debug, Default)]
pub struct Line {
    /// Those it begins with.
    pub leading: Vec<Found>,
    /// Those that may stand behind a heading in it: `(a) General. (1) …`.
    pub run_in: Vec<Found>,
}

/// How far into a line a heading may reach that another designation follows, in bytes.
const HEADING_BYTES_MAX: usize = 200;

/// The designations of a line, in order.
pub fn of_line(line: &str) -> Line {
    let mut out = Line::default();
    let mut at = line.len() - line.trim_start().len();
    while let Some((label, end)) = label_at(line, at) {
        let rest = line.get(end..).unwrap_or_default();
        let to = if rest.len() < 40 { reserved_to(rest) } else { None };
        out.leading.push(Found { label, offset: at, to, stars: begins_with_stars(rest) });
        // `(d) (1)` is set with a space now and then.
        at = end + usize::from(rest.starts_with(" ("));
    }
    if !out.leading.is_empty() {
        run_in(line, at, &mut out.run_in);
    }
    out
}

/// Whether a line is nothing but stars.
pub fn is_stars(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.chars().all(|c| c == '*' || c == ' ')
}

/// Whether a line says with stars that it leaves something out; some are printed without a space.
pub fn leaves_out(line: &str) -> bool {
    line.contains("* * *") || line.contains("***")
}

/// First designations of a lower level behind a heading that ends in a period or a dash, and behind stars.
fn run_in(line: &str, from: usize, out: &mut Vec<Found>) {
    let mut at = from;
    while out.len() < 3
        && let Some(found) = line.get(at..).and_then(|rest| rest.find('('))
    {
        let open = at + found;
        if open - from > HEADING_BYTES_MAX {
            return;
        }
        let before = line.get(from..open).unwrap_or_default().trim_end();
        let is_stars = before.ends_with("* * *") || before.ends_with("***");
        let ends = is_stars || ['.', '—', '–', '-', ':'].iter().any(|end| before.ends_with(*end));
        let Some((label, end)) = label_at(line, open) else {
            at = open + 1;
            continue;
        };
        let follows = !out.is_empty() && before.ends_with(')');
        if (ends || follows) && (is_stars || matches!(label.as_str(), "1" | "i" | "A")) {
            let stars = begins_with_stars(line.get(end..).unwrap_or_default());
            out.push(Found { label, offset: open, to: None, stars });
        }
        at = end;
    }
}

fn begins_with_stars(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("* * *") || text.starts_with("***")
}

/// The designation that begins at a byte, and where it ends.
pub fn label_at(line: &str, at: usize) -> Option<(String, usize)> {
    let rest = line.get(at..)?.strip_prefix('(')?;
    let end = rest.bytes().take(8).position(|byte| byte == b')')?;
    let label = rest.get(..end)?;
    is_label(label).then(|| (label.to_owned(), at + end + 2))
}

/// Where several designations are reserved in one line, the last of them: `-(e) [Reserved]`, ` and (d) [Reserved]`.
fn reserved_to(rest: &str) -> Option<String> {
    let joined = ["-", "–", "—", " through ", " and ", " - "].iter().find_map(|joint| rest.strip_prefix(joint))?;
    let (label, end) = label_at(joined, 0)?;
    joined.get(end..)?.to_lowercase().contains("reserved").then_some(label)
}

fn is_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    let all = |test: fn(&u8) -> bool| bytes.iter().all(test);
    let is_number = bytes.len() <= 3 && all(u8::is_ascii_digit);
    let is_letter = bytes.len() <= 2 && (all(u8::is_ascii_lowercase) || all(u8::is_ascii_uppercase));
    !bytes.is_empty() && (is_number || is_letter || (bytes.len() <= 7 && is_roman(text)))
}

fn is_roman(text: &str) -> bool {
    text.bytes().all(|byte| b"ivxl".contains(&byte))
}

/// The number of a designation at a level: 0 for `(a)`, 1 for `(1)`, 2 for `(i)`, 3 for `(A)`, then digits and romans again.
pub fn number(label: &str, level: usize) -> Option<u16> {
    match level {
        0 => letters(label, b'a'),
        1 | 4 => label.parse().ok().filter(|number| (1..1000).contains(number)),
        2 | 5 => roman(label),
        3 => letters(label, b'A'),
        _ => None,
    }
}

/// The designation of a number at a level.
pub fn label(number: u16, level: usize) -> Option<String> {
    let letter = |first: u8| {
        let at = u8::try_from(number.checked_sub(1)?).ok()?;
        let one = char::from(first + at % 26);
        match at / 26 {
            0 => Some(one.to_string()),
            1 => Some(format!("{one}{one}")),
            _ => None,
        }
    };
    match level {
        0 => letter(b'a'),
        1 | 4 => Some(number.to_string()),
        2 | 5 => {
            let (mut rest, mut out) = (number, String::new());
            for (value, digits) in [(50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")] {
                while rest >= value {
                    out.push_str(digits);
                    rest -= value;
                }
            }
            (number < 90).then_some(out)
        }
        3 => letter(b'A'),
        _ => None,
    }
}

fn letters(label: &str, first: u8) -> Option<u16> {
    let number = |byte: u8| (first..first + 26).contains(&byte).then(|| u16::from(byte - first) + 1);
    match label.as_bytes() {
        [one] => number(*one),
        [one, two] if one == two => number(*one).map(|number| number + 26),
        _ => None,
    }
}

/// A roman number, if it is written as one.
fn roman(text: &str) -> Option<u16> {
    if text.is_empty() || !is_roman(text) {
        return None;
    }
    let value = |byte: u8| match byte {
        b'i' => 1,
        b'v' => 5,
        b'x' => 10,
        _ => 50,
    };
    let values: Vec<i32> = text.bytes().map(value).collect();
    let mut sum = 0;
    for (at, value) in values.iter().enumerate() {
        let next = values.get(at + 1).copied().unwrap_or(0);
        sum += if *value < next { -value } else { *value };
    }
    let number = u16::try_from(sum).ok().filter(|number| *number > 0)?;
    (label(number, 2).as_deref() == Some(text)).then_some(number)
}
