//! Parts and sections whose title does not stand before them: `part 744 of title 15, Code of Federal Regulations`, `§ 744.11 of the EAR`,
//! `section 1701 of title 50, United States Code`, and `part 744 of this chapter`, where the rest of the text says which title is meant.

use model::citation::CitationKind;

use super::cfr;
use super::lists::{self, Mark};
use super::text::Text;
use super::titles::{self, RULES};
use super::{Bond, Find, Finds, usc};

/// What comes behind a bare number and says where it stands.
enum Home {
    Cfr(u16),
    Usc(u16),
    /// `of this chapter`: the text's own title.
    This,
    Unsaid,
}

/// Books and statutes whose sections are none of the Code's, by the word before the sign.
const OTHERS: &[&str] = &["Guide", "Manual", "Handbook", "MPEP", "TMEP", "Code", "Act", "Ann.", "Stat.", "Restatement"];

/// Reads behind a section sign at `start`.
pub(super) fn signed(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let other = text.gap_before(start).is_some_and(|end| OTHERS.iter().any(|word| text.follows(end, word)));
    if other { None } else { find(text, start, finds) }
}

/// Reads behind `part`, `§§`, `sections`, which begin at `start`.
pub(super) fn find(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (at, sort, several) = lists::mark(text, start)?;
    if at == start {
        return None;
    }
    let first = cfr::item(text, at, 0, Some(sort))?;
    let small = first.sort == Mark::Part && first.number.len() < 3;
    let statute = sort == Mark::Section && first.sort == Mark::Part;
    if statute {
        return statutes(text, start, at, finds);
    }
    if first.sort != sort && sort == Mark::Section {
        return None;
    }
    let since = finds.0.len();
    let end = cfr::items(text, start, None, first, several, finds);
    let (home, end) = home(text, end);
    match home {
        Home::Cfr(title) => {
            let parts = RULES.iter().find(|rules| named(text, end, rules)).map(|rules| rules.parts.clone());
            finds.0.retain_mut(|find| {
                if find.bond != Bond::TitleOfPart || find.range.start < start {
                    return true;
                }
                *find = settled(find, title);
                parts.as_ref().is_none_or(|parts| part_of(&find.canonical).is_some_and(|part| parts.contains(&part)))
            });
            stretch(finds, since, end);
        }
        Home::Usc(_) => finds.0.truncate(since),
        Home::This => {}
        // `Part 2` alone is a part of anything.
        Home::Unsaid if small => finds.0.truncate(since),
        Home::Unsaid => {}
    }
    Some(end)
}

/// Whether the name of a body of rules ends at a position.
fn named(text: Text<'_>, end: usize, rules: &titles::Rules) -> bool {
    rules.names.iter().any(|name| text.follows(end, name))
}

/// The first number of a canonical form: 744 of `15 CFR 744.11`.
fn part_of(canonical: &str) -> Option<u32> {
    let number = canonical.split_once(' ')?.1.strip_prefix("CFR ")?;
    number[..number.bytes().take_while(u8::is_ascii_digit).count()].parse().ok()
}

/// A title behind the number belongs to the words of the last member, if it is the only one.
fn stretch(finds: &mut Finds, since: usize, end: usize) {
    if finds.0.len() == since + 1
        && let Some(find) = finds.0.last_mut()
    {
        find.range.end = end;
    }
}

/// `section 1701 of title 50, United States Code`; any other section of a statute is none of ours.
fn statutes(text: Text<'_>, start: usize, at: usize, finds: &mut Finds) -> Option<usize> {
    let first = usc::section(text, at)?;
    let mut end = first.1;
    // `section 5 U.S.C. 5703` is a slip; its number is a title's.
    if text.gap(end).is_some_and(|at| super::numbered::reporter(text, at).is_some()) {
        return None;
    }
    let mut members = vec![(start, first)];
    while let Some(next) = lists::between(text, end) {
        let Some(following) = usc::section(text, next.item).filter(|item| !lists::foreign(text, item.1)) else { break };
        end = following.1;
        members.push((next.item, following));
    }
    let (home, last) = home(text, end);
    let Home::Usc(title) = home else { return Some(end) };
    let alone = members.len() == 1;
    for (from, (number, end, pinpoint)) in members {
        let to = if alone { last } else { end };
        finds.push(usc::titled(from..to, title, &number, &pinpoint));
    }
    Some(last)
}

/// `of title 15, Code of Federal Regulations`, `of the EAR`, `of this chapter`: what it says and where it ends.
fn home(text: Text<'_>, end: usize) -> (Home, usize) {
    let unsaid = (Home::Unsaid, end);
    let at = text.blanks(text.skip(text.blanks(end), ","));
    let Some(at) = text.word_any(at, &["of", "in", "to"]).and_then(|of| text.gap(of)) else { return unsaid };
    if let Some(last) =
        text.word_any(at, &["this chapter", "this title", "this part", "this subchapter", "this subpart"])
    {
        return (Home::This, last);
    }
    let after = text.word(at, "the").and_then(|the| text.gap(the)).unwrap_or(at);
    for rules in RULES {
        if let Some(last) = rules.names.iter().find_map(|name| text.eat(after, name)).filter(|last| text.ends(*last)) {
            return (Home::Cfr(rules.title), last);
        }
    }
    if let Some((title, last)) = whole_title(text, at) {
        return (title, last);
    }
    unsaid
}

