//! How much work a page would make, told before it is parsed. The parser of HTML forgives everything (HTML standard, 13.2): elements that
//! nobody closes lie in one another, and formatting that nobody ends is made anew in every block, so that small pages can cost any time and memory.

/// Elements lie in one another at most so deep. Pages of publishers have some tens.
const DEPTH_MAX: usize = 1_000;

/// The most elements that formatting may be made anew as.
const MADE_ANEW_MAX: usize = 1_000_000;

/// The most steps of the searches that the parser makes among open elements and among attributes.
const STEPS_MAX: usize = 200_000_000;

/// The most tags of a page.
const TAGS_MAX: usize = 500_000;

/// Elements without content.
const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that end where the next of their sort begins, and so do not lie in one another by themselves.
const ENDS_ITSELF: [&str; 19] = [
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt", "tbody",
    "td", "tfoot", "th", "thead", "tr",
];

/// Elements that are made anew in each block until they are ended (13.2.4.3).
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements within which the end of outer formatting is not heard.
const MARKERS: [&str; 8] = ["applet", "caption", "marquee", "object", "table", "td", "template", "th"];

/// Elements whose content is words, whatever stands in it.
const RAW: [&str; 10] =
    ["iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"];

/// Elements that end a drawing or a formula when they stand in one (13.2.6.5).
const BREAKS_OUT: [&str; 23] = [
    "b", "big", "body", "br", "center", "code", "dd", "div", "dl", "em", "h1", "h2", "h3", "head", "hr", "i", "img",
    "li", "p", "span", "strong", "table", "ul",
];

/// Half a sentence that says why a page is not parsed; `None` where it can be.
pub(super) fn too_heavy(text: &str) -> Option<String> {
    let mut scan = Scan::default();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            // `<!-->` is a comment of its own.
            let comment = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->"));
            rest = comment.unwrap_or_else(|| rest.split_once("-->").map_or("", |(_, after)| after));
            continue;
        }
        let (closes, inner) = rest.strip_prefix('/').map_or((false, rest), |inner| (true, inner));
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(inner.len());
        let name = inner[..end].to_ascii_lowercase();
        let Tag { attributes, is_empty, after } = Tag::of(&inner[end..]);
        scan.tags += 1;
        scan.steps = scan.steps.saturating_add(attributes.saturating_mul(attributes));
        rest = match closes {
            true => {
                scan.close(&name);
                after
            }
            false if scan.open(&name, is_empty) => after_end_of(&name, after),
            false => after,
        };
        if let Some(why) = scan.verdict() {
            return Some(why);
        }
    }
    None
}

/// What stands behind the name of a tag.
struct Tag<'a> {
    /// At least as many as there are.
    attributes: usize,
    is_empty: bool,
    after: &'a str,
}

impl<'a> Tag<'a> {
    fn of(text: &'a str) -> Self {
        let (mut attributes, mut rest, mut is_empty) = (0, text, false);
        while let Some(at) = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/' | '>')) {
            let sign = rest[at..].chars().next().unwrap_or(' ');
            rest = &rest[at + sign.len_utf8()..];
            match sign {
                '>' => return Self { attributes, is_empty, after: rest },
                '=' => {
                    let value = rest.trim_start();
                    if let Some(quote @ ('"' | '\'')) = value.chars().next() {
                        rest = value[1..].split_once(quote).map_or("", |(_, after)| after);
                    }
                }
                _ => {}
            }
            is_empty = sign == '/';
            attributes += 1;
        }
        Self { attributes, is_empty, after: "" }
    }
}

#[derive(Default)]
struct Scan {
    open: Vec<String>,
    /// Formatting that is not ended, and the elements within which its end is not heard.
    formatting: Vec<String>,
    formatting_count: usize,
    tags: usize,
    made_anew: usize,
    steps: usize,
}

impl Scan {
    /// Opens an element; answers whether its content is words.
    fn open(&mut self, name: &str, is_empty: bool) -> bool {
        let is = |names: &[&str]| names.contains(&name);
        if self.is_drawing() {
            if is(&BREAKS_OUT) {
                let begin = self.open.iter().rposition(|open| matches!(open.as_str(), "svg" | "math")).unwrap_or(0);
                self.open.truncate(begin);
            } else {
                if !is_empty {
                    self.open.push(name.to_owned());
                }
                return false;
            }
        }
        if is(&["td", "th", "tr"]) {
            self.end_formatting_of(&["td", "th"]);
            let cell = self.open.iter().rposition(|open| matches!(open.as_str(), "td" | "th" | "table"));
            if let Some(at) = cell.filter(|at| self.open[*at] != "table") {
                self.open.truncate(at);
            }
        }
        if is(&MARKERS) {
            self.formatting.push(name.to_owned());
        }
        if is(&FORMATTING) {
            self.formatting_count += 1;
            self.formatting.push(name.to_owned());
        }
        if is(&["td", "th"]) || !is(&VOID) && !is(&ENDS_ITSELF) && !is(&RAW) {
            self.open.push(name.to_owned());
        }
        is(&RAW)
    }

