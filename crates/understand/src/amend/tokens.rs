//! An instruction as tokens: words, designations, quotations, sections.

use crate::amend::labels;
use crate::amend::outline::Path;

/// A piece of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word in small letters.
    Word(String),
    /// `(a)(1)`.
    Path(Path),
    /// What stands in quotation marks.
    Quote(String),
    /// `§ 744.11`, or several sections.
    Sections(Vec<String>),
    /// A comma.
    Comma,
    /// A semicolon, colon or period.
    Stop,
}

/// The longest quotation that is looked for in a text, in bytes.
const QUOTE_BYTES_MAX: usize = 2000;

/// The most tokens of one instruction; the longest real one has some two hundred.
const TOKENS_MAX: usize = 5000;

/// The tokens of an instruction; or a sentence where its quotation marks do not pair, or it holds what is no word.
pub fn of(text: &str) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(c) = rest.chars().next()
    {
        if out.len() > TOKENS_MAX {
            return Err("It is too long to be read.".to_owned());
        }
        match c {
            '“' => {
                let inner = &rest[c.len_utf8()..];
                let (quote, _) = inner
                    .split_once('”')
                    .filter(|(quote, _)| !quote.contains('“') && quote.len() <= QUOTE_BYTES_MAX)
                    .ok_or("Its quotation marks do not stand in pairs.")?;
                out.push(Token::Quote(quote.trim().to_owned()));
                at += c.len_utf8() + quote.len() + '”'.len_utf8();
            }
            '”' => return Err("Its quotation marks do not stand in pairs.".to_owned()),
            '§' => at += sections(rest, &mut out)?,
            '(' => {
                let mut labels = Vec::new();
                let mut end = at;
                while let Some((label, behind)) = labels::label_at(text, end) {
                    labels.push(label);
                    end = behind;
                }
                if labels.is_empty() {
                    return Err("It holds a remark in parentheses that is not understood.".to_owned());
                }
                out.push(Token::Path(Path(labels)));
                at = end;
            }
            ',' => {
                out.push(Token::Comma);
                at += 1;
            }
            ';' | ':' | '.' => {
                out.push(Token::Stop);
                at += 1;
            }
            c if c.is_whitespace() => at += c.len_utf8(),
            c if c.is_alphanumeric() => {
                let end =
                    rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '’' | '\'')).unwrap_or(rest.len());
                let word = rest[..end].to_lowercase();
                let behind = &rest[end..];
                let begins = || behind.trim_start().starts_with(|c: char| c.is_ascii_digit());
                if matches!(word.as_str(), "section" | "sections") && begins() {
                    at += sections(rest, &mut out)?;
                } else {
                    out.push(Token::Word(word));
                    at += end;
                }
            }
            _ => return Err(format!("It holds “{c}”, which is not understood.")),
        }
    }
    Ok(out)
}

/// Reads `§ 744.11`, `Sections 744.11 and 744.16`; answers how many bytes that is.
fn sections(text: &str, out: &mut Vec<Token>) -> Result<usize, String> {
    let head = text.trim_start_matches(|c: char| c == '§' || c.is_ascii_alphabetic() || c.is_whitespace());
    let mut rest = head;
    let mut found = Vec::new();
    while let Some((number, behind)) = section(rest) {
        found.push(number.to_owned());
        rest = behind;
        let joined = [", and ", " and ", ", "].iter().find_map(|joint| rest.strip_prefix(joint));
        let joined = joined.map(|next| next.trim_start_matches(|c: char| c == '§' || c.is_whitespace()));
        match joined {
            Some(next) if section(next).is_some() => rest = next,
            _ => break,
        }
    }
    if found.is_empty() {
        return Err("It names no section by its number.".to_owned());
    }
    out.push(Token::Sections(found));
    Ok(text.len() - rest.len())
}

/// A section's number at the beginning of a text, and what stands behind it: `744.11`, `100.35T09-0208`, `1.1-1`.
fn section(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')).unwrap_or(text.len());
    let number = text[..end].trim_end_matches(['.', '-']);
    let (part, rest) = number.split_once('.')?;
    let is_part = !part.is_empty() && part.len() <= 5 && part.starts_with(|c: char| c.is_ascii_digit());
    (is_part && rest.starts_with(|c: char| c.is_ascii_digit())).then(|| (number, &text[number.len()..]))
}