/// `title 15, [of the] Code of Federal Regulations`, `title 50, United States Code`.
fn whole_title(text: Text<'_>, at: usize) -> Option<(Home, usize)> {
    let at = text.gap(text.word(at, "title")?)?;
    let end = text.number(at, 1, 2)?;
    let number = text.slice(at, end);
    let (last, code) = code(text, end)?;
    match code {
        CitationKind::Cfr => Some((Home::Cfr(titles::title(number, titles::CFR_TITLES)?), last)),
        _ => Some((Home::Usc(titles::title(number, titles::USC_TITLES)?), last)),
    }
}

/// `, Code of Federal Regulations`, ` of the United States Code`, ` CFR` behind a title's number.
fn code(text: Text<'_>, end: usize) -> Option<(usize, CitationKind)> {
    let mut at = text.blanks(text.skip(text.blanks(end), ","));
    if let Some(of) = text.word_any(at, &["of the", "of"]) {
        at = text.gap(of)?;
    }
    at = text.eat(at, "U.S. ").filter(|at| text.eat(*at, "Code of").is_some()).unwrap_or(at);
    let (last, kind) = match super::numbered::reporter(text, at)? {
        (last, super::numbered::Reporter::Cfr) => (last, CitationKind::Cfr),
        (last, super::numbered::Reporter::Usc) => (last, CitationKind::Usc),
        _ => return None,
    };
    let short = text.gap(last).and_then(|at| text.eat_any(at, &["(CFR)", "(C.F.R.)", "(U.S.C.)", "(USC)"]));
    Some((short.unwrap_or(last), kind))
}

/// `title 15, Code of Federal Regulations, part 744`; `title 15, part 744, of the Code of Federal Regulations`.
pub(super) fn title_first(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let at = text.gap(text.word(start, "title")?)?;
    let end = text.number(at, 1, 2)?;
    let number = text.slice(at, end);
    if let Some((last, kind)) = code(text, end) {
        // `title 15 CFR part 744` begins at its number, as without the word.
        let plain = text.gap(end).is_some_and(|at| text.at(at) == b'C' && text.at(at + 1) != b'o')
            || text.at(text.blanks(end)) == b'U';
        let start = if plain { at } else { start };
        let next = text.blanks(text.skip(text.skip(last, ","), "."));
        let next = text.skip(next, "(");
        return match kind {
            CitationKind::Cfr => cfr::list(text, start, titles::title(number, titles::CFR_TITLES)?, next, finds),
            _ => usc::list(text, start, titles::title(number, titles::USC_TITLES)?, next, finds),
        };
    }
    let at = text.blanks(text.eat(text.blanks(end), ",")?);
    let (at, sort, _) = lists::mark(text, at)?;
    let title = titles::title(number, titles::CFR_TITLES)?;
    let item = cfr::item(text, at, title, Some(sort))?;
    let of = text.gap(text.word(text.blanks(text.skip(item.end, ",")), "of")?)?;
    let (last, kind) = code(text, text.word(of, "the").map_or(of, |the| text.blanks(the)))?;
    if kind == CitationKind::Cfr {
        finds.push(cfr::titled(start..last, title, &item.number, &item.pinpoint));
        return Some(last);
    }
    None
}

/// `supplement no. 4 to part 744 of the EAR`, `appendix A to part 60 of this chapter`.
pub(super) fn annex(text: Text<'_>, start: usize, finds: &mut Finds) -> Option<usize> {
    let (end, name) = cfr::annex(text, start)?;
    let since = finds.0.len();
    let end = cfr::annexed(text, start, None, end, name, finds)?;
    if let (Home::Cfr(title), last) = home(text, end)
        && let Some(find) = finds.0.get_mut(since).filter(|find| find.bond == Bond::TitleOfPart)
    {
        *find = settled(find, title);
        find.range.end = last;
        return Some(last);
    }
    Some(end)
}

/// `subpart B of part 744 of the EAR`: read at its part; `subpart B of 15 CFR part 744` at its title.
fn settled(find: &Find, title: u16) -> Find {
    let pinpoint = find.pinpoint.clone().unwrap_or_default();
    cfr::titled(find.range.clone(), title, &find.canonical, &pinpoint)
}

/// Gives the parts and sections without title the one that the text names with that part, and drops those for which it names none or
/// several.
pub(super) fn settle(finds: &mut Vec<Find>) {
    if !finds.iter().any(|find| find.bond == Bond::TitleOfPart) {
        return;
    }
    let mut known: std::collections::HashMap<String, Option<u16>> = std::collections::HashMap::new();
    for find in finds.iter().filter(|find| find.kind == CitationKind::Cfr && find.bond == Bond::Sure) {
        let Some((title, number)) = find.canonical.split_once(' ') else { continue };
        let Some(number) = number.strip_prefix("CFR ") else { continue };
        let Ok(title) = title.parse::<u16>() else { continue };
        match known.get_mut(part(number)) {
            Some(known) => *known = known.filter(|known| *known == title),
            None => {
                known.insert(part(number).to_owned(), Some(title));
            }
        }
    }
    finds.retain_mut(|find| {
        if find.bond != Bond::TitleOfPart {
            return true;
        }
        match known.get(part(&find.canonical)) {
            Some(Some(title)) => {
                *find = settled(find, *title);
                true
            }
            _ => false,
        }
    });
}

/// The part in which a number stands: `744` of `744.11-744.16` and of `744 Supp. No. 4`.
fn part(number: &str) -> &str {
    number.split(['.', ' ', '-']).next().unwrap_or(number)
}