    fn close(&mut self, name: &str) {
        // An end is not heard across a table, a cell or the like; that of a table ends the cell in which it stands.
        let is_end = |open: &String| {
            open == name
                || MARKERS.contains(&open.as_str()) && !(name == "table" && matches!(open.as_str(), "td" | "th"))
        };
        if let Some(at) = self.open.iter().rposition(is_end).filter(|at| self.open[*at] == name) {
            self.open.truncate(at);
        }
        if MARKERS.contains(&name) {
            self.end_formatting_of(&[name]);
        } else if FORMATTING.contains(&name) {
            let heard =
                self.formatting.iter().rposition(|open| MARKERS.contains(&open.as_str())).map_or(0, |at| at + 1);
            if let Some(at) = self.formatting[heard..].iter().rposition(|open| open == name) {
                self.formatting.remove(heard + at);
                self.formatting_count -= 1;
            }
        }
    }

    /// Ends the formatting within the innermost of some elements, unless a table stands in between.
    fn end_formatting_of(&mut self, names: &[&str]) {
        let at = self.formatting.iter().rposition(|open| names.contains(&open.as_str()) || open == "table");
        if let Some(at) = at.filter(|at| names.contains(&self.formatting[*at].as_str())) {
            let ended = self.formatting.drain(at..).filter(|open| FORMATTING.contains(&open.as_str())).count();
            self.formatting_count -= ended;
        }
    }

    /// Whether the innermost place is in a drawing or a formula, where other rules hold.
    fn is_drawing(&self) -> bool {
        let of_drawings = |open: &&String| matches!(open.as_str(), "svg" | "math" | "foreignobject" | "desc" | "title");
        self.open.iter().rev().find(of_drawings).is_some_and(|open| matches!(open.as_str(), "svg" | "math"))
    }

    fn verdict(&mut self) -> Option<String> {
        self.steps = self.steps.saturating_add(self.open.len() + self.formatting.len());
        self.made_anew = self.made_anew.saturating_add(self.formatting_count);
        if self.open.len() > DEPTH_MAX {
            return Some(format!("its elements lie in one another more than {DEPTH_MAX} deep"));
        }
        if self.made_anew > MADE_ANEW_MAX {
            return Some("its formatting is not ended, and would be made anew a million times".to_owned());
        }
        if self.steps > STEPS_MAX || self.tags > TAGS_MAX {
            return Some("it has more tags or attributes than can be read in a sensible time".to_owned());
        }
        None
    }
}

/// What comes after the words that an element holds; nothing where they do not end.
fn after_end_of<'a>(name: &str, text: &'a str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::too_heavy;

    #[test]
    fn what_would_cost_any_time_is_seen_before() {
        let attributes: String = (0..20_000).map(|at| format!(" a{at}")).collect();
        let bold: String = (0..900).map(|at| format!("<b id={at}>")).collect();
        for (text, says) in [
            ("<div>".repeat(2_000), "1000 deep"),
            ("<foo/>".repeat(2_000), "1000 deep"),
            ("<svg><div><foo/>".to_owned() + &"<foo/>".repeat(2_000), "1000 deep"),
            (bold.clone() + &"<p>x".repeat(2_000), "made anew"),
            (format!("{bold}<table><td>{}</table>{}", "</b>".repeat(900), "<p>x".repeat(2_000)), "made anew"),
            (format!("<!-- > -->{bold}<script></b></script>{}", "<p>x</p>".repeat(2_000)), "made anew"),
            ("<div><table><td></div>".repeat(2_000), "1000 deep"),
            ("<table><td><table></td>".repeat(2_000), "1000 deep"),
            (format!("<a{attributes}>"), "sensible time"),
            ("<br>".repeat(600_000), "sensible time"),
        ] {
            assert!(
                too_heavy(&text).is_some_and(|why| why.contains(says)),
                "{says}: {:?} {text:.60}",
                too_heavy(&text)
            );
        }
    }

    #[test]
    fn ordinary_pages_are_light() {
        let rows = "<tr><td><font color=red><b>x<td>y".repeat(5_000);
        for text in [
            String::new(),
            "a < b && c > d <3 <".to_owned(),
            "<li>x".repeat(20_000) + &"<p>y".repeat(20_000),
            format!("<table>{rows}</table>"),
            "<svg><path d='M 1 2'/><g><circle/></g></svg>".repeat(5_000),
            "<p><a href='x'>y</a> <b>z</b><img src=x></p>".repeat(20_000),
            format!("<script>{}</script>", "<div>".repeat(5_000)),
            "<div title='> <div>' data-x=\"</b>\"><span>x</span></div>".repeat(5_000),
        ] {
            assert_eq!(too_heavy(&text), None, "{text:.60}");
        }
    }
}
