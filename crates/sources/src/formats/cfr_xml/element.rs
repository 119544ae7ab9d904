//! The elements of the Code's XML, in both of its forms, and what each is to a reader of the text.
//! An element that is not named here is a block of text, and its name is noted.

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A part, subpart, section or appendix: an entry.
    Entity(&'static str),
    /// What holds those, or stands around them, and is no entry.
    Group,
    /// What is no text of the regulation: tables of contents, running heads, data on the file.
    Skip,
    /// The day of an annual edition.
    Edition,
    /// A section's number.
    Number,
    /// A heading of an entry.
    Heading,
    /// An authority citation.
    Authority,
    /// Where the text was published, and when it was amended.
    Source,
    /// A paragraph, or what holds paragraphs.
    Block,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// Type within a line.
    Inline,
    /// A raised mark within a line.
    Raised,
    /// A fraction within a line.
    Fraction,
    /// A new line within a paragraph.
    Break,
    /// A picture within a line.
    Picture,
}

impl Role {
    /// Whether the element stands inside a line of text.
    pub fn is_inline(self) -> bool {
        matches!(self, Self::Inline | Self::Raised | Self::Fraction | Self::Break | Self::Picture | Self::Cell)
    }

    /// Whether it says where the text in it belongs.
    pub fn is_field(self) -> bool {
        matches!(
            self,
            Self::Skip | Self::Edition | Self::Number | Self::Heading | Self::Authority | Self::Source | Self::Group
        )
    }
}

/// What an element is, from its name, its type and the element around it; `None` for one that is not known.
pub fn role(name: &str, kind: Option<&str>, parent: Role, has_heading: bool) -> Option<Role> {
    if parent == Role::Skip {
        // The day of the edition stands among the data on the file.
        return Some(if name == "DATE" { Role::Edition } else { Role::Skip });
    }
    Some(match name {
        "DIV1" | "DIV2" | "DIV3" | "DIV4" | "DIV5" | "DIV6" | "DIV7" | "DIV8" | "DIV9" => match kind {
            Some("PART") => Role::Entity("part"),
            Some("SUBPART") => Role::Entity("subpart"),
            Some("SECTION") => Role::Entity("section"),
            Some("APPENDIX") => Role::Entity("appendix"),
            _ => Role::Group,
        },
        "PART" => Role::Entity("part"),
        "SUBPART" => Role::Entity("subpart"),
        "SECTION" => Role::Entity("section"),
        "APPENDIX" => Role::Entity("appendix"),
        "SUBJGRP" | "CFRGRANULE" | "CFRDOC" | "TITLE" | "CHAPTER" | "SUBCHAP" | "ECFRBRWS" => Role::Group,
        "FDSYS" | "CONTENTS" | "EAR" | "APP" | "PARTPAGE" | "CFRTOC" => Role::Skip,
        "SECTNO" => Role::Number,
        "SUBJECT" => Role::Heading,
        "RESERVED" if matches!(parent, Role::Entity(_)) => Role::Heading,
        "HEAD" | "HD" | "HED" | "HD1" | "HD2" | "HD3" => match parent {
            Role::Entity("section") if name != "HEAD" => Role::Block,
            Role::Entity(_) if !has_heading => Role::Heading,
            Role::Authority | Role::Source | Role::Group => Role::Skip,
            _ => Role::Block,
        },
        "AUTH" | "SECAUTH" => Role::Authority,
        "SOURCE" | "CITA" => Role::Source,
        "P" | "FP" | "FP-1" | "FP-2" | "FP1-2" | "FP-DASH" | "FRP" | "PSPACE" | "NOTE" | "EDNOTE" | "EFFDNOT"
        | "EFFDNOTP" | "CROSSREF" | "EXTRACT" | "EXAMPLE" | "APPRO" | "GPH" | "GID" | "GPOTABLE" | "TTITLE"
        | "TNOTE" | "FTNT" | "DIV" | "TABLE" | "THEAD" | "TBODY" | "TFOOT" | "CAPTION" | "TDESC" | "MATH" | "STARS"
        | "REGTEXT" | "SIG" | "LDRWK" | "PRTYPE" | "RESERVED" | "CODE" | "SCOL2" | "WIDE" | "PARAUTH" | "FRNOTE"
        | "ul" | "ol" | "li" | "p" | "div" | "table" | "thead" | "tbody" | "tfoot" | "caption" => Role::Block,
        "ROW" | "TR" | "BOXHD" | "tr" => Role::Row,
        "ENT" | "CHED" | "TD" | "TH" | "td" | "th" => Role::Cell,
        "SU" | "sup" | "FTREF" => Role::Raised,
        "FR" => Role::Fraction,
        "br" | "LI" => Role::Break,
        "img" => Role::Picture,
        "E" | "I" | "B" | "AC" | "PRTPAGE" | "XREF" | "a" | "strong" | "em" | "i" | "b" | "u" | "span" | "sub"
        | "SB" | "COLHED" | "fr" => Role::Inline,
        _ => return None,
    })
}
