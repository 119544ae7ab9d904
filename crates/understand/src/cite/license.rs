//! General licenses of the Office of Foreign Assets Control, known by programme and number: `Russia-related General License 8K`.

use model::citation::CitationKind;

use super::text::Text;
use super::{Bond, Find, Finds, lists};

/// Programmes that texts also name without `-related`.
const PROGRAMMES: &[&str] = &[
    "Afghanistan",
    "Balkans",
    "Belarus",
    "Burma",
    "Cuba",
    "Cyber",
    "Global Terrorism",
    "Counter Terrorism",
    "Iran",
    "Iraq",
    "Libya",
    "Nicaragua",
    "North Korea",
    "Russia",
    "Somalia",
    "Sudan",
    "South Sudan",
    "Syria",
    "Ukraine",
    "Venezuela",
    "Yemen",
    "Zimbabwe",
];

/// From `General License` or `GL`, which begins at `start`; the programme stands before it.
pub(super) fn find(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let name = text
        .eat_any(
            start,
            &[
                "General Licenses",
                "General License",
                "GENERAL LICENSE",
                "General Licences",
                "General Licence",
                "GLs",
                "GL",
            ],
        )
        .filter(|end| text.ends(*end))?;
    let (mut from, programme) = match programme(text, start) {
        Some((at, programme)) if at >= finds.free_from() => (at, Some(programme)),
        Some((_, programme)) => (start, Some(programme)),
        None => (start, None),
    };
    let mut at = text.no(name);
    at = if at == name { text.gap(name)? } else { text.blanks(at) };
    let mut last = None;
    while let Some(end) = number(text, at, programme.is_some() || last.is_some()) {
        let number = text.slice(at, end);
        let find = match &programme {
            Some(programme) => Find::new(from..end, CitationKind::GeneralLicense, form(programme, number), None),
            None => Find::new(from..end, CitationKind::GeneralLicense, number, None).on(Bond::Programme),
        };
        finds.push(find);
        last = Some(end);
        let Some(next) = lists::between(text, end) else { break };
        (from, at) = (next.item, next.item);
    }
    last
}

fn form(programme: &str, number: &str) -> String {
    format!("{programme}-related General License {number}")
}

/// The words before `General License` that name its programme, and where they begin.
fn programme(text: Text<'_>, start: usize) -> Option<(usize, String)> {
    let end = text.gap_before(start)?;
    let from = text.word_before(end);
    let word = text.slice(from, end);
    let related = [("-related", ""), ("-Related", ""), ("/Russia-related", "/Russia"), ("/Russia-Related", "/Russia")];
    if let Some((suffix, kept)) = related.iter().rev().find(|(suffix, _)| word.ends_with(suffix)) {
        let name = word.strip_suffix(suffix)?;
        return (!name.is_empty() && name.starts_with(|c: char| c.is_ascii_uppercase()))
            .then(|| (from, format!("{name}{kept}")));
    }
    // `Venezuela Sanctions Regulations General License 5`.
    let mut end = end;
    if let Some(before) =
        ["Sanctions Regulations", "Sanctions", "sanctions"].iter().find(|words| text.follows(end, words))
    {
        end = text.gap_before(end - before.len())?;
    }
    let name = PROGRAMMES.iter().rev().find(|name| text.follows(end, name))?;
    Some((end - name.len(), (*name).to_owned()))
}

/// `8K`, `13AA`, `D-2`; single letters (`H`) only where the programme is known.
fn number(text: Text<'_>, at: usize, sure: bool) -> Option<usize> {
    let mut end = text.token(at);
    let printed = text.slice(at, end).as_bytes();
    let figures = printed.iter().take_while(|b| b.is_ascii_digit()).count();
    let letters = &printed[figures..];
    let capitals = letters.iter().all(u8::is_ascii_uppercase);
    let right = match (figures, letters.len()) {
        (1..=3, 0..=2) => capitals,
        (0, 1) => capitals && (sure || text.dash(end).is_some_and(|next| text.digit(next))),
        _ => false,
    };
    if figures == 0
        && right
        && let Some(more) = text.dash(end).and_then(|dash| text.number(dash, 1, 2))
    {
        end = more;
    }
    (right
        && text.ends(end)
        && !(text.at(end) == b'.' && text.digit(end + 1))
        && text.dash(end).is_none_or(|next| !text.digit(next)))
    .then_some(end)
}

/// Gives licenses without programme the one programme that the text names, and drops them where it names none or several.
pub(super) fn settle(finds: &mut Vec<Find>) {
    if !finds.iter().any(|find| find.bond == Bond::Programme) {
        return;
    }
    let mut known: Option<String> = None;
    let mut several = false;
    for find in finds.iter().filter(|find| find.kind == CitationKind::GeneralLicense && find.bond == Bond::Sure) {
        let Some((programme, _)) = find.canonical.split_once("-related ") else { continue };
        several |= known.as_deref().is_some_and(|known| known != programme);
        known = Some(programme.to_owned());
    }
    let known = known.filter(|_| !several);
    finds.retain_mut(|find| {
        if find.bond == Bond::Programme {
            let Some(programme) = &known else { return false };
            find.canonical = form(programme, &find.canonical);
        }
        true
    });
}
